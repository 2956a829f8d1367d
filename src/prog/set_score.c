/*
 * set_score: every pair of a set compared and counted, as a whole and by group.
 * Knows units and scores. Never keeps a score of each pair: memory grows with the pictures.
 */
#include "prog/set_score.h"

#include <math.h>
#include <stdlib.h>

#define LANES 8 /* sums side by side: the processor adds them at once */

_Static_assert(FACE_TEMPLATE_SIZE % LANES == 0, "lanes fill a template");

static double dot(const float *a, const float *b)
{
	double sum[LANES] = {0};
	double all = 0;
	for (size_t i = 0; i < FACE_TEMPLATE_SIZE; i += LANES) {
		for (size_t k = 0; k < LANES; k++) {
			sum[k] += (double)a[i + k] * (double)b[i + k];
		}
	}
	for (size_t k = 0; k < LANES; k++) {
		all += sum[k];
	}
	return all;
}

/* Once for each template, not for each pair. */
static enum eg_err scale_to_one(struct face_template *t)
{
	double length = sqrt(dot(t->v, t->v));
	int16_t own;
	EG_TRY(face_compare(t, t, &own)); /* refuses what no score comes of */
	for (size_t i = 0; i < FACE_TEMPLATE_SIZE; i++) {
		t->v[i] = (float)((double)t->v[i] / length);
	}
	return EG_OK;
}

/* As face_compare, of templates of length 1. */
static int16_t compare(const struct face_template *a, const struct face_template *b)
{
	return (int16_t)lround(fmax(-1, fmin(1, dot(a->v, b->v))) * SCORE_MAX);
}

static enum eg_err prepare(struct set *s)
{
	uint32_t model = 0;
	for (size_t i = 0; i < s->unit_count; i++) {
		struct face_template *t = &s->face[s->unit[i].picture];
		if (!s->unit[i].enrolled) {
			continue;
		}
		model = model == 0 ? t->model : model;
		if (t->model != model) {
			return EG_FAIL(EG_MISMATCH, "templates of different models");
		}
		EG_TRY(scale_to_one(t));
	}
	return EG_OK;
}

static enum eg_err make_room(const struct set *s, const struct set_groups *groups,
			     struct set_score *out)
{
	EG_TRY(score_list_new(SET_KEPT, true, &out->lowest));
	EG_TRY(score_list_new(SET_KEPT, false, &out->highest));
	out->person_count = s->person_count;
	out->each_with_each = s->each_with_each;
	out->person = calloc(s->unit_count + 1, sizeof(*out->person));
	out->portraits = calloc(s->person_count + 1, sizeof(*out->portraits));
	out->lives = calloc(s->person_count + 1, sizeof(*out->lives));
	out->genuine = calloc(s->person_count + 1, sizeof(*out->genuine));
	out->group_count = groups == NULL ? 0 : groups->group_count;
	out->group = calloc(out->group_count + 1, sizeof(*out->group));
	if (out->person == NULL || out->portraits == NULL || out->lives == NULL ||
	    out->genuine == NULL || out->group == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "scores of the set");
	}
	return EG_OK;
}

static void count_units(const struct set *s, struct set_score *out)
{
	for (size_t i = 0; i < s->unit_count; i++) {
		const struct set_unit *u = &s->unit[i];
		out->person[i] = u->person;
		if (u->enrolled) {
			uint32_t *role = i < s->portraits ? out->portraits : out->lives;
			role[u->person]++;
		}
	}
}

static void count_people(const struct set_groups *groups, struct set_score *out)
{
	for (size_t p = 0; groups != NULL && p < out->person_count; p++) {
		bool there = out->portraits[p] > 0 || out->lives[p] > 0;
		for (size_t c = 0; there && c < groups->column_count; c++) {
			uint16_t group = set_group_of(groups, c, p);
			if (group != SET_NO_GROUP) {
				out->group[group].people++;
			}
		}
	}
}

static struct score_count *kind_of(struct score_pairs *p, bool genuine)
{
	return genuine ? &p->genuine : &p->impostor;
}

/* One pair; score NULL: one of its pictures was not enrolled. */
static void count_pair(struct set_score *out, const struct set_groups *groups, uint32_t a,
		       uint32_t b, const int16_t *score)
{
	uint32_t first = out->person[a];
	uint32_t second = out->person[b];
	bool genuine = first == second;
	struct score_count *all = kind_of(&out->pairs, genuine);
	if (score == NULL) {
		all->failed++;
	} else {
		score_add(all, *score);
		score_list_add(genuine ? &out->lowest : &out->highest,
			       (struct score_pair){a, b, *score});
		out->genuine[first] += genuine;
	}
	for (size_t c = 0; groups != NULL && c < groups->column_count; c++) {
		uint16_t group = set_group_of(groups, c, first);
		if (group == SET_NO_GROUP || group != set_group_of(groups, c, second)) {
			continue;
		}
		struct score_count *own = kind_of(&out->group[group].pairs, genuine);
		if (score == NULL) {
			own->failed++;
		} else {
			score_add(own, *score);
		}
	}
}

static void compare_all(const struct set *s, const struct set_groups *groups, struct set_score *out)
{
	for (uint32_t a = 0; a < s->portraits; a++) {
		const struct face_template *face = &s->face[s->unit[a].picture];
		size_t from = s->each_with_each ? a + 1 : s->portraits;
		for (size_t b = from; b < s->unit_count; b++) {
			const struct set_unit *other = &s->unit[b];
			int16_t score = 0;
			bool both = s->unit[a].enrolled && other->enrolled;
			if (both) {
				score = compare(face, &s->face[other->picture]);
			}
			count_pair(out, groups, a, (uint32_t)b, both ? &score : NULL);
		}
	}
	score_list_sort(&out->lowest);
	score_list_sort(&out->highest);
}

enum eg_err set_score_all(struct set *s, const struct set_groups *groups, struct set_score *out)
{
	*out = (struct set_score){0};
	enum eg_err err = make_room(s, groups, out);
	if (err == EG_OK) {
		err = prepare(s);
	}
	if (err != EG_OK) {
		set_score_free(out);
		return err;
	}
	count_units(s, out);
	count_people(groups, out);
	compare_all(s, groups, out);
	return EG_OK;
}

void set_score_free(struct set_score *s)
{
	score_list_free(&s->lowest);
	score_list_free(&s->highest);
	free(s->person);
	free(s->portraits);
	free(s->lives);
	free(s->genuine);
	free(s->group);
	*s = (struct set_score){0};
}

struct score_people set_score_people(const struct set_score *s)
{
	return (struct score_people){
		.count = s->person_count,
		.person = s->person,
		.portraits = s->portraits,
		.lives = s->each_with_each ? NULL : s->lives,
		.genuine = s->genuine,
	};
}
