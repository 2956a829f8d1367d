/*
 * cue: what may tell a presentation attack (ISO/IEC 30107-1), each with a verdict of its own.
 * Knows the names of cues and the reason that each gives. Never knows how one is judged, or what
 * policy makes of it.
 */
#ifndef EG_BASE_CUE_H
#define EG_BASE_CUE_H

#include "base/verdict.h"

/* Cue: name as in settings and reports, reason when it fails, text for people. */
#define EG_CUES(X)                                                                          \
	X(CUE_PASSIVE, "passive", REASON_NOT_LIVE, "passive model over the frames")         \
	X(CUE_CHALLENGE, "challenge", REASON_CHALLENGE_FAILED, "answer to what was asked")  \
	X(CUE_DEPTH, "depth", REASON_FLAT_FACE, "landmarks moved as those of a solid head") \
	X(CUE_EDGES, "edges", REASON_PICTURE_EDGES, "no sheet or screen around the face")   \
	X(CUE_SCENE, "scene", REASON_SCENE_UNLIKELY, "someone came into an empty scene")    \
	X(CUE_REPEAT, "repeat", REASON_VIDEO_REPEATED, "no picture came twice")             \
	X(CUE_TIMING, "timing", REASON_VIDEO_TIMING, "frames timed as a camera times them") \
	X(CUE_FROZEN, "frozen", REASON_CAMERA_FROZEN, "camera shows a picture that moves")  \
	X(CUE_BLACK, "black", REASON_CAMERA_BLACK, "camera sees light")                     \
	X(CUE_CHANNEL, "channel", REASON_CHANNEL_LOW, "second channel (near infrared, depth)")

enum cue {
#define X(name, word, reason, text) name,
	EG_CUES(X)
#undef X
		CUE_COUNT
};

/* A verdict for each cue, as it travels: enum verdict. */
struct cues {
	uint8_t of[CUE_COUNT];
};

/* Nothing judged. */
struct cues cues_none(void);
/* The first cue with this verdict, CUE_COUNT if there is none. */
enum cue cues_first(const struct cues *c, enum verdict v);

/* Static texts; out-of-range values give "?", and REASON_INTERNAL. */
const char *cue_name(unsigned c);
const char *cue_text(unsigned c);
enum reason cue_reason(unsigned c);

#endif
