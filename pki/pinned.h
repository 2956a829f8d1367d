/*
 * pinned: who may sign lists for a lane: certificates that its administrator has put into a file,
 * each for itself or, if it is a CA's, for those that it issued.
 * Knows certificates and SignedData. Never knows what is signed.
 *
 * There are no revocation lists here: who is not to be trusted any more is taken out of the file.
 */
#ifndef EG_PKI_PINNED_H
#define EG_PKI_PINNED_H

#include "base/date.h"
#include "base/secret.h"
#include "pki/asn1_time.h"
#include "pki/cert.h"

#define PINNED_MAX      16
#define PINNED_FILE_MAX (PINNED_MAX * 2u * CERT_SIZE_MAX)

struct pinned {
	struct bytes der[PINNED_MAX]; /* owned */
	struct cert of[PINNED_MAX];   /* borrow from these */
	size_t count;
};

/* One certificate in DER, or up to PINNED_MAX in PEM. EG_BAD_DATA: a broken one; EG_NOT_FOUND: none
 * at all; EG_TOO_BIG. */
EG_CHECK enum eg_err pinned_read(struct rd file, struct pinned *out);
void pinned_free(struct pinned *p); /* cleanup */

struct pinned_text {
	struct rd content;  /* borrowed from the file */
	struct cert signer; /* borrowed from the file, or from who pinned it */
	struct date last;   /* day until which the certificates are good */
	bool has_time;
	struct asn1_time time; /* when it was signed, as the signer says */
};
/*
 * A SignedData in DER of type id-data with one signer, as cms_write and openssl cms -sign -nodetach
 * write it. EG_BAD_DATA: no such; EG_DENIED: nobody who is pinned signed it, or not with a
 * certificate that is good today; EG_MISMATCH: another content; EG_UNSUPPORTED: an algorithm that
 * is not known, or SHA-1.
 */
EG_CHECK enum eg_err pinned_open(struct rd file, const struct pinned *p, struct date today,
				 struct pinned_text *out);
/* The same without a look at who signed it: only to tell what a file says. */
EG_CHECK enum eg_err pinned_peek(struct rd file, struct pinned_text *out);

#endif
