/*
 * pace_chip: the card's side of PACE in tests, answer by answer, with every suite.
 */
#ifndef EG_TESTS_PACE_CHIP_H
#define EG_TESTS_PACE_CHIP_H

#include "emrtd/pace.h"
#include "emrtd/pace_group.h"

#include <stdlib.h>

static inline void pace_chip_must(enum eg_err err)
{
	if (err != EG_OK) {
		abort();
	}
}

struct pace_chip {
	struct pace_suite suite;
	struct secret nonce;
	struct pace_group group;
	uint8_t terminal[PACE_PUBLIC_MAX]; /* its ephemeral key */
	size_t terminal_size;
	struct sm session;
	struct crypt_ec *static_key; /* of Chip Authentication Mapping */
};

static inline void pace_chip_end(struct pace_chip *c)
{
	pace_group_end(&c->group);
	crypt_ec_free(&c->static_key);
	sm_close(&c->session);
}

static inline struct rd pace_chip_put(struct wr *out, uint32_t tag, struct rd value)
{
	size_t start = out->size;
	size_t mark = wr_open(out, 0x7C);
	wr_tlv(out, tag, value);
	wr_close(out, mark);
	struct rd all = wr_view(out);
	if (!rd_skip(&all, start)) {
		abort();
	}
	return all;
}

/* Value of the one object in a terminal's data. */
static inline struct rd pace_chip_take(struct rd data, uint32_t tag)
{
	struct rd objects;
	struct rd value;
	if (!rd_expect(&data, 0x7C, &objects) || !rd_expect(&objects, tag, &value)) {
		abort();
	}
	return value;
}

/* Answer to the first GENERAL AUTHENTICATE: a fresh nonce under the key of the MRZ. */
static inline struct rd pace_chip_nonce(struct pace_chip *c, const struct pace_suite *suite,
					struct rd mrz_information, struct wr *out)
{
	uint8_t digest[CRYPT_HASH_MAX];
	uint8_t z_octets[PACE_NONCE_MAX];
	struct wr z = WR_ARRAY(z_octets);
	struct secret key = {0};
	bool is_long = suite->cipher == CRYPT_AES192 || suite->cipher == CRYPT_AES256;
	*c = (struct pace_chip){.suite = *suite};
	c->nonce.size = is_long ? 32 : 16;
	pace_chip_must(crypt_random(c->nonce.bytes, c->nonce.size));
	pace_chip_must(crypt_hash(CRYPT_SHA1, mrz_information, digest));
	pace_chip_must(sm_derive(suite->cipher, rd_of(digest, 20), SM_KEY_PASSWORD, &key));
	pace_chip_must(crypt_cbc_encrypt(suite->cipher, secret_rd(&key), RD_EMPTY,
					 secret_rd(&c->nonce), &z));
	return pace_chip_put(out, 0x80, wr_view(&z));
}

static inline struct rd pace_chip_map(struct pace_chip *c, struct rd terminal, struct wr *out)
{
	struct rd data = pace_chip_take(terminal, 0x81);
	uint8_t octets[PACE_PUBLIC_MAX];
	struct wr own = WR_ARRAY(octets);
	bool integrated = c->suite.mapping == PACE_IM;
	const struct pace_fixed fixed = {.nonce = integrated ? data : RD_EMPTY};
	pace_chip_must(pace_group_begin(&c->group, &c->suite, &fixed));
	pace_chip_must(
		pace_group_map(&c->group, secret_rd(&c->nonce), integrated ? RD_EMPTY : data));
	if (!integrated) {
		pace_chip_must(pace_group_mapping_data(&c->group, &own));
	}
	return pace_chip_put(out, 0x82, wr_view(&own));
}

static inline struct rd pace_chip_agree(struct pace_chip *c, struct rd terminal, struct wr *out)
{
	struct rd key = pace_chip_take(terminal, 0x83);
	uint8_t octets[PACE_PUBLIC_MAX];
	struct wr own = WR_ARRAY(octets);
	struct bytes shared = {0};
	pace_chip_must(pace_group_agree(&c->group, key, &shared));
	pace_chip_must(sm_open(&c->session, c->suite.cipher, bytes_rd(&shared), RD_EMPTY));
	bytes_free(&shared);
	if (!rd_dump(key, c->terminal, sizeof(c->terminal), &c->terminal_size)) {
		abort();
	}
	pace_chip_must(pace_group_public(&c->group, &own));
	return pace_chip_put(out, 0x84, wr_view(&own));
}

static inline void pace_chip_token_over(const struct pace_chip *c, struct rd key, uint8_t token[8])
{
	uint8_t octets[PACE_PUBLIC_MAX + 40];
	struct wr w = WR_ARRAY(octets);
	size_t mark = wr_open(&w, 0x7F49);
	wr_tlv(&w, 0x06, RD_ARRAY(c->suite.oid));
	wr_tlv(&w, c->suite.dh ? 0x84 : 0x86, key);
	wr_close(&w, mark);
	if (c->suite.cipher == CRYPT_3DES) {
		sm_pad(&w, 0, 8);
	}
	pace_chip_must(crypt_mac(c->suite.cipher, secret_rd(&c->session.mac), wr_view(&w), token));
}

/* A_IC over data of the caller (CA_IC, or something wrong), padded and encrypted. */
static inline struct rd pace_chip_ecad(const struct pace_chip *c, struct rd data, bool pad,
				       struct wr *out)
{
	static const uint8_t minus_one[16] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
					      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
	uint8_t iv_octets[16];
	uint8_t octets[128];
	struct wr iv = WR_ARRAY(iv_octets);
	struct wr plain = WR_ARRAY(octets);
	wr_put(&plain, data);
	if (pad) {
		sm_pad(&plain, 0, 16);
	} else {
		wr_fill(&plain, 0, (16 - plain.size % 16) % 16);
	}
	pace_chip_must(crypt_block_encrypt(c->suite.cipher, secret_rd(&c->session.enc),
					   RD_ARRAY(minus_one), &iv));
	pace_chip_must(crypt_cbc_encrypt(c->suite.cipher, secret_rd(&c->session.enc), wr_view(&iv),
					 wr_view(&plain), out));
	return wr_view(out);
}

/* CA_IC of a static key drawn here. */
static inline struct secret pace_chip_data(struct pace_chip *c)
{
	struct secret data = {0};
	if (c->static_key == NULL) {
		pace_chip_must(
			crypt_ec_generate((enum crypt_curve)c->suite.parameter, &c->static_key));
	}
	pace_chip_must(crypt_ec_cam_data(c->static_key, c->group.ec_map, &data));
	return data;
}

/* The last answer: the token, then whatever objects the test wants behind it. */
static inline struct rd pace_chip_finish(const struct pace_chip *c, struct rd more, struct wr *out)
{
	uint8_t token[8];
	pace_chip_token_over(c, rd_of(c->terminal, c->terminal_size), token);
	size_t mark = wr_open(out, 0x7C);
	wr_tlv(out, 0x86, RD_ARRAY(token));
	wr_put(out, more);
	wr_close(out, mark);
	return wr_view(out);
}

#endif
