/*
 * test_desk_join: from the gate to the desk: who waits, and who is taken on by whom.
 */
#include "desk_pair.h"
#include "json_at.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>

static void whoever_is_sent_away_waits_for_a_desk_with_all_that_is_known(void **state)
{
	static const char *const acts[] = {"manual-lane", "second-line"};
	struct rd face;
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		uint32_t traveller = stage_refer(&pair.stage, 1, true);
		(void)stage_id(&pair.stage, 1, traveller, pair.gate);
		stage_say(&pair.stage, 1, stage_document(&pair.stage, 1), RD_EMPTY);
		stage_say(&pair.stage, 1, stage_chip(&pair.stage, 1, 'L'), RD_EMPTY);
		stage_hit(&pair.stage, 1);
		stage_picture(&pair.stage, 1, FACE_PICTURE_PORTRAIT, RD_TEXT("a face"));
		assert_int_equal(stage_act(&pair.stage, pair.gate, "ack", NULL, NULL, STAGE_ANNA),
				 DESK_DONE);
		assert_int_equal(
			stage_act(&pair.stage, pair.gate, acts[i], "examine", "x", STAGE_ANNA),
			DESK_DONE);
		stage_leave(&pair.stage, 1);
		EG_AUTO(json_out_free) cJSON *c = desk_case_json(pair.stage.desk, pair.gate);
		json_is_text(c, "where", "desk");
		json_is_text(c, "state", acts[i]);
		json_is_text(c, "kind", "gate");
		json_is_text(c, "page.number", "L898902C3");
		json_is_text(c, "chip.surname", "ERIKSSON");
		json_is_text(c, "hits.0.category", "arrest");
		json_is_text(c, "history.2.note", "x");
		json_is_text(c, "why.check", "face-match");
		assert_true(cJSON_IsNull(json_at(c, "to")));
		assert_true(pair.stage.pictures > 0 ||
			    desk_picture(pair.stage.desk, pair.gate, FACE_PICTURE_PORTRAIT, &face));
		json_is_text(c, "acts.0", "close");
		assert_int_equal(cJSON_GetArraySize(json_at(c, "acts")), 1);
	}
}

/* Referred outside, the traveller is gone before the officer decides. */
static void whoever_is_gone_already_waits_too(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&pair.stage, 1, false);
	(void)stage_id(&pair.stage, 1, traveller, pair.gate);
	assert_int_equal(stage_act(&pair.stage, pair.gate, "ack", NULL, NULL, STAGE_ANNA),
			 DESK_DONE);
	stage_leave(&pair.stage, 1);
	pair_is(pair.gate, "where", "gone");
	assert_int_equal(
		stage_act(&pair.stage, pair.gate, "manual-lane", "examine", NULL, STAGE_ANNA),
		DESK_DONE);
	pair_is(pair.gate, "where", "desk");
	pair_path(1, traveller, "open ack manual-lane");
	assert_int_equal(stage_act(&pair.stage, pair.gate, "close", "technical", NULL, STAGE_ANNA),
			 DESK_DONE);
	pair_path(1, traveller, "open ack manual-lane closed");
}

static void without_a_desk_nobody_waits(void **state)
{
	(void)state;
	pair.stage.lanes[PAIR_DESK - 1].now.desk = 0;
	stage_state(&pair.stage, PAIR_DESK, GATE_IDLE);
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	pair_path(1, traveller, "open ack manual-lane closed");
}

static void a_desk_that_is_down_is_waited_for(void **state)
{
	(void)state;
	pair.stage.lanes[PAIR_DESK - 1].up = false;
	desk_lane_down(pair.stage.desk, PAIR_DESK);
	(void)pair_sent(1, 'L', "manual-lane", pair.gate);
	pair_is(pair.gate, "where", "desk");
}

static void whoever_is_refused_at_the_gate_is_no_desks(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&pair.stage, 1, true);
	(void)stage_id(&pair.stage, 1, traveller, pair.gate);
	assert_int_equal(stage_act(&pair.stage, pair.gate, "ack", NULL, NULL, STAGE_ANNA),
			 DESK_DONE);
	assert_int_equal(stage_act(&pair.stage, pair.gate, "refuse", "refuse-a", NULL, STAGE_ANNA),
			 DESK_DONE);
	stage_leave(&pair.stage, 1);
	pair_path(1, traveller, "open ack refuse closed");
}

/* By somebody else's order, whatever was decided here. */
static void whoever_left_by_the_exit_is_no_desks(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&pair.stage, 1, true);
	(void)stage_id(&pair.stage, 1, traveller, pair.gate);
	assert_int_equal(stage_act(&pair.stage, pair.gate, "ack", NULL, NULL, STAGE_ANNA),
			 DESK_DONE);
	assert_int_equal(
		stage_act(&pair.stage, pair.gate, "manual-lane", "examine", NULL, STAGE_ANNA),
		DESK_DONE);
	stage_state(&pair.stage, 1, GATE_EXIT_CLOSING);
	stage_leave(&pair.stage, 1);
	pair_path(1, traveller, "open ack manual-lane closed");
}

static void an_alarm_that_goes_on_takes_nobody_back(void **state)
{
	(void)state;
	uint32_t traveller = stage_arrive(&pair.stage, 1);
	(void)stage_id(&pair.stage, 1, traveller, pair.gate);
	stage_alarm(&pair.stage, 1); /* and they ran */
	assert_int_equal(stage_act(&pair.stage, pair.gate, "ack", NULL, NULL, STAGE_ANNA),
			 DESK_DONE);
	assert_int_equal(
		stage_act(&pair.stage, pair.gate, "second-line", "interview", NULL, STAGE_ANNA),
		DESK_DONE);
	pair.stage.lanes[0].now.inputs = GATE_IN_PRESENT;
	stage_state(&pair.stage, 1, GATE_ALARM);
	pair_is(pair.gate, "where", "desk");
	pair_path(1, traveller, "open ack second-line");
}

static void the_same_document_on_a_desk_joins_both(void **state)
{
	(void)state;
	(void)pair_sent(1, 'L', "manual-lane", pair.gate);
	(void)pair_sent(PAIR_OTHER, 'M', "manual-lane", pair.desk);
	(void)pair_laid('L');
	pair_joined(pair.gate, pair.desk);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(pair.stage.desk, pair.desk);
	json_has(json_at(c, "from"), "id lane_name why history hits");
	json_is_text(c, "from.lane_name", "1");
	json_is_text(c, "from.why.gate", "face not accepted");
	json_is_text(c, "from.history.1.state", "ack");
	json_is_text(c, "from.history.2.code", "examine");
	EG_AUTO(json_out_free) cJSON *g = desk_case_json(pair.stage.desk, pair.gate);
	assert_int_equal(cJSON_GetArraySize(json_at(g, "acts")), 0);
}

static void one_that_is_read_before_somebody_waits_is_joined_as_well(void **state)
{
	(void)state;
	(void)pair_laid('L');
	pair_alone(pair.desk);
	(void)pair_sent(1, 'L', "manual-lane", pair.gate);
	pair_joined(pair.gate, pair.desk);
}

/* The record of an order that was given names nobody, so nobody else ends with it. */
static void whoever_comes_after_the_order_is_not_joined(void **state)
{
	(void)state;
	(void)pair_laid('L');
	assert_int_equal(pair_act("pass", "genuine"), DESK_DONE);
	uint32_t traveller = pair_sent(1, 'L', "manual-lane", pair.gate);
	pair_alone(pair.gate);
	stage_recorded(&pair.stage, PAIR_DESK, true);
	pair_path(1, traveller, "open ack manual-lane");
	(void)pair_laid(0);
	pair.stage.lanes[PAIR_DESK - 1].deaf = true;
	assert_int_equal(pair_act("refuse", "refuse-b"), DESK_DONE);
	stage_say(&pair.stage, PAIR_DESK, stage_document(&pair.stage, PAIR_DESK), RD_EMPTY);
	pair_alone(pair.gate);
	stage_time(&pair.stage, DESK_ORDER_MS); /* it was not done */
	stage_state(&pair.stage, PAIR_DESK, GATE_REFERRED_INSIDE);
	pair_joined(pair.gate, pair.desk);
}

/* Number, issuing state, date of birth: each of them counts. */
static void another_document_joins_nobody(void **state)
{
	static const struct {
		size_t at;
		char c;
	} others[] = {{44, 'M'}, {52, '4'}, {2, 'D'}, {57, '5'}, {62, '3'}};
	(void)state;
	(void)pair_sent(1, 'L', "manual-lane", pair.gate);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		(void)pair_laid(0);
		struct msg m = stage_document(&pair.stage, PAIR_DESK);
		m.body.document.mrz[others[i].at] = others[i].c;
		stage_say(&pair.stage, PAIR_DESK, m, RD_EMPTY);
		pair_alone(pair.gate);
		stage_leave(&pair.stage, PAIR_DESK);
	}
	(void)pair_laid('L');
	pair_joined(pair.gate, pair.desk);
}

/* Other fields may be read as they like; of those that count no character is guessed. */
static void what_was_not_read_surely_joins_nobody(void **state)
{
	(void)state;
	(void)pair_sent(1, 'L', "manual-lane", pair.gate);
	(void)pair_laid(0);
	struct msg m = stage_document(&pair.stage, PAIR_DESK);
	m.body.document.unsure[0] = 1u << 3; /* of the issuing state */
	stage_say(&pair.stage, PAIR_DESK, m, RD_EMPTY);
	pair_alone(pair.gate);
	m.body.document.unsure[0] = 1u << 5; /* of the name */
	stage_say(&pair.stage, PAIR_DESK, m, RD_EMPTY);
	pair_joined(pair.gate, pair.desk);
}

static void the_chip_is_believed_before_the_page(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&pair.stage, 1, true);
	(void)stage_id(&pair.stage, 1, traveller, pair.gate);
	stage_say(&pair.stage, 1, stage_document_of(&pair.stage, 1, 'X'),
		  RD_EMPTY); /* another's page */
	stage_say(&pair.stage, 1, stage_chip(&pair.stage, 1, 'L'), RD_EMPTY);
	assert_int_equal(stage_act(&pair.stage, pair.gate, "ack", NULL, NULL, STAGE_ANNA),
			 DESK_DONE);
	assert_int_equal(
		stage_act(&pair.stage, pair.gate, "second-line", "examine", NULL, STAGE_ANNA),
		DESK_DONE);
	stage_leave(&pair.stage, 1);
	(void)pair_laid('X');
	pair_alone(pair.gate);
	stage_say(&pair.stage, PAIR_DESK, stage_chip(&pair.stage, PAIR_DESK, 'L'), RD_EMPTY);
	pair_joined(pair.gate, pair.desk);
}

/* TD1: the number goes on in the optional data. */
static void a_long_number_is_compared_whole(void **state)
{
	static const char card[] = "IDUTO000590448<4204<ABC<<<<<<<7408<<2F1204159UTO<<<<<<<<<<<1"
				   "ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
	(void)state;
	struct msg m = msg_make(MSG_DOCUMENT, 0);
	m.body.document.kind = DOCUMENT_TD1;
	m.body.document.size = 90;
	for (size_t i = 0; i < 90; i++) {
		m.body.document.mrz[i] = card[i];
	}
	m.epoch = stage_refer(&pair.stage, 1, false);
	(void)stage_id(&pair.stage, 1, m.epoch, pair.gate);
	stage_say(&pair.stage, 1, m, RD_EMPTY);
	stage_leave(&pair.stage, 1);
	assert_int_equal(stage_act(&pair.stage, pair.gate, "ack", NULL, NULL, STAGE_ANNA),
			 DESK_DONE);
	assert_int_equal(
		stage_act(&pair.stage, pair.gate, "manual-lane", "examine", NULL, STAGE_ANNA),
		DESK_DONE);
	m.epoch = pair_laid(0);
	m.body.document.mrz[16] = '3'; /* of the rest: 000590448430 */
	stage_say(&pair.stage, PAIR_DESK, m, RD_EMPTY);
	pair_alone(pair.gate);
	m.body.document.mrz[16] = '2';
	m.body.document.mrz[20] = 'X'; /* of what is not the number */
	stage_say(&pair.stage, PAIR_DESK, m, RD_EMPTY);
	pair_joined(pair.gate, pair.desk);
}

static void of_two_that_fit_an_officer_chooses(void **state)
{
	char second[DESK_ID_SIZE];
	(void)state;
	(void)pair_sent(1, 'L', "manual-lane", pair.gate);
	(void)pair_sent(PAIR_OTHER, 'L', "manual-lane", second);
	(void)pair_laid('L');
	pair_alone(pair.gate);
	pair_alone(second);
	assert_int_equal(stage_take(&pair.stage, pair.desk, second, STAGE_BERT), DESK_DONE);
	pair_joined(second, pair.desk);
	pair_alone(pair.gate);
	assert_int_equal(stage_take(&pair.stage, pair.desk, pair.gate, STAGE_BERT),
			 DESK_DONE); /* the other */
	pair_joined(pair.gate, pair.desk);
	pair_alone(second);
	assert_int_equal(stage_take(&pair.stage, pair.desk, pair.gate, STAGE_BERT),
			 DESK_DONE); /* it is */
	pair_joined(pair.gate, pair.desk);
}

static void whom_an_officer_has_parted_nothing_joins(void **state)
{
	(void)state;
	(void)pair_sent(1, 'L', "manual-lane", pair.gate);
	(void)pair_laid('L');
	pair_joined(pair.gate, pair.desk);
	assert_int_equal(stage_take(&pair.stage, pair.desk, "", STAGE_BERT), DESK_DONE);
	pair_alone(pair.gate);
	pair_alone(pair.desk);
	stage_say(&pair.stage, PAIR_DESK, stage_chip(&pair.stage, PAIR_DESK, 'L'), RD_EMPTY);
	stage_state(&pair.stage, PAIR_DESK, GATE_REFERRED_INSIDE);
	pair_alone(pair.gate);
	assert_int_equal(stage_take(&pair.stage, pair.desk, NULL, STAGE_BERT), DESK_NOT_POSSIBLE);
	assert_int_equal(stage_take(&pair.stage, pair.desk, pair.gate, STAGE_BERT), DESK_DONE);
	pair_joined(pair.gate, pair.desk);
}

static void nobody_takes_what_does_not_wait_for_them(void **state)
{
	char there[DESK_ID_SIZE];
	char first[DESK_ID_SIZE];
	(void)state;
	(void)pair_sent(1, 'L', "manual-lane", pair.gate);
	(void)stage_id(&pair.stage, PAIR_OTHER, stage_refer(&pair.stage, PAIR_OTHER, true), there);
	assert_int_equal(stage_act(&pair.stage, there, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_take(&pair.stage, there, pair.gate, STAGE_ANNA), DESK_NOT_POSSIBLE);
	(void)stage_id(&pair.stage, PAIR_DESK, stage_examine(&pair.stage, PAIR_DESK), pair.desk);
	assert_int_equal(stage_take(&pair.stage, pair.desk, pair.gate, STAGE_ANNA),
			 DESK_NOT_POSSIBLE);
	assert_int_equal(pair_act("ack", NULL), DESK_DONE);
	assert_int_equal(stage_take(&pair.stage, pair.desk, there, STAGE_BERT), DESK_NOT_POSSIBLE);
	assert_int_equal(stage_take(&pair.stage, pair.desk, pair.desk, STAGE_BERT),
			 DESK_NOT_POSSIBLE);
	assert_int_equal(stage_take(&pair.stage, pair.desk, "1-99-00000065", STAGE_BERT),
			 DESK_NOT_POSSIBLE);
	assert_int_equal(pair_act("take", "examine"), DESK_CODE_NEEDED);
	const struct desk_wish w = {
		.what = "refuse",
		.version = (int64_t)stage_number(&pair.stage, pair.desk, "version"),
		.code = "refuse-a",
		.from = pair.gate};
	const struct desk_who bert = {.number = STAGE_BERT, .name = "Bert", .works = true};
	assert_int_equal(desk_act(pair.stage.desk, pair.desk, &w, &bert), DESK_NO_SUCH_ACT);
	assert_int_equal(stage_take(&pair.stage, pair.desk, pair.gate, STAGE_BERT), DESK_DONE);
	(void)snprintf(first, sizeof(first), "%s", pair.desk);
	stage_leave(&pair.stage, PAIR_OTHER);
	stage_desk(&pair.stage, PAIR_OTHER); /* a second desk */
	(void)stage_id(&pair.stage, PAIR_OTHER, stage_examine(&pair.stage, PAIR_OTHER), pair.desk);
	assert_int_equal(pair_act("ack", NULL), DESK_DONE);
	assert_int_equal(stage_take(&pair.stage, pair.desk, pair.gate, STAGE_BERT),
			 DESK_NOT_POSSIBLE);
	pair_joined(pair.gate, first);
}

/* Whom a desk was at that is down now comes to another one; but not if it may have let them go. */
static void a_desk_that_is_down_holds_nobody(void **state)
{
	char first[DESK_ID_SIZE];
	(void)state;
	stage_desk(&pair.stage, PAIR_OTHER);
	(void)pair_sent(1, 'L', "manual-lane", pair.gate);
	(void)pair_laid('L');
	(void)snprintf(first, sizeof(first), "%s", pair.desk);
	(void)stage_id(&pair.stage, PAIR_OTHER, stage_examine(&pair.stage, PAIR_OTHER), pair.desk);
	assert_int_equal(pair_act("ack", NULL), DESK_DONE);
	assert_int_equal(stage_take(&pair.stage, pair.desk, pair.gate, STAGE_BERT),
			 DESK_NOT_POSSIBLE);
	pair.stage.lanes[PAIR_DESK - 1].up = false;
	desk_lane_down(pair.stage.desk, PAIR_DESK);
	assert_int_equal(stage_take(&pair.stage, pair.desk, pair.gate, STAGE_BERT), DESK_DONE);
	pair_joined(pair.gate, pair.desk);
	pair_alone(first);
	assert_int_equal(pair_act("pass", "genuine"), DESK_DONE);
	desk_lane_down(pair.stage.desk, PAIR_OTHER);
	pair.stage.lanes[PAIR_DESK - 1].up = true;
	desk_lane_up(pair.stage.desk, PAIR_DESK);
	stage_state(&pair.stage, PAIR_DESK, GATE_REFERRED_INSIDE);
	assert_int_equal(stage_take(&pair.stage, first, pair.gate, STAGE_BERT), DESK_NOT_POSSIBLE);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, pair_set_up, pair_tear_down)
	const struct CMUnitTest tests[] = {
		CASE(whoever_is_sent_away_waits_for_a_desk_with_all_that_is_known),
		CASE(whoever_is_gone_already_waits_too),
		CASE(without_a_desk_nobody_waits),
		CASE(a_desk_that_is_down_is_waited_for),
		CASE(whoever_is_refused_at_the_gate_is_no_desks),
		CASE(whoever_left_by_the_exit_is_no_desks),
		CASE(an_alarm_that_goes_on_takes_nobody_back),
		CASE(the_same_document_on_a_desk_joins_both),
		CASE(one_that_is_read_before_somebody_waits_is_joined_as_well),
		CASE(whoever_comes_after_the_order_is_not_joined),
		CASE(another_document_joins_nobody),
		CASE(what_was_not_read_surely_joins_nobody),
		CASE(the_chip_is_believed_before_the_page),
		CASE(a_long_number_is_compared_whole),
		CASE(of_two_that_fit_an_officer_chooses),
		CASE(whom_an_officer_has_parted_nothing_joins),
		CASE(nobody_takes_what_does_not_wait_for_them),
		CASE(a_desk_that_is_down_holds_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
