/*
 * fuzz_finger_job: whatever the core hands on, in whatever order: the finger worker keeps the
 * contract of docs/wire.md, or refuses the message.
 * Knows the contract. Never knows ridges.
 *
 *   limits (1 byte) | size of the second image of the chip (1) | that image | steps of two bytes
 *   each: what happens, and a number in it
 */
#include "tests/fuzz/fuzz.h"

#include "base/secret.h"
#include "biometrics/finger_prompt.h"
#include "prog/finger_job.h"
#include "tests/unit/ridge_kit.h"

#define EPOCH        5u
#define RIGHT        2
#define LEFT         7
#define SIDE         270 /* pixels: enough for a template, little to look at */
#define PICTURES     4   /* drawn: what the chip holds, two presses, nothing */
#define PICTURES_MAX 3   /* shown in one run: each takes 2 s under the fuzzer */

struct play {
	struct finger_job *job; /* owned */
	int64_t now_us;
	struct msg_finger_capture asked;
	int64_t until_us; /* of the order */
	bool under_way;   /* an order, neither answered nor stopped */
	bool ready;       /* the chip's fingers were told */
	uint16_t positions;
	uint32_t press; /* wanted last */
	bool pressing;
	unsigned presses;  /* of the order */
	unsigned pictures; /* likewise */
	unsigned shown;    /* of the run */
};

static uint8_t *drawn[PICTURES];

static void draw_all(void)
{
	for (size_t i = 0; i < PICTURES && drawn[PICTURES - 1] == NULL; i++) {
		struct ridge_kit kit = ridge_kit_default();
		kit.width = kit.height = SIDE;
		kit.radius_x = kit.radius_y = i + 1 < PICTURES ? SIDE * 0.45 : 1;
		kit.turned = (double)i * 0.1;
		kit.shift_x = (double)i * 5;
		drawn[i] = ridge_kit_draw(&kit);
		promise(drawn[i] != NULL);
	}
}

/* ---- what it says ---- */

static void hear_press(struct play *p, const struct msg_press *m)
{
	promise(p->under_way && !p->pressing && m->press == p->press + 1);
	promise(p->presses < (unsigned)p->asked.tries * p->asked.count);
	promise(p->now_us + (int64_t)m->ms * 1000 <= p->until_us);
	p->press++;
	p->presses++;
	p->pressing = true;
}

static void hear_result(struct play *p, const struct msg_finger_result *r)
{
	promise(p->under_way && !p->pressing && r->order == p->asked.order);
	promise(r->scores.tries == p->pictures && p->now_us <= p->until_us);
	for (size_t i = 0; i < POLICY_FINGERS; i++) {
		promise(r->scores.position[i] == 0 ||
			(r->scores.position[i] == p->asked.position[i] && r->scores.tries > 0));
	}
	for (size_t i = 0; i < FINGER_CUE_COUNT; i++) {
		promise((r->cues.of[i] != VERDICT_NOT_DONE) <= (p->pictures > 0));
	}
	p->under_way = false;
}

static void hear_chip(struct play *p, const struct msg *findings, const struct msg *ready)
{
	const struct finding *f = &findings->body.findings.findings.of[CHECK_FINGER_CHIP];
	promise(!p->ready && findings->kind == MSG_FINDINGS && ready->kind == MSG_FINGERS_READY);
	p->ready = true;
	p->positions = ready->body.fingers_ready.positions;
	promise((p->positions & ~(1u << RIGHT | 1u << LEFT)) == 0);
	promise((f->verdict == VERDICT_PASS) == (p->positions != 0));
	promise(f->verdict == VERDICT_PASS ||
		(f->verdict == VERDICT_CANNOT_TELL &&
		 (f->reason == REASON_POOR_QUALITY || f->reason == REASON_UNDECODABLE)));
}

static void hear(struct play *p, const struct msg *m)
{
	switch (m->kind) {
	case MSG_PRESS_WANTED:
		hear_press(p, &m->body.press);
		break;
	case MSG_PRESS_STOP:
		promise(p->under_way && p->pressing && m->body.press.press == p->press);
		p->pressing = false;
		break;
	case MSG_FINGER_GUIDE:
		promise(p->under_way && m->body.finger_guide.prompt < FINGER_PROMPT_COUNT);
		break;
	case MSG_FINGER_RESULT:
		hear_result(p, &m->body.finger_result);
		break;
	default: /* of the chip: below */
		promise(false);
		break;
	}
}

static void hear_all(struct play *p, const struct finger_said *said)
{
	struct msg parsed;
	for (size_t i = 0; i < said->count; i++) {
		const struct msg *m = &said->m[i];
		promise(m->epoch == EPOCH);
		promise(msg_parse(rd_of(m, msg_length(m)), false, &parsed) == EG_OK);
	}
	if (said->count > 0 && said->m[0].kind == MSG_FINDINGS) {
		promise(said->count == 2);
		hear_chip(p, &said->m[0], &said->m[1]);
		return;
	}
	for (size_t i = 0; i < said->count; i++) {
		hear(p, &said->m[i]);
	}
}

/* ---- what it is told ---- */

static enum eg_err say(struct play *p, const struct msg *m, struct rd bulk)
{
	struct finger_said said = {0};
	enum eg_err err = finger_job_take(p->job, m, bulk, p->now_us, &said);
	hear_all(p, &said);
	return err;
}

static void give_chip(struct play *p, struct rd second)
{
	struct msg m = msg_make(MSG_FINGER, EPOCH);
	m.body.finger = (struct msg_finger){.size = SIDE * SIDE,
					    .width = SIDE,
					    .height = SIDE,
					    .depth = 8,
					    .raw = 1,
					    .position = RIGHT,
					    .count = 2};
	promise(say(p, &m, rd_of(drawn[0], (size_t)SIDE * SIDE)) == EG_OK);
	m.body.finger = (struct msg_finger){
		.size = (uint32_t)second.left, .position = LEFT, .index = 1, .count = 2};
	promise(say(p, &m, second) == EG_OK);
	promise(p->ready && (p->positions & 1u << RIGHT) != 0);
}

static void give_order(struct play *p, uint8_t n)
{
	struct msg m = msg_make(MSG_FINGER_CAPTURE, EPOCH);
	struct msg_finger_capture *c = &m.body.finger_capture;
	const bool two = (p->positions & 1u << LEFT) != 0 && n % 2 == 1;
	*c = (struct msg_finger_capture){.ms = 1000u * (1u + n / 8),
					 .order = (uint16_t)(p->asked.order + 1),
					 .tries = (uint8_t)(1 + n % 3),
					 .count = two ? 2 : 1,
					 .position = {RIGHT, two ? LEFT : 0}};
	p->asked = *c;
	p->until_us = p->now_us + (int64_t)c->ms * 1000;
	p->under_way = true;
	p->pressing = false; /* the core has stopped what was under way */
	p->presses = p->pictures = 0;
	promise(say(p, &m, RD_EMPTY) == EG_OK);
}

static void stop_order(struct play *p)
{
	const struct msg m = msg_make(MSG_FINGER_STOP, EPOCH);
	p->under_way = p->pressing = false;
	promise(say(p, &m, RD_EMPTY) == EG_OK);
}

static void tell_event(struct play *p, uint8_t n)
{
	struct msg m = msg_make(MSG_PRESS_EVENT, EPOCH);
	struct msg parsed;
	m.body.press_event = (struct msg_press_event){
		.press = p->press - (n >= 0xE0), .event = n % 8, .retry = n / 8 % 8};
	if (msg_parse(rd_of(&m, msg_length(&m)), false, &parsed) == EG_OK) {
		const bool over = parsed.body.press_event.event == PRESS_OVER;
		p->pressing = p->pressing && (n >= 0xE0 || !over);
		promise(say(p, &parsed, RD_EMPTY) == EG_OK);
	}
}

static void show_picture(struct play *p, uint8_t n)
{
	struct msg m = msg_make(MSG_PRESS_IMAGE, EPOCH);
	const uint32_t press = p->press - (n >= 0xE0);
	m.body.press_image = (struct msg_press_image){
		.press = press, .size = SIDE * SIDE, .width = SIDE, .height = SIDE, .dpi = 500};
	if (p->shown == PICTURES_MAX || press == 0) {
		return;
	}
	if (p->pressing && press == p->press) {
		p->pressing = false;
		p->pictures++;
		p->shown++;
	}
	promise(say(p, &m, rd_of(drawn[n % PICTURES], (size_t)SIDE * SIDE)) == EG_OK);
}

/* Time goes on as the worker's clock wakes it. */
static void pass_time(struct play *p, uint8_t n)
{
	int64_t left_us = n * INT64_C(50000);
	int ms = finger_job_wait_ms(p->job, p->now_us);
	promise((ms >= 0) == p->under_way);
	while (ms >= 0 && ms * INT64_C(1000) <= left_us) {
		struct finger_said said = {0};
		p->now_us += ms * INT64_C(1000);
		left_us -= ms * INT64_C(1000);
		finger_job_tick(p->job, p->now_us, &said);
		hear_all(p, &said);
		promise(said.count > 0); /* else it would never sleep again */
		ms = finger_job_wait_ms(p->job, p->now_us);
	}
	p->now_us += left_us;
	promise(!p->under_way || p->now_us <= p->until_us);
}

/* Nothing that it may hear: the worker ends by it. */
static bool tell_wrong(struct play *p, uint8_t n)
{
	struct msg m = msg_make((enum msg_kind)(1 + n % (MSG_KIND_COUNT - 1)), EPOCH + n / 128);
	if (m.epoch == EPOCH && (m.kind == MSG_FINGER_CAPTURE || m.kind == MSG_FINGER_STOP ||
				 m.kind == MSG_PRESS_EVENT || m.kind == MSG_PRESS_IMAGE)) {
		return true;
	}
	promise(say(p, &m, RD_EMPTY) != EG_OK);
	return false;
}

static bool step(struct play *p, uint8_t what, uint8_t n)
{
	switch (what % 8) {
	case 0:
		give_order(p, n);
		return true;
	case 1:
		stop_order(p);
		return true;
	case 2:
	case 3:
		tell_event(p, n);
		return true;
	case 4:
	case 5:
		show_picture(p, n);
		return true;
	case 6:
		pass_time(p, n);
		return true;
	default: /* 7 */
		return tell_wrong(p, n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	struct rd second;
	struct play p = {.now_us = 1};
	struct finger_job_limits l = finger_job_limits_default();
	uint8_t flags;
	uint8_t length;
	uint8_t what;
	uint8_t n;
	draw_all();
	if (!rd_u8(&r, &flags) || !rd_u8(&r, &length) || !rd_take(&r, length, &second)) {
		return 0;
	}
	l.quality.unified = (flags & 2) != 0 ? l.quality.unified : 1;
	promise(finger_job_new(&p.job, l) == EG_OK);
	give_chip(&p, second);
	while (rd_u8(&r, &what) && rd_u8(&r, &n) && step(&p, what, n)) {
	}
	finger_job_free(&p.job);
	return 0;
}
