/*
 * fuzz_sm: without the keys no answer passes; with them any plaintext comes back as it was.
 *
 *   first octet   cipher (two low bits), bit 2: the rest is an answer as it is, else plaintext
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "tests/unit/chip_side.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t wrapped[APDU_ANSWER_MAX];
	static uint8_t plain[APDU_ANSWER_MAX];
	struct rd rest = rd_of(data, size);
	struct sm s = {0};
	struct wr answer = WR_ARRAY(wrapped);
	struct wr out = WR_ARRAY(plain);
	uint8_t mode;
	uint16_t sw;
	if (!rd_u8(&rest, &mode) || rest.left > APDU_ANSWER_MAX - 64) {
		return 0;
	}
	promise(sm_open(&s, (enum crypt_cipher)(mode & 3), RD_TEXT("secret"), RD_EMPTY) == EG_OK);
	if ((mode & 4) != 0) {
		promise(sm_unwrap(&s, rest, &out, &sw) != EG_OK && out.size == 0);
		return 0;
	}
	chip_side_protect(&s, false, rest, SW_OK, &answer);
	promise(sm_unwrap(&s, wr_view(&answer), &out, &sw) == EG_OK && sw == SW_OK);
	promise(out.size == rest.left && (out.size == 0 || rd_equal(wr_view(&out), rest)));
	return 0;
}
