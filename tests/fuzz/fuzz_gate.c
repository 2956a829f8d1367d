/*
 * fuzz_gate: any sequence of events keeps the rules of the gate machine.
 * Knows how bytes become events. The rules are those of the model check.
 *
 * Four bytes an event: kind, and which breach from what is left of it; epoch (0 to 1: the
 * traveller's own, 2 the one before, 3 none, else the byte); inputs 0 to 7; inputs 8 to 13 (11, the
 * sensors' belief, turned round), and bit 7 for READY. Every plan is given the same events.
 */
#include "tests/fuzz/fuzz.h"

#include "base/rd.h"
#include "tests/model/rules.h"

#define HIGH_MASK 0x3Fu
#define BELIEF    0x08u

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
	uint32_t inputs = low | (uint32_t)((high ^ BELIEF) & HIGH_MASK) << 8;
	return inputs | ((high & 0x80) != 0 ? (uint32_t)GATE_IN_READY : 0);
}

/* The reasons that a breach may carry, and two that it may not. */
static uint8_t breach_of(uint8_t kind)
{
	static const uint8_t reasons[] = {
		GATE_WHY_TAILGATING, GATE_WHY_PIGGYBACK, GATE_WHY_LOITERING, GATE_WHY_OBJECT,
		GATE_WHY_ASSISTANCE, GATE_WHY_CRAWLING,  GATE_WHY_INTRUSION, GATE_WHY_WRONG_WAY,
		GATE_WHY_OBSTRUCTED, GATE_WHY_PREVENTED, GATE_WHY_SEVERAL,   GATE_WHY_NONE,
		GATE_WHY_COUNT,
	};
	return reasons[kind / GATE_EVENT_COUNT % sizeof(reasons)];
}

static void run(const struct gate_plan *plan, struct rd r)
{
	struct gate g = gate_start(plan);
	uint8_t kind;
	uint8_t epoch;
	uint8_t low;
	uint8_t high;
	while (rd_u8(&r, &kind) && rd_u8(&r, &epoch) && rd_u8(&r, &low) && rd_u8(&r, &high)) {
		struct gate_event ev = {
			.kind = (enum gate_event_kind)(kind % GATE_EVENT_COUNT),
			.epoch = epoch_of(epoch, &g),
			.inputs = inputs_of(low, high),
			.breach = breach_of(kind),
		};
		struct gate_event levels = ev;
		levels.kind = GATE_EV_LEVELS;
		struct gate_step by_levels = gate_step(g, levels);
		struct gate_step s = gate_step(g, ev);
		promise(rules_step(&g, &ev, &s, &by_levels, RULES_TWICE) == NULL);
		promise(rules_outputs(&s.gate, 0) == NULL);
		g = s.gate;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (unsigned topology = 0; topology < GATE_TOPOLOGY_COUNT; topology++) {
		struct gate_plan plan = gate_plan_of((enum gate_topology)topology);
		run(&plan, rd_of(data, size));
		plan.reversible = true;
		plan.reject_back = true;
		plan.attempts = 1;
		plan.calls = 1;
		run(&plan, rd_of(data, size));
	}
	return 0;
}
