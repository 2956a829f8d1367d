/*
 * mrz_zone: the fields of a zone, each judged (Doc 9303-4 to -6). A part of mrz, for it alone.
 * Knows layouts, dates, names, numbers that go on. Never refuses: it tells every fault.
 */
#ifndef EG_EMRTD_MRZ_ZONE_H
#define EG_EMRTD_MRZ_ZONE_H

#include "emrtd/mrz.h"

/* Fills out as far as the zone can be read; all faults as MRZ_BIT(...). */
uint32_t mrz_zone_read(struct rd text, struct mrz *out);

#endif
