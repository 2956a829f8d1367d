/*
 * test_watch: egate watch --pictures beside a lane of this test: pictures go in time, also while
 * nobody reads what is told.
 */
#include "os/link.h"
#include "prog/lane_faces.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#define BYTES    "bytes of a picture"
#define PATIENCE 60000 /* ms until a test gives up; none waits for it */
#define LINES    4000  /* more than a watcher keeps for a reader */

struct desk {
	char folder[32];
	char socket[64];
	char faces[64];
	int listens;
	int lane;    /* our end */
	int watches; /* inotify on the folder of pictures */
	int out[2];  /* read from, written to by the watcher */
	pid_t watcher;
};

static int set(void **state)
{
	static struct desk d;
	d = (struct desk){.folder = "/tmp/watch-XXXXXX", .lane = -1, .out = {-1, -1}};
	*state = &d;
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	if (mkdtemp(d.folder) == NULL ||
	    snprintf(d.socket, sizeof(d.socket), "%s/lane", d.folder) < 0 ||
	    snprintf(d.faces, sizeof(d.faces), "%s/faces", d.folder) < 0 ||
	    snprintf(a.sun_path, sizeof(a.sun_path), "%s", d.socket) < 0 ||
	    mkdir(d.faces, 0700) != 0) {
		return -1;
	}
	d.listens = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	d.watches = inotify_init1(IN_CLOEXEC);
	return d.listens < 0 || bind(d.listens, (struct sockaddr *)&a, sizeof(a)) != 0 ||
			       listen(d.listens, 1) != 0 ||
			       inotify_add_watch(d.watches, d.faces, IN_MOVED_TO | IN_DELETE) < 0
		       ? -1
		       : 0;
}

static int clear(void **state)
{
	struct desk *d = *state;
	if (d->watcher > 0) {
		(void)kill(d->watcher, SIGKILL); /* a test has failed */
		(void)waitpid(d->watcher, NULL, 0);
	}
	eg_close(&d->lane);
	eg_close(&d->listens);
	eg_close(&d->watches);
	eg_close(&d->out[0]);
	eg_close(&d->out[1]);
	(void)unlink(d->socket);
	return rmdir(d->faces) == 0 ? rmdir(d->folder) : -1;
}

/* A pipe that takes nothing more. */
static void full_pipe(struct desk *d)
{
	static const char rest[4096] = {0};
	assert_int_equal(pipe2(d->out, O_CLOEXEC | O_NONBLOCK), 0);
	while (write(d->out[1], rest, sizeof(rest)) > 0) {
		/* until it is full */
	}
	assert_int_equal(errno, EAGAIN);
	while (write(d->out[1], rest, 1) > 0) {
		/* to the last octet */
	}
	assert_int_equal(fcntl(d->out[1], F_SETFL, 0), 0);
}

static void empty_pipe(struct desk *d)
{
	assert_int_equal(pipe2(d->out, O_CLOEXEC), 0);
}

/* A terminal that somebody has stopped by ^S. */
static void stopped_terminal(struct desk *d)
{
	char name[64];
	d->out[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(d->out[0] >= 0);
	assert_int_equal(grantpt(d->out[0]), 0);
	assert_int_equal(unlockpt(d->out[0]), 0);
	assert_int_equal(ptsname_r(d->out[0], name, sizeof(name)), 0);
	d->out[1] = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(d->out[1] >= 0);
	assert_int_equal(tcflow(d->out[1], TCOOFF), 0);
}

static void start(struct desk *d)
{
	struct msg m;
	int bulk = -1;
	d->watcher = fork();
	assert_true(d->watcher >= 0);
	if (d->watcher == 0) {
		char *const words[] = {"egate", "watch", d->socket, "--pictures", d->faces, NULL};
		if (dup2(d->out[1], STDOUT_FILENO) >= 0) {
			(void)execv(EGATE, words); /* returns only on failure */
		}
		_exit(99);
	}
	struct pollfd p = {.fd = d->listens, .events = POLLIN};
	assert_int_equal(poll(&p, 1, PATIENCE), 1);
	d->lane = accept4(d->listens, NULL, NULL, SOCK_CLOEXEC);
	assert_true(d->lane >= 0);
	assert_int_equal(link_recv(d->lane, &m, &bulk), EG_OK);
	assert_int_equal(m.kind, MSG_WATCH);
	assert_int_equal(m.body.watch.as, WATCH_OFFICER);
	assert_int_equal(m.body.watch.attends, 1);
}

static void tell(const struct desk *d, uint32_t traveller, enum gate_state state)
{
	struct msg m = msg_make(MSG_STATUS, traveller);
	m.body.status.state = (uint8_t)state;
	assert_int_equal(link_send(d->lane, &m, -1), EG_OK);
}

static void show(const struct desk *d, uint32_t traveller)
{
	EG_AUTO(eg_close) int fd = -1;
	struct msg m = msg_make(MSG_FACE_PICTURE, traveller);
	m.body.face_picture = (struct msg_face_picture){
		.size = sizeof(BYTES) - 1, .width = 3, .height = 4, .which = FACE_PICTURE_LIVE};
	assert_int_equal(bulk_make(RD_TEXT(BYTES), &fd), EG_OK);
	assert_int_equal(link_send(d->lane, &m, fd), EG_OK);
}

/* Waits until a file has come or gone. */
static void until(const struct desk *d, uint32_t event, const char *name)
{
	char room[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	for (bool seen = false; !seen;) {
		struct pollfd p = {.fd = d->watches, .events = POLLIN};
		assert_int_equal(poll(&p, 1, PATIENCE), 1);
		ssize_t size = read(d->watches, room, sizeof(room));
		assert_true(size > 0);
		for (const char *at = room; at < room + size;) {
			const struct inotify_event *e =
				(const struct inotify_event *)(const void *)at;
			seen = seen || ((e->mask & event) != 0 && strcmp(e->name, name) == 0);
			at += sizeof(*e) + e->len;
		}
	}
}

static int ended(struct desk *d)
{
	int status = -1;
	assert_int_equal(waitpid(d->watcher, &status, 0), d->watcher);
	d->watcher = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void refer(struct desk *d)
{
	start(d);
	tell(d, 0, GATE_IDLE);
	tell(d, 7, GATE_REFERRED_INSIDE);
	show(d, 7);
	until(d, IN_MOVED_TO, "7-live.jpg");
}

static void (*const deaf[])(struct desk *) = {full_pipe, stopped_terminal};

static void renew(void **state)
{
	assert_int_equal(clear(state), 0);
	assert_int_equal(set(state), 0);
}

static void a_referral_that_ends_takes_its_picture_though_nobody_reads(void **state)
{
	struct desk *d = *state;
	for (size_t i = 0; i < sizeof(deaf) / sizeof(deaf[0]); i++) {
		deaf[i](d);
		refer(d);
		tell(d, 7, GATE_RECORDING);
		until(d, IN_DELETE, "7-live.jpg");
		tell(d, 8, GATE_REFERRED_INSIDE);
		show(d, 8);
		until(d, IN_MOVED_TO, "8-live.jpg");
		eg_close(&d->lane); /* the lane ends */
		until(d, IN_DELETE, "8-live.jpg");
		assert_int_equal(kill(d->watcher, SIGTERM), 0); /* it still has lines to tell */
		assert_int_equal(ended(d), 0);
		renew(state);
	}
}

static void whoever_ends_it_ends_its_pictures_though_nobody_reads(void **state)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP};
	struct desk *d = *state;
	for (size_t i = 0; i < 2 * sizeof(signals) / sizeof(signals[0]); i++) {
		deaf[i % 2](d);
		refer(d);
		assert_int_equal(kill(d->watcher, signals[i / 2]), 0);
		assert_int_equal(ended(d), 0);
		renew(state); /* fails with a file left in the folder */
	}
}

static void a_reader_that_goes_takes_the_picture_with_it(void **state)
{
	struct desk *d = *state;
	empty_pipe(d);
	refer(d);
	eg_close(&d->out[1]);
	eg_close(&d->out[0]);
	until(d, IN_DELETE, "7-live.jpg");
	assert_int_equal(ended(d), 1);
}

static void a_watcher_keeps_only_so_much_for_its_reader(void **state)
{
	struct desk *d = *state;
	full_pipe(d);
	refer(d);
	struct msg m = msg_make(MSG_STATUS, 7);
	m.body.status.state = GATE_REFERRED_INSIDE;
	enum eg_err err = EG_OK;
	for (int i = 0; i < LINES && err == EG_OK; i++) {
		err = link_send(d->lane, &m, -1);
	}
	assert_int_equal(err, EG_GONE); /* it has ended long before */
	until(d, IN_DELETE, "7-live.jpg");
	assert_int_equal(ended(d), 1);
}

static void lines_come_whole_and_in_turn(void **state)
{
	struct desk *d = *state;
	char text[4096] = "";
	size_t size = 0;
	full_pipe(d);
	refer(d);
	eg_close(&d->lane);
	until(d, IN_DELETE, "7-live.jpg");
	assert_int_equal(fcntl(d->out[0], F_SETFL, 0), 0); /* from here on there is a reader */
	eg_close(&d->out[1]);
	for (ssize_t got = 1; got > 0;) {
		char c = 0;
		got = read(d->out[0], &c, 1);
		if (got > 0 && c != 0) { /* 0: what the pipe was full of */
			assert_true(size + 1 < sizeof(text));
			text[size++] = c;
		}
	}
	assert_int_equal(ended(d), 0);
	const char *idle = strstr(text, "\n");
	assert_non_null(idle);
	const char *referred = strstr(idle, "[traveller 7]");
	assert_non_null(referred);
	const char *picture = strstr(referred, "traveller 7: 7-live.jpg, 3 x 4 pixels\n");
	assert_non_null(picture);
	assert_string_equal(strstr(picture, "\n"), "\n");
}

/* Not an officer's folder, then: what lies in it is somebody's. */
static void nothing_is_removed_before_the_lane_shows_pictures(void **state)
{
	struct desk *d = *state;
	char path[128];
	assert_true(snprintf(path, sizeof(path), "%s/7-live.jpg", d->faces) > 0);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	empty_pipe(d);
	start(d);
	eg_close(&d->lane); /* turned away */
	assert_int_equal(ended(d), 1);
	assert_int_equal(access(path, F_OK), 0);
	start(d);
	tell(d, 0, GATE_IDLE);
	until(d, IN_DELETE, "7-live.jpg");
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown((test), set, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_DESK(a_referral_that_ends_takes_its_picture_though_nobody_reads),
		AT_DESK(whoever_ends_it_ends_its_pictures_though_nobody_reads),
		AT_DESK(a_reader_that_goes_takes_the_picture_with_it),
		AT_DESK(a_watcher_keeps_only_so_much_for_its_reader),
		AT_DESK(lines_come_whole_and_in_turn),
		AT_DESK(nothing_is_removed_before_the_lane_shows_pictures),
	};
	/* Writing to a lane whose watcher has gone is an answer here. */
	return signal(SIGPIPE, SIG_IGN) == SIG_ERR ? EXIT_FAILURE
						   : cmocka_run_group_tests(tests, NULL, NULL);
}
