/*
 * lane_tell: a lane's status for people and for programs.
 * Knows the status message and words for it. Never knows who the traveller is: a status holds no
 * personal data.
 */
#include "prog/lane_tell.h"

#include "biometrics/face_prompt.h"
#include "biometrics/finger_prompt.h"
#include "document/page_prompt.h"
#include "prog/json.h"
#include "prog/lane_faces.h"

#include <inttypes.h>

static const char *on(uint32_t levels, uint32_t bit, const char *yes, const char *no)
{
	return (levels & bit) != 0 ? yes : no;
}

/* The sensor that cannot be believed; a beam of a light curtain has no word of its own. */
static const char *sensor_of(const struct msg_status *s)
{
	return s->wire < GATE_WIRE_COUNT ? gate_wire_word(s->wire) : "curtain";
}

/* What was counted of a face, and from where on it counts: only where that was the reason. */
static bool judged_match(const struct msg_status *s)
{
	return s->check == CHECK_FACE_MATCH &&
	       (s->reason == REASON_SCORE_LOW || s->reason == REASON_SCORE_UNSURE ||
		s->reason == REASON_REPLAYED_PORTRAIT);
}

static bool judged_live(const struct msg_status *s)
{
	return s->check == CHECK_FACE_LIVE && s->reason == REASON_NOT_LIVE;
}

static bool judged_finger(const struct msg_status *s)
{
	return s->check == CHECK_FINGER_MATCH &&
	       (s->reason == REASON_OTHER_FINGER || s->reason == REASON_FINGER_UNSURE);
}

static bool judged_page(const struct msg_status *s)
{
	return s->check == CHECK_PAGE_PORTRAIT && s->page_scored != 0;
}

/* Another face on the page, whatever was named as the reason. */
static bool other_page(const struct msg_status *s)
{
	return s->page_scored != 0 && s->page_score < s->page_refer;
}

/* Known by field: more than that they differ. */
static bool judged_zone(const struct msg_status *s)
{
	return s->check == CHECK_MRZ_SAME && s->reason == REASON_DIFFERS && s->page_differs != 0;
}

static void tell_page_score(FILE *to, const struct msg_status *s)
{
	(void)fprintf(to, ": %d, match from %d, refer from %d", s->page_score, s->page_match,
		      s->page_refer);
}

static void tell_score(FILE *to, const struct msg_status *s)
{
	if (judged_match(s)) {
		(void)fprintf(to, ": %d, match from %d, refer from %d", s->scores.match,
			      s->face_match, s->face_refer);
	} else if (judged_live(s)) {
		(void)fprintf(to, ": %d, live from %d", s->scores.live, s->live_match);
	} else if (judged_finger(s)) {
		(void)fprintf(to, ": %d, match from %d", s->fingers, s->finger_match);
		if (s->finger_one_in != 0) {
			(void)fprintf(to, " (1/%" PRIu32 ")", s->finger_one_in);
		}
		(void)fprintf(to, ", refer from %d", s->finger_refer);
	} else if (judged_page(s)) {
		tell_page_score(to, s);
	}
}

/* What refers, and whatever else an officer needs to judge it: a reason that is named may be a
 * small one, and what is wrong with the page is none. */
static void tell_reason(FILE *to, const struct msg_status *s)
{
	char words[MRZ_FIELDS_TEXT];
	if (!judged_zone(s)) {
		(void)fprintf(to, "; %s: %s", check_text(s->check), reason_text(s->reason));
		tell_score(to, s);
	}
	if (s->page_differs != 0) {
		(void)fprintf(to, "; printed zone and chip differ: %s",
			      mrz_fields_text(s->page_differs, words));
	}
	if (other_page(s) && !judged_page(s)) {
		(void)fprintf(to, "; portrait on the page: %s", reason_text(REASON_SCORE_LOW));
		tell_page_score(to, s);
	}
	if (s->page_unsure != 0) {
		(void)fprintf(to, "; not read surely: %s", mrz_fields_text(s->page_unsure, words));
	}
}

/* Hits of watchlists, and who has agreed to let the traveller pass. */
static void tell_listed(FILE *to, const struct msg_status *s)
{
	if (s->hits != 0) {
		(void)fprintf(to, "; watchlists: %u %s", s->hits, s->hits == 1 ? "hit" : "hits");
	}
	if (s->agreeing != 0 && s->agreed == OFFICER_ROOT) {
		(void)fputs("; root has agreed to a pass, another one has to", to);
	} else if (s->agreeing != 0 && s->agreed >= OFFICER_ENROLLED) {
		(void)fprintf(to, "; officer %" PRIu32 " has agreed to a pass, another one has to",
			      s->agreed - OFFICER_ENROLLED);
	} else if (s->agreeing != 0) {
		(void)fprintf(to, "; user %" PRIu32 " has agreed to a pass, another one has to",
			      s->agreed);
	}
	if (s->refused != 0) {
		(void)fprintf(to, "; not taken: %s", gate_event_name(s->refused));
	}
}

/* Why the lane serves nobody, as far as that is not said by its state. */
static void tell_why(FILE *to, const struct msg_status *s)
{
	if (s->why != GATE_WHY_NONE) {
		(void)fprintf(to, "; %s", gate_why_text(s->why)); /* callers flush, and see it */
	}
	if (s->reason != REASON_NONE) {
		tell_reason(to, s);
	}
	tell_listed(to, s);
	if (s->fault != GATE_FAULT_NONE) {
		(void)fprintf(to, "; sensor %s %s", sensor_of(s), gate_fault_text(s->fault));
	}
	if (s->breach != GATE_WHY_NONE && s->breach != s->why) {
		(void)fprintf(to, "; seen now: %s", gate_why_text(s->breach));
	}
	if (s->unattended != 0) {
		(void)fputs("; no officer watches", to);
	}
	if (s->missing != 0) {
		(void)fputs("; waits for", to);
	}
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		if ((s->missing & 1u << role) != 0) {
			(void)fprintf(to, " %s", role_name(role));
		}
	}
	if (s->unfit != REASON_NONE) {
		(void)fprintf(to, " (%s)", reason_text(s->unfit));
	}
	if (s->touch_unfit != REASON_NONE) {
		(void)fprintf(to, " (%s)", reason_text(s->touch_unfit));
	}
	if (s->page_unfit != REASON_NONE) {
		(void)fprintf(to, " (%s)", reason_text(s->page_unfit));
	}
	if (s->reversed != 0) {
		(void)fputs("; turned round", to);
	}
}

static void picture_text(FILE *to, const struct msg *m)
{
	const struct msg_face_picture *p = &m->body.face_picture;
	char name[LANE_FACES_NAME];
	lane_faces_name(m->epoch, p->which, name);
	(void)fprintf(to, "traveller %" PRIu32 ": %s, %u x %u pixels\n", m->epoch, name, p->width,
		      p->height);
}

static void load_text(FILE *to, const struct msg_load *l)
{
	(void)fprintf(to,
		      "load: ticks late %" PRIu32 ", drives missed %" PRIu32 ", turns long %" PRIu32
		      ", messages dropped %" PRIu32 ", records lost %" PRIu32,
		      l->late_ticks, l->missed_drives, l->long_turns, l->dropped, l->lost_records);
	(void)fprintf(to,
		      "; longest turn %" PRIu32 " us, between drives %" PRIu32
		      " us, edge to wake %" PRIu32 " us\n",
		      l->longest_turn_us, l->longest_gap_us, l->longest_edge_us);
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

static void tell_prompt(FILE *to, const struct msg_status *s)
{
	const char *prompt = prompt_of(s);
	if (prompt[0] != '\0') {
		(void)fprintf(to, "; \"%s\"", prompt);
	}
	if (s->finger_prompt != FINGER_PROMPT_NONE && s->finger_position != 0) {
		/* else it is about no finger in particular */
		(void)fprintf(to, " (%s)", finger_prompt_finger(s->finger_position));
	}
}

/* The doors; a desk has none, and says what it wants taken. */
static void tell_place(FILE *to, const struct msg_status *s)
{
	if (s->desk == 0) {
		(void)fprintf(to, " entry %s/%s exit %s/%s",
			      on(s->inputs, GATE_IN_ENTRY_CLOSED, "closed", "OPEN"),
			      on(s->outputs, GATE_OUT_ENTRY_LOCK, "locked", "FREE"),
			      on(s->inputs, GATE_IN_EXIT_CLOSED, "closed", "OPEN"),
			      on(s->outputs, GATE_OUT_EXIT_LOCK, "locked", "FREE"));
	} else if (s->needs != 0) {
		(void)fprintf(to, "; to be taken before a pass:%s%s",
			      on(s->needs, NEEDS_FACE, " face", ""),
			      on(s->needs, NEEDS_FINGER, " finger", ""));
	}
}

void lane_tell_text(FILE *to, const struct msg *status)
{
	const struct msg_status *s = &status->body.status;
	if (status->kind == MSG_LOAD) {
		load_text(to, &status->body.load);
		return;
	}
	if (status->kind == MSG_FACE_PICTURE) {
		picture_text(to, status);
		return;
	}
	(void)fprintf(to, "%" PRId64 ".%03" PRId64 " ", s->mono_us / 1000000,
		      s->mono_us / 1000 % 1000); /* callers flush, and see whether all went well */
	if (s->step != STEP_NONE) {
		(void)fprintf(to, "traveller %" PRIu32 ": step %s %" PRIu32 ".%03" PRIu32 " ms\n",
			      status->epoch, step_text(s->step), s->step_us / 1000,
			      s->step_us % 1000);
		return;
	}
	(void)fputs(gate_state_text(s->state), to);
	if (status->epoch != 0) {
		(void)fprintf(to, " [traveller %" PRIu32 "]", status->epoch);
	}
	tell_place(to, s);
	tell_prompt(to, s);
	tell_why(to, s);
	(void)fputs("\n", to);
}

static bool add_fields(cJSON *to, const char *key, uint8_t fields)
{
	cJSON *list = fields == 0 ? NULL : cJSON_AddArrayToObject(to, key);
	bool added = fields == 0 || list != NULL;
	for (unsigned bit = 0; added && bit < MRZ_FIELD_COUNT; bit++) {
		if ((fields & 1u << bit) != 0) {
			added = cJSON_AddItemToArray(list, cJSON_CreateString(mrz_field_text(bit)));
		}
	}
	return added;
}

/* What was seen of the page, and what it was judged by. */
static bool add_page(cJSON *to, const struct msg_status *s)
{
	bool added = true;
	if (judged_page(s) || other_page(s)) {
		added = json_number(to, "page", s->page_score) &&
			json_number(to, "page_from", s->page_match) &&
			json_number(to, "page_refer_from", s->page_refer);
	}
	return added && add_fields(to, "page_differs", s->page_differs) &&
	       add_fields(to, "page_unsure", s->page_unsure);
}

static bool add_listed(cJSON *to, const struct msg_status *s)
{
	bool added = json_number(to, "hits", s->hits);
	if (s->agreeing != 0 && s->agreed == OFFICER_ROOT) {
		added = added && json_text(to, "agreed", "root");
	} else if (s->agreeing != 0) {
		added = added && json_number(to, "agreed", s->agreed);
	}
	if (s->refused != 0) {
		added = added && json_text(to, "refused", gate_event_name(s->refused));
	}
	return added;
}

static bool add_why(cJSON *to, const struct msg_status *s)
{
	bool added = json_text(to, "why", gate_why_name(s->why)) &&
		     json_text(to, "why_text", gate_why_text(s->why));
	if (s->reason != REASON_NONE) {
		added = added && json_text(to, "check", check_name(s->check)) &&
			json_text(to, "reason", reason_name(s->reason));
	}
	if (judged_match(s)) {
		added = added && json_number(to, "score", s->scores.match) &&
			json_number(to, "match_from", s->face_match) &&
			json_number(to, "refer_from", s->face_refer);
	}
	if (judged_live(s)) {
		added = added && json_number(to, "live", s->scores.live) &&
			json_number(to, "live_from", s->live_match);
	}
	if (judged_finger(s)) {
		added = added && json_number(to, "fingers", s->fingers) &&
			json_number(to, "fingers_from", s->finger_match) &&
			json_number(to, "fingers_one_in", s->finger_one_in) &&
			json_number(to, "fingers_refer_from", s->finger_refer);
	}
	if (s->fault != GATE_FAULT_NONE) {
		added = added && json_text(to, "sensor", sensor_of(s)) &&
			json_text(to, "fault", gate_fault_text(s->fault));
	}
	if (s->breach != GATE_WHY_NONE) {
		added = added && json_text(to, "breach", gate_why_name(s->breach)) &&
			json_text(to, "breach_text", gate_why_text(s->breach));
	}
	return added && json_bool(to, "unattended", s->unattended != 0) &&
	       json_bool(to, "reversed", s->reversed != 0);
}

static bool add_levels(cJSON *to, const struct msg_status *s)
{
	return json_bool(to, "entry_closed", (s->inputs & GATE_IN_ENTRY_CLOSED) != 0) &&
	       json_bool(to, "entry_locked", (s->outputs & GATE_OUT_ENTRY_LOCK) != 0) &&
	       json_bool(to, "exit_closed", (s->inputs & GATE_IN_EXIT_CLOSED) != 0) &&
	       json_bool(to, "exit_locked", (s->outputs & GATE_OUT_EXIT_LOCK) != 0) &&
	       json_bool(to, "sensors_ok", (s->inputs & GATE_IN_SENSORS_OK) != 0) &&
	       json_number(to, "inputs", s->inputs) && json_number(to, "outputs", s->outputs);
}

static bool add_desk(cJSON *to, const struct msg_status *s)
{
	if (s->desk == 0) {
		return add_levels(to, s);
	}
	cJSON *needs = cJSON_AddArrayToObject(to, "needs");
	bool added = needs != NULL && json_bool(to, "desk", true);
	if ((s->needs & NEEDS_FACE) != 0) {
		added = added && cJSON_AddItemToArray(needs, cJSON_CreateString("face"));
	}
	if ((s->needs & NEEDS_FINGER) != 0) {
		added = added && cJSON_AddItemToArray(needs, cJSON_CreateString("finger"));
	}
	return added;
}

static enum eg_err picture_json(FILE *to, const struct msg *m)
{
	const struct msg_face_picture *p = &m->body.face_picture;
	EG_AUTO(json_free) cJSON *whole = cJSON_CreateObject();
	char name[LANE_FACES_NAME];
	lane_faces_name(m->epoch, p->which, name);
	bool added = json_number(whole, "traveller", m->epoch) &&
		     json_text(whole, "picture", name) && json_number(whole, "width", p->width) &&
		     json_number(whole, "height", p->height);
	return added ? json_print_line(to, whole) : EG_FAIL(EG_NO_MEMORY, "a picture as JSON");
}

static enum eg_err load_json(FILE *to, const struct msg_load *l)
{
	EG_AUTO(json_free) cJSON *whole = cJSON_CreateObject();
	cJSON *load = cJSON_AddObjectToObject(whole, "load");
	bool added = json_number(load, "late_ticks", l->late_ticks) &&
		     json_number(load, "missed_drives", l->missed_drives) &&
		     json_number(load, "long_turns", l->long_turns) &&
		     json_number(load, "dropped", l->dropped) &&
		     json_number(load, "lost_records", l->lost_records) &&
		     json_number(load, "longest_turn_us", l->longest_turn_us) &&
		     json_number(load, "longest_gap_us", l->longest_gap_us) &&
		     json_number(load, "longest_edge_us", l->longest_edge_us);
	return added ? json_print_line(to, whole) : EG_FAIL(EG_NO_MEMORY, "a load as JSON");
}

/* Who has to be there before somebody is served, and is not. */
static bool add_missing(cJSON *to, const struct msg_status *s)
{
	cJSON *list = cJSON_AddArrayToObject(to, "waits_for");
	bool added = list != NULL;
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		if ((s->missing & 1u << role) != 0) {
			added = added &&
				cJSON_AddItemToArray(list, cJSON_CreateString(role_name(role)));
		}
	}
	if (s->unfit != REASON_NONE) {
		added = added && json_text(to, "unfit", reason_name(s->unfit)) &&
			json_text(to, "unfit_text", reason_text(s->unfit));
	}
	if (s->touch_unfit != REASON_NONE) {
		added = added && json_text(to, "touch_unfit", reason_name(s->touch_unfit)) &&
			json_text(to, "touch_unfit_text", reason_text(s->touch_unfit));
	}
	if (s->page_unfit != REASON_NONE) {
		added = added && json_text(to, "page_unfit", reason_name(s->page_unfit)) &&
			json_text(to, "page_unfit_text", reason_text(s->page_unfit));
	}
	return added;
}

enum eg_err lane_tell_json(FILE *to, const struct msg *status)
{
	const struct msg_status *s = &status->body.status;
	if (status->kind == MSG_LOAD) {
		return load_json(to, &status->body.load);
	}
	if (status->kind == MSG_FACE_PICTURE) {
		return picture_json(to, status);
	}
	EG_AUTO(json_free) cJSON *whole = cJSON_CreateObject();
	bool added = json_number(whole, "ms", (double)(s->mono_us / 1000)) &&
		     json_number(whole, "traveller", status->epoch) &&
		     json_text(whole, "state", gate_state_name(s->state)) &&
		     json_text(whole, "text", gate_state_text(s->state)) &&
		     json_text(whole, "event", gate_event_name(s->event)) && add_desk(whole, s) &&
		     add_missing(whole, s) && add_why(whole, s) && add_page(whole, s) &&
		     add_listed(whole, s);
	if (prompt_of(s)[0] != '\0') {
		added = added && json_text(whole, "prompt", prompt_of(s));
	}
	if (s->finger_prompt != FINGER_PROMPT_NONE && s->finger_position != 0) {
		added = added &&
			json_text(whole, "finger", finger_prompt_finger(s->finger_position));
	}
	if (s->step != STEP_NONE) {
		added = added && json_text(whole, "step", step_text(s->step)) &&
			json_number(whole, "step_us", s->step_us);
	}
	return added ? json_print_line(to, whole) : EG_FAIL(EG_NO_MEMORY, "a status as JSON");
}
