/*
 * test_watch_lookup: which entries a zone agrees with: documents, dates, codes, doubts; what is
 * told of them, and the verdict.
 */
#include "watch_kit.h"

#include "wire/msg_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FEATURE(f) (1u << (f))

static size_t count(const char *lines, const struct kit_zone *z)
{
	struct msg_lookup l = kit_lookup(z);
	struct watch_hits hits = kit_find(lines, &l);
	assert_int_equal(hits.verdict, hits.count > 0 ? VERDICT_FAIL : VERDICT_PASS);
	return hits.count;
}

/* Every hit is one that the core takes, as is what the worker makes of the rest. */
static void assert_sound(const struct watch_hits *hits)
{
	for (size_t i = 0; i < hits->told; i++) {
		struct msg m = msg_make(MSG_HIT, 7);
		m.body.hit = hits->hit[i];
		assert_true(msg_case_ok(&m));
		assert_int_equal(hits->hit[i].index, i);
	}
}

static void a_document_is_found_by_number_and_state(void **state)
{
	static const char line[] = "document\tstolen\tUTO\tL898902C3\tREF-7\tkeep it\n";
	const struct kit_zone z = {.kind = DOCUMENT_TD3};
	const struct kit_zone other_state = {.state = "XOM"};
	const struct kit_zone other_number = {.number = "L898902C4"};
	const struct kit_zone shorter = {.number = "L898902C<"};
	struct msg_lookup l = kit_lookup(&z);
	(void)state;
	struct watch_hits hits = kit_find(line, &l);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.verdict, VERDICT_FAIL);
	assert_int_equal(hits.reason, REASON_DOCUMENT_LISTED);
	assert_sound(&hits);
	const struct msg_hit *h = &hits.hit[0];
	assert_int_equal(h->kind, HIT_DOCUMENT);
	assert_int_equal(h->category, HIT_STOLEN);
	assert_int_equal(h->score, 1000);
	assert_int_equal(h->matched, FEATURE(HIT_NUMBER) | FEATURE(HIT_STATE));
	assert_int_equal(h->listed, h->matched);
	assert_int_equal(h->list, 42);
	assert_string_equal(h->document, "L898902C3");
	assert_string_equal(h->state, "UTO");
	assert_string_equal(h->reference, "REF-7");
	assert_string_equal(h->note, "keep it");
	assert_int_equal(count(line, &other_state), 0);
	assert_int_equal(count(line, &other_number), 0);
	assert_int_equal(count(line, &shorter), 0);
}

static void fillers_of_a_number_do_not_count(void **state)
{
	static const char line[] = "document\tstolen\tD\tAB123\tR\t\n";
	const struct kit_zone padded = {.number = "AB123<<<<", .state = "D<<"};
	const struct kit_zone inside = {.number = "AB<123<<<", .state = "D<<"};
	const struct kit_zone deu = {.number = "AB123<<<<", .state = "DEU"};
	(void)state;
	assert_int_equal(count(line, &padded), 1);
	assert_int_equal(count(line, &inside), 1);
	assert_int_equal(count(line, &deu), 0);
	assert_int_equal(count("document\tstolen\tDEU\tAB123\tR\t\n", &padded), 1);
}

/* Doc 9303-5, 4.2.2 note j; Doc 9303-6 likewise. */
static void a_long_number_goes_on_in_the_optional_data(void **state)
{
	static const char line[] = "document\tlost\tUTO\tD23145890734\tR\t\n";
	const struct kit_zone td1 = {
		.kind = DOCUMENT_TD1, .number = "D23145890", .optional = "7349"};
	const struct kit_zone td2 = {
		.kind = DOCUMENT_TD2, .number = "D23145890", .optional = "7349"};
	const struct kit_zone ended = {
		.kind = DOCUMENT_TD1, .number = "D23145890", .optional = "7349<AB"};
	const struct kit_zone other = {
		.kind = DOCUMENT_TD1, .number = "D23145890", .optional = "7359"};
	const struct kit_zone whole = {
		.kind = DOCUMENT_TD1, .number = "D23145890", .optional = "012345678901234"};
	(void)state;
	assert_int_equal(count(line, &td1), 1);
	assert_int_equal(count(line, &td2), 1);
	assert_int_equal(count(line, &ended), 1);
	assert_int_equal(count(line, &other), 0);
	assert_int_equal(count("document\tlost\tUTO\tD2314589001234567890123\tR\t\n", &whole), 1);
	/* The first nine characters alone are another document. */
	assert_int_equal(count("document\tlost\tUTO\tD23145890\tR\t\n", &td1), 0);
}

static void known_parts_of_a_birthday_agree(void **state)
{
	static const struct {
		const char *listed;
		const char *zone;
		size_t hits;
	} cases[] = {
		{"1974-08-12", "740812", 1},
		{"1974-08-12", "740813", 0},
		{"1974-08-12", "740912", 0},
		{"1974-08-12", "750812", 0},
		{"1974-08-??", "740801", 1},
		{"1974-08-??", "740901", 0},
		{"1974-?\?-??", "741231", 1},
		{"1974-?\?-??", "731231", 0},
		{"1974-?\?-12", "740112", 1},
		{"1974-?\?-12", "740113", 0},
		{"???\?-08-12", "990812", 1},
		{"???\?-08-12", "990813", 0},
		{"", "990812", 1},
		{"1974-08-12", "7408<<", 1},
		{"1974-08-12", "74<<<<", 1},
		{"1974-08-12", "<<<<<<", 1},
		{"1974-08-12", "<<0812", 1},
		{"1974-08-12", "<<0912", 0},
		{"1974-08-12", "740800", 1},
		{"1974-08-12", "740000", 1},
		{"1974-08-12", "730000", 0},
		{"2000-01-01", "000101", 1},
		{"2000-01-01", "010101", 0},
		{"1900-01-01", "000101", 1},
		{"1899-12-31", "991231", 1},
	};
	char line[256];
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct kit_zone z = {.birth = cases[i].zone};
		assert_true(snprintf(line, sizeof(line),
				     "person\tcheck\tEriksson\tAnna Maria\t%s\t\t\tR\t\n",
				     cases[i].listed) > 0);
		if (count(line, &z) != cases[i].hits) {
			fail_msg("%s and %s", cases[i].listed, cases[i].zone);
		}
	}
}

static void nationality_and_sex_agree_where_they_are_listed(void **state)
{
	static const char line[] =
		"person\tarrest\tEriksson\tAnna Maria\t1974-08-12\tUTO\tF\tR\tcall\n";
	const struct kit_zone z = {.kind = DOCUMENT_TD2};
	const struct kit_zone other = {.kind = DOCUMENT_TD2, .nationality = "XOM"};
	const struct kit_zone man = {.kind = DOCUMENT_TD2, .sex = 'M'};
	const struct kit_zone untold = {.kind = DOCUMENT_TD2, .sex = '<', .nationality = "<<<"};
	struct msg_lookup l = kit_lookup(&z);
	(void)state;
	struct watch_hits hits = kit_find(line, &l);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.reason, REASON_PERSON_LISTED);
	assert_sound(&hits);
	const unsigned all = FEATURE(HIT_SURNAME) | FEATURE(HIT_GIVEN) | FEATURE(HIT_BIRTH) |
			     FEATURE(HIT_NATIONALITY) | FEATURE(HIT_SEX);
	assert_int_equal(hits.hit[0].matched, all);
	assert_int_equal(hits.hit[0].listed, all);
	assert_string_equal(hits.hit[0].name, "Eriksson, Anna Maria");
	assert_int_equal(date_compare(hits.hit[0].birth, (struct date){1974, 8, 12}), 0);
	assert_int_equal(count(line, &other), 0);
	assert_int_equal(count(line, &man), 0);
	/* What a document does not tell cannot speak for the traveller. */
	l = kit_lookup(&untold);
	hits = kit_find(line, &l);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.hit[0].matched,
			 FEATURE(HIT_SURNAME) | FEATURE(HIT_GIVEN) | FEATURE(HIT_BIRTH));
	assert_int_equal(hits.hit[0].listed, all);
}

/* Each character of each field that is compared: hit all the same, for less than 1000. */
static void a_doubtful_character_of_a_field_hides_nothing(void **state)
{
	static const char document[] = "document\tlost\tUTO\tL898902C3\tR\t\n";
	static const char person[] =
		"person\tarrest\tEriksson\tAnna Maria\t1974-08-12\tUTO\tF\tR\tcall\n";
	static const uint8_t kinds[] = {DOCUMENT_TD1, DOCUMENT_TD2, DOCUMENT_TD3};
	(void)state;
	for (size_t k = 0; k < sizeof(kinds); k++) {
		const struct kit_zone z = {.kind = kinds[k]};
		struct kit_places at = kit_places(kinds[k]);
		struct msg_lookup sure = kit_lookup(&z);
		for (size_t i = 0; i < sure.mrz_size; i++) {
			struct msg_lookup l = sure;
			kit_doubt(&l, i, '7');
			struct watch_hits d = kit_find(document, &l);
			struct watch_hits p = kit_find(person, &l);
			bool of_document = (i >= at.state && i < at.state + 3u) ||
					   (i >= at.number && i < at.number + 9u);
			bool of_person = (i >= at.names && i < (size_t)at.names + at.names_size) ||
					 (i >= at.nationality && i < at.nationality + 3u) ||
					 (i >= at.birth && i < at.birth + 6u) || i == at.sex;
			assert_int_equal(d.count, 1);
			assert_int_equal(p.count, 1);
			assert_sound(&d);
			assert_sound(&p);
			assert_int_equal(d.hit[0].score < 1000, of_document);
			assert_int_equal(p.hit[0].score < 1000, of_person);
		}
	}
}

static void a_doubtful_state_is_not_told_to_agree(void **state)
{
	const struct kit_zone z = {.kind = DOCUMENT_TD3};
	struct msg_lookup l = kit_lookup(&z);
	kit_doubt(&l, 2, 'Q');
	(void)state;
	struct watch_hits hits = kit_find("document\tlost\tUTO\tL898902C3\tR\t\n"
					  "document\tlost\tOTO\tL898902C3\tR\t\n"
					  "document\tlost\tUTA\tL898902C3\tR\t\n",
					  &l);
	assert_int_equal(hits.count, 2);
	assert_int_equal(hits.hit[0].matched, FEATURE(HIT_NUMBER));
}

static void documents_come_first_and_the_best_are_told(void **state)
{
	char lines[8192];
	size_t size = 0;
	const struct kit_zone z = {.kind = DOCUMENT_TD3};
	struct msg_lookup l = kit_lookup(&z);
	(void)state;
	for (int i = 0; i < 12; i++) {
		int put = snprintf(lines + size, sizeof(lines) - size,
				   "person\tcheck\tEriksson\tAnna Maria\t\t\t%s\tP-%d\t\n",
				   i < 6 ? "F" : "", i);
		assert_true(put > 0);
		size += (size_t)put;
	}
	assert_true(snprintf(lines + size, sizeof(lines) - size,
			     "document\tlost\tUTO\tL898902C3\tD-1\t\n") > 0);
	kit_doubt(&l, kit_places(DOCUMENT_TD3).sex, 'F');
	struct watch_hits hits = kit_find(lines, &l);
	assert_int_equal(hits.count, 13);
	assert_int_equal(hits.told, HITS_MAX);
	assert_int_equal(hits.reason, REASON_DOCUMENT_LISTED);
	assert_sound(&hits);
	assert_string_equal(hits.hit[0].reference, "D-1");
	/* Those without a sex are exact; the first of the others follow. */
	assert_string_equal(hits.hit[1].reference, "P-6");
	assert_string_equal(hits.hit[6].reference, "P-11");
	assert_string_equal(hits.hit[7].reference, "P-0");
	assert_true(hits.hit[7].score < 1000);
}

static void a_long_name_is_told_as_far_as_it_fits(void **state)
{
	char line[1024];
	const struct kit_zone z = {.names = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA<<BO"};
	struct msg_lookup l = kit_lookup(&z);
	(void)state;
	assert_true(snprintf(line, sizeof(line), "person\tcheck\t%s\t%s\t\t\t\tR\t\n",
			     /* 35 A with grave, two octets each */
			     "\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0"
			     "\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0"
			     "\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0\u00C0"
			     "\u00C0\u00C0\u00C0\u00C0\u00C0",
			     "Bob") > 0);
	struct watch_hits hits = kit_find(line, &l);
	assert_int_equal(hits.count, 1);
	assert_sound(&hits);
	assert_int_equal(strlen(hits.hit[0].name), 62); /* whole characters only */
}

/* Who is on it is still sought, or not let in yet: only that nobody is on it cannot be told. */
static void a_list_of_another_day_tells_its_hits_and_no_more(void **state)
{
	static const char document[] = "document\tlost\tUTO\tL898902C3\tR\t\n";
	static const char person[] = "person\tcheck\tEriksson\tAnna Maria\t\t\t\tR\t\n";
	static const char other[] = "document\tlost\tUTO\tL898902C4\tR\t\n";
	static const struct {
		struct date day;
		uint8_t stale;
	} days[] = {
		{{2026, 11, 24}, REASON_NOT_YET_VALID}, {{2026, 11, 25}, REASON_NONE},
		{{2026, 12, 7}, REASON_NONE},           {{2026, 12, 8}, REASON_EXPIRED},
		{{2036, 1, 1}, REASON_EXPIRED},
	};
	const struct kit_zone z = {.kind = DOCUMENT_TD3};
	struct msg_lookup l = kit_lookup(&z);
	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		uint8_t stale = days[i].stale;
		l.today = days[i].day;
		struct watch_hits hits = kit_find(document, &l);
		assert_int_equal(hits.verdict, VERDICT_FAIL);
		assert_int_equal(hits.reason, REASON_DOCUMENT_LISTED);
		assert_int_equal(hits.hit[0].stale, stale);
		assert_sound(&hits);
		hits = kit_find(person, &l);
		assert_int_equal(hits.verdict, VERDICT_FAIL);
		assert_int_equal(hits.hit[0].stale, stale);
		hits = kit_find(other, &l);
		assert_int_equal(hits.verdict,
				 stale == REASON_NONE ? VERDICT_PASS : VERDICT_CANNOT_TELL);
		assert_int_equal(hits.reason, stale);
		assert_int_equal(hits.count, 0);
	}
}

static void a_zone_without_a_name_or_number_cannot_be_told(void **state)
{
	const struct kit_zone no_name = {.names = ""};
	const struct kit_zone no_number = {.number = "<<<<<<<<<"};
	struct msg_lookup l = kit_lookup(&no_name);
	(void)state;
	struct watch_hits hits = kit_find("", &l);
	assert_int_equal(hits.verdict, VERDICT_CANNOT_TELL);
	assert_int_equal(hits.reason, REASON_BAD_FORMAT);
	/* What it has is looked up all the same. */
	hits = kit_find("document\tlost\tUTO\tL898902C3\tR\t\n", &l);
	assert_int_equal(hits.verdict, VERDICT_FAIL);
	l = kit_lookup(&no_number);
	hits = kit_find("document\tlost\tUTO\tL898902C3\tR\t\n", &l);
	assert_int_equal(hits.verdict, VERDICT_CANNOT_TELL);
	hits = kit_find("person\tcheck\tEriksson\tAnna Maria\t\t\t\tR\t\n", &l);
	assert_int_equal(hits.verdict, VERDICT_FAIL);
}

static void source_and_list_are_told_with_each_hit(void **state)
{
	const struct kit_zone z = {.kind = DOCUMENT_TD1};
	struct msg_lookup l = kit_lookup(&z);
	(void)state;
	l.source = LOOKUP_CHIP;
	struct watch_hits hits = kit_find("document\tlost\tUTO\tL898902C3\tR\t\n", &l);
	assert_int_equal(hits.hit[0].source, LOOKUP_CHIP);
	assert_int_equal(hits.hit[0].list, 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_is_found_by_number_and_state),
		cmocka_unit_test(fillers_of_a_number_do_not_count),
		cmocka_unit_test(a_long_number_goes_on_in_the_optional_data),
		cmocka_unit_test(known_parts_of_a_birthday_agree),
		cmocka_unit_test(nationality_and_sex_agree_where_they_are_listed),
		cmocka_unit_test(a_doubtful_character_of_a_field_hides_nothing),
		cmocka_unit_test(a_doubtful_state_is_not_told_to_agree),
		cmocka_unit_test(documents_come_first_and_the_best_are_told),
		cmocka_unit_test(a_long_name_is_told_as_far_as_it_fits),
		cmocka_unit_test(a_list_of_another_day_tells_its_hits_and_no_more),
		cmocka_unit_test(a_zone_without_a_name_or_number_cannot_be_told),
		cmocka_unit_test(source_and_list_are_told_with_each_hit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
