/*
 * chip_pace_map: the nonce turned into a generator, on the card's side (Doc 9303-11, 4.4.3.3).
 * Knows generic and integrated mapping. Never knows passwords, tokens or sessions.
 */
#include "simulator/chip_internal.h"

#define BLOCK_BITS 8
/* n * l bits of Rp for 2048 bits and 64 more, in blocks of 32 bytes. */
#define PSEUDO_RANDOM_MAX 320

static const uint8_t c0_128[] = {0xA6, 0x68, 0x89, 0x2A, 0x7C, 0x41, 0xE3, 0xCA,
				 0x73, 0x9F, 0x40, 0xB0, 0x57, 0xD8, 0x59, 0x04};
static const uint8_t c1_128[] = {0xA4, 0xE1, 0x36, 0xAC, 0x72, 0x5F, 0x73, 0x8B,
				 0x01, 0xC1, 0xF6, 0x02, 0x17, 0xC1, 0x88, 0xAD};
static const uint8_t c0_256[] = {0xD4, 0x63, 0xD6, 0x52, 0x34, 0x12, 0x4E, 0xF7, 0x89, 0x70, 0x54,
				 0x98, 0x6D, 0xCA, 0x0A, 0x17, 0x4E, 0x28, 0xDF, 0x75, 0x8C, 0xBA,
				 0xA0, 0x3F, 0x24, 0x06, 0x16, 0x41, 0x4D, 0x5A, 0x16, 0x76};
static const uint8_t c1_256[] = {0x54, 0xBD, 0x72, 0x55, 0xF0, 0xAA, 0xF8, 0x31, 0xBE, 0xC3, 0x42,
				 0x3F, 0xCF, 0x39, 0xD6, 0x9B, 0x6C, 0xBF, 0x06, 0x66, 0x77, 0xD0,
				 0xFA, 0xAE, 0x5A, 0xAD, 0xD9, 0x9D, 0xF8, 0xE5, 0x35, 0x17};

/* A private number from the profile, or none: then the key is drawn by pki/crypt. */
static enum eg_err given_private(struct chip *c, uint8_t buffer[CRYPT_POINT_MAX], struct rd *out)
{
	size_t size = chip_domain_number_size(c->pace.parameter);
	*out = RD_EMPTY;
	if (c->profile.random != NULL) {
		EG_TRY(chip_random(c, buffer, size));
		*out = rd_of(buffer, size);
	}
	return EG_OK;
}

static enum eg_err map_generic(struct chip *c, struct rd theirs, struct wr *out)
{
	uint8_t number[CRYPT_POINT_MAX];
	struct rd given;
	struct chip_pace *p = &c->pace;
	EG_TRY(given_private(c, number, &given));
	EG_TRY(chip_pair_new(p->parameter, given, &p->map));
	EG_TRY(given_private(c, number, &given));
	EG_TRY(chip_pair_map_generic(&p->map, theirs, rd_of(p->nonce, p->nonce_size), given,
				     &p->ephemeral));
	secret_wipe(number, sizeof(number));
	size_t mark = wr_open(out, 0x82);
	EG_TRY(chip_pair_public(&p->map, out));
	wr_close(out, mark);
	return EG_OK;
}

/* k0 = E(t, s); then k' = E(k, c0) and x = E(k, c1), until there are enough x (Figure 2). */
static enum eg_err pseudo_random(const struct chip_pace *p, struct rd t, struct wr *out)
{
	bool wide = p->nonce_size > sizeof(c0_128);
	enum crypt_cipher cipher = p->protocol.cipher;
	size_t key_size = crypt_key_size(cipher);
	size_t wanted = chip_domain_prime_size(p->parameter) + 64 / BLOCK_BITS;
	uint8_t key[CHIP_NONCE_MAX];
	uint8_t next[CHIP_NONCE_MAX];
	struct wr w = WR_ARRAY(key);
	EG_TRY(crypt_cbc_encrypt(cipher, t, RD_EMPTY, rd_of(p->nonce, p->nonce_size), &w));
	while (out->size < wanted) {
		struct wr n = WR_ARRAY(next);
		struct rd k = rd_of(key, key_size); /* AES-192: 24 bytes of the 32 */
		EG_TRY(crypt_cbc_encrypt(cipher, k, RD_EMPTY,
					 wide ? RD_ARRAY(c1_256) : RD_ARRAY(c1_128), out));
		EG_TRY(crypt_cbc_encrypt(cipher, k, RD_EMPTY,
					 wide ? RD_ARRAY(c0_256) : RD_ARRAY(c0_128), &n));
		w = WR_ARRAY(key);
		wr_put(&w, wr_view(&n));
		if (out->bad) {
			return EG_FAIL(EG_TOO_BIG, "pseudo-random number");
		}
	}
	return EG_OK;
}

static enum eg_err map_integrated(struct chip *c, struct rd t, struct wr *out)
{
	uint8_t number[CRYPT_POINT_MAX];
	uint8_t bytes[PSEUDO_RANDOM_MAX];
	struct wr random = WR_ARRAY(bytes);
	struct rd given;
	struct chip_pace *p = &c->pace;
	if (t.left != crypt_key_size(p->protocol.cipher)) {
		return EG_FAIL(EG_BAD_DATA, "PACE: the terminal's nonce has not the key's size");
	}
	EG_TRY(pseudo_random(p, t, &random));
	EG_TRY(given_private(c, number, &given));
	EG_TRY(chip_pair_map_integrated(p->parameter, wr_view(&random), given, &p->ephemeral));
	secret_wipe(number, sizeof(number));
	secret_wipe(bytes, sizeof(bytes));
	wr_tlv(out, 0x82, RD_EMPTY); /* empty (4.4.5.2.2) */
	return EG_OK;
}

enum eg_err chip_pace_map(struct chip *c, struct rd theirs, struct wr *out)
{
	/* CAM maps as generic mapping does (4.4.3.3.3). */
	return c->pace.protocol.mapping == CHIP_INTEGRATED ? map_integrated(c, theirs, out)
							   : map_generic(c, theirs, out);
}
