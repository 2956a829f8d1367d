/*
 * signed_list: the signed container that master, deviation and defect lists share (Doc 9303-12, 9.1
 * and 10.1; TR-03129-2, 7).
 * Knows that its content is what its embedded signer signed. Never knows whom to trust, nor what is
 * in the list.
 */
#ifndef EG_PKI_SIGNED_LIST_H
#define EG_PKI_SIGNED_LIST_H

#include "base/secret.h"
#include "pki/asn1_time.h"
#include "pki/cert.h"
#include "pki/fault.h"

#define SIGNED_LIST_SIZE_MAX (32u * 1024u * 1024u)

struct signed_list {
	struct bytes rewritten; /* owned: DER of a list that came in BER; else empty */
	struct rd type;         /* OID contents */
	struct rd content; /* borrowed, like all readers here: from the list, or from rewritten */
	struct cert signer;
	bool has_time;
	struct asn1_time time;
	struct faults faults; /* what is odd, and right all the same */
};

/* id-icao-cscaMasterList, contents of the OID. */
#define SIGNED_LIST_MASTER RD_TEXT("\x67\x81\x08\x01\x01\x02")

void signed_list_free(struct signed_list *l); /* cleanup */
/*
 * EG_OK: an embedded certificate is named as signer and its key fits; RSA without NULL in its
 * DigestInfo is noted. EG_BAD_DATA; EG_NOT_FOUND: no certificate of the signer; EG_MISMATCH or
 * EG_UNSUPPORTED: signature. *why is then the fault, or FAULT_NONE.
 */
EG_CHECK enum eg_err signed_list_open(struct rd der, struct signed_list *out,
				      enum passive_fault *why);
/* CscaMasterList ::= SEQUENCE { version INTEGER (0), SET OF Certificate } (9.2): its contents. */
EG_CHECK enum eg_err signed_list_certificates(struct rd content, struct rd *certificates);

#endif
