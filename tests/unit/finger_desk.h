/*
 * finger_desk: invented fingers, a chip that holds them, and a finger job that a test speaks to.
 * Knows what an honest core and sensor say. No process, no clock, no socket.
 */
#ifndef EG_TESTS_UNIT_FINGER_DESK_H
#define EG_TESTS_UNIT_FINGER_DESK_H

#include "base/secret.h"
#include "biometrics/finger_image.h"
#include "biometrics/finger_prompt.h"
#include "prog/finger_job.h"

#define DESK_EPOCH   77u
#define DESK_FINGERS 3 /* of nobody, each another */
#define RIGHT_INDEX  2
#define LEFT_INDEX   7
#define LEFT_THUMB   6
#define ORDER_MS     18000u

/* A finger and one of its impressions: 0 as in the document, others as pressed at the gate. */
#define DESK_IMPRESSIONS 4
/* Makes them all; once. */
void finger_desk_make(void);
void finger_desk_unmake(void);
/* Borrowed. */
const struct finger_image *finger_desk_image(size_t finger, size_t impression);
/* The same finger, hardly pressed: too poor to be taken at once, good enough to be compared. */
const struct finger_image *finger_desk_poor(size_t finger);
/* Nothing lies on the sensor; each number another noise. Owned by the caller. */
void finger_desk_bare(uint64_t seed, struct finger_image *out);
/* As a chip holds it. */
void finger_desk_wsq(const struct finger_image *f, struct bytes *out);

struct finger_desk {
	struct finger_job *job; /* owned */
	int64_t now_us;
	uint16_t order;          /* last that was given */
	uint32_t wanted;         /* press that is wanted now; 0: none */
	uint32_t presses;        /* wanted so far */
	struct finger_said said; /* by the last call */
	bool answered;           /* the order has its result */
	int64_t answered_us;
	struct msg_finger_result result;
	uint8_t prompt; /* as watchers see it */
	uint8_t position;
};

void finger_desk_open(struct finger_desk *d);
void finger_desk_open_with(struct finger_desk *d, struct finger_job_limits limits);
void finger_desk_close(struct finger_desk *d);
/* What was said is judged by the contract, and kept. */
enum eg_err finger_desk_say(struct finger_desk *d, const struct msg *m, struct rd bulk);
void finger_desk_wait(struct finger_desk *d, int64_t ms);

/* One image of the chip, encoded. */
enum eg_err finger_desk_chip(struct finger_desk *d, uint8_t index, uint8_t count, uint8_t position,
			     struct rd encoded);
/* Two fingers: 0 as the right index, 1 as the left. */
void finger_desk_two(struct finger_desk *d);
enum eg_err finger_desk_order(struct finger_desk *d, uint8_t tries, uint8_t first, uint8_t second);
void finger_desk_event(struct finger_desk *d, enum press_event event, enum press_retry retry);
/* A picture of a press with this number, and nothing else. */
enum eg_err finger_desk_show(struct finger_desk *d, uint32_t press, const struct finger_image *f);
/* All that a sensor tells of the press that is wanted; the picture last. */
void finger_desk_press(struct finger_desk *d, const struct finger_image *f);

/* Of the last call; NULL: none. */
const struct msg *finger_desk_heard(const struct finger_desk *d, enum msg_kind kind);

#endif
