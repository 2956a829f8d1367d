/*
 * picture_png: PNG (ISO 15948) through libpng, for pictures of an evaluation.
 * Knows chunks and limits. Never knows what is shown.
 */
#include "biometrics/picture_png.h"

#include "base/secret.h"

#include <png.h>

#define CHUNKS_MAX  (UINT32_C(1) << 16) /* some encoders write one for each 4 kB */
#define LENGTH_MAX  INT32_MAX           /* 5.3 */
#define FRAME       12u                 /* octets of a chunk beside its data */
#define HEADER_SIZE 13u
#define ANCILLARY   0x20u /* in the first octet of a type, 5.4: a picture is there without it */

/* Types of chunks, 11.2. */
#define CHUNK_HEADER  UINT32_C(0x49484452)
#define CHUNK_PALETTE UINT32_C(0x504C5445)
#define CHUNK_DATA    UINT32_C(0x49444154)
#define CHUNK_END     UINT32_C(0x49454E44)

static const uint8_t signature[] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};

struct png_size {
	uint32_t width;
	uint32_t height;
};

bool picture_is_png(struct rd encoded)
{
	return rd_begins(encoded, RD_ARRAY(signature));
}

/* IHDR, 11.2.2. */
static enum eg_err read_header(struct rd r, uint32_t side_max, struct png_size *size)
{
	uint8_t depth;
	uint8_t colours;
	uint8_t compression;
	uint8_t filter;
	uint8_t interlace;
	if (!rd_be32(&r, &size->width) || !rd_be32(&r, &size->height) || !rd_u8(&r, &depth) ||
	    !rd_u8(&r, &colours) || !rd_u8(&r, &compression) || !rd_u8(&r, &filter) ||
	    !rd_u8(&r, &interlace) || !rd_end(&r)) {
		return EG_FAIL(EG_BAD_DATA, "PNG header of wrong length");
	}
	if (size->width == 0 || size->height == 0 || size->width > side_max ||
	    size->height > side_max) {
		return EG_FAIL(EG_TOO_BIG, "PNG side of 0 or over the limit");
	}
	bool packed = depth == 1 || depth == 2 || depth == 4;
	bool fits = colours == PNG_COLOR_TYPE_GRAY || colours == PNG_COLOR_TYPE_PALETTE
			    ? packed || depth == 8
			    : depth == 8 && (colours == PNG_COLOR_TYPE_RGB ||
					     colours == PNG_COLOR_TYPE_GRAY_ALPHA ||
					     colours == PNG_COLOR_TYPE_RGB_ALPHA);
	if (!fits || compression != 0 || filter != 0 || interlace != 0) {
		return EG_FAIL(EG_UNSUPPORTED, "PNG of more than 8 bits, interlaced or of no known "
					       "kind");
	}
	return EG_OK;
}

/* The next chunk, whole and its data alone. */
static enum eg_err take_chunk(struct rd *r, uint32_t *type, struct rd *whole, struct rd *data)
{
	struct rd ahead = *r;
	uint32_t length;
	if (!rd_be32(&ahead, &length) || !rd_be32(&ahead, type) || length > LENGTH_MAX ||
	    !rd_take(&ahead, length, data) || !rd_take(r, (size_t)length + FRAME, whole)) {
		return EG_FAIL(EG_TRUNCATED, "PNG chunk");
	}
	return EG_OK;
}

/* What the library is to see: signature, header, palette, data, end. */
static enum eg_err sort_chunks(struct rd png, uint32_t side_max, struct png_size *size,
			       struct bytes *out)
{
	uint32_t type = 0;
	struct rd whole;
	struct rd data;
	if (!rd_take(&png, sizeof(signature), &whole) || !rd_equal(whole, RD_ARRAY(signature))) {
		return EG_FAIL(EG_UNSUPPORTED, "no PNG");
	}
	EG_TRY(bytes_reserve(out, sizeof(signature) + png.left, SIZE_MAX));
	EG_TRY(bytes_append(out, whole));
	EG_TRY(take_chunk(&png, &type, &whole, &data));
	if (type != CHUNK_HEADER) {
		return EG_FAIL(EG_BAD_DATA, "PNG without its header");
	}
	EG_TRY(read_header(data, side_max, size));
	EG_TRY(bytes_append(out, whole));
	for (uint32_t i = 0; i < CHUNKS_MAX; i++) {
		EG_TRY(take_chunk(&png, &type, &whole, &data));
		if ((type >> 24 & ANCILLARY) != 0) {
			continue;
		}
		if (type != CHUNK_PALETTE && type != CHUNK_DATA && type != CHUNK_END) {
			return EG_FAIL(EG_UNSUPPORTED, "PNG with a chunk that is not known");
		}
		EG_TRY(bytes_append(out, whole));
		if (type == CHUNK_END) {
			return EG_OK; /* what stands behind it is not the picture's */
		}
	}
	return EG_FAIL(EG_TOO_BIG, "too many PNG chunks");
}

/* Alpha is asked for where there is some, and left out here: else the library would mix colours. */
static enum eg_err copy_colours(const struct bytes *samples, struct picture *out)
{
	struct rd r = bytes_rd(samples);
	for (uint8_t *to = out->bgr; r.left > 0; to += 3) {
		if (!rd_copy(&r, to, 3) || !rd_skip(&r, 1)) {
			return EG_FAIL(EG_BAD_DATA, "PNG could not be decoded");
		}
	}
	return EG_OK;
}

static enum eg_err read_pixels(png_image *image, struct picture *out)
{
	EG_AUTO(bytes_free) struct bytes samples = {0};
	bool alpha = (image->format & PNG_FORMAT_FLAG_ALPHA) != 0;
	uint8_t *to = out->bgr;
	image->format = alpha ? PNG_FORMAT_BGRA : PNG_FORMAT_BGR;
	if (alpha) {
		EG_TRY(bytes_reserve(&samples, PNG_IMAGE_SIZE(*image), SIZE_MAX));
		samples.size = samples.cap;
		to = samples.data;
	}
	if (png_image_finish_read(image, NULL, to, 0, NULL) == 0) {
		return EG_FAIL(EG_BAD_DATA, "PNG could not be decoded");
	}
	return alpha ? copy_colours(&samples, out) : EG_OK;
}

static enum eg_err run_decoder(struct rd sorted, const struct png_size *size, struct picture *out)
{
	png_image image = {.version = PNG_IMAGE_VERSION};
	enum eg_err err = EG_FAIL(EG_BAD_DATA, "PNG could not be decoded");
	if (png_image_begin_read_from_memory(&image, sorted.at, sorted.left) != 0 &&
	    image.width == size->width && image.height == size->height) {
		err = picture_new(size->width, size->height, out);
		err = err == EG_OK ? read_pixels(&image, out) : err;
	}
	png_image_free(&image);
	return err;
}

enum eg_err picture_decode_png(struct rd png, uint32_t side_max, struct picture *out)
{
	EG_AUTO(bytes_free) struct bytes sorted = {0};
	struct png_size size;
	picture_free(out);
	if (side_max == 0 || side_max > PICTURE_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "limit of a picture's side");
	}
	EG_TRY(sort_chunks(png, side_max, &size, &sorted));
	enum eg_err err = run_decoder(bytes_rd(&sorted), &size, out);
	if (err != EG_OK) {
		picture_free(out);
	}
	return err;
}
