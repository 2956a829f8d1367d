/*
 * http: a small server of HTTP/1.1: its connections and its turn.
 * Knows libmicrohttpd, who may connect, how long a connection may take. Never knows routes,
 * sessions, or what is told.
 *
 *            +- listener:  accept4, who is it, MHD_add_connection()
 *   epoll  --+- wake: a stream has something to tell
 *            +- each stream: its browser has gone
 *            +- libmicrohttpd's own epoll: MHD_run()
 */
#include "console/http_impl.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MEMORY      (32 * 1024) /* octets of a connection: headers, and what is sent */
#define ACCEPTS_MAX 64          /* in a turn */
#define ROUNDS_MAX  16
#define READY_MAX   64
#define LOOK_US     INT64_C(500000)
#define LOOK_MS     500
#define STRICT      1

/* libmicrohttpd's own would make one path of two: '%' is no letter of ours. */
static size_t leave_escaped(void *closure, struct MHD_Connection *mhd, char *text)
{
	(void)closure;
	(void)mhd;
	return rd_cstr(text).left;
}

struct http_conn *http_conn_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info == NULL ? NULL : info->socket_context;
}

void http_conn_watch(const struct http_conn *conn, bool on)
{
	struct epoll_event e = {.events = EPOLLRDHUP, .data.fd = conn->fd};
	/* One that cannot be watched is missed when a comment cannot be sent. */
	(void)epoll_ctl(conn->http->epoll, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, conn->fd, &e);
}

void http_conn_cut(const struct http_conn *conn)
{
	/* What it has not taken is forgotten when it is closed, by the kernel, too. */
	const struct linger none = {.l_onoff = 1, .l_linger = 0};
	(void)setsockopt(conn->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none)); /* if it can be */
	(void)shutdown(conn->fd, SHUT_RDWR); /* not connected any more is as good */
}

void http_wake(struct http *h)
{
	if (!h->woken) {
		h->woken = eventfd_write(h->wake, 1) == 0;
	}
}

static void begin_conn(struct http *h, struct MHD_Connection *mhd, void **context)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct http_conn *c = calloc(1, sizeof(*c));
	*context = c;
	h->count++;
	if (c == NULL || info == NULL) {
		return; /* its requests are refused */
	}
	*c = (struct http_conn){.http = h,
				.mhd = mhd,
				.fd = info->connect_fd,
				.due_us = h->now_us + h->config.slow_ms * 1000,
				.next = h->conns,
				.link = &h->conns};
	if (c->next != NULL) {
		c->next->link = &c->next;
	}
	h->conns = c;
}

static void end_conn(struct http *h, void **context)
{
	struct http_conn *c = *context;
	h->count--;
	if (c != NULL && c->link != NULL) {
		*c->link = c->next;
		if (c->next != NULL) {
			c->next->link = c->link;
		}
	}
	free(c);
	*context = NULL;
}

static void on_connection(void *closure, struct MHD_Connection *mhd, void **context,
			  enum MHD_ConnectionNotificationCode code)
{
	switch (code) {
	case MHD_CONNECTION_NOTIFY_STARTED:
		begin_conn(closure, mhd, context);
		return;
	case MHD_CONNECTION_NOTIFY_CLOSED:
		end_conn(closure, context);
		return;
	}
}

static bool is_user(const struct http_config *config, uint32_t user)
{
	for (size_t i = 0; i < config->user_count; i++) {
		if (config->users[i] == user) {
			return true;
		}
	}
	return false;
}

/* Of a path: one of those named. A loopback's other side cannot be known. */
static bool welcome(const struct http *h, int fd)
{
	struct ucred who;
	socklen_t size = sizeof(who);
	return h->place.port != 0 || (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
				      is_user(&h->config, who.uid));
}

static void accept_all(struct http *h)
{
	for (int i = 0; i < ACCEPTS_MAX; i++) {
		struct sockaddr_storage a = {0};
		socklen_t size = sizeof(a);
		EG_AUTO(eg_close)
		int fd = accept4(h->listener, (struct sockaddr *)&a, &size,
				 SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0) {
			return; /* none, or gone again */
		}
		if (h->count >= h->config.limit || !welcome(h, fd)) {
			h->refused++;
			continue;
		}
		/* Closes it where it fails. */
		if (MHD_add_connection(h->daemon, fd, (const struct sockaddr *)&a, size) !=
		    MHD_YES) {
			h->refused++;
		}
		fd = -1;
	}
}

static enum eg_err watch(const struct http *h, int fd)
{
	struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
	return epoll_ctl(h->epoll, EPOLL_CTL_ADD, fd, &e) == 0 ? EG_OK : EG_FAIL(EG_IO, "epoll");
}

static enum eg_err start(struct http *h)
{
	const unsigned flags = MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME;
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR) {
		return EG_FAIL(EG_IO, "signal could not be ignored");
	}
	tzset(); /* the C library reads a file for the first date, which a sandbox forbids */
	h->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, http_call, h, MHD_OPTION_CONNECTION_LIMIT, h->config.limit,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY, MHD_OPTION_NOTIFY_COMPLETED,
		http_call_done, h, MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_STRICT_FOR_CLIENT,
		STRICT, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
	const union MHD_DaemonInfo *info =
		h->daemon == NULL ? NULL : MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	if (info == NULL || info->epoll_fd < 0) {
		return EG_FAIL(EG_IO, "libmicrohttpd cannot start");
	}
	h->epoll = epoll_create1(EPOLL_CLOEXEC);
	h->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	EG_TRY(watch(h, h->wake));
	EG_TRY(http_listen(h->config.listen, &h->listener, &h->place.port));
	EG_TRY(watch(h, h->listener));
	return watch(h, info->epoll_fd);
}

enum eg_err http_open(const struct http_config *config, struct http **out)
{
	EG_AUTO(http_close) struct http *h = calloc(1, sizeof(*h));
	if (h == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "server");
	}
	h->config = *config;
	h->config.limit = config->limit == 0 ? HTTP_CONNECTIONS_MAX : config->limit;
	h->config.slow_ms = config->slow_ms == 0 ? HTTP_REQUEST_MS : config->slow_ms;
	h->place.secure = config->secure;
	h->epoll = -1;
	h->listener = -1;
	h->wake = -1;
	if (config->listen == NULL || config->user_count > HTTP_USERS_MAX) {
		return EG_FAIL(EG_CONFIG, "where to listen, and to whom");
	}
	EG_TRY(start(h));
	*out = h;
	h = NULL;
	return EG_OK;
}

void http_close(struct http **h)
{
	struct http *x = h == NULL ? NULL : *h;
	if (x == NULL) {
		return;
	}
	for (struct http_conn *c = x->conns; c != NULL; c = c->next) {
		/* None may sleep when the daemon ends. */
		if (c->stream != NULL) {
			http_stream_cut(c->stream);
		}
		if (c->waits) {
			MHD_resume_connection(c->mhd);
		}
	}
	if (x->daemon != NULL) {
		MHD_stop_daemon(x->daemon);
	}
	eg_close(&x->listener);
	eg_close(&x->wake);
	eg_close(&x->epoll);
	free(x);
	*h = NULL;
}

int http_fd(const struct http *h)
{
	return h->epoll;
}

uint16_t http_port(const struct http *h)
{
	return h->place.port;
}

size_t http_connections(const struct http *h)
{
	return h->count;
}

uint64_t http_refused_peers(const struct http *h)
{
	return h->refused;
}

static bool busy(const struct http *h)
{
	MHD_UNSIGNED_LONG_LONG ms = 0;
	return MHD_get_timeout(h->daemon, &ms) == MHD_YES && ms == 0;
}

int http_wait_ms(const struct http *h)
{
	if (busy(h)) {
		return 0;
	}
	return h->count > 0 ? LOOK_MS : -1;
}

/* Who has been at one thing for too long. */
static void look(struct http *h)
{
	int64_t since_us = h->now_us - h->config.slow_ms * 1000;
	for (struct http_conn *c = h->conns; c != NULL; c = c->next) {
		if (c->stream != NULL) {
			http_stream_look(c->stream, since_us);
		} else if (h->now_us >= c->due_us) {
			http_conn_cut(c);
		}
	}
	h->looked_us = h->now_us;
}

/* A stream's browser, if it is none of the server's own descriptors. */
static void on_gone(struct http *h, int fd)
{
	for (struct http_conn *c = h->conns; c != NULL; c = c->next) {
		if (c->fd == fd && c->stream != NULL) {
			http_stream_cut(c->stream);
			return;
		}
	}
}

static enum eg_err hear(struct http *h)
{
	struct epoll_event ready[READY_MAX];
	int count = epoll_wait(h->epoll, ready, READY_MAX, 0);
	if (count < 0 && errno != EINTR) {
		return EG_FAIL(EG_IO, "epoll");
	}
	for (int i = 0; i < count; i++) {
		if (ready[i].data.fd == h->listener) {
			accept_all(h);
		} else {
			on_gone(h, ready[i].data.fd);
		}
	}
	return EG_OK;
}

enum eg_err http_run(struct http *h, int64_t now_us)
{
	eventfd_t woken;
	h->now_us = now_us;
	if (h->woken) {
		h->woken = eventfd_read(h->wake, &woken) != 0;
	}
	if (h->now_us - h->looked_us >= LOOK_US) {
		look(h);
	}
	EG_TRY(hear(h));
	for (int i = 0; i < ROUNDS_MAX && (i == 0 || busy(h)); i++) {
		if (MHD_run(h->daemon) != MHD_YES) {
			return EG_FAIL(EG_IO, "libmicrohttpd cannot go on");
		}
	}
	return EG_OK;
}
