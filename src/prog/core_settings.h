/*
 * core_settings: the words that set up a lane: policy, timers, service.
 * Knows keys and ranges; egated uses it to refuse a wrong file, the core to run. Reads no file.
 */
#ifndef EG_PROG_CORE_SETTINGS_H
#define EG_PROG_CORE_SETTINGS_H

#include "os/args.h"
#include "prog/core_lane.h"

#define TIMER_MS_LOWEST  1000 /* people and doors do nothing in less */
#define TIMER_MS_HIGHEST 600000

/* Shipped policy, timers of gate.h, lane open. session is left 0. */
struct lane_settings lane_settings_default(void);
/* key: a state's name as "entry-open"; EG_CONFIG for an unknown state, one without a timer, or a
 * value outside TIMER_MS_LOWEST..TIMER_MS_HIGHEST. */
EG_CHECK enum eg_err lane_settings_timer(struct lane_settings *s, struct rd key, struct rd value);
/* All words "policy.KEY=VALUE", "timer.STATE=MS" and "lane-open=0|1" of a command line. */
EG_CHECK enum eg_err lane_settings_from(const struct args *a, struct lane_settings *s);

#endif
