/*
 * mrz_shape: the shape of a zone's print, by where its characters were read.
 * Knows places and odds. Never knows what shape a document should have.
 *
 * Lines are cubic, so that a page that is bent, or looked at from a side, is no print that is
 * uneven: what is measured is how far each character is off its line's even places.
 */
#include "document/mrz_shape.h"

#include "document/mrz_line.h"

#include <math.h>

#define SHARE_LEAST 0.3f  /* odds of a character whose place is believed */
#define HEIGHT      1.03f /* pitches: capitals and digits of OCR-B, the mean of both */
#define USED_LEAST  4u    /* characters */

/* Sums over characters. */
struct sums {
	unsigned all;
	unsigned used;
	float likeness;
	float along; /* squares of what they are off their places */
	float across;
	float taller; /* logarithms */
};

static void add(struct sums *s, const struct mrz_guess *g, char letter)
{
	const unsigned number = mrz_letter_number(letter);
	const float share = number < MRZ_LETTERS ? expf(g->log[number]) : 0;
	s->all++;
	s->likeness += share;
	if (share > SHARE_LEAST) {
		s->used++;
		s->along += g->off_x * g->off_x;
		s->across += g->off_y * g->off_y;
		s->taller += letter == '<' ? 0 : g->taller;
	}
}

/* Mean length of a column, over all lines. */
static float pitch_of(const struct mrz_zone *z)
{
	float sum = 0;
	unsigned count = 0;
	for (unsigned l = 0; l < z->lines; l++) {
		for (int u = z->first; u < z->last; u++) {
			const struct mrz_point a = mrz_line_at(&z->line[l], (float)u);
			const struct mrz_point b = mrz_line_at(&z->line[l], (float)(u + 1));
			sum += hypotf(b.x - a.x, b.y - a.y);
			count++;
		}
	}
	return count > 0 ? sum / (float)count : 0;
}

/* Mean distance of a line to the next one, across it, pixels. */
static float gap_of(const struct mrz_zone *z)
{
	float sum = 0;
	unsigned count = 0;
	for (unsigned l = 0; l + 1 < z->lines; l++) {
		for (int u = z->first; u <= z->last; u++) {
			const struct mrz_point a = mrz_line_at(&z->line[l], (float)u);
			const struct mrz_point b = mrz_line_at(&z->line[l + 1], (float)u);
			const struct mrz_point along = mrz_line_along(&z->line[l], (float)u);
			const float length = hypotf(along.x, along.y);
			const float cross = along.x * (b.y - a.y) - along.y * (b.x - a.x);
			sum += length > 0 ? cross / length : 0;
			count++;
		}
	}
	return count > 0 ? sum / (float)count : 0;
}

struct mrz_shape mrz_shape_of(const struct mrz_seen *seen, const struct mrz_read *read)
{
	const struct mrz_zone *z = &seen->zone;
	struct sums s = {0};
	for (size_t l = 0; l < read->lines; l++) {
		for (size_t i = 0; i < read->columns; i++) {
			add(&s, &seen->guess[l * read->columns + i], read->text[l][i]);
		}
	}
	struct mrz_shape out = {.pitch = pitch_of(z)};
	out.likeness = s.all > 0 ? s.likeness / (float)s.all : 0;
	out.line_gap = out.pitch > 0 ? gap_of(z) / out.pitch : 0;
	out.height = HEIGHT * z->tall;
	if (s.used >= USED_LEAST) {
		out.spread = sqrtf(s.along / (float)s.used);
		out.wave = sqrtf(s.across / (float)s.used);
		out.height *= expf(s.taller / (float)s.used);
	}
	return out;
}
