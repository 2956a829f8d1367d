/*
 * judge: an independent observer of a lane: what its lines may never do, whatever happened.
 * Knows wires, driven lines, and the truth about doors and bodies. Never knows the machine's
 * state, its evidence or its reasons, and shares no code with it.
 *
 * A promise about a moment is broken by a single look. A promise that needs time (a contact is
 * debounced, the controller looks every 50 ms) is broken when it does not hold for GRACE_MS: one
 * tick, the longest debounce (20 ms), and a step of the world.
 */
#ifndef EG_TESTS_MODEL_JUDGE_H
#define EG_TESTS_MODEL_JUDGE_H

#include "simulator/metal.h"

#define JUDGE_GRACE_MS   80
#define JUDGE_CALL_MS    30000  /* in the chamber, both doors held, and no officer called */
#define JUDGE_VAIN_MS    160000 /* calls so long, the exit not proved closed: all doors may open */
#define JUDGE_RELEASE_MS 240000 /* and no door let go, while no officer has ordered anything */

/* Promise: how long it may fail to hold (ms; 0: not at all), text. */
#define JUDGE_PROMISES(X)                                                                        \
	X(JUDGE_ONE_DOOR, 0, "both doors free by command without danger")                        \
	X(JUDGE_ONE_DRIVE, 0, "both doors driven open without danger")                           \
	X(JUDGE_CONFIRMED, JUDGE_GRACE_MS, "a door free while the other is not proved closed")   \
	X(JUDGE_DECIDED, 0, "the exit free without a decision on record")                        \
	X(JUDGE_ALONE, JUDGE_GRACE_MS, "the exit free for more than one")                        \
	X(JUDGE_BODY, JUDGE_GRACE_MS, "a lock driven on a body in the door")                     \
	X(JUDGE_DANGER, JUDGE_GRACE_MS, "a door held in danger")                                 \
	X(JUDGE_STILL_FREE, 0, "a door held after danger though no officer ended it")            \
	X(JUDGE_AGAINST, 0, "a drive against its own lock")                                      \
	X(JUDGE_STOPPED, JUDGE_GRACE_MS, "a drive moves in an emergency stop")                   \
	X(JUDGE_GREEN, JUDGE_GRACE_MS, "a green lamp at a door that is held")                    \
	X(JUDGE_BUTTON, JUDGE_GRACE_MS, "the button inside is pressed, and no door is let go")   \
	X(JUDGE_CALLED, JUDGE_CALL_MS, "somebody in the chamber, and no officer is called")      \
	X(JUDGE_RELEASED, JUDGE_RELEASE_MS, "somebody in the chamber, and nobody lets them out") \
	X(JUDGE_ALIVE, 0, "the watchdog line stands still")                                      \
	X(JUDGE_RECOVERS, 0, "a lane that is whole again does not come into service")

enum judge_promise {
#define X(name, ms, text) name,
	JUDGE_PROMISES(X)
#undef X
		JUDGE_PROMISE_COUNT
};
const char *judge_text(unsigned promise);
/* "JUDGE_BODY", for replay files. */
const char *judge_name(unsigned promise);

struct judge {
	int64_t broken_us[JUDGE_PROMISE_COUNT]; /* does not hold since; 0: it holds */
	bool evacuated; /* danger was seen, or ordered: both doors may be free until they lock */
	bool confirmed; /* so long that the controller has seen it, and no officer has ended it */
	bool granted;   /* the exit may be opened */
	bool used;      /* and it was */
	uint32_t grants;
	uint32_t orders;
	uint32_t watchdog;
	int64_t still_us; /* the watchdog line has not moved since */
	/* A body was last in a door that stood open; 0: never. Who is seen at one look is there
	 * until the next: the world stands still between two. */
	int64_t body_us[METAL_DOORS];
	bool body[METAL_DOORS];       /* seen at the last look */
	int64_t shut_us;              /* the exit is held and its contact closed since; 0: no */
	int64_t ajar_us[METAL_DOORS]; /* its contact was last open then; 0: never */
	int64_t safe_us;              /* the last danger was seen then */
	int64_t called_us;            /* an officer is called since; 0: no */
	int64_t danger_us;            /* a danger stands on the wires since; 0: no */
	uint8_t broken;               /* enum judge_promise that was broken first; COUNT: none */
	int64_t broken_at_us;
};

/* What the judge sees at one moment. */
struct judge_view {
	const struct metal *metal;
	uint32_t wires; /* as the controller could read them */
	uint32_t outputs;
	int64_t now_us;
	uint32_t grants; /* crossings that were well decided and acknowledged by the journal */
	uint32_t orders; /* of officers */
	bool alive;      /* the controller's process */
	bool reversed;   /* the lane is turned round: the doors have changed their parts */
};

struct judge judge_start(int64_t now_us);
/* An officer ordered all doors free, or that an evacuation is over. */
void judge_order_free(struct judge *j);
void judge_order_reset(struct judge *j);
/* Another controller was started: what the former one was granted is void; an evacuation that it
 * saw is not. */
void judge_restart(struct judge *j, int64_t now_us);
void judge_look(struct judge *j, const struct judge_view *v);
/* At the end, after everything was put right: was the lane seen ready? */
void judge_end(struct judge *j, bool ready, int64_t now_us);

#endif
