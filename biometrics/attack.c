/*
 * attack: the frames of one capture become a verdict for each cue of a presentation attack.
 * Knows what was seen in each frame and when. Never knows pixels, clocks (times are told), who is
 * seen, or what policy makes of a verdict.
 */
#include "biometrics/attack.h"

#include "biometrics/attack_channel.h"

#include <math.h>

#define DARK_MAX       32  /* luminance that not even 1 of 100 cells reaches: no light at all */
#define FROZEN_RUN     8   /* equal pictures in a row; a slow driver hands one over twice */
#define FROZEN_LEAST   4   /* all of at least so many */
#define REPEAT_CHANGES 2   /* before anything can have come again */
#define DIFFER_LEAST   20  /* x 1000: below, a neighbour is the same picture handed over twice */
#define NOISE_LEAST    150 /* x 1000: a camera's noise changes so many points, or nothing is said */
#define REPEAT_SHARE   3   /* far frames alike by so many times more than neighbours are: copies */
#define CUT_US         INT64_C(400000) /* in so short a time nobody changes a whole scene */
#define CUTS_MAX       1               /* light that is switched on while somebody stands there */
#define STILL_REACH    0.04            /* of the eye distance: nobody stands so still, so long */
#define STAMP_SLACK_US INT64_C(20000)  /* stamp of the start of exposure, or of its end */
#define STEPS_LEAST    8               /* before their rhythm says anything */
#define STEP_ODD       0.25 /* of the usual step, off a multiple of it: frames may be left out */
#define ODD_SHARE      3    /* one of so many steps */
#define WRONG_SHARE    4    /* one of so many stamps: a single one is a driver's slip */

struct attack_limits attack_limits_default(void)
{
	return (struct attack_limits){
		.live_low = 500,
		.live_sure = 900,
		.edges_fail = 850,
		.edges_doubt = 700,
		.change_max = 600,
	};
}

struct attack attack_new(struct attack_limits limits, int64_t asked_us)
{
	return (struct attack){
		.limits = limits,
		.asked_us = asked_us,
		.near_least = UINT16_MAX,
		.far_least = UINT16_MAX,
	};
}

void attack_idle_face(struct attack *a, struct face_point nose, double eye_distance)
{
	a->idle_nose = nose;
	a->idle_eyes = eye_distance;
}

bool attack_same_place(struct face_point nose, double eyes, struct face_point other,
		       double other_eyes)
{
	double reach = STILL_REACH * other_eyes;
	return fabs(eyes - other_eyes) < reach && hypot(nose.x - other.x, nose.y - other.y) < reach;
}

static const struct attack_look *kept(const struct attack *a, uint32_t back)
{
	return &a->kept[(a->frames - back) % ATTACK_KEPT];
}

/*
 * A new look against those before it, newest first. A picture that comes again does so exactly, or
 * nearly so where it was encoded again; a camera's noise never does, and frames far apart differ in
 * as many points as neighbours do, however still everything stands.
 */
static void compare(struct attack *a, const struct attack_look *look)
{
	const struct attack_look *before = kept(a, 1);
	bool same = look->hash == before->hash;
	bool other = !same;
	uint16_t near = attack_look_differ(look, before);
	a->same_run = same ? a->same_run + 1 : 1;
	other = other && near >= DIFFER_LEAST;
	a->changes += other;
	if (other && near < a->near_least) {
		a->near_least = near;
	}
	for (uint32_t back = 2; back <= a->frames && back <= ATTACK_KEPT; back++) {
		const struct attack_look *far = kept(a, back);
		uint16_t differ = attack_look_differ(look, far);
		if (other && look->hash == far->hash) {
			a->returned = true;
		}
		if (other && differ < a->far_least) {
			a->far_least = differ;
		}
		other = other || (look->hash != far->hash && differ >= DIFFER_LEAST);
	}
}

/* Faces count whatever their quality, and frames without one in between do not hide a cut. */
static void see_cut(struct attack *a, const struct attack_frame *f, const struct attack_look *look)
{
	if (!f->shown && !f->face) {
		return;
	}
	uint32_t back = a->frames + 1 - a->shown;
	bool close = a->shown > 0 && back <= ATTACK_KEPT && f->came_us - a->shown_us <= CUT_US;
	a->cuts += close && attack_look_change(kept(a, back), look) > a->limits.change_max;
	a->shown = a->frames + 1;
	a->shown_us = f->came_us;
}

static void see_stream(struct attack *a, const struct attack_frame *f,
		       const struct attack_look *look)
{
	a->dark += look->bright < DARK_MAX;
	if (a->frames == 0) {
		a->same_run = 1;
	} else {
		compare(a, look);
	}
	see_cut(a, f, look);
	a->same_run_most = a->same_run > a->same_run_most ? a->same_run : a->same_run_most;
	a->kept[a->frames % ATTACK_KEPT] = *look;
	a->frames++;
}

static void see_stamp(struct attack *a, const struct attack_frame *f)
{
	if (f->taken_us == 0) {
		return;
	}
	bool again = a->stamps > 0 && f->taken_us <= a->last.taken_us;
	bool old = f->taken_us + STAMP_SLACK_US < a->asked_us;
	bool ahead = f->taken_us > f->came_us + STAMP_SLACK_US;
	a->stamps_wrong += again || old || ahead;
	if (a->stamps > 0 && !again) {
		a->step_us[a->steps % ATTACK_STEPS] = f->taken_us - a->last.taken_us;
		a->steps++;
	}
	a->stamps++;
}

static void see_face(struct attack *a, const struct attack_frame *f)
{
	struct attack_person *p = &a->person;
	p->faces++;
	p->low += f->live < a->limits.live_low;
	p->edged += f->edges >= a->limits.edges_fail;
	p->edged_maybe += f->edges >= a->limits.edges_doubt;
	if (a->idle_eyes > 0) {
		p->still += attack_same_place(f->nose, f->eye_distance, a->idle_nose, a->idle_eyes);
	}
}

void attack_channel(struct attack *a, int16_t score)
{
	a->person.channel_sum += score;
	a->person.channel_scores++;
}

void attack_see(struct attack *a, const struct attack_frame *f, const struct attack_look *look)
{
	if (look != NULL) {
		see_stream(a, f, look);
	}
	see_stamp(a, f);
	if (f->face) {
		see_face(a, f);
	}
	int64_t taken_us = f->taken_us != 0 ? f->taken_us : a->last.taken_us;
	a->last = *f;
	a->last.taken_us = taken_us;
}

static enum verdict judge_passive(const struct attack_person *p)
{
	if (p->faces == 0) {
		return VERDICT_NOT_DONE;
	}
	return p->low * 2 > p->faces ? VERDICT_FAIL : VERDICT_PASS;
}

static enum verdict judge_edges(const struct attack_person *p)
{
	if (p->faces == 0) {
		return VERDICT_NOT_DONE;
	}
	if (p->edged * 2 > p->faces) {
		return VERDICT_FAIL;
	}
	return p->edged_maybe * 2 > p->faces ? VERDICT_CANNOT_TELL : VERDICT_PASS;
}

/* A face that has not moved since nobody was there. */
static enum verdict judge_place(const struct attack *a, const struct attack_person *p)
{
	if (a->frames == 0 || p->faces == 0) {
		return VERDICT_NOT_DONE;
	}
	return a->idle_eyes > 0 && p->still == p->faces ? VERDICT_FAIL : VERDICT_PASS;
}

static enum verdict judge_channel(const struct attack_person *p)
{
	if (p->channel_scores == 0) {
		return VERDICT_NOT_DONE;
	}
	return p->channel_sum / (int64_t)p->channel_scores >= ATTACK_CHANNEL_MATCH ? VERDICT_PASS
										   : VERDICT_FAIL;
}

static enum verdict judge_cuts(const struct attack *a)
{
	if (a->shown == 0) {
		return VERDICT_NOT_DONE;
	}
	return a->cuts > CUTS_MAX ? VERDICT_FAIL : VERDICT_PASS;
}

/* Nothing can be said before a picture was held against one with another in between. */
static enum verdict judge_repeat(const struct attack *a)
{
	bool noisy = a->near_least != UINT16_MAX && a->near_least >= NOISE_LEAST;
	bool copies = noisy && a->far_least * REPEAT_SHARE < a->near_least;
	if (a->returned || copies) {
		return VERDICT_FAIL;
	}
	return a->changes < REPEAT_CHANGES ? VERDICT_NOT_DONE : VERDICT_PASS;
}

static int64_t median_step(const struct attack *a, uint32_t count)
{
	int64_t sorted[ATTACK_STEPS] = {0};
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = i;
		for (; at > 0 && sorted[at - 1] > a->step_us[i]; at--) {
			sorted[at] = sorted[at - 1];
		}
		sorted[at] = a->step_us[i];
	}
	return sorted[(count - 1) / 2];
}

/* A driver whose stamps keep a rhythm to the microsecond reads no clock; one whose frames come at
 * any time has no sensor that is read out line by line. */
static bool rhythm_of_a_camera(const struct attack *a)
{
	uint32_t count = a->steps < ATTACK_STEPS ? a->steps : ATTACK_STEPS;
	int64_t usual = median_step(a, count);
	uint32_t equal = 0;
	uint32_t odd = 0;
	for (uint32_t i = 0; i < count; i++) {
		double times = (double)a->step_us[i] / (double)usual;
		equal += a->step_us[i] == usual;
		odd += fabs(times - fmax(1, round(times))) > STEP_ODD;
	}
	return equal < count && odd * ODD_SHARE <= count;
}

static enum verdict judge_timing(const struct attack *a)
{
	if (a->stamps_wrong > 1 && a->stamps_wrong * WRONG_SHARE > a->stamps) {
		return VERDICT_FAIL;
	}
	if (a->steps < STEPS_LEAST) {
		return VERDICT_NOT_DONE;
	}
	return rhythm_of_a_camera(a) ? VERDICT_PASS : VERDICT_FAIL;
}

static enum verdict judge_frozen(const struct attack *a)
{
	if (a->frames < 2) {
		return VERDICT_NOT_DONE;
	}
	bool all = a->same_run_most == a->frames && a->frames >= FROZEN_LEAST;
	if (all || a->same_run_most >= FROZEN_RUN) {
		return VERDICT_FAIL;
	}
	return a->same_run_most == a->frames ? VERDICT_CANNOT_TELL : VERDICT_PASS;
}

static enum verdict judge_black(const struct attack *a)
{
	if (a->frames == 0) {
		return VERDICT_NOT_DONE;
	}
	return a->dark * 2 > a->frames ? VERDICT_FAIL : VERDICT_PASS;
}

struct cues attack_judge_person(const struct attack *a, const struct attack_person *p)
{
	struct cues c = cues_none();
	c.of[CUE_PASSIVE] = (uint8_t)judge_passive(p);
	c.of[CUE_EDGES] = (uint8_t)judge_edges(p);
	c.of[CUE_SCENE] = (uint8_t)judge_place(a, p);
	c.of[CUE_CHANNEL] = (uint8_t)judge_channel(p);
	return c;
}

struct cues attack_judge_stream(const struct attack *a)
{
	struct cues c = cues_none();
	c.of[CUE_SCENE] = (uint8_t)judge_cuts(a);
	c.of[CUE_REPEAT] = (uint8_t)judge_repeat(a);
	c.of[CUE_TIMING] = (uint8_t)judge_timing(a);
	c.of[CUE_FROZEN] = (uint8_t)judge_frozen(a);
	c.of[CUE_BLACK] = (uint8_t)judge_black(a);
	return c;
}

struct cues attack_judge(const struct attack *a)
{
	struct cues c = attack_judge_stream(a);
	const struct cues p = attack_judge_person(a, &a->person);
	bool cut = c.of[CUE_SCENE] == VERDICT_FAIL;
	c.of[CUE_PASSIVE] = p.of[CUE_PASSIVE];
	c.of[CUE_EDGES] = p.of[CUE_EDGES];
	c.of[CUE_SCENE] = cut ? (uint8_t)VERDICT_FAIL : p.of[CUE_SCENE];
	c.of[CUE_CHANNEL] = p.of[CUE_CHANNEL];
	return c;
}

bool attack_doubt(const struct attack *a, int16_t median)
{
	const struct attack_person *p = &a->person;
	return median < a->limits.live_sure || p->low * 5 > p->faces ||
	       judge_edges(p) != VERDICT_PASS;
}
