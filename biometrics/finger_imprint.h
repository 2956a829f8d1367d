/*
 * finger_imprint: from an image to the small picture by which its copies are known.
 * Knows light, contrast and where the contact is. Never compares.
 */
#ifndef EG_BIOMETRICS_FINGER_IMPRINT_H
#define EG_BIOMETRICS_FINGER_IMPRINT_H

#include "biometrics/finger_attack.h"

#define FINGER_IMPRINT_SIZE ((size_t)FINGER_IMPRINT_SIDE * FINGER_IMPRINT_SIDE)

/* Planes to work in; wiped by their owner. */
struct finger_imprint_room {
	float grey[FINGER_IMPRINT_SIZE];
	float mean[FINGER_IMPRINT_SIZE];
	float spare[FINGER_IMPRINT_SIZE];
};
void finger_imprint_of(struct finger_imprint_room *room, const struct finger_image *image,
		       struct finger_imprint *out);

#endif
