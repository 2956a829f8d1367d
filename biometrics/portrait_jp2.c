/*
 * portrait_jp2: a picture as JPEG 2000 (ISO 15444-1) of a given size, through libopenjp2.
 * Knows the library's streams. Never knows what is shown.
 */
#include "biometrics/portrait_encode.h"

#include <openjpeg.h>

/* Where the encoder writes; it goes back to fill in lengths of boxes. */
struct jp2_sink {
	struct bytes *out; /* size: as far as anything was written */
	size_t at;
};

static OPJ_SIZE_T sink_write(void *buffer, OPJ_SIZE_T size, void *user)
{
	struct jp2_sink *s = user;
	struct rd more = rd_of(buffer, size);
	if (size > s->out->cap - s->at || !rd_copy(&more, s->out->data + s->at, size)) {
		return (OPJ_SIZE_T)-1;
	}
	s->at += size;
	s->out->size = s->at > s->out->size ? s->at : s->out->size;
	return size;
}

static OPJ_OFF_T sink_skip(OPJ_OFF_T size, void *user)
{
	struct jp2_sink *s = user;
	if (size < 0 || (uint64_t)size > s->out->cap - s->at) {
		return -1;
	}
	s->at += (size_t)size;
	return size;
}

static OPJ_BOOL sink_seek(OPJ_OFF_T at, void *user)
{
	struct jp2_sink *s = user;
	if (at < 0 || (uint64_t)at > s->out->cap) {
		return OPJ_FALSE;
	}
	s->at = (size_t)at;
	return OPJ_TRUE;
}

static void free_codec(opj_codec_t **c)
{
	opj_destroy_codec(*c); /* accepts NULL */
}

static void free_stream(opj_stream_t **s)
{
	opj_stream_destroy(*s); /* accepts NULL */
}

static void free_image(opj_image_t **i)
{
	opj_image_destroy(*i); /* accepts NULL */
}

static opj_image_t *image_of(const struct picture *p)
{
	opj_image_cmptparm_t parts[3] = {0};
	for (size_t i = 0; i < 3; i++) {
		parts[i] = (opj_image_cmptparm_t){
			.dx = 1, .dy = 1, .w = p->width, .h = p->height, .prec = 8, .bpp = 8};
	}
	opj_image_t *image = opj_image_create(3, parts, OPJ_CLRSPC_SRGB);
	if (image == NULL) {
		return NULL;
	}
	image->x1 = p->width;
	image->y1 = p->height;
	size_t count = (size_t)p->width * p->height;
	for (size_t i = 0; i < count; i++) {
		for (size_t c = 0; c < 3; c++) {
			image->comps[c].data[i] = p->bgr[i * 3 + 2 - c];
		}
	}
	return image;
}

static opj_cparameters_t parameters_for(const struct picture *p, uint32_t size)
{
	opj_cparameters_t c;
	opj_set_default_encoder_parameters(&c);
	c.tcp_numlayers = 1;
	c.cp_disto_alloc = 1;
	c.tcp_rates[0] = (float)picture_size(p) / (float)size;
	c.irreversible = 1; /* the 9-7 wavelet, as in documents */
	c.tcp_mct = 1;
	uint32_t shorter = p->width < p->height ? p->width : p->height;
	while (c.numresolution > 1 && (shorter >> (c.numresolution - 1)) == 0) {
		c.numresolution--;
	}
	return c;
}

enum eg_err portrait_encode_jp2(const struct picture *p, uint32_t size, struct bytes *out)
{
	struct jp2_sink sink = {.out = out};
	opj_cparameters_t parameters = parameters_for(p, size);
	EG_TRY(bytes_reserve(out, 2 * PORTRAIT_SIZE_MAX, 2 * PORTRAIT_SIZE_MAX));
	EG_AUTO(free_image) opj_image_t *image = image_of(p);
	EG_AUTO(free_codec) opj_codec_t *codec = opj_create_compress(OPJ_CODEC_JP2);
	EG_AUTO(free_stream) opj_stream_t *stream = opj_stream_default_create(OPJ_FALSE);
	if (image == NULL || codec == NULL || stream == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "JPEG 2000 encoder");
	}
	opj_stream_set_write_function(stream, sink_write);
	opj_stream_set_skip_function(stream, sink_skip);
	opj_stream_set_seek_function(stream, sink_seek);
	opj_stream_set_user_data(stream, &sink, NULL);
	return opj_setup_encoder(codec, &parameters, image) &&
			       opj_start_compress(codec, image, stream) &&
			       opj_encode(codec, stream) && opj_end_compress(codec, stream)
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "picture could not be encoded as JPEG 2000");
}
