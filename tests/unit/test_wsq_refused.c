/*
 * test_wsq_refused: which tables, headers and orders of segments are refused, in files that decode
 * but for the one thing that is wrong.
 */
#include "biometrics/wsq.h"

#include "wsq_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

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

/* One octet of a good segment's content changed; the unchanged one decodes. */
static void assert_octet_refused(uint8_t marker, size_t at, uint8_t value)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(finger_image_free) struct finger_image out = {0};
	wsq_kit_encode(60, 50, &(struct wsq_order){0}, &file);
	assert_int_equal(wsq_decode(bytes_rd(&file), &out), EG_OK);
	file.data[wsq_kit_find(&file, marker, 0) + 4 + at] = value;
	assert_bad(&file, EG_BAD_DATA);
}

static void quantisers_that_cannot_be_are_refused(void **state)
{
	enum { SIZE = 3 + 64 * 6 };
	const uint8_t q[SIZE + 1] = {0, 0, 1};
	(void)state;
	assert_segment_refused(0xA5, rd_of(q, SIZE - 1), EG_TRUNCATED);
	assert_segment_refused(0xA5, rd_of(q, SIZE + 1), EG_BAD_DATA);
	assert_octet_refused(0xA5, 0, 3);              /* a centre of some tens */
	assert_octet_refused(0xA5, 3 + 60 * 6 + 2, 1); /* subband 60 */
	assert_octet_refused(0xA5, 3 + 63 * 6, 21);    /* scales */
	assert_octet_refused(0xA5, 3 + 63 * 6 + 3, 21);
}

/* A table more, that no block names; without it the file decodes. */
static void assert_table_refused(struct rd content, enum eg_err expected)
{
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	uint8_t room[400];
	struct wr w = WR_ARRAY(room);
	wsq_kit_encode(60, 50, &(struct wsq_order){0}, &plain);
	wr_be16(&w, 0xFFA6);
	wr_be16(&w, (uint16_t)(content.left + 2));
	wr_put(&w, content);
	wsq_kit_replace(&plain, wsq_kit_find(&plain, 0xA3, 0), 0, wr_view(&w), &file);
	if (expected == EG_OK) {
		EG_AUTO(finger_image_free) struct finger_image out = {0};
		assert_int_equal(wsq_decode(bytes_rd(&file), &out), EG_OK);
	} else {
		assert_bad(&file, expected);
	}
}

static void huffman_tables_that_cannot_be_are_refused(void **state)
{
	uint8_t t[17 + 257] = {7};
	(void)state;
	assert_table_refused(rd_of(t, 17), EG_BAD_DATA); /* empty */
	t[1] = 1;
	assert_table_refused(rd_of(t, 18), EG_OK);
	assert_table_refused(rd_of(t, 17), EG_TRUNCATED);
	assert_table_refused(rd_of(t, 16), EG_TRUNCATED);
	assert_table_refused(rd_of(t, 19), EG_TRUNCATED); /* one octet of another table */
	t[1] = 2;                                         /* 0 and 1: the second is all ones */
	assert_table_refused(rd_of(t, 19), EG_BAD_DATA);
	t[0] = 8;
	t[1] = 1;
	assert_table_refused(rd_of(t, 18), EG_BAD_DATA);
	t[0] = 7;
	t[1] = 0;
	t[15] = 255;
	t[16] = 1;
	assert_table_refused(rd_of(t, 17 + 256), EG_OK);
	t[16] = 2;
	assert_table_refused(rd_of(t, 17 + 257), EG_BAD_DATA);
	t[15] = 0;
	t[16] = 0;
	t[3] = 200; /* more than three bits have */
	assert_table_refused(rd_of(t, 217), EG_BAD_DATA);
	assert_table_refused(RD_EMPTY, EG_TRUNCATED);
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
