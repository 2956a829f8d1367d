/*
 * portrait_jpeg: a picture as JPEG (ISO 10918-1) of a given size, through libjpeg-turbo.
 * Knows the library's way of failing. Never knows what is shown.
 */
#include "biometrics/portrait_encode.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#define QUALITY_LOWEST  1
#define QUALITY_HIGHEST 95

struct encoder_fault {
	struct jpeg_error_mgr manager; /* first: the library hands back a pointer to it */
	jmp_buf out;
};

static _Noreturn void fail_encoder(j_common_ptr cinfo)
{
	struct encoder_fault *fault = (struct encoder_fault *)(void *)cinfo->err;
	longjmp(fault->out, 1);
}

/* What the library has allocated, to be freed by free(). */
struct encoded {
	unsigned char *data;
	unsigned long size;
};

static void encoded_free(struct encoded *e)
{
	free(e->data);
	*e = (struct encoded){0};
}

/* The only function that a longjmp comes back to: what it uses afterwards lives in the caller. */
static bool run_encoder(struct jpeg_compress_struct *c, struct encoder_fault *fault,
			const struct picture *p, int quality, struct encoded *to)
{
	if (setjmp(fault->out) != 0) {
		return false;
	}
	jpeg_create_compress(c);
	jpeg_mem_dest(c, &to->data, &to->size);
	c->image_width = p->width;
	c->image_height = p->height;
	c->input_components = 3;
	c->in_color_space = JCS_EXT_BGR;
	jpeg_set_defaults(c);
	jpeg_set_quality(c, quality, TRUE);
	c->optimize_coding = TRUE;
	jpeg_start_compress(c, TRUE);
	while (c->next_scanline < c->image_height) {
		JSAMPROW row = p->bgr + (size_t)c->next_scanline * p->width * 3;
		if (jpeg_write_scanlines(c, &row, 1) != 1) {
			return false;
		}
	}
	jpeg_finish_compress(c);
	return true;
}

static enum eg_err encode(const struct picture *p, int quality, struct encoded *to)
{
	struct encoder_fault fault = {0};
	struct jpeg_compress_struct c = {0};
	encoded_free(to);
	c.err = jpeg_std_error(&fault.manager);
	fault.manager.error_exit = fail_encoder;
	bool ok = run_encoder(&c, &fault, p, quality, to);
	jpeg_destroy_compress(&c); /* also right when creation itself failed: all zero */
	return ok ? EG_OK : EG_FAIL(EG_BAD_DATA, "picture could not be encoded as JPEG");
}

/* The best quality that keeps to the size. */
enum eg_err portrait_encode_jpeg(const struct picture *p, uint32_t size, struct bytes *out)
{
	EG_AUTO(encoded_free) struct encoded e = {0};
	int lowest = QUALITY_LOWEST;
	int highest = QUALITY_HIGHEST;
	while (lowest < highest) {
		int middle = (lowest + highest + 1) / 2;
		EG_TRY(encode(p, middle, &e));
		if (e.size <= size) {
			lowest = middle;
		} else {
			highest = middle - 1;
		}
	}
	EG_TRY(encode(p, lowest, &e));
	EG_TRY(bytes_reserve(out, e.size, PICTURE_SIDE_MAX * PICTURE_SIDE_MAX));
	return bytes_append(out, rd_of(e.data, e.size));
}
