/*
 * revoked: what all known revocation lists say, as one image of bytes to search in.
 * Knows which key a list speaks for and which serial numbers it names. Never knows how old a list
 * may be, nor who is trusted to sign one: its builder is given lists that were verified.
 *
 *   header   "EGRV", version, numbers of lists, keys, entries, octets of names     6 x 32 bits
 *   lists    this update, next update or 0, first entry, entries, place and size of the
 *            issuer's name, CRL number, flags                                      53 octets each
 *   keys     SHA-256 of a key's bits, number of a list that speaks for it          36 octets each
 *   marks    each 64th of the words: few enough to stay in the nearest cache          8 octets each
 *   words    of each list by serial number: 8 octets of it, mixed, to search in     8 octets each
 *   entries  in the same order: 12 octets of it, its size, date, reason            24 octets each
 *   names    contents of issuers' Names
 *
 * Big-endian, nothing aligned: an image is a section of a file that is mapped and borrowed.
 */
#ifndef EG_PKI_REVOKED_H
#define EG_PKI_REVOKED_H

#include "pki/cert.h"
#include "pki/crl.h"

/* Some 150 states take part in the PKD, each with one list for a key in use. */
#define REVOKED_LISTS_MAX   1024u
#define REVOKED_KEYS_MAX    8192u
#define REVOKED_ENTRIES_MAX 4000000u
#define REVOKED_NAME_MAX    4096u /* issuers' names seen have less than 300 octets */

/* A key, however its certificates spell its algorithm: SHA-256 of subjectPublicKey's bits. */
#define REVOKED_KEY_SIZE 32
struct revoked_key {
	uint8_t hash[REVOKED_KEY_SIZE];
};
EG_CHECK enum eg_err revoked_key_of(const struct cert *ca, struct revoked_key *out);

struct revoked_builder;
EG_CHECK enum eg_err revoked_builder_new(struct revoked_builder **out);
void revoked_builder_free(struct revoked_builder **b); /* cleanup */
/*
 * Adds a list that the signer's key was found to have signed; copies what it needs, all or nothing.
 * Gives its number, and joins what is wrong with its entries. EG_UNSUPPORTED: it names certificates
 * of other CAs.
 */
EG_CHECK enum eg_err revoked_add(struct revoked_builder *b, size_t *list, struct faults *found,
				 const struct crl *c, const struct cert *signer);
/*
 * The list speaks for this CA's key, too: a list is signed with the newest key and names what was
 * signed with the former ones (Doc 9303-12, 4.1.5). Which keys are of one CA is for the caller to
 * know: those of its link certificates and of its name.
 */
EG_CHECK enum eg_err revoked_cover(struct revoked_builder *b, size_t list, const struct cert *ca);
size_t revoked_size(const struct revoked_builder *b);
EG_CHECK enum eg_err revoked_write(struct revoked_builder *b, struct wr *out);

/* An image that was opened; borrows from it. */
struct revoked {
	struct rd lists;
	struct rd keys;
	struct rd marks;
	struct rd words;
	struct rd entries;
	struct rd names;
	size_t list_count;
};
/* EG_BAD_DATA unless all parts and places in it fit together. No octets: no lists. */
EG_CHECK enum eg_err revoked_open(struct rd image, struct revoked *out);

struct revoked_list {
	struct rd issuer; /* Name contents */
	struct asn1_time this_update;
	bool has_next_update;
	struct asn1_time next_update;
	uint8_t number[20]; /* unsigned big-endian, right-aligned; zeros if the list gives none */
	size_t entries;
	bool off_profile;      /* it, or an entry, breaks the profile in another way */
	bool critical_unknown; /* it, or an entry, has a critical extension that is not known:
				  RFC 5280, 5.2 does not let it prove that nothing is revoked */
};
/* False beyond the last list. */
EG_CHECK bool revoked_list(const struct revoked *r, size_t index, struct revoked_list *out);

enum revoked_state {
	REVOKED_NO_LIST,
	REVOKED_OTHER_KEY, /* there is one of this name, but for another key */
	REVOKED_NO,
	REVOKED_YES
};
struct revoked_answer {
	enum revoked_state state;
	bool named;     /* the serial number is in a list, if only in one for another key */
	uint8_t reason; /* CRLReason, if named; hold and removal are no pardon here */
	struct asn1_time revoked; /* if named */
	struct revoked_list list; /* that names it, else the newest one; zeros if there is none */
};
/*
 * What the lists say about a certificate of this CA. All lists for its key are asked; one that
 * names the serial number is enough. Serial numbers are compared as unsigned numbers: states forget
 * the octet for the sign. EG_BAD_DATA: image broken.
 */
EG_CHECK enum eg_err revoked_find(const struct revoked *r, struct revoked_answer *out,
				  const struct revoked_key *key, struct rd ca_name,
				  struct rd serial);

#endif
