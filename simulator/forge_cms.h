/*
 * forge_cms: SignedData of a document signer (RFC 5652), around EF.SOD's and EF.CardSecurity's
 * contents, in the forms of the field.
 * Knows frames, attributes, signer's names. Never knows what the content means.
 */
#ifndef EG_SIMULATOR_FORGE_CMS_H
#define EG_SIMULATOR_FORGE_CMS_H

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

struct forge_cms {
	struct rd type;    /* content octets of the content type's identifier */
	struct rd content; /* of the OCTET STRING */
	const struct forge_key *signer;
	struct rd certificate; /* of the signer */
	struct date signed_on;
	enum forge_sod_form form;
};

/* A whole ContentInfo. */
EG_CHECK enum eg_err forge_cms(struct wr *out, const struct forge_cms *order);

#endif
