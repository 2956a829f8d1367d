/* Unit tests of pki/base64: whole groups, whatever the pieces are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/base64.h"

static bool decode(const char *text, size_t step, struct wr *out)
{
	struct base64 s = {.bits = 0};
	struct rd rest = rd_cstr(text);
	while (rest.left > 0) {
		struct rd piece;
		assert_true(rd_take(&rest, step < rest.left ? step : rest.left, &piece));
		if (!base64_feed(&s, piece, out)) {
			return false;
		}
	}
	return base64_end(&s);
}

/* RFC 4648, 10, and a long text. */
static void the_standards_examples_come_out_in_pieces_of_any_size(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"", ""},
		{"Zg==", "f"},
		{"Zm8=", "fo"},
		{"Zm9v", "foo"},
		{"Zm9vYg==", "foob"},
		{"Zm9vYmE=", "fooba"},
		{"Zm9vYmFy", "foobar"},
		{"MDEyMzQ1Njc4OUFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFla",
		 "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		for (size_t step = 1; step < 60; step++) {
			uint8_t bytes[80];
			struct wr out = WR_ARRAY(bytes);
			assert_true(decode(pairs[i][0], step, &out));
			assert_true(rd_equal(wr_view(&out), rd_cstr(pairs[i][1])));
		}
	}
}

static void what_is_no_base64_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"Z",    "Zm",    "Zm9",       "Zg=",    "Z===", "====", "=",    "Zg==Zg==",
		"Zg=g", "Zm9v=", "Zm9v Zm9v", "Zm9v\n", "Zm-_", "Zh==", "Zm9=", "Zm9vZm9\xC3",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		for (size_t step = 1; step < 10; step++) {
			uint8_t bytes[80];
			struct wr out = WR_ARRAY(bytes);
			if (decode(bad[i], step, &out)) {
				fail_msg("%s", bad[i]);
			}
		}
	}
}

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	uint8_t bytes[5];
	struct wr out = WR_ARRAY(bytes);
	assert_false(decode("Zm9vYmFy", 8, &out));
	assert_true(out.bad);
	struct wr slow = WR_ARRAY(bytes);
	assert_false(decode("Zm9vYmFy", 1, &slow));
	assert_true(slow.bad);
}

static void each_octet_is_told_by_the_alphabet(void **state)
{
	(void)state;
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (unsigned i = 0; i < 256; i++) {
		const char text[] = {alphabet[i >> 2], alphabet[(i & 3) << 4], '=', '=', '\0'};
		uint8_t bytes[8];
		struct wr out = WR_ARRAY(bytes);
		assert_true(decode(text, 4, &out));
		assert_int_equal(out.size, 1);
		assert_int_equal(bytes[0], i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_standards_examples_come_out_in_pieces_of_any_size),
		cmocka_unit_test(what_is_no_base64_is_refused),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(each_octet_is_told_by_the_alphabet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
