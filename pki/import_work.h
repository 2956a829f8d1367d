/*
 * import_work: an import while it runs; for the parts of import only.
 * Knows the sets, sources and objects in the making. Never known outside.
 */
#ifndef EG_PKI_IMPORT_WORK_H
#define EG_PKI_IMPORT_WORK_H

#include "pki/crl.h"
#include "pki/import.h"
#include "pki/known_build.h"
#include "pki/signed_list.h"
#include "pki/store_set.h"
#include "pki/trust.h"

struct import_source {
	struct store_source s; /* name and kept borrowed, as long as the import */
	bool dead;             /* replaced */
};

/* One thing to be imported: a file, or an entry of a collection. */
struct import_object {
	enum store_kind kind;
	struct rd der;
	size_t file;
	uint32_t place;         /* as in notes */
	uint32_t collection;    /* source that it is an entry of, STORE_NONE */
	uint64_t entry;         /* key of its name in the collection; 0: none */
	bool done;              /* taken or rejected for good */
	enum import_reason why; /* it waits for others, or was rejected */
	enum passive_fault fault;
};

struct import_key {
	struct crypt_pub *key; /* NULL: not needed yet */
};

struct import_work {
	const struct import_options *options;
	struct import_report *report;
	struct store_sections old;
	struct store_set cas;
	struct store_set signers;
	bool anchors_only;             /* what the operator alone vouches for is not its turn yet */
	bool cas_changed;              /* against the old store */
	size_t cause;                  /* the file that last took country CAs away */
	struct import_source *sources; /* owned */
	size_t source_count;
	uint32_t *source_slots; /* owned: hash table by origin of the newest source, number + 1 */
	size_t source_slot_count;
	size_t source_cap;
	struct import_object *objects; /* owned */
	size_t object_count;
	size_t object_cap;
	struct bytes *buffers; /* owned: what objects and lists borrow from */
	size_t buffer_count;
	size_t buffer_cap;
	struct import_key *keys; /* owned: of country CAs, by item, as far as they were needed */
	size_t key_count;
	/* Country CAs as they are now, to look up in; made anew when stale. */
	bool stale;
	struct store_parts seen;
	struct trust *trust;
};

/* A larger array, twice as large; items of that size. */
EG_CHECK enum eg_err import_more(void **array, size_t count, size_t *cap, size_t size);
EG_CHECK enum eg_err import_add_object(struct import_work *w, const struct import_object *o);
/* At most three letters of it, NUL-padded. */
void import_put_country(char out[4], const char *country);
/* Room for bytes that last as long as the import; the caller fills it before the next one. */
EG_CHECK enum eg_err import_buffer(struct import_work *w, struct bytes **out);

/* Notes. reject closes the object: if it is a file of its own, that file is refused. */
EG_CHECK enum eg_err import_note(struct import_work *w, const struct import_object *o,
				 uint32_t place, struct rd der, const char *country,
				 enum import_reason reason, enum passive_fault fault);
EG_CHECK enum eg_err import_reject(struct import_work *w, struct import_object *o,
				   const char *country, enum import_reason reason,
				   enum passive_fault fault);
/* Of what was in the store and goes: told with the file that took away what it rested on. */
EG_CHECK enum eg_err import_note_gone(struct import_work *w, enum store_kind kind,
				      const uint8_t sha256[STORE_HASH_SIZE], const char *country);
struct store_event *import_result(struct import_work *w, const struct import_object *o);

/* Sources. Gives the live one of that origin, or STORE_NONE. */
uint32_t import_find_source(const struct import_work *w, const uint8_t origin[STORE_HASH_SIZE]);
EG_CHECK enum eg_err import_add_source(struct import_work *w, const struct store_source *s,
				       uint32_t *out);
EG_CHECK enum eg_err import_origin(enum store_kind kind, struct rd of,
				   uint8_t origin[STORE_HASH_SIZE]);
/* Starts the source of an object: kind, hash, size, time of import. */
EG_CHECK enum eg_err import_source_of(const struct import_work *w, const struct import_object *o,
				      struct store_source *out);
/* How a version stands to the stored one of its origin. */
enum import_version { IMPORT_NEWER, IMPORT_AGAIN, IMPORT_OLDER, IMPORT_OTHER };
enum import_version import_compare(const struct store_source *s, const struct store_source *stored);

/* Lookups among the country CAs as they are now. */
EG_CHECK enum eg_err import_refresh(struct import_work *w);
/* EG_OK if the country CA's key fits; keys are kept. */
EG_CHECK enum eg_err import_verify(struct import_work *w, const struct cert *child, uint32_t item);
/* The country CA whose key fits, STORE_NONE; whole_country: not only those that are named. */
EG_CHECK enum eg_err import_issuer(struct import_work *w, const struct cert *child,
				   bool whole_country, uint32_t *item);
/* The subject's key without its algorithm: the bits of the BIT STRING. */
EG_CHECK bool import_key_bits(const struct cert *c, struct rd *out);
/* Reads a certificate and sees that its key can be used; else says why. */
EG_CHECK bool import_read_cert(struct rd der, struct cert *out, enum import_reason *why,
			       enum passive_fault *fault);

/* One kind each. They leave the object open when others of the call may still vouch for it. */
EG_CHECK enum eg_err import_master_list(struct import_work *w, struct import_object *o);
EG_CHECK enum eg_err import_country_ca(struct import_work *w, struct import_object *o);
EG_CHECK enum eg_err import_signer(struct import_work *w, struct import_object *o);
EG_CHECK enum eg_err import_crl(struct import_work *w, struct import_object *o);
/* The listed country CA whose key signed the list: by key id, then by name. */
EG_CHECK enum eg_err import_crl_issuer(struct import_work *w, const struct crl *c, struct cert *out,
				       bool *found);
/* Tells self-signed, link and orphan by signatures; chooses the issuers of document signers anew.
 */
EG_CHECK enum eg_err import_classify(struct import_work *w);
/* Who signed a list, when, and whether its certificate is for that. */
struct import_signing {
	const struct cert *signer;
	bool usage;
	bool has_time;
	struct asn1_time time;
};
/*
 * Whether a country CA revoked what it issued with that serial number: by what is stored, or by a
 * list that comes with the same call. Those are taken after the country CAs, but what they say is
 * known before.
 */
EG_CHECK enum eg_err import_is_revoked(struct import_work *w, const struct cert *ca,
				       struct rd serial, bool *out);
/* Who vouches for a list's signer. */
struct import_vouched {
	enum import_reason why; /* IMPORT_NONE: the list may be taken */
	uint32_t marks;         /* how it comes in */
	char country[4];        /* whose list it is: the country CA's, or what the signer says */
	uint8_t key[STORE_HASH_SIZE]; /* of that country CA, as in sources */
};
EG_CHECK enum eg_err import_vouch(struct import_work *w, const struct import_object *o,
				  const struct import_signing *by, struct import_vouched *out);
/* The same country, which is known. */
bool import_same_country(const char a[4], const char b[4]);
/*
 * What is to be done with a list that has come: IMPORT_NEWER to take it, in the place of *stored if
 * there is one. Its marks may grow by what it inherits; why tells what forbids it.
 */
EG_CHECK enum eg_err import_place(struct import_work *w, const struct import_vouched *by,
				  struct store_source *s, uint32_t *stored,
				  enum import_version *version, enum import_reason *why);
/* Deviation and defect lists, which are kept whole. */
EG_CHECK enum eg_err import_known(struct import_work *w, struct import_object *o);
/* What all of them say, as the module known sorts it; without one of them, or with one more. */
EG_CHECK enum eg_err import_known_image(const struct import_work *w, uint32_t without,
					const struct store_source *more_or_null, struct bytes *out);
/* Makes objects of a collection's entries. */
EG_CHECK enum eg_err import_collection(struct import_work *w, const struct import_object *o,
				       bool complete);
/* Takes away what rests on nothing any more. */
EG_CHECK enum eg_err import_ground(struct import_work *w);
/* Counts and notes, when all is taken, what collections named before and nobody names now. */
EG_CHECK enum eg_err import_collections_gone(struct import_work *w);
/* The new store. */
EG_CHECK enum eg_err import_write(struct import_work *w, struct bytes *image);

#endif
