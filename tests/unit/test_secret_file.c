/*
 * secret_file: which files a passphrase or PIN is taken from, and what of them it is.
 */
#include "prog/secret_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/egate-secret-XXXXXX";
static char path[64];

static int make(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL && snprintf(path, sizeof(path), "%s/pin", folder) > 0 ? 0
											     : -1;
}

static int clear(void **state)
{
	(void)state;
	(void)unlink(path); /* may be gone */
	return rmdir(folder);
}

static void lay(struct rd text, unsigned mode)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text.at, 1, text.left, f), text.left);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static bool gives(struct rd text, struct rd want)
{
	EG_AUTO(bytes_free) struct bytes b = {0};
	lay(text, 0600);
	return secret_file_read(path, &b) == EG_OK && rd_equal(bytes_rd(&b), want);
}

static enum eg_err refuses(struct rd text, unsigned mode)
{
	struct bytes b = {0};
	lay(text, mode);
	enum eg_err err = secret_file_read(path, &b);
	assert_null(b.data);
	return err;
}

static void the_secret_is_the_only_line(void **state)
{
	(void)state;
	static uint8_t most[SECRET_FILE_MAX + 1];
	struct wr w = WR_ARRAY(most);
	wr_fill(&w, 'x', sizeof(most));
	assert_true(gives(RD_TEXT("1234"), RD_TEXT("1234")));
	assert_true(gives(RD_TEXT("1234\n"), RD_TEXT("1234")));
	assert_true(gives(RD_TEXT("1234\r\n"), RD_TEXT("1234")));
	assert_true(gives(RD_TEXT(" a b \n"), RD_TEXT(" a b ")));
	assert_true(gives(rd_of(most, SECRET_FILE_MAX), rd_of(most, SECRET_FILE_MAX)));
	assert_int_equal(refuses(RD_ARRAY(most), 0600), EG_TOO_BIG);
	assert_int_equal(refuses(RD_TEXT(""), 0600), EG_CONFIG);
	assert_int_equal(refuses(RD_TEXT("\n"), 0600), EG_CONFIG);
	assert_int_equal(refuses(RD_TEXT("1234\n\n"), 0600), EG_CONFIG);
	assert_int_equal(refuses(RD_TEXT("12\n34\n"), 0600), EG_CONFIG);
	assert_int_equal(refuses(RD_TEXT("12\0"
					 "34"),
				 0600),
			 EG_CONFIG);
}

static void a_file_that_others_may_touch_is_refused(void **state)
{
	(void)state;
	static const unsigned modes[] = {0640, 0620, 0610, 0604, 0602, 0601};
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(refuses(RD_TEXT("1234"), modes[i]), EG_CONFIG);
	}
	struct bytes b = {0};
	char link_path[80];
	lay(RD_TEXT("1234"), 0400); /* as systemd lays a credential */
	assert_int_equal(secret_file_read(path, &b), EG_OK);
	bytes_free(&b);
	assert_true(snprintf(link_path, sizeof(link_path), "%s/link", folder) > 0);
	assert_int_equal(symlink(path, link_path), 0);
	assert_int_equal(secret_file_read(link_path, &b), EG_CONFIG);
	assert_int_equal(unlink(link_path), 0);
	assert_int_equal(mkfifo(link_path, 0600), 0);
	assert_int_equal(secret_file_read(link_path, &b), EG_CONFIG); /* and does not wait */
	assert_int_equal(unlink(link_path), 0);
	assert_int_equal(secret_file_read(folder, &b), EG_CONFIG);
	assert_int_equal(secret_file_read("/nonexistent", &b), EG_CONFIG);
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 12345, 0), 0);
		assert_int_equal(secret_file_read(path, &b), EG_CONFIG);
	}
}

static void a_refused_pin_stays_refused_until_another_is_laid(void **state)
{
	(void)state;
	struct bytes b = {0};
	char aside[80];
	lay(RD_TEXT("1234"), 0600);
	assert_false(secret_file_is_refused(path));
	assert_int_equal(secret_file_refuse(path), EG_OK);
	assert_true(secret_file_is_refused(path));
	assert_int_equal(secret_file_read(path, &b), EG_CONFIG);
	lay(RD_TEXT("5678"), 0600);
	assert_false(secret_file_is_refused(path));
	assert_true(snprintf(aside, sizeof(aside), "%s.refused", path) > 0);
	assert_int_equal(unlink(aside), 0);
	assert_false(secret_file_is_refused("/nonexistent"));
	assert_int_equal(secret_file_refuse("/nonexistent"), EG_IO);
}

/* A process waits for a lock. */
static bool waits(pid_t who)
{
	char line[256];
	char wanted[32];
	bool found = false;
	assert_true(snprintf(wanted, sizeof(wanted), " %d ", (int)who) > 0);
	FILE *f = fopen("/proc/locks", "re");
	assert_non_null(f);
	while (!found && fgets(line, sizeof(line), f) != NULL) {
		found = strstr(line, "->") != NULL && strstr(line, wanted) != NULL;
	}
	assert_int_equal(fclose(f), 0);
	return found;
}

static void who_waited_for_a_secret_does_not_get_a_refused_one(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes b = {0};
	char aside[80];
	int held = -1;
	int status = 0;
	lay(RD_TEXT("1234\n"), 0600);
	assert_int_equal(secret_file_take(path, &b, &held), EG_OK);
	assert_true(rd_equal(bytes_rd(&b), RD_TEXT("1234")));
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct bytes other = {0};
		int other_held = -1;
		(void)close(held); /* the parent's */
		_exit(secret_file_take(path, &other, &other_held) == EG_STATE ? 0 : 1);
	}
	while (!waits(child)) {
		assert_int_equal(waitpid(child, &status, WNOHANG), 0);
		(void)sched_yield();
	}
	assert_int_equal(secret_file_refuse(path), EG_OK);
	eg_close(&held);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(secret_file_take(path, &b, &held), EG_STATE);
	assert_true(snprintf(aside, sizeof(aside), "%s.refused", path) > 0);
	assert_int_equal(unlink(aside), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_secret_is_the_only_line),
		cmocka_unit_test(a_file_that_others_may_touch_is_refused),
		cmocka_unit_test(a_refused_pin_stays_refused_until_another_is_laid),
		cmocka_unit_test(who_waited_for_a_secret_does_not_get_a_refused_one),
	};
	return cmocka_run_group_tests(tests, make, clear);
}
