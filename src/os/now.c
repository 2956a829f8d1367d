/*
 * now: the clocks. Apart from log, the only place that asks the time.
 */
#include "os/now.h"

#include <time.h>

static int64_t clock_us(clockid_t which)
{
	struct timespec t = {0};
	(void)clock_gettime(which, &t); /* these clocks always exist on Linux */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t now_mono_us(void)
{
	return clock_us(CLOCK_MONOTONIC);
}

int64_t now_unix_ms(void)
{
	return clock_us(CLOCK_REALTIME) / 1000;
}

int64_t now_cpu_us(void)
{
	return clock_us(CLOCK_PROCESS_CPUTIME_ID);
}
