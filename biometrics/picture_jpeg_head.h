/*
 * picture_jpeg_head: what a JPEG (ISO 10918-1) announces, judged before it is decoded.
 * Private to biometrics/picture_jpeg.c and finger_image.c.
 */
#ifndef EG_BIOMETRICS_PICTURE_JPEG_HEAD_H
#define EG_BIOMETRICS_PICTURE_JPEG_HEAD_H

#include "base/rd.h"

struct jpeg_head {
	uint16_t width; /* pixels */
	uint16_t height;
	uint8_t components; /* 1 or 3 */
	uint16_t dpi;       /* of JFIF, when both directions agree; 0: the file does not say */
};

/* The segments up to the first scan. EG_TOO_BIG, EG_UNSUPPORTED, EG_BAD_DATA, EG_TRUNCATED. */
EG_CHECK enum eg_err jpeg_read_head(struct rd jpeg, uint32_t side_max, struct jpeg_head *head);

#endif
