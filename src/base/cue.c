/*
 * cue: what may tell a presentation attack (ISO/IEC 30107-1), each with a verdict of its own.
 * Knows the names of cues and the reason that each gives. Never knows how one is judged, or what
 * policy makes of it.
 */
#include "base/cue.h"

struct cues cues_none(void)
{
	struct cues c = {.of = {VERDICT_NOT_DONE}};
	return c;
}

enum cue cues_first(const struct cues *c, enum verdict v)
{
	for (unsigned i = 0; i < CUE_COUNT; i++) {
		if (c->of[i] == v) {
			return (enum cue)i;
		}
	}
	return CUE_COUNT;
}

const char *cue_name(unsigned c)
{
	static const char *const names[] = {
#define X(name, word, reason, text) [name] = (word),
		EG_CUES(X)
#undef X
	};
	return c < CUE_COUNT ? names[c] : "?";
}

const char *cue_text(unsigned c)
{
	static const char *const texts[] = {
#define X(name, word, reason, text) [name] = (text),
		EG_CUES(X)
#undef X
	};
	return c < CUE_COUNT ? texts[c] : "?";
}

enum reason cue_reason(unsigned c)
{
	static const enum reason reasons[] = {
#define X(name, word, reason, text) [name] = (reason),
		EG_CUES(X)
#undef X
	};
	return c < CUE_COUNT ? reasons[c] : REASON_INTERNAL;
}
