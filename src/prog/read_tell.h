/*
 * read_tell: what the parts of read_details share: one value put down, masked as it has to be.
 * Knows how to mask. Never knows files. Not for other modules.
 */
#ifndef EG_PROG_READ_TELL_H
#define EG_PROG_READ_TELL_H

#include "prog/read_details.h"

/* How a value is shown to those who did not ask for persons. */
enum mask {
	MASK_NONE, /* says nothing about whom the document is of */
	MASK_NAME, /* initials */
	MASK_TAIL, /* stars, and the last two characters */
	MASK_ALL   /* stars */
};

/* A value in UTF-8 that is safe to show (lds_text_put), or in ASCII, of which what is not printable
 * becomes '?'. Nothing is put down for an empty one, nor where there is no more room. */
void tell(struct read_details *d, enum emrtd_file file, const char *label, enum mask mask,
	  struct rd ascii);
void tell_utf8(struct read_details *d, enum emrtd_file file, const char *label, enum mask mask,
	       struct rd utf8);
/* Words of our own, and numbers with a unit; never personal. */
void tell_word(struct read_details *d, enum emrtd_file file, const char *label, const char *word);
void tell_number(struct read_details *d, enum emrtd_file file, const char *label, size_t number,
		 const char *unit);
void tell_broken(struct read_details *d, enum emrtd_file file);
void tell_deviations(struct read_details *d, enum emrtd_file file, uint32_t set); /* LDS_BIT */

/* The files, each by a part of its own; content is one whole file. */
typedef void details_fn(struct read_details *d, struct rd content);
details_fn details_dg2, details_dg3, details_dg4; /* read_details_bio */
details_fn details_dg5, details_dg6, details_dg7, details_dg8, details_dg9, details_dg10,
	details_dg11, details_dg12, details_dg13, details_dg16; /* read_details_lds */
details_fn details_atr_info, details_card_access, details_com, details_dg14, details_dg15,
	details_dir; /* read_details_chip */

#endif
