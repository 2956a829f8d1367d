/*
 * finger_cue: what may tell that a live finger is none, each with a verdict of its own.
 * Knows the names of cues and the reason that each gives. Never knows how one is judged, or what
 * policy makes of it.
 */
#include "base/finger_cue.h"

static const struct {
	const char *name;
	const char *text;
	enum reason reason;
} cues[FINGER_CUE_COUNT] = {
#define X(name, word, reason, text) [name] = {word, text, reason},
	EG_FINGER_CUES(X)
#undef X
};

const char *finger_cue_name(unsigned c)
{
	return c < FINGER_CUE_COUNT ? cues[c].name : "?";
}

const char *finger_cue_text(unsigned c)
{
	return c < FINGER_CUE_COUNT ? cues[c].text : "?";
}

enum reason finger_cue_reason(unsigned c)
{
	return c < FINGER_CUE_COUNT ? cues[c].reason : REASON_INTERNAL;
}
