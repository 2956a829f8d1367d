/*
 * reader_replay: a recorded session played back, strictly. where: path of a transcript.
 *
 *   # comment
 *   > 00A4040C07A0000002471001      the command that must come
 *   < 9000                          the answer to it
 *   ! gone                          instead of an answer: the card is lost
 */
#ifndef EG_HAL_READER_REPLAY_H
#define EG_HAL_READER_REPLAY_H

#include "hal/reader.h"

extern const struct reader_backend reader_replay;

#endif
