/*
 * known_apply: what follows from one saying of a list (TR-03135-1, 5.8.2; Doc 9303-3, 7.3.5).
 * Knows which faults a saying explains, and which it adds. Never knows whom it means.
 */
#ifndef EG_PKI_KNOWN_APPLY_H
#define EG_PKI_KNOWN_APPLY_H

#include "pki/known_image.h"

/* Effects in the making. Corrections are taken from the list that was added first. */
struct known_applying {
	struct known_effects *effects;
	uint32_t list;        /* that speaks now */
	uint32_t by;          /* KNOWN_BY_* of its entry */
	bool certain;         /* the document is meant; else only what speaks against it is taken */
	uint32_t replaced_by; /* list that gave it, plus one; 0: none yet */
	uint32_t signer_by;
	uint32_t country_by;
	uint32_t security_by;
};

/* Joins a saying to the effects; data is borrowed. */
void known_apply(struct known_applying *a, const struct known_saying_record *saying,
		 struct rd data);

#endif
