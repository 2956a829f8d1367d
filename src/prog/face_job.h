/*
 * face_job: the face worker's job for one traveller: portrait, guided capture, result.
 * Knows observations, quality limits, time as it is told. Never knows sockets, cameras or what a
 * score means (policy).
 *
 * A capture collects good frames of one person who is alone. A second face, or another face than
 * the frames before it, starts the collection over: frames of two people are never mixed. Where a
 * challenge is asked, that person must answer it without leaving the picture in between, and
 * without a cut.
 *
 * What looks like an attack is held against the face that it was seen of (face_job_people): nobody
 * is judged by the frames of who stood there before, and nobody gets rid of a failed cue by
 * beginning again, in this capture or in another one of the same traveller.
 */
#ifndef EG_PROG_FACE_JOB_H
#define EG_PROG_FACE_JOB_H

#include "biometrics/attack.h"
#include "biometrics/attack_challenge.h"
#include "biometrics/face.h"
#include "biometrics/face_quality_guide.h"
#include "wire/msg.h"

#define FACE_JOB_FRAMES_MAX 15

/* What a portrait may ask for, and the process that holds it. */
#define FACE_JOB_PORTRAIT_SIDE 2048 /* pixels: ICAO's have 413 x 531, scans at 600 dpi fit */
#define FACE_JOB_PORTRAIT_MS   800  /* of the processor: decoding and embedding need about 60 */
#define FACE_JOB_MEMORY_MB     1024 /* address space; libraries and models take 400 of it */
/* What a live frame is looked at for, enum face_look. */
#define FACE_JOB_LOOKS (FACE_LOOK_LIVE | FACE_LOOK_QUALITY)
#define FACE_JOB_NOSE  30 /* landmark: the tip of the nose */
#define FACE_JOB_BEST  3  /* frames that make the live template: more gained nothing */

/* When a traveller is asked to blink or turn the head. */
enum face_job_challenge {
	FACE_JOB_CHALLENGE_NEVER,
	FACE_JOB_CHALLENGE_DOUBT, /* where the frames leave a doubt (attack_doubt) */
	FACE_JOB_CHALLENGE_ALWAYS
};

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
	uint8_t challenge;  /* enum face_job_challenge */
	struct attack_limits attack;
	struct face_quality_limits quality;
};
/* As measured; tests/bench/face_accuracy measures again. */
struct face_job_limits face_job_limits_default(void);
/* The same with what is said of an embedder's norms and scores: they differ from one to another. */
struct face_job_limits face_job_limits_for(struct face_job_limits limits,
					   const struct face_embedder *embedder);

/* A face that this traveller has shown: the holder's, a companion's, a picture's. */
#define FACE_JOB_PEOPLE 8 /* more than these are a film's */
struct face_job_person {
	struct face_template face; /* of the first good frame */
	struct attack_person seen; /* in the present capture */
	bool failed[CUE_COUNT];    /* in a capture before it */
	bool owes;                 /* an answer to a challenge, of this capture or one before it */
	int16_t closest; /* highest score of a frame against the portrait, in any capture */
};

struct face_job {
	struct face_job_limits limits;
	struct face_template portrait;
	bool has_portrait;
	bool page_came;            /* a picture of the page */
	uint8_t page_why;          /* enum reason why there is no template of it, or REASON_NONE */
	struct face_template page; /* of the portrait that is printed on the page */
	struct face_quality portrait_quality; /* reported; it rejects no portrait */
	struct face_template frames[FACE_JOB_FRAMES_MAX];
	int16_t live[FACE_JOB_FRAMES_MAX];
	uint8_t count;
	uint32_t collection; /* grows each time that the collection starts over */
	int64_t started_us;
	int64_t first_face_us; /* 0: none seen yet */
	int64_t collected_us;  /* 0: not all frames yet */
	bool second_face;      /* in the newest frame with a face */
	struct attack attack;
	struct face_job_person people[FACE_JOB_PEOPLE];
	uint8_t people_count;
	uint8_t person;         /* who is there now; FACE_JOB_PEOPLE: not known yet */
	bool crowd;             /* more faces than people[] holds */
	bool failed[CUE_COUNT]; /* cues of the stream, in a capture before this one */
	struct challenge challenge;
	uint8_t asked;               /* challenges so far in this capture */
	uint32_t cuts;               /* as the challenge was asked */
	uint32_t draw;               /* random: what this capture asks, each time the same */
	struct face_point idle_nose; /* of a face at the looks at the empty scene */
	double idle_eyes;            /* 0: none */
	uint8_t idle_looks;          /* in a row that it was there */
	uint32_t shown;              /* frames with a face, */
	uint32_t hidden;             /* and those of them in which it was partly covered */
};

/* What is known of a frame beside what the models see in it. */
struct face_job_frame {
	int64_t came_us;
	int64_t taken_us;               /* as the driver says; 0: it does not */
	const struct attack_look *look; /* NULL: could not be decoded */
	int16_t edges;                  /* as of attack_face_look */
};

/* draw: a random number, from which challenges are chosen. */
struct face_job face_job_new(struct face_job_limits limits, uint32_t draw);
/* Cleanup: wipes all templates. */
void face_job_clear(struct face_job *j);

/*
 * Decodes and embeds the portrait; fills CHECK_PORTRAIT. Without a usable portrait a capture still
 * runs, and its result says that nothing was compared. shown: the picture as it was decoded, the
 * caller's to free; empty where it was not.
 */
void face_job_portrait(struct face_job *j, struct face_engine *e, struct rd encoded,
		       struct findings *f, struct picture *shown);

/*
 * The portrait as it is printed on the page, in a picture of width * height grey octets; before or
 * after the chip's. A second one is EG_STATE; a picture of another size than told EG_BAD_DATA. Of
 * whatever it shows EG_OK.
 */
EG_CHECK enum eg_err face_job_page(struct face_job *j, struct face_engine *e, struct rd grey,
				   uint32_t width, uint32_t height);
/* How much the page's portrait is like the chip's, or why that is not known; fills all but own_us.
 */
void face_job_page_score(const struct face_job *j, struct msg_portrait_ready *out);

/*
 * A look at the scene while nobody is served; seen: NULL when it shows no face. One that is in the
 * same place at FACE_JOB_IDLE_LOOKS in a row is a picture on the wall, or before the lens; at fewer
 * it may be the traveller before, who has not left yet.
 */
#define FACE_JOB_IDLE_LOOKS 3
void face_job_idle(struct face_job *j, const struct face_observation *seen);
/* Whether a face that the last look found asks for another look soon. */
bool face_job_idle_asks(const struct face_job *j);
/*
 * A new capture. Of an earlier one only stays what tells against a face or the stream, and that an
 * answer is owed. now_us: any clock, the same everywhere.
 */
void face_job_capture(struct face_job *j, int64_t now_us);
/*
 * One frame: what was seen in it, or NULL when nothing was (no face, no frame, undecodable).
 * Returns what the traveller should do; FACE_PROMPT_DONE when enough good frames are there and
 * what was asked is answered, or will not be any more.
 */
enum face_prompt face_job_frame(struct face_job *j, const struct face_observation *seen,
				const struct face_job_frame *frame);
/* Score of a second channel for the newest frame (biometrics/attack_channel.h). */
void face_job_channel(struct face_job *j, int16_t score);
/* Nothing more to be seen, or the time is up. */
bool face_job_over(const struct face_job *j, int64_t now_us);
/*
 * Scores of the capture; the frames that are compared are all at least as alive as it says.
 * frames 0 means that nothing was compared (no portrait, or too few good frames in time): match is
 * -1000 and live -1 then, which no policy accepts. own_us counts from the first frame that showed a
 * face to the last one needed; a challenge's time is the traveller's. The cue of a challenge that
 * was asked is never PASS without an answer.
 */
struct msg_face_result face_job_result(const struct face_job *j, uint32_t model, int64_t now_us);

#endif
