/*
 * finger_print: the skin of an invented fingertip: its ridges, pores, creases and scars.
 * Knows one finger, grown from a seed. Never knows sensors or impressions (finger_press).
 */
#include "simulator/finger_print.h"

#include "simulator/finger_chance.h"
#include "simulator/finger_ridge.h"

#include <math.h>
#include <stdlib.h>

#define WIDTH      FINGER_PRINT_WIDTH
#define HEIGHT     FINGER_PRINT_HEIGHT
#define PIXELS     ((size_t)WIDTH * HEIGHT)
#define PORE_STEP  7  /* pixels: one pore is tried for in each square of this side */
#define PORE_REACH 2  /* pixels, of a pore to each side */
#define PORE_FROM  60 /* height of a ridge that has pores */
#define CLIMB      12 /* steps to the top of a ridge, half a pixel each */

enum { STREAM_PORES = 21 };

void finger_print_free(struct finger_print *p)
{
	if (p != NULL) {
		free(p->ridge);
		free(p->pore);
		*p = (struct finger_print){0};
	}
}

double finger_print_ridge(const struct finger_print *p, double x, double y)
{
	if (!(x >= 0 && y >= 0 && x < WIDTH - 1 && y < HEIGHT - 1)) {
		return -127;
	}
	size_t left = (size_t)x;
	size_t top = (size_t)y;
	const int8_t *at = p->ridge + top * WIDTH + left;
	double u = x - (double)left;
	double v = y - (double)top;
	double above = (1 - u) * at[0] + u * at[1];
	double below = (1 - u) * at[WIDTH] + u * at[WIDTH + 1];
	return (1 - v) * above + v * below;
}

static void stamp_pore(struct finger_print *p, double x, double y, double radius)
{
	for (long j = lround(y) - PORE_REACH; j <= lround(y) + PORE_REACH; j++) {
		for (long i = lround(x) - PORE_REACH; i <= lround(x) + PORE_REACH; i++) {
			if (i < 0 || j < 0 || i >= WIDTH || j >= HEIGHT) {
				continue;
			}
			double far = (pow((double)i - x, 2) + pow((double)j - y, 2)) /
				     (2 * radius * radius);
			uint8_t *at = p->pore + (size_t)j * WIDTH + (size_t)i;
			uint8_t depth = (uint8_t)(255 * exp(-far));
			*at = depth > *at ? depth : *at;
		}
	}
}

/* From each square uphill to the top of its ridge; squares of a valley end up on a ridge, too. */
static void open_pores(struct finger_print *p)
{
	struct finger_chance c = finger_chance_of(p->seed, STREAM_PORES);
	for (unsigned j = 0; j + PORE_STEP < HEIGHT; j += PORE_STEP) {
		for (unsigned i = 0; i + PORE_STEP < WIDTH; i += PORE_STEP) {
			double x = i + finger_chance_between(&c, 0, PORE_STEP);
			double y = j + finger_chance_between(&c, 0, PORE_STEP);
			double radius = finger_chance_between(&c, 0.6, 1.2);
			for (unsigned k = 0; k < CLIMB; k++) {
				double to_x = finger_print_ridge(p, x + 1, y) -
					      finger_print_ridge(p, x - 1, y);
				double to_y = finger_print_ridge(p, x, y + 1) -
					      finger_print_ridge(p, x, y - 1);
				double steep = hypot(to_x, to_y);
				x += steep > 4 ? to_x / steep / 2 : 0;
				y += steep > 4 ? to_y / steep / 2 : 0;
			}
			if (finger_print_ridge(p, x, y) >= PORE_FROM) {
				stamp_pore(p, x, y, radius);
			}
		}
	}
}

enum eg_err finger_print_grow(struct finger_print *out, uint64_t seed, enum finger_class class)
{
	EG_AUTO(finger_print_free) struct finger_print p = {.seed = seed};
	finger_print_free(out);
	p.flow = finger_flow_of(seed, class);
	p.ridge = calloc(PIXELS, 1);
	p.pore = calloc(PIXELS, 1);
	if (p.ridge == NULL || p.pore == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "skin of a finger");
	}
	EG_TRY(finger_ridge_grow(p.ridge, WIDTH, HEIGHT, &p.flow));
	open_pores(&p);
	*out = p;
	p = (struct finger_print){0};
	return EG_OK;
}
