/*
 * fuzz_face_quality: any pixels and any landmarks, also ones that are no numbers: all values are
 * within their range, and nothing outside the picture is read.
 * Knows the layout of an input. Never knows what is shown.
 *
 *   2 bytes size, 6 x 4 bytes alignment (0: of the eyes), 68 x 2 x 4 bytes landmarks, pixels
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/face_quality_assess.h"
#include "biometrics/face_quality_guide.h"

#include <math.h>

#define SIDE_MAX 160u

static struct face_patch scratch;

/* Any four bytes are a float: also NAN and infinite. */
static double number(struct rd *r)
{
	union {
		uint32_t bits;
		float value;
	} u = {0};
	/* A short input goes on with zeros. */
	return rd_be32(r, &u.bits) ? (double)u.value : 0;
}

/* Where an input gives no alignment: by the eyes' outer corners. */
static void align_eyes(const struct face_point *p, double m[6])
{
	double x = p[45].x - p[36].x;
	double y = p[45].y - p[36].y;
	double square = x * x + y * y;
	double a = 47 * x / square;
	double b = -47 * y / square;
	m[0] = a;
	m[1] = -b;
	m[2] = 32 - a * p[36].x + b * p[36].y;
	m[3] = b;
	m[4] = a;
	m[5] = 52 - b * p[36].x - a * p[36].y;
}

static void fill(struct picture *p, struct rd r)
{
	uint8_t value = 0;
	for (size_t i = 0; i < picture_size(p); i++) {
		uint8_t next = 0;
		value = rd_u8(&r, &next) ? next : (uint8_t)(value * 5 + 1);
		p->bgr[i] = value;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	struct picture p = {0};
	struct face_point points[FACE_POINTS];
	struct face_quality_facts facts = {.points = points, .pitch = NAN};
	struct face_quality q;
	uint8_t width = 0;
	uint8_t height = 0;
	if (!rd_u8(&r, &width) || !rd_u8(&r, &height) ||
	    picture_new(1 + width % SIDE_MAX, 1 + height % SIDE_MAX, &p) != EG_OK) {
		return 0;
	}
	for (size_t i = 0; i < 6; i++) {
		facts.to_aligned[i] = number(&r);
	}
	for (size_t i = 0; i < FACE_POINTS; i++) {
		points[i].x = number(&r);
		points[i].y = number(&r);
	}
	facts.norm = points[0].x;
	facts.second = points[1].x;
	facts.closed = points[2].x;
	if (facts.to_aligned[0] == 0 && facts.to_aligned[3] == 0) {
		align_eyes(points, facts.to_aligned);
	}
	fill(&p, r);
	face_quality_assess(&p, &facts, &scratch, &q);
	for (unsigned c = 0; c < FACE_QUALITY_COUNT; c++) {
		promise(q.value[c] <= 100 || q.value[c] == FACE_QUALITY_UNKNOWN);
		promise(isfinite(q.native[c]));
	}
	const struct face_quality_limits limits = face_quality_limits_default();
	promise(face_quality_guide(&limits, &q, false) < FACE_PROMPT_COUNT);
	picture_free(&p);
	return 0;
}
