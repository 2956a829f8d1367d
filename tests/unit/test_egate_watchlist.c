/*
 * test_egate_watchlist: egate watchlist as it is typed: what it prints and writes behind its
 * sandbox, its codes of exit; lists that openssl signed, and ours as openssl sees them.
 */
#include "watch_desk.h"

#include "prog/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define WORDS_MAX 24

/* Doc 9303-4, appendix A; with a doubt in the surname; somebody else. */
static const char zone[] = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
			   "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
static const char doubtful[] = "P<UTO?RIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
			       "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
static const char other[] = "P<UTOSMITH<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<<<"
			    "L898902C46UTO7408122F1204159ZE184226B<<<<<10";

/* Code of exit; what was printed is in "said". */
static int run(const struct watch_desk *d, char *const argv[])
{
	posix_spawn_file_actions_t actions;
	char output[DESK_PATH];
	pid_t child;
	int status = 0;
	watch_desk_path(d, "said", output);
	assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
	assert_int_equal(posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output,
							  O_WRONLY | O_CREAT | O_TRUNC, 0600),
			 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO),
			 0);
	int failed = posix_spawnp(&child, argv[0], &actions, NULL, argv, environ);
	assert_int_equal(posix_spawn_file_actions_destroy(&actions), 0);
	if (failed != 0) {
		return -1; /* no such program */
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* "@" at the front of a word is the folder. */
static int call(const struct watch_desk *d, const char *const words[], size_t count)
{
	char text[WORDS_MAX][256];
	char *argv[WORDS_MAX + 1] = {NULL};
	assert_true(count <= WORDS_MAX);
	for (size_t i = 0; i < count; i++) {
		bool inside = words[i][0] == '@';
		int n = snprintf(text[i], sizeof(text[i]), "%s%s%s", inside ? d->folder : "",
				 inside ? "/" : "", words[i] + (inside ? 1 : 0));
		assert_true(n >= 0 && (size_t)n < sizeof(text[i]));
		argv[i] = text[i];
	}
	return run(d, argv);
}

#define CALL(d, ...)                                \
	call(d, (const char *const[]){__VA_ARGS__}, \
	     sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))
#define RUN(d, expected, ...) assert_int_equal(CALL(d, EGATE, "watchlist", __VA_ARGS__), expected)

static void assert_said(const struct watch_desk *d, const char *words)
{
	char path[DESK_PATH];
	char text[16384] = "";
	EG_AUTO(bytes_free) struct bytes said = {0};
	size_t size;
	assert_int_equal(folder_file(watch_desk_path(d, "said", path), sizeof(text) - 1, &said),
			 EG_OK);
	assert_true(rd_dump(bytes_rd(&said), text, sizeof(text) - 1, &size));
	if (strstr(text, words) == NULL) {
		fail_msg("not said: %s\n%s", words, text);
	}
}

static void show_tells_what_a_list_says_and_judges_nothing(void **state)
{
	const struct watch_desk *d = *state;
	watch_desk_sign(d, "list", DESK_HEAD("42") DESK_DOCUMENT DESK_PERSON);
	RUN(d, 0, "show", "@list");
	assert_said(d, "number      42\n");
	assert_said(d, "documents   1\n");
	assert_said(d, "people      1\n");
	assert_said(d, "authority   Border Guard of Utopia\n");
	assert_said(d, "CN=Document Signer");
	RUN(d, 0, "show", "@list", "--json");
	assert_said(d, "\"number\":\t42");
	assert_said(d, "\"signed\":\ttrue");
	watch_desk_write(d, "bare", RD_TEXT(DESK_HEAD("7")));
	RUN(d, 0, "show", "@bare");
	assert_said(d, "none: not signed");
	watch_desk_write(d, "wrong", RD_TEXT(DESK_HEAD("7") "document\n"));
	RUN(d, 1, "show", "@wrong");
	assert_said(d, "/wrong: line 6: ");
	RUN(d, 1, "show", "@absent");
	RUN(d, 2, "show");
	assert_said(d, "egate watchlist show FILE");
}

static void check_takes_what_a_lane_takes(void **state)
{
	const struct watch_desk *d = *state;
	watch_desk_sign(d, "list", DESK_HEAD("42") DESK_DOCUMENT);
	RUN(d, 0, "check", "@list", "--trust", "@trust.pem");
	assert_said(d, "number      42\n");
	RUN(d, 1, "check", "@list", "--trust", "@other.pem");
	assert_said(d, "nobody who is trusted");
	watch_desk_write(d, "bare", RD_TEXT(DESK_HEAD("42")));
	RUN(d, 1, "check", "@bare", "--trust", "@trust.pem");
	watch_desk_sign(d, "wrong", DESK_HEAD("42") DESK_DOCUMENT "person\n");
	RUN(d, 1, "check", "@wrong", "--trust", "@trust.pem");
	assert_said(d, "/wrong: line 7: ");
	RUN(d, 2, "check", "@list");
	RUN(d, 1, "check", "@list", "--trust", "@trust.pem", "--day", "2200-01-01");
	watch_desk_sign(d, "short",
			"egate-watchlist 1\nnumber 1\nmade 2026-01-01\nuntil 2026-02-01\n"
			"authority A\n");
	RUN(d, 0, "check", "@short", "--trust", "@trust.pem", "--day", "2026-02-01");
	RUN(d, 1, "check", "@short", "--trust", "@trust.pem", "--day", "2026-02-02");
	assert_said(d, "is over");
}

static void check_knows_the_number_that_the_lane_has_seen(void **state)
{
	const struct watch_desk *d = *state;
	watch_desk_sign(d, "list", DESK_HEAD("42"));
	watch_desk_write(d, "list.number", RD_TEXT("        43\n"));
	RUN(d, 1, "check", "@list", "--trust", "@trust.pem");
	assert_said(d, "number 43 was seen before");
	watch_desk_sign(d, "new", DESK_HEAD("43"));
	RUN(d, 0, "check", "@new", "--trust", "@trust.pem", "--as", "@list");
	watch_desk_sign(d, "old", DESK_HEAD("41"));
	RUN(d, 0, "check", "@old", "--trust", "@trust.pem");
	RUN(d, 1, "check", "@old", "--trust", "@trust.pem", "--as", "@list");
	watch_desk_write(d, "list.number", RD_TEXT("43"));
	RUN(d, 1, "check", "@list", "--trust", "@trust.pem");
}

static void find_tells_what_agrees_and_why(void **state)
{
	const struct watch_desk *d = *state;
	watch_desk_sign(d, "list", DESK_HEAD("42") DESK_DOCUMENT DESK_PERSON);
	RUN(d, 1, "find", "@list", "--mrz", zone, "--trust", "@trust.pem");
	assert_said(d, "document is on a watchlist\n");
	assert_said(d, "document: document reported stolen, score 1000\n");
	assert_said(d, "person: wanted, score 1000\n");
	assert_said(d, "  name         Eriksson, Anna Maria\n");
	assert_said(d, "  born         1974-08-12\n");
	assert_said(d, "  agrees       surname, given names, date of birth, nationality, sex\n");
	RUN(d, 1, "find", "@list", "--json", "--mrz", zone);
	assert_said(d, "\"reference\":\t\"R-2\"");
	assert_said(d, "\"count\":\t2");
	/* A doubt in the surname. */
	RUN(d, 1, "find", "@list", "--mrz", doubtful);
	assert_said(d, "score 800\n");
	RUN(d, 0, "find", "@list", "--mrz", other);
	assert_said(d, "nothing agrees\n");
	RUN(d, 1, "find", "@list", "--mrz", zone, "--trust", "@other.pem");
	assert_said(d, "nobody who is trusted");
	RUN(d, 1, "find", "@list", "--mrz", "P<UTO");
	assert_said(d, "no machine-readable zone");
	RUN(d, 1, "find", "@list", "--mrz", zone, "--day", "2200-01-01");
	assert_said(d, "score 1000\n");
	assert_said(d, "  list         expired\n");
	RUN(d, 1, "find", "@list", "--json", "--mrz", zone, "--day", "2200-01-01");
	assert_said(d, "\"list_text\":\t\"expired\"");
	RUN(d, 1, "find", "@list", "--mrz", other, "--day", "2200-01-01");
	assert_said(d, "last day is over");
	RUN(d, 1, "find", "@list", "--mrz", other, "--day", "2019-01-01");
	assert_said(d, "made on a later day");
	RUN(d, 2, "find", "@list");
}

static void write_key(const struct watch_desk *d, const char *name)
{
	uint8_t octets[512];
	uint8_t text[1024];
	struct wr pkcs8 = WR_ARRAY(octets);
	struct wr pem = WR_ARRAY(text);
	assert_int_equal(crypt_ec_to_pkcs8(d->key, &pkcs8), EG_OK);
	watch_desk_pem(wr_view(&pkcs8), "PRIVATE KEY", &pem);
	watch_desk_write(d, name, wr_view(&pem));
}

static void sign_makes_what_check_takes(void **state)
{
	const struct watch_desk *d = *state;
	char path[DESK_PATH];
	struct stat st;
	write_key(d, "key.pem");
	watch_desk_write(d, "text", RD_TEXT(DESK_HEAD("42") DESK_DOCUMENT DESK_PERSON));
	RUN(d, 0, "sign", "@text", "--key", "@key.pem", "--certificate", "@trust.pem", "--out",
	    "@list");
	assert_int_equal(stat(watch_desk_path(d, "list", path), &st), 0);
	assert_int_equal(st.st_mode & ALLPERMS, 0600); /* it names people */
	RUN(d, 0, "check", "@list", "--trust", "@trust.pem");
	assert_said(d, "people      1\n");
	/* What is there is not written over. */
	RUN(d, 1, "sign", "@text", "--key", "@key.pem", "--certificate", "@trust.pem", "--out",
	    "@list");
	assert_said(d, "there already");
	/* The key is not the certificate's: nothing is written. */
	RUN(d, 1, "sign", "@text", "--key", "@key.pem", "--certificate", "@other.pem", "--out",
	    "@none");
	RUN(d, 1, "show", "@none");
	/* A text that is no list is not signed. */
	watch_desk_write(d, "wrong", RD_TEXT(DESK_HEAD("42") "person\tcheck\n"));
	RUN(d, 1, "sign", "@wrong", "--key", "@key.pem", "--certificate", "@trust.pem", "--out",
	    "@none");
	assert_said(d, "/wrong: line 6: a person has 9 columns");
	RUN(d, 1, "show", "@none");
	RUN(d, 2, "sign", "@text", "--key", "@key.pem", "--certificate", "@trust.pem");
}

/* A peer that shares no code with us: each takes what the other signed, with RSA and a curve. */
static void openssl_and_egate_take_each_others_lists(void **state)
{
	const struct watch_desk *d = *state;
	if (CALL(d, "openssl", "version") != 0) {
		skip(); /* said as skipped: no openssl command here */
	}
	static const char *const kinds[][2] = {{"rsa:2048", "rsa_keygen_bits:2048"},
					       {"ec", "ec_paramgen_curve:P-384"}};
	watch_desk_write(d, "text", RD_TEXT(DESK_HEAD("42") DESK_DOCUMENT));
	watch_desk_write(d, "o.cnf",
			 RD_TEXT("[req]\ndistinguished_name = dn\nx509_extensions = v\n[dn]\n[v]\n"
				 "basicConstraints = critical, CA:FALSE\n"
				 "keyUsage = critical, digitalSignature\n"));
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(CALL(d, "openssl", "req", "-x509", "-newkey", kinds[i][0],
				      "-pkeyopt", kinds[i][1], "-nodes", "-days", "2", "-subj",
				      "/C=UT/CN=Lists", "-config", "@o.cnf", "-keyout", "@o.key",
				      "-out", "@o.pem"),
				 0);
		assert_int_equal(CALL(d, "openssl", "cms", "-sign", "-binary", "-nodetach", "-in",
				      "@text", "-signer", "@o.pem", "-inkey", "@o.key", "-outform",
				      "DER", "-out", "@theirs"),
				 0);
		RUN(d, 0, "check", "@theirs", "--trust", "@o.pem");
		assert_said(d, "documents   1\n");
		assert_said(d, "CN=Lists");
		RUN(d, 0, "sign", "@text", "--key", "@o.key", "--certificate", "@o.pem", "--out",
		    i == 0 ? "@ours0" : "@ours1");
		assert_int_equal(CALL(d, "openssl", "cms", "-verify", "-binary", "-inform", "DER",
				      "-in", i == 0 ? "@ours0" : "@ours1", "-CAfile", "@o.pem",
				      "-purpose", "any", "-out", "@back"),
				 0);
		assert_int_equal(CALL(d, "cmp", "@text", "@back"), 0);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, watch_desk_open, watch_desk_close)
	const struct CMUnitTest tests[] = {
		TEST(show_tells_what_a_list_says_and_judges_nothing),
		TEST(check_takes_what_a_lane_takes),
		TEST(check_knows_the_number_that_the_lane_has_seen),
		TEST(find_tells_what_agrees_and_why),
		TEST(sign_makes_what_check_takes),
		TEST(openssl_and_egate_take_each_others_lists),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
