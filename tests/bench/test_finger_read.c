/*
 * test_finger_read: the forms that sets of fingerprints come in are read as what they show.
 */
#include "finger_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DPI 569

/* Three wide, two high: 10 20 30, 40 50 60. */
static void assert_shows(struct rd file)
{
	EG_AUTO(finger_image_free) struct finger_image image = {0};
	assert_int_equal(finger_read(file, DPI, &image), EG_OK);
	assert_int_equal(image.width, 3);
	assert_int_equal(image.height, 2);
	assert_int_equal(image.dpi, DPI);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(image.grey[i], 10 * (i + 1));
	}
}

static void a_pgm_is_read(void **state)
{
	(void)state;
	assert_shows(RD_TEXT("P5\n3 2\n255\n\x0a\x14\x1e\x28\x32\x3c"));
	assert_shows(RD_TEXT("P5 # made by hand\n3\t2 255\n\x0a\x14\x1e\x28\x32\x3c"));
}

/* Low byte first, one strip of both rows. */
static const uint8_t tiff_low[] = {
	'I', 'I', 42, 0, 14, 0, 0, 0, 10, 20, 30, 40, 50, 60, 5, 0, /* 5 entries at 14 */
	0,   1,   3,  0, 1,  0, 0, 0, 3,  0,  0,  0,                /* width 3 */
	1,   1,   3,  0, 1,  0, 0, 0, 2,  0,  0,  0,                /* height 2 */
	2,   1,   3,  0, 1,  0, 0, 0, 8,  0,  0,  0,                /* 8 bits */
	6,   1,   3,  0, 1,  0, 0, 0, 1,  0,  0,  0,                /* black is 0 */
	17,  1,   4,  0, 1,  0, 0, 0, 8,  0,  0,  0,                /* strip at 8 */
	0,   0,   0,  0,
};

/* High byte first, white is 0, a strip for each row, their places beside the directory. */
static const uint8_t tiff_high[] = {
	'M', 'M', 0, 42, 0, 0, 0, 22, 245, 235, 225, 215, 205, 195, /* rows at 8 and 11 */
	0,   0,   0, 8,  0, 0, 0, 11, 0,   6,                       /* places at 14; 6 entries */
	1,   0,   0, 3,  0, 0, 0, 1,  0,   3,   0,   0,             /* width 3 */
	1,   1,   0, 3,  0, 0, 0, 1,  0,   2,   0,   0,             /* height 2 */
	1,   2,   0, 3,  0, 0, 0, 1,  0,   8,   0,   0,             /* 8 bits */
	1,   6,   0, 3,  0, 0, 0, 1,  0,   0,   0,   0,             /* white is 0 */
	1,   17,  0, 4,  0, 0, 0, 2,  0,   0,   0,   14,            /* two strips */
	1,   22,  0, 3,  0, 0, 0, 1,  0,   1,   0,   0,             /* of one row */
	0,   0,   0, 0,
};

static void a_tiff_is_read(void **state)
{
	(void)state;
	assert_shows(RD_ARRAY(tiff_low));
	assert_shows(RD_ARRAY(tiff_high));
}

/* 24 bits, last row first, each filled up to four bytes; the green differs from the others. */
static const uint8_t bmp[] = {
	'B', 'M', 0, 0,  0, 0, 0, 0, 0, 0,  54, 0, 0,  0, /* pixels at 54 */
	40,  0,   0, 0,  3, 0, 0, 0, 2, 0,  0,  0, 1,  0, 24, 0,  0, 0, 0, 0,  0, 0,
	0,   0,   0, 0,  0, 0, 0, 0, 0, 0,  0,  0, 0,  0, 0,  0,  0, 0, 9, 40, 9, 9,
	50,  9,   9, 60, 9, 0, 0, 0, 9, 10, 9,  9, 20, 9, 9,  30, 9, 0, 0, 0,
};

static void a_bmp_is_read(void **state)
{
	(void)state;
	assert_shows(RD_ARRAY(bmp));
}

/* Whatever is missing at the end is an error, and nothing is read beyond it. */
static void what_ends_early_is_refused(void **state)
{
	const struct rd whole[] = {RD_ARRAY(tiff_low), RD_ARRAY(bmp),
				   RD_TEXT("P5\n3 2\n255\n\x0a\x14\x1e\x28\x32\x3c")};
	/* Behind these a file is complete: the directory's end says nothing. */
	const size_t spare[] = {4, 0, 0};
	(void)state;
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		for (size_t size = 0; size + spare[i] + (i == 1 ? 4 : 0) < whole[i].left; size++) {
			EG_AUTO(finger_image_free) struct finger_image image = {0};
			struct rd all = whole[i];
			struct rd part;
			assert_true(rd_take(&all, size, &part));
			assert_int_not_equal(finger_read(part, DPI, &image), EG_OK);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pgm_is_read),
		cmocka_unit_test(a_tiff_is_read),
		cmocka_unit_test(a_bmp_is_read),
		cmocka_unit_test(what_ends_early_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
