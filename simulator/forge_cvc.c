/*
 * forge_cvc: card verifiable certificates of an invented country (TR-03110-3, C and D), written.
 * Knows the certificate profile. Never knows who issues to whom.
 */
#include "simulator/forge_cvc.h"

#define TAG_INTEGER   0x02
#define TAG_BITS      0x03
#define TAG_OCTETS    0x04
#define TAG_OID       0x06
#define TAG_SEQ       0x30
#define TAG_AUTHORITY 0x42
#define TAG_RIGHTS    0x53
#define TAG_HOLDER    0x5F20
#define TAG_UNTIL     0x5F24
#define TAG_FROM      0x5F25
#define TAG_PROFILE   0x5F29
#define TAG_SIGNATURE 0x5F37
#define TAG_CERT      0x7F21
#define TAG_KEY       0x7F49
#define TAG_CHAT      0x7F4C
#define TAG_BODY      0x7F4E

/* id-TA, 0.4.0.127.0.7.2.2.2, and id-IS, 0.4.0.127.0.7.3.1.2.1 */
static const uint8_t id_ta[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x02};
static const uint8_t id_is[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x01, 0x02, 0x01};

/* Last arcs below id-TA-RSA and id-TA-ECDSA by hash; 0: there is none. */
static const struct {
	uint8_t v15;
	uint8_t pss;
	uint8_t ecdsa;
} arcs[] = {
	[CRYPT_SHA1] = {1, 3, 1},   [CRYPT_SHA224] = {0, 0, 2}, [CRYPT_SHA256] = {2, 4, 3},
	[CRYPT_SHA384] = {0, 0, 4}, [CRYPT_SHA512] = {5, 6, 5},
};

void forge_cvc_put_date(struct wr *out, struct date d)
{
	unsigned year = d.year % 100U;
	const uint8_t digits[] = {(uint8_t)(year / 10),    (uint8_t)(year % 10),
				  (uint8_t)(d.month / 10), (uint8_t)(d.month % 10),
				  (uint8_t)(d.day / 10),   (uint8_t)(d.day % 10)};
	wr_put(out, RD_ARRAY(digits));
}

static void put_date(struct wr *out, uint32_t tag, struct date d)
{
	size_t date = wr_open(out, tag);
	forge_cvc_put_date(out, d);
	wr_close(out, date);
}

static enum eg_err put_algorithm(struct wr *out, const struct forge_alg *alg)
{
	uint8_t arc = alg->pss   ? arcs[alg->hash].pss
		      : alg->rsa ? arcs[alg->hash].v15
				 : arcs[alg->hash].ecdsa;
	if (arc == 0) {
		return EG_FAIL(EG_CONFIG, "no id-TA for this algorithm");
	}
	size_t oid = wr_open(out, TAG_OID);
	wr_put(out, RD_ARRAY(id_ta));
	wr_u8(out, alg->rsa ? 1 : 2);
	wr_u8(out, arc);
	wr_close(out, oid);
	return EG_OK;
}

/* A number as certificates write it: unsigned, no zero in front. */
static void put_unsigned(struct wr *out, uint32_t tag, struct rd number)
{
	uint8_t first;
	while (number.left > 1 && rd_peek(&number, &first) && first == 0 && rd_skip(&number, 1)) {
	}
	wr_tlv(out, tag, number);
}

/* The key's own SubjectPublicKeyInfo apart: parameters, and the bits behind the unused count. */
static bool split_spki(struct rd spki, struct rd *parameters, struct rd *bits)
{
	struct rd key;
	struct rd algorithm;
	struct rd oid;
	if (!rd_expect(&spki, TAG_SEQ, &key) || !rd_expect(&key, TAG_SEQ, &algorithm) ||
	    !rd_expect(&algorithm, TAG_OID, &oid) || !rd_expect(&key, TAG_BITS, bits)) {
		return false;
	}
	*parameters = algorithm;
	return rd_skip(bits, 1);
}

static bool put_rsa(struct wr *out, struct rd bits)
{
	struct rd pair;
	struct rd n;
	struct rd e;
	if (!rd_expect(&bits, TAG_SEQ, &pair) || !rd_expect(&pair, TAG_INTEGER, &n) ||
	    !rd_expect(&pair, TAG_INTEGER, &e)) {
		return false;
	}
	put_unsigned(out, 0x81, n);
	put_unsigned(out, 0x82, e);
	return true;
}

struct domain {
	struct rd p;
	struct rd a;
	struct rd b;
	struct rd base;
	struct rd order;
	struct rd cofactor;
};

/* ECParameters (RFC 3279, 2.3.5). */
static bool read_domain(struct rd parameters, struct domain *d)
{
	struct rd all;
	struct rd part;
	struct rd skipped;
	return rd_expect(&parameters, TAG_SEQ, &all) && rd_expect(&all, TAG_INTEGER, &skipped) &&
	       rd_expect(&all, TAG_SEQ, &part) && rd_expect(&part, TAG_OID, &skipped) &&
	       rd_expect(&part, TAG_INTEGER, &d->p) && rd_expect(&all, TAG_SEQ, &part) &&
	       rd_expect(&part, TAG_OCTETS, &d->a) && rd_expect(&part, TAG_OCTETS, &d->b) &&
	       rd_expect(&all, TAG_OCTETS, &d->base) && rd_expect(&all, TAG_INTEGER, &d->order) &&
	       rd_expect(&all, TAG_INTEGER, &d->cofactor);
}

static bool put_ec(struct wr *out, struct rd parameters, struct rd point, bool domain)
{
	struct domain d;
	if (domain) {
		if (!read_domain(parameters, &d)) {
			return false;
		}
		put_unsigned(out, 0x81, d.p);
		put_unsigned(out, 0x82, d.a);
		put_unsigned(out, 0x83, d.b);
		wr_tlv(out, 0x84, d.base);
		put_unsigned(out, 0x85, d.order);
	}
	wr_tlv(out, 0x86, point);
	if (domain) {
		put_unsigned(out, 0x87, d.cofactor);
	}
	return true;
}

static enum eg_err put_key(struct wr *out, const struct forge_key *k, bool domain)
{
	uint8_t bytes[FORGE_SPKI_MAX];
	struct wr spki = WR_ARRAY(bytes);
	struct rd parameters;
	struct rd bits;
	EG_TRY(k->alg.rsa ? crypt_rsa_spki(k->rsa, &spki) : crypt_ec_spki(k->ec, true, &spki));
	size_t key = wr_open(out, TAG_KEY);
	EG_TRY(put_algorithm(out, &k->alg));
	if (!split_spki(wr_view(&spki), &parameters, &bits) ||
	    !(k->alg.rsa ? put_rsa(out, bits) : put_ec(out, parameters, bits, domain))) {
		return EG_FAIL(EG_BAD_DATA, "own public key badly formed");
	}
	wr_close(out, key);
	return EG_OK;
}

static void put_chat(struct wr *out, uint8_t rights)
{
	size_t chat = wr_open(out, TAG_CHAT);
	wr_tlv(out, TAG_OID, RD_ARRAY(id_is));
	wr_tlv(out, TAG_RIGHTS, rd_of(&rights, 1));
	wr_close(out, chat);
}

static enum eg_err put_body(struct wr *out, const struct forge_cvc *o)
{
	static const uint8_t profile[] = {0};
	size_t body = wr_open(out, TAG_BODY);
	wr_tlv(out, TAG_PROFILE, RD_ARRAY(profile));
	wr_tlv(out, TAG_AUTHORITY, rd_cstr(o->authority));
	EG_TRY(put_key(out, o->key, o->domain));
	wr_tlv(out, TAG_HOLDER, rd_cstr(o->holder));
	put_chat(out, o->rights);
	put_date(out, TAG_FROM, o->from);
	put_date(out, TAG_UNTIL, o->until);
	wr_close(out, body);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "CV certificate does not fit") : EG_OK;
}

/* Plain ECDSA (D.2.1.5, A.7.4.1); RSA as everywhere. */
static enum eg_err sign(const struct forge_key *k, struct rd message, struct wr *out)
{
	return k->alg.rsa ? forge_key_sign(k, message, out)
			  : crypt_ecdsa_sign(k->ec, k->alg.hash, message, true, out);
}

enum eg_err forge_cvc(struct wr *out, const struct forge_cvc *o)
{
	uint8_t body_bytes[FORGE_CVC_MAX];
	uint8_t signature_bytes[512];
	struct wr body = WR_ARRAY(body_bytes);
	struct wr signature = WR_ARRAY(signature_bytes);
	EG_TRY(put_body(&body, o));
	EG_TRY(sign(o->signer, wr_view(&body), &signature));
	size_t certificate = wr_open(out, TAG_CERT);
	wr_put(out, wr_view(&body));
	wr_tlv(out, TAG_SIGNATURE, wr_view(&signature));
	wr_close(out, certificate);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "CV certificate does not fit") : EG_OK;
}

enum eg_err forge_cvc_holder(struct rd certificate, struct rd *out)
{
	struct rd parts;
	struct rd body;
	struct rd skipped;
	if (!rd_expect(&certificate, TAG_CERT, &parts) || !rd_expect(&parts, TAG_BODY, &body) ||
	    !rd_expect(&body, TAG_PROFILE, &skipped) ||
	    !rd_expect(&body, TAG_AUTHORITY, &skipped) || !rd_expect(&body, TAG_KEY, &skipped) ||
	    !rd_expect(&body, TAG_HOLDER, out)) {
		return EG_FAIL(EG_BAD_DATA, "CV certificate badly formed");
	}
	return EG_OK;
}
