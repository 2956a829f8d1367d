/*
 * lanes_site: a checkpoint's console as it runs: its folder, file and accounts, its process, and
 * officers who log in.
 * Knows paths, processes, one request of HTTP/1.0. Never knows events.
 */
#include "lanes_site.h"

#include "base/wr.h"
#include "console/account.h"
#include "os/now.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_SIZE 128
#define TEXT_SIZE 8192
#define MS_PER_S  1000.0
#define KB_PER_MB 1024.0
#define NOT_RUN   99
#define WALK_FDS  8

static void name_of(size_t session, char out[ACCOUNT_NAME_MAX + 1])
{
	(void)snprintf(out, ACCOUNT_NAME_MAX + 1, "Officer %zu", session); /* fits */
}

static enum eg_err enrol(const struct site *s)
{
	const struct account_rules rules = account_rules_default();
	const struct account_hand hand = {.who = 0, .now_ms = now_unix_ms()};
	EG_AUTO(account_close) struct account *a = NULL;
	char path[PATH_SIZE];
	char name[ACCOUNT_NAME_MAX + 1];
	uint32_t number;
	(void)snprintf(path, sizeof(path), "%s/console.db", s->folder); /* fits */
	EG_TRY(account_open(path, ACCOUNT_MAKE, &rules, &a));
	for (size_t i = 0; i < SITE_SESSIONS; i++) {
		name_of(i, name);
		EG_TRY(account_add(a, rd_cstr(name), ACCOUNT_OFFICER, RD_TEXT(SITE_PIN), &hand,
				   &number));
	}
	return account_add(a, RD_TEXT(SITE_WATCHER), ACCOUNT_OFFICER, RD_TEXT(SITE_PIN), &hand,
			   &number);
}

static enum eg_err write_file(const struct site *s, const char *web, const char *vendor)
{
	char path[PATH_SIZE];
	(void)snprintf(path, sizeof(path), "%s/console.ini", s->folder); /* fits */
	FILE *f = fopen(path, "w");
	if (f == NULL) {
		return EG_FAIL(EG_IO, "the console's file");
	}
	bool ok = fprintf(f,
			  "[console]\ncheckpoint = Bench\nenvironment = simulation\n"
			  "listen = loopback:0\nweb = %s\nvendor = %s\ndatabase = %s/console.db\n",
			  web, vendor, s->folder) > 0;
	for (unsigned n = 1; n <= BOARD_LANES; n++) {
		ok = ok &&
		     fprintf(f, "[lane %u]\nsocket = %s/lane-%u.sock\njournal = %s/lane-%u.db\n", n,
			     s->folder, n, s->folder, n) > 0;
	}
	return fclose(f) == 0 && ok ? EG_OK : EG_FAIL(EG_IO, "the console's file");
}

enum eg_err site_make(struct site *s, const char *web, const char *vendor)
{
	*s = (struct site){.folder = "/tmp/egate-lanes-XXXXXX",
			   .console = {.said = -1, .hears = -1}};
	if (mkdtemp(s->folder) == NULL) {
		return EG_FAIL(EG_IO, "a folder");
	}
	EG_TRY(enrol(s));
	return write_file(s, web, vendor);
}

/* What it says, until it has told its port. */
static enum eg_err await_port(struct site_process *p, const char *word)
{
	char text[TEXT_SIZE] = "";
	size_t size = 0;
	const char *found = NULL;
	while (found == NULL || strchr(found, '\n') == NULL) {
		ssize_t got = read(p->said, text + size, sizeof(text) - 1 - size);
		if (got <= 0) {
			(void)fprintf(stderr, "%s", text); /* what it said last */
			return EG_FAIL(EG_GONE, "a process ends before it serves");
		}
		size += (size_t)got;
		text[size] = '\0';
		found = strstr(text, word);
	}
	p->port = (uint16_t)strtoul(found + strlen(word), NULL, 10);
	return EG_OK;
}

_Noreturn static void be(char *const argv[], int said, int hears)
{
	int out = hears >= 0 ? STDOUT_FILENO : STDERR_FILENO;
	/* Nobody is left behind when the bench is broken off. */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && dup2(said, out) == out &&
	    (hears < 0 || dup2(hears, STDIN_FILENO) == STDIN_FILENO)) {
		(void)execvp(argv[0], argv); /* returns only on failure */
	}
	_exit(NOT_RUN);
}

enum eg_err site_run(struct site_process *p, char *const argv[], const char *word, bool hears)
{
	int out[2] = {-1, -1};
	int in[2] = {-1, -1};
	if (pipe2(out, O_CLOEXEC) != 0 || (hears && pipe2(in, O_CLOEXEC) != 0)) {
		return EG_FAIL(EG_IO, "pipe");
	}
	p->pid = fork();
	if (p->pid == 0) {
		be(argv, out[1], in[0]);
	}
	eg_close(&out[1]);
	eg_close(&in[0]);
	p->said = out[0];
	p->hears = in[1];
	return p->pid > 0 ? await_port(p, word) : EG_FAIL(EG_IO, "a process cannot be started");
}

bool site_end(struct site_process *p)
{
	int status = -1;
	eg_close(&p->hears);
	bool ended = p->pid <= 0 ||
		     (kill(p->pid, SIGTERM) == 0 && waitpid(p->pid, &status, 0) == p->pid);
	bool well = p->pid <= 0 || (ended && WIFEXITED(status) && WEXITSTATUS(status) == 0);
	eg_close(&p->said);
	p->pid = 0;
	return well;
}

enum eg_err site_start(struct site *s, const char *console)
{
	char program[PATH_SIZE * 4];
	char file[PATH_SIZE];
	char *const argv[] = {program, file, NULL};
	(void)snprintf(program, sizeof(program), "%s", console);         /* else it is not found */
	(void)snprintf(file, sizeof(file), "%s/console.ini", s->folder); /* fits */
	return site_run(&s->console, argv, "ready port=", false);
}

static enum eg_err ask(uint16_t port, const char *request, char text[TEXT_SIZE])
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	EG_AUTO(eg_close) int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	size_t wanted = strlen(request);
	size_t size = 0;
	ssize_t got = 1;
	if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0 ||
	    send(fd, request, wanted, MSG_NOSIGNAL) != (ssize_t)wanted) {
		return EG_FAIL(EG_IO, "the console takes no request");
	}
	while (got > 0 && size < TEXT_SIZE - 1) {
		got = recv(fd, text + size, TEXT_SIZE - 1 - size, 0);
		size += got > 0 ? (size_t)got : 0;
	}
	text[size] = '\0';
	return EG_OK;
}

static enum eg_err enter(const struct site *s, size_t session, char cookie[SCREENS_COOKIE_MAX])
{
	char name[ACCOUNT_NAME_MAX + 1];
	char body[256];
	char request[1024];
	char text[TEXT_SIZE];
	name_of(session, name);
	int size = snprintf(body, sizeof(body), "{\"name\":\"%s\",\"pin\":\"%s\"}", name, SITE_PIN);
	(void)snprintf(request, sizeof(request),
		       "POST /api/session HTTP/1.0\r\nHost: 127.0.0.1:%u\r\n"
		       "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		       s->console.port, size, body); /* fits */
	EG_TRY(ask(s->console.port, request, text));
	const char *set = strstr(text, "Set-Cookie: ");
	struct wr w = wr_of(cookie, SCREENS_COOKIE_MAX - 1);
	if (set == NULL) {
		return EG_FAIL(EG_DENIED, "an officer is not let in");
	}
	set += strlen("Set-Cookie: ");
	wr_put(&w, rd_of(set, strcspn(set, ";\r")));
	cookie[w.size] = '\0';
	return EG_OK;
}

enum eg_err site_enter(struct site *s)
{
	for (size_t i = 0; i < SITE_SESSIONS; i++) {
		EG_TRY(enter(s, i, s->cookies[i]));
	}
	return EG_OK;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
	(void)info;
	(void)kind;
	(void)walk;
	return remove(path);
}

bool site_clear(struct site *s)
{
	bool well = site_end(&s->console);
	return nftw(s->folder, remove_one, WALK_FDS, FTW_DEPTH | FTW_PHYS) == 0 && well;
}

double site_cpu_ms(pid_t pid)
{
	char path[64];
	char text[1024];
	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid); /* fits */
	FILE *f = fopen(path, "r");
	size_t size = f == NULL ? 0 : fread(text, 1, sizeof(text) - 1, f);
	unsigned long long ticks = 0;
	if (f != NULL) {
		(void)fclose(f); /* only read from */
	}
	text[size] = '\0';
	char *at = strrchr(text, ')'); /* what is before it may hold anything */
	for (int field = 2; at != NULL && field < 15; field++) {
		at = strchr(at + 1, ' ');
		/* utime and stime are the 14th and 15th (proc(5)) */
		ticks += at != NULL && field >= 13 ? strtoull(at, NULL, 10) : 0;
	}
	return (double)ticks * MS_PER_S / (double)sysconf(_SC_CLK_TCK);
}

double site_peak_mb(pid_t pid)
{
	char path[64];
	char line[256];
	double kb = 0;
	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid); /* fits */
	FILE *f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, "VmHWM:", 6) == 0) {
			kb = strtod(line + 6, NULL);
		}
	}
	if (f != NULL) {
		(void)fclose(f); /* only read from */
	}
	return kb / KB_PER_MB;
}
