/*
 * gpio_lines: which lines of which chips carry the wires of a gate, for all GPIO backends alike.
 * Knows names, polarity, what a broken wire must read as. Never knows a library of GPIO, and no
 * chip numbers: these move between kernels, labels and line names do not.
 */
#ifndef EG_HAL_GPIO_LINES_H
#define EG_HAL_GPIO_LINES_H

#include "gate/fitting.h"

#define GPIO_CHIPS_MAX  4
#define GPIO_INPUTS_MAX (GATE_WIRE_COUNT + GATE_CURTAIN_MAX)

struct gpio_line {
	char name[GATE_NAME_SIZE];
	uint8_t chip;  /* index of its label */
	uint8_t place; /* input: bit of enum gate_wire, or GATE_WIRE_COUNT + number of the beam;
			  output: bit of enum gate_output */
	bool inverted; /* active when low */
	bool pull_up;  /* input: so that a broken wire reads as what is safe */
	uint16_t debounce_ms; /* input */
};

struct gpio_lines {
	char label[GPIO_CHIPS_MAX][GATE_NAME_SIZE];
	size_t chips;
	struct gpio_line input[GPIO_INPUTS_MAX];
	size_t inputs;
	struct gpio_line output[GATE_OUTPUT_LINES]; /* without the watchdog */
	size_t outputs;
	struct gpio_line watchdog; /* on a request of its own */
	bool bias;                 /* inputs are pulled as pull_up says */
};

/*
 * where: "LABEL", or "LABEL,bias". A line of the fitting is "NAME" on the chip of that label, or
 * "OTHER-LABEL/NAME". A fitting without any name means the lines "egate-WORD" of a mantrap: ten
 * wires, ten outputs. EG_CONFIG: a text too long or empty, more than GPIO_CHIPS_MAX chips, a line
 * for two wires, no watchdog, a desk.
 */
EG_CHECK enum eg_err gpio_lines_of(struct gpio_lines *out, const char *where,
				   const struct gate_fitting *f);
/* Adds the level of an input to what was read, polarity applied. */
void gpio_lines_put(struct gate_lines *lines, const struct gpio_line *l, bool high);
/* Level to drive an output line to, of enum gate_output bits. */
bool gpio_line_level(const struct gpio_line *l, uint32_t outputs);

#endif
