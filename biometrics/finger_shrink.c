/*
 * finger_shrink: what a template keeps of an image besides minutiae: maps of cells and a small
 * picture of the ridges.
 * Knows the template's layout. Never knows minutiae.
 */
#include "biometrics/finger_work.h"

#include <math.h>

#define FLOW_TURN  250                           /* of half a turn */
#define RIDGE_WIDE (2 * 32 * FINGER_RIDGE_WORDS) /* pixels at 500 dpi that the picture shows */
#define RIDGE_HIGH (2 * FINGER_RIDGE_ROWS)
#define PI         3.14159265F

static void fill_cell(const struct finger_extractor *x, uint32_t cx, uint32_t cy,
		      struct finger_template *out)
{
	const uint32_t cell = cy * out->cells_wide + cx;
	const uint32_t bx = (cx * FINGER_CELL + FINGER_CELL / 2) / BLOCK;
	const uint32_t by = (cy * FINGER_CELL + FINGER_CELL / 2) / BLOCK;
	out->flow[cell] = FINGER_STATE_NONE;
	if (bx >= x->blocks_wide || by >= x->blocks_high || !x->mask[by * BLOCKS + bx]) {
		return;
	}
	const struct finger_axis a = x->axis[by * BLOCKS + bx];
	const float half_turns = atan2f(a.y, a.x) / (2 * PI) + 1;
	out->flow[cell] = (uint8_t)((uint32_t)lrintf(half_turns * FLOW_TURN) % FLOW_TURN);
	const float period = x->period[cy * FINGER_MAP_SIDE + cx] * 16;
	out->period[cell] = (uint8_t)lrintf(fminf(period, UINT8_MAX));
	out->area++;
}

void finger_shrink_maps(const struct finger_extractor *x, struct finger_template *out)
{
	out->width = x->width;
	out->height = x->height;
	out->cells_wide = (uint8_t)((x->width + FINGER_CELL - 1) / FINGER_CELL);
	out->cells_high = (uint8_t)((x->height + FINGER_CELL - 1) / FINGER_CELL);
	for (uint32_t cy = 0; cy < out->cells_high; cy++) {
		for (uint32_t cx = 0; cx < out->cells_wide; cx++) {
			fill_cell(x, cx, cy, out);
		}
	}
}

/* First block of the stretch that holds most of what is counted; of equal ones, the middle. */
static uint32_t fullest(const uint32_t *count, uint32_t size, uint32_t most)
{
	uint32_t sum = 0;
	uint32_t best = 0;
	uint32_t first = 0;
	uint32_t last = 0;
	for (uint32_t i = 0; i < size; i++) {
		sum += count[i];
		sum -= i >= most ? count[i - most] : 0;
		if (i + 1 >= most && sum > best) {
			best = sum;
			first = i + 1 - most;
		}
		last = i + 1 >= most && sum == best ? i + 1 - most : last;
	}
	return last > first ? first + (last - first) / 2 : first;
}

static void place(const struct finger_extractor *x, struct finger_template *out)
{
	uint32_t column[BLOCKS] = {0};
	uint32_t row[BLOCKS] = {0};
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			column[bx] += x->mask[by * BLOCKS + bx];
			row[by] += x->mask[by * BLOCKS + bx];
		}
	}
	out->ridge_x = (uint16_t)(BLOCK * fullest(column, x->blocks_wide, RIDGE_WIDE / BLOCK));
	out->ridge_y = (uint16_t)(BLOCK * fullest(row, x->blocks_high, RIDGE_HIGH / BLOCK));
}

/* Whether there is a ridge in the four pixels from (px, py), in a cell that has a flow. */
static bool ridge_at(const struct finger_extractor *x, const struct finger_template *t, uint32_t px,
		     uint32_t py)
{
	if (px + 1 >= x->width || py + 1 >= x->height) {
		return false;
	}
	const uint32_t cell = py / FINGER_CELL * t->cells_wide + px / FINGER_CELL;
	const int16_t *at = x->ridge[1] + finger_at((int32_t)px, (int32_t)py);
	return t->flow[cell] != FINGER_STATE_NONE &&
	       at[0] + at[1] + at[STRIDE] + at[STRIDE + 1] < 0;
}

void finger_shrink_ridges(const struct finger_extractor *x, struct finger_template *out)
{
	place(x, out);
	for (uint32_t v = 0; v < FINGER_RIDGE_ROWS; v++) {
		for (uint32_t u = 0; u < 32 * FINGER_RIDGE_WORDS; u++) {
			if (ridge_at(x, out, out->ridge_x + 2 * u, out->ridge_y + 2 * v)) {
				out->ridge[v * FINGER_RIDGE_WORDS + u / 32] |= UINT32_C(1)
									       << u % 32;
			}
		}
	}
}
