/*
 * plot: a drawing with two axes, as a PNG file.
 * Knows lines, places, texts. Never knows what is drawn.
 */
#ifndef EG_PROG_PLOT_H
#define EG_PROG_PLOT_H

#include "base/err.h"

/* One axis: its ends in the values' own unit, low below high; both above 0 where it is a log. */
struct plot_axis {
	double low;
	double high;
	bool log;
	double tick; /* of a linear one, between two numbers */
	const char *text;
};

struct plot_point {
	double x;
	double y;
};

enum plot_colour { PLOT_BLUE, PLOT_RED, PLOT_GREY };

struct plot;

/* 960 x 720 pixels, white, with axes, grid, numbers and a title. EG_NO_MEMORY. */
EG_CHECK enum eg_err plot_new(const char *title, struct plot_axis x, struct plot_axis y,
			      struct plot **out);
void plot_free(struct plot **p); /* cleanup */
/* Points beyond an end are drawn at it. A filled line encloses what lies between it and the x axis.
 */
void plot_line(struct plot *p, const struct plot_point *points, size_t count,
	       enum plot_colour colour, bool filled);
/* A dot with a text beside it. */
void plot_mark(struct plot *p, struct plot_point at, const char *text, enum plot_colour colour);
/* A dashed line from bottom to top with a text at its head. */
void plot_upright(struct plot *p, double x, const char *text);
/* A line of the legend, from above. */
void plot_legend(struct plot *p, const char *text, enum plot_colour colour);
/* A line of small text below the axis. */
void plot_note(struct plot *p, const char *text);
EG_CHECK enum eg_err plot_write(struct plot *p, const char *path);

#endif
