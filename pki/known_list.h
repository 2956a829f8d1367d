/*
 * known_list: what an entry of a deviation list (Doc 9303-12, 10) or of a defect list (TR-03129-2,
 * 7) says, in one form for both. Knows whom an entry means and what can be said. Never knows a
 * document, nor who signed the list.
 */
#ifndef EG_PKI_KNOWN_LIST_H
#define EG_PKI_KNOWN_LIST_H

#include "base/date.h"
#include "base/rd.h"
#include "pki/crypt.h"

/*
 * Limits. The Italian list of 2018 has 346,275 document numbers in one entry; each takes 11 octets.
 * A number in the machine-readable zone of a card has 22 characters at most (Doc 9303-5, 4.2.2).
 */
#define KNOWN_FILE_MAX    (32u * 1024u * 1024u)
#define KNOWN_ENTRIES_MAX (256u * 1024u)  /* of a list */
#define KNOWN_NUMBERS_MAX (2048u * 1024u) /* of a list, and of all lists together */
#define KNOWN_SAYINGS_MAX 64u             /* of an entry */
#define KNOWN_NUMBER_MAX  24u             /* letters and digits */

enum known_list_kind { KNOWN_DEVIATIONS, KNOWN_DEFECTS };

/* Name, word for policy files and reports, text for an administrator. */
/* clang-format off: a table */
#define KNOWN_SAYINGS(X)                                                                           \
	X(KNOWN_CERT_OR_KEY, "cert-or-key", "certificates or keys deviate in some way")            \
	X(KNOWN_SIGNER_SIGNATURE, "signer-signature",                                              \
	  "signature of the signer's certificate wrong")                                           \
	X(KNOWN_SIGNER_ENCODING, "signer-encoding", "signer's certificate wrongly encoded")        \
	X(KNOWN_ISSUER_ENCODING, "issuer-encoding", "country CA's certificate wrongly encoded")    \
	X(KNOWN_ACTIVE_AUTH_KEY, "active-auth-key", "keys of Active Authentication compromised")   \
	X(KNOWN_LDS, "lds", "files of the chip deviate in some way")                               \
	X(KNOWN_GROUP_MALFORMED, "group-malformed", "data groups wrongly encoded")                 \
	X(KNOWN_GROUP_HASH, "group-hash", "signed hash of a data group wrong")                     \
	X(KNOWN_SOD_SIGNATURE, "sod-signature", "signature of EF.SOD wrong")                       \
	X(KNOWN_COM, "com", "EF.COM and EF.SOD disagree")                                          \
	X(KNOWN_MRZ, "mrz", "machine-readable zone deviates in some way")                          \
	X(KNOWN_MRZ_DATA, "mrz-data", "a field of the machine-readable zone wrong")                \
	X(KNOWN_MRZ_DIGIT, "mrz-digit", "a check digit of the machine-readable zone wrong")        \
	X(KNOWN_CHIP, "chip", "chip not usable")                                                   \
	X(KNOWN_NATIONAL, "national", "for the use of the state that signed the list")             \
	X(KNOWN_REVOKED, "revoked", "signer's certificate revoked")                                \
	X(KNOWN_REPLACED, "replaced", "signer's certificate to be replaced by a given one")        \
	X(KNOWN_CHIP_AUTH_KEY, "chip-auth-key", "keys of Chip Authentication compromised")         \
	X(KNOWN_AUTH_FAILS, "auth-fails", "authentication of the chip fails on genuine documents") \
	X(KNOWN_PERIOD, "period", "period of a certificate wrong")                                 \
	X(KNOWN_SOD_INVALID, "sod-invalid", "EF.SOD wrong in some way")                            \
	X(KNOWN_SIGNER_ID, "signer-id", "EF.SOD names another signer than its own")                \
	X(KNOWN_COUNTRY, "country", "country of the signer's certificate wrong")                   \
	X(KNOWN_CARD_SECURITY, "card-security", "EF.CardSecurity wrongly encoded")                 \
	X(KNOWN_CHIP_SECURITY, "chip-security", "EF.ChipSecurity wrongly encoded")                 \
	X(KNOWN_POWER_DOWN, "power-down", "chip needs power off between two accesses")             \
	X(KNOWN_SIGNER_MALFORMED, "signer-malformed", "signer's certificate not usable")           \
	X(KNOWN_EID, "eid", "defect of the eID application, which borders do not read")            \
	X(KNOWN_FORBIDDEN, "forbidden", "defect not known here: the chip's data must not be used") \
	X(KNOWN_OTHER, "other", "deviation not known here")
/* clang-format on */

enum known_what {
#define X(name, word, text) name,
	KNOWN_SAYINGS(X)
#undef X
		KNOWN_WHAT_COUNT
};
/* Codes of AUTH_FAILS (TR-03129-2, 7.3.1.5) and PERIOD (7.3.1.6). */
#define KNOWN_FAILS_MAX     6u /* all three protocols */
#define KNOWN_PERIOD_ISSUER 0u
#define KNOWN_PERIOD_SIGNER 1u
#define KNOWN_PERIOD_BOTH   2u

/* Static; "?" out of range. */
const char *known_what_word(enum known_what w);
const char *known_what_text(enum known_what w);

/* One thing that is said. Readers borrow from the list. */
struct known_saying {
	enum known_what what;
	/*
	 * REVOKED, AUTH_FAILS, PERIOD, SOD_INVALID, SIGNER_MALFORMED: status code of
	 * TR-03129-2, 7.3. SIGNER_ENCODING, ISSUER_ENCODING: CertificateBodyField, 0 if an
	 * extension or untold. MRZ_DATA, MRZ_DIGIT: MRZField (Doc 9303-12, 10.2).
	 */
	uint32_t code;
	uint32_t groups; /* GROUP_*: bit n is data group n, 20 EF.SOD, 21 EF.COM; COM: EF.COM's list
			  */
	uint32_t sod_groups; /* COM: EF.SOD's list; both 0 if untold */
	/*
	 * REPLACED: certificate. SIGNER_ID: contents of [0] or of IssuerAndSerialNumber. COUNTRY:
	 * two or three letters. CARD_SECURITY: SignedData's ContentInfo. SIGNER_ENCODING,
	 * ISSUER_ENCODING: OID of the extension. OTHER, FORBIDDEN: OID contents.
	 */
	struct rd data;
	bool by_key_id; /* SIGNER_ID: data is a key id */
	struct rd text; /* description for people, ASCII or UTF-8; may be empty */
};

/* Whom an entry means: all that is given must fit (Doc 9303-12, 10). Nothing given means all. */
#define KNOWN_BY_NAME   1u /* signer: issuer and serial */
#define KNOWN_BY_KEY_ID 2u /* signer */
#define KNOWN_BY_DIGEST 4u /* signer: hash of the certificate */
#define KNOWN_BY_TYPE   8u
#define KNOWN_BY_PERIOD 16u
#define KNOWN_BY_NUMBER 32u
#define KNOWN_BY_SIGNER (KNOWN_BY_NAME | KNOWN_BY_KEY_ID | KNOWN_BY_DIGEST)

struct known_entry {
	uint32_t by;      /* KNOWN_BY_* */
	struct rd issuer; /* Name contents */
	struct rd serial; /* INTEGER contents */
	struct rd key_id;
	struct rd digest;
	enum crypt_hash digest_hash;
	struct rd type;    /* "P ", "ID" */
	struct date first; /* of issue, both ends included */
	struct date last;
	struct rd numbers; /* with known_next_number; known to be well formed */
	struct rd sayings; /* with the list's next_saying; known to be well formed */
	struct rd text;    /* description for people; may be empty */
};

/* The signed content of a list, as deviation_list_parse and defect_list_parse give it; borrows. */
struct known_list {
	enum known_list_kind kind;
	uint32_t version;
	bool has_digest; /* the algorithm of certificate hashes is told and known */
	enum crypt_hash digest;
	struct rd entries; /* with known_list_next */
	uint32_t entry_count;
	uint32_t number_count; /* document numbers of all entries */
};

/* The next of list->entries, or of an entry's sayings; nothing that was parsed can fail here. */
EG_CHECK enum eg_err known_list_next(const struct known_list *list, struct rd *entries,
				     struct known_entry *out);
EG_CHECK enum eg_err known_list_next_saying(const struct known_list *list, struct rd *sayings,
					    struct known_saying *out);
/* The next document number as it stands in the list; false at the end. */
EG_CHECK bool known_next_number(struct rd *numbers, struct rd *number);

/*
 * A document number to compare: letters (capitals and small ones are the same) and digits, in base
 * 37, twelve to a half. Fillers, blanks and hyphens do not count: lists leave them out or write
 * others. False for none left, or more than KNOWN_NUMBER_MAX.
 */
struct known_number {
	uint64_t high;
	uint64_t low;
};
EG_CHECK bool known_number_of(struct rd text, struct known_number *out);

/* For the decoders of the two formats: counts and checks all entries and sayings. */
EG_CHECK enum eg_err known_list_check(struct known_list *list);

#endif
