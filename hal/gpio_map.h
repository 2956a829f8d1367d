/*
 * gpio_map: which line of which chip carries which wire of the gate, and its polarity.
 * Knows names only: chip numbers move between kernels, labels and line names do not.
 */
#ifndef EG_HAL_GPIO_MAP_H
#define EG_HAL_GPIO_MAP_H

#include "gate/gate.h"

#define GPIO_NAME_SIZE 32 /* of a line or a chip label, as in the kernel's GPIO_MAX_NAME_SIZE */

struct gpio_map {
	char label[GPIO_NAME_SIZE];
	char input[GATE_INPUT_LINES][GPIO_NAME_SIZE];   /* index is the bit of enum gate_input */
	char output[GATE_OUTPUT_LINES][GPIO_NAME_SIZE]; /* index is the bit of enum gate_output */
	uint32_t inputs_inverted;                       /* these are active when the line is low */
	uint32_t outputs_inverted;                      /* these are driven low to be active */
};

/*
 * "LABEL", or "LABEL,wire=name,wire=!name...". A wire is an input or output of the gate in small
 * letters with dashes (fire-ok, entry-lock); what is not given is carried by the line
 * "egate-WIRE". "!" says active low. EG_CONFIG: unknown or repeated wire, a name too long or
 * empty, two wires on one line.
 */
EG_CHECK enum eg_err gpio_map_parse(struct gpio_map *out, const char *where);

#endif
