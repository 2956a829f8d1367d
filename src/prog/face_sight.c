/*
 * face_sight: the face worker's eye: the camera, its exposure, and whether it is fit to serve.
 * Knows the camera, frames, the empty scene. Never knows the traveller, messages or scores.
 */
#include "prog/face_sight.h"

#include "base/secret.h"
#include "biometrics/attack.h"
#include "os/now.h"
#include "prog/face_job.h"

#define CHECK_MS      3000 /* a camera that needs longer for its first frames is out of order */
#define CHECK_WAIT_MS 250
#define CHECK_LEAST   3  /* frames that are told apart */
#define CHECK_MOST    60 /* of a camera that gives black ones quickly */
#define EMPTY_TRIES   4  /* for one more frame, of the empty scene */

/* Only the core's going away ends this worker in peace; a camera's does not. */
static enum eg_err of_camera(enum eg_err err)
{
	return err == EG_GONE ? EG_FAIL(EG_IO, "camera is gone") : err;
}

enum eg_err face_sight_open(struct face_sight *s, const char *camera)
{
	const char *where;
	EG_TRY(camera_find(camera, &s->backend, &where));
	return of_camera(s->backend->open(&s->camera, where, CAMERA_FACES));
}

void face_sight_close(struct face_sight *s)
{
	if (s->camera != NULL) {
		s->backend->close(&s->camera);
	}
	secret_wipe(&s->grid, sizeof(s->grid));
}

enum eg_err face_sight_start(struct face_sight *s)
{
	s->exposure = (struct exposure){0};
	return of_camera(s->backend->start(s->camera));
}

enum eg_err face_sight_stop(struct face_sight *s)
{
	secret_wipe(&s->grid, sizeof(s->grid));
	return of_camera(s->backend->stop(s->camera));
}

void face_sighting_clear(struct face_sighting *s)
{
	picture_free(&s->shot);
	secret_wipe(s, sizeof(*s));
}

static enum eg_err decode(const struct camera_frame *frame, struct picture *p)
{
	switch (frame->format) {
	case CAMERA_MJPEG:
		return picture_decode(frame->bytes, PICTURE_SIDE_MAX, p);
	case CAMERA_YUYV:
		return picture_from_yuyv(frame->bytes, frame->width, frame->height, frame->stride,
					 p);
	}
	return EG_UNSUPPORTED;
}

/* A camera that cannot be set any further shows the face as it can. */
static void follow_light(struct face_sight *s, uint8_t luminance)
{
	int step = exposure_see(&s->exposure, luminance);
	if (step != 0 && s->backend->adjust != NULL) {
		(void)s->backend->adjust(s->camera, step); /* as said above */
	}
}

enum eg_err face_sight_next(struct face_sight *s, struct face_engine *models, uint32_t ms,
			    struct face_sighting *out)
{
	struct camera_frame frame;
	const struct picture *p = &out->shot;
	face_sighting_clear(out);
	EG_TRY(of_camera(s->backend->next(s->camera, ms, &frame)));
	out->came_us = now_mono_us();
	out->taken_us = frame.taken_us;
	/* A damaged frame is like an empty one: the next comes in a moment. */
	out->decoded = decode(&frame, &out->shot) == EG_OK;
	out->looked = out->decoded && attack_look_at(p, &s->grid, &out->look);
	out->face = out->decoded && models != NULL &&
		    face_observe(models, p, FACE_JOB_LOOKS, &out->seen) == EG_OK;
	if (out->face && out->looked) {
		out->around = attack_look_face(&s->grid, &s->empty, p->width, p->height,
					       out->seen.points);
		follow_light(s, out->around.luminance);
	}
	return EG_OK;
}

/* What the frames so far say; REASON_NONE: that the camera serves. */
static enum reason judge(const struct attack *a)
{
	const struct cues c = attack_judge(a);
	if (a->frames == 0) {
		return REASON_CAMERA_LOST;
	}
	if (c.of[CUE_BLACK] == VERDICT_FAIL) {
		return REASON_CAMERA_BLACK;
	}
	return c.of[CUE_FROZEN] == VERDICT_PASS ? REASON_NONE : REASON_CAMERA_FROZEN;
}

static enum eg_err watch(struct face_sight *s, struct attack *a, enum eg_err (*busy)(void),
			 enum reason *why)
{
	const int64_t end_us = now_mono_us() + CHECK_MS * INT64_C(1000);
	*why = REASON_CAMERA_LOST;
	while (now_mono_us() < end_us && a->frames < CHECK_MOST) {
		static struct face_sighting now;
		enum eg_err err = busy();
		if (err != EG_TIMEOUT) {
			return err == EG_OK ? EG_TIMEOUT : err;
		}
		err = face_sight_next(s, NULL, CHECK_WAIT_MS, &now);
		if (err == EG_IO || err == EG_STATE) {
			return EG_OK; /* told by *why */
		}
		if (err == EG_OK && now.looked) {
			const struct attack_frame f = {.came_us = now.came_us};
			attack_see(a, &f, &now.look);
		}
		face_sighting_clear(&now);
		*why = judge(a);
		if (*why == REASON_NONE && a->frames >= CHECK_LEAST) {
			return EG_OK;
		}
	}
	return EG_OK;
}

/* The scene as it is now that nobody should be there. A frame that does not come says nothing: what
 * was known stays. */
static void keep_empty(struct face_sight *s, struct face_engine *models, struct face_sighting *idle)
{
	for (int i = 0; i < EMPTY_TRIES && !idle->looked; i++) {
		enum eg_err err = face_sight_next(s, models, CHECK_WAIT_MS, idle);
		if (err == EG_IO || err == EG_STATE) {
			return; /* the camera's end is told when it is stopped, or started again */
		}
	}
	if (idle->looked) {
		s->empty = s->grid;
		s->empty.any = !idle->face;
	}
}

enum eg_err face_sight_check(struct face_sight *s, struct face_engine *models,
			     enum eg_err (*busy)(void), enum reason *why,
			     struct face_sighting *idle)
{
	static struct attack a; /* too large for a stack */
	a = attack_new(attack_limits_default(), now_mono_us());
	*why = REASON_CAMERA_LOST;
	face_sighting_clear(idle);
	if (!s->backend->there(s->camera) || face_sight_start(s) != EG_OK) {
		return EG_FAIL(EG_IO, "camera went away");
	}
	enum eg_err err = watch(s, &a, busy, why);
	if (err == EG_OK && *why == REASON_NONE) {
		keep_empty(s, models, idle);
	}
	if (face_sight_stop(s) != EG_OK) {
		*why = REASON_CAMERA_LOST;
	}
	secret_wipe(&a, sizeof(a));
	EG_TRY(err);
	return *why == REASON_NONE ? EG_OK : EG_FAIL(EG_IO, "camera is not fit to serve");
}
