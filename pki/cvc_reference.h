/*
 * cvc_reference: names of keys in the EAC PKI: country, mnemonic, sequence number (TR-03110-3,
 * A.7.1; TR-03139, 3.1).
 * Knows their parts and which one follows. Never knows keys.
 */
#ifndef EG_PKI_CVC_REFERENCE_H
#define EG_PKI_CVC_REFERENCE_H

#include "base/rd.h"
#include "base/wr.h"

struct cvc_reference {
	struct rd country;  /* two octets */
	struct rd mnemonic; /* none to nine */
	struct rd sequence; /* five */
	struct rd identity; /* country and mnemonic: the holder, whichever its key */
};

/* Apart; false for what is too short or too long. Says nothing of the characters. */
EG_CHECK bool cvc_reference_split(struct rd reference, struct cvc_reference *out);
/* To the letter of A.7.1: country of two capitals, a mnemonic, a sequence of digits and capitals.
 */
bool cvc_reference_strict(struct rd reference);
/* Keys of one holder; what cannot be split is a holder of its own. */
bool cvc_reference_same_holder(struct rd a, struct rd b);
/*
 * The reference for the holder's next key: a numeric sequence goes on counting in digits; another
 * one in digits and capitals, the last three characters alone where it begins with the letters of
 * the certifying country. After the last comes the first. EG_BAD_DATA unless strict.
 */
EG_CHECK enum eg_err cvc_reference_next(struct rd reference, struct wr *out);

/* As UTF-8, for people and JSON: references are Latin 1. Other octets become '?'. */
#define CVC_REFERENCE_TEXT 33
struct cvc_reference_text {
	char text[CVC_REFERENCE_TEXT];
};
struct cvc_reference_text cvc_reference_text(struct rd reference);

#endif
