/*
 * test_wsq_form: files written octet by octet: what each symbol means, and which tables, headers
 * and orders of segments are refused.
 */
#include "biometrics/wsq.h"

#include "wsq_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SIDE  32u
#define ALONE 51 /* the only subband that is transmitted: 8 x 8, in the second block */

/* Marks of the small file, so that a test can change one thing. */
struct form {
	uint8_t centre; /* tenths */
	uint8_t bin;
	uint8_t zero;
	struct rd block; /* its bits */
};

static void put_segment(struct wr *w, uint8_t marker, struct rd content)
{
	wr_u8(w, 0xFF);
	wr_u8(w, marker);
	wr_be16(w, (uint16_t)(content.left + 2));
	wr_put(w, content);
}

/* All 254 symbols have codes of 8 bits: the code of a symbol is its number less one. */
static void put_table(struct wr *w)
{
	uint8_t room[300];
	struct wr table = WR_ARRAY(room);
	wr_u8(&table, 0);
	wr_fill(&table, 0, 7);
	wr_u8(&table, 254);
	wr_fill(&table, 0, 8);
	for (unsigned symbol = 1; symbol <= 254; symbol++) {
		wr_u8(&table, (uint8_t)symbol);
	}
	put_segment(w, 0xA6, wr_view(&table));
}

static void put_quantizer(struct wr *w, const struct form *f)
{
	uint8_t room[400];
	struct wr table = WR_ARRAY(room);
	wr_u8(&table, 1);
	wr_be16(&table, f->centre);
	for (unsigned k = 0; k < 64; k++) {
		wr_u8(&table, 0);
		wr_be16(&table, k == ALONE ? f->bin : 0);
		wr_u8(&table, 0);
		wr_be16(&table, k == ALONE ? f->zero : 0);
	}
	put_segment(w, 0xA5, wr_view(&table));
}

/* A grey of 128, and ten grey levels a unit of a coefficient. */
static void put_head(struct wr *w, const struct form *f)
{
	static const uint8_t haar[] = {2,    2, 0, 9,    0x2A, 0x25, 0xA7,
				       0x1A, 1, 9, 0x2A, 0x25, 0xA7, 0x1A};
	static const uint8_t frame[] = {0, 255, 0, SIDE, 0, SIDE, 0, 0, 128, 0, 0, 10, 0, 0, 0};
	wr_be16(w, 0xFFA0);
	put_segment(w, 0xA4, RD_ARRAY(haar));
	put_quantizer(w, f);
	put_segment(w, 0xA2, RD_ARRAY(frame));
	put_table(w);
}

static void put_block(struct wr *w, struct rd bits)
{
	static const uint8_t first[] = {0};
	put_segment(w, 0xA3, RD_ARRAY(first));
	wr_put(w, bits);
}

static struct rd write_form(const struct form *f, uint8_t *room, size_t size)
{
	struct wr w = wr_of(room, size);
	struct rd file;
	put_head(&w, f);
	put_block(&w, RD_EMPTY);
	put_block(&w, f->block);
	put_block(&w, RD_EMPTY);
	wr_be16(&w, 0xFFA1);
	assert_int_equal(wr_done(&w, &file), EG_OK);
	return file;
}

static enum eg_err decode_form(const struct form *f, struct finger_image *out)
{
	uint8_t room[2048];
	return wsq_decode(write_form(f, room, sizeof(room)), out);
}

/* Symbols as they stand in a table of the standard; 0xFF as a code is stuffed. */
#define CODE(symbol) ((uint8_t)((symbol)-1))

static void assert_same(struct rd a, struct rd b)
{
	struct form one = {.centre = 4, .bin = 1, .zero = 1, .block = a};
	struct form two = {.centre = 4, .bin = 1, .zero = 1, .block = b};
	EG_AUTO(finger_image_free) struct finger_image x = {0};
	EG_AUTO(finger_image_free) struct finger_image y = {0};
	EG_AUTO(finger_image_free) struct finger_image even = {0};
	if (decode_form(&one, &x) != EG_OK || decode_form(&two, &y) != EG_OK) {
		fail_msg("%s", eg_fault_last().reason);
	}
	assert_memory_equal(x.grey, y.grey, SIDE * SIDE);
	unsigned coloured = 0; /* and it is not merely grey */
	for (size_t i = 0; i < SIDE * SIDE; i++) {
		coloured += x.grey[i] != 128;
	}
	assert_in_range(coloured, 16, SIDE * SIDE);
}

static void values_mean_the_same_in_every_form(void **state)
{
	static const uint8_t plus[][4] = {
		{CODE(185), CODE(63)}, {CODE(101), 5, CODE(63)}, {CODE(103), 0, 5, CODE(63)}};
	static const uint8_t minus[][4] = {
		{CODE(175), CODE(63)}, {CODE(102), 5, CODE(63)}, {CODE(104), 0, 5, CODE(63)}};
	static const uint8_t most[][3] = {{CODE(254), CODE(63)}, {CODE(101), 74, CODE(63)}};
	static const uint8_t least[][3] = {{CODE(107), CODE(63)}, {CODE(102), 73, CODE(63)}};
	(void)state;
	for (size_t i = 1; i < 3; i++) {
		assert_same(rd_of(plus[0], 2), rd_of(plus[i], i + 2));
		assert_same(rd_of(minus[0], 2), rd_of(minus[i], i + 2));
	}
	assert_same(rd_of(most[0], 2), rd_of(most[1], 3));
	assert_same(rd_of(least[0], 2), rd_of(least[1], 3));
}

static void runs_mean_the_same_in_every_form(void **state)
{
	static const uint8_t by_symbol[] = {CODE(20), CODE(185), CODE(43)};
	static const uint8_t in_two[] = {CODE(13), CODE(7), CODE(185), CODE(1), CODE(42)};
	static const uint8_t by_eight[] = {CODE(105), 20, CODE(185), CODE(105), 43};
	static const uint8_t by_sixteen[] = {CODE(106), 0, 20, CODE(185), CODE(106), 0, 43};
	static const uint8_t by_values[] = {CODE(19), CODE(180), CODE(185), CODE(43)};
	(void)state;
	assert_same(RD_ARRAY(by_symbol), RD_ARRAY(in_two));
	assert_same(RD_ARRAY(by_symbol), RD_ARRAY(by_eight));
	assert_same(RD_ARRAY(by_symbol), RD_ARRAY(by_sixteen));
	assert_same(RD_ARRAY(by_symbol), RD_ARRAY(by_values));
}

/* A.3: (p - C) Q + Z / 2, and its mirror. */
static void bins_have_their_values(void **state)
{
	static const uint8_t one[] = {CODE(181), CODE(63)};
	static const uint8_t six[] = {CODE(186), CODE(63)};
	static const uint8_t minus_six[] = {CODE(174), CODE(63)};
	const struct form wide = {
		.bin = 4, .zero = 4, .centre = 0, .block = RD_ARRAY(one)}; /* 4 + 2 */
	const struct form centred = {
		.bin = 10, .zero = 2, .centre = 5, .block = RD_ARRAY(one)}; /* 5 + 1 */
	const struct form plain = {.bin = 1, .block = RD_ARRAY(six)};
	const struct form below = {.bin = 1, .block = RD_ARRAY(minus_six)};
	(void)state;
	EG_AUTO(finger_image_free) struct finger_image a = {0};
	EG_AUTO(finger_image_free) struct finger_image b = {0};
	EG_AUTO(finger_image_free) struct finger_image c = {0};
	EG_AUTO(finger_image_free) struct finger_image d = {0};
	assert_int_equal(decode_form(&wide, &a), EG_OK);
	assert_int_equal(decode_form(&centred, &b), EG_OK);
	assert_int_equal(decode_form(&plain, &c), EG_OK);
	assert_int_equal(decode_form(&below, &d), EG_OK);
	assert_memory_equal(a.grey, c.grey, SIDE * SIDE);
	assert_memory_equal(b.grey, c.grey, SIDE * SIDE);
	/*
	 * Two levels of Haar: a quarter of 6 * 10 on each of 4 x 4 pixels. Halves are rounded
	 * upwards, and filters have nine digits, so that either is right.
	 */
	for (size_t i = 0; i < SIDE * SIDE; i++) {
		bool inside = i % SIDE < 4 && i / SIDE < 4;
		int off = c.grey[i] - 128;
		assert_int_equal(off == 15 || off == -15, inside);
		assert_int_equal(d.grey[i] - 128, -off);
	}
}

static void assert_refused(struct rd bits, enum eg_err expected)
{
	const struct form f = {.bin = 1, .block = bits};
	struct finger_image out = {0};
	enum eg_err err = decode_form(&f, &out);
	if (err != expected) {
		fail_msg("%s, not %s: %s", eg_err_name(err), eg_err_name(expected),
			 eg_fault_last().reason);
	}
	assert_null(out.grey);
}

static void bits_that_do_not_fill_the_subbands_are_refused(void **state)
{
	static const uint8_t over[] = {CODE(65)};
	static const uint8_t far_over[] = {CODE(106), 0xFF, 0, 0xFF, 0};
	static const uint8_t too_few[] = {CODE(63)};
	static const uint8_t half_way[] = {CODE(63), CODE(103), 0};
	static const uint8_t too_many[] = {CODE(64), CODE(1)};
	static const uint8_t no_code[] = {CODE(63), 0xFF, 0};
	static const uint8_t restart[] = {CODE(63), 0xFF, 0xB0, CODE(1)};
	(void)state;
	assert_refused(RD_ARRAY(over), EG_BAD_DATA);
	assert_refused(RD_ARRAY(far_over), EG_BAD_DATA);
	assert_refused(RD_ARRAY(too_few), EG_BAD_DATA);
	assert_refused(RD_ARRAY(half_way), EG_TRUNCATED);
	assert_refused(RD_ARRAY(too_many), EG_BAD_DATA);
	assert_refused(RD_ARRAY(no_code), EG_BAD_DATA);
	assert_refused(RD_ARRAY(restart), EG_BAD_DATA); /* none is announced */
	assert_refused(RD_EMPTY, EG_TRUNCATED);
}

/* Restart markers take turns; DRT stands before the block. */
static void restarts_are_read_in_their_turns(void **state)
{
	static const struct {
		uint8_t first;
		uint8_t second;
		enum eg_err err;
	} cases[] = {
		{0xB0, 0xB1, EG_OK},       {0xB7, 0xB0, EG_OK},       {0xB0, 0xB2, EG_BAD_DATA},
		{0xB0, 0xB0, EG_BAD_DATA}, {0xB0, 0xB8, EG_BAD_DATA}, {0xAF, 0xB0, EG_BAD_DATA},
	};
	static const uint8_t interval[] = {0, 20};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const uint8_t bits[] = {CODE(20),        0xFF,    cases[i].first, CODE(20), 0xFF,
					cases[i].second, CODE(24)};
		const struct form f = {.bin = 1};
		uint8_t room[2048];
		struct wr w = WR_ARRAY(room);
		EG_AUTO(finger_image_free) struct finger_image out = {0};
		put_head(&w, &f);
		put_segment(&w, 0xA7, RD_ARRAY(interval));
		put_block(&w, RD_ARRAY(bits));
		wr_be16(&w, 0xFFA1);
		assert_int_equal(wsq_decode(wr_view(&w), &out), cases[i].err);
	}
}

/* A block a subband, as a coder may cut them; one that holds none is no harm. */
static void blocks_may_hold_a_part_of_the_subbands(void **state)
{
	(void)state;
	const struct form f = {.bin = 1};
	static const uint8_t whole[] = {CODE(64)};
	uint8_t room[4096];
	struct wr w = WR_ARRAY(room);
	EG_AUTO(finger_image_free) struct finger_image out = {0};
	put_head(&w, &f);
	for (int i = 0; i < 40; i++) {
		put_block(&w, i == 20 ? RD_ARRAY(whole) : RD_EMPTY);
	}
	wr_be16(&w, 0xFFA1);
	assert_int_equal(wsq_decode(wr_view(&w), &out), EG_OK);
	for (size_t i = 0; i < SIDE * SIDE; i++) {
		assert_int_equal(out.grey[i], 128);
	}
}

static void assert_bad(const struct bytes *file, enum eg_err expected)
{
	struct finger_image out = {0};
	enum eg_err err = wsq_decode(bytes_rd(file), &out);
	if (err != expected) {
		fail_msg("%s, not %s", eg_err_name(err), eg_err_name(expected));
	}
	assert_null(out.grey);
}

/* A segment's content of these octets. */
static void assert_segment_refused(uint8_t marker, struct rd content, enum eg_err expected)
{
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	wsq_kit_encode(60, 50, &(struct wsq_order){.restart = 9}, &plain);
	wsq_kit_set(&plain, marker, content, &file);
	assert_bad(&file, expected);
}

static void filters_that_cannot_be_are_refused(void **state)
{
	static const uint8_t none[] = {0, 0};
	static const uint8_t no_high[] = {1, 0, 0, 0, 0, 0, 0, 1};
	static const uint8_t mixed[] = {1, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1};
	static const uint8_t loud[] = {1, 1, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 1};
	static const uint8_t scaled[] = {1, 1, 0, 21, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1};
	static const uint8_t longer[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0};
	static const uint8_t shorter[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0};
	uint8_t endless[300] = {33, 33};
	(void)state;
	assert_segment_refused(0xA4, RD_ARRAY(none), EG_BAD_DATA);
	assert_segment_refused(0xA4, RD_ARRAY(no_high), EG_BAD_DATA);
	assert_segment_refused(0xA4, RD_ARRAY(mixed), EG_BAD_DATA);
	assert_segment_refused(0xA4, RD_ARRAY(loud), EG_BAD_DATA);
	assert_segment_refused(0xA4, RD_ARRAY(scaled), EG_BAD_DATA);
	assert_segment_refused(0xA4, RD_ARRAY(longer), EG_BAD_DATA);
	assert_segment_refused(0xA4, RD_ARRAY(shorter), EG_TRUNCATED);
	assert_segment_refused(0xA4, rd_of(endless, sizeof(endless)), EG_BAD_DATA);
	assert_segment_refused(0xA4, RD_EMPTY, EG_TRUNCATED);
}

static void quantisers_that_cannot_be_are_refused(void **state)
{
	enum { SIZE = 3 + 64 * 6 };
	uint8_t q[SIZE + 1] = {0, 0, 2};
	(void)state;
	assert_segment_refused(0xA5, rd_of(q, SIZE), EG_BAD_DATA); /* a centre of 2 */
	q[2] = 1;
	assert_segment_refused(0xA5, rd_of(q, SIZE - 1), EG_TRUNCATED);
	assert_segment_refused(0xA5, rd_of(q, SIZE + 1), EG_BAD_DATA);
	q[3 + 60 * 6 + 2] = 1; /* subband 60 */
	assert_segment_refused(0xA5, rd_of(q, SIZE), EG_BAD_DATA);
	q[3 + 60 * 6 + 2] = 0;
	q[3] = 21; /* scale */
	assert_segment_refused(0xA5, rd_of(q, SIZE), EG_BAD_DATA);
}

static void huffman_tables_that_cannot_be_are_refused(void **state)
{
	uint8_t t[17 + 257] = {0};
	(void)state;
	assert_segment_refused(0xA6, rd_of(t, 17), EG_BAD_DATA); /* empty */
	t[1] = 2; /* 0 and 1: the second is all ones */
	assert_segment_refused(0xA6, rd_of(t, 19), EG_BAD_DATA);
	t[1] = 1;
	assert_segment_refused(0xA6, rd_of(t, 17), EG_TRUNCATED);
	assert_segment_refused(0xA6, rd_of(t, 16), EG_TRUNCATED);
	t[0] = 8;
	assert_segment_refused(0xA6, rd_of(t, 18), EG_BAD_DATA);
	t[0] = 0;
	t[1] = 0;
	t[15] = 255;
	t[16] = 2;
	assert_segment_refused(0xA6, rd_of(t, sizeof(t)), EG_BAD_DATA); /* 257 values */
	t[16] = 0;
	t[3] = 200; /* more than three bits have */
	t[15] = 0;
	assert_segment_refused(0xA6, rd_of(t, 217), EG_BAD_DATA);
	assert_segment_refused(0xA6, RD_EMPTY, EG_TRUNCATED);
}

static void headers_that_cannot_be_are_refused(void **state)
{
	static const uint8_t wide[] = {0, 255, 0, 9, 0x7F, 9, 0, 0, 1, 0, 0, 1, 0, 0, 0};
	static const uint8_t high[] = {0, 255, 0x0C, 0xE5, 0, 9, 0, 0, 1, 0, 0, 1, 0, 0, 0};
	static const uint8_t none[] = {0, 255, 0, 0, 0, 9, 0, 0, 1, 0, 0, 1, 0, 0, 0};
	static const uint8_t scaled[] = {0, 255, 0, 9, 0, 9, 21, 0, 1, 0, 0, 1, 0, 0, 0};
	static const uint8_t longer[] = {0, 255, 0, 9, 0, 9, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0};
	static const uint8_t block[] = {0, 0};
	static const uint8_t unknown[] = {5};
	static const uint8_t beyond[] = {8};
	static const uint8_t three[] = {0, 0, 9};
	(void)state;
	assert_segment_refused(0xA2, RD_ARRAY(wide), EG_TOO_BIG);
	assert_segment_refused(0xA2, RD_ARRAY(high), EG_TOO_BIG);
	assert_segment_refused(0xA2, RD_ARRAY(none), EG_TOO_BIG);
	assert_segment_refused(0xA2, RD_ARRAY(scaled), EG_BAD_DATA);
	assert_segment_refused(0xA2, RD_ARRAY(longer), EG_BAD_DATA);
	assert_segment_refused(0xA2, rd_of(wide, 4), EG_TRUNCATED);
	assert_segment_refused(0xA3, RD_ARRAY(block), EG_BAD_DATA);
	assert_segment_refused(0xA3, RD_EMPTY, EG_BAD_DATA);
	assert_segment_refused(0xA3, RD_ARRAY(unknown), EG_BAD_DATA);
	assert_segment_refused(0xA3, RD_ARRAY(beyond), EG_BAD_DATA);
	assert_segment_refused(0xA7, RD_ARRAY(three), EG_BAD_DATA);
	assert_segment_refused(0xA7, rd_of(three, 1), EG_BAD_DATA);
}

/* The segment at a marker, with the marker. */
static struct rd segment_at(const struct bytes *b, size_t at)
{
	return rd_of(b->data + at, 2 + ((size_t)b->data[at + 2] << 8) + b->data[at + 3]);
}

static void segments_out_of_order_are_refused(void **state)
{
	static const uint8_t needed[] = {0xA2, 0xA4, 0xA5, 0xA6};
	(void)state;
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(bytes_free) struct bytes other = {0};
	wsq_kit_encode(60, 50, &(struct wsq_order){0}, &plain);
	size_t second = wsq_kit_find(&plain, 0xA3, 1);
	for (size_t i = 0; i < sizeof(needed); i++) {
		size_t at = wsq_kit_find(&plain, needed[i], 0);
		struct rd segment = segment_at(&plain, at);
		wsq_kit_replace(&plain, at, segment.left, RD_EMPTY, &other); /* missing */
		assert_bad(&other, EG_BAD_DATA);
		wsq_kit_replace(&plain, second, 0, segment, &other); /* once more, between blocks */
		if (needed[i] != 0xA6) {
			assert_bad(&other, needed[i] == 0xA2 ? EG_BAD_DATA : EG_UNSUPPORTED);
		}
	}
	wsq_kit_replace(&plain, second, 0, RD_TEXT("\xFF\xA0\0\2"), &other); /* starts again */
	assert_bad(&other, EG_BAD_DATA);
	wsq_kit_replace(&plain, second, 0, RD_TEXT("\xFF\xA9\0\2"), &other); /* no marker of WSQ */
	assert_bad(&other, EG_BAD_DATA);
	wsq_kit_replace(&plain, second, 0, RD_TEXT("\xFF\xA8\0\1"),
			&other); /* shorter than itself */
	assert_bad(&other, EG_BAD_DATA);
	wsq_kit_replace(&plain, second, plain.size - second - 2, RD_EMPTY,
			&other); /* blocks missing */
	assert_bad(&other, EG_TRUNCATED);
	wsq_kit_replace(&plain, 0, 2, RD_TEXT("\xFF\xA8"), &other);
	assert_bad(&other, EG_UNSUPPORTED);
}

static void endless_segments_are_refused(void **state)
{
	(void)state;
	uint8_t room[4 * 600 + 2];
	struct wr w = WR_ARRAY(room);
	struct finger_image f = {0};
	struct wsq_head head;
	wr_be16(&w, 0xFFA0);
	for (int i = 0; i < 600; i++) {
		wr_put(&w, RD_TEXT("\xFF\xA8\0\2"));
	}
	assert_int_equal(wsq_decode(wr_view(&w), &f), EG_TOO_BIG);
	assert_int_equal(wsq_look(wr_view(&w), &head), EG_TOO_BIG);
}

static void a_file_that_ends_early_is_refused(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes plain = {0};
	struct finger_image f = {0};
	wsq_kit_encode(60, 50, &(struct wsq_order){.restart = 100}, &plain);
	for (size_t size = 0; size < plain.size; size++) {
		enum eg_err err = wsq_decode(rd_of(plain.data, size), &f);
		assert_true(err == EG_TRUNCATED || err == EG_BAD_DATA);
		assert_null(f.grey);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_mean_the_same_in_every_form),
		cmocka_unit_test(runs_mean_the_same_in_every_form),
		cmocka_unit_test(bins_have_their_values),
		cmocka_unit_test(bits_that_do_not_fill_the_subbands_are_refused),
		cmocka_unit_test(restarts_are_read_in_their_turns),
		cmocka_unit_test(blocks_may_hold_a_part_of_the_subbands),
		cmocka_unit_test(filters_that_cannot_be_are_refused),
		cmocka_unit_test(quantisers_that_cannot_be_are_refused),
		cmocka_unit_test(huffman_tables_that_cannot_be_are_refused),
		cmocka_unit_test(headers_that_cannot_be_are_refused),
		cmocka_unit_test(segments_out_of_order_are_refused),
		cmocka_unit_test(endless_segments_are_refused),
		cmocka_unit_test(a_file_that_ends_early_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
