/*
 * fitting: the description of one gate model.
 * Knows the shipped one of each topology. Never knows chips, buses or levels at a moment.
 */
#include "gate/fitting.h"

struct gate_fitting gate_fitting_of(enum gate_topology topology)
{
	return (struct gate_fitting){.plan = gate_plan_of(topology)};
}
