/*
 * fuzz_finger_extract: any pixels as a fingerprint; a template keeps what finger_template.h says.
 * Knows the template. Never knows ridges.
 *
 *   width (2 bytes) | height (2) | dpi (2) | pixels, again from the first when they run out
 */
#include "tests/fuzz/fuzz.h"

#include "base/rd.h"
#include "biometrics/finger_extract.h"

#define SIDE_MAX 160u /* small, so that many inputs are tried */

static void check(const struct finger_template *t)
{
	const unsigned cells = (unsigned)t->cells_wide * t->cells_high;
	unsigned area = 0;
	promise(t->count > 0 && t->count <= FINGER_MINUTIAE_MAX && t->quality <= 100);
	promise(t->cells_wide <= FINGER_MAP_SIDE && t->cells_high <= FINGER_MAP_SIDE);
	for (unsigned i = 0; i < t->count; i++) {
		const struct finger_minutia *m = &t->minutia[i];
		promise(m->x >= 0 && m->y >= 0 && m->x < 8 * t->width && m->y < 8 * t->height);
		promise(m->type == FINGER_ENDING || m->type == FINGER_FORK);
		promise(m->quality <= 100 && (i == 0 || m->quality <= t->minutia[i - 1].quality));
	}
	for (unsigned i = 0; i < cells; i++) {
		promise(t->flow[i] < 250 || t->flow[i] == FINGER_STATE_NONE);
		area += t->flow[i] != FINGER_STATE_NONE;
	}
	promise(t->area == area);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finger_extractor *extractor; /* kept: what one image leaves, the next meets */
	static uint8_t grey[SIDE_MAX * SIDE_MAX];
	struct rd in = rd_of(data, size);
	uint16_t wide = 0;
	uint16_t high = 0;
	uint16_t dpi = 0;
	if (extractor == NULL) {
		promise(finger_extractor_new(&extractor) == EG_OK);
	}
	if (!rd_be16(&in, &wide) || !rd_be16(&in, &high) || !rd_be16(&in, &dpi) || in.left == 0) {
		return 0;
	}
	wide = (uint16_t)(wide % (SIDE_MAX + 1));
	high = (uint16_t)(high % (SIDE_MAX + 1));
	for (size_t i = 0; i < (size_t)wide * high; i++) {
		grey[i] = data[6 + i % in.left];
	}
	const struct finger_image image = {wide, high, dpi, grey};
	struct finger_template t;
	const enum eg_err err = finger_extract(extractor, &image, &t);
	promise(err == EG_OK || err == EG_NOT_FOUND || err == EG_BAD_DATA);
	if (err == EG_OK) {
		check(&t);
	} else {
		promise(t.count == 0 && t.width == 0);
	}
	return 0;
}
