/*
 * test_egated: the supervisor with programs that the test plays: who is ended how, and in what
 * order. The programs are scripts that tell through a named pipe.
 */
#include "biometrics/finger_rate.h"

#include "base/err.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define TELL_MS 10000 /* a bound for a busy machine; an honest run takes moments */

static const char *const files[] = {"egate-core",  "egate-page",     "egate-chip",  "egate-verify",
				    "egate-face",  "egate-journal",  "egate-guard", "egated.ini",
				    "told",        "egate-modbus",   "again",       "egate-finger",
				    "egate-touch", "egate-watchlist"};
#define FILES    (sizeof(files) / sizeof(files[0]))
#define PROGRAMS 7

/* Brings its outputs to their safe levels when asked to end. */
#define CORE                                                                            \
	"#!/bin/sh\nsleep 60 &\ntrap 'kill $!; echo core-safe >%s/told; exit 0' TERM\n" \
	"echo core-up >%s/told\nwait\n"
/* Reads to the end of the connection, and has things to write then. */
#define JOURNAL                                                                             \
	"#!/bin/sh\necho journal-up >%s/told\ncat <&3 >/dev/null\nsleep 0.2\necho written " \
	">%s/told\n"
#define OTHER "#!/bin/sh\n: %s %s\ncat <&3 >/dev/null\n"
/* Ends once, as one whose block is away does, and stays the next time. */
#define MODBUS                                                                              \
	"#!/bin/sh\ncd %s\n[ -e again ] || { echo first >told; : >again; exit 1; }\n"       \
	"[ -S run/wires.sock ] && [ \"$1\" = gate.shipped=mantrap ] && echo \"$2\" >told\n" \
	": %s\nexec sleep 60\n"
/* Tells where its wires are. */
#define CORE_OF_MODBUS "#!/bin/sh\necho \"$2\" >%s/told\n: %s\nexec sleep 60\n"

/* Tell that they were started, and end with their lane. */
#define FINGER "#!/bin/sh\necho finger-up >%s/told\n: %s\ncat <&3 >/dev/null\n"
#define TOUCH  "#!/bin/sh\necho \"touch-up $*\" >%s/told\n: %s\ncat <&3 >/dev/null\n"
/* Tells that it was started, each time. */
#define WATCHLIST "#!/bin/sh\necho \"watchlist-up $*\" >%s/told\n: %s\nexec sleep 60\n"
/* Knows the process with the list (CONTROL_WORKER, role 9), and ends it when it is told to (3). */
#define CORE_OF_LIST                                                                         \
	"#!/bin/sh\ncd %s\n: %s\necho \" $* \" >told\n"                                      \
	"while set -- $(dd bs=64 count=1 <&3 2>/dev/null | od -An -tu4); [ $# -eq 4 ]; do\n" \
	"case $1.$2 in 1.9) list=$4 ;; 3.9) echo core-asked >told; kill -9 $list ;; esac\ndone\n"
/* Tells its settings. */
#define VERIFY "#!/bin/sh\necho \"verify-up $* \" >%s/told\n: %s\nexec sleep 60\n"
#define TRUST  "verify-up trust=/var/lib/egate/trust.store "
#define TELLS  "#!/bin/sh\necho \" $* \" >%s/told\n: %s\nexec sleep 60\n"

struct place {
	char folder[32];
	int told; /* owned: our end of the named pipe */
	char heard[2048];
	pid_t egated;
};

static void write_file(const struct place *p, const char *name, const char *form)
{
	char path[64];
	assert_true(snprintf(path, sizeof(path), "%s/%s", p->folder, name) > 0);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	assert_true(fprintf(f, form, p->folder, p->folder) > 0); /* the literals above */
#pragma GCC diagnostic pop
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0755), 0);
}

static int place_make(void **state)
{
	static struct place p;
	char path[64];
	p = (struct place){.folder = "/tmp/egated-XXXXXX", .told = -1};
	*state = &p;
	assert_non_null(mkdtemp(p.folder));
	for (size_t i = 0; i < PROGRAMS; i++) {
		bool core = strcmp(files[i], "egate-core") == 0;
		bool journal = strcmp(files[i], "egate-journal") == 0;
		write_file(&p, files[i], core ? CORE : journal ? JOURNAL : OTHER);
	}
	write_file(&p, "egated.ini", "[lane]\nrun = %s/run\nprograms = %s\n");
	assert_true(snprintf(path, sizeof(path), "%s/told", p.folder) > 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	p.told = open(path, O_RDWR | O_CLOEXEC);
	return p.told < 0;
}

static int place_clear(void **state)
{
	static const char *const of_run[] = {"run/egated.lock", "run/lane.sock", "run/kiosk.sock",
					     "run/wires.sock"};
	struct place *p = *state;
	char path[64];
	if (p->egated > 0) {
		(void)kill(p->egated, SIGKILL); /* after a failed test */
	}
	eg_close(&p->told);
	for (size_t i = 0; i < FILES + sizeof(of_run) / sizeof(of_run[0]); i++) {
		const char *name = i < FILES ? files[i] : of_run[i - FILES];
		if (snprintf(path, sizeof(path), "%s/%s", p->folder, name) > 0) {
			(void)unlink(path); /* may not be there */
		}
	}
	assert_true(snprintf(path, sizeof(path), "%s/run", p->folder) > 0);
	return rmdir(path) + rmdir(p->folder);
}

static void start(struct place *p)
{
	char settings[64];
	assert_true(snprintf(settings, sizeof(settings), "%s/egated.ini", p->folder) > 0);
	p->egated = fork();
	assert_true(p->egated >= 0);
	if (p->egated == 0) {
		(void)execl(EGATED, "egated", settings, (char *)NULL); /* returns on failure */
		_exit(99);
	}
}

/* Hears until all of the words were told. */
static void hear(struct place *p, const char *word, const char *other)
{
	size_t size = strlen(p->heard);
	while (strstr(p->heard, word) == NULL || strstr(p->heard, other) == NULL) {
		struct pollfd fd = {.fd = p->told, .events = POLLIN};
		assert_int_equal(poll(&fd, 1, TELL_MS), 1);
		ssize_t got = read(p->told, p->heard + size, sizeof(p->heard) - 1 - size);
		assert_true(got > 0);
		size += (size_t)got;
	}
}

static void asked_to_end_it_lets_the_core_make_safe_and_the_journal_write(void **state)
{
	struct place *p = *state;
	int status = -1;
	start(p);
	hear(p, "core-up", "journal-up");
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	hear(p, "core-safe", "written");
	assert_true(strstr(p->heard, "core-safe") < strstr(p->heard, "written"));
	assert_int_equal(waitpid(p->egated, &status, 0), p->egated);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	p->egated = 0;
}

static void when_it_is_killed_the_core_makes_safe_and_the_journal_writes(void **state)
{
	struct place *p = *state;
	start(p);
	hear(p, "core-up", "journal-up");
	assert_int_equal(kill(p->egated, SIGKILL), 0);
	hear(p, "core-safe", "written");
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
}

/* The wires of a Modbus block: one process serves them, another place is told to the core. */
static void wires_of_modbus_get_a_process_that_is_started_again(void **state)
{
	struct place *p = *state;
	char wires[64];
	write_file(p, "egate-core", CORE_OF_MODBUS);
	write_file(p, "egate-modbus", MODBUS);
	write_file(p, "egated.ini",
		   "[lane]\nrun = %s/run\nprograms = %s\n"
		   "[hardware]\ngate-io = modbus:tcp:192.0.2.7,unit=1\n");
	assert_true(snprintf(wires, sizeof(wires), "gate-io=remote:%s/run/wires.sock\n",
			     p->folder) > 0);
	start(p);
	hear(p, "first\n", "modbus=tcp:192.0.2.7,unit=1\n");
	hear(p, wires, "first\n");
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
	assert_true(snprintf(wires, sizeof(wires), "%s/run/wires.sock", p->folder) > 0);
	assert_int_equal(access(wires, F_OK), -1);
}

/* The core is given scores, and the face worker the model that they are scores of. */
static void a_requested_false_match_rate_arrives_as_thresholds(void **state)
{
	struct place *p = *state;
	write_file(p, "egate-core", TELLS);
	write_file(p, "egate-face", TELLS);
	write_file(p, "egated.ini",
		   "[lane]\nrun = %s/run\nprograms = %s\n"
		   "[face]\nmodel = dlib-128\nfmr = 1/1000\n[policy]\nface-refer = 930\n");
	start(p);
	hear(p,
	     " policy.face-match=945 policy.face-replay=998 policy.page-match=945"
	     " policy.page-refer=930 face-model=3012188380 ",
	     " model=dlib-128 ");
	assert_non_null(strstr(p->heard, " policy.face-refer=930 "));
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
}

/* Of fingers, too: with the rate, which goes on record. */
static void a_requested_rate_of_the_finger_arrives_with_what_it_stands_for(void **state)
{
	struct place *p = *state;
	const struct finger_rate *row;
	size_t count;
	char expected[96];
	row = &finger_rate_table(&count)[1];
	write_file(p, "egate-core", TELLS);
	write_file(p, "egated.ini",
		   "[lane]\nrun = %s/run\nprograms = %s\n[policy]\nfinger = doubt\n"
		   "[finger]\nsensor = sim:/tmp/finger.sock\nfmr = 1/1000\n");
	assert_int_equal(row->one_in, 1000);
	assert_true(snprintf(expected, sizeof(expected),
			     " policy.finger-match=%d finger-one-in=1000", row->threshold) > 0);
	start(p);
	hear(p, expected, "journal-up");
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
}

/* The result comes before the gate's own timer, whoever has set it. */
static void a_face_worker_is_told_how_long_a_capture_may_take(void **state)
{
	struct place *p = *state;
	write_file(p, "egate-core", TELLS);
	write_file(p, "egate-face", TELLS);
	write_file(p, "egated.ini",
		   "[lane]\nrun = %s/run\nprograms = %s\n[timers]\nface = 12000\n");
	start(p);
	hear(p, " timer.face=12000 ", " timeout_ms=6000 ");
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
}

static void both_processes_of_the_finger_run_where_there_is_a_sensor(void **state)
{
	struct place *p = *state;
	write_file(p, "egate-finger", FINGER);
	write_file(p, "egate-touch", TOUCH);
	write_file(p, "egate-chip", TELLS);
	write_file(p, "egate-verify", VERIFY);
	write_file(p, "egated.ini",
		   "[lane]\nrun = %s/run\nprograms = %s\n"
		   "[policy]\nfinger = doubt\n[finger]\nsensor = sim:/tmp/finger.sock\n");
	start(p);
	hear(p, "finger-up", "touch-up sensor=sim:/tmp/finger.sock\n");
	hear(p, " reader=pcsc: ", "core-up");
	/* Both who reads DG3 and who takes it apart. */
	hear(p, " bac_after_pace=0 regain_ms=3000 fingers=1 ", TRUST "fingers=1 ");
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	hear(p, "core-safe", "written");
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
}

/* Each would tell if it were started: the chip worker, which is started with them, has told. */
static void neither_runs_without_a_sensor(void **state)
{
	struct place *p = *state;
	write_file(p, "egate-finger", FINGER);
	write_file(p, "egate-touch", TOUCH);
	write_file(p, "egate-chip", TELLS);
	write_file(p, "egate-verify", VERIFY);
	start(p);
	hear(p, " reader=pcsc: ", TRUST "\n");
	hear(p, "core-up", "core-up");
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	hear(p, "core-safe", "written");
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
	assert_null(strstr(p->heard, "finger-up"));
	assert_null(strstr(p->heard, "touch-up"));
	assert_null(strstr(p->heard, " fingers=1 ")); /* nor is DG3 read for nothing */
}

/* No wires, whatever is set; fingers by the desk's rules, and no camera where there is none. */
static void a_desk_has_no_wires_and_takes_what_its_rules_say(void **state)
{
	struct place *p = *state;
	write_file(p, "egate-core", "#!/bin/sh\necho \"core $* \" >%s/told\n: %s\nexec sleep 60\n");
	write_file(p, "egate-face", "#!/bin/sh\necho \"face $* \" >%s/told\n: %s\nexec sleep 60\n");
	write_file(p, "egate-modbus", "#!/bin/sh\necho modbus >%s/told\n: %s\n");
	write_file(p, "egate-chip", TELLS);
	write_file(p, "egate-verify", VERIFY);
	write_file(p, "egate-finger", FINGER);
	write_file(p, "egate-touch", TOUCH);
	write_file(p, "egated.ini",
		   "[lane]\nrun = %s/run\nprograms = %s\n[hardware]\ngate = desk\ncamera = none\n"
		   "gate-io = modbus:tcp:192.0.2.7,unit=1\n"
		   "[policy]\ndesk-finger = foreign\n[finger]\nsensor = sim:/tmp/finger.sock\n");
	start(p);
	hear(p, "core gate.shipped=desk ", " policy.desk-finger=foreign ");
	hear(p, " fingers=1 ", TRUST "fingers=1 ");
	hear(p, "face camera=none ", " camera=0 ");
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
	assert_null(strstr(p->heard, "modbus\n"));
}

/* It takes no fingers then, and the core does not expect any. */
static void a_desk_without_a_sensor_serves_all_the_same(void **state)
{
	struct place *p = *state;
	write_file(p, "egate-core", "#!/bin/sh\necho \"core $* \" >%s/told\n: %s\nexec sleep 60\n");
	write_file(p, "egate-verify", VERIFY);
	write_file(p, "egated.ini",
		   "[lane]\nrun = %s/run\nprograms = %s\n[hardware]\ngate = desk\n"
		   "[policy]\ndesk-finger = all\ndesk-face = none\n");
	start(p);
	hear(p, "core gate.shipped=desk ", " policy.desk-face=none ");
	hear(p, TRUST, "core ");
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
	assert_null(strstr(p->heard, "desk-finger"));
	assert_null(strstr(p->heard, " fingers=1 "));
}

/* A socket for them alone: the lane's is not theirs, and theirs is nobody else's. */
static void travellers_screens_have_a_socket_of_their_own(void **state)
{
	struct place *p = *state;
	struct stat st;
	char path[64];
	if (geteuid() != 0) {
		print_message("a socket is given to another user by root alone\n");
		skip();
	}
	write_file(p, "egate-core", TELLS);
	write_file(p, "egated.ini",
		   "[lane]\nrun = %s/run\nprograms = %s\nofficer-user = 1000\nkiosk-user = 1001\n");
	start(p);
	hear(p, " officer=1000 ", " kiosk=1001 ");
	assert_true(snprintf(path, sizeof(path), "%s/run/kiosk.sock", p->folder) > 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_uid, 1001);
	assert_int_equal(st.st_mode & ALLPERMS, 0600);
	assert_true(snprintf(path, sizeof(path), "%s/run/lane.sock", p->folder) > 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_uid, 1000);
	assert_int_equal(st.st_mode & ALLPERMS, 0600);
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
	assert_true(snprintf(path, sizeof(path), "%s/run/kiosk.sock", p->folder) > 0);
	assert_int_equal(access(path, F_OK), -1);
}

static int64_t now_ms(void)
{
	struct timespec t;
	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &t), 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Connects, and waits to be turned away: we are no such user. */
static void be_turned_away(const struct place *p)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	char nothing;
	EG_AUTO(eg_close) int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_true(snprintf(a.sun_path, sizeof(a.sun_path), "%s/run/kiosk.sock", p->folder) > 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	struct pollfd end = {.fd = fd, .events = POLLIN};
	assert_int_equal(poll(&end, 1, TELL_MS), 1);
	assert_int_equal(recv(fd, &nothing, 1, 0), 0);
}

/* Else one that was taken over would keep officers and workers from the core. What is asked here is
 * how long it takes at least, which no busy machine makes less. */
static void travellers_screens_come_one_at_a_time(void **state)
{
	struct place *p = *state;
	if (geteuid() != 0) {
		print_message("a socket is given to another user by root alone\n");
		skip();
	}
	write_file(p, "egate-core", TELLS);
	write_file(p, "egated.ini",
		   "[lane]\nrun = %s/run\nprograms = %s\nofficer-user = 1000\nkiosk-user = 1001\n");
	start(p);
	hear(p, " officer=1000 ", " kiosk=1001 ");
	int64_t began_ms = now_ms();
	for (int i = 0; i < 5; i++) {
		be_turned_away(p);
	}
	assert_true(now_ms() - began_ms >= 4 * 100 - 1); /* of what was cut off */
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
}

/* The core is told that nobody passes who was not looked up; and which process is to end, when it
 * is sure that this costs no traveller anything. */
static void a_lane_with_a_watchlist_has_its_process_and_takes_another_file(void **state)
{
	struct place *p = *state;
	write_file(p, "egate-core", CORE_OF_LIST);
	write_file(p, "egate-watchlist", WATCHLIST);
	write_file(p, "egated.ini",
		   "[lane]\nrun = %s/run\nprograms = %s\n"
		   "[data]\nwatchlist = /srv/list\nwatchlist-trust = /srv/trust.pem\n");
	start(p);
	hear(p, " policy.watchlist=needed ", "watchlist-up list=/srv/list trust=/srv/trust.pem\n");
	memset(p->heard, 0, sizeof(p->heard));
	assert_int_equal(kill(p->egated, SIGHUP), 0);
	hear(p, "watchlist-up list=/srv/list trust=/srv/trust.pem\n", "core-asked");
	assert_true(strstr(p->heard, "core-asked") < strstr(p->heard, "watchlist-up"));
	assert_null(strstr(p->heard, "policy.watchlist")); /* the core went on */
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
}

static void a_lane_without_a_watchlist_has_no_such_process(void **state)
{
	struct place *p = *state;
	write_file(p, "egate-watchlist", WATCHLIST);
	write_file(p, "egate-chip", TELLS);
	start(p);
	hear(p, " reader=pcsc: ", "core-up");
	assert_int_equal(kill(p->egated, SIGHUP), 0); /* nothing to read anew */
	assert_int_equal(kill(p->egated, SIGTERM), 0);
	hear(p, "core-safe", "written");
	assert_int_equal(waitpid(p->egated, NULL, 0), p->egated);
	p->egated = 0;
	assert_null(strstr(p->heard, "watchlist-up"));
}

static void a_configuration_that_cannot_work_ends_it_at_once(void **state)
{
	static const char *const wrong[] = {
		"[hardware]\ngate-io = sysfs:17",
		"[hardware]\ncamera = none", /* of a gate */
		"[hardware]\ngate-io = modbus:tcp:192.0.2.7,unit=x",
		"[hardware]\ngate-io = modbus:tcp:block.example.org",
		"[timers]\nface = 8999",
		"[policy]\nfinger = doubt",
		"[policy]\nwatchlist = needed",
		"[data]\nwatchlist = /srv/list",
		"[finger]\nfmr = 1/100000000",
		"[policy]\nfinger = doubt\n[finger]\nsensor = sim:/x\n[timers]\nfinger = 19999",
		"[face]\nmodel = arcface",
		"[lane]\nkiosk-user = 0", /* would be taken for somebody who may order */
		"[lane]\nofficer-user = 1000\nkiosk-user = 1000",
		"[face]\nmodel = ./nowhere.ini",
		"[face]\nfmr = 1/1000000",
		"[face]\nfmr = 1/1000\n[policy]\nface-match = 450",
		("[face]\nmodel = " SOURCE_ROOT "/biometrics/models/dlib-128.ini\nfmr = 1/5000"),
	};
	struct place *p = *state;
	char text[512];
	int status;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_true(snprintf(text, sizeof(text),
				     "[lane]\nrun = %%s/run\nprograms = %%s\n%s\n", wrong[i]) > 0);
		write_file(p, "egated.ini", text);
		start(p);
		assert_int_equal(waitpid(p->egated, &status, 0), p->egated);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
		p->egated = 0;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			asked_to_end_it_lets_the_core_make_safe_and_the_journal_write, place_make,
			place_clear),
		cmocka_unit_test_setup_teardown(
			when_it_is_killed_the_core_makes_safe_and_the_journal_writes, place_make,
			place_clear),
		cmocka_unit_test_setup_teardown(wires_of_modbus_get_a_process_that_is_started_again,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(a_requested_false_match_rate_arrives_as_thresholds,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(
			a_requested_rate_of_the_finger_arrives_with_what_it_stands_for, place_make,
			place_clear),
		cmocka_unit_test_setup_teardown(a_face_worker_is_told_how_long_a_capture_may_take,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(
			both_processes_of_the_finger_run_where_there_is_a_sensor, place_make,
			place_clear),
		cmocka_unit_test_setup_teardown(neither_runs_without_a_sensor, place_make,
						place_clear),
		cmocka_unit_test_setup_teardown(a_desk_has_no_wires_and_takes_what_its_rules_say,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(a_desk_without_a_sensor_serves_all_the_same,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(travellers_screens_have_a_socket_of_their_own,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(travellers_screens_come_one_at_a_time, place_make,
						place_clear),
		cmocka_unit_test_setup_teardown(
			a_lane_with_a_watchlist_has_its_process_and_takes_another_file, place_make,
			place_clear),
		cmocka_unit_test_setup_teardown(a_lane_without_a_watchlist_has_no_such_process,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(a_configuration_that_cannot_work_ends_it_at_once,
						place_make, place_clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
