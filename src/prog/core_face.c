/*
 * core_face: captures: what the face worker is asked and says, and what the lane makes of it.
 * Knows portrait, scores and cues as they come. Never knows a pixel, nor another worker's job.
 */
#include "prog/core_lane.h"

#include "base/log.h"

void lane_capture(struct lane *l)
{
	static const enum check face_checks[] = {CHECK_FACE_MATCH, CHECK_FACE_LIVE,
						 CHECK_FACE_ALONE};
	struct msg m = msg_make(MSG_CAPTURE, l->gate.epoch);
	bool decided = lane_is_desk(l) && (l->traveller.done & DONE_DECISION) != 0;
	l->traveller.done &= (uint8_t)~DONE_FACE;
	l->traveller.scores = (struct face_scores){0};
	l->traveller.decision = decided ? lane_document_decision(l) : (struct decision){0};
	l->prompt = 0;
	l->ports.forget(l->ports.context, FACE_PICTURE_LIVE);
	for (size_t i = 0; i < sizeof(face_checks) / sizeof(face_checks[0]); i++) {
		findings_set(&l->traveller.findings, face_checks[i], VERDICT_NOT_DONE, REASON_NONE);
	}
	lane_finger_forget(l); /* all again */
	l->traveller.captured = !lane_is_desk(l) || lane_desk_face(l);
	if (!l->traveller.captured) {
		lane_raise(l, GATE_EV_FINGER_WANTED); /* all that can be had: lane_desk_takes */
		return;
	}
	if (!lane_serving(l, ROLE_FACE)) {
		lane_raise(l, GATE_EV_WORKER_LOST);
		return;
	}
	l->traveller.captures++;
	lane_send(l, ROLE_FACE, &m, -1);
}

bool lane_portrait_ready(struct lane *l, const struct msg_portrait_ready *d)
{
	if ((l->traveller.done & DONE_PORTRAIT) != 0 || !l->traveller.portrait ||
	    !lane_page_compared(l, d)) {
		return false;
	}
	l->traveller.done |= DONE_PORTRAIT;
	lane_picture_due(l, FACE_PICTURE_PORTRAIT);
	lane_step_done(l, STEP_PORTRAIT, d->own_us);
	lane_document_again(l);
	return true;
}

/* A capture that found nobody to compare says nothing about whose face it is. */
static void judge_face(struct lane *l, const struct msg_face_result *r)
{
	struct findings *f = &l->traveller.findings;
	policy_judge_face(&l->settings.policy, &r->scores, f);
	if (r->frames == 0) {
		enum reason why = r->covered != 0 ? REASON_FACE_COVERED : REASON_NO_FACE;
		findings_set(f, CHECK_FACE_MATCH, VERDICT_CANNOT_TELL, why);
		findings_set(f, CHECK_FACE_LIVE, VERDICT_CANNOT_TELL, why);
	}
	policy_judge_attack(&l->settings.policy, &r->cues, r->closest, f);
}

bool lane_face_result(struct lane *l, const struct msg_face_result *r)
{
	struct lane_traveller *t = &l->traveller;
	if (t->captures == 0 || (t->done & DONE_PORTRAIT) == 0) {
		return false;
	}
	/* Thresholds of another model say nothing about its scores. */
	if (l->settings.face_model != 0 && r->model != l->settings.face_model) {
		return false;
	}
	t->captures--;
	lane_picture_due(l, FACE_PICTURE_LIVE);
	if (t->captures > 0) {
		return true; /* an officer has ordered another since: who was seen may have left */
	}
	t->done |= DONE_FACE;
	lane_step_done(l, STEP_FACE, r->own_us);
	if (l->gate.state != GATE_FACE) {
		return true; /* too late: the gate went on without it */
	}
	t->scores = r->scores;
	t->model = r->model;
	judge_face(l, r);
	t->decision = policy_decide_face(&l->settings.policy, &t->findings);
	LOG(LOG_INFO, "face", LOG_INT("epoch", l->gate.epoch), LOG_INT("admit", t->decision.admit),
	    LOG_INT("check", t->decision.check), LOG_INT("reason", t->decision.reason),
	    LOG_INT("frames", r->frames), LOG_INT("finger", t->decision.finger));
	if (lane_is_desk(l)) {
		lane_desk_compared(l);
		return true;
	}
	lane_raise(l, t->decision.finger  ? GATE_EV_FINGER_WANTED
		      : t->decision.admit ? GATE_EV_FACE_OK
					  : GATE_EV_FACE_REFER);
	return true;
}

bool lane_guide(struct lane *l, const struct msg_face_guide *g)
{
	l->prompt = g->prompt;
	lane_raise(l, GATE_EV_LEVELS); /* so that watchers are told */
	return true;
}

/* It ends by itself now; what it said stays until one that can serve is there. False: it has said
 * so already, and should have ended. */
bool lane_unfit(struct lane *l, enum role from, const struct msg_unfit *u)
{
	if (l->slots[from].unfit) {
		return false;
	}
	l->slots[from].unfit = true;
	uint8_t *last = from == ROLE_FACE   ? &l->unfit
			: from == ROLE_PAGE ? &l->page_unfit
					    : &l->touch_unfit;
	if (*last != u->reason) {
		LOG(LOG_ERROR, "unfit", LOG_NAME("role", ((struct log_word){role_name(from)})),
		    LOG_INT("reason", u->reason));
	}
	*last = u->reason;
	if (from == ROLE_TOUCH) {
		lane_touch_unfit(l, (enum reason)u->reason);
	}
	lane_raise(l, GATE_EV_LEVELS); /* so that watchers are told */
	return true;
}
