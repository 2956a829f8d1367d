/*
 * lane_tell: a lane's status for people and for programs.
 * Knows the status message and words for it. Never knows who the traveller is: a status holds no
 * personal data.
 */
#ifndef EG_PROG_LANE_TELL_H
#define EG_PROG_LANE_TELL_H

#include "wire/msg.h"

#include <stdio.h>

/* One line for a MSG_STATUS or MSG_LOAD, or for a MSG_FACE_PICTURE whose file is there. */
void lane_tell_text(FILE *to, const struct msg *told);
/* One JSON object, one line. */
EG_CHECK enum eg_err lane_tell_json(FILE *to, const struct msg *told);

#endif
