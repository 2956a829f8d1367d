/*
 * cpu_limit: an end to one piece of work that takes too much of the processor.
 * Knows the process's own timer. Never knows the work.
 *
 * Decoders of libraries cannot be asked to stop, and stopping them half-way leaves the heap as it
 * is: so the process ends. It counts what this process used, not what others did meanwhile.
 */
#ifndef EG_OS_CPU_LIMIT_H
#define EG_OS_CPU_LIMIT_H

#include "base/err.h"

/* Exit status of a process whose work was cut. */
#define CPU_LIMIT_EXIT 75

/*
 * From now on the process may use this many milliseconds (1..60000) of the processor; then last
 * (or NULL) is called within a signal, where it may send but not allocate, and the process ends
 * with CPU_LIMIT_EXIT. In a sandbox it needs own_timer.
 */
EG_CHECK enum eg_err cpu_limit_start(uint32_t ms, void (*last)(void));
/* The work is done in time. */
EG_CHECK enum eg_err cpu_limit_stop(void);

#endif
