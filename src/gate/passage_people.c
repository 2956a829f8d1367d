/*
 * passage_people: who is inside, by every sensor that is fitted.
 * Knows votes: one that says more than one is believed, and so are two that differ about it. Never
 * knows doors beyond whether they are shut and locked.
 */
#include "gate/passage_impl.h"

#define SEEN (WIRE_PRESENT | WIRE_SEVERAL | WIRE_MAT | WIRE_HEAVY | WIRE_LOW | WIRE_HIGH)
/* Sensors that can tell two from one. */
#define COUNTS (WIRE_SEVERAL | WIRE_HEAVY | WIRE_COUNT_IN | WIRE_ENTRY_OUTER)
#define ROWS   (WIRE_LOW | WIRE_HIGH)

unsigned passage_bodies(uint32_t curtain)
{
	unsigned bodies = 0;
	unsigned width = 0;
	for (unsigned i = 0; i <= GATE_CURTAIN_MAX; i++) {
		if (i < GATE_CURTAIN_MAX && (curtain >> i & 1u) != 0) {
			width++;
			continue;
		}
		bodies += width >= PASSAGE_BODY_BEAMS ? 1 : 0;
		bodies += width > PASSAGE_TWO_BEAMS ? 1 : 0;
		width = 0;
	}
	return bodies;
}

static bool shut(const struct passage_door *d)
{
	return d->shut && !d->loose;
}

/* What the people counter says, and whether it can be so. */
static void counter(struct passage *p, struct moment *m, bool seen, bool closed)
{
	struct passage_people *c = &p->people;
	if (!m->chamber || !passage_any(m->fitted, WIRE_COUNT_IN)) {
		return;
	}
	if (passage_any(m->rose, WIRE_COUNT_IN)) {
		passage_more(&c->counter);
	}
	if (passage_any(m->rose, WIRE_COUNT_OUT)) {
		passage_less(&c->counter);
	}
	bool blind = c->sure && closed && seen && c->counter == 0;
	bool ghost = !seen && c->counter > 0;
	bool wrong = passage_lasts(&c->blind, blind, m->now, PASSAGE_DOUBT_MS);
	wrong = (passage_lasts(&c->ghost, ghost, m->now, PASSAGE_DOUBT_MS) && closed) || wrong;
	passage_blame(m, wrong, WIRE_COUNT_IN, GATE_FAULT_CONTRADICTS);
	if (ghost && m->now - c->ghost.ms >= PASSAGE_RECOUNT_MS) {
		/* It missed who went; the others have said so all the while. So it may in an
		 * evacuation, where doors stand open: that must end, too. */
		c->counter = 0;
	}
}

/* Sensors that rule each other out. */
static void contradictions(struct passage_people *c, struct moment *m, bool closed)
{
	bool sees = passage_any(m->fitted, WIRE_PRESENT);
	bool present = passage_any(m->wires, WIRE_PRESENT);
	bool weighs = passage_any(m->wires, WIRE_MAT);
	bool mat = sees && weighs && !present && closed;
	bool heavy =
		passage_any(m->fitted, WIRE_MAT) && passage_any(m->wires, WIRE_HEAVY) && !weighs;
	bool several = sees && passage_any(m->wires, WIRE_SEVERAL) && !present;
	passage_blame(m, passage_lasts(&c->mat, mat, m->now, PASSAGE_DOUBT_MS), WIRE_MAT,
		      GATE_FAULT_CONTRADICTS);
	passage_blame(m, passage_lasts(&c->heavy, heavy, m->now, PASSAGE_DOUBT_MS), WIRE_HEAVY,
		      GATE_FAULT_CONTRADICTS);
	passage_blame(m, passage_lasts(&c->several, several, m->now, PASSAGE_DOUBT_MS),
		      WIRE_SEVERAL, GATE_FAULT_CONTRADICTS);
}

/*
 * One came in by the beams of a door, the doors are shut, and nobody is seen: who is in there would
 * be forgotten. When a door has been open after that nothing is known any more.
 */
static void unseen(struct passage_people *c, struct moment *m, bool seen, bool closed)
{
	c->met = c->met && !seen && !(c->unseen && !closed);
	c->unseen = passage_lasts(&c->missed, c->met && closed, m->now, PASSAGE_DOUBT_MS) ||
		    (c->unseen && c->met);
	passage_blame(m, c->unseen, WIRE_PRESENT, GATE_FAULT_CONTRADICTS);
}

/* Heights: a child beside an adult, and who is no adult's height at all. */
static bool heights(struct passage_people *c, struct moment *m, bool several)
{
	bool low = passage_any(m->wires, WIRE_LOW);
	bool high = passage_any(m->wires, WIRE_HIGH);
	bool counts = passage_any(m->fitted, COUNTS) || m->f->curtain_beams > 0;
	if ((m->fitted & ROWS) != ROWS) {
		return false;
	}
	c->high = c->high || high;
	bool alone = passage_lasts(&c->stoop, low && !high, m->now, PASSAGE_LOW_MS);
	bool crawls = alone && !c->high && m->now - c->stoop.ms >= PASSAGE_STOOP_MS;
	bool climbs = passage_lasts(&c->climb, high && !low, m->now, PASSAGE_STOOP_MS);
	c->low = c->low || alone;
	passage_breach(m, crawls || climbs, GATE_WHY_CRAWLING);
	return c->low && c->high && (several || !counts);
}

/* Something stays and does not move after somebody went. */
static void object(struct passage_people *c, struct moment *m, bool seen, bool closed)
{
	uint32_t wait = m->f->times.object;
	bool there = m->chamber && wait != 0 && c->left && seen && closed && !m->changed;
	passage_breach(m, passage_lasts(&c->still, there, m->now, wait), GATE_WHY_OBJECT);
	c->left = c->left && (seen || !closed);
}

static void dwell(struct passage_people *c, struct moment *m)
{
	uint32_t wait = m->f->times.loiter;
	bool dwells = m->chamber && wait != 0 && c->present;
	if (passage_lasts(&c->dwell, dwells, m->now, wait)) {
		passage_breach(m, true, GATE_WHY_LOITERING);
		c->dwell.ms = m->now; /* said once; again after the same time */
	}
}

/* The door is open for one who went away from it: the next to come is somebody else. */
static void away(struct passage_people *c, struct moment *m, const struct passage_door *exit,
		 bool seen)
{
	bool there = seen || exit->body || exit->pair.now != 0;
	bool gone = !m->chamber && exit->loose && exit->forth == 0 && !there;
	passage_breach(m, passage_lasts(&c->away, gone, m->now, PASSAGE_EMPTY_MS), GATE_WHY_LEFT);
}

/* Nobody is seen: what was known about them is over. */
static void forget(struct passage *p, const struct moment *m, bool seen, bool closed)
{
	struct passage_people *c = &p->people;
	if (passage_lasts(&c->gone, !seen, m->now, PASSAGE_EMPTY_MS)) {
		c->high = c->low = false;
	}
	bool doorway = p->door[PASSAGE_ENTRY].pair.now != 0 || p->door[PASSAGE_EXIT].pair.now != 0;
	if (passage_lasts(&c->clear, !seen && !doorway, m->now, PASSAGE_CLEAR_MS)) {
		c->came = 0;
		c->close = false;
	}
	if (passage_lasts(&c->empty, !seen && closed, m->now, PASSAGE_EMPTY_MS)) {
		p->door[PASSAGE_ENTRY].forth = 0;
		c->sure = c->sure || c->counter == 0;
	}
}

/*
 * Who was inside met the only free door, and neither chamber nor doorway sees anybody any more:
 * they went by it, whatever its contact says. Presence alone could have missed them.
 */
static void went(struct passage_door *d, const struct moment *m, const struct passage_door *other,
		 bool seen)
{
	bool alone = m->chamber && d->loose && !other->loose;
	bool gone = alone && d->back && d->met && !d->moved && !seen && !d->body;
	d->silent = passage_lasts(&d->went, gone, m->now, PASSAGE_EMPTY_MS) || d->silent;
}

void passage_people(struct passage *p, struct moment *m)
{
	struct passage_people *c = &p->people;
	struct passage_door *entry = &p->door[PASSAGE_ENTRY];
	bool closed = shut(&p->door[PASSAGE_EXIT]) && (!m->chamber || shut(entry));
	bool seen = passage_any(m->wires, SEEN) || m->curtain != 0;
	bool before = c->present;
	counter(p, m, seen, closed);
	contradictions(c, m, closed);
	unseen(c, m, seen, closed);
	bool beside = passage_any(m->wires, WIRE_HEAVY) || passage_bodies(m->curtain) > 1 ||
		      (c->close && seen);
	bool several = beside || passage_any(m->wires, WIRE_SEVERAL) ||
		       (m->chamber && (c->counter > 1 || (c->came + m->coming > 1 && seen)));
	bool child = heights(c, m, several);
	c->present = seen || (m->chamber && c->counter > 0);
	c->many = several || child;
	/* Before an only door others may wait; what they are matters while it lets somebody out. */
	bool matters = m->chamber || p->door[PASSAGE_EXIT].loose;
	passage_breach(m, child && matters, GATE_WHY_ASSISTANCE);
	passage_breach(m, beside && matters, GATE_WHY_PIGGYBACK);
	/* In a chamber that was empty, behind doors that have not moved: a contact lies. */
	bool through = m->chamber && entry->loose && !entry->back && !entry->moved;
	entry->silent =
		entry->silent || (through && !before && seen && !p->door[PASSAGE_EXIT].loose);
	went(entry, m, &p->door[PASSAGE_EXIT], seen);
	went(&p->door[PASSAGE_EXIT], m, entry, seen);
	object(c, m, seen, closed);
	dwell(c, m);
	away(c, m, &p->door[PASSAGE_EXIT], seen);
	forget(p, m, seen, closed);
}
