/*
 * face_show: what an officer is shown of a traveller: the portrait and the best live frame, small
 * and encoded anew.
 * Knows pictures, and which frame of a capture shows most. Never knows sockets, nor a score.
 *
 * At most one frame is kept, as it was decoded, and only until it was shown or a person begins
 * anew: a frame of one person is never shown as another's.
 */
#ifndef EG_PROG_FACE_SHOW_H
#define EG_PROG_FACE_SHOW_H

#include "base/secret.h"
#include "prog/face_job.h"

struct face_show {
	struct picture best; /* of the present collection */
	uint32_t rank;       /* 0: none yet */
	uint32_t collection; /* of the job, as of the last frame */
	uint8_t count;
};

/* Cleanup: wipes. */
void face_show_clear(struct face_show *s);
/*
 * One frame, after the job has judged it. seen: NULL when there is no face in it. The picture is
 * taken over, and *p left empty, if it shows more than what is kept: a frame that the job took more
 * than one that it refused, that more than one without a face; of like ones the better template, or
 * the newer one where there is none.
 */
void face_show_frame(struct face_show *s, struct picture *p, const struct face_observation *seen,
		     const struct face_job *j);
/*
 * Both: a MSG_FACE_PICTURE without its epoch, and the bytes that go beside it. Any failure means
 * that there is no picture, and nothing else.
 */
EG_CHECK enum eg_err face_show_portrait(const struct picture *p, struct msg *m, struct bytes *jpeg);
EG_CHECK enum eg_err face_show_live(struct face_show *s, struct msg *m, struct bytes *jpeg);

#endif
