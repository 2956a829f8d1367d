/*
 * set_show: a report of a set as text, JSON, tables and drawings.
 * Knows words for people. Never computes a rate.
 */
#ifndef EG_PROG_SET_SHOW_H
#define EG_PROG_SET_SHOW_H

#include "prog/set_report.h"

#include <stdio.h>

/* Everything of one evaluation, borrowed. */
struct set_view {
	const struct set_order *order;
	const struct set *set;
	const struct set_score *score;
	const struct set_groups *groups; /* NULL: none */
	const struct set_report *report;
	const struct policy *policy;
	uint32_t model; /* first octets of the embedder's SHA-256 */
};

/* For people, lines of at most 100 columns where paths allow. EG_IO. */
EG_CHECK enum eg_err set_text(FILE *to, const struct set_view *v);
/* One JSON object, rates as shares of 1. */
EG_CHECK enum eg_err set_json(FILE *to, const struct set_view *v);
/* Makes the folder of a report if it is not there: before the work is done, not after. EG_IO;
 * EG_DENIED: it is somebody else's, or others may write into it. */
EG_CHECK enum eg_err set_write_ready(const char *folder);
/* roc.csv, scores.csv, pictures.csv, pairs.csv, groups.csv, summary.txt, summary.json, roc.png and
 * scores.png in that folder; what was there before is written over. EG_IO. */
EG_CHECK enum eg_err set_write(const char *folder, const struct set_view *v);

/* Parts of it, for set_write: files of tables and of drawings, opened by the caller. */
EG_CHECK enum eg_err set_csv_roc(FILE *to, const struct set_view *v);
EG_CHECK enum eg_err set_csv_scores(FILE *to, const struct set_view *v);
EG_CHECK enum eg_err set_csv_pictures(FILE *to, const struct set_view *v);
EG_CHECK enum eg_err set_csv_pairs(FILE *to, const struct set_view *v);
EG_CHECK enum eg_err set_csv_groups(FILE *to, const struct set_view *v);
EG_CHECK enum eg_err set_draw_roc(const char *path, const struct set_view *v);
EG_CHECK enum eg_err set_draw_scores(const char *path, const struct set_view *v);

#endif
