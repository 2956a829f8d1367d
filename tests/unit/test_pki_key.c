/*
 * egate_pki_key: keys that an administrator makes, encrypts and looks at, in files and in a
 * SoftHSM.
 */
#include "prog/egate_pki_key.h"

#include "pki/key_file.h"
#include "prog/egate.h"
#include "prog/folder.h"
#include "tests/unit/cvc_mint.h"
#include "tests/unit/hsm_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOM 8192

static char folder[] = "/tmp/egate-pki-key-XXXXXX";
static char paths[6][64];
enum { KEY, SECRET, WRONG, CERTIFICATE, SHOWN, URI };

/* What the command's main file has. */
int egate_failed(void)
{
	return EGATE_FAILED;
}

static void write_file(const char *path, struct rd content, unsigned mode)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(content.at, 1, content.left, f), content.left);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static int make(void **state)
{
	static const char *const names[] = {"k.pkcs8",  "secret", "wrong",
					    "k.cvcert", "shown",  "t.pkcs11"};
	(void)state;
	if (mkdtemp(folder) == NULL) {
		return -1;
	}
	for (size_t i = 0; i < 6; i++) {
		assert_true(snprintf(paths[i], sizeof(paths[i]), "%s/%s", folder, names[i]) > 0);
	}
	write_file(paths[SECRET], RD_TEXT("correct horse\n"), 0600);
	write_file(paths[WRONG], RD_TEXT("wrong\n"), 0600);
	return 0;
}

static int clear(void **state)
{
	(void)state;
	for (size_t i = 0; i < 6; i++) {
		(void)unlink(paths[i]); /* may be gone */
	}
	return rmdir(folder);
}

#define RUN(...)                                                                    \
	egate_pki_key((int)(sizeof((char *const[]){__VA_ARGS__}) / sizeof(char *)), \
		      (char *const[]){__VA_ARGS__})

/* Shows the key; its text, from the file that standard output was. */
static const char *shown(const char *key)
{
	static char text[ROOM];
	char file[64];
	assert_true(snprintf(file, sizeof(file), "%s", key) > 0);
	assert_int_equal(fflush(stdout), 0);
	int kept = dup(STDOUT_FILENO);
	FILE *f = fopen(paths[SHOWN], "w+e");
	assert_true(kept >= 0 && f != NULL && dup2(fileno(f), STDOUT_FILENO) >= 0);
	int code = RUN("show", file, "--secret", paths[SECRET]);
	assert_true(dup2(kept, STDOUT_FILENO) >= 0);
	assert_int_equal(close(kept), 0);
	rewind(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	assert_int_equal(fclose(f), 0);
	assert_int_equal(code, EGATE_DONE);
	return text;
}

static unsigned mode_of(const char *path)
{
	struct stat info;
	assert_int_equal(stat(path, &info), 0);
	return info.st_mode & 07777u;
}

static bool is_encrypted(const char *path)
{
	EG_AUTO(bytes_free) struct bytes b = {0};
	assert_int_equal(folder_file(path, KEY_FILE_SIZE_MAX, &b), EG_OK);
	return key_file_is_encrypted(bytes_rd(&b));
}

static void a_new_key_lies_encrypted_and_for_its_owner_alone(void **state)
{
	(void)state;
	static char *const kinds[] = {"brainpoolP256r1", "P-384", "rsa-2048"};
	static const char *const told[] = {"EC, brainpoolP256r1\n", "EC, P-384\n",
					   "RSA, 2048 bits\n"};
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(RUN("new", paths[KEY], kinds[i], "--secret", paths[SECRET]),
				 EGATE_DONE);
		assert_int_equal(mode_of(paths[KEY]), 0600);
		assert_true(is_encrypted(paths[KEY]));
		const char *text = shown(paths[KEY]);
		assert_non_null(strstr(text, "file, encrypted\n"));
		assert_non_null(strstr(text, told[i]));
		assert_non_null(strstr(text, "none there"));
		/* One that is there is never written over. */
		assert_int_equal(RUN("new", paths[KEY], kinds[i], "--secret", paths[SECRET]),
				 EGATE_FAILED);
		assert_int_equal(RUN("show", paths[KEY]), EGATE_FAILED);
		assert_int_equal(RUN("show", paths[KEY], "--secret", paths[WRONG]), EGATE_FAILED);
		assert_int_equal(unlink(paths[KEY]), 0);
	}
}

static void a_plain_key_becomes_an_encrypted_one_of_the_same_certificate(void **state)
{
	(void)state;
	struct cvc_mint_key is;
	uint8_t octets[1024];
	struct wr w = WR_ARRAY(octets);
	cvc_mint_ec(&is, CRYPT_BP256R1, 3);
	cvc_mint_pkcs8(&is, &w);
	write_file(paths[KEY], wr_view(&w), 0640);
	const struct cvc_mint m = {.authority = "UTDV00001",
				   .holder = "UTIS00001",
				   .key = &is,
				   .signer = &is,
				   .rights = MINT_IS,
				   .from = "261101",
				   .to = "261130"};
	struct cvc_minted file = cvc_mint(&m);
	write_file(paths[CERTIFICATE], cvc_minted_rd(&file), 0644);
	const char *text = shown(paths[KEY]);
	assert_non_null(strstr(text, "file, NOT encrypted\n"));
	assert_non_null(strstr(text, "UTIS00001, terminal, 2026-11-01 to 2026-11-30\n"));
	char point[200];
	const char *at = strstr(text, "point");
	assert_non_null(at);
	assert_true(snprintf(point, sizeof(point), "%.*s", 13 + 130, at) > 0);
	assert_int_equal(RUN("encrypt", paths[KEY], "--secret", paths[SECRET]), EGATE_DONE);
	assert_true(is_encrypted(paths[KEY]));
	assert_int_equal(mode_of(paths[KEY]), 0600);
	text = shown(paths[KEY]);
	assert_non_null(strstr(text, "file, encrypted\n"));
	assert_non_null(strstr(text, point));
	assert_non_null(strstr(text, "UTIS00001, terminal"));
	assert_int_equal(RUN("encrypt", paths[KEY], "--secret", paths[SECRET]), EGATE_FAILED);
	write_file(paths[KEY], RD_TEXT("rubbish"), 0600);
	assert_int_equal(RUN("encrypt", paths[KEY], "--secret", paths[SECRET]), EGATE_FAILED);
	assert_int_equal(unlink(paths[KEY]), 0);
	assert_int_equal(unlink(paths[CERTIFICATE]), 0);
	cvc_mint_key_free(&is);
}

static void no_plain_key_stays_behind_another_name(void **state)
{
	(void)state;
	(void)unlink(paths[SHOWN]); /* what a test before has shown */
	assert_int_equal(RUN("new", paths[KEY], "P-256", "--plain"), EGATE_DONE);
	for (int hard = 0; hard < 2; hard++) {
		assert_int_equal(hard == 1 ? link(paths[KEY], paths[SHOWN])
					   : symlink(paths[KEY], paths[SHOWN]),
				 0);
		assert_int_equal(RUN("encrypt", paths[SHOWN], "--secret", paths[SECRET]),
				 EGATE_FAILED);
		assert_false(is_encrypted(paths[SHOWN]));
		assert_int_equal(unlink(paths[SHOWN]), 0);
	}
	assert_int_equal(RUN("encrypt", paths[KEY], "--secret", paths[SECRET]), EGATE_DONE);
	assert_int_equal(unlink(paths[KEY]), 0);
}

static void a_key_is_made_and_shown_inside_a_token(void **state)
{
	(void)state;
	struct hsm_desk d;
	char uri[HSM_URI_MAX];
	if (!hsm_desk_lay(&d)) {
		skip();
	}
	hsm_desk_uri(&d, "new-key", uri);
	write_file(paths[URI], rd_cstr(uri), 0600);
	assert_int_equal(RUN("show", paths[URI]), EGATE_FAILED);
	assert_int_equal(RUN("new", paths[URI], "brainpoolP384r1"), EGATE_DONE);
	const char *text = shown(paths[URI]);
	assert_non_null(strstr(text, "token\n"));
	assert_non_null(strstr(text, "EC, brainpoolP384r1\n"));
	assert_int_equal(RUN("new", paths[URI], "brainpoolP384r1"), EGATE_FAILED);
	hsm_desk_lift(&d);
}

static void no_dump_holds_a_key(void **state)
{
	(void)state;
	assert_int_equal(RUN("new", paths[KEY], "P-256", "--plain"), EGATE_DONE);
	assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
	assert_int_equal(unlink(paths[KEY]), 0);
}

static void a_command_line_that_is_none_does_nothing(void **state)
{
	(void)state;
	assert_int_equal(egate_pki_key(0, NULL), EGATE_USAGE);
	assert_int_equal(RUN("make", paths[KEY]), EGATE_USAGE);
	assert_int_equal(RUN("new"), EGATE_USAGE);
	assert_int_equal(RUN("new", paths[KEY], "P-256"), EGATE_USAGE);
	assert_int_equal(RUN("new", paths[KEY], "P-256", "--plain", "--secret", paths[SECRET]),
			 EGATE_USAGE);
	assert_int_equal(RUN("new", paths[KEY], "--plain"), EGATE_USAGE);
	assert_int_equal(RUN("new", paths[KEY], "P-256", "--secret"), EGATE_USAGE);
	assert_int_equal(RUN("new", paths[KEY], "P-256", "--plain", "--plain"), EGATE_USAGE);
	assert_int_equal(RUN("new", paths[URI], "P-256", "--plain"), EGATE_USAGE);
	assert_int_equal(RUN("encrypt", paths[KEY]), EGATE_USAGE);
	assert_int_equal(RUN("show", paths[KEY], "P-256"), EGATE_USAGE);
	assert_int_equal(RUN("show", paths[KEY], "--colour"), EGATE_USAGE);
	assert_int_equal(RUN("new", paths[KEY], "P-111", "--plain"), EGATE_FAILED);
	assert_int_not_equal(access(paths[KEY], F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_dump_holds_a_key),
		cmocka_unit_test(a_new_key_lies_encrypted_and_for_its_owner_alone),
		cmocka_unit_test(a_plain_key_becomes_an_encrypted_one_of_the_same_certificate),
		cmocka_unit_test(no_plain_key_stays_behind_another_name),
		cmocka_unit_test(a_key_is_made_and_shown_inside_a_token),
		cmocka_unit_test(a_command_line_that_is_none_does_nothing),
	};
	return cmocka_run_group_tests(tests, make, clear);
}
