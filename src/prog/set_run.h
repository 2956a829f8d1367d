/*
 * set_run: one evaluation from a folder to its report, for the command and for the bench.
 * Knows the order of the steps. Never prints.
 */
#ifndef EG_PROG_SET_RUN_H
#define EG_PROG_SET_RUN_H

#include "prog/set_report.h"

struct set_run {
	struct set set; /* all owned */
	struct set_groups groups;
	struct set_score score;
	struct set_report report;
};

/* groups: path of a table of labels, or NULL. */
EG_CHECK enum eg_err set_run(const struct set_order *o, const char *groups,
			     const struct policy *policy, struct face_engine *e,
			     struct set_run *out);
void set_run_free(struct set_run *r); /* cleanup */

#endif
