/*
 * mrz_line: where the characters of a line and of a zone are.
 * Knows curves through points. Never knows pixels or characters.
 */
#ifndef EG_DOCUMENT_MRZ_LINE_H
#define EG_DOCUMENT_MRZ_LINE_H

#include "document/mrz_glyph.h"
#include "document/mrz_work.h"

#define MRZ_POINTS_MAX MRZ_CHAIN_HITS

/* Points that a line goes through; a weight of 0 leaves one out. */
struct mrz_points {
	uint32_t count;
	float u[MRZ_POINTS_MAX];
	float x[MRZ_POINTS_MAX];
	float y[MRZ_POINTS_MAX];
	float weight[MRZ_POINTS_MAX];
};

struct mrz_point mrz_line_at(const struct mrz_line *l, float u);
/* One column further, pixels. */
struct mrz_point mrz_line_along(const struct mrz_line *l, float u);
/*
 * By least squares with so many terms (2 straight, MRZ_LINE_TERMS at most), twice: what is off by
 * more than reach pixels the first time is left out the second time. false: too few points.
 */
EG_CHECK bool mrz_line_fit(const struct mrz_points *p, unsigned terms, float reach,
			   struct mrz_line *out);
/* a + share * (b - a). */
struct mrz_line mrz_line_between(const struct mrz_line *a, const struct mrz_line *b, float share);
/* The line so many pitches below. */
struct mrz_line mrz_line_below(const struct mrz_line *l, float middle, float pitches);
/* Column u becomes u - by. */
struct mrz_line mrz_line_shift(const struct mrz_line *l, float by);
/* Read from the other end: column u becomes -u, the last line the first. */
struct mrz_zone mrz_zone_turned(const struct mrz_zone *z);
/* Axes of a character's place. */
struct mrz_axes mrz_zone_axes(const struct mrz_zone *z, unsigned line, float u);

#endif
