/*
 * pcsc: the reader backend over PC/SC (pcscd). where: the beginning of a reader's name.
 */
#ifndef EG_HAL_PCSC_H
#define EG_HAL_PCSC_H

#include "hal/reader.h"

extern const struct reader_backend reader_pcsc;

#endif
