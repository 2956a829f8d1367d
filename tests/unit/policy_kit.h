/*
 * policy_kit: a policy that wants fingers, and what was found of a face and a finger, for tests.
 * Knows the shipped scores. Never knows a decision.
 */
#ifndef EG_TESTS_POLICY_KIT_H
#define EG_TESTS_POLICY_KIT_H

#include "gate/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static inline enum eg_err set(struct policy *p, const char *key, const char *value)
{
	return policy_set(p, rd_cstr(key), rd_cstr(value));
}

static inline struct policy wants(const char *when)
{
	struct policy p = policy_default();
	assert_int_equal(set(&p, "finger", when), EG_OK);
	assert_int_equal(policy_check(&p), EG_OK);
	return p;
}

/* All that comes before the finger passed; the chip has fingers; none was given yet. */
static inline struct findings seen(int16_t match)
{
	const struct policy p = policy_default();
	const struct face_scores s = {match, 900, true};
	struct findings f = findings_none();
	for (unsigned c = 0; c <= CHECK_FINGER_CHIP; c++) {
		findings_set(&f, (enum check)c, VERDICT_PASS, REASON_NONE);
	}
	policy_judge_face(&p, &s, &f);
	return f;
}

#define SURE  700
#define DOUBT 400
#define OTHER 349

static const struct finger_cues good_cues = {{VERDICT_PASS, VERDICT_PASS, VERDICT_PASS}};

static inline struct finger_scores one_finger(int16_t score)
{
	return (struct finger_scores){
		.sum = score, .of = {score}, .position = {2}, .quality = {60}, .tries = 1};
}

static inline void give(struct findings *f, int16_t score)
{
	const struct policy p = policy_default();
	const struct finger_scores s = one_finger(score);
	policy_judge_finger(&p, &s, &good_cues, REASON_NONE, f);
}

#endif
