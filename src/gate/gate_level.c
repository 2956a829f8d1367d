/*
 * gate_level: what the input levels alone lead to, in every state.
 * Knows danger, tamper, the promises of each state, and who is where. Never knows the event that
 * came with the levels.
 */
#include "gate/gate_move.h"

#define ENTRY GATE_IN_ENTRY_CLOSED
#define EXIT  GATE_IN_EXIT_CLOSED
#define NONE  0

/* Longest run: entry open, closing, referred, idle; one more finds it settled (so the model check).
 */
#define MOVES_MAX 6

/*
 * What each state relies on: doors proved closed, nobody in the chamber, where there is one. Else
 * it is an alarm.
 */
#define GATE_PROMISES(X)                             \
	X(GATE_INIT, NONE, false)                    \
	X(GATE_CLOSED, ENTRY | EXIT, true)           \
	X(GATE_IDLE, ENTRY | EXIT, true)             \
	X(GATE_READING, ENTRY | EXIT, true)          \
	X(GATE_WALKING, ENTRY | EXIT, false)         \
	X(GATE_ENTRY_OPEN, EXIT, false)              \
	X(GATE_ENTRY_CLOSING, EXIT, false)           \
	X(GATE_FACE, ENTRY | EXIT, false)            \
	X(GATE_FINGER, ENTRY | EXIT, false)          \
	X(GATE_RECORDING, ENTRY | EXIT, false)       \
	X(GATE_EXIT_OPEN, ENTRY, false)              \
	X(GATE_EXIT_CLOSING, ENTRY, false)           \
	X(GATE_REFERRED_OUTSIDE, ENTRY | EXIT, true) \
	X(GATE_REFERRED_INSIDE, ENTRY | EXIT, false) \
	X(GATE_BACK_OPEN, EXIT, false)               \
	X(GATE_BACK_CLOSING, EXIT, false)            \
	X(GATE_ALARM, NONE, false)                   \
	X(GATE_EVACUATE, NONE, false)                \
	X(GATE_CLEARING, NONE, false)

struct promise {
	uint32_t doors;
	bool empty;
};

static struct promise promise_of(uint8_t state)
{
	switch ((enum gate_state)state) {
#define X(name, doors, empty) \
	case name:            \
		return (struct promise){(doors), (empty)};
		GATE_PROMISES(X)
#undef X
	case GATE_STATE_COUNT:
		break;
	}
	return (struct promise){0, false};
}

/* The entry is proved closed: who is inside, and what was held against them meanwhile? */
static void entry_closed(struct gate_step *s)
{
	enum gate_why why = (enum gate_why)s->gate.why;
	if (empty(s->gate.inputs)) {
		if (why != GATE_WHY_NONE) {
			gate_refer_outside(s, why);
			return;
		}
		gate_note(s, GATE_WHY_LEFT);
		gate_idle(s);
		return;
	}
	if (why != GATE_WHY_NONE) {
		gate_refer_inside(s, why);
	} else if (any(s->gate.evidence, GATE_HAS_OFFICER)) {
		gate_record(s);
	} else {
		gate_capture(s);
	}
}

static void levels_of_entry(struct gate_step *s)
{
	uint32_t in = s->gate.inputs;
	bool open = s->gate.state == GATE_ENTRY_OPEN;
	if (any(in, GATE_IN_SEVERAL)) {
		gate_close_entry(s, GATE_WHY_SEVERAL);
	} else if (open && empty(in) && any(in, GATE_IN_EXIT_BEAM)) {
		gate_alarm(s, GATE_WHY_WRONG_WAY);
	} else if (open && alone(in) && !any(in, GATE_IN_ENTRY_BEAM)) {
		gate_go(s, GATE_ENTRY_CLOSING, GATE_WHY_NONE);
	}
	if (s->gate.state == GATE_ENTRY_CLOSING && any(in, GATE_IN_ENTRY_CLOSED)) {
		entry_closed(s);
	}
}

/* FACE, FINGER and RECORDING: one person, from the closing of the entry to the opening of the exit.
 */
static void levels_of_chamber(struct gate_step *s)
{
	if (any(s->gate.inputs, GATE_IN_SEVERAL)) {
		gate_refer_inside(s, GATE_WHY_SEVERAL);
	} else if (empty(s->gate.inputs)) {
		gate_refer_inside(s, GATE_WHY_LEFT);
	}
}

/* At the door, in front of the camera, nobody beside them, the door not in use. */
static void levels_of_walking(struct gate_step *s)
{
	if (!alone(s->gate.inputs) || any(s->gate.inputs, GATE_IN_EXIT_BEAM)) {
		return;
	}
	if (any(s->gate.evidence, GATE_HAS_OFFICER)) {
		gate_record(s);
	} else {
		gate_capture(s);
	}
}

/*
 * Left by a door: it stands open, the swing is clear, the chamber empty. With the door still shut
 * an empty chamber is a sensor's word alone, and the door stays free until its timer.
 */
static bool gone_by(uint32_t in, uint32_t closed, uint32_t beam)
{
	return empty(in) && !any(in, closed | beam);
}

/*
 * The traveller has gone, and the lane is ready for the next. But where two went out as one it is
 * too late to refer anybody: an alarm, which stays until an officer has seen to it.
 */
static void gone(struct gate_step *s)
{
	enum gate_why why = (enum gate_why)s->gate.why;
	if (why == GATE_WHY_PIGGYBACK || why == GATE_WHY_ASSISTANCE) {
		gate_alarm(s, why);
	} else {
		gate_idle(s);
	}
}

static void levels_of_exit(struct gate_step *s)
{
	uint32_t in = s->gate.inputs;
	bool held = s->gate.why != GATE_WHY_NONE; /* closing on somebody who did not leave */
	bool open = s->gate.state == GATE_EXIT_OPEN;
	if (any(in, GATE_IN_SEVERAL) || (!open && !held && !empty(in))) {
		gate_alarm(s, GATE_WHY_WRONG_WAY);
	} else if (open && gone_by(in, GATE_IN_EXIT_CLOSED, GATE_IN_EXIT_BEAM)) {
		gate_go(s, GATE_EXIT_CLOSING, GATE_WHY_NONE);
	} else if (!open && any(in, GATE_IN_EXIT_CLOSED)) {
		if (empty(in)) {
			gone(s);
		} else {
			gate_refer_inside(s, (enum gate_why)s->gate.why);
		}
	}
}

/* Others may wait before this door: who went through is told by the beams of the door alone. */
static void levels_of_only_door(struct gate_step *s)
{
	uint32_t in = s->gate.inputs;
	bool passed = any(in, GATE_IN_PASSED) && !any(in, GATE_IN_EXIT_BEAM);
	if (s->gate.state == GATE_EXIT_OPEN && passed) {
		gate_go(s, GATE_EXIT_CLOSING, GATE_WHY_NONE);
	} else if (s->gate.state == GATE_EXIT_OPEN && any(in, GATE_IN_SEVERAL)) {
		gate_close_exit(s, GATE_WHY_SEVERAL);
	}
	if (s->gate.state != GATE_EXIT_CLOSING || !any(in, GATE_IN_EXIT_CLOSED)) {
		return;
	}
	if (s->gate.why == GATE_WHY_NONE || any(in, GATE_IN_PASSED)) {
		gone(s);
	} else {
		gate_refer_inside(s, (enum gate_why)s->gate.why);
	}
}

/* The entry is closed again after somebody was let out. */
static void back_closed(struct gate_step *s)
{
	enum gate_why why = (enum gate_why)s->gate.why;
	if (!empty(s->gate.inputs) && s->gate.epoch != 0) {
		gate_refer_inside(s, GATE_WHY_TIME);
	} else if (!empty(s->gate.inputs)) {
		gate_alarm(s, GATE_WHY_INTRUSION);
	} else if (why == GATE_WHY_RELEASE || why == GATE_WHY_CALLS) {
		gate_alarm(s, why); /* no officer ordered it: one has to look */
	} else {
		gate_idle(s);
	}
}

static void levels_of_back(struct gate_step *s)
{
	uint32_t in = s->gate.inputs;
	if (s->gate.state == GATE_BACK_CLOSING && any(in, GATE_IN_ENTRY_CLOSED)) {
		back_closed(s);
	} else if (s->gate.state == GATE_BACK_OPEN && !any(in, GATE_IN_RELEASE) &&
		   any(in, GATE_IN_SENSORS_OK) &&
		   gone_by(in, GATE_IN_ENTRY_CLOSED, GATE_IN_ENTRY_BEAM)) {
		gate_go(s, GATE_BACK_CLOSING, (enum gate_why)s->gate.why);
	}
}

static void levels_of_state(struct gate_step *s)
{
	bool chamber = gate_has_chamber(&s->gate.plan);
	switch ((enum gate_state)s->gate.state) {
	case GATE_INIT:
		if (proved(&s->gate) && (any(s->gate.inputs, GATE_IN_READY) || s->gate.closing)) {
			gate_idle(s);
		}
		break;
	case GATE_READING:
		if (chamber && any(s->gate.inputs, GATE_IN_EXIT_BEAM)) {
			gate_alarm(s, GATE_WHY_WRONG_WAY);
		}
		break;
	case GATE_WALKING:
		levels_of_walking(s);
		break;
	case GATE_ENTRY_OPEN:
	case GATE_ENTRY_CLOSING:
		levels_of_entry(s);
		break;
	case GATE_FACE:
	case GATE_FINGER:
	case GATE_RECORDING:
		levels_of_chamber(s);
		break;
	case GATE_EXIT_OPEN:
	case GATE_EXIT_CLOSING:
		if (chamber) {
			levels_of_exit(s);
		} else {
			levels_of_only_door(s);
		}
		break;
	case GATE_BACK_OPEN:
	case GATE_BACK_CLOSING:
		levels_of_back(s);
		break;
	case GATE_CLOSED:
	case GATE_IDLE:
	case GATE_REFERRED_OUTSIDE:
	case GATE_REFERRED_INSIDE:
	case GATE_ALARM:
	case GATE_EVACUATE:
	case GATE_CLEARING:
	case GATE_STATE_COUNT:
		break;
	}
}

/* Already as safe as it gets: an alarm, an evacuation, or the way out after one. */
static bool stopped(const struct gate *g)
{
	bool back = g->state == GATE_BACK_OPEN || g->state == GATE_BACK_CLOSING;
	return g->state == GATE_ALARM || g->state == GATE_EVACUATE || g->state == GATE_CLEARING ||
	       (back && g->epoch == 0);
}

/* Tamper and sensors that cannot be believed stop a lane; INIT just proves nothing with them. */
static enum gate_why stop_reason(const struct gate *g)
{
	bool init = g->state == GATE_INIT;
	enum gate_why breach = (enum gate_why)g->breach;
	if (stopped(g)) {
		return GATE_WHY_NONE;
	}
	if (!any(g->inputs, GATE_IN_TAMPER_OK)) {
		return GATE_WHY_TAMPER;
	}
	if (!init && !any(g->inputs, GATE_IN_SENSORS_OK)) {
		return GATE_WHY_SENSOR;
	}
	return !init && gate_breach_alarms(breach) ? breach : GATE_WHY_NONE;
}

/* Somebody inside presses the button; where the entry is free or on its way, it stays so. */
static bool asks_out(const struct gate *g)
{
	bool free = g->state == GATE_ENTRY_OPEN || g->state == GATE_BACK_OPEN ||
		    g->state == GATE_EVACUATE || g->state == GATE_CLEARING ||
		    g->state == GATE_EXIT_OPEN;
	return any(g->inputs, GATE_IN_RELEASE) && !free && any(g->inputs, GATE_IN_EXIT_CLOSED);
}

/* Something about the passage that is no alarm refers the traveller, wherever they are. */
static void by_breach(struct gate_step *s)
{
	enum gate_why why = (enum gate_why)s->gate.breach;
	switch ((enum gate_state)s->gate.state) {
	case GATE_READING:
	case GATE_WALKING:
		gate_refer_outside(s, why);
		break;
	case GATE_ENTRY_OPEN:
	case GATE_ENTRY_CLOSING:
		gate_close_entry(s, why);
		break;
	case GATE_FACE:
	case GATE_FINGER:
	case GATE_RECORDING:
		gate_refer_inside(s, why);
		break;
	case GATE_EXIT_OPEN:
		gate_close_exit(s, why);
		break;
	case GATE_EXIT_CLOSING:
		gate_withdraw_exit(s, why);
		break;
	case GATE_IDLE:
	case GATE_CLOSED:
		gate_alarm(s, why);
		break;
	case GATE_REFERRED_OUTSIDE:
	case GATE_REFERRED_INSIDE:
	case GATE_BACK_OPEN:
	case GATE_BACK_CLOSING:
	case GATE_INIT:
	case GATE_ALARM:
	case GATE_EVACUATE:
	case GATE_CLEARING:
	case GATE_STATE_COUNT:
		break;
	}
}

/* A danger worse than the one that began the evacuation is recorded, too; worst comes first. */
static void worse_danger(struct gate_step *s)
{
	enum gate_why now = danger(s->gate.inputs);
	if (now != GATE_WHY_NONE && now < s->gate.why) {
		gate_note(s, now);
		s->gate.why = (uint8_t)now;
	}
}

/* One move by levels: danger, stops, broken promises, the button, then the state's business. */
static void by_levels(struct gate_step *s)
{
	uint32_t in = s->gate.inputs;
	struct promise now = promise_of(s->gate.state);
	bool intruded = now.empty && gate_has_chamber(&s->gate.plan) && !empty(in);
	if (s->gate.state == GATE_EVACUATE) {
		worse_danger(s);
		return;
	}
	if (danger(in) != GATE_WHY_NONE) {
		gate_evacuate(s, danger(in));
	} else if (s->gate.state == GATE_CLEARING && !clear(&s->gate)) {
		gate_evacuate(s, GATE_WHY_OFFICER);
	} else if (stop_reason(&s->gate) != GATE_WHY_NONE) {
		gate_alarm(s, stop_reason(&s->gate));
	} else if (asks_out(&s->gate)) {
		gate_let_out(s, GATE_WHY_RELEASE);
	} else if (!all(in, now.doors) || intruded) {
		bool backwards = any(now.doors & ~in, GATE_IN_EXIT_CLOSED) && empty(in);
		gate_alarm(s, backwards ? GATE_WHY_WRONG_WAY : GATE_WHY_INTRUSION);
	} else {
		if (s->gate.breach != GATE_WHY_NONE) {
			by_breach(s);
		}
		levels_of_state(s);
	}
}

void gate_settle(struct gate_step *s)
{
	bool moved = true;
	for (int move = 0; moved && move < MOVES_MAX; move++) {
		struct gate before = s->gate;
		by_levels(s);
		moved = s->gate.state != before.state || s->gate.why != before.why;
	}
}
