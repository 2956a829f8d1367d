/*
 * test_face: what is computed from the networks' numbers: boxes, alignment, templates, scores,
 * prompts. Needs no models.
 */
#include "biometrics/face_geometry.h"
#include "biometrics/face_vector.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MODEL 0x01020304u

static struct face_template template_of(float first, float second)
{
	struct face_template t = {.v = {first, second}};
	assert_int_equal(face_template_finish(&t, FACE_TEMPLATE_SIZE, MODEL), EG_OK);
	return t;
}

static int16_t score_of(struct face_template a, struct face_template b)
{
	int16_t score = 0;
	assert_int_equal(face_compare(&a, &b, &score), EG_OK);
	return score;
}

static void a_score_is_the_cosine_in_thousandths(void **state)
{
	(void)state;
	assert_int_equal(score_of(template_of(3, 4), template_of(6, 8)), 1000);
	assert_int_equal(score_of(template_of(3, 4), template_of(-3, -4)), -1000);
	assert_int_equal(score_of(template_of(1, 0), template_of(0, 7)), 0);
	assert_int_equal(score_of(template_of(1, 0), template_of(1, 1)), 707);
	assert_int_equal(template_of(3, 4).norm, 5000);
}

static void a_vector_without_direction_has_no_score(void **state)
{
	(void)state;
	struct face_template good = template_of(1, 2);
	struct face_template bad = good;
	int16_t score = 0;
	bad.v[7] = NAN;
	assert_int_equal(face_compare(&good, &bad, &score), EG_MISMATCH);
	assert_int_equal(score, -1000);
	assert_int_equal(face_compare(&bad, &bad, &score), EG_MISMATCH);
	bad.v[7] = INFINITY;
	assert_int_equal(face_compare(&bad, &good, &score), EG_MISMATCH);
	bad = (struct face_template){.size = FACE_TEMPLATE_SIZE, .model = MODEL};
	assert_int_equal(face_compare(&good, &bad, &score), EG_MISMATCH);
	assert_int_equal(face_template_finish(&bad, FACE_TEMPLATE_SIZE, MODEL), EG_MISMATCH);
	assert_int_equal(bad.model, 0);
}

static void templates_of_different_models_never_match(void **state)
{
	(void)state;
	struct face_template a = template_of(1, 2);
	struct face_template b = a;
	struct face_template mean;
	int16_t score = 0;
	b.model++;
	assert_int_equal(face_compare(&a, &b, &score), EG_MISMATCH);
	const struct face_template both[2] = {a, b};
	assert_int_equal(face_mean(both, 2, &mean), EG_MISMATCH);
	a.model = 0;
	b.model = 0;
	assert_int_equal(face_compare(&a, &b, &score), EG_MISMATCH);
}

static void templates_of_different_sizes_never_match(void **state)
{
	(void)state;
	struct face_template whole = template_of(1, 2);
	struct face_template shorter = {.v = {1, 2}};
	struct face_template mean;
	int16_t score = 0;
	assert_int_equal(face_template_finish(&shorter, 128, MODEL), EG_OK);
	assert_int_equal(score_of(shorter, shorter), 1000);
	assert_int_equal(face_compare(&whole, &shorter, &score), EG_MISMATCH);
	assert_int_equal(score, -1000);
	const struct face_template both[2] = {whole, shorter};
	assert_int_equal(face_mean(both, 2, &mean), EG_MISMATCH);
	/* What stands behind the size is not looked at; a size that cannot be is refused. */
	struct face_template dirty = shorter;
	dirty.v[128] = NAN;
	assert_int_equal(score_of(shorter, dirty), 1000);
	shorter.size = dirty.size = 0;
	assert_int_equal(face_compare(&shorter, &dirty, &score), EG_MISMATCH);
	shorter.size = dirty.size = FACE_TEMPLATE_SIZE + 1;
	assert_int_equal(face_compare(&shorter, &dirty, &score), EG_MISMATCH);
	assert_int_equal(face_template_finish(&dirty, FACE_TEMPLATE_SIZE + 1, MODEL), EG_MISMATCH);
}

static void a_mean_lies_between_its_templates(void **state)
{
	(void)state;
	const struct face_template two[2] = {template_of(2, 0), template_of(0, 2)};
	struct face_template mean;
	assert_int_equal(face_mean(two, 2, &mean), EG_OK);
	assert_int_equal(score_of(mean, template_of(1, 1)), 1000);
	assert_int_equal(mean.norm, 1414);
	assert_int_equal(face_mean(two, 0, &mean), EG_MISMATCH);
	const struct face_template opposite[2] = {template_of(2, 0), template_of(-2, 0)};
	assert_int_equal(face_mean(opposite, 2, &mean), EG_MISMATCH);
}

/* ---- boxes ---- */

static void overlapping_candidates_are_one_face(void **state)
{
	(void)state;
	const struct face_prior priors[] = {
		{0.70F, 0.10F, 0.10F, 0.30F, 0.40F}, /* the same face, less sure */
		{0.90F, 0.11F, 0.10F, 0.31F, 0.41F},
		{0.80F, 0.60F, 0.20F, 0.70F, 0.35F}, /* another, smaller */
		{0.60F, 0.80F, 0.80F, 0.90F, 0.90F}, /* under the threshold */
		{0.99F, 0.50F, 0.50F, 0.40F, 0.40F}, /* turned inside out */
		{0.99F, NAN, 0.50F, 0.40F, 0.40F},
	};
	struct face_box boxes[FACE_BOXES_MAX];
	assert_int_equal(face_boxes_pick(priors, 6, 1000, 1000, boxes), 2);
	assert_true(boxes[0].score > 0.85F);
	assert_true(fabsf(boxes[0].x0 - 110) < 1 && fabsf(boxes[0].y1 - 410) < 1);
	assert_true(fabsf(boxes[1].x0 - 600) < 1);
}

static void the_tallest_face_comes_first_even_if_less_sure(void **state)
{
	(void)state;
	const struct face_prior priors[] = {
		{0.99F, 0.1F, 0.1F, 0.2F, 0.2F},
		{0.70F, 0.5F, 0.1F, 0.9F, 0.6F},
	};
	struct face_box boxes[FACE_BOXES_MAX];
	assert_int_equal(face_boxes_pick(priors, 2, 100, 100, boxes), 2);
	assert_true(boxes[0].x0 > 49);
}

static void more_faces_than_fit_are_counted_as_the_most(void **state)
{
	(void)state;
	struct face_prior priors[100];
	struct face_box boxes[FACE_BOXES_MAX];
	for (int i = 0; i < 100; i++) {
		int row = i / 10;
		float x = (float)(i % 10) / 10;
		float y = (float)row / 10;
		priors[i] = (struct face_prior){0.7F + (float)i / 1000, x, y, x + 0.08F, y + 0.08F};
	}
	assert_int_equal(face_boxes_pick(priors, 100, 100, 100, boxes), FACE_BOXES_MAX);
	for (size_t i = 0; i < FACE_BOXES_MAX; i++) {
		assert_true(boxes[i].score > 0.735F); /* the 36 least sure ones fell off */
	}
}

static bool inside(struct face_rect r, const struct picture *p)
{
	return r.x0 >= 0 && r.y0 >= 0 && r.x0 < r.x1 && r.y0 < r.y1 && r.x1 <= (int32_t)p->width &&
	       r.y1 <= (int32_t)p->height;
}

static void crops_stay_within_the_picture(void **state)
{
	(void)state;
	const struct picture p = {.width = 200, .height = 100};
	for (int x = -60; x < 240; x += 7) {
		for (int size = 1; size < 300; size += 13) {
			float up = (float)x / 3.0F;
			struct face_box b = {1, (float)x, -up, (float)(x + size), (float)size - up};
			struct face_rect r;
			assert_true(!face_box_square(&b, &p, &r) || inside(r, &p));
			assert_true(!face_box_surroundings(&b, &p, &r) || inside(r, &p));
		}
	}
	struct face_box far = {1, 500, 500, 600, 600};
	struct face_rect r;
	assert_false(face_box_square(&far, &p, &r));
	assert_false(face_box_surroundings(&far, &p, &r));
}

static void surroundings_shrink_where_there_is_no_room(void **state)
{
	(void)state;
	const struct picture p = {.width = 1000, .height = 500};
	struct face_box small = {1, 450, 200, 550, 300};
	struct face_box tall = {1, 300, 50, 700, 450};
	struct face_rect r;
	assert_true(face_box_surroundings(&small, &p, &r));
	assert_int_equal(r.x1 - r.x0, 270);
	assert_int_equal(r.x0, 365);
	assert_true(face_box_surroundings(&tall, &p, &r));
	assert_int_equal(r.y0, 0);
	assert_int_equal(r.y1, 500);
	assert_int_equal(r.x1 - r.x0, 500);
}

/* ---- landmarks ---- */

static void put_points(float *points, const uint8_t *which, size_t count, float x, float y)
{
	for (size_t i = 0; i < count; i++) {
		points[2 * which[i]] = x;
		points[2 * which[i] + 1] = y;
	}
}

/* Landmarks whose five points are the alignment template turned, scaled and moved. */
static struct face_shape shape_at(double scale, double angle, double dx, double dy)
{
	static const double template[5][2] = {{38.2946, 51.6963},
					      {73.5318, 51.5014},
					      {56.0252, 71.7366},
					      {41.5493, 92.3655},
					      {70.7299, 92.2041}};
	static const uint8_t groups[5][4] = {{37, 38, 40, 41},
					     {43, 44, 46, 47},
					     {30, 30, 30, 30},
					     {48, 60, 48, 60},
					     {54, 64, 54, 64}};
	float points[FACE_POINTS * 2] = {0};
	struct face_shape s;
	for (size_t i = 0; i < 5; i++) {
		double x = scale * (cos(angle) * template[i][0] - sin(angle) * template[i][1]) + dx;
		double y = scale * (sin(angle) * template[i][0] + cos(angle) * template[i][1]) + dy;
		put_points(points, groups[i], 4, (float)(x / 1000), (float)(y / 1000));
	}
	assert_true(face_shape_from(points, (struct face_rect){0, 0, 1000, 1000}, &s));
	return s;
}

static void alignment_undoes_turning_scaling_and_moving(void **state)
{
	(void)state;
	struct face_shape s = shape_at(3.5, 0.3, 210, 40);
	double m[6];
	assert_true(face_shape_align(&s, face_anchors_112, m));
	double x = m[0] * s.five[0].x + m[1] * s.five[0].y + m[2];
	double y = m[3] * s.five[0].x + m[4] * s.five[0].y + m[5];
	assert_true(fabs(x - 38.2946) < 0.01 && fabs(y - 51.6963) < 0.01);
	assert_true(fabs(hypot(m[0], m[3]) - 1 / 3.5) < 0.0001);
	assert_true(fabs(s.eye_distance - 3.5 * 35.24) < 0.1);
	assert_true(fabs(s.turn) < 0.05);
}

static void points_that_are_no_face_are_refused(void **state)
{
	(void)state;
	float points[FACE_POINTS * 2] = {0};
	const struct face_rect at = {0, 0, 100, 100};
	struct face_shape s;
	assert_false(face_shape_from(points, at, &s)); /* both eyes at one place */
	points[2 * 43] = 1;
	points[5] = NAN;
	assert_false(face_shape_from(points, at, &s));
}

static void every_prompt_has_a_text(void **state)
{
	(void)state;
	for (unsigned i = FACE_PROMPT_NONE + 1; i < FACE_PROMPT_COUNT; i++) {
		assert_true(face_prompt_text(i)[0] > ' ');
	}
	assert_string_equal(face_prompt_text(FACE_PROMPT_COUNT), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_score_is_the_cosine_in_thousandths),
		cmocka_unit_test(a_vector_without_direction_has_no_score),
		cmocka_unit_test(templates_of_different_models_never_match),
		cmocka_unit_test(templates_of_different_sizes_never_match),
		cmocka_unit_test(a_mean_lies_between_its_templates),
		cmocka_unit_test(overlapping_candidates_are_one_face),
		cmocka_unit_test(the_tallest_face_comes_first_even_if_less_sure),
		cmocka_unit_test(more_faces_than_fit_are_counted_as_the_most),
		cmocka_unit_test(crops_stay_within_the_picture),
		cmocka_unit_test(surroundings_shrink_where_there_is_no_room),
		cmocka_unit_test(alignment_undoes_turning_scaling_and_moving),
		cmocka_unit_test(points_that_are_no_face_are_refused),
		cmocka_unit_test(every_prompt_has_a_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
