/*
 * guard_rule: when a guard takes the outputs over from its core, and when it lets them go.
 * Knows times and facts as values. Never knows a clock, processes, wires or the machine.
 *
 *   last drive            hung                  safe
 *       |--------------------|---------------------|          of a core that stops driving
 *       0                 110 ms      kill, open, drive    150 ms
 *
 * A guard serves one core: watches it, takes over when it has ended or does not drive, holds the
 * outputs until egated wants them for the next core, ends. When egated has ended, the core is to
 * end by itself; the guard makes sure of it, leaves the outputs safe and ends, too.
 */
#ifndef EG_PROG_GUARD_RULE_H
#define EG_PROG_GUARD_RULE_H

#include "base/err.h"
#include "os/beat.h"

#define GUARD_SAFE_US  150000   /* promise: outputs are safe so long after the last drive */
#define GUARD_TICK_US  50000    /* of the core's drives, and of ours */
#define GUARD_HUNG_US  110000   /* since the last drive: two ticks, and what a turn may take */
#define GUARD_START_US 10000000 /* for a core to find and open its wires */
#define GUARD_AGAIN_US 2000     /* between attempts at wires that are not free yet */
/* A guard that was itself kept waiting so long looks at a core that was, too: the machine stood
 * still. The core gets its turn before it is judged, once. */
#define GUARD_LATE_US  5000
#define GUARD_GRACE_US 20000
/* Outputs that cannot be reached for so long are let go of when egated asks. */
#define GUARD_VAIN_US 300000

enum guard_act {
	GUARD_WATCH, /* nothing, until due */
	GUARD_KILL,  /* the core hangs: kill it, then step again at once */
	GUARD_TAKE,  /* try to open the wires, then step again at once */
	GUARD_DRIVE, /* read the wires and drive; again when due or when they wake */
	GUARD_LEAVE, /* end, outputs as they are driven */
};

/* What is so at this moment. */
struct guard_seen {
	int64_t now_us;
	int64_t drove_us; /* as struct beat has it */
	bool given;       /* the core was handed over */
	bool ended;       /* its process has ended */
	bool alone;       /* egated has ended */
	bool told;        /* egated wants the outputs for the next core */
	bool open;        /* the wires are ours */
	bool driven;      /* they were driven since */
};

struct guard_rule {
	int64_t given_us;  /* when the core was handed over; 0: not yet */
	int64_t due_us;    /* when the next look is due; INT64_MAX: only when something wakes */
	int64_t taken_us;  /* when taking over began; 0: it has not */
	int64_t graced_us; /* stamp that had its grace; 0: none */
	int64_t tried_us;  /* last attempt at the wires; 0: none */
	bool killed;
	uint8_t took; /* enum beat_took */
};

struct guard_rule guard_rule_start(void);
/* What to do now; rule->due_us says when to look again at the latest. */
enum guard_act guard_rule_step(struct guard_rule *rule, const struct guard_seen *seen);

#endif
