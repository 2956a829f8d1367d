/*
 * wsq_split: an image becomes subbands (IAFIS-IC-0110, A.1: symmetric wavelet analysis).
 * Knows filters and mirrored ends. Never knows the decoder's way back. Private to
 * biometrics/wsq_encode.c.
 */
#ifndef EG_BIOMETRICS_WSQ_SPLIT_H
#define EG_BIOMETRICS_WSQ_SPLIT_H

#include "biometrics/wsq_table.h"

/* All splits of the tree, in place. line: as many numbers as the longer side has pixels. */
void wsq_split(const struct wsq_transform *t, const struct wsq_tree *tree, double *plane,
	       double *line);

#endif
