/*
 * test_attack: every cue of a presentation attack on sequences made up here, the honest ones, too.
 * Pictures are noise and shapes; no face and no model is needed.
 */
#include "biometrics/attack.h"
#include "biometrics/attack_challenge.h"
#include "biometrics/attack_plane.h"
#include "biometrics/exposure.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define WIDTH  640u
#define HEIGHT 360u
#define SECOND INT64_C(1000000)
#define FRAME  (SECOND / 25)

/* A small generator of our own: the same numbers everywhere. */
static uint32_t dice(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* About normal, of this standard deviation. */
static int noise(uint32_t *state, double sigma)
{
	double sum = 0;
	for (int i = 0; i < 4; i++) {
		sum += (double)(dice(state) & 0xFFFF) / 0xFFFF - 0.5;
	}
	return (int)lround(sum * sigma * sqrt(3));
}

/* ---- pictures ---- */

static struct picture scene; /* what is before the camera */
static struct picture shot;  /* as a camera sees it */
static struct attack_grid grid;

static void set_pixel(struct picture *p, uint32_t x, uint32_t y, int value)
{
	uint8_t level = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
	for (size_t i = 0; i < 3; i++) {
		p->bgr[((size_t)y * p->width + x) * 3 + i] = level;
	}
}

static int open_scene(void **state)
{
	(void)state;
	if (picture_new(WIDTH, HEIGHT, &scene) != EG_OK ||
	    picture_new(WIDTH, HEIGHT, &shot) != EG_OK) {
		return -1;
	}
	for (uint32_t y = 0; y < HEIGHT; y++) {
		for (uint32_t x = 0; x < WIDTH; x++) {
			set_pixel(&scene, x, y, 90 + (int)(x / 10));
		}
	}
	return 0;
}

static int close_scene(void **state)
{
	(void)state;
	picture_free(&scene);
	picture_free(&shot);
	return 0;
}

/* A head without straight lines, at a place that moves. */
static void put_head(int cx, int cy)
{
	for (int y = cy - 90; y <= cy + 90; y++) {
		for (int x = cx - 60; x <= cx + 60; x++) {
			double in = pow((x - cx) / 60.0, 2) + pow((y - cy) / 90.0, 2);
			if (in < 1) {
				set_pixel(&scene, (uint32_t)x, (uint32_t)y, 170 + (x * y) % 20);
			}
		}
	}
}

static void take_shot(uint32_t *state, double sigma)
{
	for (uint32_t y = 0; y < HEIGHT; y++) {
		for (uint32_t x = 0; x < WIDTH; x++) {
			int v = scene.bgr[((size_t)y * WIDTH + x) * 3];
			set_pixel(&shot, x, y, v + noise(state, sigma));
		}
	}
}

static struct attack_look look_at(const struct picture *p)
{
	static struct attack_look look;
	assert_true(attack_look_at(p, &grid, &look));
	return look;
}

static struct attack_frame face_frame(int64_t came_us)
{
	return (struct attack_frame){
		.came_us = came_us,
		.face = true,
		.live = 990,
		.edges = 200,
		.nose = {320, 180},
		.eye_distance = 120,
	};
}

static uint8_t cue(const struct attack *a, enum cue c)
{
	struct cues all = attack_judge(a);
	return all.of[c];
}

static void assert_none_failed(const struct attack *a)
{
	struct cues all = attack_judge(a);
	assert_int_equal(cues_first(&all, VERDICT_FAIL), CUE_COUNT);
}

/* ---- honest ---- */

/* A minute of somebody who sways a little, with a camera's noise and its clock. */
static void a_minute_of_an_honest_person_is_never_flagged(void **state)
{
	(void)state;
	static const double sigmas[] = {0.6, 1.5, 4};
	for (size_t k = 0; k < sizeof(sigmas) / sizeof(sigmas[0]); k++) {
		static struct attack a;
		uint32_t dies = 7 + (uint32_t)k;
		a = attack_new(attack_limits_default(), 0);
		/* The stream at every eighth of its frames: making pictures is what takes time. */
		for (int i = 1; i <= 60 * 25; i += 8) {
			int64_t at = i * FRAME + noise(&dies, 300);
			struct attack_frame f = face_frame(at + 4000);
			double sway = sin(i / 20.0);
			f.taken_us = at;
			f.nose.x += 15 * sway;
			put_head(320 + (int)(15 * sway), 180);
			take_shot(&dies, sigmas[k]);
			struct attack_look look = look_at(&shot);
			attack_see(&a, &f, &look);
			assert_none_failed(&a);
		}
		assert_false(attack_doubt(&a, 990));
		assert_int_equal(cue(&a, CUE_REPEAT), VERDICT_PASS);
		assert_int_equal(cue(&a, CUE_TIMING), VERDICT_PASS);
		assert_int_equal(cue(&a, CUE_FROZEN), VERDICT_PASS);
	}
}

static void light_that_flickers_or_is_dimmed_is_no_attack(void **state)
{
	(void)state;
	static struct attack a;
	uint32_t dies = 99;
	a = attack_new(attack_limits_default(), 0);
	put_head(320, 180);
	for (int i = 0; i < 40; i++) {
		struct attack_frame f = face_frame(i * FRAME);
		int dim = i > 20 ? 30 : 0; /* exposure follows */
		take_shot(&dies, 1.5);
		for (uint32_t y = 0; y < HEIGHT; y++) {
			/* Bars of a lamp at 100 Hz, which drift. */
			int bar = (int)lround(6 * sin(y / 40.0 + i % 3));
			for (uint32_t x = 0; x < WIDTH; x++) {
				int v = shot.bgr[((size_t)y * WIDTH + x) * 3];
				set_pixel(&shot, x, y, v + bar + dim);
			}
		}
		struct attack_look look = look_at(&shot);
		attack_see(&a, &f, &look);
		assert_none_failed(&a);
	}
}

/* ---- the stream ---- */

/* Frames of a short video, again and again; encoded anew, they differ in a few pixels. */
static void play_loop(struct attack *a, uint32_t period, uint32_t frames, uint32_t spoilt)
{
	static struct attack_look kept[16];
	uint32_t dies = 3;
	*a = attack_new(attack_limits_default(), 0);
	for (uint32_t i = 0; i < frames; i++) {
		struct attack_frame f = face_frame(i * FRAME);
		if (i < period) {
			take_shot(&dies, 1.5);
			kept[i] = look_at(&shot);
		}
		struct attack_look look = kept[i % period];
		for (uint32_t k = 0; k < spoilt; k++) {
			look.residual[dice(&dies) % ATTACK_SAMPLES]++;
			look.hash++;
		}
		attack_see(a, &f, &look);
	}
}

static void a_video_that_repeats_itself_is_found(void **state)
{
	(void)state;
	static struct attack a;
	play_loop(&a, 10, 10, 0);
	assert_int_equal(cue(&a, CUE_REPEAT), VERDICT_PASS); /* nothing has come again yet */
	play_loop(&a, 10, 11, 0);
	assert_int_equal(cue(&a, CUE_REPEAT), VERDICT_FAIL);
	assert_int_equal(cue(&a, CUE_FROZEN), VERDICT_PASS);
	play_loop(&a, 2, 5, 0);
	assert_int_equal(cue(&a, CUE_REPEAT), VERDICT_FAIL);
}

static void a_repeated_video_is_found_when_it_was_encoded_again(void **state)
{
	(void)state;
	static struct attack a;
	play_loop(&a, 10, 12, ATTACK_SAMPLES / 8);
	assert_int_equal(cue(&a, CUE_REPEAT), VERDICT_FAIL);
}

static void a_frame_handed_over_twice_is_no_loop(void **state)
{
	(void)state;
	static struct attack a;
	uint32_t dies = 5;
	a = attack_new(attack_limits_default(), 0);
	for (int i = 0; i < 12; i++) {
		struct attack_frame f = face_frame(i * FRAME);
		if (i % 4 != 3) {
			take_shot(&dies, 1);
		}
		struct attack_look look = look_at(&shot);
		attack_see(&a, &f, &look);
		assert_none_failed(&a);
	}
}

static void a_frozen_picture_is_found_and_a_black_one(void **state)
{
	(void)state;
	static struct attack a;
	uint32_t dies = 5;
	a = attack_new(attack_limits_default(), 0);
	take_shot(&dies, 1);
	struct attack_look look = look_at(&shot);
	for (int i = 0; i < 4; i++) {
		struct attack_frame f = face_frame(i * FRAME);
		assert_int_not_equal(cue(&a, CUE_FROZEN), VERDICT_FAIL);
		assert_int_not_equal(cue(&a, CUE_FROZEN), VERDICT_PASS);
		attack_see(&a, &f, &look);
	}
	assert_int_equal(cue(&a, CUE_FROZEN), VERDICT_FAIL);
	assert_int_equal(cue(&a, CUE_BLACK), VERDICT_PASS);
	a = attack_new(attack_limits_default(), 0);
	for (int i = 0; i < 4; i++) {
		const struct attack_frame f = {.came_us = i * FRAME};
		for (uint32_t y = 0; y < HEIGHT; y++) {
			for (uint32_t x = 0; x < WIDTH; x++) {
				set_pixel(&shot, x, y, 6 + noise(&dies, 3));
			}
		}
		look = look_at(&shot);
		attack_see(&a, &f, &look);
	}
	assert_int_equal(cue(&a, CUE_BLACK), VERDICT_FAIL);
	assert_int_equal(cue(&a, CUE_FROZEN), VERDICT_PASS); /* it has noise */
}

/* Twenty frames whose stamps are made by a rule. */
static uint8_t timing_of(int64_t (*stamp)(int i, uint32_t *dies), int64_t asked_us)
{
	static struct attack a;
	uint32_t dies = 11;
	a = attack_new(attack_limits_default(), asked_us);
	for (int i = 0; i < 20; i++) {
		struct attack_frame f = face_frame(SECOND + i * 60000);
		f.taken_us = stamp(i, &dies);
		attack_see(&a, &f, NULL);
	}
	return cue(&a, CUE_TIMING);
}

static int64_t as_a_camera(int i, uint32_t *dies)
{
	return SECOND + i * 40000 - 9000 + noise(dies, 60);
}

static int64_t with_gaps(int i, uint32_t *dies)
{
	return SECOND + (i + i / 3) * 40000 - 9000 + noise(dies, 60);
}

static int64_t to_the_microsecond(int i, uint32_t *dies)
{
	(void)dies;
	return SECOND + i * 40000 - 9000;
}

static int64_t at_any_time(int i, uint32_t *dies)
{
	return SECOND + i * 40000 - 38000 + (int64_t)(dice(dies) % 36000);
}

static int64_t backwards(int i, uint32_t *dies)
{
	return as_a_camera(i == 9 ? 3 : i, dies);
}

static int64_t ahead(int i, uint32_t *dies)
{
	return as_a_camera(i, dies) + 3 * SECOND;
}

static int64_t never(int i, uint32_t *dies)
{
	(void)i;
	(void)dies;
	return 0;
}

static void frames_are_timed_as_a_camera_times_them(void **state)
{
	(void)state;
	assert_int_equal(timing_of(as_a_camera, SECOND - 40000), VERDICT_PASS);
	assert_int_equal(timing_of(with_gaps, SECOND - 40000), VERDICT_PASS);
	assert_int_equal(timing_of(to_the_microsecond, SECOND - 40000), VERDICT_FAIL);
	assert_int_equal(timing_of(at_any_time, SECOND - 40000), VERDICT_FAIL);
	assert_int_equal(timing_of(backwards, SECOND - 40000), VERDICT_FAIL);
	assert_int_equal(timing_of(ahead, SECOND - 40000), VERDICT_FAIL);
	assert_int_equal(timing_of(never, SECOND - 40000), VERDICT_NOT_DONE);
	assert_int_equal(timing_of(as_a_camera, SECOND * 2), VERDICT_FAIL); /* taken before asked */
}

/* ---- the scene ---- */

static void a_face_that_was_there_before_anybody_came_is_a_picture(void **state)
{
	(void)state;
	static struct attack a;
	for (int moves = 0; moves < 2; moves++) {
		uint32_t dies = 5;
		a = attack_new(attack_limits_default(), 0);
		attack_idle_face(&a, (struct face_point){320, 180}, 120);
		for (int i = 0; i < 5; i++) {
			struct attack_frame f = face_frame(i * FRAME);
			f.nose.x += moves * i * 10;
			take_shot(&dies, 1);
			struct attack_look look = look_at(&shot);
			attack_see(&a, &f, &look);
		}
		assert_int_equal(cue(&a, CUE_SCENE), moves ? VERDICT_PASS : VERDICT_FAIL);
	}
}

static void cuts_of_a_film_are_no_persons_movement(void **state)
{
	(void)state;
	static struct attack a;
	uint32_t dies = 5;
	a = attack_new(attack_limits_default(), 0);
	for (int i = 0; i < 9; i++) {
		struct attack_frame f = face_frame(i * FRAME);
		for (uint32_t y = 0; y < HEIGHT; y++) {
			for (uint32_t x = 0; x < WIDTH; x++) {
				set_pixel(&shot, x, y,
					  (int)((x * (uint32_t)(i / 3 + 1) / 3 + y) % 256) +
						  noise(&dies, 1));
			}
		}
		struct attack_look look = look_at(&shot);
		attack_see(&a, &f, &look);
	}
	assert_int_equal(cue(&a, CUE_SCENE), VERDICT_FAIL);
}

static void frames_that_look_like_pictures_add_up(void **state)
{
	(void)state;
	static struct attack a;
	a = attack_new(attack_limits_default(), 0);
	for (int i = 0; i < 5; i++) {
		struct attack_frame f = face_frame(i * FRAME);
		f.live = i < 2 ? 100 : 950;
		attack_see(&a, &f, NULL);
	}
	assert_int_equal(cue(&a, CUE_PASSIVE), VERDICT_PASS);
	assert_true(attack_doubt(&a, 950)); /* but they do not agree */
	struct attack_frame f = face_frame(6 * FRAME);
	f.live = 100;
	attack_see(&a, &f, NULL);
	attack_see(&a, &f, NULL);
	assert_int_equal(cue(&a, CUE_PASSIVE), VERDICT_FAIL);
	a = attack_new(attack_limits_default(), 0);
	f = face_frame(0);
	attack_see(&a, &f, NULL);
	assert_false(attack_doubt(&a, 900));
	assert_true(attack_doubt(&a, 899));
}

/* ---- lines around the face ---- */

/* Landmarks of the head of put_head, as far as their extent goes. */
static void head_points(struct face_point points[FACE_POINTS], int cx, int cy)
{
	for (size_t i = 0; i < FACE_POINTS; i++) {
		double turn = (double)i / FACE_POINTS * 2 * acos(-1.0);
		points[i].x = cx + 52 * cos(turn);
		points[i].y = cy + 20 + 62 * sin(turn);
	}
}

static void draw_sheet(int x0, int y0, int x1, int y1, int slope)
{
	for (int y = y0; y <= y1; y++) {
		for (int x = x0; x <= x1; x++) {
			int shift = (y - y0) * slope / 100;
			set_pixel(&scene, (uint32_t)(x + shift),
				  (uint32_t)(y + (x - x0) * -slope / 100), 235);
		}
	}
}

static int16_t edges_now(const struct attack_grid *empty)
{
	struct face_point points[FACE_POINTS];
	uint32_t dies = 17;
	put_head(320, 180);
	take_shot(&dies, 1.5);
	head_points(points, 320, 180);
	(void)look_at(&shot); /* fills the grid */
	struct attack_face_look around = attack_look_face(&grid, empty, WIDTH, HEIGHT, points);
	assert_in_range(around.luminance, 160, 200);
	return around.edges;
}

static void a_sheet_held_up_is_seen_by_its_edges(void **state)
{
	const struct attack_limits limits = attack_limits_default();
	assert_true(edges_now(NULL) < limits.edges_doubt);
	draw_sheet(240, 70, 400, 285, 0);
	assert_true(edges_now(NULL) >= limits.edges_fail);
	assert_int_equal(close_scene(state), 0);
	assert_int_equal(open_scene(state), 0);
	draw_sheet(230, 75, 385, 295, 9); /* held at a slant */
	assert_true(edges_now(NULL) >= limits.edges_fail);
}

static void what_always_stood_there_is_no_sheet(void **state)
{
	(void)state;
	static struct attack_grid empty;
	const struct attack_limits limits = attack_limits_default();
	uint32_t dies = 23;
	draw_sheet(230, 60, 410, 300, 0); /* a poster on the wall */
	take_shot(&dies, 1.5);
	(void)look_at(&shot); /* fills the grid */
	empty = grid;
	assert_true(edges_now(&empty) < limits.edges_doubt);
}

static void a_capture_of_a_sheet_fails_by_its_edges(void **state)
{
	(void)state;
	static struct attack a;
	a = attack_new(attack_limits_default(), 0);
	for (int i = 0; i < 5; i++) {
		struct attack_frame f = face_frame(i * FRAME);
		f.edges = i == 0 ? 100 : 950;
		attack_see(&a, &f, NULL);
	}
	assert_int_equal(cue(&a, CUE_EDGES), VERDICT_FAIL);
	assert_true(attack_doubt(&a, 990));
}

static void a_picture_that_is_too_small_is_not_looked_at(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture tiny = {0};
	struct attack_look look;
	struct face_point points[FACE_POINTS] = {{NAN, 0}};
	assert_int_equal(picture_new(63, 64, &tiny), EG_OK);
	assert_false(attack_look_at(&tiny, &grid, &look));
	assert_int_equal(attack_look_face(&grid, NULL, 63, 64, points).edges, 0);
	(void)look_at(&scene); /* fills the grid */
	assert_int_equal(attack_look_face(&grid, NULL, WIDTH, HEIGHT, points).edges, 0);
}

/* ---- challenges ---- */

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
		out[i].x = 640 + x * scale + noise(dies, error * 64 * 1.8 * 100) / 100.0;
		out[i].y = 360 + p[i][1] * scale + noise(dies, error * 64 * 1.8 * 100) / 100.0;
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

#define IN_SCENE(test) cmocka_unit_test_setup_teardown((test), open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCENE(a_minute_of_an_honest_person_is_never_flagged),
		IN_SCENE(light_that_flickers_or_is_dimmed_is_no_attack),
		IN_SCENE(a_video_that_repeats_itself_is_found),
		IN_SCENE(a_repeated_video_is_found_when_it_was_encoded_again),
		IN_SCENE(a_frame_handed_over_twice_is_no_loop),
		IN_SCENE(a_frozen_picture_is_found_and_a_black_one),
		cmocka_unit_test(frames_are_timed_as_a_camera_times_them),
		IN_SCENE(a_face_that_was_there_before_anybody_came_is_a_picture),
		IN_SCENE(cuts_of_a_film_are_no_persons_movement),
		cmocka_unit_test(frames_that_look_like_pictures_add_up),
		IN_SCENE(a_sheet_held_up_is_seen_by_its_edges),
		IN_SCENE(what_always_stood_there_is_no_sheet),
		cmocka_unit_test(a_capture_of_a_sheet_fails_by_its_edges),
		IN_SCENE(a_picture_that_is_too_small_is_not_looked_at),
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
