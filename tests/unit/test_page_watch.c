/*
 * page_watch: noise and light are no document; one that is laid on is moving, then still; what was
 * kept is gone once it is taken away or another one lies there, and not before.
 */
#include "page_glass.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static uint8_t frame[GLASS_WIDTH * GLASS_HEIGHT];
static struct page_picture pages[3]; /* two passports, one card */
static struct page_chance chance;
static struct page_watch watch;

static int set_up(void **state)
{
	(void)state;
	chance = (struct page_chance){7};
	return glass_document(1, PAGE_TD3, 0, &pages[0]) == EG_OK &&
			       glass_document(2, PAGE_TD3, 0, &pages[1]) == EG_OK &&
			       glass_document(3, PAGE_TD1, 30, &pages[2]) == EG_OK
		       ? 0
		       : -1;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		page_picture_free(&pages[i]);
	}
	return 0;
}

static struct glass usual(const struct page_picture *document)
{
	return (struct glass){.document = document, .light = 1, .room = 50, .noise = 3};
}

static enum page_lies see(const struct glass *g)
{
	enum page_lies lies = PAGE_LIES_GONE;
	glass_take(&chance, g, frame);
	const struct mrz_image image = glass_image(frame);
	assert_int_equal(page_watch_see(&watch, &image, &lies), EG_OK);
	return lies;
}

static void begin_with_the_glass(void)
{
	const struct glass g = usual(NULL);
	watch = (struct page_watch){0};
	for (int i = 0; i < 5; i++) {
		assert_int_equal(see(&g), PAGE_LIES_NOTHING);
	}
}

static void begin_with(const struct page_picture *document)
{
	begin_with_the_glass();
	const struct glass g = usual(document);
	for (int i = 0; i < 4; i++) {
		(void)see(&g);
	}
	assert_int_equal(see(&g), PAGE_LIES_STILL);
	page_watch_keep(&watch);
}

static void the_glass_alone_is_nothing_in_any_light(void **state)
{
	(void)state;
	begin_with_the_glass();
	struct glass g = usual(NULL);
	for (int i = 0; i < 80; i++) { /* brighter, darker, more of the room, more noise */
		g.light = 1 + 0.4 * (i < 40 ? i : 80 - i) / 40.0;
		g.room = 50 + i;
		g.noise = 3 + i / 20.0;
		assert_int_equal(see(&g), PAGE_LIES_NOTHING);
	}
}

static void what_is_laid_on_moves_then_is_still_at_the_third_picture(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		begin_with_the_glass();
		struct glass g = usual(&pages[i]);
		for (g.off_x = 300; g.off_x > 0; g.off_x -= 60) {
			assert_int_equal(see(&g), PAGE_LIES_MOVING);
		}
		g.off_x = 0;
		assert_int_equal(see(&g), PAGE_LIES_MOVING);
		assert_int_equal(see(&g), PAGE_LIES_MOVING);
		assert_int_equal(see(&g), PAGE_LIES_MOVING);
		assert_int_equal(see(&g), PAGE_LIES_STILL);
		assert_int_equal(see(&g), PAGE_LIES_STILL);
	}
}

/* The very first picture caught the gleam of a page that was on its way. */
static void a_gleam_in_the_first_picture_is_not_taken_for_the_glass(void **state)
{
	(void)state;
	const struct glass g = usual(NULL);
	const struct mrz_image image = glass_image(frame);
	enum page_lies lies;
	watch = (struct page_watch){0};
	glass_take(&chance, &g, frame);
	for (size_t i = sizeof(frame) / 2; i < sizeof(frame); i++) { /* lighter and lighter */
		frame[i] = (uint8_t)(frame[i] + 200 * (i - sizeof(frame) / 2) / sizeof(frame));
	}
	assert_int_equal(page_watch_see(&watch, &image, &lies), EG_OK);
	(void)see(&g); /* it has gone again, which is a move */
	for (int i = 0; i < 5; i++) {
		assert_int_equal(see(&g), PAGE_LIES_NOTHING);
	}
}

static void a_document_that_lay_there_from_the_first_is_seen(void **state)
{
	(void)state;
	watch = (struct page_watch){0};
	const struct glass g = usual(&pages[0]);
	(void)see(&g);
	(void)see(&g);
	(void)see(&g);
	assert_int_equal(see(&g), PAGE_LIES_STILL);
}

static void what_is_moved_slowly_is_never_still(void **state)
{
	(void)state;
	begin_with_the_glass();
	struct glass g = usual(&pages[0]);
	for (int i = 0; i < 12; i++) { /* 1.4 mm a picture */
		g.off_x = 30 - 6.0 * i;
		assert_int_equal(see(&g), PAGE_LIES_MOVING);
	}
}

static void what_is_taken_away_is_gone_once(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		begin_with(&pages[i]);
		const struct glass g = usual(NULL);
		assert_int_not_equal(see(&g), PAGE_LIES_GONE);
		assert_int_equal(see(&g), PAGE_LIES_GONE);
		for (int k = 0; k < 5; k++) {
			assert_int_equal(see(&g), PAGE_LIES_NOTHING);
		}
	}
}

static void another_one_laid_exactly_there_is_gone_and_new(void **state)
{
	(void)state;
	begin_with(&pages[0]);
	const struct glass g = usual(&pages[1]);
	assert_int_not_equal(see(&g), PAGE_LIES_GONE);
	assert_int_equal(see(&g), PAGE_LIES_GONE);
	assert_int_equal(see(&g), PAGE_LIES_MOVING);
	assert_int_equal(see(&g), PAGE_LIES_STILL); /* since the exchange nothing moved */
	page_watch_keep(&watch);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(see(&g), PAGE_LIES_STILL);
	}
}

static void flicker_and_shadow_are_not_gone(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		begin_with(&pages[i]);
		struct glass g = usual(&pages[i]);
		for (int k = 0; k < 30; k++) {
			g.light = k % 7 == 3 ? 0 : k % 7 == 5 ? 3 : 1 - 0.01 * k;
			g.shadow = k > 15 ? 0.5 : 0;
			g.room = 50 + 2 * k;
			assert_int_not_equal(see(&g), PAGE_LIES_GONE);
		}
		page_watch_drop(&watch);
		const struct glass none = usual(NULL);
		for (int k = 0; k < 5; k++) { /* dropped: nobody waits for it */
			assert_int_not_equal(see(&none), PAGE_LIES_GONE);
		}
	}
}

static void a_hand_that_passes_is_moving_and_takes_nothing_away(void **state)
{
	(void)state;
	begin_with_the_glass();
	struct glass g = usual(NULL);
	for (int i = 1; i < 6; i++) {
		g.hand = 25.0 * i;
		assert_int_equal(see(&g), PAGE_LIES_MOVING);
	}
	g.hand = 0;
	assert_int_equal(see(&g), PAGE_LIES_MOVING);
	assert_int_equal(see(&g), PAGE_LIES_NOTHING);
	begin_with(&pages[2]);
	g = usual(&pages[2]);
	for (int i = 1; i < 6; i++) {
		g.hand = 25.0 * i;
		assert_int_equal(see(&g), PAGE_LIES_MOVING);
	}
}

static void a_blank_cover_lies_there_too(void **state)
{
	(void)state;
	begin_with_the_glass();
	struct glass g = usual(NULL);
	g.cover = 110;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(see(&g), PAGE_LIES_MOVING);
	}
	assert_int_equal(see(&g), PAGE_LIES_STILL);
	g.cover = 0;
	assert_int_equal(see(&g), PAGE_LIES_MOVING);
	assert_int_equal(see(&g), PAGE_LIES_NOTHING);
}

static void a_lamp_that_is_switched_on_becomes_the_glass(void **state)
{
	(void)state;
	begin_with_the_glass();
	struct glass g = usual(NULL);
	g.room = 160;
	enum page_lies last = PAGE_LIES_MOVING;
	for (int i = 0; i < 80; i++) {
		last = see(&g);
	}
	assert_int_equal(last, PAGE_LIES_NOTHING);
	g.document = &pages[0];
	for (int i = 0; i < 4; i++) {
		last = see(&g);
	}
	assert_int_equal(last, PAGE_LIES_STILL);
}

static void pictures_that_are_none_are_refused(void **state)
{
	(void)state;
	enum page_lies lies;
	watch = (struct page_watch){0};
	const struct mrz_image images[] = {
		{0, 0, RD_ARRAY(frame)},
		{MRZ_READ_SIDE_MAX + 1, MRZ_READ_SIDE_MIN, RD_ARRAY(frame)},
		{UINT32_MAX, UINT32_MAX, RD_ARRAY(frame)},
		{GLASS_WIDTH, GLASS_HEIGHT, rd_of(frame, sizeof(frame) - 1)},
		{GLASS_WIDTH, GLASS_HEIGHT, RD_EMPTY},
	};
	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++) {
		assert_int_not_equal(page_watch_see(&watch, &images[i], &lies), EG_OK);
		assert_int_equal(watch.pictures, 0);
	}
	page_watch_keep(&watch); /* of nothing seen, nothing is kept */
	assert_false(watch.keeps);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_glass_alone_is_nothing_in_any_light),
		cmocka_unit_test(what_is_laid_on_moves_then_is_still_at_the_third_picture),
		cmocka_unit_test(a_gleam_in_the_first_picture_is_not_taken_for_the_glass),
		cmocka_unit_test(a_document_that_lay_there_from_the_first_is_seen),
		cmocka_unit_test(what_is_moved_slowly_is_never_still),
		cmocka_unit_test(what_is_taken_away_is_gone_once),
		cmocka_unit_test(another_one_laid_exactly_there_is_gone_and_new),
		cmocka_unit_test(flicker_and_shadow_are_not_gone),
		cmocka_unit_test(a_hand_that_passes_is_moving_and_takes_nothing_away),
		cmocka_unit_test(a_blank_cover_lies_there_too),
		cmocka_unit_test(a_lamp_that_is_switched_on_becomes_the_glass),
		cmocka_unit_test(pictures_that_are_none_are_refused),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
