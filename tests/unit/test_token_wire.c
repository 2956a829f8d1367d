/*
 * token_wire: what is written is read again; nothing else is an ask or an answer; what may be
 * signed.
 */
#include "prog/token_wire.h"

#include "tests/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define CHALLENGE RD_TEXT("L898902C<3........0123456789abcdef0123456789abcdef")

static struct token_ask usual(void)
{
	return (struct token_ask){.kind = TOKEN_ASK_SIGN,
				  .key = 7,
				  .alg = {.scheme = CRYPT_RSA_PSS,
					  .hash = CRYPT_SHA256,
					  .mgf_hash = CRYPT_SHA512,
					  .salt_size = 32},
				  .message = CHALLENGE};
}

static struct rd written(const struct token_ask *a, struct wr *w)
{
	struct rd datagram;
	token_ask_write(a, w);
	assert_int_equal(wr_done(w, &datagram), EG_OK);
	return datagram;
}

static void an_ask_arrives_as_it_was_meant(void **state)
{
	(void)state;
	uint8_t octets[256];
	struct wr w = WR_ARRAY(octets);
	struct token_ask a = usual();
	struct token_ask got;
	assert_int_equal(token_ask_read(written(&a, &w), &got), EG_OK);
	assert_int_equal(got.kind, TOKEN_ASK_SIGN);
	assert_int_equal(got.key, 7);
	assert_int_equal(got.alg.scheme, CRYPT_RSA_PSS);
	assert_int_equal(got.alg.hash, CRYPT_SHA256);
	assert_int_equal(got.alg.mgf_hash, CRYPT_SHA512);
	assert_int_equal(got.alg.salt_size, 32);
	assert_true(rd_equal(got.message, CHALLENGE));
	w = WR_ARRAY(octets);
	a = (struct token_ask){.kind = TOKEN_ASK_PUBLIC, .key = 63};
	assert_int_equal(token_ask_read(written(&a, &w), &got), EG_OK);
	assert_int_equal(got.kind, TOKEN_ASK_PUBLIC);
	assert_int_equal(got.key, 63);
}

static void what_is_no_ask_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"", "01", "010000", "00 00", "03 00", "81 00", "02 00", "0200 010200 000000",
	};
	struct token_ask got;
	uint8_t octets[256];
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(token_ask_read(HEX(texts[i]), &got), EG_BAD_DATA);
	}
	/* Schemes, hashes and salts that there are not. */
	for (size_t at = 2; at < 9; at++) {
		struct wr w = WR_ARRAY(octets);
		const struct token_ask a = usual();
		struct rd datagram = written(&a, &w);
		octets[at] =
			at < 5 ? (uint8_t)(at == 2 ? CRYPT_ECDSA_DER : CRYPT_SHA512 + 1) : 0x41;
		assert_int_equal(token_ask_read(datagram, &got), EG_BAD_DATA);
	}
}

static enum eg_err asked_to_sign(struct rd message)
{
	uint8_t octets[512];
	struct wr w = WR_ARRAY(octets);
	struct token_ask a = usual();
	struct token_ask got;
	a.message = message;
	return token_ask_read(written(&a, &w), &got);
}

static void certificates_and_requests_are_not_signed(void **state)
{
	(void)state;
	uint8_t octets[300] = {'L'};
	for (size_t size = 0; size < sizeof(octets); size++) {
		assert_int_equal(asked_to_sign(rd_of(octets, size)),
				 size < 34 || size > 140 ? EG_DENIED : EG_OK);
	}
	/* A body with its profile; a certificate with its body, and a reference behind it. */
	struct wr w = WR_ARRAY(octets);
	size_t mark = wr_open(&w, 0x7F4E);
	wr_tlv(&w, 0x5F29, RD_TEXT("\0"));
	wr_fill(&w, 'x', 60);
	wr_close(&w, mark);
	assert_int_equal(asked_to_sign(wr_view(&w)), EG_DENIED);
	w = WR_ARRAY(octets);
	mark = wr_open(&w, 0x7F21);
	wr_tlv(&w, 0x7F4E, RD_TEXT("0123456789012345678901234567890123456789"));
	wr_close(&w, mark);
	wr_tlv(&w, 0x42, RD_TEXT("UTCVCA00001"));
	assert_int_equal(asked_to_sign(wr_view(&w)), EG_DENIED);
	/* Lengths that DER does not have, as many a reader takes them. */
	static const char *const lengths[] = {
		"7F4E 81 30 5F29 01 00", "7F4E 82 0030 5F29 01 00", "7F4E 83 000030 5F29 01 00",
		"7F4E 80 5F29 01 00",    "7F4E 30 5F29 81 01 00",   "7F21 81 38 7F4E 81 30",
		"7F21 82 0038 7F4E 30",  "7F21 FF 7F4E 30"};
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		w = WR_ARRAY(octets);
		wr_put(&w, HEX(lengths[i]));
		wr_fill(&w, 'x', 60);
		assert_int_equal(asked_to_sign(wr_view(&w)), EG_DENIED);
	}
	/* A coordinate may begin with the same octets. */
	w = WR_ARRAY(octets);
	wr_put(&w, HEX("7F4E 20"));
	wr_fill(&w, 0x33, 60);
	assert_int_equal(asked_to_sign(wr_view(&w)), EG_OK);
}

static void answer_again(const struct token_answer *a, struct token_answer *got, uint8_t *octets)
{
	struct wr w = wr_of(octets, TOKEN_WIRE_MAX);
	struct rd datagram;
	token_answer_write(a, &w);
	assert_int_equal(wr_done(&w, &datagram), EG_OK);
	assert_int_equal(token_answer_read(datagram, got), EG_OK);
	assert_int_equal(got->kind, a->kind);
	assert_int_equal(got->err, a->err);
	struct token_answer spoilt;
	/* A refusal may name no file: it was the folder. */
	size_t cut = a->kind == TOKEN_REFUSED ? 1 : 2;
	for (size_t size = 0; size < cut && size < datagram.left; size++) {
		assert_int_equal(token_answer_read(rd_of(octets, size), &spoilt), EG_BAD_DATA);
	}
}

static void an_answer_arrives_as_it_was_meant(void **state)
{
	(void)state;
	static struct token_answer a;
	static struct token_answer got;
	uint8_t octets[TOKEN_WIRE_MAX];
	a = (struct token_answer){.kind = TOKEN_READY, .keys = 3, .plain = 2, .missing = 1};
	answer_again(&a, &got, octets);
	assert_int_equal(got.keys + 10 * got.plain + 100 * got.missing, 123);
	a = (struct token_answer){.kind = TOKEN_SIGNED, .signature = RD_TEXT("signature")};
	answer_again(&a, &got, octets);
	assert_true(rd_equal(got.signature, RD_TEXT("signature")));
	a = (struct token_answer){.kind = TOKEN_SIGNED, .err = EG_DENIED};
	answer_again(&a, &got, octets);
	assert_int_equal(got.signature.left, 0);
	a = (struct token_answer){.kind = TOKEN_REFUSED, .name = RD_TEXT("is.pkcs8")};
	answer_again(&a, &got, octets);
	assert_true(rd_equal(got.name, RD_TEXT("is.pkcs8")));
	/* The largest: RSA-8192 with an exponent as long. */
	a = (struct token_answer){.kind = TOKEN_PUBLIC,
				  .public_half = {.rsa = true,
						  .modulus_octets = {0xC1},
						  .modulus_size = TERMINAL_MODULUS_MAX,
						  .exponent_octets = {0xC2},
						  .exponent_size = TERMINAL_MODULUS_MAX}};
	answer_again(&a, &got, octets);
	assert_true(got.public_half.rsa);
	assert_true(rd_equal(terminal_public_modulus(&got.public_half),
			     terminal_public_modulus(&a.public_half)));
	assert_true(rd_equal(terminal_public_exponent(&got.public_half),
			     terminal_public_exponent(&a.public_half)));
	a = (struct token_answer){
		.kind = TOKEN_PUBLIC,
		.public_half = {.curve = CRYPT_P521, .point_octets = {4}, .point_size = 133}};
	answer_again(&a, &got, octets);
	assert_int_equal(got.public_half.curve, CRYPT_P521);
	assert_int_equal(got.public_half.point_size, 133);
}

static void what_is_no_answer_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"",
		"00",
		"85",
		"81 0000",
		"81 00000000",
		"82 00 02 00 0001 01 03", /* neither RSA nor EC */
		"82 00 01 0C 0001 01 03", /* RSA on a curve */
		"82 00 01 00 0001 01",    /* no exponent */
		"82 00 01 00 0002 01",    /* modulus longer than what is there */
		"82 00 00 0C 0001 04",    /* no point of P-256 */
		"82 00 00 63 0001 04",    /* no curve of that number */
		"82 FF",
		"83",
		"83 00",
		"83 FF 01",
		"83 01 01",    /* an error and a signature */
		"84 61 00 62", /* a name with a NUL */
	};
	struct token_answer got;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(token_answer_read(HEX(texts[i]), &got), EG_BAD_DATA);
		assert_int_equal(got.signature.left + got.name.left + got.keys, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ask_arrives_as_it_was_meant),
		cmocka_unit_test(what_is_no_ask_is_refused),
		cmocka_unit_test(certificates_and_requests_are_not_signed),
		cmocka_unit_test(an_answer_arrives_as_it_was_meant),
		cmocka_unit_test(what_is_no_answer_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
