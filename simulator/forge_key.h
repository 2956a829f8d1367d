/*
 * forge_key: signing keys of an invented country and how their algorithms are written in DER.
 * Knows RSA, PSS and ECDSA identifiers. Never knows what is signed.
 */
#ifndef EG_SIMULATOR_FORGE_KEY_H
#define EG_SIMULATOR_FORGE_KEY_H

#include "base/rd.h"
#include "base/wr.h"
#include "pki/crypt.h"

#define FORGE_RSA_BITS_MAX 6144 /* the largest of a country CA in the field */
/* Of Active Authentication and of terminals: what a chip can handle. */
#define FORGE_CHIP_RSA_BITS_MAX 4096
/* SubjectPublicKeyInfo of P-521 with explicit parameters, or of RSA-6144; PKCS#8 and a signature of
 * it. */
#define FORGE_SPKI_MAX      1024
#define FORGE_PKCS8_MAX     4096
#define FORGE_SIGNATURE_MAX (FORGE_RSA_BITS_MAX / 8)

struct forge_alg {
	bool rsa;
	bool pss;      /* RSASSA-PSS, else PKCS#1 v1.5 */
	bool named;    /* EC: curve by name; explicit parameters else (Doc 9303-12, 4.1.6) */
	bool sibling;  /* EC: the public key names another curve of the same size (Lithuania) */
	uint32_t bits; /* RSA */
	enum crypt_curve curve; /* EC */
	enum crypt_hash hash;
};

struct forge_key {
	struct forge_alg alg;
	struct crypt_ec *ec;
	struct crypt_rsa *rsa;
};

/*
 * "ec:brainpoolP256r1:sha256", "ec:P-256:sha256:named", "ec:P-224:sha224:sibling",
 * "rsa:3072:sha256", "pss:3072:sha256".
 * The hash may be left out: SHA-256, or for larger curves one as large as the curve.
 */
EG_CHECK enum eg_err forge_alg_parse(const char *text, struct forge_alg *out);
/* "brainpoolP256r1" or "P-256"; "aes128", "3des"; "sha256". False for an unknown name. */
EG_CHECK bool forge_curve_parse(struct rd name, enum crypt_curve *out);
EG_CHECK bool forge_cipher_parse(struct rd name, enum crypt_cipher *out);
EG_CHECK bool forge_hash_parse(struct rd name, enum crypt_hash *out);

const char *forge_hash_name(enum crypt_hash hash);
/* Name of the curve, or the number of RSA bits. */
struct forge_size_name {
	char text[20];
};
struct forge_size_name forge_size_name(const struct forge_alg *alg);

EG_CHECK enum eg_err forge_key_generate(const struct forge_alg *alg, struct forge_key *out);
EG_CHECK enum eg_err forge_key_load(const struct forge_alg *alg, struct rd pkcs8,
				    struct forge_key *out);
EG_CHECK enum eg_err forge_key_pkcs8(const struct forge_key *k, struct wr *out);
EG_CHECK enum eg_err forge_key_spki(const struct forge_key *k, struct wr *out);
/* SHA-1 of the key bits: subjectKeyIdentifier (RFC 5280, 4.2.1.2, method 1). */
EG_CHECK enum eg_err forge_key_id(const struct forge_key *k, uint8_t out[20]);
/* A signature as X.509 and CMS carry it; ECDSA in DER. */
EG_CHECK enum eg_err forge_key_sign(const struct forge_key *k, struct rd message, struct wr *out);
void forge_key_free(struct forge_key *k); /* cleanup; wipes; accepts NULL */

/* AlgorithmIdentifier of the signature, and of a hash (without parameters: Doc 9303-10). */
void forge_put_sigalg(struct wr *out, const struct forge_alg *alg);
void forge_put_hashalg(struct wr *out, enum crypt_hash hash);

#endif
