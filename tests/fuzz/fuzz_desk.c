/*
 * fuzz_desk: whatever lanes say and officers want, in whatever order: what goes to a lane is a
 * message, one officer alone gives no listed traveller a second pass, an order that names a case is
 * a desk's about one that waits, everything can be told, and what is told of lanes and passages
 * names nobody.
 * One byte says what happens, the next ones what with.
 */
#include "tests/fuzz/fuzz.h"

#include "console/desk.h"
#include "console/json_out.h"

#include <stdio.h>
#include <string.h>

#define LANES   2
#define WORDS   16
#define SECRETS "QQNAMEQQ" /* stands in documents and hits only */

struct run {
	struct desk *desk;
	int64_t mono_ms;
	char id[DESK_ID_SIZE];  /* of a case that was told */
	uint32_t agreed[LANES]; /* as the lane told last */
	uint32_t epoch[LANES];
	char other[DESK_ID_SIZE]; /* of one that was told before */
};

static uint8_t take(struct rd *r)
{
	uint8_t byte = 0;
	return rd_u8(r, &byte) ? byte : 0;
}

static int64_t version_of(cJSON *tree)
{
	EG_AUTO(json_out_free) cJSON *whole = tree;
	const cJSON *version = cJSON_GetObjectItem(whole, "version");
	return cJSON_IsNumber(version) ? (int64_t)cJSON_GetNumberValue(version) : 0;
}

/* A message of any kind, its body from the input; few of them are one. */
static void say_any(struct run *r, unsigned lane, struct rd *in)
{
	struct msg m = msg_make((enum msg_kind)(take(in) % MSG_KIND_COUNT), take(in) % 4);
	for (size_t i = 0; i < m.size; i++) {
		m.body.raw[i] = take(in);
	}
	struct msg parsed;
	bool picture = m.kind == MSG_FACE_PICTURE;
	if (msg_parse(rd_of(&m, msg_length(&m)), picture, &parsed) != EG_OK) {
		return;
	}
	struct rd bulk = RD_EMPTY;
	if (picture && !rd_take(in, parsed.body.face_picture.size, &bulk)) {
		bulk = RD_TEXT("short");
	}
	if (desk_message(r->desk, lane, &parsed, bulk) == EG_OK && m.kind == MSG_STATUS) {
		r->agreed[lane - 1] = parsed.body.status.agreed;
		r->epoch[lane - 1] = parsed.epoch;
	}
}

/* A status that is sound, with what matters of it from the input. */
static void say_status(struct run *r, unsigned lane, struct rd *in)
{
	uint8_t bits = take(in);
	uint8_t who = take(in);
	struct msg m = msg_make(MSG_STATUS, who % 4);
	struct msg_status *s = &m.body.status;
	s->state = take(in) % GATE_STATE_COUNT;
	s->session = bits & 1;
	s->evidence = bits >> 1 & 7;
	s->hits = bits >> 4 & 1;
	s->inputs = (bits & 32) != 0 ? GATE_IN_PRESENT : 0;
	s->agreed = (bits & 64) != 0 ? OFFICER_ENROLLED | 1u : 0;
	s->refused = (bits & 128) != 0 ? GATE_EV_ORDER_PASS : 0;
	s->wire = GATE_WIRE_COUNT;
	s->desk = lane == LANES && (who & 4) != 0; /* now one, now none */
	s->needs = (who & 8) != 0 ? NEEDS_FACE : 0;
	if (desk_message(r->desk, lane, &m, RD_EMPTY) == EG_OK) {
		r->agreed[lane - 1] = s->agreed;
		r->epoch[lane - 1] = m.epoch;
	}
}

static void say_person(struct run *r, unsigned lane, struct rd *in)
{
	static const char mrz[] = "P<UTOQQNAMEQQ<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
				  "QQNAMEQQ36UTO7408122F3404159ZE184226B<<<<<16";
	uint8_t what = take(in);
	struct msg hit = msg_make(MSG_HIT, r->epoch[lane - 1]);
	struct msg page = msg_make(MSG_DOCUMENT, r->epoch[lane - 1]);
	hit.body.hit = (struct msg_hit){.source = what & 1,
					.index = what >> 1 & 7,
					.kind = HIT_PERSON,
					.matched = 1u << HIT_SURNAME,
					.listed = 1u << HIT_SURNAME,
					.name = SECRETS};
	page.body.document.kind = DOCUMENT_TD3;
	page.body.document.size = 88;
	for (size_t i = 0; i < 88; i++) {
		page.body.document.mrz[i] = mrz[i];
	}
	enum eg_err err = desk_message(r->desk, lane, what < 128 ? &hit : &page, RD_EMPTY);
	promise(err == EG_OK || err == EG_STATE); /* both are sound; a lane may be down */
}

static void act(struct run *r, struct rd *in)
{
	static const char *const words[] = {"ack",         "retry",  "pass",  "manual-lane",
					    "second-line", "refuse", "close", "open",
					    "evacuate",    "reset",  "turn",  "take"};
	char note[WORDS + 1] = "";
	uint8_t bits = take(in);
	uint8_t size = take(in) % WORDS;
	for (size_t i = 0; i < size; i++) {
		note[i] = (char)take(in);
	}
	unsigned lane = 1 + (bits >> 1 & 1);
	const struct desk_who who = {.number = OFFICER_ENROLLED | (1u + (bits & 1)),
				     .name = "A",
				     .works = (bits & 4) == 0};
	struct desk_wish w = {.what = words[take(in) % (sizeof(words) / sizeof(words[0]))],
			      .code = case_code_word(take(in) % (CASE_CODE_COUNT + 1)),
			      .note = note};
	if ((bits & 8) != 0) {
		w.version = version_of(desk_lane_json(r->desk, lane)) + (bits >> 6);
		promise(desk_order(r->desk, lane, &w, &who) < DESK_REFUSAL_COUNT);
		return;
	}
	w.version = version_of(desk_case_json(r->desk, r->id)) + (bits >> 6 == 3);
	w.from = (bits & 16) != 0 ? r->other : "";
	promise(desk_act(r->desk, r->id, &w, &who) < DESK_REFUSAL_COUNT);
}

static void passage(struct run *r, unsigned lane, struct rd *in)
{
	struct msg m = msg_make(MSG_RECORD, 0);
	struct msg parsed;
	uint8_t row = take(in);
	for (size_t i = 0; i < m.size; i++) {
		m.body.raw[i] = take(in);
	}
	if (msg_parse(rd_of(&m, msg_length(&m)), false, &parsed) == EG_OK) {
		desk_passage(r->desk, lane, &parsed.body.record, row);
	}
}

static void step(struct run *r, struct rd *in)
{
	uint8_t what = take(in);
	unsigned lane = 1 + (what >> 7);
	switch (what % 8) {
	case 0:
		say_any(r, lane, in);
		break;
	case 1:
	case 2:
		say_status(r, lane, in);
		break;
	case 3:
		say_person(r, lane, in);
		break;
	case 4:
	case 5:
		act(r, in);
		break;
	case 6:
		passage(r, lane, in);
		break;
	default: /* not an enum: every other number */
		r->mono_ms += (int64_t)take(in) * take(in) * 50;
		desk_at(r->desk, r->mono_ms, r->mono_ms + 1);
		if ((what & 64) != 0) {
			desk_lane_down(r->desk, lane);
		} else {
			desk_lane_up(r->desk, lane);
		}
		break;
	}
}

/* An order is fetched in the turn of its act: the case that it names waits, and the desk's has it.
 */
static void check_from(const struct run *r, unsigned lane, const struct msg *m)
{
	const struct case_ref *from = &m->body.order.from;
	char id[DESK_ID_SIZE];
	if (m->kind != MSG_ORDER || from->lane == 0) {
		return;
	}
	(void)snprintf(id, sizeof(id), "%u-%u-%08x", (unsigned)from->lane,
		       (unsigned)from->traveller, (unsigned)from->session); /* fits: an id */
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(r->desk, id);
	const char *where = cJSON_GetStringValue(cJSON_GetObjectItem(c, "where"));
	const char *to = cJSON_GetStringValue(cJSON_GetObjectItem(c, "to"));
	promise(where != NULL && strcmp(where, "desk") == 0 && to != NULL);
	EG_AUTO(json_out_free) cJSON *desk = desk_case_json(r->desk, to);
	const cJSON *name = cJSON_GetObjectItem(cJSON_GetObjectItem(desk, "from"), "id");
	const cJSON *number = cJSON_GetObjectItem(desk, "lane");
	promise(cJSON_IsString(name) && strcmp(name->valuestring, id) == 0);
	promise(cJSON_IsNumber(number) && number->valueint == (int)lane);
}

static void check_sends(struct run *r)
{
	unsigned lane;
	struct msg m;
	struct msg parsed;
	while (desk_next_send(r->desk, &lane, &m)) {
		promise(lane >= 1 && lane <= LANES);
		promise(m.kind == MSG_ORDER || m.kind == MSG_CASE);
		m.body.officer_case.number |= m.kind == MSG_CASE ? RECORD_OF_CASE : 0;
		promise(msg_parse(rd_of(&m, msg_length(&m)), false, &parsed) == EG_OK);
		check_from(r, lane, &m);
		bool pass = m.kind == MSG_ORDER && m.body.order.order == GATE_EV_ORDER_PASS;
		promise(!pass || m.body.order.officer != r->agreed[lane - 1]);
	}
}

static void check_changes(struct run *r)
{
	struct desk_change x;
	while (desk_next_change(r->desk, &x)) {
		if (x.kind == DESK_CHANGED_CASE) {
			EG_AUTO(json_out_free) cJSON *c = desk_case_json(r->desk, x.id);
			promise(c != NULL && x.audience == DESK_TO_WORKS);
			bool another = strcmp(r->id, x.id) != 0;
			for (size_t i = 0; i < DESK_ID_SIZE; i++) {
				r->other[i] = another ? r->id[i] : r->other[i];
				r->id[i] = x.id[i];
			}
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct desk_settings settings = {.ack_target_ms = 15000};
	struct rd in = rd_of(data, size);
	struct run r = {0};
	promise(desk_open(&settings, 1, &r.desk) == EG_OK);
	for (unsigned lane = 1; lane <= LANES; lane++) {
		promise(desk_lane_add(r.desk, lane, "lane") == EG_OK);
		desk_lane_up(r.desk, lane);
	}
	while (in.left > 0) {
		step(&r, &in);
		check_sends(&r);
		check_changes(&r);
	}
	EG_AUTO(json_out_free) cJSON *whole = desk_whole_json(r.desk, false);
	EG_AUTO(json_out_text_free) char *text = json_out_print(whole);
	promise(text != NULL && strstr(text, SECRETS) == NULL);
	EG_AUTO(json_out_free) cJSON *cases = desk_whole_json(r.desk, true);
	promise(cases != NULL);
	desk_close(&r.desk);
	return 0;
}
