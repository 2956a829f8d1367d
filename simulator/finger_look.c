/*
 * finger_look: how touched skin looks to a sensor: ink where it touches, then grey.
 * Knows moisture, pores, dirt, blur, noise and the bare platen. Never knows where on the finger a
 * pixel lies: finger_press does.
 */
#include "simulator/finger_look.h"

#include "simulator/finger_chance.h"

#include <math.h>
#include <stdlib.h>

enum {
	STREAM_SPECKS = 61,
	STREAM_NOISE,
	STREAM_PATCH_WIDE,
	STREAM_PATCH_FINE,
	STREAM_GRAIN,
	STREAM_PORES_SEEN,
	STREAM_COLUMNS,
	STREAM_SHADE,
};

void finger_look_free(struct finger_look *l)
{
	if (l != NULL) {
		free(l->ink);
		free(l->spare);
		*l = (struct finger_look){0};
	}
}

enum eg_err finger_look_new(struct finger_look *l, const struct finger_press *press)
{
	size_t pixels = (size_t)press->width * press->height;
	*l = (struct finger_look){.press = press};
	l->ink = calloc(pixels, sizeof(*l->ink));
	l->spare = calloc(pixels, sizeof(*l->spare));
	return l->ink != NULL && l->spare != NULL ? EG_OK
						  : EG_FAIL(EG_NO_MEMORY, "ink of an impression");
}

static double clamp(double v)
{
	return v < 0 ? 0 : v > 1 ? 1 : v;
}

/* Pores stand open on some presses and in some places only. */
static double pore_at(const struct finger_press *p, const struct finger_skin *s,
		      const struct finger_print *print)
{
	if (s->x < 0 || s->y < 0 || s->x >= FINGER_PRINT_WIDTH || s->y >= FINGER_PRINT_HEIGHT) {
		return 0;
	}
	double seen = 0.45 + 0.5 * finger_cloud(p->seed ^ STREAM_PORES_SEEN, s->x / 25, s->y / 25);
	double open = clamp(seen - 0.5 * p->moisture - 0.5 * (p->pressure - 0.5));
	return open * print->pore[(size_t)s->y * FINGER_PRINT_WIDTH + (size_t)s->x] / 255;
}

void finger_look_ink(struct finger_look *l, unsigned x, unsigned y, const struct finger_skin *s,
		     const struct finger_print *print)
{
	const struct finger_press *p = l->press;
	if (print == NULL || s->touch <= 0) {
		return;
	}
	double wide = finger_cloud(p->seed ^ STREAM_PATCH_WIDE, s->x / 60, s->y / 60);
	double fine = finger_cloud(p->seed ^ STREAM_PATCH_FINE, s->x / 18, s->y / 18);
	double grain = finger_cloud(p->seed ^ STREAM_GRAIN, s->x / 2.6, s->y / 2.6);
	double wet = p->moisture + 0.30 * wide + 0.10 * fine;
	double firm = p->pressure - 0.5 + 0.25 * s->firm;
	/* Down to which height skin touches: pressure and water bring valleys near the glass. */
	double down = 0.22 - 0.62 * firm - 1.25 * fmax(0, wet) - 0.25 * fmin(0, wet);
	double dry = fmax(0, -wet - 0.1);
	double rough = (0.85 + 1.7 * dry) * grain + 0.3 * fine;
	double ink = clamp((s->height - down - rough) / 0.7 + 0.5);
	/* Dry skin does not reach everywhere, and never darkens the glass fully. */
	double lost = clamp(0.9 * dry * (1 - s->firm) + 0.8 * dry * fabs(fine) - 0.15);
	ink *= (1 - lost) * (1 - 0.45 * clamp(dry)) * (1 - 0.8 * pore_at(p, s, print));
	l->ink[(size_t)y * p->width + x] = (float)(ink * s->touch);
}

/* ---- from ink to grey ---- */

/* Three taps, so often as the sensor's optics are soft. */
static void blur(struct finger_look *l, double side)
{
	const struct finger_press *p = l->press;
	float w = (float)side;
	for (unsigned pass = 0; pass < 2; pass++) {
		size_t step = pass == 0 ? 1 : p->width;
		size_t last = pass == 0 ? p->width - 1U : p->height - 1U;
		for (unsigned y = 0; y < p->height; y++) {
			for (unsigned x = 0; x < p->width; x++) {
				size_t at = (size_t)y * p->width + x;
				size_t along = pass == 0 ? x : y;
				float before = l->ink[along > 0 ? at - step : at];
				float after = l->ink[along < last ? at + step : at];
				l->spare[at] = l->ink[at] * (1 - 2 * w) + w * (before + after);
			}
		}
		float *old = l->ink;
		l->ink = l->spare;
		l->spare = old;
	}
}

static void smear(struct finger_look *l)
{
	const struct finger_press *p = l->press;
	unsigned reach = (unsigned)fmax(0, fmin(60, p->smear));
	for (unsigned y = 0; y < p->height && reach > 0; y++) {
		for (unsigned x = 0; x < p->width; x++) {
			float sum = 0;
			size_t at = (size_t)y * p->width + x;
			for (unsigned k = 0; k <= reach; k++) {
				sum += l->ink[at - (k < x ? k : x)];
			}
			l->spare[at] = sum / (float)(reach + 1);
		}
	}
	if (reach > 0) {
		float *old = l->ink;
		l->ink = l->spare;
		l->spare = old;
	}
}

/* Specks: dust on the glass, grains that keep skin off it. */
static void drop_specks(struct finger_look *l)
{
	const struct finger_press *p = l->press;
	struct finger_chance c = finger_chance_of(p->seed, STREAM_SPECKS);
	unsigned count = (unsigned)ceil(p->dirt * p->width * p->height / 900);
	for (unsigned i = 0; i < count; i++) {
		long x = (long)finger_chance_between(&c, 0, p->width);
		long y = (long)finger_chance_between(&c, 0, p->height);
		double radius = finger_chance_between(&c, 0.4, 1.7);
		float dark = (float)finger_chance_between(&c, 0.1, 0.6);
		bool bright = finger_chance_next(&c) % 2 == 0;
		for (long k = 0; k < 25; k++) {
			long px = x + k % 5 - 2;
			long py = y + k / 5 - 2;
			if (px < 0 || py < 0 || px >= p->width || py >= p->height ||
			    hypot((double)(px - x), (double)(py - y)) > radius) {
				continue;
			}
			float *at = l->ink + (size_t)py * p->width + (size_t)px;
			*at = bright ? *at * (1 - dark) : fmaxf(*at, dark);
		}
	}
}

/* Grey of the bare sensor. */
static double bare(const struct finger_press *p, unsigned x, unsigned y)
{
	double shade = finger_cloud(p->platen_seed ^ STREAM_SHADE, x / 150.0, y / 150.0);
	switch (p->platen) {
	case FINGER_PLATEN_OPTICAL:
		return 250 + 4 * shade;
	case FINGER_PLATEN_CAPACITIVE:
		break;
	}
	double column = finger_cloud(p->platen_seed ^ STREAM_COLUMNS, x / 1.5, 0.5);
	return 128 + 16 * shade + 5 * column;
}

void finger_look_grey(struct finger_look *l, uint8_t *grey)
{
	const struct finger_press *p = l->press;
	struct finger_chance c = finger_chance_of(p->seed, STREAM_NOISE);
	bool optical = p->platen == FINGER_PLATEN_OPTICAL;
	smear(l);
	drop_specks(l);
	blur(l, optical ? 0.16 : 0.1);
	for (unsigned y = 0; y < p->height; y++) {
		for (unsigned x = 0; x < p->width; x++) {
			size_t at = (size_t)y * p->width + x;
			double ink = (double)l->ink[at];
			double level = bare(p, x, y);
			double black = optical ? 12 : 26;
			double noise = finger_chance_normal(&c, 0, p->noise);
			double v = level + (black - level) * ink * p->contrast +
				   noise * (optical ? 0.25 + ink : 1);
			grey[at] = (uint8_t)lround(fmax(0, fmin(255, v)));
		}
	}
}
