/*
 * metal_wires: what the sensors of a lane show of its doors and bodies, and what wires make of it.
 * Knows where each sensor looks and how a wire can be wrong. Never knows mechanics (metal.c) nor
 * what the controller concludes.
 */
#include "simulator/metal.h"

#define PRESENT_BEGIN 1500
#define PRESENT_END   3500
#define MAT_BEGIN     2000
#define MAT_END       3000
/* A ceiling sensor counts who is at least so tall, and sees what is at least so high. */
#define COUNTED_TALL  800
#define CHEST         1200
#define MAT_KG        15
#define HEAVY_KG      110
#define CURTAIN_PITCH 45 /* the beams stand in the middle of the chamber */
#define CHATTER_US    4000

struct looks {
	int32_t height;
	int32_t half;
	int32_t weight;
	bool person;
};

static struct looks looks_of(uint8_t kind)
{
	switch ((enum metal_kind)kind) {
#define X(name, word, height, depth, weight, person) \
	case name:                                   \
		return (struct looks){(height), (depth) / 2, (weight), (person)};
		METAL_KINDS(X)
#undef X
	case METAL_KIND_COUNT:
		break;
	}
	return (struct looks){0};
}

const char *metal_kind_word(unsigned kind)
{
	static const char *const words[] = {
#define X(name, word, height, depth, weight, person) word,
		METAL_KINDS(X)
#undef X
	};
	return kind < METAL_KIND_COUNT ? words[kind] : "?";
}

int32_t metal_half_depth(const struct metal_body *b)
{
	return looks_of(b->kind).half;
}

unsigned metal_between(const struct metal *m, int32_t from, int32_t to, bool persons)
{
	unsigned found = 0;
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		const struct metal_body *b = &m->body[i];
		bool there = b->here && b->place > from && b->place < to;
		found += there && looks_of(b->kind).person == persons ? 1 : 0;
	}
	return found;
}

unsigned metal_present(const struct metal *m)
{
	return metal_between(m, PRESENT_BEGIN, PRESENT_END, true) +
	       metal_between(m, PRESENT_BEGIN, PRESENT_END, false);
}

/* Sensors that look across the lane at one place. */
static const struct across {
	uint32_t wire;
	int32_t place;
} pairs[] = {
	{WIRE_ENTRY_OUTER, 1400},
	{WIRE_ENTRY_INNER, 1550},
	{WIRE_EXIT_INNER, 3450},
	{WIRE_EXIT_OUTER, 3600},
};

static uint32_t across_of(const struct metal_body *b, int32_t half)
{
	uint32_t seen = 0;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		int32_t off = b->place - pairs[i].place;
		seen |= off >= -half && off <= half ? pairs[i].wire : 0u;
	}
	return seen;
}

/* Ceiling sensor, rows of beams and mat, which look at all bodies together. */
static uint32_t inside_of(const struct metal *m)
{
	uint32_t seen = 0;
	unsigned counted = 0;
	int32_t weight = 0;
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		const struct metal_body *b = &m->body[i];
		struct looks looks = looks_of(b->kind);
		if (!b->here) {
			continue;
		}
		seen |= across_of(b, looks.half);
		if (b->place > PRESENT_BEGIN && b->place < PRESENT_END) {
			seen |= WIRE_PRESENT | WIRE_LOW;
			seen |= looks.height >= CHEST ? WIRE_HIGH : 0u;
			counted += looks.person && looks.height >= COUNTED_TALL ? 1 : 0;
		}
		weight += b->place > MAT_BEGIN && b->place < MAT_END ? looks.weight : 0;
	}
	seen |= counted > 1 ? WIRE_SEVERAL : 0u;
	seen |= weight >= MAT_KG ? WIRE_MAT : 0u;
	return seen | (weight >= HEAVY_KG ? WIRE_HEAVY : 0u);
}

static uint32_t door_of(const struct metal *m, enum metal_door_id id, const uint32_t wires[4])
{
	uint32_t seen = 0;
	bool body = metal_in_door(m, id);
	if (!metal_has_door(m, id)) {
		return 0;
	}
	seen |= m->door[id].open_us == 0 ? wires[0] : 0u;
	seen |= m->door[id].open_us == METAL_OPENING_US ? wires[1] : 0u;
	seen |= body ? wires[2] : 0u;
	return seen | (m->door[id].hand && m->door[id].open_us > 0 ? wires[3] : 0u);
}

static bool pulses(int32_t left_us)
{
	return left_us % (METAL_PULSE_US + METAL_GAP_US) > METAL_GAP_US ||
	       (left_us > 0 && left_us % (METAL_PULSE_US + METAL_GAP_US) == 0);
}

/* All wires as they should read. */
static uint32_t true_levels(const struct metal *m)
{
	static const uint32_t entry[] = {WIRE_ENTRY_CLOSED, WIRE_ENTRY_WIDE, WIRE_ENTRY_BEAM,
					 WIRE_ENTRY_HAND};
	static const uint32_t exit[] = {WIRE_EXIT_CLOSED, WIRE_EXIT_WIDE, WIRE_EXIT_BEAM,
					WIRE_EXIT_HAND};
	uint32_t seen = m->contacts | inside_of(m);
	seen |= door_of(m, METAL_ENTRY, entry) | door_of(m, METAL_EXIT, exit);
	seen |= pulses(m->counted_us[0]) ? WIRE_COUNT_IN : 0u;
	seen |= pulses(m->counted_us[1]) ? WIRE_COUNT_OUT : 0u;
	return seen | ((m->outputs & GATE_OUT_WATCHDOG) != 0 ? WIRE_RETURN : 0u);
}

static bool level_of(const struct metal *m, uint32_t levels, unsigned bit)
{
	const struct metal_fault *f = &m->fault[bit];
	switch ((enum metal_fault_kind)f->kind) {
	case METAL_SOUND:
		break;
	case METAL_STUCK_LOW:
		return false;
	case METAL_STUCK_HIGH:
		return true;
	case METAL_CHATTERS:
		return m->now_us / CHATTER_US % 2 != 0;
	case METAL_LATE:
		return f->shown;
	case METAL_SWAPPED:
		return (levels & 1u << f->other) != 0;
	}
	return (levels & 1u << bit) != 0;
}

void metal_pass_faults(struct metal *m, int32_t us)
{
	uint32_t levels = 0;
	bool read = false;
	for (unsigned bit = 0; bit < GATE_WIRE_COUNT; bit++) {
		struct metal_fault *f = &m->fault[bit];
		if (f->kind != METAL_LATE) {
			continue;
		}
		levels = read ? levels : true_levels(m);
		read = true;
		bool level = (levels & 1u << bit) != 0;
		f->lag_us = level == f->shown ? 0 : f->lag_us + us;
		f->shown = f->lag_us >= f->late_us ? level : f->shown;
	}
}

uint32_t metal_inputs(const struct metal *m)
{
	uint32_t levels = true_levels(m);
	uint32_t shown = levels;
	for (unsigned bit = 0; bit < GATE_WIRE_COUNT; bit++) {
		if (m->fault[bit].kind != METAL_SOUND) {
			uint32_t wire = 1u << bit;
			shown = level_of(m, levels, bit) ? shown | wire : shown & ~wire;
		}
	}
	return m->dead || m->topology == GATE_DESK ? 0 : shown;
}

struct gate_lines metal_lines(const struct metal *m)
{
	struct gate_lines lines = {.levels = metal_inputs(m)};
	for (unsigned beam = 0; beam < m->beams; beam++) {
		int32_t at = METAL_CHAMBER + (2 * (int32_t)beam - m->beams) * CURTAIN_PITCH / 2;
		for (unsigned i = 0; i < METAL_BODIES; i++) {
			const struct metal_body *b = &m->body[i];
			int32_t off = b->place - at;
			int32_t half = metal_half_depth(b);
			bool broken = b->here && off >= -half && off <= half && !m->dead;
			lines.curtain |= broken ? 1u << beam : 0u;
		}
	}
	return lines;
}
