/*
 * test_gpio_guard: promises of what an installer's tool may drive.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prog/gpio_guard.h"

#include <string.h>

#define LOOPS  (WIRE_FIRE_OK | WIRE_ESTOP_OK)
#define CLOSED (WIRE_ENTRY_CLOSED | WIRE_EXIT_CLOSED)
#define QUIET  (LOOPS | CLOSED)

/* A mantrap with drives and edges. */
static struct gate_fitting mantrap(void)
{
	struct gate_fitting f = gate_fitting_of(GATE_MANTRAP);
	static const char *const more[] = {"input.entry-hand", "input.exit-hand",
					   "output.entry-open", "output.exit-open"};
	static const char *const lines[] = {"eh", "xh", "eo", "xo"};
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(gate_fitting_set(&f, rd_cstr(more[i]), rd_cstr(lines[i])), EG_OK);
	}
	return f;
}

static void refused(uint32_t now, uint32_t want, uint32_t levels, const char *why)
{
	struct gate_fitting f = mantrap();
	const char *found = gpio_guard(&f, now, want, levels, false);
	assert_non_null(found);
	assert_non_null(strstr(found, why));
}

static void allowed(uint32_t now, uint32_t want, uint32_t levels)
{
	struct gate_fitting f = mantrap();
	assert_null(gpio_guard(&f, now, want, levels, false));
}

static void a_clear_closed_door_is_locked(void **state)
{
	(void)state;
	allowed(0, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK, QUIET);
	allowed(0, GATE_OUT_ENTRY_LOCK, LOOPS); /* open and clear: it is closed */
}

static void no_door_is_locked_or_closed_on_a_body(void **state)
{
	(void)state;
	refused(0, GATE_OUT_ENTRY_LOCK, QUIET | WIRE_ENTRY_BEAM, "beam");
	refused(0, GATE_OUT_EXIT_LOCK, QUIET | WIRE_EXIT_BEAM, "beam");
	refused(0, GATE_OUT_EXIT_LOCK, QUIET | WIRE_EXIT_HAND, "edge");
	/* It was driven already, but the door is open. */
	refused(GATE_OUT_EXIT_LOCK, GATE_OUT_EXIT_LOCK, LOOPS | WIRE_EXIT_BEAM, "beam");
	/* The other door's beam is the other door's. */
	allowed(0, GATE_OUT_ENTRY_LOCK, QUIET | WIRE_EXIT_BEAM);
}

static void a_locked_closed_door_stays_so_when_somebody_pulls_at_it(void **state)
{
	(void)state;
	allowed(GATE_OUT_EXIT_LOCK, GATE_OUT_EXIT_LOCK, QUIET | WIRE_EXIT_BEAM);
}

static void nothing_is_locked_in_a_fire_but_on_purpose(void **state)
{
	(void)state;
	struct gate_fitting f = mantrap();
	refused(0, GATE_OUT_EXIT_LOCK, CLOSED | WIRE_ESTOP_OK, "fire");
	refused(GATE_OUT_EXIT_LOCK, GATE_OUT_EXIT_LOCK, CLOSED | WIRE_FIRE_OK, "emergency stop");
	assert_null(gpio_guard(&f, 0, GATE_OUT_EXIT_LOCK, CLOSED, true));
	/* On purpose is no leave to close on somebody. */
	assert_non_null(gpio_guard(&f, 0, GATE_OUT_EXIT_LOCK, CLOSED | WIRE_EXIT_BEAM, true));
}

static void only_one_door_is_opened_beside_the_locked_other(void **state)
{
	(void)state;
	refused(0, GATE_OUT_ENTRY_OPEN, QUIET, "not locked");
	refused(0, GATE_OUT_ENTRY_OPEN | GATE_OUT_EXIT_LOCK, LOOPS, "not proved closed");
	refused(0, GATE_OUT_ENTRY_OPEN | GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK, QUIET,
		"at once");
	refused(0, GATE_OUT_ENTRY_OPEN | GATE_OUT_EXIT_OPEN, QUIET, "not locked");
	allowed(0, GATE_OUT_ENTRY_OPEN | GATE_OUT_EXIT_LOCK, LOOPS | WIRE_EXIT_CLOSED);
}

static void a_gate_of_one_door_has_no_other(void **state)
{
	(void)state;
	struct gate_fitting f = gate_fitting_of(GATE_FLAP);
	assert_int_equal(gpio_beside(&f, GATE_OUT_EXIT_OPEN), 0);
	assert_null(gpio_guard(&f, 0, GATE_OUT_EXIT_OPEN, 0, false));
	f = mantrap();
	assert_int_equal(gpio_beside(&f, GATE_OUT_EXIT_OPEN), GATE_OUT_ENTRY_LOCK);
	assert_int_equal(gpio_beside(&f, GATE_OUT_ENTRY_LOCK), GATE_OUT_EXIT_LOCK);
	assert_int_equal(gpio_beside(&f, GATE_OUT_BUZZER), 0);
}

static void lamps_are_never_refused(void **state)
{
	(void)state;
	allowed(0, GATE_OUT_BUZZER | GATE_OUT_ENTRY_RED, WIRE_ENTRY_BEAM | WIRE_EXIT_BEAM);
}

static void a_beam_that_is_not_fitted_says_nothing(void **state)
{
	(void)state;
	struct gate_fitting f = mantrap();
	f.wire[3].name[0] = '\0';
	assert_null(gpio_guard(&f, 0, GATE_OUT_EXIT_LOCK, QUIET | WIRE_EXIT_BEAM, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clear_closed_door_is_locked),
		cmocka_unit_test(no_door_is_locked_or_closed_on_a_body),
		cmocka_unit_test(a_locked_closed_door_stays_so_when_somebody_pulls_at_it),
		cmocka_unit_test(nothing_is_locked_in_a_fire_but_on_purpose),
		cmocka_unit_test(only_one_door_is_opened_beside_the_locked_other),
		cmocka_unit_test(a_gate_of_one_door_has_no_other),
		cmocka_unit_test(lamps_are_never_refused),
		cmocka_unit_test(a_beam_that_is_not_fitted_says_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
