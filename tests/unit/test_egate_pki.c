/*
 * egate_pki: egate pki terminal as it is typed: what it prints and writes behind its sandbox, and
 * its codes of exit.
 */
#include "pki/cvc_request.h"
#include "prog/folder.h"
#include "simulator/forge_terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define TODAY     ((struct date){2026, 11, 25})
#define WORDS_MAX 16

struct box {
	char folder[32];
	struct forge_terminal made;
};

static int open_box(void **state)
{
	static struct box b;
	const struct forge_terminal_order order = forge_terminal_usual(TODAY);
	b = (struct box){.folder = "/tmp/egate_pki.XXXXXX"};
	*state = &b;
	return mkdtemp(b.folder) != NULL && forge_terminal_new(&b.made, &order) == EG_OK &&
			       forge_terminal_save(&b.made, b.folder) == EG_OK
		       ? 0
		       : -1;
}

static void run(const char *output, char *const argv[], int expected)
{
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status;
	assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
	assert_int_equal(posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output,
							  O_WRONLY | O_CREAT | O_TRUNC, 0600),
			 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO),
			 0);
	assert_int_equal(posix_spawnp(&child, argv[0], &actions, NULL, argv, environ), 0);
	assert_int_equal(posix_spawn_file_actions_destroy(&actions), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), expected);
}

static int close_box(void **state)
{
	struct box *b = *state;
	run("/dev/null", (char *[]){(char[]){"rm"}, (char[]){"-rf"}, b->folder, NULL}, 0);
	forge_terminal_free(&b->made);
	return 0;
}

/* "@" at the front of a word is the folder. What was printed is in the file "said". */
static void egate(const struct box *b, int expected, const char *const words[], size_t count)
{
	char text[WORDS_MAX][128];
	char output[128];
	char *argv[WORDS_MAX + 4] = {(char[]){EGATE}, (char[]){"pki"}, (char[]){"terminal"}};
	assert_true(count <= WORDS_MAX);
	for (size_t i = 0; i < count; i++) {
		bool inside = words[i][0] == '@';
		int n = snprintf(text[i], sizeof(text[i]), "%s%s", inside ? b->folder : "",
				 words[i] + (inside ? 1 : 0));
		assert_true(n >= 0 && (size_t)n < sizeof(text[i]));
		argv[3 + i] = text[i];
	}
	assert_true(snprintf(output, sizeof(output), "%s/said", b->folder) > 0);
	run(output, argv, expected);
}

static void expect_said(const struct box *b, const char *words)
{
	char path[128];
	char text[16384] = "";
	EG_AUTO(bytes_free) struct bytes said = {0};
	size_t size;
	assert_true(snprintf(path, sizeof(path), "%s/said", b->folder) > 0);
	assert_int_equal(folder_file(path, sizeof(text) - 1, &said), EG_OK);
	assert_true(rd_dump(bytes_rd(&said), text, sizeof(text) - 1, &size));
	if (strstr(text, words) == NULL) {
		fail_msg("not said: %s\n%s", words, text);
	}
}

#define RUN(b, expected, ...)                                  \
	egate(b, expected, (const char *const[]){__VA_ARGS__}, \
	      sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void a_good_folder_is_listed_with_exit_0(void **state)
{
	const struct box *b = *state;
	RUN(b, 0, "list", "@", "--day", "2026-11-25");
	expect_said(b, "UTGATE00001.cvcert, its key is here");
	expect_said(b, "UTCVCA00001: DG3 DG4, until 2026-12-06, by UTDV00001 UTGATE00001");
	RUN(b, 0, "list", "@", "--day", "2026-11-25", "--json");
	expect_said(b, "\"found\":\tfalse");
	RUN(b, 1, "list", "@", "--day", "2027-11-25");
	expect_said(b, "UTCVCA00001: none: expired");
}

static void what_is_due_makes_exit_1(void **state)
{
	const struct box *b = *state;
	RUN(b, 0, "plan", "@", "--day", "2026-11-25");
	expect_said(b, "next on 2026-11-29");
	RUN(b, 1, "plan", "@", "--day", "2026-11-29");
	expect_said(b, "due      UTCVCA00001: request a certificate for this terminal");
	RUN(b, 1, "plan", "@", "--day", "2026-12-07", "--json");
	expect_said(b, "\"state\":\t\"overdue\"");
}

static void a_request_is_written_and_verifies(void **state)
{
	const struct box *b = *state;
	char path[128];
	EG_AUTO(bytes_free) struct bytes request = {0};
	struct cvc_request r;
	RUN(b, 0, "request", "@", "--day", "2026-11-25", "--holder", "UTGATE00002", "--out",
	    "@/request.cvreq");
	expect_said(b, "request for UTGATE00002 to UTDV00001, signed by UTGATE00001");
	assert_true(snprintf(path, sizeof(path), "%s/request.cvreq", b->folder) > 0);
	assert_int_equal(folder_file(path, CVC_REQUEST_MAX, &request), EG_OK);
	assert_int_equal(cvc_request_parse(bytes_rd(&request), &r), EG_OK);
	assert_true(r.authenticated);
	assert_int_equal(cvc_request_verify(&r), EG_OK);
	/* Its key is there now, without a certificate: a second request can be for that. */
	RUN(b, 0, "request", "@", "--day", "2026-11-25", "--holder", "UTGATE00003", "--unused-key",
	    "--out", "@/again.cvreq");
}

static void a_request_that_makes_no_sense_writes_nothing(void **state)
{
	const struct box *b = *state;
	char path[128];
	RUN(b, 1, "request", "@", "--day", "2026-11-25", "--holder", "UTGATE00001", "--out",
	    "@/none.cvreq");
	expect_said(b, "a certificate has that reference");
	RUN(b, 1, "request", "@", "--day", "2027-11-25", "--holder", "UTGATE00009", "--out",
	    "@/none.cvreq");
	expect_said(b, "--initial");
	RUN(b, 2, "request", "@", "--holder", "UTGATE00009");
	assert_true(snprintf(path, sizeof(path), "%s/none.cvreq", b->folder) > 0);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_true(snprintf(path, sizeof(path), "%s/UTGATE00009.pkcs8", b->folder) > 0);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void a_wrong_command_line_is_exit_2(void **state)
{
	const struct box *b = *state;
	RUN(b, 2, "list");
	RUN(b, 2, "list", "@", "@");
	RUN(b, 2, "list", "@", "--out", "x"); /* an option of request */
	RUN(b, 2, "renew", "@");
	RUN(b, 1, "list", "@/nowhere");
	expect_said(b, "folder not readable");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_folder_is_listed_with_exit_0),
		cmocka_unit_test(what_is_due_makes_exit_1),
		cmocka_unit_test(a_request_is_written_and_verifies),
		cmocka_unit_test(a_request_that_makes_no_sense_writes_nothing),
		cmocka_unit_test(a_wrong_command_line_is_exit_2),
	};
	return cmocka_run_group_tests(tests, open_box, close_box);
}
