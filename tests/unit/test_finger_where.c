/*
 * test_finger_where: the text that names a finger sensor, and pictures cut and turned as it says.
 */
#include "hal/finger_sensor.h"
#include "hal/finger_trim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static struct finger_where parsed(const char *text)
{
	struct finger_where w;
	assert_int_equal(finger_where_parse(rd_cstr(text), &w), EG_OK);
	return w;
}

static void a_driver_alone_is_enough(void **state)
{
	(void)state;
	struct finger_where w = parsed("uru4000");
	assert_string_equal(w.driver, "uru4000");
	assert_string_equal(w.id, "");
	assert_int_equal(w.dpi, 0);
	assert_int_equal(w.left + w.top + w.right + w.bottom + w.rotate, 0);
}

static void every_key_is_taken(void **state)
{
	(void)state;
	struct finger_where w = parsed("uru4000:A:7-x,dpi=512,crop=1:2:30:400,rotate=270");
	assert_string_equal(w.driver, "uru4000");
	assert_string_equal(w.id, "A:7-x");
	assert_int_equal(w.dpi, 512);
	assert_int_equal(w.left, 1);
	assert_int_equal(w.top, 2);
	assert_int_equal(w.right, 30);
	assert_int_equal(w.bottom, 400);
	assert_int_equal(w.rotate, 270);
	assert_int_equal(parsed("x,rotate=0").rotate, 0);
	assert_int_equal(parsed("x,dpi=250").dpi, 250);
	assert_int_equal(parsed("x,dpi=1000").dpi, 1000);
}

static void what_is_not_understood_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		":0",
		",dpi=500",
		"two words",
		"x:two ids",
		"x\tx",
		"a-driver-whose-name-is-longer-than-any",
		"x:0123456789012345678901234567890123456789012345678901234567890123456789",
		"x,dpi=249",
		"x,dpi=1001",
		"x,dpi=",
		"x,dpi",
		"x,dpi=5x",
		"x,dpi=-500",
		"x,dpi=00500",
		"x,dpi=500=",
		"x,crop=1:2:3",
		"x,crop=1:2:3:4:5",
		"x,crop=:2:3:4",
		"x,crop=1:2:3:2049",
		"x,rotate=45",
		"x,rotate=360",
		"x,rotate=",
		"x,colour=1",
		"x,,dpi=500",
		"x,DPI=500",
	};
	struct finger_where w;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (finger_where_parse(rd_cstr(bad[i]), &w) != EG_CONFIG) {
			fail_msg("\"%s\" was not refused", bad[i]);
		}
	}
}

/* A picture of four columns and three rows: its own coordinates, column and row. */
#define W 4
#define H 3
static const uint8_t picture[W * H] = {0x00, 0x10, 0x20, 0x30, 0x01, 0x11,
				       0x21, 0x31, 0x02, 0x12, 0x22, 0x32};

static void expect_trimmed(const char *keys, uint16_t width, uint16_t height, struct rd expected)
{
	struct finger_where w = {0};
	struct finger_trimmed t = {0};
	assert_int_equal(finger_where_keys(rd_cstr(keys), &w), EG_OK);
	assert_int_equal(finger_trim(&w, W, H, RD_ARRAY(picture), &t), EG_OK);
	assert_int_equal(t.width, width);
	assert_int_equal(t.height, height);
	assert_true(rd_equal(bytes_rd(&t.grey), expected));
	finger_trimmed_free(&t);
	assert_null(t.grey.data);
}

static void a_picture_is_turned_clockwise(void **state)
{
	(void)state;
	static const uint8_t quarter[] = {0x02, 0x01, 0x00, 0x12, 0x11, 0x10,
					  0x22, 0x21, 0x20, 0x32, 0x31, 0x30};
	static const uint8_t half[] = {0x32, 0x22, 0x12, 0x02, 0x31, 0x21,
				       0x11, 0x01, 0x30, 0x20, 0x10, 0x00};
	static const uint8_t back[] = {0x30, 0x31, 0x32, 0x20, 0x21, 0x22,
				       0x10, 0x11, 0x12, 0x00, 0x01, 0x02};
	expect_trimmed("", W, H, RD_ARRAY(picture));
	expect_trimmed("rotate=90", H, W, RD_ARRAY(quarter));
	expect_trimmed("rotate=180", W, H, RD_ARRAY(half));
	expect_trimmed("rotate=270", H, W, RD_ARRAY(back));
}

static void it_is_cut_as_the_sensor_gives_it_before_it_is_turned(void **state)
{
	(void)state;
	static const uint8_t cut[] = {0x11, 0x21, 0x12, 0x22};
	static const uint8_t turned[] = {0x12, 0x11, 0x22, 0x21};
	static const uint8_t back[] = {0x21, 0x22, 0x11, 0x12};
	static const uint8_t half[] = {0x22, 0x12, 0x21, 0x11};
	static const uint8_t last[] = {0x32};
	expect_trimmed("crop=1:1:1:0", 2, 2, RD_ARRAY(cut));
	expect_trimmed("crop=1:1:1:0,rotate=90", 2, 2, RD_ARRAY(turned));
	expect_trimmed("crop=1:1:1:0,rotate=180", 2, 2, RD_ARRAY(half));
	expect_trimmed("crop=1:1:1:0,rotate=270", 2, 2, RD_ARRAY(back));
	expect_trimmed("crop=3:2:0:0,rotate=90", 1, 1, RD_ARRAY(last));
}

static void a_picture_that_does_not_fit_is_refused(void **state)
{
	(void)state;
	struct finger_where w = {0};
	struct finger_trimmed t = {0};
	struct rd all = RD_ARRAY(picture);
	assert_int_equal(finger_trim(&w, W, H + 1, all, &t), EG_BAD_DATA);
	assert_int_equal(finger_trim(&w, W, H - 1, all, &t), EG_BAD_DATA);
	assert_int_equal(finger_trim(&w, 0, H, all, &t), EG_TOO_BIG);
	assert_int_equal(finger_trim(&w, W, 0, all, &t), EG_TOO_BIG);
	assert_int_equal(finger_trim(&w, FINGER_SENSOR_SIDE_MAX + 1, 1, all, &t), EG_TOO_BIG);
	assert_int_equal(finger_trim(&w, 1, UINT32_MAX, all, &t), EG_TOO_BIG);
	w.left = 2;
	w.right = 2;
	assert_int_equal(finger_trim(&w, W, H, all, &t), EG_CONFIG);
	w.right = 1;
	w.top = FINGER_SENSOR_SIDE_MAX;
	w.bottom = FINGER_SENSOR_SIDE_MAX;
	assert_int_equal(finger_trim(&w, W, H, all, &t), EG_CONFIG);
	assert_null(t.grey.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_driver_alone_is_enough),
		cmocka_unit_test(every_key_is_taken),
		cmocka_unit_test(what_is_not_understood_is_refused),
		cmocka_unit_test(a_picture_is_turned_clockwise),
		cmocka_unit_test(it_is_cut_as_the_sensor_gives_it_before_it_is_turned),
		cmocka_unit_test(a_picture_that_does_not_fit_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
