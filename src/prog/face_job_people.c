/*
 * face_job_people: whose frames are judged: what looks like an attack is held against the face that
 * it was seen of.
 * Knows first templates and counted frames of the faces that one traveller has shown. Never knows
 * pixels, or whose face the document holds.
 *
 * An honest traveller is not judged by the frames of who stood there before, whose cues stay with
 * their own face. Whoever shows a picture is met again as the same face, however often the
 * collection starts over and whatever else is shown in between, and in every further capture. So is
 * a copy of the portrait.
 */
#include "prog/face_job_part.h"

/* A single bad frame is no failed capture. */
#define FRAMES_LEAST FACE_JOB_BEST

static uint8_t find(const struct face_job *j, const struct face_template *face)
{
	int16_t score;
	uint8_t i = 0;
	while (i < j->people_count && (face_compare(&j->people[i].face, face, &score) != EG_OK ||
				       score < j->limits.same_min)) {
		i++;
	}
	return i;
}

void face_job_meet(struct face_job *j, const struct face_template *face)
{
	if (j->person < FACE_JOB_PEOPLE) {
		return;
	}
	uint8_t i = find(j, face);
	if (i == FACE_JOB_PEOPLE) {
		j->crowd = true;
		return;
	}
	if (i == j->people_count) {
		j->people[i] =
			(struct face_job_person){.face = *face, .closest = FACE_JOB_SCORE_NONE};
		j->people_count++;
	}
	/* Scores of a second channel may have come before the first good frame. */
	struct attack_person *seen = &j->people[i].seen;
	seen->channel_sum += j->attack.person.channel_sum;
	seen->channel_scores += j->attack.person.channel_scores;
	j->attack.person = *seen;
	j->person = i;
}

void face_job_closest(struct face_job *j, int16_t score)
{
	if (j->person < FACE_JOB_PEOPLE && score > j->people[j->person].closest) {
		j->people[j->person].closest = score;
	}
}

void face_job_leave(struct face_job *j)
{
	if (j->person < FACE_JOB_PEOPLE) {
		struct face_job_person *p = &j->people[j->person];
		enum verdict answered = challenge_answered(&j->challenge);
		p->seen = j->attack.person;
		p->owes = answered == VERDICT_FAIL || (p->owes && answered != VERDICT_PASS);
	}
	j->person = FACE_JOB_PEOPLE;
	j->attack.person = (struct attack_person){0};
}

bool face_job_owes(const struct face_job *j)
{
	bool owes = false;
	for (uint8_t i = 0; i < j->people_count; i++) {
		owes = owes || j->people[i].owes;
	}
	return owes;
}

static void keep_failed(bool failed[CUE_COUNT], const struct cues *c)
{
	for (unsigned i = 0; i < CUE_COUNT; i++) {
		failed[i] = failed[i] || c->of[i] == VERDICT_FAIL;
	}
}

void face_job_remember(struct face_job *j)
{
	struct cues stream = attack_judge_stream(&j->attack);
	/* A hand before the lens is no deceit, and whoever takes it away may try again. */
	stream.of[CUE_FROZEN] = VERDICT_NOT_DONE;
	stream.of[CUE_BLACK] = VERDICT_NOT_DONE;
	keep_failed(j->failed, &stream);
	if (j->person < FACE_JOB_PEOPLE) {
		bool flat = challenge_depth(&j->challenge) == VERDICT_FAIL;
		bool *failed = j->people[j->person].failed;
		failed[CUE_DEPTH] = failed[CUE_DEPTH] || flat;
	}
	face_job_leave(j);
	for (uint8_t i = 0; i < j->people_count; i++) {
		struct face_job_person *p = &j->people[i];
		struct cues c = attack_judge_person(&j->attack, &p->seen);
		if (p->seen.faces >= FRAMES_LEAST) {
			keep_failed(p->failed, &c);
		}
		p->seen = (struct attack_person){0};
	}
}

void face_job_recall(const struct face_job *j, struct cues *c)
{
	for (unsigned i = 0; i < CUE_COUNT; i++) {
		if (j->failed[i] ||
		    (j->person < FACE_JOB_PEOPLE && j->people[j->person].failed[i])) {
			c->of[i] = VERDICT_FAIL;
		}
	}
	if (j->crowd) {
		c->of[CUE_SCENE] = VERDICT_FAIL;
	}
}
