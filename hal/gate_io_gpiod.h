/*
 * gate_io_gpiod: the wires of a gate as lines of GPIO chips, through the library of this system's
 * version: gpiod.c for 1.6, gpiod2.c for 2.x, chosen in meson.build.
 */
#ifndef EG_HAL_GATE_IO_GPIOD_H
#define EG_HAL_GATE_IO_GPIOD_H

#include "hal/gate_io.h"

/* where: see gpio_lines.h. Refuses to open when another process holds a line (EG_DENIED). */
extern const struct gate_io_backend gate_io_gpiod;

#endif
