/*
 * fuzz_termauth: whatever a chip says of its trust points and answers to commands, the protocol
 * ends, signs one challenge of 8 octets at a time, and never takes a refusal for a success.
 * Knows termauth. The input: EF.CVCA up to the first FF, then answers: length, data, status.
 */
#include "tests/fuzz/fuzz.h"

#include "emrtd/termauth.h"
#include "tests/unit/cvc_mint.h"

#define CERTIFICATES 2

struct made {
	struct cvc_mint_key key;
	struct cvc_minted files[CERTIFICATES];
};

static const struct made *made(void)
{
	static struct made m;
	if (m.files[0].size == 0) {
		cvc_mint_ec(&m.key, CRYPT_P256, 3);
		for (size_t i = 0; i < CERTIFICATES; i++) {
			struct cvc_mint c = {.authority = i == 0 ? "A" : "DV",
					     .holder = i == 0 ? "DV" : "IS",
					     .key = &m.key,
					     .signer = &m.key,
					     .rights = i == 0 ? MINT_DV : MINT_IS,
					     .from = "260101",
					     .to = "281231"};
			m.files[i] = cvc_mint(&c);
		}
	}
	return &m;
}

static enum eg_err chain(void *context, struct rd car, struct rd *certificates, size_t cap,
			 size_t *count)
{
	(void)context;
	promise(cvc_reference_valid(car) && cap >= CERTIFICATES);
	*count = 0;
	if (!rd_equal(car, RD_TEXT("A"))) {
		return EG_NOT_FOUND;
	}
	for (; *count < CERTIFICATES; (*count)++) {
		certificates[*count] = cvc_minted_rd(&made()->files[*count]);
	}
	return EG_OK;
}

static enum eg_err sign(void *context, struct rd message, struct wr *signature)
{
	unsigned *signatures = context;
	promise(message.left == 2 + 8 + 4);
	++*signatures;
	wr_fill(signature, 0x55, 64);
	return EG_OK;
}

static struct rd until_ff(struct rd *input)
{
	struct rd file;
	size_t size = 0;
	uint8_t octet = 0;
	while (rd_byte_at(input, size, &octet) && octet != 0xFF) {
		size++;
	}
	promise(rd_take(input, size, &file));
	promise(input->left == 0 || rd_skip(input, 1));
	return file;
}

static bool next_answer(struct rd *input, struct rd *data, uint16_t *sw)
{
	uint8_t size;
	return rd_u8(input, &size) && rd_take(input, size, data) && rd_be16(input, sw);
}

static void converse(struct termauth *t, struct rd input, const unsigned *signatures)
{
	unsigned good = 0;
	for (unsigned i = 0;; i++) {
		uint8_t octets[TERMAUTH_DATA_MAX];
		struct wr w = WR_ARRAY(octets);
		struct apdu c;
		struct rd data;
		uint16_t sw;
		bool done;
		promise(i <= 2 * CERTIFICATES + 8);
		if (termauth_next(t, &c, &w, &done) != EG_OK) {
			promise(!done && termauth_why(t) != TERMAUTH_DONE);
			if (termauth_retry(t, RD_TEXT("42")) != EG_OK) {
				return;
			}
			good -= 2; /* MSE:Set AT and GET CHALLENGE come again */
			continue;
		}
		if (done) {
			promise(good == 2 * CERTIFICATES + 3 && *signatures >= 1);
			promise(termauth_why(t) == TERMAUTH_DONE);
			return;
		}
		if (!next_answer(&input, &data, &sw)) {
			return;
		}
		enum eg_err err = termauth_take(t, data, sw);
		promise(sw == SW_OK || err == EG_DENIED);
		good += err == EG_OK ? 1 : 0;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	struct rd input = rd_of(data, size);
	struct rd file = until_ff(&input);
	struct termauth_info info;
	struct termauth_cars cars;
	enum termauth_why why;
	unsigned signatures = 0;
	const struct termauth_terminal terminal = {&signatures, chain, sign};
	enum eg_err err = termauth_info(rd_of(data, size), &info);
	promise(err != EG_OK || !info.has_short_id || info.named_file);
	err = termauth_cvca(file, &cars, &why);
	promise((err == EG_OK) == (why == TERMAUTH_GOING_ON));
	promise(err == EG_OK ? cars.count == 1 || cars.count == 2 : cars.count == 0);
	if (termauth_new_any(&terminal, &cars, RD_TEXT("41"), RD_TEXT("comp"), &t) != EG_OK) {
		promise(t == NULL);
		return 0;
	}
	converse(t, input, &signatures);
	promise(signatures <= 2);
	return 0;
}
