/*
 * finger_match_ridge: the ridges of two prints, one laid over the other.
 * Knows flow, period, and the small picture of the ridges. Never knows scores.
 *
 * The common area is cut into blocks of 24 x 24 pixels. Each block of the one print is compared
 * with the other's, at its place by the pose and the stretch, and with up to two samples of play;
 * neighbours must play alike, for any two patches of parallel ridges agree at some shift.
 */
#include "biometrics/finger_match_part.h"

#include <math.h>

#define BLOCK  24 /* pixels: two cells */
#define SIDE   12 /* of a block, in samples at 250 dpi */
#define PLAY   2  /* samples each way: 4 pixels, not half a period */
#define SHIFTS ((2 * PLAY + 1) * (2 * PLAY + 1))
#define WIDE   (SIDE + 2 * PLAY)
#define AREA   (SIDE * SIDE)
#define PACK   4 /* rows of a block in a word */

/* Ones of each four bits: the machines that this runs on need not have an instruction for it. */
static uint64_t ones_of_four(uint64_t v)
{
	v = v - ((v >> 1) & 0x5555555555555555U);
	return (v & 0x3333333333333333U) + ((v >> 2) & 0x3333333333333333U);
}

static unsigned ones_of_three(uint64_t u, uint64_t v, uint64_t w)
{
	uint64_t sum = ones_of_four(u) + ones_of_four(v) + ones_of_four(w); /* at most 12 each */
	sum = (sum & 0x0f0f0f0f0f0f0f0fU) + ((sum >> 4) & 0x0f0f0f0f0f0f0f0fU);
	return (unsigned)((sum * 0x0101010101010101U) >> 56);
}

/* Four rows in one word, 12 samples of each, without the first dx of each. */
static uint64_t pack(const uint16_t *row, unsigned dx)
{
	uint64_t word = 0;
	for (unsigned v = 0; v < PACK; v++) {
		word |= (uint64_t)(((unsigned)row[v] >> dx) & 0xfffU) << (SIDE * v);
	}
	return word;
}

#define ONE 65536 /* of a sample, in fixed point */

static bool in_window(int32_t u, int32_t v)
{
	return u >= 0 && v >= 0 && u < FINGER_RIDGE_WORDS * 32 * ONE && v < FINGER_RIDGE_ROWS * ONE;
}

static int32_t fixed(float samples)
{
	return (int32_t)lrintf(samples * ONE);
}

/* WIDE x WIDE samples around a place, each step turned and widened as the skin is there; false
 * where some are outside of the window. */
static bool turned_patch(const struct finger_template *t, const struct finger_place *middle,
			 uint16_t *out)
{
	const int32_t rows = WIDE;
	float x = middle->x;
	float y = middle->y;
	float c = middle->c;
	float s = middle->s;
	float half = (float)(rows - 1) * 0.5F; /* samples from the middle to the first */
	float middle_u = (x - (float)t->ridge_x) * 0.5F;
	float middle_v = (y - (float)t->ridge_y) * 0.5F;
	if (!(fabsf(middle_u) < 1000 && fabsf(middle_v) < 1000 && fabsf(c) < 4 && fabsf(s) < 4)) {
		return false;
	}
	int32_t first_u = fixed(middle_u - c * half + s * half);
	int32_t first_v = fixed(middle_v - s * half - c * half);
	int32_t step_u = fixed(c);
	int32_t step_v = fixed(s);
	int32_t last = rows - 1;
	if (!in_window(first_u, first_v) ||
	    !in_window(first_u + last * step_u, first_v + last * step_v) ||
	    !in_window(first_u - last * step_v, first_v + last * step_u) ||
	    !in_window(first_u + last * (step_u - step_v), first_v + last * (step_v + step_u))) {
		return false;
	}
	for (int32_t k = 0; k < rows; k++) {
		uint32_t u = (uint32_t)(first_u - k * step_v);
		uint32_t v = (uint32_t)(first_v + k * step_u);
		uint32_t row = 0;
		for (int32_t i = 0; i < rows; i++) {
			uint32_t column = u / ONE;
			uint32_t word = t->ridge[v / ONE * FINGER_RIDGE_WORDS + column / 32];
			row |= ((word >> (column % 32)) & 1U) << i;
			u += (uint32_t)step_u;
			v += (uint32_t)step_v;
		}
		out[k] = (uint16_t)row;
	}
	return true;
}

/* As turned_patch, of SIDE x SIDE samples that are not turned. */
static bool straight_patch(const struct finger_template *t, float x, float y, uint16_t *out)
{
	float half = (float)(SIDE - 1) * 0.5F;
	int32_t first_u = fixed((x - (float)t->ridge_x) * 0.5F - half) >> 16;
	int32_t first_v = fixed((y - (float)t->ridge_y) * 0.5F - half) >> 16;
	if (first_u < 0 || first_v < 0 || first_u + SIDE > FINGER_RIDGE_WORDS * 32 ||
	    first_v + SIDE > FINGER_RIDGE_ROWS) {
		return false;
	}
	uint32_t word = (uint32_t)first_u / 32;
	uint32_t bit = (uint32_t)first_u % 32;
	for (uint32_t k = 0; k < SIDE; k++) {
		const uint32_t *row = &t->ridge[((uint32_t)first_v + k) * FINGER_RIDGE_WORDS];
		uint64_t two = row[word];
		two |= word + 1 < FINGER_RIDGE_WORDS ? (uint64_t)row[word + 1] << 32 : 0;
		out[k] = (uint16_t)(two >> bit & 0xfffU);
	}
	return true;
}

/* How many of the four cells of a block show ridges. */
static unsigned block_shows(const struct finger_side *s, size_t column, size_t row)
{
	const uint8_t *first = &s->shows[row * 2 * FINGER_MAP_SIDE + column * 2];
	return (unsigned)first[0] + first[1] + first[FINGER_MAP_SIDE] + first[FINGER_MAP_SIDE + 1];
}

static void compare_block(struct finger_blocks *out, size_t at, const uint16_t a[SIDE],
			  const uint16_t b[WIDE])
{
	uint64_t rows_a[SIDE / PACK];
	uint64_t middle_b[SIDE / PACK];
	for (size_t v = 0; v < SIDE / PACK; v++) {
		rows_a[v] = pack(&a[v * PACK], 0);
		middle_b[v] = pack(&b[v * PACK + PLAY], PLAY);
	}
	out->dark_a[at] = (uint8_t)ones_of_three(rows_a[0], rows_a[1], rows_a[2]);
	out->dark_b[at] = (uint8_t)ones_of_three(middle_b[0], middle_b[1], middle_b[2]);
	out->seen[at] = 1;
	for (unsigned dx = 0; dx <= 2 * PLAY; dx++) {
		uint64_t rows_b[WIDE - PACK + 1];
		for (size_t v = 0; v < WIDE - PACK + 1; v++) {
			rows_b[v] = pack(&b[v], dx);
		}
		for (unsigned dy = 0; dy <= 2 * PLAY; dy++) {
			unsigned differ =
				ones_of_three(rows_a[0] ^ rows_b[dy], rows_a[1] ^ rows_b[dy + PACK],
					      rows_a[2] ^ rows_b[dy + 2 * PACK]);
			out->agree[at][dy * (2 * PLAY + 1) + dx] = (uint8_t)(AREA - differ);
		}
	}
}

/* Sums over common cells. */
struct cells {
	float cells;
	float flow;
	float period;
	float periods;
};

/* The period of a cell of the maps; 0: not known. */
static uint8_t period_at(const struct finger_template *t, size_t cell)
{
	return t->period[cell / FINGER_MAP_SIDE * t->cells_wide + cell % FINGER_MAP_SIDE];
}

static void compare_cell(const struct finger_matcher *m, size_t a, size_t b, uint8_t turn,
			 struct cells *sum)
{
	uint8_t d = (uint8_t)(m->b.flow[b] - m->a.flow[a] - turn);
	d = d < 128 ? d : (uint8_t)(0U - d);
	sum->flow += d;
	sum->cells += 1;
	float of_a = period_at(m->a.t, a);
	float of_b = period_at(m->b.t, b);
	if (of_a > 0 && of_b > 0) {
		sum->period += fabsf(of_a - of_b) / (of_a + of_b);
		sum->periods += 1;
	}
}

/* Flow and period of a block's four cells, as the skin is turned around its middle. */
static void compare_cells(const struct finger_matcher *m, const struct finger_fit *f, size_t column,
			  size_t row, const struct finger_place *middle, struct cells *sum)
{
	uint32_t turned = (uint32_t)(f->pose.turn + finger_fit_turned(f, middle));
	uint8_t turn = (uint8_t)((turned + 64U) >> 7);
	for (size_t k = 0; k < 4; k++) {
		size_t a = (row * 2 + k / 2) * FINGER_MAP_SIDE + column * 2 + k % 2;
		float x = ((float)(k % 2) - 0.5F) * FINGER_CELL;
		float y = ((float)(k / 2) - 0.5F) * FINGER_CELL;
		size_t b;
		if (m->a.shows[a] != 0 &&
		    finger_side_cell(middle->x + middle->c * x - middle->s * y,
				     middle->y + middle->s * x + middle->c * y, &b) &&
		    m->b.shows[b] != 0) {
			compare_cell(m, a, b, turn, sum);
		}
	}
}

static void compare_blocks(struct finger_matcher *m, const struct finger_fit *f, struct cells *sum)
{
	for (size_t i = 0; i < FINGER_BLOCKS_SIDE * FINGER_BLOCKS_SIDE; i++) {
		size_t column = i % FINGER_BLOCKS_SIDE;
		size_t row = i / FINGER_BLOCKS_SIDE;
		unsigned shown = block_shows(&m->a, column, row);
		uint16_t a[SIDE];
		uint16_t b[WIDE];
		m->blocks.seen[i] = 0;
		if (shown == 0) {
			continue;
		}
		/* The sample's middle is half a pixel from its first one. */
		float x = (float)(column * BLOCK) + BLOCK / 2.0F;
		float y = (float)(row * BLOCK) + BLOCK / 2.0F;
		struct finger_place to = finger_fit_place(f, x, y);
		compare_cells(m, f, column, row, &to, sum);
		m->steps += f->count + 4;
		if (shown == 4 && finger_side_shows(&m->b, to.x, to.y) &&
		    straight_patch(m->a.t, x, y, a) && turned_patch(m->b.t, &to, b)) {
			compare_block(&m->blocks, i, a, b);
			m->steps += SHIFTS * SIDE;
		}
	}
}

/* The shift that this block and those around it like best. */
static unsigned best_shift(const struct finger_blocks *b, size_t column, size_t row)
{
	uint16_t sum[SHIFTS] = {0};
	for (size_t y = row == 0 ? 0 : row - 1; y <= row + 1 && y < FINGER_BLOCKS_SIDE; y++) {
		for (size_t x = column == 0 ? 0 : column - 1;
		     x <= column + 1 && x < FINGER_BLOCKS_SIDE; x++) {
			size_t at = y * FINGER_BLOCKS_SIDE + x;
			if (b->seen[at] == 0) {
				continue;
			}
			for (size_t k = 0; k < SHIFTS; k++) {
				sum[k] = (uint16_t)(sum[k] + b->agree[at][k]);
			}
		}
	}
	unsigned best = SHIFTS / 2;
	for (unsigned k = 0; k < SHIFTS; k++) {
		best = sum[k] > sum[best] ? k : best;
	}
	return best;
}

/* Correlation of the ridges over all blocks: agreement beyond that of chance. */
static void correlate(struct finger_matcher *m, struct finger_look *look)
{
	const struct finger_blocks *b = &m->blocks;
	float agree = 0;
	float dark_a = 0;
	float dark_b = 0;
	float n = 0;
	for (size_t row = 0; row < FINGER_BLOCKS_SIDE; row++) {
		for (size_t column = 0; column < FINGER_BLOCKS_SIDE; column++) {
			size_t at = row * FINGER_BLOCKS_SIDE + column;
			if (b->seen[at] != 0) {
				agree += (float)b->agree[at][best_shift(b, column, row)];
				dark_a += (float)b->dark_a[at];
				dark_b += (float)b->dark_b[at];
				n += 1;
				m->steps += (size_t)SHIFTS * 9;
			}
		}
	}
	float area = n * AREA;
	float chance = n > 0 ? (dark_a * dark_b + (area - dark_a) * (area - dark_b)) / area : 0;
	look->blocks = n;
	look->ridges = area > chance ? (agree - chance) / (area - chance) : 0;
}

void finger_match_ridges(struct finger_matcher *m, const struct finger_fit *f,
			 struct finger_look *look)
{
	struct cells sum = {0};
	compare_blocks(m, f, &sum);
	look->cells = sum.cells;
	look->flow = sum.cells > 0 ? sum.flow / sum.cells : 128;
	look->period = sum.periods > 0 ? sum.period / sum.periods : 0;
	correlate(m, look);
}
