/*
 * finger_rates: error rates of scores, with what chance may have done to them.
 * Knows scores and whose they are. Never knows prints.
 */
#include "finger_rates.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define BOOTSTRAPS 300

const double rates_fmr[RATES_POINTS] = {0.01, 0.001, 0.0005, 0.0001};

void rates_free(struct rates_trials *t)
{
	free(t->trial);
	*t = (struct rates_trials){0};
}

enum eg_err rates_add(struct rates_trials *t, struct rates_trial trial)
{
	if (t->count == t->room) {
		size_t room = t->room == 0 ? 4096 : t->room * 2;
		struct rates_trial *more = realloc(t->trial, room * sizeof(*more));
		if (more == NULL) {
			return EG_FAIL(EG_NO_MEMORY, "room for trials");
		}
		t->trial = more;
		t->room = room;
	}
	t->trial[t->count++] = trial;
	t->sorted = false;
	return EG_OK;
}

static int by_score(const void *a, const void *b)
{
	float x = ((const struct rates_trial *)a)->score;
	float y = ((const struct rates_trial *)b)->score;
	return x < y ? -1 : x > y;
}

/* How often a trial counts: as often as its fingers were drawn. */
static double weight_of(const struct rates_trial *t, const uint16_t *drawn)
{
	double a = drawn[t->finger_a];
	return t->finger_a == t->finger_b ? a : a * drawn[t->finger_b];
}

static void totals(const struct rates_trials *t, const uint16_t *drawn, double *genuine,
		   double *impostor)
{
	*genuine = 0;
	*impostor = 0;
	for (size_t i = 0; i < t->count; i++) {
		double w = weight_of(&t->trial[i], drawn);
		*(t->trial[i].finger_a == t->trial[i].finger_b ? genuine : impostor) += w;
	}
}

/* From the highest score down: what each threshold lets through. Sorted. */
static bool judge(const struct rates_trials *t, const uint16_t *drawn, struct rates *out)
{
	double genuine;
	double impostor;
	double accepted = 0;
	double passed = 0;
	totals(t, drawn, &genuine, &impostor);
	*out = (struct rates){.eer = 1};
	for (size_t k = 0; k < RATES_POINTS; k++) {
		out->fnmr[k] = 1;
		out->threshold[k] = t->count == 0 ? 0 : t->trial[t->count - 1].score;
	}
	if (!(genuine > 0 && impostor > 0)) {
		return false;
	}
	for (size_t i = t->count; i > 0;) {
		float score = t->trial[i - 1].score;
		for (; i > 0 && t->trial[i - 1].score >= score; i--) {
			const struct rates_trial *r = &t->trial[i - 1];
			*(r->finger_a == r->finger_b ? &accepted : &passed) += weight_of(r, drawn);
		}
		double fmr = passed / impostor;
		double fnmr = 1 - accepted / genuine;
		out->eer = fmax(fmr, fnmr) < out->eer ? fmax(fmr, fnmr) : out->eer;
		for (size_t k = 0; k < RATES_POINTS; k++) {
			if (fmr <= rates_fmr[k]) {
				out->fnmr[k] = fmax(0, fnmr);
				out->threshold[k] = score;
			}
		}
	}
	return true;
}

static void draw_fingers(const uint16_t *of, size_t count, uint64_t *state, uint16_t *drawn)
{
	for (size_t i = 0; i < RATES_FINGERS_MAX; i++) {
		drawn[i] = 0;
	}
	for (size_t i = 0; i < count; i++) {
		*state = *state * 6364136223846793005U + 1442695040888963407U;
		drawn[of[(*state >> 33) % count]]++;
	}
}

static size_t fingers_of(const struct rates_trials *t, uint16_t *out)
{
	static bool seen[RATES_FINGERS_MAX];
	size_t count = 0;
	for (size_t i = 0; i < RATES_FINGERS_MAX; i++) {
		seen[i] = false;
	}
	for (size_t i = 0; i < t->count; i++) {
		uint16_t both[2] = {t->trial[i].finger_a, t->trial[i].finger_b};
		for (size_t k = 0; k < 2; k++) {
			if (both[k] < RATES_FINGERS_MAX && !seen[both[k]]) {
				seen[both[k]] = true;
				out[count++] = both[k];
			}
		}
	}
	return count;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return x < y ? -1 : x > y;
}

/* The 2.5 % and 97.5 % of each number, which lies at this place of struct rates. */
static void spread(struct rates *all, size_t count, size_t place, struct rates_result *out)
{
	static double value[BOOTSTRAPS];
	for (size_t i = 0; i < count; i++) {
		value[i] = ((const double *)&all[i])[place];
	}
	qsort(value, count, sizeof(value[0]), by_size);
	((double *)&out->low)[place] = value[count / 40];
	((double *)&out->high)[place] = value[count - 1 - count / 40];
}

/* Each finger once. Sorts. */
static enum eg_err judge_all(struct rates_trials *t, struct rates *out)
{
	static uint16_t once[RATES_FINGERS_MAX];
	if (!t->sorted) {
		qsort(t->trial, t->count, sizeof(t->trial[0]), by_score);
		t->sorted = true;
	}
	for (size_t i = 0; i < RATES_FINGERS_MAX; i++) {
		once[i] = 1;
	}
	return judge(t, once, out) ? EG_OK : EG_FAIL(EG_NOT_FOUND, "trials of both kinds");
}

enum eg_err rates_of(struct rates_trials *t, struct rates_result *out)
{
	static struct rates all[BOOTSTRAPS];
	static uint16_t drawn[RATES_FINGERS_MAX];
	static uint16_t fingers[RATES_FINGERS_MAX];
	*out = (struct rates_result){0};
	for (size_t i = 0; i < t->count; i++) {
		bool genuine = t->trial[i].finger_a == t->trial[i].finger_b;
		*(genuine ? &out->genuine : &out->impostor) += 1;
	}
	EG_TRY(judge_all(t, &out->value));
	size_t count = fingers_of(t, fingers);
	uint64_t state = 1;
	size_t done = 0;
	for (size_t i = 0; i < BOOTSTRAPS; i++) {
		draw_fingers(fingers, count, &state, drawn);
		done += judge(t, drawn, &all[done]);
	}
	for (size_t place = 0; place < sizeof(struct rates) / sizeof(double) && done > 0; place++) {
		spread(all, done, place, out);
	}
	return EG_OK;
}

static void middle(double *value, size_t count, double *low, double *high)
{
	qsort(value, count, sizeof(value[0]), by_size);
	*low = count == 0 ? 0 : value[count / 40];
	*high = count == 0 ? 0 : value[count - 1 - count / 40];
}

enum eg_err rates_compare(struct rates_trials *t, struct rates_trials *than, struct rates_cost *out)
{
	static double points[BOOTSTRAPS];
	static double share[BOOTSTRAPS];
	static uint16_t drawn[RATES_FINGERS_MAX];
	static uint16_t fingers[RATES_FINGERS_MAX];
	struct rates a;
	struct rates b;
	size_t done = 0;
	size_t shares = 0;
	uint64_t state = 1;
	*out = (struct rates_cost){0};
	EG_TRY(judge_all(t, &a));
	EG_TRY(judge_all(than, &b));
	out->eer = a.eer;
	out->eer_than = b.eer;
	out->points = a.eer - b.eer;
	out->share = b.eer > 0 ? out->points / b.eer : 0;
	for (size_t i = 0; i < t->count; i++) {
		out->genuine += t->trial[i].finger_a == t->trial[i].finger_b;
	}
	size_t count = fingers_of(t, fingers);
	for (size_t i = 0; i < BOOTSTRAPS; i++) {
		draw_fingers(fingers, count, &state, drawn);
		if (!judge(t, drawn, &a) || !judge(than, drawn, &b)) {
			continue;
		}
		points[done++] = a.eer - b.eer;
		if (b.eer > 0) {
			share[shares++] = (a.eer - b.eer) / b.eer;
		}
	}
	middle(points, done, &out->points_low, &out->points_high);
	middle(share, shares, &out->share_low, &out->share_high);
	return EG_OK;
}

void rates_print_cost(const char *bench, const char *what, const struct rates_cost *c)
{
	printf("WSQ 15:1, %-16s EER %.2f %%, raw %.2f %%: %+.2f points (95 %% of bootstraps over "
	       "fingers %+.2f to %+.2f), %+.0f %% of it (%+.0f to %+.0f); %.1f of %zu genuine "
	       "pairs\n",
	       what, c->eer * 100, c->eer_than * 100, c->points * 100, c->points_low * 100,
	       c->points_high * 100, c->share * 100, c->share_low * 100, c->share_high * 100,
	       c->points * (double)c->genuine, c->genuine);
	printf("{\"bench\":\"%s\",\"wsq\":\"%s\",\"genuine\":%zu,\"eer\":%.5f,\"eer_raw\":%.5f,"
	       "\"points\":%.5f,\"points_low\":%.5f,\"points_high\":%.5f,\"relative\":%.4f,"
	       "\"relative_low\":%.4f,\"relative_high\":%.4f}\n",
	       bench, what, c->genuine, c->eer, c->eer_than, c->points, c->points_low,
	       c->points_high, c->share, c->share_low, c->share_high);
}

void rates_head(void)
{
	printf("%-9s %-24s %7s %8s   EER %%               FNMR %% at FMR 1 %%, 0.1 %%, 0.05 %%, "
	       "0.01 %% (95 %% of bootstraps over fingers)   thresholds\n",
	       "matcher", "set", "genuine", "impostor");
}

void rates_print(const char *bench, const char *matcher, const char *what,
		 const struct rates_result *r)
{
	printf("%-9s %-24s %7zu %8zu   %5.2f (%5.2f-%5.2f)", matcher, what, r->genuine, r->impostor,
	       r->value.eer * 100, r->low.eer * 100, r->high.eer * 100);
	for (size_t k = 0; k < RATES_POINTS; k++) {
		printf("   %5.2f (%5.2f-%5.2f)", r->value.fnmr[k] * 100, r->low.fnmr[k] * 100,
		       r->high.fnmr[k] * 100);
	}
	printf("   %.0f %.0f %.0f %.0f\n", r->value.threshold[0], r->value.threshold[1],
	       r->value.threshold[2], r->value.threshold[3]);
	printf("{\"bench\":\"%s\",\"matcher\":\"%s\",\"set\":\"%s\",\"genuine\":%zu,"
	       "\"impostor\":%zu,\"eer\":%.5f,\"eer_low\":%.5f,\"eer_high\":%.5f",
	       bench, matcher, what, r->genuine, r->impostor, r->value.eer, r->low.eer,
	       r->high.eer);
	static const unsigned one_in[RATES_POINTS] = {100, 1000, 2000, 10000};
	for (size_t k = 0; k < RATES_POINTS; k++) {
		printf(",\"fmr%u\":%.5f,\"fmr%u_low\":%.5f,\"fmr%u_high\":%.5f,\"threshold%u\":%."
		       "0f,"
		       "\"threshold%u_low\":%.0f,\"threshold%u_high\":%.0f",
		       one_in[k], r->value.fnmr[k], one_in[k], r->low.fnmr[k], one_in[k],
		       r->high.fnmr[k], one_in[k], r->value.threshold[k], one_in[k],
		       r->low.threshold[k], one_in[k], r->high.threshold[k]);
	}
	printf("}\n");
}
