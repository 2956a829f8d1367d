/*
 * resample: a picture scaled, turned and cut by one step.
 * Knows pixels and coordinates. Never knows what is shown.
 */
#include "biometrics/resample.h"

#include <math.h>

#define STEP_MAX    64.0 /* old pixels to a new one */
#define SAMPLES_MAX 64   /* along one side of a pixel */

/* A place along one axis: between which two pixels, and how far. */
struct between {
	uint32_t first;
	uint32_t second;
	double part;
};

static struct between place(double at, uint32_t size)
{
	double within = fmax(0, fmin(at, (double)size - 1));
	struct between b = {.first = (uint32_t)within};
	b.second = b.first + 1 < size ? b.first + 1 : b.first;
	b.part = within - (double)b.first;
	return b;
}

static const uint8_t *pixel(const struct picture *p, uint32_t x, uint32_t y)
{
	return p->bgr + ((size_t)y * p->width + x) * 3;
}

static void add_sample(const struct picture *p, struct face_point at, double sum[3])
{
	struct between x = place(at.x, p->width);
	struct between y = place(at.y, p->height);
	const uint8_t *a = pixel(p, x.first, y.first);
	const uint8_t *b = pixel(p, x.second, y.first);
	const uint8_t *c = pixel(p, x.first, y.second);
	const uint8_t *d = pixel(p, x.second, y.second);
	for (size_t k = 0; k < 3; k++) {
		double above = a[k] + (b[k] - a[k]) * x.part;
		double below = c[k] + (d[k] - c[k]) * x.part;
		sum[k] += above + (below - above) * y.part;
	}
}

/* The mean over one new pixel, whose middle is at. */
static void mean_pixel(const struct picture *p, struct face_point at, struct face_point across,
		       int samples, uint8_t *to)
{
	double sum[3] = {0};
	for (int i = 0; i < samples; i++) {
		double down = (i + 0.5) / samples - 0.5;
		for (int k = 0; k < samples; k++) {
			double right = (k + 0.5) / samples - 0.5;
			struct face_point s = {at.x + across.x * right - across.y * down,
					       at.y + across.y * right + across.x * down};
			add_sample(p, s, sum);
		}
	}
	for (size_t k = 0; k < 3; k++) {
		to[k] = (uint8_t)lround(sum[k] / (samples * samples));
	}
}

enum eg_err picture_resample(const struct picture *p, const struct resample *r, struct picture *out)
{
	double step = hypot(r->across.x, r->across.y);
	if (p->bgr == NULL || !isfinite(r->origin.x) || !isfinite(r->origin.y) || !(step > 0) ||
	    step > STEP_MAX) {
		return EG_FAIL(EG_BAD_DATA, "picture or transform to resample");
	}
	int samples = (int)fmin(ceil(step - 1e-9), SAMPLES_MAX);
	EG_TRY(picture_new(r->width, r->height, out));
	uint8_t *to = out->bgr;
	for (uint32_t y = 0; y < r->height; y++) {
		for (uint32_t x = 0; x < r->width; x++, to += 3) {
			struct face_point at = {r->origin.x + r->across.x * x - r->across.y * y,
						r->origin.y + r->across.y * x + r->across.x * y};
			mean_pixel(p, at, r->across, samples, to);
		}
	}
	return EG_OK;
}

enum eg_err picture_scale(const struct picture *p, double factor, struct picture *out)
{
	if (!(factor >= 1 / STEP_MAX) || factor > STEP_MAX) {
		return EG_FAIL(EG_TOO_BIG, "scale of a picture");
	}
	double step = 1 / factor;
	struct resample r = {
		.origin = {step / 2 - 0.5, step / 2 - 0.5},
		.across = {step, 0},
		.width = (uint32_t)fmax(1, round(p->width * factor)),
		.height = (uint32_t)fmax(1, round(p->height * factor)),
	};
	return picture_resample(p, &r, out);
}
