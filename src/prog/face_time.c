/*
 * face_time: how long a capture may take in a lane whose gate waits so long for it.
 * Knows the parts of that time. Never knows a clock or a face.
 */
#include "prog/face_time.h"

#include "prog/config.h"
#include "prog/core_settings.h"

static enum eg_err timer_of(const struct config *c, const struct lane_settings *gate, uint32_t *ms)
{
	struct lane_settings s = *gate;
	for (size_t i = 0; i < c->word_count; i++) {
		struct rd word = rd_cstr(c->words[i]);
		struct rd prefix = RD_TEXT("timer.");
		if (rd_begins(word, prefix) && rd_skip(&word, prefix.left)) {
			struct rd key = rd_until(&word, "=");
			EG_TRY(lane_settings_timer(&s, key, word));
		}
	}
	*ms = s.timer_ms[GATE_FACE];
	return EG_OK;
}

enum eg_err face_time_choose(const struct config *c, const struct lane_settings *gate,
			     uint32_t *capture_ms)
{
	bool asks = !rd_equal(rd_cstr(c->face_challenge), RD_TEXT("never"));
	uint32_t other_ms = FACE_TIME_SPARE_MS + (asks ? FACE_TIME_CHALLENGE_MS : 0);
	uint32_t timer_ms;
	EG_TRY(timer_of(c, gate, &timer_ms));
	if (timer_ms < other_ms + FACE_TIME_LEAST_MS) {
		return EG_FAIL(EG_CONFIG, "the timer of state FACE leaves no time for a capture");
	}
	uint32_t left_ms = timer_ms - other_ms;
	*capture_ms = left_ms < FACE_TIME_CAPTURE_MS ? left_ms : FACE_TIME_CAPTURE_MS;
	return EG_OK;
}
