/*
 * wsq_tree: where the 64 subbands of WSQ lie in the plane of coefficients, and which areas are
 * split into four of them (IAFIS-IC-0110, A.1.3).
 * Knows halves. Never knows filters or codes. Private to biometrics/wsq*.c.
 */
#ifndef EG_BIOMETRICS_WSQ_TREE_H
#define EG_BIOMETRICS_WSQ_TREE_H

#include <stdbool.h>
#include <stdint.h>

#define WSQ_SUBBANDS 64
#define WSQ_CODED    60 /* subbands 60 to 63 are never transmitted, and their area is not split */
#define WSQ_SPLITS   20

/*
 * A rectangle of the plane. A half that holds high frequencies has them in falling order; when it
 * is split again its low half comes second ("flipped"), so that the plane is in order of frequency.
 */
struct wsq_area {
	uint16_t x;
	uint16_t y;
	uint16_t width;
	uint16_t height;
	bool flip_x;
	bool flip_y;
};

struct wsq_tree {
	struct wsq_area splits[WSQ_SPLITS]; /* a parent stands before its parts */
	struct wsq_area subbands[WSQ_SUBBANDS];
};

/* How many of a side's samples are low; the rest is high. */
static inline uint16_t wsq_low_of(uint16_t side)
{
	return (uint16_t)(side - side / 2);
}

void wsq_tree_of(uint16_t width, uint16_t height, struct wsq_tree *out);

#endif
