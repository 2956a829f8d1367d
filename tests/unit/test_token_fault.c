/*
 * token against a library that does what no honest token does at will: removed in the middle, wrong
 * PINs counted, odd attributes, signatures of another length.
 */
#include "pki/token.h"

#include "tests/unit/fake_pkcs11.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <dlfcn.h>

#define PIN RD_TEXT("1234")

static const struct crypt_sigalg alg = {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256};
static struct fake_pkcs11 *fake;
static struct token_module *module;
static struct token_uri *uri;
static void *library;

static int load(void **state)
{
	(void)state;
	assert_int_equal(token_module_open(FAKE, &module), EG_OK);
	assert_int_equal(
		token_uri_parse(RD_TEXT("pkcs11:token=fake;object=k?module-path=" FAKE), &uri),
		EG_OK);
	library = dlopen(FAKE, RTLD_NOW | RTLD_LOCAL); /* the same instance */
	assert_non_null(library);
	fake = dlsym(library, "fake_pkcs11");
	assert_non_null(fake);
	*fake = (struct fake_pkcs11){.signature_size = 64};
	return 0;
}

static int unload(void **state)
{
	(void)state;
	token_uri_free(&uri);
	token_module_close(&module);
	return dlclose(library);
}

static enum eg_err sign(const struct terminal_key *key, size_t want_size)
{
	uint8_t octets[256];
	struct wr w = WR_ARRAY(octets);
	enum eg_err err = terminal_key_sign(key, &alg, RD_TEXT("m"), &w);
	assert_int_equal(w.size, err == EG_OK ? want_size : 0);
	return err;
}

static void a_token_that_was_removed_is_sought_once(void **state)
{
	(void)state;
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	assert_int_equal(token_key_open(module, uri, PIN, &key), EG_OK);
	assert_int_equal(fake->opened + 10 * fake->logins, 11);
	fake->lose = 1;
	assert_int_equal(sign(&key, 64), EG_OK);
	assert_int_equal(fake->opened + 10 * fake->logins, 22);
	assert_int_equal(fake->signatures, 2);
	/* Removed again at once: no third try. */
	fake->lose = 2;
	assert_int_equal(sign(&key, 64), EG_GONE);
	assert_int_equal(fake->signatures, 4);
	/* Away, then back at a later signature. */
	fake->lose = 1;
	fake->gone = true;
	assert_int_equal(sign(&key, 64), EG_GONE);
	assert_int_equal(sign(&key, 64), EG_GONE);
	fake->gone = false;
	assert_int_equal(sign(&key, 64), EG_OK);
	assert_int_equal(fake->sessions, 1);
}

static void a_pin_that_turned_wrong_is_given_once(void **state)
{
	(void)state;
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	EG_AUTO(terminal_key_close) struct terminal_key other = {0};
	assert_int_equal(token_key_open(module, uri, PIN, &key), EG_OK);
	fake->wrong_pin = true;
	fake->lose = 1;
	assert_int_equal(sign(&key, 64), EG_DENIED);
	assert_int_equal(fake->logins, 2);
	/* This token keeps no flags: the library's user remembers. */
	for (int i = 0; i < 5; i++) {
		assert_int_equal(sign(&key, 64), EG_STATE);
		assert_int_equal(token_key_open(module, uri, PIN, &other), EG_STATE);
	}
	assert_int_equal(fake->logins, 2);
}

static void flags_of_the_token_keep_a_pin_back(void **state)
{
	(void)state;
	static const CK_FLAGS flags[] = {CKF_USER_PIN_COUNT_LOW, CKF_USER_PIN_FINAL_TRY,
					 CKF_USER_PIN_LOCKED};
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		fake->flags = flags[i];
		assert_int_equal(token_key_open(module, uri, PIN, &key), EG_STATE);
	}
	fake->flags = 0;
	assert_int_equal(token_key_open(module, uri, RD_EMPTY, &key), EG_CONFIG);
	assert_int_equal(fake->logins, 0);
	assert_int_equal(fake->sessions, 0);
	fake->flags = CKF_PROTECTED_AUTHENTICATION_PATH; /* asks at its own keypad */
	assert_int_equal(token_key_open(module, uri, RD_EMPTY, &key), EG_OK);
	assert_int_equal(fake->logins, 1);
}

static void a_key_that_asks_each_time_gets_its_pin_each_time(void **state)
{
	(void)state;
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	fake->asks_each_time = true;
	assert_int_equal(token_key_open(module, uri, PIN, &key), EG_OK);
	assert_int_equal(sign(&key, 64), EG_OK);
	assert_int_equal(sign(&key, 64), EG_OK);
	assert_int_equal(fake->key_logins, 2);
	assert_int_equal(fake->logins, 1);
	fake->wrong_pin = true;
	assert_int_equal(sign(&key, 64), EG_DENIED);
	assert_int_equal(sign(&key, 64), EG_STATE);
	assert_int_equal(fake->key_logins, 3);
}

static void a_public_half_is_told_as_far_as_it_is_there(void **state)
{
	(void)state;
	static struct terminal_public p;
	for (int i = 0; i < 2; i++) {
		EG_AUTO(terminal_key_close) struct terminal_key key = {0};
		fake->bare_point = i == 1;
		assert_int_equal(token_key_open(module, uri, PIN, &key), EG_OK);
		assert_int_equal(terminal_key_public(&key, &p), EG_OK);
		assert_int_equal(p.curve, CRYPT_P256);
		assert_int_equal(p.point_size, 65);
	}
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	fake->no_public = true;
	assert_int_equal(token_key_open(module, uri, PIN, &key), EG_OK);
	assert_int_equal(terminal_key_public(&key, &p), EG_NOT_FOUND);
	assert_int_equal(sign(&key, 64), EG_OK);
}

static void a_signature_of_another_length_is_none(void **state)
{
	(void)state;
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	assert_int_equal(token_key_open(module, uri, PIN, &key), EG_OK);
	static const size_t sizes[] = {0, 63, 65, 72};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		fake->signature_size = sizes[i];
		assert_int_equal(sign(&key, 0), EG_CRYPTO);
	}
	fake->signature_size = 64;
	assert_int_equal(sign(&key, 64), EG_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_token_that_was_removed_is_sought_once, load,
						unload),
		cmocka_unit_test_setup_teardown(a_pin_that_turned_wrong_is_given_once, load,
						unload),
		cmocka_unit_test_setup_teardown(flags_of_the_token_keep_a_pin_back, load, unload),
		cmocka_unit_test_setup_teardown(a_key_that_asks_each_time_gets_its_pin_each_time,
						load, unload),
		cmocka_unit_test_setup_teardown(a_public_half_is_told_as_far_as_it_is_there, load,
						unload),
		cmocka_unit_test_setup_teardown(a_signature_of_another_length_is_none, load,
						unload),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
