/*
 * page_portrait: cuts out the side of a page where a portrait is printed.
 * Knows where it stands in relation to the zone (Doc 9303-4, -6, -7). Never knows a face.
 *
 * The zone is long and thin: its length gives scale and angle; what lies far above it is found by
 * going straight up from it, not by its short sides, which tell too little.
 */
#include "document/page_look.h"
#include "document/page_zone.h"

#include <math.h>

#define SIDE_LEAST  16
#define SAMPLES_MAX 3 /* of a pixel in each direction */
#define OUTSIDE     128
#define LEFT_MARGIN 1.0f /* mm beyond the left edge of the page: it is seldom cut exactly */
#define ABOVE_ZONE  4.0f /* mm from the first corner up: there a portrait may end */

/* mm of the page from its left and upper edge: where the zone of the portrait, zone V, may reach to
 * (Doc 9303-4, -6, -7, figures), and some more. */
static const struct place {
	float right;
	float top;
} places[MRZ_FORM_COUNT] = {
	[MRZ_FORM_TD2] = {42.0f, 4.0f},
	[MRZ_FORM_TD3] = {50.0f, 8.0f},
	[MRZ_FORM_MRV_A] = {46.0f, 6.0f},
	[MRZ_FORM_MRV_B] = {42.0f, 4.0f},
};

/* A pixel's worth of the way right and down, and the corner, pixels of the picture. */
struct cut {
	struct mrz_point at;
	struct mrz_point right;
	struct mrz_point down;
	unsigned samples; /* of a pixel in each direction */
};

static uint8_t pixel_of(const struct page_plane *p, const struct cut *c, unsigned x, unsigned y)
{
	float sum = 0;
	const unsigned n = c->samples;
	for (unsigned i = 0; i < n * n; i++) {
		const float u = (float)x + ((float)(i % n) + 0.5f) / (float)n;
		const float v = (float)y + ((float)(unsigned)(i / n) + 0.5f) / (float)n;
		float level;
		const bool seen = page_plane_see(p, c->at.x + u * c->right.x + v * c->down.x,
						 c->at.y + u * c->right.y + v * c->down.y, &level);
		sum += seen ? level : OUTSIDE;
	}
	return (uint8_t)(sum / (float)(n * n) + 0.5f);
}

/* Along the zone, for one mm, pixels: the mean of its two long sides. */
static struct mrz_point along_of(const struct page_zone *z)
{
	const struct mrz_point *c = z->corner;
	return (struct mrz_point){(c[1].x - c[0].x + c[2].x - c[3].x) / 2 / z->wide,
				  (c[1].y - c[0].y + c[2].y - c[3].y) / 2 / z->wide};
}

/* Seen in a mirror, no page is upright. */
static bool is_mirrored(const struct page_zone *z, struct mrz_point along)
{
	const struct mrz_point *c = z->corner;
	return -along.y * (c[3].x - c[0].x) + along.x * (c[3].y - c[0].y) <= 0;
}

bool page_portrait(const struct mrz_image *image, const struct mrz_read *read, uint16_t side,
		   uint8_t *out, uint16_t *width, uint16_t *height, uint16_t *dpi)
{
	struct page_plane plane;
	struct page_zone z;
	*width = 0;
	*height = 0;
	*dpi = 0;
	if (side < SIDE_LEAST || page_plane_of(image, &plane) != EG_OK || !page_zone_of(read, &z) ||
	    places[read->form].right <= 0) {
		return false;
	}
	const struct place *place = &places[read->form];
	const struct mrz_point along = along_of(&z);
	if (is_mirrored(&z, along)) {
		return false;
	}
	const float wide = place->right + LEFT_MARGIN;
	const float high = z.above - ABOVE_ZONE - place->top;
	const float per_mm = fminf((float)side / fmaxf(wide, high), z.per_mm);
	const float x = -z.left - LEFT_MARGIN;
	const float y = place->top - z.above;
	*width = (uint16_t)(wide * per_mm);
	*height = (uint16_t)(high * per_mm);
	*dpi = (uint16_t)lroundf(per_mm * PAGE_MM_PER_INCH);
	const float finer = z.per_mm / per_mm;
	const struct cut c = {
		.at = {z.corner[0].x + x * along.x - y * along.y,
		       z.corner[0].y + x * along.y + y * along.x},
		.right = {along.x / per_mm, along.y / per_mm},
		.down = {-along.y / per_mm, along.x / per_mm},
		.samples = finer < SAMPLES_MAX ? (unsigned)ceilf(finer) : SAMPLES_MAX,
	};
	for (unsigned i = 0; i < (unsigned)*width * *height; i++) {
		out[i] = pixel_of(&plane, &c, i % *width, i / *width);
	}
	return true;
}
