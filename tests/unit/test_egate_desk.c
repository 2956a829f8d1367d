/*
 * test_egate_desk: egate desk with programs that the test plays: what is refused before anything
 * starts, who is started when, and who ends first. The programs are scripts that tell through a
 * named pipe; the lane's socket is the test's.
 */
#include "console/account.h"
#include "wire/msg.h"

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
#include <unistd.h>

#include <cmocka.h>

#define WAIT_MS    20000 /* a bound for a busy machine; an honest run takes moments */
#define PIN        "48151623-a"
#define OTHER_USER 4242

/* Its settings, then until it is asked to end. */
#define LANE                                                                            \
	"#!/bin/sh\ntrap 'kill $!; echo lane-ends >%s/told; exit 0' TERM\nsleep 60 &\n" \
	"{ echo lane-up; cat \"$1\"; } >%s/told\nwait\n"
#define CONSOLE                                                                            \
	"#!/bin/sh\ntrap 'kill $!; echo console-ends >%s/told; exit 0' TERM\nsleep 60 &\n" \
	"{ echo console-up; cat \"$1\"; } >%s/told\necho 'event=ready port=4711' >&2\nwait\n"
#define ENDS "#!/bin/sh\n: %s\necho why >&2\necho ended >%s/told\nexit 3\n"

#define LANE_INI                                                                           \
	"[lane]\nrun = %s/run\nprograms = %s\n[hardware]\ngate = desk\n[data]\njournal = " \
	"%s/journal.db\n"

static const char *const files[] = {"egated",         "egate-console",  "lane.ini",
				    "console.ini",    "told",           "console.db",
				    "console.db-wal", "console.db-shm", "run/lane.sock"};

struct place {
	char folder[40];
	int told;     /* owned: our end of the named pipe */
	int listener; /* owned: the lane's socket */
	int out;      /* owned: what the command prints */
	pid_t command;
	char heard[8192];
	char printed[4096];
};

static void path_of(const struct place *p, const char *name, char out[96])
{
	assert_in_range(snprintf(out, 96, "%s/%s", p->folder, name), 1, 95);
}

static void write_file(const struct place *p, const char *name, const char *form)
{
	char path[96];
	path_of(p, name, path);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
	assert_true(fprintf(f, form, p->folder, p->folder, p->folder, p->folder) >
		    0); /* literals */
#pragma GCC diagnostic pop
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0700), 0);
}

static void enrol(const struct place *p, enum account_office office)
{
	EG_AUTO(account_close) struct account *a = NULL;
	const struct account_rules rules = account_rules_default();
	const struct account_hand hand = {.who = 0, .now_ms = 1700000000000};
	uint32_t number;
	char path[96];
	path_of(p, "console.db", path);
	assert_int_equal(account_open(path, ACCOUNT_MAKE, &rules, &a), EG_OK);
	assert_int_equal(account_add(a, RD_TEXT("Anna"), office, RD_TEXT(PIN), &hand, &number),
			 EG_OK);
}

static int place_make(void **state)
{
	static struct place p;
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	char path[96];
	p = (struct place){.folder = "/tmp/egate-desk-XXXXXX", .told = -1, .out = -1};
	*state = &p;
	assert_non_null(mkdtemp(p.folder));
	path_of(&p, "told", path);
	assert_int_equal(mkfifo(path, 0600), 0);
	p.told = open(path, O_RDWR | O_CLOEXEC);
	path_of(&p, "run", path);
	assert_int_equal(mkdir(path, 0700), 0);
	path_of(&p, "run/lane.sock", path);
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	p.listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(p.listener, (const struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(p.listener, 4), 0);
	write_file(&p, "egated", LANE);
	write_file(&p, "egate-console", CONSOLE);
	write_file(&p, "lane.ini", LANE_INI);
	return p.told < 0;
}

static int place_clear(void **state)
{
	struct place *p = *state;
	char path[96];
	if (p->command > 0) {
		(void)kill(p->command, SIGKILL); /* after a failed test; its own end with it */
		(void)waitpid(p->command, NULL, 0);
	}
	eg_close(&p->told);
	eg_close(&p->listener);
	eg_close(&p->out);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		path_of(p, files[i], path);
		(void)unlink(path); /* may not be there */
	}
	path_of(p, "run", path);
	return rmdir(path) + rmdir(p->folder);
}

static void start(struct place *p, bool console)
{
	char lane_ini[96];
	char console_ini[96];
	int ends[2];
	path_of(p, "lane.ini", lane_ini);
	path_of(p, "console.ini", console_ini);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	p->command = fork();
	assert_true(p->command >= 0);
	if (p->command == 0) {
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)dup2(ends[1], STDERR_FILENO);
		(void)execl(EGATE, "egate", "desk", lane_ini, console ? console_ini : NULL,
			    (char *)NULL); /* returns on failure */
		_exit(99);
	}
	p->out = ends[0];
	assert_int_equal(close(ends[1]), 0);
}

/* Adds what comes until a word is there; fails when it does not come. */
static void until(int fd, char *heard, size_t cap, const char *word)
{
	size_t size = strlen(heard);
	while (strstr(heard, word) == NULL) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		assert_int_equal(poll(&p, 1, WAIT_MS), 1);
		ssize_t got = read(fd, heard + size, cap - 1 - size);
		assert_true(got > 0);
		size += (size_t)got;
		heard[size] = '\0';
	}
}

static void hear(struct place *p, const char *word)
{
	until(p->told, p->heard, sizeof(p->heard), word);
}

static void read_out(struct place *p, const char *word)
{
	until(p->out, p->printed, sizeof(p->printed), word);
}

static int ended(struct place *p)
{
	int status = 0;
	assert_int_equal(waitpid(p->command, &status, 0), p->command);
	p->command = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void tell(int lane, uint16_t missing)
{
	struct msg m = msg_make(MSG_STATUS, 0);
	m.body.status.missing = missing;
	m.body.status.wire = GATE_WIRE_COUNT;
	assert_int_equal(send(lane, &m, msg_length(&m), 0), msg_length(&m));
}

/* A lane whose journal is there. */
static void serve_lane(struct place *p)
{
	struct msg ask;
	EG_AUTO(eg_close) int lane = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC);
	assert_true(lane >= 0);
	assert_true(recv(lane, &ask, sizeof(ask), 0) > 0);
	assert_int_equal(ask.kind, MSG_WATCH);
	assert_int_equal(ask.body.watch.attends, 0); /* nobody looks at it yet */
	tell(lane, 1u << ROLE_JOURNAL | 1u << ROLE_CHIP);
	assert_null(strstr(p->heard, "console-up"));
	tell(lane, 1u << ROLE_CHIP);
	assert_int_equal(recv(lane, &ask, sizeof(ask), 0), 0); /* it has seen enough */
}

static void run(struct place *p)
{
	start(p, false);
	hear(p, "journal.db\n"); /* of the lane's file */
	serve_lane(p);
	read_out(p, "http://127.0.0.1:4711/\n");
}

static void a_counter_starts_its_console_behind_its_lane_and_ends_it_first(void **state)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
	struct place *p = *state;
	enrol(p, ACCOUNT_OFFICER);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		p->heard[0] = p->printed[0] = '\0';
		eg_close(&p->out);
		run(p);
		assert_non_null(strstr(p->heard, "lane-up\n"));
		hear(p, "console-up\n[console]\n");
		hear(p, "name = Desk\n");
		assert_int_equal(kill(p->command, signals[i]), 0);
		hear(p, "lane-ends\n");
		assert_non_null(strstr(p->heard, "console-ends\nlane-ends\n"));
		assert_int_equal(ended(p), 0);
	}
}

static void the_end_of_either_is_the_end_of_both(void **state)
{
	struct place *p = *state;
	enrol(p, ACCOUNT_SUPERVISOR);
	write_file(p, "egate-console", ENDS);
	start(p, false);
	hear(p, "lane-up\n");
	serve_lane(p);
	hear(p, "lane-ends\n");
	assert_int_equal(ended(p), 1);
	read_out(p, "egate-console has ended (exit 3)");
	read_out(p, "egate: the console has ended");
	assert_non_null(strstr(p->printed, "why\n")); /* its own log */
	eg_close(&p->out);
	p->heard[0] = p->printed[0] = '\0';
	write_file(p, "egated", ENDS);
	start(p, false);
	hear(p, "ended\n");
	assert_int_equal(ended(p), 1);
	read_out(p, "egate: the lane has ended");
	assert_null(strstr(p->printed, "http://"));
}

static void a_program_that_is_not_there_is_told(void **state)
{
	struct place *p = *state;
	char path[96];
	enrol(p, ACCOUNT_OFFICER);
	path_of(p, "egated", path);
	assert_int_equal(unlink(path), 0);
	start(p, false);
	assert_int_equal(ended(p), 1);
	read_out(p, "egated cannot be started");
}

static void nobody_is_served_where_nobody_may_work(void **state)
{
	struct place *p = *state;
	start(p, false);
	assert_int_equal(ended(p), 1);
	read_out(p, "egate: no officer is enrolled");
	read_out(p, "egate officer add NAME officer --file ");
	read_out(p, "/console.db\n");
	eg_close(&p->out);
	p->printed[0] = '\0';
	enrol(p, ACCOUNT_ADMIN); /* keeps accounts, and sees no case */
	start(p, false);
	assert_int_equal(ended(p), 1);
	read_out(p, "egate: no officer is enrolled");
}

/* Of whoever is not root: the folders are the user's own, and nobody is enrolled there yet. */
static void without_files_all_is_below_the_users_own_folders(void **state)
{
	static const char *const made[] = {".local/state/egate", ".local/state", ".local"};
	struct place *p = *state;
	char wanted[160];
	char path[96];
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(chown(p->folder, geteuid() == 0 ? OTHER_USER : geteuid(), getegid()), 0);
	p->command = fork();
	assert_true(p->command >= 0);
	if (p->command == 0) {
		bool other = geteuid() != 0 || setuid(OTHER_USER) == 0;
		(void)dup2(ends[1], STDERR_FILENO);
		(void)setenv("HOME", p->folder, 1);
		(void)setenv("XDG_RUNTIME_DIR", p->folder, 1);
		if (other) {
			(void)execl(EGATE, "egate", "desk", (char *)NULL); /* returns on failure */
		}
		_exit(99);
	}
	p->out = ends[0];
	assert_int_equal(close(ends[1]), 0);
	assert_int_equal(ended(p), 1);
	assert_true(
		snprintf(wanted, sizeof(wanted),
			 "egate officer add NAME officer --file %s/.local/state/egate/console.db",
			 p->folder) > 0);
	read_out(p, wanted);
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		path_of(p, made[i], path);
		assert_int_equal(rmdir(path), 0);
	}
}

static void what_cannot_work_is_refused_before_anything_starts(void **state)
{
	static const struct {
		const char *lane;
		const char *console; /* NULL: none */
		const char *why;
	} wrong[] = {
		{"[lane]\nrun = %s/run\nprograms = %s\n", NULL, "is no desk"},
		{"[lane]\nrun = %s/run\n[hardware]\ngate = table\n", NULL, "no gate of this name"},
		{"[lane]\nrun = %s/run\nrun = x\n", NULL, "line 3"},
		{LANE_INI,
		 "[console]\ncheckpoint = C\nenvironment = simulation\nlisten = loopback:0\n[lane "
		 "1]\n"
		 "socket = %s/other.sock\njournal = %s/journal.db\n",
		 "does not name this lane's socket"},
		{LANE_INI,
		 "[console]\ncheckpoint = C\nenvironment = simulation\nproxy-user = 33\n[lane 1]\n"
		 "socket = %s/run/lane.sock\njournal = %s/journal.db\n",
		 "listens on loopback"},
		{LANE_INI,
		 "[console]\ncheckpoint = C\nenvironment = simulation\nlisten = loopback:0\nuser = "
		 "4242\n[lane 1]\nsocket = %s/run/lane.sock\njournal = %s/journal.db\n",
		 "is not the lane's officer-user"},
		{LANE_INI, "[console]\ncheckpoint = C\nport = 80\n", "console.ini, line 3"},
	};
	struct place *p = *state;
	enrol(p, ACCOUNT_OFFICER);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		p->printed[0] = '\0';
		write_file(p, "lane.ini", wrong[i].lane);
		if (wrong[i].console != NULL) {
			write_file(p, "console.ini", wrong[i].console);
		}
		start(p, wrong[i].console != NULL);
		assert_int_equal(ended(p), 1);
		read_out(p, wrong[i].why);
		eg_close(&p->out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_counter_starts_its_console_behind_its_lane_and_ends_it_first, place_make,
			place_clear),
		cmocka_unit_test_setup_teardown(the_end_of_either_is_the_end_of_both, place_make,
						place_clear),
		cmocka_unit_test_setup_teardown(a_program_that_is_not_there_is_told, place_make,
						place_clear),
		cmocka_unit_test_setup_teardown(nobody_is_served_where_nobody_may_work, place_make,
						place_clear),
		cmocka_unit_test_setup_teardown(without_files_all_is_below_the_users_own_folders,
						place_make, place_clear),
		cmocka_unit_test_setup_teardown(what_cannot_work_is_refused_before_anything_starts,
						place_make, place_clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
