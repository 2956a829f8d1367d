/*
 * forge_lds: the elementary files of an invented document (Doc 9303-10), written.
 * Knows layouts. Never reads a file of a chip: that is src/emrtd's, written apart.
 */
#ifndef EG_SIMULATOR_FORGE_LDS_H
#define EG_SIMULATOR_FORGE_LDS_H

#include "base/rd.h"
#include "base/wr.h"
#include "pki/crypt.h"

/* What a chip offers for PACE (ECDH, generic mapping). */
struct forge_pace {
	bool offered;
	enum crypt_curve curve;
	enum crypt_cipher cipher;
};

void forge_dg1(struct wr *out, struct rd mrz);
/* PACEInfo and, when has_aa_hash, ActiveAuthenticationInfo for ECDSA with this hash. */
void forge_dg14(struct wr *out, const struct forge_pace *pace, bool has_aa_hash,
		enum crypt_hash aa_hash);
void forge_dg15(struct wr *out, struct rd spki);
/* lds_version: 0 gives LDS 1.7, 1 gives 1.8. groups: tags of the data groups present. */
void forge_com(struct wr *out, unsigned lds_version, struct rd groups);
void forge_card_access(struct wr *out, const struct forge_pace *pace);
/* Extended length with these buffer sizes (Doc 9303-10, 3.11.1). */
void forge_atr_info(struct wr *out, uint16_t command_max, uint16_t answer_max);

#endif
