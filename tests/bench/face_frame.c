/*
 * face_frame: camera frames of 1280 x 720, made of the set-up's narrower ones.
 * Knows pictures. Never knows who is shown.
 */
#include "face_frame.h"

#include "measure.h"

/* Where a row or column of the frame comes from. */
static size_t source(uint32_t at, uint32_t wanted, uint32_t size)
{
	int64_t from = (int64_t)at - ((int64_t)wanted - (int64_t)size) / 2;
	return from < 0 ? 0 : from >= (int64_t)size ? size - 1 : (size_t)from;
}

enum eg_err face_frame_wide(const char *path, struct picture *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	EG_TRY(measure_file(path, &file));
	EG_TRY(picture_decode(bytes_rd(&file), PICTURE_SIDE_MAX, &p));
	EG_TRY(picture_new(FACE_FRAME_WIDTH, FACE_FRAME_HEIGHT, out));
	uint8_t *to = out->bgr;
	for (uint32_t y = 0; y < out->height; y++) {
		const uint8_t *row = p.bgr + source(y, out->height, p.height) * p.width * 3;
		for (uint32_t x = 0; x < out->width; x++, to += 3) {
			const uint8_t *from = row + source(x, out->width, p.width) * 3;
			to[0] = from[0];
			to[1] = from[1];
			to[2] = from[2];
		}
	}
	return EG_OK;
}
