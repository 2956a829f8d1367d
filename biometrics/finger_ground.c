/*
 * finger_ground: tells the finger from the plate that it lies on, and evens out light and pressure.
 * Knows grey. Never knows ridges.
 *
 * The plate gives false ridges that are the same under every finger: the edge of a sensor's frame,
 * of its window, a column that is broken. So what is even and touches the frame is bare, and what
 * is bare has no mean and no deviation.
 */
#include "biometrics/finger_work.h"

#include "base/secret.h"

#include <math.h>

#define FRAME          3  /* pixels: borders are often lines */
#define EVEN           4  /* levels between neighbours that are one even area */
#define BROAD          8  /* pixels to each side: more than any valley */
#define BROADLY        2  /* in bare, for a while: flooded and broad */
#define SURROUND       12 /* pixels to each side: three ridges */
#define DEVIATION_ZERO 3  /* levels that are noise; they are never spread to full contrast */
#define LIMIT          (3 * UNIT)

/* Difference of the brightest and the darkest of a pixel and its neighbours. */
static bool even_at(const uint8_t *at)
{
	uint8_t low = at[0];
	uint8_t high = at[0];
	for (int dy = -1; dy <= 1; dy++) {
		for (int dx = -1; dx <= 1; dx++) {
			const uint8_t v = at[dy * STRIDE + dx];
			low = v < low ? v : low;
			high = v > high ? v : high;
		}
	}
	return high - low <= EVEN;
}

static bool on_frame(const struct finger_extractor *x, int32_t c, int32_t y)
{
	return c < FRAME || y < FRAME || c >= x->width - FRAME || y >= x->height - FRAME;
}

/* Clears what an earlier image left, sets the frame; returns how many pixels are queued. */
static uint32_t start_at_frame(struct finger_extractor *x)
{
	uint32_t queued = 0;
	for (int32_t y = -MARGIN; y < x->height + MARGIN; y++) {
		for (int32_t c = -MARGIN; c < x->width + MARGIN; c++) {
			x->bare[finger_at(c, y)] = on_frame(x, c, y);
		}
	}
	for (int32_t y = FRAME - 1; y <= x->height - FRAME; y++) {
		for (int32_t c = FRAME - 1; c <= x->width - FRAME; c++) {
			if (x->bare[finger_at(c, y)]) {
				x->queue[queued++] = finger_at(c, y);
			}
		}
	}
	return queued;
}

/* How many pixels of the queue are bare. */
static uint32_t flood(struct finger_extractor *x)
{
	static const int32_t step[4] = {1, -1, STRIDE, -STRIDE};
	uint32_t queued = start_at_frame(x);
	for (uint32_t i = 0; i < queued; i++) {
		for (int k = 0; k < 4; k++) {
			const uint32_t next = (uint32_t)((int32_t)x->queue[i] + step[k]);
			if (!x->bare[next] && even_at(x->grey + next)) {
				x->bare[next] = 1;
				x->queue[queued++] = next;
			}
		}
	}
	return queued;
}

/* Row y, of whose columns the sums are known; the row that is left behind is taken off them. */
static void spread_row(struct finger_extractor *x, int32_t y, uint16_t column[], uint8_t value)
{
	const uint8_t *drop = x->thin + finger_at(0, y - BROAD);
	uint8_t *out = x->bare + finger_at(0, y);
	for (int32_t c = 0; c < x->width; c++) {
		out[c] = column[c] > 0 ? value : !value;
		column[c] = (uint16_t)(column[c] - drop[c]);
	}
}

/*
 * Makes all pixels value that have one of that value within a square of them; the margin is bare
 * and stays so. Rows into thin, which is not in use yet, then columns.
 */
static void spread(struct finger_extractor *x, uint8_t value)
{
	uint16_t column[SIDE] = {0};
	for (int32_t y = -BROAD; y < x->height + BROAD; y++) {
		const uint8_t *in = x->bare + finger_at(0, y);
		uint8_t *out = x->thin + finger_at(0, y);
		int32_t count = 0;
		for (int32_t c = -BROAD; c < BROAD; c++) {
			count += in[c] == value;
		}
		for (int32_t c = 0; c < x->width; c++) {
			count += in[c + BROAD] == value;
			out[c] = count > 0;
			count -= in[c - BROAD] == value;
		}
	}
	for (int32_t y = -BROAD; y < x->height + BROAD; y++) {
		const uint8_t *add = x->thin + finger_at(0, y);
		for (int32_t c = 0; c < x->width; c++) {
			column[c] = (uint16_t)(column[c] + add[c]);
		}
		if (y >= BROAD) {
			spread_row(x, y - BROAD, column, value);
		}
	}
}

/*
 * Between the broken ridges of a dry finger the plate shows, too: what was flooded is bare only
 * where it is broader than any valley.
 */
static void keep_broad(struct finger_extractor *x, uint32_t flooded)
{
	spread(x, 0);
	spread(x, 1);
	for (uint32_t i = 0; i < flooded; i++) {
		uint8_t *at = x->bare + x->queue[i];
		*at = *at != 0 ? BROADLY : 0;
	}
	for (int32_t y = 0; y < x->height; y++) {
		for (int32_t c = 0; c < x->width; c++) {
			uint8_t *at = x->bare + finger_at(c, y);
			*at = on_frame(x, c, y) || *at == BROADLY;
		}
	}
}

/* Sums over the pixels that are not bare. */
struct sums {
	int32_t count;
	int32_t sum;
	int32_t square;
};

static void add_row(const struct finger_extractor *x, struct sums *column, int32_t y, int32_t sign)
{
	const uint8_t *grey = x->grey + finger_at(0, y);
	const uint8_t *bare = x->bare + finger_at(0, y);
	for (int32_t c = 0; c < x->width; c++) {
		const int32_t live = bare[c] ? 0 : sign;
		column[c].count += live;
		column[c].sum += live * grey[c];
		column[c].square += live * grey[c] * grey[c];
	}
}

static void add(struct sums *to, const struct sums *s, int32_t sign)
{
	to->count += sign * s->count;
	to->sum += sign * s->sum;
	to->square += sign * s->square;
}

static float deviation_of(const struct sums *s)
{
	const float n = (float)s->count;
	const float mean = (float)s->sum / n;
	const float variance = (float)s->square / n - mean * mean;
	return sqrtf(variance > 0 ? variance : 0);
}

static int16_t even_out(const struct sums *s, uint8_t grey, float deviation)
{
	const float mean = (float)s->sum / (float)s->count;
	const float value = ((float)grey - mean) * UNIT / (deviation + DEVIATION_ZERO);
	const float limited = fminf(fmaxf(value, -LIMIT), LIMIT);
	return (int16_t)lrintf(limited);
}

static void norm_row(struct finger_extractor *x, const struct sums *column, int32_t y)
{
	const int32_t area = (2 * SURROUND + 1) * (2 * SURROUND + 1);
	struct sums s = {0};
	for (int32_t c = 0; c < SURROUND && c < x->width; c++) {
		add(&s, &column[c], 1);
	}
	for (int32_t c = 0; c < x->width; c++) {
		const uint32_t at = finger_at(c, y);
		if (c + SURROUND < x->width) {
			add(&s, &column[c + SURROUND], 1);
		}
		if (c > SURROUND) {
			add(&s, &column[c - SURROUND - 1], -1);
		}
		const float deviation = s.count > 0 ? deviation_of(&s) : 0;
		x->norm[at] = x->bare[at] ? 0 : even_out(&s, x->grey[at], deviation);
		const int32_t block = y / BLOCK * BLOCKS + c / BLOCK;
		if (y % BLOCK == BLOCK / 2 && c % BLOCK == BLOCK / 2) {
			x->contrast[block] = (uint16_t)lrintf(deviation * 16);
			x->covered[block] = (uint8_t)(s.count * 255 / area);
		}
	}
}

static void normalise(struct finger_extractor *x)
{
	struct sums column[SIDE] = {0};
	secret_wipe(x->norm, sizeof(x->norm));
	for (int32_t y = 0; y < SURROUND && y < x->height; y++) {
		add_row(x, column, y, 1);
	}
	for (int32_t y = 0; y < x->height; y++) {
		if (y + SURROUND < x->height) {
			add_row(x, column, y + SURROUND, 1);
		}
		if (y > SURROUND) {
			add_row(x, column, y - SURROUND - 1, -1);
		}
		norm_row(x, column, y);
	}
}

/* Binomial over five pixels, rows then columns. */
void finger_soften(struct finger_extractor *x, const int16_t *from, int16_t *to)
{
	for (int32_t y = -2; y < x->height + 2; y++) {
		const int16_t *in = from + finger_at(0, y);
		int16_t *out = x->scratch + finger_at(0, y);
		for (int32_t c = 0; c < x->width; c++) {
			out[c] = (int16_t)(in[c - 2] + 4 * in[c - 1] + 6 * in[c] + 4 * in[c + 1] +
					   in[c + 2]);
		}
	}
	for (int32_t y = 0; y < x->height; y++) {
		const int16_t *in = x->scratch + finger_at(0, y);
		int16_t *out = to + finger_at(0, y);
		for (int32_t c = 0; c < x->width; c++) {
			int32_t sum = in[c - 2 * STRIDE] + 4 * in[c - STRIDE] + 6 * in[c] +
				      4 * in[c + STRIDE] + in[c + 2 * STRIDE];
			out[c] = (int16_t)((sum + 128) >> 8);
		}
	}
}

void finger_ground(struct finger_extractor *x)
{
	keep_broad(x, flood(x));
	normalise(x);
	if (finger_scratch(x)) {
		normalise(x);
	}
	secret_wipe(x->soft, sizeof(x->soft));
	finger_soften(x, x->norm, x->soft);
}
