/*
 * plate_kit: marks on a sensor's plate, the same in every image that it takes.
 * Knows pixels. Never knows fingers, or what is made of the images.
 */
#ifndef EG_TESTS_PLATE_KIT_H
#define EG_TESTS_PLATE_KIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum plate_kind {
	PLATE_CLEAN,
	PLATE_SCRATCHES, /* four lines across the plate */
	PLATE_STRIPES,   /* like ridges, straight, over a quarter of it */
	PLATE_WAVES,     /* like ridges, bent, over a quarter of it */
	PLATE_RINGS,     /* like ridges, around a point, over a quarter of it */
	PLATE_LOGO,      /* letters as thick as a finger's ridges are apart */
	PLATE_DUST,      /* specks */
	PLATE_COLUMNS,   /* columns and rows that are dead */
	PLATE_HALO,      /* dampness around where fingers lie */
	PLATE_GRID,      /* fine lines, both ways */
	PLATE_LATENT,    /* what a finger left on it */
};

struct plate_mark {
	const char *name;
	enum plate_kind kind;
	double width;   /* pixels, of a line; of a period, where it is one of ridges */
	double bend;    /* pixels that the middle of a scratch lies beside its ends' line */
	double turn;    /* radians, of stripes */
	uint8_t level;  /* grey, of what is drawn */
	double place_x; /* 0..1: the middle of a quarter */
	double place_y;
	double share; /* of what is drawn, where it lies over a finger; 1 hides that */
};

/* A plate of this size at 500 dpi. */
struct plate {
	uint16_t width;
	uint16_t height;
	const uint8_t *latent; /* for PLATE_LATENT: an image of the same size; else NULL */
};

/* All marks that are tried; the first is none. */
extern const struct plate_mark plate_marks[];
size_t plate_mark_count(void);
/* Draws a mark into an image of the plate. */
void plate_mark_draw(const struct plate_mark *m, const struct plate *p, uint8_t *grey);

#endif
