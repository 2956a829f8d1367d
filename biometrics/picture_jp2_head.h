/*
 * picture_jp2_head: what a JPEG 2000 file (ISO 15444-1) announces, judged before it is decoded.
 * Private to biometrics/picture_jp2*.c and finger_image.c.
 */
#ifndef EG_BIOMETRICS_PICTURE_JP2_HEAD_H
#define EG_BIOMETRICS_PICTURE_JP2_HEAD_H

#include "base/rd.h"

#define JP2_STEP_MAX 2 /* chroma at half resolution at most */

struct jp2_size {
	uint32_t width;
	uint32_t height;
	uint32_t components; /* 1, 3 or 4 */
	uint32_t tiles;
	uint32_t tile_width; /* of a whole one */
	uint32_t tile_height;
	bool subsampled;
	bool boxed;   /* else a bare codestream */
	uint16_t dpi; /* of capture, when both directions agree; 0: the file does not say */
};

/* Starts with SOC or with a signature box. EG_TOO_BIG, EG_UNSUPPORTED, EG_BAD_DATA, EG_TRUNCATED.
 */
EG_CHECK enum eg_err jp2_read_head(struct rd jp2, uint32_t side_max, struct jp2_size *size);

#endif
