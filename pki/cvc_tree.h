/*
 * cvc_tree: who issued which certificate of a store, each verified once.
 * Knows anchors, issuers, and why a certificate hangs nowhere. Never knows a chip, nor a clock.
 */
#ifndef EG_PKI_CVC_TREE_H
#define EG_PKI_CVC_TREE_H

#include "pki/cvc_store.h"

#define CVC_NOWHERE SIZE_MAX

/* Of the certificate at the same place of the store. */
struct cvc_place {
	enum cvc_why why;   /* CVC_GOOD: self-signed CVCA, or verified with the issuer's key */
	enum cvc_why wider; /* CVC_GOOD, or how its rights go beyond its issuer's */
	size_t issuer;      /* its place, CVC_NOWHERE for an anchor and what hangs nowhere */
	bool anchor; /* a CVCA that chips may name; a link without its issuer is one all the same */
	bool has_key; /* of a terminal: its private key is at hand */
};
struct cvc_tree {
	const struct cvc_store *store; /* borrowed */
	size_t count;
	struct cvc_place of[CVC_STORE_MAX];
	/* The newest effective date of CVCA, DV and domestic terminals' certificates that are
	 * verified: that day has come, whatever a clock says. Year 0: there is none. */
	struct cvc_clock day;
};
/* holder: NULL where keys do not matter. Good until the store's next add. */
EG_CHECK enum eg_err cvc_tree_build(const struct cvc_store *s, const struct cvc_holder *holder,
				    struct cvc_tree *out);
/* Something below it may be issued: it is an anchor or verified. */
bool cvc_tree_stands(const struct cvc_tree *t, size_t place);

#endif
