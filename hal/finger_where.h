/*
 * finger_where: the text that names a sensor of libfprint, and says how its pictures lie.
 * Knows its grammar. Never knows the library, nor which drivers there are.
 *
 *   DRIVER[:ID][,dpi=N][,crop=LEFT:TOP:RIGHT:BOTTOM][,rotate=DEGREES]
 */
#ifndef EG_HAL_FINGER_WHERE_H
#define EG_HAL_FINGER_WHERE_H

#include "base/rd.h"

#define FINGER_WHERE_DRIVER 32 /* libfprint's longest is 22 */
#define FINGER_WHERE_ID     64 /* "0", or a serial number */

struct finger_where {
	char driver[FINGER_WHERE_DRIVER];
	char id[FINGER_WHERE_ID]; /* empty: that of the only device of this driver */
	uint16_t dpi;             /* 0: as the device says */
	uint16_t left;            /* pixels cut off at each side: frame, dirt, dead columns */
	uint16_t top;
	uint16_t right;
	uint16_t bottom;
	uint16_t rotate; /* degrees clockwise, after the cut: 0, 90, 180, 270 */
};

/* EG_CONFIG with the reason. */
EG_CHECK enum eg_err finger_where_parse(struct rd text, struct finger_where *out);
/* What stands behind the place alone: keys, divided by commas; empty for none. */
EG_CHECK enum eg_err finger_where_keys(struct rd text, struct finger_where *out);

#endif
