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
#define ALONE 51 /* the subband that is transmitted: 8 x 8, in the second block */
#define FIRST 18 /* one of the first block: 2 x 2 */

/* What a test changes of the small file. */
struct form {
	uint8_t centre; /* tenths */
	uint8_t bin;
	uint8_t zero;
	struct rd block;      /* the bits of the second block */
	struct rd first;      /* of the first; then FIRST is transmitted */
	struct rd table;      /* content of DHT; empty: the one of all symbols */
	uint8_t table_number; /* that blocks name */
};

static void put_segment(struct wr *w, uint8_t marker, struct rd content)
{
	wr_u8(w, 0xFF);
	wr_u8(w, marker);
	wr_be16(w, (uint16_t)(content.left + 2));
	wr_put(w, content);
}

/* All 254 symbols have codes of 8 bits: the code of a symbol is its number less one. */
static void put_table(struct wr *w, const struct form *f)
{
	uint8_t room[300];
	if (f->table.left > 0) {
		put_segment(w, 0xA6, f->table);
		return;
	}
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
		bool sent = k == ALONE || (k == FIRST && f->first.left > 0);
		wr_be16(&table, sent ? f->bin : 0);
		wr_u8(&table, 0);
		wr_be16(&table, sent ? f->zero : 0);
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
	put_table(w, f);
}

static void put_block(struct wr *w, uint8_t table, struct rd bits)
{
	put_segment(w, 0xA3, rd_of(&table, 1));
	wr_put(w, bits);
}

static struct rd write_form(const struct form *f, uint8_t *room, size_t size)
{
	struct wr w = wr_of(room, size);
	struct rd file;
	put_head(&w, f);
	put_block(&w, f->table_number, f->first);
	put_block(&w, f->table_number, f->block);
	put_block(&w, f->table_number, RD_EMPTY);
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
	static const uint8_t minus_one[] = {CODE(179), CODE(63)};
	static const uint8_t minus_six[] = {CODE(174), CODE(63)};
	const struct form wide = {
		.bin = 4, .zero = 4, .centre = 0, .block = RD_ARRAY(one)}; /* 4 + 2 */
	const struct form centred = {
		.bin = 10, .zero = 2, .centre = 5, .block = RD_ARRAY(one)}; /* 5 + 1 */
	const struct form mirrored = {
		.bin = 10, .zero = 2, .centre = 5, .block = RD_ARRAY(minus_one)};
	const struct form plain = {.bin = 1, .block = RD_ARRAY(six)};
	const struct form below = {.bin = 1, .block = RD_ARRAY(minus_six)};
	(void)state;
	EG_AUTO(finger_image_free) struct finger_image a = {0};
	EG_AUTO(finger_image_free) struct finger_image b = {0};
	EG_AUTO(finger_image_free) struct finger_image c = {0};
	EG_AUTO(finger_image_free) struct finger_image d = {0};
	EG_AUTO(finger_image_free) struct finger_image e = {0};
	assert_int_equal(decode_form(&wide, &a), EG_OK);
	assert_int_equal(decode_form(&centred, &b), EG_OK);
	assert_int_equal(decode_form(&plain, &c), EG_OK);
	assert_int_equal(decode_form(&below, &d), EG_OK);
	assert_int_equal(decode_form(&mirrored, &e), EG_OK);
	assert_memory_equal(e.grey, d.grey, SIDE * SIDE);
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
	static const uint8_t whole_rows[] = {CODE(56)};
	static const uint8_t part_of_a_row[] = {CODE(5)};
	static const uint8_t half_way[] = {CODE(63), CODE(103), 0};
	static const uint8_t too_many[] = {CODE(64), CODE(1)};
	static const uint8_t no_code[] = {CODE(63), 0xFF, 0};
	static const uint8_t restart[] = {CODE(63), 0xFF, 0xB0, CODE(1)};
	(void)state;
	assert_refused(RD_ARRAY(over), EG_BAD_DATA);
	assert_refused(RD_ARRAY(far_over), EG_BAD_DATA);
	assert_refused(RD_ARRAY(too_few), EG_BAD_DATA);
	assert_refused(RD_ARRAY(whole_rows), EG_BAD_DATA);
	assert_refused(RD_ARRAY(part_of_a_row), EG_BAD_DATA);
	assert_refused(RD_ARRAY(half_way), EG_TRUNCATED);
	assert_refused(RD_ARRAY(too_many), EG_BAD_DATA);
	assert_refused(RD_ARRAY(no_code), EG_BAD_DATA);
	assert_refused(RD_ARRAY(restart), EG_BAD_DATA); /* none is announced */
	assert_refused(RD_EMPTY, EG_TRUNCATED);
}

static void assert_form(const struct form *f, enum eg_err expected)
{
	EG_AUTO(finger_image_free) struct finger_image out = {0};
	enum eg_err err = decode_form(f, &out);
	if (err != expected) {
		fail_msg("%s, not %s", eg_err_name(err), eg_err_name(expected));
	}
}

static void zeros_do_not_run_into_the_next_part(void **state)
{
	static const uint8_t four[] = {CODE(4)};
	static const uint8_t all[] = {CODE(68)}; /* of both subbands */
	static const uint8_t rest[] = {CODE(64)};
	(void)state;
	assert_form(&(struct form){.bin = 1, .first = RD_ARRAY(four), .block = RD_ARRAY(rest)},
		    EG_OK);
	assert_form(&(struct form){.bin = 1, .first = RD_ARRAY(all)}, EG_BAD_DATA);
}

/* Tables of one code, 0, for a symbol that table A.2 does not have. */
static void symbols_without_a_meaning_are_refused(void **state)
{
	static const uint8_t nought[] = {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
	static const uint8_t last[] = {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255};
	static const uint8_t bits[] = {0x7F};
	(void)state;
	assert_form(&(struct form){.bin = 1, .table = RD_ARRAY(nought), .block = RD_ARRAY(bits)},
		    EG_BAD_DATA);
	assert_form(&(struct form){.bin = 1, .table = RD_ARRAY(last), .block = RD_ARRAY(bits)},
		    EG_BAD_DATA);
}

/* Codes of three bits: 000 is a run of 30, 011 one of 4; padding never completes a code. */
static void padding_is_no_part_of_a_code(void **state)
{
	static const uint8_t table[] = {0, 0, 0, 4, 0, 0, 0,  0,  0,  0, 0,
					0, 0, 0, 0, 0, 0, 30, 30, 30, 4};
	static const uint8_t whole[] = {0x01, 0xFF, 0}; /* 000 000 011 and ones */
	static const uint8_t cut[] = {0x01};            /* 000 000 01 */
	static const uint8_t restart[] = {0x03, 0xFF, 0xB0, 0x7F};
	static const uint8_t other_padding[] = {0x00, 0xFF, 0xB0, 0x7F};
	static const uint8_t octet_of_ones[] = {0x03, 0xFF, 0, 0xFF, 0xB0, 0x7F};
	const struct {
		struct rd bits;
		enum eg_err err;
	} cases[] = {
		{RD_ARRAY(whole), EG_OK},
		{RD_ARRAY(cut), EG_BAD_DATA},
		{RD_ARRAY(restart), EG_OK},
		{RD_ARRAY(other_padding), EG_BAD_DATA},
		{RD_ARRAY(octet_of_ones), EG_BAD_DATA},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(finger_image_free) struct finger_image out = {0};
		const struct form f = {.bin = 1, .table = RD_ARRAY(table)};
		static const uint8_t interval[] = {0, 60};
		uint8_t room[2048];
		struct wr w = WR_ARRAY(room);
		put_head(&w, &f);
		put_segment(&w, 0xA7, RD_ARRAY(interval));
		put_block(&w, 0, cases[i].bits);
		wr_be16(&w, 0xFFA1);
		print_message("case %zu\n", i);
		assert_int_equal(wsq_decode(wr_view(&w), &out), cases[i].err);
	}
}

/* Also by a block that has nothing to read. */
static void a_table_that_is_not_there_is_not_used(void **state)
{
	static const uint8_t all[] = {CODE(64)};
	(void)state;
	assert_form(&(struct form){.bin = 0}, EG_OK);
	assert_form(&(struct form){.bin = 0, .table_number = 5}, EG_BAD_DATA);
	assert_form(&(struct form){.bin = 0, .table_number = 8}, EG_BAD_DATA);
	assert_form(&(struct form){.bin = 1, .block = RD_ARRAY(all)}, EG_OK);
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
		put_block(&w, 0, RD_ARRAY(bits));
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
		put_block(&w, 0, i == 20 ? RD_ARRAY(whole) : RD_EMPTY);
	}
	wr_be16(&w, 0xFFA1);
	assert_int_equal(wsq_decode(wr_view(&w), &out), EG_OK);
	for (size_t i = 0; i < SIDE * SIDE; i++) {
		assert_int_equal(out.grey[i], 128);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_mean_the_same_in_every_form),
		cmocka_unit_test(runs_mean_the_same_in_every_form),
		cmocka_unit_test(bins_have_their_values),
		cmocka_unit_test(bits_that_do_not_fill_the_subbands_are_refused),
		cmocka_unit_test(zeros_do_not_run_into_the_next_part),
		cmocka_unit_test(symbols_without_a_meaning_are_refused),
		cmocka_unit_test(padding_is_no_part_of_a_code),
		cmocka_unit_test(a_table_that_is_not_there_is_not_used),
		cmocka_unit_test(restarts_are_read_in_their_turns),
		cmocka_unit_test(blocks_may_hold_a_part_of_the_subbands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
