/*
 * page: docs/gate.md, written from what the search has seen.
 * Knows Markdown and Mermaid. Never knows the machine's code.
 */
#include "page.h"

#include "rules.h"

#include <inttypes.h>

/* Lines that are high in every calm step: not worth a word. */
#define OBVIOUS (GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_MAINS_OK | GATE_IN_TAMPER_OK)

struct name {
	uint32_t bit;
	const char *high;
	const char *low;
};
static const struct name inputs[] = {
	{GATE_IN_ENTRY_CLOSED, "entry closed", "entry open"},
	{GATE_IN_EXIT_CLOSED, "exit closed", "exit open"},
	{GATE_IN_ENTRY_BEAM, "body in the entry", "entry clear"},
	{GATE_IN_EXIT_BEAM, "body in the exit", "exit clear"},
	{GATE_IN_PRESENT, "somebody present", "nobody present"},
	{GATE_IN_SEVERAL, "several", "not several"},
	{(uint32_t)GATE_IN_READY, "ready", "not ready"},
};
static const struct name todos[] = {
	{GATE_DO_RECORD, "RECORD", ""},   {GATE_DO_RECORD_REFERRAL, "RECORD_REFERRAL", ""},
	{GATE_DO_END, "END", ""},         {GATE_DO_BEGIN, "BEGIN", ""},
	{GATE_DO_CAPTURE, "CAPTURE", ""},
};
static const struct name outputs[] = {
	{GATE_OUT_ENTRY_LOCK, "entry locked", "**entry free**"},
	{GATE_OUT_EXIT_LOCK, "exit locked", "**exit free**"},
	{GATE_OUT_FACE_LIGHT, "face light", NULL},
	{GATE_OUT_OFFICER_CALL, "officer called", NULL},
	{GATE_OUT_BUZZER, "buzzer", NULL},
};

/* Without the prefix that all names of a kind share. */
static const char *after(const char *name, size_t prefix)
{
	return name + prefix;
}

static const char *state_of(unsigned s)
{
	return after(gate_state_name(s), sizeof("GATE_") - 1);
}

static const char *event_of(unsigned e)
{
	return after(gate_event_name(e), sizeof("GATE_EV_") - 1);
}

static void put_word(FILE *out, const char *word, bool *any)
{
	(void)fprintf(out, "%s%s", *any ? ", " : "",
		      word); /* checked once, by the caller's close */
	*any = true;
}

static void put_conditions(FILE *out, const struct way *w)
{
	bool any = false;
	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
		if ((w->high & inputs[i].bit) != 0) {
			put_word(out, inputs[i].high, &any);
		} else if ((w->low & inputs[i].bit) != 0) {
			put_word(out, inputs[i].low, &any);
		}
	}
	for (unsigned y = 1; y < GATE_WHY_COUNT; y++) {
		if ((w->whys & 1u << y) != 0) {
			put_word(out, after(gate_why_name(y), sizeof("GATE_") - 1), &any);
		}
	}
}

static void put_todo(FILE *out, uint32_t todo)
{
	bool any = false;
	for (size_t i = 0; i < sizeof(todos) / sizeof(todos[0]); i++) {
		if ((todo & todos[i].bit) != 0) {
			put_word(out, todos[i].high, &any);
		}
	}
}

static void put_head(FILE *out, const struct explore *x)
{
	(void)fprintf(out,
		      "# The gate machine\n\n"
		      "Written by the model check from what it explored; never by hand. After a "
		      "change of src/gate:\n`build/tests/model/model --write docs/gate.md`, then "
		      "read the diff.\n\n"
		      "- %zu gates (state, evidence, reason, traveller or none) can be reached.\n"
		      "- %" PRIu64 " transitions were tried: each gate under each event, each of "
		      "%u sensor images,\n  the present traveller's epoch and three others.\n"
		      "- %" PRIu64 " conceivable gates, most of them unreachable, were tried on "
		      "the interlock alone.\n\n",
		      x->count, x->transitions, EXPLORE_IMAGES, x->conceivable);
}

static void put_events(FILE *out, const struct explore *x, unsigned from, unsigned to)
{
	bool any = false;
	for (unsigned e = 0; e < GATE_EVENT_COUNT; e++) {
		if (x->ways[from][e][to].count > 0) {
			if (!any) {
				(void)fprintf(out, "    %s --> %s: ", state_of(from), state_of(to));
			}
			put_word(out, event_of(e), &any);
		}
	}
	if (any) {
		(void)fprintf(out, "\n");
	}
}

static void put_graph(FILE *out, const struct explore *x)
{
	(void)fprintf(out, "## Graph\n\n"
			   "Left out: ALARM and EVACUATE, which every state reaches (see below), "
			   "and events that\nchange nothing.\n\n"
			   "```mermaid\nstateDiagram-v2\n    [*] --> INIT\n");
	for (unsigned from = 0; from < GATE_ALARM; from++) {
		for (unsigned to = 0; to < GATE_ALARM; to++) {
			if (from != to) {
				put_events(out, x, from, to);
			}
		}
	}
	(void)fprintf(out, "```\n\n");
}

static void put_states(FILE *out)
{
	(void)fprintf(out, "## States\n\n"
			   "| State | Meaning | Timer | Outputs with doors closed, one person in "
			   "EXIT_OPEN |\n|---|---|---|---|\n");
	for (unsigned s = 0; s < GATE_STATE_COUNT; s++) {
		struct gate g = {
			.state = (uint8_t)s,
			.evidence = s == GATE_EXIT_OPEN ? GATE_HAS_OFFICER | GATE_HAS_RECORD : 0,
			.inputs = OBVIOUS | GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED,
		};
		uint32_t out_bits = gate_outputs(g);
		uint32_t ms = gate_timer_ms((enum gate_state)s);
		bool any = false;
		(void)fprintf(out, "| %s | %s | ", state_of(s), gate_state_text(s));
		(void)fprintf(out, ms == 0 ? "none | " : "%" PRIu32 " s | ", ms / 1000);
		for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
			bool on = (out_bits & outputs[i].bit) != 0;
			const char *word = on ? outputs[i].high : outputs[i].low;
			if (word != NULL) {
				put_word(out, word, &any);
			}
		}
		(void)fprintf(out, " |\n");
	}
	(void)fprintf(out, "\n");
}

static void put_ways_from(FILE *out, const struct explore *x, unsigned from)
{
	for (unsigned e = 0; e < GATE_EVENT_COUNT; e++) {
		for (unsigned to = 0; to < GATE_STATE_COUNT; to++) {
			const struct way *w = &x->ways[from][e][to];
			if (w->count == 0) {
				continue;
			}
			(void)fprintf(out, "| %s | %s | %s | ", state_of(from), event_of(e),
				      state_of(to));
			put_conditions(out, w);
			(void)fprintf(out, " | ");
			put_todo(out, w->todo);
			(void)fprintf(out, " |\n");
		}
	}
}

static void put_ways(FILE *out, const struct explore *x)
{
	(void)fprintf(out, "## Transitions in the calm\n\n"
			   "No danger, no tamper. \"Always\" names what was the same in all "
			   "transitions of the row, and the\nreasons that were set; LEVELS stands "
			   "for any event, since its levels are judged first.\n\n"
			   "| From | Event | To | Always; reasons | Asks of the core |\n"
			   "|---|---|---|---|---|\n");
	for (unsigned from = 0; from < GATE_STATE_COUNT; from++) {
		put_ways_from(out, x, from);
	}
	(void)fprintf(out, "\n## In danger\n\n"
			   "Fire, emergency stop or power failure lead from every state to "
			   "EVACUATE, an open tamper contact\nto ALARM, in the same step:\n\n");
	for (unsigned from = 0; from < GATE_STATE_COUNT; from++) {
		const struct way *to = x->ways[from][GATE_EV_LEVELS];
		(void)fprintf(out, "- %s:%s%s%s\n", state_of(from),
			      to[GATE_EVACUATE].in_danger > 0 ? " EVACUATE" : "",
			      to[GATE_ALARM].in_danger > 0 ? " ALARM" : "",
			      from == GATE_EVACUATE ? " stays until an officer's reset" : "");
	}
}

void page_write(FILE *out, const struct explore *x)
{
	put_head(out, x);
	put_graph(out, x);
	put_states(out);
	put_ways(out, x);
	(void)fprintf(out, "\n## Rules\n\nEach holds after every one of these transitions.\n\n");
	for (unsigned n = 0; rules_name(n) != NULL; n++) {
		(void)fprintf(out, "- `%s`: %s\n", rules_name(n), rules_promise(n));
	}
	(void)fprintf(out,
		      "\nAnd over the whole: every state is reached; IDLE is reached again from "
		      "every gate in the calm;\ntimers alone, with levels that stand still, "
		      "bring every gate to rest or to an officer.\n");
}
