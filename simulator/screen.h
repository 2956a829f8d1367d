/*
 * screen: a play on a terminal: what happens as lines, and on a real terminal a picture of the
 * lane below them, drawn again in place.
 * Knows characters. Never knows sockets; never shows a name of a traveller other than the play's.
 */
#ifndef EG_SIMULATOR_SCREEN_H
#define EG_SIMULATOR_SCREEN_H

#include "simulator/play.h"

struct screen {
	bool on;
	bool live;       /* draw the picture in place */
	unsigned drawn;  /* lines of the picture on the terminal now */
	int64_t next_us; /* of the picture */
	int64_t started_us;
	uint8_t state;    /* lane state last told */
	uint32_t outputs; /* levels last told */
	bool closed[METAL_DOORS];
	uint8_t prompt;
	uint8_t finger_prompt;
	uint8_t page_prompt;
	uint8_t page_scored;
	uint8_t finger_position;
	int16_t fingers;              /* decibans told last */
	uint32_t step_us[STEP_COUNT]; /* told so far */
};

/* live: standard output is a terminal that can be drawn on. */
struct screen screen_start(bool on, bool live, const struct play *p, int64_t now_us);
/* A step of the scenario began. */
void screen_step(struct screen *s, const struct play *p, int64_t now_us);
/* Tells what changed since the last call, draws the picture when it is due. */
void screen_pass(struct screen *s, const struct play *p, int64_t now_us);
/* The verdict; leaves the last picture standing. */
void screen_end(struct screen *s, const struct play *p, int64_t now_us);

#endif
