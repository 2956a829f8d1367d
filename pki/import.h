/*
 * import: a new trust store from an old one and newly published objects.
 * Knows who may bring what into a trust store. Never reads a file, never asks a clock.
 *
 * A call takes all of its files or none: when one is refused, the new store differs from the old
 * one by the record of it. A file that is taken may hold objects that are not (one certificate of a
 * list, one entry of a collection); each is named in the report with the reason.
 *
 * - A master list is signed by a master list signer, or directly by a country CA (noted), that is
 *   given as anchor or issued by one, or listed or issued by a listed country CA, or that the
 *   operator takes unanchored. The signer is neither expired nor revoked. The list is that of the
 *   country CA's state, which the signer's certificate must name, and replaces that state's older
 *   list: what no source names any more goes.
 * - It brings country CAs of all states if the operator chose whose it is: by an anchor, by naming
 *   the state, or by taking it unanchored; so do the lists after it that a country CA of it vouches
 *   for. Any other state's list brings country CAs of that state alone: that a state is listed
 *   does not make it one that says who the others are (Doc 9303-12, 5.3: receiving states
 *   determine their own policies).
 * - A country CA is given as anchor, or vouched for by the operator, or issued by a listed country
 *   CA of its country that is in its period (a link certificate), or it is self-signed with subject
 *   and key of such a one (the new certificate that a link led to).
 * - What came under a country CA that was listed goes with it, unless another one that stands
 *   vouches: only what the operator let in stands by itself.
 * - A document signer is issued by a listed country CA.
 * - A revocation list is issued by a listed country CA; it replaces the older one of the same key.
 * - A deviation or defect list is let in like a master list, by a signer for these.
 * - A collection is LDIF of a public key directory, complete or changes: each entry by these rules.
 *   It is not signed: that it takes certificates away is believed, but no revocation list and no
 *   other list goes with it: these are replaced by newer ones only. So is its own version, and an
 *   older one is refused unless the operator takes it: it can bring nothing that is not signed.
 *
 * Issued means: that key verifies the signature. Names and key ids only make candidates.
 */
#ifndef EG_PKI_IMPORT_H
#define EG_PKI_IMPORT_H

#include "pki/store_cert.h"
#include "pki/store_source.h"

/* Why an object was not taken, or what became of it. Numbers stand in files: add at the end only.
 * Name, word, text. */
/* clang-format off: a table */
#define IMPORT_REASONS(X)                                                                         \
	X(IMPORT_NONE, "none", "no reason to give")                                               \
	X(IMPORT_FORMAT, "format", "badly formed, or nothing that is imported")                   \
	X(IMPORT_SIGNATURE, "signature", "signature of the list wrong")                           \
	X(IMPORT_SIGNER_MISSING, "signer-missing", "certificate of the signer is not embedded")   \
	X(IMPORT_SIGNER_USAGE, "signer-usage", "certificate of the signer is not for such lists") \
	X(IMPORT_SIGNER_PERIOD, "signer-period", "signed outside the period of the signer")       \
	X(IMPORT_SIGNER_REVOKED, "signer-revoked", "certificate of the signer is revoked")        \
	X(IMPORT_UNANCHORED, "unanchored",                                                        \
	  "signer is issued by no anchor and by no listed country CA")                            \
	X(IMPORT_NO_VERSION, "no-version", "no signing time to tell it from an older one")        \
	X(IMPORT_FUTURE, "future", "dated in the future")                                         \
	X(IMPORT_ROLL_BACK, "roll-back", "older than the one of the same origin in the store")    \
	X(IMPORT_CONFLICT, "conflict", "of the stored one's version, but another object")         \
	X(IMPORT_KEY, "key", "key that cannot be used")                                           \
	X(IMPORT_NOT_ADMITTED, "not-admitted",                                                    \
	  "no listed country CA of its country leads to it, and nobody vouches for it")           \
	X(IMPORT_ISSUER, "issuer", "no listed country CA's key fits")                             \
	X(IMPORT_USAGE, "usage", "certificate for another use")                                   \
	X(IMPORT_REMOVED, "removed", "no source names it any more")                               \
	X(IMPORT_TOO_MANY, "too-many", "more or larger than allowed")                             \
	X(IMPORT_SIGNER_EXPIRED, "signer-expired", "certificate of the signer has expired")       \
	X(IMPORT_OTHER_STATE, "other-state",                                                      \
	  "of another state than the list, which the operator takes for its own state only")      \
	X(IMPORT_SUCCESSION, "succession",                                                        \
	  "would replace one that the operator let in, and no country CA of that one vouches")    \
	X(IMPORT_UNFOUNDED, "unfounded", "what vouched for it is not listed any more")            \
	X(IMPORT_KEPT, "kept", "signed list that an unsigned collection cannot take away")        \
	X(IMPORT_SIGNER_COUNTRY, "signer-country",                                                \
	  "certificate of the signer names another country than its country CA's")
/* clang-format on */

enum import_reason {
#define X(name, word, text) name,
	IMPORT_REASONS(X)
#undef X
		IMPORT_REASON_COUNT
};
const char *import_reason_word(uint32_t r); /* static; "?" */
const char *import_reason_text(uint32_t r);

struct import_file {
	struct rd bytes; /* DER, or LDIF of a collection */
	enum store_kind kind;
	bool complete; /* a collection: what it does not name any more goes, if all was readable */
};
/* What kind of file these bytes are, by their first look. */
EG_CHECK bool import_kind_of(struct rd bytes, enum store_kind *kind);

#define IMPORT_STATES_MAX 32

struct import_options {
	const struct rd *anchors; /* certificates, DER */
	size_t anchor_count;
	/* Two letters each: their lists bring country CAs of all states, if a listed one vouches.
	 */
	char list_states[IMPORT_STATES_MAX][4];
	size_t list_state_count;
	/* Lists whose signer nothing vouches for, or not any more; not those of collections. */
	bool take_unanchored;
	bool take_certificates; /* single country CAs */
	bool take_older;        /* a collection older than the stored one */
	/* Two letters: its defect lists, if under an anchor, are for all documents; "": none. */
	char own_state[4];
	int64_t now_s; /* seconds since 1970 */
};

/* One object that was not taken, or a certificate that went. */
struct import_note {
	size_t file;
	uint32_t place; /* 0: the file itself; n: the n-th object in it */
	enum store_kind kind;
	char country[4]; /* "" if unknown */
	uint8_t sha256[STORE_HASH_SIZE];
	enum import_reason reason;
	enum passive_fault fault; /* FAULT_NONE if the reason says it all */
};
/* The most precise word and text there are. Static. */
const char *import_note_word(const struct import_note *n);
const char *import_note_text(const struct import_note *n);

#define IMPORT_NOTES_MAX 65536u

struct import_report {
	bool refused;                /* a file was: nothing was taken */
	struct store_event *results; /* owned: one a file, in their order; as in the history */
	size_t result_count;
	struct import_note *notes; /* owned */
	size_t note_count;
	size_t note_cap;
	size_t notes_dropped; /* beyond IMPORT_NOTES_MAX */
};
void import_report_free(struct import_report *r); /* cleanup */

/* What kinds of country CAs there are in a store (names compared as name_same does). */
struct import_census {
	size_t self_signed;
	size_t link_same_name;
	size_t link_other_name;
	size_t orphan_same_name;
	size_t orphan_other_name;
};
EG_CHECK enum eg_err import_census(const struct store_sections *s, struct import_census *out);

/*
 * Makes the new store: empty old means none yet. EG_OK whether files were taken or refused, the
 * report tells; an error only when the old store is broken or resources end, and then there is no
 * new one.
 */
EG_CHECK enum eg_err import_run(struct rd old_or_empty, const struct import_file *files,
				size_t count, const struct import_options *options,
				struct bytes *image, struct import_report *report);

#endif
