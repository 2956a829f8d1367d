/*
 * test_plate: the finger sensor of a lane in a play: whose finger is laid on, which, how and when,
 * as the lane's own backend for a simulated sensor gets it.
 */
#include "simulator/plate.h"

#include "biometrics/finger_prompt.h"
#include "hal/finger_sensor_sim.h"
#include "simulator/play_finger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define WIDTH   320
#define HEIGHT  300
#define TICK_US 10000
#define TICKS   2000 /* 20 s of the play */
#define QUIET   200  /* 2 s: longer than anybody reads */

static const uint8_t positions[] = {2, 7};
static const uint8_t impressions[] = {0, 1, 2, 3, 4, 5, 6, 11, 12};

struct stage {
	char folder[64];
	char socket[96];
	struct scenario scenario;
	struct play play;
	struct plate plate;
	struct finger_sensor *sensor; /* owned: the lane's */
	int64_t now_us;
};

static struct stage stage;

/* Whose picture it is stands in each pixel. */
static uint8_t grey_of(unsigned person, unsigned finger, unsigned impression)
{
	return (uint8_t)(100 * person + 10 * finger + impression);
}

static void path_of(char out[128], unsigned person, unsigned finger, unsigned impression)
{
	(void)snprintf(out, 128, "%s/%s/%u_%u.pgm", stage.folder, person == 0 ? "ann" : "ben",
		       finger, impression);
}

static int write_picture(unsigned person, unsigned finger, unsigned impression)
{
	static uint8_t row[WIDTH];
	char path[128];
	path_of(path, person, finger, impression);
	FILE *f = fopen(path, "we");
	if (f == NULL) {
		return -1;
	}
	(void)fprintf(f, "P5\n%d %d\n255\n", WIDTH, HEIGHT); /* closing tells */
	for (size_t x = 0; x < WIDTH; x++) {
		row[x] = x < 10 ? UINT8_MAX : grey_of(person, finger, impression);
	}
	for (size_t y = 0; y < HEIGHT; y++) {
		(void)fwrite(row, 1, sizeof(row), f); /* as above */
	}
	return fclose(f);
}

static int make_pictures(void **state)
{
	char path[128];
	int failed = 0;
	(void)state;
	(void)snprintf(stage.folder, sizeof(stage.folder), "/tmp/test_plate.XXXXXX");
	failed |= mkdtemp(stage.folder) == NULL;
	for (unsigned person = 0; person < 2; person++) {
		(void)snprintf(path, sizeof(path), "%s/%s", stage.folder,
			       person == 0 ? "ann" : "ben");
		failed |= mkdir(path, 0700);
		for (size_t i = 0; i < sizeof(positions); i++) {
			for (size_t k = 0; k < sizeof(impressions); k++) {
				failed |= write_picture(person, positions[i], impressions[k]);
			}
		}
	}
	return failed;
}

static int drop_pictures(void **state)
{
	char path[128];
	int failed = 0;
	(void)state;
	for (unsigned person = 0; person < 2; person++) {
		for (size_t i = 0; i < sizeof(positions); i++) {
			for (size_t k = 0; k < sizeof(impressions); k++) {
				path_of(path, person, positions[i], impressions[k]);
				failed |= unlink(path);
			}
		}
		(void)snprintf(path, sizeof(path), "%s/%s", stage.folder,
			       person == 0 ? "ann" : "ben");
		failed |= rmdir(path);
	}
	return failed | rmdir(stage.folder);
}

static enum eg_err open_with(const char *text)
{
	unsigned line;
	assert_int_equal(scenario_parse(rd_cstr(text), &stage.scenario, &line), EG_OK);
	stage.play = play_start(&stage.scenario, metal_start(300));
	return plate_open(&stage.plate, stage.socket, stage.folder, &stage.scenario);
}

/* Two persons, and the sentences that a test begins one by one. */
static void open_play(const char *sentences)
{
	char text[1024];
	(void)snprintf(text, sizeof(text),
		       "title t\nsensor sim\nperson anna face=ann\nperson max face=ann "
		       "fingers=ben\n%sexpect state idle\n",
		       sentences);
	assert_int_equal(open_with(text), EG_OK);
	assert_int_equal(finger_sensor_sim.open(&stage.sensor, stage.socket), EG_OK);
}

static int set_up(void **state)
{
	(void)state;
	stage.plate = PLATE_CLOSED;
	stage.sensor = NULL;
	stage.now_us = 1000000;
	(void)snprintf(stage.socket, sizeof(stage.socket), "%s.sock", stage.folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	finger_sensor_sim.close(&stage.sensor);
	plate_close(&stage.plate);
	(void)unlink(stage.socket); /* where it is there */
	return 0;
}

static void begin(size_t step)
{
	play_finger_begin(&stage.play, &stage.scenario.step[step]);
}

static bool over(size_t step)
{
	return play_finger_over(&stage.play, &stage.scenario.step[step]);
}

/* What the lane's screen asks for. */
static void show(enum finger_prompt prompt, uint8_t position)
{
	const struct msg_status told = {
		.state = GATE_FINGER,
		.finger_prompt = (uint8_t)prompt,
		.finger_position = position,
	};
	play_hear(&stage.play, &told);
}

static void pass(void)
{
	unsigned given;
	stage.now_us += TICK_US;
	stage.play.now_us += TICK_US;
	play_finger_pass(&stage.play);
	assert_int_equal(plate_pass(&stage.plate, stage.now_us, &stage.play, &given), EG_OK);
	play_finger_given(&stage.play, given);
}

/* The next thing that the lane feels, or EG_TIMEOUT. */
static enum eg_err feel(struct finger_shot *shot, unsigned ticks)
{
	enum eg_err err = EG_TIMEOUT;
	for (unsigned i = 0; i < ticks && err == EG_TIMEOUT; i++) {
		pass();
		err = finger_sensor_sim.next(stage.sensor, 0, shot);
	}
	return err;
}

static void want(void)
{
	struct finger_shot shot;
	assert_int_equal(finger_sensor_sim.start(stage.sensor), EG_OK);
	assert_int_equal(feel(&shot, TICKS), EG_OK);
	assert_int_equal(shot.event, FINGER_EVENT_NEEDED);
}

/* The picture of a press; what is felt before it is as it should be. */
static struct rd picture(void)
{
	static const enum finger_event order[] = {FINGER_EVENT_PRESENT, FINGER_EVENT_TAKEN,
						  FINGER_EVENT_LIFTED, FINGER_EVENT_CAPTURED};
	struct finger_shot shot = {0};
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		assert_int_equal(feel(&shot, TICKS), EG_OK);
		assert_int_equal(shot.event, order[i]);
	}
	assert_int_equal(shot.width, WIDTH);
	assert_int_equal(shot.height, HEIGHT);
	return shot.grey;
}

static void expect_finger(unsigned person, unsigned finger, unsigned impression)
{
	struct rd grey = picture();
	assert_int_equal(grey.at[WIDTH / 2], grey_of(person, finger, impression));
	assert_int_equal(grey.at[grey.left - 1], grey_of(person, finger, impression));
}

static void a_finger_is_laid_on_when_the_screen_has_asked_and_was_read(void **state)
{
	(void)state;
	struct finger_shot shot;
	open_play("anna gives finger\n");
	begin(0);
	want();
	assert_int_equal(feel(&shot, QUIET), EG_TIMEOUT); /* nobody asked */
	show(FINGER_PROMPT_WAIT, 2);
	assert_int_equal(feel(&shot, QUIET), EG_TIMEOUT);
	assert_false(over(0));
	show(FINGER_PROMPT_PLACE, 2);
	assert_int_equal(feel(&shot, 50), EG_TIMEOUT); /* half a second: it is read still */
	expect_finger(0, 2, 1);
	assert_true(over(0));
}

static void it_is_the_finger_that_the_screen_names_another_press_each_time(void **state)
{
	(void)state;
	open_play("anna gives finger\n");
	begin(0);
	want();
	show(FINGER_PROMPT_PLACE, 2);
	expect_finger(0, 2, 1);
	show(FINGER_PROMPT_WAIT, 7);
	want();
	show(FINGER_PROMPT_OTHER, 7);
	expect_finger(0, 7, 2);
	want();
	expect_finger(0, 7, 3); /* it still says so: once more, without another word */
}

static void manners_decide_what_is_seen(void **state)
{
	(void)state;
	static const struct {
		unsigned person;
		unsigned finger;
		unsigned impression;
	} seen[] = {{0, 7, 1}, {1, 2, 2}, {0, 2, 11}, {0, 2, 12}, {0, 2, 0}, {0, 2, 0}, {1, 2, 1}};
	open_play("anna gives wrong finger\nanna gives finger of max\nanna gives dry finger\nanna "
		  "gives wet finger\nanna feeds picture of chip\nanna feeds picture again\nmax "
		  "gives finger for 700 ms\n");
	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++) {
		begin(i);
		want();
		show(i % 2 == 0 ? FINGER_PROMPT_PLACE : FINGER_PROMPT_AGAIN, 2);
		expect_finger(seen[i].person, seen[i].finger, seen[i].impression);
		assert_true(over(i));
	}
}

static void what_is_no_whole_finger_is_seen_as_that(void **state)
{
	(void)state;
	struct finger_shot shot;
	open_play("anna covers sensor\nanna gives finger off centre\nanna touches sensor\nanna "
		  "leaves finger on sensor\nanna gives no finger\n");
	begin(0);
	want();
	show(FINGER_PROMPT_PLACE, 2);
	struct rd grey = picture();
	for (size_t i = 0; i < grey.left; i++) {
		assert_int_equal(grey.at[i], UINT8_MAX);
	}
	begin(1);
	want();
	show(FINGER_PROMPT_AGAIN, 2);
	grey = picture();
	assert_int_equal(grey.at[WIDTH / 2 - 1], UINT8_MAX); /* bare */
	assert_int_equal(grey.at[WIDTH - 1], grey_of(0, 2, 2));
	begin(2);
	want();
	show(FINGER_PROMPT_PLACE, 2);
	assert_int_equal(feel(&shot, TICKS), EG_OK);
	assert_int_equal(shot.event, FINGER_EVENT_PRESENT);
	assert_int_equal(feel(&shot, TICKS), EG_OK);
	assert_int_equal(shot.event, FINGER_EVENT_RETRY);
	assert_int_equal(shot.retry, FINGER_RETRY_SHORT);
	assert_true(over(2));
	begin(3);
	show(FINGER_PROMPT_LONGER, 2);
	assert_int_equal(feel(&shot, TICKS), EG_OK);
	assert_int_equal(shot.event, FINGER_EVENT_NEEDED);
	assert_int_equal(feel(&shot, TICKS), EG_OK);
	assert_int_equal(shot.event, FINGER_EVENT_PRESENT);
	assert_int_equal(feel(&shot, TICKS), EG_OK);
	assert_int_equal(shot.event, FINGER_EVENT_TAKEN);
	assert_int_equal(feel(&shot, QUIET), EG_TIMEOUT);
	assert_true(over(3));
	begin(4);
	assert_int_equal(finger_sensor_sim.stop(stage.sensor), EG_OK);
	want();
	show(FINGER_PROMPT_AGAIN, 2);
	assert_true(over(4));
	assert_int_equal(feel(&shot, QUIET), EG_TIMEOUT);
}

static void what_was_not_begun_yet_gives_way_to_the_next_sentence(void **state)
{
	(void)state;
	open_play("anna gives finger\nmax gives finger\n");
	begin(0);
	want();
	show(FINGER_PROMPT_PLACE, 2);
	begin(1);
	expect_finger(1, 2, 1);
}

static void a_sensor_that_is_unplugged_is_lost_and_can_be_plugged_in(void **state)
{
	(void)state;
	struct finger_sensor *again = NULL;
	struct finger_shot shot;
	open_play("anna leaves finger on sensor\nsensor is unplugged\nsensor works again\nanna "
		  "gives finger\nsensor fails\n");
	begin(0);
	want();
	show(FINGER_PROMPT_PLACE, 2);
	assert_int_equal(feel(&shot, TICKS), EG_OK);
	assert_int_equal(feel(&shot, TICKS), EG_OK);
	assert_int_equal(shot.event, FINGER_EVENT_TAKEN);
	begin(1);
	assert_int_equal(feel(&shot, TICKS), EG_GONE);
	assert_int_not_equal(finger_sensor_sim.open(&again, stage.socket), EG_OK);
	begin(2);
	pass();
	finger_sensor_sim.close(&stage.sensor);
	assert_int_equal(finger_sensor_sim.open(&stage.sensor, stage.socket), EG_OK);
	begin(3);
	want();
	show(FINGER_PROMPT_AGAIN, 7);
	expect_finger(0, 7, 2);
	want();
	begin(4);
	assert_int_equal(feel(&shot, TICKS), EG_IO);
}

static void what_cannot_be_played_is_refused_before_it_begins(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum eg_err err;
	} plays[] = {
		{"title t\nperson a face=ann\ngives finger\nexpect state idle\n", EG_CONFIG},
		{"title t\nperson a\nsensor fails\nexpect state idle\n", EG_CONFIG},
		{"title t\nsensor sim\nperson a face=cid\ngives finger\nexpect state idle\n",
		 EG_NOT_FOUND},
		{"title t\nsensor sim\nperson a face=cid\ngives no finger\nexpect state idle\n",
		 EG_OK},
		{"title t\nperson a face=cid\nlays document\nexpect state idle\n", EG_OK},
	};
	for (size_t i = 0; i < sizeof(plays) / sizeof(plays[0]); i++) {
		assert_int_equal(open_with(plays[i].text), plays[i].err);
		plate_close(&stage.plate);
	}
}

static void prompts_are_remembered_until_the_next_document(void **state)
{
	(void)state;
	open_play("expect prompt dry\nexpect prompt lift\n");
	show(FINGER_PROMPT_DRY, 2);
	show(FINGER_PROMPT_NONE, 0);
	assert_true(over(0));
	assert_false(over(1));
	play_hear(&stage.play, &(struct msg_status){.state = GATE_READING});
	assert_false(over(0));
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAYED(a_finger_is_laid_on_when_the_screen_has_asked_and_was_read),
		PLAYED(it_is_the_finger_that_the_screen_names_another_press_each_time),
		PLAYED(manners_decide_what_is_seen),
		PLAYED(what_is_no_whole_finger_is_seen_as_that),
		PLAYED(what_was_not_begun_yet_gives_way_to_the_next_sentence),
		PLAYED(a_sensor_that_is_unplugged_is_lost_and_can_be_plugged_in),
		PLAYED(what_cannot_be_played_is_refused_before_it_begins),
		PLAYED(prompts_are_remembered_until_the_next_document),
	};
	return cmocka_run_group_tests(tests, make_pictures, drop_pictures);
}
