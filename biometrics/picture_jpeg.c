/*
 * picture_jpeg: JPEG (ISO 10918-1) through libjpeg-turbo.
 * Knows markers, limits and the library's way of failing. Never knows what is shown.
 */
#include "biometrics/picture_decode.h"
#include "biometrics/picture_jpeg_head.h"
#include "biometrics/picture_luma.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>
#include <jerror.h>

#define JPEG_SEGMENTS_MAX 512 /* markers before the scans end; a document's file has about ten */
#define SHRINK_MAX        8   /* libjpeg's: of its blocks of 8 by 8 one pixel is left */
#define JPEG_SCANS_MAX    64  /* progressive files repeat scans: a small file could cost minutes */
#define JPEG_MEMORY_MAX \
	(256L * 1024 * 1024) /* the library's own buffers, progressive 4096 * 4096 */

/* Markers, ISO 10918-1, table B.1. */
enum {
	MARKER_SOF0 = 0xC0,
	MARKER_SOF1 = 0xC1,
	MARKER_SOF2 = 0xC2,
	MARKER_DHT = 0xC4,
	MARKER_JPG = 0xC8,
	MARKER_DAC = 0xCC,
	MARKER_SOF15 = 0xCF,
	MARKER_SOI = 0xD8,
	MARKER_EOI = 0xD9,
	MARKER_SOS = 0xDA,
	MARKER_APP0 = 0xE0,
};

/* Frame header, B.2.2. */
static enum eg_err read_frame_header(struct rd segment, uint32_t side_max, struct jpeg_head *head)
{
	uint8_t precision;
	if (!rd_u8(&segment, &precision) || !rd_be16(&segment, &head->height) ||
	    !rd_be16(&segment, &head->width) || !rd_u8(&segment, &head->components)) {
		return EG_FAIL(EG_TRUNCATED, "JPEG frame header");
	}
	if (precision != 8 || (head->components != 1 && head->components != 3)) {
		return EG_FAIL(EG_UNSUPPORTED, "JPEG with other than 8 bits, grey or colour");
	}
	if (segment.left != 3u * head->components) {
		return EG_FAIL(EG_BAD_DATA, "JPEG frame header of wrong length");
	}
	if (head->width == 0 || head->height == 0 || head->width > side_max ||
	    head->height > side_max) {
		return EG_FAIL(EG_TOO_BIG, "JPEG side of 0 or over the limit");
	}
	return EG_OK;
}

/* APP0 of JFIF 1.02: units 1 are dots an inch, 2 a centimetre, 0 only the shape of a pixel. */
static void read_jfif(struct rd segment, struct jpeg_head *head)
{
	struct rd magic;
	uint8_t units;
	uint16_t across;
	uint16_t down;
	if (!rd_take(&segment, 5, &magic) || !rd_equal(magic, RD_TEXT("JFIF\0")) ||
	    !rd_skip(&segment, 2) || !rd_u8(&segment, &units) || !rd_be16(&segment, &across) ||
	    !rd_be16(&segment, &down) || across != down) {
		return; /* another application's segment, or nothing told */
	}
	uint32_t dpi = units == 1 ? across : units == 2 ? (across * 254u + 50) / 100 : 0;
	head->dpi = dpi <= UINT16_MAX ? (uint16_t)dpi : 0;
}

static bool is_other_frame(uint8_t marker)
{
	return marker > MARKER_SOF2 && marker <= MARKER_SOF15 && marker != MARKER_DHT &&
	       marker != MARKER_JPG && marker != MARKER_DAC;
}

/* Walks the segments up to the first scan; exactly one frame header must be among them. */
enum eg_err jpeg_read_head(struct rd r, uint32_t side_max, struct jpeg_head *head)
{
	uint16_t soi;
	bool framed = false;
	if (!rd_be16(&r, &soi)) {
		return EG_FAIL(EG_TRUNCATED, "JPEG");
	}
	for (int i = 0; i < JPEG_SEGMENTS_MAX; i++) {
		uint8_t fill;
		uint8_t marker = 0xFF;
		uint16_t length;
		struct rd segment;
		if (!rd_u8(&r, &fill) || fill != 0xFF) {
			return EG_FAIL(EG_BAD_DATA, "JPEG marker expected");
		}
		while (marker == 0xFF) { /* fill bytes, B.1.1.2; each turn takes one byte */
			if (!rd_u8(&r, &marker)) {
				return EG_FAIL(EG_TRUNCATED, "JPEG marker");
			}
		}
		if (marker == MARKER_SOS) {
			return framed ? EG_OK
				      : EG_FAIL(EG_BAD_DATA, "JPEG scan before its frame header");
		}
		if (is_other_frame(marker)) {
			return EG_FAIL(EG_UNSUPPORTED, "lossless, hierarchical or arithmetic JPEG");
		}
		if (marker < MARKER_SOF0 || (marker > MARKER_SOF15 && marker <= MARKER_EOI) ||
		    !rd_be16(&r, &length) || length < 2 || !rd_take(&r, length - 2u, &segment)) {
			return EG_FAIL(EG_BAD_DATA, "JPEG segment");
		}
		if (marker <= MARKER_SOF2) {
			if (framed) {
				return EG_FAIL(EG_BAD_DATA, "second JPEG frame header");
			}
			EG_TRY(read_frame_header(segment, side_max, head));
			framed = true;
		} else if (marker == MARKER_APP0) {
			read_jfif(segment, head);
		}
	}
	return EG_FAIL(EG_TOO_BIG, "too many JPEG segments");
}

/* The library's error manager, with the place where its fatal errors come out. */
struct jpeg_fault {
	struct jpeg_error_mgr manager; /* first: the library hands back a pointer to it */
	jmp_buf out;
};

static _Noreturn void fail_jpeg(j_common_ptr cinfo)
{
	struct jpeg_fault *fault = (struct jpeg_fault *)(void *)cinfo->err;
	longjmp(fault->out, 1);
}

/*
 * Data that end early are refused, not filled with grey; other warnings are counted and let pass,
 * as cameras are sloppy between frames. Where one scan holds the whole picture, the end of the
 * bytes alone is no fault: a lost EOI marker looks like that, and lost samples come to HIT_MARKER.
 */
static void judge_message(j_common_ptr cinfo, int level)
{
	if (level < 0) {
		int code = cinfo->err->msg_code;
		cinfo->err->num_warnings++;
		if (code == JWRN_HIT_MARKER ||
		    (code == JWRN_JPEG_EOF && jpeg_has_multiple_scans((j_decompress_ptr)cinfo))) {
			fail_jpeg(cinfo);
		}
	}
}

static void say_nothing(j_common_ptr cinfo)
{
	(void)cinfo; /* libraries do not print */
}

static void watch_scans(j_common_ptr cinfo)
{
	if (((j_decompress_ptr)cinfo)->input_scan_number > JPEG_SCANS_MAX) {
		fail_jpeg(cinfo);
	}
}

/* Where the rows go, and as what: without gaps, or each into the same place, and from there on. */
struct jpeg_rows {
	uint8_t *at;    /* borrowed: width * height * components, or a row's */
	uint32_t width; /* as the header says */
	uint32_t height;
	J_COLOR_SPACE space;
	int components;
	unsigned shrunk;              /* 0, 1: whole; 2, 4, 8: a half, a quarter, an eighth */
	const struct rows_sink *sink; /* NULL: all of them are kept */
};

/* Of a side; by: as of jpeg_rows. Rounded as the library does. */
static uint32_t shrunk_side(uint32_t side, unsigned by)
{
	return by > 1 ? (side + by - 1) / by : side;
}

/*
 * The only function that a longjmp comes back to. Everything it uses afterwards lives in the
 * caller, so nothing depends on locals that setjmp leaves undefined.
 */
static bool run_decoder(struct jpeg_decompress_struct *d, struct jpeg_fault *fault, struct rd jpeg,
			const struct jpeg_rows *out)
{
	if (setjmp(fault->out) != 0) {
		return false;
	}
	jpeg_create_decompress(d);
	d->mem->max_memory_to_use = JPEG_MEMORY_MAX;
	static struct jpeg_progress_mgr progress = {.progress_monitor = watch_scans};
	d->progress = &progress;
	jpeg_mem_src(d, jpeg.at, jpeg.left);
	if (jpeg_read_header(d, TRUE) != JPEG_HEADER_OK || d->image_width != out->width ||
	    d->image_height != out->height) {
		return false;
	}
	d->out_color_space = out->space;
	d->dct_method = JDCT_ISLOW;
	d->scale_num = 1;
	d->scale_denom = out->shrunk > 1 ? out->shrunk : 1;
	if (!jpeg_start_decompress(d) || d->output_width != shrunk_side(out->width, out->shrunk) ||
	    d->output_height != shrunk_side(out->height, out->shrunk) ||
	    d->output_components != out->components) {
		return false;
	}
	const size_t row_size = (size_t)d->output_width * (size_t)out->components;
	while (d->output_scanline < d->output_height) {
		JSAMPROW row = out->at + (out->sink == NULL ? d->output_scanline * row_size : 0);
		if (jpeg_read_scanlines(d, &row, 1) != 1) {
			return false;
		}
		if (out->sink != NULL) {
			out->sink->row(out->sink->context, rd_of(row, row_size));
		}
	}
	return jpeg_finish_decompress(d) != 0;
}

static enum eg_err decode(struct rd jpeg, const struct jpeg_rows *out)
{
	struct jpeg_fault fault = {0};
	struct jpeg_decompress_struct d = {0};
	d.err = jpeg_std_error(&fault.manager);
	fault.manager.error_exit = fail_jpeg;
	fault.manager.emit_message = judge_message;
	fault.manager.output_message = say_nothing;
	bool ok = run_decoder(&d, &fault, jpeg, out);
	jpeg_destroy_decompress(&d); /* also right when creation itself failed: all zero */
	return ok ? EG_OK : EG_FAIL(EG_BAD_DATA, "JPEG could not be decoded");
}

enum eg_err picture_decode_jpeg(struct rd jpeg, uint32_t side_max, struct picture *out)
{
	struct jpeg_head head = {0};
	EG_TRY(jpeg_read_head(jpeg, side_max, &head));
	EG_TRY(picture_new(head.width, head.height, out));
	const struct jpeg_rows rows = {.at = out->bgr,
				       .width = out->width,
				       .height = out->height,
				       .space = JCS_EXT_BGR,
				       .components = 3};
	return decode(jpeg, &rows);
}

enum eg_err picture_jpeg_luma(struct rd jpeg, const struct luma_room *room, struct luma *out)
{
	struct jpeg_head head = {0};
	*out = (struct luma){0};
	EG_TRY(jpeg_read_head(jpeg, room->side_max, &head));
	EG_TRY(luma_fits(room, head.width, head.height));
	const struct jpeg_rows rows = {.at = room->grey,
				       .width = head.width,
				       .height = head.height,
				       .space = JCS_GRAYSCALE,
				       .components = 1};
	EG_TRY(decode(jpeg, &rows));
	*out = (struct luma){head.width, head.height};
	return EG_OK;
}

enum eg_err picture_jpeg_rows(struct rd jpeg, const struct rows_room *room,
			      const struct rows_sink *sink)
{
	struct jpeg_head head = {0};
	EG_TRY(jpeg_read_head(jpeg, room->side_max, &head));
	EG_TRY(rows_fit(room, head.width, head.height));
	if (head.components != 3) {
		return EG_FAIL(EG_UNSUPPORTED, "JPEG in grey");
	}
	struct jpeg_rows rows = {.at = room->row,
				 .width = head.width,
				 .height = head.height,
				 .space = JCS_EXT_BGR,
				 .components = 3,
				 .shrunk = SHRINK_MAX,
				 .sink = sink};
	const uint32_t longer = head.width > head.height ? head.width : head.height;
	while (rows.shrunk > 1 && longer / rows.shrunk < room->enough) {
		rows.shrunk /= 2;
	}
	EG_TRY(rows_begin(sink, shrunk_side(head.width, rows.shrunk),
			  shrunk_side(head.height, rows.shrunk)));
	return decode(jpeg, &rows);
}

enum eg_err picture_jpeg_luma_shrunk(struct rd jpeg, const struct luma_room *room, struct luma *out)
{
	struct jpeg_head head = {0};
	unsigned by = 1;
	*out = (struct luma){0};
	EG_TRY(jpeg_read_head(jpeg, LUMA_SHRUNK_SIDE_MAX, &head));
	if ((uint32_t)head.width * head.height > LUMA_SHRUNK_PIXELS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "JPEG of too many pixels");
	}
	while (by < SHRINK_MAX && luma_fits(room, shrunk_side(head.width, by),
					    shrunk_side(head.height, by)) != EG_OK) {
		by *= 2;
	}
	const struct luma size = {shrunk_side(head.width, by), shrunk_side(head.height, by)};
	EG_TRY(luma_fits(room, size.width, size.height));
	const struct jpeg_rows rows = {.at = room->grey,
				       .width = head.width,
				       .height = head.height,
				       .space = JCS_GRAYSCALE,
				       .components = 1,
				       .shrunk = by};
	EG_TRY(decode(jpeg, &rows));
	*out = size;
	return EG_OK;
}
