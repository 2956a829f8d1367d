/*
 * play: a scenario as it happens: persons move, the lane answers, expectations are met or not.
 * Knows the scenario, the metal and what the lane tells its watchers. Never knows sockets,
 * processes or a clock: the world carries out what play_pass asks for.
 */
#ifndef EG_SIMULATOR_PLAY_H
#define EG_SIMULATOR_PLAY_H

#include "simulator/metal.h"
#include "simulator/scenario.h"
#include "wire/msg.h"

#define PLAY_NOBODY 255u

/* What the lane has told, and what was seen since the last document was laid. */
struct play_lane {
	bool known;             /* anything told yet */
	struct msg_status now;  /* newest */
	uint8_t before;         /* the state before its state */
	uint32_t visited;       /* states, a bit each */
	uint8_t evidence;       /* all that was ever held */
	struct msg_status hard; /* status at the latest referral or alarm; state IDLE if none */
	uint32_t step_us[STEP_COUNT];
	int64_t entered_us[GATE_STATE_COUNT]; /* when each state was last entered; 0: not */
	uint32_t prompted; /* what the screen asked of a finger (enum finger_prompt), a bit each */
	uint32_t page_prompted; /* likewise of a document (enum page_prompt) */
};

/* What is wrong with the camera. */
enum play_trouble {
	CAMERA_WORKS,
	CAMERA_UNPLUGGED,
	CAMERA_FROZEN, /* one picture, for ever */
	CAMERA_BLACK,  /* something before its lens */
	CAMERA_LOOPED, /* somebody gives its last second over and over */
};

/* What the camera sees, beside who stands before it. */
struct play_scene {
	uint8_t look;                   /* enum scenario_look */
	uint8_t of;                     /* person who is seen, live or in a picture that is shown */
	uint8_t beside;                 /* person beside them, or PLAY_NOBODY */
	uint8_t trouble;                /* enum play_trouble */
	uint8_t worn[SCENARIO_PERSONS]; /* enum scenario_look of a person who faces the camera */
	bool ignores;                   /* what the screen asks for */
	uint8_t asked;                  /* enum scenario_look that the screen asks for, or LIVE */
	int64_t answer_us;              /* then: when it is done, in simulated time of the play */
	uint32_t changes;               /* of what is seen: a new picture begins with each */
};

/* What is done at the finger sensor, and what is wrong with it. */
struct play_hand {
	uint8_t manner;    /* enum scenario_verb of the press that is given; 0: none yet */
	uint8_t who;       /* person at the sensor */
	uint8_t of;        /* whose finger it is */
	uint32_t hold_ms;  /* how long it lies there; 0: as usual */
	uint32_t given;    /* presses so far */
	uint32_t until;    /* that a sentence waits for */
	uint32_t changes;  /* of the manner */
	uint32_t failures; /* of the device */
	bool unplugged;
	uint8_t prompt;   /* enum finger_prompt on the screen, and the finger that it is about */
	uint8_t position; /* 1..10, 0: none in particular */
	int64_t lays_us;  /* when it was read, in simulated time of the play */
};

/* What lies on the page reader, and what is wrong with it. */
struct play_page {
	uint8_t laid;     /* enum scenario_laid */
	uint16_t degrees; /* that it is turned clockwise */
	bool chipless;    /* it is a picture alone: no chip is there */
	bool unplugged;
};

enum play_end { PLAY_GOES_ON, PLAY_AS_EXPECTED, PLAY_DIFFERS };

/* What the world has to do. */
enum play_do {
	PLAY_DO_DOCUMENT = 1, /* play.document_of changed: page reader and chip follow */
	PLAY_DO_ORDER = 2,    /* send play.order to the lane */
	PLAY_DO_STEP = 4,     /* play.step began (for a screen) */
	PLAY_DO_STAGE = 8,    /* something about processes: carry out that step of the scenario */
};

struct play {
	const struct scenario *scenario; /* borrowed */
	struct metal metal;
	struct play_lane lane;
	size_t step;       /* of the scenario */
	bool begun;        /* that step's beginning is done */
	int64_t waited_us; /* real time in this step */
	int64_t pause_us;  /* simulated time left of a pause */
	int64_t now_us;    /* simulated time of the play */
	int64_t acted_us;  /* when the last step began that expects nothing */
	int64_t met_us;    /* since when an expectation with "for" is watched */
	uint32_t seen_outputs;
	uint32_t changes[GATE_OUTPUT_LINES]; /* of each output since acted_us */
	uint8_t behind[SCENARIO_PERSONS];    /* whom each follows, or PLAY_NOBODY */
	int32_t behind_us[SCENARIO_PERSONS]; /* and how far */
	uint8_t document_of; /* person whose document lies on the reader, or PLAY_NOBODY */
	uint8_t camera_on;   /* person before the camera, or PLAY_NOBODY */
	struct play_scene scene;
	struct play_hand hand;
	struct play_page page;
	uint32_t tear_after; /* commands the next chip answers; 0: all */
	uint8_t order;       /* enum gate_event_kind */
	uint8_t end;         /* enum play_end */
	const char *fault;   /* why it differs, a literal */
};

/* All persons of the scenario outside before a lane at rest. Keeps metal's doors and contacts. */
struct play play_start(const struct scenario *s, struct metal metal);
/* States in which an officer is needed: a referral or an alarm. */
bool play_is_hard(unsigned state);
/* Whether the lane was in this state since the last document was laid. */
bool play_visited(const struct play *p, enum gate_state state);
/* The exit was opened for them; at a desk: they are on record, and the desk is free. */
bool play_released(const struct play *p);
/*
 * Wall time in which people waited for the machine, without the chip's link: from the document to
 * the entry's opening, and from the face wanted to the exit's. 0 if the play did not get so far.
 */
int64_t play_observed_us(const struct play *p);
/* The lane told its status. */
void play_hear(struct play *p, const struct msg_status *status);
/*
 * real_us microseconds pass, simulated_us of them for bodies and doors. Returns enum play_do bits.
 * The play starts when the lane is idle.
 */
uint32_t play_pass(struct play *p, uint32_t real_us, uint32_t simulated_us);

#endif
