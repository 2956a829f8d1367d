/*
 * face_job: the face worker's job for one traveller: portrait, guided capture, result.
 * Knows observations, quality limits, time as it is told. Never knows sockets, cameras or what a
 * score means (policy).
 *
 * A capture collects good frames of one person who is alone. A second face, or another face than
 * the frames before it, starts the collection over: frames of two people are never mixed.
 */
#ifndef EG_PROG_FACE_JOB_H
#define EG_PROG_FACE_JOB_H

#include "biometrics/face.h"
#include "wire/msg.h"

#define FACE_JOB_FRAMES_MAX 15
#define FACE_JOB_BEST 3 /* frames that make the live template: more gained nothing */

/* What a portrait may ask for, and the process that holds it. */
#define FACE_JOB_PORTRAIT_SIDE 2048 /* pixels: ICAO's have 413 x 531, scans at 600 dpi fit */
#define FACE_JOB_PORTRAIT_MS   800  /* of the processor: decoding and embedding need about 60 */
#define FACE_JOB_MEMORY_MB     1024 /* address space; libraries and models take 400 of it */

struct face_job_limits {
	int64_t timeout_us;        /* of one capture */
	uint8_t frames;            /* good frames wanted, FACE_JOB_BEST..FACE_JOB_FRAMES_MAX */
	uint16_t eye_distance_min; /* pixels */
	uint16_t norm_good;        /* template norm x 1000 wanted in the first half of the time */
	uint16_t norm_min;         /* and later; below it scores mean nothing */
	uint16_t portrait_norm_min;
	int16_t turn_max;   /* nose off the middle x 1000 */
	int16_t closed_max; /* eyes closed x 1000 */
	int16_t same_min;   /* score of a frame against the first of its collection */
};
/* As measured; tests/bench/face_accuracy measures again. */
struct face_job_limits face_job_limits_default(void);
/* The same with what is said of an embedder's norms and scores: they differ from one to another. */
struct face_job_limits face_job_limits_for(struct face_job_limits limits,
					   const struct face_embedder *embedder);

struct face_job {
	struct face_job_limits limits;
	struct face_template portrait;
	bool has_portrait;
	struct face_template frames[FACE_JOB_FRAMES_MAX];
	int16_t live[FACE_JOB_FRAMES_MAX];
	uint8_t count;
	uint32_t collection; /* grows each time that the collection starts over */
	int64_t started_us;
	int64_t first_face_us; /* 0: none seen yet */
	bool second_face;      /* in the newest frame with a face */
};

struct face_job face_job_new(struct face_job_limits limits);
/* Cleanup: wipes all templates. */
void face_job_clear(struct face_job *j);

/*
 * Decodes and embeds the portrait; fills CHECK_PORTRAIT. Without a usable portrait a capture still
 * runs, and its result says that nothing was compared.
 */
void face_job_portrait(struct face_job *j, struct face_engine *e, struct rd encoded,
		       struct findings *f);

/* A new capture; an earlier one leaves nothing behind. now_us: any clock, the same everywhere. */
void face_job_capture(struct face_job *j, int64_t now_us);
/*
 * One frame: what was seen in it, or NULL when nothing was (no face, no frame, undecodable).
 * Returns what the traveller should do; FACE_PROMPT_DONE when enough good frames are there.
 * came_us: when the frame came from the camera.
 */
enum face_prompt face_job_frame(struct face_job *j, const struct face_observation *seen,
				int64_t came_us);
/* Enough frames, or the time is up. */
bool face_job_over(const struct face_job *j, int64_t now_us);
/*
 * Scores of the capture; the frames that are compared are all at least as alive as it says.
 * frames 0 means that nothing was compared (no portrait, or too few good frames in time): match is
 * -1000 and live -1 then, which no policy accepts. own_us counts from the first frame that showed a
 * face.
 */
struct msg_face_result face_job_result(const struct face_job *j, uint32_t model, int64_t now_us);

#endif
