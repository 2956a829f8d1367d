/*
 * mrz_json: what was read of a picture of a page, for programs: one JSON object in one line.
 * Knows names of members. Never touches the picture.
 */
#include "document/page_prompt.h"
#include "emrtd/mrz.h"
#include "prog/json.h"
#include "prog/mrz_item.h"
#include "prog/mrz_show.h"

#include <math.h>

#define NAME_MAX_SHOWN 4096
#define US_PER_MS      1000.0
#define CORNERS        4

/* A number at the end of a list. */
static bool add_number(cJSON *list, double number)
{
	cJSON *one = cJSON_CreateNumber(number);
	if (one != NULL && cJSON_AddItemToArray(list, one) == 0) {
		cJSON_Delete(one);
		one = NULL;
	}
	return one != NULL;
}

/* A list at the end of a list. */
static cJSON *add_list(cJSON *list)
{
	cJSON *one = cJSON_CreateArray();
	if (one != NULL && cJSON_AddItemToArray(list, one) == 0) {
		cJSON_Delete(one);
		one = NULL;
	}
	return one;
}

static bool put_sure(cJSON *to, const struct mrz_read *r)
{
	cJSON *lines = cJSON_AddArrayToObject(to, "lines");
	cJSON *sure = cJSON_AddArrayToObject(to, "sure");
	bool made = lines != NULL && sure != NULL;
	for (size_t l = 0; made && l < r->lines; l++) {
		cJSON *row = add_list(sure);
		made = row != NULL && json_add_text(lines, r->text[l]);
		for (size_t i = 0; made && i < r->columns; i++) {
			made = add_number(row, r->sure[l][i]);
		}
	}
	return made;
}

/* Places that are not sure: line and column, from 1. */
static bool put_unsure(cJSON *to, const struct mrz_read *r)
{
	cJSON *list = cJSON_AddArrayToObject(to, "unsure");
	bool made = list != NULL;
	for (size_t i = 0; made && i < (size_t)r->lines * r->columns; i++) {
		if (r->sure[i / r->columns][i % r->columns] < MRZ_SURE_LEAST) {
			cJSON *one = json_add_object(list);
			made = one != NULL &&
			       json_number(one, "line", (double)(i / r->columns + 1)) &&
			       json_number(one, "column", (double)(i % r->columns + 1));
		}
	}
	return made;
}

static bool put_item(cJSON *to, unsigned kind, const struct mrz_item *item)
{
	static const char *const digits[] = {"none", "fits", "wrong"};
	cJSON *one = cJSON_AddObjectToObject(to, mrz_item_word(kind));
	return one != NULL && (kind == MRZ_ITEM_COMPOSITE || json_text(one, "text", item->text)) &&
	       json_number(one, "sure", item->sure) &&
	       json_number(one, "odds", mrz_odds(item->sure)) &&
	       json_text(one, "digit", item->digit <= MRZ_DIGIT_WRONG ? digits[item->digit] : "?");
}

static bool put_items(cJSON *to, const struct mrz_read *r)
{
	struct mrz_item items[MRZ_ITEM_COUNT];
	cJSON *fields = cJSON_AddObjectToObject(to, "fields");
	bool made = fields != NULL;
	mrz_items_of(r, items);
	for (unsigned i = 0; made && i < MRZ_ITEM_COUNT; i++) {
		made = !items[i].there || put_item(fields, i, &items[i]);
	}
	return made;
}

static bool put_faults(cJSON *to, const struct mrz_read *r)
{
	const uint32_t faults = mrz_show_faults(r);
	cJSON *list = cJSON_AddArrayToObject(to, "deviations");
	bool made = list != NULL;
	for (unsigned i = 0; made && i < MRZ_FAULT_COUNT; i++) {
		made = (faults & MRZ_BIT(i)) == 0 || json_add_text(list, mrz_fault_text(i));
	}
	return made;
}

/* Hundredths: more digits say nothing. */
static double hundredths(double value)
{
	return round(value * 100) / 100;
}

static bool put_place(cJSON *to, const struct mrz_read *r)
{
	cJSON *corners = cJSON_AddArrayToObject(to, "corners");
	bool made = corners != NULL && json_number(to, "angle", r->angle) &&
		    json_number(to, "dpi", r->dpi);
	for (size_t i = 0; made && i < CORNERS; i++) {
		cJSON *one = add_list(corners);
		made = one != NULL && add_number(one, hundredths((double)r->corner[i].x)) &&
		       add_number(one, hundredths((double)r->corner[i].y));
	}
	return made;
}

static bool put_shape(cJSON *to, const struct mrz_shape *s)
{
	cJSON *one = cJSON_AddObjectToObject(to, "shape");
	return one != NULL && json_number(one, "pitch", hundredths((double)s->pitch)) &&
	       json_number(one, "spread", hundredths((double)s->spread)) &&
	       json_number(one, "wave", hundredths((double)s->wave)) &&
	       json_number(one, "line_gap", hundredths((double)s->line_gap)) &&
	       json_number(one, "height", hundredths((double)s->height)) &&
	       json_number(one, "likeness", hundredths((double)s->likeness));
}

static bool put_zone(cJSON *to, const struct mrz_read *r)
{
	return json_text(to, "reason", mrz_read_reason_text(r->reason)) &&
	       json_text(to, "form", mrz_form_text(r->form)) && put_sure(to, r) &&
	       put_unsure(to, r) && json_number(to, "corrected", r->corrected) &&
	       json_number(to, "others", r->others) && put_items(to, r) && put_faults(to, r) &&
	       (r->form == MRZ_FORM_NONE || (put_place(to, r) && put_shape(to, &r->shape)));
}

static bool put_picture(cJSON *to, const struct mrz_answer *a)
{
	cJSON *time = cJSON_AddObjectToObject(to, "processor_ms");
	return json_number(to, "width", a->width) && json_number(to, "height", a->height) &&
	       time != NULL && json_number(time, "decode", hundredths(a->decode_us / US_PER_MS)) &&
	       json_number(time, "read", hundredths(a->read_us / US_PER_MS)) &&
	       json_number(time, "look", hundredths(a->look_us / US_PER_MS));
}

/* Null where there is no edge, or its unit is not this one. */
static bool put_edge(cJSON *to, const struct mrz_answer *a)
{
	bool mm = false;
	const double edge = mrz_show_edge(a, &mm);
	const char *other = mm ? "edge_pixels" : "edge_mm";
	const char *name = mm ? "edge_mm" : "edge_pixels";
	return cJSON_AddNullToObject(to, other) != NULL &&
	       (edge < 0 ? cJSON_AddNullToObject(to, name) != NULL
			 : json_number(to, name, hundredths(edge)));
}

static bool put_page(cJSON *to, const struct mrz_answer *a)
{
	static const char *const verdicts[] = {"not done", "pass", "fail", "cannot tell"};
	const struct page_seen *s = &a->seen;
	const unsigned prompt = page_look_prompt(s, &a->read);
	cJSON *page = cJSON_AddObjectToObject(to, "page");
	return page != NULL && json_text(page, "size", mrz_show_size(s->size)) &&
	       json_number(page, "zones", s->zones) && json_bool(page, "empty", s->empty != 0) &&
	       json_text(page, "screen",
			 s->screen <= VERDICT_CANNOT_TELL ? verdicts[s->screen] : "?") &&
	       json_text(page, "print",
			 s->print <= VERDICT_CANNOT_TELL ? verdicts[s->print] : "?") &&
	       json_number(page, "glare_percent", s->glare) &&
	       json_number(page, "haze_percent", s->haze) && put_edge(page, a) &&
	       (prompt == PAGE_PROMPT_NONE ? cJSON_AddNullToObject(page, "prompt") != NULL
					   : json_text(page, "prompt", page_prompt_text(prompt)));
}

static bool put_answer(cJSON *to, const char *name, const struct mrz_answer *a)
{
	if (to == NULL || !json_text(to, "file", name) ||
	    !json_text(to, "verdict", mrz_show_verdict(a))) {
		return false;
	}
	if (a->err != EG_OK) {
		return json_text(to, "reason", a->reason) &&
		       json_text(to, "error", eg_err_name(a->err));
	}
	return put_zone(to, &a->read) && put_page(to, a) && put_picture(to, a);
}

enum eg_err mrz_show_json(FILE *to, const char *name, const struct mrz_answer *a)
{
	char shown[NAME_MAX_SHOWN];
	EG_AUTO(json_free) cJSON *tree = cJSON_CreateObject();
	mrz_show_name(name, shown, sizeof(shown));
	return put_answer(tree, shown, a) ? json_print_line(to, tree)
					  : EG_FAIL(EG_NO_MEMORY, "result as JSON");
}
