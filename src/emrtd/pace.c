/*
 * pace: PACE with generic mapping over ECDH (Doc 9303-11, 4.4), the reader's side.
 * Knows the password's key, the mapped group, the tokens. Never knows APDUs around its messages.
 */
#include "emrtd/pace.h"

#include <stdlib.h>

#define PASSWORD_MRZ 0x01 /* 4.4.4.1, DO'83' */
#define NONCE_MAX    32
#define TOKEN_SIZE   8
#define BLOCK_3DES   8
/* 7F49 { 06 oid, 86 point } and its padding */
#define PUBLIC_KEY_MAX (5 + 2 + PACE_OID_SIZE + 3 + CRYPT_POINT_MAX + BLOCK_3DES)

struct point {
	uint8_t octets[CRYPT_POINT_MAX];
	size_t size;
};

struct pace {
	struct pace_suite suite;
	struct secret password;     /* K-pi */
	struct secret nonce;        /* s */
	struct secret fixed_second; /* private number of the ephemeral key in worked examples */
	struct crypt_ec *map_key;   /* owned */
	struct crypt_ec *ephemeral; /* owned; on the mapped generator */
	struct point own;           /* PK_DH,IFD */
	struct point chip;          /* PK_DH,IC */
	struct sm session;
};

static enum eg_err derive_password(struct pace *p, struct rd mrz_information)
{
	/* K = SHA-1(MRZ_information) whole, 9.7.3 */
	uint8_t digest[CRYPT_HASH_MAX];
	enum eg_err err = crypt_hash(CRYPT_SHA1, mrz_information, digest);
	if (err == EG_OK) {
		err = sm_derive(p->suite.cipher, rd_of(digest, crypt_hash_size(CRYPT_SHA1)),
				SM_KEY_PASSWORD, &p->password);
	}
	secret_wipe(digest, sizeof(digest));
	return err;
}

enum eg_err pace_new(const struct pace_suite *suite, struct rd mrz_information,
		     const struct pace_fixed *fixed, struct pace **out)
{
	EG_AUTO(pace_free) struct pace *p = calloc(1, sizeof(*p));
	*out = NULL;
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "PACE");
	}
	p->suite = *suite;
	EG_TRY(derive_password(p, mrz_information));
	if (fixed != NULL && fixed->map_private.left > 0) {
		EG_TRY(crypt_ec_from_private(suite->curve, fixed->map_private, &p->map_key));
	} else {
		EG_TRY(crypt_ec_generate(suite->curve, &p->map_key));
	}
	if (fixed != NULL) {
		EG_TRY(secret_set(&p->fixed_second, fixed->ephemeral_private));
	}
	*out = p;
	p = NULL;
	return EG_OK;
}

void pace_free(struct pace **p)
{
	if (*p != NULL) {
		crypt_ec_free(&(*p)->map_key);
		crypt_ec_free(&(*p)->ephemeral);
		secret_wipe(*p, sizeof(**p));
		free(*p);
		*p = NULL;
	}
}

enum eg_err pace_set_at(const struct pace *p, bool with_parameter, struct wr *out)
{
	const uint8_t password[] = {PASSWORD_MRZ};
	const uint8_t parameter[] = {(uint8_t)p->suite.curve};
	struct rd written;
	wr_tlv(out, 0x80, RD_ARRAY(p->suite.oid));
	wr_tlv(out, 0x83, RD_ARRAY(password));
	if (with_parameter) {
		wr_tlv(out, 0x84, RD_ARRAY(parameter));
	}
	return wr_done(out, &written);
}

/* Dynamic Authentication Data with one object (4.4.5). */
static enum eg_err put_dynamic(struct wr *out, uint32_t tag, struct rd value)
{
	struct rd written;
	size_t mark = wr_open(out, 0x7C);
	wr_tlv(out, tag, value);
	wr_close(out, mark);
	return wr_done(out, &written);
}

static enum eg_err take_dynamic(struct rd answer, uint32_t tag, bool more_may_follow,
				struct rd *value)
{
	struct rd objects;
	if (!rd_expect_ber(&answer, 0x7C, &objects) || !rd_end(&answer) ||
	    !rd_expect_ber(&objects, tag, value) || (!more_may_follow && !rd_end(&objects))) {
		return EG_FAIL(EG_BAD_DATA, "dynamic authentication data of PACE");
	}
	return EG_OK;
}

enum eg_err pace_ask_nonce(const struct pace *p, struct wr *out)
{
	struct rd written;
	(void)p; /* the chip knows the suite since MSE:Set AT */
	wr_close(out, wr_open(out, 0x7C));
	return wr_done(out, &written);
}

enum eg_err pace_nonce(struct pace *p, struct rd answer)
{
	struct rd z;
	uint8_t octets[NONCE_MAX];
	struct wr s = WR_ARRAY(octets);
	EG_TRY(take_dynamic(answer, 0x80, false, &z));
	if (z.left == 0 || z.left > NONCE_MAX || z.left % crypt_block_size(p->suite.cipher) != 0) {
		return EG_FAIL(EG_BAD_DATA, "encrypted nonce is no whole number of blocks");
	}
	enum eg_err err =
		crypt_cbc_decrypt(p->suite.cipher, secret_rd(&p->password), RD_EMPTY, z, &s);
	if (err == EG_OK) {
		err = secret_set(&p->nonce, wr_view(&s));
	}
	secret_wipe(octets, sizeof(octets));
	return err;
}

enum eg_err pace_map_key(const struct pace *p, struct wr *out)
{
	uint8_t octets[CRYPT_POINT_MAX];
	struct wr point = WR_ARRAY(octets);
	EG_TRY(crypt_ec_public(p->map_key, &point));
	return put_dynamic(out, 0x81, wr_view(&point));
}

enum eg_err pace_map(struct pace *p, struct rd answer)
{
	struct rd peer;
	uint8_t octets[CRYPT_POINT_MAX];
	struct wr sent = WR_ARRAY(octets);
	EG_TRY(take_dynamic(answer, 0x82, false, &peer));
	/* 4.4.1, 3 d asks this of the second pair; an echo is no chip here either. */
	EG_TRY(crypt_ec_public(p->map_key, &sent));
	if (rd_equal(peer, wr_view(&sent))) {
		return EG_FAIL(EG_MISMATCH, "chip returned the reader's own mapping key");
	}
	EG_TRY(crypt_ec_map_generic(p->map_key, peer, secret_rd(&p->nonce),
				    secret_rd(&p->fixed_second), &p->ephemeral));
	struct wr own = WR_ARRAY(p->own.octets);
	EG_TRY(crypt_ec_public(p->ephemeral, &own));
	p->own.size = own.size;
	return EG_OK;
}

enum eg_err pace_ephemeral_key(const struct pace *p, struct wr *out)
{
	return put_dynamic(out, 0x83, rd_of(p->own.octets, p->own.size));
}

enum eg_err pace_agree(struct pace *p, struct rd answer)
{
	struct rd peer;
	EG_AUTO(secret_clear) struct secret shared = {0};
	EG_TRY(take_dynamic(answer, 0x84, false, &peer));
	/* 4.4.1, 3 d: equal keys would make both tokens equal, and an echo pass. */
	if (rd_equal(peer, rd_of(p->own.octets, p->own.size))) {
		return EG_FAIL(EG_MISMATCH, "chip returned the reader's own key");
	}
	if (!rd_dump(peer, p->chip.octets, sizeof(p->chip.octets), &p->chip.size)) {
		return EG_FAIL(EG_BAD_DATA, "ephemeral key of the chip");
	}
	EG_TRY(crypt_ec_agree(p->ephemeral, peer, &shared));
	return sm_open(&p->session, p->suite.cipher, secret_rd(&shared), RD_EMPTY);
}

/* MAC over the public key data object of a point (4.4.3.4, 9.4.5). */
static enum eg_err token_over(const struct pace *p, const struct point *key,
			      uint8_t token[TOKEN_SIZE])
{
	uint8_t octets[PUBLIC_KEY_MAX];
	struct wr object = WR_ARRAY(octets);
	struct rd message;
	size_t mark = wr_open(&object, 0x7F49);
	wr_tlv(&object, 0x06, RD_ARRAY(p->suite.oid));
	wr_tlv(&object, 0x86, rd_of(key->octets, key->size));
	wr_close(&object, mark);
	if (p->suite.cipher == CRYPT_3DES) {
		sm_pad(&object, 0, BLOCK_3DES);
	}
	EG_TRY(wr_done(&object, &message));
	return crypt_mac(p->suite.cipher, secret_rd(&p->session.mac), message, token);
}

enum eg_err pace_token(const struct pace *p, struct wr *out)
{
	uint8_t token[TOKEN_SIZE];
	EG_TRY(token_over(p, &p->chip, token));
	return put_dynamic(out, 0x85, RD_ARRAY(token));
}

enum eg_err pace_finish(struct pace *p, struct rd answer, struct sm *out)
{
	struct rd received;
	uint8_t token[TOKEN_SIZE];
	/* Certification authority references or encrypted chip data may follow (4.4.5). */
	EG_TRY(take_dynamic(answer, 0x86, true, &received));
	EG_TRY(token_over(p, &p->own, token));
	if (!secret_equal(RD_ARRAY(token), received)) {
		return EG_FAIL(EG_MISMATCH, "authentication token of the chip");
	}
	*out = p->session;
	return EG_OK;
}
