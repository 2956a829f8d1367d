/*
 * read_key: what opens the chip, as an officer types it: the printed zone, three of its fields, or
 * the card access number.
 * Knows the forms of these texts. Never knows the chip.
 */
#ifndef EG_PROG_READ_KEY_H
#define EG_PROG_READ_KEY_H

#include "base/wr.h"
#include "emrtd/mrz.h"

#define KEY_INFORMATION_MAX 64
#define KEY_ZONE_MAX        90
#define KEY_CAN_MIN         6 /* Doc 9303-11, 2.4: six digits; some identity cards have more */
#define KEY_CAN_MAX         16

struct read_key {
	uint8_t information[KEY_INFORMATION_MAX]; /* MRZ_information (Doc 9303-11, 9.7.2) */
	size_t information_size;                  /* 0: not known */
	char zone[KEY_ZONE_MAX];                  /* the printed zone, lines joined */
	uint8_t zone_size;                        /* 0: not known */
	uint8_t format;                           /* enum mrz_format; 0 without a zone */
	uint8_t can[KEY_CAN_MAX];                 /* card access number, digits */
	size_t can_size;                          /* 0: not known */
};

/* Lines of the zone, joined or parted by blanks and line ends; small letters are capitals. */
EG_CHECK enum eg_err key_of_zone(struct read_key *k, const char *text);
/* Document number, birth and expiry as YYMMDD; EG_CONFIG tells which of them is none. */
EG_CHECK enum eg_err key_of_fields(struct read_key *k, const char *number, const char *birth,
				   const char *expiry);
/* Card access number: digits. */
EG_CHECK enum eg_err key_of_can(struct read_key *k, const char *text);
void key_clear(struct read_key *k); /* cleanup; wipes */

#endif
