/*
 * test_core_desk: an inspection desk from a document to its one record: who is whose, what goes on
 * record with which case, and what a document that lies there begins. No process, no clock.
 */
#include "core_desk_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define TICK_US 50000
static const struct case_ref from_gate = {1, 1024, 0x0D5C8E21};
static const struct case_ref none = {0};

static const struct holder_facts citizen = {
	DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2032, 4, 15}};

static bool same_case(struct case_ref a, struct case_ref b)
{
	return a.lane == b.lane && a.traveller == b.traveller && a.session == b.session;
}

static void whoever_was_read_is_the_officers(void **state)
{
	(void)state;
	struct stage *s = desk_read();
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_INSPECTION);
	assert_int_equal(s->told.body.status.desk, 1);
	assert_int_equal(s->armed_ms, 0); /* for as long as it takes */
	assert_int_equal(lane_outputs(&s->lane), 0);
	assert_int_equal(stage_count_sent(s, MSG_RECORD), 0);
	assert_true(s->informed_count > 0); /* page, chip, findings */
	assert_int_equal(lane_status(&stage_at(GATE_READING)->lane).body.status.desk, 0);
}

static void a_document_that_policy_refers_is_compared_all_the_same(void **state)
{
	(void)state;
	struct stage *s = desk_idle();
	s->lane.settings.policy.minimum_age_years = 120;
	stage_lay_document(s);
	desk_verify(s, &citizen, true);
	stage_face_reads(s, VERDICT_PASS);
	assert_int_equal(s->lane.gate.why, GATE_WHY_DOCUMENT);
	assert_int_equal(s->told.body.status.check, CHECK_ELIGIBLE);
	desk_compare(s, stage_good_score(s));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->told.body.status.check, CHECK_ELIGIBLE); /* still */
	assert_int_equal(s->lane.gate.why, GATE_WHY_DOCUMENT);
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	assert_int_equal(stage_last_record(s)->check, CHECK_ELIGIBLE);
	assert_int_equal(stage_last_record(s)->reason, REASON_TOO_YOUNG);
	assert_int_equal(stage_last_record(s)->verdicts[CHECK_FACE_MATCH],
			 VERDICT_PASS << REASON_BITS);
	desk_admit(s);
	assert_int_equal(desk_records(s, RECORD_REFERRAL), 0);
}

/* While the face is looked for, too: nothing that comes later of the document stops that. */
static void what_is_known_later_of_a_document_breaks_no_comparison_off(void **state)
{
	(void)state;
	struct stage *s = desk_idle();
	s->lane.settings.policy.minimum_age_years = 120;
	stage_lay_document(s);
	desk_verify(s, &citizen, true);
	assert_true(desk_order(s, GATE_EV_ORDER_RETRY));
	stage_face_reads(s, VERDICT_PASS);
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(desk_needs(s), 0);
	s = desk_idle(); /* nor of a document that was well until then */
	stage_lay_document(s);
	desk_verify(s, &citizen, true);
	assert_true(desk_order(s, GATE_EV_ORDER_RETRY));
	stage_face_reads(s, VERDICT_FAIL);
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_DOCUMENT);
	assert_int_equal(s->told.body.status.check, CHECK_PORTRAIT);
}

static void what_is_found_later_than_the_officer_looks_is_told(void **state)
{
	(void)state;
	struct stage *s = desk_idle();
	stage_lay_document(s);
	desk_verify(s, &citizen, true);
	assert_int_equal(s->lane.gate.why, GATE_WHY_INSPECTION);
	stage_face_reads(s, VERDICT_FAIL);
	assert_int_equal(s->lane.gate.why, GATE_WHY_DOCUMENT);
	assert_int_equal(s->told.body.status.check, CHECK_PORTRAIT);
}

static void a_pass_is_one_crossing_with_the_case_it_began_with(void **state)
{
	(void)state;
	struct stage *s = desk_read();
	desk_compare(s, stage_good_score(s));
	assert_true(desk_order_from(s, GATE_EV_ORDER_PASS, from_gate));
	assert_true(same_case(desk_record(s, RECORD_CROSSING)->from, from_gate));
	assert_int_equal(desk_record(s, RECORD_CROSSING)->officer, SEVEN);
	assert_int_equal(desk_record(s, RECORD_ORDER)->order, GATE_EV_ORDER_PASS);
	assert_true(same_case(desk_record(s, RECORD_ORDER)->from, none)); /* one record has it */
	desk_admit(s);
	assert_int_equal(desk_records(s, RECORD_REFERRAL), 0);
	assert_true(same_case(s->lane.traveller.from, none)); /* wiped with the traveller */
}

static void a_way_back_is_one_referral_with_the_case_it_began_with(void **state)
{
	(void)state;
	struct stage *s = desk_read();
	assert_int_equal(desk_needs(s), NEEDS_FACE);
	assert_true(desk_order_from(s, GATE_EV_ORDER_BACK, from_gate)); /* needs keep nobody */
	assert_int_equal(stage_state(s), GATE_IDLE);
	assert_int_equal(desk_records(s, RECORD_REFERRAL), 1);
	assert_int_equal(desk_records(s, RECORD_CROSSING), 0);
	assert_int_equal(desk_records(s, RECORD_ALARM), 0);
	assert_true(same_case(desk_record(s, RECORD_REFERRAL)->from, from_gate));
	assert_int_equal(desk_record(s, RECORD_REFERRAL)->officer, SEVEN);
	assert_int_equal(desk_record(s, RECORD_REFERRAL)->mrz_size, 88); /* of this traveller */
	stage_join_missing(s);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
	assert_true(desk_order(s, GATE_EV_ORDER_BACK)); /* the next one began nowhere else */
	assert_true(same_case(desk_record(s, RECORD_REFERRAL)->from, none));
}

/* The officer has parted both cases before the next try. */
/* The journal may have it already: it has one word about a traveller. */
static void who_is_being_recorded_is_not_sent_away(void **state)
{
	static const enum gate_event_kind late[] = {GATE_EV_ORDER_BACK, GATE_EV_ORDER_HOLD};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage *s = desk_read();
		desk_compare(s, stage_good_score(s));
		s->sent_count = 0;
		assert_true(desk_order(s, GATE_EV_ORDER_PASS));
		assert_false(desk_order(s, late[i]));
		assert_int_equal(desk_records(s, RECORD_ORDER), 1);
		assert_int_equal(desk_records(s, RECORD_REFERRAL), 0);
		desk_admit(s);
	}
}

static void the_last_order_says_which_case_it_is(void **state)
{
	(void)state;
	struct stage *s = desk_read();
	desk_compare(s, stage_good_score(s));
	assert_true(desk_order_from(s, GATE_EV_ORDER_PASS, from_gate));
	lane_left(&s->lane, ROLE_JOURNAL);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_JOURNAL);
	stage_join(s, ROLE_JOURNAL);
	s->sent_count = 0;
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	assert_true(same_case(desk_record(s, RECORD_CROSSING)->from, none));
	assert_true(same_case(desk_record(s, RECORD_ORDER)->from, none));
	desk_admit(s);
}

static void a_gate_ends_no_other_lanes_case(void **state)
{
	static const enum gate_event_kind orders[] = {GATE_EV_ORDER_PASS, GATE_EV_ORDER_BACK};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage *s = lists_referred();
		assert_false(desk_order_from(s, orders[i], from_gate));
		assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
		assert_int_equal(desk_records(s, RECORD_ORDER), 0);
		assert_int_equal(s->lane.traveller.agreeing, false);
	}
}

/* Order, needs, and then two people; as at gates. */
static void who_is_listed_is_let_go_by_two_officers_at_a_desk_too(void **state)
{
	(void)state;
	struct stage *s = lists_idle(true);
	s->lane.gate.plan = gate_plan_of(GATE_DESK);
	stage_lay_document(s);
	lists_find(s, LOOKUP_PAGE);
	lists_chip(s);
	lists_verify(s, CHECK_COUNT, REASON_NONE);
	lists_clear(s, LOOKUP_CHIP);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_DOCUMENT);
	stage_face_reads(s, VERDICT_PASS);
	assert_int_equal(s->told.body.status.hits, 1);
	assert_false(desk_order(s, GATE_EV_ORDER_PASS)); /* the face first */
	assert_int_equal(s->lane.traveller.agreeing, false);
	desk_compare(s, stage_good_score(s));
	s->sent_count = 0;
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->told.body.status.agreed, SEVEN);
	assert_false(desk_order(s, GATE_EV_ORDER_PASS));
	assert_true(officer_says(s, officer_order(s, GATE_EV_ORDER_PASS, EIGHT), CONSOLE_USER));
	assert_int_equal(stage_state(s), GATE_RECORDING);
	assert_int_equal(desk_record(s, RECORD_CROSSING)->officer, EIGHT);
}

/* ---- the document ---- */

static bool pass_listed(struct stage *s, uint32_t officer, uint8_t listed)
{
	struct msg m = officer_order(s, GATE_EV_ORDER_PASS, officer);
	m.body.order.listed = listed;
	return officer_says(s, m, CONSOLE_USER);
}

/* Nothing is found here: they may have laid another document. The word of one officer holds for
 * this traveller, also where a console that was started again has forgotten it. */
static void who_was_listed_at_the_gate_is_let_go_by_two_officers(void **state)
{
	(void)state;
	for (uint8_t again = 0; again <= 1; again++) {
		struct stage *s = desk_read();
		desk_compare(s, stage_good_score(s));
		assert_true(pass_listed(s, SEVEN, 1));
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
		assert_int_equal(s->told.body.status.agreed, SEVEN);
		assert_int_equal(s->told.body.status.agreeing, 1);
		assert_true(pass_listed(s, SEVEN, again));
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
		assert_true(desk_order(s, GATE_EV_ORDER_RETRY)); /* all anew */
		assert_true(stage_face_tells(s, stage_good_score(s)));
		assert_true(pass_listed(s, EIGHT, again));
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
		assert_true(pass_listed(s, SEVEN, again));
		desk_admit(s);
		assert_false(s->lane.traveller.listed); /* the next one is somebody else */
	}
}

static void what_is_laid_while_somebody_is_examined_begins_nobody(void **state)
{
	(void)state;
	struct stage *s = desk_read();
	const uint32_t epoch = s->lane.gate.epoch;
	struct msg gone = msg_make(MSG_DOCUMENT_GONE, 0);
	stage_join(s, ROLE_PAGE); /* its worker was lost: this one sees it anew */
	for (int i = 0; i < 2; i++) {
		stage_lay_document(s);
		assert_true(stage_say(s, ROLE_PAGE, &gone));
	}
	stage_lay_document(s);
	assert_int_equal(s->lane.gate.epoch, epoch);
	assert_true(desk_order(s, GATE_EV_ORDER_BACK));
	stage_join_missing(s);
	stage_levels(s, 0);
	assert_int_equal(stage_state(s), GATE_IDLE); /* it lies there still */
	assert_true(stage_say(s, ROLE_PAGE, &gone));
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
	assert_int_not_equal(s->lane.gate.epoch, epoch);
}

static void a_document_that_is_left_lying_begins_nobody_until_it_is_lifted(void **state)
{
	(void)state;
	struct stage *s = desk_read();
	struct msg gone = msg_make(MSG_DOCUMENT_GONE, 0);
	struct msg lying = stage_document();
	struct msg picture = msg_make(MSG_PAGE_PICTURE, 0);
	lying.body.document.lay = 1;
	lying.body.document.picture = 1;
	picture.body.page_picture = (struct msg_page_picture){6, 2, 3, 300, {0}};
	assert_true(desk_order(s, GATE_EV_ORDER_BACK));
	assert_int_equal(s->killed[ROLE_PAGE], 1); /* one traveller a worker */
	stage_join_missing(s);
	assert_true(stage_say(s, ROLE_PAGE, &lying));
	assert_true(stage_say(s, ROLE_PAGE, &picture));
	lists_acknowledge(s);
	for (int i = 0; i < 100; i++) {
		lane_at(&s->lane, s->lane.mono_us + TICK_US, s->lane.unix_ms);
		stage_levels(s, 0);
		assert_int_equal(stage_state(s), GATE_IDLE);
	}
	assert_int_equal(stage_count_sent(s, MSG_PAGE_PICTURE), 0);
	assert_int_not_equal(s->told.body.status.page_prompt, 0); /* to be laid on again */
	assert_true(stage_say(s, ROLE_PAGE, &(struct msg){.kind = MSG_PAGE_GUIDE})); /* read it */
	assert_int_not_equal(s->told.body.status.page_prompt, 0);
	assert_true(stage_say(s, ROLE_PAGE, &gone));
	assert_int_equal(s->told.body.status.page_prompt, 0);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
}

static void a_gate_serves_whoever_laid_it_there_before(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct msg lying = stage_document();
	lying.body.document.lay = 1;
	assert_true(stage_say(s, ROLE_PAGE, &lying));
	assert_int_equal(stage_state(s), GATE_READING);
}

/* ---- time ---- */

static void an_examination_may_take_half_an_hour(void **state)
{
	static const enum role roles[] = {ROLE_PAGE, ROLE_CHIP,   ROLE_VERIFY,
					  ROLE_FACE, ROLE_FINGER, ROLE_TOUCH};
	(void)state;
	struct stage *s = desk_read_fingers();
	desk_compare(s, stage_good_score(s));
	fingers_press(s, 1);
	assert_true(fingers_tell(s, 1, 25));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	lists_acknowledge(s);
	assert_int_equal(s->armed_ms, 0);
	for (int tick = 0; tick < 30 * 60 * 20; tick++) {
		lane_at(&s->lane, s->lane.mono_us + TICK_US, s->lane.unix_ms + TICK_US / 1000);
		stage_levels(s, 0);
	}
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		assert_int_equal(s->killed[roles[i]], 0);
		assert_true(lane_serving(&s->lane, roles[i]));
	}
	s->sent_count = 0;
	desk_compare(s, stage_good_score(s)); /* and once more */
	fingers_press(s, 2);
	assert_true(fingers_tell(s, 2, 25));
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	desk_admit(s);
}

/* The officer looks already, and is told as more comes. */
static void a_slow_chip_is_read_on(void **state)
{
	(void)state;
	struct stage *s = desk_idle();
	stage_lay_document(s);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_TIME);
	assert_false(desk_order(s, GATE_EV_ORDER_RETRY)); /* no portrait yet */
	s->lane.settings.policy.minimum_age_years = 120;
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	stage_face_reads(s, VERDICT_PASS);
	assert_int_equal(s->told.body.status.check, CHECK_ELIGIBLE);
	assert_int_equal(desk_needs(s), NEEDS_FACE);
	desk_compare(s, stage_good_score(s));
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	desk_admit(s);
}

static void who_has_said_all_says_no_more(void **state)
{
	static const enum role roles[] = {ROLE_CHIP, ROLE_VERIFY};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage *s = desk_read();
		struct msg f = stage_findings(s, roles[i], VERDICT_PASS);
		assert_false(stage_say(s, roles[i], &f));
		assert_int_equal(s->killed[roles[i]], 1);
		assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
	}
}

/* As at gates. */
static void nobody_is_served_while_no_officer_watches(void **state)
{
	(void)state;
	struct stage *s = desk_idle();
	s->lane.settings.attended = true;
	stage_levels(s, 0);
	assert_int_equal(stage_state(s), GATE_CLOSED);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_CLOSED);
	assert_int_equal(s->told.body.status.unattended, 1);
	lane_attend(&s->lane, true);
	stage_levels(s, 0);
	assert_int_equal(stage_state(s), GATE_READING);
	lane_attend(&s->lane, false); /* who is there is served to the end */
	stage_levels(s, 0);
	desk_verify(s, NULL, true);
	assert_true(desk_order(s, GATE_EV_ORDER_BACK));
	assert_int_equal(stage_state(s), GATE_CLOSED);
}

/* ---- the travellers' screen ---- */

static struct msg_guide guide_of_read(bool good)
{
	struct stage *s = desk_idle();
	s->lane.settings.policy.minimum_age_years = good ? 18 : 120;
	stage_lay_document(s);
	desk_verify(s, &citizen, true);
	assert_int_equal(s->lane.gate.why, good ? GATE_WHY_INSPECTION : GATE_WHY_DOCUMENT);
	return lane_guidance(&s->lane).body.guide;
}

static void a_bystander_reads_nothing_from_the_screen(void **state)
{
	(void)state;
	const struct msg_guide good = guide_of_read(true);
	const struct msg_guide bad = guide_of_read(false);
	assert_int_equal(good.reason, GUIDE_OFFICER);
	assert_memory_equal(&good, &bad, sizeof(good));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_was_read_is_the_officers),
		cmocka_unit_test(a_document_that_policy_refers_is_compared_all_the_same),
		cmocka_unit_test(what_is_known_later_of_a_document_breaks_no_comparison_off),
		cmocka_unit_test(what_is_found_later_than_the_officer_looks_is_told),
		cmocka_unit_test(a_pass_is_one_crossing_with_the_case_it_began_with),
		cmocka_unit_test(a_way_back_is_one_referral_with_the_case_it_began_with),
		cmocka_unit_test(who_is_being_recorded_is_not_sent_away),
		cmocka_unit_test(the_last_order_says_which_case_it_is),
		cmocka_unit_test(a_gate_ends_no_other_lanes_case),
		cmocka_unit_test(who_is_listed_is_let_go_by_two_officers_at_a_desk_too),
		cmocka_unit_test(who_was_listed_at_the_gate_is_let_go_by_two_officers),
		cmocka_unit_test(what_is_laid_while_somebody_is_examined_begins_nobody),
		cmocka_unit_test(a_document_that_is_left_lying_begins_nobody_until_it_is_lifted),
		cmocka_unit_test(a_gate_serves_whoever_laid_it_there_before),
		cmocka_unit_test(an_examination_may_take_half_an_hour),
		cmocka_unit_test(a_slow_chip_is_read_on),
		cmocka_unit_test(who_has_said_all_says_no_more),
		cmocka_unit_test(nobody_is_served_while_no_officer_watches),
		cmocka_unit_test(a_bystander_reads_nothing_from_the_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
