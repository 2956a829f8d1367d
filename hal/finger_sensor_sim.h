/*
 * finger_sensor_sim: the finger sensor of a simulated booth; a world process hands out its images.
 * Knows the socket, what is asked and what is told. Never knows whose finger it is.
 *
 * AF_UNIX, SOCK_SEQPACKET; the sensor connects before its sandbox, the world listens. One sensor a
 * connection. Native byte order (same machine).
 *
 *   sensor                                        world
 *     | struct finger_sim_ask: FINGER_SIM_START, n  |
 *     |-------------------------------------------->|
 *     | struct finger_sim_tell: NEEDED, n           |
 *     |<--------------------------------------------|
 *     | PRESENT, TAKEN, LIFTED, RETRY, each of n,   |
 *     | in the order and at the time of the scene   |
 *     |<--------------------------------------------|
 *     | CAPTURED, n, + one sealed memfd of exactly  |
 *     | width * height bytes (SCM_RIGHTS)           |
 *     |<--------------------------------------------|
 *     | ask: FINGER_SIM_STOP, n                     |
 *     |-------------------------------------------->|   only if no CAPTURED or FAILED was told
 *
 * n counts the presses that were wanted, from 1. What is told of an earlier n came too late and is
 * passed over, so that nothing of one press is taken for the next one, whatever crosses a STOP. The
 * world tells nothing of a press before it is asked for, and NEEDED first: a sensor that says
 * nothing for FINGER_SIM_START_MS is stuck. The memfd must be sealed (F_SEAL_WRITE, F_SEAL_SHRINK,
 * F_SEAL_GROW). A device error is FINGER_SIM_FAILED; a sensor that is unplugged ends the
 * connection.
 */
#ifndef EG_HAL_FINGER_SENSOR_SIM_H
#define EG_HAL_FINGER_SENSOR_SIM_H

#include "hal/finger_sensor.h"

#define FINGER_SIM_MAGIC    UINT32_C(0x50534745) /* "EGSP" as bytes in memory */
#define FINGER_SIM_START    ((uint8_t)'S')
#define FINGER_SIM_STOP     ((uint8_t)'E')
#define FINGER_SIM_FAILED   ((uint8_t)0xFF) /* in the place of an event */
#define FINGER_SIM_START_MS 3000

struct finger_sim_ask {
	uint32_t magic; /* FINGER_SIM_MAGIC */
	uint32_t press;
	uint8_t what;    /* FINGER_SIM_START, FINGER_SIM_STOP */
	uint8_t zero[3]; /* 0 */
};

struct finger_sim_tell {
	uint32_t magic; /* FINGER_SIM_MAGIC */
	uint32_t press;
	uint8_t event;   /* enum finger_event, not FINGER_EVENT_NONE; or FINGER_SIM_FAILED */
	uint8_t retry;   /* enum finger_retry, of FINGER_EVENT_RETRY; else 0 */
	uint16_t width;  /* pixels, of FINGER_EVENT_CAPTURED: 1..FINGER_SENSOR_SIDE_MAX; else 0 */
	uint16_t height; /* likewise */
	uint16_t dpi;    /* likewise: FINGER_SENSOR_DPI_MIN..FINGER_SENSOR_DPI_MAX */
	int64_t came_us; /* CLOCK_MONOTONIC */
};

_Static_assert(sizeof(struct finger_sim_ask) == 12, "an ask is 12 bytes on the wire");
_Static_assert(sizeof(struct finger_sim_tell) == 24, "a tell is 24 bytes on the wire");

extern const struct finger_sensor_backend finger_sensor_sim;

#endif
