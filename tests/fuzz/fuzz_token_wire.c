/*
 * fuzz_token_wire: any datagram either is an ask or an answer that is written the same again, or
 * leaves nothing; nothing but a challenge's size and look is signed.
 */
#include "tests/fuzz/fuzz.h"

#include "prog/token_wire.h"

static void check_ask(struct rd input)
{
	uint8_t octets[512];
	struct wr w = WR_ARRAY(octets);
	struct token_ask a;
	if (token_ask_read(input, &a) != EG_OK) {
		return;
	}
	token_ask_write(&a, &w);
	promise(rd_equal(wr_view(&w), input));
	if (a.kind == TOKEN_ASK_SIGN) {
		promise(a.message.left >= TOKEN_MESSAGE_MIN && a.message.left <= TOKEN_MESSAGE_MAX);
		promise(a.alg.scheme <= CRYPT_ECDSA_PLAIN && a.alg.scheme != CRYPT_ECDSA_DER);
		promise(a.alg.hash <= CRYPT_SHA512 && a.alg.mgf_hash <= CRYPT_SHA512);
	}
}

static void check_answer(struct rd input)
{
	static struct token_answer a;
	static uint8_t octets[TOKEN_WIRE_MAX];
	struct wr w = WR_ARRAY(octets);
	if (token_answer_read(input, &a) != EG_OK) {
		promise(a.signature.left == 0 && a.name.left == 0 && a.keys == 0);
		return;
	}
	token_answer_write(&a, &w);
	promise(rd_equal(wr_view(&w), input));
	promise(a.signature.left <= TOKEN_SIGNATURE_MAX && a.name.left <= TOKEN_NAME_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_ask(rd_of(data, size));
	check_answer(rd_of(data, size));
	return 0;
}
