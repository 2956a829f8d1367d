/*
 * core_desk: what is special about an inspection desk: what has to be taken of whom, and what can.
 * Knows policy, portrait, fingers and who is there to compare them. Never knows what an officer
 * makes of it: the machine leaves every decision to them.
 *
 * A need is open as long as policy wants it of this traveller, it can be had or may still come, and
 * it was not tried. What was tried has been taken, also where it failed: a camera that shows nobody
 * must not hold somebody at a counter for ever. What an officer has broken off was not tried.
 */
#include "prog/core_lane.h"

bool lane_is_desk(const struct lane *l)
{
	return !gate_has_doors(&l->gate.plan);
}

/* By the signed zone, else by the printed one, where it was read surely. */
static bool wanted(const struct lane *l, uint8_t whom)
{
	const struct lane_traveller *t = &l->traveller;
	char printed[4] = "";
	lane_page_nationality(&t->document, printed);
	return policy_desk_wants(&l->settings.policy, (enum policy_desk)whom,
				 t->holder ? t->chip.facts.nationality : printed);
}

/* The chip's portrait is usable, or is still decoded, and somebody is there to compare it. */
static bool face_can(const struct lane *l)
{
	const struct lane_traveller *t = &l->traveller;
	bool usable = (t->done & DONE_PORTRAIT) == 0 ||
		      findings_verdict(&t->findings, CHECK_PORTRAIT) == VERDICT_PASS;
	return t->portrait && usable && !l->settings.blind && lane_serving(l, ROLE_FACE) &&
	       !l->slots[ROLE_FACE].unfit;
}

/* The same of fingers, and a sensor that is well. */
static bool finger_can(const struct lane *l)
{
	const struct lane_finger *f = &l->traveller.finger;
	bool usable = (l->traveller.done & DONE_FINGERS) == 0 ? f->came > 0 : f->usable != 0;
	bool sensor = l->slots[ROLE_TOUCH].state == WORKER_WARM || lane_serving(l, ROLE_TOUCH);
	return usable && lane_serving(l, ROLE_FINGER) && sensor && !l->slots[ROLE_TOUCH].unfit;
}

static bool examined(const struct lane *l)
{
	return lane_is_desk(l) && l->gate.epoch != 0 && l->gate.state != GATE_READING;
}

bool lane_desk_face(const struct lane *l)
{
	return examined(l) && face_can(l);
}

bool lane_desk_finger(const struct lane *l)
{
	return examined(l) && wanted(l, l->settings.policy.desk_finger) && finger_can(l);
}

bool lane_desk_lacks_finger(const struct lane *l)
{
	const struct finding *chip = &l->traveller.findings.of[CHECK_FINGER_CHIP];
	return lane_is_desk(l) && wanted(l, l->settings.policy.desk_finger) &&
	       chip->verdict == VERDICT_CANNOT_TELL && chip->reason != REASON_NOT_PRESENT;
}

uint8_t lane_desk_needs(const struct lane *l)
{
	unsigned open = 0;
	if (lane_desk_face(l) && wanted(l, l->settings.policy.desk_face)) {
		open |= NEEDS_FACE;
	}
	if (lane_desk_finger(l)) {
		open |= NEEDS_FINGER;
	}
	return (uint8_t)(open & ~(unsigned)l->traveller.taken);
}

bool lane_desk_takes(const struct lane *l, const struct msg_order *o)
{
	bool refers = lane_is_desk(l) && gate_refers(l->gate.state);
	if (o->from.lane != 0 && !lane_is_desk(l)) {
		return false; /* a gate ends no other lane's case */
	}
	if (lane_is_desk(l) && l->gate.state == GATE_RECORDING &&
	    (o->order == GATE_EV_ORDER_BACK || o->order == GATE_EV_ORDER_HOLD)) {
		return false; /* another officer has let them pass: gate_order.c */
	}
	if (refers && o->order == GATE_EV_ORDER_PASS) {
		return lane_desk_needs(l) == 0;
	}
	return !refers || o->order != GATE_EV_ORDER_RETRY || lane_desk_face(l) ||
	       lane_desk_finger(l);
}

bool lane_desk_reads_on(const struct lane *l, enum role from, enum msg_kind kind)
{
	unsigned done = from == ROLE_CHIP ? DONE_CHIP : DONE_VERIFY;
	return (from == ROLE_CHIP || from == ROLE_VERIFY) && examined(l) &&
	       (l->traveller.done & done) == 0 && permit_send(from, kind, GATE_READING);
}

void lane_desk_tried(struct lane *l, uint8_t before, enum gate_event_kind by)
{
	bool broken_off = by >= GATE_EV_ORDER_PASS || by == GATE_EV_DOCUMENT_REFER;
	if (!lane_is_desk(l) || l->gate.state == before || broken_off) {
		return;
	}
	if (before == GATE_FACE && l->traveller.captured) {
		l->traveller.taken |= NEEDS_FACE;
	}
	if (before == GATE_FINGER) {
		l->traveller.taken |= NEEDS_FINGER;
	}
}

/* What the checks have found comes again to light behind a comparison, or later than the officer;
 * at once it would break a comparison off. */
void lane_desk_tell(struct lane *l)
{
	const struct lane_traveller *t = &l->traveller;
	uint8_t check = t->decision.check;
	bool compared = check >= CHECK_FACE_MATCH && check <= CHECK_FINGER_LIVE; /* none of it */
	if (lane_is_desk(l) && !compared && l->gate.state == GATE_REFERRED_INSIDE &&
	    l->gate.why == GATE_WHY_INSPECTION && (t->done & DONE_DECISION) != 0 &&
	    !t->decision.admit) {
		lane_raise(l, GATE_EV_DOCUMENT_REFER);
	}
}

static bool passed(const struct lane *l, enum check first, enum check last)
{
	bool all = true;
	for (unsigned c = first; c <= last; c++) {
		all = all &&
		      findings_verdict(&l->traveller.findings, (enum check)c) == VERDICT_PASS;
	}
	return all;
}

void lane_desk_compared(struct lane *l)
{
	bool alike = passed(l, CHECK_FACE_MATCH, CHECK_FACE_ALONE);
	lane_raise(l, lane_desk_finger(l) ? GATE_EV_FINGER_WANTED
		      : alike             ? GATE_EV_FACE_OK
					  : GATE_EV_FACE_REFER);
}

void lane_desk_pressed(struct lane *l)
{
	bool alike = passed(l, CHECK_FINGER_MATCH, CHECK_FINGER_LIVE);
	lane_raise(l, alike ? GATE_EV_FINGER_OK : GATE_EV_FINGER_REFER);
}
