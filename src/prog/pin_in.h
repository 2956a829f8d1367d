/*
 * pin_in: a PIN that somebody types, or a program hands over, never a word of the command line.
 * Knows terminals and lines. Never knows whose PIN it is, nor its rules.
 */
#ifndef EG_PROG_PIN_IN_H
#define EG_PROG_PIN_IN_H

#include "base/secret.h"

#define PIN_IN_MAX 128 /* octets, as ACCOUNT_PIN_MAX */

/*
 * From a terminal without echo, asked for twice on standard error; else one line. The terminal is
 * then as it was, also where a signal ends this program. EG_MISMATCH: typed twice, and not the
 * same; EG_DENIED: given up (Ctrl-C); EG_TRUNCATED: nothing there; EG_TOO_BIG; EG_IO.
 */
EG_CHECK enum eg_err pin_in_read(int fd, struct bytes *out);

#endif
