/*
 * egated_wires: the process that serves the wires to the core where the core must not.
 * Knows which gate-io wants one, its socket and its starts. Never knows levels.
 */
#include "prog/egated_wires.h"

#include "base/log.h"
#include "hal/modbus_map.h"
#include "hal/spec.h"
#include "os/link.h"
#include "os/now.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BACKLOG     4 /* a core that has ended, its guard, the next core */
#define SOCKET_MASK 0177
#define LATER_US    INT64_C(1000000)

struct wires wires_none(void)
{
	return (struct wires){.child = {.process = -1, .death_signal = SIGKILL}, .listener = -1};
}

static enum eg_err printed(int size, size_t cap)
{
	return size > 0 && (size_t)size < cap
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "path of the run folder too long");
}

static enum eg_err listen_wires(struct wires *w, const char *run)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	EG_TRY(printed(snprintf(w->path, sizeof(w->path), "%s/wires.sock", run), sizeof(w->path)));
	EG_TRY(printed(snprintf(a.sun_path, sizeof(a.sun_path), "%s", w->path),
		       sizeof(a.sun_path)));
	if (unlink(w->path) != 0 && errno != ENOENT) {
		return EG_FAIL(EG_IO, "a former socket cannot be removed");
	}
	w->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mode_t before = umask(SOCKET_MASK);
	bool bound = w->listener >= 0 &&
		     bind(w->listener, (const struct sockaddr *)&a, sizeof(a)) == 0 &&
		     listen(w->listener, BACKLOG) == 0;
	(void)umask(before); /* cannot fail */
	return bound ? EG_OK : EG_FAIL(EG_IO, "the wires' socket cannot be made");
}

enum eg_err wires_open(struct wires *w, struct config *c, const struct gate_file *gate)
{
	static struct modbus_map tried; /* too large for the stack */
	const char *where = spec_where(c->gate_io, "modbus");
	bool doors = gate_has_doors(&gate->settings.fitting.plan);
	if (where == NULL || !doors) { /* a desk has no wires, whatever is set */
		return EG_OK;
	}
	EG_TRY(printed(snprintf(w->where, sizeof(w->where), "%s", where), sizeof(w->where)));
	EG_TRY(modbus_map_of(&tried, w->where, &gate->settings.fitting));
	EG_TRY(listen_wires(w, c->run));
	return printed(snprintf(c->gate_io, sizeof(c->gate_io), "remote:%s", w->path),
		       sizeof(c->gate_io));
}

void wires_start_due(struct wires *w, const char *programs, struct config *c,
		     struct gate_file *gate)
{
	static struct words words; /* too large for the stack; used until the exec only */
	const int handed[CHILD_FDS] = {w->listener, -1};
	int64_t now = now_mono_us();
	if (now < wires_due_us(w)) {
		return;
	}
	wires_words(c, gate, w->where, &words);
	if (child_start(&w->child, programs, "egate-modbus", words.list, handed, now) != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("wires"));
		child_signal(&w->child, SIGKILL); /* reaped like any other */
		w->child.due_us = now + LATER_US;
		return;
	}
	LOG(LOG_INFO, "wires-started", LOG_INT("pid", w->child.pid));
}

void wires_reap(struct wires *w)
{
	if (child_reap(&w->child, now_mono_us())) {
		LOG(LOG_WARN, "wires-ended", LOG_INT("failures", w->child.failures));
	}
}

int64_t wires_due_us(const struct wires *w)
{
	return w->listener < 0 || w->child.pid != 0 ? INT64_MAX : w->child.due_us;
}

void wires_stop(struct wires *w)
{
	if (w->child.pid != 0) {
		child_signal(&w->child, SIGKILL);
		(void)waitpid(w->child.pid, NULL, 0); /* killed: it ends */
	}
	if (w->listener >= 0) {
		(void)unlink(w->path); /* gone already is as good */
	}
	eg_close(&w->listener);
}
