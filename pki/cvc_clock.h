/*
 * cvc_clock: the day as a chip without a clock has it (TR-03110-3, 2.5; Doc 9303-11, 7.1.4.3.3).
 * Knows which certificates move a chip's date. Never asks a clock.
 *
 * A chip believes the newest effective date among the CVCA, DV and domestic terminals' certificates
 * that it has verified. Other readers have shown it some, too: what is known here is the earliest
 * day that it can have, never the latest. It looks at last days only, with that date: not yet valid
 * it knows not, which is why a certificate of the future must never be sent: it would move the
 * chip's date there for good.
 */
#ifndef EG_PKI_CVC_CLOCK_H
#define EG_PKI_CVC_CLOCK_H

#include "pki/cvc.h"

struct cvc_clock {
	struct date at_least; /* year 0: nothing is known */
};

/* The chip names this CVCA as its trust point: its date was the effective one, or later. */
void cvc_clock_trusts(struct cvc_clock *k, const struct cvc *cvca);
/* It verifies c with the issuer's key; a terminal of a foreign DV moves nothing. */
void cvc_clock_verifies(struct cvc_clock *k, const struct cvc *c, const struct cvc *issuer);
/* What the chip will say to c before it is imported: CVC_EXPIRED_FOR_CHIP for a DV or terminal,
 * CVC_CVCA_EXPIRED for a DV whose CVCA it has put out of use; CVC_GOOD if it may take it. */
enum cvc_why cvc_clock_refuses(const struct cvc_clock *k, const struct cvc *c,
			       const struct cvc *issuer);
/* The same on a day that the chip may have learnt elsewhere; a day of year 0 refuses nothing. */
enum cvc_why cvc_clock_refuses_on(struct date day, const struct cvc *c, const struct cvc *issuer);

#endif
