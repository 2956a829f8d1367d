/*
 * test_watch_name: names of a list and of zones: transliteration by the examples of Doc 9303-3 and
 * -4, names that are cut off, characters that were not read surely.
 */
#include "watch_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct watch_hits find_name(const char *surname, const char *given,
				   const struct msg_lookup *l)
{
	char line[512];
	assert_true(snprintf(line, sizeof(line), "person\tcheck\t%s\t%s\t1974-08-12\t\t\tR-1\t\n",
			     surname, given) > 0);
	return kit_find(line, l);
}

static unsigned score(const char *surname, const char *given, const char *zone)
{
	const struct kit_zone z = {.names = zone};
	struct msg_lookup l = kit_lookup(&z);
	struct watch_hits hits = find_name(surname, given, &l);
	assert_true(hits.count <= 1);
	return hits.count == 1 ? hits.hit[0].score : 0;
}

struct sample {
	const char *surname;
	const char *given;
	const char *zone;
};

static void assert_all(const struct sample *samples, size_t count, bool agree)
{
	for (size_t i = 0; i < count; i++) {
		const struct sample *s = &samples[i];
		if (score(s->surname, s->given, s->zone) != (agree ? 1000 : 0)) {
			fail_msg("%s, %s %s %s", s->surname, s->given,
				 agree ? "is not" : "should not be", s->zone);
		}
	}
}
#define ASSERT_ALL(samples, agree) \
	assert_all((samples), sizeof(samples) / sizeof((samples)[0]), (agree))

/* Doc 9303-3, 4.6; Doc 9303-4, 4.2.3.1. */
static void names_of_the_standard_agree_with_their_zones(void **state)
{
	static const struct sample samples[] = {
		{"ERIKSSON", "ANNA MARIA", "ERIKSSON<<ANNA<MARIA"},
		{"Eriksson", "Anna, Maria", "ERIKSSON<<ANNA<MARIA"},
		{"HENG", "DEBORAH MING LO", "HENG<<DEBORAH<MING<LO"},
		{"SMITH-JONES", "SUSIE MARGARET", "SMITH<JONES<<SUSIE<MARGARET"},
		{"O\u2019CONNOR", "ENYA SIOBHAN", "OCONNOR<<ENYA<SIOBHAN"},
		{"D'Artagnan", "Marie-Elise", "DARTAGNAN<<MARIE<ELISE"},
		{"VAN DER MUELLEN", "MARTIN", "VAN<DER<MUELLEN<<MARTIN"},
		{"AL-BASRI", "HUDA MUHAMMAD JAWAD", "AL<BASRI<<HUDA<MUHAMMAD<JAWAD"},
		{"PAPANDROPOULOUS", "JONATHON WARREN TREVOR",
		 "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR"},
		/* A filler in front, which no standard has. */
		{"ERIKSSON", "ANNA MARIA", "<ERIKSSON<<ANNA<MARIA"},
	};
	(void)state;
	ASSERT_ALL(samples, true);
}

/* A: table of section 6 and appendix B, B.4.1. */
static void latin_letters_agree_in_each_of_their_ways(void **state)
{
	static const struct sample samples[] = {
		{"Ca\u00F1on", "Teresa", "CANXXON<<TERESA"},
		{"Ca\u00F1on", "Teresa", "CANON<<TERESA"},
		{"M\u00FCller", "J\u00F6rg", "MUELLER<<JOERG"},
		{"M\u00FCller", "J\u00F6rg", "MULLER<<JORG"},
		{"M\u00DCLLER", "J\u00D6RG", "MUXXLLER<<JOERG"},
		{"\u00C5str\u00F6m", "\u00C6gir", "AASTROEM<<AEGIR"},
		{"\u00E5str\u00F6m", "\u00E6gir", "ASTROM<<AEGIR"},
		{"\u00DE\u00F3r\u00F0arson", "S\u00F8ren", "THORDARSON<<SOEREN"},
		{"Stra\u00DFer", "Fran\u00E7ois", "STRASSER<<FRANCOIS"},
		{"STRA\u1E9EER", "FRAN\u00C7OIS", "STRASSER<<FRANCOIS"},
		{"Wa\u0142\u0119sa", "Lech \u017Baba", "WALESA<<LECH<ZABA"},
		{"Dvo\u0159\u00E1k", "Anton\u00EDn", "DVORAK<<ANTONIN"},
		{"\u0130nce", "Y\u0131ld\u0131z", "INCE<<YILDIZ"},
		{"\u0132ssel", "\u0153uvre", "IJSSEL<<OEUVRE"},
		{"Iona\u0219cu", "\u021Aepe\u0219", "IONASCU<<TEPES"},
		{"Iona\u015Fcu", "\u0162epe\u015F", "IONASCU<<TEPES"},
		{"\u00FFm\u0178", "\u014Ba\u0167", "YMY<<NAT"},
		{"L\u013Eub\u013Aa", "\u0148\u0144\u0155", "LLUBLA<<NNR"},
	};
	static const struct sample others[] = {
		{"M\u00FCller", "J\u00F6rg", "MUELER<<JOERG"},
		{"M\u00FCller", "J\u00F6rg", "MILLER<<JOERG"},
	};
	(void)state;
	ASSERT_ALL(samples, true);
	ASSERT_ALL(others, false);
}

/* B: the recommended way, and those of single languages. */
static void cyrillic_letters_agree_as_each_language_writes_them(void **state)
{
	static const struct sample samples[] = {
		{"\u0413\u043E\u0440\u0431\u0430\u0447\u0451\u0432",
		 "\u041C\u0438\u0445\u0430\u0438\u043B", "GORBACHEV<<MIKHAIL"},
		{"\u041E\u0431\u044A\u0435\u0437\u0434", "\u0418\u0433\u043E\u0440\u044C",
		 "OBIEEZD<<IGOR"},
		/* Ukrainian: YU, YI, YE, YA in front only, H for G, Y for I */
		{"\u0429\u0435\u0440\u0431\u0438\u043D\u0430", "\u042E\u043B\u0456\u044F",
		 "SHCHERBYNA<<YULIIA"},
		{"\u0407\u0436\u0430\u043A\u0435\u0432\u0438\u0447",
		 "\u0404\u0432\u0433\u0435\u043D\u0456\u044F", "YIZHAKEVYCH<<YEVHENIIA"},
		/* Belorussian, Bulgarian, Serbian, Macedonian */
		{"\u0413\u0430\u0440\u044D\u0446\u043A\u0456", "\u0401\u0441\u0456\u0444",
		 "HARETSKI<<IOSIF"},
		{"\u0429\u0435\u0440\u0435\u0432", "\u042F\u043D\u043A\u043E", "SHTEREV<<IANKO"},
		{"\u0402\u043E\u043A\u043E\u0432\u0438\u045B",
		 "\u0425\u0440\u0438\u0448\u0436\u0446\u0447", "DOKOVIC<<HRISZCC"},
		{"\u0403\u043E\u0440\u0453\u0438", "\u040C\u0430\u045F", "GJORGJI<<KJADJ"},
	};
	static const struct sample others[] = {
		{"\u0413\u043E\u0440\u0431\u0430\u0447\u0451\u0432",
		 "\u041C\u0438\u0445\u0430\u0438\u043B", "GORBACHOV<<MIKHAIL"},
	};
	static const struct sample second[] = {
		{"\u0410-\u042E", "\u0410 \u042F", "A<YU<<A<YA"},
	};
	(void)state;
	ASSERT_ALL(samples, true);
	ASSERT_ALL(others, false);
	ASSERT_ALL(second, true);
}

/* C: appendix B, B.5.7 and B.5.9, and the note on shadda in section 6. */
static void arabic_letters_agree_with_the_examples_of_the_standard(void **state)
{
	static const struct sample samples[] = {
		{"\u0628\u0646 \u0632\u0643\u0631\u064A\u0627 "
		 "\u0627\u0644\u0631\u0627\u0632\u064A",
		 "\u0627\u0628\u0648 \u0628\u0643\u0631 \u0645\u062D\u0645\u062F",
		 "BN<ZKRYA<ALRAZY<<ABW<BKR<MXHMD"},
		{"\u0627\u0644\u0634\u0645\u0627\u0639", "\u0647\u0627\u0631\u064A",
		 "ALXSHMAE<<HARY"},
		{"\u0628\u0627\u062F\u0645\u0643\u062F\u0648\u0630\u064A\u0644",
		 "\u0633\u0645\u064A\u0631", "BADMKDWXDHYL<<SMYR"},
		{"\u0639\u0628\u062F \u0627\u0644\u0646\u0627\u0635\u0631",
		 "\u062C\u0645\u0627\u0644", "EBD<ALNAXSSR<<JMAL"},
		{"\u0639\u0632\u0651 \u0627\u0644\u062F\u064A\u0646",
		 "\u0625\u0633\u0645\u0627\u0639\u064A\u0644", "EZZ<ALDYN<<ISMAEYL"},
		{"\u0646\u0639\u064A\u0645\u0629", "\u062C\u0645\u064A\u0644\u0629",
		 "NEYMXAH<<JMYLXAH"},
		{"\u0639\u0628\u0651\u0627\u0633", "\u0641\u0636\u0651\u0629", "EBBAS<<FXDZXDZXAH"},
		/* A shadda is optional (B.5.5.11), short vowels are not written (B.5.5.10). */
		{"\u0639\u0628\u0651\u0627\u0633", "\u0641\u0636\u0651\u0629", "EBAS<<FXDZXTA"},
		{"\u0645\u064F\u062D\u064E\u0645\u0651\u064E\u062F", "\u0622\u0623\u0624\u0626",
		 "MXHMMD<<XAAXAEUXI"},
		{"\u067E\u0686\u0698\u06AF", "\u06A9\u06CC\u06D2", "PXCXJXGG<<XKKXYAXYB"},
	};
	(void)state;
	ASSERT_ALL(samples, true);
}

/* Doc 9303-4, 4.2.3.2 and 4.2.3.3. */
static void a_name_that_was_cut_off_agrees_for_less(void **state)
{
	static const struct sample samples[] = {
		{"NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG",
		 "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"},
		{"NILAVADHANANANDA", "ARNPOL PETCH CHARONGUANG",
		 "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"},
		{"BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "DINGO POTOROO",
		 "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI"},
		{"BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "DINGO POTOROO",
		 "BENNELONG<WOOLOOM<WARRAND<WARNAM<<DINGO"},
		{"BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "DINGO POTOROO",
		 "BENNEL<WOOLOO<WARRAN<WARNAM<<DINGO<POTO"},
		{"PAPANDROPOULOUS", "JONATHON WARREN TREVOR ALEXANDER",
		 "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR"},
		{"B\u00D6NNELONG WOOLOOMOOLOO WARRANDYTE", "DINGO POTOROO",
		 "B<WOOLOOMOOLOO<WARRANDYTE<<DINGO<POTORO"},
	};
	static const struct sample others[] = {
		/* What fits is not cut (4.2.3), nor is another name one that was. */
		{"ERIKSSON", "ANNA MARIA", "ERIK<<ANNA<MARIA"},
		{"ERIKSSON", "ANNA MARIA", "ERIKSSON<<ANN"},
		{"NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG",
		 "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<L"},
		{"BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "DINGO POTOROO",
		 "BENNEL<WOOLOO<WARRAN<DARNAM<<DINGO<POTO"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		unsigned got = score(samples[i].surname, samples[i].given, samples[i].zone);
		if (got == 0 || got >= 1000) {
			fail_msg("%s: %u", samples[i].zone, got);
		}
	}
	ASSERT_ALL(others, false);
}

static void what_was_cut_off_whole_is_not_told_to_agree(void **state)
{
	const struct kit_zone z = {.names = "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLM"};
	struct msg_lookup l = kit_lookup(&z);
	(void)state;
	struct watch_hits hits =
		find_name("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOP", "QUINTUS", &l);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.hit[0].matched & 1u << HIT_GIVEN, 0);
	assert_int_equal(hits.hit[0].listed & 1u << HIT_GIVEN, 1u << HIT_GIVEN);
	assert_true(hits.hit[0].score < 1000);
}

static void surname_and_given_names_agree_both(void **state)
{
	static const struct sample others[] = {
		{"ANNA MARIA", "ERIKSSON", "ERIKSSON<<ANNA<MARIA"},
		{"ERIKSSON", "ANNA MARIA", "ERIKSSON"},
		{"ERIKSSON ANNA", "MARIA", "ERIKSSON<<ANNA<MARIA"},
		{"ERIKSSO", "ANNA MARIA", "ERIKSSON<<ANNA<MARIA"},
		{"ERIKSSONN", "ANNA MARIA", "ERIKSSON<<ANNA<MARIA"},
	};
	(void)state;
	ASSERT_ALL(others, false);
	/* Who is listed with a surname alone is sought with whatever given names. */
	assert_int_equal(score("ERIKSSON", "", "ERIKSSON<<ANNA<MARIA"), 1000);
	assert_int_equal(score("ERIKSSON", "", "ERIKSSON"), 1000);
	assert_int_equal(score("ERIKSSON", "", "ERIKSSON<SMITH<<ANNA"), 0);
}

static void a_doubtful_character_of_a_name_hides_nobody(void **state)
{
	const struct kit_zone z = {.kind = DOCUMENT_TD3};
	size_t names = kit_places(DOCUMENT_TD3).names;
	size_t size = strlen("ERIKSSON<<ANNA<MARIA") + 3; /* fillers behind it, too */
	(void)state;
	for (size_t i = 0; i < size; i++) {
		struct msg_lookup l = kit_lookup(&z);
		kit_doubt(&l, names + i, 'Q');
		struct watch_hits hits = find_name("ERIKSSON", "ANNA MARIA", &l);
		assert_int_equal(hits.count, 1);
		assert_true(hits.hit[0].score < 1000 && hits.hit[0].score > 0);
		/* Another character than the doubtful one still tells people apart. */
		l.mrz[names + (i == 0 ? 1 : 0)] = 'Q';
		hits = find_name("ERIKSSON", "ANNA MARIA", &l);
		assert_int_equal(hits.count, 0);
		assert_int_equal(hits.verdict, VERDICT_PASS);
	}
}

static void a_zone_that_nobody_could_read_is_everybodys(void **state)
{
	const struct kit_zone z = {.kind = DOCUMENT_TD1};
	struct msg_lookup l = kit_lookup(&z);
	struct kit_places at = kit_places(DOCUMENT_TD1);
	(void)state;
	for (size_t i = 0; i < at.names_size; i++) {
		kit_doubt(&l, at.names + i, '<');
	}
	struct watch_hits hits = find_name("\u0429\u0435\u0440\u0431\u0438\u043D\u0430",
					   "\u042E\u043B\u0456\u044F", &l);
	assert_int_equal(hits.count, 1);
	assert_true(hits.hit[0].score < 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_the_standard_agree_with_their_zones),
		cmocka_unit_test(latin_letters_agree_in_each_of_their_ways),
		cmocka_unit_test(cyrillic_letters_agree_as_each_language_writes_them),
		cmocka_unit_test(arabic_letters_agree_with_the_examples_of_the_standard),
		cmocka_unit_test(a_name_that_was_cut_off_agrees_for_less),
		cmocka_unit_test(what_was_cut_off_whole_is_not_told_to_agree),
		cmocka_unit_test(surname_and_given_names_agree_both),
		cmocka_unit_test(a_doubtful_character_of_a_name_hides_nobody),
		cmocka_unit_test(a_zone_that_nobody_could_read_is_everybodys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
