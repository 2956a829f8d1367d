/*
 * face_time: how long a capture may take in a lane whose gate waits so long for it.
 * Knows the parts of that time. Never knows a clock or a face.
 *
 *   timer of GATE_FACE = the capture + what is asked late in it + what goes on before and behind it
 */
#ifndef EG_PROG_FACE_TIME_H
#define EG_PROG_FACE_TIME_H

#include "base/err.h"

#define FACE_TIME_CAPTURE_MS   15000 /* nobody looks into a camera for longer */
#define FACE_TIME_CHALLENGE_MS 4000  /* a challenge that begins late is still listened to */
/* A portrait that is still being decoded (FACE_JOB_PORTRAIT_MS of the processor), the last frame,
 * the way to the core and back. */
#define FACE_TIME_SPARE_MS 2000
#define FACE_TIME_LEAST_MS 3000 /* in less nobody can be found, prompted and compared */

struct config;
struct lane_settings;

/*
 * The longest that a capture may wait for good frames, so that its result comes before the gate
 * gives up: else an officer would read "time" and not the reason. The timer is the gate's, as its
 * description says and [timers] overrules. EG_CONFIG: it leaves no time.
 */
EG_CHECK enum eg_err face_time_choose(const struct config *c, const struct lane_settings *gate,
				      uint32_t *capture_ms);

#endif
