/*
 * test_desk_acts: who may do what where, four eyes, versions, orders to lanes.
 */
#include "desk_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
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

static uint32_t looked_at(unsigned lane, bool inside)
{
	uint32_t traveller = stage_refer(&stage, lane, inside);
	(void)stage_id(&stage, lane, traveller, id);
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	return traveller;
}

static void assert_state(const char *word)
{
	char found[64];
	stage_text(&stage, id, "state", found);
	assert_string_equal(found, word);
}

static void assert_agreed(uint32_t number, const char *name)
{
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	const cJSON *agreed = cJSON_GetObjectItem(c, "agreed");
	if (number == 0) {
		assert_true(cJSON_IsNull(agreed));
		return;
	}
	assert_true(cJSON_GetNumberValue(cJSON_GetObjectItem(agreed, "number")) == number);
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(agreed, "name")), name);
}

static void a_hit_needs_two_officers_and_their_words(void **state)
{
	(void)state;
	(void)looked_at(1, true);
	stage_hit(&stage, 1);
	assert_int_equal(stage_act(&stage, id, "pass", "false-hit", NULL, STAGE_ANNA),
			 DESK_NOTE_NEEDED);
	assert_int_equal(
		stage_act(&stage, id, "pass", "false-hit", "another birthplace", STAGE_ANNA),
		DESK_DONE);
	assert_state("ack");
	assert_agreed(STAGE_ANNA, "Anna");
	assert_int_equal(stage.lanes[0].now.state, GATE_REFERRED_INSIDE);
	assert_int_equal(stage_act(&stage, id, "pass", "false-hit", "I say so", STAGE_ANNA),
			 DESK_SAME_OFFICER);
	assert_int_equal(stage.orders, 1);
	assert_int_equal(stage_act(&stage, id, "pass", "false-hit", "seen, too", STAGE_BERT),
			 DESK_DONE);
	assert_state("pass");
	assert_int_equal(stage.lanes[0].now.state, GATE_EXIT_OPEN);
	assert_int_equal(stage.order.body.order.officer, STAGE_BERT);
	assert_string_equal(stage.order.body.order.note, "seen, too");
}

static void somebody_without_the_right_is_no_second_officer(void **state)
{
	(void)state;
	(void)looked_at(1, true);
	stage_hit(&stage, 1);
	assert_int_equal(stage_act(&stage, id, "pass", "false-hit", "no", STAGE_ANNA), DESK_DONE);
	const struct desk_wish w = {.what = "pass",
				    .version = (int64_t)stage_number(&stage, id, "version"),
				    .code = "false-hit",
				    .note = "no"};
	const struct desk_who who[] = {{.number = STAGE_BERT, .name = "Bert", .works = false},
				       {.number = 1000, .name = "root", .works = true},
				       {.number = 0, .name = "", .works = true}};
	for (size_t i = 0; i < sizeof(who) / sizeof(who[0]); i++) {
		assert_int_equal(desk_act(stage.desk, id, &w, &who[i]), DESK_OFFICE);
		assert_int_equal(desk_act(stage.desk, "1-9-00000000", &w, &who[i]), DESK_OFFICE);
	}
	stage_settle(&stage);
	assert_int_equal(stage.orders, 1);
	assert_agreed(STAGE_ANNA, "Anna");
}

/* The hit comes while a pass is on its way: the core's rule holds, and the desk follows. */
static void a_hit_that_comes_late_stops_a_pass(void **state)
{
	(void)state;
	(void)looked_at(1, true);
	stage.lanes[0].now.hits = 1;
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", NULL, STAGE_ANNA), DESK_DONE);
	assert_state("ack");
	assert_agreed(STAGE_ANNA, "Anna");
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", "x", STAGE_ANNA),
			 DESK_SAME_OFFICER);
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", NULL, STAGE_BERT),
			 DESK_NOTE_NEEDED);
}

static void one_who_agreed_elsewhere_is_known_by_name(void **state)
{
	(void)state;
	(void)looked_at(1, true);
	stage_hit(&stage, 1);
	stage.lanes[0].now.agreed = stage.lanes[0].first_pass = STAGE_CARL;
	stage_state(&stage, 1, GATE_REFERRED_INSIDE);
	assert_agreed(STAGE_CARL, "Carl");
	stage.lanes[0].now.agreed = 1000; /* a user at the lane, enrolled nowhere */
	stage_state(&stage, 1, GATE_REFERRED_INSIDE);
	assert_agreed(1000, "");
	stage.lanes[0].now.agreed = STAGE_CARL;
	stage_state(&stage, 1, GATE_REFERRED_INSIDE);
	assert_int_equal(stage_act(&stage, id, "pass", "false-hit", "no", STAGE_CARL),
			 DESK_SAME_OFFICER);
	assert_int_equal(stage_act(&stage, id, "pass", "false-hit", "no", STAGE_ANNA), DESK_DONE);
	assert_state("pass");
}

static void each_act_has_its_reasons_and_no_others(void **state)
{
	static const struct {
		const char *act;
		const char *codes;
	} rules[] = {
		{"retry", ""},
		{"pass", "same-person genuine false-hit technical assisted"},
		{"manual-lane", "examine interview verify-hit biometrics assisted random"},
		{"second-line", "examine interview verify-hit biometrics assisted random"},
		{"refuse", "refuse-a refuse-b refuse-c refuse-d refuse-e refuse-f refuse-g "
			   "refuse-h refuse-i"},
	};
	(void)state;
	stage.lanes[0].deaf = true;
	(void)looked_at(1, true);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		for (unsigned code = 1; code < CASE_CODE_COUNT; code++) {
			const char *word = case_code_word(code);
			const char *at = strstr(rules[i].codes, word);
			bool right =
				at != NULL && (at[strlen(word)] == ' ' || at[strlen(word)] == 0);
			enum desk_refusal no =
				stage_act(&stage, id, rules[i].act, word, NULL, STAGE_ANNA);
			assert_int_equal(no, right ? DESK_DONE : DESK_CODE_NEEDED);
			stage_time(&stage, DESK_ORDER_MS);
		}
		enum desk_refusal none = stage_act(&stage, id, rules[i].act, "", "", STAGE_ANNA);
		assert_int_equal(none, i == 0 ? DESK_DONE : DESK_CODE_NEEDED);
		stage_time(&stage, DESK_ORDER_MS);
	}
	assert_int_equal(stage_act(&stage, id, "pass", "because", NULL, STAGE_ANNA),
			 DESK_NO_SUCH_ACT);
	assert_int_equal(stage_act(&stage, id, "jump", NULL, NULL, STAGE_ANNA), DESK_NO_SUCH_ACT);
	assert_int_equal(stage_act(&stage, "1-1", "ack", NULL, NULL, STAGE_ANNA), DESK_NOT_FOUND);
}

static void acts_are_those_that_state_and_place_allow(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&stage, 1, true);
	(void)stage_id(&stage, 1, traveller, id);
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", NULL, STAGE_ANNA),
			 DESK_NOT_POSSIBLE);
	assert_int_equal(stage_act(&stage, id, "close", "technical", NULL, STAGE_ANNA),
			 DESK_NOT_POSSIBLE);
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_BERT), DESK_NOT_POSSIBLE);
	assert_true(stage_can(&stage, id, "pass") && stage_can(&stage, id, "retry"));
	double before = stage_number(&stage, id, "version");
	stage.lanes[0].now.inputs = GATE_IN_PRESENT | GATE_IN_SEVERAL; /* not alone any more */
	stage_state(&stage, 1, GATE_REFERRED_INSIDE);
	assert_false(stage_can(&stage, id, "pass") || stage_can(&stage, id, "retry"));
	assert_true(stage_can(&stage, id, "manual-lane"));
	assert_true(stage_number(&stage, id, "version") > before);
	stage_leave(&stage, 1);
	assert_true(stage_can(&stage, id, "close") && !stage_can(&stage, id, "pass"));
	traveller = looked_at(2, false); /* the document was not accepted: nothing to try again */
	assert_false(stage_can(&stage, id, "retry"));
	assert_true(stage_can(&stage, id, "pass"));
}

/* Whether somebody attends, as after a restart of the console, is nothing about a traveller. */
static void a_lane_that_is_to_close_is_no_change_of_a_case(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&stage, 1, false);
	(void)stage_id(&stage, 1, traveller, id);
	double before = stage_number(&stage, id, "version");
	stage.lanes[0].now.closing = stage.lanes[0].now.unattended = 1;
	stage_state(&stage, 1, GATE_REFERRED_OUTSIDE);
	assert_true(stage_number(&stage, id, "version") == before);
	stage.lanes[0].now.hits = 1; /* this is */
	stage_state(&stage, 1, GATE_REFERRED_OUTSIDE);
	assert_true(stage_number(&stage, id, "version") > before);
}

static void a_version_of_before_changes_nothing(void **state)
{
	(void)state;
	(void)looked_at(1, true);
	const struct desk_who anna = {.number = STAGE_ANNA, .name = "Anna", .works = true};
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(stage.desk, true);
	EG_AUTO(json_out_text_free) char *before = json_out_print(whole);
	int64_t now = (int64_t)stage_number(&stage, id, "version");
	for (int64_t version = now - 3; version <= now + 3; version++) {
		const struct desk_wish w = {.what = "pass", .version = version, .code = "genuine"};
		if (version != now) {
			assert_int_equal(desk_act(stage.desk, id, &w, &anna), DESK_VERSION);
		}
	}
	stage_settle(&stage);
	EG_AUTO(json_out_free) cJSON *again = desk_whole_json(stage.desk, true);
	EG_AUTO(json_out_text_free) char *after = json_out_print(again);
	assert_string_equal(before, after);
	assert_int_equal(stage.orders, 0);
}

/* 87 octets fit; characters that steer a screen do not. */
static void words_are_short_and_printable(void **state)
{
	char words[CASE_NOTE_SIZE + 1];
	(void)state;
	(void)looked_at(1, true);
	for (size_t i = 0; i < CASE_NOTE_SIZE; i++) {
		words[i] = 'a';
	}
	words[CASE_NOTE_SIZE] = '\0';
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", words, STAGE_ANNA),
			 DESK_NOTE_BAD);
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", "a\x1b[2J", STAGE_ANNA),
			 DESK_NOTE_BAD);
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", "\xff", STAGE_ANNA),
			 DESK_NOTE_BAD);
	words[CASE_NOTE_SIZE - 1] = '\0';
	assert_int_equal(stage_act(&stage, id, "pass", "genuine", words, STAGE_ANNA), DESK_DONE);
	assert_string_equal(stage.order.body.order.note, words);
}

static void orders_are_those_that_the_lane_can_take(void **state)
{
	(void)state;
	assert_int_equal(stage_order(&stage, 1, "open", STAGE_ANNA), DESK_NOT_POSSIBLE);
	assert_int_equal(stage_order(&stage, 1, "reset", STAGE_ANNA), DESK_NOT_POSSIBLE);
	assert_int_equal(stage_order(&stage, 1, "turn", STAGE_ANNA), DESK_NOT_POSSIBLE);
	assert_int_equal(stage_order(&stage, 1, "explode", STAGE_ANNA), DESK_NO_SUCH_ACT);
	assert_int_equal(stage_order(&stage, 9, "close", STAGE_ANNA), DESK_NOT_FOUND);
	assert_int_equal(stage_order(&stage, 1, "close", 1000), DESK_OFFICE);
	assert_int_equal(stage_order(&stage, 1, "close", STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage.order.body.order.order, GATE_EV_ORDER_CLOSE);
	assert_int_equal(stage.order.epoch, 0);
	assert_int_equal(stage_order(&stage, 1, "close", STAGE_ANNA), DESK_NOT_POSSIBLE);
	assert_int_equal(stage_order(&stage, 1, "open", STAGE_ANNA), DESK_DONE);
	stage.lanes[0].now.reversible = 1;
	stage_state(&stage, 1, GATE_IDLE);
	assert_int_equal(stage_order(&stage, 1, "turn", STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage.order.body.order.order, GATE_EV_ORDER_TURN);
	assert_int_equal(stage_order(&stage, 1, "evacuate", STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage.order.body.order.order, GATE_EV_ORDER_FREE);
	assert_int_equal(stage_order(&stage, 1, "reset", STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage.lanes[0].now.state, GATE_IDLE);
}

static int64_t lane_version(unsigned lane)
{
	EG_AUTO(json_out_free) cJSON *l = desk_lane_json(stage.desk, lane);
	return (int64_t)cJSON_GetNumberValue(cJSON_GetObjectItem(l, "version"));
}

/* A lane says something new many times a second; an order is late only when it means another. */
static void an_order_is_late_when_something_else_can_be_ordered(void **state)
{
	(void)state;
	const struct desk_who anna = {.number = STAGE_ANNA, .name = "Anna", .works = true};
	struct desk_wish w = {.what = "close", .version = lane_version(1)};
	(void)stage_arrive(&stage, 1);
	assert_true(lane_version(1) > w.version);
	assert_int_equal(desk_order(stage.desk, 1, &w, &anna), DESK_DONE);
	stage_leave(&stage, 1);
	assert_int_equal(stage_order(&stage, 1, "close", STAGE_ANNA), DESK_DONE);
	assert_int_equal(desk_order(stage.desk, 1, &w, &anna), DESK_VERSION);
	w.version = lane_version(1) + 1;
	w.what = "open";
	assert_int_equal(desk_order(stage.desk, 1, &w, &anna), DESK_VERSION);
	w.version = 0;
	w.what = "evacuate"; /* nobody waits because a screen was late */
	assert_int_equal(desk_order(stage.desk, 1, &w, &anna), DESK_DONE);
}

static void refusals_have_words(void **state)
{
	(void)state;
	for (unsigned i = 0; i < DESK_REFUSAL_COUNT; i++) {
		assert_in_range(desk_refusal_status(i), 200, 503);
		assert_true(strlen(desk_refusal_word(i)) > 0 && strlen(desk_refusal_text(i)) > 0);
	}
	assert_int_equal(desk_refusal_status(DESK_VERSION), 409);
	assert_int_equal(desk_refusal_status(DESK_REFUSAL_COUNT), 500);
	assert_string_equal(desk_refusal_word(DESK_REFUSAL_COUNT), "?");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_hit_needs_two_officers_and_their_words),
		CASE(somebody_without_the_right_is_no_second_officer),
		CASE(a_hit_that_comes_late_stops_a_pass),
		CASE(one_who_agreed_elsewhere_is_known_by_name),
		CASE(each_act_has_its_reasons_and_no_others),
		CASE(acts_are_those_that_state_and_place_allow),
		CASE(a_lane_that_is_to_close_is_no_change_of_a_case),
		CASE(a_version_of_before_changes_nothing),
		CASE(words_are_short_and_printable),
		CASE(orders_are_those_that_the_lane_can_take),
		CASE(an_order_is_late_when_something_else_can_be_ordered),
		CASE(refusals_have_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
