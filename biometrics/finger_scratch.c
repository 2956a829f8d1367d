/*
 * finger_scratch: finds narrow straight lines that run across the ridges: scratches and dead
 * columns of the plate, creases of the skin. Knows grey. Never knows ridges' directions, which such
 * a line hides.
 *
 * A line is one if all of it is brighter (or darker) than what lies on both sides of it, and if on
 * these sides grey changes along it as much as across: ridges and valleys that end at the line. A
 * valley is as bright, but ridges run along its sides. What lies under a line is not known: made
 * bare, it has no part in means, deviations and directions, and the filters reach across it.
 */
#include "biometrics/finger_work.h"

#include "base/secret.h"

#include <math.h>

#define WAYS        64 /* directions of lines, of a quarter turn to each side of an axis */
#define HALF        26 /* pixels of a line to each side of its middle: six ridges */
#define STEP        2  /* pixels between samples of the line */
#define PATH        (HALF / STEP) /* samples of half a line */
#define LEAP        5
#define GRID        8  /* rows, or columns, between those on which a line's middle is looked for */
#define STRIPS      4  /* beside it */
#define SAMPLES     27 /* of a strip */
#define BESIDE      5  /* pixels to the nearest one: clear of the line */
#define CROSS       0.45F /* of the gradients beside a line, along it: 42 degrees */
#define CROSS_LEAST 0.3F  /* on each side */
#define REACH_MOST  3     /* pixels from its middle that a line can be broad */
#define SURE        (UNIT / 3)
#define OVER        0.5F /* deviations that all of a line differs by from what lies beside it */
#define FAINT       5    /* levels of deviation beside a line: less is no ridges */
#define SHARE_MOST  4    /* lines cover at most a quarter of what is not bare */
#define PI          3.14159265F

/* A line through a pixel; one step goes a pixel along x or along y. */
struct way {
	float dx;
	float dy;
};

static uint32_t place(int32_t c, int32_t y, const struct way *w, float along, float aside)
{
	const float length = sqrtf(w->dx * w->dx + w->dy * w->dy);
	const float px = (float)c + along * w->dx - aside * w->dy / length;
	const float py = (float)y + along * w->dy + aside * w->dx / length;
	return finger_at((int32_t)lrintf(px), (int32_t)lrintf(py));
}

/* From a line's middle to its samples in one half, by row and column of the planes; not in their
 * order: samples beside each other say the same. */
struct paths {
	struct way way[2][WAYS]; /* flat ones, steep ones */
	int32_t step[2][WAYS][PATH];
};

static void lay_paths(struct paths *p)
{
	for (uint32_t i = 0; i < 2 * WAYS; i++) {
		const float slope = tanf(PI / 2 * ((float)(i / 2) + 0.5F - WAYS / 2) / WAYS);
		const struct way w = i % 2 == 0 ? (struct way){1, slope} : (struct way){slope, 1};
		p->way[i % 2][i / 2] = w;
		for (uint32_t k = 0; k < PATH; k++) {
			const float far = (float)((k * LEAP % PATH + 1) * STEP);
			p->step[i % 2][i / 2][k] =
				(int32_t)lrintf(far * w.dy) * STRIDE + (int32_t)lrintf(far * w.dx);
		}
	}
}

/* Whether all of the line lies on one side of its surroundings' mean. */
static bool is_one(const int16_t *at, const int32_t step[PATH], int32_t sign)
{
	for (uint32_t k = 0; k < PATH; k++) {
		if (sign * at[step[k]] < SURE || sign * at[-step[k]] < SURE) {
			return false;
		}
	}
	return true;
}

/* What lies on one side of a line. */
struct beside {
	float mean;
	float square;
	float along; /* of the square of the gradient, what it has along the line */
	float all;
};

static void look_beside(const struct finger_extractor *x, int32_t c, int32_t y, const struct way *w,
			float side, struct beside *out)
{
	const float length = sqrtf(w->dx * w->dx + w->dy * w->dy);
	*out = (struct beside){0};
	for (int32_t i = 0; i < STRIPS * SAMPLES; i++) {
		const float along = (float)(i % SAMPLES - SAMPLES / 2) * STEP;
		const float aside = side * (float)(BESIDE + i / SAMPLES * STEP);
		const uint8_t *at = x->grey + place(c, y, w, along, aside);
		const float gx = (float)(at[1] - at[-1]);
		const float gy = (float)(at[STRIDE] - at[-STRIDE]);
		const float g = (gx * w->dx + gy * w->dy) / length;
		out->mean += (float)*at / (STRIPS * SAMPLES);
		out->square += (float)(*at * *at) / (STRIPS * SAMPLES);
		out->along += g * g;
		out->all += gx * gx + gy * gy;
	}
}

/* What lies beside a line: mean and deviation; 0 where it is not ridges that cross the line. */
struct sides {
	float mean;
	float deviation;
};

static struct sides sides_of(const struct finger_extractor *x, int32_t c, int32_t y,
			     const struct way *w)
{
	struct beside a;
	struct beside b;
	look_beside(x, c, y, w, -1, &a);
	look_beside(x, c, y, w, 1, &b);
	const float mean = (a.mean + b.mean) / 2;
	const float deviation = sqrtf(fmaxf((a.square + b.square) / 2 - mean * mean, 0));
	const bool crossed = a.along >= CROSS_LEAST * a.all && b.along >= CROSS_LEAST * b.all &&
			     a.along + b.along >= CROSS * (a.all + b.all);
	return (struct sides){mean, crossed && deviation >= FAINT ? deviation : 0};
}

/* Grey that all of the line has to pass. */
static bool is_line(const struct finger_extractor *x, int32_t c, int32_t y, const struct way *w,
		    int32_t sign, float *level)
{
	const struct sides s = sides_of(x, c, y, w);
	*level = s.mean + (float)sign * OVER * s.deviation;
	if (!(s.deviation > 0)) {
		return false;
	}
	for (int32_t i = -HALF; i <= HALF; i += STEP) {
		const float v = (float)x->grey[place(c, y, w, (float)i, 0)];
		if ((float)sign * (v - *level) < 0) {
			return false;
		}
	}
	return true;
}

/* The line, as broad as it is, and a pixel of its rim. */
static void mark(struct finger_extractor *x, int32_t c, int32_t y, const struct way *w,
		 int32_t sign, float level)
{
	for (int32_t i = -HALF; i <= HALF; i++) {
		for (int32_t side = -1; side <= 1; side += 2) {
			for (int32_t k = 0; k <= REACH_MOST; k++) {
				const uint32_t at = place(c, y, w, (float)i, (float)(side * k));
				x->thin[at] = 1;
				if ((float)sign * ((float)x->grey[at] - level) < 0) {
					break;
				}
			}
		}
	}
}

static bool search(struct finger_extractor *x, const struct paths *p, int32_t c, int32_t y,
		   uint32_t steep)
{
	const int16_t *middle = x->norm + finger_at(c, y);
	const int32_t sign = *middle >= SURE ? 1 : *middle <= -SURE ? -1 : 0;
	bool found = false;
	for (uint32_t i = 0; i < WAYS && sign != 0; i++) {
		const struct way *w = &p->way[steep][i];
		float level;
		if (is_one(middle, p->step[steep][i], sign) && is_line(x, c, y, w, sign, &level)) {
			mark(x, c, y, w, sign, level);
			found = true;
		}
	}
	return found;
}

/* Makes bare what is marked. Lines everywhere are no plate's: so a dry finger's ridges break up. */
static bool take_out(struct finger_extractor *x)
{
	uint32_t marked = 0;
	uint32_t live = 0;
	for (int32_t y = 0; y < x->height; y++) {
		for (int32_t c = 0; c < x->width; c++) {
			const uint32_t at = finger_at(c, y);
			live += x->bare[at] ? 0 : 1;
			marked += x->thin[at] && !x->bare[at] ? 1 : 0;
		}
	}
	if (marked == 0 || marked > live / SHARE_MOST) {
		return false;
	}
	for (uint32_t i = 0; i < PLANE; i++) {
		x->bare[i] |= x->thin[i];
	}
	return true;
}

bool finger_scratch(struct finger_extractor *x)
{
	struct paths paths;
	bool found = false;
	lay_paths(&paths);
	secret_wipe(x->thin, sizeof(x->thin));
	for (int32_t y = HALF; y < x->height - HALF; y++) {
		for (int32_t c = HALF; c < x->width - HALF; c++) {
			if (x->bare[finger_at(c, y)]) {
				continue;
			}
			const bool flat = c % GRID == 0 && search(x, &paths, c, y, 0);
			const bool steep = y % GRID == 0 && search(x, &paths, c, y, 1);
			found = found || flat || steep;
		}
	}
	return found && take_out(x);
}
