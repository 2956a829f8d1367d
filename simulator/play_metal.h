/*
 * play_metal: the sentences of a scenario that are about doors, wires and bodies alone.
 * Knows the metal and what can be wrong with it. Never knows the lane's states, documents or faces.
 */
#ifndef EG_SIMULATOR_PLAY_METAL_H
#define EG_SIMULATOR_PLAY_METAL_H

#include "simulator/play.h"

/* What a sentence does when it begins; one that is not about metal does nothing. */
void play_metal_begin(struct play *p, const struct scenario_step *s);
/* Whether what it waits for is there; true for one that waits for nothing. */
bool play_metal_over(const struct play *p, const struct scenario_step *s);
/* Where a person comes from, and where they want to. */
int32_t play_home(const struct play *p, uint8_t who);
int32_t play_goal(const struct play *p, uint8_t who);

#endif
