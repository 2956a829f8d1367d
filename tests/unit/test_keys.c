/*
 * keys of a token whose PIN lies in a file: a wrong PIN is given once, whoever gives it, and its
 * file is nobody else's meanwhile.
 */
#include "prog/egate.h"
#include "prog/egate_pki_key.h"
#include "prog/keys.h"
#include "tests/unit/fake_pkcs11.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/egate-keys-XXXXXX";
static char pin[64];
static char aside[64];
static char uri[64];
static struct fake_pkcs11 *fake;
static void *library;

/* What the command's main file has. */
int egate_failed(void)
{
	return EGATE_FAILED;
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static int make(void **state)
{
	char text[512];
	(void)state;
	if (mkdtemp(folder) == NULL) {
		return -1;
	}
	assert_true(snprintf(pin, sizeof(pin), "%s/pin", folder) > 0);
	assert_true(snprintf(aside, sizeof(aside), "%s/pin.refused", folder) > 0);
	assert_true(snprintf(uri, sizeof(uri), "%s/k.pkcs11", folder) > 0);
	assert_true(snprintf(text, sizeof(text),
			     "pkcs11:token=fake;object=k?module-path=" FAKE "&pin-source=file:%s",
			     pin) > 0);
	write_file(uri, text);
	library = dlopen(FAKE, RTLD_NOW | RTLD_LOCAL); /* the instance that is asked */
	fake = library == NULL ? NULL : dlsym(library, "fake_pkcs11");
	return fake == NULL ? -1 : 0;
}

static int clear(void **state)
{
	(void)state;
	(void)unlink(pin); /* may be gone */
	(void)unlink(aside);
	(void)unlink(uri);
	return library != NULL && dlclose(library) == 0 ? rmdir(folder) : -1;
}

static int begin(void **state)
{
	(void)state;
	*fake = (struct fake_pkcs11){.signature_size = 64};
	(void)unlink(aside); /* of the test before */
	write_file(pin, "1234\n");
	return 0;
}

static void expect_put_aside(void)
{
	assert_int_equal(access(aside, F_OK), 0);
	assert_int_not_equal(access(pin, F_OK), 0);
}

static void load_and_miss(void)
{
	EG_AUTO(keys_free) struct keys *k = NULL;
	assert_int_equal(keys_load(folder, NULL, &k, NULL), EG_OK);
	assert_int_equal(keys_missing(k), 1);
}

static int show(void)
{
	return egate_pki_key(2, (char *const[]){"show", uri});
}

static void the_command_gives_a_wrong_pin_once_too(void **state)
{
	(void)state;
	fake->wrong_pin = true;
	assert_int_equal(show(), EGATE_FAILED);
	expect_put_aside();
	assert_int_equal(show(), EGATE_FAILED);
	assert_int_equal(egate_pki_key(3, (char *const[]){"new", uri, "P-256"}), EGATE_FAILED);
	load_and_miss();
	assert_int_equal(fake->logins, 1);
}

static void making_a_key_gives_a_wrong_pin_once_too(void **state)
{
	(void)state;
	fake->wrong_pin = true;
	assert_int_equal(egate_pki_key(3, (char *const[]){"new", uri, "P-256"}), EGATE_FAILED);
	expect_put_aside();
	load_and_miss();
	assert_int_equal(fake->logins, 1);
}

static unsigned others_kept_out;

/* Another process that wants the PIN now has to wait. */
static void try_to_take(void)
{
	EG_AUTO(eg_close) int fd = open(pin, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	others_kept_out++;
}

static void nobody_else_gives_the_pin_meanwhile(void **state)
{
	(void)state;
	EG_AUTO(keys_free) struct keys *k = NULL;
	others_kept_out = 0;
	fake->on_login = try_to_take;
	assert_int_equal(keys_load(folder, NULL, &k, NULL), EG_OK);
	assert_int_equal(keys_count(k), 1);
	assert_int_equal(others_kept_out, 1);
	EG_AUTO(eg_close) int fd = open(pin, O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0); /* free again */
}

static enum eg_err sign(const struct keys *k)
{
	static const struct crypt_sigalg alg = {.scheme = CRYPT_ECDSA_PLAIN, .hash = CRYPT_SHA256};
	uint8_t octets[64];
	struct wr w = WR_ARRAY(octets);
	return keys_sign(k, 0, &alg, RD_TEXT("m"), &w);
}

static void a_pin_that_turned_wrong_is_put_aside(void **state)
{
	(void)state;
	EG_AUTO(keys_free) struct keys *k = NULL;
	assert_int_equal(keys_load(folder, NULL, &k, NULL), EG_OK);
	assert_int_equal(sign(k), EG_OK);
	fake->wrong_pin = true;
	fake->lose = 1; /* pulled out, and put back with another PIN */
	assert_int_equal(sign(k), EG_DENIED);
	expect_put_aside();
	keys_free(&k);
	load_and_miss();
	assert_int_equal(fake->logins, 2);
}

static void a_key_with_a_pin_of_its_own_locks_nothing(void **state)
{
	(void)state;
	EG_AUTO(keys_free) struct keys *k = NULL;
	fake->asks_each_time = true;
	assert_int_equal(keys_load(folder, NULL, &k, NULL), EG_OK);
	fake->wrong_pin = true; /* that of each signature is another one */
	assert_int_equal(sign(k), EG_DENIED);
	expect_put_aside();
	keys_free(&k);
	fake->wrong_pin = false;
	load_and_miss();
	assert_int_equal(fake->key_logins, 1);
}

static enum eg_err load(void)
{
	EG_AUTO(keys_free) struct keys *k = NULL;
	struct folder_bad bad;
	enum eg_err err = keys_load(folder, NULL, &k, &bad);
	assert_string_equal(bad.name, err == EG_OK ? "" : "k.pkcs11");
	return err;
}

/* The file says which library runs as root. */
static void no_other_user_tells_the_library(void **state)
{
	(void)state;
	static const unsigned modes[] = {0620, 0602, 0660, 0666};
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(uri, modes[i]), 0);
		assert_int_equal(load(), EG_CONFIG);
	}
	assert_int_equal(chmod(uri, 0640), 0);
	assert_int_equal(load(), EG_OK);
	assert_int_equal(chmod(folder, 0770), 0);
	assert_int_equal(load(), EG_CONFIG);
	assert_int_equal(chmod(folder, 0750), 0);
	assert_int_equal(load(), EG_OK);
	if (geteuid() == 0) {
		assert_int_equal(chown(uri, 65534, 0), 0);
		assert_int_equal(load(), EG_CONFIG);
		assert_int_equal(chown(uri, 0, 0), 0);
	}
	assert_int_equal(chmod(uri, 0600), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_command_gives_a_wrong_pin_once_too, begin),
		cmocka_unit_test_setup(making_a_key_gives_a_wrong_pin_once_too, begin),
		cmocka_unit_test_setup(nobody_else_gives_the_pin_meanwhile, begin),
		cmocka_unit_test_setup(a_pin_that_turned_wrong_is_put_aside, begin),
		cmocka_unit_test_setup(a_key_with_a_pin_of_its_own_locks_nothing, begin),
		cmocka_unit_test_setup(no_other_user_tells_the_library, begin),
	};
	return cmocka_run_group_tests(tests, make, clear);
}
