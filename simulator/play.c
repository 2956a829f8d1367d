/*
 * play: a scenario as it happens: persons move, the lane answers, expectations are met or not.
 * Knows the scenario, the metal and what the lane tells its watchers. Never knows sockets,
 * processes or a clock.
 */
#include "simulator/play_camera.h"
#include "simulator/play_finger.h"
#include "simulator/play_metal.h"
#include "simulator/play_page.h"

/* Longest wait for anything; the longest timer of the lane that a scenario waits for is 60 s. */
#define LIMIT_US INT64_C(90000000)
/* A lane is ready when its workers are warm and its doors proved closed. */
#define READY_US INT64_C(90000000)
/* A person who follows another keeps so much behind. */
#define BEHIND_US 200000

struct play play_start(const struct scenario *s, struct metal metal)
{
	struct play p = {
		.scenario = s,
		.metal = metal,
		.document_of = PLAY_NOBODY,
		.camera_on = PLAY_NOBODY,
		.scene = {.of = PLAY_NOBODY, .beside = PLAY_NOBODY},
	};
	for (unsigned i = 0; i < SCENARIO_PERSONS; i++) {
		p.behind[i] = PLAY_NOBODY;
		p.behind_us[i] = BEHIND_US;
		p.metal.body[i] = (struct metal_body){.here = i < s->persons,
						      .kind = s->person[i].kind,
						      .place = play_home(&p, (uint8_t)i),
						      .goal = play_home(&p, (uint8_t)i)};
	}
	for (unsigned i = SCENARIO_PERSONS; i < METAL_BODIES; i++) {
		p.metal.body[i].here = false;
	}
	return p;
}

bool play_is_hard(unsigned state)
{
	return state == GATE_REFERRED_OUTSIDE || state == GATE_REFERRED_INSIDE ||
	       state == GATE_ALARM;
}

/* A new traveller: what was seen of the one before counts no more. */
static void forget_lane(struct play_lane *l)
{
	struct msg_status now = l->now;
	bool known = l->known;
	*l = (struct play_lane){.known = known, .now = now};
}

void play_hear(struct play *p, const struct msg_status *status)
{
	struct play_lane *l = &p->lane;
	bool same_state = l->known && l->now.state == status->state;
	if (status->state == GATE_READING && !same_state) {
		forget_lane(
			l); /* the document may have been laid while the one before was inside */
	}
	if (play_is_hard(status->state) && !same_state) {
		l->hard = *status;
	}
	if (!same_state) {
		l->before = l->now.state;
		l->entered_us[status->state] = status->mono_us;
	}
	l->known = true;
	l->now = *status;
	l->visited |= 1u << status->state;
	l->prompted |= 1u << status->finger_prompt % 32u;
	l->page_prompted |= 1u << status->page_prompt % 32u;
	l->evidence |= status->evidence;
	if (status->step < STEP_COUNT) {
		l->step_us[status->step] += status->step_us;
	}
}

int64_t play_observed_us(const struct play *p)
{
	const int64_t *at = p->lane.entered_us;
	if (at[GATE_EXIT_OPEN] == 0 || at[GATE_FACE] == 0 || at[GATE_READING] == 0) {
		return 0;
	}
	return at[GATE_ENTRY_OPEN] - at[GATE_READING] - p->lane.step_us[STEP_CHIP_LINK] +
	       at[GATE_EXIT_OPEN] - at[GATE_FACE];
}

static bool lane_is(const struct play *p, unsigned state)
{
	return p->lane.known && p->lane.now.state == state;
}

bool play_visited(const struct play *p, enum gate_state state)
{
	return (p->lane.visited & 1u << state) != 0;
}

static void walk(struct play *p, uint8_t who, int32_t goal)
{
	p->metal.body[who].goal = goal;
	for (unsigned i = 0; i < p->scenario->persons; i++) {
		if (p->behind[i] == who) {
			p->metal.body[i].goal = goal;
			p->metal.body[i].wait_us = p->behind_us[i];
		}
	}
}

/*
 * Beginnings: what a step does when it begins. Waits and expectations have none.
 */
static uint32_t lay(struct play *p, const struct scenario_step *s)
{
	forget_lane(&p->lane);
	p->document_of = s->who;
	return PLAY_DO_DOCUMENT;
}

static uint32_t take(struct play *p, const struct scenario_step *s)
{
	bool lies = p->document_of == s->who;
	if (lies) {
		p->document_of = PLAY_NOBODY;
		p->tear_after = 0;
	}
	return lies ? (uint32_t)PLAY_DO_DOCUMENT : 0u;
}

static uint32_t tear(struct play *p, const struct scenario_step *s)
{
	p->tear_after = s->number;
	return 0;
}

static uint32_t walk_in(struct play *p, const struct scenario_step *s)
{
	walk(p, s->who, METAL_CHAMBER);
	return 0;
}

static uint32_t walk_out(struct play *p, const struct scenario_step *s)
{
	walk(p, s->who, play_goal(p, s->who));
	return 0;
}

static uint32_t walk_back(struct play *p, const struct scenario_step *s)
{
	walk(p, s->who, play_home(p, s->who));
	return 0;
}

static uint32_t leave(struct play *p, const struct scenario_step *s)
{
	walk(p, s->who, play_home(p, s->who));
	return take(p, s);
}

static uint32_t follow(struct play *p, const struct scenario_step *s)
{
	p->behind[s->who] = (uint8_t)s->number;
	return 0;
}

static uint32_t pause(struct play *p, const struct scenario_step *s)
{
	p->pause_us = (int64_t)s->number * 1000;
	return 0;
}

static uint32_t order(struct play *p, const struct scenario_step *s)
{
	p->order = (uint8_t)s->number;
	return PLAY_DO_ORDER;
}

static uint32_t break_contact(struct play *p, const struct scenario_step *s);
static uint32_t mend_contact(struct play *p, const struct scenario_step *s);

/*
 * Ends: is the step over? A step without one is over at once.
 */
static bool arrived(const struct play *p, const struct scenario_step *s)
{
	return p->metal.body[s->who].place == p->metal.body[s->who].goal;
}

static bool paused(const struct play *p, const struct scenario_step *s)
{
	(void)s; /* its time was taken over at the beginning */
	return p->pause_us <= 0;
}

static bool lamp_lit(const struct play *p, const struct scenario_step *s);

static bool in_state(const struct play *p, const struct scenario_step *s)
{
	return lane_is(p, s->number);
}

static bool at_desk(const struct play *p)
{
	return p->scenario->topology == GATE_DESK;
}

bool play_released(const struct play *p)
{
	return at_desk(p) ? lane_is(p, GATE_IDLE) && p->lane.before == GATE_RECORDING
			  : play_visited(p, GATE_EXIT_OPEN);
}

/* Somebody through the exit, with a record, and the lane ready for the next. At a desk a record
 * that was not taken back is all. */
static bool admitted(const struct play *p, const struct scenario_step *s)
{
	if (at_desk(p)) {
		return play_released(p);
	}
	return lane_is(p, GATE_IDLE) && play_visited(p, GATE_EXIT_OPEN) &&
	       (p->lane.evidence & GATE_HAS_RECORD) != 0 &&
	       p->metal.body[s->who].place == play_goal(p, s->who);
}

/* Nobody got in, nobody was referred, and the lane is ready for the next. */
static bool abandoned(const struct play *p, const struct scenario_step *s)
{
	(void)s; /* whoever it was */
	return lane_is(p, GATE_IDLE) && play_visited(p, GATE_READING) &&
	       !play_visited(p, GATE_FACE) && !play_visited(p, GATE_EXIT_OPEN) &&
	       !play_is_hard(p->lane.hard.state);
}

static bool referred(const struct play *p, const struct scenario_step *s)
{
	return play_is_hard(p->lane.hard.state) && p->lane.hard.state != GATE_ALARM &&
	       p->lane.hard.why == s->number;
}

static bool referred_check(const struct play *p, const struct scenario_step *s)
{
	return referred(p, s) && p->lane.hard.check == s->check && p->lane.hard.reason == s->reason;
}

static bool alarmed(const struct play *p, const struct scenario_step *s)
{
	return p->lane.hard.state == GATE_ALARM && p->lane.hard.why == s->number;
}

static bool evacuated(const struct play *p, const struct scenario_step *s)
{
	(void)s; /* everybody */
	return lane_is(p, GATE_EVACUATE) && metal_free(&p->metal, METAL_ENTRY) &&
	       metal_free(&p->metal, METAL_EXIT);
}

static bool held_for(const struct play *p, const struct scenario_step *s)
{
	return p->lane.known && p->lane.now.why == s->number;
}

static bool page_prompted(const struct play *p, const struct scenario_step *s)
{
	return (p->lane.page_prompted & 1u << s->number) != 0;
}

static bool role_missing(const struct play *p, const struct scenario_step *s)
{
	return p->lane.known && (p->lane.now.missing & 1u << s->other) != 0;
}

static bool role_ready(const struct play *p, const struct scenario_step *s)
{
	return p->lane.known && !role_missing(p, s);
}

static uint32_t stage(struct play *p, const struct scenario_step *s)
{
	(void)p; /* who has the processes carries it out */
	(void)s;
	return PLAY_DO_STAGE;
}

static bool door_locked(const struct play *p, const struct scenario_step *s)
{
	return p->metal.door[s->number].open_us == 0 && !metal_free(&p->metal, s->number);
}

static bool door_free(const struct play *p, const struct scenario_step *s)
{
	return metal_free(&p->metal, s->number);
}

static const struct act {
	uint32_t (*begin)(struct play *, const struct scenario_step *);
	bool (*over)(const struct play *, const struct scenario_step *);
	uint32_t line; /* the contact or lamp meant */
} acts[SCENARIO_VERB_COUNT] = {
	[VERB_LAY] = {lay, NULL, 0},
	[VERB_LAY_DOWN] = {lay, NULL, 0},
	[VERB_LAY_TURNED] = {lay, NULL, 0},
	[VERB_LAY_WRONG] = {lay, NULL, 0},
	[VERB_LAY_FRONT] = {lay, NULL, 0},
	[VERB_LAY_CLOSED] = {lay, NULL, 0},
	[VERB_LAY_SCREEN] = {lay, NULL, 0},
	[VERB_LAY_SCREEN_CHIP] = {lay, NULL, 0},
	[VERB_LAY_TWO] = {lay, NULL, 0},
	[VERB_LAY_GLARE] = {lay, NULL, 0},
	[VERB_LAY_COPY] = {lay, NULL, 0},
	[VERB_LIFT] = {take, NULL, 0},
	[VERB_PAGE_PROMPTED] = {NULL, page_prompted, 0},
	[VERB_TAKE] = {take, NULL, 0},
	[VERB_TEAR] = {tear, NULL, 0},
	[VERB_WALK_IN] = {walk_in, arrived, 0},
	[VERB_WALK_OUT] = {walk_out, arrived, 0},
	[VERB_WALK_BACK] = {walk_back, arrived, 0},
	[VERB_FOLLOW] = {follow, NULL, 0},
	[VERB_LEAVE] = {leave, arrived, 0},
	[VERB_WAIT_ENTRY] = {NULL, lamp_lit, GATE_OUT_ENTRY_GREEN},
	[VERB_WAIT_EXIT] = {NULL, lamp_lit, GATE_OUT_EXIT_GREEN},
	[VERB_WAIT_RED] = {NULL, lamp_lit, GATE_OUT_ENTRY_RED},
	[VERB_UNTIL] = {NULL, in_state, 0},
	[VERB_PAUSE] = {pause, paused, 0},
	[VERB_FIRE] = {break_contact, NULL, GATE_IN_FIRE_OK},
	[VERB_FIRE_OVER] = {mend_contact, NULL, GATE_IN_FIRE_OK},
	[VERB_STOP] = {break_contact, NULL, GATE_IN_ESTOP_OK},
	[VERB_STOP_OVER] = {mend_contact, NULL, GATE_IN_ESTOP_OK},
	[VERB_TAMPER] = {break_contact, NULL, GATE_IN_TAMPER_OK},
	[VERB_TAMPER_OVER] = {mend_contact, NULL, GATE_IN_TAMPER_OK},
	[VERB_MAINS] = {break_contact, NULL, GATE_IN_MAINS_OK},
	[VERB_MAINS_OVER] = {mend_contact, NULL, GATE_IN_MAINS_OK},
	[VERB_ORDER] = {order, NULL, 0},
	[VERB_ADMITTED] = {NULL, admitted, 0},
	[VERB_REFERRED] = {NULL, referred, 0},
	[VERB_REFERRED_CHECK] = {NULL, referred_check, 0},
	[VERB_ALARMED] = {NULL, alarmed, 0},
	[VERB_EVACUATED] = {NULL, evacuated, 0},
	[VERB_ABANDONED] = {NULL, abandoned, 0},
	[VERB_STATE] = {NULL, in_state, 0},
	[VERB_LOCKED] = {NULL, door_locked, 0},
	[VERB_FREE] = {NULL, door_free, 0},
	[VERB_JOURNAL] = {NULL, NULL, 0}, /* asked by the stack when the play is over */
	[VERB_WORKER_DIES] = {stage, NULL, 0},
	[VERB_WORKER_SILENT] = {stage, NULL, 0},
	[VERB_WORKER_OVER] = {stage, NULL, 0},
	[VERB_CORE_DIES] = {stage, NULL, 0},
	[VERB_CORE_BACK] = {stage, NULL, 0},
	[VERB_HELD] = {NULL, held_for, 0},
	[VERB_MISSING] = {NULL, role_missing, 0},
	[VERB_READY] = {NULL, role_ready, 0},
};

static uint32_t break_contact(struct play *p, const struct scenario_step *s)
{
	p->metal.contacts &= ~acts[s->verb].line;
	return 0;
}

static uint32_t mend_contact(struct play *p, const struct scenario_step *s)
{
	p->metal.contacts |= acts[s->verb].line;
	return 0;
}

static bool lamp_lit(const struct play *p, const struct scenario_step *s)
{
	return (p->metal.outputs & acts[s->verb].line) != 0;
}

/* From here on expectations are timed, and changes of outputs counted. */
static void count_from_now(struct play *p)
{
	p->acted_us = p->now_us;
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		p->changes[i] = 0;
	}
}

static bool lasts(const struct scenario_step *s)
{
	return acts[s->verb].over != NULL || s->verb == VERB_AT || s->verb == VERB_WALK_TO ||
	       play_finger_waits(s->verb);
}

static uint32_t begin(struct play *p, const struct scenario_step *s)
{
	p->met_us = p->now_us;
	if (!scenario_expects(s->verb)) {
		count_from_now(p);
	}
	play_metal_begin(p, s);
	play_camera_begin(p, s);
	play_finger_begin(p, s);
	play_page_begin(p, s);
	return acts[s->verb].begin == NULL ? 0u : acts[s->verb].begin(p, s);
}

static bool over(const struct play *p, const struct scenario_step *s)
{
	if (play_finger_is(s->verb)) {
		return play_finger_over(p, s);
	}
	return acts[s->verb].over == NULL ? play_metal_over(p, s) : acts[s->verb].over(p, s);
}

/* Can what a step waits for still come? Ends a play early that has gone another way. */
static bool hopeless(const struct play *p, const struct scenario_step *s)
{
	bool wants_pass = s->verb == VERB_ADMITTED || s->verb == VERB_WAIT_ENTRY ||
			  s->verb == VERB_WAIT_EXIT || s->verb == VERB_ABANDONED ||
			  (play_finger_waits(s->verb) && !at_desk(p));
	bool has_order = false;
	for (size_t i = 0; i < p->step; i++) {
		has_order = has_order || p->scenario->step[i].verb == VERB_ORDER;
	}
	if (wants_pass && !has_order && play_is_hard(p->lane.hard.state)) {
		return true;
	}
	/* At a desk one reason follows the other, and fingers are taken of whom an officer has. */
	if (!at_desk(p) && (s->verb == VERB_REFERRED || s->verb == VERB_REFERRED_CHECK)) {
		return play_visited(p, GATE_EXIT_OPEN) ||
		       (play_is_hard(p->lane.hard.state) && !over(p, s));
	}
	return false;
}

static uint32_t end(struct play *p, enum play_end how, const char *fault)
{
	p->end = (uint8_t)how;
	p->fault = fault;
	return 0;
}

/* Why the play differs at this step, or NULL while it may still come as expected. */
static const char *fault_of(const struct play *p, const struct scenario_step *s, bool met)
{
	int64_t since_us = p->now_us - p->acted_us;
	if (s->for_ms > 0) {
		return met ? NULL : "it did not stay so";
	}
	if (s->within_ms > 0 && since_us > (int64_t)s->within_ms * 1000) {
		return "it came too late";
	}
	if (met || s->within_ms > 0) {
		return NULL;
	}
	if (hopeless(p, s)) {
		return "the lane decided otherwise";
	}
	return p->waited_us > LIMIT_US ? "it did not happen in time" : NULL;
}

/* Carries on through all steps that need no waiting. */
static uint32_t advance(struct play *p)
{
	uint32_t todo = 0;
	while (p->step < p->scenario->steps) {
		const struct scenario_step *s = &p->scenario->step[p->step];
		if (!p->begun) {
			todo |= begin(p, s) | PLAY_DO_STEP;
			p->begun = true;
			p->waited_us = 0;
			return todo;
		}
		bool met = over(p, s);
		const char *fault = fault_of(p, s, met);
		if (fault != NULL) {
			return todo | end(p, PLAY_DIFFERS, fault);
		}
		if (!met || p->now_us - p->met_us < (int64_t)s->for_ms * 1000) {
			return todo;
		}
		if (!scenario_expects(s->verb) && lasts(s)) {
			count_from_now(p);
		}
		p->step++;
		p->begun = false;
	}
	return todo | end(p, PLAY_AS_EXPECTED, "");
}

static void see_outputs(struct play *p)
{
	uint32_t changed = p->seen_outputs ^ p->metal.outputs;
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		p->changes[i] += changed >> i & 1u;
	}
	p->seen_outputs = p->metal.outputs;
}

uint32_t play_pass(struct play *p, uint32_t real_us, uint32_t simulated_us)
{
	see_outputs(p);
	p->metal = metal_pass(p->metal, simulated_us);
	p->now_us += simulated_us;
	p->pause_us -= simulated_us;
	p->waited_us += real_us;
	play_camera_pass(p);
	play_finger_pass(p);
	if (p->end != PLAY_GOES_ON) {
		return 0;
	}
	if (p->step == 0 && !p->begun && !lane_is(p, GATE_IDLE)) {
		return p->waited_us > READY_US
			       ? end(p, PLAY_DIFFERS, "the lane was never ready for a traveller")
			       : 0u;
	}
	return advance(p);
}
