/*
 * egate-page: the worker that makes documents and prompts of what a page reader sees.
 * Knows messages, the reader, the clock. Never knows the chip, files or the network, nor what a
 * zone says.
 *
 *   settings   page=swipe:TTY|wedge:DEVICE|folder:PATH|camera:CAMERA|sim:SOCKET (hal/page.h)
 *              [shot_ms=3000] [renew_ms=600000]
 *   start      reader opened; sandbox; room taken and touched; of a live camera two pictures that
 *              differ; MSG_READY
 *   a document laid on      MSG_DOCUMENT, MSG_PAGE_PICTURE, or MSG_PAGE_GUIDE (prog/page_job.h)
 *   a document taken away   MSG_DOCUMENT_GONE
 *   MSG_UNFIT  a live camera is black, frozen or lost, before MSG_BEGIN; then the worker ends
 *   MSG_BEGIN  takes the traveller's epoch; MSG_FACE_PICTURE of the page that was read, for
 * officers; what the reader gives from then on is dropped unseen a picture beyond shot_ms of the
 * processor: MSG_PAGE_GUIDE (ask an officer), and it ends end of the connection: exit
 */
#include "hal/page.h"
#include "os/args.h"
#include "os/cpu_limit.h"
#include "os/link.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "prog/page_eyes.h"
#include "prog/worker.h"

#include "base/log.h"

#include <errno.h>
#include <poll.h>

/*
 * Address space, measured: 79 MB with all of the room; 100 more while a progressive JPEG of 16
 * megapixels is decoded; a picture as encoded has up to 32. A video device adds its buffers.
 */
#define MEMORY_MB 288
#define VIDEO_MB  112
#define SHOT_MS   3000 /* of the processor, for one picture: usual ones take 0.1 s */
/*
 * Of the processor: a camera that is looked at four times a second uses so much in some hours.
 * Then a fresh worker takes over, as soon as nothing lies there; one that lies for hours does not
 * hold it up for ever. So much is left for a traveller, whose document was read before.
 */
#define RENEW_MS         600000
#define PATIENCE_CPU_MS  300000
#define TRAVELLER_CPU_MS 300000
#define TURN_MS          250 /* between two looks at the time, of a live camera */

struct page_worker {
	const struct page_backend *backend;
	struct page *page; /* owned */
	struct page_room room;
	struct page_eyes eyes;
	struct page_job job;
	int64_t shot_us; /* when the shot came that is being looked at */
	uint32_t shot_ms;
	uint32_t renew_ms;
	bool ready;
	bool deaf; /* the reader is gone while a traveller is served: for a fresh worker to tell */
};

static void page_worker_close(struct page_worker *w)
{
	if (w->backend != NULL) {
		w->backend->close(&w->page);
	}
	page_job_clear(&w->job);
	page_room_close(&w->room);
}

/* ---- what is said ---- */

static void log_document(const struct msg_document *d)
{
	unsigned marks = 0;
	for (size_t i = 0; i < sizeof(d->unsure); i++) {
		marks += (unsigned)__builtin_popcount(d->unsure[i]);
	}
	LOG(LOG_INFO, "document", LOG_INT("kind", d->kind), LOG_INT("unsure", marks),
	    LOG_INT("corrected", d->corrected), LOG_INT("print", d->print),
	    LOG_INT("infrared", d->infrared), LOG_INT("own_us", d->own_us));
}

static enum eg_err send_bulk(const struct msg *m, struct rd bulk)
{
	EG_AUTO(eg_close) int fd = -1;
	EG_TRY(bulk_make(bulk, &fd));
	return link_send(LINK_FD, m, fd);
}

/* Sink of the job. The time is put in here: it knows no clock. */
static enum eg_err say(void *context, const struct msg *m, struct rd bulk)
{
	const struct page_worker *w = context;
	struct msg out = *m;
	if (bulk.left > 0) {
		return send_bulk(m, bulk);
	}
	if (m->kind == MSG_DOCUMENT && w->job.pictures) {
		out.body.document.own_us = (uint32_t)(now_mono_us() - w->shot_us);
	}
	if (m->kind == MSG_DOCUMENT) {
		log_document(&out.body.document);
	}
	if (m->kind == MSG_UNFIT) {
		LOG(LOG_ERROR, "unfit",
		    LOG_NAME("reason", ((struct log_word){reason_name(m->body.unfit.reason)})));
	}
	enum eg_err err = link_send(LINK_FD, &out, -1);
	secret_wipe(&out, sizeof(out));
	return err;
}

static struct page_sink sink_of(struct page_worker *w)
{
	return (struct page_sink){w, say};
}

/* What is said of a picture that takes too long; here, as the signal finds nothing else. Within it
 * link_send asks nothing of the heap. */
static struct msg overdue;

static void say_overdue(void)
{
	enum eg_err err = link_send(LINK_FD, &overdue, -1);
	(void)err; /* the process ends anyway; a core that is gone needs no answer */
}

/* ---- what is seen ---- */

/* A shot within its share of the processor: else the document is to blame, and this ends. */
static enum eg_err look(struct page_worker *w, const struct page_shot *shot)
{
	const uint32_t before = w->job.unreadable;
	overdue = msg_make(MSG_PAGE_GUIDE, w->job.epoch);
	overdue.body.page_guide.prompt = PAGE_PROMPT_ASK_OFFICER;
	w->shot_us = now_mono_us();
	EG_TRY(cpu_limit_start(w->shot_ms, say_overdue));
	enum eg_err err = page_job_take(&w->job, shot, w->shot_us);
	EG_TRY(cpu_limit_stop());
	if (w->job.unreadable != before) {
		LOG(LOG_INFO, "unreadable", LOG_INT("count", w->job.unreadable),
		    LOG_INT("prompt", w->job.prompt),
		    LOG_INT("own_us", now_mono_us() - w->shot_us));
	}
	return err;
}

static enum eg_err get_ready(struct page_worker *w)
{
	if (w->ready || !page_job_serves(&w->job)) {
		return EG_OK;
	}
	w->ready = true;
	EG_TRY(worker_ready(ROLE_PAGE));
	/* Whoever laid theirs on while another one was served would wait for ever. */
	return w->backend->stills ? page_job_ask(&w->job) : EG_OK;
}

/* The reader is gone: a fresh worker opens it again; of a camera the officer is told why. */
static enum eg_err lost(struct page_worker *w, enum eg_err err)
{
	return w->backend->live ? page_job_unfit(&w->job, REASON_CAMERA_LOST) : err;
}

static enum eg_err on_page(struct page_worker *w)
{
	struct page_shot shot;
	enum eg_err err = w->backend->read(w->page, &shot);
	if (w->job.epoch != 0) {
		w->deaf = err == EG_GONE || err == EG_IO;
		return EG_OK;
	}
	if (err == EG_TIMEOUT) {
		return EG_OK;
	}
	if (err == EG_GONE || err == EG_IO) {
		return lost(w, err);
	}
	if (err != EG_OK) { /* what came was refused; the next one may be better */
		w->job.unreadable++;
		log_fault(LOG_INFO, LOG_WORD("refused"));
		return EG_OK;
	}
	if (page_job_skips(&w->job, now_mono_us())) {
		return EG_OK;
	}
	EG_TRY(look(w, &shot));
	return get_ready(w);
}

static enum eg_err on_core(struct page_worker *w)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk = -1;
	EG_TRY(link_recv(LINK_FD, &m, &bulk));
	return page_job_begin(&w->job, &m);
}

/* EG_GONE: this worker has looked long enough. */
static enum eg_err check_time(struct page_worker *w)
{
	EG_TRY(page_job_time(&w->job, now_mono_us()));
	const int64_t patience_ms = page_job_idle(&w->job) ? 0 : PATIENCE_CPU_MS;
	if (w->job.epoch == 0 && now_cpu_us() >= (w->renew_ms + patience_ms) * 1000) {
		return EG_FAIL(EG_GONE, "a fresh worker takes over");
	}
	return EG_OK;
}

static enum eg_err serve(struct page_worker *w)
{
	const int wait_ms = w->backend->live ? TURN_MS : -1;
	struct pollfd fds[] = {
		{.fd = LINK_FD, .events = POLLIN},
		{.fd = w->backend->wake_fd(w->page), .events = POLLIN},
	};
	for (;;) {
		if (poll(fds, 2, wait_ms) < 0) {
			if (errno != EINTR) {
				return EG_FAIL(EG_IO, "poll");
			}
			continue; /* what poll left there is of the turn before */
		}
		if (fds[0].revents != 0) {
			EG_TRY(on_core(w));
		}
		if (fds[1].revents != 0) {
			EG_TRY(on_page(w));
		}
		fds[1].fd = w->deaf ? -1 : fds[1].fd;
		EG_TRY(check_time(w));
	}
}

/* ---- start ---- */

static enum eg_err open_all(struct page_worker *w, const struct args *a)
{
	const char *spec = args_text(a, "page", NULL);
	const char *where;
	int64_t shot_ms;
	int64_t renew_ms;
	if (spec == NULL) {
		return EG_FAIL(EG_CONFIG, "setting page is needed");
	}
	EG_TRY(args_number(a, "shot_ms", 1, 10000, SHOT_MS, &shot_ms));
	w->shot_ms = (uint32_t)shot_ms;
	EG_TRY(args_number(a, "renew_ms", 1, 3600000, RENEW_MS, &renew_ms));
	w->renew_ms = (uint32_t)renew_ms;
	EG_TRY(page_find(spec, &w->backend, &where));
	w->eyes = page_eyes_of(&w->room);
	w->job = page_job_new(&w->eyes, w->backend->live, sink_of(w), now_mono_us());
	enum eg_err err = w->backend->open(&w->page, where);
	return err == EG_OK || err == EG_CONFIG ? err : lost(w, err);
}

static enum eg_err run(struct page_worker *w, const struct args *a)
{
	const int64_t start_us = now_mono_us();
	EG_TRY(open_all(w, a));
	const bool video = w->backend->needs_video;
	const struct sandbox_need need = {
		.ioctl_video = video,
		.own_timer = true,
		.make_memfd = true, /* portraits, and what officers are shown */
		.memory_mb = MEMORY_MB + (video ? VIDEO_MB : 0),
		.cpu_seconds = (w->renew_ms + PATIENCE_CPU_MS + TRAVELLER_CPU_MS) / 1000,
	};
	EG_TRY(sandbox_enter(&need));
	EG_TRY(page_room_open(&w->room));
	EG_TRY(page_room_warm(&w->room));
	/* Anew: what a camera has to show is counted from now on. */
	w->job = page_job_new(&w->eyes, w->backend->live, sink_of(w), now_mono_us());
	LOG(LOG_INFO, "warm", LOG_INT("warm_us", now_mono_us() - start_us));
	EG_TRY(get_ready(w));
	return serve(w);
}

int main(int argc, char *argv[])
{
	static struct page_worker worker; /* too large for a stack */
	struct args a = args_of(argc, argv);
	log_open(LOG_WORD("page"), LOG_INFO);
	enum eg_err err = run(&worker, &a);
	page_worker_close(&worker);
	return worker_end(err);
}
