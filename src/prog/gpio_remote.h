/*
 * gpio_remote: lines on a Modbus block for an installer's tool: it starts egate-modbus for itself,
 * as egated does for a lane. Knows the process and its socket. Never knows what a line means.
 */
#ifndef EG_PROG_GPIO_REMOTE_H
#define EG_PROG_GPIO_REMOTE_H

#include "base/err.h"

#define GPIO_REMOTE_SIZE 200 /* of where the lines are, with its NUL */

/*
 * spec and name of the gate's description as on the command line. For "modbus:WHERE" the process is
 * started, and out is where it serves the lines; else out is spec. The process ends with this one.
 * No lane may run: outputs are off from now on.
 */
EG_CHECK enum eg_err gpio_remote_start(const char *spec, const char *gate,
				       char out[GPIO_REMOTE_SIZE]);
/* The lines are open, or will not be: takes the socket's name away again. */
void gpio_remote_settle(void);

#endif
