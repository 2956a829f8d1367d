/*
 * pki_facts: what a file of the PKI says, as labels and values.
 * Knows certificates, revocation lists, signed lists, EF.SOD. Never judges, never trusts.
 */
#ifndef EG_PROG_PKI_FACTS_H
#define EG_PROG_PKI_FACTS_H

#include "prog/pki_words.h"

#define PKI_FACTS_MAX 64

struct pki_fact {
	const char *label; /* static */
	struct pki_text value;
};

struct pki_facts {
	const char *kind; /* static: "certificate" */
	struct pki_fact of[PKI_FACTS_MAX];
	size_t count;
	size_t dropped; /* more than there is room for */
};

/* EG_BAD_DATA: none of the kinds known here. */
EG_CHECK enum eg_err pki_facts_read(struct rd file, struct pki_facts *out);

#endif
