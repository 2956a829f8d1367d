/*
 * set_json: a report of a set as one JSON object.
 * Knows names of members. Never computes a rate.
 */
#include "prog/face_tell.h"
#include "prog/set_show.h"

#define LABEL_ROOM 512

/* A count that JSON's numbers hold exactly: pairs stay below 2^53. */
static bool put_count(cJSON *to, const char *name, uint64_t count)
{
	return json_number(to, name, (double)count);
}

static bool put_rd(cJSON *to, const char *name, struct rd text)
{
	char room[LABEL_ROOM] = "";
	size_t size;
	if (!rd_dump(text, room, sizeof(room) - 1, &size)) {
		size = 0; /* longer than any name of a file can be */
	}
	room[size] = '\0';
	return json_text(to, name, room);
}

static bool put_set(cJSON *to, const struct set_view *v)
{
	const struct set *s = v->set;
	const struct set_order *o = v->order;
	char model[16] = "";
	(void)snprintf(model, sizeof(model), "%08X", v->model); /* eight digits */
	bool made =
		json_text(to, "folder", o->folder) && put_count(to, "pictures", s->files.count) &&
		put_count(to, "other_files", s->files.others) &&
		put_count(to, "passed_over", s->files.passed_over) &&
		put_count(to, "unreadable_folders", s->files.unreadable) &&
		put_count(to, "people", s->person_count) &&
		json_text(to, "people_by", s->people == SET_PEOPLE_FOLDER ? "folder" : "prefix") &&
		json_bool(to, "each_with_each", s->each_with_each) &&
		put_count(to, "portraits", s->portraits) &&
		put_count(to, "live_views", s->unit_count - s->portraits) &&
		put_count(to, "probe", o->probe) && put_count(to, "seed", o->seed) &&
		json_text(to, "model", model);
	if (made && o->chip != NULL) {
		made = put_count(to, "chip_octets", s->chip_size);
	}
	return made;
}

static bool put_failed(cJSON *to, const struct set_view *v)
{
	const struct set *s = v->set;
	cJSON *failed = cJSON_AddObjectToObject(to, "not_enrolled");
	bool made = failed != NULL && put_count(failed, "count", s->failed) &&
		    put_count(failed, "of", s->used) &&
		    json_number(failed, "low", v->report->failed.low) &&
		    json_number(failed, "high", v->report->failed.high);
	cJSON *list = made ? cJSON_AddArrayToObject(failed, "pictures") : NULL;
	for (size_t i = 0; list != NULL && i < s->files.count; i++) {
		const struct set_picture *p = &s->picture[i];
		if (p->role == SET_UNUSED || p->enrolled) {
			continue;
		}
		cJSON *one = json_add_object(list);
		if (one == NULL || !json_text(one, "path", p->path) ||
		    !json_text(one, "reason", p->seen.reason)) {
			return false;
		}
	}
	return list != NULL;
}

static bool put_scores(cJSON *to, const char *name, const struct score_count *c)
{
	cJSON *one = cJSON_AddObjectToObject(to, name);
	return one != NULL && put_count(one, "pairs", c->total) &&
	       put_count(one, "failed", c->failed) && json_number(one, "mean", score_mean(c)) &&
	       (c->total == 0 || (json_number(one, "lowest", score_lowest(c)) &&
				  json_number(one, "highest", score_highest(c))));
}

static bool put_rate(cJSON *one, const struct set_rate *r)
{
	return json_number(one, "threshold", r->threshold) && json_number(one, "fmr", r->fmr) &&
	       json_number(one, "fmr_low", r->fmr_range.low) &&
	       json_number(one, "fmr_high", r->fmr_range.high) &&
	       put_count(one, "false_matches", r->false_matches) &&
	       json_number(one, "fnmr", r->fnmr) &&
	       json_number(one, "fnmr_low", r->fnmr_range.low) &&
	       json_number(one, "fnmr_high", r->fnmr_range.high) &&
	       put_count(one, "false_nonmatches", r->false_nonmatches) &&
	       json_number(one, "frr", r->frr) && json_bool(one, "too_few_pairs", r->too_few);
}

static bool put_rates(cJSON *to, const struct set_report *r)
{
	cJSON *eer = cJSON_AddObjectToObject(to, "eer");
	cJSON *list = cJSON_AddArrayToObject(to, "rates");
	bool made = eer != NULL && list != NULL && json_number(eer, "rate", r->eer.rate) &&
		    json_number(eer, "threshold", r->eer.threshold);
	for (size_t i = 0; made && i < SET_RATE_COUNT; i++) {
		cJSON *one = json_add_object(list);
		made = one != NULL &&
		       json_text(one, "name", set_rate_name((enum set_rate_kind)i)) &&
		       put_rate(one, &r->rate[i]);
	}
	return made;
}

static bool put_side(cJSON *pair, const char *name, const struct set_view *v, uint32_t unit)
{
	const struct set_picture *p = &v->set->picture[v->set->unit[unit].picture];
	cJSON *one = cJSON_AddObjectToObject(pair, name);
	return one != NULL && json_text(one, "path", p->path) && face_tell_json(one, &p->seen);
}

static bool put_pairs(cJSON *to, const char *name, const struct set_view *v,
		      const struct score_pair *pair, size_t count)
{
	cJSON *list = cJSON_AddArrayToObject(to, name);
	bool made = list != NULL;
	for (size_t i = 0; made && i < count; i++) {
		cJSON *one = json_add_object(list);
		made = one != NULL && json_number(one, "score", pair[i].score) &&
		       put_side(one, "a", v, pair[i].a) && put_side(one, "b", v, pair[i].b);
	}
	return made;
}

static bool put_group(cJSON *list, const struct set_view *v, size_t g)
{
	const struct set_group *group = &v->groups->group[g];
	const struct set_group_score *s = &v->score->group[g];
	const struct set_group_rate *r = &v->report->group[g];
	cJSON *one = json_add_object(list);
	if (one == NULL || !put_rd(one, "column", rd_cstr(v->groups->column[group->column])) ||
	    !put_rd(one, "label", rd_cstr(group->label)) || !put_count(one, "people", s->people) ||
	    !put_scores(one, "genuine", &s->pairs.genuine) ||
	    !put_scores(one, "impostor", &s->pairs.impostor)) {
		return false;
	}
	cJSON *match = cJSON_AddObjectToObject(one, "match");
	cJSON *refer = cJSON_AddObjectToObject(one, "refer");
	return match != NULL && refer != NULL && put_rate(match, &r->at[0]) &&
	       put_rate(refer, &r->at[1]) &&
	       json_bool(one, "too_small_to_tell", r->few_people || r->few_impostors) &&
	       json_bool(one, "fmr_worse", r->worse_fmr) &&
	       json_bool(one, "fnmr_worse", r->worse_fnmr);
}

static bool put_groups(cJSON *to, const struct set_view *v)
{
	if (v->groups == NULL) {
		return true;
	}
	cJSON *list = cJSON_AddArrayToObject(to, "groups");
	bool made = list != NULL && put_count(to, "people_without_groups", v->groups->without) &&
		    put_count(to, "rows_of_strangers", v->groups->strangers);
	for (size_t g = 0; made && g < v->groups->group_count; g++) {
		made = put_group(list, v, g);
	}
	return made;
}

enum eg_err set_json(FILE *to, const struct set_view *v)
{
	EG_AUTO(json_free) cJSON *tree = cJSON_CreateObject();
	const struct set_report *r = v->report;
	bool made = tree != NULL && put_set(tree, v) && put_failed(tree, v) &&
		    put_scores(tree, "genuine", &v->score->pairs.genuine) &&
		    put_scores(tree, "impostor", &v->score->pairs.impostor) && put_rates(tree, r) &&
		    put_pairs(tree, "impostor_pairs", v, r->highest, r->highest_count) &&
		    put_pairs(tree, "genuine_pairs", v, r->lowest, r->lowest_count) &&
		    put_groups(tree, v);
	return made ? json_print(to, tree) : EG_FAIL(EG_NO_MEMORY, "report as JSON");
}
