/*
 * look_wire: what was seen in a picture, on its way out of the sandbox.
 * Knows a fixed row of octets. Never knows what the values mean.
 */
#ifndef EG_PROG_LOOK_WIRE_H
#define EG_PROG_LOOK_WIRE_H

#include "base/wr.h"
#include "biometrics/face.h"

#define LOOK_REASON_MAX 96
/* All answers are as long. */
#define LOOK_WIRE_SIZE                                                              \
	(1 + LOOK_REASON_MAX + 3 * 4 + 3 + 8 * 2 + FACE_QUALITY_COUNT + 2 + 2 + 4 + \
	 FACE_TEMPLATE_SIZE * 4)

struct look_answer {
	enum eg_err err;
	char reason[LOOK_REASON_MAX]; /* printable; why, unless EG_OK */
	uint32_t width;               /* pixels of what was looked at; 0: never decoded */
	uint32_t height;
	uint32_t portrait_size; /* octets of the chip's portrait that was made; else 0 */
	/* Without points and native values, which do not travel. */
	struct face_observation seen;
};

void look_write(struct wr *w, const struct look_answer *a);
/* Exactly LOOK_WIRE_SIZE octets of a process that may be anybody's by now: EG_BAD_DATA when a
 * value is out of its range. */
EG_CHECK enum eg_err look_read(struct rd octets, struct look_answer *out);

#endif
