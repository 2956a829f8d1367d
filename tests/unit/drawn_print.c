/*
 * drawn_print: templates of fingers that nobody has.
 * Knows the template's layout. Never knows images or the matcher.
 *
 * A finger is its seed: a flow that bends like a loop, waves nine pixels long as ridges, minutiae
 * wherever. The ridges do not follow the flow; each is compared with its like alone.
 */
#include "drawn_print.h"

#include <math.h>
#include <stdbool.h>

#define PI     3.14159265358979
#define SIDE   384 /* pixels */
#define WAVES  6
#define POINTS 45

struct finger {
	double bend[3];
	struct wave {
		double x, y, phase;
	} wave[WAVES];
	struct point {
		double x, y;
		bool flipped;
		uint8_t type;
	} point[POINTS];
	double period;
};

static double draw(uint32_t *state)
{
	*state = *state * 1664525U + 1013904223U;
	return (double)(*state >> 8) / (double)(1U << 24);
}

static void grow(struct finger *f, unsigned seed)
{
	uint32_t state = seed * 2654435761U + 17;
	for (unsigned i = 0; i < 5; i++) {
		(void)draw(&state); /* neighbouring seeds begin alike */
	}
	for (unsigned i = 0; i < 3; i++) {
		f->bend[i] = draw(&state) * 2 - 1;
	}
	f->period = 8 + 2 * draw(&state);
	for (unsigned i = 0; i < WAVES; i++) {
		double turn = draw(&state) * PI;
		f->wave[i] = (struct wave){.x = cos(turn) * 2 * PI / f->period,
					   .y = sin(turn) * 2 * PI / f->period,
					   .phase = draw(&state) * 2 * PI};
	}
	for (unsigned i = 0; i < POINTS; i++) {
		f->point[i].x = draw(&state) * 300 - 150;
		f->point[i].y = draw(&state) * 300 - 150;
		f->point[i].flipped = draw(&state) < 0.5;
		f->point[i].type = draw(&state) < 0.5 ? FINGER_ENDING : FINGER_FORK;
	}
}

/* Direction of the ridges at a place of the finger, radians. */
static double flow_at(const struct finger *f, double x, double y)
{
	return f->bend[0] * PI / 2 +
	       (1 + 0.4 * f->bend[1]) * atan2(y - 40 * f->bend[2], 60 + x / 2) +
	       0.3 * sin(x / 70 + f->bend[1] * 3);
}

static bool is_dark(const struct finger *f, double x, double y)
{
	double sum = 0;
	for (unsigned i = 0; i < WAVES; i++) {
		sum += cos(f->wave[i].x * x + f->wave[i].y * y + f->wave[i].phase);
	}
	return sum < 0;
}

/* Place on the finger of a pixel; false where the finger does not touch. */
static bool touch(const struct drawn_press *p, double px, double py, double *x, double *y)
{
	double c = cos(p->turn);
	double s = sin(p->turn);
	double dx = px - SIDE / 2.0 - p->x;
	double dy = py - SIDE / 2.0 - p->y;
	double u = c * dx + s * dy;
	double v = c * dy - s * dx;
	double radius = p->radius > 0 ? p->radius : 150;
	*x = u - p->stretch * sin(v / 80);
	*y = v - p->stretch * sin(u / 90 + 1);
	return u * u + v * v <= radius * radius && u <= radius - 2 * radius * p->cut;
}

/* Pixel of a place on the finger: the stretch is undone by going back and forth. */
static void pixel(const struct drawn_press *p, double x, double y, double *px, double *py)
{
	double u = x;
	double v = y;
	for (unsigned i = 0; i < 20; i++) {
		double next_u = x + p->stretch * sin(v / 80);
		v = y + p->stretch * sin(u / 90 + 1);
		u = next_u;
	}
	*px = cos(p->turn) * u - sin(p->turn) * v + SIDE / 2.0 + p->x;
	*py = sin(p->turn) * u + cos(p->turn) * v + SIDE / 2.0 + p->y;
}

static void draw_maps(struct finger_template *out, const struct finger *f,
		      const struct drawn_press *p)
{
	for (unsigned i = 0; i < (unsigned)out->cells_wide * out->cells_high; i++) {
		double x;
		double y;
		double px = (i % out->cells_wide + 0.5) * FINGER_CELL;
		double py = (unsigned)(i / out->cells_wide) * FINGER_CELL + FINGER_CELL / 2.0;
		out->flow[i] = FINGER_STATE_NONE;
		if (touch(p, px, py, &x, &y)) {
			double half_turns = (flow_at(f, x, y) + p->turn) / PI;
			out->flow[i] = (uint8_t)((half_turns - floor(half_turns)) * 250);
			out->period[i] = (uint8_t)(f->period * 16);
			out->area++;
		}
	}
}

static void draw_ridges(struct finger_template *out, const struct finger *f,
			const struct drawn_press *p)
{
	for (unsigned v = 0; v < FINGER_RIDGE_ROWS; v++) {
		for (unsigned u = 0; u < FINGER_RIDGE_WORDS * 32; u++) {
			double x;
			double y;
			if (touch(p, 2.0 * u + 1, 2.0 * v + 1, &x, &y) && is_dark(f, x, y)) {
				out->ridge[v * FINGER_RIDGE_WORDS + u / 32] |= UINT32_C(1)
									       << u % 32;
			}
		}
	}
}

static void draw_points(struct finger_template *out, const struct finger *f,
			const struct drawn_press *p)
{
	uint32_t state = p->noise * 977U + 5;
	for (unsigned i = 0; i < POINTS; i++) {
		const struct point *q = &f->point[i];
		double off[4];
		for (unsigned k = 0; k < 4; k++) {
			off[k] = p->noise == 0 ? 0.5 : draw(&state);
		}
		double px;
		double py;
		double x;
		double y;
		pixel(p, q->x, q->y, &px, &py);
		px += 3 * off[0] - 1.5;
		py += 3 * off[1] - 1.5;
		/* One of eight is missed by the extractor. */
		if (px < 1 || py < 1 || px >= SIDE - 1 || py >= SIDE - 1 ||
		    !touch(p, px, py, &x, &y) || off[3] > 0.875) {
			continue;
		}
		double turns = (flow_at(f, q->x, q->y) + p->turn + (q->flipped ? PI : 0) +
				0.2 * (off[2] - 0.5)) /
			       (2 * PI);
		out->minutia[out->count++] = (struct finger_minutia){
			.x = (int16_t)(px * 8),
			.y = (int16_t)(py * 8),
			.direction = (uint16_t)((turns - floor(turns)) * 65536),
			.type = q->type,
			.quality = 80,
		};
	}
}

void drawn_print(struct finger_template *out, unsigned finger, const struct drawn_press *press)
{
	struct finger f;
	grow(&f, finger);
	*out = (struct finger_template){.width = SIDE, .height = SIDE, .quality = 80};
	out->cells_wide = SIDE / FINGER_CELL;
	out->cells_high = SIDE / FINGER_CELL;
	draw_maps(out, &f, press);
	draw_ridges(out, &f, press);
	draw_points(out, &f, press);
}
