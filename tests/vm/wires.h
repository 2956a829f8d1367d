/*
 * wires: the gate's wires as lines of a chip of gpio-sim: the one table of names and polarities.
 * Knows the lines of a mantrap in the words of its description. Never knows doors.
 */
#ifndef EG_TESTS_VM_WIRES_H
#define EG_TESTS_VM_WIRES_H

#include "gate/gate.h"
#include "gate/wires.h"
#include "sim_chip.h"

#define WIRES_INPUTS  12
#define WIRES_OUTPUTS 12
#define WIRES_LINES   (WIRES_INPUTS + WIRES_OUTPUTS)

/* How a chip differs from the one that fits. */
struct wires_fault {
	const char *label;   /* another label, or NULL */
	size_t wire;         /* the line of this wire (by its place: inputs, then outputs;
				WIRES_LINES: none) ... */
	const char *renamed; /* ... has this name */
	const char *extra;   /* name of one line more, or NULL */
};

#define WIRES_WORDS_MAX (WIRES_LINES + 2)
/*
 * The core's words for this gate and chip: gate.KEY=VALUE, gate-io=gpiod:LABEL; returns how many.
 * at_once: no input is debounced, to measure what else takes time.
 */
size_t wires_words(const char *words[WIRES_WORDS_MAX], bool at_once);
/* f: NULL for one that fits. */
void wires_plug(struct sim_chip *c, const struct wires_fault *f);
/* All inputs that are fitted, enum gate_wire bits. */
uint32_t wires_inputs(void);
/* Makes the inputs have these levels (enum gate_wire bits), those in changed only. */
void wires_pull(const struct sim_chip *c, uint32_t levels, uint32_t changed);
/* Levels of the outputs, enum gate_output bits. */
uint32_t wires_outputs(const struct sim_chip *c);
/* From now on the chip holds its outputs when nobody drives them, as many real ones do; or they
 * fall to what is safe (nothing driven). */
void wires_hold(const struct sim_chip *c, bool hold);

#endif
