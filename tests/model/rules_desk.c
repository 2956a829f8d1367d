/*
 * rules_desk: what must hold at an inspection desk, where an officer decides about everybody.
 * Knows promises about the desk alone; the look is at a desk already. Never knows how the machine
 * keeps them.
 */
#include "rules_look.h"

#define ENDED (BIT(GATE_IDLE) | BIT(GATE_CLOSED))
/* What nobody who is served waits through. */
#define NEVER_AT_REST (BIT(GATE_EV_TIMER) | BIT(GATE_EV_WORKER_LOST))

bool rule_a_desk_drives_nothing(const struct look *l)
{
	return l->out == 0;
}

bool rule_no_level_moves_a_desk(const struct look *l)
{
	const struct gate *g = &l->by_levels.gate;
	bool begins =
		l->b.state == GATE_INIT && (any(l->in, (uint32_t)GATE_IN_READY) || l->b.closing);
	if (begins) {
		return g->state == (l->b.closing ? GATE_CLOSED : GATE_IDLE);
	}
	return g->state == l->b.state && g->why == l->b.why && g->evidence == l->b.evidence &&
	       l->by_levels.todo == 0;
}

bool rule_a_desk_admits_by_an_officer_only(const struct look *l)
{
	bool asked = any(l->s.todo, GATE_DO_RECORD);
	bool by_pass = order(l, GATE_EV_ORDER_PASS) && l->b.state == GATE_REFERRED_INSIDE;
	bool officer = any(l->a.evidence, GATE_HAS_OFFICER);
	return (!asked || by_pass) && officer == (l->a.state == GATE_RECORDING);
}

bool rule_a_desk_records_a_traveller_once(const struct look *l)
{
	bool ends = any(l->s.todo, GATE_DO_END);
	bool sent = any(l->s.todo, GATE_DO_RECORD_REFERRAL);
	bool crossed = order(l, GATE_EV_RECORDED) && l->b.state == GATE_RECORDING;
	bool well = !sent || (order(l, GATE_EV_ORDER_BACK) && l->s.why == GATE_WHY_OFFICER);
	return well && ends == (sent != crossed) && (!ends || IN(l->a.state, ENDED));
}

/* Reason of an event that leads to the officer; NONE: it does not. */
static uint8_t why_of(const struct look *l)
{
	static const uint8_t whys[GATE_EVENT_COUNT] = {
		[GATE_EV_TIMER] = GATE_WHY_TIME,
		[GATE_EV_DOCUMENT_OK] = GATE_WHY_INSPECTION,
		[GATE_EV_DOCUMENT_REFER] = GATE_WHY_DOCUMENT,
		[GATE_EV_FACE_OK] = GATE_WHY_INSPECTION,
		[GATE_EV_FACE_REFER] = GATE_WHY_FACE,
		[GATE_EV_FINGER_OK] = GATE_WHY_INSPECTION,
		[GATE_EV_FINGER_REFER] = GATE_WHY_FINGER,
		[GATE_EV_RECORD_FAILED] = GATE_WHY_JOURNAL,
		[GATE_EV_WORKER_LOST] = GATE_WHY_WORKER,
		[GATE_EV_ORDER_HOLD] = GATE_WHY_OFFICER,
	};
	bool journal = l->ev.kind == GATE_EV_TIMER && l->b.state == GATE_RECORDING;
	return journal ? (uint8_t)GATE_WHY_JOURNAL : whys[l->ev.kind];
}

/* Comes to the officer, and with the reason that the event has. */
static bool to_officer(const struct look *l)
{
	return l->a.state == GATE_REFERRED_INSIDE && l->fresh && why_of(l) != GATE_WHY_NONE &&
	       l->a.why == why_of(l) && !any(l->a.evidence, GATE_HAS_OFFICER);
}

static bool sent_away(const struct look *l)
{
	return order(l, GATE_EV_ORDER_BACK) && IN(l->a.state, ENDED);
}

/* What each event means to a traveller in this state, if it is theirs. */
static bool must_lead_on(const struct look *l, uint32_t events)
{
	uint32_t always = NEVER_AT_REST | BIT(GATE_EV_ORDER_HOLD) | BIT(GATE_EV_ORDER_BACK);
	/* Whoever is compared though they were refused is not refused again. */
	bool known = IN(l->b.state, COMPARING) && !any(l->b.evidence, GATE_HAS_DOCUMENT);
	events |= known ? 0 : BIT(GATE_EV_DOCUMENT_REFER);
	return l->fresh && IN(l->ev.kind, always | events);
}

bool rule_whoever_is_read_comes_to_the_officer(const struct look *l)
{
	if (l->b.state != GATE_READING) {
		return true;
	}
	bool has = any(l->a.evidence, GATE_HAS_DOCUMENT);
	bool moved = l->a.state != GATE_READING;
	return moved == must_lead_on(l, BIT(GATE_EV_DOCUMENT_OK)) &&
	       has == order(l, GATE_EV_DOCUMENT_OK) && (!moved || to_officer(l) || sent_away(l));
}

bool rule_a_desk_waits_for_its_officer(const struct look *l)
{
	if (l->b.state != GATE_REFERRED_INSIDE) {
		return true;
	}
	if (order(l, GATE_EV_ORDER_PASS)) {
		return l->a.state == GATE_RECORDING;
	}
	if (order(l, GATE_EV_ORDER_RETRY)) {
		return l->a.state == GATE_FACE && any(l->s.todo, GATE_DO_CAPTURE);
	}
	return order(l, GATE_EV_ORDER_BACK) ? IN(l->a.state, ENDED)
					    : l->a.state == GATE_REFERRED_INSIDE;
}

bool rule_a_comparison_at_a_desk_decides_nothing(const struct look *l)
{
	bool face = l->b.state == GATE_FACE;
	if (!IN(l->b.state, COMPARING)) {
		return true;
	}
	uint32_t own =
		face ? BIT(GATE_EV_FACE_OK) | BIT(GATE_EV_FACE_REFER) | BIT(GATE_EV_FINGER_WANTED)
		     : BIT(GATE_EV_FINGER_OK) | BIT(GATE_EV_FINGER_REFER);
	bool moved = l->a.state != l->b.state;
	bool finger = face && order(l, GATE_EV_FINGER_WANTED) && l->a.state == GATE_FINGER;
	bool found = any(l->a.evidence, face ? GATE_HAS_FACE : GATE_HAS_FINGER);
	bool accepted = order(l, face ? GATE_EV_FACE_OK : GATE_EV_FINGER_OK);
	return moved == must_lead_on(l, own) && found == accepted &&
	       (!moved || finger || to_officer(l) || sent_away(l));
}

bool rule_a_record_at_a_desk_is_awaited(const struct look *l)
{
	if (l->b.state != GATE_RECORDING) {
		return true;
	}
	bool moved = l->a.state != GATE_RECORDING;
	bool crossed = order(l, GATE_EV_RECORDED) && IN(l->a.state, ENDED);
	uint32_t events = BIT(GATE_EV_RECORDED) | BIT(GATE_EV_RECORD_FAILED) | NEVER_AT_REST |
			  BIT(GATE_EV_DOCUMENT_REFER);
	return moved == (l->fresh && IN(l->ev.kind, events)) &&
	       (!moved || crossed || to_officer(l));
}

bool rule_a_comparison_counts_alone(const struct look *l)
{
	return !IN(l->a.state, COMPARING) || !any(l->a.evidence, GATE_HAS_FACE | GATE_HAS_FINGER);
}

/* Late news about whom the officer looks at already. */
static bool late(const struct look *l)
{
	return order(l, GATE_EV_WORKER_LOST) || order(l, GATE_EV_DOCUMENT_REFER);
}

bool rule_a_desk_tells_what_is_wrong(const struct look *l)
{
	if (l->a.state != GATE_REFERRED_INSIDE) {
		return l->a.why == GATE_WHY_NONE;
	}
	if (l->b.state != GATE_REFERRED_INSIDE) {
		return l->a.why != GATE_WHY_NONE;
	}
	bool news = late(l) && l->b.why == GATE_WHY_INSPECTION;
	return l->a.why == (news ? why_of(l) : l->b.why) &&
	       (late(l) ? l->a.evidence == 0 : l->a.evidence == l->b.evidence);
}

bool rule_a_desk_is_not_hurried(const struct look *l)
{
	bool timer = order(l, GATE_EV_TIMER) &&
		     IN(l->b.state, BIT(GATE_REFERRED_INSIDE) | BIT(GATE_INIT));
	bool idle = timer || l->ev.kind == GATE_EV_ORDER_RESET || l->ev.kind == GATE_EV_ORDER_FREE;
	return !idle || rules_same_step(l->s, l->by_levels);
}
