/*
 * terminal_key: the private key with which a gate proves itself to chips, wherever it lives.
 * Knows how to ask it for a signature. Never knows certificates' contents, nor documents.
 *
 * A backend is a const table of functions and its own state. Here is the one over key files; a
 * security module signs behind the same table and never gives the key out, which is why nothing
 * here asks for it: whether a key belongs to a certificate is told by a signature.
 */
#ifndef EG_PKI_TERMINAL_KEY_H
#define EG_PKI_TERMINAL_KEY_H

#include "pki/cvc.h"

/* A public key as a certificate request needs it, by value. */
#define TERMINAL_MODULUS_MAX 1024 /* octets of RSA-8192 */
struct terminal_public {
	bool rsa;                              /* modulus and exponent; else curve and point */
	enum crypt_curve curve;                /* EC */
	uint8_t point_octets[CRYPT_POINT_MAX]; /* uncompressed: 04 || x || y */
	size_t point_size;
	uint8_t modulus_octets[TERMINAL_MODULUS_MAX]; /* without leading zeros */
	size_t modulus_size;
	uint8_t exponent_octets[TERMINAL_MODULUS_MAX];
	size_t exponent_size;
};
struct rd terminal_public_point(const struct terminal_public *p);
struct rd terminal_public_modulus(const struct terminal_public *p);
struct rd terminal_public_exponent(const struct terminal_public *p);
/* As a key that verifies; owned by the caller. */
EG_CHECK enum eg_err terminal_public_open(const struct terminal_public *p, struct crypt_pub **out);

struct terminal_key_ops {
	/* Signs as the algorithm says; ECDSA as plain r || s. EG_DENIED: a key of another kind.
	 * May block as long as its device does. */
	enum eg_err (*sign)(void *self, const struct crypt_sigalg *alg, struct rd message,
			    struct wr *signature);
	/* Tells the public half. EG_NOT_FOUND: the device keeps none beside the private key. */
	enum eg_err (*tell)(void *self, struct terminal_public *out);
	/* Gives everything back, secrets wiped. */
	void (*close)(void *self);
};

struct terminal_key {
	const struct terminal_key_ops *ops; /* NULL: no key */
	void *self;                         /* owned */
};

void terminal_key_close(struct terminal_key *k); /* cleanup; accepts NULL and no key */
EG_CHECK enum eg_err terminal_key_sign(const struct terminal_key *k, const struct crypt_sigalg *alg,
				       struct rd message, struct wr *signature);
/* The public half, for certificate requests; not proved by a signature. */
EG_CHECK enum eg_err terminal_key_public(const struct terminal_key *k, struct terminal_public *out);
/* Does it belong to a certificate's public key? EG_MISMATCH or EG_DENIED if not, the backend's
 * error if it cannot sign. Only a signature of a random message proves it; a public half that
 * differs spares one. */
EG_CHECK enum eg_err terminal_key_fits(const struct terminal_key *k, const struct cvc_key *pub);

/* From PKCS#8 (RFC 5958), RSA or EC; der is not kept, its owner wipes it. */
EG_CHECK enum eg_err terminal_key_from_pkcs8(struct rd der, struct terminal_key *out);

#endif
