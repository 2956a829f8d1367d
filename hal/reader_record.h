/*
 * reader_record: another reader, with a transcript of all that passes (see reader_replay.h).
 * Knows the transcript's lines and whose consent it needs. Never knows what an APDU means.
 *
 * A transcript holds a person's data, protected as the radio link protects them; with the numbers
 * of record_number it can be decrypted by whoever has the file. So none is written without the
 * words of the consent, and only its owner can read the file.
 */
#ifndef EG_HAL_READER_RECORD_H
#define EG_HAL_READER_RECORD_H

#include "base/date.h"
#include "hal/reader.h"

#define RECORD_CONSENT_MAX 200 /* characters */

struct record_order {
	const struct reader_backend *backend; /* of the reader that is recorded */
	struct reader *reader;                /* open; taken over if the recording begins */
	const char *reader_name;              /* for the head; other characters become '?' */
	const char *path;                     /* of a file that is not there yet */
	const char *consent;                  /* who agreed to what: printable, on one line */
	struct date today;
	int64_t (*now_us)(void); /* a clock that only goes forward, in microseconds */
};

/* Only record_open opens it: without an order, open says EG_STATE. */
extern const struct reader_backend reader_record;

/*
 * Creates the file (mode 0600) and writes its head. Called before the sandbox. EG_DENIED: no words
 * of consent, or not one printable line; EG_CONFIG: the file is there already or cannot be made.
 */
EG_CHECK enum eg_err record_open(struct reader **out, const struct record_order *order);
/* A number this side has drawn, under a name of letters and '-': a secret (see above). */
EG_CHECK enum eg_err record_number(struct reader *r, const char *name, struct rd number);
/* EG_IO when a line could not be written: the transcript is not whole. */
EG_CHECK enum eg_err record_whole(const struct reader *r);

#endif
