/*
 * finger_time: how long fingers may take in a lane whose gate waits so long for them.
 * Knows the parts of that time. Never knows a clock or a finger.
 */
#include "prog/finger_time.h"

#include "prog/core_lane.h"

enum eg_err finger_time_check(const struct lane_settings *s)
{
	uint32_t presses = (uint32_t)POLICY_FINGERS * s->policy.finger_tries;
	uint32_t least_ms = FINGER_TIME_SPARE_MS + presses * FINGER_TIME_PRESS_MS;
	bool desk = !gate_has_doors(&s->fitting.plan);
	bool wanted = desk ? s->policy.desk_finger != POLICY_DESK_NONE
			   : s->policy.finger != POLICY_FINGER_NEVER;
	if (wanted && s->timer_ms[GATE_FINGER] < least_ms) {
		return EG_FAIL(EG_CONFIG, "the timer of state FINGER leaves no time for "
					  "finger-tries presses of two fingers");
	}
	return EG_OK;
}

uint32_t finger_time_left(const struct lane_settings *s, int64_t waited_us)
{
	int64_t left_ms =
		(int64_t)s->timer_ms[GATE_FINGER] - FINGER_TIME_SPARE_MS - waited_us / 1000;
	return left_ms > 0 ? (uint32_t)left_ms : 0;
}
