/* Unit tests of pki/name: what is the same name, in whatever letters and order, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/wr.h"
#include "pki/name.h"

#define C     "\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02UT"
#define C_LOW "\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02ut"
#define O     "\x31\x0C\x30\x0A\x06\x03\x55\x04\x0A\x0C\x03Org"
#define O_CAP "\x31\x0C\x30\x0A\x06\x03\x55\x04\x0A\x13\x03ORG"
#define U     "\x31\x0C\x30\x0A\x06\x03\x55\x04\x0B\x0C\x03Org"
#define N                                              \
	"\x31\x0B\x30\x09\x06\x03\x55\x04\x03\x0C\x02" \
	"CA"

static void parts_may_come_in_another_order_but_each_as_often(void **state)
{
	(void)state;
	const struct rd name = RD_TEXT(C O N);
	const struct rd same[] = {RD_TEXT(C O N), RD_TEXT(N O C), RD_TEXT(O C N),
				  RD_TEXT(N O_CAP C_LOW)};
	const struct rd others[] = {
		RD_TEXT(C O),   RD_TEXT(C O N N), RD_TEXT(C C O N),         RD_TEXT(N U C),
		RD_TEXT(C O O), RD_TEXT(""),      RD_TEXT("\x31\x00" C O N)};
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		assert_true(name_same_reordered(name, same[i]));
		assert_true(name_same_reordered(same[i], name));
		assert_int_equal(name_same(name, same[i]), i == 0);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_false(name_same_reordered(name, others[i]));
		assert_false(name_same_reordered(others[i], name));
		assert_false(name_same(name, others[i]));
	}
	/* What is broken is no name, and equals none in another order. */
	assert_false(name_same_reordered(RD_TEXT("\x31\x05x"), RD_TEXT("\x31\x05x")));
}

/* A name of one part. */
static void put_org(struct wr *w, const char *text)
{
	size_t set = wr_open(w, 0x31);
	size_t part = wr_open(w, 0x30);
	wr_tlv(w, 0x06, RD_TEXT("\x55\x04\x0A"));
	wr_tlv(w, 0x0C, rd_cstr(text));
	wr_close(w, part);
	wr_close(w, set);
}

/* RFC 5280, 7.1: blanks at the ends do not count, runs of them are one; within, they do. */
static void blanks_and_capitals_do_not_make_another_name(void **state)
{
	static const char *const same[] = {"Ministry of X", " Ministry of X", "Ministry of X  ",
					   "ministry  OF   x", "  MINISTRY OF X "};
	static const char *const others[] = {"MinistryofX", "Ministry of", "Ministry of X Y", "",
					     " "};
	uint8_t octets[2][64];
	(void)state;
	struct wr first = WR_ARRAY(octets[0]);
	put_org(&first, same[0]);
	for (size_t i = 0; i < 5; i++) {
		struct wr w = WR_ARRAY(octets[1]);
		put_org(&w, same[i]);
		assert_true(name_same(wr_view(&first), wr_view(&w)));
		assert_true(name_same(wr_view(&w), wr_view(&first)));
		assert_true(name_key(wr_view(&w)) == name_key(wr_view(&first)));
		w = WR_ARRAY(octets[1]);
		put_org(&w, others[i]);
		assert_false(name_same(wr_view(&first), wr_view(&w)));
		assert_false(name_same(wr_view(&w), wr_view(&first)));
	}
}

static void names_of_too_many_parts_are_never_the_same(void **state)
{
	(void)state;
	assert_true(name_same_reordered(RD_TEXT(C C C C C C C C O O O O O O O O),
					RD_TEXT(O O O O O O O O C C C C C C C C)));
	assert_false(name_same_reordered(RD_TEXT(C C C C C C C C O O O O O O O O N),
					 RD_TEXT(O O O O O O O O C C C C C C C C N)));
}

static void a_country_is_two_capitals_in_a_printable_string(void **state)
{
	(void)state;
	assert_true(name_country_usual(RD_TEXT(C O N)));
	assert_true(name_country_usual(RD_TEXT(N O C)));
	assert_false(name_country_usual(RD_TEXT(C_LOW O N)));
	assert_false(name_country_usual(RD_TEXT(O N)));
	assert_false(name_country_usual(RD_TEXT("")));
	assert_false(name_country_usual(RD_TEXT("\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x0C\x02UT")));
	assert_false(
		name_country_usual(RD_TEXT("\x31\x0C\x30\x0A\x06\x03\x55\x04\x06\x13\x03UTO")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_may_come_in_another_order_but_each_as_often),
		cmocka_unit_test(blanks_and_capitals_do_not_make_another_name),
		cmocka_unit_test(names_of_too_many_parts_are_never_the_same),
		cmocka_unit_test(a_country_is_two_capitals_in_a_printable_string),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
