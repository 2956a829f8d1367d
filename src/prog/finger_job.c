/*
 * finger_job: the finger worker's job for one traveller: the chip's fingers, presses, a result.
 * Knows messages, whose turn it is, time as it is told. Never knows sockets, sensors or what a
 * score means (policy).
 */
#include "prog/finger_job_part.h"

#include "base/secret.h"
#include "biometrics/finger_rate.h"

#include <stdlib.h>

/* From the end of the last press to the result: the picture is looked at, and held against each
 * image of the chip (0.07 s of the processor each, measured; twice where resolutions differ). */
#define REST_US        INT64_C(300000)
#define REST_IMAGE_US  INT64_C(200000)
#define PRESS_LEAST_US INT64_C(500000) /* a press that has less is not asked for */
#define GRACE_US       INT64_C(100000) /* touch says first that its time is up */
#define OTHER_FMR      1e-4            /* a press that fits another finger by no more chance */

struct finger_job_limits finger_job_limits_default(void)
{
	int16_t other; /* FINGER_SCORE_MOST where no table says it */
	bool known = finger_rate_threshold(OTHER_FMR, &other);
	(void)known;
	return (struct finger_job_limits){
		.quality = finger_quality_limits_default(),
		.attack = finger_attack_limits_default(),
		.other = other,
	};
}

enum eg_err finger_job_new(struct finger_job **out, struct finger_job_limits limits)
{
	finger_job_free(out);
	*out = calloc(1, sizeof(**out));
	if (*out == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "room for a traveller's fingers");
	}
	struct finger_job *j = *out;
	j->limits = limits;
	enum eg_err err = finger_extractor_new(&j->extractor);
	err = err == EG_OK ? finger_matcher_new(&j->matcher) : err;
	err = err == EG_OK ? finger_attack_new(&j->attack) : err;
	if (err != EG_OK) {
		finger_job_free(out);
	}
	return err;
}

void finger_job_free(struct finger_job **j)
{
	if (j != NULL && *j != NULL) {
		finger_extractor_free(&(*j)->extractor);
		finger_matcher_free(&(*j)->matcher);
		finger_attack_free(&(*j)->attack);
		secret_wipe(*j, sizeof(**j));
		free(*j);
		*j = NULL;
	}
}

struct finger_job_press finger_job_last(const struct finger_job *j)
{
	return j->last;
}

uint32_t finger_job_compared(const struct finger_job *j)
{
	return j->compared;
}

/* ---- what is said ---- */

void finger_job_say(struct finger_said *said, const struct msg *m)
{
	if (said->count < FINGER_SAID_MAX) { /* no call has more to say */
		said->m[said->count++] = *m;
	}
}

static void guide(struct finger_job *j, enum finger_prompt prompt, struct finger_said *said)
{
	const struct finger_job_order *o = &j->order;
	uint8_t position = 0;
	if (o->at < o->asked.count) {
		position = o->asked.position[o->at];
	}
	if (prompt == j->prompt && position == j->position) {
		return;
	}
	j->prompt = (uint8_t)prompt;
	j->position = position;
	struct msg m = msg_make(MSG_FINGER_GUIDE, j->epoch);
	m.body.finger_guide.prompt = (uint8_t)prompt;
	m.body.finger_guide.position = position;
	finger_job_say(said, &m);
}

static void want_press(struct finger_job *j, int64_t now_us, struct finger_said *said)
{
	struct msg m = msg_make(MSG_PRESS_WANTED, j->epoch);
	j->press++;
	j->order.presses++;
	j->pressing = true;
	j->taken = false;
	m.body.press.press = j->press;
	m.body.press.ms = (uint32_t)((j->order.turn_us - now_us) / 1000);
	finger_job_say(said, &m);
	guide(j, FINGER_PROMPT_WAIT, said); /* until the sensor is ready for it */
}

static void stop_press(struct finger_job *j, struct finger_said *said)
{
	struct msg m = msg_make(MSG_PRESS_STOP, j->epoch);
	if (j->pressing) {
		j->pressing = false;
		m.body.press.press = j->press;
		finger_job_say(said, &m);
	}
}

/* ---- whose turn it is ---- */

static void drop_order(struct finger_job *j)
{
	secret_wipe(&j->order, sizeof(j->order));
	j->pressing = false;
	j->prompt = j->position = 0;
}

static void finish(struct finger_job *j, struct finger_said *said)
{
	struct msg m = msg_make(MSG_FINGER_RESULT, j->epoch);
	stop_press(j, said);
	j->order.at = j->order.asked.count;
	guide(j, FINGER_PROMPT_DONE, said);
	m.body.finger_result = finger_job_result(j);
	finger_job_say(said, &m);
	drop_order(j);
}

/* Each finger has its share of what is left: who cannot give the first may still give the other. */
static void begin_turn(struct finger_job *j, int64_t now_us)
{
	struct finger_job_order *o = &j->order;
	int64_t left_us = o->end_us > now_us ? o->end_us - now_us : 0;
	o->turn_us = now_us + left_us / (o->asked.count - o->at);
	o->presses = 0;
	o->stands = false;
	j->ask = (uint8_t)(o->at == 0 ? FINGER_PROMPT_PLACE : FINGER_PROMPT_OTHER);
}

static bool may_press(const struct finger_job_order *o, int64_t now_us)
{
	return !o->stands && o->presses < o->asked.tries && o->turn_us - now_us >= PRESS_LEAST_US;
}

/* No press is under way: the next one, of this finger or another; or the result. */
static void go_on(struct finger_job *j, int64_t now_us, struct finger_said *said)
{
	struct finger_job_order *o = &j->order;
	while (o->at < o->asked.count && !may_press(o, now_us)) {
		finger_job_settle(j);
		o->at++;
		if (o->at < o->asked.count) {
			begin_turn(j, now_us);
		}
	}
	if (o->at < o->asked.count) {
		want_press(j, now_us, said);
	} else {
		finish(j, said);
	}
}

void finger_job_tick(struct finger_job *j, int64_t now_us, struct finger_said *said)
{
	if (j->order.under_way && j->pressing && now_us >= j->order.turn_us + GRACE_US) {
		stop_press(j, said);
		go_on(j, now_us, said);
	}
}

int finger_job_wait_ms(const struct finger_job *j, int64_t now_us)
{
	if (!j->order.under_way) {
		return -1;
	}
	int64_t left_us = j->order.turn_us + GRACE_US - now_us;
	return left_us <= 0 ? 0 : (int)((left_us + 999) / 1000);
}

void finger_job_spent(struct finger_job *j, struct finger_said *said, int64_t us)
{
	j->own_us += us > 0 ? us : 0;
	const uint32_t own_us = j->own_us > UINT32_MAX ? UINT32_MAX : (uint32_t)j->own_us;
	for (size_t i = 0; i < said->count; i++) {
		if (said->m[i].kind == MSG_FINGERS_READY) {
			said->m[i].body.fingers_ready.own_us = own_us;
		} else if (said->m[i].kind == MSG_FINGER_RESULT) {
			said->m[i].body.finger_result.own_us = own_us;
		}
	}
}

/* ---- messages ---- */

static enum eg_err on_image(struct finger_job *j, const struct msg_finger *f, struct rd bytes,
			    struct finger_said *said)
{
	struct finger_job_chip *c = &j->chip;
	const bool fits = !c->ready && f->index == c->came && f->count <= FINGER_IMAGES_MAX &&
			  f->index < f->count && (c->came == 0 || f->count == c->count);
	if (!fits || f->position < 1 || f->position > POLICY_POSITIONS) {
		return EG_FAIL(EG_STATE, "image of the chip out of its turn");
	}
	c->count = f->count;
	c->image[c->came++] = (struct finger_job_encoded){
		.bytes = bytes,
		.told = {.width = f->width,
			 .height = f->height,
			 .depth = f->depth,
			 .dpi = f->dpi,
			 .raw = f->raw != 0},
		.position = f->position,
	};
	if (c->came == c->count) {
		finger_job_chip_look(j, said);
	}
	return EG_OK;
}

static bool has_all(const struct finger_job *j, const struct msg_finger_capture *c)
{
	bool all = c->count >= 1 && c->count <= POLICY_FINGERS;
	for (size_t i = 0; all && i < c->count; i++) {
		all = c->position[i] >= 1 && c->position[i] <= POLICY_POSITIONS &&
		      (j->chip.positions & 1u << c->position[i]) != 0;
	}
	return all;
}

static enum eg_err on_capture(struct finger_job *j, const struct msg_finger_capture *c,
			      int64_t now_us, struct finger_said *said)
{
	if (!has_all(j, c) || c->order <= j->orders) {
		return EG_FAIL(EG_STATE, "fingers ordered that the chip does not have");
	}
	drop_order(j); /* the core has stopped it, or will not hear of it */
	j->orders = c->order;
	j->own_us = 0;
	const int64_t whole_us = (int64_t)c->ms * 1000;
	const int64_t rest_us = REST_US + REST_IMAGE_US * j->chip.imprints;
	j->order.asked = *c;
	j->order.under_way = true;
	j->order.end_us = now_us + whole_us - (rest_us < whole_us / 3 ? rest_us : whole_us / 3);
	begin_turn(j, now_us);
	go_on(j, now_us, said);
	return EG_OK;
}

static enum finger_prompt prompt_of(uint8_t retry)
{
	switch ((enum press_retry)retry) {
	case PRESS_RETRY_SHORT:
		return FINGER_PROMPT_LONGER;
	case PRESS_RETRY_CENTRE:
		return FINGER_PROMPT_CENTRE;
	case PRESS_RETRY_REMOVE:
		return FINGER_PROMPT_LIFT;
	case PRESS_RETRY_TOO_LIGHT:
		return FINGER_PROMPT_MORE;
	case PRESS_RETRY_GENERAL:
	case PRESS_RETRY_COUNT:
		break;
	}
	return FINGER_PROMPT_AGAIN;
}

/* Once more, and why; one that is to be lifted first is then to be laid on again. */
static void on_retry(struct finger_job *j, uint8_t retry, struct finger_said *said)
{
	enum finger_prompt prompt = prompt_of(retry);
	j->taken = false;
	j->ask = (uint8_t)(prompt == FINGER_PROMPT_LIFT ? FINGER_PROMPT_AGAIN : prompt);
	guide(j, prompt, said);
}

static void on_event(struct finger_job *j, const struct msg_press_event *e, int64_t now_us,
		     struct finger_said *said)
{
	if (!j->pressing || e->press != j->press) {
		return; /* of one that is over, or was stopped meanwhile */
	}
	switch ((enum press_event)e->event) {
	case PRESS_NEEDED:
		guide(j, (enum finger_prompt)j->ask, said);
		break;
	case PRESS_PRESENT:
		guide(j, FINGER_PROMPT_STILL, said);
		break;
	case PRESS_TAKEN:
		j->taken = true;
		guide(j, FINGER_PROMPT_LIFT, said);
		break;
	case PRESS_LIFTED: /* too early, unless the sensor has what it wants */
		guide(j, j->taken ? FINGER_PROMPT_WAIT : FINGER_PROMPT_LONGER, said);
		break;
	case PRESS_RETRY:
		on_retry(j, e->retry, said);
		break;
	case PRESS_OVER:
		j->pressing = false;
		go_on(j, now_us, said);
		break;
	case PRESS_EVENT_COUNT:
		break;
	}
}

static void judge(struct finger_job *j, const struct finger_job_look *l)
{
	struct finger_job_order *o = &j->order;
	const enum finger_worth worth = (enum finger_worth)l->kept.worth;
	o->contact = o->contact || l->contact;
	j->ask = (uint8_t)l->ask;
	j->last = (struct finger_job_press){l->kept.worth, l->kept.quality, l->minutiae, j->ask};
	if (worth == FINGER_WORTH_COPY) { /* of this finger nothing counts, and no other is asked */
		o->contact = false;       /* what was shown was no finger */
		finger_job_worsen(&o->told, &l->kept.cues);
		secret_wipe(&o->best, sizeof(o->best));
		o->at = o->asked.count;
		return;
	}
	finger_job_keep(o, &l->kept);
	o->stands = worth == FINGER_WORTH_GOOD;
}

static enum eg_err on_picture(struct finger_job *j, const struct msg_press_image *p, struct rd grey,
			      int64_t now_us, struct finger_said *said)
{
	struct finger_job_order *o = &j->order;
	if (!j->pressing || p->press != j->press) {
		return EG_OK; /* stopped meanwhile */
	}
	j->pressing = false;
	o->tries++;
	enum eg_err err = finger_job_look(j, p, grey, o->asked.position[o->at], &j->look);
	if (err == EG_OK) {
		judge(j, &j->look);
	}
	secret_wipe(&j->look, sizeof(j->look));
	if (err == EG_BAD_DATA) {
		return err;
	}
	o->failed = o->failed || err != EG_OK;
	go_on(j, now_us, said);
	return EG_OK;
}

enum eg_err finger_job_take(struct finger_job *j, const struct msg *m, struct rd bulk,
			    int64_t now_us, struct finger_said *said)
{
	if (m->epoch == 0 || (j->epoch != 0 && m->epoch != j->epoch)) {
		return EG_FAIL(EG_STATE, "message of another traveller");
	}
	j->epoch = m->epoch;
	switch (m->kind) {
	case MSG_FINGER:
		return on_image(j, &m->body.finger, bulk, said);
	case MSG_FINGER_CAPTURE:
		return on_capture(j, &m->body.finger_capture, now_us, said);
	case MSG_FINGER_STOP:
		drop_order(j);
		return EG_OK;
	case MSG_PRESS_EVENT:
		on_event(j, &m->body.press_event, now_us, said);
		return EG_OK;
	case MSG_PRESS_IMAGE:
		return on_picture(j, &m->body.press_image, bulk, now_us, said);
	default: /* not for this worker */
		return EG_FAIL(EG_STATE, "message that is not for the finger worker");
	}
}
