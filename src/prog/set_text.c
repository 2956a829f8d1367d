/*
 * set_text: a report of a set as text for people.
 * Knows words and columns. Never computes a rate.
 */
#include "prog/face_tell.h"
#include "prog/set_show.h"

#include <math.h>

#define PERCENT 100.0

/* "0.0392 %", "-" if not known. */
static void put_rate(FILE *to, double rate)
{
	if (isnan(rate)) {
		(void)fprintf(to, "%9s", "-"); /* set_text asks the stream once, at its end */
	} else {
		(void)fprintf(to, "%9.4f", rate * PERCENT); /* the same */
	}
}

static void put_range(FILE *to, struct score_range r)
{
	if (isnan(r.low) || isnan(r.high)) {
		(void)fprintf(to, "  %-19s", "-"); /* as above */
	} else {
		(void)fprintf(to, "  %8.4f..%-9.4f", r.low * PERCENT,
			      r.high * PERCENT); /* as above */
	}
}

static void put_threshold(FILE *to, int threshold)
{
	if (threshold == SCORE_NEVER) {
		(void)fprintf(to, "%6s", "never"); /* as above */
	} else {
		(void)fprintf(to, "%6d", threshold); /* as above */
	}
}

static void put_path(FILE *to, const char *path)
{
	for (const char *c = path; *c != '\0'; c++) { /* a name may hold anything but "/" and NUL */
		(void)fputc((unsigned char)*c < ' ' || *c == 0x7F ? '?' : *c, to); /* as above */
	}
}

static void put_conditions(FILE *to, const struct conditions *c)
{
	static const char *const names[CONDITION_COUNT] = {
#define X(name, text, usual, lowest, highest) [name] = (text),
		CONDITIONS(X)
#undef X
	};
	for (size_t i = 0; i < c->count; i++) {
		(void)fprintf(to, "%s%s %g", i == 0 ? "" : ", ", names[c->of[i].kind],
			      c->of[i].amount); /* as above */
	}
}

static void put_head(FILE *to, const struct set_view *v)
{
	const struct set *s = v->set;
	const struct set_order *o = v->order;
	(void)fputs("set              ", to); /* as above */
	put_path(to, o->folder);
	(void)fprintf(to, "\npictures         %zu of %zu people, told by %s; %zu other files\n",
		      s->files.count, s->person_count,
		      s->people == SET_PEOPLE_FOLDER ? "folder" : "prefix",
		      s->files.others); /* as above */
	if (s->files.passed_over > 0) {
		(void)fprintf(to, "                 %zu links and special files passed over\n",
			      s->files.passed_over); /* as above */
	}
	if (s->files.unreadable > 0) {
		(void)fprintf(to, "                 %zu folders could not be read\n",
			      s->files.unreadable); /* as above */
	}
	if (s->each_with_each) {
		(void)fprintf(to, "compared         each picture with each other\n"); /* as above */
	} else {
		(void)fprintf(to, "compared         %zu portraits with %zu live views",
			      s->portraits, s->unit_count - s->portraits); /* as above */
		(void)fprintf(to, o->probe > 1 ? ", means of up to %u pictures\n" : "\n",
			      o->probe); /* as above */
	}
	if (o->chip != NULL) {
		(void)fprintf(to, "portraits        %s, %u x %u pixels, %zu octets on average\n",
			      o->chip->form == PORTRAIT_JP2 ? "JPEG 2000" : "JPEG", o->chip->width,
			      o->chip->height, s->chip_size); /* as above */
	}
	if (o->conditions != NULL) {
		(void)fputs("live views       made worse: ", to); /* as above */
		put_conditions(to, o->conditions);
		(void)fputc('\n', to); /* as above */
	}
	(void)fprintf(to, "model            %08X\n", v->model); /* as above */
}

static void put_failures(FILE *to, const struct set_view *v)
{
	const struct set *s = v->set;
	(void)fprintf(to, "not enrolled     %zu of %zu pictures: ", s->failed,
		      s->used); /* as above */
	put_rate(to, s->used == 0 ? (double)NAN : (double)s->failed / (double)s->used);
	(void)fputs(" %, 95 %:", to); /* as above */
	put_range(to, v->report->failed);
	(void)fputc('\n', to); /* as above */
	for (size_t i = 0; i < s->files.count; i++) {
		const struct set_picture *p = &s->picture[i];
		if (p->role != SET_UNUSED && !p->enrolled) {
			(void)fputs("    ", to); /* as above */
			put_path(to, p->path);
			(void)fprintf(to, ": %s\n", p->seen.reason); /* as above */
		}
	}
}

static void put_score(FILE *to, const char *what, const struct score_count *c)
{
	(void)fprintf(to, "%s %llu pairs, %llu more without a score", what,
		      (unsigned long long)c->total, (unsigned long long)c->failed); /* as above */
	if (c->total > 0) {
		(void)fprintf(to, "; lowest %d, mean %.0f, highest %d", score_lowest(c),
			      score_mean(c), score_highest(c)); /* as above */
	}
	(void)fputc('\n', to); /* as above */
}

static void put_rates(FILE *to, const struct set_view *v)
{
	const struct set_report *r = v->report;
	put_score(to, "genuine         ", &v->score->pairs.genuine);
	put_score(to, "impostor        ", &v->score->pairs.impostor);
	(void)fputs("equal error rate ", to); /* as above */
	put_rate(to, r->eer.rate);
	(void)fputs(" % at", to); /* as above */
	put_threshold(to, r->eer.threshold);
	(void)fputs(
		"\n\n                 score    FMR %  95 %                    FNMR %  95 %       "
		"            with failures %\n",
		to); /* as above */
	for (size_t i = 0; i < SET_RATE_COUNT; i++) {
		const struct set_rate *rate = &r->rate[i];
		(void)fprintf(to, "%-16s", set_rate_name((enum set_rate_kind)i)); /* as above */
		put_threshold(to, rate->threshold);
		put_rate(to, rate->fmr);
		put_range(to, rate->fmr_range);
		put_rate(to, rate->fnmr);
		put_range(to, rate->fnmr_range);
		put_rate(to, rate->frr);
		(void)fputs(rate->too_few ? "  too few pairs for this FMR\n" : "\n",
			    to); /* as above */
	}
	(void)fprintf(to,
		      "at match: %llu of %llu impostor pairs pass, %llu of %llu genuine pairs are "
		      "rejected, %llu not enrolled\n",
		      (unsigned long long)r->rate[SET_MATCH].false_matches,
		      (unsigned long long)v->score->pairs.impostor.total,
		      (unsigned long long)r->rate[SET_MATCH].false_nonmatches,
		      (unsigned long long)v->score->pairs.genuine.total,
		      (unsigned long long)v->score->pairs.genuine.failed); /* as above */
}

static void put_picture(FILE *to, const struct set_view *v, uint32_t unit)
{
	const struct set_unit *u = &v->set->unit[unit];
	const struct set_picture *p = &v->set->picture[u->picture];
	(void)fputs("       ", to); /* as above */
	put_path(to, p->path);
	if (u->pictures > 1) {
		(void)fprintf(to, " and %u more", u->pictures - 1); /* as above */
	}
	(void)fputs("  ", to); /* as above */
	face_tell_short(to, &p->seen.seen);
	(void)fputc('\n', to); /* as above */
}

static void put_pairs(FILE *to, const struct set_view *v, const char *head,
		      const struct score_pair *pair, size_t count)
{
	(void)fprintf(to, "\n%s\n", head); /* as above */
	for (size_t i = 0; i < count; i++) {
		(void)fprintf(to, "%6d", pair[i].score); /* as above */
		put_picture(to, v, pair[i].a);
		(void)fputs("      ", to); /* as above */
		put_picture(to, v, pair[i].b);
	}
}

static void put_group(FILE *to, const struct set_view *v, size_t g)
{
	const struct set_group_rate *r = &v->report->group[g];
	const struct set_group_score *s = &v->score->group[g];
	(void)fprintf(to, "%-24.24s%6zu%9llu", v->groups->group[g].label, s->people,
		      (unsigned long long)s->pairs.impostor.total); /* as above */
	put_rate(to, r->at[0].fmr);
	put_range(to, r->at[0].fmr_range);
	put_rate(to, r->at[0].fnmr);
	put_range(to, r->at[0].fnmr_range);
	(void)fputs(r->worse_fmr ? " FMR worse" : "", to);   /* as above */
	(void)fputs(r->worse_fnmr ? " FNMR worse" : "", to); /* as above */
	(void)fputc('\n', to);                               /* as above */
}

static void put_warnings(FILE *to, const struct set_view *v)
{
	const struct set_groups *g = v->groups;
	for (size_t i = 0; i < g->group_count; i++) {
		const struct set_group_rate *r = &v->report->group[i];
		if (r->few_people || r->few_impostors) {
			(void)fprintf(to,
				      "WARNING: %s %s is too small to tell: %zu people, %llu "
				      "impostor pairs\n",
				      g->column[g->group[i].column], g->group[i].label,
				      v->score->group[i].people,
				      (unsigned long long)v->score->group[i]
					      .pairs.impostor.total); /* as above */
		}
	}
	if (g->without > 0 || g->strangers > 0) {
		(void)fprintf(to,
			      "WARNING: %zu people have no row in the table; %zu rows are of "
			      "nobody in the set\n",
			      g->without, g->strangers); /* as above */
	}
}

static void put_groups(FILE *to, const struct set_view *v)
{
	const struct set_groups *g = v->groups;
	(void)fprintf(to, "\ngroups at the match threshold %d, pairs within each; of all: FMR",
		      v->report->rate[SET_MATCH].threshold); /* as above */
	put_rate(to, v->report->rate[SET_MATCH].fmr);
	(void)fputs(" %, FNMR", to); /* as above */
	put_rate(to, v->report->rate[SET_MATCH].fnmr);
	(void)fputs(" %\n", to); /* as above */
	for (size_t c = 0; c < g->column_count; c++) {
		(void)fprintf(to,
			      "%-24.24speople    pairs    FMR %%  95 %%                    "
			      "FNMR %%  95 %%\n",
			      g->column[c]); /* as above */
		for (size_t i = 0; i < g->group_count; i++) {
			if (g->group[i].column == c) {
				put_group(to, v, i);
			}
		}
	}
	put_warnings(to, v);
}

enum eg_err set_text(FILE *to, const struct set_view *v)
{
	put_head(to, v);
	put_failures(to, v);
	put_rates(to, v);
	put_pairs(to, v, "impostor pairs with the highest scores: look-alikes, or labels are wrong",
		  v->report->highest, v->report->highest_count);
	put_pairs(to, v, "genuine pairs with the lowest scores: poor pictures, or labels are wrong",
		  v->report->lowest, v->report->lowest_count);
	if (v->groups != NULL) {
		put_groups(to, v);
	}
	return fflush(to) == 0 && ferror(to) == 0 ? EG_OK : EG_FAIL(EG_IO, "report");
}
