/*
 * plot: a drawing with two axes, as a PNG file.
 * Knows lines, places, texts. Never knows what is drawn.
 */
#include "prog/plot.h"

#include <cairo.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define WIDTH      960.0 /* pixels */
#define HEIGHT     720.0
#define LEFT       100.0 /* of the frame of the axes */
#define RIGHT      930.0
#define TOP        60.0
#define BOTTOM     610.0
#define FONT       15.0
#define FONT_SMALL 13.0
#define LINE       2.0
#define THIN       1.0
#define DOT        5.0

struct plot {
	cairo_surface_t *surface;
	cairo_t *pen;
	struct plot_axis x;
	struct plot_axis y;
	unsigned legends;
	unsigned notes;
};

static void take_colour(const struct plot *p, enum plot_colour colour, double opaque)
{
	/* Told apart by people who see red and green alike, too. */
	static const double colours[][3] = {
		[PLOT_BLUE] = {0.00, 0.35, 0.70},
		[PLOT_RED] = {0.84, 0.37, 0.00},
		[PLOT_GREY] = {0.35, 0.35, 0.35},
	};
	cairo_set_source_rgba(p->pen, colours[colour][0], colours[colour][1], colours[colour][2],
			      opaque);
}

/* 0 at the low end of an axis, 1 at the high one. */
static double part_of(const struct plot_axis *a, double value)
{
	double within = fmax(a->low, fmin(value, a->high));
	return a->log ? log(within / a->low) / log(a->high / a->low)
		      : (within - a->low) / (a->high - a->low);
}

static double x_of(const struct plot *p, double value)
{
	return LEFT + part_of(&p->x, value) * (RIGHT - LEFT);
}

static double y_of(const struct plot *p, double value)
{
	return BOTTOM - part_of(&p->y, value) * (BOTTOM - TOP);
}

/* part: 0 begins at x, 0.5 is centred on it, 1 ends there. */
static void put_text(const struct plot *p, double x, double y, double part, const char *text)
{
	cairo_text_extents_t size;
	cairo_text_extents(p->pen, text, &size);
	cairo_move_to(p->pen, x - size.x_advance * part, y);
	cairo_show_text(p->pen, text);
}

/* The next number after value at which an axis has a tick; strong: it gets a number. */
static double next_tick(const struct plot_axis *a, double value, bool *strong)
{
	if (!a->log) {
		*strong = true;
		return (floor(value / a->tick + 1e-6) + 1) * a->tick;
	}
	double decade = pow(10, floor(log10(value) + 1e-9));
	double next = (floor(value / decade + 1e-6) + 1) * decade;
	double power = log10(next);
	*strong = fabs(power - round(power)) < 1e-6;
	return next;
}

static void format_tick(const struct plot_axis *a, double value, char text[32])
{
	/* No minus before a zero that rounding left. */
	double shown = fabs(value) < a->high * 1e-9 && !a->log ? 0 : value;
	(void)snprintf(text, 32, "%g", shown); /* short */
}

static void put_tick(const struct plot *p, bool across, double value, bool strong)
{
	const struct plot_axis *a = across ? &p->x : &p->y;
	double at = across ? x_of(p, value) : y_of(p, value);
	char text[32];
	cairo_set_source_rgb(p->pen, strong ? 0.80 : 0.92, strong ? 0.80 : 0.92,
			     strong ? 0.80 : 0.92);
	cairo_move_to(p->pen, across ? at : LEFT, across ? TOP : at);
	cairo_line_to(p->pen, across ? at : RIGHT, across ? BOTTOM : at);
	cairo_stroke(p->pen);
	if (strong) {
		format_tick(a, value, text);
		take_colour(p, PLOT_GREY, 1);
		put_text(p, across ? at : LEFT - 8, across ? BOTTOM + 20 : at + FONT / 3,
			 across ? 0.5 : 1, text);
	}
}

static void put_axis(const struct plot *p, bool across)
{
	const struct plot_axis *a = across ? &p->x : &p->y;
	bool strong = true;
	double below = a->log ? a->low * (1 - 1e-6) : a->low - a->tick * 1e-3;
	double at = next_tick(a, below, &strong);
	while (at <= a->high * (1 + 1e-9)) {
		put_tick(p, across, at, strong);
		at = next_tick(a, at, &strong);
	}
}

static void put_frame(const struct plot *p, const char *title)
{
	cairo_set_source_rgb(p->pen, 1, 1, 1);
	cairo_paint(p->pen);
	cairo_set_line_width(p->pen, THIN);
	cairo_select_font_face(p->pen, "sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(p->pen, FONT);
	put_axis(p, true);
	put_axis(p, false);
	cairo_set_source_rgb(p->pen, 0, 0, 0);
	cairo_rectangle(p->pen, LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP);
	cairo_stroke(p->pen);
	put_text(p, (LEFT + RIGHT) / 2, TOP - 24, 0.5, title);
	put_text(p, (LEFT + RIGHT) / 2, BOTTOM + 46, 0.5, p->x.text);
	cairo_save(p->pen);
	cairo_translate(p->pen, 28, (TOP + BOTTOM) / 2);
	cairo_rotate(p->pen, -acos(0)); /* a quarter to the left */
	put_text(p, 0, 0, 0.5, p->y.text);
	cairo_restore(p->pen);
}

enum eg_err plot_new(const char *title, struct plot_axis x, struct plot_axis y, struct plot **out)
{
	EG_AUTO(plot_free) struct plot *p = calloc(1, sizeof(*p));
	*out = NULL;
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "drawing");
	}
	p->x = x;
	p->y = y;
	p->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)WIDTH, (int)HEIGHT);
	p->pen = cairo_create(p->surface);
	if (cairo_status(p->pen) != CAIRO_STATUS_SUCCESS) {
		return EG_FAIL(EG_NO_MEMORY, "drawing");
	}
	put_frame(p, title);
	*out = p;
	p = NULL;
	return EG_OK;
}

void plot_free(struct plot **p)
{
	if (*p != NULL) {
		cairo_destroy((*p)->pen);
		cairo_surface_destroy((*p)->surface);
		free(*p);
		*p = NULL;
	}
}

void plot_line(struct plot *p, const struct plot_point *points, size_t count,
	       enum plot_colour colour, bool filled)
{
	if (count == 0) {
		return;
	}
	cairo_move_to(p->pen, x_of(p, points[0].x), y_of(p, points[0].y));
	for (size_t i = 1; i < count; i++) {
		cairo_line_to(p->pen, x_of(p, points[i].x), y_of(p, points[i].y));
	}
	cairo_set_line_width(p->pen, LINE);
	take_colour(p, colour, 1);
	if (!filled) {
		cairo_stroke(p->pen);
		return;
	}
	cairo_stroke_preserve(p->pen);
	cairo_line_to(p->pen, x_of(p, points[count - 1].x), BOTTOM);
	cairo_line_to(p->pen, x_of(p, points[0].x), BOTTOM);
	cairo_close_path(p->pen);
	take_colour(p, colour, 0.2);
	cairo_fill(p->pen);
}

void plot_mark(struct plot *p, struct plot_point at, const char *text, enum plot_colour colour)
{
	double x = x_of(p, at.x);
	double y = y_of(p, at.y);
	take_colour(p, colour, 1);
	cairo_arc(p->pen, x, y, DOT, 0, 4 * acos(0)); /* a whole turn */
	cairo_fill(p->pen);
	/* To the inside of the frame. */
	bool far_right = x > (LEFT + RIGHT) / 2;
	put_text(p, far_right ? x - 10 : x + 10, y - 10, far_right ? 1 : 0, text);
}

void plot_upright(struct plot *p, double x, const char *text)
{
	static const double dashes[] = {6, 4};
	double at = x_of(p, x);
	take_colour(p, PLOT_GREY, 1);
	cairo_set_line_width(p->pen, THIN);
	cairo_set_dash(p->pen, dashes, 2, 0);
	cairo_move_to(p->pen, at, TOP);
	cairo_line_to(p->pen, at, BOTTOM);
	cairo_stroke(p->pen);
	cairo_set_dash(p->pen, NULL, 0, 0);
	put_text(p, at, TOP - 5, 0.5, text);
}

void plot_legend(struct plot *p, const char *text, enum plot_colour colour)
{
	double y = TOP + 24 + 22 * p->legends++;
	take_colour(p, colour, 1);
	cairo_rectangle(p->pen, RIGHT - 26, y - 10, 14, 10);
	cairo_fill(p->pen);
	cairo_set_source_rgb(p->pen, 0, 0, 0);
	put_text(p, RIGHT - 34, y, 1, text);
}

void plot_note(struct plot *p, const char *text)
{
	take_colour(p, PLOT_GREY, 1);
	cairo_set_font_size(p->pen, FONT_SMALL);
	put_text(p, LEFT, BOTTOM + 72 + 18 * p->notes++, 0, text);
	cairo_set_font_size(p->pen, FONT);
}

enum eg_err plot_write(struct plot *p, const char *path)
{
	cairo_surface_flush(p->surface);
	return cairo_status(p->pen) == CAIRO_STATUS_SUCCESS &&
			       cairo_surface_write_to_png(p->surface, path) == CAIRO_STATUS_SUCCESS
		       ? EG_OK
		       : EG_FAIL(EG_IO, "drawing could not be written");
}
