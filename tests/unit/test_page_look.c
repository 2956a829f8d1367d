/*
 * page_look: an honest page is told as one; glare, blur, a screen, print of a wrong shape, ink that
 * fades in infrared and a missing zone are seen; the portrait's side is cut out, upright.
 */
#include "document/page_look.h"
#include "document/page_prompt.h"
#include "simulator/page_attack.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>

#define FONTS  "/usr/share/fonts/opentype/ocr-b"
#define WORDS  "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
#define DPI    300
#define COARSE 150

static struct mrz_reader *reader;
static struct page_picture picture;
static struct page_text text;
static struct page_chance chance;
static struct mrz_read read;

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
	return 0;
}

static struct page_scene scene_of(enum page_level level, double angle)
{
	return (struct page_scene){.level = level,
				   .dpi = DPI,
				   .angle = angle,
				   .fonts = FONTS,
				   .face = "OCRB.otf",
				   .words = WORDS};
}

static struct mrz_image image_of(const struct page_picture *p)
{
	return (struct mrz_image){p->width, p->height,
				  rd_of(p->grey, (size_t)p->width * p->height)};
}

static void draw(uint64_t seed, enum page_kind kind, const struct page_scene *scene)
{
	chance = (struct page_chance){seed};
	page_text_make(&chance, kind, &text);
	page_picture_free(&picture);
	assert_int_equal(page_draw(&chance, &text, scene, &picture), EG_OK);
}

static struct page_seen look(unsigned dpi)
{
	const struct mrz_image image = image_of(&picture);
	struct page_seen seen;
	assert_int_equal(mrz_read(reader, &image, &read), EG_OK);
	assert_int_equal(page_look(&image, &read, dpi, &seen), EG_OK);
	return seen;
}

static void honest_pages_ask_for_nothing(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PAGE_KIND_COUNT; i++) {
		const struct page_scene scene = scene_of(i == 2 ? PAGE_HARD : PAGE_MILD, 75.0 * i);
		draw(10 + i, (enum page_kind)i, &scene);
		const struct page_seen seen = look(i % 2 == 0 ? DPI : 0);
		assert_int_equal(seen.zones, 1);
		assert_int_equal(seen.screen, VERDICT_PASS);
		assert_int_equal(seen.glare, 0);
		assert_int_equal(seen.empty, 0);
		assert_in_range(seen.blur, 0, 14);
		assert_in_range(seen.haze, 1, 60);
		assert_int_equal(page_look_prompt(&seen, &read), PAGE_PROMPT_NONE);
	}
}

static void a_burnt_zone_is_glare_and_white_paper_is_none(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		const struct page_scene scene = scene_of(PAGE_MILD, 80.0 * i);
		draw(20 + i, PAGE_TD3, &scene);
		page_attack_glare(&chance, DPI / 25.4, 0.2, i % 2 == 0 ? 0.1 : 3, &picture);
		const struct page_seen seen = look(DPI);
		assert_in_range(seen.glare, 3, 60);
		assert_true(read.verdict != MRZ_READ_WHOLE);
		/* The key may be sure all the same. */
		assert_int_equal(page_look_prompt(&seen, &read), read.verdict == MRZ_READ_KEY
									 ? PAGE_PROMPT_NONE
									 : PAGE_PROMPT_FLAT);
	}
	const struct page_scene scene = scene_of(PAGE_CLEAN, 0);
	draw(30, PAGE_TD3, &scene);
	for (size_t i = 0; i < (size_t)picture.width * picture.height; i++) {
		const unsigned lighter = picture.grey[i] * 5u / 4;
		picture.grey[i] = (uint8_t)(lighter < 255 ? lighter : 255); /* paper of 255 */
	}
	assert_int_equal(look(DPI).glare, 0);
}

static void a_blurred_zone_is_to_be_held_still(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct page_scene scene = scene_of(PAGE_MILD, 100.0 * i);
		scene.blur_mm = 0.42;
		draw(40 + i, PAGE_TD3, &scene);
		const struct page_seen seen = look(DPI);
		assert_in_range(seen.blur, 20, 254);
		assert_int_equal(page_look_prompt(&seen, &read), PAGE_PROMPT_STILL);
	}
}

static void a_page_on_a_screen_is_seen(void **state)
{
	(void)state;
	static const double inches[] = {85, 96, 110, 140};
	for (unsigned i = 0; i < 4; i++) {
		const struct page_scene scene = scene_of(PAGE_MILD, 3 + 85.0 * i);
		const struct page_lit lit = {25.4 / inches[i], 0.5, i == 1 ? 0 : 0.4, false};
		enum reason why;
		chance = (struct page_chance){50 + i};
		page_text_make(&chance, i == 0 ? PAGE_TD1 : PAGE_TD3, &text);
		page_picture_free(&picture);
		assert_int_equal(page_attack_screen(&chance, &text, &scene, &lit, &picture), EG_OK);
		const struct page_seen seen = look(DPI);
		assert_int_equal(seen.screen, VERDICT_FAIL);
		assert_int_equal(page_look_prompt(&seen, &read), PAGE_PROMPT_NO_SCREEN);
		assert_int_equal(page_print_verdict(&seen, &why), VERDICT_FAIL);
		assert_int_equal(why, REASON_NOT_LIVE);
	}
}

static void halftone_and_security_print_are_no_screen(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		const struct page_scene scene = scene_of(PAGE_MILD, 93.0 * i);
		draw(60 + i, PAGE_TD3, &scene);
		page_attack_halftone(&chance, DPI / 25.4, 120 + 20 * i, &picture);
		assert_int_equal(look(DPI).screen, VERDICT_PASS);
	}
	struct page_scene coarse = scene_of(PAGE_MILD, 0);
	coarse.dpi = COARSE;
	draw(64, PAGE_TD3, &coarse);
	assert_int_equal(look(COARSE).screen, VERDICT_CANNOT_TELL); /* it could not show one */
}

static void the_size_of_what_lies_there_is_seen(void **state)
{
	(void)state;
	static const struct {
		enum page_kind kind;
		double angle;
		enum page_size size;
	} of[] = {{PAGE_TD1, 0, PAGE_SIZE_ID1},    {PAGE_TD1, 37, PAGE_SIZE_ID1},
		  {PAGE_TD3, 90, PAGE_SIZE_ID3},   {PAGE_TD3, 5, PAGE_SIZE_ID3},
		  {PAGE_TD2, 10, PAGE_SIZE_OTHER}, {PAGE_MRV_B, 200, PAGE_SIZE_OTHER}};
	for (unsigned i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
		struct page_scene scene = scene_of(PAGE_MILD, of[i].angle);
		scene.dpi = COARSE;
		scene.width_mm = 170;
		scene.height_mm = 150;
		draw(70 + i, of[i].kind, &scene);
		assert_int_equal(look(COARSE).size, of[i].size);
	}
	struct page_scene cut = scene_of(PAGE_MILD, 0);
	cut.dpi = COARSE;
	cut.width_mm = 100;
	cut.height_mm = 70;
	draw(79, PAGE_TD3, &cut);
	assert_int_equal(look(COARSE).size, PAGE_SIZE_UNKNOWN);
}

static void paint(uint32_t from_x, uint32_t from_y, uint32_t wide, uint32_t high, uint8_t level)
{
	for (uint32_t y = from_y; y < from_y + high && y < picture.height; y++) {
		for (uint32_t x = from_x; x < from_x + wide && x < picture.width; x++) {
			picture.grey[(size_t)y * picture.width + x] = level;
		}
	}
}

/* Nothing but a dark glass of 200 by 150 mm at 100 dpi. */
static void paint_glass(void)
{
	page_picture_free(&picture);
	picture.width = 787;
	picture.height = 591;
	picture.grey = calloc(picture.width, picture.height);
	assert_non_null(picture.grey);
	paint(0, 0, picture.width, picture.height, 30);
}

static unsigned prompt_of_picture(struct page_seen *seen)
{
	*seen = look(100);
	return page_look_prompt(seen, &read);
}

static void a_side_without_zone_is_to_be_turned_or_opened(void **state)
{
	(void)state;
	struct page_seen seen;
	paint_glass();
	paint(100, 100, 337, 213, 180); /* a card's blank side */
	assert_int_equal(prompt_of_picture(&seen), PAGE_PROMPT_TURN_OVER);
	assert_int_equal(seen.size, PAGE_SIZE_ID1);
	assert_int_equal(seen.empty, 1);
	paint_glass();
	paint(100, 100, 492, 346, 90); /* a closed passport */
	assert_int_equal(prompt_of_picture(&seen), PAGE_PROMPT_PHOTO_PAGE);
	assert_int_equal(seen.size, PAGE_SIZE_ID3);
	paint_glass();
	paint(40, 50, 701, 492, 90); /* the covers of an open one */
	assert_int_equal(prompt_of_picture(&seen), PAGE_PROMPT_TURN_OVER);
	assert_int_equal(seen.size, PAGE_SIZE_ID3_OPEN);
	for (uint32_t i = 0; i < 400; i++) { /* its pages, with stamps */
		paint(60 + i * 37 % 660, 60 + i * 53 % 460, 9, 3, 200);
	}
	assert_int_equal(prompt_of_picture(&seen), PAGE_PROMPT_PHOTO_PAGE);
	assert_int_equal(seen.empty, 0);
	paint(300, 200, 120, 90, 255); /* a reflex on them */
	assert_int_equal(prompt_of_picture(&seen), PAGE_PROMPT_FLAT);
}

static void the_prompt_follows_what_is_wrong(void **state)
{
	(void)state;
	const struct page_seen fine = {.blur = 8, .zones = 1, .screen = VERDICT_PASS};
	struct mrz_read r = {.form = MRZ_FORM_TD3, .reason = MRZ_READ_CUT};
	struct page_seen seen = fine;
	assert_int_equal(page_look_prompt(&seen, &r), PAGE_PROMPT_FURTHER_IN);
	r.reason = MRZ_READ_AMBIGUOUS;
	assert_int_equal(page_look_prompt(&seen, &r), PAGE_PROMPT_FLAT);
	seen.haze = 80;
	assert_int_equal(page_look_prompt(&seen, &r), PAGE_PROMPT_NO_COVER);
	seen.glare = 20;
	assert_int_equal(page_look_prompt(&seen, &r), PAGE_PROMPT_FLAT);
	r.verdict = MRZ_READ_KEY;
	assert_int_equal(page_look_prompt(&seen, &r), PAGE_PROMPT_NONE);
	seen.zones = 2;
	assert_int_equal(page_look_prompt(&seen, &r), PAGE_PROMPT_ONE_ONLY);
	seen.screen = VERDICT_FAIL;
	assert_int_equal(page_look_prompt(&seen, &r), PAGE_PROMPT_NO_SCREEN);
	seen = fine;
	r = (struct mrz_read){.reason = MRZ_READ_NO_ZONE};
	seen.blur = 60;
	assert_int_equal(page_look_prompt(&seen, &r), PAGE_PROMPT_STILL);
}

static struct mrz_shape shape_of(void)
{
	return (struct mrz_shape){.pitch = DPI / 10.0f,
				  .spread = 0.01f,
				  .wave = 0.01f,
				  .line_gap = 2.5f,
				  .height = 1.0f,
				  .likeness = 0.95f};
}

static enum verdict print_with(const struct mrz_shape *shape, unsigned dpi, enum reason *why)
{
	const struct mrz_image image = image_of(&picture);
	struct page_seen seen;
	read.shape = *shape;
	assert_int_equal(page_look(&image, &read, dpi, &seen), EG_OK);
	assert_true(page_print_verdict(&seen, why) == seen.print);
	return page_print_verdict(&seen, why);
}

static void print_is_judged_by_its_shape(void **state)
{
	(void)state;
	enum reason why;
	const struct page_scene scene = scene_of(PAGE_MILD, 0);
	draw(80, PAGE_TD3, &scene);
	(void)look(DPI);
	struct mrz_shape shape = shape_of();
	assert_int_equal(print_with(&shape, DPI, &why), VERDICT_PASS);
	assert_int_equal(why, REASON_NONE);
	shape.pitch *= 0.7f; /* smaller than the standard's, as on a telephone */
	assert_int_equal(print_with(&shape, DPI, &why), VERDICT_FAIL);
	assert_int_equal(why, REASON_DEVIATION);
	assert_int_equal(print_with(&shape, 0, &why), VERDICT_PASS); /* nobody told the size */
	for (unsigned i = 0; i < 6; i++) {
		shape = shape_of();
		float *wrong[] = {&shape.spread,   &shape.wave,   &shape.line_gap,
				  &shape.line_gap, &shape.height, &shape.likeness};
		static const float values[] = {0.3f, 0.3f, 1.67f, NAN, 0.5f, 0.05f};
		*wrong[i] = values[i];
		assert_int_equal(print_with(&shape, DPI, &why), VERDICT_FAIL);
		assert_int_equal(why, REASON_DEVIATION);
	}
	shape = shape_of();
	shape.spread = 0.1f;
	assert_int_equal(print_with(&shape, DPI, &why), VERDICT_CANNOT_TELL);
	assert_int_equal(why, REASON_POOR_QUALITY);
	read.verdict = MRZ_READ_REFUSED; /* what was not read has no shape that counts */
	shape.spread = 0.5f;
	assert_int_equal(print_with(&shape, DPI, &why), VERDICT_CANNOT_TELL);
	read = (struct mrz_read){.reason = MRZ_READ_NO_ZONE};
	assert_int_equal(print_with(&shape, DPI, &why), VERDICT_CANNOT_TELL);
	assert_int_equal(why, REASON_NOT_PRESENT);
}

/* In infrared, in a smaller picture, turned by some degrees: this page, or another one. */
static enum verdict infrared_of(uint64_t seed, uint64_t dark_seed, double turned, enum page_ink ink,
				enum reason *why)
{
	struct mrz_read dark;
	struct page_scene scene = scene_of(PAGE_MILD, 130.0 * (double)(seed % 7));
	scene.dpi = 200;
	scene.width_mm = turned != 0 ? 160 : 0; /* room to turn in */
	scene.height_mm = scene.width_mm;
	draw(seed, PAGE_TD3, &scene);
	(void)look(200);
	assert_int_equal(read.verdict, MRZ_READ_WHOLE);
	struct page_picture visible = picture;
	picture = (struct page_picture){0};
	scene.dpi = 150; /* of a zone that can still be read */
	scene.angle += turned;
	draw(dark_seed, PAGE_TD3, &scene);
	page_attack_infrared(&chance, ink, &picture);
	const struct mrz_image a = image_of(&visible);
	const struct mrz_image b = image_of(&picture);
	assert_int_equal(mrz_read(reader, &b, &dark), EG_OK);
	const enum verdict v = page_infrared_verdict(&a, &read, &b, &dark, why);
	page_picture_free(&visible);
	return v;
}

static void ink_that_fades_in_infrared_is_told(void **state)
{
	(void)state;
	enum reason why;
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(infrared_of(90 + i, 90 + i, 0, PAGE_INK_B900, &why), VERDICT_PASS);
		assert_int_equal(why, REASON_NONE);
		assert_int_equal(infrared_of(90 + i, 90 + i, 0, PAGE_INK_DYE, &why), VERDICT_FAIL);
		assert_int_equal(why, REASON_INK_DULL);
		assert_int_not_equal(infrared_of(90 + i, 90 + i, 0, PAGE_INK_SCREEN, &why),
				     VERDICT_PASS);
	}
}

/* Its print is dark, too, where this one's is: in many places by chance. */
static void infrared_of_another_document_vouches_for_none(void **state)
{
	(void)state;
	enum reason why;
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(infrared_of(140 + i, 240 + i, 0, PAGE_INK_B900, &why),
				 VERDICT_FAIL);
		assert_int_equal(why, REASON_DIFFERS);
	}
}

static void a_page_that_was_moved_between_the_pictures_is_found_again(void **state)
{
	(void)state;
	enum reason why;
	assert_int_equal(infrared_of(93, 93, 4, PAGE_INK_B900, &why), VERDICT_PASS);
	assert_int_equal(infrared_of(94, 94, 180, PAGE_INK_B900, &why), VERDICT_PASS);
	assert_int_equal(infrared_of(93, 93, 4, PAGE_INK_DYE, &why), VERDICT_FAIL);
	assert_int_equal(why, REASON_INK_DULL);
}

/* What is dark there may be anybody's. */
static void ink_in_infrared_that_cannot_be_read_does_not_pass(void **state)
{
	(void)state;
	enum reason why;
	const struct mrz_read none = {.reason = MRZ_READ_NO_ZONE};
	const struct page_scene scene = scene_of(PAGE_MILD, 0);
	draw(95, PAGE_TD3, &scene);
	(void)look(DPI);
	const struct mrz_image image = image_of(&picture);
	struct mrz_read unsure = read;
	unsure.verdict = MRZ_READ_REFUSED;
	assert_int_equal(page_infrared_verdict(&image, &read, &image, &read, &why), VERDICT_PASS);
	assert_int_equal(page_infrared_verdict(&image, &read, &image, &none, &why),
			 VERDICT_CANNOT_TELL);
	assert_int_equal(page_infrared_verdict(&image, &read, &image, &unsure, &why),
			 VERDICT_CANNOT_TELL);
	assert_int_equal(why, REASON_POOR_QUALITY);
	/* One character that was altered where infrared light does not see it. */
	struct mrz_read altered = read;
	altered.text[0][7] = altered.text[0][7] == 'X' ? 'Y' : 'X';
	assert_int_equal(page_infrared_verdict(&image, &read, &image, &altered, &why),
			 VERDICT_FAIL);
	assert_int_equal(why, REASON_DIFFERS);
	altered.verdict = MRZ_READ_KEY;
	altered.sure[0][7] = 0; /* it may be the same one */
	assert_int_equal(page_infrared_verdict(&image, &read, &image, &altered, &why),
			 VERDICT_PASS);
}

static void a_useless_infrared_picture_says_nothing(void **state)
{
	(void)state;
	enum reason why;
	const struct page_scene scene = scene_of(PAGE_MILD, 0);
	draw(99, PAGE_TD3, &scene);
	(void)look(DPI);
	const struct mrz_image visible = image_of(&picture);
	uint8_t *flat = calloc(200, 150);
	assert_non_null(flat);
	const struct mrz_image infrared = {200, 150, rd_of(flat, 200 * 150)};
	const struct mrz_read dark = {.reason = MRZ_READ_NO_ZONE};
	assert_int_equal(page_infrared_verdict(&visible, &read, &infrared, &dark, &why),
			 VERDICT_CANNOT_TELL); /* black */
	assert_int_equal(why, REASON_POOR_QUALITY);
	for (size_t i = 0; i < 200 * 150; i++) {
		flat[i] = 255;
	}
	assert_int_equal(page_infrared_verdict(&visible, &read, &infrared, &dark, &why),
			 VERDICT_CANNOT_TELL); /* burnt */
	assert_int_equal(why, REASON_POOR_QUALITY);
	const struct mrz_image none = {200, 150, RD_EMPTY};
	assert_int_equal(page_infrared_verdict(&visible, &read, &none, &dark, &why),
			 VERDICT_CANNOT_TELL);
	const struct mrz_read no_zone = {.reason = MRZ_READ_NO_ZONE};
	assert_int_equal(page_infrared_verdict(&visible, &no_zone, &infrared, &dark, &why),
			 VERDICT_CANNOT_TELL);
	free(flat);
}

/* Of the portrait page_draw prints: where it is darker than paper, by quarters of the cut. */
static double light_of(const uint8_t *grey, unsigned width, const unsigned box[4])
{
	double sum = 0;
	for (unsigned y = box[1]; y < box[3]; y++) {
		for (unsigned x = box[0]; x < box[2]; x++) {
			sum += grey[y * width + x];
		}
	}
	return sum / ((box[2] - box[0]) * (box[3] - box[1]));
}

static void the_portrait_is_cut_out_upright(void **state)
{
	(void)state;
	static uint8_t cut[400 * 400];
	static const double angles[] = {0, 90, 211};
	for (unsigned i = 0; i < 3; i++) {
		uint16_t width;
		uint16_t height;
		uint16_t dpi;
		struct page_scene scene = scene_of(PAGE_CLEAN, angles[i]);
		scene.dpi = 200;
		draw(110, PAGE_TD3, &scene);
		(void)look(200);
		const struct mrz_image image = image_of(&picture);
		assert_true(page_portrait(&image, &read, 400, cut, &width, &height, &dpi));
		assert_true(width <= 400 && height <= 400 && height >= 390);
		assert_in_range(dpi, 150, 200);
		const double mm = dpi / 25.4;
		/* page_draw: 5 to 36.7 mm from the left edge, 17.6 to 57.2 from above; the cut
		 * begins 1 mm left of the page and 8 mm below its upper edge. */
		const unsigned inside[4] = {(unsigned)(8 * mm), (unsigned)(12 * mm),
					    (unsigned)(35 * mm), (unsigned)(47 * mm)};
		const unsigned beside[4] = {(unsigned)(2 * mm), (unsigned)(12 * mm),
					    (unsigned)(4.5 * mm), (unsigned)(47 * mm)};
		assert_true(light_of(cut, width, beside) - light_of(cut, width, inside) > 40);
		assert_true(light_of(cut, width, beside) > 220);
	}
}

static void a_card_has_no_portrait_beside_its_zone(void **state)
{
	(void)state;
	static uint8_t cut[64 * 64];
	uint16_t width;
	uint16_t height;
	uint16_t dpi;
	const struct page_scene scene = scene_of(PAGE_MILD, 0);
	draw(120, PAGE_TD1, &scene);
	(void)look(DPI);
	const struct mrz_image image = image_of(&picture);
	assert_false(page_portrait(&image, &read, 64, cut, &width, &height, &dpi));
	assert_int_equal(width, 0);
	read = (struct mrz_read){.reason = MRZ_READ_NO_ZONE};
	assert_false(page_portrait(&image, &read, 64, cut, &width, &height, &dpi));
}

static void pictures_that_are_none_are_refused(void **state)
{
	(void)state;
	static uint8_t some[64 * 64];
	const struct mrz_read none = {.reason = MRZ_READ_NO_ZONE};
	struct page_seen seen;
	const struct mrz_image images[] = {{0, 0, RD_ARRAY(some)},
					   {64, 63, RD_ARRAY(some)},
					   {UINT32_MAX, UINT32_MAX, RD_ARRAY(some)},
					   {64, 64, RD_EMPTY}};
	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++) {
		assert_int_not_equal(page_look(&images[i], &none, DPI, &seen), EG_OK);
	}
	const struct mrz_image least = {64, 64, RD_ARRAY(some)};
	assert_int_equal(page_look(&least, &none, DPI, &seen), EG_OK);
	assert_int_equal(seen.empty, 1);
	assert_int_equal(seen.blur, 255);
	assert_int_equal(seen.zones, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(honest_pages_ask_for_nothing),
		cmocka_unit_test(a_burnt_zone_is_glare_and_white_paper_is_none),
		cmocka_unit_test(a_blurred_zone_is_to_be_held_still),
		cmocka_unit_test(a_page_on_a_screen_is_seen),
		cmocka_unit_test(halftone_and_security_print_are_no_screen),
		cmocka_unit_test(the_size_of_what_lies_there_is_seen),
		cmocka_unit_test(a_side_without_zone_is_to_be_turned_or_opened),
		cmocka_unit_test(the_prompt_follows_what_is_wrong),
		cmocka_unit_test(print_is_judged_by_its_shape),
		cmocka_unit_test(ink_that_fades_in_infrared_is_told),
		cmocka_unit_test(infrared_of_another_document_vouches_for_none),
		cmocka_unit_test(a_page_that_was_moved_between_the_pictures_is_found_again),
		cmocka_unit_test(ink_in_infrared_that_cannot_be_read_does_not_pass),
		cmocka_unit_test(a_useless_infrared_picture_says_nothing),
		cmocka_unit_test(the_portrait_is_cut_out_upright),
		cmocka_unit_test(a_card_has_no_portrait_beside_its_zone),
		cmocka_unit_test(pictures_that_are_none_are_refused),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
