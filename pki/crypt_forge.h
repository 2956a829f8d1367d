/*
 * crypt_forge: primitives of the virtual side alone: keys that nobody verifies with here, and what
 * a forger computes. Knows numbers. Never knows documents. No program of a lane links it.
 */
#ifndef EG_PKI_CRYPT_FORGE_H
#define EG_PKI_CRYPT_FORGE_H

#include "pki/crypt.h"

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
