/*
 * turn: a lane that is turned round.
 * Knows which lines belong to which side. Never knows levels in time.
 */
#include "gate/turn.h"

#define PAIRS_OF(array)                                     \
	(struct pairs)                                      \
	{                                                   \
		(array), sizeof(array) / sizeof((array)[0]) \
	}

struct pairs {
	const uint32_t (*pair)[2];
	size_t count;
};

static const uint32_t wires_of_doors[][2] = {
	{WIRE_ENTRY_CLOSED, WIRE_EXIT_CLOSED}, {WIRE_ENTRY_BEAM, WIRE_EXIT_BEAM},
	{WIRE_ENTRY_WIDE, WIRE_EXIT_WIDE},     {WIRE_ENTRY_OUTER, WIRE_EXIT_OUTER},
	{WIRE_ENTRY_INNER, WIRE_EXIT_INNER},   {WIRE_ENTRY_HAND, WIRE_EXIT_HAND},
};
static const uint32_t wires_of_sides[][2] = {
	{WIRE_EXIT_INNER, WIRE_EXIT_OUTER},
};
static const uint32_t outputs_of_doors[][2] = {
	{GATE_OUT_ENTRY_LOCK, GATE_OUT_EXIT_LOCK},
	{GATE_OUT_ENTRY_GREEN, GATE_OUT_EXIT_GREEN},
	{GATE_OUT_ENTRY_RED, GATE_OUT_EXIT_RED},
	{GATE_OUT_ENTRY_OPEN, GATE_OUT_EXIT_OPEN},
};
static const uint32_t outputs_of_sides[][2] = {
	{GATE_OUT_ENTRY_GREEN, GATE_OUT_EXIT_GREEN},
	{GATE_OUT_ENTRY_RED, GATE_OUT_EXIT_RED},
};

static uint32_t change_places(uint32_t word, struct pairs pairs)
{
	for (size_t i = 0; i < pairs.count; i++) {
		uint32_t both = pairs.pair[i][0] | pairs.pair[i][1];
		uint32_t of_both = word & both;
		word ^= of_both != 0 && of_both != both ? both : 0;
	}
	return word;
}

uint32_t turn_wires(const struct gate_fitting *f, uint32_t wires)
{
	if (!f->reversed) {
		return wires;
	}
	return change_places(wires, gate_has_chamber(&f->plan) ? PAIRS_OF(wires_of_doors)
							       : PAIRS_OF(wires_of_sides));
}

uint32_t turn_outputs(const struct gate_fitting *f, uint32_t outputs)
{
	if (!f->reversed) {
		return outputs;
	}
	return change_places(outputs, gate_has_chamber(&f->plan) ? PAIRS_OF(outputs_of_doors)
								 : PAIRS_OF(outputs_of_sides));
}

unsigned turn_wire_line(const struct gate_fitting *f, uint32_t wire)
{
	return (unsigned)__builtin_ctz(turn_wires(f, wire));
}

unsigned turn_output_line(const struct gate_fitting *f, uint32_t output)
{
	return (unsigned)__builtin_ctz(turn_outputs(f, output));
}
