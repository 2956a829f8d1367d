/*
 * test_face_patch: a part of a picture is the same whether it lies well within the picture or at
 * its edge, where every pixel is checked; beyond the edge nothing is known.
 */
#include "biometrics/face_patch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SIDE   200
#define BORDER 80
#define PATCH  60

static struct face_patch near_edge;
static struct face_patch inside;

static void draw(struct picture *p)
{
	uint32_t dice = 1;
	assert_int_equal(picture_new(SIDE, SIDE, p), EG_OK);
	for (size_t i = 0; i < picture_size(p); i++) {
		dice = dice * 1664525U + 1013904223U;
		p->bgr[i] = (uint8_t)(dice >> 24);
	}
}

/* Scale in pixels of the picture, turned by radians about the patch's middle, which is at x, y. */
static struct face_patch_frame frame_at(double x, double y, double scale, double turned)
{
	double step_x = scale * cos(turned);
	double step_y = scale * sin(turned);
	double half = (PATCH - 1) / 2.0;
	return (struct face_patch_frame){x - half * (step_x - step_y), y - half * (step_y + step_x),
					 step_x, step_y};
}

/* With a border that repeats the outermost pixels, the same place is far from the edge. */
static void assert_same_inside(const struct picture *p, struct face_patch_frame f, bool outer)
{
	EG_AUTO(picture_free) struct picture wide = {0};
	assert_int_equal(picture_extend(p, BORDER, &wide), EG_OK);
	assert_true(face_patch_sample(p, f, PATCH, PATCH, &near_edge));
	f.origin_x += BORDER;
	f.origin_y += BORDER;
	assert_true(face_patch_sample(&wide, f, PATCH, PATCH, &inside));
	assert_int_equal(inside.known_count, PATCH * PATCH);
	assert_int_equal(near_edge.known_count < PATCH * PATCH, outer);
	for (size_t i = 0; i < (size_t)PATCH * PATCH; i++) {
		uint8_t least = near_edge.known[i] != 0 ? 255 : 0;
		assert_int_equal(near_edge.grey[i], inside.grey[i] & least);
		for (size_t k = 0; k < 3; k++) {
			assert_int_equal(near_edge.bgr[3 * i + k], inside.bgr[3 * i + k] & least);
		}
	}
}

static void blended_pixels_are_the_same_at_the_edge(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture p = {0};
	draw(&p);
	for (double turned = -3; turned < 3; turned += 0.7) {
		assert_same_inside(&p, frame_at(30, 40, 0.7, turned), false);
		assert_same_inside(&p, frame_at(8, 100, 0.9, turned), true);
		assert_same_inside(&p, frame_at(190.3, 196, 1.2, turned), true);
	}
}

/* Samples beyond the edge do not count, so these patches stay within it: each touches it. */
static void averaged_pixels_are_the_same_at_the_edge(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture p = {0};
	draw(&p);
	for (double scale = 1.75; scale < 3.3; scale += 0.5) {
		double half = scale * PATCH / 2;
		assert_same_inside(&p, frame_at(half, half, scale, 0), false);
		assert_same_inside(&p, frame_at(SIDE - half, half, scale, 0), false);
		assert_same_inside(&p, frame_at(half, SIDE - half, scale, 1.5707963), false);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blended_pixels_are_the_same_at_the_edge),
		cmocka_unit_test(averaged_pixels_are_the_same_at_the_edge),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
