/*
 * store_cert: the certificates of a trust store, read as they lie there.
 * Knows records, indexes and who is a candidate. Never knows whether one is to be believed.
 */
#ifndef EG_PKI_STORE_CERT_H
#define EG_PKI_STORE_CERT_H

#include "pki/cert.h"
#include "pki/store_file.h"

/* Two sets in a store. The sections of each lie in the same order, from these on. */
enum store_set_of {
	STORE_CSCA = STORE_CSCA_RECORDS,
	STORE_DSC = STORE_DSC_RECORDS,
};
enum store_part {
	STORE_PART_RECORDS,
	STORE_PART_BYTES,
	STORE_PART_NAMINGS,
	STORE_PART_BY_ID,
	STORE_PART_BY_NAME,
	STORE_PART_BY_END,
};

/*
 * What a certificate is, told by signatures and never by names (Doc 9303-12, 7.1: a link is
 * self-issued as often as not): its own key fits; another country CA's in the store does; none
 * does.
 */
#define STORE_CLASSES(X)                    \
	X(STORE_SELF_SIGNED, "self-signed") \
	X(STORE_LINK, "link")               \
	X(STORE_ORPHAN, "orphan")           \
	X(STORE_SIGNER, "document-signer")
enum store_class {
#define X(name, word) name,
	STORE_CLASSES(X)
#undef X
};
const char *store_class_word(enum store_class c); /* static; "?" */

#define STORE_NONE    UINT32_MAX /* no such record */
#define STORE_ID_SIZE 32         /* SHA-256 of the certificate */

struct store_cert {
	struct rd id;
	struct rd der;
	enum store_class class;
	uint32_t issuer;   /* record of the country CA whose key fits, STORE_NONE */
	struct rd namings; /* numbers of sources, four octets each */
	uint64_t entry;    /* key of its name in the collection that brought it; 0: none */
};

size_t store_cert_count(const struct store_sections *s, enum store_set_of set);
/* False beyond the end, or for a record that points outside. Borrows. */
EG_CHECK bool store_cert_at(const struct store_sections *s, enum store_set_of set, uint32_t record,
			    struct store_cert *out);
EG_CHECK bool store_cert_find(const struct store_sections *s, enum store_set_of set, struct rd id,
			      uint32_t *record);
/* True if exactly these bytes are in the set. */
bool store_cert_holds(const struct store_sections *s, enum store_set_of set, struct rd der);

/* Keys of the indexes. The name of a country CA is its subject. */
uint64_t store_key_id(struct rd key_id);
uint64_t store_key_name(struct rd name);
uint64_t store_key_end(struct rd der);
uint64_t store_key_signer(struct rd issuer, struct rd serial);

/* Walks an index: the next certificate under a key; zeros to start with; false at the end. */
struct store_walk {
	bool begun;
	size_t place;
};
EG_CHECK bool store_cert_next(const struct store_sections *s, enum store_set_of set,
			      enum store_part index, uint64_t key, struct store_walk *at,
			      struct cert *out);

#endif
