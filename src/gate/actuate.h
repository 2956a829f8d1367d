/*
 * actuate: from the outputs of the machine to levels of lines at a moment: pulses, flashing lamps,
 * patterns of the buzzer. Knows time as a value. Never knows polarity (the backend applies it),
 * states, or what a line does.
 */
#ifndef EG_GATE_ACTUATE_H
#define EG_GATE_ACTUATE_H

#include "gate/fitting.h"

struct actuate {
	uint32_t wanted;                     /* as at the last step */
	int64_t since_ms[GATE_OUTPUT_LINES]; /* of the last rise, or of the last pulse */
	uint8_t pulses[GATE_OUTPUT_LINES];   /* given since the rise */
	int64_t buzzer_ms;                   /* since when it sounds */
};

struct actuate actuate_start(void);
/*
 * Lines to drive now, enum gate_output bits; GATE_OUT_WATCHDOG passes through. inputs: as the
 * machine saw them last (a pulse to a door that has not followed is given again, twice at most).
 * why: of the machine; it chooses the buzzer's pattern (continuous: intrusion, intermittent: fraud
 * or a warning). Locks are never pulsed by time alone: a lock line with a pulse opens by it.
 */
uint32_t actuate_step(struct actuate *a, const struct gate_fitting *f, uint32_t outputs,
		      uint32_t inputs, uint8_t why, int64_t now_ms);

#endif
