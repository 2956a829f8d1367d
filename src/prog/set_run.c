/*
 * set_run: one evaluation from a folder to its report, for the command and for the bench.
 * Knows the order of the steps. Never prints.
 */
#include "prog/set_run.h"

#include "prog/folder.h"

static enum eg_err read_groups(const char *path, struct set_run *r)
{
	EG_AUTO(bytes_free) struct bytes table = {0};
	EG_TRY(folder_file(path, SET_TABLE_MAX, &table));
	return set_groups_read(bytes_rd(&table), r->set.person, r->set.person_count, &r->groups);
}

enum eg_err set_run(const struct set_order *o, const char *groups, const struct policy *policy,
		    struct face_engine *e, struct set_run *out)
{
	uint32_t odd[4 * SET_ODD_PAIRS];
	*out = (struct set_run){0};
	EG_TRY(set_open(o, &out->set));
	if (groups != NULL) {
		EG_TRY(read_groups(groups, out));
	}
	EG_TRY(set_enrol(&out->set, o, e));
	EG_TRY(set_score_all(&out->set, groups == NULL ? NULL : &out->groups, &out->score));
	EG_TRY(set_report_make(&out->set, &out->score, groups == NULL ? NULL : &out->groups, policy,
			       o->seed, &out->report));
	size_t count = set_report_pictures(&out->set, &out->report, odd);
	return set_look_closer(&out->set, o, e, odd, count);
}

void set_run_free(struct set_run *r)
{
	set_report_free(&r->report);
	set_score_free(&r->score);
	set_groups_free(&r->groups);
	set_free(&r->set);
}
