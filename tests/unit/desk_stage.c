/*
 * desk_stage: a desk with lanes that are played.
 * Knows a small part of the gate. Never knows how the desk works inside.
 */
#include "desk_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct stage_lane *lane_of(struct desk_stage *s, unsigned lane)
{
	assert_in_range(lane, 1, STAGE_LANES);
	return &s->lanes[lane - 1];
}

void stage_say(struct desk_stage *s, unsigned lane, struct msg m, struct rd bulk)
{
	struct msg parsed;
	assert_int_equal(msg_parse(rd_of(&m, msg_length(&m)), m.kind == MSG_FACE_PICTURE, &parsed),
			 EG_OK);
	enum eg_err err = desk_message(s->desk, lane, &parsed, bulk);
	s->pictures += err == EG_NO_MEMORY;
	assert_true(err == EG_OK || (err == EG_NO_MEMORY && m.kind == MSG_FACE_PICTURE));
}

static void tell(struct desk_stage *s, unsigned lane)
{
	const struct stage_lane *l = lane_of(s, lane);
	struct msg m = msg_make(MSG_STATUS, l->epoch);
	m.body.status = l->now;
	m.body.status.mono_us = s->mono_ms * 1000;
	if (l->up) {
		stage_say(s, lane, m, RD_EMPTY);
	}
}

void stage_state(struct desk_stage *s, unsigned lane, enum gate_state to)
{
	struct stage_lane *l = lane_of(s, lane);
	l->now.state = (uint8_t)to;
	tell(s, lane);
	l->now.refused = 0;
}

static const char *name_of(uint32_t officer)
{
	return officer == STAGE_ANNA   ? "Anna"
	       : officer == STAGE_BERT ? "Bert"
	       : officer == STAGE_CARL ? "Carl"
				       : "";
}

static void tell_name(void *context, uint32_t officer, char out[DESK_NAME_SIZE])
{
	assert_non_null(context);
	(void)snprintf(out, DESK_NAME_SIZE, "%s", name_of(officer));
}

void stage_open(struct desk_stage *s)
{
	const struct desk_settings settings = {
		.ack_target_ms = 15000, .name_of = tell_name, .context = s};
	*s = (struct desk_stage){.mono_ms = 1000, .unix_ms = STAGE_NOW};
	assert_int_equal(desk_open(&settings, s->unix_ms, &s->desk), EG_OK);
	desk_at(s->desk, s->mono_ms, s->unix_ms);
	for (unsigned lane = 1; lane <= STAGE_LANES; lane++) {
		char name[8];
		(void)snprintf(name, sizeof(name), "%u", lane);
		struct stage_lane *l = lane_of(s, lane);
		*l = (struct stage_lane){.up = true, .next = 1};
		l->now = (struct msg_status){.session = 100 + lane,
					     .wire = GATE_WIRE_COUNT,
					     .face_match = 450,
					     .face_refer = 350,
					     .live_match = 500};
		assert_int_equal(desk_lane_add(s->desk, lane, name), EG_OK);
		desk_lane_up(s->desk, lane);
		stage_state(s, lane, GATE_IDLE);
	}
}

void stage_close(struct desk_stage *s)
{
	desk_close(&s->desk);
	assert_null(s->desk);
}

void stage_rows(struct desk_stage *s)
{
	for (; s->rows_read < s->row_count; s->rows_read++) {
		const struct stage_row *row = &s->rows[s->rows_read];
		struct msg_record r = {.what = row->what,
				       .unix_ms = s->unix_ms,
				       .traveller = row->traveller,
				       .officer = lane_of(s, row->lane)->passed_by,
				       .from = row->from};
		desk_passage(s->desk, row->lane, &r, s->rows_read + 1);
	}
}

static void put_row(struct desk_stage *s, unsigned lane, enum record_what what,
		    struct case_ref from)
{
	const struct stage_lane *l = lane_of(s, lane);
	assert_true(s->row_count < STAGE_RECORDS);
	s->rows[s->row_count++] = (struct stage_row){.lane = lane,
						     .traveller = l->epoch,
						     .session = l->now.session,
						     .what = (uint8_t)what,
						     .from = from};
	if (!s->late) {
		stage_rows(s);
	}
}

/* As src/gate/gate_order.c, and the core's four eyes; what makes no sense is refused. */
static void take_pass(struct desk_stage *s, unsigned lane, const struct msg_order *order)
{
	struct stage_lane *l = lane_of(s, lane);
	uint32_t officer = order->officer;
	l->listed = l->listed || order->listed != 0;
	bool listed = l->now.hits > 0 || l->listed;
	if (!gate_refers(l->now.state) || l->now.needs != 0) {
		l->now.refused = GATE_EV_ORDER_PASS;
		tell(s, lane);
	} else if (listed && l->first_pass == 0) {
		l->first_pass = l->now.agreed = officer;
		tell(s, lane);
	} else if (listed && l->first_pass == officer && !l->naive) {
		l->now.refused = GATE_EV_ORDER_PASS;
		tell(s, lane);
	} else {
		l->passed_by_one = l->passed_by_one || (listed && l->first_pass == officer);
		l->passed_by_two += listed && l->first_pass != officer;
		l->now.evidence |= (uint8_t)GATE_HAS_OFFICER;
		l->from = order->from;
		l->passed_by = officer;
		stage_state(s, lane, l->now.desk != 0 ? GATE_RECORDING : GATE_EXIT_OPEN);
	}
	l->now.refused = 0;
}

static void take_back(struct desk_stage *s, unsigned lane, const struct msg_order *order)
{
	uint8_t state = lane_of(s, lane)->now.state;
	if (lane_of(s, lane)->now.desk != 0 && state == GATE_REFERRED_INSIDE) {
		lane_of(s, lane)->passed_by = order->officer;
		put_row(s, lane, RECORD_REFERRAL, order->from);
		stage_leave(s, lane);
	} else if (state == GATE_REFERRED_OUTSIDE) {
		stage_leave(s, lane);
	} else if (state == GATE_REFERRED_INSIDE || state == GATE_ALARM) {
		stage_state(s, lane, GATE_BACK_OPEN);
	} else {
		lane_of(s, lane)->now.refused = GATE_EV_ORDER_BACK;
		tell(s, lane);
		lane_of(s, lane)->now.refused = 0;
	}
}

static void take_retry(struct desk_stage *s, unsigned lane)
{
	struct stage_lane *l = lane_of(s, lane);
	bool may = l->now.desk != 0 || (l->now.evidence & GATE_HAS_DOCUMENT) != 0;
	if (gate_refers(l->now.state) && may) {
		stage_state(s, lane, GATE_FACE);
		return;
	}
	l->now.refused = GATE_EV_ORDER_RETRY;
	tell(s, lane);
	l->now.refused = 0;
}

static void take_order(struct desk_stage *s, unsigned lane, const struct msg *m)
{
	struct stage_lane *l = lane_of(s, lane);
	enum gate_event_kind order = (enum gate_event_kind)m->body.order.order;
	bool stopped = l->now.state == GATE_ALARM || l->now.state == GATE_EVACUATE;
	bool names = m->body.order.from.lane != 0;
	assert_true(!names || (l->now.desk != 0 &&
			       (order == GATE_EV_ORDER_PASS || order == GATE_EV_ORDER_BACK)));
	s->order = *m;
	s->orders++;
	if (l->deaf || (gate_event_personal(order) && m->epoch != l->epoch)) {
		return;
	}
	if (order == GATE_EV_ORDER_PASS) {
		take_pass(s, lane, &m->body.order);
	} else if (order == GATE_EV_ORDER_BACK) {
		take_back(s, lane, &m->body.order);
	} else if (order == GATE_EV_ORDER_RETRY) {
		take_retry(s, lane);
	} else if (order == GATE_EV_ORDER_FREE) {
		l->epoch = 0;
		stage_state(s, lane, GATE_EVACUATE);
	} else if (order == GATE_EV_ORDER_RESET && stopped) {
		stage_leave(s, lane);
	} else if (order == GATE_EV_ORDER_CLOSE && l->now.state == GATE_IDLE) {
		stage_state(s, lane, GATE_CLOSED);
	} else if (order == GATE_EV_ORDER_OPEN && l->now.state == GATE_CLOSED) {
		stage_state(s, lane, GATE_IDLE);
	}
}

static void keep(struct desk_stage *s, unsigned lane, const struct msg *m)
{
	assert_true(s->record_count < STAGE_RECORDS);
	struct stage_record *r = &s->records[s->record_count++];
	*r = (struct stage_record){.lane = lane,
				   .traveller = m->epoch,
				   .session = m->body.officer_case.of.session,
				   .unix_ms = m->body.officer_case.unix_ms,
				   .state = m->body.officer_case.state,
				   .code = m->body.officer_case.code,
				   .officer = m->body.officer_case.officer};
	(void)snprintf(r->note, sizeof(r->note), "%s", m->body.officer_case.note);
}

void stage_settle(struct desk_stage *s)
{
	struct msg m;
	struct msg parsed;
	unsigned lane;
	while (desk_next_send(s->desk, &lane, &m)) {
		if (m.kind == MSG_CASE) { /* as whoever keeps it does */
			m.body.officer_case.number = RECORD_OF_CASE | (s->record_count + 1);
		}
		assert_int_equal(msg_parse(rd_of(&m, msg_length(&m)), false, &parsed), EG_OK);
		if (m.kind == MSG_ORDER) {
			assert_true(lane_of(s, lane)->up);
			take_order(s, lane, &m);
		} else {
			assert_int_equal(m.kind, MSG_CASE);
			keep(s, lane, &m);
		}
	}
}

void stage_time(struct desk_stage *s, int64_t ms)
{
	s->mono_ms += ms;
	s->unix_ms += ms;
	desk_at(s->desk, s->mono_ms, s->unix_ms);
}

uint32_t stage_arrive(struct desk_stage *s, unsigned lane)
{
	struct stage_lane *l = lane_of(s, lane);
	l->epoch = l->next++;
	l->now.evidence = 0;
	l->now.inputs = 0;
	stage_state(s, lane, GATE_READING);
	return l->epoch;
}

uint32_t stage_refer(struct desk_stage *s, unsigned lane, bool inside)
{
	struct stage_lane *l = lane_of(s, lane);
	uint32_t traveller = stage_arrive(s, lane);
	l->now.why = inside ? GATE_WHY_FACE : GATE_WHY_DOCUMENT;
	if (inside) {
		l->now.evidence = GATE_HAS_DOCUMENT;
		l->now.inputs = GATE_IN_PRESENT;
		l->now.check = CHECK_FACE_MATCH;
		l->now.reason = REASON_SCORE_LOW;
		l->now.scores = (struct face_scores){.match = 200, .live = 900, .alone = true};
		stage_state(s, lane, GATE_FACE);
	}
	stage_state(s, lane, inside ? GATE_REFERRED_INSIDE : GATE_REFERRED_OUTSIDE);
	return traveller;
}

void stage_leave(struct desk_stage *s, unsigned lane)
{
	struct stage_lane *l = lane_of(s, lane);
	l->epoch = 0;
	l->first_pass = 0;
	l->listed = false;
	l->now.agreed = 0;
	l->now.hits = 0;
	l->now.evidence = 0;
	l->now.inputs = 0;
	l->now.needs = 0;
	l->now.why = GATE_WHY_NONE;
	l->now.check = 0;
	l->now.reason = REASON_NONE;
	l->now.scores = (struct face_scores){0};
	stage_state(s, lane, GATE_IDLE);
}

void stage_alarm(struct desk_stage *s, unsigned lane)
{
	struct stage_lane *l = lane_of(s, lane);
	l->epoch = 0;
	l->now.evidence = 0;
	l->now.why = GATE_WHY_INTRUSION;
	stage_state(s, lane, GATE_ALARM);
}

void stage_hit(struct desk_stage *s, unsigned lane)
{
	struct stage_lane *l = lane_of(s, lane);
	struct msg m = msg_make(MSG_HIT, l->epoch);
	m.body.hit = (struct msg_hit){.source = LOOKUP_PAGE,
				      .index = 0,
				      .kind = HIT_PERSON,
				      .category = HIT_ARREST,
				      .matched = 1u << HIT_SURNAME | 1u << HIT_BIRTH,
				      .listed = 1u << HIT_SURNAME | 1u << HIT_BIRTH,
				      .score = 1000,
				      .list = 42,
				      .birth = {1974, 8, 0},
				      .state = "UTO",
				      .name = "ERIKSSON, ANNA MARIA",
				      .reference = "UTO/77",
				      .note = "Hold, call 4711"};
	stage_say(s, lane, m, RD_EMPTY);
	l->now.hits = 1;
	tell(s, lane);
}

void stage_picture(struct desk_stage *s, unsigned lane, enum face_picture which, struct rd bytes)
{
	struct msg m = msg_make(MSG_FACE_PICTURE, lane_of(s, lane)->epoch);
	m.body.face_picture = (struct msg_face_picture){
		.size = (uint32_t)bytes.left, .width = 8, .height = 8, .which = (uint8_t)which};
	stage_say(s, lane, m, bytes);
}

void stage_restart(struct desk_stage *s, unsigned lane)
{
	struct stage_lane *l = lane_of(s, lane);
	desk_lane_down(s->desk, lane);
	l->now.session += 1000;
	l->up = true;
	desk_lane_up(s->desk, lane);
	stage_leave(s, lane);
}

void stage_desk(struct desk_stage *s, unsigned lane)
{
	lane_of(s, lane)->now.desk = 1;
	stage_state(s, lane, GATE_IDLE);
}

uint32_t stage_examine(struct desk_stage *s, unsigned lane)
{
	uint32_t traveller = stage_arrive(s, lane);
	lane_of(s, lane)->now.why = GATE_WHY_INSPECTION;
	stage_state(s, lane, GATE_REFERRED_INSIDE);
	return traveller;
}

void stage_recorded(struct desk_stage *s, unsigned lane, bool good)
{
	struct stage_lane *l = lane_of(s, lane);
	assert_int_equal(l->now.state, GATE_RECORDING);
	if (good) {
		put_row(s, lane, RECORD_CROSSING, l->from);
		stage_leave(s, lane);
		return;
	}
	l->now.evidence = 0;
	l->now.why = GATE_WHY_JOURNAL;
	stage_state(s, lane, GATE_REFERRED_INSIDE);
}

enum desk_refusal stage_act(struct desk_stage *s, const char *id, const char *act, const char *code,
			    const char *note, uint32_t officer)
{
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(s->desk, id);
	double version = c == NULL ? 0 : cJSON_GetNumberValue(cJSON_GetObjectItem(c, "version"));
	const struct desk_wish w = {
		.what = act, .version = (int64_t)version, .code = code, .note = note};
	const struct desk_who who = {.number = officer, .name = name_of(officer), .works = true};
	enum desk_refusal no = desk_act(s->desk, id, &w, &who);
	stage_settle(s);
	return no;
}

enum desk_refusal stage_take(struct desk_stage *s, const char *id, const char *from,
			     uint32_t officer)
{
	const struct desk_wish w = {
		.what = "take", .version = (int64_t)stage_number(s, id, "version"), .from = from};
	const struct desk_who who = {.number = officer, .name = name_of(officer), .works = true};
	enum desk_refusal no = desk_act(s->desk, id, &w, &who);
	stage_settle(s);
	return no;
}

enum desk_refusal stage_order(struct desk_stage *s, unsigned lane, const char *order,
			      uint32_t officer)
{
	EG_AUTO(json_out_free) cJSON *l = desk_lane_json(s->desk, lane);
	double version = cJSON_GetNumberValue(cJSON_GetObjectItem(l, "version"));
	const struct desk_wish w = {.what = order, .version = (int64_t)version};
	const struct desk_who who = {.number = officer, .name = name_of(officer), .works = true};
	enum desk_refusal no = desk_order(s->desk, lane, &w, &who);
	stage_settle(s);
	return no;
}
