/*
 * sm: a verified answer moves the counter, nothing else does.
 */
#include "chip_side.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const enum crypt_cipher ciphers[] = {CRYPT_3DES, CRYPT_AES128, CRYPT_AES192, CRYPT_AES256};
#define CIPHERS (sizeof(ciphers) / sizeof(ciphers[0]))

static struct sm opened(enum crypt_cipher cipher)
{
	struct sm s = {0};
	assert_int_equal(sm_open(&s, cipher, RD_TEXT("a shared secret"), RD_EMPTY), EG_OK);
	return s;
}

static uint8_t last_count(const struct sm *s)
{
	return s->counter[crypt_block_size(s->cipher) - 1];
}

static enum eg_err unwrap(struct sm *s, struct rd answer, struct rd *data, uint16_t *sw)
{
	static uint8_t buffer[APDU_ANSWER_MAX];
	struct wr out = WR_ARRAY(buffer);
	enum eg_err err = sm_unwrap(s, answer, &out, sw);
	*data = wr_view(&out);
	return err;
}

static void protected_answers_of_every_size_are_read(void **state)
{
	(void)state;
	uint8_t plain[256];
	for (size_t i = 0; i < sizeof(plain); i++) {
		plain[i] = (uint8_t)(i * 3);
	}
	for (size_t c = 0; c < CIPHERS; c++) {
		struct sm s = opened(ciphers[c]);
		for (size_t size = 0; size <= sizeof(plain); size += 5) {
			uint8_t buffer[400];
			struct wr answer = WR_ARRAY(buffer);
			struct rd data;
			uint16_t sw;
			chip_side_protect(&s, size % 2 == 1, rd_of(plain, size), SW_OK, &answer);
			assert_int_equal(unwrap(&s, wr_view(&answer), &data, &sw), EG_OK);
			assert_int_equal(sw, SW_OK);
			assert_int_equal(data.left, size);
			assert_true(size == 0 || rd_equal(data, rd_of(plain, size)));
		}
		sm_close(&s);
	}
}

static void the_largest_plain_answer_fits_a_short_one(void **state)
{
	(void)state;
	assert_int_equal(sm_plain_max(CRYPT_3DES), 231);
	for (size_t c = 0; c < CIPHERS; c++) {
		uint8_t buffer[600];
		uint8_t plain[256] = {0};
		struct sm s = opened(ciphers[c]);
		struct wr answer = WR_ARRAY(buffer);
		size_t max = sm_plain_max(ciphers[c]);
		assert_true(ciphers[c] == CRYPT_3DES || max == 223);
		chip_side_protect(&s, false, rd_of(plain, max), SW_OK, &answer);
		assert_true(answer.size - 2 <= 256);
		answer.size = 0;
		chip_side_protect(&s, false, rd_of(plain, max + 1), SW_OK, &answer);
		assert_true(answer.size - 2 > 256);
		sm_close(&s);
	}
}

static void any_changed_bit_is_found_and_moves_nothing(void **state)
{
	(void)state;
	for (size_t c = 0; c < CIPHERS; c++) {
		uint8_t buffer[100];
		struct wr answer = WR_ARRAY(buffer);
		struct sm s = opened(ciphers[c]);
		struct rd data;
		uint16_t sw;
		chip_side_protect(&s, false, RD_TEXT("some data"), SW_OK, &answer);
		/* All but the two bare status octets: those are never used. */
		for (size_t bit = 0; bit < (answer.size - 2) * 8; bit++) {
			buffer[bit / 8] ^= (uint8_t)(1u << bit % 8);
			assert_int_not_equal(unwrap(&s, wr_view(&answer), &data, &sw), EG_OK);
			assert_int_equal(data.left, 0);
			assert_int_equal(last_count(&s), 0);
			buffer[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		assert_int_equal(unwrap(&s, wr_view(&answer), &data, &sw), EG_OK);
		assert_int_equal(last_count(&s), 2);
		assert_int_equal(unwrap(&s, wr_view(&answer), &data, &sw), EG_MISMATCH);
		sm_close(&s);
	}
}

static void the_status_is_the_protected_one(void **state)
{
	(void)state;
	uint8_t buffer[100];
	struct wr answer = WR_ARRAY(buffer);
	struct sm s = opened(CRYPT_AES128);
	struct rd data;
	uint16_t sw;
	chip_side_protect(&s, false, RD_EMPTY, SW_NOT_FOUND, &answer);
	buffer[answer.size - 2] = 0x90;
	buffer[answer.size - 1] = 0x00;
	assert_int_equal(unwrap(&s, wr_view(&answer), &data, &sw), EG_OK);
	assert_int_equal(sw, SW_NOT_FOUND);
}

static void bare_answers_give_their_status_and_no_data(void **state)
{
	(void)state;
	struct sm s = opened(CRYPT_AES256);
	struct rd data;
	uint16_t sw;
	assert_int_equal(unwrap(&s, RD_TEXT("\x67\x00"), &data, &sw), EG_DENIED);
	assert_int_equal(sw, SW_WRONG_LENGTH);
	assert_int_equal(unwrap(&s, RD_TEXT("data\x90\x00"), &data, &sw), EG_BAD_DATA);
	assert_int_equal(data.left, 0);
	assert_int_equal(last_count(&s), 0);
}

static void a_command_wrapped_again_is_the_same(void **state)
{
	(void)state;
	for (size_t c = 0; c < CIPHERS; c++) {
		uint8_t first[100];
		uint8_t second[100];
		struct wr a = WR_ARRAY(first);
		struct wr b = WR_ARRAY(second);
		struct sm s = opened(ciphers[c]);
		const struct apdu read = {.ins = 0xB0, .le = 100};
		assert_int_equal(sm_wrap(&s, &read, &a), EG_OK);
		assert_int_equal(sm_wrap(&s, &read, &b), EG_OK);
		assert_true(rd_equal(wr_view(&a), wr_view(&b)));
	}
}

static void the_counter_carries_over(void **state)
{
	(void)state;
	static const uint8_t almost[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE};
	uint8_t buffer[100];
	struct wr answer = WR_ARRAY(buffer);
	struct sm s = {0};
	struct rd data;
	uint16_t sw;
	assert_int_equal(sm_open(&s, CRYPT_3DES, RD_TEXT("secret"), RD_ARRAY(almost)), EG_OK);
	chip_side_protect(&s, false, RD_EMPTY, SW_OK, &answer);
	assert_int_equal(unwrap(&s, wr_view(&answer), &data, &sw), EG_OK);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(s.counter[i], 0);
	}
	assert_int_equal(sm_open(&s, CRYPT_AES128, RD_TEXT("secret"), RD_ARRAY(almost)), EG_STATE);
}

static void a_closed_session_holds_no_key(void **state)
{
	(void)state;
	struct sm s = opened(CRYPT_AES256);
	sm_close(&s);
	const uint8_t *octets = (const uint8_t *)&s;
	for (size_t i = 0; i < sizeof(s); i++) {
		assert_int_equal(octets[i], 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(protected_answers_of_every_size_are_read),
		cmocka_unit_test(the_largest_plain_answer_fits_a_short_one),
		cmocka_unit_test(any_changed_bit_is_found_and_moves_nothing),
		cmocka_unit_test(the_status_is_the_protected_one),
		cmocka_unit_test(bare_answers_give_their_status_and_no_data),
		cmocka_unit_test(a_command_wrapped_again_is_the_same),
		cmocka_unit_test(the_counter_carries_over),
		cmocka_unit_test(a_closed_session_holds_no_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
