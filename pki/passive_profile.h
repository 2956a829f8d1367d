/*
 * passive_profile: what Passive Authentication may pass over, and by which rules it judges time.
 * Knows the two profiles and the administrator's policy file. Never knows a document.
 *
 *   # a line for each rule; what is not said stays as the field profile has it
 *   validity = now
 *   crl-grace-days = 3
 *   tolerate = signer-expired critical-unknown
 *   forbid = ber
 *   distrust = 5c1f...        SHA-256 of a certificate, or of its SubjectPublicKeyInfo
 */
#ifndef EG_PKI_PASSIVE_PROFILE_H
#define EG_PKI_PASSIVE_PROFILE_H

#include "base/rd.h"
#include "pki/fault.h"

/* When the certificates must have been within their periods. */
enum validity_model {
	/* Both now (TR-03135-1, 5.6.4.3.4; Doc 9303-12, D.1.1.3): the shell model. */
	VALIDITY_NOW,
	/* Both when the document was signed, as the signer tells it. Who holds the key of an old
	 * signer can tell any time. Without a signing time: now. */
	VALIDITY_SIGNING_TIME,
	/* The signer when the document was signed, its CA when the signer's period began. */
	VALIDITY_CHAIN
};

/* What becomes of a fault that a signed list explains. */
enum listed_treatment {
	LISTED_HEAL, /* as TR-03135-1, 5.8.2 says: it counts no more, or leaves the step open */
	LISTED_TELL  /* it is told, and counts */
};

#define PASSIVE_GRACE_DAYS_MAX  365
#define PASSIVE_DISTRUSTED_MAX  32
#define PASSIVE_DISTRUSTED_SIZE 32 /* SHA-256 */

struct passive_profile {
	struct faults tolerated; /* never one of FAULT_CLASS_NEVER */
	enum validity_model model;
	enum listed_treatment listed;
	/* Certificates and keys, of country CAs or signers, that vouch for nothing. */
	uint8_t distrusted[PASSIVE_DISTRUSTED_MAX][PASSIVE_DISTRUSTED_SIZE];
	uint8_t distrusted_count;
	uint32_t crl_grace_days; /* a revocation list counts as fresh so long after nextUpdate */
};

/* The outcome of the conformance plan (TR-03105-5.1): only SHA-1, a digest of another hash than the
 * signature's, and a data group that was not read are passed over. */
struct passive_profile passive_profile_strict(void);
/* What is known from genuine documents is passed over, and recorded. */
struct passive_profile passive_profile_field(void);

#define PASSIVE_POLICY_SIZE_MAX (16u * 1024u)

/* What is wrong with a policy file. */
struct passive_profile_flaw {
	uint32_t line;   /* from 1 */
	struct rd word;  /* borrowed from the text; empty if it is the line as a whole */
	const char *why; /* static, for an administrator */
};

/*
 * Reads a policy file; rules apply in their order, to the field profile:
 *   profile = strict | field        begins with that one; only as the first rule
 *   tolerate = word ...             faults to pass over, by their words (pki/fault.h)
 *   forbid = word ...               faults not to pass over
 *   validity = now | signing-time | chain        shell is another name for now
 *   crl-grace-days = 0..365
 *   crl-missing = tolerate | refer
 *   listed = heal | tell
 *   distrust = hex ...              64 hexadecimal digits each; at most PASSIVE_DISTRUSTED_MAX
 * EG_CONFIG with *flaw; *out is then the strict profile.
 */
EG_CHECK enum eg_err passive_profile_parse(struct rd text, struct passive_profile *out,
					   struct passive_profile_flaw *flaw);

#endif
