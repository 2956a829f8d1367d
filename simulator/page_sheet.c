/*
 * page_sheet: the printed page before anyone looks at it.
 * Knows paper, ink and where zones lie (Doc 9303-4 to -7). Never knows optics.
 */
#include "simulator/page_sheet.h"

#include "simulator/page_cut.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#define MM_PER_INCH 25.4
#define PITCH       2.54 /* Doc 9303-3, 4.4 */
#define STAMP       170  /* ink of a stamp */
#define FADED       0.08 /* what is left of ink without carbon in infrared */

/* mm: the document, the middle of its lowest line above the lower edge, between lines, the first
 * character's left edge (Doc 9303-4 to -7, figures of the machine-readable zone). */
static const struct size {
	double width;
	double height;
	double lowest;
	double spacing;
	double left;
} sizes[PAGE_KIND_COUNT] = {
	[PAGE_TD1] = {85.6, 54.0, 7.27, 4.233, 4.6},
	[PAGE_TD2] = {105.0, 74.0, 9.40, 6.35, 6.0},
	[PAGE_TD3] = {125.0, 88.0, 9.40, 6.35, 6.0},
	[PAGE_MRV_A] = {120.0, 80.0, 9.40, 6.35, 4.5},
	[PAGE_MRV_B] = {105.0, 74.0, 9.40, 6.35, 6.0},
};

struct print {
	FT_Library library;
	FT_Face face;
	struct page_sheet *sheet;
	double share; /* of ink */
};

static void print_end(struct print *p)
{
	if (p->face != NULL) {
		(void)FT_Done_Face(p->face); /* nothing can be done about it */
	}
	if (p->library != NULL) {
		(void)FT_Done_FreeType(p->library); /* likewise */
	}
}

static enum eg_err print_begin(const char *file, struct page_sheet *sheet, struct print *out)
{
	out->sheet = sheet;
	out->share = 1;
	if (FT_Init_FreeType(&out->library) != 0) {
		return EG_FAIL(EG_NO_MEMORY, "FreeType");
	}
	if (FT_New_Face(out->library, file, 0, &out->face) != 0) {
		return EG_FAIL(EG_NOT_FOUND, "a font");
	}
	return EG_OK;
}

void page_sheet_free(struct page_sheet *s)
{
	free(s->ink);
	free(s->grey);
	page_tint_free(&s->tint);
	*s = (struct page_sheet){0};
}

static void lay(struct page_sheet *s, const FT_Bitmap *bits, double share, int left, int top)
{
	for (unsigned y = 0; y < bits->rows; y++) {
		for (unsigned x = 0; x < bits->width; x++) {
			const int at_x = left + (int)x;
			const int at_y = top + (int)y;
			if (at_x < 0 || at_y < 0 || at_x >= (int)s->width ||
			    at_y >= (int)s->height) {
				continue;
			}
			uint8_t *to = &s->ink[(size_t)at_y * s->width + (size_t)at_x];
			const uint8_t full = bits->buffer[y * (unsigned)bits->pitch + x];
			const uint8_t ink = (uint8_t)(full * share);
			*to = ink > *to ? ink : *to;
		}
	}
}

/* One character with its origin at x, y (mm); em is the size of the letters, mm. */
static void print_char(struct print *p, char c, double x, double y, double em)
{
	const double scale = p->sheet->scale;
	FT_GlyphSlot slot = p->face->glyph;
	if (FT_Set_Char_Size(p->face, 0, (FT_F26Dot6)(em * scale * 64), 72, 72) != 0 ||
	    FT_Load_Char(p->face, (FT_ULong)(unsigned char)c, FT_LOAD_NO_HINTING) != 0) {
		return;
	}
	const double px = x * scale;
	const double py = y * scale;
	FT_Outline_Translate(&slot->outline, (FT_Pos)((px - floor(px)) * 64),
			     (FT_Pos)((ceil(py) - py) * 64));
	if (FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) != 0) {
		return;
	}
	lay(p->sheet, &slot->bitmap, p->share, (int)floor(px) + slot->bitmap_left,
	    (int)ceil(py) - slot->bitmap_top);
}

static void place_zone(const struct page_text *text, double left, double up, struct page_sheet *s)
{
	const struct size *size = &sizes[text->kind];
	const double low = size->height - up - size->lowest;
	const double top = low - size->spacing * (text->lines - 1);
	for (unsigned i = 0; i < 4; i++) {
		s->zone[i][0] = left + (i == 1 || i == 2 ? PITCH * text->columns : 0);
		s->zone[i][1] = i < 2 ? top - PITCH / 2 : low + PITCH / 2;
	}
}

static void print_zone(struct page_chance *c, struct print *p, const struct page_text *text,
		       unsigned cut)
{
	struct page_sheet *s = p->sheet;
	const struct size *size = &sizes[text->kind];
	double advance = 0.723;
	if (FT_Load_Char(p->face, '0', FT_LOAD_NO_SCALE) == 0) {
		advance =
			(double)p->face->glyph->metrics.horiAdvance / (double)p->face->units_per_EM;
	}
	const double em = PITCH / advance;
	const double left = size->left + page_chance_between(c, -0.8, 0.8);
	const double up = page_chance_between(c, -0.7, 0.7);
	for (unsigned l = 0; l < text->lines; l++) {
		const double middle = size->height - up - size->lowest -
				      size->spacing * (double)(text->lines - 1 - l);
		for (unsigned k = 0; k < text->columns; k++) {
			const double x = left + PITCH * k;
			if (cut > 0) {
				page_cut_print(s, cut, text->line[l][k], x + PITCH / 2, middle);
			} else {
				print_char(p, text->line[l][k], x, middle + 0.36 * em, em);
			}
		}
	}
	place_zone(text, left, up, s);
}

/* Other text above the zone: words of any length in lines of any size. */
static void print_words(struct page_chance *c, struct print *p, double width, double bottom)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./";
	double y = 6;
	while (y < bottom) {
		const double em = page_chance_between(c, 1.8, 4.2);
		double x = width * (page_chance_below(c, 2) == 0 ? 0.05 : 0.36);
		const double end = x + page_chance_between(c, 15, width * 0.6);
		while (x < end && x < width - 6) {
			print_char(p, letters[page_chance_below(c, sizeof(letters) - 1)], x, y, em);
			x += em * page_chance_between(c, 0.52, 0.68);
			x += page_chance_below(c, 7) == 0 ? em * 0.6 : 0;
		}
		y += em * page_chance_between(c, 1.2, 2.0);
	}
}

/* Labels small, what they label larger, each line below the one before. */
static void print_visible(struct print *p, const struct page_visible *visible, double width)
{
	double y = 9;
	for (unsigned l = 0; l < visible->lines; l++) {
		const bool label = l % 2 == 0;
		const double em = label ? 1.7 : 3.0;
		double x = width * 0.36;
		y += label ? 3.0 : 4.0;
		for (const char *at = visible->line[l]; *at != '\0' && x < width - 4; at++) {
			print_char(p, *at, x, y, em);
			x += em * 0.66;
		}
	}
}

/* Half a mm wide, in points that lie close. */
static void print_ring(struct page_sheet *s, double x, double y, double r)
{
	const int wide = (int)(0.5 * s->scale) + 1;
	for (int point = 0; point < 6283 * wide; point++) {
		const double turn = point / wide / 1000.0;
		const double in = r - 0.5 * (point % wide) / wide;
		const double at_x = (x + in * cos(turn)) * s->scale;
		const double at_y = (y + in * sin(turn)) * s->scale;
		s->ink[(size_t)at_y * s->width + (size_t)at_x] = STAMP;
	}
}

/* A page for stamps: rings with words in them, as they come, and the page's number. */
static void print_stamps(struct page_chance *c, struct print *p, const struct size *size)
{
	struct page_sheet *s = p->sheet;
	for (int stamp = 0; stamp < 3; stamp++) {
		const double x = page_chance_between(c, 22, size->width - 22);
		const double y = page_chance_between(c, 18, size->height - 22);
		const double r = page_chance_between(c, 10, 15);
		print_ring(s, x, y, r);
		for (int i = 0; i < 6; i++) {
			print_char(p, (char)('A' + (int)page_chance_below(c, 26)), x - 7 + 2.4 * i,
				   y, 3);
		}
	}
	print_char(p, '1', size->width - 12, size->height - 6, 3.5);
	print_char(p, '7', size->width - 9.6, size->height - 6, 3.5);
}

/* A shield of light foil on the dark cloth: here ink is what is light. */
static void print_emblem(struct page_sheet *s)
{
	const double cx = s->width / 2.0;
	const double cy = s->height / 2.0;
	for (uint32_t y = 0; y < s->height; y++) {
		for (uint32_t x = 0; x < s->width; x++) {
			const double d = hypot(x - cx, y - cy) / s->scale;
			const bool ring = (d > 14 && d < 15.5) || (d > 8 && d < 9) || d < 3;
			s->ink[(size_t)y * s->width + x] = ring ? 255 : 0;
		}
	}
}

/* SPECIMEN across the page, through the zone or not: ink already there keeps its darkness. */
static void print_over(struct page_chance *c, struct print *p, double width, double height,
		       double dark)
{
	static const char word[] = "SPECIMEN";
	const double em = page_chance_between(c, 8, 16);
	const double slope = page_chance_between(c, -0.7, 0.7);
	const double left = page_chance_between(c, 0.05, 0.25) * width;
	const double middle = page_chance_between(c, 0.5, 0.95) * height;
	p->share = dark;
	for (unsigned i = 0; word[i] != '\0'; i++) {
		const double x = left + em * 0.8 * i;
		print_char(p, word[i], x, middle + slope * (x - width / 2), em);
	}
	p->share = 1;
}

/* A portrait's dark and light, as far as a page reader can tell. */
static void print_portrait(struct page_chance *c, struct page_sheet *s, double height)
{
	const double x0 = 5 * s->scale;
	const double y0 = height * 0.2 * s->scale;
	const double wide = height * 0.36 * s->scale;
	const double high = height * 0.45 * s->scale;
	const double phase = page_chance_between(c, 0, 6);
	for (uint32_t y = (uint32_t)y0; y < (uint32_t)(y0 + high) && y < s->height; y++) {
		for (uint32_t x = (uint32_t)x0; x < (uint32_t)(x0 + wide) && x < s->width; x++) {
			const double u = ((double)x - x0) / wide - 0.5;
			const double v = ((double)y - y0) / high - 0.5;
			const double face = u * u * 6 + v * v * 4;
			const double shade = face < 0.6 ? 60 + 60 * sin(9 * u + 7 * v + phase)
							: 150 + 70 * sin(3 * v + phase);
			s->ink[(size_t)y * s->width + x] = (uint8_t)fmax(0, fmin(255, shade));
		}
	}
}

/* Where the holder's portrait stands (Doc 9303-4 to -7, zone V): 35 to 45 in proportion. */
static void place_portrait(const struct page_text *text, const struct page_scene *scene,
			   struct page_sheet *s)
{
	const struct size *size = &sizes[text->kind];
	const bool data = scene->side == PAGE_WITH_ZONE && text->kind != PAGE_TD1;
	if (!data && scene->side != PAGE_FRONT) {
		return;
	}
	const double high = size->height * 0.48;
	const double values[] = {5, size->height * 0.22, high * 35 / 45, high};
	for (int i = 0; i < 4; i++) {
		s->portrait[i] = values[i];
	}
}

/* What is printed on a side without zone; glare still falls to where one would be. */
static void print_other_side(struct page_chance *c, struct print *words,
			     const struct page_text *text, const struct page_scene *scene)
{
	const struct size *size = &sizes[text->kind];
	place_zone(text, size->left, 0, words->sheet);
	if (scene->side == PAGE_FRONT) {
		print_visible(words, &scene->visible, size->width);
	} else if (scene->side == PAGE_ANOTHER) {
		print_stamps(c, words, size);
	} else {
		print_emblem(words->sheet);
	}
}

static void print_data_side(struct page_chance *c, struct print *zone, struct print *words,
			    const struct page_text *text, const struct page_scene *scene)
{
	const struct size *size = &sizes[text->kind];
	const double bottom = size->height - size->lowest - size->spacing * text->lines - 1;
	const bool given = scene->portrait.height > 0;
	if (!given && (text->kind != PAGE_TD1 || page_chance_below(c, 2) == 0)) {
		print_portrait(c, zone->sheet, size->height);
	}
	if (scene->visible.lines > 0) {
		print_visible(words, &scene->visible, size->width);
	} else {
		print_words(c, page_chance_below(c, 5) == 0 ? zone : words, size->width, bottom);
	}
	if (scene->overprint > 0) {
		print_over(c, words, size->width, size->height, scene->overprint);
	}
	print_zone(c, zone, text, scene->cut);
}

static enum eg_err print_all(struct page_chance *c, const struct page_text *text,
			     const struct page_scene *scene, struct page_sheet *s)
{
	char file[512];
	EG_AUTO(print_end) struct print zone = {0};
	EG_AUTO(print_end) struct print words = {0};
	const int length = snprintf(file, sizeof(file), "%s/%s", scene->fonts, scene->face);
	if (length < 0 || (size_t)length >= sizeof(file)) {
		return EG_FAIL(EG_TOO_BIG, "path of a font");
	}
	EG_TRY(print_begin(file, s, &zone));
	EG_TRY(print_begin(scene->words, s, &words));
	place_portrait(text, scene, s);
	if (scene->side == PAGE_WITH_ZONE) {
		print_data_side(c, &zone, &words, text, scene);
	} else {
		print_other_side(c, &words, text, scene);
	}
	return EG_OK;
}

enum eg_err page_sheet_make(struct page_chance *c, const struct page_text *text,
			    const struct page_scene *scene, struct page_sheet *out)
{
	const struct size *size = &sizes[text->kind];
	const double dpi = fmin(600, fmax(400, scene->dpi * 1.5));
	const bool infrared = scene->lamp == PAGE_LAMP_INFRARED;
	*out = (struct page_sheet){
		.scale = dpi / MM_PER_INCH,
		.zone_ink = infrared && (scene->dye || scene->side != PAGE_WITH_ZONE) ? FADED : 1,
		.other_ink = infrared ? FADED : 1,
		.cover = scene->side == PAGE_COVER,
	};
	out->width = (uint32_t)(size->width * out->scale);
	out->height = (uint32_t)(size->height * out->scale);
	out->ink = calloc((size_t)out->width, out->height);
	out->grey = calloc((size_t)out->width, out->height);
	if (out->ink == NULL || out->grey == NULL) {
		page_sheet_free(out);
		return EG_FAIL(EG_NO_MEMORY, "a sheet");
	}
	enum eg_err err = print_all(c, text, scene, out);
	if (err == EG_OK && scene->colour) {
		err = page_tint_make(size->width, size->height, out->portrait, &out->tint);
	}
	if (err != EG_OK) {
		page_sheet_free(out);
	}
	return err;
}
