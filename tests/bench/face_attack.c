/*
 * face_attack: attacks made from pictures of a set of people, and honest captures of them, through
 * the job of the face worker and the policy: how many would pass, and what stopped the others.
 *
 *   face_attack MODEL_FOLDER SET_FOLDER
 *
 * The set is NNN_neutral.jpg (the chip's portrait) and NNN_smiling.jpg (the live view). Rates are
 * those of ISO/IEC 30107-3: APCER of each attack kind by itself, BPCER of honest captures; what is
 * made here of pictures is no evaluation of a booth. Prints and screens show the live view, not the
 * chip's portrait, which its likeness alone would give away. Exit 77 without the set; failure when
 * a stream that is no camera's passes, or more honest ones are stopped than were measured.
 */
#include "face_frames.h"
#include "gate/policy.h"
#include "measure.h"
#include "prog/face_open.h"
#include "prog/face_job.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define PEOPLE_MAX   200
#define EXIT_MISSING 77
#define WIDTH        1280
#define HEIGHT       720
#define FACE_NEAR    330.0 /* height of the face's box in pixels, of who stands where one should */
#define FACE_HELD    280.0 /* on a sheet or a phone held up there */
#define FRAMES       14    /* at most; a capture ends when it has what it needs */
#define FRAMES_GOOD  7     /* then poorer ones are taken, as in the second half of the time */
#define FRAMES_ASKED 7     /* a picture does nothing that it is asked */
#define LATE_US      INT64_C(8000000)
#define FRAME_US     INT64_C(70000)
#define NOISE        1.5 /* levels, of the sensor */
#define BPCER_MAX    10  /* of 100: above what was measured, something is broken */

enum kind {
	HONEST,
	PRINT,             /* a sheet with a white edge */
	PRINT_FILLS,       /* held so near that its edges are out of sight */
	SCREEN,            /* a phone with its frame, and moire */
	SCREEN_FILLS,      /* a screen that fills the view */
	INJECTED_PORTRAIT, /* the chip's portrait as the camera's stream, with fresh noise */
	INJECTED_LOOP,     /* three frames of an honest capture, again and again */
	INJECTED_STILL,    /* one of them */
	KINDS
};

static const char *const kind_names[KINDS] = {
	[HONEST] = "honest",
	[PRINT] = "print, white edge",
	[PRINT_FILLS] = "print, fills the view",
	[SCREEN] = "phone, bezel, moire",
	[SCREEN_FILLS] = "screen, fills the view",
	[INJECTED_PORTRAIT] = "injected portrait",
	[INJECTED_LOOP] = "injected loop",
	[INJECTED_STILL] = "injected still",
};

/* A picture of a person, and where the face is in it. */
struct source {
	struct picture p; /* owned */
	double box;       /* height of the face's box */
	struct face_point nose;
};

static void source_free(struct source *s)
{
	picture_free(&s->p);
}

struct tally {
	unsigned captures;
	unsigned compared; /* five good frames came together */
	unsigned matched;  /* and were the holder's: what an attack is counted of */
	unsigned passed_never;
	unsigned passed_doubt; /* where a doubt asks for what a picture cannot do */
	unsigned asked;
	unsigned replay;          /* too like the portrait */
	unsigned median;          /* median of the passive model too low */
	unsigned cues[CUE_COUNT]; /* that failed, each by itself */
};

static enum eg_err load(struct face_engine *e, const char *folder, int number, const char *what,
			struct source *out, struct face_template *face)
{
	char path[512];
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct face_observation seen;
	(void)snprintf(path, sizeof(path), "%s/%03d_%s.jpg", folder, number, what);
	EG_TRY(measure_file(path, &file));
	EG_TRY(picture_decode(bytes_rd(&file), PICTURE_SIDE_MAX, &out->p));
	EG_TRY(face_observe_portrait(e, &out->p, 0, &seen));
	out->box = seen.box_height;
	out->nose = seen.points[FACE_JOB_NOSE];
	*face = seen.face;
	return EG_OK;
}

static uint8_t level(double v)
{
	return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v + 0.5);
}

/* Ink on paper: less contrast, and the grain of a printer that is there in every frame. */
static void print_it(struct picture *p)
{
	uint32_t grain = 12345;
	for (size_t i = 0; i < picture_size(p); i++) {
		p->bgr[i] = level(25 + p->bgr[i] * 0.82 + face_frames_gauss(&grain, 3));
	}
}

/* A screen's own light, and its dots beating with the sensor's. */
static void screen_it(struct picture *p)
{
	for (uint32_t y = 0; y < p->height; y++) {
		for (uint32_t x = 0; x < p->width; x++) {
			double beat = 1 + 0.07 * sin(x * 1.7 + y * 0.2) + 0.05 * sin(y * 1.4);
			uint8_t *bgr = &p->bgr[((size_t)y * p->width + x) * 3];
			bgr[0] = level(bgr[0] * 1.12 * beat);
			bgr[1] = level(bgr[1] * 1.04 * beat);
			bgr[2] = level(bgr[2] * beat);
		}
	}
}

/* The part of a picture around the nose, the face as high as is said. */
static enum eg_err around_nose(const struct source *s, double face, uint32_t width, uint32_t height,
			       struct picture *out)
{
	EG_AUTO(picture_free) struct picture scaled = {0};
	double by = face / s->box;
	EG_TRY(face_frames_scale(&s->p, (uint32_t)(s->p.width * by), (uint32_t)(s->p.height * by),
				 &scaled));
	return face_frames_crop(&scaled, (int)(s->nose.x * by - width / 2.0),
				(int)(s->nose.y * by - height * 0.5), width, height, out);
}

/* A wall of the booth. */
static enum eg_err booth(struct picture *out)
{
	EG_TRY(picture_new(WIDTH, HEIGHT, out));
	for (int y = 0; y < HEIGHT; y++) {
		face_frames_fill(out, 0, y, WIDTH, y + 1, (uint8_t)(150 - y / 24));
	}
	return EG_OK;
}

/* Something held before the wall: paper with its white edge, or a phone with its black one. */
static enum eg_err held(const struct source *s, bool phone, struct picture *out)
{
	EG_AUTO(picture_free) struct picture shown = {0};
	uint32_t height = (uint32_t)(FACE_HELD * (phone ? 2.1 : 1.85));
	uint32_t width = (uint32_t)(height * (phone ? 0.56 : 0.78));
	int across = phone ? 10 : 24;
	int along = phone ? 22 : 24;
	EG_TRY(around_nose(s, FACE_HELD, width, height, &shown));
	EG_TRY(booth(out));
	if (phone) {
		screen_it(&shown);
	} else {
		print_it(&shown);
	}
	int x0 = (WIDTH - (int)width) / 2;
	int y0 = (HEIGHT - (int)height) / 2;
	face_frames_fill(out, x0 - across, y0 - along, x0 + (int)width + across,
			 y0 + (int)height + along, phone ? 18 : 238);
	face_frames_paste(out, &shown, x0, y0);
	return EG_OK;
}

/* What is before the camera, without noise or movement. */
static enum eg_err make(enum kind kind, const struct source *portrait, const struct source *live,
			struct picture *out)
{
	switch (kind) {
	case PRINT:
		return held(live, false, out);
	case SCREEN:
		return held(live, true, out);
	case PRINT_FILLS:
		EG_TRY(around_nose(live, FACE_NEAR, WIDTH, HEIGHT, out));
		print_it(out);
		return EG_OK;
	case SCREEN_FILLS:
		EG_TRY(around_nose(live, FACE_NEAR, WIDTH, HEIGHT, out));
		screen_it(out);
		return EG_OK;
	case INJECTED_PORTRAIT:
		return around_nose(portrait, FACE_NEAR, WIDTH, HEIGHT, out);
	case HONEST:
	case INJECTED_LOOP:
	case INJECTED_STILL:
	case KINDS:
		break;
	}
	return around_nose(live, FACE_NEAR, WIDTH, HEIGHT, out);
}

/* One frame: a hand or a head is never quite still, and a sensor never without noise. */
static enum eg_err take(const struct picture *scene, enum kind kind, unsigned frame,
			struct picture *out)
{
	unsigned drawn = kind == INJECTED_LOOP ? frame % 3 : kind == INJECTED_STILL ? 0 : frame;
	uint32_t dice = 77 + drawn * 2654435761U;
	int x = (int)lround(4 * sin(drawn * 0.9));
	int y = (int)lround(3 * sin(drawn * 0.6 + 1));
	EG_TRY(face_frames_crop(scene, x, y, WIDTH, HEIGHT, out));
	face_frames_noise(out, NOISE, &dice);
	return EG_OK;
}

static struct decision decide(struct msg_face_result r, bool asks)
{
	const struct policy p = policy_default();
	struct findings f = findings_none();
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		findings_set(&f, (enum check)c, VERDICT_PASS, REASON_NONE);
	}
	if (!asks) {
		r.cues.of[CUE_CHALLENGE] = VERDICT_NOT_DONE;
	}
	policy_judge_face(&p, &r.scores, &f);
	policy_judge_attack(&p, &r.cues, r.closest, &f);
	return policy_decide_face(&p, &f);
}

static enum eg_err run_frames(struct face_engine *e, struct face_job *j, enum kind kind,
			      const struct picture *scene)
{
	static const struct attack_grid nobody; /* the scene before is not known */
	static struct attack_grid grid;
	int64_t now_us = 0;
	for (unsigned i = 0;
	     i < FRAMES && !face_job_over(j, now_us) && (j->asked == 0 || i < FRAMES_ASKED); i++) {
		EG_AUTO(picture_free) struct picture p = {0};
		struct face_observation seen;
		static struct attack_look look;
		EG_TRY(take(scene, kind, i, &p));
		bool looked = attack_look_at(&p, &grid, &look);
		bool any = face_observe(e, &p, FACE_JOB_LOOKS, &seen) == EG_OK;
		now_us = (i + 1) * FRAME_US + (i < FRAMES_GOOD ? 0 : LATE_US);
		struct face_job_frame frame = {.came_us = now_us, .look = looked ? &look : NULL};
		if (any) {
			frame.edges =
				attack_look_face(&grid, &nobody, p.width, p.height, seen.points)
					.edges;
		}
		(void)face_job_frame(j, any ? &seen : NULL, &frame); /* the result tells */
	}
	return EG_OK;
}

static enum eg_err capture(struct face_engine *e, enum kind kind, const struct source *portrait,
			   const struct source *live, const struct face_template *face,
			   struct tally *t)
{
	static struct face_job j; /* too large for a stack */
	EG_AUTO(picture_free) struct picture scene = {0};
	EG_TRY(make(kind, portrait, live, &scene));
	j = face_job_new(face_job_limits_default(), 0);
	j.portrait = *face;
	j.has_portrait = true;
	face_job_capture(&j, 1);
	EG_TRY(run_frames(e, &j, kind, &scene));
	struct msg_face_result r = face_job_result(&j, face_engine_model(e), 2 * LATE_US);
	struct decision never = decide(r, false);
	struct decision doubt = decide(r, true);
	t->captures++;
	t->compared += r.frames > 0;
	t->matched += r.scores.match >= policy_default().face_match;
	t->asked += j.asked > 0;
	t->passed_never += never.admit;
	t->passed_doubt += doubt.admit;
	t->replay += r.closest >= policy_default().face_replay;
	t->median += r.frames > 0 && r.scores.live < policy_default().live_match;
	for (unsigned c = 0; c < CUE_COUNT; c++) {
		t->cues[c] += r.frames > 0 && c != CUE_CHALLENGE && r.cues.of[c] == VERDICT_FAIL;
	}
	return EG_OK;
}

static void print_tally(enum kind kind, const struct tally *t)
{
	printf("%-24s %3u   compared %3u   same person %3u   pass %3u, asked in doubt %3u, pass "
	       "unanswered %3u  ",
	       kind_names[kind], t->captures, t->compared, t->matched, t->passed_never, t->asked,
	       t->passed_doubt);
	printf(" replay %u, median %u", t->replay, t->median);
	for (unsigned c = 0; c < CUE_COUNT; c++) {
		if (t->cues[c] > 0) {
			printf(", %s %u", cue_name(c), t->cues[c]);
		}
	}
	printf("\n{\"bench\":\"face_attack\",\"kind\":\"%s\",\"captures\":%u,\"passed\":%u,"
	       "\"asked\":%u,\"passed_unanswered\":%u}\n",
	       kind_names[kind], t->captures, t->passed_never, t->asked, t->passed_doubt);
}

static enum eg_err run_person(struct face_engine *e, const char *folder, int number,
			      struct tally all[KINDS])
{
	EG_AUTO(source_free) struct source portrait = {0};
	EG_AUTO(source_free) struct source live = {0};
	struct face_template face;
	struct face_template other;
	EG_TRY(load(e, folder, number, "neutral", &portrait, &face));
	EG_TRY(load(e, folder, number, "smiling", &live, &other));
	for (unsigned k = 0; k < KINDS; k++) {
		EG_TRY(capture(e, (enum kind)k, &portrait, &live, &face, &all[k]));
	}
	return EG_OK;
}

/* What no camera gives must never pass; the rest is told, and only honest captures are held to it.
 */
static int judge(const struct tally all[KINDS])
{
	const struct tally *h = &all[HONEST];
	bool injected = all[INJECTED_PORTRAIT].passed_never + all[INJECTED_LOOP].passed_never +
				all[INJECTED_STILL].passed_never >
			0;
	bool honest = (h->captures - h->passed_never) * 100 > h->captures * BPCER_MAX;
	if (injected || honest) {
		printf("not as measured: %s\n",
		       injected ? "a stream passed" : "honest ones stopped");
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
	static struct tally all[KINDS];
	EG_AUTO(face_engine_close) struct face_engine *e = NULL;
	if (argc != 3) {
		(void)fputs("usage: face_attack MODEL_FOLDER SET_FOLDER\n", stderr);
		return EXIT_FAILURE;
	}
	if (face_open(argv[1], NULL, &e) != EG_OK) {
		printf("skipped: models: %s\n", eg_fault_last().reason);
		return EXIT_MISSING;
	}
	for (int number = 1; number < 1000; number++) {
		if (run_person(e, argv[2], number, all) != EG_OK) {
			continue; /* numbers have gaps; captures are printed */
		}
	}
	if (all[HONEST].captures == 0) {
		printf("skipped: no pairs of pictures in the set's folder\n");
		return EXIT_MISSING;
	}
	for (unsigned k = 0; k < KINDS; k++) {
		print_tally((enum kind)k, &all[k]);
	}
	return judge(all);
}
