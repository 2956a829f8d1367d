/*
 * pace: PACE (Doc 9303-11, 4.4), the reader's side: generic, integrated and Chip Authentication
 * Mapping, over curves and in finite fields.
 * Knows the password's key, the mapped group, the tokens. Never knows APDUs around its messages.
 */
#include "emrtd/pace.h"

#include "emrtd/comp.h"
#include "emrtd/pace_group.h"

#include <stdlib.h>

#define TOKEN_SIZE   8
#define CAN_SIZE_MAX 16 /* six digits by Doc 9303-4 to -6; longer ones are seen */
#define BLOCK_3DES   8
#define BLOCK_AES    16
#define REFERENCES   2
#define CAR_SIZE_MAX 16 /* Doc 9303-12: country, mnemonic of 9, sequence of 5 */
/* CA_IC of P-521 and its padding */
#define ECAD_MAX 80
/* 7F49 { 06 oid, 84 or 86 key } and its padding */
#define PUBLIC_KEY_MAX (5 + 2 + PACE_OID_SIZE + 4 + PACE_PUBLIC_MAX + BLOCK_3DES)

struct key {
	uint8_t octets[PACE_PUBLIC_MAX];
	size_t size;
};

struct reference {
	uint8_t octets[CAR_SIZE_MAX];
	size_t size; /* 0: not told */
};

struct pace {
	struct pace_suite suite;
	enum pace_password kind;
	bool ask_references;
	struct secret password;  /* K-pi */
	struct secret nonce;     /* s */
	struct pace_group group; /* owned */
	struct key chip_map;     /* PK_Map,IC */
	struct key own;          /* PK_DH,IFD */
	struct key chip;         /* PK_DH,IC, as received */
	struct sm session;       /* once there is a shared secret */
	struct secret ca_ic;     /* CAM, once verified that the chip knows the password */
	struct reference references[REFERENCES];
};

static struct rd key_rd(const struct key *k)
{
	return rd_of(k->octets, k->size);
}

static enum eg_err derive_password(struct pace *p, struct rd password)
{
	uint8_t digest[CRYPT_HASH_MAX];
	if (p->kind == PACE_CAN) {
		/* The characters themselves, 9.7.3 */
		return password.left > 0 && password.left <= CAN_SIZE_MAX
			       ? sm_derive(p->suite.cipher, password, SM_KEY_PASSWORD, &p->password)
			       : EG_FAIL(EG_BAD_DATA, "size of the card access number");
	}
	/* K = SHA-1(MRZ_information) whole, 9.7.3 */
	enum eg_err err = crypt_hash(CRYPT_SHA1, password, digest);
	if (err == EG_OK) {
		err = sm_derive(p->suite.cipher, rd_of(digest, crypt_hash_size(CRYPT_SHA1)),
				SM_KEY_PASSWORD, &p->password);
	}
	secret_wipe(digest, sizeof(digest));
	return err;
}

enum eg_err pace_new(const struct pace_suite *suite, enum pace_password kind, struct rd password,
		     const struct pace_fixed *fixed, struct pace **out)
{
	EG_AUTO(pace_free) struct pace *p = calloc(1, sizeof(*p));
	*out = NULL;
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "PACE");
	}
	p->suite = *suite;
	p->kind = kind;
	EG_TRY(derive_password(p, password));
	EG_TRY(pace_group_begin(&p->group, suite, fixed));
	*out = p;
	p = NULL;
	return EG_OK;
}

void pace_free(struct pace **p)
{
	if (*p != NULL) {
		pace_group_end(&(*p)->group);
		secret_wipe(*p, sizeof(**p));
		free(*p);
		*p = NULL;
	}
}

void pace_ask_references(struct pace *p)
{
	p->ask_references = true;
}

/* CHAT of an inspection system, all access bits set (4.4.4.1; id-IS: Doc 9303-10). */
static void put_chat(struct wr *out)
{
	static const uint8_t id_is[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x01, 0x02, 0x01};
	static const uint8_t everything[] = {0x3F};
	size_t mark = wr_open(out, 0x7F4C);
	wr_tlv(out, 0x06, RD_ARRAY(id_is));
	wr_tlv(out, 0x53, RD_ARRAY(everything));
	wr_close(out, mark);
}

enum eg_err pace_set_at(const struct pace *p, bool with_parameter, struct wr *out)
{
	const uint8_t password[] = {(uint8_t)p->kind};
	const uint8_t parameter[] = {p->suite.parameter};
	struct rd written;
	wr_tlv(out, 0x80, RD_ARRAY(p->suite.oid));
	wr_tlv(out, 0x83, RD_ARRAY(password));
	if (with_parameter) {
		wr_tlv(out, 0x84, RD_ARRAY(parameter));
	}
	if (p->ask_references) {
		put_chat(out);
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

static enum eg_err take_dynamic(struct rd answer, uint32_t tag, struct rd *value)
{
	struct rd objects;
	if (!rd_expect_ber(&answer, 0x7C, &objects) || !rd_end(&answer) ||
	    !rd_expect_ber(&objects, tag, value) || !rd_end(&objects)) {
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
	uint8_t octets[PACE_NONCE_MAX];
	struct wr s = WR_ARRAY(octets);
	EG_TRY(take_dynamic(answer, 0x80, &z));
	if (z.left == 0 || z.left > PACE_NONCE_MAX ||
	    z.left % crypt_block_size(p->suite.cipher) != 0) {
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
	uint8_t octets[PACE_PUBLIC_MAX];
	struct wr data = WR_ARRAY(octets);
	EG_TRY(pace_group_mapping_data(&p->group, &data));
	return put_dynamic(out, 0x81, wr_view(&data));
}

/* An empty 7C without DO'82' says of integrated mapping what an empty DO'82' says. */
static bool nothing_said(const struct pace *p, struct rd answer)
{
	struct rd objects;
	return p->suite.mapping == PACE_IM && rd_expect_ber(&answer, 0x7C, &objects) &&
	       rd_end(&answer) && objects.left == 0;
}

enum eg_err pace_map(struct pace *p, struct rd answer)
{
	struct rd peer = RD_EMPTY;
	if (!nothing_said(p, answer)) {
		EG_TRY(take_dynamic(answer, 0x82, &peer));
	}
	if (!rd_dump(peer, p->chip_map.octets, sizeof(p->chip_map.octets), &p->chip_map.size)) {
		return EG_FAIL(EG_BAD_DATA, "mapping key of the chip");
	}
	EG_TRY(pace_group_map(&p->group, secret_rd(&p->nonce), peer));
	struct wr own = WR_ARRAY(p->own.octets);
	EG_TRY(pace_group_public(&p->group, &own));
	p->own.size = own.size;
	return EG_OK;
}

enum eg_err pace_ephemeral_key(const struct pace *p, struct wr *out)
{
	return put_dynamic(out, 0x83, key_rd(&p->own));
}

enum eg_err pace_agree(struct pace *p, struct rd answer)
{
	struct rd peer;
	EG_AUTO(bytes_free) struct bytes shared = {0};
	EG_TRY(take_dynamic(answer, 0x84, &peer));
	/* 4.4.1, 3 d: equal keys would make both tokens equal, and an echo pass. */
	if (pace_group_same(&p->group, peer, key_rd(&p->own))) {
		return EG_FAIL(EG_MISMATCH, "chip returned the reader's own key");
	}
	if (!rd_dump(peer, p->chip.octets, sizeof(p->chip.octets), &p->chip.size)) {
		return EG_FAIL(EG_BAD_DATA, "ephemeral key of the chip");
	}
	EG_TRY(pace_group_agree(&p->group, peer, &shared));
	return sm_open(&p->session, p->suite.cipher, bytes_rd(&shared), RD_EMPTY);
}

/*
 * MAC over the public key data object of a key (4.4.3.4, 9.4.5). The chip's number in a finite
 * field is taken as it was sent: with leading zeros it is the chip that computes over them.
 */
static enum eg_err token_over(const struct pace *p, const struct key *key,
			      uint8_t token[TOKEN_SIZE])
{
	uint8_t octets[PUBLIC_KEY_MAX];
	struct wr object = WR_ARRAY(octets);
	struct rd message;
	if (p->session.mac.size == 0) {
		return EG_FAIL(EG_STATE, "token before the key agreement");
	}
	size_t mark = wr_open(&object, 0x7F49);
	wr_tlv(&object, 0x06, RD_ARRAY(p->suite.oid));
	wr_tlv(&object, p->suite.dh ? 0x84 : 0x86, key_rd(key));
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

/* The last answer: 86, then perhaps 87, 88 and 8A, in this order (4.4.5). */
struct last {
	struct rd token;
	struct rd references[REFERENCES]; /* empty: not told */
	struct rd ecad;
	bool has_ecad;
};

static bool optional(struct rd *objects, uint32_t tag, struct rd *value, bool *present)
{
	uint32_t next;
	*present = rd_next_tag(objects, &next) && next == tag;
	return !*present || rd_expect_ber(objects, tag, value);
}

static bool take_last(struct rd answer, struct last *out)
{
	struct rd objects;
	bool told;
	*out = (struct last){0};
	return rd_expect_ber(&answer, 0x7C, &objects) && rd_end(&answer) &&
	       rd_expect_ber(&objects, 0x86, &out->token) &&
	       optional(&objects, 0x87, &out->references[0], &told) &&
	       optional(&objects, 0x88, &out->references[1], &told) &&
	       optional(&objects, 0x8A, &out->ecad, &out->has_ecad) && rd_end(&objects);
}

/* CA_IC = D(KSEnc, A_IC), IV = E(KSEnc, -1), as long as the order (4.4.3.5, 4.4.5.6). */
static enum eg_err take_ecad(struct pace *p, struct rd ecad)
{
	static const uint8_t minus_one[BLOCK_AES] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
						     0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
						     0xFF, 0xFF, 0xFF, 0xFF};
	enum crypt_cipher cipher = p->suite.cipher;
	size_t size = crypt_curve_size((enum crypt_curve)p->suite.parameter);
	uint8_t iv_octets[BLOCK_AES];
	uint8_t octets[ECAD_MAX];
	uint8_t expected_octets[ECAD_MAX];
	struct wr iv = WR_ARRAY(iv_octets);
	struct wr plain = WR_ARRAY(octets);
	struct wr expected = WR_ARRAY(expected_octets);
	if (ecad.left == 0 || ecad.left > ECAD_MAX || ecad.left % BLOCK_AES != 0) {
		return EG_FAIL(EG_BAD_DATA, "size of the encrypted Chip Authentication Data");
	}
	EG_TRY(crypt_block_encrypt(cipher, secret_rd(&p->session.enc), RD_ARRAY(minus_one), &iv));
	EG_TRY(crypt_cbc_decrypt(cipher, secret_rd(&p->session.enc), wr_view(&iv), ecad, &plain));
	struct rd rest = wr_view(&plain);
	struct rd data;
	if (!rd_take(&rest, size, &data)) {
		return EG_FAIL(EG_BAD_DATA, "size of the Chip Authentication Data");
	}
	wr_put(&expected, data);
	sm_pad(&expected, 0, BLOCK_AES);
	if (!rd_equal(wr_view(&expected), wr_view(&plain))) {
		return EG_FAIL(EG_BAD_DATA, "padding of the Chip Authentication Data");
	}
	return secret_set(&p->ca_ic, data);
}

enum eg_err pace_finish(struct pace *p, struct rd answer, struct sm *out)
{
	struct last last;
	uint8_t token[TOKEN_SIZE];
	if (!take_last(answer, &last)) {
		return EG_FAIL(EG_BAD_DATA, "dynamic authentication data of PACE");
	}
	EG_TRY(token_over(p, &p->own, token));
	if (!secret_equal(RD_ARRAY(token), last.token)) {
		return EG_FAIL(EG_MISMATCH, "authentication token of the chip");
	}
	if (last.has_ecad != (p->suite.mapping == PACE_CAM)) {
		return EG_FAIL(EG_BAD_DATA, "Chip Authentication Data do not go with the mapping");
	}
	if (last.has_ecad) {
		EG_TRY(take_ecad(p, last.ecad));
	}
	for (size_t i = 0; i < REFERENCES; i++) {
		struct reference *r = &p->references[i];
		if (!rd_dump(last.references[i], r->octets, sizeof(r->octets), &r->size)) {
			return EG_FAIL(EG_BAD_DATA, "reference of a trust point");
		}
	}
	*out = p->session;
	return EG_OK;
}

enum eg_err pace_car(const struct pace *p, unsigned i, struct rd *out)
{
	if (i >= REFERENCES || p->references[i].size == 0) {
		return EG_NOT_FOUND;
	}
	*out = rd_of(p->references[i].octets, p->references[i].size);
	return EG_OK;
}

enum eg_err pace_cam_proof(const struct pace *p, struct wr *out)
{
	struct rd written;
	if (p->ca_ic.size == 0) {
		return EG_FAIL(EG_STATE, "no Chip Authentication Data");
	}
	size_t mark = wr_open(out, 0x30);
	wr_tlv(out, 0x04, key_rd(&p->chip_map));
	wr_tlv(out, 0x04, secret_rd(&p->ca_ic));
	wr_close(out, mark);
	return wr_done(out, &written);
}

enum eg_err pace_chip_id(const struct pace *p, struct wr *out)
{
	return comp_write(p->suite.dh, key_rd(&p->chip), out);
}

enum eg_err pace_ephemeral_id(const struct pace *p, struct wr *out)
{
	return comp_write(p->suite.dh, key_rd(&p->own), out);
}
