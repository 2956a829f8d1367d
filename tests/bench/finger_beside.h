/*
 * finger_beside: runs the peer's program over a set and takes its scores.
 * Knows files and processes. Never knows how either matcher works.
 */
#ifndef EG_TESTS_FINGER_BESIDE_H
#define EG_TESTS_FINGER_BESIDE_H

#include "finger_set.h"

/*
 * score[chip * count + live], filled for every pair that the peer compared. The images are handed
 * over as files of a folder that is removed again. all: every pair; else, of different fingers,
 * those of the same impression and the first of each. EG_IO: the peer failed.
 */
EG_CHECK enum eg_err finger_beside(const char *peer, const struct finger_set *s, bool all,
				   float *score);

#endif
