/*
 * sequence_draw: sequences from a seed, and as text.
 * Knows what is likely. Never knows what an event does.
 */
#include "sequence.h"

#include <stdio.h>

struct dice {
	uint64_t state;
};

/* splitmix64: every seed gives another stream. */
static uint64_t roll(struct dice *d)
{
	d->state += UINT64_C(0x9E3779B97F4A7C15);
	uint64_t z = d->state;
	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static uint32_t below(struct dice *d, uint32_t limit)
{
	return (uint32_t)(roll(d) % limit);
}

static bool chance(struct dice *d, uint32_t percent)
{
	return below(d, 100) < percent;
}

static uint32_t draw_wait(struct dice *d)
{
	static const uint32_t waits[] = {0,   0,   10,  10,  30,  60,  60,   110,  150,  200,
					 250, 300, 400, 500, 700, 900, 1200, 1500, 2000, 3000};
	uint32_t rare = below(d, 200);
	if (rare == 0) {
		return 65000;
	}
	if (rare < 4) {
		return 6000 + below(d, 15000);
	}
	return waits[below(d, sizeof(waits) / sizeof(waits[0]))];
}

static uint32_t draw_place(struct dice *d)
{
	static const uint32_t places[] = {METAL_OUTSIDE, 1000,          1450, 2000, METAL_CHAMBER,
					  METAL_CHAMBER, METAL_CHAMBER, 3000, 3500, 4000,
					  METAL_COUNTRY, METAL_COUNTRY};
	return places[below(d, sizeof(places) / sizeof(places[0]))];
}

static struct sequence_event draw_order(struct dice *d)
{
	uint32_t orders = GATE_EVENT_COUNT - GATE_EV_ORDER_PASS;
	return (struct sequence_event){.kind = DOES_ORDER,
				       .a = GATE_EV_ORDER_PASS + below(d, orders)};
}

static struct sequence_event draw_trouble(struct dice *d)
{
	static const uint32_t contacts[] = {WIRE_FIRE_OK,  WIRE_ESTOP_OK, WIRE_TAMPER_OK,
					    WIRE_MAINS_OK, WIRE_RELEASE,  WIRE_RELEASE,
					    WIRE_KEY};
	struct sequence_event e = {.kind = DOES_NOTHING};
	switch (below(d, 12)) {
	case 0:
	case 1:
		e = (struct sequence_event){.kind = DOES_BREAK, .a = contacts[below(d, 7)]};
		break;
	case 2:
	case 3:
		e = (struct sequence_event){.kind = DOES_DOOR, .a = below(d, 2), .b = below(d, 7)};
		break;
	case 4:
	case 5:
		e = (struct sequence_event){
			.kind = DOES_LINE, .a = below(d, GATE_WIRE_COUNT), .b = below(d, 400)};
		break;
	case 6:
		e = (struct sequence_event){.kind = DOES_REPAIR};
		break;
	case 7:
		e = (struct sequence_event){.kind = DOES_MEND};
		break;
	case 8:
		e = (struct sequence_event){
			.kind = DOES_WORKER, .a = below(d, 5), .b = below(d, 3)};
		break;
	case 9:
		e = (struct sequence_event){.kind = DOES_POWER, .a = below(d, 3)};
		break;
	case 10:
		e = (struct sequence_event){.kind = chance(d, 50) ? DOES_KILL : DOES_RELAY,
					    .a = below(d, 3)};
		break;
	default:
		e = (struct sequence_event){.kind = DOES_START};
		break;
	}
	return e;
}

static struct sequence_event draw_event(struct dice *d)
{
	uint32_t kind = below(d, 100);
	struct sequence_event e = {.kind = DOES_NOTHING};
	if (kind < 35) {
		e = (struct sequence_event){
			.kind = DOES_WALK, .a = below(d, 4), .b = draw_place(d)};
	} else if (kind < 42) {
		e = (struct sequence_event){.kind = DOES_COME,
					    .a = below(d, 6),
					    .b = below(d, METAL_KIND_COUNT) + 8 * below(d, 2)};
	} else if (kind < 45) {
		e = (struct sequence_event){.kind = DOES_GO, .a = below(d, 6)};
	} else if (kind < 52) {
		e = (struct sequence_event){.kind = DOES_LAY, .a = chance(d, 70) ? 0 : below(d, 4)};
	} else if (kind < 55) {
		e = (struct sequence_event){.kind = DOES_TAKE};
	} else if (kind < 59) {
		e = (struct sequence_event){.kind = DOES_FACE, .a = below(d, 3)};
	} else if (kind < 75) {
		e = draw_order(d);
	} else {
		e = draw_trouble(d);
	}
	e.wait_ms = draw_wait(d);
	return e;
}

static void add(struct sequence *s, struct sequence_event e)
{
	if (s->count < SEQUENCE_MAX) {
		s->event[s->count++] = e;
	}
}

/* Somebody crosses as they should, so that what disturbs them meets every state. */
static void draw_crossing(struct sequence *s, struct dice *d, uint32_t disturbance)
{
	const struct sequence_event steps[] = {
		{.kind = DOES_FACE, .a = chance(d, 75) ? 1 : below(d, 3), .wait_ms = 0},
		{.kind = DOES_LAY, .a = chance(d, 80) ? 0 : below(d, 4), .wait_ms = 450},
		{.kind = DOES_TAKE, .wait_ms = 50},
		{.kind = DOES_WALK, .a = 0, .b = METAL_CHAMBER, .wait_ms = 1400},
		{.kind = DOES_NOTHING, .wait_ms = 600},
		{.kind = DOES_WALK, .a = 0, .b = METAL_COUNTRY, .wait_ms = 1500},
		{.kind = DOES_NOTHING, .wait_ms = 500},
		{.kind = DOES_GO, .a = 0, .wait_ms = 0},
	};
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct sequence_event e = steps[i];
		if (chance(d, disturbance)) {
			e.wait_ms = e.wait_ms * below(d, 200) / 100;
		}
		add(s, e);
		while (chance(d, disturbance)) {
			add(s, draw_event(d));
		}
	}
}

/* Somebody stands in the chamber, and nobody comes. */
static void draw_forgotten(struct sequence *s, struct dice *d)
{
	add(s, (struct sequence_event){.kind = DOES_FACE, .a = chance(d, 50) ? 0 : 2});
	add(s, (struct sequence_event){.kind = DOES_LAY, .wait_ms = 450});
	add(s, (struct sequence_event){.kind = DOES_TAKE, .wait_ms = 50});
	add(s, (struct sequence_event){
		       .kind = DOES_WALK, .a = 0, .b = METAL_CHAMBER, .wait_ms = 1400});
	if (chance(d, 40)) {
		add(s, draw_event(d));
	}
	add(s, (struct sequence_event){.kind = DOES_NOTHING,
				       .wait_ms = chance(d, 75) ? 110000 : 340000});
}

struct sequence sequence_draw(uint64_t seed, enum gate_topology topology)
{
	struct dice d = {seed * UINT64_C(0xD1342543DE82EF95) + 1};
	struct sequence s = {.topology = (uint8_t)topology, .full = chance(&d, 50)};
	uint32_t length = 4 + below(&d, 20);
	bool wild = chance(&d, 35);
	if (chance(&d, 2)) {
		draw_forgotten(&s, &d);
	} else if (!wild) {
		draw_crossing(&s, &d, 5 + below(&d, 45));
	}
	for (uint32_t i = 0; wild && s.count < SEQUENCE_MAX && i < length; i++) {
		add(&s, draw_event(&d));
	}
	return s;
}

const char *sequence_word(unsigned kind)
{
	static const char *const words[] = {
#define X(name, word) word,
		SEQUENCE_EVENTS(X)
#undef X
	};
	return kind < SEQUENCE_EVENT_COUNT ? words[kind] : "?";
}

static const char *const topologies[] = {
#define X(name, word) word,
	GATE_TOPOLOGIES(X)
#undef X
};

size_t sequence_print(const struct sequence *s, char *out, size_t cap)
{
	int used =
		snprintf(out, cap, "gate %s%s\n", topologies[s->topology], s->full ? " full" : "");
	for (unsigned i = 0; i < s->count && used > 0 && (size_t)used < cap; i++) {
		const struct sequence_event *e = &s->event[i];
		used += snprintf(out + used, cap - (size_t)used, "%s %u %u %u\n",
				 sequence_word(e->kind), e->a, e->b, e->wait_ms);
	}
	return used > 0 ? (size_t)used : 0;
}

static bool number(struct rd *line, uint32_t *out)
{
	struct rd word = rd_until(line, " \n");
	uint8_t c;
	bool any = word.left > 0 && word.left < 10;
	*out = 0;
	while (any && rd_u8(&word, &c)) {
		any = c >= '0' && c <= '9';
		*out = *out * 10 + (uint32_t)(c - '0');
	}
	return any;
}

static bool parse_event(struct sequence *s, struct rd word, struct rd line)
{
	struct sequence_event e = {.kind = SEQUENCE_EVENT_COUNT};
	for (unsigned kind = 0; kind < SEQUENCE_EVENT_COUNT; kind++) {
		e.kind = rd_equal(word, rd_cstr(sequence_word(kind))) ? (uint8_t)kind : e.kind;
	}
	if (e.kind == SEQUENCE_EVENT_COUNT || s->count == SEQUENCE_MAX || !number(&line, &e.a) ||
	    !number(&line, &e.b) || !number(&line, &e.wait_ms)) {
		return false;
	}
	s->event[s->count++] = e;
	return true;
}

static bool parse_gate(struct sequence *s, struct rd line)
{
	struct rd word = rd_until(&line, " ");
	s->full = rd_equal(line, RD_TEXT("full"));
	if (!s->full && line.left > 0) {
		return false;
	}
	for (unsigned i = 0; i < GATE_TOPOLOGY_COUNT; i++) {
		if (rd_equal(word, rd_cstr(topologies[i]))) {
			s->topology = (uint8_t)i;
			return true;
		}
	}
	return false;
}

enum eg_err sequence_parse(struct rd text, struct sequence *out)
{
	*out = (struct sequence){0};
	while (text.left > 0) {
		struct rd line = rd_until(&text, "\n");
		struct rd word = rd_until(&line, " ");
		uint8_t c = '#';
		if (!rd_peek(&word, &c) || c == '#') {
			continue;
		}
		bool ok = rd_equal(word, RD_TEXT("gate")) ? parse_gate(out, line)
							  : parse_event(out, word, line);
		if (!ok) {
			return EG_FAIL(EG_BAD_DATA, "line of a sequence");
		}
	}
	return EG_OK;
}
