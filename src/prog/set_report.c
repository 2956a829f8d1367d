/*
 * set_report: what the scores of a set say: rates with their intervals, groups, odd pairs.
 * Knows counts and thresholds. Never prints, never knows who is shown.
 */
#include "prog/set_report.h"

#include <math.h>
#include <stdlib.h>

#define RULE_OF_THREE 3 /* no error in 3/p trials: below p, at 95 % */

static const struct {
	const char *text;
	double fmr;
} rates[SET_RATE_COUNT] = {
#define X(name, text, fmr) [name] = {text, fmr},
	SET_RATES(X)
#undef X
};

const char *set_rate_name(enum set_rate_kind kind)
{
	return kind < SET_RATE_COUNT ? rates[kind].text : "?";
}

static struct set_rate rate_at(const struct score_pairs *p, int threshold,
			       struct score_range fmr_boot, struct score_range fnmr_boot,
			       size_t people)
{
	uint64_t errors = score_below(&p->genuine, threshold);
	/* Genuine pairs of one person are no independent trials: no more than people are. */
	uint64_t trials = p->genuine.total < people ? p->genuine.total : people;
	double share = p->genuine.total == 0 ? 0 : (double)errors / (double)p->genuine.total;
	struct score_range fnmr = score_wilson((uint64_t)llround(share * (double)trials), trials);
	uint64_t matches = score_above(&p->impostor, threshold);
	return (struct set_rate){
		.threshold = threshold,
		.false_matches = matches,
		.false_nonmatches = errors,
		.fmr = score_fmr(p, threshold),
		.fnmr = score_fnmr(p, threshold),
		.frr = score_frr(p, threshold),
		.fmr_range = score_wider(fmr_boot, score_wilson(matches, p->impostor.total)),
		.fnmr_range = score_wider(fnmr_boot, fnmr),
	};
}

static enum eg_err make_rates(const struct set *s, const struct set_score *score,
			      const struct policy *policy, uint64_t seed, struct set_report *out)
{
	int thresholds[SET_RATE_COUNT];
	struct score_ranges boot;
	const struct score_people people = set_score_people(score);
	for (size_t i = 0; i < SET_RATE_COUNT; i++) {
		thresholds[i] = i == SET_MATCH   ? policy->face_match
				: i == SET_REFER ? policy->face_refer
						 : score_threshold(&score->pairs, rates[i].fmr);
	}
	EG_TRY(score_bootstrap(&people, &score->lowest, &score->highest, thresholds, SET_RATE_COUNT,
			       seed, &boot));
	for (size_t i = 0; i < SET_RATE_COUNT; i++) {
		out->rate[i] = rate_at(&score->pairs, thresholds[i], boot.fmr[i], boot.fnmr[i],
				       s->person_count);
		out->rate[i].too_few =
			(double)score->pairs.impostor.total * rates[i].fmr < 1 && rates[i].fmr > 0;
	}
	return EG_OK;
}

/* People of one group alone, with the pairs among them that intervals need. */
struct group_world {
	uint32_t *portraits; /* all owned, by person */
	uint32_t *lives;
	uint64_t *genuine;
	struct score_list lowest;
	struct score_list highest;
};

static void group_world_free(struct group_world *w)
{
	eg_free(&w->portraits);
	eg_free(&w->lives);
	eg_free(&w->genuine);
	score_list_free(&w->lowest);
	score_list_free(&w->highest);
}

/* Those of the group, beyond a threshold; whole as far as the list they come from is. */
static enum eg_err take_pairs(const struct score_list *from, const uint32_t *person,
			      const uint32_t *member, int threshold, struct score_list *out)
{
	EG_TRY(score_list_new(from->count + 1, from->lowest, out));
	out->edge = from->edge;
	for (size_t i = 0; i < from->count; i++) {
		const struct score_pair *p = &from->pair[i];
		bool matters = from->lowest ? p->score < threshold : p->score >= threshold;
		if (matters && member[person[p->a]] > 0 && member[person[p->b]] > 0) {
			out->pair[out->count++] = *p;
		}
	}
	return EG_OK;
}

static enum eg_err make_group_world(const struct set_score *score, const struct set_groups *groups,
				    size_t group, const int thresholds[2], struct group_world *w)
{
	size_t people = score->person_count;
	uint32_t *member = calloc(people + 1, sizeof(*member));
	w->portraits = calloc(people + 1, sizeof(*w->portraits));
	w->lives = calloc(people + 1, sizeof(*w->lives));
	w->genuine = calloc(people + 1, sizeof(*w->genuine));
	if (member == NULL || w->portraits == NULL || w->lives == NULL || w->genuine == NULL) {
		eg_free(&member);
		return EG_FAIL(EG_NO_MEMORY, "people of a group");
	}
	for (size_t i = 0; i < people; i++) {
		if (set_group_of(groups, groups->group[group].column, i) == group) {
			member[i] = 1;
			w->portraits[i] = score->portraits[i];
			w->lives[i] = score->lives[i];
			w->genuine[i] = score->genuine[i];
		}
	}
	enum eg_err err =
		take_pairs(&score->lowest, score->person, member, thresholds[0], &w->lowest);
	if (err == EG_OK) {
		err = take_pairs(&score->highest, score->person, member, thresholds[1],
				 &w->highest);
	}
	eg_free(&member);
	return err;
}

static enum eg_err make_group(const struct set_score *score, const struct set_groups *groups,
			      size_t group, const struct set_report *all, uint64_t seed,
			      struct set_group_rate *out)
{
	EG_AUTO(group_world_free) struct group_world w = {0};
	struct score_ranges boot;
	const struct set_group_score *own = &score->group[group];
	const int thresholds[2] = {all->rate[SET_MATCH].threshold, all->rate[SET_REFER].threshold};
	/* Genuine pairs matter below the higher threshold, impostors above the lower one. */
	const int outer[2] = {thresholds[0] > thresholds[1] ? thresholds[0] : thresholds[1],
			      thresholds[0] > thresholds[1] ? thresholds[1] : thresholds[0]};
	EG_TRY(make_group_world(score, groups, group, outer, &w));
	const struct score_people people = {
		.count = score->person_count,
		.person = score->person,
		.portraits = w.portraits,
		.lives = score->each_with_each ? NULL : w.lives,
		.genuine = w.genuine,
	};
	EG_TRY(score_bootstrap(&people, &w.lowest, &w.highest, thresholds, 2, seed, &boot));
	for (size_t i = 0; i < 2; i++) {
		out->at[i] =
			rate_at(&own->pairs, thresholds[i], boot.fmr[i], boot.fnmr[i], own->people);
	}
	double fmr = all->rate[SET_MATCH].fmr;
	double fnmr = all->rate[SET_MATCH].fnmr;
	uint64_t pairs = own->pairs.impostor.total;
	out->few_people = own->people < SET_GROUP_PEOPLE;
	out->few_impostors = pairs == 0 || (double)pairs * fmr < RULE_OF_THREE;
	out->worse_fmr = out->at[0].fmr_range.low > fmr;
	out->worse_fnmr = out->at[0].fnmr_range.low > fnmr;
	return EG_OK;
}

enum eg_err set_report_make(const struct set *s, const struct set_score *score,
			    const struct set_groups *groups, const struct policy *policy,
			    uint64_t seed, struct set_report *out)
{
	*out = (struct set_report){
		.eer = score_eer(&score->pairs),
		.failed = score_wilson(s->failed, s->used),
		.highest = score->highest.pair,
		.lowest = score->lowest.pair,
	};
	out->highest_count =
		score->highest.count < SET_ODD_PAIRS ? score->highest.count : SET_ODD_PAIRS;
	out->lowest_count =
		score->lowest.count < SET_ODD_PAIRS ? score->lowest.count : SET_ODD_PAIRS;
	EG_TRY(make_rates(s, score, policy, seed, out));
	out->group = calloc(score->group_count + 1, sizeof(*out->group));
	if (out->group == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "rates of groups");
	}
	for (size_t g = 0; g < score->group_count; g++) {
		enum eg_err err = make_group(score, groups, g, out, seed, &out->group[g]);
		if (err != EG_OK) {
			set_report_free(out);
			return err;
		}
	}
	return EG_OK;
}

void set_report_free(struct set_report *r)
{
	free(r->group);
	*r = (struct set_report){0};
}

static size_t add_picture(uint32_t *out, size_t count, uint32_t picture)
{
	for (size_t i = 0; i < count; i++) {
		if (out[i] == picture) {
			return count;
		}
	}
	out[count] = picture;
	return count + 1;
}

size_t set_report_pictures(const struct set *s, const struct set_report *r, uint32_t *out)
{
	size_t count = 0;
	for (size_t i = 0; i < r->highest_count; i++) {
		count = add_picture(out, count, s->unit[r->highest[i].a].picture);
		count = add_picture(out, count, s->unit[r->highest[i].b].picture);
	}
	for (size_t i = 0; i < r->lowest_count; i++) {
		count = add_picture(out, count, s->unit[r->lowest[i].a].picture);
		count = add_picture(out, count, s->unit[r->lowest[i].b].picture);
	}
	return count;
}
