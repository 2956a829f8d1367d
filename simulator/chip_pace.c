/*
 * chip_pace: PACE with ECDH and generic mapping on the card's side (Doc 9303-11, 4.4).
 * Knows the password and the steps. Never knows files, except EF.CardAccess, which says what the
 * chip offers.
 *
 *   MSE:Set AT -> nonce (80) -> map nonce (81/82) -> key agreement (83/84) -> tokens (85/86)
 */
#include "simulator/chip_internal.h"

#define PASSWORD_MRZ 1
#define PASSWORD_CAN 2

/* id-PACE-ECDH-GM, its last arc names the cipher: 1 3DES, 2 AES-128, 3 AES-192, 4 AES-256. */
static const uint8_t ecdh_gm[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02};

const char *chip_pace_name(struct rd oid)
{
	static const char *const names[] = {
		"PACE-ECDH-GM-3DES-CBC-CBC",
		"PACE-ECDH-GM-AES-CBC-CMAC-128",
		"PACE-ECDH-GM-AES-CBC-CMAC-192",
		"PACE-ECDH-GM-AES-CBC-CMAC-256",
	};
	struct rd prefix;
	uint8_t last;
	if (!rd_take(&oid, sizeof(ecdh_gm), &prefix) || !rd_equal(prefix, RD_ARRAY(ecdh_gm)) ||
	    !rd_u8(&oid, &last) || !rd_end(&oid) || last < 1 || last > 4) {
		return "?";
	}
	return names[last - 1];
}

void chip_pace_stop(struct chip *c)
{
	crypt_ec_free(&c->pace.map_key);
	crypt_ec_free(&c->pace.ephemeral);
	secret_clear(&c->pace.shared);
	secret_wipe(&c->pace, sizeof(c->pace));
	c->pace = (struct chip_pace){0};
}

/* One PACEInfo with this protocol (and this parameter, if given); others are passed over. */
static bool info_fits(struct rd info, struct rd oid, bool has_parameter, uint32_t parameter,
		      uint32_t *curve)
{
	struct rd protocol;
	struct rd version;
	struct rd id;
	uint32_t number;
	if (!rd_expect(&info, 0x06, &protocol) || !rd_equal(protocol, oid) ||
	    !rd_expect(&info, 0x02, &version) || !rd_small_int(version, &number) || number != 2 ||
	    !rd_expect(&info, 0x02, &id) || !rd_small_int(id, curve) || !rd_end(&info)) {
		return false;
	}
	return !has_parameter || *curve == parameter;
}

/* Finds what the terminal asked for among what EF.CardAccess offers. */
static enum chip_sw find_offer(const struct chip *c, struct rd oid, bool has_parameter,
			       uint32_t parameter, uint32_t *curve)
{
	const struct chip_file *ef = chip_file_at(c, false, CHIP_FID_CARD_ACCESS);
	struct rd file = ef == NULL ? RD_EMPTY : ef->contents;
	struct rd infos;
	unsigned found = 0;
	if (!rd_expect(&file, 0x31, &infos)) {
		return SW_WRONG_DATA;
	}
	while (infos.left > 0) {
		struct rd info;
		uint32_t offered;
		if (!rd_expect(&infos, 0x30, &info)) {
			return SW_WRONG_DATA;
		}
		if (info_fits(info, oid, has_parameter, parameter, &offered)) {
			*curve = offered;
			found++;
		}
	}
	if (found == 0) {
		return has_parameter ? SW_REFERENCE_NOT_FOUND : SW_WRONG_DATA;
	}
	/* Several sets of domain parameters need DO'84' (4.4.4.1). */
	return found == 1 ? SW_OK : SW_REFERENCE_NOT_FOUND;
}

enum chip_sw chip_pace_set(struct chip *c, const struct chip_apdu *a, const struct chip_mse *m)
{
	struct rd reference = m->reference;
	struct rd parameter_bytes = m->private;
	uint8_t password;
	uint32_t parameter = 0;
	uint32_t curve = 0;
	(void)a;
	if (c->profile.pace_off || c->in_application || c->sm.active) {
		return SW_CONDITIONS_OF_USE;
	}
	if (chip_pace_name(m->oid)[0] == '?' || !rd_u8(&reference, &password) ||
	    !rd_end(&reference) ||
	    (m->has_private && !rd_be(&parameter_bytes, parameter_bytes.left, &parameter))) {
		return SW_WRONG_DATA;
	}
	if (password != PASSWORD_MRZ && (password != PASSWORD_CAN || c->document->can.left == 0)) {
		return SW_REFERENCE_NOT_FOUND;
	}
	enum chip_sw sw = find_offer(c, m->oid, m->has_private, parameter, &curve);
	if (sw != SW_OK) {
		return sw;
	}
	if (crypt_curve_size((enum crypt_curve)curve) == 0 ||
	    !rd_dump(m->oid, c->pace.oid, sizeof(c->pace.oid), &c->pace.oid_size)) {
		return SW_WRONG_DATA;
	}
	c->pace.curve = (enum crypt_curve)curve;
	c->pace.cipher = (enum crypt_cipher)(c->pace.oid[sizeof(ecdh_gm)] - 1);
	c->pace.with_can = password == PASSWORD_CAN;
	c->pace.step = PACE_NONCE;
	return SW_OK;
}

/* Kpi = KDF(f(password), 3), Table 14. */
static enum eg_err password_key(const struct chip *c, struct secret *out)
{
	uint8_t digest[CRYPT_HASH_MAX];
	if (c->pace.with_can) {
		return chip_kdf(c->pace.cipher, c->document->can, CHIP_KDF_PACE, out);
	}
	EG_TRY(chip_mrz_hash(c, digest));
	enum eg_err err = chip_kdf(c->pace.cipher, rd_of(digest, crypt_hash_size(CRYPT_SHA1)),
				   CHIP_KDF_PACE, out);
	secret_wipe(digest, sizeof(digest));
	return err;
}

/* A private number from the profile, or none: then the key is drawn by pki/crypt. */
static enum eg_err given_private(struct chip *c, uint8_t buffer[CRYPT_POINT_MAX], struct rd *out)
{
	size_t size = crypt_curve_size(c->pace.curve);
	*out = RD_EMPTY;
	if (c->profile.random != NULL) {
		EG_TRY(chip_random(c, buffer, size));
		*out = rd_of(buffer, size);
	}
	return EG_OK;
}

static enum eg_err step_nonce(struct chip *c, struct rd none, struct wr *out)
{
	EG_AUTO(secret_clear) struct secret key = {0};
	uint8_t cryptogram[CHIP_NONCE_MAX];
	struct wr z = WR_ARRAY(cryptogram);
	struct chip_pace *p = &c->pace;
	(void)none; /* step 1 carries no data object */
	/* A whole number of blocks that is no shorter than the key. */
	p->nonce_size = crypt_key_size(p->cipher) > 16 ? 32 : 16;
	EG_TRY(chip_random(c, p->nonce, p->nonce_size));
	EG_TRY(password_key(c, &key));
	EG_TRY(crypt_cbc_encrypt(p->cipher, secret_rd(&key), RD_EMPTY,
				 rd_of(p->nonce, p->nonce_size), &z));
	wr_tlv(out, 0x80, wr_view(&z));
	p->step = PACE_MAP;
	return EG_OK;
}

static enum eg_err step_map(struct chip *c, struct rd terminal, struct wr *out)
{
	uint8_t number[CRYPT_POINT_MAX];
	struct rd given;
	struct chip_pace *p = &c->pace;
	EG_TRY(given_private(c, number, &given));
	if (given.left > 0) {
		EG_TRY(crypt_ec_from_private(p->curve, given, &p->map_key));
	} else {
		EG_TRY(crypt_ec_generate(p->curve, &p->map_key));
	}
	EG_TRY(given_private(c, number, &given));
	EG_TRY(crypt_ec_map_generic(p->map_key, terminal, rd_of(p->nonce, p->nonce_size), given,
				    &p->ephemeral));
	secret_wipe(number, sizeof(number));
	size_t mark = wr_open(out, 0x82);
	EG_TRY(crypt_ec_public(p->map_key, out));
	wr_close(out, mark);
	p->step = PACE_AGREE;
	return EG_OK;
}

static enum eg_err step_agree(struct chip *c, struct rd terminal, struct wr *out)
{
	uint8_t own[CRYPT_POINT_MAX];
	struct wr point = WR_ARRAY(own);
	struct chip_pace *p = &c->pace;
	EG_TRY(crypt_ec_public(p->ephemeral, &point));
	if (rd_equal(wr_view(&point), terminal)) {
		return EG_FAIL(EG_MISMATCH, "PACE: both public keys are the same");
	}
	EG_TRY(crypt_ec_agree(p->ephemeral, terminal, &p->shared));
	if (!rd_dump(terminal, p->terminal_point, sizeof(p->terminal_point),
		     &p->terminal_point_size)) {
		return EG_FAIL(EG_TOO_BIG, "PACE: point too large");
	}
	wr_tlv(out, 0x84, wr_view(&point));
	p->step = PACE_CONFIRM;
	return EG_OK;
}

/* MAC over the public key data object 7F49 { 06 oid, 86 point } (4.4.3.4). */
static enum eg_err token(const struct chip *c, const struct secret *mac_key, struct rd point,
			 uint8_t out[8])
{
	uint8_t buffer[CRYPT_POINT_MAX + CHIP_OID_MAX + 16];
	struct wr object = WR_ARRAY(buffer);
	struct rd whole;
	size_t mark = wr_open(&object, 0x7F49);
	wr_tlv(&object, 0x06, rd_of(c->pace.oid, c->pace.oid_size));
	wr_tlv(&object, 0x86, point);
	wr_close(&object, mark);
	EG_TRY(wr_done(&object, &whole));
	return chip_mac(c->pace.cipher, mac_key, whole, out);
}

/* ID_IC: our ephemeral key compressed; in documents of old the password's text (3.5). */
static void identify(struct chip *c, struct rd point)
{
	size_t size = crypt_curve_size(c->pace.curve);
	struct rd x = RD_EMPTY;
	if (c->profile.ta_static) {
		x = c->pace.with_can ? c->document->can : chip_document_number(c);
	} else if (!rd_skip(&point, 1) || !rd_take(&point, size, &x)) {
		return;
	}
	chip_session_identify(c, x);
}

static enum eg_err step_confirm(struct chip *c, struct rd theirs, struct wr *out)
{
	EG_AUTO(secret_clear) struct secret mac_key = {0};
	uint8_t own[CRYPT_POINT_MAX];
	struct wr point = WR_ARRAY(own);
	uint8_t expected[8];
	uint8_t answer[8];
	struct chip_pace *p = &c->pace;
	EG_TRY(chip_kdf(p->cipher, secret_rd(&p->shared), CHIP_KDF_MAC, &mac_key));
	EG_TRY(crypt_ec_public(p->ephemeral, &point));
	EG_TRY(token(c, &mac_key, wr_view(&point), expected));
	if (!secret_equal(RD_ARRAY(expected), theirs)) {
		return EG_FAIL(EG_MISMATCH, "PACE: terminal's token is wrong");
	}
	EG_TRY(token(c, &mac_key, rd_of(p->terminal_point, p->terminal_point_size), answer));
	wr_tlv(out, 0x86, RD_ARRAY(answer));
	EG_TRY(chip_sm_start(&c->sm, p->cipher, secret_rd(&p->shared), RD_EMPTY));
	identify(c, wr_view(&point));
	chip_pace_stop(c);
	return EG_OK;
}

static const struct {
	uint32_t tag; /* of the terminal's data object; 0: none */
	enum eg_err (*run)(struct chip *c, struct rd value, struct wr *out);
} steps[] = {
	[PACE_NONCE] = {0, step_nonce},
	[PACE_MAP] = {0x81, step_map},
	[PACE_AGREE] = {0x83, step_agree},
	[PACE_CONFIRM] = {0x85, step_confirm},
};

enum chip_sw chip_pace_step_on(struct chip *c, const struct chip_apdu *a, size_t room,
			       struct wr *out)
{
	enum chip_pace_step step = c->pace.step;
	struct rd value;
	(void)room; /* at most 139 bytes: a point of P-521 in its frames */
	if (a->p1 != 0 || a->p2 != 0) {
		return SW_WRONG_P1P2;
	}
	if (!a->has_le) {
		return SW_WRONG_LENGTH;
	}
	/* Every step but the last is chained (4.4.4.3). */
	if ((a->cla == CHIP_CLA_CHAIN) != (step != PACE_CONFIRM)) {
		chip_pace_stop(c);
		return step == PACE_CONFIRM ? SW_LAST_OF_CHAIN_EXPECTED : SW_CONDITIONS_OF_USE;
	}
	if (!chip_dynamic_object(a->data, steps[step].tag, &value)) {
		chip_pace_stop(c);
		return SW_WRONG_DATA;
	}
	size_t frame = wr_open(out, 0x7C);
	if (steps[step].run(c, value, out) != EG_OK) {
		chip_pace_stop(c);
		chip_session_end(c);
		out->size = 0;
		return SW_AUTH_FAILED;
	}
	wr_close(out, frame);
	return SW_OK;
}
