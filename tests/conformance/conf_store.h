/*
 * conf_store: the trust store of a case, made by import as an administrator would, and what a case
 * puts into it beside country CAs.
 * Knows which objects a case needs. Never judges a document.
 */
#ifndef EG_TESTS_CONF_STORE_H
#define EG_TESTS_CONF_STORE_H

#include "conf_world.h"
#include "simulator/forge_crl.h"

/*
 * The signer's certificate, made before the document that it signs; the document uses it. How
 * others name it is in the result, good until the next call.
 */
const struct forge_named *conf_store_signer(struct conf_world *w, struct rd *certificate);
/* Puts it into the store, so that the document need not carry it. */
void conf_store_put_signer(struct conf_world *w, struct rd certificate);

/* A revocation list. Bytes lie in the store of one case, until the next one's. */
struct conf_crl {
	const struct forge_ca *name; /* whose name it has; NULL: by's */
	const struct forge_ca *by;
	struct rd serial; /* whole INTEGER that is revoked; empty: nothing is */
	int from;         /* days from today */
	int next;
	enum forge_crl_form form;
};
void conf_store_put_crl(struct conf_world *w, const struct conf_crl *order);

/* Makes it: *image is owned by the caller, and *out borrows from it. */
void conf_store_make(const struct conf_world *w, struct bytes *image, struct trust **out);

#endif
