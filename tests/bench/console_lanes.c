/*
 * console_lanes: ten lanes at six crossings a minute each, one traveller of twenty referred: how
 * long it takes from a lane's message to the screens of 20 and of 500 viewers, with the real
 * egate-console on loopback; to what a browser shows; and what a small server of node takes for the
 * same events.
 *
 *   console_lanes EGATE_CONSOLE WEB VENDOR BENCH [SECONDS]
 *
 * BENCH is the folder of lanes_peer.mjs and lanes_browser.mjs; 30 seconds a run, if not told. Fails
 * where an event is lost or told twice, a stream ends, or the 99th percentile is 100 ms or more.
 *
 *   lanes (a process) --messages--> egate-console --events--> screens (a process), browser
 *   this process ------the same events------> node --events--> screens
 *
 * All clocks are this machine's. A message goes at most when its socket takes it; an event has come
 * when the screens' process has read it, and is drawn when the page's elements have changed.
 */
#include "lanes_play.h"
#include "lanes_site.h"
#include "os/now.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_MS      100.0
#define SECONDS       30
#define SECONDS_MAX   300 /* what is recorded for the peer has its place */
#define FEW           20
#define LINE_SIZE     256
#define BROWSER_TIMES 65536

struct bench {
	struct board *board;
	struct site site;
	const char *folder; /* of the scripts */
	int64_t seconds;
	pid_t lanes;
	int go;   /* owned: a byte makes the lanes play */
	int done; /* owned: a byte comes when they are there, are connected, have played */
	bool failed;
};

/* One run, as it is told. */
struct result {
	const char *who;
	unsigned screens;
	double p50;
	double p95;
	double p99;
	double worst;
	double cpu_ms;
	double lasted_ms;
	uint32_t times;
};

/* The lanes: there, then connected, then they play whenever a byte comes. */
static enum eg_err be_lanes(const struct bench *b, int go, int done)
{
	EG_AUTO(lanes_play_close) struct lanes_play *play = NULL;
	char byte;
	EG_TRY(lanes_play_open(b->site.folder, b->board, &play));
	bool heard = write(done, "o", 1) == 1;
	EG_TRY(lanes_play_join(play));
	while (heard && write(done, "d", 1) == 1) {
		if (read(go, &byte, 1) != 1) {
			return EG_OK; /* it is over */
		}
		EG_TRY(lanes_play_run(play, b->seconds));
	}
	return EG_FAIL(EG_GONE, "who measures");
}

static enum eg_err start_lanes(struct bench *b)
{
	int go[2];
	int done[2];
	if (pipe2(go, O_CLOEXEC) != 0 || pipe2(done, O_CLOEXEC) != 0) {
		return EG_FAIL(EG_IO, "pipe");
	}
	b->lanes = fork();
	if (b->lanes == 0) {
		(void)close(go[1]);
		(void)close(done[0]);
		_exit(be_lanes(b, go[0], done[1]) == EG_OK ? 0 : 1);
	}
	eg_close(&go[0]);
	eg_close(&done[1]);
	b->go = go[1];
	b->done = done[0];
	return b->lanes > 0 ? EG_OK : EG_FAIL(EG_IO, "fork");
}

/* EG_GONE: who should have written has ended. */
static enum eg_err await_byte(int fd)
{
	char byte;
	return read(fd, &byte, 1) == 1 ? EG_OK : EG_FAIL(EG_GONE, "a process of the bench");
}

/* Screens in a process of their own; *ready is readable when they are all connected. */
static enum eg_err start_screens(struct bench *b, const struct screens *ask, pid_t *pid, int *ready)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0) {
		return EG_FAIL(EG_IO, "pipe");
	}
	*pid = fork();
	if (*pid == 0) {
		struct screens s = *ask;
		s.ready = ends[1];
		_exit(screens_watch(b->board, &s) == EG_OK ? 0 : 1);
	}
	eg_close(&ends[1]);
	*ready = ends[0];
	return *pid > 0 ? EG_OK : EG_FAIL(EG_IO, "fork");
}

static bool ended_well(pid_t pid)
{
	int status = -1;
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void sum_up(struct bench *b, struct result *r)
{
	struct board *d = b->board;
	r->p50 = board_at(d->us, d->count, 500);
	r->p95 = board_at(d->us, d->count, 950);
	r->p99 = board_at(d->us, d->count, 990);
	r->worst = board_at(d->us, d->count, 1000);
	r->times = d->count;
	r->lasted_ms = (double)(now_mono_us() - d->began_us) / 1000.0;
}

static void tell(const struct board *d, const struct result *r)
{
	printf("%-14s %7u %9u %8.2f %8.2f %8.2f %8.2f %8.1f %5u %5u %5u\n", r->who, r->screens,
	       r->times, r->p50, r->p95, r->p99, r->worst, 100.0 * r->cpu_ms / r->lasted_ms,
	       d->lost, d->twice, d->ended);
	printf("{\"bench\":\"console_lanes\",\"step\":\"%s\",\"screens\":%u,\"p50_ms\":%.2f,"
	       "\"p95_ms\":%.2f,\"p99_ms\":%.2f,\"worst_ms\":%.2f,\"cpu_ms\":%.0f,\"lost\":%u,"
	       "\"twice\":%u,\"ended\":%u}\n",
	       r->who, r->screens, r->p50, r->p95, r->p99, r->worst, r->cpu_ms, d->lost, d->twice,
	       d->ended);
}

static void expect(struct bench *b, bool told, const char *what)
{
	if (!told) {
		printf("NOT as promised: %s\n", what);
		b->failed = true;
	}
}

static enum eg_err run_console(struct bench *b, unsigned screens, struct result *r)
{
	const struct screens ask = {
		.port = b->site.console.port, .count = screens, .cookies = b->site.cookies};
	EG_AUTO(eg_close) int ready = -1;
	pid_t pid = 0;
	board_clear(b->board, false);
	EG_TRY(start_screens(b, &ask, &pid, &ready));
	EG_TRY(await_byte(ready));
	double before = site_cpu_ms(b->site.console.pid);
	if (write(b->go, "g", 1) != 1) {
		return EG_FAIL(EG_GONE, "lanes");
	}
	EG_TRY(await_byte(b->done));
	expect(b, ended_well(pid), "screens have heard all, to the end");
	*r = (struct result){.who = "egate-console",
			     .screens = screens,
			     .cpu_ms = site_cpu_ms(b->site.console.pid) - before};
	sum_up(b, r);
	tell(b->board, r);
	const struct board *d = b->board;
	printf("  %u travellers, %u referred; %u messages of lanes, %llu events, %.1f MB; "
	       "%u messages were told with the one behind them\n",
	       d->episodes, d->cases, d->sent, (unsigned long long)d->events,
	       (double)d->octets / 1e6, d->merged);
	expect(b, d->lost == 0 && d->twice == 0 && d->ended == 0, "no event lost, none twice");
	expect(b, d->broken == 0, "no lane left");
	expect(b, d->count > 0 && r->p99 < LIMIT_MS, "99th percentile below 100 ms");
	return EG_OK;
}

/* Each event when the lanes had told it, as fast as the peer takes it. */
static enum eg_err hand_over(struct bench *b, int to)
{
	struct board *d = b->board;
	d->began_us = now_mono_us();
	for (uint32_t i = 0; i < d->event_count; i++) {
		const struct board_event *e = &d->event[i];
		int64_t due = d->began_us + e->at_us;
		for (int64_t now = now_mono_us(); now < due; now = now_mono_us()) {
			(void)poll(NULL, 0, (int)((due - now) / 1000)); /* until then */
		}
		d->handed_us[i] = now_mono_us();
		if (write(to, d->text + e->text, e->size) != (ssize_t)e->size) {
			return EG_FAIL(EG_GONE, "the peer");
		}
	}
	return EG_OK;
}

static enum eg_err play_peer(struct bench *b, struct site_process *peer, unsigned screens,
			     struct result *r)
{
	const struct screens ask = {.port = peer->port, .count = screens, .peer = true};
	EG_AUTO(eg_close) int ready = -1;
	pid_t pid = 0;
	board_clear(b->board, true);
	EG_TRY(start_screens(b, &ask, &pid, &ready));
	EG_TRY(await_byte(ready));
	double before = site_cpu_ms(peer->pid);
	EG_TRY(hand_over(b, peer->hears));
	bool well = ended_well(pid);
	*r = (struct result){
		.who = "node", .screens = screens, .cpu_ms = site_cpu_ms(peer->pid) - before};
	sum_up(b, r);
	tell(b->board, r);
	if (!well) {
		printf("  the peer's screens have not heard all\n");
	}
	return EG_OK;
}

static void run_peer(struct bench *b, unsigned screens, const struct result *ours)
{
	struct site_process peer = {.said = -1, .hears = -1};
	struct result theirs = {.times = 0};
	char node[] = "node";
	char script[LINE_SIZE * 2];
	char *const argv[] = {node, script, NULL};
	(void)snprintf(script, sizeof(script), "%s/lanes_peer.mjs", b->folder); /* else not found */
	enum eg_err err = site_run(&peer, argv, "port ", true);
	if (err == EG_OK) {
		err = play_peer(b, &peer, screens, &theirs);
	}
	site_end(&peer);
	if (err != EG_OK || theirs.times == 0) {
		printf("  node was not measured: %s\n", eg_fault_last().reason);
		return;
	}
	double ratio = theirs.p99 > 0 ? ours->p99 / theirs.p99 : 0;
	printf("  ours / node at the 99th percentile: %.2f; of the median: %.2f\n", ratio,
	       theirs.p50 > 0 ? ours->p50 / theirs.p50 : 0);
	printf("{\"bench\":\"console_lanes\",\"step\":\"ratio\",\"screens\":%u,\"p99\":%.3f}\n",
	       screens, ratio);
}

/* "LANE TRAVELLER MICROSECONDS STATE|STEP|PROMPT"; unix_us: what to add to our clock for its. */
static bool drawn(const struct board *d, char *line, int64_t unix_us, int64_t *us)
{
	char *at = line;
	unsigned long lane = strtoul(at, &at, 10);
	unsigned long traveller = strtoul(at, &at, 10);
	int64_t seen_us = strtoll(at, &at, 10);
	char *step = strchr(at, '|');
	char *prompt = step == NULL ? NULL : strchr(step + 1, '|');
	if (*at != ' ' || prompt == NULL || lane > BOARD_LANES || traveller >= BOARD_TRAVELLERS) {
		return false;
	}
	*step = *prompt = '\0';
	prompt[1 + strcspn(prompt + 1, "\n")] = '\0';
	int deed = lanes_deed_of(at + 1, step + 1, prompt + 1);
	int64_t sent_us = deed < 0 ? 0 : d->sent_us[lane][traveller][deed];
	*us = seen_us - unix_us - sent_us;
	return sent_us >= d->began_us && d->began_us > 0;
}

static int64_t clocks_apart_us(void)
{
	struct timespec t;
	int64_t before = now_mono_us();
	(void)clock_gettime(CLOCK_REALTIME, &t); /* cannot fail */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 - (before + now_mono_us()) / 2;
}

/* What the browser has seen, of messages of this run. */
static void take_drawn(struct bench *b, struct site_process *browser)
{
	static int64_t us[BROWSER_TIMES];
	uint32_t count = 0;
	char line[LINE_SIZE];
	int64_t apart_us = clocks_apart_us();
	FILE *f = fdopen(browser->said, "r");
	browser->said = f == NULL ? browser->said : -1;
	bool asked = write(browser->hears, "end\n", 4) == 4;
	bool done = false;
	while (asked && f != NULL && !done && fgets(line, sizeof(line), f) != NULL) {
		done = strncmp(line, "done", 4) == 0;
		count += count < BROWSER_TIMES && drawn(b->board, line, apart_us, &us[count]);
	}
	if (f != NULL) {
		(void)fclose(f); /* only read from */
	}
	struct result r = {.who = "to the page", .screens = 1, .times = count};
	r.p50 = board_at(us, count, 500);
	r.p95 = board_at(us, count, 950);
	r.p99 = board_at(us, count, 990);
	r.worst = board_at(us, count, 1000);
	printf("%-14s %7u %9u %8.2f %8.2f %8.2f %8.2f\n", r.who, r.screens, r.times, r.p50, r.p95,
	       r.p99, r.worst);
	printf("{\"bench\":\"console_lanes\",\"step\":\"%s\",\"p50_ms\":%.2f,\"p95_ms\":%.2f,"
	       "\"p99_ms\":%.2f,\"worst_ms\":%.2f}\n",
	       r.who, r.p50, r.p95, r.p99, r.worst);
	expect(b, count > 0 && r.p99 < LIMIT_MS, "99th percentile on the page below 100 ms");
}

/* With a browser beside, where there is one. */
static enum eg_err run_few(struct bench *b, struct result *r)
{
	struct site_process browser = {.said = -1, .hears = -1};
	char node[] = "node";
	char script[LINE_SIZE * 2];
	char port[16];
	char name[] = SITE_WATCHER;
	char pin[] = SITE_PIN;
	char *const argv[] = {node, script, port, name, pin, NULL};
	(void)snprintf(script, sizeof(script), "%s/lanes_browser.mjs", b->folder); /* as above */
	(void)snprintf(port, sizeof(port), "%u", b->site.console.port);            /* fits */
	bool shown = site_run(&browser, argv, "port ", true) == EG_OK;
	enum eg_err err = run_console(b, FEW, r);
	if (err == EG_OK && shown) {
		take_drawn(b, &browser);
	} else {
		printf("  no browser: what a page shows was not measured\n");
	}
	site_end(&browser); /* it has ended, or is ended */
	return err;
}

static enum eg_err measure(struct bench *b)
{
	struct result few;
	struct result many;
	printf("%-14s %7s %9s %8s %8s %8s %8s %8s %5s %5s %5s\n", "ms", "screens", "times", "p50",
	       "p95", "p99", "worst", "CPU %", "lost", "twice", "ended");
	EG_TRY(run_few(b, &few));
	run_peer(b, FEW, &few);
	EG_TRY(run_console(b, SCREENS_MAX, &many));
	run_peer(b, SCREENS_MAX, &many);
	printf("egate-console: largest size %.1f MB, processor time %.2f s from its start\n",
	       site_peak_mb(b->site.console.pid), site_cpu_ms(b->site.console.pid) / 1000.0);
	return EG_OK;
}

static enum eg_err run(struct bench *b, char *argv[])
{
	EG_TRY(site_make(&b->site, argv[2], argv[3]));
	EG_TRY(start_lanes(b));
	EG_TRY(await_byte(b->done));
	EG_TRY(site_start(&b->site, argv[1]));
	EG_TRY(await_byte(b->done));
	EG_TRY(site_enter(&b->site));
	return measure(b);
}

int main(int argc, char *argv[])
{
	struct bench b = {.go = -1, .done = -1, .seconds = SECONDS};
	struct rlimit files;
	if (argc < 5 || getrlimit(RLIMIT_NOFILE, &files) != 0) {
		return 2;
	}
	files.rlim_cur = files.rlim_max;
	b.folder = argv[4];
	b.seconds = argc > 5 ? strtoll(argv[5], NULL, 10) : SECONDS;
	b.board = board_make();
	if (setvbuf(stdout, NULL, _IOLBF, 0) != 0 || setrlimit(RLIMIT_NOFILE, &files) != 0 ||
	    b.board == NULL || b.seconds < 1 || b.seconds > SECONDS_MAX) {
		return 2;
	}
	enum eg_err err = run(&b, argv);
	if (err != EG_OK) {
		printf("console_lanes: %s: %s\n", eg_err_text(err), eg_fault_last().reason);
	}
	eg_close(&b.go); /* ends the lanes */
	eg_close(&b.done);
	bool ended = b.lanes <= 0 || ended_well(b.lanes);
	bool cleared = site_clear(&b.site);
	expect(&b, ended && cleared, "lanes and console end well");
	return err == EG_OK && !b.failed ? 0 : 1;
}
