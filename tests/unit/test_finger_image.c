/*
 * test_finger_image: every encoding of DG3 comes out as the grey that went in, at the resolution
 * that the record or the file tells; what the record tells otherwise than the image is refused.
 */
#include "biometrics/finger_image.h"

#include "../bench/encode.h"
#include "png_mint.h"
#include "wsq_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define WIDTH  103u
#define HEIGHT 131u
#define FAR    9 /* of 255, on average: what lossy encodings change in a noisy picture */

static const struct finger_told nothing = {0};

static void encode(const char *name, struct bytes *out)
{
	EG_AUTO(picture_free) struct picture p = {0};
	assert_int_equal(encode_slopes(WIDTH, HEIGHT, &p), EG_OK);
	for (size_t i = 0; i < encode_kind_count; i++) {
		if (rd_equal(rd_cstr(encode_kinds[i].name), rd_cstr(name))) {
			assert_int_equal(encode_picture(&p, &encode_kinds[i], out), EG_OK);
			return;
		}
	}
	fail_msg("no such kind: %s", name);
}

static void assert_decodes(struct rd encoded, const struct finger_told *told, double most,
			   uint16_t dpi)
{
	EG_AUTO(picture_free) struct picture was = {0};
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	assert_int_equal(encode_slopes(WIDTH, HEIGHT, &was), EG_OK);
	if (finger_image_decode(encoded, told, &f) != EG_OK) {
		fail_msg("%s", eg_fault_last().reason);
	}
	assert_int_equal(f.width, WIDTH);
	assert_int_equal(f.height, HEIGHT);
	assert_int_equal(f.dpi, dpi);
	double sum = 0;
	for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
		const uint8_t *bgr = was.bgr + i * 3;
		sum += abs((114 * bgr[0] + 587 * bgr[1] + 299 * bgr[2] + 500) / 1000 - f.grey[i]);
	}
	assert_true(sum / (WIDTH * HEIGHT) <= most);
}

static void assert_refused(struct rd encoded, const struct finger_told *told, enum eg_err expected)
{
	struct finger_image f = {0};
	assert_int_equal(finger_image_new(3, 3, 500, &f), EG_OK); /* whatever it held is gone */
	assert_int_equal(finger_image_decode(encoded, told, &f), expected);
	assert_null(f.grey);
	assert_int_equal(f.width, 0);
}

static void an_image_begins_white_and_within_its_limits(void **state)
{
	(void)state;
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	assert_int_equal(finger_image_new(5, 7, 250, &f), EG_OK);
	for (size_t i = 0; i < 35; i++) {
		assert_int_equal(f.grey[i], 255);
	}
	assert_int_equal(finger_image_new(0, 7, 500, &f), EG_TOO_BIG);
	assert_null(f.grey);
	assert_int_equal(finger_image_new(5, FINGER_SIDE_MAX + 1, 500, &f), EG_TOO_BIG);
	assert_int_equal(finger_image_new(FINGER_SIDE_MAX, 1, 1000, &f), EG_OK);
	assert_int_equal(finger_image_new(5, 7, 249, &f), EG_TOO_BIG);
	assert_int_equal(finger_image_new(5, 7, 1001, &f), EG_TOO_BIG);
	finger_image_free(NULL);
}

static void jpegs_of_grey_come_out_as_grey(void **state)
{
	static const char *const kinds[] = {"JPEG grey", "JPEG progressive grey", "JP2 grey",
					    "J2K grey"};
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		EG_AUTO(bytes_free) struct bytes b = {0};
		print_message("%s\n", kinds[i]);
		encode(kinds[i], &b);
		assert_decodes(bytes_rd(&b), &nothing, FAR, 500);
	}
	EG_AUTO(bytes_free) struct bytes b = {0};
	encode("J2K lossless grey", &b);
	assert_decodes(bytes_rd(&b), &nothing, 0.6, 500);
}

static void colours_and_other_encodings_are_refused(void **state)
{
	static const char *const kinds[] = {"JPEG baseline", "JP2 colour", "J2K colour"};
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		EG_AUTO(bytes_free) struct bytes b = {0};
		encode(kinds[i], &b);
		assert_refused(bytes_rd(&b), &nothing, EG_UNSUPPORTED);
	}
	EG_AUTO(bytes_free) struct bytes b = {0};
	assert_int_equal(
		png_mint(&(struct png_mint){.width = 8, .height = 8, .kind = 2, .depth = 8}, &b),
		EG_OK);
	assert_refused(bytes_rd(&b), &nothing, EG_UNSUPPORTED);
	assert_refused(RD_TEXT("GIF89a"), &nothing, EG_UNSUPPORTED);
	assert_refused(RD_EMPTY, &nothing, EG_UNSUPPORTED);
}

static void png_comes_out_as_its_octets(void **state)
{
	(void)state;
	struct png_mint m = {.width = 90, .height = 77, .depth = 8, .per_metre = 39370};
	EG_AUTO(bytes_free) struct bytes b = {0};
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	assert_int_equal(png_mint(&m, &b), EG_OK);
	assert_int_equal(finger_image_decode(bytes_rd(&b), &nothing, &f), EG_OK);
	assert_int_equal(f.width, 90);
	assert_int_equal(f.height, 77);
	assert_int_equal(f.dpi, 1000);
	for (uint32_t i = 0; i < 90 * 77; i++) {
		assert_int_equal(f.grey[i], png_mint_sample(&m, i % 90, i / 90, 0));
	}
}

static void wsq_comes_out_at_its_resolution(void **state)
{
	(void)state;
	EG_AUTO(finger_image_free) struct finger_image was = {0};
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	EG_AUTO(bytes_free) struct bytes b = {0};
	wsq_kit_draw(200, 210, &was);
	was.dpi = 1000;
	assert_int_equal(wsq_encode(&was, &(struct wsq_order){.rate = 4}, &b), EG_OK);
	assert_int_equal(finger_image_decode(bytes_rd(&b), &nothing, &f), EG_OK);
	assert_int_equal(f.dpi, 1000);
	assert_true(wsq_kit_psnr(&was, &f) > 30);
	const struct finger_told told = {.width = 200, .height = 210, .depth = 8, .dpi = 500};
	assert_int_equal(finger_image_decode(bytes_rd(&b), &told, &f), EG_OK);
	assert_int_equal(f.dpi, 500);
	assert_refused(bytes_rd(&b), &(struct finger_told){.width = 210}, EG_MISMATCH);
	assert_refused(bytes_rd(&b), &(struct finger_told){.height = 200}, EG_MISMATCH);
	assert_refused(bytes_rd(&b), &(struct finger_told){.depth = 1}, EG_MISMATCH);
	assert_int_equal(wsq_encode(&was, &(struct wsq_order){.silent = true}, &b), EG_OK);
	assert_int_equal(finger_image_decode(bytes_rd(&b), &nothing, &f), EG_OK);
	assert_int_equal(f.dpi, 500);
}

static void raw_pixels_need_their_size_told(void **state)
{
	static const uint8_t six[] = {1, 2, 3, 4, 5, 6};
	const struct finger_told told = {
		.width = 3, .height = 2, .depth = 8, .dpi = 1000, .raw = true};
	(void)state;
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	assert_int_equal(finger_image_decode(RD_ARRAY(six), &told, &f), EG_OK);
	assert_int_equal(f.dpi, 1000);
	assert_memory_equal(f.grey, six, sizeof(six));
	struct finger_told other = told;
	other.width = 4;
	assert_refused(RD_ARRAY(six), &other, EG_TRUNCATED);
	other.width = 2;
	assert_refused(RD_ARRAY(six), &other, EG_MISMATCH);
	other.width = 0;
	assert_refused(RD_ARRAY(six), &other, EG_TOO_BIG);
	other = told;
	other.depth = 4;
	assert_refused(RD_ARRAY(six), &other, EG_UNSUPPORTED);
	other.depth = 0;
	assert_refused(RD_ARRAY(six), &other, EG_UNSUPPORTED);
	other = told;
	other.dpi = 0;
	assert_int_equal(finger_image_decode(RD_ARRAY(six), &other, &f), EG_OK);
	assert_int_equal(f.dpi, 500);
}

/* The raw pixels of ISO/IEC 39794-4. */
static void pgm_tells_its_own_size(void **state)
{
	static const char *const good[] = {"P5 3 2 255 abcdef",
					   "P5\n# who\n3\t2 # 9 9\n255\nabcdef",
					   "P5 03 002 255 abcdef and more"};
	static const struct {
		const char *pgm;
		enum eg_err err;
	} bad[] = {
		{"P5", EG_BAD_DATA},
		{"P5 3 2", EG_BAD_DATA},
		{"P5 3 2 255", EG_BAD_DATA},
		{"P5 3 -2 255 abcdef", EG_BAD_DATA},
		{"P5 3x2 255 abcdef", EG_BAD_DATA},
		{"P5 65536 1 255 abcdef", EG_BAD_DATA},
		{"P5 # 3 2 255 abcdef", EG_BAD_DATA},
		{"P5 3 2 255 abcde", EG_TRUNCATED},
		{"P5 3 2 15 abcdef", EG_UNSUPPORTED},
		{"P5 3 2 65535 abcdefabcdef", EG_UNSUPPORTED},
		{"P5 0 2 255 abcdef", EG_TOO_BIG},
		{"P6 1 2 255 abcdef", EG_UNSUPPORTED},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		EG_AUTO(finger_image_free) struct finger_image f = {0};
		const struct finger_told told = {.dpi = i == 0 ? 1000 : 0};
		assert_int_equal(finger_image_decode(rd_cstr(good[i]), &told, &f), EG_OK);
		assert_int_equal(f.width, 3);
		assert_int_equal(f.height, 2);
		assert_int_equal(f.dpi, i == 0 ? 1000 : 500);
		assert_memory_equal(f.grey, "abcdef", 6);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_refused(rd_cstr(bad[i].pgm), &nothing, bad[i].err);
	}
	assert_refused(rd_cstr(good[0]), &(struct finger_told){.width = 2}, EG_MISMATCH);
	assert_refused(rd_cstr(good[0]), &(struct finger_told){.depth = 16}, EG_MISMATCH);
}

static void what_the_record_tells_must_agree(void **state)
{
	static const char *const kinds[] = {"JPEG grey", "JP2 grey", "J2K grey"};
	static const struct finger_told good = {.width = WIDTH, .height = HEIGHT, .depth = 8};
	static const struct finger_told bad[] = {
		{.width = WIDTH + 1},
		{.height = HEIGHT - 1},
		{.depth = 16},
		{.width = HEIGHT, .height = WIDTH},
	};
	(void)state;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		EG_AUTO(bytes_free) struct bytes b = {0};
		encode(kinds[k], &b);
		assert_decodes(bytes_rd(&b), &good, FAR, 500);
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			assert_refused(bytes_rd(&b), &bad[i], EG_MISMATCH);
		}
	}
	EG_AUTO(bytes_free) struct bytes b = {0};
	assert_int_equal(png_mint(&(struct png_mint){.width = 8, .height = 9, .depth = 8}, &b),
			 EG_OK);
	assert_refused(bytes_rd(&b), &bad[0], EG_MISMATCH);
	assert_refused(bytes_rd(&b), &bad[2], EG_MISMATCH);
}

static size_t find(const struct bytes *b, struct rd what)
{
	for (struct rd r = bytes_rd(b); r.left >= what.left; assert_true(rd_skip(&r, 1))) {
		if (rd_begins(r, what)) {
			return b->size - r.left;
		}
	}
	fail_msg("not in the encoding");
	return 0;
}

/* The density of JFIF: units, then both directions. */
static void set_density(struct bytes *jpeg, uint8_t units, uint16_t across, uint16_t down)
{
	size_t at = find(jpeg, RD_TEXT("JFIF")) + 7;
	struct wr w = wr_of(jpeg->data + at, 5);
	wr_u8(&w, units);
	wr_be16(&w, across);
	wr_be16(&w, down);
}

static void density_of_jfif_is_taken_where_it_can_be_one(void **state)
{
	static const struct {
		uint8_t units;
		uint16_t across;
		uint16_t down;
		uint16_t dpi;
	} cases[] = {
		{1, 1000, 1000, 1000}, {1, 250, 250, 250},   {2, 197, 197, 500},
		{2, 394, 394, 500},    {0, 1000, 1000, 500}, {1, 72, 72, 500},
		{1, 1000, 999, 500},   {1, 1001, 1001, 500}, {3, 1000, 1000, 500},
		{2, 393, 393, 998},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(bytes_free) struct bytes b = {0};
		encode("JPEG grey", &b);
		set_density(&b, cases[i].units, cases[i].across, cases[i].down);
		assert_decodes(bytes_rd(&b), &nothing, FAR, cases[i].dpi);
	}
}

/* What the record tells counts, whatever programs wrote into the file. */
static void the_records_resolution_counts_before_the_files(void **state)
{
	const struct finger_told told = {.dpi = 500};
	(void)state;
	EG_AUTO(bytes_free) struct bytes b = {0};
	encode("JPEG grey", &b);
	set_density(&b, 1, 1000, 1000);
	assert_decodes(bytes_rd(&b), &told, FAR, 500);
	assert_decodes(bytes_rd(&b), &(struct finger_told){.dpi = 249}, FAR, 1000);
	assert_decodes(bytes_rd(&b), &(struct finger_told){.dpi = 1001}, FAR, 1000);
	set_density(&b, 1, 72, 72);
	assert_decodes(bytes_rd(&b), &(struct finger_told){.dpi = 72}, FAR, 500);
}

/* A resolution box with one of capture in it, put at the end of the header box. */
static void add_resolution(const struct bytes *jp2, struct rd capture, struct bytes *out)
{
	size_t header = find(jp2, RD_TEXT("jp2h")) - 4;
	size_t size = ((size_t)jp2->data[header + 2] << 8) + jp2->data[header + 3];
	struct rd rest = bytes_rd(jp2);
	struct rd head;
	assert_true(rd_take(&rest, header + size, &head));
	assert_int_equal(bytes_reserve(out, jp2->size + capture.left + 16, SIZE_MAX), EG_OK);
	struct wr w = wr_of(out->data, out->cap);
	wr_put(&w, head);
	wr_be32(&w, (uint32_t)capture.left + 16);
	wr_put(&w, RD_TEXT("res "));
	wr_be32(&w, (uint32_t)capture.left + 8);
	wr_put(&w, RD_TEXT("resc"));
	wr_put(&w, capture);
	wr_put(&w, rest);
	assert_false(w.bad);
	out->size = w.size;
	size += capture.left + 16;
	out->data[header + 2] = (uint8_t)(size >> 8);
	out->data[header + 3] = (uint8_t)size;
}

static void resolution_of_jpeg_2000_is_taken_where_it_can_be_one(void **state)
{
	/* Numerators, denominators and powers of ten, vertical first: 39370, 1000 and 0 a metre. */
	static const uint8_t thousand[] = {0x0F, 0x61, 0, 1, 0x0F, 0x61, 0, 1, 1, 1};
	static const uint8_t coarse[] = {0x03, 0xE8, 0, 1, 0x03, 0xE8, 0, 1, 0, 0};
	static const uint8_t nothing_below[] = {0x0F, 0x61, 0, 0, 0x0F, 0x61, 0, 0, 1, 1};
	static const uint8_t enormous[] = {0x0F, 0x61, 0, 1, 0x0F, 0x61, 0, 1, 127, 127};
	static const uint8_t cut[] = {0x0F, 0x61, 0, 1, 0x0F, 0x61, 0, 1, 1};
	(void)state;
	EG_AUTO(bytes_free) struct bytes b = {0};
	EG_AUTO(bytes_free) struct bytes told = {0};
	encode("JP2 grey", &b);
	add_resolution(&b, RD_ARRAY(thousand), &told);
	assert_decodes(bytes_rd(&told), &nothing, FAR, 1000);
	add_resolution(&b, RD_ARRAY(coarse), &told);
	assert_decodes(bytes_rd(&told), &nothing, FAR, 500);
	add_resolution(&b, RD_ARRAY(nothing_below), &told);
	assert_decodes(bytes_rd(&told), &nothing, FAR, 500);
	add_resolution(&b, RD_ARRAY(enormous), &told);
	assert_decodes(bytes_rd(&told), &nothing, FAR, 500);
	add_resolution(&b, RD_ARRAY(cut), &told);
	assert_refused(bytes_rd(&told), &nothing, EG_TRUNCATED);
}

static void damage_leaves_nothing(void **state)
{
	static const char *const kinds[] = {"JPEG grey", "JP2 grey", "J2K grey"};
	(void)state;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		EG_AUTO(bytes_free) struct bytes b = {0};
		encode(kinds[k], &b);
		for (size_t size = 0; size < b.size * 3 / 4; size += 7) {
			struct finger_image f = {0};
			struct rd cut = rd_of(b.data, size);
			assert_int_not_equal(finger_image_decode(cut, &nothing, &f), EG_OK);
			assert_null(f.grey);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_begins_white_and_within_its_limits),
		cmocka_unit_test(jpegs_of_grey_come_out_as_grey),
		cmocka_unit_test(colours_and_other_encodings_are_refused),
		cmocka_unit_test(png_comes_out_as_its_octets),
		cmocka_unit_test(wsq_comes_out_at_its_resolution),
		cmocka_unit_test(raw_pixels_need_their_size_told),
		cmocka_unit_test(pgm_tells_its_own_size),
		cmocka_unit_test(what_the_record_tells_must_agree),
		cmocka_unit_test(density_of_jfif_is_taken_where_it_can_be_one),
		cmocka_unit_test(the_records_resolution_counts_before_the_files),
		cmocka_unit_test(resolution_of_jpeg_2000_is_taken_where_it_can_be_one),
		cmocka_unit_test(damage_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
