/*
 * picture_encode: rows of pixels become a JPEG, as small as people look at it.
 * Knows proportions and libjpeg-turbo's writing side. Never knows what is shown, nor compares it.
 */
#include "biometrics/picture_encode.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

/* The library's error manager, with the place where its fatal errors come out. */
struct jpeg_stop {
	struct jpeg_error_mgr manager; /* first: the library hands back a pointer to it */
	jmp_buf out;
};

static _Noreturn void stop(j_common_ptr cinfo)
{
	struct jpeg_stop *at = (struct jpeg_stop *)(void *)cinfo->err;
	longjmp(at->out, 1);
}

static void say_nothing(j_common_ptr cinfo)
{
	(void)cinfo; /* libraries do not print */
}

static void begin_output(j_compress_ptr c)
{
	(void)c; /* the room is there already */
}

/* The room is used up: the library may not have more. */
static boolean no_more_output(j_compress_ptr c)
{
	stop((j_common_ptr)c);
}

static void end_output(j_compress_ptr c)
{
	(void)c; /* what was written is counted by what is left */
}

/*
 * The only function that a longjmp comes back to. Everything it uses afterwards lives in the
 * caller, so nothing depends on locals that setjmp leaves undefined.
 */
static bool run_encoder(struct jpeg_compress_struct *c, struct jpeg_stop *at,
			struct jpeg_destination_mgr *to, const struct picture *p,
			struct picture_jpeg how)
{
	if (setjmp(at->out) != 0) {
		return false;
	}
	jpeg_create_compress(c);
	c->dest = to;
	c->image_width = p->width;
	c->image_height = p->height;
	c->input_components = 3;
	c->in_color_space = JCS_EXT_BGR;
	jpeg_set_defaults(c);
	jpeg_set_quality(c, how.quality, TRUE);
	c->optimize_coding = TRUE;
	if (how.grey) {
		jpeg_set_colorspace(c, JCS_GRAYSCALE);
	} else if (how.full_colour) {
		c->comp_info[0].h_samp_factor = c->comp_info[0].v_samp_factor = 1;
	}
	if (how.progressive) {
		jpeg_simple_progression(c);
	}
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

enum eg_err picture_encode_jpeg(const struct picture *p, struct picture_jpeg how, size_t limit,
				struct bytes *out)
{
	struct jpeg_stop at = {0};
	struct jpeg_compress_struct c = {0};
	bytes_free(out);
	if (p->bgr == NULL || limit == 0) {
		return EG_FAIL(EG_BAD_DATA, "no picture to encode, or no room for it");
	}
	EG_TRY(bytes_reserve(out, limit, limit));
	struct jpeg_destination_mgr to = {.next_output_byte = out->data,
					  .free_in_buffer = limit,
					  .init_destination = begin_output,
					  .empty_output_buffer = no_more_output,
					  .term_destination = end_output};
	c.err = jpeg_std_error(&at.manager);
	at.manager.error_exit = stop;
	at.manager.output_message = say_nothing;
	bool ok = run_encoder(&c, &at, &to, p, how);
	jpeg_destroy_compress(&c); /* also right when creation itself failed: all zero */
	if (!ok) {
		bytes_free(out);
		return EG_FAIL(EG_TOO_BIG, "JPEG does not fit its room");
	}
	out->size = limit - to.free_in_buffer;
	return EG_OK;
}

enum eg_err picture_encode_fitting(const struct picture *p, bool grey, size_t limit,
				   struct bytes *out)
{
	static const int qualities[] = {85, 60, 30, 15};
	enum eg_err err = EG_TOO_BIG;
	for (size_t i = 0; err == EG_TOO_BIG && i < sizeof(qualities) / sizeof(qualities[0]); i++) {
		const struct picture_jpeg how = {.quality = qualities[i], .grey = grey};
		err = picture_encode_jpeg(p, how, limit, out);
	}
	return err;
}
