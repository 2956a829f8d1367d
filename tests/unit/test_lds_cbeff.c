/*
 * lds_cbeff and lds_block: how templates and blocks are framed, what is noted and what refused.
 */
#include "emrtd/lds_block.h"
#include "emrtd/lds_cbeff.h"

#include "bio_kit.h"

#define FACE_HEADER "\xA1\x08\x87\x02\x01\x01\x88\x02\x00\x08"

/* DG2 around the content of 7F61. */
static struct rd dg2(struct kit *k, struct rd templates)
{
	struct wr w = WR_ARRAY(k->bytes);
	size_t group = wr_open(&w, 0x75);
	wr_tlv(&w, 0x7F61, templates);
	wr_close(&w, group);
	k->file = wr_view(&w);
	return k->file;
}

/* Appendix A.3 of Doc 9303-10, its data cut to two octets; A1 is printed there with 26 for 28. */
static void the_header_of_appendix_a_3_is_read(void **state)
{
	(void)state;
	struct kit k;
	struct lds_group g;
	struct rd file =
		dg2(&k, RD_TEXT("\x02\x01\x01\x7F\x60\x2F\xA1\x28\x80\x02\x01\x01\x81\x01\x02"
				"\x83\x07\x20\x02\x03\x15\x13\x30\x00"
				"\x85\x08\x20\x02\x04\x01\x20\x07\x03\x31"
				"\x86\x04\x00\x01\x00\x01\x87\x02\x01\x01\x88\x02\x00\x08"
				"\x5F\x2E\x02\xAB\xCD"));
	assert_int_equal(lds_group_read(file, LDS_FACE, &g), EG_OK);
	assert_int_equal(g.count, 1);
	assert_sound(g.deviations);
	const struct lds_header *h = &g.template[0].header;
	assert_int_equal(h->version, 0x0101);
	assert_int_equal(h->type, 2);
	assert_false(lds_header_has(h, 2));
	assert_int_equal(h->created.year, 2002);
	assert_int_equal(h->created.day, 15);
	assert_int_equal(h->created.minute, 30);
	assert_int_equal(h->from.month, 4);
	assert_int_equal(h->until.year, 2007);
	assert_int_equal(h->until.day, 31);
	assert_int_equal(h->creator, 0x00010001);
	assert_int_equal(h->owner, 0x0101);
	assert_int_equal(h->format, 0x0008);
	assert_true(rd_equal(g.template[0].data, RD_TEXT("\xAB\xCD")));
}

/* BSI TR-03105-5.1, 8.2: types of three octets. */
static void a_type_of_three_octets_is_sound(void **state)
{
	(void)state;
	struct kit k;
	struct lds_group g;
	struct rd file = dg2(&k, RD_TEXT("\x02\x01\x01\x7F\x60\x14\xA1\x0D\x81\x03\x00\x00\x02"
					 "\x87\x02\x01\x01\x88\x02\x00\x08\x5F\x2E\x02\xAB\xCD"));
	assert_int_equal(lds_group_read(file, LDS_FACE, &g), EG_OK);
	assert_sound(g.deviations);
	assert_int_equal(g.template[0].header.type, 2);
}

static void oddities_of_templates_are_noted(void **state)
{
	(void)state;
	const struct {
		struct rd templates;
		enum lds_bio_deviation noted;
		unsigned count;
	} cases[] = {
		{RD_TEXT("\x02\x01\x02"
			 "\x7F\x60\x0F" FACE_HEADER "\x5F\x2E\x02\xAB\xCD"
			 "\x7F\x60\x0F\xA2\x08\x87\x02\x01\x01\x88\x02\x00\x08\x5F\x2E\x02\xAB"
			 "\xCD"),
		 LDS_DEV_HEADER_TAG, 2},
		{RD_TEXT("\x02\x01\x01\x7F\x60\x13" FACE_HEADER
			 "\x06\x02\x51\x00\x5F\x2E\x02\xAB\xCD"),
		 LDS_DEV_OBJECT, 1},
		{RD_TEXT("\x02\x01\x01\x7F\x60\x12\xA1\x0B\x82\x01\x00\x87\x02\x01\x01\x88\x02\x00"
			 "\x08"
			 "\x5F\x2E\x02\xAB\xCD\x05\x00"),
		 LDS_DEV_OBJECT, 1},
		{RD_TEXT("\x02\x01\x01\x7F\x60\x12\xA1\x0B\x84\x01\x00\x87\x02\x01\x01\x88\x02\x00"
			 "\x08"
			 "\x5F\x2E\x02\xAB\xCD"),
		 LDS_DEV_HEADER_FIELD, 1},
		{RD_TEXT("\x02\x01\x01\x7F\x60\x13\xA1\x0C\x80\x02\x02\x00\x87\x02\x01\x01\x88\x02"
			 "\x00\x08"
			 "\x5F\x2E\x02\xAB\xCD"),
		 LDS_DEV_HEADER_VERSION, 1},
		{RD_TEXT("\x02\x01\x01\x7F\x60\x0F" FACE_HEADER "\x7F\x2E\x02\x65\x00"),
		 LDS_DEV_DATA_MISSING, 0},
		{RD_TEXT("\x02\x01\x01\x7F\x60\x11" FACE_HEADER "\x7F\x2E\x04\x65\x02\xA0\x00"),
		 LDS_DEV_DATA_WRAPPER, 1},
		{RD_TEXT("\x02\x01\x01\x7F\x60\x11" FACE_HEADER "\x7F\x2E\x04"
			 "FAC\x00"),
		 LDS_DEV_DATA_WRAPPER, 1},
		{RD_TEXT("\x7F\x60\x0F" FACE_HEADER "\x5F\x2E\x02\xAB\xCD"), LDS_DEV_COUNT_MISSING,
		 1},
		{RD_TEXT("\x02\x01\x03\x7F\x60\x0F" FACE_HEADER "\x5F\x2E\x02\xAB\xCD"),
		 LDS_DEV_COUNT, 1},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kit k;
		struct lds_group g;
		assert_int_equal(lds_group_read(dg2(&k, cases[i].templates), LDS_FACE, &g), EG_OK);
		assert_int_equal(g.count, cases[i].count);
		assert_noted(g.deviations, cases[i].noted);
	}
}

static void templates_that_pass_their_group_are_refused(void **state)
{
	(void)state;
	const struct rd cases[] = {
		RD_EMPTY,
		RD_TEXT("\x02"),
		RD_TEXT("\x02\x01\x01\x7F\x60\x05\xA1\x00"),
		RD_TEXT("\x02\x01\x01\x7F\x60\x03\xA1\x05\x00"),
		RD_TEXT("\x02\x01\x01\x7F\x60\x05\x7F\x2E\x02\xA1\x05"),
		RD_TEXT("\x02\x01\x01\x7F\x60\x05\x7F\x2E\x02\x64\x00"),
		RD_TEXT("\x02\x01\x01\x7F\x60\x80\x5F\x2E\x02\xAB\xCD\x00\x00"),
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kit k;
		struct lds_group g;
		assert_int_equal(lds_group_read(dg2(&k, cases[i]), LDS_FACE, &g), EG_BAD_DATA);
		assert_int_equal(g.count, 0);
		assert_int_equal(g.deviations, 0);
	}
}

static const struct lds_field fields[] = {
	LDS_MUST(NUMBER, -180, 180), LDS_MAY(CODE, 1, 3),  LDS_MAY(FLAG, 0, 0),
	LDS_MAY(BYTES, 0, 0),        LDS_MAY(BLOCK, 0, 0),
};

static void fields_of_blocks_are_read_by_their_table(void **state)
{
	(void)state;
	struct lds_value v[LDS_ROWS(fields)];
	uint64_t deviations = 0;
	lds_block_read(RD_TEXT("\x80\x01\xFB\xA1\x03\x80\x01\x02\x82\x01\xFF\x83\x02hi\xA4\x00"),
		       fields, LDS_ROWS(fields), v, &deviations);
	assert_sound(deviations);
	assert_int_equal(v[0].number, -5);
	assert_int_equal(v[1].number, 2);
	assert_int_equal(v[2].number, 1);
	assert_true(rd_equal(v[3].bytes, RD_TEXT("hi")));
	assert_true(v[4].told);
	lds_block_read(RD_TEXT("\x80\x02\x00\x80\xA1\x05\xA1\x03\x80\x01\x03"), fields,
		       LDS_ROWS(fields), v, &deviations);
	assert_sound(deviations);
	assert_int_equal(v[0].number, 128);
	assert_int_equal(v[1].number, 3); /* by its fallback */
	assert_int_equal(lds_told(&v[2]), LDS_UNTOLD);
}

static void oddities_of_blocks_are_noted(void **state)
{
	(void)state;
	const struct {
		struct rd content;
		enum lds_bio_deviation noted;
		bool told; /* field 0 */
	} cases[] = {
		{RD_TEXT("\x80\x81\x01\x05"), LDS_DEV_BLOCK_FORM, true},
		{RD_TEXT("\x80\x02\x00\x05"), LDS_DEV_BLOCK_FORM, true},
		{RD_TEXT("\x80\x01\x05\x82\x01\x01"), LDS_DEV_BLOCK_FORM, true},
		{RD_TEXT("\x82\x01\x00\x80\x01\x05"), LDS_DEV_BLOCK_ORDER, true},
		{RD_TEXT("\x80\x01\x05\x80\x01\x06"), LDS_DEV_BLOCK_UNKNOWN, true},
		{RD_TEXT("\x80\x01\x05\x85\x01\x06"), LDS_DEV_BLOCK_UNKNOWN, true},
		{RD_TEXT("\x80\x01\x05\x30\x00"), LDS_DEV_BLOCK_UNKNOWN, true},
		{RD_TEXT("\x80\x01\x05\x81\x01\x01"), LDS_DEV_BLOCK_UNKNOWN, true},
		{RD_TEXT("\x82\x01\x00"), LDS_DEV_BLOCK_MISSING, false},
		{RD_TEXT("\x80\x02\x00\xB5"), LDS_DEV_BLOCK_RANGE, false},
		{RD_TEXT("\x80\x00"), LDS_DEV_BLOCK_RANGE, false},
		{RD_TEXT("\x80\x06\x00\x00\x00\x00\x00\x05"), LDS_DEV_BLOCK_RANGE, false},
		{RD_TEXT("\x80\x05\x7F\xFF\xFF\xFF\xFF"), LDS_DEV_BLOCK_RANGE, false},
		{RD_TEXT("\x80\x01\x05\xA1\x03\x80\x01\x04"), LDS_DEV_BLOCK_RANGE, true},
		{RD_TEXT("\x80\x01\x05\xA1\x00"), LDS_DEV_BLOCK_RANGE, true},
		{RD_TEXT("\x80\x01\x05\x82\x02\x00\x00"), LDS_DEV_BLOCK_RANGE, true},
		{RD_TEXT("\x80\x01\x05\x83\x7F"), LDS_DEV_BLOCK_BROKEN, true},
		{RD_TEXT("\xA0\x80\x01\x05\x00\x00"), LDS_DEV_BLOCK_BROKEN, false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lds_value v[LDS_ROWS(fields)];
		uint64_t deviations = 0;
		lds_block_read(cases[i].content, fields, LDS_ROWS(fields), v, &deviations);
		assert_noted(deviations, cases[i].noted);
		assert_int_equal(v[0].told, cases[i].told);
		if (v[0].told) {
			assert_int_equal(v[0].number, 5);
		}
	}
}

static void every_deviation_has_a_reason_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(lds_refuse(0), EG_OK);
	for (unsigned a = 0; a < LDS_BIO_DEVIATION_COUNT; a++) {
		const char *text = lds_bio_deviation_text((enum lds_bio_deviation)a);
		assert_int_equal(lds_refuse(LDS_DEV_BIT(a)), EG_BAD_DATA);
		assert_ptr_equal(eg_fault_last().reason, text);
		for (unsigned b = 0; b < a; b++) {
			assert_string_not_equal(text,
						lds_bio_deviation_text((enum lds_bio_deviation)b));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_header_of_appendix_a_3_is_read),
		cmocka_unit_test(a_type_of_three_octets_is_sound),
		cmocka_unit_test(oddities_of_templates_are_noted),
		cmocka_unit_test(templates_that_pass_their_group_are_refused),
		cmocka_unit_test(fields_of_blocks_are_read_by_their_table),
		cmocka_unit_test(oddities_of_blocks_are_noted),
		cmocka_unit_test(every_deviation_has_a_reason_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
