/*
 * mrz_shape, and zones beside each other: what is told of how a zone is printed, and of further
 * zones in the same picture. Pages that the simulator draws are bent here, or laid side by side.
 */
#include "document/mrz_read.h"
#include "simulator/page_draw.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define FONTS "/usr/share/fonts/opentype/ocr-b"
#define WORDS "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

static struct mrz_reader *reader;

struct page {
	struct page_text text;
	struct page_picture picture;
};
static struct page first;
static struct page second;

static int set_up(void **state)
{
	(void)state;
	return mrz_reader_new(&reader) == EG_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	page_picture_free(&first.picture);
	page_picture_free(&second.picture);
	mrz_reader_free(&reader);
	return 0;
}

static struct page_scene scene_of(enum page_level level, double angle)
{
	return (struct page_scene){.level = level,
				   .dpi = 300,
				   .angle = angle,
				   .fonts = FONTS,
				   .face = "OCRB.otf",
				   .words = WORDS};
}

static void draw(struct page *p, uint64_t seed, enum page_kind kind, const struct page_scene *scene)
{
	struct page_chance c = {seed};
	page_text_make(&c, kind, &p->text);
	page_picture_free(&p->picture);
	assert_int_equal(page_draw(&c, &p->text, scene, &p->picture), EG_OK);
}

static struct mrz_read read_picture(const struct page_picture *p)
{
	const struct mrz_image image = {p->width, p->height,
					rd_of(p->grey, (size_t)p->width * p->height)};
	struct mrz_read out;
	assert_int_equal(mrz_read(reader, &image, &out), EG_OK);
	return out;
}

static bool is_text(const struct mrz_read *r, const struct page_text *text)
{
	bool same = r->lines == text->lines && r->columns == text->columns;
	for (unsigned l = 0; l < text->lines && same; l++) {
		same = strcmp(r->text[l], text->line[l]) == 0;
	}
	return same;
}

static void assert_near(float value, double expected, double by)
{
	if (!(fabs((double)value - expected) <= by)) {
		fail_msg("%.4f is not within %.4f of %.4f", (double)value, by, expected);
	}
}

static uint8_t *pixel(struct page_picture *p, uint32_t x, uint32_t y)
{
	return &p->grey[(size_t)y * p->width + x];
}

/* Where a pixel comes from: pixels, between two of them. */
typedef double (*from_fn)(const struct page *p, uint32_t x, uint32_t y);

/* Rows as they are but for where their pixels come from. */
static void bend_across(struct page *p, from_fn from)
{
	struct page_picture *picture = &p->picture;
	uint8_t *row = malloc(picture->width);
	assert_non_null(row);
	for (uint32_t y = 0; y < picture->height; y++) {
		for (uint32_t x = 0; x < picture->width; x++) {
			const double at = fmin(picture->width - 2.0, fmax(0, from(p, x, y)));
			const uint32_t left = (uint32_t)at;
			const double share = at - left;
			row[x] = (uint8_t)lround((1 - share) * *pixel(picture, left, y) +
						 share * *pixel(picture, left + 1, y));
		}
		for (uint32_t x = 0; x < picture->width; x++) {
			*pixel(picture, x, y) = row[x];
		}
	}
	free(row);
}

/* Columns as they are but for where their pixels come from. */
static void bend_down(struct page *p, from_fn from)
{
	struct page_picture *picture = &p->picture;
	uint8_t *column = malloc(picture->height);
	assert_non_null(column);
	for (uint32_t x = 0; x < picture->width; x++) {
		for (uint32_t y = 0; y < picture->height; y++) {
			const double at = fmin(picture->height - 2.0, fmax(0, from(p, x, y)));
			const uint32_t up = (uint32_t)at;
			const double share = at - up;
			column[y] = (uint8_t)lround((1 - share) * *pixel(picture, x, up) +
						    share * *pixel(picture, x, up + 1));
		}
		for (uint32_t y = 0; y < picture->height; y++) {
			*pixel(picture, x, y) = column[y];
		}
	}
	free(column);
}

/* Column of the zone that a pixel of an upright page lies in, and where it is in it, -0.5..0.5. */
static int column_of(const struct page *p, uint32_t x, double *in)
{
	const struct page_picture *picture = &p->picture;
	const double wide = picture->corner[1][0] - picture->corner[0][0];
	const double u = (x - picture->corner[0][0]) / wide * p->text.columns;
	*in = u - floor(u) - 0.5;
	return (int)floor(u);
}

/* Characters alternately to the left and to the right, 8 % of the pitch; white between them. */
static double uneven(const struct page *p, uint32_t x, uint32_t y)
{
	double in = 0;
	const int column = column_of(p, x, &in);
	(void)y;
	return x + (column % 2 == 0 ? 1 : -1) * 0.08 * 30 * (fabs(in) < 0.42 ? 1 : 0);
}

/* The same upwards and down. */
static double dancing(const struct page *p, uint32_t x, uint32_t y)
{
	double in = 0;
	return y + (column_of(p, x, &in) % 2 == 0 ? 1 : -1) * 0.08 * 30;
}

/* Narrower about the middle, 15 %. */
static double narrow(const struct page *p, uint32_t x, uint32_t y)
{
	const double middle = p->picture.width / 2.0;
	(void)y;
	return middle + (x - middle) / 0.85;
}

/* Above the middle of the zone all is 0.35 pitches lower. */
static double close_lines(const struct page *p, uint32_t x, uint32_t y)
{
	const double middle = (p->picture.corner[0][1] + p->picture.corner[2][1]) / 2;
	(void)x;
	return y < middle ? y - 0.35 * 30 : y;
}

static void assert_honest(const struct mrz_read *r, bool three)
{
	assert_near(r->shape.pitch, 30, 0.6);
	assert_near(r->shape.line_gap, three ? 1.667 : 2.5, 0.06);
	assert_near(r->shape.height, 1.0, 0.06);
	assert_in_range((unsigned)(r->shape.spread * 1000), 0, 35);
	assert_in_range((unsigned)(r->shape.wave * 1000), 0, 35);
	assert_in_range((unsigned)(r->shape.likeness * 1000), 950, 1000);
}

static void the_shape_of_honest_pages_is_that_of_the_standard(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PAGE_KIND_COUNT; i++) {
		struct page_scene scene = scene_of(PAGE_MILD, 63.0 * i);
		scene.tilt = 4;
		draw(&first, 800 + i, (enum page_kind)i, &scene);
		const struct mrz_read r = read_picture(&first.picture);
		assert_int_equal(r.verdict, MRZ_READ_WHOLE);
		assert_honest(&r, i == PAGE_TD1);
		assert_int_equal(r.others, 0);
	}
}

static struct mrz_read read_bent(uint64_t seed, bool down, from_fn from)
{
	const struct page_scene scene = scene_of(PAGE_CLEAN, 0);
	draw(&first, seed, PAGE_TD3, &scene);
	if (down) {
		bend_down(&first, from);
	} else {
		bend_across(&first, from);
	}
	return read_picture(&first.picture);
}

static void a_pitch_that_is_off_is_told(void **state)
{
	(void)state;
	const struct mrz_read r = read_bent(810, false, narrow);
	assert_near(r.shape.pitch, 30 * 0.85, 0.6);
	assert_near(r.shape.line_gap, 2.5 / 0.85, 0.1);
	assert_near(r.shape.height, 1.03 / 0.85, 0.09);
}

static void lines_that_are_too_near_are_told(void **state)
{
	(void)state;
	const struct mrz_read r = read_bent(820, true, close_lines);
	assert_near(r.shape.pitch, 30, 0.6);
	assert_near(r.shape.line_gap, 2.15, 0.06);
	assert_near(r.shape.height, 1.03, 0.06);
}

static void characters_that_are_unevenly_spaced_are_told(void **state)
{
	(void)state;
	const struct mrz_read r = read_bent(830, false, uneven);
	assert_near(r.shape.spread, 0.08, 0.03);
	assert_in_range((unsigned)(r.shape.wave * 1000), 0, 40);
}

static void characters_that_dance_are_told(void **state)
{
	(void)state;
	const struct mrz_read r = read_bent(840, true, dancing);
	assert_near(r.shape.wave, 0.08, 0.03);
	assert_in_range((unsigned)(r.shape.spread * 1000), 0, 40);
}

/* The shape is also that of a zone that is refused. */
static void a_zone_that_is_refused_has_a_shape(void **state)
{
	(void)state;
	const struct page_scene scene = scene_of(PAGE_CLEAN, 0);
	struct page_chance c = {850};
	page_text_make(&c, PAGE_TD3, &first.text);
	first.text.line[1][9] = first.text.line[1][9] == '4' ? '7' : '4';
	page_picture_free(&first.picture);
	assert_int_equal(page_draw(&c, &first.text, &scene, &first.picture), EG_OK);
	const struct mrz_read r = read_picture(&first.picture);
	assert_int_equal(r.verdict, MRZ_READ_REFUSED);
	assert_honest(&r, false);
}

/* Both on one glass; a side each, or one above the other. */
static void lay_together(const struct page_picture *a, const struct page_picture *b, bool above,
			 struct page_picture *out)
{
	const uint32_t wide = a->width > b->width ? a->width : b->width;
	const uint32_t high = a->height > b->height ? a->height : b->height;
	*out = (struct page_picture){.width = above ? wide : a->width + b->width,
				     .height = above ? a->height + b->height : high};
	out->grey = malloc((size_t)out->width * out->height);
	assert_non_null(out->grey);
	for (size_t i = 0; i < (size_t)out->width * out->height; i++) {
		out->grey[i] = 40;
	}
	for (unsigned k = 0; k < 2; k++) {
		const struct page_picture *p = k == 0 ? a : b;
		const uint32_t x0 = k == 1 && !above ? a->width : 0;
		const uint32_t y0 = k == 1 && above ? a->height : 0;
		for (size_t i = 0; i < (size_t)p->width * p->height; i++) {
			*pixel(out, x0 + (uint32_t)(i % p->width), y0 + (uint32_t)(i / p->width)) =
				p->grey[i];
		}
	}
}

static struct mrz_read read_together(const struct page *a, const struct page *b, bool above)
{
	struct page_picture both;
	lay_together(&a->picture, &b->picture, above, &both);
	const struct mrz_read r = read_picture(&both);
	page_picture_free(&both);
	return r;
}

static void two_documents_are_two(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		const struct page_scene scene = scene_of(PAGE_MILD, i == 2 ? 180 : 10);
		const struct page_scene other = scene_of(PAGE_MILD, 90.0 * i);
		draw(&first, 860 + i, PAGE_TD3, &scene);
		draw(&second, 870 + i, i == 3 ? PAGE_TD3 : PAGE_TD1, &other);
		const struct mrz_read r = read_together(&first, &second, i % 2 == 0);
		assert_int_equal(r.verdict, MRZ_READ_WHOLE);
		assert_true(is_text(&r, &first.text) || is_text(&r, &second.text));
		assert_int_equal(r.others, 1);
	}
}

/* Whichever lies where: the answer is of the one that can be read. */
static void the_better_one_is_told(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct page_scene scene = scene_of(PAGE_MILD, 0);
		draw(&first, 880, PAGE_TD3, &scene);
		scene.width_mm = 100; /* of 125: it is cut */
		scene.height_mm = 90;
		draw(&second, 881, PAGE_TD3, &scene);
		const struct mrz_read r = i == 0 ? read_together(&first, &second, true)
						 : read_together(&second, &first, true);
		assert_int_equal(r.verdict, MRZ_READ_WHOLE);
		assert_true(is_text(&r, &first.text));
		assert_int_equal(r.others, 0); /* the other one cannot be read */
	}
}

static void the_same_text_twice_is_one_document(void **state)
{
	(void)state;
	const struct page_scene scene = scene_of(PAGE_MILD, 0);
	const struct page_scene turned = scene_of(PAGE_MILD, 180);
	draw(&first, 890, PAGE_TD3, &scene);
	draw(&second, 890, PAGE_TD3, &turned);
	const struct mrz_read r = read_together(&first, &second, true);
	assert_int_equal(r.verdict, MRZ_READ_WHOLE);
	assert_true(is_text(&r, &first.text));
	assert_int_equal(r.others, 0);
}

/* A character of which the picture's edge cuts a part could be another one: it is never sure. */
static void what_the_edge_cuts_is_not_read(void **state)
{
	(void)state;
	const struct page_scene scene = scene_of(PAGE_CLEAN, 0);
	for (unsigned i = 0; i < 4; i++) {
		draw(&first, 900 + i, PAGE_MRV_A, &scene);
		const uint32_t from = (uint32_t)lround(first.picture.corner[0][0]) + 5 + 2 * i;
		struct page_picture rest = {.width = first.picture.width - from,
					    .height = first.picture.height};
		rest.grey = malloc((size_t)rest.width * rest.height);
		assert_non_null(rest.grey);
		for (uint32_t k = 0; k < rest.width * rest.height; k++) {
			rest.grey[k] =
				*pixel(&first.picture, from + k % rest.width, k / rest.width);
		}
		const struct mrz_read r = read_picture(&rest);
		page_picture_free(&rest);
		assert_int_equal(r.verdict, MRZ_READ_REFUSED);
		assert_int_equal(r.reason, MRZ_READ_CUT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shape_of_honest_pages_is_that_of_the_standard),
		cmocka_unit_test(a_pitch_that_is_off_is_told),
		cmocka_unit_test(lines_that_are_too_near_are_told),
		cmocka_unit_test(characters_that_are_unevenly_spaced_are_told),
		cmocka_unit_test(characters_that_dance_are_told),
		cmocka_unit_test(a_zone_that_is_refused_has_a_shape),
		cmocka_unit_test(two_documents_are_two),
		cmocka_unit_test(the_better_one_is_told),
		cmocka_unit_test(the_same_text_twice_is_one_document),
		cmocka_unit_test(what_the_edge_cuts_is_not_read),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
