/*
 * forge_known: deviation lists (Doc 9303-12, 10) and defect lists (TR-03129-2, 7) of an invented
 * country, right and wrong ones.
 * Knows how they are written. Never reads one, and shares nothing with pki/known that does.
 */
#ifndef EG_SIMULATOR_FORGE_KNOWN_H
#define EG_SIMULATOR_FORGE_KNOWN_H

#include "simulator/chip_args.h"
#include "simulator/forge.h"

/* What is wrong with a list: name, word on the command line, text. */
#define FORGE_KNOWN_FLAWS(X)                                                                     \
	X(FORGE_KNOWN_FLAWLESS, "none", "nothing")                                               \
	X(FORGE_KNOWN_USAGE, "usage", "signer's certificate is for master lists")                \
	X(FORGE_KNOWN_NO_USAGE, "no-usage", "signer's certificate is for nothing in particular") \
	X(FORGE_KNOWN_BY_CA, "by-ca", "signed by the country CA itself")                         \
	X(FORGE_KNOWN_EXPIRED, "expired", "signed after the end of the signer's period")         \
	X(FORGE_KNOWN_OTHER_CA, "unknown-ca", "signer under a country CA of its own")            \
	X(FORGE_KNOWN_SIGNATURE, "signature", "content changed after signing")                   \
	X(FORGE_KNOWN_TYPE, "content-type", "signed as a master list")                           \
	X(FORGE_KNOWN_VERSION, "unknown-version", "version that there is not")                   \
	X(FORGE_KNOWN_BER, "ber", "BER with indefinite lengths, which defect lists may be")

enum forge_known_flaw {
#define X(name, word, text) name,
	FORGE_KNOWN_FLAWS(X)
#undef X
};

/* One deviation description or known defect. */
struct forge_remark {
	struct rd type;      /* arcs below the list's OID, one octet each */
	struct rd parameter; /* whole TLV; empty: none */
	const char *text;    /* NULL: none; a defect's only in version 2 */
};

/* Whom it is about, and what is said. Empty selectors are left out. */
struct forge_known_entry {
	struct rd issuer; /* whole Name */
	struct rd serial; /* whole INTEGER */
	struct rd key_id;
	struct rd digest; /* SHA-256 of the certificate */
	const char *type; /* document code, deviations only, like all below */
	struct date first;
	struct date last;
	const char *const *numbers; /* ends with NULL; NULL: none */
	uint32_t invented_numbers;  /* "K00000000" and on, this many more */
	const struct forge_remark *remarks;
	size_t remark_count;
};

struct forge_known {
	bool defects;
	unsigned version;   /* of a defect list: 1 or 2 */
	bool explicit_tags; /* of version 2's fields, which the guideline leaves open */
	const struct forge_known_entry *entries;
	size_t entry_count;
	enum forge_known_flaw flaw;
	struct forge_alg signer;
	struct date today; /* signed then */
};

/* The content that is signed, alone; out is owned by the caller. */
EG_CHECK enum eg_err forge_known_content(struct bytes *out, const struct forge_known *order);
/* The whole file. */
EG_CHECK enum eg_err forge_known_list(struct bytes *out, const struct forge_ca *ca,
				      const struct forge_known *order);

/* "egate-forge deviations" and "egate-forge defects". */
extern const char forge_known_usage[];
EG_CHECK enum eg_err forge_known_command(const struct args *a, bool defects);

#endif
