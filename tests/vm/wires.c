/*
 * wires: the gate's wires as lines of a chip of gpio-sim: the one table of names and polarities.
 * Knows the lines of a mantrap in the words of its description. Never knows doors.
 */
#include "wires.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define LABEL     "vm-gate"
#define WORD_ROOM 96

/* A wire, the line that carries it, and whether low means active. Inputs first. */
static const struct wire {
	uint32_t bit; /* enum gate_wire, enum gate_output */
	const char *word;
	const char *line;
	bool low;
} table[WIRES_LINES] = {
	{WIRE_ENTRY_CLOSED, "entry-closed", "entry-door-contact", false},
	{WIRE_EXIT_CLOSED, "exit-closed", "exit-door-contact", false},
	{WIRE_ENTRY_BEAM, "entry-beam", "entry-light-barrier", true},
	{WIRE_EXIT_BEAM, "exit-beam", "exit-light-barrier", true},
	{WIRE_PRESENT, "present", "chamber-presence", false},
	{WIRE_SEVERAL, "several", "chamber-count", false},
	{WIRE_FIRE_OK, "fire-ok", "fire-loop", false},
	{WIRE_ESTOP_OK, "estop-ok", "stop-loop", false},
	{WIRE_TAMPER_OK, "tamper-ok", "tamper-loop", false},
	{WIRE_MAINS_OK, "mains-ok", "mains-loop", false},
	{WIRE_RELEASE, "release", "green-button", true},
	{WIRE_KEY, "key", "key-switch", false},
	{GATE_OUT_ENTRY_LOCK, "entry-lock", "entry-magnet", false},
	{GATE_OUT_EXIT_LOCK, "exit-lock", "exit-magnet", false},
	{GATE_OUT_ENTRY_GREEN, "entry-green", "entry-lamp-green", false},
	{GATE_OUT_ENTRY_RED, "entry-red", "entry-lamp-red", false},
	{GATE_OUT_EXIT_GREEN, "exit-green", "exit-lamp-green", false},
	{GATE_OUT_EXIT_RED, "exit-red", "exit-lamp-red", true},
	{GATE_OUT_FACE_LIGHT, "face-light", "face-light", true},
	{GATE_OUT_OFFICER_CALL, "officer-call", "officer-bell", false},
	{GATE_OUT_BUZZER, "buzzer", "buzzer", false},
	{GATE_OUT_WATCHDOG, "watchdog", "watchdog", false},
	{GATE_OUT_ARROW, "arrow", "sign-arrow", false},
	{GATE_OUT_CROSS, "cross", "sign-cross", false},
};

static bool input(size_t place)
{
	return place < WIRES_INPUTS;
}

size_t wires_words(const char *words[WIRES_WORDS_MAX], bool at_once)
{
	static char text[WIRES_LINES][WORD_ROOM];
	size_t count = 0;
	words[count++] = "gate-io=gpiod:" LABEL;
	words[count++] = "gate.topology=mantrap";
	for (size_t i = 0; i < WIRES_LINES; i++) {
		int size = snprintf(text[i], sizeof(text[i]), "gate.%s.%s=%s%s%s",
				    input(i) ? "input" : "output", table[i].word, table[i].line,
				    table[i].low ? " low" : "",
				    input(i) && at_once ? " debounce=0" : "");
		assert_in_range(size, 1, sizeof(text[i]) - 1);
		words[count++] = text[i];
	}
	return count;
}

void wires_plug(struct sim_chip *c, const struct wires_fault *f)
{
	const char *names[WIRES_LINES + 1];
	size_t count = WIRES_LINES;
	for (size_t i = 0; i < WIRES_LINES; i++) {
		names[i] = f != NULL && f->wire == i ? f->renamed : table[i].line;
	}
	if (f != NULL && f->extra != NULL) {
		names[count++] = f->extra;
	}
	sim_plug(c, f != NULL && f->label != NULL ? f->label : LABEL, names, count);
	wires_hold(c, false);
}

uint32_t wires_inputs(void)
{
	uint32_t all = 0;
	for (size_t i = 0; i < WIRES_INPUTS; i++) {
		all |= table[i].bit;
	}
	return all;
}

void wires_pull(const struct sim_chip *c, uint32_t levels, uint32_t changed)
{
	for (size_t i = 0; i < WIRES_INPUTS; i++) {
		if ((changed & table[i].bit) != 0) {
			sim_pull(c, i, ((levels & table[i].bit) != 0) != table[i].low);
		}
	}
}

uint32_t wires_outputs(const struct sim_chip *c)
{
	uint32_t outputs = 0;
	for (size_t i = WIRES_INPUTS; i < WIRES_LINES; i++) {
		outputs |= sim_value(c, i) != table[i].low ? table[i].bit : 0u;
	}
	return outputs;
}

void wires_hold(const struct sim_chip *c, bool hold)
{
	uint32_t now = wires_outputs(c);
	for (size_t i = WIRES_INPUTS; i < WIRES_LINES; i++) {
		bool driven = hold && (now & table[i].bit) != 0;
		sim_pull(c, i, driven != table[i].low);
	}
}
