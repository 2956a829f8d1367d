/*
 * now: the clocks. Apart from log, the only place that asks the time.
 */
#ifndef EG_OS_NOW_H
#define EG_OS_NOW_H

#include "base/err.h"

int64_t now_mono_us(void); /* CLOCK_MONOTONIC, microseconds */
int64_t now_unix_ms(void); /* CLOCK_REALTIME, milliseconds */
/* CPU time of this process, microseconds. */
int64_t now_cpu_us(void);

#endif
