/*
 * forge_key: signing keys of an invented country, and what it signs with them.
 * Knows keys and blocks. Never knows what is signed.
 */
#ifndef EG_SIMULATOR_FORGE_KEY_H
#define EG_SIMULATOR_FORGE_KEY_H

#include "base/rd.h"
#include "base/wr.h"
#include "pki/crypt.h"
#include "pki/crypt_dsa.h"
#include "pki/crypt_forge.h"
#include "simulator/forge_alg.h"

/* SubjectPublicKeyInfo of P-521 with explicit parameters, of RSA-6144, or of DSA with its own
 * parameters; PKCS#8 and a signature of it. */
#define FORGE_SPKI_MAX      1280
#define FORGE_PKCS8_MAX     4096
#define FORGE_SIGNATURE_MAX (FORGE_RSA_BITS_MAX / 8)

struct forge_key {
	struct forge_alg alg;
	struct crypt_ec *ec;
	struct crypt_rsa *rsa;
	struct crypt_dsa *dsa;
	/* Somebody else's public key, claimed by another generator of its curve. */
	struct crypt_claim *claim;
	uint8_t claimed[FORGE_SPKI_MAX]; /* its SubjectPublicKeyInfo */
	size_t claimed_size;
};

EG_CHECK enum eg_err forge_key_generate(const struct forge_alg *alg, struct forge_key *out);
EG_CHECK enum eg_err forge_key_load(const struct forge_alg *alg, struct rd pkcs8,
				    struct forge_key *out);
/* Claims the public point of an EC key that the forger does not hold. */
EG_CHECK enum eg_err forge_key_claim(const struct forge_key *victim, struct forge_key *out);
EG_CHECK enum eg_err forge_key_pkcs8(const struct forge_key *k, struct wr *out);
EG_CHECK enum eg_err forge_key_spki(const struct forge_key *k, struct wr *out);
/* SHA-1 of the key bits: subjectKeyIdentifier (RFC 5280, 4.2.1.2, method 1). */
EG_CHECK enum eg_err forge_key_id(const struct forge_key *k, uint8_t out[20]);
/* A signature as X.509 and CMS carry it; ECDSA in DER unless plain is asked for. */
EG_CHECK enum eg_err forge_key_sign(const struct forge_key *k, struct rd message, struct wr *out);
void forge_key_free(struct forge_key *k); /* cleanup; wipes; accepts NULL */

#endif
