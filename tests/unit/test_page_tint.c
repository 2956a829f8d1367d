/*
 * test_page_tint: the colours of a drawn page are beside its greys: what reads it sees the same.
 */
#include "simulator/page_tint.h"

#include "simulator/page_draw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define FONTS "/usr/share/fonts/opentype/ocr-b"
#define WORDS "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

static void a_colour_is_as_light_as_its_grey(void **state)
{
	(void)state;
	for (unsigned grey = 0; grey <= UINT8_MAX; grey++) {
		for (unsigned cb = 1; cb <= UINT8_MAX; cb += 6) {
			for (unsigned cr = 1; cr <= UINT8_MAX; cr += 6) {
				const uint8_t tint[2] = {(uint8_t)cb, (uint8_t)cr};
				uint8_t rgb[3];
				page_tint_rgb((uint8_t)grey, tint, rgb);
				const double luma =
					0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
				assert_true(luma > grey - 1.0 && luma < grey + 1.0);
			}
		}
	}
}

static void without_a_tint_it_is_grey(void **state)
{
	static const uint8_t none[2] = {PAGE_TINT_NONE, PAGE_TINT_NONE};
	uint8_t rgb[3];
	(void)state;
	page_tint_rgb(77, none, rgb);
	assert_true(rgb[0] == 77 && rgb[1] == 77 && rgb[2] == 77);
}

/* The portrait is of another tint than the ground, and the glass of none. */
static void page_and_portrait_are_tinted_and_the_glass_is_not(void **state)
{
	static const double portrait[4] = {5, 20, 30, 40};
	EG_AUTO(page_tint_free) struct page_tint t = {0};
	uint8_t face[2];
	uint8_t ground[2];
	uint8_t glass[2];
	(void)state;
	assert_int_equal(page_tint_make(125, 88, portrait, &t), EG_OK);
	page_tint_see(&t, 20, 40, face);
	page_tint_see(&t, 80, 40, ground);
	page_tint_see(&t, -0.1, 40, glass);
	assert_true(face[1] > PAGE_TINT_NONE + 10 && face[0] < PAGE_TINT_NONE);
	assert_true(abs(ground[0] - PAGE_TINT_NONE) + abs(ground[1] - PAGE_TINT_NONE) > 10);
	assert_true(glass[0] == PAGE_TINT_NONE && glass[1] == PAGE_TINT_NONE);
	page_tint_see(&t, 125.1, 40, glass);
	assert_int_equal(glass[0], PAGE_TINT_NONE);
}

static void a_page_in_colour_has_the_greys_of_one_without(void **state)
{
	struct page_scene scene = {
		.level = PAGE_MILD, .dpi = 150, .fonts = FONTS, .face = "OCRB.otf", .words = WORDS};
	EG_AUTO(page_picture_free) struct page_picture plain = {0};
	EG_AUTO(page_picture_free) struct page_picture coloured = {0};
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct page_chance c = {4711};
		struct page_text text;
		page_text_make(&c, PAGE_TD3, &text);
		scene.colour = i == 1;
		assert_int_equal(page_draw(&c, &text, &scene, i == 0 ? &plain : &coloured), EG_OK);
	}
	assert_null(plain.tint);
	assert_non_null(coloured.tint);
	assert_int_equal(plain.width, coloured.width);
	assert_memory_equal(plain.grey, coloured.grey, (size_t)plain.width * plain.height);
	assert_true(coloured.tint[0] == PAGE_TINT_NONE && coloured.tint[1] == PAGE_TINT_NONE);
}

static void what_is_resized_is_drawn_in_grey_alone(void **state)
{
	struct page_chance c = {4711};
	struct page_text text;
	EG_AUTO(page_picture_free) struct page_picture p = {0};
	const struct page_scene scene = {.dpi = 150,
					 .fonts = FONTS,
					 .face = "OCRB.otf",
					 .words = WORDS,
					 .colour = true,
					 .camera = {.resized = 0.5}};
	(void)state;
	page_text_make(&c, PAGE_TD3, &text);
	assert_int_equal(page_draw(&c, &text, &scene, &p), EG_UNSUPPORTED);
	assert_null(p.grey);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_colour_is_as_light_as_its_grey),
		cmocka_unit_test(without_a_tint_it_is_grey),
		cmocka_unit_test(page_and_portrait_are_tinted_and_the_glass_is_not),
		cmocka_unit_test(a_page_in_colour_has_the_greys_of_one_without),
		cmocka_unit_test(what_is_resized_is_drawn_in_grey_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
