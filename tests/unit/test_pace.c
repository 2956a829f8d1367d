/*
 * pace: chips that do not follow the protocol get no further.
 */
#include "emrtd/pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct pace_suite suite = {
	.oid = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02},
	.cipher = CRYPT_AES128,
	.curve = CRYPT_P256,
};

static struct pace *begun(void)
{
	struct pace *p = NULL;
	assert_int_equal(pace_new(&suite, RD_TEXT("T22000129364081251010318"), NULL, &p), EG_OK);
	return p;
}

static struct rd dynamic(uint8_t *buffer, size_t cap, uint32_t tag, struct rd value)
{
	struct wr w = wr_of(buffer, cap);
	size_t mark = wr_open(&w, 0x7C);
	wr_tlv(&w, tag, value);
	wr_close(&w, mark);
	return wr_view(&w);
}

/* Brings a run up to the mapped key; the chip's map key is a fresh one. */
static struct pace *mapped(void)
{
	uint8_t buffer[200];
	uint8_t point_octets[CRYPT_POINT_MAX];
	struct wr point = WR_ARRAY(point_octets);
	EG_AUTO(crypt_ec_free) struct crypt_ec *chip = NULL;
	struct pace *p = begun();
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &chip), EG_OK);
	assert_int_equal(crypt_ec_public(chip, &point), EG_OK);
	assert_int_equal(
		pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x80, RD_TEXT("0123456789abcdef"))),
		EG_OK);
	assert_int_equal(pace_map(p, dynamic(buffer, sizeof(buffer), 0x82, wr_view(&point))),
			 EG_OK);
	return p;
}

static void a_nonce_that_is_no_whole_block_is_refused(void **state)
{
	(void)state;
	static const size_t sizes[] = {0, 1, 8, 15, 17, 48};
	uint8_t octets[64] = {0};
	uint8_t buffer[100];
	EG_AUTO(pace_free) struct pace *p = begun();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x80,
						       rd_of(octets, sizes[i]))),
				 EG_BAD_DATA);
	}
	assert_int_equal(pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x82, rd_of(octets, 16))),
			 EG_BAD_DATA);
	assert_int_equal(pace_nonce(p, RD_TEXT("\x7C\x00")), EG_BAD_DATA);
	assert_int_equal(pace_nonce(p, RD_EMPTY), EG_BAD_DATA);
}

static void points_off_the_curve_are_refused(void **state)
{
	(void)state;
	uint8_t octets[CRYPT_POINT_MAX] = {0x04, 1, 2, 3};
	uint8_t buffer[200];
	EG_AUTO(pace_free) struct pace *p = begun();
	assert_int_equal(
		pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x80, RD_TEXT("0123456789abcdef"))),
		EG_OK);
	static const size_t sizes[] = {0, 1, 64, 65, 66, 133};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_not_equal(
			pace_map(p, dynamic(buffer, sizeof(buffer), 0x82, rd_of(octets, sizes[i]))),
			EG_OK);
	}
}

static void the_readers_own_key_sent_back_is_refused(void **state)
{
	(void)state;
	uint8_t buffer[200];
	EG_AUTO(pace_free) struct pace *p = mapped();
	struct wr own = WR_ARRAY(buffer);
	assert_int_equal(pace_ephemeral_key(p, &own), EG_OK);
	buffer[2] = 0x84; /* as the chip's answer */
	assert_int_equal(pace_agree(p, wr_view(&own)), EG_MISMATCH);
}

static void the_readers_own_mapping_key_sent_back_is_refused(void **state)
{
	(void)state;
	uint8_t buffer[200];
	EG_AUTO(pace_free) struct pace *p = begun();
	struct wr own = WR_ARRAY(buffer);
	assert_int_equal(
		pace_nonce(p, dynamic(buffer, sizeof(buffer), 0x80, RD_TEXT("0123456789abcdef"))),
		EG_OK);
	assert_int_equal(pace_map_key(p, &own), EG_OK);
	buffer[2] = 0x82; /* as the chip's answer */
	assert_int_equal(pace_map(p, wr_view(&own)), EG_MISMATCH);
}

static void a_token_that_does_not_fit_opens_nothing(void **state)
{
	(void)state;
	uint8_t buffer[200];
	uint8_t point_octets[CRYPT_POINT_MAX];
	struct wr point = WR_ARRAY(point_octets);
	struct sm s = {0};
	EG_AUTO(crypt_ec_free) struct crypt_ec *chip = NULL;
	EG_AUTO(pace_free) struct pace *p = mapped();
	/* A chip that does not know the password cannot know the mapped generator. */
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &chip), EG_OK);
	assert_int_equal(crypt_ec_public(chip, &point), EG_OK);
	assert_int_equal(pace_agree(p, dynamic(buffer, sizeof(buffer), 0x84, wr_view(&point))),
			 EG_OK);
	assert_int_equal(
		pace_finish(p, dynamic(buffer, sizeof(buffer), 0x86, RD_TEXT("12345678")), &s),
		EG_MISMATCH);
	assert_int_equal(
		pace_finish(p, dynamic(buffer, sizeof(buffer), 0x86, RD_TEXT("1234567")), &s),
		EG_MISMATCH);
	/* The reader's own token sent back. */
	struct wr own = WR_ARRAY(buffer);
	assert_int_equal(pace_token(p, &own), EG_OK);
	buffer[2] = 0x86;
	assert_int_equal(pace_finish(p, wr_view(&own), &s), EG_MISMATCH);
	assert_int_equal(s.enc.size, 0);
}

static void domain_parameters_are_named_when_asked(void **state)
{
	(void)state;
	uint8_t buffer[64];
	struct wr plain = WR_ARRAY(buffer);
	EG_AUTO(pace_free) struct pace *p = begun();
	assert_int_equal(pace_set_at(p, true, &plain), EG_OK);
	struct rd written = wr_view(&plain);
	assert_int_equal(written.left, 18);
	assert_true(rd_skip(&written, 15));
	assert_true(rd_equal(written, RD_TEXT("\x84\x01\x0C")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_nonce_that_is_no_whole_block_is_refused),
		cmocka_unit_test(points_off_the_curve_are_refused),
		cmocka_unit_test(the_readers_own_key_sent_back_is_refused),
		cmocka_unit_test(the_readers_own_mapping_key_sent_back_is_refused),
		cmocka_unit_test(a_token_that_does_not_fit_opens_nothing),
		cmocka_unit_test(domain_parameters_are_named_when_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
