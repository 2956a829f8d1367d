/*
 * mrz_field: the fields of a machine-readable zone, as a set, so that a difference can be told.
 * Knows names and words (Doc 9303-3, 4.2.1). Never knows where they stand, nor a value.
 */
#ifndef EG_BASE_MRZ_FIELD_H
#define EG_BASE_MRZ_FIELD_H

#include <stdint.h>

/* Name, bit, text for an officer. Journals keep the bits. */
#define MRZ_FIELDS(X)                                            \
	X(MRZ_FIELD_DOCUMENT, 0, "document code, issuing state") \
	X(MRZ_FIELD_NAME, 1, "name")                             \
	X(MRZ_FIELD_NUMBER, 2, "document number")                \
	X(MRZ_FIELD_NATIONALITY, 3, "nationality")               \
	X(MRZ_FIELD_BIRTH, 4, "date of birth")                   \
	X(MRZ_FIELD_SEX, 5, "sex")                               \
	X(MRZ_FIELD_EXPIRY, 6, "date of expiry")                 \
	X(MRZ_FIELD_OPTIONAL, 7, "optional data")

#define MRZ_FIELD_COUNT 8

enum mrz_field {
#define X(name, bit, text) name = 1u << (bit),
	MRZ_FIELDS(X)
#undef X
};

/* Static, of the bit with this number; "?" beyond the last. */
const char *mrz_field_text(unsigned bit);
#define MRZ_FIELDS_TEXT 128 /* characters of all of them, with what stands between */
/* "name, nationality" of a set, in out, which is returned; empty of an empty one. */
const char *mrz_fields_text(unsigned fields, char out[MRZ_FIELDS_TEXT]);

#endif
