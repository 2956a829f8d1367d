/*
 * http: a small server of HTTP/1.1 for our own pages: GET, POST with a JSON body, streams.
 * Knows libmicrohttpd, sockets, limits, headers that every answer has. Never knows routes,
 * sessions, or what is told.
 *
 * One thread, no wait of its own: the caller's loop watches http_fd(), wakes by http_wait_ms() and
 * calls http_run(). It opens nothing after http_open() and can go on inside the sandbox
 * (sandbox_need.serve_sockets).
 *
 *   "unix:PATH"       mode 0660; only users that are named are heard, by SO_PEERCRED
 *   "loopback:PORT"   127.0.0.1 alone, asked by this machine's names alone; 0: any, http_port()
 *
 * What is refused before a handler sees it: other methods (405), paths of other characters (404), a
 * body that is none, too large or not JSON (400, 413, 415), headers that come twice (400), another
 * machine's name on loopback (421), what another site's page has asked for (403). Whoever sends too
 * slowly, or does not take an answer, is cut off.
 */
#ifndef EG_CONSOLE_HTTP_H
#define EG_CONSOLE_HTTP_H

#include "console/http_request.h"

#define HTTP_CONNECTIONS_MAX 600 /* 500 screens' streams, and what they ask for beside */
#define HTTP_USERS_MAX       4
#define HTTP_COOKIE_SIZE     160
#define HTTP_TAG_SIZE        32
#define HTTP_REQUEST_MS      INT64_C(15000) /* for a whole request, or for taking its answer */

struct http;
struct http_stream;  /* a connection that is told events */
struct http_pending; /* a request whose answer comes later */

enum http_feed_state {
	HTTP_FEED_MORE, /* ask again as soon as these are sent */
	HTTP_FEED_WAIT, /* nothing more before http_stream_wake() */
	HTTP_FEED_END   /* close when these are sent */
};

/* What feeds a stream. All are called from within http_run(), http_stream_cut() or http_close(). */
struct http_feed {
	void *context; /* NULL: no stream */
	void (*begun)(void *context, struct http_stream *stream);
	/* Writes at most cap octets, some of them with HTTP_FEED_MORE; *size of them. */
	enum http_feed_state (*read)(void *context, uint8_t *out, size_t cap, size_t *size);
	/* The connection is gone: the last call, also where begun never came. */
	void (*ended)(void *context);
};

/* An answer that takes its time (a PIN to be compared), while others are served. It has to come:
 * the connection waits for it as long as it takes. */
struct http_later {
	void *context; /* NULL: the answer is here */
	void (*begun)(void *context, struct http_pending *pending);
	/* Nobody waits for it any more, and pending is gone. Not behind http_pending_answer(). */
	void (*ended)(void *context);
};

struct http_answer {
	unsigned status;               /* 200 unless told */
	const char *type;              /* of the body; static text */
	uint8_t *body;                 /* owned, from malloc; wiped when it is sent; NULL: none */
	size_t body_size;              /* octets */
	char cookie[HTTP_COOKIE_SIZE]; /* value of Set-Cookie; empty: none */
	char tag[HTTP_TAG_SIZE];       /* ETag with its quotes: may be kept, if asked for again each
					  time; empty: not to be kept */
	struct http_feed feed;         /* instead of a body: events */
	struct http_later later;       /* instead of all this: not yet */
};

/* Status and body, copied. EG_NO_MEMORY. */
EG_CHECK enum eg_err http_answer_body(struct http_answer *a, unsigned status, const char *type,
				      struct rd body);
/* JSON text, copied: 503 if memory is short. */
void http_answer_json(struct http_answer *a, unsigned status, struct rd json);
/* {"error": word, "text": text}: both without characters that JSON escapes. */
void http_refuse(struct http_answer *a, unsigned status, const char *word, const char *text);
/* Frees what it holds; ends what has not begun. */
void http_answer_clear(struct http_answer *a);
/* The answer that was pending, which is gone then: no stream, and not later again. Empties a. */
void http_pending_answer(struct http_pending *pending, struct http_answer *a);

/* Fills in answer, which is empty: 404 unless it does. */
typedef void http_handler(void *context, const struct http_request *request,
			  struct http_answer *answer);

struct http_config {
	const char *listen;
	uint32_t users[HTTP_USERS_MAX]; /* of "unix:", who may connect */
	size_t user_count;
	bool secure;     /* behind TLS: our own pages come from https */
	unsigned limit;  /* of connections; 0: HTTP_CONNECTIONS_MAX */
	int64_t slow_ms; /* 0: HTTP_REQUEST_MS */
	http_handler *handler;
	void *context;
};

/* A former socket at the path goes. SIGPIPE is ignored from now on. EG_CONFIG, EG_IO, EG_NO_MEMORY.
 */
EG_CHECK enum eg_err http_open(const struct http_config *config, struct http **out);
/* Cleanup: ends all streams. The socket's path stays: inside the sandbox nobody can remove it. */
void http_close(struct http **h);

int http_fd(const struct http *h);      /* readable when there is something to do */
int http_wait_ms(const struct http *h); /* at most until http_run(); -1: as long as it takes */
/* now_us: of now_mono_us(). EG_IO: the server cannot go on. */
EG_CHECK enum eg_err http_run(struct http *h, int64_t now_us);
uint16_t http_port(const struct http *h);          /* 0 of a path */
size_t http_connections(const struct http *h);     /* now */
uint64_t http_refused_peers(const struct http *h); /* of other users, or beyond the limit */

/* Asks the feed again. Cheap when the stream is not waiting. */
void http_stream_wake(struct http_stream *stream);
/* Ends a connection at once, whatever waits in it; ended() follows from http_run(). */
void http_stream_cut(struct http_stream *stream);

#endif
