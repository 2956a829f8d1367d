/*
 * finger_attack: is a live image a copy, or no finger at all? What one grey image
 * tells. Knows ridges as a small picture, and how alike two pictures are. Never knows whose they
 * are, or what policy makes of a verdict.
 *
 * This is no presentation attack detection in the sense of ISO/IEC 30107-3: a cast of a finger
 * looks like a finger. It finds images that were put in place of a live one (the document's own, an
 * earlier capture) and images that show no finger.
 * docs/finger.md says what was measured, and what is not claimed.
 */
#ifndef EG_BIOMETRICS_FINGER_ATTACK_H
#define EG_BIOMETRICS_FINGER_ATTACK_H

#include "base/finger_cue.h"
#include "biometrics/finger_image.h"

#define FINGER_IMPRINT_SIDE 128 /* samples at 200 dpi: 16.3 mm in the middle of the contact */
#define FINGER_SEEN_MAX     32  /* captures whose frames are known again */

/*
 * What is kept of an image to know its copies: the ridges around the middle of the contact, evened
 * out in light and contrast. It is a fingerprint: it is wiped like one.
 */
struct finger_imprint {
	uint64_t frame;    /* of all pixels; never for trust */
	uint16_t strength; /* share of the picture that shows something ridge-like, x 1000 */
	uint16_t straight; /* its ridges all run one way: x 1000; a finger's bend */
	uint16_t crossed;  /* ridge and valley change from sample to sample, share, x 1000 */
	uint16_t coherent; /* ridges run one way within small squares, x 1000 */
	int8_t at[FINGER_IMPRINT_SIDE * FINGER_IMPRINT_SIDE];
};
/* Cleanup: wipes. Accepts NULL. */
void finger_imprint_clear(struct finger_imprint *t);

/* Frames that came before; start with all zero. */
struct finger_seen {
	uint64_t frame[FINGER_SEEN_MAX];
	uint32_t count;
};

struct finger_attack_limits {
	int16_t copy;      /* likeness from which an image is a copy, x 1000 */
	int16_t doubt;     /* from which that cannot be excluded */
	uint16_t weak;     /* strength below it shows no finger */
	uint16_t straight; /* above it is a grating */
	uint16_t apart;    /* crossings below it are edges, no ridges */
	uint16_t jumbled;  /* coherence below it has no ridges */
};
/* As measured; docs/finger.md, "Attacks". */
struct finger_attack_limits finger_attack_limits_default(void);

/* Room for one comparison, fixed: nothing is allocated while a traveller waits. */
struct finger_attack;
EG_CHECK enum eg_err finger_attack_new(struct finger_attack **out);
/* Cleanup: wipes; leaves NULL, accepts NULL inside. */
void finger_attack_free(struct finger_attack **a);

void finger_attack_imprint(struct finger_attack *a, const struct finger_image *image,
			   struct finger_imprint *out);
/*
 * How alike two pictures are after one is turned (up to 30 degrees) and shifted, x 1000: what three
 * quarters of their common patches exceed. Skin is never pressed twice in the same way, so that
 * somewhere in the contact ridges lie beside each other; a copy fits everywhere. -1000: there is
 * too little in common to tell.
 */
int16_t finger_attack_alike(struct finger_attack *a, const struct finger_imprint *x,
			    const struct finger_imprint *y);

/* What the live image is held against; each may be missing (NULL, or count 0). */
struct finger_attack_known {
	const struct finger_imprint *chip; /* of each image in the document */
	size_t chip_count;
	struct finger_seen *seen; /* the live frame is put in */
};
/* What there is nothing to hold against is NOT_DONE. */
struct finger_cues finger_attack_judge(struct finger_attack *a, const struct finger_imprint *live,
				       const struct finger_attack_known *known,
				       const struct finger_attack_limits *limits);

#endif
