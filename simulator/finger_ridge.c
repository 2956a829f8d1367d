/*
 * finger_ridge: ridges grown along a flow.
 * Knows filters and a grid. Never knows pores, wear or sensors.
 *
 * Growing happens at 250 dpi, where a ridge and its valley are four to six cells wide: a ridge is
 * one harmonic, and nothing of it is lost. Filters are made once for each direction and period.
 */
#include "simulator/finger_ridge.h"

#include "simulator/finger_chance.h"

#include <math.h>
#include <stdlib.h>

#define SCALE       2 /* pixels of 500 dpi to one cell */
#define REACH       6 /* cells, of a filter to each side */
#define SPAN        (2 * REACH + 1)
#define TAPS        (SPAN * SPAN)
#define DIRECTIONS  64
#define PERIODS     18
#define PERIOD_MIN  3.3 /* cells */
#define PERIOD_STEP 0.17
#define ROUNDS      28
#define SEED_SHARE  0.06 /* of the cells, that growth starts from */

enum { STREAM_SEEDS = 11 };

struct field {
	unsigned wide; /* cells, with a border of REACH that stays 0 */
	unsigned high;
	float *now;       /* owned */
	float *next;      /* owned */
	uint16_t *filter; /* owned: which one each cell is grown by */
	float *taps;      /* owned: DIRECTIONS * PERIODS filters */
};

static void field_free(struct field *f)
{
	free(f->now);
	free(f->next);
	free(f->filter);
	free(f->taps);
	*f = (struct field){0};
}

static enum eg_err field_new(struct field *f, unsigned wide, unsigned high)
{
	size_t cells = (size_t)wide * high;
	*f = (struct field){.wide = wide, .high = high};
	f->now = calloc(cells, sizeof(*f->now));
	f->next = calloc(cells, sizeof(*f->next));
	f->filter = calloc(cells, sizeof(*f->filter));
	f->taps = calloc((size_t)DIRECTIONS * PERIODS * TAPS, sizeof(*f->taps));
	return f->now != NULL && f->next != NULL && f->filter != NULL && f->taps != NULL
		       ? EG_OK
		       : EG_FAIL(EG_NO_MEMORY, "field of ridges");
}

/* A piece of ridge between two valleys: no mean, so that flat skin stays flat. */
static void make_filter(float *taps, double angle, double period)
{
	double across = 0.42 * period;
	double along = 0.46 * period;
	double sum = 0;
	double power = 0;
	double plain[TAPS];
	for (int i = 0; i < TAPS; i++) {
		double x = i % SPAN - REACH;
		double y = i / SPAN - REACH;
		double u = x * cos(angle) + y * sin(angle);
		double v = -x * sin(angle) + y * cos(angle);
		double near = exp(-u * u / (2 * along * along) - v * v / (2 * across * across));
		plain[i] = near * cos(2 * M_PI * v / period);
		sum += plain[i];
	}
	for (int i = 0; i < TAPS; i++) {
		plain[i] -= sum / TAPS;
		power += fabs(plain[i]);
	}
	for (int i = 0; i < TAPS; i++) {
		taps[i] = (float)(plain[i] * 4 / power);
	}
}

static void choose_filters(struct field *f, const struct finger_flow *flow)
{
	for (unsigned d = 0; d < DIRECTIONS; d++) {
		for (unsigned p = 0; p < PERIODS; p++) {
			make_filter(f->taps + (size_t)(d * PERIODS + p) * TAPS,
				    M_PI * d / DIRECTIONS, PERIOD_MIN + PERIOD_STEP * p);
		}
	}
	for (unsigned y = 0; y < f->high; y++) {
		for (unsigned x = 0; x < f->wide; x++) {
			double at_x = ((double)x - f->wide / 2.0) * SCALE;
			double at_y = ((double)y - f->high / 2.0) * SCALE;
			double angle = finger_flow_angle(flow, at_x, at_y);
			double period = finger_flow_period(flow, at_x, at_y) / SCALE;
			unsigned d = (unsigned)lround(angle * DIRECTIONS / M_PI) % DIRECTIONS;
			double p = fmax(0, (period - PERIOD_MIN) / PERIOD_STEP);
			unsigned step = (unsigned)fmin(PERIODS - 1, p + 0.5);
			f->filter[(size_t)y * f->wide + x] = (uint16_t)(d * PERIODS + step);
		}
	}
}

static void sow(struct field *f, uint64_t seed)
{
	struct finger_chance c = finger_chance_of(seed, STREAM_SEEDS);
	for (unsigned y = REACH; y + REACH < f->high; y++) {
		for (unsigned x = REACH; x + REACH < f->wide; x++) {
			if (finger_chance_between(&c, 0, 1) < SEED_SHARE) {
				f->now[(size_t)y * f->wide + x] =
					(float)finger_chance_between(&c, -1, 1);
			}
		}
	}
}

static float filtered(const float *around, size_t stride, const float *taps)
{
	float part[SPAN] = {0}; /* sums of columns: the compiler does many at once */
	for (unsigned row = 0; row < SPAN; row++) {
		for (unsigned column = 0; column < SPAN; column++) {
			part[column] += around[column] * taps[column];
		}
		around += stride;
		taps += SPAN;
	}
	float sum = 0;
	for (unsigned column = 0; column < SPAN; column++) {
		sum += part[column];
	}
	return sum;
}

static void grow_once(struct field *f)
{
	for (unsigned y = REACH; y + REACH < f->high; y++) {
		for (unsigned x = REACH; x + REACH < f->wide; x++) {
			size_t at = (size_t)y * f->wide + x;
			const float *around = f->now + at - REACH * (size_t)f->wide - REACH;
			float v = filtered(around, f->wide, f->taps + (size_t)f->filter[at] * TAPS);
			f->next[at] = v / sqrtf(1 + v * v);
		}
	}
	float *old = f->now;
	f->now = f->next;
	f->next = old;
}

/* Catmull and Rom's weights of the four neighbours of a place between the middle two. */
static void weigh(double t, double w[4])
{
	w[0] = ((2 - t) * t - 1) * t / 2;
	w[1] = ((3 * t - 5) * t * t + 2) / 2;
	w[2] = ((4 - 3 * t) * t + 1) * t / 2;
	w[3] = (t - 1) * t * t / 2;
}

static double between(const struct field *f, double x, double y)
{
	double left = floor(x);
	double top = floor(y);
	double across[4];
	double down[4];
	double sum = 0;
	weigh(x - left, across);
	weigh(y - top, down);
	for (unsigned j = 0; j < 4; j++) {
		const float *row = f->now + ((size_t)top + j - 1) * f->wide + (size_t)left - 1;
		for (unsigned i = 0; i < 4; i++) {
			sum += down[j] * across[i] * (double)row[i];
		}
	}
	return sum;
}

enum eg_err finger_ridge_grow(int8_t *out, unsigned width, unsigned height,
			      const struct finger_flow *flow)
{
	EG_AUTO(field_free) struct field f = {0};
	EG_TRY(field_new(&f, width / SCALE + 2 * REACH + 2, height / SCALE + 2 * REACH + 2));
	choose_filters(&f, flow);
	sow(&f, flow->seed);
	for (unsigned i = 0; i < ROUNDS; i++) {
		grow_once(&f);
	}
	for (unsigned y = 0; y < height; y++) {
		for (unsigned x = 0; x < width; x++) {
			double at_x = f.wide / 2.0 + (x - width / 2.0) / SCALE;
			double at_y = f.high / 2.0 + (y - height / 2.0) / SCALE;
			double v = between(&f, at_x, at_y) * 1.25;
			out[(size_t)y * width + x] = (int8_t)lround(127 * fmax(-1, fmin(1, v)));
		}
	}
	return EG_OK;
}
