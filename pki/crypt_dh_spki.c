/*
 * crypt_dh_spki: Diffie-Hellman keys as SubjectPublicKeyInfo: X9.42, PKCS #3, standard groups by
 * id. Knows the encodings and the bounds of foreign parameters. Never knows whose key it is.
 */
#include "pki/crypt_dh_impl.h"

#define OID_X942     RD_TEXT("\x2A\x86\x48\xCE\x3E\x02\x01")
#define OID_PKCS3    RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x03\x01")
#define OCTETS_LIMIT (CRYPT_DH_SIZE_MAX + 1) /* and a sign octet */

/* A positive INTEGER of at most the largest size. */
static enum eg_err number(struct rd *r, BIGNUM **out)
{
	struct rd content;
	uint8_t first;
	if (!rd_expect(r, 0x02, &content) || !rd_peek(&content, &first) || first >= 0x80) {
		return EG_FAIL(EG_BAD_DATA, "number of a Diffie-Hellman key");
	}
	if (content.left > OCTETS_LIMIT) {
		return EG_FAIL(EG_UNSUPPORTED, "size of the Diffie-Hellman modulus");
	}
	return ossl_bn(content, out);
}

/* DomainParameters, RFC 3279, 2.3.3: p, g, q, then j and validation data that are not needed. */
static enum eg_err read_x942(struct rd *parameters, struct dh_domain *d)
{
	struct rd all;
	if (!rd_expect(parameters, 0x30, &all)) {
		return EG_FAIL(EG_BAD_DATA, "parameters of a Diffie-Hellman key");
	}
	EG_TRY(number(&all, &d->p));
	EG_TRY(number(&all, &d->g));
	return number(&all, &d->q);
}

/* DHParameter, PKCS #3: p, g, and perhaps the bits of private numbers. */
static enum eg_err read_pkcs3(struct rd *parameters, struct dh_domain *d)
{
	struct rd all;
	struct rd bits;
	bool told;
	if (!rd_expect(parameters, 0x30, &all)) {
		return EG_FAIL(EG_BAD_DATA, "parameters of a Diffie-Hellman key");
	}
	EG_TRY(number(&all, &d->p));
	EG_TRY(number(&all, &d->g));
	if (!rd_optional(&all, 0x02, &bits, &told) ||
	    (told && !rd_small_int(bits, &d->private_bits)) || !rd_end(&all)) {
		return EG_FAIL(EG_BAD_DATA, "parameters of a Diffie-Hellman key");
	}
	return EG_OK;
}

static enum eg_err read_standard(struct rd *parameters, struct dh_domain *d)
{
	struct rd content;
	uint32_t id;
	if (!rd_expect(parameters, 0x02, &content) || !rd_small_int(content, &id)) {
		return EG_FAIL(EG_BAD_DATA, "id of a Diffie-Hellman group");
	}
	if (id > CRYPT_DH_2048_256) {
		return EG_FAIL(EG_UNSUPPORTED, "id of a Diffie-Hellman group");
	}
	return dh_domain_standard((enum crypt_dh_group)id, d);
}

static enum eg_err read_domain(struct rd algorithm, struct dh_domain *d)
{
	struct rd oid;
	if (!rd_expect(&algorithm, 0x06, &oid)) {
		return EG_FAIL(EG_BAD_DATA, "SubjectPublicKeyInfo");
	}
	if (rd_equal(oid, OID_X942)) {
		EG_TRY(read_x942(&algorithm, d));
	} else if (rd_equal(oid, OID_PKCS3)) {
		EG_TRY(read_pkcs3(&algorithm, d));
	} else if (rd_equal(oid, OID_STANDARD_DOMAIN)) {
		EG_TRY(read_standard(&algorithm, d));
	} else {
		return EG_FAIL(EG_UNSUPPORTED, "kind of public key");
	}
	return rd_end(&algorithm) ? dh_domain_check(d)
				  : EG_FAIL(EG_BAD_DATA, "parameters of a Diffie-Hellman key");
}

/* Domain parameters and public number, both checked. */
static enum eg_err read_spki(struct rd spki, struct dh_domain *d, BIGNUM **y)
{
	struct rd all;
	struct rd algorithm;
	struct rd bits;
	uint8_t unused = 0xFF;
	if (!rd_expect(&spki, 0x30, &all) || !rd_end(&spki) || !rd_expect(&all, 0x30, &algorithm) ||
	    !rd_expect(&all, 0x03, &bits) || !rd_end(&all) || !rd_u8(&bits, &unused) ||
	    unused != 0) {
		return EG_FAIL(EG_BAD_DATA, "SubjectPublicKeyInfo");
	}
	EG_TRY(read_domain(algorithm, d));
	EG_TRY(number(&bits, y));
	if (!rd_end(&bits)) {
		return EG_FAIL(EG_BAD_DATA, "public number of a Diffie-Hellman key");
	}
	return dh_number_check(d, *y);
}

enum eg_err crypt_dh_spki_public(struct rd spki, struct wr *out)
{
	EG_AUTO(dh_domain_free) struct dh_domain d = {0};
	EG_AUTO(ossl_bn_free) BIGNUM *y = NULL;
	EG_TRY(read_spki(spki, &d, &y));
	return dh_number_write(&d, y, out);
}

enum eg_err crypt_dh_generate_like(struct rd spki, struct crypt_dh **out)
{
	EG_AUTO(dh_domain_free) struct dh_domain d = {0};
	EG_AUTO(ossl_bn_free) BIGNUM *y = NULL;
	EG_TRY(read_spki(spki, &d, &y));
	return dh_pair(&d, RD_EMPTY, out);
}

enum eg_err crypt_dh_from_private_like(struct rd spki, struct rd x, struct crypt_dh **out)
{
	EG_AUTO(dh_domain_free) struct dh_domain d = {0};
	EG_AUTO(ossl_bn_free) BIGNUM *y = NULL;
	if (x.left == 0) {
		return EG_FAIL(EG_BAD_DATA, "private number");
	}
	EG_TRY(read_spki(spki, &d, &y));
	return dh_pair(&d, x, out);
}

static void put_number(struct wr *out, const BIGNUM *n)
{
	uint8_t octets[CRYPT_DH_SIZE_MAX];
	int size = BN_bn2binpad(n, octets, sizeof(octets));
	if (size < 0) {
		out->bad = true;
		return;
	}
	wr_uint(out, RD_ARRAY(octets));
}

enum eg_err crypt_dh_spki(const struct crypt_dh *k, struct wr *out)
{
	const struct dh_domain *d = &k->domain;
	struct rd written;
	if (k->mapped) {
		return EG_FAIL(EG_STATE, "a mapped key has no other use");
	}
	size_t all = wr_open(out, 0x30);
	size_t algorithm = wr_open(out, 0x30);
	wr_tlv(out, 0x06, d->q == NULL ? OID_PKCS3 : OID_X942);
	size_t parameters = wr_open(out, 0x30);
	put_number(out, d->p);
	put_number(out, d->g);
	if (d->q != NULL) {
		put_number(out, d->q);
	} else if (d->private_bits > 0) {
		wr_small_int(out, d->private_bits);
	}
	wr_close(out, parameters);
	wr_close(out, algorithm);
	size_t bits = wr_open(out, 0x03);
	wr_u8(out, 0);
	put_number(out, k->y);
	wr_close(out, bits);
	wr_close(out, all);
	return wr_done(out, &written);
}
