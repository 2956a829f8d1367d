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

struct mrz {
	uint8_t format;        /* enum mrz_format */
	char document_code[3]; /* "P", "I", "AC"; fillers dropped everywhere */
	char issuing_state[4]; /* "UTO", "D" */
	char nationality[4];
	char document_number[32]; /* with the part continued in optional data (TD1, TD2) */
	char birth[7];            /* YYMMDD as printed */
	char expiry[7];
	char sex;
	char names[40]; /* as printed: PRIMARY<<SECONDARY, trailing fillers dropped */
};

/* Doc 9303-3, 4.9: weights 7 3 1; false if a character is not of the MRZ alphabet. */
EG_CHECK bool mrz_check_digit(struct rd text, char *digit);
/* Lines joined without separators: 90, 72 or 88 characters. Every check digit must be right. */
EG_CHECK enum eg_err mrz_parse(struct rd text, struct mrz *out);
/* MRZ_information: number, birth, expiry, each with its check digit (Doc 9303-11, 9.7.2). */
EG_CHECK enum eg_err mrz_information(const struct mrz *m, struct wr *out);

#endif
