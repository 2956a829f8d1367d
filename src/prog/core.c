/*
 * core: the real-time process of a lane: wires, timers, workers' connections, one loop.
 * Knows descriptors and when to look at them. Never knows documents, pictures, keys or files;
 * links nothing but the C library and libgpiod. The lane's logic is in core_lane.c.
 */
#include "gate/actuate.h"
#include "hal/gate_io_none.h"
#include "os/beat.h"
#include "os/link.h"
#include "os/now.h"
#include "prog/core_console.h"
#include "prog/core_settings.h"
#include "prog/realtime.h"

#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define TICK_MS         50 /* outputs are driven again, levels read again, the watchdog toggled */
#define EVENTS_MAX      16
#define MESSAGES_A_TURN 8       /* of one worker, before others get their turn */
#define SCREENS         2       /* of travellers: they take no officer's place */
#define GUARD_LOST_US   1000000 /* a guard that has not looked for so long hangs */
#define SESSION_MASK    ((UINT64_C(1) << 39) - 1) /* no number of a record has RECORD_OF_CASE */

enum other { OTHER_TICK, OTHER_TIMER, OTHER_CONTROL, OTHER_SIGNAL, OTHER_WIRES };

struct core {
	const struct gate_io_backend *wires;
	struct gate_io *io; /* owned */
	struct peers peers;
	struct core_pictures pictures;
	struct lane lane;
	int tick; /* owned timerfds and signalfd */
	int timer;
	int signals;
	uint32_t watchdog;
	struct passage passage;
	struct actuate actuate;
	uint32_t wanted; /* of the machine, as of the last drive */
	uint32_t driven; /* lines at that moment, as they are wired */
	int wait_ms;     /* a level waits to count: look again by then; -1: none does */
	struct core_load load;
	struct beat *beat; /* the page shared with the guard; one of our own without */
	bool cold;         /* nobody has held these wires before us, as far as is known */
	bool stop;
};

/* Lines for outputs that begin: no pulse, whatever they rise from. */
static uint32_t first_lines(const struct core *c, uint32_t outputs)
{
	struct actuate fresh = actuate_start();
	const struct gate *g = &c->lane.gate;
	return actuate_step(&fresh, &c->lane.settings.fitting, outputs, g->inputs, g->why,
			    c->lane.mono_us / 1000);
}

/* As after power-up, but never against a body, a danger or an evacuation that was seen last. */
static void leave_safe(struct core *c)
{
	struct gate g = gate_start(&c->lane.settings.fitting.plan);
	struct gate_event last = {.kind = lane_freed(&c->lane) ? GATE_EV_ORDER_FREE
							       : GATE_EV_LEVELS,
				  .inputs = c->lane.gate.inputs};
	g.reversed = c->lane.gate.reversed;
	/* Nobody is left to tell if the lines are gone; guard and watchdog relay see it. */
	(void)c->wires->drive(c->io, first_lines(c, gate_outputs(gate_step(g, last).gate)));
}

static void core_close(struct core *c)
{
	if (c->wires != NULL) {
		if (c->io != NULL) {
			leave_safe(c); /* first of all */
		}
		c->wires->close(&c->io);
	}
	pictures_close(&c->pictures);
	peers_close(&c->peers);
	eg_close(&c->tick);
	eg_close(&c->timer);
	eg_close(&c->signals);
}

static enum eg_err port_send(void *context, enum role to, const struct msg *m, int bulk_fd)
{
	struct core *c = context;
	enum eg_err err = link_send(c->peers.workers[to].fd, m, bulk_fd);
	if (err == EG_TIMEOUT) {
		load_dropped(&c->load);
	}
	return err;
}

static void port_kill(void *context, enum role role)
{
	struct core *c = context;
	peers_kill(&c->peers, role);
}

static void port_tell(void *context, const struct msg *status)
{
	struct core *c = context;
	/* Kept before anybody hears of it: what an officer has closed outlives us. */
	atomic_store(&c->beat->closed, c->lane.open ? 0 : 1);
	if (!peers_tell(&c->peers, status)) {
		load_dropped(&c->load);
	}
}

static void port_inform(void *context, const struct msg *fact)
{
	struct core *c = context;
	if (!peers_show(&c->peers, fact, -1)) {
		load_dropped(&c->load);
	}
}

static void port_guide(void *context, const struct msg *guide)
{
	struct core *c = context;
	if (!peers_guide(&c->peers, guide)) {
		load_dropped(&c->load);
	}
}

static enum eg_err port_keep(void *context, const struct msg *picture, int bulk_fd)
{
	struct core *c = context;
	return pictures_keep(&c->pictures, picture, bulk_fd);
}

static void port_show(void *context, enum face_picture which)
{
	struct core *c = context;
	if (!pictures_show(&c->pictures, which, &c->peers)) {
		load_dropped(&c->load);
	}
}

static void port_forget(void *context, enum face_picture which)
{
	struct core *c = context;
	pictures_forget(&c->pictures, which);
}

static enum eg_err port_page_keep(void *context, const struct msg *picture, int bulk_fd)
{
	struct core *c = context;
	return pictures_keep_page(&c->pictures, picture, bulk_fd);
}

static enum eg_err port_page_hand(void *context, uint32_t epoch)
{
	struct core *c = context;
	struct msg m = c->pictures.page;
	m.epoch = epoch;
	return port_send(c, ROLE_FACE, &m, c->pictures.page_fd);
}

static void port_page_forget(void *context)
{
	struct core *c = context;
	pictures_forget_page(&c->pictures);
}

static enum eg_err set_timer(int fd, uint32_t ms, bool again)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
	struct itimerspec spec = {.it_value = t};
	if (again) {
		spec.it_interval = t;
	}
	return timerfd_settime(fd, 0, &spec, NULL) == 0 ? EG_OK : EG_FAIL(EG_IO, "timer");
}

static void port_arm(void *context, uint32_t ms)
{
	struct core *c = context;
	if (set_timer(c->timer, ms, false) != EG_OK) {
		/* A state without its timer could last for ever. */
		log_fault(LOG_ERROR, LOG_WORD("timer"));
		c->stop = true;
	}
}

static enum eg_err port_draw(void *context, uint8_t challenge[8])
{
	(void)context; /* the kernel's, not the lane's */
	return getrandom(challenge, 8, 0) == 8 ? EG_OK : EG_FAIL(EG_IO, "no random bytes");
}

static enum eg_err drive_lines(struct core *c)
{
	const struct gate *g = &c->lane.gate;
	c->wanted = lane_outputs(&c->lane);
	c->driven = actuate_step(&c->actuate, &c->lane.settings.fitting, c->wanted | c->watchdog,
				 g->inputs, g->why, c->lane.mono_us / 1000);
	return c->wires->drive(c->io, c->driven);
}

static enum eg_err drive(struct core *c)
{
	const struct gate *g = &c->lane.gate;
	EG_TRY(drive_lines(c));
	int64_t now_us = now_mono_us();
	atomic_store(&c->beat->woke_us, c->load.woke_us);
	atomic_store(&c->beat->inputs, g->inputs);
	atomic_store(&c->beat->turned, g->reversed ? 1 : 0);
	atomic_store(&c->beat->freed, lane_freed(&c->lane) ? 1 : 0);
	atomic_store(&c->beat->drove_us, now_us);
	if (load_drove(&c->load, now_us)) {
		LOG(LOG_ERROR, "deadline-missed", LOG_INT("count", c->load.sum.missed_drives));
		lane_record_late(&c->lane);
	}
	return EG_OK;
}

/* Levels are read whole on every wake, whatever woke. */
static enum eg_err look(struct core *c)
{
	struct gate_lines lines;
	EG_TRY(c->wires->read(c->io, &lines));
	load_edge(&c->load, c->wires->edge_us(c->io));
	/* What is wanted of the doors, not the pulses that it takes; the watchdog as it stands. */
	uint32_t outputs = c->wanted | (c->driven & (uint32_t)GATE_OUT_WATCHDOG);
	struct gate_sense sense =
		passage_step(&c->passage, &c->lane.settings.fitting, &lines,
			     c->wires->debounced(c->io), outputs, c->lane.mono_us / 1000);
	c->wait_ms = sense.wait_ms > 0 ? sense.wait_ms : -1;
	lane_sense(&c->lane, &sense);
	return EG_OK;
}

static enum eg_err read_wires(struct core *c)
{
	EG_TRY(look(c));
	return drive(c);
}

/* How often the timer ran out since it was read last. */
static uint64_t expired(int fd)
{
	uint64_t times = 0;
	return read(fd, &times, sizeof(times)) == (ssize_t)sizeof(times) ? times : 0;
}

static void on_worker(struct core *c, enum role role)
{
	struct peer *one = &c->peers.workers[role];
	for (int i = 0; i < MESSAGES_A_TURN && one->fd >= 0; i++) {
		struct msg m;
		EG_AUTO(eg_close) int bulk = -1;
		enum eg_err err = link_recv(one->fd, &m, &bulk);
		if (err == EG_TIMEOUT) {
			return;
		}
		if (err == EG_BAD_DATA) {
			lane_violation(&c->lane, role);
			return;
		}
		if (err != EG_OK) {
			peers_kill(&c->peers, role);
			lane_left(&c->lane, role);
			return;
		}
		if (!lane_message(&c->lane, role, &m, bulk)) {
			return;
		}
	}
}

static void on_console(struct core *c, struct peer *one)
{
	if (one->fd >= 0 && !console_hear(&c->lane, &c->pictures, &c->load, one)) {
		peer_close(&c->peers, one);
	}
}

static void take_worker(struct core *c, enum role role, int connection, int process)
{
	/* What a former one said before its end still counts. */
	while (c->peers.workers[role].fd >= 0) {
		struct msg m;
		EG_AUTO(eg_close) int bulk = -1;
		if (link_recv(c->peers.workers[role].fd, &m, &bulk) != EG_OK) {
			peers_kill(&c->peers, role);
		} else if (!lane_message(&c->lane, role, &m, bulk)) {
			break; /* killed for it */
		}
	}
	lane_joined(&c->lane, role);
	if (peers_worker(&c->peers, role, connection, process) != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("worker"));
		peers_kill(&c->peers, role);
		lane_left(&c->lane, role);
	}
}

static void on_control(struct core *c)
{
	struct control told = {0};
	int connection = -1;
	int process = -1;
	enum eg_err err = control_recv(LINK_FD, &told, &connection, &process);
	if (err == EG_TIMEOUT) {
		return;
	}
	if (err != EG_OK || (told.kind == CONTROL_WORKER && told.role == ROLE_CORE)) {
		c->stop = true; /* no lane without its supervisor */
		return;
	}
	if (told.kind == CONTROL_WORKER) {
		take_worker(c, (enum role)told.role, connection, process);
		return;
	}
	if (told.kind == CONTROL_RENEW) {
		lane_lists_renew(&c->lane);
		return;
	}
	if (lane_is_kiosk(&c->lane, told.user) && peers_count(&c->peers, told.user) >= SCREENS) {
		LOG(LOG_WARN, "screens-refused", LOG_INT("user", told.user));
		eg_close(&connection);
		return;
	}
	if (peers_console(&c->peers, connection, told.user) != EG_OK) {
		log_fault(LOG_WARN, LOG_WORD("console"));
	}
}

/* A guard that hangs is as good as none: egated starts a fresh one. */
static void watch_guard(struct core *c)
{
	int64_t looked_us = atomic_load(&c->beat->guard_us);
	if (c->lane.slots[ROLE_GUARD].state == WORKER_WARM &&
	    c->lane.mono_us - looked_us > GUARD_LOST_US) {
		lane_give_up(&c->lane, ROLE_GUARD);
		lane_run(&c->lane);
	}
}

static enum eg_err on_tick(struct core *c)
{
	uint64_t times = expired(c->tick);
	load_ticks(&c->load, times);
	if (times == 0) {
		return EG_OK;
	}
	watch_guard(c);
	if (load_tells(&c->load, c->lane.records_lost, c->lane.mono_us)) {
		struct msg m = load_msg(&c->load);
		port_tell(c, &m);
	}
	if (c->lane.told_start) {
		atomic_store(&c->beat->took, BEAT_NOT_TAKEN); /* it is on its way to the record */
	}
	c->watchdog ^= (uint32_t)GATE_OUT_WATCHDOG;
	return drive(c);
}

static enum eg_err on_other(struct core *c, uint32_t number)
{
	switch ((enum other)number) {
	case OTHER_TICK:
		return on_tick(c);
	case OTHER_TIMER:
		/* One that was armed again in this turn has nothing to read. */
		if (expired(c->timer) > 0) {
			lane_timer(&c->lane);
		}
		return EG_OK;
	case OTHER_CONTROL:
		on_control(c);
		return EG_OK;
	case OTHER_SIGNAL:
		c->stop = true;
		return EG_OK;
	case OTHER_WIRES:
		return EG_OK; /* they woke us; turn has read them */
	}
	return EG_OK;
}

static enum eg_err turn(struct core *c)
{
	struct epoll_event events[EVENTS_MAX];
	int count = epoll_wait(c->peers.epoll, events, EVENTS_MAX, c->wait_ms);
	if (count < 0 && errno != EINTR) {
		return EG_FAIL(EG_IO, "epoll");
	}
	int64_t now_us = now_mono_us();
	load_woke(&c->load, now_us);
	lane_at(&c->lane, now_us, now_unix_ms());
	lane_attend(&c->lane, peers_attended_by(&c->peers, c->lane.settings.officer));
	EG_TRY(read_wires(c)); /* first: nothing is judged on levels of an earlier moment */
	for (int i = 0; i < count; i++) {
		uint32_t who = events[i].data.u32;
		if (who >= PEERS_OTHER) {
			EG_TRY(on_other(c, who - PEERS_OTHER));
		} else if (who >= PEERS_CONSOLE) {
			on_console(c, &c->peers.consoles[who - PEERS_CONSOLE]);
		} else {
			on_worker(c, (enum role)who);
		}
	}
	enum eg_err err = lane_outputs(&c->lane) == c->wanted ? EG_OK : drive(c);
	load_turned(&c->load, now_mono_us());
	return err;
}

static enum eg_err open_timers(struct core *c)
{
	sigset_t set;
	if (sigemptyset(&set) != 0 || sigaddset(&set, SIGTERM) != 0 ||
	    sigaddset(&set, SIGINT) != 0 || sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
		return EG_FAIL(EG_IO, "signals");
	}
	c->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	c->tick = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	c->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (c->signals < 0 || c->tick < 0 || c->timer < 0) {
		return EG_FAIL(EG_IO, "timers");
	}
	EG_TRY(set_timer(c->tick, TICK_MS, true));
	EG_TRY(peers_add(&c->peers, c->tick, OTHER_TICK));
	EG_TRY(peers_add(&c->peers, c->timer, OTHER_TIMER));
	return peers_add(&c->peers, c->signals, OTHER_SIGNAL);
}

/*
 * Levels to open the wires with. Until the first look nobody knows of a danger: where the locks had
 * no power before us they get none until then. But doors that a guard has held are held on, or a
 * crash would let them go for a moment; what it had freed stays free.
 */
static uint32_t opening_lines(const struct core *c)
{
	uint32_t locks = GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK;
	uint32_t outputs = lane_outputs(&c->lane);
	return first_lines(c, c->cold ? outputs & ~locks : outputs);
}

static enum eg_err open_wires(struct core *c, const char *spec)
{
	const char *where;
	int fds[GATE_IO_WAKE_MAX];
	EG_TRY(gate_io_for(&c->lane.settings.fitting, spec, &c->wires, &where));
	c->passage = passage_start();
	c->actuate = actuate_start();
	EG_TRY(c->wires->open(&c->io, where, &c->lane.settings.fitting, opening_lines(c)));
	size_t count = c->wires->wake_fds(c->io, fds);
	for (size_t i = 0; i < count; i++) {
		EG_TRY(peers_add(&c->peers, fds[i], OTHER_WIRES));
	}
	/* Not stamped: what is still to be done may take longer than a guard waits for a drive. */
	EG_TRY(look(c));
	return drive_lines(c);
}

/* With a guard: the page that both have, how a former core ended, and what has to outlive it. */
static enum eg_err open_beat(struct core *c, struct lane_settings *settings)
{
	static struct beat alone;
	static const uint8_t whys[] = {[BEAT_NOT_TAKEN] = GATE_WHY_NONE,
				       [BEAT_ENDED] = GATE_WHY_ENDED,
				       [BEAT_HUNG] = GATE_WHY_DEADLINE};
	c->beat = &alone;
	if (settings->guarded) {
		EG_TRY(beat_map(BEAT_FD, &c->beat));
	}
	uint32_t took = atomic_load(&c->beat->took);
	c->cold = took == BEAT_NOT_TAKEN;
	/* What an officer has closed is not opened by a crash. */
	settings->open = settings->open && atomic_load(&c->beat->closed) == 0;
	settings->freed = atomic_load(&c->beat->freed) == 1;
	settings->after = took < sizeof(whys) ? whys[took] : (uint8_t)GATE_WHY_ENDED;
	return EG_OK;
}

static enum eg_err core_open(struct core *c, const struct args *a)
{
	const struct lane_ports ports = {
		.context = c,
		.send = port_send,
		.kill = port_kill,
		.tell = port_tell,
		.inform = port_inform,
		.guide = port_guide,
		.arm = port_arm,
		.keep = port_keep,
		.show = port_show,
		.forget = port_forget,
		.page_keep = port_page_keep,
		.page_hand = port_page_hand,
		.page_forget = port_page_forget,
		.draw = port_draw,
	};
	struct lane_settings settings;
	int64_t priority;
	EG_TRY(lane_settings_from(a, &settings));
	EG_TRY(args_number(a, "priority", 0, 99, 50, &priority));
	if (getrandom(&settings.session, sizeof(settings.session), 0) !=
	    (ssize_t)sizeof(settings.session)) {
		return EG_FAIL(EG_IO, "no random bytes");
	}
	settings.session &= SESSION_MASK;
	EG_TRY(open_beat(c, &settings));
	EG_TRY(open_timers(c));
	EG_TRY(peers_add(&c->peers, LINK_FD, OTHER_CONTROL));
	lane_start(&c->lane, &settings, &ports);
	lane_at(&c->lane, now_mono_us(), now_unix_ms());
	EG_TRY(open_wires(c, args_text(a, "gate-io", NULL)));
	realtime_enter(priority, args_text(a, "cpu", ""));
	return read_wires(c);
}

static enum eg_err run(struct core *c, const struct args *a)
{
	EG_TRY(peers_open(&c->peers));
	EG_TRY(core_open(c, a));
	LOG(LOG_INFO, "lane", LOG_INT("tick_ms", TICK_MS));
	while (!c->stop) {
		EG_TRY(turn(c));
	}
	return EG_OK;
}

int main(int argc, char *argv[])
{
	static struct core core; /* too large for a stack that is locked */
	core.pictures = pictures_none();
	struct args a = args_of(argc, argv);
	core.peers.epoll = core.tick = core.timer = core.signals = core.wait_ms = -1;
	log_open(LOG_WORD("core"), LOG_INFO);
	(void)prctl(PR_SET_DUMPABLE, 0); /* it holds a traveller's zone; cannot fail for 0 */
	enum eg_err err = run(&core, &a);
	core_close(&core);
	if (err != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("core-ends"));
		return 1;
	}
	return 0;
}
