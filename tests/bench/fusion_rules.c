/*
 * fusion_rules: what rules of a face and a finger lose and let pass.
 * Knows scores of pairs by number of person and of finger, and the table of an embedder. Never
 * knows pictures or prints.
 */
#include "fusion_rules.h"

#include <math.h>
#include <stdlib.h>

#define FACE_LEAST    (-1000)
#define DECIBANS_MOST 100 /* of a face: no table is that large */
/* Where decibans of both, or of one, lie: room for the sum. */
#define BOTH_LEAST  (FUSION_LEAST - DECIBANS_MOST)
#define BOTH_MOST   (FINGER_SCORE_MOST + DECIBANS_MOST)
#define BOTH_SCORES (BOTH_MOST - BOTH_LEAST + 1)

const double fusion_fmr[FUSION_POINTS] = {0.001, 0.0001};

/* Shares of pairs by score. */
struct shares {
	double face_genuine[FUSION_FACES];
	double face_impostor[FUSION_FACES];
	double finger_genuine[FUSION_SCORES];
	double finger_impostor[FUSION_SCORES];
	double step_genuine[FUSION_STEPS];
	double step_impostor[FUSION_STEPS];
};

static int decibans_of(double genuine, double impostor)
{
	int d = (int)floor(10 * log10(genuine / impostor));
	return d < -DECIBANS_MOST ? -DECIBANS_MOST : d > DECIBANS_MOST ? DECIBANS_MOST : d;
}

void fusion_steps_of(const struct face_embedder *m, unsigned people, struct fusion_steps *out)
{
	double lost = 0;
	double passed = 1;
	*out = (struct fusion_steps){.count = (size_t)m->fmr_count + 1, .people = people};
	for (size_t k = 0; k < out->count; k++) {
		bool last = k + 1 == out->count;
		double lost_next = last ? 1 : m->fmr[k].fnmr_ppm / 1e6;
		double passed_next = last ? 0 : 1.0 / m->fmr[k].one_in;
		out->from[k] = k == 0 ? FACE_LEAST : m->fmr[k - 1].score;
		out->genuine[k] = fmax(0, lost_next - lost);
		out->impostor[k] = passed - passed_next;
		out->decibans[k] = decibans_of(fmax(out->genuine[k], 1.0 / people),
					       fmax(out->impostor[k], 1e-9));
		lost = lost_next;
		passed = passed_next;
	}
	/* A step that proves less than the one below it makes that one no better than itself. */
	for (size_t k = out->count - 1; k > 0; k--) {
		out->decibans[k - 1] = out->decibans[k - 1] < out->decibans[k]
					       ? out->decibans[k - 1]
					       : out->decibans[k];
	}
}

static size_t step_of(const struct fusion_steps *s, int cosine)
{
	size_t k = s->count - 1;
	while (k > 0 && cosine < s->from[k]) {
		k--;
	}
	return k;
}

int fusion_decibans(const struct fusion_steps *s, int cosine)
{
	return s->decibans[step_of(s, cosine)];
}

void fusion_side_free(struct fusion_side *s)
{
	free(s->pair);
	*s = (struct fusion_side){0};
}

enum eg_err fusion_side_add(struct fusion_side *s, struct fusion_pair p)
{
	if (p.a >= FUSION_UNITS || p.b >= FUSION_UNITS) {
		return EG_FAIL(EG_TOO_BIG, "more people or fingers than there is room for");
	}
	if (s->count == s->room) {
		size_t room = s->room == 0 ? 4096 : s->room * 2;
		struct fusion_pair *more = realloc(s->pair, room * sizeof(*more));
		if (more == NULL) {
			return EG_FAIL(EG_NO_MEMORY, "room for pairs");
		}
		s->pair = more;
		s->room = room;
	}
	size_t units = 1 + (size_t)(p.a > p.b ? p.a : p.b);
	s->units = units > s->units ? units : s->units;
	s->pair[s->count++] = p;
	return EG_OK;
}

static uint64_t next(uint64_t *state)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return *state >> 33;
}

static void draw(size_t units, uint64_t *state, unsigned *drawn)
{
	for (size_t i = 0; i < units; i++) {
		drawn[i] = 0;
	}
	for (size_t i = 0; i < units; i++) {
		drawn[next(state) % units]++;
	}
}

/* Shares of a side's pairs by score, each as often as its units were drawn; drawn NULL: once. */
static bool weigh(const struct fusion_side *s, const unsigned *drawn, int least, size_t scores,
		  double *genuine, double *impostor)
{
	double all[2] = {0, 0};
	for (size_t i = 0; i < scores; i++) {
		genuine[i] = impostor[i] = 0;
	}
	for (size_t i = 0; i < s->count; i++) {
		const struct fusion_pair *p = &s->pair[i];
		bool same = p->a == p->b;
		double w = drawn == NULL ? 1 : drawn[p->a];
		w *= drawn == NULL || same ? 1 : drawn[p->b];
		int at = p->score - least;
		at = at < 0 ? 0 : at >= (int)scores ? (int)scores - 1 : at;
		(same ? genuine : impostor)[at] += w;
		all[same] += w;
	}
	if (!(all[0] > 0 && all[1] > 0)) {
		return false; /* a draw without pairs of both kinds */
	}
	for (size_t i = 0; i < scores; i++) {
		genuine[i] /= all[1];
		impostor[i] /= all[0];
	}
	return true;
}

static void to_steps(const struct fusion_steps *s, struct shares *h)
{
	for (size_t k = 0; k < FUSION_STEPS; k++) {
		h->step_genuine[k] = h->step_impostor[k] = 0;
	}
	for (size_t i = 0; i < FUSION_FACES; i++) {
		size_t k = step_of(s, (int)i + FACE_LEAST);
		h->step_genuine[k] += h->face_genuine[i];
		h->step_impostor[k] += h->face_impostor[i];
	}
}

/* What is lost at the lowest score that lets at most so many pass; all, where none does. */
static double lost_at(const double *genuine, const double *impostor, size_t scores, double fmr,
		      size_t *threshold)
{
	double passed = 0;
	double kept = 0;
	double best = 0;
	*threshold = scores;
	for (size_t i = scores; i > 0; i--) {
		passed += impostor[i - 1];
		if (passed > fmr * (1 + 1e-9)) {
			break;
		}
		kept += genuine[i - 1];
		best = kept;
		*threshold = i - 1;
	}
	return fmax(0, 1 - best);
}

static int joined(enum fusion_rule rule, int face, int finger)
{
	switch (rule) {
	case FUSION_BOTH:
		return face < finger ? face : finger;
	case FUSION_EITHER:
		return face > finger ? face : finger;
	case FUSION_SUM:
		return face + finger;
	case FUSION_FACE:
		return face;
	case FUSION_FINGER:
	case FUSION_RULES:
		break;
	}
	return finger;
}

static double total(const double *share, int from, int to)
{
	double sum = 0;
	for (int i = from; i < to; i++) {
		sum += share[i];
	}
	return sum;
}

/* Every face with every finger, by what the rule makes of both. */
static void join(enum fusion_rule rule, const struct fusion_steps *s, const struct shares *h,
		 double genuine[BOTH_SCORES], double impostor[BOTH_SCORES])
{
	for (size_t i = 0; i < BOTH_SCORES; i++) {
		genuine[i] = impostor[i] = 0;
	}
	for (size_t k = 0; k < s->count; k++) {
		for (int f = 0; f < FUSION_SCORES; f++) {
			int at = joined(rule, s->decibans[k], f + FUSION_LEAST) - BOTH_LEAST;
			genuine[at] += h->step_genuine[k] * h->finger_genuine[f];
			impostor[at] += h->step_impostor[k] * h->finger_impostor[f];
		}
	}
}

static void judge_rules(const struct fusion_steps *s, const struct shares *h,
			struct fusion_rates *out)
{
	static double genuine[BOTH_SCORES];
	static double impostor[BOTH_SCORES];
	size_t threshold;
	for (unsigned rule = 0; rule < FUSION_RULES; rule++) {
		join((enum fusion_rule)rule, s, h, genuine, impostor);
		for (size_t k = 0; k < FUSION_POINTS; k++) {
			out->fnmr[rule][k] =
				rule == FUSION_FACE
					? lost_at(h->face_genuine, h->face_impostor, FUSION_FACES,
						  fusion_fmr[k], &threshold)
					: lost_at(genuine, impostor, BOTH_SCORES, fusion_fmr[k],
						  &threshold);
		}
	}
	for (unsigned rule = 0; rule < FUSION_RULES; rule++) {
		for (size_t k = 0; k < FUSION_POINTS; k++) {
			out->gain[rule][k] = out->fnmr[rule][k] - out->fnmr[FUSION_SUM][k];
		}
	}
}

/* The finger decides where the face is in doubt: alone, as built, or with what the face proves. */
static void judge_lane(const struct fusion_steps *s, const struct fusion_lane *lane,
		       const struct shares *h, struct fusion_rates *out)
{
	static double genuine[BOTH_SCORES];
	static double impostor[BOTH_SCORES];
	int match = lane->face_match - FACE_LEAST;
	int refer = lane->face_refer - FACE_LEAST;
	int needed = lane->finger_match - FUSION_LEAST;
	size_t threshold;
	for (size_t i = 0; i < BOTH_SCORES; i++) {
		genuine[i] = impostor[i] = 0;
	}
	for (int i = refer; i < match; i++) {
		int face = fusion_decibans(s, i + FACE_LEAST);
		for (int f = 0; f < FUSION_SCORES; f++) {
			int at = face + f + FUSION_LEAST - BOTH_LEAST;
			genuine[at] += h->face_genuine[i] * h->finger_genuine[f];
			impostor[at] += h->face_impostor[i] * h->finger_impostor[f];
		}
	}
	out->asked = total(h->face_genuine, refer, match);
	out->asked_fmr = total(h->face_impostor, refer, match);
	out->face_fnmr = total(h->face_genuine, 0, match);
	out->face_fmr = total(h->face_impostor, match, FUSION_FACES);
	double settled = out->asked * total(h->finger_genuine, needed, FUSION_SCORES);
	double passed = out->asked_fmr * total(h->finger_impostor, needed, FUSION_SCORES);
	out->lane_fnmr = fmax(0, out->face_fnmr - settled);
	out->lane_fmr = out->face_fmr + passed;
	out->doubt_gain = out->face_fnmr - out->lane_fnmr;
	out->at_most = out->asked - settled;
	double lost = lost_at(genuine, impostor, BOTH_SCORES, passed, &threshold);
	out->sum_fnmr = fmax(0, out->face_fnmr - (1 - lost));
	out->sum_threshold = (int)threshold + BOTH_LEAST;
	out->lane_gain = out->lane_fnmr - out->sum_fnmr;
}

static void judge(const struct fusion_steps *s, const struct fusion_lane *lane, struct shares *h,
		  struct fusion_rates *out)
{
	*out = (struct fusion_rates){0};
	to_steps(s, h);
	judge_rules(s, h, out);
	judge_lane(s, lane, h, out);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x > y) - (x < y);
}

static enum eg_err spread(const struct fusion_rates *all, size_t count, struct fusion_result *out)
{
	static double value[FUSION_DRAWS];
	if (count < FUSION_DRAWS / 2) {
		return EG_FAIL(EG_NOT_FOUND, "pairs of both kinds in enough draws");
	}
	for (size_t place = 0; place < sizeof(struct fusion_rates) / sizeof(double); place++) {
		for (size_t i = 0; i < count; i++) {
			value[i] = ((const double *)&all[i])[place];
		}
		qsort(value, count, sizeof(value[0]), by_size);
		((double *)&out->low)[place] = value[count / 40];
		((double *)&out->high)[place] = value[count - 1 - count / 40];
	}
	return EG_OK;
}

/* Faces of the table's people; state NULL: exactly as it says. */
static void table_faces(const struct fusion_steps *s, uint64_t *state, struct shares *h)
{
	for (size_t i = 0; i < FUSION_FACES; i++) {
		h->face_genuine[i] = h->face_impostor[i] = 0;
	}
	for (size_t k = 0; k < s->count; k++) {
		h->face_impostor[s->from[k] - FACE_LEAST] = s->impostor[k];
		h->face_genuine[s->from[k] - FACE_LEAST] = state == NULL ? s->genuine[k] : 0;
	}
	for (unsigned i = 0; state != NULL && i < s->people; i++) {
		double at = (double)next(state) / 2147483648.0;
		size_t k = 0;
		while (k + 1 < s->count && at >= s->genuine[k]) {
			at -= s->genuine[k++];
		}
		h->face_genuine[s->from[k] - FACE_LEAST] += 1.0 / s->people;
	}
}

/* faces NULL: of the table. */
static enum eg_err rates_of(const struct fusion_side *faces, const struct fusion_side *fingers,
			    const struct fusion_steps *s, const struct fusion_lane *lane,
			    struct fusion_result *out)
{
	static struct fusion_rates all[FUSION_DRAWS];
	static struct shares h;
	unsigned face[FUSION_UNITS];
	unsigned finger[FUSION_UNITS];
	uint64_t state = 1;
	size_t done = 0;
	for (size_t i = 0; i <= FUSION_DRAWS; i++) {
		bool whole = i == 0;
		draw(fingers->units, &state, finger);
		bool good = weigh(fingers, whole ? NULL : finger, FUSION_LEAST, FUSION_SCORES,
				  h.finger_genuine, h.finger_impostor);
		if (faces == NULL) {
			table_faces(s, whole ? NULL : &state, &h);
		} else {
			draw(faces->units, &state, face);
			good = weigh(faces, whole ? NULL : face, FACE_LEAST, FUSION_FACES,
				     h.face_genuine, h.face_impostor) &&
			       good;
		}
		if (whole && !good) {
			return EG_FAIL(EG_NOT_FOUND, "pairs of both kinds");
		}
		if (good) {
			judge(s, lane, &h, whole ? &out->value : &all[done]);
			done += !whole;
		}
	}
	return spread(all, done, out);
}

enum eg_err fusion_of_set(const struct fusion_side *faces, const struct fusion_side *fingers,
			  const struct fusion_steps *s, const struct fusion_lane *lane,
			  struct fusion_result *out)
{
	return rates_of(faces, fingers, s, lane, out);
}

enum eg_err fusion_of_table(const struct fusion_side *fingers, const struct fusion_steps *s,
			    const struct fusion_lane *lane, struct fusion_result *out)
{
	return rates_of(NULL, fingers, s, lane, out);
}
