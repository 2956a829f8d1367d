/*
 * sim_chip: a GPIO chip of the kernel's gpio-sim: made, its lines pulled and looked at, unplugged.
 * Knows configfs and sysfs of gpio-sim. Never knows what a line means. Fails like cmocka's asserts.
 */
#ifndef EG_TESTS_VM_SIM_CHIP_H
#define EG_TESTS_VM_SIM_CHIP_H

#include "base/err.h"

#define SIM_LINES_MAX 64

struct sim_chip {
	size_t count;
	int pull[SIM_LINES_MAX];  /* owned */
	int value[SIM_LINES_MAX]; /* owned */
	bool live;
};

/* Plugs a chip in: its label, a name for each line. All lines are pulled down. */
void sim_plug(struct sim_chip *c, const char *label, const char *const *names, size_t count);
/* Takes the chip away, also under a process that holds its lines. Nothing there is fine. */
void sim_unplug(struct sim_chip *c);
/*
 * The level that an input sees from now on; a change is an edge. For an output: the level that it
 * falls to when nobody drives it any more.
 */
void sim_pull(const struct sim_chip *c, size_t line, bool high);
bool sim_value(const struct sim_chip *c, size_t line);

#endif
