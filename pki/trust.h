/*
 * trust: the country signing CAs that an administrator trusts.
 * Knows master lists (Doc 9303-12) and single certificates. Never decides about a document.
 *
 * Each certificate is an anchor of its own: no chain is built through another one.
 */
#ifndef EG_PKI_TRUST_H
#define EG_PKI_TRUST_H

#include "base/date.h"
#include "base/rd.h"
#include "pki/cert.h"

struct trust;

/* The German list has 588 certificates in 0.9 MB; all known lists together 919. */
#define TRUST_CERTIFICATES_MAX 8192
#define TRUST_LIST_SIZE_MAX    (16u * 1024u * 1024u)

EG_CHECK enum eg_err trust_new(struct trust **out);
void trust_free(struct trust **t); /* cleanup */
/*
 * Adds every CSCA certificate of a master list whose CMS signature is right; when anchor is not
 * empty, its signer must also be that certificate (DER), or be issued by it as a master list
 * signer. Copies what it needs. All or nothing.
 */
EG_CHECK enum eg_err trust_add_master_list(struct trust *t, struct rd cms,
					   struct rd anchor_or_empty);
/* A certificate that is there already is no error. */
EG_CHECK enum eg_err trust_add_certificate(struct trust *t, struct rd der);
/* Distinct certificates, and those of master lists that could not be read and were left out. */
size_t trust_count(const struct trust *t);
size_t trust_unreadable(const struct trust *t);
/* True if exactly these bytes are a listed certificate. */
bool trust_holds(const struct trust *t, struct rd der);

/*
 * Listed certificates that may have issued this one, one after the other: every one with the named
 * key id, then every one with the issuer's name, each once. What is neither a CA nor has a key for
 * certificates issues nothing. Start with a cursor of zeros; false at the end. The candidate
 * borrows from the store.
 */
struct trust_cursor {
	size_t next;
};
EG_CHECK bool trust_next_issuer(const struct trust *t, const struct cert *child,
				struct trust_cursor *at, struct cert *candidate);
/*
 * The listed certificate whose key signed this one, of those that trust_next_issuer gives; of
 * several that fit, one within its period is preferred. EG_NOT_FOUND: the key is not listed.
 * EG_MISMATCH: it should be (its id is, or the certificate gives no id and the name is), and none
 * fits; EG_UNSUPPORTED: it cannot be used. The result borrows from the store.
 */
EG_CHECK enum eg_err trust_find_issuer(const struct trust *t, const struct cert *child,
				       struct date today, struct cert *issuer);

#endif
