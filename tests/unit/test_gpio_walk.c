/*
 * test_gpio_walk: promises of the installer's checklist, in virtual time, with hands that do what
 * the stage asks for, and an observer of the outputs that knows nothing of stages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prog/gpio_walk.h"
#include "prog/gpio_words.h"

#include <stdio.h>
#include <string.h>

#define TICK_MS 50
#define HAND_MS 400 /* between a prompt and what is done about it */
#define REST                                                                                    \
	(WIRE_ENTRY_CLOSED | WIRE_EXIT_CLOSED | WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | \
	 WIRE_MAINS_OK)
#define STEPS_MAX 20000

struct bench {
	struct gate_fitting fitting;
	struct walk walk;
	struct walk_now now;
	size_t stage; /* whose prompt is being obeyed */
	size_t item;
	int64_t asked_ms; /* since when */
	uint32_t dead;    /* wires that never move */
	uint32_t driven;  /* every output that was driven */
};

static struct bench bench_of(enum gate_topology topology, uint32_t patience_ms)
{
	struct bench b = {.fitting = gate_fitting_of(topology), .stage = SIZE_MAX};
	b.now.lines.levels = REST;
	b.now.unix_ms = INT64_C(1796000000000);
	b.walk = walk_start(&b.fitting, patience_ms);
	return b;
}

/* The copy that bench_of returns has another address. */
static void settle(struct bench *b)
{
	b->walk.fitting = &b->fitting;
}

static bool level(const struct bench *b, uint32_t wire)
{
	return (b->now.lines.levels & wire) != 0;
}

/* What must hold whatever stage it is. */
static void observe(const struct bench *b)
{
	static const struct {
		uint32_t lock;
		uint32_t open;
		uint32_t closed;
		uint32_t beam;
	} doors[] = {
		{GATE_OUT_ENTRY_LOCK, GATE_OUT_ENTRY_OPEN, WIRE_ENTRY_CLOSED, WIRE_ENTRY_BEAM},
		{GATE_OUT_EXIT_LOCK, GATE_OUT_EXIT_OPEN, WIRE_EXIT_CLOSED, WIRE_EXIT_BEAM},
	};
	uint32_t o = b->walk.outputs;
	assert_int_equal(o & ~gate_fitting_outputs(&b->fitting) & ~(uint32_t)GATE_OUT_WATCHDOG, 0);
	assert_int_not_equal(o & (GATE_OUT_ENTRY_OPEN | GATE_OUT_EXIT_OPEN),
			     GATE_OUT_ENTRY_OPEN | GATE_OUT_EXIT_OPEN);
	for (size_t i = 0; i < 2; i++) {
		assert_false((o & doors[i].lock) != 0 && (o & doors[i].open) != 0);
		assert_false((o & doors[i].lock) != 0 && level(b, doors[i].beam) &&
			     !level(b, doors[i].closed));
	}
}

/* One tick later. */
static void tick(struct bench *b, enum walk_answer answer)
{
	b->now.answer = answer;
	b->now.mono_ms += TICK_MS;
	b->now.unix_ms += TICK_MS;
	walk_step(&b->walk, &b->now);
	b->driven |= b->walk.outputs;
	observe(b);
	b->now.answer = WALK_SILENT;
	b->now.remark = NULL;
}

static void put(struct bench *b, const struct walk_stage *s)
{
	uint32_t bit = UINT32_C(1) << s->bit;
	uint32_t *levels = s->beam ? &b->now.lines.curtain : &b->now.lines.levels;
	if (s->beam || (b->dead & bit) == 0) {
		*levels = s->level ? *levels | bit : *levels & ~bit;
	}
}

/* Obeys the present stage after a while; the answer to give. */
static enum walk_answer hands(struct bench *b)
{
	const struct walk *w = &b->walk;
	if (walk_finished(w) || w->held != NULL) {
		return WALK_SILENT;
	}
	if (b->stage != w->stage_at || b->item != w->at) {
		b->stage = w->stage_at;
		b->item = w->at;
		b->asked_ms = b->now.mono_ms;
	}
	if (b->now.mono_ms - b->asked_ms < HAND_MS) {
		return WALK_SILENT;
	}
	if (walk_asks(w)) {
		return WALK_YES;
	}
	put(b, &w->stage[w->stage_at]);
	return WALK_SILENT;
}

/* Goes on until the item of that word is the present one. */
static void go_to(struct bench *b, const char *word)
{
	char now[WALK_WORD_SIZE] = "";
	for (unsigned i = 0; i < STEPS_MAX; i++) {
		if (!walk_finished(&b->walk)) {
			walk_item_word(&b->walk.item[b->walk.at], now);
		}
		if (walk_finished(&b->walk) || strcmp(word, now) == 0) {
			break;
		}
		tick(b, hands(b));
	}
	assert_string_equal(now, word);
}

/* Goes on until the present item's stage of that number has begun. */
static void go_to_stage(struct bench *b, size_t stage)
{
	for (unsigned i = 0; i < STEPS_MAX && !(b->walk.stage_at == stage && b->walk.begun); i++) {
		tick(b, hands(b));
	}
	assert_int_equal(b->walk.stage_at, stage);
}

static void finish(struct bench *b)
{
	for (unsigned i = 0; i < STEPS_MAX && !walk_finished(&b->walk); i++) {
		tick(b, hands(b));
	}
	assert_true(walk_finished(&b->walk));
	assert_int_equal(b->walk.outputs, 0);
}

static const struct walk_item *item(const struct bench *b, const char *word)
{
	char its[WALK_WORD_SIZE];
	for (size_t i = 0; i < b->walk.count; i++) {
		walk_item_word(&b->walk.item[i], its);
		if (strcmp(its, word) == 0) {
			return &b->walk.item[i];
		}
	}
	fail_msg("no item %s", word);
	return NULL;
}

static void every_line_of_every_topology_is_walked(void **state)
{
	(void)state;
	for (unsigned t = 0; t < GATE_DOOR_TOPOLOGIES; t++) {
		struct bench b = bench_of((enum gate_topology)t, 60000);
		uint32_t wires = 0;
		uint32_t outputs = 0;
		settle(&b);
		finish(&b);
		for (size_t i = 0; i < b.walk.count; i++) {
			const struct walk_item *one = &b.walk.item[i];
			assert_int_equal(one->result, WALK_PASSED);
			assert_true(one->unix_ms > 0);
			wires |= one->kind == WALK_WIRE ? UINT32_C(1) << one->bit : 0;
			outputs |= one->kind == WALK_OUTPUT ? UINT32_C(1) << one->bit : 0;
		}
		assert_int_equal(wires, gate_fitting_wires(&b.fitting));
		assert_int_equal(outputs, gate_fitting_outputs(&b.fitting));
		assert_int_equal(outputs & ~b.driven & ~(uint32_t)GATE_OUT_WATCHDOG, 0);
		assert_int_equal(walk_verdict(&b.walk), WALK_PASSED);
	}
}

static void beams_of_a_curtain_are_walked_one_by_one(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_FLAP, 60000);
	for (unsigned i = 0; i < 12; i++) {
		(void)snprintf(b.fitting.curtain[i].name, GATE_NAME_SIZE, "beam%u", i);
	}
	b.fitting.curtain_beams = 12;
	b.walk = walk_start(&b.fitting, 60000);
	finish(&b);
	assert_int_equal(item(&b, "curtain-1")->result, WALK_PASSED);
	assert_int_equal(item(&b, "curtain-12")->changes, 2);
}

static void what_is_measured_is_the_time_from_prompt_to_level(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 60000);
	settle(&b);
	finish(&b);
	const struct walk_item *beam = item(&b, "entry-beam");
	assert_int_equal(beam->ms[0], HAND_MS + TICK_MS);
	assert_int_equal(beam->ms[1], HAND_MS + TICK_MS);
	assert_int_equal(beam->changes, 2);
}

static void a_line_that_is_not_seen_fails_when_patience_ends(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 5000);
	settle(&b);
	b.dead = WIRE_EXIT_BEAM;
	finish(&b);
	assert_int_equal(item(&b, "exit-beam")->result, WALK_FAILED);
	assert_int_equal(item(&b, "exit-beam")->fault, WALK_FAULT_UNSEEN);
	assert_int_equal(walk_count(&b.walk, WALK_FAILED), 1);
	assert_int_equal(walk_verdict(&b.walk), WALK_FAILED);
}

static void a_line_that_is_wrong_way_round_fails_before_it_is_tried(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 5000);
	settle(&b);
	b.now.lines.levels |= WIRE_PRESENT;
	b.dead = WIRE_PRESENT;
	finish(&b);
	assert_int_equal(item(&b, "present")->fault, WALK_FAULT_STUCK);
}

static void a_person_at_a_terminal_is_waited_for(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 0);
	settle(&b);
	for (unsigned i = 0; i < 24 * 3600 * 1000 / TICK_MS; i++) {
		tick(&b, WALK_SILENT);
	}
	assert_int_equal(b.walk.at, 0);
	assert_int_equal(walk_verdict(&b.walk), WALK_OPEN);
}

static void answers_end_an_item_or_lead_back(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 0);
	settle(&b);
	b.now.remark = "lens is missing";
	tick(&b, WALK_SKIP);
	tick(&b, WALK_NO);
	assert_int_equal(b.walk.at, 2);
	assert_int_equal(b.walk.item[0].result, WALK_SKIPPED);
	assert_string_equal(b.walk.item[0].remark, "lens is missing");
	assert_int_equal(b.walk.item[1].result, WALK_FAILED);
	tick(&b, WALK_BACK);
	assert_int_equal(b.walk.at, 1);
	assert_int_equal(b.walk.item[1].result, WALK_OPEN);
	b.now.remark = "first try";
	tick(&b, WALK_SILENT);
	tick(&b, WALK_AGAIN);
	assert_string_equal(b.walk.item[1].remark, "");
	tick(&b, WALK_BACK);
	tick(&b, WALK_BACK);
	assert_int_equal(b.walk.at, 0);
	go_to(&b, "entry-green");
	go_to_stage(&b, 0);
	tick(&b, WALK_NO);
	assert_int_equal(item(&b, "entry-green")->fault, WALK_FAULT_ANSWER);
}

static void what_did_not_pass_is_opened_again(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 5000);
	settle(&b);
	tick(&b, WALK_SKIP);
	tick(&b, WALK_NO);
	finish(&b);
	walk_again(&b.walk);
	assert_int_equal(b.walk.at, 0);
	assert_int_equal(walk_count(&b.walk, WALK_OPEN), 2);
	finish(&b);
	assert_int_equal(walk_verdict(&b.walk), WALK_PASSED);
}

static void a_lock_is_held_back_while_the_beam_is_broken(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 0);
	char prompt[WALK_PROMPT_SIZE];
	settle(&b);
	go_to(&b, "cross");
	b.now.lines.levels |= WIRE_ENTRY_BEAM;
	go_to(&b, "entry-lock");
	for (unsigned i = 0; i < 40; i++) {
		tick(&b, hands(&b));
		assert_int_equal(b.walk.outputs & GATE_OUT_ENTRY_LOCK, 0);
	}
	walk_prompt(&b.walk, prompt);
	assert_non_null(strstr(prompt, "held: the safety beam"));
	assert_false(walk_asks(&b.walk));
	b.now.lines.levels &= ~(uint32_t)WIRE_ENTRY_BEAM;
	tick(&b, WALK_SILENT);
	assert_int_equal(b.walk.outputs, GATE_OUT_ENTRY_LOCK);
	/* Who pulls at a locked door stands in its beam. */
	b.now.lines.levels |= WIRE_ENTRY_BEAM;
	tick(&b, WALK_SILENT);
	assert_int_equal(b.walk.outputs, GATE_OUT_ENTRY_LOCK);
}

static void a_lock_that_is_never_safe_to_drive_fails(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 5000);
	settle(&b);
	go_to(&b, "cross");
	b.now.lines.levels |= WIRE_ENTRY_BEAM;
	b.dead = WIRE_ENTRY_BEAM;
	go_to(&b, "exit-lock");
	assert_int_equal(item(&b, "entry-lock")->fault, WALK_FAULT_HELD);
}

static void a_lock_is_tried_beside_the_locked_other_door(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 0);
	settle(&b);
	go_to(&b, "entry-lock");
	go_to_stage(&b, 2);
	assert_int_equal(b.walk.outputs, GATE_OUT_EXIT_LOCK);
}

static void a_break_in_between_begins_the_item_again(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 0);
	char prompt[WALK_PROMPT_SIZE];
	settle(&b);
	go_to(&b, "watchdog");
	go_to_stage(&b, 3);
	assert_true(b.walk.still);
	/* The other door opens, and somebody stands in it: its lock falls, and proves nothing. */
	b.now.lines.levels &= ~(uint32_t)WIRE_EXIT_CLOSED;
	b.now.lines.levels |= WIRE_EXIT_BEAM;
	tick(&b, WALK_SILENT);
	assert_int_equal(b.walk.outputs, 0);
	assert_int_equal(b.walk.stage_at, 1); /* the entry is closed, the exit is waited for */
	walk_prompt(&b.walk, prompt);
	assert_non_null(strstr(prompt, "begun again: "));
	b.now.lines.levels &= ~(uint32_t)WIRE_EXIT_BEAM;
	finish(&b);
	assert_int_equal(item(&b, "watchdog")->result, WALK_PASSED);
}

static void a_door_that_opens_in_a_question_is_let_go(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 0);
	settle(&b);
	go_to(&b, "exit-lock");
	go_to_stage(&b, 1);
	assert_int_equal(b.walk.outputs, GATE_OUT_EXIT_LOCK);
	b.now.lines.levels &= ~(uint32_t)WIRE_EXIT_CLOSED; /* the lock did not hold */
	b.now.lines.levels |= WIRE_EXIT_BEAM;
	tick(&b, WALK_SILENT);
	assert_int_equal(b.walk.outputs, 0);
	assert_true(walk_asks(&b.walk));
	b.now.lines.levels |= WIRE_EXIT_CLOSED;
	b.now.lines.levels &= ~(uint32_t)WIRE_EXIT_BEAM;
	tick(&b, WALK_SILENT);
	assert_int_equal(b.walk.outputs, 0);
	tick(&b, WALK_NO);
	assert_int_equal(item(&b, "exit-lock")->fault, WALK_FAULT_ANSWER);
}

static void a_driven_door_follows_within_its_time_or_fails(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_FLAP, 0);
	settle(&b);
	b.fitting.times.travel = 1000;
	go_to(&b, "exit-open");
	b.dead = WIRE_EXIT_CLOSED;
	go_to_stage(&b, 1);
	assert_int_equal(b.walk.outputs, GATE_OUT_EXIT_OPEN);
	for (unsigned i = 0; i <= 1000 / TICK_MS; i++) {
		assert_int_equal(item(&b, "exit-open")->result, WALK_OPEN);
		tick(&b, WALK_SILENT);
	}
	assert_int_equal(item(&b, "exit-open")->fault, WALK_FAULT_TRAVEL);
	tick(&b, WALK_BACK);
	b.dead = 0;
	b.stage = SIZE_MAX; /* the hands begin anew, too */
	go_to_stage(&b, 1);
	go_to_stage(&b, 2);
	assert_int_equal(item(&b, "exit-open")->ms[0], HAND_MS + TICK_MS);
}

static void a_drive_of_two_doors_opens_one_beside_the_locked_other(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 0);
	assert_int_equal(gate_fitting_set(&b.fitting, RD_TEXT("output.exit-open"), RD_TEXT("xo")),
			 EG_OK);
	b.walk = walk_start(&b.fitting, 0);
	go_to(&b, "exit-open");
	go_to_stage(&b, 1);
	assert_int_equal(b.walk.outputs, GATE_OUT_EXIT_OPEN | GATE_OUT_ENTRY_LOCK);
	go_to_stage(&b, 3);
	assert_int_equal(b.walk.outputs, GATE_OUT_EXIT_LOCK | GATE_OUT_ENTRY_LOCK);
	finish(&b);
	assert_int_equal(item(&b, "exit-open")->result, WALK_PASSED);
}

static void the_relay_must_let_go_without_pulses(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_ONE_DOOR, 5000);
	settle(&b);
	go_to(&b, "watchdog");
	go_to_stage(&b, 1);
	assert_false(b.walk.still);
	go_to_stage(&b, 2);
	assert_true(b.walk.still);
	assert_int_equal(b.walk.outputs, GATE_OUT_EXIT_LOCK);
	b.dead = WIRE_EXIT_CLOSED;
	go_to(&b, "fire-ok");
	assert_int_equal(item(&b, "watchdog")->fault, WALK_FAULT_RELAY);
}

static void the_read_back_follows_the_watchdog_line(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 0);
	assert_int_equal(gate_fitting_set(&b.fitting, RD_TEXT("input.return"), RD_TEXT("back")),
			 EG_OK);
	b.walk = walk_start(&b.fitting, 0);
	go_to(&b, "return");
	go_to_stage(&b, 0);
	assert_int_equal(b.walk.outputs, GATE_OUT_WATCHDOG);
	assert_true(b.walk.still);
	b.dead = WIRE_RETURN;
	go_to(&b, "watchdog"); /* nobody has to say anything */
	assert_int_equal(item(&b, "return")->fault, WALK_FAULT_RETURN);
}

static void the_fire_contact_is_tried_against_driven_locks(void **state)
{
	(void)state;
	struct bench b = bench_of(GATE_MANTRAP, 0);
	settle(&b);
	go_to(&b, "fire-ok");
	go_to_stage(&b, 3);
	b.now.lines.levels &= ~(uint32_t)WIRE_FIRE_OK;
	tick(&b, WALK_SILENT);
	assert_int_equal(b.walk.outputs, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK);
	go_to_stage(&b, 4);
	assert_int_equal(b.walk.outputs, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK);
	assert_true(walk_asks(&b.walk));
	finish(&b);
	assert_int_equal(item(&b, "fire-ok")->result, WALK_PASSED);
}

static void a_walk_without_lines_proves_nothing(void **state)
{
	(void)state;
	struct gate_fitting f = gate_fitting_blank();
	struct walk w = walk_start(&f, 0);
	assert_true(walk_finished(&w));
	assert_int_equal(walk_verdict(&w), WALK_SKIPPED);
}

/* xorshift64*, as in tests/fuzz/replay.c; any seed but 0. */
static uint32_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)((*state * UINT64_C(0x2545F4914F6CDD1D)) >> 32);
}

static void no_order_of_levels_and_answers_is_unsafe(void **state)
{
	(void)state;
	uint64_t seed = 42;
	for (unsigned run = 0; run < 200; run++) {
		struct bench b = bench_of((enum gate_topology)(run % GATE_DOOR_TOPOLOGIES), 1000);
		settle(&b);
		b.fitting.output[10].name[0] = 'o'; /* a drive of the entry, too */
		b.walk = walk_start(&b.fitting, 1000);
		for (unsigned i = 0; i < 2000; i++) {
			uint32_t dice = next_random(&seed);
			b.now.lines.levels ^= dice % 3 == 0 ? UINT32_C(1) << (dice >> 8) % 27 : 0;
			tick(&b, dice % 11 == 0 ? (enum walk_answer)((dice >> 16) % 6) : hands(&b));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_of_every_topology_is_walked),
		cmocka_unit_test(beams_of_a_curtain_are_walked_one_by_one),
		cmocka_unit_test(what_is_measured_is_the_time_from_prompt_to_level),
		cmocka_unit_test(a_line_that_is_not_seen_fails_when_patience_ends),
		cmocka_unit_test(a_line_that_is_wrong_way_round_fails_before_it_is_tried),
		cmocka_unit_test(a_person_at_a_terminal_is_waited_for),
		cmocka_unit_test(answers_end_an_item_or_lead_back),
		cmocka_unit_test(what_did_not_pass_is_opened_again),
		cmocka_unit_test(a_lock_is_held_back_while_the_beam_is_broken),
		cmocka_unit_test(a_lock_that_is_never_safe_to_drive_fails),
		cmocka_unit_test(a_lock_is_tried_beside_the_locked_other_door),
		cmocka_unit_test(a_break_in_between_begins_the_item_again),
		cmocka_unit_test(a_door_that_opens_in_a_question_is_let_go),
		cmocka_unit_test(a_driven_door_follows_within_its_time_or_fails),
		cmocka_unit_test(a_drive_of_two_doors_opens_one_beside_the_locked_other),
		cmocka_unit_test(the_relay_must_let_go_without_pulses),
		cmocka_unit_test(the_read_back_follows_the_watchdog_line),
		cmocka_unit_test(the_fire_contact_is_tried_against_driven_locks),
		cmocka_unit_test(a_walk_without_lines_proves_nothing),
		cmocka_unit_test(no_order_of_levels_and_answers_is_unsafe),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
