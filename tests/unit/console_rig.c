/*
 * console_rig: a whole egate-console between lanes that a test plays and browsers that it plays.
 * Knows processes, sockets, files. Never knows HTTP (console_browser.c), nor what a case is.
 */
#include "console_rig.h"

#include "base/whole.h"
#include "console/account.h"
#include "console/client_cert.h"
#include "os/link.h"

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

#define WAIT_MS  20000 /* until a test has failed */
#define RIG_USER 4321u

static const char *const names[RIG_OFFICERS] = {"Anna", "Boris", "Chief", "Viewer", "Admin"};
static const enum account_office offices[RIG_OFFICERS] = {
	ACCOUNT_OFFICER, ACCOUNT_OFFICER, ACCOUNT_SUPERVISOR, ACCOUNT_VIEWER, ACCOUNT_ADMIN};
/* Certificates as nginx hands them on: each a SEQUENCE of a number, which is all that is looked at.
 */
#define CERTIFICATE(digits) \
	"-----BEGIN%20CERTIFICATE-----%0A" digits "%0A-----END%20CERTIFICATE-----%0A"
static const char *const certificates[RIG_OFFICERS] = {
	CERTIFICATE("MAMCAQA="), CERTIFICATE("MAMCAQE="), CERTIFICATE("MAMCAQI="),
	CERTIFICATE("MAMCAQM="), CERTIFICATE("MAMCAQQ=")};

static void path_of(const struct rig *r, const char *name, char out[100])
{
	assert_true(snprintf(out, 100, "%s/%s", r->folder, name) > 0);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void await(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	if (poll(&p, 1, WAIT_MS) != 1) {
		fail_msg("nothing comes");
	}
}

static void make_lanes(struct rig *r)
{
	for (unsigned i = 0; i < RIG_LANES; i++) {
		struct sockaddr_un a = {.sun_family = AF_UNIX};
		char path[100];
		assert_true(snprintf(path, sizeof(path), "%s/lane-%u.db", r->folder, i + 1) > 0);
		assert_int_equal(journal_open(path, JOURNAL_WRITE, &r->journals[i]), EG_OK);
		assert_true(snprintf(a.sun_path, sizeof(a.sun_path), "%s/lane-%u.sock", r->folder,
				     i + 1) > 0);
		r->listeners[i] = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
		assert_int_equal(bind(r->listeners[i], (const struct sockaddr *)&a, sizeof(a)), 0);
		assert_int_equal(listen(r->listeners[i], 4), 0);
		r->lanes[i] = -1;
	}
}

/* Enrolling takes its time, so it is done once, and the file copied. */
static struct {
	char folder[64];
	uint32_t officers[RIG_OFFICERS];
} enrolled;

int rig_enrol(void **state)
{
	const struct account_rules rules = account_rules_default();
	const struct account_hand hand = {.who = 0, .now_ms = 1};
	EG_AUTO(account_close) struct account *a = NULL;
	char path[100];
	(void)state;
	assert_true(snprintf(enrolled.folder, sizeof(enrolled.folder),
			     "/tmp/egate-enrolled-XXXXXX") > 0);
	assert_non_null(mkdtemp(enrolled.folder));
	assert_true(snprintf(path, sizeof(path), "%s/console.db", enrolled.folder) > 0);
	assert_int_equal(account_open(path, ACCOUNT_MAKE, &rules, &a), EG_OK);
	for (unsigned i = 0; i < RIG_OFFICERS; i++) {
		assert_int_equal(account_add(a, rd_cstr(names[i]), offices[i], RD_TEXT(RIG_PIN),
					     &hand, &enrolled.officers[i]),
				 EG_OK);
	}
	return 0;
}

int rig_forget(void **state)
{
	char path[100];
	(void)state;
	assert_true(snprintf(path, sizeof(path), "%s/console.db", enrolled.folder) > 0);
	assert_int_equal(unlink(path), 0);
	return rmdir(enrolled.folder);
}

static void copy_file(const char *from, const char *to)
{
	EG_AUTO(bytes_free) struct bytes content = {0};
	EG_AUTO(eg_close) int in = open(from, O_RDONLY | O_CLOEXEC);
	EG_AUTO(eg_close) int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(in >= 0 && out >= 0);
	assert_int_equal(whole_read(in, 1u << 20, &content), EG_OK);
	assert_int_equal(whole_write(out, bytes_rd(&content)), EG_OK);
}

/* Where there is a proxy and we are root, the console runs as a user of its own: nothing is theirs
 * but accounts, socket and folder. */
static bool apart(const struct rig *r)
{
	return r->proxied && geteuid() == 0;
}

static void make_accounts(struct rig *r)
{
	const struct account_rules rules = account_rules_default();
	const struct account_hand hand = {.who = 0, .now_ms = 1};
	EG_AUTO(account_close) struct account *a = NULL;
	char from[100];
	char path[100];
	struct client_cert shown;
	assert_true(snprintf(from, sizeof(from), "%s/console.db", enrolled.folder) > 0);
	path_of(r, "console.db", path);
	copy_file(from, path);
	assert_int_equal(account_open(path, ACCOUNT_USE, &rules, &a), EG_OK);
	for (unsigned i = 0; i < RIG_OFFICERS; i++) {
		r->officers[i] = enrolled.officers[i];
		assert_int_equal(client_cert_read(rd_cstr(certificates[i]), &shown), EG_OK);
		if (r->proxied) {
			assert_int_equal(account_set_print(a, r->officers[i], shown.sha256, &hand),
					 EG_OK);
		}
	}
}

static void make_file(const struct rig *r)
{
	char path[100];
	char text[2048];
	char place[200];
	assert_true(snprintf(place, sizeof(place),
			     r->proxied ? "unix:%s/http.sock\nproxy-user = %u\n"
					  "certificates = required\nuser = %u"
					: "loopback:0",
			     r->folder, (unsigned)geteuid(),
			     apart(r) ? RIG_USER : (unsigned)geteuid()) > 0);
	assert_true(snprintf(text, sizeof(text),
			     "[console]\ncheckpoint = Manas\nenvironment = simulation\n"
			     "listen = %s\nweb = %s/web\nvendor = %s/vendor\n"
			     "database = %s/console.db\n"
			     "[lane 1]\nname = West\nsocket = %s/lane-1.sock\n"
			     "journal = %s/lane-1.db\n"
			     "[lane 2]\nsocket = %s/lane-2.sock\njournal = %s/lane-2.db\n",
			     place, r->folder, r->folder, r->folder, r->folder, r->folder,
			     r->folder, r->folder) > 0);
	path_of(r, "console.ini", path);
	write_file(path, text);
	path_of(r, "web", path);
	assert_int_equal(mkdir(path, 0700), 0);
	path_of(r, "web/console.html", path);
	write_file(path, "<!doctype html><title>egate</title>");
	path_of(r, "vendor", path);
	assert_int_equal(mkdir(path, 0700), 0);
}

static void give_away(const struct rig *r)
{
	static const char *const theirs[] = {"console.db", "lane-1.sock", "lane-2.sock", ""};
	char path[100];
	for (size_t i = 0; i < sizeof(theirs) / sizeof(theirs[0]); i++) {
		path_of(r, theirs[i], path);
		assert_int_equal(chown(path, RIG_USER, (gid_t)-1), 0);
	}
	path_of(r, "web", path);
	assert_int_equal(chmod(path, 0755), 0);
	path_of(r, "vendor", path);
	assert_int_equal(chmod(path, 0755), 0);
}

void rig_make(struct rig *r, bool proxied)
{
	*r = (struct rig){.folder = "/tmp/egate-console-XXXXXX", .proxied = proxied, .said = -1};
	assert_non_null(mkdtemp(r->folder));
	make_lanes(r);
	make_accounts(r);
	make_file(r);
	if (apart(r)) {
		give_away(r);
	}
}

const char *rig_certificate(enum rig_officer who)
{
	return certificates[who];
}

void rig_clear(struct rig *r)
{
	static const char *const files[] = {"lane-1.db",   "lane-1.db-wal",   "lane-1.db-shm",
					    "lane-2.db",   "lane-2.db-wal",   "lane-2.db-shm",
					    "console.db",  "console.db-wal",  "console.db-shm",
					    "lane-1.sock", "lane-2.sock",     "http.sock",
					    "console.ini", "web/console.html"};
	static const char *const folders[] = {"web", "vendor", ""};
	char path[100];
	for (unsigned i = 0; i < RIG_LANES; i++) {
		journal_close(&r->journals[i]);
		eg_close(&r->listeners[i]);
		eg_close(&r->lanes[i]);
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		path_of(r, files[i], path);
		(void)unlink(path); /* may not be there */
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		path_of(r, folders[i], path);
		assert_int_equal(rmdir(path), 0);
	}
}

/* Its log, until it says that it serves. */
static void await_ready(struct rig *r)
{
	char text[8192] = "";
	size_t size = 0;
	const char *found = NULL;
	while (found == NULL || strchr(found, '\n') == NULL) {
		await(r->said);
		ssize_t got = read(r->said, text + size, sizeof(text) - 1 - size);
		if (got <= 0) {
			fail_msg("egate-console ended: %s", text);
		}
		size += (size_t)got;
		text[size] = '\0';
		found = strstr(text, "ready port=");
	}
	r->port = (uint16_t)strtoul(found + strlen("ready port="), NULL, 10);
}

void rig_lane_again(struct rig *r, unsigned lane)
{
	eg_close(&r->lanes[lane - 1]);
	await(r->listeners[lane - 1]);
	r->lanes[lane - 1] = accept4(r->listeners[lane - 1], NULL, NULL, SOCK_CLOEXEC);
	assert_true(r->lanes[lane - 1] >= 0);
	struct msg m = rig_hear(r, lane, MSG_WATCH);
	assert_int_equal(m.body.watch.as, WATCH_OFFICER);
	assert_int_equal(m.body.watch.attends, 0);
	m = rig_status(GATE_IDLE, 0);
	rig_tell(r, lane, &m);
}

void rig_start(struct rig *r)
{
	int ends[2];
	char file[100];
	static char name[] = "egate-console";
	char *const argv[] = {name, file, NULL};
	path_of(r, "console.ini", file);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	r->pid = fork();
	assert_true(r->pid >= 0);
	if (r->pid == 0) {
		if (dup2(ends[1], STDERR_FILENO) == STDERR_FILENO) {
			(void)execv(CONSOLE, argv); /* returns only on failure */
		}
		_exit(99);
	}
	eg_close(&ends[1]);
	eg_close(&r->said);
	r->said = ends[0];
	await_ready(r);
	for (unsigned n = 1; n <= RIG_LANES; n++) {
		rig_lane_again(r, n);
	}
}

void rig_stop(struct rig *r)
{
	int status = -1;
	assert_int_equal(kill(r->pid, SIGTERM), 0);
	assert_int_equal(waitpid(r->pid, &status, 0), r->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	eg_close(&r->said);
}

struct msg rig_hear(struct rig *r, unsigned lane, enum msg_kind kind)
{
	struct msg m;
	int bulk = -1;
	await(r->lanes[lane - 1]);
	assert_int_equal(link_recv(r->lanes[lane - 1], &m, &bulk), EG_OK);
	assert_int_equal(m.kind, kind);
	return m;
}

void rig_hear_nothing(struct rig *r, unsigned lane)
{
	struct pollfd p = {.fd = r->lanes[lane - 1], .events = POLLIN};
	assert_int_equal(poll(&p, 1, 0), 0);
}

void rig_tell(struct rig *r, unsigned lane, const struct msg *m)
{
	assert_int_equal(link_send(r->lanes[lane - 1], m, -1), EG_OK);
}

struct msg rig_status(unsigned state, uint32_t traveller)
{
	struct msg m = msg_make(MSG_STATUS, traveller);
	m.body.status.state = (uint8_t)state;
	m.body.status.session = 0x1234;
	m.body.status.wire = GATE_WIRE_COUNT;
	return m;
}

void rig_record(struct rig *r, unsigned lane, enum record_what what)
{
	static const uint8_t boot[JOURNAL_BOOT_SIZE] = {1};
	struct msg m = msg_make(MSG_RECORD, 0);
	uint64_t row;
	m.body.record.number = ++r->records;
	m.body.record.unix_ms = 1767225600000 + (int64_t)r->records;
	m.body.record.what = (uint8_t)what;
	assert_int_equal(journal_append(r->journals[lane - 1], boot, &m.body.record, &row), EG_OK);
}

/* The first that it has started. */
pid_t rig_helper(const struct rig *r)
{
	char path[64];
	char line[64];
	char *end = NULL;
	assert_true(snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)r->pid,
			     (int)r->pid) > 0);
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		return -1; /* a kernel without this list */
	}
	assert_non_null(fgets(line, sizeof(line), f));
	assert_int_equal(fclose(f), 0);
	const long pid = strtol(line, &end, 10);
	assert_true(end != line);
	return (pid_t)pid;
}

void rig_refer(struct rig *r, unsigned lane, uint32_t traveller, uint8_t hits)
{
	struct msg m = rig_status(GATE_REFERRED_OUTSIDE, traveller);
	m.body.status.why = GATE_WHY_DOCUMENT;
	m.body.status.check = CHECK_DG1_HASH;
	m.body.status.reason = REASON_HASH_WRONG;
	m.body.status.evidence = GATE_HAS_DOCUMENT;
	m.body.status.hits = hits;
	rig_tell(r, lane, &m);
}

void rig_look(const struct rig *r, const char *name, struct rig_screen *s, struct rig_stream *out)
{
	rig_enter(r, name, s);
	rig_listen(r, s, 0, out);
	cJSON_Delete(rig_event(out, "whole"));
}

cJSON *rig_case(struct rig_stream *s, const char *state)
{
	cJSON *c = rig_event(s, "case");
	while (strcmp(rig_text(c, "state"), state) != 0) {
		cJSON_Delete(c);
		c = rig_event(s, "case");
	}
	return c;
}

void rig_act(const struct rig *r, struct rig_reply *out, const struct rig_screen *s, const cJSON *c,
	     const char *what, const char *rest)
{
	char path[128];
	char body[512];
	assert_true(snprintf(path, sizeof(path), "/api/cases/%s/act", rig_text(c, "id")) > 0);
	assert_true(snprintf(body, sizeof(body), "{\"act\":\"%s\",\"version\":%.0f%s}", what,
			     rig_number(c, "version"), rest) > 0);
	rig_order(r, s, path, NULL, body, out);
}

cJSON *rig_json(const struct rig_reply *reply, unsigned status)
{
	if (reply->status != status) {
		fail_msg("%u wanted, %u came: %s", status, reply->status, reply->body);
	}
	cJSON *tree = cJSON_Parse(reply->body);
	assert_non_null(tree);
	return tree;
}
