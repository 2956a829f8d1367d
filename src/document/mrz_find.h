/*
 * mrz_find: which zones are in an image, and where.
 * Knows planes and which of them are looked at. Never knows what is sure.
 */
#ifndef EG_DOCUMENT_MRZ_FIND_H
#define EG_DOCUMENT_MRZ_FIND_H

#include "document/mrz_look.h"
#include "document/mrz_zone.h"

/* Where zones may still be, while those of an image are found one by one. Start with zeroes. */
struct mrz_finder {
	struct mrz_zone zones[MRZ_ZONES_MAX];
	size_t count;
};

/* The best zone of the planes that r has; false: none is worth telling. */
EG_CHECK bool mrz_find_first(struct mrz_finder *f, struct mrz_reader *r, struct mrz_seen *out);
/*
 * Another one beside that which was seen, and beside all that were told before; only of the plane
 * that was looked at last. What overlaps it is looked at no more.
 */
EG_CHECK bool mrz_find_next(struct mrz_finder *f, struct mrz_reader *r, const struct mrz_seen *seen,
			    struct mrz_seen *out);

#endif
