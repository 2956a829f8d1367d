/*
 * wires: names of the sensor lines of a gate, and their usual debounce.
 * Knows the table of its header. Never knows levels.
 */
#include "gate/wires.h"

const char *gate_wire_word(unsigned bit)
{
	static const char *const words[] = {
#define X(name, bit, word, ms) [bit] = (word),
		GATE_WIRES(X)
#undef X
	};
	return bit < GATE_WIRE_COUNT ? words[bit] : "?";
}

uint16_t gate_wire_debounce_ms(unsigned bit)
{
	static const uint16_t usual[] = {
#define X(name, bit, word, ms) [bit] = (ms),
		GATE_WIRES(X)
#undef X
	};
	return bit < GATE_WIRE_COUNT ? usual[bit] : 0;
}
