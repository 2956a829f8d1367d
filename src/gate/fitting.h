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

/* Output: its bit in enum gate_output, its word in a description. */
#define GATE_OUTPUT_WORDS(X)                        \
	X(GATE_OUT_ENTRY_LOCK, 0, "entry-lock")     \
	X(GATE_OUT_EXIT_LOCK, 1, "exit-lock")       \
	X(GATE_OUT_ENTRY_GREEN, 2, "entry-green")   \
	X(GATE_OUT_ENTRY_RED, 3, "entry-red")       \
	X(GATE_OUT_EXIT_GREEN, 4, "exit-green")     \
	X(GATE_OUT_EXIT_RED, 5, "exit-red")         \
	X(GATE_OUT_FACE_LIGHT, 6, "face-light")     \
	X(GATE_OUT_OFFICER_CALL, 7, "officer-call") \
	X(GATE_OUT_BUZZER, 8, "buzzer")             \
	X(GATE_OUT_WATCHDOG, 9, "watchdog")         \
	X(GATE_OUT_ENTRY_OPEN, 10, "entry-open")    \
	X(GATE_OUT_EXIT_OPEN, 11, "exit-open")      \
	X(GATE_OUT_IDLE, 12, "idle")                \
	X(GATE_OUT_ARROW, 13, "arrow")              \
	X(GATE_OUT_ARROW_BACK, 14, "arrow-back")    \
	X(GATE_OUT_CROSS, 15, "cross")              \
	X(GATE_OUT_PASSED, 16, "passed")

#define GATE_DEBOUNCE_MS_MAX     1000
#define GATE_CURTAIN_DEBOUNCE_MS 5  /* usual, as of single beams */
#define GATE_PULSE_MS_MIN        20 /* a relay does not follow in less */
#define GATE_PULSE_MS_MAX        5000

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

/*
 * Times of the sensors and doors, ms (docs/requirements.md names the row of each): word of the
 * description, lowest, highest, shipped.
 */
#define GATE_TIMES(X)                    \
	X(loiter, 5000, 600000, 45000)   \
	X(stuck, 10000, 3600000, 600000) \
	X(travel, 500, 30000, 3000)      \
	X(settle, 0, 10000, 3000)        \
	X(object, 5000, 600000, 30000)   \
	X(buzzer, 0, 600000, 5000)       \
	X(hand, 50, 10000, 300)
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
/* Where a description begins: no line, no topology (GATE_TOPOLOGY_COUNT), usual numbers. */
struct gate_fitting gate_fitting_blank(void);
/*
 * Applies one setting, in any order. EG_CONFIG with a reason, and then *f is unchanged.
 *   topology           mantrap | one-door | kiosk | flap | desk
 *   interlocks         those of enum gate_interlock that hold, "doors beams people record"
 *   attempts, calls    1..10
 *   reversible, reversed   yes | no
 *   reject             back | hold
 *   direction          entry | exit
 *   input.WORD         LINE [low] [debounce=MS]   of GATE_WIRES; else its usual debounce
 *   curtain.N          LINE [low] [debounce=MS]   beam N, from 1 on, the outermost first
 *   output.WORD        LINE [low] [pulse=MS]      of GATE_OUTPUT_WORDS
 *   time.WORD          MS                         of GATE_TIMES, in its range
 * LINE: 1 to 31 printable characters, no blank, '=' or ','.
 */
EG_CHECK enum eg_err gate_fitting_set(struct gate_fitting *f, struct rd key, struct rd value);

/* What is wrong with a whole description, or (doubt) only may be: static text "KEY: reason". */
struct gate_problem {
	const char *text;
	bool doubt;
};
#define GATE_PROBLEMS_MAX 32
/*
 * The whole: every line that the topology needs is there, none is there twice, fail-safe levels
 * make sense, debounce is not longer than safety allows, nothing is waived that must hold; a desk
 * names no line at all. Fills at most GATE_PROBLEMS_MAX, returns how many.
 */
size_t gate_fitting_problems(const struct gate_fitting *f,
			     struct gate_problem found[GATE_PROBLEMS_MAX]);
/* EG_CONFIG with the first problem that is no doubt. */
EG_CHECK enum eg_err gate_fitting_check(const struct gate_fitting *f);
/* Wires that are fitted, enum gate_wire bits; outputs that are fitted, enum gate_output bits. */
uint32_t gate_fitting_wires(const struct gate_fitting *f);
uint32_t gate_fitting_outputs(const struct gate_fitting *f);

/* Static words; "?" out of range. */
const char *gate_topology_word(unsigned topology);
const char *gate_output_word(unsigned bit);
/* What it means that a wire is active, an output driven; for whoever wires it. */
const char *gate_wire_text(unsigned bit);
const char *gate_output_text(unsigned bit);

#endif
