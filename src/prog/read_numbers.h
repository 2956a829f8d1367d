/*
 * read_numbers: the numbers this side draws for one session: anew, noted in a transcript, or taken
 * from one, so that a recorded session can be played again without chip and reader.
 * Knows their names in transcripts. Never knows what the protocols do with them.
 *
 *   challenge        of Active Authentication
 *   bac-nonce        RND.IFD and
 *   bac-key          K.IFD of Basic Access Control
 *   pace-map         private number of PACE's mapping and
 *   pace-ephemeral   of its key agreement
 *   pace-nonce       nonce of integrated mapping
 *   chip-auth        private number of Chip Authentication
 */
#ifndef EG_PROG_READ_NUMBERS_H
#define EG_PROG_READ_NUMBERS_H

#include "emrtd/session.h"
#include "hal/reader.h"

/* Of the longest group, P-521, and the longest cipher: others take as much as fits them. */
#define PRIVATE_NUMBER_SIZE 66
#define PACE_NONCE_SIZE     32

struct read_numbers {
	uint8_t challenge[EMRTD_CHALLENGE_SIZE];
	bool is_fixed;            /* the session has to take what stands in fixed */
	struct emrtd_fixed fixed; /* borrows from below */
	uint8_t map_private[PRIVATE_NUMBER_SIZE];
	uint8_t ephemeral_private[PRIVATE_NUMBER_SIZE];
	uint8_t nonce[PACE_NONCE_SIZE];
	uint8_t chip_auth[PRIVATE_NUMBER_SIZE];
};

/*
 * Draws, or takes over. record: a reader of reader_record or NULL; replay: one of reader_replay or
 * NULL. A transcript without numbers gives none, and only sessions without any can be played.
 */
EG_CHECK enum eg_err numbers_begin(struct read_numbers *n, struct reader *record,
				   const struct reader *replay);
/* What the session is given as fixed; NULL if it draws for itself. */
const struct emrtd_fixed *numbers_fixed(const struct read_numbers *n);
void numbers_clear(struct read_numbers *n); /* cleanup; wipes */

#endif
