/*
 * test_core_finger: a lane that wants fingers, with workers that the test plays: what is handed on
 * to whom, what decides, and what becomes of a traveller whose sensor is lost.
 */
#include "core_finger_stage.h"

#include "prog/core_settings.h"
#include "prog/finger_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void nobody_begins_without_both_workers_where_a_finger_may_be_wanted(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	s->lane.settings.policy.finger = POLICY_FINGER_DOUBT;
	stage_lay_document(s);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_IDLE);
	assert_int_equal(s->told.body.status.missing, 1u << ROLE_FINGER | 1u << ROLE_TOUCH);
	stage_join(s, ROLE_FINGER);
	assert_int_equal(s->told.body.status.missing, 1u << ROLE_TOUCH);
	stage_join(s, ROLE_TOUCH);
	assert_int_equal(stage_state(s), GATE_READING);
}

static void a_lane_that_wants_none_takes_none(void **state)
{
	(void)state;
	struct stage *s = stage_at(GATE_READING);
	struct msg m = fingers_image(s, 0, 1, RIGHT_INDEX);
	struct msg file = stage_about(s, MSG_FILE);
	file.body.file = (struct msg_file){.size = 10, .file = CHIP_FILE_DG3};
	assert_false(stage_say(s, ROLE_VERIFY, &m));
	assert_int_equal(s->killed[ROLE_VERIFY], 1);
	s = stage_at(GATE_READING);
	file.epoch = s->lane.gate.epoch;
	assert_false(stage_say(s, ROLE_CHIP, &file));
	assert_int_equal(s->killed[ROLE_CHIP], 1);
	s = fingers_idle(POLICY_FINGER_DOUBT);
	stage_lay_document(s);
	file.epoch = s->lane.gate.epoch;
	assert_true(stage_say(s, ROLE_CHIP, &file));
	assert_non_null(stage_last_to(s, ROLE_VERIFY, MSG_FILE));
}

static void the_chips_fingers_are_handed_on_unread(void **state)
{
	(void)state;
	struct stage *s = fingers_read(POLICY_FINGER_ALWAYS);
	const struct sent *last = stage_last_to(s, ROLE_FINGER, MSG_FINGER);
	assert_non_null(last);
	assert_int_equal(last->bulk, BULK);
	assert_int_equal(last->m.body.finger.position, LEFT_INDEX);
	assert_int_equal(stage_count_sent(s, MSG_FINGER), 2);
	assert_null(stage_last_to(s, ROLE_TOUCH, MSG_FINGER)); /* no chip byte goes there */
	assert_null(stage_last_to(s, ROLE_TOUCH, MSG_BEGIN));
	assert_null(stage_last_to(s, ROLE_FINGER, MSG_BEGIN)); /* nor a name to either */
}

static void a_sure_face_needs_no_finger_and_both_workers_stay(void **state)
{
	(void)state;
	struct stage *s = fingers_at_face(POLICY_FINGER_DOUBT);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_int_equal(stage_last_record(s)->finger_match, 0); /* none was needed */
	fingers_leave(s);
	assert_int_equal(s->killed[ROLE_FINGER], 1); /* it has seen the chip's */
	assert_int_equal(s->killed[ROLE_TOUCH], 0);  /* it has seen nothing of anybody */
	assert_int_equal(s->lane.slots[ROLE_TOUCH].state, WORKER_WARM);
	assert_int_equal(stage_count_sent(s, MSG_FINGER_CAPTURE), 0);
}

static void a_face_in_doubt_is_settled_by_a_finger_and_recorded_with_it(void **state)
{
	(void)state;
	struct stage *s = fingers_at_finger();
	const struct sent *order = stage_last_to(s, ROLE_FINGER, MSG_FINGER_CAPTURE);
	assert_non_null(order);
	assert_int_equal(order->m.body.finger_capture.order, 1);
	assert_int_equal(order->m.body.finger_capture.count, 2);
	assert_int_equal(order->m.body.finger_capture.position[0], RIGHT_INDEX);
	assert_int_equal(order->m.body.finger_capture.position[1], LEFT_INDEX);
	assert_int_equal(order->m.body.finger_capture.tries, 3);
	assert_int_equal(order->m.body.finger_capture.ms,
			 s->lane.settings.timer_ms[GATE_FINGER] - FINGER_TIME_SPARE_MS);
	fingers_press(s, 1);
	assert_int_equal(stage_last_to(s, ROLE_TOUCH, MSG_PRESS_WANTED)->m.body.press.press, 1);
	assert_int_equal(stage_last_to(s, ROLE_FINGER, MSG_PRESS_IMAGE)->bulk, BULK);
	assert_non_null(stage_last_to(s, ROLE_FINGER, MSG_PRESS_EVENT));
	s->lane.settings.finger_one_in = 2000;
	assert_true(fingers_tell(s, 1, 25));
	const struct msg_record *r = stage_last_record(s);
	assert_int_equal(r->what, RECORD_CROSSING);
	assert_int_equal(r->scores.match, DOUBT);
	assert_int_equal(r->fingers.sum, 25);
	assert_int_equal(r->fingers.position[0], RIGHT_INDEX);
	assert_int_equal(r->matcher, 0x0A0B0C0D);
	assert_int_equal(r->finger_match, 10); /* what was needed, and for what rate */
	assert_int_equal(r->finger_one_in, 2000);
	assert_int_equal(r->verdicts[CHECK_FINGER_MATCH], VERDICT_PASS << REASON_BITS);
	assert_int_equal(r->verdicts[CHECK_FACE_MATCH],
			 VERDICT_CANNOT_TELL << REASON_BITS | REASON_SCORE_UNSURE);
	fingers_leave(s);
	assert_int_equal(s->killed[ROLE_FINGER], 1); /* one traveller a worker */
	assert_int_equal(s->killed[ROLE_TOUCH], 1);
	assert_int_equal(s->lane.traveller.finger.scores.sum, 0); /* nobody is remembered */
}

static void another_finger_is_an_officers(void **state)
{
	(void)state;
	struct stage *s = fingers_at_finger();
	fingers_press(s, 1);
	s->lane.settings.finger_one_in = 1000;
	assert_true(fingers_tell(s, 1, -10));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_FINGER);
	assert_int_equal(s->told.body.status.check, CHECK_FINGER_MATCH);
	assert_int_equal(s->told.body.status.reason, REASON_OTHER_FINGER);
	assert_int_equal(s->told.body.status.fingers, -10);
	assert_int_equal(s->told.body.status.finger_match, 10);
	assert_int_equal(s->told.body.status.finger_one_in, 1000);
	assert_int_equal(stage_last_record(s)->what, RECORD_REFERRAL);
	assert_int_equal(stage_last_record(s)->fingers.sum, -10);
	assert_false(s->exit_was_free);
}

static void a_face_that_is_anothers_never_gets_to_the_finger(void **state)
{
	static const enum policy_finger whens[] = {POLICY_FINGER_DOUBT, POLICY_FINGER_ALWAYS};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage *s = fingers_at_face(whens[i]);
		assert_true(stage_face_tells(s, OTHER));
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
		assert_int_equal(stage_count_sent(s, MSG_FINGER_CAPTURE), 0);
		assert_false(fingers_want_press(s, 1)); /* not even if its worker would like to */
		assert_int_equal(s->killed[ROLE_FINGER], 1);
	}
}

static void an_order_waits_for_the_chips_fingers(void **state)
{
	(void)state;
	struct stage *s = fingers_read(POLICY_FINGER_ALWAYS);
	stage_face_reads(s, VERDICT_PASS);
	stage_walk_in(s);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	assert_int_equal(stage_state(s), GATE_FINGER);
	assert_int_equal(stage_count_sent(s, MSG_FINGER_CAPTURE), 0);
	lane_at(&s->lane, s->lane.mono_us + 3000000, s->lane.unix_ms);
	fingers_decoded(s);
	const struct sent *order = stage_last_to(s, ROLE_FINGER, MSG_FINGER_CAPTURE);
	assert_non_null(order);
	assert_int_equal(order->m.body.finger_capture.ms, 30000 - FINGER_TIME_SPARE_MS - 3000);
	fingers_press(s, 1);
	assert_true(fingers_tell(s, 1, 25));
	fingers_leave(s);
}

static void fingers_that_turn_out_unusable_decide_without_a_press(void **state)
{
	(void)state;
	for (int inside = 0; inside < 2; inside++) {
		struct stage *s = fingers_read(POLICY_FINGER_ALWAYS);
		stage_face_reads(s, VERDICT_PASS);
		if (inside == 1) {
			stage_walk_in(s);
			assert_true(stage_face_tells(s, stage_good_score(s)));
			assert_int_equal(stage_state(s), GATE_FINGER);
		}
		assert_true(fingers_find(s, VERDICT_CANNOT_TELL, REASON_POOR_QUALITY));
		assert_true(fingers_ready(s, 0));
		assert_true(gate_refers(stage_state(s)));
		assert_int_equal(s->told.body.status.check, CHECK_FINGER_CHIP);
		assert_int_equal(stage_count_sent(s, MSG_FINGER_CAPTURE), 0);
	}
}

/* Without a word of verify why, a document without fingers is not believed to be one. */
static void a_document_without_fingers_is_an_officers_unless_excused(void **state)
{
	(void)state;
	for (int told = 0; told < 2; told++) {
		for (int excused = 0; excused < 2; excused++) {
			struct stage *s = fingers_idle(POLICY_FINGER_ALWAYS);
			struct policy *p = &s->lane.settings.policy;
			if (excused == 1) {
				p->effect[CHECK_FINGER_CHIP][VERDICT_CANNOT_TELL] =
					POLICY_TOLERATE_ABSENT;
			}
			stage_lay_document(s);
			stage_chip_done(s);
			if (told == 1) {
				struct msg f = stage_about(s, MSG_FINDINGS);
				f.body.findings.findings = findings_none();
				findings_set(&f.body.findings.findings, CHECK_FINGER_CHIP,
					     VERDICT_CANNOT_TELL, REASON_NOT_PRESENT);
				assert_true(stage_say(s, ROLE_VERIFY, &f));
			}
			stage_verify_done(s, VERDICT_PASS);
			assert_int_equal(stage_state(s), told == 1 && excused == 1
								 ? GATE_ENTRY_OPEN
								 : GATE_REFERRED_OUTSIDE);
		}
	}
}

/* Signed, and not read: the chip kept them back, or had nobody's certificates to take. */
static void why_fingers_were_not_read_is_told_by_the_chips_worker_and_excuses_nobody(void **state)
{
	static const struct {
		enum verdict verdict; /* of Terminal Authentication */
		enum reason reason;
		enum reason told;
	} cases[] = {
		{VERDICT_NOT_DONE, REASON_NONE, REASON_NO_TERMINAL},
		{VERDICT_CANNOT_TELL, REASON_NO_TERMINAL, REASON_NO_TERMINAL},
		{VERDICT_CANNOT_TELL, REASON_NOT_PRESENT, REASON_CHIP_REFUSED},
		{VERDICT_PASS, REASON_NONE, REASON_CHIP_REFUSED},
	};
	(void)state;
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		bool always = i % 2 == 0;
		struct stage *s = fingers_idle(always ? POLICY_FINGER_ALWAYS : POLICY_FINGER_DOUBT);
		s->lane.settings.policy.effect[CHECK_FINGER_CHIP][VERDICT_CANNOT_TELL] =
			POLICY_TOLERATE_ABSENT;
		stage_lay_document(s);
		stage_chip_done(s);
		findings_set(&s->lane.traveller.findings, CHECK_TERMINAL_AUTH, cases[i / 2].verdict,
			     cases[i / 2].reason);
		struct msg f = stage_about(s, MSG_FINDINGS);
		f.body.findings.findings = findings_none();
		findings_set(&f.body.findings.findings, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL,
			     REASON_CHIP_REFUSED);
		assert_true(stage_say(s, ROLE_VERIFY, &f));
		stage_verify_done(s, VERDICT_PASS);
		assert_int_equal(stage_state(s), always ? GATE_REFERRED_OUTSIDE : GATE_ENTRY_OPEN);
		const struct finding *told = &s->lane.traveller.findings.of[CHECK_FINGER_CHIP];
		assert_int_equal(told->verdict, VERDICT_CANNOT_TELL);
		assert_int_equal(told->reason, cases[i / 2].told);
		if (always) {
			assert_int_equal(s->told.body.status.check, CHECK_FINGER_CHIP);
			assert_int_equal(s->told.body.status.reason, cases[i / 2].told);
		}
	}
}

static void a_doubt_without_fingers_in_the_chip_is_an_officers(void **state)
{
	(void)state;
	struct stage *s = fingers_idle(POLICY_FINGER_DOUBT);
	stage_lay_document(s);
	stage_chip_done(s);
	stage_verify_done(s, VERDICT_PASS);
	stage_face_reads(s, VERDICT_PASS);
	stage_walk_in(s);
	assert_true(stage_face_tells(s, DOUBT));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->told.body.status.reason, REASON_SCORE_UNSURE);
	assert_int_equal(s->lane.slots[ROLE_FINGER].state, WORKER_WARM);
}

static void an_officer_has_all_compared_again(void **state)
{
	(void)state;
	struct stage *s = fingers_at_finger();
	fingers_press(s, 1);
	assert_true(fingers_tell(s, 1, 5));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 0);
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_int_equal(s->lane.traveller.finger.scores.sum, 0);
	assert_int_equal(findings_verdict(&s->lane.traveller.findings, CHECK_FINGER_MATCH),
			 VERDICT_NOT_DONE);
	assert_true(stage_face_tells(s, DOUBT));
	assert_int_equal(stage_state(s), GATE_FINGER);
	assert_int_equal(
		stage_last_to(s, ROLE_FINGER, MSG_FINGER_CAPTURE)->m.body.finger_capture.order, 2);
	fingers_press(s, 2);
	assert_true(fingers_tell(s, 2, 25));
	fingers_leave(s);
}

static void either_worker_lost_refers_and_the_next_one_crosses(void **state)
{
	static const enum role roles[] = {ROLE_FINGER, ROLE_TOUCH};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage *s = fingers_at_finger();
		lane_left(&s->lane, roles[i]);
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
		assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
		stage_leave(s);
		stage_join_missing(s);
		stage_join(s, ROLE_FINGER);
		stage_join(s, ROLE_TOUCH);
		s->sent_count = 0;
		stage_cross(s); /* with a sure face, and no fingers in the chip */
	}
}

static void a_sensor_that_is_lost_before_or_in_a_press_is_told_as_the_reason(void **state)
{
	(void)state;
	struct msg unfit = msg_make(MSG_UNFIT, 0);
	unfit.body.unfit.reason = REASON_SENSOR_LOST;
	struct stage *s = fingers_at_finger();
	assert_true(fingers_want_press(s, 1));
	assert_true(stage_say(s, ROLE_TOUCH, &unfit));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_FINGER);
	assert_int_equal(s->told.body.status.reason, REASON_SENSOR_LOST);
	assert_non_null(stage_last_to(s, ROLE_FINGER, MSG_FINGER_STOP));
	lane_left(&s->lane, ROLE_TOUCH); /* it ends then */
	assert_int_equal(s->lane.gate.why, GATE_WHY_FINGER);
	stage_join(s, ROLE_TOUCH); /* the officer's next order has another one */
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 0);
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_true(stage_face_tells(s, DOUBT));
	fingers_press(s, 2);
	assert_true(fingers_tell(s, 2, 25));
	fingers_leave(s);

	s = fingers_at_face(POLICY_FINGER_DOUBT);
	lane_left(&s->lane, ROLE_TOUCH); /* it served nobody yet: a sure face would pass */
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_true(stage_face_tells(s, DOUBT));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->told.body.status.reason, REASON_SENSOR_LOST);
	stage_join(s, ROLE_TOUCH); /* a fresh one serves the officer's next order */
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 0);
	assert_true(stage_face_tells(s, DOUBT));
	assert_int_equal(stage_state(s), GATE_FINGER);
	fingers_press(s, 1);
	assert_true(fingers_tell(s, 1, 25));
	fingers_leave(s);
}

static void an_unfit_sensor_keeps_only_a_lane_that_may_want_it_out_of_service(void **state)
{
	static const enum policy_finger whens[] = {POLICY_FINGER_NEVER, POLICY_FINGER_DOUBT};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		bool wanted = whens[i] == POLICY_FINGER_DOUBT;
		struct stage *s = fingers_idle(whens[i]);
		struct msg unfit = msg_make(MSG_UNFIT, 0);
		unfit.body.unfit.reason = REASON_SENSOR_LOST;
		assert_true(stage_say(s, ROLE_TOUCH, &unfit));
		lane_left(&s->lane, ROLE_TOUCH);
		stage_levels(s, SOUND);
		assert_int_equal(s->told.body.status.touch_unfit, REASON_SENSOR_LOST);
		assert_int_equal(s->told.body.status.unfit, REASON_NONE); /* the face's is not */
		assert_int_equal(s->told.body.status.missing, wanted ? 1u << ROLE_TOUCH : 0);
		stage_lay_document(s);
		assert_int_equal(stage_state(s), wanted ? GATE_IDLE : GATE_READING);
		stage_join(s, ROLE_TOUCH);
		assert_int_equal(stage_state(s), GATE_READING);
		assert_int_equal(s->lane.touch_unfit, REASON_NONE);
	}
}

static void a_fire_ends_it_all(void **state)
{
	(void)state;
	struct stage *s = fingers_at_finger();
	assert_true(fingers_want_press(s, 1));
	stage_levels(s, (SOUND & ~(uint32_t)GATE_IN_FIRE_OK) | PRESENT);
	assert_int_equal(stage_state(s), GATE_EVACUATE);
	assert_int_equal(s->killed[ROLE_FINGER], 1);
	assert_int_equal(s->killed[ROLE_TOUCH], 1);
}

static enum eg_err with_words(const char *a, const char *b, const char *c)
{
	char words[3][64];
	char *list[3] = {words[0], words[1], words[2]};
	const char *const given[3] = {a, b, c};
	struct lane_settings settings;
	int count = 0;
	for (; count < 3 && given[count] != NULL; count++) {
		size_t size;
		assert_true(rd_dump(rd_cstr(given[count]), words[count], 63, &size));
		words[count][size] = '\0';
	}
	struct args args = {.count = count, .words = list};
	return lane_settings_from(&args, &settings);
}

static void a_timer_too_short_for_the_tries_is_refused(void **state)
{
	(void)state;
	assert_int_equal(with_words("policy.finger=doubt", NULL, NULL), EG_OK);
	assert_int_equal(with_words("policy.finger=doubt", "timer.finger=20000", NULL), EG_OK);
	assert_int_equal(with_words("policy.finger=doubt", "timer.finger=19999", NULL), EG_CONFIG);
	assert_int_equal(
		with_words("policy.finger=doubt", "timer.finger=8000", "policy.finger-tries=1"),
		EG_OK);
	assert_int_equal(with_words("timer.finger=1000", NULL, NULL), EG_OK); /* none is wanted */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_begins_without_both_workers_where_a_finger_may_be_wanted),
		cmocka_unit_test(a_lane_that_wants_none_takes_none),
		cmocka_unit_test(the_chips_fingers_are_handed_on_unread),
		cmocka_unit_test(a_sure_face_needs_no_finger_and_both_workers_stay),
		cmocka_unit_test(a_face_in_doubt_is_settled_by_a_finger_and_recorded_with_it),
		cmocka_unit_test(another_finger_is_an_officers),
		cmocka_unit_test(a_face_that_is_anothers_never_gets_to_the_finger),
		cmocka_unit_test(an_order_waits_for_the_chips_fingers),
		cmocka_unit_test(fingers_that_turn_out_unusable_decide_without_a_press),
		cmocka_unit_test(a_document_without_fingers_is_an_officers_unless_excused),
		cmocka_unit_test(
			why_fingers_were_not_read_is_told_by_the_chips_worker_and_excuses_nobody),
		cmocka_unit_test(a_doubt_without_fingers_in_the_chip_is_an_officers),
		cmocka_unit_test(an_officer_has_all_compared_again),
		cmocka_unit_test(either_worker_lost_refers_and_the_next_one_crosses),
		cmocka_unit_test(a_sensor_that_is_lost_before_or_in_a_press_is_told_as_the_reason),
		cmocka_unit_test(an_unfit_sensor_keeps_only_a_lane_that_may_want_it_out_of_service),
		cmocka_unit_test(a_fire_ends_it_all),
		cmocka_unit_test(a_timer_too_short_for_the_tries_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
