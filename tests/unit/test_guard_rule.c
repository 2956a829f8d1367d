/*
 * test_guard_rule: when a guard takes over from its core, in virtual time: a core that drives, and
 * stops doing so in every way at every moment; a kernel and wires that take their time.
 */
#include "prog/guard_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MS INT64_C(1000)

/* The world of one guard: what it does has its consequences after these times. */
struct stage {
	struct guard_rule rule;
	struct guard_seen seen;
	int64_t drives_until_us; /* the core's last tick is not after it */
	int64_t dies_us;         /* INT64_MAX: not by itself */
	int64_t ending_us;       /* from the kill to the end of the process */
	int64_t opening_us;      /* of the wires */
	int64_t late_us;         /* the guard gets its turn so long after it is due */
	int64_t killed_us;       /* 0: not */
	int64_t safe_us;         /* our first drive; 0: none */
	unsigned kills;
	unsigned tries;
	bool refused; /* the wires do not open */
	bool left;
};

static struct stage stage_at_work(void)
{
	struct stage s = {
		.rule = guard_rule_start(),
		.seen = {.now_us = 1000 * MS, .given = true},
		.drives_until_us = INT64_MAX,
		.dies_us = INT64_MAX,
		.ending_us = MS,
		.opening_us = 5 * MS,
		.late_us = MS / 5,
	};
	return s;
}

/* The core ticks every 50 ms from 1000 ms on; it drives as long as it is alive and well. */
static void core_until(struct stage *s, int64_t now_us)
{
	int64_t last = now_us < s->drives_until_us ? now_us : s->drives_until_us;
	last = last < s->dies_us ? last : s->dies_us;
	if (s->killed_us != 0 && last > s->killed_us) {
		last = s->killed_us;
	}
	if (last >= 1000 * MS) {
		s->seen.drove_us = last - (last - 1000 * MS) % GUARD_TICK_US;
	}
	bool killed = s->killed_us != 0 && now_us >= s->killed_us + s->ending_us;
	s->seen.ended = killed || now_us >= s->dies_us;
	s->seen.now_us = now_us;
}

static void act(struct stage *s)
{
	for (int i = 0; i < 8; i++) {
		switch (guard_rule_step(&s->rule, &s->seen)) {
		case GUARD_WATCH:
			return;
		case GUARD_KILL:
			s->kills++;
			s->killed_us = s->seen.now_us;
			break;
		case GUARD_TAKE:
			s->tries++;
			core_until(s, s->seen.now_us);
			s->seen.open = s->seen.ended && !s->refused;
			if (s->seen.open) {
				core_until(s, s->seen.now_us + s->opening_us);
			}
			break;
		case GUARD_DRIVE:
			if (!s->seen.driven) {
				s->safe_us = s->seen.now_us;
			}
			s->seen.driven = true;
			if (!s->seen.told && !s->seen.alone) {
				return;
			}
			break;
		case GUARD_LEAVE:
			s->left = true;
			return;
		}
	}
	fail_msg("the guard does not come to rest");
}

/* Time passes; the guard looks when it is due, or when the core's process ends. */
static void pass(struct stage *s, int64_t until_us)
{
	act(s);
	while (!s->left && s->seen.now_us < until_us) {
		int64_t due = s->rule.due_us;
		int64_t ends = s->killed_us != 0 ? s->killed_us + s->ending_us : s->dies_us;
		if (!s->seen.ended && ends < due) {
			due = ends;
		}
		due = due == INT64_MAX || due > until_us ? until_us : due + s->late_us;
		core_until(s, due > s->seen.now_us ? due : s->seen.now_us + 1);
		act(s);
	}
}

static void a_core_that_drives_is_left_alone(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	pass(&s, 60000 * MS);
	assert_int_equal(s.kills, 0);
	assert_int_equal(s.tries, 0);
	assert_false(s.left);
}

static void outputs_of_a_core_that_hangs_are_safe_in_150_ms_whenever_it_stops(void **state)
{
	(void)state;
	for (int64_t at = 2000 * MS; at < 2000 * MS + 2 * GUARD_TICK_US; at += MS / 4) {
		struct stage s = stage_at_work();
		s.drives_until_us = at;
		s.late_us = GUARD_LATE_US; /* as late as is taken for an honest look */
		s.ending_us = 10 * MS;     /* of a process with much memory */
		s.opening_us = 15 * MS;    /* of many lines */
		pass(&s, 4000 * MS);
		int64_t last = at - (at - 1000 * MS) % GUARD_TICK_US;
		assert_int_equal(s.kills, 1);
		assert_int_equal(s.rule.took, BEAT_HUNG);
		assert_int_equal(s.tries, 1); /* not before it has ended: it needs the CPU */
		assert_true(s.safe_us > last && s.safe_us - last <= GUARD_SAFE_US);
	}
}

static void outputs_of_a_core_that_ended_are_safe_at_once(void **state)
{
	(void)state;
	for (int64_t at = 2000 * MS; at < 2000 * MS + 2 * GUARD_TICK_US; at += MS / 4) {
		struct stage s = stage_at_work();
		s.dies_us = at;
		pass(&s, 4000 * MS);
		assert_int_equal(s.kills, 0);
		assert_int_equal(s.rule.took, BEAT_ENDED);
		assert_true(s.safe_us >= at && s.safe_us - at <= 10 * MS);
	}
}

static void a_tick_or_two_that_are_late_cost_nobody_the_core(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	core_until(&s, 2000 * MS);
	act(&s);
	s.drives_until_us = 2000 * MS;
	core_until(&s, 2109 * MS);
	act(&s);
	assert_int_equal(s.kills, 0);
	core_until(&s, 2110 * MS);
	act(&s);
	assert_int_equal(s.kills, 1);
}

/* A machine that stood still: the guard was late itself, so the core gets its turn once. */
static void after_a_standstill_the_core_has_its_turn_before_it_is_judged(void **state)
{
	(void)state;
	for (int driving = 0; driving < 2; driving++) {
		struct stage s = stage_at_work();
		core_until(&s, 2000 * MS);
		act(&s);
		s.drives_until_us = 2000 * MS;
		core_until(&s, 2500 * MS);
		act(&s);
		assert_int_equal(s.kills, 0);
		assert_int_equal(s.rule.due_us, 2500 * MS + GUARD_GRACE_US);
		core_until(&s, 2501 * MS); /* woken by something else */
		act(&s);
		assert_int_equal(s.kills, 0);
		if (driving == 1) {
			s.drives_until_us = INT64_MAX;
		}
		core_until(&s, 2500 * MS + GUARD_GRACE_US);
		act(&s);
		assert_int_equal(s.kills, driving == 1 ? 0 : 1);
	}
}

static void a_grace_is_given_once(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	s.drives_until_us = 2000 * MS;
	core_until(&s, 2000 * MS);
	act(&s);
	core_until(&s, 2500 * MS);
	act(&s);
	core_until(&s, 3000 * MS); /* late again */
	act(&s);
	assert_int_equal(s.kills, 1);
}

static void a_core_that_never_drives_is_given_up(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	s.drives_until_us = 0;
	pass(&s, 1000 * MS + GUARD_START_US - MS);
	assert_int_equal(s.kills, 0);
	pass(&s, 1000 * MS + GUARD_START_US + MS);
	assert_int_equal(s.kills, 1);
}

static void a_core_that_hangs_after_its_first_drive_is_noticed_as_soon(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	s.drives_until_us = 0;
	pass(&s, 3000 * MS);
	s.seen.drove_us = 3000 * MS;
	pass(&s, 3300 * MS);
	assert_int_equal(s.kills, 1);
	assert_true(s.safe_us - 3000 * MS <= GUARD_SAFE_US);
}

/* The core writes the page: whoever has taken it over may write anything. */
static void a_stamp_of_the_future_keeps_no_guard_away(void **state)
{
	static const int64_t lies[] = {2000 * MS + 2 * GUARD_HUNG_US, 3600000 * MS, INT64_MAX};
	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct stage s = stage_at_work();
		core_until(&s, 2000 * MS);
		act(&s);
		s.seen.drove_us = lies[i];
		s.drives_until_us = 0;
		act(&s);
		s.seen.now_us = 2000 * MS + GUARD_GRACE_US;
		act(&s);
		assert_int_equal(s.kills, 1);
	}
	/* One that was made between a look at the clock and a look at the page is none. */
	struct stage s = stage_at_work();
	core_until(&s, 2000 * MS);
	s.seen.drove_us = 2001 * MS;
	act(&s);
	assert_int_equal(s.kills, 0);
	assert_true(s.rule.due_us == 2001 * MS + GUARD_HUNG_US);
}

static void wires_that_are_not_free_are_tried_again_until_they_are(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	s.dies_us = 2000 * MS;
	s.refused = true;
	pass(&s, 2100 * MS);
	assert_true(s.tries > 20); /* soon at first */
	unsigned soon = s.tries;
	pass(&s, 12150 * MS);
	assert_true(s.tries - soon < 260); /* then at the pace of a drive */
	s.refused = false;
	pass(&s, 12300 * MS);
	assert_true(s.safe_us != 0);
}

static void it_drives_again_every_tick(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	s.dies_us = 2000 * MS;
	pass(&s, 2100 * MS);
	assert_true(s.seen.driven);
	assert_true(s.rule.due_us - s.seen.now_us <= GUARD_TICK_US);
}

static void wires_that_were_lost_are_taken_again(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	s.dies_us = 2000 * MS;
	pass(&s, 2100 * MS);
	s.seen.open = s.seen.driven = false;
	unsigned before = s.tries;
	act(&s);
	assert_int_equal(s.tries, before + 1);
	assert_true(s.seen.driven);
}

static void it_lets_go_for_the_next_core_when_outputs_are_safe(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	s.dies_us = 2000 * MS;
	core_until(&s, 2000 * MS);
	s.seen.told = true; /* before it had a look at the end */
	act(&s);
	assert_true(s.seen.driven);
	assert_true(s.left);
}

static void wires_out_of_reach_are_let_go_of_after_a_time(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	s.dies_us = 2000 * MS;
	s.refused = true;
	s.seen.told = true;
	core_until(&s, 2000 * MS);
	pass(&s, 2000 * MS + GUARD_VAIN_US - MS);
	assert_false(s.left);
	pass(&s, 2000 * MS + GUARD_VAIN_US + GUARD_TICK_US);
	assert_true(s.left);
}

static void without_egated_the_core_is_seen_to_its_end(void **state)
{
	(void)state;
	for (int hangs = 0; hangs < 2; hangs++) {
		struct stage s = stage_at_work();
		core_until(&s, 2000 * MS);
		s.seen.alone = true;
		s.dies_us = hangs == 1 ? INT64_MAX : 2003 * MS;
		s.drives_until_us = 2003 * MS;
		pass(&s, 4000 * MS);
		assert_int_equal(s.kills, hangs);
		assert_true(s.safe_us - 2000 * MS <= GUARD_SAFE_US);
		assert_true(s.left);
	}
}

static void without_a_core_it_has_nothing_to_hold(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	s.seen.given = false;
	act(&s);
	assert_false(s.left);
	assert_true(s.rule.due_us == INT64_MAX);
	s.seen.alone = true;
	act(&s);
	assert_true(s.left);
	assert_int_equal(s.tries, 0);
}

static void told_beside_a_living_core_it_takes_nothing(void **state)
{
	(void)state;
	struct stage s = stage_at_work();
	core_until(&s, 2000 * MS);
	s.seen.told = true;
	act(&s);
	assert_true(s.left);
	assert_int_equal(s.tries + s.kills, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_core_that_drives_is_left_alone),
		cmocka_unit_test(outputs_of_a_core_that_hangs_are_safe_in_150_ms_whenever_it_stops),
		cmocka_unit_test(outputs_of_a_core_that_ended_are_safe_at_once),
		cmocka_unit_test(a_tick_or_two_that_are_late_cost_nobody_the_core),
		cmocka_unit_test(after_a_standstill_the_core_has_its_turn_before_it_is_judged),
		cmocka_unit_test(a_grace_is_given_once),
		cmocka_unit_test(a_core_that_never_drives_is_given_up),
		cmocka_unit_test(a_core_that_hangs_after_its_first_drive_is_noticed_as_soon),
		cmocka_unit_test(a_stamp_of_the_future_keeps_no_guard_away),
		cmocka_unit_test(wires_that_are_not_free_are_tried_again_until_they_are),
		cmocka_unit_test(it_drives_again_every_tick),
		cmocka_unit_test(wires_that_were_lost_are_taken_again),
		cmocka_unit_test(it_lets_go_for_the_next_core_when_outputs_are_safe),
		cmocka_unit_test(wires_out_of_reach_are_let_go_of_after_a_time),
		cmocka_unit_test(without_egated_the_core_is_seen_to_its_end),
		cmocka_unit_test(without_a_core_it_has_nothing_to_hold),
		cmocka_unit_test(told_beside_a_living_core_it_takes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
