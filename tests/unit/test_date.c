/* date: two-digit years fall on the right century, unknown parts count against no one, days exist.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"

static const struct date TODAY = {2026, 11, 22};

static struct date birth(const char *six)
{
	struct date d = {0};
	assert_int_equal(date_from_mrz_birth(rd_cstr(six), TODAY, &d), EG_OK);
	return d;
}

static struct date expiry(const char *six)
{
	struct date d = {0};
	assert_int_equal(date_from_mrz_expiry(rd_cstr(six), TODAY, &d), EG_OK);
	return d;
}

static void nobody_is_born_after_today(void **state)
{
	(void)state;
	assert_int_equal(birth("740812").year, 1974);
	assert_int_equal(birth("261122").year, 2026);
	assert_int_equal(birth("261123").year, 1926);
}

static void expiry_lies_within_fifty_years(void **state)
{
	(void)state;
	assert_int_equal(expiry("270101").year, 2027);
	assert_int_equal(expiry("120415").year, 2012);
	assert_int_equal(expiry("760101").year, 2076);
	assert_int_equal(expiry("770101").year, 1977);
}

static void an_unknown_birthday_makes_nobody_older(void **state)
{
	(void)state;
	assert_int_equal(date_age_years(birth("081122"), TODAY), 18);
	assert_int_equal(date_age_years(birth("081123"), TODAY), 17);
	assert_int_equal(date_age_years(birth("0811<<"), TODAY), 17);
	assert_int_equal(date_age_years(birth("08<<<<"), TODAY), 17);
	assert_int_equal(date_age_years(birth("<<0101"), TODAY), 0);
	assert_int_equal(date_age_years(birth("<<<<<<"), TODAY), 0);
	assert_int_equal(birth("<<0229").year, 0);
}

static void days_that_do_not_exist_are_refused(void **state)
{
	static const char *const wrong[] = {"230229",  "231301", "230431", "23010",
					    "2301011", "23O101", "<<1301", ""};
	struct date d;
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(date_from_mrz_birth(rd_cstr(wrong[i]), TODAY, &d), EG_BAD_DATA);
		assert_int_equal(date_from_mrz_expiry(rd_cstr(wrong[i]), TODAY, &d), EG_BAD_DATA);
	}
	assert_int_equal(date_from_mrz_expiry(rd_cstr("30<<<<"), TODAY, &d), EG_BAD_DATA);
	assert_int_equal(date_from_mrz_expiry(rd_cstr("<<0101"), TODAY, &d), EG_BAD_DATA);
	assert_int_equal(birth("240229").day, 29);
}

static void seconds_become_days_across_leap_years(void **state)
{
	(void)state;
	assert_int_equal(date_compare(date_from_unix(0), (struct date){1970, 1, 1}), 0);
	assert_int_equal(date_compare(date_from_unix(-1), (struct date){1969, 12, 31}), 0);
	assert_int_equal(date_compare(date_from_unix(951782400), (struct date){2000, 2, 29}), 0);
	assert_int_equal(date_compare(date_from_unix(4107542400), (struct date){2100, 3, 1}), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_born_after_today),
		cmocka_unit_test(expiry_lies_within_fifty_years),
		cmocka_unit_test(an_unknown_birthday_makes_nobody_older),
		cmocka_unit_test(days_that_do_not_exist_are_refused),
		cmocka_unit_test(seconds_become_days_across_leap_years),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
