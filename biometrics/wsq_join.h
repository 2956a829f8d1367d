/*
 * wsq_join: subbands become an image again (IAFIS-IC-0110, A.1: symmetric wavelet synthesis).
 * Knows filters and how signals go on beyond their ends. Never knows codes. Private to
 * biometrics/wsq*.c.
 */
#ifndef EG_BIOMETRICS_WSQ_JOIN_H
#define EG_BIOMETRICS_WSQ_JOIN_H

#include "biometrics/wsq_table.h"

/*
 * All splits of the tree undone, in place. plane and scratch: width * height of the image each;
 * what scratch holds is of no matter.
 */
void wsq_join(const struct wsq_transform *t, const struct wsq_tree *tree, float *plane,
	      float *scratch);

#endif
