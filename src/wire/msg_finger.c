/*
 * msg_finger: what the messages about fingers must look like.
 * Knows ranges. Never knows sockets, nor what an image shows.
 */
#include "wire/msg_finger.h"

#define POSITIONS   (((1u << (POLICY_POSITIONS + 1)) - 1u) & ~1u) /* 1 << 1 .. 1 << 10 */
#define WAIT_MS_MAX 600000                                        /* no timer of a gate is longer */

bool msg_is_finger(enum msg_kind kind)
{
	return kind >= MSG_FINGER && kind <= MSG_FINGER_RESULT;
}

static bool position_ok(uint8_t position)
{
	return position >= 1 && position <= POLICY_POSITIONS;
}

static bool finger_ok(const struct msg_finger *f)
{
	return f->size > 0 && f->size <= FINGER_IMAGE_SIZE_MAX && f->raw <= 1 &&
	       position_ok(f->position) && f->count >= 1 && f->count <= FINGER_IMAGES_MAX &&
	       f->index < f->count;
}

static bool capture_ok(const struct msg_finger_capture *c)
{
	if (c->order == 0 || c->ms == 0 || c->ms > WAIT_MS_MAX || c->tries < 1 ||
	    c->tries > POLICY_TRIES_MAX || c->count < 1 || c->count > POLICY_FINGERS) {
		return false;
	}
	for (size_t i = 0; i < POLICY_FINGERS; i++) {
		bool again = i > 0 && c->position[i] == c->position[i - 1];
		if (i < c->count ? !position_ok(c->position[i]) || again : c->position[i] != 0) {
			return false;
		}
	}
	return true;
}

static bool event_ok(const struct msg_press_event *e)
{
	return e->press != 0 && e->event >= PRESS_NEEDED && e->event < PRESS_EVENT_COUNT &&
	       e->retry < PRESS_RETRY_COUNT && (e->event == PRESS_RETRY || e->retry == 0);
}

static bool image_ok(const struct msg_press_image *p)
{
	return p->press != 0 && p->width > 0 && p->width <= PRESS_SIDE_MAX && p->height > 0 &&
	       p->height <= PRESS_SIDE_MAX && p->size == (uint32_t)p->width * p->height &&
	       p->dpi >= PRESS_DPI_MIN && p->dpi <= PRESS_DPI_MAX;
}

/* Whatever was compared has a score; whatever was not, a reason. */
static bool result_ok(const struct msg_finger_result *r)
{
	bool compared = false;
	for (size_t i = 0; i < POLICY_FINGERS; i++) {
		compared = compared || r->scores.position[i] != 0;
	}
	for (size_t i = 0; i < FINGER_CUE_COUNT; i++) {
		if (r->cues.of[i] > VERDICT_CANNOT_TELL) {
			return false;
		}
	}
	return r->order != 0 && finger_scores_sound(&r->scores) && r->why < REASON_COUNT &&
	       compared == (r->why == REASON_NONE);
}

bool msg_finger_ok(const struct msg *m)
{
	switch (m->kind) {
	case MSG_FINGER:
		return finger_ok(&m->body.finger);
	case MSG_FINGERS_READY:
		return (m->body.fingers_ready.positions & ~POSITIONS) == 0;
	case MSG_FINGER_CAPTURE:
		return capture_ok(&m->body.finger_capture);
	case MSG_FINGER_STOP:
		return true;
	case MSG_PRESS_WANTED:
		return m->body.press.press != 0 && m->body.press.ms != 0 &&
		       m->body.press.ms <= WAIT_MS_MAX;
	case MSG_PRESS_STOP:
		return m->body.press.press != 0 && m->body.press.ms == 0;
	case MSG_PRESS_EVENT:
		return event_ok(&m->body.press_event);
	case MSG_PRESS_IMAGE:
		return image_ok(&m->body.press_image);
	case MSG_FINGER_GUIDE: /* number of a prompt: texts for unknown ones are "?" */
		return m->body.finger_guide.position <= POLICY_POSITIONS;
	case MSG_FINGER_RESULT:
		return result_ok(&m->body.finger_result);
	default: /* not of fingers */
		return false;
	}
}
