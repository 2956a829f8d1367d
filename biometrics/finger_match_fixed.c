/*
 * finger_match_fixed: takes out of two prints what both show at the very same place of their
 * images.
 * Knows places in images. Never knows alignments, scores or people.
 *
 * A finger is never laid on twice at one place to a tenth of a millimetre, and skin never stretches
 * twice alike. So ridges that are the same without any motion are the plate's: stripes, a label,
 * what a finger left. If nearly all are, the two are one image: a copy, which is not for here.
 */
#include "biometrics/finger_match_part.h"

#include <math.h>

#define STILL_MOST 6.0F  /* pixels that an alignment moves its minutiae on average */
#define TURN_MOST  0.06F /* sine: 3.4 degrees */
#define SIDE       12    /* samples at 250 dpi: two cells */
#define WINDOW     (32 * FINGER_RIDGE_WORDS)
#define SAME_MOST  15 /* samples that differ, of 144: ridges half a sample apart differ as much */
#define DARK_LEAST 36 /* samples that are ridge, and valley */
#define PATCH      4  /* blocks that hang together: by chance one alone is alike */
#define LEFT_SHARE 3  /* if more than one of so many blocks is the plate's, no print is left */
#define RIM        1  /* cells */
#define COPY_SHARE 20 /* of the common blocks all but one of so many: one image */

enum state { UNSEEN, OTHER, SAME, PLATES };

struct blocks {
	uint8_t state[FINGER_BLOCKS_SIDE * FINGER_BLOCKS_SIDE];
	uint32_t seen;
	uint32_t same;
};

static uint32_t ones(uint32_t v)
{
	v = v - ((v >> 1) & 0x55555555U);
	v = (v & 0x33333333U) + ((v >> 2) & 0x33333333U);
	return (((v + (v >> 4)) & 0x0f0f0f0fU) * 0x01010101U) >> 24;
}

/* A row of a block's samples; those beyond the window are valley. */
static uint32_t row_of(const struct finger_template *t, int32_t u, int32_t v)
{
	if (u < 0 || v < 0 || u + SIDE > WINDOW || v >= FINGER_RIDGE_ROWS) {
		return 0;
	}
	const uint32_t *row = &t->ridge[v * FINGER_RIDGE_WORDS];
	const uint32_t at = (uint32_t)u;
	uint64_t two = row[at / 32];
	two |= at / 32 + 1 < FINGER_RIDGE_WORDS ? (uint64_t)row[at / 32 + 1] << 32 : 0;
	return (uint32_t)(two >> at % 32) & ((1U << SIDE) - 1);
}

static bool has_ridges(const struct finger_template *t, uint32_t column, uint32_t row)
{
	for (uint32_t k = 0; k < 4; k++) {
		const uint32_t x = column * 2 + k % 2;
		const uint32_t y = row * 2 + k / 2;
		if (x >= t->cells_wide || y >= t->cells_high ||
		    t->flow[y * t->cells_wide + x] == FINGER_STATE_NONE) {
			return false;
		}
	}
	return true;
}

static enum state compare(const struct finger_template *a, const struct finger_template *b,
			  uint32_t column, uint32_t row)
{
	uint32_t differ = 0;
	uint32_t dark = 0;
	const int32_t x = (int32_t)(column * 2 * FINGER_CELL);
	const int32_t y = (int32_t)(row * 2 * FINGER_CELL);
	if (!has_ridges(a, column, row) || !has_ridges(b, column, row)) {
		return UNSEEN;
	}
	for (int32_t i = 0; i < SIDE; i++) {
		const uint32_t of_a = row_of(a, (x - a->ridge_x) / 2, (y - a->ridge_y) / 2 + i);
		const uint32_t of_b = row_of(b, (x - b->ridge_x) / 2, (y - b->ridge_y) / 2 + i);
		differ += ones(of_a ^ of_b);
		dark += ones(of_a);
	}
	if (dark < DARK_LEAST || dark > SIDE * SIDE - DARK_LEAST) {
		return UNSEEN;
	}
	return differ <= SAME_MOST ? SAME : OTHER;
}

static void compare_all(const struct finger_template *a, const struct finger_template *b,
			struct blocks *out)
{
	for (uint32_t i = 0; i < FINGER_BLOCKS_SIDE * FINGER_BLOCKS_SIDE; i++) {
		const enum state s = compare(a, b, i % FINGER_BLOCKS_SIDE, i / FINGER_BLOCKS_SIDE);
		out->state[i] = (uint8_t)s;
		out->seen += s != UNSEEN;
		out->same += s == SAME;
	}
}

/* Blocks alike that hang together with this one; they lie in the queue. */
static uint32_t patch_of(struct blocks *b, uint32_t first,
			 uint16_t queue[FINGER_BLOCKS_SIDE * FINGER_BLOCKS_SIDE])
{
	uint32_t size = 1;
	queue[0] = (uint16_t)first;
	b->state[first] = PLATES;
	for (uint32_t i = 0; i < size; i++) {
		const int32_t column = queue[i] % FINGER_BLOCKS_SIDE;
		const int32_t row = queue[i] / FINGER_BLOCKS_SIDE;
		for (int32_t k = 0; k < 9; k++) {
			const int32_t x = column + k % 3 - 1;
			const int32_t y = row + k / 3 - 1;
			const int32_t at = y * FINGER_BLOCKS_SIDE + x;
			if (x >= 0 && y >= 0 && x < FINGER_BLOCKS_SIDE && y < FINGER_BLOCKS_SIDE &&
			    b->state[at] == SAME) {
				b->state[at] = PLATES;
				queue[size++] = (uint16_t)at;
			}
		}
	}
	return size;
}

/* How many blocks are the plate's. */
static uint32_t find_patches(struct blocks *b)
{
	uint16_t queue[FINGER_BLOCKS_SIDE * FINGER_BLOCKS_SIDE];
	uint32_t sum = 0;
	for (uint32_t i = 0; i < FINGER_BLOCKS_SIDE * FINGER_BLOCKS_SIDE; i++) {
		if (b->state[i] != SAME) {
			continue;
		}
		const uint32_t size = patch_of(b, i, queue);
		for (uint32_t k = 0; k < size && size < PATCH; k++) {
			b->state[queue[k]] = OTHER;
		}
		sum += size < PATCH ? 0 : size;
	}
	return sum;
}

/* Whether a cell lies in a block of the plate's, or within RIM cells of one: its edge cuts ridges.
 */
static bool is_plates(const struct blocks *b, int32_t x, int32_t y)
{
	for (int32_t row = (y < RIM ? 0 : y - RIM) / 2; row <= (y + RIM) / 2; row++) {
		for (int32_t column = (x < RIM ? 0 : x - RIM) / 2; column <= (x + RIM) / 2;
		     column++) {
			if (column < FINGER_BLOCKS_SIDE && row < FINGER_BLOCKS_SIDE &&
			    b->state[row * FINGER_BLOCKS_SIDE + column] == PLATES) {
				return true;
			}
		}
	}
	return false;
}

/* Minutiae in cells without a flow do not count: finger_side_set leaves them out. */
static void take_out(struct finger_template *t, const struct blocks *b)
{
	for (int32_t y = 0; y < t->cells_high; y++) {
		for (int32_t x = 0; x < t->cells_wide; x++) {
			if (is_plates(b, x, y)) {
				t->flow[y * t->cells_wide + x] = FINGER_STATE_NONE;
			}
		}
	}
}

static bool is_broken(const struct finger_template *t)
{
	return t->cells_wide > FINGER_MAP_SIDE || t->cells_high > FINGER_MAP_SIDE;
}

bool finger_match_fixed(struct finger_matcher *m, const struct finger_template *chip,
			const struct finger_template *live)
{
	struct blocks b = {0};
	if (is_broken(chip) || is_broken(live)) {
		return false;
	}
	compare_all(chip, live, &b);
	m->steps += b.seen * SIDE;
	if (b.same < PATCH || b.same * COPY_SHARE > b.seen * (COPY_SHARE - 1)) {
		return false;
	}
	const uint32_t plates = find_patches(&b);
	if (plates == 0) {
		return false;
	}
	m->own[0] = *chip;
	m->own[1] = *live;
	take_out(&m->own[0], &b);
	take_out(&m->own[1], &b);
	if (plates * LEFT_SHARE > b.seen) {
		m->own[0].count = 0;
	}
	return true;
}

bool finger_match_is_still(const struct finger_matcher *m, const struct finger_fit *f)
{
	float x = 0;
	float y = 0;
	for (size_t i = 0; i < f->count; i++) {
		const struct finger_point *a = &m->a.point[f->joint[i].a];
		const struct finger_point *b = &m->b.point[f->joint[i].b];
		x += (b->x - a->x) / (float)f->count;
		y += (b->y - a->y) / (float)f->count;
	}
	return sqrtf(x * x + y * y) <= STILL_MOST && f->pose.c > 0 && fabsf(f->pose.s) <= TURN_MOST;
}
