/*
 * console_lanes: the connections to a checkpoint's lanes: what they tell goes to the desk, what the
 * desk wants of them to them.
 * Knows who is connected, when to try again, what waits to be sent. Never knows what an officer
 * wants, nor screens.
 */
#include "prog/console_lanes.h"

#include "base/log.h"
#include "os/link.h"
#include "prog/lane_dial.h"

#include <fcntl.h>
#include <sys/epoll.h>

void lanes_open(struct lanes *l, const struct console_config *c, struct desk *desk,
		struct cases *cases, int dial, int epoll, uint32_t mark)
{
	*l = (struct lanes){
		.desk = desk, .cases = cases, .dial = dial, .epoll = epoll, .mark = mark};
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		l->of[n].fd = -1;
		l->of[n].pause_ms = LANES_PAUSE_FIRST_MS;
		l->of[n].state = c->lanes[n - 1].set ? LANES_PAUSE : LANES_NOT;
	}
	l->of[0].fd = -1;
}

void lanes_close(struct lanes *l)
{
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		eg_close(&l->of[n].fd);
		secret_wipe(l->of[n].orders, sizeof(l->of[n].orders)); /* officers' words */
	}
}

/* Later, and each time after a longer pause, until it tells something. */
static void pause_lane(struct lanes *l, unsigned n)
{
	struct lanes_one *one = &l->of[n];
	one->state = LANES_PAUSE;
	one->until_ms = l->now_ms + one->pause_ms;
	one->pause_ms =
		one->pause_ms * 2 > LANES_PAUSE_MAX_MS ? LANES_PAUSE_MAX_MS : one->pause_ms * 2;
}

static void drop(struct lanes *l, unsigned n)
{
	struct lanes_one *one = &l->of[n];
	bool up = one->state == LANES_UP;
	eg_close(&one->fd); /* epoll forgets it */
	one->writes = false;
	one->order_count = 0; /* void */
	secret_wipe(one->orders, sizeof(one->orders));
	cases_unsent(l->cases, n);
	pause_lane(l, n);
	if (up) {
		LOG(LOG_WARN, "lane-down", LOG_INT("lane", n));
		desk_lane_down(l->desk, n);
	}
}

static bool watch_writes(struct lanes *l, unsigned n, int operation, bool writes)
{
	struct lanes_one *one = &l->of[n];
	struct epoll_event e = {.events = EPOLLIN, .data.u32 = l->mark + n};
	if (writes) {
		e.events |= EPOLLOUT;
	}
	one->writes = writes;
	return epoll_ctl(l->epoll, operation, one->fd, &e) == 0;
}

static enum eg_err send_watch(const struct lanes *l, unsigned n)
{
	struct msg m = msg_make(MSG_WATCH, 0);
	m.body.watch.as = WATCH_OFFICER;
	m.body.watch.attends = l->attends ? 1 : 0;
	return link_send(l->of[n].fd, &m, -1);
}

/* Cases go first: an officer has a traveller in hand before what is ordered of them. */
static enum eg_err send_waiting(struct lanes *l, unsigned n)
{
	struct lanes_one *one = &l->of[n];
	const struct msg *m;
	while ((m = cases_next(l->cases, n)) != NULL) {
		EG_TRY(link_send(one->fd, m, -1));
		cases_sent(l->cases, n);
	}
	while (one->order_count > 0) {
		EG_TRY(link_send(one->fd, &one->orders[0], -1));
		one->order_count--;
		for (size_t i = 0; i < one->order_count; i++) {
			one->orders[i] = one->orders[i + 1];
		}
		secret_wipe(&one->orders[one->order_count], sizeof(one->orders[0]));
	}
	return EG_OK;
}

/* Sends what waits, in order; what does not fit now goes when the connection is ready. */
static void flush(struct lanes *l, unsigned n)
{
	struct lanes_one *one = &l->of[n];
	if (one->state != LANES_UP) {
		return;
	}
	enum eg_err err = send_waiting(l, n);
	bool waits = err == EG_TIMEOUT;
	if ((err != EG_OK && err != EG_TIMEOUT) ||
	    (waits != one->writes && !watch_writes(l, n, EPOLL_CTL_MOD, waits))) {
		drop(l, n);
	}
}

static void join(struct lanes *l, unsigned n, int connection)
{
	struct lanes_one *one = &l->of[n];
	one->fd = connection;
	if (fcntl(connection, F_SETFL, O_NONBLOCK) != 0 ||
	    !watch_writes(l, n, EPOLL_CTL_ADD, false) || send_watch(l, n) != EG_OK) {
		drop(l, n);
		return;
	}
	one->state = LANES_WATCH;
	one->until_ms = l->now_ms + LANES_ANSWER_MS;
}

enum eg_err lanes_at(struct lanes *l, int64_t now_ms)
{
	l->now_ms = now_ms;
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		struct lanes_one *one = &l->of[n];
		if (one->state == LANES_NOT || one->state == LANES_UP || now_ms < one->until_ms) {
			continue;
		}
		if (one->state != LANES_PAUSE) { /* no answer in its time */
			drop(l, n);
			continue;
		}
		enum eg_err err = lane_dial_ask(l->dial, n);
		if (err == EG_TIMEOUT) {
			pause_lane(l, n);
			continue;
		}
		EG_TRY(err);
		one->state = LANES_ASKED;
		one->until_ms = now_ms + LANES_ANSWER_MS;
	}
	return EG_OK;
}

int64_t lanes_wait_ms(const struct lanes *l)
{
	int64_t wait = -1;
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		const struct lanes_one *one = &l->of[n];
		if (one->state == LANES_NOT || one->state == LANES_UP) {
			continue;
		}
		int64_t left = one->until_ms > l->now_ms ? one->until_ms - l->now_ms : 0;
		wait = wait < 0 || left < wait ? left : wait;
	}
	return wait;
}

enum eg_err lanes_dialled(struct lanes *l)
{
	for (;;) {
		unsigned n = 0;
		int connection = -1;
		enum eg_err err = lane_dial_take(l->dial, &n, &connection);
		if (err == EG_TIMEOUT) {
			return EG_OK;
		}
		EG_TRY(err);
		if (l->of[n].state != LANES_ASKED) { /* an answer that came too late */
			eg_close(&connection);
		} else if (connection >= 0) {
			join(l, n, connection);
		} else {
			pause_lane(l, n);
		}
	}
}

/* What the desk knows; other prompts and messages of a lane are for other screens. */
static bool for_desk(unsigned kind)
{
	return kind == MSG_STATUS || kind == MSG_LOAD || kind == MSG_DOCUMENT ||
	       kind == MSG_HOLDER || kind == MSG_FINDINGS || kind == MSG_HIT ||
	       kind == MSG_FACE_PICTURE;
}

static enum eg_err hand_on(struct lanes *l, unsigned n, const struct msg *m, int bulk_fd)
{
	EG_AUTO(bulk_unmap) struct bulk bulk = {0};
	if (m->kind != MSG_FACE_PICTURE) {
		return desk_message(l->desk, n, m, RD_EMPTY);
	}
	EG_TRY(bulk_map(bulk_fd, m->body.face_picture.size, FACE_PICTURE_SIZE_MAX, &bulk));
	enum eg_err err = desk_message(l->desk, n, m, bulk_rd(&bulk));
	if (err == EG_NO_MEMORY) {
		log_fault(LOG_ERROR, LOG_WORD("picture"));
		return EG_OK; /* the case goes on without it */
	}
	return err;
}

static enum eg_err read_one(struct lanes *l, unsigned n)
{
	struct lanes_one *one = &l->of[n];
	struct msg m;
	EG_AUTO(eg_close) int bulk = -1;
	EG_TRY(link_recv(one->fd, &m, &bulk));
	if (m.kind == MSG_CASE_RECORDED) {
		cases_recorded(l->cases, n, m.body.case_recorded.number);
		return EG_OK;
	}
	if (!for_desk(m.kind)) {
		return EG_OK;
	}
	if (one->state == LANES_WATCH && m.kind == MSG_STATUS) {
		LOG(LOG_INFO, "lane-up", LOG_INT("lane", n));
		one->state = LANES_UP;
		one->pause_ms = LANES_PAUSE_FIRST_MS;
		desk_lane_up(l->desk, n);
	}
	if (one->state != LANES_UP) {
		return EG_FAIL(EG_BAD_DATA, "a lane that does not begin with its status");
	}
	return hand_on(l, n, &m, bulk);
}

bool lanes_ready(struct lanes *l, unsigned lane)
{
	struct lanes_one *one = &l->of[lane];
	bool some = false;
	enum eg_err err = EG_OK;
	for (int i = 0; i < LANES_A_TURN && one->fd >= 0 && err == EG_OK; i++) {
		err = read_one(l, lane);
		some = some || err == EG_OK;
	}
	if (err != EG_OK && err != EG_TIMEOUT) {
		if (err != EG_GONE) {
			log_fault(LOG_ERROR, LOG_WORD("lane"));
		}
		drop(l, lane);
		return true;
	}
	flush(l, lane);
	return some;
}

void lanes_attend(struct lanes *l, bool attends)
{
	if (attends == l->attends) {
		return;
	}
	l->attends = attends;
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		if (l->of[n].fd >= 0 && send_watch(l, n) != EG_OK) {
			drop(l, n); /* it is told when it is back */
		}
	}
}

static void take_order(struct lanes *l, unsigned n, const struct msg *m)
{
	struct lanes_one *one = &l->of[n];
	if (one->state == LANES_UP && one->order_count == LANES_ORDERS_MAX) {
		drop(l, n); /* does not listen */
	}
	if (one->state == LANES_UP) { /* else the desk has been told that it is down */
		one->orders[one->order_count++] = *m;
	}
}

void lanes_send(struct lanes *l)
{
	unsigned n = 0;
	struct msg m;
	while (desk_next_send(l->desk, &n, &m)) {
		if (m.kind == MSG_CASE) {
			cases_take(l->cases, n, &m);
		} else {
			take_order(l, n, &m);
		}
		flush(l, n);
		secret_wipe(&m, sizeof(m)); /* officers' words */
	}
	for (n = 1; n <= CONSOLE_LANES_MAX; n++) {
		flush(l, n); /* what is to be said again */
		const struct desk_backlog b = cases_backlog(l->cases, n);
		desk_backlog(l->desk, n, &b);
	}
}
