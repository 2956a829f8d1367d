/*
 * test_core_finger: a lane that wants fingers, with workers that the test plays: what is handed on
 * to whom, what decides, and what a worker may not do. No process, no clock.
 */
#include "core_stage.h"

#include "prog/core_settings.h"
#include "prog/finger_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define RIGHT_INDEX 2
#define LEFT_INDEX  7
#define BOTH        (1u << RIGHT_INDEX | 1u << LEFT_INDEX)
#define DOUBT       400
#define OTHER       100

static struct stage *idle(enum policy_finger when)
{
	struct stage *s = stage_idle();
	s->lane.settings.policy.finger = (uint8_t)when;
	stage_join(s, ROLE_FINGER);
	stage_join(s, ROLE_TOUCH);
	stage_levels(s, SOUND);
	return s;
}

static struct msg image(const struct stage *s, uint8_t index, uint8_t count, uint8_t position)
{
	struct msg m = stage_about(s, MSG_FINGER);
	m.body.finger = (struct msg_finger){
		.size = 10, .position = position, .index = index, .count = count};
	return m;
}

static void verify_hands_on(struct stage *s)
{
	struct msg right = image(s, 0, 2, RIGHT_INDEX);
	struct msg left = image(s, 1, 2, LEFT_INDEX);
	assert_true(stage_say(s, ROLE_VERIFY, &right));
	assert_true(stage_say(s, ROLE_VERIFY, &left));
}

static bool finger_finds(struct stage *s, enum verdict v, enum reason why)
{
	struct msg f = stage_about(s, MSG_FINDINGS);
	f.body.findings.findings = findings_none();
	findings_set(&f.body.findings.findings, CHECK_FINGER_CHIP, v, why);
	return stage_say(s, ROLE_FINGER, &f);
}

static bool finger_ready(struct stage *s, unsigned positions)
{
	struct msg m = stage_about(s, MSG_FINGERS_READY);
	m.body.fingers_ready.positions = (uint16_t)positions;
	return stage_say(s, ROLE_FINGER, &m);
}

static void fingers_decoded(struct stage *s)
{
	assert_true(finger_finds(s, VERDICT_PASS, REASON_NONE));
	assert_true(finger_ready(s, BOTH));
}

/* Read, with two fingers in the chip; the entry is open. */
static struct stage *read_with_fingers(enum policy_finger when)
{
	struct stage *s = idle(when);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
	stage_chip_done(s);
	verify_hands_on(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	return s;
}

static struct stage *at_face(enum policy_finger when)
{
	struct stage *s = read_with_fingers(when);
	fingers_decoded(s);
	stage_face_reads(s, VERDICT_PASS);
	stage_walk_in(s);
	assert_int_equal(stage_state(s), GATE_FACE);
	return s;
}

static struct stage *at_finger(void)
{
	struct stage *s = at_face(POLICY_FINGER_DOUBT);
	assert_true(stage_face_tells(s, DOUBT));
	assert_int_equal(stage_state(s), GATE_FINGER);
	return s;
}

static bool wants_press(struct stage *s, uint32_t press)
{
	struct msg m = stage_about(s, MSG_PRESS_WANTED);
	m.body.press = (struct msg_press){.press = press, .ms = 5000};
	return stage_say(s, ROLE_FINGER, &m);
}

static bool touch_tells(struct stage *s, uint32_t press, enum press_event event)
{
	struct msg m = stage_about(s, MSG_PRESS_EVENT);
	m.body.press_event = (struct msg_press_event){.press = press, .event = (uint8_t)event};
	return stage_say(s, ROLE_TOUCH, &m);
}

static bool touch_gives(struct stage *s, uint32_t press)
{
	struct msg m = stage_about(s, MSG_PRESS_IMAGE);
	m.body.press_image = (struct msg_press_image){
		.press = press, .size = 6, .width = 2, .height = 3, .dpi = 500};
	return stage_say(s, ROLE_TOUCH, &m);
}

static struct msg result(const struct stage *s, uint16_t order, int16_t score)
{
	struct msg m = stage_about(s, MSG_FINGER_RESULT);
	m.body.finger_result = (struct msg_finger_result){
		.scores = {.sum = score,
			   .of = {score},
			   .position = {RIGHT_INDEX},
			   .quality = {70},
			   .tries = 1},
		.order = order,
		.cues = {{VERDICT_PASS, VERDICT_PASS}},
		.own_us = 1000,
		.matcher = 0x0A0B0C0D,
	};
	return m;
}

static bool finger_tells(struct stage *s, uint16_t order, int16_t score)
{
	struct msg m = result(s, order, score);
	return stage_say(s, ROLE_FINGER, &m);
}

static void press_once(struct stage *s, uint32_t press)
{
	assert_true(wants_press(s, press));
	assert_true(touch_tells(s, press, PRESS_NEEDED));
	assert_true(touch_gives(s, press));
}

static void leaves(struct stage *s)
{
	assert_int_equal(stage_state(s), GATE_RECORDING);
	assert_false(s->exit_was_free);
	assert_true(stage_journal_answers(s));
	assert_int_equal(stage_state(s), GATE_EXIT_OPEN);
	stage_levels(s, EXIT_SWINGS | PRESENT | (uint32_t)GATE_IN_EXIT_BEAM);
	stage_levels(s, EXIT_SWINGS);
	stage_levels(s, SOUND);
	assert_int_equal(stage_state(s), GATE_IDLE);
}

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
	struct msg m = image(s, 0, 1, RIGHT_INDEX);
	struct msg file = stage_about(s, MSG_FILE);
	file.body.file = (struct msg_file){.size = 10, .file = CHIP_FILE_DG3};
	assert_false(stage_say(s, ROLE_VERIFY, &m));
	assert_int_equal(s->killed[ROLE_VERIFY], 1);
	s = stage_at(GATE_READING);
	file.epoch = s->lane.gate.epoch;
	assert_false(stage_say(s, ROLE_CHIP, &file));
	assert_int_equal(s->killed[ROLE_CHIP], 1);
	s = idle(POLICY_FINGER_DOUBT);
	stage_lay_document(s);
	file.epoch = s->lane.gate.epoch;
	assert_true(stage_say(s, ROLE_CHIP, &file));
	assert_non_null(stage_last_to(s, ROLE_VERIFY, MSG_FILE));
}

static void the_chips_fingers_are_handed_on_unread(void **state)
{
	(void)state;
	struct stage *s = read_with_fingers(POLICY_FINGER_ALWAYS);
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
	struct stage *s = at_face(POLICY_FINGER_DOUBT);
	assert_true(stage_face_tells(s, stage_good_score(s)));
	leaves(s);
	assert_int_equal(s->killed[ROLE_FINGER], 1); /* it has seen the chip's */
	assert_int_equal(s->killed[ROLE_TOUCH], 0);  /* it has seen nothing of anybody */
	assert_int_equal(s->lane.slots[ROLE_TOUCH].state, WORKER_WARM);
	assert_int_equal(stage_count_sent(s, MSG_FINGER_CAPTURE), 0);
}

static void a_face_in_doubt_is_settled_by_a_finger_and_recorded_with_it(void **state)
{
	(void)state;
	struct stage *s = at_finger();
	const struct sent *order = stage_last_to(s, ROLE_FINGER, MSG_FINGER_CAPTURE);
	assert_non_null(order);
	assert_int_equal(order->m.body.finger_capture.order, 1);
	assert_int_equal(order->m.body.finger_capture.count, 2);
	assert_int_equal(order->m.body.finger_capture.position[0], RIGHT_INDEX);
	assert_int_equal(order->m.body.finger_capture.position[1], LEFT_INDEX);
	assert_int_equal(order->m.body.finger_capture.tries, 3);
	assert_int_equal(order->m.body.finger_capture.ms,
			 s->lane.settings.timer_ms[GATE_FINGER] - FINGER_TIME_SPARE_MS);
	press_once(s, 1);
	assert_int_equal(stage_last_to(s, ROLE_TOUCH, MSG_PRESS_WANTED)->m.body.press.press, 1);
	assert_int_equal(stage_last_to(s, ROLE_FINGER, MSG_PRESS_IMAGE)->bulk, BULK);
	assert_non_null(stage_last_to(s, ROLE_FINGER, MSG_PRESS_EVENT));
	assert_true(finger_tells(s, 1, 25));
	const struct msg_record *r = stage_last_record(s);
	assert_int_equal(r->what, RECORD_CROSSING);
	assert_int_equal(r->scores.match, DOUBT);
	assert_int_equal(r->fingers.sum, 25);
	assert_int_equal(r->fingers.position[0], RIGHT_INDEX);
	assert_int_equal(r->matcher, 0x0A0B0C0D);
	assert_int_equal(r->verdicts[CHECK_FINGER_MATCH], VERDICT_PASS << REASON_BITS);
	assert_int_equal(r->verdicts[CHECK_FACE_MATCH],
			 VERDICT_CANNOT_TELL << REASON_BITS | REASON_SCORE_UNSURE);
	leaves(s);
	assert_int_equal(s->killed[ROLE_FINGER], 1); /* one traveller a worker */
	assert_int_equal(s->killed[ROLE_TOUCH], 1);
	assert_int_equal(s->lane.traveller.finger.scores.sum, 0); /* nobody is remembered */
}

static void another_finger_is_an_officers(void **state)
{
	(void)state;
	struct stage *s = at_finger();
	press_once(s, 1);
	assert_true(finger_tells(s, 1, -10));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_FINGER);
	assert_int_equal(s->told.body.status.check, CHECK_FINGER_MATCH);
	assert_int_equal(s->told.body.status.reason, REASON_OTHER_FINGER);
	assert_int_equal(s->told.body.status.fingers, -10);
	assert_int_equal(stage_last_record(s)->what, RECORD_REFERRAL);
	assert_int_equal(stage_last_record(s)->fingers.sum, -10);
	assert_false(s->exit_was_free);
}

static void a_face_that_is_anothers_never_gets_to_the_finger(void **state)
{
	static const enum policy_finger whens[] = {POLICY_FINGER_DOUBT, POLICY_FINGER_ALWAYS};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage *s = at_face(whens[i]);
		assert_true(stage_face_tells(s, OTHER));
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
		assert_int_equal(stage_count_sent(s, MSG_FINGER_CAPTURE), 0);
		assert_false(wants_press(s, 1)); /* not even if its worker would like to */
		assert_int_equal(s->killed[ROLE_FINGER], 1);
	}
}

static void an_order_waits_for_the_chips_fingers(void **state)
{
	(void)state;
	struct stage *s = read_with_fingers(POLICY_FINGER_ALWAYS);
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
	press_once(s, 1);
	assert_true(finger_tells(s, 1, 25));
	leaves(s);
}

static void fingers_that_turn_out_unusable_decide_without_a_press(void **state)
{
	(void)state;
	for (int inside = 0; inside < 2; inside++) {
		struct stage *s = read_with_fingers(POLICY_FINGER_ALWAYS);
		stage_face_reads(s, VERDICT_PASS);
		if (inside == 1) {
			stage_walk_in(s);
			assert_true(stage_face_tells(s, stage_good_score(s)));
			assert_int_equal(stage_state(s), GATE_FINGER);
		}
		assert_true(finger_finds(s, VERDICT_CANNOT_TELL, REASON_POOR_QUALITY));
		assert_true(finger_ready(s, 0));
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
			struct stage *s = idle(POLICY_FINGER_ALWAYS);
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

static void a_doubt_without_fingers_in_the_chip_is_an_officers(void **state)
{
	(void)state;
	struct stage *s = idle(POLICY_FINGER_DOUBT);
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
	struct stage *s = at_finger();
	press_once(s, 1);
	assert_true(finger_tells(s, 1, 5));
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
	press_once(s, 2);
	assert_true(finger_tells(s, 2, 25));
	leaves(s);
}

static void what_was_under_way_when_time_was_up_has_no_effect(void **state)
{
	(void)state;
	struct stage *s = at_finger();
	struct msg guide = stage_about(s, MSG_FINGER_GUIDE);
	guide.body.finger_guide = (struct msg_finger_guide){.prompt = 2, .position = RIGHT_INDEX};
	assert_true(wants_press(s, 1));
	assert_true(stage_say(s, ROLE_FINGER, &guide));
	assert_int_equal(s->told.body.status.finger_prompt, 2);
	assert_int_equal(s->told.body.status.finger_position, RIGHT_INDEX);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->told.body.status.finger_prompt, 0);
	assert_non_null(stage_last_to(s, ROLE_FINGER, MSG_FINGER_STOP));
	assert_int_equal(stage_last_to(s, ROLE_TOUCH, MSG_PRESS_STOP)->m.body.press.press, 1);
	size_t before = s->sent_count;
	assert_true(touch_tells(s, 1, PRESS_PRESENT));
	assert_true(touch_gives(s, 1));
	assert_true(wants_press(s, 2));
	assert_true(stage_say(s, ROLE_FINGER, &guide));
	assert_true(finger_tells(s, 1, 100));
	assert_int_equal(s->sent_count, before); /* nothing of it goes on */
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->told.body.status.finger_prompt, 0);
	assert_int_equal(s->killed[ROLE_FINGER] + s->killed[ROLE_TOUCH], 0);
	/* And nothing of it is an answer to what is ordered next. */
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 0);
	assert_true(stage_face_tells(s, DOUBT));
	press_once(s, 3);
	assert_true(finger_tells(s, 2, 25));
	leaves(s);
}

static void a_result_that_was_overtaken_by_a_new_order_is_dropped(void **state)
{
	(void)state;
	struct stage *s = at_finger();
	lane_timer(&s->lane);
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 0);
	assert_true(stage_face_tells(s, DOUBT));
	assert_int_equal(stage_state(s), GATE_FINGER);
	assert_true(finger_tells(s, 1, 100));
	assert_int_equal(stage_state(s), GATE_FINGER);
	press_once(s, 1);
	assert_true(finger_tells(s, 2, -5));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
}

/* Each is said by one worker in GATE_FINGER, whose traveller is referred for it. */
typedef bool lie(struct stage *s);

static bool press_out_of_turn(struct stage *s)
{
	return wants_press(s, 2);
}
static bool two_presses_at_once(struct stage *s)
{
	assert_true(wants_press(s, 1));
	return wants_press(s, 2);
}
static bool stop_of_another_press(struct stage *s)
{
	struct msg m = stage_about(s, MSG_PRESS_STOP);
	m.body.press.press = 9;
	return stage_say(s, ROLE_FINGER, &m);
}
static bool more_presses_than_tries(struct stage *s)
{
	for (uint32_t press = 1; press <= 6; press++) {
		press_once(s, press);
	}
	return wants_press(s, 7);
}
static bool result_that_nobody_ordered(struct stage *s)
{
	return finger_tells(s, 2, 100);
}
static bool result_without_a_press(struct stage *s)
{
	return finger_tells(s, 1, 100);
}
static bool result_of_a_finger_not_asked_for(struct stage *s)
{
	struct msg m = result(s, 1, 100);
	press_once(s, 1);
	m.body.finger_result.scores.position[0] = 1;
	return stage_say(s, ROLE_FINGER, &m);
}
static bool more_tries_than_pictures(struct stage *s)
{
	struct msg m = result(s, 1, 100);
	press_once(s, 1);
	m.body.finger_result.scores.tries = 2;
	return stage_say(s, ROLE_FINGER, &m);
}
static bool ready_again(struct stage *s)
{
	return finger_ready(s, BOTH);
}
static bool findings_again(struct stage *s)
{
	return finger_finds(s, VERDICT_PASS, REASON_NONE);
}
static bool picture_that_nobody_asked_for(struct stage *s)
{
	return touch_gives(s, 1);
}
static bool picture_of_a_later_press(struct stage *s)
{
	assert_true(wants_press(s, 1));
	return touch_gives(s, 2);
}
static bool second_picture_of_a_press(struct stage *s)
{
	press_once(s, 1);
	return touch_gives(s, 1);
}
static bool event_after_the_picture(struct stage *s)
{
	press_once(s, 1);
	return touch_tells(s, 1, PRESS_LIFTED);
}
static bool picture_after_it_was_over(struct stage *s)
{
	assert_true(wants_press(s, 1));
	assert_true(touch_tells(s, 1, PRESS_OVER));
	return touch_gives(s, 1);
}

static void a_worker_that_breaks_the_order_is_killed_and_refers(void **state)
{
	static const struct {
		lie *lie;
		enum role role;
	} lies[] = {
		{press_out_of_turn, ROLE_FINGER},
		{two_presses_at_once, ROLE_FINGER},
		{stop_of_another_press, ROLE_FINGER},
		{more_presses_than_tries, ROLE_FINGER},
		{result_that_nobody_ordered, ROLE_FINGER},
		{result_without_a_press, ROLE_FINGER},
		{result_of_a_finger_not_asked_for, ROLE_FINGER},
		{more_tries_than_pictures, ROLE_FINGER},
		{ready_again, ROLE_FINGER},
		{findings_again, ROLE_FINGER},
		{picture_that_nobody_asked_for, ROLE_TOUCH},
		{picture_of_a_later_press, ROLE_TOUCH},
		{second_picture_of_a_press, ROLE_TOUCH},
		{event_after_the_picture, ROLE_TOUCH},
		{picture_after_it_was_over, ROLE_TOUCH},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct stage *s = at_finger();
		assert_false(lies[i].lie(s));
		assert_int_equal(s->killed[lies[i].role], 1);
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
		assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
		assert_false(s->exit_was_free);
	}
}

static void a_second_result_refers_even_whom_the_first_admitted(void **state)
{
	(void)state;
	struct stage *s = at_finger();
	press_once(s, 1);
	assert_true(finger_tells(s, 1, 25));
	assert_int_equal(stage_state(s), GATE_RECORDING);
	assert_false(finger_tells(s, 1, 26));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_false(s->exit_was_free);
}

static void images_of_a_chip_come_in_order_and_before_the_end(void **state)
{
	(void)state;
	struct stage *s = idle(POLICY_FINGER_ALWAYS);
	stage_lay_document(s);
	stage_chip_done(s);
	struct msg second = image(s, 1, 2, LEFT_INDEX);
	assert_false(stage_say(s, ROLE_VERIFY, &second));

	s = idle(POLICY_FINGER_ALWAYS);
	stage_lay_document(s);
	stage_chip_done(s);
	struct msg first = image(s, 0, 2, RIGHT_INDEX);
	assert_true(stage_say(s, ROLE_VERIFY, &first));
	assert_false(finger_finds(s, VERDICT_PASS, REASON_NONE)); /* before it has seen all */
	assert_int_equal(s->killed[ROLE_FINGER], 1);

	s = idle(POLICY_FINGER_ALWAYS);
	stage_lay_document(s);
	stage_chip_done(s);
	first.epoch = s->lane.gate.epoch;
	assert_true(stage_say(s, ROLE_VERIFY, &first));
	struct msg done = stage_about(s, MSG_VERIFY_DONE);
	assert_false(stage_say(s, ROLE_VERIFY, &done)); /* one is missing */

	s = read_with_fingers(POLICY_FINGER_ALWAYS);
	assert_true(finger_finds(s, VERDICT_PASS, REASON_NONE));
	assert_false(finger_ready(s, 1u << 3)); /* not in the chip */
	s = read_with_fingers(POLICY_FINGER_ALWAYS);
	assert_true(finger_finds(s, VERDICT_CANNOT_TELL, REASON_UNDECODABLE));
	assert_false(finger_ready(s, BOTH)); /* says both */
	s = read_with_fingers(POLICY_FINGER_ALWAYS);
	assert_false(finger_ready(s, BOTH)); /* without a word on them */
}

static void verify_cannot_vouch_for_fingers_nor_deny_those_it_handed_on(void **state)
{
	(void)state;
	for (int handed = 0; handed < 2; handed++) {
		struct stage *s = idle(POLICY_FINGER_ALWAYS);
		struct msg f = stage_about(s, MSG_FINDINGS);
		stage_lay_document(s);
		stage_chip_done(s);
		f.epoch = s->lane.gate.epoch;
		f.body.findings.findings = findings_none();
		findings_set(&f.body.findings.findings, CHECK_FINGER_CHIP,
			     handed == 1 ? VERDICT_CANNOT_TELL : VERDICT_PASS, REASON_NOT_PRESENT);
		if (handed == 1) {
			verify_hands_on(s);
		}
		assert_false(stage_say(s, ROLE_VERIFY, &f));
		assert_int_equal(s->killed[ROLE_VERIFY], 1);
	}
}

static void either_worker_lost_refers_and_the_next_one_crosses(void **state)
{
	static const enum role roles[] = {ROLE_FINGER, ROLE_TOUCH};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct stage *s = at_finger();
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
	struct stage *s = at_finger();
	assert_true(wants_press(s, 1));
	assert_true(stage_say(s, ROLE_TOUCH, &unfit));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.gate.why, GATE_WHY_FINGER);
	assert_int_equal(s->told.body.status.reason, REASON_SENSOR_LOST);
	assert_non_null(stage_last_to(s, ROLE_FINGER, MSG_FINGER_STOP));
	lane_left(&s->lane, ROLE_TOUCH); /* it ends then */
	assert_int_equal(s->lane.gate.why, GATE_WHY_FINGER);

	s = at_face(POLICY_FINGER_DOUBT);
	lane_left(&s->lane, ROLE_TOUCH); /* it served nobody yet: a sure face would pass */
	assert_int_equal(stage_state(s), GATE_FACE);
	assert_true(stage_face_tells(s, DOUBT));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->told.body.status.reason, REASON_SENSOR_LOST);
	stage_join(s, ROLE_TOUCH); /* a fresh one serves the officer's next order */
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 0);
	assert_true(stage_face_tells(s, DOUBT));
	assert_int_equal(stage_state(s), GATE_FINGER);
	press_once(s, 1);
	assert_true(finger_tells(s, 1, 25));
	leaves(s);
}

static void an_unfit_sensor_keeps_only_a_lane_that_may_want_it_out_of_service(void **state)
{
	static const enum policy_finger whens[] = {POLICY_FINGER_NEVER, POLICY_FINGER_DOUBT};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		bool wanted = whens[i] == POLICY_FINGER_DOUBT;
		struct stage *s = idle(whens[i]);
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
	struct stage *s = at_finger();
	assert_true(wants_press(s, 1));
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
		cmocka_unit_test(a_doubt_without_fingers_in_the_chip_is_an_officers),
		cmocka_unit_test(an_officer_has_all_compared_again),
		cmocka_unit_test(what_was_under_way_when_time_was_up_has_no_effect),
		cmocka_unit_test(a_result_that_was_overtaken_by_a_new_order_is_dropped),
		cmocka_unit_test(a_worker_that_breaks_the_order_is_killed_and_refers),
		cmocka_unit_test(a_second_result_refers_even_whom_the_first_admitted),
		cmocka_unit_test(images_of_a_chip_come_in_order_and_before_the_end),
		cmocka_unit_test(verify_cannot_vouch_for_fingers_nor_deny_those_it_handed_on),
		cmocka_unit_test(either_worker_lost_refers_and_the_next_one_crosses),
		cmocka_unit_test(a_sensor_that_is_lost_before_or_in_a_press_is_told_as_the_reason),
		cmocka_unit_test(an_unfit_sensor_keeps_only_a_lane_that_may_want_it_out_of_service),
		cmocka_unit_test(a_fire_ends_it_all),
		cmocka_unit_test(a_timer_too_short_for_the_tries_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
