/*
 * mrz_form: which characters may stand where in a zone, and what its check digits are made of.
 * Knows the layouts of Doc 9303-4 to -7. Never knows pixels, nor what a field means.
 *
 * src/emrtd/mrz.h takes a zone apart when its text is known; this says, while it is not, what may
 * stand at a position. It knows visas, too, which have no chip and so no place over there.
 */
#ifndef EG_DOCUMENT_MRZ_FORM_H
#define EG_DOCUMENT_MRZ_FORM_H

#include "document/mrz_read.h"

#define MRZ_FORM_SIZE_MAX   90 /* characters of the joined lines */
#define MRZ_FORM_CHECKS_MAX 5
/* Characters by number: 0-9, A-Z, the filler. */
#define MRZ_LETTERS 37
#define MRZ_FILLER  36

/* Weights of a check digit by position; 0: it is not made of that. */
struct mrz_check {
	uint8_t digit; /* where it stands */
	uint8_t weight[MRZ_FORM_SIZE_MAX];
};

char mrz_letter(unsigned number);
/* MRZ_LETTERS for what is none. */
unsigned mrz_letter_number(char c);

size_t mrz_form_size(enum mrz_form form);
unsigned mrz_form_lines(enum mrz_form form);
unsigned mrz_form_columns(enum mrz_form form);
/* The visa of the same size; the form itself where there is none. */
enum mrz_form mrz_form_visa(enum mrz_form form);
/* Bit n: the character number n may stand at this position. 0 beyond the end. */
uint64_t mrz_form_allowed(enum mrz_form form, size_t position);
/*
 * The check digits of a zone with this text: a document number of TD1 or TD2 that goes on in the
 * optional data moves its own, and the filler in place of TD3's optional one leaves none.
 * false: the text asks for a digit that it has no place for.
 */
EG_CHECK bool mrz_form_checks(enum mrz_form form, const uint8_t *numbers, struct mrz_check *out,
			      size_t *count);
EG_CHECK bool mrz_check_fits(const struct mrz_check *check, const uint8_t *numbers, size_t size);
/* Positions that the chip's key is made of, with their digits (Doc 9303-11, 9.7.2). */
bool mrz_form_in_key(enum mrz_form form, const struct mrz_check *number, size_t position);

#endif
