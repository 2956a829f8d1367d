/*
 * glyph_form: characters of other cuts of OCR-B, as far as the font's outline cannot be bent into
 * them: drawn by curves, or with strokes added.
 * Knows forms and ink. Never knows fonts or degradations. It shares nothing with the simulator.
 */
#include "document/train/glyph_form.h"

#include "document/mrz_glyph.h"

#include <math.h>

#define STROKE      90.0f  /* width of the font's strokes, units */
#define PITCH_UNITS 723.0f /* of the font */
#define CURVE_STEPS 6

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
static void put(const struct glyph_hand *h, const float *at, float x, float y, float *out)
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

static float half_of(const struct glyph_hand *h)
{
	return (STROKE + h->bold * 1000) / 2 * h->pitch / PITCH_UNITS;
}

static void draw_stroke(struct glyph_canvas *v, const struct glyph_hand *h, const struct stroke *s,
			float x, float y)
{
	const float from[2] = {s->x0, s->y0};
	const float to[2] = {s->x1, s->y1};
	float a[2];
	float b[2];
	put(h, from, x, y, a);
	put(h, to, x, y, b);
	draw_line(v, a, b, half_of(h));
}

/* A form that some cuts have: curves by their ends and what draws them; a line's is its middle. */
struct curve {
	float at[3][2];
};
#define LINE(x0, y0, x1, y1)                                                        \
	{                                                                           \
		{                                                                   \
			{(x0), (y0)}, {((x0) + (x1)) / 2.0f, ((y0) + (y1)) / 2.0f}, \
			{                                                           \
				(x1), (y1)                                          \
			}                                                           \
		}                                                                   \
	}
#define BOW(x0, y0, xc, yc, x1, y1)                 \
	{                                           \
		{                                   \
			{(x0), (y0)}, {(xc), (yc)}, \
			{                           \
				(x1), (y1)          \
			}                           \
		}                                   \
	}
#define FORM_CURVES 8

static const struct form {
	char c;
	unsigned one_in;
	float loose; /* units of the font: how far its points may lie from here */
	struct curve curve[FORM_CURVES];
} forms[] = {
	{'D',
	 3,
	 20,
	 {LINE(180, 45, 180, 660), BOW(180, 660, 565, 650, 565, 352),
	  BOW(565, 352, 565, 55, 180, 45)}},
	{'D',
	 3,
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
	{'K', 3, 25, {LINE(160, 660, 160, 45), LINE(570, 660, 160, 320), LINE(290, 425, 580, 45)}},
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
	{'T', 3, 25, {LINE(150, 660, 570, 660), LINE(362, 660, 362, 45)}},
	{'H', 5, 25, {LINE(155, 660, 155, 45), LINE(565, 660, 565, 45), LINE(155, 360, 565, 360)}},
	{'Z', 5, 25, {LINE(165, 660, 560, 660), LINE(560, 660, 165, 45), LINE(165, 45, 565, 45)}},
	{'7', 5, 25, {LINE(150, 715, 575, 715), BOW(575, 715, 400, 400, 335, 45)}},
	{'<', 4, 30, {LINE(575, 600, 150, 375), LINE(150, 375, 575, 150)}},
	{'I', 4, 25, {LINE(210, 660, 515, 660), LINE(362, 660, 362, 45), LINE(210, 45, 515, 45)}},
};

/* Where two curves meet they still do, or almost: points go where their places tell. */
static void draw_form(struct chance *c, struct glyph_canvas *v, const struct glyph_hand *h,
		      const struct form *f, float x, float y)
{
	const float phase = chance_between(c, 0, GLYPH_WHOLE);
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
			draw_line(v, last, to, half_of(h));
			last[0] = to[0];
			last[1] = to[1];
		}
	}
}

bool glyph_form_draw(struct chance *c, struct glyph_canvas *v, const struct glyph_hand *h,
		     char letter, float x, float y)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (forms[i].c == letter && chance_below(c, forms[i].one_in) == 0) {
			draw_form(c, v, h, &forms[i], x, y);
			return true;
		}
	}
	return false;
}

void glyph_form_add(struct chance *c, struct glyph_canvas *v, const struct glyph_hand *h,
		    char letter, float x, float y)
{
	for (size_t i = 0; i < sizeof(strokes) / sizeof(strokes[0]); i++) {
		if (strokes[i].c == letter && chance_below(c, strokes[i].one_in) == 0) {
			draw_stroke(v, h, &strokes[i], x, y);
		}
	}
}
