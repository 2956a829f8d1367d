/*
 * test_gate: stories of one traveller each, and what the search abstracts from.
 * The model check proves the rules in every state; here they are told in order.
 */
#include "gate_tale.h"

static const struct gate_plan mantrap = {.topology = GATE_MANTRAP, .attempts = 5, .calls = 3};

static struct lane idle_lane(void)
{
	struct lane l = {.s = {.gate = gate_start(&mantrap)}};
	give(&l, GATE_EV_LEVELS, QUIET);
	expect_state(&l, GATE_IDLE);
	return l;
}

static struct lane reading(void)
{
	struct lane l = idle_lane();
	give(&l, GATE_EV_DOCUMENT, QUIET);
	expect_state(&l, GATE_READING);
	return l;
}

static struct lane entry_open(void)
{
	struct lane l = reading();
	give(&l, GATE_EV_DOCUMENT_OK, SERVED);
	expect_state(&l, GATE_ENTRY_OPEN);
	return l;
}

static struct lane face(void)
{
	struct lane l = entry_open();
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_EXIT_CLOSED | GATE_IN_ENTRY_BEAM);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_EXIT_CLOSED | GATE_IN_PRESENT);
	expect_state(&l, GATE_ENTRY_CLOSING);
	give(&l, GATE_EV_LEVELS, INSIDE);
	expect_state(&l, GATE_FACE);
	return l;
}

static struct lane finger(void)
{
	struct lane l = face();
	give(&l, GATE_EV_FINGER_WANTED, INSIDE);
	expect_state(&l, GATE_FINGER);
	return l;
}

static struct lane exit_open(void)
{
	struct lane l = face();
	give(&l, GATE_EV_FACE_OK, INSIDE);
	give(&l, GATE_EV_RECORDED, INSIDE);
	expect_state(&l, GATE_EXIT_OPEN);
	return l;
}

static struct lane referred_inside(void)
{
	struct lane l = face();
	give(&l, GATE_EV_FACE_REFER, INSIDE);
	expect_state(&l, GATE_REFERRED_INSIDE);
	return l;
}

static void an_honest_traveller_crosses(void **state)
{
	(void)state; /* unused */
	struct lane l = idle_lane();
	assert_int_equal(locks(&l), LOCKS);
	give(&l, GATE_EV_DOCUMENT, QUIET);
	assert_int_equal(l.s.todo, GATE_DO_BEGIN | GATE_DO_TIMER);
	assert_int_equal(l.s.epoch, 1);
	give(&l, GATE_EV_DOCUMENT_OK, SERVED);
	assert_int_equal(locks(&l), GATE_OUT_EXIT_LOCK);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_EXIT_CLOSED | GATE_IN_PRESENT);
	assert_int_equal(locks(&l), LOCKS);
	give(&l, GATE_EV_LEVELS, INSIDE);
	assert_int_equal(l.s.todo, GATE_DO_CAPTURE | GATE_DO_TIMER);
	give(&l, GATE_EV_FACE_OK, INSIDE);
	expect_state(&l, GATE_RECORDING);
	assert_int_equal(l.s.todo, GATE_DO_RECORD | GATE_DO_TIMER);
	assert_int_equal(locks(&l), LOCKS);
	give(&l, GATE_EV_RECORDED, INSIDE);
	assert_int_equal(locks(&l), GATE_OUT_ENTRY_LOCK);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_ENTRY_CLOSED | GATE_IN_PRESENT);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_BEAM);
	expect_state(&l, GATE_EXIT_OPEN);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_ENTRY_CLOSED);
	expect_state(&l, GATE_EXIT_CLOSING);
	give(&l, GATE_EV_LEVELS, SERVED);
	expect_state(&l, GATE_IDLE);
	assert_int_equal(l.s.todo, GATE_DO_END | GATE_DO_TIMER);
	assert_int_equal(l.s.epoch, 1);
	assert_int_equal(l.s.gate.epoch, 0);
}

static void an_impostor_is_referred_inside(void **state)
{
	(void)state; /* unused */
	struct lane l = referred_inside();
	assert_int_equal(locks(&l), LOCKS);
	assert_int_equal(l.s.why, GATE_WHY_FACE);
	assert_true((l.s.todo & GATE_DO_RECORD_REFERRAL) != 0);
	give(&l, GATE_EV_ORDER_BACK, INSIDE);
	assert_int_equal(locks(&l), GATE_OUT_EXIT_LOCK);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_EXIT_CLOSED | GATE_IN_ENTRY_BEAM);
	expect_state(&l, GATE_BACK_OPEN);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_EXIT_CLOSED);
	give(&l, GATE_EV_LEVELS, QUIET);
	expect_state(&l, GATE_IDLE);
}

static void a_refused_document_never_opens_the_entry(void **state)
{
	(void)state; /* unused */
	struct lane l = reading();
	give(&l, GATE_EV_DOCUMENT_REFER, SERVED);
	expect_state(&l, GATE_REFERRED_OUTSIDE);
	assert_int_equal(l.s.why, GATE_WHY_DOCUMENT);
	give(&l, GATE_EV_DOCUMENT_OK, SERVED);
	expect_state(&l, GATE_REFERRED_OUTSIDE);
	give(&l, GATE_EV_TIMER, SERVED);
	expect_state(&l, GATE_IDLE);
}

static void two_who_enter_are_referred_even_if_one_leaves_again(void **state)
{
	(void)state; /* unused */
	struct lane l = entry_open();
	give(&l, GATE_EV_LEVELS, SWARM & ~(uint32_t)GATE_IN_ENTRY_CLOSED);
	expect_state(&l, GATE_ENTRY_CLOSING);
	give(&l, GATE_EV_LEVELS, INSIDE);
	expect_state(&l, GATE_REFERRED_INSIDE);
	assert_int_equal(l.s.why, GATE_WHY_SEVERAL);
}

static void a_second_person_found_during_the_face_is_referred(void **state)
{
	(void)state; /* unused */
	struct lane l = face();
	give(&l, GATE_EV_FACE_OK, SWARM);
	expect_state(&l, GATE_REFERRED_INSIDE);
	give(&l, GATE_EV_ORDER_PASS, SWARM);
	expect_state(&l, GATE_REFERRED_INSIDE);
}

static void who_turns_round_before_the_entry_closed_ends_the_session(void **state)
{
	(void)state; /* unused */
	struct lane l = entry_open();
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_EXIT_CLOSED | GATE_IN_PRESENT);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_EXIT_CLOSED);
	give(&l, GATE_EV_LEVELS, SERVED);
	expect_state(&l, GATE_IDLE);
	assert_int_equal(l.s.why, GATE_WHY_LEFT);
	assert_int_equal(l.s.todo, GATE_DO_RECORD_REFERRAL | GATE_DO_END | GATE_DO_TIMER);
}

static void who_never_enters_is_not_waited_for(void **state)
{
	(void)state; /* unused */
	struct lane l = entry_open();
	give(&l, GATE_EV_TIMER, SERVED);
	expect_state(&l, GATE_IDLE);
	assert_int_equal(l.s.why, GATE_WHY_LEFT);
}

static void who_vanishes_between_closed_doors_is_looked_for(void **state)
{
	(void)state; /* unused */
	struct lane l = face();
	give(&l, GATE_EV_LEVELS, SERVED);
	expect_state(&l, GATE_REFERRED_INSIDE);
	assert_int_equal(l.s.why, GATE_WHY_LEFT);
	give(&l, GATE_EV_ORDER_BACK, SERVED);
	expect_state(&l, GATE_BACK_OPEN); /* the sensor may be wrong: free until the timer */
	give(&l, GATE_EV_TIMER, SERVED);
	expect_state(&l, GATE_IDLE);
}

static void fire_frees_both_doors_and_waits_for_the_officer(void **state)
{
	(void)state; /* unused */
	struct lane l = face();
	give(&l, GATE_EV_LEVELS, INSIDE & ~(uint32_t)GATE_IN_FIRE_OK);
	expect_state(&l, GATE_EVACUATE);
	assert_int_equal(locks(&l), 0);
	assert_int_equal(l.s.todo, GATE_DO_RECORD_REFERRAL | GATE_DO_END | GATE_DO_TIMER);
	assert_int_equal(l.s.epoch, 1);
	give(&l, GATE_EV_LEVELS, SERVED);
	assert_int_equal(locks(&l), 0);
	give(&l, GATE_EV_ORDER_RESET, INSIDE);
	expect_state(&l, GATE_EVACUATE); /* nobody is locked in */
	give(&l, GATE_EV_ORDER_RESET, SERVED);
	expect_state(&l, GATE_CLEARING); /* a warning first */
	assert_int_equal(locks(&l), 0);
	give(&l, GATE_EV_TIMER, QUIET);
	expect_state(&l, GATE_IDLE);
	give(&l, GATE_EV_LEVELS, QUIET);
	expect_state(&l, GATE_IDLE);
}

static void even_a_stale_event_brings_the_fire(void **state)
{
	(void)state; /* unused */
	struct lane l = face();
	struct gate_event late = {.kind = GATE_EV_FACE_OK,
				  .epoch = 99,
				  .inputs = INSIDE & ~(uint32_t)GATE_IN_FIRE_OK};
	l.s = gate_step(l.s.gate, late);
	expect_state(&l, GATE_EVACUATE);
}

static void a_stale_event_changes_nothing(void **state)
{
	(void)state; /* unused */
	for (unsigned kind = 0; kind < GATE_EVENT_COUNT; kind++) {
		struct lane l = face();
		struct gate_event late = {
			.kind = (enum gate_event_kind)kind, .epoch = 99, .inputs = INSIDE};
		if (gate_event_personal(late.kind)) {
			struct gate_step s = gate_step(l.s.gate, late);
			assert_int_equal(s.gate.state, l.s.gate.state);
			assert_int_equal(s.gate.evidence, l.s.gate.evidence);
			assert_int_equal(s.gate.epoch, l.s.gate.epoch);
			assert_int_equal(s.gate.inputs, l.s.gate.inputs);
			assert_int_equal(s.todo, 0);
		}
	}
}

static void exit_stays_locked_when_the_journal_is_lost(void **state)
{
	(void)state; /* unused */
	struct lane l = face();
	give(&l, GATE_EV_FACE_OK, INSIDE);
	give(&l, GATE_EV_RECORD_FAILED, INSIDE);
	expect_state(&l, GATE_REFERRED_INSIDE);
	assert_int_equal(l.s.why, GATE_WHY_JOURNAL);
	give(&l, GATE_EV_RECORDED, INSIDE);
	assert_int_equal(locks(&l), LOCKS);
}

static void an_officer_passes_one_person_and_only_on_record(void **state)
{
	(void)state; /* unused */
	struct lane l = referred_inside();
	give(&l, GATE_EV_ORDER_PASS, INSIDE);
	expect_state(&l, GATE_RECORDING);
	assert_true((l.s.todo & GATE_DO_RECORD) != 0);
	assert_int_equal(locks(&l), LOCKS);
	give(&l, GATE_EV_RECORDED, INSIDE);
	assert_int_equal(locks(&l), GATE_OUT_ENTRY_LOCK);
}

static void an_officer_may_have_the_face_compared_again(void **state)
{
	(void)state; /* unused */
	struct lane l = referred_inside();
	give(&l, GATE_EV_ORDER_RETRY, INSIDE);
	expect_state(&l, GATE_FACE);
	assert_true((l.s.todo & GATE_DO_CAPTURE) != 0);
	give(&l, GATE_EV_WORKER_LOST, INSIDE);
	give(&l, GATE_EV_ORDER_RETRY, INSIDE);
	expect_state(&l, GATE_REFERRED_INSIDE); /* nobody is left to compare */
}

static void an_officer_admits_from_outside_without_a_face(void **state)
{
	(void)state; /* unused */
	struct lane l = reading();
	give(&l, GATE_EV_DOCUMENT_REFER, SERVED);
	give(&l, GATE_EV_ORDER_PASS, SERVED);
	expect_state(&l, GATE_ENTRY_OPEN);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_EXIT_CLOSED | GATE_IN_PRESENT);
	give(&l, GATE_EV_LEVELS, INSIDE);
	expect_state(&l, GATE_RECORDING);
}

static void a_lost_worker_refers_the_traveller_where_they_are(void **state)
{
	(void)state; /* unused */
	struct lane outside = reading();
	give(&outside, GATE_EV_WORKER_LOST, SERVED);
	expect_state(&outside, GATE_REFERRED_OUTSIDE);
	struct lane inside = face();
	give(&inside, GATE_EV_WORKER_LOST, INSIDE);
	expect_state(&inside, GATE_REFERRED_INSIDE);
	struct lane between = entry_open();
	give(&between, GATE_EV_WORKER_LOST, OK | GATE_IN_EXIT_CLOSED);
	expect_state(&between, GATE_ENTRY_CLOSING);
	give(&between, GATE_EV_LEVELS, INSIDE);
	expect_state(&between, GATE_REFERRED_INSIDE);
	assert_int_equal(between.s.why, GATE_WHY_WORKER);
	struct lane leaving = exit_open();
	give(&leaving, GATE_EV_WORKER_LOST, INSIDE);
	expect_state(&leaving, GATE_EXIT_OPEN);
}

static void who_does_not_leave_needs_a_new_record(void **state)
{
	(void)state; /* unused */
	struct lane l = exit_open();
	give(&l, GATE_EV_TIMER, INSIDE);
	expect_state(&l, GATE_REFERRED_INSIDE);
	give(&l, GATE_EV_ORDER_PASS, INSIDE);
	expect_state(&l, GATE_RECORDING);
	assert_int_equal(locks(&l), LOCKS);
}

static void coming_in_by_the_exit_is_an_alarm(void **state)
{
	(void)state; /* unused */
	struct lane l = exit_open();
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_ENTRY_CLOSED);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_ENTRY_CLOSED | GATE_IN_PRESENT);
	expect_state(&l, GATE_ALARM);
	assert_int_equal(l.s.why, GATE_WHY_WRONG_WAY);
	give(&l, GATE_EV_ORDER_RESET, INSIDE);
	expect_state(&l, GATE_ALARM);
	give(&l, GATE_EV_ORDER_BACK, INSIDE);
	expect_state(&l, GATE_BACK_OPEN);
}

static void somebody_inside_at_power_up_is_let_out_by_an_officer(void **state)
{
	(void)state; /* unused */
	struct lane l = {.s = {.gate = gate_start(&mantrap)}};
	assert_int_equal(locks(&l), LOCKS);
	give(&l, GATE_EV_LEVELS, INSIDE | READY);
	expect_state(&l, GATE_INIT);
	assert_true((gate_outputs(l.s.gate) & GATE_OUT_OFFICER_CALL) != 0);
	give(&l, GATE_EV_ORDER_BACK, INSIDE | READY);
	assert_int_equal(locks(&l), GATE_OUT_EXIT_LOCK);
}

static void a_document_laid_too_early_is_not_remembered(void **state)
{
	(void)state; /* unused */
	struct lane l = idle_lane();
	give(&l, GATE_EV_DOCUMENT, SERVED);
	expect_state(&l, GATE_IDLE);
	give(&l, GATE_EV_LEVELS, QUIET);
	expect_state(&l, GATE_IDLE);
	give(&l, GATE_EV_DOCUMENT, QUIET);
	expect_state(&l, GATE_READING);
}

static void no_lock_is_driven_against_a_body(void **state)
{
	(void)state; /* unused */
	struct lane l = entry_open();
	give(&l, GATE_EV_TIMER, OK | GATE_IN_EXIT_CLOSED | GATE_IN_ENTRY_BEAM);
	expect_state(&l, GATE_ENTRY_CLOSING);
	assert_int_equal(locks(&l), GATE_OUT_EXIT_LOCK);
	give(&l, GATE_EV_LEVELS, OK | GATE_IN_EXIT_CLOSED);
	assert_int_equal(locks(&l), LOCKS);
	/* It opens once more and tries again, five times. */
	for (unsigned i = 1; i < 2u * mantrap.attempts; i++) {
		give(&l, GATE_EV_TIMER, OK | GATE_IN_EXIT_CLOSED);
		expect_state(&l, GATE_ENTRY_CLOSING);
		assert_int_equal(locks(&l), i % 2 != 0 ? GATE_OUT_EXIT_LOCK : LOCKS);
		/* The second warning is for the officer: 20 s with the shipped timer. */
		assert_int_equal((gate_outputs(l.s.gate) & GATE_OUT_OFFICER_CALL) != 0, i >= 4);
	}
	give(&l, GATE_EV_TIMER, OK | GATE_IN_EXIT_CLOSED | GATE_IN_ENTRY_BEAM);
	expect_state(&l, GATE_ALARM);
	assert_int_equal(l.s.why, GATE_WHY_OBSTRUCTED);
}

static void epochs_skip_nobody_when_they_wrap(void **state)
{
	(void)state; /* unused */
	struct lane l = idle_lane();
	l.s.gate.next_epoch = UINT32_MAX;
	give(&l, GATE_EV_DOCUMENT, QUIET);
	assert_int_equal(l.s.gate.epoch, UINT32_MAX);
	assert_int_equal(l.s.gate.next_epoch, 1);
}

/* Each line of the interlock alone, on gates that the machine never makes. */
static void the_interlock_trusts_no_state(void **state)
{
	(void)state; /* unused */
	struct gate g = {.state = GATE_EXIT_OPEN, .epoch = 1, .inputs = SERVED};
	assert_int_equal(gate_outputs(g) & LOCKS, LOCKS);
	g.evidence = GATE_HAS_OFFICER;
	assert_int_equal(gate_outputs(g) & LOCKS, LOCKS);
	g.evidence = GATE_HAS_FACE | GATE_HAS_RECORD;
	assert_int_equal(gate_outputs(g) & LOCKS, LOCKS);
	g.evidence = GATE_HAS_FINGER | GATE_HAS_RECORD;
	assert_int_equal(gate_outputs(g) & LOCKS, LOCKS);
	g.evidence = GATE_HAS_OFFICER | GATE_HAS_RECORD;
	assert_int_equal(gate_outputs(g) & LOCKS, GATE_OUT_ENTRY_LOCK);
	g.inputs = SWARM;
	assert_int_equal(gate_outputs(g) & LOCKS, LOCKS);
	g.inputs = OK | GATE_IN_EXIT_CLOSED;
	assert_int_equal(gate_outputs(g) & LOCKS, LOCKS);
	g.inputs = SERVED & ~(uint32_t)GATE_IN_MAINS_OK;
	assert_int_equal(gate_outputs(g) & LOCKS, 0);
	g = (struct gate){.state = GATE_ENTRY_OPEN, .inputs = OK | GATE_IN_ENTRY_CLOSED};
	assert_int_equal(gate_outputs(g) & LOCKS, LOCKS);
	g = (struct gate){.state = GATE_STATE_COUNT, .inputs = SERVED};
	assert_int_equal(gate_outputs(g) & LOCKS, LOCKS);
}

static void a_wanted_finger_is_compared_before_anything_is_recorded(void **state)
{
	(void)state; /* unused */
	struct lane l = finger();
	assert_int_equal(l.s.todo, GATE_DO_FINGER | GATE_DO_TIMER);
	assert_int_equal(l.s.gate.evidence, GATE_HAS_DOCUMENT);
	assert_int_equal(locks(&l), LOCKS);
	give(&l, GATE_EV_FACE_OK, INSIDE); /* a face is not enough any more */
	expect_state(&l, GATE_FINGER);
	give(&l, GATE_EV_FINGER_OK, INSIDE);
	expect_state(&l, GATE_RECORDING);
	assert_int_equal(l.s.gate.evidence, GATE_HAS_DOCUMENT | GATE_HAS_FINGER);
	give(&l, GATE_EV_RECORDED, INSIDE);
	expect_state(&l, GATE_EXIT_OPEN);
	assert_int_equal(locks(&l), GATE_OUT_ENTRY_LOCK);
}

static void a_refused_finger_and_one_that_never_comes_are_referred_inside(void **state)
{
	(void)state; /* unused */
	struct lane l = finger();
	give(&l, GATE_EV_FINGER_REFER, INSIDE);
	expect_state(&l, GATE_REFERRED_INSIDE);
	assert_int_equal(l.s.why, GATE_WHY_FINGER);
	give(&l, GATE_EV_ORDER_RETRY, INSIDE); /* both are compared anew */
	expect_state(&l, GATE_FACE);
	l = finger();
	give(&l, GATE_EV_TIMER, INSIDE);
	expect_state(&l, GATE_REFERRED_INSIDE);
	assert_int_equal(l.s.why, GATE_WHY_TIME);
}

static void a_second_person_found_during_the_finger_is_referred(void **state)
{
	(void)state; /* unused */
	struct lane l = finger();
	give(&l, GATE_EV_FINGER_OK, SWARM);
	expect_state(&l, GATE_REFERRED_INSIDE);
	assert_int_equal(l.s.why, GATE_WHY_SEVERAL);
}

static void a_finger_that_nobody_wanted_counts_nowhere(void **state)
{
	(void)state; /* unused */
	struct lane l = face();
	give(&l, GATE_EV_FINGER_OK, INSIDE);
	expect_state(&l, GATE_FACE);
	l = exit_open();
	give(&l, GATE_EV_FINGER_REFER, INSIDE);
	expect_state(&l, GATE_EXIT_OPEN);
	l = reading();
	give(&l, GATE_EV_FINGER_WANTED, SERVED);
	expect_state(&l, GATE_READING);
}

static void names_out_of_range_are_question_marks(void **state)
{
	(void)state; /* unused */
	assert_string_equal(gate_state_name(GATE_STATE_COUNT), "?");
	assert_string_equal(gate_state_text(GATE_STATE_COUNT), "?");
	assert_string_equal(gate_event_name(GATE_EVENT_COUNT), "?");
	assert_string_equal(gate_why_name(GATE_WHY_COUNT), "?");
	assert_string_equal(gate_why_text(GATE_WHY_COUNT), "?");
	assert_string_equal(gate_why_name(GATE_WHY_FIRE), "GATE_WHY_FIRE");
	assert_int_equal(gate_timer_ms(GATE_READING), 20000);
	assert_int_equal(gate_timer_ms(GATE_STATE_COUNT), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_honest_traveller_crosses),
		cmocka_unit_test(an_impostor_is_referred_inside),
		cmocka_unit_test(a_refused_document_never_opens_the_entry),
		cmocka_unit_test(two_who_enter_are_referred_even_if_one_leaves_again),
		cmocka_unit_test(a_second_person_found_during_the_face_is_referred),
		cmocka_unit_test(who_turns_round_before_the_entry_closed_ends_the_session),
		cmocka_unit_test(who_never_enters_is_not_waited_for),
		cmocka_unit_test(who_vanishes_between_closed_doors_is_looked_for),
		cmocka_unit_test(fire_frees_both_doors_and_waits_for_the_officer),
		cmocka_unit_test(even_a_stale_event_brings_the_fire),
		cmocka_unit_test(a_stale_event_changes_nothing),
		cmocka_unit_test(exit_stays_locked_when_the_journal_is_lost),
		cmocka_unit_test(an_officer_passes_one_person_and_only_on_record),
		cmocka_unit_test(an_officer_may_have_the_face_compared_again),
		cmocka_unit_test(an_officer_admits_from_outside_without_a_face),
		cmocka_unit_test(a_lost_worker_refers_the_traveller_where_they_are),
		cmocka_unit_test(who_does_not_leave_needs_a_new_record),
		cmocka_unit_test(coming_in_by_the_exit_is_an_alarm),
		cmocka_unit_test(somebody_inside_at_power_up_is_let_out_by_an_officer),
		cmocka_unit_test(a_document_laid_too_early_is_not_remembered),
		cmocka_unit_test(no_lock_is_driven_against_a_body),
		cmocka_unit_test(epochs_skip_nobody_when_they_wrap),
		cmocka_unit_test(the_interlock_trusts_no_state),
		cmocka_unit_test(a_wanted_finger_is_compared_before_anything_is_recorded),
		cmocka_unit_test(a_refused_finger_and_one_that_never_comes_are_referred_inside),
		cmocka_unit_test(a_second_person_found_during_the_finger_is_referred),
		cmocka_unit_test(a_finger_that_nobody_wanted_counts_nowhere),
		cmocka_unit_test(names_out_of_range_are_question_marks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
