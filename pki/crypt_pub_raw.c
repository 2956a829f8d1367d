/*
 * crypt_pub_raw: public keys from bare numbers and points, as card verifiable certificates hold
 * them (TR-03110-3, D.3).
 * Knows how to say them in the form that crypt_pub judges. Never knows whose key it is.
 */
#include "pki/crypt_ossl.h"

#define OID_PRIME_FIELD RD_TEXT("\x2A\x86\x48\xCE\x3D\x01\x01")
#define RSA_SPKI_MAX    (RSA_BITS_MAX / 8 + 64)
#define EC_SPKI_MAX     (CRYPT_POINT_MAX + 64)
/* p, a, b, order, cofactor, base point, and the framing around them */
#define PARAMETERS_MAX (5 * (EC_SIZE_MAX + 4) + CRYPT_POINT_MAX + 48)

enum eg_err crypt_pub_from_rsa(struct rd modulus, struct rd exponent, struct crypt_pub **out)
{
	uint8_t octets[RSA_SPKI_MAX];
	struct wr w = WR_ARRAY(octets);
	struct rd spki;
	size_t all = wr_open(&w, 0x30);
	size_t algorithm = wr_open(&w, 0x30);
	wr_tlv(&w, 0x06, OID_RSA_ENCRYPTION);
	wr_tlv(&w, 0x05, RD_EMPTY);
	wr_close(&w, algorithm);
	size_t bits = wr_open(&w, 0x03);
	wr_u8(&w, 0);
	size_t pair = wr_open(&w, 0x30);
	wr_uint(&w, modulus);
	wr_uint(&w, exponent);
	wr_close(&w, pair);
	wr_close(&w, bits);
	wr_close(&w, all);
	EG_TRY(wr_done(&w, &spki));
	return crypt_pub_from_spki(spki, out);
}

enum eg_err crypt_pub_from_point(enum crypt_curve c, struct rd point, struct crypt_pub **out)
{
	uint8_t octets[EC_SPKI_MAX];
	struct wr w = WR_ARRAY(octets);
	struct rd spki;
	size_t all = wr_open(&w, 0x30);
	size_t algorithm = wr_open(&w, 0x30);
	wr_tlv(&w, 0x06, OID_EC_PUBLIC_KEY);
	EG_TRY(curve_write(c, false, &w));
	wr_close(&w, algorithm);
	size_t bits = wr_open(&w, 0x03);
	wr_u8(&w, 0);
	wr_put(&w, point);
	wr_close(&w, bits);
	wr_close(&w, all);
	EG_TRY(wr_done(&w, &spki));
	return crypt_pub_from_spki(spki, out);
}

enum eg_err crypt_curve_find(const struct crypt_ec_domain *d, enum crypt_curve *out)
{
	uint8_t octets[PARAMETERS_MAX];
	struct wr w = WR_ARRAY(octets);
	struct rd parameters;
	size_t all = wr_open(&w, 0x30);
	wr_small_int(&w, 1);
	size_t field = wr_open(&w, 0x30);
	wr_tlv(&w, 0x06, OID_PRIME_FIELD);
	wr_uint(&w, d->p);
	wr_close(&w, field);
	size_t curve = wr_open(&w, 0x30);
	wr_tlv(&w, 0x04, d->a);
	wr_tlv(&w, 0x04, d->b);
	wr_close(&w, curve);
	wr_tlv(&w, 0x04, d->base);
	wr_uint(&w, d->order);
	if (d->cofactor.left > 0) {
		wr_uint(&w, d->cofactor);
	}
	wr_close(&w, all);
	EG_TRY(wr_done(&w, &parameters));
	return curve_read(&parameters, out);
}

/* A number without the octet that tells its sign. */
static struct rd unsigned_of(struct rd integer)
{
	uint8_t first;
	while (integer.left > 1 && rd_peek(&integer, &first) && first == 0 &&
	       rd_skip(&integer, 1)) {
	}
	return integer;
}

enum eg_err crypt_curve_domain(enum crypt_curve c, struct wr *octets, struct crypt_ec_domain *out)
{
	size_t before = octets->size;
	EG_TRY(curve_write(c, true, octets));
	struct rd parameters = wr_view(octets);
	struct rd all;
	struct rd part;
	struct rd skipped;
	if (!rd_skip(&parameters, before) || !rd_expect(&parameters, 0x30, &all) ||
	    !rd_expect(&all, 0x02, &skipped) || !rd_expect(&all, 0x30, &part) ||
	    !rd_expect(&part, 0x06, &skipped) || !rd_expect(&part, 0x02, &out->p) ||
	    !rd_expect(&all, 0x30, &part) || !rd_expect(&part, 0x04, &out->a) ||
	    !rd_expect(&part, 0x04, &out->b) || !rd_expect(&all, 0x04, &out->base) ||
	    !rd_expect(&all, 0x02, &out->order) || !rd_expect(&all, 0x02, &out->cofactor)) {
		return EG_FAIL(EG_TOO_BIG, "curve parameters do not fit");
	}
	out->p = unsigned_of(out->p);
	out->order = unsigned_of(out->order);
	return EG_OK;
}
