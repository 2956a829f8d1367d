/*
 * test_base_hostile: lengths and sizes that somebody chose to do harm, read and written.
 */
#include "base/rd.h"
#include "base/wr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

/* X.690 8.1.3 and 10.1 once more, written as arithmetic instead of as a reader. */
static bool is_der_header(const uint8_t *b, size_t size, size_t *header, size_t *length)
{
	if ((b[0] & 0x1F) == 0x1F || size < 2) {
		return false; /* long tags are tried elsewhere */
	}
	if (b[1] < 0x80) {
		*header = 2;
		*length = b[1];
		return true;
	}
	if (b[1] == 0x81 && size > 2 && b[2] >= 0x80) {
		*header = 3;
		*length = b[2];
		return true;
	}
	if (b[1] == 0x82 && size > 3 && b[2] > 0) {
		*header = 4;
		*length = (size_t)b[2] << 8 | b[3];
		return true;
	}
	return false;
}

static void every_short_header_is_judged_as_the_standard_says(void **state)
{
	(void)state; /* unused */
	for (uint32_t n = 0; n < 0x1000000; n += 1) {
		const uint8_t b[] = {0x30, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};
		struct rd r = RD_ARRAY(b);
		struct rd value;
		uint32_t tag;
		size_t header = 0;
		size_t length = 0;
		bool want = is_der_header(b, sizeof(b), &header, &length) &&
			    length <= sizeof(b) - header;
		bool got = rd_tlv(&r, &tag, &value);
		if (want != got || (got && value.left != length) ||
		    (got && r.left != sizeof(b) - header - length)) {
			fail_msg("header 30 %06X", n);
		}
	}
}

static void a_length_beyond_the_bytes_is_refused_however_large(void **state)
{
	static const char *const headers[] = {
		"\x04\x05"
		"abcd",
		"\x04\x81\xFF"
		"abc",
		"\x04\x82\xFF\xFF"
		"ab",
		"\x04\x83\xFF\xFF\xFF"
		"a",
		"\x04\x84\x7F\xFF\xFF\xFF",
		"\x04\x84\xFF\xFF\xFF\xFF",
		"\x04\x85\x01\x01\x01\x01\x01",
		"\x04\x88\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
		"\x04\xFF\xFF\xFF\xFF\xFF",
		"\x04\x80",
	};
	(void)state; /* unused */
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		struct rd strict = rd_cstr(headers[i]);
		struct rd lenient = strict;
		struct rd whole;
		struct rd value;
		uint32_t tag;
		assert_false(rd_tlv_whole(&strict, &tag, &value, &whole));
		assert_false(rd_tlv_ber(&lenient, &tag, &value));
		assert_true(strict.bad && lenient.bad && value.bad && whole.bad);
		assert_int_equal(strict.left + lenient.left + value.left + whole.left, 0);
		assert_int_equal(tag, 0);
		assert_false(rd_end(&strict));
	}
}

static void a_header_cut_anywhere_is_refused(void **state)
{
	static const uint8_t whole[] = {0x7F, 0x61, 0x82, 0x01, 0x00};
	(void)state; /* unused */
	for (size_t size = 0; size <= sizeof(whole); size++) {
		struct rd r = rd_of(whole, size);
		struct rd value;
		uint32_t tag;
		assert_false(rd_tlv(&r, &tag, &value));
	}
}

static void tags_without_end_are_refused(void **state)
{
	static const uint8_t endless[] = {0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0x00};
	static const uint8_t padded[] = {0x7F, 0x80, 0x01, 0x00};
	struct rd r = RD_ARRAY(endless);
	struct rd value;
	uint32_t tag;
	(void)state; /* unused */
	assert_false(rd_tlv(&r, &tag, &value));
	r = RD_ARRAY(padded);
	assert_false(rd_tlv(&r, &tag, &value));
	r = RD_ARRAY(endless);
	assert_false(rd_next_tag(&r, &tag));
	assert_int_equal(r.left, sizeof(endless)); /* looking ahead breaks nothing */
}

static void a_size_that_would_wrap_is_refused(void **state)
{
	uint8_t few[4] = {1, 2, 3, 4};
	uint8_t out[4] = {9, 9, 9, 9};
	struct rd r = RD_ARRAY(few);
	struct rd piece;
	uint32_t n;
	uint8_t byte;
	(void)state; /* unused */
	assert_false(rd_byte_at(&r, SIZE_MAX, &byte));
	assert_false(rd_take(&r, SIZE_MAX, &piece));
	assert_true(piece.bad && r.bad);
	r = RD_ARRAY(few);
	assert_false(rd_copy(&r, out, SIZE_MAX));
	assert_int_equal(out[0], 9);
	r = RD_ARRAY(few);
	assert_false(rd_be(&r, 5, &n));
	r = RD_ARRAY(few);
	assert_false(rd_be(&r, 0, &n));
	struct wr w = WR_ARRAY(out);
	wr_u8(&w, 1);
	assert_null(wr_room(&w, SIZE_MAX));
	assert_true(w.bad);
}

static void nothing_is_read_from_nowhere(void **state)
{
	struct rd none = rd_of(NULL, 100);
	struct rd text = rd_cstr(NULL);
	uint8_t byte;
	uint8_t out[1];
	size_t size;
	(void)state; /* unused */
	assert_int_equal(none.left + text.left, 0);
	assert_true(rd_end(&none));
	assert_true(rd_skip(&none, 0));
	assert_false(rd_u8(&none, &byte));
	assert_false(rd_dump(none, out, sizeof(out), &size));
	assert_false(rd_equal(none, text)); /* what broke equals nothing */
	struct wr nowhere = wr_of(NULL, 100);
	wr_u8(&nowhere, 1);
	assert_true(nowhere.bad);
}

static void every_length_form_comes_back_as_written(void **state)
{
	static const size_t lengths[] = {0, 1, 0x7F, 0x80, 0xFF, 0x100, 0xFFFF, 0x10000, 0x10001};
	const size_t cap = 0x10100;
	EG_AUTO(eg_free) uint8_t *bytes = calloc(1, cap);
	EG_AUTO(eg_free) uint8_t *room = calloc(1, cap);
	(void)state; /* unused */
	assert_true(bytes != NULL && room != NULL);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct wr w = wr_of(room, cap);
		struct rd out;
		struct rd value;
		wr_tlv(&w, 0x5F2E, rd_of(bytes, lengths[i]));
		assert_int_equal(wr_done(&w, &out), EG_OK);
		size_t total;
		assert_true(rd_tlv_total(out, &total) && total == out.left);
		assert_true(rd_expect(&out, 0x5F2E, &value) && rd_end(&out));
		assert_int_equal(value.left, lengths[i]);
	}
}

static void a_closing_that_does_not_fit_is_bad_and_stays_inside(void **state)
{
	uint8_t room[131] = {0};
	struct wr w = wr_of(room, 130); /* header 30 81 80 and 128 bytes would be 131 */
	(void)state;                    /* unused */
	size_t mark = wr_open(&w, 0x30);
	wr_fill(&w, 0xAA, 128);
	wr_close(&w, mark);
	assert_true(w.bad);
	assert_int_equal(room[130], 0);
	w = WR_ARRAY(room);
	wr_close(&w, 5); /* a mark that was never given */
	assert_true(w.bad);
}

static void numbers_are_written_as_the_shortest_integer(void **state)
{
	static const struct {
		const char *in;
		size_t in_size;
		const char *out;
		size_t out_size;
	} cases[] = {
		{"", 0, "\x02\x01\x00", 3},
		{"\x00\x00", 2, "\x02\x01\x00", 3},
		{"\x7F", 1, "\x02\x01\x7F", 3},
		{"\x80", 1, "\x02\x02\x00\x80", 4},
		{"\x00\x00\x80\x00", 4, "\x02\x03\x00\x80\x00", 5},
	};
	(void)state; /* unused */
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t room[8];
		struct wr w = WR_ARRAY(room);
		wr_uint(&w, rd_of(cases[i].in, cases[i].in_size));
		assert_true(rd_equal(wr_view(&w), rd_of(cases[i].out, cases[i].out_size)));
	}
	uint8_t room[8];
	struct wr w = WR_ARRAY(room);
	struct rd broken = {.bad = true};
	wr_uint(&w, broken);
	assert_true(w.bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_short_header_is_judged_as_the_standard_says),
		cmocka_unit_test(a_length_beyond_the_bytes_is_refused_however_large),
		cmocka_unit_test(a_header_cut_anywhere_is_refused),
		cmocka_unit_test(tags_without_end_are_refused),
		cmocka_unit_test(a_size_that_would_wrap_is_refused),
		cmocka_unit_test(nothing_is_read_from_nowhere),
		cmocka_unit_test(every_length_form_comes_back_as_written),
		cmocka_unit_test(a_closing_that_does_not_fit_is_bad_and_stays_inside),
		cmocka_unit_test(numbers_are_written_as_the_shortest_integer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
