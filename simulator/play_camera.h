/*
 * play_camera: the sentences of a scenario that are about what the camera sees.
 * Knows looks and troubles. Never knows pictures, nor what the lane makes of them.
 */
#ifndef EG_SIMULATOR_PLAY_CAMERA_H
#define EG_SIMULATOR_PLAY_CAMERA_H

#include "simulator/play.h"

/* What a sentence does when it begins; one that is not about the camera does nothing. */
void play_camera_begin(struct play *p, const struct scenario_step *s);
/* Time has passed: who faces the camera does what the screen asks for, as soon as they have read
 * it, and again while it stands there. A picture, or somebody who ignores the screen, does not. */
void play_camera_pass(struct play *p);

/* A sentence about what is seen beside a face, or about the camera: it takes a camera to play it.
 */
bool play_camera_is(unsigned verb);
/* Whether a step needs pictures of somebody; then of whom, and what they show (enum scenario_look).
 */
bool play_camera_needs(const struct scenario_step *s, uint8_t *who, uint8_t *look);

#endif
