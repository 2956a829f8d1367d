/*
 * gpio_guard: what an installer's tool may drive at this moment, so that no door hurts or holds
 * anybody.
 * Knows doors: lock, drive, contact, beam, edge. Never knows why something is driven, nor time.
 *
 * Off is the safe level of every output: a lock without power is open, as while no controller runs.
 */
#ifndef EG_PROG_GPIO_GUARD_H
#define EG_PROG_GPIO_GUARD_H

#include "gate/fitting.h"

struct gpio_door {
	const char *name; /* "entry" */
	uint32_t lock;    /* outputs */
	uint32_t open;
	uint32_t closed; /* wires */
	uint32_t wide;
	uint32_t beam;
	uint32_t hand;
};

#define GPIO_DOORS 2
/* Entry, then exit. */
extern const struct gpio_door gpio_doors[GPIO_DOORS];
/* The door whose lock or drive this output is; NULL: none's. */
const struct gpio_door *gpio_door_of(uint32_t output);
/* What is to be driven beside an output that frees or opens a door: the lock of the other door, if
 * there is one. */
uint32_t gpio_beside(const struct gate_fitting *f, uint32_t output);

/*
 * NULL: want may be driven, given what is driven now and the levels of the wires. Else why not:
 *   a door is locked (or held closed) while its beam or edge is broken; one that is locked and
 *   proved closed stays so
 *   a door is locked while the fire contact or the emergency stop is open; against: the installer
 *   finds out on purpose whether these free the door without us
 *   a door is driven open and locked at once, or without the other one closed and locked
 */
const char *gpio_guard(const struct gate_fitting *f, uint32_t now, uint32_t want, uint32_t levels,
		       bool against);

#endif
