/*
 * face_job_part: what the files of face_job share. Nobody else includes it.
 * Knows the collection. Never knows more than face_job.h.
 */
#ifndef EG_PROG_FACE_JOB_PART_H
#define EG_PROG_FACE_JOB_PART_H

#include "prog/face_job.h"

#define FACE_JOB_SCORE_NONE (-1000)

/* Of a challenge that was under way nothing counts, either: it is asked again. */
void face_job_start_over(struct face_job *j);
bool face_job_collected(const struct face_job *j);
/* Whether a frame shows the person that the collection began with. */
bool face_job_same(const struct face_job *j, const struct face_observation *seen);
/* Of a collection that is not empty. */
int16_t face_job_liveness(const struct face_job *j);
/* The collection is complete: what the traveller is asked, if anything. */
enum face_prompt face_job_ask(struct face_job *j, int64_t came_us);
/* A frame while a challenge is under way. */
enum face_prompt face_job_listen(struct face_job *j, const struct face_observation *seen,
				 int64_t came_us);

#endif
