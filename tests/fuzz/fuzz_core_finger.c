/*
 * fuzz_core_finger: whatever finger and touch say, in whatever order: nobody is let out by it, no
 * byte of a chip reaches the sensor's process, and who is to be recorded has a finger that matches.
 * Two bytes are one step: what happens, and a number in it.
 */
#include "tests/fuzz/fuzz.h"

#include "base/log.h"
#include "tests/unit/core_finger_stage.h"

#define NOTHING ((enum log_level)(LOG_ERROR + 1)) /* each run would have its violations */

static void say(struct stage *s, enum role from, struct msg *m, bool bulk)
{
	struct msg parsed;
	m->epoch = s->lane.gate.epoch;
	if (msg_parse(rd_of(m, msg_length(m)), bulk, &parsed) == EG_OK) {
		(void)stage_say(s, from, &parsed); /* false: it was killed for it */
	}
}

static void say_press(struct stage *s, enum msg_kind kind, uint8_t n)
{
	struct msg m = msg_make(kind, 0);
	m.body.press = (struct msg_press){.press = n, .ms = kind == MSG_PRESS_WANTED};
	say(s, ROLE_FINGER, &m, false);
}

static void say_event(struct stage *s, uint8_t n)
{
	struct msg m = msg_make(MSG_PRESS_EVENT, 0);
	m.body.press_event = (struct msg_press_event){.press = n % 16, .event = n / 16};
	say(s, ROLE_TOUCH, &m, false);
}

static void say_image(struct stage *s, uint8_t n)
{
	struct msg m = msg_make(MSG_PRESS_IMAGE, 0);
	m.body.press_image = (struct msg_press_image){
		.press = n, .size = 1, .width = 1, .height = 1, .dpi = 500};
	say(s, ROLE_TOUCH, &m, true);
}

static void say_result(struct stage *s, uint8_t n)
{
	struct msg m = msg_make(MSG_FINGER_RESULT, 0);
	int16_t score = (int16_t)(n / 4 - 32);
	m.body.finger_result = (struct msg_finger_result){
		.scores = {.sum = score, .of = {score}, .position = {RIGHT_INDEX}, .tries = 1},
		.order = n % 4,
		.cues = {{VERDICT_PASS, VERDICT_PASS, VERDICT_PASS}},
	};
	say(s, ROLE_FINGER, &m, false);
}

static void say_other(struct stage *s, uint8_t n)
{
	struct msg m = msg_make(n % 2 == 0 ? MSG_FINGER_GUIDE : MSG_FINGERS_READY, 0);
	if (n % 2 == 0) {
		m.body.finger_guide.position = n % 12;
	} else {
		m.body.fingers_ready.positions = n;
	}
	say(s, ROLE_FINGER, &m, false);
}

/* Its sensor is lost, or it says so; a fresh one comes. */
static void lose_touch(struct stage *s, uint8_t n)
{
	struct msg m = msg_make(MSG_UNFIT, 0);
	m.body.unfit.reason = n;
	say(s, ROLE_TOUCH, &m, false);
	lane_left(&s->lane, ROLE_TOUCH);
	stage_join(s, ROLE_TOUCH);
}

static void step(struct stage *s, uint8_t what, uint8_t n)
{
	switch (what % 10) {
	case 0:
		say_press(s, MSG_PRESS_WANTED, n);
		break;
	case 1:
		say_press(s, MSG_PRESS_STOP, n);
		break;
	case 2:
		say_event(s, n);
		break;
	case 3:
		say_image(s, n);
		break;
	case 4:
		say_result(s, n);
		break;
	case 5:
		say_other(s, n);
		break;
	case 6:
		lane_timer(&s->lane);
		break;
	case 7:
		lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 0);
		break;
	case 8:
		if (s->lane.gate.state == GATE_FACE && s->killed[ROLE_FACE] == 0) {
			promise(stage_face_tells(s, n % 2 == 0 ? DOUBT : OTHER));
		}
		break;
	default: /* 9 */
		lose_touch(s, n);
		break;
	}
}

static void judge(struct stage *s)
{
	const struct lane_traveller *t = &s->lane.traveller;
	for (size_t i = 0; i < s->sent_count; i++) {
		const struct sent *one = &s->sent[i];
		bool press = one->m.kind == MSG_PRESS_WANTED || one->m.kind == MSG_PRESS_STOP;
		promise(one->to != ROLE_TOUCH || (press && one->bulk == -1));
		promise(one->bulk == -1 ||
			(one->to == ROLE_FINGER && one->m.kind == MSG_PRESS_IMAGE));
	}
	s->sent_count = 0;
	promise(!s->exit_was_free); /* the journal never answers here */
	promise(s->lane.gate.state != GATE_RECORDING ||
		(findings_verdict(&t->findings, CHECK_FINGER_MATCH) == VERDICT_PASS &&
		 t->finger.scores.sum >= s->lane.settings.policy.finger_match &&
		 t->finger.images > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	uint8_t what;
	uint8_t n;
	log_open(LOG_WORD("fuzz"), NOTHING);
	struct stage *s = fingers_at_finger();
	s->sent_count = 0;
	while (rd_u8(&r, &what) && rd_u8(&r, &n) && s->lane.gate.epoch != 0) {
		step(s, what, n);
		judge(s);
	}
	return 0;
}
