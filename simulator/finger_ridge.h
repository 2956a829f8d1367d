/*
 * finger_ridge: ridges grown along a flow.
 * Knows filters and a grid. Never knows pores, wear or sensors.
 */
#ifndef EG_SIMULATOR_FINGER_RIDGE_H
#define EG_SIMULATOR_FINGER_RIDGE_H

#include "base/err.h"
#include "simulator/finger_flow.h"

/* Fills width * height heights, 500 dpi; the middle of the flow lies in the middle. EG_NO_MEMORY.
 */
EG_CHECK enum eg_err finger_ridge_grow(int8_t *out, unsigned width, unsigned height,
				       const struct finger_flow *flow);

#endif
