/*
 * passive_report: from faults to the result of each step.
 * Knows what a profile passes over, what signed lists heal, and how grave the rest is. Never finds
 * a fault.
 */
#include "pki/passive_impl.h"

void passive_note(struct passive *p, enum passive_step step, enum passive_fault f)
{
	faults_add(&p->before.found, f);
	faults_add(&p->now.found, f);
	p->before.done |= PASSIVE_STEP_BIT(step);
	p->now.done |= PASSIVE_STEP_BIT(step);
}

/* Of several faults of a step the gravest decides. */
static int weight(enum passive_status s)
{
	switch (s) {
	case PASSIVE_STATUS_NOT_DONE:
		return 0;
	case PASSIVE_STATUS_SUCCESSFUL:
		return 1;
	case PASSIVE_STATUS_UNDETERMINED:
		return 2;
	case PASSIVE_STATUS_NOT_SUPPORTED:
		return 3;
	case PASSIVE_STATUS_ABORTED:
		return 4;
	case PASSIVE_STATUS_FAILED:
		return 5;
	}
	return 5;
}

/* Of two that weigh the same, the one that no policy could pass over is named. */
static bool graver(enum passive_status s, enum passive_fault f, enum passive_status than_s,
		   enum passive_fault than_f)
{
	if (than_f == FAULT_NONE || weight(s) != weight(than_s)) {
		return than_f == FAULT_NONE || weight(s) > weight(than_s);
	}
	return fault_class(f) == FAULT_CLASS_NEVER && fault_class(than_f) != FAULT_CLASS_NEVER;
}

struct outcome {
	enum passive_status status;
	enum passive_fault fault;
};

static struct outcome outcome_of(const struct passive_attempt *a, enum passive_step step,
				 struct faults tolerated, struct faults healed)
{
	bool done = (a->done & PASSIVE_STEP_BIT(step)) != 0;
	struct outcome o = {done ? PASSIVE_STATUS_SUCCESSFUL : PASSIVE_STATUS_NOT_DONE, FAULT_NONE};
	for (unsigned n = 0; n < FAULT_COUNT; n++) {
		enum passive_fault f = (enum passive_fault)n;
		enum passive_status s = PASSIVE_STATUS_SUCCESSFUL;
		if (fault_step(f) != step || !faults_has(a->found, f)) {
			continue;
		}
		if (!faults_has(tolerated, f)) {
			s = faults_has(healed, f) ? known_healed(f) : fault_status(f);
		}
		if (graver(s, f, o.status, o.fault)) {
			/* What was passed over does not make a step that was never come to. */
			o.status = done || s != PASSIVE_STATUS_SUCCESSFUL ? s : o.status;
			o.fault = f;
		}
	}
	return o;
}

static struct faults only(struct faults a, struct faults b)
{
	return faults_without(a, faults_without(a, b));
}

static struct faults healed_of(const struct passive *p)
{
	struct faults healed = {0};
	if (passive_heals(p)) {
		healed = p->effects.healed;
	}
	if (p->hash_wrong_beyond_lists) {
		struct faults hash = {0};
		faults_add(&hash, FAULT_GROUP_HASH);
		healed = faults_without(healed, hash);
	}
	return healed;
}

/* TR-03135-1, 5.6.4.3.6: from the certificate, its CA and what lists say of it. */
static enum passive_trust trust_of(const struct passive_report *r)
{
	static const enum passive_step steps[] = {PASSIVE_STEP_SIGNER, PASSIVE_STEP_PROFILE,
						  PASSIVE_STEP_CHAIN, PASSIVE_STEP_REVOCATION};
	enum passive_trust trust = PASSIVE_TRUSTED;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		enum passive_status s = r->of[steps[i]].status;
		if (s == PASSIVE_STATUS_FAILED) {
			return PASSIVE_NOT_TRUSTED;
		}
		if (s != PASSIVE_STATUS_SUCCESSFUL) {
			trust = PASSIVE_TRUST_UNDETERMINED;
		}
	}
	return trust;
}

struct passive_report passive_report(const struct passive *p)
{
	struct passive_report r = {.trust = PASSIVE_TRUST_UNDETERMINED};
	for (unsigned n = 0; n < PASSIVE_STEP_COUNT; n++) {
		r.of[n] = (struct passive_result){.fault = FAULT_NONE, .healed = FAULT_NONE};
	}
	if (p == NULL) {
		return r;
	}
	const struct faults tolerated = p->profile.tolerated;
	const struct faults healed = healed_of(p);
	for (unsigned n = 0; n < PASSIVE_STEP_COUNT; n++) {
		enum passive_step step = (enum passive_step)n;
		struct outcome now = outcome_of(&p->now, step, tolerated, healed);
		struct outcome before = outcome_of(&p->before, step, tolerated, (struct faults){0});
		r.of[n] = (struct passive_result){
			.status = now.status,
			.fault = now.fault,
			.before = before.status,
			.healed = before.status != now.status ? before.fault : FAULT_NONE,
		};
		if (now.status == PASSIVE_STATUS_SUCCESSFUL && r.of[n].healed != FAULT_NONE) {
			faults_add(&r.healed, r.of[n].healed);
		}
	}
	r.found = p->now.found;
	r.tolerated = only(p->now.found, tolerated);
	faults_join(&r.tolerated, p->elsewhere);
	if (p->listed) {
		r.listed = p->effects.healed;
	}
	r.trust = trust_of(&r);
	return r;
}

bool passive_believed(const struct passive_report *r)
{
	static const enum passive_step steps[] = {
		PASSIVE_STEP_CONTAINER,  PASSIVE_STEP_SIGNER,    PASSIVE_STEP_ATTRIBUTES,
		PASSIVE_STEP_ALGORITHMS, PASSIVE_STEP_SIGNATURE, PASSIVE_STEP_OBJECT,
		PASSIVE_STEP_PROFILE,    PASSIVE_STEP_CHAIN,
	};
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (r->of[steps[i]].status != PASSIVE_STATUS_SUCCESSFUL) {
			return false;
		}
	}
	return r->of[PASSIVE_STEP_REVOCATION].status != PASSIVE_STATUS_FAILED &&
	       r->of[PASSIVE_STEP_KNOWN_DEFECT].status == PASSIVE_STATUS_SUCCESSFUL;
}
