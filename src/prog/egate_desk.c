/*
 * egate_desk: egate desk, one counter: its lane and its console, started and ended together.
 * Knows when which of them is started, and who ends first. Never knows their settings
 * (egate_desk_plan.c), nor how a process is started (egate_desk_child.c).
 *
 *   egated -> the lane says that its journal is there -> egate-console -> its address is told
 *   a signal, or the end of either -> the console ends, then the lane: its records are its own
 */
#include "prog/egate_desk.h"

#include "os/link.h"
#include "os/now.h"
#include "prog/egate.h"
#include "prog/lane_link.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define TRY_MS   50                /* between two tries to reach the lane */
#define READY_US INT64_C(30000000) /* for its journal; for the console's port */

struct desk {
	struct desk_plan plan;
	struct desk_child lane;
	struct desk_child console;
	int signals;   /* owned */
	int link;      /* owned: to the lane, until its journal is there; -1 */
	int64_t until; /* something is due by then; 0: all is there */
	bool told;     /* the address */
	bool stop;     /* as asked */
};

static enum eg_err open_signals(struct desk *d)
{
	sigset_t set;
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || sigemptyset(&set) != 0 ||
	    sigaddset(&set, SIGTERM) != 0 || sigaddset(&set, SIGINT) != 0 ||
	    sigaddset(&set, SIGHUP) != 0 || sigaddset(&set, SIGCHLD) != 0 ||
	    sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
		return EG_FAIL(EG_IO, "signals");
	}
	d->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return d->signals >= 0 ? EG_OK : EG_FAIL(EG_IO, "signalfd");
}

static void on_signal(struct desk *d)
{
	struct signalfd_siginfo info;
	while (read(d->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		d->stop = d->stop || info.ssi_signo != SIGCHLD;
	}
}

/* Not there yet, or busy: again soon. */
static void reach_lane(struct desk *d)
{
	if (lane_connect_now(d->plan.socket, &d->link) != EG_OK ||
	    lane_watch(d->link, WATCH_LANE, false) != EG_OK) {
		eg_close(&d->link);
	}
}

static enum eg_err start_console(struct desk *d)
{
	eg_close(&d->link);
	d->until = now_mono_us() + READY_US;
	return desk_child_start(&d->console, d->plan.programs, d->plan.console_file,
				d->plan.console_text, true);
}

/* A console opens the journal once: it has to be there. */
static enum eg_err hear_lane(struct desk *d)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk = -1;
	enum eg_err err = link_recv(d->link, &m, &bulk);
	if (err == EG_TIMEOUT) {
		return EG_OK;
	}
	if (err != EG_OK) {
		eg_close(&d->link); /* it starts again */
		return EG_OK;
	}
	bool written = m.kind == MSG_STATUS && m.body.status.step == STEP_NONE &&
		       (m.body.status.missing & 1u << ROLE_JOURNAL) == 0;
	return written ? start_console(d) : EG_OK;
}

static enum eg_err hear_console(struct desk *d)
{
	unsigned port = desk_child_hear(&d->console);
	if (port == 0 || d->told) {
		return EG_OK;
	}
	d->told = true;
	d->until = 0;
	return printf("http://127.0.0.1:%u/\n", port) > 0 && fflush(stdout) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "standard output");
}

static enum eg_err check_time(const struct desk *d)
{
	if (d->until == 0 || now_mono_us() < d->until) {
		return EG_OK;
	}
	return d->console.pid != 0 ? EG_FAIL(EG_TIMEOUT, "the console is not ready")
				   : EG_FAIL(EG_TIMEOUT, "the lane's journal is not there");
}

static int wait_ms(const struct desk *d)
{
	return d->until == 0 ? -1 : TRY_MS;
}

/* EG_GONE: one of both has ended. */
static enum eg_err turn(struct desk *d)
{
	struct pollfd fds[] = {
		{.fd = d->signals, .events = POLLIN},
		{.fd = d->link, .events = POLLIN},
		{.fd = d->console.log, .events = POLLIN},
	};
	if (poll(fds, 3, wait_ms(d)) > 0) {
		if (fds[0].revents != 0) {
			on_signal(d);
		}
		if (fds[1].revents != 0) {
			EG_TRY(hear_lane(d));
		}
		if (fds[2].revents != 0) {
			EG_TRY(hear_console(d));
		}
	}
	bool started = d->console.pid != 0;
	if (d->stop) {
		return EG_OK;
	}
	if (desk_child_ended(&d->lane)) {
		return EG_FAIL(EG_GONE, "the lane has ended");
	}
	if (started && desk_child_ended(&d->console)) {
		return EG_FAIL(EG_GONE, "the console has ended");
	}
	if (!started && d->link < 0) {
		reach_lane(d);
	}
	return check_time(d);
}

static enum eg_err serve(struct desk *d)
{
	EG_TRY(open_signals(d));
	d->until = now_mono_us() + READY_US;
	EG_TRY(desk_child_start(&d->lane, d->plan.programs, d->plan.lane_file, d->plan.lane_text,
				false));
	while (!d->stop) {
		EG_TRY(turn(d));
	}
	return EG_OK;
}

/* Who has to do what first. */
static int tell_unstaffed(const struct desk_plan *p)
{
	int code = egate_failed();
	if (eg_fault_last().err == EG_NOT_FOUND) {
		bool other = p->console.user != CONSOLE_NO_USER && p->console.user != geteuid();
		(void)fprintf(stderr, "egate officer add NAME officer --file %s%s\n",
			      p->console.database,
			      other ? "    (as the console's user)" : ""); /* as usage */
	}
	return code;
}

int egate_desk(int count, char *const words[])
{
	static struct desk d = {.lane = {.name = "egated", .log = -1},
				.console = {.name = "egate-console", .log = -1},
				.signals = -1,
				.link = -1};
	if (count > 2) {
		return EGATE_USAGE;
	}
	if (desk_plan_make(&d.plan, count > 0 ? words[0] : NULL, count > 1 ? words[1] : NULL) !=
	    EG_OK) {
		return egate_failed();
	}
	if (desk_plan_staffed(&d.plan) != EG_OK) {
		return tell_unstaffed(&d.plan);
	}
	enum eg_err err = serve(&d);
	eg_close(&d.link);
	desk_child_end(&d.console);
	desk_child_end(&d.lane);
	eg_close(&d.signals);
	return err == EG_OK ? EGATE_DONE : egate_failed();
}
