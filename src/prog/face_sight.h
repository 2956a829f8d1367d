/*
 * face_sight: the face worker's eye: the camera, its exposure, and whether it is fit to serve.
 * Knows the camera, frames, the empty scene. Never knows the traveller, messages or scores.
 *
 * Nothing of a person is kept between captures: of the empty scene only a picture without a face,
 * or the place where a face hangs that should not be there.
 */
#ifndef EG_PROG_FACE_SIGHT_H
#define EG_PROG_FACE_SIGHT_H

#include "base/verdict.h"
#include "biometrics/attack_look.h"
#include "biometrics/exposure.h"
#include "biometrics/face.h"
#include "hal/camera.h"

struct face_sight {
	const struct camera_backend *backend;
	struct camera *camera;    /* owned */
	struct attack_grid grid;  /* of the newest frame */
	struct attack_grid empty; /* of the scene without anybody */
	struct exposure exposure;
};

/* One frame, looked at. */
struct face_sighting {
	int64_t came_us;
	int64_t taken_us; /* 0: the driver does not say */
	bool decoded;
	struct picture shot;     /* owned, if decoded; may be taken over */
	struct attack_look look; /* if decoded and not too small */
	bool looked;
	bool face;
	struct face_observation seen; /* if face */
	struct attack_face_look around;
};

EG_CHECK enum eg_err face_sight_open(struct face_sight *s, const char *camera);
/* Cleanup; accepts one that was never opened. */
void face_sight_close(struct face_sight *s);
EG_CHECK enum eg_err face_sight_start(struct face_sight *s);
EG_CHECK enum eg_err face_sight_stop(struct face_sight *s);
/*
 * The next frame; EG_TIMEOUT: none came in time. EG_IO, EG_STATE: the camera is lost. models: NULL
 * looks at pixels only. Exposure follows the face.
 */
EG_CHECK enum eg_err face_sight_next(struct face_sight *s, struct face_engine *models, uint32_t ms,
				     struct face_sighting *out);
/* Cleanup: wipes what was seen of a person. */
void face_sighting_clear(struct face_sighting *s);

/*
 * Switches the camera on for some frames: is there a picture, does it move, is there light?
 * EG_OK: it serves; *why is REASON_NONE then. EG_IO: it does not, and *why says so to the officer.
 * EG_GONE, EG_TIMEOUT: not told, since busy() said so. idle: a frame of the empty scene, if it
 * is looked at: a face in it should not be there. Keeps the empty scene.
 */
EG_CHECK enum eg_err face_sight_check(struct face_sight *s, struct face_engine *models,
				      enum eg_err (*busy)(void), enum reason *why,
				      struct face_sighting *idle);

#endif
