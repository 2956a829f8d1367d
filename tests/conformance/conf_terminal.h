/*
 * conf_terminal: who may read fingers and irises, for the cases with Terminal Authentication.
 * Knows how the forge's certificates and key come to the reader, and their trust point to the chip.
 * Never judges.
 */
#ifndef EG_TESTS_CONF_TERMINAL_H
#define EG_TESTS_CONF_TERMINAL_H

#include "conf_world.h"
#include "simulator/forge_terminal.h"

/*
 * The chip trusts a CVCA in its newest generation and does Chip Authentication; the reader has the
 * terminal's key and certificates, and so is asked for DG3 and DG4. What the world borrows lasts
 * until the next call or conf_terminal_forget.
 */
void conf_terminal(struct conf_world *w, const struct forge_terminal_order *order);
/* The same with certificates of ordinary strength for both groups. */
void conf_terminal_usual(struct conf_world *w);
/* What conf_terminal has made: with one generation, files 0 to 2 are CVCA, DV and terminal. */
const struct forge_terminal *conf_terminal_made(void);
/* The reader has these certificates, without the files of the bits. */
void conf_terminal_without(struct date today, unsigned files);
/* The signature of this file is wrong in a bit, at the reader's. */
void conf_terminal_spoil(struct date today, size_t file);
void conf_terminal_forget(void);

#endif
