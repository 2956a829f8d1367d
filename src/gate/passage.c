/*
 * passage: what the sensor lines mean together.
 * Knows wires, what is driven, time as a value. Never knows travellers, the machine's states, a
 * clock or lines' names.
 */
#include "gate/passage.h"

const char *gate_fault_text(unsigned fault)
{
	static const char *const texts[] = {
#define X(name, text) text,
		GATE_FAULTS(X)
#undef X
	};
	return fault < GATE_FAULT_COUNT ? texts[fault] : "?";
}

struct passage passage_start(void)
{
	return (struct passage){.begun = false};
}

struct gate_sense passage_step(struct passage *p, const struct gate_fitting *f,
			       const struct gate_lines *lines, uint32_t debounced, uint32_t outputs,
			       int64_t now_ms)
{
	/* Bits 0 to 9 of wires and inputs are the same. */
	struct gate_sense s = {.inputs = (lines->levels & 0x3FFu) | GATE_IN_SENSORS_OK,
			       .wire = GATE_WIRE_COUNT};
	(void)f;
	(void)debounced;
	(void)outputs;
	(void)now_ms;
	p->begun = true;
	if ((lines->levels & WIRE_RELEASE) != 0) {
		s.inputs |= GATE_IN_RELEASE;
	}
	return s;
}
