/*
 * chip_pace: PACE on the card's side (Doc 9303-11, 4.4), step by step.
 * Knows the password and the steps. Never knows files, nor how the nonce becomes a generator.
 *
 *   MSE:Set AT -> nonce (80) -> map nonce (81/82) -> key agreement (83/84) -> tokens (85/86),
 *   with the last answer [87 newest trust point] [88 former one] [8A proof of the static key]
 */
#include "simulator/chip_internal.h"

#define MAC_SIZE 8
/* CA_IC as long as the order of P-521, padded to whole blocks. */
#define CAM_MAX 96

void chip_pace_stop(struct chip *c)
{
	chip_pair_free(&c->pace.map);
	chip_pair_free(&c->pace.ephemeral);
	bytes_free(&c->pace.shared);
	secret_wipe(&c->pace, sizeof(c->pace));
	c->pace = (struct chip_pace){0};
}

/* Kpi = KDF(f(password), 3), Table 14. */
static enum eg_err password_key(const struct chip *c, struct secret *out)
{
	uint8_t digest[CRYPT_HASH_MAX];
	enum crypt_cipher cipher = c->pace.protocol.cipher;
	if (c->pace.with_can) {
		return chip_kdf(cipher, c->document->can, CHIP_KDF_PACE, out);
	}
	EG_TRY(chip_mrz_hash(c, digest));
	enum eg_err err =
		chip_kdf(cipher, rd_of(digest, crypt_hash_size(CRYPT_SHA1)), CHIP_KDF_PACE, out);
	secret_wipe(digest, sizeof(digest));
	return err;
}

static enum eg_err step_nonce(struct chip *c, struct rd none, struct wr *out)
{
	EG_AUTO(secret_clear) struct secret key = {0};
	uint8_t cryptogram[CHIP_NONCE_MAX];
	struct wr z = WR_ARRAY(cryptogram);
	struct chip_pace *p = &c->pace;
	(void)none; /* step 1 carries no data object */
	/* A whole number of blocks that is no shorter than the key. */
	p->nonce_size = crypt_key_size(p->protocol.cipher) > 16 ? 32 : 16;
	EG_TRY(chip_random(c, p->nonce, p->nonce_size));
	EG_TRY(password_key(c, &key));
	EG_TRY(crypt_cbc_encrypt(p->protocol.cipher, secret_rd(&key), RD_EMPTY,
				 rd_of(p->nonce, p->nonce_size), &z));
	wr_tlv(out, 0x80, wr_view(&z));
	p->step = PACE_MAP;
	return EG_OK;
}

static enum eg_err step_map(struct chip *c, struct rd theirs, struct wr *out)
{
	EG_TRY(chip_pace_map(c, theirs, out));
	c->pace.step = PACE_AGREE;
	return EG_OK;
}

static enum eg_err step_agree(struct chip *c, struct rd theirs, struct wr *out)
{
	uint8_t own[CHIP_PUBLIC_MAX];
	struct wr key = WR_ARRAY(own);
	struct chip_pace *p = &c->pace;
	EG_TRY(chip_pair_public(&p->ephemeral, &key));
	if (rd_equal(wr_view(&key), theirs)) {
		return EG_FAIL(EG_MISMATCH, "PACE: both public keys are the same");
	}
	EG_TRY(chip_pair_agree(&p->ephemeral, theirs, &p->shared));
	if (!rd_dump(theirs, p->terminal_key, sizeof(p->terminal_key), &p->terminal_key_size)) {
		return EG_FAIL(EG_TOO_BIG, "PACE: key too large");
	}
	wr_tlv(out, 0x84, wr_view(&key));
	p->step = PACE_CONFIRM;
	return EG_OK;
}

/* MAC over the public key data object 7F49 { 06 oid, 84 number or 86 point } (4.4.3.4). */
static enum eg_err token(const struct chip_pace *p, const struct secret *mac_key, struct rd key,
			 uint8_t out[MAC_SIZE])
{
	uint8_t buffer[CHIP_PUBLIC_MAX + CHIP_OID_MAX + 16];
	struct wr object = WR_ARRAY(buffer);
	struct rd whole;
	size_t mark = wr_open(&object, 0x7F49);
	wr_tlv(&object, 0x06, rd_of(p->oid, p->oid_size));
	wr_tlv(&object, p->protocol.dh ? 0x84 : 0x86, key);
	wr_close(&object, mark);
	EG_TRY(wr_done(&object, &whole));
	return chip_mac(p->protocol.cipher, mac_key, whole, out);
}

/* ID_IC: our ephemeral key compressed; in documents of old the password's text (3.5). */
static enum eg_err identify(struct chip *c, struct rd own)
{
	uint8_t bytes[CHIP_COMP_MAX];
	struct wr comp = WR_ARRAY(bytes);
	if (c->profile.ta_static) {
		chip_session_identify(c, c->pace.with_can ? c->document->can
							  : chip_document_number(c));
		return EG_OK;
	}
	EG_TRY(chip_pair_compress(&c->pace.ephemeral, own, &comp));
	chip_session_identify(c, wr_view(&comp));
	return EG_OK;
}

/* 8A: E(KSEnc, CA_IC), padded, under the IV E(KSEnc, -1) (4.4.3.5). */
static enum eg_err put_cam(const struct chip *c, struct wr *out)
{
	EG_AUTO(secret_clear) struct secret data = {0};
	const struct chip_pace *p = &c->pace;
	uint8_t ones[16];
	uint8_t iv_bytes[16];
	uint8_t bytes[CAM_MAX];
	struct wr filler = WR_ARRAY(ones);
	struct wr iv = WR_ARRAY(iv_bytes);
	struct wr padded = WR_ARRAY(bytes);
	wr_fill(&filler, 0xFF, sizeof(ones));
	EG_TRY(crypt_ec_cam_data(p->cam_key->pair.ec, p->map.ec, &data));
	wr_put(&padded, secret_rd(&data));
	wr_u8(&padded, 0x80);
	wr_fill(&padded, 0, (sizeof(ones) - padded.size % sizeof(ones)) % sizeof(ones));
	EG_TRY(crypt_block_encrypt(p->protocol.cipher, secret_rd(&c->sm.enc), wr_view(&filler),
				   &iv));
	size_t mark = wr_open(out, 0x8A);
	EG_TRY(crypt_cbc_encrypt(p->protocol.cipher, secret_rd(&c->sm.enc), wr_view(&iv),
				 wr_view(&padded), out));
	wr_close(out, mark);
	secret_wipe(bytes, sizeof(bytes));
	return EG_OK;
}

/* With CAM the chip has shown itself, and the terminal's key is one for Terminal Authentication. */
static enum eg_err authenticate_chip(struct chip *c, struct wr *out)
{
	struct wr comp = WR_ARRAY(c->session.comp_ifd);
	const struct chip_pace *p = &c->pace;
	EG_TRY(put_cam(c, out));
	EG_TRY(chip_pair_compress(&p->ephemeral, rd_of(p->terminal_key, p->terminal_key_size),
				  &comp));
	c->session.comp_ifd_size = comp.size;
	return EG_OK;
}

static void put_cars(const struct chip *c, struct wr *out)
{
	for (size_t i = 0; i < c->ta.trust_count; i++) {
		const struct chip_cvc_name *name = &c->ta.trust[i].holder;
		wr_tlv(out, 0x87 + (uint32_t)i, rd_of(name->text, name->size));
	}
}

static enum eg_err step_confirm(struct chip *c, struct rd theirs, struct wr *out)
{
	EG_AUTO(secret_clear) struct secret mac_key = {0};
	uint8_t own_bytes[CHIP_PUBLIC_MAX];
	struct wr own = WR_ARRAY(own_bytes);
	uint8_t expected[MAC_SIZE];
	uint8_t answer[MAC_SIZE];
	struct chip_pace *p = &c->pace;
	EG_TRY(chip_kdf(p->protocol.cipher, bytes_rd(&p->shared), CHIP_KDF_MAC, &mac_key));
	EG_TRY(chip_pair_public(&p->ephemeral, &own));
	EG_TRY(token(p, &mac_key, wr_view(&own), expected));
	if (!secret_equal(RD_ARRAY(expected), theirs)) {
		return EG_FAIL(EG_MISMATCH, "PACE: terminal's token is wrong");
	}
	EG_TRY(token(p, &mac_key, rd_of(p->terminal_key, p->terminal_key_size), answer));
	wr_tlv(out, 0x86, RD_ARRAY(answer));
	EG_TRY(chip_sm_start(&c->sm, p->protocol.cipher, bytes_rd(&p->shared), RD_EMPTY));
	EG_TRY(identify(c, wr_view(&own)));
	if (p->wants_cars) {
		put_cars(c, out);
	}
	if (p->protocol.mapping == CHIP_CAM) {
		EG_TRY(authenticate_chip(c, out));
	}
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

/* PACE is over, and with it any session that its last step had begun. */
static enum chip_sw give_up(struct chip *c, enum chip_sw sw, struct wr *out)
{
	chip_pace_stop(c);
	chip_session_end(c);
	out->size = 0;
	return sw;
}

enum chip_sw chip_pace_step_on(struct chip *c, const struct chip_apdu *a, size_t room,
			       struct wr *out)
{
	enum chip_pace_step step = c->pace.step;
	struct rd value;
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
		return give_up(c, SW_AUTH_FAILED, out);
	}
	wr_close(out, frame);
	/* Numbers of 2048 bits want extended length. */
	return out->bad || out->size > room ? give_up(c, SW_WRONG_LENGTH, out) : SW_OK;
}
