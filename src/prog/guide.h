/*
 * guide: what a traveller is told of why, from what the lane knows.
 * Knows which reasons help an honest traveller and teach nobody else. Pure.
 *
 * A screen in a public place is read by whoever stands there. What was found on a list, of a
 * signature, a chip or an attack reads as "go to the officer", and so does everything that is not
 * named here as harmless.
 */
#ifndef EG_PROG_GUIDE_H
#define EG_PROG_GUIDE_H

#include "gate/gate.h"
#include "wire/case.h"

/* Of what refers: enum check, enum reason, enum gate_why, in this enum gate_state. */
enum guide_reason guide_of(unsigned check, unsigned reason, unsigned why, unsigned state);

#endif
