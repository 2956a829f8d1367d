/*
 * guard: egate-guard, the process beside a core that drives safe levels when the core cannot.
 * Knows the core's process, its stamps and the wires. Never knows travellers, documents, orders,
 * or files; links what the core links.
 *
 * egate-guard gate-io=SPEC [priority=N] [cpu=LIST] [the core's other words]
 *
 * egated starts it before the core, with its own connection on LINK_FD and the shared page on
 * BEAT_FD, then hands it the core (struct control, ROLE_CORE: connection to the core, its pidfd).
 * It says MSG_READY to the core, looks in time, and ends when it is told to (SIGTERM), or after its
 * outputs are safe when egated has ended. guard_rule.h tells when it does what.
 */
#include "hal/gate_io_none.h"
#include "os/beat.h"
#include "os/link.h"
#include "os/now.h"
#include "prog/control.h"
#include "prog/core_settings.h"
#include "prog/guard_gate.h"
#include "prog/guard_rule.h"
#include "prog/realtime.h"

#include "base/log.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PRIORITY_MAX 99

enum place { PLACE_CONTROL, PLACE_SIGNALS, PLACE_CORE, PLACE_LINK, PLACE_WIRES };

struct guard {
	struct lane_settings settings;
	const struct gate_io_backend *wires;
	const char *where;
	struct gate_io *io; /* owned; NULL while the wires are the core's */
	struct guard_rule rule;
	struct guard_gate gate;
	struct beat *beat;
	int link;    /* owned: connection to the core; -1 */
	int process; /* owned: the core's pidfd; -1: not handed over */
	int signals; /* owned */
	bool told;
	bool alone;
	bool driven; /* since the wires were opened */
	bool held;   /* they were ours before */
	bool took;   /* taking over was said */
	bool cold;   /* nobody is known to have held the wires before the core */
	uint32_t watchdog;
	int64_t toggled_us;
};

static bool core_ended(const struct guard *g)
{
	struct pollfd p = {.fd = g->process, .events = POLLIN};
	return g->process >= 0 && poll(&p, 1, 0) == 1;
}

/* The core is handed over: from now on it is guarded. */
static void take_core(struct guard *g, int connection, int process)
{
	struct msg ready = msg_make(MSG_READY, 0);
	ready.body.ready.role = ROLE_GUARD;
	eg_close(&g->link);
	eg_close(&g->process);
	g->link = connection;
	g->process = process;
	LOG(LOG_INFO, "guards", LOG_INT("drove_us", atomic_load(&g->beat->drove_us)));
	if (link_send(g->link, &ready, -1) != EG_OK) {
		eg_close(&g->link); /* it has ended already: that shows by its process */
	}
}

static void on_control(struct guard *g)
{
	struct control told = {0};
	int connection = -1;
	int process = -1;
	enum eg_err err = control_recv(LINK_FD, &told, &connection, &process);
	if (err == EG_TIMEOUT) {
		return;
	}
	if (err != EG_OK || told.kind != CONTROL_WORKER || told.role != ROLE_CORE) {
		eg_close(&connection);
		eg_close(&process);
		g->alone = true;
		return;
	}
	take_core(g, connection, process);
}

/* The core says nothing; the end of its connection is told better by its process. */
static void on_link(struct guard *g)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk = -1;
	if (link_recv(g->link, &m, &bulk) != EG_TIMEOUT) {
		eg_close(&g->link);
	}
}

static size_t places(const struct guard *g, struct pollfd *p)
{
	int fds[GATE_IO_WAKE_MAX];
	size_t count = g->io == NULL ? 0 : g->wires->wake_fds(g->io, fds);
	bool taken = g->rule.taken_us != 0;
	/* Negative descriptors are passed over by poll: those that would wake for ever. */
	p[PLACE_CONTROL] = (struct pollfd){.fd = g->alone ? -1 : LINK_FD, .events = POLLIN};
	p[PLACE_SIGNALS] = (struct pollfd){.fd = g->told ? -1 : g->signals, .events = POLLIN};
	p[PLACE_CORE] = (struct pollfd){.fd = taken ? -1 : g->process, .events = POLLIN};
	p[PLACE_LINK] = (struct pollfd){.fd = g->link, .events = POLLIN};
	for (size_t i = 0; i < count; i++) {
		p[PLACE_WIRES + i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
	}
	return PLACE_WIRES + count;
}

/* Until something happens, or the next look is due. */
static void rest(struct guard *g)
{
	struct pollfd p[PLACE_WIRES + GATE_IO_WAKE_MAX];
	size_t count = places(g, p);
	int64_t left_us = g->rule.due_us - now_mono_us();
	if (left_us < 0) {
		left_us = 0;
	}
	struct timespec left = {.tv_sec = left_us / 1000000,
				.tv_nsec = (long)(left_us % 1000000) * 1000};
	bool timed = g->rule.due_us != INT64_MAX;
	if (ppoll(p, count, timed ? &left : NULL, NULL) <= 0) {
		return;
	}
	if (p[PLACE_CONTROL].revents != 0) {
		on_control(g);
	}
	if (p[PLACE_SIGNALS].revents != 0) {
		g->told = true;
	}
	if (g->link >= 0 && p[PLACE_LINK].revents != 0) {
		on_link(g);
	}
}

/* Since the core's last drive, as it says; -1: it has not driven, or says what cannot be. */
static int64_t since_us(const struct guard *g, int64_t now_us)
{
	int64_t drove_us = atomic_load(&g->beat->drove_us);
	return drove_us > 0 && drove_us <= now_us ? now_us - drove_us : -1;
}

/* Nothing of ours holds a core that hangs: it gets no say. */
static void kill_core(const struct guard *g, int64_t now_us)
{
	LOG(LOG_ERROR, "core-hangs", LOG_INT("us", since_us(g, now_us)));
	atomic_store(&g->beat->took, g->rule.took); /* before egated can see its end */
	/* Fails only for a process that has ended since. */
	(void)syscall(SYS_pidfd_send_signal, g->process, SIGKILL, NULL, 0);
}

static void let_go(struct guard *g)
{
	if (g->io != NULL) {
		g->wires->close(&g->io);
	}
	g->driven = false;
}

static void take_wires(struct guard *g, int64_t now_us)
{
	if (!g->took) {
		g->took = true;
		LOG(LOG_ERROR, "takes-over", LOG_INT("why", g->rule.took),
		    LOG_INT("us", since_us(g, now_us)));
		atomic_store(&g->beat->took, g->rule.took);
	}
	g->settings.freed =
		g->held ? guard_gate_freed(&g->gate) : atomic_load(&g->beat->freed) == 1;
	uint32_t inputs = g->held ? g->gate.gate.inputs : atomic_load(&g->beat->inputs);
	if (!g->held && inputs != 0) {
		/* Which way round the core saw them. */
		g->settings.fitting.reversed = atomic_load(&g->beat->turned) == 1;
	}
	g->gate = guard_gate_start(&g->settings, inputs, now_us);
	uint32_t first = guard_gate_first(&g->gate);
	if (g->cold && !g->held && inputs == 0) {
		/* As a core begins: locks that had no power get none before somebody has looked. */
		first &= ~(uint32_t)(GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK);
	}
	if (g->wires->open(&g->io, g->where, &g->settings.fitting, first) != EG_OK) {
		g->io = NULL; /* not free yet, or gone: again, as the rule says */
		return;
	}
	LOG(LOG_INFO, "drives", LOG_INT("us", since_us(g, now_mono_us())));
}

/* As the core does it: levels read whole, then all outputs; the watchdog at the tick's pace. */
static enum eg_err drive(struct guard *g, int64_t now_us)
{
	struct gate_lines lines;
	EG_TRY(g->wires->read(g->io, &lines));
	if (now_us - g->toggled_us >= GUARD_TICK_US) {
		g->watchdog ^= (uint32_t)GATE_OUT_WATCHDOG;
		g->toggled_us = now_us;
	}
	uint32_t out =
		guard_gate_step(&g->gate, &lines, g->wires->debounced(g->io), g->watchdog, now_us);
	if (guard_gate_freed(&g->gate)) {
		/* No reset reaches us: the next core begins with all doors free, and hears it. */
		atomic_store(&g->beat->freed, 1);
	}
	return g->wires->drive(g->io, out);
}

/* False: it is over. */
static bool act(struct guard *g)
{
	for (;;) {
		struct guard_seen seen = {
			.now_us = now_mono_us(),
			.drove_us = atomic_load(&g->beat->drove_us),
			.given = g->process >= 0,
			.ended = core_ended(g),
			.alone = g->alone,
			.told = g->told,
			.open = g->io != NULL,
			.driven = g->driven,
		};
		atomic_store(&g->beat->guard_us, seen.now_us);
		switch (guard_rule_step(&g->rule, &seen)) {
		case GUARD_WATCH:
			return true;
		case GUARD_KILL:
			kill_core(g, seen.now_us);
			break;
		case GUARD_TAKE:
			take_wires(g, seen.now_us);
			break;
		case GUARD_DRIVE:
			g->driven = drive(g, seen.now_us) == EG_OK;
			g->held = true;
			if (!g->driven) {
				log_fault(LOG_ERROR, LOG_WORD("wires"));
				let_go(g);
			} else if (!g->told && !g->alone) {
				return true;
			}
			break;
		case GUARD_LEAVE:
			return false;
		}
	}
}

static enum eg_err guard_open(struct guard *g, const struct args *a)
{
	const char *cpus = args_text(a, "cpu", "");
	const char *spec = args_text(a, "gate-io", NULL);
	int64_t priority;
	sigset_t set;
	EG_TRY(lane_settings_from(a, &g->settings));
	EG_TRY(args_number(a, "priority", 0, PRIORITY_MAX, 50, &priority));
	EG_TRY(gate_io_for(&g->settings.fitting, spec, &g->wires, &g->where));
	EG_TRY(beat_map(BEAT_FD, &g->beat));
	g->cold = atomic_load(&g->beat->took) == BEAT_NOT_TAKEN;
	if (sigemptyset(&set) != 0 || sigaddset(&set, SIGTERM) != 0 ||
	    sigaddset(&set, SIGINT) != 0 || sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
		return EG_FAIL(EG_IO, "signals");
	}
	g->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (g->signals < 0) {
		return EG_FAIL(EG_IO, "signals");
	}
	/* Above the core: one that spins on its CPU does not keep us from looking. */
	realtime_enter(priority > 0 && priority < PRIORITY_MAX ? priority + 1 : priority, cpus);
	return EG_OK;
}

int main(int argc, char *argv[])
{
	static struct guard g;
	struct args a = args_of(argc, argv);
	g.link = g.process = g.signals = -1;
	g.rule = guard_rule_start();
	log_open(LOG_WORD("guard"), LOG_INFO);
	(void)prctl(PR_SET_DUMPABLE, 0); /* as the core; cannot fail for 0 */
	if (guard_open(&g, &a) != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("guard-ends"));
		return 1;
	}
	while (act(&g)) {
		rest(&g);
	}
	LOG(LOG_INFO, "guard-leaves", LOG_INT("drove", g.driven));
	let_go(&g);
	return 0;
}
