/*
 * fprint_thread: the thread in which libfprint runs.
 * Knows the library's device, its signals and results. Never knows deadlines or configuration:
 * those are of fprint_sensor.c, to which it speaks over a pair of sockets and shares nothing else
 * with, but a flag that the device is gone.
 *
 * Why a thread: libfprint waits in a loop of its own for devices to be probed, and its drivers may
 * wait for a transfer, neither with a deadline. So whoever opens, waits or stops has a deadline
 * that does not hang on the library; a thread that missed one is left behind, and the process is to
 * end.
 *
 * Why it owns the default main context, not one of its own: fp_context_enumerate() turns that one
 * and no other (1.94.5), and GUsb tells there that a device was unplugged. No other part of a
 * process with this thread may use GLib's default main context.
 *
 *   fprint_sensor.c                                   fprint_thread.c
 *     | enum fprint_order, one byte               |
 *     |------------------------------------------>|  START, STOP, CLOSE
 *     | struct fprint_word                        |
 *     |<------------------------------------------|  OPENED or FAILED, once; events; STOPPED,
 * CLOSED
 */
#ifndef EG_HAL_FPRINT_THREAD_H
#define EG_HAL_FPRINT_THREAD_H

#include "base/secret.h"
#include "hal/finger_sensor.h"
#include "hal/finger_where.h"

#include <stdatomic.h>

enum fprint_order { FPRINT_ORDER_START = 1, FPRINT_ORDER_STOP, FPRINT_ORDER_CLOSE };

enum fprint_said {
	FPRINT_SAID_OPENED,
	FPRINT_SAID_EVENT,
	FPRINT_SAID_FAILED,  /* of opening: CLOSED follows; else no press is wanted any more */
	FPRINT_SAID_STOPPED, /* after an order to stop; nothing of that press follows */
	FPRINT_SAID_CLOSED,  /* the last word */
};

struct fprint_word {
	enum fprint_said said;
	struct eg_fault fault; /* of FAILED */
	enum finger_event event;
	enum finger_retry retry;
	uint32_t width; /* pixels, of FINGER_EVENT_CAPTURED */
	uint32_t height;
	uint16_t dpi; /* 0: the device does not say */
	int64_t came_us;
	struct bytes grey; /* whoever receives it owns it */
};

struct fprint_thread {
	struct finger_where where; /* of it: driver and id */
	bool press;
	int fd;           /* its end of the pair, owned */
	atomic_bool gone; /* the device was unplugged */
};

/* The thread's body, for pthread_create; t stays the caller's, and must outlive the thread. */
void *fprint_thread_run(void *t);

#endif
