/*
 * set_draw: the drawings of a report: both error rates against each other, scores.
 * Knows axes. Never computes a rate.
 */
#include "prog/plot.h"
#include "prog/set_show.h"

#include <math.h>
#include <stdlib.h>

#define NOTE_ROOM 160
#define BIN       20     /* scores of a bar: 0.02 of cosine */
#define FINEST    1e-6   /* below this no set of ours tells anything */
#define COSINE    1000.0 /* scores */

/* The power of ten at or below what one pair of so many is worth. */
static double decade_below(uint64_t pairs)
{
	double rate = pairs == 0 ? 0.1 : 1.0 / (double)pairs;
	return fmax(FINEST, fmin(0.1, pow(10, floor(log10(rate) + 1e-9))));
}

static void mark(struct plot *p, const struct set_view *v, enum set_rate_kind kind,
		 const char *word)
{
	const struct set_rate *r = &v->report->rate[kind];
	char text[NOTE_ROOM] = "";
	(void)snprintf(text, sizeof(text), "%s %.3f", word, r->threshold / COSINE); /* short */
	plot_mark(p, (struct plot_point){r->fmr, r->fnmr}, text, PLOT_RED);
}

static void note_pairs(struct plot *p, const struct set_view *v)
{
	char text[NOTE_ROOM] = "";
	const struct score_pairs *s = &v->score->pairs;
	(void)snprintf(text, sizeof(text),
		       "%zu people, %llu genuine and %llu impostor pairs; model %08X; rates of 0 "
		       "lie on the axis",
		       v->set->person_count, (unsigned long long)s->genuine.total,
		       (unsigned long long)s->impostor.total, v->model); /* cut if longer */
	plot_note(p, text);
	if (v->set->failed > 0) {
		(void)snprintf(text, sizeof(text), "%zu of %zu pictures not enrolled, not drawn",
			       v->set->failed, v->set->used); /* short */
		plot_note(p, text);
	}
}

enum eg_err set_draw_roc(const char *path, const struct set_view *v)
{
	static struct plot_point points[SCORE_BINS + 1];
	EG_AUTO(plot_free) struct plot *p = NULL;
	const struct score_pairs *s = &v->score->pairs;
	const struct plot_axis x = {.low = decade_below(s->impostor.total),
				    .high = 1,
				    .log = true,
				    .text = "false match rate (FMR)"};
	const struct plot_axis y = {.low = decade_below(s->genuine.total),
				    .high = 1,
				    .log = true,
				    .text = "false non-match rate (FNMR)"};
	if (s->genuine.total == 0 || s->impostor.total == 0) {
		return EG_OK; /* nothing to be drawn against each other */
	}
	for (int t = SCORE_MIN; t <= SCORE_NEVER; t++) {
		points[t - SCORE_MIN] = (struct plot_point){score_fmr(s, t), score_fnmr(s, t)};
	}
	EG_TRY(plot_new("Error rates at every threshold", x, y, &p));
	plot_line(p, points, SCORE_BINS + 1, PLOT_BLUE, false);
	mark(p, v, SET_MATCH, "match");
	mark(p, v, SET_REFER, "refer");
	note_pairs(p, v);
	return plot_write(p, path);
}

/* Outline of bars: two points each, of the share of all pairs that a bar has. */
static size_t outline(const struct score_count *c, struct plot_point *points, double *highest)
{
	size_t count = 0;
	for (int from = SCORE_MIN; from < SCORE_MAX; from += BIN) {
		uint64_t pairs = 0;
		/* The last bar has the highest score, too. */
		int end = from + BIN == SCORE_MAX ? SCORE_NEVER : from + BIN;
		for (int s = from; s < end; s++) {
			pairs += c->of[s - SCORE_MIN];
		}
		double share = c->total == 0 ? 0 : (double)pairs / (double)c->total;
		*highest = fmax(*highest, share);
		points[count++] = (struct plot_point){from / COSINE, share};
		points[count++] = (struct plot_point){(from + BIN) / COSINE, share};
	}
	return count;
}

enum eg_err set_draw_scores(const char *path, const struct set_view *v)
{
	static struct plot_point genuine[SCORE_BINS];
	static struct plot_point impostor[SCORE_BINS];
	EG_AUTO(plot_free) struct plot *p = NULL;
	double highest = 0;
	size_t genuines = outline(&v->score->pairs.genuine, genuine, &highest);
	size_t impostors = outline(&v->score->pairs.impostor, impostor, &highest);
	const struct plot_axis x = {.low = -0.6, .high = 1, .tick = 0.2, .text = "score (cosine)"};
	const struct plot_axis y = {.low = 0,
				    .high = fmax(0.05, ceil(highest * 20) / 20),
				    .tick = 0.05,
				    .text = "share of the pairs of its kind"};
	EG_TRY(plot_new("", x, y, &p));
	plot_line(p, impostor, impostors, PLOT_RED, true);
	plot_line(p, genuine, genuines, PLOT_BLUE, true);
	plot_legend(p, "genuine pairs", PLOT_BLUE);
	plot_legend(p, "impostor pairs", PLOT_RED);
	plot_upright(p, v->report->rate[SET_MATCH].threshold / COSINE, "match");
	plot_upright(p, v->report->rate[SET_REFER].threshold / COSINE, "refer");
	note_pairs(p, v);
	return plot_write(p, path);
}
