/*
 * lanes_screens: so many screens that hear the same events, and how late each was.
 * Knows sockets, server-sent events, and by which words a message is known again. Never knows who
 * serves them.
 */
#include "lanes_screens.h"

#include "base/wr.h"
#include "lanes_play.h"
#include "os/now.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define HELD_MAX   ((size_t)512 << 10)
#define PATIENCE   30000 /* ms without an event: somebody has gone */
#define READY_MAX  64
#define WORD_SIZE  64
#define ALL_CLOSED ((1u << (BOARD_LANES + 1)) - 2)
#define SEEN       ((size_t)(BOARD_LANES + 1) * (BOARD_TRAVELLERS * BOARD_DEEDS + BOARD_ROWS))

struct screen {
	int fd;     /* owned; -1: ended */
	char *held; /* owned */
	size_t size;
	bool body;  /* behind the answer's head */
	bool ready; /* has been told everything */
	uint64_t last;
	uint64_t count; /* events since all were ready, and what they add up to */
	uint64_t sum;
	uint32_t traveller[BOARD_LANES + 1];
	uint32_t closed; /* 1 << lane */
	uint32_t at;     /* in what a peer tells */
	uint8_t *seen;   /* owned: a bit for each deed and row */
};

struct watch {
	struct board *board;
	const struct screens *ask;
	struct screen *of; /* owned */
	int epoll;
	size_t left;    /* screens that go on */
	size_t waiting; /* that are not ready */
	uint64_t start; /* id behind which events count */
	bool begun;
};

static enum eg_err connect_one(struct watch *w, size_t i)
{
	char request[512];
	const struct screens *a = w->ask;
	struct screen *s = &w->of[i];
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(a->port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct epoll_event e = {.events = EPOLLIN, .data.u64 = i};
	const char *cookie = a->cookies == NULL ? "egate=none" : a->cookies[i / SCREENS_SESSION];
	int size = snprintf(request, sizeof(request),
			    "GET /api/events HTTP/1.0\r\nHost: 127.0.0.1:%u\r\nCookie: %s\r\n\r\n",
			    a->port, cookie);
	s->held = malloc(HELD_MAX);
	s->seen = calloc(SEEN / 8 + 1, 1);
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s->held == NULL || s->seen == NULL || size <= 0 || s->fd < 0 ||
	    connect(s->fd, (const struct sockaddr *)&to, sizeof(to)) != 0 ||
	    send(s->fd, request, (size_t)size, MSG_NOSIGNAL) != size ||
	    epoll_ctl(w->epoll, EPOLL_CTL_ADD, s->fd, &e) != 0) {
		return EG_FAIL(EG_IO, "a screen cannot connect");
	}
	w->left++;
	w->waiting++;
	return EG_OK;
}

/* The word behind a name, up to its quotation mark. */
static bool word(const char *text, const char *name, char out[WORD_SIZE])
{
	const char *at = strstr(text, name);
	size_t size = at == NULL ? 0 : strcspn(at + strlen(name), "\"");
	struct wr w = wr_of(out, WORD_SIZE - 1);
	out[0] = '\0';
	if (at == NULL || size >= WORD_SIZE) {
		return false;
	}
	wr_put(&w, rd_of(at + strlen(name), size));
	out[w.size] = '\0';
	return true;
}

static uint64_t number(const char *text, const char *name)
{
	const char *at = strstr(text, name);
	return at == NULL ? 0 : strtoull(at + strlen(name), NULL, 10);
}

/* The first sight of a message counts. */
static bool timed(struct watch *w, struct screen *s, size_t place, int64_t sent_us, int64_t now_us)
{
	uint8_t bit = (uint8_t)(1u << place % 8);
	if (sent_us == 0 || (s->seen[place / 8] & bit) != 0) {
		return false;
	}
	s->seen[place / 8] |= bit;
	if (w->board->count < BOARD_TIMES) {
		w->board->us[w->board->count++] = now_us - sent_us;
	}
	return true;
}

static size_t place_of(unsigned lane, uint32_t traveller, unsigned deed)
{
	return ((size_t)lane * BOARD_TRAVELLERS + traveller) * BOARD_DEEDS + deed;
}

static bool deed_told(struct watch *w, struct screen *s, unsigned lane, uint32_t traveller,
		      unsigned deed, int64_t now_us)
{
	return lane <= BOARD_LANES && traveller < BOARD_TRAVELLERS &&
	       timed(w, s, place_of(lane, traveller, deed),
		     w->board->sent_us[lane][traveller][deed], now_us);
}

static bool on_lane(struct watch *w, struct screen *s, const char *data, int64_t now_us)
{
	char state[WORD_SIZE];
	char step[WORD_SIZE];
	char prompt[WORD_SIZE];
	unsigned lane = (unsigned)number(data, "\"lane\":");
	uint32_t traveller = (uint32_t)number(data, "\"traveller\":");
	if (lane > BOARD_LANES || !word(data, "\"state\":\"", state) ||
	    !word(data, "\"step\":\"", step) || !word(data, "\"prompt\":\"", prompt)) {
		return false;
	}
	if (strcmp(state, "closed") == 0) {
		s->closed |= 1u << lane;
		return false;
	}
	s->traveller[lane] = traveller == 0 ? s->traveller[lane] : traveller;
	int deed = lanes_deed_of(state, step, prompt);
	return deed >= 0 && deed_told(w, s, lane, s->traveller[lane], (unsigned)deed, now_us);
}

/* "id":"3-17-..." */
static bool on_case(struct watch *w, struct screen *s, const char *data, int64_t now_us)
{
	char id[WORD_SIZE];
	char *end = NULL;
	if (!word(data, "\"id\":\"", id)) {
		return false;
	}
	unsigned lane = (unsigned)strtoul(id, &end, 10);
	uint32_t traveller = *end == '-' ? (uint32_t)strtoul(end + 1, NULL, 10) : 0;
	bool any = deed_told(w, s, lane, traveller, LANES_CASE, now_us);
	if (number(data, "\"portrait\":") > 0) {
		any = deed_told(w, s, lane, traveller, LANES_PORTRAIT, now_us) || any;
	}
	if (number(data, "\"live\":") > 0) {
		any = deed_told(w, s, lane, traveller, LANES_LIVE, now_us) || any;
	}
	return any;
}

static bool on_passage(struct watch *w, struct screen *s, const char *data, int64_t now_us)
{
	unsigned lane = (unsigned)number(data, "\"lane\":");
	uint64_t row = number(data, "\"row\":");
	size_t first = place_of(BOARD_LANES + 1, 0, 0);
	return lane <= BOARD_LANES && row < BOARD_ROWS &&
	       timed(w, s, first + (size_t)lane * BOARD_ROWS + (size_t)row,
		     w->board->row_us[lane][row], now_us);
}

static bool on_event(struct watch *w, struct screen *s, const char *text, const char *data,
		     int64_t now_us)
{
	if (strstr(text, "event: lane\n") != NULL) {
		return on_lane(w, s, data, now_us);
	}
	if (strstr(text, "event: case\n") != NULL) {
		return on_case(w, s, data, now_us);
	}
	return strstr(text, "event: passage\n") != NULL && on_passage(w, s, data, now_us);
}

/* For a peer that is to tell the same. */
static void record(struct board *b, const char *text, uint64_t id, bool any, int64_t now_us)
{
	size_t size = strlen(text);
	if (b->event_count == BOARD_EVENTS || size + 2 > BOARD_TEXT - b->text_size) {
		return;
	}
	struct wr w = wr_of(b->text + b->text_size, BOARD_TEXT - b->text_size);
	wr_put(&w, rd_of(text, size));
	wr_put(&w, RD_TEXT("\n\n"));
	b->event[b->event_count++] = (struct board_event){.id = id,
							  .at_us = now_us - b->began_us,
							  .text = b->text_size,
							  .size = (uint32_t)w.size,
							  .timed = any};
	b->text_size += (uint32_t)w.size;
}

/* What a peer tells is known by its id; that lanes have closed is read in it, too. */
static void on_told_again(struct watch *w, struct screen *s, const char *data, uint64_t id,
			  int64_t now_us)
{
	const struct board *b = w->board;
	while (s->at < b->event_count && b->event[s->at].id < id) {
		s->at++;
	}
	if (s->at < b->event_count && b->event[s->at].id == id && b->event[s->at].timed &&
	    w->board->count < BOARD_TIMES) {
		w->board->us[w->board->count++] = now_us - b->handed_us[s->at];
	}
	if (strstr(data, "\"state\":\"closed\"") != NULL && strstr(data, "\"service\":") != NULL) {
		s->closed |= 1u << number(data, "\"lane\":") % (BOARD_LANES + 1);
	}
}

static void take(struct watch *w, struct screen *s, const char *text, int64_t now_us)
{
	const char *data = strstr(text, "data: ");
	uint64_t id = number(text, "id: ");
	if (data == NULL || id == 0 || s->closed == ALL_CLOSED) {
		return; /* a comment, or what comes behind the end of the run */
	}
	if (!s->ready) {
		s->ready = true; /* the whole */
		s->last = id;
		w->waiting--;
		return;
	}
	w->board->twice += id <= s->last ? 1 : 0;
	s->last = id;
	if (!w->begun || id <= w->start) {
		return;
	}
	s->count++;
	s->sum += id * UINT64_C(0x9E3779B97F4A7C15);
	w->board->events++;
	if (w->ask->peer) {
		on_told_again(w, s, data, id, now_us);
		return;
	}
	bool any = on_event(w, s, text, data, now_us);
	if (s == &w->of[0]) {
		record(w->board, text, id, any, now_us);
	}
}

static void drop_front(struct screen *s, size_t count)
{
	struct wr w = wr_of(s->held, HELD_MAX);
	wr_put(&w, rd_of(s->held + count, s->size - count)); /* forwards: may overlap */
	s->size -= count;
}

/* Everything that is whole; of a peer, the head of its answer is all that comes first. */
static void take_all(struct watch *w, struct screen *s, int64_t now_us)
{
	size_t done = 0;
	char *end = NULL;
	s->held[s->size] = '\0';
	if (!s->body) {
		end = strstr(s->held, "\r\n\r\n");
		if (end == NULL) {
			return;
		}
		s->body = true;
		s->ready = w->ask->peer;
		w->waiting -= w->ask->peer ? 1 : 0;
		done = (size_t)(end + 4 - s->held);
	}
	while ((end = strstr(s->held + done, "\n\n")) != NULL) {
		*end = '\0';
		take(w, s, s->held + done, now_us);
		done = (size_t)(end + 2 - s->held);
	}
	drop_front(s, done);
}

static void end(struct watch *w, struct screen *s)
{
	eg_close(&s->fd);
	w->left--;
}

static void hear(struct watch *w, struct screen *s)
{
	ssize_t got = recv(s->fd, s->held + s->size, HELD_MAX - 1 - s->size, 0);
	if (got <= 0) {
		w->board->ended++;
		end(w, s);
		return;
	}
	s->size += (size_t)got;
	w->board->octets += (uint64_t)got;
	take_all(w, s, now_mono_us());
	if (s->closed == ALL_CLOSED) {
		end(w, s);
	}
}

/* Everybody is there: what comes now is counted. */
static enum eg_err begin(struct watch *w)
{
	for (size_t i = 0; i < w->ask->count; i++) {
		w->start = w->of[i].last > w->start ? w->of[i].last : w->start;
	}
	w->begun = true;
	return write(w->ask->ready, "r", 1) == 1 ? EG_OK : EG_FAIL(EG_IO, "who waits for screens");
}

/* All have to have heard the same. */
static void compare(struct watch *w)
{
	struct board *b = w->board;
	const struct screen *most = &w->of[0];
	for (size_t i = 1; i < w->ask->count; i++) {
		most = w->of[i].count > most->count ? &w->of[i] : most;
	}
	for (size_t i = 0; i < w->ask->count; i++) {
		const struct screen *s = &w->of[i];
		b->lost += (uint32_t)(most->count - s->count);
		b->lost += s->count == most->count && s->sum != most->sum ? 1 : 0;
	}
	for (size_t place = 0; !w->ask->peer && place < place_of(BOARD_LANES + 1, 0, 0); place++) {
		const int64_t *sent = &b->sent_us[0][0][0];
		b->merged += sent[place] >= b->began_us && b->began_us > 0 &&
					     (most->seen[place / 8] & 1u << place % 8) == 0
				     ? 1
				     : 0;
	}
}

static enum eg_err run(struct watch *w)
{
	for (size_t i = 0; i < w->ask->count; i++) {
		EG_TRY(connect_one(w, i));
	}
	while (w->left > 0) {
		struct epoll_event ready[READY_MAX];
		int count = epoll_wait(w->epoll, ready, READY_MAX, PATIENCE);
		if (count == 0 || (count < 0 && errno != EINTR)) {
			return EG_FAIL(EG_TIMEOUT, "screens are told nothing");
		}
		for (int i = 0; i < count; i++) {
			struct screen *s = &w->of[ready[i].data.u64];
			if (s->fd >= 0) {
				hear(w, s);
			}
		}
		if (!w->begun && w->waiting == 0) {
			EG_TRY(begin(w));
		}
	}
	return EG_OK;
}

enum eg_err screens_watch(struct board *b, const struct screens *s)
{
	struct watch w = {.board = b, .ask = s, .epoll = epoll_create1(EPOLL_CLOEXEC)};
	w.of = calloc(s->count, sizeof(w.of[0]));
	if (w.of == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "screens");
	}
	for (size_t i = 0; i < s->count; i++) {
		w.of[i].fd = -1;
	}
	enum eg_err err = run(&w);
	compare(&w);
	for (size_t i = 0; i < s->count; i++) {
		eg_close(&w.of[i].fd);
		free(w.of[i].held);
		free(w.of[i].seen);
	}
	free(w.of);
	eg_close(&w.epoll);
	return err;
}
