/*
 * passive: Passive Authentication (Doc 9303-11, 5.1) as findings.
 * Knows EF.SOD as CMS, the document signer, the chain to a CSCA, data-group hashes.
 * Never parses a data group: it only hashes them, as received.
 */
#ifndef EG_PKI_PASSIVE_H
#define EG_PKI_PASSIVE_H

#include "base/date.h"
#include "base/rd.h"
#include "base/verdict.h"
#include "pki/trust.h"

struct passive;

/*
 * Judges EF.SOD: sets CHECK_SOD_FORMAT, _SIGNER, _SIGNATURE, _CHAIN, _VALIDITY, _REVOCATION.
 * EG_OK whatever the findings say, if the SOD could be parsed at all; else CHECK_SOD_FORMAT tells.
 * Copies what it needs. The data-group hashes count only when signature and chain passed: when
 * they did not, passive_group never gives PASS.
 */
EG_CHECK enum eg_err passive_open(const struct trust *t, struct rd sod, struct date today,
				  struct findings *f, struct passive **out);
void passive_free(struct passive **p); /* cleanup */
/* Compares a whole file as read with its signed hash; sets CHECK_DGn_HASH (n = 1, 2, 14, 15). */
enum verdict passive_group(const struct passive *p, unsigned group, struct rd file,
			   struct findings *f);
/* True if the SOD signs a hash for this group (a chip that hides DG15 is found so). */
bool passive_has_group(const struct passive *p, unsigned group);
/* Compares the signer's country with DG1's issuing state (mapped, Doc 9303-3 to ISO 3166-1
 * alpha-2); sets CHECK_SOD_COUNTRY. */
void passive_country(const struct passive *p, const char *issuing_state, struct findings *f);

#endif
