/*
 * face_step: how long the face worker takes, as the core sees it: warm-up, portrait, capture.
 * One real egate-face process, in its sandbox, for each round.
 *
 *   face_step EGATE_FACE MODEL_FOLDER ROUNDS FRAME_MS PORTRAIT FRAME...
 *
 * FRAME_MS: pace of the camera, 33 is 30 frames a second, 0 answers at once. Frames are widened to
 * 1280 x 720. Times are by the clock; "without waiting" leaves out what the worker and this process
 * waited for a processor that others had. Exit 1 when a decision takes over 600 ms at the 95th
 * percentile, without waiting, or the worker's peak is over 180 MB.
 */
#include "biometrics/picture_encode.h"
#include "face_frame.h"
#include "face_lane.h"
#include "hal/camera_sim.h"
#include "measure.h"
#include "os/now.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define QUIET_MS      20000
#define FRAMES_MAX    64
#define DECISION_MS   600    /* promised */
#define FRAMES_JUDGED 5      /* of a decision */
#define PEAK_KB       184320 /* promised */
#define JPEG_QUALITY  85     /* a camera's frames have about 100 kB */

struct bench {
	struct face_lane lane;
	struct bytes frames[FRAMES_MAX]; /* JPEG */
	uint32_t frame_count;
	uint32_t shown;
	int64_t pace_us;
	int64_t due_us; /* when the next frame may go */
	bool wanted;
	uint8_t portrait_verdict;
};

static _Noreturn void give_up(const char *why)
{
	(void)fprintf(stderr, "face_step: %s (%s)\n", why, eg_fault_last().reason);
	exit(EXIT_FAILURE);
}

static void must(enum eg_err err, const char *what)
{
	if (err != EG_OK) {
		give_up(what);
	}
}

/* Microseconds that a process has waited for a processor since it began (schedstat, proc(5)). */
static int64_t waited_us(pid_t pid)
{
	char path[64];
	char line[128] = "";
	char *second = NULL;
	(void)snprintf(path, sizeof(path), "/proc/%ld/schedstat", (long)pid);
	FILE *f = fopen(path, "r");
	if (f == NULL || fgets(line, sizeof(line), f) == NULL) {
		give_up("schedstat of a process");
	}
	(void)fclose(f);                   /* only read from */
	(void)strtoull(line, &second, 10); /* what it ran; what it waited stands behind it */
	return (int64_t)(strtoull(second, NULL, 10) / 1000);
}

static void add_frame(struct bench *b, const char *path)
{
	const struct picture_jpeg how = {.quality = JPEG_QUALITY};
	EG_AUTO(picture_free) struct picture wide = {0};
	if (b->frame_count == FRAMES_MAX) {
		give_up("too many frames");
	}
	must(face_frame_wide(path, &wide), path);
	must(picture_encode_jpeg(&wide, how, CAMERA_SIM_SIZE_MAX, &b->frames[b->frame_count++]),
	     path);
}

static void show_frame(struct bench *b)
{
	struct rd jpeg = bytes_rd(&b->frames[b->shown++ % b->frame_count]);
	must(face_lane_frame(&b->lane, jpeg), "frame");
	b->wanted = false;
	b->due_us = now_mono_us() + b->pace_us;
}

/* Serves the camera until a message of this kind has come. */
static struct msg wait_for(struct bench *b, enum msg_kind kind)
{
	for (;;) {
		struct msg m;
		int64_t left_us = b->due_us - now_mono_us();
		if (b->wanted && left_us <= 0) {
			show_frame(b);
			continue;
		}
		int ms = b->wanted ? (int)(left_us / 1000) + 1 : QUIET_MS;
		enum face_lane_event event = face_lane_wait(&b->lane, ms, &m);
		if (event == FACE_LANE_GONE || (event == FACE_LANE_QUIET && !b->wanted)) {
			give_up("worker ended or is silent");
		}
		b->wanted = b->wanted || event == FACE_LANE_WANTED;
		if (event != FACE_LANE_MESSAGE) {
			continue;
		}
		if (m.kind == MSG_FINDINGS) {
			b->portrait_verdict = m.body.findings.findings.of[CHECK_PORTRAIT].verdict;
		}
		if (m.kind == kind) {
			return m;
		}
	}
}

static struct measure_times warm;
static struct measure_times portrait_times;
static struct measure_times face;
static struct measure_times whole;
static struct measure_times decision; /* the same, without waiting */

static struct msg_face_result run_round(struct bench *b, char *const argv[], struct rd portrait,
					long *kb)
{
	int64_t begun = now_mono_us();
	b->wanted = false;
	must(face_lane_start(&b->lane, argv[1], argv[2], NULL), "worker");
	(void)wait_for(b, MSG_READY); /* only its coming counts */
	measure_add(&warm, now_mono_us() - begun);
	must(face_lane_say(&b->lane, MSG_BEGIN, FACE_LANE_EPOCH), "message");
	must(face_lane_portrait(&b->lane, portrait), "portrait");
	struct msg m = wait_for(b, MSG_PORTRAIT_READY);
	measure_add(&portrait_times, m.body.portrait_ready.own_us);
	begun = now_mono_us();
	int64_t waited = waited_us(b->lane.pid) + waited_us(getpid());
	must(face_lane_say(&b->lane, MSG_CAPTURE, FACE_LANE_EPOCH), "message");
	m = wait_for(b, MSG_FACE_RESULT);
	int64_t took = now_mono_us() - begun;
	measure_add(&whole, took);
	measure_add(&decision, took - (waited_us(b->lane.pid) + waited_us(getpid()) - waited));
	measure_add(&face, m.body.face_result.own_us);
	if (face_lane_end(&b->lane, kb) != 0) {
		give_up("worker did not end well");
	}
	return m.body.face_result;
}

static bool tell(const char *promise, double measured, bool kept)
{
	printf("%s: %.0f: %s\n", promise, measured, kept ? "kept" : "MISSED");
	return kept;
}

int main(int argc, char *argv[])
{
	static struct bench b;
	struct msg_face_result r = {0};
	EG_AUTO(bytes_free) struct bytes portrait = {0};
	long kb = 0;
	if (argc < 7) {
		(void)fputs("usage: face_step EGATE_FACE MODELS ROUNDS FRAME_MS PORTRAIT "
			    "FRAME...\n",
			    stderr);
		return EXIT_FAILURE;
	}
	long rounds = strtol(argv[3], NULL, 10);
	b.pace_us = strtol(argv[4], NULL, 10) * 1000;
	for (int i = 6; i < argc; i++) {
		add_frame(&b, argv[i]);
	}
	must(measure_file(argv[5], &portrait), "portrait file");
	for (long i = 0; i < rounds; i++) {
		r = run_round(&b, argv, bytes_rd(&portrait), &kb);
	}
	printf("portrait %s, match %d, live %d, alone %d, quality %d, frames %u\n",
	       verdict_name(b.portrait_verdict), r.scores.match, r.scores.live, r.scores.alone,
	       r.quality, r.frames);
	measure_print("face_step", "start to ready", &warm);
	measure_print("face_step", "portrait", &portrait_times);
	measure_print("face_step", "first face to result", &face);
	measure_print("face_step", "capture ordered to result", &whole);
	measure_print("face_step", "the same without waiting", &decision);
	printf("peak resident size %ld kB\n", kb);
	printf("{\"bench\":\"face_step\",\"peak_kb\":%ld}\n", kb);
	double p95 = (double)measure_at(&decision, 95) / 1000;
	bool kept = tell("frames of a decision", r.frames, r.frames >= FRAMES_JUDGED) &
		    tell("decision at p95, ms, promised 600", p95, p95 <= DECISION_MS) &
		    tell("peak resident size, kB, promised 184320", (double)kb, kb <= PEAK_KB);
	for (uint32_t i = 0; i < b.frame_count; i++) {
		bytes_free(&b.frames[i]);
	}
	return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
