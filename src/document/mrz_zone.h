/*
 * mrz_zone: zones that chains of blobs may be part of.
 * Knows the distances of lines (Doc 9303-4 to -7). Never knows what characters are there.
 */
#ifndef EG_DOCUMENT_MRZ_ZONE_H
#define EG_DOCUMENT_MRZ_ZONE_H

#include "document/mrz_line.h"

#define MRZ_ZONES_MAX 24

/*
 * The likeliest first, in pixels of the image; scale: pixels of it that one of the chains' plane
 * is wide. Which way up they are is not known.
 */
size_t mrz_zones_guess(const struct mrz_reader *r, float scale, struct mrz_zone *out);

#endif
