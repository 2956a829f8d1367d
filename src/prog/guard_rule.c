/*
 * guard_rule: when a guard takes the outputs over from its core, and when it lets them go.
 * Knows times and facts as values. Never knows a clock, processes, wires or the machine.
 */
#include "prog/guard_rule.h"

struct guard_rule guard_rule_start(void)
{
	return (struct guard_rule){.due_us = INT64_MAX};
}

static enum guard_act wait_until(struct guard_rule *r, int64_t due_us)
{
	r->due_us = due_us;
	return GUARD_WATCH;
}

/*
 * Until when the core has to drive: again, or for the first time. A stamp of the future is no
 * promise: it is overdue. (One may be a moment ahead that was made while we looked.)
 */
static int64_t limit_of(const struct guard_rule *r, const struct guard_seen *s)
{
	if (s->drove_us > s->now_us + GUARD_HUNG_US) {
		return s->now_us;
	}
	return s->drove_us > 0 ? s->drove_us + GUARD_HUNG_US : r->given_us + GUARD_START_US;
}

/*
 * We look late, or for the first time, at a core that may have had no turn because nobody had one:
 * it gets one.
 */
static bool stood_still(const struct guard_rule *r, const struct guard_seen *s)
{
	bool late = r->due_us == INT64_MAX || s->now_us - r->due_us > GUARD_LATE_US;
	return late && r->graced_us != s->drove_us;
}

static enum guard_act take(struct guard_rule *r, const struct guard_seen *s)
{
	bool leaving = s->told || s->alone;
	if (r->taken_us == 0) {
		r->taken_us = s->now_us;
	}
	if (s->open) {
		if (leaving && s->driven) {
			return GUARD_LEAVE;
		}
		r->due_us = s->now_us + GUARD_TICK_US;
		return GUARD_DRIVE;
	}
	if (leaving && s->now_us - r->taken_us >= GUARD_VAIN_US) {
		return GUARD_LEAVE;
	}
	/* A killed core holds its wires until it has ended, and needs a CPU for that: attempts of
	 * ours, with the higher priority, would keep it from one. */
	if (r->killed && !s->ended) {
		return wait_until(r, s->now_us + GUARD_AGAIN_US);
	}
	/* Soon at first, while the kernel ends the core; then at the pace of a drive. */
	bool soon = s->now_us - r->taken_us < GUARD_SAFE_US;
	int64_t again_us = r->tried_us + (soon ? GUARD_AGAIN_US : GUARD_TICK_US);
	if (r->tried_us != 0 && s->now_us < again_us) {
		return wait_until(r, again_us);
	}
	r->tried_us = s->now_us;
	r->due_us = s->now_us + GUARD_AGAIN_US;
	return GUARD_TAKE;
}

static enum guard_act watch(struct guard_rule *r, const struct guard_seen *s)
{
	int64_t limit = limit_of(r, s);
	if (s->now_us < limit) {
		/* Nothing wakes us when it drives for the first time. */
		bool begins = s->drove_us == 0 && limit - s->now_us > GUARD_TICK_US;
		return wait_until(r, begins ? s->now_us + GUARD_TICK_US : limit);
	}
	if (stood_still(r, s)) {
		r->graced_us = s->drove_us;
		return wait_until(r, s->now_us + GUARD_GRACE_US);
	}
	if (r->graced_us == s->drove_us && s->drove_us != 0 && s->now_us < r->due_us) {
		return GUARD_WATCH; /* woken by something else within the grace */
	}
	r->killed = true;
	r->took = BEAT_HUNG;
	return GUARD_KILL;
}

enum guard_act guard_rule_step(struct guard_rule *r, const struct guard_seen *s)
{
	if (s->given && r->given_us == 0) {
		r->given_us = s->now_us;
	}
	if (r->killed || r->taken_us != 0) {
		return take(r, s);
	}
	if (s->given && s->ended) {
		r->took = BEAT_ENDED;
		return take(r, s);
	}
	/* No core to guard, or egated ends us beside a core that lives: nothing is ours. */
	if (s->told || (s->alone && !s->given)) {
		return GUARD_LEAVE;
	}
	return s->given ? watch(r, s) : wait_until(r, INT64_MAX);
}
