/*
 * passage_pair: which way a body went through the two beams of a doorway.
 * Knows the order in which beams break and clear. Never knows doors.
 *
 *        near   far            forward: near, both, far, clear
 *   -------|-----|--------->   back:    far, both, near, clear
 *
 * A body that clears the beam on which it came turned round. Where the first beam is broken anew
 * while the second still is, for as long as a body takes, there are two; so may there be where the
 * first is broken alone after the second was: one went on and another came, or one steps back. What
 * cannot be told is not one.
 */
#include "gate/passage_impl.h"

#define CLEAR 0
#define NEAR  1
#define FAR   2
#define BOTH  3

static enum crossing crossing_of(uint8_t first, uint8_t last)
{
	if (first == last) {
		return first == BOTH ? CROSSING_NONE : CROSSING_TURNED;
	}
	/* Both at once tell nothing: then the other end does. */
	return last == FAR || first == NEAR ? CROSSING_FORTH : CROSSING_BACK;
}

enum crossing passage_pair(struct passage_pair *pair, uint8_t beams, bool barred, int64_t now)
{
	uint8_t before = pair->now;
	if (before == CLEAR) {
		*pair = (struct passage_pair){.first = beams, .barred = barred};
	}
	pair->now = beams;
	uint8_t other = (uint8_t)(BOTH & ~pair->first);
	if (beams != CLEAR) {
		bool anew = beams == BOTH && other != CLEAR && (before == other || pair->again.on);
		pair->inside = pair->inside || (beams | pair->first) == BOTH;
		bool beyond = other != CLEAR && beams == other;
		pair->close = passage_lasts(&pair->again, anew, now, PASSAGE_BODY_MS) ||
			      (pair->across && beams == pair->first) || pair->close;
		pair->across = pair->across || beyond;
		return CROSSING_NONE;
	}
	if (before == CLEAR) {
		return CROSSING_NONE;
	}
	enum crossing what = crossing_of(pair->first, before);
	/* A hand in the first beam and out of it is nobody's turning round. */
	return what == CROSSING_TURNED && !pair->inside ? CROSSING_NONE : what;
}
