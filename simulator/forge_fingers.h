/*
 * forge_fingers: the command of egate-forge that writes a DG3 of made fingers.
 * Knows its settings. Never knows formats.
 */
#ifndef EG_SIMULATOR_FORGE_FINGERS_H
#define EG_SIMULATOR_FORGE_FINGERS_H

#include "os/args.h"

EG_CHECK enum eg_err forge_fingers_command(const struct args *a);

#endif
