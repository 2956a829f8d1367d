/*
 * passage_door: one door and its doorway: shut or not, released or not, who went through.
 * Knows contacts, drives, beams of one door. Never knows who is inside beyond the last step.
 */
#include "gate/passage_impl.h"

#include "gate/turn.h"

/* What belongs to a door; near: met first by who goes forward. */
struct door_lines {
	uint32_t closed;
	uint32_t wide;
	uint32_t beam;
	uint32_t hand;
	uint32_t near;
	uint32_t far;
	uint32_t lock;
	uint32_t open;
};

static const struct door_lines lines_of[2] = {
	[PASSAGE_ENTRY] = {WIRE_ENTRY_CLOSED, WIRE_ENTRY_WIDE, WIRE_ENTRY_BEAM, WIRE_ENTRY_HAND,
			   WIRE_ENTRY_OUTER, WIRE_ENTRY_INNER, GATE_OUT_ENTRY_LOCK,
			   GATE_OUT_ENTRY_OPEN},
	[PASSAGE_EXIT] = {WIRE_EXIT_CLOSED, WIRE_EXIT_WIDE, WIRE_EXIT_BEAM, WIRE_EXIT_HAND,
			  WIRE_EXIT_INNER, WIRE_EXIT_OUTER, GATE_OUT_EXIT_LOCK, GATE_OUT_EXIT_OPEN},
};

/* A body in the swing, or right through the doorway; who waits outside breaks one beam only. */
static bool between(const struct moment *m, const struct door_lines *l)
{
	uint32_t both = l->near | l->far;
	return passage_any(m->wires, l->beam | l->hand) || (m->wires & both) == both;
}

static bool occupied(const struct moment *m, const struct door_lines *l)
{
	return passage_any(m->wires, l->beam | l->hand | l->near | l->far);
}

/*
 * While a door settles after locking its contact may shake. Not if the other door is free, nor if
 * anything else speaks for an open door: then it is open at once.
 */
static bool shakes(struct passage_door *d, const struct moment *m, const struct door_lines *l,
		   const struct door_lines *other)
{
	bool locked = passage_any(m->outputs, l->lock);
	bool settled = passage_lasts(&d->calm, locked && d->shut, m->now, m->f->times.settle);
	bool closed = passage_any(m->wires, l->closed);
	bool open = passage_lasts(&d->open, !closed, m->now, PASSAGE_SHAKE_MS);
	bool other_free = !passage_any(m->outputs, other->lock);
	return d->calm.on && !settled && !open && !other_free && !between(m, l) &&
	       !passage_any(m->wires, l->wide);
}

static void contact(struct passage_door *d, struct moment *m, unsigned which)
{
	const struct door_lines *l = &lines_of[which];
	bool closed = passage_any(m->wires, l->closed);
	bool wide = passage_any(m->wires, l->wide);
	bool shaking = shakes(d, m, l, &lines_of[1 - which]);
	d->shut = (closed && !wide) || (d->shut && shaking);
	passage_blame(m, closed && wide, (enum gate_wire)l->closed, GATE_FAULT_CONTRADICTS);
	if (!closed) {
		d->moved = true;
		d->silent = false;
		d->prevented = 0;
	}
}

/*
 * From its release until it is shut and locked again, however often it tries to close. Who went out
 * by the exit is told up to that moment: a step later it would be said of the next release.
 */
static void release(struct passage *p, struct moment *m, unsigned which)
{
	struct passage_door *d = &p->door[which];
	bool locked = passage_any(m->outputs, lines_of[which].lock);
	if (!locked && !d->loose) {
		d->loose = true;
		d->back = p->people.present;
		d->moved = !d->shut;
		d->met = false;
		d->forth = 0;
		d->dwell.on = false;
		p->people.dwell.on = false;
	} else if (locked && d->shut) {
		d->forth = d->loose || which == PASSAGE_ENTRY ? d->forth : 0;
		d->loose = false;
	}
}

static void drive(struct passage_door *d, struct moment *m, const struct door_lines *l)
{
	bool fitted = m->f->output[turn_output_line(m->f, l->open)].name[0] != '\0';
	bool refuses = fitted && m->f->times.travel != 0 && passage_any(m->outputs, l->open) &&
		       passage_any(m->wires, l->closed);
	bool late = passage_lasts(&d->driven, refuses, m->now, m->f->times.travel);
	passage_breach(m, late, GATE_WHY_PREVENTED);
	if (late && !d->refused) {
		passage_more(&d->prevented);
	}
	d->refused = late;
	d->silent = d->silent || d->prevented >= PASSAGE_REFUSED;
}

/* Without a pair the safety beam tells of bodies, if not of their direction. */
static void count_by_beam(struct passage_door *d, const struct moment *m,
			  const struct door_lines *l, const struct passage_line *beam)
{
	bool open = d->loose && !passage_any(m->wires, l->closed);
	bool broken = passage_any(m->wires, l->beam);
	if (broken) {
		bool apart = beam->stood_ms - d->clear_ms >= PASSAGE_STRIDE_MS;
		bool body = m->now - beam->stood_ms >= PASSAGE_BODY_MS;
		if (open && d->forth > 0 && !d->counted && apart && body) {
			passage_more(&d->forth);
			d->counted = true;
		}
		d->broke = d->broke || open;
		return;
	}
	if (d->broke && open && d->forth == 0) {
		d->forth = 1;
	}
	if (d->broke) {
		d->clear_ms = m->now;
	}
	d->broke = false;
	d->counted = false;
}

/* Where there is no safety beam the pair tells of bodies, while the door is not shut. */
static bool in_swing(const struct passage_door *d, const struct moment *m,
		     const struct door_lines *l)
{
	bool by_pair = !passage_any(m->fitted, l->beam) && !d->shut &&
		       passage_any(m->wires, l->near | l->far);
	return by_pair || passage_any(m->wires, l->beam | l->hand);
}

static void tell_crossing(struct passage *p, struct moment *m, unsigned which, enum crossing what)
{
	struct passage_door *d = &p->door[which];
	bool through = what == CROSSING_FORTH || what == CROSSING_BACK;
	bool in = what == (which == PASSAGE_ENTRY ? CROSSING_FORTH : CROSSING_BACK);
	m->turned = m->turned || what == CROSSING_TURNED;
	if (!through) {
		return;
	}
	passage_breach(m, d->pair.barred, GATE_WHY_INTRUSION);
	d->silent = d->silent || (d->loose && !d->moved && !d->pair.barred);
	if (what == CROSSING_FORTH) {
		d->two = d->two || (!m->chamber && d->pair.close);
		passage_more(&d->forth);
	} else if (which == PASSAGE_ENTRY) {
		passage_less(&d->forth);
	}
	if (in) {
		passage_more(&p->people.came);
	}
	p->people.left = !in;
	p->people.met = in && m->chamber;
}

static void count_by_pair(struct passage *p, struct moment *m, unsigned which)
{
	struct passage_door *d = &p->door[which];
	const struct door_lines *l = &lines_of[which];
	bool barred = passage_any(m->wires, l->closed) && passage_any(m->outputs, l->lock);
	uint8_t beams = (uint8_t)((passage_any(m->wires, l->near) ? 1u : 0u) |
				  (passage_any(m->wires, l->far) ? 2u : 0u));
	enum crossing what = passage_pair(&d->pair, beams, barred, m->now);
	m->changed = m->changed || beams != 0;
	bool inwards = d->pair.first == (which == PASSAGE_ENTRY ? 1 : 2);
	m->coming += inwards && beams != 0 && d->pair.across ? 1 : 0;
	/* Who leaves by the exit may draw something behind, but nobody comes back from there. */
	bool matters = which == PASSAGE_ENTRY || inwards || what == CROSSING_TURNED;
	p->people.close = p->people.close || (matters && d->pair.close);
	tell_crossing(p, m, which, what);
	if (which == PASSAGE_EXIT) {
		bool against = d->pair.first == 2 && d->pair.across && beams != 0;
		passage_breach(m, against || what == CROSSING_BACK, GATE_WHY_WRONG_WAY);
	} else {
		bool against = d->back && what == CROSSING_FORTH;
		passage_breach(m, against, GATE_WHY_WRONG_WAY);
	}
}

/* More than one in one release; where there is a chamber it is the way in that counts. */
static void follow(struct passage *p, struct moment *m, unsigned which)
{
	struct passage_door *d = &p->door[which];
	bool way = m->chamber ? which == PASSAGE_ENTRY && !d->back : which == PASSAGE_EXIT;
	bool there = d->loose || (m->chamber && p->people.present);
	passage_breach(m, way && there && d->forth > 1, GATE_WHY_TAILGATING);
	passage_breach(m, way && d->pair.close && d->pair.now != 0, GATE_WHY_PIGGYBACK);
	/* Until the door is shut: what is open is closed first, what is idle then is an alarm. */
	passage_breach(m, d->two, GATE_WHY_PIGGYBACK);
	d->two = d->two && d->loose;
}

void passage_door(struct passage *p, struct moment *m, unsigned which)
{
	struct passage_door *d = &p->door[which];
	const struct door_lines *l = &lines_of[which];
	const struct gate_times *t = &m->f->times;
	if (which == PASSAGE_ENTRY && !m->chamber) {
		return;
	}
	contact(d, m, which);
	release(p, m, which);
	drive(d, m, l);
	d->body = in_swing(d, m, l);
	d->met = d->met || d->body;
	if ((m->fitted & (l->near | l->far)) == (l->near | l->far)) {
		count_by_pair(p, m, which);
	} else {
		uint8_t before = d->forth;
		count_by_beam(d, m, l, &p->line[turn_wire_line(m->f, l->beam)]);
		p->people.left = p->people.left || (which == PASSAGE_EXIT && d->forth > before);
	}
	follow(p, m, which);
	passage_blame(m, d->silent, (enum gate_wire)l->closed, GATE_FAULT_SILENT);
	bool hand = passage_any(m->wires, l->hand) && t->hand != 0;
	passage_breach(m, passage_lasts(&d->hand, hand, m->now, t->hand), GATE_WHY_OBSTRUCTED);
	bool dwells = t->loiter != 0 && occupied(m, l) && (which == PASSAGE_EXIT || !d->shut);
	if (passage_lasts(&d->dwell, dwells, m->now, t->loiter)) {
		passage_breach(m, true, GATE_WHY_LOITERING);
		d->dwell.ms = m->now; /* said once; again after the same time */
	}
}
