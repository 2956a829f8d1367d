/* rd and wr: bounds hold, a failed read ends reading, DER is strict. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rd.h"
#include "base/wr.h"

static void numbers_are_read_big_endian(void **state)
{
	static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	struct rd r = RD_ARRAY(bytes);
	uint8_t a = 0;
	uint16_t b = 0;
	uint32_t c = 0;
	uint64_t d = 0;
	(void)state;
	assert_true(rd_u8(&r, &a) && rd_be16(&r, &b) && rd_be32(&r, &c) && rd_be64(&r, &d));
	assert_int_equal(a, 0x01);
	assert_int_equal(b, 0x0203);
	assert_int_equal(c, 0x04050607);
	assert_int_equal(d, 0x08090A0B0C0D0E0FULL);
	assert_true(rd_end(&r));
}

static void a_failed_read_empties_the_reader(void **state)
{
	struct rd r = RD_TEXT("abc");
	uint32_t number = 7;
	uint8_t byte = 7;
	(void)state;
	assert_false(rd_be32(&r, &number));
	assert_int_equal(number, 0);
	assert_true(r.bad);
	assert_false(rd_u8(&r, &byte));
	assert_int_equal(byte, 0);
	assert_false(rd_end(&r));
}

static void a_reader_ends_only_when_every_byte_is_read(void **state)
{
	struct rd r = RD_TEXT("ab");
	(void)state;
	assert_false(rd_end(&r));
	assert_true(rd_skip(&r, 2));
	assert_true(rd_end(&r));
	assert_false(rd_skip(&r, 1));
	assert_false(rd_end(&r));
}

static void a_copy_larger_than_its_room_writes_nothing(void **state)
{
	uint8_t room[2] = {9, 9};
	size_t size = 5;
	(void)state;
	assert_false(rd_dump(RD_TEXT("abc"), room, sizeof(room), &size));
	assert_int_equal(size, 0);
	assert_int_equal(room[0], 9);
	assert_true(rd_dump(RD_TEXT("ab"), room, sizeof(room), &size));
	assert_int_equal(size, 2);
	assert_int_equal(room[1], 'b');
}

static void a_piece_does_not_reach_beyond_itself(void **state)
{
	struct rd r = RD_TEXT("abcd");
	struct rd piece;
	uint8_t byte;
	(void)state;
	assert_true(rd_take(&r, 2, &piece));
	assert_true(rd_skip(&piece, 2));
	assert_false(rd_u8(&piece, &byte));
	assert_true(rd_u8(&r, &byte));
	assert_int_equal(byte, 'c');
}

#define TEXT_16  "0123456789abcdef"
#define TEXT_128 TEXT_16 TEXT_16 TEXT_16 TEXT_16 TEXT_16 TEXT_16 TEXT_16 TEXT_16

/* X.690 10.1: definite, shortest form. */
/* Reference values of FNV-1a. */
static void hashes_are_fnv_and_of_text_pass_over_case_and_blanks(void **state)
{
	(void)state;
	assert_true(rd_hash(RD_EMPTY, RD_HASH_START) == UINT64_C(0xCBF29CE484222325));
	assert_true(rd_hash(RD_TEXT("a"), RD_HASH_START) == UINT64_C(0xAF63DC4C8601EC8C));
	assert_true(rd_hash(RD_TEXT("foobar"), RD_HASH_START) == UINT64_C(0x85944171F73967E8));
	assert_true(rd_hash(RD_TEXT("bar"), rd_hash(RD_TEXT("foo"), RD_HASH_START)) ==
		    UINT64_C(0x85944171F73967E8));
	assert_true(rd_hash_text(RD_TEXT(" F oOBar "), RD_HASH_START) ==
		    UINT64_C(0x85944171F73967E8));
}

static void words_end_at_a_separator_or_at_the_end(void **state)
{
	(void)state;
	struct rd r = RD_TEXT("one,,two=");
	assert_true(rd_equal(rd_until(&r, ","), RD_TEXT("one")));
	assert_true(rd_equal(rd_until(&r, ","), RD_TEXT("")));
	assert_true(rd_equal(rd_until(&r, ",="), RD_TEXT("two")));
	assert_true(rd_end(&r));
	assert_true(rd_equal(rd_until(&r, ","), RD_TEXT("")));
	struct rd octets = RD_TEXT("a\0b\n");
	assert_true(rd_equal(rd_until(&octets, "\n"), RD_TEXT("a\0b"))); /* NUL separates nothing */
	assert_false(rd_take(&r, 1, &octets));
	assert_true(rd_equal(rd_until(&r, ","), RD_TEXT("")));
	assert_true(r.bad);
}

static void only_the_shortest_length_is_der(void **state)
{
	const struct rd wrong[] = {
		RD_TEXT("\x30\x81\x01x"),
		RD_TEXT("\x30\x82\x00\x01x"),
		RD_TEXT("\x30\x84\x00\x00\x00\x80" TEXT_128),
		RD_TEXT("\x30\x85\x00\x00\x00\x00\x01x"),
		RD_TEXT("\x30\xFFx"),
		RD_TEXT("\x30\x05x"),
		RD_TEXT("\x30"),
	};
	static const uint8_t indefinite[] = {0x30, 0x80, 0x00, 0x00};
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct rd r = wrong[i];
		struct rd value;
		uint32_t tag;
		assert_false(rd_tlv(&r, &tag, &value));
		assert_true(r.bad && value.bad);
	}
	struct rd r = RD_ARRAY(indefinite);
	struct rd value;
	uint32_t tag;
	assert_false(rd_tlv_ber(&r, &tag, &value));
	r = RD_TEXT("\x30\x81\x01x");
	assert_true(rd_tlv_ber(&r, &tag, &value) && rd_end(&r));
}

static void tags_of_three_octets_are_read(void **state)
{
	struct rd r = RD_TEXT("\x7F\x61\x01"
			      "a\x5F\x2E\x01"
			      "b\x5F\x81\x01\x01"
			      "c");
	struct rd value;
	(void)state;
	assert_true(rd_expect(&r, 0x7F61, &value));
	assert_true(rd_expect(&r, 0x5F2E, &value));
	assert_true(rd_expect(&r, 0x5F8101, &value));
	assert_true(rd_equal(value, RD_TEXT("c")) && rd_end(&r));
	r = RD_TEXT("\x5F\x1E\x01x"); /* a number that the low form could write */
	struct rd lenient = r;
	assert_false(rd_expect(&r, 0x5F1E, &value));
	assert_true(rd_expect_ber(&lenient, 0x5F1E, &value)); /* as travel documents have it */
	assert_true(rd_equal(value, RD_TEXT("x")) && rd_end(&lenient));
	lenient = RD_TEXT("\x5F\x00\x01x");
	assert_false(rd_expect_ber(&lenient, 0x5F00, &value));
}

static void an_optional_field_is_absent_or_whole(void **state)
{
	struct rd r = RD_TEXT("\x04\x01x");
	struct rd value;
	bool present;
	(void)state;
	assert_true(rd_optional(&r, 0x02, &value, &present));
	assert_false(present);
	assert_true(rd_optional(&r, 0x04, &value, &present));
	assert_true(present && rd_end(&r));
	assert_true(rd_optional(&r, 0x04, &value, &present));
	assert_false(present);
	r = RD_TEXT("\x04\x05x");
	assert_false(rd_optional(&r, 0x04, &value, &present));
	assert_false(present);
}

static void small_integers_are_strict(void **state)
{
	uint32_t n;
	(void)state;
	assert_true(rd_small_int(rd_of("\x00\x80", 2), &n));
	assert_int_equal(n, 128);
	assert_true(rd_small_int(rd_of("\x00", 1), &n));
	assert_false(rd_small_int(rd_of("\x00\x7F", 2), &n)); /* not shortest */
	assert_false(rd_small_int(rd_of("\x80", 1), &n));     /* negative */
	assert_false(rd_small_int(RD_EMPTY, &n));
}

static void the_total_is_known_from_the_header_alone(void **state)
{
	size_t total;
	(void)state;
	assert_true(rd_tlv_total(RD_TEXT("\x61\x82\x12\x34"), &total));
	assert_int_equal(total, 4 + 0x1234);
	assert_false(rd_tlv_total(RD_TEXT("\x61\x82\x12"), &total));
	assert_int_equal(total, 0);
}

static void a_writer_that_is_full_says_so_at_the_end(void **state)
{
	uint8_t room[3];
	struct wr w = WR_ARRAY(room);
	struct rd out;
	(void)state;
	wr_be16(&w, 1);
	wr_be16(&w, 2);
	wr_u8(&w, 3); /* would fit, but comes after a failure */
	assert_int_equal(wr_done(&w, &out), EG_TOO_BIG);
	assert_int_equal(out.left, 0);
}

static void nested_lengths_are_put_in_place(void **state)
{
	uint8_t room[300];
	struct wr w = WR_ARRAY(room);
	struct rd out;
	struct rd outer;
	struct rd inner;
	(void)state;
	size_t a = wr_open(&w, 0x30);
	size_t b = wr_open(&w, 0x04);
	wr_fill(&w, 0xAB, 200);
	wr_close(&w, b);
	wr_small_int(&w, 200);
	wr_close(&w, a);
	assert_int_equal(wr_done(&w, &out), EG_OK);
	assert_int_equal(out.left, 3 + 3 + 200 + 4);
	assert_true(rd_expect(&out, 0x30, &outer) && rd_end(&out));
	assert_true(rd_expect(&outer, 0x04, &inner) && inner.left == 200);
	assert_true(rd_expect(&outer, 0x02, &inner) && rd_end(&outer));
	assert_true(rd_equal(inner, rd_of("\x00\xC8", 2)));
}

static void a_beginning_is_one_as_far_as_it_goes(void **state)
{
	(void)state;
	struct rd bad = RD_TEXT("x");
	assert_true(rd_begins(RD_TEXT("abc"), RD_TEXT("ab")));
	assert_true(rd_begins(RD_TEXT("abc"), RD_TEXT("abc")));
	assert_true(rd_begins(RD_TEXT("abc"), RD_EMPTY));
	assert_false(rd_begins(RD_TEXT("abc"), RD_TEXT("abcd")));
	assert_false(rd_begins(RD_TEXT("abc"), RD_TEXT("b")));
	assert_false(rd_skip(&bad, 2));
	assert_false(rd_begins(bad, RD_EMPTY));
}

static void a_byte_is_found_where_it_first_stands(void **state)
{
	(void)state;
	size_t at = 9;
	struct rd r = RD_TEXT("abcb");
	assert_true(rd_find(&r, 'b', &at));
	assert_int_equal(at, 1);
	assert_int_equal(r.left, 4);
	assert_false(rd_find(&r, 'x', &at));
	assert_int_equal(at, 0);
	struct rd none = RD_EMPTY;
	assert_false(rd_find(&none, 'a', &at));
	assert_false(rd_skip(&r, 5));
	assert_false(rd_find(&r, 'a', &at));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_beginning_is_one_as_far_as_it_goes),
		cmocka_unit_test(numbers_are_read_big_endian),
		cmocka_unit_test(a_failed_read_empties_the_reader),
		cmocka_unit_test(a_reader_ends_only_when_every_byte_is_read),
		cmocka_unit_test(a_copy_larger_than_its_room_writes_nothing),
		cmocka_unit_test(a_piece_does_not_reach_beyond_itself),
		cmocka_unit_test(hashes_are_fnv_and_of_text_pass_over_case_and_blanks),
		cmocka_unit_test(words_end_at_a_separator_or_at_the_end),
		cmocka_unit_test(only_the_shortest_length_is_der),
		cmocka_unit_test(tags_of_three_octets_are_read),
		cmocka_unit_test(an_optional_field_is_absent_or_whole),
		cmocka_unit_test(small_integers_are_strict),
		cmocka_unit_test(the_total_is_known_from_the_header_alone),
		cmocka_unit_test(a_writer_that_is_full_says_so_at_the_end),
		cmocka_unit_test(nested_lengths_are_put_in_place),
		cmocka_unit_test(a_byte_is_found_where_it_first_stands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
