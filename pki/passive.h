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

/* What a finding's detail says for the checks of EF.SOD. */
enum passive_detail {
	PASSIVE_NOTHING,
	PASSIVE_CONTENT_TYPE, /* eContentType is not that of Doc 9303-10 (China: id-data) */
	PASSIVE_CMS_VERSION,  /* SignedData is not version 3 */
	PASSIVE_SIGNER_NAMED, /* signer info names another signer than the sole certificate
				 (Malaysia) */
	PASSIVE_SIGNER_IS_CA, /* a CA, or a listed country CA, signed the document itself */
	PASSIVE_KEY_USAGE,    /* the signer's key is not for signing documents */
	PASSIVE_EXTENSION,    /* a critical extension that is not understood, or a broken one */
	PASSIVE_SIGNER_KEY,   /* the signer's key cannot be used: curve, size, kind */
	PASSIVE_ISSUER_NAMED, /* the issuer was found by another way than key id and name together
			       */
	PASSIVE_ISSUER_PERIOD /* it is the issuing country CA that is out of its period */
};

/*
 * Judges EF.SOD: sets CHECK_SOD_FORMAT, _SIGNER, _SIGNATURE, _CHAIN, _VALIDITY, _REVOCATION.
 * Tolerated deviations are VERDICT_PASS with REASON_DEVIATION and a detail.
 * EG_OK whatever the findings say, if the SOD could be parsed at all; else CHECK_SOD_FORMAT tells
 * and *out stays NULL. Copies what it needs. The data-group hashes count only when format, signer,
 * signature and chain passed: when they did not, passive_group never gives PASS.
 */
EG_CHECK enum eg_err passive_open(const struct trust *t, struct rd sod, struct date today,
				  struct findings *f, struct passive **out);
void passive_free(struct passive **p); /* cleanup */
/* True if the SOD's hashes count. Accepts NULL, like all below. */
bool passive_trusted(const struct passive *p);
/*
 * Compares a whole file as read with its signed hash; sets CHECK_DGn_HASH (n = 1 to 4, 14, 15), or
 * for another group CHECK_GROUPS_HASH, where the worst of them stays. Gives this group's verdict.
 */
enum verdict passive_group(const struct passive *p, unsigned group, struct rd file,
			   struct findings *f);
/* True if a trusted SOD signs a hash for this group (a chip that hides DG15 is found so). */
bool passive_has_group(const struct passive *p, unsigned group);
/*
 * Compares DG1's issuing state with the country of the CA and of the signer (mapped, Doc 9303-3 to
 * ISO 3166-1 alpha-2); sets CHECK_SOD_COUNTRY. The CA's own country counts: a CA of another state
 * could write any country into a signer's certificate.
 */
void passive_country(const struct passive *p, const char *issuing_state, struct findings *f);

/*
 * Judges EF.CardSecurity (Doc 9303-11, 9.2.11) like EF.SOD: sets CHECK_CARD_SECURITY, with the
 * reason of the first step that did not pass. Its CA must be of the country of the CA of a trusted
 * EF.SOD, for nothing else binds the two files: a key of one state must not prove another state's
 * document. EG_OK: it passed, and *infos are its signed SecurityInfos, borrowed from file.
 * EG_MISMATCH: well formed, but not to be believed.
 */
EG_CHECK enum eg_err passive_card_security(const struct trust *t, struct rd file, struct date today,
					   const struct passive *sod, struct findings *f,
					   struct rd *infos);

#endif
