/*
 * forge_sod: EF.SOD of an invented document (Doc 9303-10, 4.6.2; RFC 5652), written.
 * Knows LDSSecurityObject and SignedData. Never knows what the data groups mean.
 */
#ifndef EG_SIMULATOR_FORGE_SOD_H
#define EG_SIMULATOR_FORGE_SOD_H

#include "base/date.h"
#include "base/rd.h"
#include "base/wr.h"
#include "simulator/forge_key.h"

/* How EF.SOD is written: name on the command line, what is otherwise. */
#define FORGE_SOD_FORMS(X)                                                                       \
	X(FORGE_SOD_USUAL, "usual", "as Doc 9303-10 wants it")                                   \
	X(FORGE_SOD_ID_DATA, "id-data", "content type id-data (China)")                          \
	X(FORGE_SOD_OLD_ICAO, "old-icao", "content type 1.3.27.1.1.1")                           \
	X(FORGE_SOD_SDU, "sdu", "content type 1.2.528.1.1006.1.20.1")                            \
	X(FORGE_SOD_INDEFINITE, "indefinite", "BER with indefinite lengths (China)")             \
	X(FORGE_SOD_DIGESTS_DIFFER, "digests-differ", "attributes hashed otherwise than signed") \
	X(FORGE_SOD_UNSORTED, "unsorted", "signed attributes in no order of DER, signed so")     \
	X(FORGE_SOD_SORTED_LATER, "sorted-later", "carried in no order of DER, signed in it")    \
	X(FORGE_SOD_BY_KEY, "by-key", "signer named by its key identifier")                      \
	X(FORGE_SOD_NAME_STRINGS, "name-strings", "signer's issuer in other types of text")      \
	X(FORGE_SOD_NAME_ORDER, "name-order", "signer's issuer in another order")

enum forge_sod_form {
#define X(name, word, text) name,
	FORGE_SOD_FORMS(X)
#undef X
};

struct forge_group {
	uint8_t number; /* 1 to 16, ascending in the list */
	struct rd file; /* the whole file, as the chip holds it */
};

struct forge_sod {
	const struct forge_group *groups;
	size_t group_count;
	enum crypt_hash digest; /* of the data groups */
	unsigned lds_version;   /* 0, or 1 with LDSVersionInfo */
	const struct forge_key *signer;
	struct rd certificate; /* of the signer */
	struct date signed_on;
	enum forge_sod_form form;
};

/* Form by its name; false for an unknown one. */
EG_CHECK bool forge_sod_form_parse(struct rd word, enum forge_sod_form *out);
EG_CHECK enum eg_err forge_sod(struct wr *out, const struct forge_sod *order);

#endif
