/*
 * crypt_ossl: what the parts of crypt share: cleanups of libcrypto's objects, and the curve table.
 * Internal to pki/crypt*.c. Never included elsewhere, never knows a key.
 */
#ifndef EG_PKI_CRYPT_OSSL_H
#define EG_PKI_CRYPT_OSSL_H

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "pki/crypt.h"

/* RSA moduli that documents, their signers and country CAs use (RSA-512 in old test sets). */
#define RSA_BITS_MIN 512
#define RSA_BITS_MAX 8192
#define EC_SIZE_MAX  66 /* octets of a coordinate or a scalar, P-521 */

const EVP_MD *ossl_md(enum crypt_hash h);

/* Cleanups for EG_AUTO; each accepts NULL inside. */
void ossl_bn_free(BIGNUM **p); /* wipes */
void ossl_builder_free(OSSL_PARAM_BLD **p);
void ossl_cipher_ctx_free(EVP_CIPHER_CTX **p);
void ossl_group_free(EC_GROUP **p);
void ossl_mac_ctx_free(EVP_MAC_CTX **p);
void ossl_md_ctx_free(EVP_MD_CTX **p);
void ossl_pkey_ctx_free(EVP_PKEY_CTX **p);
void ossl_pkey_free(EVP_PKEY **p);
void ossl_point_free(EC_POINT **p); /* wipes */

/* Unsigned big-endian octets; EG_NO_MEMORY is the only failure. */
EG_CHECK enum eg_err ossl_bn(struct rd big_endian, BIGNUM **out);

/* Name of a curve for EVP ("P-256"), NULL if unknown. */
const char *curve_ossl_name(enum crypt_curve c);
EG_CHECK enum eg_err curve_group(enum crypt_curve c, EC_GROUP **out);
/* The same, owned by the process; NULL if libcrypto does not have it. curve_warm: all of them. */
const EC_GROUP *curve_known(enum crypt_curve c);
EG_CHECK enum eg_err curve_warm(void);
/* An uncompressed point, checked: of the right size, on the curve, not infinity. */
EG_CHECK enum eg_err curve_point(const EC_GROUP *group, enum crypt_curve c, struct rd octets,
				 EC_POINT **out);
EG_CHECK enum eg_err curve_point_write(const EC_GROUP *group, enum crypt_curve c,
				       const EC_POINT *point, struct wr *out);
/*
 * ECParameters (RFC 3279, 2.3.5), read from *r: a curve's OID, or explicit parameters whose p, a,
 * b, G, n and cofactor all equal a known curve's. EG_UNSUPPORTED for any other curve.
 */
EG_CHECK enum eg_err curve_read(struct rd *r, enum crypt_curve *out);
/* The same, written: OID, or explicit parameters as Doc 9303-12 asks for. */
EG_CHECK enum eg_err curve_write(enum crypt_curve c, bool explicit_parameters, struct wr *out);

/* A key pair on a mapped generator (taken over); private number random if none is given. */
EG_CHECK enum eg_err ec_on_base(enum crypt_curve c, EC_POINT **base_taken,
				struct rd private_or_empty, struct crypt_ec **out);

/* A public key object of a type ("RSA") from its parameters. */
EG_CHECK enum eg_err ossl_public_key(const char *type, OSSL_PARAM_BLD *b, EVP_PKEY **out);

struct dsa_size {
	size_t bits;     /* of p */
	size_t subgroup; /* of q */
};
/* DSA: the parameters of the AlgorithmIdentifier, and the key's bits; all numbers are checked. */
EG_CHECK enum eg_err dsa_read(struct rd parameters, struct rd bits, EVP_PKEY **out,
			      struct dsa_size *size);

/* Content octets of the key-type OIDs. */
#define OID_EC_PUBLIC_KEY RD_TEXT("\x2A\x86\x48\xCE\x3D\x02\x01")
/* standardizedDomainParameters, Doc 9303-11, 9.5.1: the parameter is an id. */
#define OID_STANDARD_DOMAIN RD_TEXT("\x04\x00\x7F\x00\x07\x01\x02")
#define OID_RSA_ENCRYPTION  RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01")
#define OID_DSA             RD_TEXT("\x2A\x86\x48\xCE\x38\x04\x01") /* RFC 3279, 2.3.2 */

/* r||s, each of the curve's size, to DER SEQUENCE of two INTEGERs and back. */
EG_CHECK enum eg_err ecdsa_plain_to_der(struct rd plain, size_t size, struct wr *out);
EG_CHECK enum eg_err ecdsa_der_to_plain(struct rd der, size_t size, struct wr *out);

/* Files of keys (crypt_der): *out is owned by the caller, NULL if libcrypto does not take the kind.
 */
EG_CHECK enum eg_err ossl_key_from_pkcs8(struct rd der, EVP_PKEY **out);
EG_CHECK enum eg_err ossl_key_to_pkcs8(const EVP_PKEY *key, struct wr *out);
EG_CHECK enum eg_err ossl_key_spki(const EVP_PKEY *key, struct wr *out);

#endif
