/*
 * page_tint: the colours of a printed page: security print, and the holder's portrait.
 * Knows places on a page and hues. Never knows how light a place is.
 *
 * The ground runs from one hue to another from side to side, as of an iris print, and a rosette of
 * fine lines around the page's middle is of a third. All is invented, and by no chance: a page in
 * colour has the very greys of the same page without.
 */
#include "simulator/page_tint.h"

#include <math.h>
#include <stdlib.h>

#define SCALE     6.0 /* places per mm */
#define TURN      6.28318530718
#define GROUND    24.0 /* how far the ground is from grey */
#define ROSETTE   16.0 /* and how much farther the lines are */
#define LINES_MM  1.6  /* from line to line */
#define PETALS    9.0
#define SWING     0.7 /* of the petals, in lines */
#define FIRST_HUE 2.2 /* radians from Cb to Cr: green */
#define LAST_HUE  5.6 /* violet */
#define LINE_HUE  2.9 /* away from the ground's */
#define SKIN_CB   (-18.0)
#define SKIN_CR   22.0
#define CB_BLUE   1.772 /* BT.601 */
#define CB_GREEN  (-0.344136)
#define CR_GREEN  (-0.714136)
#define CR_RED    1.402

void page_tint_free(struct page_tint *t)
{
	free(t->at);
	*t = (struct page_tint){0};
}

static uint8_t sample(double v)
{
	return (uint8_t)lround(PAGE_TINT_NONE + fmax(-127, fmin(127, v)));
}

static void tint_ground(const struct page_tint *t, double x, double y, uint8_t to[2])
{
	const double u = x / t->width;
	const double v = y / t->height;
	const double dx = (x - t->width / 2.0) / t->scale;
	const double dy = (y - t->height / 2.0) / t->scale;
	const double away = hypot(dx, dy) / LINES_MM;
	const double line = sin(TURN * away + TURN * SWING * sin(PETALS * atan2(dy, dx)));
	const double hue = FIRST_HUE + (LAST_HUE - FIRST_HUE) * u + 0.4 * sin(TURN * (v + u));
	const double more = ROSETTE * fmax(0, line);
	to[0] = sample(GROUND * cos(hue) + more * cos(hue + LINE_HUE));
	to[1] = sample(GROUND * sin(hue) + more * sin(hue + LINE_HUE));
}

static bool within(const double box[4], double x, double y)
{
	return x >= box[0] && y >= box[1] && x < box[0] + box[2] && y < box[1] + box[3];
}

enum eg_err page_tint_make(double width, double height, const double portrait[4],
			   struct page_tint *out)
{
	*out = (struct page_tint){.width = (uint32_t)(width * SCALE),
				  .height = (uint32_t)(height * SCALE),
				  .scale = SCALE};
	out->at = calloc((size_t)out->width * out->height, 2);
	if (out->at == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "colours of a page");
	}
	for (uint32_t y = 0; y < out->height; y++) {
		for (uint32_t x = 0; x < out->width; x++) {
			uint8_t *to = out->at + ((size_t)y * out->width + x) * 2;
			if (within(portrait, x / SCALE, y / SCALE)) {
				to[0] = sample(SKIN_CB);
				to[1] = sample(SKIN_CR);
			} else {
				tint_ground(out, x, y, to);
			}
		}
	}
	return EG_OK;
}

void page_tint_see(const struct page_tint *t, double x, double y, uint8_t out[2])
{
	const double px = x * t->scale;
	const double py = y * t->scale;
	const bool on = t->at != NULL && px >= 0 && py >= 0 && px < t->width && py < t->height;
	const uint8_t *from = on ? t->at + ((size_t)py * t->width + (size_t)px) * 2 : NULL;
	out[0] = on ? from[0] : PAGE_TINT_NONE;
	out[1] = on ? from[1] : PAGE_TINT_NONE;
}

void page_tint_rgb(uint8_t grey, const uint8_t tint[2], uint8_t rgb[3])
{
	const double cb = ((double)tint[0] - PAGE_TINT_NONE) * grey / UINT8_MAX;
	const double cr = ((double)tint[1] - PAGE_TINT_NONE) * grey / UINT8_MAX;
	const double away[3] = {CR_RED * cr, CB_GREEN * cb + CR_GREEN * cr, CB_BLUE * cb};
	double share = 1;
	for (int i = 0; i < 3; i++) {
		const double room = away[i] > 0 ? UINT8_MAX - grey : grey;
		share = fabs(away[i]) > room ? fmin(share, room / fabs(away[i])) : share;
	}
	for (int i = 0; i < 3; i++) {
		rgb[i] = (uint8_t)lround(grey + share * away[i]);
	}
}
