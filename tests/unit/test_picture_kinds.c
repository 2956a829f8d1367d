/*
 * test_picture_kinds: every encoding that portraits use comes out as the picture that went in, and
 * what is around or beside the samples is read or refused as documents require.
 */
#include "../bench/encode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define WIDTH  103u /* odd, so that subsampling and tiles have a rest */
#define HEIGHT 131u
#define FAR    9 /* of 255, on average: what lossy encodings change in a noisy picture */

static const struct encode_kind *kind_of(const char *name)
{
	for (size_t i = 0; i < encode_kind_count; i++) {
		if (rd_equal(rd_cstr(encode_kinds[i].name), rd_cstr(name))) {
			return &encode_kinds[i];
		}
	}
	fail_msg("no such kind: %s", name);
	return NULL;
}

static void encode(const char *name, struct bytes *out)
{
	EG_AUTO(picture_free) struct picture p = {0};
	assert_int_equal(encode_slopes(WIDTH, HEIGHT, &p), EG_OK);
	assert_int_equal(encode_picture(&p, kind_of(name), out), EG_OK);
}

/* Mean difference per sample; a grey encoding is compared with the luma of the colours. */
static double difference(const struct picture *was, const struct picture *is, bool grey)
{
	double sum = 0;
	for (size_t i = 0; i < picture_size(was); i++) {
		const uint8_t *bgr = was->bgr + i / 3 * 3;
		int expected = grey ? (114 * bgr[0] + 587 * bgr[1] + 299 * bgr[2] + 500) / 1000
				    : was->bgr[i];
		sum += abs(expected - is->bgr[i]);
	}
	return sum / (double)picture_size(was);
}

static void assert_decodes(struct rd encoded, bool grey, double most)
{
	EG_AUTO(picture_free) struct picture was = {0};
	EG_AUTO(picture_free) struct picture is = {0};
	assert_int_equal(encode_slopes(WIDTH, HEIGHT, &was), EG_OK);
	enum eg_err err = picture_decode(encoded, 2048, &is);
	if (err != EG_OK) {
		fail_msg("%s", eg_fault_last().reason);
	}
	assert_int_equal(is.width, WIDTH);
	assert_int_equal(is.height, HEIGHT);
	double off = difference(&was, &is, grey);
	if (off > most) {
		fail_msg("differs by %.1f of 255 on average", off);
	}
}

static void assert_refused(struct rd encoded, enum eg_err expected, const char *reason)
{
	struct picture p = {0};
	assert_int_equal(picture_decode(encoded, 2048, &p), expected);
	assert_string_equal(eg_fault_last().reason, reason);
	assert_null(p.bgr);
}

static void every_encoding_of_portraits_comes_out_as_it_went_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < encode_kind_count; i++) {
		const struct encode_kind *kind = &encode_kinds[i];
		EG_AUTO(bytes_free) struct bytes encoded = {0};
		print_message("%s\n", kind->name);
		encode(kind->name, &encoded);
		bool lossless = kind->ratio == 0;
		assert_decodes(bytes_rd(&encoded), kind->components == 1, lossless ? 0.6 : FAR);
	}
}

/* encoded with bytes added at an offset. */
static void insert(const struct bytes *encoded, size_t at, struct rd added, struct bytes *out)
{
	struct rd rest = bytes_rd(encoded);
	struct rd head;
	assert_int_equal(bytes_reserve(out, encoded->size + added.left, SIZE_MAX), EG_OK);
	assert_true(rd_take(&rest, at, &head));
	assert_int_equal(bytes_append(out, head), EG_OK);
	assert_int_equal(bytes_append(out, added), EG_OK);
	assert_int_equal(bytes_append(out, rest), EG_OK);
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

/* A portrait stands upright as its samples lie; readers of documents turn nothing. */
static void a_rotation_told_by_exif_is_ignored(void **state)
{
	static const uint8_t exif[] = {
		0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
		0,    1,    1, 18, 0,   3,   0,   0,   0, 1, 0,   6,   0, 0,  0, 0, 0, 0,
	};
	(void)state;
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(bytes_free) struct bytes turned = {0};
	encode("JPEG baseline", &plain);
	insert(&plain, 2, RD_ARRAY(exif), &turned);
	assert_decodes(bytes_rd(&turned), false, FAR);
}

/* Lengths of some issuers run over the image's end: what follows it is not the image's. */
static void bytes_behind_the_end_change_nothing(void **state)
{
	static const char *const kinds[] = {"JPEG baseline", "JPEG progressive", "JP2 colour",
					    "J2K colour", "J2K grey"};
	static const uint8_t padding[9] = {0};
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		EG_AUTO(bytes_free) struct bytes plain = {0};
		EG_AUTO(bytes_free) struct bytes longer = {0};
		print_message("%s\n", kinds[i]);
		encode(kinds[i], &plain);
		insert(&plain, plain.size, RD_ARRAY(padding), &longer);
		assert_decodes(bytes_rd(&longer), kind_of(kinds[i])->components == 1, FAR);
	}
}

/* Encoders are known that leave the last marker out, and lengths that cut it off. */
static void a_missing_end_marker_alone_is_forgiven(void **state)
{
	static const char *const kinds[] = {"JPEG baseline", "JPEG grey", "JP2 colour",
					    "J2K colour", "J2K grey"};
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		EG_AUTO(bytes_free) struct bytes plain = {0};
		print_message("%s\n", kinds[i]);
		encode(kinds[i], &plain);
		plain.size -= 2;
		assert_decodes(bytes_rd(&plain), kind_of(kinds[i])->components == 1, FAR);
		plain.size -= plain.size / 4;
		struct picture p = {0};
		assert_int_not_equal(picture_decode(bytes_rd(&plain), 2048, &p), EG_OK);
		assert_null(p.bgr);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_encoding_of_portraits_comes_out_as_it_went_in),
		cmocka_unit_test(a_rotation_told_by_exif_is_ignored),
		cmocka_unit_test(bytes_behind_the_end_change_nothing),
		cmocka_unit_test(a_missing_end_marker_alone_is_forgiven),
	};
	(void)assert_refused;
	(void)find;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
