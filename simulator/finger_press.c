/*
 * finger_press: an invented finger, laid on an invented sensor: the image that comes of it.
 * Knows contact, skin that gives way, moisture, dirt and the sensor's own grey. Never knows
 * minutiae, or who compares what.
 *
 * Skin gives way as in the model of Cappelli, Maio and Maltoni (2001): the middle of the contact
 * sticks, the rest follows the bone, and between the two it is stretched.
 */
#include "simulator/finger_press.h"

#include "simulator/finger_chance.h"
#include "simulator/finger_look.h"

#include <math.h>
#include <stdlib.h>

#define MM         (500 / 25.4) /* pixels of the print */
#define RADIUS_X   6.9          /* mm, of the contact at usual pressure */
#define RADIUS_Y   8.9
#define EDGE_WIDTH 0.16 /* of the radius, over which contact ends */
#define STUCK      0.45 /* of the contact's radius, that does not move */
#define SOFT       80   /* pixels, of a wave of the skin */
#define STRETCHED  0.75 /* beyond it, up to where skin follows the bone */

void finger_shot_made_free(struct finger_shot_made *s)
{
	if (s != NULL) {
		free(s->grey);
		*s = (struct finger_shot_made){0};
	}
}

struct finger_press finger_press_usual(uint64_t seed, uint16_t width, uint16_t height)
{
	return (struct finger_press){
		.seed = seed,
		.platen = FINGER_PLATEN_OPTICAL,
		.width = width,
		.height = height,
		.dpi = 500,
		.pressure = 0.5,
		.stretch = 0.05,
		.contrast = 0.9,
		.noise = 4,
		.dirt = 0.1,
	};
}

struct finger_press finger_press_drawn(struct finger_press usual, uint64_t seed, double spread)
{
	struct finger_press p = usual;
	struct finger_chance c = finger_chance_of(seed, 41);
	p.seed = seed;
	p.at_x += finger_chance_normal(&c, 0, 1.7 * spread);
	p.at_y += finger_chance_normal(&c, 0, 2.0 * spread);
	p.place_x += finger_chance_normal(&c, 0, 0.9 * spread);
	p.place_y += finger_chance_normal(&c, 0, 1.0 * spread);
	p.turn += finger_chance_normal(&c, 0, 13 * spread);
	p.pressure = fmax(0.1, fmin(1, p.pressure + finger_chance_normal(&c, 0, 0.17 * spread)));
	p.moisture = fmax(-1, fmin(1, p.moisture + finger_chance_normal(&c, 0, 0.38 * spread)));
	p.drag_x += finger_chance_normal(&c, 0, 0.26 * spread);
	p.drag_y += finger_chance_normal(&c, 0, 0.30 * spread);
	p.twist += finger_chance_normal(&c, 0, 3.0 * spread);
	p.stretch += 0.2 * spread;
	p.dirt = fmax(0, fmin(1, p.dirt + finger_chance_normal(&c, 0, 0.1 * spread)));
	return p;
}

/* What a press needs for each pixel, worked out once. */
struct contact {
	const struct finger_press *press;
	double scale; /* pixels of the print to one of the image */
	double cos_turn;
	double sin_turn;
	double cos_twist;
	double sin_twist;
	double radius_x; /* pixels of the print */
	double radius_y;
};

static struct contact contact_of(const struct finger_press *press)
{
	double turn = press->turn * M_PI / 180;
	double twist = press->twist * M_PI / 180;
	/* A finger that is pressed gets flat; a steep one touches with its tip alone. */
	double firm = press->pressure;
	double wide = firm < 0.5 ? 0.55 + 0.9 * firm : 0.75 + 0.5 * firm;
	double steep = fmax(0, fmin(1, (-press->at_y - 3) / 5));
	return (struct contact){
		.press = press,
		.scale = 500.0 / press->dpi,
		.cos_turn = cos(turn),
		.sin_turn = sin(turn),
		.cos_twist = cos(twist),
		.sin_twist = sin(twist),
		.radius_x = RADIUS_X * MM * wide * (1 - 0.25 * steep),
		.radius_y = RADIUS_Y * MM * wide * (1 - 0.45 * steep),
	};
}

/* From a pixel to the place in the contact that lies on it, pixels from its middle. */
static void to_contact(const struct contact *c, double x, double y, double *u, double *v)
{
	double from_x = (x - c->press->width / 2.0) * c->scale - c->press->place_x * MM;
	double from_y = (y - c->press->height / 2.0) * c->scale - c->press->place_y * MM;
	*u = c->cos_turn * from_x + c->sin_turn * from_y;
	*v = -c->sin_turn * from_x + c->cos_turn * from_y;
}

/* How far out: 1 at the edge of the contact. */
static double outwards(const struct contact *c, double u, double v)
{
	return pow(pow(fabs(u) / c->radius_x, 2.3) + pow(fabs(v) / c->radius_y, 2.3), 1 / 2.3);
}

/* The share of a movement that skin at this place follows. */
static double follows(double out)
{
	double t = (out - STUCK) / STRETCHED;
	return t <= 0 ? 0 : t >= 1 ? 1 : (1 - cos(M_PI * t)) / 2;
}

/* Which place of the print lies there. */
static void to_print(const struct contact *c, double u, double v, double *x, double *y)
{
	double part = follows(outwards(c, u, v));
	double moved_x = c->cos_twist * u - c->sin_twist * v + c->press->drag_x * MM;
	double moved_y = c->sin_twist * u + c->cos_twist * v + c->press->drag_y * MM;
	uint64_t seed = c->press->seed;
	double soft = c->press->stretch * MM;
	double soft_x = soft * finger_cloud(seed ^ 53, u / SOFT, v / SOFT);
	double soft_y = soft * finger_cloud(seed ^ 54, u / SOFT, v / SOFT);
	*x = u + soft_x + part * (moved_x - u) + c->press->at_x * MM + FINGER_PRINT_WIDTH / 2.0;
	*y = v + soft_y + part * (moved_y - v) + c->press->at_y * MM + FINGER_PRINT_HEIGHT / 2.0;
}

/* 1 inside the fingertip, 0 beside it: the print is a rectangle, a finger is round at its tip. */
static double on_finger(double x, double y)
{
	double u = fabs(x - FINGER_PRINT_WIDTH / 2.0) / (FINGER_PRINT_WIDTH / 2.0 - 6);
	double v = fmax(0, FINGER_PRINT_HEIGHT * 0.45 - y) / (FINGER_PRINT_HEIGHT * 0.45 - 6);
	double out = pow(pow(u, 3) + pow(v, 2.4), 1 / 2.6);
	return fmax(0, fmin(1, (1 - out) * 10));
}

/* One pixel: how strongly skin touches it, and how high the skin is. */
static struct finger_skin touch(const struct contact *c, const struct finger_print *print,
				double px, double py)
{
	struct finger_skin s = {.height = -1};
	double u;
	double v;
	to_contact(c, px, py, &u, &v);
	double out = outwards(c, u, v);
	if (print == NULL || out > 1.4) {
		return s;
	}
	to_print(c, u, v, &s.x, &s.y);
	double ragged = finger_cloud(c->press->seed ^ 51, u / 14, v / 14) * 0.05 +
			finger_cloud(c->press->seed ^ 52, u / 45, v / 45) * 0.08;
	double held = fmax(0, fmin(1, (1 + ragged - out) / EDGE_WIDTH));
	s.touch = held * on_finger(s.x, s.y);
	s.height = finger_print_ridge(print, s.x, s.y) / 127;
	s.firm = 1 - out;
	return s;
}

static enum eg_err check(const struct finger_press *p)
{
	bool fits = p->width > 0 && p->height > 0 && p->width <= FINGER_PRESS_SIDE_MAX &&
		    p->height <= FINGER_PRESS_SIDE_MAX && p->dpi >= 250 && p->dpi <= 1000;
	return fits ? EG_OK : EG_FAIL(EG_TOO_BIG, "sides or resolution of a sensor");
}

enum eg_err finger_press_make(struct finger_shot_made *out, const struct finger_press *press,
			      const struct finger_print *print)
{
	EG_AUTO(finger_look_free) struct finger_look look = {0};
	finger_shot_made_free(out);
	EG_TRY(check(press));
	const struct contact c = contact_of(press);
	EG_TRY(finger_look_new(&look, press));
	for (unsigned y = 0; y < press->height; y++) {
		for (unsigned x = 0; x < press->width; x++) {
			const struct finger_skin s = touch(&c, print, x + 0.5, y + 0.5);
			finger_look_ink(&look, x, y, &s, print);
		}
	}
	size_t size = (size_t)press->width * press->height;
	out->grey = size > 0 ? calloc(size, 1) : NULL;
	if (out->grey == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "image of an impression");
	}
	out->width = press->width;
	out->height = press->height;
	finger_look_grey(&look, out->grey);
	return EG_OK;
}
