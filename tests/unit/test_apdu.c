/*
 * apdu: the length cases of ISO/IEC 7816-4, 5.1.
 */
#include "emrtd/apdu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void assert_bytes(const struct apdu *c, struct rd want)
{
	uint8_t buffer[APDU_COMMAND_MAX];
	struct wr out = WR_ARRAY(buffer);
	assert_int_equal(apdu_write(c, &out), EG_OK);
	assert_true(rd_equal(wr_view(&out), want));
}

static void each_case_is_written_in_its_shortest_form(void **state)
{
	(void)state;
	struct apdu c = {.cla = 0x10, .ins = 0xA4, .p1 = 1, .p2 = 2};
	assert_bytes(&c, RD_TEXT("\x10\xA4\x01\x02"));
	c.le = 256;
	assert_bytes(&c, RD_TEXT("\x10\xA4\x01\x02\x00"));
	c.data = RD_TEXT("ab");
	assert_bytes(&c, RD_TEXT("\x10\xA4\x01\x02\x02"
				 "ab\x00"));
	c.le = 0;
	assert_bytes(&c, RD_TEXT("\x10\xA4\x01\x02\x02"
				 "ab"));
}

static void extended_lengths_have_two_octets(void **state)
{
	(void)state;
	struct apdu c = {.ins = 0x88, .le = 512, .extended = true};
	assert_bytes(&c, RD_TEXT("\x00\x88\x00\x00\x00\x02\x00"));
	c.data = RD_TEXT("ab");
	assert_bytes(&c, RD_TEXT("\x00\x88\x00\x00\x00\x00\x02"
				 "ab\x02\x00"));
	c.le = 65536;
	assert_bytes(&c, RD_TEXT("\x00\x88\x00\x00\x00\x00\x02"
				 "ab\x00\x00"));
}

static void what_short_lengths_cannot_say_is_refused(void **state)
{
	(void)state;
	uint8_t buffer[APDU_COMMAND_MAX];
	uint8_t data[256] = {0};
	struct wr out = WR_ARRAY(buffer);
	const struct apdu wants = {.ins = 0xB0, .le = 257};
	const struct apdu carries = {.ins = 0xB0, .data = RD_ARRAY(data)};
	assert_int_equal(apdu_write(&wants, &out), EG_TOO_BIG);
	assert_int_equal(apdu_write(&carries, &out), EG_TOO_BIG);
	assert_int_equal(out.size, 0);
}

static void an_answer_has_at_least_its_status(void **state)
{
	(void)state;
	struct apdu_answer a;
	assert_int_equal(apdu_answer(RD_TEXT("\x90\x00"), &a), EG_OK);
	assert_int_equal(a.sw, SW_OK);
	assert_int_equal(a.data.left, 0);
	assert_int_equal(apdu_answer(RD_TEXT("data\x62\x82"), &a), EG_OK);
	assert_int_equal(a.sw, SW_END_OF_FILE);
	assert_true(rd_equal(a.data, RD_TEXT("data")));
	assert_int_equal(apdu_answer(RD_TEXT("\x90"), &a), EG_TRUNCATED);
	assert_int_equal(apdu_answer(RD_EMPTY, &a), EG_TRUNCATED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_case_is_written_in_its_shortest_form),
		cmocka_unit_test(extended_lengths_have_two_octets),
		cmocka_unit_test(what_short_lengths_cannot_say_is_refused),
		cmocka_unit_test(an_answer_has_at_least_its_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
