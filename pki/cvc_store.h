/*
 * cvc_store: the card verifiable certificates of one gate, and the chain a chip can follow.
 * Knows links between generations of a CVCA, document verifiers, terminals. Never knows private
 * keys: its caller says which terminal has one.
 */
#ifndef EG_PKI_CVC_STORE_H
#define EG_PKI_CVC_STORE_H

#include "pki/cvc_clock.h"

#define CVC_STORE_MAX 256 /* some 30 states, a few generations each */
#define CVC_CHAIN_MAX 8   /* links of six generations, DV, terminal */

struct cvc_store;
EG_CHECK enum eg_err cvc_store_new(struct cvc_store **out);
void cvc_store_free(struct cvc_store **s); /* cleanup; accepts NULL inside */
/* Adds a copy of a certificate; one that is there already counts as added. As cvc_parse, and
 * EG_TOO_BIG beyond CVC_STORE_MAX. */
EG_CHECK enum eg_err cvc_store_add(struct cvc_store *s, struct rd der);
size_t cvc_store_count(const struct cvc_store *s);
/* The newest by its first day has place 0; NULL beyond the last. Good until the next add. */
const struct cvc *cvc_store_at(const struct cvc_store *s, size_t place);
/* Whether a CVCA certificate may be an anchor: CVC_GOOD, CVC_SIGNATURE_WRONG if it is self-signed
 * and spoilt, CVC_PERIOD_INVERTED, CVC_DOMAIN_WRONG if it has no curve of its own. Others:
 * CVC_NO_ISSUER. */
enum cvc_why cvc_store_anchors(const struct cvc_store *s, size_t place);

/* Says whether the private key of a terminal's certificate is at hand. */
struct cvc_holder {
	void *context;
	bool (*has_key)(void *context, const struct cvc *terminal, const struct cvc_key *key);
};

struct cvc_chain {
	const struct cvc *certificates[CVC_CHAIN_MAX]; /* in the order of sending; borrowed */
	size_t count;
	uint8_t access;        /* CVC_READ_ bits that the anchor and each of them give (2.7) */
	enum cvc_why reduced;  /* the first reason why that is less than one of them says */
	enum cvc_why doubt;    /* CVC_GOOD, or why some chips will refuse it */
	struct cvc_clock chip; /* the day that the chip has at least, once it has taken them */
};
/*
 * The chain from the trust point that a chip names to a terminal whose key is at hand: links, DV,
 * terminal, each verified by the one before. Such of which no chip can complain come first, then
 * the shortest, then the newest. DV and terminal are within their period today, and no link is of
 * the future (year 0: whatever their period); what the chip must find expired by the day that the
 * chain itself tells it is not used. Several keys under one reference are each tried. EG_NOT_FOUND
 * if there is none; *why then tells what stopped the attempt that came farthest.
 */
EG_CHECK enum eg_err cvc_store_chain(const struct cvc_store *s, const struct cvc_holder *holder,
				     struct rd car, struct date today, struct cvc_chain *out,
				     enum cvc_why *why);

#endif
