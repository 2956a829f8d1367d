/*
 * world: egate-world, the metal and the people of one lane.
 * Knows sockets of the simulated devices, the virtual chip's process, the lane's status. Never
 * knows what is inside a document or a picture, nor how the controller decides.
 *
 * egate-world folder=DIR scenario=FILE lane=SOCKET people=DIR fingers=DIR documents=DIR pages=DIR
 *             chip=PROGRAM port=N [repeat=N] [speed=PERCENT] [doorway-ms=N] [view=live|lines|none]
 * [report-fd=N] [capture=FILE] [drives=FILE]
 *
 * Listens on DIR/gate.sock, DIR/page.sock (where the scenario has a camera below the glass:
 * DIR/glass.sock), DIR/camera.sock, keeps pictures of pages in pages=DIR, lays fingers on
 * DIR/finger.sock where the scenario has a sensor; reports "listening" (or why it cannot), then
 * waits for the lane. Plays the scenario (repeat times), reports, and keeps the metal alive until
 * SIGTERM, so that the controller can be stopped first. Exit: 0 as expected, 1 it differs, 2 cannot
 * play. drives=FILE gets a line for each time that outputs were driven: microseconds of
 * CLOCK_MONOTONIC, "open" (somebody got the lines) or "drive", levels in hexadecimal.
 */
#include "base/log.h"
#include "hal/gate_io_sim.h"
#include "hal/unix_client.h"
#include "os/args.h"
#include "os/link.h"
#include "os/now.h"
#include "simulator/booth.h"
#include "simulator/chip_run.h"
#include "simulator/file.h"
#include "simulator/glass.h"
#include "simulator/plate.h"
#include "simulator/play_finger.h"
#include "simulator/screen.h"

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TICK_MS       5
#define JOIN_US       50000 /* between two tries to reach the lane */
#define PATH_SIZE     512
#define SCENARIO_SIZE 16384
#define EXIT_DIFFERS  1
#define EXIT_CANNOT   2

struct world {
	struct args args;
	struct scenario scenario;
	struct play play;
	struct screen screen;
	struct serve gate;
	struct glass glass;
	struct booth booth;
	struct plate plate;
	struct chip_run chip;
	struct gate_lines lines; /* as last told to the controller */
	int lane_fd;             /* owned, -1: not connected */
	int64_t join_us;         /* next try to reach the lane */
	uint32_t lane_epoch;     /* of the traveller the lane told of last */
	int report_fd;           /* -1: none */
	int drives_fd;           /* owned, of drives=FILE; -1: none */
	unsigned plays;          /* still to play */
	unsigned played;
	bool differs;
	bool done;
	int64_t speed_percent;
	int64_t now_us;
};

static volatile sig_atomic_t stopped;

static void on_stop(int number)
{
	(void)number; /* SIGTERM and SIGINT mean the same */
	stopped = 1;
}

EG_PRINTF(2, 3) static void report(const struct world *w, const char *form, ...)
{
	va_list values;
	if (w->report_fd >= 0) {
		va_start(values, form);
		(void)vdprintf(w->report_fd, form, values); /* nobody listens: nobody misses it */
		va_end(values);
	}
}

static enum eg_err path_of(char out[PATH_SIZE], const char *folder, const char *name,
			   const char *ending)
{
	int printed = snprintf(out, PATH_SIZE, "%s/%s%s", folder, name, ending);
	return printed < 0 || printed >= PATH_SIZE ? EG_FAIL(EG_CONFIG, "path too long") : EG_OK;
}

static void tell_inputs(struct world *w, bool always)
{
	struct gate_lines lines = metal_lines(&w->play.metal);
	bool changed = lines.levels != w->lines.levels || lines.curtain != w->lines.curtain;
	if (always || changed) {
		w->lines = lines;
		serve_send_all(&w->gate, rd_of(&lines, sizeof(lines)));
	}
}

/* For observers of a play: when the world saw what. Same clock as everybody's. */
static void note_drive(struct world *w, const char *what, uint32_t outputs)
{
	if (w->drives_fd >= 0) {
		(void)dprintf(w->drives_fd, "%" PRId64 " %s %" PRIx32 "\n", now_mono_us(), what,
			      outputs); /* nobody listens: nobody misses it */
	}
}

static void hear_drives(struct world *w, size_t peer)
{
	uint32_t outputs = 0;
	size_t got;
	while (serve_recv(&w->gate, peer, &outputs, sizeof(outputs), &got)) {
		if (got == sizeof(outputs)) {
			note_drive(w, "drive", outputs);
			w->play.metal = metal_drive(w->play.metal, outputs);
		}
	}
}

/*
 * As a card of outputs: whoever has the lines has them alone, a second one is turned away, and
 * what was driven last stands when its driver ends.
 */
static void serve_gate(struct world *w)
{
	/* All that one who has ended still drove, before anybody else gets the lines. */
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		hear_drives(w, i);
	}
	int fresh = serve_accept(&w->gate);
	if (fresh < 0) {
		return;
	}
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		if ((int)i != fresh && w->gate.peer[i] >= 0) {
			serve_drop(&w->gate, (size_t)fresh); /* held lines are not given twice */
			return;
		}
	}
	note_drive(w, "open", w->play.metal.outputs);
	hear_drives(w, (size_t)fresh);
	tell_inputs(w, true);
}

static void join_lane(struct world *w)
{
	const char *path = args_text(&w->args, "lane", "");
	struct msg watch = msg_make(MSG_WATCH, 0);
	watch.body.watch.attends = 1; /* the officer of a lane that is played */
	if (w->now_us < w->join_us) {
		return;
	}
	w->join_us = w->now_us + JOIN_US;
	if (unix_client_connect(path, &w->lane_fd) != EG_OK) {
		return; /* not there yet */
	}
	if (link_send(w->lane_fd, &watch, -1) != EG_OK) {
		eg_close(&w->lane_fd);
	}
}

static void hear_lane(struct world *w)
{
	struct msg m;
	while (w->lane_fd >= 0) {
		EG_AUTO(eg_close) int bulk_fd = -1;
		enum eg_err err = link_recv(w->lane_fd, &m, &bulk_fd);
		if (err == EG_TIMEOUT) {
			return;
		}
		if (err != EG_OK) {
			eg_close(&w->lane_fd);
			return;
		}
		if (m.kind == MSG_STATUS) {
			w->lane_epoch = m.epoch;
			play_hear(&w->play, &m.body.status);
		}
	}
}

/* The document on the reader changed: the chip comes or goes, the page reader sees it. */
static enum eg_err follow_document(struct world *w)
{
	char path[PATH_SIZE];
	const char *folder = args_text(&w->args, "documents", ".");
	chip_run_stop(&w->chip);
	if (w->play.document_of != PLAY_NOBODY && !w->play.page.chipless) {
		const struct scenario_person *p = &w->scenario.person[w->play.document_of];
		EG_TRY(path_of(path, folder, p->passport, "/document.egd"));
		EG_TRY(chip_run_start(&w->chip, path, p->chip, w->play.tear_after));
	}
	return glass_follow(&w->glass, w->now_us, &w->play);
}

static void send_order(struct world *w)
{
	struct msg order = msg_make(MSG_ORDER, w->lane_epoch);
	order.body.order.order = w->play.order;
	if (w->lane_fd < 0 || link_send(w->lane_fd, &order, -1) != EG_OK) {
		eg_close(&w->lane_fd);
	}
}

/* What came of the traveller, in the words an officer reads. */
static void report_outcome(struct world *w)
{
	const struct play_lane *l = &w->play.lane;
	const struct msg_status *hard = &l->hard;
	const char *what = hard->state == GATE_ALARM ? "alarm" : "referred";
	bool released = play_released(&w->play);
	report(w, "came_of ");
	if (play_visited(&w->play, GATE_EVACUATE)) {
		report(w, "both doors freed");
	} else if (!play_is_hard(hard->state)) {
		report(w, "%s", released ? "admitted" : "left without crossing");
	} else if (hard->reason == REASON_NONE) {
		report(w, "%s: %s%s", what, gate_why_text(hard->why), released ? "; admitted" : "");
	} else {
		report(w, "%s: %s: %s%s", what, check_text(hard->check), reason_text(hard->reason),
		       released ? "; admitted" : "");
	}
	report(w, "\n");
}

static void report_play(struct world *w)
{
	static const char *const steps[STEP_COUNT] = {
		[STEP_NONE] = "none",     [STEP_CHIP_LINK] = "chip_link", [STEP_CHIP] = "chip",
		[STEP_VERIFY] = "verify", [STEP_PORTRAIT] = "portrait",   [STEP_FACE] = "face",
		[STEP_RECORD] = "record", [STEP_FINGERS] = "fingers",     [STEP_FINGER] = "finger",
		[STEP_PAGE] = "page",
	};
	report(w, "play %u %s\n", w->played,
	       w->play.end == PLAY_AS_EXPECTED ? "as_expected" : "differs");
	report_outcome(w);
	for (unsigned i = STEP_CHIP_LINK; i < STEP_COUNT; i++) {
		report(w, "step %s %" PRIu32 "\n", steps[i], w->play.lane.step_us[i]);
	}
	report(w, "step observed %" PRId64 "\n", play_observed_us(&w->play));
	if (w->play.end != PLAY_AS_EXPECTED) {
		const struct scenario_step *s = &w->scenario.step[w->play.step];
		report(w, "fault %u %s\n", (unsigned)s->line, w->play.fault);
	}
}

static void begin_play(struct world *w)
{
	struct msg_status now = w->play.lane.now;
	bool known = w->play.lane.known;
	w->play = play_start(&w->scenario, w->play.metal);
	w->play.lane.known = known;
	w->play.lane.now = now;
	const char *view = args_text(&w->args, "view", "lines");
	w->screen = screen_start(strcmp(view, "none") != 0, strcmp(view, "live") == 0, &w->play,
				 w->now_us);
	w->plays--;
	w->played++;
}

static void end_play(struct world *w)
{
	screen_end(&w->screen, &w->play, w->now_us);
	report_play(w);
	w->differs = w->differs || w->play.end != PLAY_AS_EXPECTED;
	if (w->plays > 0 && !w->differs) {
		begin_play(w);
		return;
	}
	report(w, "done\n");
	w->done = true;
}

static enum eg_err pass(struct world *w, int64_t real_us)
{
	/* What came of the last step is told before the next one. */
	if (!w->done) {
		screen_pass(&w->screen, &w->play, w->now_us);
	}
	uint32_t todo = play_pass(&w->play, (uint32_t)real_us,
				  (uint32_t)(real_us * w->speed_percent / 100));
	if ((todo & PLAY_DO_STEP) != 0) {
		screen_step(&w->screen, &w->play, w->now_us);
	}
	if ((todo & PLAY_DO_STAGE) != 0) {
		return EG_FAIL(EG_CONFIG, "a sentence about processes, which are not the world's");
	}
	if ((todo & PLAY_DO_DOCUMENT) != 0) {
		EG_TRY(follow_document(w));
	}
	if ((todo & PLAY_DO_ORDER) != 0) {
		send_order(w);
	}
	tell_inputs(w, false);
	if (w->play.end != PLAY_GOES_ON && !w->done) {
		end_play(w);
	}
	return EG_OK;
}

static enum eg_err pass_plate(struct world *w)
{
	unsigned given;
	EG_TRY(plate_pass(&w->plate, w->now_us, &w->play, &given));
	play_finger_given(&w->play, given);
	return EG_OK;
}

static size_t add_serve(struct pollfd *fds, size_t count, const struct serve *s)
{
	fds[count++] = (struct pollfd){.fd = s->listener, .events = POLLIN};
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		/* Negative descriptors are passed over by poll. */
		fds[count++] = (struct pollfd){.fd = s->peer[i], .events = POLLIN};
	}
	return count;
}

static enum eg_err run(struct world *w)
{
	while (stopped == 0) {
		struct pollfd fds[4 * (SERVE_PEERS + 1) + 1];
		size_t count = add_serve(fds, 0, &w->gate);
		count = add_serve(fds, count, &w->glass.serve);
		count = add_serve(fds, count, &w->booth.serve);
		count = add_serve(fds, count, &w->plate.serve.serve);
		fds[count++] = (struct pollfd){.fd = w->lane_fd, .events = POLLIN};
		(void)poll(fds, count, TICK_MS); /* time passes whatever it says */
		int64_t now_us = now_mono_us();
		int64_t real_us = now_us - w->now_us;
		w->now_us = now_us;
		serve_gate(w);
		EG_TRY(glass_pass(&w->glass, now_us, &w->play));
		EG_TRY(booth_pass(&w->booth, now_us, &w->play));
		EG_TRY(pass_plate(w));
		if (w->lane_fd < 0) {
			join_lane(w);
		}
		hear_lane(w);
		chip_run_reap(&w->chip);
		EG_TRY(pass(w, real_us));
	}
	return EG_OK;
}

/* Where a scenario is wrong; why follows. 0: no single line is. */
static void report_line(const struct world *w, unsigned line)
{
	if (line > 0) {
		report(w, "line %u: ", line);
	}
}

static enum eg_err load_scenario(struct world *w)
{
	unsigned line = 0;
	EG_AUTO(bytes_free) struct bytes text = {0};
	EG_TRY(file_read(args_text(&w->args, "scenario", ""), SCENARIO_SIZE, &text));
	enum eg_err err = scenario_parse(bytes_rd(&text), &w->scenario, &line);
	if (err != EG_OK) {
		LOG(LOG_ERROR, "scenario", LOG_INT("line", line));
		report_line(w, line);
	}
	return err;
}

static enum eg_err open_sockets(struct world *w)
{
	char path[PATH_SIZE];
	const char *folder = args_text(&w->args, "folder", ".");
	EG_TRY(path_of(path, folder, "gate.sock", ""));
	EG_TRY(serve_open(&w->gate, path));
	const struct glass_folders folders = {
		.documents = args_text(&w->args, "documents", "."),
		.people = args_text(&w->args, "people", "."),
		.kept = args_text(&w->args, "pages", "."),
	};
	EG_TRY(glass_open(&w->glass, folder, &folders, &w->scenario));
	EG_TRY(path_of(path, folder, "camera.sock", ""));
	EG_TRY(booth_open(&w->booth, path, args_text(&w->args, "people", "."), &w->scenario));
	EG_TRY(path_of(path, folder, "finger.sock", ""));
	return plate_open(&w->plate, path, args_text(&w->args, "fingers", "."), &w->scenario);
}

static enum eg_err open_drives(struct world *w)
{
	const char *path = args_text(&w->args, "drives", NULL);
	if (path == NULL) {
		return EG_OK;
	}
	w->drives_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return w->drives_fd >= 0 ? EG_OK : EG_FAIL(EG_IO, "no file for drives");
}

static enum eg_err open_world(struct world *w)
{
	int64_t doorway_ms;
	int64_t repeat;
	int64_t report_fd;
	int64_t port;
	EG_TRY(args_number(&w->args, "doorway-ms", 10, 10000, 300, &doorway_ms));
	EG_TRY(args_number(&w->args, "speed", 1, 10000, 100, &w->speed_percent));
	EG_TRY(args_number(&w->args, "repeat", 1, 1000, 1, &repeat));
	EG_TRY(args_number(&w->args, "report-fd", -1, 1023, -1, &report_fd));
	EG_TRY(args_number(&w->args, "port", 1, 65535, 35963, &port));
	w->report_fd = (int)report_fd;
	EG_TRY(open_drives(w));
	w->plays = (unsigned)repeat;
	w->chip = (struct chip_run){
		.program = args_text(&w->args, "chip", "egate-chip-sim"),
		.capture = args_text(&w->args, "capture", NULL),
		.port = (unsigned)port,
	};
	EG_TRY(load_scenario(w));
	w->play.metal = metal_start_of(w->scenario.topology, (uint32_t)doorway_ms);
	EG_TRY(open_sockets(w));
	w->now_us = now_mono_us();
	begin_play(w);
	report(w, "listening\n");
	return EG_OK;
}

static void close_world(struct world *w)
{
	chip_run_stop(&w->chip);
	serve_close(&w->gate);
	glass_close(&w->glass);
	booth_close(&w->booth);
	plate_close(&w->plate);
	eg_close(&w->lane_fd);
	eg_close(&w->drives_fd);
}

int main(int argc, char *argv[])
{
	static struct world w;
	struct sigaction stop = {.sa_handler = on_stop};
	w = (struct world){
		.args = args_of(argc, argv),
		.gate = SERVE_CLOSED,
		.glass = GLASS_CLOSED,
		.booth = BOOTH_CLOSED,
		.plate = PLATE_CLOSED,
		.lane_fd = -1,
		.report_fd = -1,
		.drives_fd = -1,
	};
	log_open(LOG_WORD("world"), LOG_INFO);
	if (sigaction(SIGTERM, &stop, NULL) != 0 || sigaction(SIGINT, &stop, NULL) != 0) {
		return EXIT_CANNOT;
	}
	enum eg_err err = open_world(&w);
	if (err == EG_OK) {
		err = run(&w);
	}
	if (err != EG_OK) {
		report(&w, "%s\n", eg_fault_last().reason);
		log_fault(LOG_ERROR, LOG_WORD("stopped"));
	}
	close_world(&w);
	if (err != EG_OK || !w.done) {
		return EXIT_CANNOT;
	}
	return w.differs ? EXIT_DIFFERS : 0;
}
