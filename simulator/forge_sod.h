/*
 * forge_sod: EF.SOD of an invented document (Doc 9303-10, 4.6.2; RFC 5652), written.
 * Knows LDSSecurityObject and SignedData. Never knows what the data groups mean.
 */
#ifndef EG_SIMULATOR_FORGE_SOD_H
#define EG_SIMULATOR_FORGE_SOD_H

#include "base/date.h"
#include "base/rd.h"
#include "base/wr.h"
#include "simulator/forge_cms.h"
#include "simulator/forge_key.h"

/* Data groups there can be. */
#define FORGE_GROUPS_MAX 16

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
	struct rd certificate;           /* of the signer */
	const struct forge_named *named; /* NULL: as the certificate says */
	struct date signed_on;
	enum forge_sod_form form;
};

EG_CHECK enum eg_err forge_sod(struct wr *out, const struct forge_sod *order);

#endif
