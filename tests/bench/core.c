/*
 * core: how long the real core takes from its wake to its outputs being set, on this machine, as
 * its own stamps tell (os/beat.h), and from an edge to its outputs as the other side sees it.
 *
 *   bench_core [EDGES]
 *
 * A light barrier toggles on a simulated card; workers, journal, guard and a watcher are there.
 * Once without SCHED_FIFO, and once with it, if this system permits it: that one is judged. Fails
 * when the core's own share is over its promise in one of a hundred turns; the way through sockets
 * and the scheduler is the machine's.
 */
#include "core_rig.h"

#include "os/now.h"

#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define EDGES_USUAL 20000
#define EDGES_MAX   200000
#define PROMISE_US  60
#define PRIORITY    50
#define LOST_US     20000000

struct times {
	int64_t us[EDGES_MAX];
	size_t count;
};

static struct times own;
static struct times whole;
static int64_t edges = EDGES_USUAL;
static bool kept = true;

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;
	return left < right ? -1 : left > right;
}

static int64_t at(const struct times *t, size_t per_mille)
{
	return t->us[(t->count - 1) * per_mille / 1000];
}

static void print(const char *policy, const char *what, struct times *t)
{
	assert_true(t->count > 0);
	qsort(t->us, t->count, sizeof(t->us[0]), by_size);
	printf("%-12s %-22s p50 %5lld us   p99 %5lld us   max %6lld us   of %zu\n", policy, what,
	       (long long)at(t, 500), (long long)at(t, 990), (long long)at(t, 1000), t->count);
	printf("{\"bench\":\"core\",\"policy\":\"%s\",\"step\":\"%s\",\"p50_us\":%lld,"
	       "\"p99_us\":%lld,\"max_us\":%lld,\"count\":%zu}\n",
	       policy, what, (long long)at(t, 500), (long long)at(t, 990), (long long)at(t, 1000),
	       t->count);
}

static unsigned drain(struct core_rig *r)
{
	uint32_t outputs;
	size_t got;
	unsigned drives = 0;
	while (serve_recv(&r->card, 0, &outputs, sizeof(outputs), &got)) {
		r->outputs = outputs;
		drives++;
	}
	return drives;
}

/* Until the card is driven, and the core has stamped it, which comes after. */
static void wait_for_drive(struct core_rig *r, int64_t before_us)
{
	struct pollfd p = {.fd = r->card.peer[0], .events = POLLIN};
	int64_t until_us = now_mono_us() + LOST_US;
	assert_int_equal(poll(&p, 1, LOST_US / 1000), 1);
	assert_true(drain(r) > 0);
	while (atomic_load(&r->beat->drove_us) == before_us) {
		assert_true(now_mono_us() < until_us);
	}
}

static void edge(struct core_rig *r)
{
	(void)drain(r); /* of ticks */
	int64_t before_us = atomic_load(&r->beat->drove_us);
	struct gate_lines lines = r->told;
	int64_t sent_us = now_mono_us();
	lines.levels ^= (uint32_t)WIRE_ENTRY_BEAM;
	r->told = lines;
	serve_send_all(&r->card, rd_of(&lines, sizeof(lines)));
	wait_for_drive(r, before_us);
	int64_t woke_us = atomic_load(&r->beat->woke_us);
	int64_t drove_us = atomic_load(&r->beat->drove_us);
	if (woke_us >= sent_us && own.count < EDGES_MAX) {
		own.us[own.count++] = drove_us - woke_us;
		whole.us[whole.count++] = now_mono_us() - sent_us;
	}
}

static bool fifo_permitted(void)
{
	const struct sched_param usual = {.sched_priority = 0};
	const struct sched_param param = {.sched_priority = PRIORITY};
	bool permitted = sched_setscheduler(0, SCHED_FIFO, &param) == 0;
	return permitted && sched_setscheduler(0, SCHED_OTHER, &usual) == 0;
}

static void measure(const char *policy, const char *priority)
{
	static struct core_rig r;
	const char *const words[] = {priority, NULL};
	own.count = whole.count = 0;
	core_rig_open(&r);
	core_rig_start(&r, words, NULL);
	core_rig_state(&r, GATE_IDLE);
	for (int64_t i = 0; i < edges; i++) {
		atomic_store(&r.beat->guard_us, now_mono_us());
		edge(&r);
		if (i % 100 == 0) {
			cast_until(&r.cast, now_mono_us() + 1); /* the watcher reads */
		}
	}
	core_rig_close(&r);
	print(policy, "wake to outputs set", &own);
	print(policy, "edge to outputs seen", &whole);
	kept = at(&own, 990) <= PROMISE_US; /* the last one counts: real-time, if it may be */
}

static void the_core_sets_its_outputs_in_time(void **state)
{
	(void)state;
	measure("SCHED_OTHER", "priority=0");
	if (fifo_permitted()) {
		measure("SCHED_FIFO", "priority=50");
	} else {
		printf("SCHED_FIFO   not permitted on this system\n");
	}
	printf("promised: wake to outputs set p99 <= %d us: %s\n", PROMISE_US,
	       kept ? "kept" : "MISSED");
	assert_true(kept);
}

int main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_core_sets_its_outputs_in_time),
	};
	if (argc == 2) {
		edges = strtoll(argv[1], NULL, 10);
	}
	if (argc > 2 || edges < 1 || edges > EDGES_MAX) {
		(void)fputs("bench_core [EDGES]\n", stderr); /* nobody to tell if it is closed */
		return 2;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
