/*
 * cvc_request: requests for card verifiable certificates (TR-03110-3, C.2): written for a key of
 * this gate, read and verified as an authority does.
 * Knows the profile and both signatures. Never knows who may have a certificate, nor a clock.
 */
#include "pki/cvc_request.h"

#include "pki/cvc_impl.h"
#include "pki/cvc_reference.h"

#define SIGNATURE_ROOM 1024 /* RSA-8192 */

static enum eg_err read_body(struct rd body, struct cvc_request *r)
{
	struct rd key;
	bool has_authority;
	EG_TRY(cvc_read_profile(&body));
	if (!rd_optional(&body, CVC_TAG_AUTHORITY, &r->authority, &has_authority) ||
	    (has_authority && !cvc_reference_valid(r->authority)) ||
	    !rd_expect(&body, CVC_TAG_KEY, &key) || !rd_expect(&body, CVC_TAG_HOLDER, &r->holder) ||
	    !cvc_reference_valid(r->holder)) {
		return EG_FAIL(EG_BAD_DATA, "body of a certificate request");
	}
	EG_TRY(cvc_read_extensions(&body, &r->extensions));
	if (!rd_end(&body)) {
		return EG_FAIL(EG_BAD_DATA, "end of a certificate request");
	}
	EG_TRY(cvc_read_public(key, &r->key));
	return r->key.rsa || r->key.has_domain
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "certificate request without domain parameters");
}

/* 7F21, its header taken off. */
static enum eg_err read_certificate(struct rd inside, struct cvc_request *r)
{
	struct rd body;
	uint32_t tag;
	if (!rd_tlv_whole(&inside, &tag, &body, &r->body) || tag != CVC_TAG_BODY ||
	    !rd_expect(&inside, CVC_TAG_SIGNATURE, &r->signature) || r->signature.left == 0 ||
	    !rd_end(&inside)) {
		return EG_FAIL(EG_BAD_DATA, "certificate request");
	}
	return read_body(body, r);
}

/* 67, its header taken off. */
static enum eg_err read_outer(struct rd inside, struct cvc_request *r)
{
	struct rd all = inside;
	struct rd certificate;
	uint32_t tag;
	if (!rd_tlv_whole(&inside, &tag, &certificate, &r->certificate) ||
	    tag != CVC_TAG_CERTIFICATE || !rd_expect(&inside, CVC_TAG_AUTHORITY, &r->signer) ||
	    !cvc_reference_valid(r->signer) ||
	    !rd_take(&all, all.left - inside.left, &r->outer_signed) ||
	    !rd_expect(&inside, CVC_TAG_SIGNATURE, &r->outer_signature) ||
	    r->outer_signature.left == 0 || !rd_end(&inside)) {
		return EG_FAIL(EG_BAD_DATA, "authenticated certificate request");
	}
	r->authenticated = true;
	return read_certificate(certificate, r);
}

enum eg_err cvc_request_parse(struct rd der, struct cvc_request *out)
{
	struct cvc_request r = {.whole = der, .certificate = der};
	struct rd inside;
	uint32_t tag;
	*out = (struct cvc_request){0};
	if (der.left > CVC_REQUEST_MAX) {
		return EG_FAIL(EG_TOO_BIG, "certificate request");
	}
	if (!rd_tlv(&der, &tag, &inside) || !rd_end(&der) ||
	    (tag != CVC_TAG_CERTIFICATE && tag != CVC_TAG_AUTHENTICATION)) {
		return EG_FAIL(EG_BAD_DATA, "no certificate request");
	}
	EG_TRY(tag == CVC_TAG_AUTHENTICATION ? read_outer(inside, &r)
					     : read_certificate(inside, &r));
	*out = r;
	return EG_OK;
}

enum eg_err cvc_request_verify(const struct cvc_request *r)
{
	EG_AUTO(cvc_key_free) struct cvc_key key = {0};
	EG_TRY(cvc_public_open(&r->key, NULL, &key));
	return cvc_signature(&key, r->body, r->signature);
}

enum eg_err cvc_request_verify_outer(const struct cvc_request *r, const struct cvc *signer,
				     const struct cvc_key *key)
{
	if (!r->authenticated || !rd_equal(r->signer, signer->holder)) {
		return EG_FAIL(EG_DENIED, "request is not signed by this certificate's holder");
	}
	return cvc_signature(key, r->outer_signed, r->outer_signature);
}

/* D.2.1.1: as short as can be. */
static void put_unsigned(struct wr *w, uint32_t tag, struct rd number)
{
	uint8_t first;
	while (number.left > 1 && rd_peek(&number, &first) && first == 0 && rd_skip(&number, 1)) {
	}
	wr_tlv(w, tag, number);
}

static enum eg_err put_key(struct wr *w, struct rd algorithm, const struct terminal_public *p)
{
	uint8_t octets[CRYPT_DOMAIN_MAX];
	struct wr room = WR_ARRAY(octets);
	struct crypt_ec_domain d;
	size_t key = wr_open(w, CVC_TAG_KEY);
	wr_tlv(w, CVC_TAG_OID, algorithm);
	if (p->rsa) {
		put_unsigned(w, 0x81, terminal_public_modulus(p));
		put_unsigned(w, 0x82, terminal_public_exponent(p));
	} else {
		EG_TRY(crypt_curve_domain(p->curve, &room, &d));
		put_unsigned(w, 0x81, d.p);
		put_unsigned(w, 0x82, d.a);
		put_unsigned(w, 0x83, d.b);
		wr_tlv(w, 0x84, d.base);
		put_unsigned(w, 0x85, d.order);
		wr_tlv(w, 0x86, terminal_public_point(p));
		put_unsigned(w, 0x87, d.cofactor);
	}
	wr_close(w, key);
	return EG_OK;
}

static enum eg_err put_body(struct wr *w, const struct cvc_request_order *o,
			    const struct terminal_public *p)
{
	static const uint8_t profile[] = {CVC_PROFILE_VERSION};
	size_t body = wr_open(w, CVC_TAG_BODY);
	wr_tlv(w, CVC_TAG_PROFILE, RD_ARRAY(profile));
	if (o->authority.left > 0) {
		wr_tlv(w, CVC_TAG_AUTHORITY, o->authority);
	}
	EG_TRY(put_key(w, o->algorithm, p));
	wr_tlv(w, CVC_TAG_HOLDER, o->holder);
	if (o->extensions.left > 0) {
		wr_tlv(w, CVC_TAG_EXTENSIONS, o->extensions);
	}
	wr_close(w, body);
	return EG_OK;
}

static enum eg_err put_signature(struct wr *w, const struct terminal_key *key,
				 const struct crypt_sigalg *alg, struct rd message)
{
	uint8_t octets[SIGNATURE_ROOM];
	struct wr signature = WR_ARRAY(octets);
	struct rd made;
	EG_TRY(terminal_key_sign(key, alg, message, &signature));
	EG_TRY(wr_done(&signature, &made));
	wr_tlv(w, CVC_TAG_SIGNATURE, made);
	return EG_OK;
}

static enum eg_err put_certificate(struct wr *w, const struct cvc_request_order *o)
{
	uint8_t octets[CVC_REQUEST_MAX];
	struct wr body = WR_ARRAY(octets);
	struct terminal_public public;
	struct crypt_sigalg alg;
	struct rd made;
	bool rsa;
	EG_TRY(cvc_algorithm(o->algorithm, &alg, &rsa));
	EG_TRY(terminal_key_public(o->key, &public));
	if (public.rsa != rsa) {
		return EG_FAIL(EG_DENIED, "key of another kind than the algorithm");
	}
	EG_TRY(put_body(&body, o, &public));
	EG_TRY(wr_done(&body, &made));
	size_t certificate = wr_open(w, CVC_TAG_CERTIFICATE);
	wr_put(w, made);
	EG_TRY(put_signature(w, o->key, &alg, made));
	wr_close(w, certificate);
	return EG_OK;
}

/* C.2.6: over certificate and reference, both with their headers. */
static enum eg_err put_outer(struct wr *w, const struct cvc_request_order *o, struct rd certificate)
{
	uint8_t octets[CVC_REQUEST_MAX];
	struct wr signed_ = WR_ARRAY(octets);
	struct rd made;
	wr_put(&signed_, certificate);
	wr_tlv(&signed_, CVC_TAG_AUTHORITY, o->signer);
	EG_TRY(wr_done(&signed_, &made));
	size_t outer = wr_open(w, CVC_TAG_AUTHENTICATION);
	wr_put(w, made);
	EG_TRY(put_signature(w, o->current, &o->signer_alg, made));
	wr_close(w, outer);
	return EG_OK;
}

/* A device that signs with another key than it tells would be found by the authority only. */
static enum eg_err check(const struct cvc_request_order *o, struct rd made)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	struct terminal_public public;
	struct cvc_request r;
	EG_TRY(cvc_request_parse(made, &r));
	EG_TRY(cvc_request_verify(&r));
	if (o->current == NULL) {
		return EG_OK;
	}
	EG_TRY(terminal_key_public(o->current, &public));
	EG_TRY(terminal_public_open(&public, &pub));
	return crypt_verify(pub, &o->signer_alg, r.outer_signed, r.outer_signature);
}

enum eg_err cvc_request_write(const struct cvc_request_order *o, struct wr *out)
{
	uint8_t inner_octets[CVC_REQUEST_MAX];
	uint8_t octets[CVC_REQUEST_MAX];
	struct wr inner = WR_ARRAY(inner_octets);
	struct wr whole = WR_ARRAY(octets);
	struct rd made;
	if (!cvc_reference_strict(o->holder) ||
	    (o->authority.left > 0 && !cvc_reference_strict(o->authority)) ||
	    (o->current != NULL && !cvc_reference_valid(o->signer))) {
		return EG_FAIL(EG_CONFIG, "reference of a certificate request");
	}
	EG_TRY(put_certificate(&inner, o));
	EG_TRY(wr_done(&inner, &made));
	if (o->current != NULL) {
		EG_TRY(put_outer(&whole, o, made));
		EG_TRY(wr_done(&whole, &made));
	}
	EG_TRY(check(o, made));
	wr_put(out, made);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "certificate request does not fit") : EG_OK;
}
