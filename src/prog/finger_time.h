/*
 * finger_time: how long fingers may take in a lane whose gate waits so long for them.
 * Knows the parts of that time. Never knows a clock or a finger.
 *
 *   timer of GATE_FINGER = presses of each finger + what goes on before and behind them
 */
#ifndef EG_PROG_FINGER_TIME_H
#define EG_PROG_FINGER_TIME_H

#include "base/err.h"

#define FINGER_TIME_PRESS_MS 3000 /* to read the prompt, lay the finger on, lift it */
/* The last comparison, the way to the core and back. */
#define FINGER_TIME_SPARE_MS 2000

struct config;
struct lane_settings;

/* EG_CONFIG: a finger is wanted, and the timer leaves no time for as many tries of two. */
EG_CHECK enum eg_err finger_time_check(const struct lane_settings *s);
/* The same of a configuration: the timer is the gate's, as its description says and [timers]
 * overrules. */
EG_CHECK enum eg_err finger_time_of(const struct config *c, const struct lane_settings *gate);
/* What is left for an order, so that its result comes before the gate gives up; 0: nothing. */
uint32_t finger_time_left(const struct lane_settings *s, int64_t waited_us);

#endif
