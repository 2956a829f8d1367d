/*
 * egate-finger: the worker that compares live fingers with the chip's, for one traveller.
 * Knows messages, descriptors, the clock, the sandbox. Never knows a sensor, the document, or what
 * a score means (policy).
 *
 *   settings   [chip_ms=4000]
 *   start      room for everything, used once; sandbox; MSG_READY
 *   MSG_FINGER          the first of them binds it to its traveller; behind the last MSG_FINDINGS
 *                       and MSG_FINGERS_READY; beyond chip_ms of the processor both say
 *                       "undecodable", and nothing else is served
 *   MSG_FINGER_CAPTURE  presses, prompts, MSG_FINGER_RESULT; may come again
 *   MSG_FINGER_STOP     ends that
 *   end of the connection: exit
 */
#include "os/args.h"
#include "os/cpu_limit.h"
#include "os/link.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "prog/finger_job.h"
#include "prog/worker.h"

#include "base/log.h"

#define CPU_SECONDS 120 /* 4 for a chip, a third of one for a press, and an officer's retries */

struct finger_worker {
	struct finger_job *job;
	struct bulk chip[FINGER_IMAGES_MAX]; /* until all came: the job borrows from them */
	size_t chip_count;
	uint32_t chip_ms; /* of the processor, for all of them */
};

/* What is said of fingers that take too long; here, as the signal finds nothing else. */
static struct finger_said overdue;

/*
 * Within a signal, and the last thing that this process does: what the decoder left of the heap is
 * not touched. The document is to blame, so the lane is told and policy decides by that; a worker
 * that died would be the system's fault, and refer also those of whom no finger is wanted. So it
 * stays, deaf, until the core ends the connection.
 */
static void say_overdue(void)
{
	struct msg m;
	enum eg_err err = EG_OK;
	for (size_t i = 0; i < overdue.count && err == EG_OK; i++) {
		err = link_send(LINK_FD, &overdue.m[i], -1);
	}
	while (err == EG_OK || err == EG_BAD_DATA) {
		EG_AUTO(eg_close) int bulk_fd = -1;
		err = link_recv(LINK_FD, &m, &bulk_fd);
	}
}

static void prepare_overdue(const struct finger_worker *w, uint32_t epoch)
{
	overdue = (struct finger_said){0};
	finger_job_blame(epoch, REASON_UNDECODABLE, &overdue);
	for (size_t i = 0; i < overdue.count; i++) {
		if (overdue.m[i].kind == MSG_FINGERS_READY) {
			overdue.m[i].body.fingers_ready.own_us = w->chip_ms * 1000;
		}
	}
}

static void log_said(const struct finger_worker *w, const struct msg *m)
{
	const struct msg_finger_result *r = &m->body.finger_result;
	if (m->kind == MSG_FINGERS_READY) {
		LOG(LOG_INFO, "chip", LOG_INT("positions", m->body.fingers_ready.positions),
		    LOG_INT("own_us", m->body.fingers_ready.own_us));
	} else if (m->kind == MSG_FINGER_RESULT) {
		LOG(LOG_INFO, "result", LOG_INT("order", r->order), LOG_INT("sum", r->scores.sum),
		    LOG_INT("tries", r->scores.tries), LOG_INT("why", r->why),
		    LOG_INT("copy", r->cues.of[FINGER_CUE_COPY]),
		    LOG_INT("repeat", r->cues.of[FINGER_CUE_REPEAT]),
		    LOG_INT("pattern", r->cues.of[FINGER_CUE_PATTERN]),
		    LOG_INT("compared", finger_job_compared(w->job)), LOG_INT("own_us", r->own_us));
	}
}

static enum eg_err say(const struct finger_worker *w, const struct finger_said *said)
{
	for (size_t i = 0; i < said->count; i++) {
		log_said(w, &said->m[i]);
		EG_TRY(link_send(LINK_FD, &said->m[i], -1));
	}
	return EG_OK;
}

static void forget_chip(struct finger_worker *w)
{
	for (size_t i = 0; i < w->chip_count; i++) {
		bulk_unmap(&w->chip[i]);
	}
	w->chip_count = 0;
}

static enum eg_err take_chip(struct finger_worker *w, const struct msg *m, int bulk_fd,
			     struct finger_said *said)
{
	if (w->chip_count == FINGER_IMAGES_MAX) {
		return EG_FAIL(EG_STATE, "more images than a chip has");
	}
	struct bulk *b = &w->chip[w->chip_count];
	EG_TRY(bulk_map(bulk_fd, m->body.finger.size, FINGER_IMAGE_SIZE_MAX, b));
	w->chip_count++;
	prepare_overdue(w, m->epoch);
	EG_TRY(cpu_limit_start(w->chip_ms, say_overdue));
	EG_TRY(finger_job_take(w->job, m, bulk_rd(b), now_mono_us(), said));
	EG_TRY(cpu_limit_stop());
	if (said->count > 0) {
		forget_chip(w); /* all were looked at */
	}
	return EG_OK;
}

static enum eg_err take_picture(struct finger_worker *w, const struct msg *m, int bulk_fd,
				struct finger_said *said)
{
	EG_AUTO(bulk_unmap) struct bulk grey = {0};
	const size_t limit = (size_t)PRESS_SIDE_MAX * PRESS_SIDE_MAX;
	int64_t start_us = now_mono_us();
	EG_TRY(bulk_map(bulk_fd, m->body.press_image.size, limit, &grey));
	EG_TRY(finger_job_take(w->job, m, bulk_rd(&grey), start_us, said));
	const struct finger_job_press p = finger_job_last(w->job);
	LOG(LOG_INFO, "press", LOG_INT("number", m->body.press_image.press),
	    LOG_NAME("worth", ((struct log_word){finger_worth_name(p.worth)})),
	    LOG_INT("unified", p.unified), LOG_INT("minutiae", p.minutiae),
	    LOG_INT("asked", p.asked), LOG_INT("own_us", now_mono_us() - start_us));
	return EG_OK;
}

static enum eg_err take(struct finger_worker *w, const struct msg *m, int bulk_fd,
			struct finger_said *said)
{
	if (m->kind == MSG_FINGER) {
		return take_chip(w, m, bulk_fd, said);
	}
	if (m->kind == MSG_PRESS_IMAGE) {
		return take_picture(w, m, bulk_fd, said);
	}
	return finger_job_take(w->job, m, (struct rd){0}, now_mono_us(), said);
}

/* What time brings about, or one message of the core. EG_GONE ends the worker in peace. */
static enum eg_err serve(struct finger_worker *w)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk_fd = -1;
	struct finger_said said = {0};
	if (worker_quiet(finger_job_wait_ms(w->job, now_mono_us()))) {
		finger_job_tick(w->job, now_mono_us(), &said);
		return say(w, &said);
	}
	EG_TRY(link_recv(LINK_FD, &m, &bulk_fd));
	int64_t start_us = now_mono_us();
	EG_TRY(take(w, &m, bulk_fd, &said));
	finger_job_spent(w->job, &said, now_mono_us() - start_us);
	return say(w, &said);
}

static enum eg_err work(const struct args *a, struct finger_worker *w)
{
	const struct sandbox_need need = {
		.own_timer = true,
		.memory_mb = FINGER_JOB_MEMORY_MB,
		.cpu_seconds = CPU_SECONDS,
	};
	int64_t start_us = now_mono_us();
	int64_t chip_ms;
	EG_TRY(args_number(a, "chip_ms", 1, 60000, FINGER_JOB_CHIP_MS, &chip_ms));
	w->chip_ms = (uint32_t)chip_ms;
	EG_TRY(finger_job_new(&w->job, finger_job_limits_default()));
	EG_TRY(finger_job_prime(w->job));
	EG_TRY(sandbox_enter(&need));
	LOG(LOG_INFO, "ready", LOG_INT("warm_us", now_mono_us() - start_us));
	enum eg_err err = worker_ready(ROLE_FINGER);
	while (err == EG_OK) {
		err = serve(w);
	}
	return err;
}

int main(int argc, char *argv[])
{
	struct args a = args_of(argc, argv);
	struct finger_worker w = {0};
	log_open(LOG_WORD("finger"), LOG_INFO);
	enum eg_err err = work(&a, &w);
	forget_chip(&w);
	finger_job_free(&w.job);
	return worker_end(err);
}
