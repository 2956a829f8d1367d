/*
 * metal: doors, locks, beams, counters and bodies of one lane, as a pure function of time.
 * Knows mechanics. Never knows a clock, sockets, documents, or what the controller wants.
 */
#include "simulator/metal.h"

#define PASSABLE_US (METAL_OPENING_US / 4 * 3)

/* Both doorways, from the outer to the inner side. */
struct doorway {
	int32_t begin;
	int32_t end;
	uint32_t lock; /* output that holds it */
};

static const struct doorway doorways[METAL_DOORS] = {
	[METAL_ENTRY] = {1000, 2000, GATE_OUT_ENTRY_LOCK},
	[METAL_EXIT] = {3000, 4000, GATE_OUT_EXIT_LOCK},
};
#define PRESENT_BEGIN 1500
#define PRESENT_END   3500

struct metal metal_start(uint32_t doorway_ms)
{
	struct metal m = {
		.contacts = WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK,
		.still_us = METAL_WATCHDOG_US,
		.step_us = doorway_ms == 0 ? 1000 : (int32_t)doorway_ms * 1000,
	};
	return m;
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
	return (m->outputs & doorways[door].lock) == 0 || m->still_us >= METAL_WATCHDOG_US;
}

static bool in_doorway(const struct metal_body *b, const struct doorway *d)
{
	/* The thresholds themselves are outside: there one waits for the door. */
	return b->here && b->place > d->begin && b->place < d->end;
}

/* Stands at the door and wants through, either way. */
static bool pushes(const struct metal_body *b, const struct doorway *d)
{
	return b->here && ((b->place == d->begin && b->goal > d->begin) ||
			   (b->place == d->end && b->goal < d->end));
}

static void pass_door(struct metal *m, enum metal_door_id id, int32_t us)
{
	struct metal_door *door = &m->door[id];
	bool held = door->wedged;
	bool pushed = false;
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		held = held || in_doorway(&m->body[i], &doorways[id]);
		pushed = pushed || pushes(&m->body[i], &doorways[id]);
	}
	/* The bolt catches only a closed door. */
	bool opens = held || (pushed && (metal_free(m, id) || door->open_us > 0));
	door->open_us += opens ? us : -us;
	if (door->open_us > METAL_OPENING_US) {
		door->open_us = METAL_OPENING_US;
	}
	if (door->open_us < 0) {
		door->open_us = 0;
	}
}

/* The farthest a body gets towards its goal before a door that is not open. */
static int32_t reach(const struct metal *m, const struct metal_body *b)
{
	int32_t stop = b->goal;
	for (unsigned id = 0; id < METAL_DOORS; id++) {
		const struct doorway *d = &doorways[id];
		if (m->door[id].open_us >= PASSABLE_US) {
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
	if (!b->here) {
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

struct metal metal_pass(struct metal m, uint32_t us)
{
	int32_t part = (int32_t)(us > 100000 ? 100000 : us);
	if (m.still_us < METAL_WATCHDOG_US) {
		m.still_us += part;
	}
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		pass_body(&m, &m.body[i], part);
	}
	pass_door(&m, METAL_ENTRY, part);
	pass_door(&m, METAL_EXIT, part);
	return m;
}

unsigned metal_present(const struct metal *m)
{
	unsigned count = 0;
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		const struct metal_body *b = &m->body[i];
		count += b->here && b->place > PRESENT_BEGIN && b->place < PRESENT_END ? 1 : 0;
	}
	return count;
}

uint32_t metal_inputs(const struct metal *m)
{
	uint32_t inputs = m->contacts;
	unsigned present = metal_present(m);
	inputs |= m->door[METAL_ENTRY].open_us == 0 ? WIRE_ENTRY_CLOSED : 0u;
	inputs |= m->door[METAL_EXIT].open_us == 0 ? WIRE_EXIT_CLOSED : 0u;
	inputs |= present > 0 ? WIRE_PRESENT : 0u;
	inputs |= present > 1 ? WIRE_SEVERAL : 0u;
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		inputs |= in_doorway(&m->body[i], &doorways[METAL_ENTRY]) ? WIRE_ENTRY_BEAM : 0u;
		inputs |= in_doorway(&m->body[i], &doorways[METAL_EXIT]) ? WIRE_EXIT_BEAM : 0u;
	}
	return inputs;
}
