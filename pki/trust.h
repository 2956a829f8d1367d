/*
 * trust: the certificates and lists that an administrator trusts, as a document is judged by them.
 * Knows how to find candidates: country CAs, document signers. Never decides about a document.
 *
 * Each country CA is an anchor of its own: no chain is built through another one. What is looked up
 * lies as it is in a trust store's sections, in a file or filled by hand; a certificate is parsed
 * when it is a candidate.
 */
#ifndef EG_PKI_TRUST_H
#define EG_PKI_TRUST_H

#include "base/date.h"
#include "base/rd.h"
#include "pki/cert.h"
#include "pki/known.h"
#include "pki/store_cert.h"

struct trust;

/* The German list has 588 certificates in 0.9 MB; all known lists together 919. */
#define TRUST_CERTIFICATES_MAX 8192
#define TRUST_LIST_SIZE_MAX    (16u * 1024u * 1024u)

/* Opens a trust store's file read-only: it stays mapped, and nothing can be added. */
EG_CHECK enum eg_err trust_open(const char *path, struct trust **out);
/* The same from a descriptor, which may be closed after; and over borrowed bytes of a store. */
EG_CHECK enum eg_err trust_open_fd(int fd, struct trust **out);
EG_CHECK enum eg_err trust_over(struct rd file, struct trust **out);
/* The same over sections that are borrowed. */
EG_CHECK enum eg_err trust_over_sections(const struct store_sections *s, struct trust **out);
EG_CHECK enum eg_err trust_new(struct trust **out);
void trust_free(struct trust **t); /* cleanup */
/*
 * Adds every CSCA certificate of a master list whose CMS signature is right; when anchor is not
 * empty, its signer must also be that certificate (DER), or be issued by it as a master list
 * signer. Copies what it needs. All or nothing. EG_STATE for a store that was opened.
 */
EG_CHECK enum eg_err trust_add_master_list(struct trust *t, struct rd cms,
					   struct rd anchor_or_empty);
/* A certificate that is there already is no error. */
EG_CHECK enum eg_err trust_add_certificate(struct trust *t, struct rd der);
/* Distinct country CAs, and those of master lists that could not be read and were left out. */
size_t trust_count(const struct trust *t);
size_t trust_unreadable(const struct trust *t);
/* True if exactly these bytes are a listed country CA. */
bool trust_holds(const struct trust *t, struct rd der);
/* All of it, for lists and reports; borrowed. */
const struct store_sections *trust_sections(const struct trust *t);

/*
 * Listed certificates that may have issued this one, one after the other: every one with the named
 * key id and the issuer's name, then with the key id alone, then with the name alone, each once.
 * Whose name fits comes first: anybody can have another's key certified under a name of his own.
 * What is neither a CA nor has a key for certificates issues nothing. Start with a cursor of zeros;
 * false at the end. The candidate borrows from the store.
 */
struct trust_cursor {
	uint8_t stage; /* of those three */
	struct store_walk walk;
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

/*
 * Stored document signers that a signer info names, one after the other: by issuer and serial in
 * tolerant spelling, or, when issuer is NULL, by key id. Several may answer: names and serials are
 * used again.
 */
EG_CHECK bool trust_next_signer(const struct trust *t, const struct rd *issuer_or_null,
				struct rd serial, struct rd key_id, struct trust_cursor *at,
				struct cert *out);

/* What the stored revocation lists say of a certificate. How old a list may be is not judged here.
 */
enum trust_revocation_state {
	TRUST_NOT_REVOKED, /* a list of this key is there and does not name it */
	TRUST_REVOKED,     /* a list of this key names it */
	TRUST_CRL_MISSING,
	TRUST_CRL_OTHER_ISSUER /* a list of that name is there, but by another key */
};
struct trust_revocation {
	enum trust_revocation_state state;
	bool named;         /* by a list, if only by one of another key */
	uint8_t crl_reason; /* CRLReason, if named */
	struct asn1_time revoked;
	/* Of the list that names it, or else the newest one. */
	struct asn1_time this_update;
	bool has_next_update;
	struct asn1_time next_update;
	bool off_profile;      /* the list breaks the profile (Doc 9303-12, 7.1.4) otherwise */
	bool critical_unknown; /* the list cannot prove that it is not revoked (RFC 5280, 5.2) */
};
/* Of the certificate with this serial that this country CA issued. EG_BAD_DATA: store broken. */
EG_CHECK enum eg_err trust_revocation(const struct trust *t, const struct cert *ca,
				      struct rd serial, struct trust_revocation *out);

/* What the stored deviation and defect lists say; NULL if there is none. Borrowed. */
const struct known *trust_known(const struct trust *t);

#endif
