/*
 * finger_thin: ridges become lines one pixel wide.
 * Knows neighbours of a pixel. Never knows minutiae.
 *
 * Guo and Hall's parallel thinning (1989): two half steps that take pixels off opposite sides until
 * nothing is left to take.
 */
#include "biometrics/finger_work.h"

#include "base/secret.h"

#define MARKED 2 /* taken at the end of the half step */

/* Neighbours of a pixel as bits, from above, clockwise. */
static uint32_t ring_of(const uint8_t *at)
{
	return (at[-STRIDE] ? 1U : 0) | (at[1 - STRIDE] ? 2U : 0) | (at[1] ? 4U : 0) |
	       (at[STRIDE + 1] ? 8U : 0) | (at[STRIDE] ? 16U : 0) | (at[STRIDE - 1] ? 32U : 0) |
	       (at[-1] ? 64U : 0) | (at[-STRIDE - 1] ? 128U : 0);
}

static uint32_t bit(uint32_t ring, uint32_t i)
{
	return ring >> (i & 7) & 1;
}

/* Whether a pixel with these neighbours may go in a half step. */
static bool may_go(uint32_t ring, uint32_t half)
{
	uint32_t changes = 0;
	uint32_t one = 0;
	uint32_t two = 0;
	for (uint32_t i = 0; i < 8; i += 2) {
		changes += !bit(ring, i) && (bit(ring, i + 1) || bit(ring, i + 2));
		one += bit(ring, i + 7) || bit(ring, i);
		two += bit(ring, i) || bit(ring, i + 1);
	}
	const uint32_t fewer = one < two ? one : two;
	const uint32_t turn = half == 0 ? 4 : 0;
	const bool keep = (bit(ring, turn) || bit(ring, turn + 1) || !bit(ring, turn + 3)) &&
			  bit(ring, turn + 2);
	return changes == 1 && fewer >= 2 && fewer <= 3 && !keep;
}

static uint32_t fill(struct finger_extractor *x)
{
	uint32_t count = 0;
	secret_wipe(x->thin, sizeof(x->thin));
	for (int32_t y = 1; y < x->height - 1; y++) {
		for (int32_t c = 1; c < x->width - 1; c++) {
			const uint32_t at = finger_at(c, y);
			if (x->ridge[1][at] < 0) {
				x->thin[at] = 1;
				x->queue[count++] = at;
			}
		}
	}
	return count;
}

/* Takes what may go off; returns how many pixels are left of count. */
static uint32_t half_step(struct finger_extractor *x, const bool *go, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint8_t *at = x->thin + x->queue[i];
		*at = go[ring_of(at)] ? MARKED : 1;
	}
	uint32_t left = 0;
	for (uint32_t i = 0; i < count; i++) {
		uint8_t *at = x->thin + x->queue[i];
		if (*at == MARKED) {
			*at = 0;
		} else {
			x->queue[left++] = x->queue[i];
		}
	}
	return left;
}

void finger_thin(struct finger_extractor *x)
{
	bool go[2][256];
	for (uint32_t ring = 0; ring < 256; ring++) {
		go[0][ring] = may_go(ring, 0);
		go[1][ring] = may_go(ring, 1);
	}
	uint32_t count = fill(x);
	uint32_t before = count + 1;
	while (count < before) {
		before = count;
		count = half_step(x, go[0], count);
		count = half_step(x, go[1], count);
	}
}
