/*
 * country: the codes of issuing states in documents and in certificates.
 * Knows Doc 9303-3, section 5 (three letters, "D") and ISO 3166-1 alpha-2. Never knows a document.
 */
#ifndef EG_PKI_COUNTRY_H
#define EG_PKI_COUNTRY_H

#include "base/rd.h"

/* True if a document's issuing state ("UTO", "D") and a certificate's countryName ("UT", "de") are
 * the same; letter case does not count. Empty codes are never the same. */
bool country_same(const char *issuing_state, const char *certificate_country);

#endif
