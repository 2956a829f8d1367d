/*
 * chip_side: a chip's protected answers, made in tests from the session's own keys.
 */
#ifndef EG_TESTS_CHIP_SIDE_H
#define EG_TESTS_CHIP_SIDE_H

#include "emrtd/sm.h"

#include <stdlib.h>

static inline void chip_side_must(enum eg_err err)
{
	if (err != EG_OK) {
		abort();
	}
}

/* Protects data and status as the chip would for the command that was last wrapped (9.8.4). */
static inline void chip_side_protect(const struct sm *s, bool odd_ins, struct rd data, uint16_t sw,
				     struct wr *answer)
{
	size_t block = crypt_block_size(s->cipher);
	uint8_t counter[SM_BLOCK_MAX] = {0};
	uint8_t message[APDU_ANSWER_MAX + 64];
	uint8_t padded[APDU_ANSWER_MAX];
	uint8_t iv[SM_BLOCK_MAX];
	uint8_t mac[8];
	struct wr to_mac = WR_ARRAY(message);
	struct wr plain = WR_ARRAY(padded);
	struct wr iv_out = WR_ARRAY(iv);
	unsigned carry = 2;
	for (size_t i = block; i-- > 0;) {
		carry += s->counter[i];
		counter[i] = (uint8_t)carry;
		carry >>= 8;
	}
	wr_put(&to_mac, rd_of(counter, block));
	if (data.left > 0) {
		wr_put(&plain, data);
		sm_pad(&plain, 0, block);
		if (s->cipher != CRYPT_3DES) {
			chip_side_must(crypt_block_encrypt(s->cipher, secret_rd(&s->enc),
							   rd_of(counter, block), &iv_out));
		}
		size_t mark = wr_open(&to_mac, odd_ins ? 0x85 : 0x87);
		if (!odd_ins) {
			wr_u8(&to_mac, 1);
		}
		chip_side_must(crypt_cbc_encrypt(s->cipher, secret_rd(&s->enc), wr_view(&iv_out),
						 wr_view(&plain), &to_mac));
		wr_close(&to_mac, mark);
	}
	wr_u8(&to_mac, 0x99);
	wr_u8(&to_mac, 2);
	wr_be16(&to_mac, sw);
	struct rd objects = wr_view(&to_mac);
	if (!rd_skip(&objects, block)) {
		abort();
	}
	wr_put(answer, objects);
	sm_pad(&to_mac, 0, block);
	chip_side_must(crypt_mac(s->cipher, secret_rd(&s->mac), wr_view(&to_mac), mac));
	wr_tlv(answer, 0x8E, RD_ARRAY(mac));
	wr_be16(answer, sw);
}

#endif
