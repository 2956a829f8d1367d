/*
 * known_signed: deviation and defect lists in their signed container (Doc 9303-12, 10.1;
 * TR-03129-2, 7.2; TR-03129-3, annex C). Knows that the content is what a signer of such lists
 * signed. Never knows who vouches for the signer: that is the store's to find.
 */
#ifndef EG_PKI_KNOWN_SIGNED_H
#define EG_PKI_KNOWN_SIGNED_H

#include "base/secret.h"
#include "pki/cms.h"
#include "pki/known.h"

struct known_signed {
	struct known_list list;      /* all readers borrow from the file, or from the two below */
	struct known_list_info info; /* kind, country of the signer's issuer, time, hash */
	struct cert signer;
	struct asn1_time time;  /* of signing */
	struct faults faults;   /* what is odd, and taken all the same */
	struct bytes container; /* rewritten, where the file is BER */
	struct bytes content;   /* the same of a defect list's content */
};

/*
 * EG_OK: an embedded certificate for such lists is the signer's, its key fits, and it was signed in
 * its period. EG_BAD_DATA: format, no signing time; EG_UNSUPPORTED: content of another type or
 * version, algorithm; EG_NOT_FOUND: certificate of the signer not embedded; EG_MISMATCH: signature;
 * EG_DENIED: the certificate is a CA's or not for such lists, or was not valid then. The reason is
 * in eg_fault_last. Whatever comes back, known_signed_free is to be called.
 *
 * info.country makes it the list of one state; who takes a defect list of the own state for all
 * documents empties it.
 */
EG_CHECK enum eg_err known_signed_open(struct rd file, struct known_signed *out);
void known_signed_free(struct known_signed *s); /* cleanup */

/* True for a content type that a list here has; the kind. */
EG_CHECK bool known_signed_kind(struct rd content_type, enum known_list_kind *out);
/*
 * Signed content by its kind. A defect list may be BER, which *rewritten then holds in DER (start
 * with zeros, the caller frees it).
 */
EG_CHECK enum eg_err known_signed_content(enum known_list_kind kind, struct rd content,
					  struct bytes *rewritten, struct known_list *out);
/*
 * Whether a certificate may sign such lists: EG_DENIED if not. Doc 9303-12, 7.1.1.3 wants its
 * extended key usage; for defect lists it is a "should" (TR-03129-2, 7.2), so none at all is noted
 * as extended-usage, and another one denied. Faults of its profile are noted.
 */
EG_CHECK enum eg_err known_signed_may(enum known_list_kind kind, const struct cert *signer,
				      struct faults *found);

#endif
