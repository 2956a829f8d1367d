/*
 * test_egate_officer: egate officer as it is typed: what it prints and keeps, and its codes of
 * exit.
 */
#include "console/account.h"

#include "base/whole.h"
#include "os/sandbox.h"
#include "wire/case.h"

#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define CORPUS    SOURCE_ROOT "/tests/fuzz/corpus/certificate_file/"
#define PRINT     "8d21b45f8ab4092fde6c5877c380aefad4a83056631f08f8b3f1201b629ba5cc"
#define WORDS_MAX 12
#define SAID_MAX  ((size_t)64 << 10)

struct box {
	char folder[48];
	char file[64];
	struct bytes said; /* owned: standard output and standard error of the newest run */
};

static int make(void **state)
{
	static struct box b;
	static const char *const folders[] = {"/dev/shm/egate-officer-XXXXXX",
					      "/tmp/egate-officer-XXXXXX"};
	b = (struct box){.said = {0}};
	*state = &b;
	for (size_t i = 0; i < 2; i++) {
		if (snprintf(b.folder, sizeof(b.folder), "%s", folders[i]) > 0 &&
		    mkdtemp(b.folder) != NULL) {
			return snprintf(b.file, sizeof(b.file), "%s/accounts.db", b.folder) < 0;
		}
	}
	return -1;
}

/* Nothing but the file itself is left: the last program has taken the log away. */
static int clear(void **state)
{
	struct box *b = *state;
	bytes_free(&b->said);
	(void)unlink(b->file); /* may never have been made */
	return rmdir(b->folder);
}

static void start(char *const argv[], int in, int out, pid_t *child)
{
	posix_spawn_file_actions_t files;
	assert_int_equal(posix_spawn_file_actions_init(&files), 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO), 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO), 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&files, out, STDERR_FILENO), 0);
	assert_int_equal(posix_spawn(child, argv[0], &files, NULL, argv, environ), 0);
	assert_int_equal(posix_spawn_file_actions_destroy(&files), 0);
}

/* egate officer WORDS with this standard input; "@" stands for --file and the box's file. */
static int egate(struct box *b, const char *input, const char *const words[], size_t count)
{
	char *argv[WORDS_MAX + 4] = {(char[]){EGATE}, (char[]){"officer"}};
	char file[] = "--file";
	char text[WORDS_MAX][160];
	size_t at = 2;
	int status = -1;
	int in[2];
	int out[2];
	pid_t child;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], "@") == 0) {
			argv[at++] = file;
			argv[at++] = b->file;
		} else {
			assert_true(snprintf(text[i], sizeof(text[i]), "%s", words[i]) >= 0);
			argv[at++] = text[i];
		}
	}
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	assert_int_equal(write(in[1], input, strlen(input)), (ssize_t)strlen(input));
	assert_int_equal(close(in[1]), 0);
	start(argv, in[0], out[1], &child);
	assert_int_equal(close(in[0]), 0);
	assert_int_equal(close(out[1]), 0);
	assert_int_equal(whole_read(out[0], SAID_MAX, &b->said), EG_OK);
	assert_int_equal(close(out[0]), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

#define RUN(b, input, ...)                                  \
	egate(b, input, (const char *const[]){__VA_ARGS__}, \
	      sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void expect_said(const struct box *b, const char *words)
{
	if (memmem(b->said.data, b->said.size, words, strlen(words)) == NULL) {
		fail_msg("not said: %s\n%.*s", words, (int)b->said.size,
			 (const char *)b->said.data);
	}
}

static void officers_are_enrolled_listed_and_changed(void **state)
{
	struct box *b = *state;
	assert_int_equal(RUN(b, "270418\n", "add", "Айгүл Бекова", "supervisor", "@"), 0);
	expect_said(b, "officer 1\n");
	assert_int_equal(RUN(b, "orange1234tree", "add", "Ben", "officer", "@"), 0);
	expect_said(b, "officer 2\n");
	assert_int_equal(RUN(b, "", "list", "@", "--json"), 0);
	expect_said(b, "\"name\":\t\"Айгүл Бекова\"");
	expect_said(b, "\"office\":\t\"supervisor\"");
	assert_int_equal(RUN(b, "", "disable", "ben", "@"), 0);
	assert_int_equal(RUN(b, "", "list", "@"), 0);
	expect_said(b, "1      supervisor  enabled   -                 Айгүл Бекова\n");
	expect_said(b, "2      officer     disabled  -                 Ben\n");
	assert_int_equal(RUN(b, "", "enable", "Ben", "@"), 0);
	assert_int_equal(RUN(b, "", "office", "Ben", "viewer", "@"), 0);
	assert_int_equal(RUN(b, "740162\n", "pin", "Ben", "@"), 0);
	assert_int_equal(RUN(b, "", "list", "@"), 0);
	expect_said(b, "2      viewer      enabled   -                 Ben\n");
	assert_int_equal(RUN(b, "", "log", "@"), 0);
	char wanted[96];
	assert_true(snprintf(wanted, sizeof(wanted),
			     " add by=\"user %u\" officer=1 what=supervisor\n", getuid()) > 0);
	expect_said(b, wanted);
	expect_said(b, " pin by=");
	/* Who has come by sudo is named beside; what is no number is nobody. */
	assert_int_equal(setenv("SUDO_UID", "1234", 1), 0);
	assert_int_equal(RUN(b, "", "disable", "Ben", "@"), 0);
	assert_int_equal(setenv("SUDO_UID", "1234x", 1), 0);
	assert_int_equal(RUN(b, "", "enable", "Ben", "@"), 0);
	assert_int_equal(unsetenv("SUDO_UID"), 0);
	assert_int_equal(RUN(b, "", "log", "@"), 0);
	assert_true(snprintf(wanted, sizeof(wanted),
			     " disable by=\"user %u\" sudo=\"user 1234\" officer=2\n",
			     getuid()) > 0);
	expect_said(b, wanted);
	assert_true(snprintf(wanted, sizeof(wanted), " enable by=\"user %u\" officer=2\n",
			     getuid()) > 0);
	expect_said(b, wanted);
	assert_int_equal(RUN(b, "", "log", "@", "--json"), 0);
	expect_said(b, "\"event\":\"office\"");
	expect_said(b, "\"what\":\"viewer\"");
	expect_said(b, "\"sudo\":1234");
}

/* The PIN that was typed is the one that lets in. */
static void the_pin_is_the_line_that_was_given(void **state)
{
	struct box *b = *state;
	const struct account_rules rules = account_rules_default();
	const struct account_claim claim = {.name = RD_TEXT("Ben"), .pin = RD_TEXT("740162")};
	struct account_try t;
	struct account_refusal no;
	assert_int_equal(RUN(b, "740162\n", "add", "Ben", "officer", "@"), 0);
	EG_AUTO(account_close) struct account *a = NULL;
	assert_int_equal(account_open(b->file, ACCOUNT_USE, &rules, &a), EG_OK);
	assert_int_equal(account_ask(a, &claim, 1790000000000, &t, &no), EG_OK);
	account_compare(&t);
	assert_true(t.right);
}

/* ---- Beside a console that runs ---- */

#define CONSOLE_MB (ACCOUNT_MEMORY_MB + 176)
#define NOW_MS     INT64_C(1790000000000)

static void keep_end(void *context, uint64_t session, enum account_end why)
{
	(void)session;
	*(enum account_end *)context = why;
}

/* Ben's session, in a console behind its sandbox. */
static bool log_in(struct account *a, struct account_entry *e)
{
	const struct account_claim claim = {.name = RD_TEXT("Ben"), .pin = RD_TEXT("270418")};
	struct account_try t;
	struct account_refusal no;
	if (account_ask(a, &claim, NOW_MS, &t, &no) != EG_OK) {
		return false;
	}
	account_compare(&t);
	return account_enter(a, &t, NOW_MS, e, &no) == EG_OK;
}

static bool step(int hears, int tells)
{
	uint8_t octet = 1;
	return write(tells, &octet, 1) == 1 && read(hears, &octet, 1) == 1;
}

/* Never returns. Tells when Ben is logged in, and goes on when it hears that he was disabled. */
static void be_console(const char *path, int hears, int tells)
{
	const struct account_rules rules = account_rules_default();
	const struct sandbox_need need = {.file_write = true, .memory_mb = CONSOLE_MB};
	const struct account_number one = {"event", 7};
	enum account_end why = ACCOUNT_END_NOT;
	struct account *a = NULL;
	struct account_entry e;
	struct account_session told;
	bool good = account_open(path, ACCOUNT_USE, &rules, &a) == EG_OK &&
		    sandbox_enter(&need) == EG_OK && log_in(a, &e) &&
		    account_session(a, rd_cstr(e.token), NULL, true, NOW_MS, &told) == EG_OK &&
		    step(hears, tells) &&
		    account_session(a, rd_cstr(e.token), NULL, true, NOW_MS, &told) == EG_DENIED &&
		    account_sweep(a, NOW_MS, keep_end, &why) == EG_OK &&
		    why == ACCOUNT_END_CHANGED && account_numbers_put(a, &one, 1) == EG_OK &&
		    !log_in(a, &e);
	_exit(good ? 0 : 1);
}

static void who_is_disabled_is_logged_out_of_a_console_that_runs(void **state)
{
	struct box *b = *state;
	uint8_t octet;
	int status = -1;
	int to[2];
	int from[2];
	assert_int_equal(RUN(b, "270418\n", "add", "Ben", "officer", "@"), 0);
	assert_int_equal(pipe2(to, O_CLOEXEC), 0);
	assert_int_equal(pipe2(from, O_CLOEXEC), 0);
	pid_t console = fork();
	assert_true(console >= 0);
	if (console == 0) {
		be_console(b->file, to[0], from[1]);
	}
	assert_int_equal(close(from[1]), 0);
	assert_int_equal(read(from[0], &octet, 1), 1);
	assert_int_equal(RUN(b, "", "disable", "Ben", "@"), 0);
	assert_int_equal(write(to[1], &octet, 1), 1);
	assert_int_equal(waitpid(console, &status, 0), console);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(close(to[0]) | close(to[1]) | close(from[0]), 0);
	assert_int_equal(RUN(b, "", "log", "@"), 0); /* which takes up what it has left, too */
	expect_said(b, " log-in by=\"officer 1\" officer=1\n");
	expect_said(b, " officer=1 what=changed\n");
	expect_said(b, " failure by=\"nobody\" officer=1\n");
}

static void a_certificate_is_given_and_taken(void **state)
{
	struct box *b = *state;
	assert_int_equal(RUN(b, "270418\n", "add", "Ben", "officer", "@"), 0);
	assert_int_equal(RUN(b, "", "certificate", "Ben", CORPUS "pem", "@"), 0);
	expect_said(b, "certificate " PRINT ", 2026-11-30 to 2126-11-06\n");
	assert_int_equal(RUN(b, "", "list", "@", "--json"), 0);
	expect_said(b, "\"certificate\":\t\"" PRINT "\"");
	assert_int_equal(RUN(b, "", "certificate", "Ben", CORPUS "der", "@"), 0);
	assert_int_equal(RUN(b, "", "certificate", "Ben", CORPUS "authority", "@"), 1);
	expect_said(b, "authority");
	assert_int_equal(RUN(b, "", "certificate", "Ben", CORPUS "cut", "@"), 1);
	assert_int_equal(RUN(b, "", "certificate", "Ben", CORPUS "not-there", "@"), 1);
	assert_int_equal(RUN(b, "", "list", "@"), 0);
	expect_said(b, "1      officer     enabled   8d21b45f8ab4092f  Ben\n"); /* as before */
	assert_int_equal(RUN(b, "", "certificate", "Ben", "none", "@"), 0);
	assert_int_equal(RUN(b, "", "list", "@"), 0);
	expect_said(b, "1      officer     enabled   -                 Ben\n");
}

static void what_is_wrong_is_said_and_changes_nothing(void **state)
{
	struct box *b = *state;
	assert_int_equal(RUN(b, "123456\n", "add", "Ben", "officer", "@"), 1);
	expect_said(b, "a PIN that is mostly a run");
	assert_int_not_equal(access(b->file, F_OK), 0); /* no file is made for that */
	assert_int_equal(RUN(b, "270418\n", "add", " Ben", "officer", "@"), 1);
	expect_said(b, "blanks of a name");
	assert_int_equal(RUN(b, "270418\n", "add", "Ben", "king", "@"), 1);
	expect_said(b, "an office is viewer, officer");
	assert_int_equal(RUN(b, "", "add", "Ben", "officer", "@"), 1);
	expect_said(b, "no PIN given");
	assert_int_equal(RUN(b, "", "list", "@"), 1);
	expect_said(b, "no file of accounts there");
	assert_int_equal(RUN(b, "270418\n", "add", "Ben", "officer", "@"), 0);
	assert_int_equal(RUN(b, "270418\n", "add", "bEN", "officer", "@"), 1);
	expect_said(b, "an officer of that name is enrolled");
	assert_int_equal(RUN(b, "", "disable", "Zoe", "@"), 1);
	expect_said(b, "no such officer");
	assert_int_equal(RUN(b, "Ben\n", "pin", "Ben", "@"), 1);
}

static void a_wrong_command_line_shows_the_usage(void **state)
{
	struct box *b = *state;
	static const char usage[] = "egate officer add NAME OFFICE --file FILE";
	assert_int_equal(RUN(b, "", "--help"), 0);
	expect_said(b, usage);
	assert_int_equal(RUN(b, "", "list"), 2);
	expect_said(b, usage);
	assert_int_equal(RUN(b, "", "add", "Ben", "@"), 2);
	assert_int_equal(RUN(b, "", "add", "Ben", "officer", "270418", "@"), 2);
	assert_int_equal(RUN(b, "", "enable", "Ben", "@", "--json"), 2);
	assert_int_equal(RUN(b, "", "remove", "Ben", "@"), 2);
	assert_int_equal(RUN(b, "", "list", "@", "--pin"), 2);
	assert_int_not_equal(access(b->file, F_OK), 0);
}

#define WITH_BOX(test) cmocka_unit_test_setup_teardown(test, make, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BOX(officers_are_enrolled_listed_and_changed),
		WITH_BOX(the_pin_is_the_line_that_was_given),
		WITH_BOX(who_is_disabled_is_logged_out_of_a_console_that_runs),
		WITH_BOX(a_certificate_is_given_and_taken),
		WITH_BOX(what_is_wrong_is_said_and_changes_nothing),
		WITH_BOX(a_wrong_command_line_shows_the_usage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
