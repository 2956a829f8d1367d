/*
 * pkd: what reading the lists that a PKD publishes costs: a revocation list of 500,000 entries and
 * a collection of 67 MB, in CPU time; libcrypto on the same list beside it.
 *
 *   pkd PEER [ROUNDS]      PEER: pkd_peer.py; rounds for medians: 5
 *
 * Exit 1 when a target is missed.
 */
#include "measure.h"
#include "os/now.h"
#include "pki/ldif.h"
#include "pki/revoked.h"
#include "simulator/forge.h"
#include "simulator/forge_cert.h"
#include "simulator/forge_crl.h"
#include "simulator/forge_files.h"
#include "simulator/forge_ldif.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define ENTRIES    500000u
#define LOOKUPS    500000u
#define PEER_ASKED 1000u /* serial numbers on its command line */
#define ROUNDS     5
#define ROUNDS_MAX 100
#define LDIF_SIZE  (67u * 1000u * 1000u)
#define PIECE      65536u
#define PATH_SIZE  512
#define LOOKUP_US  1.0   /* target */
#define LDIF_US    2.0e6 /* target */

static const struct date today = {2026, 11, 22};
static const struct date later = {2027, 2, 20};

enum step { PARSE, VERIFY, INDEX, FIRST, NEXT, LDIF, STEPS };
static const char *const names[STEPS] = {"parse",        "verify",      "index",
					 "first lookup", "next lookup", "collection"};
/* Steps of the peer, whose first lookup sorts; in the order that it prints. */
static const enum step peer_steps[] = {PARSE, VERIFY, FIRST, NEXT};
#define PEER_STEPS (sizeof(peer_steps) / sizeof(peer_steps[0]))

struct times {
	double us[STEPS][ROUNDS_MAX];
};

struct desk {
	struct forge_ca ca;
	struct cert cert;
	uint8_t *crl; /* owned */
	size_t crl_size;
	uint8_t *ldif; /* owned */
	size_t ldif_size;
	size_t objects;
	struct times ours;
	struct times peer;
};

static void desk_free(struct desk **d)
{
	if (*d != NULL) {
		forge_ca_free(&(*d)->ca);
		free((*d)->crl);
		free((*d)->ldif);
		free(*d);
		*d = NULL;
	}
}

static enum eg_err mint_crl(struct desk *d)
{
	struct forge_alg alg;
	struct forge_cert_parts parts;
	EG_TRY(forge_alg_parse("rsa:4096:sha256", &alg));
	EG_TRY(forge_ca_new(&d->ca, &alg, today));
	EG_TRY(cert_parse(forge_ca_certificate(&d->ca), &d->cert));
	EG_TRY(forge_cert_read(forge_ca_certificate(&d->ca), &parts));
	const struct forge_crl order = {.key = &d->ca.key,
					.issuer = parts.subject,
					.this_update = today,
					.next_update = later,
					.number = RD_TEXT("\x01"),
					.more = ENTRIES};
	d->crl = malloc(forge_crl_size(&order));
	struct wr out = wr_of(d->crl, forge_crl_size(&order));
	EG_TRY(forge_crl(&out, &order));
	d->crl_size = out.size;
	return EG_OK;
}

static enum eg_err mint_ldif(struct desk *d)
{
	size_t cap = LDIF_SIZE + forge_ldif_size(FORGE_CERT_MAX);
	d->ldif = malloc(cap);
	struct wr out = wr_of(d->ldif, cap);
	forge_ldif_head(&out);
	forge_ldif_tree(&out, "UT");
	while (!out.bad && out.size < LDIF_SIZE) {
		d->objects++;
		const struct forge_ldif_entry e = {
			.kind = FORGE_LDIF_SIGNER,
			.country = "UT",
			.name = "CN=Document Signer,O=Ministry of Documents,C=UT",
			.number = (uint32_t)d->objects,
			.object = d->cert.whole,
			.version = 1150,
		};
		forge_ldif_put(&out, &e);
	}
	d->ldif_size = out.size;
	return out.bad ? EG_FAIL(EG_TOO_BIG, "collection") : EG_OK;
}

/* CPU time since the last call. */
static double lap(int64_t *since)
{
	int64_t now = now_cpu_us();
	double us = (double)(now - *since);
	*since = now;
	return us;
}

static enum eg_err look_up(const struct revoked *r, const struct desk *d, size_t round,
			   struct times *t)
{
	uint8_t serial[FORGE_CRL_SERIAL_SIZE];
	struct revoked_answer answer;
	struct revoked_key key;
	size_t revoked = 0;
	int64_t since = now_cpu_us();
	forge_crl_serial(77, serial);
	EG_TRY(revoked_key_of(&d->cert, &key));
	EG_TRY(revoked_find(r, &answer, &key, d->cert.subject, RD_ARRAY(serial)));
	t->us[FIRST][round] = lap(&since);
	if (answer.state != REVOKED_YES) {
		return EG_FAIL(EG_MISMATCH, "revoked serial number not found");
	}
	for (uint32_t i = 0; i < LOOKUPS; i++) {
		forge_crl_serial(i * 7919u % (2 * ENTRIES), serial);
	}
	double counting = lap(&since); /* what making up the numbers takes */
	for (uint32_t i = 0; i < LOOKUPS; i++) {
		forge_crl_serial(i * 7919u % (2 * ENTRIES), serial);
		EG_TRY(revoked_find(r, &answer, &key, d->cert.subject, RD_ARRAY(serial)));
		revoked += answer.state == REVOKED_YES;
	}
	t->us[NEXT][round] = (lap(&since) - counting) / LOOKUPS;
	return revoked > LOOKUPS / 3 && revoked < LOOKUPS ? EG_OK : EG_FAIL(EG_MISMATCH, "lookups");
}

static enum eg_err read_crl(struct desk *d, size_t round)
{
	EG_AUTO(revoked_builder_free) struct revoked_builder *b = NULL;
	EG_AUTO(eg_free) uint8_t *octets = NULL;
	struct times *t = &d->ours;
	struct faults found = {{0}};
	struct revoked image;
	struct crl c;
	struct rd view;
	size_t list;
	int64_t since = now_cpu_us();
	EG_TRY(crl_parse(rd_of(d->crl, d->crl_size), &c));
	t->us[PARSE][round] = lap(&since);
	EG_TRY(crl_issued_by(&c, &d->cert));
	t->us[VERIFY][round] = lap(&since);
	EG_TRY(revoked_builder_new(&b));
	EG_TRY(revoked_add(b, &list, &found, &c, &d->cert));
	octets = malloc(revoked_size(b));
	struct wr out = wr_of(octets, revoked_size(b));
	EG_TRY(revoked_write(b, &out));
	EG_TRY(wr_done(&out, &view));
	EG_TRY(revoked_open(view, &image));
	t->us[INDEX][round] = lap(&since);
	return look_up(&image, d, round, t);
}

struct count {
	size_t objects;
	size_t faults;
};

static enum eg_err on_object(void *context, const struct ldif_object *o)
{
	struct count *c = context;
	c->objects += o->value.left > 0;
	return EG_OK;
}

static bool on_fault(void *context, const struct ldif_fault *fault)
{
	struct count *c = context;
	c->faults += fault->err != EG_OK;
	return false;
}

static enum eg_err read_ldif(struct desk *d, size_t round)
{
	EG_AUTO(ldif_free) struct ldif *l = NULL;
	struct count count = {0, 0};
	const struct ldif_sink sink = {&count, on_object, on_fault};
	struct rd rest = rd_of(d->ldif, d->ldif_size);
	struct rd piece;
	int64_t since = now_cpu_us();
	EG_TRY(ldif_new(&l, &sink));
	while (rest.left > 0 && rd_take(&rest, rest.left < PIECE ? rest.left : PIECE, &piece)) {
		EG_TRY(ldif_feed(l, piece));
	}
	EG_TRY(ldif_end(l));
	d->ours.us[LDIF][round] = lap(&since);
	return count.objects == d->objects && count.faults == 0
		       ? EG_OK
		       : EG_FAIL(EG_MISMATCH, "objects of the collection");
}

/* The peer's four numbers. */
static bool read_peer(FILE *from, struct times *t, size_t round)
{
	char line[256];
	char *at = line;
	if (fgets(line, sizeof(line), from) == NULL) {
		return false;
	}
	for (size_t i = 0; i < PEER_STEPS; i++) {
		char *end = at;
		t->us[peer_steps[i]][round] = strtod(at, &end);
		if (end == at) {
			return false;
		}
		at = end;
	}
	return true;
}

/* The peer's command: the first serial number is the one that we look up first. */
struct words {
	char serials[PEER_ASKED][2 * FORGE_CRL_SERIAL_SIZE + 1];
	char *argv[PEER_ASKED + 5];
};

static void fill_words(struct words *w, const char *peer, char *crl, char *cert)
{
	static char python[] = "python3";
	static char script[PATH_SIZE];
	(void)snprintf(script, sizeof(script), "%s", peer); /* cut: the peer is not found then */
	w->argv[0] = python;
	w->argv[1] = script;
	w->argv[2] = crl;
	w->argv[3] = cert;
	for (uint32_t i = 0; i < PEER_ASKED; i++) {
		uint8_t number[FORGE_CRL_SERIAL_SIZE];
		forge_crl_serial((77 + i * 7919u) % ENTRIES, number);
		for (size_t k = 0; k < sizeof(number); k++) {
			(void)snprintf(w->serials[i] + 2 * k, 3, "%02x", number[k]); /* two */
		}
		w->argv[4 + i] = w->serials[i];
	}
}

static enum eg_err run_peer(struct desk *d, const char *folder, const char *peer, size_t round)
{
	int ends[2];
	int status = 0;
	char crl[64];
	char cert[64];
	EG_AUTO(eg_free) struct words *w = calloc(1, sizeof(*w));
	(void)snprintf(crl, sizeof(crl), "%s/list.crl", folder); /* 40 characters */
	(void)snprintf(cert, sizeof(cert), "%s/ca.cer", folder); /* as well */
	if (w == NULL || pipe2(ends, O_CLOEXEC) != 0) {
		return EG_FAIL(EG_IO, "pipe");
	}
	fill_words(w, peer, crl, cert);
	pid_t child = fork();
	if (child == 0) {
		if (dup2(ends[1], STDOUT_FILENO) >= 0) {
			(void)execvp(w->argv[0], w->argv); /* returns only when it fails */
		}
		_exit(127);
	}
	eg_close(&ends[1]);
	FILE *from = fdopen(ends[0], "r");
	bool ok = from != NULL && read_peer(from, &d->peer, round);
	if (from != NULL) {
		(void)fclose(from); /* only read from */
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0 || !ok) {
		return EG_FAIL(EG_IO, "the peer failed");
	}
	return EG_OK;
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;
	return left < right ? -1 : left > right;
}

static double median(double *us, size_t count)
{
	qsort(us, count, sizeof(*us), by_size);
	return us[count / 2];
}

static void print(const char *what, double ours, double peer)
{
	printf("%-24s %12.1f us", what, ours);
	if (peer > 0) {
		printf("   libcrypto %12.1f us   ratio %8.4f", peer, ours / peer);
	}
	printf("\n{\"bench\":\"pkd\",\"step\":\"%s\",\"us\":%.2f,\"libcrypto_us\":%.2f}\n", what,
	       ours, peer);
}

/* Prints all; whether the targets are met. */
static bool judge(struct desk *d, size_t rounds)
{
	double ours[STEPS];
	double peer[STEPS] = {0};
	for (unsigned s = PARSE; s < STEPS; s++) {
		ours[s] = median(d->ours.us[s], rounds);
	}
	for (size_t i = 0; i < PEER_STEPS; i++) {
		peer[peer_steps[i]] = median(d->peer.us[peer_steps[i]], rounds);
	}
	printf("revocation list of %u entries, %.1f MB; CPU time, median of %zu\n", ENTRIES,
	       (double)d->crl_size / 1e6, rounds);
	for (unsigned s = PARSE; s < LDIF; s++) {
		print(names[s], ours[s], peer[s]);
	}
	double all = ours[PARSE] + ours[VERIFY] + ours[INDEX] + ours[FIRST];
	double peer_all = peer[PARSE] + peer[VERIFY] + peer[FIRST];
	print("all to the first lookup", all, peer_all);
	printf("collection of %zu objects, %.1f MB: %.0f MB/s\n", d->objects,
	       (double)d->ldif_size / 1e6, (double)d->ldif_size / ours[LDIF]);
	print(names[LDIF], ours[LDIF], 0);
	bool met = ours[NEXT] < LOOKUP_US && ours[LDIF] < LDIF_US && all < peer_all;
	printf("%s: lookup under %.0f us, collection under %.0f s, list faster than libcrypto\n",
	       met ? "met" : "MISSED", LOOKUP_US, LDIF_US / 1e6);
	return met;
}

static enum eg_err measure(struct desk *d, const char *folder, const char *peer, size_t rounds)
{
	EG_TRY(mint_crl(d));
	EG_TRY(mint_ldif(d));
	EG_TRY(forge_write_file(folder, "list.crl", 0600, rd_of(d->crl, d->crl_size)));
	EG_TRY(forge_write_file(folder, "ca.cer", 0600, d->cert.whole));
	for (size_t i = 0; i < rounds; i++) {
		EG_TRY(read_crl(d, i));
		EG_TRY(read_ldif(d, i));
		EG_TRY(run_peer(d, folder, peer, i));
	}
	return EG_OK;
}

static void remove_folder(const char *folder)
{
	static const char *const files[] = {"list.crl", "ca.cer"};
	char path[64];
	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, files[i]); /* 40 characters */
		(void)unlink(path); /* a failed run may have written none */
	}
	(void)rmdir(folder); /* left behind for people if there is more in it */
}

int main(int argc, char *argv[])
{
	EG_AUTO(desk_free) struct desk *d = calloc(1, sizeof(*d));
	char folder[] = "/tmp/egate-pkd-XXXXXX";
	long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : ROUNDS;
	if (argc < 2 || d == NULL || rounds < 1 || rounds > ROUNDS_MAX || mkdtemp(folder) == NULL) {
		(void)fprintf(stderr, "pkd PEER [ROUNDS]\n");
		return 2;
	}
	enum eg_err err = measure(d, folder, argv[1], (size_t)rounds);
	remove_folder(folder);
	if (err != EG_OK) {
		struct eg_fault f = eg_fault_last();
		(void)fprintf(stderr, "pkd: %s (%s:%d: %s)\n", eg_err_name(err), f.file, f.line,
			      f.reason);
		return 2;
	}
	return judge(d, (size_t)rounds) ? 0 : 1;
}
