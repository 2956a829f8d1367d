/*
 * bench finger_job: processor time of the finger worker: from the chip's images to templates, and
 * from a picture of a press to what is said of it; fails when a traveller would wait for it.
 *
 * Two fingers of a chip, WSQ of 500 x 500 at 0.75 bits a pixel, and presses of 384 x 290 at 512 dpi
 * as the one sensor of libfprint's that is fit gives them. Fingers are made up.
 */
#include "biometrics/wsq_encode.h"
#include "measure.h"
#include "prog/finger_job.h"
#include "simulator/finger_press.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PEOPLE     5
#define PRESSES    4
#define EPOCH      1
#define RIGHT      2
#define LEFT       7
#define SPREAD     0.4
#define CHIP_MOST  1000000 /* us, median: walking in takes seconds */
#define PRESS_MOST 600000  /* us, median: who waits longer lays the finger on again */

struct times {
	struct measure_times chip;
	struct measure_times press;
};

static int64_t used_us(void)
{
	struct timespec t = {0};
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); /* always there */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static enum eg_err press(const struct finger_print *print, const struct finger_press *how,
			 struct finger_image *out)
{
	EG_AUTO(finger_shot_made_free) struct finger_shot_made shot = {0};
	EG_TRY(finger_press_make(&shot, how, print));
	EG_TRY(finger_image_new(shot.width, shot.height, how->dpi, out));
	struct rd grey = rd_of(shot.grey, (size_t)shot.width * shot.height);
	return rd_copy(&grey, out->grey, grey.left) ? EG_OK : EG_FAIL(EG_BAD_DATA, "press");
}

/* As the chip holds it. */
static enum eg_err encode(const struct finger_print *print, uint64_t seed, struct bytes *out)
{
	EG_AUTO(finger_image_free) struct finger_image image = {0};
	const struct finger_press how =
		finger_press_drawn(finger_press_usual(0, 500, 500), seed, SPREAD);
	EG_TRY(press(print, &how, &image));
	return wsq_encode(&image, &(struct wsq_order){0}, out);
}

static enum eg_err give(struct finger_job *j, uint8_t index, const struct bytes *image,
			struct finger_said *said)
{
	struct msg m = msg_make(MSG_FINGER, EPOCH);
	m.body.finger = (struct msg_finger){.size = (uint32_t)image->size,
					    .position = index == 0 ? RIGHT : LEFT,
					    .index = index,
					    .count = 2};
	return finger_job_take(j, &m, bytes_rd(image), 0, said);
}

static enum eg_err show(struct finger_job *j, uint32_t number, const struct finger_image *f)
{
	struct msg m = msg_make(MSG_PRESS_IMAGE, EPOCH);
	struct finger_said said = {0};
	const size_t size = (size_t)f->width * f->height;
	m.body.press_image = (struct msg_press_image){.press = number,
						      .size = (uint32_t)size,
						      .width = f->width,
						      .height = f->height,
						      .dpi = f->dpi};
	return finger_job_take(j, &m, rd_of(f->grey, size), 0, &said);
}

static enum eg_err ask(struct finger_job *j, uint16_t order)
{
	struct msg m = msg_make(MSG_FINGER_CAPTURE, EPOCH);
	struct finger_said said = {0};
	m.body.finger_capture = (struct msg_finger_capture){
		.ms = 18000, .order = order, .tries = 1, .count = 1, .position = {RIGHT}};
	return finger_job_take(j, &m, RD_EMPTY, 0, &said);
}

/* One traveller; presses of the finger that is asked for. */
static enum eg_err serve(const struct finger_print *print, const struct bytes *right,
			 const struct bytes *left, struct times *t)
{
	EG_AUTO(finger_job_free) struct finger_job *j = NULL;
	struct finger_said said = {0};
	EG_TRY(finger_job_new(&j, finger_job_limits_default()));
	EG_TRY(finger_job_prime(j));
	int64_t before_us = used_us();
	EG_TRY(give(j, 0, right, &said));
	EG_TRY(give(j, 1, left, &said));
	measure_add(&t->chip, used_us() - before_us);
	for (uint16_t i = 1; i <= PRESSES; i++) {
		EG_AUTO(finger_image_free) struct finger_image live = {0};
		struct finger_press usual = finger_press_usual(0, 384, 290);
		usual.dpi = 512;
		const struct finger_press how = finger_press_drawn(usual, 100u + i, SPREAD);
		EG_TRY(press(print, &how, &live));
		EG_TRY(ask(j, i));
		before_us = used_us();
		EG_TRY(show(j, i, &live));
		measure_add(&t->press, used_us() - before_us);
	}
	return EG_OK;
}

static enum eg_err measure(struct times *t)
{
	for (uint64_t person = 0; person < PEOPLE; person++) {
		EG_AUTO(finger_print_free) struct finger_print right = {0};
		EG_AUTO(finger_print_free) struct finger_print left = {0};
		EG_AUTO(bytes_free) struct bytes image = {0};
		EG_AUTO(bytes_free) struct bytes other = {0};
		EG_TRY(finger_print_grow(&right, 2 * person, FINGER_CLASS_COUNT));
		EG_TRY(finger_print_grow(&left, 2 * person + 1, FINGER_CLASS_COUNT));
		EG_TRY(encode(&right, person, &image));
		EG_TRY(encode(&left, person, &other));
		EG_TRY(serve(&right, &image, &other, t));
	}
	return EG_OK;
}

int main(void)
{
	static struct times t; /* too large for a stack */
	if (measure(&t) != EG_OK) {
		const struct eg_fault f = eg_fault_last();
		fprintf(stderr, "%s: %s\n", eg_err_name(f.err), f.reason);
		return EXIT_FAILURE;
	}
	measure_print("finger_job", "two images of a chip", &t.chip);
	measure_print("finger_job", "a press", &t.press);
	const bool fast =
		measure_at(&t.chip, 50) <= CHIP_MOST && measure_at(&t.press, 50) <= PRESS_MOST;
	return fast ? EXIT_SUCCESS : EXIT_FAILURE;
}
