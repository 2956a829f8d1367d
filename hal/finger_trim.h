/*
 * finger_trim: a sensor's picture, cut to where the finger lies and turned upright.
 * Knows rows of grey. Never knows what they show.
 */
#ifndef EG_HAL_FINGER_TRIM_H
#define EG_HAL_FINGER_TRIM_H

#include "base/secret.h"
#include "hal/finger_where.h"

struct finger_trimmed {
	uint16_t width;
	uint16_t height;
	struct bytes grey; /* owned: width * height */
};

/*
 * grey: width * height. EG_TOO_BIG: sides of 0 or beyond FINGER_SENSOR_SIDE_MAX; EG_BAD_DATA: as
 * many bytes it has not; EG_CONFIG: the cut leaves nothing of it. Wipes and frees what out held.
 */
EG_CHECK enum eg_err finger_trim(const struct finger_where *how, uint32_t width, uint32_t height,
				 struct rd grey, struct finger_trimmed *out);
void finger_trimmed_free(struct finger_trimmed *t); /* wipes; accepts an empty one */

#endif
