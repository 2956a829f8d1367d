/*
 * mrz_place: which field each character of a zone belongs to (Doc 9303-4 to -6), and so which
 * fields differ or were not read surely.
 * Knows places. Never judges a character; links nothing, so that the core has it, too.
 */
#ifndef EG_BASE_MRZ_PLACE_H
#define EG_BASE_MRZ_PLACE_H

#include "base/mrz_field.h"
#include "base/rd.h"

#define MRZ_FIELDS_ALL ((1u << MRZ_FIELD_COUNT) - 1)
/* What the chip's key is made of (Doc 9303-11, 9.7.2). */
#define MRZ_FIELDS_KEY ((unsigned)(MRZ_FIELD_NUMBER | MRZ_FIELD_BIRTH | MRZ_FIELD_EXPIRY))

/*
 * Field of the character at a position of the joined lines (90, 72 or 88 characters: TD1, TD2,
 * TD3), as enum mrz_field; a check digit belongs to what it checks. A document number that goes on
 * in the optional data of TD1 or TD2 (Doc 9303-5, 4.2.2 j) takes its rest and its digit there
 * along. 0: the composite check digit, a position beyond the end, or no zone of these sizes.
 */
unsigned mrz_field_at(struct rd zone, size_t position);

/* Is character n marked? Bit n % 8 of octet n / 8; none beyond the last octet is. */
bool mrz_marked(struct rd marks, size_t position);
/* Fields with a marked character, as enum mrz_field. */
unsigned mrz_fields_marked(struct rd zone, struct rd marks);

#endif
