/*
 * core_finger: what the lane makes of the chip's fingers, and of live ones.
 * Knows orders and presses by their numbers, and who may answer which. Never knows an image: it is
 * handed on unread; nor what a sensor is.
 *
 *   verify           core              finger              core            touch
 *     | MSG_FINGER     |                  |                  |                |
 *     |--------------->|----------------->|                  |                |
 *     |                | FINGERS_READY    |                  |                |
 *     |                |<-----------------|                  |                |
 *     |                | FINGER_CAPTURE   |                  |                |
 *     |                |----------------->| PRESS_WANTED     |                |
 *     |                |                  |----------------->|--------------->|
 *     |                |                  |                  | PRESS_EVENT ...|
 *     |                |                  |<-----------------|<---------------|
 *     |                |                  |                  | PRESS_IMAGE    |
 *     |                | FINGER_RESULT    |<-----------------|<---------------|
 *     |                |<-----------------|
 *
 * Both workers serve a traveller from the first word about them: whoever was not needed stays warm.
 * What was under way when an order was stopped is dropped; what nobody asked for is a violation.
 */
#include "prog/core_lane.h"

#include "prog/finger_time.h"

#include "base/log.h"

bool lane_wants_fingers(const struct lane *l)
{
	return lane_is_desk(l) ? l->settings.policy.desk_finger != POLICY_DESK_NONE
			       : l->settings.policy.finger != POLICY_FINGER_NEVER;
}

/* A warm one serves the present traveller from now on. */
static bool take_up(struct lane *l, enum role role)
{
	struct lane_slot *slot = &l->slots[role];
	if (slot->state == WORKER_WARM && l->gate.epoch != 0) {
		*slot = (struct lane_slot){.state = WORKER_SERVING, .epoch = l->gate.epoch};
	}
	return lane_serving(l, role);
}

static bool on_image(struct lane *l, const struct msg *m, int bulk_fd)
{
	struct lane_finger *f = &l->traveller.finger;
	const struct msg_finger *image = &m->body.finger;
	bool told = findings_verdict(&l->traveller.findings, CHECK_FINGER_CHIP) != VERDICT_NOT_DONE;
	if (!lane_wants_fingers(l) || (l->traveller.done & DONE_VERIFY) != 0 || told ||
	    image->index != f->came || (f->came > 0 && image->count != f->count)) {
		return false;
	}
	if (f->came == 0) {
		(void)take_up(l, ROLE_FINGER); /* without one lane_fingers_end says so */
	}
	f->count = image->count;
	f->came++;
	f->offered = (uint16_t)(f->offered | 1u << image->position);
	lane_hand_on(l, ROLE_FINGER, m, bulk_fd);
	return true;
}

/* What its decoder can say; that there are none, signed files alone can, and only that excuses. */
static bool of_decoding(const struct finding *chip)
{
	return chip->verdict == VERDICT_PASS ||
	       (chip->verdict == VERDICT_CANNOT_TELL &&
		(chip->reason == REASON_POOR_QUALITY || chip->reason == REASON_UNDECODABLE));
}

bool lane_finger_findings(const struct lane *l, enum role from, const struct findings *said)
{
	const struct lane_finger *f = &l->traveller.finger;
	enum verdict chip = findings_verdict(said, CHECK_FINGER_CHIP);
	if (from == ROLE_FINGER) { /* once, behind the last image */
		return f->came > 0 && f->came == f->count &&
		       (l->traveller.done & DONE_FINGERS) == 0 &&
		       of_decoding(&said->of[CHECK_FINGER_CHIP]);
	}
	/* That there are none, or why none was read: who has handed on some cannot say so. */
	return chip == VERDICT_NOT_DONE || (chip != VERDICT_PASS && f->came == 0);
}

/* Verify cannot know why a signed DG3 did not come; what the chip worker says excuses nobody. */
static void name_unread(struct findings *f)
{
	const struct finding *way = &f->of[CHECK_TERMINAL_AUTH];
	bool none = way->verdict == VERDICT_NOT_DONE || way->reason == REASON_NO_TERMINAL;
	if (none && f->of[CHECK_FINGER_CHIP].reason == REASON_CHIP_REFUSED) {
		f->of[CHECK_FINGER_CHIP].reason = REASON_NO_TERMINAL;
	}
}

bool lane_fingers_end(struct lane *l)
{
	struct lane_traveller *t = &l->traveller;
	if (t->finger.came != t->finger.count) {
		return false;
	}
	name_unread(&t->findings);
	bool told = findings_verdict(&t->findings, CHECK_FINGER_CHIP) != VERDICT_NOT_DONE;
	if (lane_wants_fingers(l) && !told && !lane_serving(l, ROLE_FINGER)) {
		/* None came and nobody said why, or nobody is there who could decode them: that is
		 * not the same as a document without fingers. */
		findings_set(&t->findings, CHECK_FINGER_CHIP, VERDICT_CANNOT_TELL, REASON_INTERNAL);
	}
	return true;
}

static void stop_press(struct lane *l)
{
	struct lane_finger *f = &l->traveller.finger;
	struct msg m = msg_make(MSG_PRESS_STOP, l->gate.epoch);
	if (f->pressing) {
		f->pressing = false;
		m.body.press.press = f->press;
		lane_hand_on(l, ROLE_TOUCH, &m, -1);
	}
}

static void decide(struct lane *l)
{
	struct lane_traveller *t = &l->traveller;
	t->decision = policy_decide_finger(&l->settings.policy, &t->findings);
	LOG(LOG_INFO, "finger", LOG_INT("epoch", l->gate.epoch),
	    LOG_INT("admit", t->decision.admit), LOG_INT("check", t->decision.check),
	    LOG_INT("reason", t->decision.reason), LOG_INT("tries", t->finger.scores.tries));
	if (lane_is_desk(l)) {
		lane_desk_pressed(l);
		return;
	}
	lane_raise(l, t->decision.admit ? GATE_EV_FINGER_OK : GATE_EV_FINGER_REFER);
}

/* Nothing was compared, and nothing will be. */
static void give_up(struct lane *l, enum reason why)
{
	struct findings *f = &l->traveller.findings;
	findings_set(f, CHECK_FINGER_MATCH, VERDICT_CANNOT_TELL, why);
	findings_set(f, CHECK_FINGER_LIVE, VERDICT_CANNOT_TELL, why);
	decide(l);
}

static void order(struct lane *l)
{
	struct lane_finger *f = &l->traveller.finger;
	struct msg m = msg_make(MSG_FINGER_CAPTURE, l->gate.epoch);
	struct msg_finger_capture *c = &m.body.finger_capture;
	c->ms = finger_time_left(&l->settings, l->mono_us - f->since_us);
	f->ask = LANE_ASK_NONE;
	if (f->usable == 0) {
		decide(l);
		return;
	}
	if (c->ms == 0) {
		return; /* they were decoded for too long: the gate's timer says so */
	}
	if (!take_up(l, ROLE_TOUCH)) {
		give_up(l, REASON_SENSOR_LOST);
		return;
	}
	if (!lane_serving(l, ROLE_FINGER)) {
		lane_raise(l, GATE_EV_WORKER_LOST);
		return;
	}
	f->order++;
	f->ask = LANE_ASK_SENT;
	f->presses = f->images = 0;
	c->order = f->order;
	c->tries = l->settings.policy.finger_tries;
	c->count = (uint8_t)policy_choose_fingers(&l->settings.policy, f->usable, c->position);
	f->asked = 0;
	for (size_t i = 0; i < c->count; i++) {
		f->asked = (uint16_t)(f->asked | 1u << c->position[i]);
	}
	lane_send(l, ROLE_FINGER, &m, -1);
}

static bool on_ready(struct lane *l, const struct msg_fingers_ready *r)
{
	struct lane_traveller *t = &l->traveller;
	struct lane_finger *f = &t->finger;
	bool some = findings_verdict(&t->findings, CHECK_FINGER_CHIP) == VERDICT_PASS;
	bool told = findings_verdict(&t->findings, CHECK_FINGER_CHIP) != VERDICT_NOT_DONE;
	if ((t->done & DONE_FINGERS) != 0 || f->came == 0 || f->came != f->count || !told ||
	    (r->positions & ~f->offered) != 0 || (r->positions != 0) != some) {
		return false;
	}
	t->done |= DONE_FINGERS;
	f->usable = r->positions;
	lane_step_done(l, STEP_FINGERS, r->own_us);
	if (f->ask == LANE_ASK_DUE) {
		order(l);
	} else {
		lane_document_again(l);
	}
	return true;
}

void lane_finger_forget(struct lane *l)
{
	struct lane_finger *f = &l->traveller.finger;
	f->scores = (struct finger_scores){0};
	f->matcher = 0;
	l->finger_prompt = l->finger_position = 0;
	findings_set(&l->traveller.findings, CHECK_FINGER_MATCH, VERDICT_NOT_DONE, REASON_NONE);
	findings_set(&l->traveller.findings, CHECK_FINGER_LIVE, VERDICT_NOT_DONE, REASON_NONE);
}

void lane_finger_capture(struct lane *l)
{
	struct lane_finger *f = &l->traveller.finger;
	lane_finger_forget(l);
	l->prompt = 0;
	f->since_us = l->mono_us;
	if ((l->traveller.done & DONE_FINGERS) != 0) {
		order(l);
	} else if (lane_serving(l, ROLE_FINGER)) {
		f->ask = LANE_ASK_DUE; /* the chip's are still decoded */
	} else {
		lane_raise(l, GATE_EV_WORKER_LOST);
	}
}

void lane_finger_stop(struct lane *l)
{
	struct lane_finger *f = &l->traveller.finger;
	struct msg m = msg_make(MSG_FINGER_STOP, l->gate.epoch);
	l->finger_prompt = l->finger_position = 0;
	if (f->ask == LANE_ASK_SENT) {
		f->ask = LANE_ASK_STOPPED;
		f->scores.tries = f->images; /* all that the record has of it */
		stop_press(l);
		lane_hand_on(l, ROLE_FINGER, &m, -1);
	} else if (f->ask == LANE_ASK_DUE) {
		f->ask = LANE_ASK_NONE;
	}
}

/* What belongs to an order: true, and *drop where that was stopped meanwhile. */
static bool of_an_order(const struct lane *l, bool *drop)
{
	*drop = l->traveller.finger.ask == LANE_ASK_STOPPED;
	return *drop || l->traveller.finger.ask == LANE_ASK_SENT;
}

static bool on_press_wanted(struct lane *l, const struct msg *m)
{
	struct lane_finger *f = &l->traveller.finger;
	unsigned most = (unsigned)POLICY_FINGERS * l->settings.policy.finger_tries;
	bool drop;
	if (!of_an_order(l, &drop) || m->body.press.press != f->press + 1 || f->pressing) {
		return false;
	}
	f->press++;
	if (drop) {
		return true;
	}
	if (f->presses == most) {
		return false; /* tries are counted here, too */
	}
	f->presses++;
	f->pressing = true;
	lane_hand_on(l, ROLE_TOUCH, m, -1);
	return true;
}

static bool on_press_stop(struct lane *l, const struct msg *m)
{
	bool drop;
	if (!of_an_order(l, &drop) || m->body.press.press != l->traveller.finger.press) {
		return false;
	}
	stop_press(l); /* one that has given its picture meanwhile is over anyway */
	return true;
}

/* From touch: true where it is an answer; *drop where the press was stopped meanwhile. */
static bool of_a_press(const struct lane *l, uint32_t press, bool *drop)
{
	const struct lane_finger *f = &l->traveller.finger;
	*drop = press < f->press || !f->pressing;
	return press > f->answered && press <= f->press;
}

static bool on_press_event(struct lane *l, const struct msg *m)
{
	struct lane_finger *f = &l->traveller.finger;
	const struct msg_press_event *e = &m->body.press_event;
	bool drop;
	if (!of_a_press(l, e->press, &drop)) {
		return false;
	}
	if (e->event == PRESS_OVER) {
		f->answered = e->press;
	}
	if (!drop) {
		f->pressing = e->event != PRESS_OVER;
		lane_hand_on(l, ROLE_FINGER, m, -1);
	}
	return true;
}

static bool on_press_image(struct lane *l, const struct msg *m, int bulk_fd)
{
	struct lane_finger *f = &l->traveller.finger;
	uint32_t press = m->body.press_image.press;
	bool drop;
	if (!of_a_press(l, press, &drop)) {
		return false;
	}
	f->answered = press;
	if (!drop) {
		f->pressing = false;
		f->images++;
		lane_hand_on(l, ROLE_FINGER, m, bulk_fd);
	}
	return true;
}

static bool on_guide(struct lane *l, const struct msg_finger_guide *g)
{
	bool drop;
	if (!of_an_order(l, &drop)) {
		return false;
	}
	if (!drop) {
		l->finger_prompt = g->prompt;
		l->finger_position = g->position;
		lane_raise(l, GATE_EV_LEVELS); /* so that watchers are told */
	}
	return true;
}

/* Of fingers that were asked for, and of pictures that came: each finger of one of its own. */
static bool fits_order(const struct lane_finger *f, const struct finger_scores *s)
{
	unsigned count = 0;
	bool fit = s->tries <= f->images;
	for (size_t i = 0; i < POLICY_FINGERS; i++) {
		count += s->position[i] != 0;
		fit = fit && (s->position[i] == 0 || (f->asked & 1u << s->position[i]) != 0);
	}
	return fit && count <= s->tries;
}

static bool on_result(struct lane *l, const struct msg_finger_result *r)
{
	struct lane_traveller *t = &l->traveller;
	struct lane_finger *f = &t->finger;
	if (r->order > f->order || r->order <= f->results) {
		return false; /* not ordered, or answered before */
	}
	f->results = r->order;
	if (r->order < f->order || f->ask != LANE_ASK_SENT) {
		return true; /* stopped, or ordered anew since */
	}
	if (!fits_order(f, &r->scores)) {
		return false;
	}
	f->ask = LANE_ASK_OVER;
	stop_press(l);
	l->finger_prompt = l->finger_position = 0;
	lane_step_done(l, STEP_FINGER, r->own_us);
	f->scores = r->scores;
	f->matcher = r->matcher;
	policy_judge_finger(&l->settings.policy, &r->scores, &r->cues, (enum reason)r->why,
			    &t->findings);
	decide(l);
	return true;
}

/* It ends by itself: a loss of this traveller's that is told already, and not waited for. */
void lane_touch_unfit(struct lane *l, enum reason why)
{
	if (lane_serving(l, ROLE_TOUCH)) {
		l->ports.kill(l->ports.context, ROLE_TOUCH);
		l->slots[ROLE_TOUCH] = (struct lane_slot){.state = WORKER_NONE};
		if (l->traveller.finger.ask == LANE_ASK_SENT) {
			lane_finger_stop(l);
			give_up(l, why);
		}
	}
}

bool lane_finger_take(struct lane *l, const struct msg *m, int bulk_fd)
{
	switch (m->kind) {
	case MSG_FINGER:
		return on_image(l, m, bulk_fd);
	case MSG_FINGERS_READY:
		return on_ready(l, &m->body.fingers_ready);
	case MSG_PRESS_WANTED:
		return on_press_wanted(l, m);
	case MSG_PRESS_STOP:
		return on_press_stop(l, m);
	case MSG_PRESS_EVENT:
		return on_press_event(l, m);
	case MSG_PRESS_IMAGE:
		return on_press_image(l, m, bulk_fd);
	case MSG_FINGER_GUIDE:
		return on_guide(l, &m->body.finger_guide);
	case MSG_FINGER_RESULT:
		return on_result(l, &m->body.finger_result);
	default: /* the core's own, or not of fingers */
		return false;
	}
}
