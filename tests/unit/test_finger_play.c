/*
 * test_finger_play: scenes at a finger sensor, felt by both of the simulator's ends: the simulated
 * sensor, and libfprint's virtual device with the stock library.
 */
#include "simulator/finger_play.h"

#include "hal/finger_sensor_sim.h"
#include "hal/fprint_sensor.h"
#include "simulator/finger_serve.h"
#include "simulator/finger_virtual.h"

#include "drawn_ridges.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define WIDTH   320
#define HEIGHT  360
#define WAIT_MS 20    /* of one look; how many there are decides nothing */
#define LOOKS   10000 /* of a test that fails */
#define SKIPPED 77

static uint8_t first[WIDTH * HEIGHT];
static uint8_t second[WIDTH * HEIGHT];

static struct finger_picture picture_of(const uint8_t *grey)
{
	return (struct finger_picture){WIDTH, HEIGHT, 500, rd_of(grey, (size_t)WIDTH * HEIGHT)};
}

/* ---- the play alone, on time that is passed in ---- */

struct felt {
	enum finger_felt what[16];
	int64_t when[16];
	size_t count;
	enum eg_err answer;
};

static enum eg_err note(void *of, enum finger_felt what, const struct finger_do *act,
			int64_t now_us)
{
	struct felt *f = of;
	(void)act;
	assert_in_range(f->count, 0, 15);
	f->what[f->count] = what;
	f->when[f->count++] = now_us;
	return f->answer;
}

static void expect_felt(const struct felt *f, size_t i, enum finger_felt what, int64_t when)
{
	assert_true(i < f->count);
	assert_int_equal(f->what[i], what);
	assert_int_equal(f->when[i], when);
}

static void pass(struct finger_play *p, struct felt *f, int64_t from, int64_t to)
{
	const struct finger_end end = {.of = f, .feel = note};
	for (int64_t now = from; now <= to; now += 10) {
		assert_int_equal(finger_play_pass(p, now, &end), EG_OK);
	}
}

static void an_act_waits_until_it_is_wanted_and_takes_its_time(void **state)
{
	(void)state;
	struct finger_play p = {0};
	struct felt f = {0};
	const struct finger_do press = {.act = FINGER_ACT_PRESS, .after_us = 500, .hold_us = 200};
	assert_int_equal(finger_play_add(&p, &press), EG_OK);
	assert_int_equal(finger_play_add(&p, &press), EG_OK);
	pass(&p, &f, 0, 1000);
	assert_int_equal(f.count, 0);
	finger_play_want(&p, true);
	pass(&p, &f, 1000, 5000);
	assert_int_equal(f.count, 3); /* one press for one wish */
	expect_felt(&f, 0, FINGER_FELT_ON, 1500);
	expect_felt(&f, 1, FINGER_FELT_PICTURE, 1700);
	expect_felt(&f, 2, FINGER_FELT_OFF, 1900);
	assert_false(finger_play_over(&p));
	finger_play_want(&p, true);
	pass(&p, &f, 5000, 6000);
	assert_int_equal(f.count, 6);
	expect_felt(&f, 3, FINGER_FELT_ON, 5500);
	assert_true(finger_play_over(&p));
}

static void what_is_no_longer_wanted_is_broken_off_or_put_off(void **state)
{
	(void)state;
	struct finger_play p = {0};
	struct felt f = {0};
	const struct finger_do press = {.act = FINGER_ACT_PRESS, .after_us = 500, .hold_us = 200};
	assert_int_equal(finger_play_add(&p, &press), EG_OK);
	assert_int_equal(finger_play_add(&p, &press), EG_OK);
	finger_play_want(&p, true);
	pass(&p, &f, 0, 400);
	finger_play_want(&p, false); /* before the finger lies there */
	pass(&p, &f, 400, 2000);
	assert_int_equal(f.count, 0);
	finger_play_want(&p, true);
	pass(&p, &f, 2000, 2500);
	assert_int_equal(f.count, 1);
	finger_play_want(&p, false); /* while it does */
	pass(&p, &f, 2500, 4000);
	assert_int_equal(f.count, 1);
	finger_play_want(&p, true);
	pass(&p, &f, 4000, 6000);
	assert_int_equal(f.count, 4);
	expect_felt(&f, 1, FINGER_FELT_ON, 4500);
	assert_true(finger_play_over(&p));
}

static void what_nobody_asks_for_happens_all_the_same(void **state)
{
	(void)state;
	struct finger_play p = {0};
	struct felt f = {0};
	const struct finger_do early = {.act = FINGER_ACT_TOUCH, .unasked = true};
	const struct finger_do out = {.act = FINGER_ACT_UNPLUG};
	const struct finger_do in = {.act = FINGER_ACT_PLUG, .after_us = 100};
	const struct finger_do refuse = {.act = FINGER_ACT_REFUSE};
	assert_int_equal(finger_play_add(&p, &early), EG_OK);
	assert_int_equal(finger_play_add(&p, &out), EG_OK);
	assert_int_equal(finger_play_add(&p, &in), EG_OK);
	assert_int_equal(finger_play_add(&p, &refuse), EG_OK);
	pass(&p, &f, 0, 1000);
	assert_int_equal(f.count, 4);
	expect_felt(&f, 0, FINGER_FELT_ON, 0);
	expect_felt(&f, 1, FINGER_FELT_OFF, 0);
	expect_felt(&f, 2, FINGER_FELT_UNPLUGGED, 0);
	expect_felt(&f, 3, FINGER_FELT_PLUGGED, 100);
	assert_false(finger_play_over(&p));
}

static void more_acts_than_are_kept_are_refused(void **state)
{
	(void)state;
	struct finger_play p = {0};
	struct felt f = {.answer = EG_IO};
	const struct finger_end end = {.of = &f, .feel = note};
	const struct finger_do fail = {.act = FINGER_ACT_FAIL, .unasked = true};
	for (size_t i = 0; i < FINGER_PLAY_ACTS; i++) {
		assert_int_equal(finger_play_add(&p, &fail), EG_OK);
	}
	assert_int_equal(finger_play_add(&p, &fail), EG_TOO_BIG);
	assert_int_equal(finger_play_pass(&p, 0, &end), EG_IO); /* the end's own trouble */
	assert_int_equal(finger_play_add(&p, &fail), EG_OK);
}

/* ---- both ends, and the lane's own backends at them ---- */

struct stage {
	const struct finger_sensor_backend *backend;
	struct finger_sensor *sensor;
	char path[64];
	struct finger_play play;
	struct finger_serve serve;
	struct finger_virtual virtual;
	int64_t now_us;
	bool real; /* libfprint */
};

static struct stage stage;

static void open_sensor(struct stage *s)
{
	assert_int_equal(s->backend->open(&s->sensor, s->path), EG_OK);
}

static int open_stage(bool real)
{
	stage = (struct stage){.serve = FINGER_SERVE_CLOSED, .virtual = FINGER_VIRTUAL_CLOSED};
	(void)snprintf(stage.path, sizeof(stage.path), "/tmp/test_finger_play.%ld", (long)getpid());
	stage.real = real;
	stage.backend = real ? &finger_sensor_fprint_virtual : &finger_sensor_sim;
	enum eg_err err = real ? finger_virtual_open(&stage.virtual, stage.path)
			       : finger_serve_open(&stage.serve, stage.path);
	if (err != EG_OK) {
		return -1;
	}
	open_sensor(&stage);
	return 0;
}

static int open_simulated(void **state)
{
	*state = &stage;
	return open_stage(false);
}

static int open_virtual(void **state)
{
	*state = &stage;
	return open_stage(true);
}

static int close_stage(void **state)
{
	struct stage *s = *state;
	s->backend->close(&s->sensor);
	finger_serve_close(&s->serve);
	finger_virtual_close(&s->virtual);
	(void)unlink(s->path); /* where it is still there */
	return 0;
}

static void play(struct stage *s)
{
	s->now_us += 10000;
	assert_int_equal(s->real ? finger_virtual_pass(&s->virtual, s->now_us, &s->play)
				 : finger_serve_pass(&s->serve, s->now_us, &s->play),
			 EG_OK);
}

static void add(struct stage *s, struct finger_do act)
{
	act.after_us = 30000;
	act.hold_us = 20000;
	assert_int_equal(finger_play_add(&s->play, &act), EG_OK);
}

static void add_press(struct stage *s, const uint8_t *grey)
{
	add(s, (struct finger_do){.act = FINGER_ACT_PRESS, .picture = picture_of(grey)});
}

/* The next thing that happens at the sensor. */
static enum eg_err look(struct stage *s, struct finger_shot *shot)
{
	enum eg_err err = EG_TIMEOUT;
	for (int i = 0; i < LOOKS && err == EG_TIMEOUT; i++) {
		play(s);
		err = s->backend->next(s->sensor, s->real ? WAIT_MS : 0, shot);
	}
	return err;
}

static struct finger_shot expect(struct stage *s, enum finger_event event)
{
	struct finger_shot shot;
	assert_int_equal(look(s, &shot), EG_OK);
	assert_int_equal(shot.event, event);
	/* As the lane's prompt on its screen would tell the virtual device's owner. */
	if (s->real && event == FINGER_EVENT_NEEDED) {
		finger_play_want(&s->play, true);
	}
	return shot;
}

static void start(struct stage *s)
{
	assert_int_equal(s->backend->start(s->sensor), EG_OK);
	(void)expect(s, FINGER_EVENT_NEEDED);
}

static void stop(struct stage *s)
{
	assert_int_equal(s->backend->stop(s->sensor), EG_OK);
	if (s->real) {
		finger_play_want(&s->play, false);
	}
	play(s);
}

static void expect_press(struct stage *s, const uint8_t *grey)
{
	(void)expect(s, FINGER_EVENT_PRESENT);
	(void)expect(s, FINGER_EVENT_TAKEN);
	(void)expect(s, FINGER_EVENT_LIFTED);
	struct finger_shot shot = expect(s, FINGER_EVENT_CAPTURED);
	assert_int_equal(shot.width, WIDTH);
	assert_int_equal(shot.height, HEIGHT);
	assert_true(rd_equal(shot.grey, rd_of(grey, (size_t)WIDTH * HEIGHT)));
}

static void each_wish_gets_its_press(void **state)
{
	struct stage *s = *state;
	add_press(s, first);
	add_press(s, second);
	start(s);
	expect_press(s, first);
	start(s);
	expect_press(s, second);
	assert_true(finger_play_over(&s->play));
}

static void a_refused_press_says_why(void **state)
{
	struct stage *s = *state;
	for (int why = FINGER_RETRY_GENERAL; why <= FINGER_RETRY_TOO_LIGHT; why++) {
		add(s, (struct finger_do){.act = FINGER_ACT_REFUSE, .why = (enum finger_retry)why});
	}
	add(s, (struct finger_do){.act = FINGER_ACT_TOUCH});
	add_press(s, first);
	start(s);
	for (int why = FINGER_RETRY_GENERAL; why <= FINGER_RETRY_TOO_LIGHT; why++) {
		int told = s->real && why == FINGER_RETRY_TOO_LIGHT ? FINGER_RETRY_GENERAL : why;
		(void)expect(s, FINGER_EVENT_PRESENT);
		assert_int_equal(expect(s, FINGER_EVENT_RETRY).retry, told);
		(void)expect(s, FINGER_EVENT_NEEDED);
	}
	(void)expect(s, FINGER_EVENT_PRESENT);
	(void)expect(s, FINGER_EVENT_LIFTED);
	expect_press(s, first);
}

static void a_device_fails_and_works_again(void **state)
{
	struct stage *s = *state;
	struct finger_shot shot;
	add(s, (struct finger_do){.act = FINGER_ACT_FAIL});
	add_press(s, first);
	start(s);
	assert_int_equal(look(s, &shot), EG_IO);
	start(s);
	expect_press(s, first);
}

static void a_finger_that_is_never_lifted_gives_no_picture(void **state)
{
	struct stage *s = *state;
	struct finger_shot shot;
	add(s, (struct finger_do){.act = FINGER_ACT_HOLD, .picture = picture_of(first)});
	add_press(s, second);
	start(s);
	(void)expect(s, FINGER_EVENT_PRESENT);
	(void)expect(s, FINGER_EVENT_TAKEN);
	for (int i = 0; i < 20; i++) {
		play(s);
		assert_int_equal(s->backend->next(s->sensor, 0, &shot), EG_TIMEOUT);
	}
	stop(s);
	start(s);
	expect_press(s, second);
}

static void a_press_that_nobody_asked_for_is_nobodys(void **state)
{
	struct stage *s = *state;
	add(s, (struct finger_do){
		       .act = FINGER_ACT_PRESS, .unasked = true, .picture = picture_of(second)});
	add_press(s, first);
	start(s);
	stop(s); /* the sensor has been looked for, and wants nothing */
	while (s->play.count > 1 || (s->real && !finger_virtual_heard(&s->virtual))) {
		play(s); /* until it was felt; the test's own time ends it */
		(void)sched_yield();
	}
	start(s);
	expect_press(s, first);
}

/* libfprint's virtual device can be opened all the same, and is lost at once. */
static bool opens_and_stays(struct stage *s)
{
	struct finger_shot shot;
	enum eg_err err = s->backend->open(&s->sensor, s->path);
	if (err == EG_OK) {
		err = s->backend->start(s->sensor);
	}
	while (err == EG_OK) { /* it may get ready before the cable is missed */
		err = look(s, &shot);
	}
	s->backend->close(&s->sensor);
	return err != EG_GONE;
}

static void an_unplugged_sensor_is_gone_and_comes_back_for_the_next_worker(void **state)
{
	struct stage *s = *state;
	struct finger_shot shot;
	start(s);
	add(s, (struct finger_do){.act = FINGER_ACT_UNPLUG});
	assert_int_equal(look(s, &shot), EG_GONE);
	assert_false(s->backend->there(s->sensor));
	s->backend->close(&s->sensor);
	assert_false(opens_and_stays(s));
	assert_false(opens_and_stays(s));
	finger_play_want(&s->play, false);
	add(s, (struct finger_do){.act = FINGER_ACT_PLUG});
	for (int i = 0; i < 10; i++) {
		play(s);
	}
	open_sensor(s);
	add_press(s, first);
	start(s);
	expect_press(s, first);
}

static void the_next_travellers_worker_finds_the_sensor(void **state)
{
	struct stage *s = *state;
	add_press(s, first);
	add_press(s, second);
	start(s);
	expect_press(s, first);
	s->backend->close(&s->sensor);
	open_sensor(s);
	start(s);
	expect_press(s, second);
}

#define SCENE(test)                                                           \
	cmocka_unit_test_setup_teardown((test), open_simulated, close_stage), \
		cmocka_unit_test_setup_teardown((test), open_virtual, close_stage)

static bool virtual_device_there(void)
{
	struct finger_sensor *s = NULL;
	enum eg_err err = finger_sensor_fprint_virtual.open(&s, "/tmp/test_finger_play.looks");
	finger_sensor_fprint_virtual.close(&s);
	(void)unlink("/tmp/test_finger_play.looks"); /* where the library left it */
	return err != EG_NOT_FOUND;
}

int main(void)
{
	const struct CMUnitTest plays[] = {
		cmocka_unit_test(an_act_waits_until_it_is_wanted_and_takes_its_time),
		cmocka_unit_test(what_is_no_longer_wanted_is_broken_off_or_put_off),
		cmocka_unit_test(what_nobody_asks_for_happens_all_the_same),
		cmocka_unit_test(more_acts_than_are_kept_are_refused),
	};
	const struct CMUnitTest scenes[] = {
		SCENE(each_wish_gets_its_press),
		SCENE(a_refused_press_says_why),
		SCENE(a_device_fails_and_works_again),
		SCENE(a_finger_that_is_never_lifted_gives_no_picture),
		SCENE(a_press_that_nobody_asked_for_is_nobodys),
		SCENE(an_unplugged_sensor_is_gone_and_comes_back_for_the_next_worker),
		SCENE(the_next_travellers_worker_finds_the_sensor),
	};
	drawn_ridges(first, WIDTH, HEIGHT, 1);
	drawn_ridges(second, WIDTH, HEIGHT, 2);
	int failed = cmocka_run_group_tests(plays, NULL, NULL);
	if (failed == 0 && !virtual_device_there()) {
		(void)puts("libfprint was built without its virtual image device");
		return SKIPPED;
	}
	return failed + cmocka_run_group_tests(scenes, NULL, NULL);
}
