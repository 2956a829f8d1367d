/*
 * chip_cvc: a card verifiable certificate on the card's side (Doc 9303-12; TR-03110-3, C and D).
 * Knows its format and whose signature fits. Never knows which certificates a chip trusts.
 */
#include "simulator/chip_cvc.h"

#define TAG_OID       0x06
#define TAG_ISSUER    0x42
#define TAG_RIGHTS    0x53
#define TAG_HOLDER    0x5F20
#define TAG_UNTIL     0x5F24
#define TAG_FROM      0x5F25
#define TAG_PROFILE   0x5F29
#define TAG_SIGNATURE 0x5F37
#define TAG_EXTENSION 0x65
#define TAG_CERT      0x7F21
#define TAG_KEY       0x7F49
#define TAG_CHAT      0x7F4C
#define TAG_BODY      0x7F4E

#define ROLE_BITS 0xC0
/* SubjectPublicKeyInfo of an RSA-4096 key, or of P-521 with explicit parameters. */
#define SPKI_MAX 1024

/* id-TA, 0.4.0.127.0.7.2.2.2, and id-IS, 0.4.0.127.0.7.3.1.2.1 */
static const uint8_t id_ta[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x02};
static const uint8_t id_is[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x01, 0x02, 0x01};
static const uint8_t rsa_encryption[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01};
static const uint8_t ec_public_key[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01};
static const uint8_t prime_field[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x01, 0x01};

/* Last two arcs below id-TA (TR-03110-3, Tables 17 and 18). */
static const struct {
	uint8_t family; /* 1 RSA, 2 ECDSA */
	uint8_t arc;
	enum crypt_scheme scheme;
	enum crypt_hash hash;
} algorithms[] = {
	{1, 1, CRYPT_RSA_V15, CRYPT_SHA1},       {1, 2, CRYPT_RSA_V15, CRYPT_SHA256},
	{1, 3, CRYPT_RSA_PSS, CRYPT_SHA1},       {1, 4, CRYPT_RSA_PSS, CRYPT_SHA256},
	{1, 5, CRYPT_RSA_V15, CRYPT_SHA512},     {1, 6, CRYPT_RSA_PSS, CRYPT_SHA512},
	{2, 1, CRYPT_ECDSA_PLAIN, CRYPT_SHA1},   {2, 2, CRYPT_ECDSA_PLAIN, CRYPT_SHA224},
	{2, 3, CRYPT_ECDSA_PLAIN, CRYPT_SHA256}, {2, 4, CRYPT_ECDSA_PLAIN, CRYPT_SHA384},
	{2, 5, CRYPT_ECDSA_PLAIN, CRYPT_SHA512},
};

void chip_cvc_free(struct chip_cvc *c)
{
	if (c != NULL) {
		crypt_pub_free(&c->key);
		*c = (struct chip_cvc){0};
	}
}

bool chip_cvc_is_inspection(struct rd oid)
{
	return rd_equal(oid, RD_ARRAY(id_is));
}

bool chip_cvc_named(const struct chip_cvc_name *n, struct rd name)
{
	return n->size > 0 && rd_equal(rd_of(n->text, n->size), name);
}

bool chip_cvc_date(struct rd six, struct date *out)
{
	uint8_t digit[6];
	if (!rd_copy(&six, digit, sizeof(digit)) || !rd_end(&six)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(digit); i++) {
		if (digit[i] > 9) {
			return false;
		}
	}
	*out = (struct date){(uint16_t)(2000 + digit[0] * 10 + digit[1]),
			     (uint8_t)(digit[2] * 10 + digit[3]),
			     (uint8_t)(digit[4] * 10 + digit[5])};
	return out->month > 0 && out->day > 0 && date_valid(*out);
}

/* Country, mnemonic, number of five: 8 to 16 characters (A.7.1), none of them unassigned. */
static bool read_name(struct rd value, struct chip_cvc_name *out)
{
	struct rd text = value;
	uint8_t c;
	if (value.left < 8 || !rd_dump(value, out->text, sizeof(out->text), &out->size)) {
		return false;
	}
	while (text.left > 0 && rd_u8(&text, &c)) {
		if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
			return false;
		}
	}
	return true;
}

static enum eg_err read_algorithm(struct rd oid, struct chip_cvc *out)
{
	struct rd prefix;
	uint8_t family;
	uint8_t arc;
	if (!rd_take(&oid, sizeof(id_ta), &prefix) || !rd_equal(prefix, RD_ARRAY(id_ta)) ||
	    !rd_u8(&oid, &family) || !rd_u8(&oid, &arc) || !rd_end(&oid)) {
		return EG_FAIL(EG_BAD_DATA, "key of a certificate is not for id-TA");
	}
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		if (algorithms[i].family == family && algorithms[i].arc == arc) {
			out->alg = (struct crypt_sigalg){
				.scheme = algorithms[i].scheme,
				.hash = algorithms[i].hash,
				.mgf_hash = algorithms[i].hash,
				.salt_size = (uint32_t)crypt_hash_size(algorithms[i].hash),
			};
			return EG_OK;
		}
	}
	return EG_FAIL(EG_UNSUPPORTED, "algorithm of a certificate's key");
}

/* An unsigned integer in the fewest bytes (D.2.1.1). */
static bool take_unsigned(struct rd *from, uint32_t tag, struct rd *out)
{
	uint8_t first;
	return rd_expect(from, tag, out) && rd_peek(out, &first) && first != 0;
}

static void put_algorithm(struct wr *out, struct rd oid, struct rd parameters)
{
	size_t id = wr_open(out, 0x30);
	wr_tlv(out, TAG_OID, oid);
	wr_put(out, parameters);
	wr_close(out, id);
}

static enum eg_err import(struct wr *spki, struct chip_cvc *out)
{
	struct rd whole;
	EG_TRY(wr_done(spki, &whole));
	return crypt_pub_from_spki(whole, &out->key);
}

static enum eg_err read_rsa(struct rd key, struct chip_cvc *out)
{
	static const uint8_t null[] = {0x05, 0x00};
	uint8_t bytes[SPKI_MAX];
	struct wr spki = WR_ARRAY(bytes);
	struct rd modulus;
	struct rd exponent;
	if (!take_unsigned(&key, 0x81, &modulus) || !take_unsigned(&key, 0x82, &exponent) ||
	    exponent.left > 4 || !rd_end(&key)) {
		return EG_FAIL(EG_BAD_DATA, "RSA key of a certificate badly formed");
	}
	size_t whole = wr_open(&spki, 0x30);
	put_algorithm(&spki, RD_ARRAY(rsa_encryption), RD_ARRAY(null));
	size_t bits = wr_open(&spki, 0x03);
	wr_u8(&spki, 0);
	size_t pair = wr_open(&spki, 0x30);
	wr_uint(&spki, modulus);
	wr_uint(&spki, exponent);
	wr_close(&spki, pair);
	wr_close(&spki, bits);
	wr_close(&spki, whole);
	return import(&spki, out);
}

struct ec_objects {
	struct rd p;
	struct rd a;
	struct rd b;
	struct rd base;
	struct rd order;
	struct rd point;
	struct rd cofactor;
	bool has_domain;
	bool has_cofactor;
};

/* All of the domain parameters or none; only the cofactor may be missing (D.3.3). */
static bool take_ec(struct rd key, struct ec_objects *o)
{
	uint32_t tag;
	*o = (struct ec_objects){0};
	o->has_domain = rd_next_tag(&key, &tag) && tag == 0x81;
	if (o->has_domain &&
	    (!take_unsigned(&key, 0x81, &o->p) || !take_unsigned(&key, 0x82, &o->a) ||
	     !take_unsigned(&key, 0x83, &o->b) || !rd_expect(&key, 0x84, &o->base) ||
	     !take_unsigned(&key, 0x85, &o->order))) {
		return false;
	}
	if (!rd_expect(&key, 0x86, &o->point)) {
		return false;
	}
	if (o->has_domain && !rd_optional(&key, 0x87, &o->cofactor, &o->has_cofactor)) {
		return false;
	}
	return rd_end(&key);
}

/* FieldElement: as long as the prime. */
static void put_element(struct wr *out, struct rd number, size_t size)
{
	size_t element = wr_open(out, 0x04);
	wr_fill(out, 0, number.left < size ? size - number.left : 0);
	wr_put(out, number);
	wr_close(out, element);
}

/* ECParameters (RFC 3279, 2.3.5) from the objects of a certificate. */
static enum eg_err put_domain(const struct ec_objects *o, struct chip_cvc *out)
{
	struct wr w = WR_ARRAY(out->domain);
	struct rd whole;
	size_t parameters = wr_open(&w, 0x30);
	wr_small_int(&w, 1);
	size_t field = wr_open(&w, 0x30);
	wr_tlv(&w, TAG_OID, RD_ARRAY(prime_field));
	wr_uint(&w, o->p);
	wr_close(&w, field);
	size_t curve = wr_open(&w, 0x30);
	put_element(&w, o->a, o->p.left);
	put_element(&w, o->b, o->p.left);
	wr_close(&w, curve);
	wr_tlv(&w, 0x04, o->base);
	wr_uint(&w, o->order);
	if (o->has_cofactor) {
		wr_uint(&w, o->cofactor);
	}
	wr_close(&w, parameters);
	EG_TRY(wr_done(&w, &whole));
	out->domain_size = whole.left;
	return EG_OK;
}

static enum eg_err read_ec(struct rd key, const struct chip_cvc *issuer, struct chip_cvc *out)
{
	uint8_t bytes[SPKI_MAX];
	struct wr spki = WR_ARRAY(bytes);
	struct ec_objects o;
	if (!take_ec(key, &o)) {
		return EG_FAIL(EG_BAD_DATA, "EC key of a certificate badly formed");
	}
	if (o.has_domain) {
		EG_TRY(put_domain(&o, out));
	} else if (issuer == NULL || issuer->domain_size == 0 ||
		   !rd_dump(rd_of(issuer->domain, issuer->domain_size), out->domain,
			    sizeof(out->domain), &out->domain_size)) {
		return EG_FAIL(EG_BAD_DATA, "EC key without domain parameters to inherit");
	}
	if (o.has_domain && out->role != CHIP_CVC_CVCA) {
		return EG_FAIL(EG_BAD_DATA, "DV or terminal brings its own domain parameters");
	}
	size_t whole = wr_open(&spki, 0x30);
	put_algorithm(&spki, RD_ARRAY(ec_public_key), rd_of(out->domain, out->domain_size));
	size_t bits = wr_open(&spki, 0x03);
	wr_u8(&spki, 0);
	wr_put(&spki, o.point);
	wr_close(&spki, bits);
	wr_close(&spki, whole);
	return import(&spki, out);
}

static bool read_chat(struct rd chat, struct chip_cvc *out)
{
	struct rd oid;
	struct rd rights;
	uint8_t byte;
	if (!rd_expect(&chat, TAG_OID, &oid) || !chip_cvc_is_inspection(oid) ||
	    !rd_expect(&chat, TAG_RIGHTS, &rights) || !rd_end(&chat) || !rd_u8(&rights, &byte) ||
	    !rd_end(&rights)) {
		return false;
	}
	out->role = (enum chip_cvc_role)(byte & ROLE_BITS);
	out->rights = byte & (CHIP_CVC_DG3 | CHIP_CVC_DG4); /* RFU bits are ignored (7.1.4.3.6) */
	return true;
}

/* Everything but the key, which is left for when the role is known. */
static bool read_fields(struct rd body, struct chip_cvc *out, struct rd *key)
{
	struct rd profile;
	struct rd value;
	struct rd extensions;
	uint8_t version;
	bool has_extensions;
	if (!rd_expect(&body, TAG_PROFILE, &profile) || !rd_u8(&profile, &version) ||
	    version != 0 || !rd_end(&profile) || !rd_expect(&body, TAG_ISSUER, &value) ||
	    !read_name(value, &out->issuer) || !rd_expect(&body, TAG_KEY, key) ||
	    !rd_expect(&body, TAG_HOLDER, &value) || !read_name(value, &out->holder)) {
		return false;
	}
	if (!rd_expect(&body, TAG_CHAT, &value) || !read_chat(value, out) ||
	    !rd_expect(&body, TAG_FROM, &value) || !chip_cvc_date(value, &out->from) ||
	    !rd_expect(&body, TAG_UNTIL, &value) || !chip_cvc_date(value, &out->until)) {
		return false;
	}
	/* Extensions are for version 2 of the protocol; version 1 passes them over. */
	return rd_optional(&body, TAG_EXTENSION, &extensions, &has_extensions) && rd_end(&body);
}

enum eg_err chip_cvc_parse(struct rd body, const struct chip_cvc *issuer, struct chip_cvc *out)
{
	EG_AUTO(chip_cvc_free) struct chip_cvc c = {0};
	struct rd fields;
	struct rd key;
	struct rd oid;
	*out = (struct chip_cvc){0};
	if (!rd_expect(&body, TAG_BODY, &fields) || !rd_end(&body) ||
	    !read_fields(fields, &c, &key) || !rd_expect(&key, TAG_OID, &oid)) {
		return EG_FAIL(EG_BAD_DATA, "CV certificate badly formed");
	}
	if (date_compare(c.until, c.from) < 0) {
		return EG_FAIL(EG_BAD_DATA, "CV certificate ends before it begins");
	}
	EG_TRY(read_algorithm(oid, &c));
	EG_TRY(c.alg.scheme == CRYPT_ECDSA_PLAIN ? read_ec(key, issuer, &c) : read_rsa(key, &c));
	*out = c;
	c = (struct chip_cvc){0};
	return EG_OK;
}

enum eg_err chip_cvc_parse_root(struct rd certificate, chip_cvc_verify_fn *verify,
				struct chip_cvc *out)
{
	EG_AUTO(chip_cvc_free) struct chip_cvc c = {0};
	struct rd parts;
	struct rd value;
	struct rd body;
	struct rd signature;
	uint32_t tag;
	*out = (struct chip_cvc){0};
	if (!rd_expect(&certificate, TAG_CERT, &parts) || !rd_end(&certificate) ||
	    !rd_tlv_whole(&parts, &tag, &value, &body) || tag != TAG_BODY ||
	    !rd_expect(&parts, TAG_SIGNATURE, &signature) || !rd_end(&parts)) {
		return EG_FAIL(EG_BAD_DATA, "trust point badly framed");
	}
	EG_TRY(chip_cvc_parse(body, NULL, &c));
	if (c.role != CHIP_CVC_CVCA ||
	    !chip_cvc_named(&c.issuer, rd_of(c.holder.text, c.holder.size))) {
		return EG_FAIL(EG_BAD_DATA, "trust point is not a CVCA's own certificate");
	}
	EG_TRY(verify(&c, body, signature));
	*out = c;
	c = (struct chip_cvc){0};
	return EG_OK;
}

/* As EMSA-PSS leaves it when nobody says how long the salt is to be: all the room there is. */
static uint32_t whole_salt(const struct chip_cvc *signer)
{
	size_t encoded = (crypt_pub_bits(signer->key) - 1 + 7) / 8;
	size_t used = crypt_hash_size(signer->alg.hash) + 2;
	return encoded > used ? (uint32_t)(encoded - used) : 0;
}

/* r and s cut to the longer of both, put back in place. */
static struct rd stretch(const struct chip_cvc *signer, struct rd signature, struct wr *room)
{
	enum crypt_curve curve;
	struct rd r;
	if (crypt_pub_curve(signer->key, &curve) != EG_OK || signature.left % 2 != 0 ||
	    signature.left / 2 >= crypt_curve_size(curve) ||
	    !rd_take(&signature, signature.left / 2, &r)) {
		return RD_EMPTY;
	}
	size_t missing = crypt_curve_size(curve) - r.left;
	wr_fill(room, 0, missing);
	wr_put(room, r);
	wr_fill(room, 0, missing);
	wr_put(room, signature);
	return wr_view(room);
}

enum eg_err chip_cvc_verify(const struct chip_cvc *signer, struct rd message, struct rd signature)
{
	return crypt_verify(signer->key, &signer->alg, message, signature);
}

enum eg_err chip_cvc_verify_loose(const struct chip_cvc *signer, struct rd message,
				  struct rd signature)
{
	uint8_t bytes[CRYPT_POINT_MAX];
	struct wr room = WR_ARRAY(bytes);
	struct crypt_sigalg alg = signer->alg;
	enum eg_err err = chip_cvc_verify(signer, message, signature);
	if (err != EG_MISMATCH) {
		return err;
	}
	if (alg.scheme == CRYPT_RSA_PSS) {
		alg.salt_size = whole_salt(signer);
		return crypt_verify(signer->key, &alg, message, signature);
	}
	struct rd full = stretch(signer, signature, &room);
	return full.left > 0 ? crypt_verify(signer->key, &alg, message, full) : err;
}
