/*
 * core_load: what came too late in a core, or not at all, as counters.
 * Knows the core's rhythm and its budgets. Never knows a clock, what a turn does, or who is told.
 */
#ifndef EG_PROG_CORE_LOAD_H
#define EG_PROG_CORE_LOAD_H

#include "wire/msg.h"

#define LOAD_DEADLINE_US 150000  /* between two drives of the outputs */
#define LOAD_TURN_US     10000   /* half of what a door command may take (row 18) */
#define LOAD_TELL_US     1000000 /* between two messages to watchers */

struct core_load {
	struct msg_load sum;
	int64_t woke_us;  /* of the present turn */
	int64_t drove_us; /* of the last drive; 0: none */
	int64_t told_us;
	uint32_t told; /* late, missed, long, dropped, lost together, as told last */
};

void load_woke(struct core_load *l, int64_t now_us);
/* The tick's timer ran out so many times since it was read last. */
void load_ticks(struct core_load *l, uint64_t times);
/* Outputs were driven; true: not in time, and that is to be put on record. */
EG_CHECK bool load_drove(struct core_load *l, int64_t now_us);
/* An edge happened at edge_us (0: none did, or nobody says when) and has woken this turn. */
void load_edge(struct core_load *l, int64_t edge_us);
void load_turned(struct core_load *l, int64_t now_us);
void load_dropped(struct core_load *l);
/* True: a counter has moved, and watchers have not been told too lately: tell them now. */
EG_CHECK bool load_tells(struct core_load *l, uint32_t lost_records, int64_t now_us);
struct msg load_msg(const struct core_load *l);

#endif
