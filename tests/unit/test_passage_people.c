/*
 * test_passage_people: how many are inside, by sensors that agree and by sensors that do not.
 */
#include "passage_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ENTER  (GATE_OUT_EXIT_LOCK | GATE_OUT_ENTRY_OPEN)
#define COUNT  (WIRE_COUNT_IN | WIRE_COUNT_OUT)
#define BASE   (RIG_LOOPS | RIG_CLOSED | WIRE_ENTRY_BEAM | WIRE_EXIT_BEAM)
#define WHO    (GATE_IN_PRESENT | GATE_IN_SEVERAL)
#define NOBODY 0
#define ONE    GATE_IN_PRESENT
#define MORE   (GATE_IN_PRESENT | GATE_IN_SEVERAL)

static void expect_who(const struct rig *r, uint32_t who)
{
	assert_int_equal(r->sense.inputs & WHO, who);
}

static void expect_fault(const struct rig *r, enum gate_fault fault, uint32_t wire)
{
	bool ok = (r->sense.inputs & GATE_IN_SENSORS_OK) != 0;
	assert_string_equal(gate_fault_text(r->sense.fault), gate_fault_text(fault));
	assert_int_equal(ok, fault == GATE_FAULT_NONE);
	assert_int_equal(r->sense.wire, wire != 0 ? __builtin_ctz(wire) : GATE_WIRE_COUNT);
}

/* Any sensor that sees more than one is believed, whatever the others say. */
static void one_is_one_only_if_no_sensor_says_otherwise(void **state)
{
	(void)state;
	static const struct {
		uint32_t wires;
		uint32_t curtain;
		uint32_t who;
	} cases[] = {
		{0, 0, NOBODY},
		{WIRE_PRESENT, 0, ONE},
		{WIRE_MAT, 0, ONE},
		{WIRE_LOW, 0, ONE},
		{WIRE_HIGH, 0, ONE},
		{WIRE_PRESENT | WIRE_MAT | WIRE_LOW | WIRE_HIGH, 0xFF, ONE},
		{0, 0x1, ONE}, /* something is there */
		{WIRE_SEVERAL, 0, MORE},
		{WIRE_PRESENT | WIRE_HEAVY, 0, MORE},
		{WIRE_PRESENT, 0x0707, MORE},
		{WIRE_PRESENT, 0x0077, MORE},     /* one clear beam is a gap */
		{WIRE_PRESENT, 0x007F, ONE},      /* none is not */
		{WIRE_PRESENT, 0x0303, ONE},      /* two poles */
		{WIRE_PRESENT, 0x1C03, ONE},      /* a body and its trolley's pole */
		{WIRE_PRESENT, 0x00001FFF, ONE},  /* 13 beams */
		{WIRE_PRESENT, 0x00003FFF, MORE}, /* 14 are too broad for one */
		{WIRE_PRESENT, 0xFFFFFFFF, MORE},
		{WIRE_PRESENT, 0xE0000007, MORE}, /* both ends */
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rig r = rig_start(GATE_MANTRAP);
		r.fitting.curtain_beams = GATE_CURTAIN_MAX;
		r.lines.curtain = cases[i].curtain;
		rig_on(&r, cases[i].wires, 100);
		expect_who(&r, cases[i].who);
	}
}

static void two_in_a_curtain_are_close_together(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	r.fitting.curtain_beams = GATE_CURTAIN_MAX;
	rig_on(&r, WIRE_PRESENT | WIRE_MAT, 0);
	rig_curtain(&r, 0xF0F0, 100);
	assert_int_equal(r.sense.breach, GATE_WHY_PIGGYBACK);
}

static void before_an_only_door_two_are_no_breach_until_it_opens(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_FLAP);
	r.fitting.curtain_beams = GATE_CURTAIN_MAX;
	rig_curtain(&r, 0xF0F0, 5000);
	expect_who(&r, MORE);
	assert_int_equal(r.whys, 0);
	rig_drive(&r, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_OPEN, 100);
	assert_int_equal(r.sense.breach, GATE_WHY_PIGGYBACK);
}

static void pulse(struct rig *r, uint32_t wire)
{
	rig_on(r, wire, 20);
	rig_off(r, wire, 100);
}

static struct rig counted(void)
{
	struct rig r = rig_start_with(GATE_MANTRAP, BASE | WIRE_PRESENT | COUNT);
	rig_drive(&r, ENTER, 100);
	rig_off(&r, WIRE_ENTRY_CLOSED, 100);
	return r;
}

static void enter_closed(struct rig *r)
{
	rig_drive(r, RIG_LOCKED, 100);
	rig_on(r, WIRE_ENTRY_CLOSED, 200);
}

static void a_counter_tells_one_from_two(void **state)
{
	(void)state;
	struct rig r = counted();
	pulse(&r, WIRE_COUNT_IN);
	rig_on(&r, WIRE_PRESENT, 100);
	expect_who(&r, ONE);
	pulse(&r, WIRE_COUNT_IN);
	expect_who(&r, MORE);
	pulse(&r, WIRE_COUNT_OUT);
	expect_who(&r, ONE);
	enter_closed(&r);
	rig_run(&r, 10000);
	expect_who(&r, ONE);
	expect_fault(&r, GATE_FAULT_NONE, 0);
}

static void a_counter_that_missed_who_came_in_is_a_fault(void **state)
{
	(void)state;
	struct rig r = counted();
	rig_on(&r, WIRE_PRESENT, 100);
	enter_closed(&r);
	rig_run(&r, 2000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
	rig_run(&r, 1500);
	expect_fault(&r, GATE_FAULT_CONTRADICTS, WIRE_COUNT_IN);
}

static void a_counter_that_missed_who_went_out_begins_anew(void **state)
{
	(void)state;
	struct rig r = counted();
	pulse(&r, WIRE_COUNT_IN);
	rig_on(&r, WIRE_PRESENT, 100);
	rig_off(&r, WIRE_PRESENT, 100);
	enter_closed(&r);
	expect_who(&r, ONE); /* somebody, until it is known better */
	rig_run(&r, 4000);
	expect_fault(&r, GATE_FAULT_CONTRADICTS, WIRE_COUNT_IN);
	expect_who(&r, ONE);
	rig_run(&r, 12000);
	expect_who(&r, NOBODY);
	rig_run(&r, 12000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
}

static void a_counter_does_not_keep_an_evacuation_from_ending(void **state)
{
	(void)state;
	struct rig r = counted();
	rig_drive(&r, 0, 100);
	pulse(&r, WIRE_COUNT_IN);
	rig_run(&r, 14000);
	expect_who(&r, ONE);
	rig_run(&r, 1000);
	expect_who(&r, NOBODY);
	expect_fault(&r, GATE_FAULT_NONE, 0);
}

static void a_counter_knows_nothing_about_who_was_there_at_power_up(void **state)
{
	(void)state;
	struct rig r = rig_start_with(GATE_MANTRAP, BASE | WIRE_PRESENT | COUNT);
	r.passage = passage_start();
	rig_on(&r, WIRE_PRESENT, 20000);
	expect_who(&r, ONE);
	expect_fault(&r, GATE_FAULT_NONE, 0);
}

/* Sensors that rule each other out, after a while. */
static void sensors_that_contradict_each_other_are_a_fault(void **state)
{
	(void)state;
	static const struct {
		uint32_t wires;
		uint32_t wire; /* at fault */
	} cases[] = {
		{WIRE_SEVERAL, WIRE_SEVERAL},
		{WIRE_HEAVY | WIRE_PRESENT, WIRE_HEAVY},
		{WIRE_MAT, WIRE_MAT},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rig r = rig_start(GATE_MANTRAP);
		rig_on(&r, cases[i].wires, 2900);
		expect_fault(&r, GATE_FAULT_NONE, 0);
		rig_run(&r, 200);
		expect_fault(&r, GATE_FAULT_CONTRADICTS, cases[i].wire);
		rig_off(&r, cases[i].wires, 9900);
		expect_fault(&r, GATE_FAULT_CONTRADICTS, cases[i].wire);
		rig_run(&r, 200);
		expect_fault(&r, GATE_FAULT_NONE, 0);
	}
}

static void a_contradiction_that_comes_and_goes_does_not_make_the_fault_flap(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	rig_on(&r, WIRE_MAT, 4000);
	for (int i = 0; i < 10; i++) {
		expect_fault(&r, GATE_FAULT_CONTRADICTS, WIRE_MAT);
		rig_off(&r, WIRE_MAT, 5000);
		expect_fault(&r, GATE_FAULT_CONTRADICTS, WIRE_MAT);
		rig_on(&r, WIRE_MAT, 4000);
	}
}

#define PAIRS (WIRE_ENTRY_OUTER | WIRE_ENTRY_INNER | WIRE_EXIT_OUTER | WIRE_EXIT_INNER)

/* Through a doorway; the beam that is named first is met first. */
static void go_through(struct rig *r, uint32_t first, uint32_t second)
{
	rig_on(r, first, 150);
	rig_on(r, second, 150);
	rig_off(r, first, 150);
	rig_off(r, second, 100);
}

static struct rig entered_unseen(void)
{
	struct rig r = rig_start_with(GATE_MANTRAP, BASE | WIRE_PRESENT | PAIRS);
	rig_drive(&r, ENTER, 100);
	rig_off(&r, WIRE_ENTRY_CLOSED, 100);
	go_through(&r, WIRE_ENTRY_OUTER, WIRE_ENTRY_INNER);
	return r;
}

static void presence_that_does_not_see_who_came_in_is_a_fault(void **state)
{
	(void)state;
	struct rig r = entered_unseen();
	rig_run(&r, 5000); /* the door is open: they may go again */
	expect_fault(&r, GATE_FAULT_NONE, 0);
	enter_closed(&r);
	rig_run(&r, 2500);
	expect_fault(&r, GATE_FAULT_NONE, 0);
	rig_run(&r, 1000);
	expect_fault(&r, GATE_FAULT_CONTRADICTS, WIRE_PRESENT);
	/* It stays as long as they are shut in; when a door was free again nothing is known. */
	rig_run(&r, 60000);
	expect_fault(&r, GATE_FAULT_CONTRADICTS, WIRE_PRESENT);
	rig_drive(&r, 0, 100);
	rig_off(&r, WIRE_EXIT_CLOSED, 2000);
	rig_on(&r, WIRE_EXIT_CLOSED, 0);
	rig_drive(&r, RIG_LOCKED, 14000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
}

static void presence_that_sees_nobody_is_right_where_nobody_stayed(void **state)
{
	(void)state;
	struct rig r = entered_unseen();
	go_through(&r, WIRE_ENTRY_INNER, WIRE_ENTRY_OUTER);
	enter_closed(&r);
	rig_run(&r, 10000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
	r = entered_unseen();
	rig_on(&r, WIRE_PRESENT, 100);
	enter_closed(&r);
	rig_run(&r, 10000);
	rig_off(&r, WIRE_PRESENT, 10000); /* seen once: they stand where it does not look */
	expect_fault(&r, GATE_FAULT_NONE, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_is_one_only_if_no_sensor_says_otherwise),
		cmocka_unit_test(two_in_a_curtain_are_close_together),
		cmocka_unit_test(before_an_only_door_two_are_no_breach_until_it_opens),
		cmocka_unit_test(a_counter_tells_one_from_two),
		cmocka_unit_test(a_counter_that_missed_who_came_in_is_a_fault),
		cmocka_unit_test(a_counter_that_missed_who_went_out_begins_anew),
		cmocka_unit_test(a_counter_does_not_keep_an_evacuation_from_ending),
		cmocka_unit_test(a_counter_knows_nothing_about_who_was_there_at_power_up),
		cmocka_unit_test(sensors_that_contradict_each_other_are_a_fault),
		cmocka_unit_test(a_contradiction_that_comes_and_goes_does_not_make_the_fault_flap),
		cmocka_unit_test(presence_that_does_not_see_who_came_in_is_a_fault),
		cmocka_unit_test(presence_that_sees_nobody_is_right_where_nobody_stayed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
