/*
 * chip_aa: Active Authentication on the card's side (Doc 9303-11, 6.1).
 * Knows the chip's private key and ISO/IEC 9796-2 scheme 1. Never knows whether the terminal
 * believes it.
 */
#include "simulator/chip_internal.h"

#define CHALLENGE_SIZE 8
/* RSA of 4096 bits at most. */
#define BLOCK_MAX 512

/* Trailer fields of 6.1.2.2: option 1 (BC) for SHA-1, option 2 (xxCC) for the others. */
static size_t put_trailer(enum crypt_hash hash, uint8_t out[2])
{
	out[1] = 0xCC;
	switch (hash) {
	case CRYPT_SHA1:
		out[0] = 0xBC;
		return 1;
	case CRYPT_SHA224:
		out[0] = 0x38;
		return 2;
	case CRYPT_SHA256:
		out[0] = 0x34;
		return 2;
	case CRYPT_SHA384:
		out[0] = 0x36;
		return 2;
	case CRYPT_SHA512:
		out[0] = 0x35;
		return 2;
	}
	return 0;
}

static enum eg_err rsa_bits(const struct crypt_rsa *k, size_t *bits)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	uint8_t buffer[1024];
	struct wr spki = WR_ARRAY(buffer);
	EG_TRY(crypt_rsa_spki(k, &spki));
	EG_TRY(crypt_pub_from_spki(wr_view(&spki), &pub));
	*bits = crypt_pub_bits(pub);
	return EG_OK;
}

static enum eg_err load_rsa(struct chip *c)
{
	size_t bits;
	EG_TRY(crypt_rsa_from_pkcs8(c->document->aa_key, &c->aa_rsa));
	if (!c->profile.aa_cloned) {
		return EG_OK;
	}
	EG_TRY(rsa_bits(c->aa_rsa, &bits));
	crypt_rsa_free(&c->aa_rsa);
	return crypt_rsa_generate((uint32_t)bits, &c->aa_rsa);
}

enum eg_err chip_aa_load(struct chip *c)
{
	const struct chip_document *d = c->document;
	switch (d->aa_kind) {
	case CHIP_KEY_NONE:
		return EG_OK;
	case CHIP_KEY_RSA:
		return load_rsa(c);
	case CHIP_KEY_EC:
		return c->profile.aa_cloned
			       ? crypt_ec_generate(d->aa_curve, &c->aa_ec)
			       : crypt_ec_from_private(d->aa_curve, d->aa_key, &c->aa_ec);
	}
	return EG_FAIL(EG_BAD_DATA, "unknown kind of key");
}

/* F = 6A || M1 || H(M1 || M2) || T, exactly as long as the modulus; zeros before it are a quirk. */
static enum eg_err sign_rsa(struct chip *c, struct rd challenge, struct wr *out)
{
	uint8_t m1[BLOCK_MAX];
	uint8_t digest[CRYPT_HASH_MAX];
	uint8_t trailer[2];
	uint8_t block[BLOCK_MAX];
	struct wr f = WR_ARRAY(block);
	size_t bits;
	EG_TRY(rsa_bits(c->aa_rsa, &bits));
	enum crypt_hash hash = c->document->aa_hash;
	size_t trailer_size = put_trailer(hash, trailer);
	if (trailer_size > 0) {
		trailer[trailer_size - 1] = chip_quirk_trailer(c, trailer[trailer_size - 1]);
	}
	size_t zeros = chip_quirk_zeros(c);
	size_t fixed = zeros + 1 + crypt_hash_size(hash) + trailer_size;
	if (bits % 8 != 0 || bits / 8 > BLOCK_MAX || bits / 8 <= fixed) {
		return EG_FAIL(EG_UNSUPPORTED, "size of the RSA key");
	}
	size_t m1_size = bits / 8 - fixed;
	EG_TRY(chip_random(c, m1, m1_size));
	const struct rd parts[2] = {rd_of(m1, m1_size), challenge};
	EG_TRY(crypt_hash_parts(hash, parts, 2, digest));
	wr_fill(&f, 0, zeros);
	wr_u8(&f, 0x6A);
	wr_put(&f, parts[0]);
	wr_put(&f, rd_of(digest, crypt_hash_size(hash)));
	wr_put(&f, rd_of(trailer, trailer_size));
	return crypt_rsa_raw(c->aa_rsa, wr_view(&f), out);
}

static enum eg_err sign(struct chip *c, struct rd challenge, struct wr *out)
{
	if (c->aa_rsa != NULL) {
		return sign_rsa(c, challenge, out);
	}
	return crypt_ecdsa_sign(c->aa_ec, c->document->aa_hash, challenge, true, out);
}

enum chip_sw chip_internal_authenticate(struct chip *c, const struct chip_apdu *a, size_t room,
					struct wr *out)
{
	if (c->aa_rsa == NULL && c->aa_ec == NULL) {
		return SW_UNKNOWN_INS;
	}
	if (!c->sm.active && !chip_quirk_opens(c)) {
		return SW_SECURITY_STATUS;
	}
	if (!c->in_application) {
		return SW_CONDITIONS_OF_USE;
	}
	if (a->p1 != 0 || a->p2 != 0) {
		return SW_WRONG_P1P2;
	}
	if (a->data.left != CHALLENGE_SIZE || !a->has_le) {
		return SW_WRONG_LENGTH;
	}
	size_t mark = out->size;
	if (sign(c, a->data, out) != EG_OK) {
		out->size = mark;
		return SW_INTERNAL;
	}
	size_t size = out->size - mark;
	if (size > room || size > a->le) {
		/* RSA beyond 1792 bits needs extended length under AES (6.1.4). */
		out->size = mark;
		return SW_WRONG_LENGTH;
	}
	return SW_OK;
}
