/*
 * policy_words: the settings of [policy] among the words of a configuration.
 * Knows their form. Never knows what a policy decides, nor where a value comes from.
 */
#include "prog/policy_words.h"

#include <stdio.h>

bool policy_words_said(const struct config *c, const char *key)
{
	for (size_t i = 0; i < c->word_count; i++) {
		struct rd word = rd_cstr(c->words[i]);
		struct rd prefix = RD_TEXT("policy.");
		if (rd_begins(word, prefix) && rd_skip(&word, prefix.left) &&
		    rd_equal(rd_until(&word, "="), rd_cstr(key))) {
			return true;
		}
	}
	return false;
}

enum eg_err policy_words_read(const struct config *c, struct policy *out)
{
	*out = policy_default();
	for (size_t i = 0; i < c->word_count; i++) {
		struct rd word = rd_cstr(c->words[i]);
		struct rd prefix = RD_TEXT("policy.");
		if (rd_begins(word, prefix) && rd_skip(&word, prefix.left)) {
			struct rd key = rd_until(&word, "=");
			EG_TRY(policy_set(out, key, word));
		}
	}
	return EG_OK;
}

enum eg_err policy_words_add(struct config *c, const char *key, int64_t value)
{
	if (c->word_count == CONFIG_WORDS_MAX) {
		return EG_FAIL(EG_CONFIG, "more settings than a lane has");
	}
	char *word = c->words[c->word_count];
	int size = snprintf(word, CONFIG_WORD_MAX, "%s=%lld", key, (long long)value);
	if (size < 0 || size >= CONFIG_WORD_MAX) {
		return EG_FAIL(EG_CONFIG, "a setting is too long");
	}
	c->word_count++;
	return EG_OK;
}
