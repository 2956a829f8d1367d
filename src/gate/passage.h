/*
 * passage: what the sensor lines mean together: who is where, going which way, and whether the
 * sensors can be believed. Knows debounce, beam pairs, curtains, counters, time as a value. Never
 * knows travellers, documents, the machine's states (only what it drives), a clock or lines' names.
 */
#ifndef EG_GATE_PASSAGE_H
#define EG_GATE_PASSAGE_H

#include "gate/fitting.h"

/* What is wrong with a sensor or door, so that it cannot be believed. */
#define GATE_FAULTS(X)                                                          \
	X(GATE_FAULT_NONE, "nothing")                                           \
	X(GATE_FAULT_STUCK, "active for longer than anybody stands there")      \
	X(GATE_FAULT_CONTRADICTS, "says what another sensor rules out")         \
	X(GATE_FAULT_RATTLES, "changes faster than anything that it could see") \
	X(GATE_FAULT_SILENT, "did not move when its door did")                  \
	X(GATE_FAULT_RETURN, "the driven line does not read back")

enum gate_fault {
#define X(name, text) name,
	GATE_FAULTS(X)
#undef X
		GATE_FAULT_COUNT
};
const char *gate_fault_text(unsigned fault);

/* What the machine is told. */
struct gate_sense {
	uint32_t inputs;  /* enum gate_input bits, without GATE_IN_READY */
	uint8_t breach;   /* enum gate_why, where GATE_IN_BREACH is set; else NONE */
	uint8_t fault;    /* enum gate_fault, where GATE_IN_SENSORS_OK is not set; else NONE */
	uint8_t wire;     /* bit of the wire that the fault is about; GATE_WIRE_COUNT: none, or a
			     beam of the curtain */
	bool key;         /* key switch: the lane is to be out of service */
	bool turned;      /* an event of this step: somebody turned back in a doorway */
	uint16_t wait_ms; /* a level waits to count: step again within; 0: none waits */
};

/* Something that has held since. */
struct passage_since {
	bool on;
	int64_t ms;
};

#define PASSAGE_LINES (GATE_WIRE_COUNT + GATE_CURTAIN_MAX) /* wires, then beams of the curtain */

/* One line on its way to a level that counts. */
struct passage_line {
	bool read;         /* level as read last */
	bool stood;        /* level that counts */
	bool doubted;      /* read otherwise lately */
	uint8_t storms;    /* seconds on end with more changes than anything real makes */
	uint16_t changes;  /* as read, in the present second */
	int64_t read_ms;   /* since when it reads so */
	int64_t doubt_ms;  /* when the doubt began */
	int64_t stood_ms;  /* since when that level counts */
	uint8_t fault;     /* enum gate_fault, until it has been well for a while */
	int64_t faulty_ms; /* when its cause was there last */
};

/* A body on its way through the two beams of a doorway; near is met first on the way forward. */
struct passage_pair {
	uint8_t now;                /* beams that are broken: 1 near, 2 far */
	uint8_t first;              /* as they were at its beginning */
	bool inside;                /* it met both */
	bool across;                /* beyond the beam that it met first */
	bool close;                 /* another one close behind it */
	bool barred;                /* it began before a door that was shut and locked */
	struct passage_since again; /* beyond, and the first beam is broken anew */
};

struct passage_door {
	bool body;         /* somebody in its swing, or a hand at its edge */
	bool shut;         /* proved closed, shaking of its contact passed over */
	bool loose;        /* from its release until it is shut and locked again */
	bool back;         /* the chamber was not empty at its release: the way back */
	bool moved;        /* it has left its contact since its release */
	bool silent;       /* its contact cannot be believed */
	bool refused;      /* driven, and it has not moved in time */
	bool broke;        /* its beam was broken while it was open (no pair) */
	bool counted;      /* and that is counted already */
	bool two;          /* more than one went through an only door as one body */
	bool met;          /* somebody was in its swing since its release */
	uint8_t forth;     /* bodies that went through forward since its release */
	uint8_t prevented; /* times on end that it was refused */
	int64_t clear_ms;  /* its beam was clear again after the last body */
	struct passage_pair pair;
	struct passage_since calm;   /* shut and locked */
	struct passage_since open;   /* its contact is open */
	struct passage_since driven; /* opens, and its contact is still closed */
	struct passage_since hand;
	struct passage_since dwell; /* somebody stands in it */
	struct passage_since went; /* who was inside can only have gone by it, but it never moved */
};

struct passage_people {
	bool present;    /* somebody or something is inside */
	bool many;       /* more than one, or it cannot be told */
	bool sure;       /* the chamber was seen empty, so the counter began at 0 */
	bool close;      /* two came in as one */
	bool left;       /* somebody went, and something is still there */
	bool high;       /* an adult's height was seen since nobody was there */
	bool low;        /* so was something low alone */
	uint8_t counter; /* by the people counter: in less out */
	uint8_t came;    /* in by a pair of beams since nobody was there; who goes is not taken off:
			    two in opposite ways between the beams look like one */
	struct passage_since clear; /* nobody is seen, nor in a doorway */
	struct passage_since gone;
	struct passage_since away; /* let go by an only door, and not seen before it nor in it */
	struct passage_since empty;
	struct passage_since dwell;
	struct passage_since still;
	struct passage_since stoop;  /* low, not high */
	struct passage_since climb;  /* high, not low */
	struct passage_since blind;  /* the counter sees nobody where others do */
	struct passage_since ghost;  /* the counter sees somebody where others do not, doors shut */
	bool met;                    /* in by a pair of beams, and not seen inside since */
	bool unseen;                 /* and that was blamed on the sensor */
	struct passage_since missed; /* so for a while, behind doors that are shut */
	struct passage_since lost;   /* the same, whatever the doors do */
	struct passage_since mat;
	struct passage_since heavy;
	struct passage_since several;
};

/* All that is remembered between two steps. */
struct passage {
	bool begun;
	bool reversed;
	int64_t now_ms;
	struct passage_line line[PASSAGE_LINES];
	int64_t second_ms; /* the present second of counting changes began */
	int64_t busy_ms;   /* the lane did not wait for a document last */
	uint32_t wires;    /* of the last step, as the lane runs */
	uint32_t curtain;
	uint32_t outputs;
	uint8_t beats; /* changes of the watchdog output since its return changed */
	uint8_t told;  /* line whose fault is told */
	struct passage_door door[2];
	struct passage_people people;
	uint32_t breached; /* bits of enum gate_why that stand, each for its time at least */
	int64_t breach_ms[GATE_WHY_COUNT];
};

/* Nothing seen yet; the first step takes its levels as they are, without debounce. */
struct passage passage_start(void);
/*
 * Lines were read. outputs: what the machine has driven at this moment, as gate_outputs() gives it,
 * and GATE_OUT_WATCHDOG as it stands on its line. debounced: wires that the kernel has debounced
 * already. now_ms grows; it may stand still between two steps. A level that has not stood long
 * enough shows again at a later step: call on the tick, too. Wires and outputs of a lane that is
 * turned round (f->reversed) change places here and in actuate.h, and nowhere else. A desk has no
 * lines: whatever they read, all is well, and nothing is remembered.
 */
struct gate_sense passage_step(struct passage *p, const struct gate_fitting *f,
			       const struct gate_lines *lines, uint32_t debounced, uint32_t outputs,
			       int64_t now_ms);

#endif
