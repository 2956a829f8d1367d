/*
 * gate_tale: what tales of the gate machine are told with: levels, a lane, events.
 * Knows images of levels by what they mean. Never knows what should come of them.
 */
#ifndef EG_TESTS_UNIT_GATE_TALE_H
#define EG_TESTS_UNIT_GATE_TALE_H

#include "gate/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define OK                                                                           \
	(GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_TAMPER_OK | GATE_IN_MAINS_OK | \
	 GATE_IN_SENSORS_OK)
#define READY  ((uint32_t)GATE_IN_READY)
#define DOORS  (GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED)
#define QUIET  (OK | DOORS | READY)
#define SERVED (OK | DOORS) /* workers are busy: not ready for another */
#define INSIDE (SERVED | GATE_IN_PRESENT)
#define SWARM  (INSIDE | GATE_IN_SEVERAL)
#define LOCKS  (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK)

/* A lane under test: the newest step. */
struct lane {
	struct gate_step s;
};

static inline void give_breach(struct lane *l, enum gate_event_kind kind, uint32_t inputs,
			       enum gate_why breach)
{
	struct gate_event ev = {.kind = kind,
				.epoch = l->s.gate.epoch,
				.inputs = inputs,
				.breach = (uint8_t)breach};
	l->s = gate_step(l->s.gate, ev);
}

static inline void give(struct lane *l, enum gate_event_kind kind, uint32_t inputs)
{
	give_breach(l, kind, inputs, GATE_WHY_NONE);
}

static inline void expect_state(const struct lane *l, enum gate_state state)
{
	assert_string_equal(gate_state_name(l->s.gate.state), gate_state_name(state));
}

static inline void expect_why(const struct lane *l, enum gate_why why)
{
	assert_string_equal(gate_why_name(l->s.why), gate_why_name(why));
	assert_true((l->s.todo & GATE_DO_RECORD_REFERRAL) != 0);
}

static inline bool drives(const struct lane *l, uint32_t outputs)
{
	return (gate_outputs(l->s.gate) & outputs) == outputs;
}

static inline uint32_t locks(const struct lane *l)
{
	return gate_outputs(l->s.gate) & LOCKS;
}

#endif
