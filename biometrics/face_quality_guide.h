/*
 * face_quality_guide: what is good enough, and what a traveller is asked to do when it is not.
 * Knows limits as data. Never knows pixels, time or scores.
 */
#ifndef EG_BIOMETRICS_FACE_QUALITY_GUIDE_H
#define EG_BIOMETRICS_FACE_QUALITY_GUIDE_H

#include "biometrics/face_prompt.h"
#include "biometrics/face_quality.h"

/*
 * Values of components, 0..100; 0 asks for nothing. Below `wanted` a frame is taken only when no
 * better one has come in time; below `needed` never.
 */
struct face_quality_limits {
	uint8_t wanted[FACE_QUALITY_COUNT];
	uint8_t needed[FACE_QUALITY_COUNT];
};

/* As measured; docs/face.md, "Quality", says on what. */
struct face_quality_limits face_quality_limits_default(void);

/*
 * The one thing to ask for, the worst first: what is never accepted before what is only wanted.
 * late: better frames were waited for in vain, so that only `needed` counts. A needed component
 * that could not be measured is not good enough; FACE_PROMPT_STILL is all that can be said then.
 */
enum face_prompt face_quality_guide(const struct face_quality_limits *l,
				    const struct face_quality *q, bool late);
/* The component that face_quality_guide speaks of; FACE_QUALITY_COUNT: all is good enough. */
enum face_quality_component face_quality_worst(const struct face_quality_limits *l,
					       const struct face_quality *q, bool late);
/* Something was seen to cover eyes, mouth, nose or the face as a whole. */
bool face_quality_covered(const struct face_quality_limits *l, const struct face_quality *q);

#endif
