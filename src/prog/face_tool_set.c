/*
 * face_tool_set: egate face set: a folder of pictures evaluated and reported.
 * Knows the order of the steps. Never parses a picture in this process.
 */
#include "prog/face_tool.h"
#include "prog/folder.h"
#include "prog/set_run.h"
#include "prog/set_show.h"

enum eg_err face_tool_set(struct face_words *w, struct face_engine *e, bool *found)
{
	EG_AUTO(set_run_free) struct set_run r = {0};
	*found = false; /* pictures that are not enrolled are a result, not a failure */
	if (w->out != NULL) {
		EG_TRY(set_write_ready(w->out));
	}
	EG_TRY(set_run(&w->set, w->groups, &w->policy, e, &r));
	const struct set_view v = {
		.order = &w->set,
		.set = &r.set,
		.score = &r.score,
		.groups = w->groups == NULL ? NULL : &r.groups,
		.report = &r.report,
		.policy = &w->policy,
		.model = face_engine_model(e),
	};
	if (w->out != NULL) {
		EG_TRY(set_write(w->out, &v));
	}
	return w->json ? set_json(stdout, &v) : set_text(stdout, &v);
}
