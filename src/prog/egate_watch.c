/*
 * egate_watch: egate watch: what happens in a lane, and the pictures of whoever is referred.
 * Knows when to hear whom: the lane, the reader of the lines, whoever ends us. Never knows how a
 * status is told (lane_tell.h), nor how pictures are kept (lane_faces.h).
 *
 * Nothing here waits but one poll: pictures have to go when a referral ends, when the reader goes
 * and when we are ended, also while nobody reads what was told.
 */
#include "os/link.h"
#include "prog/egate.h"
#include "prog/lane_faces.h"
#include "prog/lane_link.h"
#include "prog/lane_tell.h"
#include "prog/line_out.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct watch_words {
	const char *socket;
	const char *pictures; /* folder; NULL: none are asked for */
	bool json;
};

struct watch {
	const struct watch_words *words;
	int lane;    /* owned */
	int signals; /* owned; -1: they end us as they like */
	bool told;   /* the lane has told its status: it has taken us as we asked */
	struct line_out out;
	struct lane_faces faces;
};

static void watch_close(struct watch *x)
{
	lane_faces_close(&x->faces);
	line_out_close(&x->out);
	eg_close(&x->lane);
	eg_close(&x->signals);
}

static bool read_words(int count, char *const words[], struct watch_words *w)
{
	*w = (struct watch_words){.socket = count > 0 ? words[0] : NULL};
	for (int i = 1; i < count; i++) {
		if (strcmp(words[i], "--json") == 0) {
			w->json = true;
		} else if (strcmp(words[i], "--pictures") == 0 && i + 1 < count) {
			w->pictures = words[++i];
		} else {
			return false;
		}
	}
	return w->socket != NULL;
}

/*
 * Whoever ends a watcher with pictures ends it by one of these: it has files to remove first. So
 * has one that is to stand still for who knows how long.
 */
static enum eg_err hear_signals(int *signals)
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP};
	sigset_t set;
	bool made = sigemptyset(&set) == 0;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		made = made && sigaddset(&set, ends[i]) == 0;
	}
	if (!made || sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
		return EG_FAIL(EG_IO, "signals");
	}
	*signals = signalfd(-1, &set, SFD_CLOEXEC);
	return *signals >= 0 ? EG_OK : EG_FAIL(EG_IO, "signalfd");
}

static enum eg_err tell(struct watch *x, const struct msg *m, bool removed)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	if (to == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "line of a lane");
	}
	if (removed && !x->words->json) {
		(void)fputs("pictures are removed\n", to); /* asked below, as all of it */
	}
	enum eg_err err = EG_OK;
	if (x->words->json) {
		err = lane_tell_json(to, m);
	} else {
		lane_tell_text(to, m);
	}
	bool bad = ferror(to) != 0;
	if ((fclose(to) != 0 || bad) && err == EG_OK) {
		err = EG_FAIL(EG_NO_MEMORY, "line of a lane");
	}
	if (err == EG_OK) {
		err = line_out_add(&x->out, rd_of(text, size));
	}
	eg_free(&text);
	return err;
}

/* The first status: what a watcher before has left in the folder is ours to remove from now on. */
static enum eg_err begin(struct watch *x)
{
	x->told = true;
	return x->words->pictures == NULL ? EG_OK : lane_faces_begin(&x->faces);
}

/* What is told of a message, files first: whoever reads the line finds them. */
static enum eg_err show(struct watch *x, const struct msg *m, int bulk)
{
	bool removed = false;
	if (m->kind == MSG_STATUS && !x->told) {
		EG_TRY(begin(x));
	}
	if (!x->told ||
	    (m->kind != MSG_STATUS && m->kind != MSG_LOAD && m->kind != MSG_FACE_PICTURE)) {
		return EG_OK;
	}
	if (m->kind == MSG_FACE_PICTURE && lane_faces_take(&x->faces, m, bulk) != EG_OK) {
		(void)egate_failed(); /* said; the lane goes on without */
		return EG_OK;
	}
	if (m->kind == MSG_STATUS) {
		removed = lane_faces_follow(&x->faces, m);
	}
	return tell(x, m, removed);
}

/* The lane, or its end: what was told before may still wait for its reader, pictures may not. */
static enum eg_err hear_lane(struct watch *x)
{
	EG_AUTO(eg_close) int bulk = -1;
	struct msg m;
	enum eg_err err = link_recv(x->lane, &m, &bulk);
	if (err == EG_OK) {
		return show(x, &m, bulk);
	}
	if (!x->told && x->words->pictures != NULL && err == EG_GONE) {
		return EG_FAIL(EG_STATE, "lane is down, or shows pictures to its officer alone");
	}
	lane_faces_close(&x->faces);
	eg_close(&x->lane);
	return x->told ? EG_OK : err;
}

/* Until the lane ends and all is told, or somebody ends us. */
static enum eg_err follow(struct watch *x)
{
	while (x->lane >= 0 || line_out_events(&x->out) != 0) {
		struct pollfd p[] = {
			{.fd = x->lane, .events = POLLIN},
			{.fd = x->signals, .events = POLLIN},
			{.fd = x->out.fd, .events = line_out_events(&x->out)},
		};
		int ready = poll(p, 3, x->told ? -1 : LANE_ANSWER_MS);
		if (ready < 0) {
			continue; /* interrupted */
		}
		if (ready == 0) {
			return EG_FAIL(EG_TIMEOUT, "the lane does not answer");
		}
		if (p[1].revents != 0) {
			return EG_OK;
		}
		EG_TRY(line_out_go_on(&x->out, p[2].revents));
		if (p[0].revents != 0) {
			EG_TRY(hear_lane(x));
		}
	}
	return EG_OK;
}

static enum eg_err start(struct watch *x)
{
	const char *pictures = x->words->pictures;
	EG_TRY(lane_connect(x->words->socket, &x->lane));
	EG_TRY(line_out_open(&x->out, STDOUT_FILENO));
	if (pictures != NULL) {
		EG_TRY(hear_signals(&x->signals));
		EG_TRY(lane_faces_open(&x->faces, pictures));
	}
	return lane_watch(x->lane, pictures != NULL ? WATCH_OFFICER : WATCH_LANE, true);
}

int egate_watch(int count, char *const words[])
{
	struct watch_words w;
	EG_AUTO(watch_close)
	struct watch x = {.words = &w, .lane = -1, .signals = -1, .faces = {.folder = -1}};
	if (!read_words(count, words, &w)) {
		return EGATE_USAGE;
	}
	return start(&x) == EG_OK && follow(&x) == EG_OK ? EGATE_DONE : egate_failed();
}
