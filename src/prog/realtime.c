/*
 * realtime: how a process that drives doors gets its turn in time.
 * Knows the scheduler, memory and CPUs. Never knows what the process does.
 */
#include "prog/realtime.h"

#include "base/log.h"
#include "base/rd.h"

#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#define STACK_BYTES (128u * 1024u) /* of our deepest call, and as much again */
#define HEAP_BYTES  (256u * 1024u) /* for what libraries allocate when they open a device */
#define PAGE_BYTES  4096u
#define DIGITS_MAX  4
#define LEAST_SLACK 1UL /* ns; 0 would mean the default of 50000 */

_Static_assert(REALTIME_CPUS <= CPU_SETSIZE, "a CPU fits its set");

static bool number(struct rd *text, unsigned *out)
{
	struct rd at = *text;
	uint8_t c;
	unsigned digits = 0;
	*out = 0;
	while (rd_u8(&at, &c) && c >= '0' && c <= '9') {
		*out = *out * 10 + (unsigned)(c - '0');
		*text = at;
		if (++digits > DIGITS_MAX) {
			return false;
		}
	}
	return digits > 0 && *out < REALTIME_CPUS;
}

static bool sign(struct rd *text, uint8_t wanted)
{
	struct rd at = *text;
	uint8_t c;
	if (rd_u8(&at, &c) && c == wanted) {
		*text = at;
		return true;
	}
	return false;
}

static bool read_cpus(const char *cpus, cpu_set_t *out)
{
	struct rd text = rd_cstr(cpus);
	CPU_ZERO(out);
	do {
		unsigned first;
		unsigned last;
		if (!number(&text, &first)) {
			return false;
		}
		last = first;
		if (sign(&text, '-') && (!number(&text, &last) || last <= first)) {
			return false;
		}
		for (unsigned cpu = first; cpu <= last; cpu++) {
			if (CPU_ISSET(cpu, out)) {
				return false;
			}
			CPU_SET(cpu, out);
		}
	} while (sign(&text, ','));
	return text.left == 0;
}

bool realtime_cpus_ok(const char *cpus)
{
	cpu_set_t set;
	return read_cpus(cpus, &set);
}

static void stay_on(const char *cpus)
{
	cpu_set_t set;
	if (cpus[0] == '\0') {
		return;
	}
	if (!read_cpus(cpus, &set) || sched_setaffinity(0, sizeof(set), &set) != 0) {
		LOG(LOG_WARN, "not-on-its-cpus", LOG_INT("errno", errno));
	}
}

/* Each page of the stack is written once, so that no later call waits for memory. */
static void touch_stack(void)
{
	volatile uint8_t stack[STACK_BYTES];
	for (size_t i = 0; i < sizeof(stack); i += PAGE_BYTES) {
		stack[i] = 0;
	}
}

/* The heap keeps what it has, and grows by no mapping of its own. */
static void touch_heap(void)
{
	if (mallopt(M_TRIM_THRESHOLD, -1) != 1 || mallopt(M_MMAP_MAX, 0) != 1) {
		LOG(LOG_WARN, "heap-not-kept", LOG_INT("bytes", HEAP_BYTES));
	}
	volatile uint8_t *heap = malloc(HEAP_BYTES);
	for (size_t i = 0; heap != NULL && i < HEAP_BYTES; i += PAGE_BYTES) {
		heap[i] = 0;
	}
	free((void *)(uintptr_t)heap);
}

void realtime_enter(int64_t priority, const char *cpus)
{
	struct sched_param param = {.sched_priority = (int)priority};
	stay_on(cpus);
	(void)prctl(PR_SET_TIMERSLACK, LEAST_SLACK, 0, 0, 0); /* cannot fail for oneself */
	if (mlockall(MCL_CURRENT | MCL_FUTURE) != 0) {
		LOG(LOG_WARN, "memory-not-locked", LOG_INT("errno", errno));
	}
	touch_stack();
	touch_heap();
	/* Last: from here on nothing is set up any more. */
	if (priority > 0 && sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param) != 0) {
		LOG(LOG_WARN, "no-real-time", LOG_INT("errno", errno));
	}
}
