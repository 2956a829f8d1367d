/*
 * face_job_part: what the files of face_job share. Nobody else includes it.
 * Knows the collection. Never knows more than face_job.h.
 */
#ifndef EG_PROG_FACE_JOB_PART_H
#define EG_PROG_FACE_JOB_PART_H

#include "prog/face_job.h"

#define FACE_JOB_SCORE_NONE (-1000)

/* A good frame of whoever is there: what was seen of that face before counts on. */
void face_job_meet(struct face_job *j, const struct face_template *face);
/* A frame of whoever is there scored so much against the portrait: once too like, always so. */
void face_job_closest(struct face_job *j, int16_t score);
/* Whoever was there is there no more, or not alone: what was asked counts as it stands. */
void face_job_leave(struct face_job *j);
/* Whether a face that was there before owes an answer: then everybody is asked, for the next one
 * may be another picture of the same person. */
bool face_job_owes(const struct face_job *j);
/* Another capture begins: what failed in the one before stays with whom it failed of. */
void face_job_remember(struct face_job *j);
/* What the captures before tell against the stream and whoever is there now. */
void face_job_recall(const struct face_job *j, struct cues *c);

bool face_job_collected(const struct face_job *j);
/* Whether a frame shows the person that the collection began with. */
bool face_job_same(const struct face_job *j, const struct face_observation *seen);
/* Of a collection that is not empty. */
int16_t face_job_liveness(const struct face_job *j);
/* The collection is complete: what the traveller is asked, if anything. */
enum face_prompt face_job_ask(struct face_job *j, int64_t came_us);
/* A frame of that person, or without a face, while a challenge is under way. */
enum face_prompt face_job_listen(struct face_job *j, const struct face_observation *seen,
				 int64_t came_us);

#endif
