/*
 * egate-touch: the worker that holds the finger sensor, for one traveller.
 * Knows messages, the sensor, the clock. Never knows a byte of a chip, nor whose finger it is.
 *
 *   settings   sensor=fprint:DRIVER[:ID][,KEYS]|sim:SOCKET
 *              [open_ms=2000] [renew_ms=60000]
 *   start      sensor opened, again and again for open_ms; sandbox; MSG_READY
 *   MSG_PRESS_WANTED  takes the traveller's epoch; MSG_PRESS_EVENT as the sensor says, then
 *                     MSG_PRESS_IMAGE, or PRESS_OVER when the time is up
 *   MSG_PRESS_STOP    ends it without a word
 *   MSG_UNFIT         the sensor is lost, stuck or none for a gate: instead of MSG_READY, or
 *                     later, whether or not somebody is there; then the worker ends
 *   end of the connection: exit
 *
 * egate-touch-virtual is the same on libfprint's virtual device: for the simulator and tests.
 */
#include "hal/fprint_sensor.h"
#include "os/args.h"
#include "os/link.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "prog/touch_job.h"
#include "prog/worker.h"

#include "base/log.h"

#include <unistd.h>

#define MEMORY_MB                                                                      \
	1024 /* address space: libfprint's threads have stacks and arenas of their own \
	      */
/* The worker before may hold the device for some ms yet; one that is away for longer is lost. */
#define OPEN_MS  2000
#define AGAIN_MS 100
/* Of the processor: so much for being warm (looks at the link, every half second), then a fresh
 * worker takes over before anybody comes; and so much for a traveller, whose presses need some
 * tenths of a second. */
#define RENEW_MS         60000
#define TRAVELLER_CPU_MS 60000

struct touch_worker {
	struct touch_job job;
	uint32_t open_ms;
	uint32_t renew_ms; /* of the processor, while nobody is there */
};

/* The officer is told why nobody can give a finger; the supervisor starts another worker, which
 * looks again. */
static enum eg_err unfit(struct touch_worker *w)
{
	struct msg m = msg_make(MSG_UNFIT, w->job.epoch);
	m.body.unfit.reason = REASON_SENSOR_LOST;
	w->job.unfit = true; /* one that does not open, too */
	log_fault(LOG_ERROR, LOG_WORD("unfit"));
	EG_TRY(link_send(LINK_FD, &m, -1));
	return EG_FAIL(EG_IO, "finger sensor is not fit to serve");
}

static enum eg_err open_sensor(struct touch_worker *w, const struct finger_sensor_backend *backend,
			       const char *where)
{
	int64_t until_us = now_mono_us() + INT64_C(1000) * w->open_ms;
	enum eg_err err = touch_job_open(&w->job, backend, where);
	while (err == EG_TIMEOUT && now_mono_us() < until_us) {
		log_fault(LOG_INFO, LOG_WORD("open-again"));
		if (!worker_quiet(AGAIN_MS)) {
			return EG_FAIL(EG_GONE, "core ended before the finger sensor was open");
		}
		err = touch_job_open(&w->job, backend, where);
	}
	return err == EG_OK ? EG_OK : unfit(w);
}

static enum eg_err open_all(const struct args *a, struct touch_worker *w)
{
	const struct finger_sensor_backend *backend;
	const char *where;
	const char *spec = args_text(a, "sensor", NULL);
	int64_t open_ms;
	int64_t renew_ms;
	if (spec == NULL) {
		return EG_FAIL(EG_CONFIG, "setting sensor is needed");
	}
	EG_TRY(args_number(a, "open_ms", 0, 600000, OPEN_MS, &open_ms));
	w->open_ms = (uint32_t)open_ms;
	EG_TRY(args_number(a, "renew_ms", 1, 3600000, RENEW_MS, &renew_ms));
	w->renew_ms = (uint32_t)renew_ms;
	EG_TRY(fprint_clear_variables()); /* whichever backend it is */
	EG_TRY(finger_sensor_find(spec, &backend, &where));
	if (backend->injected) {
		LOG(LOG_WARN, "virtual-sensor", LOG_INT("injected", backend->injected));
	}
	return open_sensor(w, backend, where);
}

static enum eg_err hear(struct touch_worker *w)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk_fd = -1;
	EG_TRY(link_recv(LINK_FD, &m, &bulk_fd));
	return touch_job_take(&w->job, &m, now_mono_us());
}

static enum eg_err tell(struct touch_worker *w, struct touch_said *said)
{
	EG_AUTO(eg_close) int bulk_fd = -1;
	if (said->m.kind == MSG_PRESS_IMAGE) {
		EG_TRY(bulk_make(said->grey, &bulk_fd));
	}
	EG_TRY(link_send(LINK_FD, &said->m, bulk_fd));
	return touch_job_told(&w->job, said);
}

static enum eg_err look(struct touch_worker *w)
{
	struct touch_said said;
	enum eg_err err = touch_job_next(&w->job, now_mono_us(), &said);
	if (err == EG_TIMEOUT) {
		return EG_OK;
	}
	EG_TRY(err);
	return tell(w, &said);
}

/* While no press is wanted. EG_GONE: this worker has been warm for long enough. */
static enum eg_err watch(struct touch_worker *w)
{
	EG_TRY(touch_job_check(&w->job));
	return touch_job_worn(&w->job, w->renew_ms, now_cpu_us())
		       ? EG_FAIL(EG_GONE, "a fresh worker takes over")
		       : EG_OK;
}

/* One message of the core, or one look at the sensor. EG_GONE ends the worker in peace. */
static enum eg_err serve(struct touch_worker *w)
{
	enum eg_err err;
	if (!worker_quiet(w->job.on ? 0 : WORKER_WATCH_MS)) {
		err = hear(w);
	} else {
		err = w->job.on ? look(w) : watch(w);
	}
	return w->job.unfit ? unfit(w) : err;
}

static enum eg_err work(const struct args *a, struct touch_worker *w)
{
	int64_t start_us = now_mono_us();
	EG_TRY(open_all(a, w));
	const struct sandbox_need need = {
		.make_memfd = true, /* pictures */
		.usb_library = true,
		.virtual_sensor = w->job.backend->injected,
		.memory_mb = MEMORY_MB,
		.cpu_seconds = (w->renew_ms + TRAVELLER_CPU_MS) / 1000,
	};
	EG_TRY(sandbox_enter(&need));
	LOG(LOG_INFO, "ready", LOG_INT("warm_us", now_mono_us() - start_us));
	enum eg_err err = worker_ready(ROLE_TOUCH);
	while (err == EG_OK) {
		err = serve(w);
	}
	return err;
}

int main(int argc, char *argv[])
{
	struct args a = args_of(argc, argv);
	struct touch_worker w = {0};
	log_open(LOG_WORD("touch"), LOG_INFO);
	enum eg_err err = work(&a, &w);
	touch_job_close(&w.job);
	int status = worker_end(err);
	if (w.job.unfit) {
		_exit(status); /* a thread may be stuck in the library: its end is not waited for */
	}
	return status;
}
