/*
 * crypt_forge: what the virtual side promises: its DSA keys sign as the openssl command verifies, a
 * root passes for a signature where only the front of the block is looked at, a claimed key signs
 * under its own generator and under no other, and none of it under the rules that pki/crypt keeps.
 */
#include "pki/crypt_dsa.h"
#include "pki/crypt_forge.h"
#include "simulator/forge_files.h"
#include "simulator/forge_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define MESSAGE RD_TEXT("what is signed")

static char folder[] = "/tmp/egate-test-crypt-forge-XXXXXX";

static struct forge_key new_key(const char *text)
{
	struct forge_alg alg;
	struct forge_key key;
	assert_int_equal(forge_alg_parse(text, &alg), EG_OK);
	assert_int_equal(forge_key_generate(&alg, &key), EG_OK);
	return key;
}

static int run(const char *const words[])
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

static void need_openssl(void)
{
	static const char *const version[] = {"openssl", "version", NULL};
	if (run(version) == 127) {
		print_message("skipped: the openssl command is not installed\n");
		skip();
	}
}

/* What the openssl command says about a signature of that message with SHA-256. */
static int judged(struct rd spki, struct rd message, struct rd signature)
{
	char key[FORGE_PATH_MAX];
	char pem[FORGE_PATH_MAX];
	char text[FORGE_PATH_MAX];
	char sig[FORGE_PATH_MAX];
	assert_int_equal(forge_write_file(folder, "key.der", 0600, spki), EG_OK);
	assert_int_equal(forge_write_file(folder, "message", 0600, message), EG_OK);
	assert_int_equal(forge_write_file(folder, "signature", 0600, signature), EG_OK);
	assert_int_equal(forge_path(key, folder, "key.der"), EG_OK);
	assert_int_equal(forge_path(pem, folder, "key.pem"), EG_OK);
	assert_int_equal(forge_path(text, folder, "message"), EG_OK);
	assert_int_equal(forge_path(sig, folder, "signature"), EG_OK);
	const char *const convert[] = {"openssl", "pkey", "-pubin", "-inform", "DER",
				       "-in",     key,    "-out",   pem,       NULL};
	const char *const verify[] = {"openssl",    "dgst", "-sha256", "-verify", pem,
				      "-signature", sig,    text,      NULL};
	assert_int_equal(run(convert), 0);
	return run(verify);
}

static void dsa_signs_as_openssl_verifies(void **state)
{
	EG_AUTO(forge_key_free) struct forge_key key = new_key("dsa:2048:sha256");
	EG_AUTO(forge_key_free) struct forge_key back = {0};
	uint8_t file_bytes[FORGE_PKCS8_MAX];
	uint8_t spki_bytes[FORGE_SPKI_MAX];
	uint8_t signature_bytes[FORGE_SIGNATURE_MAX];
	struct wr file = WR_ARRAY(file_bytes);
	struct wr spki = WR_ARRAY(spki_bytes);
	struct wr signature = WR_ARRAY(signature_bytes);
	(void)state;
	need_openssl();
	assert_int_equal(forge_key_pkcs8(&key, &file), EG_OK);
	assert_int_equal(forge_key_load(&key.alg, wr_view(&file), &back), EG_OK);
	assert_int_equal(forge_key_spki(&key, &spki), EG_OK);
	assert_int_equal(forge_key_sign(&back, MESSAGE, &signature), EG_OK);
	assert_int_equal(judged(wr_view(&spki), MESSAGE, wr_view(&signature)), 0);
	assert_int_not_equal(judged(wr_view(&spki), RD_TEXT("other"), wr_view(&signature)), 0);
}

static void keys_that_dsa_does_not_have_are_refused(void **state)
{
	struct crypt_dsa *k = NULL;
	(void)state;
	assert_int_equal(crypt_dsa_generate_own(512, 224, &k), EG_UNSUPPORTED);
	assert_int_equal(crypt_dsa_generate_own(2048, 160, &k), EG_UNSUPPORTED);
	assert_int_equal(crypt_dsa_from_pkcs8(RD_TEXT("no key"), &k), EG_BAD_DATA);
	assert_int_equal(crypt_dsa_from_pkcs8(RD_EMPTY, &k), EG_BAD_DATA);
	assert_null(k);
}

/* Whether what the public operation gives begins like a block of that message. */
static bool front_fits(const struct forge_key *key, struct rd signature, struct rd front)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	uint8_t spki_bytes[FORGE_SPKI_MAX];
	uint8_t plain_bytes[FORGE_SIGNATURE_MAX];
	struct wr spki = WR_ARRAY(spki_bytes);
	struct wr plain = WR_ARRAY(plain_bytes);
	struct rd found;
	assert_int_equal(forge_key_spki(key, &spki), EG_OK);
	assert_int_equal(crypt_pub_from_spki(wr_view(&spki), &pub), EG_OK);
	assert_int_equal(crypt_rsa_recover(pub, signature, &plain), EG_OK);
	struct rd block = wr_view(&plain);
	return rd_take(&block, front.left, &found) && rd_equal(found, front);
}

static enum eg_err verified(const struct forge_key *key, struct rd signature)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	const struct crypt_sigalg alg = {.scheme = CRYPT_RSA_V15, .hash = CRYPT_SHA256};
	uint8_t spki_bytes[FORGE_SPKI_MAX];
	struct wr spki = WR_ARRAY(spki_bytes);
	assert_int_equal(forge_key_spki(key, &spki), EG_OK);
	assert_int_equal(crypt_pub_from_spki(wr_view(&spki), &pub), EG_OK);
	return crypt_verify(pub, &alg, MESSAGE, signature);
}

static void a_root_passes_where_only_the_front_is_looked_at(void **state)
{
	static const uint8_t head[] = {0x00, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
				       0x00, 0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48,
				       0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
	EG_AUTO(forge_key_free) struct forge_key key = new_key("rsa:2048:sha256:cube-root");
	uint8_t signature_bytes[FORGE_SIGNATURE_MAX];
	uint8_t front_bytes[96];
	uint8_t digest[CRYPT_HASH_MAX];
	struct wr signature = WR_ARRAY(signature_bytes);
	struct wr front = WR_ARRAY(front_bytes);
	(void)state;
	assert_int_equal(forge_key_sign(&key, MESSAGE, &signature), EG_OK);
	assert_int_equal(crypt_hash(CRYPT_SHA256, MESSAGE, digest), EG_OK);
	wr_put(&front, RD_ARRAY(head));
	wr_put(&front, rd_of(digest, 32));
	assert_true(front_fits(&key, wr_view(&signature), wr_view(&front)));
	assert_int_equal(verified(&key, wr_view(&signature)), EG_MISMATCH);
	signature = WR_ARRAY(signature_bytes);
	key.alg.block = FORGE_BLOCK_CUBE_HONEST;
	assert_int_equal(forge_key_sign(&key, MESSAGE, &signature), EG_OK);
	assert_int_equal(verified(&key, wr_view(&signature)), EG_OK);
}

static void roots_are_the_least_that_reach(void **state)
{
	static const struct {
		uint8_t number[2];
		uint8_t root;
	} cases[] = {{{0, 1}, 1},        {{0, 8}, 2},        {{0, 9}, 3},       {{0, 27}, 3},
		     {{0x03, 0xE8}, 10}, {{0x03, 0xE9}, 11}, {{0xFF, 0xFF}, 41}};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t octets[4];
		struct wr w = WR_ARRAY(octets);
		assert_int_equal(crypt_cube_root(RD_ARRAY(cases[i].number), 4, &w), EG_OK);
		assert_int_equal(octets[3], cases[i].root);
		assert_int_equal(octets[0] | octets[1] | octets[2], 0);
	}
	uint8_t octets[2];
	struct wr w = WR_ARRAY(octets);
	assert_int_equal(crypt_cube_root(RD_TEXT("\xFF\xFF"), 4, &w), EG_TOO_BIG);
}

static void blocks_that_nobody_should_take_are_not_taken(void **state)
{
	static const char *const kinds[] = {"rsa:2048:sha256:no-null", "rsa:2048:sha256:garbage",
					    "rsa:2048:sha256:parameters", "rsa:2048:md5"};
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		EG_AUTO(forge_key_free) struct forge_key key = new_key(kinds[i]);
		uint8_t signature_bytes[FORGE_SIGNATURE_MAX];
		struct wr signature = WR_ARRAY(signature_bytes);
		assert_int_equal(forge_key_sign(&key, MESSAGE, &signature), EG_OK);
		assert_int_equal(signature.size, 256);
		assert_int_equal(verified(&key, wr_view(&signature)), EG_MISMATCH);
	}
}

static void a_claimed_key_signs_under_its_own_generator(void **state)
{
	EG_AUTO(forge_key_free) struct forge_key victim = new_key("ec:brainpoolP256r1:sha256");
	EG_AUTO(forge_key_free) struct forge_key claim = {0};
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	uint8_t spki_bytes[FORGE_SPKI_MAX];
	uint8_t claimed_bytes[FORGE_SPKI_MAX];
	uint8_t signature_bytes[FORGE_SIGNATURE_MAX];
	struct wr spki = WR_ARRAY(spki_bytes);
	struct wr claimed = WR_ARRAY(claimed_bytes);
	struct wr signature = WR_ARRAY(signature_bytes);
	(void)state;
	need_openssl();
	assert_int_equal(forge_key_claim(&victim, &claim), EG_OK);
	assert_int_equal(forge_key_spki(&victim, &spki), EG_OK);
	assert_int_equal(forge_key_spki(&claim, &claimed), EG_OK);
	assert_int_equal(forge_key_sign(&claim, MESSAGE, &signature), EG_OK);
	/* The same point behind, other parameters before it. */
	assert_int_equal(claimed.size, spki.size);
	assert_true(rd_equal(rd_of(claimed_bytes + claimed.size - 65, 65),
			     rd_of(spki_bytes + spki.size - 65, 65)));
	assert_int_equal(judged(wr_view(&claimed), MESSAGE, wr_view(&signature)), 0);
	assert_int_not_equal(judged(wr_view(&spki), MESSAGE, wr_view(&signature)), 0);
	assert_int_equal(crypt_pub_from_spki(wr_view(&claimed), &pub), EG_UNSUPPORTED);
}

static void only_keys_on_curves_can_be_claimed(void **state)
{
	EG_AUTO(forge_key_free) struct forge_key victim = new_key("rsa:1024:sha256");
	EG_AUTO(forge_key_free) struct forge_key claim = {0};
	uint8_t file_bytes[FORGE_PKCS8_MAX];
	struct wr file = WR_ARRAY(file_bytes);
	(void)state;
	assert_int_equal(forge_key_claim(&victim, &claim), EG_CONFIG);
	EG_AUTO(forge_key_free) struct forge_key other = new_key("ec:P-256");
	assert_int_equal(forge_key_claim(&other, &claim), EG_OK);
	assert_int_equal(forge_key_pkcs8(&claim, &file), EG_CONFIG);
}

static int open_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int close_folder(void **state)
{
	const char *const clean[] = {"rm", "-r", folder, NULL};
	(void)state;
	return run(clean);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dsa_signs_as_openssl_verifies),
		cmocka_unit_test(keys_that_dsa_does_not_have_are_refused),
		cmocka_unit_test(a_root_passes_where_only_the_front_is_looked_at),
		cmocka_unit_test(roots_are_the_least_that_reach),
		cmocka_unit_test(blocks_that_nobody_should_take_are_not_taken),
		cmocka_unit_test(a_claimed_key_signs_under_its_own_generator),
		cmocka_unit_test(only_keys_on_curves_can_be_claimed),
	};
	return cmocka_run_group_tests(tests, open_folder, close_folder);
}
