/*
 * policy_page: the settings of a document's page; for policy.c and policy_set.c.
 * Knows keys and ranges. Never knows files, nor what a policy decides.
 */
#ifndef EG_GATE_POLICY_PAGE_H
#define EG_GATE_POLICY_PAGE_H

#include "gate/policy.h"

/* Nothing is demanded; the shipped thresholds. */
void policy_page_default(struct policy *p);
/* One of the checks that page-needs alone decides about. */
bool policy_of_page(unsigned check);
/* *known: the key is one of the page's that is no score. A value that makes no sense changes
 * nothing. */
EG_CHECK enum eg_err policy_page_set(struct policy *p, struct rd key, struct rd value, bool *known);
EG_CHECK enum eg_err policy_page_check(const struct policy *p);

#endif
