/*
 * play_camera: the sentences of a scenario that are about what the camera sees.
 * Knows looks and troubles. Never knows pictures, nor what the lane makes of them.
 */
#ifndef EG_SIMULATOR_PLAY_CAMERA_H
#define EG_SIMULATOR_PLAY_CAMERA_H

#include "simulator/play.h"

/* What a sentence does when it begins; one that is not about the camera does nothing. */
void play_camera_begin(struct play *p, const struct scenario_step *s);

#endif
