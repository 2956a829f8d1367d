/*
 * store_set: a set of certificates while it is made, and how it is written into a store.
 * Knows which sources name which certificate, each distinct one once. Never judges one.
 *
 * What is written follows from the set alone, not from the order in which it was filled.
 */
#ifndef EG_PKI_STORE_SET_H
#define EG_PKI_STORE_SET_H

#include "pki/store_cert.h"

/* id 32, place u32, size u32, issuer u32, class u32, first naming u32, namings u32, entry u64 */
#define STORE_CERT_RECORD_SIZE 64
#define STORE_SET_MAX          (1u << 20)

struct store_item {
	uint8_t id[STORE_ID_SIZE];
	struct rd der;   /* borrowed: as long as the set */
	char country[4]; /* of its subject */
	uint64_t key_id;
	uint64_t key_name;
	uint64_t key_end;
	uint64_t key_entry; /* of its name in the collection that brought it; 0: none */
	enum store_class class;
	uint32_t issuer; /* item of the set of country CAs, STORE_NONE */
	bool named;      /* by a source, at the time of arranging */
	uint32_t left;   /* file of an import, plus one, whose collection named it; 0: none */
	uint32_t record; /* where it will stand, STORE_NONE; after arranging */
};

struct store_naming {
	uint32_t item;
	uint32_t source;
};

struct store_set {
	enum store_set_of of;
	struct store_item *items; /* owned, like all below */
	size_t count;
	size_t cap;
	uint32_t *slots; /* hash table of items, by the first octets of their ids; item + 1 */
	size_t slot_count;
	struct store_naming *namings;
	size_t naming_count;
	size_t naming_cap;
};

void store_set_free(struct store_set *s); /* cleanup */
/* All that a store holds; issuers are items of the other set, loaded from the same store. Borrows
 * the bytes. EG_BAD_DATA for a store that contradicts itself. */
EG_CHECK enum eg_err store_set_load(struct store_set *s, enum store_set_of of,
				    const struct store_sections *from);
/* STORE_NONE if it is not there. */
EG_CHECK enum eg_err store_set_find(const struct store_set *s, struct rd der, uint32_t *item);
/* Adds it, or finds it; EG_TOO_BIG beyond STORE_SET_MAX. Borrows the certificate's bytes. */
EG_CHECK enum eg_err store_set_add(struct store_set *s, const struct cert *c, uint32_t *item,
				   bool *was_there);
/* A source names it; again is no matter. */
EG_CHECK enum eg_err store_set_name(struct store_set *s, uint32_t item, uint32_t source);
/* The source names nothing any more. */
void store_set_forget(struct store_set *s, uint32_t source);
/* Sorts the namings, marks what is named and gives each of these its record. */
EG_CHECK enum eg_err store_set_arrange(struct store_set *s);
/*
 * Writes what is named, after arranging, into the six sections of its kind. sources: the number
 * that each source will have (UINT32_MAX: gone, never named), NULL if they stay. issuers: the set
 * that issuers are items of, arranged too (itself for country CAs).
 */
EG_CHECK enum eg_err store_set_write(const struct store_set *s, const uint32_t *sources,
				     const struct store_set *issuers, struct store_parts *out);

#endif
