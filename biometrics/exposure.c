/*
 * exposure: whether the camera should see the face brighter or darker.
 * Knows the luminance of the face, frame by frame. Never knows cameras or pixels.
 */
#include "biometrics/exposure.h"

/* Levels of 255: faces between .25 and .85 of full light are compared well; dark skin in right
 * light stays above the lower end. */
#define DARK_BEGIN   55
#define DARK_END     80
#define BRIGHT_BEGIN 215
#define BRIGHT_END   185
#define FRAMES_SURE  3
#define FRAMES_WAIT  4 /* a camera needs two or three frames to follow */

static int wanted(uint8_t luminance, int direction)
{
	if (luminance < (direction > 0 ? DARK_END : DARK_BEGIN)) {
		return 1;
	}
	return luminance > (direction < 0 ? BRIGHT_END : BRIGHT_BEGIN) ? -1 : 0;
}

int exposure_see(struct exposure *e, uint8_t luminance)
{
	if (e->settling > 0) {
		e->settling--;
		return 0;
	}
	int want = wanted(luminance, e->direction);
	if (want == 0) {
		*e = (struct exposure){0};
		return 0;
	}
	e->outside = e->outside < FRAMES_SURE ? (uint8_t)(e->outside + 1) : e->outside;
	if (e->outside < FRAMES_SURE) {
		return 0;
	}
	e->direction = (int8_t)want;
	e->settling = FRAMES_WAIT;
	return want;
}
