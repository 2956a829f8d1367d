/*
 * test_attack: every cue of a presentation attack on sequences made up here, the honest ones, too.
 * Pictures are noise and shapes; no face and no model is needed.
 */
#include "../bench/dice.h"
#include "biometrics/attack.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define WIDTH  640u
#define HEIGHT 360u
#define SECOND INT64_C(1000000)
#define FRAME  (SECOND / 25)

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
			set_pixel(&shot, x, y, v + dice_noise(state, sigma));
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
			int64_t at = i * FRAME + dice_noise(&dies, 300);
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
				set_pixel(&shot, x, y, 6 + dice_noise(&dies, 3));
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
	return SECOND + i * 40000 - 9000 + dice_noise(dies, 60);
}

static int64_t with_gaps(int i, uint32_t *dies)
{
	return SECOND + (i + i / 3) * 40000 - 9000 + dice_noise(dies, 60);
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

static int64_t often_backwards(int i, uint32_t *dies)
{
	return as_a_camera(i % 3 == 2 ? i - 2 : i, dies);
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
	assert_int_equal(timing_of(backwards, SECOND - 40000), VERDICT_PASS); /* a driver's slip */
	assert_int_equal(timing_of(often_backwards, SECOND - 40000), VERDICT_FAIL);
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
						  dice_noise(&dies, 1));
			}
		}
		struct attack_look look = look_at(&shot);
		attack_see(&a, &f, &look);
	}
	assert_int_equal(cue(&a, CUE_SCENE), VERDICT_FAIL);
}

/* Two scenes, and frames without anybody where one goes over into the other; no face is good. */
static void a_cut_counts_whatever_the_faces_and_what_is_between(void **state)
{
	(void)state;
	static struct attack a;
	uint32_t dies = 5;
	a = attack_new(attack_limits_default(), 0);
	for (int i = 0; i < 12; i++) {
		struct attack_frame f = {.came_us = i * FRAME, .shown = i % 4 != 3};
		for (uint32_t y = 0; y < HEIGHT; y++) {
			for (uint32_t x = 0; x < WIDTH; x++) {
				uint32_t level = (x * (uint32_t)(i / 4 + 1) / 3 + y) % 256;
				set_pixel(&shot, x, y,
					  f.shown ? (int)level + dice_noise(&dies, 1) : 0);
			}
		}
		struct attack_look look = look_at(&shot);
		attack_see(&a, &f, &look);
	}
	assert_int_equal(a.cuts, 2);
	assert_int_equal(cue(&a, CUE_SCENE), VERDICT_FAIL);
}

static void what_changes_slowly_is_no_cut_and_one_odd_stamp_no_timing(void **state)
{
	(void)state;
	static struct attack a;
	struct attack_look look = {.bright = 200};
	a = attack_new(attack_limits_default(), SECOND);
	for (int i = 1; i <= 3; i++) {
		struct attack_frame f = face_frame(i * SECOND / 2);
		f.taken_us = f.came_us; /* the first is older than the request */
		look.hash++;
		for (size_t k = 0; k < ATTACK_TILES; k++) {
			look.tiles[k] = (k + (size_t)i) % 2 == 0 ? 20 : 220;
		}
		attack_see(&a, &f, &look);
	}
	assert_int_equal(a.cuts, 0);
	assert_int_equal(a.stamps_wrong, 1);
	assert_int_equal(cue(&a, CUE_TIMING), VERDICT_NOT_DONE);
}

static void what_was_compared_with_nothing_is_not_said_to_be_new(void **state)
{
	(void)state;
	static struct attack a;
	uint32_t dies = 5;
	a = attack_new(attack_limits_default(), 0);
	for (int i = 0; i < 3; i++) {
		struct attack_frame f = face_frame(i * FRAME);
		assert_int_equal(cue(&a, CUE_REPEAT), VERDICT_NOT_DONE);
		take_shot(&dies, 1.5);
		struct attack_look look = look_at(&shot);
		attack_see(&a, &f, &look);
		f.came_us++;
		attack_see(&a, &f, &look); /* handed over twice */
	}
	assert_int_equal(cue(&a, CUE_REPEAT), VERDICT_PASS);
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

/* Two sides are straight, and nothing is seen above the head: what lies ahead of the cells must not
 * be taken for a row of theirs, however near to the first row a line ends. */
static void a_line_that_ends_at_the_edge_reads_no_row_beyond_it(void **state)
{
	(void)state;
	static struct {
		uint8_t ahead[ATTACK_GRID_X];
		struct attack_grid grid;
	} room;
	struct face_point points[FACE_POINTS] = {{120, 49.5202}};
	for (size_t i = 1; i < FACE_POINTS; i++) {
		points[i] = (struct face_point){200, 109.5202};
	}
	room.grid.any = true;
	for (size_t i = 0; i < ATTACK_GRID_X; i++) {
		room.ahead[i] = 255;
		for (size_t y = 0; y < ATTACK_GRID_Y; y++) {
			room.grid.cell[y][i] = i < 80 || i >= 240 ? 0 : 200;
		}
	}
	assert_int_equal(
		attack_look_face(&room.grid, NULL, ATTACK_GRID_X, ATTACK_GRID_Y, points).edges, 0);
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
		IN_SCENE(a_cut_counts_whatever_the_faces_and_what_is_between),
		cmocka_unit_test(what_changes_slowly_is_no_cut_and_one_odd_stamp_no_timing),
		IN_SCENE(what_was_compared_with_nothing_is_not_said_to_be_new),
		cmocka_unit_test(frames_that_look_like_pictures_add_up),
		IN_SCENE(a_sheet_held_up_is_seen_by_its_edges),
		IN_SCENE(what_always_stood_there_is_no_sheet),
		cmocka_unit_test(a_line_that_ends_at_the_edge_reads_no_row_beyond_it),
		cmocka_unit_test(a_capture_of_a_sheet_fails_by_its_edges),
		IN_SCENE(a_picture_that_is_too_small_is_not_looked_at),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
