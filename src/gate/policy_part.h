/*
 * policy_part: how a table turns findings into a decision; between policy.c and policy_finger.c.
 * Knows effects. Never knows which check is whose.
 */
#ifndef EG_GATE_POLICY_PART_H
#define EG_GATE_POLICY_PART_H

#include "gate/policy.h"

/* A failure refers whatever the table says, and so does what the table does not know. */
bool policy_refers(const struct policy *p, unsigned check, struct finding found);
/* One check of first to last that refers is enough; the first of the weightiest is named. */
struct decision policy_decide(const struct policy *p, const struct findings *f, unsigned first,
			      unsigned last);

#endif
