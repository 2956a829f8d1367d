/*
 * fitting_check: what is wrong with a description of a gate as a whole.
 * Knows what each topology needs and what safety asks of lines. Never knows text of a file, levels,
 * or what a machine does with them.
 */
#include "gate/fitting.h"

/* Of every gate; where a site has no such contact, its terminals are bridged. */
#define NEEDED_WIRES                                                                       \
	(WIRE_EXIT_CLOSED | WIRE_PRESENT | WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | \
	 WIRE_MAINS_OK)
#define NEEDED_OUTPUTS (GATE_OUT_EXIT_LOCK | GATE_OUT_OFFICER_CALL | GATE_OUT_WATCHDOG)
/* Of one with a chamber: both contacts, who is inside, a way out for them. */
#define CHAMBER_WIRES   (WIRE_ENTRY_CLOSED | WIRE_SEVERAL | WIRE_RELEASE)
#define CHAMBER_OUTPUTS GATE_OUT_ENTRY_LOCK
/* Of the entry door alone. */
#define ENTRY_WIRES   (WIRE_ENTRY_CLOSED | WIRE_ENTRY_WIDE | WIRE_ENTRY_BEAM | WIRE_ENTRY_HAND)
#define ENTRY_OUTPUTS (GATE_OUT_ENTRY_LOCK | GATE_OUT_ENTRY_OPEN)

#define LOOPS (WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK)
#define LOCKS (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK)
/* From these to an open door or a leaf that stops, 50 ms at most: tick and relay need their share.
 */
#define PROMPT                                                                               \
	(WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_ENTRY_BEAM | WIRE_EXIT_BEAM | WIRE_ENTRY_HAND | \
	 WIRE_EXIT_HAND)
#define PROMPT_MS_MAX 30

/* A body breaks a beam for 150 ms, and two are told from one by what is between: a line that hides
 * shorter gaps than this sees one where two are. */
#define TELLING                                                                                   \
	(WIRE_ENTRY_OUTER | WIRE_ENTRY_INNER | WIRE_EXIT_OUTER | WIRE_EXIT_INNER | WIRE_SEVERAL | \
	 WIRE_HEAVY | WIRE_COUNT_IN | WIRE_COUNT_OUT)

#define EXIT_PAIR  (WIRE_EXIT_INNER | WIRE_EXIT_OUTER)
#define BEAMS_AT   GATE_WIRE_COUNT
#define OUTPUTS_AT (BEAMS_AT + GATE_CURTAIN_MAX)
#define WATCHDOG   9 /* bit of GATE_OUT_WATCHDOG */

enum wire_rule {
	WIRE_MISSING,
	WIRE_NO_DOOR,
	WIRE_PARTNER,
	WIRE_TWICE,
	WIRE_SLOW,
	WIRE_BLIND,
	WIRE_LOOP,
};
static const char *const wire_texts[][GATE_WIRE_COUNT] = {
	[WIRE_MISSING] =
		{
#define X(name, bit, word, ms) \
	[bit] = ("input." word ": every gate of this topology needs this line"),
			GATE_WIRES(X)
#undef X
		},
	[WIRE_NO_DOOR] =
		{
#define X(name, bit, word, ms) \
	[bit] = ("input." word ": a gate without a chamber has no entry door"),
			GATE_WIRES(X)
#undef X
		},
	[WIRE_PARTNER] =
		{
#define X(name, bit, word, ms) \
	[bit] = ("input." word ": means something only with its partner, which is missing"),
			GATE_WIRES(X)
#undef X
		},
	[WIRE_TWICE] =
		{
#define X(name, bit, word, ms) [bit] = ("input." word ": another key names the same line"),
			GATE_WIRES(X)
#undef X
		},
	[WIRE_SLOW] =
		{
#define X(name, bit, word, ms) \
	[bit] = ("input." word ": debounce over 30 ms delays a door that must be free within 50"),
			GATE_WIRES(X)
#undef X
		},
	[WIRE_BLIND] =
		{
#define X(name, bit, word, ms) \
	[bit] = ("input." word \
		 ": debounce over 30 ms hides one who follows close behind: set 30 or less"),
			GATE_WIRES(X)
#undef X
		},
	[WIRE_LOOP] =
		{
#define X(name, bit, word, ms) \
	[bit] = ("input." word \
		 ": low while all is well: see that a cut wire reads as high (pull-up)"),
			GATE_WIRES(X)
#undef X
		},
};

enum output_rule {
	OUTPUT_MISSING,
	OUTPUT_NO_DOOR,
	OUTPUT_BEAM,
	OUTPUT_TWICE,
	OUTPUT_LOW,
	OUTPUT_PULSE,
};
static const char *const output_texts[][GATE_OUTPUT_LINES] = {
	[OUTPUT_MISSING] =
		{
#define X(name, bit, word) [bit] = ("output." word ": every gate of this topology needs this line"),
			GATE_OUTPUT_WORDS(X)
#undef X
		},
	[OUTPUT_NO_DOOR] =
		{
#define X(name, bit, word) [bit] = ("output." word ": a gate without a chamber has no entry door"),
			GATE_OUTPUT_WORDS(X)
#undef X
		},
	[OUTPUT_BEAM] =
		{
#define X(name, bit, word) [bit] = ("output." word ": a driven door needs its safety beam"),
			GATE_OUTPUT_WORDS(X)
#undef X
		},
	[OUTPUT_TWICE] =
		{
#define X(name, bit, word) [bit] = ("output." word ": another key names the same line"),
			GATE_OUTPUT_WORDS(X)
#undef X
		},
	[OUTPUT_LOW] =
		{
#define X(name, bit, word) \
	[bit] = ("output." word ": low while locked: see that the door is free without power"),
			GATE_OUTPUT_WORDS(X)
#undef X
		},
	[OUTPUT_PULSE] =
		{
#define X(name, bit, word) \
	[bit] = ("output." word ": opened by a pulse: see that the door is free without power"),
			GATE_OUTPUT_WORDS(X)
#undef X
		},
};

struct checking {
	const struct gate_fitting *f;
	struct gate_problem *found;
	size_t count;
	bool chamber;
	uint32_t wires;
	uint32_t outputs;
};

static void add(struct checking *c, const char *text, bool doubt)
{
	if (c->count < GATE_PROBLEMS_MAX) {
		c->found[c->count++] = (struct gate_problem){.text = text, .doubt = doubt};
	}
}

static void add_wires(struct checking *c, enum wire_rule rule, uint32_t wires)
{
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		if ((wires >> i & 1u) != 0) {
			add(c, wire_texts[rule][i], rule == WIRE_LOOP || rule == WIRE_BLIND);
		}
	}
}

static void add_outputs(struct checking *c, enum output_rule rule, uint32_t outputs)
{
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		if ((outputs >> i & 1u) != 0) {
			add(c, output_texts[rule][i], rule == OUTPUT_LOW || rule == OUTPUT_PULSE);
		}
	}
}

static void check_needed(struct checking *c)
{
	uint32_t wires = NEEDED_WIRES | (c->chamber ? CHAMBER_WIRES : 0u);
	uint32_t outputs = NEEDED_OUTPUTS | (c->chamber ? CHAMBER_OUTPUTS : 0u);
	bool turns = c->f->plan.reversible || c->f->reversed;
	bool pair = (c->wires & EXIT_PAIR) == EXIT_PAIR;
	add_wires(c, WIRE_MISSING, wires & ~c->wires);
	add_outputs(c, OUTPUT_MISSING, outputs & ~c->outputs);
	if (c->chamber) {
		return;
	}
	add_wires(c, WIRE_NO_DOOR, c->wires & ENTRY_WIRES);
	add_outputs(c, OUTPUT_NO_DOOR, c->outputs & ENTRY_OUTPUTS);
	if (!pair && (c->wires & WIRE_EXIT_BEAM) == 0) {
		add(c, "input.exit-beam: this beam or the pair must tell who went through", false);
	}
	if (!pair && turns) {
		add(c, "reversible: a door for both ways needs the pair of beams", false);
	}
}

/* Sensors that are told apart only in pairs. */
static void check_pairs(struct checking *c)
{
	static const uint32_t pairs[][2] = {
		{WIRE_ENTRY_OUTER, WIRE_ENTRY_INNER},
		{WIRE_ENTRY_INNER, WIRE_ENTRY_OUTER},
		{WIRE_EXIT_OUTER, WIRE_EXIT_INNER},
		{WIRE_EXIT_INNER, WIRE_EXIT_OUTER},
		{WIRE_COUNT_IN, WIRE_COUNT_OUT},
		{WIRE_COUNT_OUT, WIRE_COUNT_IN},
		{WIRE_HEAVY, WIRE_MAT},
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if ((c->wires & pairs[i][0]) != 0 && (c->wires & pairs[i][1]) == 0) {
			add_wires(c, WIRE_PARTNER, pairs[i][0]);
		}
	}
	if ((c->outputs & GATE_OUT_ENTRY_OPEN) != 0 && (c->wires & WIRE_ENTRY_BEAM) == 0) {
		add_outputs(c, OUTPUT_BEAM, GATE_OUT_ENTRY_OPEN);
	}
	if ((c->outputs & GATE_OUT_EXIT_OPEN) != 0 && (c->wires & WIRE_EXIT_BEAM) == 0) {
		add_outputs(c, OUTPUT_BEAM, GATE_OUT_EXIT_OPEN);
	}
}

static bool same(const char a[GATE_NAME_SIZE], const char b[GATE_NAME_SIZE])
{
	return a[0] != '\0' && rd_equal(rd_cstr(a), rd_cstr(b));
}

/* Lines in the order of their keys: wires, beams of the curtain, outputs. */
static const char *line_at(const struct gate_fitting *f, size_t place)
{
	if (place < BEAMS_AT) {
		return f->wire[place].name;
	}
	return place < OUTPUTS_AT ? f->curtain[place - BEAMS_AT].name
				  : f->output[place - OUTPUTS_AT].name;
}

/* A key that names the line again; the first to name it keeps it. */
static bool again(const struct gate_fitting *f, size_t place)
{
	for (size_t i = 0; i < place; i++) {
		if (same(line_at(f, place), line_at(f, i))) {
			return true;
		}
	}
	return false;
}

static void check_twice(struct checking *c)
{
	bool curtain = false;
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		add_wires(c, WIRE_TWICE, again(c->f, i) ? 1u << i : 0);
	}
	for (size_t i = 0; i < GATE_CURTAIN_MAX; i++) {
		curtain = curtain || again(c->f, BEAMS_AT + i);
	}
	if (curtain) {
		add(c, "curtain: another key names the line of one of the beams", false);
	}
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		add_outputs(c, OUTPUT_TWICE, again(c->f, OUTPUTS_AT + i) ? 1u << i : 0);
	}
}

static void check_curtain(struct checking *c)
{
	unsigned last = c->f->curtain_beams;
	bool hole = last > GATE_CURTAIN_MAX;
	bool slow = false;
	for (unsigned i = 0; i < GATE_CURTAIN_MAX; i++) {
		hole = hole || (i < last) != (c->f->curtain[i].name[0] != '\0');
		slow = slow || (i < last && c->f->curtain[i].debounce_ms > PROMPT_MS_MAX);
	}
	if (hole) {
		add(c, "curtain: a beam before the last has no line", false);
	}
	if (slow) {
		add(c, "curtain: debounce over 30 ms hides the gap between two: set 30 or less",
		    true);
	}
	if (last == 1) {
		add(c, "curtain: one beam is no curtain", false);
	}
}

static void check_levels(struct checking *c)
{
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		uint32_t bit = 1u << i & c->wires;
		if ((bit & PROMPT) != 0 && c->f->wire[i].debounce_ms > PROMPT_MS_MAX) {
			add_wires(c, WIRE_SLOW, bit);
		}
		if ((bit & TELLING) != 0 && c->f->wire[i].debounce_ms > PROMPT_MS_MAX) {
			add_wires(c, WIRE_BLIND, bit);
		}
		if ((bit & LOOPS) != 0 && c->f->wire[i].inverted) {
			add_wires(c, WIRE_LOOP, bit);
		}
	}
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		uint32_t bit = 1u << i & c->outputs & LOCKS;
		if (bit != 0 && c->f->output[i].inverted) {
			add_outputs(c, OUTPUT_LOW, bit);
		}
		if (bit != 0 && c->f->output[i].pulse_ms != 0) {
			add_outputs(c, OUTPUT_PULSE, bit);
		}
	}
	if (c->f->output[WATCHDOG].pulse_ms != 0) {
		add(c, "output.watchdog: it changes by itself; a pulse would hide that", false);
	}
}

/* Where nothing is to be wired, a line is a mistake: somebody takes it for another gate. */
static void check_bare(struct checking *c)
{
	bool curtain = c->f->curtain_beams > 0;
	for (unsigned i = 0; i < GATE_CURTAIN_MAX; i++) {
		curtain = curtain || c->f->curtain[i].name[0] != '\0';
	}
	if (c->wires != 0) {
		add(c, "input: a desk has no lines", false);
	}
	if (curtain) {
		add(c, "curtain: a desk has no lines", false);
	}
	if (c->outputs != 0) {
		add(c, "output: a desk has no lines", false);
	}
}

static void check_lines(struct checking *c)
{
	check_needed(c);
	check_pairs(c);
	check_twice(c);
	check_curtain(c);
	check_levels(c);
}

/* Statically; whether the rest holds together is for the model check of this plan to find. */
static void check_waived(struct checking *c)
{
	unsigned waived = c->f->plan.waived;
	bool driven = (c->outputs & (GATE_OUT_ENTRY_OPEN | GATE_OUT_EXIT_OPEN)) != 0;
	if ((waived & GATE_LOCK_RECORD) != 0) {
		add(c, "interlocks: record must hold in every gate", false);
	}
	if ((waived & GATE_LOCK_PEOPLE) != 0) {
		add(c, "interlocks: people must hold in every gate", false);
	}
	if ((waived & GATE_LOCK_DOORS) != 0 && c->chamber) {
		add(c, "interlocks: doors must hold where there are two of them", false);
	}
	if ((waived & GATE_LOCK_BEAMS) != 0 && driven) {
		add(c, "interlocks: beams must hold where a door is driven", false);
	}
}

size_t gate_fitting_problems(const struct gate_fitting *f,
			     struct gate_problem found[GATE_PROBLEMS_MAX])
{
	struct checking c = {.f = f,
			     .found = found,
			     .chamber = gate_has_chamber(&f->plan),
			     .wires = gate_fitting_wires(f),
			     .outputs = gate_fitting_outputs(f)};
	if (f->plan.topology >= GATE_TOPOLOGY_COUNT) {
		add(&c, "topology: which one is not said", false);
		return c.count;
	}
	if (gate_has_doors(&f->plan)) {
		check_lines(&c);
	} else {
		check_bare(&c);
	}
	check_waived(&c);
	return c.count;
}

enum eg_err gate_fitting_check(const struct gate_fitting *f)
{
	struct gate_problem found[GATE_PROBLEMS_MAX];
	size_t count = gate_fitting_problems(f, found);
	for (size_t i = 0; i < count; i++) {
		if (!found[i].doubt) {
			/* Its texts are literals, as EG_FAIL asks. */
			return eg_fail(EG_CONFIG, __FILE__, __LINE__, found[i].text);
		}
	}
	return EG_OK;
}
