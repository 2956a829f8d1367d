/*
 * mrz_find: which zones are in an image, and where.
 * Knows planes and which of them are looked at. Never knows what is sure.
 */
#include "document/mrz_find.h"

#include <math.h>

#define SIDE_FIRST    1300u   /* pixels: longer side of the plane that is looked at first */
#define FIT_FOUND     (-0.5f) /* of a zone after which finer planes are not looked at */
#define FIT_SHOWN     (-1.6f) /* of one that is worth telling */
#define AROUND        1.0f    /* pitches around a zone that belong to it */
#define OTHER_COLUMNS 18      /* seen of a zone beside another one, at least */
#define OTHER_PITCH   1.3f    /* between two zones of one image, at most */

/* The plane that most zones are found in: for a page that fills the image, 10 to 25 pixels pitch.
 */
static uint32_t first_level(const struct mrz_reader *r)
{
	uint32_t level = 0;
	while (level + 1 < r->levels &&
	       (r->plane[level].width > SIDE_FIRST || r->plane[level].height > SIDE_FIRST)) {
		level++;
	}
	return level;
}

bool mrz_find_first(struct mrz_finder *f, struct mrz_reader *r, struct mrz_seen *out)
{
	struct mrz_seen seen;
	bool found = false;
	for (uint32_t level = first_level(r) + 1; level-- > 0;) {
		mrz_blobs_find(r, &r->plane[level]);
		mrz_chains_find(r, &r->plane[level]);
		f->count = mrz_zones_guess(r, (float)(1u << level), f->zones);
		if (mrz_look(r, f->zones, f->count, 1, &seen) && (!found || seen.fit > out->fit)) {
			*out = seen;
			found = true;
		}
		if (found && (out->fit > FIT_FOUND || out->fit_inside > FIT_FOUND)) {
			return true;
		}
	}
	return found && out->fit > FIT_SHOWN;
}

/* A point in a zone's own measure: columns along it, pitches below its first line. */
static struct mrz_point within(const struct mrz_zone *z, struct mrz_point p)
{
	const float middle = (float)(z->first + z->last) / 2;
	const struct mrz_point at = mrz_line_at(&z->line[0], middle);
	const struct mrz_point along = mrz_line_along(&z->line[0], middle);
	const float square = along.x * along.x + along.y * along.y;
	const float dx = p.x - at.x;
	const float dy = p.y - at.y;
	return (struct mrz_point){middle + (dx * along.x + dy * along.y) / square,
				  (dy * along.x - dx * along.y) / square};
}

/* The middle of one of its lines lies in the other one. */
static bool overlaps(const struct mrz_zone *z, const struct mrz_zone *of)
{
	const float middle = (float)(of->first + of->last) / 2;
	const float low = within(of, mrz_line_at(&of->line[of->lines - 1], middle)).y;
	bool any = false;
	for (unsigned l = 0; l < z->lines; l++) {
		const float half = (float)(z->first + z->last) / 2;
		const struct mrz_point p = within(of, mrz_line_at(&z->line[l], half));
		any = any || (p.x > (float)of->first - AROUND && p.x < (float)of->last + AROUND &&
			      p.y > -AROUND && p.y < low + AROUND);
	}
	return any;
}

/* As large as what lies beside it on the same glass, and as long as a zone is. */
static bool is_like(const struct mrz_zone *z, float pitch)
{
	const struct mrz_point a = mrz_line_along(&z->line[0], (float)(z->first + z->last) / 2);
	const float own = hypotf(a.x, a.y);
	return z->last - z->first + 1 >= OTHER_COLUMNS && own < pitch * OTHER_PITCH &&
	       own * OTHER_PITCH > pitch;
}

bool mrz_find_next(struct mrz_finder *f, struct mrz_reader *r, const struct mrz_seen *seen,
		   struct mrz_seen *out)
{
	size_t count = 0;
	for (size_t i = 0; i < f->count; i++) {
		if (is_like(&f->zones[i], seen->pitch) && !overlaps(&f->zones[i], &seen->zone)) {
			f->zones[count++] = f->zones[i];
		}
	}
	f->count = count;
	return mrz_look(r, f->zones, f->count, 0, out) && out->fit > FIT_SHOWN;
}
