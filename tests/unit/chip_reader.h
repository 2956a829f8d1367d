/*
 * chip_reader: the virtual chip in this process as a reader's backend.
 */
#ifndef EG_TESTS_CHIP_READER_H
#define EG_TESTS_CHIP_READER_H

#include "hal/reader.h"
#include "simulator/chip.h"

/* Opened by chip_reader_open. connect lays the document on anew; none: connect says EG_TIMEOUT. */
extern const struct reader_backend chip_reader;

/* The chip stays the caller's; NULL: no document lies on the reader. */
EG_CHECK enum eg_err chip_reader_open(struct reader **out, struct chip *chip);
/* Contact is lost with the command after so many, which the chip does not see; once. */
void chip_reader_lose(struct reader *r, unsigned after);

#endif
