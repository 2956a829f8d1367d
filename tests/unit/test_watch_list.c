/*
 * test_watch_list: a watchlist's text: what it may say, where it is wrong, how much it holds.
 */
#include "watch_kit.h"

#include "base/wr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ENTRY_LINE 6 /* the first behind the head */

static struct watch_flaw flaw_of(struct rd text, enum eg_err expected)
{
	EG_AUTO(watch_free) struct watch *w = NULL;
	struct watch_flaw flaw;
	enum eg_err err = watch_open(text, &w, &flaw);
	if (err != expected) {
		fail_msg("%s: %s", eg_err_name(err), flaw.why);
	}
	assert_non_null(flaw.why);
	assert_true(expected == EG_OK ? w != NULL : w == NULL && flaw.why[0] != '\0');
	return flaw;
}

static void assert_flaw(const char *text, uint32_t line)
{
	struct watch_flaw flaw = flaw_of(rd_cstr(text), EG_BAD_DATA);
	if (flaw.line != line) {
		fail_msg("line %u, not %u: %s\n%s", flaw.line, line, flaw.why, text);
	}
}

static void a_list_tells_its_head_and_counts_its_entries(void **state)
{
	EG_AUTO(watch_free) struct watch *w = NULL;
	struct watch_flaw flaw;
	(void)state;
	assert_int_equal(watch_open(RD_TEXT(KIT_HEAD "document\tlost\tUTO\tL898902C3\tR-1\tcall\n"
						     "person\tarrest\tEriksson\tAnna\t\t\t\tR-2\t\n"
						     "document\tstolen\tD\tC01X00T47\tR-3\t\n"),
				    &w, &flaw),
			 EG_OK);
	const struct watch_head *h = watch_head(w);
	assert_int_equal(h->number, 42);
	assert_int_equal(date_compare(h->made, (struct date){2026, 11, 25}), 0);
	assert_int_equal(date_compare(h->until, (struct date){2026, 12, 7}), 0);
	assert_string_equal(h->authority, "Border Guard of Utopia");
	assert_int_equal(h->documents, 2);
	assert_int_equal(h->persons, 1);
	watch_limit(w, (struct date){2026, 12, 24}); /* never longer than it says */
	assert_int_equal(date_compare(h->until, (struct date){2026, 12, 7}), 0);
	watch_limit(w, (struct date){2026, 12, 1});
	assert_int_equal(date_compare(h->until, (struct date){2026, 12, 1}), 0);
}

static void an_empty_list_is_one(void **state)
{
	(void)state;
	(void)flaw_of(RD_TEXT(KIT_HEAD), EG_OK);
}

static void a_head_that_is_wrong_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text;
		uint32_t line;
	} cases[] = {
		{"egate-watchlist 2\n", 1},
		{"egate-watchlist 1 \n", 1},
		{"\xEF\xBB\xBF" KIT_HEAD, 1}, /* a byte order mark */
		{"egate-watchlist 1\r\n", 1},
		{"egate-watchlist 1\nnumber 0\n", 2},
		{"egate-watchlist 1\nnumber 01\n", 2},
		{"egate-watchlist 1\nnumber 4294967296\n", 2},
		{"egate-watchlist 1\nnumber 99999999999\n", 2},
		{"egate-watchlist 1\nnumber -1\n", 2},
		{"egate-watchlist 1\nnumber\n", 2},
		{"egate-watchlist 1\nmade 2026-11-25\n", 2},
		{"egate-watchlist 1\nnumber 1\nmade 2026-02-29\n", 3},
		{"egate-watchlist 1\nnumber 1\nmade 2026-11-??\n", 3},
		{"egate-watchlist 1\nnumber 1\nmade 2026-11-25\nuntil 2026-11-24\n", 4},
		{"egate-watchlist 1\nnumber 1\nmade 2026-11-25\nuntil 2026-11-25\n"
		 "authority \n",
		 5},
		{"egate-watchlist 1\nnumber 1\nmade 2026-11-25\nuntil 2026-11-25\n"
		 "authority a\xE2\x80\xAE\n",
		 5},
		{"egate-watchlist 1\nnumber 1\nmade 2026-11-25\nuntil 2026-11-25\n"
		 "authority 0123456789012345678901234567890123456789012345678901234567890123\n",
		 5},
		{"egate-watchlist 1\nnumber 1\n", 2}, /* ends too early */
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_flaw(cases[i].text, cases[i].line);
	}
	assert_flaw("", 0);
	assert_flaw("egate-watchlist 1", 0); /* no line feed */
}

static void assert_entry(const char *line, bool good)
{
	char text[2048];
	assert_true(snprintf(text, sizeof(text), "%s%s\n", KIT_HEAD, line) > 0);
	if (good) {
		(void)flaw_of(rd_cstr(text), EG_OK);
	} else {
		assert_flaw(text, ENTRY_LINE);
	}
}

static void a_document_that_is_wrong_is_refused(void **state)
{
	static const char *const good[] = {
		"document\tlost\tUTO\tL898902C3\tR\t",
		"document\tblank-stolen\tD\tA\tR-1\tnote with spaces",
		"document\tinvalidated\tDEU\t01234567890123456789012\t01234567890123456789012\t\xC3"
		"\xA9",
	};
	static const char *const bad[] = {
		"",
		" ",
		"documents\tlost\tUTO\tL898902C3\tR\t",
		"document lost UTO L898902C3 R note",
		"document\tLost\tUTO\tL898902C3\tR\t",
		"document\tfound\tUTO\tL898902C3\tR\t",
		"document\tlost\t\tL898902C3\tR\t",
		"document\tlost\tUTOP\tL898902C3\tR\t",
		"document\tlost\tU<O\tL898902C3\tR\t",
		"document\tlost\tuto\tL898902C3\tR\t",
		"document\tlost\tUTO\t\tR\t",
		"document\tlost\tUTO\tL898902C3<\tR\t",
		"document\tlost\tUTO\tl898902c3\tR\t",
		"document\tlost\tUTO\t012345678901234567890123\tR\t",
		"document\tlost\tUTO\tL898902C3\t\t",
		"document\tlost\tUTO\tL898902C3\t012345678901234567890123\t",
		"document\tlost\tUTO\tL898902C3\tR",
		"document\tlost\tUTO\tL898902C3\tR\tnote\t",
		"document\tlost\tUTO\tL898902C3\tR\tnote\r",
		"document\tlost\tUTO\tL898902C3\tR\tno\xFFte",
		"document\tlost\tUTO\tL898902C3\tR\t\xE2\x80\xAEnote",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_entry(good[i], true);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_entry(bad[i], false);
	}
}

static void a_person_that_is_wrong_is_refused(void **state)
{
	static const char *const good[] = {
		"person\tcheck\tEriksson\tAnna\t1974-08-12\tUTO\tF\tR\t",
		"person\tcheck\tEriksson\tAnna\t\t\t\tR\t",
		"person\tcheck\tEriksson\t\t1974-?\?-??\t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t???\?-02-29\t\tM\tR\t",
		"person\tcheck\tEriksson\tAnna\t1974-?\?-31\t\tM\tR\t",
		"person\tcheck\tEriksson\tAnna\t2024-02-29\tD\tM\tR\t",
	};
	static const char *const bad[] = {
		"person\tcheck\t\tAnna\t1974-08-12\tUTO\tF\tR\t",
		"person\tcheck\tEriksson\t\t\tUTO\tF\tR\t", /* would be everybody of the name */
		"person\tcheck\tEriksson\t\t???\?-08-12\tUTO\tF\tR\t",
		"person\tcheck\tErik5son\tAnna\t\t\t\tR\t",
		"person\tcheck\tEriksson<<Anna\t\t1974-08-12\t\t\tR\t",
		"person\tcheck\tEriksson\tAn\xCE\x91na\t\t\t\tR\t", /* Greek: no table has it */
		"person\tcheck\tMu\xCC\x88ller\tAnna\t\t\t\tR\t",   /* a mark of its own */
		"person\tcheck\t-\tAnna\t\t\t\tR\t",
		"person\tcheck\tEriksson\t \t1974-08-12\t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t1974-13-12\t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t1974-02-30\t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t1974-0?-12\t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t197?-08-12\t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t1974-00-12\t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t???\?-?\?-??\t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t740812\t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t1974-08-12 \t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t1974/08/12\t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t1749-08-12\t\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t\tUtopia\t\tR\t",
		"person\tcheck\tEriksson\tAnna\t\t\tX\tR\t",
		"person\tcheck\tEriksson\tAnna\t\t\tf\tR\t",
		"person\tcheck\tEriksson\tAnna\t\t\t\t\t",
		"person\tcheck\tEriksson\tAnna\t\t\t\tR",
		"person\tcheck\tEriksson\tAnna\t\t\t\tR\t\t",
		"person\twanted\tEriksson\tAnna\t\t\t\tR\t",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_entry(good[i], true);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_entry(bad[i], false);
	}
}

static void what_is_too_long_is_refused(void **state)
{
	char note[128];
	char name[256];
	char line[2048];
	(void)state;
	memset(note, 'n', sizeof(note));
	memset(name, 'N', sizeof(name));
	for (size_t size = 86; size < 90; size++) {
		assert_true(snprintf(line, sizeof(line), "document\tlost\tUTO\tL8\tR\t%.*s",
				     (int)size, note) > 0);
		assert_entry(line, size < CASE_NOTE_SIZE);
	}
	for (size_t size = 159; size < 163; size++) {
		assert_true(snprintf(line, sizeof(line), "person\tcheck\t%.*s\tAnna\t\t\t\tR\t",
				     (int)size, name) > 0);
		assert_entry(line, size <= 160);
	}
	memset(line, 'x', WATCH_LINE_MAX);
	line[WATCH_LINE_MAX] = '\0';
	assert_entry(line, false);
}

static void more_entries_than_fit_are_refused(void **state)
{
	static const char entry[] = "p\n";
	size_t head = strlen(KIT_HEAD);
	size_t size = head + (size_t)(WATCH_PERSONS_MAX + 1) * 2;
	EG_AUTO(eg_free) char *text = malloc(size);
	(void)state;
	assert_non_null(text);
	struct wr w = wr_of(text, size);
	wr_put(&w, rd_cstr(KIT_HEAD));
	for (size_t i = 0; i <= WATCH_PERSONS_MAX; i++) {
		wr_put(&w, rd_cstr(entry));
	}
	struct watch_flaw flaw = flaw_of(wr_view(&w), EG_TOO_BIG);
	assert_non_null(strstr(flaw.why, "people"));
}

/* Whatever octet of a list changes: it is refused, or read as what it says. */
static void no_octet_makes_it_read_beyond_a_line(void **state)
{
	static const char text[] = KIT_HEAD "document\tlost\tUTO\tL898902C3\tR-1\tcall\n"
					    "person\tarrest\tEriksson\tAnna\t1974-08-12\tUTO\tF\t"
					    "R-2\t\n";
	char copy[sizeof(text)] = {0};
	struct wr all = WR_ARRAY(copy);
	const struct kit_zone z = {.kind = DOCUMENT_TD3};
	struct msg_lookup l = kit_lookup(&z);
	size_t taken = 0;
	(void)state;
	wr_put(&all, rd_of(text, sizeof(text)));
	for (size_t i = 0; i + 1 < sizeof(text); i++) {
		for (unsigned value = 0; value < 256; value += 7) {
			EG_AUTO(watch_free) struct watch *w = NULL;
			struct watch_flaw flaw;
			struct watch_hits hits;
			copy[i] = (char)value;
			if (watch_open(rd_of(copy, sizeof(text) - 1), &w, &flaw) == EG_OK) {
				taken++;
				watch_lookup(w, &l, &hits);
				assert_true(hits.count <= 2);
			}
		}
		copy[i] = text[i];
	}
	assert_true(taken > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_tells_its_head_and_counts_its_entries),
		cmocka_unit_test(an_empty_list_is_one),
		cmocka_unit_test(a_head_that_is_wrong_is_told_with_its_line),
		cmocka_unit_test(a_document_that_is_wrong_is_refused),
		cmocka_unit_test(a_person_that_is_wrong_is_refused),
		cmocka_unit_test(what_is_too_long_is_refused),
		cmocka_unit_test(more_entries_than_fit_are_refused),
		cmocka_unit_test(no_octet_makes_it_read_beyond_a_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
