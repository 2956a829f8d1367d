/*
 * ber: the Basic Encoding Rules said again in the distinguished ones (X.690).
 * Knows lengths and strings in pieces. Never knows what is encoded.
 *
 * Some states write EF.SOD with indefinite lengths, and some signing software with strings in
 * pieces. Every other decoder reads DER only: what was BER is rewritten once, in front of it.
 */
#ifndef EG_PKI_BER_H
#define EG_PKI_BER_H

#include "base/rd.h"
#include "base/secret.h"

#define BER_SIZE_MAX  (16u * 1024u * 1024u) /* the largest list of certificates that is taken */
#define BER_DEPTH_MAX 32                    /* a name in a certificate in a SignedData lies at 12 */

/* What stands in front of a value. */
struct ber_header {
	uint32_t tag;   /* as in rd.h */
	bool universal; /* of the types that X.680 itself has */
	bool constructed;
	bool indefinite; /* no length: an end-of-contents ends it */
	bool shortest;   /* the length as DER writes it */
	size_t length;   /* 0 if indefinite */
};

/* Reads a header only; the length may tell more than is left. */
EG_CHECK bool ber_read_header(struct rd *r, struct ber_header *out);
/*
 * If anything in it has an indefinite or a longer length than needed, or is an OCTET STRING in
 * pieces, *out gets the same in DER (pieces joined; the octets of primitive values as they are) and
 * *was_ber says so. DER is not copied: *out stays empty, and so it does where the framing breaks,
 * for the parser of DER to refuse. EG_BAD_DATA: BER that is broken or too deep; EG_TOO_BIG.
 */
EG_CHECK enum eg_err ber_to_der(struct rd in, struct bytes *out, bool *was_ber);

#endif
