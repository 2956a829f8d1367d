/*
 * mrz_decide: odds of characters become a text that is sure, or none.
 * Knows check digits and how sure is sure enough. Never knows pixels.
 */
#ifndef EG_DOCUMENT_MRZ_DECIDE_H
#define EG_DOCUMENT_MRZ_DECIDE_H

#include "document/mrz_look.h"

/*
 * Fills form, text, sure, corrected, verdict and reason (DIGITS, CUT or AMBIGUOUS where not
 * whole).
 */
void mrz_decide(const struct mrz_seen *seen, struct mrz_read *out);

#endif
