/*
 * cvc: one card verifiable certificate as borrowed fields (TR-03110-3, C.1 and D).
 * Knows the layout, id-IS access rights, roles and days. Never knows keys' algorithms, nor whom to
 * trust.
 */
#include "pki/cvc_impl.h"

/* id-roles 1, TR-03110-4, 2.1.2; content octets */
#define OID_INSPECTION_SYSTEM RD_TEXT("\x04\x00\x7F\x00\x07\x03\x01\x02\x01")

bool cvc_reference_valid(struct rd reference)
{
	uint8_t octet;
	if (reference.bad || reference.left == 0 || reference.left > CVC_REFERENCE_MAX) {
		return false;
	}
	while (rd_u8(&reference, &octet)) {
		if (octet < 0x20 || (octet >= 0x7F && octet <= 0x9F)) {
			return false;
		}
	}
	return true;
}

/* Certificate Holder Authorization Template (C.1.5) of an inspection system. */
static enum eg_err read_rights(struct rd rights, struct cvc *c)
{
	struct rd oid;
	struct rd data;
	uint8_t bits;
	if (!rd_expect(&rights, CVC_TAG_OID, &oid) || !rd_expect(&rights, CVC_TAG_DATA, &data) ||
	    !rd_end(&rights)) {
		return EG_FAIL(EG_BAD_DATA, "rights in a card verifiable certificate");
	}
	if (!rd_equal(oid, OID_INSPECTION_SYSTEM)) {
		return EG_FAIL(EG_UNSUPPORTED, "certificate of a terminal of another kind");
	}
	if (!rd_u8(&data, &bits) || !rd_end(&data)) {
		return EG_FAIL(EG_BAD_DATA, "rights in a card verifiable certificate");
	}
	c->role = (enum cvc_role)(bits >> 6);
	c->access = bits & (CVC_READ_DG3 | CVC_READ_DG4); /* others are reserved: ignored */
	return EG_OK;
}

/* YYMMDD, one digit an octet, of 2000 to 2099 (D.2.1.3). */
static bool read_day(struct rd *body, uint32_t tag, struct date *out)
{
	struct rd digits;
	uint8_t d[6];
	if (!rd_expect(body, tag, &digits) || !rd_copy(&digits, d, sizeof(d)) || !rd_end(&digits)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(d); i++) {
		if (d[i] > 9) {
			return false;
		}
	}
	*out = (struct date){(uint16_t)(2000 + d[0] * 10 + d[1]), (uint8_t)(d[2] * 10 + d[3]),
			     (uint8_t)(d[4] * 10 + d[5])};
	return date_valid(*out);
}

bool cvc_next_extension(struct rd *extensions, struct cvc_extension *out)
{
	struct rd content;
	struct rd first;
	uint32_t tag;
	*out = (struct cvc_extension){0};
	if (!rd_expect(extensions, CVC_TAG_EXTENSION, &content) ||
	    !rd_expect(&content, CVC_TAG_OID, &out->oid) || out->oid.left == 0) {
		return false;
	}
	out->objects = content;
	while (content.left > 0 && rd_tlv(&content, &tag, &first)) {
	}
	return out->objects.left > 0 && rd_end(&content);
}

enum eg_err cvc_read_extensions(struct rd *body, struct rd *out)
{
	bool present;
	struct cvc_extension one;
	if (!rd_optional(body, CVC_TAG_EXTENSIONS, out, &present)) {
		return EG_FAIL(EG_BAD_DATA, "extensions of a card verifiable certificate");
	}
	struct rd rest = *out;
	while (present && rest.left > 0) {
		if (!cvc_next_extension(&rest, &one)) {
			return EG_FAIL(EG_BAD_DATA, "extension of a card verifiable certificate");
		}
	}
	return EG_OK;
}

enum eg_err cvc_read_profile(struct rd *body)
{
	struct rd profile;
	uint8_t version;
	if (!rd_expect(body, CVC_TAG_PROFILE, &profile) || !rd_u8(&profile, &version) ||
	    !rd_end(&profile)) {
		return EG_FAIL(EG_BAD_DATA, "profile of a card verifiable certificate");
	}
	return version == CVC_PROFILE_VERSION
		       ? EG_OK
		       : EG_FAIL(EG_UNSUPPORTED, "profile of a card verifiable certificate");
}

static enum eg_err read_body(struct rd body, struct cvc *c)
{
	struct rd key;
	struct rd rights;
	EG_TRY(cvc_read_profile(&body));
	if (!rd_expect(&body, CVC_TAG_AUTHORITY, &c->authority) ||
	    !cvc_reference_valid(c->authority) || !rd_expect(&body, CVC_TAG_KEY, &key) ||
	    !rd_expect(&body, CVC_TAG_HOLDER, &c->holder) || !cvc_reference_valid(c->holder) ||
	    !rd_expect(&body, CVC_TAG_RIGHTS, &rights)) {
		return EG_FAIL(EG_BAD_DATA, "body of a card verifiable certificate");
	}
	if (!read_day(&body, CVC_TAG_FROM, &c->from) || !read_day(&body, CVC_TAG_TO, &c->to)) {
		return EG_FAIL(EG_BAD_DATA, "period of a card verifiable certificate");
	}
	EG_TRY(cvc_read_extensions(&body, &c->extensions));
	if (!rd_end(&body)) {
		return EG_FAIL(EG_BAD_DATA, "end of a card verifiable certificate");
	}
	EG_TRY(cvc_read_public(key, &c->key));
	return read_rights(rights, c);
}

enum eg_err cvc_parse(struct rd der, struct cvc *out)
{
	struct cvc c = {.whole = der};
	struct rd inside;
	struct rd body;
	uint32_t tag;
	if (der.left > CVC_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "card verifiable certificate");
	}
	if (!rd_expect(&der, CVC_TAG_CERTIFICATE, &inside) || !rd_end(&der)) {
		return EG_FAIL(EG_BAD_DATA, "no card verifiable certificate");
	}
	c.content = inside;
	if (!rd_tlv_whole(&inside, &tag, &body, &c.body) || tag != CVC_TAG_BODY ||
	    !rd_expect(&inside, CVC_TAG_SIGNATURE, &c.signature) || c.signature.left == 0 ||
	    !rd_end(&inside)) {
		return EG_FAIL(EG_BAD_DATA, "card verifiable certificate");
	}
	EG_TRY(read_body(body, &c));
	*out = c;
	return EG_OK;
}

bool cvc_is_dv(const struct cvc *c)
{
	return c->role == CVC_DV_DOMESTIC || c->role == CVC_DV_FOREIGN;
}

bool cvc_is_self_signed(const struct cvc *c)
{
	return rd_equal(c->authority, c->holder);
}
