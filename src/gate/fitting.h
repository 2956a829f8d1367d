/*
 * fitting: the description of one gate model: its plan, lines, polarities, debounce, times.
 * Knows what one INI file of hal/gates says (words of it; the file is read elsewhere). Never knows
 * chips, buses or levels at a moment.
 */
#ifndef EG_GATE_FITTING_H
#define EG_GATE_FITTING_H

#include "base/rd.h"
#include "gate/gate.h"
#include "gate/wires.h"

#define GATE_NAME_SIZE 32 /* of a line, as in the kernel's GPIO_MAX_NAME_SIZE, with its NUL */

/* One sensor line. */
struct gate_line {
	char name[GATE_NAME_SIZE]; /* empty: not fitted */
	bool inverted;             /* active when the line is low */
	uint16_t debounce_ms;      /* a level counts when it has stood so long; 0: at once */
};

/* One line that is driven. */
struct gate_drive {
	char name[GATE_NAME_SIZE]; /* empty: not fitted */
	bool inverted;             /* driven low to be active */
	uint16_t pulse_ms;         /* 0: the level stands; else a pulse when it begins */
};

/* Times of the sensors and doors, ms (docs/requirements.md names the row of each). */
struct gate_times {
	uint32_t loiter; /* in the chamber or a doorway before it is loitering */
	uint32_t stuck;  /* a sensor active without a pause before it is stuck */
	uint32_t travel; /* a driven door leaves its contact within */
	uint32_t settle; /* after locking, doors may still shake their contacts */
	uint32_t object; /* presence without movement before it is a left object */
	uint32_t buzzer; /* the buzzer falls silent after; 0: never */
	uint32_t hand;   /* a hand in a door before it counts as obstruction */
};

struct gate_fitting {
	struct gate_plan plan;
	bool reversed;         /* the lane is turned round: entry and exit change places */
	uint8_t direction;     /* enum direction of policy.h: of travellers who go forward */
	uint8_t curtain_beams; /* 0: no light curtain */
	struct gate_line wire[GATE_WIRE_COUNT];
	struct gate_line curtain[GATE_CURTAIN_MAX];
	struct gate_drive output[GATE_OUTPUT_LINES]; /* index is the bit of enum gate_output */
	struct gate_times times;
};

/* The shipped fitting of a topology: lines "egate-WORD", as hal/gates/TOPOLOGY.ini says. */
struct gate_fitting gate_fitting_of(enum gate_topology topology);
/*
 * Applies one setting: "topology", "interlocks", "attempts", ..., "input.WORD" with value
 * "LINE [low] [debounce=MS]", "output.WORD" with "LINE [low] [pulse=MS]", "time.WORD". EG_CONFIG
 * with a reason, and then *f is unchanged.
 */
EG_CHECK enum eg_err gate_fitting_set(struct gate_fitting *f, struct rd key, struct rd value);
/*
 * The whole: every line that the topology needs is there, none is there twice, fail-safe levels
 * make sense, times in their ranges. EG_CONFIG with the reason.
 */
EG_CHECK enum eg_err gate_fitting_check(const struct gate_fitting *f);
/* Wires that are fitted, enum gate_wire bits; outputs that are fitted, enum gate_output bits. */
uint32_t gate_fitting_wires(const struct gate_fitting *f);
uint32_t gate_fitting_outputs(const struct gate_fitting *f);

#endif
