/*
 * glyph_make: patches of characters as print, wear, light and optics may show them, and of what is
 * no character.
 * Knows fonts and degradations. Never knows nets.
 */
#include "document/train/glyph_make.h"

#include "document/mrz_work.h"
#include "document/train/glyph_spoil.h"

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
#define STROKE      90.0f  /* width of the font's strokes, units */
#define PITCH_UNITS 723.0f /* of the font */
#define CURVE_STEPS 6
#define SWAYS       2
#define SWAY_MOST   40.0f /* units of the font: of 700 that a capital is high */
#define SWAY_SHORT  450.0f
#define SWAY_LONG   1400.0f
#define TURN        6.2831853f
#define PLACES      3 /* characters drawn: the one, another on each side */

struct glyph_maker {
	FT_Library library;
	FT_Face face[FACES];
	struct chance chance;
	float slack;
	struct glyph_canvas canvas;
};

/* Another cut: points of the outline move as in slow waves across the character. */
struct sway {
	float rate_x; /* radians a unit of the font */
	float rate_y;
	float phase;
	float by_x; /* units of the font */
	float by_y;
};

/* How the characters of one example are printed: of the pitch, and of what is usual. */
struct hand {
	FT_Face face;
	float pitch; /* pixels */
	float wide;  /* factors */
	float tall;
	float aside;    /* units of the font: how far off the middle a cut has it */
	float cut_tall; /* of this character, beside tall */
	float lean;     /* shear */
	float turn;     /* radians */
	float bold;     /* em: strokes wider, upright ones and level ones */
	float bold_level;
	struct sway sway[SWAYS];
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

static void sway(FT_Outline *outline, const struct hand *h)
{
	for (int i = 0; i < outline->n_points; i++) {
		FT_Vector *p = &outline->points[i];
		float dx = 0;
		float dy = 0;
		for (int k = 0; k < SWAYS; k++) {
			const struct sway *s = &h->sway[k];
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
static enum eg_err lay(struct glyph_maker *m, const struct hand *h, char c, float x, float y,
		       bool upset)
{
	if (FT_Load_Char(h->face, (FT_ULong)(unsigned char)c, FT_LOAD_NO_SCALE) != 0) {
		return EG_FAIL(EG_NOT_FOUND, "a character of OCR-B");
	}
	FT_Outline *outline = &h->face->glyph->outline;
	const float advance = (float)h->face->glyph->metrics.horiAdvance;
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

/* Strokes that some cuts have and the font has not: units of the font, from its base line up. */
static const struct stroke {
	char c;
	unsigned one_in; /* examples of this character */
	float x0, y0, x1, y1;
} strokes[] = {
	{'1', 3, 160, 45, 570, 45},   /* a foot */
	{'1', 12, 250, 45, 500, 45},  /* a small one */
	{'J', 4, 290, 655, 440, 655}, /* a serif */
	{'G', 4, 550, 40, 550, 330},  /* a spur */
	{'0', 12, 362, 330, 362, 430}, {'7', 12, 165, 600, 165, 700},
};

/* A place on the canvas of a place of the font, as lay has it. */
static void put(const struct hand *h, const float *at, float x, float y, float *out)
{
	const float scale = h->pitch / PITCH_UNITS;
	const float v = (at[1] - MRZ_MIDDLE_UP) * scale * h->tall * h->cut_tall;
	const float u = (at[0] - PITCH_UNITS / 2) * scale * h->wide + h->lean * v;
	out[0] = x + u * cosf(h->turn) - v * sinf(h->turn);
	out[1] = y - u * sinf(h->turn) - v * cosf(h->turn);
}

/* A line with round ends, pixels. */
static void draw_line(struct glyph_canvas *v, const float *a, const float *b, float half)
{
	const float dx = b[0] - a[0];
	const float dy = b[1] - a[1];
	const float square = dx * dx + dy * dy > 0.01f ? dx * dx + dy * dy : 0.01f;
	const float reach = half + 1;
	const int32_t x1 = (int32_t)(fmaxf(a[0], b[0]) + reach);
	const int32_t y1 = (int32_t)(fmaxf(a[1], b[1]) + reach);
	const int32_t x0 = (int32_t)fmaxf(0, fminf(a[0], b[0]) - reach);
	const int32_t y0 = (int32_t)fmaxf(0, fminf(a[1], b[1]) - reach);
	for (int32_t y = y0; y <= y1 && y < (int32_t)v->height; y++) {
		for (int32_t x = x0; x <= x1 && x < (int32_t)v->width; x++) {
			const float px = (float)x + 0.5f - a[0];
			const float py = (float)y + 0.5f - a[1];
			const float t = (px * dx + py * dy) / square;
			const float on = t < 0 ? 0 : t > 1 ? 1 : t;
			const float ink = half + 0.5f - hypotf(px - on * dx, py - on * dy);
			const float level = ink < 0 ? 0 : ink > 1 ? 255 : 255 * ink;
			uint8_t *to = &v->ink[(size_t)y * v->width + (size_t)x];
			*to = level > *to ? (uint8_t)level : *to;
		}
	}
}

static float half_of(const struct hand *h)
{
	return (STROKE + h->bold * 1000) / 2 * h->pitch / PITCH_UNITS;
}

static void draw_stroke(struct glyph_maker *m, const struct hand *h, const struct stroke *s,
			float x, float y)
{
	const float from[2] = {s->x0, s->y0};
	const float to[2] = {s->x1, s->y1};
	float a[2];
	float b[2];
	put(h, from, x, y, a);
	put(h, to, x, y, b);
	draw_line(&m->canvas, a, b, half_of(h));
}

/* A form that some cuts have: curves by their ends and what draws them; a line's is its middle. */
struct curve {
	float at[3][2];
};
#define LINE(x0, y0, x1, y1)                                            \
	{                                                               \
		{                                                       \
			{x0, y0}, {(x0 + x1) / 2.0f, (y0 + y1) / 2.0f}, \
			{                                               \
				x1, y1                                  \
			}                                               \
		}                                                       \
	}
#define BOW(x0, y0, xc, yc, x1, y1)         \
	{                                   \
		{                           \
			{x0, y0}, {xc, yc}, \
			{                   \
				x1, y1      \
			}                   \
		}                           \
	}
#define FORM_CURVES 8

static const struct form {
	char c;
	unsigned one_in;
	float loose; /* units of the font: how far its points may lie from here */
	struct curve curve[FORM_CURVES];
} forms[] = {
	{'D',
	 4,
	 20,
	 {LINE(180, 45, 180, 660), BOW(180, 660, 565, 650, 565, 352),
	  BOW(565, 352, 565, 55, 180, 45)}},
	{'D',
	 4,
	 20,
	 {LINE(180, 45, 180, 660), LINE(180, 660, 340, 660), BOW(340, 660, 565, 660, 565, 352),
	  BOW(565, 352, 565, 45, 340, 45), LINE(340, 45, 180, 45)}},
	{'E',
	 5,
	 20,
	 {LINE(165, 45, 165, 660), LINE(165, 660, 565, 660), LINE(165, 360, 490, 360),
	  LINE(165, 45, 565, 45)}},
	{'F', 2, 25, {LINE(185, 45, 185, 660), LINE(185, 660, 560, 660), LINE(185, 350, 480, 350)}},
	{'P',
	 4,
	 20,
	 {LINE(165, 45, 165, 660), LINE(165, 660, 370, 660), BOW(370, 660, 570, 660, 570, 495),
	  BOW(570, 495, 570, 325, 370, 325), LINE(370, 325, 165, 325)}},
	{'O',
	 3,
	 20,
	 {BOW(362, 668, 155, 668, 155, 356), BOW(155, 356, 155, 44, 362, 44),
	  BOW(362, 44, 570, 44, 570, 356), BOW(570, 356, 570, 668, 362, 668)}},
	{'Q',
	 2,
	 20,
	 {BOW(362, 668, 155, 668, 155, 356), BOW(155, 356, 155, 44, 362, 44),
	  BOW(362, 44, 570, 44, 570, 356), BOW(570, 356, 570, 668, 362, 668),
	  LINE(410, 190, 570, 20)}},
	{'0',
	 4,
	 20,
	 {BOW(362, 728, 150, 728, 150, 500), LINE(150, 500, 150, 270),
	  BOW(150, 270, 150, 44, 362, 44), BOW(362, 44, 575, 44, 575, 270),
	  LINE(575, 270, 575, 500), BOW(575, 500, 575, 728, 362, 728)}},
	{'U',
	 5,
	 20,
	 {LINE(165, 660, 165, 250), BOW(165, 250, 165, 44, 362, 44),
	  BOW(362, 44, 565, 44, 565, 250), LINE(565, 250, 565, 660)}},
	{'J',
	 3,
	 25,
	 {LINE(505, 660, 505, 230), BOW(505, 230, 505, 45, 330, 45),
	  BOW(330, 45, 190, 45, 175, 170)}},
	{'W',
	 3,
	 30,
	 {LINE(150, 660, 245, 45), LINE(245, 45, 362, 480), LINE(362, 480, 480, 45),
	  LINE(480, 45, 575, 660)}},
	{'M',
	 4,
	 30,
	 {LINE(155, 45, 155, 660), LINE(155, 660, 362, 330), LINE(362, 330, 570, 660),
	  LINE(570, 660, 570, 45)}},
	{'W',
	 5,
	 30,
	 {LINE(150, 660, 255, 45), LINE(255, 45, 362, 630), LINE(362, 630, 465, 45),
	  LINE(465, 45, 570, 660)}},
	{'T', 5, 25, {LINE(150, 660, 570, 660), LINE(362, 660, 362, 45)}},
	{'H', 5, 25, {LINE(155, 660, 155, 45), LINE(565, 660, 565, 45), LINE(155, 360, 565, 360)}},
	{'Z', 5, 25, {LINE(165, 660, 560, 660), LINE(560, 660, 165, 45), LINE(165, 45, 565, 45)}},
	{'7', 5, 25, {LINE(150, 715, 575, 715), BOW(575, 715, 400, 400, 335, 45)}},
	{'<', 4, 30, {LINE(575, 600, 150, 375), LINE(150, 375, 575, 150)}},
	{'I', 4, 25, {LINE(210, 660, 515, 660), LINE(362, 660, 362, 45), LINE(210, 45, 515, 45)}},
};

/* Where two curves meet they still do, or almost: points go where their places tell. */
static void draw_form(struct glyph_maker *m, const struct hand *h, const struct form *f, float x,
		      float y)
{
	const float phase = chance_between(&m->chance, 0, TURN);
	for (size_t i = 0; i < FORM_CURVES; i++) {
		float p[3][2];
		float last[2];
		for (int k = 0; k < 3; k++) {
			const float *from = f->curve[i].at[k];
			const float at[2] = {from[0] + f->loose * sinf(from[0] * 0.011f +
								       from[1] * 0.017f + phase),
					     from[1] + f->loose * sinf(from[0] * 0.019f -
								       from[1] * 0.013f - phase)};
			put(h, at, x, y, p[k]);
		}
		last[0] = p[0][0];
		last[1] = p[0][1];
		for (int k = 1; k <= CURVE_STEPS && f->curve[i].at[0][0] > 0; k++) {
			const float t = (float)k / CURVE_STEPS;
			const float a = (1 - t) * (1 - t);
			const float b = 2 * t * (1 - t);
			const float to[2] = {a * p[0][0] + b * p[1][0] + t * t * p[2][0],
					     a * p[0][1] + b * p[1][1] + t * t * p[2][1]};
			draw_line(&m->canvas, last, to, half_of(h));
			last[0] = to[0];
			last[1] = to[1];
		}
	}
}

/* The form that stands for the font's this time; NULL: the font's. */
static const struct form *form_of(struct glyph_maker *m, char c)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (forms[i].c == c && chance_below(&m->chance, forms[i].one_in) == 0) {
			return &forms[i];
		}
	}
	return NULL;
}

static void add_strokes(struct glyph_maker *m, const struct hand *h, char c, float x, float y)
{
	for (size_t i = 0; i < sizeof(strokes) / sizeof(strokes[0]); i++) {
		if (strokes[i].c == c && chance_below(&m->chance, strokes[i].one_in) == 0) {
			draw_stroke(m, h, &strokes[i], x, y);
		}
	}
}

static struct sway sway_of(struct chance *c)
{
	const float most = chance_between(c, 0, SWAY_MOST);
	const float turn = chance_between(c, 0, TURN);
	const float to = chance_between(c, 0, TURN);
	const float rate = TURN / chance_between(c, SWAY_SHORT, SWAY_LONG);
	return (struct sway){rate * cosf(turn), rate * sinf(turn), chance_between(c, 0, TURN),
			     most * cosf(to), most * sinf(to)};
}

static struct hand hand_of(struct glyph_maker *m)
{
	struct chance *c = &m->chance;
	const float slack = m->slack;
	struct hand h = {
		.face = m->face[chance_below(c, 3) == 0],
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
	for (int k = 0; k < SWAYS; k++) {
		h.sway[k] = sway_of(c);
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
static enum eg_err lay_row(struct glyph_maker *m, const struct hand *h, char middle, bool upset,
			   float off_x, float off_y)
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
			const struct form *f = turned ? NULL : form_of(m, c);
			if (f == NULL) {
				EG_TRY(lay(m, h, c, at_x, at_y, turned));
			} else {
				draw_form(m, h, f, at_x, at_y);
			}
			if (!turned) {
				add_strokes(m, h, c, at_x, at_y);
			}
		}
	}
	return EG_OK;
}

static enum eg_err lay_junk(struct glyph_maker *m, const struct hand *h)
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
	const struct hand h = hand_of(m);
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
