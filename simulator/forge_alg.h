/*
 * forge_alg: algorithms of an invented country: how they are told on a command line, and how they
 * are written in DER, the illegal and the odd among them.
 * Knows identifiers and their parameters. Never knows keys or what is signed.
 */
#ifndef EG_SIMULATOR_FORGE_ALG_H
#define EG_SIMULATOR_FORGE_ALG_H

#include "base/rd.h"
#include "base/wr.h"
#include "pki/crypt.h"

#define FORGE_RSA_BITS_MAX 6144 /* the largest of a country CA in the field */
/* Of Active Authentication and of terminals: what a chip can handle. */
#define FORGE_CHIP_RSA_BITS_MAX 4096

/* How the block inside a PKCS#1 v1.5 signature is made (RFC 8017, 9.2): word, what is otherwise. */
#define FORGE_BLOCKS(X)                                                                        \
	X(FORGE_BLOCK_USUAL, "", "as RFC 8017 wants it")                                       \
	X(FORGE_BLOCK_NO_NULL, "no-null", "DigestInfo without NULL (UN master list)")          \
	X(FORGE_BLOCK_GARBAGE, "garbage", "DigestInfo early in the block, anything behind it") \
	X(FORGE_BLOCK_PARAMETERS, "parameters", "anything inside of DigestInfo's parameters")  \
	X(FORGE_BLOCK_CUBE_ROOT, "cube-root", "made without the key, whose exponent is 3")     \
	X(FORGE_BLOCK_CUBE_HONEST, "exponent-3", "as it should be, with a key whose exponent is 3")

enum forge_block {
#define X(name, word, text) name,
	FORGE_BLOCKS(X)
#undef X
};

/* A hash, or MD5, which is illegal in documents. */
struct forge_digest {
	bool md5; /* whatever hash says */
	enum crypt_hash hash;
};

struct forge_alg {
	bool rsa;
	bool pss;      /* RSASSA-PSS, else PKCS#1 v1.5 */
	bool dsa;      /* with bits of p; neither rsa nor a curve */
	bool named;    /* EC: curve by name; explicit parameters else (Doc 9303-12, 4.1.6) */
	bool sibling;  /* EC: the public key names another curve of the same size (Lithuania) */
	bool plain;    /* EC: r||s under the identifiers of BSI TR-03111, 5.2.1 */
	bool bare;     /* RSA v1.5 told as rsaEncryption, which names no hash (RFC 3370, 3.2) */
	bool md5;      /* RSA v1.5 with MD5, whatever hash says */
	bool has_salt; /* PSS: of another size than the hash */
	bool has_mask; /* PSS: MGF1 with another hash */
	uint32_t salt;
	enum crypt_hash mask;
	enum forge_block block; /* RSA v1.5 */
	uint32_t bits;          /* RSA, DSA */
	enum crypt_curve curve; /* EC */
	enum crypt_hash hash;
};

/*
 * "ec:brainpoolP256r1:sha256", "ec:P-256:sha256:named", "ec:P-224:sha224:sibling",
 * "ec:P-256:sha256:plain", "rsa:3072:sha256", "rsa:2048:md5", "rsa:2048:sha256:bare",
 * "rsa:2048:sha256:BLOCK", "pss:3072:sha256", "pss:2048:sha256:salt=20:mask=sha1", "dsa:2048".
 * The hash may be left out: SHA-256, or for larger curves one as large as the curve.
 */
EG_CHECK enum eg_err forge_alg_parse(const char *text, struct forge_alg *out);
/* The same text, for a CA's file of its key. */
struct forge_alg_text {
	char text[80];
};
struct forge_alg_text forge_alg_text(const struct forge_alg *alg);
/* "brainpoolP256r1" or "P-256"; "aes128", "3des"; "sha256". False for an unknown name. */
EG_CHECK bool forge_curve_parse(struct rd name, enum crypt_curve *out);
EG_CHECK bool forge_cipher_parse(struct rd name, enum crypt_cipher *out);
EG_CHECK bool forge_hash_parse(struct rd name, enum crypt_hash *out);

const char *forge_hash_name(enum crypt_hash hash);
/* Name of the curve, or the number of bits. */
struct forge_size_name {
	char text[20];
};
struct forge_size_name forge_size_name(const struct forge_alg *alg);

struct forge_digest forge_alg_digest(const struct forge_alg *alg);
size_t forge_digest_size(struct forge_digest d);
EG_CHECK enum eg_err forge_digest(struct forge_digest d, struct rd data,
				  uint8_t out[CRYPT_HASH_MAX]);

/* AlgorithmIdentifier of the signature, and of a hash (without parameters: Doc 9303-10). */
void forge_put_sigalg(struct wr *out, const struct forge_alg *alg);
void forge_put_hashalg(struct wr *out, enum crypt_hash hash);
void forge_put_digest_alg(struct wr *out, struct forge_digest d);

#endif
