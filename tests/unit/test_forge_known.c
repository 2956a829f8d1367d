/*
 * test_forge_known: the command lines that mint deviation and defect lists, read by the other side.
 */
#include "tests/unit/known_kit.h"

#include "pki/known_signed.h"
#include "simulator/file.h"
#include "simulator/forge_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define WORDS_MAX 12

static char folder[] = "/tmp/egate-test-known-XXXXXX";
static char ca_word[64];
static char out_word[64];
static char certificate_word[64];
static char with_word[64];

static int make_country(void **state)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	struct forge_alg alg;
	(void)state; /* unused */
	if (mkdtemp(folder) == NULL || forge_alg_parse("ec:P-256:sha256:named", &alg) != EG_OK ||
	    forge_ca_new(&ca, &alg, (struct date){2026, 1, 1}) != EG_OK ||
	    forge_ca_save(&ca, folder) != EG_OK) {
		return 1;
	}
	(void)snprintf(ca_word, sizeof(ca_word), "ca=%s", folder); /* all four fit */
	(void)snprintf(out_word, sizeof(out_word), "out=%s", folder);
	(void)snprintf(certificate_word, sizeof(certificate_word), "certificate=%s/csca.cer",
		       folder);
	(void)snprintf(with_word, sizeof(with_word), "with=%s/csca.cer", folder);
	return 0;
}

static int remove_country(void **state)
{
	static const char *const files[] = {"csca.cer", "csca.key", "known.der"};
	char path[FORGE_PATH_MAX];
	(void)state; /* unused */
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (forge_path(path, folder, files[i]) == EG_OK) {
			(void)unlink(path); /* may not be there */
		}
	}
	return rmdir(folder);
}

/* The command with these words more, up to NULL. */
static enum eg_err run(bool defects, const char *const *more)
{
	static char words[WORDS_MAX][128];
	char *list[WORDS_MAX] = {words[0]}; /* the command itself is nobody's setting */
	int count = 1;
	const char *const usual[] = {ca_word, out_word, "today=2026-11-22", NULL};
	const char *const *const parts[] = {usual, more};
	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; parts[i][j] != NULL && count < WORDS_MAX; j++) {
			(void)snprintf(words[count], sizeof(words[0]), "%s", parts[i][j]); /* fit */
			list[count] = words[count];
			count++;
		}
	}
	struct args a = args_of(count, list);
	return forge_known_command(&a, defects);
}

static enum eg_err open_made(struct bytes *file, struct known_signed *out)
{
	char path[FORGE_PATH_MAX];
	EG_TRY(forge_path(path, folder, "known.der"));
	EG_TRY(file_read(path, 4u * 1024u * 1024u, file));
	return known_signed_open(bytes_rd(file), out);
}

static enum known_what said_by(bool defects, const char *const *more)
{
	EG_AUTO(known_signed_free) struct known_signed s = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct known_entry e;
	struct known_saying saying;
	assert_int_equal(run(defects, more), EG_OK);
	assert_int_equal(open_made(&file, &s), EG_OK);
	struct rd rest = s.list.entries;
	assert_int_equal(known_list_next(&s.list, &rest, &e), EG_OK);
	rest = e.sayings;
	assert_int_equal(known_list_next_saying(&s.list, &rest, &saying), EG_OK);
	return saying.what;
}

/* The words are those that the reading side tells them by; "other" is not known to it. */
static void every_word_makes_what_it_says(void **state)
{
	(void)state; /* unused */
	static const char *const deviations[] = {"says=cert-or-key",
						 "says=signer-signature",
						 "says=signer-encoding:4",
						 "says=issuer-encoding:0",
						 "says=active-auth-key",
						 "says=lds",
						 "says=group-malformed:2",
						 "says=group-hash:12",
						 "says=sod-signature",
						 "says=com",
						 "says=mrz",
						 "says=mrz-data:5",
						 "says=mrz-digit:8",
						 "says=chip",
						 "says=other"};
	static const char *const defects[] = {
		"says=revoked:3",         "says=replaced",           "says=chip-auth-key",
		"says=active-auth-key",   "says=auth-fails:6",       "says=period:1",
		"says=group-malformed:2", "says=sod-invalid:1",      "says=com",
		"says=signer-id",         "says=country:UT",         "says=chip-security",
		"says=power-down",        "says=signer-malformed:1", "says=eid"};
	for (size_t i = 0; i < sizeof(deviations) / sizeof(deviations[0]); i++) {
		const char *const more[] = {deviations[i], "numbers=AB1,CD2", NULL};
		const char *word = known_what_word(said_by(false, more));
		assert_int_equal(strncmp(deviations[i] + strlen("says="), word, strlen(word)), 0);
	}
	for (size_t i = 0; i < 2 * sizeof(defects) / sizeof(defects[0]); i++) {
		const char *said = defects[i / 2];
		const char *const more[] = {said, certificate_word, with_word,
					    i % 2 == 0 ? "version=1" : "version=2", NULL};
		const char *word = known_what_word(said_by(true, more));
		assert_int_equal(strncmp(said + strlen("says="), word, strlen(word)), 0);
	}
	const char *const more[] = {"says=other", certificate_word, NULL};
	assert_int_equal(said_by(true, more), KNOWN_FORBIDDEN);
}

static void selectors_are_those_that_were_asked_for(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_signed_free) struct known_signed s = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct known_entry e;
	const char *const more[] = {"says=sod-signature,com",
				    "numbers=AB1,CD2",
				    "invented=169422",
				    "type=ID",
				    "from=2014-10-16",
				    "to=2017-10-25",
				    certificate_word,
				    "by=key-id",
				    NULL};
	assert_int_equal(run(false, more), EG_OK);
	assert_int_equal(open_made(&file, &s), EG_OK);
	struct rd rest = s.list.entries;
	assert_int_equal(known_list_next(&s.list, &rest, &e), EG_OK);
	assert_int_equal(e.by, KNOWN_BY_KEY_ID | KNOWN_BY_TYPE | KNOWN_BY_PERIOD | KNOWN_BY_NUMBER);
	assert_int_equal(s.list.number_count, 169424);
	assert_int_equal(e.key_id.left, 20);
	assert_true(rd_equal(e.type, RD_TEXT("ID")));
}

static void each_flaw_makes_a_list_that_is_refused_or_noted(void **state)
{
	(void)state; /* unused */
	static const char *const taken[] = {"none", "unknown-ca", "ber", "no-usage"};
#define X(name, word, text) "flaw=" word,
	static const char *const all[] = {FORGE_KNOWN_FLAWS(X)};
#undef X
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		EG_AUTO(known_signed_free) struct known_signed s = {0};
		EG_AUTO(bytes_free) struct bytes file = {0};
		const char *const more[] = {"says=revoked:3", certificate_word, all[i], NULL};
		bool right = false;
		for (size_t j = 0; j < sizeof(taken) / sizeof(taken[0]); j++) {
			right = right || strcmp(all[i] + strlen("flaw="), taken[j]) == 0;
		}
		assert_int_equal(run(true, more), EG_OK);
		assert_int_equal(open_made(&file, &s) == EG_OK, right);
	}
}

static void a_wrong_command_line_says_why(void **state)
{
	(void)state; /* unused */
	static const struct {
		bool defects;
		const char *words[3];
		const char *reason;
	} all[] = {
		{false, {"numbers=A1", NULL}, "says=WORD is needed"},
		{false, {"says=nothing", NULL}, "unknown word of says"},
		{false, {"says=group-hash", NULL}, "this is said with a number behind a colon"},
		{false, {"says=com", "from=2014-10-16", NULL}, "from and to go together"},
		{false, {"says=com", "from=today", NULL}, "a day is YYYY-MM-DD"},
		{true, {"says=power-down", NULL}, "certificate=FILE is needed"},
		{true, {"says=power-down", "flaw=ugly", NULL}, "unknown flaw of a list"},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_int_equal(run(all[i].defects, all[i].words), EG_CONFIG);
		assert_string_equal(eg_fault_last().reason, all[i].reason);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_makes_what_it_says),
		cmocka_unit_test(selectors_are_those_that_were_asked_for),
		cmocka_unit_test(each_flaw_makes_a_list_that_is_refused_or_noted),
		cmocka_unit_test(a_wrong_command_line_says_why),
	};
	return cmocka_run_group_tests(tests, make_country, remove_country);
}
