/*
 * sm: secure messaging (Doc 9303-11, 9.7.1, 9.7.4 and 9.8) as a transaction.
 * Knows session keys, counter, padding, data objects. Never knows what a command does.
 */
#include "emrtd/sm.h"

#define CLA_SM       0x0C /* header authenticated: Doc 9303-11, 9.8.4 */
#define DO_CRYPT_87  0x87 /* with padding indicator: even INS */
#define DO_CRYPT_85  0x85 /* without: odd INS */
#define DO_LE        0x97
#define DO_STATUS    0x99
#define DO_MAC       0x8E
#define MAC_SIZE     8
#define PADDING_MARK 0x80
/* Added to what is authenticated: counter, header and their padding. */
#define MESSAGE_MORE (4 * SM_BLOCK_MAX)
#define MESSAGE_MAX  (APDU_ANSWER_MAX + MESSAGE_MORE)

static void adjust_parity(struct secret *key)
{
	for (size_t i = 0; i < key->size; i++) {
		unsigned ones = 0;
		for (unsigned bit = 1; bit < 8; bit++) {
			ones += (unsigned)(key->bytes[i] >> bit) & 1U;
		}
		key->bytes[i] = (uint8_t)((key->bytes[i] & 0xFEU) | (ones % 2 == 0 ? 1U : 0U));
	}
}

enum eg_err sm_derive(enum crypt_cipher cipher, struct rd shared, enum sm_key which,
		      struct secret *out)
{
	const uint8_t counter[] = {0, 0, 0, (uint8_t)which};
	const struct rd parts[] = {shared, RD_ARRAY(counter)};
	bool is_long = cipher == CRYPT_AES192 || cipher == CRYPT_AES256;
	uint8_t digest[CRYPT_HASH_MAX];
	enum eg_err err = crypt_hash_parts(is_long ? CRYPT_SHA256 : CRYPT_SHA1, parts, 2, digest);
	if (err == EG_OK) {
		err = secret_set(out, rd_of(digest, crypt_key_size(cipher)));
	}
	if (err == EG_OK && cipher == CRYPT_3DES) {
		adjust_parity(out);
	}
	secret_wipe(digest, sizeof(digest));
	return err;
}

enum eg_err sm_open(struct sm *s, enum crypt_cipher cipher, struct rd shared,
		    struct rd counter_or_empty)
{
	sm_close(s);
	s->cipher = cipher;
	if (counter_or_empty.left > 0) {
		if (counter_or_empty.left != crypt_block_size(cipher) ||
		    !rd_copy(&counter_or_empty, s->counter, counter_or_empty.left)) {
			return EG_FAIL(EG_STATE, "send sequence counter is not one block");
		}
	}
	EG_TRY(sm_derive(cipher, shared, SM_KEY_ENC, &s->enc));
	return sm_derive(cipher, shared, SM_KEY_MAC, &s->mac);
}

void sm_close(struct sm *s)
{
	secret_wipe(s, sizeof(*s));
}

size_t sm_plain_max(enum crypt_cipher cipher)
{
	return sm_plain_within(cipher, APDU_LE_SHORT_MAX + 2);
}

size_t sm_plain_within(enum crypt_cipher cipher, size_t answer_size)
{
	/* Status bytes (2), DO'99' (4) and DO'8E' (10); then tag, length and indicator of DO'87'.
	 */
	size_t block = crypt_block_size(cipher);
	const size_t others = 2 + 4 + 10;
	if (block == 0 || answer_size <= others) {
		return 0;
	}
	size_t room = answer_size - others;
	size_t header = room < 2 + 0x80 ? 3 : room < 3 + 0x100 ? 4 : room < 4 + 0x10000 ? 5 : 6;
	return room < header + block ? 0 : (room - header) / block * block - 1;
}

void sm_pad(struct wr *w, size_t start, size_t block)
{
	wr_u8(w, PADDING_MARK);
	while (!w->bad && block > 0 && (w->size - start) % block != 0) {
		wr_u8(w, 0);
	}
}

struct counter {
	uint8_t octets[SM_BLOCK_MAX];
	size_t size;
};

static struct counter counter_after(const struct sm *s, unsigned steps)
{
	struct counter c = {.size = crypt_block_size(s->cipher)};
	unsigned carry = steps;
	for (size_t i = c.size; i-- > 0;) {
		carry += s->counter[i];
		c.octets[i] = (uint8_t)carry;
		carry >>= 8;
	}
	return c;
}

static struct rd counter_rd(const struct counter *c)
{
	return rd_of(c->octets, c->size);
}

/* IV of AES is the encrypted counter (9.8.7.1), of 3DES zeros (9.8.6.1): then empty. */
static enum eg_err make_iv(const struct sm *s, const struct counter *c, struct wr *iv)
{
	if (s->cipher == CRYPT_3DES) {
		return EG_OK;
	}
	return crypt_block_encrypt(s->cipher, secret_rd(&s->enc), counter_rd(c), iv);
}

/* DO'87' or DO'85' over the padded, encrypted data. */
static enum eg_err put_encrypted(const struct sm *s, const struct counter *c, bool odd_ins,
				 struct rd data, struct wr *out)
{
	uint8_t padded_octets[APDU_DATA_MAX];
	uint8_t iv_octets[SM_BLOCK_MAX];
	struct wr padded = WR_ARRAY(padded_octets);
	struct wr iv = WR_ARRAY(iv_octets);
	struct rd plain;
	wr_put(&padded, data);
	sm_pad(&padded, 0, c->size);
	EG_TRY(wr_done(&padded, &plain));
	EG_TRY(make_iv(s, c, &iv));
	size_t mark = wr_open(out, odd_ins ? DO_CRYPT_85 : DO_CRYPT_87);
	if (!odd_ins) {
		wr_u8(out, 1); /* padding indicator: method 2 */
	}
	enum eg_err err =
		crypt_cbc_encrypt(s->cipher, secret_rd(&s->enc), wr_view(&iv), plain, out);
	wr_close(out, mark);
	secret_wipe(padded_octets, sizeof(padded_octets));
	return err;
}

static void put_le(struct wr *out, const struct apdu *plain)
{
	uint8_t octets[2];
	struct wr le = WR_ARRAY(octets);
	if (plain->le == 0) {
		return;
	}
	if (plain->le <= APDU_LE_SHORT_MAX && !plain->extended) {
		wr_u8(&le, (uint8_t)plain->le);
	} else {
		wr_be16(&le, (uint16_t)plain->le);
	}
	wr_tlv(out, DO_LE, wr_view(&le));
}

/* MAC over counter, padded header (if any) and padded data objects (if any), 9.8.4, figure 5. */
static enum eg_err authenticate(const struct sm *s, const struct counter *c, struct rd header,
				struct rd objects, uint8_t mac[MAC_SIZE])
{
	EG_AUTO(bytes_free) struct bytes room = {0};
	struct rd whole;
	EG_TRY(bytes_reserve(&room, header.left + objects.left + MESSAGE_MORE, MESSAGE_MAX));
	struct wr message = wr_of(room.data, room.cap);
	wr_put(&message, counter_rd(c));
	if (header.left > 0) {
		wr_put(&message, header);
		sm_pad(&message, 0, c->size);
	}
	if (objects.left > 0) {
		wr_put(&message, objects);
		sm_pad(&message, 0, c->size);
	}
	EG_TRY(wr_done(&message, &whole));
	return crypt_mac(s->cipher, secret_rd(&s->mac), whole, mac);
}

enum eg_err sm_wrap(const struct sm *s, const struct apdu *plain, struct wr *out)
{
	const uint8_t header[] = {(uint8_t)(plain->cla | CLA_SM), plain->ins, plain->p1, plain->p2};
	struct counter c = counter_after(s, 1);
	uint8_t octets[APDU_DATA_MAX];
	struct wr objects = WR_ARRAY(octets);
	uint8_t mac[MAC_SIZE];
	if (plain->data.left > 0) {
		EG_TRY(put_encrypted(s, &c, (plain->ins & 1) != 0, plain->data, &objects));
	}
	put_le(&objects, plain);
	EG_TRY(authenticate(s, &c, RD_ARRAY(header), wr_view(&objects), mac));
	wr_tlv(&objects, DO_MAC, RD_ARRAY(mac));
	struct apdu protected = {
		.cla = header[0],
		.ins = plain->ins,
		.p1 = plain->p1,
		.p2 = plain->p2,
		.le = plain->extended ? 65536 : APDU_LE_SHORT_MAX,
		.extended = plain->extended,
	};
	EG_TRY(wr_done(&objects, &protected.data));
	return apdu_write(&protected, out);
}

/* Data objects of a protected answer, in their order (9.8.4). */
struct objects {
	bool has_data;
	bool indicator; /* DO'87' */
	struct rd cipher;
	struct rd authenticated;
	struct rd mac;
	uint16_t status;
};

static bool split(struct rd data, struct objects *out)
{
	struct rd r = data;
	struct rd status;
	uint32_t tag = 0;
	*out = (struct objects){0};
	if (rd_next_tag(&r, &tag) && (tag == DO_CRYPT_87 || tag == DO_CRYPT_85)) {
		out->has_data = true;
		out->indicator = tag == DO_CRYPT_87;
		if (!rd_tlv_ber(&r, &tag, &out->cipher)) {
			return false;
		}
	}
	if (!rd_expect_ber(&r, DO_STATUS, &status) || !rd_be16(&status, &out->status) ||
	    !rd_end(&status)) {
		return false;
	}
	size_t size = data.left - r.left;
	return rd_take(&data, size, &out->authenticated) && rd_expect_ber(&r, DO_MAC, &out->mac) &&
	       rd_end(&r);
}

/* Takes padding method 2 off; false when there is none. */
static bool unpad(struct rd padded, size_t *plain)
{
	uint8_t octet = 0;
	while (padded.left > 0 && rd_byte_at(&padded, padded.left - 1, &octet) && octet == 0) {
		padded.left--;
	}
	if (padded.left == 0 || octet != PADDING_MARK) {
		return false;
	}
	*plain = padded.left - 1;
	return true;
}

/* Into the writer, without the padding; nothing is left in it when that is wrong. */
static enum eg_err decrypt(const struct sm *s, const struct counter *c, struct objects *o,
			   struct wr *out)
{
	uint8_t iv_octets[SM_BLOCK_MAX];
	struct wr iv = WR_ARRAY(iv_octets);
	size_t start = out->size;
	size_t plain = 0;
	uint8_t indicator;
	if (o->indicator && (!rd_u8(&o->cipher, &indicator) || indicator != 1)) {
		return EG_FAIL(EG_BAD_DATA, "padding indicator of a protected answer");
	}
	if (o->cipher.left == 0 || o->cipher.left % c->size != 0) {
		return EG_FAIL(EG_BAD_DATA, "cryptogram is no whole number of blocks");
	}
	EG_TRY(make_iv(s, c, &iv));
	enum eg_err err =
		crypt_cbc_decrypt(s->cipher, secret_rd(&s->enc), wr_view(&iv), o->cipher, out);
	struct rd padded = wr_view(out);
	if (err == EG_OK && (!rd_skip(&padded, start) || !unpad(padded, &plain))) {
		err = EG_FAIL(EG_BAD_DATA, "padding of a protected answer");
	}
	out->size = start + plain;
	return err;
}

enum eg_err sm_unwrap(struct sm *s, struct rd answer, struct wr *data, uint16_t *sw)
{
	struct apdu_answer bare;
	struct objects o;
	struct counter c = counter_after(s, 2);
	uint8_t mac[MAC_SIZE];
	*sw = 0;
	EG_TRY(apdu_answer(answer, &bare));
	if (bare.data.left == 0) {
		*sw = bare.sw;
		return EG_DENIED;
	}
	if (!split(bare.data, &o)) {
		*sw = bare.sw;
		return EG_FAIL(EG_BAD_DATA, "data objects of a protected answer");
	}
	EG_TRY(authenticate(s, &c, RD_EMPTY, o.authenticated, mac));
	if (!secret_equal(RD_ARRAY(mac), o.mac)) {
		return EG_FAIL(EG_MISMATCH, "MAC of a protected answer");
	}
	if (o.has_data) {
		EG_TRY(decrypt(s, &c, &o, data));
	}
	*sw = o.status;
	struct rd next = counter_rd(&c);
	return rd_copy(&next, s->counter, c.size) ? EG_OK : EG_FAIL(EG_STATE, "counter");
}
