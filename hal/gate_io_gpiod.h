/*
 * gate_io_gpiod: the wires of a gate as lines of a GPIO chip, through the library of this system's
 * version (gpiod.c: 1.6; chosen in meson.build, so that a file for 2.x can stand beside it).
 */
#ifndef EG_HAL_GATE_IO_GPIOD_H
#define EG_HAL_GATE_IO_GPIOD_H

#include "hal/gate_io.h"

/* where: see gpio_map.h. Refuses to open when another process holds a line (EG_DENIED). */
extern const struct gate_io_backend gate_io_gpiod;

#endif
