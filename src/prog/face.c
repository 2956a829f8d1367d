/*
 * egate-face: the worker that compares the live face with the chip's portrait, for one traveller.
 * Knows messages, the camera, the clock. Never knows the document or what a score means (policy).
 *
 *   settings   models=FOLDER camera=v4l2:DEVICE|sim:SOCKET|none (portraits alone)
 *              [model=NAME|FILE] [timeout_ms=15000] [frames=5] [eye_distance=60]
 *              [challenge=never|doubt|always] [check_s=30] [portrait_ms=800]
 *              [renew_ms=300000]
 *   start      models hashed, loaded and run once; camera opened; sandbox; some frames; MSG_READY
 *   MSG_UNFIT     the camera is lost, black or frozen: instead of MSG_READY, or later while nobody
 *                 is there (it looks again from time to time); then the worker ends
 *   MSG_BEGIN     takes the traveller's epoch
 *   MSG_PAGE_PICTURE  the portrait on the page: embed; tells of it with MSG_PORTRAIT_READY
 *   MSG_PORTRAIT  decode, embed: MSG_FINDINGS, MSG_PORTRAIT_READY, MSG_FACE_PICTURE; beyond
 *                 portrait_ms of the processor the first two (undecodable), and the worker ends
 *   MSG_CAPTURE   MSG_FACE_GUIDE as the prompt changes, MSG_FACE_RESULT, MSG_FACE_PICTURE; may
 *                 come again
 *   end of the connection: exit
 */
#include "biometrics/attack_channel.h"
#include "os/args.h"
#include "os/cpu_limit.h"
#include "os/link.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "pki/crypt.h"
#include "prog/face_limits.h"
#include "prog/face_log.h"
#include "prog/face_open.h"
#include "prog/face_show.h"
#include "prog/face_sight.h"
#include "prog/worker.h"

#include "base/log.h"

#include <poll.h>

#define FRAME_WAIT_MS 250              /* between two looks at the link */
#define CHECK_S       30               /* between two looks at the camera while nobody is there */
#define AGAIN_US      INT64_C(2500000) /* and when one of them found a face */
/* Of the processor: so much for looks at the camera (0.1 s each) and being warm, then a fresh
 * worker takes over before anybody comes; and so much for a traveller, whose captures need half a
 * second. */
#define RENEW_MS         300000
#define TRAVELLER_CPU_MS 300000

struct face_worker {
	struct face_engine *engine;
	struct face_sight sight;
	struct face_sighting now; /* newest frame of a capture or a check */
	struct face_job job;
	struct face_show show;
	const struct attack_channel *channel; /* NULL: none; a driver's table would be put here */
	uint32_t epoch;                       /* 0: no traveller yet */
	uint32_t portrait_ms;                 /* of the processor, for one portrait */
	int64_t checked_us;                   /* the camera, last */
	int64_t check_us;                     /* and again after so long */
	uint32_t renew_ms;                    /* of the processor, while nobody is there */
	bool blind;                           /* no camera: nothing is captured */
};

/* The officer is told why this lane serves nobody; the supervisor starts another worker, which
 * looks again. */
static enum eg_err unfit(const struct face_worker *w, enum reason why)
{
	struct msg m = msg_make(MSG_UNFIT, w->epoch);
	m.body.unfit.reason = (uint8_t)why;
	LOG(LOG_ERROR, "unfit", LOG_NAME("reason", ((struct log_word){reason_name(why)})));
	EG_TRY(link_send(LINK_FD, &m, -1));
	return EG_FAIL(EG_IO, "camera is not fit to serve");
}

static enum eg_err open_all(const struct args *a, struct face_worker *w)
{
	struct face_job_limits limits;
	uint32_t draw;
	int64_t seconds;
	int64_t portrait_ms;
	int64_t renew_ms;
	const char *models = args_text(a, "models", NULL);
	const char *camera = args_text(a, "camera", NULL);
	if (models == NULL || camera == NULL) {
		return EG_FAIL(EG_CONFIG, "settings models and camera are needed");
	}
	EG_TRY(face_limits_read(a, &limits));
	EG_TRY(args_number(a, "check_s", 1, 3600, CHECK_S, &seconds));
	w->check_us = seconds * 1000000;
	EG_TRY(args_number(a, "portrait_ms", 1, 10000, FACE_JOB_PORTRAIT_MS, &portrait_ms));
	w->portrait_ms = (uint32_t)portrait_ms;
	EG_TRY(args_number(a, "renew_ms", 1, 3600000, RENEW_MS, &renew_ms));
	w->renew_ms = (uint32_t)renew_ms;
	EG_TRY(crypt_random(&draw, sizeof(draw))); /* nobody foresees what will be asked */
	EG_TRY(face_open(models, args_text(a, "model", NULL), &w->engine));
	w->job = face_job_new(face_job_limits_for(limits, face_engine_embedder(w->engine)), draw);
	w->blind = rd_equal(rd_cstr(camera), RD_TEXT("none"));
	if (w->blind) {
		return EG_OK;
	}
	enum eg_err err = face_sight_open(&w->sight, camera);
	return err == EG_OK || err == EG_CONFIG ? err : unfit(w, REASON_CAMERA_LOST);
}

/* What is said of a portrait that takes too long; here, as the signal finds nothing else. Within it
 * link_send asks nothing of the heap. */
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
static enum eg_err judge_portrait(struct face_worker *w, struct rd portrait, struct findings *f,
				  struct picture *shown)
{
	overdue[0] = msg_make(MSG_FINDINGS, w->epoch);
	overdue[0].body.findings.findings = *f;
	findings_set(&overdue[0].body.findings.findings, CHECK_PORTRAIT, VERDICT_FAIL,
		     REASON_UNDECODABLE);
	overdue[1] = msg_make(MSG_PORTRAIT_READY, w->epoch);
	face_job_page_score(&w->job, &overdue[1].body.portrait_ready);
	overdue[1].body.portrait_ready.own_us = w->portrait_ms * 1000;
	EG_TRY(cpu_limit_start(w->portrait_ms, say_overdue));
	face_job_portrait(&w->job, w->engine, portrait, f, shown);
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

static enum eg_err show_portrait(const struct face_worker *w, const struct picture *portrait)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	struct msg m;
	enum eg_err made = face_show_portrait(portrait, &m, &jpeg);
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
	EG_AUTO(picture_free) struct picture shown = {0};
	int64_t start_us = now_mono_us();
	struct msg findings = msg_make(MSG_FINDINGS, w->epoch);
	struct msg ready = msg_make(MSG_PORTRAIT_READY, w->epoch);
	findings.body.findings.findings = findings_none();
	EG_TRY(bulk_map(bulk_fd, m->body.portrait.size, BULK_LIMIT, &portrait));
	EG_TRY(judge_portrait(w, bulk_rd(&portrait), &findings.body.findings.findings, &shown));
	face_job_page_score(&w->job, &ready.body.portrait_ready);
	ready.body.portrait_ready.own_us = (uint32_t)(now_mono_us() - start_us);
	LOG(LOG_INFO, "portrait", LOG_INT("usable", w->job.has_portrait),
	    LOG_INT("norm", w->job.portrait.norm),
	    LOG_INT("own_us", ready.body.portrait_ready.own_us));
	face_log_quality(&w->job.portrait_quality);
	EG_TRY(link_send(LINK_FD, &findings, -1));
	EG_TRY(link_send(LINK_FD, &ready, -1));
	return show_portrait(w, &shown);
}

/* Pixels, which no decoder has to understand: no more of them than PAGE_PICTURE_SIDE_MAX allows. */
static enum eg_err serve_page(struct face_worker *w, const struct msg *m, int bulk_fd)
{
	EG_AUTO(bulk_unmap) struct bulk grey = {0};
	int64_t start_us = now_mono_us();
	const struct msg_page_picture *p = &m->body.page_picture;
	EG_TRY(bulk_map(bulk_fd, p->size, PAGE_PICTURE_SIZE_MAX, &grey));
	EG_TRY(face_job_page(&w->job, w->engine, bulk_rd(&grey), p->width, p->height));
	LOG(LOG_INFO, "page-portrait", LOG_INT("why", w->job.page_why),
	    LOG_INT("norm", w->job.page.norm), LOG_INT("us", now_mono_us() - start_us));
	return EG_OK;
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

/* What the second channel says of a frame, if there is one: a broken one vouches for nobody. */
static void ask_channel(struct face_worker *w, const struct face_sighting *now)
{
	int16_t score = 0;
	if (w->channel == NULL || !now->face) {
		return;
	}
	const struct face_point *eyes =
		&now->seen.points[FACE_JOB_NOSE - 3]; /* bridge of the nose */
	enum eg_err err = w->channel->score(w->channel->state, *eyes, now->came_us, &score);
	if (err != EG_TIMEOUT) {
		face_job_channel(&w->job, err == EG_OK ? score : (int16_t)0);
	}
}

static enum eg_err collect(struct face_worker *w, uint32_t *looked)
{
	enum face_prompt said = FACE_PROMPT_NONE;
	while (!face_job_over(&w->job, now_mono_us())) {
		enum eg_err err = core_speaks();
		if (err != EG_TIMEOUT) {
			/* A new order ends this capture; it is answered all the same: the core
			 * counts. */
			return err;
		}
		err = face_sight_next(&w->sight, w->engine, FRAME_WAIT_MS, &w->now);
		if (err == EG_IO || err == EG_STATE) {
			return err;
		}
		const struct face_job_frame frame = {
			.came_us = err == EG_OK ? w->now.came_us : now_mono_us(),
			.taken_us = w->now.taken_us,
			.look = w->now.looked ? &w->now.look : NULL,
			.edges = w->now.around.edges,
		};
		enum face_prompt prompt =
			face_job_frame(&w->job, w->now.face ? &w->now.seen : NULL, &frame);
		ask_channel(w, &w->now); /* of whoever this frame shows */
		face_show_frame(&w->show, &w->now.shot, w->now.face ? &w->now.seen : NULL, &w->job);
		(*looked)++;
		EG_TRY(guide(w, prompt, &said));
	}
	return EG_OK;
}

static enum eg_err serve_capture(struct face_worker *w)
{
	uint32_t looked = 0;
	face_job_capture(&w->job, now_mono_us());
	EG_TRY(face_sight_start(&w->sight));
	enum eg_err err = collect(w, &looked);
	enum eg_err stopped = face_sight_stop(&w->sight);
	face_sighting_clear(&w->now);
	EG_TRY(err);
	EG_TRY(stopped);
	struct msg m = msg_make(MSG_FACE_RESULT, w->epoch);
	m.body.face_result = face_job_result(&w->job, face_engine_model(w->engine), now_mono_us());
	face_log_result(&m.body.face_result, looked);
	EG_TRY(link_send(LINK_FD, &m, -1));
	return show_live(w);
}

/* EG_TIMEOUT: the core spoke meanwhile, and comes first. */
static enum eg_err check_camera(struct face_worker *w)
{
	enum reason why;
	enum eg_err err = face_sight_check(&w->sight, w->engine, core_speaks, &why, &w->now);
	w->checked_us = now_mono_us();
	if (err == EG_IO) {
		return unfit(w, why);
	}
	if (err == EG_OK && w->now.looked) {
		face_job_idle(&w->job, w->now.face ? &w->now.seen : NULL);
	}
	face_sighting_clear(&w->now);
	return err;
}

/* A look while nobody is there, when it is due. EG_GONE: this worker has looked long enough. */
static enum eg_err look_around(struct face_worker *w)
{
	const bool soon = face_job_idle_asks(&w->job) && w->check_us > AGAIN_US;
	if (now_mono_us() - w->checked_us < (soon ? AGAIN_US : w->check_us)) {
		return EG_OK;
	}
	enum eg_err err = check_camera(w);
	if (err != EG_OK) {
		return err;
	}
	return now_cpu_us() < w->renew_ms * INT64_C(1000)
		       ? EG_OK
		       : EG_FAIL(EG_GONE, "a fresh worker takes over");
}

/*
 * Until the core says something. A camera that goes away meanwhile, or shows nothing any more, ends
 * this worker: a fresh one waits for it to come back, and until then the lane takes no document.
 */
static enum eg_err wait_core(struct face_worker *w)
{
	while (worker_quiet(WORKER_WATCH_MS)) {
		if (w->blind) {
			continue;
		}
		if (!w->sight.backend->there(w->sight.camera)) {
			return w->epoch == 0 ? unfit(w, REASON_CAMERA_LOST)
					     : EG_FAIL(EG_IO, "camera went away");
		}
		enum eg_err err = w->epoch == 0 ? look_around(w) : EG_OK;
		if (err != EG_OK && err != EG_TIMEOUT) {
			return err;
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
	if (m.kind == MSG_PAGE_PICTURE) {
		return serve_page(w, &m, bulk_fd);
	}
	if (m.kind == MSG_CAPTURE && !w->blind) {
		return serve_capture(w);
	}
	return EG_FAIL(EG_STATE, "message that is not for the face worker");
}

static enum eg_err work(const struct args *a, struct face_worker *w)
{
	int64_t start_us = now_mono_us();
	EG_TRY(open_all(a, w));
	const struct sandbox_need need = {
		.ioctl_video = true,
		.own_timer = true,
		.make_memfd = true, /* pictures for the officer */
		.memory_mb = FACE_JOB_MEMORY_MB,
		.cpu_seconds = (w->renew_ms + TRAVELLER_CPU_MS) / 1000,
	};
	EG_TRY(sandbox_enter(&need));
	enum eg_err err = w->blind ? EG_OK : check_camera(w);
	if (err != EG_OK && err != EG_TIMEOUT) {
		return err;
	}
	LOG(LOG_INFO, "ready", LOG_INT("warm_us", now_mono_us() - start_us));
	err = worker_ready(ROLE_FACE);
	while (err == EG_OK) {
		err = serve(w);
	}
	return err;
}

int main(int argc, char *argv[])
{
	struct args a = args_of(argc, argv);
	static struct face_worker w; /* too large for a stack */
	log_open(LOG_WORD("face"), LOG_INFO);
	enum eg_err err = work(&a, &w);
	face_job_clear(&w.job);
	face_show_clear(&w.show);
	face_sighting_clear(&w.now);
	face_sight_close(&w.sight);
	face_engine_close(&w.engine);
	return worker_end(err);
}
