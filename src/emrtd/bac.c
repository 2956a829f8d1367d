/*
 * bac: Basic Access Control (Doc 9303-11, 4.3), the reader's side.
 * Knows the document basic access keys and the two messages. Never knows APDUs around them.
 */
#include "emrtd/bac.h"

#define PLAIN_SIZE  32 /* two nonces and a key */
#define MAC_SIZE    8
#define SEED_SIZE   16 /* first octets of SHA-1(MRZ_information): appendix D.2 */
#define BLOCK       8
#define NONCE_LOWER (BAC_NONCE_SIZE / 2) /* octets of each nonce in the counter, 9.8.6.3 */

enum eg_err bac_draw(struct bac_random *out)
{
	return crypt_random(out, sizeof(*out));
}

enum eg_err bac_begin(struct bac *b, struct rd mrz_information, const struct bac_random *own)
{
	uint8_t digest[CRYPT_HASH_MAX];
	bac_end(b);
	b->own = *own;
	enum eg_err err = crypt_hash(CRYPT_SHA1, mrz_information, digest);
	struct rd seed = rd_of(digest, SEED_SIZE);
	if (err == EG_OK) {
		err = sm_derive(CRYPT_3DES, seed, SM_KEY_ENC, &b->enc);
	}
	if (err == EG_OK) {
		err = sm_derive(CRYPT_3DES, seed, SM_KEY_MAC, &b->mac);
	}
	secret_wipe(digest, sizeof(digest));
	return err;
}

void bac_end(struct bac *b)
{
	secret_wipe(b, sizeof(*b));
}

static enum eg_err mac_of(const struct bac *b, struct rd cryptogram, uint8_t mac[MAC_SIZE])
{
	uint8_t octets[PLAIN_SIZE + BLOCK];
	struct wr padded = WR_ARRAY(octets);
	struct rd message;
	wr_put(&padded, cryptogram);
	sm_pad(&padded, 0, BLOCK);
	EG_TRY(wr_done(&padded, &message));
	return crypt_mac(CRYPT_3DES, secret_rd(&b->mac), message, mac);
}

enum eg_err bac_challenge(struct bac *b, struct rd chip_nonce, struct wr *out)
{
	uint8_t octets[PLAIN_SIZE];
	struct wr plain = WR_ARRAY(octets);
	size_t start = out->size;
	if (chip_nonce.left != BAC_NONCE_SIZE ||
	    !rd_copy(&chip_nonce, b->chip_nonce, BAC_NONCE_SIZE)) {
		return EG_FAIL(EG_BAD_DATA, "nonce of the chip is not 8 octets");
	}
	wr_put(&plain, RD_ARRAY(b->own.nonce));
	wr_put(&plain, RD_ARRAY(b->chip_nonce));
	wr_put(&plain, RD_ARRAY(b->own.key));
	enum eg_err err =
		crypt_cbc_encrypt(CRYPT_3DES, secret_rd(&b->enc), RD_EMPTY, wr_view(&plain), out);
	secret_wipe(octets, sizeof(octets));
	EG_TRY(err);
	struct rd cryptogram = wr_view(out);
	uint8_t mac[MAC_SIZE];
	if (!rd_skip(&cryptogram, start)) {
		return EG_FAIL(EG_STATE, "message of Basic Access Control");
	}
	EG_TRY(mac_of(b, cryptogram, mac));
	wr_put(out, RD_ARRAY(mac));
	struct rd written;
	return wr_done(out, &written);
}

/* R = RND.IC || RND.IFD || K.IC, decrypted: both nonces must be the ones of this run. */
static enum eg_err judge(const struct bac *b, struct rd plain, struct sm *out)
{
	struct rd chip_nonce;
	struct rd own_nonce;
	uint8_t seed[BAC_KEY_SIZE];
	uint8_t counter[BAC_NONCE_SIZE];
	struct wr ssc = WR_ARRAY(counter);
	if (!rd_take(&plain, BAC_NONCE_SIZE, &chip_nonce) ||
	    !rd_take(&plain, BAC_NONCE_SIZE, &own_nonce) || !rd_copy(&plain, seed, sizeof(seed)) ||
	    !rd_end(&plain)) {
		return EG_FAIL(EG_BAD_DATA, "answer of Basic Access Control");
	}
	if (!secret_equal(chip_nonce, RD_ARRAY(b->chip_nonce)) ||
	    !secret_equal(own_nonce, RD_ARRAY(b->own.nonce))) {
		return EG_FAIL(EG_MISMATCH, "nonces in the answer of Basic Access Control");
	}
	for (size_t i = 0; i < sizeof(seed); i++) {
		seed[i] ^= b->own.key[i];
	}
	wr_put(&ssc, rd_of(b->chip_nonce + BAC_NONCE_SIZE - NONCE_LOWER, NONCE_LOWER));
	wr_put(&ssc, rd_of(b->own.nonce + BAC_NONCE_SIZE - NONCE_LOWER, NONCE_LOWER));
	enum eg_err err = sm_open(out, CRYPT_3DES, RD_ARRAY(seed), wr_view(&ssc));
	secret_wipe(seed, sizeof(seed));
	return err;
}

enum eg_err bac_answer(const struct bac *b, struct rd answer, struct sm *out)
{
	struct rd cryptogram;
	uint8_t mac[MAC_SIZE];
	if (answer.left != BAC_MESSAGE_SIZE || !rd_take(&answer, PLAIN_SIZE, &cryptogram)) {
		return EG_FAIL(EG_BAD_DATA, "answer of Basic Access Control is not 40 octets");
	}
	EG_TRY(mac_of(b, cryptogram, mac));
	if (!secret_equal(RD_ARRAY(mac), answer)) {
		return EG_FAIL(EG_MISMATCH, "MAC in the answer of Basic Access Control");
	}
	uint8_t octets[PLAIN_SIZE];
	struct wr plain = WR_ARRAY(octets);
	enum eg_err err =
		crypt_cbc_decrypt(CRYPT_3DES, secret_rd(&b->enc), RD_EMPTY, cryptogram, &plain);
	if (err == EG_OK) {
		err = judge(b, wr_view(&plain), out);
	}
	secret_wipe(octets, sizeof(octets));
	return err;
}
