/*
 * pki_verify: Passive Authentication of files that lie in a folder instead of a chip.
 * Knows in which order files may be believed. Never knows a command line.
 */
#ifndef EG_PROG_PKI_VERIFY_H
#define EG_PROG_PKI_VERIFY_H

#include "pki/passive.h"

#define PKI_VERIFY_GROUPS 16

struct pki_verify {
	const struct trust *trust;
	const struct passive_profile *profile;
	struct date today;
	struct rd sod;
	struct rd com; /* empty: not at hand */
	bool has_com;
	struct rd groups[PKI_VERIFY_GROUPS + 1]; /* by number */
	bool has_group[PKI_VERIFY_GROUPS + 1];   /* at hand, if only as an empty file */
};

struct pki_verified {
	struct passive *passive; /* owned */
	struct findings findings;
	struct passive_report report;
	enum verdict groups[PKI_VERIFY_GROUPS + 1];
};
void pki_verified_free(struct pki_verified *v); /* cleanup */

/* DG1, when its hash is right, is asked for issuing state and document code. */
EG_CHECK enum eg_err pki_verify(const struct pki_verify *order, struct pki_verified *out);
/* Every step was successful, or there was nothing to do in it. */
bool pki_verified_good(const struct pki_verified *v);
/* Some data group was looked at; else the answer is about EF.SOD alone. */
bool pki_verified_groups(const struct pki_verified *v);

#endif
