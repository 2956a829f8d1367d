/*
 * trust: the country signing CAs that an administrator trusts.
 * Knows master lists (Doc 9303-12) and single certificates. Never decides about a document.
 *
 * Each certificate is an anchor of its own: no chain is built through another one.
 */
#ifndef EG_PKI_TRUST_H
#define EG_PKI_TRUST_H

#include "base/rd.h"

struct trust;

EG_CHECK enum eg_err trust_new(struct trust **out);
void trust_free(struct trust **t); /* cleanup */
/*
 * Adds every CSCA certificate of a master list whose CMS signature is right; when anchor is not
 * empty, its signer's chain must also end at that certificate (DER). Copies what it needs.
 */
EG_CHECK enum eg_err trust_add_master_list(struct trust *t, struct rd cms,
					   struct rd anchor_or_empty);
EG_CHECK enum eg_err trust_add_certificate(struct trust *t, struct rd der);
size_t trust_count(const struct trust *t);

#endif
