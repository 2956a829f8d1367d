/*
 * realtime: how a process that drives doors gets its turn in time.
 * Knows the scheduler, memory and CPUs. Never knows what the process does.
 */
#ifndef EG_PROG_REALTIME_H
#define EG_PROG_REALTIME_H

#include "base/err.h"

#define REALTIME_CPUS 1024 /* CPU_SETSIZE of the C library */

/* CPUs as "2" or "2,3" or "0-1,3", no one twice; true if the text is such a list. */
EG_CHECK bool realtime_cpus_ok(const char *cpus);
/*
 * Real-time priority (0: none), the CPUs (empty: any), no timer slack; stack and heap made
 * resident and kept so. To be called when all is opened: nothing is allocated after it. What the
 * system refuses is logged, and the process goes on without.
 */
void realtime_enter(int64_t priority, const char *cpus);

#endif
