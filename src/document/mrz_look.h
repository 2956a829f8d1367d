/*
 * mrz_look: what stands in the places of a zone, and which places those are.
 * Knows odds of characters and what formats allow. Never knows blobs; decides nothing.
 */
#ifndef EG_DOCUMENT_MRZ_LOOK_H
#define EG_DOCUMENT_MRZ_LOOK_H

#include "document/mrz_line.h"

/* What was seen of one zone, line by line. */
struct mrz_seen {
	enum mrz_form form; /* its size; TD3 and TD2 stand for visas, too, until it is decided */
	struct mrz_zone zone;
	float fit;        /* mean logarithm of the odds, 0 at best */
	float fit_inside; /* of the places that are in the image, as any characters */
	float pitch;      /* pixels of the image */
	unsigned outside; /* places that are not wholly in the image */
	bool ends;        /* the image ends where the zone may go on */
	bool open;        /* the zone may go on beyond an end: nothing is blank there */
	unsigned print;   /* contrast of the places, the mean: mrz_contrast() */
	unsigned paper;   /* level of their paper, the mean */
	unsigned glaring; /* places without anything dark, as bright as can be */
	unsigned soft;    /* percent: how much of the strokes is neither dark nor bright */
	bool cut[MRZ_FORM_SIZE_MAX]; /* of places: a character there is not wholly in the image */
	bool lit[MRZ_FORM_SIZE_MAX]; /* of places: light may have taken a part of the character */
	struct mrz_guess guess[MRZ_FORM_SIZE_MAX];
};

/*
 * The best of some zones, with its text's direction and columns found, its lines drawn anew
 * through what was read. The first trusted ones are read whatever some of their places look like;
 * where there are none, each line of a zone has to look like one.
 * false: none is one, or r->places_left are used up.
 */
EG_CHECK bool mrz_look(struct mrz_reader *r, const struct mrz_zone *zones, size_t count,
		       size_t trusted, struct mrz_seen *out);

#endif
