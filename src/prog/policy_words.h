/*
 * policy_words: the settings of [policy] among the words of a configuration.
 * Knows their form. Never knows what a policy decides, nor where a value comes from.
 */
#ifndef EG_PROG_POLICY_WORDS_H
#define EG_PROG_POLICY_WORDS_H

#include "gate/policy.h"
#include "prog/config.h"

/* Whether a key of [policy] was given. */
EG_CHECK bool policy_words_said(const struct config *c, const char *key);
/* The policy that they make of the shipped one; not yet judged as a whole (policy_check). */
EG_CHECK enum eg_err policy_words_read(const struct config *c, struct policy *out);
/* One more word for the core, "KEY=VALUE". EG_CONFIG: more than a lane has. */
EG_CHECK enum eg_err policy_words_add(struct config *c, const char *key, int64_t value);

#endif
