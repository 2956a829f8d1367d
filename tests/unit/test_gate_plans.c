/*
 * test_gate_plans: stories of gates by their plan: one door, kiosk, flap, and what plans allow.
 * The model check proves the rules in every state; here they are told in order.
 */
#include "gate_tale.h"

#define AT_DOOR            (OK | GATE_IN_EXIT_CLOSED | GATE_IN_PRESENT)
#define STREET             (OK | GATE_IN_EXIT_CLOSED)
#define BREACH             ((uint32_t)GATE_IN_BREACH)
#define NO_SENSORS(levels) ((levels) & ~(uint32_t)GATE_IN_SENSORS_OK)

static struct lane lane_of(struct gate_plan plan)
{
	struct lane l = {.s = {.gate = gate_start(&plan)}};
	give(&l, GATE_EV_LEVELS, QUIET);
	expect_state(&l, GATE_IDLE);
	return l;
}

static struct lane walking(enum gate_topology topology)
{
	struct lane l = lane_of(gate_plan_of(topology));
	give(&l, GATE_EV_DOCUMENT, STREET | READY);
	expect_state(&l, GATE_READING);
	give(&l, GATE_EV_DOCUMENT_OK, STREET);
	expect_state(&l, GATE_WALKING);
	return l;
}

static struct lane door_open(enum gate_topology topology)
{
	struct lane l = walking(topology);
	give(&l, GATE_EV_LEVELS, AT_DOOR);
	give(&l, GATE_EV_FACE_OK, AT_DOOR);
	give(&l, GATE_EV_RECORDED, AT_DOOR);
	expect_state(&l, GATE_EXIT_OPEN);
	return l;
}

static struct lane compared(struct gate_plan plan)
{
	struct lane l = lane_of(plan);
	give(&l, GATE_EV_DOCUMENT, QUIET);
	give(&l, GATE_EV_DOCUMENT_OK, SERVED);
	give(&l, GATE_EV_LEVELS, STREET | GATE_IN_PRESENT);
	give(&l, GATE_EV_LEVELS, INSIDE);
	expect_state(&l, GATE_FACE);
	return l;
}

static struct lane in_mantrap(void)
{
	return compared(gate_plan_of(GATE_MANTRAP));
}

static void a_traveller_crosses_by_one_door(enum gate_topology topology)
{
	struct lane l = walking(topology);
	assert_int_equal(l.s.todo, GATE_DO_TIMER);
	give(&l, GATE_EV_LEVELS, AT_DOOR);
	expect_state(&l, GATE_FACE);
	assert_true((l.s.todo & GATE_DO_CAPTURE) != 0);
	give(&l, GATE_EV_FACE_OK, AT_DOOR);
	expect_state(&l, GATE_RECORDING);
	assert_true(drives(&l, GATE_OUT_EXIT_LOCK));
	give(&l, GATE_EV_RECORDED, AT_DOOR);
	assert_true(drives(&l, GATE_OUT_EXIT_OPEN | GATE_OUT_EXIT_GREEN));
	assert_false(drives(&l, GATE_OUT_EXIT_LOCK));
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_EXIT_BEAM);
	expect_state(&l, GATE_EXIT_OPEN);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_PASSED | GATE_IN_PRESENT); /* the next waits */
	expect_state(&l, GATE_EXIT_CLOSING);
	assert_true(drives(&l, GATE_OUT_PASSED | GATE_OUT_EXIT_LOCK));
	give(&l, GATE_EV_LEVELS, AT_DOOR | GATE_IN_PASSED);
	expect_state(&l, GATE_IDLE);
	assert_true((l.s.todo & GATE_DO_END) != 0);
}

static void a_traveller_crosses_one_door_kiosk_and_flap(void **state)
{
	(void)state; /* unused */
	a_traveller_crosses_by_one_door(GATE_ONE_DOOR);
	a_traveller_crosses_by_one_door(GATE_KIOSK);
	a_traveller_crosses_by_one_door(GATE_FLAP);
}

static void who_never_comes_to_the_door_is_not_waited_for(void **state)
{
	(void)state; /* unused */
	struct lane l = walking(GATE_KIOSK);
	give(&l, GATE_EV_TIMER, STREET);
	expect_state(&l, GATE_IDLE);
	expect_why(&l, GATE_WHY_LEFT);
	assert_true((l.s.todo & GATE_DO_END) != 0);
}

static void two_at_the_door_are_not_compared(void **state)
{
	(void)state; /* unused */
	struct lane l = walking(GATE_ONE_DOOR);
	give(&l, GATE_EV_LEVELS, AT_DOOR | GATE_IN_SEVERAL);
	expect_state(&l, GATE_WALKING);
	give(&l, GATE_EV_LEVELS, AT_DOOR);
	expect_state(&l, GATE_FACE);
	give(&l, GATE_EV_LEVELS, AT_DOOR | GATE_IN_SEVERAL);
	expect_state(&l, GATE_REFERRED_OUTSIDE);
	expect_why(&l, GATE_WHY_SEVERAL);
}

static void one_door_locks_when_a_second_person_comes(void **state)
{
	(void)state; /* unused */
	struct lane l = door_open(GATE_FLAP);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_PRESENT | GATE_IN_SEVERAL);
	expect_state(&l, GATE_EXIT_CLOSING);
	assert_true(drives(&l, GATE_OUT_EXIT_LOCK));
	give(&l, GATE_EV_LEVELS, AT_DOOR);
	expect_state(&l, GATE_REFERRED_OUTSIDE);
	expect_why(&l, GATE_WHY_SEVERAL);
}

static void who_does_not_pass_one_door_is_referred(void **state)
{
	(void)state; /* unused */
	struct lane l = door_open(GATE_ONE_DOOR);
	give(&l, GATE_EV_TIMER, AT_DOOR);
	expect_state(&l, GATE_REFERRED_OUTSIDE);
	expect_why(&l, GATE_WHY_TIME);
}

static void an_officer_passes_at_one_door_on_record(void **state)
{
	(void)state; /* unused */
	struct lane l = walking(GATE_ONE_DOOR);
	give(&l, GATE_EV_LEVELS, AT_DOOR);
	give(&l, GATE_EV_FACE_REFER, AT_DOOR);
	expect_state(&l, GATE_REFERRED_OUTSIDE);
	give(&l, GATE_EV_ORDER_RETRY, AT_DOOR);
	expect_state(&l, GATE_FACE);
	give(&l, GATE_EV_FACE_REFER, AT_DOOR);
	give(&l, GATE_EV_ORDER_PASS, AT_DOOR);
	expect_state(&l, GATE_RECORDING);
	assert_true((l.s.todo & GATE_DO_RECORD) != 0);
}

static void no_retry_at_one_door_after_a_worker_was_lost(void **state)
{
	(void)state; /* unused */
	struct lane l = walking(GATE_ONE_DOOR);
	give(&l, GATE_EV_LEVELS, AT_DOOR);
	give(&l, GATE_EV_FACE_REFER, AT_DOOR);
	give(&l, GATE_EV_WORKER_LOST, AT_DOOR);
	give(&l, GATE_EV_ORDER_RETRY, AT_DOOR);
	expect_state(&l, GATE_REFERRED_OUTSIDE);
}

static void a_driven_door_reverses_from_a_body(void **state)
{
	(void)state; /* unused */
	struct lane l = door_open(GATE_FLAP);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_PASSED);
	expect_state(&l, GATE_EXIT_CLOSING);
	assert_true(drives(&l, GATE_OUT_EXIT_LOCK));
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_PASSED | GATE_IN_EXIT_BEAM);
	assert_false(drives(&l, GATE_OUT_EXIT_LOCK));
	assert_true(drives(&l, GATE_OUT_EXIT_OPEN));
	give(&l, GATE_EV_LEVELS, (OK | GATE_IN_EXIT_BEAM) & ~(uint32_t)GATE_IN_ESTOP_OK);
	assert_false(drives(&l, GATE_OUT_EXIT_OPEN));
}

static void a_door_is_tried_as_often_as_the_plan_says(void **state)
{
	(void)state; /* unused */
	for (uint8_t attempts = 1; attempts <= 10; attempts++) {
		struct gate_plan plan = gate_plan_of(GATE_ONE_DOOR);
		plan.attempts = attempts;
		struct lane l = door_open(GATE_ONE_DOOR);
		l.s.gate.plan = plan;
		give(&l, GATE_EV_LEVELS, OK | GATE_IN_PASSED);
		for (unsigned i = 1; i < 2u * attempts; i++) {
			give(&l, GATE_EV_TIMER, OK | GATE_IN_PASSED);
			expect_state(&l, GATE_EXIT_CLOSING);
			assert_int_equal(drives(&l, GATE_OUT_EXIT_OPEN), i % 2 != 0);
			assert_int_equal(drives(&l, GATE_OUT_BUZZER), i % 2 != 0);
		}
		give(&l, GATE_EV_TIMER, OK | GATE_IN_PASSED);
		expect_state(&l, GATE_ALARM);
		expect_why(&l, GATE_WHY_OBSTRUCTED);
	}
}

static void unanswered_calls_let_out_whoever_is_inside(void **state)
{
	(void)state; /* unused */
	struct lane l = in_mantrap();
	give(&l, GATE_EV_FACE_REFER, INSIDE);
	for (unsigned i = 1; i < 3; i++) {
		give(&l, GATE_EV_TIMER, INSIDE);
		expect_state(&l, GATE_REFERRED_INSIDE);
		assert_int_equal(l.s.todo, GATE_DO_TIMER);
	}
	give(&l, GATE_EV_TIMER, INSIDE);
	expect_state(&l, GATE_BACK_OPEN);
	expect_why(&l, GATE_WHY_CALLS);
	assert_int_equal(locks(&l), GATE_OUT_EXIT_LOCK);
	assert_true(drives(&l, GATE_OUT_OFFICER_CALL | GATE_OUT_BUZZER | GATE_OUT_ENTRY_OPEN));
	give(&l, GATE_EV_LEVELS, STREET);
	expect_state(&l, GATE_BACK_CLOSING);
	give(&l, GATE_EV_LEVELS, SERVED);
	expect_state(&l, GATE_ALARM); /* an officer has to look */
	give(&l, GATE_EV_ORDER_RESET, QUIET);
	expect_state(&l, GATE_IDLE);
}

static void calls_in_vain_free_all_doors_where_the_exit_proves_nothing(void **state)
{
	(void)state; /* unused */
	struct lane l = in_mantrap();
	uint32_t cut = INSIDE & ~(uint32_t)GATE_IN_EXIT_CLOSED; /* the wire of its contact */
	give(&l, GATE_EV_LEVELS, cut);
	expect_state(&l, GATE_ALARM);
	give(&l, GATE_EV_TIMER, cut);
	give(&l, GATE_EV_TIMER, cut | GATE_IN_RELEASE);
	expect_state(&l, GATE_ALARM);
	assert_int_equal(locks(&l), LOCKS);
	give(&l, GATE_EV_TIMER, cut);
	expect_state(&l, GATE_EVACUATE);
	expect_why(&l, GATE_WHY_CALLS);
	assert_int_equal(locks(&l), 0);
}

static void a_lane_that_waits_for_processes_calls_nobody(void **state)
{
	(void)state; /* unused */
	struct gate_plan plan = gate_plan_of(GATE_MANTRAP);
	struct lane l = {.s = {.gate = gate_start(&plan)}};
	uint32_t forced = INSIDE & ~(uint32_t)GATE_IN_EXIT_CLOSED;
	for (unsigned i = 0; i < 5; i++) {
		give(&l, GATE_EV_TIMER, SERVED);
		expect_state(&l, GATE_INIT);
	}
	for (unsigned i = 1; i < 3; i++) { /* the calls are counted from here on */
		give(&l, GATE_EV_TIMER, forced);
		expect_state(&l, GATE_INIT);
	}
	give(&l, GATE_EV_TIMER, forced);
	expect_state(&l, GATE_EVACUATE);
}

static void an_exit_that_is_withdrawn_is_not_opened_again(void **state)
{
	(void)state; /* unused */
	uint32_t ajar = OK | GATE_IN_PRESENT;
	struct lane l = door_open(GATE_FLAP);
	give(&l, GATE_EV_ORDER_HOLD, ajar);
	expect_state(&l, GATE_EXIT_CLOSING);
	give(&l, GATE_EV_TIMER, ajar);
	expect_state(&l, GATE_EXIT_CLOSING);
	assert_true(drives(&l, GATE_OUT_EXIT_LOCK));
	give(&l, GATE_EV_LEVELS, ajar | GATE_IN_EXIT_BEAM);
	assert_false(drives(&l, GATE_OUT_EXIT_LOCK)); /* for a body in it, all the same */
	l = door_open(GATE_FLAP);
	give(&l, GATE_EV_LEVELS, ajar | GATE_IN_SEVERAL);
	give(&l, GATE_EV_TIMER, ajar);
	expect_state(&l, GATE_EXIT_CLOSING);
	assert_true(drives(&l, GATE_OUT_EXIT_LOCK)); /* one stepped aside */
}

static void who_vanishes_behind_a_shut_exit_has_not_left(void **state)
{
	(void)state; /* unused */
	struct lane l = in_mantrap();
	give(&l, GATE_EV_FACE_OK, INSIDE);
	give(&l, GATE_EV_RECORDED, INSIDE);
	expect_state(&l, GATE_EXIT_OPEN);
	give(&l, GATE_EV_LEVELS, SERVED); /* a blind spot of the sensor */
	expect_state(&l, GATE_EXIT_OPEN);
	give(&l, GATE_EV_TIMER, SERVED);
	expect_state(&l, GATE_REFERRED_INSIDE);
	expect_why(&l, GATE_WHY_TIME);
}

static void an_alarm_over_an_empty_chamber_only_calls(void **state)
{
	(void)state; /* unused */
	struct lane l = lane_of(gate_plan_of(GATE_MANTRAP));
	give(&l, GATE_EV_LEVELS, SERVED & ~(uint32_t)GATE_IN_TAMPER_OK);
	for (unsigned i = 0; i < 10; i++) {
		give(&l, GATE_EV_TIMER, SERVED);
		expect_state(&l, GATE_ALARM);
		assert_int_equal(l.s.todo, GATE_DO_TIMER);
	}
}

static void sensors_that_lie_prove_no_empty_chamber(void **state)
{
	(void)state; /* unused */
	struct lane l = in_mantrap();
	give(&l, GATE_EV_LEVELS, NO_SENSORS(SERVED));
	expect_state(&l, GATE_ALARM);
	expect_why(&l, GATE_WHY_SENSOR);
	give(&l, GATE_EV_TIMER, NO_SENSORS(SERVED));
	give(&l, GATE_EV_TIMER, NO_SENSORS(SERVED));
	give(&l, GATE_EV_TIMER, NO_SENSORS(SERVED));
	expect_state(&l, GATE_BACK_OPEN);
	give(&l, GATE_EV_LEVELS, NO_SENSORS(STREET)); /* "gone" by their word */
	expect_state(&l, GATE_BACK_OPEN);
	give(&l, GATE_EV_TIMER, NO_SENSORS(SERVED));
	expect_state(&l, GATE_ALARM);
	give(&l, GATE_EV_ORDER_RESET, NO_SENSORS(QUIET));
	expect_state(&l, GATE_ALARM);
}

static void init_does_not_get_past_sensors_that_lie(void **state)
{
	(void)state; /* unused */
	struct gate_plan plan = gate_plan_of(GATE_FLAP);
	struct lane l = {.s = {.gate = gate_start(&plan)}};
	give(&l, GATE_EV_LEVELS, NO_SENSORS(QUIET));
	expect_state(&l, GATE_INIT);
	assert_true(drives(&l, GATE_OUT_OFFICER_CALL | GATE_OUT_CROSS));
	give(&l, GATE_EV_LEVELS, QUIET | GATE_IN_PRESENT); /* somebody before the door */
	expect_state(&l, GATE_IDLE);
}

static void the_button_inside_frees_the_entry_at_once(void **state)
{
	(void)state; /* unused */
	struct lane l = in_mantrap();
	give(&l, GATE_EV_FACE_OK, INSIDE | GATE_IN_RELEASE);
	expect_state(&l, GATE_BACK_OPEN);
	expect_why(&l, GATE_WHY_RELEASE);
	assert_int_equal(locks(&l), GATE_OUT_EXIT_LOCK);
	give(&l, GATE_EV_LEVELS, STREET | GATE_IN_RELEASE);
	expect_state(&l, GATE_BACK_OPEN); /* as long as it is pressed */
	give(&l, GATE_EV_LEVELS, STREET);
	give(&l, GATE_EV_LEVELS, SERVED);
	expect_state(&l, GATE_ALARM);
	give(&l, GATE_EV_LEVELS, INSIDE | GATE_IN_RELEASE);
	expect_state(&l, GATE_BACK_OPEN); /* out of an alarm, too */
	struct lane exit = in_mantrap();
	give(&exit, GATE_EV_LEVELS, (INSIDE | GATE_IN_RELEASE) & ~(uint32_t)GATE_IN_EXIT_CLOSED);
	expect_state(&exit, GATE_ALARM); /* never two doors */
	assert_int_equal(locks(&exit), LOCKS);
}

static void a_plan_may_reject_back_without_an_officer(void **state)
{
	(void)state; /* unused */
	struct gate_plan plan = gate_plan_of(GATE_MANTRAP);
	plan.reject_back = true;
	struct lane l = compared(plan);
	give(&l, GATE_EV_FACE_REFER, INSIDE);
	expect_state(&l, GATE_BACK_OPEN);
	expect_why(&l, GATE_WHY_FACE);
	give(&l, GATE_EV_TIMER, INSIDE);
	expect_state(&l, GATE_REFERRED_INSIDE); /* did not go */
	expect_why(&l, GATE_WHY_TIME);
	struct lane held = compared(plan);
	give(&held, GATE_EV_WORKER_LOST, INSIDE);
	expect_state(&held, GATE_REFERRED_INSIDE);
}

static void an_order_to_close_waits_for_who_is_served(void **state)
{
	(void)state; /* unused */
	struct lane l = in_mantrap();
	give(&l, GATE_EV_ORDER_CLOSE, INSIDE);
	expect_state(&l, GATE_FACE);
	assert_true(drives(&l, GATE_OUT_CROSS));
	give(&l, GATE_EV_FACE_OK, INSIDE);
	give(&l, GATE_EV_RECORDED, INSIDE);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_ENTRY_CLOSED);
	give(&l, GATE_EV_LEVELS, QUIET);
	expect_state(&l, GATE_CLOSED);
	give(&l, GATE_EV_ORDER_OPEN, QUIET);
	expect_state(&l, GATE_IDLE);
	struct lane back = in_mantrap();
	give(&back, GATE_EV_ORDER_CLOSE, INSIDE);
	give(&back, GATE_EV_ORDER_OPEN, INSIDE);
	assert_true(drives(&back, GATE_OUT_ARROW));
}

static void a_closed_lane_comes_back_closed(void **state)
{
	(void)state; /* unused */
	struct lane l = lane_of(gate_plan_of(GATE_MANTRAP));
	give(&l, GATE_EV_ORDER_CLOSE, QUIET);
	expect_state(&l, GATE_CLOSED);
	give(&l, GATE_EV_LEVELS, QUIET & ~(uint32_t)GATE_IN_TAMPER_OK);
	expect_state(&l, GATE_ALARM);
	give(&l, GATE_EV_ORDER_RESET, SERVED); /* not ready: nobody is to begin */
	expect_state(&l, GATE_CLOSED);
}

static void a_lane_turns_only_while_nobody_is_served(void **state)
{
	(void)state; /* unused */
	struct gate_plan plan = gate_plan_of(GATE_ONE_DOOR);
	struct lane fixed = lane_of(plan);
	give(&fixed, GATE_EV_ORDER_TURN, QUIET);
	assert_false(fixed.s.gate.reversed);
	plan.reversible = true;
	struct lane l = lane_of(plan);
	give(&l, GATE_EV_ORDER_TURN, SERVED);
	expect_state(&l, GATE_INIT); /* to be proved anew */
	assert_true(l.s.gate.reversed);
	give(&l, GATE_EV_LEVELS, QUIET);
	assert_true(drives(&l, GATE_OUT_ARROW_BACK));
	give(&l, GATE_EV_DOCUMENT, QUIET);
	give(&l, GATE_EV_ORDER_TURN, SERVED);
	assert_true(l.s.gate.reversed);
	struct lane closed = lane_of(plan);
	give(&closed, GATE_EV_ORDER_CLOSE, QUIET);
	give(&closed, GATE_EV_ORDER_TURN, QUIET);
	expect_state(&closed, GATE_CLOSED);
	assert_true(closed.s.gate.reversed);
}

static void hold_stops_and_opens_nothing(void **state)
{
	(void)state; /* unused */
	struct lane l = in_mantrap();
	give(&l, GATE_EV_ORDER_HOLD, INSIDE);
	expect_state(&l, GATE_REFERRED_INSIDE);
	expect_why(&l, GATE_WHY_OFFICER);
	assert_int_equal(locks(&l), LOCKS);
	give(&l, GATE_EV_LEVELS, INSIDE & ~(uint32_t)GATE_IN_TAMPER_OK);
	expect_state(&l, GATE_ALARM);
	give(&l, GATE_EV_ORDER_HOLD, INSIDE);
	expect_state(&l, GATE_ALARM);
	struct lane door = door_open(GATE_ONE_DOOR);
	give(&door, GATE_EV_ORDER_HOLD, AT_DOOR);
	expect_state(&door, GATE_REFERRED_OUTSIDE);
}

static void free_opens_all_and_a_warning_goes_before_the_locks(void **state)
{
	(void)state; /* unused */
	struct lane l = in_mantrap();
	give(&l, GATE_EV_ORDER_FREE, INSIDE);
	expect_state(&l, GATE_EVACUATE);
	expect_why(&l, GATE_WHY_OFFICER);
	assert_int_equal(locks(&l), 0);
	assert_true(drives(&l, GATE_OUT_ENTRY_OPEN | GATE_OUT_EXIT_OPEN | GATE_OUT_CROSS));
	give(&l, GATE_EV_ORDER_RESET, SERVED);
	expect_state(&l, GATE_CLEARING);
	assert_int_equal(locks(&l), 0);
	assert_true(drives(&l, GATE_OUT_BUZZER));
	give(&l, GATE_EV_LEVELS, INSIDE);
	expect_state(&l, GATE_EVACUATE); /* somebody came back */
	give(&l, GATE_EV_ORDER_RESET, SERVED);
	give(&l, GATE_EV_TIMER, SERVED);
	expect_state(&l, GATE_INIT);
	assert_int_equal(locks(&l), LOCKS);
}

static void a_fire_during_a_power_failure_is_recorded(void **state)
{
	(void)state; /* unused */
	struct lane l = in_mantrap();
	give(&l, GATE_EV_LEVELS, INSIDE & ~(uint32_t)GATE_IN_MAINS_OK);
	expect_why(&l, GATE_WHY_MAINS);
	give(&l, GATE_EV_LEVELS, INSIDE & ~(uint32_t)(GATE_IN_MAINS_OK | GATE_IN_FIRE_OK));
	expect_state(&l, GATE_EVACUATE);
	expect_why(&l, GATE_WHY_FIRE);
	give(&l, GATE_EV_LEVELS, INSIDE & ~(uint32_t)GATE_IN_MAINS_OK);
	assert_int_equal(l.s.todo, 0); /* the worst stays */
	assert_int_equal(l.s.gate.why, GATE_WHY_FIRE);
}

static void each_breach_ends_with_its_reason(void **state)
{
	(void)state; /* unused */
	static const enum gate_why alarms[] = {GATE_WHY_INTRUSION, GATE_WHY_WRONG_WAY,
					       GATE_WHY_TAILGATING, GATE_WHY_OBJECT,
					       GATE_WHY_CRAWLING};
	static const enum gate_why refers[] = {GATE_WHY_PIGGYBACK, GATE_WHY_LOITERING,
					       GATE_WHY_ASSISTANCE, GATE_WHY_OBSTRUCTED,
					       GATE_WHY_PREVENTED};
	for (size_t i = 0; i < 5; i++) {
		struct lane alarm = in_mantrap();
		give_breach(&alarm, GATE_EV_LEVELS, INSIDE | BREACH, alarms[i]);
		expect_state(&alarm, GATE_ALARM);
		expect_why(&alarm, alarms[i]);
		struct lane inside = in_mantrap();
		give_breach(&inside, GATE_EV_LEVELS, INSIDE | BREACH, refers[i]);
		expect_state(&inside, GATE_REFERRED_INSIDE);
		expect_why(&inside, refers[i]);
		struct lane outside = walking(GATE_FLAP);
		give_breach(&outside, GATE_EV_LEVELS, STREET | BREACH, refers[i]);
		expect_state(&outside, GATE_REFERRED_OUTSIDE);
		expect_why(&outside, refers[i]);
	}
	struct lane unknown = in_mantrap();
	give(&unknown, GATE_EV_LEVELS, INSIDE | BREACH);
	expect_state(&unknown, GATE_ALARM);
	expect_why(&unknown, GATE_WHY_INTRUSION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_traveller_crosses_one_door_kiosk_and_flap),
		cmocka_unit_test(who_never_comes_to_the_door_is_not_waited_for),
		cmocka_unit_test(two_at_the_door_are_not_compared),
		cmocka_unit_test(one_door_locks_when_a_second_person_comes),
		cmocka_unit_test(who_does_not_pass_one_door_is_referred),
		cmocka_unit_test(an_officer_passes_at_one_door_on_record),
		cmocka_unit_test(no_retry_at_one_door_after_a_worker_was_lost),
		cmocka_unit_test(a_driven_door_reverses_from_a_body),
		cmocka_unit_test(a_door_is_tried_as_often_as_the_plan_says),
		cmocka_unit_test(unanswered_calls_let_out_whoever_is_inside),
		cmocka_unit_test(calls_in_vain_free_all_doors_where_the_exit_proves_nothing),
		cmocka_unit_test(a_lane_that_waits_for_processes_calls_nobody),
		cmocka_unit_test(an_exit_that_is_withdrawn_is_not_opened_again),
		cmocka_unit_test(who_vanishes_behind_a_shut_exit_has_not_left),
		cmocka_unit_test(an_alarm_over_an_empty_chamber_only_calls),
		cmocka_unit_test(sensors_that_lie_prove_no_empty_chamber),
		cmocka_unit_test(init_does_not_get_past_sensors_that_lie),
		cmocka_unit_test(the_button_inside_frees_the_entry_at_once),
		cmocka_unit_test(a_plan_may_reject_back_without_an_officer),
		cmocka_unit_test(an_order_to_close_waits_for_who_is_served),
		cmocka_unit_test(a_closed_lane_comes_back_closed),
		cmocka_unit_test(a_lane_turns_only_while_nobody_is_served),
		cmocka_unit_test(hold_stops_and_opens_nothing),
		cmocka_unit_test(free_opens_all_and_a_warning_goes_before_the_locks),
		cmocka_unit_test(a_fire_during_a_power_failure_is_recorded),
		cmocka_unit_test(each_breach_ends_with_its_reason),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
