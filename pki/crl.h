/*
 * crl: one certificate revocation list as borrowed fields, its entries read one by one.
 * Knows the layout (RFC 5280, 5; Doc 9303-12, 7.1.4). Never knows whether the list is fresh, nor
 * who is trusted to issue it.
 *
 * The list of a country CA is complete and direct: it names all certificates that this CA revoked,
 * those of its former keys too (Doc 9303-12, 4.1.5). Lists of changes and lists for other CAs are
 * refused, as the profile forbids them.
 */
#ifndef EG_PKI_CRL_H
#define EG_PKI_CRL_H

#include "pki/asn1_time.h"
#include "pki/cert.h"
#include "pki/fault.h"

/* The largest list told of has 500,000 entries in 17.5 MB; an entry of Doc 9303-12 takes 20 octets
 * at least, one with a reason and a date under 64. */
#define CRL_SIZE_MAX    (64u * 1024u * 1024u)
#define CRL_ENTRIES_MAX 1000000u

struct crl {
	struct rd whole;     /* all fields borrow from here */
	struct rd tbs;       /* the signed part with its header */
	struct rd issuer;    /* Name contents */
	char country[4];     /* of the issuer, "" if none */
	struct rd algorithm; /* AlgorithmIdentifier contents, as signed */
	struct rd signature;
	struct rd authority_key_id; /* empty if none */
	bool has_number;
	struct rd number; /* INTEGER contents, not negative, without zeros before it, at most 20 */
	struct asn1_time this_update;
	bool has_next_update;
	struct asn1_time next_update;
	struct rd entries;    /* for crl_next_entry; empty if nothing is revoked */
	struct faults faults; /* of the list, without those of its entries */
};

/*
 * Reads all but the entries. EG_BAD_DATA for what is no list; EG_UNSUPPORTED for a list of changes
 * or of other CAs' certificates; what breaks the profile is noted.
 */
EG_CHECK enum eg_err crl_parse(struct rd der, struct crl *out);

/* CRLReason (RFC 5280, 5.3.1) of an entry that gives none. */
#define CRL_REASON_UNSPECIFIED 0
#define CRL_REASON_MAX         10

struct crl_entry {
	struct rd serial; /* INTEGER contents as carried */
	struct asn1_time revoked;
	uint8_t reason;
	bool has_invalidity;
	struct asn1_time invalid_since;
	bool of_other_issuer; /* names an issuer of its own: only lists of several CAs do */
	struct faults faults;
};
/* The next entry; false at the end, where rd_end(entries) tells a broken entry from a good end. */
EG_CHECK bool crl_next_entry(struct rd *entries, struct crl_entry *out);
/* How many entries there are by their frames; EG_TOO_BIG beyond CRL_ENTRIES_MAX. */
EG_CHECK enum eg_err crl_count(const struct crl *c, size_t *count);
/*
 * EG_MISMATCH: not signed with that certificate's key. Neither periods nor names are looked at, nor
 * whether the certificate may sign lists.
 */
EG_CHECK enum eg_err crl_issued_by(const struct crl *c, const struct cert *issuer);

#endif
