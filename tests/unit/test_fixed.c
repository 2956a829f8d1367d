/*
 * fixed: a number that was drawn before the group was known lies below the group's order.
 */
#include "emrtd/fixed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdint.h>

static void a_long_number_is_cut_below_the_order(void **state)
{
	(void)state;
	struct rd number = RD_TEXT("0123456789");
	assert_true(rd_equal(fixed_cut(number, 10), RD_TEXT("012345678")));
	assert_true(rd_equal(fixed_cut(number, 4), RD_TEXT("012")));
	assert_int_equal(fixed_cut(number, 1).left, 0);
}

static void a_number_that_fits_stays_whole(void **state)
{
	(void)state;
	struct rd number = RD_TEXT("0123456789");
	assert_true(rd_equal(fixed_cut(number, 11), number));
	assert_true(rd_equal(fixed_cut(number, SIZE_MAX), number));
	assert_true(rd_equal(fixed_cut(number, 0), number)); /* an unknown order */
	assert_int_equal(fixed_cut(RD_EMPTY, 32).left, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_number_is_cut_below_the_order),
		cmocka_unit_test(a_number_that_fits_stays_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
