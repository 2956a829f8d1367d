/*
 * wires: the gate's wires as lines of a chip of gpio-sim: the one table of names and polarities.
 * Knows the lines of the gate in the machine's words. Never knows doors.
 */
#ifndef EG_TESTS_VM_WIRES_H
#define EG_TESTS_VM_WIRES_H

#include "gate/gate.h"
#include "sim_chip.h"

#define WIRES_LINES (GATE_INPUT_LINES + GATE_OUTPUT_LINES)

/* How a chip differs from the one that fits. */
struct wires_fault {
	const char *label;   /* another label, or NULL */
	size_t wire;         /* the line of this wire (by its place: inputs, then outputs;
				WIRES_LINES: none) ... */
	const char *renamed; /* ... has this name */
	const char *extra;   /* name of one line more, or NULL */
};

/* The core's word for this chip: "gate-io=gpiod:...". */
const char *wires_word(void);
/* f: NULL for one that fits. */
void wires_plug(struct sim_chip *c, const struct wires_fault *f);
/* Makes the inputs have these levels (enum gate_input bits), those in changed only. */
void wires_pull(const struct sim_chip *c, uint32_t levels, uint32_t changed);
/* Levels of the outputs, enum gate_output bits. */
uint32_t wires_outputs(const struct sim_chip *c);
/* From now on the chip holds its outputs when nobody drives them, as many real ones do; or they
 * fall to what is safe (nothing driven). */
void wires_hold(const struct sim_chip *c, bool hold);

#endif
