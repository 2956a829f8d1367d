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

static void a_lane_that_is_closed_while_busy_closes_behind_its_traveller(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_EXIT_OPEN);
	lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 0);
	assert_int_equal(stage_state(s), GATE_EXIT_OPEN); /* who is served leaves */
	stage_levels(s, EXIT_SWINGS | PRESENT | (uint32_t)GATE_IN_EXIT_BEAM);
	stage_levels(s, EXIT_SWINGS);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_CLOSED);
	stage_join_missing(s);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_CLOSED);
	lane_order(&s->lane, GATE_EV_ORDER_OPEN, 0, 0);
	assert_int_equal(stage_state(s), GATE_READING);
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

/* Turned round with nobody there: lines, travellers' direction and what watchers see go along. */
static void a_lane_is_turned_round_by_an_officer(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	s->lane.gate.plan.reversible = true;
	lane_order(&s->lane, GATE_EV_ORDER_TURN, 0, 1000);
	assert_true(s->lane.gate.reversed);
	assert_true(s->lane.settings.fitting.reversed);
	assert_int_equal(s->lane.settings.policy.direction, DIRECTION_EXIT);
	assert_int_equal(s->told.body.status.reversed, 1);
	assert_int_equal(s->told.body.status.reversible, 1);
	assert_int_equal(s->told.body.status.direction, DIRECTION_EXIT);
	assert_int_equal(s->told.body.status.session, (uint32_t)s->lane.settings.session);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_IDLE);
	lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 1000);
	assert_int_equal(stage_last_record(s)->direction, DIRECTION_EXIT);
	lane_order(&s->lane, GATE_EV_ORDER_TURN, 0, 1000);
	assert_false(s->lane.settings.fitting.reversed);
	assert_int_equal(s->told.body.status.reversed, 0);
	lane_order(&s->lane, GATE_EV_ORDER_OPEN, 0, 1000);
	assert_int_equal(stage_last_record(s)->direction, DIRECTION_ENTRY);
}

static void a_lane_that_is_not_reversible_is_not_turned(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	lane_order(&s->lane, GATE_EV_ORDER_TURN, 0, 1000);
	assert_false(s->lane.gate.reversed || s->lane.settings.fitting.reversed);
	assert_int_equal(s->lane.settings.policy.direction, DIRECTION_ENTRY);
	assert_int_equal(s->told.body.status.event, GATE_EV_ORDER_TURN);
}

static void a_lane_is_not_turned_under_a_traveller(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	s->lane.gate.plan.reversible = true;
	lane_order(&s->lane, GATE_EV_ORDER_TURN, 0, 1000);
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_false(s->lane.settings.fitting.reversed);
	assert_int_equal(s->told.body.status.closing, 0);
	lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 1000);
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_int_equal(s->told.body.status.closing, 1);
}

static void a_lane_that_is_mounted_turned_round_begins_so(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct lane_settings settings = s->lane.settings;
	const struct lane_ports ports = s->lane.ports;
	settings.fitting.reversed = true;
	lane_start(&s->lane, &settings, &ports);
	assert_true(s->lane.gate.reversed && s->lane.settings.fitting.reversed);
	assert_int_equal(s->lane.settings.policy.direction, DIRECTION_EXIT);
	assert_int_equal(lane_status(&s->lane).body.status.reversed, 1);
}

/* Nobody begins without an officer; who has begun is served to the end. */
static void an_attended_lane_begins_with_nobody_while_no_officer_watches(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	s->lane.settings.attended = true;
	stage_levels(s, SOUND);
	assert_int_equal(s->told.body.status.unattended, 1);
	assert_int_equal(s->told.body.status.inputs & GATE_IN_READY, 0);
	assert_int_equal(stage_state(s), GATE_CLOSED);
	assert_true((lane_outputs(&s->lane) & (uint32_t)GATE_OUT_CROSS) != 0);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_CLOSED);
	lane_attend(&s->lane, true);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_READING);
	assert_int_equal(s->told.body.status.unattended, 0);
	lane_attend(&s->lane, false);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_READING);
	lane_timer(&s->lane); /* the document is not read in time: the officer's */
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_CLOSED);
}

/* An officer who closed the lane finds it closed when they come back. */
static void an_officers_coming_does_not_open_what_was_closed(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	s->lane.settings.attended = true;
	lane_attend(&s->lane, true);
	stage_levels(s, SOUND);
	lane_order(&s->lane, GATE_EV_ORDER_CLOSE, 0, 1000);
	lane_attend(&s->lane, false);
	stage_levels(s, SOUND);
	lane_attend(&s->lane, true);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_CLOSED);
	lane_order(&s->lane, GATE_EV_ORDER_OPEN, 0, 1000);
	assert_int_equal(stage_state(s), GATE_IDLE);
}

static void the_key_switch_takes_the_lane_out_of_service(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	struct gate_sense turned = {.inputs = SOUND, .key = true};
	lane_sense(&s->lane, &turned);
	assert_int_equal(stage_state(s), GATE_READING); /* served to the end */
	lane_timer(&s->lane);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_CLOSED);
	stage_join_missing(s);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_IDLE);
}

static void a_lane_that_is_not_attended_needs_no_officer(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	lane_attend(&s->lane, false);
	stage_levels(s, SOUND);
	assert_int_equal(lane_status(&s->lane).body.status.unattended, 0);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
}

/* Watchers see why a lane is out of service: which sensor, what about it, what is seen now. */
static void watchers_see_the_sensor_that_cannot_be_believed(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct gate_sense sense = {
		.inputs = (SOUND & ~(uint32_t)GATE_IN_SENSORS_OK) | GATE_IN_BREACH,
		.breach = GATE_WHY_OBJECT,
		.fault = GATE_FAULT_STUCK,
		.wire = 3,
	};
	lane_sense(&s->lane, &sense);
	assert_int_equal(stage_state(s), GATE_ALARM);
	assert_int_equal(s->told.body.status.fault, GATE_FAULT_STUCK);
	assert_int_equal(s->told.body.status.wire, 3);
	assert_int_equal(s->told.body.status.breach, GATE_WHY_OBJECT);
	stage_levels(s, SOUND);
	assert_int_equal(s->told.body.status.fault, GATE_FAULT_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_about_another_traveller_changes_nothing),
		cmocka_unit_test(an_order_about_a_traveller_of_a_former_core_changes_nothing),
		cmocka_unit_test(an_order_is_answered_even_if_it_changes_nothing),
		cmocka_unit_test(each_order_is_put_on_record),
		cmocka_unit_test(a_lane_that_is_closed_while_busy_closes_behind_its_traveller),
		cmocka_unit_test(a_closed_lane_takes_nobody_until_an_officer_opens_it),
		cmocka_unit_test(a_lane_is_turned_round_by_an_officer),
		cmocka_unit_test(a_lane_that_is_not_reversible_is_not_turned),
		cmocka_unit_test(a_lane_is_not_turned_under_a_traveller),
		cmocka_unit_test(a_lane_that_is_mounted_turned_round_begins_so),
		cmocka_unit_test(an_attended_lane_begins_with_nobody_while_no_officer_watches),
		cmocka_unit_test(an_officers_coming_does_not_open_what_was_closed),
		cmocka_unit_test(the_key_switch_takes_the_lane_out_of_service),
		cmocka_unit_test(a_lane_that_is_not_attended_needs_no_officer),
		cmocka_unit_test(watchers_see_the_sensor_that_cannot_be_believed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
