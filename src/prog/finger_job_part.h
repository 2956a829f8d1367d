/*
 * finger_job_part: what the parts of the finger job share.
 * Knows the job's memory. For finger_job*.c alone.
 */
#ifndef EG_PROG_FINGER_JOB_PART_H
#define EG_PROG_FINGER_JOB_PART_H

#include "prog/finger_job.h"

#include "biometrics/finger_extract.h"
#include "biometrics/finger_match.h"

/* An image of DG3 as it came; borrowed. */
struct finger_job_encoded {
	struct rd bytes;
	struct finger_told told;
	uint8_t position;
};

/* The chip's fingers. */
struct finger_job_chip {
	struct finger_job_encoded image[FINGER_IMAGES_MAX];
	uint8_t came;
	uint8_t count;
	bool ready; /* all were looked at */
	/* By position: of the image of the best quality. */
	struct finger_template best[POLICY_POSITIONS + 1];
	uint16_t positions; /* 1 << position of each */
	/* Of every image that shows enough to be held against. */
	struct finger_imprint imprint[FINGER_IMAGES_MAX];
	uint16_t dpi[FINGER_IMAGES_MAX]; /* of those */
	uint8_t imprints;
};

/* A press that may be compared. */
struct finger_job_kept {
	bool there;
	bool scored;
	uint8_t worth;   /* enum finger_worth */
	uint8_t quality; /* 0..100 */
	int16_t score;
	struct finger_cues cues;
	struct finger_template live;
};

/* One picture, looked at. */
struct finger_job_look {
	struct finger_job_kept kept;
	enum finger_prompt ask; /* what would make another one better */
	bool contact;           /* something lay on the sensor */
	uint8_t minutiae;
};

struct finger_job_order {
	struct msg_finger_capture asked;
	bool under_way;
	uint8_t at;      /* index of the finger whose turn it is */
	uint8_t presses; /* wanted of it */
	bool stands;     /* its comparison is done */
	uint8_t tries;   /* pictures */
	bool contact;    /* one of them showed that something lay on the sensor */
	bool failed;     /* of us: one could not be looked at */
	int64_t end_us;  /* nothing is wanted from then on */
	int64_t turn_us; /* nor of this finger */
	struct finger_job_kept best;
	struct finger_cues unused; /* worst of this finger's pictures that do not stand */
	struct finger_cues told;   /* worst of what counts so far */
	struct finger_scores scores;
};

struct finger_job {
	struct finger_job_limits limits;
	struct finger_extractor *extractor; /* owned */
	struct finger_matcher *matcher;     /* owned */
	struct finger_attack *attack;       /* owned */
	uint32_t epoch;                     /* 0: no traveller yet */
	struct finger_job_chip chip;
	struct finger_seen seen; /* frames of all orders */
	struct finger_job_order order;
	struct finger_job_look look; /* wiped behind each picture */
	struct finger_job_press last;
	uint16_t orders; /* number of the last */
	uint32_t press;  /* number of the last that was wanted */
	bool pressing;   /* it is still */
	bool taken;      /* it may be lifted */
	uint8_t ask;     /* enum finger_prompt: what to say once the sensor waits */
	uint8_t prompt;  /* said last */
	uint8_t position;
	uint32_t compared;
	int64_t own_us;
};

/* ---- finger_job_chip.c ---- */
/* Looks at all images that came, and says what they are good for. */
void finger_job_chip_look(struct finger_job *j, struct finger_said *said);
/* A template that scores nothing even against itself compares with nothing. */
EG_CHECK bool finger_job_usable(struct finger_job *j, const struct finger_template *t);

/* ---- finger_job_look.c ---- */
/* Looks at a picture of the finger at this position. EG_NO_MEMORY, EG_BAD_DATA. */
EG_CHECK enum eg_err finger_job_look(struct finger_job *j, const struct msg_press_image *p,
				     struct rd grey, uint8_t position, struct finger_job_look *out);
int16_t finger_job_score(struct finger_job *j, uint8_t position, const struct finger_template *t);

/* ---- finger_job_result.c ---- */
/* The worse of each: failed, cannot tell, passed, not done. */
void finger_job_worsen(struct finger_cues *sofar, const struct finger_cues *by);
/* A press takes the place of the one that is kept, if it is the better one to compare. */
void finger_job_keep(struct finger_job_order *o, const struct finger_job_kept *k);
/* The finger whose turn it was: compares what is kept of it, and counts. */
void finger_job_settle(struct finger_job *j);
struct msg_finger_result finger_job_result(const struct finger_job *j);

/* ---- finger_job.c ---- */
/* Puts a message behind those that are to be said. */
void finger_job_say(struct finger_said *said, const struct msg *m);

#endif
