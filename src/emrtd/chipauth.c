/*
 * chipauth: Chip Authentication version 1 (Doc 9303-11, 6.2), the reader's side and the judging
 * side. Knows which key and cipher to use, the ephemeral key, the new session. Never knows APDUs
 * around its messages, or whether the key is genuine.
 */
#include "emrtd/chipauth.h"

#include "emrtd/comp.h"
#include "emrtd/fixed.h"

#include <stdlib.h>

#define FIELD_1024 128 /* octets */

struct chipauth {
	struct chipauth_choice choice; /* without its key */
	struct bytes own;              /* our public key */
	struct bytes shared;           /* K */
};

void chipauth_free(struct chipauth **c)
{
	if (*c != NULL) {
		bytes_free(&(*c)->own);
		bytes_free(&(*c)->shared);
		secret_wipe(*c, sizeof(**c));
		free(*c);
		*c = NULL;
	}
}

static enum eg_err keep(struct bytes *out, struct rd octets)
{
	EG_TRY(bytes_reserve(out, octets.left, CRYPT_DH_SIZE_MAX));
	return bytes_append(out, octets);
}

static enum eg_err agree_on_curve(struct chipauth *c, struct rd spki,
				  const struct chipauth_fixed *f)
{
	struct rd fixed = f->ephemeral_private;
	EG_AUTO(crypt_pub_free) struct crypt_pub *chip = NULL;
	EG_AUTO(crypt_ec_free) struct crypt_ec *own = NULL;
	EG_AUTO(secret_clear) struct secret x = {0};
	uint8_t chip_octets[CRYPT_POINT_MAX];
	uint8_t own_octets[CRYPT_POINT_MAX];
	struct wr chip_point = WR_ARRAY(chip_octets);
	struct wr own_point = WR_ARRAY(own_octets);
	enum crypt_curve curve;
	EG_TRY(crypt_pub_from_spki(spki, &chip));
	if (crypt_pub_is_rsa(chip)) {
		return EG_FAIL(EG_BAD_DATA, "key of Chip Authentication is of another kind");
	}
	EG_TRY(crypt_pub_curve(chip, &curve));
	EG_TRY(crypt_pub_point(chip, &chip_point));
	if (f->cut) {
		fixed = fixed_cut(fixed, crypt_curve_size(curve));
	}
	EG_TRY(fixed.left > 0 ? crypt_ec_from_private(curve, fixed, &own)
			      : crypt_ec_generate(curve, &own));
	EG_TRY(crypt_ec_public(own, &own_point));
	EG_TRY(crypt_ec_agree(own, wr_view(&chip_point), &x));
	EG_TRY(keep(&c->own, wr_view(&own_point)));
	return keep(&c->shared, secret_rd(&x));
}

static enum eg_err agree_in_field(struct chipauth *c, struct rd spki,
				  const struct chipauth_fixed *f)
{
	struct rd fixed = f->ephemeral_private;
	EG_AUTO(crypt_dh_free) struct crypt_dh *own = NULL;
	uint8_t chip_octets[CRYPT_DH_SIZE_MAX];
	uint8_t own_octets[CRYPT_DH_SIZE_MAX];
	struct wr chip_number = WR_ARRAY(chip_octets);
	struct wr own_number = WR_ARRAY(own_octets);
	EG_TRY(crypt_dh_spki_public(spki, &chip_number));
	if (f->cut) {
		bool is_short = chip_number.size <= FIELD_1024;
		fixed = fixed_cut(fixed, is_short ? FIXED_ORDER_1024 : FIXED_ORDER_LONGER);
	}
	EG_TRY(fixed.left > 0 ? crypt_dh_from_private_like(spki, fixed, &own)
			      : crypt_dh_generate_like(spki, &own));
	EG_TRY(crypt_dh_public(own, &own_number));
	EG_TRY(keep(&c->own, wr_view(&own_number)));
	return crypt_dh_agree(own, wr_view(&chip_number), &c->shared);
}

enum eg_err chipauth_begin(const struct chipauth_choice *choice, const struct chipauth_fixed *fixed,
			   struct chipauth **out)
{
	EG_AUTO(chipauth_free) struct chipauth *c = calloc(1, sizeof(*c));
	const struct chipauth_fixed drawn = {.ephemeral_private = RD_EMPTY};
	const struct chipauth_fixed *f = fixed == NULL ? &drawn : fixed;
	*out = NULL;
	if (c == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "Chip Authentication");
	}
	c->choice = *choice;
	c->choice.spki = RD_EMPTY; /* is not borrowed beyond this call */
	EG_TRY(choice->dh ? agree_in_field(c, choice->spki, f)
			  : agree_on_curve(c, choice->spki, f));
	*out = c;
	c = NULL;
	return EG_OK;
}

static enum eg_err put_key_id(const struct chipauth *c, struct wr *out)
{
	struct rd written;
	if (c->choice.key_id_size > 0) {
		wr_tlv(out, 0x84, rd_of(c->choice.key_id, c->choice.key_id_size));
	}
	return wr_done(out, &written);
}

enum eg_err chipauth_set_kat(const struct chipauth *c, struct wr *out)
{
	if (c->choice.way != CHIPAUTH_SET_KAT) {
		return EG_FAIL(EG_STATE, "MSE:Set KAT is for 3DES alone (6.2.4.1)");
	}
	wr_tlv(out, 0x91, bytes_rd(&c->own));
	return put_key_id(c, out);
}

enum eg_err chipauth_set_at(const struct chipauth *c, struct wr *out)
{
	if (c->choice.way != CHIPAUTH_SET_AT) {
		return EG_FAIL(EG_STATE, "the choice is MSE:Set KAT");
	}
	wr_tlv(out, 0x80, RD_ARRAY(c->choice.oid));
	return put_key_id(c, out);
}

enum eg_err chipauth_ga(const struct chipauth *c, struct wr *out)
{
	struct rd written;
	size_t mark = wr_open(out, 0x7C);
	wr_tlv(out, 0x80, bytes_rd(&c->own));
	wr_close(out, mark);
	return wr_done(out, &written);
}

enum eg_err chipauth_finish(const struct chipauth *c, struct rd ga_answer_or_empty, struct sm *out)
{
	struct rd objects = RD_EMPTY;
	if (ga_answer_or_empty.bad ||
	    (ga_answer_or_empty.left > 0 && (!rd_expect_ber(&ga_answer_or_empty, 0x7C, &objects) ||
					     !rd_end(&ga_answer_or_empty)))) {
		return EG_FAIL(EG_BAD_DATA, "dynamic authentication data of Chip Authentication");
	}
	if (objects.left > 0) { /* version 2 has a nonce and a token here, and other keys */
		return EG_FAIL(EG_UNSUPPORTED, "answer of another Chip Authentication");
	}
	return sm_open(out, c->choice.cipher, bytes_rd(&c->shared), RD_EMPTY);
}

enum eg_err chipauth_ephemeral_id(const struct chipauth *c, struct wr *out)
{
	return comp_write(c->choice.dh, bytes_rd(&c->own), out);
}

/* The next ChipAuthenticationPublicKeyInfo. EG_NOT_FOUND at the end. */
static enum eg_err next_key(struct rd *set, struct rd *spki)
{
	while (set->left > 0) {
		struct security_info info;
		uint8_t family;
		uint8_t kind;
		uint8_t arc;
		if (!security_info_next(set, &info)) {
			return EG_FAIL(EG_BAD_DATA, "SecurityInfo");
		}
		if (security_info_arcs(info.protocol, &family, &kind, &arc) &&
		    family == SECINFO_PUBLIC_KEY && info.required_tag == 0x30) {
			*spki = info.required_whole;
			return EG_OK;
		}
	}
	return EG_NOT_FOUND;
}

enum eg_err chipauth_has_key(struct rd dg14, struct rd spki)
{
	struct rd set;
	struct rd key;
	enum eg_err err;
	enum eg_err result = EG_NOT_FOUND;
	EG_TRY(security_infos_open(dg14, &set));
	while ((err = next_key(&set, &key)) == EG_OK) {
		if (result != EG_OK) {
			result = rd_equal(key, spki) ? EG_OK : EG_MISMATCH;
		}
	}
	return err == EG_NOT_FOUND ? result : err; /* a file that is broken holds nothing */
}

struct mapping_proof {
	struct rd map;
	struct rd data;
};

/* Whether one key fits. EG_NOT_FOUND: it is on another curve, or on none that is known. */
static enum eg_err fits(struct rd spki, const struct mapping_proof *proof, uint32_t parameter)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *chip = NULL;
	uint8_t octets[CRYPT_POINT_MAX];
	struct wr point = WR_ARRAY(octets);
	enum crypt_curve curve;
	if (crypt_pub_from_spki(spki, &chip) != EG_OK || crypt_pub_is_rsa(chip)) {
		return EG_NOT_FOUND;
	}
	EG_TRY(crypt_pub_curve(chip, &curve));
	EG_TRY(crypt_pub_point(chip, &point));
	if ((parameter != 0 && parameter != (uint32_t)curve) || proof->map.left != point.size) {
		return EG_NOT_FOUND;
	}
	return crypt_ec_verify_mapping(curve, wr_view(&point), proof->data, proof->map);
}

/* Whether one of the keys fits the proof of one access. */
static enum eg_err any_fits(struct rd set, const struct mapping_proof *proof, uint32_t parameter)
{
	struct rd key;
	enum eg_err err;
	enum eg_err result = EG_NOT_FOUND;
	while ((err = next_key(&set, &key)) == EG_OK) {
		enum eg_err one = result == EG_OK ? EG_OK : fits(key, proof, parameter);
		if (one == EG_BAD_DATA) { /* a point of another curve of that size */
			one = EG_MISMATCH;
		}
		if (one != EG_NOT_FOUND) {
			result = one;
		}
	}
	return err == EG_NOT_FOUND ? result : err;
}

enum eg_err chipauth_verify_mapping(struct rd securityinfos, struct rd mapping_proofs,
				    uint32_t parameter)
{
	struct mapping_proof proof;
	struct rd pair;
	struct rd set;
	if (mapping_proofs.left > CHIPAUTH_MAPPING_MAX) {
		return EG_FAIL(EG_TOO_BIG, "proofs of Chip Authentication Mapping");
	}
	do {
		if (!rd_expect(&mapping_proofs, 0x30, &pair) ||
		    !rd_expect(&pair, 0x04, &proof.map) || !rd_expect(&pair, 0x04, &proof.data) ||
		    !rd_end(&pair)) {
			return EG_FAIL(EG_BAD_DATA, "proof of Chip Authentication Mapping");
		}
		EG_TRY(security_infos_open(securityinfos, &set));
		EG_TRY(any_fits(set, &proof, parameter));
	} while (mapping_proofs.left > 0);
	return EG_OK;
}
