/*
 * test_core_desk_needs: what a desk's rules want taken before a pass: of whom, what can be had, and
 * when it has been taken. No process, no clock.
 */
#include "core_desk_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_pass_waits_for_the_face_whatever_comes_of_it(void **state)
{
	(void)state;
	struct stage *s = desk_read();
	assert_int_equal(s->told.body.status.needs, NEEDS_FACE);
	assert_false(desk_order(s, GATE_EV_ORDER_PASS));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(desk_records(s, RECORD_ORDER), 0);
	desk_compare(s, OTHER);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_FACE);
	assert_int_equal(s->told.body.status.check, CHECK_FACE_MATCH); /* told, not decided */
	assert_int_equal(s->told.body.status.needs, 0);
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	assert_int_equal(desk_record(s, RECORD_CROSSING)->scores.match, OTHER);
	desk_admit(s);
}

/* A need belongs to its traveller. */
static void the_next_one_is_looked_at_anew(void **state)
{
	(void)state;
	struct stage *s = desk_read();
	desk_compare(s, stage_good_score(s));
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	desk_admit(s);
	assert_int_equal(desk_needs(s), 0); /* nobody is there */
	stage_lay_document(s);
	desk_verify(s, NULL, true);
	assert_int_equal(desk_needs(s), NEEDS_FACE);
}

/* Else a quick officer would be let go what a slow one is not. */
static void a_portrait_that_is_still_decoded_is_waited_for(void **state)
{
	(void)state;
	struct stage *s = desk_idle();
	stage_lay_document(s);
	assert_int_equal(desk_needs(s), 0); /* nothing is known of them */
	desk_verify(s, NULL, true);
	assert_int_equal(desk_needs(s), NEEDS_FACE);
	assert_false(desk_order(s, GATE_EV_ORDER_PASS));
	assert_int_equal(s->lane.gate.why, GATE_WHY_DOCUMENT); /* no facts of DG1 */
	stage_face_reads(s, VERDICT_FAIL); /* no portrait that could be compared */
	assert_int_equal(desk_needs(s), 0);
	assert_false(desk_order(s, GATE_EV_ORDER_RETRY));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
}

static void nobody_is_kept_for_a_portrait_that_is_not_the_signed_one(void **state)
{
	(void)state;
	struct stage *s = desk_idle();
	stage_lay_document(s);
	desk_verify(s, NULL, false); /* a changed hash */
	assert_int_equal(s->told.body.status.check, CHECK_DG2_HASH);
	assert_int_equal(desk_needs(s), 0);
	assert_false(desk_order(s, GATE_EV_ORDER_RETRY));
	assert_int_equal(stage_count_sent(s, MSG_CAPTURE), 0);
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	desk_admit(s);
}

/* It says so, and ends; another one tries again and again. */
static void lose_device(struct stage *s, enum role role, enum reason why)
{
	struct msg unfit = msg_make(MSG_UNFIT, 0);
	unfit.body.unfit.reason = (uint8_t)why;
	assert_true(stage_say(s, role, &unfit));
	lane_left(&s->lane, role);
	lane_joined(&s->lane, role);
}

/* Else whoever comes quickly behind another one would go without. */
static void a_worker_that_is_on_its_way_is_waited_for(void **state)
{
	static const enum role roles[] = {ROLE_FACE, ROLE_FINGER, ROLE_TOUCH};
	(void)state;
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		struct stage *s = desk_idle();
		s->lane.settings.policy.desk_finger = POLICY_DESK_ALL;
		lane_left(&s->lane, roles[i]);
		assert_int_equal(lane_missing(&s->lane), 1u << roles[i]);
		stage_lay_document(s);
		assert_int_equal(stage_state(s), GATE_IDLE);
		stage_join(s, roles[i]);
		assert_int_equal(stage_state(s), GATE_READING);
	}
}

/* A counter whose camera is gone serves, too. */
static void nobody_is_kept_for_a_camera_that_is_not_there(void **state)
{
	(void)state;
	struct stage *s = desk_idle();
	lose_device(s, ROLE_FACE, REASON_CAMERA_LOST);
	assert_int_equal(lane_missing(&s->lane), 0);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
	desk_verify(s, NULL, true);
	assert_int_equal(s->lane.gate.why, GATE_WHY_DOCUMENT); /* the portrait was not looked at */
	assert_int_equal(desk_needs(s), 0);
	assert_false(desk_order(s, GATE_EV_ORDER_RETRY));
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	desk_admit(s);
}

/* Its portraits are shown all the same. */
static void a_desk_without_a_camera_compares_no_face(void **state)
{
	(void)state;
	struct stage *s = desk_idle();
	s->lane.settings.blind = true;
	stage_lay_document(s);
	desk_verify(s, NULL, true);
	assert_non_null(stage_last_to(s, ROLE_FACE, MSG_PORTRAIT));
	stage_face_reads(s, VERDICT_PASS);
	assert_int_equal(desk_needs(s), 0);
	assert_false(desk_order(s, GATE_EV_ORDER_RETRY));
	assert_int_equal(stage_count_sent(s, MSG_CAPTURE), 0);
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	desk_admit(s);
}

static void a_camera_that_goes_away_frees_them(void **state)
{
	(void)state;
	struct stage *s = desk_read();
	assert_int_equal(desk_needs(s), NEEDS_FACE);
	lane_left(&s->lane, ROLE_FACE);
	assert_int_equal(s->told.body.status.needs, 0);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
}

/* Timer and loss are tries that failed; an officer who breaks off has tried nothing. */
static void what_was_tried_has_been_taken(void **state)
{
	(void)state;
	struct stage *s = desk_read();
	assert_true(desk_order(s, GATE_EV_ORDER_RETRY));
	assert_int_equal(desk_needs(s), NEEDS_FACE);
	assert_true(desk_order(s, GATE_EV_ORDER_HOLD));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(desk_needs(s), NEEDS_FACE);
	assert_true(desk_order(s, GATE_EV_ORDER_RETRY));
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_TIME);
	assert_int_equal(desk_needs(s), 0);
	s = desk_read();
	assert_true(desk_order(s, GATE_EV_ORDER_RETRY));
	lane_violation(&s->lane, ROLE_FACE);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
	assert_int_equal(desk_needs(s), 0);
}

static unsigned needs_of(enum policy_desk rule, const char *chip, const char *page, bool sure)
{
	struct stage *s = desk_idle();
	struct msg m = stage_document();
	struct holder_facts h = {DOCUMENT_TD3, "UTO", "", {1974, 8, 12}, {2032, 4, 15}};
	s->lane.settings.policy.desk_face = (uint8_t)rule;
	for (size_t i = 0; i < 3; i++) {
		m.body.document.mrz[54 + i] = page[i];
		h.nationality[i] = chip == NULL ? '\0' : chip[i];
	}
	if (!sure) {
		m.body.document.unsure[55 / 8] |= 1u << 55 % 8;
	}
	assert_true(stage_say(s, ROLE_PAGE, &m));
	assert_int_equal(stage_state(s), GATE_READING);
	desk_verify(s, chip == NULL ? NULL : &h, true);
	return desk_needs(s);
}

static void foreigners_are_told_by_the_chip_else_by_the_page(void **state)
{
	(void)state;
	assert_int_equal(needs_of(POLICY_DESK_NONE, "FRA", "FRA", true), 0);
	assert_int_equal(needs_of(POLICY_DESK_ALL, "UTO", "UTO", true), NEEDS_FACE);
	assert_int_equal(needs_of(POLICY_DESK_FOREIGN, "UTO", "UTO", true), 0);
	assert_int_equal(needs_of(POLICY_DESK_FOREIGN, "FRA", "UTO", true), NEEDS_FACE);
	assert_int_equal(needs_of(POLICY_DESK_FOREIGN, "UTO", "FRA", true), 0);
	assert_int_equal(needs_of(POLICY_DESK_FOREIGN, NULL, "UTO", true), 0);
	assert_int_equal(needs_of(POLICY_DESK_FOREIGN, NULL, "FRA", true), NEEDS_FACE);
	assert_int_equal(needs_of(POLICY_DESK_FOREIGN, NULL, "D<<", true), NEEDS_FACE);
	assert_int_equal(needs_of(POLICY_DESK_FOREIGN, NULL, "UTO", false), NEEDS_FACE);
}

/* ---- fingers ---- */

static void fingers_are_taken_behind_the_face_whatever_its_score(void **state)
{
	static const int16_t scores[] = {OTHER, DOUBT, 700};
	(void)state;
	for (size_t i = 0; i < sizeof(scores) / sizeof(scores[0]); i++) {
		struct stage *s = desk_read_fingers();
		assert_int_equal(desk_needs(s), NEEDS_FACE | NEEDS_FINGER);
		desk_compare(s, scores[i]);
		assert_int_equal(stage_state(s), GATE_FINGER);
		assert_int_equal(desk_needs(s), NEEDS_FINGER);
		fingers_press(s, 1);
		assert_true(fingers_tell(s, 1, i == 2 ? -10 : 25));
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
		assert_int_not_equal(s->lane.gate.why, GATE_WHY_DOCUMENT); /* which is well */
		assert_int_equal(desk_needs(s), 0);
		assert_true(desk_order(s, GATE_EV_ORDER_PASS));
		assert_int_equal(desk_record(s, RECORD_CROSSING)->fingers.sum, i == 2 ? -10 : 25);
		desk_admit(s);
	}
}

/* A gate's policy says nothing about a desk. */
static void no_finger_is_asked_for_that_the_desks_rules_do_not_want(void **state)
{
	(void)state;
	struct lane_settings settings;
	struct stage *s = desk_idle();
	settings = s->lane.settings;
	settings.policy.finger = POLICY_FINGER_ALWAYS;
	const struct lane_ports ports = s->lane.ports;
	lane_start(&s->lane, &settings, &ports);
	lane_at(&s->lane, 1000000, INT64_C(1700000000000));
	stage_levels(s, 0);
	stage_join_missing(s);
	assert_int_equal(stage_state(s), GATE_IDLE);
	stage_lay_document(s);
	desk_verify(
		s, &(struct holder_facts){DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2032, 4, 15}},
		true);
	stage_face_reads(s, VERDICT_PASS);
	desk_compare(s, DOUBT);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->told.body.status.check, CHECK_FACE_MATCH);
	assert_int_equal(s->told.body.status.reason, REASON_SCORE_UNSURE);
	assert_int_equal(stage_count_sent(s, MSG_FINGER_CAPTURE), 0);
}

static void fingers_are_taken_without_a_face_where_there_is_none(void **state)
{
	(void)state;
	struct stage *s = desk_idle();
	s->lane.settings.policy.desk_finger = POLICY_DESK_ALL;
	stage_lay_document(s);
	fingers_hand_on(s);
	desk_verify(s, NULL, false);
	fingers_decoded(s);
	assert_int_equal(desk_needs(s), NEEDS_FINGER);
	assert_false(desk_order(s, GATE_EV_ORDER_PASS));
	assert_true(desk_order(s, GATE_EV_ORDER_RETRY));
	assert_int_equal(stage_state(s), GATE_FINGER);
	assert_int_equal(stage_count_sent(s, MSG_CAPTURE), 0);
	fingers_press(s, 1);
	assert_true(fingers_tell(s, 1, 25));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
}

static void nobody_is_kept_for_fingers_that_cannot_be_had(void **state)
{
	enum { NO_SENSOR, UNUSABLE, NO_WORKER, CASES };
	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct stage *s = desk_idle();
		s->lane.settings.policy.desk_finger = POLICY_DESK_ALL;
		s->lane.settings.policy.desk_face = POLICY_DESK_NONE;
		stage_lay_document(s);
		fingers_hand_on(s);
		desk_verify(s, NULL, true);
		stage_face_reads(s, VERDICT_PASS);
		assert_int_equal(desk_needs(s), NEEDS_FINGER); /* they are still decoded */
		if (i == NO_SENSOR) {
			lane_left(&s->lane, ROLE_TOUCH);
		} else if (i == UNUSABLE) {
			assert_true(fingers_find(s, VERDICT_CANNOT_TELL, REASON_POOR_QUALITY));
			assert_true(fingers_ready(s, 0));
		} else {
			lane_left(&s->lane, ROLE_FINGER);
		}
		assert_int_equal(desk_needs(s), 0);
		desk_compare(s, stage_good_score(s));
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE); /* nor asked for one */
		assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	}
}

/* Of the chip's fingers, as officers were told last. */
static bool told_tolerated(const struct stage *s)
{
	const struct msg *last = NULL;
	for (size_t i = 0; i < s->informed_count && i < TOLD_MAX; i++) {
		last = s->informed[i].kind == MSG_FINDINGS ? &s->informed[i] : last;
	}
	assert_non_null(last);
	const unsigned c = CHECK_FINGER_CHIP;
	return (last->body.findings.excused[c / 8] & 1u << c % 8) != 0;
}

/* Else a chip that garbles them would be told as one that has none. */
static void fingers_that_a_desk_wants_and_cannot_have_are_not_told_as_tolerated(void **state)
{
	static const struct {
		enum policy_desk rule;
		enum reason why;
		bool tolerated;
	} cases[] = {
		{POLICY_DESK_ALL, REASON_CHIP_REFUSED, false},
		{POLICY_DESK_ALL, REASON_NOT_SIGNED, false},
		{POLICY_DESK_ALL, REASON_NOT_PRESENT, true},
		{POLICY_DESK_FOREIGN, REASON_NOT_SIGNED, true}, /* a citizen's */
		{POLICY_DESK_NONE, REASON_NOT_SIGNED, true},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct stage *s = desk_idle();
		s->lane.settings.policy.desk_finger = (uint8_t)cases[i].rule;
		stage_lay_document(s);
		struct msg f = stage_findings(s, ROLE_VERIFY, VERDICT_PASS);
		findings_set(&f.body.findings.findings, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL,
			     cases[i].why);
		stage_chip_done(s);
		assert_true(stage_say(s, ROLE_VERIFY, &f));
		struct msg done = stage_about(s, MSG_VERIFY_DONE);
		assert_true(stage_say(s, ROLE_VERIFY, &done));
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
		assert_int_equal(desk_needs(s), 0);
		assert_int_equal(told_tolerated(s), cases[i].tolerated);
	}
}

static void a_sensor_that_fails_meanwhile_was_tried(void **state)
{
	(void)state;
	struct stage *s = desk_read_fingers();
	struct msg unfit = msg_make(MSG_UNFIT, 0);
	unfit.body.unfit.reason = REASON_SENSOR_LOST;
	desk_compare(s, stage_good_score(s));
	assert_true(fingers_want_press(s, 1));
	assert_true(stage_say(s, ROLE_TOUCH, &unfit));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(desk_needs(s), 0);
	assert_true(desk_order(s, GATE_EV_ORDER_PASS));
	assert_int_equal(desk_record(s, RECORD_CROSSING)->verdicts[CHECK_FINGER_MATCH],
			 VERDICT_CANNOT_TELL << REASON_BITS | REASON_SENSOR_LOST);
}

static void a_desk_serves_without_its_sensor(void **state)
{
	(void)state;
	struct stage *s = desk_idle();
	s->lane.settings.policy.desk_finger = POLICY_DESK_ALL;
	lose_device(s, ROLE_TOUCH, REASON_SENSOR_LOST);
	assert_int_equal(lane_missing(&s->lane), 0);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
	desk_verify(s, NULL, true);
	assert_int_equal(desk_needs(s), NEEDS_FACE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pass_waits_for_the_face_whatever_comes_of_it),
		cmocka_unit_test(the_next_one_is_looked_at_anew),
		cmocka_unit_test(a_portrait_that_is_still_decoded_is_waited_for),
		cmocka_unit_test(nobody_is_kept_for_a_portrait_that_is_not_the_signed_one),
		cmocka_unit_test(a_worker_that_is_on_its_way_is_waited_for),
		cmocka_unit_test(nobody_is_kept_for_a_camera_that_is_not_there),
		cmocka_unit_test(a_desk_without_a_camera_compares_no_face),
		cmocka_unit_test(a_camera_that_goes_away_frees_them),
		cmocka_unit_test(what_was_tried_has_been_taken),
		cmocka_unit_test(foreigners_are_told_by_the_chip_else_by_the_page),
		cmocka_unit_test(fingers_are_taken_behind_the_face_whatever_its_score),
		cmocka_unit_test(no_finger_is_asked_for_that_the_desks_rules_do_not_want),
		cmocka_unit_test(fingers_are_taken_without_a_face_where_there_is_none),
		cmocka_unit_test(nobody_is_kept_for_fingers_that_cannot_be_had),
		cmocka_unit_test(
			fingers_that_a_desk_wants_and_cannot_have_are_not_told_as_tolerated),
		cmocka_unit_test(a_sensor_that_fails_meanwhile_was_tried),
		cmocka_unit_test(a_desk_serves_without_its_sensor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
