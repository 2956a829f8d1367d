/*
 * page_room: all the room that pictures of a page need, taken once, and how they get into it.
 * Knows encodings and sizes. Never knows a reader, a zone, nor what is shown.
 */
#include "prog/page_room.h"

#include "biometrics/picture_encode.h"
#include "biometrics/picture_luma.h"
#include "biometrics/picture_rows.h"

#include "base/secret.h"

#include <stdlib.h>

#define PORTRAIT_SIZE ((size_t)PAGE_PICTURE_SIDE_MAX * PAGE_PICTURE_SIDE_MAX)
#define COPY_SIZE \
	((size_t)FACE_PICTURE_WIDTH_MAX * FACE_PICTURE_PAGE_HEIGHT_MAX * PAGE_COPY_SAMPLES_MAX)
#define ROW_SIZE ((size_t)PAGE_SIDE_MAX * PAGE_COPY_SAMPLES_MAX)

/* What warms the reader: blots as dense as print, on a page of A6 at 500 dpi. */
#define WARM_WIDTH  2900u
#define WARM_HEIGHT 2100u
#define BLOT_EVERY  16u /* pixels */
#define BLOT_SIZE   8u
#define PAPER       200

_Static_assert(PAGE_SIDE_MAX == MRZ_READ_SIDE_MAX, "what the reader gives is what is read");
_Static_assert(FACE_PICTURE_WIDTH_MAX <= PAGE_COPY_SIDE_MAX &&
		       FACE_PICTURE_PAGE_HEIGHT_MAX <= PAGE_COPY_SIDE_MAX,
	       "what may be shown can be copied");
_Static_assert((size_t)WARM_WIDTH *WARM_HEIGHT <= MRZ_READ_PIXELS_MAX, "it fits");

enum eg_err page_room_open(struct page_room *out)
{
	struct page_room r = {.grey = {malloc(MRZ_READ_PIXELS_MAX), malloc(MRZ_READ_PIXELS_MAX)},
			      .portrait = malloc(PORTRAIT_SIZE),
			      .copy = {.at = malloc(COPY_SIZE)},
			      .row = malloc(ROW_SIZE)};
	bool room = r.grey[0] != NULL && r.grey[1] != NULL && r.portrait != NULL &&
		    r.copy.at != NULL && r.row != NULL;
	enum eg_err err =
		room ? mrz_reader_new(&r.reader) : EG_FAIL(EG_NO_MEMORY, "room for pages");
	if (err != EG_OK) {
		page_room_close(&r);
	}
	*out = r;
	return err;
}

void page_room_forget(struct page_room *r)
{
	for (size_t i = 0; i < 2; i++) {
		if (r->grey[i] != NULL) {
			secret_wipe(r->grey[i], r->used[i]);
		}
		r->used[i] = 0;
	}
	if (r->portrait != NULL) {
		secret_wipe(r->portrait, PORTRAIT_SIZE);
	}
	if (r->copy.at != NULL) {
		secret_wipe(r->copy.at, COPY_SIZE);
	}
	if (r->row != NULL) {
		secret_wipe(r->row, ROW_SIZE);
	}
	r->copy.width = r->copy.height = 0;
	bytes_free(&r->jpeg);
}

void page_room_close(struct page_room *r)
{
	page_room_forget(r);
	mrz_reader_free(&r->reader);
	free(r->grey[0]);
	free(r->grey[1]);
	free(r->portrait);
	free(r->copy.at);
	free(r->row);
	*r = (struct page_room){0};
}

enum eg_err page_room_warm(struct page_room *r)
{
	struct mrz_read read;
	uint8_t *grey = r->grey[PAGE_VISIBLE];
	r->used[PAGE_VISIBLE] = r->used[PAGE_INFRARED] = MRZ_READ_PIXELS_MAX;
	page_room_forget(r); /* writes to all of it */
	for (size_t y = 0; y < WARM_HEIGHT; y++) {
		for (size_t x = 0; x < WARM_WIDTH; x++) {
			const bool blot = x % BLOT_EVERY < BLOT_SIZE && y % BLOT_EVERY < BLOT_SIZE;
			grey[y * WARM_WIDTH + x] = blot ? 0 : PAPER;
		}
	}
	const struct mrz_image image = {WARM_WIDTH, WARM_HEIGHT,
					rd_of(grey, (size_t)WARM_WIDTH * WARM_HEIGHT)};
	return mrz_read(r->reader, &image, &read);
}

static enum eg_err decode(const struct page_shot *shot, const struct luma_room *room,
			  struct luma *out)
{
	switch (shot->format) {
	case PAGE_JPEG:
		return picture_jpeg_luma(shot->bytes, room, out);
	case PAGE_PNG:
		return picture_png_luma(shot->bytes, room, out);
	case PAGE_PNM:
		return picture_pnm_luma(shot->bytes, room, out);
	case PAGE_YUYV:
		return picture_yuyv_luma(shot->bytes, shot->width, shot->height, shot->stride, room,
					 out);
	}
	return EG_FAIL(EG_UNSUPPORTED, "picture of a page in an unknown format");
}

enum eg_err page_room_decode(struct page_room *r, const struct page_shot *shot,
			     struct mrz_image *out)
{
	const size_t light = shot->light == PAGE_INFRARED ? PAGE_INFRARED : PAGE_VISIBLE;
	const struct luma_room room = {r->grey[light], MRZ_READ_PIXELS_MAX, PAGE_SIDE_MAX};
	struct luma luma = {0};
	*out = (struct mrz_image){0};
	r->used[light] = MRZ_READ_PIXELS_MAX; /* a picture that fails may have written all of it */
	EG_TRY(decode(shot, &room, &luma));
	const size_t size = (size_t)luma.width * luma.height;
	*out = (struct mrz_image){luma.width, luma.height, rd_of(room.grey, size)};
	return EG_OK;
}

/* A copy in colour under way. */
struct colour_copy {
	struct page_room *room;
	unsigned angle;
	struct page_copier copier;
};

static bool begin_colour(void *context, uint32_t width, uint32_t height)
{
	struct colour_copy *c = context;
	const struct page_copy_plan plan = {.width = width,
					    .height = height,
					    .samples = PAGE_COPY_SAMPLES_MAX,
					    .angle = c->angle,
					    .width_max = FACE_PICTURE_WIDTH_MAX,
					    .height_max = FACE_PICTURE_PAGE_HEIGHT_MAX};
	return page_copy_begin(&c->copier, &plan, &c->room->copy) == EG_OK;
}

static void put_colour(void *context, struct rd bgr)
{
	struct colour_copy *c = context;
	page_copy_put(&c->copier, bgr, &c->room->copy);
}

static enum eg_err decode_rows(const struct page_shot *shot, const struct rows_room *room,
			       const struct rows_sink *sink)
{
	switch (shot->format) {
	case PAGE_JPEG:
		return picture_jpeg_rows(shot->bytes, room, sink);
	case PAGE_PNG:
		return picture_png_rows(shot->bytes, room, sink);
	case PAGE_PNM:
		return picture_pnm_rows(shot->bytes, room, sink);
	case PAGE_YUYV:
		return picture_yuyv_rows(shot->bytes, shot->width, shot->height, shot->stride, room,
					 sink);
	}
	return EG_FAIL(EG_UNSUPPORTED, "picture of a page in an unknown format");
}

static bool copy_colour(struct page_room *r, const struct page_shot *shot, unsigned angle)
{
	struct colour_copy c = {.room = r, .angle = angle};
	const struct rows_room room = {.row = r->row,
				       .side_max = PAGE_SIDE_MAX,
				       .pixels_max = MRZ_READ_PIXELS_MAX,
				       .enough = PAGE_COPY_SIDE_MAX};
	const struct rows_sink sink = {&c, begin_colour, put_colour};
	const enum eg_err err = decode_rows(shot, &room, &sink);
	secret_wipe(&c, sizeof(c));
	return err == EG_OK && r->copy.width > 0;
}

void page_room_copy(struct page_room *r, const struct page_shot *shot,
		    const struct mrz_image *image, unsigned angle)
{
	bytes_free(&r->jpeg);
	if (!copy_colour(r, shot, angle) &&
	    page_copy(&r->copy, image, angle, FACE_PICTURE_WIDTH_MAX,
		      FACE_PICTURE_PAGE_HEIGHT_MAX) != EG_OK) {
		r->copy.width = r->copy.height = 0; /* the officer goes without */
	}
}

enum eg_err page_room_show(struct page_room *r, struct rd *jpeg)
{
	EG_AUTO(picture_free) struct picture p = {0};
	*jpeg = RD_EMPTY;
	if (r->copy.width == 0) {
		return EG_FAIL(EG_NOT_FOUND, "no page was read");
	}
	EG_TRY(picture_new(r->copy.width, r->copy.height, &p));
	const bool grey = r->copy.samples == 1;
	for (size_t i = 0; i < picture_size(&p); i++) {
		p.bgr[i] = r->copy.at[grey ? i / 3 : i];
	}
	EG_TRY(picture_encode_fitting(&p, grey, FACE_PICTURE_SIZE_MAX, &r->jpeg));
	*jpeg = bytes_rd(&r->jpeg);
	return EG_OK;
}
