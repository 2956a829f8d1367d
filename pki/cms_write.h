/*
 * cms_write: a SignedData around octets (RFC 5652), as we sign lists of our own.
 * Knows frames and attributes. Never knows what is signed.
 */
#ifndef EG_PKI_CMS_WRITE_H
#define EG_PKI_CMS_WRITE_H

#include "pki/terminal_key.h"

/* id-data, contents of the OID: octets of which only their reader knows what they are. */
#define CMS_TYPE_DATA RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01")
/* More than what stands around the content: certificate, names, two signatures. */
#define CMS_WRITE_ROOM 65536

struct cms_order {
	struct rd content;
	struct rd certificate; /* DER: carried along */
	struct rd issuer;      /* of the certificate, as struct cert has them */
	struct rd serial;
	const struct terminal_key *key; /* of the certificate; nobody looks whether it is */
	int64_t unix_s;                 /* signing time */
};

/*
 * Type id-data, signer by issuer and serial, signed attributes; ECDSA with the hash that fits the
 * curve, or RSA v1.5 with SHA-256. EG_TOO_BIG: out has no room; else what the key answers.
 */
EG_CHECK enum eg_err cms_write(const struct cms_order *o, struct wr *out);

#endif
