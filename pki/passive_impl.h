/*
 * passive_impl: what the parts of Passive Authentication share. For pki/passive*.c only.
 *
 *   passive            EF.SOD from beginning to end
 *   passive_group      the other files against it
 *   passive_card       EF.CardSecurity
 *   passive_container  which certificate signed a container; signature and profile
 *   passive_chain      the country CA, periods, revocation
 *   passive_report     faults become the result of a step
 *   passive_findings   results become findings of a lane
 */
#ifndef EG_PKI_PASSIVE_IMPL_H
#define EG_PKI_PASSIVE_IMPL_H

#include "pki/passive.h"

#include "base/secret.h"
#include "pki/sod.h"

#define PASSIVE_STEP_BIT(step) (1u << (unsigned)(step))

/* A container judged with one signer info and one certificate. */
struct passive_attempt {
	struct faults found;
	uint32_t done; /* PASSIVE_STEP_BIT of steps that came to a result */
	bool has_signer;
	bool has_issuer;
	struct cert signer;
	struct cert issuer; /* of the trust store */
};

/*
 * Tries each signer info with each certificate that may be its signer's, and keeps the best: one
 * that is right in all steps suffices. corrected: what lists say of the signer, NULL for nothing.
 */
void passive_container(const struct passive_input *in, const struct cms *cms,
		       const struct known_effects *corrected, struct passive_attempt *best);
/*
 * The steps behind the signature for a->signer: chain, validity, revocation. vouched: the
 * certificate comes out of a signed list of ours, and needs no CA (TR-03135-1, 5.8.2.1.2).
 */
void passive_chain(const struct passive_input *in, const struct cms_signer *s, bool vouched,
		   struct passive_attempt *a);

struct passive {
	struct passive_profile profile;
	struct bytes file;      /* owned copy; all readers borrow from here, or from: */
	struct bytes rewritten; /* owned; the same in DER, if it was BER */
	/* Steps up to revocation by the document alone, and with what signed lists say. */
	struct passive_attempt before;
	struct passive_attempt now;
	bool trusted; /* the hashes count; settled once EF.SOD was judged */
	bool listed;  /* effects say something, and now may differ from before */
	struct known_effects effects;
	struct faults elsewhere;      /* passed over in EF.CardSecurity */
	bool hash_wrong_beyond_lists; /* of a group that no list explains */
	bool has_hash;
	enum crypt_hash hash;
	uint32_t groups; /* bit n: data group n has a hash */
	uint32_t read;   /* bit n: was compared */
	struct rd group_hash[SOD_GROUPS_MAX + 1];
	char lds_version[5]; /* as signed, "" if not */
	char unicode_version[7];
};

/* Notes a fault of a later step, with and without lists; FAULT_NONE only marks the step as done. */
void passive_note(struct passive *p, enum passive_step step, enum passive_fault f);
/* What signed lists say is applied. */
bool passive_heals(const struct passive *p);
/* The container as it is, and as lists say that it is to be judged; p has its profile. */
void passive_judge(const struct passive_input *in, const struct cms *cms, struct passive *p);
/* True if every step up to the chain was successful and nothing is revoked or forbidden. */
bool passive_believed(const struct passive_report *r);

/* Findings of some steps, the weightiest for each check; no reports: no findings. */
void passive_tell(const struct passive_report *r, struct findings *f);

#endif
