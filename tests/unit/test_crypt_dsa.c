/*
 * Unit tests of DSA in pki/crypt: what the openssl command signs verifies here and the other way
 * round, keys with parameters that are none are refused, and no other kind of key is mixed up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "pki/cert.h"
#include "pki/crypt_dsa.h"

#define MESSAGE   RD_TEXT("what is signed")
#define PATH_SIZE 64

extern char **environ;

static const struct {
	enum crypt_dh_group group;
	enum crypt_hash hash;
	const char *word;
	size_t bits;
	size_t subgroup;
} kinds[] = {
	{CRYPT_DH_1024_160, CRYPT_SHA1, "-sha1", 1024, 160},
	{CRYPT_DH_2048_224, CRYPT_SHA1, "-sha1", 2048, 224},     /* LDS_H_08 */
	{CRYPT_DH_2048_224, CRYPT_SHA224, "-sha224", 2048, 224}, /* LDS_H_97 */
	{CRYPT_DH_2048_256, CRYPT_SHA256, "-sha256", 2048, 256}, /* LDS_H_98 */
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int run(const char *const *words)
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status = 0;
	union {
		const char *const *in;
		char *const *out;
	} argv = {.in = words};
	assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
	assert_int_equal(posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0), 0);
	assert_int_equal(posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", 1, 0), 0);
	int error = posix_spawnp(&pid, words[0], &actions, NULL, argv.out, environ);
	(void)posix_spawn_file_actions_destroy(&actions); /* frees only */
	if (error != 0) {
		return 127;
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

static void write_file(const char *path, struct rd bytes)
{
	uint8_t octets[2048];
	size_t size;
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_true(rd_dump(bytes, octets, sizeof(octets), &size));
	assert_int_equal(fwrite(octets, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static size_t read_file(const char *path, uint8_t *out, size_t cap)
{
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	size_t size = fread(out, 1, cap, file);
	assert_int_equal(fclose(file), 0);
	return size;
}

struct pair {
	struct crypt_dsa *key;
	struct crypt_pub *pub;
	uint8_t spki[1024];
	size_t spki_size;
};

static void pair_free(struct pair *p)
{
	crypt_dsa_free(&p->key);
	crypt_pub_free(&p->pub);
}

static struct pair new_pair(enum crypt_dh_group group)
{
	struct pair p = {0};
	struct wr w = WR_ARRAY(p.spki);
	assert_int_equal(crypt_dsa_generate(group, &p.key), EG_OK);
	assert_int_equal(crypt_dsa_spki(p.key, &w), EG_OK);
	p.spki_size = w.size;
	assert_int_equal(crypt_pub_of_signer(wr_view(&w), &p.pub), EG_OK);
	return p;
}

static struct crypt_sigalg dsa_with(enum crypt_hash hash)
{
	return (struct crypt_sigalg){CRYPT_DSA, hash, hash, 0};
}

static void what_was_signed_verifies_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		EG_AUTO(pair_free) struct pair p = new_pair(kinds[i].group);
		EG_AUTO(pair_free) struct pair other = new_pair(kinds[i].group);
		const struct crypt_sigalg alg = dsa_with(kinds[i].hash);
		uint8_t octets[128];
		struct wr signature = WR_ARRAY(octets);
		assert_int_equal(crypt_pub_bits(p.pub), kinds[i].bits);
		assert_int_equal(crypt_pub_subgroup_bits(p.pub), kinds[i].subgroup);
		assert_false(crypt_pub_is_rsa(p.pub));
		assert_int_equal(crypt_dsa_sign(p.key, alg.hash, MESSAGE, &signature), EG_OK);
		struct rd right = wr_view(&signature);
		assert_int_equal(crypt_verify(p.pub, &alg, MESSAGE, right), EG_OK);
		assert_int_equal(crypt_verify(other.pub, &alg, MESSAGE, right), EG_MISMATCH);
		assert_int_equal(crypt_verify(p.pub, &alg, RD_TEXT("other"), right), EG_MISMATCH);
		for (size_t at = 0; at < right.left; at++) {
			octets[at] ^= 0x01;
			assert_int_not_equal(crypt_verify(p.pub, &alg, MESSAGE, right), EG_OK);
			octets[at] ^= 0x01;
		}
		const struct crypt_sigalg ecdsa = {CRYPT_ECDSA_DER, alg.hash, alg.hash, 0};
		assert_int_equal(crypt_verify(p.pub, &ecdsa, MESSAGE, right), EG_MISMATCH);
	}
}

/* r = s = 0, or either, and numbers beyond q. */
static void a_signature_of_zeros_fits_nothing(void **state)
{
	(void)state;
	const struct rd signatures[] = {RD_TEXT("\x30\x06\x02\x01\x00\x02\x01\x00"),
					RD_TEXT("\x30\x06\x02\x01\x01\x02\x01\x00"),
					RD_TEXT("\x30\x06\x02\x01\x00\x02\x01\x01"),
					RD_TEXT("\x30\x00"),
					RD_TEXT("\x30\x06\x02\x01\x01\x02\x01\x01")};
	EG_AUTO(pair_free) struct pair p = new_pair(CRYPT_DH_2048_256);
	const struct crypt_sigalg alg = dsa_with(CRYPT_SHA256);
	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
		assert_int_equal(crypt_verify(p.pub, &alg, MESSAGE, signatures[i]), EG_MISMATCH);
	}
}

static void the_openssl_command_agrees(void **state)
{
	(void)state;
	static const char *const version[] = {"openssl", "version", NULL};
	char folder[] = "/tmp/egate-test-dsa-XXXXXX";
	char key[PATH_SIZE];
	char text[PATH_SIZE];
	char made[PATH_SIZE];
	if (run(version) == 127) {
		print_message("skipped: the openssl command is not installed\n");
		skip();
	}
	assert_non_null(mkdtemp(folder));
	(void)snprintf(key, sizeof(key), "%s/key", folder);    /* always fits */
	(void)snprintf(text, sizeof(text), "%s/text", folder); /* always fits */
	(void)snprintf(made, sizeof(made), "%s/made", folder); /* always fits */
	write_file(text, MESSAGE);
	for (size_t i = 0; i < KINDS; i++) {
		EG_AUTO(pair_free) struct pair p = new_pair(kinds[i].group);
		const struct crypt_sigalg alg = dsa_with(kinds[i].hash);
		uint8_t octets[2048];
		struct wr pkcs8 = WR_ARRAY(octets);
		assert_int_equal(crypt_dsa_to_pkcs8(p.key, &pkcs8), EG_OK);
		write_file(key, wr_view(&pkcs8));
		const char *const sign[] = {"openssl", "dgst",     kinds[i].word, "-sign",
					    key,       "-keyform", "DER",         "-out",
					    made,      text,       NULL};
		assert_int_equal(run(sign), 0);
		size_t size = read_file(made, octets, sizeof(octets));
		assert_int_equal(crypt_verify(p.pub, &alg, MESSAGE, rd_of(octets, size)), EG_OK);
		struct wr ours = WR_ARRAY(octets);
		assert_int_equal(crypt_dsa_sign(p.key, alg.hash, MESSAGE, &ours), EG_OK);
		write_file(made, wr_view(&ours));
		const char *const verify[] = {"openssl", "dgst",     kinds[i].word, "-prverify",
					      key,       "-keyform", "DER",         "-signature",
					      made,      text,       NULL};
		assert_int_equal(run(verify), 0);
	}
	const char *const clean[] = {"rm", "-r", folder, NULL};
	assert_int_equal(run(clean), 0);
}

/* The numbers of a key, one of them changed. */
static enum eg_err read_with(const struct pair *p, size_t which, struct rd number)
{
	uint8_t octets[2048];
	struct wr w = WR_ARRAY(octets);
	struct rd spki = rd_of(p->spki, p->spki_size);
	struct rd all;
	struct rd algorithm;
	struct rd oid;
	struct rd domain;
	struct rd part[4];
	struct rd bits;
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	assert_true(rd_expect(&spki, 0x30, &all) && rd_expect(&all, 0x30, &algorithm) &&
		    rd_expect(&algorithm, 0x06, &oid) && rd_expect(&algorithm, 0x30, &domain) &&
		    rd_expect(&all, 0x03, &bits) && rd_skip(&bits, 1));
	for (size_t i = 0; i < 3; i++) {
		assert_true(rd_expect(&domain, 0x02, &part[i]));
	}
	assert_true(rd_expect(&bits, 0x02, &part[3]));
	if (which < 4) {
		part[which] = number;
	}
	size_t whole = wr_open(&w, 0x30);
	size_t id = wr_open(&w, 0x30);
	wr_tlv(&w, 0x06, oid);
	size_t parameters = wr_open(&w, 0x30);
	for (size_t i = 0; i < 3; i++) {
		wr_tlv(&w, 0x02, part[i]);
	}
	wr_close(&w, parameters);
	wr_close(&w, id);
	size_t mark = wr_open(&w, 0x03);
	wr_u8(&w, 0);
	wr_tlv(&w, 0x02, part[3]);
	wr_close(&w, mark);
	wr_close(&w, whole);
	return crypt_pub_of_signer(wr_view(&w), &key);
}

static void keys_with_numbers_that_are_none_are_refused(void **state)
{
	(void)state;
	EG_AUTO(pair_free) struct pair p = new_pair(CRYPT_DH_2048_256);
	EG_AUTO(pair_free) struct pair smaller = new_pair(CRYPT_DH_1024_160);
	static uint8_t large[CRYPT_DH_SIZE_MAX + 2];
	assert_int_equal(read_with(&p, 4, RD_EMPTY), EG_OK);
	for (size_t which = 0; which < 4; which++) {
		const struct rd numbers[] = {RD_TEXT(""), RD_TEXT("\x00"), RD_TEXT("\x01"),
					     RD_TEXT("\xFF"), RD_ARRAY(large)};
		for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
			assert_int_not_equal(read_with(&p, which, numbers[i]), EG_OK);
		}
	}
	/* y = 2 and g = 2 are of another order; q of 160 bits does not divide this p - 1. */
	assert_int_not_equal(read_with(&p, 3, RD_TEXT("\x02")), EG_OK);
	assert_int_not_equal(read_with(&p, 2, RD_TEXT("\x02")), EG_OK);
	assert_int_not_equal(
		read_with(&p, 1,
			  RD_TEXT("\x00\xF5\x18\xAA\x87\x81\xA8\xDF\x27\x8A\xBA\x4E\x7D"
				  "\x64\xB7\xCB\x9D\x49\x46\x23\x53")),
		EG_OK);
}

/* Chip keys are RSA or EC; DSA is for certificates only, and only where it is long enough. */
static void dsa_is_taken_of_certificates_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		EG_AUTO(pair_free) struct pair p = new_pair(kinds[i].group);
		EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
		enum crypt_curve curve;
		struct faults found = {0};
		const struct cert c = {.spki = rd_of(p.spki, p.spki_size)};
		uint8_t octets[CRYPT_POINT_MAX];
		struct wr point = WR_ARRAY(octets);
		assert_int_equal(crypt_pub_from_spki(c.spki, &key), EG_UNSUPPORTED);
		assert_int_equal(crypt_pub_curve(p.pub, &curve), EG_STATE);
		assert_int_equal(crypt_pub_point(p.pub, &point), EG_STATE);
		bool enough = kinds[i].bits >= 2048;
		assert_int_equal(cert_key_noting(&c, &key, &found),
				 enough ? EG_OK : EG_UNSUPPORTED);
		assert_int_equal(faults_has(found, FAULT_KEY_SHORT), !enough);
	}
}

/* The whole way of a certificate: its identifiers, its key, its signature. */
static void certificates_signed_with_dsa_verify(void **state)
{
	(void)state;
	const struct {
		struct rd algorithm;
		enum crypt_dh_group group;
		enum crypt_hash hash;
	} cases[] = {
		{RD_TEXT("\x06\x07\x2A\x86\x48\xCE\x38\x04\x03"), CRYPT_DH_2048_224, CRYPT_SHA1},
		{RD_TEXT("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x01"), CRYPT_DH_2048_224,
		 CRYPT_SHA224},
		{RD_TEXT("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x02"), CRYPT_DH_2048_256,
		 CRYPT_SHA256},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(pair_free) struct pair p = new_pair(cases[i].group);
		uint8_t octets[128];
		struct wr signature = WR_ARRAY(octets);
		assert_int_equal(crypt_dsa_sign(p.key, cases[i].hash, MESSAGE, &signature), EG_OK);
		struct cert c = {.tbs = MESSAGE,
				 .algorithm = cases[i].algorithm,
				 .signature = wr_view(&signature)};
		const struct cert issuer = {.spki = rd_of(p.spki, p.spki_size)};
		assert_int_equal(cert_issued_by(&c, &issuer), EG_OK);
		assert_int_equal(faults_has(cert_algorithm_faults(&c), FAULT_HASH_DEPRECATED),
				 cases[i].hash == CRYPT_SHA1);
		c.algorithm = cases[(i + 1) % 3].algorithm;
		assert_int_equal(cert_issued_by(&c, &issuer), EG_MISMATCH);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_signed_verifies_and_nothing_else),
		cmocka_unit_test(a_signature_of_zeros_fits_nothing),
		cmocka_unit_test(the_openssl_command_agrees),
		cmocka_unit_test(keys_with_numbers_that_are_none_are_refused),
		cmocka_unit_test(certificates_signed_with_dsa_verify),
		cmocka_unit_test(dsa_is_taken_of_certificates_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
