/*
 * face_frame: camera frames of 1280 x 720, made of the set-up's narrower ones.
 * Knows pictures. Never knows who is shown.
 */
#ifndef EG_TESTS_BENCH_FACE_FRAME_H
#define EG_TESTS_BENCH_FACE_FRAME_H

#include "biometrics/picture.h"

#define FACE_FRAME_WIDTH  1280u
#define FACE_FRAME_HEIGHT 720u

/* A JPEG in the middle of a frame, its outermost pixels repeated around it; a larger one is cut. */
EG_CHECK enum eg_err face_frame_wide(const char *path, struct picture *out);

#endif
