/*
 * wires: the gate's wires as lines of a chip of gpio-sim: the one table of names and polarities.
 * Knows the lines of the gate in the machine's words. Never knows doors.
 */
#include "wires.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define LABEL     "vm-gate"
#define WORD_ROOM 1024

/* A wire, the line that carries it, and whether low means active. Inputs first, by their bits. */
static const struct wire {
	const char *wire;
	const char *line;
	bool inverted;
} table[] = {
	{"entry-closed", "entry-door-contact", false},
	{"exit-closed", "exit-door-contact", false},
	{"entry-beam", "entry-light-barrier", true},
	{"exit-beam", "exit-light-barrier", true},
	{"present", "chamber-presence", false},
	{"several", "chamber-count", false},
	{"fire-ok", "fire-loop", true},
	{"estop-ok", "stop-loop", false},
	{"tamper-ok", "tamper-loop", false},
	{"mains-ok", "mains-loop", false},
	{"entry-lock", "entry-magnet", false},
	{"exit-lock", "exit-magnet", true},
	{"entry-green", "entry-lamp-green", false},
	{"entry-red", "entry-lamp-red", false},
	{"exit-green", "exit-lamp-green", false},
	{"exit-red", "exit-lamp-red", true},
	{"face-light", "face-light", false},
	{"officer-call", "officer-bell", false},
	{"buzzer", "buzzer", false},
	{"watchdog", "watchdog", false},
};
_Static_assert(sizeof(table) / sizeof(table[0]) == WIRES_LINES, "a wire without a line");

const char *wires_word(void)
{
	static char word[WORD_ROOM];
	size_t size = (size_t)snprintf(word, sizeof(word), "gate-io=gpiod:" LABEL);
	for (size_t i = 0; i < WIRES_LINES; i++) {
		size += (size_t)snprintf(word + size, sizeof(word) - size, ",%s=%s%s",
					 table[i].wire, table[i].inverted ? "!" : "",
					 table[i].line);
		assert_true(size < sizeof(word));
	}
	return word;
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

void wires_pull(const struct sim_chip *c, uint32_t levels, uint32_t changed)
{
	for (size_t i = 0; i < GATE_INPUT_LINES; i++) {
		if ((changed >> i & 1u) != 0) {
			sim_pull(c, i, ((levels >> i & 1u) != 0) != table[i].inverted);
		}
	}
}

uint32_t wires_outputs(const struct sim_chip *c)
{
	uint32_t outputs = 0;
	for (size_t i = 0; i < GATE_OUTPUT_LINES; i++) {
		size_t line = GATE_INPUT_LINES + i;
		outputs |= sim_value(c, line) != table[line].inverted ? 1u << i : 0u;
	}
	return outputs;
}

void wires_hold(const struct sim_chip *c, bool hold)
{
	uint32_t now = wires_outputs(c);
	for (size_t i = 0; i < GATE_OUTPUT_LINES; i++) {
		size_t line = GATE_INPUT_LINES + i;
		bool driven = hold && (now >> i & 1u) != 0;
		sim_pull(c, line, driven != table[line].inverted);
	}
}
