/*
 * fitting: the description of one gate model.
 * Knows the shipped one of each topology, and which lines are fitted. Never knows chips, buses or
 * levels at a moment, nor how a description is written (fitting_set.c) or judged (fitting_check.c).
 */
#include "gate/fitting.h"

#include "base/wr.h"

#define SAFETY (WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK)
#define PLACE  (WIRE_PRESENT | WIRE_SEVERAL)
#define PAIR   (WIRE_EXIT_INNER | WIRE_EXIT_OUTER)
#define DRIVEN (WIRE_EXIT_WIDE | WIRE_EXIT_HAND)
#define LAMPS  (GATE_OUT_ENTRY_GREEN | GATE_OUT_ENTRY_RED | GATE_OUT_EXIT_GREEN | GATE_OUT_EXIT_RED)
#define DESK   (GATE_OUT_OFFICER_CALL | GATE_OUT_BUZZER | GATE_OUT_WATCHDOG)

#define PASSED_PULSE_MS 300 /* as peers of turnstiles take it for one person */

_Static_assert(sizeof(struct gate_times) == 7 * sizeof(uint32_t), "every time is in GATE_TIMES");
#define X(name, bit, word) _Static_assert((int)(name) == 1 << (bit), "bits of the words");
GATE_OUTPUT_WORDS(X)
#undef X

/* What is fitted to the shipped gate of each topology, in the order of enum gate_topology. */
static const struct shipped {
	uint32_t wires;
	uint32_t outputs;
} shipped[] = {
	/* Two doors with magnets and door closers: 12 sensors, 12 outputs. */
	[GATE_MANTRAP] = {SAFETY | PLACE | WIRE_ENTRY_CLOSED | WIRE_EXIT_CLOSED | WIRE_ENTRY_BEAM |
				  WIRE_EXIT_BEAM | WIRE_RELEASE | WIRE_KEY,
			  LAMPS | DESK | GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK |
				  GATE_OUT_FACE_LIGHT | GATE_OUT_ARROW | GATE_OUT_CROSS},
	/* One door with a magnet and a door closer: 11 sensors, 12 outputs. */
	[GATE_ONE_DOOR] = {SAFETY | PLACE | PAIR | WIRE_EXIT_CLOSED | WIRE_EXIT_BEAM | WIRE_KEY,
			   LAMPS | DESK | GATE_OUT_EXIT_LOCK | GATE_OUT_FACE_LIGHT |
				   GATE_OUT_ARROW | GATE_OUT_CROSS | GATE_OUT_PASSED},
	/* A driven door, the pillar apart with the lamps of the entry: 13 sensors, 11 outputs. */
	[GATE_KIOSK] = {SAFETY | PLACE | PAIR | DRIVEN | WIRE_EXIT_CLOSED | WIRE_EXIT_BEAM |
				WIRE_KEY,
			LAMPS | DESK | GATE_OUT_EXIT_LOCK | GATE_OUT_EXIT_OPEN |
				GATE_OUT_FACE_LIGHT | GATE_OUT_CROSS},
	/* A driven flap with a row of beams at the shin: 14 sensors, 13 outputs. */
	[GATE_FLAP] = {SAFETY | PLACE | PAIR | DRIVEN | WIRE_EXIT_CLOSED | WIRE_EXIT_BEAM |
			       WIRE_LOW | WIRE_KEY,
		       LAMPS | DESK | GATE_OUT_EXIT_LOCK | GATE_OUT_EXIT_OPEN |
			       GATE_OUT_FACE_LIGHT | GATE_OUT_ARROW | GATE_OUT_CROSS |
			       GATE_OUT_PASSED},
	/* No door, and nothing to be wired. */
	[GATE_DESK] = {0, 0},
};
_Static_assert(sizeof(shipped) / sizeof(shipped[0]) == GATE_TOPOLOGY_COUNT, "one a topology");

const char *gate_topology_word(unsigned topology)
{
	static const char *const words[] = {
#define X(name, word) [name] = (word),
		GATE_TOPOLOGIES(X)
#undef X
	};
	return topology < GATE_TOPOLOGY_COUNT ? words[topology] : "?";
}

const char *gate_output_word(unsigned bit)
{
	static const char *const words[] = {
#define X(name, bit, word) [bit] = (word),
		GATE_OUTPUT_WORDS(X)
#undef X
	};
	return bit < GATE_OUTPUT_LINES ? words[bit] : "?";
}

struct gate_fitting gate_fitting_blank(void)
{
	static const struct gate_times usual_times = {
#define X(word, lowest, highest, usual) .word = (usual),
		GATE_TIMES(X)
#undef X
	};
	return (struct gate_fitting){.plan = gate_plan_of(GATE_TOPOLOGY_COUNT),
				     .times = usual_times};
}

/* "egate-WORD"; every word fits (a test looks at each). */
static void name_line(char name[GATE_NAME_SIZE], const char *word)
{
	struct wr w = wr_of(name, GATE_NAME_SIZE);
	wr_put(&w, RD_TEXT("egate-"));
	wr_put(&w, rd_cstr(word));
	wr_u8(&w, '\0');
}

struct gate_fitting gate_fitting_of(enum gate_topology topology)
{
	struct gate_fitting f = gate_fitting_blank();
	f.plan = gate_plan_of(topology);
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		if (topology < GATE_TOPOLOGY_COUNT && (shipped[topology].wires >> i & 1u) != 0) {
			name_line(f.wire[i].name, gate_wire_word(i));
			f.wire[i].debounce_ms = gate_wire_debounce_ms(i);
		}
	}
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		if (topology < GATE_TOPOLOGY_COUNT && (shipped[topology].outputs >> i & 1u) != 0) {
			name_line(f.output[i].name, gate_output_word(i));
		}
	}
	if (f.output[16].name[0] != '\0') {
		f.output[16].pulse_ms = PASSED_PULSE_MS;
	}
	return f;
}

uint32_t gate_fitting_wires(const struct gate_fitting *f)
{
	uint32_t fitted = 0;
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		fitted |= f->wire[i].name[0] != '\0' ? 1u << i : 0;
	}
	return fitted;
}

uint32_t gate_fitting_outputs(const struct gate_fitting *f)
{
	uint32_t fitted = 0;
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		fitted |= f->output[i].name[0] != '\0' ? 1u << i : 0;
	}
	return fitted;
}
