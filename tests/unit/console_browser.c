/*
 * console_browser: browsers of a console_rig: requests, answers, events.
 * Knows sockets and HTTP/1.0. Never knows processes or lanes.
 */
#include "console_rig.h"

#include "base/wr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define WAIT_MS 20000 /* until a test has failed */

static void await(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	if (poll(&p, 1, WAIT_MS) != 1) {
		fail_msg("nothing comes");
	}
}

static int connect_to(const struct rig *r)
{
	struct sockaddr_un path = {.sun_family = AF_UNIX};
	struct sockaddr_in port = {.sin_family = AF_INET,
				   .sin_port = htons(r->port),
				   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(r->proxied ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	if (r->proxied) {
		assert_true(snprintf(path.sun_path, sizeof(path.sun_path), "%s/http.sock",
				     r->folder) > 0);
		assert_int_equal(connect(fd, (const struct sockaddr *)&path, sizeof(path)), 0);
	} else {
		assert_int_equal(connect(fd, (const struct sockaddr *)&port, sizeof(port)), 0);
	}
	return fd;
}

static void send_all(int fd, const char *text)
{
	size_t size = strlen(text);
	size_t sent = 0;
	while (sent < size) {
		ssize_t now = send(fd, text + sent, size - sent, MSG_NOSIGNAL);
		assert_true(now > 0);
		sent += (size_t)now;
	}
}

static void send_request(const struct rig *r, int fd, const struct rig_screen *s,
			 const char *method, const char *path, const char *more, const char *body)
{
	char text[12000];
	int size = snprintf(text, sizeof(text), "%s %s HTTP/1.0\r\nHost: 127.0.0.1:%u\r\n%s",
			    method, path, (unsigned)r->port, more);
	assert_true(size > 0 && (size_t)size < sizeof(text));
	send_all(fd, text);
	if (s != NULL && s->cookie[0] != '\0') {
		assert_true(snprintf(text, sizeof(text), "Cookie: %s\r\nX-Egate-Token: %s\r\n",
				     s->cookie, s->token) > 0);
		send_all(fd, text);
	}
	if (s != NULL && s->certificate != NULL) {
		assert_true(snprintf(text, sizeof(text), "X-Client-Certificate: %s\r\n",
				     s->certificate) > 0);
		send_all(fd, text);
	}
	if (body != NULL) {
		assert_true(snprintf(text, sizeof(text),
				     "Content-Type: application/json\r\nContent-Length: %zu\r\n",
				     strlen(body)) > 0);
		send_all(fd, text);
	}
	send_all(fd, "\r\n");
	if (body != NULL) {
		send_all(fd, body);
	}
}

void rig_read_reply(int fd, struct rig_reply *out)
{
	static char text[60000];
	size_t size = 0;
	ssize_t got = 1;
	*out = (struct rig_reply){.status = 0};
	while (got > 0) {
		await(fd);
		got = recv(fd, text + size, sizeof(text) - 1 - size, 0);
		size += got > 0 ? (size_t)got : 0;
	}
	text[size] = '\0';
	const char *body = strstr(text, "\r\n\r\n");
	const char *cookie = strstr(text, "Set-Cookie: ");
	assert_true(size > strlen("HTTP/1.1 200"));
	assert_non_null(body);
	out->status = (unsigned)strtoul(text + strlen("HTTP/1.1 "), NULL, 10);
	out->size = size - (size_t)(body + 4 - text);
	assert_true(out->size < sizeof(out->body));
	struct wr w = WR_ARRAY(out->body);
	wr_put(&w, rd_of(body + 4, out->size));
	if (cookie != NULL && cookie < body) {
		size_t length = strcspn(cookie + strlen("Set-Cookie: "), ";\r");
		struct wr c = wr_of(out->cookie, sizeof(out->cookie) - 1);
		wr_put(&c, rd_of(cookie + strlen("Set-Cookie: "), length));
		assert_false(c.bad);
	}
}

void rig_ask(const struct rig *r, const struct rig_screen *s, const char *method, const char *path,
	     const char *more, const char *body, struct rig_reply *out)
{
	EG_AUTO(eg_close) int fd = connect_to(r);
	send_request(r, fd, s, method, path, more, body);
	rig_read_reply(fd, out);
}

void rig_order(const struct rig *r, const struct rig_screen *s, const char *path, const char *key,
	       const char *body, struct rig_reply *out)
{
	static unsigned count;
	char more[128];
	char fresh[40];
	assert_true(snprintf(fresh, sizeof(fresh), "key-of-a-test-%08u", ++count) > 0);
	assert_true(snprintf(more, sizeof(more), "Idempotency-Key: %s\r\n",
			     key == NULL ? fresh : key) > 0);
	rig_ask(r, s, "POST", path, more, body, out);
}

static void login_body(const char *name, char out[128])
{
	assert_true(snprintf(out, 128, "{\"name\":\"%s\",\"pin\":\"" RIG_PIN "\"}", name) > 0);
}

int rig_enter_begin(const struct rig *r, const char *name)
{
	char body[128];
	int fd = connect_to(r);
	login_body(name, body);
	send_request(r, fd, NULL, "POST", "/api/session", "", body);
	return fd;
}

void rig_enter(const struct rig *r, const char *name, struct rig_screen *s)
{
	static struct rig_reply reply;
	char body[128];
	s->cookie[0] = '\0';
	login_body(name, body);
	rig_ask(r, s, "POST", "/api/session", "", body, &reply);
	if (reply.status != 200) {
		fail_msg("%s is not let in: %u %s", name, reply.status, reply.body);
	}
	cJSON *me = cJSON_Parse(reply.body);
	assert_non_null(me);
	assert_true(snprintf(s->cookie, sizeof(s->cookie), "%s", reply.cookie) > 0);
	assert_true(snprintf(s->token, sizeof(s->token), "%s", rig_text(me, "token")) > 0);
	cJSON_Delete(me);
}

static void drop_front(struct rig_stream *s, size_t count)
{
	s->size -= count;
	for (size_t i = 0; i <= s->size; i++) {
		s->held[i] = s->held[i + count];
	}
}

void rig_listen(const struct rig *r, const struct rig_screen *s, uint64_t last,
		struct rig_stream *out)
{
	char more[64] = "";
	const char *body = NULL;
	*out = (struct rig_stream){.fd = connect_to(r)};
	if (last > 0) {
		assert_true(snprintf(more, sizeof(more), "Last-Event-ID: %llu\r\n",
				     (unsigned long long)last) > 0);
	}
	send_request(r, out->fd, s, "GET", "/api/events", more, NULL);
	while (body == NULL) {
		await(out->fd);
		ssize_t got =
			recv(out->fd, out->held + out->size, sizeof(out->held) - 1 - out->size, 0);
		assert_true(got > 0);
		out->size += (size_t)got;
		out->held[out->size] = '\0';
		body = strstr(out->held, "\r\n\r\n");
	}
	if (strstr(out->held, " 200 ") == NULL) {
		fail_msg("no stream: %s", out->held);
	}
	drop_front(out, (size_t)(body + 4 - out->held));
}

/* One event or comment is held whole. */
static char *whole_event(struct rig_stream *s)
{
	char *end = NULL;
	while ((end = strstr(s->held, "\n\n")) == NULL) {
		await(s->fd);
		ssize_t got = recv(s->fd, s->held + s->size, sizeof(s->held) - 1 - s->size, 0);
		if (got <= 0) {
			fail_msg("the stream has ended");
		}
		s->size += (size_t)got;
		s->held[s->size] = '\0';
	}
	return end;
}

cJSON *rig_any_event(struct rig_stream *s, char kind[32])
{
	cJSON *tree = NULL;
	while (tree == NULL) {
		char *end = whole_event(s);
		*end = '\0';
		const char *id = strstr(s->held, "id: ");
		const char *event = strstr(s->held, "event: ");
		const char *data = strstr(s->held, "data: ");
		if (id != NULL && event != NULL && data != NULL) {
			uint64_t number = strtoull(id + strlen("id: "), NULL, 10);
			assert_true(number >= s->last);
			s->last = number;
			event += strlen("event: ");
			assert_true(snprintf(kind, 32, "%.*s", (int)strcspn(event, "\n"), event) >
				    0);
			tree = cJSON_Parse(data + strlen("data: "));
			assert_non_null(tree);
		}
		drop_front(s, (size_t)(end + 2 - s->held));
	}
	return tree;
}

cJSON *rig_event(struct rig_stream *s, const char *kind)
{
	char found[32] = "";
	cJSON *tree = NULL;
	while (strcmp(found, kind) != 0) {
		cJSON_Delete(tree);
		tree = rig_any_event(s, found);
	}
	return tree;
}

void rig_deafen(struct rig_stream *s)
{
	eg_close(&s->fd);
}

const char *rig_text(const cJSON *tree, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(tree, name);
	if (!cJSON_IsString(item)) {
		fail_msg("no text %s", name);
		return "";
	}
	return item->valuestring;
}

double rig_number(const cJSON *tree, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(tree, name);
	if (!cJSON_IsNumber(item)) {
		fail_msg("no number %s", name);
		return 0;
	}
	return item->valuedouble;
}
