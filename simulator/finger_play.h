/*
 * finger_play: what somebody does at the finger sensor of a booth, act after act.
 * Knows acts and their times. Never knows a sensor's protocol, nor whose finger it is.
 *
 * An act begins when the lane wants a press and the act before is over, and takes its time; what is
 * felt of it at the sensor is told to whoever plays that (finger_serve.h, finger_virtual.h). Time
 * is passed in.
 *
 *   wanted --after--> PRESENT --hold--> TAKEN --hold--> LIFTED, then the picture is whole
 */
#ifndef EG_SIMULATOR_FINGER_PLAY_H
#define EG_SIMULATOR_FINGER_PLAY_H

#include "hal/finger_sensor.h"

#define FINGER_PLAY_ACTS 16

enum finger_act {
	FINGER_ACT_PRESS,  /* lays a finger on, and lifts it: a picture. Whose, and of what (the
			    * wrong  finger, a blank), is the picture's affair */
	FINGER_ACT_HOLD,   /* lays it on and does not lift it before something else is done */
	FINGER_ACT_TOUCH,  /* too briefly for a picture */
	FINGER_ACT_REFUSE, /* lays it on, and the sensor refuses it: see why */
	FINGER_ACT_FAIL,   /* the device reports an error */
	FINGER_ACT_UNPLUG,
	FINGER_ACT_PLUG, /* in again */
};

struct finger_picture {
	uint16_t width; /* pixels */
	uint16_t height;
	uint16_t dpi;
	struct rd grey; /* borrowed until its act is over */
};

struct finger_do {
	enum finger_act act;
	enum finger_retry why; /* of FINGER_ACT_REFUSE */
	bool unasked;          /* whether or not the lane wants a press */
	int64_t after_us;      /* before it begins, from when it may */
	int64_t hold_us;       /* from one thing felt to the next */
	struct finger_picture picture;
};

/* What is felt at the sensor. */
enum finger_felt {
	FINGER_FELT_ON,
	FINGER_FELT_PICTURE, /* enough of it was seen */
	FINGER_FELT_OFF,     /* after a picture: it is whole now */
	FINGER_FELT_REFUSED,
	FINGER_FELT_FAILED,
	FINGER_FELT_UNPLUGGED,
	FINGER_FELT_PLUGGED,
};

/* Whoever plays the sensor. */
struct finger_end {
	void *of;
	enum eg_err (*feel)(void *of, enum finger_felt what, const struct finger_do *act,
			    int64_t now_us);
};

/* Start with all zero. */
struct finger_play {
	struct finger_do act[FINGER_PLAY_ACTS]; /* a ring */
	size_t first;
	size_t count;
	bool wanted;    /* the lane wants a press */
	bool begun;     /* the first one's wait began */
	uint8_t felt;   /* how much of it was felt */
	int64_t due_us; /* when more of it is */
};

/* EG_TOO_BIG: as many are waiting already. */
EG_CHECK enum eg_err finger_play_add(struct finger_play *p, const struct finger_do *act);
/* The lane wants a press from now on, or none any more: then an act that it asked for is broken
 * off.
 */
void finger_play_want(struct finger_play *p, bool wanted);
/* Lets the sensor feel all that is due; the first failure of it ends the pass. */
EG_CHECK enum eg_err finger_play_pass(struct finger_play *p, int64_t now_us,
				      const struct finger_end *end);
/* Nothing is left to be done. */
EG_CHECK bool finger_play_over(const struct finger_play *p);

#endif
