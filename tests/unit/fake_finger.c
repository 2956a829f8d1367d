/*
 * fake_finger: a finger sensor that does what a test says, at once.
 */
#include "fake_finger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct finger_sensor fake_finger;

static enum eg_err fake_open(struct finger_sensor **out, const char *where)
{
	assert_string_equal(where, "somewhere");
	fake_finger.opens++;
	if (fake_finger.open_err == EG_OK) {
		*out = &fake_finger;
	}
	return fake_finger.open_err;
}

static enum eg_err fake_start(struct finger_sensor *s)
{
	assert_false(s->on);
	s->starts++;
	s->on = s->start_err == EG_OK;
	return s->start_err;
}

static enum eg_err fake_next(struct finger_sensor *s, uint32_t ms, struct finger_shot *shot)
{
	*shot = (struct finger_shot){0};
	assert_true(s->on);
	s->waited_ms = ms;
	if (s->done == s->count) {
		return EG_TIMEOUT;
	}
	const struct fake_doing *d = &s->doing[s->done++];
	if (d->err != EG_OK) {
		s->on = d->err == EG_TIMEOUT;
		return d->err;
	}
	shot->event = d->event;
	shot->retry = d->retry;
	if (d->event == FINGER_EVENT_CAPTURED) {
		s->on = false;
		for (size_t i = 0; i < sizeof(s->grey); i++) {
			s->grey[i] = FAKE_FINGER_GREY;
		}
		shot->width = FAKE_FINGER_WIDTH;
		shot->height = FAKE_FINGER_HEIGHT;
		shot->dpi = FAKE_FINGER_DPI;
		shot->grey = RD_ARRAY(s->grey);
	}
	return EG_OK;
}

static bool fake_there(struct finger_sensor *s)
{
	return s->there;
}

static enum eg_err fake_stop(struct finger_sensor *s)
{
	s->stops++;
	s->on = false;
	for (size_t i = 0; i < sizeof(s->grey); i++) {
		s->grey[i] = 0;
	}
	return s->stop_err;
}

static void fake_close(struct finger_sensor **s)
{
	*s = NULL;
}

const struct finger_sensor_backend fake_finger_backend = {
	.name = "fake",
	.open = fake_open,
	.start = fake_start,
	.next = fake_next,
	.there = fake_there,
	.stop = fake_stop,
	.close = fake_close,
};

void fake_finger_does(enum eg_err err, enum finger_event event, enum finger_retry retry)
{
	assert_true(fake_finger.count < FAKE_FINGER_MAX);
	fake_finger.doing[fake_finger.count++] = (struct fake_doing){err, event, retry};
}

void fake_finger_shows(enum finger_event event)
{
	fake_finger_does(EG_OK, event, FINGER_RETRY_GENERAL);
}
