/*
 * picture_png: PNG (ISO/IEC 15948) through libpng.
 * Knows chunks, limits and the library's way of failing. Never knows what is shown.
 */
#include "biometrics/picture_png.h"

#include "biometrics/picture_decode.h"
#include "biometrics/picture_luma.h"

#include <math.h>
#include <setjmp.h>

#include <png.h>

#define CHUNKS_MAX 8192   /* the largest picture in pieces of 8 KiB, as encoders cut it */
#define INCHES     0.0254 /* metres */
#define CRC_FORM   UINT32_C(0xEDB88320)
/* BT.601, in 1/100000, as libjpeg's: the same page is as dark from either file. */
#define LUMA_RED   29900
#define LUMA_GREEN 58700

/* Chunk types, clause 11. */
#define CHUNK_IHDR     UINT32_C(0x49484452)
#define CHUNK_PLTE     UINT32_C(0x504C5445)
#define CHUNK_IDAT     UINT32_C(0x49444154)
#define CHUNK_IEND     UINT32_C(0x49454E44)
#define CHUNK_PHYS     UINT32_C(0x70485973)
#define TYPE_ANCILLARY UINT32_C(0x20000000) /* 5.4: a small first letter */

enum { KIND_GREY = 0, KIND_COLOUR = 2, KIND_PALETTE = 3, KIND_GREY_ALPHA = 4, KIND_ALPHA = 6 };

struct chunk {
	uint32_t type;
	uint32_t crc;
	struct rd checked; /* type and content: what the CRC is over */
	struct rd content;
};

static enum eg_err take_chunk(struct rd *r, struct chunk *c)
{
	uint32_t length;
	if (!rd_be32(r, &length)) {
		return EG_FAIL(EG_TRUNCATED, "PNG chunk");
	}
	if (length > INT32_MAX) { /* 5.3 */
		return EG_FAIL(EG_BAD_DATA, "PNG chunk length");
	}
	if (!rd_take(r, (size_t)length + 4, &c->checked) || !rd_be32(r, &c->crc)) {
		return EG_FAIL(EG_TRUNCATED, "PNG chunk");
	}
	c->content = c->checked;
	return rd_be32(&c->content, &c->type) ? EG_OK : EG_FAIL(EG_TRUNCATED, "PNG chunk");
}

/* Annex D. The library checks the chunks that it sees; this is for the one that we read. */
static bool crc_fits(const struct chunk *c)
{
	uint32_t crc = UINT32_MAX;
	uint8_t octet;
	struct rd r = c->checked;
	while (r.left > 0 && rd_u8(&r, &octet)) {
		crc ^= octet;
		for (int bit = 0; bit < 8; bit++) {
			crc = (crc >> 1) ^ ((crc & 1) != 0 ? CRC_FORM : 0);
		}
	}
	return (crc ^ UINT32_MAX) == c->crc;
}

/* Table 11.1: which depths a colour type has. */
static bool depth_fits(uint8_t kind, uint8_t depth)
{
	switch (kind) {
	case KIND_GREY:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
	case KIND_PALETTE:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8;
	case KIND_COLOUR:
	case KIND_GREY_ALPHA:
	case KIND_ALPHA:
		return depth == 8 || depth == 16;
	default:
		return false;
	}
}

/* 11.2.2 */
static enum eg_err read_ihdr(struct rd r, uint32_t side_max, struct picture_png_head *head)
{
	uint8_t compression;
	uint8_t filter;
	uint8_t interlace;
	if (!rd_be32(&r, &head->width) || !rd_be32(&r, &head->height) || !rd_u8(&r, &head->depth) ||
	    !rd_u8(&r, &head->kind) || !rd_u8(&r, &compression) || !rd_u8(&r, &filter) ||
	    !rd_u8(&r, &interlace) || !rd_end(&r)) {
		return EG_FAIL(EG_BAD_DATA, "PNG header of wrong length");
	}
	if (head->width == 0 || head->height == 0 || head->width > side_max ||
	    head->height > side_max) {
		return EG_FAIL(EG_TOO_BIG, "PNG side of 0 or over the limit");
	}
	if (!depth_fits(head->kind, head->depth) || compression != 0 || filter != 0 ||
	    interlace > 1) {
		return EG_FAIL(EG_BAD_DATA, "PNG header");
	}
	head->interlaced = interlace == 1;
	return EG_OK;
}

/* 11.3.5.3; unit 1 is the metre, and 0 tells only the shape of a pixel. */
static enum eg_err read_phys(const struct chunk *c, struct picture_png_head *head)
{
	struct rd r = c->content;
	uint32_t across;
	uint32_t down;
	uint8_t unit;
	if (!crc_fits(c) || !rd_be32(&r, &across) || !rd_be32(&r, &down) || !rd_u8(&r, &unit) ||
	    !rd_end(&r) || unit > 1) {
		return EG_FAIL(EG_BAD_DATA, "PNG resolution");
	}
	double dpi = round(across * INCHES);
	head->dpi = unit == 1 && across == down && dpi <= UINT16_MAX ? (uint16_t)dpi : 0;
	return EG_OK;
}

/* One chunk after the header; what libpng checks itself (order, CRC, content) is left to it. */
static enum eg_err judge_chunk(const struct chunk *c, struct picture_png_head *head)
{
	if ((c->type & TYPE_ANCILLARY) == 0) {
		bool known =
			c->type == CHUNK_PLTE || c->type == CHUNK_IDAT || c->type == CHUNK_IEND;
		return known ? EG_OK
			     : EG_FAIL(EG_UNSUPPORTED, "critical PNG chunk of another kind");
	}
	return c->type == CHUNK_PHYS ? read_phys(c, head) : EG_OK;
}

static const uint8_t signature[] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};

bool picture_is_png(struct rd file)
{
	return rd_begins(file, RD_ARRAY(signature));
}

static enum eg_err look(struct rd png, uint32_t side_max, struct picture_png_head *out)
{
	struct picture_png_head head = {0};
	struct chunk c = {0};
	*out = head;
	if (!picture_is_png(png) || !rd_skip(&png, sizeof(signature))) {
		return EG_FAIL(EG_UNSUPPORTED, "not PNG");
	}
	EG_TRY(take_chunk(&png, &c));
	if (c.type != CHUNK_IHDR) {
		return EG_FAIL(EG_BAD_DATA, "PNG without its header");
	}
	EG_TRY(read_ihdr(c.content, side_max, &head));
	for (int i = 0; i < CHUNKS_MAX; i++) {
		EG_TRY(take_chunk(&png, &c));
		EG_TRY(judge_chunk(&c, &head));
		if (c.type == CHUNK_IEND) {
			*out = head; /* bytes behind the end are not the image's */
			return EG_OK;
		}
	}
	return EG_FAIL(EG_TOO_BIG, "too many PNG chunks");
}

enum eg_err picture_png_look(struct rd png, uint32_t side_max, struct picture_png_head *out)
{
	*out = (struct picture_png_head){0};
	if (side_max == 0 || side_max > PICTURE_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "limit of a picture's side");
	}
	return look(png, side_max, out);
}

/* The library's input: the critical chunks one after the other. */
struct png_source {
	struct rd rest;  /* of the file, from the chunk after this one */
	struct rd chunk; /* what the library has not read of this one, with length and CRC */
};

/* All chunks were framed by picture_png_look: this fails only behind the end. */
static bool next_critical(struct png_source *s)
{
	struct chunk c = {.type = TYPE_ANCILLARY};
	while ((c.type & TYPE_ANCILLARY) != 0) {
		struct rd ahead = s->rest;
		if (take_chunk(&s->rest, &c) != EG_OK ||
		    !rd_take(&ahead, c.checked.left + 8, &s->chunk)) {
			return false;
		}
	}
	return true;
}

static void feed(png_structp png, png_bytep to, size_t size)
{
	struct png_source *s = png_get_io_ptr(png);
	if (s->chunk.left == 0 && !next_critical(s)) {
		png_error(png, "end");
	}
	if (!rd_copy(&s->chunk, to, size)) {
		png_error(png, "read over a chunk");
	}
}

static _Noreturn void fail_png(png_structp png, png_const_charp text)
{
	(void)text; /* libraries do not print */
	png_longjmp(png, 1);
}

static void say_nothing(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text; /* libraries do not print */
}

static void free_reader(png_structp *png)
{
	png_destroy_read_struct(png, NULL, NULL);
}

static void free_info(png_structp png, png_infop *info)
{
	png_destroy_info_struct(png, info);
}

/* As what samples of 8 bits are wanted. */
enum form { FORM_BGR, FORM_LUMA, FORM_GREY /* as it is */ };

/* Every kind and depth as samples of 8 bits. */
static void set_form(png_structp png, const struct picture_png_head *head, enum form form)
{
	if (head->depth == 16) {
		png_set_scale_16(png);
	}
	if (form == FORM_GREY) {
		return;
	}
	png_set_expand(png);
	png_set_strip_alpha(png);
	if (form == FORM_BGR) {
		png_set_gray_to_rgb(png);
		png_set_bgr(png);
	} else if (head->kind != KIND_GREY && head->kind != KIND_GREY_ALPHA) {
		png_set_rgb_to_gray_fixed(png, PNG_ERROR_ACTION_NONE, LUMA_RED, LUMA_GREEN);
	}
}

/* Where the rows go: one behind the other, or each into the same place, and from there on. */
struct png_rows {
	enum form form;
	uint8_t *to;                  /* borrowed: the picture's room, or a row's */
	const struct rows_sink *sink; /* NULL: all of them are kept */
};

/*
 * The only function that a longjmp comes back to. Everything it uses afterwards lives in the
 * caller, so nothing depends on locals that setjmp leaves undefined.
 */
static bool run_decoder(png_structp png, png_infop info, const struct picture_png_head *head,
			const struct png_rows *out)
{
	if (setjmp(png_jmpbuf(png)) != 0) {
		return false;
	}
	size_t row_size = (size_t)head->width * (out->form == FORM_BGR ? 3 : 1);
	png_set_user_limits(png, head->width, head->height);
	png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
	png_set_benign_errors(png, 0); /* too many or too few samples are an error */
	png_set_sig_bytes(png, 8);
	png_read_info(png, info);
	set_form(png, head, out->form);
	int passes = png_set_interlace_handling(png);
	png_read_update_info(png, info);
	if (png_get_rowbytes(png, info) != row_size) {
		return false;
	}
	for (int pass = 0; pass < passes; pass++) {
		for (uint32_t y = 0; y < head->height; y++) {
			uint8_t *row = out->sink == NULL ? out->to + y * row_size : out->to;
			png_read_row(png, row, NULL);
			if (out->sink != NULL) {
				out->sink->row(out->sink->context, rd_of(row, row_size));
			}
		}
	}
	png_read_end(png, NULL);
	return true;
}

/* The pixels of a PNG that picture_png_look accepted; of BGR three octets a pixel, else one. */
static enum eg_err decode(struct rd file, const struct picture_png_head *head,
			  const struct png_rows *out)
{
	struct png_source source = {.rest = file};
	EG_AUTO(free_reader)
	png_structp png =
		png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, fail_png, say_nothing);
	png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
	if (info == NULL || !rd_skip(&source.rest, 8)) {
		return EG_FAIL(EG_NO_MEMORY, "PNG decoder");
	}
	png_set_read_fn(png, &source, feed);
	bool ok = run_decoder(png, info, head, out);
	free_info(png, &info);
	return ok ? EG_OK : EG_FAIL(EG_BAD_DATA, "PNG could not be decoded");
}

enum eg_err picture_png_decode(struct rd png, uint32_t side_max, struct picture *out)
{
	struct picture_png_head head;
	picture_free(out);
	EG_TRY(picture_png_look(png, side_max, &head));
	EG_TRY(picture_new(head.width, head.height, out));
	const struct png_rows rows = {.form = FORM_BGR, .to = out->bgr};
	enum eg_err err = decode(png, &head, &rows);
	if (err != EG_OK) {
		picture_free(out);
	}
	return err;
}

enum eg_err picture_png_decode_grey(struct rd png, uint32_t side_max, struct picture_png_head *head,
				    struct bytes *grey)
{
	bytes_free(grey);
	EG_TRY(picture_png_look(png, side_max, head));
	if (head->kind != KIND_GREY || head->depth != 8) {
		return EG_FAIL(EG_UNSUPPORTED, "PNG other than 8-bit grey");
	}
	size_t size = (size_t)head->width * head->height;
	EG_TRY(bytes_reserve(grey, size, (size_t)PICTURE_SIDE_MAX * PICTURE_SIDE_MAX));
	const struct png_rows rows = {.form = FORM_GREY, .to = grey->data};
	enum eg_err err = decode(png, head, &rows);
	grey->size = size;
	if (err != EG_OK) {
		bytes_free(grey);
	}
	return err;
}

enum eg_err picture_png_luma(struct rd png, const struct luma_room *room, struct luma *out)
{
	struct picture_png_head head;
	*out = (struct luma){0};
	EG_TRY(look(png, room->side_max, &head));
	EG_TRY(luma_fits(room, head.width, head.height));
	const struct png_rows rows = {.form = FORM_LUMA, .to = room->grey};
	EG_TRY(decode(png, &head, &rows));
	*out = (struct luma){head.width, head.height};
	return EG_OK;
}

enum eg_err picture_png_rows(struct rd png, const struct rows_room *room,
			     const struct rows_sink *sink)
{
	struct picture_png_head head;
	EG_TRY(look(png, room->side_max, &head));
	EG_TRY(rows_fit(room, head.width, head.height));
	if (head.kind == KIND_GREY || head.kind == KIND_GREY_ALPHA || head.interlaced) {
		return EG_FAIL(EG_UNSUPPORTED, "PNG in grey, or interlaced");
	}
	EG_TRY(rows_begin(sink, head.width, head.height));
	const struct png_rows rows = {.form = FORM_BGR, .to = room->row, .sink = sink};
	return decode(png, &head, &rows);
}
