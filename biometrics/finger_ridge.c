/*
 * finger_ridge: filters each place along its own ridges, at their own distance.
 * Knows kernels. Never knows what the result is used for.
 *
 * Gabor's: a wave across the ridges under a bell, in sixteen-bit integers, so that the result is
 * the same however a compiler orders the sums. Where it is noisy, as on a dry finger whose ridges
 * break up, the bell reaches farther along the ridges: more noise is averaged out, and a gap is
 * closed by what lies before and behind it. Elsewhere that would only wear off bends.
 */
#include "biometrics/finger_work.h"

#include <math.h>

#define GAIN_BITS    14    /* a wave of the kernel's own period comes out as it was */
#define SIGMA_ACROSS 0.36F /* of a period; of two passes 0.51 */
#define SIGMA_ALONG  0.36F
#define SIGMA_NOISY  0.55F /* along, where it is noisy */
#define NARROW       24    /* columns of the kernels that most ridges have */
#define TILE         2     /* pixels in a row and column that share a kernel */
#define LIMIT        512
#define PI           3.14159265F

struct wave {
	float period;
	float tx; /* along the ridges */
	float ty;
	float across; /* deviations of the bell, pixels */
	float along;
};

static float bell(const struct wave *w, float dx, float dy)
{
	const float u = (dy * w->tx - dx * w->ty) / w->across;
	const float v = (dx * w->tx + dy * w->ty) / w->along;
	return expf(-(u * u + v * v) / 2);
}

static float crest(const struct wave *w, float dx, float dy)
{
	return cosf(2 * PI * (dy * w->tx - dx * w->ty) / w->period);
}

static void make(struct finger_kernel *k, const struct wave *w)
{
	const float wide = 2.6F * (w->across > w->along ? w->across : w->along);
	const int reach = wide > REACH - 1 ? REACH - 1 : (int)ceilf(wide);
	float bells = 0;
	float waves = 0;
	for (int i = 0; i < (2 * reach + 1) * (2 * reach + 1); i++) {
		const float dx = (float)(i % (2 * reach + 1) - reach);
		const float dy = (float)(i / (2 * reach + 1) - reach);
		bells += bell(w, dx, dy);
		waves += bell(w, dx, dy) * crest(w, dx, dy);
	}
	const float mean = waves / bells; /* taken off: an even area gives nothing */
	float gain = 0;
	for (int i = 0; i < (2 * reach + 1) * (2 * reach + 1); i++) {
		const float dx = (float)(i % (2 * reach + 1) - reach);
		const float dy = (float)(i / (2 * reach + 1) - reach);
		const float c = crest(w, dx, dy);
		gain += bell(w, dx, dy) * (c - mean) * c;
	}
	k->reach = (int16_t)reach;
	for (int i = 0; i < (2 * reach + 1) * (2 * reach + 1); i++) {
		const int dx = i % (2 * reach + 1) - reach;
		const int dy = i / (2 * reach + 1) - reach;
		const float value = bell(w, (float)dx, (float)dy) *
				    (crest(w, (float)dx, (float)dy) - mean) / gain *
				    (1 << GAIN_BITS);
		k->tap[(dy + reach) * WIDTH + dx + REACH] = (int16_t)lrintf(value);
	}
}

void finger_kernels(struct finger_extractor *x)
{
	for (uint32_t p = 0; p < PERIODS; p++) {
		for (uint32_t a = 0; a < ANGLES; a++) {
			const float period = finger_period_of(p);
			const float angle = PI * (float)a / ANGLES;
			struct wave w = {period, cosf(angle), sinf(angle), SIGMA_ACROSS * period,
					 SIGMA_ALONG * period};
			make(&x->kernel[0][p][a], &w);
			w.along = SIGMA_NOISY * period;
			make(&x->kernel[1][p][a], &w);
		}
	}
}

static int32_t sum_wide(const struct finger_kernel *k, const int16_t *at)
{
	int32_t sum = 0;
	const int16_t *tap = k->tap;
	for (const int16_t *row = at - k->reach * STRIDE - REACH;
	     row <= at + k->reach * STRIDE - REACH; row += STRIDE) {
		for (int i = 0; i < WIDTH; i++) {
			sum += row[i] * tap[i];
		}
		tap += WIDTH;
	}
	return sum;
}

/* The same of a kernel without taps beyond the narrow part. */
static int32_t sum_narrow(const struct finger_kernel *k, const int16_t *at)
{
	int32_t sum = 0;
	const int16_t *tap = k->tap + REACH - NARROW / 2;
	for (const int16_t *row = at - k->reach * STRIDE - NARROW / 2;
	     row <= at + k->reach * STRIDE - NARROW / 2; row += STRIDE) {
		for (int i = 0; i < NARROW; i++) {
			sum += row[i] * tap[i];
		}
		tap += WIDTH;
	}
	return sum;
}

static int16_t filtered(const struct finger_kernel *k, const int16_t *at)
{
	int32_t sum = k->reach < NARROW / 2 ? sum_narrow(k, at) : sum_wide(k, at);
	sum = (sum + (1 << (GAIN_BITS - 1))) >> GAIN_BITS;
	return (int16_t)(sum > LIMIT ? LIMIT : sum < -LIMIT ? -LIMIT : sum);
}

/* Twice the angle at a pixel's middle, between the middles of four blocks. */
static uint32_t angle_at(const struct finger_extractor *x, float px, float py)
{
	float bx = px / BLOCK - 0.5F;
	float by = py / BLOCK - 0.5F;
	bx = fminf(fmaxf(bx, 0), (float)(x->blocks_wide - 1));
	by = fminf(fmaxf(by, 0), (float)(x->blocks_high - 1));
	const uint32_t x0 = (uint32_t)bx;
	const uint32_t y0 = (uint32_t)by;
	const float fx = bx - (float)x0;
	const float fy = by - (float)y0;
	const uint32_t right = x0 + 1 < x->blocks_wide ? 1 : 0;
	const uint32_t down = y0 + 1 < x->blocks_high ? BLOCKS : 0;
	const struct finger_axis *a = x->axis + y0 * BLOCKS + x0;
	const float vx = (1 - fy) * ((1 - fx) * a[0].x + fx * a[right].x) +
			 fy * ((1 - fx) * a[down].x + fx * a[down + right].x);
	const float vy = (1 - fy) * ((1 - fx) * a[0].y + fx * a[right].y) +
			 fy * ((1 - fx) * a[down].y + fx * a[down + right].y);
	const float turn = atan2f(vy, vx) / (2 * PI) + 1;
	return (uint32_t)(turn * ANGLES + 0.5F) % ANGLES;
}

/* Which kernel a tile was filtered with, of those of its period, is kept in thin: not in use yet.
 */
static void filter_block(struct finger_extractor *x, const int16_t *from, int16_t *to, uint32_t b,
			 bool again)
{
	const uint32_t left = b % BLOCKS * BLOCK;
	const uint32_t top = b / BLOCKS * BLOCK;
	for (uint32_t tile = 0; tile < BLOCK * BLOCK; tile += TILE * TILE) {
		const uint32_t tx = left + tile / TILE % BLOCK;
		const uint32_t ty = top + tile / (TILE * BLOCK) * TILE;
		const uint32_t angle =
			angle_at(x, (float)tx + TILE / 2.0F, (float)ty + TILE / 2.0F);
		const uint8_t with = (uint8_t)(x->noisy[b] * ANGLES + angle);
		uint8_t *last = &x->thin[finger_at((int32_t)tx, (int32_t)ty)];
		if (again && *last == with) {
			continue;
		}
		*last = with;
		const struct finger_kernel *k = &x->kernel[x->noisy[b]][x->tune[b]][angle];
		for (uint32_t i = 0; i < TILE * TILE; i++) {
			const uint32_t at =
				finger_at((int32_t)(tx + i % TILE), (int32_t)(ty + i / TILE));
			to[at] = filtered(k, from + at);
		}
	}
}

static void filter_all(struct finger_extractor *x, const int16_t *from, int16_t *to, bool again)
{
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			if (x->mask[by * BLOCKS + bx]) {
				filter_block(x, from, to, by * BLOCKS + bx, again);
			}
		}
	}
}

void finger_ridge(struct finger_extractor *x, const int16_t *from, int16_t *to)
{
	for (int32_t i = 0; i < PLANE; i++) {
		to[i] = 0;
	}
	filter_all(x, from, to, false);
}

void finger_ridge_again(struct finger_extractor *x, const int16_t *from, int16_t *to)
{
	filter_all(x, from, to, true);
}
