/*
 * drawn_face: a face drawn from nothing, with its landmarks: what tests of quality need where no
 * models and no pictures are. Never knows how it is judged.
 */
#include "drawn_face.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* The face is drawn in the units of the aligned one, SCALE pixels each, from LEFT and TOP on. */
#define SCALE 3.0
#define LEFT  152.0
#define TOP   180.0

static struct face_patch scratch;

static struct face_point place(double x, double y)
{
	return (struct face_point){LEFT + SCALE * x, TOP + SCALE * y};
}

/* ---- landmarks, numbered as iBUG does ---- */

static void place_eyes_and_brows(struct face_point *points)
{
	const double eyes[2] = {38.3, 73.5};
	for (size_t e = 0; e < 2; e++) {
		struct face_point *p = points + 36 + 6 * e;
		p[0] = place(eyes[e] - 6, 51.6);
		p[1] = place(eyes[e] - 2, 49.6);
		p[2] = place(eyes[e] + 2, 49.6);
		p[3] = place(eyes[e] + 6, 51.6);
		p[4] = place(eyes[e] + 2, 53.4);
		p[5] = place(eyes[e] - 2, 53.4);
		for (size_t i = 0; i < 5; i++) {
			double off = (double)i - 2;
			points[17 + 5 * e + i] =
				place(eyes[e] + 4 * off, 42.5 - 1.5 + off * off / 3);
		}
	}
}

static void place_nose_and_mouth(struct face_point *points)
{
	for (size_t i = 0; i < 4; i++) {
		points[27 + i] = place(56, 51.6 + 6.7 * (double)i);
	}
	for (size_t i = 0; i < 5; i++) {
		points[31 + i] = place(48 + 4 * (double)i, 76.5 + (i == 2 ? 1 : 0));
	}
	for (size_t i = 0; i < 12; i++) { /* outer lips: the upper from the left, the lower back */
		double t = i < 6 ? (double)i : 12.0 - (double)i;
		double bend = 1 - fabs(t - 3) / 3;
		points[48 + i] = place(41.5 + 4.87 * t, 92.3 + (i <= 6 ? -4 * bend : 5 * bend));
	}
	for (size_t i = 0; i < 8; i++) { /* inner lips, closed */
		double t = i <= 4 ? (double)i : 8.0 - (double)i;
		points[60 + i] = place(43 + 6.5 * t, i <= 4 ? 92.3 : 92.5);
	}
}

static void place_all(struct face_point points[FACE_POINTS])
{
	for (size_t i = 0; i <= 16; i++) { /* jaw */
		double t = 3.14159265358979 * (1 - (double)i / 16);
		points[i] = place(56 + 48 * cos(t), 55 + 60 * sin(t));
	}
	place_eyes_and_brows(points);
	place_nose_and_mouth(points);
}

/* ---- pixels ---- */

static uint8_t level(double v)
{
	return (uint8_t)fmax(0, fmin(v + 0.5, 255));
}

/* Even noise of -1..1, the same in each run. */
static double grain(uint32_t x, uint32_t y)
{
	uint32_t h = x * 0x9e3779b1U ^ (y + 77) * 0x85ebca6bU;
	h ^= h >> 15;
	h *= 0xc2b2ae35U;
	h ^= h >> 13;
	return (double)(h & 0xFFFF) / 32767.5 - 1;
}

/* 1 within an oval, 0 outside, soft at its edge. */
static double oval(double x, double y, double cx, double cy, double rx, double ry)
{
	double d = hypot((x - cx) / rx, (y - cy) / ry);
	return fmax(0, fmin(1, (1 - d) * fmin(rx, ry) * 2 + 0.5));
}

static void mix(double rgb[3], double r, double g, double b, double share)
{
	rgb[0] += (r - rgb[0]) * share;
	rgb[1] += (g - rgb[1]) * share;
	rgb[2] += (b - rgb[2]) * share;
}

static void paint_features(double rgb[3], const uint8_t skin[3], double x, double y)
{
	for (int e = 0; e < 2; e++) {
		double cx = e == 0 ? 38.3 : 73.5;
		mix(rgb, 40, 28, 22, oval(x, y, cx, 42, 10, 1.6));
		mix(rgb, 225, 222, 218, oval(x, y, cx, 51.6, 6.2, 2.6));
		mix(rgb, 35, 25, 20, oval(x, y, cx, 51.6, 2.4, 2.4));
		mix(rgb, skin[0] * 0.35, skin[1] * 0.28, skin[2] * 0.25,
		    oval(x, y, e == 0 ? 52 : 60, 76.5, 2.4, 1.3));
	}
	mix(rgb, skin[0] * 0.85, skin[1] * 0.58, skin[2] * 0.6, oval(x, y, 56, 93, 15, 5));
	mix(rgb, skin[0] * 0.35, skin[1] * 0.22, skin[2] * 0.2, oval(x, y, 56, 92.4, 14, 0.8));
}

static void paint(uint8_t *bgr, const uint8_t skin[3], uint32_t column, uint32_t row)
{
	double x = (column - LEFT) / SCALE;
	double y = (row - TOP) / SCALE;
	double rgb[3] = {170, 170, 170}; /* background */
	double round = fmax(0, 1 - 0.35 * pow((x - 56) / 52, 2) - 0.12 * pow((y - 60) / 60, 2));
	double hair = 45 + 28 * grain(column / 2, row / 5);
	mix(rgb, hair, hair * 0.8, hair * 0.7, oval(x, y, 56, 34, 57, 58));
	mix(rgb, skin[0] * round, skin[1] * round, skin[2] * round,
	    oval(x, y, 56, 58, 49, 62) * (y > 0 ? 1 : 0) +
		    oval(x, y, 56, 118, 22, 25) * (y > 105 ? 1 : 0));
	paint_features(rgb, skin, x, y);
	for (size_t k = 0; k < 3; k++) {
		bgr[2 - k] = level(rgb[k] + (x > -5 && x < 117 ? 3 * grain(column, row) : 0));
	}
}

/* Undoes where the face was put. */
static void align(struct drawn_face *d)
{
	double a = cos(d->angle) / d->scale;
	double b = -sin(d->angle) / d->scale;
	const double m[6] = {a, -b, b * d->origin.y - a * d->origin.x,
			     b, a,  -b * d->origin.x - a * d->origin.y};
	for (size_t i = 0; i < 6; i++) {
		d->facts.to_aligned[i] = m[i];
	}
}

void drawn_face_new(struct drawn_face *d, const uint8_t skin[3])
{
	*d = (struct drawn_face){0};
	assert_int_equal(picture_new(DRAWN_WIDTH, DRAWN_HEIGHT, &d->p), EG_OK);
	for (uint32_t y = 0; y < DRAWN_HEIGHT; y++) {
		for (uint32_t x = 0; x < DRAWN_WIDTH; x++) {
			paint(d->p.bgr + ((size_t)y * DRAWN_WIDTH + x) * 3, skin, x, y);
		}
	}
	place_all(d->points);
	d->facts.norm = 4;
	d->origin = (struct face_point){LEFT, TOP};
	d->scale = SCALE;
	align(d);
}

void drawn_face_free(struct drawn_face *d)
{
	picture_free(&d->p);
}

void drawn_face_move(struct drawn_face *d, double x, double y)
{
	for (size_t i = 0; i < FACE_POINTS; i++) {
		d->points[i].x += x;
		d->points[i].y += y;
	}
	d->origin.x += x;
	d->origin.y += y;
	align(d);
}

void drawn_face_scale(struct drawn_face *d, double share)
{
	for (size_t i = 0; i < FACE_POINTS; i++) {
		d->points[i].x *= share;
		d->points[i].y *= share;
	}
	d->origin.x *= share;
	d->origin.y *= share;
	d->scale *= share;
	align(d);
}

static struct face_point turned(struct face_point p, struct face_point about, double angle)
{
	double u = p.x - about.x;
	double v = p.y - about.y;
	return (struct face_point){u * cos(angle) - v * sin(angle) + about.x,
				   u * sin(angle) + v * cos(angle) + about.y};
}

void drawn_face_turn(struct drawn_face *d, double degrees)
{
	double angle = degrees * 0.017453292519943295;
	struct face_point middle = {d->p.width / 2.0, d->p.height / 2.0};
	for (size_t i = 0; i < FACE_POINTS; i++) {
		d->points[i] = turned(d->points[i], middle, angle);
	}
	d->origin = turned(d->origin, middle, angle);
	d->angle += angle;
	align(d);
}

void drawn_face_assess(const struct drawn_face *d, struct face_quality *out)
{
	struct face_quality_facts facts = d->facts;
	facts.points = d->points;
	face_quality_assess(&d->p, &facts, &scratch, out);
}
