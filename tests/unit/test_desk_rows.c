/*
 * test_desk_rows: passages without names, and what is counted of a period.
 */
#include "desk_stage.h"
#include "json_at.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define HOUR INT64_C(3600000)

static struct desk_stage stage;

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

static struct msg_record record(uint8_t what, int64_t ms)
{
	struct msg document = stage_document(&stage, 1);
	struct msg_record r = {.what = what, .unix_ms = STAGE_NOW + ms, .traveller = 7};
	bool zone = what == RECORD_CROSSING || what == RECORD_REFERRAL;
	r.mrz_size = zone ? 88 : 0;
	for (size_t i = 0; zone && i < 88; i++) {
		r.mrz[i] = document.body.document.mrz[i];
	}
	return r;
}

static void row(const struct msg_record *r)
{
	static uint64_t number; /* rows of both lanes, and of all tests, only grow */
	desk_passage(stage.desk, 1, r, ++number);
}

static void a_passage_names_nobody(void **state)
{
	(void)state;
	struct msg_record r = record(RECORD_REFERRAL, 5);
	r.why = GATE_WHY_FACE;
	r.check = CHECK_FACE_MATCH;
	r.reason = REASON_SCORE_LOW;
	r.scores.match = 210;
	r.verdicts[CHECK_FACE_MATCH] = (uint8_t)(VERDICT_FAIL << REASON_BITS | REASON_SCORE_LOW);
	r.direction = DIRECTION_EXIT;
	desk_passage(stage.desk, 2, &r, 31);
	EG_AUTO(json_out_free) cJSON *p = desk_passage_json(stage.desk, 2, 31);
	EG_AUTO(json_out_text_free) char *text = json_out_print(p);
	json_has(p, "row lane at_ms what direction kind state traveller check_text reason_text why "
		    "officer code face");
	json_is_number(p, "row", 31);
	json_is_number(p, "lane", 2);
	json_is_number(p, "at_ms", (double)(STAGE_NOW + 5));
	json_is_text(p, "what", "referral");
	json_is_text(p, "direction", "exit");
	json_is_text(p, "kind", "TD3");
	json_is_text(p, "state", "UTO");
	json_is_number(p, "traveller", 7);
	json_is_text(p, "check_text", "live face is the face in the chip");
	json_is_text(p, "reason_text", "another face");
	json_is_text(p, "why", "face not accepted");
	json_is_number(p, "face", 210);
	assert_true(cJSON_IsNull(json_at(p, "officer")));
	assert_null(strstr(text, "ERIKSSON"));
	assert_null(strstr(text, "L898902"));
	assert_null(desk_passage_json(stage.desk, 2, 32));
	assert_null(desk_passage_json(stage.desk, 1, 31));
}

/* They stand where others have their zone. */
static void an_officers_words_are_in_no_passage(void **state)
{
	(void)state;
	static const char words[] = "ERIKSSON was seen here";
	struct msg_record r = record(RECORD_CASE, 0);
	r.order = CASE_PASS;
	r.code = CASE_CODE_FALSE_HIT;
	r.officer = STAGE_ANNA;
	r.mrz_size = sizeof(words) - 1;
	(void)snprintf(r.mrz, sizeof(r.mrz), "%s", words);
	desk_passage(stage.desk, 1, &r, 5);
	r.what = RECORD_ORDER;
	r.order = GATE_EV_ORDER_PASS;
	r.mrz_size = 88; /* as long as a zone */
	desk_passage(stage.desk, 1, &r, 6);
	EG_AUTO(json_out_free) cJSON *list = desk_passages_json(stage.desk);
	EG_AUTO(json_out_text_free) char *text = json_out_print(list);
	assert_null(strstr(text, "ERIK"));
	json_is_number(list, "passages.0.row", 6); /* the newest first */
	json_is_text(list, "passages.0.what", "order");
	json_is_text(list, "passages.0.why", "let pass");
	json_is_text(list, "passages.0.kind", "");
	json_is_text(list, "passages.0.state", "");
	json_is_text(list, "passages.1.what", "case");
	json_is_text(list, "passages.1.why", "the officer lets the traveller pass");
	json_is_text(list, "passages.1.code", "false-hit");
	json_is_number(list, "passages.1.officer", STAGE_ANNA);
}

static void a_row_that_comes_again_is_none(void **state)
{
	(void)state;
	struct desk_change x;
	struct msg_record r = record(RECORD_CROSSING, 1000);
	desk_passage(stage.desk, 1, &r, 9);
	desk_passage(stage.desk, 1, &r, 9);
	desk_passage(stage.desk, 1, &r, 8);
	desk_passage(stage.desk, 2, &r, 9); /* another lane's */
	desk_passage(stage.desk, 9, &r, 9); /* no lane */
	unsigned passages = 0;
	unsigned statistics = 0;
	while (desk_next_change(stage.desk, &x)) {
		passages += x.kind == DESK_CHANGED_PASSAGE;
		statistics += x.kind == DESK_CHANGED_STATISTICS;
	}
	assert_int_equal(passages, 2);
	assert_int_equal(statistics, 1);
	r.unix_ms += HOUR; /* a journal that begins anew */
	desk_passage(stage.desk, 1, &r, 1);
	EG_AUTO(json_out_free) cJSON *s = desk_statistics_json(stage.desk, 0);
	json_is_number(s, "crossings", 3);
}

static void the_last_fifty_are_listed(void **state)
{
	(void)state;
	struct msg_record r = record(RECORD_CROSSING, 0);
	struct desk_change x;
	for (uint64_t i = 1; i <= 200; i++) {
		desk_passage(stage.desk, 1, &r, i);
	}
	EG_AUTO(json_out_free) cJSON *list = desk_passages_json(stage.desk);
	assert_int_equal(cJSON_GetArraySize(json_at(list, "passages")), DESK_PASSAGES);
	json_is_number(list, "passages.0.row", 200);
	uint64_t next = 151; /* who has not asked since is told these */
	while (desk_next_change(stage.desk, &x)) {
		if (x.kind == DESK_CHANGED_PASSAGE) {
			assert_int_equal(x.row, next++);
		}
	}
	assert_int_equal(next, 201);
}

static void a_case(uint32_t traveller, int64_t ms, int64_t ack_ms, enum case_code code)
{
	struct msg_record r = record(RECORD_CASE, ms);
	r.traveller = traveller;
	r.order = CASE_OPEN;
	row(&r);
	r.order = CASE_ACK;
	r.unix_ms += ack_ms;
	row(&r);
	r.order = CASE_ACK; /* handed over: nobody has waited for that */
	r.unix_ms += 1000;
	row(&r);
	r.order = CASE_SECOND_LINE;
	r.code = (uint8_t)code;
	row(&r);
	r.order = CASE_CLOSED;
	r.code = CASE_CODE_NONE;
	row(&r);
}

static void a_period_is_counted(void **state)
{
	(void)state;
	struct msg_record r = record(RECORD_CROSSING, -HOUR);
	row(&r); /* before it */
	for (unsigned i = 0; i < 3; i++) {
		r = record(RECORD_CROSSING, (int64_t)i * HOUR);
		row(&r);
	}
	r = record(RECORD_REFERRAL, HOUR);
	r.reason = REASON_SCORE_LOW;
	row(&r);
	row(&r);
	r.reason = REASON_NONE;
	r.why = GATE_WHY_SEVERAL;
	row(&r);
	r = record(RECORD_ALARM, HOUR);
	r.why = GATE_WHY_INTRUSION;
	row(&r);
	for (uint32_t i = 1; i <= 20; i++) {
		a_case(100 + i, 0, (int64_t)i * 1000,
		       i <= 5 ? CASE_CODE_INTERVIEW : CASE_CODE_EXAMINE);
	}
	stage_time(&stage, 2 * HOUR);
	EG_AUTO(json_out_free) cJSON *s = desk_statistics_json(stage.desk, STAGE_NOW);
	json_has(s, "from_ms crossings referrals alarms by_reason by_code ack_ms hours");
	json_is_number(s, "crossings", 3);
	json_is_number(s, "referrals", 3);
	json_is_number(s, "alarms", 1);
	json_is_text(s, "by_reason.0.text", "another face");
	json_is_number(s, "by_reason.0.count", 2);
	assert_int_equal(cJSON_GetArraySize(json_at(s, "by_reason")), 3);
	json_is_text(s, "by_code.0.text", "document needs an examination");
	json_is_number(s, "by_code.0.count", 15);
	json_is_number(s, "by_code.1.count", 5);
	json_is_number(s, "ack_ms.p50", 10000);
	json_is_number(s, "ack_ms.p95", 19000);
	json_is_number(s, "ack_ms.within_target", 0.75); /* 15 s */
	assert_int_equal(cJSON_GetArraySize(json_at(s, "hours")), 3);
	json_is_number(s, "hours.1.crossings", 1);
	json_is_number(s, "hours.1.referrals", 3);
	json_is_number(s, "hours.0.at_ms", (double)(STAGE_NOW / HOUR * HOUR));
}

static void nothing_counted_is_no_number(void **state)
{
	(void)state;
	EG_AUTO(json_out_free) cJSON *s = desk_statistics_json(stage.desk, STAGE_NOW);
	assert_true(cJSON_IsNull(json_at(s, "ack_ms.p50")) &&
		    cJSON_IsNull(json_at(s, "ack_ms.within_target")));
	json_is_number(s, "crossings", 0);
	assert_int_equal(cJSON_GetArraySize(json_at(s, "hours")), 1);
	EG_AUTO(json_out_free) cJSON *ever = desk_statistics_json(stage.desk, 0);
	assert_int_equal(cJSON_GetArraySize(json_at(ever, "hours")), 48);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_passage_names_nobody),
		CASE(an_officers_words_are_in_no_passage),
		CASE(a_row_that_comes_again_is_none),
		CASE(the_last_fifty_are_listed),
		CASE(a_period_is_counted),
		CASE(nothing_counted_is_no_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
