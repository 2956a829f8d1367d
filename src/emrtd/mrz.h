/*
 * mrz: the machine-readable zone of TD1, TD2, TD3 (Doc 9303-3 to -6).
 * Knows layouts, check digits, the key it gives to the chip. Never knows a clock or the chip.
 */
#ifndef EG_EMRTD_MRZ_H
#define EG_EMRTD_MRZ_H

#include "base/date.h"
#include "base/rd.h"
#include "base/wr.h"

enum mrz_format { MRZ_TD1 = 1, MRZ_TD2 = 2, MRZ_TD3 = 3 };

/*
 * What can be wrong with a zone: name, text for people. BAD is refused; ODD breaks the letter of
 * Doc 9303 but harms nothing, and real documents have it: a strict caller refuses it too.
 */
#define MRZ_FAULTS(X)                                                           \
	X(MRZ_BAD_SIZE, "no MRZ has this size")                                 \
	X(MRZ_BAD_ALPHABET, "not the alphabet of the MRZ")                      \
	X(MRZ_BAD_CODE, "document code begins with no letter")                  \
	X(MRZ_BAD_STATE, "issuing state is no code")                            \
	X(MRZ_BAD_NAME, "digits in the name")                                   \
	X(MRZ_BAD_NUMBER, "document number empty")                              \
	X(MRZ_BAD_NUMBER_END, "no check digit for the document number")         \
	X(MRZ_BAD_NUMBER_DIGIT, "check digit of the document number")           \
	X(MRZ_BAD_NATIONALITY, "nationality is no code")                        \
	X(MRZ_BAD_BIRTH, "date of birth is not pairs of digits or fillers")     \
	X(MRZ_BAD_BIRTH_DAY, "date of birth is no day")                         \
	X(MRZ_BAD_BIRTH_DIGIT, "check digit of the date of birth")              \
	X(MRZ_BAD_SEX, "sex is neither F nor M nor a filler")                   \
	X(MRZ_BAD_EXPIRY, "date of expiry is not six digits")                   \
	X(MRZ_BAD_EXPIRY_DAY, "date of expiry is no day")                       \
	X(MRZ_BAD_EXPIRY_DIGIT, "check digit of the date of expiry")            \
	X(MRZ_BAD_OPTIONAL_DIGIT, "check digit of the optional data")           \
	X(MRZ_BAD_COMPOSITE_DIGIT, "composite check digit")                     \
	X(MRZ_ODD_CODE, "document code of no travel document of this size")     \
	X(MRZ_ODD_NO_NAME, "no name")                                           \
	X(MRZ_ODD_NAME_FILLERS, "fillers in the name where none belong")        \
	X(MRZ_ODD_NUMBER_END, "document number said to go on, but it does not") \
	X(MRZ_ODD_BIRTH_ZEROS, "unknown part of the date of birth written as zeros")

enum mrz_fault {
#define X(name, text) name,
	MRZ_FAULTS(X)
#undef X
		MRZ_FAULT_COUNT
};

#define MRZ_BIT(fault) (1u << (fault))
/* The faults of a set that mrz_parse refuses. */
#define MRZ_REFUSED(faults) ((faults) & (MRZ_BIT(MRZ_ODD_CODE) - 1))

struct mrz {
	uint8_t format;        /* enum mrz_format */
	bool number_continued; /* the number has a part in the optional data (TD1, TD2) */
	bool truncated;        /* the name fills its field: it must be taken as cut (4.2.3) */
	uint32_t faults;       /* MRZ_BIT(...) of what was tolerated */
	char document_code[3]; /* "P", "I", "AC"; fillers dropped everywhere */
	char issuing_state[4]; /* "UTO", "D" */
	char nationality[4];
	char document_number[32]; /* with the part continued in optional data (TD1, TD2) */
	char birth[7];            /* YYMMDD as printed; "<<" for a part unknown */
	char expiry[7];
	char sex;
	char names[40];     /* as printed: PRIMARY<<SECONDARY, trailing fillers dropped */
	char primary[40];   /* its components, separated by spaces */
	char secondary[40]; /* the same; empty if there is none */
	char optional[16];  /* without a continued number; trailing fillers dropped */
	char optional2[12]; /* TD1 has more, on its second line */
};

/* Doc 9303-3, 4.9: weights 7 3 1; false if a character is not of the MRZ alphabet. */
EG_CHECK bool mrz_check_digit(struct rd text, char *digit);
/*
 * Lines joined without separators: 90, 72 or 88 characters. Every check digit must be right. What
 * is odd only is told in out->faults: a strict caller wants 0 there.
 */
EG_CHECK enum eg_err mrz_parse(struct rd text, struct mrz *out);
/*
 * The same of a zone of which only the chip's key has to be right: document number, birth and
 * expiry with their check digits. What else is wrong is told in out->faults, and what could not be
 * read is empty.
 */
EG_CHECK enum eg_err mrz_parse_key(struct rd text, struct mrz *out);
/* Everything that is wrong with a zone, odd or bad, as MRZ_BIT(...); 0 if nothing is. */
uint32_t mrz_faults(struct rd text);
/* Static; "?" beyond the last. */
const char *mrz_fault_text(unsigned fault);
/* MRZ_information: number, birth, expiry, each with its check digit (Doc 9303-11, 9.7.2). */
EG_CHECK enum eg_err mrz_information(const struct mrz *m, struct wr *out);

#endif
