/*
 * fuzz_page_look: any pixels, any place of a zone and any shape of print: what is told stays within
 * its bounds, the same twice, nothing outside the picture is read, and a portrait has the room that
 * was given. Knows the layout of an input. Never knows what is shown.
 *
 *   2 bytes width, 2 bytes height, 1 form, 1 verdict, 1 reason, 1 others, 2 dpi, 2 side,
 *   4 * 2 corners of 2 bytes (signed, pixels), 6 bytes of the shape, pixels (what is missing goes
 *   on as the last one)
 */
#include "tests/fuzz/fuzz.h"

#include "document/page_look.h"
#include "document/page_prompt.h"

#define SIDE_LEAST 16u
#define SIDE_MAX   512u /* pixels: larger ones take long and show no more */
#define CUT_MAX    128u

static const struct {
	uint8_t lines;
	uint8_t columns;
} sizes[MRZ_FORM_COUNT] = {
#define X(name, lines, columns, text) {lines, columns},
	MRZ_FORMS(X)
#undef X
};

static uint8_t octet(struct rd *r)
{
	uint8_t v = 0;
	return r->left > 0 && rd_u8(r, &v) ? v : 0;
}

static uint16_t two(struct rd *r)
{
	const unsigned high = octet(r);
	return (uint16_t)(high << 8 | octet(r));
}

/* -0.5 to 3.5; one value is no number, one is beyond all others. */
static float share(struct rd *r)
{
	const uint8_t v = octet(r);
	return v == 255 ? (float)(0.0 / 0.0) : v == 254 ? 1e30f : (float)v / 64 - 0.5f;
}

static struct mrz_read read_of(struct rd *r)
{
	struct mrz_read out = {.form = octet(r)};
	out.verdict = octet(r);
	out.reason = octet(r);
	out.others = octet(r);
	const bool known = out.form < MRZ_FORM_COUNT;
	out.lines = known ? sizes[out.form].lines : octet(r);
	out.columns = known ? sizes[out.form].columns : octet(r);
	return out;
}

static void judge(const struct page_seen *seen, const struct mrz_read *read)
{
	enum reason why;
	promise(seen->glare <= 100 && seen->haze <= 100 && seen->zones <= 2 && seen->empty <= 1);
	promise(seen->size <= PAGE_SIZE_ID3_OPEN);
	promise(seen->screen != VERDICT_NOT_DONE && seen->screen <= VERDICT_CANNOT_TELL);
	promise(seen->print != VERDICT_NOT_DONE && seen->print <= VERDICT_CANNOT_TELL);
	promise(page_look_prompt(seen, read) < PAGE_PROMPT_COUNT);
	const enum verdict v = page_print_verdict(seen, &why);
	promise((v == VERDICT_PASS) == (why == REASON_NONE));
}

static void look(const struct mrz_image *image, const struct mrz_read *read, unsigned dpi)
{
	struct page_seen a;
	struct page_seen b;
	enum reason why;
	if (page_look(image, read, dpi, &a) != EG_OK) {
		return;
	}
	judge(&a, read);
	promise(page_look(image, read, dpi, &b) == EG_OK);
	promise(a.glare == b.glare && a.blur == b.blur && a.size == b.size);
	promise(a.screen == b.screen && a.print == b.print && a.haze == b.haze);
	const enum verdict v = page_infrared_verdict(image, read, image, read, &why);
	promise(v != VERDICT_NOT_DONE && (v == VERDICT_PASS) == (why == REASON_NONE));
}

static void cut(const struct mrz_image *image, const struct mrz_read *read, uint16_t side)
{
	uint16_t width;
	uint16_t height;
	uint16_t dpi;
	uint8_t *out = malloc((size_t)side * side + 1); /* its end is where a sanitizer looks */
	promise(out != NULL);
	if (page_portrait(image, read, side, out, &width, &height, &dpi)) {
		promise(width > 0 && width <= side && height > 0 && height <= side && dpi > 0);
	} else {
		promise(width == 0 && height == 0 && dpi == 0);
	}
	free(out);
}

/* The picture, an upset one, and the first again: nothing is still that changes. */
static void watch(const struct mrz_image *image, const struct mrz_image *other)
{
	struct page_watch w = {0};
	enum page_lies lies;
	for (unsigned i = 0; i < 12; i++) {
		promise(page_watch_see(&w, i < 6 ? image : other, &lies) == EG_OK);
		promise(lies <= PAGE_LIES_GONE && (lies != PAGE_LIES_GONE || i > 6));
		promise(i != 5 || lies == PAGE_LIES_STILL || lies == PAGE_LIES_NOTHING);
		if (i == 5) {
			page_watch_keep(&w);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	const uint16_t width = two(&r);
	const uint16_t height = two(&r);
	struct mrz_read read = read_of(&r);
	const unsigned dpi = two(&r) % 1300u;
	const uint16_t side = (uint16_t)(two(&r) % (CUT_MAX + 1));
	for (unsigned i = 0; i < 4; i++) {
		read.corner[i].x = (int16_t)two(&r);
		read.corner[i].y = (int16_t)two(&r);
	}
	float *shape[] = {&read.shape.pitch,    &read.shape.spread, &read.shape.wave,
			  &read.shape.line_gap, &read.shape.height, &read.shape.likeness};
	for (unsigned i = 0; i < 6; i++) {
		*shape[i] = share(&r);
	}
	const struct mrz_image said = {width, height, r};
	look(&said, &read, dpi);
	const uint32_t wide = SIDE_LEAST + width % SIDE_MAX;
	const uint32_t high = SIDE_LEAST + height % SIDE_MAX;
	const size_t count = (size_t)wide * high;
	uint8_t *grey = malloc(count); /* its end is where a sanitizer looks */
	uint8_t *upset = malloc(count);
	promise(grey != NULL && upset != NULL);
	for (size_t i = 0; i < count; i++) {
		grey[i] = r.left > 0 ? octet(&r) : i > 0 ? grey[i - 1] : 128;
		upset[count - 1 - i] = grey[i];
	}
	const struct mrz_image image = {wide, high, rd_of(grey, count)};
	const struct mrz_image other = {wide, high, rd_of(upset, count)};
	look(&image, &read, dpi);
	cut(&image, &read, side);
	if (wide >= MRZ_READ_SIDE_MIN && high >= MRZ_READ_SIDE_MIN) {
		watch(&image, &other);
	}
	free(grey);
	free(upset);
	return 0;
}
