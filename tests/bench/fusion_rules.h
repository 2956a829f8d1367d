/*
 * fusion_rules: what rules of a face and a finger lose and let pass.
 * Knows scores of pairs by number of person and of finger, and the table of an embedder. Never
 * knows pictures or prints.
 *
 * Face and finger are of different sets: every pair of faces is taken with every pair of fingers
 * (the mean over all chimeric persons), so that they are independent by construction.
 */
#ifndef EG_TESTS_BENCH_FUSION_RULES_H
#define EG_TESTS_BENCH_FUSION_RULES_H

#include "biometrics/face_embedder.h"
#include "biometrics/finger_match.h"

#define FUSION_FACES  2001 /* cosines x 1000, from -1000 on */
#define FUSION_LEAST  FINGER_SCORE_LEAST
#define FUSION_SCORES (FINGER_SCORE_MOST - FUSION_LEAST + 1)
#define FUSION_UNITS  512 /* people or fingers */
#define FUSION_STEPS  (FACE_EMBEDDER_FMR_MAX + 1)
#define FUSION_DRAWS  1000

/*
 * What a cosine proves, as an embedder's table has it: decibans, in steps from row to row. Of the
 * shares of genuine and impostor pairs between two rows; never more than one person of the table's
 * could deny, and never falling.
 */
struct fusion_steps {
	size_t count;
	int16_t from[FUSION_STEPS]; /* cosine; the first is -1000 */
	double genuine[FUSION_STEPS];
	double impostor[FUSION_STEPS];
	int decibans[FUSION_STEPS];
	unsigned people; /* of the smallest set of the table */
};
/* people: whom the rates of the table were measured on. */
void fusion_steps_of(const struct face_embedder *m, unsigned people, struct fusion_steps *out);
int fusion_decibans(const struct fusion_steps *s, int cosine);

struct fusion_pair {
	int16_t score;
	uint16_t a; /* person or finger; a == b: genuine */
	uint16_t b;
};
struct fusion_side {
	struct fusion_pair *pair; /* owned */
	size_t count;
	size_t room;
	size_t units;
};
void fusion_side_free(struct fusion_side *s); /* cleanup */
EG_CHECK enum eg_err fusion_side_add(struct fusion_side *s, struct fusion_pair p);

/* The lane's own scores. */
struct fusion_lane {
	int16_t face_match;
	int16_t face_refer;
	int16_t finger_match;
};

enum fusion_rule {
	FUSION_FACE,
	FUSION_FINGER,
	FUSION_BOTH,   /* the lower of both decibans counts */
	FUSION_EITHER, /* the higher */
	FUSION_SUM,
	FUSION_RULES
};
enum { FUSION_POINTS = 2 }; /* FMR 0.1 %, 0.01 % */
extern const double fusion_fmr[FUSION_POINTS];

/* Shares 0..1, doubles alone: ranges are made of each by its place. */
struct fusion_rates {
	double fnmr[FUSION_RULES][FUSION_POINTS];
	/* What the sum loses less than each rule. */
	double gain[FUSION_RULES][FUSION_POINTS];
	double face_fnmr; /* at face_match */
	double face_fmr;
	double lane_fnmr; /* a face in doubt is settled by the finger alone */
	double lane_fmr;
	double doubt_gain; /* what that loses less than the face at its score */
	double sum_fnmr;   /* by the sum, at no more false matches than that */
	double lane_gain;
	double at_most;       /* what no rule for a face in doubt could do better than */
	double asked;         /* of the genuine, for a finger */
	double asked_fmr;     /* of the impostors */
	double sum_threshold; /* decibans */
};
struct fusion_result {
	struct fusion_rates value;
	struct fusion_rates low; /* 95 % of bootstraps */
	struct fusion_rates high;
};

/* Faces of a set. People and fingers are drawn anew. */
EG_CHECK enum eg_err fusion_of_set(const struct fusion_side *faces,
				   const struct fusion_side *fingers, const struct fusion_steps *s,
				   const struct fusion_lane *lane, struct fusion_result *out);
/*
 * Faces as the table has them, no pictures at hand: each of its people stands wholly in one step,
 * the widest that the table allows; impostors as often as it says at most.
 */
EG_CHECK enum eg_err fusion_of_table(const struct fusion_side *fingers,
				     const struct fusion_steps *s, const struct fusion_lane *lane,
				     struct fusion_result *out);

#endif
