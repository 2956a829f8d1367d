/*
 * test_core_picture: whom the lane shows faces and page of whoever is referred, what becomes of
 * them, and of workers that show what nobody has asked for. No process, no descriptor, no clock.
 */
#include "core_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool show_as(struct stage *s, enum role from, enum face_picture which)
{
	struct msg m = stage_about(s, MSG_FACE_PICTURE);
	m.body.face_picture = (struct msg_face_picture){
		.size = 100, .width = 30, .height = 40, .which = (uint8_t)which};
	return stage_say(s, from, &m);
}

static bool show(struct stage *s, enum face_picture which)
{
	return show_as(s, which == FACE_PICTURE_PAGE ? ROLE_PAGE : ROLE_FACE, which);
}

static bool kept(const struct stage *s, enum face_picture which)
{
	return s->kept[which].kind == MSG_FACE_PICTURE;
}

static void assert_nobody_kept(const struct stage *s)
{
	assert_false(kept(s, FACE_PICTURE_PORTRAIT));
	assert_false(kept(s, FACE_PICTURE_LIVE));
	assert_false(kept(s, FACE_PICTURE_PAGE));
}

static void assert_hostile(const struct stage *s, enum gate_state referred)
{
	assert_int_equal(s->killed[ROLE_FACE], 1);
	assert_int_equal(stage_state(s), referred);
	assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
	assert_nobody_kept(s); /* who knows what it has shown before */
	assert_false(s->exit_was_free);
}

/* Inside, with the portrait kept, the live face judged by this score and shown. */
static struct stage *judged(int16_t match)
{
	struct stage *s = stage_at(GATE_FACE);
	assert_true(show(s, FACE_PICTURE_PORTRAIT));
	assert_true(stage_face_tells(s, match));
	assert_true(show(s, FACE_PICTURE_LIVE));
	return s;
}

static int16_t unsure(const struct stage *s)
{
	const struct policy *p = &s->lane.settings.policy;
	return (int16_t)((p->face_match + p->face_refer) / 2);
}

static struct stage *lookalike(void)
{
	struct stage *s = stage_idle();
	return judged(unsure(s));
}

static void a_lookalike_lands_at_the_officer_with_both_pictures(void **state)
{
	(void)state;
	struct stage *s = lookalike();
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->shown[FACE_PICTURE_PORTRAIT], 1);
	assert_int_equal(s->shown[FACE_PICTURE_LIVE], 1);
	assert_true(lane_shows(&s->lane));
	const struct msg_status *told = &s->told.body.status;
	assert_int_equal(told->check, CHECK_FACE_MATCH);
	assert_int_equal(told->reason, REASON_SCORE_UNSURE);
	assert_int_equal(told->scores.match, unsure(s));
	assert_true(told->face_refer <= told->scores.match);
	assert_true(told->scores.match < told->face_match);
	assert_int_equal(told->live_match, s->lane.settings.policy.live_match);
}

/* stage_show fails the test when a picture is shown while nobody is referred. */
static void nobody_is_shown_who_goes_through(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	s = judged(stage_good_score(s));
	assert_int_equal(stage_state(s), GATE_RECORDING);
	assert_false(lane_shows(&s->lane));
	assert_true(stage_journal_answers(s));
	assert_int_equal(s->shown[FACE_PICTURE_PORTRAIT], 0);
	assert_int_equal(s->shown[FACE_PICTURE_LIVE], 0);
	stage_levels(s, EXIT_SWINGS | PRESENT);
	stage_levels(s, EXIT_SWINGS);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_IDLE);
	assert_nobody_kept(s);
}

static void idle_remembers_no_face(void **state)
{
	(void)state;
	struct stage *s = lookalike();
	assert_true(kept(s, FACE_PICTURE_PORTRAIT) && kept(s, FACE_PICTURE_LIVE));
	stage_leave(s);
	assert_nobody_kept(s);
	assert_false(lane_shows(&s->lane));
}

static void an_alarm_or_an_evacuation_forgets_the_faces(void **state)
{
	(void)state;
	struct stage *s = lookalike();
	stage_levels(s, (SOUND | PRESENT) & ~(uint32_t)GATE_IN_FIRE_OK);
	assert_int_equal(stage_state(s), GATE_EVACUATE);
	assert_nobody_kept(s);
	s = lookalike();
	stage_levels(s, (SOUND | PRESENT) & ~(uint32_t)GATE_IN_TAMPER_OK);
	assert_int_equal(stage_state(s), GATE_ALARM);
	assert_nobody_kept(s);
}

static void an_officers_pass_goes_on_as_before_and_shows_nobody(void **state)
{
	(void)state;
	struct stage *s = lookalike();
	lane_order(&s->lane, GATE_EV_ORDER_PASS, s->lane.gate.epoch, 1000);
	assert_int_equal(stage_state(s), GATE_RECORDING);
	assert_false(lane_shows(&s->lane));
	assert_true(stage_journal_answers(s));
	assert_int_equal(stage_state(s), GATE_EXIT_OPEN);
	assert_int_equal(s->shown[FACE_PICTURE_LIVE], 1);
}

/* The journal is lost behind an officer's pass: the traveller stands there again, and is shown. */
static void who_is_referred_again_is_shown_again(void **state)
{
	(void)state;
	struct stage *s = lookalike();
	lane_order(&s->lane, GATE_EV_ORDER_PASS, s->lane.gate.epoch, 1000);
	lane_left(&s->lane, ROLE_JOURNAL);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->shown[FACE_PICTURE_PORTRAIT], 2);
	assert_int_equal(s->shown[FACE_PICTURE_LIVE], 2);
}

static void a_retry_shows_the_live_face_of_that_capture(void **state)
{
	(void)state;
	struct stage *s = lookalike();
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 1000);
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_true(kept(s, FACE_PICTURE_PORTRAIT));
	assert_false(kept(s, FACE_PICTURE_LIVE)); /* who was seen may have left */
	assert_true(stage_face_tells(s, unsure(s)));
	assert_int_equal(s->shown[FACE_PICTURE_PORTRAIT], 2);
	assert_int_equal(s->shown[FACE_PICTURE_LIVE], 1);
	assert_true(show(s, FACE_PICTURE_LIVE));
	assert_int_equal(s->shown[FACE_PICTURE_LIVE], 2);
}

/* The picture of a capture that an order has overtaken. */
static void a_live_face_of_before_the_order_is_shown_to_nobody(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	assert_true(stage_face_tells(s, unsure(s)));
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 1000);
	assert_true(show(s, FACE_PICTURE_LIVE));
	assert_false(kept(s, FACE_PICTURE_LIVE));
	assert_int_equal(s->shown[FACE_PICTURE_LIVE], 0);
	assert_true(stage_face_tells(s, unsure(s)));
	assert_true(show(s, FACE_PICTURE_LIVE));
	assert_int_equal(s->shown[FACE_PICTURE_LIVE], 1);
}

static void a_poor_portrait_is_shown_outside(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_ENTRY_OPEN);
	stage_face_reads(s, VERDICT_FAIL);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->shown[FACE_PICTURE_PORTRAIT], 0); /* it is on its way */
	assert_true(show(s, FACE_PICTURE_PORTRAIT));
	assert_int_equal(s->shown[FACE_PICTURE_PORTRAIT], 1);
}

static void a_traveller_without_pictures_is_referred_all_the_same(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	assert_true(stage_face_tells(s, unsure(s)));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->shown[FACE_PICTURE_PORTRAIT], 0);
	stage_leave(s);
}

static void a_picture_before_its_turn_kills_its_sender(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING); /* no portrait was handed to it yet */
	assert_false(show(s, FACE_PICTURE_PORTRAIT));
	assert_hostile(s, GATE_REFERRED_OUTSIDE);
	s = stage_at(GATE_ENTRY_OPEN); /* nor is it done with it */
	assert_false(show(s, FACE_PICTURE_PORTRAIT));
	stage_levels(s, SOUND);
	assert_hostile(s, GATE_REFERRED_OUTSIDE);
	s = stage_at(GATE_FACE); /* a capture is not over */
	assert_true(show(s, FACE_PICTURE_PORTRAIT));
	assert_false(show(s, FACE_PICTURE_LIVE));
	assert_hostile(s, GATE_REFERRED_INSIDE);
}

static void a_picture_when_nobody_is_there_kills_its_sender(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	assert_false(show(s, FACE_PICTURE_PORTRAIT));
	assert_int_equal(s->killed[ROLE_FACE], 1);
	assert_nobody_kept(s);
	assert_int_equal(stage_state(s), GATE_IDLE);
}

static void a_second_picture_kills_its_sender(void **state)
{
	(void)state;
	struct stage *s = lookalike();
	assert_false(show(s, FACE_PICTURE_LIVE));
	assert_int_equal(s->killed[ROLE_FACE], 1);
	assert_nobody_kept(s);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	s = stage_at(GATE_FACE);
	assert_true(show(s, FACE_PICTURE_PORTRAIT));
	assert_false(show(s, FACE_PICTURE_PORTRAIT));
	assert_hostile(s, GATE_REFERRED_INSIDE);
}

/* A flood: however often it tries, no more come through than were asked for. */
static void a_worker_shows_no_more_than_it_was_asked_for(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	unsigned taken = 0;
	for (int i = 0; i < 1000 && s->killed[ROLE_FACE] == 0; i++) {
		taken += show(s, FACE_PICTURE_PORTRAIT);
	}
	assert_int_equal(taken, 1);
	assert_int_equal(s->killed[ROLE_FACE], 1);
}

static void a_picture_that_can_still_change_kills_its_sender(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	s->unsealed = true;
	assert_false(show(s, FACE_PICTURE_PORTRAIT));
	assert_hostile(s, GATE_REFERRED_INSIDE);
}

static void a_picture_of_another_traveller_is_kept_from_all(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	struct msg m = msg_make(MSG_FACE_PICTURE, s->lane.gate.epoch + 1);
	m.body.face_picture = (struct msg_face_picture){
		.size = 100, .width = 30, .height = 40, .which = FACE_PICTURE_PORTRAIT};
	assert_true(stage_say(s, ROLE_FACE, &m));
	assert_nobody_kept(s);
	assert_int_equal(s->killed[ROLE_FACE], 0);
	assert_true(show(s, FACE_PICTURE_PORTRAIT)); /* that one has its turn still */
}

static void only_the_travellers_face_worker_shows_faces(void **state)
{
	static const enum role others[] = {ROLE_PAGE, ROLE_CHIP, ROLE_VERIFY, ROLE_JOURNAL};
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct stage *s = stage_at(GATE_FACE);
		struct msg m = stage_about(s, MSG_FACE_PICTURE);
		m.body.face_picture = (struct msg_face_picture){
			.size = 100, .width = 30, .height = 40, .which = FACE_PICTURE_PORTRAIT};
		assert_false(stage_say(s, others[i], &m));
		assert_int_equal(s->killed[others[i]], 1);
		assert_nobody_kept(s);
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	}
}

/* ---- the page ---- */

/* A traveller has begun with a page that a reader of pictures has seen. */
static struct stage *seen_page(void)
{
	struct stage *s = stage_idle();
	struct msg m = stage_document();
	m.body.document.own_us = 30000;
	assert_true(stage_say(s, ROLE_PAGE, &m));
	assert_int_equal(stage_state(s), GATE_READING);
	return s;
}

static void refuse_chip(struct stage *s)
{
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_FAIL);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
}

static void whoever_is_referred_is_shown_with_their_page(void **state)
{
	(void)state;
	struct stage *s = seen_page();
	assert_true(show(s, FACE_PICTURE_PAGE));
	assert_int_equal(s->shown[FACE_PICTURE_PAGE], 0); /* nobody is referred */
	refuse_chip(s);
	assert_int_equal(s->shown[FACE_PICTURE_PAGE], 1);
	stage_leave(s);
	assert_nobody_kept(s);
}

static void a_page_that_comes_behind_the_referral_is_shown_at_once(void **state)
{
	(void)state;
	struct stage *s = seen_page();
	refuse_chip(s);
	assert_int_equal(s->shown[FACE_PICTURE_PAGE], 0);
	assert_true(show(s, FACE_PICTURE_PAGE));
	assert_int_equal(s->shown[FACE_PICTURE_PAGE], 1);
}

static void a_page_that_never_comes_holds_nobody_up(void **state)
{
	(void)state;
	struct stage *s = seen_page();
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	stage_face_reads(s, VERDICT_PASS);
	stage_walk_in(s);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_true(stage_journal_answers(s));
	assert_int_equal(stage_state(s), GATE_EXIT_OPEN);
	assert_true(show(s, FACE_PICTURE_PAGE)); /* late, and no violation */
	assert_int_equal(s->shown[FACE_PICTURE_PAGE], 0);
}

static void a_second_page_kills_its_sender_and_is_forgotten(void **state)
{
	(void)state;
	struct stage *s = seen_page();
	assert_true(show(s, FACE_PICTURE_PAGE));
	assert_false(show(s, FACE_PICTURE_PAGE));
	assert_int_equal(s->killed[ROLE_PAGE], 1);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
	assert_nobody_kept(s);
	assert_int_equal(s->shown[FACE_PICTURE_PAGE], 0);
}

/* A reader of lines has seen no page: whatever its worker shows is made up. */
static void a_page_of_a_reader_of_lines_kills_its_sender(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	assert_false(show(s, FACE_PICTURE_PAGE));
	assert_int_equal(s->killed[ROLE_PAGE], 1);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_nobody_kept(s);
}

static void a_page_with_which_nobody_begins_is_nobodys(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	assert_false(show(s, FACE_PICTURE_PAGE));
	assert_int_equal(s->killed[ROLE_PAGE], 1);
	assert_nobody_kept(s);
	assert_int_equal(stage_state(s), GATE_IDLE);
	s = seen_page();
	struct msg m = msg_make(MSG_FACE_PICTURE, s->lane.gate.epoch - 1);
	m.body.face_picture = (struct msg_face_picture){
		.size = 100, .width = 30, .height = 40, .which = FACE_PICTURE_PAGE};
	assert_true(stage_say(s, ROLE_PAGE, &m)); /* of the traveller before: of no effect */
	assert_nobody_kept(s);
	assert_true(show(s, FACE_PICTURE_PAGE));
}

static void page_and_face_worker_show_nothing_for_each_other(void **state)
{
	(void)state;
	struct stage *s = seen_page();
	assert_true(show(s, FACE_PICTURE_PAGE));
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	stage_face_reads(s, VERDICT_PASS);
	assert_false(show_as(s, ROLE_PAGE, FACE_PICTURE_PORTRAIT)); /* it is face's turn */
	assert_int_equal(s->killed[ROLE_PAGE], 1);
	assert_nobody_kept(s);
	s = seen_page();
	assert_false(show_as(s, ROLE_FACE, FACE_PICTURE_PAGE));
	assert_int_equal(s->killed[ROLE_FACE], 1);
	assert_nobody_kept(s);
}

/* What one worker has shown is no worse for what another one does. */
static void a_worker_that_breaks_protocol_takes_its_own_pictures_along(void **state)
{
	(void)state;
	struct stage *s = seen_page();
	assert_true(show(s, FACE_PICTURE_PAGE));
	lane_violation(&s->lane, ROLE_FACE);
	assert_true(kept(s, FACE_PICTURE_PAGE));
	assert_int_equal(s->shown[FACE_PICTURE_PAGE], 1);
	s = seen_page();
	assert_true(show(s, FACE_PICTURE_PAGE));
	lane_violation(&s->lane, ROLE_PAGE);
	assert_false(kept(s, FACE_PICTURE_PAGE));
}

static void a_page_that_can_still_change_kills_its_sender(void **state)
{
	(void)state;
	struct stage *s = seen_page();
	s->unsealed = true;
	assert_false(show(s, FACE_PICTURE_PAGE));
	assert_int_equal(s->killed[ROLE_PAGE], 1);
	assert_nobody_kept(s);
}

/* Else a capture could be ordered of a face worker that was handed none. */
static void who_has_not_decoded_a_portrait_cannot_call_it_usable(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	struct msg m = stage_about(s, MSG_FINDINGS);
	m.body.findings.findings = findings_none();
	findings_set(&m.body.findings.findings, CHECK_PORTRAIT, VERDICT_CANNOT_TELL,
		     REASON_INTERNAL);
	assert_true(stage_say(s, ROLE_VERIFY, &m));
	findings_set(&m.body.findings.findings, CHECK_PORTRAIT, VERDICT_PASS, REASON_NONE);
	assert_false(stage_say(s, ROLE_VERIFY, &m));
	assert_int_equal(s->killed[ROLE_VERIFY], 1);
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lookalike_lands_at_the_officer_with_both_pictures),
		cmocka_unit_test(nobody_is_shown_who_goes_through),
		cmocka_unit_test(idle_remembers_no_face),
		cmocka_unit_test(an_alarm_or_an_evacuation_forgets_the_faces),
		cmocka_unit_test(an_officers_pass_goes_on_as_before_and_shows_nobody),
		cmocka_unit_test(who_is_referred_again_is_shown_again),
		cmocka_unit_test(a_retry_shows_the_live_face_of_that_capture),
		cmocka_unit_test(a_live_face_of_before_the_order_is_shown_to_nobody),
		cmocka_unit_test(a_poor_portrait_is_shown_outside),
		cmocka_unit_test(a_traveller_without_pictures_is_referred_all_the_same),
		cmocka_unit_test(a_picture_before_its_turn_kills_its_sender),
		cmocka_unit_test(a_picture_when_nobody_is_there_kills_its_sender),
		cmocka_unit_test(a_second_picture_kills_its_sender),
		cmocka_unit_test(a_worker_shows_no_more_than_it_was_asked_for),
		cmocka_unit_test(a_picture_that_can_still_change_kills_its_sender),
		cmocka_unit_test(a_picture_of_another_traveller_is_kept_from_all),
		cmocka_unit_test(only_the_travellers_face_worker_shows_faces),
		cmocka_unit_test(whoever_is_referred_is_shown_with_their_page),
		cmocka_unit_test(a_page_that_comes_behind_the_referral_is_shown_at_once),
		cmocka_unit_test(a_page_that_never_comes_holds_nobody_up),
		cmocka_unit_test(a_second_page_kills_its_sender_and_is_forgotten),
		cmocka_unit_test(a_page_of_a_reader_of_lines_kills_its_sender),
		cmocka_unit_test(a_page_with_which_nobody_begins_is_nobodys),
		cmocka_unit_test(page_and_face_worker_show_nothing_for_each_other),
		cmocka_unit_test(a_worker_that_breaks_protocol_takes_its_own_pictures_along),
		cmocka_unit_test(a_page_that_can_still_change_kills_its_sender),
		cmocka_unit_test(who_has_not_decoded_a_portrait_cannot_call_it_usable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
