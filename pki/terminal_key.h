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

struct terminal_key_ops {
	/* Signs as the algorithm says; ECDSA as plain r || s. EG_DENIED: a key of another kind.
	 * May block as long as its device does. */
	enum eg_err (*sign)(void *self, const struct crypt_sigalg *alg, struct rd message,
			    struct wr *signature);
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
/* Does it belong to a certificate's public key? Signs a random message to know: EG_MISMATCH or
 * EG_DENIED if not, the backend's error if it cannot sign. */
EG_CHECK enum eg_err terminal_key_fits(const struct terminal_key *k, const struct cvc_key *pub);

/* From PKCS#8 (RFC 5958), RSA or EC; der is not kept, its owner wipes it. */
EG_CHECK enum eg_err terminal_key_from_pkcs8(struct rd der, struct terminal_key *out);

#endif
