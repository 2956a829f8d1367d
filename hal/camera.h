/*
 * camera: frames of the live picture, still encoded as the device gives them.
 * Backends: v4l2 (MJPEG, YUYV), sim (a world process that hands out JPEG frames).
 * Knows buffers and formats. Never decodes: the bytes are foreign.
 */
#ifndef EG_HAL_CAMERA_H
#define EG_HAL_CAMERA_H

#include "base/rd.h"

enum camera_format { CAMERA_MJPEG, CAMERA_YUYV };

struct camera_frame {
	enum camera_format format;
	uint32_t width; /* pixels; for MJPEG as announced, the decoder checks */
	uint32_t height;
	uint32_t stride;  /* bytes a row, YUYV only */
	int64_t taken_us; /* CLOCK_MONOTONIC, as the driver stamped it; 0: it does not */
	struct rd bytes;  /* borrowed until the next call on this camera */
};

struct camera;

/* What the pictures are for; the simulated one gives what its world makes. */
enum camera_wish {
	CAMERA_FACES, /* 1280x720 or the nearest: many a second */
	CAMERA_PAGES, /* as large as the device has, to 4096 a side and 4096 * 3072 in all */
};

struct camera_backend {
	const char *name; /* "v4l2", "sim" */
	/* Opens and configures; called before the sandbox. where: device path or socket path. */
	enum eg_err (*open)(struct camera **out, const char *where, enum camera_wish wish);
	enum eg_err (*start)(struct camera *c);
	/*
	 * Readable, while it is on, when next may have something (after a next that ended with
	 * EG_TIMEOUT), and when the device is lost.
	 */
	int (*wake_fd)(const struct camera *c);
	/* Next frame, waiting up to ms. EG_TIMEOUT: none came. EG_GONE: device lost. */
	enum eg_err (*next)(struct camera *c, uint32_t ms, struct camera_frame *frame);
	/* Is the device still there? Told at once, also while it is off and inside the sandbox. */
	bool (*there)(struct camera *c);
	/*
	 * Optional (NULL: cannot). A step brighter (1) or darker (-1), while it is on; a start
	 * begins again with what the device chooses by itself. EG_UNSUPPORTED: it has nothing to
	 * turn, or is at the end.
	 */
	enum eg_err (*adjust)(struct camera *c, int step);
	enum eg_err (*stop)(struct camera *c);
	void (*close)(struct camera **c);
};

EG_CHECK enum eg_err camera_find(const char *spec, const struct camera_backend **backend,
				 const char **where);

#endif
