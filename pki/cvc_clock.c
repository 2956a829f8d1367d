/*
 * cvc_clock: the day as a chip without a clock has it (TR-03110-3, 2.5; Doc 9303-11, 7.1.4.3.3).
 * Knows which certificates move a chip's date. Never asks a clock.
 */
#include "pki/cvc_clock.h"

static void move(struct cvc_clock *k, struct date day)
{
	if (date_compare(day, k->at_least) > 0) {
		k->at_least = day;
	}
}

void cvc_clock_trusts(struct cvc_clock *k, const struct cvc *cvca)
{
	move(k, cvca->from);
}

void cvc_clock_verifies(struct cvc_clock *k, const struct cvc *c, const struct cvc *issuer)
{
	if (c->role != CVC_IS || issuer->role == CVC_DV_DOMESTIC) {
		move(k, c->from);
	}
}

enum cvc_why cvc_clock_refuses_on(struct date day, const struct cvc *c, const struct cvc *issuer)
{
	if (c->role == CVC_CVCA || day.year == 0) {
		return CVC_GOOD; /* links are good when expired, too */
	}
	if (date_compare(c->to, day) < 0) {
		return CVC_EXPIRED_FOR_CHIP;
	}
	return issuer->role == CVC_CVCA && date_compare(issuer->to, day) < 0 ? CVC_CVCA_EXPIRED
									     : CVC_GOOD;
}

enum cvc_why cvc_clock_refuses(const struct cvc_clock *k, const struct cvc *c,
			       const struct cvc *issuer)
{
	return cvc_clock_refuses_on(k->at_least, c, issuer);
}
