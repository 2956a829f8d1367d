/*
 * cpu_limit: an end to one piece of work that takes too much of the processor.
 * Knows the process's own timer. Never knows the work.
 */
#include "os/cpu_limit.h"

#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <unistd.h>

#define MS_MAX 60000u

static void (*last_words)(void); /* set before the timer starts, read by its signal */

static void end(int signal_number)
{
	(void)signal_number; /* there is one only */
	if (last_words != NULL) {
		last_words();
	}
	_exit(CPU_LIMIT_EXIT);
}

static enum eg_err set_timer(uint32_t ms)
{
	const struct itimerval t = {
		.it_value = {.tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000},
	};
	return setitimer(ITIMER_PROF, &t, NULL) == 0 ? EG_OK
						     : EG_FAIL(EG_IO, "timer of the processor");
}

enum eg_err cpu_limit_start(uint32_t ms, void (*last)(void))
{
	struct sigaction act = {.sa_handler = end};
	if (ms == 0 || ms > MS_MAX) {
		return EG_FAIL(EG_CONFIG, "limit of the processor's time");
	}
	last_words = last;
	if (sigaction(SIGPROF, &act, NULL) != 0) {
		return EG_FAIL(EG_IO, "signal of the processor's timer");
	}
	return set_timer(ms);
}

enum eg_err cpu_limit_stop(void)
{
	return set_timer(0);
}
