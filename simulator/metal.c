/*
 * metal: doors, locks and bodies of one lane, as a pure function of time.
 * Knows mechanics. Never knows what the sensors show (metal_wires.c), a clock, sockets, documents,
 * or what the controller wants.
 */
#include "simulator/metal.h"

#define PASSABLE_US (METAL_OPENING_US / 4 * 3)
#define HALF_US     (METAL_OPENING_US / 2)
#define SLOWER      4

/* Both doorways, from the outer to the inner side. */
struct doorway {
	int32_t begin;
	int32_t end;
	uint32_t lock;  /* output that holds it */
	uint32_t drive; /* output that opens it */
};

static const struct doorway doorways[METAL_DOORS] = {
	[METAL_ENTRY] = {1000, 2000, GATE_OUT_ENTRY_LOCK, GATE_OUT_ENTRY_OPEN},
	[METAL_EXIT] = {3000, 4000, GATE_OUT_EXIT_LOCK, GATE_OUT_EXIT_OPEN},
};

struct metal metal_start_of(enum gate_topology topology, uint32_t doorway_ms)
{
	return (struct metal){
		.topology = (uint8_t)topology,
		.contacts = WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK,
		.still_us = METAL_WATCHDOG_US,
		.step_us = doorway_ms == 0 ? 1000 : (int32_t)doorway_ms * 1000,
	};
}

struct metal metal_start(uint32_t doorway_ms)
{
	return metal_start_of(GATE_MANTRAP, doorway_ms);
}

bool metal_has_door(const struct metal *m, enum metal_door_id door)
{
	return m->topology == GATE_MANTRAP || (door == METAL_EXIT && m->topology != GATE_DESK);
}

struct metal metal_drive(struct metal m, uint32_t outputs)
{
	if (((m.outputs ^ outputs) & GATE_OUT_WATCHDOG) != 0) {
		m.still_us = 0;
	}
	m.outputs = outputs;
	return m;
}

bool metal_free(const struct metal *m, enum metal_door_id door)
{
	bool dropped = m->relay == METAL_RELAY_DROPPED ||
		       (m->relay == METAL_RELAY_WORKS && m->still_us >= METAL_WATCHDOG_US);
	return (m->outputs & doorways[door].lock) == 0 || dropped || m->unpowered;
}

static bool in_doorway(const struct metal_body *b, const struct doorway *d)
{
	/* The thresholds themselves are outside: there one waits for the door. */
	return b->here && b->place > d->begin && b->place < d->end;
}

bool metal_in_door(const struct metal *m, enum metal_door_id door)
{
	bool in = m->door[door].hand && m->door[door].open_us > 0;
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		in = in || in_doorway(&m->body[i], &doorways[door]);
	}
	return in;
}

/* Stands at the door and wants through, either way. */
static bool pushes(const struct metal_body *b, const struct doorway *d)
{
	return b->here && ((b->place == d->begin && b->goal > d->begin) ||
			   (b->place == d->end && b->goal < d->end));
}

static bool pushed(const struct metal *m, enum metal_door_id id)
{
	bool any = false;
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		any = any || pushes(&m->body[i], &doorways[id]);
	}
	return any;
}

/* The emergency stop cuts the drives by its own wire, whatever the controller does. */
static bool drives_work(const struct metal *m)
{
	return !m->unpowered && (m->contacts & WIRE_ESTOP_OK) != 0;
}

enum motion { OPENS, CLOSES, STAYS };

static enum motion motion_of(const struct metal *m, enum metal_door_id id)
{
	const struct metal_door *door = &m->door[id];
	bool free = metal_free(m, id);
	bool driven = drives_work(m) && free && (m->outputs & doorways[id].drive) != 0;
	/* The bolt catches only a closed door. */
	bool gives = pushed(m, id) && (free || (door->open_us > 0 && m->topology != GATE_FLAP));
	if (door->jammed) {
		return STAYS;
	}
	if (door->forced || door->wedged || driven || gives) {
		return OPENS;
	}
	if (metal_in_door(m, id)) {
		return m->topology == GATE_FLAP ? STAYS : OPENS; /* held by who walks */
	}
	if (m->topology == GATE_FLAP && (free || !drives_work(m))) {
		return STAYS; /* nothing moves a leaf without power */
	}
	return door->half && door->open_us <= HALF_US ? STAYS : CLOSES;
}

static void pass_door(struct metal *m, enum metal_door_id id, int32_t us)
{
	struct metal_door *door = &m->door[id];
	int32_t way = door->slow ? us / SLOWER : us;
	switch (motion_of(m, id)) {
	case OPENS:
		door->open_us += way;
		break;
	case CLOSES:
		door->open_us -= way;
		break;
	case STAYS:
		break;
	}
	if (door->open_us > METAL_OPENING_US) {
		door->open_us = METAL_OPENING_US;
	}
	if (door->open_us < 0) {
		door->open_us = 0;
	}
	bool squeezes = !metal_free(m, id) && door->open_us > 0 && metal_in_door(m, id);
	m->squeeze_us[id] = squeezes ? m->squeeze_us[id] + us : 0;
}

/* The farthest a body gets towards its goal before a door that is not open. */
static int32_t reach(const struct metal *m, const struct metal_body *b)
{
	int32_t stop = b->goal;
	for (unsigned id = 0; id < METAL_DOORS; id++) {
		const struct doorway *d = &doorways[id];
		if (m->door[id].open_us >= PASSABLE_US || !metal_has_door(m, id)) {
			continue;
		}
		if (b->place <= d->begin && stop > d->begin) {
			stop = d->begin;
		}
		if (b->place >= d->end && stop < d->end) {
			stop = d->end;
		}
	}
	return stop;
}

static void pass_body(const struct metal *m, struct metal_body *b, int32_t us)
{
	if (!b->here || b->place == b->goal) {
		return;
	}
	if (b->wait_us > 0) {
		b->wait_us -= us;
		return;
	}
	int32_t stop = reach(m, b);
	int32_t steps = (int32_t)((int64_t)us * METAL_DOORWAY / m->step_us);
	int32_t way = stop - b->place;
	if (way > steps) {
		way = steps;
	}
	if (way < -steps) {
		way = -steps;
	}
	b->place += way;
}

/* The people counter over the chamber: a pulse for each who comes in, or goes out, by any door. */
static void count(struct metal *m, const struct metal_body *before, const struct metal_body *after)
{
	int32_t from = doorways[METAL_ENTRY].end;
	int32_t to = doorways[METAL_EXIT].begin;
	bool person = before->kind == METAL_ADULT || before->kind == METAL_CHILD;
	bool was = before->place >= from && before->place <= to;
	bool is = after->place >= from && after->place <= to;
	if (person && after->here && was != is) {
		m->counted_us[is ? 0 : 1] += METAL_PULSE_US + METAL_GAP_US;
	}
}

struct metal metal_pass(struct metal m, uint32_t us)
{
	int32_t part = (int32_t)(us > 100000 ? 100000 : us);
	m.now_us += part;
	if (m.still_us < METAL_WATCHDOG_US) {
		m.still_us += part;
	}
	for (unsigned id = 0; id < 2; id++) {
		m.counted_us[id] -= m.counted_us[id] > part ? part : m.counted_us[id];
	}
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		struct metal_body before = m.body[i];
		pass_body(&m, &m.body[i], part);
		count(&m, &before, &m.body[i]);
	}
	for (unsigned id = 0; id < METAL_DOORS; id++) {
		if (metal_has_door(&m, id)) {
			pass_door(&m, id, part);
		}
	}
	metal_pass_faults(&m, part);
	return m;
}
