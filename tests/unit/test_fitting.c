/*
 * test_fitting: which settings describe a gate, which descriptions are refused, and why.
 */
#include "gate/fitting.h"
#include "gate/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define EXIT_CLOSED 1 /* bits of wires */
#define PRESENT     4
#define SEVERAL     5
#define FIRE        6
#define INNER       14
#define OUTER       15
#define EXIT_BEAM   3
#define EXIT_LOCK   1 /* bits of outputs */
#define EXIT_OPEN   11

static enum eg_err set(struct gate_fitting *f, const char *key, const char *value)
{
	return gate_fitting_set(f, rd_cstr(key), rd_cstr(value));
}

/* Refused, and nothing changed by it. */
static void refused(struct gate_fitting *f, const char *key, const char *value)
{
	const struct gate_fitting before = *f;
	assert_int_equal(set(f, key, value), EG_CONFIG);
	assert_memory_equal(f, &before, sizeof(before));
}

static bool finds(const struct gate_fitting *f, const char *text, bool doubt)
{
	struct gate_problem found[GATE_PROBLEMS_MAX];
	size_t count = gate_fitting_problems(f, found);
	for (size_t i = 0; i < count; i++) {
		if (strstr(found[i].text, text) == found[i].text && found[i].doubt == doubt) {
			return true;
		}
	}
	return false;
}

/* The check names this key first, and would not if the fault were not there. */
static void unsound(const struct gate_fitting *f, const char *key)
{
	assert_int_equal(gate_fitting_check(f), EG_CONFIG);
	assert_ptr_equal(strstr(eg_fault_last().reason, key), eg_fault_last().reason);
}

static void every_shipped_gate_is_sound_without_a_doubt(void **state)
{
	(void)state;
	for (unsigned t = 0; t < GATE_TOPOLOGY_COUNT; t++) {
		struct gate_fitting f = gate_fitting_of((enum gate_topology)t);
		struct gate_problem found[GATE_PROBLEMS_MAX];
		assert_int_equal(gate_fitting_check(&f), EG_OK);
		assert_int_equal(gate_fitting_problems(&f, found), 0);
		assert_int_equal(f.plan.topology, t);
		assert_int_equal(f.plan.waived, 0);
		for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
			assert_true(f.wire[i].name[0] == '\0' ||
				    strcmp(f.wire[i].name + strlen("egate-"), gate_wire_word(i)) ==
					    0);
		}
		for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
			assert_true(f.output[i].name[0] == '\0' ||
				    strcmp(f.output[i].name + strlen("egate-"),
					   gate_output_word(i)) == 0);
		}
	}
}

static void the_settings_of_a_description_are_taken(void **state)
{
	struct gate_fitting f = gate_fitting_blank();
	(void)state;
	assert_int_equal(set(&f, "topology", "flap"), EG_OK);
	assert_int_equal(set(&f, "interlocks", "record, people doors"), EG_OK);
	assert_int_equal(set(&f, "attempts", "1"), EG_OK);
	assert_int_equal(set(&f, "calls", "10"), EG_OK);
	assert_int_equal(set(&f, "reversible", "yes"), EG_OK);
	assert_int_equal(set(&f, "reversed", "yes"), EG_OK);
	assert_int_equal(set(&f, "reject", "back"), EG_OK);
	assert_int_equal(set(&f, "direction", "exit"), EG_OK);
	assert_int_equal(f.plan.topology, GATE_FLAP);
	assert_int_equal(f.plan.waived, GATE_LOCK_BEAMS);
	assert_int_equal(f.plan.attempts, 1);
	assert_int_equal(f.plan.calls, 10);
	assert_true(f.plan.reversible && f.reversed && f.plan.reject_back);
	assert_int_equal(f.direction, DIRECTION_EXIT);
	assert_int_equal(set(&f, "interlocks", "doors beams people record"), EG_OK);
	assert_int_equal(f.plan.waived, 0);
}

static void lines_carry_polarity_debounce_and_pulse(void **state)
{
	struct gate_fitting f = gate_fitting_blank();
	(void)state;
	assert_int_equal(set(&f, "input.exit-closed", "X1.3"), EG_OK);
	assert_string_equal(f.wire[EXIT_CLOSED].name, "X1.3");
	assert_int_equal(f.wire[EXIT_CLOSED].debounce_ms, 20);
	assert_false(f.wire[EXIT_CLOSED].inverted);
	assert_int_equal(set(&f, "input.present", "di:7  debounce=0 low"), EG_OK);
	assert_int_equal(f.wire[PRESENT].debounce_ms, 0);
	assert_true(f.wire[PRESENT].inverted);
	assert_int_equal(set(&f, "output.exit-lock", "relay-2 low pulse=200"), EG_OK);
	assert_string_equal(f.output[EXIT_LOCK].name, "relay-2");
	assert_int_equal(f.output[EXIT_LOCK].pulse_ms, 200);
	assert_true(f.output[EXIT_LOCK].inverted);
	assert_int_equal(set(&f, "output.exit-lock", "relay-3"), EG_OK);
	assert_int_equal(f.output[EXIT_LOCK].pulse_ms, 0);
	assert_int_equal(gate_fitting_wires(&f), WIRE_EXIT_CLOSED | WIRE_PRESENT);
	assert_int_equal(gate_fitting_outputs(&f), GATE_OUT_EXIT_LOCK);
	assert_int_equal(set(&f, "curtain.2", "beam-2 debounce=3"), EG_OK);
	assert_int_equal(set(&f, "curtain.1", "beam-1"), EG_OK);
	assert_int_equal(f.curtain_beams, 2);
	assert_int_equal(f.curtain[1].debounce_ms, 3);
	assert_int_equal(f.curtain[0].debounce_ms, GATE_CURTAIN_DEBOUNCE_MS);
}

static void times_keep_their_ranges(void **state)
{
	struct gate_fitting f = gate_fitting_blank();
	(void)state;
	assert_int_equal(set(&f, "time.loiter", "5000"), EG_OK);
	assert_int_equal(set(&f, "time.stuck", "3600000"), EG_OK);
	assert_int_equal(set(&f, "time.buzzer", "0"), EG_OK);
	assert_int_equal(f.times.loiter, 5000);
	assert_int_equal(f.times.stuck, 3600000);
	assert_int_equal(f.times.buzzer, 0);
	refused(&f, "time.loiter", "4999");
	refused(&f, "time.loiter", "600001");
	refused(&f, "time.hand", "49");
	refused(&f, "time.travel", "4294967296");
	refused(&f, "time.travel", "3000ms");
	refused(&f, "time.travel", "-1");
	refused(&f, "time.travel", "");
	refused(&f, "time.tea", "3000");
}

static void settings_that_make_no_sense_are_refused_and_change_nothing(void **state)
{
	static const char *const bad[][2] = {
		{"topology", "turnstile"},
		{"topology", ""},
		{"topology", "?"},
		{"interlocks", ""},
		{"interlocks", "none"},
		{"interlocks", "doors doors"},
		{"interlocks", "doors walls"},
		{"attempts", "0"},
		{"attempts", "11"},
		{"attempts", "five"},
		{"calls", "00000003"},
		{"reversible", "1"},
		{"reversed", "YES"},
		{"reject", "forward"},
		{"direction", "in"},
		{"input.exit-closed", ""},
		{"input.exit-closed", " low"},
		{"input.exit-closed", "a low low"},
		{"input.exit-closed", "a debounce=1001"},
		{"input.exit-closed", "a debounce="},
		{"input.exit-closed", "a debounce=5 debounce=5"},
		{"input.exit-closed", "a pulse=200"},
		{"input.exit-closed", "a b"},
		{"input.exit-closed", "a=b"},
		{"input.exit-closed", "a,b"},
		{"input.exit-closed", "t\xC3\xBCr"},
		{"input.exit-closed", "a\nb"},
		{"input.exit-closed", "a\x7F"},
		{"input.exit-closed", "a-name-of-a-line-that-does-not-fit"},
		{"input.door", "a"},
		{"input.", "a"},
		{"input.?", "a"},
		{"output.exit-lock", "a debounce=5"},
		{"output.exit-lock", "a pulse=19"},
		{"output.exit-lock", "a pulse=5001"},
		{"output.fire-ok", "a"},
		{"output.?", "a"},
		{"curtain.0", "a"},
		{"curtain.33", "a"},
		{"curtain.", "a"},
		{"curtain.1x", "a"},
		{"waived", "doors"},
		{"", "a"},
		{"topology.", "flap"},
	};
	struct gate_fitting f = gate_fitting_of(GATE_KIOSK);
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		refused(&f, bad[i][0], bad[i][1]);
	}
	assert_int_equal(gate_fitting_set(&f, RD_TEXT("input.present"), RD_TEXT("a\0b")),
			 EG_CONFIG);
}

static void names_of_lines_may_be_as_long_as_the_kernel_has_them(void **state)
{
	struct gate_fitting f = gate_fitting_blank();
	(void)state;
	assert_int_equal(set(&f, "input.present", "0123456789abcdef0123456789abcde low"), EG_OK);
	assert_string_equal(f.wire[PRESENT].name, "0123456789abcdef0123456789abcde");
	refused(&f, "input.present", "0123456789abcdef0123456789abcdef");
}

static void a_gate_without_a_topology_is_refused(void **state)
{
	struct gate_fitting f = gate_fitting_blank();
	(void)state;
	unsound(&f, "topology: ");
}

/* Takes one line away at a time: the check names exactly the lines without which it cannot be. */
static void every_line_that_a_topology_needs_is_missed(void **state)
{
	static const uint32_t always = WIRE_EXIT_CLOSED | WIRE_PRESENT | WIRE_FIRE_OK |
				       WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK;
	static const uint32_t chamber = WIRE_ENTRY_CLOSED | WIRE_SEVERAL | WIRE_RELEASE;
	(void)state;
	for (unsigned t = 0; t < GATE_DOOR_TOPOLOGIES; t++) {
		const struct gate_fitting whole = gate_fitting_of((enum gate_topology)t);
		uint32_t needed = always | (gate_has_chamber(&whole.plan) ? chamber : 0);
		for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
			struct gate_fitting f = whole;
			f.wire[i].name[0] = '\0';
			if ((needed >> i & 1u) != 0) {
				unsound(&f, "input.");
				assert_ptr_equal(strstr(eg_fault_last().reason, gate_wire_word(i)),
						 eg_fault_last().reason + strlen("input."));
			}
		}
		for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
			struct gate_fitting f = whole;
			bool lock = i == EXIT_LOCK || i == 7 || i == 9 ||
				    (i == 0 && gate_has_chamber(&whole.plan));
			f.output[i].name[0] = '\0';
			assert_int_equal(gate_fitting_check(&f), lock ? EG_CONFIG : EG_OK);
		}
	}
}

static void a_desk_needs_no_line_and_refuses_each(void **state)
{
	(void)state;
	const struct gate_fitting whole = gate_fitting_of(GATE_DESK);
	struct gate_problem found[GATE_PROBLEMS_MAX];
	assert_int_equal(gate_fitting_check(&whole), EG_OK);
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		struct gate_fitting f = whole;
		f.wire[i].name[0] = 'x';
		unsound(&f, "input: a desk has no lines");
		assert_int_equal(gate_fitting_problems(&f, found), 1);
	}
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		struct gate_fitting f = whole;
		f.output[i].name[0] = 'x';
		unsound(&f, "output: a desk has no lines");
		assert_int_equal(gate_fitting_problems(&f, found), 1);
	}
	struct gate_fitting f = whole;
	assert_int_equal(set(&f, "curtain.3", "x"), EG_OK);
	unsound(&f, "curtain: a desk has no lines");
	f = gate_fitting_of(GATE_MANTRAP);
	assert_int_equal(set(&f, "topology", "desk"), EG_OK);
	assert_int_equal(gate_fitting_problems(&f, found), 2);
	f = whole;
	assert_int_equal(set(&f, "interlocks", "doors beams people"), EG_OK);
	unsound(&f, "interlocks: record must hold in every gate");
}

static void who_went_through_an_only_door_must_be_told_by_beam_or_pair(void **state)
{
	struct gate_fitting f = gate_fitting_of(GATE_ONE_DOOR);
	(void)state;
	f.wire[EXIT_BEAM].name[0] = '\0';
	assert_int_equal(gate_fitting_check(&f), EG_OK);
	f.wire[INNER].name[0] = f.wire[OUTER].name[0] = '\0';
	unsound(&f, "input.exit-beam: ");
	f = gate_fitting_of(GATE_ONE_DOOR);
	f.wire[INNER].name[0] = f.wire[OUTER].name[0] = '\0';
	assert_int_equal(gate_fitting_check(&f), EG_OK);
	f.plan.reversible = true;
	unsound(&f, "reversible: ");
}

static void a_gate_without_a_chamber_has_no_entry_door(void **state)
{
	static const char *const keys[] = {"input.entry-closed", "input.entry-wide",
					   "input.entry-beam",   "input.entry-hand",
					   "output.entry-lock",  "output.entry-open"};
	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct gate_fitting f = gate_fitting_of(GATE_FLAP);
		assert_int_equal(set(&f, keys[i], "one-more"), EG_OK);
		unsound(&f, keys[i]);
	}
}

static void a_driven_door_needs_its_safety_beam(void **state)
{
	struct gate_fitting f = gate_fitting_of(GATE_KIOSK);
	(void)state;
	f.wire[EXIT_BEAM].name[0] = '\0';
	unsound(&f, "output.exit-open: ");
	f.output[EXIT_OPEN].name[0] = '\0';
	assert_int_equal(gate_fitting_check(&f), EG_OK);
	f = gate_fitting_of(GATE_MANTRAP);
	assert_int_equal(set(&f, "output.entry-open", "drive"), EG_OK);
	assert_int_equal(gate_fitting_check(&f), EG_OK);
	f.wire[2].name[0] = '\0';
	unsound(&f, "output.entry-open: ");
}

static void sensors_that_come_in_pairs_are_not_fitted_alone(void **state)
{
	static const char *const keys[] = {
		"input.entry-outer", "input.entry-inner", "input.exit-outer", "input.exit-inner",
		"input.count-in",    "input.count-out",   "input.heavy"};
	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct gate_fitting f = gate_fitting_of(GATE_MANTRAP);
		assert_int_equal(set(&f, keys[i], "alone"), EG_OK);
		unsound(&f, keys[i]);
	}
}

static void no_line_is_named_twice(void **state)
{
	struct gate_fitting f = gate_fitting_of(GATE_MANTRAP);
	(void)state;
	assert_int_equal(set(&f, "input.several", "egate-present"), EG_OK);
	unsound(&f, "input.several: ");
	f = gate_fitting_of(GATE_MANTRAP);
	assert_int_equal(set(&f, "output.exit-lock", "egate-present low"), EG_OK);
	unsound(&f, "output.exit-lock: ");
	f = gate_fitting_of(GATE_MANTRAP);
	assert_int_equal(set(&f, "curtain.1", "beam"), EG_OK);
	assert_int_equal(set(&f, "curtain.2", "beam"), EG_OK);
	unsound(&f, "curtain: ");
	assert_int_equal(set(&f, "curtain.2", "beam-2"), EG_OK);
	assert_int_equal(gate_fitting_check(&f), EG_OK);
	assert_int_equal(set(&f, "output.buzzer", "beam-2"), EG_OK);
	unsound(&f, "output.buzzer: ");
}

static void a_light_curtain_has_no_hole(void **state)
{
	struct gate_fitting f = gate_fitting_of(GATE_FLAP);
	(void)state;
	assert_int_equal(set(&f, "curtain.1", "beam-1"), EG_OK);
	unsound(&f, "curtain: one");
	assert_int_equal(set(&f, "curtain.3", "beam-3"), EG_OK);
	unsound(&f, "curtain: a beam");
	assert_int_equal(set(&f, "curtain.2", "beam-2"), EG_OK);
	assert_int_equal(gate_fitting_check(&f), EG_OK);
}

static void levels_that_may_not_be_fail_safe_are_doubted(void **state)
{
	struct gate_fitting f = gate_fitting_of(GATE_MANTRAP);
	(void)state;
	assert_int_equal(set(&f, "input.fire-ok", "loop low"), EG_OK);
	assert_int_equal(set(&f, "output.exit-lock", "magnet low pulse=500"), EG_OK);
	assert_true(finds(&f, "input.fire-ok: low", true));
	assert_true(finds(&f, "output.exit-lock: low", true));
	assert_true(finds(&f, "output.exit-lock: opened by a pulse", true));
	assert_int_equal(gate_fitting_check(&f), EG_OK);
}

static void safety_is_not_debounced_away(void **state)
{
	static const char *const keys[] = {"input.fire-ok", "input.estop-ok", "input.exit-beam",
					   "input.entry-beam"};
	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct gate_fitting f = gate_fitting_of(GATE_MANTRAP);
		assert_int_equal(set(&f, keys[i], "line debounce=30"), EG_OK);
		assert_int_equal(gate_fitting_check(&f), EG_OK);
		assert_int_equal(set(&f, keys[i], "line debounce=31"), EG_OK);
		unsound(&f, keys[i]);
	}
	struct gate_fitting f = gate_fitting_of(GATE_MANTRAP);
	assert_int_equal(set(&f, "output.watchdog", "pet pulse=100"), EG_OK);
	unsound(&f, "output.watchdog: ");
}

static void sensors_that_tell_two_from_one_are_doubted_when_they_are_slow(void **state)
{
	static const char *const keys[] = {
		"input.entry-outer", "input.entry-inner", "input.exit-inner", "input.exit-outer",
		"input.several",     "input.heavy",       "input.count-in",   "input.count-out"};
	const size_t count = sizeof(keys) / sizeof(keys[0]);
	struct gate_fitting all = gate_fitting_of(GATE_MANTRAP);
	char line[24];
	(void)state;
	assert_int_equal(set(&all, "input.mat", "mat debounce=1000"), EG_OK);
	for (size_t i = 0; i < count; i++) {
		assert_true(snprintf(line, sizeof(line), "x%zu debounce=30", i) > 0);
		assert_int_equal(set(&all, keys[i], line), EG_OK);
	}
	for (size_t i = 0; i < count; i++) {
		struct gate_fitting f = all;
		assert_false(finds(&f, keys[i], true));
		assert_true(snprintf(line, sizeof(line), "x%zu debounce=31", i) > 0);
		assert_int_equal(set(&f, keys[i], line), EG_OK);
		assert_true(finds(&f, keys[i], true));
		assert_int_equal(gate_fitting_check(&f), EG_OK);
	}
	assert_int_equal(set(&all, "curtain.1", "beam-1 debounce=30"), EG_OK);
	assert_int_equal(set(&all, "curtain.2", "beam-2"), EG_OK);
	assert_false(finds(&all, "curtain: ", true));
	assert_int_equal(set(&all, "curtain.1", "beam-1 debounce=31"), EG_OK);
	assert_true(finds(&all, "curtain: ", true));
	assert_int_equal(gate_fitting_check(&all), EG_OK);
}

static void interlocks_are_waived_only_where_they_guard_nothing(void **state)
{
	static const struct {
		enum gate_topology topology;
		const char *hold;
		bool sound;
	} cases[] = {
		{GATE_MANTRAP, "beams people record", false},
		{GATE_ONE_DOOR, "beams people record", true},
		{GATE_FLAP, "doors people record", false},
		{GATE_ONE_DOOR, "doors people record", true},
		{GATE_MANTRAP, "doors people record", true},
		{GATE_MANTRAP, "doors beams record", false},
		{GATE_ONE_DOOR, "doors beams record", false},
		{GATE_ONE_DOOR, "doors beams people", false},
		{GATE_MANTRAP, "doors beams people", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gate_fitting f = gate_fitting_of(cases[i].topology);
		assert_int_equal(set(&f, "interlocks", cases[i].hold), EG_OK);
		if (cases[i].sound) {
			assert_int_equal(gate_fitting_check(&f), EG_OK);
		} else {
			unsound(&f, "interlocks: ");
		}
	}
}

/* Problems by the dozen fit, and none is lost behind doubts. */
static void everything_that_is_wrong_is_told_at_once(void **state)
{
	struct gate_problem found[GATE_PROBLEMS_MAX];
	struct gate_fitting f = gate_fitting_blank();
	(void)state;
	assert_int_equal(set(&f, "topology", "mantrap"), EG_OK);
	assert_int_equal(gate_fitting_problems(&f, found), 13);
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		f.wire[i] = (struct gate_line){.name = "one", .inverted = true, .debounce_ms = 900};
	}
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		f.output[i] = (struct gate_drive){.name = "one", .inverted = true, .pulse_ms = 50};
	}
	assert_int_equal(gate_fitting_problems(&f, found), GATE_PROBLEMS_MAX);
	assert_int_equal(gate_fitting_check(&f), EG_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shipped_gate_is_sound_without_a_doubt),
		cmocka_unit_test(the_settings_of_a_description_are_taken),
		cmocka_unit_test(lines_carry_polarity_debounce_and_pulse),
		cmocka_unit_test(times_keep_their_ranges),
		cmocka_unit_test(settings_that_make_no_sense_are_refused_and_change_nothing),
		cmocka_unit_test(names_of_lines_may_be_as_long_as_the_kernel_has_them),
		cmocka_unit_test(a_gate_without_a_topology_is_refused),
		cmocka_unit_test(every_line_that_a_topology_needs_is_missed),
		cmocka_unit_test(a_desk_needs_no_line_and_refuses_each),
		cmocka_unit_test(who_went_through_an_only_door_must_be_told_by_beam_or_pair),
		cmocka_unit_test(a_gate_without_a_chamber_has_no_entry_door),
		cmocka_unit_test(a_driven_door_needs_its_safety_beam),
		cmocka_unit_test(sensors_that_come_in_pairs_are_not_fitted_alone),
		cmocka_unit_test(no_line_is_named_twice),
		cmocka_unit_test(a_light_curtain_has_no_hole),
		cmocka_unit_test(levels_that_may_not_be_fail_safe_are_doubted),
		cmocka_unit_test(safety_is_not_debounced_away),
		cmocka_unit_test(sensors_that_tell_two_from_one_are_doubted_when_they_are_slow),
		cmocka_unit_test(interlocks_are_waived_only_where_they_guard_nothing),
		cmocka_unit_test(everything_that_is_wrong_is_told_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
