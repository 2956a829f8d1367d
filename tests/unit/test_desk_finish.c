/*
 * test_desk_finish: what a desk does about whom it has taken on, and what ends both cases.
 */
#include "desk_pair.h"
#include "json_at.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>

static void a_pass_at_the_desk_ends_the_gates_case_when_it_is_recorded(void **state)
{
	(void)state;
	pair.stage.late = true; /* the lane alone shows it */
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	uint32_t examined = pair_laid('L');
	assert_int_equal(pair_act("pass", "genuine"), DESK_DONE);
	assert_int_equal(pair.stage.order.body.order.order, GATE_EV_ORDER_PASS);
	pair_names(&pair.stage.order.body.order.from, 1, traveller);
	pair_is(pair.desk, "state", "pass");
	pair_is(pair.gate, "state", "manual-lane");
	stage_recorded(&pair.stage, PAIR_DESK, true);
	pair_path(PAIR_DESK, examined, "open ack pass closed");
	pair_path(1, traveller, "open ack manual-lane closed");
	pair_ended(1, traveller);
	size_t records = pair.stage.record_count;
	stage_rows(&pair.stage); /* says it again */
	stage_settle(&pair.stage);
	assert_int_equal(pair.stage.record_count, records);
}

static void a_pass_that_is_not_recorded_ends_nothing(void **state)
{
	(void)state;
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	uint32_t examined = pair_laid('L');
	assert_int_equal(pair_act("pass", "genuine"), DESK_DONE);
	stage_recorded(&pair.stage, PAIR_DESK, false);
	pair_path(PAIR_DESK, examined, "open ack pass ack");
	pair_joined(pair.gate, pair.desk);
	pair_path(1, traveller, "open ack manual-lane");
}

static void whoever_is_sent_away_by_the_desk_is_over_at_the_gate(void **state)
{
	(void)state;
	pair.stage.late = true;
	uint32_t traveller = pair_sent(1, 'L', "second-line", pair.gate);
	uint32_t examined = pair_laid('L');
	assert_int_equal(pair_act("refuse", "refuse-b"), DESK_DONE);
	assert_int_equal(pair.stage.order.body.order.order, GATE_EV_ORDER_BACK);
	pair_names(&pair.stage.order.body.order.from, 1, traveller);
	pair_names(&pair.stage.rows[0].from, 1, traveller);
	pair_ended(1, traveller);
	pair_path(PAIR_DESK, examined, "open ack refuse closed");
}

static void the_second_line_is_the_next_desk(void **state)
{
	char first[DESK_ID_SIZE];
	(void)state;
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	uint32_t examined = pair_laid('L');
	assert_int_equal(pair_act("second-line", "interview"), DESK_DONE);
	pair_ended(1, traveller);
	pair_is(pair.desk, "state", "second-line");
	pair_is(pair.desk, "where", "desk");
	(void)snprintf(first, sizeof(first), "%s", pair.desk);
	(void)pair_laid('L');
	pair_joined(first, pair.desk);
	assert_int_equal(pair_act("pass", "same-person"), DESK_DONE);
	pair_names(&pair.stage.order.body.order.from, PAIR_DESK, examined);
	stage_recorded(&pair.stage, PAIR_DESK, true);
	pair_path(PAIR_DESK, examined, "open ack second-line closed");
}

static void an_order_that_is_not_done_changes_nothing(void **state)
{
	(void)state;
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	(void)pair_laid('L');
	pair.stage.lanes[PAIR_DESK - 1].deaf = true;
	assert_int_equal(pair_act("refuse", "refuse-b"), DESK_DONE);
	stage_time(&pair.stage, DESK_ORDER_MS);
	pair_is(pair.desk, "failed", "refuse");
	pair_joined(pair.gate, pair.desk);
	pair.stage.lanes[PAIR_DESK - 1].deaf = false;
	pair.stage.lanes[PAIR_DESK - 1].now.needs = NEEDS_FACE; /* the desk has not heard of it */
	assert_int_equal(pair_act("pass", "genuine"), DESK_DONE);
	pair_is(pair.desk, "failed_text", "the lane cannot do this now");
	pair_joined(pair.gate, pair.desk);
	pair_path(1, traveller, "open ack manual-lane");
	assert_int_equal(pair.stage.row_count, 0);
}

/* Its core has ended before the record was there, and knows nobody any more. */
static void a_desk_that_was_started_again_has_let_go(void **state)
{
	(void)state;
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	(void)pair_laid('L');
	assert_int_equal(pair_act("pass", "genuine"), DESK_DONE);
	stage_restart(&pair.stage, PAIR_DESK);
	pair_is(pair.desk, "state", "closed");
	pair_alone(pair.gate);
	pair_is(pair.gate, "where", "desk");
	pair_path(1, traveller, "open ack manual-lane");
	(void)pair_laid('L');
	pair_joined(pair.gate, pair.desk);
}

/* The journal had it, and nobody was told. */
static void what_a_desk_has_recorded_ends_the_gates_case_whatever_it_shows(void **state)
{
	(void)state;
	pair.stage.late = true;
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	uint32_t examined = pair_laid('L');
	assert_int_equal(pair_act("pass", "genuine"), DESK_DONE);
	pair.stage.lanes[PAIR_DESK - 1].up = false;
	desk_lane_down(pair.stage.desk, PAIR_DESK);
	stage_recorded(&pair.stage, PAIR_DESK, true);
	stage_restart(&pair.stage, PAIR_DESK);
	pair_is(pair.gate, "state", "manual-lane");
	stage_rows(&pair.stage);
	pair_ended(1, traveller);
	assert_true(examined > 0);
}

/* They came back to the desk before its journal was read. */
static void a_record_parts_whoever_took_them_on_since(void **state)
{
	char first[DESK_ID_SIZE];
	char second[DESK_ID_SIZE];
	(void)state;
	pair.stage.late = true;
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	(void)pair_laid('L');
	(void)snprintf(first, sizeof(first), "%s", pair.desk);
	assert_int_equal(pair_act("pass", "genuine"), DESK_DONE);
	pair.stage.lanes[PAIR_DESK - 1].up = false;
	desk_lane_down(pair.stage.desk, PAIR_DESK);
	stage_recorded(&pair.stage, PAIR_DESK, true);
	stage_restart(&pair.stage, PAIR_DESK);
	(void)pair_laid('L');
	pair_joined(pair.gate, pair.desk);
	(void)snprintf(second, sizeof(second), "%s", pair.desk);
	stage_rows(&pair.stage);
	pair_alone(second);
	(void)snprintf(pair.desk, sizeof(pair.desk), "%s", first);
	pair_ended(1, traveller);
}

/* An officer's order that a core has only put on record has let nobody go. */
static void an_order_on_record_is_no_crossing(void **state)
{
	(void)state;
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	struct msg_record r = {.what = RECORD_ORDER,
			       .unix_ms = STAGE_NOW,
			       .from = {.lane = 1,
					.traveller = traveller,
					.session = pair.stage.lanes[0].now.session}};
	desk_passage(pair.stage.desk, PAIR_DESK, &r, 1);
	pair_is(pair.gate, "state", "manual-lane");
	r.what = RECORD_CROSSING;
	r.from.session++; /* of another start of that core */
	desk_passage(pair.stage.desk, PAIR_DESK, &r, 2);
	pair_is(pair.gate, "state", "manual-lane");
	r.from.session--;
	desk_passage(pair.stage.desk, PAIR_DESK, &r, 3);
	pair_is(pair.gate, "state", "closed");
}

static void what_a_gate_that_is_down_has_to_hear_is_said_at_once(void **state)
{
	(void)state;
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	pair.stage.lanes[0].up = false;
	desk_lane_down(pair.stage.desk, 1);
	(void)pair_laid('L');
	assert_int_equal(pair_act("pass", "genuine"), DESK_DONE);
	stage_recorded(&pair.stage, PAIR_DESK, true);
	pair_is(pair.gate, "state", "closed");
	pair_ended(1, traveller);
	pair_path(1, traveller, "open ack manual-lane closed");
}

static void two_officers_are_for_the_desks_own_hits(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&pair.stage, 1, true);
	(void)stage_id(&pair.stage, 1, traveller, pair.gate);
	stage_say(&pair.stage, 1, stage_document(&pair.stage, 1), RD_EMPTY);
	stage_hit(&pair.stage, 1);
	assert_int_equal(stage_act(&pair.stage, pair.gate, "ack", NULL, NULL, STAGE_ANNA),
			 DESK_DONE);
	assert_int_equal(
		stage_act(&pair.stage, pair.gate, "second-line", "verify-hit", "who?", STAGE_ANNA),
		DESK_DONE);
	stage_leave(&pair.stage, 1);
	(void)pair_laid('L');
	pair_joined(pair.gate, pair.desk);
	stage_hit(&pair.stage, PAIR_DESK);
	assert_int_equal(pair_act("pass", "false-hit"), DESK_NOTE_NEEDED);
	assert_int_equal(stage_act(&pair.stage, pair.desk, "pass", "false-hit", "no", STAGE_BERT),
			 DESK_DONE);
	pair_names(&pair.stage.order.body.order.from, 1, traveller);
	pair_is(pair.gate, "state", "second-line");
	assert_int_equal(stage_act(&pair.stage, pair.desk, "pass", "false-hit", "no", STAGE_CARL),
			 DESK_DONE);
	pair_names(&pair.stage.order.body.order.from, 1, traveller);
	stage_recorded(&pair.stage, PAIR_DESK, true);
	pair_is(pair.gate, "state", "closed");
}

/* A document of theirs, found at the gate; the desk's own lists know nothing. */
static uint32_t listed_at_the_gate(unsigned lane, char id[DESK_ID_SIZE])
{
	uint32_t traveller = stage_refer(&pair.stage, lane, true);
	(void)stage_id(&pair.stage, lane, traveller, id);
	stage_say(&pair.stage, lane, stage_document(&pair.stage, lane), RD_EMPTY);
	stage_hit(&pair.stage, lane);
	assert_int_equal(stage_act(&pair.stage, id, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&pair.stage, id, "second-line", "verify-hit", "?", STAGE_ANNA),
			 DESK_DONE);
	stage_leave(&pair.stage, lane);
	return traveller;
}

/* The pass of the desk's case takes two who have something to say. */
static void takes_two(void)
{
	const struct desk_pair *p = &pair;
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(p->stage.desk, p->desk);
	assert_true(cJSON_IsTrue(json_at(c, "four_eyes")));
	assert_int_equal(pair_act("pass", "false-hit"), DESK_NOTE_NEEDED);
	assert_int_equal(stage_act(&pair.stage, p->desk, "pass", "false-hit", "no", STAGE_BERT),
			 DESK_DONE);
	assert_int_equal(p->stage.lanes[PAIR_DESK - 1].now.state, GATE_REFERRED_INSIDE);
	pair_is(p->desk, "state", "ack");
	assert_int_equal(stage_act(&pair.stage, p->desk, "pass", "false-hit", "no", STAGE_BERT),
			 DESK_SAME_OFFICER);
	assert_int_equal(stage_act(&pair.stage, p->desk, "pass", "false-hit", "no", STAGE_CARL),
			 DESK_DONE);
	assert_int_equal(p->stage.lanes[PAIR_DESK - 1].now.state, GATE_RECORDING);
	stage_recorded(&pair.stage, PAIR_DESK, true);
}

static void a_hit_at_the_gate_takes_two_at_the_desk_whatever_is_laid_there(void **state)
{
	(void)state;
	uint32_t traveller = listed_at_the_gate(1, pair.gate);
	(void)pair_laid('X'); /* another document, which is on no list */
	pair_alone(pair.desk);
	assert_int_equal(stage_take(&pair.stage, pair.desk, pair.gate, STAGE_BERT), DESK_DONE);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(pair.stage.desk, pair.desk);
	assert_int_equal(cJSON_GetArraySize(json_at(c, "hits")), 0);
	json_is_text(c, "from.hits.0.category", "arrest");
	takes_two();
	pair_names(&pair.stage.order.body.order.from, 1, traveller);
	pair_is(pair.gate, "state", "closed");
}

static void whoever_parts_them_needs_the_second_officer_all_the_same(void **state)
{
	(void)state;
	(void)listed_at_the_gate(1, pair.gate);
	(void)pair_laid('L');
	pair_joined(pair.gate, pair.desk);
	assert_int_equal(stage_take(&pair.stage, pair.desk, "", STAGE_BERT), DESK_DONE);
	takes_two();
	pair_is(pair.gate, "where", "desk");
}

/* Of two nobody knows which is meant; one with a hit is among them. */
static void a_hit_among_several_that_wait_takes_two(void **state)
{
	char other[DESK_ID_SIZE];
	(void)state;
	(void)listed_at_the_gate(1, pair.gate);
	(void)pair_sent(PAIR_OTHER, 'L', "manual-lane", other);
	(void)pair_laid('L');
	pair_alone(pair.desk);
	takes_two();
}

static void a_hit_goes_on_from_desk_to_desk(void **state)
{
	(void)state;
	(void)listed_at_the_gate(1, pair.gate);
	(void)pair_laid('X');
	assert_int_equal(stage_take(&pair.stage, pair.desk, pair.gate, STAGE_BERT), DESK_DONE);
	assert_int_equal(
		stage_act(&pair.stage, pair.desk, "second-line", "verify-hit", "?", STAGE_BERT),
		DESK_DONE);
	pair_is(pair.gate, "state", "closed");
	pair_is(pair.desk, "where", "desk");
	(void)pair_laid('X');
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(pair.stage.desk, pair.desk);
	json_is_text(c, "from.hits.0.category", "arrest");
	takes_two();
}

/* What was found of another one, nobody's second officer is asked for. */
static void without_a_hit_at_the_gate_one_officer_is_enough(void **state)
{
	(void)state;
	(void)pair_sent(1, 'L', "manual-lane", pair.gate);
	(void)pair_laid('L');
	assert_int_equal(pair_act("pass", "genuine"), DESK_DONE);
	assert_int_equal(pair.stage.order.body.order.listed, 0);
	assert_int_equal(pair.stage.lanes[PAIR_DESK - 1].now.state, GATE_RECORDING);
}

static void whoever_does_not_come_is_closed_after_a_while(void **state)
{
	(void)state;
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	stage_time(&pair.stage, DESK_GONE_MS - 1);
	(void)pair_laid('L'); /* in time, and for as long as it takes */
	pair_joined(pair.gate, pair.desk);
	stage_time(&pair.stage, 2 * DESK_GONE_MS);
	pair_is(pair.gate, "where", "desk");
	assert_int_equal(stage_take(&pair.stage, pair.desk, "", STAGE_BERT), DESK_DONE);
	assert_int_equal(desk_wait_ms(pair.stage.desk), DESK_GONE_MS);
	stage_time(&pair.stage, DESK_GONE_MS);
	pair_path(1, traveller, "open ack manual-lane closed");
	assert_int_equal(pair.stage.records[pair.stage.record_count - 1].code,
			 CASE_CODE_WALKED_OFF);
}

/* Eight others come after it, and wait as well. */
static void a_hit_that_waits_is_not_pushed_out(void **state)
{
	char second[DESK_ID_SIZE];
	char other[DESK_ID_SIZE];
	(void)state;
	uint32_t traveller = stage_refer(&pair.stage, 1, false);
	(void)stage_id(&pair.stage, 1, traveller, pair.gate);
	stage_hit(&pair.stage, 1);
	assert_int_equal(stage_act(&pair.stage, pair.gate, "ack", NULL, NULL, STAGE_ANNA),
			 DESK_DONE);
	assert_int_equal(
		stage_act(&pair.stage, pair.gate, "second-line", "verify-hit", "who?", STAGE_ANNA),
		DESK_DONE);
	stage_leave(&pair.stage, 1);
	stage_time(&pair.stage, 1000);
	(void)pair_sent(1, 'L', "manual-lane", second);
	(void)pair_laid('L'); /* a desk is at the second one */
	pair_joined(second, pair.desk);
	for (unsigned i = 0; i < 12; i++) {
		stage_time(&pair.stage, 1000);
		(void)pair_sent(1, (char)('M' + i), "manual-lane", other);
	}
	pair_is(pair.gate, "where", "desk");
	pair_joined(second, pair.desk);
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(pair.stage.desk, true);
	assert_int_equal(cJSON_GetArraySize(json_at(whole, "cases")), DESK_CASES_MAX + 1);
}

/* A hit goes last, even before one that a desk is at, which is alone then. */
static void whoever_is_pushed_out_is_parted(void **state)
{
	char taken[DESK_ID_SIZE];
	(void)state;
	uint32_t first = pair_sent(1, 'L', "manual-lane", taken);
	(void)pair_laid('L');
	pair_joined(taken, pair.desk);
	for (unsigned i = 0; i < DESK_CASES_MAX; i++) {
		stage_time(&pair.stage, 1000);
		uint32_t traveller = stage_refer(&pair.stage, 1, false);
		(void)stage_id(&pair.stage, 1, traveller, pair.gate);
		stage_hit(&pair.stage, 1);
		assert_int_equal(stage_act(&pair.stage, pair.gate, "ack", NULL, NULL, STAGE_ANNA),
				 DESK_DONE);
		assert_int_equal(stage_act(&pair.stage, pair.gate, "second-line", "verify-hit",
					   "who?", STAGE_ANNA),
				 DESK_DONE);
		pair_is(pair.gate, "where", "desk");
	}
	pair_path(1, first, "open ack manual-lane closed");
	pair_alone(pair.desk);
	assert_int_equal(pair_act("pass", "genuine"), DESK_DONE);
	assert_int_equal(pair.stage.order.body.order.from.lane, 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, pair_set_up, pair_tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_pass_at_the_desk_ends_the_gates_case_when_it_is_recorded),
		CASE(a_pass_that_is_not_recorded_ends_nothing),
		CASE(whoever_is_sent_away_by_the_desk_is_over_at_the_gate),
		CASE(the_second_line_is_the_next_desk),
		CASE(an_order_that_is_not_done_changes_nothing),
		CASE(a_desk_that_was_started_again_has_let_go),
		CASE(what_a_desk_has_recorded_ends_the_gates_case_whatever_it_shows),
		CASE(a_record_parts_whoever_took_them_on_since),
		CASE(an_order_on_record_is_no_crossing),
		CASE(what_a_gate_that_is_down_has_to_hear_is_said_at_once),
		CASE(two_officers_are_for_the_desks_own_hits),
		CASE(a_hit_at_the_gate_takes_two_at_the_desk_whatever_is_laid_there),
		CASE(whoever_parts_them_needs_the_second_officer_all_the_same),
		CASE(a_hit_among_several_that_wait_takes_two),
		CASE(a_hit_goes_on_from_desk_to_desk),
		CASE(without_a_hit_at_the_gate_one_officer_is_enough),
		CASE(whoever_does_not_come_is_closed_after_a_while),
		CASE(a_hit_that_waits_is_not_pushed_out),
		CASE(whoever_is_pushed_out_is_parted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
