/*
 * test_finger_lane: the lane's logic and the finger worker's job, each the other's real
 * counterpart: nothing that one says is a violation to the other, and who gives the chip's fingers
 * goes through. Sensor, face and the rest are played. No process, no clock, no socket.
 */
#include "core_finger_stage.h"
#include "finger_desk.h"

#include "biometrics/finger_match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct scene {
	struct stage *s;
	struct finger_job *job; /* owned */
	struct bytes chip[2];   /* right and left index */
	const struct finger_image *shown;
	uint32_t wanted; /* press that touch was told to wait for; 0: none */
};

static struct rd bulk_of(const struct scene *c, const struct msg *m)
{
	if (m->kind == MSG_FINGER) {
		return bytes_rd(&c->chip[m->body.finger.index]);
	}
	if (m->kind == MSG_PRESS_IMAGE) {
		return rd_of(c->shown->grey, (size_t)c->shown->width * c->shown->height);
	}
	return (struct rd){0};
}

/* What the worker says goes to the lane: none of it may be a violation. */
static void carry_back(struct scene *c, const struct finger_said *said)
{
	for (size_t i = 0; i < said->count; i++) {
		assert_true(stage_say(c->s, ROLE_FINGER, &said->m[i]));
	}
	assert_int_equal(c->s->killed[ROLE_FINGER], 0);
}

static void carry_one(struct scene *c, const struct sent *one)
{
	struct finger_said said = {0};
	if (one->to == ROLE_FINGER) {
		assert_int_equal(finger_job_take(c->job, &one->m, bulk_of(c, &one->m),
						 c->s->lane.mono_us, &said),
				 EG_OK);
		carry_back(c, &said);
	} else if (one->to == ROLE_TOUCH) {
		c->wanted = one->m.kind == MSG_PRESS_WANTED ? one->m.body.press.press : 0;
	}
}

/* Until nothing is under way. */
static void carry(struct scene *c)
{
	for (size_t i = 0; i < c->s->sent_count; i++) {
		const struct sent one = c->s->sent[i];
		carry_one(c, &one);
	}
	c->s->sent_count = 0;
}

static void touch_tells(struct scene *c, enum press_event event)
{
	assert_int_not_equal(c->wanted, 0);
	assert_true(fingers_touch_tells(c->s, c->wanted, event));
	c->wanted = event == PRESS_OVER ? 0 : c->wanted;
	carry(c);
}

static void press(struct scene *c, const struct finger_image *f)
{
	struct msg m = stage_about(c->s, MSG_PRESS_IMAGE);
	touch_tells(c, PRESS_NEEDED);
	touch_tells(c, PRESS_PRESENT);
	touch_tells(c, PRESS_TAKEN);
	m.body.press_image = (struct msg_press_image){.press = c->wanted,
						      .size = (uint32_t)f->width * f->height,
						      .width = f->width,
						      .height = f->height,
						      .dpi = f->dpi};
	c->shown = f;
	c->wanted = 0;
	assert_true(stage_say(c->s, ROLE_TOUCH, &m));
	carry(c);
}

/* A traveller with fingers 0 and 1 in the chip, whose face leaves a doubt. */
static void begin(struct scene *c)
{
	*c = (struct scene){.s = fingers_idle(POLICY_FINGER_DOUBT)};
	assert_int_equal(finger_job_new(&c->job, finger_job_limits_default()), EG_OK);
	finger_desk_wsq(finger_desk_image(0, 0), &c->chip[0]);
	finger_desk_wsq(finger_desk_image(1, 0), &c->chip[1]);
	stage_lay_document(c->s);
	stage_chip_done(c->s);
	c->s->sent_count = 0;
	fingers_hand_on(c->s);
	stage_verify_done(c->s, VERDICT_PASS);
	carry(c);
	assert_int_equal(c->s->lane.traveller.finger.usable, BOTH);
	stage_face_reads(c->s, VERDICT_PASS);
	stage_walk_in(c->s);
	assert_true(stage_face_tells(c->s, DOUBT));
	assert_int_equal(stage_state(c->s), GATE_FINGER);
	carry(c);
	assert_int_equal(c->wanted, 1);
}

static void leave(struct scene *c)
{
	finger_job_free(&c->job);
	bytes_free(&c->chip[0]);
	bytes_free(&c->chip[1]);
	assert_int_equal(c->s->killed[ROLE_FINGER] + c->s->killed[ROLE_TOUCH], 0);
}

static void assert_referred(const struct scene *c, enum check check, enum reason why)
{
	assert_int_equal(stage_state(c->s), GATE_REFERRED_INSIDE);
	assert_int_equal(c->s->lane.traveller.decision.check, check);
	assert_int_equal(c->s->lane.traveller.decision.reason, why);
	assert_int_equal(c->s->told.body.status.finger_prompt, FINGER_PROMPT_NONE);
}

static void who_has_the_chips_fingers_goes_through(void **state)
{
	(void)state;
	struct scene c;
	begin(&c);
	press(&c, finger_desk_image(0, 1));
	assert_int_equal(c.s->told.body.status.finger_position, LEFT_INDEX);
	press(&c, finger_desk_image(1, 1));
	assert_int_equal(stage_state(c.s), GATE_RECORDING);
	assert_int_equal(c.s->lane.traveller.finger.matcher, FINGER_MATCHER);
	leave(&c);
}

static void who_has_others_is_referred_as_another_finger(void **state)
{
	(void)state;
	struct scene c;
	begin(&c);
	press(&c, finger_desk_image(2, 1));
	press(&c, finger_desk_image(2, 2));
	assert_referred(&c, CHECK_FINGER_MATCH, REASON_OTHER_FINGER);
	leave(&c);
}

static void a_copy_is_told_as_one(void **state)
{
	(void)state;
	struct scene c;
	begin(&c);
	press(&c, finger_desk_image(0, 0));
	assert_referred(&c, CHECK_FINGER_LIVE, REASON_FINGER_COPIED);
	leave(&c);
}

static void the_same_frame_twice_is_told_as_such(void **state)
{
	(void)state;
	struct scene c;
	begin(&c);
	press(&c, finger_desk_poor(0));
	press(&c, finger_desk_poor(0));
	assert_referred(&c, CHECK_FINGER_LIVE, REASON_FINGER_REPEATED);
	leave(&c);
}

static void who_gives_none_is_referred_for_that(void **state)
{
	(void)state;
	struct scene c;
	begin(&c);
	while (c.wanted != 0) {
		touch_tells(&c, PRESS_NEEDED);
		touch_tells(&c, PRESS_OVER);
	}
	assert_referred(&c, CHECK_FINGER_MATCH, REASON_NO_FINGER);
	leave(&c);
}

/* Nobody presses, and no sensor says that time is up. */
static void time_alone_ends_an_order_before_the_gate_does(void **state)
{
	(void)state;
	struct scene c;
	begin(&c);
	int64_t began_us = c.s->lane.mono_us;
	for (int ms = finger_job_wait_ms(c.job, began_us); ms >= 0;
	     ms = finger_job_wait_ms(c.job, c.s->lane.mono_us)) {
		struct finger_said said = {0};
		lane_at(&c.s->lane, c.s->lane.mono_us + ms * INT64_C(1000), c.s->lane.unix_ms);
		finger_job_tick(c.job, c.s->lane.mono_us, &said);
		carry_back(&c, &said);
		carry(&c);
	}
	assert_referred(&c, CHECK_FINGER_MATCH, REASON_NO_FINGER);
	assert_true(c.s->lane.mono_us - began_us <
		    c.s->lane.settings.timer_ms[GATE_FINGER] * INT64_C(1000));
	leave(&c);
}

static void after_an_officers_retry_both_go_on_with_their_numbers(void **state)
{
	(void)state;
	struct scene c;
	begin(&c);
	press(&c, finger_desk_image(0, 1));
	assert_int_equal(c.wanted, 2);
	lane_timer(&c.s->lane); /* the gate's time is up within the second press */
	carry(&c);
	assert_int_equal(stage_state(c.s), GATE_REFERRED_INSIDE);
	lane_order(&c.s->lane, GATE_EV_ORDER_RETRY, c.s->lane.gate.epoch, 0);
	assert_true(stage_face_tells(c.s, DOUBT));
	carry(&c);
	assert_int_equal(c.wanted, 3);
	press(&c, finger_desk_image(0, 2));
	press(&c, finger_desk_image(1, 2));
	assert_int_equal(stage_state(c.s), GATE_RECORDING);
	leave(&c);
}

/* A chip whose fingers cannot be decoded is told, and refers; nobody waits for a finger. */
static void fingers_of_no_use_leave_the_doubt_to_an_officer(void **state)
{
	(void)state;
	struct finger_said said = {0};
	struct stage *s = fingers_idle(POLICY_FINGER_DOUBT);
	stage_lay_document(s);
	stage_chip_done(s);
	fingers_hand_on(s);
	stage_verify_done(s, VERDICT_PASS);
	finger_job_blame(s->lane.gate.epoch, REASON_UNDECODABLE, &said);
	for (size_t i = 0; i < said.count; i++) {
		assert_true(stage_say(s, ROLE_FINGER, &said.m[i]));
	}
	stage_face_reads(s, VERDICT_PASS);
	stage_walk_in(s);
	assert_true(stage_face_tells(s, DOUBT));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->lane.traveller.findings.of[CHECK_FINGER_CHIP].reason,
			 REASON_UNDECODABLE);
}

/* Where policy always wants a finger, that refers at once, with the reason. */
static void fingers_of_no_use_refer_where_one_is_always_wanted(void **state)
{
	(void)state;
	struct finger_said said = {0};
	struct stage *s = fingers_read(POLICY_FINGER_ALWAYS);
	finger_job_blame(s->lane.gate.epoch, REASON_UNDECODABLE, &said);
	for (size_t i = 0; i < said.count; i++) {
		assert_true(stage_say(s, ROLE_FINGER, &said.m[i]));
	}
	assert_int_equal(stage_state(s), GATE_REFERRED_OUTSIDE);
	assert_int_equal(s->lane.traveller.decision.check, CHECK_FINGER_CHIP);
	assert_int_equal(s->lane.traveller.decision.reason, REASON_UNDECODABLE);
}

static int make(void **state)
{
	(void)state;
	finger_desk_make();
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	finger_desk_unmake();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_has_the_chips_fingers_goes_through),
		cmocka_unit_test(who_has_others_is_referred_as_another_finger),
		cmocka_unit_test(a_copy_is_told_as_one),
		cmocka_unit_test(the_same_frame_twice_is_told_as_such),
		cmocka_unit_test(who_gives_none_is_referred_for_that),
		cmocka_unit_test(time_alone_ends_an_order_before_the_gate_does),
		cmocka_unit_test(after_an_officers_retry_both_go_on_with_their_numbers),
		cmocka_unit_test(fingers_of_no_use_leave_the_doubt_to_an_officer),
		cmocka_unit_test(fingers_of_no_use_refer_where_one_is_always_wanted),
	};
	return cmocka_run_group_tests(tests, make, unmake);
}
