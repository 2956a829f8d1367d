/*
 * face_quality_light: how a face is lit: luminance, exposure, range, both halves, colour.
 * Knows pixels of the face's patch. Never knows what is good enough.
 */
#include "biometrics/face_quality_part.h"

#include <math.h>

#define LEVELS     256
#define COARSE     16   /* levels that are one when both halves are compared */
#define BLACK      25   /* luma up to this is black, ISO/IEC 29794-5 */
#define WHITE      247  /* luma from this is burnt out */
#define PIXELS_MIN 2000 /* of some 19,000; fewer say nothing about a face */

/* The inner face, in units of the aligned one: no hair, no background. */
#define FACE_LEFT   22
#define FACE_RIGHT  90
#define FACE_TOP    30
#define FACE_BOTTOM 100
#define FACE_MIDDLE 56

struct levels {
	uint32_t left[LEVELS];
	uint32_t right[LEVELS];
	uint32_t left_count;
	uint32_t right_count;
};

static void count_levels(const struct face_patch *p, struct levels *out)
{
	int32_t middle = face_chip_column(FACE_MIDDLE);
	*out = (struct levels){0};
	for (int32_t y = face_chip_row(FACE_TOP); y < face_chip_row(FACE_BOTTOM); y++) {
		for (int32_t x = face_chip_column(FACE_LEFT); x < face_chip_column(FACE_RIGHT);
		     x++) {
			size_t i = (size_t)y * (size_t)p->width + (size_t)x;
			if (p->known[i] == 0) {
				continue;
			}
			if (x < middle) {
				out->left[p->grey[i]]++;
				out->left_count++;
			} else {
				out->right[p->grey[i]]++;
				out->right_count++;
			}
		}
	}
}

static void assess_levels(const struct levels *l, struct face_quality *q)
{
	double n = l->left_count + l->right_count;
	double mean = 0;
	double square = 0;
	double entropy = 0;
	double black = 0;
	double white = 0;
	for (unsigned i = 0; i < LEVELS; i++) {
		double share = (l->left[i] + l->right[i]) / n;
		double light = i / 255.0;
		mean += share * light;
		square += share * light * light;
		entropy -= share > 0 ? share * log2(share) : 0;
		black += i <= BLACK ? share : 0;
		white += i >= WHITE ? share : 0;
	}
	face_quality_set(q, FACE_QUALITY_LUMINANCE_MEAN, mean);
	face_quality_set(q, FACE_QUALITY_LUMINANCE_VARIANCE, fmax(0, square - mean * mean));
	face_quality_set(q, FACE_QUALITY_UNDER_EXPOSURE, black);
	face_quality_set(q, FACE_QUALITY_OVER_EXPOSURE, white);
	face_quality_set(q, FACE_QUALITY_DYNAMIC_RANGE, entropy);
}

/* What the histograms of both halves have in common, 0..1. */
static double overlap(const struct levels *l)
{
	double common = 0;
	for (unsigned i = 0; i < LEVELS; i += COARSE) {
		double left = 0;
		double right = 0;
		for (unsigned k = i; k < i + COARSE; k++) {
			left += l->left[k];
			right += l->right[k];
		}
		common += fmin(left / l->left_count, right / l->right_count);
	}
	return common;
}

/* ---- colour ---- */

/* Mean of a square under each eye, as ISO/IEC 29794-5 places it: 0..1 blue, green, red. */
static bool cheek_colour(const struct face_chip *c, double bgr[3])
{
	static const uint8_t eyes[2][2] = {{36, 39}, {42, 45}};
	static const uint8_t mouth[] = {62, 66};
	const struct face_patch *p = c->patch;
	struct face_point lips = face_chip_mean(c, mouth, 2);
	double side = 0.3 * c->eye;
	double count = 0;
	bgr[0] = bgr[1] = bgr[2] = 0;
	for (int e = 0; e < 2; e++) {
		struct face_point eye = face_chip_mean(c, eyes[e], 2);
		double x0 = e == 0 ? eye.x - side : eye.x;
		double y0 = eye.y + (lips.y - eye.y) / 2;
		double top = fmax(0, y0);
		double left = fmax(0, x0);
		for (int row = 0; top + row < fmin(y0 + side, p->height); row++) {
			for (int column = 0; left + column < fmin(x0 + side, p->width); column++) {
				size_t i = (size_t)(top + row) * (size_t)p->width +
					   (size_t)(left + column);
				if (p->known[i] != 0) {
					bgr[0] += p->bgr[3 * i] / 255.0;
					bgr[1] += p->bgr[3 * i + 1] / 255.0;
					bgr[2] += p->bgr[3 * i + 2] / 255.0;
					count++;
				}
			}
		}
	}
	for (size_t k = 0; k < 3 && count > 0; k++) {
		bgr[k] /= count;
	}
	return count >= side * side / 2;
}

static double linear(double v)
{
	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double lab_curve(double t)
{
	return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

/* How far a* and b* of CIELAB (sRGB, D65) lie outside what skin has: OFIQ's measure. */
static double unnatural(const double bgr[3])
{
	double r = linear(bgr[2]);
	double g = linear(bgr[1]);
	double b = linear(bgr[0]);
	double x = lab_curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
	double y = lab_curve(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
	double z = lab_curve((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
	double red = 500 * (x - y);
	double yellow = 200 * (y - z);
	if (red < 0 || yellow < 0) {
		return 100;
	}
	return hypot(fmax(0, fmax(5 - red, red - 25)), fmax(0, fmax(5 - yellow, yellow - 35)));
}

/* A grey portrait is not unnatural. */
static bool grey(const double bgr[3])
{
	return fabs(bgr[0] - bgr[1]) < 0.004 && fabs(bgr[2] - bgr[1]) < 0.004;
}

void face_quality_light(const struct face_chip *c, struct face_quality *q)
{
	struct levels l;
	double bgr[3];
	count_levels(c->patch, &l);
	if (l.left_count + l.right_count >= PIXELS_MIN) {
		assess_levels(&l, q);
	}
	if (l.left_count >= PIXELS_MIN / 2 && l.right_count >= PIXELS_MIN / 2) {
		face_quality_set(q, FACE_QUALITY_ILLUMINATION, overlap(&l));
	}
	if (cheek_colour(c, bgr)) {
		face_quality_set(q, FACE_QUALITY_COLOUR, grey(bgr) ? 0 : unnatural(bgr));
	}
}
