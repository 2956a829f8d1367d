/*
 * passage_impl: one moment of the passage logic, and what its parts ask of each other.
 * Knows constants of bodies and sensors. Never knows the machine. Private to src/gate/passage*.c.
 */
#ifndef EG_GATE_PASSAGE_IMPL_H
#define EG_GATE_PASSAGE_IMPL_H

#include "gate/passage.h"

#define PASSAGE_ENTRY 0
#define PASSAGE_EXIT  1

/* Times that are of bodies and sensors, not of a site, ms. */
#define PASSAGE_HOLD_MS    1000  /* a breach that is an alarm stands at least */
#define PASSAGE_WELL_MS    10000 /* a fault ends after its cause has been away so long */
#define PASSAGE_SHAKE_MS   250   /* a locked door's contact may open so long while it settles */
#define PASSAGE_BODY_MS    150   /* a body breaks a beam at least so long, at a run */
#define PASSAGE_STRIDE_MS  300   /* between two legs a beam is clear no longer */
#define PASSAGE_CLEAR_MS   300   /* nobody seen, nobody in a doorway: nobody is counted */
#define PASSAGE_EMPTY_MS   1000  /* shut and nobody seen: empty */
#define PASSAGE_DOUBT_MS   3000  /* two sensors may differ so long */
#define PASSAGE_RECOUNT_MS 15000 /* a counter that nobody confirms begins anew after */
#define PASSAGE_LOW_MS     400   /* a leg leads the chest by less */
#define PASSAGE_STOOP_MS   1500  /* low without high, or high without low: crawls or climbs */

/* Light curtain, 45 mm from beam to beam. */
#define PASSAGE_BODY_BEAMS 3  /* narrower is a trolley's pole, a strap, a stick */
#define PASSAGE_TWO_BEAMS  13 /* broader than this, 585 mm, is more than one body */

#define PASSAGE_CHANGES 20 /* in a second: more is no body, no door */
#define PASSAGE_STORMS  3  /* such seconds on end: it rattles */
#define PASSAGE_BEATS   8  /* of the watchdog that its return may miss */
#define PASSAGE_REFUSED 3  /* a door that never moves when driven so often is silent */

/* One step. Levels are as the lane runs: entry and exit changed places if it is turned round. */
struct moment {
	const struct gate_fitting *f;
	int64_t now;
	uint32_t fitted;  /* wires */
	uint32_t wires;   /* levels that count */
	uint32_t rose;    /* since the last step */
	uint32_t curtain; /* beams broken */
	uint32_t outputs;
	bool chamber;
	bool changed;                 /* something about who is there changed */
	unsigned coming;              /* bodies that are past the first beam on their way in */
	bool turned;                  /* somebody turned back */
	uint32_t causes;              /* bits of enum gate_why: breaches at this moment */
	uint8_t fault[PASSAGE_LINES]; /* enum gate_fault: what is wrong with a line, as it is read
					 (not turned) */
};

/* What a body did that has just left the beams of a doorway. */
enum crossing { CROSSING_NONE, CROSSING_FORTH, CROSSING_BACK, CROSSING_TURNED };

static inline bool passage_any(uint32_t word, uint32_t bits)
{
	return (word & bits) != 0;
}

/* Holds now, and has done so for that long. */
static inline bool passage_lasts(struct passage_since *s, bool holds, int64_t now, uint32_t ms)
{
	if (holds && !s->on) {
		s->ms = now;
	}
	s->on = holds;
	return holds && now - s->ms >= ms;
}

static inline void passage_more(uint8_t *count)
{
	*count = (uint8_t)(*count + (*count < UINT8_MAX ? 1 : 0));
}

static inline void passage_less(uint8_t *count)
{
	*count = (uint8_t)(*count - (*count > 0 ? 1 : 0));
}

static inline void passage_breach(struct moment *m, bool cause, enum gate_why why)
{
	m->causes |= cause ? 1u << why : 0u;
}

/* Something is wrong with a wire: bit of it as the lane runs. */
void passage_blame(struct moment *m, bool cause, enum gate_wire wire, enum gate_fault fault);

/* passage_line.c: levels that count, and what a line by itself shows to be wrong with it. */
void passage_read(struct passage *p, struct moment *m, const struct gate_lines *lines,
		  uint32_t debounced);
void passage_look_at_lines(struct passage *p, struct moment *m);
/* Remembers faults; a line keeps the first until it has been well for a while. */
void passage_judge_lines(struct passage *p, const struct moment *m);
/* Until the next level that waits will count, ms; 0: none waits. */
uint16_t passage_wait(const struct passage *p, const struct moment *m, uint32_t debounced);

/* passage_pair.c: one step of the beams of a doorway. */
enum crossing passage_pair(struct passage_pair *pair, uint8_t beams, bool barred, int64_t now);

/* passage_door.c: one door; PASSAGE_ENTRY first. */
void passage_door(struct passage *p, struct moment *m, unsigned which);

/* passage_people.c: who is inside; after the doors. */
void passage_people(struct passage *p, struct moment *m);
/* Bodies that a light curtain tells apart. */
unsigned passage_bodies(uint32_t curtain);

#endif
