/*
 * http_impl: what the parts of the server share.
 * Knows libmicrohttpd's connections. Never knows what is asked or told.
 *
 * libmicrohttpd closes a connection by itself; what ends one early is a shutdown of its socket,
 * which libmicrohttpd then hears of.
 */
#ifndef EG_CONSOLE_HTTP_IMPL_H
#define EG_CONSOLE_HTTP_IMPL_H

#include "console/http.h"

#include <microhttpd.h>

struct http_conn {
	struct http *http;
	struct MHD_Connection *mhd;
	struct http_stream *stream; /* NULL, or what is told on it now */
	bool waits;                 /* for a later answer: libmicrohttpd does not look at it */
	int fd;                     /* libmicrohttpd's */
	int64_t due_us;             /* without a stream: cut off then */
	struct http_conn *next;
	struct http_conn **link; /* what points here */
};

struct http {
	struct http_config config;
	struct http_place place;
	struct MHD_Daemon *daemon; /* owned */
	struct http_conn *conns;   /* owned */
	size_t count;
	uint64_t refused;
	int epoll;    /* owned: the listener, the wake and libmicrohttpd's own */
	int listener; /* owned */
	int wake;     /* owned: libmicrohttpd's own does not tell of a stream that is woken */
	bool woken;
	int64_t now_us;
	int64_t looked_us; /* for connections that are due */
};

/* A listening socket, non-blocking; *port: 0 of a path. EG_CONFIG, EG_IO. */
EG_CHECK enum eg_err http_listen(const char *listen_on, int *out, uint16_t *port);
/* libmicrohttpd's callbacks of requests; closure: struct http. */
enum MHD_Result http_call(void *closure, struct MHD_Connection *mhd, const char *url,
			  const char *method, const char *version, const char *upload,
			  size_t *upload_size, void **context);
void http_call_done(void *closure, struct MHD_Connection *mhd, void **context,
		    enum MHD_RequestTerminationCode code);
/* Takes the feed over; NULL: no memory, and the feed is still the caller's. */
struct MHD_Response *http_stream_response(struct http_conn *conn, struct http_feed *feed);
/* Cuts a stream whose socket has taken nothing since then. */
void http_stream_look(struct http_stream *stream, int64_t since_us);
struct http_conn *http_conn_of(struct MHD_Connection *mhd); /* NULL: memory was short */
void http_wake(struct http *h); /* http_fd() is readable until http_run() */
/* While a stream sleeps, libmicrohttpd does not see that its browser has gone: we do. */
void http_conn_watch(const struct http_conn *conn, bool on);
void http_conn_cut(const struct http_conn *conn);

#endif
