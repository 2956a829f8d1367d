/*
 * touch_job: what is wanted of the finger sensor for one traveller, and what is told of it.
 * Knows presses by their numbers, a sensor's backend, time that is passed in. Never knows sockets,
 * nor what a picture shows.
 *
 *   MSG_PRESS_WANTED n  -> start -> MSG_PRESS_EVENT n ...  -> MSG_PRESS_IMAGE n
 *                                                          or MSG_PRESS_EVENT n, PRESS_OVER
 *   MSG_PRESS_STOP n    -> stop  -> nothing of n any more
 */
#ifndef EG_PROG_TOUCH_JOB_H
#define EG_PROG_TOUCH_JOB_H

#include "hal/finger_sensor.h"
#include "wire/msg.h"

/* Longest wait of one look: a message of the core waits so long while a press is wanted. */
#define TOUCH_LOOK_MS 50
/* For all presses of a process together: libfprint reckons a sensor's warmth, and takes one that
 * has waited for 180 s for too hot. The next process begins anew. */
#define TOUCH_WAIT_MS 150000

/* Start with all zero. */
struct touch_job {
	const struct finger_sensor_backend *backend;
	struct finger_sensor *sensor; /* owned; NULL: not open */
	uint32_t epoch;               /* 0: nobody's yet */
	uint32_t press;               /* number of the one that was wanted last; 0: none yet */
	int64_t began_us;             /* of that */
	int64_t until_us;
	uint32_t waited_ms; /* by presses that are over, of TOUCH_WAIT_MS */
	bool on;            /* it is still wanted */
	bool unfit; /* the sensor is lost, stuck, or none for a gate: nothing more is asked of it
		     */
};

/* What is to be sent. */
struct touch_said {
	struct msg m;
	struct rd grey; /* beside MSG_PRESS_IMAGE; borrowed until touch_job_told */
};

/*
 * One attempt. EG_TIMEOUT: it does not open now; the one who had it may be letting go of it still.
 * Any other failure: it never will, and the job is unfit.
 */
EG_CHECK enum eg_err touch_job_open(struct touch_job *j,
				    const struct finger_sensor_backend *backend, const char *where);
/* Is the sensor still there? EG_GONE: no, and the job is unfit. */
EG_CHECK enum eg_err touch_job_check(struct touch_job *j);
/* It is nobody's yet and has spent so much of the processor: a fresh process is to take over. */
EG_CHECK bool touch_job_worn(const struct touch_job *j, uint32_t renew_ms, int64_t cpu_us);
/* A message of the core; the first one binds the job to its traveller. EG_STATE: it is not for this
 * job, or out of turn. Any other failure is the sensor's, and the job is unfit. */
EG_CHECK enum eg_err touch_job_take(struct touch_job *j, const struct msg *m, int64_t now_us);
/*
 * While a press is wanted: what is to be told, waiting up to TOUCH_LOOK_MS. EG_TIMEOUT: nothing
 * yet. EG_STATE: no press is wanted. Any other failure is the sensor's, and the job is unfit.
 */
EG_CHECK enum eg_err touch_job_next(struct touch_job *j, int64_t now_us, struct touch_said *said);
/* It was sent: its picture is wiped. A failure is the sensor's, and the job is unfit. */
EG_CHECK enum eg_err touch_job_told(struct touch_job *j, struct touch_said *said);
void touch_job_close(struct touch_job *j); /* cleanup */

#endif
