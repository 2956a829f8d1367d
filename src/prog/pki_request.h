/*
 * pki_request: what a request for a terminal's next certificate must say, chosen from the folder's
 * certificates.
 * Knows whose certificate is renewed, whom to ask, and which key signs. Makes no keys, signs
 * nothing: its answer is small and leaves the sandbox as bytes.
 */
#ifndef EG_PROG_PKI_REQUEST_H
#define EG_PROG_PKI_REQUEST_H

#include "prog/pki_terminal.h"

#define PKI_REQUEST_WIRE_MAX 128

/* As the command line has it. */
struct pki_request_order {
	const char *holder;    /* reference of the new key */
	const char *authority; /* reference of the document verifier; NULL: find it */
	const char *algorithm; /* "ecdsa-sha256:brainpoolP256r1", "rsa-pss-sha256:2048"; NULL: as
				  the document verifier's certificate */
	bool initial;          /* no current certificate signs it */
	bool unused_key;       /* of the folder's keys the one without a certificate */
};

/* A new key of its own. */
struct pki_key_kind {
	uint8_t oid[CVC_OID_SIZE]; /* id-TA-... */
	bool rsa;
	enum crypt_curve curve;
	uint32_t bits;
};

struct pki_request {
	uint8_t authority[CVC_REFERENCE_MAX];
	size_t authority_size; /* 0: not said */
	struct pki_key_kind kind;
	size_t key;     /* place of the unused one among the keys; KEYS_MAX: make a new one */
	size_t current; /* place of the one that signs outside; KEYS_MAX: none does */
	uint8_t signer[CVC_REFERENCE_MAX];
	size_t signer_size;
	uint8_t signer_oid[CVC_OID_SIZE];
};
/*
 * EG_CONFIG: a word of the order makes no sense; EG_NOT_FOUND: no certificate to renew, or none to
 * take the algorithm from; EG_STATE: more than one could be meant, so that the order must say more,
 * or the reference is used already.
 */
EG_CHECK enum eg_err pki_request_choose(const struct pki_terminal *t,
					const struct pki_request_order *o, struct pki_request *out);
/* "ecdsa-sha256:brainpoolP256r1" and so on; EG_CONFIG. */
EG_CHECK enum eg_err pki_key_kind_read(const char *text, struct pki_key_kind *out);

/* Out of the sandbox and back in: what comes back is checked for its ranges. */
void pki_request_pack(const struct pki_request *r, struct wr *out);
EG_CHECK enum eg_err pki_request_unpack(struct rd octets, struct pki_request *out);

#endif
