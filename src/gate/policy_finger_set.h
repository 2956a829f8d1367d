/*
 * policy_finger_set: the settings of the finger as text; for policy_set.c, and whoever chooses
 * scores.
 * Knows keys, ranges and the names of fingers. Never knows files, nor what a policy decides.
 */
#ifndef EG_GATE_POLICY_FINGER_SET_H
#define EG_GATE_POLICY_FINGER_SET_H

#include "gate/policy.h"

/* *known: the key is one of the finger's that is no score. A value that makes no sense changes
 * nothing. */
EG_CHECK enum eg_err policy_finger_set(struct policy *p, struct rd key, struct rd value,
				       bool *known);
EG_CHECK enum eg_err policy_finger_check(const struct policy *p);

#endif
