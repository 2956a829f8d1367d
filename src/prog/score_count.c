/*
 * score_count: scores of pairs, counted one by one: error rates at every threshold.
 * Knows scores as the gate has them, cosine x 1000. Never knows whose they are.
 */
#include "prog/score_count.h"

#include <math.h>

static size_t bin_of(int score)
{
	int within = score < SCORE_MIN ? SCORE_MIN : score > SCORE_MAX ? SCORE_MAX : score;
	return (size_t)(within - SCORE_MIN);
}

void score_add(struct score_count *c, int score)
{
	c->of[bin_of(score)]++;
	c->total++;
}

uint64_t score_above(const struct score_count *c, int threshold)
{
	uint64_t sum = 0;
	for (int s = SCORE_MAX; s >= SCORE_MIN && s >= threshold; s--) {
		sum += c->of[bin_of(s)];
	}
	return sum;
}

uint64_t score_below(const struct score_count *c, int threshold)
{
	return c->total - score_above(c, threshold);
}

static double share(uint64_t part, uint64_t whole)
{
	return whole == 0 ? (double)NAN : (double)part / (double)whole;
}

double score_fmr(const struct score_pairs *p, int threshold)
{
	return share(score_above(&p->impostor, threshold), p->impostor.total);
}

double score_fnmr(const struct score_pairs *p, int threshold)
{
	return share(score_below(&p->genuine, threshold), p->genuine.total);
}

double score_frr(const struct score_pairs *p, int threshold)
{
	const struct score_count *g = &p->genuine;
	return share(score_below(g, threshold) + g->failed, g->total + g->failed);
}

int score_threshold(const struct score_pairs *p, double fmr)
{
	uint64_t passed = 0;
	int threshold = SCORE_NEVER;
	for (int s = SCORE_MAX; s >= SCORE_MIN; s--) {
		passed += p->impostor.of[bin_of(s)];
		if (!(share(passed, p->impostor.total) <= fmr)) { /* nor without pairs */
			break;
		}
		threshold = s;
	}
	return threshold;
}

struct score_eer score_eer(const struct score_pairs *p)
{
	struct score_eer e = {.rate = (double)NAN, .threshold = SCORE_NEVER};
	uint64_t passed = p->impostor.total;
	uint64_t rejected = 0;
	double fmr_before = 1;
	double fnmr_before = 0;
	if (p->genuine.total == 0 || p->impostor.total == 0) {
		return e;
	}
	for (int t = SCORE_MIN + 1; t <= SCORE_NEVER; t++) {
		passed -= p->impostor.of[bin_of(t - 1)];
		rejected += p->genuine.of[bin_of(t - 1)];
		double fmr = share(passed, p->impostor.total);
		double fnmr = share(rejected, p->genuine.total);
		if (fnmr >= fmr) {
			double before = fmr_before - fnmr_before;
			double part = before / (before + fnmr - fmr);
			e.rate = fnmr_before + part * (fnmr - fnmr_before);
			e.threshold = t;
			return e;
		}
		fmr_before = fmr;
		fnmr_before = fnmr;
	}
	return e;
}

double score_mean(const struct score_count *c)
{
	double sum = 0;
	for (int s = SCORE_MIN; s <= SCORE_MAX; s++) {
		sum += (double)s * (double)c->of[bin_of(s)];
	}
	return c->total == 0 ? (double)NAN : sum / (double)c->total;
}

int score_lowest(const struct score_count *c)
{
	int s = SCORE_MIN;
	while (s <= SCORE_MAX && c->of[bin_of(s)] == 0) {
		s++;
	}
	return s;
}

int score_highest(const struct score_count *c)
{
	int s = SCORE_MAX;
	while (s >= SCORE_MIN && c->of[bin_of(s)] == 0) {
		s--;
	}
	return s;
}
