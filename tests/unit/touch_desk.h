/*
 * touch_desk: the real egate-touch process, or its twin, before a test that plays its core.
 * Knows the link. Never plays a sensor.
 */
#ifndef EG_TESTS_UNIT_TOUCH_DESK_H
#define EG_TESTS_UNIT_TOUCH_DESK_H

#include "os/link.h"

#include <sys/types.h>

#define TOUCH_DESK_EPOCH    9u
#define TOUCH_DESK_WAIT_MS  60000 /* for what is certain to come */
#define TOUCH_DESK_PRESS_MS 60000 /* of a press that gets its picture long before */

struct touch_desk {
	pid_t pid;
	int link; /* owned: the core's end */
	int log;  /* owned: what the process writes to standard error */
	int bulk; /* owned: came with the last message, -1: none */
};

/* Starts a program with these words, ended by NULL. */
void touch_desk_start(struct touch_desk *d, const char *program, const char *const words[]);
/* The next message; the test fails where none comes. */
struct msg touch_desk_hear(struct touch_desk *d);
/* It says that it is warm, and is behind its sandbox. */
void touch_desk_ready(struct touch_desk *d);
/* MSG_PRESS_WANTED (ms not 0) or MSG_PRESS_STOP, of this traveller. */
void touch_desk_press(struct touch_desk *d, uint32_t epoch, uint32_t press, uint32_t ms);
/* The next message is this event of this press. */
struct msg_press_event touch_desk_event(struct touch_desk *d, uint32_t press,
					enum press_event event);
/* The time of this press is up, whether or not the sensor became ready in it. */
void touch_desk_over(struct touch_desk *d, uint32_t press);
/* The next message is a picture of this press, sealed, and with exactly these bytes. */
void touch_desk_image(struct touch_desk *d, uint32_t press, uint16_t width, uint16_t height,
		      struct rd grey);
/* The next message says that the sensor is lost; then the process ends in failure. */
void touch_desk_unfit(struct touch_desk *d, uint32_t epoch);
/* Nothing more is said, and the process ends by itself: in peace or in failure. */
void touch_desk_ends(struct touch_desk *d, int exit_code);
/* The core ends: exit code of the process. */
int touch_desk_close(struct touch_desk *d);
/* Waits until the process writes a line with this word, after what was heard last. */
void touch_desk_log(struct touch_desk *d, const char *word);
/* Kills it, as a core does. */
void touch_desk_kill(struct touch_desk *d);

#endif
