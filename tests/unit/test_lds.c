/*
 * lds and cardaccess: what files of the chip may look like, and what is refused.
 */
#include "emrtd/cardaccess.h"
#include "emrtd/lds.h"
#include "emrtd/lds_face.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

#define TD3                                            \
	"PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16"

static void dg1_gives_its_zone(void **state)
{
	(void)state;
	struct mrz m;
	struct rd text;
	assert_int_equal(lds_dg1(RD_TEXT("\x61\x5B\x5F\x1F\x58" TD3), &m, &text), EG_OK);
	assert_true(rd_equal(text, RD_TEXT(TD3)));
	assert_string_equal(m.issuing_state, "UTO");
	assert_int_not_equal(lds_dg1(RD_TEXT("\x61\x5B\x5F\x1F\x58" TD3 "x"), &m, &text), EG_OK);
	assert_int_equal(text.left, 0);
	assert_int_not_equal(lds_dg1(RD_TEXT("\x62\x5B\x5F\x1F\x58" TD3), &m, &text), EG_OK);
}

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
		EG_UNSUPPORTED);
}

static void dg15_gives_its_key_whole(void **state)
{
	(void)state;
	struct rd spki;
	assert_int_equal(lds_dg15(RD_TEXT("\x6F\x05\x30\x03\x02\x01\x05"), &spki), EG_OK);
	assert_true(rd_equal(spki, RD_TEXT("\x30\x03\x02\x01\x05")));
	assert_int_not_equal(lds_dg15(RD_TEXT("\x6F\x06\x30\x03\x02\x01\x05\x00"), &spki), EG_OK);
	assert_int_not_equal(lds_dg15(RD_EMPTY, &spki), EG_OK);
}

#define AA_INFO(algorithm) "\x06\x06\x67\x81\x08\x01\x01\x05\x02\x01\x01" algorithm
#define ID_PLAIN           "\x06\x0A\x04\x00\x7F\x00\x07\x01\x01\x04\x01"

static void dg14_names_the_hash_of_active_authentication(void **state)
{
	(void)state;
	enum crypt_hash h;
	assert_int_equal(lds_dg14_active_auth_hash(
				 RD_TEXT("\x6E\x1B\x31\x19\x30\x17" AA_INFO(ID_PLAIN "\x04")), &h),
			 EG_OK);
	assert_int_equal(h, CRYPT_SHA384);
	assert_int_equal(lds_dg14_active_auth_hash(
				 RD_TEXT("\x6E\x1B\x31\x19\x30\x17" AA_INFO(ID_PLAIN "\x01")), &h),
			 EG_UNSUPPORTED);
	assert_int_equal(
		lds_dg14_active_auth_hash(RD_TEXT("\x6E\x19\x31\x17\x30\x15" AA_INFO(
						  "\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02")),
					  &h),
		EG_OK);
	assert_int_equal(h, CRYPT_SHA256);
	assert_int_equal(lds_dg14_active_auth_hash(RD_TEXT("\x6E\x02\x31\x00"), &h), EG_NOT_FOUND);
	assert_int_equal(lds_dg14_active_auth_hash(RD_TEXT("\x6E\x03\x31\x02\x30\x00"), &h),
			 EG_BAD_DATA);
}

#define PACE_INFO(mapping, cipher, version, parameter)                                       \
	"\x30\x12\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x04" mapping cipher "\x02\x01" version \
	"\x02\x01" parameter
#define UNKNOWN_INFO "\x30\x0D\x06\x08\x04\x00\x7F\x00\x07\x02\x02\x02\x02\x01\x02"

static void the_best_supported_pace_comes_first(void **state)
{
	(void)state;
	struct card_access a;
	assert_int_equal(
		card_access_parse(RD_TEXT("\x31\x73" UNKNOWN_INFO PACE_INFO("\x06", "\x04", "\x02",
									    "\x0D") /* CAM */
					  PACE_INFO("\x02", "\x01", "\x02", "\x0C") /* 3DES */
					  PACE_INFO("\x02", "\x04", "\x02", "\x10") /* best */
					  PACE_INFO("\x04", "\x04", "\x02", "\x12") /* IM */
					  PACE_INFO("\x01", "\x04", "\x02", "\x02") /* DH */),
				  &a),
		EG_OK);
	assert_int_equal(a.offered, 5);
	assert_int_equal(a.count, 3);
	assert_int_equal(a.suites[0].cipher, CRYPT_AES256);
	assert_int_equal(a.suites[0].curve, CRYPT_BP384R1);
	assert_false(a.suites[0].chip_authentication);
	assert_int_equal(a.suites[1].cipher, CRYPT_3DES);
	assert_true(a.suites[2].chip_authentication);
	assert_false(a.several_parameters);
}

static void versions_and_parameters_not_known_are_not_used(void **state)
{
	(void)state;
	struct card_access a;
	assert_int_equal(
		card_access_parse(
			RD_TEXT("\x31\x50" PACE_INFO("\x02", "\x02", "\x01", "\x0C")
					PACE_INFO("\x02", "\x02", "\x03", "\x0C")
						PACE_INFO("\x02", "\x02", "\x02", "\x07")
							PACE_INFO("\x02", "\x05", "\x02", "\x0C")),
			&a),
		EG_OK);
	assert_int_equal(a.count, 0);
	assert_int_equal(a.offered, 4);
}

static void several_parameters_of_one_mechanism_are_noticed(void **state)
{
	(void)state;
	struct card_access a;
	assert_int_equal(
		card_access_parse(RD_TEXT("\x31\x28" PACE_INFO("\x02", "\x02", "\x02", "\x0C")
						  PACE_INFO("\x02", "\x02", "\x02", "\x0D")),
				  &a),
		EG_OK);
	assert_true(a.several_parameters);
	assert_int_equal(a.suites[0].curve, CRYPT_BP256R1);
}

static void many_offers_keep_the_best(void **state)
{
	(void)state;
	uint8_t buffer[512];
	struct wr w = WR_ARRAY(buffer);
	struct card_access a;
	size_t set = wr_open(&w, 0x31);
	for (uint8_t i = 0; i < 20; i++) {
		wr_put(&w, RD_TEXT("\x30\x12\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x04\x02"));
		wr_u8(&w, (uint8_t)(1 + i % 4));
		wr_put(&w, RD_TEXT("\x02\x01\x02\x02\x01"));
		wr_u8(&w, (uint8_t)(8 + i % 11));
	}
	wr_close(&w, set);
	assert_int_equal(card_access_parse(wr_view(&w), &a), EG_OK);
	assert_int_equal(a.count, CARD_ACCESS_SUITES_MAX);
	for (size_t i = 1; i < a.count; i++) {
		assert_true(a.suites[i].cipher <= a.suites[i - 1].cipher);
	}
	assert_int_equal(a.suites[0].cipher, CRYPT_AES256);
}

static void broken_security_infos_are_refused(void **state)
{
	(void)state;
	struct card_access a;
	assert_int_equal(card_access_parse(RD_TEXT("\x30\x00"), &a), EG_BAD_DATA);
	assert_int_equal(card_access_parse(RD_TEXT("\x31\x02\x05\x00"), &a), EG_BAD_DATA);
	assert_int_equal(card_access_parse(RD_TEXT("\x31\x05\x30\x03\x06\x01\x01"), &a),
			 EG_BAD_DATA);
	assert_int_equal(card_access_parse(RD_EMPTY, &a), EG_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dg1_gives_its_zone),
		cmocka_unit_test(dg2_gives_its_picture_by_magic),
		cmocka_unit_test(dg2_survives_a_block_length_that_is_off),
		cmocka_unit_test(dg2_without_a_picture_is_refused),
		cmocka_unit_test(dg15_gives_its_key_whole),
		cmocka_unit_test(dg14_names_the_hash_of_active_authentication),
		cmocka_unit_test(the_best_supported_pace_comes_first),
		cmocka_unit_test(versions_and_parameters_not_known_are_not_used),
		cmocka_unit_test(several_parameters_of_one_mechanism_are_noticed),
		cmocka_unit_test(many_offers_keep_the_best),
		cmocka_unit_test(broken_security_infos_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
