/*
 * finger_cue: what may tell that a live finger is none, each with a verdict of its own.
 * Knows the names of cues and the reason that each gives. Never knows how one is judged, or what
 * policy makes of it.
 *
 * These find pictures that are given again, or show no finger. A false finger that is pressed anew
 * they do not find: no consumer sensor tells, and none is pretended (docs/finger.md).
 */
#ifndef EG_BASE_FINGER_CUE_H
#define EG_BASE_FINGER_CUE_H

#include "base/verdict.h"

/* Cue: name as in reports, reason when it fails, text for people. */
#define EG_FINGER_CUES(X)                                                                     \
	X(FINGER_CUE_COPY, "copy", REASON_FINGER_COPIED, "no press is a picture of the chip") \
	X(FINGER_CUE_REPEAT, "repeat", REASON_FINGER_REPEATED, "no press came twice")         \
	X(FINGER_CUE_PATTERN, "pattern", REASON_FINGER_PATTERN,                               \
	  "each press shows ridges that bend, as those of a finger do")

enum finger_cue {
#define X(name, word, reason, text) name,
	EG_FINGER_CUES(X)
#undef X
		FINGER_CUE_COUNT
};

/* A verdict for each cue, as it travels: enum verdict. */
struct finger_cues {
	uint8_t of[FINGER_CUE_COUNT];
};

/* Static texts; out-of-range values give "?", and REASON_INTERNAL. */
const char *finger_cue_name(unsigned c);
const char *finger_cue_text(unsigned c);
enum reason finger_cue_reason(unsigned c);

#endif
