/*
 * metal: doors, locks, sensors and bodies of one lane, as a pure function of time.
 * Knows mechanics of every topology, and what can be wrong with them. Never knows a clock, sockets,
 * documents, or what the controller wants.
 *
 *      0        1000    2000     2500     3000    4000      5000        place of a body, steps
 *   outside      | doorway |   chamber    | doorway |     country       (about one millimetre each)
 *                  entry beam               exit beam
 *                1400 1550 pair          pair 3450 3600
 *                       1500 <- present -> 3500
 *                         2000 <-- mat --> 3000
 *
 * Only a mantrap has an entry door; elsewhere its doorway is open floor. A desk has no door and no
 * wire: all its levels are low, and bodies before it are nobody's business. A swing door opens when
 * pushed and free, or when its drive opens it, and closes by itself when nobody holds it and nobody
 * stands in it. A flap is moved by its drive alone, and pushed where it has no power. A lock
 * without power is free; its bolt catches only a closed door. A watchdog relay feeds both locks: it
 * drops when the controller's watchdog line has been still for a second, so a dead controller holds
 * nobody.
 */
#ifndef EG_SIMULATOR_METAL_H
#define EG_SIMULATOR_METAL_H

#include "gate/gate.h"
#include "gate/wires.h"

#define METAL_BODIES      8
#define METAL_OUTSIDE     0
#define METAL_CHAMBER     2500
#define METAL_COUNTRY     5000
#define METAL_DOORWAY     1000 /* steps: the depth of a doorway */
#define METAL_WATCHDOG_US 1000000

/* Kind of a body: word, height and depth in steps, weight in kg, whether it is somebody. */
#define METAL_KINDS(X)                                    \
	X(METAL_ADULT, "adult", 1700, 300, 75, true)      \
	X(METAL_CHILD, "child", 1000, 200, 25, true)      \
	X(METAL_CRAWLER, "crawler", 600, 900, 75, true)   \
	X(METAL_TROLLEY, "trolley", 1000, 600, 20, false) \
	X(METAL_BAG, "bag", 400, 300, 12, false)

enum metal_kind {
#define X(name, word, height, depth, weight, person) name,
	METAL_KINDS(X)
#undef X
		METAL_KIND_COUNT
};
/* Word of a kind; "?" out of range. */
const char *metal_kind_word(unsigned kind);

enum metal_door_id { METAL_ENTRY, METAL_EXIT, METAL_DOORS };

struct metal_door {
	int32_t open_us; /* 0 closed .. METAL_OPENING_US wide open */
	bool wedged;     /* something holds it open */
	bool jammed;     /* does not move at all */
	bool slow;       /* moves at a quarter of its speed */
	bool half;       /* closing, stops half-way */
	bool forced;     /* somebody breaks it open, locked or not */
	bool hand;       /* between leaf and frame, once it is open: the strip feels it */
};
/* Time of an opening door from closed to wide open; it closes in the same time. */
#define METAL_OPENING_US 300000

struct metal_body {
	bool here;       /* on the scene at all */
	uint8_t kind;    /* enum metal_kind */
	int32_t place;   /* steps, see the picture */
	int32_t goal;    /* where it walks to */
	int32_t wait_us; /* hesitates so long before the next step */
};

/* Of the people counter; pulses on end are told apart. */
#define METAL_PULSE_US 100000
#define METAL_GAP_US   60000

enum metal_fault_kind {
	METAL_SOUND,
	METAL_STUCK_LOW,
	METAL_STUCK_HIGH,
	METAL_CHATTERS, /* changes every few milliseconds */
	METAL_LATE,     /* shows a level that has stood for so long only */
	METAL_SWAPPED,  /* shows another wire */
};
struct metal_fault {
	uint8_t kind;    /* enum metal_fault_kind */
	uint8_t other;   /* SWAPPED: bit of the wire that is shown instead */
	int32_t late_us; /* LATE */
	int32_t lag_us;  /* LATE: since when it should show another level */
	bool shown;      /* LATE */
};

enum metal_relay { METAL_RELAY_WORKS, METAL_RELAY_WELDED, METAL_RELAY_DROPPED };

struct metal {
	uint8_t topology; /* enum gate_topology */
	uint8_t beams;    /* of the light curtain; 0: there is none */
	struct metal_door door[METAL_DOORS];
	struct metal_body body[METAL_BODIES];
	struct metal_fault fault[GATE_WIRE_COUNT];
	uint32_t contacts;     /* enum gate_wire: loops, button, key: as people set them */
	uint32_t outputs;      /* as last driven */
	uint8_t relay;         /* enum metal_relay */
	bool unpowered;        /* neither locks nor drives have power */
	bool dead;             /* all wires read low */
	int32_t still_us;      /* since the watchdog line last moved */
	int32_t step_us;       /* a body's time for one doorway */
	int32_t counted_us[2]; /* left of the people counter's pulses, in and out */
	int32_t squeeze_us[METAL_DOORS]; /* a lock or drive has pressed the leaf on a body since */
	int64_t now_us;
};

/*
 * Doors closed, all contacts good, nobody here, nothing driven yet; doorway_ms: pace of walking.
 */
struct metal metal_start(uint32_t doorway_ms);
/* The same of another topology. */
struct metal metal_start_of(enum gate_topology topology, uint32_t doorway_ms);
bool metal_has_door(const struct metal *m, enum metal_door_id door);
/* The controller drives its lines. */
struct metal metal_drive(struct metal m, uint32_t outputs);
/* us microseconds pass; at most 100000 at once. */
struct metal metal_pass(struct metal m, uint32_t us);
/* Levels of the controller's inputs, enum gate_wire bits. */
uint32_t metal_inputs(const struct metal *m);
struct gate_lines metal_lines(const struct metal *m);
/* True when nobody needs to unlock the door: no power at the lock, or its relay dropped. */
bool metal_free(const struct metal *m, enum metal_door_id door);
/* A body between the thresholds of a door, or a hand. */
bool metal_in_door(const struct metal *m, enum metal_door_id door);
/* Bodies between the doors. */
unsigned metal_present(const struct metal *m);
/* Persons, or things, at places between two steps, both excluded. */
unsigned metal_between(const struct metal *m, int32_t from, int32_t to, bool persons);
/* Half of the depth of a body. */
int32_t metal_half_depth(const struct metal_body *b);

/* Between metal.c and metal_wires.c: time for faults of wires. */
void metal_pass_faults(struct metal *m, int32_t us);

#endif
