/*
 * test_fprint: the backend of libfprint, with the stock library and its virtual image device.
 */
#include "hal/fprint_sensor.h"

#include "drawn_ridges.h"
#include "virtual_finger.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define WIDTH   320
#define HEIGHT  360
#define WAIT_MS 60000 /* for what is certain to come */
#define SKIPPED 77

/* Codes of libfprint 1.94 (fp-device.h). */
#define ERROR_GENERAL       0
#define ERROR_NOT_SUPPORTED 1
#define ERROR_PROTO         5
#define ERROR_REMOVED       0x100
#define ERROR_TOO_HOT       0x101

struct desk {
	char path[64];
	int fd; /* to the virtual device */
	struct finger_sensor *sensor;
	uint8_t first[WIDTH * HEIGHT];
	uint8_t second[WIDTH * HEIGHT];
};

static const struct finger_sensor_backend *const sensor = &finger_sensor_fprint_virtual;
static struct desk desk;

static enum eg_err open_at(struct desk *d, const char *keys)
{
	char where[128];
	(void)snprintf(where, sizeof(where), "%s%s", d->path, keys);
	enum eg_err err = sensor->open(&d->sensor, where);
	if (err == EG_OK) {
		d->fd = virtual_finger_connect(d->path);
		assert_true(d->fd >= 0);
	}
	return err;
}

static int open_desk(void **state)
{
	desk.fd = -1;
	*state = &desk;
	return open_at(&desk, "") == EG_OK ? 0 : -1;
}

static int close_desk(void **state)
{
	struct desk *d = *state;
	sensor->close(&d->sensor);
	assert_null(d->sensor);
	eg_close(&d->fd);
	(void)unlink(d->path); /* the library leaves it, mostly */
	return 0;
}

static struct finger_shot expect(struct desk *d, enum finger_event event)
{
	struct finger_shot shot;
	assert_int_equal(sensor->next(d->sensor, WAIT_MS, &shot), EG_OK);
	assert_int_equal(shot.event, event);
	assert_true(shot.came_us > 0);
	return shot;
}

static void expect_err(struct desk *d, uint32_t ms, enum eg_err expected)
{
	struct finger_shot shot;
	assert_int_equal(sensor->next(d->sensor, ms, &shot), expected);
	assert_int_equal(shot.event, FINGER_EVENT_NONE);
	assert_int_equal(shot.grey.left, 0);
}

static void start(struct desk *d)
{
	assert_int_equal(sensor->start(d->sensor), EG_OK);
	(void)expect(d, FINGER_EVENT_NEEDED);
}

static void finger(struct desk *d, bool on)
{
	virtual_finger_say(d->fd, VIRTUAL_FINGER, on);
	(void)expect(d, on ? FINGER_EVENT_PRESENT : FINGER_EVENT_LIFTED);
}

/* A whole press; the image is lent until the next call. */
static struct finger_shot press(struct desk *d, const uint8_t *grey)
{
	finger(d, true);
	virtual_finger_image(d->fd, WIDTH, HEIGHT, grey);
	(void)expect(d, FINGER_EVENT_TAKEN);
	finger(d, false);
	return expect(d, FINGER_EVENT_CAPTURED);
}

static void expect_image(const struct finger_shot *shot, const uint8_t *grey)
{
	assert_int_equal(shot->width, WIDTH);
	assert_int_equal(shot->height, HEIGHT);
	assert_true(rd_equal(shot->grey, rd_of(grey, (size_t)WIDTH * HEIGHT)));
}

/* ---- presses ---- */

static void what_is_laid_on_is_captured_to_the_byte(void **state)
{
	struct desk *d = *state;
	for (int i = 0; i < 2; i++) {
		start(d);
		struct finger_shot shot = press(d, i == 0 ? d->first : d->second);
		expect_image(&shot, i == 0 ? d->first : d->second);
		assert_int_equal(shot.dpi, 500); /* the device does not say, nor did we */
		expect_err(d, 0, EG_STATE);      /* off, until the next start */
	}
}

static void no_picture_comes_before_the_finger_was_lifted(void **state)
{
	struct desk *d = *state;
	start(d);
	finger(d, true);
	virtual_finger_image(d->fd, WIDTH, HEIGHT, d->first);
	(void)expect(d, FINGER_EVENT_TAKEN);
	expect_err(d, 0, EG_TIMEOUT);
	assert_int_equal(sensor->stop(d->sensor), EG_OK); /* who never lifts it */
	start(d);
	struct finger_shot shot = press(d, d->second);
	expect_image(&shot, d->second);
}

static void a_finger_that_only_touches_is_told_and_waited_for_again(void **state)
{
	struct desk *d = *state;
	start(d);
	for (int i = 0; i < 3; i++) {
		finger(d, true);
		finger(d, false);
	}
	struct finger_shot shot = press(d, d->first);
	expect_image(&shot, d->first);
}

static void each_retry_says_why_and_the_press_is_still_wanted(void **state)
{
	struct desk *d = *state;
	static const enum finger_retry why[] = {FINGER_RETRY_GENERAL, FINGER_RETRY_SHORT,
						FINGER_RETRY_CENTRE, FINGER_RETRY_REMOVE};
	start(d);
	for (int32_t code = 0; code < 4; code++) {
		if (code % 2 == 0) {
			finger(d, true); /* and it lies there when the device complains */
		}
		virtual_finger_say(d->fd, VIRTUAL_RETRY, code);
		assert_int_equal(expect(d, FINGER_EVENT_RETRY).retry, why[code]);
		(void)expect(d, FINGER_EVENT_NEEDED);
	}
	struct finger_shot shot = press(d, d->first);
	expect_image(&shot, d->first);
}

static void a_picture_without_ridges_is_a_retry(void **state)
{
	struct desk *d = *state;
	static uint8_t blank[WIDTH * HEIGHT];
	start(d);
	for (int grey = 0; grey < 256; grey += 255) {
		memset(blank, grey, sizeof(blank));
		finger(d, true);
		virtual_finger_image(d->fd, WIDTH, HEIGHT, blank);
		(void)expect(d, FINGER_EVENT_TAKEN);
		finger(d, false);
		assert_int_equal(expect(d, FINGER_EVENT_RETRY).retry, FINGER_RETRY_GENERAL);
		(void)expect(d, FINGER_EVENT_NEEDED);
	}
	struct finger_shot shot = press(d, d->first);
	expect_image(&shot, d->first);
}

/* ---- out of turn ---- */

static void a_picture_that_nobody_waits_for_is_never_taken(void **state)
{
	struct desk *d = *state;
	virtual_finger_image(d->fd, WIDTH, HEIGHT, d->second); /* before any press was wanted */
	start(d);
	struct finger_shot shot = press(d, d->first);
	expect_image(&shot, d->first);
	virtual_finger_image(d->fd, WIDTH, HEIGHT, d->second); /* between two */
	start(d);
	virtual_finger_image(d->fd, WIDTH, HEIGHT,
			     d->second); /* and before the finger lies on it */
	shot = press(d, d->first);
	expect_image(&shot, d->first);
}

static void nothing_of_a_press_that_was_stopped_comes_afterwards(void **state)
{
	struct desk *d = *state;
	assert_int_equal(sensor->stop(d->sensor), EG_OK); /* nothing to stop */
	start(d);
	finger(d, true);
	assert_int_equal(sensor->stop(d->sensor), EG_OK);
	expect_err(d, 0, EG_STATE);
	virtual_finger_image(d->fd, WIDTH, HEIGHT, d->second); /* too late */
	virtual_finger_say(d->fd, VIRTUAL_FINGER, 0);
	start(d);
	struct finger_shot shot = press(d, d->first);
	expect_image(&shot, d->first);
	start(d);
	finger(d, true);
	virtual_finger_image(d->fd, WIDTH, HEIGHT, d->second);
	virtual_finger_say(d->fd, VIRTUAL_FINGER, 0);
	assert_int_equal(sensor->stop(d->sensor), EG_OK); /* whatever of it is on its way */
	start(d);
	shot = press(d, d->first);
	expect_image(&shot, d->first);
}

static void a_press_cannot_be_wanted_twice(void **state)
{
	struct desk *d = *state;
	start(d);
	assert_int_equal(sensor->start(d->sensor), EG_STATE);
	struct finger_shot shot = press(d, d->first);
	expect_image(&shot, d->first);
}

/* ---- a device that fails ---- */

static void a_device_error_ends_the_press_and_not_the_sensor(void **state)
{
	struct desk *d = *state;
	static const struct {
		int32_t code;
		enum eg_err err;
	} all[] = {
		{ERROR_GENERAL, EG_IO},   {ERROR_PROTO, EG_IO},
		{ERROR_TOO_HOT, EG_IO},   {ERROR_NOT_SUPPORTED, EG_UNSUPPORTED},
		{ERROR_REMOVED, EG_GONE},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		start(d);
		virtual_finger_say(d->fd, VIRTUAL_ERROR, all[i].code);
		expect_err(d, WAIT_MS, all[i].err);
		expect_err(d, 0, EG_STATE);
	}
	start(d);
	struct finger_shot shot = press(d, d->first);
	expect_image(&shot, d->first);
}

static void a_device_that_only_complains_is_out_of_order(void **state)
{
	struct desk *d = *state;
	struct finger_shot shot;
	enum eg_err err = EG_OK;
	int retries = 0;
	start(d);
	while (err == EG_OK) {
		virtual_finger_say(d->fd, VIRTUAL_RETRY, 0);
		do {
			err = sensor->next(d->sensor, WAIT_MS, &shot);
			retries += err == EG_OK && shot.event == FINGER_EVENT_RETRY;
		} while (err == EG_OK && shot.event != FINGER_EVENT_NEEDED);
	}
	assert_int_equal(err, EG_IO);
	assert_in_range(retries, 10, 100);
}

static void a_sensor_that_was_unplugged_is_told_so_while_off(void **state)
{
	struct desk *d = *state;
	assert_true(sensor->there(d->sensor));
	start(d);
	struct finger_shot shot = press(d, d->first);
	expect_image(&shot, d->first);
	assert_true(sensor->there(d->sensor));
	virtual_finger_say(d->fd, VIRTUAL_REMOVE, 0);
	while (sensor->there(d->sensor)) {
		(void)sched_yield(); /* until the library has read it; the test's own time ends it
				      */
	}
	assert_int_equal(sensor->start(d->sensor), EG_GONE);
}

static void a_sensor_that_is_unplugged_during_a_press_is_gone(void **state)
{
	struct desk *d = *state;
	start(d);
	finger(d, true);
	virtual_finger_say(d->fd, VIRTUAL_REMOVE, 0);
	expect_err(d, WAIT_MS, EG_GONE);
	assert_false(sensor->there(d->sensor));
	assert_int_equal(sensor->start(d->sensor), EG_GONE);
}

static void whoever_fed_the_virtual_device_may_go_and_another_come(void **state)
{
	struct desk *d = *state;
	start(d);
	eg_close(&d->fd);
	expect_err(d, 0, EG_TIMEOUT); /* the device is there, and waits */
	assert_true(sensor->there(d->sensor));
	d->fd = virtual_finger_connect(d->path);
	assert_true(d->fd >= 0);
	struct finger_shot shot = press(d, d->first);
	expect_image(&shot, d->first);
}

/* ---- which pictures ---- */

static void a_picture_is_cut_and_turned_and_has_the_resolution_that_was_said(void **state)
{
	struct desk *d = *state;
	sensor->close(&d->sensor);
	eg_close(&d->fd);
	assert_int_equal(open_at(d, ",dpi=400,crop=10:20:30:40,rotate=180"), EG_OK);
	start(d);
	struct finger_shot shot = press(d, d->first);
	assert_int_equal(shot.width, WIDTH - 40);
	assert_int_equal(shot.height, HEIGHT - 60);
	assert_int_equal(shot.dpi, 400);
	for (size_t row = 0; row < HEIGHT - 60; row++) {
		for (size_t column = 0; column < WIDTH - 40; column++) {
			uint8_t pixel;
			assert_true(rd_u8(&shot.grey, &pixel));
			size_t from = (HEIGHT - 41 - row) * WIDTH + WIDTH - 31 - column;
			assert_int_equal(pixel, d->first[from]);
		}
	}
	assert_int_equal(sensor->stop(d->sensor), EG_OK);
}

static void lay_on(struct desk *d, uint16_t width, uint16_t height)
{
	uint8_t *grey = calloc(width, height);
	assert_non_null(grey);
	drawn_ridges(grey, width, height, 3);
	start(d);
	finger(d, true);
	virtual_finger_image(d->fd, width, height, grey);
	free(grey);
	(void)expect(d, FINGER_EVENT_TAKEN);
	finger(d, false);
}

static void pictures_too_small_or_too_large_for_a_gate_are_refused(void **state)
{
	struct desk *d = *state;
	lay_on(d, FINGER_SENSOR_SIDE_LEAST - 1, 400);
	expect_err(d, WAIT_MS, EG_CONFIG);
	expect_err(d, 0, EG_STATE);
	lay_on(d, 299, 300);
	expect_err(d, WAIT_MS, EG_CONFIG);
	lay_on(d, 300, 300);
	(void)expect(d, FINGER_EVENT_CAPTURED);
	lay_on(d, FINGER_SENSOR_SIDE_MAX + 1, 300);
	expect_err(d, WAIT_MS, EG_TOO_BIG);
}

static void what_is_no_specification_is_refused(void **state)
{
	(void)state;
	struct finger_sensor *s = NULL;
	assert_int_equal(sensor->open(&s, "/tmp/x,colour=1"), EG_CONFIG);
	assert_int_equal(sensor->open(&s, ",dpi=500"), EG_CONFIG);
	assert_null(s);
}

static void a_process_has_one_sensor_at_a_time(void **state)
{
	(void)state;
	struct finger_sensor *s = NULL;
	assert_int_equal(sensor->open(&s, "/tmp/another"), EG_STATE);
	assert_null(s);
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown((test), open_desk, close_desk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_DESK(what_is_laid_on_is_captured_to_the_byte),
		AT_DESK(no_picture_comes_before_the_finger_was_lifted),
		AT_DESK(a_finger_that_only_touches_is_told_and_waited_for_again),
		AT_DESK(each_retry_says_why_and_the_press_is_still_wanted),
		AT_DESK(a_picture_without_ridges_is_a_retry),
		AT_DESK(a_picture_that_nobody_waits_for_is_never_taken),
		AT_DESK(nothing_of_a_press_that_was_stopped_comes_afterwards),
		AT_DESK(a_press_cannot_be_wanted_twice),
		AT_DESK(a_device_error_ends_the_press_and_not_the_sensor),
		AT_DESK(a_device_that_only_complains_is_out_of_order),
		AT_DESK(a_sensor_that_was_unplugged_is_told_so_while_off),
		AT_DESK(a_sensor_that_is_unplugged_during_a_press_is_gone),
		AT_DESK(whoever_fed_the_virtual_device_may_go_and_another_come),
		AT_DESK(a_picture_is_cut_and_turned_and_has_the_resolution_that_was_said),
		AT_DESK(pictures_too_small_or_too_large_for_a_gate_are_refused),
		AT_DESK(what_is_no_specification_is_refused),
		AT_DESK(a_process_has_one_sensor_at_a_time),
	};
	(void)snprintf(desk.path, sizeof(desk.path), "/tmp/test_fprint.%ld", (long)getpid());
	drawn_ridges(desk.first, WIDTH, HEIGHT, 1);
	drawn_ridges(desk.second, WIDTH, HEIGHT, 2);
	enum eg_err err = open_at(&desk, "");
	if (err == EG_NOT_FOUND) {
		(void)puts("libfprint was built without its virtual image device");
		return SKIPPED;
	}
	assert_int_equal(err, EG_OK);
	void *state = &desk;
	(void)close_desk(&state); /* always 0 */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
