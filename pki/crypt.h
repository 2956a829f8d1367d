/*
 * crypt: the only door to libcrypto's primitives.
 * Knows ciphers, MACs, hashes, curves, RSA. Never knows documents or messages.
 *
 * Nothing here keeps state between calls except the objects it hands out. Outputs are written to
 * a caller's writer; on failure nothing is promised about what was written.
 */
#ifndef EG_PKI_CRYPT_H
#define EG_PKI_CRYPT_H

#include "base/rd.h"
#include "base/secret.h"
#include "base/wr.h"

/*
 * Sets libcrypto up without its configuration file and runs each kind of primitive once: after this
 * it opens no file (a sandbox may be entered) and the first traveller waits for no loading. Must
 * come before any other call here to have the first effect.
 */
EG_CHECK enum eg_err crypt_warm(void);

enum crypt_hash { CRYPT_SHA1, CRYPT_SHA224, CRYPT_SHA256, CRYPT_SHA384, CRYPT_SHA512 };
#define CRYPT_HASH_MAX 64
size_t crypt_hash_size(enum crypt_hash h);
/* Content octets of its OBJECT IDENTIFIER (RFC 8017, B.1); static. */
struct rd crypt_hash_oid(enum crypt_hash h);
EG_CHECK enum eg_err crypt_hash(enum crypt_hash h, struct rd data, uint8_t out[CRYPT_HASH_MAX]);
/* Hash of several pieces, one after the other. */
EG_CHECK enum eg_err crypt_hash_parts(enum crypt_hash h, const struct rd *parts, size_t count,
				      uint8_t out[CRYPT_HASH_MAX]);
EG_CHECK enum eg_err crypt_random(void *out, size_t size);

/* 3DES is two-key (16-byte keys, K1 K2 K1), as Doc 9303-11 uses it. */
enum crypt_cipher { CRYPT_3DES, CRYPT_AES128, CRYPT_AES192, CRYPT_AES256 };
size_t crypt_key_size(enum crypt_cipher c);   /* 16, 16, 24, 32 */
size_t crypt_block_size(enum crypt_cipher c); /* 8, 16, 16, 16 */
/* CBC without padding; data a whole number of blocks; iv of one block, empty iv means zeros. */
EG_CHECK enum eg_err crypt_cbc_encrypt(enum crypt_cipher c, struct rd key, struct rd iv,
				       struct rd plain, struct wr *out);
EG_CHECK enum eg_err crypt_cbc_decrypt(enum crypt_cipher c, struct rd key, struct rd iv,
				       struct rd cipher, struct wr *out);
/* One block, ECB: the IV of AES secure messaging (Doc 9303-11, 9.8.6.1). */
EG_CHECK enum eg_err crypt_block_encrypt(enum crypt_cipher c, struct rd key, struct rd block,
					 struct wr *out);
/*
 * Eight-byte MAC: 3DES gives ISO 9797-1 algorithm 3 (retail MAC) over data already padded to whole
 * blocks; AES gives CMAC (SP 800-38B) truncated to 8 bytes over data of any size.
 */
EG_CHECK enum eg_err crypt_mac(enum crypt_cipher c, struct rd key, struct rd data, uint8_t out[8]);

/* Keys from passphrases: PBKDF2 with HMAC (RFC 8018, 5.2) and scrypt (RFC 7914). size is at most
 * SECRET_MAX. How much work a file may ask for is its reader's to limit. */
struct crypt_scrypt_cost {
	uint64_t n; /* a power of two */
	uint32_t r;
	uint32_t p;
};
EG_CHECK enum eg_err crypt_pbkdf2(enum crypt_hash h, struct rd passphrase, struct rd salt,
				  uint32_t iterations, size_t size, struct secret *out);
EG_CHECK enum eg_err crypt_scrypt(struct rd passphrase, struct rd salt,
				  const struct crypt_scrypt_cost *cost, size_t size,
				  struct secret *out);

/* Curves by Doc 9303-11 standardised domain parameter id (9.5.1). */
enum crypt_curve {
	CRYPT_P192 = 8,
	CRYPT_BP192R1 = 9,
	CRYPT_P224 = 10,
	CRYPT_BP224R1 = 11,
	CRYPT_P256 = 12,
	CRYPT_BP256R1 = 13,
	CRYPT_BP320R1 = 14,
	CRYPT_P384 = 15,
	CRYPT_BP384R1 = 16,
	CRYPT_BP512R1 = 17,
	CRYPT_P521 = 18,
};
/* Bytes of a coordinate, 0 for an unknown curve. */
size_t crypt_curve_size(enum crypt_curve c);
#define CRYPT_POINT_MAX (1 + 2 * 66)
/* Its name for people ("P-256", "brainpoolP256r1"; "?"), and back; false for another name. */
const char *crypt_curve_text(enum crypt_curve c);
EG_CHECK bool crypt_curve_from_text(struct rd text, enum crypt_curve *out);
/* Its OBJECT IDENTIFIER as DER, as PKCS#11 names curves. */
EG_CHECK enum eg_err crypt_curve_name(enum crypt_curve c, struct wr *out);

/*
 * An EC key pair on a curve, with the curve's generator or a mapped one (PACE). Public points are
 * uncompressed: 04 || x || y. Every foreign point is checked: on the curve, not infinity.
 */
struct crypt_ec;
void crypt_ec_free(struct crypt_ec **k); /* cleanup; wipes; accepts NULL inside */
EG_CHECK enum eg_err crypt_ec_generate(enum crypt_curve c, struct crypt_ec **out);
/* From a private number, for vectors, the virtual chip and forge. */
EG_CHECK enum eg_err crypt_ec_from_private(enum crypt_curve c, struct rd d, struct crypt_ec **out);
EG_CHECK enum eg_err crypt_ec_public(const struct crypt_ec *k, struct wr *out);
EG_CHECK enum eg_err crypt_ec_private(const struct crypt_ec *k, struct secret *out);
enum crypt_curve crypt_ec_curve(const struct crypt_ec *k);
/* Files of keys, for terminal_key, the virtual chip and forge: SubjectPublicKeyInfo with the
 * curve's name or its explicit parameters (Doc 9303-12 wants these), PKCS#8 in and out. EG_STATE
 * for a mapped key. */
EG_CHECK enum eg_err crypt_ec_spki(const struct crypt_ec *k, bool explicit_parameters,
				   struct wr *out);
EG_CHECK enum eg_err crypt_ec_from_pkcs8(struct rd der, struct crypt_ec **out);
EG_CHECK enum eg_err crypt_ec_to_pkcs8(const struct crypt_ec *k, struct wr *out);
/* x coordinate of d times the peer's point, padded to the coordinate size. */
EG_CHECK enum eg_err crypt_ec_agree(const struct crypt_ec *k, struct rd peer_point,
				    struct secret *x_out);
/*
 * PACE generic mapping (Doc 9303-11, 4.4.3.3.1): G' = s*G + H, H = d*peer. The new key pair lives
 * on G'; its private number is random, or the given one if not empty (vectors).
 */
EG_CHECK enum eg_err crypt_ec_map_generic(const struct crypt_ec *map_key, struct rd peer_map_point,
					  struct rd nonce, struct rd private_or_empty,
					  struct crypt_ec **ephemeral);

/*
 * PACE integrated mapping (4.4.3.3.2): G' = fG(R(s,t) mod p), appendix B; pseudo_random is R(s,t).
 * EG_UNSUPPORTED for P-224, whose p is 1 mod 4 (9.5.1).
 */
EG_CHECK enum eg_err crypt_ec_map_integrated(enum crypt_curve c, struct rd pseudo_random,
					     struct rd private_or_empty,
					     struct crypt_ec **ephemeral);
/*
 * Chip Authentication Mapping (4.4.3.5.2): pk_map = ca_ic * pk_chip, points uncompressed.
 * EG_MISMATCH: the chip does not hold the key. EG_BAD_DATA: a point is none.
 */
EG_CHECK enum eg_err crypt_ec_verify_mapping(enum crypt_curve c, struct rd pk_chip, struct rd ca_ic,
					     struct rd pk_map);
/* CA_IC of 4.4.3.5.1: map number divided by static number. The virtual chip only. */
EG_CHECK enum eg_err crypt_ec_cam_data(const struct crypt_ec *static_key,
				       const struct crypt_ec *map_key, struct secret *ca_ic);

/* ECDSA with a key pair over a message; signature as plain r||s or DER. */
EG_CHECK enum eg_err crypt_ecdsa_sign(const struct crypt_ec *k, enum crypt_hash h,
				      struct rd message, bool plain, struct wr *out);

/* A foreign public key, RSA or EC, from SubjectPublicKeyInfo (explicit curve parameters are mapped
 * to the named curve they equal, or refused: Doc 9303-12, CVE-2020-0601; curves may also be told by
 * the id of Doc 9303-11, 9.5.1, as in EF.CardSecurity). */
struct crypt_pub;
void crypt_pub_free(struct crypt_pub **k);
EG_CHECK enum eg_err crypt_pub_from_spki(struct rd spki, struct crypt_pub **out);
/* Of a certificate: DSA, too, with its own p, q and g, of 1024 to 4096 bits (no chip has such a
 * key). */
EG_CHECK enum eg_err crypt_pub_of_signer(struct rd spki, struct crypt_pub **out);
bool crypt_pub_is_rsa(const struct crypt_pub *k);
size_t crypt_pub_bits(const struct crypt_pub *k);
/* Of a DSA key: bits of the order of its subgroup; else 0. */
size_t crypt_pub_subgroup_bits(const struct crypt_pub *k);
/* Of an EC key: its curve and its point (EG_STATE for others). For key agreement with a static key.
 */
EG_CHECK enum eg_err crypt_pub_curve(const struct crypt_pub *k, enum crypt_curve *out);
EG_CHECK enum eg_err crypt_pub_point(const struct crypt_pub *k, struct wr *out);
/* Of an RSA key, without leading zeros (EG_STATE for others). */
EG_CHECK enum eg_err crypt_pub_modulus(const struct crypt_pub *k, struct wr *out);

/* V15_NO_NULL is the encoding of DigestInfo without NULL that the UN master list is signed with:
 * compared whole, never by its end. Only for verifying, and only where a caller says so. */
enum crypt_scheme {
	CRYPT_RSA_V15,
	CRYPT_RSA_PSS,
	CRYPT_ECDSA_DER,
	CRYPT_ECDSA_PLAIN,
	CRYPT_RSA_V15_NO_NULL,
	CRYPT_DSA
};
struct crypt_sigalg {
	enum crypt_scheme scheme;
	enum crypt_hash hash;
	enum crypt_hash mgf_hash; /* PSS */
	uint32_t salt_size;       /* PSS */
};
/* The key is of the kind that the scheme asks for. */
bool crypt_pub_fits(const struct crypt_pub *k, const struct crypt_sigalg *alg);
/* EG_MISMATCH when the signature does not fit the message. */
EG_CHECK enum eg_err crypt_verify(const struct crypt_pub *k, const struct crypt_sigalg *alg,
				  struct rd message, struct rd signature);
/* RSA public operation without padding, result as long as the modulus: Active Authentication's
 * message recovery (ISO 9796-2). */
EG_CHECK enum eg_err crypt_rsa_recover(const struct crypt_pub *k, struct rd signature,
				       struct wr *out);

/* An RSA key pair: terminal_key, the virtual chip and forge. */
struct crypt_rsa;
void crypt_rsa_free(struct crypt_rsa **k);
EG_CHECK enum eg_err crypt_rsa_generate(uint32_t bits, struct crypt_rsa **out);
EG_CHECK enum eg_err crypt_rsa_from_pkcs8(struct rd der, struct crypt_rsa **out);
EG_CHECK enum eg_err crypt_rsa_to_pkcs8(const struct crypt_rsa *k, struct wr *out);
EG_CHECK enum eg_err crypt_rsa_spki(const struct crypt_rsa *k, struct wr *out);
/* Modulus and exponent, without leading zeros. */
EG_CHECK enum eg_err crypt_rsa_public(const struct crypt_rsa *k, struct wr *modulus,
				      struct wr *exponent);
/* Private operation without padding. */
EG_CHECK enum eg_err crypt_rsa_raw(const struct crypt_rsa *k, struct rd block, struct wr *out);
/* RSASSA-PKCS1-v1_5 or PSS. */
EG_CHECK enum eg_err crypt_rsa_sign(const struct crypt_rsa *k, const struct crypt_sigalg *alg,
				    struct rd message, struct wr *out);

/* A public key from bare numbers: RSA modulus and exponent, or a point on a curve; judged as
 * crypt_pub_from_spki does. */
EG_CHECK enum eg_err crypt_pub_from_rsa(struct rd modulus, struct rd exponent,
					struct crypt_pub **out);
EG_CHECK enum eg_err crypt_pub_from_point(enum crypt_curve c, struct rd point,
					  struct crypt_pub **out);
/* Domain parameters as unsigned big-endian numbers; base uncompressed; cofactor may be empty. */
struct crypt_ec_domain {
	struct rd p;
	struct rd a;
	struct rd b;
	struct rd base;
	struct rd order;
	struct rd cofactor;
};
/* The curve that these parameters equal, all of them; EG_UNSUPPORTED for any other. */
EG_CHECK enum eg_err crypt_curve_find(const struct crypt_ec_domain *d, enum crypt_curve *out);
/* The other way round: p, a, b and order as long as a coordinate, base uncompressed. They borrow
 * from what is written to octets. */
#define CRYPT_DOMAIN_MAX 640
EG_CHECK enum eg_err crypt_curve_domain(enum crypt_curve c, struct wr *octets,
					struct crypt_ec_domain *out);

#endif
