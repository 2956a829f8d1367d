/*
 * test_passage_door: contacts that shake, lie or stay silent; drives; a lane that is turned round;
 * how long a breach stands.
 */
#include "passage_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ENTER  (GATE_OUT_EXIT_LOCK | GATE_OUT_ENTRY_OPEN)
#define LEAVE  (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_OPEN)
#define BIT(w) (1u << (w))

static bool in(const struct rig *r, uint32_t inputs)
{
	return (r->sense.inputs & inputs) == inputs;
}

static void expect_fault(const struct rig *r, enum gate_fault fault, uint32_t wire)
{
	assert_string_equal(gate_fault_text(r->sense.fault), gate_fault_text(fault));
	assert_int_equal(in(r, GATE_IN_SENSORS_OK), fault == GATE_FAULT_NONE);
	assert_int_equal(r->sense.wire, wire != 0 ? __builtin_ctz(wire) : GATE_WIRE_COUNT);
}

/* The entry was used, and is shut and locked again just now. */
static struct rig just_locked(void)
{
	struct rig r = rig_start(GATE_MANTRAP);
	rig_drive(&r, ENTER, 100);
	rig_off(&r, WIRE_ENTRY_CLOSED, 500);
	rig_drive(&r, RIG_LOCKED, 200);
	rig_on(&r, WIRE_ENTRY_CLOSED, 100);
	assert_true(in(&r, GATE_IN_ENTRY_CLOSED));
	return r;
}

static void a_contact_may_shake_while_its_door_settles(void **state)
{
	(void)state;
	struct rig r = just_locked();
	for (int i = 0; i < 4; i++) {
		for (int ms = 0; ms < 200; ms += RIG_STEP_MS) {
			rig_off(&r, WIRE_ENTRY_CLOSED, RIG_STEP_MS);
			assert_true(in(&r, GATE_IN_ENTRY_CLOSED));
		}
		rig_on(&r, WIRE_ENTRY_CLOSED, 100);
	}
	rig_run(&r, 3000); /* settled */
	rig_off(&r, WIRE_ENTRY_CLOSED, 50);
	assert_false(in(&r, GATE_IN_ENTRY_CLOSED));
}

static void an_open_door_is_not_taken_for_a_shaking_one(void **state)
{
	(void)state;
	struct rig r = just_locked();
	rig_off(&r, WIRE_ENTRY_CLOSED, 300);
	assert_false(in(&r, GATE_IN_ENTRY_CLOSED));
	static const uint32_t signs[] = {WIRE_ENTRY_BEAM, WIRE_ENTRY_HAND, WIRE_ENTRY_WIDE,
					 WIRE_ENTRY_OUTER | WIRE_ENTRY_INNER};
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		r = just_locked();
		rig_on(&r, signs[i], 30);
		rig_off(&r, WIRE_ENTRY_CLOSED, 30);
		assert_false(in(&r, GATE_IN_ENTRY_CLOSED));
	}
}

static void nothing_is_passed_over_while_the_other_door_is_free(void **state)
{
	(void)state;
	struct rig r = just_locked();
	rig_off(&r, WIRE_ENTRY_CLOSED, 50);
	assert_true(in(&r, GATE_IN_ENTRY_CLOSED));
	rig_drive(&r, LEAVE, 0);
	assert_false(in(&r, GATE_IN_ENTRY_CLOSED));
}

static void a_door_closed_and_wide_open_contradicts_itself(void **state)
{
	(void)state;
	static const uint32_t doors[][3] = {
		{WIRE_ENTRY_WIDE, WIRE_ENTRY_CLOSED, GATE_IN_ENTRY_CLOSED},
		{WIRE_EXIT_WIDE, WIRE_EXIT_CLOSED, GATE_IN_EXIT_CLOSED},
	};
	for (int i = 0; i < 2; i++) {
		struct rig r = rig_start(GATE_MANTRAP);
		rig_on(&r, doors[i][0], 25);
		expect_fault(&r, GATE_FAULT_CONTRADICTS, doors[i][1]);
		assert_false(in(&r, doors[i][2]));
		rig_off(&r, doors[i][0], 9000);
		expect_fault(&r, GATE_FAULT_CONTRADICTS, doors[i][1]);
		assert_true(in(&r, doors[i][2]));
		rig_run(&r, 1500);
		expect_fault(&r, GATE_FAULT_NONE, 0);
	}
}

static void pass(struct rig *r, uint32_t near, uint32_t far)
{
	rig_on(r, near, 100);
	rig_on(r, far, 200);
	rig_off(r, near, 100);
	rig_off(r, far, 100);
}

static void a_door_that_somebody_went_through_has_moved_or_its_contact_lies(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_ONE_DOOR);
	rig_drive(&r, LEAVE, 100);
	pass(&r, WIRE_EXIT_INNER, WIRE_EXIT_OUTER);
	expect_fault(&r, GATE_FAULT_SILENT, WIRE_EXIT_CLOSED);
	rig_drive(&r, RIG_LOCKED, 60000);
	expect_fault(&r, GATE_FAULT_SILENT, WIRE_EXIT_CLOSED);
	rig_off(&r, WIRE_EXIT_CLOSED, 1000); /* moved by hand: it works after all */
	rig_on(&r, WIRE_EXIT_CLOSED, 10000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
}

static void somebody_in_an_empty_chamber_came_by_a_door(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	rig_drive(&r, ENTER, 1000);
	rig_on(&r, WIRE_PRESENT, 50);
	expect_fault(&r, GATE_FAULT_SILENT, WIRE_ENTRY_CLOSED);
}

/* By beams of bodies and presence alone, as a lane without pairs has them. */
static struct rig inside_before(uint32_t drive, uint32_t beam)
{
	uint32_t few = RIG_LOOPS | RIG_CLOSED | WIRE_ENTRY_BEAM | WIRE_EXIT_BEAM | WIRE_PRESENT;
	struct rig r = rig_start_with(GATE_MANTRAP, few);
	rig_on(&r, WIRE_PRESENT, 1000);
	rig_drive(&r, drive, 500);
	rig_on(&r, beam, 300);
	rig_off(&r, beam | WIRE_PRESENT, 500);
	expect_fault(&r, GATE_FAULT_NONE, 0);
	return r;
}

static void who_left_a_chamber_went_by_the_door_that_was_free(void **state)
{
	(void)state;
	struct rig r = inside_before(GATE_OUT_ENTRY_LOCK, WIRE_EXIT_BEAM);
	rig_run(&r, 600);
	expect_fault(&r, GATE_FAULT_SILENT, WIRE_EXIT_CLOSED);
	r = inside_before(GATE_OUT_EXIT_LOCK, WIRE_ENTRY_BEAM);
	rig_run(&r, 600);
	expect_fault(&r, GATE_FAULT_SILENT, WIRE_ENTRY_CLOSED);
}

/* Presence alone may have lost them, and with both doors free they may have gone by the other. */
static void who_is_not_seen_any_more_has_not_gone_for_sure(void **state)
{
	(void)state;
	struct rig r = inside_before(GATE_OUT_ENTRY_LOCK, WIRE_EXIT_BEAM);
	rig_on(&r, WIRE_PRESENT, 5000); /* seen again in time */
	expect_fault(&r, GATE_FAULT_NONE, 0);
	r = inside_before(GATE_OUT_ENTRY_LOCK, WIRE_EXIT_BEAM);
	rig_on(&r, WIRE_EXIT_BEAM, 5000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
	r = inside_before(GATE_OUT_ENTRY_LOCK, 0);
	rig_run(&r, 5000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
	r = inside_before(0, WIRE_EXIT_BEAM);
	rig_run(&r, 5000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
}

static void who_is_inside_at_power_up_proves_nothing(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	r.passage = passage_start();
	r.outputs = 0; /* as nothing was driven yet */
	rig_on(&r, WIRE_PRESENT, 0);
	rig_drive(&r, RIG_LOCKED, 5000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
	assert_true(in(&r, GATE_IN_PRESENT | GATE_IN_SENSORS_OK));
	assert_int_equal(r.whys, 0);
}

static void a_door_that_never_moves_when_driven_is_silent(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	for (int i = 0; i < 3; i++) {
		expect_fault(&r, GATE_FAULT_NONE, 0);
		rig_forget(&r);
		rig_drive(&r, LEAVE, 2900);
		assert_int_equal(r.whys, 0);
		rig_run(&r, 200);
		assert_int_equal(r.sense.breach, GATE_WHY_PREVENTED);
		rig_drive(&r, RIG_LOCKED, 3000);
		assert_int_equal(r.sense.breach, GATE_WHY_NONE);
	}
	expect_fault(&r, GATE_FAULT_SILENT, WIRE_EXIT_CLOSED);
}

static void a_door_without_a_drive_may_wait_for_its_traveller(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	r.fitting.output[__builtin_ctz(GATE_OUT_EXIT_OPEN)].name[0] = '\0';
	rig_drive(&r, LEAVE, 10000);
	assert_int_equal(r.whys, 0);
}

static void who_turns_round_in_a_doorway_is_told_once(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	rig_drive(&r, ENTER, 100);
	rig_off(&r, WIRE_ENTRY_CLOSED, 300);
	rig_on(&r, WIRE_ENTRY_OUTER, 100);
	rig_off(&r, WIRE_ENTRY_OUTER, 100); /* a hand */
	assert_int_equal(r.turned, 0);
	rig_on(&r, WIRE_ENTRY_OUTER, 100);
	rig_on(&r, WIRE_ENTRY_INNER, 100);
	rig_off(&r, WIRE_ENTRY_INNER, 100);
	rig_off(&r, WIRE_ENTRY_OUTER, 100);
	rig_run(&r, 5000);
	assert_int_equal(r.turned, 1);
	assert_int_equal(r.whys, 0);
}

static void a_breach_stands_as_long_as_its_cause(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	rig_on(&r, WIRE_HEAVY | WIRE_MAT | WIRE_PRESENT, 2000);
	assert_int_equal(r.sense.breach, GATE_WHY_PIGGYBACK);
	assert_true(in(&r, GATE_IN_BREACH));
	rig_off(&r, WIRE_HEAVY, 25);
	assert_int_equal(r.sense.breach, GATE_WHY_NONE);
	assert_false(in(&r, GATE_IN_BREACH));
}

static void what_is_an_alarm_stands_for_a_second_at_least(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	pass(&r, WIRE_EXIT_INNER, WIRE_EXIT_OUTER); /* an event of one moment */
	rig_run(&r, 800);
	assert_int_equal(r.sense.breach, GATE_WHY_INTRUSION);
	rig_run(&r, 300);
	assert_int_equal(r.sense.breach, GATE_WHY_NONE);
}

/* The machine closes on a piggyback, and is idle when it has: then it has to be told still. */
static void two_through_an_only_door_are_told_until_it_is_shut(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_FLAP);
	rig_drive(&r, LEAVE, 100);
	rig_off(&r, WIRE_EXIT_CLOSED, 300);
	rig_on(&r, WIRE_EXIT_INNER, 100);
	rig_on(&r, WIRE_EXIT_OUTER, 100);
	rig_off(&r, WIRE_EXIT_INNER, 50);
	rig_on(&r, WIRE_EXIT_INNER, 200);
	rig_off(&r, WIRE_EXIT_INNER, 50);
	rig_off(&r, WIRE_EXIT_OUTER, 50);
	rig_drive(&r, RIG_LOCKED, 2000);
	r.lines.levels |= WIRE_EXIT_CLOSED;
	while (!in(&r, GATE_IN_EXIT_CLOSED)) {
		rig_step(&r);
		assert_int_equal(r.sense.breach, GATE_WHY_PIGGYBACK);
		r.now_ms += RIG_STEP_MS;
	}
	rig_step(&r);
	assert_int_equal(r.sense.breach, GATE_WHY_NONE);
}

static void the_most_severe_breach_comes_first(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	rig_on(&r, WIRE_HEAVY | WIRE_MAT | WIRE_PRESENT | WIRE_LOW, 1400);
	assert_int_equal(r.sense.breach, GATE_WHY_PIGGYBACK);
	rig_run(&r, 200);
	assert_int_equal(r.sense.breach, GATE_WHY_CRAWLING);
	pass(&r, WIRE_EXIT_INNER, WIRE_EXIT_OUTER);
	assert_int_equal(r.sense.breach, GATE_WHY_INTRUSION);
}

/* Said again after the same time, so that an officer's decision in between is not undone. */
static void loitering_is_said_from_time_to_time(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	rig_on(&r, WIRE_PRESENT, 0);
	for (int i = 0; i < 3; i++) {
		rig_run(&r, 44900);
		assert_int_equal(r.whys, 0);
		rig_run(&r, 150);
		assert_int_equal(r.whys, BIT(GATE_WHY_LOITERING));
		assert_int_equal(r.sense.breach, GATE_WHY_NONE);
		rig_forget(&r);
	}
}

/* The other way round the exit's lines are the entry's. */
static void a_lane_that_is_turned_changes_its_doors(void **state)
{
	(void)state;
	static const uint32_t swaps[][2] = {
		{WIRE_EXIT_BEAM, GATE_IN_ENTRY_BEAM}, {WIRE_ENTRY_BEAM, GATE_IN_EXIT_BEAM},
		{WIRE_EXIT_HAND, GATE_IN_ENTRY_BEAM}, {WIRE_ENTRY_HAND, GATE_IN_EXIT_BEAM},
		{WIRE_PRESENT, GATE_IN_PRESENT},      {WIRE_RELEASE, GATE_IN_RELEASE},
	};
	struct rig r = rig_start(GATE_MANTRAP);
	r.fitting.reversed = true;
	rig_run(&r, 100);
	for (size_t i = 0; i < sizeof(swaps) / sizeof(swaps[0]); i++) {
		rig_on(&r, swaps[i][0], 50);
		assert_true(in(&r, swaps[i][1]));
		rig_off(&r, swaps[i][0], 50);
		assert_false(in(&r, swaps[i][1]));
	}
	rig_drive(&r, ENTER, 100); /* as the machine drives it */
	rig_off(&r, WIRE_EXIT_CLOSED, 300);
	assert_int_equal(r.sense.inputs & (GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED),
			 GATE_IN_EXIT_CLOSED);
	pass(&r, WIRE_EXIT_OUTER, WIRE_EXIT_INNER);
	rig_on(&r, WIRE_PRESENT, 100);
	rig_drive(&r, RIG_LOCKED, 100);
	rig_on(&r, WIRE_EXIT_CLOSED, 1000);
	rig_drive(&r, LEAVE, 100);
	rig_off(&r, WIRE_ENTRY_CLOSED, 300);
	assert_false(in(&r, GATE_IN_PASSED));
	pass(&r, WIRE_ENTRY_INNER, WIRE_ENTRY_OUTER);
	assert_true(in(&r, GATE_IN_PASSED));
	assert_int_equal(r.whys, 0);
	rig_on(&r, WIRE_ENTRY_WIDE, 100);
	rig_on(&r, WIRE_ENTRY_CLOSED, 100); /* faults name the wire as it is wired */
	expect_fault(&r, GATE_FAULT_CONTRADICTS, WIRE_ENTRY_CLOSED);
}

static void an_only_door_that_is_turned_is_passed_the_other_way(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_FLAP);
	r.fitting.reversed = true;
	rig_drive(&r, LEAVE, 100);
	rig_off(&r, WIRE_EXIT_CLOSED, 300);
	pass(&r, WIRE_EXIT_OUTER, WIRE_EXIT_INNER);
	assert_true(in(&r, GATE_IN_PASSED));
	assert_int_equal(r.whys, 0);
	pass(&r, WIRE_EXIT_INNER, WIRE_EXIT_OUTER);
	assert_int_equal(r.whys, BIT(GATE_WHY_WRONG_WAY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_contact_may_shake_while_its_door_settles),
		cmocka_unit_test(an_open_door_is_not_taken_for_a_shaking_one),
		cmocka_unit_test(nothing_is_passed_over_while_the_other_door_is_free),
		cmocka_unit_test(a_door_closed_and_wide_open_contradicts_itself),
		cmocka_unit_test(a_door_that_somebody_went_through_has_moved_or_its_contact_lies),
		cmocka_unit_test(somebody_in_an_empty_chamber_came_by_a_door),
		cmocka_unit_test(who_left_a_chamber_went_by_the_door_that_was_free),
		cmocka_unit_test(who_is_not_seen_any_more_has_not_gone_for_sure),
		cmocka_unit_test(who_is_inside_at_power_up_proves_nothing),
		cmocka_unit_test(a_door_that_never_moves_when_driven_is_silent),
		cmocka_unit_test(a_door_without_a_drive_may_wait_for_its_traveller),
		cmocka_unit_test(who_turns_round_in_a_doorway_is_told_once),
		cmocka_unit_test(a_breach_stands_as_long_as_its_cause),
		cmocka_unit_test(what_is_an_alarm_stands_for_a_second_at_least),
		cmocka_unit_test(two_through_an_only_door_are_told_until_it_is_shut),
		cmocka_unit_test(the_most_severe_breach_comes_first),
		cmocka_unit_test(loitering_is_said_from_time_to_time),
		cmocka_unit_test(a_lane_that_is_turned_changes_its_doors),
		cmocka_unit_test(an_only_door_that_is_turned_is_passed_the_other_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
