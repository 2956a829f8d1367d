/*
 * plate: the finger sensor of a lane, and the fingers that are laid on it.
 * Knows the pictures of people's fingers, both kinds of sensor, and what a play does at it. Never
 * knows what the lane makes of a picture.
 *
 * A finger is laid on when the screen has asked for one and was read, as people do it; so which
 * finger it is follows from the screen, too.
 */
#ifndef EG_SIMULATOR_PLATE_H
#define EG_SIMULATOR_PLATE_H

#include "simulator/finger_serve.h"
#include "simulator/finger_shelf.h"
#include "simulator/finger_virtual.h"
#include "simulator/play.h"

#define PLATE_DPI     500
#define PLATE_PRESSES 6      /* impressions of a finger, from 1 on, taken in turn */
#define PLATE_CHIP    0      /* impression that the chip holds */
#define PLATE_DRY     11     /* impressions of a finger that is dry, or wet */
#define PLATE_WET     12     /* see simulator/prepare */
#define PLATE_HOLD_US 250000 /* from one thing felt to the next */

/* Which picture: FOLDER/PERSON/FINGER_IMPRESSION.pgm. */
struct plate_choice {
	char person[SCENARIO_WORD]; /* empty: of nobody yet */
	unsigned finger;
	unsigned impression;
};

struct plate {
	uint8_t sensor; /* enum scenario_sensor */
	struct finger_serve serve;
	struct finger_virtual virtual;
	struct finger_play acts;
	struct finger_taken taken;       /* picture of the act that is under way */
	const struct scenario *scenario; /* borrowed */
	char folder[FINGER_SERVE_PATH];  /* of the people's fingers */
	struct plate_choice last;        /* picture that was given last */
	unsigned presses;                /* so far */
	bool under_way;                  /* an act is */
	bool unplugged;
	uint32_t changes; /* of the play's manner, as last seen */
	uint32_t failures;
};

#define PLATE_CLOSED \
	((struct plate){.serve = FINGER_SERVE_CLOSED, .virtual = FINGER_VIRTUAL_CLOSED})

/*
 * A lane whose scenario has no sensor: nothing is opened. EG_NOT_FOUND if there is no picture of a
 * finger that a sentence lays on. The scenario is borrowed until plate_close.
 */
EG_CHECK enum eg_err plate_open(struct plate *p, const char *path, const char *folder,
				const struct scenario *s);
void plate_close(struct plate *p); /* cleanup */
/* Lays on what is due of the play; *given: presses that were over in this pass. */
EG_CHECK enum eg_err plate_pass(struct plate *p, int64_t now_us, const struct play *play,
				unsigned *given);

#endif
