/*
 * passive: what a whole verification of a document's signed files costs, beside the bare operations
 * of OpenSSL that it contains: two verifications of a signature with keys that are ready.
 *
 *   passive [ROUNDS]     of each algorithm; 300
 *
 * A verification is: EF.SOD parsed and judged by the field profile, signer and country CA found
 * among others of its name, both keys decoded and checked, two signatures, data groups 1 and 2
 * (20 kB) hashed, country and kind of document compared, findings and report made. Both are timed
 * in turn within one loop, in time of the CPU. Exit 1 when the slowest hundredth of any algorithm
 * takes more than P99_MS, or when the median of the worst curve is beyond RATIO of the bare one.
 */
#include "base/log.h"
#include "os/now.h"
#include "pki/algorithm.h"
#include "pki/cms.h"
#include "pki/passive.h"
#include "pki/sod.h"
#include "simulator/forge.h"
#include "simulator/forge_cert.h"
#include "simulator/forge_sod.h"

#include <stdio.h>
#include <stdlib.h>

#define ROUNDS     300
#define ROUNDS_MAX 4096
#define P99_MS     10.0
#define RATIO      1.5
#define OTHER_CAS  8 /* under the same name, with keys of their own */
#define PORTRAIT   20000
#define FILE_MAX   16384

static const struct date today = {2026, 11, 22};
static const struct forge_validity period = {{2025, 1, 1}, {2036, 1, 1}};
static const struct forge_subject subject = {"UT", "UTO", "Bench"};

/* Country CA and document signer; the last is the worst that is in use. */
static const struct {
	const char *name;
	const char *ca;
	const char *signer;
	const char *other; /* the other CAs */
} algorithms[] = {
	{"RSA 4096, 2048", "rsa:4096:sha256", "rsa:2048:sha256", "ec:P-256:sha256"},
	{"PSS 4096, 3072", "pss:4096:sha512", "pss:3072:sha256", "ec:P-256:sha256"},
	{"P-256", "ec:P-256:sha256", "ec:P-256:sha256", "ec:P-256:sha256"},
	{"P-384", "ec:P-384:sha384", "ec:P-384:sha384", "ec:P-384:sha384"},
	{"P-521", "ec:P-521:sha512", "ec:P-521:sha512", "ec:P-521:sha512"},
	{"brainpoolP256r1", "ec:brainpoolP256r1:sha256", "ec:brainpoolP256r1:sha256",
	 "ec:brainpoolP256r1:sha256"},
	{"brainpoolP384r1", "ec:brainpoolP384r1:sha384", "ec:brainpoolP384r1:sha384",
	 "ec:brainpoolP384r1:sha384"},
	{"brainpoolP512r1", "ec:brainpoolP512r1:sha512", "ec:brainpoolP512r1:sha512",
	 "ec:brainpoolP512r1:sha512"},
};
#define ALGORITHMS (sizeof(algorithms) / sizeof(algorithms[0]))

/* A document, the trust in its country, and its two signatures laid open. */
struct subject_matter {
	struct forge_ca ca;
	struct forge_key signer;
	struct trust *trust;
	uint8_t certificate[FORGE_CERT_MAX];
	uint8_t sod[FILE_MAX];
	struct rd file;
	uint8_t portrait[PORTRAIT];
	uint8_t attributes[4096]; /* as they are signed */
	struct sod parsed;
	struct bytes rewritten;
	struct cert signer_cert;
	struct cert ca_cert;
	struct crypt_pub *signer_key;
	struct crypt_pub *ca_key;
	struct rd message;
	struct crypt_sigalg sod_algorithm;
	struct crypt_sigalg cert_algorithm;
};

static void matter_free(struct subject_matter *m)
{
	forge_ca_free(&m->ca);
	forge_key_free(&m->signer);
	trust_free(&m->trust);
	bytes_free(&m->rewritten);
	crypt_pub_free(&m->signer_key);
	crypt_pub_free(&m->ca_key);
}

static enum eg_err make_ca(struct forge_ca *ca, const char *algorithm)
{
	struct forge_alg alg;
	EG_TRY(forge_alg_parse(algorithm, &alg));
	EG_TRY(forge_key_generate(&alg, &ca->key));
	struct wr out = WR_ARRAY(ca->certificate);
	EG_TRY(forge_cert_csca(&out, &ca->key, &subject, &period));
	ca->certificate_size = out.size;
	return EG_OK;
}

static enum eg_err store_others(struct trust *t, const char *algorithm)
{
	for (int i = 0; i < OTHER_CAS; i++) {
		EG_AUTO(forge_ca_free) struct forge_ca other = {0};
		EG_TRY(make_ca(&other, algorithm));
		EG_TRY(trust_add_certificate(t, forge_ca_certificate(&other)));
	}
	return EG_OK;
}

static enum eg_err sign(struct subject_matter *m, enum crypt_hash digest)
{
	const struct forge_group groups[2] = {{1, RD_TEXT("one")}, {2, RD_ARRAY(m->portrait)}};
	struct forge_cert_parts parts;
	struct wr certificate = WR_ARRAY(m->certificate);
	struct wr sod = WR_ARRAY(m->sod);
	EG_TRY(forge_cert_read(forge_ca_certificate(&m->ca), &parts));
	EG_TRY(forge_cert_signer(&certificate, &m->ca.key, parts.subject, &m->signer, &subject,
				 &period));
	const struct forge_sod order = {.groups = groups,
					.group_count = 2,
					.digest = digest,
					.lds_version = 1,
					.signer = &m->signer,
					.certificate = wr_view(&certificate),
					.signed_on = {2025, 6, 1}};
	EG_TRY(forge_sod(&sod, &order));
	m->file = wr_view(&sod);
	return EG_OK;
}

/* What the bare operations need: keys, messages, algorithms. */
static enum eg_err lay_open(struct subject_matter *m)
{
	struct rd der;
	enum crypt_hash hash;
	struct wr attributes = WR_ARRAY(m->attributes);
	EG_TRY(sod_parse(m->file, &m->rewritten, &m->parsed));
	const struct cms_signer *s = &m->parsed.cms.signers[0];
	struct rd certificates = m->parsed.cms.certificates;
	if (!cms_next_certificate(&certificates, &der)) {
		return EG_FAIL(EG_NOT_FOUND, "certificate of the signer");
	}
	EG_TRY(cert_parse(der, &m->signer_cert));
	EG_TRY(cert_parse(forge_ca_certificate(&m->ca), &m->ca_cert));
	EG_TRY(cert_key(&m->signer_cert, &m->signer_key));
	EG_TRY(cert_key(&m->ca_cert, &m->ca_key));
	EG_TRY(algorithm_hash(s->digest_algorithm, &hash));
	EG_TRY(algorithm_signature(s->signature_algorithm, &hash, &m->sod_algorithm));
	EG_TRY(algorithm_signature(m->signer_cert.algorithm, NULL, &m->cert_algorithm));
	wr_tlv(&attributes, 0x31, s->attributes);
	return wr_done(&attributes, &m->message);
}

static enum eg_err prepare(struct subject_matter *m, size_t i)
{
	struct forge_alg alg;
	EG_TRY(crypt_random(m->portrait, sizeof(m->portrait)));
	EG_TRY(trust_new(&m->trust));
	EG_TRY(store_others(m->trust, algorithms[i].other));
	EG_TRY(make_ca(&m->ca, algorithms[i].ca));
	EG_TRY(trust_add_certificate(m->trust, forge_ca_certificate(&m->ca)));
	EG_TRY(forge_alg_parse(algorithms[i].signer, &alg));
	EG_TRY(forge_key_generate(&alg, &m->signer));
	EG_TRY(sign(m, CRYPT_SHA256));
	return lay_open(m);
}

static enum eg_err verify_whole(const struct subject_matter *m,
				const struct passive_profile *profile)
{
	EG_AUTO(passive_free) struct passive *p = NULL;
	const struct passive_input in = {.trust = m->trust, .profile = profile, .today = today};
	struct findings f = findings_none();
	EG_TRY(passive_open(&in, m->file, &f, &p));
	bool ok = passive_group(p, 1, RD_TEXT("one"), &f) == VERDICT_PASS &&
		  passive_group(p, 2, RD_ARRAY(m->portrait), &f) == VERDICT_PASS;
	passive_holder(p, "UTO", "P", &f);
	struct passive_report r = passive_report(p);
	return ok && r.trust == PASSIVE_TRUSTED &&
			       findings_verdict(&f, CHECK_SOD_COUNTRY) == VERDICT_PASS
		       ? EG_OK
		       : EG_FAIL(EG_MISMATCH, "the document is not believed");
}

static enum eg_err verify_bare(const struct subject_matter *m)
{
	EG_TRY(crypt_verify(m->signer_key, &m->sod_algorithm, m->message,
			    m->parsed.cms.signers[0].signature));
	return crypt_verify(m->ca_key, &m->cert_algorithm, m->signer_cert.tbs,
			    m->signer_cert.signature);
}

struct times {
	int64_t us[ROUNDS_MAX];
};

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;
	return left < right ? -1 : left > right;
}

static double at(const struct times *t, size_t rounds, size_t percent)
{
	return (double)t->us[(rounds - 1) * percent / 100] / 1000;
}

/* Times both, one after the other; false if a bar is missed. */
static enum eg_err measure(const struct subject_matter *m, size_t i, size_t rounds, bool *good)
{
	static struct times whole;
	static struct times bare;
	const struct passive_profile field = passive_profile_field();
	for (size_t n = 0; n < rounds; n++) {
		int64_t start = now_cpu_us();
		EG_TRY(verify_whole(m, &field));
		int64_t between = now_cpu_us();
		EG_TRY(verify_bare(m));
		whole.us[n] = between - start;
		bare.us[n] = now_cpu_us() - between;
	}
	qsort(whole.us, rounds, sizeof(whole.us[0]), by_size);
	qsort(bare.us, rounds, sizeof(bare.us[0]), by_size);
	double ratio = at(&whole, rounds, 50) / at(&bare, rounds, 50);
	(void)printf("%-16s whole p50 %6.2f p99 %6.2f ms   bare p50 %6.2f p99 %6.2f ms   x %.2f\n",
		     algorithms[i].name, at(&whole, rounds, 50), at(&whole, rounds, 99),
		     at(&bare, rounds, 50), at(&bare, rounds, 99), ratio); /* a report */
	(void)printf("{\"bench\":\"passive\",\"step\":\"%s\",\"p50_ms\":%.3f,\"p99_ms\":%.3f,"
		     "\"bare_p50_ms\":%.3f,\"ratio\":%.3f}\n",
		     algorithms[i].name, at(&whole, rounds, 50), at(&whole, rounds, 99),
		     at(&bare, rounds, 50), ratio); /* the same */
	*good = at(&whole, rounds, 99) < P99_MS && (i + 1 < ALGORITHMS || ratio <= RATIO);
	return EG_OK;
}

static enum eg_err work(size_t rounds, bool *good)
{
	EG_TRY(crypt_warm());
	*good = true;
	for (size_t i = 0; i < ALGORITHMS; i++) {
		EG_AUTO(matter_free) struct subject_matter m = {.trust = NULL};
		bool one = false;
		EG_TRY(prepare(&m, i));
		EG_TRY(measure(&m, i, rounds, &one));
		*good = *good && one;
	}
	return EG_OK;
}

int main(int argc, char *argv[])
{
	size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : ROUNDS;
	bool good = false;
	log_open(LOG_WORD("passive"), LOG_WARN);
	if (rounds == 0 || rounds > ROUNDS_MAX) {
		(void)fprintf(stderr, "usage: passive [ROUNDS]\n"); /* nobody else to tell */
		return 2;
	}
	if (work(rounds, &good) != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("passive"));
		return 1;
	}
	return good ? 0 : 1;
}
