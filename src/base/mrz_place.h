/*
 * mrz_place: where the fields of a zone stand in each form (Doc 9303-4 to -7), which field each
 * character belongs to, and so which fields differ or were not read surely.
 * Knows places. Never judges a character; links nothing, so that the core has it, too.
 */
#ifndef EG_BASE_MRZ_PLACE_H
#define EG_BASE_MRZ_PLACE_H

#include "base/mrz_field.h"
#include "base/rd.h"

#define MRZ_FIELDS_ALL ((1u << MRZ_FIELD_COUNT) - 1)
/* What the chip's key is made of (Doc 9303-11, 9.7.2). */
#define MRZ_FIELDS_KEY ((unsigned)(MRZ_FIELD_NUMBER | MRZ_FIELD_BIRTH | MRZ_FIELD_EXPIRY))

/* Visas of both sizes have no chip. */
enum mrz_layout {
	MRZ_LAYOUT_NONE,
	MRZ_LAYOUT_TD1,
	MRZ_LAYOUT_TD2,
	MRZ_LAYOUT_TD3,
	MRZ_LAYOUT_MRV_A,
	MRZ_LAYOUT_MRV_B,
	MRZ_LAYOUT_COUNT
};
/* Of a document's joined lines by their size: 90, 72 or 88 characters; else none. */
enum mrz_layout mrz_layout_of(size_t size);

/* Parts of the fields of mrz_field.h, as they are shown. */
enum mrz_part {
	MRZ_PART_CODE,
	MRZ_PART_STATE, /* that issued it */
	MRZ_PART_NAME,  /* both identifiers */
	MRZ_PART_NUMBER,
	MRZ_PART_NATIONALITY,
	MRZ_PART_BIRTH,
	MRZ_PART_SEX,
	MRZ_PART_EXPIRY,
	MRZ_PART_OPTIONAL,
	MRZ_PART_OPTIONAL_2, /* of the second line of TD1 */
	MRZ_PART_COUNT
};
/* In the joined lines. */
struct mrz_place {
	uint8_t at;
	uint8_t size;  /* 0: the form has no such part */
	uint8_t digit; /* 1: a check digit of its own stands behind */
};
/* Nothing of no layout or part. */
struct mrz_place mrz_place_of(enum mrz_layout layout, enum mrz_part part);
/*
 * Characters of the optional data that are the rest of the document number, its check digit the
 * last of them (Doc 9303-5, 4.2.2 j: TD1 and TD2). 0: the number does not go on.
 */
size_t mrz_number_rest(struct rd zone);

/*
 * Field of the character at a position of the joined lines (90, 72 or 88 characters: TD1, TD2,
 * TD3), as enum mrz_field; a check digit belongs to what it checks. A document number that goes on
 * in the optional data of TD1 or TD2 takes its rest and its digit there along. 0: the composite
 * check digit, a position beyond the end, or no zone of these sizes.
 */
unsigned mrz_field_at(struct rd zone, size_t position);

/* Is character n marked? Bit n % 8 of octet n / 8; none beyond the last octet is. */
bool mrz_marked(struct rd marks, size_t position);
/* Fields with a marked character, as enum mrz_field. */
unsigned mrz_fields_marked(struct rd zone, struct rd marks);

#endif
