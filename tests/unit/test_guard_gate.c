/*
 * test_guard_gate: what a guard drives, for every moment at which a core may leave it alone.
 */
#include "prog/core_settings.h"
#include "prog/guard_gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define WELL                                                                              \
	((uint32_t)(WIRE_ENTRY_CLOSED | WIRE_EXIT_CLOSED | WIRE_FIRE_OK | WIRE_ESTOP_OK | \
		    WIRE_TAMPER_OK | WIRE_MAINS_OK))
#define LOCKS     ((uint32_t)(GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK))
#define TICK_US   INT64_C(50000)
#define SECOND_US INT64_C(1000000)

struct stage {
	struct lane_settings settings;
	struct guard_gate gate;
	int64_t now_us;
	uint32_t out;
};

static struct stage *stage_with(uint32_t inputs)
{
	static struct stage s;
	s = (struct stage){.settings = lane_settings_default(), .now_us = SECOND_US};
	s.gate = guard_gate_start(&s.settings, inputs, s.now_us);
	return &s;
}

/* These wires for so long; the outputs at the end. */
static uint32_t hold(struct stage *s, uint32_t wires, int64_t us)
{
	const struct gate_lines lines = {.levels = wires};
	for (int64_t end = s->now_us + us; s->now_us < end; s->now_us += TICK_US) {
		s->out = guard_gate_step(&s->gate, &lines, UINT32_MAX, 0, s->now_us);
	}
	return s->out;
}

static void doors_are_locked_and_the_lane_is_out_of_service(void **state)
{
	(void)state;
	struct stage *s = stage_with(0);
	assert_int_equal(guard_gate_first(&s->gate) & LOCKS, LOCKS);
	assert_int_equal(hold(s, WELL, SECOND_US) & LOCKS, LOCKS);
	assert_true((s->out & (uint32_t)GATE_OUT_CROSS) != 0);
	assert_int_equal(hold(s, WELL, 600 * SECOND_US) & LOCKS, LOCKS);
	assert_int_equal(s->gate.gate.state, GATE_INIT); /* nobody is served, ever */
}

static void doors_that_the_core_had_freed_stay_free(void **state)
{
	(void)state;
	static struct stage s;
	s = (struct stage){.settings = lane_settings_default(), .now_us = SECOND_US};
	s.settings.freed = true;
	s.gate = guard_gate_start(&s.settings, 0, s.now_us); /* the fire is over */
	assert_int_equal(guard_gate_first(&s.gate) & LOCKS, 0);
	assert_int_equal(hold(&s, WELL, 600 * SECOND_US) & LOCKS, 0);
	assert_true(guard_gate_freed(&s.gate));
}

static void a_body_that_the_core_saw_last_is_not_locked_against(void **state)
{
	(void)state;
	struct stage *s =
		stage_with((uint32_t)(GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_BEAM | GATE_IN_FIRE_OK |
				      GATE_IN_ESTOP_OK | GATE_IN_TAMPER_OK | GATE_IN_MAINS_OK |
				      GATE_IN_SENSORS_OK | GATE_IN_READY));
	assert_int_equal(guard_gate_first(&s->gate) & LOCKS, GATE_OUT_ENTRY_LOCK);
	uint32_t swings = (WELL & ~(uint32_t)WIRE_EXIT_CLOSED) | (uint32_t)WIRE_EXIT_BEAM;
	assert_int_equal(hold(s, swings, SECOND_US) & LOCKS, GATE_OUT_ENTRY_LOCK);
	assert_int_equal(hold(s, WELL, SECOND_US) & LOCKS, LOCKS);
}

/* Of a lane that is turned round the core saw the body at the door that is wired as the entry. */
static void a_body_in_a_lane_that_is_turned_round_is_not_locked_against(void **state)
{
	(void)state;
	struct stage *s = stage_with(0);
	s->settings.fitting.reversed = true;
	s->gate =
		guard_gate_start(&s->settings,
				 (uint32_t)(GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_BEAM |
					    GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_TAMPER_OK |
					    GATE_IN_MAINS_OK | GATE_IN_SENSORS_OK),
				 s->now_us);
	assert_int_equal(guard_gate_first(&s->gate) & LOCKS, GATE_OUT_EXIT_LOCK);
	uint32_t swings = (WELL & ~(uint32_t)WIRE_ENTRY_CLOSED) | (uint32_t)WIRE_ENTRY_BEAM;
	assert_int_equal(hold(s, swings, SECOND_US) & LOCKS, GATE_OUT_EXIT_LOCK);
	assert_int_equal(hold(s, WELL, 10 * SECOND_US) & LOCKS, LOCKS);
}

/* A lock that opens by a pulse rests while it locks: a guard that begins gives none. */
static void a_lock_that_opens_by_a_pulse_is_not_opened_by_a_start(void **state)
{
	(void)state;
	struct stage *s = stage_with(0);
	s->settings.fitting.output[1].pulse_ms = 500; /* the exit's lock */
	s->gate = guard_gate_start(&s->settings, 0, s->now_us);
	assert_int_equal(guard_gate_first(&s->gate) & LOCKS, GATE_OUT_ENTRY_LOCK);
	for (int i = 0; i < 60; i++) {
		assert_int_equal(hold(s, WELL, TICK_US) & LOCKS, GATE_OUT_ENTRY_LOCK);
	}
}

static void each_danger_frees_both_doors_in_one_step(void **state)
{
	(void)state;
	static const enum gate_wire dangers[] = {WIRE_FIRE_OK, WIRE_ESTOP_OK, WIRE_MAINS_OK};
	for (size_t i = 0; i < sizeof(dangers) / sizeof(dangers[0]); i++) {
		struct stage *s = stage_with(0);
		assert_int_equal(hold(s, WELL, SECOND_US) & LOCKS, LOCKS);
		uint32_t wires = WELL & ~(uint32_t)dangers[i];
		assert_int_equal(hold(s, wires, TICK_US) & LOCKS, 0);
		/* Only an officer ends it, and none is heard here. */
		assert_int_equal(hold(s, WELL, 60 * SECOND_US) & LOCKS, 0);
	}
}

static void a_danger_that_the_core_saw_last_keeps_doors_free_from_the_request_on(void **state)
{
	(void)state;
	struct stage *s = stage_with((uint32_t)(GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED |
						GATE_IN_ESTOP_OK | GATE_IN_TAMPER_OK |
						GATE_IN_MAINS_OK | GATE_IN_SENSORS_OK));
	assert_int_equal(guard_gate_first(&s->gate) & LOCKS, 0);
}

static void who_is_inside_is_called_for_and_let_out_when_nobody_comes(void **state)
{
	(void)state;
	struct stage *s = stage_with(0);
	uint32_t inside = WELL | (uint32_t)WIRE_PRESENT;
	int64_t bound_us =
		INT64_C(1000) * s->settings.timer_ms[GATE_INIT] * s->settings.fitting.plan.calls;
	assert_int_equal(hold(s, inside, SECOND_US) & LOCKS, LOCKS);
	assert_true((s->out & (uint32_t)GATE_OUT_OFFICER_CALL) != 0);
	assert_int_equal(hold(s, inside, bound_us - 2 * SECOND_US) & LOCKS, LOCKS);
	assert_int_equal(hold(s, inside, 3 * SECOND_US) & LOCKS, GATE_OUT_EXIT_LOCK);
	/* They leave by the entry; nobody is locked out of it on the way. */
	uint32_t swings = WELL & ~(uint32_t)WIRE_ENTRY_CLOSED;
	assert_int_equal(hold(s, swings | (uint32_t)WIRE_ENTRY_BEAM, SECOND_US) & LOCKS,
			 GATE_OUT_EXIT_LOCK);
	assert_true((hold(s, swings, SECOND_US) & (uint32_t)GATE_OUT_EXIT_LOCK) != 0);
	assert_int_equal(hold(s, WELL, SECOND_US) & LOCKS, LOCKS);
}

static void the_watchdog_passes_through(void **state)
{
	(void)state;
	struct stage *s = stage_with(0);
	const struct gate_lines lines = {.levels = WELL};
	uint32_t watchdog = (uint32_t)GATE_OUT_WATCHDOG;
	uint32_t out = guard_gate_step(&s->gate, &lines, UINT32_MAX, watchdog, s->now_us);
	assert_true((out & watchdog) != 0);
	out = guard_gate_step(&s->gate, &lines, UINT32_MAX, 0, s->now_us + TICK_US);
	assert_true((out & watchdog) == 0);
}

static void at_a_desk_there_is_nothing_to_drive(void **state)
{
	(void)state;
	static struct stage s;
	s = (struct stage){.settings = lane_settings_default(), .now_us = SECOND_US};
	s.settings.fitting = gate_fitting_of(GATE_DESK);
	s.settings.freed = true; /* it cannot be, and frees nothing */
	s.gate = guard_gate_start(&s.settings, 0, s.now_us);
	assert_int_equal(guard_gate_first(&s.gate), 0);
	assert_int_equal(hold(&s, 0, 600 * SECOND_US), 0);
	assert_int_equal(hold(&s, UINT32_MAX, 600 * SECOND_US), 0);
	assert_int_equal(s.gate.gate.state, GATE_INIT);
	assert_false(guard_gate_freed(&s.gate));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doors_are_locked_and_the_lane_is_out_of_service),
		cmocka_unit_test(doors_that_the_core_had_freed_stay_free),
		cmocka_unit_test(a_body_that_the_core_saw_last_is_not_locked_against),
		cmocka_unit_test(a_body_in_a_lane_that_is_turned_round_is_not_locked_against),
		cmocka_unit_test(a_lock_that_opens_by_a_pulse_is_not_opened_by_a_start),
		cmocka_unit_test(each_danger_frees_both_doors_in_one_step),
		cmocka_unit_test(
			a_danger_that_the_core_saw_last_keeps_doors_free_from_the_request_on),
		cmocka_unit_test(who_is_inside_is_called_for_and_let_out_when_nobody_comes),
		cmocka_unit_test(the_watchdog_passes_through),
		cmocka_unit_test(at_a_desk_there_is_nothing_to_drive),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
