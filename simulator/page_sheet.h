/*
 * page_sheet: the printed page before anyone looks at it. A part of page_draw, for it alone.
 * Knows paper, ink and where zones lie (Doc 9303-4 to -7). Never knows optics.
 */
#ifndef EG_SIMULATOR_PAGE_SHEET_H
#define EG_SIMULATOR_PAGE_SHEET_H

#include "simulator/page_draw.h"
#include "simulator/page_tint.h"

/* From the least to the most that chance may draw. */
struct page_range {
	double low;
	double high;
};

/* What a level means. Lengths in mm, light as a share of paper's, noise in levels of 255. */
struct page_quality {
	struct page_range paper;  /* level of grey */
	struct page_range ink;    /* level of grey */
	struct page_range gain;   /* how much wider strokes became */
	struct page_range ground; /* strength of the pattern, of the contrast of the print */
	struct page_range blur;   /* deviation */
	struct page_range noise;  /* deviation */
	struct page_range light;  /* how much darker one side is */
	struct page_range jpeg;   /* quality */
	unsigned voids;           /* most in the zone */
	double void_mm;           /* widest */
	unsigned specks;          /* most on the page */
};
extern const struct page_quality page_qualities[PAGE_LEVEL_COUNT];

struct page_sheet {
	uint32_t width;
	uint32_t height;
	double scale;       /* pixels per mm */
	uint8_t *ink;       /* owned: how much of a pixel is printed, 0 to 255 */
	uint8_t *grey;      /* owned: what it looks like */
	double zone[4][2];  /* mm: corners of the zone */
	double zone_ink;    /* 0 to 1: how much of the zone's ink is seen in this light */
	double other_ink;   /* likewise of all other print, and of the ground */
	double portrait[4]; /* mm: left, top, width, height of where one is printed; 0: nowhere */
	bool cover;         /* cloth and foil, no paper */
	struct page_tint tint; /* owned: of a scene in colour */
};
void page_sheet_free(struct page_sheet *s);
EG_CHECK enum eg_err page_sheet_make(struct page_chance *c, const struct page_text *text,
				     const struct page_scene *scene, struct page_sheet *out);
/* page_wear: strokes become wider or thinner, ink gets lost, dirt comes; then what it looks like.
 */
void page_wear(struct page_chance *c, const struct page_quality *q, struct page_sheet *s);
/* page_raster: the scene's portrait is printed on what a sheet looks like. */
void page_raster_print(const struct page_scene *scene, struct page_sheet *s);
/* page_raster: grey of a screen that shows the sheet, at a place on it in mm where paper has that.
 */
double page_raster_screen(const struct page_scene *scene, double x, double y, double paper);
/* page_optics: blur, light, glare, noise, JPEG of a picture; pixels per mm. */
EG_CHECK enum eg_err page_optics(struct page_chance *c, const struct page_scene *scene,
				 double scale, struct page_picture *p);
/* page_camera: before the sensor, and behind it. */
EG_CHECK enum eg_err page_camera_light(struct page_chance *c, const struct page_camera *camera,
				       double scale, struct page_picture *p);
EG_CHECK enum eg_err page_camera_develop(struct page_chance *c, const struct page_camera *camera,
					 struct page_picture *p);

#endif
