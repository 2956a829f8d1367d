/*
 * encode: pictures in every encoding that documents use, made here so that none has to be kept.
 * Knows libjpeg-turbo's and OpenJPEG's encoders. Never knows our decoders.
 */
#include "encode.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <openjpeg.h>

#define ENCODED_MAX ((size_t)4 * 1024 * 1024)
#define LAYERS_MAX  8

const struct encode_kind encode_kinds[] = {
	{"JPEG baseline", ENCODE_JPEG, 3, .ratio = 85, .half = true},
	{"JPEG baseline 4:4:4", ENCODE_JPEG, 3, .ratio = 90},
	{"JPEG progressive", ENCODE_JPEG, 3, .ratio = 85, .half = true, .progressive = true},
	{"JPEG grey", ENCODE_JPEG, 1, .ratio = 85},
	{"JPEG progressive grey", ENCODE_JPEG, 1, .ratio = 85, .progressive = true},
	{"JP2 colour", ENCODE_JP2, 3, .ratio = 40},
	{"JP2 grey", ENCODE_JP2, 1, .ratio = 15},
	{"JP2 lossless", ENCODE_JP2, 3, .ratio = 0},
	{"JP2 with alpha", ENCODE_JP2, 4, .ratio = 40},
	{"JP2 YCC 4:2:0", ENCODE_JP2, 3, .ratio = 20, .half = true},
	{"J2K colour", ENCODE_J2K, 3, .ratio = 40},
	{"J2K grey", ENCODE_J2K, 1, .ratio = 15},
	{"J2K lossless grey", ENCODE_J2K, 1, .ratio = 0},
	{"J2K YCC 4:2:0", ENCODE_J2K, 3, .ratio = 20, .half = true},
	{"J2K tiled", ENCODE_J2K, 3, .ratio = 30, .tile = 128},
	{"J2K layers, precincts", ENCODE_J2K, 3, .ratio = 30, .layers = 5, .precinct = 6},
	{"J2K SOP, EPH", ENCODE_J2K, 3, .ratio = 30, .layers = 3, .marked = true},
	{"J2K tile-parts", ENCODE_J2K, 3, .ratio = 30, .tile = 256, .parts = true},
	{"J2K region of interest", ENCODE_J2K, 3, .ratio = 30, .shift = 8},
};
const size_t encode_kind_count = sizeof(encode_kinds) / sizeof(encode_kinds[0]);

static uint8_t luma(const uint8_t *bgr)
{
	return (uint8_t)((7471 * bgr[0] + 38470 * bgr[1] + 19595 * bgr[2] + 32768) / 65536);
}

static enum eg_err keep(struct rd encoded, struct bytes *out)
{
	bytes_free(out);
	EG_TRY(bytes_reserve(out, encoded.left, ENCODED_MAX));
	return bytes_append(out, encoded);
}

static enum eg_err encode_jpeg(const struct picture *p, const struct encode_kind *kind,
			       struct bytes *out)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr fatal;
	EG_AUTO(eg_free) unsigned char *encoded = NULL;
	EG_AUTO(eg_free) uint8_t *row = calloc(p->width, 3);
	unsigned long size = 0;
	if (row == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "row to encode");
	}
	c.err = jpeg_std_error(&fatal); /* ends the program */
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &encoded, &size);
	c.image_width = p->width;
	c.image_height = p->height;
	c.input_components = kind->components;
	c.in_color_space = kind->components == 1 ? JCS_GRAYSCALE : JCS_EXT_BGR;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, kind->ratio, TRUE);
	if (kind->components == 3 && !kind->half) {
		c.comp_info[0].h_samp_factor = c.comp_info[0].v_samp_factor = 1;
	}
	if (kind->progressive) {
		jpeg_simple_progression(&c);
	}
	jpeg_start_compress(&c, TRUE);
	for (uint32_t y = 0; y < p->height; y++) {
		JSAMPROW line = p->bgr + (size_t)y * p->width * 3;
		for (uint32_t x = 0; kind->components == 1 && x < p->width; x++) {
			row[x] = luma(line + (size_t)x * 3);
		}
		line = kind->components == 1 ? row : line;
		(void)jpeg_write_scanlines(&c, &line, 1); /* 1, or the program has ended */
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	return keep(rd_of(encoded, size), out);
}

/* Where OpenJPEG writes: it goes back to fill in lengths. */
struct sink {
	uint8_t *room;
	size_t at;
	size_t size;
};

static OPJ_SIZE_T sink_write(void *from, OPJ_SIZE_T size, void *user)
{
	struct sink *s = user;
	struct wr w = wr_of(s->room + s->at, ENCODED_MAX - s->at);
	wr_put(&w, rd_of(from, size));
	if (w.bad) {
		return (OPJ_SIZE_T)-1;
	}
	s->at += size;
	s->size = s->at > s->size ? s->at : s->size;
	return size;
}

static OPJ_BOOL sink_seek(OPJ_OFF_T to, void *user)
{
	struct sink *s = user;
	if (to < 0 || (uint64_t)to > ENCODED_MAX) {
		return OPJ_FALSE;
	}
	s->at = (size_t)to;
	return OPJ_TRUE;
}

static OPJ_OFF_T sink_skip(OPJ_OFF_T by, void *user)
{
	struct sink *s = user;
	return sink_seek((OPJ_OFF_T)s->at + by, user) == OPJ_TRUE ? by : -1;
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
	opj_image_destroy(*i);
}

static int32_t ycc(const uint8_t *bgr, unsigned component)
{
	static const int32_t weights[3][3] = {
		{7471, 38470, 19595}, {32768, -21709, -11059}, {-5329, -27439, 32768}};
	const int32_t *w = weights[component];
	int32_t sum = w[0] * bgr[0] + w[1] * bgr[1] + w[2] * bgr[2] + 32768;
	int32_t value = (component == 0 ? sum : sum + 128 * 65536) / 65536;
	return value > 255 ? 255 : value;
}

static void fill_plane(const struct picture *p, const struct encode_kind *kind, unsigned component,
		       opj_image_comp_t *plane)
{
	for (uint32_t y = 0; y < plane->h; y++) {
		for (uint32_t x = 0; x < plane->w; x++) {
			const uint8_t *bgr =
				p->bgr +
				((size_t)y * plane->dy * p->width + (size_t)x * plane->dx) * 3;
			int32_t value = component == 3 ? 255 : bgr[2 - component % 3];
			if (kind->components == 1) {
				value = luma(bgr);
			} else if (kind->half) {
				value = ycc(bgr, component);
			}
			plane->data[(size_t)y * plane->w + x] = value;
		}
	}
}

static opj_image_t *planes_of(const struct picture *p, const struct encode_kind *kind)
{
	opj_image_cmptparm_t parts[4] = {{0}};
	for (unsigned i = 0; i < kind->components; i++) {
		uint32_t step = kind->half && (i == 1 || i == 2) ? 2 : 1;
		parts[i] = (opj_image_cmptparm_t){.dx = step,
						  .dy = step,
						  .w = (p->width + step - 1) / step,
						  .h = (p->height + step - 1) / step,
						  .prec = 8};
	}
	OPJ_COLOR_SPACE colours = kind->components == 1 ? OPJ_CLRSPC_GRAY
				  : kind->half          ? OPJ_CLRSPC_SYCC
							: OPJ_CLRSPC_SRGB;
	opj_image_t *image = opj_image_create(kind->components, parts, colours);
	if (image == NULL) {
		return NULL;
	}
	image->x1 = p->width;
	image->y1 = p->height;
	for (unsigned i = 0; i < kind->components; i++) {
		image->comps[i].alpha = i == 3 ? 1 : 0;
		fill_plane(p, kind, i, &image->comps[i]);
	}
	return image;
}

static void set_parameters(const struct picture *p, const struct encode_kind *kind,
			   opj_cparameters_t *c)
{
	uint32_t least = p->width < p->height ? p->width : p->height;
	opj_set_default_encoder_parameters(c);
	c->tcp_numlayers = kind->layers == 0 ? 1 : kind->layers;
	for (int i = 0; i < c->tcp_numlayers && i < LAYERS_MAX; i++) {
		c->tcp_rates[i] = (float)(kind->ratio * (c->tcp_numlayers - i));
	}
	c->cp_disto_alloc = 1;
	c->irreversible = kind->ratio != 0 && kind->shift == 0;
	c->tcp_mct = kind->components >= 3 && !kind->half ? 1 : 0;
	if (kind->tile != 0) {
		c->tile_size_on = OPJ_TRUE;
		c->cp_tdx = c->cp_tdy = kind->tile;
	}
	uint32_t shortest = kind->tile != 0 && kind->tile < least ? kind->tile : least;
	while (c->numresolution > 1 && (shortest >> (c->numresolution - 1)) == 0) {
		c->numresolution--;
	}
	if (kind->precinct != 0) {
		c->csty |= 0x01;
		c->res_spec = 1;
		c->prcw_init[0] = c->prch_init[0] = 1 << kind->precinct;
	}
	c->csty |= kind->marked ? 0x06 : 0;
	if (kind->parts) {
		c->tp_on = 1;
		c->tp_flag = 'R';
	}
	if (kind->shift != 0) {
		c->roi_compno = 0;
		c->roi_shift = kind->shift;
	}
}

static enum eg_err encode_jpeg2000(const struct picture *p, const struct encode_kind *kind,
				   struct bytes *out)
{
	opj_cparameters_t parameters;
	EG_AUTO(bytes_free) struct bytes room = {0};
	EG_TRY(bytes_reserve(&room, ENCODED_MAX, ENCODED_MAX));
	struct sink sink = {.room = room.data};
	EG_AUTO(free_codec)
	opj_codec_t *codec =
		opj_create_compress(kind->format == ENCODE_JP2 ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K);
	EG_AUTO(free_stream) opj_stream_t *stream = opj_stream_default_create(OPJ_FALSE);
	EG_AUTO(free_image) opj_image_t *image = planes_of(p, kind);
	if (codec == NULL || stream == NULL || image == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "encoder");
	}
	set_parameters(p, kind, &parameters);
	opj_stream_set_write_function(stream, sink_write);
	opj_stream_set_seek_function(stream, sink_seek);
	opj_stream_set_skip_function(stream, sink_skip);
	opj_stream_set_user_data(stream, &sink, NULL);
	if (!opj_setup_encoder(codec, &parameters, image) ||
	    !opj_start_compress(codec, image, stream) || !opj_encode(codec, stream) ||
	    !opj_end_compress(codec, stream)) {
		return EG_FAIL(EG_BAD_DATA, "JPEG 2000 could not be encoded");
	}
	return keep(rd_of(sink.room, sink.size), out);
}

enum eg_err encode_picture(const struct picture *p, const struct encode_kind *kind,
			   struct bytes *out)
{
	return kind->format == ENCODE_JPEG ? encode_jpeg(p, kind, out)
					   : encode_jpeg2000(p, kind, out);
}

enum eg_err encode_slopes(uint32_t width, uint32_t height, struct picture *out)
{
	uint32_t noise = 1;
	EG_TRY(picture_new(width, height, out));
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width; x++) {
			uint8_t *bgr = out->bgr + ((size_t)y * width + x) * 3;
			noise = noise * 1664525u + 1013904223u; /* Numerical Recipes' */
			uint32_t grain = (noise >> 24) % 16;
			bgr[0] = (uint8_t)(x * 239 / width + grain);
			bgr[1] = (uint8_t)(y * 239 / height + grain);
			bgr[2] = (uint8_t)((width - 1 - x) * 239 / width + grain);
		}
	}
	return EG_OK;
}
