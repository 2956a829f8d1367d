/*
 * glyph_make: patches of characters as print, wear, light and optics may show them, and of what is
 * no character.
 * Knows fonts and degradations. Never knows nets.
 */
#include "document/train/glyph_make.h"

#include "document/mrz_work.h"
#include "document/train/glyph_form.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#define FACES       2
#define PITCH_LOW   8.0f  /* pixels: what a plane that is read from may have */
#define PITCH_MID   18.0f /* below, only where the picture has no finer one */
#define PITCH_TOP   37.0f
#define SWAY_MOST   40.0f /* units of the font: of 700 that a capital is high */
#define SWAY_SHORT  450.0f
#define SWAY_LONG   1400.0f
#define PLAIN_SHARE 40 /* percent of examples that are in the font's own cut */
#define PLACES      3  /* characters drawn: the one, another on each side */

struct glyph_maker {
	FT_Library library;
	FT_Face face[FACES];
	FT_Face drawn; /* of them, of the example; borrowed */
	struct chance chance;
	float slack;
	struct glyph_canvas canvas;
};

enum eg_err glyph_maker_new(const char *folder, uint64_t seed, float slack,
			    struct glyph_maker **out)
{
	static const char *const names[FACES] = {"OCRB.otf", "OCRBS.otf"};
	char path[1024];
	struct glyph_maker *m = calloc(1, sizeof(*m));
	*out = m;
	if (m == NULL || FT_Init_FreeType(&m->library) != 0) {
		glyph_maker_free(out);
		return EG_FAIL(EG_NO_MEMORY, "FreeType");
	}
	m->chance.state = seed;
	m->slack = slack;
	for (size_t i = 0; i < FACES; i++) {
		const int length = snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		if (length < 0 || (size_t)length >= sizeof(path) ||
		    FT_New_Face(m->library, path, 0, &m->face[i]) != 0) {
			glyph_maker_free(out);
			return EG_FAIL(EG_NOT_FOUND, "a face of OCR-B (Debian: fonts-ocr-b)");
		}
	}
	return EG_OK;
}

void glyph_maker_free(struct glyph_maker **m)
{
	if (*m == NULL) {
		return;
	}
	for (size_t i = 0; i < FACES; i++) {
		if ((*m)->face[i] != NULL) {
			(void)FT_Done_Face((*m)->face[i]); /* nothing can be done about it */
		}
	}
	if ((*m)->library != NULL) {
		(void)FT_Done_FreeType((*m)->library); /* likewise */
	}
	free(*m);
	*m = NULL;
}

static FT_Fixed fixed(float v)
{
	return (FT_Fixed)lroundf(v * 65536);
}

static void sway(FT_Outline *outline, const struct glyph_hand *h)
{
	for (int i = 0; i < outline->n_points; i++) {
		FT_Vector *p = &outline->points[i];
		float dx = 0;
		float dy = 0;
		for (int k = 0; k < GLYPH_SWAYS; k++) {
			const struct glyph_sway *s = &h->sway[k];
			const float wave =
				sinf(s->rate_x * (float)p->x + s->rate_y * (float)p->y + s->phase);
			dx += s->by_x * wave;
			dy += s->by_y * wave;
		}
		p->x += lroundf(dx);
		p->y += lroundf(dy);
	}
}

/* One character with the middle of its cell at x, y (pixels); upset: turned by half a turn. */
static enum eg_err lay(struct glyph_maker *m, const struct glyph_hand *h, char c, float x, float y,
		       bool upset)
{
	if (FT_Load_Char(m->drawn, (FT_ULong)(unsigned char)c, FT_LOAD_NO_SCALE) != 0) {
		return EG_FAIL(EG_NOT_FOUND, "a character of OCR-B");
	}
	FT_Outline *outline = &m->drawn->glyph->outline;
	const float advance = (float)m->drawn->glyph->metrics.horiAdvance;
	const float scale = h->pitch / advance * 64; /* units of the font to 1/64 pixel */
	const float sign = upset ? -1 : 1;
	const float wide = scale * h->wide * sign;
	const float tall = scale * h->tall * h->cut_tall * sign;
	const FT_Matrix shape = {fixed(wide), fixed(tall * h->lean), 0, fixed(tall)};
	const FT_Matrix turned = {fixed(cosf(h->turn)), fixed(-sinf(h->turn)), fixed(sinf(h->turn)),
				  fixed(cosf(h->turn))};
	sway(outline, h);
	FT_Outline_Translate(outline, (FT_Pos)(h->aside - advance / 2), -MRZ_MIDDLE_UP);
	FT_Outline_Transform(outline, &shape);
	FT_Outline_Transform(outline, &turned);
	const FT_Pos bold = (FT_Pos)lroundf(h->bold * 1000 * scale);
	const FT_Pos level = (FT_Pos)lroundf(h->bold_level * 1000 * scale);
	if (FT_Outline_EmboldenXY(outline, bold, level) != 0) {
		return EG_FAIL(EG_BAD_DATA, "an outline of OCR-B");
	}
	FT_Outline_Translate(outline, (FT_Pos)lroundf(x * 64) - bold / 2,
			     (FT_Pos)lroundf(((float)m->canvas.height - y) * 64) - level / 2);
	const FT_Bitmap bits = {
		.rows = m->canvas.height,
		.width = m->canvas.width,
		.pitch = (int)m->canvas.width,
		.buffer = m->canvas.ink,
		.num_grays = 256,
		.pixel_mode = FT_PIXEL_MODE_GRAY,
	};
	return FT_Outline_Get_Bitmap(m->library, outline, &bits) == 0
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "an outline of OCR-B");
}

static struct glyph_sway sway_of(struct chance *c)
{
	const float most = chance_between(c, 0, SWAY_MOST);
	const float turn = chance_between(c, 0, GLYPH_WHOLE);
	const float to = chance_between(c, 0, GLYPH_WHOLE);
	const float rate = GLYPH_WHOLE / chance_between(c, SWAY_SHORT, SWAY_LONG);
	return (struct glyph_sway){rate * cosf(turn), rate * sinf(turn),
				   chance_between(c, 0, GLYPH_WHOLE), most * cosf(to),
				   most * sinf(to)};
}

/* The font's own cut, which most documents have: only lens and paper differ. */
static void be_plain(struct chance *c, float slack, struct glyph_hand *h)
{
	h->plain = true;
	h->wide = expf(chance_between(c, -0.02f, 0.02f));
	h->cut_tall = 1;
	h->aside = 0;
	h->lean = chance_between(c, -0.03f, 0.03f) * slack;
	h->bold_level = h->bold;
	for (int k = 0; k < GLYPH_SWAYS; k++) {
		h->sway[k] = (struct glyph_sway){0};
	}
}

static struct glyph_hand hand_of(struct glyph_maker *m)
{
	struct chance *c = &m->chance;
	const float slack = m->slack;
	m->drawn = m->face[chance_below(c, 3) == 0];
	struct glyph_hand h = {
		.pitch = chance_below(c, 3) == 0 ? chance_between(c, PITCH_LOW, PITCH_MID)
						 : chance_between(c, PITCH_MID, PITCH_TOP),
		.wide = expf(chance_between(c, -0.16f, 0.10f)),
		.tall = expf(chance_between(c, -0.12f, 0.12f) * slack),
		.lean = chance_between(c, -0.05f, 0.05f) * (1 + 0.5f * slack),
		.turn = chance_between(c, -0.05f, 0.05f) * slack,
		.bold = chance_between(c, -0.045f, 0.065f),
	};
	h.aside = chance_between(c, -25, 25);
	h.cut_tall = expf(chance_between(c, -0.06f, 0.06f));
	h.bold_level = h.bold + chance_between(c, -0.015f, 0.015f);
	for (int k = 0; k < GLYPH_SWAYS; k++) {
		h.sway[k] = sway_of(c);
	}
	if (chance_below(c, 100) < PLAIN_SHARE) {
		be_plain(c, slack, &h);
	}
	return h;
}

/* What stands beside: most often a filler, as in real zones; sometimes nothing. */
static char neighbour(struct chance *c)
{
	const uint32_t pick = chance_below(c, 60);
	return pick < MRZ_LETTERS ? mrz_letter(pick) : pick < 54 ? '<' : ' ';
}

/* Kinds of what is no character. */
enum junk { EMPTY, BETWEEN, ABOVE, FOREIGN, UPSET, JUNKS };

static char foreign(struct chance *c)
{
	static const char letters[] = "abdeghmnqrty>?!@#$%&*+=()[];:,.";
	return letters[chance_below(c, sizeof(letters) - 1)];
}

/* Those that are nothing when they stand on their heads. */
static char lopsided(struct chance *c)
{
	static const char letters[] = "<<<<AEFGJKPRTY34";
	return letters[chance_below(c, sizeof(letters) - 1)];
}

/* Draws the row of characters; where the one in the middle is, off the middle of the canvas. */
static enum eg_err lay_row(struct glyph_maker *m, const struct glyph_hand *h, char middle,
			   bool upset, float off_x, float off_y)
{
	const float x = (float)m->canvas.width / 2 + off_x * h->pitch;
	const float y = (float)m->canvas.height / 2 + off_y * h->pitch;
	for (int place = 0; place < PLACES; place++) {
		const int step = place - PLACES / 2;
		const char c = step == 0 ? middle : neighbour(&m->chance);
		const float at = (float)step * h->pitch;
		if (c != ' ' && c != '\0') {
			const float at_x = x + at * cosf(h->turn);
			const float at_y = y - at * sinf(h->turn);
			const bool turned = upset && step == 0;
			if (turned || h->plain ||
			    !glyph_form_draw(&m->chance, &m->canvas, h, c, at_x, at_y)) {
				EG_TRY(lay(m, h, c, at_x, at_y, turned));
			}
			if (!turned && !h->plain) {
				glyph_form_add(&m->chance, &m->canvas, h, c, at_x, at_y);
			}
		}
	}
	return EG_OK;
}

static enum eg_err lay_junk(struct glyph_maker *m, const struct glyph_hand *h)
{
	struct chance *c = &m->chance;
	const float side = chance_below(c, 2) == 0 ? -1 : 1;
	const float x = chance_between(c, -0.1f, 0.1f);
	const float y = chance_between(c, -0.1f, 0.1f);
	const char some = mrz_letter(chance_below(c, MRZ_LETTERS));
	switch ((enum junk)chance_below(c, JUNKS)) {
	case EMPTY:
		return chance_below(c, 2) == 0 ? EG_OK : lay_row(m, h, ' ', false, x, y);
	case BETWEEN:
		return lay_row(m, h, some, false, side * chance_between(c, 0.38f, 0.62f), y);
	case ABOVE:
		return lay_row(m, h, some, false, x, side * chance_between(c, 0.45f, 0.8f));
	case FOREIGN:
		return lay_row(m, h, foreign(c), false, x, y);
	case UPSET:
		return lay_row(m, h, lopsided(c), true, x, y);
	case JUNKS:
		break;
	}
	return EG_OK;
}

enum eg_err glyph_make(struct glyph_maker *m, unsigned number, struct glyph_example *out)
{
	struct chance *c = &m->chance;
	const struct glyph_hand h = hand_of(m);
	*out = (struct glyph_example){.number = (uint8_t)number};
	glyph_canvas_clear(&m->canvas, (uint32_t)(h.pitch * 1.5f), (uint32_t)(h.pitch * 1.9f));
	if (number == MRZ_JUNK) {
		EG_TRY(lay_junk(m, &h));
	} else {
		out->off_x = chance_between(c, -0.16f, 0.16f) * m->slack;
		out->off_y = chance_between(c, -0.16f, 0.16f) * m->slack;
		out->taller = logf(h.tall);
		EG_TRY(lay_row(m, &h, mrz_letter(number), false, out->off_x, out->off_y));
	}
	glyph_spoil(c, &m->canvas, h.pitch);
	const struct mrz_plane plane = {m->canvas.width, m->canvas.height, m->canvas.grey};
	const struct mrz_axes axes = {
		.x = (float)m->canvas.width / 2 - 0.5f,
		.y = (float)m->canvas.height / 2 - 0.5f,
		.along_x = h.pitch,
		.down_y = h.pitch,
	};
	mrz_patch_take(&plane, &axes, &out->patch);
	return EG_OK;
}
