/*
 * gpio_words: each line of a gate in words for an installer: what it is, what to do to it, what to
 * look at.
 * Knows the tables of wires and outputs. Never knows levels or how a check goes on.
 */
#ifndef EG_PROG_GPIO_WORDS_H
#define EG_PROG_GPIO_WORDS_H

#include "gate/fitting.h"

struct gpio_wire_words {
	const char *title;
	const char *trip;  /* what makes the wire leave its rest */
	const char *clear; /* what brings it back */
	bool rests_active; /* closed loops and contacts of shut doors; others rest inactive */
	bool needs_nobody; /* read back by itself */
};

enum gpio_output_kind {
	GPIO_LAMP,  /* on and off are seen or heard */
	GPIO_LOCK,  /* driven: locked */
	GPIO_DRIVE, /* driven: the door opens */
	GPIO_WATCHDOG,
};

struct gpio_output_words {
	const char *title;
	const char *on;  /* question while it is driven */
	const char *off; /* question after it was */
	enum gpio_output_kind kind;
};

/* Of a bit below GATE_WIRE_COUNT, GATE_OUTPUT_LINES; never NULL inside. */
const struct gpio_wire_words *gpio_wire_words(unsigned bit);
const struct gpio_output_words *gpio_output_words(unsigned bit);
/* Bit of the output of that word; false if there is none. */
EG_CHECK bool gpio_output_find(const char *word, unsigned *bit);

/* Beams of the light curtain that are fitted. */
uint32_t gpio_beams(const struct gate_fitting *f);

#endif
