/*
 * test_core_listed: what follows from a list beside the lookup itself: time for two officers, a row
 * for a hit that comes late, another list; and what officers say about it, of which nothing is lost
 * and nothing told to the wrong one. No process, no descriptor, no clock.
 */
#include "core_lists_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static unsigned recorded(const struct stage *s, enum record_what what)
{
	unsigned count = 0;
	for (size_t i = 0; i < s->sent_count; i++) {
		count += s->sent[i].m.kind == MSG_RECORD &&
			 s->sent[i].m.body.record.what == (uint8_t)what;
	}
	return count;
}

static void pass_time(struct stage *s, int64_t ms)
{
	lane_at(&s->lane, s->lane.mono_us + ms * 1000, s->lane.unix_ms + ms);
	stage_levels(s, s->lane.sense.inputs);
}

static void acknowledge_case(struct stage *s)
{
	assert_true(officer_says(s, officer_case(s, CASE_ACK, SEVEN), CONSOLE_USER));
}

/* Outside, with this much of the way: a failed signature, or a hit of page or chip. */
static struct stage *outside(bool hit)
{
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	if (hit) {
		lists_find(s, LOOKUP_PAGE);
	} else {
		lists_clear(s, LOOKUP_PAGE);
	}
	lists_chip(s);
	lists_verify(s, hit ? CHECK_COUNT : CHECK_SOD_SIGNATURE, REASON_SIGNATURE_WRONG);
	lists_clear(s, LOOKUP_CHIP);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->armed_ms, gate_timer_ms(GATE_REFERRED_OUTSIDE));
	return s;
}

static void an_officer_who_takes_a_case_has_time_for_another_one(void **state)
{
	(void)state;
	struct stage *s = outside(true);
	pass_time(s, 14000);
	acknowledge_case(s);
	assert_int_equal(s->armed_ms, LANE_HOLD_MS);
	assert_int_equal(lane_guidance(&s->lane).body.guide.left_ms, LANE_HOLD_MS);
	pass_time(s, 60000);
	assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, SEVEN), CONSOLE_USER));
	assert_int_equal(s->told.body.status.agreeing, 1);
	pass_time(s, 50000);
	assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, EIGHT), CONSOLE_USER));
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	assert_int_equal(s->armed_ms, gate_timer_ms(GATE_ENTRY_OPEN));
}

/* Else a lane could be kept from all others by one traveller. */
static void that_time_begins_once_a_referral(void **state)
{
	(void)state;
	struct stage *s = outside(false);
	acknowledge_case(s);
	pass_time(s, 100000);
	s->armed_ms = 0;
	acknowledge_case(s); /* as with a hand-over */
	assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_HOLD, EIGHT), CONSOLE_USER));
	assert_int_equal(s->armed_ms, 0);
	assert_int_equal(lane_guidance(&s->lane).body.guide.left_ms, LANE_HOLD_MS - 100000);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_IDLE);
	s = outside(false);
	acknowledge_case(s);
	assert_int_equal(s->armed_ms, LANE_HOLD_MS);
}

static void without_a_console_an_order_holds_whoever_is_outside(void **state)
{
	(void)state;
	struct stage *s = outside(true);
	assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_HOLD, 0), 4242));
	assert_int_equal(s->armed_ms, LANE_HOLD_MS);
}

/* egate lane says so: two minutes at most. */
static void who_is_held_while_their_document_is_read_has_that_time_too(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
	assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_HOLD, 0), 4242));
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->armed_ms, LANE_HOLD_MS);
	assert_int_equal(lane_guidance(&s->lane).body.guide.left_ms, LANE_HOLD_MS);
	pass_time(s, 1000);
	s->armed_ms = 0;
	acknowledge_case(s); /* once a referral */
	assert_int_equal(s->armed_ms, 0);
}

static void a_setting_that_is_longer_stays(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	s->lane.settings.timer_ms[GATE_REFERRED_OUTSIDE] = 300000;
	stage_lay_document(s);
	lane_timer(&s->lane);
	acknowledge_case(s);
	assert_int_equal(s->armed_ms, 300000);
}

static void nobody_else_gets_that_time(void **state)
{
	(void)state;
	struct stage *s = outside(true);
	s->armed_ms = 0; /* somebody who is gone */
	assert_true(
		officer_says(s, case_of(s, s->lane.gate.epoch + 1, CASE_ACK, SEVEN), CONSOLE_USER));
	assert_true(officer_says(s, officer_case(s, CASE_OPEN, 0), CONSOLE_USER));
	assert_int_equal(s->armed_ms, 0);
	s = lists_referred_inside();
	s->armed_ms = 0;
	acknowledge_case(s);
	assert_int_equal(s->armed_ms, 0); /* inside there is a call */
}

/* What a screen shows of an officer who comes is the same for both, to the octet. */
static void held_a_hit_reads_as_a_failed_signature(void **state)
{
	static struct msg signature[TOLD_MAX];
	size_t count = 0;
	(void)state;
	for (int hit = 0; hit < 2; hit++) {
		struct stage *s = outside(hit == 1);
		s->guide_count = 0;
		pass_time(s, 3000);
		acknowledge_case(s);
		pass_time(s, 30000);
		if (hit == 1) { /* not with one who is not listed: that would be a pass */
			assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, SEVEN),
						 CONSOLE_USER));
		}
		pass_time(s, 30000);
		assert_true(s->guide_count > 0 && s->guide_count <= TOLD_MAX);
		count = hit == 0 ? s->guide_count : count;
		assert_int_equal(s->guide_count, count);
		for (size_t i = 0; i < count; i++) {
			if (hit == 0) {
				signature[i] = s->guides[i];
			}
			assert_memory_equal(&s->guides[i], &signature[i],
					    msg_length(&signature[i]));
		}
	}
}

/* What the machine writes of a referral does not tell it. */
static void a_hit_that_comes_after_the_referral_has_a_row_of_its_own_once(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(recorded(s, RECORD_REFERRAL), 1);
	assert_int_not_equal(stage_last_record(s)->check, CHECK_WATCHLIST);
	lists_find(s, LOOKUP_PAGE);
	assert_int_equal(recorded(s, RECORD_REFERRAL), 2);
	const struct msg_record *r = stage_last_record(s);
	assert_int_equal(r->traveller, s->lane.gate.epoch);
	assert_int_equal(r->check, CHECK_WATCHLIST);
	assert_int_equal(r->reason, REASON_DOCUMENT_LISTED);
	assert_int_equal(r->why, GATE_WHY_DOCUMENT);
	assert_int_equal(r->verdicts[CHECK_WATCHLIST],
			 VERDICT_FAIL << REASON_BITS | REASON_DOCUMENT_LISTED);
	lists_chip(s);
	lists_verify(s, CHECK_COUNT, REASON_NONE);
	lists_find(s, LOOKUP_CHIP);
	pass_time(s, 1000);
	stage_leave(s);
	assert_int_equal(recorded(s, RECORD_REFERRAL), 2);
}

/* Of somebody whom an officer has passed without an answer of the lists. */
static void a_hit_that_comes_when_the_exit_is_open_has_a_row(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lane_timer(&s->lane);
	assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, SEVEN), CONSOLE_USER));
	stage_walk_in(s);
	lists_acknowledge(s);
	assert_int_equal(stage_state(s), GATE_EXIT_OPEN);
	lists_find(s, LOOKUP_PAGE);
	assert_int_equal(stage_last_record(s)->check, CHECK_WATCHLIST);
	assert_int_equal(stage_last_record(s)->what, RECORD_REFERRAL);
}

static void a_hit_that_is_on_record_with_the_referral_has_no_other_row(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	pass_time(s, 1000);
	stage_leave(s);
	assert_int_equal(recorded(s, RECORD_REFERRAL), 1);
	s = lists_referred_inside(); /* the timer's referral, then that of the hit */
	assert_int_equal(recorded(s, RECORD_REFERRAL), 2);
	lists_acknowledge(s);
	pass_time(s, 1000);
	assert_int_equal(recorded(s, RECORD_REFERRAL), 2);
}

/* What was told stands, and the row with it. */
static void a_hit_whose_process_is_lost_has_a_row(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lane_timer(&s->lane);
	assert_true(lists_say(s, ROLE_WATCHLIST, lists_hit(s, LOOKUP_PAGE, 0)));
	assert_int_equal(recorded(s, RECORD_REFERRAL), 2); /* before the answer is whole */
	assert_int_equal(stage_last_record(s)->reason, REASON_DOCUMENT_LISTED);
	lane_left(&s->lane, ROLE_WATCHLIST);
	stage_leave(s);
	assert_int_equal(recorded(s, RECORD_REFERRAL), 2);
}

/* An honest traveller whose list is replaced in the middle goes through by the old one. */
static void another_list_waits_for_whoever_is_being_looked_up(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lane_lists_renew(&s->lane);
	lists_clear(s, LOOKUP_PAGE);
	pass_time(s, 1000);
	lists_chip(s);
	lists_verify(s, CHECK_COUNT, REASON_NONE);
	pass_time(s, 1000);
	assert_int_equal(s->killed[ROLE_WATCHLIST], 0);
	lists_clear(s, LOOKUP_CHIP);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	pass_time(s, 50);
	assert_int_equal(s->killed[ROLE_WATCHLIST], 1);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	stage_join(s, ROLE_WATCHLIST);
	pass_time(s, 50);
	assert_int_equal(s->killed[ROLE_WATCHLIST], 1);
	assert_int_equal(s->lane.slots[ROLE_WATCHLIST].state, WORKER_WARM);
}

static void another_list_is_taken_at_once_while_nobody_is_there(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	lane_lists_renew(&s->lane);
	assert_int_equal(s->killed[ROLE_WATCHLIST], 1);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_IDLE); /* until the other one is there */
	stage_join(s, ROLE_WATCHLIST);
	assert_int_equal(stage_state(s), GATE_READING);
}

/* Also who has their document on the reader as the one before goes. */
static void another_list_is_in_force_for_the_next_traveller(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lane_lists_renew(&s->lane);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->killed[ROLE_WATCHLIST], 0);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_IDLE);
	assert_int_equal(s->killed[ROLE_WATCHLIST], 1);
	stage_join_missing(s);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_IDLE);
	stage_join(s, ROLE_WATCHLIST);
	assert_int_equal(stage_state(s), GATE_READING);
}

/* Whoever is still there then is referred already: no document is read for so long. */
static void another_list_does_not_wait_for_ever(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	assert_true(gate_timer_ms(GATE_READING) < 60000);
	stage_lay_document(s);
	lane_lists_renew(&s->lane);
	lane_timer(&s->lane);
	acknowledge_case(s);
	pass_time(s, 59000);
	lane_lists_renew(&s->lane); /* once more: no other time begins */
	assert_int_equal(s->killed[ROLE_WATCHLIST], 0);
	pass_time(s, 1100);
	assert_int_equal(s->killed[ROLE_WATCHLIST], 1);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
}

/* Another officer may wait for an order of the same kind. */
static void a_refusal_is_told_to_who_ordered_alone(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	struct msg m = officer_order(s, GATE_EV_ORDER_PASS, SEVEN);
	struct msg answer;
	assert_true(officer_says(s, m, CONSOLE_USER));
	s->told = msg_make(MSG_NOTHING, 0);
	assert_true(lane_console(&s->lane, &m, CONSOLE_USER)); /* of one who has agreed */
	assert_int_equal(s->told.kind, MSG_NOTHING);
	assert_true(lane_refusal(&s->lane, &answer));
	assert_int_equal(answer.body.status.refused, GATE_EV_ORDER_PASS);
	assert_int_equal(answer.epoch, s->lane.gate.epoch);
	m = officer_order(s, GATE_EV_ORDER_HOLD, EIGHT);
	assert_true(lane_console(&s->lane, &m, CONSOLE_USER));
	assert_false(lane_refusal(&s->lane, &answer)); /* it was taken, and told to all */
	assert_int_equal(s->told.body.status.event, GATE_EV_ORDER_HOLD);
}

/* All that waits for a lane that was away comes at once, while the journal is slow, or away, too:
 * each is put on record, in order, and what a traveller causes does not stand behind them. */
static void no_case_is_lost_however_many_come_at_once(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	for (uint32_t i = 1; i <= LANE_CASES_WAIT; i++) {
		assert_true(officer_says(s, case_of(s, i, CASE_ACK, SEVEN), CONSOLE_USER));
		if (i == 5) {
			lane_left(&s->lane, ROLE_JOURNAL);
		} else if (i == 90) {
			stage_join(s, ROLE_JOURNAL);
			s->sent_count = 0;
			lane_records_lost(&s->lane);
			lane_records_again(&s->lane); /* from the first on */
		}
	}
	assert_true(recorded(s, RECORD_CASE) < 32); /* no connection is full of them */
	struct msg order = officer_order(s, GATE_EV_ORDER_CLOSE, SEVEN);
	order.epoch = 0;
	assert_true(officer_says(s, order, CONSOLE_USER));
	assert_int_equal(stage_last_record(s)->what, RECORD_ORDER); /* at once */
	uint32_t next = 1;
	for (size_t i = 0; i < s->sent_count; i++) {
		const struct msg_record r = s->sent[i].m.body.record;
		struct msg m = msg_make(MSG_RECORDED, 0);
		if (s->sent[i].m.kind != MSG_RECORD || r.what != RECORD_CASE) {
			continue;
		}
		assert_int_equal(r.traveller, next++);
		m.body.recorded.number = r.number;
		m.body.recorded.row = next;
		assert_true(stage_say(s, ROLE_JOURNAL, &m)); /* and sends the next one */
	}
	assert_int_equal(next, LANE_CASES_WAIT + 1);
	assert_int_equal(s->lane.records_lost, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_officer_who_takes_a_case_has_time_for_another_one),
		cmocka_unit_test(that_time_begins_once_a_referral),
		cmocka_unit_test(without_a_console_an_order_holds_whoever_is_outside),
		cmocka_unit_test(who_is_held_while_their_document_is_read_has_that_time_too),
		cmocka_unit_test(a_setting_that_is_longer_stays),
		cmocka_unit_test(nobody_else_gets_that_time),
		cmocka_unit_test(held_a_hit_reads_as_a_failed_signature),
		cmocka_unit_test(a_hit_that_comes_after_the_referral_has_a_row_of_its_own_once),
		cmocka_unit_test(a_hit_that_comes_when_the_exit_is_open_has_a_row),
		cmocka_unit_test(a_hit_that_is_on_record_with_the_referral_has_no_other_row),
		cmocka_unit_test(a_hit_whose_process_is_lost_has_a_row),
		cmocka_unit_test(another_list_waits_for_whoever_is_being_looked_up),
		cmocka_unit_test(another_list_is_taken_at_once_while_nobody_is_there),
		cmocka_unit_test(another_list_is_in_force_for_the_next_traveller),
		cmocka_unit_test(another_list_does_not_wait_for_ever),
		cmocka_unit_test(a_refusal_is_told_to_who_ordered_alone),
		cmocka_unit_test(no_case_is_lost_however_many_come_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
