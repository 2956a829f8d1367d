/*
 * store_source: the published objects that a trust store was made from, and the record of imports.
 * Knows origins and versions. Never knows certificates.
 *
 * An origin is what publishes one version after the other: a state's master list, one key's
 * revocation list, a collection. Of each origin the store has one version; an older one is refused.
 */
#ifndef EG_PKI_STORE_SOURCE_H
#define EG_PKI_STORE_SOURCE_H

#include "pki/fault.h"
#include "pki/store_file.h"

/* Numbers stand in files: add at the end only. Name, word, text. */
#define STORE_KINDS(X)                                                              \
	X(STORE_KIND_MASTER_LIST, "master-list", "master list of country CAs")      \
	X(STORE_KIND_COUNTRY_CA, "country-ca", "certificate of a country CA")       \
	X(STORE_KIND_SIGNER, "document-signer", "certificate of a document signer") \
	X(STORE_KIND_CRL, "crl", "revocation list")                                 \
	X(STORE_KIND_DEVIATIONS, "deviation-list", "deviation list")                \
	X(STORE_KIND_DEFECTS, "defect-list", "defect list")                         \
	X(STORE_KIND_COLLECTION, "ldif", "collection of the public key directory")

enum store_kind {
#define X(name, word, text) name,
	STORE_KINDS(X)
#undef X
		STORE_KIND_COUNT
};
const char *store_kind_word(enum store_kind k); /* static; "?" */
const char *store_kind_text(enum store_kind k);

/* How it was admitted, and what is unusual. */
#define STORE_MARK_ANCHOR     0x01u  /* under a certificate that the operator gave */
#define STORE_MARK_LISTED     0x02u  /* under a country CA that was listed */
#define STORE_MARK_LINK       0x04u  /* a country CA that a link certificate led to */
#define STORE_MARK_OPERATOR   0x08u  /* the operator vouched for it */
#define STORE_MARK_UNANCHORED 0x10u  /* and for a list whose signer nothing else vouches for */
#define STORE_MARK_CA_SIGNED  0x20u  /* a country CA signed the list itself */
#define STORE_MARK_NUMBER     0x40u  /* the version has a number */
#define STORE_MARK_OWN_STATE  0x80u  /* a defect list of the own state: for all documents */
#define STORE_MARK_SUCCEEDS   0x100u /* the list that it replaced was let in by the operator */
#define STORE_MARK_NAMED      0x200u /* of a state whose lists the operator takes for all states */

/* The operator let it in, or the one that it goes on from: nothing else need vouch for it. */
#define STORE_MARKS_ROOT \
	(STORE_MARK_ANCHOR | STORE_MARK_OPERATOR | STORE_MARK_UNANCHORED | STORE_MARK_SUCCEEDS)
/* A master list that brings country CAs of all states. */
#define STORE_MARKS_ALL_STATES (STORE_MARKS_ROOT | STORE_MARK_NAMED)

#define STORE_NUMBER_SIZE 20 /* RFC 5280, 5.2.3 */
#define STORE_HASH_SIZE   32

struct store_source {
	enum store_kind kind;
	uint32_t marks;
	char country[4];
	uint8_t origin[STORE_HASH_SIZE];   /* the same for all versions */
	uint8_t voucher[STORE_HASH_SIZE];  /* SHA-256 of the country CA's key that vouched, or 0 */
	uint8_t number[STORE_NUMBER_SIZE]; /* of the version: padded at the front; zeros if none */
	int64_t time_s; /* of the version, seconds since 1970: signing time, thisUpdate */
	int64_t next_s; /* when the next one is promised; 0: untold */
	uint8_t sha256[STORE_HASH_SIZE]; /* of the object as published */
	uint32_t size;                   /* of the same */
	uint32_t objects;                /* certificates or entries in it, distinct or not */
	int64_t imported_s;
	struct faults faults; /* what was passed over */
	struct rd name;       /* Name contents: of the signer or issuer; may be empty */
	struct rd kept;       /* the object itself, for kinds that are kept whole; else empty */
};

/* What became of a file. Numbers stand in files. */
#define STORE_OUTCOMES(X)                          \
	X(STORE_TAKEN, "taken", "taken")           \
	X(STORE_SAME, "same", "was there already") \
	X(STORE_REFUSED, "refused", "refused")     \
	X(STORE_LEFT, "left", "not taken, because another of the call was refused")

enum store_outcome {
#define X(name, word, text) name,
	STORE_OUTCOMES(X)
#undef X
};
const char *store_outcome_word(enum store_outcome o); /* static; "?" */

/* One import of one file. Its source's name and kept object are not recorded. */
struct store_event {
	struct store_source source; /* as far as it could be read; imported_s says when */
	enum store_outcome outcome;
	uint32_t reason; /* enum import_reason */
	enum passive_fault fault;
	uint32_t added;
	uint32_t removed;
	uint32_t rejected;
};

size_t store_source_count(const struct store_sections *s);
/* False beyond the end or for a record that breaks its form. Borrows. */
EG_CHECK bool store_source_at(const struct store_sections *s, size_t n, struct store_source *out);
size_t store_event_count(const struct store_sections *s);
EG_CHECK bool store_event_at(const struct store_sections *s, size_t n, struct store_event *out);

/* Writes sources in the given order, their names and kept objects. */
struct store_source_ref {
	const struct store_source *source;
	uint32_t number; /* the caller's */
};
EG_CHECK enum eg_err store_sources_write(const struct store_source_ref *sources, size_t count,
					 struct store_parts *out);
/* The old history, and events after it. */
EG_CHECK enum eg_err store_history_write(struct rd old, const struct store_event *events,
					 size_t count, struct bytes *out);

#endif
