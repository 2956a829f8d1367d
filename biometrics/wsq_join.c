/*
 * wsq_join: subbands become an image again.
 * Knows filters and how signals go on beyond their ends. Never knows codes.
 */
#include "biometrics/wsq_join.h"

#include "biometrics/finger_image.h"

#define PHASE_MAX (WSQ_TAPS_MAX / 2 + 1) /* taps that meet one output sample */
#define PAD       (PHASE_MAX + 1)        /* samples needed beyond an end */
#define HALF_MAX  (FINGER_SIDE_MAX / 2 + 1)

/* The taps that meet the even or odd output samples: output m takes inputs m + first onwards. */
struct phase {
	int first;
	int count;
	float taps[PHASE_MAX];
};

struct bank {
	bool odd; /* lengths of the filters */
	struct phase low[2];
	struct phase high[2];
};

/* A signal of `side` samples as its two halves. */
struct halves {
	int side;
	int low; /* samples */
	int high;
	bool odd; /* lengths of the filters */
};

/* taps: by place; the output 2m + s takes the tap s - 2j + off of the input m + j. */
static void set_phases(const float *taps, int size, int off, struct phase phases[2])
{
	for (int s = 0; s < 2; s++) {
		struct phase *p = &phases[s];
		int over = s + off - (size - 1);
		p->first = over >= 0 ? (over + 1) / 2 : -(-over / 2);
		p->count = 0;
		for (int j = p->first; s - 2 * j + off >= 0; j++) {
			p->taps[p->count] = taps[s - 2 * j + off];
			p->count++;
		}
	}
}

/*
 * The synthesis filters are the other analysis filters with every second sign turned: low from
 * high, high from low. Of even length, a low filter is symmetric and a high one antisymmetric.
 */
static void set_bank(const struct wsq_transform *t, struct bank *b)
{
	float low[WSQ_TAPS_MAX];
	float high[WSQ_TAPS_MAX];
	int low_size = t->high_size;
	int high_size = t->low_size;
	b->odd = low_size % 2 != 0;
	for (int k = 0; k < (low_size + 1) / 2; k++) {
		float tap = (k % 2 == 0) == b->odd ? t->high[k] : -t->high[k];
		low[low_size / 2 + k] = tap;
		low[(low_size - 1) / 2 - k] = tap;
	}
	for (int k = 0; k < (high_size + 1) / 2; k++) {
		float tap = k % 2 == 0 ? t->low[k] : -t->low[k];
		high[high_size / 2 + k] = tap;
		high[(high_size - 1) / 2 - k] = b->odd ? tap : -tap;
	}
	set_phases(low, low_size, (low_size - 1) / 2, b->low);
	set_phases(high, high_size, b->odd ? (high_size - 1) / 2 - 1 : high_size / 2 - 1, b->high);
}

static int modulo(int a, int n)
{
	int r = a % n;
	return r < 0 ? r + n : r;
}

/*
 * Which sample stands for the i-th of a half that has only so many, and its sign: odd filters see a
 * signal mirrored at its outermost samples, even ones mirrored beside them.
 */
static int mirror(const struct halves *h, int i, bool high, float *sign)
{
	*sign = 1;
	if (h->odd) {
		int period = h->side > 1 ? 2 * (h->side - 1) : 1;
		int at = modulo(2 * i + high, period);
		at = at < h->side ? at : period - at;
		return at / 2;
	}
	int at = modulo(i, h->side);
	if (at < (high ? h->high : h->low)) {
		return at;
	}
	if (high) { /* antisymmetric: one that is its own mirror is nothing */
		*sign = 2 * at == h->side - 1 ? 0 : -1;
	}
	return *sign == 0 ? 0 : h->side - 1 - at;
}

static void add(float *restrict to, const float *restrict from, float tap, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		to[i] += from[i] * tap;
	}
}

/* One row of the output, of the rows of one half, whose first is at `rows`. */
static void add_rows(const struct halves *h, const struct phase *p, bool high, int m,
		     const float *rows, size_t stride, float *to, size_t width)
{
	if ((high ? h->high : h->low) == 0) {
		return;
	}
	for (int k = 0; k < p->count; k++) {
		float sign;
		int row = mirror(h, m + p->first + k, high, &sign);
		if (sign != 0) {
			add(to, rows + (size_t)row * stride, p->taps[k] * sign, width);
		}
	}
}

static void clear(float *to, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		to[i] = 0;
	}
}

static struct halves halves_of(const struct bank *b, uint16_t side)
{
	uint16_t low = wsq_low_of(side);
	return (struct halves){.side = side, .low = low, .high = side - low, .odd = b->odd};
}

/* The columns of an area, into the scratch: rows of its width without gaps. */
static void join_columns(const struct bank *b, const struct wsq_area *area, const float *plane,
			 size_t stride, float *scratch)
{
	struct halves h = halves_of(b, area->height);
	const float *first = plane + area->y * stride + area->x;
	const float *low = first + (size_t)(area->flip_y ? h.high : 0) * stride;
	const float *high = first + (size_t)(area->flip_y ? 0 : h.low) * stride;
	for (int y = 0; y < area->height; y++) {
		float *to = scratch + (size_t)y * area->width;
		clear(to, area->width);
		add_rows(&h, &b->low[y % 2], false, y / 2, low, stride, to, area->width);
		add_rows(&h, &b->high[y % 2], true, y / 2, high, stride, to, area->width);
	}
}

/* What a half looks like with PAD samples before it and behind it. */
struct padded {
	int count;
	int from[2 * PAD]; /* which sample each of the padding is: those before, those behind */
	float sign[2 * PAD];
	float row[HALF_MAX + 2 * PAD];
};

static void set_padding(const struct halves *h, bool high, struct padded *p)
{
	p->count = high ? h->high : h->low;
	for (int i = 0; i < PAD && p->count > 0; i++) {
		p->from[i] = mirror(h, i - PAD, high, &p->sign[i]);
		p->from[PAD + i] = mirror(h, p->count + i, high, &p->sign[PAD + i]);
	}
}

static void pad(const float *half, struct padded *p)
{
	for (int i = 0; i < p->count; i++) {
		p->row[PAD + i] = half[i];
	}
	for (int i = 0; i < PAD && p->count > 0; i++) {
		p->row[i] = half[p->from[i]] * p->sign[i];
		p->row[PAD + p->count + i] = half[p->from[PAD + i]] * p->sign[PAD + i];
	}
}

/* Every second sample of a row, those of one phase. */
static void join_phase(const struct bank *b, int s, const struct padded *low,
		       const struct padded *high, float *to, size_t count)
{
	const struct phase *p = &b->low[s];
	clear(to, count);
	for (int k = 0; k < p->count && low->count > 0; k++) {
		add(to, low->row + PAD + p->first + k, p->taps[k], count);
	}
	p = &b->high[s];
	for (int k = 0; k < p->count && high->count > 0; k++) {
		add(to, high->row + PAD + p->first + k, p->taps[k], count);
	}
}

/* The rows of an area, from the scratch. */
static void join_rows(const struct bank *b, const struct wsq_area *area, const float *scratch,
		      float *plane, size_t stride)
{
	struct halves h = halves_of(b, area->width);
	struct padded low;
	struct padded high;
	float even[HALF_MAX];
	float odd[HALF_MAX];
	set_padding(&h, false, &low);
	set_padding(&h, true, &high);
	for (int y = 0; y < area->height; y++) {
		const float *row = scratch + (size_t)y * area->width;
		float *to = plane + ((size_t)area->y + (size_t)y) * stride + area->x;
		pad(row + (area->flip_x ? h.high : 0), &low);
		pad(row + (area->flip_x ? 0 : h.low), &high);
		join_phase(b, 0, &low, &high, even, (size_t)h.low);
		join_phase(b, 1, &low, &high, odd, (size_t)h.high);
		for (int i = 0; i < h.high; i++) {
			to[2 * i] = even[i];
			to[2 * i + 1] = odd[i];
		}
		if (h.low > h.high) {
			to[area->width - 1] = even[h.low - 1];
		}
	}
}

void wsq_join(const struct wsq_transform *t, const struct wsq_tree *tree, float *plane,
	      float *scratch)
{
	struct bank b;
	set_bank(t, &b);
	size_t stride = tree->splits[0].width;
	for (int i = WSQ_SPLITS - 1; i >= 0; i--) {
		const struct wsq_area *area = &tree->splits[i];
		if (area->width != 0 && area->height != 0) {
			join_columns(&b, area, plane, stride, scratch);
			join_rows(&b, area, scratch, plane, stride);
		}
	}
}
