/*
 * test_wsq: what the encoder writes comes out as the image that went in, at every size, with every
 * kind of filter, with restarts, with blocks and fill bytes as other coders set them.
 */
#include "biometrics/wsq.h"
#include "biometrics/wsq_join.h"
#include "biometrics/wsq_split.h"

#include "wsq_kit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ROOT2 1.41421356f
#define EVEN  (ROOT2 / 64)
#define SMALL (ROOT2 / 8)

/* Filters that together give back every signal: orthogonal, of splines, of both parities. */
static const struct wsq_transform haar = {
	.low_size = 2, .high_size = 2, .low = {ROOT2 / 2}, .high = {-ROOT2 / 2}};
static const struct wsq_transform spline_8_4 = {
	.low_size = 8,
	.high_size = 4,
	.low = {45 * EVEN, -7 * EVEN, -9 * EVEN, 3 * EVEN},
	.high = {-3 * SMALL, 1 * SMALL},
};
static const struct wsq_transform spline_2_6 = {
	.low_size = 2,
	.high_size = 6,
	.low = {ROOT2 / 2},
	.high = {-ROOT2 / 2, ROOT2 / 16, ROOT2 / 16},
};
static const struct wsq_transform spline_5_3 = {
	.low_size = 5,
	.high_size = 3,
	.low = {6 * SMALL, 2 * SMALL, -1 * SMALL},
	.high = {ROOT2 / 2, -ROOT2 / 4},
};

static const struct {
	const char *name;
	const struct wsq_transform *filters;
} banks[] = {
	{"9/7", &wsq_filters_standard}, {"2/2", &haar},       {"8/4", &spline_8_4},
	{"2/6", &spline_2_6},           {"5/3", &spline_5_3},
};

static void round_trip(uint16_t width, uint16_t height, const struct wsq_order *order, double psnr)
{
	EG_AUTO(finger_image_free) struct finger_image was = {0};
	EG_AUTO(finger_image_free) struct finger_image is = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	wsq_kit_draw(width, height, &was);
	wsq_kit_encode(width, height, order, &file);
	if (wsq_decode(bytes_rd(&file), &is) != EG_OK) {
		fail_msg("%u x %u: %s", width, height, eg_fault_last().reason);
	}
	double found = wsq_kit_psnr(&was, &is);
	if (found < psnr) {
		fail_msg("%u x %u: %.1f dB", width, height, found);
	}
}

/* Without quantisers between them, analysis and synthesis cancel out. */
static void assert_cancels(const struct wsq_transform *t, uint16_t width, uint16_t height)
{
	enum { ROOM = 48 * 48 };
	static double plane[ROOM];
	static float joined[ROOM];
	static float scratch[ROOM];
	double line[48];
	struct wsq_tree tree;
	size_t count = (size_t)width * height;
	wsq_tree_of(width, height, &tree);
	for (size_t i = 0; i < count; i++) {
		plane[i] = (double)((i * 7919 + i * i * 31) % 251) - 125;
	}
	wsq_split(t, &tree, plane, line);
	for (size_t i = 0; i < count; i++) {
		joined[i] = (float)plane[i];
	}
	wsq_join(t, &tree, joined, scratch);
	for (size_t i = 0; i < count; i++) {
		double off = (double)joined[i] - ((double)((i * 7919 + i * i * 31) % 251) - 125);
		if (fabs(off) > 0.01) {
			fail_msg("%u x %u: sample %zu off by %f", width, height, i, off);
		}
	}
}

static void filters_of_both_parities_cancel_out_at_every_size(void **state)
{
	(void)state;
	for (size_t b = 0; b < sizeof(banks) / sizeof(banks[0]); b++) {
		print_message("%s\n", banks[b].name);
		/* A side of one pixel is a constant signal: low alone, and larger by its gain. */
		for (uint16_t width = 2; width <= 48; width++) {
			for (uint16_t height = 2; height <= 48; height++) {
				assert_cancels(banks[b].filters, width, height);
			}
		}
	}
}

/* Every subband is inside the image, none meets another, and all together fill it. */
static void subbands_fill_the_image_without_overlap(void **state)
{
	enum { SIDE = 70 };
	const uint16_t most = SIDE;
	(void)state;
	for (uint16_t width = 1; width <= most; width++) {
		for (uint16_t height = 1; height <= most; height += 3) {
			static uint8_t owner[SIDE * SIDE];
			struct wsq_tree tree;
			unsigned covered = 0;
			wsq_tree_of(width, height, &tree);
			for (size_t i = 0; i < sizeof(owner); i++) {
				owner[i] = 0;
			}
			for (unsigned k = 0; k < WSQ_CODED; k++) {
				const struct wsq_area *a = &tree.subbands[k];
				assert_true(a->x + a->width <= width && a->y + a->height <= height);
				for (unsigned i = 0; i < (unsigned)a->width * a->height; i++) {
					uint8_t *at = &owner[(a->y + i / a->width) * SIDE + a->x +
							     i % a->width];
					assert_int_equal(*at, 0);
					*at = 1;
					covered++;
				}
			}
			/* What is never transmitted: the highest of both directions. */
			assert_int_equal(covered, width * height - (width / 2) * (height / 2));
		}
	}
}

/*
 * Halves of odd sides show where they lie: of the parts of a high half the first is the higher one,
 * and has the smaller share.
 */
static void halves_of_high_frequencies_lie_in_reverse(void **state)
{
	static const struct {
		uint8_t subband;
		uint16_t x;
		uint16_t y;
		uint16_t width;
		uint16_t height;
	} known[] = {
		{0, 0, 0, 4, 4},     {3, 4, 4, 3, 3},      {19, 27, 0, 7, 7},   {20, 34, 0, 6, 7},
		{27, 27, 14, 7, 6},  {29, 27, 20, 7, 7},   {35, 0, 27, 7, 7},   {37, 0, 34, 7, 6},
		{40, 20, 27, 7, 7},  {51, 27, 27, 27, 27}, {52, 54, 0, 26, 27}, {53, 80, 0, 27, 27},
		{56, 0, 54, 27, 26}, {58, 0, 80, 27, 27},
	};
	struct wsq_tree tree;
	(void)state;
	wsq_tree_of(107, 107, &tree);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const struct wsq_area *a = &tree.subbands[known[i].subband];
		print_message("subband %u: %u %u %u %u\n", known[i].subband, a->x, a->y, a->width,
			      a->height);
		assert_int_equal(a->x, known[i].x);
		assert_int_equal(a->y, known[i].y);
		assert_int_equal(a->width, known[i].width);
		assert_int_equal(a->height, known[i].height);
	}
}

static void every_size_comes_out_as_it_went_in(void **state)
{
	static const uint16_t sizes[][2] = {{388, 374}, {300, 300}, {545, 622}, {333, 467},
					    {33, 500},  {500, 33},  {257, 129}, {64, 64}};
	const struct wsq_order fine = {.rate = 4};
	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		round_trip(sizes[i][0], sizes[i][1], &fine, 30);
	}
}

/* So small that subbands are empty; nothing is promised of the likeness. */
static void tiny_images_are_decoded(void **state)
{
	const struct wsq_order order = {.rate = 4};
	(void)state;
	for (uint16_t width = 1; width <= 34; width += 3) {
		for (uint16_t height = 1; height <= 34; height += 2) {
			round_trip(width, height, &order, 0);
		}
	}
}

static void filters_of_every_bank_are_decoded(void **state)
{
	(void)state;
	for (size_t b = 0; b < sizeof(banks) / sizeof(banks[0]); b++) {
		const struct wsq_order order = {.rate = 4, .filters = banks[b].filters};
		print_message("%s\n", banks[b].name);
		round_trip(201, 187, &order, 28);
		round_trip(200, 188, &order, 28);
	}
}

/* At most bits, values need 16 bits; all of a white image but one pixel is one long run. */
static void every_kind_of_symbol_is_decoded(void **state)
{
	const struct wsq_order finest = {.rate = WSQ_RATE_MAX};
	(void)state;
	round_trip(256, 256, &finest, 36);
	EG_AUTO(finger_image_free) struct finger_image was = {0};
	EG_AUTO(finger_image_free) struct finger_image is = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_int_equal(finger_image_new(1200, 1200, 500, &was), EG_OK);
	was.grey[1200 * 600 + 600] = 0;
	for (size_t i = 0; i < (size_t)1200 * 100; i++) {
		was.grey[i] = (uint8_t)(i % 2 == 0 ? 0 : 255);
	}
	assert_int_equal(wsq_encode(&was, &(struct wsq_order){0}, &file), EG_OK);
	assert_int_equal(wsq_decode(bytes_rd(&file), &is), EG_OK);
	assert_true(wsq_kit_psnr(&was, &is) > 10);
}

static void an_even_image_stays_even(void **state)
{
	(void)state;
	EG_AUTO(finger_image_free) struct finger_image was = {0};
	EG_AUTO(finger_image_free) struct finger_image is = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_int_equal(finger_image_new(101, 99, 1000, &was), EG_OK);
	for (size_t i = 0; i < 101 * 99; i++) {
		was.grey[i] = 77;
	}
	assert_int_equal(wsq_encode(&was, &(struct wsq_order){0}, &file), EG_OK);
	assert_int_equal(wsq_decode(bytes_rd(&file), &is), EG_OK);
	assert_int_equal(is.dpi, 1000);
	assert_memory_equal(is.grey, was.grey, 101 * 99);
}

static void decode_both(const struct bytes *plain, const struct bytes *other)
{
	EG_AUTO(finger_image_free) struct finger_image a = {0};
	EG_AUTO(finger_image_free) struct finger_image b = {0};
	assert_int_equal(wsq_decode(bytes_rd(plain), &a), EG_OK);
	if (wsq_decode(bytes_rd(other), &b) != EG_OK) {
		fail_msg("%s", eg_fault_last().reason);
	}
	assert_int_equal(a.width, b.width);
	assert_int_equal(a.height, b.height);
	assert_memory_equal(a.grey, b.grey, (size_t)a.width * a.height);
}

static void restarts_change_nothing(void **state)
{
	static const uint16_t intervals[] = {1, 7, 64, 1000, 65535};
	(void)state;
	EG_AUTO(bytes_free) struct bytes plain = {0};
	wsq_kit_encode(160, 155, &(struct wsq_order){0}, &plain);
	for (size_t i = 0; i < sizeof(intervals) / sizeof(intervals[0]); i++) {
		EG_AUTO(bytes_free) struct bytes file = {0};
		wsq_kit_encode(160, 155, &(struct wsq_order){.restart = intervals[i]}, &file);
		decode_both(&plain, &file);
	}
}

/* B.1.1.2; and comments between blocks and behind them. */
static void fill_bytes_and_comments_change_nothing(void **state)
{
	static const uint8_t markers[] = {0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6};
	static const uint8_t comment[] = {0xFF, 0xA8, 0, 5, 'a', 'b', 'c'};
	static const uint8_t fill[] = {0xFF, 0xFF, 0xFF};
	(void)state;
	EG_AUTO(bytes_free) struct bytes plain = {0};
	wsq_kit_encode(90, 111, &(struct wsq_order){0}, &plain);
	for (size_t i = 0; i < sizeof(markers); i++) {
		EG_AUTO(bytes_free) struct bytes other = {0};
		size_t at = wsq_kit_find(&plain, markers[i], 0);
		wsq_kit_replace(&plain, at, 0, RD_ARRAY(fill), &other);
		decode_both(&plain, &other);
		wsq_kit_replace(&plain, at, 0, RD_ARRAY(comment), &other);
		decode_both(&plain, &other);
	}
	EG_AUTO(bytes_free) struct bytes longer = {0};
	wsq_kit_replace(&plain, plain.size, 0, RD_ARRAY(fill), &longer);
	decode_both(&plain, &longer);
}

/* Two tables in one segment, and a number that none has used. */
static void tables_may_share_a_segment(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(bytes_free) struct bytes other = {0};
	wsq_kit_encode(90, 111, &(struct wsq_order){0}, &plain);
	size_t first = wsq_kit_find(&plain, 0xA6, 0);
	size_t second = wsq_kit_find(&plain, 0xA6, 1);
	uint8_t room[1024];
	struct wr w = WR_ARRAY(room);
	size_t one = plain.data[first + 3];
	size_t two = plain.data[second + 3];
	wr_be16(&w, 0xFFA6);
	wr_be16(&w, (uint16_t)(one + two - 2));
	wr_put(&w, rd_of(plain.data + first + 4, one - 2));
	wr_u8(&w, 7);
	wr_put(&w, rd_of(plain.data + second + 5, two - 3));
	wsq_kit_replace(&plain, first, one + 2, wr_view(&w), &other);
	size_t at = wsq_kit_find(&other, 0xA6, 1);
	EG_AUTO(bytes_free) struct bytes shared = {0};
	wsq_kit_replace(&other, at, two + 2, RD_EMPTY, &shared);
	shared.data[wsq_kit_find(&shared, 0xA3, 1) + 4] = 7;
	shared.data[wsq_kit_find(&shared, 0xA3, 2) + 4] = 7;
	decode_both(&plain, &shared);
}

static uint16_t dpi_after(const struct bytes *plain, const char *comment)
{
	EG_AUTO(bytes_free) struct bytes other = {0};
	struct wsq_head head;
	wsq_kit_set(plain, 0xA8, rd_cstr(comment), &other);
	assert_int_equal(wsq_look(bytes_rd(&other), &head), EG_OK);
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	assert_int_equal(wsq_decode(bytes_rd(&other), &f), EG_OK);
	assert_int_equal(f.dpi, head.dpi != 0 ? head.dpi : 500);
	return head.dpi;
}

static void resolution_is_that_of_the_comment(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes plain = {0};
	struct wsq_head head;
	wsq_kit_encode(50, 60, &(struct wsq_order){0}, &plain);
	assert_int_equal(wsq_look(bytes_rd(&plain), &head), EG_OK);
	assert_int_equal(head.width, 50);
	assert_int_equal(head.height, 60);
	assert_int_equal(head.dpi, 500);
	assert_int_equal(dpi_after(&plain, "NIST_COM 2\nPPI 1000\nLOSSY 1"), 1000);
	assert_int_equal(dpi_after(&plain, "NIST_COM 2\r\nPPI 250\r\n"), 250);
	assert_int_equal(dpi_after(&plain, "NIST_COM 2\nPPI -1\nLOSSY 1"), 0);
	assert_int_equal(dpi_after(&plain, "NIST_COM 2\nPPI 72"), 0);
	assert_int_equal(dpi_after(&plain, "NIST_COM 2\nPPI 99999999999999999999"), 0);
	assert_int_equal(dpi_after(&plain, "NIST_COM 1\nLOSSY 1"), 0);
	assert_int_equal(dpi_after(&plain, "PPI 1000"), 0);
	assert_int_equal(dpi_after(&plain, ""), 0);
	EG_AUTO(bytes_free) struct bytes silent = {0};
	wsq_kit_encode(50, 60, &(struct wsq_order){.silent = true}, &silent);
	assert_int_equal(wsq_look(bytes_rd(&silent), &head), EG_OK);
	assert_int_equal(head.dpi, 0);
}

static void the_rate_is_kept(void **state)
{
	static const double rates[] = {0.5, 0.75, 1.5, 3};
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		EG_AUTO(bytes_free) struct bytes file = {0};
		wsq_kit_encode(500, 500, &(struct wsq_order){.rate = rates[i]}, &file);
		double found = (double)file.size * 8 / (500 * 500);
		print_message("%.2f bits a pixel: %.2f\n", rates[i], found);
		assert_true(found > rates[i] * 0.5 && found < rates[i] * 1.5);
	}
}

static void what_cannot_be_encoded_is_refused(void **state)
{
	(void)state;
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	struct bytes out = {0};
	const struct finger_image none = {0};
	wsq_kit_draw(20, 20, &f);
	assert_int_equal(wsq_encode(&none, &(struct wsq_order){0}, &out), EG_BAD_DATA);
	assert_int_equal(wsq_encode(&f, &(struct wsq_order){.rate = 8.1}, &out), EG_BAD_DATA);
	assert_int_equal(wsq_encode(&f, &(struct wsq_order){.rate = -1}, &out), EG_BAD_DATA);
	assert_int_equal(wsq_encode(&f, &(struct wsq_order){.rate = (double)NAN}, &out),
			 EG_BAD_DATA);
	assert_null(out.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filters_of_both_parities_cancel_out_at_every_size),
		cmocka_unit_test(subbands_fill_the_image_without_overlap),
		cmocka_unit_test(halves_of_high_frequencies_lie_in_reverse),
		cmocka_unit_test(every_size_comes_out_as_it_went_in),
		cmocka_unit_test(tiny_images_are_decoded),
		cmocka_unit_test(filters_of_every_bank_are_decoded),
		cmocka_unit_test(every_kind_of_symbol_is_decoded),
		cmocka_unit_test(an_even_image_stays_even),
		cmocka_unit_test(restarts_change_nothing),
		cmocka_unit_test(fill_bytes_and_comments_change_nothing),
		cmocka_unit_test(tables_may_share_a_segment),
		cmocka_unit_test(resolution_is_that_of_the_comment),
		cmocka_unit_test(the_rate_is_kept),
		cmocka_unit_test(what_cannot_be_encoded_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
