/*
 * finger_mask: where there are ridges that can be followed.
 * Knows contrast and how well filters explain what was there. Never knows minutiae.
 */
#include "biometrics/finger_work.h"

#include "base/secret.h"

#include <math.h>

#define CONTRAST_LEAST (4 * 16) /* 1/16 level */
#define CONTRAST_SHARE 5        /* of the contrast that the best tenth of the image has: 1/5 */
#define COVERED_LEAST  128      /* half of the surroundings is finger */
#define AXIS_LEAST     0.12F    /* to be filtered at all */
#define AXIS_TRUST     0.35F
#define NOISY_SHARE    0.25F /* of all variance, in the filtered ridges: less is noisy */
#define SMOOTH_TRUST   0.30F /* of the variance without the finest detail, in the filtered ridges */
#define SHARE_TRUST    0.06F /* of all variance; of noise it is 0.03 */
#define FAINT_SHARE    6     /* of the ridges' contrast in the best tenth of the print: 1/6 */
#define PURE_FULL      0.50F /* share in a clear print: ridges are no sines */
#define SPREAD         3     /* blocks to each side that a vote is taken of */
#define HOLE_MOST      36    /* blocks: 24 x 24 pixels */
#define PATCH_SHARE    8     /* a patch under 1/8 of the largest is dirt */
#define LEVELS         (128 * 16)

/* The contrast that one tenth of the blocks exceed where of is at least so much. */
static uint32_t best_contrast(const struct finger_extractor *x, const uint8_t *of, uint8_t least)
{
	uint32_t histogram[LEVELS] = {0};
	uint32_t count = 0;
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			const uint32_t b = by * BLOCKS + bx;
			if (of[b] >= least) {
				histogram[x->contrast[b] < LEVELS ? x->contrast[b] : LEVELS - 1]++;
				count++;
			}
		}
	}
	uint32_t level = LEVELS - 1;
	uint32_t over = histogram[level];
	while (level > 0 && over * 10 < count) {
		level--;
		over += histogram[level];
	}
	return level;
}

/* A block is what most blocks around it are: no specks, no holes. */
static void vote(struct finger_extractor *x)
{
	uint8_t old[BLOCKS * BLOCKS];
	for (uint32_t b = 0; b < BLOCKS * BLOCKS; b++) {
		old[b] = x->mask[b];
	}
	for (int32_t by = 0; by < x->blocks_high; by++) {
		for (int32_t bx = 0; bx < x->blocks_wide; bx++) {
			uint32_t yes = 0;
			for (int32_t dy = -SPREAD; dy <= SPREAD; dy++) {
				for (int32_t dx = -SPREAD; dx <= SPREAD; dx++) {
					const int32_t nx = bx + dx;
					const int32_t ny = by + dy;
					yes += nx >= 0 && ny >= 0 && nx < x->blocks_wide &&
					       ny < x->blocks_high && old[ny * BLOCKS + nx];
				}
			}
			x->mask[by * BLOCKS + bx] = yes * 2 > (2 * SPREAD + 1) * (2 * SPREAD + 1);
		}
	}
}

/* Blocks that hang together and are all of the mask, or all not; they lie in the queue. */
struct patch {
	uint32_t size;
	bool closed; /* does not reach the image's edge, and is everywhere filtered */
};

static struct patch explore(struct finger_extractor *x, uint8_t *seen, uint32_t first)
{
	static const int32_t step[4] = {1, -1, BLOCKS, -BLOCKS};
	struct patch h = {.size = 1, .closed = true};
	x->queue[0] = first;
	seen[first] = 1;
	for (uint32_t i = 0; i < h.size; i++) {
		const uint32_t b = x->queue[i];
		const uint32_t bx = b % BLOCKS;
		const uint32_t by = b / BLOCKS;
		const bool open[4] = {bx + 1 < x->blocks_wide, bx > 0, by + 1 < x->blocks_high,
				      by > 0};
		h.closed = h.closed && x->tried[b];
		for (int k = 0; k < 4; k++) {
			const uint32_t next = (uint32_t)((int32_t)b + step[k]);
			h.closed = h.closed && open[k];
			if (open[k] && !seen[next] && x->mask[next] == x->mask[first]) {
				seen[next] = 1;
				x->queue[h.size++] = next;
			}
		}
	}
	return h;
}

/*
 * At a core and at a delta ridges have no one direction, and are ridges for all that: small holes
 * belong to the print.
 */
static void fill_holes(struct finger_extractor *x)
{
	uint8_t seen[BLOCKS * BLOCKS] = {0};
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			const uint32_t b = by * BLOCKS + bx;
			if (x->mask[b] || seen[b]) {
				continue;
			}
			const struct patch h = explore(x, seen, b);
			for (uint32_t i = 0; h.closed && h.size <= HOLE_MOST && i < h.size; i++) {
				x->mask[x->queue[i]] = 1;
			}
		}
	}
}

/* Size of the largest patch of the mask; those under least are taken out of it. */
static uint32_t drop_small(struct finger_extractor *x, uint32_t least)
{
	uint8_t seen[BLOCKS * BLOCKS] = {0};
	uint32_t largest = 0;
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			const uint32_t b = by * BLOCKS + bx;
			if (!x->mask[b] || seen[b]) {
				continue;
			}
			const struct patch p = explore(x, seen, b);
			largest = p.size > largest ? p.size : largest;
			for (uint32_t i = 0; p.size < least && i < p.size; i++) {
				x->mask[x->queue[i]] = 0;
			}
		}
	}
	return largest;
}

static uint8_t step_to(const struct finger_extractor *x, int32_t bx, int32_t by, uint32_t cost)
{
	if (bx < 0 || by < 0 || bx >= x->blocks_wide || by >= x->blocks_high) {
		return (uint8_t)(cost / 2);
	}
	const uint32_t far = x->inside[by * BLOCKS + bx] + cost;
	return (uint8_t)(far > UINT8_MAX ? UINT8_MAX : far);
}

static void nearer(struct finger_extractor *x, int32_t bx, int32_t by, int32_t step)
{
	static const uint32_t straight = BLOCK;
	static const uint32_t aslant = BLOCK * 3 / 2; /* sqrt 2, a little much */
	uint8_t *at = &x->inside[by * BLOCKS + bx];
	const uint8_t reach[4] = {
		step_to(x, bx + step, by, straight),
		step_to(x, bx, by + step, straight),
		step_to(x, bx + step, by + step, aslant),
		step_to(x, bx - step, by + step, aslant),
	};
	for (int i = 0; i < 4; i++) {
		*at = reach[i] < *at ? reach[i] : *at;
	}
}

/* Distance to the mask's edge: once downwards, once upwards. */
static void measure(struct finger_extractor *x)
{
	for (uint32_t b = 0; b < BLOCKS * BLOCKS; b++) {
		x->inside[b] = x->mask[b] ? UINT8_MAX : 0;
	}
	for (int32_t by = 0; by < x->blocks_high; by++) {
		for (int32_t bx = 0; bx < x->blocks_wide; bx++) {
			nearer(x, bx, by, -1);
		}
	}
	for (int32_t by = x->blocks_high - 1; by >= 0; by--) {
		for (int32_t bx = x->blocks_wide - 1; bx >= 0; bx--) {
			nearer(x, bx, by, 1);
		}
	}
}

void finger_mask_first(struct finger_extractor *x)
{
	const uint32_t share = best_contrast(x, x->covered, COVERED_LEAST) / CONTRAST_SHARE;
	const uint32_t least = share > CONTRAST_LEAST ? share : CONTRAST_LEAST;
	secret_wipe(x->mask, sizeof(x->mask));
	secret_wipe(x->noisy, sizeof(x->noisy));
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			const uint32_t b = by * BLOCKS + bx;
			x->mask[b] = x->contrast[b] >= least && x->covered[b] >= COVERED_LEAST &&
				     hypotf(x->axis[b].x, x->axis[b].y) >= AXIS_LEAST;
		}
	}
	vote(x);
	for (uint32_t b = 0; b < BLOCKS * BLOCKS; b++) {
		x->tried[b] = x->mask[b];
	}
}

/* Variance of a plane around a block. */
static float power(const int16_t *plane, uint32_t bx, uint32_t by)
{
	int64_t sum = 0;
	for (int32_t dy = -6; dy < 10; dy++) {
		const int16_t *row =
			plane + finger_at((int32_t)bx * BLOCK - 6, (int32_t)by * BLOCK + dy);
		for (int32_t i = 0; i < 16; i++) {
			sum += row[i] * row[i];
		}
	}
	return (float)sum;
}

void finger_mask_noisy(struct finger_extractor *x)
{
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			const uint32_t b = by * BLOCKS + bx;
			x->noisy[b] = x->mask[b] && power(x->ridge[0], bx, by) <
							    NOISY_SHARE * power(x->norm, bx, by);
		}
	}
}

/* Judges a block by what its filters gave; of its contrast, leaves that of the ridges. */
static bool shows_ridges(struct finger_extractor *x, uint32_t bx, uint32_t by)
{
	const uint32_t b = by * BLOCKS + bx;
	const uint32_t cell = by * BLOCK / FINGER_CELL * FINGER_MAP_SIDE + bx * BLOCK / FINGER_CELL;
	const float ridges = power(x->ridge[0], bx, by);
	const float smooth = ridges / (power(x->soft, bx, by) + 256);
	const float share = ridges / (power(x->norm, bx, by) + 256);
	x->pure[b] = fminf(share / PURE_FULL, 1);
	x->contrast[b] = (uint16_t)lrintf((float)x->contrast[b] * sqrtf(fminf(share, 1)));
	return x->period[cell] > 0 && smooth >= SMOOTH_TRUST && share >= SHARE_TRUST &&
	       hypotf(x->axis[b].x, x->axis[b].y) >= AXIS_TRUST;
}

/*
 * The pattern of a sensor's columns has directions and a period, too; but it is faint beside the
 * ridges.
 */
static void drop_faint(struct finger_extractor *x)
{
	const uint32_t least = best_contrast(x, x->mask, 1) / FAINT_SHARE;
	for (uint32_t b = 0; b < BLOCKS * BLOCKS; b++) {
		x->mask[b] = x->mask[b] && x->contrast[b] >= least;
	}
}

void finger_mask_last(struct finger_extractor *x)
{
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			const uint32_t b = by * BLOCKS + bx;
			x->pure[b] = 0;
			x->mask[b] = x->mask[b] && shows_ridges(x, bx, by);
		}
	}
	drop_faint(x);
	vote(x);
	for (uint32_t b = 0; b < BLOCKS * BLOCKS; b++) {
		x->mask[b] = x->mask[b] && x->tried[b];
	}
	fill_holes(x);
	(void)drop_small(x, drop_small(x, 0) / PATCH_SHARE); /* the largest stays */
	measure(x);
}
