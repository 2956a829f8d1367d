/*
 * egate_journal_json: a row of a journal as one object a line.
 * Knows the keys (docs/operate.md). Shows a person's printed zone, or what was written about them,
 * only when asked to.
 *
 * A key stands there where the row has something to say under it.
 */
#include "prog/egate_journal.h"

#include "base/utf8.h"
#include "pki/fault.h"
#include "prog/json.h"

#include <inttypes.h>
#include <stdio.h>

#define ZONE_SHOWN 5 /* document code and issuing state say what kind it is, not whose */

static bool put_why(cJSON *to, const struct msg_record *r)
{
	bool put = true;
	if (r->why != GATE_WHY_NONE) {
		put = json_text(to, "why", gate_why_name(r->why)) &&
		      json_text(to, "why_text", gate_why_text(r->why));
	}
	if (r->reason != REASON_NONE) {
		put = put && json_text(to, "check", check_name(r->check)) &&
		      json_text(to, "check_text", check_text(r->check)) &&
		      json_text(to, "reason", reason_name(r->reason)) &&
		      json_text(to, "reason_text", reason_text(r->reason));
	}
	return put;
}

static bool put_officer(cJSON *to, uint32_t officer)
{
	char text[32];
	bool enrolled = officer >= OFFICER_ENROLLED;
	(void)snprintf(text, sizeof(text), "%s %" PRIu32, enrolled ? "officer" : "user",
		       enrolled ? officer - OFFICER_ENROLLED : officer); /* fits */
	return officer == 0 || json_text(to, "officer", officer == OFFICER_ROOT ? "root" : text);
}

/* A case, by the console's name for it. */
static bool put_case(cJSON *to, const char *key, const struct case_ref *c)
{
	char text[40];
	(void)snprintf(text, sizeof(text), "%" PRIu32 "-%" PRIu32 "-%08" PRIx32, c->lane,
		       c->traveller, c->session); /* fits */
	return c->lane == 0 || json_text(to, key, text);
}

static bool put_order(cJSON *to, const struct msg_record *r)
{
	bool is_case = r->what == RECORD_CASE;
	bool put = r->traveller == 0 || json_number(to, "traveller", r->traveller);
	if (is_case) {
		put = put && json_text(to, "state", case_state_word(r->order));
	} else if (r->order != 0) {
		put = put && json_text(to, "order", gate_event_name(r->order));
	}
	if (r->code != CASE_CODE_NONE) {
		put = put && json_text(to, "code", case_code_word(r->code));
	}
	return put && put_officer(to, r->officer) &&
	       put_case(to, is_case ? "case" : "from", &r->from);
}

static bool put_positions(cJSON *to, const struct finger_scores *s)
{
	cJSON *list = cJSON_AddArrayToObject(to, "positions");
	bool put = list != NULL;
	for (size_t i = 0; put && i < POLICY_FINGERS; i++) {
		if (s->position[i] != 0) {
			cJSON *one = json_add_object(list);
			put = json_text(one, "position", policy_position_word(s->position[i])) &&
			      json_number(one, "score", s->of[i]) &&
			      json_number(one, "quality", s->quality[i]);
		}
	}
	return put;
}

static bool put_fingers(cJSON *to, const struct msg_record *r)
{
	const struct finger_scores *s = &r->fingers;
	bool put = true;
	if (finger_scores_some(s)) {
		put = json_number(to, "fingers", s->sum) && put_positions(to, s);
	}
	return put && (s->tries == 0 || json_number(to, "tries", s->tries)) &&
	       (r->finger_match == 0 || json_number(to, "fingers_from", r->finger_match)) &&
	       (r->finger_one_in == 0 || json_number(to, "fingers_one_in", r->finger_one_in));
}

static bool put_fields(cJSON *to, const char *name, uint8_t fields)
{
	char words[MRZ_FIELDS_TEXT];
	cJSON *list = fields == 0 ? NULL : cJSON_AddArrayToObject(to, name);
	bool put = fields == 0 || list != NULL;
	for (unsigned bit = 1; put && bit <= fields; bit <<= 1) {
		put = (fields & bit) == 0 ||
		      json_add_text(list, mrz_fields_text((uint8_t)bit, words));
	}
	return put;
}

static bool put_scores(cJSON *to, const struct msg_record *r)
{
	bool put = true;
	if (r->scores.match != 0) {
		put = json_number(to, "match", r->scores.match) &&
		      json_number(to, "live", r->scores.live);
	}
	return put && put_fingers(to, r) &&
	       (r->page_scored == 0 || json_number(to, "page", r->page_score)) &&
	       put_fields(to, "page_differs", r->page_differs) &&
	       put_fields(to, "page_unsure", r->page_unsure);
}

static bool put_tolerated(cJSON *to, const struct msg_record *r)
{
	struct faults set = faults_from_bytes(r->tolerated);
	cJSON *list = NULL;
	bool put = true;
	for (unsigned f = 0; put && f < FAULT_COUNT; f++) {
		if (!faults_has(set, (enum passive_fault)f)) {
			continue;
		}
		list = list == NULL ? cJSON_AddArrayToObject(to, "tolerated") : list;
		put = list != NULL && json_add_text(list, fault_word((enum passive_fault)f));
	}
	return put;
}

/* Printed zone or note; where it is hidden, or not fit for a screen, that there is one. */
static bool put_person(cJSON *to, const struct journal_row *row, bool reveal)
{
	const struct msg_record *r = &row->record;
	bool whole = reveal || row->note;
	size_t size = whole || r->mrz_size < ZONE_SHOWN ? r->mrz_size : ZONE_SHOWN;
	char text[MSG_MRZ_SIZE + 1] = "";
	if (row->erased) {
		return json_bool(to, "erased", true);
	}
	if (r->mrz_size == 0) {
		return true;
	}
	bool fit = utf8_printable(rd_of(r->mrz, size)) &&
		   rd_dump(rd_of(r->mrz, size), text, MSG_MRZ_SIZE, &size);
	if (row->note) {
		return reveal && fit ? json_text(to, "note", text)
				     : json_bool(to, "has_note", true);
	}
	return fit ? json_text(to, reveal ? "zone" : "zone_begins", text)
		   : json_bool(to, "has_zone", true);
}

enum eg_err egate_journal_json(const struct journal_row *row, bool reveal)
{
	const struct msg_record *r = &row->record;
	EG_AUTO(json_free) cJSON *one = cJSON_CreateObject();
	bool put =
		json_number(one, "row", (double)row->row) &&
		json_number(one, "at_ms", (double)r->unix_ms) &&
		json_text(one, "what", egate_journal_what(r->what)) &&
		json_text(one, "direction", r->direction == DIRECTION_ENTRY ? "entry" : "exit") &&
		put_why(one, r) && put_order(one, r) && put_scores(one, r) &&
		put_tolerated(one, r) && put_person(one, row, reveal);
	return json_print_line(stdout, put ? one : NULL);
}
