/*
 * test_console_body: what a browser's JSON may be, and nothing else.
 */
#include "prog/console_body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WISH(rest) "{\"act\":\"pass\",\"version\":3" rest "}"

static void a_name_and_a_pin_are_read(void **state)
{
	struct body_login b;
	(void)state;
	assert_int_equal(
		body_login_read(RD_TEXT(" {\"pin\": \"48151623\",\n\"name\":\"A\\u00e9 B\"} "), &b),
		EG_OK);
	assert_string_equal(b.name, "A\xc3\xa9 B");
	assert_string_equal(b.pin, "48151623");
	body_login_wipe(&b);
	assert_int_equal(b.pin[0], '\0');
}

static void a_wish_is_read(void **state)
{
	struct body_wish b;
	(void)state;
	assert_int_equal(body_wish_read(RD_TEXT(WISH("")), "act", &b), EG_OK);
	assert_string_equal(b.what, "pass");
	assert_int_equal(b.version, 3);
	assert_string_equal(b.code, "");
	assert_string_equal(b.note, "");
	assert_int_equal(
		body_wish_read(RD_TEXT(WISH(",\"code\":\"genuine\",\"note\":null")), "act", &b),
		EG_OK);
	assert_string_equal(b.code, "genuine");
	assert_string_equal(b.note, "");
	assert_int_equal(
		body_wish_read(RD_TEXT("{\"order\":\"open\",\"version\":9007199254740991}"),
			       "order", &b),
		EG_OK);
	assert_int_equal(b.version, INT64_C(9007199254740991));
}

static void what_a_desk_takes_on_is_an_acts_alone(void **state)
{
	static const char lane[] = "{\"order\":\"open\",\"version\":3,\"from\":\"\"}";
	struct body_wish b;
	(void)state;
	assert_int_equal(
		body_wish_read(RD_TEXT(WISH(",\"from\":\"10-4294967295-ffffffff\"")), "act", &b),
		EG_OK);
	assert_string_equal(b.from, "10-4294967295-ffffffff");
	assert_int_equal(body_wish_read(RD_TEXT(WISH(",\"from\":\"\"")), "act", &b), EG_OK);
	assert_string_equal(b.from, "");
	assert_int_equal(body_wish_read(RD_TEXT(WISH("")), "act", &b), EG_OK);
	assert_string_equal(b.from, "");
	assert_int_equal(body_wish_read(rd_cstr(lane), "order", &b), EG_BAD_DATA);
	assert_int_equal(
		body_wish_read(RD_TEXT(WISH(",\"from\":\"0123456789-0123456789-0123456789\"")),
			       "act", &b),
		EG_BAD_DATA);
}

static void a_note_is_as_long_as_a_message_takes(void **state)
{
	char text[512];
	struct body_wish b;
	(void)state;
	assert_true(snprintf(text, sizeof(text), WISH(",\"note\":\"%0*d\""), CASE_NOTE_SIZE - 1,
			     0) > 0);
	assert_int_equal(body_wish_read(rd_cstr(text), "act", &b), EG_OK);
	assert_int_equal(strlen(b.note), CASE_NOTE_SIZE - 1);
	assert_true(snprintf(text, sizeof(text), WISH(",\"note\":\"%0*d\""), CASE_NOTE_SIZE, 0) >
		    0);
	assert_int_equal(body_wish_read(rd_cstr(text), "act", &b), EG_BAD_DATA);
}

static void whatever_else_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"null",
		"[]",
		"\"pass\"",
		"{",
		"{}",
		WISH("") "x",
		WISH("") WISH(""),
		WISH(",\"acts\":1"),           /* unknown */
		WISH(",\"Code\":\"genuine\""), /* of other letters */
		WISH(",\"version\":3"),        /* twice */
		WISH(",\"code\":5"),           /* other types */
		WISH(",\"code\":[]"),
		WISH(",\"code\":true"),
		WISH(",\"note\":\"a\\u0000b\""), /* what ends a text */
		WISH(",\"note\":\"a\\u202eb\""), /* what steers a screen */
		WISH(",\"note\":\"a\nb\""),
		WISH(",\"note\":\"\xff\""), /* no UTF-8 */
		WISH(",\"note\":\"\xed\xa0\x80\""),
		WISH(",\"code\":\"abcdefghijklmnopqrstuvwx\""),
		"{\"act\":\"pass\"}",
		"{\"version\":3}",
		"{\"act\":\"\",\"version\":3}",
		"{\"act\":null,\"version\":3}",
		"{\"act\":\"pass\",\"version\":\"3\"}",
		"{\"act\":\"pass\",\"version\":3.5}",
		"{\"act\":\"pass\",\"version\":-1}",
		"{\"act\":\"pass\",\"version\":1e400}",
		"{\"act\":\"pass\",\"version\":9007199254740993}",
		"{\"order\":\"pass\",\"version\":3}",
	};
	struct body_wish b;
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (body_wish_read(rd_cstr(wrong[i]), "act", &b) != EG_BAD_DATA) {
			fail_msg("taken: %s", wrong[i]);
		}
	}
}

static void what_logs_in_is_whole(void **state)
{
	static const char *const wrong[] = {
		"{\"name\":\"A\"}",
		"{\"pin\":\"1\"}",
		"{\"name\":\"\",\"pin\":\"1\"}",
		"{\"name\":\"A\",\"pin\":\"\"}",
		"{\"name\":\"A\",\"pin\":123456}",
		"{\"name\":\"A\",\"pin\":\"1\",\"office\":\"admin\"}",
		"{\"name\":\"A\",\"name\":\"B\",\"pin\":\"1\"}",
	};
	struct body_login b;
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (body_login_read(rd_cstr(wrong[i]), &b) != EG_BAD_DATA) {
			fail_msg("taken: %s", wrong[i]);
		}
	}
}

static void an_empty_object_is_empty(void **state)
{
	(void)state;
	assert_int_equal(body_empty_read(RD_TEXT("{}")), EG_OK);
	assert_int_equal(body_empty_read(RD_TEXT(" { } \r\n")), EG_OK);
	assert_int_equal(body_empty_read(RD_TEXT("{\"a\":1}")), EG_BAD_DATA);
	assert_int_equal(body_empty_read(RD_TEXT("[]")), EG_BAD_DATA);
	assert_int_equal(body_empty_read(RD_EMPTY), EG_BAD_DATA);
}

/* As deep as a body of 4,096 octets can go. */
static void depth_ends_nothing(void **state)
{
	char deep[4097];
	struct body_wish b;
	(void)state;
	memset(deep, '[', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	assert_int_equal(body_wish_read(rd_cstr(deep), "act", &b), EG_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_and_a_pin_are_read),
		cmocka_unit_test(a_wish_is_read),
		cmocka_unit_test(what_a_desk_takes_on_is_an_acts_alone),
		cmocka_unit_test(a_note_is_as_long_as_a_message_takes),
		cmocka_unit_test(whatever_else_is_refused),
		cmocka_unit_test(what_logs_in_is_whole),
		cmocka_unit_test(an_empty_object_is_empty),
		cmocka_unit_test(depth_ends_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
