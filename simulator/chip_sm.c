/*
 * chip_sm: secure messaging and key derivation on the card's side (Doc 9303-11, 9.7 and 9.8).
 * Knows session keys and the send sequence counter. Never knows what a command does.
 */
#include "simulator/chip_sm.h"

#include <stdlib.h>

#define DO_PLAIN_CRYPTOGRAM 0x85 /* odd INS: no padding indicator */
#define DO_CRYPTOGRAM       0x87
#define DO_LE               0x97
#define DO_STATUS           0x99
#define DO_MAC              0x8E
#define PADDING_INDICATOR   0x01
#define MAC_SIZE            8
#define SM_CLA              0x0C
#define CHAIN_BIT           0x10
#define SHORT_ANSWER_MAX    256
#define ANSWER_OVERHEAD_MAX ((size_t)(4 + 14))

enum eg_err chip_kdf(enum crypt_cipher cipher, struct rd shared, enum chip_kdf counter,
		     struct secret *out)
{
	uint8_t digest[CRYPT_HASH_MAX];
	uint8_t number[4] = {0, 0, 0, (uint8_t)counter};
	const struct rd parts[2] = {shared, RD_ARRAY(number)};
	bool long_key = cipher == CRYPT_AES192 || cipher == CRYPT_AES256;
	EG_TRY(crypt_hash_parts(long_key ? CRYPT_SHA256 : CRYPT_SHA1, parts, 2, digest));
	enum eg_err err = secret_set(out, rd_of(digest, crypt_key_size(cipher)));
	secret_wipe(digest, sizeof(digest));
	return err;
}

/* Padding method 2 of ISO/IEC 9797-1, counted from the start of what was written at mark. */
static void pad(struct wr *w, size_t mark, size_t block)
{
	wr_u8(w, 0x80);
	size_t over = (w->size - mark) % block;
	wr_fill(w, 0, over == 0 ? 0 : block - over);
}

static enum eg_err unpad(struct rd padded, struct rd *out)
{
	size_t size = padded.left;
	uint8_t last = 0;
	while (size > 0 && rd_byte_at(&padded, size - 1, &last) && last == 0) {
		size--;
	}
	if (size == 0 || last != 0x80 || padded.left - size >= 16) {
		return EG_FAIL(EG_BAD_DATA, "padding of a protected command is wrong");
	}
	return rd_take(&padded, size - 1, out) ? EG_OK : EG_FAIL(EG_BAD_DATA, "padding");
}

enum eg_err chip_mac(enum crypt_cipher cipher, const struct secret *key, struct rd data,
		     uint8_t out[8])
{
	uint8_t buffer[512];
	struct wr padded = WR_ARRAY(buffer);
	struct rd whole;
	if (cipher != CRYPT_3DES) {
		return crypt_mac(cipher, secret_rd(key), data, out);
	}
	wr_put(&padded, data);
	pad(&padded, 0, crypt_block_size(cipher));
	EG_TRY(wr_done(&padded, &whole));
	return crypt_mac(cipher, secret_rd(key), whole, out);
}

enum eg_err chip_sm_start(struct chip_sm *sm, enum crypt_cipher cipher, struct rd shared,
			  struct rd ssc_or_empty)
{
	chip_sm_end(sm);
	EG_TRY(chip_kdf(cipher, shared, CHIP_KDF_ENC, &sm->enc));
	EG_TRY(chip_kdf(cipher, shared, CHIP_KDF_MAC, &sm->mac));
	if (ssc_or_empty.left > 0 && !rd_copy(&ssc_or_empty, sm->ssc + 8, 8)) {
		return EG_FAIL(EG_BAD_DATA, "send sequence counter is not 8 bytes");
	}
	sm->cipher = cipher;
	sm->active = true;
	return EG_OK;
}

void chip_sm_end(struct chip_sm *sm)
{
	secret_clear(&sm->enc);
	secret_clear(&sm->mac);
	*sm = (struct chip_sm){0};
}

static struct rd ssc(const struct chip_sm *sm)
{
	size_t block = crypt_block_size(sm->cipher);
	return rd_of(sm->ssc + sizeof(sm->ssc) - block, block);
}

void chip_sm_count(struct chip_sm *sm)
{
	size_t i = sizeof(sm->ssc);
	do {
		i--;
		sm->ssc[i]++;
	} while (sm->ssc[i] == 0 && i > 0);
}

/* IV: zero for 3DES, the encrypted counter for AES (9.8.6.1, 9.8.7.1). */
static enum eg_err make_iv(const struct chip_sm *sm, struct wr *iv)
{
	if (sm->cipher == CRYPT_3DES) {
		return EG_OK;
	}
	return crypt_block_encrypt(sm->cipher, secret_rd(&sm->enc), ssc(sm), iv);
}

static enum eg_err session_mac(const struct chip_sm *sm, struct rd padded, uint8_t out[8])
{
	return crypt_mac(sm->cipher, secret_rd(&sm->mac), padded, out);
}

struct sm_objects {
	bool has_cryptogram;
	bool has_le;
	struct rd cryptogram;
	struct rd le;
	struct rd mac;
	struct rd covered; /* the data objects that the MAC covers, as received */
};

/* [85 or 87] [97] 8E, in this order (9.8.4). */
static enum chip_sw take_objects(uint8_t ins, struct rd data, struct sm_objects *o)
{
	uint32_t tag = (ins & 1) != 0 ? DO_PLAIN_CRYPTOGRAM : DO_CRYPTOGRAM;
	struct rd r = data;
	*o = (struct sm_objects){0};
	if (!rd_optional(&r, tag, &o->cryptogram, &o->has_cryptogram) ||
	    !rd_optional(&r, DO_LE, &o->le, &o->has_le)) {
		return SW_SM_OBJECT_WRONG;
	}
	o->covered = rd_of(data.at, data.left - r.left);
	if (r.left == 0) {
		return SW_SM_OBJECT_MISSING;
	}
	if (!rd_expect(&r, DO_MAC, &o->mac) || o->mac.left != MAC_SIZE || !rd_end(&r)) {
		return SW_SM_OBJECT_WRONG;
	}
	return SW_OK;
}

/* Header and objects are each padded to whole blocks; no objects, no second padding. */
static bool mac_fits(const struct chip_sm *sm, const struct chip_apdu *a,
		     const struct sm_objects *o)
{
	size_t block = crypt_block_size(sm->cipher);
	size_t cap = o->covered.left + 4 * block;
	EG_AUTO(eg_free) uint8_t *buffer = malloc(cap);
	struct wr w = wr_of(buffer, buffer == NULL ? 0 : cap);
	const uint8_t header[4] = {a->cla, a->ins, a->p1, a->p2};
	uint8_t mac[MAC_SIZE];
	struct rd input;
	wr_put(&w, ssc(sm));
	wr_put(&w, RD_ARRAY(header));
	pad(&w, 0, block);
	if (o->covered.left > 0) {
		wr_put(&w, o->covered);
		pad(&w, 0, block);
	}
	return wr_done(&w, &input) == EG_OK && session_mac(sm, input, mac) == EG_OK &&
	       secret_equal(RD_ARRAY(mac), o->mac);
}

static enum eg_err decrypt(const struct chip_sm *sm, struct rd cryptogram, struct wr *data)
{
	uint8_t iv_bytes[16];
	struct wr iv = WR_ARRAY(iv_bytes);
	struct rd plain;
	size_t mark = data->size;
	EG_TRY(make_iv(sm, &iv));
	EG_TRY(crypt_cbc_decrypt(sm->cipher, secret_rd(&sm->enc), wr_view(&iv), cryptogram, data));
	EG_TRY(unpad(rd_of(data->base + mark, data->size - mark), &plain));
	data->size = mark + plain.left;
	return EG_OK;
}

static bool read_le(struct rd le, struct chip_apdu *plain)
{
	uint32_t value;
	size_t size = le.left;
	if (size == 0 || size > 2 || !rd_be(&le, size, &value)) {
		return false;
	}
	plain->has_le = true;
	plain->le_max = value == 0;
	plain->le = value != 0 ? value : size == 1 ? 256 : 65536;
	return true;
}

enum chip_sw chip_sm_open(struct chip_sm *sm, const struct chip_apdu *wrapped, struct wr *data,
			  struct chip_apdu *plain)
{
	struct sm_objects o;
	uint8_t indicator = PADDING_INDICATOR;
	enum chip_sw sw = take_objects(wrapped->ins, wrapped->data, &o);
	*plain = *wrapped;
	plain->cla = wrapped->cla & CHAIN_BIT;
	plain->data = RD_EMPTY;
	plain->has_le = false;
	plain->le = 0;
	chip_sm_count(sm);
	if (sw != SW_OK) {
		return sw;
	}
	if ((wrapped->cla & ~CHAIN_BIT) != SM_CLA || !mac_fits(sm, wrapped, &o)) {
		return SW_SM_OBJECT_WRONG;
	}
	if (o.has_cryptogram) {
		bool even = (wrapped->ins & 1) == 0;
		size_t mark = data->size;
		if ((even && !rd_u8(&o.cryptogram, &indicator)) || indicator != PADDING_INDICATOR ||
		    o.cryptogram.left == 0 ||
		    o.cryptogram.left % crypt_block_size(sm->cipher) != 0 ||
		    decrypt(sm, o.cryptogram, data) != EG_OK) {
			return SW_SM_OBJECT_WRONG;
		}
		plain->data = rd_of(data->base + mark, data->size - mark);
	}
	if (o.has_le && !read_le(o.le, plain)) {
		return SW_SM_OBJECT_WRONG;
	}
	return SW_OK;
}

size_t chip_sm_room(const struct chip_sm *sm, size_t total)
{
	size_t block = crypt_block_size(sm->cipher);
	/* DO'99' 4 bytes, DO'8E' 10, header of DO'87' 2 to 5 with its indicator. */
	size_t head = total > SHORT_ANSWER_MAX ? 5 : 4;
	size_t blocks = (total - 14 - head) / block;
	return blocks * block - 1;
}

static enum eg_err put_cryptogram(const struct chip_sm *sm, uint8_t ins, struct rd data,
				  struct wr *out)
{
	size_t block = crypt_block_size(sm->cipher);
	size_t cap = data.left + block;
	EG_AUTO(eg_free) uint8_t *buffer = malloc(cap);
	struct wr padded = wr_of(buffer, buffer == NULL ? 0 : cap);
	uint8_t iv_bytes[16];
	struct wr iv = WR_ARRAY(iv_bytes);
	struct rd whole;
	bool odd = (ins & 1) != 0;
	wr_put(&padded, data);
	pad(&padded, 0, block);
	EG_TRY(wr_done(&padded, &whole));
	EG_TRY(make_iv(sm, &iv));
	size_t mark = wr_open(out, odd ? DO_PLAIN_CRYPTOGRAM : DO_CRYPTOGRAM);
	if (!odd) {
		wr_u8(out, PADDING_INDICATOR);
	}
	EG_TRY(crypt_cbc_encrypt(sm->cipher, secret_rd(&sm->enc), wr_view(&iv), whole, out));
	wr_close(out, mark);
	return EG_OK;
}

enum eg_err chip_sm_mac(const struct chip_sm *sm, struct rd objects, uint8_t out[8])
{
	size_t block = crypt_block_size(sm->cipher);
	size_t cap = objects.left + 3 * block;
	EG_AUTO(eg_free) uint8_t *buffer = malloc(cap);
	struct wr covered = wr_of(buffer, buffer == NULL ? 0 : cap);
	struct rd input;
	wr_put(&covered, ssc(sm));
	wr_put(&covered, objects);
	pad(&covered, 0, block);
	EG_TRY(wr_done(&covered, &input));
	return session_mac(sm, input, out);
}

enum eg_err chip_sm_close(struct chip_sm *sm, uint8_t ins, struct rd data, uint16_t sw,
			  struct wr *out)
{
	size_t start = out->size;
	const uint8_t status[2] = {(uint8_t)(sw >> 8), (uint8_t)sw};
	uint8_t mac[MAC_SIZE];
	chip_sm_count(sm);
	if (data.left > 0 || sm->pads_empty) {
		EG_TRY(put_cryptogram(sm, ins, data, out));
	}
	wr_tlv(out, DO_STATUS, RD_ARRAY(status));
	if (out->bad) {
		return EG_FAIL(EG_TOO_BIG, "protected answer does not fit");
	}
	EG_TRY(chip_sm_mac(sm, rd_of(out->base + start, out->size - start), mac));
	wr_tlv(out, DO_MAC, RD_ARRAY(mac));
	return out->bad ? EG_FAIL(EG_TOO_BIG, "protected answer does not fit") : EG_OK;
}
