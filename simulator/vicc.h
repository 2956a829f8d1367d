/*
 * vicc: the card's end of vpcd's TCP protocol (vsmartcard): a virtual chip on a real pcscd.
 * Knows framing, power commands and the debug capture. Never knows what an APDU means.
 *
 *   both ways:  | size, 2 bytes big-endian | payload |
 *   to the card: 1 byte of payload is control (00 off, 01 on, 02 reset, 04 tell the ATR, which
 *   is the only one answered); anything longer is a command APDU, answered by an APDU.
 */
#ifndef EG_SIMULATOR_VICC_H
#define EG_SIMULATOR_VICC_H

#include "base/rd.h"
#include "simulator/chip.h"

#include <stdio.h>

/* Connects to vpcd on 127.0.0.1: the document lies on the reader from now on. */
EG_CHECK enum eg_err vicc_connect(uint16_t port, int *fd);
/*
 * Serves until vpcd closes (EG_OK), stop_fd becomes readable (EG_OK; -1: never) or the profile
 * tears the chip off (EG_GONE). capture: every APDU with its time and annotation, or NULL.
 * stop_fd is what ends it: the function waits without limit.
 */
EG_CHECK enum eg_err vicc_serve(int fd, int stop_fd, struct chip *c, FILE *capture);

#endif
