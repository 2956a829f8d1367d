/*
 * test_face_quality: each component moves the right way, and further with more of what it is
 * about: on a drawn face, so that no models are needed. Places outside the picture, and numbers
 * that are none, are never read (the sanitizers' build tells).
 */
#include "drawn_face.h"

#include "biometrics/condition.h"
#include "biometrics/face_quality_guide.h"
#include "tests/bench/cover.h"
#include "tests/bench/degrade.h"
#include "tests/bench/face_frames.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define STRENGTHS 3
#define EYES      100.0 /* pixels apart, about */

static const uint8_t light_skin[3] = {226, 178, 152};
static const uint8_t dark_skin[3] = {104, 68, 50};

typedef void (*change)(struct drawn_face *d, double strength);

static struct face_quality changed(change by, double strength)
{
	struct drawn_face d;
	struct face_quality q;
	drawn_face_new(&d, light_skin);
	by(&d, strength);
	drawn_face_assess(&d, &q);
	drawn_face_free(&d);
	return q;
}

/* The measure moves up (or down) with each strength, the value never rises and falls in all. */
static void assert_moves(const char *what, enum face_quality_component c, change by,
			 const double strengths[STRENGTHS + 1], bool up)
{
	struct face_quality before = changed(by, strengths[0]);
	uint8_t first = before.value[c];
	for (size_t i = 1; i <= STRENGTHS; i++) {
		struct face_quality q = changed(by, strengths[i]);
		float from = before.native[c];
		float to = q.native[c];
		if (q.value[c] == FACE_QUALITY_UNKNOWN || (up ? to <= from : to >= from) ||
		    q.value[c] > before.value[c]) {
			fail_msg("%s, strength %zu: %s from %f (%d) to %f (%d)", what, i,
				 face_quality_name(c), (double)from, before.value[c], (double)to,
				 q.value[c]);
		}
		before = q;
	}
	if (before.value[c] >= first) {
		fail_msg("%s: value of %s stays at %d", what, face_quality_name(c), first);
	}
}

/* ---- changes ---- */

static void spoil(struct drawn_face *d, enum condition_kind kind, double amount)
{
	const struct conditions c = {.of = {{kind, amount}}, .count = 1};
	const struct condition_face face = {.eye_distance = EYES, .middle = DRAWN_WIDTH / 2.0};
	assert_int_equal(conditions_apply(&c, face, 1, &d->p), EG_OK);
}

static void blur(struct drawn_face *d, double sigma)
{
	if (sigma > 0) {
		spoil(d, CONDITION_BLUR, sigma);
	}
}

static void gain(struct drawn_face *d, double by)
{
	spoil(d, by < 1 ? CONDITION_HALF_LIGHT : CONDITION_OVER, by);
}

static void gamma_curve(struct drawn_face *d, double by)
{
	degrade_gamma(&d->p, by);
}

static void side(struct drawn_face *d, double by)
{
	spoil(d, CONDITION_SIDE_LIGHT, by);
}

static void noise(struct drawn_face *d, double levels)
{
	if (levels > 0) {
		spoil(d, CONDITION_NOISE, levels);
	}
}

static void jpeg(struct drawn_face *d, double worse)
{
	assert_int_equal(degrade_jpeg(&d->p, (int)(100 - worse)), EG_OK);
}

static void cast(struct drawn_face *d, double share)
{
	const double colours[3] = {1 + share, 1, 1 - share};
	degrade_colour(&d->p, colours);
}

/* Upright bars on both sides of the head. */
static void clutter(struct drawn_face *d, double levels)
{
	for (uint32_t y = 0; y < d->p.height; y++) {
		for (uint32_t x = 0; x < d->p.width; x++) {
			bool bar = (x / 12) % 2 == 0 && (x < 110 || x > 530);
			for (size_t k = 0; k < 3 && bar; k++) {
				d->p.bgr[((size_t)y * d->p.width + x) * 3 + k] -= (uint8_t)levels;
			}
		}
	}
}

static void cut(struct drawn_face *d, uint32_t left, uint32_t top, uint32_t right, uint32_t bottom)
{
	EG_AUTO(picture_free) struct picture old = d->p;
	d->p = (struct picture){0};
	assert_int_equal(face_frames_crop(&old, (int)left, (int)top, old.width - left - right,
					  old.height - top - bottom, &d->p),
			 EG_OK);
	drawn_face_move(d, -(double)left, -(double)top);
}

static void cut_left(struct drawn_face *d, double by)
{
	cut(d, (uint32_t)by, 0, 0, 0);
}

static void cut_right(struct drawn_face *d, double by)
{
	cut(d, 0, 0, (uint32_t)by, 0);
}

static void cut_top(struct drawn_face *d, double by)
{
	cut(d, 0, (uint32_t)by, 0, 0);
}

static void cut_bottom(struct drawn_face *d, double by)
{
	cut(d, 0, 0, 0, (uint32_t)by);
}

static void shrink(struct drawn_face *d, double by)
{
	if (by < 1) {
		spoil(d, CONDITION_EYES, by * EYES);
		drawn_face_scale(d, by);
	}
}

static void turn(struct drawn_face *d, double degrees)
{
	assert_int_equal(degrade_turn(&d->p, degrees), EG_OK);
	drawn_face_turn(d, degrees);
}

static void open_mouth(struct drawn_face *d, double pixels)
{
	for (size_t i = 65; i < 68; i++) {
		d->points[i].y += pixels;
	}
}

static void weaken(struct drawn_face *d, double by)
{
	d->facts.norm -= by;
}

static void second(struct drawn_face *d, double area)
{
	d->facts.second = area;
}

static void close_eyes(struct drawn_face *d, double share)
{
	d->facts.closed = share;
}

static void look_aside(struct drawn_face *d, double degrees)
{
	d->points[30].x += tan(degrees * 0.017453292519943295) * 0.39 * 105.6;
}

static void look_down(struct drawn_face *d, double degrees)
{
	d->facts.pitch = -degrees;
}

/* Dark glass over both eyes, growing from the nose outwards. */
static void shade_eyes(struct drawn_face *d, double share)
{
	for (size_t e = 0; e < 2; e++) {
		struct face_point eye = d->points[e == 0 ? 39 : 42];
		for (int y = -36; y < 60; y++) {
			for (int x = -60; x < 60; x++) {
				double out = (e == 0 ? -x : x) + 20;
				size_t at = (size_t)(eye.y + y) * d->p.width + (size_t)(eye.x + x);
				for (size_t k = 0; k < 3 && out >= 0 && out < share * 80; k++) {
					d->p.bgr[at * 3 + k] = 16;
				}
			}
		}
	}
}

/* A blue mask that is pulled up from the chin: up to the lips, the nose, its bridge. */
static void pull_up_mask(struct drawn_face *d, double share)
{
	double low = d->points[8].y + 10;
	double high = low + (d->points[28].y - low) * share;
	for (uint32_t y = (uint32_t)high; y < low; y++) {
		for (uint32_t x = 160; x < 480; x++) {
			uint8_t *at = d->p.bgr + ((size_t)y * d->p.width + x) * 3;
			at[0] = 200;
			at[1] = 165;
			at[2] = 120;
		}
	}
}

/* A blue cap that is pulled down from the hair to the brows. */
static void pull_down_cap(struct drawn_face *d, double share)
{
	double brow = d->points[19].y - 12;
	double low = 40 + (brow - 40) * share;
	for (uint32_t y = 20; y < low; y++) {
		for (uint32_t x = 150; x < 490; x++) {
			uint8_t *at = d->p.bgr + ((size_t)y * d->p.width + x) * 3;
			at[0] = 170;
			at[1] = 70;
			at[2] = 40;
		}
	}
}

static const struct {
	const char *what;
	enum face_quality_component component;
	change by;
	double strengths[STRENGTHS + 1];
	bool up; /* the measure rises */
} moves[] = {
	{"blur", FACE_QUALITY_SHARPNESS, blur, {0, 1.5, 3, 6}, false},
	{"less light", FACE_QUALITY_LUMINANCE_MEAN, gain, {0.7, 0.4, 0.25, 0.15}, false},
	{"less light", FACE_QUALITY_UNDER_EXPOSURE, gain, {1, 0.2, 0.13, 0.08}, true},
	{"less light", FACE_QUALITY_DYNAMIC_RANGE, gain, {1, 0.5, 0.25, 0.1}, false},
	{"more light", FACE_QUALITY_OVER_EXPOSURE, gain, {1, 1.5, 1.7, 2}, true},
	{"gamma", FACE_QUALITY_LUMINANCE_VARIANCE, gamma_curve, {0.8, 0.6, 0.4, 0.2}, false},
	{"light from one side", FACE_QUALITY_ILLUMINATION, side, {1, 0.9, 0.8, 0.6}, false},
	{"JPEG", FACE_QUALITY_COMPRESSION, jpeg, {5, 40, 60, 75}, true},
	{"colour cast", FACE_QUALITY_COLOUR, cast, {0, -0.2, -0.3, -0.4}, true},
	{"clutter", FACE_QUALITY_BACKGROUND, clutter, {0, 15, 50, 120}, true},
	{"noise", FACE_QUALITY_BACKGROUND, noise, {0, 4, 9, 20}, true},
	{"cut on the left", FACE_QUALITY_MARGIN_LEFT, cut_left, {100, 140, 180, 220}, false},
	{"cut on the right", FACE_QUALITY_MARGIN_RIGHT, cut_right, {100, 140, 180, 220}, false},
	{"cut above", FACE_QUALITY_MARGIN_ABOVE, cut_top, {40, 80, 120, 160}, false},
	{"cut below", FACE_QUALITY_MARGIN_BELOW, cut_bottom, {0, 50, 80, 110}, false},
	{"cut below", FACE_QUALITY_HEAD_SIZE, cut_bottom, {290, 310, 335, 360}, true},
	{"smaller", FACE_QUALITY_EYE_DISTANCE, shrink, {1, 0.8, 0.6, 0.4}, false},
	{"turned", FACE_QUALITY_ROLL, turn, {0, 8, 16, 30}, true},
	{"looking aside", FACE_QUALITY_YAW, look_aside, {0, 10, 20, 40}, false},
	{"looking down", FACE_QUALITY_PITCH, look_down, {0, 10, 20, 40}, false},
	{"open mouth", FACE_QUALITY_MOUTH_CLOSED, open_mouth, {0, 15, 30, 60}, true},
	{"weak embedding", FACE_QUALITY_UNIFIED, weaken, {0, 0.4, 0.8, 1.2}, false},
	{"another face", FACE_QUALITY_SINGLE, second, {0, 0.2, 0.5, 0.9}, true},
	{"closing eyes", FACE_QUALITY_EYES_OPEN, close_eyes, {0, 0.2, 0.6, 1}, true},
	{"dark glass", FACE_QUALITY_EYES_VISIBLE, shade_eyes, {0, 0.45, 0.6, 0.75}, true},
	{"mask", FACE_QUALITY_MOUTH_VISIBLE, pull_up_mask, {0.3, 0.4, 0.5, 0.65}, true},
	{"cap", FACE_QUALITY_NO_COVERING, pull_down_cap, {0, 0.72, 0.78, 1}, true},
};

static void each_component_follows_its_cause(void **state)
{
	(void)state;
	bool seen[FACE_QUALITY_COUNT] = {false};
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		assert_moves(moves[i].what, moves[i].component, moves[i].by, moves[i].strengths,
			     moves[i].up);
		seen[moves[i].component] = true;
	}
	seen[FACE_QUALITY_FACE_VISIBLE] = true; /* the mean of two of them: below */
	for (unsigned c = 0; c < FACE_QUALITY_COUNT; c++) {
		assert_true(seen[c]); /* none is left out */
	}
}

static void faces_of_any_skin_pass(void **state)
{
	(void)state;
	static const uint8_t skins[][3] = {
		{226, 178, 152}, {240, 205, 185}, {198, 140, 105},
		{150, 100, 75},  {104, 68, 50},   {70, 46, 36},
	};
	const struct face_quality_limits limits = face_quality_limits_default();
	for (size_t i = 0; i < sizeof(skins) / sizeof(skins[0]); i++) {
		struct drawn_face d;
		struct face_quality q;
		drawn_face_new(&d, skins[i]);
		drawn_face_assess(&d, &q);
		for (unsigned c = 0; c < FACE_QUALITY_COUNT; c++) {
			assert_int_not_equal(q.value[c], FACE_QUALITY_UNKNOWN);
		}
		enum face_quality_component worst = face_quality_worst(&limits, &q, false);
		/* Flat colours have fewer shades than a face. */
		if (worst != FACE_QUALITY_COUNT && worst != FACE_QUALITY_LUMINANCE_MEAN &&
		    worst != FACE_QUALITY_DYNAMIC_RANGE) {
			fail_msg("skin %zu: %s %f (%d)", i, face_quality_name(worst),
				 (double)q.native[worst], q.value[worst]);
		}
		assert_false(face_quality_covered(&limits, &q));
		drawn_face_free(&d);
	}
}

static void assert_covered(const uint8_t skin[3], enum cover cover)
{
	const struct face_quality_limits limits = face_quality_limits_default();
	struct drawn_face d;
	struct face_quality q;
	drawn_face_new(&d, skin);
	cover_draw(&d.p, d.points, cover);
	drawn_face_assess(&d, &q);
	bool hat = q.value[FACE_QUALITY_NO_COVERING] < limits.wanted[FACE_QUALITY_NO_COVERING];
	bool wanted = cover_of(cover) == COVER_OF_MOUTH || cover_of(cover) == COVER_OF_EYES;
	if (face_quality_covered(&limits, &q) != wanted ||
	    (!wanted && hat != (cover_of(cover) == COVER_OF_HEAD))) {
		fail_msg("%s: mouth %d, eyes %d, hat %d", cover_text(cover),
			 q.value[FACE_QUALITY_MOUTH_VISIBLE], q.value[FACE_QUALITY_EYES_VISIBLE],
			 q.value[FACE_QUALITY_NO_COVERING]);
	}
	drawn_face_free(&d);
}

static void what_covers_a_face_is_told(void **state)
{
	(void)state;
	for (unsigned c = 0; c < COVER_COUNT; c++) {
		assert_covered(light_skin, (enum cover)c);
		/* Brown and thin glass leave a dark skin nearly as it is: docs/face.md. */
		bool tinted = c == COVER_GLASSES_TINTED || c == COVER_GLASSES_BROWN;
		if (!tinted && cover_of(c) != COVER_OF_HEAD) {
			assert_covered(dark_skin, (enum cover)c);
		}
	}
}

static void a_covered_part_lowers_the_face_as_a_whole(void **state)
{
	(void)state;
	struct face_quality free = changed(pull_up_mask, 0);
	struct face_quality masked = changed(pull_up_mask, 1);
	assert_in_range(free.value[FACE_QUALITY_FACE_VISIBLE], 95, 100);
	assert_in_range(masked.value[FACE_QUALITY_FACE_VISIBLE], 0, 60);
}

static void a_grey_portrait_is_not_unnatural_nor_covered(void **state)
{
	(void)state;
	const struct face_quality_limits limits = face_quality_limits_default();
	struct drawn_face d;
	struct face_quality q;
	drawn_face_new(&d, light_skin);
	for (size_t i = 0; i < picture_size(&d.p); i += 3) {
		uint8_t grey = (uint8_t)((d.p.bgr[i] + 2 * d.p.bgr[i + 1] + d.p.bgr[i + 2]) / 4);
		d.p.bgr[i] = d.p.bgr[i + 1] = d.p.bgr[i + 2] = grey;
	}
	drawn_face_assess(&d, &q);
	assert_int_equal(q.value[FACE_QUALITY_COLOUR], 100);
	assert_false(face_quality_covered(&limits, &q));
	drawn_face_free(&d);
}

static void size_and_tilt_of_the_face_change_nothing_else(void **state)
{
	(void)state;
	static const enum face_quality_component same[] = {
		FACE_QUALITY_LUMINANCE_MEAN, FACE_QUALITY_ILLUMINATION,  FACE_QUALITY_COLOUR,
		FACE_QUALITY_EYES_VISIBLE,   FACE_QUALITY_MOUTH_VISIBLE,
	};
	struct face_quality upright = changed(shrink, 1);
	struct face_quality tilted = changed(turn, 20);
	struct face_quality small = changed(shrink, 0.4);
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		int value = upright.value[same[i]];
		assert_in_range(tilted.value[same[i]], value - 5, value + 5);
		assert_in_range(small.value[same[i]], value - 5, value + 5);
	}
}

/* ---- signs ---- */

static void angles_have_the_documented_signs(void **state)
{
	(void)state;
	struct drawn_face d;
	struct face_quality q;
	drawn_face_new(&d, light_skin);
	d.facts.pitch = NAN;
	d.points[30].x += 20; /* the nose, towards the right of the picture */
	drawn_face_assess(&d, &q);
	assert_true(q.native[FACE_QUALITY_YAW] < -15);
	assert_int_equal(q.value[FACE_QUALITY_PITCH], FACE_QUALITY_UNKNOWN);
	turn(&d, 12); /* clockwise as seen */
	drawn_face_assess(&d, &q);
	assert_true(fabsf(q.native[FACE_QUALITY_ROLL] - 12) < 0.5F);
	drawn_face_free(&d);
}

/* ---- guidance ---- */

static struct face_quality all_good(void)
{
	struct face_quality q = {0};
	for (unsigned c = 0; c < FACE_QUALITY_COUNT; c++) {
		q.value[c] = 100;
	}
	return q;
}

static void one_prompt_at_a_time_the_worst_first(void **state)
{
	(void)state;
	const struct face_quality_limits l = face_quality_limits_default();
	struct face_quality q = all_good();
	assert_int_equal(face_quality_guide(&l, &q, false), FACE_PROMPT_NONE);
	assert_int_equal(face_quality_worst(&l, &q, false), FACE_QUALITY_COUNT);
	q.value[FACE_QUALITY_SHARPNESS] = 0;
	assert_int_equal(face_quality_guide(&l, &q, false), FACE_PROMPT_STEADY);
	q.value[FACE_QUALITY_LUMINANCE_MEAN] = 0;
	assert_int_equal(face_quality_guide(&l, &q, false), FACE_PROMPT_LIGHT);
	q.native[FACE_QUALITY_LUMINANCE_MEAN] = 0.9F;
	assert_int_equal(face_quality_guide(&l, &q, false), FACE_PROMPT_BRIGHT);
	assert_int_equal(face_quality_guide(&l, &q, true), FACE_PROMPT_NONE); /* only wanted */
	q.value[FACE_QUALITY_EYES_VISIBLE] = 0;
	assert_int_equal(face_quality_guide(&l, &q, true), FACE_PROMPT_GLASSES);
	q.value[FACE_QUALITY_MOUTH_VISIBLE] = 0;
	assert_int_equal(face_quality_guide(&l, &q, false), FACE_PROMPT_MOUTH);
	assert_true(face_quality_covered(&l, &q));
}

static void each_direction_has_its_own_prompt(void **state)
{
	(void)state;
	static const struct {
		enum face_quality_component c;
		float native;
		enum face_prompt prompt;
	} cases[] = {
		{FACE_QUALITY_PITCH, -30, FACE_PROMPT_CHIN_UP},
		{FACE_QUALITY_PITCH, 30, FACE_PROMPT_CHIN_DOWN},
		{FACE_QUALITY_YAW, 40, FACE_PROMPT_AHEAD},
		{FACE_QUALITY_ROLL, 40, FACE_PROMPT_UPRIGHT},
		{FACE_QUALITY_HEAD_SIZE, 0.8F, FACE_PROMPT_BACK},
		{FACE_QUALITY_HEAD_SIZE, 0.1F,
		 FACE_PROMPT_NONE}, /* the distance of the eyes tells */
		{FACE_QUALITY_MOUTH_CLOSED, 1, FACE_PROMPT_MOUTH_CLOSED},
		{FACE_QUALITY_NO_COVERING, 1, FACE_PROMPT_HAT},
		{FACE_QUALITY_ILLUMINATION, 0, FACE_PROMPT_LIGHT},
	};
	const struct face_quality_limits l = face_quality_limits_default();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct face_quality q = all_good();
		q.value[cases[i].c] = 0;
		q.native[cases[i].c] = cases[i].native;
		assert_int_equal(face_quality_guide(&l, &q, false), cases[i].prompt);
	}
}

static void what_could_not_be_judged_is_not_taken_for_good(void **state)
{
	(void)state;
	const struct face_quality_limits l = face_quality_limits_default();
	struct face_quality q = face_quality_none();
	assert_int_equal(face_quality_guide(&l, &q, false), FACE_PROMPT_STILL);
	assert_int_equal(face_quality_guide(&l, &q, true), FACE_PROMPT_STILL);
	assert_false(face_quality_covered(&l, &q)); /* it is not said to be covered, either */
	q = all_good();
	q.value[FACE_QUALITY_PITCH] = FACE_QUALITY_UNKNOWN; /* was not looked for */
	assert_int_equal(face_quality_guide(&l, &q, false), FACE_PROMPT_NONE);
	q.value[FACE_QUALITY_MOUTH_VISIBLE] = FACE_QUALITY_UNKNOWN;
	assert_int_equal(face_quality_guide(&l, &q, true), FACE_PROMPT_STILL);
}

/* ---- hostile landmarks ---- */

static void numbers_that_are_none_leave_all_unknown(void **state)
{
	(void)state;
	static const double bad[] = {NAN, INFINITY, -INFINITY};
	struct drawn_face d;
	struct face_quality q;
	drawn_face_new(&d, light_skin);
	for (size_t i = 0; i < 3; i++) {
		for (size_t k = 0; k < FACE_POINTS; k++) {
			struct face_point kept = d.points[k];
			d.points[k].x = bad[i];
			drawn_face_assess(&d, &q);
			assert_int_equal(q.value[FACE_QUALITY_SHARPNESS], FACE_QUALITY_UNKNOWN);
			assert_int_equal(q.value[FACE_QUALITY_MOUTH_VISIBLE], FACE_QUALITY_UNKNOWN);
			d.points[k] = kept;
		}
		for (size_t k = 0; k < 6; k++) {
			double kept = d.facts.to_aligned[k];
			d.facts.to_aligned[k] = bad[i];
			drawn_face_assess(&d, &q); /* b of the similarity stands twice in it */
			d.facts.to_aligned[k] = kept;
		}
		d.facts.norm = bad[i];
		drawn_face_assess(&d, &q);
		assert_int_equal(q.value[FACE_QUALITY_UNIFIED], FACE_QUALITY_UNKNOWN);
		d.facts.norm = 4;
	}
	drawn_face_free(&d);
}

static void landmarks_anywhere_are_never_followed_out_of_the_picture(void **state)
{
	(void)state;
	static const double far[] = {-1e300, -1e17, -1e9, -3000, -1,   0,
				     639.5,  640,   5000, 1e9,   1e17, 1e300};
	struct drawn_face d;
	struct face_quality q;
	drawn_face_new(&d, light_skin);
	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
		for (size_t k = i % 3; k < FACE_POINTS; k += 3) {
			struct face_point kept = d.points[k];
			d.points[k] = (struct face_point){far[i], far[11 - i]};
			drawn_face_assess(&d, &q); /* the sanitizers tell */
			d.points[k] = kept;
		}
	}
	for (int x = -700; x <= 700; x += 100) {
		drawn_face_move(&d, x, -x / 2.0);
		drawn_face_assess(&d, &q); /* partly or wholly outside */
		drawn_face_move(&d, -x, x / 2.0);
	}
	drawn_face_free(&d);
}

static void a_mouth_outside_the_picture_is_not_judged(void **state)
{
	(void)state;
	struct drawn_face d;
	struct face_quality q;
	drawn_face_new(&d, light_skin);
	cut(&d, 0, 0, 0, (uint32_t)(d.p.height - d.points[33].y));
	drawn_face_assess(&d, &q);
	assert_int_equal(q.value[FACE_QUALITY_MOUTH_VISIBLE], FACE_QUALITY_UNKNOWN);
	assert_int_equal(q.value[FACE_QUALITY_FACE_VISIBLE], FACE_QUALITY_UNKNOWN);
	assert_int_equal(q.value[FACE_QUALITY_EYES_VISIBLE], 100);
	drawn_face_free(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_component_follows_its_cause),
		cmocka_unit_test(faces_of_any_skin_pass),
		cmocka_unit_test(what_covers_a_face_is_told),
		cmocka_unit_test(a_covered_part_lowers_the_face_as_a_whole),
		cmocka_unit_test(a_grey_portrait_is_not_unnatural_nor_covered),
		cmocka_unit_test(size_and_tilt_of_the_face_change_nothing_else),
		cmocka_unit_test(angles_have_the_documented_signs),
		cmocka_unit_test(one_prompt_at_a_time_the_worst_first),
		cmocka_unit_test(each_direction_has_its_own_prompt),
		cmocka_unit_test(what_could_not_be_judged_is_not_taken_for_good),
		cmocka_unit_test(numbers_that_are_none_leave_all_unknown),
		cmocka_unit_test(landmarks_anywhere_are_never_followed_out_of_the_picture),
		cmocka_unit_test(a_mouth_outside_the_picture_is_not_judged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
