/*
 * plan: the shipped plan of each topology.
 * Knows features. Never knows lines or times.
 */
#include "gate/plan.h"

struct gate_plan gate_plan_of(enum gate_topology topology)
{
	return (struct gate_plan){
		.topology = (uint8_t)topology,
		.attempts = 5,
		.calls = 3,
	};
}
