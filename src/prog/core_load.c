/*
 * core_load: what came too late in a core, or not at all, as counters.
 * Knows the core's rhythm and its budgets. Never knows a clock, what a turn does, or who is told.
 */
#include "prog/core_load.h"

static uint32_t length(int64_t from_us, int64_t to_us)
{
	int64_t us = to_us - from_us;
	return us < 0 ? 0 : us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

void load_woke(struct core_load *l, int64_t now_us)
{
	l->woke_us = now_us;
}

void load_ticks(struct core_load *l, uint64_t times)
{
	if (times > 1) {
		l->sum.late_ticks += (uint32_t)(times - 1);
	}
}

bool load_drove(struct core_load *l, int64_t now_us)
{
	uint32_t gap_us = l->drove_us == 0 ? 0 : length(l->drove_us, now_us);
	l->drove_us = now_us;
	if (gap_us > l->sum.longest_gap_us) {
		l->sum.longest_gap_us = gap_us;
	}
	if (gap_us <= LOAD_DEADLINE_US) {
		return false;
	}
	l->sum.missed_drives++;
	return true;
}

void load_edge(struct core_load *l, int64_t edge_us)
{
	/* One that came after the wake was not waited for. */
	uint32_t us = edge_us == 0 ? 0 : length(edge_us, l->woke_us);
	if (us > l->sum.longest_edge_us) {
		l->sum.longest_edge_us = us;
	}
}

void load_turned(struct core_load *l, int64_t now_us)
{
	uint32_t us = length(l->woke_us, now_us);
	if (us > l->sum.longest_turn_us) {
		l->sum.longest_turn_us = us;
	}
	if (us > LOAD_TURN_US) {
		l->sum.long_turns++;
	}
}

void load_dropped(struct core_load *l)
{
	l->sum.dropped++;
}

bool load_tells(struct core_load *l, uint32_t lost_records, int64_t now_us)
{
	l->sum.lost_records = lost_records;
	uint32_t all = l->sum.late_ticks + l->sum.missed_drives + l->sum.long_turns +
		       l->sum.dropped + l->sum.lost_records;
	if (all == l->told || (l->told_us != 0 && now_us - l->told_us < LOAD_TELL_US)) {
		return false;
	}
	l->told = all;
	l->told_us = now_us;
	return true;
}

struct msg load_msg(const struct core_load *l)
{
	struct msg m = msg_make(MSG_LOAD, 0);
	m.body.load = l->sum;
	return m;
}
