/*
 * test_core_watch: whom the lane has looked up, what becomes of the answers, and of a process with
 * lists that breaks protocol. No process, no descriptor, no clock.
 */
#include "core_lists_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct msg_lookup *asked(const struct stage *s, enum lookup_source source)
{
	for (size_t i = 0; i < s->sent_count; i++) {
		const struct sent *one = &s->sent[i];
		if (one->m.kind == MSG_LOOKUP && one->m.body.lookup.source == source) {
			assert_int_equal(one->to, ROLE_WATCHLIST);
			assert_int_equal(one->m.epoch, s->lane.gate.epoch);
			return &one->m.body.lookup;
		}
	}
	return NULL;
}

static enum verdict listed(const struct stage *s)
{
	return findings_verdict(&s->lane.traveller.findings, CHECK_WATCHLIST);
}

/* Read and verified, nothing answered yet. */
static struct stage *verified(bool needed)
{
	struct stage *s = lists_idle(needed);
	stage_lay_document(s);
	lists_chip(s);
	lists_verify(s, CHECK_COUNT, REASON_NONE);
	return s;
}

static void the_page_is_looked_up_at_once_and_the_chip_when_its_hash_held(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	struct msg page = stage_document();
	page.body.document.unsure[1] = 0x10; /* of the name */
	assert_true(stage_say(s, ROLE_PAGE, &page));
	const struct msg_lookup *l = asked(s, LOOKUP_PAGE);
	assert_non_null(l);
	assert_int_equal(l->kind, DOCUMENT_TD3);
	assert_memory_equal(l->mrz, page.body.document.mrz, MSG_MRZ_SIZE);
	assert_memory_equal(l->unsure, page.body.document.unsure, MSG_MRZ_MARKS);
	assert_int_equal(date_compare(l->today, (struct date){2023, 11, 14}), 0);
	assert_null(asked(s, LOOKUP_CHIP));
	lists_chip(s);
	lists_verify(s, CHECK_COUNT, REASON_NONE);
	l = asked(s, LOOKUP_CHIP);
	assert_non_null(l);
	assert_memory_equal(l->mrz, page.body.document.mrz, MSG_MRZ_SIZE);
	assert_int_equal(l->unsure[1], 0); /* it is signed */
	assert_int_equal(stage_count_sent(s, MSG_LOOKUP), 2);
}

static void a_lane_without_lists_asks_nobody_and_waits_for_nobody(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_ENTRY_OPEN);
	assert_int_equal(stage_count_sent(s, MSG_LOOKUP), 0);
	assert_int_equal(listed(s), VERDICT_NOT_DONE);
}

static void a_lane_that_needs_lists_is_not_ready_without_them(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	lane_left(&s->lane, ROLE_WATCHLIST);
	stage_levels(s, SOUND);
	assert_int_equal(s->told.body.status.missing, 1u << ROLE_WATCHLIST);
	assert_int_equal(s->told.body.status.inputs & GATE_IN_READY, 0);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_IDLE);
	stage_join(s, ROLE_WATCHLIST);
	assert_int_equal(stage_state(s), GATE_READING);
}

static void the_decision_waits_for_both_answers(void **state)
{
	static const bool needed[] = {true, false};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage *s = verified(needed[i]);
		assert_int_equal(stage_state(s), GATE_READING);
		lists_clear(s, LOOKUP_CHIP);
		assert_int_equal(stage_state(s), GATE_READING);
		assert_int_equal(listed(s), VERDICT_NOT_DONE); /* half a pass is none */
		lists_clear(s, LOOKUP_PAGE);
		assert_int_equal(listed(s), VERDICT_PASS);
		assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	}
}

static void answers_that_come_first_are_kept(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lists_clear(s, LOOKUP_PAGE);
	assert_int_equal(listed(s), VERDICT_NOT_DONE);
	lists_chip(s);
	lists_verify(s, CHECK_COUNT, REASON_NONE);
	lists_clear(s, LOOKUP_CHIP);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
}

static void the_worse_of_both_answers_counts(void **state)
{
	static const struct {
		enum verdict page;
		enum verdict chip;
		enum verdict sum;
	} cases[] = {
		{VERDICT_FAIL, VERDICT_PASS, VERDICT_FAIL},
		{VERDICT_PASS, VERDICT_FAIL, VERDICT_FAIL},
		{VERDICT_CANNOT_TELL, VERDICT_PASS, VERDICT_CANNOT_TELL},
		{VERDICT_PASS, VERDICT_CANNOT_TELL, VERDICT_CANNOT_TELL},
		{VERDICT_CANNOT_TELL, VERDICT_FAIL, VERDICT_FAIL},
		{VERDICT_PASS, VERDICT_PASS, VERDICT_PASS},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct stage *s =
			verified(false); /* listed, or not to be told, refers in any case */
		const enum verdict v[] = {cases[i].page, cases[i].chip};
		for (unsigned source = 0; source < LOOKUP_SOURCE_COUNT; source++) {
			if (v[source] == VERDICT_FAIL) {
				lists_find(s, (enum lookup_source)source);
			} else {
				assert_true(lists_say(
					s, ROLE_WATCHLIST,
					lists_done(s, (enum lookup_source)source, v[source], 0)));
			}
		}
		assert_int_equal(listed(s), cases[i].sum);
		assert_int_equal(stage_state(s), cases[i].sum == VERDICT_PASS
							 ? GATE_ENTRY_OPEN
							 : GATE_REFERRED_OUTSIDE);
	}
}

static void a_hit_refers_and_is_told(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	const struct msg_status *told = &s->told.body.status;
	assert_int_equal(told->why, GATE_WHY_DOCUMENT);
	assert_int_equal(told->check, CHECK_WATCHLIST);
	assert_int_equal(told->reason, REASON_DOCUMENT_LISTED);
	assert_int_equal(told->hits, 1);
	assert_int_equal(told->agreeing, 0);
	assert_int_equal(stage_last_record(s)->what, RECORD_REFERRAL);
	assert_int_equal(stage_last_record(s)->verdicts[CHECK_WATCHLIST],
			 VERDICT_FAIL << REASON_BITS | REASON_DOCUMENT_LISTED);
	stage_leave(s);
	assert_int_equal(lane_status(&s->lane).body.status.hits, 0);
	assert_false(lane_listed(&s->lane));
	/* Long-lived: it serves the next one. */
	assert_int_equal(s->killed[ROLE_WATCHLIST], 0);
	assert_int_equal(s->lane.slots[ROLE_WATCHLIST].state, WORKER_WARM);
}

/* A chip that was not looked up passes nothing, though the page was. */
static void a_holder_who_cannot_be_looked_up_is_not_done(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lists_clear(s, LOOKUP_PAGE);
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS); /* its holder has no zone */
	assert_int_equal(stage_count_sent(s, MSG_LOOKUP), 1);
	assert_int_equal(listed(s), VERDICT_NOT_DONE);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->told.body.status.check, CHECK_WATCHLIST);
}

static void a_process_that_is_lost_owing_an_answer_refers(void **state)
{
	(void)state;
	struct stage *s = verified(false);
	lists_clear(s, LOOKUP_PAGE);
	lane_left(&s->lane, ROLE_WATCHLIST);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
	assert_int_equal(listed(s), VERDICT_CANNOT_TELL);
	s = lists_idle(true); /* between both: the chip can be looked up by nobody */
	stage_lay_document(s);
	lists_clear(s, LOOKUP_PAGE);
	lane_left(&s->lane, ROLE_WATCHLIST);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	s = verified(true); /* told already: that is no loss of theirs */
	lists_clear(s, LOOKUP_PAGE);
	lists_clear(s, LOOKUP_CHIP);
	lane_left(&s->lane, ROLE_WATCHLIST);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
}

static void what_was_told_before_a_loss_stands(void **state)
{
	(void)state;
	struct stage *s = verified(false);
	assert_true(lists_say(s, ROLE_WATCHLIST, lists_hit(s, LOOKUP_CHIP, 0)));
	lane_left(&s->lane, ROLE_WATCHLIST);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_true(lane_listed(&s->lane));
	assert_int_equal(listed(s), VERDICT_FAIL);
	assert_int_equal(s->told.body.status.hits, 1);
}

static void assert_hostile(struct stage *s, struct msg m)
{
	assert_false(lists_say(s, ROLE_WATCHLIST, m));
	assert_int_equal(s->killed[ROLE_WATCHLIST], 1);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
}

static void answers_that_nobody_asked_for_kill_their_sender(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	assert_hostile(s, lists_hit(s, LOOKUP_CHIP, 0));
	s = lists_idle(true);
	stage_lay_document(s);
	assert_hostile(s, lists_done(s, LOOKUP_CHIP, VERDICT_PASS, 0));
	s = lists_idle(true);
	stage_lay_document(s);
	lists_clear(s, LOOKUP_PAGE);
	assert_hostile(s, lists_done(s, LOOKUP_PAGE, VERDICT_PASS, 0)); /* a second one */
	s = verified(true);
	lists_clear(s, LOOKUP_PAGE);
	assert_hostile(s, lists_hit(s, LOOKUP_PAGE, 0)); /* behind its answer */
}

static void hits_that_do_not_add_up_kill_their_sender(void **state)
{
	(void)state;
	struct stage *s = verified(true);
	assert_hostile(s, lists_hit(s, LOOKUP_PAGE, 1)); /* the first is missing */
	s = verified(true);
	assert_true(lists_say(s, ROLE_WATCHLIST, lists_hit(s, LOOKUP_PAGE, 0)));
	assert_hostile(s, lists_hit(s, LOOKUP_PAGE, 0)); /* twice */
	s = verified(true);
	assert_true(lists_say(s, ROLE_WATCHLIST, lists_hit(s, LOOKUP_PAGE, 0)));
	assert_hostile(s, lists_done(s, LOOKUP_PAGE, VERDICT_FAIL, 2)); /* one was not told */
	s = verified(true);
	assert_true(lists_say(s, ROLE_WATCHLIST, lists_hit(s, LOOKUP_PAGE, 0)));
	assert_hostile(s, lists_done(s, LOOKUP_PAGE, VERDICT_PASS, 0)); /* and took it back */
	assert_true(lane_listed(&s->lane));
	s = verified(true);
	assert_hostile(s, lists_done(s, LOOKUP_PAGE, VERDICT_FAIL, 1)); /* it was not told */
}

static void more_hits_than_are_told_are_counted(void **state)
{
	(void)state;
	struct stage *s = verified(true);
	for (uint8_t i = 0; i < HITS_MAX; i++) {
		assert_true(lists_say(s, ROLE_WATCHLIST, lists_hit(s, LOOKUP_PAGE, i)));
	}
	assert_true(lists_say(s, ROLE_WATCHLIST, lists_done(s, LOOKUP_PAGE, VERDICT_FAIL, 200)));
	lists_clear(s, LOOKUP_CHIP);
	assert_int_equal(s->told.body.status.hits, HITS_MAX);
}

static void only_the_lists_say_who_is_listed(void **state)
{
	(void)state;
	for (size_t i = 0; i < STAGE_WORKERS; i++) {
		struct stage *s = verified(true);
		assert_false(lists_say(s, stage_workers[i],
				       lists_done(s, LOOKUP_PAGE, VERDICT_PASS, 0)));
		assert_int_equal(s->killed[stage_workers[i]], 1);
		assert_int_equal(listed(s), VERDICT_NOT_DONE);
		assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	}
}

static void the_lists_speak_of_nobody_when_nobody_is_there(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	assert_false(lists_say(s, ROLE_WATCHLIST, lists_done(s, LOOKUP_PAGE, VERDICT_PASS, 0)));
	assert_int_equal(s->killed[ROLE_WATCHLIST], 1);
	s = lists_idle(true);
	struct msg f = stage_findings(s, ROLE_VERIFY, VERDICT_PASS);
	assert_false(stage_say(s, ROLE_WATCHLIST, &f));
}

static void an_answer_about_a_former_traveller_is_dropped(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	struct msg late = lists_done(s, LOOKUP_PAGE, VERDICT_PASS, 0);
	struct msg late_hit = lists_hit(s, LOOKUP_PAGE, 0);
	lane_order(&s->lane, GATE_EV_ORDER_BACK, s->lane.gate.epoch, 1);
	stage_leave(s);
	stage_join_missing(s);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
	assert_true(lists_say(s, ROLE_WATCHLIST, late));
	assert_true(lists_say(s, ROLE_WATCHLIST, late_hit));
	assert_int_equal(s->killed[ROLE_WATCHLIST], 0);
	assert_false(lane_listed(&s->lane));
	assert_true(lane_lookups_open(&s->lane));
}

/* Else each traveller would wait for it again. */
static void a_process_that_does_not_answer_ends_with_its_traveller(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lane_at(&s->lane, s->lane.mono_us + 20000000, s->lane.unix_ms + 20000);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->killed[ROLE_WATCHLIST], 0);
	stage_leave(s);
	assert_int_equal(s->killed[ROLE_WATCHLIST], 1);
	assert_int_equal(s->lane.slots[ROLE_WATCHLIST].state, WORKER_NONE);
	s = lists_idle(true); /* but who is sent away at once has not waited for it */
	stage_lay_document(s);
	lane_order(&s->lane, GATE_EV_ORDER_BACK, s->lane.gate.epoch, 1);
	stage_leave(s);
	assert_int_equal(s->killed[ROLE_WATCHLIST], 0);
}

static void acknowledge_crossing(struct stage *s)
{
	struct msg m = stage_about(s, MSG_RECORDED);
	for (size_t i = 0; i < s->sent_count; i++) {
		const struct msg_record *r = &s->sent[i].m.body.record;
		if (s->sent[i].m.kind == MSG_RECORD && r->what == RECORD_CROSSING) {
			m.body.recorded.number = r->number;
		}
	}
	assert_true(stage_say(s, ROLE_JOURNAL, &m));
}

/* The gate had gone on: its timer, and an officer who has not seen the hit. */
static void a_hit_takes_a_pass_back_that_came_before_it(void **state)
{
	(void)state;
	struct stage *s = lists_referred_inside();
	assert_int_equal(s->lane.gate.why, GATE_WHY_DOCUMENT);
	assert_int_equal(s->told.body.status.check, CHECK_WATCHLIST);
	assert_false(s->exit_was_free);
	acknowledge_crossing(s); /* that did not happen */
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_false(s->exit_was_free);
}

static unsigned informed(const struct stage *s, enum msg_kind kind)
{
	unsigned count = 0;
	for (size_t i = 0; i < s->informed_count && i < TOLD_MAX; i++) {
		count += s->informed[i].kind == kind;
	}
	return count;
}

static bool excused(const struct msg_findings *f, enum check c)
{
	return (f->excused[c / 8] & 1u << c % 8) != 0;
}

static void an_officer_is_told_all_of_whoever_is_referred_each_once(void **state)
{
	(void)state;
	struct stage *s = lists_referred();
	static const enum msg_kind kinds[] = {MSG_DOCUMENT, MSG_HOLDER, MSG_FINDINGS, MSG_HIT};
	assert_int_equal(s->informed_count, 4);
	for (size_t i = 0; i < 4; i++) {
		struct msg parsed;
		const struct msg *m = &s->informed[i];
		assert_int_equal(m->kind, kinds[i]);
		assert_int_equal(msg_parse(rd_of(m, msg_length(m)), false, &parsed), EG_OK);
	}
	const struct msg_findings *f = &s->informed[2].body.findings;
	assert_int_equal(f->findings.of[CHECK_WATCHLIST].verdict, VERDICT_FAIL);
	assert_false(excused(f, CHECK_WATCHLIST));
	assert_true(excused(f, CHECK_FINGER_CHIP)); /* nobody wants one */
	assert_false(excused(f, CHECK_FACE_MATCH)); /* nobody has come to it */
	for (int i = 0; i < 5; i++) {
		stage_levels(s, SOUND);
	}
	assert_int_equal(s->informed_count, 4);
	stage_leave(s);
	stage_join_missing(s);
	lane_order(&s->lane, GATE_EV_ORDER_OPEN, 0, 1);
	assert_int_equal(s->informed_count, 4);
}

static void what_comes_later_of_whoever_is_referred_is_told_then(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	stage_lay_document(s);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(informed(s, MSG_DOCUMENT), 1);
	assert_int_equal(informed(s, MSG_HOLDER), 0);
	assert_int_equal(informed(s, MSG_HIT), 0);
	unsigned findings = informed(s, MSG_FINDINGS);
	lists_find(s, LOOKUP_PAGE);
	assert_int_equal(informed(s, MSG_HIT), 1);
	assert_int_equal(informed(s, MSG_FINDINGS), findings + 1);
	lists_chip(s); /* reading goes on until the traveller has gone */
	lists_verify(s, CHECK_COUNT, REASON_NONE);
	assert_int_equal(informed(s, MSG_HOLDER), 1);
	assert_int_equal(informed(s, MSG_DOCUMENT), 1);
}

/* stage_inform fails the test when anybody is told of who is not referred. */
static void nobody_is_told_of_who_goes_through(void **state)
{
	(void)state;
	struct stage *s = verified(true);
	lists_clear(s, LOOKUP_PAGE);
	lists_clear(s, LOOKUP_CHIP);
	stage_face_reads(s, VERDICT_PASS);
	stage_walk_in(s);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_true(stage_journal_answers(s));
	assert_int_equal(stage_state(s), GATE_EXIT_OPEN);
	assert_int_equal(s->informed_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_is_looked_up_at_once_and_the_chip_when_its_hash_held),
		cmocka_unit_test(a_lane_without_lists_asks_nobody_and_waits_for_nobody),
		cmocka_unit_test(a_lane_that_needs_lists_is_not_ready_without_them),
		cmocka_unit_test(the_decision_waits_for_both_answers),
		cmocka_unit_test(answers_that_come_first_are_kept),
		cmocka_unit_test(the_worse_of_both_answers_counts),
		cmocka_unit_test(a_hit_refers_and_is_told),
		cmocka_unit_test(a_holder_who_cannot_be_looked_up_is_not_done),
		cmocka_unit_test(a_process_that_is_lost_owing_an_answer_refers),
		cmocka_unit_test(what_was_told_before_a_loss_stands),
		cmocka_unit_test(answers_that_nobody_asked_for_kill_their_sender),
		cmocka_unit_test(hits_that_do_not_add_up_kill_their_sender),
		cmocka_unit_test(more_hits_than_are_told_are_counted),
		cmocka_unit_test(only_the_lists_say_who_is_listed),
		cmocka_unit_test(the_lists_speak_of_nobody_when_nobody_is_there),
		cmocka_unit_test(an_answer_about_a_former_traveller_is_dropped),
		cmocka_unit_test(a_process_that_does_not_answer_ends_with_its_traveller),
		cmocka_unit_test(a_hit_takes_a_pass_back_that_came_before_it),
		cmocka_unit_test(an_officer_is_told_all_of_whoever_is_referred_each_once),
		cmocka_unit_test(what_comes_later_of_whoever_is_referred_is_told_then),
		cmocka_unit_test(nobody_is_told_of_who_goes_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
