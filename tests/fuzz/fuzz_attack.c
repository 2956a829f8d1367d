/*
 * fuzz_attack: any sequence of observations through a capture: a challenge that was asked and not
 * answered is never a pass, and never admits anybody.
 * Knows how bytes become observations, and by rules of its own what an answer is. Never knows
 * pictures.
 *
 * One byte: setting of the challenge; four: the draw; then eight a frame: time since the one before
 * in 16 ms; flags (a face, alone, whole, another person, a look, the look of the frame before, a
 * stamp, a wild value); live, closed, turn, norm, edges, place of the landmarks.
 */
#include "tests/fuzz/fuzz.h"

#include "gate/policy.h"
#include "prog/face_job.h"

#include <math.h>

#define MODEL 7u

enum flag {
	FLAG_FACE = 1U << 0,
	FLAG_ALONE = 1U << 1,
	FLAG_PARTLY = 1U << 2,
	FLAG_OTHER = 1U << 3,
	FLAG_LOOK = 1U << 4,
	FLAG_SAME = 1U << 5,
	FLAG_STAMP = 1U << 6,
	FLAG_WILD = 1U << 7,
};

/* What an answer is, as far as any single frames of it go: they must have been there, in order. */
struct witness {
	uint8_t asked; /* number of the challenge that this is about */
	bool began;
	bool did;
	bool back;
};

static void watch(struct witness *w, const struct face_job *j, const struct face_observation *o)
{
	bool blink = j->challenge.kind == CHALLENGE_BLINK;
	int turn = j->challenge.kind == CHALLENGE_LEFT ? o->turn : -o->turn;
	bool rest = blink ? o->eyes_closed >= 0 && o->eyes_closed <= 300
			  : o->turn >= -150 && o->turn <= 150;
	bool act = blink ? o->eyes_closed >= 700 : turn >= 250;
	w->back = w->back || (w->did && rest);
	w->did = w->did || (w->began && act);
	w->began = w->began || rest;
}

static struct face_observation observation(const uint8_t b[8])
{
	struct face_observation o = {
		.faces = 1,
		.alone = (b[1] & FLAG_ALONE) != 0,
		.whole = (b[1] & FLAG_PARTLY) == 0,
		.box_height = 400,
		.eye_distance = 140,
		.live = (int16_t)(b[2] * 4 - 4),
		.eyes_closed = (int16_t)(b[3] * 4 - 4),
		.turn = (int16_t)((b[4] - 128) * 4),
		.face = {.norm = (uint16_t)(b[5] * 20), .model = MODEL},
	};
	o.face.v[(b[1] & FLAG_OTHER) != 0 ? 1 : 0] = 4;
	for (size_t i = 0; i < FACE_POINTS; i++) {
		o.points[i] = (struct face_point){300 + 40.0 * cos((double)i * b[7]) + b[7],
						  200 + 50.0 * sin((double)i)};
	}
	if ((b[1] & FLAG_WILD) != 0) {
		o.points[b[7] % FACE_POINTS].x = b[7] % 2 != 0 ? (double)NAN : 1e300;
		o.turn = b[7] % 3 == 0 ? INT16_MIN : INT16_MAX;
	}
	return o;
}

/* A look whose points follow from a byte. */
static struct attack_look look_of(uint8_t seed)
{
	struct attack_look look = {.hash = seed, .bright = seed};
	for (size_t i = 0; i < ATTACK_SAMPLES; i += 3) {
		look.residual[i] = (int16_t)(seed * (int)(i % 7));
	}
	return look;
}

static bool admits(const struct msg_face_result *r)
{
	const struct policy p = policy_default();
	struct findings f = findings_none();
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		findings_set(&f, (enum check)c, VERDICT_PASS, REASON_NONE);
	}
	policy_judge_face(&p, &r->scores, &f);
	policy_judge_attack(&p, &r->cues, r->closest, &f);
	return policy_decide_face(&p, &f).admit;
}

static void judge(const struct face_job *j, const struct witness *w, bool always, int64_t now_us)
{
	struct msg_face_result r = face_job_result(j, MODEL, now_us);
	uint8_t answered = r.cues.of[CUE_CHALLENGE];
	for (unsigned i = 0; i < CUE_COUNT; i++) {
		promise(r.cues.of[i] <= VERDICT_CANNOT_TELL);
	}
	promise(r.scores.match >= -1000 && r.scores.match <= 1000 && r.scores.live <= 1000);
	promise((answered == VERDICT_NOT_DONE) == (j->asked == 0));
	if (answered == VERDICT_PASS) {
		promise(w->asked == j->asked && w->began && w->did && w->back);
	}
	promise(j->asked == 0 || answered == VERDICT_PASS || !admits(&r));
	promise(!always || answered == VERDICT_PASS || r.frames == 0 || !admits(&r));
	promise(r.cues.of[CUE_DEPTH] == VERDICT_NOT_DONE || answered == VERDICT_PASS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct face_job j; /* too large for a stack */
	struct rd r = rd_of(data, size);
	struct face_job_limits limits = face_job_limits_default();
	struct witness w = {0};
	uint8_t setting;
	uint32_t draw;
	uint8_t b[8];
	int64_t now_us = 1000;
	if (!rd_u8(&r, &setting) || !rd_be32(&r, &draw)) {
		return 0;
	}
	limits.challenge = setting % 3;
	j = face_job_new(limits, draw);
	j.portrait = (struct face_template){.v = {4, 1}, .norm = 4000, .model = MODEL};
	j.has_portrait = true;
	face_job_capture(&j, now_us);
	while (rd_copy(&r, b, sizeof(b))) {
		struct face_observation o = observation(b);
		struct attack_look look = look_of((b[1] & FLAG_SAME) != 0 ? 40 : b[7]);
		now_us += b[0] * INT64_C(16000);
		const struct face_job_frame frame = {
			.came_us = now_us,
			.taken_us = (b[1] & FLAG_STAMP) != 0 ? now_us - b[6] * 100 : 0,
			.look = (b[1] & FLAG_LOOK) != 0 ? &look : NULL,
			.edges = (int16_t)(b[6] * 4),
		};
		if (w.asked != j.asked) {
			w = (struct witness){.asked = j.asked};
		}
		if ((b[1] & FLAG_FACE) != 0) {
			watch(&w, &j, &o);
		}
		(void)face_job_frame(&j, (b[1] & FLAG_FACE) != 0 ? &o : NULL, &frame); /* prompts */
		judge(&j, &w, limits.challenge == FACE_JOB_CHALLENGE_ALWAYS, now_us);
	}
	return 0;
}
