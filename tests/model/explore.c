/*
 * explore: every reachable gate of a plan under every event, sensor image, current and stale epoch.
 * Knows the search and its facts. Never knows what the facts should be (rules.h).
 */
#include "explore.h"

#include "rules.h"

#define SAFE_INPUTS (GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_MAINS_OK)
#define ALL_OK      (SAFE_INPUTS | GATE_IN_TAMPER_OK | GATE_IN_SENSORS_OK)
#define READY       ((uint32_t)GATE_IN_READY)

/* Levels that stand for where doors and people are, and READY. */
static const uint32_t mantrap_bits[] = {
	GATE_IN_ENTRY_CLOSED, GATE_IN_EXIT_CLOSED, GATE_IN_ENTRY_BEAM, GATE_IN_EXIT_BEAM,
	GATE_IN_PRESENT,      GATE_IN_SEVERAL,     GATE_IN_RELEASE,    READY,
};
static const uint32_t door_bits[] = {
	GATE_IN_EXIT_CLOSED, GATE_IN_EXIT_BEAM, GATE_IN_PRESENT,
	GATE_IN_SEVERAL,     GATE_IN_PASSED,    READY,
};

/* Nothing is wired at a desk: that nothing else matters is a rule, asked each time. */
static const uint32_t desk_bits[] = {READY};

/* What may be wrong beside: which of the OK levels are low, and a breach with its reason. */
struct trouble {
	uint32_t low;
	uint8_t breach;
	bool breached;
	bool alone; /* tried with every event, not with LEVELS only */
};
#define TROUBLES_MAX 64

/* Reasons that a breach may carry: of each class one that stops, refers, and sends back. */
static const uint8_t classes[] = {GATE_WHY_TAILGATING, GATE_WHY_ASSISTANCE, GATE_WHY_PIGGYBACK};
static const uint8_t reasons[] = {
	GATE_WHY_SEVERAL,   GATE_WHY_OBSTRUCTED, GATE_WHY_INTRUSION, GATE_WHY_WRONG_WAY,
	GATE_WHY_LOITERING, GATE_WHY_OBJECT,     GATE_WHY_CRAWLING,  GATE_WHY_PREVENTED,
	GATE_WHY_NONE,      GATE_WHY_COUNT,
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static size_t troubles(struct trouble *list)
{
	static const uint32_t oks[] = {GATE_IN_FIRE_OK, GATE_IN_ESTOP_OK, GATE_IN_MAINS_OK,
				       GATE_IN_TAMPER_OK, GATE_IN_SENSORS_OK};
	size_t n = 0;
	for (uint32_t set = 0; set < 1u << COUNT(oks); set++) {
		uint32_t low = 0;
		for (size_t i = 0; i < COUNT(oks); i++) {
			low |= (set >> i & 1) != 0 ? oks[i] : 0;
		}
		bool one_danger = (low & SAFE_INPUTS & ~(uint32_t)GATE_IN_FIRE_OK) == 0;
		bool alone = (set & (set - 1)) == 0 && one_danger;
		list[n++] = (struct trouble){.low = low, .alone = alone};
	}
	for (size_t c = 0; c < COUNT(classes); c++) {
		list[n++] = (struct trouble){.breach = classes[c], .breached = true, .alone = true};
		for (size_t i = 0; i < COUNT(oks); i++) {
			list[n++] = (struct trouble){
				.low = oks[i], .breach = classes[c], .breached = true};
		}
	}
	for (size_t r = 0; r < COUNT(reasons); r++) {
		list[n++] = (struct trouble){.breach = reasons[r], .breached = true};
	}
	return n;
}

struct bits {
	const uint32_t *bit;
	size_t count;
};

static struct bits bits_of(const struct gate_plan *p)
{
	if (rules_desk(p)) {
		return (struct bits){desk_bits, COUNT(desk_bits)};
	}
	return rules_chamber(p) ? (struct bits){mantrap_bits, COUNT(mantrap_bits)}
				: (struct bits){door_bits, COUNT(door_bits)};
}

uint32_t explore_calm_images(const struct gate_plan *p)
{
	return 1u << bits_of(p).count;
}

uint32_t explore_calm_inputs(const struct gate_plan *p, uint32_t image)
{
	struct bits bits = bits_of(p);
	uint32_t in = ALL_OK;
	for (size_t i = 0; i < bits.count && image >> i != 0; i++) {
		in |= (image >> i & 1) != 0 ? bits.bit[i] : 0;
	}
	return in;
}

static struct gate abstracted(struct gate g)
{
	g.inputs = 0;
	g.breach = 0;
	g.epoch = g.epoch != 0 ? EXPLORE_EPOCH : 0;
	g.next_epoch = UINT32_MAX; /* so that every BEGIN also wraps around */
	return g;
}

/* All that tells two abstracted gates of a plan apart, in 23 bits. */
static uint32_t key_of(const struct gate *g)
{
	return (uint32_t)(g->state & 31) | (uint32_t)(g->evidence & 31) << 5 |
	       (uint32_t)(g->why & 31) << 10 | (uint32_t)(g->tries & 31) << 15 |
	       (g->closing ? 1u : 0u) << 20 | (g->reversed ? 1u : 0u) << 21 |
	       (g->epoch != 0 ? 1u : 0u) << 22;
}

/* Number of an abstracted gate, added if it is new; EXPLORE_GATES_MAX if there is no room. */
static size_t number_of(struct explore *x, struct gate g, size_t from, const struct gate_event *ev)
{
	uint16_t *slot = &x->number[key_of(&g)];
	if (*slot == 0 && x->count < EXPLORE_GATES_MAX) {
		x->came[x->count] = (struct came){.from = (uint16_t)from, .by = *ev};
		x->gates[x->count++] = g;
		*slot = (uint16_t)x->count;
	}
	return *slot == 0 ? EXPLORE_GATES_MAX : *slot - 1u;
}

void explore_broke(struct explore *x, const char *rule, size_t at, struct gate_event ev,
		   struct gate after)
{
	if (x->broken == NULL) {
		x->broken = rule;
		x->broken_at = at;
		x->broken_before = at < EXPLORE_GATES_MAX && at < x->count ? x->gates[at] : after;
		x->broken_by = ev;
		x->broken_after = after;
	}
}

/* A way counts for an event only where the levels alone would not have moved the state. */
static void note_way(struct explore *x, const struct gate *b, const struct gate_event *ev,
		     const struct gate_step *s, const struct gate_step *levels)
{
	struct way *w = &x->ways[b->state][ev->kind][s->gate.state];
	if (s->gate.state == b->state && s->todo == 0) {
		return;
	}
	if (ev->kind != GATE_EV_LEVELS && levels->gate.state != b->state) {
		return;
	}
	if ((ev->inputs & ALL_OK) != ALL_OK) {
		w->in_danger++;
		return;
	}
	w->high = w->count == 0 ? ev->inputs : w->high & ev->inputs;
	w->low = w->count == 0 ? ~ev->inputs : w->low & ~ev->inputs;
	w->todo |= s->todo;
	w->whys |= 1u << (s->gate.why != GATE_WHY_NONE ? s->gate.why : s->why);
	w->count++;
}

/* A gate under one image: what its levels alone lead to. */
struct place {
	size_t from;
	struct gate b;
	struct gate_step levels;
};

static void visit(struct explore *x, const struct place *at, const struct gate_event *ev,
		  bool fresh, enum rules_depth depth)
{
	bool plain = ev->kind == GATE_EV_LEVELS;
	struct gate_step s = plain ? at->levels : gate_step(at->b, *ev);
	bool same = !plain && rules_same_step(s, at->levels);
	bool adverse = ev->kind == GATE_EV_WORKER_LOST || ev->kind == GATE_EV_DOCUMENT_REFER;
	bool over = at->levels.gate.state != at->b.state && !adverse;
	x->transitions++;
	if (same && (!fresh || over)) {
		return; /* as it has to be, and the step by levels has been judged */
	}
	const char *rule = rules_step(&at->b, ev, &s, &at->levels, same ? RULES_DUTY : depth);
	size_t to = EXPLORE_GATES_MAX;
	if (rule == NULL) {
		to = number_of(x, abstracted(s.gate), at->from, ev);
		rule = to == EXPLORE_GATES_MAX ? "the_machine_stays_small" : NULL;
	}
	if (rule != NULL) {
		explore_broke(x, rule, at->from, *ev, s.gate);
		return;
	}
	note_way(x, &at->b, ev, &s, &at->levels);
	if ((ev->inputs & ALL_OK) == ALL_OK && (ev->inputs & GATE_IN_BREACH) == 0) {
		x->calm[at->from][to / 64] |= UINT64_C(1) << (to % 64);
	}
}

/* Each event by the present traveller's epoch, the one before, the one after, and none. */
static void visit_events(struct explore *x, const struct place *at, struct gate_event ev,
			 bool stale)
{
	static const uint32_t epochs[] = {EXPLORE_EPOCH, EXPLORE_EPOCH - 1, EXPLORE_EPOCH + 1, 0};
	for (unsigned kind = GATE_EV_LEVELS + 1; kind < GATE_EVENT_COUNT; kind++) {
		ev.kind = (enum gate_event_kind)kind;
		ev.epoch = at->b.epoch;
		visit(x, at, &ev, true, RULES_TWICE);
		for (size_t i = 0; stale && rules_personal(ev.kind) && i < COUNT(epochs); i++) {
			ev.epoch = epochs[i];
			if (ev.epoch != at->b.epoch) {
				visit(x, at, &ev, false, RULES_TWICE);
			}
		}
	}
}

static void visit_image(struct explore *x, size_t from, const struct trouble *t, uint32_t calm)
{
	struct gate_event ev = {
		.kind = GATE_EV_LEVELS,
		.inputs = (calm & ~t->low) | (t->breached ? (uint32_t)GATE_IN_BREACH : 0),
		.breach = t->breach,
	};
	struct place at = {.from = from, .b = x->gates[from]};
	if ((t->low != 0 || t->breached) && (ev.inputs & READY) == 0) {
		return;
	}
	at.levels = gate_step(at.b, ev);
	visit(x, &at, &ev, true, t->alone ? RULES_TWICE : RULES_STEP);
	if (t->alone) {
		visit_events(x, &at, ev, t->low == 0 && !t->breached);
	}
}

static void search(struct explore *x)
{
	struct trouble list[TROUBLES_MAX];
	size_t count = troubles(list);
	uint32_t calm = explore_calm_images(&x->plan);
	struct gate_event none = {.kind = GATE_EV_LEVELS};
	/* The first; there is room. */
	(void)number_of(x, abstracted(gate_start(&x->plan)), EXPLORE_GATES_MAX, &none);
	x->images = calm + calm / 2 * (uint32_t)(count - 1);
	for (size_t from = 0; from < x->count; from++) {
		for (size_t t = 0; t < count; t++) {
			for (uint32_t image = 0; image < calm && x->broken == NULL; image++) {
				visit_image(x, from, &list[t],
					    explore_calm_inputs(&x->plan, image));
			}
		}
	}
}

/* The interlock alone, on gates that no machine would ever make. */
static void conceive_with(struct explore *x, uint8_t waived, uint8_t forgiven)
{
	uint32_t calm = explore_calm_images(&x->plan);
	for (uint32_t n = 0; n < GATE_STATE_COUNT * 32u * 2u * 4u * calm; n++) {
		static const uint32_t danger[] = {0, GATE_IN_FIRE_OK, GATE_IN_ESTOP_OK,
						  GATE_IN_MAINS_OK};
		uint32_t rest = n / calm;
		struct gate g = {
			.plan = x->plan,
			.state = (uint8_t)(rest / 256u),
			.evidence = (uint8_t)(rest % 32u),
			.tries = (uint8_t)(rest / 32u % 2u),
			.epoch = EXPLORE_EPOCH,
			.inputs =
				explore_calm_inputs(&x->plan, n % calm) & ~danger[rest / 64u % 4u],
		};
		g.plan.waived = waived;
		g.inputs = rules_levels(&x->plan, g.inputs);
		const char *rule = rules_outputs(&g, forgiven);
		x->conceivable++;
		if (rule != NULL) {
			explore_broke(x, rule, EXPLORE_GATES_MAX,
				      (struct gate_event){.inputs = g.inputs}, g);
			return;
		}
	}
}

/*
 * Each line by itself, all lines, and the plan as it is: that one has to hold everything, so that a
 * line is waived only where it has nothing to do, and two layers go on failing apart.
 */
static void conceive(struct explore *x)
{
	for (unsigned bit = 1; bit < GATE_LOCK_ALL; bit <<= 1) {
		uint8_t others = (uint8_t)(GATE_LOCK_ALL & ~bit);
		conceive_with(x, others, others);
	}
	conceive_with(x, 0, 0);
	if (x->plan.waived != 0) {
		conceive_with(x, x->plan.waived, 0);
	}
}

void explore_run(struct explore *x)
{
	bool usual = x->plan.waived == 0;
	if (usual && !x->search_only) {
		conceive(x);
	}
	if (x->broken == NULL) {
		search(x);
	}
	if (x->broken == NULL) {
		explore_whole(x);
	}
	/* A description that waives a line is rather told a way to the harm, where there is one. */
	if (!usual && x->broken == NULL) {
		conceive(x);
	}
}
