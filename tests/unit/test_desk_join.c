/*
 * test_desk_join: from the gate to the desk: who waits, who is taken on by whom, and what ends
 * both.
 */
#include "desk_stage.h"
#include "json_at.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define DESK  3 /* lanes: a desk, and two gates */
#define OTHER 2

static struct desk_stage stage;
static char gate[DESK_ID_SIZE]; /* the gate's case */
static char desk[DESK_ID_SIZE]; /* the desk's */

static int set_up(void **state)
{
	(void)state;
	stage_open(&stage);
	stage_desk(&stage, DESK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stage_close(&stage);
	return 0;
}

static void assert_text(const char *id, const char *name, const char *text)
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

static void assert_joined(const char *one, const char *other)
{
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, other);
	assert_text(one, "to", other);
	json_is_text(c, "from.id", one);
}

static void assert_alone(const char *id)
{
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, id);
	assert_true(cJSON_IsNull(json_at(c, "to")) && cJSON_IsNull(json_at(c, "from")));
}

/* A document with this number is sent away from a gate; the case's id is in id. */
static uint32_t sent(unsigned lane, char number, const char *act, char id[DESK_ID_SIZE])
{
	uint32_t traveller = stage_refer(&stage, lane, true);
	(void)stage_id(&stage, lane, traveller, id);
	stage_say(&stage, lane, stage_document_of(&stage, lane, number), RD_EMPTY);
	assert_int_equal(stage_act(&stage, id, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&stage, id, act, "examine", NULL, STAGE_ANNA), DESK_DONE);
	assert_text(id, "where", "inside");
	stage_leave(&stage, lane);
	return traveller;
}

/* A document with this number is laid on the desk, and an officer looks; 0: it cannot be read. */
static uint32_t laid(char number)
{
	uint32_t traveller = stage_examine(&stage, DESK);
	(void)stage_id(&stage, DESK, traveller, desk);
	if (number != 0) {
		stage_say(&stage, DESK, stage_document_of(&stage, DESK, number), RD_EMPTY);
	}
	assert_int_equal(stage_act(&stage, desk, "ack", NULL, NULL, STAGE_BERT), DESK_DONE);
	return traveller;
}

static enum desk_refusal act(const char *what, const char *code)
{
	return stage_act(&stage, desk, what, code, NULL, STAGE_BERT);
}

/* What the gate's journal heard last of its case. */
static void assert_ended_by_desk(unsigned lane, uint32_t traveller)
{
	char note[CASE_NOTE_SIZE];
	const struct stage_record *last = NULL;
	(void)snprintf(note, sizeof(note), "desk %s", desk);
	stage_settle(&stage);
	for (size_t i = 0; i < stage.record_count; i++) {
		const struct stage_record *r = &stage.records[i];
		last = r->lane == lane && r->traveller == traveller ? r : last;
	}
	assert_non_null(last);
	assert_int_equal(last->state, CASE_CLOSED);
	assert_int_equal(last->code, CASE_CODE_NONE);
	assert_int_equal(last->officer, STAGE_BERT);
	assert_string_equal(last->note, note);
	assert_text(gate, "state", "closed");
	assert_text(gate, "to", desk);
}

static void assert_names(const struct case_ref *from, unsigned lane, uint32_t traveller)
{
	assert_int_equal(from->lane, lane);
	assert_int_equal(from->traveller, traveller);
	assert_int_equal(from->session, stage.lanes[lane - 1].now.session);
}

static void whoever_is_sent_away_waits_for_a_desk_with_all_that_is_known(void **state)
{
	static const char *const acts[] = {"manual-lane", "second-line"};
	struct rd face;
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		uint32_t traveller = stage_refer(&stage, 1, true);
		(void)stage_id(&stage, 1, traveller, gate);
		stage_say(&stage, 1, stage_document(&stage, 1), RD_EMPTY);
		stage_say(&stage, 1, stage_chip(&stage, 1, 'L'), RD_EMPTY);
		stage_hit(&stage, 1);
		stage_picture(&stage, 1, FACE_PICTURE_PORTRAIT, RD_TEXT("a face"));
		assert_int_equal(stage_act(&stage, gate, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
		assert_int_equal(stage_act(&stage, gate, acts[i], "examine", "x", STAGE_ANNA),
				 DESK_DONE);
		stage_leave(&stage, 1);
		EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, gate);
		json_is_text(c, "where", "desk");
		json_is_text(c, "state", acts[i]);
		json_is_text(c, "kind", "gate");
		json_is_text(c, "page.number", "L898902C3");
		json_is_text(c, "chip.surname", "ERIKSSON");
		json_is_text(c, "hits.0.category", "arrest");
		json_is_text(c, "history.2.note", "x");
		json_is_text(c, "why.check", "face-match");
		assert_true(cJSON_IsNull(json_at(c, "to")));
		assert_true(stage.pictures > 0 ||
			    desk_picture(stage.desk, gate, FACE_PICTURE_PORTRAIT, &face));
		json_is_text(c, "acts.0", "close");
		assert_int_equal(cJSON_GetArraySize(json_at(c, "acts")), 1);
	}
}

/* Referred outside, the traveller is gone before the officer decides. */
static void whoever_is_gone_already_waits_too(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&stage, 1, false);
	(void)stage_id(&stage, 1, traveller, gate);
	assert_int_equal(stage_act(&stage, gate, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	stage_leave(&stage, 1);
	assert_text(gate, "where", "gone");
	assert_int_equal(stage_act(&stage, gate, "manual-lane", "examine", NULL, STAGE_ANNA),
			 DESK_DONE);
	assert_text(gate, "where", "desk");
	assert_path(1, traveller, "open ack manual-lane");
	assert_int_equal(stage_act(&stage, gate, "close", "technical", NULL, STAGE_ANNA),
			 DESK_DONE);
	assert_path(1, traveller, "open ack manual-lane closed");
}

static void without_a_desk_nobody_waits(void **state)
{
	(void)state;
	stage.lanes[DESK - 1].now.desk = 0;
	stage_state(&stage, DESK, GATE_IDLE);
	uint32_t traveller = sent(1, 'L', "manual-lane", gate);
	assert_path(1, traveller, "open ack manual-lane closed");
}

static void a_desk_that_is_down_is_waited_for(void **state)
{
	(void)state;
	stage.lanes[DESK - 1].up = false;
	desk_lane_down(stage.desk, DESK);
	(void)sent(1, 'L', "manual-lane", gate);
	assert_text(gate, "where", "desk");
}

static void whoever_is_refused_at_the_gate_is_no_desks(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&stage, 1, true);
	(void)stage_id(&stage, 1, traveller, gate);
	assert_int_equal(stage_act(&stage, gate, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&stage, gate, "refuse", "refuse-a", NULL, STAGE_ANNA),
			 DESK_DONE);
	stage_leave(&stage, 1);
	assert_path(1, traveller, "open ack refuse closed");
}

static void an_alarm_that_goes_on_takes_nobody_back(void **state)
{
	(void)state;
	uint32_t traveller = stage_arrive(&stage, 1);
	(void)stage_id(&stage, 1, traveller, gate);
	stage_alarm(&stage, 1); /* and they ran */
	assert_int_equal(stage_act(&stage, gate, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&stage, gate, "second-line", "interview", NULL, STAGE_ANNA),
			 DESK_DONE);
	stage.lanes[0].now.inputs = GATE_IN_PRESENT;
	stage_state(&stage, 1, GATE_ALARM);
	assert_text(gate, "where", "desk");
	assert_path(1, traveller, "open ack second-line");
}

static void the_same_document_on_a_desk_joins_both(void **state)
{
	(void)state;
	(void)sent(1, 'L', "manual-lane", gate);
	(void)sent(OTHER, 'M', "manual-lane", desk);
	(void)laid('L');
	assert_joined(gate, desk);
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(stage.desk, desk);
	json_has(json_at(c, "from"), "id lane_name why history");
	json_is_text(c, "from.lane_name", "1");
	json_is_text(c, "from.why.gate", "face not accepted");
	json_is_text(c, "from.history.1.state", "ack");
	json_is_text(c, "from.history.2.code", "examine");
	EG_AUTO(json_out_free) cJSON *g = desk_case_json(stage.desk, gate);
	assert_int_equal(cJSON_GetArraySize(json_at(g, "acts")), 0);
}

static void one_that_is_read_before_somebody_waits_is_joined_as_well(void **state)
{
	(void)state;
	(void)laid('L');
	assert_alone(desk);
	(void)sent(1, 'L', "manual-lane", gate);
	assert_joined(gate, desk);
}

/* The record of an order that was given names nobody, so nobody else ends with it. */
static void whoever_comes_after_the_order_is_not_joined(void **state)
{
	(void)state;
	(void)laid('L');
	assert_int_equal(act("pass", "genuine"), DESK_DONE);
	uint32_t traveller = sent(1, 'L', "manual-lane", gate);
	assert_alone(gate);
	stage_recorded(&stage, DESK, true);
	assert_path(1, traveller, "open ack manual-lane");
	(void)laid(0);
	stage.lanes[DESK - 1].deaf = true;
	assert_int_equal(act("refuse", "refuse-b"), DESK_DONE);
	stage_say(&stage, DESK, stage_document(&stage, DESK), RD_EMPTY);
	assert_alone(gate);
	stage_time(&stage, DESK_ORDER_MS); /* it was not done */
	stage_state(&stage, DESK, GATE_REFERRED_INSIDE);
	assert_joined(gate, desk);
}

/* Number, issuing state, date of birth: each of them counts. */
static void another_document_joins_nobody(void **state)
{
	static const struct {
		size_t at;
		char c;
	} others[] = {{44, 'M'}, {52, '4'}, {2, 'D'}, {57, '5'}, {62, '3'}};
	(void)state;
	(void)sent(1, 'L', "manual-lane", gate);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		(void)laid(0);
		struct msg m = stage_document(&stage, DESK);
		m.body.document.mrz[others[i].at] = others[i].c;
		stage_say(&stage, DESK, m, RD_EMPTY);
		assert_alone(gate);
		stage_leave(&stage, DESK);
	}
	(void)laid('L');
	assert_joined(gate, desk);
}

/* Other fields may be read as they like; of those that count no character is guessed. */
static void what_was_not_read_surely_joins_nobody(void **state)
{
	(void)state;
	(void)sent(1, 'L', "manual-lane", gate);
	(void)laid(0);
	struct msg m = stage_document(&stage, DESK);
	m.body.document.unsure[0] = 1u << 3; /* of the issuing state */
	stage_say(&stage, DESK, m, RD_EMPTY);
	assert_alone(gate);
	m.body.document.unsure[0] = 1u << 5; /* of the name */
	stage_say(&stage, DESK, m, RD_EMPTY);
	assert_joined(gate, desk);
}

static void the_chip_is_believed_before_the_page(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&stage, 1, true);
	(void)stage_id(&stage, 1, traveller, gate);
	stage_say(&stage, 1, stage_document_of(&stage, 1, 'X'), RD_EMPTY); /* another's page */
	stage_say(&stage, 1, stage_chip(&stage, 1, 'L'), RD_EMPTY);
	assert_int_equal(stage_act(&stage, gate, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&stage, gate, "second-line", "examine", NULL, STAGE_ANNA),
			 DESK_DONE);
	stage_leave(&stage, 1);
	(void)laid('X');
	assert_alone(gate);
	stage_say(&stage, DESK, stage_chip(&stage, DESK, 'L'), RD_EMPTY);
	assert_joined(gate, desk);
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
	m.epoch = stage_refer(&stage, 1, false);
	(void)stage_id(&stage, 1, m.epoch, gate);
	stage_say(&stage, 1, m, RD_EMPTY);
	stage_leave(&stage, 1);
	assert_int_equal(stage_act(&stage, gate, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&stage, gate, "manual-lane", "examine", NULL, STAGE_ANNA),
			 DESK_DONE);
	m.epoch = laid(0);
	m.body.document.mrz[16] = '3'; /* of the rest: 000590448430 */
	stage_say(&stage, DESK, m, RD_EMPTY);
	assert_alone(gate);
	m.body.document.mrz[16] = '2';
	m.body.document.mrz[20] = 'X'; /* of what is not the number */
	stage_say(&stage, DESK, m, RD_EMPTY);
	assert_joined(gate, desk);
}

static void of_two_that_fit_an_officer_chooses(void **state)
{
	char second[DESK_ID_SIZE];
	(void)state;
	(void)sent(1, 'L', "manual-lane", gate);
	(void)sent(OTHER, 'L', "manual-lane", second);
	(void)laid('L');
	assert_alone(gate);
	assert_alone(second);
	assert_int_equal(stage_take(&stage, desk, second, STAGE_BERT), DESK_DONE);
	assert_joined(second, desk);
	assert_alone(gate);
	assert_int_equal(stage_take(&stage, desk, gate, STAGE_BERT), DESK_DONE); /* the other */
	assert_joined(gate, desk);
	assert_alone(second);
	assert_int_equal(stage_take(&stage, desk, gate, STAGE_BERT), DESK_DONE); /* it is */
	assert_joined(gate, desk);
}

static void whom_an_officer_has_parted_nothing_joins(void **state)
{
	(void)state;
	(void)sent(1, 'L', "manual-lane", gate);
	(void)laid('L');
	assert_joined(gate, desk);
	assert_int_equal(stage_take(&stage, desk, "", STAGE_BERT), DESK_DONE);
	assert_alone(gate);
	assert_alone(desk);
	stage_say(&stage, DESK, stage_chip(&stage, DESK, 'L'), RD_EMPTY);
	stage_state(&stage, DESK, GATE_REFERRED_INSIDE);
	assert_alone(gate);
	assert_int_equal(stage_take(&stage, desk, NULL, STAGE_BERT), DESK_NOT_POSSIBLE);
	assert_int_equal(stage_take(&stage, desk, gate, STAGE_BERT), DESK_DONE);
	assert_joined(gate, desk);
}

static void nobody_takes_what_does_not_wait_for_them(void **state)
{
	char there[DESK_ID_SIZE];
	char first[DESK_ID_SIZE];
	(void)state;
	(void)sent(1, 'L', "manual-lane", gate);
	(void)stage_id(&stage, OTHER, stage_refer(&stage, OTHER, true), there);
	assert_int_equal(stage_act(&stage, there, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_take(&stage, there, gate, STAGE_ANNA), DESK_NOT_POSSIBLE);
	(void)stage_id(&stage, DESK, stage_examine(&stage, DESK), desk);
	assert_int_equal(stage_take(&stage, desk, gate, STAGE_ANNA), DESK_NOT_POSSIBLE);
	assert_int_equal(act("ack", NULL), DESK_DONE);
	assert_int_equal(stage_take(&stage, desk, there, STAGE_BERT), DESK_NOT_POSSIBLE);
	assert_int_equal(stage_take(&stage, desk, desk, STAGE_BERT), DESK_NOT_POSSIBLE);
	assert_int_equal(stage_take(&stage, desk, "1-99-00000065", STAGE_BERT), DESK_NOT_POSSIBLE);
	assert_int_equal(act("take", "examine"), DESK_CODE_NEEDED);
	const struct desk_wish w = {.what = "refuse",
				    .version = (int64_t)stage_number(&stage, desk, "version"),
				    .code = "refuse-a",
				    .from = gate};
	const struct desk_who bert = {.number = STAGE_BERT, .name = "Bert", .works = true};
	assert_int_equal(desk_act(stage.desk, desk, &w, &bert), DESK_NO_SUCH_ACT);
	assert_int_equal(stage_take(&stage, desk, gate, STAGE_BERT), DESK_DONE);
	(void)snprintf(first, sizeof(first), "%s", desk);
	stage_leave(&stage, OTHER);
	stage_desk(&stage, OTHER); /* a second desk */
	(void)stage_id(&stage, OTHER, stage_examine(&stage, OTHER), desk);
	assert_int_equal(act("ack", NULL), DESK_DONE);
	assert_int_equal(stage_take(&stage, desk, gate, STAGE_BERT), DESK_NOT_POSSIBLE);
	assert_joined(gate, first);
}

static void a_pass_at_the_desk_ends_the_gates_case_when_it_is_recorded(void **state)
{
	(void)state;
	stage.late = true; /* the lane alone shows it */
	uint32_t traveller = sent(1, 'L', "manual-lane", gate);
	uint32_t examined = laid('L');
	assert_int_equal(act("pass", "genuine"), DESK_DONE);
	assert_int_equal(stage.order.body.order.order, GATE_EV_ORDER_PASS);
	assert_names(&stage.order.body.order.from, 1, traveller);
	assert_text(desk, "state", "pass");
	assert_text(gate, "state", "manual-lane");
	stage_recorded(&stage, DESK, true);
	assert_path(DESK, examined, "open ack pass closed");
	assert_path(1, traveller, "open ack manual-lane closed");
	assert_ended_by_desk(1, traveller);
	size_t records = stage.record_count;
	stage_rows(&stage); /* says it again */
	stage_settle(&stage);
	assert_int_equal(stage.record_count, records);
}

static void a_pass_that_is_not_recorded_ends_nothing(void **state)
{
	(void)state;
	uint32_t traveller = sent(1, 'L', "manual-lane", gate);
	uint32_t examined = laid('L');
	assert_int_equal(act("pass", "genuine"), DESK_DONE);
	stage_recorded(&stage, DESK, false);
	assert_path(DESK, examined, "open ack pass open");
	assert_joined(gate, desk);
	assert_path(1, traveller, "open ack manual-lane");
}

static void whoever_is_sent_away_by_the_desk_is_over_at_the_gate(void **state)
{
	(void)state;
	stage.late = true;
	uint32_t traveller = sent(1, 'L', "second-line", gate);
	uint32_t examined = laid('L');
	assert_int_equal(act("refuse", "refuse-b"), DESK_DONE);
	assert_int_equal(stage.order.body.order.order, GATE_EV_ORDER_BACK);
	assert_names(&stage.order.body.order.from, 1, traveller);
	assert_names(&stage.rows[0].from, 1, traveller);
	assert_ended_by_desk(1, traveller);
	assert_path(DESK, examined, "open ack refuse closed");
}

static void the_second_line_is_the_next_desk(void **state)
{
	char first[DESK_ID_SIZE];
	(void)state;
	uint32_t traveller = sent(1, 'L', "manual-lane", gate);
	uint32_t examined = laid('L');
	assert_int_equal(act("second-line", "interview"), DESK_DONE);
	assert_ended_by_desk(1, traveller);
	assert_text(desk, "state", "second-line");
	assert_text(desk, "where", "desk");
	(void)snprintf(first, sizeof(first), "%s", desk);
	(void)laid('L');
	assert_joined(first, desk);
	assert_int_equal(act("pass", "same-person"), DESK_DONE);
	assert_names(&stage.order.body.order.from, DESK, examined);
	stage_recorded(&stage, DESK, true);
	assert_path(DESK, examined, "open ack second-line closed");
}

static void an_order_that_is_not_done_changes_nothing(void **state)
{
	(void)state;
	uint32_t traveller = sent(1, 'L', "manual-lane", gate);
	(void)laid('L');
	stage.lanes[DESK - 1].deaf = true;
	assert_int_equal(act("refuse", "refuse-b"), DESK_DONE);
	stage_time(&stage, DESK_ORDER_MS);
	assert_text(desk, "failed", "refuse");
	assert_joined(gate, desk);
	stage.lanes[DESK - 1].deaf = false;
	stage.lanes[DESK - 1].now.needs = NEEDS_FACE; /* the desk has not heard of it */
	assert_int_equal(act("pass", "genuine"), DESK_DONE);
	assert_text(desk, "failed_text", "the lane cannot do this now");
	assert_joined(gate, desk);
	assert_path(1, traveller, "open ack manual-lane");
	assert_int_equal(stage.row_count, 0);
}

/* Its core has ended before the record was there, and knows nobody any more. */
static void a_desk_that_was_started_again_has_let_go(void **state)
{
	(void)state;
	uint32_t traveller = sent(1, 'L', "manual-lane", gate);
	(void)laid('L');
	assert_int_equal(act("pass", "genuine"), DESK_DONE);
	stage_restart(&stage, DESK);
	assert_text(desk, "state", "closed");
	assert_alone(gate);
	assert_text(gate, "where", "desk");
	assert_path(1, traveller, "open ack manual-lane");
	(void)laid('L');
	assert_joined(gate, desk);
}

/* The journal had it, and nobody was told. */
static void what_a_desk_has_recorded_ends_the_gates_case_whatever_it_shows(void **state)
{
	(void)state;
	stage.late = true;
	uint32_t traveller = sent(1, 'L', "manual-lane", gate);
	uint32_t examined = laid('L');
	assert_int_equal(act("pass", "genuine"), DESK_DONE);
	stage.lanes[DESK - 1].up = false;
	desk_lane_down(stage.desk, DESK);
	stage_recorded(&stage, DESK, true);
	stage_restart(&stage, DESK);
	assert_text(gate, "state", "manual-lane");
	stage_rows(&stage);
	assert_ended_by_desk(1, traveller);
	assert_true(examined > 0);
}

/* An officer's order that a core has only put on record has let nobody go. */
static void an_order_on_record_is_no_crossing(void **state)
{
	(void)state;
	uint32_t traveller = sent(1, 'L', "manual-lane", gate);
	struct msg_record r = {
		.what = RECORD_ORDER,
		.unix_ms = STAGE_NOW,
		.from = {.lane = 1, .traveller = traveller, .session = stage.lanes[0].now.session}};
	desk_passage(stage.desk, DESK, &r, 1);
	assert_text(gate, "state", "manual-lane");
	r.what = RECORD_CROSSING;
	r.from.session++; /* of another start of that core */
	desk_passage(stage.desk, DESK, &r, 2);
	assert_text(gate, "state", "manual-lane");
	r.from.session--;
	desk_passage(stage.desk, DESK, &r, 3);
	assert_text(gate, "state", "closed");
}

static void a_gate_that_is_down_hears_it_when_it_is_back(void **state)
{
	(void)state;
	uint32_t traveller = sent(1, 'L', "manual-lane", gate);
	stage.lanes[0].up = false;
	desk_lane_down(stage.desk, 1);
	(void)laid('L');
	assert_int_equal(act("pass", "genuine"), DESK_DONE);
	stage_recorded(&stage, DESK, true);
	assert_text(gate, "state", "closed");
	assert_path(1, traveller, "open ack manual-lane");
	stage.lanes[0].up = true;
	desk_lane_up(stage.desk, 1);
	assert_ended_by_desk(1, traveller);
	assert_path(1, traveller, "open ack manual-lane closed");
}

static void two_officers_are_for_the_desks_own_hits(void **state)
{
	(void)state;
	uint32_t traveller = stage_refer(&stage, 1, true);
	(void)stage_id(&stage, 1, traveller, gate);
	stage_say(&stage, 1, stage_document(&stage, 1), RD_EMPTY);
	stage_hit(&stage, 1);
	assert_int_equal(stage_act(&stage, gate, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&stage, gate, "second-line", "verify-hit", "who?", STAGE_ANNA),
			 DESK_DONE);
	stage_leave(&stage, 1);
	(void)laid('L');
	assert_joined(gate, desk);
	stage_hit(&stage, DESK);
	assert_int_equal(act("pass", "false-hit"), DESK_NOTE_NEEDED);
	assert_int_equal(stage_act(&stage, desk, "pass", "false-hit", "no", STAGE_BERT), DESK_DONE);
	assert_names(&stage.order.body.order.from, 1, traveller);
	assert_text(gate, "state", "second-line");
	assert_int_equal(stage_act(&stage, desk, "pass", "false-hit", "no", STAGE_CARL), DESK_DONE);
	assert_names(&stage.order.body.order.from, 1, traveller);
	stage_recorded(&stage, DESK, true);
	assert_text(gate, "state", "closed");
}

static void whoever_does_not_come_is_closed_after_a_while(void **state)
{
	(void)state;
	uint32_t traveller = sent(1, 'L', "manual-lane", gate);
	stage_time(&stage, DESK_GONE_MS - 1);
	(void)laid('L'); /* in time, and for as long as it takes */
	assert_joined(gate, desk);
	stage_time(&stage, 2 * DESK_GONE_MS);
	assert_text(gate, "where", "desk");
	assert_int_equal(stage_take(&stage, desk, "", STAGE_BERT), DESK_DONE);
	assert_int_equal(desk_wait_ms(stage.desk), DESK_GONE_MS);
	stage_time(&stage, DESK_GONE_MS);
	assert_path(1, traveller, "open ack manual-lane closed");
	assert_int_equal(stage.records[stage.record_count - 1].code, CASE_CODE_WALKED_OFF);
}

/* Eight others come after it, and wait as well. */
static void a_hit_that_waits_is_not_pushed_out(void **state)
{
	char second[DESK_ID_SIZE];
	char other[DESK_ID_SIZE];
	(void)state;
	uint32_t traveller = stage_refer(&stage, 1, false);
	(void)stage_id(&stage, 1, traveller, gate);
	stage_hit(&stage, 1);
	assert_int_equal(stage_act(&stage, gate, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&stage, gate, "second-line", "verify-hit", "who?", STAGE_ANNA),
			 DESK_DONE);
	stage_leave(&stage, 1);
	stage_time(&stage, 1000);
	(void)sent(1, 'L', "manual-lane", second);
	(void)laid('L'); /* a desk is at the second one */
	assert_joined(second, desk);
	for (unsigned i = 0; i < 12; i++) {
		stage_time(&stage, 1000);
		(void)sent(1, (char)('M' + i), "manual-lane", other);
	}
	assert_text(gate, "where", "desk");
	assert_joined(second, desk);
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(stage.desk, true);
	assert_int_equal(cJSON_GetArraySize(json_at(whole, "cases")), DESK_CASES_MAX + 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(whoever_is_sent_away_waits_for_a_desk_with_all_that_is_known),
		CASE(whoever_is_gone_already_waits_too),
		CASE(without_a_desk_nobody_waits),
		CASE(a_desk_that_is_down_is_waited_for),
		CASE(whoever_is_refused_at_the_gate_is_no_desks),
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
		CASE(a_pass_at_the_desk_ends_the_gates_case_when_it_is_recorded),
		CASE(a_pass_that_is_not_recorded_ends_nothing),
		CASE(whoever_is_sent_away_by_the_desk_is_over_at_the_gate),
		CASE(the_second_line_is_the_next_desk),
		CASE(an_order_that_is_not_done_changes_nothing),
		CASE(a_desk_that_was_started_again_has_let_go),
		CASE(what_a_desk_has_recorded_ends_the_gates_case_whatever_it_shows),
		CASE(an_order_on_record_is_no_crossing),
		CASE(a_gate_that_is_down_hears_it_when_it_is_back),
		CASE(two_officers_are_for_the_desks_own_hits),
		CASE(whoever_does_not_come_is_closed_after_a_while),
		CASE(a_hit_that_waits_is_not_pushed_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
