/*
 * fprint_sensor: press sensors that libfprint drives.
 * Knows which devices a lane may use, and deadlines. Never matches: libfprint only captures here.
 *
 * Two backends of one making:
 *
 *   fprint          DRIVER[:ID][,KEYS] (finger_where.h); never a virtual device
 *   fprint-virtual  PATH[,KEYS]: libfprint's virtual_image, which listens on a socket at PATH.
 *                   It takes injected fingers, so no program of a lane is linked with it
 *
 * What it does to its process: one thread of ours beside libfprint's own, which owns GLib's default
 * main context (fprint_thread.h); GLib's log falls silent; FP_* in the environment is what the
 * backend says. So it wants a process that does little else.
 */
#ifndef EG_HAL_FPRINT_SENSOR_H
#define EG_HAL_FPRINT_SENSOR_H

#include "hal/finger_sensor.h"
#include "hal/finger_where.h"

#define FPRINT_OPEN_MS  8000 /* to find the device, probe and open it */
#define FPRINT_READY_MS 3000 /* from start to NEEDED */
#define FPRINT_STOP_MS  3000 /* to end a wait for a press, and to close */

extern const struct finger_sensor_backend finger_sensor_fprint;
extern const struct finger_sensor_backend finger_sensor_fprint_virtual; /* fprint_virtual.c */

/*
 * Opens a device that the caller may use; the variables that choose virtual devices are the
 * caller's affair. press: the device must not be one to swipe a finger over.
 */
EG_CHECK enum eg_err fprint_open(struct finger_sensor **out, const struct finger_where *where,
				 bool press);
EG_CHECK enum eg_err fprint_start(struct finger_sensor *s);
EG_CHECK enum eg_err fprint_next(struct finger_sensor *s, uint32_t ms, struct finger_shot *shot);
EG_CHECK bool fprint_there(struct finger_sensor *s);
EG_CHECK enum eg_err fprint_stop(struct finger_sensor *s);
void fprint_close(struct finger_sensor **s);

/* Takes every variable away by which libfprint is told something, as to show a virtual device. */
EG_CHECK enum eg_err fprint_clear_variables(void);

#endif
