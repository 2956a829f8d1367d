/*
 * forge_security: SecurityInfos of an invented chip (Doc 9303-11, 9.2), written: EF.CardAccess,
 * DG14 and the content of EF.CardSecurity; and the static key pairs that they tell of.
 * Knows identifiers and layouts. Never reads a file of a chip.
 */
#include "simulator/forge_security.h"

#define TAG_INTEGER 0x02
#define TAG_BITS    0x03
#define TAG_OID     0x06
#define TAG_SEQ     0x30
#define TAG_SET     0x31
#define INFOS_MAX   40
#define LIST_MAX    ((size_t)6 * 1024)

/* bsi-de protocols(2) smartcard(2), 0.4.0.127.0.7.2.2; then protocol, kind and variant. */
static const uint8_t smartcard[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02};
enum { ID_PK = 1, ID_TA = 2, ID_CA = 3, ID_PACE = 4 };
enum { KIND_DH = 1, KIND_ECDH = 2 };
/* Below id-PACE: 1 DH-GM, 2 ECDH-GM, 3 DH-IM, 4 ECDH-IM, 6 ECDH-CAM. */
enum { PACE_IM_MORE = 2, PACE_CAM_KIND = 6 };

/* id-icao-mrtd-security-aaProtocolObject, 2.23.136.1.1.5 */
static const uint8_t aa_protocol[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x05};
/* ecdsa-plain-signatures of TR-03111; the last arc, the hash, is added: SHA-1 1 ... SHA-512 5. */
static const uint8_t ecdsa_plain[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01};
/* standardizedDomainParameters, 0.4.0.127.0.7.1.2 */
static const uint8_t standardised[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x02};
/* id-SecurityObject, 0.4.0.127.0.7.3.2.1 */
static const uint8_t security_object[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x02, 0x01};

struct rd forge_security_object(void)
{
	return RD_ARRAY(security_object);
}

uint32_t forge_pace_parameter(const struct forge_pace *p)
{
	return p->dh ? (uint32_t)p->group : (uint32_t)p->curve;
}

static enum eg_err draw_ec(const struct forge_chip_key *order, struct wr *spki, struct wr *number)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	EG_AUTO(secret_clear) struct secret x = {0};
	EG_TRY(crypt_ec_generate(order->curve, &k));
	EG_TRY(crypt_ec_private(k, &x));
	wr_put(number, secret_rd(&x));
	return crypt_ec_spki(k, true, spki);
}

static enum eg_err draw_dh(const struct forge_chip_key *order, struct wr *spki, struct wr *number)
{
	EG_AUTO(crypt_dh_free) struct crypt_dh *k = NULL;
	EG_AUTO(bytes_free) struct bytes x = {0};
	EG_TRY(crypt_dh_generate(order->group, &k));
	EG_TRY(crypt_dh_private(k, &x));
	wr_put(number, bytes_rd(&x));
	return crypt_dh_spki(k, spki);
}

static enum eg_err draw(const struct forge_chip_key *order, struct wr *spki, struct wr *number)
{
	EG_TRY(order->dh ? draw_dh(order, spki, number) : draw_ec(order, spki, number));
	return spki->bad || number->bad ? EG_FAIL(EG_TOO_BIG, "key pair does not fit") : EG_OK;
}

enum eg_err forge_chip_pair(const struct forge_chip_key *order, bool other_private,
			    struct forge_chip_pair *out)
{
	struct wr spki = WR_ARRAY(out->spki);
	struct wr number = WR_ARRAY(out->number);
	uint8_t unused_bytes[FORGE_PAIR_SPKI_MAX];
	struct wr unused = WR_ARRAY(unused_bytes);
	if (order->id > 255) {
		return EG_FAIL(EG_CONFIG, "key identifier beyond 255");
	}
	*out = (struct forge_chip_pair){.order = *order, .id = (uint8_t)order->id};
	EG_TRY(draw(order, &spki, &number));
	if (other_private) {
		number = WR_ARRAY(out->number);
		EG_TRY(draw(order, &unused, &number));
	}
	out->spki_size = spki.size;
	out->number_size = number.size;
	return EG_OK;
}

/* Infos one behind the other, to be put in DER order of a SET OF (X.690, 11.6). */
struct infos {
	struct wr w;
	size_t start[INFOS_MAX + 1];
	size_t count;
	uint8_t bytes[LIST_MAX];
};

static size_t open_info(struct infos *l)
{
	if (l->count == INFOS_MAX) {
		l->w.bad = true;
		return 0;
	}
	l->start[l->count++] = l->w.size;
	return wr_open(&l->w, TAG_SEQ);
}

static struct rd info_at(const struct infos *l, size_t i)
{
	size_t end = i + 1 < l->count ? l->start[i + 1] : l->w.size;
	return rd_of(l->w.base + l->start[i], end - l->start[i]);
}

static bool before(struct rd a, struct rd b)
{
	uint8_t x = 0;
	uint8_t y = 0;
	while (a.left > 0 && b.left > 0 && rd_u8(&a, &x) && rd_u8(&b, &y)) {
		if (x != y) {
			return x < y;
		}
	}
	return a.left < b.left;
}

static void put_set(struct wr *out, const struct infos *l)
{
	bool done[INFOS_MAX] = {false};
	size_t set = wr_open(out, TAG_SET);
	if (l->w.bad) {
		out->bad = true;
		return;
	}
	for (size_t n = 0; n < l->count; n++) {
		size_t least = l->count;
		for (size_t i = 0; i < l->count; i++) {
			if (!done[i] &&
			    (least == l->count || before(info_at(l, i), info_at(l, least)))) {
				least = i;
			}
		}
		done[least] = true;
		wr_put(out, info_at(l, least));
	}
	wr_close(out, set);
}

/* Variant 0: none. */
static void put_protocol(struct wr *out, uint8_t protocol, uint8_t kind, uint8_t variant)
{
	size_t oid = wr_open(out, TAG_OID);
	wr_put(out, RD_ARRAY(smartcard));
	wr_u8(out, protocol);
	if (kind != 0) {
		wr_u8(out, kind);
	}
	if (variant != 0) {
		wr_u8(out, variant);
	}
	wr_close(out, oid);
}

/* PACEInfo (9.2.1). */
static void put_pace(struct infos *l, const struct forge_pace *p)
{
	uint8_t kind = p->dh ? KIND_DH : KIND_ECDH;
	if (p->mapping != FORGE_GENERIC) {
		kind = p->mapping == FORGE_CAM ? PACE_CAM_KIND : (uint8_t)(kind + PACE_IM_MORE);
	}
	size_t info = open_info(l);
	put_protocol(&l->w, ID_PACE, kind, (uint8_t)(p->cipher + 1));
	wr_small_int(&l->w, 2);
	wr_small_int(&l->w, forge_pace_parameter(p));
	wr_close(&l->w, info);
}

static void put_key_id(struct infos *l, const struct forge_chip_pair *p)
{
	if (p->order.has_id) {
		wr_small_int(&l->w, p->order.id);
	}
}

/* ChipAuthenticationInfo (9.2.5), one for each cipher. */
static void put_ca(struct infos *l, const struct forge_chip_pair *p)
{
	for (unsigned cipher = CRYPT_3DES; cipher <= CRYPT_AES256; cipher++) {
		if ((p->order.ciphers >> cipher & 1U) == 0 || p->order.untold) {
			continue;
		}
		size_t info = open_info(l);
		put_protocol(&l->w, ID_CA, p->order.dh ? KIND_DH : KIND_ECDH,
			     (uint8_t)(cipher + 1));
		wr_small_int(&l->w, 1);
		put_key_id(l, p);
		wr_close(&l->w, info);
	}
}

/* The key with its parameters told by number (9.5.1). */
static void put_standardised(struct wr *out, const struct forge_chip_pair *p)
{
	struct rd whole = rd_of(p->spki, p->spki_size);
	struct rd key;
	struct rd skipped;
	struct rd bits;
	if (!rd_expect(&whole, TAG_SEQ, &key) || !rd_expect(&key, TAG_SEQ, &skipped) ||
	    !rd_expect(&key, TAG_BITS, &bits)) {
		out->bad = true;
		return;
	}
	size_t spki = wr_open(out, TAG_SEQ);
	size_t algorithm = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, RD_ARRAY(standardised));
	wr_small_int(out, p->order.dh ? (uint32_t)p->order.group : (uint32_t)p->order.curve);
	wr_close(out, algorithm);
	wr_tlv(out, TAG_BITS, bits);
	wr_close(out, spki);
}

/* ChipAuthenticationPublicKeyInfo (9.2.6). */
static void put_key(struct infos *l, const struct forge_chip_pair *p, bool by_number)
{
	size_t info = open_info(l);
	put_protocol(&l->w, ID_PK, p->order.dh ? KIND_DH : KIND_ECDH, 0);
	if (by_number) {
		put_standardised(&l->w, p);
	} else {
		wr_put(&l->w, rd_of(p->spki, p->spki_size));
	}
	put_key_id(l, p);
	wr_close(&l->w, info);
}

/* TerminalAuthenticationInfo (9.2.8). */
static void put_ta(struct infos *l)
{
	size_t info = open_info(l);
	put_protocol(&l->w, ID_TA, 0, 0);
	wr_small_int(&l->w, 1);
	wr_close(&l->w, info);
}

/* ActiveAuthenticationInfo (9.2.4). */
static void put_aa(struct infos *l, enum crypt_hash hash)
{
	size_t info = open_info(l);
	wr_tlv(&l->w, TAG_OID, RD_ARRAY(aa_protocol));
	wr_small_int(&l->w, 1);
	size_t oid = wr_open(&l->w, TAG_OID);
	wr_put(&l->w, RD_ARRAY(ecdsa_plain));
	wr_u8(&l->w, (uint8_t)(hash + 1));
	wr_close(&l->w, oid);
	wr_close(&l->w, info);
}

static void put_paces(struct infos *l, const struct forge_security *s)
{
	l->w = WR_ARRAY(l->bytes);
	for (size_t i = 0; i < s->pace_count; i++) {
		put_pace(l, &s->paces[i]);
	}
}

void forge_card_access(struct wr *out, const struct forge_security *s)
{
	struct infos l = {0};
	put_paces(&l, s);
	put_set(out, &l);
}

static bool for_ca(const struct forge_chip_pair *p)
{
	return p->order.ciphers != 0;
}

bool forge_has_dg14(const struct forge_security *s)
{
	bool ca = false;
	for (size_t i = 0; i < s->pair_count; i++) {
		ca = ca || for_ca(&s->pairs[i]);
	}
	return ca || s->pace_count > 0 || s->has_aa_hash || s->terminal_authentication;
}

void forge_dg14(struct wr *out, const struct forge_security *s)
{
	struct infos l = {0};
	put_paces(&l, s);
	for (size_t i = 0; i < s->pair_count; i++) {
		if (for_ca(&s->pairs[i])) {
			put_ca(&l, &s->pairs[i]);
			put_key(&l, &s->pairs[i], false);
		}
	}
	if (s->terminal_authentication) {
		put_ta(&l);
	}
	if (s->has_aa_hash) {
		put_aa(&l, s->aa_hash);
	}
	size_t group = wr_open(out, 0x6E);
	put_set(out, &l);
	wr_close(out, group);
}

void forge_card_security(struct wr *out, const struct forge_security *s)
{
	struct infos l = {0};
	put_paces(&l, s);
	for (size_t i = 0; i < s->pair_count; i++) {
		put_ca(&l, &s->pairs[i]);
		put_key(&l, &s->pairs[i], true);
	}
	if (s->terminal_authentication) {
		put_ta(&l);
	}
	put_set(out, &l);
}
