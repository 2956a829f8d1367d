/*
 * fuzz_picture_rows: any bytes as a picture in colour, row by row: no more rows than were
 * announced, each as wide, and what is seen in colour is seen in grey, too.
 *
 *   format in bits 0, 1; a limit in bits 2 to 7 | YUYV: width (1), height (1), stride (2) | octets
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/picture_luma.h"
#include "biometrics/picture_rows.h"

#define SIDE_MAX   128u /* small, so that many inputs are tried */
#define PIXELS_MAX 8192u

enum { JPEG, PNG, PNM, YUYV };

struct file {
	unsigned format;
	uint8_t width; /* of YUYV */
	uint8_t height;
	uint16_t stride;
	struct rd octets;
};

struct heard {
	uint32_t width;
	uint32_t height;
	uint32_t begun;
	uint32_t rows;
	uint8_t sum;
};

static bool begin(void *context, uint32_t width, uint32_t height)
{
	struct heard *h = context;
	promise(width > 0 && width <= SIDE_MAX && height > 0 && height <= SIDE_MAX);
	promise(width * height <= PIXELS_MAX && h->begun == 0);
	h->begun++;
	h->width = width;
	h->height = height;
	return true;
}

static void take(void *context, struct rd bgr)
{
	struct heard *h = context;
	promise(h->begun == 1 && h->rows < h->height && bgr.left == (size_t)h->width * 3);
	h->rows++;
	for (size_t i = 0; i < bgr.left; i++) {
		h->sum = (uint8_t)(h->sum ^ bgr.at[i]); /* every sample is there to be read */
	}
}

static enum eg_err colour_of(const struct file *f, const struct rows_room *room,
			     const struct rows_sink *sink)
{
	switch (f->format) {
	case JPEG:
		return picture_jpeg_rows(f->octets, room, sink);
	case PNG:
		return picture_png_rows(f->octets, room, sink);
	case PNM:
		return picture_pnm_rows(f->octets, room, sink);
	default:
		return picture_yuyv_rows(f->octets, f->width, f->height, f->stride, room, sink);
	}
}

static enum eg_err grey_of(const struct file *f, const struct luma_room *room, struct luma *out)
{
	switch (f->format) {
	case JPEG:
		return picture_jpeg_luma(f->octets, room, out);
	case PNG:
		return picture_png_luma(f->octets, room, out);
	case PNM:
		return picture_pnm_luma(f->octets, room, out);
	default:
		return picture_yuyv_luma(f->octets, f->width, f->height, f->stride, room, out);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t row[SIDE_MAX * 3];
	static uint8_t grey[PIXELS_MAX];
	struct file f = {.octets = rd_of(data, size)};
	struct heard heard = {0};
	struct luma luma;
	uint8_t flags;
	if (!rd_u8(&f.octets, &flags)) {
		return 0;
	}
	f.format = flags & 3u;
	if (f.format == YUYV && (!rd_u8(&f.octets, &f.width) || !rd_u8(&f.octets, &f.height) ||
				 !rd_be16(&f.octets, &f.stride))) {
		return 0;
	}
	const struct rows_room room = {row, SIDE_MAX, PIXELS_MAX, flags >> 2};
	const struct rows_sink sink = {&heard, begin, take};
	const bool seen = colour_of(&f, &room, &sink) == EG_OK;
	promise(!seen || (heard.begun == 1 && heard.rows == heard.height));
	const struct luma_room plane = {grey, PIXELS_MAX, SIDE_MAX};
	promise(!seen || grey_of(&f, &plane, &luma) == EG_OK);
	promise(!seen || (luma.width >= heard.width && luma.height >= heard.height));
	volatile uint8_t kept = heard.sum;
	(void)kept; /* keeps the reading */
	return 0;
}
