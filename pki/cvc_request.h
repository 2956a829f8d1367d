/*
 * cvc_request: requests for card verifiable certificates (TR-03110-3, C.2): written for a key of
 * this gate, read and verified as an authority does.
 * Knows the profile and both signatures. Never knows who may have a certificate, nor a clock.
 *
 *   7F21 { 7F4E { 5F29 profile  [42 authority]  7F49 key  5F20 holder  [65 extensions] }
 *          5F37 signature by the new key }
 *   67 { 7F21 ...  42 reference of the signing key  5F37 signature over both by that key }
 *
 * The first form is for an initial request, the second for the next ones (C.2.6; TR-03139, 4.2,
 * 4.3).
 */
#ifndef EG_PKI_CVC_REQUEST_H
#define EG_PKI_CVC_REQUEST_H

#include "pki/terminal_key.h"

/* Domain parameters of P-521 or RSA-4096, two signatures, and room. */
#define CVC_REQUEST_MAX 3072

struct cvc_request {
	struct rd whole;        /* 67 or 7F21 with its header */
	struct rd certificate;  /* 7F21 with its header */
	struct rd body;         /* 7F4E with its header: what the new key has signed */
	struct rd signature;    /* by the new key */
	struct rd authority;    /* whose key is to sign the certificate; empty: not said */
	struct rd holder;       /* reference of the new key */
	struct cvc_public key;  /* with its domain parameters (D.3.3) */
	struct rd extensions;   /* content of 65; empty: none */
	bool authenticated;     /* the outer form */
	struct rd outer_signed; /* 7F21 and 42 as they stand: what the other key has signed */
	struct rd signer;       /* reference of that key */
	struct rd outer_signature;
};

/* Reads a request; out borrows from der. EG_BAD_DATA, EG_UNSUPPORTED, EG_TOO_BIG as cvc_parse. */
EG_CHECK enum eg_err cvc_request_parse(struct rd der, struct cvc_request *out);
/* The new key has signed the body; EG_MISMATCH. */
EG_CHECK enum eg_err cvc_request_verify(const struct cvc_request *r);
/* The key of a certificate has signed the whole; EG_DENIED: it is not the one that is named, or the
 * request is not authenticated; EG_MISMATCH. */
EG_CHECK enum eg_err cvc_request_verify_outer(const struct cvc_request *r, const struct cvc *signer,
					      const struct cvc_key *key);

struct cvc_request_order {
	struct rd holder;    /* strict reference of the new key (A.7.1) */
	struct rd authority; /* may be empty; TR-03139, 4.4.2 wants it from a DV */
	struct rd algorithm; /* id-TA-..., content octets: of the new key */
	const struct terminal_key *key;
	struct rd extensions; /* content of 65; may be empty */
	/* Signs outside; NULL for an initial request. */
	const struct terminal_key *current;
	struct rd signer;               /* reference of current */
	struct crypt_sigalg signer_alg; /* of current */
};
/* Writes a request and verifies what the keys have signed, wherever they live. EG_DENIED: the key
 * is of another kind than the algorithm; EG_CONFIG: a reference that is none. */
EG_CHECK enum eg_err cvc_request_write(const struct cvc_request_order *o, struct wr *out);

#endif
