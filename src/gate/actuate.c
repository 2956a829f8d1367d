/*
 * actuate: from the outputs of the machine to levels of lines at a moment.
 * Knows time as a value. Never knows polarity, states, or what a line does.
 */
#include "gate/actuate.h"

struct actuate actuate_start(void)
{
	return (struct actuate){.wanted = 0};
}

uint32_t actuate_step(struct actuate *a, const struct gate_fitting *f, uint32_t outputs,
		      uint32_t inputs, uint8_t why, int64_t now_ms)
{
	(void)f;
	(void)inputs;
	(void)why;
	(void)now_ms;
	a->wanted = outputs;
	return outputs;
}
