/*
 * bench_trust: a trust store as large as the world's: 1,000 country CAs, 30,000 document signers,
 * 70 revocation lists. How long until a fresh process has judged its first signer, and how long a
 * lookup takes.
 *
 *   bench_trust [FOLDER]     invents the certificates, imports them, measures; FOLDER keeps the
 * file
 *
 * Fails when the first verification takes more than 1 s, or a lookup in an index more than 1 us of
 * computing.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/now.h"
#include "pki/import.h"
#include "pki/revoked.h"
#include "pki/store_disk.h"
#include "pki/store_index.h"
#include "pki/trust.h"
#include "simulator/forge_crl.h"
#include "tests/unit/mint.h"

#define STATES        100u
#define CAS_OF_STATE  10u
#define CAS           (STATES * CAS_OF_STATE)
#define SIGNERS       30000u
#define SIGNER_KEYS   50u
#define CRLS          70u
#define CRL_ENTRIES   2000u
#define LOOKUPS       100000u
#define ROUNDS        5
#define FIRST_MS_MAX  1000
#define LOOKUP_NS_MAX 1000
#define NOW_S         INT64_C(1795305600) /* 2026-11-22 */
#define LDIF_SIZE_MAX ((size_t)192 * 1024 * 1024)

static const struct date today = {2026, 11, 22};

static void must(bool ok)
{
	if (!ok) {
		(void)fprintf(stderr, "bench_trust: %s (%s:%d)\n", eg_fault_last().reason,
			      eg_fault_last().file, eg_fault_last().line);
		exit(1);
	}
}

/* AA to ZZ, as far as needed. */
struct state_name {
	char text[3];
};
static struct state_name state_of(size_t n)
{
	return (struct state_name){{(char)('A' + n / 26), (char)('A' + n % 26), '\0'}};
}

struct world {
	struct crypt_ec *ca[CAS];
	struct crypt_ec *signer[SIGNER_KEYS];
};

static void put_base64(struct wr *w, struct rd der)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	while (der.left > 0) {
		uint8_t three[3] = {0};
		size_t count = der.left < 3 ? der.left : 3;
		must(rd_copy(&der, three, count));
		uint32_t bits = (uint32_t)three[0] << 16 | (uint32_t)three[1] << 8 | three[2];
		for (size_t i = 0; i < 4; i++) {
			wr_u8(w, i <= count ? (uint8_t)digits[bits >> (18 - 6 * i) & 63] : '=');
		}
	}
}

static void put_entry(struct wr *w, unsigned number, const char *attribute, struct rd der)
{
	char line[128];
	(void)snprintf(line, sizeof(line),
		       "dn: cn=%u,o=dsc,dc=data\npkdVersion: 1\n%s;binary:: ", number, attribute);
	wr_put(w, rd_cstr(line));
	put_base64(w, der);
	wr_put(w, RD_TEXT("\n\n"));
}

static struct mint_file ca_of(const struct world *world, size_t n)
{
	struct state_name state = state_of(n / CAS_OF_STATE);
	struct mint_cert c = mint_ca_of(state.text);
	c.long_serial = (uint32_t)(n + 1);
	return mint_certificate(&c, world->ca[n], world->ca[n]);
}

static void put_signers(struct wr *w, const struct world *world)
{
	for (unsigned i = 0; i < SIGNERS; i++) {
		size_t ca = i % CAS;
		struct state_name state = state_of(ca / CAS_OF_STATE);
		struct mint_cert c = mint_signer_of(state.text);
		c.long_serial = 1000 + i;
		struct mint_file der =
			mint_certificate(&c, world->signer[i % SIGNER_KEYS], world->ca[ca]);
		put_entry(w, i, "userCertificate", mint_rd(&der));
	}
}

static void put_crls(struct wr *w, const struct world *world)
{
	EG_AUTO(bytes_free) struct bytes der = {0};
	for (unsigned i = 0; i < CRLS; i++) {
		size_t ca = (size_t)i * CAS_OF_STATE;
		struct mint_file root = ca_of(world, ca);
		uint8_t name_bytes[256];
		struct wr name = WR_ARRAY(name_bytes);
		struct cert c;
		const struct forge_key key = {
			.alg = {.named = true, .curve = CRYPT_P256, .hash = CRYPT_SHA256},
			.ec = world->ca[ca],
		};
		must(cert_parse(mint_rd(&root), &c) == EG_OK);
		wr_tlv(&name, 0x30, c.subject);
		const struct forge_crl order = {
			.key = &key,
			.issuer = wr_view(&name),
			.this_update = today,
			.next_update = {2027, 2, 1},
			.number = RD_TEXT("\x01"),
			.more = CRL_ENTRIES,
		};
		size_t room = forge_crl_size(&order);
		must(bytes_reserve(&der, room, room) == EG_OK);
		struct wr out = wr_of(der.data, der.cap);
		must(forge_crl(&out, &order) == EG_OK);
		put_entry(w, SIGNERS + i, "certificateRevocationList", wr_view(&out));
	}
}

static void invent(struct world *world, struct mint_file *cas, struct bytes *ldif)
{
	for (size_t i = 0; i < SIGNER_KEYS; i++) {
		must(crypt_ec_generate(CRYPT_P256, &world->signer[i]) == EG_OK);
	}
	for (size_t i = 0; i < CAS; i++) {
		must(crypt_ec_generate(CRYPT_P256, &world->ca[i]) == EG_OK);
		cas[i] = ca_of(world, i);
	}
	must(bytes_reserve(ldif, LDIF_SIZE_MAX, LDIF_SIZE_MAX) == EG_OK);
	struct wr w = wr_of(ldif->data, ldif->cap);
	wr_put(&w, RD_TEXT("version: 1\n\n"));
	put_signers(&w, world);
	put_crls(&w, world);
	ldif->size = wr_view(&w).left;
	must(ldif->size > 0);
}

static void world_free(struct world *world)
{
	for (size_t i = 0; i < CAS; i++) {
		crypt_ec_free(&world->ca[i]);
	}
	for (size_t i = 0; i < SIGNER_KEYS; i++) {
		crypt_ec_free(&world->signer[i]);
	}
}

static void import(struct bytes *store, const struct import_file *files, size_t count,
		   const char *what)
{
	EG_AUTO(import_report_free) struct import_report report = {0};
	const struct import_options options = {.take_certificates = true, .now_s = NOW_S};
	struct bytes image = {0};
	int64_t begin = now_cpu_us();
	must(import_run(bytes_rd(store), files, count, &options, &image, &report) == EG_OK);
	must(!report.refused && report.note_count == 0);
	printf("%-28s %9.0f ms of computing\n", what, (double)(now_cpu_us() - begin) / 1000.0);
	bytes_free(store);
	*store = image;
}

static void make_store(const char *path)
{
	EG_AUTO(eg_free) struct mint_file *cas = calloc(CAS, sizeof(*cas));
	EG_AUTO(eg_free) struct import_file *files = calloc(CAS, sizeof(*files));
	EG_AUTO(bytes_free) struct bytes ldif = {0};
	EG_AUTO(bytes_free) struct bytes store = {0};
	EG_AUTO(world_free) struct world world = {{NULL}, {NULL}};
	must(cas != NULL && files != NULL);
	invent(&world, cas, &ldif);
	for (size_t i = 0; i < CAS; i++) {
		files[i] = (struct import_file){.kind = STORE_KIND_COUNTRY_CA,
						.bytes = mint_rd(&cas[i])};
	}
	const struct import_file collection = {
		.kind = STORE_KIND_COLLECTION, .bytes = bytes_rd(&ldif), .complete = true};
	import(&store, files, CAS, "import of the country CAs");
	import(&store, &collection, 1, "import of the collection");
	import(&store, &collection, 1, "the same again");
	must(store_disk_write(path, bytes_rd(&store)) == EG_OK);
	printf("%-28s %9.1f MB\n", "trust store", (double)store.size / 1e6);
}

/* What a fresh process does for its first traveller whose signer is not embedded. */
static int first(const char *path)
{
	EG_AUTO(trust_free) struct trust *t = NULL;
	struct store_cert stored;
	struct trust_cursor at = {0};
	struct trust_revocation revocation;
	struct cert named;
	struct cert signer;
	struct cert ca;
	must(crypt_warm() == EG_OK);
	must(trust_open(path, &t) == EG_OK);
	must(store_cert_at(trust_sections(t), STORE_DSC, SIGNERS / 2, &stored));
	must(cert_parse(stored.der, &named) == EG_OK);
	must(trust_next_signer(t, &named.issuer, named.serial, RD_EMPTY, &at, &signer));
	must(trust_find_issuer(t, &signer, today, &ca) == EG_OK);
	must(trust_revocation(t, &ca, signer.serial, &revocation) == EG_OK);
	must(revocation.state != TRUST_REVOKED);
	return 0;
}

/* From the start of the process to its end, the file read from the disk. */
static int64_t time_first(char *self, char *path)
{
	EG_AUTO(eg_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0);
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED); /* the cache may keep it all the same */
	int64_t begin = now_mono_us();
	pid_t child = fork();
	must(child >= 0);
	if (child == 0) {
		char *const arguments[] = {self, "first", path, NULL};
		(void)execv("/proc/self/exe", arguments);
		_exit(127);
	}
	int status = 0;
	must(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return now_mono_us() - begin;
}

struct subject {
	const struct trust *trust;
	const struct store_sections *s;
	struct revoked revoked;
	struct revoked_key key;
	struct cert ca;
};

static uint64_t sink; /* so that no lookup is left out by the compiler */

static void by_hash(const struct subject *x, const struct cert *c, const struct store_cert *one)
{
	uint32_t record = 0;
	(void)c;
	sink += store_cert_find(x->s, STORE_DSC, one->id, &record) ? record : 0;
}

static void by_bytes(const struct subject *x, const struct cert *c, const struct store_cert *one)
{
	(void)one;
	sink += trust_holds(x->trust, c->whole) ? 1 : 0;
}

static void by_key_id(const struct subject *x, const struct cert *c, const struct store_cert *one)
{
	(void)one;
	sink += store_index_first(x->s->of[STORE_CSCA_BY_ID], store_key_id(c->authority_key_id));
}

static void by_serial(const struct subject *x, const struct cert *c, const struct store_cert *one)
{
	(void)one;
	sink += store_index_first(x->s->of[STORE_DSC_BY_NAME],
				  store_key_signer(c->issuer, c->serial));
}

static void revocation(const struct subject *x, const struct cert *c, const struct store_cert *one)
{
	struct revoked_answer answer;
	(void)one;
	must(revoked_find(&x->revoked, &answer, &x->key, x->ca.subject, c->serial) == EG_OK);
	sink += answer.state;
}

static void issuer_parsed(const struct subject *x, const struct cert *c,
			  const struct store_cert *one)
{
	struct trust_cursor at = {0};
	struct cert found;
	(void)one;
	sink += trust_next_issuer(x->trust, c, &at, &found) ? found.whole.left : 0;
}

static void signer_parsed(const struct subject *x, const struct cert *c,
			  const struct store_cert *one)
{
	struct trust_cursor at = {0};
	struct cert found;
	(void)one;
	sink += trust_next_signer(x->trust, &c->issuer, c->serial, RD_EMPTY, &at, &found)
			? found.whole.left
			: 0;
}

/* Nanoseconds of computing for one, in the round that was least disturbed; signers are taken from
 * all over the store. */
static double measure(const struct subject *x, const struct cert *certs,
		      const struct store_cert *ones, size_t count,
		      void (*look_up)(const struct subject *, const struct cert *,
				      const struct store_cert *))
{
	double least = 0;
	for (int round = 0; round < ROUNDS; round++) {
		int64_t begin = now_cpu_us();
		for (size_t i = 0; i < LOOKUPS; i++) {
			size_t at = i * 7919 % count;
			look_up(x, &certs[at], &ones[at]);
		}
		double ns = (double)(now_cpu_us() - begin) * 1000.0 / LOOKUPS;
		least = round == 0 || ns < least ? ns : least;
	}
	return least;
}

#define SAMPLE 4096

/* A country CA that has a revocation list. */
static void find_revoking(struct subject *x)
{
	struct trust_revocation r = {.state = TRUST_CRL_MISSING};
	for (uint32_t i = 0; r.state != TRUST_NOT_REVOKED; i++) {
		struct store_cert root;
		must(store_cert_at(x->s, STORE_CSCA, i, &root));
		must(cert_parse(root.der, &x->ca) == EG_OK);
		must(trust_revocation(x->trust, &x->ca, RD_TEXT("\x01"), &r) == EG_OK);
	}
	must(revoked_key_of(&x->ca, &x->key) == EG_OK);
}

static bool measure_lookups(const char *path)
{
	static const struct {
		const char *what;
		void (*look_up)(const struct subject *, const struct cert *,
				const struct store_cert *);
		bool judged;
	} kinds[] = {
		{"index: SHA-256", by_hash, true},
		{"whether a country CA", by_bytes, true},
		{"index: key id", by_key_id, true},
		{"index: issuer and serial", by_serial, true},
		{"revoked serial", revocation, false} /* the bench pkd judges it */,
		{"issuer, parsed", issuer_parsed, false},
		{"signer, parsed", signer_parsed, false},
	};
	EG_AUTO(trust_free) struct trust *t = NULL;
	static struct cert certs[SAMPLE];
	static struct store_cert ones[SAMPLE];
	bool good = true;
	must(trust_open(path, &t) == EG_OK);
	struct subject x = {.trust = t, .s = trust_sections(t)};
	must(revoked_open(x.s->of[STORE_REVOKED], &x.revoked) == EG_OK);
	find_revoking(&x);
	for (size_t i = 0; i < SAMPLE; i++) {
		must(store_cert_at(x.s, STORE_DSC, (uint32_t)(i * 7 % SIGNERS), &ones[i]) &&
		     cert_parse(ones[i].der, &certs[i]) == EG_OK);
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		double ns = measure(&x, certs, ones, SAMPLE, kinds[i].look_up);
		bool slow = kinds[i].judged && ns > LOOKUP_NS_MAX;
		good = good && !slow;
		printf("%-28s %9.0f ns%s\n", kinds[i].what, ns, slow ? "   too slow" : "");
		printf("{\"bench\":\"trust\",\"step\":\"%s\",\"ns\":%.0f}\n", kinds[i].what, ns);
	}
	return good;
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/egate-bench-trust-XXXXXX";
	char path[512];
	if (argc == 3 && strcmp(argv[1], "first") == 0) {
		return first(argv[2]);
	}
	must(crypt_warm() == EG_OK);
	must(argc == 2 || mkdtemp(folder) != NULL);
	(void)snprintf(path, sizeof(path), "%s/trust.store", argc == 2 ? argv[1] : folder);
	if (access(path, R_OK) != 0) {
		make_store(path);
	}
	int64_t us = time_first(argv[0], path);
	bool good = us <= FIRST_MS_MAX * INT64_C(1000);
	printf("%-28s %9.0f ms%s\n", "start to first verification", (double)us / 1000.0,
	       good ? "" : "   too slow");
	printf("{\"bench\":\"trust\",\"step\":\"first\",\"ms\":%.0f}\n", (double)us / 1000.0);
	good = measure_lookups(path) && good;
	if (argc != 2) {
		(void)unlink(path);
		(void)rmdir(folder);
	}
	return good && sink != 0 ? 0 : 1;
}
