/*
 * test_passage_line: levels that count, and lines that cannot be believed.
 */
#include "passage_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DEBOUNCE_FIRE 10

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

/* Each wire whose level passes straight through to an input: its level is grave or comfortable. */
static const struct plain {
	uint32_t wire;
	uint32_t input;
	bool grave; /* the level that must not be late */
} plains[] = {
	{WIRE_ENTRY_CLOSED, GATE_IN_ENTRY_CLOSED, false},
	{WIRE_EXIT_CLOSED, GATE_IN_EXIT_CLOSED, false},
	{WIRE_ENTRY_BEAM, GATE_IN_ENTRY_BEAM, true},
	{WIRE_EXIT_BEAM, GATE_IN_EXIT_BEAM, true},
	{WIRE_PRESENT, GATE_IN_PRESENT, true},
	{WIRE_SEVERAL, GATE_IN_SEVERAL, true},
	{WIRE_FIRE_OK, GATE_IN_FIRE_OK, false},
	{WIRE_ESTOP_OK, GATE_IN_ESTOP_OK, false},
	{WIRE_TAMPER_OK, GATE_IN_TAMPER_OK, false},
	{WIRE_MAINS_OK, GATE_IN_MAINS_OK, false},
	{WIRE_MAT, GATE_IN_PRESENT, true},
	{WIRE_HEAVY, GATE_IN_SEVERAL, true},
	{WIRE_LOW, GATE_IN_PRESENT, true},
	{WIRE_RELEASE, GATE_IN_RELEASE, true},
	{WIRE_ENTRY_HAND, GATE_IN_ENTRY_BEAM, true},
	{WIRE_EXIT_HAND, GATE_IN_EXIT_BEAM, true},
};
#define PLAINS (sizeof(plains) / sizeof(plains[0]))

static void set(struct rig *r, uint32_t wire, bool level)
{
	r->lines.levels = level ? r->lines.levels | wire : r->lines.levels & ~wire;
}

static void a_level_counts_after_its_debounce_and_not_later(void **state)
{
	(void)state;
	for (size_t i = 0; i < PLAINS; i++) {
		const struct plain *p = &plains[i];
		struct rig r = rig_start(GATE_MANTRAP);
		uint16_t wait = gate_wire_debounce_ms((unsigned)__builtin_ctz(p->wire));
		rig_run(&r, 0);
		r.fitting.times.settle = 0; /* a shaking contact is another test */
		set(&r, p->wire, p->grave);
		rig_step(&r);
		assert_int_equal(r.sense.wait_ms, wait);
		r.now_ms += wait - 1;
		rig_step(&r);
		assert_int_equal(in(&r, p->input), !p->grave);
		assert_int_equal(r.sense.wait_ms, 1);
		r.now_ms += 1;
		rig_step(&r);
		assert_int_equal(in(&r, p->input), p->grave);
		assert_int_equal(r.sense.wait_ms, 0);
	}
}

/* Toggles every 2 ms and never stands for the debounce: the grave level counts all the same, when
 * it is read first after its debounce. */
static void a_bouncing_line_does_not_hide_its_grave_level(void **state)
{
	(void)state;
	for (size_t i = 0; i < PLAINS; i++) {
		const struct plain *p = &plains[i];
		struct rig r = rig_start(GATE_MANTRAP);
		uint16_t wait = gate_wire_debounce_ms((unsigned)__builtin_ctz(p->wire));
		r.fitting.times.settle = 0;
		for (int64_t from = r.now_ms; r.now_ms <= from + wait + 4; r.now_ms += 2) {
			set(&r, p->wire, p->grave == ((r.now_ms - from) % 4 == 0));
			rig_step(&r);
			if (in(&r, p->input) == p->grave) {
				break;
			}
		}
		assert_int_equal(in(&r, p->input), p->grave);
	}
}

static void a_bouncing_line_does_not_fake_its_comfortable_level(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	rig_off(&r, WIRE_FIRE_OK, 20);
	assert_false(in(&r, GATE_IN_FIRE_OK));
	for (int i = 0; i < 500; i++) {
		set(&r, WIRE_FIRE_OK, i % 5 != 0); /* good for 8 ms of 10 */
		r.now_ms += 2;
		rig_step(&r);
		assert_false(in(&r, GATE_IN_FIRE_OK));
	}
}

static void after_any_storm_the_final_level_counts(void **state)
{
	(void)state;
	uint32_t noise = 1;
	for (size_t i = 0; i < 2 * PLAINS; i++) {
		const struct plain *p = &plains[i / 2];
		bool final = i % 2 == 0;
		struct rig r = rig_start(GATE_MANTRAP);
		r.fitting.times.settle = 0;
		for (int n = 0; n < 400; n++) {
			noise = noise * 1664525u + 1013904223u;
			set(&r, p->wire, (noise >> 16 & 1u) != 0);
			r.now_ms += noise >> 24 & 7u;
			rig_step(&r);
		}
		set(&r, p->wire, final);
		rig_step(&r);
		r.now_ms += 20;
		rig_step(&r);
		assert_int_equal(in(&r, p->input), final);
	}
}

static void one_glitch_is_nothing(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	for (int i = 0; i < 20; i++) {
		set(&r, WIRE_FIRE_OK, false);
		rig_step(&r);
		r.now_ms += 2;
		set(&r, WIRE_FIRE_OK, true);
		rig_step(&r);
		r.now_ms += DEBOUNCE_FIRE;
		rig_step(&r);
		assert_true(in(&r, GATE_IN_FIRE_OK));
		r.now_ms += 100;
		rig_step(&r);
	}
}

/* Edges may be all that wakes: a level that began and ended between two looks has stood. */
static void a_grave_level_that_stood_between_two_looks_counts(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	set(&r, WIRE_FIRE_OK, false);
	rig_step(&r);
	r.now_ms += DEBOUNCE_FIRE;
	set(&r, WIRE_FIRE_OK, true);
	rig_step(&r);
	assert_true(in(&r, GATE_IN_FIRE_OK));
	r.now_ms += 100;
	rig_step(&r);
	set(&r, WIRE_FIRE_OK, false);
	rig_step(&r);
	r.now_ms += DEBOUNCE_FIRE + 1;
	set(&r, WIRE_FIRE_OK, true);
	rig_step(&r);
	assert_false(in(&r, GATE_IN_FIRE_OK));
	r.now_ms += DEBOUNCE_FIRE;
	rig_step(&r);
	assert_true(in(&r, GATE_IN_FIRE_OK));
}

static void what_the_kernel_debounced_counts_at_once(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	r.debounced = WIRE_FIRE_OK;
	set(&r, WIRE_FIRE_OK, false);
	rig_step(&r);
	assert_false(in(&r, GATE_IN_FIRE_OK));
	set(&r, WIRE_ESTOP_OK, false);
	rig_step(&r);
	assert_true(in(&r, GATE_IN_ESTOP_OK));
}

static void the_first_step_takes_levels_as_they_are(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	r.passage = passage_start();
	r.lines.levels = WIRE_PRESENT | WIRE_EXIT_CLOSED;
	rig_step(&r);
	assert_int_equal(r.sense.inputs,
			 GATE_IN_PRESENT | GATE_IN_EXIT_CLOSED | GATE_IN_SENSORS_OK);
}

static void a_wire_that_is_not_fitted_reads_as_if_all_were_well(void **state)
{
	(void)state;
	struct rig r = rig_start_with(GATE_MANTRAP, RIG_CLOSED | WIRE_PRESENT | WIRE_FIRE_OK);
	r.lines.levels = ~(uint32_t)(WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK | WIRE_PRESENT);
	rig_run(&r, 5000);
	assert_int_equal(r.sense.inputs, GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED |
						 GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK |
						 GATE_IN_TAMPER_OK | GATE_IN_MAINS_OK |
						 GATE_IN_SENSORS_OK);
	assert_false(r.sense.key);
}

static void a_fitting_without_names_has_the_ten_wires(void **state)
{
	(void)state;
	struct gate_fitting none = gate_fitting_of(GATE_MANTRAP);
	rig_fit(&none, 0);
	for (unsigned bit = 0; bit < 10; bit++) {
		struct passage p = passage_start();
		struct gate_lines lines = {.levels = RIG_LOOPS | RIG_CLOSED};
		lines.levels ^= 1u << bit;
		struct gate_sense s = passage_step(&p, &none, &lines, 0, RIG_LOCKED, 0);
		uint32_t wanted = lines.levels | GATE_IN_SENSORS_OK;
		if ((lines.levels & WIRE_SEVERAL) != 0) {
			wanted |= GATE_IN_PRESENT; /* several are somebody */
		}
		assert_int_equal(s.inputs, wanted);
	}
}

static void a_key_takes_the_lane_out_of_service(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	assert_false(r.sense.key);
	rig_on(&r, WIRE_KEY, 20);
	assert_true(r.sense.key);
	rig_run(&r, 3600000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
}

/* Sensors of bodies: each of them active for too long is a fault, named, and over some time after
 * it is well again. */
static void a_sensor_that_is_stuck_is_a_fault_until_it_is_well(void **state)
{
	(void)state;
	static const uint32_t sensors[] = {
		WIRE_ENTRY_BEAM, WIRE_EXIT_BEAM,  WIRE_PRESENT, WIRE_ENTRY_OUTER, WIRE_ENTRY_INNER,
		WIRE_EXIT_INNER, WIRE_EXIT_OUTER, WIRE_RELEASE, WIRE_ENTRY_HAND,  WIRE_EXIT_HAND,
	};
	for (size_t i = 0; i < sizeof(sensors) / sizeof(sensors[0]); i++) {
		struct rig r = rig_start(GATE_MANTRAP);
		rig_on(&r, sensors[i], 599000);
		expect_fault(&r, GATE_FAULT_NONE, 0);
		rig_run(&r, 2000);
		expect_fault(&r, GATE_FAULT_STUCK, sensors[i]);
		rig_off(&r, sensors[i], 9000);
		expect_fault(&r, GATE_FAULT_STUCK, sensors[i]);
		rig_on(&r, sensors[i], 1000); /* works again: a body passes */
		rig_off(&r, sensors[i], 2000);
		expect_fault(&r, GATE_FAULT_NONE, 0);
	}
}

/* Before an only door others wait: while the lane serves, or is not to be had, nobody's standing
 * there for long is strange. In front of one that waits for a document it is. */
static void a_queue_before_an_only_door_is_no_stuck_sensor(void **state)
{
	static const uint32_t sensors[] = {WIRE_PRESENT, WIRE_SEVERAL, WIRE_MAT,
					   WIRE_HEAVY,   WIRE_LOW,     WIRE_HIGH};
	const uint32_t waits = RIG_LOCKED | GATE_OUT_IDLE;
	uint32_t queue = 0;
	(void)state;
	for (size_t i = 0; i < sizeof(sensors) / sizeof(sensors[0]); i++) {
		queue |= sensors[i];
	}
	for (enum gate_topology t = GATE_ONE_DOOR; t < GATE_DOOR_TOPOLOGIES; t++) {
		struct rig r = rig_start(t);
		rig_on(&r, queue, 0);
		rig_curtain(&r, 0x7, 0);
		r.fitting.curtain_beams = 8;
		for (int served = 0; served < 4; served++) {
			rig_drive(&r, waits, 400000); /* nobody has a document at hand */
			rig_drive(&r, RIG_LOCKED, 20000);
			expect_fault(&r, GATE_FAULT_NONE, 0);
		}
		rig_run(&r, 700000); /* out of service, and they wait */
		expect_fault(&r, GATE_FAULT_NONE, 0);
		rig_drive(&r, waits, 599000);
		expect_fault(&r, GATE_FAULT_NONE, 0);
		rig_run(&r, 2000);
		assert_int_equal(r.sense.fault, GATE_FAULT_STUCK);
	}
}

/* In a chamber, and in a doorway, it is strange whatever the lane does. */
static void a_beam_before_a_busy_only_door_can_be_stuck(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_ONE_DOOR);
	rig_on(&r, WIRE_EXIT_OUTER, 601000);
	expect_fault(&r, GATE_FAULT_STUCK, WIRE_EXIT_OUTER);
}

static void a_beam_of_the_curtain_can_be_stuck_too(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_FLAP);
	r.fitting.curtain_beams = 8;
	rig_drive(&r, RIG_LOCKED | GATE_OUT_IDLE, 0);
	rig_curtain(&r, 1u << 9, 700000); /* not fitted */
	expect_fault(&r, GATE_FAULT_NONE, 0);
	rig_curtain(&r, 1u << 7, 601000);
	assert_int_equal(r.sense.fault, GATE_FAULT_STUCK);
	assert_int_equal(r.sense.wire, GATE_WIRE_COUNT);
}

static void a_line_that_rattles_for_long_is_a_fault(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	for (int i = 0; i < 400; i++) {
		set(&r, WIRE_EXIT_OUTER, i % 2 == 0);
		rig_run(&r, 10);
	}
	expect_fault(&r, GATE_FAULT_RATTLES, WIRE_EXIT_OUTER);
	rig_off(&r, WIRE_EXIT_OUTER, 9000);
	expect_fault(&r, GATE_FAULT_RATTLES, WIRE_EXIT_OUTER);
	rig_run(&r, 3000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
}

static void a_short_storm_is_no_fault(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	for (int i = 0; i < 190; i++) {
		set(&r, WIRE_EXIT_OUTER, i % 2 == 0);
		rig_run(&r, 10);
		expect_fault(&r, GATE_FAULT_NONE, 0);
	}
	rig_off(&r, WIRE_EXIT_OUTER, 3000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
}

static void a_busy_doorway_does_not_rattle(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_ONE_DOOR);
	for (int i = 0; i < 100; i++) {
		set(&r, WIRE_EXIT_OUTER, i % 2 == 0); /* five legs a second */
		rig_run(&r, 100);
		expect_fault(&r, GATE_FAULT_NONE, 0);
	}
}

static void the_return_of_the_watchdog_must_follow(void **state)
{
	(void)state;
	for (int stuck = 0; stuck < 2; stuck++) {
		struct rig r = rig_start(GATE_MANTRAP);
		expect_fault(&r, GATE_FAULT_NONE, 0);
		r.beats = false;
		set(&r, WIRE_RETURN, stuck != 0);
		for (int i = 0; i < 10; i++) {
			r.outputs ^= (uint32_t)GATE_OUT_WATCHDOG;
			rig_run(&r, 50);
		}
		expect_fault(&r, GATE_FAULT_RETURN, WIRE_RETURN);
		r.beats = true;
		rig_run(&r, 9000);
		expect_fault(&r, GATE_FAULT_RETURN, WIRE_RETURN);
		rig_run(&r, 2000);
		expect_fault(&r, GATE_FAULT_NONE, 0);
	}
}

static void one_fault_is_told_until_it_is_over(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	rig_on(&r, WIRE_EXIT_HAND, 601000);
	expect_fault(&r, GATE_FAULT_STUCK, WIRE_EXIT_HAND);
	rig_on(&r, WIRE_RELEASE, 601000);
	expect_fault(&r, GATE_FAULT_STUCK, WIRE_EXIT_HAND);
	rig_off(&r, WIRE_EXIT_HAND, 11000);
	expect_fault(&r, GATE_FAULT_STUCK, WIRE_RELEASE);
}

static void a_rule_whose_time_is_0_is_off(void **state)
{
	(void)state;
	struct rig r = rig_start(GATE_MANTRAP);
	r.fitting.times = (struct gate_times){.loiter = 0};
	rig_on(&r, WIRE_EXIT_HAND | WIRE_EXIT_BEAM, 3600000);
	expect_fault(&r, GATE_FAULT_NONE, 0);
	assert_int_equal(r.whys, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_level_counts_after_its_debounce_and_not_later),
		cmocka_unit_test(a_bouncing_line_does_not_hide_its_grave_level),
		cmocka_unit_test(a_bouncing_line_does_not_fake_its_comfortable_level),
		cmocka_unit_test(after_any_storm_the_final_level_counts),
		cmocka_unit_test(one_glitch_is_nothing),
		cmocka_unit_test(a_grave_level_that_stood_between_two_looks_counts),
		cmocka_unit_test(what_the_kernel_debounced_counts_at_once),
		cmocka_unit_test(the_first_step_takes_levels_as_they_are),
		cmocka_unit_test(a_wire_that_is_not_fitted_reads_as_if_all_were_well),
		cmocka_unit_test(a_fitting_without_names_has_the_ten_wires),
		cmocka_unit_test(a_key_takes_the_lane_out_of_service),
		cmocka_unit_test(a_sensor_that_is_stuck_is_a_fault_until_it_is_well),
		cmocka_unit_test(a_queue_before_an_only_door_is_no_stuck_sensor),
		cmocka_unit_test(a_beam_before_a_busy_only_door_can_be_stuck),
		cmocka_unit_test(a_beam_of_the_curtain_can_be_stuck_too),
		cmocka_unit_test(a_line_that_rattles_for_long_is_a_fault),
		cmocka_unit_test(a_short_storm_is_no_fault),
		cmocka_unit_test(a_busy_doorway_does_not_rattle),
		cmocka_unit_test(the_return_of_the_watchdog_must_follow),
		cmocka_unit_test(one_fault_is_told_until_it_is_over),
		cmocka_unit_test(a_rule_whose_time_is_0_is_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
