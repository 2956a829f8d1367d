/*
 * suite_cross: whole crossings of the real core on real kernel lines.
 */
#include "suite.h"

static void an_honest_traveller_crosses_and_so_does_the_next(void **state)
{
	(void)state;
	struct scene *s = scene_idle();
	for (unsigned i = 1; i <= 3; i++) {
		scene_until(s, GATE_EXIT_OPEN);
		assert_int_equal(s->cast.recorded, i);
		scene_leave(s);
		assert_int_equal(s->cast.killed, 4 * i); /* page, chip, verify, face */
		assert_int_equal(s->outputs & SCENE_LOCKS, SCENE_LOCKS);
	}
	assert_int_equal(s->cast.alarms, 0);
}

static void the_exit_stays_locked_until_the_journal_has_the_record(void **state)
{
	(void)state;
	struct scene *s = scene_idle();
	s->cast.parts.deaf_journal = true;
	scene_until(s, GATE_RECORDING);
	scene_state(s, GATE_REFERRED_INSIDE, SCENE_LIMIT);
	assert_int_equal(s->cast.now.why, GATE_WHY_JOURNAL);
	cast_order(&s->cast, GATE_EV_ORDER_BACK);
	scene_state(s, GATE_BACK_OPEN, SCENE_LIMIT);
	scene_walk(s, 0, METAL_OUTSIDE, SCENE_LIMIT);
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	assert_int_equal(s->cast.recorded, 0);
}

static void a_bad_signature_keeps_the_entry_locked(void **state)
{
	(void)state;
	struct scene *s = scene_idle();
	s->cast.parts.bad_signature = true;
	cast_document(&s->cast, true);
	s->metal.body[0].goal = METAL_CHAMBER;
	scene_state(s, GATE_REFERRED_OUTSIDE, SCENE_LIMIT);
	cast_document(&s->cast, false);
	scene_state(s, GATE_IDLE, SCENE_REFERRED_LIMIT);
	assert_int_equal(s->metal.body[0].place, 1000); /* before the entry */
	assert_int_equal(s->cast.visited & 1u << GATE_ENTRY_OPEN, 0);
}

static void another_face_waits_for_the_officer(void **state)
{
	(void)state;
	struct scene *s = scene_idle();
	s->cast.parts.other_face = true;
	scene_until(s, GATE_REFERRED_INSIDE);
	assert_int_equal(s->cast.now.why, GATE_WHY_FACE);
	s->metal.body[0].goal = METAL_COUNTRY; /* pushes at the exit */
	scene_pass(s, 2000);
	assert_int_equal(s->metal.body[0].place, 3000);
	assert_true((s->outputs & (uint32_t)GATE_OUT_OFFICER_CALL) != 0);
	cast_order(&s->cast, GATE_EV_ORDER_PASS);
	scene_state(s, GATE_EXIT_OPEN, SCENE_LIMIT);
	scene_leave(s);
	assert_int_equal(s->cast.recorded, 1);
}

static void two_who_enter_together_are_referred(void **state)
{
	(void)state;
	struct scene *s = scene_idle();
	s->metal.body[1].here = true;
	cast_document(&s->cast, true);
	scene_state(s, GATE_ENTRY_OPEN, SCENE_LIMIT);
	cast_document(&s->cast, false);
	s->metal.body[1].goal = METAL_CHAMBER;
	scene_walk(s, 0, METAL_CHAMBER, SCENE_LIMIT);
	scene_state(s, GATE_REFERRED_INSIDE, SCENE_LIMIT);
	assert_int_equal(s->cast.now.why, GATE_WHY_SEVERAL);
	cast_order(&s->cast, GATE_EV_ORDER_BACK);
	scene_state(s, GATE_BACK_OPEN, SCENE_LIMIT);
	s->metal.body[1].goal = METAL_OUTSIDE;
	scene_walk(s, 0, METAL_OUTSIDE, SCENE_LIMIT);
	scene_state(s, GATE_IDLE, SCENE_LIMIT);
	assert_int_equal(s->cast.recorded, 0);
}

/* Who stands in the swing of a door that has to close is not squeezed: the lock lets go. */
static void a_closing_door_lets_go_of_who_stands_in_it(void **state)
{
	(void)state;
	const int32_t in_the_swing = 1600; /* in the chamber already, still in the entry's beam */
	struct scene *s = scene_idle();
	cast_document(&s->cast, true);
	scene_state(s, GATE_ENTRY_OPEN, SCENE_LIMIT);
	cast_document(&s->cast, false);
	scene_walk(s, 0, in_the_swing, SCENE_LIMIT);
	scene_state(s, GATE_ENTRY_CLOSING, SCENE_LIMIT);
	scene_pass(s, 100);
	assert_int_equal(s->outputs & SCENE_LOCKS, GATE_OUT_EXIT_LOCK);
	scene_walk(s, 0, METAL_CHAMBER, SCENE_LIMIT);
	scene_state(s, GATE_EXIT_OPEN, SCENE_LIMIT);
	scene_leave(s);
}

int suite_cross(void)
{
	const struct CMUnitTest tests[] = {
		SUITE_TEST(an_honest_traveller_crosses_and_so_does_the_next),
		SUITE_TEST(the_exit_stays_locked_until_the_journal_has_the_record),
		SUITE_TEST(a_bad_signature_keeps_the_entry_locked),
		SUITE_TEST(another_face_waits_for_the_officer),
		SUITE_TEST(two_who_enter_together_are_referred),
		SUITE_TEST(a_closing_door_lets_go_of_who_stands_in_it),
	};
	return cmocka_run_group_tests_name("cross", tests, NULL, NULL);
}
