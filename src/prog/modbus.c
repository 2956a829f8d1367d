/*
 * egate-modbus: the wires of a gate on a remote I/O block, for a core that links and parses nothing
 * of Modbus. Knows the block, the core's connection and their times. Never knows what a level
 * means.
 *
 *   settings   modbus=WHERE (hal/modbus_map.h)   priority=N   and the words that describe the gate
 *   start      block connected and its own watchdog checked; sandbox
 *   LINK_FD    a listening socket: the core connects and speaks as hal/gate_io_sim.h says, with the
 *              pulse of gate_io_remote
 *   a cycle    every 20 ms, and at once when the core drives: outputs, watchdog, both read back,
 *              inputs; then the core is told
 *   end        when no cycle was whole for 80 ms, the block refuses or an output does not follow:
 *              the core's connection ends with this process
 *
 * What was driven last stays for 150 ms, so that the guard of a core that has ended can take over;
 * then all outputs are off. The block's own watchdog does the same without this process.
 */
#include "hal/modbus_link.h"
#include "os/link.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "prog/core_settings.h"
#include "prog/worker.h"

#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>

#define LOST_US   INT64_C(80000)  /* a lost block is told to the core within 100 ms */
#define SILENT_US INT64_C(150000) /* of the core, before outputs fall off */
#define MS        INT64_C(1000)
#define MEMORY_MB 128
#define OFF       0u /* every output without power: locks are open then */

struct modbus_worker {
	struct modbus_map map;
	struct modbus_link *block; /* owned; never closed in the sandbox: that asks more of the
				      kernel than the sandbox allows, and exit does it */
	int core;                  /* owned; -1: none */
	bool driven;               /* by this core */
	int64_t heard_us;          /* of this core: its connection, or what it drove last */
	int64_t drove_us;          /* whoever drove last */
	uint32_t outputs;
	int64_t due_us;   /* of the next cycle */
	int64_t until_us; /* it has to be whole */
};

static void drop_core(struct modbus_worker *w)
{
	eg_close(&w->core);
	w->driven = false;
}

/* One question, again and again while there is time for it. */
static enum eg_err ask(struct modbus_worker *w, enum modbus_step step, struct gate_lines *lines)
{
	for (;;) {
		int64_t left = (w->until_us - now_mono_us() + MS - 1) / MS;
		if (left <= 0) {
			return EG_FAIL(EG_TIMEOUT, "no whole cycle with the Modbus block in time");
		}
		uint32_t ms = left < w->map.answer_ms ? (uint32_t)left : w->map.answer_ms;
		enum eg_err err = modbus_link_step(w->block, step, w->outputs, lines, ms);
		if (err != EG_TIMEOUT && err != EG_BAD_DATA) {
			return err;
		}
		modbus_link_drain(w->block);
	}
}

static enum eg_err cycle(struct modbus_worker *w)
{
	struct gate_lines lines;
	/* One that begins late, on a busy machine, says nothing about the block. */
	int64_t least = now_mono_us() + MS * w->map.answer_ms;
	w->until_us = w->until_us < least ? least : w->until_us;
	for (unsigned step = MODBUS_WRITE; step < MODBUS_STEPS; step++) {
		EG_TRY(ask(w, (enum modbus_step)step, &lines));
	}
	int64_t now = now_mono_us();
	w->due_us = now + MS * w->map.cycle_ms;
	w->until_us = now + LOST_US;
	/* Only when the first levels that it wants stand: it has not begun before. */
	if (w->driven && send(w->core, &lines, sizeof(lines), MSG_NOSIGNAL | MSG_DONTWAIT) !=
				 (ssize_t)sizeof(lines)) {
		LOG(LOG_WARN, "core-does-not-listen", LOG_INT("errno", errno));
		drop_core(w);
	}
	return EG_OK;
}

/* The newest of what the core drives counts. */
static void on_core(struct modbus_worker *w)
{
	for (;;) {
		uint32_t outputs = OFF;
		ssize_t got = recv(w->core, &outputs, sizeof(outputs), MSG_TRUNC | MSG_DONTWAIT);
		if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
			return;
		}
		if (got != (ssize_t)sizeof(outputs)) {
			LOG(LOG_INFO, "core-left", LOG_INT("bytes", got));
			drop_core(w);
			return;
		}
		w->due_us = outputs != w->outputs || !w->driven ? 0 : w->due_us;
		w->outputs = outputs;
		w->driven = true;
		w->drove_us = w->heard_us = now_mono_us();
	}
}

static void on_listener(struct modbus_worker *w)
{
	EG_AUTO(eg_close) int fd = accept4(LINK_FD, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0 || w->core >= 0) {
		return; /* gone again, or a second one: there is one gate */
	}
	w->core = fd;
	w->heard_us = now_mono_us();
	fd = -1;
}

static void watch_core(struct modbus_worker *w)
{
	int64_t now = now_mono_us();
	if (w->core >= 0 && now - w->heard_us > SILENT_US) {
		LOG(LOG_WARN, "core-silent", LOG_INT("limit_ms", SILENT_US / MS));
		drop_core(w);
	}
	if (w->outputs != OFF && now - w->drove_us > SILENT_US) {
		LOG(LOG_WARN, "outputs-off", LOG_INT("limit_ms", SILENT_US / MS));
		w->outputs = OFF;
		w->due_us = 0;
	}
}

static int wait_ms(const struct modbus_worker *w)
{
	int64_t left = w->due_us - now_mono_us();
	return left <= 0 ? 0 : (int)((left + MS - 1) / MS);
}

static enum eg_err turn(struct modbus_worker *w)
{
	/* The core before the listener: one that has left makes room for the next. */
	struct pollfd fds[] = {
		{.fd = w->core, .events = POLLIN},
		{.fd = LINK_FD, .events = POLLIN},
	};
	if (poll(fds, 2, wait_ms(w)) < 0 && errno != EINTR) {
		return EG_FAIL(EG_IO, "poll");
	}
	if (fds[0].revents != 0) {
		on_core(w);
	}
	if (fds[1].revents != 0) {
		on_listener(w);
	}
	watch_core(w);
	return now_mono_us() >= w->due_us ? cycle(w) : EG_OK;
}

/* On the way from a beam to a lock, as the core is. */
static void be_real_time(int64_t priority)
{
	struct sched_param param = {.sched_priority = (int)priority};
	if (priority > 0 && sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param) != 0) {
		LOG(LOG_WARN, "no-real-time", LOG_INT("errno", errno));
	}
}

static enum eg_err run(struct modbus_worker *w, const struct args *a)
{
	const struct sandbox_need need = {.memory_mb = MEMORY_MB, .accept_peer = true};
	static struct lane_settings settings; /* too large for the stack */
	const char *where = args_text(a, "modbus", NULL);
	int64_t priority;
	if (where == NULL) {
		return EG_FAIL(EG_CONFIG, "setting modbus is needed");
	}
	EG_TRY(lane_settings_from(a, &settings));
	EG_TRY(args_number(a, "priority", 0, 99, 50, &priority));
	EG_TRY(modbus_map_of(&w->map, where, &settings.fitting));
	EG_TRY(modbus_link_open(&w->block, &w->map));
	be_real_time(priority);
	EG_TRY(sandbox_enter(&need));
	EG_TRY(modbus_link_guarded(w->block));
	LOG(LOG_INFO, "block", LOG_INT("cycle_ms", w->map.cycle_ms),
	    LOG_INT("watchdog_known", w->map.tells_timeout));
	w->until_us = now_mono_us() + LOST_US;
	for (;;) {
		EG_TRY(turn(w));
	}
}

int main(int argc, char *argv[])
{
	static struct modbus_worker w = {.core = -1};
	struct args a = args_of(argc, argv);
	log_open(LOG_WORD("modbus"), LOG_INFO);
	enum eg_err err = run(&w, &a);
	log_fault(LOG_ERROR, LOG_WORD("modbus-ends"));
	return err == EG_OK ? 0 : 1;
}
