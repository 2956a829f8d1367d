/*
 * desk_act: what officers want done: acts on cases, orders to lanes, handing over.
 * Knows in which order a wish is judged. Never knows what is possible where (desk_table.c).
 *
 * Four eyes: a pass of somebody who is listed goes to the lane as any other, and it is the core
 * that waits for another officer's. Here the first officer is not let ask again, so that no word of
 * one officer counts twice.
 */
#include "console/desk_impl.h"

#include "base/utf8.h"

/* A wish whose words were understood. */
struct wish {
	enum case_code code;
	struct desk_person officer;
	char note[CASE_NOTE_SIZE];
};

static enum desk_refusal understand(const struct desk_wish *w, const struct desk_who *who,
				    struct wish *out)
{
	struct rd note = w->note == NULL ? RD_EMPTY : rd_cstr(w->note);
	*out = (struct wish){.officer = desk_person(who->number, who->name)};
	if (!desk_code_of(w->code, &out->code)) {
		return DESK_NO_SUCH_ACT;
	}
	if (note.left >= sizeof(out->note) || !utf8_printable(note)) {
		return DESK_NOTE_BAD;
	}
	desk_text(out->note, sizeof(out->note), w->note);
	return DESK_DONE;
}

static bool may(const struct desk_who *who)
{
	return who->works && who->number >= OFFICER_ENROLLED;
}

/* Everything but the words: whether this act is possible on this case now. */
static enum desk_refusal fits(const struct desk_lane *l, const struct desk_case *c,
			      enum desk_act_kind act, const struct desk_wish *w)
{
	if (!l->told || l->out_count + 3 > DESK_OUT_MAX) {
		return DESK_LANE;
	}
	if (w->version != c->version) {
		return DESK_VERSION;
	}
	if (c->wait.act != DESK_ACT_COUNT) {
		return DESK_WAITS;
	}
	/* What lets somebody out, or closes a case, is never kept from an officer. */
	if (l->backlog.full && (act == DESK_PASS || act == DESK_RETRY)) {
		return DESK_RECORDS;
	}
	if ((desk_case_acts(l, c) & 1u << act) != 0) {
		return DESK_DONE;
	}
	return act == DESK_PASS && desk_case_needs(l, c) ? DESK_NEEDS : DESK_NOT_POSSIBLE;
}

/* What the rule of the act asks of the officer. */
static enum desk_refusal asked(const struct desk_case *c, enum desk_act_kind act,
			       const struct wish *w)
{
	const struct desk_rule *r = desk_rule(act);
	if (act == DESK_PASS && c->agreed.number == w->officer.number) {
		return DESK_SAME_OFFICER;
	}
	bool code = r->codes == 0 ? w->code == CASE_CODE_NONE : (r->codes & 1u << w->code) != 0;
	if (!code) {
		return DESK_CODE_NEEDED;
	}
	return r->note && desk_case_listed(c) && w->note[0] == '\0' ? DESK_NOTE_NEEDED : DESK_DONE;
}

/* A traveller whom an alarm is about has no number with the core any more. */
static void order(struct desk *d, struct desk_lane *l, struct desk_case *c, enum desk_act_kind act,
		  const struct wish *w)
{
	const struct desk_rule *r = desk_rule(act);
	struct msg m = msg_make(MSG_ORDER, l->epoch == c->epoch ? c->epoch : 0);
	m.body.order.order = r->order;
	m.body.order.code = (uint8_t)w->code;
	m.body.order.listed = act == DESK_PASS && c->from_listed ? 1 : 0;
	m.body.order.officer = w->officer.number;
	desk_text(m.body.order.note, sizeof(m.body.order.note), w->note);
	if (c->desk && r->order != GATE_EV_ORDER_RETRY) {
		m.body.order.from = desk_join_ref(d, c);
	}
	desk_send(l, &m);
	c->wait = (struct desk_wait){.act = (uint8_t)act,
				     .order = r->order,
				     .code = (uint8_t)w->code,
				     .officer = w->officer,
				     .until_ms = d->mono_ms + DESK_ORDER_MS};
	desk_text(c->wait.note, sizeof(c->wait.note), w->note);
	c->failed = NULL;
	desk_touch_case(d, l, c);
}

static void do_act(struct desk *d, struct desk_lane *l, struct desk_case *c, enum desk_act_kind act,
		   const struct wish *w)
{
	const struct desk_rule *r = desk_rule(act);
	const struct desk_why why = {
		.code = (uint8_t)w->code, .officer = w->officer, .note = w->note};
	if (r->order != 0 && c->where != DESK_GONE) {
		order(d, l, c, act, w);
		return;
	}
	desk_case_go(d, l, c, (enum case_state)r->to, &why);
	desk_case_follow(d, l, c); /* decided about somebody who is gone: over */
}

enum desk_refusal desk_act(struct desk *d, const char *id, const struct desk_wish *w,
			   const struct desk_who *who)
{
	struct desk_lane *l = NULL;
	enum desk_act_kind act;
	struct wish wish;
	if (!may(who)) {
		return DESK_OFFICE;
	}
	struct desk_case *c = desk_case_of(d, id, &l);
	if (c == NULL) {
		return DESK_NOT_FOUND;
	}
	bool from = w->from != NULL && w->from[0] != '\0';
	if (!desk_act_of(w->what, &act) || (from && act != DESK_TAKE)) {
		return DESK_NO_SUCH_ACT;
	}
	enum desk_refusal no = understand(w, who, &wish);
	no = no == DESK_DONE ? fits(l, c, act, w) : no;
	no = no == DESK_DONE ? asked(c, act, &wish) : no;
	if (no != DESK_DONE) {
		return no;
	}
	if (act == DESK_TAKE) {
		return desk_join_take(d, l, c, w->from);
	}
	do_act(d, l, c, act, &wish);
	return DESK_DONE;
}

/* Nobody waits for doors to be free because a screen was a moment late. */
static bool version_fits(const struct desk_lane *l, enum desk_order_kind order, int64_t version)
{
	return order == DESK_ORDER_EVACUATE ||
	       (version >= l->orders_version && version <= l->version);
}

enum desk_refusal desk_order(struct desk *d, unsigned lane, const struct desk_wish *w,
			     const struct desk_who *who)
{
	struct desk_lane *l = desk_lane_of(d, lane);
	enum desk_order_kind order;
	struct wish wish;
	if (!may(who)) {
		return DESK_OFFICE;
	}
	if (l == NULL) {
		return DESK_NOT_FOUND;
	}
	if (!desk_order_of(w->what, &order)) {
		return DESK_NO_SUCH_ACT;
	}
	enum desk_refusal no = understand(w, who, &wish);
	if (no != DESK_DONE) {
		return no;
	}
	if (!l->told || l->out_count == DESK_OUT_MAX) {
		return DESK_LANE;
	}
	if (!version_fits(l, order, w->version)) {
		return DESK_VERSION;
	}
	if ((l->orders & 1u << order) == 0) {
		return DESK_NOT_POSSIBLE;
	}
	struct msg m = msg_make(MSG_ORDER, 0);
	m.body.order.order = (uint8_t)desk_order_event(order);
	m.body.order.code = (uint8_t)wish.code;
	m.body.order.officer = wish.officer.number;
	desk_text(m.body.order.note, sizeof(m.body.order.note), wish.note);
	desk_send(l, &m);
	return DESK_DONE;
}

/* What waits for doors goes on as its officer wanted it. */
static void take_over(struct desk *d, struct desk_lane *l, struct desk_case *c,
		      const struct desk_person *to)
{
	const struct desk_why why = {.code = CASE_CODE_NONE, .officer = *to};
	if (c->state == CASE_ACK && c->wait.act == DESK_ACT_COUNT) {
		desk_case_go(d, l, c, CASE_ACK, &why);
		return;
	}
	c->officer = *to;
	desk_touch_case(d, l, c);
}

void desk_hand_over(struct desk *d, uint32_t from, const struct desk_who *to)
{
	const struct desk_person person = desk_person(to->number, to->name);
	for (size_t i = 0; may(to) && i < DESK_LANES_MAX; i++) {
		struct desk_lane *l = d->lanes[i];
		for (size_t k = 0; l != NULL && k < DESK_SLOTS; k++) {
			struct desk_case *c = &l->cases[k];
			bool open = c->taken && c->state != CASE_NONE && c->state != CASE_CLOSED;
			if (open && from != 0 && c->officer.number == from) {
				take_over(d, l, c, &person);
			}
		}
	}
}
