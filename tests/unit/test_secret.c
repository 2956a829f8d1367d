/* secret, err: what is secret is wiped and bounded, comparison is exact, a failure is remembered.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/secret.h"

static void a_cleared_secret_leaves_no_byte(void **state)
{
	struct secret s = {0};
	(void)state;
	assert_int_equal(secret_set(&s, RD_TEXT("0123456789abcdef")), EG_OK);
	assert_true(secret_equal(secret_rd(&s), RD_TEXT("0123456789abcdef")));
	secret_clear(&s);
	assert_int_equal(s.size, 0);
	for (size_t i = 0; i < sizeof(s.bytes); i++) {
		assert_int_equal(s.bytes[i], 0);
	}
}

static void a_secret_too_large_is_refused_whole(void **state)
{
	static const uint8_t large[SECRET_MAX + 1];
	struct secret s = {0};
	(void)state;
	assert_int_equal(secret_set(&s, RD_ARRAY(large)), EG_TOO_BIG);
	assert_int_equal(s.size, 0);
}

static void secrets_differ_by_one_bit_or_by_size(void **state)
{
	struct rd bad = {.bad = true};
	(void)state;
	assert_true(secret_equal(RD_TEXT("abc"), RD_TEXT("abc")));
	assert_false(secret_equal(RD_TEXT("abc"), RD_TEXT("abb")));
	assert_false(secret_equal(RD_TEXT("abc"), RD_TEXT("ab")));
	assert_true(secret_equal(RD_EMPTY, RD_EMPTY));
	assert_false(secret_equal(bad, bad));
}

static void a_buffer_takes_what_was_announced_and_no_more(void **state)
{
	EG_AUTO(bytes_free) struct bytes b = {0};
	(void)state;
	assert_int_equal(bytes_reserve(&b, 11, 10), EG_TOO_BIG);
	assert_null(b.data);
	assert_int_equal(bytes_append(&b, RD_TEXT("x")), EG_TOO_BIG);
	assert_int_equal(bytes_reserve(&b, 4, 10), EG_OK);
	assert_int_equal(bytes_append(&b, RD_TEXT("abc")), EG_OK);
	assert_int_equal(bytes_append(&b, RD_TEXT("de")), EG_TOO_BIG);
	assert_int_equal(bytes_append(&b, RD_TEXT("d")), EG_OK);
	assert_true(rd_equal(bytes_rd(&b), RD_TEXT("abcd")));
	bytes_free(&b);
	bytes_free(&b);
	bytes_free(NULL);
}

static void the_newest_fault_says_where_and_why(void **state)
{
	(void)state;
	assert_int_equal(EG_FAIL(EG_MISMATCH, "a test of faults"), EG_MISMATCH);
	struct eg_fault f = eg_fault_last();
	assert_int_equal(f.err, EG_MISMATCH);
	assert_string_equal(f.reason, "a test of faults");
	assert_non_null(f.file);
	assert_true(f.line > 0);
	assert_string_equal(eg_err_name(EG_MISMATCH), "EG_MISMATCH");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cleared_secret_leaves_no_byte),
		cmocka_unit_test(a_secret_too_large_is_refused_whole),
		cmocka_unit_test(secrets_differ_by_one_bit_or_by_size),
		cmocka_unit_test(a_buffer_takes_what_was_announced_and_no_more),
		cmocka_unit_test(the_newest_fault_says_where_and_why),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
