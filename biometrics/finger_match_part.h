/*
 * finger_match_part: what the files of the matcher share; nobody else includes it.
 * Knows two templates made ready, pairs of minutiae, poses. Never knows thresholds or people.
 *
 * Lengths are pixels at 500 dpi. Turns are 1/65536, wrap by themselves, and go from x towards y.
 */
#ifndef EG_BIOMETRICS_FINGER_MATCH_PART_H
#define EG_BIOMETRICS_FINGER_MATCH_PART_H

#include "biometrics/finger_match.h"

#define FINGER_RING        64 /* places where the flow around a minutia is looked at */
#define FINGER_NEAR        10 /* neighbours that describe a minutia */
#define FINGER_NEAR_ROOM   12 /* and the room for them */
#define FINGER_NOWHERE     1e6F
#define FINGER_LIKELY_MAX  800 /* pairs whose neighbours are compared */
#define FINGER_PAIRS_MAX   100 /* pairs that enter the relaxation */
#define FINGER_POSES_MAX   4   /* alignments that are refined */
#define FINGER_BLOCKS_SIDE (FINGER_MAP_SIDE / 2)

struct finger_point {
	float x;
	float y;
	float c; /* cosine and sine of the direction */
	float s;
	uint16_t direction;
	float weight; /* 0..1, of its quality */
};

/* Neighbours, nearest first, seen from a minutia that lies in the origin and looks along x. Number
 * by number, so that a compiler may compare several at a time. */
struct finger_near {
	_Alignas(16) float x[FINGER_NEAR_ROOM]; /* FINGER_NOWHERE behind the last */
	_Alignas(16) float y[FINGER_NEAR_ROOM];
	float distance[FINGER_NEAR_ROOM];
	_Alignas(16) uint32_t direction[FINGER_NEAR_ROOM]; /* 1/2^32 of a turn */
	size_t count;
};

/* A template made ready. */
struct finger_side {
	const struct finger_template *t;
	/* The template's maps with rows of a fixed length, for tens of thousands of looks. */
	uint8_t flow[FINGER_MAP_SIDE * FINGER_MAP_SIDE];  /* 1/256 of half a turn */
	uint8_t shows[FINGER_MAP_SIDE * FINGER_MAP_SIDE]; /* 1 where there are ridges, else 0 */
	size_t count;
	struct finger_point point[FINGER_MINUTIAE_MAX]; /* in rising y */
	uint8_t ring[FINGER_MINUTIAE_MAX][FINGER_RING]; /* flow less direction, 1/256 half turn */
	uint8_t ring_seen[FINGER_MINUTIAE_MAX][FINGER_RING]; /* 255 where ring is known, else 0 */
	struct finger_near near[FINGER_MINUTIAE_MAX];
};
/* False where the template cannot be compared: broken, too small, or no finger's. */
EG_CHECK bool finger_side_set(struct finger_side *s, const struct finger_template *t);
/* The cell of (x, y), of flow and shows; false outside of the maps. */
EG_CHECK static inline bool finger_side_cell(float x, float y, size_t *at)
{
	static const float last = FINGER_MAP_SIDE * FINGER_CELL;
	if (!(x >= 0 && y >= 0 && x < last && y < last)) {
		return false;
	}
	int32_t column = (int32_t)(x * (1.0F / FINGER_CELL));
	int32_t row = (int32_t)(y * (1.0F / FINGER_CELL));
	*at = (size_t)row * FINGER_MAP_SIDE + (size_t)column;
	return true;
}
EG_CHECK static inline bool finger_side_shows(const struct finger_side *s, float x, float y)
{
	size_t at;
	return finger_side_cell(x, y, &at) && s->shows[at] != 0;
}

/* Minutia a of one print and b of the other, perhaps the same. */
struct finger_pair {
	uint8_t a;
	uint8_t b;
	uint16_t turn; /* direction of b less that of a */
	float local;   /* likeness of their surroundings, 0..1 */
	float support; /* by the pairs that fit it */
};

/* Where a of the one print lies in the other: turned, then moved. */
struct finger_pose {
	float c;
	float s;
	float x;
	float y;
	uint16_t turn;
};

/* One alignment, refined: who pairs whom, and what is left between them. */
struct finger_fit {
	struct finger_pose pose;
	size_t count;
	struct finger_joint {
		uint8_t a;
		uint8_t b;
		float x; /* b less posed a: how the skin was stretched there */
		float y;
		float close; /* 0..1: nearness and likeness of direction, without own stretch */
	} joint[FINGER_MINUTIAE_MAX];
	float total; /* sum of close */
	/* The joints once more, number by number: where a lies, its stretch, and its weight (0
	 * behind the last). */
	struct {
		float x[FINGER_MINUTIAE_MAX];
		float y[FINGER_MINUTIAE_MAX];
		float dx[FINGER_MINUTIAE_MAX];
		float dy[FINGER_MINUTIAE_MAX];
		float weight[FINGER_MINUTIAE_MAX];
	} pull;
};

/* What the score is made of. */
struct finger_look {
	float joined;   /* sum of closeness of the paired minutiae */
	float count;    /* paired */
	float expected; /* geometric mean of the weights that lie in the common area */
	float local;    /* mean likeness of the surroundings of the paired */
	float left;     /* mean length of what the stretch does not explain */
	float stretch;  /* mean length of the stretch */
	float cells;    /* common, that show ridges in both */
	float flow;     /* mean difference of flow in them, 1/256 of half a turn */
	float period;   /* mean difference of period over their sum */
	float ridges;   /* correlation of the ridges, -1..1 */
	float blocks;   /* over how many blocks of 24 x 24 */
};
#define FINGER_LOOKS (sizeof(struct finger_look) / sizeof(float))

struct finger_blocks {
	uint8_t agree[FINGER_BLOCKS_SIDE * FINGER_BLOCKS_SIDE][25];
	uint8_t seen[FINGER_BLOCKS_SIDE * FINGER_BLOCKS_SIDE];
	uint8_t dark_a[FINGER_BLOCKS_SIDE * FINGER_BLOCKS_SIDE];
	uint8_t dark_b[FINGER_BLOCKS_SIDE * FINGER_BLOCKS_SIDE];
};

struct finger_matcher {
	struct finger_template own[2]; /* without what is the plate's, if anything is */
	struct finger_side a;
	struct finger_side b;
	uint8_t likeness[FINGER_MINUTIAE_MAX][FINGER_MINUTIAE_MAX]; /* of flow around, 0..255 */
	float local[FINGER_MINUTIAE_MAX][FINGER_MINUTIAE_MAX];      /* 0: not looked at */
	struct finger_pair likely[FINGER_LIKELY_MAX];
	size_t likely_count;
	struct finger_pair pair[FINGER_PAIRS_MAX]; /* the best of likely */
	size_t pair_count;
	float fits[FINGER_PAIRS_MAX][FINGER_PAIRS_MAX]; /* of pair and pair, 0..1 */
	struct finger_fit fit[FINGER_POSES_MAX];        /* in falling total */
	size_t fit_count;
	struct finger_blocks blocks;
	uint64_t steps; /* of the last comparison */
};

/* Fills own, of the two prints, without what both show at one place of their images; false: there
 * is nothing of that kind. */
EG_CHECK bool finger_match_fixed(struct finger_matcher *m, const struct finger_template *chip,
				 const struct finger_template *live);
/* Whether an alignment hardly moves anything: between images of a marked plate it is the plate's.
 */
EG_CHECK bool finger_match_is_still(const struct finger_matcher *m, const struct finger_fit *f);
/* Fills pair, of a and b. */
void finger_match_pairs(struct finger_matcher *m);
/* Fills fit, of pair. */
void finger_match_fit(struct finger_matcher *m);
/* Fills pull, of joint: after joints or their stretch have changed. */
void finger_fit_pull(const struct finger_matcher *m, struct finger_fit *f);
/* Where a place of print a lies in print b, the skin's stretch included. */
struct finger_place {
	float x;
	float y;
	float c; /* what a step along x there is in print b: turned and widened */
	float s;
};
struct finger_place finger_fit_place(const struct finger_fit *f, float x, float y);
/* As the others have it, without joint skip. */
struct finger_place finger_fit_place_without(const struct finger_fit *f, size_t skip, float x,
					     float y);
/* How far it is turned there beyond the pose, 1/65536 of a turn. */
int32_t finger_fit_turned(const struct finger_fit *f, const struct finger_place *p);
/* The ridges and the flow of the common area. */
void finger_match_ridges(struct finger_matcher *m, const struct finger_fit *f,
			 struct finger_look *look);
void finger_match_look(struct finger_matcher *m, const struct finger_fit *f,
		       struct finger_look *look);
/* Decibans of it. */
int16_t finger_match_score(const struct finger_look *look);

#endif
