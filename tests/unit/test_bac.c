/*
 * bac: answers that open nothing.
 */
#include "emrtd/bac.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const uint8_t chip_nonce[] = {1, 2, 3, 4, 5, 6, 7, 8};

static struct bac begun(void)
{
	struct bac b = {0};
	struct bac_random own;
	uint8_t buffer[BAC_MESSAGE_SIZE];
	struct wr out = WR_ARRAY(buffer);
	assert_int_equal(bac_draw(&own), EG_OK);
	assert_int_equal(bac_begin(&b, RD_TEXT("L898902C<369080619406236"), &own), EG_OK);
	assert_int_equal(bac_challenge(&b, RD_ARRAY(chip_nonce), &out), EG_OK);
	assert_int_equal(out.size, BAC_MESSAGE_SIZE);
	return b;
}

/* The chip's answer, from the keys of the reader's side. */
static struct rd answer_of(const struct bac *b, struct rd first, struct rd second, uint8_t *buffer)
{
	uint8_t plain_octets[32];
	uint8_t padded_octets[40];
	uint8_t mac[8];
	struct wr plain = WR_ARRAY(plain_octets);
	struct wr padded = WR_ARRAY(padded_octets);
	struct wr out = wr_of(buffer, BAC_MESSAGE_SIZE);
	wr_put(&plain, first);
	wr_put(&plain, second);
	wr_fill(&plain, 0x77, 16);
	assert_int_equal(
		crypt_cbc_encrypt(CRYPT_3DES, secret_rd(&b->enc), RD_EMPTY, wr_view(&plain), &out),
		EG_OK);
	wr_put(&padded, wr_view(&out));
	sm_pad(&padded, 0, 8);
	assert_int_equal(crypt_mac(CRYPT_3DES, secret_rd(&b->mac), wr_view(&padded), mac), EG_OK);
	wr_put(&out, RD_ARRAY(mac));
	return wr_view(&out);
}

static void an_answer_with_both_nonces_opens(void **state)
{
	(void)state;
	uint8_t buffer[BAC_MESSAGE_SIZE];
	struct bac b = begun();
	struct sm s = {0};
	struct rd answer = answer_of(&b, RD_ARRAY(chip_nonce), RD_ARRAY(b.own.nonce), buffer);
	assert_int_equal(bac_answer(&b, answer, &s), EG_OK);
	assert_int_equal(s.enc.size, 16);
	bac_end(&b);
	assert_int_equal(b.enc.size, 0);
}

static void a_replayed_or_reflected_answer_opens_nothing(void **state)
{
	(void)state;
	static const uint8_t old[] = {8, 8, 8, 8, 8, 8, 8, 8};
	uint8_t buffer[BAC_MESSAGE_SIZE];
	struct bac b = begun();
	struct sm s = {0};
	struct rd replayed = answer_of(&b, RD_ARRAY(chip_nonce), RD_ARRAY(old), buffer);
	assert_int_equal(bac_answer(&b, replayed, &s), EG_MISMATCH);
	struct rd other = answer_of(&b, RD_ARRAY(old), RD_ARRAY(b.own.nonce), buffer);
	assert_int_equal(bac_answer(&b, other, &s), EG_MISMATCH);
	/* The reader's own message sent back has the nonces in the other order. */
	struct wr own = WR_ARRAY(buffer);
	assert_int_equal(bac_challenge(&b, RD_ARRAY(chip_nonce), &own), EG_OK);
	assert_int_equal(bac_answer(&b, wr_view(&own), &s), EG_MISMATCH);
	assert_int_equal(s.enc.size, 0);
}

static void any_changed_octet_opens_nothing(void **state)
{
	(void)state;
	uint8_t buffer[BAC_MESSAGE_SIZE];
	struct bac b = begun();
	struct sm s = {0};
	struct rd answer = answer_of(&b, RD_ARRAY(chip_nonce), RD_ARRAY(b.own.nonce), buffer);
	for (size_t i = 0; i < sizeof(buffer); i++) {
		buffer[i] ^= 0x10;
		assert_int_equal(bac_answer(&b, answer, &s), EG_MISMATCH);
		buffer[i] ^= 0x10;
	}
	assert_int_equal(bac_answer(&b, rd_of(buffer, 39), &s), EG_BAD_DATA);
	assert_int_equal(bac_answer(&b, RD_EMPTY, &s), EG_BAD_DATA);
}

static void a_nonce_of_another_size_is_refused(void **state)
{
	(void)state;
	uint8_t buffer[BAC_MESSAGE_SIZE];
	struct wr out = WR_ARRAY(buffer);
	struct bac b = begun();
	assert_int_equal(bac_challenge(&b, RD_TEXT("1234567"), &out), EG_BAD_DATA);
	assert_int_equal(bac_challenge(&b, RD_TEXT("123456789"), &out), EG_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_with_both_nonces_opens),
		cmocka_unit_test(a_replayed_or_reflected_answer_opens_nothing),
		cmocka_unit_test(any_changed_octet_opens_nothing),
		cmocka_unit_test(a_nonce_of_another_size_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
