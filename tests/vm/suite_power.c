/*
 * suite_power: a core that is started into a lane that is not empty and shut, and one that is
 * killed.
 */
#include "suite.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAIT_MS    3000 /* long enough for a lane to do something wrong */
#define RELAY_MS   1100 /* the watchdog's relay drops after a second */
#define WAY_OUT_MS 3000
#define KILLED_MS  100
#define TICKS_MS   150 /* three of the core */

static const enum gate_state way[] = {GATE_IDLE, GATE_READING, GATE_ENTRY_OPEN, GATE_RECORDING,
				      GATE_EXIT_OPEN};

static void assert_not_proved(struct scene *s)
{
	cast_document(&s->cast, true);
	scene_pass(s, WAIT_MS);
	assert_int_equal(s->cast.now.state, GATE_INIT);
	assert_int_equal(s->outputs & (SCENE_LOCKS | (uint32_t)GATE_OUT_OFFICER_CALL),
			 SCENE_LOCKS | (uint32_t)GATE_OUT_OFFICER_CALL);
	cast_document(&s->cast, false);
}

static void a_lane_with_somebody_inside_calls_and_lets_them_out(void **state)
{
	(void)state;
	struct scene *s = scene_open();
	s->metal.body[0].place = s->metal.body[0].goal = METAL_CHAMBER;
	scene_pass(s, 10);
	scene_power(s);
	assert_not_proved(s);
	cast_order(&s->cast, GATE_EV_ORDER_BACK);
	scene_state(s, GATE_BACK_OPEN, SCENE_LIMIT);
	scene_walk(s, 0, METAL_OUTSIDE, SCENE_LIMIT);
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	assert_int_equal(s->cast.recorded, 0);
}

static void start_with_open(enum metal_door_id door)
{
	struct scene *s = scene_open();
	s->metal.door[door] = (struct metal_door){.open_us = METAL_OPENING_US, .wedged = true};
	scene_pass(s, 10);
	scene_power(s);
	assert_not_proved(s);
	s->metal.door[door].wedged = false;
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	scene_until(s, GATE_EXIT_OPEN);
	scene_leave(s);
	scene_close(s);
}

static void a_lane_with_a_door_open_admits_nobody_until_it_is_shut(void **state)
{
	(void)state;
	start_with_open(METAL_ENTRY);
	start_with_open(METAL_EXIT);
}

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

static void kill_core(struct scene *s)
{
	cast_signal(&s->cast, SIGKILL);
	int status = cast_end(&s->cast, KILLED_MS);
	s->cast.known = false;
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* Whoever was inside is out again, and the lane serves the next one. */
static void start_again(struct scene *s)
{
	s->cast.parts = (struct parts){0};
	cast_document(&s->cast, false);
	wires_hold(&s->chip, false);
	scene_power(s);
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	scene_pass(s, RELAY_MS);
	scene_until(s, GATE_EXIT_OPEN);
	scene_leave(s);
	scene_close(s);
}

/* A chip that lets go of its lines when their owner is gone, as this kernel's does. */
static void a_killed_core_holds_nobody_in_any_state(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		struct scene *s = scene_at(way[i]);
		kill_core(s);
		scene_pass(s, 10);
		assert_int_equal(s->outputs, 0);
		scene_walk(s, 0, METAL_OUTSIDE, WAY_OUT_MS);
		start_again(s);
	}
}

/* A chip that keeps its levels, as many real ones do: then the watchdog's relay frees the doors. */
static void a_killed_core_holds_nobody_where_the_chip_keeps_its_levels(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		struct scene *s = scene_at(way[i]);
		wires_hold(&s->chip, true);
		uint32_t before = wires_outputs(&s->chip);
		kill_core(s);
		scene_pass(s, 10);
		assert_int_equal(s->outputs, before);
		scene_pass(s, RELAY_MS);
		assert_true(metal_free(&s->metal, METAL_ENTRY));
		assert_true(metal_free(&s->metal, METAL_EXIT));
		scene_walk(s, 0, METAL_OUTSIDE, WAY_OUT_MS);
		start_again(s);
	}
}

static void a_core_that_is_started_again_with_somebody_inside_calls(void **state)
{
	(void)state;
	struct scene *s = scene_at(GATE_RECORDING);
	kill_core(s);
	scene_pass(s, 10);
	s->cast.parts = (struct parts){0};
	scene_power(s);
	assert_not_proved(s);
	cast_order(&s->cast, GATE_EV_ORDER_BACK);
	scene_state(s, GATE_BACK_OPEN, SCENE_LIMIT);
	scene_walk(s, 0, METAL_OUTSIDE, SCENE_LIMIT);
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	assert_int_equal(s->cast.recorded, 0);
}

/*
 * The kernel does not wake who waits for the edges of a chip that goes away: the core's tick finds
 * out. Nothing holds the doors then but the watchdog's relay, and not for long. By itself in a
 * machine: 6.1 uses memory after it has freed it when a chip goes whose lines are held.
 */
static void a_chip_that_vanishes_ends_the_core_with_a_reason(void **state)
{
	struct scene *s = scene_at(GATE_RECORDING);
	(void)state;
	sim_unplug(&s->chip);
	int status = cast_end(&s->cast, TICKS_MS);
	s->cast.known = false;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	assert_true(cast_logged("event=core-ends", "reason=the GPIO chip is gone"));
	scene_walk(s, 0, METAL_OUTSIDE, RELAY_MS + WAY_OUT_MS);
}

int suite_unplug(void)
{
	const struct CMUnitTest tests[] = {
		SUITE_TEST(a_chip_that_vanishes_ends_the_core_with_a_reason),
	};
	return cmocka_run_group_tests_name("unplug", tests, NULL, NULL);
}

/*
 * The mains are cut with a traveller locked in, their crossing on its way to the journal: this
 * machine ends here, without a word to anybody. cut.py boots the next one.
 */
static void the_machine_is_cut_off_with_somebody_inside(void **state)
{
	struct scene *s = scene_at(GATE_RECORDING);
	(void)state;
	assert_int_equal(s->outputs & SCENE_LOCKS, SCENE_LOCKS);
	(void)printf("cut: body at %d, %u recorded\n", (int)s->metal.body[0].place,
		     s->cast.recorded);
	(void)fflush(stdout); /* what is lost shows at the host */
	(void)reboot(RB_AUTOBOOT);
	fail_msg("the machine goes on");
}

/* The next start: without power both doors were free, and whoever was inside may still be there. */
static void a_machine_that_comes_back_finds_who_was_inside(void **state)
{
	const char *place = getenv("VM_BODY");
	struct scene *s = scene_open();
	(void)state;
	if (place == NULL) {
		skip(); /* by cut.py only */
	}
	s->metal.body[0].place = s->metal.body[0].goal = (int32_t)strtol(place, NULL, 10);
	scene_pass(s, 10);
	assert_int_equal(s->outputs & SCENE_LOCKS, 0);
	assert_true(metal_free(&s->metal, METAL_ENTRY) && metal_free(&s->metal, METAL_EXIT));
	scene_power(s);
	assert_not_proved(s);
	assert_int_equal(s->cast.recorded, 0);
	cast_order(&s->cast, GATE_EV_ORDER_BACK);
	scene_state(s, GATE_BACK_OPEN, SCENE_LIMIT);
	scene_walk(s, 0, METAL_OUTSIDE, SCENE_LIMIT);
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	scene_until(s, GATE_EXIT_OPEN);
	scene_leave(s);
}

int suite_cut(void)
{
	const struct CMUnitTest tests[] = {
		SUITE_TEST(the_machine_is_cut_off_with_somebody_inside),
	};
	return cmocka_run_group_tests_name("cut", tests, NULL, NULL);
}

int suite_back(void)
{
	const struct CMUnitTest tests[] = {
		SUITE_TEST(a_machine_that_comes_back_finds_who_was_inside),
	};
	return cmocka_run_group_tests_name("back", tests, NULL, NULL);
}

int suite_power(void)
{
	const struct CMUnitTest tests[] = {
		SUITE_TEST(a_lane_with_somebody_inside_calls_and_lets_them_out),
		SUITE_TEST(a_lane_with_a_door_open_admits_nobody_until_it_is_shut),
		SUITE_TEST(a_killed_core_holds_nobody_in_any_state),
		SUITE_TEST(a_killed_core_holds_nobody_where_the_chip_keeps_its_levels),
		SUITE_TEST(a_core_that_is_started_again_with_somebody_inside_calls),
	};
	return cmocka_run_group_tests_name("power", tests, NULL, NULL);
}
