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

static bool is_grey(const struct encode_kind *kind)
{
	return kind->jpeg.grey || kind->jp2.components == 1;
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
		bool lossless = kind->jpeg.quality == 0 && !(kind->jp2.ratio > 0);
		assert_decodes(bytes_rd(&encoded), is_grey(kind), lossless ? 0.6 : FAR);
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
		assert_decodes(bytes_rd(&longer), is_grey(kind_of(kinds[i])), FAR);
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
		assert_decodes(bytes_rd(&plain), is_grey(kind_of(kinds[i])), FAR);
		plain.size -= plain.size / 4;
		struct picture p = {0};
		assert_int_not_equal(picture_decode(bytes_rd(&plain), 2048, &p), EG_OK);
		assert_null(p.bgr);
	}
}

/* Segments of the main header and fields of SIZ, as they must not be. */
static void patch(const char *name, struct rd at, size_t offset, uint8_t value, enum eg_err err,
		  const char *reason)
{
	EG_AUTO(bytes_free) struct bytes b = {0};
	encode(name, &b);
	b.data[find(&b, at) + offset] = value;
	assert_refused(bytes_rd(&b), err, reason);
}

static void samples_and_coders_not_used_in_documents_are_refused(void **state)
{
	static const uint8_t siz[] = {0xFF, 0x51};
	static const uint8_t cod[] = {0xFF, 0x52};
	static const uint8_t qcd[] = {0xFF, 0x5C};
	const char *depth = "JPEG 2000 sample depth or subsampling";
	(void)state;
	patch("J2K grey", RD_ARRAY(siz), 40, 15, EG_UNSUPPORTED, depth);   /* 16 bits */
	patch("J2K grey", RD_ARRAY(siz), 40, 0x87, EG_UNSUPPORTED, depth); /* signed */
	patch("J2K grey", RD_ARRAY(siz), 41, 2, EG_UNSUPPORTED, depth);
	patch("J2K grey", RD_ARRAY(cod), 12, 0x40, EG_UNSUPPORTED,
	      "JPEG 2000 with high-throughput code-blocks");
	patch("J2K grey", RD_ARRAY(qcd), 1, 0x50, EG_UNSUPPORTED, "JPEG 2000 of a later part");
	patch("J2K grey", RD_ARRAY(cod), 9, 33, EG_BAD_DATA, "JPEG 2000 decomposition levels");
	patch("J2K grey", RD_ARRAY(cod), 1, 0x5C, EG_BAD_DATA, "JPEG 2000 without a coding style");
	patch("J2K colour", RD_ARRAY(cod), 6, 0x40, EG_TOO_BIG, "too many JPEG 2000 packets");
	patch("J2K layers, precincts", RD_ARRAY(cod), 19, 0x00, EG_TOO_BIG,
	      "too many JPEG 2000 packets"); /* precincts of one pixel */
}

static void a_colour_space_that_would_come_out_false_is_refused(void **state)
{
	(void)state;
	static const char colours[] = "colr\1\0\0\0\0\0"; /* then the space */
	struct rd at = rd_of(colours, 10);
	patch("JP2 with alpha", at, 10, 12, EG_UNSUPPORTED, /* CMYK */
	      "JP2 colours other than sRGB, grey or YCC");
	patch("JP2 colour", at, 10, 14, EG_UNSUPPORTED, /* CIELab */
	      "JP2 colours other than sRGB, grey or YCC");
}

/* Channel definitions (I.5.3.6) may tell that the first component is blue. */
static void channels_come_out_as_they_are_defined(void **state)
{
	static const uint8_t definitions[] = {0, 0, 0, 28, 'c', 'd', 'e', 'f', 0, 3, 0, 0, 0, 0,
					      0, 3, 0, 1,  0,   0,   0,   2,   0, 2, 0, 0, 0, 1};
	(void)state;
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(bytes_free) struct bytes defined = {0};
	EG_AUTO(picture_free) struct picture was = {0};
	EG_AUTO(picture_free) struct picture is = {0};
	encode("JP2 lossless", &plain);
	size_t header = find(&plain, RD_TEXT("jp2h")) - 4;
	insert(&plain, header + plain.data[header + 3], RD_ARRAY(definitions), &defined);
	defined.data[header + 3] = (uint8_t)(defined.data[header + 3] + sizeof(definitions));
	assert_int_equal(picture_decode(bytes_rd(&plain), 2048, &was), EG_OK);
	assert_int_equal(picture_decode(bytes_rd(&defined), 2048, &is), EG_OK);
	for (size_t i = 0; i < picture_size(&was); i++) {
		assert_int_equal(is.bgr[i], was.bgr[i / 3 * 3 + 2 - i % 3]);
	}
}

/*
 * Takes the packet headers, which stand between SOP (six octets) and EPH, out of the only tile-part
 * of a codestream.
 */
static void sort_packets(struct rd tile_part, struct wr *heads, struct wr *rest)
{
	uint8_t octet;
	uint8_t next = 0;
	bool head = false;
	while (rd_u8(&tile_part, &octet)) {
		bool marker = octet == 0xFF && rd_peek(&tile_part, &next);
		if (marker && next == 0x91) { /* SOP stays where the body is */
			struct rd sop;
			wr_u8(rest, octet);
			assert_true(rd_take(&tile_part, 5, &sop));
			wr_put(rest, sop);
			head = true;
		} else if (marker && next == 0x92 && head) { /* EPH goes with its header */
			assert_true(rd_skip(&tile_part, 1));
			wr_be16(heads, 0xFF92);
			head = false;
		} else {
			wr_u8(head ? heads : rest, octet);
		}
	}
}

/* Packet headers packed into the main header (PPM, A.7.4) or the tile-part's (PPT, A.7.5). */
static void packed_packet_headers_are_read(void **state)
{
	static uint8_t room[3][65536];
	static const uint8_t sot[] = {0xFF, 0x90};
	(void)state;
	for (int main_header = 0; main_header < 2; main_header++) {
		struct wr heads = WR_ARRAY(room[0]);
		struct wr rest = WR_ARRAY(room[1]);
		struct wr out = WR_ARRAY(room[2]);
		EG_AUTO(bytes_free) struct bytes plain = {0};
		encode("J2K SOP, EPH", &plain);
		size_t at = find(&plain, RD_ARRAY(sot));
		struct rd r = bytes_rd(&plain);
		struct rd begin;
		struct rd tile;
		assert_true(rd_take(&r, at, &begin) && rd_skip(&r, 12 + 2)); /* SOT, SOD */
		assert_true(rd_take(&r, r.left - 2, &tile));                 /* not EOC */
		sort_packets(tile, &heads, &rest);
		assert_false(heads.bad || rest.bad);
		assert_true(heads.size > 50);
		wr_put(&out, begin);
		if (main_header != 0) {
			wr_be16(&out, 0xFF60);
			wr_be16(&out, (uint16_t)(2 + 1 + 4 + heads.size));
			wr_u8(&out, 0);
			wr_be32(&out, (uint32_t)heads.size);
			wr_put(&out, wr_view(&heads));
		}
		size_t packed = main_header != 0 ? 0 : 2 + 2 + 1 + heads.size;
		wr_put(&out, rd_of(plain.data + at, 6));
		wr_be32(&out, (uint32_t)(12 + packed + 2 + rest.size)); /* Psot */
		wr_put(&out, rd_of(plain.data + at + 10, 2));
		if (main_header == 0) {
			wr_be16(&out, 0xFF61);
			wr_be16(&out, (uint16_t)(2 + 1 + heads.size));
			wr_u8(&out, 0);
			wr_put(&out, wr_view(&heads));
		}
		wr_be16(&out, 0xFF93);
		wr_put(&out, wr_view(&rest));
		wr_be16(&out, 0xFFD9);
		assert_false(out.bad);
		assert_decodes(wr_view(&out), false, FAR);
	}
}

/* "J2K grey" or another with bytes added to its first tile-part's header, and Psot grown by them.
 */
static void insert_in_tile_part(const char *name, struct rd added, struct bytes *out)
{
	static const uint8_t sot[] = {0xFF, 0x90};
	EG_AUTO(bytes_free) struct bytes plain = {0};
	uint32_t size;
	encode(name, &plain);
	size_t at = find(&plain, RD_ARRAY(sot));
	struct rd length = rd_of(plain.data + at + 6, 4);
	assert_true(rd_be32(&length, &size));
	struct wr w = wr_of(plain.data + at + 6, 4);
	wr_be32(&w, size + (uint32_t)added.left);
	insert(&plain, at + 12, added, out);
}

static void assert_tile_part_refused(struct rd added, enum eg_err err, const char *reason)
{
	EG_AUTO(bytes_free) struct bytes b = {0};
	insert_in_tile_part("J2K colour", added, &b);
	assert_refused(bytes_rd(&b), err, reason);
}

/* COD: style, progression, layers, transform; levels, code-blocks, style, wavelet; precincts. */
#define COD(style, layers, levels, block, blocks_style)                                    \
	0xFF, 0x52, 0, 12, style, 0, (layers) >> 8, (layers)&255, 1, levels, block, block, \
		blocks_style, 0

static void a_header_of_a_tile_part_is_judged_as_the_main_one(void **state)
{
	static const uint8_t same[] = {COD(0, 1, 5, 4, 0)};
	static const uint8_t layers[] = {COD(0, 65535, 5, 4, 0)};
	static const uint8_t levels[] = {COD(0, 1, 33, 4, 0)};
	static const uint8_t blocks[] = {COD(0, 1, 5, 5, 0)};
	static const uint8_t high[] = {COD(0, 1, 5, 4, 0x40)};
	static const uint8_t longer[] = {0xFF, 0x52, 0, 13, 0, 0, 0, 1, 1, 5, 4, 4, 0, 0, 0};
	static const uint8_t precincts[] = {0xFF, 0x53, 0, 11, 0, 1, 1, 4, 4, 0, 0, 0, 0};
	static const uint8_t fourth[] = {0xFF, 0x53, 0, 9, 3, 0, 5, 4, 4, 0, 0};
	static const uint8_t quantum[] = {0xFF, 0x5D, 0, 5, 3, 0, 0x48};
	static const uint8_t interest[] = {0xFF, 0x5E, 0, 5, 3, 0, 8};
	static const uint8_t progress[] = {0xFF, 0x5F, 0, 8, 0, 0, 0, 1, 6, 3};
	static const uint8_t lengths[] = {0xFF, 0x55, 0, 4, 0, 0x40};
	static const uint8_t unknown[] = {0xFF, 0x70, 0, 4, 0, 0};
	static const uint8_t later[] = {0xFF, 0x50, 0, 4, 0, 0};
	static const uint8_t none[] = {0xFF, 0x64, 0, 1};
	static const uint8_t endless[] = {0xFF, 0x64, 0xFF, 0xFF};
	const char *component = "JPEG 2000 segment of no component";
	const char *place = "JPEG 2000 segment unknown or out of place";
	const char *packets = "too many JPEG 2000 packets";
	(void)state;
	EG_AUTO(bytes_free) struct bytes told = {0};
	insert_in_tile_part("J2K colour", RD_ARRAY(same), &told);
	assert_decodes(bytes_rd(&told), false, FAR);
	assert_tile_part_refused(RD_ARRAY(layers), EG_TOO_BIG, packets);
	EG_AUTO(bytes_free) struct bytes layered = {0};
	insert_in_tile_part("J2K layers, precincts", RD_ARRAY(precincts), &layered);
	assert_refused(bytes_rd(&layered), EG_TOO_BIG, packets); /* five layers of one pixel each */
	assert_tile_part_refused(RD_ARRAY(levels), EG_BAD_DATA, "JPEG 2000 decomposition levels");
	assert_tile_part_refused(RD_ARRAY(blocks), EG_BAD_DATA, "JPEG 2000 code-block size");
	assert_tile_part_refused(RD_ARRAY(high), EG_UNSUPPORTED,
				 "JPEG 2000 with high-throughput code-blocks");
	assert_tile_part_refused(RD_ARRAY(longer), EG_BAD_DATA,
				 "JPEG 2000 coding style of wrong length");
	assert_tile_part_refused(RD_ARRAY(fourth), EG_BAD_DATA, component);
	assert_tile_part_refused(RD_ARRAY(quantum), EG_BAD_DATA, component);
	assert_tile_part_refused(RD_ARRAY(interest), EG_BAD_DATA, component);
	assert_tile_part_refused(RD_ARRAY(progress), EG_BAD_DATA,
				 "JPEG 2000 progression order changes");
	assert_tile_part_refused(RD_ARRAY(lengths), EG_UNSUPPORTED, place);
	assert_tile_part_refused(RD_ARRAY(unknown), EG_UNSUPPORTED, place);
	assert_tile_part_refused(RD_ARRAY(later), EG_UNSUPPORTED, "JPEG 2000 of a later part");
	assert_tile_part_refused(RD_ARRAY(none), EG_BAD_DATA, "JPEG 2000 segment");
	assert_tile_part_refused(RD_ARRAY(endless), EG_BAD_DATA, "JPEG 2000 segment");
}

/* Progressions one after the other visit the packets of all before them again. */
static void progressions_count_as_visits(void **state)
{
	static const uint8_t one[] = {0, 0, 0, 1, 6, 3, 0};
	static const uint8_t head[] = {0xFF, 0x5F, 0, 2 + 16 * 7};
	static const uint8_t many[] = {COD(0, 1000, 5, 4, 0)};
	uint8_t room[256];
	struct wr w = WR_ARRAY(room);
	(void)state;
	wr_put(&w, RD_ARRAY(head));
	for (int i = 0; i < 16; i++) {
		wr_put(&w, RD_ARRAY(one));
	}
	EG_AUTO(bytes_free) struct bytes few = {0};
	insert_in_tile_part("J2K colour", wr_view(&w), &few);
	assert_decodes(bytes_rd(&few), false, FAR);
	wr_put(&w, RD_ARRAY(many));
	assert_tile_part_refused(wr_view(&w), EG_TOO_BIG, "too many JPEG 2000 packets");
	uint8_t thrice[3 * sizeof(head) + 33 * sizeof(one)];
	w = WR_ARRAY(thrice);
	for (int i = 0; i < 33; i++) { /* one more than are allowed, in three segments */
		static const uint8_t part[] = {0xFF, 0x5F, 0, 2 + 11 * 7};
		if (i % 11 == 0) {
			wr_put(&w, RD_ARRAY(part));
		}
		wr_put(&w, RD_ARRAY(one));
	}
	assert_tile_part_refused(wr_view(&w), EG_BAD_DATA, "JPEG 2000 progression order changes");
}

static void more_tile_parts_than_a_portrait_has_are_refused(void **state)
{
	static const uint8_t sot[] = {0xFF, 0x90};
	static const uint8_t part[] = {0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 14, 0, 0, 0xFF, 0x93};
	static uint8_t room[4096 * sizeof(part)];
	struct wr w = WR_ARRAY(room);
	(void)state;
	for (int i = 0; i < 4096; i++) {
		wr_put(&w, RD_ARRAY(part));
	}
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(bytes_free) struct bytes b = {0};
	encode("J2K grey", &plain);
	insert(&plain, find(&plain, RD_ARRAY(sot)), wr_view(&w), &b);
	assert_refused(bytes_rd(&b), EG_TOO_BIG, "too many JPEG 2000 tile-parts");
}

/* Each part of tiles is judged, not the first alone. */
static void every_tile_part_is_judged(void **state)
{
	static const uint8_t layers[] = {COD(0, 65535, 5, 4, 0)};
	(void)state;
	EG_AUTO(bytes_free) struct bytes plain = {0};
	encode("J2K tiled", &plain);
	size_t last = 0;
	for (size_t i = 0; i + 12 < plain.size; i++) {
		const uint8_t *b = plain.data + i;
		last = b[0] == 0xFF && b[1] == 0x90 && b[2] == 0 && b[3] == 10 ? i : last;
	}
	assert_true(last > plain.size / 2);
	EG_AUTO(bytes_free) struct bytes b = {0};
	insert(&plain, last + 12, RD_ARRAY(layers), &b);
	struct wr open = wr_of(b.data + last + 6, 4);
	wr_be32(&open, 0); /* Psot: to the end */
	assert_refused(bytes_rd(&b), EG_TOO_BIG, "too many JPEG 2000 packets");
}

static void a_tile_part_ends_where_it_says(void **state)
{
	static const uint8_t sot[] = {0xFF, 0x90};
	const char *length = "JPEG 2000 tile-part of wrong length";
	(void)state;
	patch("J2K grey", RD_ARRAY(sot), 3, 11, EG_BAD_DATA, "JPEG 2000 tile-part");
	patch("J2K grey", RD_ARRAY(sot), 5, 1, EG_BAD_DATA, "JPEG 2000 tile-part"); /* no such */
	patch("J2K grey", RD_ARRAY(sot), 6, 0x7F, EG_BAD_DATA, length);
	patch("J2K grey", RD_ARRAY(sot), 8, 0, EG_BAD_DATA, length); /* in the middle */
	EG_AUTO(bytes_free) struct bytes open = {0};
	encode("J2K grey", &open);
	struct wr w = wr_of(open.data + find(&open, RD_ARRAY(sot)) + 6, 4);
	wr_be32(&w, 11); /* within its own marker segment */
	assert_refused(bytes_rd(&open), EG_BAD_DATA, length);
	w = wr_of(open.data + find(&open, RD_ARRAY(sot)) + 6, 4);
	wr_be32(&w, 12); /* OpenJPEG goes on without its length */
	assert_refused(bytes_rd(&open), EG_TRUNCATED, "JPEG 2000 header");
	w = wr_of(open.data + find(&open, RD_ARRAY(sot)) + 6, 4);
	wr_be32(&w, 0); /* to the end */
	assert_decodes(bytes_rd(&open), true, FAR);
}

/* OpenJPEG looks for the next segment inside one that it does not know: COD in a "comment". */
static void nothing_hides_in_an_unknown_segment(void **state)
{
	static const uint8_t hidden[] = {0xFF, 0x70, 0, 16, COD(0, 65535, 5, 4, 0)};
	static const uint8_t qcd[] = {0xFF, 0x5C};
	(void)state;
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(bytes_free) struct bytes b = {0};
	encode("J2K grey", &plain);
	insert(&plain, find(&plain, RD_ARRAY(qcd)), RD_ARRAY(hidden), &b);
	assert_refused(bytes_rd(&b), EG_UNSUPPORTED, "JPEG 2000 segment unknown or out of place");
}

/* OpenJPEG reads a codestream on behind the end of its box. */
static void a_codestream_is_judged_behind_the_end_of_its_box(void **state)
{
	static const uint8_t layers[] = {COD(0, 65535, 5, 4, 0)};
	static const uint8_t sot[] = {0xFF, 0x90};
	(void)state;
	EG_AUTO(bytes_free) struct bytes plain = {0};
	EG_AUTO(bytes_free) struct bytes b = {0};
	encode("JP2 grey", &plain);
	size_t box = find(&plain, RD_TEXT("jp2c")) - 4;
	size_t tile_part = find(&plain, RD_ARRAY(sot));
	insert(&plain, tile_part + 12, RD_ARRAY(layers), &b);
	struct wr length = wr_of(b.data + box, 4);
	wr_be32(&length, (uint32_t)(tile_part + 12 - box)); /* ends behind SOT */
	struct wr open = wr_of(b.data + tile_part + 6, 4);
	wr_be32(&open, 0);
	assert_refused(bytes_rd(&b), EG_TOO_BIG, "too many JPEG 2000 packets");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_encoding_of_portraits_comes_out_as_it_went_in),
		cmocka_unit_test(a_rotation_told_by_exif_is_ignored),
		cmocka_unit_test(bytes_behind_the_end_change_nothing),
		cmocka_unit_test(a_missing_end_marker_alone_is_forgiven),
		cmocka_unit_test(samples_and_coders_not_used_in_documents_are_refused),
		cmocka_unit_test(a_colour_space_that_would_come_out_false_is_refused),
		cmocka_unit_test(channels_come_out_as_they_are_defined),
		cmocka_unit_test(packed_packet_headers_are_read),
		cmocka_unit_test(a_header_of_a_tile_part_is_judged_as_the_main_one),
		cmocka_unit_test(progressions_count_as_visits),
		cmocka_unit_test(more_tile_parts_than_a_portrait_has_are_refused),
		cmocka_unit_test(every_tile_part_is_judged),
		cmocka_unit_test(a_tile_part_ends_where_it_says),
		cmocka_unit_test(nothing_hides_in_an_unknown_segment),
		cmocka_unit_test(a_codestream_is_judged_behind_the_end_of_its_box),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
