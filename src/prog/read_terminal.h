/*
 * read_terminal: this gate's certificates and signatures for one session, noted in a transcript or
 * taken from one: a signature is never the same twice, and who replays a session need not have the
 * key.
 * Knows the names in transcripts. Never knows keys.
 *
 *   terminal-CAR-N          certificate N of the chain for the trust point CAR (in hexadecimal)
 *   terminal-signature-N    the answer to challenge N of the session
 */
#ifndef EG_PROG_READ_TERMINAL_H
#define EG_PROG_READ_TERMINAL_H

#include "emrtd/termauth.h"
#include "hal/reader.h"

struct read_terminal {
	const struct termauth_terminal *inner; /* borrowed; NULL when replayed */
	struct reader *record;                 /* borrowed; NULL: nothing is recorded */
	const struct reader *replay;           /* borrowed; NULL: not replayed */
	unsigned signatures;                   /* given so far */
	uint8_t certificates[TERMAUTH_CERTIFICATES_MAX][CVC_SIZE_MAX];
};

/*
 * For emrtd_config.terminal; borrows from t. NULL if there is no terminal: none given, or a
 * transcript of a session without. Set inner, record and replay before.
 */
const struct termauth_terminal *read_terminal_port(struct read_terminal *t,
						   struct termauth_terminal *port);

#endif
