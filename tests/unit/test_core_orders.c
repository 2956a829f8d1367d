/*
 * test_core_orders: what an officer's order does to a lane, and what it may not.
 */
#include "core_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void an_order_about_another_traveller_changes_nothing(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	assert_true(stage_face_tells(s, 0));
	lane_order(&s->lane, GATE_EV_ORDER_PASS, s->lane.gate.epoch + 1, 0);
	lane_order(&s->lane, GATE_EV_ORDER_PASS, 0, 0);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_false(s->exit_was_free);
}

static void an_order_about_a_traveller_of_a_former_core_changes_nothing(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	uint32_t former = s->lane.gate.epoch;
	struct lane_settings settings = s->lane.settings;
	const struct lane_ports ports = s->lane.ports;
	settings.session++; /* random at each start */
	lane_start(&s->lane, &settings, &ports);
	lane_at(&s->lane, 2000000, INT64_C(1700000000000));
	stage_levels(s, SOUND);
	s->sent_count = 0;
	stage_join_missing(s);
	stage_lay_document(s);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	lane_order(&s->lane, GATE_EV_ORDER_PASS, former, 0);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
}

static void an_order_is_answered_even_if_it_changes_nothing(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_IDLE);
	for (int i = 0; i < 2; i++) {
		s->told = (struct msg){0};
		lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 0);
		assert_int_equal(s->told.kind, MSG_STATUS);
		assert_int_equal(s->told.body.status.event, GATE_EV_ORDER_CLOSE);
	}
}

static void each_order_is_put_on_record(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	assert_true(stage_face_tells(s, 0));
	size_t before = stage_count_sent(s, MSG_RECORD);
	lane_order(&s->lane, GATE_EV_ORDER_PASS, s->lane.gate.epoch, 1000);
	assert_int_equal(stage_count_sent(s, MSG_RECORD),
			 before + 2); /* the order, then the crossing */
	assert_int_equal(stage_last_record(s)->what, RECORD_CROSSING);
	assert_int_equal(stage_last_record(s)->order, GATE_EV_ORDER_PASS);
	assert_int_equal(stage_last_record(s)->officer, 1000);
}

static void a_closed_lane_takes_nobody_until_an_officer_opens_it(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 0);
	assert_int_equal(stage_state(s), GATE_CLOSED);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_CLOSED);
	lane_order(&s->lane, GATE_EV_ORDER_OPEN, 0, 0);
	assert_int_equal(stage_state(s), GATE_READING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_about_another_traveller_changes_nothing),
		cmocka_unit_test(an_order_about_a_traveller_of_a_former_core_changes_nothing),
		cmocka_unit_test(an_order_is_answered_even_if_it_changes_nothing),
		cmocka_unit_test(each_order_is_put_on_record),
		cmocka_unit_test(a_closed_lane_takes_nobody_until_an_officer_opens_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
