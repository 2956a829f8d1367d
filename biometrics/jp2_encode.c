/*
 * jp2_encode: a picture as JPEG 2000 (ISO 15444-1), through libopenjp2.
 * Knows the library's streams and what documents make of the standard. Never knows what is shown.
 */
#include "biometrics/jp2_encode.h"

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

/* Brightness, and the two of colour, of ISO/IEC 10918-5 (BT.601). */
static int32_t ycc(const uint8_t *bgr, unsigned component)
{
	static const int32_t weights[3][3] = {
		{7471, 38470, 19595}, {32768, -21709, -11059}, {-5329, -27439, 32768}};
	const int32_t *w = weights[component];
	int32_t sum = w[0] * bgr[0] + w[1] * bgr[1] + w[2] * bgr[2] + 32768;
	int32_t value = (component == 0 ? sum : sum + 128 * 65536) / 65536;
	return value > 255 ? 255 : value;
}

static void fill_plane(const struct picture *p, const struct jp2_form *form, unsigned component,
		       opj_image_comp_t *plane)
{
	for (uint32_t y = 0; y < plane->h; y++) {
		for (uint32_t x = 0; x < plane->w; x++) {
			const uint8_t *bgr =
				p->bgr +
				((size_t)y * plane->dy * p->width + (size_t)x * plane->dx) * 3;
			int32_t value = component == 3 ? 255 : bgr[2 - component % 3];
			if (component < 3 && (form->components == 1 || form->half)) {
				value = ycc(bgr, component);
			}
			plane->data[(size_t)y * plane->w + x] = value;
		}
	}
}

static opj_image_t *planes_of(const struct picture *p, const struct jp2_form *form)
{
	opj_image_cmptparm_t parts[4] = {{0}};
	for (unsigned i = 0; i < form->components; i++) {
		uint32_t step = form->half && (i == 1 || i == 2) ? 2 : 1;
		parts[i] = (opj_image_cmptparm_t){.dx = step,
						  .dy = step,
						  .w = (p->width + step - 1) / step,
						  .h = (p->height + step - 1) / step,
						  .prec = 8};
	}
	OPJ_COLOR_SPACE colours = form->components == 1 ? OPJ_CLRSPC_GRAY
				  : form->half          ? OPJ_CLRSPC_SYCC
							: OPJ_CLRSPC_SRGB;
	opj_image_t *image = opj_image_create(form->components, parts, colours);
	if (image == NULL) {
		return NULL;
	}
	image->x1 = p->width;
	image->y1 = p->height;
	for (unsigned i = 0; i < form->components; i++) {
		image->comps[i].alpha = i == 3 ? 1 : 0;
		fill_plane(p, form, i, &image->comps[i]);
	}
	return image;
}

static void set_parameters(const struct picture *p, const struct jp2_form *form,
			   opj_cparameters_t *c)
{
	uint32_t least = p->width < p->height ? p->width : p->height;
	opj_set_default_encoder_parameters(c);
	c->tcp_numlayers = form->layers == 0 ? 1 : form->layers;
	for (int i = 0; i < c->tcp_numlayers; i++) {
		c->tcp_rates[i] = (float)form->ratio * (float)(c->tcp_numlayers - i);
	}
	c->cp_disto_alloc = 1;
	c->irreversible =
		form->ratio > 0 && form->shift == 0; /* the 9-7 wavelet, as in documents */
	c->tcp_mct = form->components >= 3 && !form->half ? 1 : 0;
	if (form->tile != 0) {
		c->tile_size_on = OPJ_TRUE;
		c->cp_tdx = c->cp_tdy = form->tile;
	}
	uint32_t shortest = form->tile != 0 && form->tile < least ? form->tile : least;
	while (c->numresolution > 1 && (shortest >> (c->numresolution - 1)) == 0) {
		c->numresolution--;
	}
	if (form->precinct != 0) {
		c->csty |= 0x01;
		c->res_spec = 1;
		c->prcw_init[0] = c->prch_init[0] = 1 << form->precinct;
	}
	c->csty |= form->marked ? 0x06 : 0;
	if (form->parts) {
		c->tp_on = 1;
		c->tp_flag = 'R';
	}
	if (form->shift != 0) {
		c->roi_compno = 0;
		c->roi_shift = form->shift;
	}
}

enum eg_err jp2_encode(const struct picture *p, const struct jp2_form *form, size_t limit,
		       struct bytes *out)
{
	struct jp2_sink sink = {.out = out};
	opj_cparameters_t parameters;
	bytes_free(out);
	if (p->bgr == NULL || form->components < 1 || form->components > 4 ||
	    form->layers > JP2_LAYERS_MAX) {
		return EG_FAIL(EG_BAD_DATA, "no picture to encode, or of no such form");
	}
	EG_TRY(bytes_reserve(out, limit, limit));
	EG_AUTO(free_codec)
	opj_codec_t *codec = opj_create_compress(form->bare ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
	EG_AUTO(free_stream) opj_stream_t *stream = opj_stream_default_create(OPJ_FALSE);
	EG_AUTO(free_image) opj_image_t *image = planes_of(p, form);
	if (codec == NULL || stream == NULL || image == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "JPEG 2000 encoder");
	}
	set_parameters(p, form, &parameters);
	opj_stream_set_write_function(stream, sink_write);
	opj_stream_set_skip_function(stream, sink_skip);
	opj_stream_set_seek_function(stream, sink_seek);
	opj_stream_set_user_data(stream, &sink, NULL);
	if (!opj_setup_encoder(codec, &parameters, image) ||
	    !opj_start_compress(codec, image, stream) || !opj_encode(codec, stream) ||
	    !opj_end_compress(codec, stream)) {
		bytes_free(out);
		return EG_FAIL(EG_BAD_DATA, "picture could not be encoded as JPEG 2000");
	}
	return EG_OK;
}
