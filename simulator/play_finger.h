/*
 * play_finger: the sentences of a scenario that are about the finger sensor.
 * Knows whose finger is laid on how, when the screen asks for it, and what is wrong with the
 * sensor. Never knows pictures, nor what the lane makes of them.
 */
#ifndef EG_SIMULATOR_PLAY_FINGER_H
#define EG_SIMULATOR_PLAY_FINGER_H

#include "simulator/play.h"

/* What a sentence does when it begins; one that is not about the sensor does nothing. */
void play_finger_begin(struct play *p, const struct scenario_step *s);
/* Whether what it waits for is there: a sentence about a press waits until that was given. */
bool play_finger_over(const struct play *p, const struct scenario_step *s);
/* Time has passed: the screen is read. */
void play_finger_pass(struct play *p);
/* Presses that were given since the last call, as whoever has the sensor saw them. */
void play_finger_given(struct play *p, unsigned presses);

/* Whoever stands at the sensor has read the screen, and lays a finger on now. */
bool play_finger_lays(const struct play *p);
/* The screen shows that no press is wanted any more. */
bool play_finger_unasked(const struct play *p);

/* A sentence about the sensor: it takes one to play it. */
bool play_finger_is(unsigned verb);
/* A sentence that waits for a press. */
bool play_finger_waits(unsigned verb);

#endif
