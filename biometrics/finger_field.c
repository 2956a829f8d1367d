/*
 * finger_field: which way the ridges run, from the gradients.
 * Knows angles. Never knows distances between ridges.
 *
 * Angles of ridges repeat after half a turn: they are averaged as vectors of twice the angle.
 */
#include "biometrics/finger_work.h"

#include <math.h>

#define NEAR_SIGMA 1.7F /* blocks over which gradients are summed: seven pixels */
#define FAR_SIGMA  2.0F /* blocks over which what they say is evened out */
#define TAPS       8    /* blocks to each side: four deviations */

static void gauss(float tap[TAPS + 1], float sigma)
{
	float sum = 0;
	for (int i = 0; i <= TAPS; i++) {
		tap[i] = expf(-(float)(i * i) / (2 * sigma * sigma));
		sum += i == 0 ? tap[i] : 2 * tap[i];
	}
	for (int i = 0; i <= TAPS; i++) {
		tap[i] /= sum;
	}
}

static float blurred(const float *at, ptrdiff_t step, ptrdiff_t before, ptrdiff_t after,
		     const float tap[TAPS + 1])
{
	float sum = at[0] * tap[0];
	for (ptrdiff_t i = 1; i <= TAPS; i++) {
		sum += (i <= before ? at[-i * step] * tap[i] : 0) +
		       (i <= after ? at[i * step] * tap[i] : 0);
	}
	return sum;
}

/* Beyond the image is nothing. */
static void blur(const struct finger_extractor *x, float *map, const float tap[TAPS + 1])
{
	float line[BLOCKS];
	const ptrdiff_t wide = x->blocks_wide;
	const ptrdiff_t high = x->blocks_high;
	for (ptrdiff_t by = 0; by < high; by++) {
		for (ptrdiff_t bx = 0; bx < wide; bx++) {
			line[bx] = blurred(map + by * BLOCKS + bx, 1, bx, wide - 1 - bx, tap);
		}
		for (ptrdiff_t bx = 0; bx < wide; bx++) {
			map[by * BLOCKS + bx] = line[bx];
		}
	}
	for (ptrdiff_t bx = 0; bx < wide; bx++) {
		for (ptrdiff_t by = 0; by < high; by++) {
			line[by] = blurred(map + by * BLOCKS + bx, BLOCKS, by, high - 1 - by, tap);
		}
		for (ptrdiff_t by = 0; by < high; by++) {
			map[by * BLOCKS + bx] = line[by];
		}
	}
}

/* Scharr's derivative: its angles are right to a tenth of a degree. */
static void sum_block(struct finger_extractor *x, const int16_t *plane, uint32_t bx, uint32_t by)
{
	int64_t xx = 0;
	int64_t xy = 0;
	int64_t yy = 0;
	for (uint32_t i = 0; i < BLOCK * BLOCK; i++) {
		const int16_t *at = plane + finger_at((int32_t)(bx * BLOCK + i % BLOCK),
						      (int32_t)(by * BLOCK + i / BLOCK));
		const int32_t gx = 3 * (at[1 - STRIDE] - at[-1 - STRIDE]) + 10 * (at[1] - at[-1]) +
				   3 * (at[1 + STRIDE] - at[-1 + STRIDE]);
		const int32_t gy = 3 * (at[STRIDE - 1] - at[-STRIDE - 1]) +
				   10 * (at[STRIDE] - at[-STRIDE]) +
				   3 * (at[STRIDE + 1] - at[-STRIDE + 1]);
		xx += (int64_t)gx * gx;
		xy += (int64_t)gx * gy;
		yy += (int64_t)gy * gy;
	}
	const uint32_t b = by * BLOCKS + bx;
	x->blur[0][b] = (float)(yy - xx); /* ridges run across the gradient */
	x->blur[1][b] = (float)(-2 * xy);
	x->blur[2][b] = (float)(xx + yy);
}

void finger_field(struct finger_extractor *x, const int16_t *plane)
{
	float near[TAPS + 1];
	float far[TAPS + 1];
	gauss(near, NEAR_SIGMA);
	gauss(far, FAR_SIGMA);
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			sum_block(x, plane, bx, by);
		}
	}
	for (int i = 0; i < 3; i++) {
		blur(x, x->blur[i], near);
	}
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			const uint32_t b = by * BLOCKS + bx;
			x->energy[b] = x->blur[2][b];
			const float all = x->energy[b] > 1 ? x->energy[b] : 1;
			x->blur[0][b] /= all;
			x->blur[1][b] /= all;
		}
	}
	blur(x, x->blur[0], far);
	blur(x, x->blur[1], far);
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			const uint32_t b = by * BLOCKS + bx;
			x->axis[b] = (struct finger_axis){x->blur[0][b], x->blur[1][b]};
		}
	}
}
