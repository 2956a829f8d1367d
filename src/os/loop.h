/*
 * loop: the clock, and waiting for descriptors. The only place that asks the time.
 */
#ifndef EG_OS_LOOP_H
#define EG_OS_LOOP_H

#include "base/err.h"

int64_t loop_mono_us(void); /* CLOCK_MONOTONIC, microseconds */
int64_t loop_unix_ms(void); /* CLOCK_REALTIME, milliseconds */
/* CPU time of this process, microseconds. */
int64_t loop_cpu_us(void);

#endif
