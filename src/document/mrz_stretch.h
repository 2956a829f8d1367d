/*
 * mrz_stretch: what stands along the lines of a zone, and which columns are its.
 * Knows odds of characters and what formats allow. Never knows blobs; decides nothing.
 */
#ifndef EG_DOCUMENT_MRZ_STRETCH_H
#define EG_DOCUMENT_MRZ_STRETCH_H

#include "document/mrz_line.h"

#define MRZ_TEXT_ODDS  1.0f    /* logarithm: a character's over those of none, where text goes on */
#define MRZ_ODDS_LEAST (-6.0f) /* logarithm: worse is not counted */

/* Where in a zone a format fits best. */
struct mrz_choice {
	enum mrz_form form;
	int first; /* column of the zone that is the format's first */
	float fit; /* mean logarithm of the odds, 0 at best */
};

/* The pixels of a place. One of r->places_left is used up. */
void mrz_place_take(struct mrz_reader *r, const struct mrz_zone *z, unsigned line, float u,
		    struct mrz_patch *out);
/* The share of its paper's light, in 1/255, that a place's ink takes: in a shadow as beside it. */
uint8_t mrz_contrast(const struct mrz_patch *p);
/* So much fainter than print is no print, whatever it looks like. */
bool mrz_is_faint(unsigned contrast, unsigned print);
/* Of the characters that are allowed (bits by number), the best one's logarithm. */
float mrz_best_allowed(const float *log, uint64_t allowed);
/*
 * Some places only: false when hardly any of them reads as a character, whichever way up, so that
 * no format would fit. each: that holds for every line of it.
 */
EG_CHECK bool mrz_zone_reads(struct mrz_reader *r, const struct mrz_zone *z, bool each);
/* Both ways up, and on where text goes on; as: the better one. */
struct mrz_choice mrz_zone_choose(struct mrz_reader *r, const struct mrz_zone *z,
				  struct mrz_zone *as);

#endif
