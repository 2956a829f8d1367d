/*
 * test_msg_desk: what must be right of a message that is about an inspection desk.
 */
#include "wire/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct msg valid(enum msg_kind kind)
{
	struct msg m = msg_make(kind, 7);
	if (kind == MSG_ORDER) {
		m.body.order.order = GATE_EV_ORDER_PASS;
	} else if (kind == MSG_RECORD) {
		m.body.record = (struct msg_record){.number = 1, .what = RECORD_REFERRAL};
	}
	return m;
}

static enum eg_err parse(const struct msg *m)
{
	struct msg out;
	return msg_parse(rd_of(m, msg_length(m)), false, &out);
}

static void a_case_that_ends_at_a_desk_is_one_or_none(void **state)
{
	static const struct case_ref bad[] = {
		{11, 1, 1}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {UINT32_MAX, 1, 1}};
	static const enum msg_kind kinds[] = {MSG_ORDER, MSG_RECORD};
	(void)state;
	for (size_t k = 0; k < 2; k++) {
		struct msg m = valid(kinds[k]);
		struct case_ref *from =
			kinds[k] == MSG_ORDER ? &m.body.order.from : &m.body.record.from;
		*from = (struct case_ref){10, 1024, 0};
		assert_int_equal(parse(&m), EG_OK);
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			*from = bad[i];
			assert_int_equal(parse(&m), EG_BAD_DATA);
		}
	}
}

static void only_what_ends_a_case_names_one(void **state)
{
	(void)state;
	for (unsigned o = GATE_EV_ORDER_PASS; o < GATE_EVENT_COUNT; o++) {
		struct msg m = valid(MSG_ORDER);
		bool ends = o == GATE_EV_ORDER_PASS || o == GATE_EV_ORDER_BACK;
		m.body.order.order = (uint8_t)o;
		assert_int_equal(parse(&m), EG_OK);
		m.body.order.from = (struct case_ref){1, 1024, 5};
		assert_int_equal(parse(&m), ends ? EG_OK : EG_BAD_DATA);
	}
}

static void only_a_pass_is_of_somebody_listed_elsewhere(void **state)
{
	(void)state;
	for (unsigned o = GATE_EV_ORDER_PASS; o < GATE_EVENT_COUNT; o++) {
		struct msg m = valid(MSG_ORDER);
		m.body.order.order = (uint8_t)o;
		m.body.order.listed = 1; /* takes two */
		assert_int_equal(parse(&m), o == GATE_EV_ORDER_PASS ? EG_OK : EG_BAD_DATA);
		m.body.order.listed = 2;
		assert_int_equal(parse(&m), EG_BAD_DATA);
	}
}

static void a_desk_says_so_and_what_it_needs(void **state)
{
	(void)state;
	struct msg m = valid(MSG_STATUS);
	m.body.status.desk = 1;
	m.body.status.needs = NEEDS_FACE | NEEDS_FINGER;
	assert_int_equal(parse(&m), EG_OK);
	m.body.status.desk = 2;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.status.desk = 1;
	m.body.status.needs = 4;
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_that_ends_at_a_desk_is_one_or_none),
		cmocka_unit_test(only_what_ends_a_case_names_one),
		cmocka_unit_test(only_a_pass_is_of_somebody_listed_elsewhere),
		cmocka_unit_test(a_desk_says_so_and_what_it_needs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
