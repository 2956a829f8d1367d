/*
 * crypt_forge: primitives of the virtual side alone: keys that nobody verifies with here, and what
 * a forger computes. Knows numbers. Never knows documents. No program of a lane links it.
 */
#ifndef EG_PKI_CRYPT_FORGE_H
#define EG_PKI_CRYPT_FORGE_H

#include "pki/crypt.h"

/* A DSA key pair (FIPS 186-4): drawn with parameters of its own, which takes seconds for 3072 bits;
 * q has 224 or 256 bits. */
struct crypt_dsa;
void crypt_dsa_free(struct crypt_dsa **k); /* cleanup; wipes; accepts NULL inside */
EG_CHECK enum eg_err crypt_dsa_generate(uint32_t p_bits, uint32_t q_bits, struct crypt_dsa **out);
EG_CHECK enum eg_err crypt_dsa_from_pkcs8(struct rd der, struct crypt_dsa **out);
EG_CHECK enum eg_err crypt_dsa_to_pkcs8(const struct crypt_dsa *k, struct wr *out);
/* With the domain parameters in it (RFC 3279, 2.3.2). */
EG_CHECK enum eg_err crypt_dsa_spki(const struct crypt_dsa *k, struct wr *out);
/* Dss-Sig-Value (RFC 3279, 2.2.2). */
EG_CHECK enum eg_err crypt_dsa_sign(const struct crypt_dsa *k, enum crypt_hash h, struct rd message,
				    struct wr *out);

/* RSA with public exponent 3, as some country CAs of old have. */
EG_CHECK enum eg_err crypt_rsa_generate_cubic(uint32_t bits, struct crypt_rsa **out);

/* Illegal in documents; so that a gate which took it would be found out. */
#define CRYPT_MD5_SIZE 16
EG_CHECK enum eg_err crypt_md5(struct rd data, uint8_t out[CRYPT_MD5_SIZE]);

/*
 * The least number whose cube is not below this one (both unsigned, big-endian), as many octets as
 * asked for: a signature without a key, where the exponent is 3 and only the front of the block is
 * looked at (Bleichenbacher, 2006).
 */
EG_CHECK enum eg_err crypt_cube_root(struct rd number, size_t size, struct wr *out);

/*
 * A key pair with somebody else's public point: the generator is chosen so that the forger knows
 * the private number, G' = d^-1 * Q (CVE-2020-0601). base is G', uncompressed.
 */
struct crypt_claim;
void crypt_claim_free(struct crypt_claim **k); /* cleanup; wipes; accepts NULL inside */
EG_CHECK enum eg_err crypt_claim_key(enum crypt_curve c, struct rd point, struct wr *base,
				     struct crypt_claim **out);
/* ECDSA in DER, right for Q under the parameters with G'. */
EG_CHECK enum eg_err crypt_claim_sign(const struct crypt_claim *k, enum crypt_hash h,
				      struct rd message, struct wr *out);

#endif
