/*
 * core_settings: the words that set up a lane: gate, policy, timers, service.
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
/*
 * One setting of a gate's description: "shipped" with a topology (the whole description at once),
 * "timer.STATE", or a key of gate_fitting_set. The first goes to a blank fitting.
 */
EG_CHECK enum eg_err lane_settings_gate(struct lane_settings *s, struct rd key, struct rd value);
/*
 * All words "gate.KEY=VALUE", "policy.KEY=VALUE", "timer.STATE=MS", "lane-open=0|1",
 * "attended=0|1", "officer=USER", "kiosk=USER" (never the officer's), "face-model=NUMBER" and
 * "finger-one-in=N" of a command line. Without words of a gate it is the shipped mantrap. What a
 * gate says of timers and direction is overruled by the other words, in whatever order they come.
 */
EG_CHECK enum eg_err lane_settings_from(const struct args *a, struct lane_settings *s);

#endif
