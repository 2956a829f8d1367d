/*
 * face_quality_visible: from what was measured of a face's parts to what is covered of it.
 * Knows shares. Never knows pixels, or what is done about a covered face.
 */
#include "biometrics/face_quality_cover.h"

#include <math.h>

/* 0 up to low, 1 from high, a line between. */
static double ramp(double v, double low, double high)
{
	return fmax(0, fmin((v - low) / (high - low), 1));
}

/* Smoothness proves nothing where all is out of focus: 0 blurred, 1 sharp. */
static double sharp(const struct face_quality *q)
{
	return ramp((double)q->native[FACE_QUALITY_SHARPNESS], 700, 1100);
}

static double covered_eye(const struct face_cover *m, int eye, double sharp)
{
	if (m->eyes[eye] < 0) {
		return NAN;
	}
	/* Behind dark glass neither white nor pupil are to be told apart. */
	return fmax(m->eyes[eye], sharp * (1 - ramp(m->eye_range[eye], 0.25, 0.45)));
}

static double covered_mouth(const struct face_cover *m, double sharp)
{
	if (m->nose < 0 || m->lips_odd < 0 || m->round_odd < 0) {
		return NAN;
	}
	double flat = ramp(m->features, -0.22, -0.10) * (1 - ramp(m->lips, 0.08, 0.16));
	double nose = fmax(m->nose, ramp(m->patches, 0.15, 0.27));
	return fmax(fmax(nose, fmin(m->lips_odd, m->round_odd)), sharp * flat);
}

/*
 * Hair that hangs over a forehead has texture and a ragged edge; cloth has neither, or a colour
 * that hair does not grow in. Nothing is said of what begins at the hairline or is not in the
 * picture.
 */
static double covered_head(const struct face_cover *m, double sharp)
{
	double low = 1 - ramp(m->brow_height, 0.60, 0.80);
	if (m->brow_height < 0) {
		return NAN;
	}
	if (low <= 0) {
		return 0;
	}
	if (isnan(m->above_light)) {
		return NAN;
	}
	double smooth =
		(1 - ramp(m->above_rough, 0.045, 0.065)) * (1 - ramp(m->brim_rough, 0.06, 0.12));
	double red = fmax(m->above_red - 0.12, -0.30 - m->above_red);
	double green = fmax(m->above_green - 0.18, -0.28 - m->above_green);
	double colour = ramp(fmax(red, green), 0.05, 0.15) * ramp(m->above_light, 3.8, 4.2);
	return low * fmax(sharp * smooth, colour);
}

void face_quality_cover(const struct face_chip *c, struct face_quality *q)
{
	struct face_cover m = face_cover_measure(c);
	double focus = sharp(q);
	double left = covered_eye(&m, 0, focus);
	double right = covered_eye(&m, 1, focus);
	double mouth = covered_mouth(&m, focus);
	/* The worse eye; an eye that is not to be judged hides behind no other. */
	double eyes = isnan(left) || isnan(right) ? NAN : fmax(left, right);
	face_quality_set(q, FACE_QUALITY_EYES_VISIBLE, eyes);
	face_quality_set(q, FACE_QUALITY_MOUTH_VISIBLE, mouth);
	face_quality_set(q, FACE_QUALITY_FACE_VISIBLE, (eyes + mouth) / 2);
	face_quality_set(q, FACE_QUALITY_NO_COVERING, covered_head(&m, focus));
}
