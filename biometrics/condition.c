/*
 * condition: a picture made worse as a camera or a booth would: small, blurred, noisy, badly lit.
 * Knows pixels, an amount of each. Never knows who is shown or what a matcher makes of it.
 */
#include "biometrics/condition.h"

#include "biometrics/resample.h"

#include <math.h>
#include <stdlib.h>

#define BLUR_REACH  3.0 /* standard deviations; what is beyond has 0.3 % of the weight */
#define KERNEL_ROOM 301 /* of the widest blur */
#define NUMBER_ROOM 16
#define TWO_PI      6.283185307179586

static const struct {
	const char *text;
	double usual;
	double lowest;
	double highest;
} kinds[CONDITION_COUNT] = {
#define X(name, text, usual, lowest, highest) [name] = {text, usual, lowest, highest},
	CONDITIONS(X)
#undef X
};

static enum eg_err read_amount(struct rd text, double lowest, double highest, double *out)
{
	char number[NUMBER_ROOM] = "";
	char *end = NULL;
	size_t size;
	if (!rd_dump(text, number, sizeof(number) - 1, &size) || size == 0) {
		return EG_FAIL(EG_CONFIG, "amount of a condition");
	}
	*out = strtod(number, &end);
	bool plain = number[0] >= '0' && number[0] <= '9' && *end == '\0';
	return plain && *out >= lowest && *out <= highest
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "amount of a condition is no number or out of range");
}

static enum eg_err read_one(struct rd word, struct condition *out)
{
	struct rd name = rd_until(&word, ":");
	for (size_t i = 0; i < CONDITION_COUNT; i++) {
		if (!rd_equal(name, rd_cstr(kinds[i].text))) {
			continue;
		}
		*out = (struct condition){(enum condition_kind)i, kinds[i].usual};
		return word.left == 0 && kinds[i].usual > 0
			       ? EG_OK
			       : read_amount(word, kinds[i].lowest, kinds[i].highest, &out->amount);
	}
	return EG_FAIL(EG_CONFIG,
		       "no such condition: eyes, blur, noise, half-light, side-light, over");
}

enum eg_err conditions_read(const char *text, struct conditions *out)
{
	struct rd list = rd_cstr(text);
	*out = (struct conditions){0};
	do {
		if (out->count == CONDITIONS_MAX) {
			return EG_FAIL(EG_CONFIG, "too many conditions");
		}
		EG_TRY(read_one(rd_until(&list, ","), &out->of[out->count]));
		out->count++;
	} while (list.left > 0);
	return EG_OK;
}

static uint8_t level(double v)
{
	return (uint8_t)lround(fmax(0, fmin(v, UINT8_MAX)));
}

static enum eg_err scale_to(double eyes, struct condition_face *face, struct picture *p)
{
	EG_AUTO(picture_free) struct picture old = *p;
	*p = (struct picture){0};
	if (!(face->eye_distance > 0)) {
		return EG_FAIL(EG_BAD_DATA, "distance between the eyes");
	}
	double factor = eyes / face->eye_distance;
	EG_TRY(picture_scale(&old, factor, p));
	face->eye_distance = eyes;
	face->middle *= factor;
	return EG_OK;
}

/* One row or column; stride in bytes between its pixels. line: room for size pixels. */
static void blur_line(uint8_t *first, size_t stride, uint32_t size, const double *kernel, int reach,
		      double *line)
{
	for (size_t channel = 0; channel < 3; channel++) {
		for (uint32_t i = 0; i < size; i++) {
			line[i] = first[i * stride + channel];
		}
		for (uint32_t i = 0; i < size; i++) {
			double sum = 0;
			for (int k = -reach; k <= reach; k++) {
				int64_t at = (int64_t)i + k;
				at = at < 0 ? 0 : at >= size ? (int64_t)size - 1 : at;
				sum += line[at] * kernel[k + reach];
			}
			first[i * stride + channel] = level(sum);
		}
	}
}

static void blur(double sigma, struct picture *p)
{
	static double line[PICTURE_SIDE_MAX]; /* 32 kB */
	double kernel[KERNEL_ROOM] = {0};
	int reach = (int)ceil(BLUR_REACH * sigma);
	double sum = 0;
	for (int k = -reach; k <= reach; k++) {
		kernel[k + reach] = exp(-0.5 * k * k / (sigma * sigma));
		sum += kernel[k + reach];
	}
	for (int k = 0; k <= 2 * reach; k++) {
		kernel[k] /= sum;
	}
	size_t row = (size_t)p->width * 3;
	for (uint32_t y = 0; y < p->height; y++) {
		blur_line(p->bgr + y * row, 3, p->width, kernel, reach, line);
	}
	for (uint32_t x = 0; x < p->width; x++) {
		blur_line(p->bgr + (size_t)x * 3, row, p->height, kernel, reach, line);
	}
}

/* splitmix64 (Steele, Lea, Flood 2014), as a fraction above 0 and below 1. */
static double uniform(uint64_t *state)
{
	*state += UINT64_C(0x9E3779B97F4A7C15);
	uint64_t z = *state;
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return ((double)((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

/* Box and Muller (1958): two at a time. */
static void noise(double sigma, uint64_t seed, struct picture *p)
{
	size_t size = picture_size(p);
	for (size_t i = 0; i < size; i += 2) {
		double length = sigma * sqrt(-2 * log(uniform(&seed)));
		double angle = TWO_PI * uniform(&seed);
		p->bgr[i] = level(p->bgr[i] + length * cos(angle));
		if (i + 1 < size) {
			p->bgr[i + 1] = level(p->bgr[i + 1] + length * sin(angle));
		}
	}
}

/*
 * A lamp at one side: the left half has a share of the light, the right half all of it, and over
 * the nose, half the distance of the eyes wide, the one goes over into the other.
 */
static void side_light(double share, const struct condition_face *face, struct picture *p)
{
	double wide = fmax(1, face->eye_distance / 2);
	uint8_t *at = p->bgr;
	for (uint32_t y = 0; y < p->height; y++) {
		for (uint32_t x = 0; x < p->width; x++, at += 3) {
			double lit = fmax(0, fmin(1, (x - face->middle) / wide + 0.5));
			double light = share + (1 - share) * lit;
			for (size_t k = 0; k < 3; k++) {
				at[k] = level(at[k] * light);
			}
		}
	}
}

static void expose(double factor, struct picture *p)
{
	size_t size = picture_size(p);
	for (size_t i = 0; i < size; i++) {
		p->bgr[i] = level(p->bgr[i] * factor);
	}
}

static bool in_range(const struct condition *c)
{
	return c->kind < CONDITION_COUNT && c->amount >= kinds[c->kind].lowest &&
	       c->amount <= kinds[c->kind].highest;
}

enum eg_err conditions_apply(const struct conditions *c, struct condition_face face, uint64_t seed,
			     struct picture *p)
{
	for (size_t i = 0; i < c->count; i++) {
		double amount = c->of[i].amount;
		if (!in_range(&c->of[i])) {
			return EG_FAIL(EG_CONFIG, "amount of a condition is out of range");
		}
		switch (c->of[i].kind) {
		case CONDITION_EYES:
			EG_TRY(scale_to(amount, &face, p));
			break;
		case CONDITION_BLUR:
			blur(amount, p);
			break;
		case CONDITION_NOISE:
			noise(amount, seed, p);
			break;
		case CONDITION_HALF_LIGHT:
		case CONDITION_OVER:
			expose(amount, p);
			break;
		case CONDITION_SIDE_LIGHT:
			side_light(amount, &face, p);
			break;
		case CONDITION_COUNT:
			return EG_FAIL(EG_CONFIG, "no such condition");
		}
	}
	return EG_OK;
}
