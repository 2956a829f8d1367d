/*
 * page_shelf: pictures of the pages of a run's documents: drawn when they are first wanted, kept in
 * files, so that many plays draw each but once.
 * Knows documents' folders, and how one may lie. Never knows a play, nor a socket.
 */
#include "simulator/page_shelf.h"

#include "simulator/file.h"
#include "simulator/page_png.h"
#include "simulator/page_print.h"
#include "simulator/page_tint.h"
#include "simulator/pgm.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define FONTS        "/usr/share/fonts/opentype/ocr-b"
#define WORDS        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
#define PATH_ROOM    512
#define ZONE_MAX     256
#define PORTRAIT_MAX 2048 /* pixels a side */
#define FILE_MOST    (32u << 20)
#define SCREEN_MM    0.065 /* 390 pixels an inch */
#define SCREEN_TURN  3.0   /* degrees: nobody lays a telephone quite straight */
#define MARGIN_MM    6.0
#define RADIANS      (3.14159265358979 / 180)

/* A page and all that it is drawn of. */
struct desk {
	struct page_print print;
	struct bytes portrait; /* owned */
	struct page_text other_text;
	struct page_scene other;
	struct page_lain over;
	struct page_scene scene;
	uint64_t seed;
};

static void desk_end(struct desk *d)
{
	bytes_free(&d->portrait);
}

static const char *const laid_words[SCENARIO_LAID_COUNT] = {
#define X(name, word) [name] = (word),
	SCENARIO_LAYINGS(X)
#undef X
};

static enum eg_err read_document(const struct page_wish *w, struct desk *d)
{
	char path[PATH_ROOM];
	struct pgm portrait;
	EG_AUTO(bytes_free) struct bytes zone = {0};
	const int printed = snprintf(path, sizeof(path), "%s/mrz.txt", w->folder);
	if (printed < 0 || (size_t)printed >= sizeof(path)) {
		return EG_FAIL(EG_CONFIG, "path too long");
	}
	EG_TRY(file_read(path, ZONE_MAX, &zone));
	EG_TRY(page_print_take(bytes_rd(&zone), w->name, &d->print));
	EG_TRY(file_read(w->portrait, (size_t)PORTRAIT_MAX * PORTRAIT_MAX, &d->portrait));
	EG_TRY(pgm_take(bytes_rd(&d->portrait), PORTRAIT_MAX, &portrait));
	d->scene.portrait = (struct page_raster){portrait.grey.at, portrait.width, portrait.height};
	d->seed = rd_hash(bytes_rd(&zone), RD_HASH_START);
	d->seed = rd_hash(rd_cstr(w->name), rd_hash(portrait.grey, d->seed));
	return EG_OK;
}

/* A card in the passport, or beside another card: both zones are seen. */
static void lay_another(struct desk *d)
{
	struct page_chance c = {d->seed};
	const bool card = d->print.text.kind == PAGE_TD1;
	page_text_make(&c, PAGE_TD1, &d->other_text);
	d->other = d->scene;
	d->other.portrait = (struct page_raster){0};
	d->other.visible = (struct page_visible){0};
	d->other.at_mm[1] = card ? -22 : -17;
	d->scene.at_mm[1] = card ? 22 : 0;
	d->over = (struct page_lain){&d->other_text, &d->other};
	d->scene.over = &d->over;
}

/* Of what is turned, all is seen; else it is the glass of a reader for passports. */
static void make_room(const struct page_wish *w, struct page_scene *s)
{
	static const double glass[] = PAGE_SHELF_GLASS_MM;
	const double turn = w->camera ? 0 : w->degrees * RADIANS;
	const double wide = fabs(cos(turn)) * 125 + fabs(sin(turn)) * 88 + MARGIN_MM;
	const double high = fabs(sin(turn)) * 125 + fabs(cos(turn)) * 88 + MARGIN_MM;
	s->width_mm = fmax(glass[0], wide);
	s->height_mm = fmax(glass[1], high);
}

static void set_scene(const struct page_wish *w, struct desk *d)
{
	static const enum page_side sides[SCENARIO_LAID_COUNT] = {
		[LAID_WRONG_PAGE] = PAGE_ANOTHER,
		[LAID_FRONT] = PAGE_FRONT,
		[LAID_CLOSED] = PAGE_COVER,
	};
	struct page_scene *s = &d->scene;
	const bool back = d->print.text.kind == PAGE_TD1 && sides[w->laid] == PAGE_WITH_ZONE;
	s->level = PAGE_MILD;
	s->dpi = w->camera     ? PAGE_SHELF_CAMERA_DPI
		 : w->infrared ? PAGE_SHELF_INFRARED
			       : PAGE_SHELF_DPI;
	s->fonts = FONTS;
	s->face = "OCRB.otf";
	s->words = WORDS;
	s->side = sides[w->laid];
	s->lamp = w->infrared ? PAGE_LAMP_INFRARED : PAGE_LAMP_VISIBLE;
	s->angle = w->degrees;
	s->bed = w->camera ? PAGE_SHELF_BED : 0;
	s->colour = !w->infrared;
	s->dye = w->laid == LAID_COPY;
	s->glare = w->laid == LAID_GLARE && !w->infrared ? 1 : 0;
	if (!back) {
		s->visible = page_print_visible(&d->print);
	}
	if (w->laid == LAID_SCREEN) {
		s->screen_mm = SCREEN_MM;
		s->angle += SCREEN_TURN;
	}
	make_room(w, s);
	if (w->laid == LAID_TWO) {
		lay_another(d);
	}
}

static enum eg_err make_ppm(const struct page_picture *p, struct bytes *out)
{
	char head[PGM_HEAD_MAX];
	const size_t size = (size_t)p->width * p->height;
	const int printed = snprintf(head, sizeof(head), "P6\n%" PRIu32 " %" PRIu32 "\n255\n",
				     p->width, p->height);
	EG_TRY(bytes_reserve(out, size * 3 + (size_t)printed, FILE_MOST));
	EG_TRY(bytes_append(out, rd_of(head, (size_t)printed)));
	for (size_t i = 0; i < size; i++) {
		page_tint_rgb(p->grey[i], p->tint + i * 2, out->data + out->size);
		out->size += 3;
	}
	return EG_OK;
}

static enum eg_err draw(const struct page_wish *w, struct desk *d, struct bytes *out)
{
	EG_AUTO(page_picture_free) struct page_picture picture = {0};
	struct page_chance c = {d->seed};
	set_scene(w, d);
	EG_TRY(page_draw(&c, &d->print.text, &d->scene, &picture));
	return w->camera ? make_ppm(&picture, out) : page_png_make(&picture, out);
}

static enum eg_err name_of(const char *kept, const struct page_wish *w, uint64_t seed,
			   char out[PATH_ROOM])
{
	const char *slash = strrchr(w->folder, '/');
	const int printed = snprintf(
		out, PATH_ROOM, "%s/%s-%s-%u-%016" PRIx64 "%s.%s", kept,
		slash == NULL ? w->folder : slash + 1, laid_words[w->laid], (unsigned)w->degrees,
		seed, w->infrared ? "-infrared" : "-colour", w->camera ? "ppm" : "png");
	return printed < 0 || printed >= PATH_ROOM ? EG_FAIL(EG_CONFIG, "path too long") : EG_OK;
}

enum eg_err page_shelf_take(const char *kept, const struct page_wish *wish, struct bytes *out)
{
	char path[PATH_ROOM];
	EG_AUTO(desk_end) struct desk d = {0};
	EG_TRY(read_document(wish, &d));
	EG_TRY(name_of(kept, wish, d.seed, path));
	const enum eg_err err = file_read(path, FILE_MOST, out);
	if (err != EG_NOT_FOUND) {
		return err;
	}
	EG_TRY(draw(wish, &d, out));
	return file_write(path, bytes_rd(out));
}
