/*
 * pki_words: what others wrote is shown so that it harms no screen, hides nothing and fits.
 */
#include "prog/pki_words.h"

#include "base/wr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <string.h>

#define OID_C     RD_TEXT("\x55\x04\x06")
#define OID_O     RD_TEXT("\x55\x04\x0A")
#define OID_CN    RD_TEXT("\x55\x04\x03")
#define UTF8      0x0C
#define PRINTABLE 0x13
#define T61       0x14
#define BMP       0x1E

static void put_part(struct wr *w, struct rd oid, uint8_t tag, struct rd value)
{
	size_t set = wr_open(w, 0x31);
	size_t part = wr_open(w, 0x30);
	wr_tlv(w, 0x06, oid);
	wr_tlv(w, tag, value);
	wr_close(w, part);
	wr_close(w, set);
}

/* A name of one part, as it is shown. */
static struct pki_text shown(uint8_t tag, struct rd value)
{
	static uint8_t octets[20000];
	struct wr w = WR_ARRAY(octets);
	put_part(&w, OID_CN, tag, value);
	assert_false(w.bad);
	return pki_name(wr_view(&w));
}

static void assert_harmless(const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		assert_true((uint8_t)*c >= 0x20 && *c != 0x7F);
		/* C1 in UTF-8 */
		assert_false((uint8_t)c[0] == 0xC2 && (uint8_t)c[1] < 0xA0);
	}
}

static void names_are_shown_in_their_order(void **state)
{
	uint8_t octets[256];
	struct wr w = WR_ARRAY(octets);
	(void)state;
	put_part(&w, OID_C, PRINTABLE, RD_TEXT("DE"));
	put_part(&w, OID_O, UTF8, RD_TEXT("bund"));
	put_part(&w, OID_CN, UTF8, RD_TEXT("csca-germany"));
	assert_string_equal(pki_name(wr_view(&w)).text, "C=DE, O=bund, CN=csca-germany");
	assert_string_equal(pki_name(RD_EMPTY).text, "");
	assert_string_equal(pki_name(RD_TEXT("\x31\x05\x30")).text, "");
}

static void control_characters_do_not_reach_the_screen(void **state)
{
	static const struct {
		const char *text;
		size_t size;
	} hostile[] = {
		{"\x1B]0;owned\x07", 10},
		{"a\x1B[2Jb", 6},
		{"\xC2\x9B"
		 "31m",
		 5},
		{"\x9B"
		 "31m",
		 4},
		{"a\0b", 3},
		{"line\nline\r", 10},
		{"\x7F\x08", 2},
		{"\xE2\x80\xAE", 3},
		{"\xC3\xA9\x1B[m", 5},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		static const uint8_t tags[] = {UTF8, PRINTABLE, T61, BMP};
		for (size_t t = 0; t < sizeof(tags); t++) {
			struct rd value = rd_of(hostile[i].text, hostile[i].size);
			struct pki_text text = shown(tags[t], value);
			assert_harmless(text.text);
			assert_int_equal(strncmp(text.text, "CN=", 3), 0);
		}
	}
	assert_null(strstr(shown(UTF8, RD_TEXT("\xE2\x80\xAE")).text, "\xE2\x80\xAE"));
}

static void a_part_cannot_pretend_to_be_two(void **state)
{
	(void)state;
	assert_string_equal(shown(UTF8, RD_TEXT("x, CN=csca-germany")).text,
			    "CN=x\\, CN=csca-germany");
	assert_string_equal(shown(UTF8, RD_TEXT("a\\")).text, "CN=a\\\\");
}

static void every_type_of_text_is_read_as_what_it_is(void **state)
{
	(void)state;
	assert_string_equal(shown(BMP, RD_TEXT("\0C\0S\0C\0A\0 \x01\x0D")).text,
			    "CN=CSCA \xC4\x8D");
	assert_string_equal(shown(T61, RD_TEXT("Minist\xE8re")).text, "CN=Minist\xC3\xA8re");
	assert_string_equal(shown(UTF8, RD_TEXT("Minist\xC3\xA8re")).text, "CN=Minist\xC3\xA8re");
	/* Half of a pair, and half a character. */
	assert_string_equal(shown(BMP, RD_TEXT("\xD8\x00\0a\0")).text, "CN=\xEF\xBF\xBD"
								       "a\xEF\xBF\xBD");
}

static void what_is_too_long_is_cut_with_dots_between_characters(void **state)
{
	uint8_t text[16384];
	(void)state;
	text[0] = 'a';
	for (size_t i = 1; i + 1 < sizeof(text); i += 2) {
		text[i] = 0xC4;
		text[i + 1] = 0x8D;
	}
	for (size_t from = 0; from < 2; from++) { /* the cut falls before, or within a character */
		struct pki_text t = shown(UTF8, rd_of(text + from, sizeof(text) - 2));
		size_t size = strlen(t.text);
		assert_true(size > 90 && size < 110);
		assert_string_equal(t.text + size - 5, "\xC4\x8D...");
		assert_null(strstr(t.text, "\xC3\x84")); /* it would be, read as Latin-1 */
	}
}

static void a_name_of_many_parts_ends_with_dots(void **state)
{
	static uint8_t octets[20000];
	struct wr w = WR_ARRAY(octets);
	(void)state;
	for (int i = 0; i < 100; i++) {
		put_part(&w, OID_O, UTF8, RD_TEXT("Ministry of Interior Affairs"));
	}
	put_part(&w, OID_CN, UTF8, RD_TEXT("the end"));
	assert_false(w.bad);
	struct pki_text t = pki_name(wr_view(&w));
	size_t size = strlen(t.text);
	assert_true(size > 300);
	assert_string_equal(t.text + size - 5, ", ...");
}

static void faults_are_never_hidden_by_their_number(void **state)
{
	struct faults all = {{0}};
	(void)state;
	assert_string_equal(pki_faults(all).text, "");
	for (unsigned i = 1; i < FAULT_COUNT; i++) {
		faults_add(&all, (enum passive_fault)i);
	}
	struct pki_text t = pki_faults(all);
	for (unsigned i = 1; i < FAULT_COUNT; i++) {
		assert_non_null(strstr(t.text, fault_word((enum passive_fault)i)));
	}
}

static void moments_before_and_far_after_1970_are_told(void **state)
{
	(void)state;
	assert_string_equal(pki_moment(0).text, "1970-01-01T00:00:00Z");
	assert_string_equal(pki_moment(-1).text, "1969-12-31T23:59:59Z");
	assert_string_equal(pki_moment(-86400).text, "1969-12-31T00:00:00Z");
	assert_string_equal(pki_moment(INT64_C(-631152000)).text, "1950-01-01T00:00:00Z");
	assert_string_equal(pki_moment(INT64_C(253402300799)).text, "9999-12-31T23:59:59Z");
	assert_string_equal(pki_day((struct date){2026, 1, 9}).text, "2026-01-09");
	assert_harmless(pki_moment(INT64_MIN).text);
	assert_harmless(pki_moment(INT64_MAX).text);
}

static void octets_are_cut_with_dots(void **state)
{
	uint8_t octets[1000] = {0xAB, 0x01};
	(void)state;
	assert_string_equal(pki_hex(rd_of(octets, 2), 2).text, "ab01");
	assert_string_equal(pki_hex(rd_of(octets, 3), 2).text, "ab01...");
	assert_string_equal(pki_hex(RD_EMPTY, 2).text, "");
	size_t size = strlen(pki_hex(RD_ARRAY(octets), 1000).text);
	assert_true(size > 500 &&
		    strcmp(pki_hex(RD_ARRAY(octets), 1000).text + size - 3, "...") == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_shown_in_their_order),
		cmocka_unit_test(control_characters_do_not_reach_the_screen),
		cmocka_unit_test(a_part_cannot_pretend_to_be_two),
		cmocka_unit_test(every_type_of_text_is_read_as_what_it_is),
		cmocka_unit_test(what_is_too_long_is_cut_with_dots_between_characters),
		cmocka_unit_test(a_name_of_many_parts_ends_with_dots),
		cmocka_unit_test(faults_are_never_hidden_by_their_number),
		cmocka_unit_test(moments_before_and_far_after_1970_are_told),
		cmocka_unit_test(octets_are_cut_with_dots),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
