/*
 * test_core_cases: steps of cases, which a console says again until it hears that the journal has
 * them.
 */
#include "core_lists_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static size_t sent_to_journal(const struct stage *s)
{
	size_t count = 0;
	for (size_t i = 0; i < s->sent_count; i++) {
		count += s->sent[i].m.kind == MSG_RECORD &&
			 s->sent[i].m.body.record.what == RECORD_CASE;
	}
	return count;
}

static void a_console_hears_of_a_case_when_the_journal_has_it(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	const struct msg m = case_of(s, 77, CASE_ACK, SEVEN);
	assert_true(officer_says(s, m, CONSOLE_USER));
	assert_int_equal(s->cases_recorded, 0);
	lists_acknowledge(s);
	assert_int_equal(s->cases_recorded, 1);
	assert_true(s->case_recorded == m.body.officer_case.number);
}

/* The journal knows it again by its number, time and words, whichever core hands it on. */
static void the_record_is_the_officers_act_and_not_its_telling(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	struct msg m = case_of(s, 77, CASE_CLOSED, SEVEN);
	m.body.officer_case.unix_ms -= 600000;
	m.body.officer_case.of.session = 6; /* of another start of this core */
	assert_true(officer_says(s, m, CONSOLE_USER));
	const struct msg_record *r = stage_last_record(s);
	assert_true(r->number == m.body.officer_case.number);
	assert_int_equal(r->unix_ms, m.body.officer_case.unix_ms);
	assert_int_equal(r->from.lane, 1);
	assert_int_equal(r->from.traveller, 77);
	assert_int_equal(r->from.session, 6);
}

static void one_that_is_said_again_is_written_once(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	const struct msg m = case_of(s, 77, CASE_ACK, SEVEN);
	assert_true(officer_says(s, m, CONSOLE_USER));
	for (int i = 0; i < 1000; i++) { /* of a console that comes back again and again */
		assert_true(officer_says(s, m, CONSOLE_USER));
	}
	assert_int_equal(sent_to_journal(s), 1);
	lists_acknowledge(s);
	assert_int_equal(s->cases_recorded, 1);
	/* Of what was acknowledged to nobody the journal says that it has it. */
	assert_true(officer_says(s, m, CONSOLE_USER));
	assert_int_equal(sent_to_journal(s), 2);
	lists_acknowledge(s);
	assert_int_equal(s->cases_recorded, 2);
	assert_true(s->case_recorded == m.body.officer_case.number);
}

/* A core that was started again numbers travellers anew. */
static void a_case_of_another_start_is_not_about_who_is_there(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, SEVEN), CONSOLE_USER));
	assert_true(s->lane.traveller.agreeing);
	struct msg m = officer_case(s, CASE_CLOSED, EIGHT);
	m.body.officer_case.of.session++;
	assert_true(officer_says(s, m, CONSOLE_USER));
	assert_true(s->lane.traveller.agreeing);
	m = officer_case(s, CASE_ACK, EIGHT);
	m.body.officer_case.of.session++;
	s->armed_ms = 0;
	assert_true(officer_says(s, m, CONSOLE_USER));
	assert_int_equal(s->armed_ms, 0); /* nobody gets time by it */
	assert_true(officer_says(s, officer_case(s, CASE_CLOSED, EIGHT), CONSOLE_USER));
	assert_false(s->lane.traveller.agreeing);
}

/* The journal takes nothing, and somebody is to be let out: that is ordered over the same
 * connection. */
static void whose_steps_find_no_room_still_orders_and_says_them_again(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	struct msg m;
	do {
		m = case_of(s, 77, CASE_ACK, SEVEN);
		assert_true(officer_says(s, m, CONSOLE_USER));
	} while (lane_record_waits(&s->lane, m.body.officer_case.number));
	assert_int_equal(s->lane.records_lost, 0);
	assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_BACK, SEVEN), CONSOLE_USER));
	assert_int_not_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	while (!lane_record_spare(&s->lane)) {
		lists_acknowledge(s);
	}
	lane_at(&s->lane, s->lane.mono_us + 60000000, s->lane.unix_ms); /* many came at once */
	assert_true(officer_says(s, m, CONSOLE_USER));
	assert_true(lane_record_waits(&s->lane, m.body.officer_case.number));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_console_hears_of_a_case_when_the_journal_has_it),
		cmocka_unit_test(the_record_is_the_officers_act_and_not_its_telling),
		cmocka_unit_test(one_that_is_said_again_is_written_once),
		cmocka_unit_test(a_case_of_another_start_is_not_about_who_is_there),
		cmocka_unit_test(whose_steps_find_no_room_still_orders_and_says_them_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
