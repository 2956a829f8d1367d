/*
 * egated: the supervisor of a lane: reads the configuration, executes and restarts the others.
 * Knows processes and the lane's socket. Never knows a protocol; touches no foreign bytes.
 *
 * egated [FILE]     without a file: the defaults of config.h
 *
 * SIGTERM, SIGINT: ends the lane. SIGHUP: the watchlist's file is read anew, by a new process, as
 * soon as no traveller needs the old one.
 */
#include "os/beat.h"
#include "os/link.h"
#include "os/now.h"
#include "prog/control.h"
#include "prog/egated_place.h"
#include "prog/egated_socket.h"
#include "prog/egated_wires.h"
#include "prog/face_policy.h"
#include "prog/face_time.h"
#include "prog/finger_policy.h"
#include "prog/finger_time.h"
#include "prog/gate_file.h"

#include "base/log.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define STOP_MS     2000 /* for outputs to get to their safe levels, then for records to the disk */
#define CHILD_FIRST ROLE_CORE
#define CHILD_LAST  ROLE_WATCHLIST
#define LET_GO_MS   1000            /* for a guard to make outputs safe and let go of the wires */
#define SCREENS_US  INT64_C(100000) /* between two travellers' screens that connect */

struct egated {
	struct config config;
	struct gate_file gate;
	struct place place; /* owned */
	struct child children[ROLE_COUNT];
	struct wires wires;
	int64_t journal_until_us; /* it writes what a core that ended has told it; 0: no such */
	int64_t guard_until_us;   /* a guard that was told to let go is killed then; 0: no such */
	int control;              /* owned: our end of the core's connection; -1 */
	int guard;                /* owned: our end of the guard's connection; -1 */
	int beat_fd;              /* owned: the page of core and guard */
	struct beat *beat;
	int signals;                /* owned */
	struct lane_socket lane;    /* owned; of officers and watchers */
	struct lane_socket screens; /* owned; of travellers' screens, where there are any */
	int64_t screens_us;         /* the next of them is heard from then on */
	bool guarded;               /* the guard that runs has its core */
	bool stop;
};

static const char *const program_names[ROLE_COUNT] = {
	[ROLE_CORE] = "egate-core",   [ROLE_PAGE] = "egate-page",
	[ROLE_CHIP] = "egate-chip",   [ROLE_VERIFY] = "egate-verify",
	[ROLE_FACE] = "egate-face",   [ROLE_JOURNAL] = "egate-journal",
	[ROLE_GUARD] = "egate-guard", [ROLE_FINGER] = "egate-finger",
	[ROLE_TOUCH] = "egate-touch", [ROLE_WATCHLIST] = "egate-watchlist",
};

static struct log_word role_word(unsigned role)
{
	return (struct log_word){role_name(role)};
}

/* Has the outputs, or gets them. */
static bool drives(enum role role)
{
	return role == ROLE_CORE || role == ROLE_GUARD;
}

/* Both processes of the finger belong to a lane with a sensor alone, that of the watchlist to one
 * with a list. */
static bool belongs(const struct egated *e, enum role role)
{
	if (role == ROLE_WATCHLIST) {
		return config_watchlist(&e->config);
	}
	return (role != ROLE_FINGER && role != ROLE_TOUCH) || config_fingers(&e->config);
}

static enum eg_err start(struct egated *e, enum role role, int64_t now)
{
	static struct words words; /* too large for the stack; used until the exec only */
	struct child *c = &e->children[role];
	int pair[2];
	words_of(&e->config, &e->gate, role, &words);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		return EG_FAIL(EG_IO, "no further connection");
	}
	EG_AUTO(eg_close) int ours = pair[0];
	EG_AUTO(eg_close) int theirs = pair[1];
	const int handed[CHILD_FDS] = {theirs, drives(role) ? e->beat_fd : -1};
	EG_TRY(child_start(c, e->place.programs, program_names[role], words.list, handed, now));
	LOG(LOG_INFO, "child-started", LOG_NAME("role", role_word(role)), LOG_INT("pid", c->pid));
	if (drives(role)) {
		int *end = role == ROLE_CORE ? &e->control : &e->guard;
		*end = ours;
		ours = -1;
		return EG_OK;
	}
	const struct control told = {.kind = CONTROL_WORKER, .role = role, .pid = (uint32_t)c->pid};
	return control_send(e->control, &told, ours, c->process);
}

static bool runs(const struct egated *e, enum role role)
{
	return e->children[role].pid != 0;
}

static bool started(struct egated *e, enum role role)
{
	struct child *c = &e->children[role];
	int64_t now = now_mono_us();
	if (!belongs(e, role) || runs(e, role) || now < c->due_us) {
		return false;
	}
	if (start(e, role, now) == EG_OK) {
		return true;
	}
	log_fault(LOG_ERROR, LOG_WORD("start"));
	child_signal(c, SIGKILL); /* reaped like any other */
	c->due_us = now + 1000000;
	return false;
}

/* Each gets an end of one connection, and the other's process. */
static enum eg_err introduce(struct egated *e)
{
	const struct child *core = &e->children[ROLE_CORE];
	const struct child *guard = &e->children[ROLE_GUARD];
	const struct control to_guard = {
		.kind = CONTROL_WORKER, .role = ROLE_CORE, .pid = (uint32_t)core->pid};
	const struct control to_core = {
		.kind = CONTROL_WORKER, .role = ROLE_GUARD, .pid = (uint32_t)guard->pid};
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		return EG_FAIL(EG_IO, "no further connection");
	}
	EG_AUTO(eg_close) int of_core = pair[0];
	EG_AUTO(eg_close) int of_guard = pair[1];
	EG_TRY(control_send(e->guard, &to_guard, of_guard, core->process));
	return control_send(e->control, &to_core, of_core, guard->process);
}

/* One guard, one core: the guard of a core that ended lets go of the wires before the next core. */
static bool former_guard(struct egated *e)
{
	struct child *guard = &e->children[ROLE_GUARD];
	if (guard->pid == 0 || !e->guarded) {
		return false;
	}
	if (e->guard_until_us == 0) {
		child_signal(guard, SIGTERM);
		e->guard_until_us = now_mono_us() + INT64_C(1000) * LET_GO_MS;
	}
	return true;
}

/* The guard first, so that no core drives without one beside it; but a lane without a guard goes
 * on, out of service. */
static void start_drivers(struct egated *e)
{
	bool core_due = !runs(e, ROLE_CORE) && now_mono_us() >= e->children[ROLE_CORE].due_us;
	if (core_due && former_guard(e)) {
		return;
	}
	bool fresh = (core_due || runs(e, ROLE_CORE)) && started(e, ROLE_GUARD);
	if (core_due) {
		atomic_store(&e->beat->drove_us, 0);
		atomic_store(&e->beat->inputs, 0);
	}
	if (core_due && started(e, ROLE_CORE)) {
		fresh = runs(e, ROLE_GUARD);
	}
	if (fresh && runs(e, ROLE_CORE) && runs(e, ROLE_GUARD)) {
		e->guarded = true;
		if (introduce(e) != EG_OK) {
			log_fault(LOG_ERROR, LOG_WORD("guard"));
			child_signal(&e->children[ROLE_GUARD], SIGKILL);
		}
	}
}

/* Starts what is due; the core first, since the others are handed to it. */
static void start_due(struct egated *e)
{
	wires_start_due(&e->wires, e->place.programs, &e->config, &e->gate);
	start_drivers(e);
	for (unsigned role = ROLE_PAGE; role <= CHILD_LAST && e->control >= 0; role++) {
		if (drives((enum role)role)) {
			continue;
		}
		(void)started(e, (enum role)role); /* a failure is logged, and tried again */
	}
}

/* Nobody has anything to do then but the guard, who drives now, and the journal: it ends when it
 * has read all. */
static void without_core(struct egated *e)
{
	eg_close(&e->control);
	for (unsigned other = CHILD_FIRST + 1; other <= CHILD_LAST; other++) {
		if (other != ROLE_JOURNAL && other != ROLE_GUARD) {
			child_signal(&e->children[other], SIGKILL);
		}
	}
	e->journal_until_us = now_mono_us() + INT64_C(1000) * STOP_MS;
}

/* Pauses between starts of a core are for as long as its guard has the outputs, no longer. */
static void hurry_core(struct egated *e)
{
	struct child *core = &e->children[ROLE_CORE];
	if (core->pid == 0) {
		core->due_us = now_mono_us();
	}
}

static void reap(struct egated *e)
{
	wires_reap(&e->wires);
	/* A guard says so before it kills: a lane that only ever hangs is not started in a circle.
	 */
	e->children[ROLE_CORE].hung = atomic_load(&e->beat->took) == BEAT_HUNG;
	if (child_reap(&e->children[ROLE_CORE], now_mono_us())) {
		without_core(e);
	}
	for (unsigned role = CHILD_FIRST + 1; role <= CHILD_LAST; role++) {
		if (!child_reap(&e->children[role], now_mono_us())) {
			continue;
		}
		if (role == ROLE_JOURNAL) {
			e->journal_until_us = 0;
		} else if (role == ROLE_GUARD) {
			eg_close(&e->guard);
			e->guarded = false;
			e->guard_until_us = 0;
			hurry_core(e);
		}
	}
}

static void end_late(struct egated *e)
{
	if (e->guard_until_us != 0 && now_mono_us() >= e->guard_until_us) {
		child_signal(&e->children[ROLE_GUARD], SIGKILL);
		e->guard_until_us = 0;
	}
	if (e->journal_until_us != 0 && now_mono_us() >= e->journal_until_us) {
		child_signal(&e->children[ROLE_JOURNAL], SIGKILL);
		e->journal_until_us = 0;
	}
}

/* The kernel says who it is; the core, what they may. */
static void on_caller(struct egated *e, const struct lane_socket *at)
{
	struct lane_caller who;
	EG_AUTO(eg_close) int fd = lane_socket_accept(at, &who);
	bool orders = who.user == 0 || who.user == e->place.officer || who.user == geteuid();
	if (fd < 0) {
		return; /* gone again */
	}
	if (at == &e->screens ? who.user != e->place.kiosk : !orders) {
		LOG(LOG_WARN, "console-refused", LOG_INT("user", who.user));
		return;
	}
	const struct control told = {.kind = CONTROL_CONSOLE,
				     .role = ROLE_CONSOLE,
				     .user = who.user,
				     .pid = (uint32_t)who.pid};
	if (e->control < 0 || control_send(e->control, &told, fd, -1) != EG_OK) {
		LOG(LOG_WARN, "console-without-core", LOG_INT("user", who.user));
	}
}

static int64_t sooner(int64_t wait, int64_t due_us, int64_t now)
{
	int64_t left = due_us > now ? (due_us - now) / 1000 + 1 : 0;
	return wait < 0 || left < wait ? left : wait;
}

/* The core's next start waits for the former one's guard. */
static bool former_ends(const struct egated *e)
{
	return e->guard_until_us != 0;
}

static int wait_ms(const struct egated *e)
{
	int64_t now = now_mono_us();
	int64_t wait = e->journal_until_us == 0 ? -1 : sooner(-1, e->journal_until_us, now);
	wait = e->guard_until_us == 0 ? wait : sooner(wait, e->guard_until_us, now);
	if (wires_due_us(&e->wires) != INT64_MAX) {
		wait = sooner(wait, wires_due_us(&e->wires), now);
	}
	if (former_ends(e)) {
		return (int)wait; /* the next core waits for that end */
	}
	for (unsigned role = CHILD_FIRST; role <= CHILD_LAST; role++) {
		const struct child *c = &e->children[role];
		if (c->pid == 0 && belongs(e, (enum role)role) &&
		    (role == ROLE_CORE || e->control >= 0)) {
			wait = sooner(wait, c->due_us, now);
		}
	}
	return (int)wait;
}

/* Its file was replaced. The core knows when nobody needs the one that runs; the next one reads the
 * file. */
static void renew_list(const struct egated *e)
{
	const struct control told = {.kind = CONTROL_RENEW, .role = ROLE_WATCHLIST};
	if (!belongs(e, ROLE_WATCHLIST)) {
		return;
	}
	if (e->control < 0 || control_send(e->control, &told, -1, -1) != EG_OK) {
		child_signal(&e->children[ROLE_WATCHLIST], SIGKILL);
	}
}

static void on_signal(struct egated *e)
{
	struct signalfd_siginfo info;
	while (read(e->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGHUP) {
			renew_list(e);
		} else if (info.ssi_signo != SIGCHLD) {
			e->stop = true;
		}
	}
	reap(e);
}

/* A screen is in a public place: one that was taken over and connects without end must not fill the
 * core's connection, by which officers and the next traveller's workers come, too. */
static void turn(struct egated *e)
{
	start_due(e);
	end_late(e);
	int64_t now = now_mono_us();
	bool waits = e->screens.fd >= 0 && now < e->screens_us;
	int64_t wait = waits ? sooner(wait_ms(e), e->screens_us, now) : wait_ms(e);
	struct pollfd fds[] = {
		{.fd = e->signals, .events = POLLIN},
		{.fd = e->lane.fd, .events = POLLIN},
		{.fd = waits ? -1 : e->screens.fd, .events = POLLIN},
	};
	if (poll(fds, 3, (int)wait) <= 0) {
		return;
	}
	if (fds[0].revents != 0) {
		on_signal(e);
	}
	if (fds[1].revents != 0 && !e->stop) {
		on_caller(e, &e->lane);
	}
	if (fds[2].revents != 0 && !e->stop) {
		e->screens_us = now_mono_us() + SCREENS_US;
		on_caller(e, &e->screens);
	}
}

/* Until one has ended, or its time is up and it is killed. */
static void wait_for(struct egated *e, enum role role)
{
	struct pollfd wake = {.fd = e->signals, .events = POLLIN};
	int64_t until = now_mono_us() + INT64_C(1000) * STOP_MS;
	while (e->children[role].pid != 0 && now_mono_us() < until) {
		(void)poll(&wake, 1, 50); /* the bound above counts, not this result */
		on_signal(e);
	}
	child_signal(&e->children[role], SIGKILL);
}

/*
 * The core first: its end makes outputs safe and lets the journal end when it has written all. Then
 * the guard, who holds them until the journal has.
 */
static void stop_all(struct egated *e)
{
	child_signal(&e->children[ROLE_CORE], SIGTERM);
	wait_for(e, ROLE_CORE);
	wait_for(e, ROLE_JOURNAL);
	child_signal(&e->children[ROLE_GUARD], SIGTERM);
	wait_for(e, ROLE_GUARD);
	for (unsigned role = CHILD_FIRST; role <= CHILD_LAST; role++) {
		child_signal(&e->children[role], SIGKILL);
		wait_for(e, (enum role)role);
	}
	wires_stop(&e->wires); /* outputs went through it until now */
	lane_socket_close(&e->lane);
	lane_socket_close(&e->screens);
}

static enum eg_err open_signals(struct egated *e)
{
	sigset_t set;
	/* For the others too, through their exec: who reads the log may go away at any moment. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR) {
		return EG_FAIL(EG_IO, "signals");
	}
	if (sigemptyset(&set) != 0 || sigaddset(&set, SIGTERM) != 0 ||
	    sigaddset(&set, SIGINT) != 0 || sigaddset(&set, SIGHUP) != 0 ||
	    sigaddset(&set, SIGCHLD) != 0 || sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
		return EG_FAIL(EG_IO, "signals");
	}
	e->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return e->signals >= 0 ? EG_OK : EG_FAIL(EG_IO, "signalfd");
}

static enum eg_err listen_lane(struct egated *e)
{
	EG_TRY(lane_socket_open(&e->lane, e->config.run, "lane.sock", e->place.officer));
	if (e->config.kiosk_user[0] == '\0') {
		return EG_OK;
	}
	return lane_socket_open(&e->screens, e->config.run, "kiosk.sock", e->place.kiosk);
}

/* Not a word of it is believed by the core that was not tried here, with its line. */
static enum eg_err load_gate(struct egated *e)
{
	struct gate_problem found[GATE_PROBLEMS_MAX];
	int line = 0;
	if (gate_file_load(e->config.gate, &e->gate, &line) != EG_OK) {
		LOG(LOG_ERROR, "gate-description", LOG_INT("line", line));
		return eg_fault_last().err;
	}
	EG_TRY(gate_fitting_check(&e->gate.settings.fitting));
	if (!config_camera(&e->config) && gate_has_doors(&e->gate.settings.fitting.plan)) {
		return EG_FAIL(EG_CONFIG, "a gate without a camera would let nobody pass");
	}
	size_t doubts = gate_fitting_problems(&e->gate.settings.fitting, found);
	if (doubts > 0) {
		/* egate gate check says which. */
		LOG(LOG_WARN, "gate-description", LOG_INT("doubts", (int64_t)doubts));
	}
	return EG_OK;
}

/* The thresholds go to the core with its other words, the model to the face worker. */
static enum eg_err load_face(struct egated *e)
{
	struct face_policy chosen;
	uint32_t capture_ms;
	int line = 0;
	EG_TRY(face_time_choose(&e->config, &e->gate.settings, &capture_ms));
	if (face_policy_apply(&e->config, &chosen, &line) != EG_OK) {
		LOG(LOG_ERROR, "face-model", LOG_INT("line", line));
		return eg_fault_last().err;
	}
	LOG(LOG_INFO, "face-model", LOG_INT("model", chosen.model), LOG_INT("match", chosen.match),
	    LOG_INT("refer", chosen.refer), LOG_INT("replay", chosen.replay),
	    LOG_INT("one_in", chosen.one_in), LOG_INT("refer_one_in", chosen.refer_one_in));
	return EG_OK;
}

/* The same of fingers, where one may be wanted. */
static enum eg_err load_finger(struct egated *e)
{
	struct finger_policy chosen;
	EG_TRY(finger_time_of(&e->config, &e->gate.settings));
	EG_TRY(finger_policy_apply(&e->config, &chosen));
	if (chosen.one_in != 0) {
		LOG(LOG_INFO, "finger-matcher", LOG_INT("match", chosen.match),
		    LOG_INT("one_in", chosen.one_in), LOG_INT("extrapolated", chosen.extrapolated));
	}
	return EG_OK;
}

static enum eg_err egated_open(struct egated *e, const char *path)
{
	int line = 0;
	e->config = config_default();
	if (path != NULL && config_load(path, &e->config, &line) != EG_OK) {
		LOG(LOG_ERROR, "configuration", LOG_INT("line", line));
		return eg_fault_last().err;
	}
	EG_TRY(place_users(&e->place, &e->config));
	EG_TRY(load_gate(e));
	EG_TRY(load_face(e));
	EG_TRY(load_finger(e));
	EG_TRY(place_folders(&e->place, &e->config));
	EG_TRY(wires_open(&e->wires, &e->config, &e->gate));
	EG_TRY(open_signals(e));
	EG_TRY(beat_make(&e->beat_fd));
	EG_TRY(beat_map(e->beat_fd, &e->beat));
	return listen_lane(e);
}

int main(int argc, char *argv[])
{
	static struct egated e;
	log_open(LOG_WORD("egated"), LOG_INFO);
	e.wires = wires_none();
	e.control = e.guard = e.beat_fd = e.signals = e.lane.fd = e.screens.fd = e.place.lock = -1;
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		e.children[role].process = -1;
		e.children[role].death_signal = SIGKILL;
	}
	e.children[ROLE_CORE].death_signal =
		SIGTERM;                           /* outputs to their safe levels, then the end */
	e.children[ROLE_JOURNAL].death_signal = 0; /* ends with the core, when all is written */
	e.children[ROLE_GUARD].death_signal = 0;   /* ends when outputs are safe */
	if (argc > 2) {
		(void)fputs("egated [FILE]\n", stderr); /* nobody to tell if it is closed */
		return 2;
	}
	if (egated_open(&e, argc == 2 ? argv[1] : NULL) != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("egated-ends"));
		return 1;
	}
	while (!e.stop) {
		turn(&e);
	}
	stop_all(&e);
	return 0;
}
