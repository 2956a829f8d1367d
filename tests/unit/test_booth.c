/*
 * test_booth: the booth's camera gives what stands before it, with noise as a camera has it, and
 * does what a camera does that is unplugged, frozen, covered or replaced by a loop.
 * Time is the test's; pictures are plain ones, told apart by their brightness.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/secret.h"
#include "biometrics/picture.h"
#include "simulator/booth.h"
#include "simulator/play_camera.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <turbojpeg.h>

#define PATH       256
#define EMPTY_GREY 90
#define ANNA_GREY  120 /* first picture of Anna's reel; each next one is STEP brighter */
#define ANNA_COUNT 4
#define BERT_GREY  200
#define MASK_GREY  160
#define LEFT_GREY  60
#define STEP       8
#define PIXELS     ((size_t)SENSOR_WIDTH * SENSOR_HEIGHT)

struct stage {
	char folder[PATH];
	char socket[PATH + 16];
	struct scenario scenario;
	struct play play;
	struct booth booth;
	struct camera *camera; /* owned: a camera of hal, which the booth serves */
	int64_t now_us;
};

static void write_grey(const char *path, int grey)
{
	unsigned char *jpeg = NULL;
	unsigned long size = 0;
	unsigned char *pixels = malloc(PIXELS * 3);
	tjhandle encoder = tjInitCompress();
	assert_non_null(pixels);
	assert_non_null(encoder);
	for (size_t i = 0; i < PIXELS * 3; i++) {
		pixels[i] = (unsigned char)grey;
	}
	assert_int_equal(tjCompress2(encoder, pixels, SENSOR_WIDTH, 0, SENSOR_HEIGHT, TJPF_BGR,
				     &jpeg, &size, TJSAMP_420, 95, 0),
			 0);
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(jpeg, 1, size, out), size);
	assert_int_equal(fclose(out), 0);
	tjFree(jpeg);
	free(pixels);
	assert_int_equal(tjDestroy(encoder), 0);
}

static void write_reel(const char *folder, const char *person, const char *look, int grey,
		       unsigned count)
{
	char path[2 * PATH];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, person);
	(void)mkdir(path, 0700); /* it may be there */
	(void)snprintf(path, sizeof(path), "%s/%s/%s", folder, person, look);
	assert_int_equal(mkdir(path, 0700), 0);
	for (unsigned i = 0; i < count; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s/%s/%04u.jpg", folder, person, look,
			       i + 1);
		write_grey(path, grey + STEP * (int)i);
	}
}

static void parse(struct stage *s, const char *text)
{
	unsigned line = 0;
	assert_int_equal(scenario_parse(rd_cstr(text), &s->scenario, &line), EG_OK);
	s->play = play_start(&s->scenario, metal_start(300));
}

static int open_stage(void **state)
{
	static struct stage s;
	s = (struct stage){.booth = BOOTH_CLOSED, .now_us = 1000000};
	(void)snprintf(s.folder, sizeof(s.folder), "/tmp/test_booth.XXXXXX");
	assert_non_null(mkdtemp(s.folder));
	write_reel(s.folder, "nobody", "frames", EMPTY_GREY, 1);
	write_reel(s.folder, "anna", "frames", ANNA_GREY, ANNA_COUNT);
	write_reel(s.folder, "anna", "mask", MASK_GREY, 1);
	write_reel(s.folder, "anna", "left", LEFT_GREY, ANNA_COUNT);
	write_reel(s.folder, "bert", "frames", BERT_GREY, 1);
	(void)snprintf(s.socket, sizeof(s.socket), "%s/camera", s.folder);
	parse(&s, "title t\nperson anna face=anna\nperson bert face=bert\nanna faces camera\n"
		  "bert faces camera\nanna wears mask\nanna stands beside bert\n"
		  "turns away\nexpect admitted\n");
	assert_int_equal(booth_open(&s.booth, s.socket, s.folder, &s.scenario), EG_OK);
	assert_int_equal(camera_sim.open(&s.camera, s.socket, CAMERA_FACES), EG_OK);
	*state = &s;
	return 0;
}

static int close_stage(void **state)
{
	struct stage *s = *state;
	char words[2 * PATH];
	camera_sim.close(&s->camera);
	booth_close(&s->booth);
	static const char *const reels[] = {"nobody/frames", "anna/frames", "anna/mask",
					    "anna/left",     "bert/frames", "nobody",
					    "anna",          "bert"};
	for (size_t i = 0; i < sizeof(reels) / sizeof(reels[0]); i++) {
		for (unsigned k = 1; k <= ANNA_COUNT; k++) {
			(void)snprintf(words, sizeof(words), "%s/%s/%04u.jpg", s->folder, reels[i],
				       k);
			(void)unlink(words); /* not each reel has so many */
		}
		(void)snprintf(words, sizeof(words), "%s/%s", s->folder, reels[i]);
		assert_int_equal(rmdir(words), 0);
	}
	(void)unlink(s->socket); /* gone already when the camera was unplugged */
	return rmdir(s->folder);
}

/* The sentence of the scenario with this verb happens. */
static void act(struct stage *s, enum scenario_verb verb, uint8_t who)
{
	struct scenario_step step = {.verb = (uint8_t)verb, .who = who, .number = 1};
	play_camera_begin(&s->play, &step);
}

static void pass(struct stage *s)
{
	s->now_us += BOOTH_PERIOD_US;
	assert_int_equal(booth_pass(&s->booth, s->now_us, &s->play), EG_OK);
}

/* The next picture, as bytes. */
static void next(struct stage *s, struct bytes *jpeg)
{
	struct camera_frame frame;
	bytes_free(jpeg);
	assert_int_equal(camera_sim.next(s->camera, 0, &frame), EG_TIMEOUT);
	pass(s);
	assert_int_equal(camera_sim.next(s->camera, 0, &frame), EG_OK);
	assert_int_equal(bytes_reserve(jpeg, frame.bytes.left, CAMERA_SIM_SIZE_MAX), EG_OK);
	assert_int_equal(bytes_append(jpeg, frame.bytes), EG_OK);
}

static void next_picture(struct stage *s, struct picture *p)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	next(s, &jpeg);
	assert_int_equal(picture_decode(bytes_rd(&jpeg), PICTURE_SIDE_MAX, p), EG_OK);
	assert_int_equal(p->width, SENSOR_WIDTH);
	assert_int_equal(p->height, SENSOR_HEIGHT);
}

/* Mean green of columns from..to. */
static double grey_of(const struct picture *p, uint32_t from, uint32_t to)
{
	double sum = 0;
	for (uint32_t y = 0; y < p->height; y++) {
		for (uint32_t x = from; x < to; x++) {
			sum += p->bgr[((size_t)y * p->width + x) * 3 + 1];
		}
	}
	return sum / (double)(to - from) / p->height;
}

static double next_grey(struct stage *s)
{
	EG_AUTO(picture_free) struct picture p = {0};
	next_picture(s, &p);
	return grey_of(&p, 0, SENSOR_WIDTH);
}

static void assert_near(double found, double wanted, double within)
{
	if (fabs(found - wanted) > within) {
		print_message("%.2f, not %.2f\n", found, wanted);
		fail();
	}
}

/* The camera is a real one for whoever looks: who is shown, or the empty booth. */
static void it_shows_who_stands_before_it(void **state)
{
	struct stage *s = *state;
	assert_near(next_grey(s), EMPTY_GREY, 1);
	act(s, VERB_FACE, 1);
	assert_near(next_grey(s), BERT_GREY, 1);
	act(s, VERB_TURN, 1);
	assert_near(next_grey(s), EMPTY_GREY, 1);
}

static void two_people_stand_side_by_side(void **state)
{
	struct stage *s = *state;
	EG_AUTO(picture_free) struct picture p = {0};
	act(s, VERB_BESIDE, 0); /* Anna, and beside her the person of number 1 */
	next_picture(s, &p);
	assert_near(grey_of(&p, 0, SENSOR_WIDTH / 2 - 16), ANNA_GREY, 1);
	assert_near(grey_of(&p, SENSOR_WIDTH / 2 + 16, SENSOR_WIDTH), BERT_GREY, 1);
}

static void what_somebody_wears_is_seen_until_they_take_it_off(void **state)
{
	struct stage *s = *state;
	act(s, VERB_MASK, 0);
	assert_near(next_grey(s), EMPTY_GREY, 1); /* she does not stand there yet */
	act(s, VERB_FACE, 0);
	assert_near(next_grey(s), MASK_GREY, 1);
	act(s, VERB_BARE, 0);
	assert_near(next_grey(s), ANNA_GREY, 1);
}

/* A film goes forwards and then backwards: nobody jumps. */
static void a_film_has_no_jump(void **state)
{
	struct stage *s = *state;
	double before = ANNA_GREY;
	unsigned moved = 0;
	act(s, VERB_FACE, 0);
	for (unsigned i = 0; i < 20; i++) {
		double now = next_grey(s);
		assert_true(fabs(now - before) < STEP + 1);
		moved += fabs(now - before) > STEP - 1;
		before = now;
	}
	assert_true(moved >= 12);
}

/* Nobody keeps the head turned; and who has no picture of a blink just goes on looking. */
static void a_turn_of_the_head_ends(void **state)
{
	struct stage *s = *state;
	double last = 0;
	act(s, VERB_FACE, 0);
	(void)next_grey(s);
	act(s, VERB_LEFT, 0);
	for (unsigned i = 0; i < ANNA_COUNT; i++) {
		last = next_grey(s);
		assert_true(last < ANNA_GREY - STEP);
	}
	assert_true(last > LEFT_GREY + STEP);
	(void)next_grey(s); /* a film has fewer pictures in a second than the camera: */
	(void)next_grey(s); /* these are still of the turn */
	assert_true(next_grey(s) > ANNA_GREY - STEP);
	act(s, VERB_BLINK, 0);
	assert_near(next_grey(s), ANNA_GREY, STEP);
	assert_true(s->play.scene.look == LOOK_BLINK);
}

static void a_picture_does_nothing_that_it_is_told(void **state)
{
	struct stage *s = *state;
	act(s, VERB_PRINT, 0);
	act(s, VERB_LEFT, 0);
	assert_int_equal(s->play.scene.look, LOOK_PRINT);
	act(s, VERB_FACE, 0);
	act(s, VERB_MASK, 0);
	act(s, VERB_LEFT, 0);
	assert_int_equal(s->play.scene.look, LOOK_MASK);
}

/* Sum of products of the deviations of two differences, as a correlation. */
static double correlation(const struct picture p[4])
{
	double ab = 0;
	double aa = 0;
	double bb = 0;
	for (size_t i = 1; i < PIXELS * 3; i += 3) {
		double a = p[0].bgr[i] - p[1].bgr[i];
		double b = p[2].bgr[i] - p[3].bgr[i];
		ab += a * b;
		aa += a * a;
		bb += b * b;
	}
	return ab / sqrt(aa * bb);
}

static void noise_is_fresh_in_each_picture(void **state)
{
	struct stage *s = *state;
	struct picture p[4] = {0};
	double apart = 0;
	for (size_t i = 0; i < 4; i++) {
		next_picture(s, &p[i]);
	}
	for (size_t i = 1; i < PIXELS * 3; i += 3) {
		apart += abs(p[0].bgr[i] - p[1].bgr[i]) / (double)PIXELS;
	}
	assert_true(apart > 0.5);
	assert_true(apart < 5);
	assert_near(correlation(p), 0, 0.02);
	for (size_t i = 0; i < 4; i++) {
		picture_free(&p[i]);
	}
}

/* Pixels keep their own deviation: half of one capture's mean tells that of another's. */
static void the_pattern_of_the_sensor_stays(void **state)
{
	struct stage *s = *state;
	double *sum[2] = {calloc(PIXELS, sizeof(double)), calloc(PIXELS, sizeof(double))};
	double ab = 0;
	double aa = 0;
	double bb = 0;
	assert_true(sum[0] != NULL && sum[1] != NULL);
	for (size_t i = 0; i < 16; i++) {
		EG_AUTO(picture_free) struct picture p = {0};
		next_picture(s, &p);
		for (size_t k = 0; k < PIXELS; k++) {
			sum[i % 2][k] += p.bgr[k * 3 + 1] - EMPTY_GREY;
		}
	}
	for (size_t k = 0; k < PIXELS; k++) {
		ab += sum[0][k] * sum[1][k];
		aa += sum[0][k] * sum[0][k];
		bb += sum[1][k] * sum[1][k];
	}
	assert_true(ab / sqrt(aa * bb) > 0.25);
	free(sum[0]);
	free(sum[1]);
}

static void a_frozen_camera_gives_one_picture(void **state)
{
	struct stage *s = *state;
	EG_AUTO(bytes_free) struct bytes first = {0};
	EG_AUTO(bytes_free) struct bytes later = {0};
	next(s, &first);
	act(s, VERB_FREEZE, 0);
	next(s, &first);
	act(s, VERB_FACE, 1); /* somebody comes, and is not seen */
	for (unsigned i = 0; i < 3; i++) {
		next(s, &later);
		assert_true(rd_equal(bytes_rd(&first), bytes_rd(&later)));
	}
	act(s, VERB_CAMERA_OVER, 0);
	assert_near(next_grey(s), BERT_GREY, 1);
}

static void a_loop_repeats_its_noise_too(void **state)
{
	struct stage *s = *state;
	struct bytes first[BOOTH_LOOP] = {0};
	EG_AUTO(bytes_free) struct bytes again = {0};
	act(s, VERB_FACE, 0);
	next(s, &again);
	act(s, VERB_LOOP, 0);
	for (size_t i = 0; i < BOOTH_LOOP; i++) {
		next(s, &first[i]);
	}
	assert_false(rd_equal(bytes_rd(&first[0]), bytes_rd(&first[1])));
	for (size_t i = 0; i < BOOTH_LOOP; i++) {
		next(s, &again);
		assert_true(rd_equal(bytes_rd(&first[i]), bytes_rd(&again)));
		bytes_free(&first[i]);
	}
}

static void a_covered_lens_gives_darkness_with_noise(void **state)
{
	struct stage *s = *state;
	EG_AUTO(bytes_free) struct bytes first = {0};
	EG_AUTO(bytes_free) struct bytes later = {0};
	act(s, VERB_BLACK, 0);
	assert_true(next_grey(s) < 10);
	next(s, &first);
	next(s, &later);
	assert_false(rd_equal(bytes_rd(&first), bytes_rd(&later)));
	act(s, VERB_CAMERA_OVER, 0);
	assert_near(next_grey(s), EMPTY_GREY, 1);
}

static void an_unplugged_camera_is_not_there_until_it_is_plugged_in(void **state)
{
	struct stage *s = *state;
	struct camera *other = NULL;
	(void)next_grey(s);
	assert_true(camera_sim.there(s->camera));
	act(s, VERB_UNPLUGGED, 0);
	pass(s);
	assert_false(camera_sim.there(s->camera));
	assert_int_not_equal(camera_sim.open(&other, s->socket, CAMERA_FACES), EG_OK);
	act(s, VERB_CAMERA_OVER, 0);
	pass(s);
	camera_sim.close(&s->camera);
	assert_int_equal(camera_sim.open(&s->camera, s->socket, CAMERA_FACES), EG_OK);
	assert_near(next_grey(s), EMPTY_GREY, 1);
}

/* Also of somebody who never stands there alone. */
static void the_first_of_two_needs_no_sentence_of_their_own(void **state)
{
	struct stage *s = *state;
	EG_AUTO(picture_free) struct picture p = {0};
	camera_sim.close(&s->camera);
	booth_close(&s->booth);
	parse(s, "title t\nperson anna face=anna\nperson bert face=bert\n"
		 "bert stands beside anna\nexpect admitted\n");
	assert_int_equal(booth_open(&s->booth, s->socket, s->folder, &s->scenario), EG_OK);
	assert_int_equal(camera_sim.open(&s->camera, s->socket, CAMERA_FACES), EG_OK);
	struct scenario_step beside = {.verb = VERB_BESIDE, .who = 1, .number = 0};
	play_camera_begin(&s->play, &beside);
	next_picture(s, &p);
	assert_near(grey_of(&p, 0, SENSOR_WIDTH / 2 - 16), BERT_GREY, 1);
	assert_near(grey_of(&p, SENSOR_WIDTH / 2 + 16, SENSOR_WIDTH), ANNA_GREY, 1);
}

static void pictures_that_nobody_prepared_are_missed_at_once(void **state)
{
	struct stage *s = *state;
	struct booth booth = BOOTH_CLOSED;
	char path[2 * PATH];
	(void)snprintf(path, sizeof(path), "%s/second", s->folder);
	parse(s, "title t\nperson anna face=anna\nperson bert face=bert\n"
		 "bert shows print of anna\nexpect admitted\n");
	assert_int_equal(booth_open(&booth, path, s->folder, &s->scenario), EG_NOT_FOUND);
	booth_close(&booth);
}

#define STAGED(test) cmocka_unit_test_setup_teardown(test, open_stage, close_stage)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGED(it_shows_who_stands_before_it),
		STAGED(two_people_stand_side_by_side),
		STAGED(what_somebody_wears_is_seen_until_they_take_it_off),
		STAGED(a_film_has_no_jump),
		STAGED(a_turn_of_the_head_ends),
		STAGED(a_picture_does_nothing_that_it_is_told),
		STAGED(noise_is_fresh_in_each_picture),
		STAGED(the_pattern_of_the_sensor_stays),
		STAGED(a_frozen_camera_gives_one_picture),
		STAGED(a_loop_repeats_its_noise_too),
		STAGED(a_covered_lens_gives_darkness_with_noise),
		STAGED(an_unplugged_camera_is_not_there_until_it_is_plugged_in),
		STAGED(the_first_of_two_needs_no_sentence_of_their_own),
		STAGED(pictures_that_nobody_prepared_are_missed_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
