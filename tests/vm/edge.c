/*
 * edge: how long the real core takes from an edge on a kernel line to its output, and which part of
 * it is its own. Runs inside the virtual machine.
 *
 *   vm_edge PRIORITY COUNT COMMAND...
 *
 * PRIORITY is the core's under SCHED_FIFO (0: SCHED_OTHER), COUNT how many edges. COMMAND measures
 * the machine: once alone, before there is a core, and once beside the core while edges fall; it is
 * interrupted and prints what it has found.
 *
 * The lane is not proved (its entry stands open), so that a light barrier alone moves a lock: who
 * stands in the swing is let go. Everybody else is there as always: workers, journal, a watcher.
 *
 *   edge: just before the line is pulled     wake: epoll_wait returned     set: the output is set
 */
#include "scene.h"
#include "stamp.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define PRELOAD   "/bin/libstamp.so"
#define EDGES_MAX 20000
/* Below the kernel's interrupt threads (50), so that an edge is served while it is made; above all
 * that only loads the machine. */
#define OWN_PRIORITY 40
#define PAUSE_US     3000 /* and up to as much again: edges fall anywhere between two ticks */
#define LOST_US      2000000
#define ALONE_S      4
#define WARM_US      500000 /* the other program has started by then */
#define BARRIER      ((uint32_t)WIRE_ENTRY_BEAM)

struct times {
	int64_t ns[EDGES_MAX];
	size_t count;
};

static struct times edge_to_wake;
static struct times wake_to_set;
static struct times edge_to_set;

static int64_t now_ns(void)
{
	struct timespec now;
	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static struct stamp_book *share_book(void)
{
	EG_AUTO(eg_close) int fd = open(STAMP_PATH, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct stamp_book *book = MAP_FAILED;
	if (fd >= 0 && ftruncate(fd, sizeof(*book)) == 0) {
		book = mmap(NULL, sizeof(*book), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
			    fd, 0);
	}
	assert_true(book != MAP_FAILED);
	return book;
}

static void be_real_time(void)
{
	const struct sched_param own = {.sched_priority = OWN_PRIORITY};
	/* What this process starts begins as usual: the core sets its own. */
	assert_int_equal(sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &own), 0);
	assert_int_equal(mlockall(MCL_CURRENT | MCL_FUTURE), 0);
}

/* The core with everybody there, the entry standing open, nobody near it. */
static struct scene *open_entry(const char *priority)
{
	static char word[32];
	const char *words[WIRES_WORDS_MAX + 2];
	size_t count = wires_words(words, true);
	struct scene *s = scene_open();
	(void)snprintf(word, sizeof(word), "priority=%s", priority); /* fits */
	words[count++] = word;
	words[count] = NULL;
	s->metal.door[METAL_ENTRY] =
		(struct metal_door){.open_us = METAL_OPENING_US, .wedged = true};
	scene_pass(s, 10);
	cast_start(&s->cast, words, PRELOAD);
	cast_join(&s->cast);
	scene_state(s, GATE_INIT, SCENE_LIMIT);
	scene_pass(s, 1000);
	return s;
}

static void keep(struct times *t, int64_t ns)
{
	if (t->count < EDGES_MAX) {
		t->ns[t->count++] = ns;
	}
}

/*
 * The lines of the outputs without the watchdog, which is a request of one line: while the lane is
 * not proved, lamps are lit. The entry's lock is the first line of theirs.
 */
static bool sets_outputs(const struct stamp *s)
{
	return s->kind == STAMP_SET && (s->bits & ~UINT64_C(1)) != 0;
}

/* The first waking after the edge, and the first setting after it which moves the lock. */
static bool measured(const struct stamp_book *b, uint64_t from, int64_t edge_ns)
{
	uint64_t count = __atomic_load_n(&b->count, __ATOMIC_ACQUIRE);
	int64_t wake_ns = 0;
	for (uint64_t i = from; i < count; i++) {
		const struct stamp *now = &b->of[i % STAMP_ROOM];
		const struct stamp *last = NULL;
		for (uint64_t k = i; k > 0 && last == NULL; k--) {
			const struct stamp *one = &b->of[(k - 1) % STAMP_ROOM];
			last = sets_outputs(one) ? one : NULL;
		}
		if (now->kind == STAMP_WAKE && now->ns >= edge_ns && wake_ns == 0) {
			wake_ns = now->ns;
		}
		bool moved =
			sets_outputs(now) && last != NULL && ((now->bits ^ last->bits) & 1u) != 0;
		if (!moved || now->ns < edge_ns) {
			continue;
		}
		/* An edge may fall into a turn that is on: then nothing wakes for it. */
		if (wake_ns != 0) {
			keep(&edge_to_wake, wake_ns - edge_ns);
			keep(&wake_to_set, now->ns - wake_ns);
		}
		keep(&edge_to_set, now->ns - edge_ns);
		return true;
	}
	return false;
}

/* Whether the core had a turn at all since then. */
static void tell_lost(const struct stamp_book *b, uint64_t from, int64_t edge_ns)
{
	unsigned wakes = 0;
	unsigned sets = 0;
	for (uint64_t i = from; i < __atomic_load_n(&b->count, __ATOMIC_ACQUIRE); i++) {
		const struct stamp *s = &b->of[i % STAMP_ROOM];
		wakes += s->ns >= edge_ns && s->kind == STAMP_WAKE;
		sets += s->ns >= edge_ns && sets_outputs(s);
	}
	printf("nothing came of an edge within %d ms: woke %u times, set outputs %u times\n",
	       LOST_US / 1000, wakes, sets);
}

static bool measure_edge(struct scene *s, const struct stamp_book *b, uint32_t levels)
{
	uint64_t from = __atomic_load_n(&b->count, __ATOMIC_ACQUIRE);
	int64_t edge_ns = now_ns();
	wires_pull(&s->chip, levels, BARRIER);
	int64_t until = edge_ns + LOST_US * INT64_C(1000);
	while (!measured(b, from, edge_ns)) {
		if (now_ns() >= until) {
			tell_lost(b, from, edge_ns);
			return false;
		}
		cast_until(&s->cast, now_ns() / 1000 + 200);
	}
	return true;
}

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;
	return left < right ? -1 : left > right;
}

/* One line for the host: name, count, then ns. */
static void print_times(const char *what, struct times *t)
{
	assert_true(t->count > 0);
	qsort(t->ns, t->count, sizeof(t->ns[0]), by_size);
	printf("measured %s %zu median %lld p99 %lld max %lld\n", what, t->count,
	       (long long)t->ns[t->count / 2], (long long)t->ns[(t->count - 1) * 99 / 100],
	       (long long)t->ns[t->count - 1]);
}

static pid_t start_other(const char *phase, char *const argv[])
{
	printf("phase %s\n", phase);
	assert_int_equal(fflush(stdout), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)execvp(argv[0], argv); /* returns only on failure */
		_exit(127);
	}
	return pid;
}

/* It prints what it has found. */
static bool end_other(pid_t pid)
{
	int status = 0;
	assert_int_equal(kill(pid, SIGINT), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool alone(char *const argv[])
{
	const struct timespec while_alone = {.tv_sec = ALONE_S};
	pid_t other = start_other("alone", argv);
	return ppoll(NULL, 0, &while_alone, NULL) == 0 && end_other(other);
}

int main(int argc, char *argv[])
{
	if (argc < 4) {
		(void)fputs("vm_edge PRIORITY COUNT COMMAND...\n", stderr); /* and the exit code */
		return 2;
	}
	struct stamp_book *book = share_book();
	unsigned count = (unsigned)strtoul(argv[2], NULL, 10);
	unsigned lost = 0;
	uint32_t seed = 1;
	if (!alone(argv + 3)) {
		return 1;
	}
	struct scene *s = open_entry(argv[1]);
	uint32_t levels = s->levels;
	pid_t other = start_other("beside", argv + 3);
	cast_until(&s->cast, now_ns() / 1000 + WARM_US);
	be_real_time();
	for (unsigned i = 0; i < count; i++) {
		seed = seed * 1664525u + 1013904223u;
		cast_until(&s->cast, now_ns() / 1000 + PAUSE_US + seed % PAUSE_US);
		levels ^= BARRIER;
		lost += measure_edge(s, book, levels) ? 0u : 1u;
	}
	bool ended = end_other(other);
	print_times("edge-to-wake", &edge_to_wake);
	print_times("wake-to-set", &wake_to_set);
	print_times("edge-to-set", &edge_to_set);
	printf("lost %u\n", lost);
	scene_close(s);
	return lost != 0 || !ended;
}
