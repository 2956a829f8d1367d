/*
 * test_real_time: the real core through whole crossings: it asks for no memory once it has started
 * and touches none that is not resident; what comes too late is counted and put on record; a guard
 * that is lost or hangs keeps the next traveller out, not the present one.
 */
#include "core_rig.h"

#include "os/now.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#define CROSSINGS 2

static struct core_rig rig;

static int open_rig(void **state)
{
	(void)state;
	core_rig_open(&rig);
	return 0;
}

static int close_rig(void **state)
{
	(void)state;
	(void)unsetenv("NO_ALLOC_TRIP"); /* most tests set none */
	core_rig_close(&rig);
	return 0;
}

/* A number of /proc/PID/stat, counted from the state behind the name. */
static unsigned long stat_of(pid_t pid, unsigned place)
{
	char path[64];
	char line[512];
	assert_true(snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid) > 0);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	assert_int_equal(fclose(f), 0);
	char *at = strrchr(line, ')');
	for (unsigned i = 0; at != NULL && i < place; i++) {
		at = strchr(at + 1, ' ');
	}
	assert_non_null(at);
	return strtoul(at + 1, NULL, 10);
}
#define MINOR_FAULTS 8
#define MAJOR_FAULTS 10

static void the_core_allocates_nothing_after_its_start(void **state)
{
	(void)state;
	core_rig_start(&rig, NULL, NO_ALLOC);
	core_rig_state(&rig, GATE_IDLE);
	for (int i = 0; i < CROSSINGS; i++) {
		core_rig_cross(&rig);
	}
	/* What else may come: a referral, an officer, an alarm, an evacuation. */
	rig.cast.parts.bad_signature = true;
	cast_document(&rig.cast, true);
	core_rig_state(&rig, GATE_REFERRED_OUTSIDE);
	cast_document(&rig.cast, false);
	cast_order(&rig.cast, GATE_EV_ORDER_BACK);
	core_rig_state(&rig, GATE_IDLE);
	rig.metal.contacts &= ~(uint32_t)WIRE_FIRE_OK;
	core_rig_state(&rig, GATE_EVACUATE);
	rig.metal.contacts |= (uint32_t)WIRE_FIRE_OK;
	core_rig_pass(&rig, 100);
	cast_order(&rig.cast, GATE_EV_ORDER_RESET);
	core_rig_state(&rig, GATE_CLEARING);
	assert_int_equal(rig.cast.recorded, CROSSINGS);
	assert_int_equal(kill(rig.cast.core, 0), 0);
	assert_int_equal(waitpid(rig.cast.core, NULL, WNOHANG), 0);
}

static void the_hook_ends_a_core_that_allocates(void **state)
{
	(void)state;
	assert_int_equal(setenv("NO_ALLOC_TRIP", "5", 1), 0);
	core_rig_start(&rig, NULL, NO_ALLOC);
	for (int i = 0; i < 200 && rig.drives < 3; i++) {
		core_rig_pass(&rig, 10);
	}
	int status = cast_end(&rig.cast, 20000);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void the_core_waits_for_no_page_of_memory_in_a_crossing(void **state)
{
	(void)state;
	core_rig_start(&rig, NULL, NULL);
	core_rig_state(&rig, GATE_IDLE);
	if (cast_logged_in(rig.log, "memory-not-locked", "")) {
		skip(); /* by this system's limits: the core has said so */
	}
	unsigned long minor = stat_of(rig.cast.core, MINOR_FAULTS);
	unsigned long major = stat_of(rig.cast.core, MAJOR_FAULTS);
	core_rig_cross(&rig);
	assert_int_equal(stat_of(rig.cast.core, MINOR_FAULTS), minor);
	assert_int_equal(stat_of(rig.cast.core, MAJOR_FAULTS), major);
}

static void a_deadline_that_was_missed_goes_on_record(void **state)
{
	(void)state;
	core_rig_start(&rig, NULL, NULL);
	core_rig_state(&rig, GATE_IDLE);
	cast_signal(&rig.cast, SIGSTOP);
	core_rig_pass(&rig, 400);
	cast_signal(&rig.cast, SIGCONT);
	/* Each is told and put on record once; a busy machine may add some. */
	for (int i = 0; i < 1000 && (rig.cast.load.missed_drives == 0 ||
				     rig.cast.late != rig.cast.load.missed_drives);
	     i++) {
		core_rig_pass(&rig, 10);
	}
	assert_true(rig.cast.load.missed_drives >= 1);
	assert_int_equal(rig.cast.late, rig.cast.load.missed_drives);
	assert_true(rig.cast.load.late_ticks >= 1);
	assert_true(rig.cast.load.longest_gap_us > 150000);
	core_rig_cross(&rig); /* it goes on all the same */
}

static bool waits_for_guard(void)
{
	return (rig.cast.now.missing & 1u << ROLE_GUARD) != 0;
}

static void a_lost_guard_keeps_the_next_traveller_out_and_not_the_present_one(void **state)
{
	(void)state;
	core_rig_start(&rig, NULL, NULL);
	core_rig_state(&rig, GATE_IDLE);
	cast_document(&rig.cast, true);
	core_rig_state(&rig, GATE_ENTRY_OPEN);
	rig.cast.parts.no_successor = true;
	cast_kill(&rig.cast, ROLE_GUARD);
	core_rig_cross(&rig);
	assert_int_equal(rig.cast.recorded, 1);
	assert_true(waits_for_guard());
	rig.cast.parts.no_successor = false;
	cast_join_missing(&rig.cast, true);
	cast_document(&rig.cast, true);
	core_rig_pass(&rig, 500);
	assert_int_equal(rig.cast.now.state, GATE_IDLE);
	assert_true(waits_for_guard());
	cast_join_missing(&rig.cast, false);
	core_rig_state(&rig, GATE_ENTRY_OPEN);
}

static void what_an_officer_has_closed_is_not_opened_by_a_crash(void **state)
{
	(void)state;
	core_rig_start(&rig, NULL, NULL);
	core_rig_state(&rig, GATE_IDLE);
	cast_order(&rig.cast, GATE_EV_ORDER_CLOSE);
	core_rig_state(&rig, GATE_CLOSED);
	assert_int_equal(atomic_load(&rig.beat->closed), 1); /* kept before it was told */
	cast_signal(&rig.cast, SIGKILL);
	(void)cast_end(&rig.cast, 20000); /* by the signal */
	core_rig_start(&rig, NULL, NULL);
	for (int i = 0; i < 1000 && (!rig.cast.known || rig.cast.now.missing != 0); i++) {
		core_rig_pass(&rig, 10);
	}
	core_rig_pass(&rig, 100);
	assert_int_equal(rig.cast.now.missing, 0); /* all are there, and the doors are proved */
	assert_int_equal(rig.cast.now.state, GATE_INIT);
	cast_order(&rig.cast, GATE_EV_ORDER_OPEN);
	core_rig_state(&rig, GATE_IDLE);
}

static void a_guard_that_hangs_is_ended(void **state)
{
	(void)state;
	core_rig_start(&rig, NULL, NULL);
	core_rig_state(&rig, GATE_IDLE);
	rig.cast.parts.no_successor = true;
	rig.still = true;
	for (int i = 0; i < 1000 && !waits_for_guard(); i++) {
		core_rig_pass(&rig, 10);
	}
	assert_true(waits_for_guard());
	assert_int_equal(rig.cast.killed, 1);
}

#define LOCKS ((uint32_t)(GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK))

/* The doors were free without power; nothing locks them, were it for a moment. */
static void a_lane_that_begins_in_a_fire_never_locks(void **state)
{
	(void)state;
	rig.metal.contacts &= ~(uint32_t)WIRE_FIRE_OK;
	core_rig_start(&rig, NULL, NULL);
	core_rig_state(&rig, GATE_EVACUATE);
	assert_true(rig.drives > 0);
	assert_int_equal(rig.ever & (LOCKS | GATE_OUT_ENTRY_GREEN | GATE_OUT_EXIT_GREEN),
			 GATE_OUT_ENTRY_GREEN | GATE_OUT_EXIT_GREEN);
}

static void a_lane_that_begins_locks_when_it_has_looked(void **state)
{
	(void)state;
	core_rig_start(&rig, NULL, NULL);
	core_rig_state(&rig, GATE_IDLE);
	assert_int_equal(rig.first & LOCKS, 0);
	assert_int_equal(rig.outputs & LOCKS, LOCKS);
}

/* A guard has held the doors and knows of no danger: no moment in which they are free. */
static void a_core_that_follows_another_keeps_the_doors_locked(void **state)
{
	(void)state;
	atomic_store(&rig.beat->took, BEAT_ENDED);
	core_rig_start(&rig, NULL, NULL);
	core_rig_state(&rig, GATE_IDLE);
	assert_int_equal(rig.first & LOCKS, LOCKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RIG_TEST(name) cmocka_unit_test_setup_teardown(name, open_rig, close_rig)
		RIG_TEST(the_core_allocates_nothing_after_its_start),
		RIG_TEST(the_hook_ends_a_core_that_allocates),
		RIG_TEST(the_core_waits_for_no_page_of_memory_in_a_crossing),
		RIG_TEST(a_deadline_that_was_missed_goes_on_record),
		RIG_TEST(a_lost_guard_keeps_the_next_traveller_out_and_not_the_present_one),
		RIG_TEST(what_an_officer_has_closed_is_not_opened_by_a_crash),
		RIG_TEST(a_guard_that_hangs_is_ended),
		RIG_TEST(a_lane_that_begins_in_a_fire_never_locks),
		RIG_TEST(a_lane_that_begins_locks_when_it_has_looked),
		RIG_TEST(a_core_that_follows_another_keeps_the_doors_locked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
