/*
 * egate pki import and bundle as they are typed: what is stored, what is left as it was when the
 * disk is full or somebody else is at it, and the codes of exit.
 */
#include "pki/store_cert.h"
#include "pki/store_source.h"
#include "prog/folder.h"
#include "simulator/forge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

#define PATH_SIZE 128
#define TEXT_SIZE 16384
#define FILE_SIZE (1u << 20)

struct box {
	char folder[32];
	char text[TEXT_SIZE]; /* what was said */
};

static void path_in(const struct box *b, char out[PATH_SIZE], const char *name)
{
	int n = snprintf(out, PATH_SIZE, "%s/%s", b->folder, name);
	assert_true(n > 0 && n < PATH_SIZE);
}

static void write_file(const struct box *b, const char *name, struct rd content)
{
	char path[PATH_SIZE];
	path_in(b, path, name);
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, content.at, content.left), content.left);
}

/* Two country CAs as files "one.cer" and "two.cer". */
static int open_box(void **state)
{
	static struct box b;
	struct forge_alg alg;
	b = (struct box){.folder = "/tmp/egate_imp.XXXXXX"};
	*state = &b;
	if (mkdtemp(b.folder) == NULL || forge_alg_parse("ec:P-256:sha256:named", &alg) != EG_OK) {
		return -1;
	}
	for (int i = 0; i < 2; i++) {
		EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
		if (forge_ca_new(&ca, &alg, date_from_unix((int64_t)time(NULL))) != EG_OK) {
			return -1;
		}
		write_file(&b, i == 0 ? "one.cer" : "two.cer", forge_ca_certificate(&ca));
	}
	write_file(&b, "garbage.der", RD_TEXT("\x30\x03\x02\x01\x05"));
	return 0;
}

/* Runs a line of the shell in the folder; "egate" in it is the program. The exit code. */
static int run(struct box *b, const char *line)
{
	char script[1024];
	char output[PATH_SIZE];
	EG_AUTO(bytes_free) struct bytes said = {0};
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status;
	size_t size = 0;
	path_in(b, output, "said");
	int n = snprintf(script, sizeof(script),
			 "egate() { command %s pki \"$@\"; }\ncd %s && { %s; }", EGATE, b->folder,
			 line);
	assert_true(n > 0 && (size_t)n < sizeof(script));
	char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, script, NULL};
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
	assert_int_equal(folder_file(output, TEXT_SIZE - 1, &said), EG_OK);
	assert_true(rd_dump(bytes_rd(&said), b->text, TEXT_SIZE - 1, &size));
	b->text[size] = '\0';
	return WEXITSTATUS(status);
}

static int close_box(void **state)
{
	struct box *b = *state;
	char *argv[] = {(char[]){"rm"}, (char[]){"-rf"}, b->folder, NULL};
	pid_t child;
	int status = 0;
	return posix_spawnp(&child, argv[0], NULL, NULL, argv, environ) == 0 &&
			       waitpid(child, &status, 0) == child
		       ? status
		       : -1;
}

static void expect(struct box *b, int code, const char *words, const char *line)
{
	int found = run(b, line);
	if (found != code || strstr(b->text, words) == NULL) {
		fail_msg("%s: %d, %s", line, found, b->text);
	}
}

/* Country CAs and records of imports in the store. */
static void expect_store(const struct box *b, size_t cas, size_t events)
{
	char path[PATH_SIZE];
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct store_sections s;
	path_in(b, path, "store");
	assert_int_equal(folder_file(path, FILE_SIZE, &file), EG_OK);
	assert_int_equal(store_file_open(bytes_rd(&file), &s), EG_OK);
	assert_int_equal(store_cert_count(&s, STORE_CSCA), cas);
	assert_int_equal(store_event_count(&s), events);
}

static void a_call_is_taken_whole_or_leaves_its_record(void **state)
{
	struct box *b = *state;
	expect(b, 1, "no listed country CA of its country leads to it",
	       "egate import store one.cer");
	expect_store(b, 0, 1);
	expect(b, 1, "nothing was taken",
	       "egate import store one.cer garbage.der --take-certificates");
	expect_store(b, 0, 3);
	expect(b, 0, "nothing was stored",
	       "egate import store one.cer --take-certificates --dry-run");
	expect_store(b, 0, 3);
	expect(b, 0, "stored", "egate import store one.cer --take-certificates");
	expect_store(b, 1, 4);
	expect(b, 0, "same", "egate import store one.cer");
	expect_store(b, 1, 5);
	expect(b, 0, "self-signed", "egate list store");
}

static void whoever_comes_second_waits_for_his_turn(void **state)
{
	struct box *b = *state;
	char path[PATH_SIZE];
	path_in(b, path, "store.lock");
	EG_AUTO(eg_close) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	assert_int_equal(fcntl(fd, F_SETLK, &whole), 0);
	expect(b, 1, "somebody else is importing",
	       "egate import store two.cer --take-certificates");
	expect_store(b, 1, 5);
	whole.l_type = F_UNLCK;
	assert_int_equal(fcntl(fd, F_SETLK, &whole), 0);
}

/* The largest file that may be written is smaller than the store. */
static void a_full_disk_leaves_the_store_as_it_was(void **state)
{
	struct box *b = *state;
	char beside[PATH_SIZE];
	path_in(b, beside, "store.new");
	expect(b, 1, "the trust store stays as it was",
	       "trap '' XFSZ; ulimit -f 1; egate import store two.cer --take-certificates");
	expect_store(b, 1, 5);
	assert_int_not_equal(access(beside, F_OK), 0);
	/* and one that is killed over it: what it left is no obstacle */
	assert_int_not_equal(run(b, "ulimit -f 1; egate import store two.cer --take-certificates"),
			     0);
	expect_store(b, 1, 5);
	expect(b, 0, "stored", "egate import store two.cer --take-certificates");
	expect_store(b, 2, 6);
	assert_int_not_equal(access(beside, F_OK), 0);
}

static void a_store_that_is_not_whole_or_not_safe_is_left_alone(void **state)
{
	struct box *b = *state;
	expect(b, 1, "everybody may write",
	       "cp store kept; chmod o+w store; egate import store one.cer; code=$?; "
	       "chmod o-w store; cmp store kept && (exit $code)");
	expect(b, 1, "egate",
	       "head -c 600 kept >store; egate import store one.cer; code=$?; "
	       "head -c 600 kept | cmp - store && cp kept store && (exit $code)");
	expect(b, 1, "stays as it was",
	       "ln -s store other; egate import other one.cer; code=$?; "
	       "cmp store kept && (exit $code)");
	expect_store(b, 2, 6);
}

static void states_are_two_capitals(void **state)
{
	struct box *b = *state;
	static const char *const wrong[] = {"de", "DEU", "D", "DE,", ",DE", "DE;FR", ""};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char line[PATH_SIZE];
		bool fine = strcmp(wrong[i], "DE,") == 0 || wrong[i][0] == '\0';
		(void)snprintf(line, sizeof(line), "egate import store one.cer --lists-of '%s'",
			       wrong[i]); /* fits */
		expect(b, fine ? 0 : 2, fine ? "same" : "a state is two capitals", line);
	}
	expect(b, 0, "same", "egate import store one.cer --lists-of DE,FR");
	expect(b, 2, "a state is two capitals", "egate import store one.cer --own-state DE,FR");
}

static void a_bundle_is_checked_against_the_store(void **state)
{
	struct box *b = *state;
	expect(b, 0, "1 files", "egate bundle make folder two.cer");
	expect(b, 0, "same", "egate bundle check folder --store store");
	expect(b, 1, "not-listed", "cp one.cer folder/; egate bundle check folder");
	expect(b, 1, "changed",
	       "rm folder/one.cer; cp one.cer folder/two.cer; "
	       "egate bundle check folder --store store");
	expect(b, 1, "missing", "rm folder/two.cer; egate bundle check folder");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_is_taken_whole_or_leaves_its_record),
		cmocka_unit_test(whoever_comes_second_waits_for_his_turn),
		cmocka_unit_test(a_full_disk_leaves_the_store_as_it_was),
		cmocka_unit_test(a_store_that_is_not_whole_or_not_safe_is_left_alone),
		cmocka_unit_test(states_are_two_capitals),
		cmocka_unit_test(a_bundle_is_checked_against_the_store),
	};
	return cmocka_run_group_tests(tests, open_box, close_box);
}
