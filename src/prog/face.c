/*
 * egate-face: the worker that compares the live face with the chip's portrait, for one traveller.
 * Knows messages, the camera, the clock. Never knows the document or what a score means (policy).
 *
 *   settings   models=FOLDER camera=v4l2:DEVICE|sim:SOCKET
 *              [model=NAME|FILE] [timeout_ms=15000] [frames=5] [eye_distance=60]
 *              [portrait_ms=800]
 *   start      models hashed, loaded and run once; camera opened; sandbox; MSG_READY
 *   MSG_BEGIN     takes the traveller's epoch
 *   MSG_PORTRAIT  decode, embed: MSG_FINDINGS, MSG_PORTRAIT_READY, MSG_FACE_PICTURE; beyond
 *                 portrait_ms of the processor the first two (undecodable), and the worker ends
 *   MSG_CAPTURE   MSG_FACE_GUIDE as the prompt changes, MSG_FACE_RESULT, MSG_FACE_PICTURE; may
 *                 come again
 *   end of the connection: exit
 */
#include "hal/camera.h"
#include "os/args.h"
#include "os/cpu_limit.h"
#include "os/link.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "prog/face_open.h"
#include "prog/face_show.h"
#include "prog/worker.h"

#include "base/log.h"

#include <poll.h>

#define FRAME_WAIT_MS 250 /* between two looks at the link */
#define CPU_SECONDS   120 /* of one traveller: a capture needs half a second, a retry again */

struct face_worker {
	struct face_engine *engine;
	const struct camera_backend *backend;
	struct camera *camera;
	struct face_job job;
	struct face_show show;
	uint32_t epoch;       /* 0: no traveller yet */
	uint32_t portrait_ms; /* of the processor, for one portrait */
};

static enum eg_err read_limits(const struct args *a, struct face_job_limits *l)
{
	int64_t number;
	*l = face_job_limits_default();
	EG_TRY(args_number(a, "timeout_ms", 1000, 60000, l->timeout_us / 1000, &number));
	l->timeout_us = number * 1000;
	EG_TRY(args_number(a, "frames", FACE_JOB_BEST, FACE_JOB_FRAMES_MAX, l->frames, &number));
	l->frames = (uint8_t)number;
	EG_TRY(args_number(a, "eye_distance", 20, 500, l->eye_distance_min, &number));
	l->eye_distance_min = (uint16_t)number;
	return EG_OK;
}

/* Only the core's going away ends this worker in peace; a camera's does not. */
static enum eg_err of_camera(enum eg_err err)
{
	return err == EG_GONE ? EG_FAIL(EG_IO, "camera is gone") : err;
}

static enum eg_err open_all(const struct args *a, struct face_worker *w)
{
	struct face_job_limits limits;
	int64_t portrait_ms;
	const char *where;
	const char *models = args_text(a, "models", NULL);
	const char *camera = args_text(a, "camera", NULL);
	if (models == NULL || camera == NULL) {
		return EG_FAIL(EG_CONFIG, "settings models and camera are needed");
	}
	EG_TRY(read_limits(a, &limits));
	EG_TRY(args_number(a, "portrait_ms", 1, 10000, FACE_JOB_PORTRAIT_MS, &portrait_ms));
	w->portrait_ms = (uint32_t)portrait_ms;
	EG_TRY(camera_find(camera, &w->backend, &where));
	EG_TRY(face_open(models, args_text(a, "model", NULL), &w->engine));
	w->job = face_job_new(face_job_limits_for(limits, face_engine_embedder(w->engine)));
	return of_camera(w->backend->open(&w->camera, where));
}

/* What is said of a portrait that takes too long; here, as the signal finds nothing else. */
static struct msg overdue[2];

static void say_overdue(void)
{
	enum eg_err err = link_send(LINK_FD, &overdue[0], -1);
	if (err == EG_OK) {
		err = link_send(LINK_FD, &overdue[1], -1);
	}
	(void)err; /* the process ends anyway; a core that is gone needs no answer */
}

/* The portrait within its share of the processor: else the document is to blame, and this ends. */
static enum eg_err judge_portrait(struct face_worker *w, struct rd portrait, struct findings *f)
{
	overdue[0] = msg_make(MSG_FINDINGS, w->epoch);
	overdue[0].body.findings.findings = *f;
	findings_set(&overdue[0].body.findings.findings, CHECK_PORTRAIT, VERDICT_FAIL,
		     REASON_UNDECODABLE);
	overdue[1] = msg_make(MSG_PORTRAIT_READY, w->epoch);
	overdue[1].body.verify_done.own_us = w->portrait_ms * 1000;
	EG_TRY(cpu_limit_start(w->portrait_ms, say_overdue));
	face_job_portrait(&w->job, w->engine, portrait, f);
	return cpu_limit_stop();
}

/* For an officer, behind what nobody should wait for. Without a picture all goes on. */
static enum eg_err send_picture(const struct face_worker *w, enum eg_err made, struct msg *m,
				struct rd jpeg)
{
	EG_AUTO(eg_close) int fd = -1;
	if (made != EG_OK || bulk_make(jpeg, &fd) != EG_OK) {
		log_fault(LOG_WARN, LOG_WORD("no-picture"));
		return EG_OK;
	}
	m->epoch = w->epoch;
	const struct msg_face_picture *p = &m->body.face_picture;
	LOG(LOG_INFO, "picture", LOG_INT("which", p->which), LOG_INT("width", p->width),
	    LOG_INT("height", p->height), LOG_INT("size", p->size));
	return link_send(LINK_FD, m, fd);
}

static enum eg_err show_portrait(const struct face_worker *w, struct rd encoded)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	struct msg m;
	enum eg_err made = face_show_portrait(encoded, &m, &jpeg);
	return send_picture(w, made, &m, bytes_rd(&jpeg));
}

static enum eg_err show_live(struct face_worker *w)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	struct msg m;
	enum eg_err made = face_show_live(&w->show, &m, &jpeg);
	return send_picture(w, made, &m, bytes_rd(&jpeg));
}

static enum eg_err serve_portrait(struct face_worker *w, const struct msg *m, int bulk_fd)
{
	EG_AUTO(bulk_unmap) struct bulk portrait = {0};
	int64_t start_us = now_mono_us();
	struct msg findings = msg_make(MSG_FINDINGS, w->epoch);
	struct msg ready = msg_make(MSG_PORTRAIT_READY, w->epoch);
	findings.body.findings.findings = findings_none();
	EG_TRY(bulk_map(bulk_fd, m->body.portrait.size, BULK_LIMIT, &portrait));
	EG_TRY(judge_portrait(w, bulk_rd(&portrait), &findings.body.findings.findings));
	ready.body.verify_done.own_us = (uint32_t)(now_mono_us() - start_us);
	LOG(LOG_INFO, "portrait", LOG_INT("usable", w->job.has_portrait),
	    LOG_INT("norm", w->job.portrait.norm),
	    LOG_INT("own_us", ready.body.verify_done.own_us));
	EG_TRY(link_send(LINK_FD, &findings, -1));
	EG_TRY(link_send(LINK_FD, &ready, -1));
	return show_portrait(w, bulk_rd(&portrait));
}

/* A frame becomes a picture and an observation; false: nothing to be seen in it. */
static bool look(struct face_worker *w, const struct camera_frame *frame, struct picture *p,
		 struct face_observation *seen)
{
	enum eg_err err = EG_UNSUPPORTED;
	switch (frame->format) {
	case CAMERA_MJPEG:
		err = picture_decode(frame->bytes, PICTURE_SIDE_MAX, p);
		break;
	case CAMERA_YUYV:
		err = picture_from_yuyv(frame->bytes, frame->width, frame->height, frame->stride,
					p);
		break;
	}
	/* A damaged frame is like an empty one: the next comes in a moment. */
	return err == EG_OK && face_observe(w->engine, p, FACE_LOOK_LIVE, seen) == EG_OK;
}

/* What the core does while a capture runs: EG_TIMEOUT nothing, EG_OK it says something, EG_GONE. */
static enum eg_err core_speaks(void)
{
	struct pollfd p = {.fd = LINK_FD, .events = POLLIN};
	if (poll(&p, 1, 0) <= 0) {
		return EG_TIMEOUT;
	}
	if ((p.revents & (POLLHUP | POLLERR)) != 0) {
		return EG_FAIL(EG_GONE, "core ended during a capture");
	}
	return EG_OK;
}

static enum eg_err guide(const struct face_worker *w, enum face_prompt prompt,
			 enum face_prompt *said)
{
	if (prompt == *said) {
		return EG_OK;
	}
	*said = prompt;
	struct msg m = msg_make(MSG_FACE_GUIDE, w->epoch);
	m.body.face_guide.prompt = (uint8_t)prompt;
	return link_send(LINK_FD, &m, -1);
}

static enum eg_err collect(struct face_worker *w, uint32_t *looked)
{
	enum face_prompt said = FACE_PROMPT_NONE;
	while (!face_job_over(&w->job, now_mono_us())) {
		struct camera_frame frame;
		struct face_observation seen = {0};
		EG_AUTO(picture_free) struct picture shot = {0};
		enum eg_err err = core_speaks();
		if (err != EG_TIMEOUT) {
			/* A new order ends this capture; it is answered all the same: the core
			 * counts. */
			return err;
		}
		err = of_camera(w->backend->next(w->camera, FRAME_WAIT_MS, &frame));
		if (err == EG_IO || err == EG_STATE) {
			return err;
		}
		int64_t came_us = now_mono_us();
		bool any = err == EG_OK && look(w, &frame, &shot, &seen);
		enum face_prompt prompt = face_job_frame(&w->job, any ? &seen : NULL, came_us);
		face_show_frame(&w->show, &shot, any ? &seen : NULL, &w->job);
		face_template_clear(&seen.face);
		(*looked)++;
		EG_TRY(guide(w, prompt, &said));
	}
	return EG_OK;
}

static enum eg_err serve_capture(struct face_worker *w)
{
	uint32_t looked = 0;
	face_job_capture(&w->job, now_mono_us());
	EG_TRY(of_camera(w->backend->start(w->camera)));
	enum eg_err err = collect(w, &looked);
	enum eg_err stopped = of_camera(w->backend->stop(w->camera));
	EG_TRY(err);
	EG_TRY(stopped);
	struct msg m = msg_make(MSG_FACE_RESULT, w->epoch);
	m.body.face_result = face_job_result(&w->job, face_engine_model(w->engine), now_mono_us());
	const struct msg_face_result *r = &m.body.face_result;
	LOG(LOG_INFO, "face", LOG_INT("match", r->scores.match), LOG_INT("live", r->scores.live),
	    LOG_INT("alone", r->scores.alone), LOG_INT("quality", r->quality),
	    LOG_INT("frames", r->frames), LOG_INT("looked", looked), LOG_INT("own_us", r->own_us),
	    LOG_INT("model", r->model));
	EG_TRY(link_send(LINK_FD, &m, -1));
	return show_live(w);
}

/*
 * Until the core says something. A camera that goes away meanwhile ends this worker: a fresh one
 * waits for it to come back, and until then the lane takes no document.
 */
static enum eg_err wait_core(const struct face_worker *w)
{
	while (worker_quiet(WORKER_WATCH_MS)) {
		if (!w->backend->there(w->camera)) {
			return EG_FAIL(EG_IO, "camera went away");
		}
	}
	return EG_OK;
}

/* One message of the core. EG_GONE ends the worker in peace. */
static enum eg_err serve(struct face_worker *w)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk_fd = -1;
	EG_TRY(wait_core(w));
	EG_TRY(link_recv(LINK_FD, &m, &bulk_fd));
	if (m.kind == MSG_BEGIN && w->epoch == 0 && m.epoch != 0) {
		w->epoch = m.epoch; /* the printed zone in it is of no use here */
		return EG_OK;
	}
	if (w->epoch == 0 || m.epoch != w->epoch) {
		return EG_FAIL(EG_STATE, "message of another traveller");
	}
	if (m.kind == MSG_PORTRAIT) {
		return serve_portrait(w, &m, bulk_fd);
	}
	if (m.kind == MSG_CAPTURE) {
		return serve_capture(w);
	}
	return EG_FAIL(EG_STATE, "message that is not for the face worker");
}

static enum eg_err work(const struct args *a, struct face_worker *w)
{
	const struct sandbox_need need = {
		.ioctl_video = true,
		.own_timer = true,
		.memory_mb = FACE_JOB_MEMORY_MB,
		.make_memfd = true, /* pictures for the officer */
		.cpu_seconds = CPU_SECONDS,
	};
	int64_t start_us = now_mono_us();
	EG_TRY(open_all(a, w));
	EG_TRY(sandbox_enter(&need));
	LOG(LOG_INFO, "ready", LOG_INT("warm_us", now_mono_us() - start_us));
	enum eg_err err = worker_ready(ROLE_FACE);
	while (err == EG_OK) {
		err = serve(w);
	}
	return err;
}

int main(int argc, char *argv[])
{
	struct args a = args_of(argc, argv);
	struct face_worker w = {0};
	log_open(LOG_WORD("face"), LOG_INFO);
	enum eg_err err = work(&a, &w);
	face_job_clear(&w.job);
	face_show_clear(&w.show);
	if (w.camera != NULL) {
		w.backend->close(&w.camera);
	}
	face_engine_close(&w.engine);
	return worker_end(err);
}
