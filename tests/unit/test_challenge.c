/*
 * test_challenge: what only a person who is there can do when asked, on landmarks of a head made up
 * here, solid or flat; and the exposure that follows a face.
 */
#include "../bench/dice.h"
#include "biometrics/attack_challenge.h"
#include "biometrics/attack_plane.h"
#include "biometrics/exposure.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000)
#define FRAME  (SECOND / 25)

/* A head in millimetres, x to the right of the picture, y down, z to the camera: an egg with a
 * nose, the landmarks where iBUG's are. */
static void solid_head(double p[FACE_POINTS][3])
{
	const double pi = acos(-1.0);
	for (int i = 0; i < 17; i++) {
		double a = (i - 8) / 8.0 * pi / 2;
		p[i][0] = 72 * sin(a);
		p[i][1] = -30 + 95 * fabs(cos(a));
		p[i][2] = -15 - 60 * pow(fabs(sin(a)), 1.5);
	}
	for (int i = 0; i < 10; i++) {
		double x = i < 5 ? -58 + 11 * i : 14 + 11 * (i - 5);
		p[17 + i][0] = x;
		p[17 + i][1] = -58;
		p[17 + i][2] = -5 - 20 * pow(x / 58, 2);
	}
	for (int i = 0; i < 4; i++) {
		p[27 + i][0] = 0;
		p[27 + i][1] = -40 + 12 * i;
		p[27 + i][2] = -2 + 8 * i;
	}
	for (int i = 0; i < 5; i++) {
		p[31 + i][0] = -14 + 7 * i;
		p[31 + i][1] = 6;
		p[31 + i][2] = 8 - 4 * abs(i - 2);
	}
	for (int i = 0; i < 12; i++) {
		double a = pi + i % 6 * pi / 3;
		double x = (i < 6 ? -32 : 32) + 14 * cos(a);
		p[36 + i][0] = x;
		p[36 + i][1] = -36 + 5 * sin(a);
		p[36 + i][2] = -14 - 12 * (fabs(x) - 18) / 28;
	}
	for (int i = 0; i < 20; i++) {
		double a = pi + i * pi / (i < 12 ? 6 : 4);
		double x = (i < 12 ? 25 : 20) * cos(a);
		p[48 + i][0] = x;
		p[48 + i][1] = 32 + (i < 12 ? 9 : 4) * sin(a);
		p[48 + i][2] = 4 - 16 * pow(x / 25, 2);
	}
}

/* Seen by a camera half a metre away, turned about the upright axis, with the error of landmarks
 * (share of the eye distance); depth 0 is a sheet. Returns the turn as face_geometry measures it.
 */
static int16_t view(struct face_point out[FACE_POINTS], double degrees, double depth, double error,
		    uint32_t *dies)
{
	double p[FACE_POINTS][3];
	double angle = degrees * acos(-1.0) / 180;
	struct face_point eye[2] = {{0}};
	solid_head(p);
	for (size_t i = 0; i < FACE_POINTS; i++) {
		double x = p[i][0] * cos(angle) + p[i][2] * depth * sin(angle);
		double z = -p[i][0] * sin(angle) + p[i][2] * depth * cos(angle);
		double scale = 900 / (500 - z);
		out[i].x = 640 + x * scale + dice_noise(dies, error * 64 * 1.8 * 100) / 100.0;
		out[i].y = 360 + p[i][1] * scale + dice_noise(dies, error * 64 * 1.8 * 100) / 100.0;
	}
	for (size_t i = 0; i < 12; i++) {
		eye[i / 6].x += out[36 + i].x / 6;
		eye[i / 6].y += out[36 + i].y / 6;
	}
	double ex = eye[1].x - eye[0].x;
	double ey = eye[1].y - eye[0].y;
	double nx = out[30].x - (eye[0].x + eye[1].x) / 2;
	double ny = out[30].y - (eye[0].y + eye[1].y) / 2;
	return (int16_t)lround((nx * ex + ny * ey) / (ex * ex + ey * ey) * 1000);
}

static void a_solid_head_leaves_what_no_plane_explains(void **state)
{
	(void)state;
	uint32_t dies = 31;
	for (int degrees = 24; degrees <= 40; degrees += 4) {
		for (double error = 0; error <= 0.02; error += 0.01) {
			struct face_point straight[FACE_POINTS];
			struct face_point turned[FACE_POINTS];
			uint16_t solid;
			uint16_t flat;
			(void)view(straight, 0, 1, error, &dies); /* points are what counts */
			(void)view(turned, degrees, 1, error, &dies);
			assert_true(attack_plane_residual(straight, turned, &solid));
			(void)view(straight, 0, 0, error, &dies);
			(void)view(turned, degrees, 0, error, &dies);
			assert_true(attack_plane_residual(straight, turned, &flat));
			assert_true(solid > 2 * flat);
		}
	}
}

/* A sheet turned so far that landmarks on it are taken for those of a turned head. */
static void a_sheet_that_looks_turned_is_too_narrow_for_it(void **state)
{
	(void)state;
	uint32_t dies = 5;
	struct face_point straight[FACE_POINTS];
	struct face_point turned[FACE_POINTS];
	struct face_point points[FACE_POINTS];
	(void)view(straight, 0, 1, 0, &dies); /* points are what counts */
	(void)view(turned, 30, 1, 0, &dies);
	assert_in_range(attack_plane_narrowing(straight, turned), 800, 950);
	(void)view(turned, 60, 0, 0, &dies);
	assert_in_range(attack_plane_narrowing(straight, turned), 400, 600);
	struct challenge c = challenge_ask(CHALLENGE_LEFT, 0);
	for (int i = 0; i < 30; i++) {
		struct challenge_frame f = {.came_us = i * FRAME, .points = points};
		f.turn = view(points, i < 10 || i > 20 ? 0 : 60, 0, 0, &dies);
		if (i >= 10 && i <= 20) {
			f.turn = 265; /* as the landmark network was seen to read it */
			points[30].x += 40;
		}
		challenge_see(&c, &f);
	}
	assert_int_equal(challenge_answered(&c), VERDICT_PASS);
	assert_int_equal(challenge_depth(&c), VERDICT_FAIL);
}

static void points_without_a_plane_are_not_judged(void **state)
{
	(void)state;
	struct face_point a[FACE_POINTS] = {{0}};
	struct face_point b[FACE_POINTS] = {{0}};
	uint16_t residual = 1;
	assert_false(attack_plane_residual(a, b, &residual)); /* all in one place */
	for (size_t i = 0; i < FACE_POINTS; i++) {
		a[i].x = (double)i;
		b[i].x = (double)i * 2;
	}
	assert_false(attack_plane_residual(a, b, &residual)); /* on a line */
	uint32_t dies = 1;
	(void)view(a, 0, 1, 0, &dies);
	(void)view(b, 20, 1, 0, &dies);
	b[3].y = INFINITY;
	assert_false(attack_plane_residual(a, b, &residual));
	assert_int_equal(residual, 0);
}

/* Plays a turn to one side and back, at 25 frames a second from the time of asking on. */
static struct challenge play_turn(unsigned kind, double most, double depth, int64_t start_us)
{
	uint32_t dies = 77;
	struct face_point points[FACE_POINTS];
	struct challenge c = challenge_ask(kind, 0);
	for (int i = 0; i < 60; i++) {
		double part = i < 10 ? 0 : i < 50 ? sin((i - 10) / 40.0 * acos(-1.0)) : 0;
		struct challenge_frame f = {.came_us = start_us + i * FRAME, .points = points};
		f.turn = view(points, most * part, depth, 0.01, &dies);
		challenge_see(&c, &f);
	}
	return c;
}

static void a_head_turned_as_asked_is_an_answer(void **state)
{
	(void)state;
	struct challenge c = play_turn(CHALLENGE_LEFT, 35, 1, 0);
	assert_int_equal(challenge_answered(&c), VERDICT_PASS);
	assert_int_equal(challenge_depth(&c), VERDICT_PASS);
	c = play_turn(CHALLENGE_RIGHT, -35, 1, 0);
	assert_int_equal(challenge_answered(&c), VERDICT_PASS);
	assert_int_equal(challenge_depth(&c), VERDICT_PASS);
	assert_int_equal(challenge_prompt(&c), FACE_PROMPT_NONE);
}

static void the_other_way_or_nothing_or_a_sheet_is_none(void **state)
{
	(void)state;
	struct challenge c = play_turn(CHALLENGE_LEFT, -35, 1, 0);
	assert_int_equal(c.phase, CHALLENGE_LOST);
	assert_int_equal(challenge_answered(&c), VERDICT_FAIL);
	c = play_turn(CHALLENGE_LEFT, 3, 1, 0);
	assert_int_equal(challenge_answered(&c), VERDICT_FAIL);
	assert_int_equal(challenge_prompt(&c), FACE_PROMPT_TURN_LEFT);
	c = play_turn(CHALLENGE_LEFT, 50, 0, 0); /* a print turned about: no nose comes out of it */
	assert_int_equal(challenge_answered(&c), VERDICT_FAIL);
	c = play_turn(CHALLENGE_LEFT, 35, 1, 7 * SECOND); /* too late */
	assert_int_equal(challenge_answered(&c), VERDICT_FAIL);
}

static void blink_with(struct challenge *c, int i, int16_t closed)
{
	static const struct face_point points[FACE_POINTS] = {{0}};
	const struct challenge_frame f = {(i + 3) * FRAME, closed, 0, points};
	challenge_see(c, &f);
}

static void a_blink_is_open_closed_and_open_again(void **state)
{
	(void)state;
	struct challenge c = challenge_ask(CHALLENGE_BLINK, 0);
	assert_int_equal(challenge_prompt(&c), FACE_PROMPT_BLINK);
	blink_with(&c, 0, 990);
	blink_with(&c, 1, 10);
	blink_with(&c, 2, 500);
	blink_with(&c, 3, 990);
	assert_int_equal(challenge_answered(&c), VERDICT_FAIL);
	blink_with(&c, 4, 500);
	blink_with(&c, 5, 10);
	assert_int_equal(challenge_answered(&c), VERDICT_PASS);
	assert_int_equal(challenge_depth(&c), VERDICT_NOT_DONE);
	c = challenge_ask(CHALLENGE_BLINK, 0);
	blink_with(&c, 0, 10);
	for (int i = 1; i < 60; i++) {
		blink_with(&c, i, 990); /* asleep, or eyes of paper */
	}
	blink_with(&c, 60, 10);
	assert_int_equal(challenge_answered(&c), VERDICT_FAIL);
}

static void a_face_that_goes_away_has_not_answered(void **state)
{
	(void)state;
	struct challenge c = challenge_ask(CHALLENGE_BLINK, 0);
	blink_with(&c, 0, 10);
	blink_with(&c, 1, 990);
	challenge_miss(&c, 5 * FRAME);
	blink_with(&c, 3, 10); /* somebody else's eyes, for all we know */
	assert_int_equal(challenge_answered(&c), VERDICT_FAIL);
	assert_false(challenge_over(&c));
	challenge_miss(&c, 30 * FRAME);
	assert_true(challenge_over(&c));
	assert_int_equal(challenge_answered(&c), VERDICT_FAIL);
	struct challenge none = {.phase = CHALLENGE_UNASKED};
	assert_int_equal(challenge_answered(&none), VERDICT_NOT_DONE);
	assert_true(challenge_over(&none));
}

static void every_draw_asks_for_one_of_three(void **state)
{
	(void)state;
	unsigned asked[FACE_PROMPT_COUNT] = {0};
	for (uint32_t draw = 0; draw < 300; draw++) {
		struct challenge c = challenge_ask(draw, 0);
		asked[challenge_prompt(&c)]++;
	}
	assert_int_equal(asked[FACE_PROMPT_BLINK], 100);
	assert_int_equal(asked[FACE_PROMPT_TURN_LEFT], 100);
	assert_int_equal(asked[FACE_PROMPT_TURN_RIGHT], 100);
}

/* ---- exposure ---- */

static void exposure_follows_the_face_and_does_not_swing(void **state)
{
	(void)state;
	struct exposure e = {0};
	double light = 20;
	int changes = 0;
	int last = 0;
	for (int i = 0; i < 200; i++) {
		int step = exposure_see(&e, (uint8_t)fmin(light, 255));
		light *= step > 0 ? 1.5 : step < 0 ? 1 / 1.5 : 1;
		changes += step != 0 && last != 0 && step != last;
		last = step != 0 ? step : last;
	}
	assert_true(light >= 55 && light <= 215);
	assert_int_equal(changes, 0);
	e = (struct exposure){0};
	assert_int_equal(exposure_see(&e, 250), 0); /* one bright frame is none */
	assert_int_equal(exposure_see(&e, 120), 0);
	assert_int_equal(exposure_see(&e, 250), 0);
	assert_int_equal(exposure_see(&e, 250), 0);
	assert_int_equal(exposure_see(&e, 250), -1);
	assert_int_equal(exposure_see(&e, 250), 0); /* it takes frames until that shows */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_solid_head_leaves_what_no_plane_explains),
		cmocka_unit_test(a_sheet_that_looks_turned_is_too_narrow_for_it),
		cmocka_unit_test(points_without_a_plane_are_not_judged),
		cmocka_unit_test(a_head_turned_as_asked_is_an_answer),
		cmocka_unit_test(the_other_way_or_nothing_or_a_sheet_is_none),
		cmocka_unit_test(a_blink_is_open_closed_and_open_again),
		cmocka_unit_test(a_face_that_goes_away_has_not_answered),
		cmocka_unit_test(every_draw_asks_for_one_of_three),
		cmocka_unit_test(exposure_follows_the_face_and_does_not_swing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
