/*
 * http_desk: a server and its browsers in one process, with a clock of their own.
 * Knows sockets and turns. Never knows routes.
 */
#ifndef EG_TESTS_HTTP_DESK_H
#define EG_TESTS_HTTP_DESK_H

#include "console/http.h"

#define HTTP_DESK_ROOM (64u * 1024u)

struct http_desk {
	struct http *http;
	int64_t now_us;
	char text[HTTP_DESK_ROOM]; /* what was read last, NUL behind it */
	size_t size;
	bool ended; /* the other side has closed it */
};

/* loopback:0 unless listen is told. */
void http_desk_open(struct http_desk *d, const struct http_config *config);
void http_desk_close(struct http_desk *d);
int http_desk_connect(const struct http_desk *d);
int http_desk_connect_path(const char *path);
void http_desk_send(int fd, const char *text);
/* Turns of the server until there is nothing to do. */
void http_desk_turn(struct http_desk *d);
/* Reads until this is in what was read, or the other side closes; true: it is. */
bool http_desk_until(struct http_desk *d, int fd, const char *needle);
/* Nothing more than what was read before: true if the connection is closed. */
bool http_desk_ends(struct http_desk *d, int fd);
/* A whole request on a connection of its own; {PORT} is replaced. Returns the status. */
unsigned http_desk_ask(struct http_desk *d, const char *request);
bool http_desk_said(const struct http_desk *d, const char *needle);
size_t http_desk_count(const struct http_desk *d, const char *needle);

#endif
