/*
 * finger_policy: from which score on a finger matches: a false match rate of the configuration,
 * looked up in the matcher's table. Knows both. Never knows a finger; policy decides.
 */
#include "prog/finger_policy.h"

#include "biometrics/finger_rate.h"
#include "gate/policy_finger_set.h"
#include "prog/embedder_file.h"
#include "prog/policy_words.h"

/* The least score that keeps the rate of the configuration. */
static enum eg_err match_of(const struct config *c, int16_t *out)
{
	uint32_t one_in = FINGER_POLICY_FMR;
	if (c->finger_fmr[0] != '\0' && !embedder_rate(rd_cstr(c->finger_fmr), &one_in)) {
		return EG_FAIL(EG_CONFIG, "a false match rate is 1/N");
	}
	if (!finger_rate_threshold(1.0 / one_in, out)) {
		return EG_FAIL(EG_CONFIG, "no threshold of the finger's matcher was measured to "
					  "keep a false match rate that low");
	}
	*out = *out < FINGER_POLICY_LEAST ? FINGER_POLICY_LEAST : *out;
	return EG_OK;
}

/* The lowest rate that the table promises at this score. */
static enum eg_err stands_for(struct finger_policy *p)
{
	size_t count;
	const struct finger_rate *table = finger_rate_table(&count);
	p->one_in = 0;
	for (size_t i = 0; i < count && table[i].threshold <= p->match; i++) {
		p->one_in = table[i].one_in;
		p->extrapolated = table[i].extrapolated;
	}
	return p->one_in != 0 ? EG_OK
			      : EG_FAIL(EG_CONFIG, "no false match rate was measured for a "
						   "finger-match that low");
}

enum eg_err finger_policy_choose(const struct config *c, struct finger_policy *out)
{
	struct policy p;
	bool outright = policy_words_said(c, "finger-match");
	*out = (struct finger_policy){0};
	if (c->finger_fmr[0] != '\0' && outright) {
		return EG_FAIL(EG_CONFIG, "[finger] fmr and finger-match are both given: one of "
					  "them decides");
	}
	EG_TRY(policy_words_read(c, &p));
	if (!outright) {
		EG_TRY(match_of(c, &p.finger_match));
	}
	out->match = p.finger_match;
	if (p.finger == POLICY_FINGER_NEVER) {
		return EG_OK; /* a rate that cannot be kept is refused all the same */
	}
	EG_TRY(policy_finger_check(&p));
	return stands_for(out);
}

enum eg_err finger_policy_apply(struct config *c, struct finger_policy *out)
{
	EG_TRY(finger_policy_choose(c, out));
	if (out->one_in == 0) {
		return EG_OK; /* no finger is ever wanted */
	}
	if (!policy_words_said(c, "finger-match")) {
		EG_TRY(policy_words_add(c, "policy.finger-match", out->match));
	}
	return policy_words_add(c, "finger-one-in", out->one_in);
}
