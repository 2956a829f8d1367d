/*
 * sequence: what happens to a lane, as a list of events that can be drawn from a seed, written
 * down, read again, and carried out before the judge.
 * Knows bodies, faults, documents, orders, workers, and time between them. Never knows what ought
 * to come of them.
 */
#ifndef EG_TESTS_MODEL_SEQUENCE_H
#define EG_TESTS_MODEL_SEQUENCE_H

#include "judge.h"
#include "tests/story/rig.h"

#define SEQUENCE_MAX 48

/* Event, word, what its two numbers mean. */
#define SEQUENCE_EVENTS(X)                                                \
	X(DOES_NOTHING, "waits")  /* only time passes */                  \
	X(DOES_WALK, "walks")     /* body, place it wants to */           \
	X(DOES_COME, "comes")     /* body, kind; + 8: from the country */ \
	X(DOES_GO, "vanishes")    /* body, if it is outside */            \
	X(DOES_LAY, "lays")       /* 0 good, else a bad document */       \
	X(DOES_TAKE, "takes")     /* the document */                      \
	X(DOES_FACE, "faces")     /* enum rig_face */                     \
	X(DOES_ORDER, "orders")   /* enum gate_event_kind */              \
	X(DOES_BREAK, "breaks")   /* wire of a loop, button or key */     \
	X(DOES_MEND, "mends")     /* the same */                          \
	X(DOES_DOOR, "door")      /* door, what is wrong with it */       \
	X(DOES_LINE, "line")      /* wire, what is wrong with it */       \
	X(DOES_REPAIR, "repairs") /* all doors and lines */               \
	X(DOES_WORKER, "worker")  /* role, enum rig_worker */             \
	X(DOES_POWER, "power")    /* 0 back, 1 cut, 2 wires gone */       \
	X(DOES_RELAY, "relay")    /* enum metal_relay */                  \
	X(DOES_KILL, "kills")     /* the controller */                    \
	X(DOES_START, "starts")   /* the controller */

enum sequence_event_kind {
#define X(name, word) name,
	SEQUENCE_EVENTS(X)
#undef X
		SEQUENCE_EVENT_COUNT
};
const char *sequence_word(unsigned kind);

struct sequence_event {
	uint8_t kind; /* enum sequence_event_kind */
	uint32_t a;
	uint32_t b;
	uint32_t wait_ms; /* afterwards */
};

struct sequence {
	uint8_t topology;
	bool full; /* every sensor and drive that makes sense is fitted, not the shipped ones alone
		    */
	uint8_t count;
	struct sequence_event event[SEQUENCE_MAX];
};

/* The same seed gives the same sequence. */
struct sequence sequence_draw(uint64_t seed, enum gate_topology topology);
/* Tells on standard output what lines and bodies do from now on. */
void sequence_tell(bool tells);
/* Carries it out from a lane at rest, then puts everything right and waits for it to recover. */
struct judge sequence_run(const struct sequence *s);
/* Deletes events, and shortens waits, as long as the same promise is broken. */
struct sequence sequence_shrink(const struct sequence *s);
/* Lines of text: "gate TOPOLOGY [full]", then "WORD A B WAIT" for each event; '#' begins a comment.
 */
EG_CHECK enum eg_err sequence_parse(struct rd text, struct sequence *out);
/* As sequence_parse reads it; the size of the text, cut at cap. */
size_t sequence_print(const struct sequence *s, char *out, size_t cap);

#endif
