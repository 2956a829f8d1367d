/*
 * test_gate_desk: stories of the inspection desk: an officer decides about everybody.
 * The model check proves the rules in every state; here they are told in order.
 */
#include "gate_tale.h"

/* Nothing is wired: the desk hears of no contact, loop or sensor; all read low. */
#define BARE   0u
#define BROKEN ((uint32_t)GATE_IN_BREACH | GATE_IN_SEVERAL | GATE_IN_RELEASE)

static struct lane idle(void)
{
	struct gate_plan plan = gate_plan_of(GATE_DESK);
	struct lane l = {.s = {.gate = gate_start(&plan)}};
	give(&l, GATE_EV_LEVELS, READY);
	expect_state(&l, GATE_IDLE);
	return l;
}

static struct lane reading(void)
{
	struct lane l = idle();
	give(&l, GATE_EV_DOCUMENT, READY);
	expect_state(&l, GATE_READING);
	assert_int_equal(l.s.todo, GATE_DO_BEGIN | GATE_DO_TIMER);
	return l;
}

/* Referred without a word to the journal. */
static void expect_examined(const struct lane *l, enum gate_why why, uint32_t evidence)
{
	expect_state(l, GATE_REFERRED_INSIDE);
	assert_string_equal(gate_why_name(l->s.gate.why), gate_why_name(why));
	assert_int_equal(l->s.gate.evidence, evidence);
	assert_int_equal(l->s.todo & ~(uint32_t)GATE_DO_TIMER, 0);
	assert_int_equal(l->s.why, GATE_WHY_NONE);
	assert_int_not_equal(l->s.gate.epoch, 0);
}

static struct lane examined(void)
{
	struct lane l = reading();
	give(&l, GATE_EV_DOCUMENT_OK, BARE);
	expect_examined(&l, GATE_WHY_INSPECTION, GATE_HAS_DOCUMENT);
	return l;
}

static struct lane compared(void)
{
	struct lane l = examined();
	give(&l, GATE_EV_ORDER_RETRY, BARE);
	expect_state(&l, GATE_FACE);
	assert_int_equal(l.s.todo, GATE_DO_CAPTURE | GATE_DO_TIMER);
	return l;
}

static struct lane pressed(void)
{
	struct lane l = compared();
	give(&l, GATE_EV_FINGER_WANTED, BARE);
	expect_state(&l, GATE_FINGER);
	assert_int_equal(l.s.todo, GATE_DO_FINGER | GATE_DO_TIMER);
	return l;
}

static struct lane passed(void)
{
	struct lane l = examined();
	give(&l, GATE_EV_ORDER_PASS, BARE);
	expect_state(&l, GATE_RECORDING);
	assert_int_equal(l.s.todo, GATE_DO_RECORD | GATE_DO_TIMER);
	assert_int_equal(l.s.gate.evidence, GATE_HAS_DOCUMENT | GATE_HAS_OFFICER);
	return l;
}

static void the_desk_is_free_as_soon_as_it_is_ready(void **state)
{
	(void)state; /* unused */
	struct gate_plan plan = gate_plan_of(GATE_DESK);
	struct lane l = {.s = {.gate = gate_start(&plan)}};
	give(&l, GATE_EV_LEVELS, BARE);
	expect_state(&l, GATE_INIT);
	give(&l, GATE_EV_TIMER, BARE);
	expect_state(&l, GATE_INIT);
	assert_int_equal(l.s.todo, 0);
	give_breach(&l, GATE_EV_LEVELS, BROKEN | READY, GATE_WHY_INTRUSION);
	expect_state(&l, GATE_IDLE);
	assert_int_equal(l.s.gate.breach, GATE_WHY_NONE);
}

static void an_officer_admits_and_the_desk_is_free(void **state)
{
	(void)state; /* unused */
	struct lane l = passed();
	give(&l, GATE_EV_RECORDED, BARE);
	expect_state(&l, GATE_IDLE);
	assert_int_equal(l.s.todo, GATE_DO_END | GATE_DO_TIMER);
	assert_int_equal(l.s.gate.epoch, 0);
	assert_int_equal(l.s.gate.evidence, 0);
}

static void an_officer_sends_away_with_one_record(void **state)
{
	static struct lane (*const stories[])(void) = {reading, examined, compared, pressed};
	(void)state; /* unused */
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		struct lane l = stories[i]();
		uint32_t epoch = l.s.gate.epoch;
		give(&l, GATE_EV_ORDER_BACK, BARE);
		expect_state(&l, GATE_IDLE);
		expect_why(&l, GATE_WHY_OFFICER);
		assert_int_equal(l.s.todo, GATE_DO_RECORD_REFERRAL | GATE_DO_END | GATE_DO_TIMER);
		assert_int_equal(l.s.epoch, epoch);
		give(&l, GATE_EV_ORDER_BACK, READY);
		assert_int_equal(l.s.todo, 0);
	}
}

/* Their record may be in the journal already; where it could not be written they are examined on.
 */
static void who_was_let_pass_is_not_sent_away_by_another_officer(void **state)
{
	static const enum gate_event_kind late[] = {GATE_EV_ORDER_BACK, GATE_EV_ORDER_HOLD};
	(void)state; /* unused */
	for (size_t i = 0; i < sizeof(late) / sizeof(late[0]); i++) {
		struct lane l = passed();
		give(&l, late[i], BARE);
		expect_state(&l, GATE_RECORDING);
		assert_int_equal(l.s.todo, 0);
		give(&l, GATE_EV_RECORDED, BARE);
		expect_state(&l, GATE_IDLE);
		assert_int_equal(l.s.todo, GATE_DO_END | GATE_DO_TIMER);
		l = passed();
		give(&l, late[i], BARE);
		give(&l, GATE_EV_RECORD_FAILED, BARE);
		give(&l, GATE_EV_ORDER_BACK, BARE);
		assert_int_equal(l.s.todo, GATE_DO_RECORD_REFERRAL | GATE_DO_END | GATE_DO_TIMER);
	}
}

static void whatever_is_found_the_officer_decides(void **state)
{
	static const struct {
		enum gate_event_kind event;
		enum gate_why why;
	} found[] = {{GATE_EV_DOCUMENT_REFER, GATE_WHY_DOCUMENT},
		     {GATE_EV_WORKER_LOST, GATE_WHY_WORKER},
		     {GATE_EV_TIMER, GATE_WHY_TIME},
		     {GATE_EV_ORDER_HOLD, GATE_WHY_OFFICER}};
	(void)state; /* unused */
	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
		struct lane l = reading();
		give(&l, found[i].event, BARE);
		expect_examined(&l, found[i].why, 0);
		give(&l, GATE_EV_ORDER_RETRY, BARE);
		expect_state(&l, GATE_FACE);
		assert_true((l.s.todo & GATE_DO_CAPTURE) != 0);
		give(&l, GATE_EV_FACE_OK, BARE);
		expect_examined(&l, GATE_WHY_INSPECTION, GATE_HAS_FACE);
		give(&l, GATE_EV_ORDER_PASS, BARE);
		expect_state(&l, GATE_RECORDING);
	}
}

static void no_timer_hurries_the_officer(void **state)
{
	(void)state; /* unused */
	struct lane l = examined();
	for (unsigned i = 0; i < 10; i++) {
		give(&l, GATE_EV_TIMER, READY);
		assert_int_equal(l.s.todo, 0);
		assert_int_equal(l.s.gate.tries, 0);
	}
	expect_state(&l, GATE_REFERRED_INSIDE);
}

static void a_comparison_is_shown_and_decides_nothing(void **state)
{
	(void)state; /* unused */
	struct lane l = compared();
	give(&l, GATE_EV_FACE_OK, BARE);
	expect_examined(&l, GATE_WHY_INSPECTION, GATE_HAS_DOCUMENT | GATE_HAS_FACE);
	give(&l, GATE_EV_ORDER_RETRY, BARE);
	assert_int_equal(l.s.gate.evidence, GATE_HAS_DOCUMENT);
	give(&l, GATE_EV_FACE_REFER, BARE);
	expect_examined(&l, GATE_WHY_FACE, GATE_HAS_DOCUMENT);
	l = pressed();
	give(&l, GATE_EV_FINGER_OK, BARE);
	expect_examined(&l, GATE_WHY_INSPECTION, GATE_HAS_DOCUMENT | GATE_HAS_FINGER);
	l = pressed();
	give(&l, GATE_EV_FINGER_REFER, BARE);
	expect_examined(&l, GATE_WHY_FINGER, GATE_HAS_DOCUMENT);
}

static void a_comparison_that_does_not_end_comes_back_to_the_officer(void **state)
{
	static struct lane (*const stories[])(void) = {compared, pressed};
	(void)state; /* unused */
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		struct lane l = stories[i]();
		give(&l, GATE_EV_TIMER, BARE);
		expect_examined(&l, GATE_WHY_TIME, GATE_HAS_DOCUMENT);
		l = stories[i]();
		give(&l, GATE_EV_WORKER_LOST, BARE);
		expect_examined(&l, GATE_WHY_WORKER, 0);
		l = stories[i]();
		give(&l, GATE_EV_ORDER_HOLD, BARE);
		expect_examined(&l, GATE_WHY_OFFICER, GATE_HAS_DOCUMENT);
	}
}

static void a_crossing_that_is_not_on_record_is_not_over(void **state)
{
	static const struct {
		enum gate_event_kind event;
		enum gate_why why;
		uint32_t evidence;
	} late[] = {{GATE_EV_RECORD_FAILED, GATE_WHY_JOURNAL, GATE_HAS_DOCUMENT},
		    {GATE_EV_TIMER, GATE_WHY_JOURNAL, GATE_HAS_DOCUMENT},
		    {GATE_EV_DOCUMENT_REFER, GATE_WHY_DOCUMENT, 0},
		    {GATE_EV_WORKER_LOST, GATE_WHY_WORKER, 0}};
	(void)state; /* unused */
	for (size_t i = 0; i < sizeof(late) / sizeof(late[0]); i++) {
		struct lane l = passed();
		give(&l, late[i].event, BARE);
		expect_examined(&l, late[i].why, late[i].evidence);
		give(&l, GATE_EV_RECORDED, BARE);
		expect_state(&l, GATE_REFERRED_INSIDE);
		assert_int_equal(l.s.todo, 0);
	}
}

static void who_is_refused_is_compared_all_the_same(void **state)
{
	(void)state; /* unused */
	struct lane l = reading();
	give(&l, GATE_EV_DOCUMENT_REFER, BARE);
	give(&l, GATE_EV_ORDER_RETRY, BARE);
	give(&l, GATE_EV_DOCUMENT_REFER, BARE); /* told again, as more of it becomes known */
	expect_state(&l, GATE_FACE);
	assert_int_equal(l.s.todo, 0);
	give(&l, GATE_EV_FINGER_WANTED, BARE);
	give(&l, GATE_EV_DOCUMENT_REFER, BARE);
	expect_state(&l, GATE_FINGER);
	give(&l, GATE_EV_FINGER_OK, BARE);
	expect_examined(&l, GATE_WHY_INSPECTION, GATE_HAS_FINGER);
	l = compared();
	give(&l, GATE_EV_DOCUMENT_REFER, BARE); /* that is news */
	expect_examined(&l, GATE_WHY_DOCUMENT, 0);
}

static void a_worker_lost_late_forbids_no_retry(void **state)
{
	(void)state; /* unused */
	struct lane l = examined();
	give(&l, GATE_EV_WORKER_LOST, BARE);
	expect_examined(&l, GATE_WHY_WORKER, 0);
	assert_int_equal(l.s.todo, 0);
	give(&l, GATE_EV_DOCUMENT_REFER, BARE);
	expect_examined(&l, GATE_WHY_WORKER, 0); /* the first that is wrong stays */
	give(&l, GATE_EV_ORDER_RETRY, BARE);
	expect_state(&l, GATE_FACE);
}

static void another_document_begins_nothing_meanwhile(void **state)
{
	(void)state; /* unused */
	struct lane l = examined();
	uint32_t epoch = l.s.gate.epoch;
	give(&l, GATE_EV_DOCUMENT, READY);
	expect_state(&l, GATE_REFERRED_INSIDE);
	assert_int_equal(l.s.gate.epoch, epoch);
	assert_int_equal(l.s.todo, 0);
}

static void no_wire_and_no_order_frees_doors_that_are_not_there(void **state)
{
	static struct lane (*const stories[])(void) = {idle,     reading, examined,
						       compared, pressed, passed};
	static const enum gate_event_kind orders[] = {GATE_EV_ORDER_FREE, GATE_EV_ORDER_RESET,
						      GATE_EV_ORDER_TURN};
	(void)state; /* unused */
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		struct lane l = stories[i]();
		uint8_t before = l.s.gate.state;
		assert_int_equal(gate_outputs(l.s.gate), 0);
		for (unsigned wire = 0; wire < GATE_INPUT_LINES; wire++) {
			give_breach(&l, GATE_EV_LEVELS, 1u << wire, GATE_WHY_TAILGATING);
			assert_int_equal(l.s.gate.state, before);
			assert_int_equal(l.s.todo, 0);
			assert_int_equal(gate_outputs(l.s.gate), 0);
		}
		for (size_t k = 0; k < sizeof(orders) / sizeof(orders[0]); k++) {
			give(&l, orders[k], BARE);
			assert_int_equal(l.s.gate.state, before);
			assert_int_equal(l.s.todo, 0);
		}
	}
}

static void a_desk_that_closes_serves_to_the_end(void **state)
{
	(void)state; /* unused */
	struct lane l = examined();
	give(&l, GATE_EV_ORDER_CLOSE, BARE);
	expect_state(&l, GATE_REFERRED_INSIDE);
	give(&l, GATE_EV_ORDER_BACK, READY);
	expect_state(&l, GATE_CLOSED);
	l = passed();
	give(&l, GATE_EV_ORDER_CLOSE, BARE);
	give(&l, GATE_EV_RECORDED, READY);
	expect_state(&l, GATE_CLOSED);
	give(&l, GATE_EV_DOCUMENT, READY);
	assert_int_equal(l.s.todo, 0);
	give(&l, GATE_EV_ORDER_OPEN, READY);
	expect_state(&l, GATE_IDLE);
}

static void a_desk_serves_both_ways_where_its_plan_says_so(void **state)
{
	(void)state; /* unused */
	struct gate_plan plan = gate_plan_of(GATE_DESK);
	plan.reversible = true;
	struct lane l = {.s = {.gate = gate_start(&plan)}};
	give(&l, GATE_EV_LEVELS, READY);
	give(&l, GATE_EV_ORDER_TURN, READY);
	expect_state(&l, GATE_IDLE);
	assert_true(l.s.gate.reversed);
	assert_int_equal(gate_outputs(l.s.gate), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_desk_is_free_as_soon_as_it_is_ready),
		cmocka_unit_test(an_officer_admits_and_the_desk_is_free),
		cmocka_unit_test(an_officer_sends_away_with_one_record),
		cmocka_unit_test(who_was_let_pass_is_not_sent_away_by_another_officer),
		cmocka_unit_test(whatever_is_found_the_officer_decides),
		cmocka_unit_test(no_timer_hurries_the_officer),
		cmocka_unit_test(a_comparison_is_shown_and_decides_nothing),
		cmocka_unit_test(a_comparison_that_does_not_end_comes_back_to_the_officer),
		cmocka_unit_test(a_crossing_that_is_not_on_record_is_not_over),
		cmocka_unit_test(who_is_refused_is_compared_all_the_same),
		cmocka_unit_test(a_worker_lost_late_forbids_no_retry),
		cmocka_unit_test(another_document_begins_nothing_meanwhile),
		cmocka_unit_test(no_wire_and_no_order_frees_doors_that_are_not_there),
		cmocka_unit_test(a_desk_that_closes_serves_to_the_end),
		cmocka_unit_test(a_desk_serves_both_ways_where_its_plan_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
