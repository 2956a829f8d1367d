/*
 * http_desk: a server and its browsers in one process, with a clock of their own.
 * Knows sockets and turns. Never knows routes.
 */
#include "tests/unit/http_desk.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE_MS 20000 /* a bound for what never comes */

void http_desk_open(struct http_desk *d, const struct http_config *config)
{
	struct http_config own = *config;
	own.listen = own.listen == NULL ? "loopback:0" : own.listen;
	*d = (struct http_desk){.now_us = 1000000};
	assert_int_equal(http_open(&own, &d->http), EG_OK);
}

void http_desk_close(struct http_desk *d)
{
	http_close(&d->http);
	assert_null(d->http);
}

int http_desk_connect(const struct http_desk *d)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				.sin_port = htons(http_port(d->http))};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

int http_desk_connect_path(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	assert_true(strlen(path) < sizeof(a.sun_path));
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

void http_desk_send(int fd, const char *text)
{
	size_t size = strlen(text);
	assert_int_equal(send(fd, text, size, MSG_NOSIGNAL), (ssize_t)size);
}

void http_desk_turn(struct http_desk *d)
{
	struct pollfd p = {.fd = http_fd(d->http), .events = POLLIN};
	do {
		assert_int_equal(http_run(d->http, d->now_us), EG_OK);
	} while (http_wait_ms(d->http) == 0 || poll(&p, 1, 0) > 0);
}

static void take(struct http_desk *d, int fd)
{
	if (d->size > HTTP_DESK_ROOM / 2) { /* long streams: the last of it is enough */
		size_t half = d->size / 2;
		for (size_t i = 0; i < d->size - half; i++) {
			d->text[i] = d->text[half + i];
		}
		d->size -= half;
	}
	ssize_t got = recv(fd, d->text + d->size, HTTP_DESK_ROOM - 1 - d->size, MSG_DONTWAIT);
	if (got > 0) {
		d->size += (size_t)got;
	} else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
		d->ended = true;
	}
	d->text[d->size] = '\0';
}

static void step(struct http_desk *d, int fd)
{
	struct pollfd p[] = {{.fd = fd, .events = POLLIN},
			     {.fd = http_fd(d->http), .events = POLLIN}};
	http_desk_turn(d);
	assert_true(poll(p, 2, PATIENCE_MS) > 0);
	if (p[0].revents != 0) {
		take(d, fd);
	}
}

static void forget(struct http_desk *d)
{
	d->size = 0;
	d->ended = false;
	d->text[0] = '\0';
}

bool http_desk_said(const struct http_desk *d, const char *needle)
{
	return strstr(d->text, needle) != NULL;
}

size_t http_desk_count(const struct http_desk *d, const char *needle)
{
	size_t count = 0;
	for (const char *at = strstr(d->text, needle); at != NULL; at = strstr(at + 1, needle)) {
		count++;
	}
	return count;
}

bool http_desk_until(struct http_desk *d, int fd, const char *needle)
{
	forget(d);
	while (!http_desk_said(d, needle) && !d->ended) {
		step(d, fd);
	}
	return http_desk_said(d, needle);
}

bool http_desk_ends(struct http_desk *d, int fd)
{
	forget(d);
	while (!d->ended && d->size == 0) {
		step(d, fd);
	}
	return d->size == 0;
}

unsigned http_desk_ask(struct http_desk *d, const char *request)
{
	char text[HTTP_DESK_ROOM];
	const char *port = strstr(request, "{PORT}");
	const char *front = "HTTP/1.1 ";
	if (port == NULL) {
		(void)snprintf(text, sizeof(text), "%s", request);
	} else {
		(void)snprintf(text, sizeof(text), "%.*s%u%s", (int)(port - request), request,
			       (unsigned)http_port(d->http), port + strlen("{PORT}"));
	}
	int fd = http_desk_connect(d);
	http_desk_send(fd, text);
	(void)http_desk_until(d, fd, "\r\n\r\n"); /* an answer without one has no status */
	bool answered = strncmp(d->text, front, strlen(front)) == 0;
	unsigned long status = answered ? strtoul(d->text + strlen(front), NULL, 10) : 0;
	(void)close(fd); /* whatever else comes */
	http_desk_turn(d);
	return (unsigned)status;
}
