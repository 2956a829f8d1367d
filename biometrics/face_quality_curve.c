/*
 * face_quality_curve: a measure becomes a value of 0..100.
 * Knows one curve a component. Never knows what is good enough (face_quality_guide).
 *
 * Where measure and curve are those of OFIQ, the open implementation of ISO/IEC 29794-5, they are
 * marked so; the others are this project's own, with 50 where a picture begins to hurt.
 */
#include "biometrics/face_quality_part.h"

#include <math.h>

#define RADIANS 0.017453292519943295 /* in one degree */
#define PI      3.141592653589793

enum form {
	FORM_RISING,  /* sigmoid: more is better */
	FORM_FALLING, /* sigmoid: less is better */
	FORM_NEAR,    /* falls with the distance from the middle */
	FORM_LOG,     /* rising, by the logarithm */
	FORM_SHARE,   /* of what should not be: 0..1 */
	FORM_ANGLE,   /* degrees off: cosine squared */
	FORM_LUMINANCE,
	FORM_VARIANCE,
	FORM_OVERLAP,
	FORM_ENTROPY,
};

struct curve {
	enum form form;
	double height; /* at the best end, before it is cut at 100 */
	double middle;
	double width;
};

static const struct curve curves[FACE_QUALITY_COUNT] = {
	[FACE_QUALITY_UNIFIED] = {FORM_RISING, 100, 3.2, 0.35},
	[FACE_QUALITY_BACKGROUND] = {FORM_FALLING, 190, 10, 100},    /* OFIQ */
	[FACE_QUALITY_ILLUMINATION] = {.form = FORM_OVERLAP},        /* OFIQ's curve */
	[FACE_QUALITY_LUMINANCE_MEAN] = {.form = FORM_LUMINANCE},    /* OFIQ's curve */
	[FACE_QUALITY_LUMINANCE_VARIANCE] = {.form = FORM_VARIANCE}, /* OFIQ's curve */
	[FACE_QUALITY_UNDER_EXPOSURE] = {FORM_FALLING, 100, 0.35, 0.07},
	[FACE_QUALITY_OVER_EXPOSURE] = {FORM_FALLING, 100, 0.12, 0.025},
	[FACE_QUALITY_DYNAMIC_RANGE] = {.form = FORM_ENTROPY}, /* OFIQ */
	[FACE_QUALITY_SHARPNESS] = {FORM_LOG, 100, 900, 0.5},
	[FACE_QUALITY_COMPRESSION] = {FORM_FALLING, 100, 1.5, 0.12},
	[FACE_QUALITY_COLOUR] = {FORM_FALLING, 200, 0, 10}, /* OFIQ */
	[FACE_QUALITY_SINGLE] = {.form = FORM_SHARE},       /* OFIQ */
	[FACE_QUALITY_EYES_OPEN] = {.form = FORM_SHARE},
	[FACE_QUALITY_MOUTH_CLOSED] = {FORM_FALLING, 100, 0.2, 0.06}, /* OFIQ */
	[FACE_QUALITY_EYES_VISIBLE] = {.form = FORM_SHARE},           /* OFIQ's curve */
	[FACE_QUALITY_MOUTH_VISIBLE] = {.form = FORM_SHARE},          /* OFIQ's curve */
	[FACE_QUALITY_FACE_VISIBLE] = {.form = FORM_SHARE},           /* OFIQ's curve */
	[FACE_QUALITY_EYE_DISTANCE] = {FORM_RISING, 100, 70, 20},     /* OFIQ */
	[FACE_QUALITY_HEAD_SIZE] = {FORM_NEAR, 200, 0.45, 0.05},      /* OFIQ */
	[FACE_QUALITY_MARGIN_LEFT] = {FORM_RISING, 100, 0.9, 0.1},    /* OFIQ */
	[FACE_QUALITY_MARGIN_RIGHT] = {FORM_RISING, 100, 0.9, 0.1},   /* OFIQ */
	[FACE_QUALITY_MARGIN_ABOVE] = {FORM_RISING, 100, 1.4, 0.1},   /* OFIQ */
	[FACE_QUALITY_MARGIN_BELOW] = {FORM_RISING, 100, 1.8, 0.1},   /* OFIQ */
	[FACE_QUALITY_YAW] = {.form = FORM_ANGLE},                    /* OFIQ */
	[FACE_QUALITY_PITCH] = {.form = FORM_ANGLE},                  /* OFIQ */
	[FACE_QUALITY_ROLL] = {.form = FORM_ANGLE},                   /* OFIQ */
	[FACE_QUALITY_NO_COVERING] = {.form = FORM_SHARE},
};

/* 0..1, one half at the middle. */
static double rise(double x, double middle, double width)
{
	return 1 / (1 + exp((middle - x) / width));
}

static double value_of(const struct curve *c, double x)
{
	switch (c->form) {
	case FORM_RISING:
		return c->height * rise(x, c->middle, c->width);
	case FORM_FALLING:
		return c->height * (1 - rise(x, c->middle, c->width));
	case FORM_NEAR:
		return c->height * (1 - rise(fabs(x - c->middle), 0, c->width));
	case FORM_LOG:
		return x <= 0 ? 0 : c->height * rise(log(x), log(c->middle), c->width);
	case FORM_SHARE:
		return 100 * (1 - x);
	case FORM_ANGLE:
		return 100 * pow(fmax(0, cos(x * RADIANS)), 2);
	case FORM_LUMINANCE:
		return 100 * rise(x, 0.2, 0.05) * (1 - rise(x, 0.8, 0.05));
	case FORM_VARIANCE:
		return 100 * sin(60 * x / (60 * x + 1) * PI);
	case FORM_OVERLAP:
		return x <= 0 ? 0 : 100 * pow(x, 0.3);
	case FORM_ENTROPY:
		return 12.5 * x;
	}
	return 0;
}

void face_quality_set(struct face_quality *q, enum face_quality_component c, double native)
{
	if (!isfinite(native) || fabs(native) > 1.0e9) {
		return;
	}
	q->native[c] = (float)native;
	q->value[c] = (uint8_t)fmax(0, fmin(value_of(&curves[c], native) + 0.5, 100));
}
