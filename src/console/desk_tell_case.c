/*
 * desk_tell_case: a case as JSON: all that an officer needs to decide about a traveller.
 * Knows words of checks, hits and steps. Never knows who may see it (desk_next_change says it).
 */
#include "console/desk_impl.h"
#include "console/json_out.h"

#include <inttypes.h>
#include <stdio.h>

#define CHECK_SKIP  6 /* "CHECK_" */
#define REASON_SKIP 7 /* "REASON_" */

bool desk_put_person(cJSON *to, const char *name, const struct desk_person *p)
{
	if (p->number == 0) {
		return json_out_null(to, name);
	}
	cJSON *one = json_out_object(to, name);
	return json_out_number(one, "number", p->number) && json_out_text(one, "name", p->name);
}

static bool put_word(cJSON *to, const char *name, const char *of, size_t skip)
{
	const struct desk_word w = desk_word(of, skip);
	return json_out_text(to, name, w.text);
}

static bool put_reason(cJSON *to, unsigned reason)
{
	bool some = reason != REASON_NONE;
	return put_word(to, "reason", some ? reason_name(reason) : "REASON_", REASON_SKIP) &&
	       json_out_text(to, "reason_text", some ? reason_text(reason) : "");
}

/* Of the gate what it says, of the checks the one that referred, if one did. */
static bool put_why(cJSON *to, const struct msg_status *s)
{
	cJSON *why = json_out_object(to, "why");
	bool some = s->reason != REASON_NONE;
	return json_out_text(why, "gate", s->why == GATE_WHY_NONE ? "" : gate_why_text(s->why)) &&
	       put_word(why, "check", some ? check_name(s->check) : "CHECK_", CHECK_SKIP) &&
	       json_out_text(why, "check_text", some ? check_text(s->check) : "") &&
	       put_reason(why, s->reason);
}

static const char *verdict_word(unsigned verdict)
{
	static const char *const words[] = {[VERDICT_NOT_DONE] = "not-done",
					    [VERDICT_PASS] = "pass",
					    [VERDICT_FAIL] = "fail",
					    [VERDICT_CANNOT_TELL] = "cannot-tell"};
	return verdict < sizeof(words) / sizeof(words[0]) ? words[verdict] : "fail";
}

/* Nothing at all before the findings came. */
static bool put_findings(cJSON *to, const struct desk_told *t)
{
	const struct findings *f = &t->findings;
	cJSON *list = json_out_list(to, "findings");
	bool put = list != NULL;
	bool some = false;
	for (unsigned i = 0; i < CHECK_COUNT; i++) {
		some = some || f->of[i].verdict != VERDICT_NOT_DONE;
	}
	for (unsigned i = 0; put && some && i < CHECK_COUNT; i++) {
		cJSON *one = json_out_add_object(list);
		put = put_word(one, "check", check_name(i), CHECK_SKIP) &&
		      json_out_text(one, "text", check_text(i)) &&
		      json_out_text(one, "verdict", verdict_word(f->of[i].verdict)) &&
		      json_out_bool(one, "tolerated", (t->excused[i / 8] & 1u << i % 8) != 0) &&
		      put_reason(one, f->of[i].reason);
	}
	return put;
}

static bool put_score(cJSON *list, const char *what, int score, int match, int refer)
{
	cJSON *one = json_out_add_object(list);
	return json_out_text(one, "what", what) && json_out_number(one, "score", score) &&
	       json_out_number(one, "match", match) && json_out_number(one, "refer", refer);
}

/* Where something was compared: a score of 0 that nobody counted is none. */
static bool put_scores(cJSON *to, const struct desk_told *t)
{
	const struct msg_status *s = &t->status;
	cJSON *list = json_out_list(to, "scores");
	bool face = s->scores.match != 0 || s->scores.live != 0;
	bool put = list != NULL;
	if (put && face) {
		put = put_score(list, "face", s->scores.match, s->face_match, s->face_refer) &&
		      put_score(list, "live", s->scores.live, s->live_match, s->live_match);
	}
	if (put && s->fingers != 0) {
		put = put_score(list, "finger", s->fingers, s->finger_match, s->finger_refer);
	}
	if (put && s->page_scored != 0) {
		put = put_score(list, "page", s->page_score, s->page_match, s->page_refer);
	}
	return put;
}

static bool put_features(cJSON *to, const char *name, unsigned features)
{
	cJSON *list = json_out_list(to, name);
	bool put = list != NULL;
	for (unsigned i = 0; put && i < HIT_FEATURE_COUNT; i++) {
		put = (features & 1u << i) == 0 || json_out_add_text(list, hit_feature_word(i));
	}
	return put;
}

/* Parts of a date of birth that the list does not have are marks; empty: none. */
static bool put_birth(cJSON *to, struct date birth)
{
	char year[8] = "????";
	char month[8] = "??";
	char day[8] = "??";
	char text[24] = "";
	if (birth.year != 0) {
		(void)snprintf(year, sizeof(year), "%04u", birth.year); /* fits: 16 bits */
	}
	if (birth.month != 0) {
		(void)snprintf(month, sizeof(month), "%02u", birth.month); /* fits */
	}
	if (birth.day != 0) {
		(void)snprintf(day, sizeof(day), "%02u", birth.day); /* fits */
	}
	if (birth.year != 0 || birth.month != 0 || birth.day != 0) {
		(void)snprintf(text, sizeof(text), "%s-%s-%s", year, month, day); /* fits */
	}
	return json_out_text(to, "birth", text);
}

static bool put_hit(cJSON *list, const struct msg_hit *h)
{
	cJSON *one = json_out_add_object(list);
	return json_out_text(one, "source", h->source == LOOKUP_CHIP ? "chip" : "page") &&
	       json_out_text(one, "kind", h->kind == HIT_PERSON ? "person" : "document") &&
	       json_out_text(one, "category", hit_category_word(h->category)) &&
	       json_out_text(one, "category_text", hit_category_text(h->category)) &&
	       json_out_text(one, "name", h->name) && json_out_text(one, "document", h->document) &&
	       json_out_text(one, "state", h->state) && put_birth(one, h->birth) &&
	       json_out_text(one, "reference", h->reference) &&
	       json_out_text(one, "note", h->note) && put_features(one, "matched", h->matched) &&
	       put_features(one, "listed", h->listed) && json_out_number(one, "score", h->score) &&
	       json_out_number(one, "list", h->list) &&
	       json_out_text(one, "list_text",
			     h->stale == REASON_NONE ? "" : reason_text(h->stale));
}

static bool put_hits(cJSON *to, const struct msg_hit hits[LOOKUP_SOURCE_COUNT][HITS_MAX],
		     const uint8_t hit[LOOKUP_SOURCE_COUNT])
{
	cJSON *list = json_out_list(to, "hits");
	bool put = list != NULL;
	for (size_t s = 0; s < LOOKUP_SOURCE_COUNT; s++) {
		for (size_t i = 0; put && i < HITS_MAX; i++) {
			bool came = (hit[s] & 1u << i) != 0;
			put = !came || put_hit(list, &hits[s][i]);
		}
	}
	return put;
}

static bool put_zones(cJSON *to, const struct desk *d, const struct desk_told *t)
{
	unsigned differs = t->status.page_differs;
	struct rd page = rd_of(t->page.mrz, t->page.size);
	struct rd chip = rd_of(t->chip.mrz, t->chip.mrz_size);
	return json_out_member(to, "page",
			       desk_zone_json(t->page.kind, page, RD_ARRAY(t->page.unsure), differs,
					      d->unix_ms)) &&
	       json_out_member(
		       to, "chip",
		       desk_zone_json(t->chip.facts.kind, chip, RD_EMPTY, differs, d->unix_ms));
}

/* By enum face_picture; of a kind that lanes do not tell none has come. */
static bool put_pictures(cJSON *to, const struct desk_case *c)
{
	static const char *const names[] = {"portrait", "live", "page"};
	cJSON *one = json_out_object(to, "pictures");
	bool put = one != NULL;
	for (unsigned i = 0; put && i < sizeof(names) / sizeof(names[0]); i++) {
		bool some = i < FACE_PICTURE_COUNT && c->pictures[i].bytes != NULL;
		put = json_out_number(one, names[i], some ? c->pictures[i].count : 0);
	}
	return put;
}

static bool put_acts(cJSON *to, const struct desk_case *c)
{
	cJSON *list = json_out_list(to, "acts");
	bool put = list != NULL;
	for (unsigned i = 0; put && i < DESK_ACT_COUNT; i++) {
		put = (c->acts & 1u << i) == 0 || json_out_add_text(list, desk_act_word(i));
	}
	return put;
}

static const char *code_word(unsigned code)
{
	return code == CASE_CODE_NONE ? "" : case_code_word(code);
}

/* NULL: of a case that is not remembered any more. */
static bool put_history(cJSON *to, const struct desk_case *c)
{
	cJSON *list = json_out_list(to, "history");
	bool put = list != NULL;
	for (size_t i = 0; put && c != NULL && i < c->steps; i++) {
		const struct desk_step *s = &c->history[i];
		cJSON *one = json_out_add_object(list);
		put = json_out_text(one, "state", case_state_word(s->state)) &&
		      desk_put_person(one, "officer", &s->officer) &&
		      json_out_text(one, "code", code_word(s->code)) &&
		      json_out_text(one, "note", s->note) &&
		      json_out_number(one, "at_ms", (double)s->unix_ms);
	}
	return put;
}

/* What a desk's case has taken on. */
static bool put_from(cJSON *to, const struct desk *d, const struct desk_case *c)
{
	const struct desk_lane *l = desk_lane_seen(d, c->from_lane);
	unsigned lane = 0;
	if (c->from[0] == '\0') {
		return json_out_null(to, "from");
	}
	cJSON *from = json_out_object(to, "from");
	return json_out_text(from, "id", c->from) &&
	       json_out_text(from, "lane_name", l == NULL ? "" : l->name) &&
	       put_why(from, &c->told.from) &&
	       put_history(from, desk_case_seen(d, c->from, &lane)) &&
	       put_hits(from, c->told.from_hits, c->told.from_hit);
}

static bool put_kind(cJSON *to, const struct desk *d, const struct desk_case *c)
{
	bool examined = c->desk && c->where == DESK_INSIDE;
	return json_out_text(to, "kind", c->desk ? "desk" : "gate") &&
	       desk_put_needs(to, examined ? c->told.status.needs : 0) && put_from(to, d, c) &&
	       (c->to[0] == '\0' ? json_out_null(to, "to") : json_out_text(to, "to", c->to));
}

static bool put_state(cJSON *to, const struct desk *d, unsigned lane, const struct desk_case *c)
{
	bool waits = c->wait.act != DESK_ACT_COUNT;
	bool failed = c->failed != NULL;
	return json_out_text(to, "id", c->id) && json_out_number(to, "lane", lane) &&
	       put_kind(to, d, c) && json_out_number(to, "traveller", c->epoch) &&
	       json_out_number(to, "version", (double)c->version) &&
	       json_out_text(to, "state", case_state_word(c->state)) &&
	       json_out_number(to, "opened_ms", (double)c->opened_ms) &&
	       json_out_number(to, "acked_ms", (double)c->acked_ms) &&
	       json_out_number(to, "closed_ms", (double)c->closed_ms) &&
	       desk_put_person(to, "officer", &c->officer) &&
	       json_out_text(to, "where", desk_where_word(c->where)) &&
	       json_out_text(to, "waits", waits ? desk_act_word(c->wait.act) : "") &&
	       json_out_text(to, "failed", failed ? desk_act_word(c->failed_act) : "") &&
	       json_out_text(to, "failed_text", failed ? c->failed : "");
}

cJSON *desk_case_tell(const struct desk *d, unsigned lane, const struct desk_case *c)
{
	const struct desk_told *t = &c->told;
	EG_AUTO(json_out_free) cJSON *to = cJSON_CreateObject();
	bool put = put_state(to, d, lane, c) && put_why(to, &t->status) && put_zones(to, d, t) &&
		   put_findings(to, t) && put_scores(to, t) && put_pictures(to, c) &&
		   put_hits(to, t->hits, t->hit) && desk_put_person(to, "agreed", &c->agreed) &&
		   json_out_bool(to, "four_eyes", desk_case_listed(c)) && put_acts(to, c) &&
		   put_history(to, c);
	cJSON *whole = put ? to : NULL;
	to = put ? NULL : to;
	return whole;
}

cJSON *desk_case_json(const struct desk *d, const char *id)
{
	unsigned lane = 0;
	const struct desk_case *c = desk_case_seen(d, id, &lane);
	return c == NULL ? NULL : desk_case_tell(d, lane, c);
}
