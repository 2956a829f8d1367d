/*
 * test_picture: small bars, left red and right blue, in every encoding that documents use; and
 * what a header may not ask for. Fixtures are the fuzz corpus: 32 x 24 pixels each.
 */
#include "biometrics/picture.h"

#include "base/secret.h"
#include "base/wr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define CORPUS   SOURCE_ROOT "/tests/fuzz/corpus/picture/"
#define WIDTH    32u
#define HEIGHT   24u
#define NEAR     12 /* of 255: what a lossy encoding may change in an even area */
#define FILE_MAX 4096

struct file {
	uint8_t bytes[FILE_MAX];
	size_t size;
};

static struct file load(const char *path)
{
	struct file f = {.size = 0};
	FILE *from = fopen(path, "rb");
	assert_non_null(from);
	f.size = fread(f.bytes, 1, sizeof(f.bytes), from);
	assert_int_equal(fclose(from), 0);
	assert_in_range(f.size, 1, sizeof(f.bytes) - 1);
	return f;
}

static struct rd rd_file(const struct file *f)
{
	return rd_of(f->bytes, f->size);
}

static void assert_pixel(const struct picture *p, uint32_t x, uint32_t y, const int bgr[3])
{
	const uint8_t *at = p->bgr + ((size_t)y * p->width + x) * 3;
	for (int i = 0; i < 3; i++) {
		int off = at[i] - bgr[i];
		if (off > NEAR || off < -NEAR) {
			fail_msg("pixel %u,%u channel %d is %d, not %d", x, y, i, at[i], bgr[i]);
		}
	}
}

static void assert_bars(const char *path, const int left[3], const int right[3])
{
	struct file f = load(path);
	EG_AUTO(picture_free) struct picture p = {0};
	enum eg_err err = picture_decode(rd_file(&f), 64, &p);
	if (err != EG_OK) {
		fail_msg("%s: %s", path, eg_fault_last().reason);
	}
	assert_int_equal(p.width, WIDTH);
	assert_int_equal(p.height, HEIGHT);
	assert_pixel(&p, 2, 2, left);
	assert_pixel(&p, 10, 20, left);
	assert_pixel(&p, 22, 4, right);
	assert_pixel(&p, 29, 21, right);
}

static const int red[3] = {0, 0, 254};
static const int blue[3] = {254, 0, 0};

static void colours_come_out_as_bgr(void **state)
{
	(void)state;
	assert_bars(CORPUS "colour.jpg", red, blue);
	assert_bars(CORPUS "progressive.jpg", red, blue);
	assert_bars(CORPUS "subsampled.jpg", red, blue);
	assert_bars(CORPUS "colour.jp2", red, blue);
	assert_bars(CORPUS "colour.j2k", red, blue);
	assert_bars(CORPUS "alpha.jp2", red, blue);
}

static void grey_comes_out_in_three_equal_channels(void **state)
{
	(void)state;
	const int left[3] = {76, 76, 76};
	const int right[3] = {29, 29, 29};
	assert_bars(CORPUS "grey.jpg", left, right);
	assert_bars(CORPUS "grey.j2k", left, right);
}

/* Studio-range samples from the encoder: red is 81/90/240, which full range shows as dark red. */
static void subsampled_chroma_is_ycc(void **state)
{
	(void)state;
	const int left[3] = {14, 14, 238};
	const int right[3] = {239, 16, 16};
	assert_bars(CORPUS "subsampled.j2k", left, right);
	assert_bars(CORPUS "subsampled.jp2", left, right);
}

static void expect_refusal(const struct file *f, uint32_t side_max, enum eg_err expected)
{
	struct picture p = {0};
	enum eg_err err = picture_decode(rd_file(f), side_max, &p);
	assert_int_equal(err, expected);
	assert_null(p.bgr);
	assert_int_equal(p.width, 0);
}

static void a_picture_over_the_limit_is_refused(void **state)
{
	(void)state;
	static const char *const files[] = {CORPUS "colour.jpg", CORPUS "colour.jp2",
					    CORPUS "grey.j2k"};
	for (size_t i = 0; i < 3; i++) {
		struct file f = load(files[i]);
		expect_refusal(&f, WIDTH - 1, EG_TOO_BIG);
		expect_refusal(&f, 0, EG_TOO_BIG);
		expect_refusal(&f, PICTURE_SIDE_MAX + 1, EG_TOO_BIG);
	}
}

static size_t find(const struct file *f, uint8_t first, uint8_t second)
{
	for (size_t i = 0; i + 1 < f->size; i++) {
		if (f->bytes[i] == first && f->bytes[i + 1] == second) {
			return i;
		}
	}
	fail_msg("marker not in the fixture");
	return 0;
}

static void a_huge_announcement_is_refused_before_decoding(void **state)
{
	(void)state;
	struct file jpeg = load(CORPUS "colour.jpg");
	jpeg.bytes[find(&jpeg, 0xFF, 0xC0) + 5] = 0xFF; /* high octet of the height */
	expect_refusal(&jpeg, PICTURE_SIDE_MAX, EG_TOO_BIG);
	struct file jp2 = load(CORPUS "colour.jp2");
	jp2.bytes[find(&jp2, 0xFF, 0x51) + 6] = 0x7F; /* highest octet of Xsiz */
	expect_refusal(&jp2, PICTURE_SIDE_MAX, EG_TOO_BIG);
	struct file tiles = load(CORPUS "colour.j2k");
	size_t xtsiz = find(&tiles, 0xFF, 0x51) + 22;
	tiles.bytes[xtsiz + 3] = 0; /* tiles without width */
	expect_refusal(&tiles, PICTURE_SIDE_MAX, EG_BAD_DATA);
}

static void forms_not_used_in_documents_are_refused(void **state)
{
	(void)state;
	struct file cmyk = load(CORPUS "cmyk.jpg");
	expect_refusal(&cmyk, 64, EG_UNSUPPORTED);
	struct file arithmetic = load(CORPUS "colour.jpg");
	arithmetic.bytes[find(&arithmetic, 0xFF, 0xC0) + 1] = 0xC9;
	expect_refusal(&arithmetic, 64, EG_UNSUPPORTED);
	struct file deep = load(CORPUS "grey.j2k");
	deep.bytes[find(&deep, 0xFF, 0x51) + 40] = 15; /* Ssiz: 16 bits a sample */
	expect_refusal(&deep, 64, EG_UNSUPPORTED);
	struct file text = {.bytes = "GIF89a", .size = 6};
	expect_refusal(&text, 64, EG_UNSUPPORTED);
	struct file none = {.size = 0};
	expect_refusal(&none, 64, EG_UNSUPPORTED);
}

/* ISO 15444-1, I.5.3.4: a palette belongs into the header box; the library takes it behind too. */
static void a_palette_is_refused_wherever_it_stands(void **state)
{
	(void)state;
	static const uint8_t palette[] = {
		0, 0,  0,   17,  'p', 'c', 'l', 'r', 0, 1, 3, 7, 7, 7, 1, 2, 3, 0, 0,
		0, 20, 'c', 'm', 'a', 'p', 0,   0,   1, 0, 0, 0, 1, 1, 0, 0, 1, 2,
	};
	struct file plain = load(CORPUS "colour.jp2");
	size_t header = find(&plain, '2', 'h') - 6; /* "jp2h" and the length before it */
	size_t behind = header + plain.bytes[header + 3];
	for (int inside = 0; inside < 2; inside++) {
		struct file f = {.size = 0};
		struct wr w = WR_ARRAY(f.bytes);
		wr_put(&w, rd_of(plain.bytes, behind));
		wr_put(&w, RD_ARRAY(palette));
		wr_put(&w, rd_of(plain.bytes + behind, plain.size - behind));
		f.size = w.size;
		if (inside == 1) {
			f.bytes[header + 3] = (uint8_t)(f.bytes[header + 3] + sizeof(palette));
		}
		expect_refusal(&f, 64, EG_UNSUPPORTED);
	}
}

static void a_picture_that_ends_early_is_refused(void **state)
{
	(void)state;
	static const char *const files[] = {CORPUS "colour.jpg", CORPUS "grey.jpg",
					    CORPUS "colour.jp2", CORPUS "grey.j2k"};
	for (size_t i = 0; i < 4; i++) {
		struct file whole = load(files[i]);
		for (size_t size = 0; size < whole.size * 3 / 4; size++) {
			struct file part = whole;
			struct picture p = {0};
			part.size = size;
			if (picture_decode(rd_file(&part), 64, &p) == EG_OK) {
				fail_msg("%s decodes with %zu bytes", files[i], size);
			}
			assert_null(p.bgr);
		}
	}
}

static void two_frame_headers_are_refused(void **state)
{
	(void)state;
	struct file f = load(CORPUS "grey.jpg");
	size_t sof = find(&f, 0xFF, 0xC0);
	size_t length = 2u + f.bytes[sof + 3];
	struct file twice = {.size = 0};
	struct wr w = WR_ARRAY(twice.bytes);
	wr_put(&w, rd_of(f.bytes, sof + length));
	wr_put(&w, rd_of(f.bytes + sof, f.size - sof));
	twice.size = w.size;
	expect_refusal(&twice, 64, EG_BAD_DATA);
}

static void yuyv_rows_become_colours(void **state)
{
	(void)state;
	/* Two rows of 4 pixels, 2 bytes of stuffing a row; red left, blue right, studio range. */
	const uint8_t rows[] = {81,   90, 81, 240, 41,  240, 41,  110, 0xEE,
				0xEE, 81, 90, 81,  240, 41,  240, 41,  110};
	EG_AUTO(picture_free) struct picture p = {0};
	assert_int_equal(picture_from_yuyv(RD_ARRAY(rows), 4, 2, 10, &p), EG_OK);
	assert_int_equal(p.width, 4);
	assert_int_equal(p.height, 2);
	assert_pixel(&p, 1, 1, red);
	assert_pixel(&p, 2, 1, blue);
	assert_pixel(&p, 3, 0, blue);
}

static void yuyv_that_does_not_fit_its_geometry_is_refused(void **state)
{
	(void)state;
	const uint8_t rows[16] = {0};
	struct picture p = {0};
	struct rd r = RD_ARRAY(rows);
	assert_int_equal(picture_from_yuyv(r, 4, 3, 8, &p), EG_TRUNCATED);
	assert_int_equal(picture_from_yuyv(r, 3, 2, 8, &p), EG_BAD_DATA);
	assert_int_equal(picture_from_yuyv(r, 4, 2, 7, &p), EG_BAD_DATA);
	assert_int_equal(picture_from_yuyv(r, 0, 2, 8, &p), EG_TOO_BIG);
	assert_int_equal(picture_from_yuyv(r, 4, UINT32_MAX, 8, &p), EG_TOO_BIG);
	assert_int_equal(picture_from_yuyv(r, UINT32_MAX - 1, 1, UINT32_MAX, &p), EG_BAD_DATA);
	assert_int_equal(picture_from_yuyv(r, 4, 1, UINT32_MAX, &p), EG_OK);
	picture_free(&p);
	assert_null(p.bgr);
}

static void a_border_repeats_the_outermost_pixels(void **state)
{
	(void)state;
	struct file f = load(CORPUS "colour.jpg");
	EG_AUTO(picture_free) struct picture p = {0};
	EG_AUTO(picture_free) struct picture wide = {0};
	assert_int_equal(picture_decode(rd_file(&f), 64, &p), EG_OK);
	assert_int_equal(picture_extend(&p, 7, &wide), EG_OK);
	assert_int_equal(wide.width, WIDTH + 14);
	assert_int_equal(wide.height, HEIGHT + 14);
	assert_pixel(&wide, 0, 0, red);
	assert_pixel(&wide, 7, 20, red);
	assert_pixel(&wide, WIDTH + 13, HEIGHT + 13, blue);
	assert_int_equal(picture_extend(&p, PICTURE_SIDE_MAX, &wide), EG_TOO_BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colours_come_out_as_bgr),
		cmocka_unit_test(grey_comes_out_in_three_equal_channels),
		cmocka_unit_test(subsampled_chroma_is_ycc),
		cmocka_unit_test(a_picture_over_the_limit_is_refused),
		cmocka_unit_test(a_huge_announcement_is_refused_before_decoding),
		cmocka_unit_test(forms_not_used_in_documents_are_refused),
		cmocka_unit_test(a_palette_is_refused_wherever_it_stands),
		cmocka_unit_test(a_picture_that_ends_early_is_refused),
		cmocka_unit_test(two_frame_headers_are_refused),
		cmocka_unit_test(yuyv_rows_become_colours),
		cmocka_unit_test(yuyv_that_does_not_fit_its_geometry_is_refused),
		cmocka_unit_test(a_border_repeats_the_outermost_pixels),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
