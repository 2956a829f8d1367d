/*
 * desk_tell_row: rows of the journals as JSON.
 * Knows words of what is recorded. Never knows a name, or the number of a document.
 */
#include "console/desk_impl.h"
#include "console/json_out.h"

#include <string.h>

static const char *what_word(unsigned what)
{
	static const char *const words[] = {
		[RECORD_CROSSING] = "crossing", [RECORD_REFERRAL] = "referral",
		[RECORD_ALARM] = "alarm",       [RECORD_ORDER] = "order",
		[RECORD_SERVICE] = "service",   [RECORD_CASE] = "case"};
	return what >= RECORD_CROSSING && what <= RECORD_CASE ? words[what] : "?";
}

static const char *order_text(unsigned order)
{
	switch ((enum gate_event_kind)order) {
	case GATE_EV_ORDER_PASS:
		return "let pass";
	case GATE_EV_ORDER_BACK:
		return "sent back";
	case GATE_EV_ORDER_RETRY:
		return "once more";
	case GATE_EV_ORDER_RESET:
		return "alarm or evacuation over";
	case GATE_EV_ORDER_CLOSE:
		return "out of service";
	case GATE_EV_ORDER_OPEN:
		return "into service";
	case GATE_EV_ORDER_HOLD:
		return "held";
	case GATE_EV_ORDER_FREE:
		return "all doors free";
	case GATE_EV_ORDER_TURN:
		return "turned round";
	case GATE_EV_LEVELS:
	case GATE_EV_TIMER:
	case GATE_EV_DOCUMENT:
	case GATE_EV_DOCUMENT_OK:
	case GATE_EV_DOCUMENT_REFER:
	case GATE_EV_FACE_OK:
	case GATE_EV_FACE_REFER:
	case GATE_EV_FINGER_WANTED:
	case GATE_EV_FINGER_OK:
	case GATE_EV_FINGER_REFER:
	case GATE_EV_RECORDED:
	case GATE_EV_RECORD_FAILED:
	case GATE_EV_WORKER_LOST:
	case GATE_EVENT_COUNT:
		break;
	}
	return "?";
}

static const char *why_text(const struct desk_row *r)
{
	if (r->what == RECORD_CASE) {
		return case_state_text(r->order);
	}
	if (r->what == RECORD_ORDER) {
		return order_text(r->order);
	}
	return r->why == GATE_WHY_NONE ? "" : gate_why_text(r->why);
}

static const char *kind_word(unsigned kind)
{
	static const char *const words[] = {[DOCUMENT_NONE] = "",
					    [DOCUMENT_TD1] = "TD1",
					    [DOCUMENT_TD2] = "TD2",
					    [DOCUMENT_TD3] = "TD3"};
	return kind < sizeof(words) / sizeof(words[0]) ? words[kind] : "";
}

cJSON *desk_row_json(const struct desk_row *r)
{
	EG_AUTO(json_out_free) cJSON *to = cJSON_CreateObject();
	bool reason = r->reason != REASON_NONE;
	bool put =
		json_out_number(to, "row", (double)r->row) &&
		json_out_number(to, "lane", r->lane) &&
		json_out_number(to, "at_ms", (double)r->unix_ms) &&
		json_out_text(to, "what", what_word(r->what)) &&
		json_out_text(to, "direction", r->direction == DIRECTION_EXIT ? "exit" : "entry") &&
		json_out_text(to, "kind", kind_word(r->kind)) &&
		json_out_text(to, "state", r->state) &&
		json_out_number(to, "traveller", r->traveller) &&
		json_out_text(to, "check_text", reason ? check_text(r->check) : "") &&
		json_out_text(to, "reason_text", reason ? reason_text(r->reason) : "") &&
		json_out_text(to, "why", why_text(r)) &&
		(r->officer == 0 ? json_out_null(to, "officer")
				 : json_out_number(to, "officer", r->officer)) &&
		json_out_text(to, "code",
			      r->code == CASE_CODE_NONE ? "" : case_code_word(r->code)) &&
		(r->faced ? json_out_number(to, "face", r->face) : json_out_null(to, "face"));
	cJSON *whole = put ? to : NULL;
	to = put ? NULL : to;
	return whole;
}

cJSON *desk_passage_json(const struct desk *d, unsigned lane, uint64_t row)
{
	for (uint64_t back = 0; back < DESK_ROWS; back++) {
		const struct desk_row *r = desk_row_at(d, back);
		if (r == NULL) {
			return NULL;
		}
		if (r->lane == lane && r->row == row) {
			return desk_row_json(r);
		}
	}
	return NULL;
}

cJSON *desk_passage_list(const struct desk *d)
{
	EG_AUTO(json_out_free) cJSON *list = cJSON_CreateArray();
	bool put = list != NULL;
	for (uint64_t back = 0; put && back < DESK_PASSAGES; back++) {
		const struct desk_row *r = desk_row_at(d, back);
		put = r == NULL || json_out_append(list, desk_row_json(r));
	}
	cJSON *whole = put ? list : NULL;
	list = put ? NULL : list;
	return whole;
}

cJSON *desk_passages_json(const struct desk *d)
{
	EG_AUTO(json_out_free) cJSON *to = cJSON_CreateObject();
	bool put = json_out_member(to, "passages", desk_passage_list(d));
	cJSON *whole = put ? to : NULL;
	to = put ? NULL : to;
	return whole;
}
