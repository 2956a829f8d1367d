/*
 * passage: what the sensor lines mean together: who is where, going which way, and whether the
 * sensors can be believed. Knows debounce, beam pairs, curtains, counters, time as a value. Never
 * knows travellers, documents, the machine's states (only what it drives), a clock or lines' names.
 */
#ifndef EG_GATE_PASSAGE_H
#define EG_GATE_PASSAGE_H

#include "gate/fitting.h"

/* What is wrong with a sensor or door, so that it cannot be believed. */
#define GATE_FAULTS(X)                                                          \
	X(GATE_FAULT_NONE, "nothing")                                           \
	X(GATE_FAULT_STUCK, "active for longer than anybody stands there")      \
	X(GATE_FAULT_CONTRADICTS, "says what another sensor rules out")         \
	X(GATE_FAULT_RATTLES, "changes faster than anything that it could see") \
	X(GATE_FAULT_SILENT, "did not move when its door did")                  \
	X(GATE_FAULT_RETURN, "the driven line does not read back")

enum gate_fault {
#define X(name, text) name,
	GATE_FAULTS(X)
#undef X
		GATE_FAULT_COUNT
};
const char *gate_fault_text(unsigned fault);

/* What the machine is told. */
struct gate_sense {
	uint32_t inputs; /* enum gate_input bits, without GATE_IN_READY */
	uint8_t breach;  /* enum gate_why, where GATE_IN_BREACH is set; else NONE */
	uint8_t fault;   /* enum gate_fault, where GATE_IN_SENSORS_OK is not set; else NONE */
	uint8_t wire;    /* bit of the wire that the fault is about; GATE_WIRE_COUNT: none */
	bool key;        /* key switch: the lane is to be out of service */
};

/* All that is remembered between two steps. */
struct passage {
	bool begun;
	struct gate_lines stood;           /* levels after debounce */
	int64_t since_ms[GATE_WIRE_COUNT]; /* a level against stood has lasted since; 0: none */
};

/* Nothing seen yet; the first step takes its levels as they are, without debounce. */
struct passage passage_start(void);
/*
 * Lines were read. outputs: what is driven at this moment (enum gate_output). debounced: wires that
 * the kernel has debounced already. now_ms grows; it may stand still between two steps. A level
 * that has not stood long enough shows again at a later step: call on the tick, too.
 */
struct gate_sense passage_step(struct passage *p, const struct gate_fitting *f,
			       const struct gate_lines *lines, uint32_t debounced, uint32_t outputs,
			       int64_t now_ms);

#endif
