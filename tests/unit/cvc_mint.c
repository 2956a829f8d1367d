/*
 * cvc_mint: card verifiable certificates of an invented country.
 */
#include "tests/unit/cvc_mint.h"

#include <stdlib.h>

static void must(bool ok)
{
	if (!ok) {
		abort();
	}
}

static struct crypt_sigalg alg_of(const struct cvc_mint_key *k)
{
	static const enum crypt_hash rsa_hash[] = {CRYPT_SHA1,   CRYPT_SHA256, CRYPT_SHA1,
						   CRYPT_SHA256, CRYPT_SHA512, CRYPT_SHA512};
	bool pss = k->number == 3 || k->number == 4 || k->number == 6;
	if (k->kind == 2) {
		return (struct crypt_sigalg){.scheme = CRYPT_ECDSA_PLAIN,
					     .hash = (enum crypt_hash)(k->number - 1)};
	}
	enum crypt_hash h = rsa_hash[k->number - 1];
	return (struct crypt_sigalg){pss ? CRYPT_RSA_PSS : CRYPT_RSA_V15, h, h,
				     (uint32_t)crypt_hash_size(h)};
}

void cvc_mint_ec(struct cvc_mint_key *k, enum crypt_curve curve, uint8_t number)
{
	*k = (struct cvc_mint_key){.kind = 2, .number = number};
	must(crypt_ec_generate(curve, &k->ec) == EG_OK);
}

void cvc_mint_rsa(struct cvc_mint_key *k, uint32_t bits, uint8_t number)
{
	*k = (struct cvc_mint_key){.kind = 1, .number = number};
	must(crypt_rsa_generate(bits, &k->rsa) == EG_OK);
}

void cvc_mint_key_free(struct cvc_mint_key *k)
{
	crypt_ec_free(&k->ec);
	crypt_rsa_free(&k->rsa);
}

void cvc_mint_sign(const struct cvc_mint_key *k, struct rd message, struct wr *out)
{
	struct crypt_sigalg alg = alg_of(k);
	if (k->ec != NULL) {
		must(crypt_ecdsa_sign(k->ec, alg.hash, message, true, out) == EG_OK);
	} else {
		must(crypt_rsa_sign(k->rsa, &alg, message, out) == EG_OK);
	}
}

void cvc_mint_pkcs8(const struct cvc_mint_key *k, struct wr *out)
{
	must((k->ec != NULL ? crypt_ec_to_pkcs8(k->ec, out) : crypt_rsa_to_pkcs8(k->rsa, out)) ==
	     EG_OK);
}

/* An INTEGER's content as an unsigned number. */
static struct rd unsigned_of(struct rd integer)
{
	uint8_t first;
	while (integer.left > 1 && rd_peek(&integer, &first) && first == 0) {
		must(rd_skip(&integer, 1));
	}
	return integer;
}

static void put_rsa(struct wr *w, const struct cvc_mint_key *k)
{
	uint8_t octets[1200];
	struct wr spki = WR_ARRAY(octets);
	must(crypt_rsa_spki(k->rsa, &spki) == EG_OK);
	struct rd r = wr_view(&spki);
	struct rd all;
	struct rd part;
	struct rd pair;
	uint8_t zero;
	must(rd_expect(&r, 0x30, &all) && rd_expect(&all, 0x30, &part) &&
	     rd_expect(&all, 0x03, &part) && rd_u8(&part, &zero) && rd_expect(&part, 0x30, &pair));
	must(rd_expect(&pair, 0x02, &part));
	wr_tlv(w, 0x81, unsigned_of(part));
	must(rd_expect(&pair, 0x02, &part));
	wr_tlv(w, 0x82, unsigned_of(part));
}

/* Domain parameters come from SubjectPublicKeyInfo with explicit ones. */
static void put_ec(struct wr *w, const struct cvc_mint *m)
{
	uint8_t octets[1200];
	uint8_t point_octets[CRYPT_POINT_MAX];
	struct wr spki = WR_ARRAY(octets);
	struct wr point = WR_ARRAY(point_octets);
	must(crypt_ec_spki(m->key->ec, true, &spki) == EG_OK);
	must(crypt_ec_public(m->key->ec, &point) == EG_OK);
	struct rd r = wr_view(&spki);
	struct rd all;
	struct rd algorithm;
	struct rd part;
	struct rd domain;
	struct rd field;
	struct rd curve;
	must(rd_expect(&r, 0x30, &all) && rd_expect(&all, 0x30, &algorithm) &&
	     rd_expect(&algorithm, 0x06, &part) && rd_expect(&algorithm, 0x30, &domain) &&
	     rd_expect(&domain, 0x02, &part) && rd_expect(&domain, 0x30, &field) &&
	     rd_expect(&field, 0x06, &part) && rd_expect(&field, 0x02, &part) &&
	     rd_expect(&domain, 0x30, &curve));
	if (m->domain) {
		wr_tlv(w, 0x81, unsigned_of(part));
		must(rd_expect(&curve, 0x04, &part));
		wr_tlv(w, 0x82, unsigned_of(part));
		must(rd_expect(&curve, 0x04, &part));
		wr_tlv(w, 0x83, unsigned_of(part));
		if (m->foreign_curve) {
			w->base[w->size - 1] ^= 1;
		}
		must(rd_expect(&domain, 0x04, &part));
		wr_tlv(w, 0x84, part);
		must(rd_expect(&domain, 0x02, &part));
		wr_tlv(w, 0x85, unsigned_of(part));
	}
	wr_tlv(w, 0x86, wr_view(&point));
	if (m->domain && !m->no_cofactor) {
		wr_tlv(w, 0x87, RD_TEXT("\x01"));
	}
}

static void put_day(struct wr *w, uint32_t tag, const char *digits)
{
	size_t day = wr_open(w, tag);
	for (size_t i = 0; digits[i] != '\0'; i++) {
		wr_u8(w, (uint8_t)(digits[i] - '0'));
	}
	wr_close(w, day);
}

static void put_body(struct wr *w, const struct cvc_mint *m)
{
	const uint8_t oid[] = {4, 0, 0x7F, 0, 7, 2, 2, 2, m->key->kind, m->key->number};
	const uint8_t kind[] = {4, 0, 0x7F, 0, 7, 3, 1, 2, m->foreign_kind ? 2 : 1};
	size_t body = wr_open(w, 0x7F4E);
	wr_tlv(w, 0x5F29, rd_of(&m->profile, 1));
	wr_tlv(w, 0x42, rd_cstr(m->authority));
	size_t key = wr_open(w, 0x7F49);
	wr_tlv(w, 0x06, RD_ARRAY(oid));
	if (m->key->ec != NULL) {
		put_ec(w, m);
	} else {
		put_rsa(w, m->key);
	}
	wr_close(w, key);
	wr_tlv(w, 0x5F20, rd_cstr(m->holder));
	size_t rights = wr_open(w, 0x7F4C);
	wr_tlv(w, 0x06, RD_ARRAY(kind));
	wr_tlv(w, 0x53, rd_of(&m->rights, 1));
	wr_close(w, rights);
	put_day(w, 0x5F25, m->from);
	put_day(w, 0x5F24, m->to);
	if (m->extensions != NULL) {
		wr_tlv(w, 0x65, rd_cstr(m->extensions));
	}
	wr_close(w, body);
}

struct cvc_minted cvc_mint(const struct cvc_mint *m)
{
	struct cvc_minted out = {0};
	uint8_t body_octets[CVC_MINT_MAX];
	uint8_t signature_octets[600];
	struct wr body = WR_ARRAY(body_octets);
	struct wr signature = WR_ARRAY(signature_octets);
	struct wr w = WR_ARRAY(out.octets);
	put_body(&body, m);
	cvc_mint_sign(m->signer, wr_view(&body), &signature);
	if (m->spoilt) {
		signature_octets[signature.size - 1] ^= 1;
	}
	size_t all = wr_open(&w, 0x7F21);
	wr_put(&w, wr_view(&body));
	wr_tlv(&w, 0x5F37, wr_view(&signature));
	wr_close(&w, all);
	must(!w.bad && !body.bad && !signature.bad);
	out.size = w.size;
	return out;
}

struct rd cvc_minted_rd(const struct cvc_minted *m)
{
	return rd_of(m->octets, m->size);
}
