/*
 * egate_desk_plan: which lane and which console a counter is made of.
 * Knows their files, folders and what has to fit. Starts nothing.
 */
#include "prog/egate_desk.h"

#include "console/account.h"
#include "prog/become.h"
#include "prog/gate_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OWN_MODE 0700
#define CAMERA   "/dev/video0"
#define PORT     "8080"

/* Ends of the helper that looks at the accounts. */
enum { STAFFED, NOBODY, NO_FILE, NO_LOOK };

/* Texts are made of what fits: a path that does not is refused once, where all is made. */
static void put(struct wr *w, const char *text)
{
	wr_put(w, rd_cstr(text));
}

static enum eg_err put_path(char *out, size_t cap, const char *folder, const char *name)
{
	struct wr w = wr_of(out, cap);
	put(&w, folder);
	put(&w, name);
	wr_u8(&w, '\0');
	return w.bad ? EG_FAIL(EG_CONFIG, "path of a folder too long") : EG_OK;
}

/* With those above it, each for this user alone. */
static enum eg_err make_folder(const char *path)
{
	char part[DESK_PATH_ROOM];
	struct rd rest = rd_cstr(path);
	struct wr w = WR_ARRAY(part);
	uint8_t c;
	while (rd_u8(&rest, &c)) {
		wr_u8(&w, c);
		bool end = rest.left == 0 || rd_begins(rest, RD_TEXT("/"));
		struct wr whole = w;
		wr_u8(&whole, '\0');
		if (whole.bad) {
			return EG_FAIL(EG_CONFIG, "path of a folder too long");
		}
		if (end && mkdir(part, OWN_MODE) != 0 && errno != EEXIST) {
			return EG_FAIL(EG_IO, "a folder for the desk cannot be made");
		}
	}
	return EG_OK;
}

/* Of root the system's own; of others where each user's are. */
static enum eg_err own_folders(char run[DESK_PATH_ROOM], char state[DESK_PATH_ROOM])
{
	const char *home = getenv("HOME");
	const char *runs = getenv("XDG_RUNTIME_DIR");
	if (geteuid() == 0) {
		EG_TRY(put_path(run, DESK_PATH_ROOM, "/run/egate", ""));
		return put_path(state, DESK_PATH_ROOM, "/var/lib/egate", "");
	}
	if (home == NULL || runs == NULL) {
		return EG_FAIL(EG_CONFIG, "HOME and XDG_RUNTIME_DIR say where a desk without files "
					  "has its own, and are not set");
	}
	EG_TRY(put_path(run, DESK_PATH_ROOM, runs, "/egate"));
	return put_path(state, DESK_PATH_ROOM, home, "/.local/state/egate");
}

/* A counter: attended, nothing to be wired, nothing that is due within milliseconds. */
static enum eg_err default_lane(struct desk_plan *p)
{
	char run[DESK_PATH_ROOM] = "";
	char state[DESK_PATH_ROOM] = "";
	EG_TRY(own_folders(run, state));
	EG_TRY(make_folder(state));
	struct wr w = WR_ARRAY(p->lane_text);
	put(&w, "[lane]\nrun = ");
	put(&w, run);
	put(&w, "\nattended = yes\n[hardware]\ngate = desk\ncamera = ");
	put(&w, access(CAMERA, F_OK) == 0 ? "v4l2:" CAMERA : CONFIG_NO_CAMERA);
	put(&w, "\n[data]\njournal = ");
	put(&w, state);
	put(&w, "/journal.db\n[core]\npriority = 0\n");
	wr_u8(&w, '\0');
	return w.bad ? EG_FAIL(EG_CONFIG, "path of a folder too long") : EG_OK;
}

/* This lane alone; accounts beside its journal. */
static enum eg_err default_console(struct desk_plan *p)
{
	const struct config *c = &p->lane;
	struct rd folder = rd_cstr(c->journal);
	size_t size = folder.left;
	uint8_t last = '\0';
	while (size > 0 && rd_byte_at(&folder, size - 1, &last) && last != '/') {
		size--;
	}
	struct wr w = WR_ARRAY(p->console_text);
	put(&w, "[console]\ncheckpoint = Desk\nenvironment = production\nlisten = loopback:" PORT
		"\ndatabase = ");
	wr_put(&w, rd_of(c->journal, size));
	put(&w, "console.db\n");
	if (c->officer_user[0] != '\0') {
		put(&w, "user = ");
		put(&w, c->officer_user);
		put(&w, "\n");
	}
	put(&w, "[lane 1]\nname = Desk\nsocket = ");
	put(&w, p->socket);
	put(&w, "\njournal = ");
	put(&w, c->journal);
	put(&w, "\n");
	wr_u8(&w, '\0');
	return w.bad ? EG_FAIL(EG_CONFIG, "paths of the lane too long") : EG_OK;
}

/* Where a line is wrong, it is told with its file: the fault has no room for that. */
static enum eg_err tell_line(enum eg_err err, const char *file, int line)
{
	if (err != EG_OK && line > 0) {
		(void)fprintf(stderr, "egate: %s, line %d\n", file[0] != '\0' ? file : "defaults",
			      line); /* nobody to tell if it is closed */
	}
	return err;
}

static enum eg_err read_lane(struct desk_plan *p, int *line)
{
	if (p->lane_file[0] != '\0') {
		return config_load(p->lane_file, &p->lane, line);
	}
	EG_TRY(default_lane(p));
	return config_read(rd_cstr(p->lane_text), &p->lane, line);
}

static enum eg_err load_lane(struct desk_plan *p)
{
	static struct gate_file gate; /* too large for the stack */
	int line = 0;
	enum eg_err err = read_lane(p, &line);
	EG_TRY(tell_line(err, p->lane_file, line));
	err = gate_file_load(p->lane.gate, &gate, &line);
	EG_TRY(tell_line(err, p->lane.gate, line));
	if (gate_has_doors(&gate.settings.fitting.plan)) {
		return EG_FAIL(EG_CONFIG, "the lane's [hardware] gate is no desk");
	}
	return put_path(p->socket, sizeof(p->socket), p->lane.run, "/lane.sock");
}

static bool same(const char *a, const char *b)
{
	return rd_equal(rd_cstr(a), rd_cstr(b));
}

/* Others may be there, too: a desk goes on with cases of its checkpoint's gates. */
static enum eg_err check_console(const struct desk_plan *p)
{
	const struct console_config *c = &p->console;
	uint32_t officer = p->lane.officer_user[0] == '\0'
				   ? geteuid()
				   : (uint32_t)strtoul(p->lane.officer_user, NULL, 10);
	uint32_t user = c->user == CONSOLE_NO_USER ? geteuid() : c->user;
	bool named = false;
	for (size_t i = 0; i < CONSOLE_LANES_MAX; i++) {
		named = named || (c->lanes[i].set && same(c->lanes[i].socket, p->socket));
	}
	if (!named) {
		return EG_FAIL(EG_CONFIG, "the console's file does not name this lane's socket");
	}
	if (console_config_proxied(c)) {
		return EG_FAIL(EG_CONFIG, "a desk's console listens on loopback");
	}
	return user == officer ? EG_OK
			       : EG_FAIL(EG_CONFIG, "the console's user is not the lane's "
						    "officer-user");
}

static enum eg_err read_console(struct desk_plan *p, int *line)
{
	if (p->console_file[0] != '\0') {
		return console_config_load(p->console_file, &p->console, line);
	}
	EG_TRY(default_console(p));
	return console_config_read(rd_cstr(p->console_text), &p->console, line);
}

static enum eg_err load_console(struct desk_plan *p)
{
	int line = 0;
	enum eg_err err = read_console(p, &line);
	EG_TRY(tell_line(err, p->console_file, line));
	return check_console(p);
}

enum eg_err desk_plan_make(struct desk_plan *p, const char *lane, const char *console)
{
	*p = (struct desk_plan){.lane = {.word_count = 0}};
	EG_TRY(put_path(p->lane_file, sizeof(p->lane_file), lane == NULL ? "" : lane, ""));
	EG_TRY(put_path(p->console_file, sizeof(p->console_file), console == NULL ? "" : console,
			""));
	EG_TRY(load_lane(p));
	EG_TRY(load_console(p));
	return config_find_programs(&p->lane, p->programs, sizeof(p->programs));
}

static bool works(void *context, const struct account_officer *o)
{
	bool *found = context;
	*found = *found || (o->enabled && account_may(o->office, ACCOUNT_ACT));
	return !*found;
}

/* In the helper, as the console's user: SQLite makes files beside its own, and they are theirs. */
static int look(const struct desk_plan *p)
{
	EG_AUTO(account_close) struct account *a = NULL;
	const struct account_rules rules = account_rules_default(); /* nobody logs in here */
	bool found = false;
	if (become_user(p->console.user) != EG_OK) {
		return NO_LOOK;
	}
	enum eg_err err = account_open(p->console.database, ACCOUNT_USE, &rules, &a);
	if (err == EG_OK) {
		err = account_list(a, works, &found);
	}
	if (err != EG_OK) {
		return err == EG_NOT_FOUND ? NO_FILE : NO_LOOK;
	}
	return found ? STAFFED : NOBODY;
}

enum eg_err desk_plan_staffed(const struct desk_plan *p)
{
	int status = 0;
	pid_t helper = fork();
	if (helper == 0) {
		_exit(look(p));
	}
	if (helper < 0 || waitpid(helper, &status, 0) != helper || !WIFEXITED(status)) {
		return EG_FAIL(EG_IO, "the officers' accounts could not be looked at");
	}
	switch (WEXITSTATUS(status)) {
	case STAFFED:
		return EG_OK;
	case NOBODY:
	case NO_FILE:
		return EG_FAIL(EG_NOT_FOUND, "no officer is enrolled who may work on cases");
	default: /* whatever it was */
		return EG_FAIL(EG_IO, "the officers' accounts cannot be opened");
	}
}
