/*
 * terminal_key: the private key with which a gate proves itself to chips, wherever it lives.
 * Knows how to ask it for a signature, and the backend over PKCS#8. Never knows documents.
 */
#include "pki/terminal_key.h"

#include <stdlib.h>

#define PROBE_SIZE     48   /* as long as what Terminal Authentication signs */
#define SIGNATURE_ROOM 1024 /* RSA-8192 */

/* The backend over a key in memory: one of both, owned. */
struct held {
	struct crypt_ec *ec;
	struct crypt_rsa *rsa;
};

static enum eg_err held_sign(void *self, const struct crypt_sigalg *alg, struct rd message,
			     struct wr *signature)
{
	const struct held *h = self;
	switch (alg->scheme) {
	case CRYPT_RSA_V15:
	case CRYPT_RSA_PSS:
		if (h->rsa == NULL) {
			return EG_FAIL(EG_DENIED, "RSA signature asked of an EC key");
		}
		return crypt_rsa_sign(h->rsa, alg, message, signature);
	case CRYPT_ECDSA_PLAIN:
		if (h->ec == NULL) {
			return EG_FAIL(EG_DENIED, "EC signature asked of an RSA key");
		}
		return crypt_ecdsa_sign(h->ec, alg->hash, message, true, signature);
	case CRYPT_ECDSA_DER:
	case CRYPT_RSA_V15_NO_NULL:
	case CRYPT_DSA:
		break;
	}
	return EG_FAIL(EG_UNSUPPORTED, "signature scheme of a terminal");
}

static enum eg_err held_tell(void *self, struct terminal_public *out)
{
	const struct held *h = self;
	if (h->rsa != NULL) {
		struct wr modulus = WR_ARRAY(out->modulus_octets);
		struct wr exponent = WR_ARRAY(out->exponent_octets);
		EG_TRY(crypt_rsa_public(h->rsa, &modulus, &exponent));
		out->rsa = true;
		out->modulus_size = modulus.size;
		out->exponent_size = exponent.size;
		return EG_OK;
	}
	struct wr point = WR_ARRAY(out->point_octets);
	EG_TRY(crypt_ec_public(h->ec, &point));
	out->curve = crypt_ec_curve(h->ec);
	out->point_size = point.size;
	return EG_OK;
}

static void held_close(void *self)
{
	struct held *h = self;
	crypt_ec_free(&h->ec);
	crypt_rsa_free(&h->rsa);
	free(h);
}

static const struct terminal_key_ops held_ops = {
	.sign = held_sign, .tell = held_tell, .close = held_close};

enum eg_err terminal_key_from_pkcs8(struct rd der, struct terminal_key *out)
{
	struct terminal_key k = {.ops = &held_ops};
	struct held *h = calloc(1, sizeof(*h));
	*out = (struct terminal_key){0};
	if (h == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "key of the terminal");
	}
	k.self = h;
	if (crypt_ec_from_pkcs8(der, &h->ec) != EG_OK &&
	    crypt_rsa_from_pkcs8(der, &h->rsa) != EG_OK) {
		terminal_key_close(&k);
		return EG_FAIL(EG_BAD_DATA, "no EC or RSA key in PKCS#8");
	}
	*out = k;
	return EG_OK;
}

void terminal_key_close(struct terminal_key *k)
{
	if (k != NULL && k->ops != NULL) {
		k->ops->close(k->self);
		*k = (struct terminal_key){0};
	}
}

enum eg_err terminal_key_sign(const struct terminal_key *k, const struct crypt_sigalg *alg,
			      struct rd message, struct wr *signature)
{
	if (k->ops == NULL) {
		return EG_FAIL(EG_STATE, "no key of the terminal");
	}
	return k->ops->sign(k->self, alg, message, signature);
}

enum eg_err terminal_key_public(const struct terminal_key *k, struct terminal_public *out)
{
	*out = (struct terminal_public){0};
	if (k->ops == NULL) {
		return EG_FAIL(EG_STATE, "no key of the terminal");
	}
	return k->ops->tell(k->self, out);
}

struct rd terminal_public_point(const struct terminal_public *p)
{
	return rd_of(p->point_octets, p->point_size);
}

struct rd terminal_public_modulus(const struct terminal_public *p)
{
	return rd_of(p->modulus_octets, p->modulus_size);
}

struct rd terminal_public_exponent(const struct terminal_public *p)
{
	return rd_of(p->exponent_octets, p->exponent_size);
}

enum eg_err terminal_public_open(const struct terminal_public *p, struct crypt_pub **out)
{
	return p->rsa ? crypt_pub_from_rsa(terminal_public_modulus(p), terminal_public_exponent(p),
					   out)
		      : crypt_pub_from_point(p->curve, terminal_public_point(p), out);
}

static bool other_modulus(const struct terminal_public *own, const struct cvc_key *pub)
{
	uint8_t octets[TERMINAL_MODULUS_MAX];
	struct wr modulus = WR_ARRAY(octets);
	return own->modulus_size > 0 && crypt_pub_modulus(pub->pub, &modulus) == EG_OK &&
	       !rd_equal(wr_view(&modulus), terminal_public_modulus(own));
}

static bool other_point(const struct terminal_public *own, const struct cvc_key *pub)
{
	uint8_t octets[CRYPT_POINT_MAX];
	struct wr point = WR_ARRAY(octets);
	enum crypt_curve curve;
	return crypt_pub_curve(pub->pub, &curve) == EG_OK &&
	       crypt_pub_point(pub->pub, &point) == EG_OK &&
	       (curve != own->curve || !rd_equal(wr_view(&point), terminal_public_point(own)));
}

/* The two public halves are not the same key, as far as both tell. */
static bool differs(const struct terminal_key *k, const struct cvc_key *pub)
{
	struct terminal_public own;
	if (terminal_key_public(k, &own) != EG_OK) {
		return false; /* a signature will tell */
	}
	if (own.rsa != pub->rsa) {
		return true;
	}
	return own.rsa ? other_modulus(&own, pub) : other_point(&own, pub);
}

enum eg_err terminal_key_fits(const struct terminal_key *k, const struct cvc_key *pub)
{
	uint8_t probe[PROBE_SIZE];
	uint8_t octets[SIGNATURE_ROOM];
	struct wr signature = WR_ARRAY(octets);
	struct rd signed_;
	if (differs(k, pub)) {
		return EG_FAIL(EG_MISMATCH, "key of another certificate");
	}
	EG_TRY(crypt_random(probe, sizeof(probe)));
	EG_TRY(terminal_key_sign(k, &pub->alg, RD_ARRAY(probe), &signature));
	EG_TRY(wr_done(&signature, &signed_));
	return crypt_verify(pub->pub, &pub->alg, RD_ARRAY(probe), signed_);
}
