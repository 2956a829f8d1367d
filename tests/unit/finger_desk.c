/*
 * finger_desk: invented fingers, a chip that holds them, and a finger job that a test speaks to.
 * Knows what an honest core and sensor say. No process, no clock, no socket.
 */
#include "finger_desk.h"

#include "biometrics/wsq_encode.h"
#include "simulator/finger_press.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define WIDTH  360
#define HEIGHT 360
#define SPREAD 0.3

static struct finger_image pressed[DESK_FINGERS][DESK_IMPRESSIONS];
static struct finger_image poor[DESK_FINGERS];

static void press(const struct finger_print *print, const struct finger_press *how,
		  struct finger_image *out)
{
	EG_AUTO(finger_shot_made_free) struct finger_shot_made shot = {0};
	assert_int_equal(finger_press_make(&shot, how, print), EG_OK);
	assert_int_equal(finger_image_new(shot.width, shot.height, how->dpi, out), EG_OK);
	struct rd grey = rd_of(shot.grey, (size_t)shot.width * shot.height);
	assert_true(rd_copy(&grey, out->grey, grey.left));
}

void finger_desk_make(void)
{
	for (uint64_t f = 0; f < DESK_FINGERS; f++) {
		EG_AUTO(finger_print_free) struct finger_print print = {0};
		assert_int_equal(finger_print_grow(&print, 50 + f, FINGER_CLASS_COUNT), EG_OK);
		for (uint64_t i = 0; i < DESK_IMPRESSIONS; i++) {
			const struct finger_press usual = finger_press_usual(i, WIDTH, HEIGHT);
			const struct finger_press how =
				finger_press_drawn(usual, 100 * f + i, SPREAD);
			press(&print, &how, &pressed[f][i]);
		}
		struct finger_press hardly = finger_press_usual(90 + f, WIDTH, HEIGHT);
		hardly.pressure = 0.1;
		hardly.moisture = -0.8;
		press(&print, &hardly, &poor[f]);
	}
}

void finger_desk_unmake(void)
{
	for (size_t f = 0; f < DESK_FINGERS; f++) {
		for (size_t i = 0; i < DESK_IMPRESSIONS; i++) {
			finger_image_free(&pressed[f][i]);
		}
		finger_image_free(&poor[f]);
	}
}

const struct finger_image *finger_desk_image(size_t finger, size_t impression)
{
	return &pressed[finger][impression];
}

const struct finger_image *finger_desk_poor(size_t finger)
{
	return &poor[finger];
}

void finger_desk_bare(uint64_t seed, struct finger_image *out)
{
	struct finger_press bare = finger_press_usual(seed, WIDTH, HEIGHT);
	bare.platen = FINGER_PLATEN_CAPACITIVE;
	press(NULL, &bare, out);
}

void finger_desk_wsq(const struct finger_image *f, struct bytes *out)
{
	const struct wsq_order order = {0};
	assert_int_equal(wsq_encode(f, &order, out), EG_OK);
}

/* ---- the job ---- */

void finger_desk_open_with(struct finger_desk *d, struct finger_job_limits limits)
{
	*d = (struct finger_desk){.now_us = 1000000};
	assert_int_equal(finger_job_new(&d->job, limits), EG_OK);
}

void finger_desk_open(struct finger_desk *d)
{
	finger_desk_open_with(d, finger_job_limits_default());
}

void finger_desk_close(struct finger_desk *d)
{
	finger_job_free(&d->job);
	assert_null(d->job);
}

static void hear_result(struct finger_desk *d, const struct msg *m)
{
	assert_false(d->answered); /* once an order */
	assert_int_equal(m->body.finger_result.order, d->order);
	assert_int_equal(d->wanted, 0);
	d->answered = true;
	d->answered_us = d->now_us;
	d->result = m->body.finger_result;
}

static void hear(struct finger_desk *d, const struct msg *m)
{
	if (m->kind == MSG_PRESS_WANTED) {
		assert_int_equal(m->body.press.press, d->presses + 1);
		assert_int_equal(d->wanted, 0); /* one at a time */
		d->presses = d->wanted = m->body.press.press;
	} else if (m->kind == MSG_PRESS_STOP) {
		assert_int_equal(m->body.press.press, d->wanted);
		d->wanted = 0;
	} else if (m->kind == MSG_FINGER_GUIDE) {
		assert_true(m->body.finger_guide.prompt < FINGER_PROMPT_COUNT);
		d->prompt = m->body.finger_guide.prompt;
		d->position = m->body.finger_guide.position;
	} else if (m->kind == MSG_FINGER_RESULT) {
		hear_result(d, m);
	}
}

static void hear_all(struct finger_desk *d)
{
	for (size_t i = 0; i < d->said.count; i++) {
		struct msg parsed;
		const struct msg *m = &d->said.m[i];
		assert_int_equal(msg_parse(rd_of(m, msg_length(m)), false, &parsed), EG_OK);
		assert_int_equal(m->epoch, DESK_EPOCH);
		hear(d, &parsed);
	}
}

enum eg_err finger_desk_say(struct finger_desk *d, const struct msg *m, struct rd bulk)
{
	d->said = (struct finger_said){0};
	if ((m->kind == MSG_PRESS_IMAGE && m->body.press_image.press == d->wanted) ||
	    (m->kind == MSG_PRESS_EVENT && m->body.press_event.event == PRESS_OVER)) {
		d->wanted = 0; /* nothing of it comes behind these */
	} else if (m->kind == MSG_FINGER_STOP) {
		d->wanted = 0; /* the core tells touch by itself */
	}
	enum eg_err err = finger_job_take(d->job, m, bulk, d->now_us, &d->said);
	finger_job_spent(d->job, &d->said, 1000);
	hear_all(d);
	return err;
}

void finger_desk_wait(struct finger_desk *d, int64_t ms)
{
	d->now_us += ms * 1000;
	d->said = (struct finger_said){0};
	finger_job_tick(d->job, d->now_us, &d->said);
	hear_all(d);
}

enum eg_err finger_desk_chip(struct finger_desk *d, uint8_t index, uint8_t count, uint8_t position,
			     struct rd encoded)
{
	struct msg m = msg_make(MSG_FINGER, DESK_EPOCH);
	m.body.finger = (struct msg_finger){.size = (uint32_t)encoded.left,
					    .position = position,
					    .index = index,
					    .count = count};
	return finger_desk_say(d, &m, encoded);
}

void finger_desk_two(struct finger_desk *d)
{
	EG_AUTO(bytes_free) struct bytes right = {0};
	EG_AUTO(bytes_free) struct bytes left = {0};
	finger_desk_wsq(finger_desk_image(0, 0), &right);
	finger_desk_wsq(finger_desk_image(1, 0), &left);
	assert_int_equal(finger_desk_chip(d, 0, 2, RIGHT_INDEX, bytes_rd(&right)), EG_OK);
	assert_int_equal(d->said.count, 0);
	assert_int_equal(finger_desk_chip(d, 1, 2, LEFT_INDEX, bytes_rd(&left)), EG_OK);
}

enum eg_err finger_desk_order(struct finger_desk *d, uint8_t tries, uint8_t first, uint8_t second)
{
	struct msg m = msg_make(MSG_FINGER_CAPTURE, DESK_EPOCH);
	d->order++;
	d->answered = false;
	m.body.finger_capture = (struct msg_finger_capture){
		.ms = ORDER_MS,
		.order = d->order,
		.tries = tries,
		.count = second == 0 ? 1 : 2,
		.position = {first, second},
	};
	return finger_desk_say(d, &m, (struct rd){0});
}

void finger_desk_event(struct finger_desk *d, enum press_event event, enum press_retry retry)
{
	struct msg m = msg_make(MSG_PRESS_EVENT, DESK_EPOCH);
	m.body.press_event = (struct msg_press_event){
		.press = d->wanted, .event = (uint8_t)event, .retry = (uint8_t)retry};
	assert_int_equal(finger_desk_say(d, &m, (struct rd){0}), EG_OK);
}

enum eg_err finger_desk_show(struct finger_desk *d, uint32_t press, const struct finger_image *f)
{
	struct msg m = msg_make(MSG_PRESS_IMAGE, DESK_EPOCH);
	const size_t size = (size_t)f->width * f->height;
	m.body.press_image = (struct msg_press_image){.press = press,
						      .size = (uint32_t)size,
						      .width = f->width,
						      .height = f->height,
						      .dpi = f->dpi};
	return finger_desk_say(d, &m, rd_of(f->grey, size));
}

void finger_desk_press(struct finger_desk *d, const struct finger_image *f)
{
	assert_int_not_equal(d->wanted, 0);
	finger_desk_event(d, PRESS_NEEDED, PRESS_RETRY_GENERAL);
	finger_desk_event(d, PRESS_PRESENT, PRESS_RETRY_GENERAL);
	finger_desk_event(d, PRESS_TAKEN, PRESS_RETRY_GENERAL);
	finger_desk_event(d, PRESS_LIFTED, PRESS_RETRY_GENERAL);
	assert_int_equal(finger_desk_show(d, d->wanted, f), EG_OK);
}

const struct msg *finger_desk_heard(const struct finger_desk *d, enum msg_kind kind)
{
	for (size_t i = 0; i < d->said.count; i++) {
		if (d->said.m[i].kind == kind) {
			return &d->said.m[i];
		}
	}
	return NULL;
}
