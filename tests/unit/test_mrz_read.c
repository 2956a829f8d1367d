/*
 * mrz_read: pages that the simulator draws are read as they are printed, at any angle and
 * resolution; what is not sure is refused, and never read as something else.
 */
#include "document/mrz_find.h"
#include "document/mrz_read.h"
#include "document/mrz_stretch.h"
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
static struct page_picture picture;
static struct page_text text;

static int set_up(void **state)
{
	(void)state;
	return mrz_reader_new(&reader) == EG_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	page_picture_free(&picture);
	mrz_reader_free(&reader);
	assert_null(reader);
	mrz_reader_free(&reader);
	return 0;
}

static struct page_scene scene_of(double dpi, double angle)
{
	return (struct page_scene){.level = PAGE_MILD,
				   .dpi = dpi,
				   .angle = angle,
				   .fonts = FONTS,
				   .face = "OCRB.otf",
				   .words = WORDS};
}

static void draw_text(uint64_t seed, const struct page_scene *scene)
{
	struct page_chance c = {seed};
	page_picture_free(&picture);
	assert_int_equal(page_draw(&c, &text, scene, &picture), EG_OK);
}

static void draw(uint64_t seed, enum page_kind kind, const struct page_scene *scene)
{
	struct page_chance c = {seed};
	page_text_make(&c, kind, &text);
	draw_text(seed, scene);
}

static struct mrz_read read_picture(void)
{
	const struct mrz_image image = {
		picture.width, picture.height,
		rd_of(picture.grey, (size_t)picture.width * picture.height)};
	struct mrz_read out;
	assert_int_equal(mrz_read(reader, &image, &out), EG_OK);
	return out;
}

static bool is_text(const struct mrz_read *r)
{
	bool same = r->lines == text.lines && r->columns == text.columns;
	for (unsigned l = 0; l < text.lines && same; l++) {
		same = strcmp(r->text[l], text.line[l]) == 0;
	}
	return same;
}

static void assert_read(const struct mrz_read *r)
{
	assert_int_equal(r->verdict, MRZ_READ_WHOLE);
	assert_int_equal(r->reason, MRZ_READ_NOTHING);
	assert_true(is_text(r));
}

/* Told as whole only if it is what is printed. */
static void assert_not_wrong(const struct mrz_read *r)
{
	assert_true(r->verdict != MRZ_READ_WHOLE || is_text(r));
}

static void each_format_is_read_at_any_angle(void **state)
{
	(void)state;
	static const double angles[] = {0, 90, 147, 180, 225, 271, 359};
	for (unsigned i = 0; i < PAGE_KIND_COUNT * 3; i++) {
		const double angle = angles[i % 7];
		const struct page_scene scene = scene_of(300, angle);
		draw(100 + i, (enum page_kind)(i / 3), &scene);
		const struct mrz_read r = read_picture();
		assert_read(&r);
		assert_int_equal(r.form, 1 + i / 3);
		assert_true(fabs(remainder((double)r.angle - angle, 360)) <= 2);
		assert_in_range(r.dpi, 290, 310);
		for (int k = 0; k < 4; k++) { /* half a millimetre */
			assert_true(fabs((double)r.corner[k].x - picture.corner[k][0]) < 6);
			assert_true(fabs((double)r.corner[k].y - picture.corner[k][1]) < 6);
		}
	}
}

static void pages_are_read_from_150_to_600_dpi(void **state)
{
	(void)state;
	static const double dpis[] = {150, 200, 250, 300, 400, 500, 600};
	for (unsigned i = 0; i < sizeof(dpis) / sizeof(dpis[0]); i++) {
		struct page_scene scene = scene_of(dpis[i], 200 + 3.0 * i);
		scene.level = PAGE_CLEAN;
		draw(200 + i, (enum page_kind)(i % PAGE_KIND_COUNT), &scene);
		const struct mrz_read r = read_picture();
		assert_read(&r);
	}
}

static void a_tilted_page_is_read(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		struct page_scene scene = scene_of(300, 72.0 * i);
		scene.tilt = 8;
		draw(300 + i, (enum page_kind)(i % PAGE_KIND_COUNT), &scene);
		const struct mrz_read r = read_picture();
		assert_read(&r);
	}
}

/* Drawn by a pen along skeletons that no training saw: such a cut may be less sure, not wrong. */
static void zones_of_other_cuts_open_the_chip(void **state)
{
	(void)state;
	unsigned keys = 0;
	for (unsigned i = 0; i < 10; i++) {
		struct page_scene scene = scene_of(300, 36.0 * i);
		scene.cut = 1 + i;
		draw(450 + i, (enum page_kind)(i % PAGE_KIND_COUNT), &scene);
		const struct mrz_read r = read_picture();
		assert_not_wrong(&r);
		keys += r.verdict != MRZ_READ_REFUSED;
	}
	assert_in_range(keys, 7, 10);
}

/* What is told of each place is what the net for places of drawn lines says of it. */
static bool is_read_closely(const struct mrz_seen *s)
{
	const unsigned columns = mrz_form_columns(s->form);
	struct mrz_patch patch;
	struct mrz_guess g;
	bool same = true;
	for (size_t p = 0; p < mrz_form_size(s->form) && same; p++) {
		const unsigned line = (unsigned)p / columns;
		mrz_place_take(reader, &s->zone, line, (float)(p % columns), &patch);
		mrz_guess_make(&mrz_net_close, &patch, &g);
		for (unsigned k = 0; k < MRZ_CLASSES && same; k++) {
			same = fabsf(g.log[k] - s->guess[p].log[k]) < 1e-4f;
		}
	}
	return same;
}

/* Of cuts that it likes less, too, and of a picture in which many places were read before. */
static void the_last_word_has_the_closer_net(void **state)
{
	(void)state;
	static const uint32_t places[] = {250, 300, 350, 400, 450, 6500};
	unsigned told = 0;
	for (unsigned i = 0; i < 30; i++) {
		const unsigned page = i / 6;
		struct page_scene scene = scene_of(300, 36.0 * page);
		struct mrz_finder f = {.count = 0};
		struct mrz_seen seen;
		scene.cut = 1 + page;
		if (i % 6 == 0) {
			draw(450 + page, (enum page_kind)page, &scene);
		}
		const struct mrz_image image = {
			picture.width, picture.height,
			rd_of(picture.grey, (size_t)picture.width * picture.height)};
		mrz_planes_make(reader, &image);
		reader->places_left = places[i % 6];
		if (mrz_find_first(&f, reader, &seen)) {
			assert_true(is_read_closely(&seen));
			told++;
		}
	}
	assert_true(told >= 4);
}

/* The zone of a page of two lines that is not turned, of which 28 columns were seen, with a lower
 * line that leaves its characters further on: so many pitches in column 43. */
static struct mrz_zone half_seen(double leaves)
{
	struct mrz_zone z = {.lines = 2, .first = 0, .last = 27, .tall = 1};
	const double pitch = (picture.corner[1][0] - picture.corner[0][0]) / (double)text.columns;
	for (unsigned l = 0; l < 2; l++) {
		const double below = l == 0 ? 0.5 : 3;
		z.line[l].x[0] = (float)(picture.corner[0][0] + pitch / 2);
		z.line[l].x[1] = (float)(pitch * (double)MRZ_LINE_UNIT);
		z.line[l].y[0] = (float)(picture.corner[0][1] + pitch * below);
	}
	z.line[1].y[3] = (float)(leaves * pitch * pow((double)MRZ_LINE_UNIT / 43, 3));
	return z;
}

/* Else its text would be that of the columns beside them, and its digits would not fit. */
static void a_line_that_is_lost_at_its_end_leaves_the_columns_known(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		const struct page_scene scene = scene_of(300, 0);
		draw(460, PAGE_TD3, &scene);
		const struct mrz_image image = {
			picture.width, picture.height,
			rd_of(picture.grey, (size_t)picture.width * picture.height)};
		const struct mrz_zone z = half_seen(0.04 * i);
		struct mrz_zone as;
		mrz_planes_make(reader, &image);
		reader->places_left = 6500;
		const struct mrz_choice c = mrz_zone_choose(reader, &z, &as);
		assert_int_equal(c.form, MRZ_FORM_TD3);
		assert_int_equal(c.first, 0);
	}
}

static void worn_pages_are_read_or_refused(void **state)
{
	(void)state;
	unsigned whole = 0;
	for (unsigned i = 0; i < 10; i++) {
		struct page_scene scene = scene_of(300, 36.0 * i);
		scene.level = PAGE_HARD;
		scene.tilt = 3;
		draw(400 + i, (enum page_kind)(i % PAGE_KIND_COUNT), &scene);
		const struct mrz_read r = read_picture();
		assert_not_wrong(&r);
		whole += r.verdict == MRZ_READ_WHOLE;
	}
	assert_true(whole >= 8);
}

static void a_page_without_a_zone_has_none(void **state)
{
	(void)state;
	struct page_scene scene = scene_of(300, 10);
	draw(500, PAGE_TD3, &scene);
	for (int level = 0; level < 3; level++) {
		for (size_t i = 0; i < (size_t)picture.width * picture.height; i++) {
			/* paper; waves; noise */
			picture.grey[i] = (uint8_t)(level == 0   ? 230
						    : level == 1 ? 128 + (i % 97) / 2
								 : (i * i * 2654435761u) >> 13);
		}
		const struct mrz_read r = read_picture();
		assert_int_equal(r.verdict, MRZ_READ_REFUSED);
		assert_int_equal(r.reason, MRZ_READ_NO_ZONE);
		assert_int_equal(r.form, MRZ_FORM_NONE);
		assert_int_equal(r.lines, 0);
	}
}

static void a_zone_that_runs_out_of_the_picture_is_refused(void **state)
{
	(void)state;
	struct page_scene scene = scene_of(300, 0);
	scene.width_mm = 100; /* of 125 */
	scene.height_mm = 90;
	draw(510, PAGE_TD3, &scene);
	const struct mrz_read r = read_picture();
	assert_int_equal(r.verdict, MRZ_READ_REFUSED);
	assert_true(r.reason == MRZ_READ_CUT || r.reason == MRZ_READ_NO_ZONE);
}

static void a_blurred_zone_is_refused_as_blurred(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		struct page_scene scene = scene_of(300, 72.0 * i);
		scene.blur_mm = 0.36;
		draw(520 + i, (enum page_kind)i, &scene);
		const struct mrz_read r = read_picture();
		assert_int_not_equal(r.verdict, MRZ_READ_WHOLE);
		assert_true(r.reason == MRZ_READ_BLURRED || r.reason == MRZ_READ_NO_ZONE);
	}
}

static void glare_is_not_read_through(void **state)
{
	(void)state;
	unsigned told = 0;
	for (unsigned i = 0; i < PAGE_KIND_COUNT; i++) {
		struct page_scene scene = scene_of(300, 0);
		scene.glare = 1;
		draw(530 + i, (enum page_kind)i, &scene);
		const struct mrz_read r = read_picture();
		assert_not_wrong(&r);
		told += r.reason == MRZ_READ_GLARE;
	}
	assert_true(told >= 3);
}

static void a_small_zone_is_refused(void **state)
{
	(void)state;
	struct page_scene scene = scene_of(45, 0);
	draw(540, PAGE_TD3, &scene);
	const struct mrz_read r = read_picture();
	assert_int_equal(r.verdict, MRZ_READ_REFUSED);
}

/* Level of the picture where a zone of two lines has this place, in pitches. */
static uint8_t *pixel_at(double across, double down)
{
	const double u = across / text.columns;
	const double v = down / 3.5;
	const double x = picture.corner[0][0] + u * (picture.corner[1][0] - picture.corner[0][0]) +
			 v * (picture.corner[3][0] - picture.corner[0][0]);
	const double y = picture.corner[0][1] + u * (picture.corner[1][1] - picture.corner[0][1]) +
			 v * (picture.corner[3][1] - picture.corner[0][1]);
	return &picture.grey[(size_t)lround(y) * picture.width + (size_t)lround(x)];
}

/* The zone's last places once more, behind it, as faint as a ground's pattern. */
static void echo_faintly(unsigned places)
{
	const int steps = 60; /* a pitch: no pixel is left out */
	for (int v = 0; v <= steps * 7 / 2; v++) {
		for (int u = 0; u < steps * (int)places; u++) {
			const double at = text.columns - (double)places + (double)u / steps;
			const int level = *pixel_at(at, (double)v / steps);
			const int faint = 220 - (220 - level) / 12;
			*pixel_at(at + places, (double)v / steps) = (uint8_t)faint;
		}
	}
}

/* It is looked at as dark as print, so it reads as text; a zone of 36 columns is none of 44. */
static void a_pattern_that_looks_like_text_makes_no_zone_longer(void **state)
{
	(void)state;
	static const enum page_kind kinds[] = {PAGE_TD2, PAGE_MRV_B};
	for (unsigned i = 0; i < 6; i++) {
		struct page_scene scene = scene_of(300, 0);
		scene.level = PAGE_CLEAN;
		scene.width_mm = 150;
		scene.height_mm = 90;
		draw(560 + i, kinds[i % 2], &scene);
		echo_faintly(8);
		const struct mrz_read r = read_picture();
		assert_not_wrong(&r);
		assert_int_equal(r.columns, 36);
	}
}

/* Paper over a character of the zone, but for some of its edges. */
static void wipe_out(unsigned line, unsigned column)
{
	const double u = ((double)column + 0.5) / text.columns;
	const double v = line == 0 ? 0.143 : 0.857; /* of two lines */
	const double x = picture.corner[0][0] + u * (picture.corner[1][0] - picture.corner[0][0]) +
			 v * (picture.corner[3][0] - picture.corner[0][0]);
	const double y = picture.corner[0][1] + u * (picture.corner[1][1] - picture.corner[0][1]) +
			 v * (picture.corner[3][1] - picture.corner[0][1]);
	for (int dy = -16; dy <= 16; dy++) {
		for (int dx = -12; dx <= 12; dx++) {
			const size_t at =
				(size_t)(lround(y) + dy) * picture.width + (size_t)(lround(x) + dx);
			picture.grey[at] = 235;
		}
	}
}

static void a_lost_letter_of_the_name_leaves_the_key(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct page_scene scene = scene_of(300, 0);
		scene.level = PAGE_CLEAN;
		draw(550 + i, PAGE_TD3, &scene);
		wipe_out(0, 5 + 3 * i);
		const struct mrz_read r = read_picture();
		assert_int_equal(r.verdict, MRZ_READ_KEY);
		assert_int_equal(r.reason, MRZ_READ_AMBIGUOUS);
		assert_string_equal(r.text[1], text.line[1]);
	}
}

/* Number, birth and expiry of TD3 with their digits, as printed. */
static bool is_key(const struct mrz_read *r)
{
	bool same = r->columns == text.columns;
	for (unsigned i = 0; i < 28 && same; i++) {
		const bool other = (i >= 10 && i < 13) || i == 20;
		same = other || r->text[1][i] == text.line[1][i];
	}
	return same;
}

/* A round spot of light, as a laminate gives it. */
static void reflect(double across, double down)
{
	const double reach = 0.17; /* pitches: more than a stroke */
	const int steps = 12;
	for (int v = -steps; v <= steps; v++) {
		for (int u = -steps; u <= steps; u++) {
			if (u * u + v * v < steps * steps) {
				*pixel_at(across + reach * u / steps, down + reach * v / steps) =
					255;
			}
		}
	}
}

/* A page of grey paper, lit where its first 0 of a number has its top, or the first O of a name its
 * side; false: it has none. */
static bool draw_lit(uint64_t seed, bool number)
{
	struct page_scene scene = scene_of(300, 0);
	scene.level = PAGE_CLEAN;
	draw(seed, PAGE_TD3, &scene);
	for (size_t i = 0; i < (size_t)picture.width * picture.height; i++) {
		picture.grey[i] = (uint8_t)(picture.grey[i] * 4 / 5);
	}
	const char *from = number ? text.line[1] : text.line[0] + 5;
	const char *at = strchr(from, number ? '0' : 'O');
	if (at == NULL || (number && at - from > 8)) {
		return false;
	}
	reflect((double)(at - text.line[number ? 1 : 0]) + (number ? 0.5 : 0.83),
		number ? 2.55 : 0.5);
	return true;
}

/* 0 becomes U and O becomes C, as cleanly as printed; U and 0 count the same. */
static void a_spot_of_light_makes_no_other_letter(void **state)
{
	(void)state;
	unsigned lit = 0;
	unsigned told = 0;
	for (unsigned i = 0; i < 40; i++) {
		if (draw_lit(580 + i, i % 2 == 0)) {
			const struct mrz_read r = read_picture();
			assert_not_wrong(&r);
			assert_true(r.verdict == MRZ_READ_REFUSED || is_key(&r));
			told += r.reason == MRZ_READ_GLARE || r.reason == MRZ_READ_AMBIGUOUS;
			lit++;
		}
	}
	assert_true(lit >= 10 && told == lit);
}

/* A digit that is not there can be any: check digits may say which, but only if they alone do. */
static void a_lost_digit_is_never_guessed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 44; i += 4) {
		struct page_scene scene = scene_of(300, 0);
		scene.level = PAGE_CLEAN;
		draw(570 + i, PAGE_TD3, &scene);
		wipe_out(1, i);
		const struct mrz_read r = read_picture();
		assert_not_wrong(&r);
		assert_true(r.verdict == MRZ_READ_REFUSED || is_key(&r));
	}
}

static void a_wrong_check_digit_is_refused(void **state)
{
	(void)state;
	static const unsigned digits[] = {9, 19, 27, 43};
	for (unsigned i = 0; i < 4; i++) {
		struct page_chance c = {600 + i};
		struct page_scene scene = scene_of(300, 5);
		page_text_make(&c, PAGE_TD3, &text);
		char *digit = &text.line[1][digits[i]];
		*digit = *digit == '4' ? '7' : '4';
		draw_text(600 + i, &scene);
		const struct mrz_read r = read_picture();
		assert_int_equal(r.verdict, MRZ_READ_REFUSED);
		assert_int_equal(r.reason, MRZ_READ_DIGITS);
		assert_true(is_text(&r)); /* told as it is printed, all the same */
	}
}

static void the_same_picture_gives_the_same_answer(void **state)
{
	(void)state;
	struct page_scene scene = scene_of(300, 300);
	scene.level = PAGE_HARD;
	draw(700, PAGE_TD2, &scene);
	const struct mrz_read first = read_picture();
	draw(701, PAGE_TD1, &scene);
	(void)read_picture();
	draw(700, PAGE_TD2, &scene);
	const struct mrz_read again = read_picture();
	assert_memory_equal(first.text, again.text, sizeof(first.text));
	assert_memory_equal(first.sure, again.sure, sizeof(first.sure));
	assert_memory_equal(first.corner, again.corner, sizeof(first.corner));
	assert_int_equal(first.verdict, again.verdict);
}

static void images_that_are_none_are_refused(void **state)
{
	(void)state;
	static uint8_t some[64 * 64];
	static const uint32_t sizes[][2] = {{0, 0},       {1, 4096},       {8193, 64},
					    {64, 63},     {UINT32_MAX, 2}, {UINT32_MAX, UINT32_MAX},
					    {8192, 8192}, {64, 8192}};
	struct mrz_read r;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const struct mrz_image image = {sizes[i][0], sizes[i][1], RD_ARRAY(some)};
		assert_int_not_equal(mrz_read(reader, &image, &r), EG_OK);
		assert_int_equal(r.form, MRZ_FORM_NONE);
		assert_int_equal(r.verdict, MRZ_READ_REFUSED);
	}
	const struct mrz_image smallest = {64, 64, RD_ARRAY(some)};
	assert_int_equal(mrz_read(reader, &smallest, &r), EG_OK);
	assert_int_equal(r.reason, MRZ_READ_NO_ZONE);
}

static void the_text_is_joined_as_parsers_take_it(void **state)
{
	(void)state;
	struct page_scene scene = scene_of(300, 0);
	char joined[90];
	scene.level = PAGE_CLEAN;
	draw(710, PAGE_TD1, &scene);
	const struct mrz_read r = read_picture();
	assert_read(&r);
	assert_int_equal(mrz_read_joined(&r, joined, sizeof(joined)), 90);
	assert_memory_equal(joined + 60, text.line[2], 30);
	assert_int_equal(mrz_read_joined(&r, joined, 89), 0);
	assert_string_equal(mrz_read_reason_text(r.reason), "nothing is missing");
	assert_string_equal(mrz_read_reason_text(MRZ_READ_REASON_COUNT), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_format_is_read_at_any_angle),
		cmocka_unit_test(pages_are_read_from_150_to_600_dpi),
		cmocka_unit_test(a_tilted_page_is_read),
		cmocka_unit_test(zones_of_other_cuts_open_the_chip),
		cmocka_unit_test(the_last_word_has_the_closer_net),
		cmocka_unit_test(a_line_that_is_lost_at_its_end_leaves_the_columns_known),
		cmocka_unit_test(worn_pages_are_read_or_refused),
		cmocka_unit_test(a_page_without_a_zone_has_none),
		cmocka_unit_test(a_zone_that_runs_out_of_the_picture_is_refused),
		cmocka_unit_test(a_pattern_that_looks_like_text_makes_no_zone_longer),
		cmocka_unit_test(a_blurred_zone_is_refused_as_blurred),
		cmocka_unit_test(glare_is_not_read_through),
		cmocka_unit_test(a_small_zone_is_refused),
		cmocka_unit_test(a_lost_letter_of_the_name_leaves_the_key),
		cmocka_unit_test(a_spot_of_light_makes_no_other_letter),
		cmocka_unit_test(a_lost_digit_is_never_guessed),
		cmocka_unit_test(a_wrong_check_digit_is_refused),
		cmocka_unit_test(the_same_picture_gives_the_same_answer),
		cmocka_unit_test(images_that_are_none_are_refused),
		cmocka_unit_test(the_text_is_joined_as_parsers_take_it),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
