/*
 * defect_list: production errors of documents, and signers revoked, by document signer (TR-03129-2,
 * 7, versions 1 and 2; TR-03129-3, annex A).
 * Knows the signed content of the list. Never knows its container, nor a document.
 */
#ifndef EG_PKI_DEFECT_LIST_H
#define EG_PKI_DEFECT_LIST_H

#include "pki/known_list.h"

/* id-DefectList, contents of the OID. */
#define DEFECT_LIST_OID RD_TEXT("\x04\x00\x7F\x00\x07\x03\x01\x05")
/* id-electronicDefectListSigningKey: 0.4.0.127.0.7.3.11.2.1.2. */
#define DEFECT_SIGNER_OID RD_TEXT("\x04\x00\x7F\x00\x07\x03\x0B\x02\x01\x02")

/*
 * DER, checked to its end; borrows. (The list may be BER: ber.h makes DER of it.) EG_UNSUPPORTED
 * for another version, EG_TOO_BIG beyond the limits of known_list.h. A defect of an unknown type is
 * KNOWN_FORBIDDEN, or KNOWN_EID below id-eIDDefect; one of a known type with parameters that break
 * their format refuses the list.
 */
EG_CHECK enum eg_err defect_list_parse(struct rd content, struct known_list *out);
/* For known_list: the next entry; the next saying of one. */
EG_CHECK enum eg_err defect_list_next(const struct known_list *list, struct rd *entries,
				      struct known_entry *out);
EG_CHECK enum eg_err defect_list_next_saying(const struct known_list *list, struct rd *sayings,
					     struct known_saying *out);

#endif
