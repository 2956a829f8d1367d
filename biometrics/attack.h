/*
 * attack: the frames of one capture become a verdict for each cue of a presentation attack.
 * Knows what was seen in each frame and when. Never knows pixels, clocks (times are told), who is
 * seen, or what policy makes of a verdict.
 *
 * In the words of ISO/IEC 30107-3: a picture, a screen or a stream put in place of a camera's is a
 * presentation attack instrument (PAI); the share of its attacks that pass is its APCER, the share
 * of honest (bona fide) captures that do not is the BPCER. docs/face.md has the measured ones.
 */
#ifndef EG_BIOMETRICS_ATTACK_H
#define EG_BIOMETRICS_ATTACK_H

#include "base/cue.h"
#include "biometrics/attack_look.h"

#define ATTACK_KEPT  32 /* frames that a new one is compared with */
#define ATTACK_STEPS 32 /* between frames, that a rhythm is read from */

/* One frame. Its look is that of attack_look_at; without one nothing is said about the stream. */
struct attack_frame {
	int64_t came_us;  /* when it was handed over */
	int64_t taken_us; /* when the driver says that it was taken, on the same clock; 0: it does
			     not */
	bool shown;       /* there is a face in it, of whatever quality */
	bool face;        /* one that may be judged: the rest is of use */
	int16_t live;     /* passive model x 1000 */
	int16_t edges;    /* as of attack_face_look */
	struct face_point nose; /* pixels */
	double eye_distance;
};

struct attack_limits {
	int16_t live_low;   /* a frame below it looks like a picture */
	int16_t live_sure;  /* median below it: doubt */
	int16_t edges_fail; /* straightness of three sides, x 1000 */
	int16_t edges_doubt;
	uint16_t change_max; /* of the tiles between two frames, x 1000 */
};
struct attack_limits attack_limits_default(void);

/* What was seen of one person: frames of another make it neither worse nor better. */
struct attack_person {
	uint32_t faces; /* frames with a face that may be judged */
	uint32_t low;   /* of those, below live_low */
	uint32_t edged; /* of those, with edges */
	uint32_t edged_maybe;
	uint32_t still; /* of those, whose face stands where one stood in the empty scene */
	uint32_t channel_scores; /* of the second channel; 0: there is none */
	int32_t channel_sum;
};

struct attack {
	struct attack_limits limits;
	int64_t asked_us; /* when frames were asked for */
	struct attack_look kept[ATTACK_KEPT];
	uint32_t frames; /* looks so far; the newest is kept[(frames - 1) % KEPT] */
	struct attack_frame last;
	uint32_t dark;     /* frames without light */
	uint32_t same_run; /* equal ones in a row, now and at the most */
	uint32_t same_run_most;
	uint32_t changes;    /* neighbours that differ */
	uint16_t near_least; /* of neighbours that differ at all, x 1000 */
	uint16_t far_least;  /* of frames with another between them */
	bool returned;       /* a picture came again after another */
	uint32_t cuts;       /* the whole scene changed within a moment, a face before and after */
	uint32_t shown;      /* frames up to the newest look with a face; 0: none yet */
	int64_t shown_us;    /* when that came */
	struct attack_person person;   /* whoever is there now: the caller exchanges it */
	uint32_t stamps;               /* frames with a time of the driver's */
	uint32_t stamps_wrong;         /* older than the request, not after the one before, ahead */
	uint32_t steps;                /* between stamps, so far */
	int64_t step_us[ATTACK_STEPS]; /* the newest of them */
	struct face_point idle_nose;   /* of a face that was there before anybody came */
	double idle_eyes;              /* 0: there was none */
};

struct attack attack_new(struct attack_limits limits, int64_t asked_us);
/* A face was seen where nobody should be, before this capture. */
void attack_idle_face(struct attack *a, struct face_point nose, double eye_distance);
/* Does a face stand where another stood? Nobody stands so still for long; eyes: distances. */
bool attack_same_place(struct face_point nose, double eyes, struct face_point other,
		       double other_eyes);
/* Score of a second channel (biometrics/attack_channel.h) for whoever is there now. */
void attack_channel(struct attack *a, int16_t score);
/* look: NULL when the frame could not be decoded. */
void attack_see(struct attack *a, const struct attack_frame *f, const struct attack_look *look);
/*
 * All but challenge and depth, which are NOT_DONE. CANNOT_TELL means doubt: a challenge may settle
 * it.
 */
struct cues attack_judge(const struct attack *a);
/* What tells against one person alone: passive, edges, channel, and the place (scene). */
struct cues attack_judge_person(const struct attack *a, const struct attack_person *p);
/* What tells against the stream, whoever is seen in it: scene (cuts), repeat, timing, frozen,
 * black. */
struct cues attack_judge_stream(const struct attack *a);
/* Whether a challenge should be asked; median: liveness of the frames to be compared, x 1000. */
bool attack_doubt(const struct attack *a, int16_t median);

#endif
