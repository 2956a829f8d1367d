/*
 * metal: doors, locks, beams, counters and bodies of one lane, as a pure function of time.
 * Knows mechanics. Never knows a clock, sockets, documents, or what the controller wants.
 *
 *      0        1000    2000     2500     3000    4000      5000        place of a body, steps
 *   outside      | doorway |   chamber    | doorway |     country
 *                  entry beam               exit beam
 *                       1500 <- present -> 3500
 *
 * A body that wants on pushes the door before it; a door opens when pushed and free, and closes by
 * itself when nobody holds it and nobody stands in it. A lock without power is free; its bolt
 * catches only a closed door. A watchdog relay feeds both locks: it drops when the controller's
 * watchdog line has been still for a second, so a dead controller holds nobody.
 */
#ifndef EG_SIMULATOR_METAL_H
#define EG_SIMULATOR_METAL_H

#include "gate/gate.h"
#include "gate/wires.h"

#define METAL_BODIES      6
#define METAL_OUTSIDE     0
#define METAL_CHAMBER     2500
#define METAL_COUNTRY     5000
#define METAL_DOORWAY     1000 /* steps: the depth of a doorway */
#define METAL_WATCHDOG_US 1000000

enum metal_door_id { METAL_ENTRY, METAL_EXIT, METAL_DOORS };

struct metal_door {
	int32_t open_us; /* 0 closed .. METAL_OPENING_US wide open */
	bool wedged;     /* something holds it open */
};
/* Time of an opening door from closed to wide open; it closes in the same time. */
#define METAL_OPENING_US 300000

struct metal_body {
	bool here;       /* on the scene at all */
	int32_t place;   /* steps, see the picture */
	int32_t goal;    /* where it walks to */
	int32_t wait_us; /* hesitates so long before the next step */
};

struct metal {
	struct metal_door door[METAL_DOORS];
	struct metal_body body[METAL_BODIES];
	uint32_t contacts; /* GATE_IN_*_OK bits of fire, emergency stop, tamper, mains */
	uint32_t outputs;  /* as last driven */
	int32_t still_us;  /* since the watchdog line last moved */
	int32_t step_us;   /* a body's time for one doorway */
};

/* Doors closed, all contacts good, nobody here, nothing driven yet; doorway_ms: pace of walking. */
struct metal metal_start(uint32_t doorway_ms);
/* The controller drives its lines. */
struct metal metal_drive(struct metal m, uint32_t outputs);
/* us microseconds pass; at most 100000 at once. */
struct metal metal_pass(struct metal m, uint32_t us);
/* Levels of the controller's inputs, enum gate_wire bits. */
uint32_t metal_inputs(const struct metal *m);
/* True when nobody needs to unlock the door: no power at the lock, or its relay dropped. */
bool metal_free(const struct metal *m, enum metal_door_id door);
/* Bodies between the doors. */
unsigned metal_present(const struct metal *m);

#endif
