/*
 * touch_job: what is wanted of the finger sensor for one traveller, and what is told of it.
 * Knows presses by their numbers, a sensor's backend, time that is passed in. Never knows sockets,
 * nor what a picture shows.
 */
#include "prog/touch_job.h"

#include "base/log.h"

_Static_assert((int)PRESS_NEEDED == (int)FINGER_EVENT_NEEDED &&
		       (int)PRESS_PRESENT == (int)FINGER_EVENT_PRESENT &&
		       (int)PRESS_TAKEN == (int)FINGER_EVENT_TAKEN &&
		       (int)PRESS_LIFTED == (int)FINGER_EVENT_LIFTED &&
		       (int)PRESS_RETRY == (int)FINGER_EVENT_RETRY,
	       "events have the same numbers in messages");
_Static_assert((int)PRESS_RETRY_GENERAL == (int)FINGER_RETRY_GENERAL &&
		       (int)PRESS_RETRY_SHORT == (int)FINGER_RETRY_SHORT &&
		       (int)PRESS_RETRY_CENTRE == (int)FINGER_RETRY_CENTRE &&
		       (int)PRESS_RETRY_REMOVE == (int)FINGER_RETRY_REMOVE &&
		       (int)PRESS_RETRY_TOO_LIGHT == (int)FINGER_RETRY_TOO_LIGHT &&
		       (int)PRESS_RETRY_COUNT == (int)FINGER_RETRY_TOO_LIGHT + 1,
	       "reasons have the same numbers in messages");
_Static_assert(PRESS_SIDE_MAX == FINGER_SENSOR_SIDE_MAX && PRESS_DPI_MIN == FINGER_SENSOR_DPI_MIN &&
		       PRESS_DPI_MAX == FINGER_SENSOR_DPI_MAX,
	       "pictures have the same limits in messages");

/* What the backend fails with is the sensor's fault, whatever it is; a wait that ends is none. */
static enum eg_err of_sensor(struct touch_job *j, enum eg_err err)
{
	if (err != EG_OK && err != EG_TIMEOUT) {
		j->on = false;
		j->unfit = true;
	}
	return err;
}

enum eg_err touch_job_open(struct touch_job *j, const struct finger_sensor_backend *backend,
			   const char *where)
{
	j->backend = backend;
	enum eg_err err = backend->open(&j->sensor, where);
	if (err == EG_NOT_FOUND || err == EG_IO || err == EG_GONE) {
		return EG_TIMEOUT; /* the fault that was found stays the newest */
	}
	return of_sensor(j, err);
}

enum eg_err touch_job_check(struct touch_job *j)
{
	return j->backend->there(j->sensor)
		       ? EG_OK
		       : of_sensor(j, EG_FAIL(EG_GONE, "the finger sensor went away"));
}

bool touch_job_worn(const struct touch_job *j, uint32_t renew_ms, int64_t cpu_us)
{
	return j->epoch == 0 && cpu_us >= INT64_C(1000) * renew_ms;
}

static void end_press(struct touch_job *j, int64_t now_us)
{
	int64_t ms = (now_us - j->began_us) / 1000;
	j->on = false;
	j->waited_ms += ms > 0 ? (uint32_t)ms : 0;
}

/* What a wish that is too long, or one after many others, gets of it. */
static uint32_t granted(const struct touch_job *j, uint32_t ms)
{
	uint32_t left = j->waited_ms < TOUCH_WAIT_MS ? TOUCH_WAIT_MS - j->waited_ms : 0;
	if (ms <= left) {
		return ms;
	}
	LOG(LOG_WARN, "press-cut", LOG_INT("wanted_ms", ms), LOG_INT("granted_ms", left),
	    LOG_INT("waited_ms", j->waited_ms));
	return left;
}

/* Numbers may be left out: the core counts presses of which no word came here. */
static enum eg_err on_wanted(struct touch_job *j, const struct msg_press *p, int64_t now_us)
{
	if (j->on) {
		return EG_FAIL(EG_STATE, "another press is wanted still");
	}
	if (p->press <= j->press) {
		return EG_FAIL(EG_STATE, "number of a press that was wanted before");
	}
	uint32_t ms = granted(j, p->ms);
	j->press = p->press;
	j->began_us = now_us;
	j->until_us = now_us + INT64_C(1000) * ms;
	j->on = true;
	/* One that gets no time is over at the next look. */
	return ms == 0 ? EG_OK : of_sensor(j, j->backend->start(j->sensor));
}

/* One that gave its picture, or was over, before the core's word came is of no effect. */
static enum eg_err on_stop(struct touch_job *j, const struct msg_press *p, int64_t now_us)
{
	if (p->press > j->press) {
		return EG_FAIL(EG_STATE, "an end to a press that nobody wanted");
	}
	if (!j->on || p->press != j->press) {
		return EG_OK;
	}
	end_press(j, now_us);
	return of_sensor(j, j->backend->stop(j->sensor));
}

enum eg_err touch_job_take(struct touch_job *j, const struct msg *m, int64_t now_us)
{
	if (m->kind != MSG_PRESS_WANTED && m->kind != MSG_PRESS_STOP) {
		return EG_FAIL(EG_STATE, "message that is not for the finger sensor");
	}
	if (m->epoch == 0 || (j->epoch != 0 && m->epoch != j->epoch)) {
		return EG_FAIL(EG_STATE, "message of another traveller");
	}
	j->epoch = m->epoch;
	return m->kind == MSG_PRESS_WANTED ? on_wanted(j, &m->body.press, now_us)
					   : on_stop(j, &m->body.press, now_us);
}

static struct msg event_of(const struct touch_job *j, enum press_event event, unsigned retry)
{
	struct msg m = msg_make(MSG_PRESS_EVENT, j->epoch);
	m.body.press_event.press = j->press;
	m.body.press_event.event = (uint8_t)event;
	m.body.press_event.retry = (uint8_t)retry;
	return m;
}

static struct msg image_of(const struct touch_job *j, const struct finger_shot *shot)
{
	struct msg m = msg_make(MSG_PRESS_IMAGE, j->epoch);
	struct msg_press_image *p = &m.body.press_image;
	p->press = j->press;
	p->size = (uint32_t)shot->grey.left;
	p->width = shot->width;
	p->height = shot->height;
	p->dpi = shot->dpi;
	LOG(LOG_INFO, "picture", LOG_INT("press", p->press), LOG_INT("width", p->width),
	    LOG_INT("height", p->height), LOG_INT("dpi", p->dpi));
	return m;
}

/* Off, before it is said that it is. */
static enum eg_err over(struct touch_job *j, int64_t now_us, struct touch_said *said)
{
	end_press(j, now_us);
	EG_TRY(of_sensor(j, j->backend->stop(j->sensor)));
	LOG(LOG_INFO, "press-over", LOG_INT("press", j->press),
	    LOG_INT("ms", (now_us - j->began_us) / 1000));
	said->m = event_of(j, PRESS_OVER, 0);
	return EG_OK;
}

enum eg_err touch_job_next(struct touch_job *j, int64_t now_us, struct touch_said *said)
{
	struct finger_shot shot = {0};
	*said = (struct touch_said){.m = msg_make(MSG_NOTHING, 0)};
	if (!j->on) {
		return EG_FAIL(EG_STATE, "no press is wanted");
	}
	if (now_us >= j->until_us) {
		return over(j, now_us, said);
	}
	int64_t left_ms = (j->until_us - now_us + 999) / 1000;
	uint32_t wait = left_ms < TOUCH_LOOK_MS ? (uint32_t)left_ms : TOUCH_LOOK_MS;
	EG_TRY(of_sensor(j, j->backend->next(j->sensor, wait, &shot)));
	if (shot.event == FINGER_EVENT_NONE) {
		return EG_TIMEOUT;
	}
	if (shot.event != FINGER_EVENT_CAPTURED) {
		bool retry = shot.event == FINGER_EVENT_RETRY;
		said->m = event_of(j, (enum press_event)shot.event, retry ? shot.retry : 0);
		return EG_OK;
	}
	end_press(j, now_us);
	said->m = image_of(j, &shot);
	said->grey = shot.grey;
	return EG_OK;
}

enum eg_err touch_job_told(struct touch_job *j, struct touch_said *said)
{
	bool image = said->m.kind == MSG_PRESS_IMAGE;
	said->grey = RD_EMPTY;
	return image ? of_sensor(j, j->backend->stop(j->sensor)) : EG_OK;
}

void touch_job_close(struct touch_job *j)
{
	if (j->sensor != NULL) {
		j->backend->close(&j->sensor);
	}
}
