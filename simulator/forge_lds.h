/*
 * forge_lds: the elementary files of an invented document (Doc 9303-10), written.
 * Knows layouts. Never reads a file of a chip: that is src/emrtd's, written apart.
 */
#ifndef EG_SIMULATOR_FORGE_LDS_H
#define EG_SIMULATOR_FORGE_LDS_H

#include "base/rd.h"
#include "base/wr.h"
#include "pki/crypt.h"

void forge_dg1(struct wr *out, struct rd mrz);
void forge_dg15(struct wr *out, struct rd spki);
/* lds_version: 0 gives LDS 1.7, 1 gives 1.8. groups: tags of the data groups present. */
void forge_com(struct wr *out, unsigned lds_version, struct rd groups);
/* Extended length with these buffer sizes (Doc 9303-10, 3.11.1). */
void forge_atr_info(struct wr *out, uint16_t command_max, uint16_t answer_max);

#endif
