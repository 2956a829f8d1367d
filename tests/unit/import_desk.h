/*
 * import_desk: a few states with country CAs, links, signers and lists, and a store to import into.
 * Knows what the tests of import share. Never knows what is right.
 */
#ifndef EG_TESTS_IMPORT_DESK_H
#define EG_TESTS_IMPORT_DESK_H

#include "mint.h"
#include "pki/import.h"
#include "pki/trust.h"
#include "simulator/forge_crl.h"

#define DAY(y, m, d) ((struct date){(y), (m), (d)})
#define NOW_S        INT64_C(1795305600) /* 2026-11-22 */

enum desk_key { KEY_UT, KEY_UT_NEW, KEY_DE, KEY_FR, KEY_SIGNER, KEY_OTHER, DESK_KEYS };

struct desk {
	struct crypt_ec *key[DESK_KEYS];
	struct bytes store;
	struct import_report report;
	struct import_options options;
	struct rd anchor;
	struct store_sections s; /* of the store, after each import */
};
void desk_open(struct desk *d);
void desk_free(struct desk *d); /* cleanup */

/* A country CA with one of the keys, signed by another one. */
struct mint_file desk_ca(const struct desk *d, const char *country, const char *issuer,
			 const char *name, enum desk_key key, enum desk_key by);
/* A self-signed one, of the usual name. */
struct mint_file desk_root(const struct desk *d, const char *country, enum desk_key key);
/* Signers with KEY_SIGNER. */
struct mint_file desk_list_signer(const struct desk *d, const char *country, enum desk_key by);
struct mint_file desk_signer(const struct desk *d, const char *country, uint8_t serial,
			     enum desk_key by);
/* A list by that signer. */
struct mint_file desk_list(const struct desk *d, const struct rd *certificates, size_t count,
			   const struct mint_file *signer, const char *time);

/* Text of LDIF: lines, entries with one object, an import of it all. */
struct desk_ldif {
	char bytes[64 * 1024];
	size_t size;
};
void desk_put_text(struct desk_ldif *t, const char *text);
void desk_put_entry(struct desk_ldif *t, const char *dn, const char *attribute, struct rd der,
		    const char *version);
void desk_import_ldif(struct desk *d, const struct desk_ldif *t, bool complete);

/* Imports files of one kind in one call; the store is replaced. */
void desk_import(struct desk *d, enum store_kind kind, const struct mint_file *files, size_t count);
void desk_import_mixed(struct desk *d, const struct import_file *files, size_t count);
/* A revocation list of the name that all country CAs have, with one serial number or none. */
struct mint_file desk_crl(const struct desk *d, const char *country, enum desk_key key,
			  struct date day, struct rd number, struct rd revoked);
struct mint_file desk_crl_of(const struct desk *d, const char *country, enum desk_key key,
			     struct date day, struct rd number, struct rd revoked,
			     enum forge_crl_form form);
/* What the store says of a serial number that this country CA gave. */
enum trust_revocation_state desk_revoked(const struct desk *d, const struct mint_file *ca,
					 struct rd serial);
/* The country CAs of the store that are exactly these bytes. */
bool desk_holds(const struct desk *d, const struct mint_file *certificate);
/* All sections but the record. */
bool desk_same_content(const struct store_sections *a, const struct store_sections *b);

#endif
