/*
 * fuzz_actuate: whatever is wanted, whenever: locks and lamps are as wanted, pulses have an end.
 * Knows how bytes become a fitting, outputs and time. Never knows states.
 *
 * Four bytes first: topology; bit 0 turned round; outputs that are not fitted (twice). Then six
 * bytes a step: outputs (three), inputs, why, milliseconds.
 */
#include "tests/fuzz/fuzz.h"

#include "base/rd.h"
#include "gate/actuate.h"

#define ALL      ((1u << GATE_OUTPUT_LINES) - 1u)
#define LOCKS    (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK)
#define REDS     (GATE_OUT_ENTRY_RED | GATE_OUT_EXIT_RED)
#define BY_TIME  (GATE_OUT_BUZZER | GATE_OUT_PASSED | REDS)
#define PULSE_MS 200

static uint32_t fitted_of(const struct gate_fitting *f)
{
	uint32_t fitted = gate_fitting_outputs(f);
	return fitted != 0 ? fitted : ALL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	struct actuate a = actuate_start();
	uint8_t topology = 0;
	uint8_t turned = 0;
	uint32_t missing = 0;
	int64_t now_ms = 0;
	if (!rd_u8(&r, &topology) || !rd_u8(&r, &turned) || !rd_be(&r, 2, &missing)) {
		return 0;
	}
	struct gate_fitting f =
		gate_fitting_of((enum gate_topology)(topology % GATE_DOOR_TOPOLOGIES));
	f.reversed = (turned & 1u) != 0;
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		f.output[i] = (struct gate_drive){.name = "o"};
		if ((missing >> i & 1u) != 0) {
			f.output[i].name[0] = '\0';
		}
	}
	struct rd one;
	while (rd_take(&r, 6, &one)) {
		uint32_t outputs = 0;
		uint8_t inputs = 0;
		uint8_t why = 0;
		uint8_t ms = 0;
		if (!rd_be(&one, 3, &outputs) || !rd_u8(&one, &inputs) || !rd_u8(&one, &why) ||
		    !rd_u8(&one, &ms)) {
			break;
		}
		now_ms += ms;
		uint32_t out = actuate_step(&a, &f, outputs & ALL, inputs, why, now_ms);
		uint32_t fitted = fitted_of(&f) | GATE_OUT_WATCHDOG;
		promise((out & ~fitted) == 0);
		promise((out & GATE_OUT_WATCHDOG) == (outputs & GATE_OUT_WATCHDOG));
		if (!f.reversed) {
			uint32_t steady = fitted & ~(uint32_t)BY_TIME;
			promise((out & steady) == (outputs & steady));
			promise((out & REDS & ~outputs) == 0);
		}
		promise((outputs & GATE_OUT_BUZZER) != 0 || (out & GATE_OUT_BUZZER) == 0);
	}
	/* Nothing is wanted any more: every line falls. */
	(void)actuate_step(&a, &f, 0, 0, 0, now_ms); /* the wish; what is left of a pulse is not */
	promise(actuate_step(&a, &f, 0, 0, 0, now_ms + ACTUATE_PASSED_MS) == 0);
	return 0;
}
