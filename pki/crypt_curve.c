/*
 * crypt_curve: the standardised curves by name, OID, explicit parameters, and points on them.
 * Knows public domain parameters only. Never knows a private number.
 */
#include "pki/crypt_ossl.h"

#include <openssl/obj_mac.h>

#define OID_PRIME_FIELD    RD_TEXT("\x2A\x86\x48\xCE\x3D\x01\x01")
#define BRAINPOOL(ordinal) "\x2B\x24\x03\x03\x02\x08\x01\x01" ordinal

struct curve_info {
	enum crypt_curve curve;
	int nid;
	const char *name; /* for EVP */
	const char *oid;  /* content octets */
	size_t oid_size;
	size_t size; /* octets of a coordinate, and of the order */
};

#define OID_OF(literal) literal, sizeof(literal) - 1
static const struct curve_info curves[] = {
	{CRYPT_P192, NID_X9_62_prime192v1, "P-192", OID_OF("\x2A\x86\x48\xCE\x3D\x03\x01\x01"), 24},
	{CRYPT_BP192R1, NID_brainpoolP192r1, "brainpoolP192r1", OID_OF(BRAINPOOL("\x03")), 24},
	{CRYPT_P224, NID_secp224r1, "P-224", OID_OF("\x2B\x81\x04\x00\x21"), 28},
	{CRYPT_BP224R1, NID_brainpoolP224r1, "brainpoolP224r1", OID_OF(BRAINPOOL("\x05")), 28},
	{CRYPT_P256, NID_X9_62_prime256v1, "P-256", OID_OF("\x2A\x86\x48\xCE\x3D\x03\x01\x07"), 32},
	{CRYPT_BP256R1, NID_brainpoolP256r1, "brainpoolP256r1", OID_OF(BRAINPOOL("\x07")), 32},
	{CRYPT_BP320R1, NID_brainpoolP320r1, "brainpoolP320r1", OID_OF(BRAINPOOL("\x09")), 40},
	{CRYPT_P384, NID_secp384r1, "P-384", OID_OF("\x2B\x81\x04\x00\x22"), 48},
	{CRYPT_BP384R1, NID_brainpoolP384r1, "brainpoolP384r1", OID_OF(BRAINPOOL("\x0B")), 48},
	{CRYPT_BP512R1, NID_brainpoolP512r1, "brainpoolP512r1", OID_OF(BRAINPOOL("\x0D")), 64},
	{CRYPT_P521, NID_secp521r1, "P-521", OID_OF("\x2B\x81\x04\x00\x23"), 66},
};
#define CURVES (sizeof(curves) / sizeof(curves[0]))

static const struct curve_info *info_of(enum crypt_curve c)
{
	for (size_t i = 0; i < CURVES; i++) {
		if (curves[i].curve == c) {
			return &curves[i];
		}
	}
	return NULL;
}

void ossl_bn_free(BIGNUM **p)
{
	BN_clear_free(*p);
	*p = NULL;
}

void ossl_group_free(EC_GROUP **p)
{
	EC_GROUP_free(*p);
	*p = NULL;
}

void ossl_point_free(EC_POINT **p)
{
	EC_POINT_clear_free(*p);
	*p = NULL;
}

enum eg_err ossl_bn(struct rd big_endian, BIGNUM **out)
{
	if (big_endian.bad || big_endian.left > RSA_BITS_MAX / 8 + 1) {
		return EG_FAIL(EG_TOO_BIG, "number");
	}
	*out = BN_bin2bn(big_endian.at, (int)big_endian.left, NULL);
	return *out == NULL ? EG_FAIL(EG_NO_MEMORY, "number") : EG_OK;
}

size_t crypt_curve_size(enum crypt_curve c)
{
	const struct curve_info *info = info_of(c);
	return info == NULL ? 0 : info->size;
}

const char *crypt_curve_text(enum crypt_curve c)
{
	const struct curve_info *info = info_of(c);
	return info == NULL ? "?" : info->name;
}

bool crypt_curve_from_text(struct rd text, enum crypt_curve *out)
{
	for (size_t i = 0; i < CURVES; i++) {
		if (rd_equal(text, rd_cstr(curves[i].name))) {
			*out = curves[i].curve;
			return true;
		}
	}
	return false;
}

const char *curve_ossl_name(enum crypt_curve c)
{
	const struct curve_info *info = info_of(c);
	return info == NULL ? NULL : info->name;
}

enum eg_err curve_group(enum crypt_curve c, EC_GROUP **out)
{
	const struct curve_info *info = info_of(c);
	if (info == NULL) {
		return EG_FAIL(EG_UNSUPPORTED, "unknown curve");
	}
	*out = EC_GROUP_new_by_curve_name(info->nid);
	return *out == NULL ? EG_FAIL(EG_CRYPTO, "curve missing in libcrypto") : EG_OK;
}

/* Made once in a process, and kept: making one takes a third of what a signature on P-256 does. */
const EC_GROUP *curve_known(enum crypt_curve c)
{
	static EC_GROUP *known[CURVES];
	const struct curve_info *info = info_of(c);
	if (info == NULL) {
		return NULL;
	}
	EC_GROUP **group = &known[info - curves];
	if (*group == NULL && curve_group(c, group) != EG_OK) {
		*group = NULL;
	}
	return *group;
}

enum eg_err curve_warm(void)
{
	for (size_t i = 0; i < CURVES; i++) {
		if (curve_known(curves[i].curve) == NULL) {
			return EG_FAIL(EG_CRYPTO, "curve missing in libcrypto");
		}
	}
	return EG_OK;
}

enum eg_err curve_point(const EC_GROUP *group, enum crypt_curve c, struct rd octets, EC_POINT **out)
{
	EG_AUTO(ossl_point_free) EC_POINT *point = EC_POINT_new(group);
	uint8_t form = 0;
	if (!rd_peek(&octets, &form) || form != 0x04 ||
	    octets.left != 1 + 2 * crypt_curve_size(c)) {
		return EG_FAIL(EG_BAD_DATA, "point not uncompressed or of another size");
	}
	if (point == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "point");
	}
	/* EC_POINT_oct2point checks the curve equation too; said twice on purpose. */
	if (EC_POINT_oct2point(group, point, octets.at, octets.left, NULL) != 1 ||
	    EC_POINT_is_on_curve(group, point, NULL) != 1 ||
	    EC_POINT_is_at_infinity(group, point) != 0) {
		return EG_FAIL(EG_BAD_DATA, "point not on the curve");
	}
	*out = point;
	point = NULL;
	return EG_OK;
}

enum eg_err curve_point_write(const EC_GROUP *group, enum crypt_curve c, const EC_POINT *point,
			      struct wr *out)
{
	size_t size = 1 + 2 * crypt_curve_size(c);
	uint8_t *room = wr_room(out, size);
	if (room == NULL) {
		return EG_FAIL(EG_TOO_BIG, "point does not fit");
	}
	if (EC_POINT_is_at_infinity(group, point) != 0 ||
	    EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, room, size, NULL) !=
		    size) {
		return EG_FAIL(EG_CRYPTO, "point");
	}
	return EG_OK;
}

/* Explicit parameters as received, numbers unsigned big-endian. */
struct explicit_curve {
	struct rd p;
	struct rd a;
	struct rd b;
	struct rd base;
	struct rd order;
	struct rd cofactor;
	bool has_cofactor;
};

/* SpecifiedECDomain, X9.62: version, fieldID, curve, base, order, cofactor. */
static bool explicit_read(struct rd body, struct explicit_curve *e)
{
	struct rd version;
	struct rd field;
	struct rd curve;
	struct rd oid;
	struct rd seed;
	bool has_seed;
	uint32_t number;
	return rd_expect(&body, 0x02, &version) && rd_small_int(version, &number) && number >= 1 &&
	       number <= 3 && rd_expect(&body, 0x30, &field) && rd_expect(&field, 0x06, &oid) &&
	       rd_equal(oid, OID_PRIME_FIELD) && rd_expect(&field, 0x02, &e->p) && rd_end(&field) &&
	       rd_expect(&body, 0x30, &curve) && rd_expect(&curve, 0x04, &e->a) &&
	       rd_expect(&curve, 0x04, &e->b) && rd_optional(&curve, 0x03, &seed, &has_seed) &&
	       rd_end(&curve) && rd_expect(&body, 0x04, &e->base) &&
	       rd_expect(&body, 0x02, &e->order) &&
	       rd_optional(&body, 0x02, &e->cofactor, &e->has_cofactor) && rd_end(&body);
}

/* An unsigned number of at most the curve's size (leading zeros allowed) equals this one. */
static bool number_is(struct rd octets, size_t size, const BIGNUM *expected)
{
	EG_AUTO(ossl_bn_free) BIGNUM *n = NULL;
	if (octets.left > size + 1 || ossl_bn(octets, &n) != EG_OK) {
		return false;
	}
	return BN_cmp(n, expected) == 0;
}

/* The base point, in whichever form it is written, is the group's generator. */
static bool base_is_generator(const EC_GROUP *group, struct rd base, size_t size)
{
	uint8_t octets[CRYPT_POINT_MAX];
	uint8_t form = 0;
	if (!rd_peek(&base, &form)) {
		return false;
	}
	bool compressed = form == 0x02 || form == 0x03;
	size_t written = EC_POINT_point2oct(group, EC_GROUP_get0_generator(group),
					    compressed ? POINT_CONVERSION_COMPRESSED
						       : POINT_CONVERSION_UNCOMPRESSED,
					    octets, sizeof(octets), NULL);
	return written == (compressed ? 1 + size : 1 + 2 * size) &&
	       rd_equal(base, rd_of(octets, written));
}

static bool explicit_is(const struct explicit_curve *e, const struct curve_info *info)
{
	const EC_GROUP *group = curve_known(info->curve);
	EG_AUTO(ossl_bn_free) BIGNUM *p = BN_new();
	EG_AUTO(ossl_bn_free) BIGNUM *a = BN_new();
	EG_AUTO(ossl_bn_free) BIGNUM *b = BN_new();
	if (p == NULL || a == NULL || b == NULL || group == NULL ||
	    EC_GROUP_get_curve(group, p, a, b, NULL) != 1) {
		return false;
	}
	return number_is(e->p, info->size, p) && number_is(e->a, info->size, a) &&
	       number_is(e->b, info->size, b) && base_is_generator(group, e->base, info->size) &&
	       number_is(e->order, info->size, EC_GROUP_get0_order(group)) &&
	       (!e->has_cofactor ||
		number_is(e->cofactor, info->size, EC_GROUP_get0_cofactor(group)));
}

static enum eg_err explicit_curve(struct rd body, enum crypt_curve *out)
{
	struct explicit_curve e = {0};
	uint8_t first = 0;
	if (!explicit_read(body, &e) || !rd_peek(&e.p, &first)) {
		return EG_FAIL(EG_UNSUPPORTED, "explicit curve parameters not understood");
	}
	/* Each curve's p is exactly as long as a coordinate (plus a sign octet). */
	size_t p_size = first == 0 ? e.p.left - 1 : e.p.left;
	for (size_t i = 0; i < CURVES; i++) {
		if (curves[i].size == p_size && explicit_is(&e, &curves[i])) {
			*out = curves[i].curve;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_UNSUPPORTED, "explicit parameters equal no standardised curve");
}

enum eg_err curve_read(struct rd *r, enum crypt_curve *out)
{
	uint32_t tag;
	struct rd value;
	if (!rd_tlv(r, &tag, &value)) {
		return EG_FAIL(EG_BAD_DATA, "curve parameters");
	}
	if (tag == 0x30) {
		return explicit_curve(value, out);
	}
	for (size_t i = 0; tag == 0x06 && i < CURVES; i++) {
		if (rd_equal(value, rd_of(curves[i].oid, curves[i].oid_size))) {
			*out = curves[i].curve;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_UNSUPPORTED, "curve not known by its name");
}

static void write_number(struct wr *out, const BIGNUM *n, size_t size, bool octet_string)
{
	uint8_t octets[EC_SIZE_MAX];
	if (size > sizeof(octets) || BN_bn2binpad(n, octets, (int)size) < 0) {
		out->bad = true;
		return;
	}
	if (octet_string) {
		wr_tlv(out, 0x04, rd_of(octets, size));
	} else {
		wr_uint(out, rd_of(octets, size));
	}
}

static void write_explicit(struct wr *out, const struct curve_info *info, const EC_GROUP *group,
			   const BIGNUM *p, const BIGNUM *a, const BIGNUM *b)
{
	size_t all = wr_open(out, 0x30);
	wr_small_int(out, 1);
	size_t field = wr_open(out, 0x30);
	wr_tlv(out, 0x06, OID_PRIME_FIELD);
	write_number(out, p, info->size, false);
	wr_close(out, field);
	size_t curve = wr_open(out, 0x30);
	write_number(out, a, info->size, true);
	write_number(out, b, info->size, true);
	wr_close(out, curve);
	size_t base = wr_open(out, 0x04);
	if (curve_point_write(group, info->curve, EC_GROUP_get0_generator(group), out) != EG_OK) {
		out->bad = true;
	}
	wr_close(out, base);
	write_number(out, EC_GROUP_get0_order(group), info->size, false);
	wr_small_int(out, 1);
	wr_close(out, all);
}

enum eg_err curve_write(enum crypt_curve c, bool explicit_parameters, struct wr *out)
{
	EG_AUTO(ossl_group_free) EC_GROUP *group = NULL;
	EG_AUTO(ossl_bn_free) BIGNUM *p = BN_new();
	EG_AUTO(ossl_bn_free) BIGNUM *a = BN_new();
	EG_AUTO(ossl_bn_free) BIGNUM *b = BN_new();
	const struct curve_info *info = info_of(c);
	EG_TRY(curve_group(c, &group));
	if (!explicit_parameters) {
		wr_tlv(out, 0x06, rd_of(info->oid, info->oid_size));
		return EG_OK;
	}
	if (p == NULL || a == NULL || b == NULL || EC_GROUP_get_curve(group, p, a, b, NULL) != 1) {
		return EG_FAIL(EG_CRYPTO, "curve parameters");
	}
	write_explicit(out, info, group, p, a, b);
	return EG_OK;
}

enum eg_err crypt_curve_name(enum crypt_curve c, struct wr *out)
{
	EG_TRY(curve_write(c, false, out));
	return out->bad ? EG_FAIL(EG_TOO_BIG, "name of a curve does not fit") : EG_OK;
}
