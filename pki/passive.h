/*
 * passive: Passive Authentication (Doc 9303-11, 5.1) step by step, as results and as findings.
 * Knows EF.SOD as CMS, the document signer, the chain to a CSCA, revocation, signed lists of
 * defects, data-group hashes. Never parses a data group: it only hashes them, as received.
 *
 * What is found is a set of faults (pki/fault.h). A profile passes over some of them, a signed list
 * explains some, and what is left decides each step.
 */
#ifndef EG_PKI_PASSIVE_H
#define EG_PKI_PASSIVE_H

#include "base/date.h"
#include "base/rd.h"
#include "base/verdict.h"
#include "pki/known.h"
#include "pki/passive_profile.h"
#include "pki/trust.h"

struct passive;

/* What the printed zone tells of the document: signed lists select by it. Empty is untold. */
struct passive_document {
	char state[4];    /* issuing state: "UTO", "D" */
	struct rd type;   /* document code: "P", "P<", "ID" */
	struct rd number; /* document number */
};

/* By what is judged; borrowed during a call, the trust store as long as the object lives. */
struct passive_input {
	const struct trust *trust;
	const struct passive_profile *profile;
	struct date today;
	struct passive_document document;
};

/* Outcome of one step. */
struct passive_result {
	enum passive_status status;
	/* What made it so; when SUCCESSFUL, the first fault that was passed over, or FAULT_NONE. */
	enum passive_fault fault;
	/* Without the signed lists: what they healed, or made worse, is told by the difference. */
	enum passive_status before;
	enum passive_fault healed; /* fault of before, where before is another; else FAULT_NONE */
};

/* Whether the signer's certificate is to be trusted (TR-03135-1, 5.6.4.3.6). */
enum passive_trust { PASSIVE_TRUST_UNDETERMINED, PASSIVE_TRUSTED, PASSIVE_NOT_TRUSTED };

struct passive_report {
	struct passive_result of[PASSIVE_STEP_COUNT];
	struct faults found;     /* all, lists applied */
	struct faults tolerated; /* those that the profile passed over; EF.CardSecurity's, too */
	struct faults listed; /* those that signed lists explain, whether they are found or not */
	struct faults healed; /* those in whose spite lists made a step successful */
	enum passive_trust trust;
};

/*
 * Judges EF.SOD: the steps up to revocation, and known defects. Sets CHECK_SOD_FORMAT, _SIGNER,
 * _SIGNATURE, _CHAIN, _VALIDITY, _REVOCATION: VERDICT_PASS with REASON_DEVIATION for what was
 * passed over, and in detail the number of a fault + 1 wherever there is one. EG_OK whatever the
 * findings say; else the system failed, and *out stays NULL. Copies the file. The data-group hashes
 * count only when every step up to the chain was successful and nothing is revoked: else
 * passive_group never gives PASS.
 */
EG_CHECK enum eg_err passive_open(const struct passive_input *in, struct rd sod, struct findings *f,
				  struct passive **out);
void passive_free(struct passive **p); /* cleanup */
/* True if the SOD's hashes count. Accepts NULL, like all below. */
bool passive_trusted(const struct passive *p);
/*
 * Compares a whole file as read with its signed hash; sets CHECK_DGn_HASH (n = 1 to 4, 14, 15), or
 * for another group CHECK_GROUPS_HASH, where the worst of them stays. Gives this group's verdict.
 */
enum verdict passive_group(struct passive *p, unsigned group, struct rd file, struct findings *f);
/* True if a trusted SOD signs a hash for this group (a chip that hides DG15 is found so). */
bool passive_has_group(const struct passive *p, unsigned group);
/*
 * Compares DG1's issuing state with the country of the CA and of the signer (mapped, Doc 9303-3 to
 * ISO 3166-1 alpha-2), and its document code with what the signer may sign; sets
 * CHECK_SOD_COUNTRY. The CA's own country counts: a CA of another state could write any country
 * into a signer's certificate. Only for a DG1 whose hash was right.
 */
void passive_holder(struct passive *p, const char *issuing_state, const char *document_code,
		    struct findings *f);

/* What EF.COM tells, as its reader gives it. */
struct passive_com {
	bool well_formed;
	uint32_t groups;     /* bit n: data group n is listed */
	char lds_version[5]; /* "0107" */
	char unicode_version[7];
};
/* Compares EF.COM, NULL if it was not read, with what is signed; sets CHECK_SOD_COM. */
void passive_com(struct passive *p, const struct passive_com *com, struct findings *f);
/* No more groups come: what is signed and was not read is noted. */
void passive_end(struct passive *p);

/* All of it, up to now. */
struct passive_report passive_report(const struct passive *p);
/* The fault that a finding of CHECK_SOD_FORMAT to CHECK_SOD_COM tells of; FAULT_NONE for none, or
 * of another check. */
enum passive_fault passive_finding_fault(const struct finding *f);
/* Certificates of the signer and of its CA, NULL if none was found; borrowed. */
const struct cert *passive_signer(const struct passive *p);
const struct cert *passive_issuer(const struct passive *p);
/* What signed lists say about the document beside faults, NULL if nothing; borrowed. */
const struct known_effects *passive_effects(const struct passive *p);

/*
 * Judges EF.CardSecurity (Doc 9303-11, 9.2.11) like EF.SOD: sets CHECK_CARD_SECURITY, with the
 * reason of the first check that did not pass; that no revocation list is at hand is told of EF.SOD
 * alone. Its CA must be of the country of the CA of a trusted EF.SOD, for nothing else binds the
 * two files: a key of one state must not prove another state's document. EG_OK: it passed, and
 * *infos are its signed SecurityInfos, borrowed from file, or from the trust store where a signed
 * list gives the right file instead of a wrong one. EG_MISMATCH: well formed, but not to be
 * believed.
 */
EG_CHECK enum eg_err passive_card_security(const struct passive_input *in, struct rd file,
					   struct passive *sod, struct findings *f,
					   struct rd *infos);

#endif
