/*
 * test_watch_spelling: people whom a list writes otherwise than their document does: other given
 * names, other spellings, marks that are left out. They are found for less than 1000, and others
 * are not found for that.
 */
#include "watch_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What a lookup of a zone of 12 August 1974 gives for one entry: its score, 0 without a hit. */
static unsigned score_of(const char *surname, const char *given, const char *birth,
			 const struct msg_lookup *l)
{
	char line[512];
	assert_true(snprintf(line, sizeof(line), "person\tcheck\t%s\t%s\t%s\t\t\tR-1\t\n", surname,
			     given, birth) > 0);
	struct watch_hits hits = kit_find(line, l);
	assert_true(hits.count <= 1);
	return hits.count == 1 ? hits.hit[0].score : 0;
}

static unsigned score(const char *surname, const char *given, const char *birth, const char *zone)
{
	const struct kit_zone z = {.names = zone};
	struct msg_lookup l = kit_lookup(&z);
	return score_of(surname, given, birth, &l);
}

#define BORN "1974-08-12"

struct sample {
	const char *surname;
	const char *given;
	const char *zone;
};

enum found { NOT, FOR_LESS, EXACTLY };

static enum found found_of(const struct sample *s, const char *birth)
{
	unsigned got = score(s->surname, s->given, birth, s->zone);
	return got == 0 ? NOT : got == 1000 ? EXACTLY : FOR_LESS;
}

static void assert_all(const struct sample *samples, size_t count, const char *birth,
		       enum found expected)
{
	for (size_t i = 0; i < count; i++) {
		const struct sample *s = &samples[i];
		enum found got = found_of(s, birth);
		if (got != expected) {
			fail_msg("%s, %s and %s: %d", s->surname, s->given, s->zone, (int)got);
		}
	}
}
#define ASSERT_ALL(samples, birth, expected) \
	assert_all((samples), sizeof(samples) / sizeof((samples)[0]), (birth), (expected))

static const struct sample some_given[] = {
	{"ERIKSSON", "ANNA", "ERIKSSON<<ANNA<MARIA"},
	{"ERIKSSON", "MARIA", "ERIKSSON<<ANNA<MARIA"},
	{"ERIKSSON", "ANNA MARIA", "ERIKSSON<<ANNA"},
	{"ERIKSSON", "ANNA MARIA", "ERIKSSON<<MARIA"},
	{"ERIKSSON", "ANNA MARIA LUISA", "ERIKSSON<<LUISA<ANNA"},
	{"ERIKSSON", "MARIA ANNA", "ERIKSSON<<ANNA<MARIA"},
	{"Eriksson", "Ana-Mar\u00EDa, Luisa", "ERIKSSON<<LUISA"},
	{"M\u00FCller", "J\u00F6rg", "MUELLER<<HANS<JOERG<UWE"},
	{"\u0429\u0435\u0440\u0431\u0438\u043D\u0430", "\u042E\u043B\u0456\u044F",
	 "SHCHERBYNA<<YULIIA<ANNA"},
};

static void some_of_the_given_names_are_enough_with_a_whole_birthday(void **state)
{
	static const struct sample others[] = {
		{"ERIKSSON", "ANNA LUISA", "ERIKSSON<<ANNA<MARIA"}, /* neither has all */
		{"ERIKSSON", "ANN", "ERIKSSON<<ANNA<MARIA"},
		{"ERIKSSON", "ANNA", "ERIKSSON<<ANN<MARI"},
		{"ERIKSSON", "ANNA", "ERIKSSON<<MARIANNA"},
		{"ERIKSSON", "ANNA MARIA", "ERIKSSON"},
		{"ERIKSON", "ANNA", "ERIKSSON<<ANNA<MARIA"},
		{"MARIA", "ANNA", "ERIKSSON<<ANNA<MARIA"},
	};
	(void)state;
	ASSERT_ALL(some_given, BORN, FOR_LESS);
	ASSERT_ALL(others, BORN, NOT);
}

/* Else each list would mean too many. */
static void some_of_them_are_not_enough_with_less(void **state)
{
	(void)state;
	ASSERT_ALL(some_given, "", NOT);
	ASSERT_ALL(some_given, "1974-08-??", NOT);
	ASSERT_ALL(some_given, "1974-?\?-??", NOT);
	ASSERT_ALL(some_given, "???\?-08-12", NOT);
	ASSERT_ALL(some_given, "1974-08-13", NOT);
	ASSERT_ALL(some_given, "1975-08-12", NOT);
}

/* Doc 9303-4, 4.2.3: given names that the zone has no room for. */
static void some_of_them_agree_with_a_zone_that_was_cut_off(void **state)
{
	static const struct sample samples[] = {
		{"NILAVADHANANANDA", "CHAYAPA", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"},
		{"NILAVADHANANANDA", "KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"},
		{"NILAVADHANANANDA", "CHAYAPA KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"},
		{"BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "POTOROO DINGO KOALA",
		 "BENNEL<WOOLOO<WARRAN<WARNAM<<DINGO<POTO"},
	};
	static const struct sample others[] = {
		{"NILAVADHANANANDA", "CHAYAPA LUISA", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"},
	};
	(void)state;
	ASSERT_ALL(samples, BORN, FOR_LESS);
	ASSERT_ALL(others, BORN, NOT);
}

static void which_names_agreed_is_told(void **state)
{
	const struct kit_zone z = {.names = "ERIKSSON<<ANNA<MARIA"};
	struct msg_lookup l = kit_lookup(&z);
	(void)state;
	struct watch_hits hits =
		kit_find("person\tcheck\tEriksson\tAnna\t1974-08-12\t\t\tR\t\n", &l);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.hit[0].matched, 1u << HIT_SURNAME | 1u << HIT_BIRTH);
	assert_int_equal(hits.hit[0].listed, 1u << HIT_SURNAME | 1u << HIT_GIVEN | 1u << HIT_BIRTH);
	assert_int_equal(hits.verdict, VERDICT_FAIL);
	/* One that agrees whole comes first. */
	hits = kit_find("person\tcheck\tEriksson\tAnna\t1974-08-12\t\t\tSOME\t\n"
			"person\tcheck\tEriksson\tAnna-Maria\t1974-08-12\t\t\tWHOLE\t\n",
			&l);
	assert_int_equal(hits.count, 2);
	assert_string_equal(hits.hit[0].reference, "WHOLE");
}

/* Doc 9303-3, 4.6: an apostrophe is left out, a hyphen is a filler; not every state does so. */
static void marks_between_letters_are_a_filler_or_nothing(void **state)
{
	static const struct sample exact[] = {
		{"O'Connor", "Enya", "OCONNOR<<ENYA"},
		{"O\u2019Connor", "Enya", "OCONNOR<<ENYA"},
		{"O Connor", "Enya", "O<CONNOR<<ENYA"},
		{"Smith-Jones", "Mary-Ann", "SMITH<JONES<<MARY<ANN"},
	};
	static const struct sample samples[] = {
		{"O'Connor", "Enya", "O<CONNOR<<ENYA"},
		{"O\u2019Connor", "Enya", "O<CONNOR<<ENYA"},
		{"O Connor", "Enya", "OCONNOR<<ENYA"},
		{"OConnor", "Enya", "O<CONNOR<<ENYA"},
		{"D'Artagnan", "Charles", "D<ARTAGNAN<<CHARLES"},
		{"Smith-Jones", "Mary-Ann", "SMITHJONES<<MARYANN"},
		{"Smithjones", "Maryann", "SMITH<JONES<<MARY<ANN"},
		{"Van der Muellen", "Martin", "VANDER<MUELLEN<<MARTIN"},
		{"Al Basri", "Abd al-Rahman", "ALBASRI<<ABDALRAHMAN"},
	};
	static const struct sample others[] = {
		{"O'Connor", "Enya", "O<<CONNOR<ENYA"}, /* two are the end of a surname */
		{"O'Connor", "Enya", "CONNOR<<ENYA"},
		{"Smith-Jones", "Mary", "SMITH<<JONES<MARY"},
		{"Smith", "Mary", "SMITH<JONES<<MARY"},
	};
	(void)state;
	ASSERT_ALL(exact, "", EXACTLY);
	ASSERT_ALL(samples, "", FOR_LESS);
	ASSERT_ALL(others, "", NOT);
}

/* A list may have been transliterated before, by other tables than the document's state has. */
static void latin_letters_agree_both_ways(void **state)
{
	static const struct sample exact[] = {
		{"M\u00FCller", "J\u00F6rg", "MULLER<<JORG"},
		{"M\u00FCller", "J\u00F6rg", "MUELLER<<JOERG"},
		{"M\u00FCller", "J\u00F6rg", "MUXXLLER<<JOERG"},
		{"Bj\u00E4rn", "\u00C5ke", "BJARN<<AKE"},
		{"Bj\u00E4rn", "\u00C5ke", "BJAERN<<AAKE"},
		{"Stra\u00DFer", "\u00DEor", "STRASSER<<THOR"},
		{"Ca\u00F1on", "S\u00F8ren", "CANXXON<<SOEREN"},
	};
	static const struct sample samples[] = {
		{"Mueller", "Joerg", "MULLER<<JORG"},
		{"Muller", "Jorg", "MUELLER<<JOERG"},
		{"Muller", "Jorg", "MUXXLLER<<JORG"},
		{"Muxxller", "Jorg", "MUELLER<<JORG"},
		{"Bjarn", "Ake", "BJAERN<<AAKE"},
		{"Bjaern", "Aake", "BJARN<<AKE"},
		{"Canon", "Soren", "CANXXON<<SOEREN"},
		{"Canxxon", "Soeren", "CANON<<SOREN"},
		{"Ca\u00F1on", "S\u00F8ren", "CANON<<SOREN"},
		{"\u00C6gir", "Anna", "AGIR<<ANNA"},
		{"MUELLER", "J\u00F6rg", "MULLER<<JOERG"},
	};
	static const struct sample others[] = {
		{"Mueller", "Joerg", "MELLER<<JORG"},
		{"Muller", "Jorg", "MULER<<JORG"},
		{"Stra\u00DFer", "Anna", "STRASER<<ANNA"}, /* SS alone */
		{"Canon", "Anna", "CANXON<<ANNA"},
	};
	(void)state;
	ASSERT_ALL(exact, "", EXACTLY);
	ASSERT_ALL(samples, "", FOR_LESS);
	ASSERT_ALL(others, "", NOT);
}

/* Table B of section 6, the laws of states beside it, and lists in Latin letters. */
static void cyrillic_letters_agree_both_ways(void **state)
{
	static const struct sample exact[] = {
		{"\u0429\u0435\u0440\u0435\u0432", "\u042E\u043B\u0438\u044F", "SHCHEREV<<IULIIA"},
		{"\u0429\u0435\u0440\u0435\u0432", "\u042E\u043B\u0438\u044F", "SHTEREV<<YULIIA"},
		{"\u0411\u044B\u043A\u043E\u0432", "\u0410\u043D\u043D\u0430", "BYKOV<<ANNA"},
	};
	static const struct sample samples[] = {
		{"\u0429\u0435\u0440\u0435\u0432", "\u042E\u043B\u0438\u044F", "SHTEREV<<YULIYA"},
		{"Shterev", "Yuliya", "SHCHEREV<<IULIIA"},
		{"Shcherev", "Iuliia", "SHTEREV<<YULIYA"},
		{"\u0411\u044B\u043A\u043E\u0432", "\u0410\u043D\u043D\u0430", "BIKOV<<ANNA"},
		{"Bykov", "Anna", "BIKOV<<ANNA"},
		{"Bikov", "Anna", "BYKOV<<ANNA"},
		/* The hard sign of Bulgarian, yo of Russia until 2013. */
		{"\u0421\u044A\u0431\u0435\u0432", "\u0410\u043D\u043D\u0430", "SABEV<<ANNA"},
		{"\u0421\u0451\u043C\u0438\u043D", "\u0410\u043D\u043D\u0430", "SYOMIN<<ANNA"},
		{"Mihajlov", "Sergei", "MIKHAJLOV<<SERGEY"},
		{"Mikhaylov", "Sergey", "MIHAILOV<<SERGEI"},
		{"Tsonev", "Ana", "CONEV<<ANA"},
	};
	static const struct sample others[] = {
		{"Shterev", "Yuliya", "SHEREV<<IULIIA"},
		{"Bykov", "Anna", "BUKOV<<ANNA"},
		{"Yuliya", "Anna", "ULIA<<ANNA"},
	};
	(void)state;
	ASSERT_ALL(exact, "", EXACTLY);
	ASSERT_ALL(samples, "", FOR_LESS);
	ASSERT_ALL(others, "", NOT);
}

/* Each character of each of these zones. */
static void a_doubtful_character_hides_nobody(void **state)
{
	static const struct sample samples[] = {
		{"ERIKSSON", "ANNA", "ERIKSSON<<ANNA<MARIA"},
		{"ERIKSSON", "ANNA MARIA LUISA", "ERIKSSON<<MARIA"},
		{"O'Connor", "Mueller", "O<CONNOR<<MULLER"},
		{"Shterev", "Yuliya Anna", "SHCHEREV<<IULIIA"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *s = &samples[i];
		const struct kit_zone z = {.names = s->zone};
		size_t names = kit_places(DOCUMENT_TD3).names;
		unsigned sure = score(s->surname, s->given, BORN, s->zone);
		for (size_t at = 0; at < strlen(s->zone) + 2; at++) {
			struct msg_lookup l = kit_lookup(&z);
			kit_doubt(&l, names + at, 'Q');
			unsigned got = score_of(s->surname, s->given, BORN, &l);
			assert_true(got > 0 && got <= sure);
		}
	}
}

/* Whatever is found without other spellings is found with them. */
static void letters_that_stand_for_one_sound_are_doubled_alone(void **state)
{
	(void)state;
	assert_int_equal(score("Rae\xD9\x91", "Anna", BORN, "RAEE<<ANNA"), 1000);
	assert_int_equal(score("Tsue\xD9\x91r", "Anna", BORN, "TSUER<<ANNA"), 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(some_of_the_given_names_are_enough_with_a_whole_birthday),
		cmocka_unit_test(some_of_them_are_not_enough_with_less),
		cmocka_unit_test(some_of_them_agree_with_a_zone_that_was_cut_off),
		cmocka_unit_test(which_names_agreed_is_told),
		cmocka_unit_test(marks_between_letters_are_a_filler_or_nothing),
		cmocka_unit_test(latin_letters_agree_both_ways),
		cmocka_unit_test(cyrillic_letters_agree_both_ways),
		cmocka_unit_test(a_doubtful_character_hides_nobody),
		cmocka_unit_test(letters_that_stand_for_one_sound_are_doubled_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
