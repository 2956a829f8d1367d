/*
 * test_page_room: a page that the simulator draws comes out of every encoding as it was drawn and
 * is read; what is damaged, foreign or too large is refused, the latter by its header.
 */
#include "prog/page_room.h"

#include "page_file.h"
#include "png_mint.h"
#include "simulator/page_draw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FONTS "/usr/share/fonts/opentype/ocr-b"
#define WORDS "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

static struct page_room room;
static struct page_picture drawn;
static struct page_text text;
static struct page_file_grey page;

static int set_up(void **state)
{
	struct page_chance c = {80001};
	const struct page_scene scene = {
		.level = PAGE_MILD, .dpi = 200, .fonts = FONTS, .face = "OCRB.otf", .words = WORDS};
	(void)state;
	page_text_make(&c, PAGE_TD3, &text);
	if (page_draw(&c, &text, &scene, &drawn) != EG_OK) {
		return -1;
	}
	page = (struct page_file_grey){drawn.width, drawn.height, drawn.grey};
	return page_room_open(&room) == EG_OK && page_room_warm(&room) == EG_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	page_picture_free(&drawn);
	page_room_close(&room);
	page_room_close(&room);
	return 0;
}

static struct page_shot shot_of(enum page_format format, const struct bytes *file)
{
	return (struct page_shot){.came = PAGE_CAME_PICTURE,
				  .format = format,
				  .width = page.width & ~1u,
				  .height = page.height,
				  .stride = (page.width & ~1u) * 2,
				  .bytes = bytes_rd(file)};
}

/* ---- as it was drawn ---- */

/* Greatest difference of a pixel, and the text. */
static void expect_page(const struct page_shot *shot, unsigned most)
{
	struct mrz_image image;
	struct mrz_read read;
	assert_int_equal(page_room_decode(&room, shot, &image), EG_OK);
	assert_in_range(image.width, page.width & ~1u, page.width);
	assert_int_equal(image.height, page.height);
	assert_int_equal(image.grey.left, (size_t)image.width * image.height);
	for (size_t y = 0; y < image.height; y++) {
		for (size_t x = 0; x < image.width; x++) {
			const int was = page.grey[y * page.width + x];
			const int is = image.grey.at[y * image.width + x];
			assert_in_range(abs(was - is), 0, most);
		}
	}
	assert_int_equal(mrz_read(room.reader, &image, &read), EG_OK);
	assert_int_equal(read.verdict, MRZ_READ_WHOLE);
	assert_string_equal(read.text[0], text.line[0]);
	assert_string_equal(read.text[1], text.line[1]);
}

static void a_page_is_read_out_of_each_encoding(void **state)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	(void)state;
	page_file_png(&page, &file);
	struct page_shot shot = shot_of(PAGE_PNG, &file);
	expect_page(&shot, 0);
	page_file_pgm(&page, &file);
	shot = shot_of(PAGE_PNM, &file);
	expect_page(&shot, 0);
	page_file_yuyv(&page, &file);
	shot = shot_of(PAGE_YUYV, &file);
	expect_page(&shot, 1);
	page_file_jpeg(&page, false, &file);
	shot = shot_of(PAGE_JPEG, &file);
	expect_page(&shot, 60);
	page_file_jpeg(&page, true, &file);
	shot = shot_of(PAGE_JPEG, &file);
	expect_page(&shot, 60);
}

static void every_kind_of_png_comes_out_as_luminance(void **state)
{
	static const int kinds[][2] = {/* colour type, depth */
				       {0, 1}, {0, 2},  {0, 4},  {0, 8}, {0, 16},
				       {2, 8}, {2, 16}, {3, 1},  {3, 2}, {3, 4},
				       {3, 8}, {4, 8},  {4, 16}, {6, 8}, {6, 16}};
	EG_AUTO(bytes_free) struct bytes file = {0};
	(void)state;
	for (size_t i = 0; i < 2 * sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct png_mint m = {.width = 37,
					   .height = 29,
					   .kind = kinds[i / 2][0],
					   .depth = kinds[i / 2][1],
					   .interlaced = i % 2 == 1};
		struct mrz_image image;
		assert_int_equal(png_mint(&m, &file), EG_OK);
		const struct page_shot shot = shot_of(PAGE_PNG, &file);
		assert_int_equal(page_room_decode(&room, &shot, &image), EG_OK);
		for (uint32_t p = 0; p < m.width * m.height; p++) {
			const uint32_t x = p % m.width;
			const uint32_t y = p / m.width;
			const double luma = 0.299 * png_mint_sample(&m, x, y, 0) +
					    0.587 * png_mint_sample(&m, x, y, 1) +
					    0.114 * png_mint_sample(&m, x, y, 2);
			assert_in_range(image.grey.at[p] + 1, (int)luma, (int)luma + 3);
		}
	}
}

static void colours_of_a_ppm_become_luminance(void **state)
{
	static const char ppm[] = "P6 2 #\n 2\n255\n\xFF\0\0\0\xFF\0\0\0\xFF\xFF\xFF\xFF behind";
	static const uint8_t luma[] = {77, 149, 29, 255};
	struct mrz_image image;
	const struct page_shot shot = {.format = PAGE_PNM, .bytes = RD_ARRAY(ppm)};
	(void)state;
	assert_int_equal(page_room_decode(&room, &shot, &image), EG_OK);
	assert_int_equal(image.width, 2);
	assert_int_equal(image.height, 2);
	assert_memory_equal(image.grey.at, luma, sizeof(luma));
}

static void visible_and_infrared_lie_beside_each_other_until_they_are_forgotten(void **state)
{
	static const char light[] = "P5 2 1 255\n\x11\x22";
	static const char dark[] = "P5 2 1 255\n\x33\x44";
	struct page_shot shot = {
		.format = PAGE_PNM, .light = PAGE_INFRARED, .bytes = RD_ARRAY(dark)};
	struct mrz_image infrared;
	struct mrz_image visible;
	(void)state;
	assert_int_equal(page_room_decode(&room, &shot, &infrared), EG_OK);
	shot = (struct page_shot){.format = PAGE_PNM, .bytes = RD_ARRAY(light)};
	assert_int_equal(page_room_decode(&room, &shot, &visible), EG_OK);
	assert_int_equal(infrared.grey.at[1], 0x44);
	assert_int_equal(visible.grey.at[1], 0x22);
	page_room_forget(&room);
	assert_int_equal(infrared.grey.at[1], 0);
	assert_int_equal(visible.grey.at[1], 0);
}

/* ---- refused ---- */

static void expect_refused(const struct page_shot *shot)
{
	struct mrz_image image;
	assert_int_not_equal(page_room_decode(&room, shot, &image), EG_OK);
	assert_int_equal(image.width, 0);
	assert_int_equal(image.grey.left, 0);
}

static void what_ends_early_is_refused(void **state)
{
	static void (*const make[])(const struct page_file_grey *,
				    struct bytes *) = {[PAGE_PNG] = page_file_png,
						       [PAGE_PNM] = page_file_pgm,
						       [PAGE_YUYV] = page_file_yuyv};
	EG_AUTO(bytes_free) struct bytes file = {0};
	(void)state;
	for (int format = PAGE_JPEG; format <= PAGE_YUYV; format++) {
		if (format == PAGE_JPEG) {
			page_file_jpeg(&page, false, &file);
		} else {
			make[format](&page, &file);
		}
		for (size_t eighth = 0; eighth < 8; eighth++) {
			struct page_shot shot = shot_of((enum page_format)format, &file);
			shot.bytes = rd_of(file.data, file.size * eighth / 8);
			expect_refused(&shot);
		}
	}
}

static void another_format_than_was_told_is_refused(void **state)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	(void)state;
	page_file_jpeg(&page, false, &file);
	for (int format = PAGE_PNG; format <= PAGE_PNM; format++) {
		const struct page_shot shot = shot_of((enum page_format)format, &file);
		expect_refused(&shot);
	}
	struct page_shot shot = shot_of(PAGE_JPEG, &file);
	shot.format = (enum page_format)77;
	expect_refused(&shot);
	page_file_yuyv(&page, &file);
	shot = shot_of(PAGE_YUYV, &file);
	shot.width--; /* YUYV has pairs */
	expect_refused(&shot);
	shot = shot_of(PAGE_YUYV, &file);
	shot.stride = shot.width;
	expect_refused(&shot);
	shot = shot_of(PAGE_YUYV, &file);
	shot.stride += 2; /* then the rows are more than there are */
	expect_refused(&shot);
}

/* The same file, whose header announces another size; each of the two in big-endian. */
static void announce(struct bytes *file, size_t at, unsigned octets, uint32_t across, uint32_t down)
{
	struct wr w = wr_of(file->data + at, 2u * octets);
	for (int i = 0; i < 2; i++) {
		const uint32_t v = i == 0 ? across : down;
		if (octets == 4) {
			wr_be32(&w, v);
		} else {
			wr_be16(&w, (uint16_t)v);
		}
	}
}

/* By its header: a decoder that saw these data would say that they are damaged. */
static void expect_too_big(const struct page_shot *shot)
{
	struct mrz_image image;
	assert_int_equal(page_room_decode(&room, shot, &image), EG_TOO_BIG);
	assert_int_equal(image.width, 0);
}

static void a_bomb_is_refused_by_its_header(void **state)
{
	static const uint32_t sizes[][2] = {{PAGE_SIDE_MAX + 1, 8},
					    {8, PAGE_SIDE_MAX + 1},
					    {8192, 8192},
					    {4097, 4096},
					    {0, 8},
					    {8, 0}};
	EG_AUTO(bytes_free) struct bytes png = {0};
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	(void)state;
	page_file_png(&page, &png);
	page_file_jpeg(&page, false, &jpeg);
	size_t sof = 0;
	while (jpeg.data[sof] != 0xFF || jpeg.data[sof + 1] != 0xC0) {
		sof++;
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const uint32_t across = sizes[i][0];
		const uint32_t down = sizes[i][1];
		char pnm[64];
		(void)snprintf(pnm, sizeof(pnm), "P5 %u %u 255\n", across, down);
		announce(&png, 16, 4, across, down);
		announce(&jpeg, sof + 5, 2, down, across);
		struct page_shot shot = shot_of(PAGE_PNG, &png);
		expect_too_big(&shot);
		shot = shot_of(PAGE_JPEG, &jpeg);
		expect_too_big(&shot);
		shot.format = PAGE_PNM;
		shot.bytes = rd_cstr(pnm);
		expect_too_big(&shot);
		shot.format = PAGE_YUYV;
		shot.width = across;
		shot.height = down;
		expect_too_big(&shot);
	}
}

/* A header that announces less than the data are, or other: the decoder writes no pixel more. */
static void data_that_are_more_than_the_header_says_stay_out(void **state)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	(void)state;
	page_file_png(&page, &file);
	announce(&file, 16, 4, page.width, page.height / 2);
	const struct page_shot shot = shot_of(PAGE_PNG, &file);
	expect_refused(&shot); /* its CRC does not fit either */
}

static void numbers_of_a_pnm_are_numbers(void **state)
{
	static const char *const bad[] = {"P5",
					  "P5 ",
					  "P5 x 1 255\n\x11",
					  "P5 1",
					  "P5 1 1 254\n",
					  "P5 1 1 65535\n\x11\x11",
					  "P5 1 1 255",
					  "P4 1 1\n\x11",
					  "P5 99999999999 1 255\n",
					  "P5 # 1 1 255",
					  "P6 1 1 255\n\x11\x11"};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct page_shot shot = {.format = PAGE_PNM, .bytes = rd_cstr(bad[i])};
		expect_refused(&shot);
	}
}

/* ---- a copy for officers ---- */

/* Red, green over blue, yellow. */
static void paint(struct picture *p)
{
	static const uint8_t bgr[4][3] = {
		{20, 20, 230}, {20, 210, 20}, {230, 20, 20}, {20, 220, 220}};
	for (uint32_t y = 0; y < p->height; y++) {
		for (uint32_t x = 0; x < p->width; x++) {
			const size_t quarter = (y * 2 / p->height) * 2 + x * 2 / p->width;
			uint8_t *to = p->bgr + ((size_t)y * p->width + x) * 3;
			for (int c = 0; c < 3; c++) {
				to[c] = bgr[quarter][c];
			}
		}
	}
}

/* The middle of a quarter of what an officer gets, as the page lies with this quarter turn. */
static void expect_painted(unsigned turn)
{
	static const unsigned seen[4][4] = {{0, 1, 2, 3}, {1, 3, 0, 2}, {3, 2, 1, 0}, {2, 0, 3, 1}};
	static const uint8_t bgr[4][3] = {
		{20, 20, 230}, {20, 210, 20}, {230, 20, 20}, {20, 220, 220}};
	EG_AUTO(picture_free) struct picture shown = {0};
	struct rd jpeg;
	assert_int_equal(page_room_show(&room, &jpeg), EG_OK);
	assert_in_range(jpeg.left, 1, FACE_PICTURE_SIZE_MAX);
	assert_int_equal(picture_decode(jpeg, FACE_PICTURE_WIDTH_MAX, &shown), EG_OK);
	assert_in_range(shown.height, 1, FACE_PICTURE_PAGE_HEIGHT_MAX);
	for (unsigned quarter = 0; quarter < 4; quarter++) {
		const size_t x = (1 + 2 * (quarter % 2)) * shown.width / 4;
		const size_t y = (1 + 2 * (quarter / 2)) * shown.height / 4;
		const uint8_t *at = shown.bgr + (y * shown.width + x) * 3;
		for (int c = 0; c < 3; c++) {
			assert_in_range(abs(at[c] - bgr[seen[turn][quarter]][c]), 0, 12);
		}
	}
}

static void an_officer_sees_the_colours_that_the_reader_gives(void **state)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	(void)state;
	assert_int_equal(picture_new(1500, 1060, &p), EG_OK);
	paint(&p);
	for (int way = 0; way < 4; way++) {
		struct page_shot shot = {.width = 1500, .height = 1060, .stride = 3000};
		struct mrz_image image;
		if (way < 2) {
			page_file_colour_jpeg(&p, way == 1, &file);
			shot.format = PAGE_JPEG;
		} else if (way == 2) {
			page_file_colour_ppm(&p, &file);
			shot.format = PAGE_PNM;
		} else {
			page_file_colour_yuyv(&p, &file);
			shot.format = PAGE_YUYV;
		}
		shot.bytes = bytes_rd(&file);
		assert_int_equal(page_room_decode(&room, &shot, &image), EG_OK);
		for (unsigned turn = 0; turn < 4; turn++) {
			page_room_copy(&room, &shot, &image, 90 * turn);
			assert_int_equal(room.copy.samples, 3);
			assert_int_equal(turn % 2 == 0 ? room.copy.width : room.copy.height,
					 turn % 2 == 0 ? 1024 : 768);
			expect_painted(turn);
		}
	}
	page_room_forget(&room);
	assert_int_equal(room.copy.at[0], 0);
	assert_int_equal(room.row[0], 0);
}

static void what_a_reader_gives_in_grey_is_seen_in_grey(void **state)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct mrz_image image;
	struct rd jpeg;
	(void)state;
	page_file_png(&page, &file);
	const struct page_shot shot = shot_of(PAGE_PNG, &file);
	assert_int_equal(page_room_decode(&room, &shot, &image), EG_OK);
	page_room_copy(&room, &shot, &image, 0);
	assert_int_equal(room.copy.samples, 1);
	assert_in_range(room.copy.width, 900, 1024);
	assert_int_equal(page_room_show(&room, &jpeg), EG_OK);
}

/* Hostile octets, or such that come in no order: the officer sees the page that was read, in grey.
 */
static void whose_colours_cannot_be_had_is_seen_in_grey(void **state)
{
	static const char bomb[] = "P6 65000 65000 255\n";
	static const char cut[] = "P6 200 200 255\n\1\2\3";
	const struct png_mint woven = {
		.width = 60, .height = 50, .kind = 2, .depth = 8, .interlaced = true};
	EG_AUTO(bytes_free) struct bytes png = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct mrz_image image;
	(void)state;
	assert_int_equal(png_mint(&woven, &png), EG_OK);
	page_file_pgm(&page, &file);
	const struct page_shot good = shot_of(PAGE_PNM, &file);
	assert_int_equal(page_room_decode(&room, &good, &image), EG_OK);
	const struct page_shot bad[] = {
		{.format = PAGE_PNM, .bytes = RD_ARRAY(bomb)},
		{.format = PAGE_PNM, .bytes = RD_ARRAY(cut)},
		{.format = PAGE_PNG, .bytes = bytes_rd(&png)},
		{.format = PAGE_JPEG, .bytes = bytes_rd(&png)},
		{.format = PAGE_YUYV, .width = 8194, .height = 2, .stride = 16388},
		{.format = PAGE_YUYV, .width = 64, .height = 2, .stride = 128},
		{.format = (enum page_format)77},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		room.copy.samples = 0;
		page_room_copy(&room, &bad[i], &image, 180);
		assert_int_equal(room.copy.samples, 1);
		assert_in_range(room.copy.width, 900, 1024);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_is_read_out_of_each_encoding),
		cmocka_unit_test(every_kind_of_png_comes_out_as_luminance),
		cmocka_unit_test(colours_of_a_ppm_become_luminance),
		cmocka_unit_test(
			visible_and_infrared_lie_beside_each_other_until_they_are_forgotten),
		cmocka_unit_test(what_ends_early_is_refused),
		cmocka_unit_test(another_format_than_was_told_is_refused),
		cmocka_unit_test(a_bomb_is_refused_by_its_header),
		cmocka_unit_test(data_that_are_more_than_the_header_says_stay_out),
		cmocka_unit_test(numbers_of_a_pnm_are_numbers),
		cmocka_unit_test(an_officer_sees_the_colours_that_the_reader_gives),
		cmocka_unit_test(what_a_reader_gives_in_grey_is_seen_in_grey),
		cmocka_unit_test(whose_colours_cannot_be_had_is_seen_in_grey),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
