/*
 * suite_safety: fire, emergency stop, power failure and tamper on real kernel lines, in every state
 * of the way. People get out, and nobody gets in before an officer has said so.
 */
#include "suite.h"

#include "os/now.h"

#define FREE_MS   50    /* of software: row 19 of the requirements */
#define MOMENT_US 30000 /* longer than any contact bounces */

static const enum gate_state way[] = {GATE_IDLE, GATE_READING, GATE_ENTRY_OPEN, GATE_RECORDING,
				      GATE_EXIT_OPEN};

/* Where a traveller stands in a state, and what holds the lane in it. */
static struct scene *scene_at(enum gate_state state)
{
	struct scene *s = scene_idle();
	s->cast.parts.slow_chip = state == GATE_READING;
	s->cast.parts.deaf_journal = state == GATE_RECORDING;
	if (state != GATE_IDLE) {
		scene_until(s, state);
	}
	return s;
}

/* Both doors are free at once, whoever is inside walks out, and an officer opens the lane again. */
static void evacuate(enum gate_state from, uint32_t contact, enum gate_why why)
{
	struct scene *s = scene_at(from);
	s->metal.contacts &= ~contact;
	scene_pass(s, 10); /* the line changes with the look that ends this pass */
	scene_outputs(s, SCENE_LOCKS, 0, FREE_MS);
	scene_state(s, GATE_EVACUATE, SCENE_LIMIT);
	assert_int_equal(s->cast.now.why, why);
	scene_walk(s, 0, METAL_OUTSIDE, SCENE_LIMIT);
	s->metal.contacts |= contact;
	scene_pass(s, 1000);
	assert_int_equal(s->cast.now.state, GATE_EVACUATE); /* never back by itself */
	assert_int_equal(s->outputs & SCENE_LOCKS, 0);
	assert_int_equal(s->cast.alarms, 1);
	cast_document(&s->cast, false);
	s->cast.parts = (struct parts){0};
	cast_order(&s->cast, GATE_EV_ORDER_RESET);
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	scene_close(s);
}

static void fire_frees_both_doors_in_every_state(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		evacuate(way[i], WIRE_FIRE_OK, GATE_WHY_FIRE);
	}
}

static void the_emergency_stop_frees_both_doors_in_every_state(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		evacuate(way[i], WIRE_ESTOP_OK, GATE_WHY_ESTOP);
	}
}

static void a_power_failure_frees_both_doors_in_every_state(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		evacuate(way[i], WIRE_MAINS_OK, GATE_WHY_MAINS);
	}
}

static void an_opened_cabinet_locks_the_lane_and_calls(void **state)
{
	(void)state;
	struct scene *s = scene_idle();
	s->metal.contacts &= ~(uint32_t)WIRE_TAMPER_OK;
	scene_state(s, GATE_ALARM, SCENE_LIMIT);
	assert_int_equal(s->cast.now.why, GATE_WHY_TAMPER);
	scene_outputs(s, SCENE_LOCKS | (uint32_t)GATE_OUT_OFFICER_CALL,
		      SCENE_LOCKS | (uint32_t)GATE_OUT_OFFICER_CALL, FREE_MS);
	cast_document(&s->cast, true);
	scene_pass(s, 2000);
	assert_int_equal(s->cast.visited & 1u << GATE_READING, 0);
}

/* A fire alarm that is over at once is still one. */
static void a_fire_contact_that_opens_for_a_moment_counts(void **state)
{
	(void)state;
	struct scene *s = scene_idle();
	wires_pull(&s->chip, 0, WIRE_FIRE_OK);
	cast_until(&s->cast, now_mono_us() + MOMENT_US);
	wires_pull(&s->chip, WIRE_FIRE_OK, WIRE_FIRE_OK);
	scene_state(s, GATE_EVACUATE, SCENE_LIMIT);
	assert_int_equal(s->cast.now.why, GATE_WHY_FIRE);
}

int suite_safety(void)
{
	const struct CMUnitTest tests[] = {
		SUITE_TEST(fire_frees_both_doors_in_every_state),
		SUITE_TEST(the_emergency_stop_frees_both_doors_in_every_state),
		SUITE_TEST(a_power_failure_frees_both_doors_in_every_state),
		SUITE_TEST(an_opened_cabinet_locks_the_lane_and_calls),
		SUITE_TEST(a_fire_contact_that_opens_for_a_moment_counts),
	};
	return cmocka_run_group_tests_name("safety", tests, NULL, NULL);
}
