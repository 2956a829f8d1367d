/*
 * known_apply: what follows from one saying of a list (TR-03135-1, 5.8.2; Doc 9303-3, 7.3.5).
 * Knows which faults a saying explains, and which it adds. Never knows whom it means.
 */
#ifndef EG_PKI_KNOWN_APPLY_H
#define EG_PKI_KNOWN_APPLY_H

#include "pki/known_image.h"

/*
 * Joins a saying to the effects; data is borrowed. When it is not certain that the document is
 * meant, only what speaks against it is taken.
 */
void known_apply(struct known_effects *e, const struct known_saying_record *saying, struct rd data,
		 bool certain);

#endif
