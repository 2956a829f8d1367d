/*
 * test_picture_png: every kind and depth of PNG comes out as it was drawn; what a header may not
 * ask for, and damage, is refused.
 */
#include "biometrics/picture_png.h"

#include "png_mint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SIDE 128u

static void mint(const struct png_mint *m, struct bytes *out)
{
	assert_int_equal(png_mint(m, out), EG_OK);
}

static void assert_drawn(const struct png_mint *m)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	mint(m, &file);
	enum eg_err err = picture_png_decode(bytes_rd(&file), SIDE, &p);
	if (err != EG_OK) {
		fail_msg("kind %d depth %d: %s", m->kind, m->depth, eg_fault_last().reason);
	}
	assert_int_equal(p.width, m->width);
	assert_int_equal(p.height, m->height);
	for (uint32_t y = 0; y < p.height; y++) {
		for (uint32_t x = 0; x < p.width; x++) {
			const uint8_t *bgr = p.bgr + ((size_t)y * p.width + x) * 3;
			for (int c = 0; c < 3; c++) {
				assert_int_equal(bgr[2 - c], png_mint_sample(m, x, y, c));
			}
		}
	}
}

static void every_kind_and_depth_comes_out_as_drawn(void **state)
{
	static const int kinds[][2] = {/* colour type, depth */
				       {0, 1}, {0, 2},  {0, 4},  {0, 8}, {0, 16},
				       {2, 8}, {2, 16}, {3, 1},  {3, 2}, {3, 4},
				       {3, 8}, {4, 8},  {4, 16}, {6, 8}, {6, 16}};
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct png_mint m = {
			.width = 37, .height = 29, .kind = kinds[i][0], .depth = kinds[i][1]};
		assert_drawn(&m);
		m.interlaced = true;
		assert_drawn(&m);
		m.width = 1;
		assert_drawn(&m);
	}
}

static void grey_comes_out_as_its_octets(void **state)
{
	(void)state;
	struct png_mint m = {.width = 51, .height = 40, .depth = 8, .per_metre = 19685};
	struct picture_png_head head;
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(bytes_free) struct bytes grey = {0};
	mint(&m, &file);
	assert_int_equal(picture_png_decode_grey(bytes_rd(&file), SIDE, &head, &grey), EG_OK);
	assert_int_equal(head.width, 51);
	assert_int_equal(head.height, 40);
	assert_int_equal(head.dpi, 500);
	assert_int_equal(grey.size, 51 * 40);
	for (uint32_t i = 0; i < grey.size; i++) {
		assert_int_equal(grey.data[i], png_mint_sample(&m, i % 51, i / 51, 0));
	}
}

static void grey_of_another_kind_or_depth_is_refused(void **state)
{
	static const int kinds[][2] = {{0, 4}, {0, 16}, {2, 8}, {3, 8}, {4, 8}, {6, 8}};
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct png_mint m = {
			.width = 8, .height = 8, .kind = kinds[i][0], .depth = kinds[i][1]};
		struct picture_png_head head;
		EG_AUTO(bytes_free) struct bytes file = {0};
		struct bytes grey = {0};
		mint(&m, &file);
		assert_int_equal(picture_png_decode_grey(bytes_rd(&file), SIDE, &head, &grey),
				 EG_UNSUPPORTED);
		assert_null(grey.data);
	}
}

static uint16_t dpi_of(const struct bytes *file)
{
	struct picture_png_head head;
	assert_int_equal(picture_png_look(bytes_rd(file), SIDE, &head), EG_OK);
	return head.dpi;
}

static void resolution_is_told_only_where_the_file_tells_one(void **state)
{
	static const uint8_t no_unit[] = {0, 0, 0x4C, 0xE5, 0, 0, 0x4C, 0xE5, 0};
	static const uint8_t uneven[] = {0, 0, 0x4C, 0xE5, 0, 0, 0x4C, 0x00, 1};
	static const uint8_t enormous[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1};
	(void)state;
	struct png_mint m = {.width = 8, .height = 8, .depth = 8};
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(bytes_free) struct bytes told = {0};
	mint(&m, &plain);
	assert_int_equal(dpi_of(&plain), 0);
	size_t at = png_mint_find(&plain, "IDAT");
	struct rd cases[] = {RD_ARRAY(no_unit), RD_ARRAY(uneven), RD_ARRAY(enormous)};
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(png_mint_insert(&plain, at, "pHYs", cases[i], &told), EG_OK);
		assert_int_equal(dpi_of(&told), 0);
	}
	m.per_metre = 39370;
	mint(&m, &told);
	assert_int_equal(dpi_of(&told), 1000);
	told.data[png_mint_find(&told, "pHYs") + 11] ^= 1; /* the CRC no longer fits */
	struct picture_png_head head;
	assert_int_equal(picture_png_look(bytes_rd(&told), SIDE, &head), EG_BAD_DATA);
}

static void assert_refused(const struct bytes *file, enum eg_err expected)
{
	struct picture p = {0};
	assert_int_equal(picture_png_decode(bytes_rd(file), SIDE, &p), expected);
	assert_null(p.bgr);
	assert_int_equal(p.width, 0);
}

static void a_header_is_judged_before_the_library(void **state)
{
	static const struct {
		size_t at; /* in IHDR's content */
		uint8_t value;
		enum eg_err err;
	} cases[] = {
		{0, 0x7F, EG_TOO_BIG}, {3, 0, EG_TOO_BIG},   {3, SIDE + 1, EG_TOO_BIG},
		{7, 0, EG_TOO_BIG},    {8, 3, EG_BAD_DATA},  {8, 0, EG_BAD_DATA},
		{9, 1, EG_BAD_DATA},   {9, 7, EG_BAD_DATA},  {10, 1, EG_BAD_DATA},
		{11, 1, EG_BAD_DATA},  {12, 2, EG_BAD_DATA},
	};
	(void)state;
	struct png_mint m = {.width = 8, .height = 8, .depth = 8};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(bytes_free) struct bytes file = {0};
		mint(&m, &file);
		file.data[png_mint_find(&file, "IHDR") + 8 + cases[i].at] = cases[i].value;
		assert_refused(&file, cases[i].err);
	}
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct picture p = {0};
	mint(&m, &file);
	assert_int_equal(picture_png_decode(bytes_rd(&file), 7, &p), EG_TOO_BIG);
	assert_int_equal(picture_png_decode(bytes_rd(&file), 0, &p), EG_TOO_BIG);
	assert_int_equal(picture_png_decode(bytes_rd(&file), PICTURE_SIDE_MAX + 1, &p), EG_TOO_BIG);
	assert_int_equal(picture_png_decode(RD_TEXT("GIF89a"), SIDE, &p), EG_UNSUPPORTED);
	assert_int_equal(picture_png_decode(RD_EMPTY, SIDE, &p), EG_UNSUPPORTED);
}

/* Text, profiles and gamma are passed over unread: a bomb in them is never unpacked. */
static void chunks_beside_the_pixels_are_never_seen(void **state)
{
	static const char *const types[] = {"zTXt", "iCCP", "gAMA", "tRNS", "eXIf", "abCd"};
	static const uint8_t rubbish[] = {'x', 0, 0, 0x78, 0x9C, 0xFF, 0xFF, 0xFF};
	(void)state;
	struct png_mint m = {.width = 8, .height = 8, .depth = 8};
	EG_AUTO(bytes_free) struct bytes plain = {0};
	mint(&m, &plain);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		EG_AUTO(bytes_free) struct bytes more = {0};
		EG_AUTO(picture_free) struct picture p = {0};
		size_t at = png_mint_find(&plain, "IDAT");
		assert_int_equal(png_mint_insert(&plain, at, types[i], RD_ARRAY(rubbish), &more),
				 EG_OK);
		assert_int_equal(picture_png_decode(bytes_rd(&more), SIDE, &p), EG_OK);
		assert_int_equal(p.bgr[3], png_mint_sample(&m, 1, 0, 0));
	}
	EG_AUTO(bytes_free) struct bytes critical = {0};
	assert_int_equal(png_mint_insert(&plain, png_mint_find(&plain, "IDAT"), "ABCD",
					 RD_ARRAY(rubbish), &critical),
			 EG_OK);
	assert_refused(&critical, EG_UNSUPPORTED);
}

static void endless_chunks_are_refused(void **state)
{
	enum { COUNT = 8192 };
	(void)state;
	struct png_mint m = {.width = 8, .height = 8, .depth = 8};
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(bytes_free) struct bytes many = {0};
	mint(&m, &plain);
	size_t at = png_mint_find(&plain, "IDAT");
	struct rd rest = bytes_rd(&plain);
	struct rd head;
	assert_int_equal(bytes_reserve(&many, plain.size + COUNT * 12, SIZE_MAX), EG_OK);
	assert_true(rd_take(&rest, at, &head));
	assert_int_equal(bytes_append(&many, head), EG_OK);
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(bytes_append(&many, RD_TEXT("\0\0\0\0abCd\0\0\0\0")), EG_OK);
	}
	assert_int_equal(bytes_append(&many, rest), EG_OK);
	assert_refused(&many, EG_TOO_BIG);
}

static void damage_is_refused_wherever_it_is(void **state)
{
	(void)state;
	struct png_mint m = {.width = 19, .height = 9, .kind = 2, .depth = 8, .interlaced = true};
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct picture p = {0};
	mint(&m, &file);
	for (size_t size = 0; size < file.size; size++) {
		assert_int_not_equal(picture_png_decode(rd_of(file.data, size), SIDE, &p), EG_OK);
		assert_null(p.bgr);
	}
	for (size_t at = 0; at < file.size; at++) {
		file.data[at] ^= 0x10;
		assert_int_not_equal(picture_png_decode(bytes_rd(&file), SIDE, &p), EG_OK);
		assert_null(p.bgr);
		file.data[at] ^= 0x10;
	}
}

/* Lengths of some issuers run over the image's end: what follows it is not the image's. */
static void bytes_behind_the_end_change_nothing(void **state)
{
	(void)state;
	struct png_mint m = {.width = 8, .height = 8, .depth = 8};
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(bytes_free) struct bytes longer = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	mint(&m, &file);
	assert_int_equal(png_mint_insert(&file, file.size, "abCd", RD_EMPTY, &longer), EG_OK);
	assert_int_equal(picture_png_decode(bytes_rd(&longer), SIDE, &p), EG_OK);
	assert_int_equal(p.bgr[3], png_mint_sample(&m, 1, 0, 0));
}

/* The header says one row more, or one less, than the data hold. */
static void samples_that_do_not_fit_the_header_are_refused(void **state)
{
	(void)state;
	struct png_mint m = {.width = 64, .height = 64, .depth = 8};
	EG_AUTO(bytes_free) struct bytes file = {0};
	mint(&m, &file);
	size_t ihdr = png_mint_find(&file, "IHDR");
	for (int more = -1; more <= 1; more += 2) {
		EG_AUTO(bytes_free) struct bytes without = {0};
		EG_AUTO(bytes_free) struct bytes wrong = {0};
		uint8_t header[13];
		struct rd r = rd_of(file.data + ihdr + 8, sizeof(header));
		assert_true(rd_copy(&r, header, sizeof(header)));
		header[7] = (uint8_t)(header[7] + more);
		assert_int_equal(bytes_reserve(&without, file.size, SIZE_MAX), EG_OK);
		assert_int_equal(bytes_append(&without, rd_of(file.data, ihdr)), EG_OK);
		assert_int_equal(
			bytes_append(&without, rd_of(file.data + ihdr + 25, file.size - ihdr - 25)),
			EG_OK);
		assert_int_equal(png_mint_insert(&without, ihdr, "IHDR", RD_ARRAY(header), &wrong),
				 EG_OK);
		assert_refused(&wrong, EG_BAD_DATA);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_and_depth_comes_out_as_drawn),
		cmocka_unit_test(grey_comes_out_as_its_octets),
		cmocka_unit_test(grey_of_another_kind_or_depth_is_refused),
		cmocka_unit_test(resolution_is_told_only_where_the_file_tells_one),
		cmocka_unit_test(a_header_is_judged_before_the_library),
		cmocka_unit_test(chunks_beside_the_pixels_are_never_seen),
		cmocka_unit_test(endless_chunks_are_refused),
		cmocka_unit_test(damage_is_refused_wherever_it_is),
		cmocka_unit_test(bytes_behind_the_end_change_nothing),
		cmocka_unit_test(samples_that_do_not_fit_the_header_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
