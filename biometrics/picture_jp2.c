/*
 * picture_jp2: JPEG 2000 (ISO 15444-1), boxed or a bare codestream, through libopenjp2.
 * Knows the library and component grids. Never knows what is shown.
 */
#include "biometrics/picture_decode.h"
#include "biometrics/picture_jp2_head.h"

#include <openjpeg.h>

/*
 * The library's input: a reader over memory, and an end marker behind it, which some encoders
 * leave out and the library wants. All three callbacks stay within both.
 */
static const uint8_t end_marker[] = {0xFF, 0xD9}; /* EOC */

struct jp2_source {
	struct rd whole;
	size_t at;
};

static size_t source_size(const struct jp2_source *s)
{
	return s->whole.left + sizeof(end_marker);
}

static OPJ_SIZE_T source_read(void *buffer, OPJ_SIZE_T size, void *user)
{
	struct jp2_source *s = user;
	bool inside = s->at < s->whole.left;
	struct rd rest = inside ? s->whole : RD_ARRAY(end_marker);
	size_t got = 0;
	if (!rd_skip(&rest, inside ? s->at : s->at - s->whole.left) || rest.left == 0) {
		return (OPJ_SIZE_T)-1;
	}
	struct rd part;
	if (!rd_take(&rest, size < rest.left ? size : rest.left, &part) ||
	    !rd_dump(part, buffer, size, &got)) {
		return (OPJ_SIZE_T)-1;
	}
	s->at += got;
	return got;
}

static OPJ_BOOL source_seek(OPJ_OFF_T to, void *user)
{
	struct jp2_source *s = user;
	if (to < 0 || (uint64_t)to > source_size(s)) {
		return OPJ_FALSE;
	}
	s->at = (size_t)to;
	return OPJ_TRUE;
}

static OPJ_OFF_T source_skip(OPJ_OFF_T by, void *user)
{
	struct jp2_source *s = user;
	if (by < 0 || (uint64_t)by > source_size(s) - s->at) {
		return -1;
	}
	s->at += (size_t)by;
	return by;
}

static void free_stream(opj_stream_t **s)
{
	opj_stream_destroy(*s);
}

static void free_codec(opj_codec_t **c)
{
	opj_destroy_codec(*c);
}

static void free_image(opj_image_t **i)
{
	opj_image_destroy(
		*i); /* not wiped: the library owns it; the process lives for one person */
}

/* Every plane must be there and as large as SIZ promised, whatever the library made of it. */
static bool planes_fit(const opj_image_t *image, const struct jp2_size *size)
{
	if (image->numcomps != size->components) {
		return false;
	}
	for (uint32_t i = 0; i < image->numcomps; i++) {
		const opj_image_comp_t *c = &image->comps[i];
		if (c->data == NULL || c->prec != 8 || c->sgnd != 0 || c->dx == 0 || c->dy == 0 ||
		    c->dx > JP2_STEP_MAX || c->dy > JP2_STEP_MAX ||
		    c->w < (size->width - 1) / c->dx || c->h < (size->height - 1) / c->dy ||
		    c->w == 0 || c->h == 0 || c->w > size->width || c->h > size->height) {
			return false;
		}
	}
	return true;
}

static int32_t sample(const opj_image_comp_t *c, uint32_t x, uint32_t y)
{
	uint32_t column = x / c->dx < c->w ? x / c->dx : c->w - 1;
	uint32_t row = y / c->dy < c->h ? y / c->dy : c->h - 1;
	return c->data[(size_t)row * c->w + column];
}

static uint8_t clamp_u8(int32_t v)
{
	return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
}

/* Grey, RGB, or YCC as in JFIF (full range BT.601, in 1/65536). */
static void copy_pixels(const opj_image_t *image, bool ycc, struct picture *out)
{
	uint8_t *to = out->bgr;
	for (uint32_t y = 0; y < out->height; y++) {
		for (uint32_t x = 0; x < out->width; x++, to += 3) {
			int32_t a = sample(&image->comps[0], x, y);
			if (image->numcomps == 1) {
				to[0] = to[1] = to[2] = clamp_u8(a);
				continue;
			}
			int32_t b = sample(&image->comps[1], x, y);
			int32_t c = sample(&image->comps[2], x, y);
			if (ycc) {
				int32_t u = clamp_u8(b) - 128;
				int32_t v = clamp_u8(c) - 128;
				int32_t l = clamp_u8(a);
				to[0] = clamp_u8(l + (116130 * u) / 65536);
				to[1] = clamp_u8(l - (22554 * u + 46802 * v) / 65536);
				to[2] = clamp_u8(l + (91881 * v) / 65536);
			} else {
				to[0] = clamp_u8(c);
				to[1] = clamp_u8(b);
				to[2] = clamp_u8(a);
			}
		}
	}
}

enum eg_err picture_decode_jp2(struct rd jp2, uint32_t side_max, struct picture *out)
{
	struct jp2_size size = {0};
	struct jp2_source source = {.whole = jp2};
	EG_TRY(jp2_read_head(jp2, side_max, &size));

	EG_AUTO(free_codec)
	opj_codec_t *codec = opj_create_decompress(size.boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K);
	EG_AUTO(free_stream) opj_stream_t *stream = opj_stream_default_create(OPJ_TRUE);
	EG_AUTO(free_image) opj_image_t *image = NULL;
	opj_dparameters_t parameters;
	if (codec == NULL || stream == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "JPEG 2000 decoder");
	}
	opj_set_default_decoder_parameters(&parameters);
	opj_stream_set_read_function(stream, source_read);
	opj_stream_set_seek_function(stream, source_seek);
	opj_stream_set_skip_function(stream, source_skip);
	opj_stream_set_user_data(stream, &source, NULL);
	opj_stream_set_user_data_length(stream, source_size(&source));
	if (!opj_setup_decoder(codec, &parameters) ||
	    !opj_decoder_set_strict_mode(codec, OPJ_TRUE) ||
	    !opj_read_header(stream, codec, &image) || image == NULL ||
	    image->x1 - image->x0 != size.width || image->y1 - image->y0 != size.height) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 header refused by the decoder");
	}
	if (!opj_decode(codec, stream, image) || !opj_end_decompress(codec, stream) ||
	    !planes_fit(image, &size)) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 could not be decoded");
	}
	EG_TRY(picture_new(size.width, size.height, out));
	copy_pixels(image, size.subsampled || image->color_space == OPJ_CLRSPC_SYCC, out);
	return EG_OK;
}
