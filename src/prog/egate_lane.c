/*
 * egate_lane: egate watch and egate order: a console on the lane's socket.
 * Knows the lane's messages and the words of orders. Never knows how a status is told
 * (lane_tell.h), nor how pictures are kept (lane_faces.h).
 */
#include "os/link.h"
#include "prog/egate.h"
#include "prog/lane_faces.h"
#include "prog/lane_tell.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>

#define ANSWER_MS 3000

static enum eg_err lane_connect(const char *path, int *out)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct wr w = wr_of(a.sun_path, sizeof(a.sun_path));
	wr_put(&w, rd_cstr(path));
	wr_u8(&w, '\0');
	EG_AUTO(eg_close) int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (w.bad || fd < 0 || connect(fd, (const struct sockaddr *)&a, sizeof(a)) != 0) {
		return EG_FAIL(EG_GONE, "no lane at this socket");
	}
	*out = fd;
	fd = -1;
	return EG_OK;
}

static enum eg_err next_status(int fd, struct msg *m)
{
	do {
		EG_AUTO(eg_close) int bulk = -1;
		EG_TRY(link_recv(fd, m, &bulk));
	} while (m->kind != MSG_STATUS);
	return EG_OK;
}

/* Subscribes; the lane answers with its present status. */
static enum eg_err watch(int fd, bool pictures, struct msg *m)
{
	struct msg ask = msg_make(MSG_WATCH, 0);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	ask.body.watch.pictures = pictures ? 1 : 0;
	EG_TRY(link_send(fd, &ask, -1));
	if (poll(&p, 1, ANSWER_MS) <= 0) {
		return EG_FAIL(EG_TIMEOUT, "the lane does not answer");
	}
	return next_status(fd, m);
}

static bool tell(const struct msg *m, bool json)
{
	if (json) {
		return lane_tell_json(stdout, m) == EG_OK;
	}
	lane_tell_text(stdout, m);
	return fflush(stdout) == 0;
}

struct watch_words {
	const char *socket;
	const char *pictures; /* folder; NULL: none are asked for */
	bool json;
};

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

/* Whoever ends a watcher with pictures ends it by a signal: it has files to remove first. */
static enum eg_err hear_signals(int *signals)
{
	sigset_t set;
	if (sigemptyset(&set) != 0 || sigaddset(&set, SIGINT) != 0 ||
	    sigaddset(&set, SIGTERM) != 0 || sigaddset(&set, SIGHUP) != 0 ||
	    sigprocmask(SIG_BLOCK, &set, NULL) != 0 || signal(SIGPIPE, SIG_IGN) == SIG_ERR) {
		return EG_FAIL(EG_IO, "signals");
	}
	*signals = signalfd(-1, &set, SFD_CLOEXEC);
	return *signals >= 0 ? EG_OK : EG_FAIL(EG_IO, "signalfd");
}

/* EG_GONE: the lane has ended, or somebody ends us. */
static enum eg_err next_told(int fd, int signals, struct msg *m, int *bulk)
{
	struct pollfd p[] = {{.fd = fd, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
	while (poll(p, 2, -1) < 0) {
		/* Interrupted: again. */
	}
	return p[1].revents != 0 ? EG_GONE : link_recv(fd, m, bulk);
}

/* What is told of a message, files first: whoever reads the line finds them. */
static bool show(struct lane_faces *faces, const struct msg *m, int bulk, bool json)
{
	if (m->kind == MSG_FACE_PICTURE && lane_faces_take(faces, m, bulk) != EG_OK) {
		(void)egate_failed(); /* said; the lane goes on without */
		return true;
	}
	if (m->kind == MSG_STATUS && lane_faces_follow(faces, m) && !json) {
		printf("pictures are removed\n"); /* flushed with the status */
	}
	return (m->kind != MSG_STATUS && m->kind != MSG_LOAD && m->kind != MSG_FACE_PICTURE) ||
	       tell(m, json);
}

static int follow(int fd, const struct watch_words *w, struct msg *m)
{
	EG_AUTO(lane_faces_close) struct lane_faces faces = {.folder = -1};
	EG_AUTO(eg_close) int signals = -1;
	if (w->pictures != NULL &&
	    (hear_signals(&signals) != EG_OK || lane_faces_open(&faces, w->pictures) != EG_OK)) {
		return egate_failed();
	}
	if (watch(fd, w->pictures != NULL, m) != EG_OK) {
		if (w->pictures != NULL && eg_fault_last().err == EG_GONE) {
			(void)EG_FAIL(EG_STATE,
				      "lane is down, or shows pictures to its officer alone");
		}
		return egate_failed();
	}
	int bulk = -1;
	do {
		bool told = show(&faces, m, bulk, w->json);
		eg_close(&bulk);
		if (!told) {
			return EGATE_FAILED; /* the reader has gone */
		}
	} while (next_told(fd, signals, m, &bulk) == EG_OK);
	return EGATE_DONE; /* the lane has ended */
}

int egate_watch(int count, char *const words[])
{
	EG_AUTO(eg_close) int fd = -1;
	struct watch_words w;
	struct msg m;
	if (!read_words(count, words, &w)) {
		return EGATE_USAGE;
	}
	return lane_connect(w.socket, &fd) == EG_OK ? follow(fd, &w, &m) : egate_failed();
}

static bool find_order(const char *word, uint8_t *order)
{
	static const struct {
		const char *word;
		enum gate_event_kind kind;
	} orders[] = {
		{"pass", GATE_EV_ORDER_PASS},   {"back", GATE_EV_ORDER_BACK},
		{"retry", GATE_EV_ORDER_RETRY}, {"reset", GATE_EV_ORDER_RESET},
		{"close", GATE_EV_ORDER_CLOSE}, {"open", GATE_EV_ORDER_OPEN},
		{"hold", GATE_EV_ORDER_HOLD},   {"free", GATE_EV_ORDER_FREE},
		{"turn", GATE_EV_ORDER_TURN},
	};
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		if (strcmp(word, orders[i].word) == 0) {
			*order = (uint8_t)orders[i].kind;
			return true;
		}
	}
	return false;
}

/* The status that the order has led to; before stays what it was. */
static enum eg_err answer(int fd, uint8_t order, struct msg *m)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	do {
		if (poll(&p, 1, ANSWER_MS) <= 0) {
			return EG_FAIL(EG_TIMEOUT, "the lane does not answer");
		}
		EG_TRY(next_status(fd, m));
	} while (m->body.status.event != order);
	return EG_OK;
}

/* The order goes to the traveller whom the lane tells now, not to whoever may come next. */
/* The number that watch shows. */
static bool read_traveller(const char *word, uint32_t *out)
{
	struct rd text = rd_cstr(word);
	uint8_t c;
	bool some = text.left > 0 && text.left <= 9;
	while (some && rd_u8(&text, &c)) {
		some = c >= '0' && c <= '9';
		*out = *out * 10 + (uint32_t)(c - '0');
	}
	return some;
}

int egate_order(int count, char *const words[])
{
	EG_AUTO(eg_close) int fd = -1;
	struct msg before;
	struct msg after;
	struct msg m = msg_make(MSG_ORDER, 0);
	uint32_t meant = 0;
	bool named = count == 3 && read_traveller(words[2], &meant);
	if ((count != 2 && !named) || !find_order(words[1], &m.body.order.order)) {
		return EGATE_USAGE;
	}
	if (lane_connect(words[0], &fd) != EG_OK || watch(fd, false, &before) != EG_OK) {
		return egate_failed();
	}
	m.epoch = before.epoch;
	if (named && before.epoch != meant) {
		lane_tell_text(stdout, &before);
		printf("that traveller is not there now\n");
		return EGATE_FAILED;
	}
	if (link_send(fd, &m, -1) != EG_OK || answer(fd, m.body.order.order, &after) != EG_OK) {
		return egate_failed();
	}
	lane_tell_text(stdout, &after);
	if (after.body.status.state == before.body.status.state &&
	    after.body.status.reversed == before.body.status.reversed) {
		printf("the order has no effect now\n");
		return EGATE_FAILED;
	}
	return EGATE_DONE;
}
