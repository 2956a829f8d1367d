/*
 * passage: what the sensor lines mean together: one step, from lines to what the machine is told.
 * Knows the order of its parts, and which breach comes first. Never knows travellers, the machine's
 * states, a clock or lines' names.
 */
#include "gate/passage_impl.h"

const char *gate_fault_text(unsigned fault)
{
	static const char *const texts[] = {
#define X(name, text) text,
		GATE_FAULTS(X)
#undef X
	};
	return fault < GATE_FAULT_COUNT ? texts[fault] : "?";
}

struct passage passage_start(void)
{
	return (struct passage){.begun = false, .told = PASSAGE_LINES};
}

/* Most severe first. */
static const uint8_t severity[] = {
	GATE_WHY_INTRUSION, GATE_WHY_WRONG_WAY,  GATE_WHY_TAILGATING, GATE_WHY_CRAWLING,
	GATE_WHY_OBJECT,    GATE_WHY_ASSISTANCE, GATE_WHY_PIGGYBACK,  GATE_WHY_OBSTRUCTED,
	GATE_WHY_PREVENTED, GATE_WHY_LEFT,       GATE_WHY_LOITERING,
};

/*
 * The worst of what is the case now. What is an alarm stands for a while; what refers somebody does
 * not: the lane may be idle again by then.
 */
static enum gate_why worst(struct passage *p, const struct moment *m)
{
	enum gate_why worst = GATE_WHY_NONE;
	for (size_t i = sizeof(severity); i > 0; i--) {
		uint8_t why = severity[i - 1];
		uint32_t mark = 1u << why;
		if (passage_any(m->causes, mark)) {
			p->breached |= mark;
			p->breach_ms[why] = m->now;
		} else if (!gate_breach_alarms((enum gate_why)why) ||
			   m->now - p->breach_ms[why] >= PASSAGE_HOLD_MS) {
			p->breached &= ~mark;
		}
		if (passage_any(p->breached, mark)) {
			worst = (enum gate_why)why;
		}
	}
	return worst;
}

static uint32_t level(bool is, uint32_t input)
{
	return is ? input : 0;
}

static uint32_t inputs_of(const struct passage *p, const struct moment *m)
{
	uint32_t loops = WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK;
	uint32_t w = m->wires;
	/* Loops have the same bits. */
	return (w & loops) | level(p->door[PASSAGE_ENTRY].shut, GATE_IN_ENTRY_CLOSED) |
	       level(p->door[PASSAGE_EXIT].shut, GATE_IN_EXIT_CLOSED) |
	       level(p->door[PASSAGE_ENTRY].body, GATE_IN_ENTRY_BEAM) |
	       level(p->door[PASSAGE_EXIT].body, GATE_IN_EXIT_BEAM) |
	       level(p->people.present, GATE_IN_PRESENT) | level(p->people.many, GATE_IN_SEVERAL) |
	       level(passage_any(w, WIRE_RELEASE), GATE_IN_RELEASE) |
	       level(p->door[PASSAGE_EXIT].forth > 0, GATE_IN_PASSED);
}

_Static_assert(WIRE_FIRE_OK == (int)GATE_IN_FIRE_OK && WIRE_MAINS_OK == (int)GATE_IN_MAINS_OK &&
		       WIRE_ESTOP_OK == (int)GATE_IN_ESTOP_OK &&
		       WIRE_TAMPER_OK == (int)GATE_IN_TAMPER_OK,
	       "loops have the same bits as wires and as inputs");

/* The lane was turned round: who is where has to be learnt anew. */
static void turn_round(struct passage *p, const struct moment *m)
{
	if (p->begun && p->reversed == m->f->reversed) {
		return;
	}
	p->reversed = m->f->reversed;
	p->door[PASSAGE_ENTRY] = p->door[PASSAGE_EXIT] = (struct passage_door){.shut = false};
	p->people = (struct passage_people){.present = false};
	p->wires = m->wires;
	p->curtain = m->curtain;
	p->outputs = m->outputs;
}

static void remember(struct passage *p, const struct moment *m)
{
	p->begun = true;
	p->wires = m->wires;
	p->curtain = m->curtain;
	p->outputs = m->outputs;
}

/* Nothing is fitted, nothing can be wrong. */
static struct gate_sense sense_of_desk(void)
{
	return (struct gate_sense){
		.inputs = GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_TAMPER_OK |
			  GATE_IN_MAINS_OK | GATE_IN_SENSORS_OK,
		.wire = GATE_WIRE_COUNT,
	};
}

struct gate_sense passage_step(struct passage *p, const struct gate_fitting *f,
			       const struct gate_lines *lines, uint32_t debounced, uint32_t outputs,
			       int64_t now_ms)
{
	uint32_t who = WIRE_PRESENT | WIRE_SEVERAL | WIRE_MAT | WIRE_HEAVY | WIRE_LOW | WIRE_HIGH |
		       WIRE_COUNT_IN | WIRE_COUNT_OUT | WIRE_ENTRY_BEAM | WIRE_EXIT_BEAM;
	struct moment m = {
		.f = f,
		.now = p->begun && now_ms < p->now_ms ? p->now_ms : now_ms,
		.outputs = outputs,
		.chamber = gate_has_chamber(&f->plan),
	};
	if (!gate_has_doors(&f->plan)) {
		return sense_of_desk();
	}
	p->now_ms = m.now;
	passage_read(p, &m, lines, debounced);
	turn_round(p, &m);
	m.rose = m.wires & ~p->wires;
	m.changed = passage_any(m.wires ^ p->wires, who) || m.curtain != p->curtain;
	passage_look_at_lines(p, &m);
	passage_door(p, &m, PASSAGE_ENTRY);
	passage_door(p, &m, PASSAGE_EXIT);
	passage_people(p, &m);
	passage_judge_lines(p, &m);
	remember(p, &m);
	struct gate_sense s = {
		.inputs = inputs_of(p, &m),
		.breach = (uint8_t)worst(p, &m),
		.wire = GATE_WIRE_COUNT,
		.key = passage_any(m.wires, WIRE_KEY),
		.turned = m.turned,
		.wait_ms = passage_wait(p, &m, debounced),
	};
	if (p->told < PASSAGE_LINES) {
		s.fault = p->line[p->told].fault;
		s.wire = p->told < GATE_WIRE_COUNT ? p->told : GATE_WIRE_COUNT;
	}
	s.inputs |= level(s.breach != GATE_WHY_NONE, GATE_IN_BREACH) |
		    level(p->told >= PASSAGE_LINES, GATE_IN_SENSORS_OK);
	return s;
}
