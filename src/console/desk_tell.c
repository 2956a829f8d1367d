/*
 * desk_tell: lanes, and the whole checkpoint, as JSON.
 * Knows words of a lane's status. Never knows who the traveller is: a lane names nobody.
 */
#include "biometrics/face_prompt.h"
#include "biometrics/finger_prompt.h"
#include "console/desk_impl.h"
#include "console/json_out.h"
#include "document/page_prompt.h"

#include <stdio.h>
#include <string.h>

#define GATE_SKIP 5 /* "GATE_" */
#define IN_SKIP   8 /* "GATE_IN_" */
#define OUT_SKIP  9 /* "GATE_OUT_" */

struct desk_word desk_word(const char *name, size_t skip)
{
	struct desk_word w = {""};
	struct rd r = rd_cstr(name);
	size_t size = 0;
	uint8_t c;
	if (!rd_skip(&r, skip)) {
		return w;
	}
	while (size + 1 < sizeof(w.text) && rd_u8(&r, &c)) {
		bool capital = c >= 'A' && c <= 'Z';
		w.text[size++] = (char)(c == '_' ? '-' : capital ? c + ('a' - 'A') : c);
	}
	return w;
}

/* Whoever stands inside is spoken to first, then whoever lays a document on. */
static const char *prompt_of(const struct msg_status *s)
{
	if (s->finger_prompt != FINGER_PROMPT_NONE) {
		return finger_prompt_text(s->finger_prompt);
	}
	return s->prompt != FACE_PROMPT_NONE ? face_prompt_text(s->prompt)
					     : page_prompt_text(s->page_prompt);
}

static const char *service_of(const struct desk_lane *l)
{
	const struct msg_status *s = &l->status;
	bool stopped = s->state == GATE_INIT || s->state == GATE_ALARM ||
		       s->state == GATE_EVACUATE || s->state == GATE_CLEARING;
	bool ready = s->missing == 0 && s->fault == GATE_FAULT_NONE;
	if (!l->told) {
		return "not-ready";
	}
	if (s->unattended != 0) {
		return "unattended";
	}
	if (s->state == GATE_CLOSED || s->closing != 0) {
		return "closed";
	}
	return stopped || !ready ? "not-ready" : "open";
}

static const char *why_of(const struct msg_status *s)
{
	if (s->why != GATE_WHY_NONE) {
		return gate_why_text(s->why);
	}
	return s->breach != GATE_WHY_NONE ? gate_why_text(s->breach) : "";
}

static bool put_missing(cJSON *to, const struct msg_status *s)
{
	cJSON *list = json_out_list(to, "missing");
	bool put = list != NULL;
	for (unsigned role = 0; put && role < ROLE_COUNT; role++) {
		put = (s->missing & 1u << role) == 0 || json_out_add_text(list, role_name(role));
	}
	return put;
}

static bool put_device(cJSON *list, const char *name, bool ok, const char *text)
{
	cJSON *one = json_out_add_object(list);
	return json_out_text(one, "name", name) && json_out_bool(one, "ok", ok) &&
	       json_out_text(one, "text", ok ? "" : text);
}

/* The sensor that cannot be believed; a beam of a light curtain has no word of its own. */
static bool put_sensors(cJSON *list, const struct msg_status *s)
{
	bool ok = s->fault == GATE_FAULT_NONE;
	const char *name = s->wire < GATE_WIRE_COUNT ? gate_wire_word(s->wire) : "curtain";
	return put_device(list, ok ? "sensors" : name, ok, gate_fault_text(s->fault));
}

/* What officers have done, and the lane's journal has not got. */
static bool put_records(cJSON *list, const struct desk_backlog *b)
{
	char text[80];
	if (b->lost > 0) { /* numbers of ten digits fit */
		(void)snprintf(text, sizeof(text),
			       "%u steps of cases are lost, %u wait for the journal", b->lost,
			       b->waiting);
	} else {
		(void)snprintf(text, sizeof(text), "%u steps of cases wait for the journal",
			       b->waiting);
	}
	return (b->lost == 0 && b->waiting == 0) || put_device(list, "records", false, text);
}

/* A lane does not say whether it has a finger sensor, only that it is not well. A desk is not
 * wired.
 */
static bool put_devices(cJSON *to, const struct desk_lane *l)
{
	const struct msg_status *s = &l->status;
	cJSON *list = json_out_list(to, "devices");
	bool finger = s->touch_unfit == REASON_NONE;
	return put_device(list, "camera", s->unfit == REASON_NONE, reason_text(s->unfit)) &&
	       put_device(list, "page reader", s->page_unfit == REASON_NONE,
			  reason_text(s->page_unfit)) &&
	       (finger || put_device(list, "finger sensor", false, reason_text(s->touch_unfit))) &&
	       (s->desk != 0 || put_sensors(list, s)) && put_records(list, &l->backlog);
}

struct level {
	uint32_t bit;
	const char *name;
};

static bool put_levels(cJSON *to, const char *name, uint32_t on, const struct level *levels,
		       size_t size)
{
	cJSON *list = json_out_list(to, name);
	bool put = list != NULL;
	for (size_t i = 0; put && i < size; i++) {
		put = (on & levels[i].bit) == 0 || json_out_add_text(list, levels[i].name);
	}
	return put;
}

static bool put_wires(cJSON *to, const struct msg_status *s)
{
	static const struct level ins[] = {
#define X(name, bit) {(uint32_t)(name), &(#name)[IN_SKIP]},
		GATE_INPUTS(X)
#undef X
	};
	static const struct level outs[] = {
#define X(name, bit) {(uint32_t)(name), &(#name)[OUT_SKIP]},
		GATE_OUTPUTS(X)
#undef X
	};
	return put_levels(to, "inputs", s->inputs, ins, sizeof(ins) / sizeof(ins[0])) &&
	       put_levels(to, "outputs", s->outputs, outs, sizeof(outs) / sizeof(outs[0]));
}

static bool put_load(cJSON *to, const struct msg_load *load)
{
	cJSON *one = json_out_object(to, "load");
	return json_out_number(one, "late_ticks", load->late_ticks) &&
	       json_out_number(one, "missed_drives", load->missed_drives) &&
	       json_out_number(one, "dropped", load->dropped) &&
	       json_out_number(one, "lost_records", load->lost_records) &&
	       json_out_number(one, "longest_turn_us", load->longest_turn_us);
}

bool desk_put_needs(cJSON *to, unsigned needs)
{
	cJSON *list = json_out_list(to, "needs");
	return list != NULL && ((needs & NEEDS_FACE) == 0 || json_out_add_text(list, "face")) &&
	       ((needs & NEEDS_FINGER) == 0 || json_out_add_text(list, "finger"));
}

/* Of the traveller whom the lane is about. */
static bool put_case(cJSON *to, const struct desk_lane *l)
{
	for (size_t k = 0; k < DESK_SLOTS; k++) {
		const struct desk_case *c = &l->cases[k];
		if (desk_case_open(c) && desk_case_current(l, c)) {
			return json_out_text(to, "case", c->id);
		}
	}
	return json_out_null(to, "case");
}

static bool put_orders(cJSON *to, const struct desk_lane *l)
{
	cJSON *list = json_out_list(to, "orders");
	bool put = list != NULL;
	for (unsigned i = 0; put && i < DESK_ORDER_COUNT; i++) {
		bool possible = l->told && (l->orders & 1u << i) != 0;
		put = !possible || json_out_add_text(list, desk_order_word(i));
	}
	return put;
}

static bool put_status(cJSON *to, const struct desk_lane *l)
{
	const struct msg_status *s = &l->status;
	const struct desk_word state = desk_word(gate_state_name(s->state), GATE_SKIP);
	return json_out_text(to, "state", state.text) &&
	       json_out_text(to, "text", gate_state_text(s->state)) &&
	       json_out_number(to, "traveller", l->epoch) &&
	       json_out_text(to, "step", step_text(l->step)) &&
	       json_out_text(to, "prompt", prompt_of(s)) &&
	       json_out_text(to, "service", service_of(l)) &&
	       json_out_text(to, "direction", s->direction == DIRECTION_EXIT ? "exit" : "entry") &&
	       json_out_bool(to, "reversed", s->reversed != 0) &&
	       json_out_bool(to, "closing", s->closing != 0) && json_out_text(to, "why", why_of(s));
}

cJSON *desk_lane_json(const struct desk *d, unsigned lane)
{
	const struct desk_lane *l = desk_lane_seen(d, lane);
	if (l == NULL) {
		return NULL;
	}
	const struct msg_status *s = &l->status;
	bool alarm = l->told && (s->state == GATE_ALARM || s->state == GATE_EVACUATE ||
				 s->state == GATE_CLEARING);
	EG_AUTO(json_out_free) cJSON *to = cJSON_CreateObject();
	bool put = json_out_number(to, "lane", lane) && json_out_text(to, "name", l->name) &&
		   json_out_text(to, "kind", s->desk != 0 ? "desk" : "gate") &&
		   desk_put_needs(to, l->told ? s->needs : 0) &&
		   json_out_number(to, "version", (double)l->version) &&
		   json_out_bool(to, "up", l->told) &&
		   json_out_number(to, "since_ms", (double)l->since_ms) && put_status(to, l) &&
		   put_missing(to, s) && put_devices(to, l) && put_wires(to, s) &&
		   put_load(to, &l->load) && put_case(to, l) && json_out_bool(to, "alarm", alarm) &&
		   put_orders(to, l);
	cJSON *whole = put ? to : NULL;
	to = put ? NULL : to;
	return whole;
}

static bool put_lanes(cJSON *to, const struct desk *d)
{
	cJSON *list = json_out_list(to, "lanes");
	bool put = list != NULL;
	for (unsigned lane = 1; put && lane <= DESK_LANES_MAX; lane++) {
		put = desk_lane_seen(d, lane) == NULL ||
		      json_out_append(list, desk_lane_json(d, lane));
	}
	return put;
}

static bool put_cases(cJSON *to, const struct desk *d, bool works)
{
	cJSON *list = json_out_list(to, "cases");
	bool put = list != NULL;
	for (unsigned lane = 1; put && works && lane <= DESK_LANES_MAX; lane++) {
		const struct desk_lane *l = desk_lane_seen(d, lane);
		for (size_t k = 0; put && l != NULL && k < DESK_SLOTS; k++) {
			const struct desk_case *c = &l->cases[k];
			put = !desk_case_open(c) ||
			      json_out_append(list, desk_case_tell(d, lane, c));
		}
	}
	return put;
}

cJSON *desk_whole_json(const struct desk *d, bool works)
{
	EG_AUTO(json_out_free) cJSON *to = cJSON_CreateObject();
	bool put = json_out_number(to, "at_ms", (double)d->unix_ms) && put_lanes(to, d) &&
		   put_cases(to, d, works) && json_out_member(to, "passages", desk_passage_list(d));
	cJSON *whole = put ? to : NULL;
	to = put ? NULL : to;
	return whole;
}

static bool put_codes(cJSON *to, enum desk_act_kind act)
{
	cJSON *list = json_out_list(to, desk_act_word(act));
	bool put = list != NULL;
	for (unsigned i = 0; put && i < CASE_CODE_COUNT; i++) {
		if ((desk_rule(act)->codes & 1u << i) != 0) {
			cJSON *one = json_out_add_object(list);
			put = json_out_text(one, "word", case_code_word(i)) &&
			      json_out_text(one, "text", case_code_text(i));
		}
	}
	return put;
}

cJSON *desk_codes_json(void)
{
	EG_AUTO(json_out_free) cJSON *to = cJSON_CreateObject();
	bool put = to != NULL;
	for (unsigned act = DESK_RETRY; put && act < DESK_TAKE; act++) {
		put = put_codes(to, (enum desk_act_kind)act);
	}
	cJSON *whole = put ? to : NULL;
	to = put ? NULL : to;
	return whole;
}
