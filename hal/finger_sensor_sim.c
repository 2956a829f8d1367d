/*
 * finger_sensor_sim: the finger sensor of a simulated booth; a world process hands out its images.
 * Knows the protocol of its header. Never knows whose finger it is.
 */
#include "hal/finger_sensor_sim.h"

#include "hal/sim_line.h"

#include <stdlib.h>

#define LATE_MAX 64 /* tells of earlier presses that are passed over in one wait */

struct finger_sensor {
	struct sim_line line; /* owned; it lends an image */
	uint32_t press;       /* number of the press wanted last */
	bool on;              /* it is still wanted */
	bool ready;           /* NEEDED was told of it */
	uint32_t waited_ms;   /* for that, so far */
};

static void sim_close(struct finger_sensor **s)
{
	if (*s != NULL) {
		sim_line_close(&(*s)->line);
		free(*s);
		*s = NULL;
	}
}

static enum eg_err sim_open(struct finger_sensor **out, const char *where)
{
	EG_AUTO(sim_close) struct finger_sensor *s = calloc(1, sizeof(*s));
	if (s == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "finger sensor");
	}
	EG_TRY(sim_line_open(&s->line, where));
	*out = s;
	s = NULL;
	return EG_OK;
}

static enum eg_err ask(const struct finger_sensor *s, uint8_t what)
{
	const struct finger_sim_ask a = {
		.magic = FINGER_SIM_MAGIC, .press = s->press, .what = what};
	return sim_line_say(&s->line, rd_of(&a, sizeof(a)));
}

static enum eg_err sim_start(struct finger_sensor *s)
{
	if (s->on) {
		return EG_FAIL(EG_STATE, "a press is wanted already");
	}
	sealed_frame_unmap(&s->line.lent);
	s->press++;
	EG_TRY(ask(s, FINGER_SIM_START));
	s->on = true;
	s->ready = false;
	s->waited_ms = 0;
	return EG_OK;
}

static enum eg_err sim_stop(struct finger_sensor *s)
{
	sealed_frame_unmap(&s->line.lent);
	if (!s->on) {
		return EG_OK;
	}
	s->on = false;
	return ask(s, FINGER_SIM_STOP);
}

/* A sensor that never became ready is stuck; how long that may take is counted in waits. */
static enum eg_err wait_tell(struct finger_sensor *s, uint32_t ms)
{
	uint32_t left = s->ready ? UINT32_MAX : FINGER_SIM_START_MS - s->waited_ms;
	uint32_t wait = ms < left ? ms : left;
	enum eg_err err = sim_line_wait(&s->line, wait);
	if (err != EG_TIMEOUT) {
		return err;
	}
	s->waited_ms += s->ready ? 0 : wait;
	return !s->ready && s->waited_ms >= FINGER_SIM_START_MS
		       ? EG_FAIL(EG_IO, "the finger sensor does not become ready")
		       : EG_TIMEOUT;
}

static bool told_well(const struct finger_sim_tell *t, int memfd)
{
	bool image = t->event == FINGER_EVENT_CAPTURED;
	bool event = (t->event > FINGER_EVENT_NONE && t->event <= FINGER_EVENT_CAPTURED) ||
		     t->event == FINGER_SIM_FAILED;
	bool retry =
		t->event == FINGER_EVENT_RETRY ? t->retry <= FINGER_RETRY_TOO_LIGHT : t->retry == 0;
	bool size = image ? t->dpi >= FINGER_SENSOR_DPI_MIN && t->dpi <= FINGER_SENSOR_DPI_MAX
			  : t->width == 0 && t->height == 0 && t->dpi == 0;
	return t->magic == FINGER_SIM_MAGIC && event && retry && size && image == (memfd >= 0);
}

static enum eg_err take_image(struct finger_sensor *s, const struct finger_sim_tell *t, int memfd,
			      struct finger_shot *shot)
{
	s->on = false;
	if (t->width == 0 || t->height == 0 || t->width > FINGER_SENSOR_SIDE_MAX ||
	    t->height > FINGER_SENSOR_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "announced size of a finger's image");
	}
	if (!finger_sensor_big_enough(t->width, t->height, t->dpi)) {
		return EG_FAIL(EG_CONFIG, "the sensor is too small for a gate");
	}
	EG_TRY(sealed_frame_map(memfd, (size_t)t->width * t->height, &s->line.lent));
	shot->width = t->width;
	shot->height = t->height;
	shot->dpi = t->dpi;
	shot->grey = sealed_frame_rd(&s->line.lent);
	return EG_OK;
}

/* EG_TIMEOUT: it was about an earlier press. */
static enum eg_err take_tell(struct finger_sensor *s, struct finger_shot *shot)
{
	struct finger_sim_tell t = {0};
	EG_AUTO(eg_close) int memfd = -1;
	EG_TRY(sealed_frame_receive(s->line.fd, &t, sizeof(t), &memfd));
	if (!told_well(&t, memfd) || t.press > s->press) {
		return EG_FAIL(EG_BAD_DATA, "what a simulated finger sensor tells");
	}
	if (t.press != s->press) {
		return EG_TIMEOUT;
	}
	if (t.event == FINGER_SIM_FAILED) {
		return EG_FAIL(EG_IO, "the finger sensor failed");
	}
	if (!s->ready && t.event != FINGER_EVENT_NEEDED) {
		return EG_FAIL(EG_BAD_DATA, "a finger before it was needed");
	}
	s->ready = true;
	*shot = (struct finger_shot){
		.event = (enum finger_event)t.event,
		.retry = (enum finger_retry)t.retry,
		.came_us = t.came_us,
	};
	return t.event == FINGER_EVENT_CAPTURED ? take_image(s, &t, memfd, shot) : EG_OK;
}

static enum eg_err sim_next(struct finger_sensor *s, uint32_t ms, struct finger_shot *shot)
{
	enum eg_err err = EG_TIMEOUT;
	*shot = (struct finger_shot){0};
	sealed_frame_unmap(&s->line.lent);
	if (!s->on) {
		return EG_FAIL(EG_STATE, "no press is wanted");
	}
	for (size_t i = 0; i < LATE_MAX && err == EG_TIMEOUT; i++) {
		err = wait_tell(s, ms);
		if (err != EG_OK) {
			break;
		}
		err = take_tell(s, shot);
	}
	if (err != EG_OK) {
		*shot = (struct finger_shot){0};
		s->on = s->on && err == EG_TIMEOUT;
	}
	return err;
}

static bool sim_there(struct finger_sensor *s)
{
	return sim_line_there(&s->line);
}

const struct finger_sensor_backend finger_sensor_sim = {
	.name = "sim",
	.open = sim_open,
	.start = sim_start,
	.next = sim_next,
	.there = sim_there,
	.stop = sim_stop,
	.close = sim_close,
};
