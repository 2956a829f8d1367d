/*
 * cardaccess: only what exists and is safe is used, best first; the rest is passed over.
 */
#include "emrtd/cardaccess.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void put_info(struct wr *w, uint8_t mechanism, uint8_t cipher, uint32_t version,
		     uint32_t parameter)
{
	const uint8_t oid[] = {0x04, 0x00, 0x7F,         0x00,      0x07,
			       0x02, 0x02, SECINFO_PACE, mechanism, cipher};
	size_t info = wr_open(w, 0x30);
	wr_tlv(w, 0x06, RD_ARRAY(oid));
	wr_small_int(w, version);
	wr_small_int(w, parameter);
	wr_close(w, info);
}

/* id-TA and id-CA with other shapes, an identifier of nobody: all to be skipped. */
#define STRANGERS                                                              \
	"\x30\x0D\x06\x08\x04\x00\x7F\x00\x07\x02\x02\x02\x02\x01\x02"         \
	"\x30\x0F\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x03\x02\x02\x02\x01\x03" \
	"\x30\x06\x06\x01\x2A\x0C\x01X"
/* PACEDomainParameterInfo, id-PACE-ECDH-GM, parameter id 1F; its curve is nobody's business. */
#define EXPLICIT "\x30\x12\x06\x09\x04\x00\x7F\x00\x07\x02\x02\x04\x02\x30\x02\x05\x00\x02\x01\x1F"

struct offer {
	uint8_t mechanism;
	uint8_t cipher;
	uint8_t version;
	uint8_t parameter;
};

static struct card_access parsed(struct rd before, const struct offer *offers, size_t count)
{
	uint8_t buffer[4096];
	struct wr w = WR_ARRAY(buffer);
	struct card_access a;
	size_t set = wr_open(&w, 0x31);
	wr_put(&w, before);
	for (size_t i = 0; i < count; i++) {
		put_info(&w, offers[i].mechanism, offers[i].cipher, offers[i].version,
			 offers[i].parameter);
	}
	wr_close(&w, set);
	assert_int_equal(card_access_parse(wr_view(&w), &a), EG_OK);
	return a;
}

/* The ranking, best first; any order in the file gives this one. */
static void security_comes_first_then_cost(void **state)
{
	(void)state;
	static const struct offer best_first[] = {
		{6, 2, 2, 12},               /* CAM, P-256: 128 bits, spares Chip Authentication */
		{6, 4, 2, 17},               /* CAM, larger than needed */
		{2, 2, 2, 13},               /* GM */
		{2, 3, 2, 13},               /* longer key */
		{2, 4, 2, 16},               /* larger group */
		{4, 2, 2, 13},               /* IM */
		{2, 1, 2, 13},               /* 3DES: 112 bits */
		{4, 1, 2, 13}, {1, 4, 2, 2}, /* field of 112 bits, after the curves */
		{3, 4, 2, 1},  {2, 4, 2, 9}, /* 96 bits */
		{1, 4, 2, 0},                /* 80 bits */
	};
	const size_t count = sizeof(best_first) / sizeof(best_first[0]);
	for (size_t turn = 0; turn < count; turn++) {
		struct offer offers[16];
		for (size_t i = 0; i < count; i++) {
			offers[(i * 5 + turn) % count] = best_first[i];
		}
		struct card_access a = parsed(RD_TEXT(STRANGERS), offers, count);
		assert_int_equal(a.offered, count);
		assert_int_equal(a.count, count);
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(a.suites[i].oid[8], best_first[i].mechanism);
			assert_int_equal(a.suites[i].oid[9], best_first[i].cipher);
			assert_int_equal(a.suites[i].parameter, best_first[i].parameter);
		}
	}
}

static void every_number_of_the_standard_is_understood(void **state)
{
	(void)state;
	unsigned known = 0;
	for (unsigned mechanism = 0; mechanism < 8; mechanism++) {
		for (unsigned cipher = 0; cipher < 6; cipher++) {
			for (unsigned parameter = 0; parameter < 33; parameter++) {
				const struct offer o = {(uint8_t)mechanism, (uint8_t)cipher, 2,
							(uint8_t)parameter};
				struct card_access a = parsed(RD_EMPTY, &o, 1);
				known += a.count;
				if (a.count == 1) {
					assert_int_equal(a.suites[0].dh, parameter < 3);
					assert_int_equal(a.suites[0].cipher, cipher - 1);
				}
			}
		}
	}
	/* DH GM and IM: 3 groups x 4; ECDH GM 11 x 4, IM without P-224, CAM without 3DES. */
	assert_int_equal(known, 2 * 3 * 4 + 11 * 4 + 10 * 4 + 11 * 3);
}

static void versions_and_parameters_not_known_are_not_used(void **state)
{
	(void)state;
	static const struct offer offers[] = {{2, 2, 1, 12}, {2, 2, 3, 12}, {2, 2, 2, 7},
					      {2, 5, 2, 12}, {2, 2, 2, 32}, {1, 2, 2, 12},
					      {2, 2, 2, 0},  {5, 2, 2, 12}};
	struct card_access a = parsed(RD_EMPTY, offers, sizeof(offers) / sizeof(offers[0]));
	assert_int_equal(a.count, 0);
	assert_int_equal(a.offered, 8);
}

static void a_pace_info_without_parameter_id_is_not_used(void **state)
{
	(void)state;
	struct card_access a;
	assert_int_equal(card_access_parse(RD_TEXT("\x31\x11\x30\x0F\x06\x0A\x04\x00\x7F\x00\x07"
						   "\x02\x02\x04\x02\x02\x02\x01\x02"),
					   &a),
			 EG_OK);
	assert_int_equal(a.count, 0);
	assert_int_equal(a.offered, 1);
}

static void more_than_one_set_of_parameters_is_noticed(void **state)
{
	(void)state;
	static const struct offer same[] = {{2, 2, 2, 12}, {4, 2, 2, 12}};
	static const struct offer differ[] = {{2, 2, 2, 12}, {4, 4, 2, 13}};
	static const struct offer foreign[] = {{2, 2, 2, 12}, {2, 2, 3, 13}};
	static const struct offer odd[] = {{2, 2, 2, 12}, {2, 2, 2, 31}};
	assert_false(parsed(RD_EMPTY, same, 2).several_parameters);
	assert_true(parsed(RD_EMPTY, differ, 2).several_parameters);
	assert_false(parsed(RD_EMPTY, foreign, 2).several_parameters); /* not this PACE */
	assert_true(parsed(RD_EMPTY, odd, 2).several_parameters);
}

static void explicit_parameters_are_never_used(void **state)
{
	(void)state;
	static const struct offer offers[] = {{2, 2, 2, 12}, {2, 2, 2, 31}};
	struct card_access a = parsed(RD_TEXT(EXPLICIT), offers, 2);
	assert_int_equal(a.count, 1);
	assert_int_equal(a.suites[0].parameter, 12);
	assert_true(a.several_parameters);
	a = parsed(RD_TEXT(EXPLICIT), offers + 1, 1);
	assert_int_equal(a.count, 0);
	assert_int_equal(a.offered, 1);
}

static void many_offers_keep_the_best(void **state)
{
	(void)state;
	struct offer offers[44];
	for (size_t i = 0; i < 44; i++) {
		offers[i] = (struct offer){2, (uint8_t)(1 + i % 4), 2, (uint8_t)(8 + i % 11)};
	}
	struct card_access a = parsed(RD_EMPTY, offers, 44);
	assert_int_equal(a.count, CARD_ACCESS_SUITES_MAX);
	assert_int_equal(a.suites[0].cipher, CRYPT_AES128);
	assert_int_equal(a.suites[0].parameter,
			 CRYPT_BP256R1); /* as good as P-256, and before it */
	for (size_t i = 0; i < a.count; i++) {
		assert_int_not_equal(a.suites[i].cipher, CRYPT_3DES);
		assert_true(a.suites[i].parameter >= CRYPT_P256);
	}
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
	assert_int_equal(a.count, 0);
}

static void terminal_authentication_names_its_file(void **state)
{
	(void)state;
	static const struct {
		struct rd file;
		enum eg_err want;
		uint16_t fid;
		uint8_t sfid;
	} cases[] = {
		{{(const uint8_t
			   *)"\x31\x0F\x30\x0D\x06\x08\x04\x00\x7F\x00\x07\x02\x02\x02\x02\x01"
			     "\x01",
		  17, false},
		 EG_OK,
		 0x011C,
		 0x1C},
		{{(const uint8_t
			   *)"\x6E\x1A\x31\x18\x30\x16\x06\x08\x04\x00\x7F\x00\x07\x02\x02\x02"
			     "\x02\x01\x01\x30\x07\x04\x02\x01\x23\x04\x01\x05",
		  28, false},
		 EG_OK,
		 0x0123,
		 0x05},
		{{(const uint8_t
			   *)"\x31\x15\x30\x13\x06\x08\x04\x00\x7F\x00\x07\x02\x02\x02\x02\x01"
			     "\x01\x30\x04\x04\x02\x01\x23",
		  23, false},
		 EG_OK,
		 0x0123,
		 0},
		{{(const uint8_t
			   *)"\x31\x14\x30\x12\x06\x08\x04\x00\x7F\x00\x07\x02\x02\x02\x02\x01"
			     "\x01\x30\x03\x04\x01\x23",
		  22, false},
		 EG_BAD_DATA,
		 0,
		 0},
		{{(const uint8_t
			   *)"\x31\x0F\x30\x0D\x06\x08\x04\x00\x7F\x00\x07\x02\x02\x02\x02\x01"
			     "\x02",
		  17, false},
		 EG_NOT_FOUND,
		 0,
		 0},
		{{(const uint8_t *)"\x31\x00", 2, false}, EG_NOT_FOUND, 0, 0},
		{{(const uint8_t *)"\x6E\x02\x30\x00", 4, false}, EG_BAD_DATA, 0, 0},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct terminal_auth_info info = {0};
		assert_int_equal(security_infos_terminal_auth(cases[i].file, &info), cases[i].want);
		if (cases[i].want == EG_OK) {
			assert_int_equal(info.fid, cases[i].fid);
			assert_int_equal(info.sfid, cases[i].sfid);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(security_comes_first_then_cost),
		cmocka_unit_test(every_number_of_the_standard_is_understood),
		cmocka_unit_test(versions_and_parameters_not_known_are_not_used),
		cmocka_unit_test(a_pace_info_without_parameter_id_is_not_used),
		cmocka_unit_test(more_than_one_set_of_parameters_is_noticed),
		cmocka_unit_test(explicit_parameters_are_never_used),
		cmocka_unit_test(many_offers_keep_the_best),
		cmocka_unit_test(broken_security_infos_are_refused),
		cmocka_unit_test(terminal_authentication_names_its_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
