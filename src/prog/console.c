/*
 * egate-console: a checkpoint's lanes on its officers' screens.
 * Knows descriptors and when to look at them. Never knows what is asked or told.
 *
 *   start      configuration; who compares PINs, who connects; journals; the console's own user;
 *              accounts, pages, socket; sandbox
 *   then       one thread, one epoll: browsers, lanes, both helpers, signals; each second journals,
 *              sessions and shifts
 *   end        SIGTERM or SIGINT, a helper's end, a file that cannot be read any more. Whoever
 *              started it starts it again: everything told is on the disk or in the lanes.
 */
#include "prog/console.h"

#include "base/log.h"
#include "console/json_out.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "prog/become.h"
#include "prog/console_routes.h"
#include "prog/console_tell.h"
#include "prog/lane_dial.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define SECOND_MS  1000
#define EVENTS_MAX 32
#define BUSY_MS    100  /* lanes and screens wait meanwhile */
#define MEMORY_MB  1024 /* 64 MB of events, 44 of pictures, 20 of connections; files, libraries */

#define FACES_MB  48 /* three of each case that is open, and of one to come: 43, in whole pages */
#define FILES_MAX (HTTP_CONNECTIONS_MAX + 100) /* lanes, journals (three each), accounts */

/* Whose descriptor woke us; of a lane WHO_LANE + its number. */
enum who { WHO_SIGNAL, WHO_DIAL, WHO_PIN, WHO_HTTP, WHO_LANE };

struct loop {
	struct console console;
	struct http *http; /* owned */
	int epoll;         /* owned, as those below */
	int dial;
	int signals;
	int64_t tick_ms;                    /* the next look at files and sessions */
	bool behind[CONSOLE_LANES_MAX + 1]; /* lanes whose journal may have more rows */
	bool stop;
};

static void name_of(void *context, uint32_t officer, char out[DESK_NAME_SIZE])
{
	struct console *c = context;
	struct account_officer found;
	struct wr w = wr_of(out, DESK_NAME_SIZE);
	if (account_by_number(c->account, officer, &found) == EG_OK) {
		wr_put(&w, rd_cstr(found.name));
	}
	wr_u8(&w, '\0');
	if (w.bad) {
		out[0] = '\0';
	}
}

static void clock_in(struct loop *l)
{
	l->console.mono_ms = now_mono_us() / 1000;
	l->console.unix_ms = now_unix_ms();
}

static enum eg_err watch(struct loop *l, int fd, enum who who)
{
	struct epoll_event e = {.events = EPOLLIN, .data.u32 = who};
	return epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e) == 0 ? EG_OK : EG_FAIL(EG_IO, "epoll");
}

static enum eg_err open_signals(struct loop *l)
{
	sigset_t set;
	if (sigemptyset(&set) != 0 || sigaddset(&set, SIGTERM) != 0 ||
	    sigaddset(&set, SIGINT) != 0 || sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
		return EG_FAIL(EG_IO, "signals");
	}
	l->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return l->signals >= 0 ? EG_OK : EG_FAIL(EG_IO, "signals");
}

static enum eg_err open_accounts(struct console *c)
{
	struct account_rules rules = account_rules_default();
	rules.idle_ms = c->config->idle_ms;
	rules.shift_ms = c->config->shift_ms;
	rules.certificate_needed = c->config->certificates == 1;
	rules.busy_ms = BUSY_MS;
	return account_open(c->config->database, ACCOUNT_USE, &rules, &c->account);
}

static enum eg_err open_desk(struct console *c)
{
	const struct desk_settings settings = {
		.ack_target_ms = c->config->ack_target_ms, .name_of = name_of, .context = c};
	EG_TRY(desk_open(&settings, c->unix_ms, &c->desk));
	desk_at(c->desk, c->mono_ms, c->unix_ms);
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		if (c->config->lanes[n - 1].set) {
			EG_TRY(desk_lane_add(c->desk, n, c->config->lanes[n - 1].name));
		}
	}
	return EG_OK;
}

static enum eg_err open_rows(struct console *c)
{
	unsigned lane = 0;
	c->rows.cases = &c->cases;
	if (rows_open(&c->rows, c->config, &lane) != EG_OK) {
		LOG(LOG_ERROR, "journal", LOG_INT("lane", lane));
		return eg_fault_last().err;
	}
	return EG_OK;
}

/* What was before this start: shown, and told nobody as news. */
static enum eg_err recall(struct console *c)
{
	struct desk_change change;
	EG_TRY(cases_open(&c->cases, c->config, c->account, c->mono_ms));
	EG_TRY(rows_catch_up(&c->rows, c->desk));
	while (desk_next_change(c->desk, &change)) {
	}
	cases_recall(&c->cases, c->desk); /* without what rows had */
	desk_recall(c->desk);             /* it asks for officers' names */
	return EG_OK;
}

static enum eg_err open_files(struct console *c)
{
	EG_TRY(http_files_open(&c->files));
	EG_TRY(http_files_add(c->files, c->config->web, "console"));
	EG_TRY(http_files_add(c->files, c->config->vendor, ""));
	return http_files_root(c->files, "/web/console.html");
}

static enum eg_err open_http(struct loop *l)
{
	const struct console_config *config = l->console.config;
	bool proxied = console_config_proxied(config);
	struct http_config h = {.listen = config->listen,
				.secure = proxied,
				.handler = routes_handle,
				.context = &l->console};
	if (proxied) {
		h.users[0] = config->proxy_user;
		h.user_count = 1;
	}
	return http_open(&h, &l->http);
}

_Static_assert(CONSOLE_NO_USER == BECOME_NOBODY_ELSE, "the one is the other");

static enum eg_err open_dial(struct loop *l)
{
	const struct console_config *config = l->console.config;
	const char *paths[CONSOLE_LANES_MAX] = {NULL};
	for (size_t i = 0; i < CONSOLE_LANES_MAX; i++) {
		paths[i] = config->lanes[i].set ? config->lanes[i].socket : NULL;
	}
	return lane_dial_start(paths, CONSOLE_LANES_MAX, config->user, &l->dial);
}

static enum eg_err open_all(struct loop *l)
{
	struct console *c = &l->console;
	/* Both while there is nothing that they should not have. */
	EG_TRY(pin_start(c->config->user, &c->pin));
	EG_TRY(open_dial(l));
	clock_in(l);
	EG_TRY(open_signals(l));
	EG_TRY(open_desk(c));
	EG_TRY(open_rows(c)); /* journals are the lanes' own, and theirs who starts lanes */
	EG_TRY(become_user(c->config->user));
	EG_TRY(open_accounts(c));
	EG_TRY(recall(c));
	EG_TRY(open_files(c));
	EG_TRY(tell_open(c));
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l->epoll < 0) {
		return EG_FAIL(EG_IO, "epoll");
	}
	lanes_open(&c->lanes, c->config, c->desk, &c->cases, l->dial, l->epoll, WHO_LANE);
	EG_TRY(open_http(l));
	EG_TRY(watch(l, l->signals, WHO_SIGNAL));
	EG_TRY(watch(l, l->dial, WHO_DIAL));
	EG_TRY(watch(l, pin_fd(c->pin), WHO_PIN));
	return watch(l, http_fd(l->http), WHO_HTTP);
}

/* One lane's rows after the other, so that a long journal holds nobody up. */
static enum eg_err read_rows(struct loop *l)
{
	struct console *c = &l->console;
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		if (l->behind[n]) {
			EG_TRY(rows_read(&c->rows, n, ROWS_A_TURN, c->desk, &l->behind[n]));
			tell_flush(c);
		}
	}
	return EG_OK;
}

static bool is_behind(const struct loop *l)
{
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		if (l->behind[n]) {
			return true;
		}
	}
	return false;
}

/* Busy accounts, or a full disk, are tried again in a second; damaged ones are the end. */
static enum eg_err look_at_sessions(struct console *c)
{
	enum eg_err err = tell_sessions(c);
	if (err == EG_TIMEOUT) {
		log_fault(LOG_WARN, LOG_WORD("accounts"));
		return EG_OK;
	}
	return err;
}

static enum eg_err on_second(struct loop *l)
{
	struct console *c = &l->console;
	if (c->mono_ms < l->tick_ms) {
		return c->look_soon ? look_at_sessions(c) : EG_OK;
	}
	l->tick_ms = c->mono_ms + SECOND_MS;
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		l->behind[n] = c->config->lanes[n - 1].set;
	}
	events_tick(c->events, now_mono_us());
	return look_at_sessions(c);
}

static enum eg_err on_ready(struct loop *l, uint32_t who)
{
	struct console *c = &l->console;
	if (who >= WHO_LANE) {
		unsigned lane = who - WHO_LANE;
		l->behind[lane] = lanes_ready(&c->lanes, lane) || l->behind[lane];
		return EG_OK;
	}
	switch ((enum who)who) {
	case WHO_SIGNAL:
		l->stop = true;
		return EG_OK;
	case WHO_DIAL:
		return lanes_dialled(&c->lanes);
	case WHO_PIN:
		return pin_run(c->pin);
	case WHO_HTTP: /* run in each turn */
	case WHO_LANE:
		return EG_OK;
	}
	return EG_OK;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return b >= 0 && b < a ? b : a;
}

static int wait_ms(const struct loop *l)
{
	const struct console *c = &l->console;
	int64_t wait = l->tick_ms > c->mono_ms ? l->tick_ms - c->mono_ms : 0;
	if (is_behind(l)) {
		return 0;
	}
	wait = sooner(wait, http_wait_ms(l->http));
	wait = sooner(wait, desk_wait_ms(c->desk));
	wait = sooner(wait, lanes_wait_ms(&c->lanes));
	return (int)wait;
}

static enum eg_err turn(struct loop *l)
{
	struct console *c = &l->console;
	struct epoll_event events[EVENTS_MAX];
	int count = epoll_wait(l->epoll, events, EVENTS_MAX, wait_ms(l));
	if (count < 0 && errno != EINTR) {
		return EG_FAIL(EG_IO, "epoll");
	}
	clock_in(l);
	desk_at(c->desk, c->mono_ms, c->unix_ms);
	cases_at(&c->cases, c->mono_ms);
	EG_TRY(lanes_at(&c->lanes, c->mono_ms));
	for (int i = 0; i < count; i++) {
		EG_TRY(on_ready(l, events[i].data.u32));
	}
	EG_TRY(http_run(l->http, now_mono_us()));
	EG_TRY(on_second(l)); /* also for a screen that has just come */
	EG_TRY(read_rows(l));
	tell_flush(c);
	return EG_OK;
}

static enum eg_err serve(struct loop *l)
{
	const struct sandbox_need need = {.file_write = true,
					  .serve_sockets = true,
					  .lock_mb = FACES_MB,
					  .files = FILES_MAX,
					  .memory_mb = MEMORY_MB};
	EG_TRY(sandbox_enter(&need));
	LOG(LOG_INFO, "ready", LOG_INT("port", http_port(l->http)));
	while (!l->stop) {
		EG_TRY(turn(l));
	}
	return EG_OK;
}

/* Files of accounts and journals stay open: closing them removes files, which the sandbox forbids.
 * What was told is durable. */
static void loop_close(struct loop *l)
{
	struct console *c = &l->console;
	http_close(&l->http);
	events_close(&c->events);
	lanes_close(&c->lanes);
	cases_close(&c->cases);
	desk_close(&c->desk);
	http_files_close(&c->files);
	pin_close(&c->pin);
	json_out_text_free(&c->whole);
	statistics_close(&c->statistics);
	eg_close(&l->dial);
	eg_close(&l->signals);
	eg_close(&l->epoll);
}

int main(int argc, char *argv[])
{
	static struct console_config config;
	static struct loop l = {.epoll = -1, .dial = -1, .signals = -1};
	int line = 0;
	log_open(LOG_WORD("console"), LOG_INFO);
	if (argc != 2) {
		(void)fputs("egate-console FILE\n", stderr); /* nobody to tell if it is closed */
		return 2;
	}
	if (console_config_load(argv[1], &config, &line) != EG_OK) {
		LOG(LOG_ERROR, "configuration", LOG_INT("line", line));
		log_fault(LOG_ERROR, LOG_WORD("console-ends"));
		return EXIT_FAILURE;
	}
	json_out_wipes();
	l.console.config = &config;
	enum eg_err err = open_all(&l);
	if (err == EG_OK) {
		err = serve(&l);
	}
	if (err != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("console-ends"));
	}
	loop_close(&l);
	return err == EG_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
