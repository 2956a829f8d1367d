/*
 * face_lane: plays the core and the camera of one real egate-face process.
 * Knows the link and the simulated camera's protocol. Never judges what the worker answers.
 */
#ifndef EG_TESTS_BENCH_FACE_LANE_H
#define EG_TESTS_BENCH_FACE_LANE_H

#include "os/link.h"

#include <sys/types.h>

#define FACE_LANE_EPOCH 7u

struct face_lane {
	int link;   /* owned: the core's end */
	int camera; /* owned: the world's end, -1 when the worker never opened it */
	int bulk;   /* owned: came with the last message, -1: none */
	pid_t pid;
	uint32_t sequence;
};

enum face_lane_event {
	FACE_LANE_MESSAGE, /* a message was received */
	FACE_LANE_WANTED,  /* the worker asks for a frame */
	FACE_LANE_GONE,    /* the worker closed its link */
	FACE_LANE_QUIET,   /* nothing within the time */
};

/* Starts the worker with its settings (key=value) of models and one more (or NULL); its log goes to
 * /dev/null. */
EG_CHECK enum eg_err face_lane_start(struct face_lane *l, const char *worker, const char *models,
				     const char *setting);
/* A message without a body of interest; MSG_BEGIN is made whole. */
EG_CHECK enum eg_err face_lane_say(struct face_lane *l, enum msg_kind kind, uint32_t epoch);
EG_CHECK enum eg_err face_lane_portrait(struct face_lane *l, struct rd encoded);
/* These very bytes. */
EG_CHECK enum eg_err face_lane_frame(struct face_lane *l, struct rd jpeg);
/* As a camera sees what the picture shows: with noise that no other frame has. Takes its time. */
EG_CHECK enum eg_err face_lane_frame_noisy(struct face_lane *l, struct rd jpeg);
enum face_lane_event face_lane_wait(struct face_lane *l, int ms, struct msg *m);
/* Closes both connections and waits for the process: its wait status; peak size in kB or NULL. */
int face_lane_end(struct face_lane *l, long *peak_kb);

#endif
