/*
 * fuzz_gate: any sequence of events keeps the rules of the gate machine.
 * Knows how bytes become events. The rules are those of the model check.
 *
 * Four bytes an event: kind; epoch (0 to 1: the traveller's own, 2 the one before, 3 none, else the
 * byte); wires 0..7; wires 8 and 9, and bit 7 for READY.
 */
#include "tests/fuzz/fuzz.h"

#include "base/rd.h"
#include "tests/model/rules.h"

static const struct gate_plan mantrap = {.topology = GATE_MANTRAP, .attempts = 5, .calls = 3};

static uint32_t epoch_of(uint8_t byte, const struct gate *g)
{
	switch (byte) {
	case 0:
	case 1:
		return g->epoch;
	case 2:
		return g->epoch - 1;
	case 3:
		return 0;
	default:
		return byte;
	}
}

static uint32_t inputs_of(uint8_t low, uint8_t high)
{
	uint32_t wires = low | (uint32_t)(high & 3) << 8;
	return wires | ((high & 0x80) != 0 ? (uint32_t)GATE_IN_READY : 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	struct gate g = gate_start(&mantrap);
	uint8_t kind;
	uint8_t epoch;
	uint8_t low;
	uint8_t high;
	while (rd_u8(&r, &kind) && rd_u8(&r, &epoch) && rd_u8(&r, &low) && rd_u8(&r, &high)) {
		struct gate_event ev = {
			.kind = (enum gate_event_kind)(kind % GATE_EVENT_COUNT),
			.epoch = epoch_of(epoch, &g),
			.inputs = inputs_of(low, high),
		};
		struct gate_step s = gate_step(g, ev);
		promise(rules_step(&g, &ev, &s) == NULL && rules_outputs(&s.gate) == NULL);
		g = s.gate;
	}
	return 0;
}
