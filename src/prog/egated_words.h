/*
 * egated_words: the command line of each program of a lane, from the configuration.
 * Knows which setting goes to whom (control.h has the table). Never knows what it means there.
 */
#ifndef EG_PROG_EGATED_WORDS_H
#define EG_PROG_EGATED_WORDS_H

#include "prog/config.h"
#include "prog/egated_child.h"
#include "prog/gate_file.h"
#include "wire/msg.h"

/* Words of one program's command line, in a buffer of its own. */
struct words {
	char text[10][CONFIG_WORD_MAX];
	size_t made;
	char *list[CHILD_WORDS_MAX + 1]; /* NULL-ended */
	size_t count;
};

/* The words point into all three: valid until one of them changes. */
void words_of(struct config *c, struct gate_file *gate, enum role role, struct words *w);

/* Those of the process that serves the wires on a Modbus block. */
void wires_words(struct config *c, struct gate_file *gate, const char *where, struct words *w);

#endif
