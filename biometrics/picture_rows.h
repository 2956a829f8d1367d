/*
 * picture_rows: an encoded picture becomes rows of colour, one at a time, for whoever keeps less
 * than all of them.
 * Knows JPEG, PNG, PNM and YUYV. Never knows what is shown, and keeps no row.
 *
 * Sizes are judged by the header, as of picture_luma.h; the room is that of one row.
 */
#ifndef EG_BIOMETRICS_PICTURE_ROWS_H
#define EG_BIOMETRICS_PICTURE_ROWS_H

#include "base/rd.h"

struct rows_room {
	uint8_t *row;      /* borrowed: side_max * 3 octets; undefined afterwards */
	uint32_t side_max; /* pixels */
	size_t pixels_max; /* of the whole picture */
	uint32_t enough;   /* pixels that its longer side need not be larger than */
};

/* Who takes the rows. Neither may jump out of the decoder. */
struct rows_sink {
	void *context;
	/* Once, before the first row. false: they are not wanted, and none comes. */
	bool (*begin)(void *context, uint32_t width, uint32_t height);
	/* From the upper one on: width * 3 octets, BGR, borrowed until this returns. */
	void (*row)(void *context, struct rd bgr);
};

/*
 * All: EG_TOO_BIG: a side of 0 or beyond the limit, or more pixels than that; EG_UNSUPPORTED: not
 * of this format, a form that is not taken, or grey, so that there is no colour to be had;
 * EG_BAD_DATA, EG_TRUNCATED: damaged; EG_STATE: the sink does not want it. Some rows may have come
 * before a failure.
 */
/* As a half, a quarter or an eighth, where that is enough: the library leaves out what is finer. */
EG_CHECK enum eg_err picture_jpeg_rows(struct rd jpeg, const struct rows_room *room,
				       const struct rows_sink *sink);
/* Not interlaced: then rows come one after the other. In picture_png.c. */
EG_CHECK enum eg_err picture_png_rows(struct rd png, const struct rows_room *room,
				      const struct rows_sink *sink);
/* Binary PPM (P6) of 8 bits. */
EG_CHECK enum eg_err picture_pnm_rows(struct rd pnm, const struct rows_room *room,
				      const struct rows_sink *sink);
/* As picture_yuyv_luma and picture_from_yuyv. */
EG_CHECK enum eg_err picture_yuyv_rows(struct rd rows, uint32_t width, uint32_t height,
				       uint32_t stride, const struct rows_room *room,
				       const struct rows_sink *sink);

#endif
