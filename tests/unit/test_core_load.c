/*
 * test_core_load: what came too late in a core, in virtual time.
 */
#include "prog/core_load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_drive_in_time_is_no_missed_one(void **state)
{
	(void)state;
	struct core_load l = {.told = 0};
	assert_false(load_drove(&l, 1000));
	assert_false(load_drove(&l, 1000 + LOAD_DEADLINE_US));
	assert_true(load_drove(&l, 1001 + 2 * LOAD_DEADLINE_US));
	assert_false(load_drove(&l, 1002 + 2 * LOAD_DEADLINE_US));
	assert_int_equal(l.sum.missed_drives, 1);
	assert_int_equal(l.sum.longest_gap_us, LOAD_DEADLINE_US + 1);
}

static void the_longest_way_from_an_edge_to_its_turn_is_kept(void **state)
{
	(void)state;
	struct core_load l = {.told = 0};
	load_woke(&l, 5000);
	load_edge(&l, 0);    /* no edge, or no stamp */
	load_edge(&l, 6000); /* came after the wake */
	assert_int_equal(l.sum.longest_edge_us, 0);
	load_edge(&l, 4200);
	load_edge(&l, 4900);
	assert_int_equal(l.sum.longest_edge_us, 800);
}

static void ticks_without_a_turn_of_their_own_are_late(void **state)
{
	(void)state;
	struct core_load l = {.told = 0};
	load_ticks(&l, 0);
	load_ticks(&l, 1);
	assert_int_equal(l.sum.late_ticks, 0);
	load_ticks(&l, 4);
	assert_int_equal(l.sum.late_ticks, 3);
}

static void turns_over_their_budget_are_counted(void **state)
{
	(void)state;
	struct core_load l = {.told = 0};
	load_woke(&l, 5000);
	load_turned(&l, 5000 + LOAD_TURN_US);
	assert_int_equal(l.sum.long_turns, 0);
	load_turned(&l, 5001 + LOAD_TURN_US);
	assert_int_equal(l.sum.long_turns, 1);
	assert_int_equal(l.sum.longest_turn_us, LOAD_TURN_US + 1);
}

static void watchers_are_told_of_changes_and_not_too_often(void **state)
{
	(void)state;
	struct core_load l = {.told = 0};
	assert_false(load_tells(&l, 0, 1000));
	load_dropped(&l);
	assert_true(load_tells(&l, 0, 2000));
	assert_false(load_tells(&l, 0, 3000));
	load_dropped(&l);
	assert_false(load_tells(&l, 0, 4000));
	assert_true(load_tells(&l, 7, 2000 + LOAD_TELL_US));
	assert_int_equal(load_msg(&l).body.load.dropped, 2);
	assert_int_equal(load_msg(&l).body.load.lost_records, 7);
	assert_int_equal(load_msg(&l).kind, MSG_LOAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_drive_in_time_is_no_missed_one),
		cmocka_unit_test(the_longest_way_from_an_edge_to_its_turn_is_kept),
		cmocka_unit_test(ticks_without_a_turn_of_their_own_are_late),
		cmocka_unit_test(turns_over_their_budget_are_counted),
		cmocka_unit_test(watchers_are_told_of_changes_and_not_too_often),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
