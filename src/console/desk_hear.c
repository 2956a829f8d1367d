/*
 * desk_hear: what a lane says, and what that means for its cases.
 * Knows messages of a lane's core. Never knows officers.
 *
 * A case begins with the status that refers a traveller, or alarms about one. What is told of a
 * traveller may come just before or behind that: until it is known that they are referred it is
 * kept in a slot without a case, and wiped if they are not.
 */
#include "console/desk_impl.h"

#include "base/secret.h"

/* Of the status before, if there was one of this session. */
struct lane_was {
	uint32_t epoch;
	uint8_t state;
};

/* What does not move while an officer looks: else each prompt would be a new version of a case. */
static struct msg_status still(const struct msg_status *s)
{
	struct msg_status kept = *s;
	kept.mono_us = 0;
	kept.inputs = kept.outputs = 0;
	kept.event = kept.prompt = kept.step = 0;
	kept.step_us = 0;
	kept.missing = 0;
	kept.unattended = kept.closing = 0; /* of the lane */
	kept.finger_prompt = kept.finger_position = kept.page_prompt = 0;
	kept.refused = 0;
	kept.state = 0;
	return kept;
}

static bool same(const void *a, const void *b, size_t size)
{
	return rd_equal(rd_of(a, size), rd_of(b, size));
}

/* One whose own act this is has a name; others' come from whoever keeps officers. */
static void follow_agreed(struct desk *d, struct desk_case *c, uint32_t number)
{
	bool own = c->wait.act != DESK_ACT_COUNT && c->wait.officer.number == number;
	if (c->agreed.number == number) {
		return;
	}
	c->agreed = own ? c->wait.officer : (struct desk_person){.number = number};
	if (!own && number != 0 && d->settings.name_of != NULL) {
		d->settings.name_of(d->settings.context, number, c->agreed.name);
		c->agreed.name[DESK_NAME_SIZE - 1] = '\0';
	}
}

/* A status about this traveller while they are referred. An alarm has forgotten what was known of
 * them: it adds its own reason alone. */
static void take_status(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	struct msg_status kept = still(&l->status);
	if (l->epoch != c->epoch) {
		kept = c->told.status;
		kept.why = l->status.why;
	}
	if (same(&kept, &c->told.status, sizeof(kept))) {
		return;
	}
	c->told.status = kept;
	follow_agreed(d, c, kept.agreed);
	desk_touch_case(d, l, c);
}

/* Travellers of a core that is no more are nobody's at this lane. */
static void other_session(struct desk *d, struct desk_lane *l)
{
	l->alarmed = 0;
	for (size_t k = 0; k < DESK_SLOTS; k++) {
		struct desk_case *c = &l->cases[k];
		if (c->taken && c->state == CASE_NONE) {
			desk_case_free(c);
		} else if (c->taken && c->wait.act != DESK_ACT_COUNT) {
			desk_case_fail(d, l, c, "the lane was started again");
		}
	}
}

/* Slots of travellers who were never referred, and whom the lane is not about any more. */
static void forget_early(struct desk_lane *l)
{
	for (size_t k = 0; k < DESK_SLOTS; k++) {
		struct desk_case *c = &l->cases[k];
		if (c->taken && c->state == CASE_NONE && !desk_case_current(l, c)) {
			desk_case_free(c);
		}
	}
}

/* An alarm forgets its traveller (epoch 0), and so does a way back that is opened since nobody
 * came: both are about the one of the status before. */
static void follow_alarm(struct desk_lane *l, const struct msg *m, uint32_t was)
{
	bool alarm = m->body.status.state == GATE_ALARM;
	bool out =
		m->body.status.state == GATE_BACK_OPEN || m->body.status.state == GATE_BACK_CLOSING;
	if (m->epoch != 0 || !(alarm || out)) {
		l->alarmed = 0;
	} else if (was != 0) {
		l->alarmed = was;
	}
}

/* Whom the status refers, or whom an alarm is about. */
static struct desk_case *referred(struct desk_lane *l, const struct lane_was *was)
{
	if (l->epoch != 0 && gate_refers(l->status.state)) {
		return desk_case_get(l, l->epoch);
	}
	if (l->alarmed == 0 || l->status.state != GATE_ALARM) {
		return NULL;
	}
	/* While the alarm goes on, its case may be closed, or wait for a desk: then it is not begun
	 * again. */
	struct desk_case *c = was->epoch == l->alarmed ? desk_case_get(l, l->alarmed)
						       : desk_case_find(l, l->alarmed);
	return c != NULL && c->where == DESK_AWAITED ? NULL : c;
}

/* A desk that awaited a record, and has nobody now, has it: no order ends that (gate_order.c). */
static void follow_record(struct desk_lane *l, const struct lane_was *was)
{
	bool gone = was->epoch != 0 && was->epoch != l->epoch && was->state == GATE_RECORDING;
	struct desk_case *c = gone ? desk_case_find(l, was->epoch) : NULL;
	if (c != NULL && c->desk) {
		c->left = true;
	}
}

static void follow_cases(struct desk *d, struct desk_lane *l, const struct lane_was *was)
{
	struct desk_case *c = referred(l, was);
	follow_record(l, was);
	if (c != NULL) {
		desk_case_refer(d, l, c);
		take_status(d, l, c);
	}
	for (size_t k = 0; k < DESK_SLOTS; k++) {
		if (l->cases[k].taken) {
			desk_case_follow(d, l, &l->cases[k]);
		}
	}
}

static void hear_status(struct desk *d, struct desk_lane *l, const struct msg *m)
{
	const struct msg_status *s = &m->body.status;
	bool known = l->told && s->session == l->status.session;
	const struct lane_was was = {.epoch = known ? l->epoch : 0,
				     .state = known ? l->status.state : (uint8_t)GATE_INIT};
	bool turned = s->reversed != l->status.reversed;
	uint32_t orders = desk_orders(s);
	if (s->session != l->status.session) {
		other_session(d, l);
	}
	follow_alarm(l, m, was.epoch);
	l->step = l->epoch == m->epoch ? l->step : (uint8_t)STEP_NONE;
	l->step = s->step == STEP_NONE ? l->step : s->step;
	l->since_ms = known && s->state == was.state ? l->since_ms : d->unix_ms;
	l->status = *s;
	l->epoch = m->epoch;
	l->told = true;
	desk_touch(d, l);
	if (!known || orders != l->orders || turned) {
		l->orders = orders;
		l->orders_version = l->version;
	}
	forget_early(l);
	follow_cases(d, l, &was);
	struct desk_case *c = s->state == GATE_FACE ? desk_case_find(l, l->epoch) : NULL;
	if (c != NULL) {
		desk_case_live_over(d, l, c);
	}
}

static void hear_load(struct desk *d, struct desk_lane *l, const struct msg_load *load)
{
	if (!same(&l->load, load, sizeof(*load))) {
		l->load = *load;
		desk_touch(d, l);
	}
}

static void hear_hit(struct desk_told *t, const struct msg_hit *h)
{
	if (h->source < LOOKUP_SOURCE_COUNT && h->index < HITS_MAX) {
		t->hits[h->source][h->index] = *h;
		t->hit[h->source] = (uint8_t)(t->hit[h->source] | 1u << h->index);
	}
}

static void hear_findings(struct desk_told *t, const struct msg_findings *m)
{
	t->findings = m->findings;
	for (size_t i = 0; i < MSG_CHECKS_SIZE; i++) {
		t->excused[i] = m->excused[i];
	}
}

/* What was told of a traveller; the same again, to a watcher that connects anew, is no change. */
static enum eg_err hear_person(struct desk *d, struct desk_lane *l, const struct msg *m,
			       struct rd bulk)
{
	struct desk_case *c = desk_case_find(l, m->epoch);
	if (c == NULL && m->epoch == l->epoch && m->epoch != 0) {
		c = desk_case_get(l, m->epoch);
	}
	if (c == NULL) {
		return EG_OK; /* of somebody who is no case: dropped */
	}
	if (m->kind == MSG_FACE_PICTURE) {
		return desk_case_picture(d, l, c, &m->body.face_picture, bulk);
	}
	struct desk_told before = c->told;
	if (m->kind == MSG_DOCUMENT) {
		c->told.page = m->body.document;
	} else if (m->kind == MSG_HOLDER) {
		c->told.chip = m->body.holder;
	} else if (m->kind == MSG_FINDINGS) {
		hear_findings(&c->told, &m->body.findings);
	} else {
		hear_hit(&c->told, &m->body.hit);
	}
	if (c->state != CASE_NONE && !same(&before, &c->told, sizeof(before))) {
		desk_touch_case(d, l, c);
	}
	desk_join_seek(d, l, c);
	secret_wipe(&before, sizeof(before));
	return EG_OK;
}

enum eg_err desk_message(struct desk *d, unsigned lane, const struct msg *m, struct rd bulk)
{
	struct desk_lane *l = desk_lane_of(d, lane);
	if (l == NULL || !l->up || (!l->told && m->kind != MSG_STATUS)) {
		return EG_FAIL(EG_STATE, "a lane that is not up, or has no status yet");
	}
	switch (m->kind) {
	case MSG_STATUS:
		hear_status(d, l, m);
		return EG_OK;
	case MSG_LOAD:
		hear_load(d, l, &m->body.load);
		return EG_OK;
	case MSG_DOCUMENT:
	case MSG_HOLDER:
	case MSG_FINDINGS:
	case MSG_HIT:
	case MSG_FACE_PICTURE:
		return hear_person(d, l, m, bulk);
	default: /* not an enum: every other number */
		return EG_FAIL(EG_BAD_DATA, "no message that an officer is told");
	}
}
