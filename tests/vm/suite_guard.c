/*
 * suite_guard: the real egate-guard beside the core: outputs are safe soon after the core has ended
 * or hangs, on a chip that would keep its levels for ever.
 */
#include "suite.h"

#include "os/now.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#define SAFE_US    150000 /* promise of guard_rule.h */
#define FREE_MS    50
#define ENDED_MS   500
#define WAY_OUT_MS 5000
#define SHUT       (SCENE_LOCKS | (uint32_t)(GATE_OUT_ENTRY_RED | GATE_OUT_EXIT_RED))
#define GREEN      ((uint32_t)(GATE_OUT_ENTRY_GREEN | GATE_OUT_EXIT_GREEN))

static const enum gate_state way[] = {GATE_IDLE, GATE_READING, GATE_ENTRY_OPEN, GATE_RECORDING,
				      GATE_EXIT_OPEN};

static struct scene *scene_guarded(enum gate_state state)
{
	struct scene *s = scene_open();
	s->cast.guarded = true;
	scene_power(s);
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	scene_pass(s, 100);
	s->cast.parts.slow_chip = state == GATE_READING;
	s->cast.parts.deaf_journal = state == GATE_RECORDING;
	if (state != GATE_IDLE) {
		scene_until(s, state);
	}
	wires_hold(&s->chip, true);
	return s;
}

/* The core gets a signal that it does not outlive; the lines alone say when all is safe. */
static void take_over(enum gate_state at, int signal, const char *why)
{
	struct scene *s = scene_guarded(at);
	uint32_t pet = wires_outputs(&s->chip) & (uint32_t)GATE_OUT_WATCHDOG;
	int64_t from_us = now_mono_us();
	cast_signal(&s->cast, signal);
	s->cast.known = false;
	uint32_t now = 0;
	bool safe = false;
	while (!safe && now_mono_us() < from_us + SAFE_US) {
		cast_until(&s->cast, now_mono_us() + 500);
		now = wires_outputs(&s->chip);
		safe = (now & (SHUT | GREEN)) == SHUT &&
		       (now & (uint32_t)GATE_OUT_WATCHDOG) != pet && cast_logged("takes-over", why);
	}
	(void)printf("  %s: safe after %lld us\n", gate_state_name(at),
		     (long long)(now_mono_us() - from_us));
	assert_true(safe);
	int status = cast_end(&s->cast, ENDED_MS);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	scene_close(s);
}

static void outputs_are_safe_soon_after_the_core_was_killed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		take_over(way[i], SIGKILL, "why=1");
	}
}

static void outputs_are_safe_soon_after_the_core_hangs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		take_over(way[i], SIGSTOP, "why=2");
	}
}

/* Nobody else is left: the guard sees to it that people get out, and egated starts the next core.
 */
static void a_fire_frees_both_doors_though_the_core_is_dead(void **state)
{
	struct scene *s = scene_guarded(GATE_RECORDING);
	(void)state;
	cast_signal(&s->cast, SIGKILL);
	(void)cast_end(&s->cast, ENDED_MS); /* killed: take_over looks at that */
	scene_pass(s, ENDED_MS);
	assert_int_equal(s->outputs & SCENE_LOCKS, SCENE_LOCKS);
	s->metal.contacts &= ~(uint32_t)WIRE_FIRE_OK;
	scene_pass(s, 10);
	scene_outputs(s, SCENE_LOCKS, 0, FREE_MS);
	scene_walk(s, 0, METAL_OUTSIDE, WAY_OUT_MS);
	s->metal.contacts |= (uint32_t)WIRE_FIRE_OK;
	scene_pass(s, ENDED_MS);
	cast_relieve(&s->cast, ENDED_MS);
	s->cast.parts = (struct parts){0};
	cast_document(&s->cast, false);
	scene_power(s);
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	scene_pass(s, 100);
	s->metal.body[0].goal = METAL_OUTSIDE;
	scene_until(s, GATE_EXIT_OPEN);
	scene_leave(s);
}

int suite_guard(void)
{
	const struct CMUnitTest tests[] = {
		SUITE_TEST(outputs_are_safe_soon_after_the_core_was_killed),
		SUITE_TEST(outputs_are_safe_soon_after_the_core_hangs),
		SUITE_TEST(a_fire_frees_both_doors_though_the_core_is_dead),
	};
	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
