/*
 * test_actuate: levels, pulses, flashes and the buzzer over virtual time.
 */
#include "gate/actuate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ALL    ((1u << GATE_OUTPUT_LINES) - 1u)
#define LOCKS  (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK)
#define SHUT   (LOCKS | GATE_OUT_ENTRY_RED | GATE_OUT_EXIT_RED)
#define DOORS  (GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED)
#define ALARM  (SHUT | GATE_OUT_OFFICER_CALL | GATE_OUT_BUZZER | GATE_OUT_CROSS)
#define REDS   (GATE_OUT_ENTRY_RED | GATE_OUT_EXIT_RED)
#define TICK   50
#define LENGTH 200

struct bench {
	struct gate_fitting fitting;
	struct actuate actuate;
	int64_t now_ms;
	uint32_t inputs;
	uint8_t why;
	uint32_t out;
};

static unsigned line_of(uint32_t output)
{
	return (unsigned)__builtin_ctz(output);
}

static struct bench bench_start(enum gate_topology topology)
{
	struct bench b = {
		.fitting = gate_fitting_of(topology), .actuate = actuate_start(), .inputs = DOORS};
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		b.fitting.output[i] = (struct gate_drive){.name = "o"};
	}
	return b;
}

static uint32_t drive(struct bench *b, uint32_t outputs)
{
	b->out = actuate_step(&b->actuate, &b->fitting, outputs, b->inputs, b->why, b->now_ms);
	return b->out;
}

/* Ticks of this much time in which the line was driven, and how often it rose. */
struct seen {
	int64_t on_ms;
	unsigned rises;
};

static struct seen watch(struct bench *b, uint32_t outputs, uint32_t line, int64_t ms)
{
	struct seen s = {0, 0};
	bool before = (b->out & line) != 0;
	for (int64_t end = b->now_ms + ms; b->now_ms < end; b->now_ms += TICK) {
		bool now = (drive(b, outputs) & line) != 0;
		s.on_ms += now ? TICK : 0;
		s.rises += now && !before ? 1 : 0;
		before = now;
	}
	return s;
}

static void what_stands_passes_as_it_is(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	uint32_t standing = ALL & ~(uint32_t)(GATE_OUT_BUZZER | GATE_OUT_PASSED);
	for (uint32_t outputs = 0; outputs <= standing; outputs += 37) {
		assert_int_equal(drive(&b, outputs & standing), outputs & standing);
		b.now_ms += TICK;
	}
}

static void what_is_not_fitted_is_never_driven(void **state)
{
	(void)state;
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		struct bench b = bench_start(GATE_MANTRAP);
		bool watchdog = 1u << i == GATE_OUT_WATCHDOG;
		b.fitting.output[i].name[0] = '\0';
		struct seen s = watch(&b, ALL, 1u << i, 1000);
		assert_int_equal(s.on_ms, watchdog ? 1000 : 0);
	}
}

static void a_fitting_that_names_nothing_has_every_output(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		b.fitting.output[i] = (struct gate_drive){.name = ""};
	}
	uint32_t standing = ALL & ~(uint32_t)(GATE_OUT_BUZZER | GATE_OUT_PASSED);
	assert_int_equal(drive(&b, standing), standing);
}

static void peers_get_one_pulse_for_each_passage(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	drive(&b, SHUT);
	struct seen s = watch(&b, SHUT | GATE_OUT_PASSED, GATE_OUT_PASSED, 5000);
	assert_int_equal(s.rises, 1);
	assert_int_equal(s.on_ms, ACTUATE_PASSED_MS);
	watch(&b, SHUT, 0, 100);
	s = watch(&b, SHUT | GATE_OUT_PASSED, GATE_OUT_PASSED, TICK); /* the state was short */
	struct seen rest = watch(&b, SHUT, GATE_OUT_PASSED, 1000);
	assert_int_equal(s.on_ms + rest.on_ms, ACTUATE_PASSED_MS);
	assert_int_equal(s.rises + rest.rises, 1);
}

static void a_line_with_a_pulse_gets_one_when_it_begins(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	b.fitting.output[line_of(GATE_OUT_IDLE)].pulse_ms = LENGTH;
	drive(&b, SHUT);
	struct seen s = watch(&b, SHUT | GATE_OUT_IDLE, GATE_OUT_IDLE, 20000);
	assert_int_equal(s.rises, 1);
	assert_int_equal(s.on_ms, LENGTH);
	watch(&b, SHUT, 0, 100);
	s = watch(&b, SHUT | GATE_OUT_IDLE, GATE_OUT_IDLE, 20000);
	assert_int_equal(s.rises, 1);
}

/* A door that does not leave its contact gets two pulses more, before it is given up. */
static void a_pulse_to_a_door_is_given_three_times_at_most(void **state)
{
	(void)state;
	static const struct {
		uint32_t line;
		uint32_t open;   /* what the machine drives to open */
		uint32_t closed; /* its contact */
	} doors[] = {
		{GATE_OUT_ENTRY_OPEN, GATE_OUT_EXIT_LOCK | GATE_OUT_ENTRY_OPEN,
		 GATE_IN_ENTRY_CLOSED},
		{GATE_OUT_EXIT_OPEN, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_OPEN, GATE_IN_EXIT_CLOSED},
		{GATE_OUT_ENTRY_LOCK, GATE_OUT_EXIT_LOCK, GATE_IN_ENTRY_CLOSED},
		{GATE_OUT_EXIT_LOCK, GATE_OUT_ENTRY_LOCK, GATE_IN_EXIT_CLOSED},
	};
	for (size_t i = 0; i < sizeof(doors) / sizeof(doors[0]); i++) {
		struct bench b = bench_start(GATE_MANTRAP);
		b.fitting.output[line_of(doors[i].line)].pulse_ms = LENGTH;
		assert_int_equal(drive(&b, SHUT) & doors[i].line, 0);
		struct seen s = watch(&b, doors[i].open, doors[i].line, b.fitting.times.travel);
		assert_int_equal(s.rises, 3);
		assert_int_equal(s.on_ms, 3 * LENGTH);
		s = watch(&b, doors[i].open, doors[i].line, 20000);
		assert_int_equal(s.rises, 0);
		s = watch(&b, SHUT, doors[i].line, 1000);
		assert_int_equal(s.on_ms, 0);
		b.now_ms += 10000;
		s = watch(&b, doors[i].open, doors[i].line, 100);
		b.inputs &= ~doors[i].closed; /* it follows */
		struct seen rest = watch(&b, doors[i].open, doors[i].line, 20000);
		assert_int_equal(s.rises + rest.rises, 1);
	}
}

static void a_pulse_to_a_door_ends_with_the_wish(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	b.fitting.output[line_of(GATE_OUT_EXIT_LOCK)].pulse_ms = 1000;
	drive(&b, SHUT);
	assert_true((drive(&b, GATE_OUT_ENTRY_LOCK) & GATE_OUT_EXIT_LOCK) != 0);
	assert_true((drive(&b, SHUT) & GATE_OUT_EXIT_LOCK) == 0);
}

static void a_lock_that_opens_by_a_pulse_stands_open_when_all_shall_be_free(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	b.fitting.output[line_of(GATE_OUT_EXIT_LOCK)].pulse_ms = LENGTH;
	drive(&b, SHUT);
	struct seen s = watch(&b, 0, GATE_OUT_EXIT_LOCK, 60000);
	assert_int_equal(s.on_ms, 60000);
	assert_int_equal(b.out & GATE_OUT_ENTRY_LOCK, 0);
	assert_int_equal(drive(&b, SHUT) & GATE_OUT_EXIT_LOCK, 0);
}

static void a_start_opens_nothing_by_a_pulse(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	b.fitting.output[line_of(GATE_OUT_EXIT_LOCK)].pulse_ms = LENGTH;
	b.fitting.output[line_of(GATE_OUT_EXIT_OPEN)].pulse_ms = LENGTH;
	uint32_t lines = GATE_OUT_EXIT_LOCK | GATE_OUT_EXIT_OPEN;
	struct seen s = watch(&b, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_OPEN, lines, 5000);
	assert_int_equal(s.on_ms, 0);
}

static void an_intrusion_sounds_without_a_pause_and_then_falls_silent(void **state)
{
	(void)state;
	static const uint8_t whys[] = {GATE_WHY_INTRUSION, GATE_WHY_TAMPER, GATE_WHY_CRAWLING,
				       GATE_WHY_FIRE,      GATE_WHY_ESTOP,  GATE_WHY_MAINS};
	for (size_t i = 0; i < sizeof(whys); i++) {
		struct bench b = bench_start(GATE_MANTRAP);
		b.why = whys[i];
		b.now_ms = 12345;
		struct seen s = watch(&b, ALARM, GATE_OUT_BUZZER, 5000);
		assert_int_equal(s.on_ms, 5000);
		s = watch(&b, ALARM, GATE_OUT_BUZZER, 60000);
		assert_int_equal(s.on_ms, 0);
	}
}

static void fraud_and_warnings_sound_with_pauses(void **state)
{
	(void)state;
	static const uint8_t whys[] = {GATE_WHY_TAILGATING, GATE_WHY_WRONG_WAY, GATE_WHY_NONE,
				       GATE_WHY_OBJECT, GATE_WHY_OBSTRUCTED};
	for (size_t i = 0; i < sizeof(whys); i++) {
		struct bench b = bench_start(GATE_MANTRAP);
		b.why = whys[i];
		b.now_ms = 12345;
		struct seen s = watch(&b, ALARM, GATE_OUT_BUZZER, 5000);
		assert_int_equal(s.rises, 10);
		assert_int_equal(s.on_ms, 2500);
		s = watch(&b, ALARM, GATE_OUT_BUZZER, 60000);
		assert_int_equal(s.on_ms, 0);
	}
}

static void a_new_reason_sounds_anew(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	b.why = GATE_WHY_TAILGATING;
	watch(&b, ALARM, GATE_OUT_BUZZER, 20000);
	b.why = GATE_WHY_FIRE;
	struct seen s = watch(&b, GATE_OUT_BUZZER, GATE_OUT_BUZZER, 1000);
	assert_int_equal(s.on_ms, 1000);
}

static void a_buzzer_without_an_end_goes_on(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	b.fitting.times.buzzer = 0;
	b.why = GATE_WHY_INTRUSION;
	struct seen s = watch(&b, ALARM, GATE_OUT_BUZZER, 600000);
	assert_int_equal(s.on_ms, 600000);
}

static void the_lamps_of_an_alarm_flash_four_times_a_second(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	b.why = GATE_WHY_INTRUSION;
	struct seen s = watch(&b, ALARM, GATE_OUT_EXIT_RED, 60000); /* after the buzzer, too */
	assert_int_equal(s.rises, 240);
	struct bench quiet = bench_start(GATE_MANTRAP);
	s = watch(&quiet, SHUT, GATE_OUT_EXIT_RED, 10000);
	assert_int_equal(s.on_ms, 10000);
}

static void locks_never_flicker(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	for (unsigned why = 0; why < GATE_WHY_COUNT; why++) {
		b.why = (uint8_t)why;
		for (int i = 0; i < 500; i++) {
			b.now_ms += 7;
			assert_int_equal(drive(&b, ALARM) & ~(uint32_t)(GATE_OUT_BUZZER | REDS),
					 ALARM & ~(uint32_t)(GATE_OUT_BUZZER | REDS));
		}
	}
}

static void a_lane_that_is_turned_drives_the_other_door(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_MANTRAP);
	b.fitting.reversed = true;
	assert_int_equal(drive(&b, GATE_OUT_EXIT_LOCK | GATE_OUT_ENTRY_OPEN | GATE_OUT_ENTRY_GREEN |
					   GATE_OUT_EXIT_RED),
			 GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_OPEN | GATE_OUT_EXIT_GREEN |
				 GATE_OUT_ENTRY_RED);
	/* The entry as it is wired is the exit now: its contact holds the pulse back. */
	b.fitting.output[line_of(GATE_OUT_ENTRY_OPEN)].pulse_ms = LENGTH;
	drive(&b, SHUT);
	b.inputs = GATE_IN_ENTRY_CLOSED;
	struct seen s =
		watch(&b, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_OPEN, GATE_OUT_ENTRY_OPEN, 10000);
	assert_int_equal(s.rises, 1);
}

static void an_only_door_stays_where_it_is(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_ONE_DOOR);
	b.fitting.reversed = true;
	assert_int_equal(drive(&b, GATE_OUT_EXIT_LOCK | GATE_OUT_ENTRY_GREEN),
			 GATE_OUT_EXIT_LOCK | GATE_OUT_EXIT_GREEN);
}

static void a_desk_drives_nothing_whatever_is_asked(void **state)
{
	(void)state;
	struct bench b = bench_start(GATE_DESK); /* with lines, which its check would refuse */
	const struct gate_fitting shipped = gate_fitting_of(GATE_DESK);
	for (unsigned i = 0; i < 100; i++) {
		struct actuate fresh = actuate_start();
		b.now_ms += TICK;
		b.why = (uint8_t)(i % GATE_WHY_COUNT);
		assert_int_equal(drive(&b, i % 3 == 0 ? ALL : ALARM), 0);
		assert_int_equal(actuate_step(&fresh, &shipped, ALL, 0, 0, b.now_ms), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stands_passes_as_it_is),
		cmocka_unit_test(what_is_not_fitted_is_never_driven),
		cmocka_unit_test(a_fitting_that_names_nothing_has_every_output),
		cmocka_unit_test(peers_get_one_pulse_for_each_passage),
		cmocka_unit_test(a_line_with_a_pulse_gets_one_when_it_begins),
		cmocka_unit_test(a_pulse_to_a_door_is_given_three_times_at_most),
		cmocka_unit_test(a_pulse_to_a_door_ends_with_the_wish),
		cmocka_unit_test(a_lock_that_opens_by_a_pulse_stands_open_when_all_shall_be_free),
		cmocka_unit_test(a_start_opens_nothing_by_a_pulse),
		cmocka_unit_test(an_intrusion_sounds_without_a_pause_and_then_falls_silent),
		cmocka_unit_test(fraud_and_warnings_sound_with_pauses),
		cmocka_unit_test(a_new_reason_sounds_anew),
		cmocka_unit_test(a_buzzer_without_an_end_goes_on),
		cmocka_unit_test(the_lamps_of_an_alarm_flash_four_times_a_second),
		cmocka_unit_test(locks_never_flicker),
		cmocka_unit_test(a_lane_that_is_turned_drives_the_other_door),
		cmocka_unit_test(an_only_door_stays_where_it_is),
		cmocka_unit_test(a_desk_drives_nothing_whatever_is_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
