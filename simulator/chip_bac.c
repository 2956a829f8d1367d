/*
 * chip_bac: Basic Access Control on the card's side (Doc 9303-11, 4.3).
 * Knows the keys that the machine-readable zone gives. Never knows files.
 */
#include "simulator/chip_internal.h"

#define RND_SIZE 8
#define KEY_SIZE 16
/* RND.IFD || RND.IC || K.IFD, and its MAC. */
#define TOKEN_SIZE ((size_t)(2 * RND_SIZE + KEY_SIZE))
#define MAC_SIZE   8

struct bac_keys {
	struct secret enc;
	struct secret mac;
};

static void bac_keys_clear(struct bac_keys *k)
{
	secret_clear(&k->enc);
	secret_clear(&k->mac);
}

enum eg_err chip_mrz_hash(const struct chip *c, uint8_t out[CRYPT_HASH_MAX])
{
	return crypt_hash(CRYPT_SHA1, c->document->mrz_information, out);
}

/* Document Basic Access Keys (9.7.2): the seed is the first half of the hash and more. */
static enum eg_err derive_keys(const struct chip *c, struct bac_keys *out)
{
	uint8_t digest[CRYPT_HASH_MAX];
	EG_TRY(chip_mrz_hash(c, digest));
	struct rd seed = rd_of(digest, KEY_SIZE);
	EG_TRY(chip_kdf(CRYPT_3DES, seed, CHIP_KDF_ENC, &out->enc));
	EG_TRY(chip_kdf(CRYPT_3DES, seed, CHIP_KDF_MAC, &out->mac));
	secret_wipe(digest, sizeof(digest));
	return EG_OK;
}

enum chip_sw chip_get_challenge(struct chip *c, const struct chip_apdu *a, size_t room,
				struct wr *out)
{
	if (c->sm.active) {
		return chip_ta_challenge(c, a, room, out);
	}
	if (c->profile.bac_off || !c->in_application) {
		return SW_CONDITIONS_OF_USE;
	}
	if (a->p1 != 0 || a->p2 != 0) {
		return SW_WRONG_P1P2;
	}
	if (a->data.left != 0 || !a->has_le || (!a->le_max && a->le != RND_SIZE)) {
		return SW_WRONG_LENGTH;
	}
	if (chip_random(c, c->rnd_ic, RND_SIZE) != EG_OK) {
		return SW_INTERNAL;
	}
	c->challenged = true;
	wr_put(out, RD_ARRAY(c->rnd_ic));
	return SW_OK;
}

/* Steps 3a to 3c: MAC, decryption, our own challenge inside. */
static enum eg_err open_token(struct chip *c, const struct bac_keys *keys, struct rd data,
			      uint8_t rnd_ifd[RND_SIZE], uint8_t k_ifd[KEY_SIZE])
{
	struct rd cryptogram;
	struct rd their_mac;
	struct rd rnd_ic;
	uint8_t mac[MAC_SIZE];
	uint8_t plain[TOKEN_SIZE];
	struct wr opened = WR_ARRAY(plain);
	if (!rd_take(&data, TOKEN_SIZE, &cryptogram) || !rd_take(&data, MAC_SIZE, &their_mac)) {
		return EG_FAIL(EG_BAD_DATA, "EXTERNAL AUTHENTICATE of wrong size");
	}
	EG_TRY(chip_mac(CRYPT_3DES, &keys->mac, cryptogram, mac));
	if (!secret_equal(RD_ARRAY(mac), their_mac)) {
		return EG_FAIL(EG_MISMATCH, "BAC: wrong key");
	}
	EG_TRY(crypt_cbc_decrypt(CRYPT_3DES, secret_rd(&keys->enc), RD_EMPTY, cryptogram, &opened));
	struct rd s = wr_view(&opened);
	if (!rd_copy(&s, rnd_ifd, RND_SIZE) || !rd_take(&s, RND_SIZE, &rnd_ic) ||
	    !secret_equal(rnd_ic, RD_ARRAY(c->rnd_ic)) || !rd_copy(&s, k_ifd, KEY_SIZE)) {
		return EG_FAIL(EG_MISMATCH, "BAC: not our challenge");
	}
	return EG_OK;
}

/* Steps 3d to 3h, and the session keys of step 5. */
static enum eg_err answer_token(struct chip *c, const struct bac_keys *keys,
				const uint8_t rnd_ifd[RND_SIZE], const uint8_t k_ifd[KEY_SIZE],
				struct wr *out)
{
	uint8_t k_ic[KEY_SIZE];
	uint8_t seed[KEY_SIZE];
	uint8_t token[TOKEN_SIZE];
	uint8_t ssc[8];
	uint8_t mac[MAC_SIZE];
	struct wr r = WR_ARRAY(token);
	struct wr counter = WR_ARRAY(ssc);
	size_t mark = out->size;
	EG_TRY(chip_random(c, k_ic, KEY_SIZE));
	for (size_t i = 0; i < KEY_SIZE; i++) {
		seed[i] = k_ic[i] ^ k_ifd[i];
	}
	wr_put(&r, RD_ARRAY(c->rnd_ic));
	wr_put(&r, rd_of(rnd_ifd, RND_SIZE));
	wr_put(&r, RD_ARRAY(k_ic));
	wr_put(&counter, rd_of(c->rnd_ic + 4, 4));
	wr_put(&counter, rd_of(rnd_ifd + 4, 4));
	EG_TRY(crypt_cbc_encrypt(CRYPT_3DES, secret_rd(&keys->enc), RD_EMPTY, wr_view(&r), out));
	EG_TRY(chip_mac(CRYPT_3DES, &keys->mac, rd_of(out->base + mark, TOKEN_SIZE), mac));
	wr_put(out, RD_ARRAY(mac));
	enum eg_err err = chip_sm_start(&c->sm, CRYPT_3DES, RD_ARRAY(seed), wr_view(&counter));
	secret_wipe(seed, sizeof(seed));
	secret_wipe(k_ic, sizeof(k_ic));
	secret_wipe(token, sizeof(token));
	return err;
}

enum chip_sw chip_external_authenticate(struct chip *c, const struct chip_apdu *a, size_t room,
					struct wr *out)
{
	EG_AUTO(bac_keys_clear) struct bac_keys keys = {0};
	uint8_t rnd_ifd[RND_SIZE];
	uint8_t k_ifd[KEY_SIZE];
	bool challenged = c->challenged;
	c->challenged = false;
	if (c->sm.active) {
		return chip_ta_authenticate(c, a, room, out);
	}
	if (!challenged) {
		return SW_CONDITIONS_OF_USE;
	}
	if (a->p1 != 0 || a->p2 != 0) {
		return SW_WRONG_P1P2;
	}
	if (a->data.left != TOKEN_SIZE + MAC_SIZE || !a->has_le ||
	    (!a->le_max && a->le != TOKEN_SIZE + MAC_SIZE)) {
		return SW_WRONG_LENGTH;
	}
	if (derive_keys(c, &keys) != EG_OK) {
		return SW_INTERNAL;
	}
	if (open_token(c, &keys, a->data, rnd_ifd, k_ifd) != EG_OK) {
		return SW_AUTH_FAILED;
	}
	size_t mark = out->size;
	if (answer_token(c, &keys, rnd_ifd, k_ifd, out) != EG_OK) {
		chip_session_end(c);
		out->size = mark;
		return SW_INTERNAL;
	}
	chip_session_identify(c, chip_document_number(c));
	return SW_OK;
}
