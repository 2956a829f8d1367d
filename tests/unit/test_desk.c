/*
 * test_desk: a case from the referral to its end: who comes, goes, is let go, is forgotten.
 */
#include "desk_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static struct desk_stage stage;
static char id[DESK_ID_SIZE];

static int set_up(void **state)
{
	(void)state;
	stage_open(&stage);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stage_close(&stage);
	return 0;
}

static void assert_text(const char *name, const char *text)
{
	char found[64];
	stage_text(&stage, id, name, found);
	assert_string_equal(found, text);
}

static void assert_path(unsigned lane, uint32_t traveller, const char *words)
{
	char path[256];
	stage_settle(&stage);
	stage_path(&stage, lane, traveller, path);
	assert_string_equal(path, words);
}

static bool in_queue(const char *wanted)
{
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(stage.desk, true);
	const cJSON *c;
	bool found = false;
	cJSON_ArrayForEach(c, cJSON_GetObjectItem(whole, "cases"))
	{
		const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(c, "id"));
		found = found || strcmp(text, wanted) == 0;
	}
	return found;
}

/* Referred, looked at; the case's id is in id. */
static uint32_t looked_at(unsigned lane, bool inside)
{
	uint32_t traveller = stage_refer(&stage, lane, inside);
	(void)stage_id(&stage, lane, traveller, id);
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	return traveller;
}

static void a_referral_is_let_pass_and_is_over_when_the_traveller_has_left(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&stage, 1, true);
	(void)stage_id(&stage, 1, traveller, id);
	assert_text("state", "open");
	assert_text("where", "inside");
	assert_false(stage_can(&stage, id, "pass"));
	stage_time(&stage, 4000);
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_true(stage_number(&stage, id, "acked_ms") ==
		    stage_number(&stage, id, "opened_ms") + 4000);
	assert_int_equal(stage_act(&stage, id, "pass", "same-person", NULL, STAGE_ANNA), DESK_DONE);
	assert_text("state", "pass");
	assert_int_equal(stage.order.body.order.order, GATE_EV_ORDER_PASS);
	assert_int_equal(stage.order.body.order.officer, STAGE_ANNA);
	assert_int_equal(stage.order.body.order.code, CASE_CODE_SAME_PERSON);
	assert_int_equal(stage.order.epoch, traveller);
	stage_state(&stage, 1, GATE_EXIT_CLOSING);
	assert_text("state", "pass");
	stage_leave(&stage, 1);
	assert_text("state", "closed");
	assert_false(in_queue(id));
	assert_path(1, traveller, "open ack pass closed");
	assert_int_equal(stage.records[2].officer, STAGE_ANNA);
	assert_int_equal(stage.records[2].code, CASE_CODE_SAME_PERSON);
	assert_int_equal(stage.records[3].officer, 0);
}

static void whoever_is_let_pass_and_goes_elsewhere_is_no_case_any_more(void **state)
{
	(void)state;
	uint32_t traveller = looked_at(1, false);
	assert_int_equal(stage_act(&stage, id, "pass", "assisted", NULL, STAGE_ANNA), DESK_DONE);
	stage_leave(&stage, 1); /* the way to the door took too long */
	assert_path(1, traveller, "open ack pass closed");
}

/* Another officer, or a program at the lane: the desk has not ordered that. */
static void a_pass_that_was_not_ordered_here_is_not_ours(void **state)
{
	(void)state;
	uint32_t traveller = looked_at(1, true);
	stage.lanes[0].deaf = true;
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", NULL, STAGE_ANNA), DESK_DONE);
	stage_state(&stage, 1, GATE_FACE); /* somebody's retry: no officer let them pass */
	assert_text("state", "ack");
	stage_state(&stage, 1, GATE_EXIT_CLOSING);
	stage_leave(&stage, 1);
	assert_path(1, traveller, "open ack closed");
}

static void an_order_that_the_lane_loses_leaves_the_case_as_it_was(void **state)
{
	(void)state;
	uint32_t traveller = looked_at(1, true);
	stage.lanes[0].deaf = true;
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", NULL, STAGE_ANNA), DESK_DONE);
	assert_text("state", "ack");
	assert_text("waits", "pass");
	assert_int_equal(stage_act(&stage, id, "refuse", "refuse-a", NULL, STAGE_ANNA), DESK_WAITS);
	assert_int_equal(desk_wait_ms(stage.desk), DESK_ORDER_MS);
	stage_time(&stage, DESK_ORDER_MS - 1);
	assert_text("waits", "pass");
	stage_time(&stage, 1);
	assert_text("waits", "");
	assert_text("state", "ack");
	assert_text("failed", "pass");
	assert_text("failed_text", "the lane has not done it");
	stage.lanes[0].deaf = false;
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", NULL, STAGE_ANNA), DESK_DONE);
	assert_text("failed", "");
	assert_path(1, traveller, "open ack pass");
}

static void an_order_that_the_lane_refuses_is_told_at_once(void **state)
{
	(void)state;
	(void)looked_at(1, true);
	stage.lanes[0].now.hits = 1; /* the desk has not heard of it: the first pass agrees */
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", "seen", STAGE_ANNA), DESK_DONE);
	stage.lanes[0].now.agreed = 0; /* nor of who agreed */
	stage_state(&stage, 1, GATE_REFERRED_INSIDE);
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", "seen", STAGE_ANNA), DESK_DONE);
	assert_text("failed_text", "the lane cannot do this now");
	assert_text("waits", "");
	assert_text("state", "ack");
}

static void a_retry_that_fails_opens_the_case_again(void **state)
{
	(void)state;
	uint32_t traveller = looked_at(1, true);
	assert_int_equal(stage_act(&stage, id, "retry", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_text("state", "retry");
	stage_state(&stage, 1, GATE_REFERRED_INSIDE);
	assert_text("state", "open");
	assert_true(stage_number(&stage, id, "acked_ms") == 0);
	assert_path(1, traveller, "open ack retry open");
}

static void a_retry_that_goes_well_ends_the_case_at_the_exit(void **state)
{
	(void)state;
	uint32_t traveller = looked_at(1, true);
	assert_int_equal(stage_act(&stage, id, "retry", NULL, NULL, STAGE_ANNA), DESK_DONE);
	stage_state(&stage, 1, GATE_EXIT_OPEN);
	stage_state(&stage, 1, GATE_EXIT_CLOSING);
	stage_leave(&stage, 1);
	assert_path(1, traveller, "open ack retry closed");
}

static void whoever_walks_off_stays_a_case_until_an_officer_decides(void **state)
{
	(void)state;
	uint32_t traveller = looked_at(1, false);
	stage_leave(&stage, 1); /* the timer of a referral outside */
	assert_text("state", "ack");
	assert_text("where", "gone");
	assert_false(stage_can(&stage, id, "pass"));
	size_t orders = stage.orders;
	assert_int_equal(stage_act(&stage, id, "second-line", "interview", NULL, STAGE_BERT),
			 DESK_DONE);
	assert_int_equal(stage.orders, orders); /* no door has to move */
	assert_text("state", "closed");
	assert_path(1, traveller, "open ack second-line closed");
}

static void nobody_decides_about_one_who_is_gone_for_long(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&stage, 1, false);
	(void)stage_id(&stage, 1, traveller, id);
	stage_leave(&stage, 1);
	assert_int_equal(desk_wait_ms(stage.desk), DESK_GONE_MS);
	stage_time(&stage, DESK_GONE_MS - 1);
	assert_text("state", "open");
	stage_time(&stage, 1);
	assert_text("state", "closed");
	assert_path(1, traveller, "open closed");
	assert_int_equal(stage.records[stage.record_count - 1].code, CASE_CODE_WALKED_OFF);
	assert_int_equal(desk_wait_ms(stage.desk), -1);
}

static void whoever_is_sent_elsewhere_goes_back_by_the_entry(void **state)
{
	(void)state;
	uint32_t traveller = looked_at(1, true);
	assert_int_equal(stage_act(&stage, id, "manual-lane", "biometrics", NULL, STAGE_ANNA),
			 DESK_DONE);
	assert_int_equal(stage.order.body.order.order, GATE_EV_ORDER_BACK);
	assert_text("state", "manual-lane");
	assert_text("where", "inside");
	stage_leave(&stage, 1);
	assert_path(1, traveller, "open ack manual-lane closed");
}

static void an_alarm_about_a_traveller_is_a_case(void **state)
{
	(void)state;
	uint32_t traveller = stage_arrive(&stage, 1);
	(void)stage_id(&stage, 1, traveller, id);
	stage.lanes[0].now.inputs = GATE_IN_PRESENT;
	stage_alarm(&stage, 1);
	assert_text("state", "open");
	assert_text("where", "inside");
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_false(stage_can(&stage, id, "pass"));
	assert_int_equal(stage_act(&stage, id, "refuse", "refuse-i", NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage.order.epoch, 0); /* an alarm has forgotten its traveller */
	assert_text("state", "refuse");
	stage_leave(&stage, 1);
	assert_path(1, traveller, "open ack refuse closed");
	stage_alarm(&stage, 2); /* about nobody */
	assert_path(2, 0, "");
}

/* The alarm goes on, and whom it was about is decided about. */
static void an_alarm_begins_a_case_once(void **state)
{
	(void)state;
	uint32_t traveller = stage_arrive(&stage, 1);
	(void)stage_id(&stage, 1, traveller, id);
	stage_alarm(&stage, 1); /* and they ran */
	assert_text("where", "gone");
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&stage, id, "second-line", "interview", NULL, STAGE_ANNA),
			 DESK_DONE);
	stage.lanes[0].now.inputs = GATE_IN_ENTRY_CLOSED;
	stage_state(&stage, 1, GATE_ALARM);
	assert_false(in_queue(id));
	assert_path(1, traveller, "open ack second-line closed");
}

static void an_evacuation_leaves_nobody_in_the_lane(void **state)
{
	(void)state;
	uint32_t traveller = looked_at(1, true);
	assert_int_equal(stage_order(&stage, 1, "evacuate", STAGE_ANNA), DESK_DONE);
	assert_text("where", "gone");
	assert_int_equal(stage_act(&stage, id, "close", "walked-off", NULL, STAGE_ANNA), DESK_DONE);
	assert_path(1, traveller, "open ack closed");
}

static void a_lane_that_is_lost_keeps_its_cases(void **state)
{
	(void)state;
	uint32_t traveller = looked_at(1, true);
	stage.lanes[0].deaf = true;
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", NULL, STAGE_ANNA), DESK_DONE);
	stage.lanes[0].up = false;
	desk_lane_down(stage.desk, 1);
	assert_text("state", "ack");
	assert_text("failed_text", "the lane is not there");
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", NULL, STAGE_ANNA), DESK_LANE);
	assert_int_equal(stage_order(&stage, 1, "evacuate", STAGE_ANNA), DESK_LANE);
	stage.lanes[0].up = true;
	stage.lanes[0].deaf = false;
	desk_lane_up(stage.desk, 1);
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", NULL, STAGE_ANNA), DESK_LANE);
	stage_state(&stage, 1, GATE_REFERRED_INSIDE);
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", NULL, STAGE_ANNA), DESK_DONE);
	assert_path(1, traveller, "open ack pass");
}

/* Whoever sends it keeps it until the lane has it; its time is that of the end. */
static void what_became_of_a_case_is_said_at_once_though_its_lane_is_lost(void **state)
{
	(void)state;
	uint32_t traveller = looked_at(1, true);
	stage.lanes[0].up = false;
	desk_lane_down(stage.desk, 1);
	stage_time(&stage, DESK_GONE_MS);
	assert_text("state", "closed");
	assert_path(1, traveller, "open ack closed");
	assert_int_equal(stage.records[stage.record_count - 1].code, CASE_CODE_TECHNICAL);
	assert_int_equal(stage.records[stage.record_count - 1].unix_ms, stage.unix_ms);
	assert_int_equal(stage.records[stage.record_count - 1].session, stage.lanes[0].now.session);
}

static void a_core_that_was_started_again_has_other_travellers(void **state)
{
	(void)state;
	char other[DESK_ID_SIZE];
	uint32_t traveller = looked_at(1, true);
	stage_restart(&stage, 1);
	assert_text("where", "gone");
	stage.lanes[0].next = traveller; /* the same number again */
	assert_int_equal(stage_refer(&stage, 1, true), traveller);
	(void)stage_id(&stage, 1, traveller, other);
	assert_string_not_equal(other, id);
	assert_true(in_queue(id) && in_queue(other));
	assert_text("where", "gone");
	assert_true(stage_can(&stage, other, "ack"));
}

static void a_ninth_case_of_a_lane_closes_the_oldest(void **state)
{
	(void)state;
	char first[DESK_ID_SIZE];
	uint32_t oldest = stage_refer(&stage, 1, false);
	(void)stage_id(&stage, 1, oldest, first);
	stage_leave(&stage, 1);
	for (unsigned i = 1; i < DESK_CASES_MAX; i++) {
		stage_time(&stage, 1000);
		(void)stage_refer(&stage, 1, false);
		stage_leave(&stage, 1);
	}
	assert_true(in_queue(first));
	(void)stage_refer(&stage, 1, false);
	assert_false(in_queue(first));
	assert_path(1, oldest, "open closed");
}

/* Whoever lays something down and goes, eight times, must not wipe what an officer has in hand. */
static void room_is_made_by_whom_nobody_looks_at_and_no_list_means(void **state)
{
	(void)state;
	char listed[DESK_ID_SIZE];
	char third[DESK_ID_SIZE];
	uint32_t traveller = stage_refer(&stage, 1, false);
	(void)stage_id(&stage, 1, traveller, listed);
	stage_hit(&stage, 1);
	stage_leave(&stage, 1);
	stage_time(&stage, 1000);
	(void)looked_at(1, false);
	stage_leave(&stage, 1);
	for (unsigned i = 2; i < DESK_CASES_MAX; i++) {
		stage_time(&stage, 1000);
		traveller = stage_refer(&stage, 1, false);
		if (i == 2) {
			(void)stage_id(&stage, 1, traveller, third);
		}
		stage_leave(&stage, 1);
	}
	assert_true(in_queue(third));
	(void)stage_refer(&stage, 1, false);
	assert_false(in_queue(third));
	assert_true(in_queue(id));
	assert_true(in_queue(listed));
}

static void an_officer_who_goes_leaves_the_cases_to_another(void **state)
{
	(void)state;
	const struct desk_who bert = {.number = STAGE_BERT, .name = "Bert", .works = true};
	const struct desk_who viewer = {.number = STAGE_CARL, .name = "Carl"};
	uint32_t traveller = looked_at(1, true);
	desk_hand_over(stage.desk, STAGE_ANNA, &viewer); /* sees no case */
	desk_hand_over(stage.desk, STAGE_CARL, &bert);
	assert_path(1, traveller, "open ack");
	desk_hand_over(stage.desk, STAGE_ANNA, &bert);
	assert_path(1, traveller, "open ack ack");
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	const cJSON *officer = cJSON_GetObjectItem(c, "officer");
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(officer, "name")), "Bert");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_referral_is_let_pass_and_is_over_when_the_traveller_has_left),
		CASE(whoever_is_let_pass_and_goes_elsewhere_is_no_case_any_more),
		CASE(a_pass_that_was_not_ordered_here_is_not_ours),
		CASE(an_order_that_the_lane_loses_leaves_the_case_as_it_was),
		CASE(an_order_that_the_lane_refuses_is_told_at_once),
		CASE(a_retry_that_fails_opens_the_case_again),
		CASE(a_retry_that_goes_well_ends_the_case_at_the_exit),
		CASE(whoever_walks_off_stays_a_case_until_an_officer_decides),
		CASE(nobody_decides_about_one_who_is_gone_for_long),
		CASE(whoever_is_sent_elsewhere_goes_back_by_the_entry),
		CASE(an_alarm_about_a_traveller_is_a_case),
		CASE(an_alarm_begins_a_case_once),
		CASE(an_evacuation_leaves_nobody_in_the_lane),
		CASE(a_lane_that_is_lost_keeps_its_cases),
		CASE(what_became_of_a_case_is_said_at_once_though_its_lane_is_lost),
		CASE(a_core_that_was_started_again_has_other_travellers),
		CASE(a_ninth_case_of_a_lane_closes_the_oldest),
		CASE(room_is_made_by_whom_nobody_looks_at_and_no_list_means),
		CASE(an_officer_who_goes_leaves_the_cases_to_another),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
