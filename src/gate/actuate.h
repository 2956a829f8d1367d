/*
 * actuate: from the outputs of the machine to levels of lines at a moment: pulses, flashing lamps,
 * patterns of the buzzer. Knows time as a value. Never knows polarity (the backend applies it),
 * states, or what a line does.
 */
#ifndef EG_GATE_ACTUATE_H
#define EG_GATE_ACTUATE_H

#include "gate/fitting.h"

#define ACTUATE_PASSED_MS 300 /* the pulse to peers, unless the fitting gives another */
#define ACTUATE_FLASH_MS  250 /* lamp of an alarm: 4 Hz */
#define ACTUATE_BEEP_MS   500 /* intermittent buzzer: half of it sounds */
#define ACTUATE_PULSES    3   /* to a door: one, and two more while it has not followed */

struct actuate {
	bool begun;
	uint32_t wanted; /* lines that shall do something, as at the last step */
	int64_t since_ms[GATE_OUTPUT_LINES]; /* of the last rise, or of the last pulse */
	uint8_t pulses[GATE_OUTPUT_LINES];   /* given since the rise; 0: none is under way */
	bool sounds;
	uint8_t why;       /* what it sounds for */
	int64_t buzzer_ms; /* since when it sounds */
};

struct actuate actuate_start(void);
/*
 * Lines to drive now, enum gate_output bits; GATE_OUT_WATCHDOG passes through. inputs: as the
 * machine saw them last (a pulse to a door that has not followed is given again, twice at most).
 * why: of the machine; it chooses the buzzer's pattern (continuous: intrusion, intermittent: fraud
 * or a warning). Locks are never pulsed by time alone: a lock line with a pulse opens by it. When
 * both doors shall be free such a line stands. A fitting that names no output at all has them all,
 * but a desk's, which has none.
 */
uint32_t actuate_step(struct actuate *a, const struct gate_fitting *f, uint32_t outputs,
		      uint32_t inputs, uint8_t why, int64_t now_ms);

#endif
