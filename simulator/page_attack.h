/*
 * page_attack: pictures of pages that are no pages, or are seen badly: a page shown on a screen, a
 * burnt reflex with a hard border, and what an infrared lamp shows of inks.
 * Knows light, lattices and inks. Never reads a zone, nor knows how one is judged.
 */
#ifndef EG_SIMULATOR_PAGE_ATTACK_H
#define EG_SIMULATOR_PAGE_ATTACK_H

#include "simulator/page_draw.h"

/* A screen that shows a page in its size. */
struct page_lit {
	double pitch_mm; /* from pixel to pixel: 25.4 / ppi */
	double depth; /* 0 to 1: how much darker the gaps are than the middle, beside each other, */
	double depth_down; /* and below each other; 0: stripes only */
	bool diamond;      /* its lattice is turned by 45 degrees, as that of many telephones */
};
/* The page as the scene says, but clean; lit by a screen; then seen by the scene's optics. What the
 * optics can tell apart no more is as weak in the picture as a lens of their blur makes it. */
EG_CHECK enum eg_err page_attack_screen(struct page_chance *c, const struct page_text *text,
					const struct page_scene *scene, const struct page_lit *lit,
					struct page_picture *out);

/* Dots of a halftone over all that is above the zone: an offset print, ruling in lines an inch.
 * Drawn on what was taken. */
void page_attack_halftone(struct page_chance *c, double per_mm, double lines_per_inch,
			  struct page_picture *p);

/* A burnt spot on the zone, its share of the zone's length, with a border this wide (mm). */
void page_attack_glare(struct page_chance *c, double per_mm, double share, double border_mm,
		       struct page_picture *p);

enum page_ink { PAGE_INK_B900, PAGE_INK_DYE, PAGE_INK_SCREEN };
/* Makes of a visible picture the infrared one: B900 ink stays, a dye keeps little of its contrast,
 * a screen nothing at all. Ground and noise change as well. */
void page_attack_infrared(struct page_chance *c, enum page_ink ink, struct page_picture *p);

#endif
