/*
 * fitting_text: what each line of a gate means, in words for whoever wires it.
 * Knows the tables of wires and outputs. Never knows lines' names or levels.
 */
#include "gate/fitting.h"

const char *gate_wire_text(unsigned bit)
{
	static const char *const texts[] = {
		"entry door proved closed",
		"exit door proved closed",
		"a body in the swing of the entry door",
		"a body in the swing of the exit door",
		"somebody before the exit door or in the chamber",
		"more than one person there, or the counter cannot tell",
		"fire loop closed: no alarm",
		"emergency stop not pressed",
		"every cover closed",
		"mains there",
		"entry door wide open",
		"exit door wide open",
		"outer beam of the pair across the entry broken",
		"inner beam of the pair across the entry broken",
		"inner beam of the pair across the exit broken",
		"outer beam of the pair across the exit broken",
		"somebody on the mat",
		"more on the mat than one person weighs",
		"a beam at the shin broken",
		"a beam at an adult's chest broken",
		"somebody inside asks to be let out",
		"a hand at the edge of the entry door",
		"a hand at the edge of the exit door",
		"people counter: one came in (pulse)",
		"people counter: one went out (pulse)",
		"key switch: lane out of service",
		"the watchdog output, read back",
	};
	_Static_assert(sizeof(texts) / sizeof(texts[0]) == GATE_WIRE_COUNT, "one a wire");
	return bit < GATE_WIRE_COUNT ? texts[bit] : "?";
}

const char *gate_output_text(unsigned bit)
{
	static const char *const texts[] = {
		"entry door held locked",
		"exit door held locked",
		"entry lamp: come in",
		"entry lamp: wait",
		"exit lamp: leave",
		"exit lamp: wait",
		"light for the camera",
		"lamp and bell at the officer's desk",
		"alarm in the lane",
		"changes every 50 ms while the controller lives",
		"the entry door's drive opens it",
		"the exit door's drive opens it",
		"lane waits for a traveller",
		"lane in service, forward",
		"lane in service, turned round",
		"lane out of service",
		"one person has passed, for a counter",
	};
	_Static_assert(sizeof(texts) / sizeof(texts[0]) == GATE_OUTPUT_LINES, "one an output");
	return bit < GATE_OUTPUT_LINES ? texts[bit] : "?";
}
