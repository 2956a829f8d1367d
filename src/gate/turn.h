/*
 * turn: a lane that is turned round: entry and exit change places on its lines.
 * Knows which lines belong to which side. Never knows levels in time. Private to src/gate.
 *
 * With a chamber the doors change places with all that belongs to them. Where there is one door it
 * stays; its lamps change sides, and travellers meet its beams in the other order.
 */
#ifndef EG_GATE_TURN_H
#define EG_GATE_TURN_H

#include "gate/fitting.h"

/* Both are their own inverse, and change nothing unless f->reversed. */
uint32_t turn_wires(const struct gate_fitting *f, uint32_t wires);
uint32_t turn_outputs(const struct gate_fitting *f, uint32_t outputs);

/* Number of the lowest bit of one wire or output, turned round with the lane. */
unsigned turn_wire_line(const struct gate_fitting *f, uint32_t wire);
unsigned turn_output_line(const struct gate_fitting *f, uint32_t output);

#endif
