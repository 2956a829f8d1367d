/*
 * test_token_worker: the real egate-token process in its sandbox: Terminal Authentication against
 * the virtual chip with keys that only it holds, in an encrypted file and in a SoftHSM; what it
 * refuses to sign; what becomes of a wrong PIN; its end.
 */
#include "pki/key_file.h"
#include "prog/terminal.h"
#include "prog/token_client.h"
#include "tests/unit/cvc_mint.h"
#include "tests/unit/hsm_desk.h"
#include "tests/unit/ta_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define TODAY      ((struct date){2026, 11, 25})
#define PASSPHRASE "correct horse"
#define MOST       160u /* SIGNATURES_MAX of egate-token */

static struct cvc_mint_key cvca;
static struct cvc_mint_key dv;
static struct cvc_mint_key is;
static char folder[] = "/tmp/egate-keys-XXXXXX";
static char secret[64];

static const char *path_of(const char *name)
{
	static char path[128];
	assert_true(snprintf(path, sizeof(path), "%s/%s", folder, name) > 0);
	return path;
}

static void write_file(const char *name, struct rd content, unsigned mode)
{
	FILE *f = fopen(path_of(name), "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(content.at, 1, content.left, f), content.left);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path_of(name), mode), 0);
}

static struct cvc_minted certificate(const char *authority, const char *holder,
				     const struct cvc_mint_key *key,
				     const struct cvc_mint_key *signer, uint8_t rights)
{
	const struct cvc_mint m = {.authority = authority,
				   .holder = holder,
				   .key = key,
				   .signer = signer,
				   .rights = rights,
				   .from = "261001",
				   .to = "261231",
				   .domain = rights == MINT_CVCA};
	return cvc_mint(&m);
}

/* The certificates of a country, without any key. */
static int lay(void **state)
{
	(void)state;
	cvc_mint_ec(&cvca, CRYPT_BP256R1, 3);
	cvc_mint_ec(&dv, CRYPT_BP256R1, 3);
	cvc_mint_ec(&is, CRYPT_BP256R1, 3);
	if (mkdtemp(folder) == NULL || snprintf(secret, sizeof(secret), "%s/secret", folder) <= 0) {
		return -1;
	}
	struct cvc_minted file = certificate("UTCVCA00001", "UTCVCA00001", &cvca, &cvca, MINT_CVCA);
	write_file("cvca.cvcert", cvc_minted_rd(&file), 0644);
	file = certificate("UTCVCA00001", "UTDV00001", &dv, &cvca, MINT_DV);
	write_file("dv.cvcert", cvc_minted_rd(&file), 0644);
	file = certificate("UTDV00001", "UTIS00001", &is, &dv, MINT_IS);
	write_file("is.cvcert", cvc_minted_rd(&file), 0644);
	write_file("secret", RD_TEXT(PASSPHRASE "\n"), 0600);
	return 0;
}

static int lift(void **state)
{
	static const char *const names[] = {"cvca.cvcert", "dv.cvcert", "is.cvcert", "secret"};
	(void)state;
	cvc_mint_key_free(&cvca);
	cvc_mint_key_free(&dv);
	cvc_mint_key_free(&is);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)unlink(path_of(names[i])); /* as far as it got */
	}
	return rmdir(folder);
}

static void write_key(const char *name, bool encrypted)
{
	uint8_t octets[1024];
	uint8_t file_octets[2048];
	struct wr w = WR_ARRAY(octets);
	struct wr file = WR_ARRAY(file_octets);
	cvc_mint_pkcs8(&is, &w);
	if (encrypted) {
		assert_int_equal(key_file_encrypt(wr_view(&w), RD_TEXT(PASSPHRASE), &file), EG_OK);
	}
	write_file(name, encrypted ? wr_view(&file) : wr_view(&w), 0600);
}

/* The other process has ended; its exit status. */
static int ended(void)
{
	int status = -1;
	assert_true(waitpid(-1, &status, 0) > 0);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static struct terminal *open_terminal(struct terminal_keys want)
{
	const struct token_settings s = {.folder = folder, .secret = secret, .programs = PROGRAMS};
	struct terminal *t = NULL;
	struct folder_bad bad;
	assert_int_equal(terminal_open(&s, TODAY, &t, &bad), EG_OK);
	struct terminal_keys k = terminal_keys(t);
	assert_int_equal(k.count, want.count);
	assert_int_equal(k.plain, want.plain);
	assert_int_equal(k.missing, want.missing);
	return t;
}

static void authenticate(struct terminal *t, enum termauth_why want)
{
	struct ta_desk desk;
	struct cvc_minted root = certificate("UTCVCA00001", "UTCVCA00001", &cvca, &cvca, MINT_CVCA);
	const struct termauth_terminal port = terminal_port(t);
	ta_desk_lay(&desk, cvc_minted_rd(&root), "UTCVCA00001");
	assert_int_equal(ta_desk_authenticate(&desk, &port, TA_DESK_ID, RD_EMPTY), want);
	bool granted = ta_desk_read_group(&desk, 3) == 0x9000;
	assert_true(granted == (want == TERMAUTH_DONE));
	ta_desk_lift(&desk);
}

static void a_chip_is_convinced_by_a_key_in_an_encrypted_file(void **state)
{
	(void)state;
	write_key("is.pkcs8", true);
	struct terminal *t = open_terminal((struct terminal_keys){.count = 1});
	authenticate(t, TERMAUTH_DONE);
	authenticate(t, TERMAUTH_DONE);
	terminal_free(&t);
	assert_int_equal(ended(), 0);
	assert_int_equal(unlink(path_of("is.pkcs8")), 0);
}

static void a_key_that_lies_open_is_told(void **state)
{
	(void)state;
	write_key("is.pkcs8", false);
	struct terminal *t = open_terminal((struct terminal_keys){.count = 1, .plain = 1});
	authenticate(t, TERMAUTH_DONE);
	terminal_free(&t);
	assert_int_equal(ended(), 0);
	assert_int_equal(unlink(path_of("is.pkcs8")), 0);
}

static void refused_with(const char *secret_file, const char *name)
{
	const struct token_settings s = {
		.folder = folder, .secret = secret_file, .programs = PROGRAMS};
	struct terminal *t = NULL;
	struct folder_bad bad;
	assert_int_equal(terminal_open(&s, TODAY, &t, &bad), EG_CONFIG);
	assert_null(t);
	assert_string_equal(bad.name, name);
	assert_int_equal(ended(), 1);
}

static void a_file_that_does_not_open_is_named(void **state)
{
	(void)state;
	write_key("is.pkcs8", true);
	refused_with(NULL, "is.pkcs8");
	refused_with("/nonexistent", "is.pkcs8");
	write_file("secret", RD_TEXT("wrong\n"), 0600);
	refused_with(secret, "is.pkcs8");
	/* Others may read the passphrase. */
	write_file("secret", RD_TEXT(PASSPHRASE "\n"), 0640);
	refused_with(secret, "is.pkcs8");
	write_file("secret", RD_TEXT(PASSPHRASE "\n"), 0600);
	/* A link leads elsewhere. */
	char link_path[64];
	assert_true(snprintf(link_path, sizeof(link_path), "%s/link", folder) > 0);
	assert_int_equal(symlink(secret, link_path), 0);
	refused_with(link_path, "is.pkcs8");
	assert_int_equal(unlink(link_path), 0);
	write_file("is.pkcs8", RD_TEXT("rubbish"), 0600);
	refused_with(secret, "is.pkcs8");
	assert_int_equal(unlink(path_of("is.pkcs8")), 0);
	write_file("is.pkcs11", RD_TEXT("pkcs11:token=gate"), 0600);
	refused_with(secret, "is.pkcs11");
	assert_int_equal(unlink(path_of("is.pkcs11")), 0);
	/* Everybody may read a plain key; its group may. */
	write_key("is.pkcs8", false);
	assert_int_equal(chmod(path_of("is.pkcs8"), 0644), 0);
	refused_with(secret, "is.pkcs8");
	assert_int_equal(chmod(path_of("is.pkcs8"), 0640), 0);
	struct terminal *t = open_terminal((struct terminal_keys){.count = 1, .plain = 1});
	terminal_free(&t);
	assert_int_equal(ended(), 0);
	assert_int_equal(unlink(path_of("is.pkcs8")), 0);
	struct token_client *c = NULL;
	const struct token_settings nowhere = {.folder = folder, .programs = "/nonexistent"};
	assert_int_equal(token_client_start(&nowhere, &c, NULL), EG_CONFIG);
}

static void a_certificate_that_is_none_is_named(void **state)
{
	(void)state;
	const struct token_settings s = {.folder = folder, .secret = secret, .programs = PROGRAMS};
	const struct token_settings away = {.folder = "/nonexistent", .programs = PROGRAMS};
	struct terminal *t = NULL;
	struct folder_bad bad;
	write_file("x.cvcert", RD_TEXT("rubbish"), 0644);
	write_file("README", RD_TEXT("not for machines"), 0644);
	assert_int_equal(terminal_open(&s, TODAY, &t, &bad), EG_BAD_DATA);
	assert_null(t);
	assert_string_equal(bad.name, "x.cvcert");
	assert_int_equal(unlink(path_of("x.cvcert")), 0);
	t = open_terminal((struct terminal_keys){.count = 0});
	terminal_free(&t);
	assert_int_equal(ended(), 0);
	assert_int_equal(unlink(path_of("README")), 0);
	assert_int_equal(terminal_open(&away, TODAY, &t, NULL), EG_CONFIG);
}

static struct token_client *start_client(void)
{
	struct token_client *c = NULL;
	const struct token_settings s = {.folder = folder, .secret = secret, .programs = PROGRAMS};
	assert_int_equal(token_client_start(&s, &c, NULL), EG_OK);
	return c;
}

static void only_what_terminal_authentication_signs_is_signed(void **state)
{
	(void)state;
	static const struct crypt_sigalg alg = {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256};
	static const struct crypt_sigalg der = {.scheme = CRYPT_ECDSA_DER, .hash = CRYPT_SHA256};
	uint8_t octets[256];
	uint8_t signature_octets[128];
	struct wr signature = WR_ARRAY(signature_octets);
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	EG_AUTO(terminal_key_close) struct terminal_key none = {0};
	write_key("is.pkcs8", true);
	struct token_client *c = start_client();
	assert_int_equal(token_client_key(c, 1, &none), EG_NOT_FOUND);
	assert_int_equal(token_client_key(c, 0, &key), EG_OK);
	for (size_t size = 30; size < 150; size++) {
		struct wr w = WR_ARRAY(octets);
		wr_fill(&w, 'x', size);
		signature = WR_ARRAY(signature_octets);
		enum eg_err want =
			size >= TOKEN_MESSAGE_MIN && size <= TOKEN_MESSAGE_MAX ? EG_OK : EG_DENIED;
		assert_int_equal(terminal_key_sign(&key, &alg, wr_view(&w), &signature), want);
		assert_int_equal(signature.size, want == EG_OK ? 64 : 0);
	}
	/* The body of a certificate or request, and a whole certificate in a request. */
	struct wr body = WR_ARRAY(octets);
	size_t mark = wr_open(&body, 0x7F4E);
	wr_tlv(&body, 0x5F29, RD_TEXT("\0"));
	wr_fill(&body, 'x', 60);
	wr_close(&body, mark);
	assert_int_equal(terminal_key_sign(&key, &alg, wr_view(&body), &signature), EG_DENIED);
	assert_int_equal(signature.size, 0);
	terminal_key_close(&key);
	token_client_free(&c);
	assert_int_equal(ended(), 0);
	/* No ask at all ends it. */
	c = start_client();
	assert_int_equal(token_client_key(c, 0, &key), EG_OK);
	body = WR_ARRAY(octets);
	wr_fill(&body, 'x', 50);
	assert_int_equal(terminal_key_sign(&key, &der, wr_view(&body), &signature), EG_GONE);
	assert_int_equal(ended(), 1);
	assert_int_equal(terminal_key_sign(&key, &alg, wr_view(&body), &signature), EG_GONE);
	terminal_key_close(&key);
	token_client_free(&c);
	assert_int_equal(unlink(path_of("is.pkcs8")), 0);
}

static void signatures_are_counted_out(void **state)
{
	(void)state;
	static const struct crypt_sigalg alg = {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256};
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	uint8_t octets[50] = {0};
	uint8_t signature_octets[128];
	write_key("is.pkcs8", true);
	struct token_client *c = start_client();
	assert_int_equal(token_client_key(c, 0, &key), EG_OK);
	for (unsigned i = 0; i < MOST + 3; i++) {
		struct wr signature = WR_ARRAY(signature_octets);
		assert_int_equal(terminal_key_sign(&key, &alg, RD_ARRAY(octets), &signature),
				 i < MOST ? EG_OK : EG_DENIED);
	}
	terminal_key_close(&key);
	token_client_free(&c);
	assert_int_equal(ended(), 0);
	assert_int_equal(unlink(path_of("is.pkcs8")), 0);
}

#define STATES 24 /* that trust this gate, each by a certificate for a key of its own */

static const char *name_of(const char *before, unsigned state, const char *after)
{
	static char names[4][24];
	static unsigned turn;
	char *name = names[turn++ % 4];
	assert_true(snprintf(name, sizeof(names[0]), "%s%05u%s", before, state, after) > 0);
	return name;
}

static void lay_state(const struct cvc_mint_key *above, unsigned state)
{
	EG_AUTO(cvc_mint_key_free) struct cvc_mint_key key = {0};
	uint8_t octets[2048];
	struct wr w = WR_ARRAY(octets);
	const char *ca = name_of("UTCVCA", state, "");
	const char *verifier = name_of("UTDV", state, "");
	struct cvc_minted file = certificate(ca, ca, above, above, MINT_CVCA);
	write_file(name_of("ca-", state, ".cvcert"), cvc_minted_rd(&file), 0644);
	file = certificate(ca, verifier, above, above, MINT_DV);
	write_file(name_of("dv-", state, ".cvcert"), cvc_minted_rd(&file), 0644);
	cvc_mint_rsa(&key, 1024, 2);
	file = certificate(verifier, name_of("UTIS", state, ""), &key, above, MINT_IS);
	write_file(name_of("is-", state, ".cvcert"), cvc_minted_rd(&file), 0644);
	cvc_mint_pkcs8(&key, &w);
	write_file(name_of("is-", state, ".pkcs8"), wr_view(&w), 0600);
}

/* Finding each certificate's key takes none of the signatures that a traveller's chip needs. */
static void many_rsa_keys_leave_signatures_for_the_chip(void **state)
{
	(void)state;
	static const char *const parts[][2] = {
		{"ca-", ".cvcert"}, {"dv-", ".cvcert"}, {"is-", ".cvcert"}, {"is-", ".pkcs8"}};
	EG_AUTO(cvc_mint_key_free) struct cvc_mint_key above = {0};
	struct ta_desk desk;
	cvc_mint_rsa(&above, 1024, 2);
	for (unsigned i = 1; i <= STATES; i++) {
		lay_state(&above, 100 + i);
	}
	struct terminal *t =
		open_terminal((struct terminal_keys){.count = STATES, .plain = STATES});
	const struct termauth_terminal port = terminal_port(t);
	struct cvc_minted root =
		certificate("UTCVCA00101", "UTCVCA00101", &above, &above, MINT_CVCA);
	ta_desk_lay(&desk, cvc_minted_rd(&root), "UTCVCA00101");
	assert_int_equal(ta_desk_authenticate(&desk, &port, TA_DESK_ID, RD_EMPTY), TERMAUTH_DONE);
	ta_desk_lift(&desk);
	terminal_free(&t);
	assert_int_equal(ended(), 0);
	for (unsigned i = 1; i <= STATES; i++) {
		for (size_t f = 0; f < sizeof(parts) / sizeof(parts[0]); f++) {
			assert_int_equal(
				unlink(path_of(name_of(parts[f][0], 100 + i, parts[f][1]))), 0);
		}
	}
}

static void write_uri(const struct hsm_desk *d)
{
	char uri[HSM_URI_MAX];
	hsm_desk_uri(d, "is", uri);
	write_file("is.pkcs11", rd_cstr(uri), 0600);
}

static void a_chip_is_convinced_by_a_key_in_a_security_module(void **state)
{
	(void)state;
	struct hsm_desk d;
	if (!hsm_desk_lay(&d)) {
		skip();
	}
	hsm_desk_import("is", is.ec);
	write_uri(&d);
	struct terminal *t = open_terminal((struct terminal_keys){.count = 1});
	authenticate(t, TERMAUTH_DONE);
	authenticate(t, TERMAUTH_DONE);
	terminal_free(&t);
	assert_int_equal(ended(), 0);
	/* Unplugged: the gate starts all the same, and proves nothing. */
	hsm_desk_unplug(&d);
	t = open_terminal((struct terminal_keys){.missing = 1});
	authenticate(t, TERMAUTH_NO_CHAIN);
	terminal_free(&t);
	assert_int_equal(ended(), 0);
	assert_int_equal(unlink(path_of("is.pkcs11")), 0);
	hsm_desk_lift(&d);
}

static void a_wrong_pin_is_put_aside(void **state)
{
	(void)state;
	struct hsm_desk d;
	char aside[80];
	if (!hsm_desk_lay(&d)) {
		skip();
	}
	hsm_desk_import("is", is.ec);
	write_uri(&d);
	FILE *f = fopen(d.pin_file, "we");
	assert_non_null(f);
	assert_true(fputs("111111\n", f) >= 0);
	assert_int_equal(fclose(f), 0);
	for (int i = 0; i < 3; i++) { /* as often as workers start */
		struct terminal *t = open_terminal((struct terminal_keys){.missing = 1});
		terminal_free(&t);
		assert_int_equal(ended(), 0);
		assert_int_not_equal(access(d.pin_file, F_OK), 0);
	}
	assert_true(snprintf(aside, sizeof(aside), "%s.refused", d.pin_file) > 0);
	assert_int_equal(access(aside, F_OK), 0);
	assert_int_equal(unlink(path_of("is.pkcs11")), 0);
	hsm_desk_lift(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chip_is_convinced_by_a_key_in_an_encrypted_file),
		cmocka_unit_test(a_key_that_lies_open_is_told),
		cmocka_unit_test(a_file_that_does_not_open_is_named),
		cmocka_unit_test(a_certificate_that_is_none_is_named),
		cmocka_unit_test(only_what_terminal_authentication_signs_is_signed),
		cmocka_unit_test(signatures_are_counted_out),
		cmocka_unit_test(many_rsa_keys_leave_signatures_for_the_chip),
		cmocka_unit_test(a_chip_is_convinced_by_a_key_in_a_security_module),
		cmocka_unit_test(a_wrong_pin_is_put_aside),
	};
	return cmocka_run_group_tests(tests, lay, lift);
}
