/*
 * lds_face: what portraits of DG2 may look like, and what is refused.
 */
#include "emrtd/lds_face.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/wr.h"

/* DG2 around a facial record; block: what its header says about its length. */
static struct rd dg2(uint8_t *buffer, size_t cap, uint16_t points, uint32_t block, struct rd image)
{
	struct wr w = wr_of(buffer, cap);
	size_t group = wr_open(&w, 0x75);
	size_t templates = wr_open(&w, 0x7F61);
	wr_small_int(&w, 1);
	size_t template = wr_open(&w, 0x7F60);
	wr_tlv(&w, 0xA1, RD_TEXT("\x87\x02\x01\x01\x88\x02\x00\x08"));
	size_t data = wr_open(&w, 0x5F2E);
	wr_put(&w, rd_of("FAC\0"
			 "010\0",
			 8));
	wr_be32(&w, (uint32_t)(14 + 32 + 8u * points + image.left));
	wr_be16(&w, 1);
	wr_be32(&w, block);
	wr_be16(&w, points);
	wr_fill(&w, 0, 14);
	wr_fill(&w, 0, (size_t)points * 8);
	wr_fill(&w, 0, 12);
	wr_put(&w, image);
	wr_close(&w, data);
	wr_close(&w, template);
	wr_close(&w, templates);
	wr_close(&w, group);
	return wr_view(&w);
}

static void dg2_gives_its_picture_by_magic(void **state)
{
	(void)state;
	const struct {
		struct rd image;
		enum lds_picture format;
	} cases[] = {
		{RD_TEXT("\xFF\xD8\xFF\xE0 rest"), LDS_JPEG},
		{RD_TEXT("\x00\x00\x00\x0C\x6A\x50\x20\x20\x0D\x0A\x87\x0A rest"), LDS_JPEG2000},
		{RD_TEXT("\xFF\x4F\xFF\x51 rest"), LDS_JPEG2000},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (uint16_t points = 0; points < 3; points++) {
			uint8_t buffer[256];
			struct lds_portrait p;
			uint32_t block = 32u + 8u * points + (uint32_t)cases[i].image.left;
			struct rd file = dg2(buffer, sizeof(buffer), points, block, cases[i].image);
			assert_int_equal(lds_dg2(file, &p), EG_OK);
			assert_int_equal(p.format, cases[i].format);
			assert_true(rd_equal(p.bytes, cases[i].image));
		}
	}
}

static void dg2_survives_a_block_length_that_is_off(void **state)
{
	(void)state;
	static const uint32_t blocks[] = {0, 32, 50, 5000, UINT32_MAX};
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		uint8_t buffer[256];
		struct lds_portrait p;
		struct rd image = RD_TEXT("\xFF\xD8\xFF\xE0 a picture of some length");
		assert_int_equal(lds_dg2(dg2(buffer, sizeof(buffer), 0, blocks[i], image), &p),
				 EG_OK);
		assert_true(rd_equal(p.bytes, image));
	}
}

static void dg2_without_a_picture_is_refused(void **state)
{
	(void)state;
	uint8_t buffer[256];
	struct lds_portrait p;
	assert_int_equal(lds_dg2(dg2(buffer, sizeof(buffer), 0, 40, RD_TEXT("GIF89a..")), &p),
			 EG_BAD_DATA);
	assert_int_equal(p.bytes.left, 0);
	struct rd file = dg2(buffer, sizeof(buffer), 0, 40, RD_TEXT("\xFF\xD8\xFF\xE0"));
	for (size_t size = 0; size < file.left; size++) {
		assert_int_not_equal(lds_dg2(rd_of(file.at, size), &p), EG_OK);
	}
	assert_int_equal(
		lds_dg2(RD_TEXT("\x75\x0D\x7F\x61\x0A\x02\x01\x01\x7F\x60\x04\x7F\x2E\x01\x00"),
			&p),
		EG_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dg2_gives_its_picture_by_magic),
		cmocka_unit_test(dg2_survives_a_block_length_that_is_off),
		cmocka_unit_test(dg2_without_a_picture_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
