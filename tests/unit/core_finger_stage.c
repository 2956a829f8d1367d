/*
 * core_finger_stage: a lane that wants fingers, with workers that a test plays.
 * Knows what an honest finger and touch worker say. No process, no clock, no socket.
 */
#include "core_finger_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct stage *fingers_idle(enum policy_finger when)
{
	struct stage *s = stage_idle();
	s->lane.settings.policy.finger = (uint8_t)when;
	stage_join(s, ROLE_FINGER);
	stage_join(s, ROLE_TOUCH);
	stage_levels(s, SOUND);
	return s;
}

struct msg fingers_image(const struct stage *s, uint8_t index, uint8_t count, uint8_t position)
{
	struct msg m = stage_about(s, MSG_FINGER);
	m.body.finger = (struct msg_finger){
		.size = 10, .position = position, .index = index, .count = count};
	return m;
}

void fingers_hand_on(struct stage *s)
{
	struct msg right = fingers_image(s, 0, 2, RIGHT_INDEX);
	struct msg left = fingers_image(s, 1, 2, LEFT_INDEX);
	assert_true(stage_say(s, ROLE_VERIFY, &right));
	assert_true(stage_say(s, ROLE_VERIFY, &left));
}

bool fingers_find(struct stage *s, enum verdict v, enum reason why)
{
	struct msg f = stage_about(s, MSG_FINDINGS);
	f.body.findings.findings = findings_none();
	findings_set(&f.body.findings.findings, CHECK_FINGER_CHIP, v, why);
	return stage_say(s, ROLE_FINGER, &f);
}

bool fingers_ready(struct stage *s, unsigned positions)
{
	struct msg m = stage_about(s, MSG_FINGERS_READY);
	m.body.fingers_ready.positions = (uint16_t)positions;
	return stage_say(s, ROLE_FINGER, &m);
}

void fingers_decoded(struct stage *s)
{
	assert_true(fingers_find(s, VERDICT_PASS, REASON_NONE));
	assert_true(fingers_ready(s, BOTH));
}

/* Read, with two fingers in the chip; the entry is open. */
struct stage *fingers_read(enum policy_finger when)
{
	struct stage *s = fingers_idle(when);
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_READING);
	stage_chip_done(s);
	fingers_hand_on(s);
	stage_verify_done(s, VERDICT_PASS);
	assert_int_equal(stage_state(s), GATE_ENTRY_OPEN);
	return s;
}

struct stage *fingers_at_face(enum policy_finger when)
{
	struct stage *s = fingers_read(when);
	fingers_decoded(s);
	stage_face_reads(s, VERDICT_PASS);
	stage_walk_in(s);
	assert_int_equal(stage_state(s), GATE_FACE);
	return s;
}

struct stage *fingers_at_finger(void)
{
	struct stage *s = fingers_at_face(POLICY_FINGER_DOUBT);
	assert_true(stage_face_tells(s, DOUBT));
	assert_int_equal(stage_state(s), GATE_FINGER);
	return s;
}

bool fingers_want_press(struct stage *s, uint32_t press)
{
	struct msg m = stage_about(s, MSG_PRESS_WANTED);
	m.body.press = (struct msg_press){.press = press, .ms = 5000};
	return stage_say(s, ROLE_FINGER, &m);
}

bool fingers_touch_tells(struct stage *s, uint32_t press, enum press_event event)
{
	struct msg m = stage_about(s, MSG_PRESS_EVENT);
	m.body.press_event = (struct msg_press_event){.press = press, .event = (uint8_t)event};
	return stage_say(s, ROLE_TOUCH, &m);
}

bool fingers_touch_gives(struct stage *s, uint32_t press)
{
	struct msg m = stage_about(s, MSG_PRESS_IMAGE);
	m.body.press_image = (struct msg_press_image){
		.press = press, .size = 6, .width = 2, .height = 3, .dpi = 500};
	return stage_say(s, ROLE_TOUCH, &m);
}

struct msg fingers_result(const struct stage *s, uint16_t order, int16_t score)
{
	struct msg m = stage_about(s, MSG_FINGER_RESULT);
	m.body.finger_result = (struct msg_finger_result){
		.scores = {.sum = score,
			   .of = {score},
			   .position = {RIGHT_INDEX},
			   .quality = {70},
			   .tries = 1},
		.order = order,
		.cues = {{VERDICT_PASS, VERDICT_PASS, VERDICT_PASS}},
		.own_us = 1000,
		.matcher = 0x0A0B0C0D,
	};
	return m;
}

bool fingers_tell(struct stage *s, uint16_t order, int16_t score)
{
	struct msg m = fingers_result(s, order, score);
	return stage_say(s, ROLE_FINGER, &m);
}

void fingers_press(struct stage *s, uint32_t press)
{
	assert_true(fingers_want_press(s, press));
	assert_true(fingers_touch_tells(s, press, PRESS_NEEDED));
	assert_true(fingers_touch_gives(s, press));
}

void fingers_leave(struct stage *s)
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
