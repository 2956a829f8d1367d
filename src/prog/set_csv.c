/*
 * set_csv: the tables of a report: rates at each threshold, scores, pictures, pairs, groups.
 * Knows comma-separated text (RFC 4180). Never computes a rate.
 */
#include "prog/set_show.h"

#include <math.h>

static enum eg_err finished(FILE *to)
{
	return fflush(to) == 0 && ferror(to) == 0 ? EG_OK : EG_FAIL(EG_IO, "table of the report");
}

/* A share of 1; an empty field if it is not known. */
static void put_share(FILE *to, double share)
{
	if (!isnan(share)) {
		(void)fprintf(to, "%.9g", share); /* finished asks the stream once */
	}
}

/* Quoted; a name that a spreadsheet would take for a formula is its own affair. */
static void put_text(FILE *to, const char *text)
{
	(void)fputc('"', to); /* as above */
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '"') {
			(void)fputc('"', to); /* as above */
		}
		(void)fputc((unsigned char)*c < ' ' || *c == 0x7F ? '?' : *c, to); /* as above */
	}
	(void)fputc('"', to); /* as above */
}

/* From the lowest score that there is to one above the highest. */
static void range_of(const struct score_pairs *p, int *from, int *to)
{
	int low[2] = {score_lowest(&p->genuine), score_lowest(&p->impostor)};
	int high[2] = {score_highest(&p->genuine), score_highest(&p->impostor)};
	*from = low[0] < low[1] ? low[0] : low[1];
	*to = (high[0] > high[1] ? high[0] : high[1]) + 1;
}

enum eg_err set_csv_roc(FILE *to, const struct set_view *v)
{
	const struct score_pairs *p = &v->score->pairs;
	int from;
	int end;
	range_of(p, &from, &end);
	(void)fputs("threshold,fmr,fnmr,frr,false_matches,false_nonmatches\n", to); /* as above */
	for (int t = from; t <= end; t++) {
		(void)fprintf(to, "%d,", t); /* as above */
		put_share(to, score_fmr(p, t));
		(void)fputc(',', to); /* as above */
		put_share(to, score_fnmr(p, t));
		(void)fputc(',', to); /* as above */
		put_share(to, score_frr(p, t));
		(void)fprintf(to, ",%llu,%llu\n", (unsigned long long)score_above(&p->impostor, t),
			      (unsigned long long)score_below(&p->genuine, t)); /* as above */
	}
	return finished(to);
}

enum eg_err set_csv_scores(FILE *to, const struct set_view *v)
{
	const struct score_pairs *p = &v->score->pairs;
	int from;
	int end;
	range_of(p, &from, &end);
	(void)fputs("score,genuine,impostor\n", to); /* as above */
	for (int s = from; s < end; s++) {
		(void)fprintf(to, "%d,%llu,%llu\n", s,
			      (unsigned long long)p->genuine.of[s - SCORE_MIN],
			      (unsigned long long)p->impostor.of[s - SCORE_MIN]); /* as above */
	}
	return finished(to);
}

static void put_rd(FILE *to, struct rd text)
{
	uint8_t c;
	(void)fputc('"', to); /* as above */
	while (rd_u8(&text, &c)) {
		(void)fprintf(to, c == '"' ? "\"\"" : "%c",
			      c < ' ' || c == 0x7F ? '?' : c); /* as above */
	}
	(void)fputc('"', to); /* as above */
}

enum eg_err set_csv_pictures(FILE *to, const struct set_view *v)
{
	static const char *const roles[] = {"", "portrait", "live"};
	const struct set *s = v->set;
	(void)fputs("path,person,role,enrolled,reason,width,height,faces,eye_distance,norm,"
		    "chip_octets\n",
		    to); /* as above */
	for (size_t i = 0; i < s->files.count; i++) {
		const struct set_picture *p = &s->picture[i];
		const struct face_observation *seen = &p->seen.seen;
		put_text(to, p->path);
		(void)fputc(',', to); /* as above */
		put_rd(to, s->person[p->person]);
		(void)fprintf(to, ",%s,%d,", s->each_with_each ? "" : roles[p->role],
			      p->enrolled); /* as above */
		put_text(to, p->seen.reason);
		(void)fprintf(to, ",%u,%u,%u,%u,%.3f,%u\n", p->seen.width, p->seen.height,
			      seen->faces, seen->eye_distance, seen->face.norm / 1000.0,
			      p->seen.portrait_size); /* as above */
	}
	return finished(to);
}

static void put_pair(FILE *to, const struct set_view *v, const char *kind,
		     const struct score_pair *pair)
{
	const struct set *s = v->set;
	(void)fprintf(to, "%s,%d,", kind, pair->score); /* as above */
	put_text(to, s->picture[s->unit[pair->a].picture].path);
	(void)fputc(',', to); /* as above */
	put_text(to, s->picture[s->unit[pair->b].picture].path);
	(void)fputc('\n', to); /* as above */
}

enum eg_err set_csv_pairs(FILE *to, const struct set_view *v)
{
	const struct set_report *r = v->report;
	(void)fputs("kind,score,a,b\n", to); /* as above */
	for (size_t i = 0; i < r->highest_count; i++) {
		put_pair(to, v, "impostor", &r->highest[i]);
	}
	for (size_t i = 0; i < r->lowest_count; i++) {
		put_pair(to, v, "genuine", &r->lowest[i]);
	}
	return finished(to);
}

static void put_rate(FILE *to, const struct set_rate *r)
{
	const double shares[] = {r->fmr,  r->fmr_range.low,  r->fmr_range.high,
				 r->fnmr, r->fnmr_range.low, r->fnmr_range.high};
	(void)fprintf(to, ",%d", r->threshold); /* as above */
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		(void)fputc(',', to); /* as above */
		put_share(to, shares[i]);
	}
}

enum eg_err set_csv_groups(FILE *to, const struct set_view *v)
{
	const struct set_groups *g = v->groups;
	(void)fputs("column,label,people,genuine,impostor,match,fmr,fmr_low,fmr_high,fnmr,fnmr_low,"
		    "fnmr_high,refer,refer_fmr,refer_fmr_low,refer_fmr_high,refer_fnmr,"
		    "refer_fnmr_low,refer_fnmr_high,too_small_to_tell\n",
		    to); /* as above */
	for (size_t i = 0; g != NULL && i < g->group_count; i++) {
		const struct set_group_score *s = &v->score->group[i];
		const struct set_group_rate *r = &v->report->group[i];
		put_text(to, g->column[g->group[i].column]);
		(void)fputc(',', to); /* as above */
		put_text(to, g->group[i].label);
		(void)fprintf(to, ",%zu,%llu,%llu", s->people,
			      (unsigned long long)s->pairs.genuine.total,
			      (unsigned long long)s->pairs.impostor.total); /* as above */
		put_rate(to, &r->at[0]);
		put_rate(to, &r->at[1]);
		(void)fprintf(to, ",%d\n", r->few_people || r->few_impostors); /* as above */
	}
	return finished(to);
}
