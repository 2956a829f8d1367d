/*
 * finger_serve: the finger sensor of a booth, as hal/finger_sensor_sim.h has its world.
 * Knows its protocol. Never knows what is done at it, nor whose finger it is.
 */
#include "simulator/finger_serve.h"

#include "hal/finger_sensor_sim.h"
#include "os/link.h"

#include <stdio.h>
#include <unistd.h>

#define NOBODY (-1)

enum eg_err finger_serve_open(struct finger_serve *s, const char *path)
{
	*s = FINGER_SERVE_CLOSED;
	int printed = snprintf(s->path, sizeof(s->path), "%s", path);
	if (printed < 0 || (size_t)printed >= sizeof(s->path)) {
		return EG_FAIL(EG_CONFIG, "path too long");
	}
	return serve_open(&s->serve, path);
}

void finger_serve_close(struct finger_serve *s)
{
	serve_close(&s->serve);
	s->asking = NOBODY;
}

static void tell(struct finger_serve *s, const struct finger_sim_tell *about, int memfd)
{
	struct finger_sim_tell t = *about;
	if (s->asking != NOBODY) {
		t.magic = FINGER_SIM_MAGIC;
		t.press = s->press;
		serve_send(&s->serve, (size_t)s->asking, rd_of(&t, sizeof(t)), memfd);
	}
}

static void tell_event(struct finger_serve *s, uint8_t event, int64_t now_us)
{
	tell(s, &(struct finger_sim_tell){.event = event, .came_us = now_us}, -1);
}

static void follow(struct finger_serve *s, int peer, const struct finger_sim_ask *ask,
		   int64_t now_us, struct finger_play *p)
{
	if (ask->what == FINGER_SIM_START) {
		s->asking = peer;
		s->press = ask->press;
		s->taken = (struct finger_picture){0};
		finger_play_want(p, true);
		tell_event(s, FINGER_EVENT_NEEDED, now_us);
	} else if (peer == s->asking && ask->press == s->press) {
		s->asking = NOBODY;
		finger_play_want(p, false);
	}
}

static void hear(struct finger_serve *s, int64_t now_us, struct finger_play *p)
{
	struct finger_sim_ask ask;
	size_t got;
	(void)serve_accept(&s->serve); /* whoever it is asks before anything is told */
	for (int i = 0; i < SERVE_PEERS; i++) {
		while (serve_recv(&s->serve, (size_t)i, &ask, sizeof(ask), &got)) {
			if (got == sizeof(ask) && ask.magic == FINGER_SIM_MAGIC) {
				follow(s, i, &ask, now_us, p);
			} else {
				serve_drop(&s->serve, (size_t)i);
			}
		}
		if (s->serve.peer[i] < 0 && s->asking == i) {
			s->asking = NOBODY; /* it ended while it wanted a press */
			finger_play_want(p, false);
		}
	}
}

static enum eg_err tell_picture(struct finger_serve *s, int64_t now_us)
{
	EG_AUTO(eg_close) int memfd = -1;
	struct finger_sim_tell t = {
		.event = FINGER_EVENT_CAPTURED,
		.width = s->taken.width,
		.height = s->taken.height,
		.dpi = s->taken.dpi,
		.came_us = now_us,
	};
	if (s->asking == NOBODY) {
		return EG_OK; /* nobody waits for it, so nobody gets it */
	}
	EG_TRY(bulk_make(s->taken.grey, &memfd));
	tell(s, &t, memfd);
	s->asking = NOBODY;
	return EG_OK;
}

static enum eg_err feel_off(struct finger_serve *s, int64_t now_us)
{
	tell_event(s, FINGER_EVENT_LIFTED, now_us);
	if (s->taken.grey.left == 0) {
		return EG_OK; /* only touched */
	}
	enum eg_err err = tell_picture(s, now_us);
	s->taken = (struct finger_picture){0};
	return err;
}

static enum eg_err feel(void *of, enum finger_felt what, const struct finger_do *act,
			int64_t now_us)
{
	struct finger_serve *s = of;
	switch (what) {
	case FINGER_FELT_ON:
		tell_event(s, FINGER_EVENT_PRESENT, now_us);
		return EG_OK;
	case FINGER_FELT_PICTURE:
		s->taken = act->picture;
		tell_event(s, FINGER_EVENT_TAKEN, now_us);
		return EG_OK;
	case FINGER_FELT_OFF:
		return feel_off(s, now_us);
	case FINGER_FELT_REFUSED:
		tell(s,
		     &(struct finger_sim_tell){.event = FINGER_EVENT_RETRY,
					       .retry = (uint8_t)act->why,
					       .came_us = now_us},
		     -1);
		tell_event(s, FINGER_EVENT_NEEDED, now_us);
		return EG_OK;
	case FINGER_FELT_FAILED:
		tell_event(s, FINGER_SIM_FAILED, now_us);
		s->asking = NOBODY;
		return EG_OK;
	case FINGER_FELT_UNPLUGGED:
		finger_serve_close(s);
		(void)unlink(s->path); /* whoever looks for the sensor finds none either way */
		return EG_OK;
	case FINGER_FELT_PLUGGED:
		return s->serve.listener < 0 ? serve_open(&s->serve, s->path) : EG_OK;
	}
	return EG_FAIL(EG_STATE, "nothing that a sensor feels");
}

enum eg_err finger_serve_pass(struct finger_serve *s, int64_t now_us, struct finger_play *p)
{
	const struct finger_end end = {.of = s, .feel = feel};
	if (s->serve.listener >= 0) {
		hear(s, now_us, p);
	}
	return finger_play_pass(p, now_us, &end);
}
