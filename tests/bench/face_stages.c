/*
 * face_stages: milliseconds of each stage of a 1280 x 720 frame, on one thread of this machine,
 * and of OpenCV's DNN alone on the same models in the same run, turn by turn.
 *
 *   face_stages MODEL_FOLDER ROUNDS FRAME.jpg...
 *
 * Times are of the processor, so that a busy machine changes them little, and by the clock. A
 * ratio is the median of the ratios of single rounds. A whole frame is all that the worker does
 * with a decoded one (prog/face_sight), quality and the attack cues of its pixels included, which
 * the networks alone know nothing of. Exit 1 when it costs over 1.10 of what those cost.
 */
#include "biometrics/attack.h"
#include "biometrics/face_engine.h"
#include "biometrics/face_geometry.h"
#include "biometrics/face_quality_assess.h"
#include "face_frame.h"
#include "face_peer.h"
#include "measure.h"
#include "os/now.h"
#include "prog/face_open.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define RATIO_MOST 1.10
#define VECTOR_OFF 1e-3F /* the two embed the same pixels */
#define FRAMES_MAX 64
#define ALL_LOOKS  (FACE_LOOK_LIVE | FACE_LOOK_POSE | FACE_LOOK_QUALITY)
#define NOSE       30  /* landmark */
#define NORM       3.5 /* of a vector, for quality */

enum stage { DETECT, LANDMARKS, EMBED, ATTACK, POSE, QUALITY, CUES, WHOLE, STAGES };
static const char *const names[STAGES] = {
	[DETECT] = "detect", [LANDMARKS] = "landmarks", [EMBED] = "embed", [ATTACK] = "attack",
	[POSE] = "pose",     [QUALITY] = "quality",     [CUES] = "cues",   [WHOLE] = "whole frame",
};

/* What the peer is given: it has no geometry of its own. */
struct places {
	struct face_rect square;
	struct face_rect surroundings;
	struct face_rect eyes[2];
	struct face_rect pose;
	double to_aligned[6];
	float vector[FACE_TEMPLATE_SIZE]; /* what came out of it, for comparison */
};

struct side {
	struct measure_times cpu[STAGES];
	struct measure_times wall[STAGES];
};
static struct side ours;
static struct side peers;
static struct measure_times ratios[STAGES]; /* x 1e6 */

struct bench {
	struct face_engine *engine;
	struct face_peer *peer;
	struct picture frames[FRAMES_MAX];
	size_t frame_count;
	struct picture now; /* the frame of this round, as a decoder has just written it */
};

static int64_t cpu_us(void)
{
	struct timespec t = {0};
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); /* cannot fail for the own thread */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct lap {
	int64_t cpu;
	int64_t wall;
};

static struct lap lap_begin(void)
{
	return (struct lap){.cpu = cpu_us(), .wall = now_mono_us()};
}

/* Adds what passed since the lap began to a stage's sum. */
static void lap_end(struct lap begun, struct lap sums[STAGES], enum stage s)
{
	sums[s].cpu += cpu_us() - begun.cpu;
	sums[s].wall += now_mono_us() - begun.wall;
}

static struct face_peer_rect rect_of(const struct face_rect *r)
{
	return (struct face_peer_rect){r->x0, r->y0, r->x1, r->y1};
}

static bool quality_once(struct face_engine *e, const struct picture *p,
			 const struct face_shape *shape, struct lap sums[STAGES])
{
	struct face_quality_facts facts = {.points = shape->all, .norm = NORM};
	struct face_quality q;
	struct lap begun = lap_begin();
	if (!face_shape_align(shape, face_anchors_112, facts.to_aligned)) {
		return false;
	}
	face_quality_assess(p, &facts, &e->patch, &q);
	lap_end(begun, sums, QUALITY);
	return q.value[FACE_QUALITY_SHARPNESS] != FACE_QUALITY_UNKNOWN;
}

/* Our stages one by one; what each finds is kept for the peer. */
static bool ours_once(struct face_engine *e, const struct picture *p, struct places *at,
		      struct lap sums[STAGES])
{
	struct face_box boxes[FACE_BOXES_MAX];
	struct face_shape shape;
	float points[FACE_POINTS * 2];
	float degrees[3];
	float width;
	float height;
	float value;
	struct lap begun = lap_begin();
	bool ok = face_cv_detect(e->cv, p, e->priors, &width, &height) &&
		  face_boxes_pick(e->priors, FACE_CV_PRIORS, width, height, boxes) > 0;
	lap_end(begun, sums, DETECT);
	begun = lap_begin();
	ok = ok && face_box_square(&boxes[0], p, &at->square) &&
	     face_cv_landmarks(e->cv, p, at->square, points) &&
	     face_shape_from(points, at->square, &shape) &&
	     face_shape_align(&shape, e->embedder.anchors, at->to_aligned);
	lap_end(begun, sums, LANDMARKS);
	begun = lap_begin();
	ok = ok && face_cv_embed(e->cv, &e->embedder, p, at->to_aligned, at->vector);
	lap_end(begun, sums, EMBED);
	begun = lap_begin();
	ok = ok && face_box_surroundings(&boxes[0], p, &at->surroundings) &&
	     face_cv_live(e->cv, p, at->surroundings, &value);
	for (int eye = 0; eye < 2; eye++) {
		ok = ok && face_shape_eye(&shape, eye, p, &at->eyes[eye]) &&
		     face_cv_eye(e->cv, p, at->eyes[eye], &value);
	}
	lap_end(begun, sums, ATTACK);
	begun = lap_begin();
	ok = ok && face_box_pose(&boxes[0], p, &at->pose) &&
	     face_cv_pose(e->cv, p, at->pose, degrees);
	lap_end(begun, sums, POSE);
	return ok && quality_once(e, p, &shape, sums);
}

/* The attack cues of a frame's pixels; seen: a face, or NULL before it was looked for. */
static bool cues_once(const struct picture *p, const struct face_observation *seen)
{
	static struct attack_grid grid;
	static const struct attack_grid empty; /* no picture of the empty scene: all lines count */
	static struct attack_look look;
	static struct attack all;
	static bool begun;
	if (seen == NULL) {
		return attack_look_at(p, &grid, &look);
	}
	if (!begun) {
		all = attack_new(attack_limits_default(), now_mono_us());
		begun = true;
	}
	struct attack_face_look face =
		attack_look_face(&grid, &empty, p->width, p->height, seen->points);
	const struct attack_frame frame = {
		.came_us = now_mono_us(),
		.face = true,
		.live = seen->live,
		.edges = face.edges,
		.nose = seen->points[NOSE],
		.eye_distance = seen->eye_distance,
	};
	attack_see(&all, &frame, &look);
	return face.luminance > 0;
}

/* As the worker does, and the share of the cues in it. */
static bool whole_once(struct face_engine *e, const struct picture *p, struct lap sums[STAGES])
{
	struct face_observation seen;
	struct lap whole = lap_begin();
	struct lap begun = whole;
	bool ok = cues_once(p, NULL);
	lap_end(begun, sums, CUES);
	ok = ok && face_observe(e, p, ALL_LOOKS, &seen) == EG_OK;
	begun = lap_begin();
	ok = ok && cues_once(p, &seen);
	lap_end(begun, sums, CUES);
	lap_end(whole, sums, WHOLE);
	face_template_clear(&seen.face);
	return ok;
}

static bool peer_once(struct face_peer *peer, const struct picture *p, const struct places *at,
		      struct lap sums[STAGES])
{
	float vector[FACE_TEMPLATE_SIZE];
	face_peer_frame(peer, (int)p->width, (int)p->height, p->bgr);
	struct lap whole = lap_begin();
	struct lap begun = whole;
	bool ok = face_peer_detect(peer);
	lap_end(begun, sums, DETECT);
	begun = lap_begin();
	ok = ok && face_peer_landmarks(peer, rect_of(&at->square));
	lap_end(begun, sums, LANDMARKS);
	begun = lap_begin();
	ok = ok && face_peer_embed(peer, at->to_aligned, vector);
	lap_end(begun, sums, EMBED);
	begun = lap_begin();
	ok = ok && face_peer_live(peer, rect_of(&at->surroundings)) &&
	     face_peer_eye(peer, rect_of(&at->eyes[0])) &&
	     face_peer_eye(peer, rect_of(&at->eyes[1]));
	lap_end(begun, sums, ATTACK);
	begun = lap_begin();
	ok = ok && face_peer_pose(peer, rect_of(&at->pose));
	lap_end(begun, sums, POSE);
	lap_end(whole, sums, WHOLE);
	for (size_t i = 0; ok && i < FACE_TEMPLATE_SIZE; i++) {
		float off = vector[i] - at->vector[i];
		ok = off < VECTOR_OFF && off > -VECTOR_OFF;
	}
	return ok;
}

static void keep(struct side *side, const struct lap sums[STAGES])
{
	for (unsigned s = 0; s < STAGES; s++) {
		measure_add(&side->cpu[s], sums[s].cpu);
		measure_add(&side->wall[s], sums[s].wall);
	}
}

/* A camera's frame is new each time, and so is it here: neither side finds an old one in caches. */
static const struct picture *written_anew(struct bench *b, size_t round)
{
	const struct picture *from = &b->frames[round % b->frame_count];
	const size_t size = picture_size(from);
	for (size_t i = 0; i < size; i++) {
		b->now.bgr[i] = from->bgr[i];
	}
	return &b->now;
}

/* Who is first changes from round to round. */
static bool run_round(struct bench *b, size_t round, bool counts)
{
	static struct places at;
	struct lap our[STAGES] = {{0}};
	struct lap peer[STAGES] = {{0}};
	bool ok = ours_once(b->engine, written_anew(b, round), &at, our);
	if (round % 2 == 0) {
		ok = ok && whole_once(b->engine, written_anew(b, round), our) &&
		     peer_once(b->peer, written_anew(b, round), &at, peer);
	} else {
		ok = ok && peer_once(b->peer, written_anew(b, round), &at, peer) &&
		     whole_once(b->engine, written_anew(b, round), our);
	}
	if (ok && counts) {
		keep(&ours, our);
		keep(&peers, peer);
		for (unsigned s = 0; s < STAGES; s++) {
			if (peer[s].cpu > 0) {
				measure_add(&ratios[s], our[s].cpu * 1000000 / peer[s].cpu);
			}
		}
	}
	return ok;
}

static double ms(struct measure_times *t, unsigned percent)
{
	return (double)measure_at(t, percent) / 1000;
}

static double print_all(void)
{
	double whole = 0;
	printf("%-12s %27s   %27s\n", "ms", "of the processor: p50, p95", "by the clock: p50, p95");
	for (unsigned s = 0; s < STAGES; s++) {
		double ratio = ratios[s].count == 0 ? 0 : ms(&ratios[s], 50) / 1000;
		printf("%-12s %13.2f %13.2f   %13.2f %13.2f", names[s], ms(&ours.cpu[s], 50),
		       ms(&ours.cpu[s], 95), ms(&ours.wall[s], 50), ms(&ours.wall[s], 95));
		if (ratios[s].count > 0) {
			printf("   OpenCV alone %7.2f, ratio %.3f", ms(&peers.cpu[s], 50), ratio);
		}
		printf("\n");
		whole = s == WHOLE ? ratio : whole;
	}
	for (unsigned s = 0; s < STAGES; s++) {
		printf("{\"bench\":\"face\",\"stage\":\"%s\",\"cpu_ms\":%.2f,\"cpu_p95_ms\":%.2f,"
		       "\"wall_ms\":%.2f,\"wall_p95_ms\":%.2f,\"peer_cpu_ms\":%.2f,\"ratio\":%.3f}"
		       "\n",
		       names[s], ms(&ours.cpu[s], 50), ms(&ours.cpu[s], 95), ms(&ours.wall[s], 50),
		       ms(&ours.wall[s], 95), ms(&peers.cpu[s], 50),
		       ratios[s].count == 0 ? 0 : ms(&ratios[s], 50) / 1000);
	}
	return whole;
}

static bool load(struct bench *b, const char *folder, int count, char *const paths[])
{
	if (face_open(folder, NULL, &b->engine) != EG_OK) {
		return false;
	}
	b->peer = face_peer_open(folder);
	for (int i = 0; i < count && b->frame_count < FRAMES_MAX; i++) {
		if (face_frame_wide(paths[i], &b->frames[b->frame_count]) != EG_OK) {
			return false;
		}
		b->frame_count++;
	}
	return b->peer != NULL && b->frame_count > 0 &&
	       picture_new(FACE_FRAME_WIDTH, FACE_FRAME_HEIGHT, &b->now) == EG_OK;
}

int main(int argc, char *argv[])
{
	static struct bench b;
	if (argc < 4) {
		(void)fputs("usage: face_stages MODEL_FOLDER ROUNDS FRAME.jpg...\n", stderr);
		return EXIT_FAILURE;
	}
	size_t rounds = strtoul(argv[2], NULL, 10);
	if (!load(&b, argv[1], argc - 3, argv + 3)) {
		(void)fprintf(stderr, "face_stages: %s\n", eg_fault_last().reason);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < rounds + 2; i++) {
		if (!run_round(&b, i, i >= 2)) { /* the first two warm up */
			(void)fputs("face_stages: no face in a frame, or two different ones\n",
				    stderr);
			return EXIT_FAILURE;
		}
	}
	double whole = print_all();
	face_engine_close(&b.engine);
	face_peer_close(b.peer);
	for (size_t i = 0; i < b.frame_count; i++) {
		picture_free(&b.frames[i]);
	}
	picture_free(&b.now);
	bool kept = whole <= RATIO_MOST;
	printf("a whole frame beside the networks alone: %.3f, promised %.2f: %s\n", whole,
	       RATIO_MOST, kept ? "kept" : "MISSED");
	return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
