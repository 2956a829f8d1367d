/*
 * score_range: how sure an error rate is: 95 % intervals.
 * Knows counts, pairs by number of person, a seed. Never knows names or pictures.
 */
#include "prog/score_range.h"

#include <math.h>
#include <stdlib.h>

#define Z95       1.959963984540054 /* of the normal distribution, two-sided */
#define LOW_DRAW  (SCORE_DRAWS * 25 / 1000)
#define HIGH_DRAW (SCORE_DRAWS * 975 / 1000 - 1)

struct score_range score_wilson(uint64_t errors, uint64_t trials)
{
	struct score_range r = {.low = (double)NAN, .high = (double)NAN};
	if (trials == 0 || errors > trials) {
		return r;
	}
	double n = (double)trials;
	double p = (double)errors / n;
	double middle = p + Z95 * Z95 / (2 * n);
	double half = Z95 * sqrt(p * (1 - p) / n + Z95 * Z95 / (4 * n * n));
	r.low = errors == 0 ? 0 : fmax(0, (middle - half) / (1 + Z95 * Z95 / n));
	r.high = errors == trials ? 1 : fmin(1, (middle + half) / (1 + Z95 * Z95 / n));
	return r;
}

/* fmin and fmax pass over NAN. */
struct score_range score_wider(struct score_range a, struct score_range b)
{
	return (struct score_range){.low = fmin(a.low, b.low), .high = fmax(a.high, b.high)};
}

enum eg_err score_list_new(size_t cap, bool lowest, struct score_list *out)
{
	*out = (struct score_list){.cap = cap, .lowest = lowest};
	out->edge = lowest ? SCORE_NEVER : SCORE_MIN - 1;
	out->pair = calloc(cap, sizeof(*out->pair));
	return out->pair != NULL ? EG_OK : EG_FAIL(EG_NO_MEMORY, "list of pairs");
}

void score_list_free(struct score_list *l)
{
	eg_free(&l->pair);
	*l = (struct score_list){0};
}

static bool is_beyond(const struct score_list *l, int score)
{
	return l->lowest ? score < l->edge : score > l->edge;
}

/* Moves the edge until half of the list goes, at least one score, and drops what is not beyond. */
static void make_room(struct score_list *l)
{
	static struct score_count held; /* 16 kB */
	held = (struct score_count){0};
	for (size_t i = 0; i < l->count; i++) {
		score_add(&held, l->pair[i].score);
	}
	uint64_t goes = 0;
	while (goes < l->cap / 2) {
		l->edge += l->lowest ? -1 : 1;
		goes = l->lowest ? score_above(&held, l->edge) : score_below(&held, l->edge + 1);
	}
	size_t kept = 0;
	for (size_t i = 0; i < l->count; i++) {
		if (is_beyond(l, l->pair[i].score)) {
			l->pair[kept++] = l->pair[i];
		}
	}
	l->count = kept;
}

void score_list_add(struct score_list *l, struct score_pair pair)
{
	if (is_beyond(l, pair.score) && l->count == l->cap) {
		make_room(l);
	}
	if (is_beyond(l, pair.score) && l->count < l->cap) {
		l->pair[l->count++] = pair;
	}
}

static int by_unit(const struct score_pair *a, const struct score_pair *b)
{
	int first = (a->a > b->a) - (a->a < b->a);
	return first != 0 ? first : (a->b > b->b) - (a->b < b->b);
}

static int by_lowest(const void *a, const void *b)
{
	const struct score_pair *x = a;
	const struct score_pair *y = b;
	return x->score != y->score ? x->score - y->score : by_unit(x, y);
}

static int by_highest(const void *a, const void *b)
{
	const struct score_pair *x = a;
	const struct score_pair *y = b;
	return x->score != y->score ? y->score - x->score : by_unit(x, y);
}

void score_list_sort(struct score_list *l)
{
	qsort(l->pair, l->count, sizeof(*l->pair), l->lowest ? by_lowest : by_highest);
}

bool score_list_holds(const struct score_list *l, int threshold)
{
	return l->lowest ? threshold <= l->edge : threshold > l->edge;
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t draw(uint64_t *state)
{
	*state += UINT64_C(0x9E3779B97F4A7C15);
	uint64_t z = *state;
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* Whether a person has a part in anything that is counted. */
static bool takes_part(const struct score_people *p, size_t i)
{
	return p->portraits[i] > 0 || (p->lives != NULL && p->lives[i] > 0);
}

/* As many people as take part, drawn with replacement: weight is how often each was. */
static void draw_people(const struct score_people *p, const uint32_t *members, size_t count,
			uint64_t *state, uint32_t *weight)
{
	for (size_t i = 0; i < p->count; i++) {
		weight[i] = 0;
	}
	for (size_t i = 0; i < count; i++) {
		/* The upper 32 bits scaled: no bias that a thousand draws could show. */
		weight[members[((draw(state) >> 32) * count) >> 32]]++;
	}
}

/* Impostor pairs among the people drawn; nobody is an impostor to another draw of the same. */
static double impostor_pairs(const struct score_people *p, const uint32_t *weight)
{
	double portraits = 0;
	double lives = 0;
	double own = 0;
	for (size_t i = 0; i < p->count; i++) {
		double w = weight[i];
		double live = p->lives == NULL ? p->portraits[i] : p->lives[i];
		portraits += w * p->portraits[i];
		lives += w * live;
		own += w * w * p->portraits[i] * live;
	}
	return (portraits * lives - own) / (p->lives == NULL ? 2 : 1);
}

static double genuine_pairs(const struct score_people *p, const uint32_t *weight)
{
	double sum = 0;
	for (size_t i = 0; i < p->count; i++) {
		sum += (double)weight[i] * (double)p->genuine[i];
	}
	return sum;
}

/* Pairs of the list by score, as often as the people drawn have them. */
static void weigh(const struct score_people *p, const struct score_list *l, bool genuine,
		  const uint32_t *weight, double by_score[SCORE_BINS])
{
	for (size_t i = 0; i < SCORE_BINS; i++) {
		by_score[i] = 0;
	}
	for (size_t i = 0; i < l->count; i++) {
		double w = weight[p->person[l->pair[i].a]];
		w *= genuine ? 1 : weight[p->person[l->pair[i].b]];
		by_score[l->pair[i].score - SCORE_MIN] += w;
	}
}

static double beyond(const double by_score[SCORE_BINS], int threshold, bool below)
{
	double sum = 0;
	int from = below ? SCORE_MIN : threshold;
	int to = below ? threshold : SCORE_NEVER;
	for (int s = from; s < to; s++) {
		sum += by_score[s - SCORE_MIN];
	}
	return sum;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x > y) - (x < y);
}

static struct score_range percentiles(double *rates, size_t count)
{
	struct score_range r = {.low = (double)NAN, .high = (double)NAN};
	if (count == SCORE_DRAWS) { /* else some draws had no pairs at all: too few people */
		qsort(rates, count, sizeof(*rates), by_size);
		r.low = rates[LOW_DRAW];
		r.high = rates[HIGH_DRAW];
	}
	return r;
}

/* What a bootstrap works on; all owned. */
struct boot {
	uint32_t *weight;  /* by person */
	uint32_t *members; /* people who take part */
	size_t member_count;
	double (*fmr)[SCORE_DRAWS]; /* by threshold */
	double (*fnmr)[SCORE_DRAWS];
	size_t fmr_count; /* draws that had pairs */
	size_t fnmr_count;
};

static void boot_free(struct boot *b)
{
	eg_free(&b->weight);
	eg_free(&b->members);
	eg_free(&b->fmr);
	eg_free(&b->fnmr);
}

static enum eg_err boot_new(const struct score_people *p, size_t thresholds, struct boot *b)
{
	b->weight = calloc(p->count + 1, sizeof(*b->weight));
	b->members = calloc(p->count + 1, sizeof(*b->members));
	b->fmr = calloc(thresholds + 1, sizeof(*b->fmr));
	b->fnmr = calloc(thresholds + 1, sizeof(*b->fnmr));
	if (b->weight == NULL || b->members == NULL || b->fmr == NULL || b->fnmr == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "bootstrap");
	}
	for (size_t i = 0; i < p->count; i++) {
		if (takes_part(p, i)) {
			b->members[b->member_count++] = (uint32_t)i;
		}
	}
	return EG_OK;
}

static void one_draw(struct boot *b, const struct score_people *people,
		     const struct score_list *genuine, const struct score_list *impostor,
		     const int *thresholds, size_t count)
{
	double by_score[SCORE_BINS];
	double impostors = impostor_pairs(people, b->weight);
	double genuines = genuine_pairs(people, b->weight);
	if (impostors > 0) {
		weigh(people, impostor, false, b->weight, by_score);
		for (size_t t = 0; t < count; t++) {
			b->fmr[t][b->fmr_count] =
				beyond(by_score, thresholds[t], false) / impostors;
		}
		b->fmr_count++;
	}
	if (genuines > 0) {
		weigh(people, genuine, true, b->weight, by_score);
		for (size_t t = 0; t < count; t++) {
			b->fnmr[t][b->fnmr_count] =
				beyond(by_score, thresholds[t], true) / genuines;
		}
		b->fnmr_count++;
	}
}

enum eg_err score_bootstrap(const struct score_people *people, const struct score_list *genuine,
			    const struct score_list *impostor, const int *thresholds, size_t count,
			    uint64_t seed, struct score_ranges *out)
{
	EG_AUTO(boot_free) struct boot b = {0};
	const struct score_range unknown = {.low = (double)NAN, .high = (double)NAN};
	if (count > SCORE_RANGES_MAX) {
		return EG_FAIL(EG_TOO_BIG, "thresholds of a bootstrap");
	}
	EG_TRY(boot_new(people, count, &b));
	for (size_t i = 0; i < SCORE_DRAWS && b.member_count > 0; i++) {
		draw_people(people, b.members, b.member_count, &seed, b.weight);
		one_draw(&b, people, genuine, impostor, thresholds, count);
	}
	for (size_t t = 0; t < count; t++) {
		out->fmr[t] = score_list_holds(impostor, thresholds[t])
				      ? percentiles(b.fmr[t], b.fmr_count)
				      : unknown;
		out->fnmr[t] = score_list_holds(genuine, thresholds[t])
				       ? percentiles(b.fnmr[t], b.fnmr_count)
				       : unknown;
	}
	return EG_OK;
}
