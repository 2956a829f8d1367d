/*
 * finger_time_config: whether fingers fit into the time that a configuration leaves them.
 * Knows the words of a configuration. Never knows a clock or a finger.
 */
#include "prog/config.h"
#include "prog/core_settings.h"
#include "prog/finger_time.h"

/* "policy.finger=doubt", "timer.finger=20000": those that matter here, or any other. */
static enum eg_err take_word(struct lane_settings *s, struct rd word)
{
	struct rd prefix = rd_until(&word, ".");
	struct rd key = rd_until(&word, "=");
	if (rd_equal(prefix, RD_TEXT("policy"))) {
		return policy_set(&s->policy, key, word);
	}
	if (rd_equal(prefix, RD_TEXT("timer"))) {
		return lane_settings_timer(s, key, word);
	}
	return EG_OK; /* of another kind */
}

enum eg_err finger_time_of(const struct config *c, const struct lane_settings *gate)
{
	struct lane_settings s = *gate;
	for (size_t i = 0; i < c->word_count; i++) {
		EG_TRY(take_word(&s, rd_cstr(c->words[i])));
	}
	return finger_time_check(&s);
}
