/*
 * verify_finger: DG3 in the verify worker's job: which of its images are handed on, or why none is.
 * Knows what a message says of an image. Never decodes one; never knows policy, nor the chip.
 */
#ifndef EG_PROG_VERIFY_FINGER_H
#define EG_PROG_VERIFY_FINGER_H

#include "prog/verify_job.h"

/* Images of DG3 as they are handed on. */
struct verify_fingers {
	struct msg_finger told[FINGER_IMAGES_MAX]; /* index and count of all are set */
	struct rd image[FINGER_IMAGES_MAX];        /* borrowed from the file; never empty */
	unsigned count;
};

/*
 * Those that show one finger and say which, in the file's order; *why: REASON_NONE where there are
 * some; REASON_NOT_PRESENT: the file says that it holds none; REASON_BAD_FORMAT: it is no DG3,
 * holds more than are allowed, or none that can be told apart.
 */
void verify_fingers_of(struct rd file, struct verify_fingers *out, enum reason *why);

/* Judges DG3's hash, and sends its images if the lane wants fingers. Once, behind EF.SOD. */
EG_CHECK enum eg_err verify_finger_group(struct verify_job *j);
/* No more files come: where none was sent, CHECK_FINGER_CHIP says why, in a lane that wants them.
 */
void verify_finger_end(struct verify_job *j);

#endif
