/*
 * finger_quality: how good an image of a finger is, and what the traveller could do about it.
 * Knows an image, its ridges cell by cell, limits as data. Never knows scores, tries or people.
 *
 * The measures are of the kind of NFIQ 2 (ISO/IEC 29794-4: contrast, orientation certainty, local
 * clarity, frequency, minutiae), the numbers are our own and are not NFIQ 2's.
 */
#ifndef EG_BIOMETRICS_FINGER_QUALITY_H
#define EG_BIOMETRICS_FINGER_QUALITY_H

#include "biometrics/finger_image.h"
#include "biometrics/finger_prompt.h"
#include "biometrics/finger_template.h"

/* Component: word as in reports, text for people with the unit of its native measure. */
#define FINGER_QUALITIES(X)                                                                    \
	X(FINGER_QUALITY_UNIFIED, "unified", "ridges good enough to be compared, mm2")         \
	X(FINGER_QUALITY_AREA, "area", "contact that shows ridges, mm2")                       \
	X(FINGER_QUALITY_CENTRE, "centre", "middle of the contact from that of the image, mm") \
	X(FINGER_QUALITY_CUT, "cut", "edge of the image that contact runs into, mm")           \
	X(FINGER_QUALITY_CONTRAST, "contrast", "ridges darker than valleys by, grey levels")   \
	X(FINGER_QUALITY_CLARITY, "clarity", "pixels as dark as their ridge or valley, share") \
	X(FINGER_QUALITY_FLOW, "flow", "ridges of a cell run one way, coherence")              \
	X(FINGER_QUALITY_PERIOD, "period",                                                     \
	  "cells whose ridges lie as near as their neighbours', share")                        \
	X(FINGER_QUALITY_MOISTURE, "moisture", "width of a ridge of the whole period, share")  \
	X(FINGER_QUALITY_UNBROKEN, "unbroken", "ridge that is dark along its length, share")   \
	X(FINGER_QUALITY_MINUTIAE, "minutiae", "minutiae")

enum finger_quality_component {
#define X(name, word, text) name,
	FINGER_QUALITIES(X)
#undef X
		FINGER_QUALITY_COUNT
};

#define FINGER_QUALITY_UNKNOWN 255 /* not measurable: there is too little of a finger */

/* Start with all zero. */
struct finger_quality {
	uint8_t value[FINGER_QUALITY_COUNT]; /* 0..100, more is better; or FINGER_QUALITY_UNKNOWN */
	float native[FINGER_QUALITY_COUNT];  /* what was measured */
};

/*
 * Measures; t: the template that was made of the image, or NULL where none could be made: then
 * minutiae are unknown. Looks at the first 768 pixels (at 500 dpi) of each side, as templates do.
 */
void finger_quality_assess(const struct finger_image *image, const struct finger_template *t,
			   struct finger_quality *out);

/* Native measures; what is beyond one of them is asked for. */
struct finger_quality_limits {
	uint8_t unified;    /* 0..100 that is taken without asking for more */
	float area_none;    /* mm2: less is no finger */
	float area_small;   /* mm2: less is a part of a fingertip */
	float area_cut;     /* mm2: of contact that an edge cuts off, more is enough */
	float area_large;   /* mm2: more is a finger pressed flat */
	float centre;       /* mm off the middle, if it is cut off there */
	float cut;          /* mm of the edge that contact may run into */
	float moisture_dry; /* share of a ridge: thinner */
	float moisture_wet; /* thicker */
	float unbroken;     /* share: less is dry */
	float contrast;     /* grey levels */
};
/* As measured; docs/finger.md, "Quality", says on what. */
struct finger_quality_limits finger_quality_limits_default(void);

/* The one thing to ask for, FINGER_PROMPT_NONE if the image is good enough. */
enum finger_prompt finger_quality_guide(const struct finger_quality_limits *l,
					const struct finger_quality *q);

/* Static; out-of-range values give "?". */
const char *finger_quality_name(unsigned component);
const char *finger_quality_text(unsigned component);

#endif
