/*
 * deviation_list: what a state tells of its own documents that deviate (Doc 9303-3, 7; 9303-12,
 * 10). Knows the signed content of the list. Never knows its container, nor a document.
 */
#ifndef EG_PKI_DEVIATION_LIST_H
#define EG_PKI_DEVIATION_LIST_H

#include "pki/known_list.h"

/* id-icao-DeviationList, contents of the OID. */
#define DEVIATION_LIST_OID RD_TEXT("\x67\x81\x08\x01\x01\x07")
/* id-icao-DeviationListSigningKey. */
#define DEVIATION_SIGNER_OID RD_TEXT("\x67\x81\x08\x01\x01\x08")

/*
 * DER, checked to its end; borrows. EG_UNSUPPORTED for another version than 0 and for a hash that
 * certificates are told by and that is not known, EG_TOO_BIG beyond the limits of known_list.h.
 */
EG_CHECK enum eg_err deviation_list_parse(struct rd content, struct known_list *out);
/* For known_list: the next entry; the next saying of one. */
EG_CHECK enum eg_err deviation_list_next(const struct known_list *list, struct rd *entries,
					 struct known_entry *out);
EG_CHECK enum eg_err deviation_list_next_saying(struct rd *sayings, struct known_saying *out);

#endif
