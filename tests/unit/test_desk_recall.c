/*
 * test_desk_recall: a case that was not over when the console ended is there again when it is back,
 * by the lanes' journals.
 */
#include "desk_stage.h"
#include "json_at.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define DESK       3 /* of the stage's lanes */
#define TRAVELLER  1024
#define ID         "1-1024-0d5c8e21"
#define SESSION    UINT64_C(0x550D5C8E21) /* 40 bits: messages have the last 32 */
#define MINUTE     INT64_C(60000)
#define TRAVELLERS 44 /* of one lane, of whom most are gone */

static struct desk_stage stage;
static uint64_t row_number;

static int set_up(void **state)
{
	(void)state;
	stage_open(&stage);
	stage_desk(&stage, DESK);
	row_number = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stage_close(&stage);
	return 0;
}

/* Minutes before this start. */
static struct msg_record row_of(uint8_t what, int64_t ago)
{
	struct msg_record r = {.number = SESSION << RECORD_SESSION_SHIFT | (row_number + 1),
			       .what = what,
			       .unix_ms = STAGE_NOW - ago * MINUTE,
			       .traveller = TRAVELLER};
	return r;
}

static void put(unsigned lane, const struct msg_record *r)
{
	desk_passage(stage.desk, lane, r, ++row_number);
}

static struct msg_record referral(int64_t ago, bool listed)
{
	struct msg document = stage_document(&stage, 1);
	struct msg_record r = row_of(RECORD_REFERRAL, ago);
	r.why = GATE_WHY_DOCUMENT;
	r.check = listed ? CHECK_WATCHLIST : CHECK_ELIGIBLE;
	r.reason = listed ? REASON_PERSON_LISTED : REASON_TOO_YOUNG;
	r.verdicts[CHECK_WATCHLIST] =
		(uint8_t)((listed ? VERDICT_FAIL : VERDICT_PASS) << REASON_BITS);
	r.mrz_size = document.body.document.size;
	for (size_t i = 0; i < r.mrz_size; i++) {
		r.mrz[i] = document.body.document.mrz[i];
	}
	return r;
}

static void refer(int64_t ago, bool listed)
{
	const struct msg_record r = referral(ago, listed);
	put(1, &r);
}

static void step(int64_t ago, enum case_state to)
{
	struct msg_record r = row_of(RECORD_CASE, ago);
	r.order = (uint8_t)to;
	r.officer = STAGE_ANNA;
	r.code = to == CASE_SECOND_LINE ? CASE_CODE_INTERVIEW : CASE_CODE_NONE;
	r.mrz[0] = 'w';
	r.mrz[1] = 'y';
	r.mrz_size = to == CASE_SECOND_LINE ? 2 : 0;
	put(1, &r);
}

static void sent(int64_t ago, bool listed)
{
	refer(ago + 2, listed);
	step(ago + 2, CASE_OPEN);
	step(ago + 1, CASE_ACK);
	step(ago, CASE_SECOND_LINE);
}

static void nobody_waits(void)
{
	desk_recall(stage.desk);
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(stage.desk, true);
	assert_int_equal(cJSON_GetArraySize(json_at(whole, "cases")), 0);
}

static void whoever_was_sent_on_waits_again(void **state)
{
	(void)state;
	sent(5, false);
	desk_recall(stage.desk);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, ID);
	json_is_text(c, "where", "desk");
	json_is_text(c, "state", "second-line");
	json_is_text(c, "page.number", "L898902C3");
	json_is_text(c, "why.check", "eligible");
	json_is_text(c, "history.0.state", "second-line");
	json_is_text(c, "history.0.code", "interview");
	json_is_text(c, "history.0.note", "wy");
	json_is_text(c, "history.0.officer.name", "Anna");
	assert_true(cJSON_IsFalse(json_at(c, "four_eyes")));
	assert_true(stage_can(&stage, ID, "close"));
	desk_recall(stage.desk); /* once */
	assert_int_equal(desk_wait_ms(stage.desk), DESK_GONE_MS - 5 * MINUTE);
	stage_time(&stage, DESK_GONE_MS - 5 * MINUTE);
	EG_AUTO(json_out_free) cJSON *over = desk_case_json(stage.desk, ID);
	json_is_text(over, "state", "closed");
}

/* That there was a hit every row of theirs tells. */
static void whom_the_gate_found_takes_two_officers(void **state)
{
	char id[DESK_ID_SIZE];
	(void)state;
	sent(5, true);
	desk_recall(stage.desk);
	uint32_t traveller = stage_examine(&stage, DESK);
	(void)stage_id(&stage, DESK, traveller, id);
	stage_say(&stage, DESK, stage_document(&stage, DESK), RD_EMPTY);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	json_is_text(c, "from.id", ID);
	assert_true(cJSON_IsTrue(json_at(c, "four_eyes")));
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_BERT), DESK_DONE);
	assert_int_equal(stage_act(&stage, id, "pass", "false-hit", "no", STAGE_BERT), DESK_DONE);
	assert_int_equal(stage.lanes[DESK - 1].now.state, GATE_REFERRED_INSIDE);
	assert_int_equal(stage_act(&stage, id, "pass", "false-hit", "no", STAGE_CARL), DESK_DONE);
	assert_int_equal(stage.order.body.order.from.traveller, TRAVELLER);
	assert_int_equal(stage.order.body.order.from.session, 0x0D5C8E21);
	stage_recorded(&stage, DESK, true);
	EG_AUTO(json_out_free) cJSON *over = desk_case_json(stage.desk, ID);
	json_is_text(over, "state", "closed");
}

/* The one that an officer has in hand is no second case when the lane tells of it again. */
static void whom_nobody_has_decided_about_is_not_lost(void **state)
{
	char path[256];
	(void)state;
	refer(5, true);
	step(5, CASE_OPEN);
	step(4, CASE_ACK);
	desk_recall(stage.desk);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, ID);
	json_is_text(c, "where", "gone");
	json_is_text(c, "state", "ack");
	json_is_text(c, "officer.name", "Anna");
	assert_true(cJSON_IsTrue(json_at(c, "four_eyes")));
	stage.lanes[0].now.session = 0x0D5C8E21;
	stage.lanes[0].next = TRAVELLER;
	assert_int_equal(stage_refer(&stage, 1, true), TRAVELLER);
	stage_settle(&stage);
	EG_AUTO(json_out_free) cJSON *there = desk_case_json(stage.desk, ID);
	json_is_text(there, "where", "inside");
	json_is_text(there, "state", "ack");
	stage_path(&stage, 1, TRAVELLER, path);
	assert_string_equal(path, ""); /* its journal has it all */
	assert_int_equal(stage_act(&stage, ID, "second-line", "interview", "x", STAGE_ANNA),
			 DESK_DONE);
}

static void what_is_over_does_not_come_back(void **state)
{
	static const enum case_state ends[] = {CASE_CLOSED, CASE_REFUSE, CASE_PASS};
	(void)state;
	sent(31, false); /* too long ago */
	nobody_waits();
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		(void)tear_down(state);
		(void)set_up(state);
		sent(5, false);
		step(4, ends[i]);
		nobody_waits();
	}
}

static void whoever_went_through_after_all_does_not_wait(void **state)
{
	(void)state;
	sent(5, false);
	const struct msg_record r = row_of(RECORD_CROSSING, 4);
	put(1, &r);
	nobody_waits();
}

/* Finished there, and the console had not heard of it yet. */
static void what_a_desk_has_ended_does_not_wait(void **state)
{
	(void)state;
	sent(5, false);
	struct msg_record r = row_of(RECORD_REFERRAL, 4);
	r.traveller = 7;
	r.from = (struct case_ref){1, TRAVELLER, 0x0D5C8E21};
	put(DESK, &r);
	nobody_waits();
}

/* A guess is nobody's document. */
static void what_was_not_read_surely_joins_nobody(void **state)
{
	char id[DESK_ID_SIZE];
	(void)state;
	struct msg_record r = referral(5, false);
	r.page_unsure = MRZ_FIELD_DOCUMENT;
	put(1, &r);
	step(4, CASE_MANUAL_LANE);
	desk_recall(stage.desk);
	uint32_t traveller = stage_examine(&stage, DESK);
	(void)stage_id(&stage, DESK, traveller, id);
	stage_say(&stage, DESK, stage_document(&stage, DESK), RD_EMPTY);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	assert_true(cJSON_IsNull(json_at(c, "from")));
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_BERT), DESK_DONE);
	assert_int_equal(stage_take(&stage, id, ID, STAGE_BERT), DESK_DONE);
}

/* As many as a lane may have; rows of others are no reason to end one. */
static void no_more_wait_than_a_lane_may_have(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < TRAVELLERS; i++) {
		struct msg_record r = referral(20, false);
		struct msg_record to = row_of(RECORD_CASE, 20);
		r.traveller = to.traveller = i + 1;
		r.unix_ms = to.unix_ms = STAGE_NOW - (TRAVELLERS - (int64_t)i) * 1000;
		to.order = CASE_MANUAL_LANE;
		put(1, &r);
		put(1, &to);
	}
	desk_recall(stage.desk);
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(stage.desk, true);
	assert_int_equal(cJSON_GetArraySize(json_at(whole, "cases")), DESK_CASES_MAX);
	for (uint32_t i = TRAVELLERS - DESK_CASES_MAX; i < TRAVELLERS; i++) { /* the newest */
		char id[DESK_ID_SIZE];
		(void)snprintf(id, sizeof(id), "1-%u-0d5c8e21", i + 1);
		EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
		assert_non_null(c);
	}
}

/* What the console had told and no journal had yet when it ended. */
static void wait_for_journal(enum case_state to, uint32_t session)
{
	struct msg m = msg_make(MSG_CASE, TRAVELLER);
	struct msg_case *c = &m.body.officer_case;
	c->state = (uint8_t)to;
	c->officer = to == CASE_OPEN ? 0 : STAGE_ANNA;
	c->code = to == CASE_SECOND_LINE ? CASE_CODE_INTERVIEW : CASE_CODE_NONE;
	c->note[0] = to == CASE_SECOND_LINE ? 'w' : '\0';
	c->number = RECORD_OF_CASE | to;
	c->unix_ms = STAGE_NOW - MINUTE;
	c->of = (struct case_ref){1, TRAVELLER, session};
	desk_recall_case(stage.desk, 1, &m);
}

static void what_the_journal_has_not_got_yet_is_not_told_anew(void **state)
{
	char path[256];
	(void)state;
	wait_for_journal(CASE_OPEN, 0x0D5C8E21);
	desk_recall(stage.desk);
	stage.lanes[0].now.session = 0x0D5C8E21;
	stage.lanes[0].next = TRAVELLER;
	assert_int_equal(stage_refer(&stage, 1, true), TRAVELLER);
	stage_settle(&stage);
	stage_path(&stage, 1, TRAVELLER, path);
	assert_string_equal(path, "");
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, ID);
	json_is_text(c, "state", "open");
	json_is_text(c, "where", "inside");
	assert_true(json_at(c, "opened_ms")->valuedouble == (double)(STAGE_NOW - MINUTE));
}

/* It is newer than every row of its lane. */
static void what_the_journal_has_not_got_yet_counts(void **state)
{
	(void)state;
	refer(5, false);
	step(5, CASE_OPEN);
	wait_for_journal(CASE_ACK, 0x0D5C8E21);
	wait_for_journal(CASE_SECOND_LINE, 0x0D5C8E21);
	desk_recall(stage.desk);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, ID);
	json_is_text(c, "state", "second-line");
	json_is_text(c, "where", "desk");
	json_is_text(c, "history.0.note", "w");
}

/* The journal had what they did, and the console ended before it could say all. */
static void a_step_that_is_late_brings_nobody_back_who_is_done_with(void **state)
{
	(void)state;
	sent(5, false);
	struct msg_record r = row_of(RECORD_REFERRAL, 4);
	r.traveller = 7;
	r.from = (struct case_ref){1, TRAVELLER, 0x0D5C8E21};
	put(DESK, &r);
	wait_for_journal(CASE_SECOND_LINE, 0x0D5C8E21);
	nobody_waits();
	(void)tear_down(state);
	(void)set_up(state);
	refer(5, false);
	step(5, CASE_OPEN);
	r = row_of(RECORD_CROSSING, 4);
	put(1, &r);
	wait_for_journal(CASE_RETRY, 0x0D5C8E21);
	nobody_waits();
}

static void whoever_is_referred_again_behind_their_crossing_waits(void **state)
{
	(void)state;
	refer(6, false);
	const struct msg_record r = row_of(RECORD_CROSSING, 5);
	put(1, &r);
	refer(4, false); /* the exit closed on them */
	step(4, CASE_OPEN);
	desk_recall(stage.desk);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, ID);
	json_is_text(c, "state", "open");
}

/* The core was started again, and numbers travellers anew. */
static void a_case_of_another_start_is_another_travellers(void **state)
{
	(void)state;
	sent(5, false);
	wait_for_journal(CASE_CLOSED, 0x11111111);
	struct msg_record r = row_of(RECORD_CASE, 1);
	r.order = CASE_CLOSED;
	r.number = RECORD_OF_CASE | 77;
	r.from = (struct case_ref){1, TRAVELLER, 0x22222222};
	put(1, &r);
	desk_recall(stage.desk);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, ID);
	json_is_text(c, "state", "second-line");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(whoever_was_sent_on_waits_again),
		CASE(whom_the_gate_found_takes_two_officers),
		CASE(whom_nobody_has_decided_about_is_not_lost),
		CASE(what_is_over_does_not_come_back),
		CASE(whoever_went_through_after_all_does_not_wait),
		CASE(what_a_desk_has_ended_does_not_wait),
		CASE(what_was_not_read_surely_joins_nobody),
		CASE(no_more_wait_than_a_lane_may_have),
		CASE(what_the_journal_has_not_got_yet_is_not_told_anew),
		CASE(what_the_journal_has_not_got_yet_counts),
		CASE(a_step_that_is_late_brings_nobody_back_who_is_done_with),
		CASE(whoever_is_referred_again_behind_their_crossing_waits),
		CASE(a_case_of_another_start_is_another_travellers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
