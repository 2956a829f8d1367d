/*
 * finger_cell: the ridges within one small square of a finger's image, measured.
 * Knows pixels around one place. Never knows the rest of the finger, or limits.
 */
#include "biometrics/finger_cell.h"

#include <math.h>

#define SQUARE 24 /* pixels at 500 dpi: side of what the direction is taken from */
#define ACROSS 36 /* pixels: length of the profile across the ridges, three of them at least */
#define ALONG  16 /* pixels: width of the band that the profile is the mean of */

static float pixel(const struct finger_image *image, long x, long y)
{
	long column = x < 0 ? 0 : x >= image->width ? image->width - 1 : x;
	long row = y < 0 ? 0 : y >= image->height ? image->height - 1 : y;
	return (float)image->grey[(size_t)row * image->width + (size_t)column];
}

float finger_cell_grey(const struct finger_image *image, float x, float y)
{
	float scale = (float)image->dpi / 500;
	float px = x * scale;
	float py = y * scale;
	float left = floorf(px);
	float top = floorf(py);
	float u = px - left;
	float v = py - top;
	long column = (long)left;
	long row = (long)top;
	if (u == 0 && v == 0) {
		return pixel(image, column, row);
	}
	float above = (1 - u) * pixel(image, column, row) + u * pixel(image, column + 1, row);
	float below =
		(1 - u) * pixel(image, column, row + 1) + u * pixel(image, column + 1, row + 1);
	return (1 - v) * above + v * below;
}

/* The square with one pixel more on each side, each the mean of 3 x 3: noise has no direction. */
static void sample_square(const struct finger_image *image, float x, float y,
			  float out[SQUARE + 2][SQUARE + 2])
{
	float row[SQUARE + 4][SQUARE + 2]; /* means of three neighbours in a row */
	for (int j = 0; j < SQUARE + 4; j++) {
		float at_y = y + (float)(j - SQUARE / 2 - 2);
		float before = finger_cell_grey(image, x - SQUARE / 2 - 2, at_y);
		float here = finger_cell_grey(image, x - SQUARE / 2 - 1, at_y);
		for (int i = 0; i < SQUARE + 2; i++) {
			float after = finger_cell_grey(image, x + (float)(i - SQUARE / 2), at_y);
			row[j][i] = (before + here + after) / 3;
			before = here;
			here = after;
		}
	}
	for (int j = 0; j < SQUARE + 2; j++) {
		for (int i = 0; i < SQUARE + 2; i++) {
			out[j][i] = (row[j][i] + row[j + 1][i] + row[j + 2][i]) / 3;
		}
	}
}

/* Structure tensor of the square around the place. */
static void find_direction(const struct finger_image *image, float x, float y,
			   struct finger_cell *out)
{
	float grey[SQUARE + 2][SQUARE + 2];
	float difference = 0; /* of the squares of the two gradients */
	float product = 0;
	float sum = 0;
	sample_square(image, x, y, grey);
	for (int j = 1; j <= SQUARE; j++) {
		for (int i = 1; i <= SQUARE; i++) {
			float to_x = grey[j][i + 1] - grey[j][i - 1];
			float to_y = grey[j + 1][i] - grey[j - 1][i];
			difference += to_x * to_x - to_y * to_y;
			product += 2 * to_x * to_y;
			sum += to_x * to_x + to_y * to_y;
		}
	}
	out->coherence = sum > 0 ? hypotf(difference, product) / sum : 0;
	float angle = (atan2f(product, difference) + (float)M_PI) / 2; /* ridges, not gradients */
	out->angle = angle >= (float)M_PI ? 0 : angle;
}

struct band {
	float grey[ACROSS][ALONG];
	float profile[ACROSS];
	float level; /* between ridges and valleys */
};

static void sample(const struct finger_image *image, float x, float y, float angle, struct band *b)
{
	float c = cosf(angle);
	float s = sinf(angle);
	for (int j = 0; j < ACROSS; j++) {
		float v = (float)j - (ACROSS - 1) / 2.0F;
		b->profile[j] = 0;
		for (int i = 0; i < ALONG; i++) {
			float u = (float)i - (ALONG - 1) / 2.0F;
			b->grey[j][i] =
				finger_cell_grey(image, x + u * c - v * s, y + u * s + v * c);
			b->profile[j] += b->grey[j][i] / ALONG;
		}
	}
}

/* Means of the profile's lows and highs: what ridge and valley are in this place. */
static float find_level(struct band *b)
{
	float low = 0;
	float high = 0;
	unsigned lows = 0;
	unsigned highs = 0;
	for (int j = 1; j + 1 < ACROSS; j++) {
		float before = b->profile[j - 1];
		float here = b->profile[j];
		float after = b->profile[j + 1];
		if (here <= before && here < after) {
			low += here;
			lows++;
		}
		if (here >= before && here > after) {
			high += here;
			highs++;
		}
	}
	if (lows == 0 || highs == 0) {
		return 0;
	}
	b->level = (low / (float)lows + high / (float)highs) / 2;
	return high / (float)highs - low / (float)lows;
}

/* Where a profile crosses the level: two crossings of one kind lie a period apart. */
static void find_period(const struct band *b, struct finger_cell *out)
{
	float first = -1;
	float last = -1;
	unsigned whole = 0;
	unsigned dark = 0;
	for (int j = 1; j < ACROSS; j++) {
		float before = b->profile[j - 1] - b->level;
		float here = b->profile[j] - b->level;
		if (before > 0 && here <= 0) {
			last = (float)(j - 1) + before / (before - here);
			whole += first >= 0;
			first = first < 0 ? last : first;
		}
	}
	out->period = whole == 0 ? 0 : (last - first) / (float)whole;
	for (int j = (int)ceilf(first); whole > 0 && j < (int)ceilf(last); j++) {
		dark += b->profile[j] <= b->level;
	}
	out->dark = whole == 0 ? 0 : (float)dark / (ceilf(last) - ceilf(first));
}

static void find_clarity(const struct band *b, struct finger_cell *out)
{
	unsigned ridge = 0;
	unsigned ridge_dark = 0;
	unsigned valley = 0;
	unsigned valley_bright = 0;
	for (int j = 0; j < ACROSS; j++) {
		bool is_ridge = b->profile[j] <= b->level;
		for (int i = 0; i < ALONG; i++) {
			bool dark = b->grey[j][i] <= b->level;
			ridge += is_ridge;
			ridge_dark += is_ridge && dark;
			valley += !is_ridge;
			valley_bright += !is_ridge && !dark;
		}
	}
	out->unbroken = ridge == 0 ? 0 : (float)ridge_dark / (float)ridge;
	out->clarity = ridge == 0 || valley == 0
			       ? 0
			       : (out->unbroken + (float)valley_bright / (float)valley) / 2;
}

struct finger_cell finger_cell_measure(const struct finger_image *image, float x, float y)
{
	struct finger_cell out = {0};
	struct band b;
	find_direction(image, x, y, &out);
	sample(image, x, y, out.angle, &b);
	out.contrast = find_level(&b);
	if (out.contrast > 0) {
		find_period(&b, &out);
		find_clarity(&b, &out);
	}
	return out;
}
