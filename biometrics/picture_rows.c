/*
 * picture_rows: the formats that need no library, as rows of colour: PNM and YUYV.
 * Knows their layouts. Never knows what is shown, and keeps no row.
 */
#include "biometrics/picture_rows.h"

#include "biometrics/picture_decode.h"
#include "biometrics/picture_pnm_head.h"

#define YUYV_PIXEL_BYTES 2

enum eg_err rows_fit(const struct rows_room *room, uint32_t width, uint32_t height)
{
	if (width == 0 || height == 0 || width > room->side_max || height > room->side_max) {
		return EG_FAIL(EG_TOO_BIG, "picture side of 0 or over the limit");
	}
	return (uint64_t)width * height <= room->pixels_max
		       ? EG_OK
		       : EG_FAIL(EG_TOO_BIG, "more pixels than are taken");
}

enum eg_err rows_begin(const struct rows_sink *sink, uint32_t width, uint32_t height)
{
	return sink->begin(sink->context, width, height)
		       ? EG_OK
		       : EG_FAIL(EG_STATE, "nobody wants a picture of this size");
}

enum eg_err picture_pnm_rows(struct rd pnm, const struct rows_room *room,
			     const struct rows_sink *sink)
{
	struct pnm_head head;
	if (!rd_begins(pnm, RD_TEXT("P6"))) {
		return EG_FAIL(EG_UNSUPPORTED, "no PPM in octets");
	}
	if (!pnm_head_take(&pnm, &head)) {
		return EG_FAIL(EG_BAD_DATA, "head of a PPM");
	}
	if (head.most != UINT8_MAX) {
		return EG_FAIL(EG_UNSUPPORTED, "PPM of other than 8 bits");
	}
	EG_TRY(rows_fit(room, head.width, head.height));
	const size_t size = (size_t)head.width * 3;
	if (pnm.left / size < head.height) {
		return EG_FAIL(EG_TRUNCATED, "PPM");
	}
	EG_TRY(rows_begin(sink, head.width, head.height));
	for (uint32_t y = 0; y < head.height; y++) {
		const uint8_t *rgb = pnm.at + y * size; /* there, as was judged above */
		for (size_t i = 0; i < size; i += 3) {
			room->row[i] = rgb[i + 2];
			room->row[i + 1] = rgb[i + 1];
			room->row[i + 2] = rgb[i];
		}
		sink->row(sink->context, rd_of(room->row, size));
	}
	return EG_OK;
}

enum eg_err picture_yuyv_rows(struct rd rows, uint32_t width, uint32_t height, uint32_t stride,
			      const struct rows_room *room, const struct rows_sink *sink)
{
	EG_TRY(rows_fit(room, width, height));
	if (width % 2 != 0 || stride < width * YUYV_PIXEL_BYTES) {
		return EG_FAIL(EG_BAD_DATA, "geometry of a YUYV picture");
	}
	const size_t size = (size_t)width * YUYV_PIXEL_BYTES;
	EG_TRY(rows_begin(sink, width, height));
	for (uint32_t y = 0; y < height; y++) {
		struct rd row;
		if (!rd_take(&rows, size, &row) ||
		    (y + 1 < height && !rd_skip(&rows, stride - size))) {
			return EG_FAIL(EG_TRUNCATED, "YUYV picture");
		}
		picture_yuyv_row(row, room->row);
		sink->row(sink->context, rd_of(room->row, (size_t)width * 3));
	}
	return EG_OK;
}
