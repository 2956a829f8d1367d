/*
 * condition: a picture made worse as a camera or a booth would: small, blurred, noisy, badly lit.
 * Knows pixels, an amount of each. Never knows who is shown or what a matcher makes of it.
 */
#ifndef EG_BIOMETRICS_CONDITION_H
#define EG_BIOMETRICS_CONDITION_H

#include "biometrics/picture.h"

/* Name in a text; amount that counts without a number, 0: a number must follow; lowest; highest. */
#define CONDITIONS(X)                                                                    \
	/* scaled so that the eyes are that many pixels apart */                         \
	X(CONDITION_EYES, "eyes", 0.0, 10.0, 1000.0)                                     \
	/* Gaussian, standard deviation in pixels */                                     \
	X(CONDITION_BLUR, "blur", 0.0, 0.1, 50.0)                                        \
	/* Gaussian, standard deviation in grey levels, in each channel */               \
	X(CONDITION_NOISE, "noise", 0.0, 0.1, 128.0)                                     \
	/* all of it has this share of the light */                                      \
	X(CONDITION_HALF_LIGHT, "half-light", 0.5, 0.05, 1.0)                            \
	/* a lamp at one side: the other half of the face has this share of the light */ \
	X(CONDITION_SIDE_LIGHT, "side-light", 0.25, 0.0, 1.0)                            \
	/* exposed so many times too long */                                             \
	X(CONDITION_OVER, "over", 0.0, 1.0, 20.0)

enum condition_kind {
#define X(name, text, usual, lowest, highest) name,
	CONDITIONS(X)
#undef X
		CONDITION_COUNT
};

struct condition {
	enum condition_kind kind;
	double amount;
};

#define CONDITIONS_MAX 8

/* Applied one after the other, in their order. */
struct conditions {
	struct condition of[CONDITIONS_MAX];
	size_t count;
};

/* "eyes:60,blur:2,noise:12,half-light,over:1.6"; EG_CONFIG for anything else. */
EG_CHECK enum eg_err conditions_read(const char *text, struct conditions *out);

/* What is known of the face in the picture, in pixels. */
struct condition_face {
	double eye_distance;
	double middle; /* of the eyes, from the left */
};

/* The same seed makes the same noise. EG_CONFIG: an amount out of its range. */
EG_CHECK enum eg_err conditions_apply(const struct conditions *c, struct condition_face face,
				      uint64_t seed, struct picture *p);

#endif
