/*
 * page: docs/gate.md, written from what the search has seen.
 * Knows Markdown and Mermaid. Never knows the machine's code.
 */
#include "page.h"

#include "rules.h"

#include <inttypes.h>

/* Lines that are high in every calm step: not worth a word. */
#define OBVIOUS                                                                      \
	(GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_MAINS_OK | GATE_IN_TAMPER_OK | \
	 GATE_IN_SENSORS_OK)

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
	{GATE_IN_PASSED, "one passed", "nobody passed"},
	{GATE_IN_RELEASE, "asked to be let out", NULL},
	{GATE_IN_BREACH, "breach", NULL},
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
	{GATE_OUT_ENTRY_OPEN, "entry driven open", NULL},
	{GATE_OUT_EXIT_OPEN, "exit driven open", NULL},
	{GATE_OUT_FACE_LIGHT, "face light", NULL},
	{GATE_OUT_OFFICER_CALL, "officer called", NULL},
	{GATE_OUT_BUZZER, "buzzer", NULL},
	{GATE_OUT_IDLE, "blue", NULL},
	{GATE_OUT_ARROW, "arrow", NULL},
	{GATE_OUT_CROSS, "cross", NULL},
	{GATE_OUT_PASSED, "passed", NULL},
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

static void put_conditions(FILE *out, const struct explore *x, const struct way *w)
{
	/* What the plan lacks stands still in the search: no condition. */
	uint32_t has = rules_levels(&x->plan, ~(uint32_t)0) & ~rules_levels(&x->plan, 0);
	bool any = false;
	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
		if ((w->high & inputs[i].bit) != 0) {
			put_word(out, inputs[i].high, &any);
		} else if (inputs[i].low != NULL && (w->low & inputs[i].bit & has) != 0) {
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

static void put_head(FILE *out, const struct page_case *cases, size_t count)
{
	(void)fprintf(
		out,
		"# The gate machine\n\n"
		"Written by the model check from what it explored; never by hand. After a "
		"change of src/gate:\n`build/tests/model/model --write docs/gate.md`, then "
		"read the diff.\n\n"
		"One machine serves every gate; its plan says what there is. Each plan is "
		"explored by itself: every\ngate (state, evidence, reason, tries, order to "
		"close, direction, traveller or none) that can be\nreached, under each event, "
		"each image of the sensors with each trouble, the present traveller's\nepoch "
		"and others. \"Conceivable\" gates, most of them unreachable, are tried on the "
		"interlock: as a\nwhole, and each line of it with all others waived. "
		"\"Options\" are reversible, reject back, one\nattempt, one call.\n\n"
		"| Plan | Gates | Transitions | Images | Conceivable |\n|---|---|---|---|---|\n");
	for (size_t i = 0; i < count; i++) {
		const struct explore *x = cases[i].facts;
		(void)fprintf(out, "| %s | %zu | %" PRIu64 " | %" PRIu32 " | %" PRIu64 " |\n",
			      cases[i].name, x->count, x->transitions, x->images, x->conceivable);
	}
	(void)fprintf(out,
		      "\n## How long somebody can be held\n\n"
		      "From every gate, with somebody in the chamber or sensors that cannot be "
		      "believed,\nwhatever the doors' contacts say, and nobody coming: the "
		      "longest until the officer is called, and\nfrom then on until a door is "
		      "free, by the timers of its description.\n\n");
	for (size_t i = 0; i < count; i++) {
		const struct explore *x = cases[i].facts;
		if (rules_chamber(&x->plan)) {
			(void)fprintf(out,
				      "- %s: called within %" PRIu32 " s, free within %" PRIu32
				      " s more (%u timers).\n",
				      cases[i].name, x->call_ms / 1000, x->free_ms / 1000,
				      x->free_timers);
		}
	}
	(void)fprintf(out, "- Without a chamber nobody can be locked in: the only door leads out "
			   "of the lane. At a desk there is\n  no door.\n\n");
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

static void put_graph(FILE *out, const struct page_case *c)
{
	(void)fprintf(out,
		      "### Graph of %s\n\n"
		      "Left out: ALARM, EVACUATE and CLEARING (see the table), and events that "
		      "change nothing.\n\n"
		      "```mermaid\nstateDiagram-v2\n    [*] --> INIT\n",
		      c->name);
	for (unsigned from = 0; from < GATE_ALARM; from++) {
		for (unsigned to = 0; to < GATE_ALARM; to++) {
			if (from != to) {
				put_events(out, c->facts, from, to);
			}
		}
	}
	(void)fprintf(out, "```\n\n");
}

static void put_outputs(FILE *out, const struct explore *x, unsigned s)
{
	bool any = false;
	if (!rules_state_of_plan(&x->plan, (uint8_t)s)) {
		(void)fprintf(out, "not of this plan");
		return;
	}
	if (rules_desk(&x->plan)) {
		(void)fprintf(out, "nothing");
		return;
	}
	struct gate g = {
		.plan = x->plan,
		.state = (uint8_t)s,
		.evidence = s == GATE_EXIT_OPEN ? GATE_HAS_OFFICER | GATE_HAS_RECORD : 0,
		.inputs = OBVIOUS | GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED |
			  (uint32_t)GATE_IN_READY,
	};
	uint32_t bits = gate_outputs(g);
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
		bool on = (bits & outputs[i].bit) != 0;
		bool entry = outputs[i].bit == GATE_OUT_ENTRY_LOCK && !rules_chamber(&x->plan);
		const char *word = on ? outputs[i].high : outputs[i].low;
		if (word != NULL && !entry) {
			put_word(out, word, &any);
		}
	}
}

static void put_states(FILE *out, const struct explore *door, const struct explore *mantrap,
		       const struct explore *desk)
{
	(void)fprintf(out,
		      "## States\n\n"
		      "Outputs with doors closed, nobody there, ready; in EXIT_OPEN after an "
		      "officer's decision. At a desk\nINIT and REFERRED_INSIDE wait as long as it "
		      "takes: their timers lead nowhere.\n\n"
		      "| State | Meaning | Timer | One door | Mantrap | Desk |\n"
		      "|---|---|---|---|---|---|\n");
	for (unsigned s = 0; s < GATE_STATE_COUNT; s++) {
		uint32_t ms = gate_timer_ms((enum gate_state)s);
		(void)fprintf(out, "| %s | %s | ", state_of(s), gate_state_text(s));
		(void)fprintf(out, ms == 0 ? "none | " : "%" PRIu32 " s | ", ms / 1000);
		put_outputs(out, door, s);
		(void)fprintf(out, " | ");
		put_outputs(out, mantrap, s);
		(void)fprintf(out, " | ");
		put_outputs(out, desk, s);
		(void)fprintf(out, " |\n");
	}
	(void)fprintf(out, "\n");
}

static bool same_way(const struct way *v, const struct way *w)
{
	return v->todo == w->todo && v->whys == w->whys && (v->count == 0) == (w->count == 0);
}

/* Rows of a plan; with beside, those only that differ from it in ways, reasons or requests. */
static void put_ways_from(FILE *out, const struct explore *x, const struct explore *beside,
			  unsigned from)
{
	for (unsigned e = 0; e < GATE_EVENT_COUNT; e++) {
		for (unsigned to = 0; to < GATE_STATE_COUNT; to++) {
			const struct way *w = &x->ways[from][e][to];
			bool known = beside != NULL && same_way(w, &beside->ways[from][e][to]);
			if (w->count == 0 || known) {
				continue;
			}
			(void)fprintf(out, "| %s | %s | %s | ", state_of(from), event_of(e),
				      state_of(to));
			put_conditions(out, x, w);
			(void)fprintf(out, " | ");
			put_todo(out, w->todo);
			(void)fprintf(out, " |\n");
		}
	}
}

static void put_ways(FILE *out, const struct explore *x, const struct explore *beside)
{
	(void)fprintf(out, "| From | Event | To | Always; reasons | Asks of the core |\n"
			   "|---|---|---|---|---|\n");
	for (unsigned from = 0; from < GATE_STATE_COUNT; from++) {
		put_ways_from(out, x, beside, from);
	}
	(void)fprintf(out, "\n");
}

static bool same_ways(const struct explore *x, const struct explore *y)
{
	bool same = x->count == y->count && x->transitions == y->transitions;
	for (unsigned from = 0; from < GATE_STATE_COUNT; from++) {
		for (unsigned e = 0; e < GATE_EVENT_COUNT; e++) {
			for (unsigned to = 0; to < GATE_STATE_COUNT; to++) {
				same = same &&
				       same_way(&x->ways[from][e][to], &y->ways[from][e][to]);
			}
		}
	}
	return same;
}

static void put_plan(FILE *out, const struct page_case *c)
{
	(void)fprintf(out, "## The machine of %s\n\n", c->name);
	put_graph(out, c);
	(void)fprintf(
		out,
		"### Transitions of %s in the calm\n\n"
		"No danger, no tamper, sensors believed. \"Always\" names what was the same "
		"in all transitions of\nthe row, and the reasons that were set; LEVELS stands "
		"for any event, since its levels are judged\nfirst.\n\n",
		c->name);
	put_ways(out, c->facts, NULL);
}

/* What their doors make of plans. */
enum kind { KIND_DOOR, KIND_CHAMBER, KIND_DESK };

static enum kind kind_of(const struct explore *x)
{
	if (rules_desk(&x->plan)) {
		return KIND_DESK;
	}
	return rules_chamber(&x->plan) ? KIND_CHAMBER : KIND_DOOR;
}

/* Plans of one kind come one after the other; a later one tells only how it differs. */
static void put_plans(FILE *out, const struct page_case *cases, size_t count)
{
	const struct page_case *first = NULL;
	for (size_t i = 0; i < count; i++) {
		const struct page_case *c = &cases[i];
		if (first == NULL || kind_of(first->facts) != kind_of(c->facts)) {
			put_plan(out, c);
			first = c;
		} else if (same_ways(c->facts, first->facts)) {
			(void)fprintf(out,
				      "### Transitions of %s\n\nExplored by itself: the same as "
				      "of %s.\n\n",
				      c->name, first->name);
		} else {
			(void)fprintf(
				out,
				"### Transitions of %s\n\nWhere they are other than of %s:\n\n",
				c->name, first->name);
			put_ways(out, c->facts, first->facts);
		}
	}
}

static void put_danger(FILE *out, const struct explore *x)
{
	(void)fprintf(out, "## In danger\n\n"
			   "Fire, emergency stop or power failure lead from every state to "
			   "EVACUATE; an open tamper contact\nand sensors that cannot be believed "
			   "lead to ALARM, in the same step (of a mantrap):\n\n");
	for (unsigned from = 0; from < GATE_STATE_COUNT; from++) {
		const struct way *to = x->ways[from][GATE_EV_LEVELS];
		if (!rules_state_of_plan(&x->plan, (uint8_t)from)) {
			continue;
		}
		(void)fprintf(out, "- %s:%s%s%s\n", state_of(from),
			      to[GATE_EVACUATE].in_danger > 0 ? " EVACUATE" : "",
			      to[GATE_ALARM].in_danger > 0 ? " ALARM" : "",
			      from == GATE_EVACUATE ? " stays until an officer's reset" : "");
	}
	(void)fprintf(out, "\n");
}

static const struct explore *of_kind(const struct page_case *cases, size_t count, enum kind kind)
{
	size_t i = 0;
	while (i + 1 < count && kind_of(cases[i].facts) != kind) {
		i++;
	}
	return cases[i].facts;
}

void page_write(FILE *out, const struct page_case *cases, size_t count)
{
	const struct explore *mantrap = of_kind(cases, count, KIND_CHAMBER);
	put_head(out, cases, count);
	put_states(out, of_kind(cases, count, KIND_DOOR), mantrap,
		   of_kind(cases, count, KIND_DESK));
	put_plans(out, cases, count);
	put_danger(out, mantrap);
	(void)fprintf(out, "## Rules\n\nEach holds after every one of these transitions. "
			   "\"Chamber\": where there is an entry door before the\nexit door "
			   "(mantrap). \"Doors\": not at a desk.\n\n");
	for (unsigned n = 0; rules_name(n) != NULL; n++) {
		(void)fprintf(out, "- `%s`: %s\n", rules_name(n), rules_promise(n));
	}
	(void)fprintf(out,
		      "\nAnd over the whole: every state of a plan is reached; IDLE is reached "
		      "again from every gate in the\ncalm, and so is CLOSED; timers alone, with "
		      "levels that stand still, bring every gate to rest or to\nan officer; nobody "
		      "is held without a call and, when the calls are in vain, a free door.\n");
}
