/*
 * reader_replay: a recorded session played back, strictly. where: path of a transcript.
 *
 *   @ version 1                     the head, each line at most once, all of them optional:
 *   @ date 2026-11-25               the day of the recording,
 *   @ reader egate reader 00 00     the reader it was made on,
 *   @ consent spoken, at the desk   who agreed to it
 *   = challenge 0102030405060708    a number the recording side had drawn (reader_record.h);
 *                                   a secret: with it the traffic can be decrypted
 *   > 00A4040C07A0000002471001      the command that must come
 *   < 9000                          the answer to it
 *   ! gone                          instead of an answer: the card is lost; what follows is the
 *                                   same card, connected again
 *   # 1234 us                       a comment; a recording tells how long the exchange took
 *
 * Hand-written transcripts of commands and answers alone are right, too.
 */
#ifndef EG_HAL_READER_REPLAY_H
#define EG_HAL_READER_REPLAY_H

#include "hal/reader.h"

#define TRANSCRIPT_VERSION "1"
#define TRANSCRIPT_HEAD    '@'
#define TRANSCRIPT_NUMBER  '='

/* open takes the file in and leaves it unread; connect gives EG_UNSUPPORTED for a transcript of
 * another version. */
extern const struct reader_backend reader_replay;

/* A number of the transcript by its name; EG_NOT_FOUND if it has none of that name, EG_UNSUPPORTED
 * as connect. */
EG_CHECK enum eg_err replay_number(const struct reader *r, const char *name, struct wr *out);
/* Text of a line of the head, without end mark and borrowed until close; empty if not there. */
struct rd replay_head(const struct reader *r, const char *key);

#endif
