/*
 * face_quality_detail: sharpness of a face, blocks of JPEG in it, the quiet of the background.
 * Knows differences between neighbouring pixels. Never knows what is good enough.
 */
#include "biometrics/face_quality_part.h"

#include <math.h>

#define PIXELS_MIN 2000
#define MEAN_LEVEL 128
#define BLOCK      8   /* JPEG's, pixels */
#define STEP_MAX   8   /* levels */
#define LINES      160 /* looked at in each direction for blocks */

/* 1 4 6 4 1: a Gaussian of one pixel; it keeps a camera's noise from counting as detail. */
static uint32_t smooth_row(const uint8_t *at)
{
	return at[-2] + 4U * at[-1] + 6U * at[0] + 4U * at[1] + at[2];
}

static int32_t smooth(const struct face_patch *p, int32_t x, int32_t y)
{
	const uint8_t *at = p->grey + (size_t)(y * p->width + x);
	size_t line = (size_t)p->width;
	return (int32_t)((smooth_row(at - 2 * line) + 4 * smooth_row(at - line) +
			  6 * smooth_row(at) + 4 * smooth_row(at + line) +
			  smooth_row(at + 2 * line)) /
			 16);
}

/* Three rows of the smoothed patch, sixteen times its levels. */
struct rows {
	int32_t at[3][FACE_CHIP_WIDTH];
};

static void smooth_line(const struct face_patch *p, int32_t y, int32_t x0, int32_t x1,
			int32_t out[FACE_CHIP_WIDTH])
{
	for (int32_t x = x0; x < x1; x++) {
		out[x] = smooth(p, x, y);
	}
}

static double sobel(const struct rows *r, int32_t y, int32_t x)
{
	const int32_t *a = r->at[(y - 1) % 3];
	const int32_t *b = r->at[y % 3];
	const int32_t *c = r->at[(y + 1) % 3];
	int32_t across = a[x + 1] - a[x - 1] + 2 * (b[x + 1] - b[x - 1]) + c[x + 1] - c[x - 1];
	int32_t down = c[x - 1] - a[x - 1] + 2 * (c[x] - a[x]) + c[x + 1] - a[x + 1];
	return ((double)across * across + (double)down * down) / 256;
}

/*
 * Mean energy of the gradient over part of the patch, as it would be at a medium level of light,
 * so that neither a dark skin nor a dim lamp counts as blur. Negative: too little is known.
 */
static double energy(const struct face_patch *p, int32_t x0, int32_t y0, int32_t x1, int32_t y1)
{
	struct rows r = {0};
	double sum = 0;
	double light = 0;
	double count = 0;
	smooth_line(p, y0 - 1, x0 - 1, x1 + 1, r.at[(y0 - 1) % 3]);
	smooth_line(p, y0, x0 - 1, x1 + 1, r.at[y0 % 3]);
	for (int32_t y = y0; y < y1; y++) {
		smooth_line(p, y + 1, x0 - 1, x1 + 1, r.at[(y + 1) % 3]);
		for (int32_t x = x0; x < x1; x++) {
			const uint8_t *known = p->known + (size_t)(y * p->width + x);
			/* Beyond the picture's edge all is black: no edge of the face. */
			if (known[-3] + known[3] + known[-3 * p->width] + known[3 * p->width] ==
			    4) {
				sum += sobel(&r, y, x);
				light += p->grey[y * p->width + x];
				count++;
			}
		}
	}
	if (count < PIXELS_MIN) {
		return -1;
	}
	double gain = MEAN_LEVEL * count / fmax(light, count);
	return sum / count * gain * gain;
}

/* ---- blocks ---- */

/* Green of a pixel: near enough to luma. */
static int green_at(const struct picture *p, uint32_t x, uint32_t y)
{
	return p->bgr[((size_t)y * p->width + x) * 3 + 1];
}

struct span {
	uint32_t x0, y0, x1, y1; /* x1, y1 outside */
};

static uint32_t within(double v, uint32_t most)
{
	return (uint32_t)fmax(0, fmin(v, most));
}

/* The face in the picture, as its landmarks have it. */
static struct span face_span(const struct face_chip *c, const struct picture *p)
{
	double low_x = p->width;
	double low_y = p->height;
	double high_x = 0;
	double high_y = 0;
	for (size_t i = 0; i < FACE_POINTS; i++) {
		double u = c->at[i].x;
		double v = c->at[i].y;
		double x = c->frame.origin_x + u * c->frame.step_x - v * c->frame.step_y;
		double y = c->frame.origin_y + u * c->frame.step_y + v * c->frame.step_x;
		low_x = fmin(low_x, x);
		low_y = fmin(low_y, y);
		high_x = fmax(high_x, x);
		high_y = fmax(high_y, y);
	}
	return (struct span){within(low_x, p->width), within(low_y, p->height),
			     within(high_x, p->width), within(high_y, p->height)};
}

/* A step between neighbours; contours count for no more than blocks do. */
static uint32_t step(int a, int b)
{
	int d = a > b ? a - b : b - a;
	return (uint32_t)(d < STEP_MAX ? d : STEP_MAX);
}

/* The largest of eight sums against the mean of the others: 1 where no phase stands out. */
static double standing_out(const uint32_t sums[BLOCK])
{
	double most = 0;
	double all = 0;
	for (size_t i = 0; i < BLOCK; i++) {
		most = fmax(most, sums[i]);
		all += sums[i];
	}
	double others = (all - most) / (BLOCK - 1);
	return most > 0 && others > 0 ? most / others : 1;
}

/* Steps at every eighth column and row. Both must stand out: a striped shirt has one of them. */
static double blockiness(const struct picture *p, struct span s)
{
	uint32_t across[BLOCK] = {0};
	uint32_t down[BLOCK] = {0};
	uint32_t step_y = 1 + (s.y1 - s.y0) / LINES;
	uint32_t step_x = 1 + (s.x1 - s.x0) / LINES;
	for (uint32_t y = s.y0; y < s.y1; y += step_y) {
		for (uint32_t x = s.x0 + 1; x < s.x1; x++) {
			across[x % BLOCK] += step(green_at(p, x, y), green_at(p, x - 1, y));
		}
	}
	for (uint32_t x = s.x0; x < s.x1; x += step_x) {
		for (uint32_t y = s.y0 + 1; y < s.y1; y++) {
			down[y % BLOCK] += step(green_at(p, x, y), green_at(p, x, y - 1));
		}
	}
	return fmin(standing_out(across), standing_out(down));
}

void face_quality_detail(const struct face_chip *c, const struct picture *p, struct face_quality *q)
{
	double sharp = energy(c->patch, face_chip_column(22), face_chip_row(30),
			      face_chip_column(90), face_chip_row(100));
	if (sharp >= 0) {
		face_quality_set(q, FACE_QUALITY_SHARPNESS, sharp);
	}
	struct span s = face_span(c, p);
	if (s.x1 >= s.x0 + 4 * BLOCK && s.y1 >= s.y0 + 4 * BLOCK) {
		face_quality_set(q, FACE_QUALITY_COMPRESSION, blockiness(p, s));
	}
}

/* ---- background ---- */

#define SIDE_NEAR   70 /* units of the aligned face from its middle: past the hair of most */
#define SIDE_FAR    113
#define SIDE_TOP    (-12)
#define SIDE_BOTTOM 79

static double side_gradient(const struct face_patch *p, double *count)
{
	double sum = 0;
	for (int32_t y = 1; y < p->height - 1; y++) {
		for (int32_t x = 1; x < p->width - 1; x++) {
			size_t i = (size_t)y * (size_t)p->width + (size_t)x;
			size_t w = (size_t)p->width;
			const uint8_t *g = p->grey + i;
			const uint8_t *k = p->known + i;
			if (k[-1 - (ptrdiff_t)w] + k[1 - (ptrdiff_t)w] + k[w - 1] + k[w + 1] < 4) {
				continue;
			}
			const uint8_t *a = g - w;
			const uint8_t *b = g + w;
			int across = a[1] - a[-1] + 2 * (g[1] - g[-1]) + b[1] - b[-1];
			int down = b[-1] - a[-1] + 2 * (b[0] - a[0]) + b[1] - a[1];
			sum += sqrt((double)(across * across + down * down));
			(*count)++;
		}
	}
	return sum;
}

void face_quality_background(const struct face_chip *c, const struct picture *p,
			     struct face_patch *scratch, struct face_quality *q)
{
	double sum = 0;
	double count = 0;
	const double left[2] = {56 - SIDE_FAR, 56 + SIDE_NEAR};
	for (size_t side = 0; side < 2; side++) {
		struct face_patch_frame f = c->frame;
		double u = left[side] * FACE_CHIP_SCALE;
		double v = (SIDE_TOP + FACE_CHIP_ABOVE) * FACE_CHIP_SCALE;
		f.origin_x += u * f.step_x - v * f.step_y;
		f.origin_y += u * f.step_y + v * f.step_x;
		if (face_patch_sample(p, f, (SIDE_FAR - SIDE_NEAR) * FACE_CHIP_SCALE,
				      (SIDE_BOTTOM - SIDE_TOP) * FACE_CHIP_SCALE, scratch)) {
			sum += side_gradient(scratch, &count);
		}
	}
	if (count >= PIXELS_MIN) {
		face_quality_set(q, FACE_QUALITY_BACKGROUND, sum / count);
	}
}
