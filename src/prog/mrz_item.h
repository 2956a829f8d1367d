/*
 * mrz_item: a zone that was read, field by field, each with how sure it is and whether its check
 * digit fits (Doc 9303-4 to -7).
 * Knows where fields stand in each form. Never knows pixels, nor whether a value is true.
 *
 * src/emrtd/mrz.h refuses what is wrong; this shows what is there, of visas, too, and of zones
 * that were not read as a whole.
 */
#ifndef EG_PROG_MRZ_ITEM_H
#define EG_PROG_MRZ_ITEM_H

#include "document/mrz_read.h"

/* Name, word for JSON, text for people. */
#define MRZ_ITEMS(X)                                               \
	X(MRZ_ITEM_CODE, "document_code", "document code")         \
	X(MRZ_ITEM_STATE, "issuing_state", "issuing state")        \
	X(MRZ_ITEM_PRIMARY, "primary", "primary identifier")       \
	X(MRZ_ITEM_SECONDARY, "secondary", "secondary identifier") \
	X(MRZ_ITEM_NUMBER, "document_number", "document number")   \
	X(MRZ_ITEM_NATIONALITY, "nationality", "nationality")      \
	X(MRZ_ITEM_BIRTH, "birth", "date of birth, YYMMDD")        \
	X(MRZ_ITEM_SEX, "sex", "sex")                              \
	X(MRZ_ITEM_EXPIRY, "expiry", "date of expiry, YYMMDD")     \
	X(MRZ_ITEM_OPTIONAL, "optional", "optional data")          \
	X(MRZ_ITEM_OPTIONAL_2, "optional_2", "more optional data") \
	X(MRZ_ITEM_COMPOSITE, "composite", "the whole")

enum mrz_item_kind {
#define X(name, word, text) name,
	MRZ_ITEMS(X)
#undef X
		MRZ_ITEM_COUNT
};

enum mrz_digit {
	MRZ_DIGIT_NONE, /* the form has none for this field */
	MRZ_DIGIT_FITS,
	MRZ_DIGIT_WRONG
};

#define MRZ_ITEM_TEXT_MAX 44

struct mrz_item {
	bool there;    /* the form has this field */
	uint8_t digit; /* enum mrz_digit */
	uint8_t sure;  /* decibans, of its least sure character, its check digit among them */
	/* As printed; fillers within as blanks, at the end dropped. Of the composite: nothing. */
	char text[MRZ_ITEM_TEXT_MAX + 1];
};

/* Below this a character is not sure: odds of 55 to 1, as mrz_read decides. */
#define MRZ_SURE_LEAST 17

/* All of them, in the order above. Nothing is there where no zone was found. */
void mrz_items_of(const struct mrz_read *read, struct mrz_item out[MRZ_ITEM_COUNT]);
/* Static; "?" beyond the last. */
const char *mrz_item_word(unsigned kind);
const char *mrz_item_text(unsigned kind);
/* "200": how many times likelier than any other text, of decibans, two digits of it. */
unsigned mrz_odds(unsigned decibans);

#endif
