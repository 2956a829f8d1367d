/*
 * face_frames: pictures as a camera makes them: scaled, pasted into a scene, with fresh noise.
 * Knows pixels. Never knows what is shown.
 */
#ifndef EG_TESTS_BENCH_FACE_FRAMES_H
#define EG_TESTS_BENCH_FACE_FRAMES_H

#include "biometrics/picture.h"

/* About normal, of this standard deviation; state: as of dice. */
double face_frames_gauss(uint32_t *state, double sigma);

/* Bilinear. Frees what out held. */
EG_CHECK enum eg_err face_frames_scale(const struct picture *p, uint32_t width, uint32_t height,
				       struct picture *out);
/* A part of another picture, which may lie partly outside of it: its outermost pixels go on. */
EG_CHECK enum eg_err face_frames_crop(const struct picture *p, int x0, int y0, uint32_t width,
				      uint32_t height, struct picture *out);
/* One picture onto another, cut off where it leaves it. */
void face_frames_paste(struct picture *onto, const struct picture *p, int x0, int y0);
/* All pixels of a rectangle in one grey, cut off at the picture's ends. */
void face_frames_fill(struct picture *p, int x0, int y0, int x1, int y1, uint8_t grey);
/* Sensor noise, of each colour of each pixel. */
void face_frames_noise(struct picture *p, double sigma, uint32_t *state);
#endif
