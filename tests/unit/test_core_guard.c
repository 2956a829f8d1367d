/*
 * test_core_guard: a lane with a guard beside its core, and what it puts on record about cores.
 */
#include "core_stage.h"

#include "prog/core_settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void nobody_begins_without_a_guard_where_one_belongs(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	s->lane.settings.guarded = true;
	stage_lay_document(s);
	assert_int_equal(stage_state(s), GATE_IDLE);
	stage_levels(s, SOUND);
	assert_int_equal(s->told.body.status.missing, 1u << ROLE_GUARD);
	stage_join(s, ROLE_GUARD);
	assert_int_equal(stage_state(s), GATE_READING);
	lane_left(&s->lane, ROLE_GUARD); /* the present traveller is not referred for it */
	assert_int_equal(stage_state(s), GATE_READING);
	assert_int_equal(s->lane.gate.why, GATE_WHY_NONE);
}

static void a_missed_deadline_goes_on_record_behind_the_travellers_records(void **state)
{
	static const struct msg_order hold = {.order = GATE_EV_ORDER_HOLD};
	(void)state;
	struct stage *s = stage_at(GATE_FACE);
	size_t before = stage_count_sent(s, MSG_RECORD);
	lane_record_late(&s->lane);
	assert_int_equal(stage_count_sent(s, MSG_RECORD), before + 1);
	assert_int_equal(stage_last_record(s)->what, RECORD_SERVICE);
	assert_int_equal(stage_last_record(s)->why, GATE_WHY_DEADLINE);
	assert_int_equal(stage_last_record(s)->mrz_size, 0); /* about nobody */
	/* Without room it waits; all that were missed meanwhile are one record. */
	while (lane_record_room(&s->lane)) {
		lane_record_order(&s->lane, &hold, 0);
	}
	before = stage_count_sent(s, MSG_RECORD);
	lane_record_late(&s->lane);
	lane_record_late(&s->lane);
	assert_int_equal(stage_count_sent(s, MSG_RECORD), before);
	assert_true(stage_journal_answers(s));
	stage_levels(s, SOUND | PRESENT);
	assert_int_equal(stage_count_sent(s, MSG_RECORD), before + 1);
	assert_int_equal(stage_last_record(s)->why, GATE_WHY_DEADLINE);
	stage_levels(s, SOUND | PRESENT);
	assert_int_equal(stage_count_sent(s, MSG_RECORD), before + 1);
}

static void the_first_record_says_how_a_former_core_ended(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct lane_settings settings = s->lane.settings;
	const struct lane_ports ports = s->lane.ports;
	settings.after = GATE_WHY_ENDED;
	lane_start(&s->lane, &settings, &ports);
	lane_at(&s->lane, 2000000, INT64_C(1700000000000));
	stage_join_missing(s);
	assert_int_equal(stage_last_record(s)->what, RECORD_SERVICE);
	assert_int_equal(stage_last_record(s)->why, GATE_WHY_ENDED);
}

static void an_evacuation_outlives_a_core_until_an_officer_ends_it(void **state)
{
	(void)state;
	struct stage *s = stage_idle();
	struct lane_settings settings = s->lane.settings;
	const struct lane_ports ports = s->lane.ports;
	uint32_t locks = GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK;
	lane_order(&s->lane, GATE_EV_ORDER_FREE, 0, 0);
	assert_true(lane_freed(&s->lane));
	settings.freed = lane_freed(&s->lane);
	lane_start(&s->lane, &settings, &ports);
	lane_at(&s->lane, 2000000, INT64_C(1700000000000));
	assert_int_equal(lane_outputs(&s->lane) & locks, 0); /* from its first drive on */
	assert_int_equal(s->armed_ms, 0);
	stage_levels(s, SOUND);
	stage_join_missing(s);
	assert_int_equal(stage_state(s), GATE_EVACUATE);
	lane_order(&s->lane, GATE_EV_ORDER_RESET, 0, 0);
	assert_int_equal(stage_state(s), GATE_CLEARING);
	lane_timer(&s->lane);
	assert_int_equal(lane_outputs(&s->lane) & locks, locks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_begins_without_a_guard_where_one_belongs),
		cmocka_unit_test(a_missed_deadline_goes_on_record_behind_the_travellers_records),
		cmocka_unit_test(the_first_record_says_how_a_former_core_ended),
		cmocka_unit_test(an_evacuation_outlives_a_core_until_an_officer_ends_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
