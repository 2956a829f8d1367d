/*
 * test_modbus_lane: egated, the real core, its guard and egate-modbus on a remote I/O block: what
 * reaches the coils when a loop opens or a process is killed. Workers are not there, so that nobody
 * is served; doors are driven all the same.
 */
#include "base/err.h"
#include "hal/modbus_map.h"
#include "os/now.h"
#include "prog/core_settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "modbus_block.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_US INT64_C(20000000)
#define ENTRY_LOCK  0
#define EXIT_LOCK   1

struct stage {
	struct block block;
	struct modbus_map map;
	char folder[32];
	pid_t egated;
};

static const char *const programs[] = {"egate-core", "egate-guard", "egate-modbus"};
static const char *const made[] = {"egate-core",    "egate-guard",     "egate-modbus",
				   "egated.ini",    "run/egated.lock", "run/lane.sock",
				   "run/wires.sock"};

static void path_of(const struct stage *s, const char *name, char path[128])
{
	assert_true(snprintf(path, 128, "%s/%s", s->folder, name) > 0);
}

static void lay_programs(const struct stage *s)
{
	char path[128];
	char target[256];
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		path_of(s, programs[i], path);
		assert_true(snprintf(target, sizeof(target), "%s/%s", PROGRAMS, programs[i]) > 0);
		assert_int_equal(symlink(target, path), 0);
	}
	path_of(s, "egated.ini", path);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fprintf(f,
			    "[lane]\nrun = %s/run\nprograms = %s\n"
			    "[hardware]\ngate = mantrap\ngate-io = modbus:%s\n",
			    s->folder, s->folder, s->block.where) > 0);
	assert_int_equal(fclose(f), 0);
}

/* All is well: doors shut, nobody there, loops closed. */
static void set_wire(struct stage *s, enum gate_wire wire, bool active)
{
	for (size_t i = 0; i < s->map.inputs; i++) {
		const struct modbus_point *p = &s->map.input[i];
		if (p->place < GATE_WIRE_COUNT && (1u << p->place) == (uint32_t)wire) {
			block_set_input(&s->block, p->address, active);
		}
	}
}

static int start(void **state)
{
	static struct stage s;
	const struct sched_param fifo = {.sched_priority = 40};
	const struct lane_settings settings = lane_settings_default();
	char path[128];
	*state = &s;
	s = (struct stage){.folder = "/tmp/egate-lane-XXXXXX"};
	(void)sched_setscheduler(0, SCHED_FIFO, &fifo); /* as in test_modbus */
	assert_non_null(mkdtemp(s.folder));
	block_start_tcp(&s.block);
	assert_int_equal(modbus_map_of(&s.map, s.block.where, &settings.fitting), EG_OK);
	static const enum gate_wire well[] = {WIRE_ENTRY_CLOSED, WIRE_EXIT_CLOSED, WIRE_FIRE_OK,
					      WIRE_ESTOP_OK,     WIRE_TAMPER_OK,   WIRE_MAINS_OK};
	for (size_t i = 0; i < sizeof(well) / sizeof(well[0]); i++) {
		set_wire(&s, well[i], true);
	}
	lay_programs(&s);
	path_of(&s, "egated.ini", path);
	s.egated = fork();
	assert_true(s.egated >= 0);
	if (s.egated == 0) {
		const struct sched_param other = {.sched_priority = 0};
		(void)sched_setscheduler(0, SCHED_OTHER, &other);
		(void)execl(PROGRAMS "/egated", "egated", path,
			    (char *)NULL); /* returns on failure */
		_exit(99);
	}
	return 0;
}

static int stop(void **state)
{
	struct stage *s = *state;
	char path[128];
	int status = -1;
	(void)kill(s->egated, SIGTERM);
	assert_int_equal(waitpid(s->egated, &status, 0), s->egated);
	block_end(&s->block);
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		path_of(s, made[i], path);
		(void)unlink(path); /* may be gone */
	}
	path_of(s, "run", path);
	return rmdir(path) + rmdir(s->folder);
}

static void until_coil(struct stage *s, unsigned coil, bool level)
{
	int64_t end = now_mono_us() + PATIENCE_US;
	while (block_coil(&s->block, coil) != level) {
		assert_true(now_mono_us() < end);
		(void)poll(NULL, 0, 1); /* a block tells nobody what it is told */
	}
}

/* The watchdog's coil turns several times: somebody drives. */
static void until_driven(struct stage *s)
{
	for (int i = 0; i < 4; i++) {
		until_coil(s, s->map.watchdog.address,
			   !block_coil(&s->block, s->map.watchdog.address));
	}
}

static void until_locked(struct stage *s)
{
	until_driven(s);
	until_coil(s, ENTRY_LOCK, true);
	until_coil(s, EXIT_LOCK, true);
}

/* First line of a file of /proc, empty if there is none (any more). */
static void line_of(const char *path, char *line, int room)
{
	FILE *f = fopen(path, "re");
	line[0] = '\0';
	if (f != NULL && fgets(line, room, f) == NULL) {
		line[0] = '\0';
	}
	if (f != NULL) {
		assert_int_equal(fclose(f), 0);
	}
}

/* Process id of a child of egated by the name of its program; 0: none runs. */
static pid_t child(const struct stage *s, const char *name)
{
	char path[64];
	char line[256];
	char comm[32];
	pid_t found = 0;
	assert_true(snprintf(path, sizeof(path), "/proc/%d/task/%d/children", s->egated,
			     s->egated) > 0);
	line_of(path, line, sizeof(line));
	char *rest = line;
	for (long pid = strtol(rest, &rest, 10); pid > 0; pid = strtol(rest, &rest, 10)) {
		assert_true(snprintf(path, sizeof(path), "/proc/%ld/comm", pid) > 0);
		line_of(path, comm, sizeof(comm));
		found = strncmp(comm, name, strlen(name)) == 0 ? (pid_t)pid : found;
	}
	return found;
}

static void kill_child(const struct stage *s, const char *name)
{
	int64_t end = now_mono_us() + PATIENCE_US;
	pid_t pid = child(s, name);
	while (pid == 0) { /* it may be between two starts, on a machine that was busy */
		assert_true(now_mono_us() < end);
		(void)poll(NULL, 0, 1);
		pid = child(s, name);
	}
	assert_int_equal(kill(pid, SIGKILL), 0);
	while (child(s, name) == pid) {
		assert_true(now_mono_us() < end);
		(void)poll(NULL, 0, 1);
	}
}

static void fire_frees_both_doors_on_the_block(void **state)
{
	struct stage *s = *state;
	until_locked(s);
	set_wire(s, WIRE_FIRE_OK, false);
	until_coil(s, ENTRY_LOCK, false);
	until_coil(s, EXIT_LOCK, false);
	until_driven(s);
	assert_false(block_coil(&s->block, EXIT_LOCK));
}

static void a_killed_core_leaves_the_block_to_its_guard(void **state)
{
	struct stage *s = *state;
	until_locked(s);
	kill_child(s, "egate-core");
	until_locked(s); /* guard, then the next core */
	set_wire(s, WIRE_ESTOP_OK, false);
	until_coil(s, EXIT_LOCK, false);
}

static void a_killed_egate_modbus_comes_back_with_the_lane(void **state)
{
	struct stage *s = *state;
	until_locked(s);
	kill_child(s, "egate-modbus");
	until_locked(s);
	set_wire(s, WIRE_MAINS_OK, false);
	until_coil(s, EXIT_LOCK, false);
}

static void a_block_that_was_away_comes_back_with_the_lane(void **state)
{
	struct stage *s = *state;
	until_locked(s);
	s->block.mood = MOOD_HANG_UP;
	int64_t end = now_mono_us() + PATIENCE_US;
	while (s->block.mood == MOOD_HANG_UP) {
		assert_true(now_mono_us() < end);
		(void)poll(NULL, 0, 1);
	}
	until_locked(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fire_frees_both_doors_on_the_block, start, stop),
		cmocka_unit_test_setup_teardown(a_killed_core_leaves_the_block_to_its_guard, start,
						stop),
		cmocka_unit_test_setup_teardown(a_killed_egate_modbus_comes_back_with_the_lane,
						start, stop),
		cmocka_unit_test_setup_teardown(a_block_that_was_away_comes_back_with_the_lane,
						start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
