/*
 * mrz_read: the grey image of a document page becomes the text of its machine-readable zone.
 * Knows the order of the steps and why one may fail. Never knows how a step is done.
 */
#include "document/mrz_read.h"

#include "base/secret.h"
#include "document/mrz_decide.h"
#include "document/mrz_find.h"
#include "document/mrz_shape.h"

#include <math.h>
#include <stdlib.h>

#define PITCH_LOW        11.0f /* pixels: below, strokes are one pixel wide */
#define SOFT_HIGH        60u   /* percent of strokes that are neither dark nor bright */
#define GLARE_LOW        2u    /* places */
#define PLACES_MAX       6500u /* read of one image; a zone takes about 1000 */
#define OTHERS_MAX       3u    /* zones looked at beside the first one */
#define SURE_BOTH        17u   /* decibans: 50 to 1 */
#define PITCHES_PER_INCH 10.0f
#define DEGREES          57.29577951f

enum eg_err mrz_reader_new(struct mrz_reader **out)
{
	struct mrz_reader *r = calloc(1, sizeof(*r));
	*out = r;
	if (r == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "a reader of zones");
	}
	r->shrunk = calloc(MRZ_READ_PIXELS_MAX / 3 + 1, 1);
	r->runs = calloc(MRZ_RUNS_MAX, sizeof(*r->runs));
	r->areas = calloc(MRZ_RUNS_MAX, sizeof(*r->areas));
	r->sum = calloc(MRZ_BLOCKS_MAX, sizeof(*r->sum));
	r->square = calloc(MRZ_BLOCKS_MAX, sizeof(*r->square));
	r->dark = calloc(MRZ_BLOCKS_MAX, 1);
	r->blobs = calloc(MRZ_BLOBS_MAX, sizeof(*r->blobs));
	r->next = calloc(MRZ_BLOBS_MAX, sizeof(*r->next));
	r->head = calloc(MRZ_CELLS_MAX, sizeof(*r->head));
	r->used = calloc(MRZ_BLOBS_MAX, 1);
	if (r->shrunk == NULL || r->runs == NULL || r->areas == NULL || r->sum == NULL ||
	    r->square == NULL || r->dark == NULL || r->blobs == NULL || r->next == NULL ||
	    r->head == NULL || r->used == NULL) {
		mrz_reader_free(out);
		return EG_FAIL(EG_NO_MEMORY, "a reader of zones");
	}
	return EG_OK;
}

void mrz_reader_free(struct mrz_reader **p)
{
	struct mrz_reader *r = *p;
	if (r == NULL) {
		return;
	}
	if (r->shrunk != NULL) {
		secret_wipe(r->shrunk, MRZ_READ_PIXELS_MAX / 3 + 1); /* the holder's page */
	}
	free(r->shrunk);
	free(r->runs);
	free(r->areas);
	free(r->sum);
	free(r->square);
	free(r->dark);
	free(r->blobs);
	free(r->next);
	free(r->head);
	free(r->used);
	secret_wipe(r, sizeof(*r));
	free(r);
	*p = NULL;
}

/* The place of a corner: half a pitch beyond the outermost characters. */
static struct mrz_point corner(const struct mrz_zone *z, unsigned line, float u, float side,
			       float down)
{
	const struct mrz_axes a = mrz_zone_axes(z, line, u);
	return (struct mrz_point){a.x + side * a.along_x + down * a.down_x,
				  a.y + side * a.along_y + down * a.down_y};
}

static void tell_place(const struct mrz_seen *s, struct mrz_read *out)
{
	const struct mrz_zone *z = &s->zone;
	const unsigned low = z->lines - 1u;
	const float last = (float)z->last;
	out->corner[0] = corner(z, 0, 0, -0.5f, -0.5f);
	out->corner[1] = corner(z, 0, last, 0.5f, -0.5f);
	out->corner[2] = corner(z, low, last, 0.5f, 0.5f);
	out->corner[3] = corner(z, low, 0, -0.5f, 0.5f);
	const float turned =
		atan2f(out->corner[1].y - out->corner[0].y, out->corner[1].x - out->corner[0].x) *
		DEGREES;
	const long whole = lroundf(turned < 0 ? turned + 360 : turned);
	out->angle = (uint16_t)(whole % 360);
	out->dpi = (uint16_t)fminf(9999, s->pitch * PITCHES_PER_INCH);
}

/* Why the text is not sure, as far as the picture is to blame. */
static enum mrz_read_reason blame(const struct mrz_seen *s, enum mrz_read_reason text)
{
	if (s->outside > 0 || s->ends) {
		return MRZ_READ_CUT;
	}
	if (s->glaring >= GLARE_LOW) {
		return MRZ_READ_GLARE;
	}
	if (s->pitch < PITCH_LOW) {
		return MRZ_READ_SMALL;
	}
	return s->soft > SOFT_HIGH ? MRZ_READ_BLURRED : text;
}

enum eg_err mrz_image_check(const struct mrz_image *image)
{
	if (image->width < MRZ_READ_SIDE_MIN || image->height < MRZ_READ_SIDE_MIN ||
	    image->width > MRZ_READ_SIDE_MAX || image->height > MRZ_READ_SIDE_MAX ||
	    image->width > MRZ_READ_PIXELS_MAX / image->height) {
		return EG_FAIL(EG_TOO_BIG, "size of a page's image");
	}
	if (image->grey.bad || image->grey.left != (size_t)image->width * image->height) {
		return EG_FAIL(EG_BAD_DATA, "rows of a page's image");
	}
	return EG_OK;
}

static void tell(const struct mrz_seen *seen, struct mrz_read *out)
{
	*out = (struct mrz_read){0};
	mrz_decide(seen, out);
	tell_place(seen, out);
	out->shape = mrz_shape_of(seen, out);
	if (out->verdict != MRZ_READ_WHOLE) {
		out->reason = (uint8_t)blame(seen, (enum mrz_read_reason)out->reason);
	}
}

/* One is not what the other one is: a character that is sure in both is another one. */
static bool differ(const struct mrz_read *a, const struct mrz_read *b)
{
	bool other = a->form != b->form;
	for (size_t l = 0; l < a->lines && !other; l++) {
		for (size_t i = 0; i < a->columns && !other; i++) {
			other = a->text[l][i] != b->text[l][i] && a->sure[l][i] >= SURE_BOTH &&
				b->sure[l][i] >= SURE_BOTH;
		}
	}
	return other;
}

/*
 * Further zones beside the first one. Whichever says more is told; the same text once more, a
 * reflection or the same page again, counts for nothing.
 */
static void tell_others(struct mrz_finder *f, struct mrz_reader *r, struct mrz_seen *seen,
			struct mrz_read *out)
{
	struct mrz_read other;
	float fit = seen->fit;
	for (unsigned i = 0; i < OTHERS_MAX && mrz_find_next(f, r, seen, seen); i++) {
		tell(seen, &other);
		const bool better = other.verdict != out->verdict ? other.verdict > out->verdict
								  : seen->fit > fit;
		const uint8_t least = other.verdict < out->verdict ? other.verdict : out->verdict;
		const bool counts = least > MRZ_READ_REFUSED && differ(&other, out);
		const unsigned others = out->others + (counts ? 1u : 0u);
		if (better) {
			*out = other;
			fit = seen->fit;
		}
		out->others = (uint8_t)others;
	}
	secret_wipe(&other, sizeof(other));
}

enum eg_err mrz_read(struct mrz_reader *r, const struct mrz_image *image, struct mrz_read *out)
{
	struct mrz_finder f = {.count = 0};
	struct mrz_seen seen;
	*out = (struct mrz_read){.reason = MRZ_READ_NO_ZONE};
	EG_TRY(mrz_image_check(image));
	mrz_planes_make(r, image);
	r->places_left = PLACES_MAX;
	if (mrz_find_first(&f, r, &seen)) {
		tell(&seen, out);
		tell_others(&f, r, &seen, out);
	}
	r->plane[0] = (struct mrz_plane){0}; /* borrowed no longer */
	secret_wipe(&seen, sizeof(seen));
	return EG_OK;
}

size_t mrz_read_joined(const struct mrz_read *read, char *out, size_t cap)
{
	const size_t size = (size_t)read->lines * read->columns;
	if (size > cap) {
		return 0;
	}
	for (size_t i = 0; i < size; i++) {
		out[i] = read->text[i / read->columns][i % read->columns];
	}
	return size;
}

const char *mrz_read_reason_text(unsigned reason)
{
	static const char *const texts[] = {
#define X(name, text) text,
		MRZ_READ_REASONS(X)
#undef X
	};
	return reason < MRZ_READ_REASON_COUNT ? texts[reason] : "?";
}
