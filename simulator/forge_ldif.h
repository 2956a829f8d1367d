/*
 * forge_ldif: LDIF as the ICAO PKD's collections are: 001 with signers and revocation lists, 002
 * with master lists, 003 with what does not conform; whole, or as changes.
 * Knows lines, folding, base64, the tree's names. Never looks into an object.
 */
#ifndef EG_SIMULATOR_FORGE_LDIF_H
#define EG_SIMULATOR_FORGE_LDIF_H

#include "base/rd.h"
#include "base/wr.h"

enum forge_ldif_kind {
	FORGE_LDIF_SIGNER,      /* o=dsc */
	FORGE_LDIF_CA,          /* o=csca */
	FORGE_LDIF_CRL,         /* o=crl */
	FORGE_LDIF_MASTER_LIST, /* o=ml */
	FORGE_LDIF_DEVIATIONS,  /* o=dl */
};

enum forge_ldif_change {
	FORGE_LDIF_WHOLE, /* an entry of a complete collection */
	FORGE_LDIF_ADD,
	FORGE_LDIF_REPLACE,
	FORGE_LDIF_DELETE
};

struct forge_ldif_entry {
	enum forge_ldif_kind kind;
	enum forge_ldif_change change;
	const char *country; /* "UT" */
	const char *name;    /* distinguished name in text, as in cn: "CN=Signer 1,C=UT" */
	uint32_t number;     /* sn */
	struct rd object;
	uint32_t version;             /* pkdVersion; 0 leaves it out */
	const char *conformance_code; /* NULL: conforms; else under dc=nc-data */
	const char *conformance_text;
	bool coded_name; /* dn in base64 */
};

/* The head of a file, and the entries of the tree above the objects of a country. */
void forge_ldif_head(struct wr *out);
void forge_ldif_tree(struct wr *out, const char *country);
void forge_ldif_put(struct wr *out, const struct forge_ldif_entry *entry);
/* Room that an entry with an object of that size takes at most. */
size_t forge_ldif_size(size_t object);
/* LF, as the others write, to CRLF. */
void forge_ldif_crlf(struct wr *out, struct rd file);

#endif
