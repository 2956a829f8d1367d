/*
 * finger_trial: sets of fingerprints compared by the FVC protocol, by our matcher and by a peer.
 * Knows pairs, scores and time. Never knows what is promised.
 */
#include "finger_trial.h"

#include "finger_beside.h"

#include "biometrics/finger_match.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const rival_name[FINGER_RIVALS] = {"egate", "egate-raw", "libfprint"};

void finger_trials_free(struct finger_trials *t)
{
	for (size_t i = 0; i < FINGER_SETS_MAX; i++) {
		finger_set_free(&t->set[i]);
		for (size_t k = 0; k < FINGER_RIVALS; k++) {
			free(t->score[i][k]);
			t->score[i][k] = NULL;
		}
	}
	t->sets = 0;
}

static float comparable(int16_t score)
{
	return score == FINGER_SCORE_NONE ? FINGER_SCORE_LEAST : score;
}

static enum eg_err match_all(struct finger_trials *t)
{
	EG_AUTO(finger_matcher_free) struct finger_matcher *m = NULL;
	const struct finger_set *s = &t->set[t->sets];
	float *const *score = t->score[t->sets];
	EG_TRY(finger_matcher_new(&m));
	for (size_t i = 0; i < s->count * s->count; i++) {
		size_t chip = i / s->count;
		size_t live = i % s->count;
		if (!finger_set_is_pair(s, chip, live)) {
			continue;
		}
		const struct finger_template *of_live = &s->print[live].made[FINGER_LIVE];
		int64_t begin = finger_set_cpu();
		int16_t own = finger_match(m, &s->print[chip].made[FINGER_CHIP], of_live);
		measure_add(&t->match, finger_set_cpu() - begin);
		score[FINGER_OWN][i] = comparable(own);
		score[FINGER_RAW][i] =
			comparable(finger_match(m, &s->print[chip].made[FINGER_LIVE], of_live));
	}
	return EG_OK;
}

static enum eg_err make_room(struct finger_trials *t)
{
	const struct finger_set *s = &t->set[t->sets];
	for (size_t k = 0; k < FINGER_RIVALS; k++) {
		float *score = calloc(s->count * s->count, sizeof(float));
		t->score[t->sets][k] = score;
		if (score == NULL) {
			return EG_FAIL(EG_NO_MEMORY, "room for scores");
		}
		for (size_t i = 0; i < s->count * s->count; i++) {
			score[i] = NAN;
		}
	}
	return EG_OK;
}

enum eg_err finger_trials_run(struct finger_trials *t)
{
	struct finger_set *s = &t->set[t->sets];
	EG_TRY(finger_set_extract(s));
	EG_TRY(make_room(t));
	EG_TRY(match_all(t));
	printf("%-24s %zu images of %zu fingers; refused: %zu chip, %zu live\n",
	       finger_trials_name(t, t->sets), s->count, s->fingers, s->refused[FINGER_CHIP],
	       s->refused[FINGER_LIVE]);
	measure_print(t->bench, "extract (CPU)", &s->extract);
	if (t->peer != NULL) {
		bool all = s->fingers <= FINGER_ALL_MOST;
		EG_TRY(finger_beside(t->peer, s, all, t->score[t->sets][FINGER_PEER]));
	}
	finger_set_free_images(s);
	(void)fflush(stdout); /* so that a long run shows how far it is */
	t->sets++;
	return EG_OK;
}

/* Fingers are counted through all sets. */
static size_t first_finger(const struct finger_trials *t, size_t set)
{
	size_t first = 0;
	for (size_t i = 0; i < set; i++) {
		first += t->set[i].fingers;
	}
	return first;
}

/* The same impression of the finger after this one: the second finger of the person. */
static size_t second(const struct finger_set *s, size_t print)
{
	size_t order = (s->print[print].order + 1) % s->fingers;
	for (size_t i = 0; i < s->count; i++) {
		if (s->print[i].order == order &&
		    s->print[i].impression == s->print[print].impression) {
			return i;
		}
	}
	return s->count;
}

/* Score of two images in whichever order they were compared; NAN: never. */
static float score_of(const struct finger_trials *t, size_t set, enum finger_rival rival, size_t x,
		      size_t y)
{
	size_t count = t->set[set].count;
	return t->score[set][rival][x < y ? x * count + y : y * count + x];
}

static float sum_of_two(const struct finger_trials *t, size_t set, enum finger_rival rival,
			size_t chip, size_t live)
{
	const struct finger_set *s = &t->set[set];
	size_t chip_two = second(s, chip);
	size_t live_two = second(s, live);
	return chip_two == s->count || live_two == s->count
		       ? NAN
		       : score_of(t, set, rival, chip, live) +
				 score_of(t, set, rival, chip_two, live_two);
}

static enum eg_err add_set(const struct finger_trials *t, size_t set, enum finger_rival rival,
			   enum finger_pairs pairs, struct rates_trials *out)
{
	const struct finger_set *s = &t->set[set];
	size_t base = first_finger(t, set);
	for (size_t i = 0; i < s->count * s->count; i++) {
		size_t chip = i / s->count;
		size_t live = i % s->count;
		bool genuine = s->print[chip].order == s->print[live].order;
		bool first = finger_set_is_first(s, chip) && finger_set_is_first(s, live);
		if (!finger_set_is_pair(s, chip, live) ||
		    (pairs == FINGER_PAIRS_FIRST && !genuine && !first)) {
			continue;
		}
		float score = pairs == FINGER_PAIRS_TWO ? sum_of_two(t, set, rival, chip, live)
							: t->score[set][rival][i];
		struct rates_trial trial = {.score = score,
					    .finger_a = (uint16_t)(base + s->print[chip].order),
					    .finger_b = (uint16_t)(base + s->print[live].order)};
		if (!isnan(score)) {
			EG_TRY(rates_add(out, trial));
		}
	}
	return EG_OK;
}

static enum eg_err add_sets(const struct finger_trials *t, enum finger_rival rival,
			    enum finger_pairs pairs, uint64_t sets, struct rates_trials *out)
{
	for (size_t i = 0; i < t->sets; i++) {
		if ((sets >> i & 1U) != 0) {
			EG_TRY(add_set(t, i, rival, pairs, out));
		}
	}
	return EG_OK;
}

enum eg_err finger_trials_tell(const struct finger_trials *t, enum finger_rival rival,
			       enum finger_pairs pairs, uint64_t sets, const char *what,
			       struct rates_result *out)
{
	EG_AUTO(rates_free) struct rates_trials trials = {0};
	EG_TRY(add_sets(t, rival, pairs, sets, &trials));
	EG_TRY(rates_of(&trials, out));
	rates_print(t->bench, rival_name[rival], what, out);
	return EG_OK;
}

enum eg_err finger_trials_tell_wsq(const struct finger_trials *t, uint64_t sets, const char *what,
				   struct rates_cost *out)
{
	EG_AUTO(rates_free) struct rates_trials through = {0};
	EG_AUTO(rates_free) struct rates_trials raw = {0};
	EG_TRY(add_sets(t, FINGER_OWN, FINGER_PAIRS_ALL, sets, &through));
	EG_TRY(add_sets(t, FINGER_RAW, FINGER_PAIRS_ALL, sets, &raw));
	EG_TRY(rates_compare(&through, &raw, out));
	rates_print_cost(t->bench, what, out);
	return EG_OK;
}

const char *finger_trials_name(const struct finger_trials *t, size_t set)
{
	const char *slash = strrchr(t->set[set].name, '/');
	return slash == NULL || slash[1] == '\0' ? t->set[set].name : slash + 1;
}
