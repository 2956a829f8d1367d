/*
 * test_http_events: events over real connections: five hundred screens, one that is slow, a
 * server that starts anew.
 */
#include "console/events.h"
#include "tests/unit/http_desk.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define SCREENS 500
#define SECOND  INT64_C(1000000)
#define EVERY   EVENTS_EVERYBODY
#define PIECE   16384 /* of an event for who does not read */

static struct http_desk desk;
static struct events *events;
static uint32_t served;

static enum eg_err whole(void *context, uint32_t audience, struct rd *json)
{
	(void)context;
	(void)audience;
	*json = RD_TEXT("{\"lanes\":[]}");
	return EG_OK;
}

static void serve(void *context, const struct http_request *r, struct http_answer *a)
{
	uint64_t last = 0;
	bool goes_on = http_last_event(r, &last);
	uint32_t tag = 7 + served++ / EVENTS_TAG_MAX; /* as many as one session may have */
	(void)context;
	assert_int_equal(events_stream(events, EVERY, tag, goes_on ? &last : NULL, &a->feed),
			 EG_OK);
}

static void start(uint64_t last)
{
	const struct events_config kept = {.last = last, .whole_kind = "whole", .whole = whole};
	const struct http_config config = {.handler = serve};
	served = 0;
	assert_int_equal(events_open(&kept, &events), EG_OK);
	http_desk_open(&desk, &config);
}

static void stop(void)
{
	http_desk_close(&desk);
	assert_int_equal(events_streams(events), 0);
	events_close(&events);
}

/* id: behind which to go on; empty: none. */
static int listen_from(const char *id)
{
	char request[256];
	int fd = http_desk_connect(&desk);
	(void)snprintf(request, sizeof(request),
		       "GET /api/events HTTP/1.1\r\nHost: localhost:%u\r\n%s%s%s\r\n",
		       (unsigned)http_port(desk.http), id[0] != '\0' ? "Last-Event-ID: " : "", id,
		       id[0] != '\0' ? "\r\n" : "");
	http_desk_send(fd, request);
	return fd;
}

static void say(const char *json)
{
	assert_int_equal(events_publish(events, "lane", EVERY, rd_cstr(json)), EG_OK);
}

static void a_stream_has_the_headers_of_one(void **state)
{
	(void)state;
	start(0);
	int fd = listen_from("");
	assert_true(http_desk_until(&desk, fd, "{\"lanes\":[]}\n\n"));
	assert_true(http_desk_said(&desk, "Content-Type: text/event-stream\r\n"));
	assert_true(http_desk_said(&desk, "Cache-Control: no-store\r\n"));
	assert_true(http_desk_said(&desk, "X-Accel-Buffering: no\r\n"));
	assert_int_equal(http_desk_count(&desk, "Content-Security-Policy: "), 1);
	(void)close(fd);
	stop();
}

/* The caller's loop sees it by http_fd() alone. */
static void what_is_said_wakes_the_loop(void **state)
{
	(void)state;
	start(0);
	int fd = listen_from("");
	assert_true(http_desk_until(&desk, fd, "event: whole"));
	http_desk_turn(&desk);
	struct pollfd p = {.fd = http_fd(desk.http), .events = POLLIN};
	assert_int_equal(poll(&p, 1, 0), 0);
	say("{\"n\":1}");
	assert_int_equal(poll(&p, 1, 0), 1);
	assert_int_equal(http_run(desk.http, desk.now_us), EG_OK);
	struct pollfd screen = {.fd = fd, .events = POLLIN};
	assert_int_equal(poll(&screen, 1, 0), 1); /* it is out with this turn */
	http_desk_turn(&desk);
	assert_int_equal(poll(&p, 1, 0), 0);
	(void)close(fd);
	stop();
}

static void five_hundred_screens_hear_the_same(void **state)
{
	static int fds[SCREENS];
	struct rlimit files;
	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	files.rlim_cur = files.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
	start(0);
	for (size_t i = 0; i < SCREENS; i++) {
		fds[i] = listen_from("");
		http_desk_turn(&desk);
	}
	for (size_t i = 0; i < SCREENS; i++) {
		assert_true(http_desk_until(&desk, fds[i], "event: whole"));
	}
	assert_int_equal(events_streams(events), SCREENS);
	for (unsigned n = 1; n <= 5; n++) {
		char json[32];
		(void)snprintf(json, sizeof(json), "{\"n\":%u}", n);
		say(json);
		for (size_t i = 0; i < SCREENS; i++) {
			assert_true(http_desk_until(&desk, fds[i], json));
		}
	}
	for (size_t i = 0; i < SCREENS; i++) {
		(void)close(fds[i]);
	}
	http_desk_turn(&desk); /* noticed at once, with nothing to say */
	assert_int_equal(events_streams(events), 0);
	assert_int_equal(http_connections(desk.http), 0);
	stop();
}

static void a_screen_that_comes_again_misses_nothing(void **state)
{
	(void)state;
	start(1000);
	int fd = listen_from("");
	assert_true(http_desk_until(&desk, fd, "id: 1000\nevent: whole"));
	say("{\"n\":1}");
	assert_true(http_desk_until(&desk, fd, "id: 1001\n"));
	(void)close(fd);
	say("{\"n\":2}");
	say("{\"n\":3}");
	fd = listen_from("1001");
	assert_true(http_desk_until(&desk, fd, "id: 1003\nevent: lane\ndata: {\"n\":3}\n\n"));
	assert_true(http_desk_said(&desk, "id: 1002\nevent: lane\ndata: {\"n\":2}\n\n"));
	assert_false(http_desk_said(&desk, "id: 1001\n"));
	assert_false(http_desk_said(&desk, "event: whole"));
	(void)close(fd);
	uint64_t last = events_last(events);
	stop();
	/* The server starts anew: ids go on, what happened in between is in the whole. */
	start(last);
	fd = listen_from("1001");
	assert_true(http_desk_until(&desk, fd, "id: 1003\nevent: whole"));
	say("{\"n\":4}");
	assert_true(http_desk_until(&desk, fd, "id: 1004\nevent: lane\ndata: {\"n\":4}\n\n"));
	(void)close(fd);
	stop();
}

static void a_screen_that_does_not_read_is_cut_off_alone(void **state)
{
	static char json[PIECE];
	static char c[PIECE];
	size_t taken = 0;
	int small = 4096;
	ssize_t got = 0;
	(void)state;
	start(0);
	for (size_t i = 0; i < sizeof(json) - 1; i++) {
		json[i] = '1';
	}
	int slow = listen_from("");
	assert_int_equal(setsockopt(slow, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), 0);
	int quick = listen_from("");
	assert_true(http_desk_until(&desk, quick, "event: whole"));
	for (unsigned n = 0; n < 2 * EVENTS_BEHIND_MAX && events_cut(events) == 0; n++) {
		char id[32];
		say(json);
		(void)snprintf(id, sizeof(id), "id: %u\n", n + 1);
		assert_true(http_desk_until(&desk, quick, id));
	}
	assert_int_equal(events_cut(events), 1);
	assert_int_equal(events_streams(events), 1);
	/* What waits for it is forgotten: it reads what its own side has, then of the reset. */
	do {
		got = recv(slow, c, sizeof(c), 0);
		taken += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	assert_true(got < 0 && errno == ECONNRESET);
	assert_true(taken < EVENTS_BEHIND_MAX * PIECE / 2);
	say("{\"still\":\"here\"}");
	assert_true(http_desk_until(&desk, quick, "{\"still\":\"here\"}"));
	(void)close(slow);
	(void)close(quick);
	stop();
}

/* Few events, but the socket takes none of them for a quarter of a minute. */
static void a_screen_that_stands_still_is_cut_off(void **state)
{
	static char json[EVENTS_SIZE_MAX];
	(void)state;
	start(0);
	for (size_t i = 0; i < sizeof(json) - 1; i++) {
		json[i] = '1';
	}
	int fd = listen_from("");
	http_desk_turn(&desk);
	for (unsigned n = 0; n < 40; n++) { /* 10 MB: more than sockets take */
		say(json);
		http_desk_turn(&desk);
	}
	desk.now_us += 14 * SECOND;
	http_desk_turn(&desk);
	assert_int_equal(events_streams(events), 1);
	desk.now_us += 2 * SECOND;
	http_desk_turn(&desk);
	assert_int_equal(events_streams(events), 0);
	(void)close(fd);
	stop();
}

static void a_quiet_screen_is_not_cut_off(void **state)
{
	(void)state;
	start(0);
	int fd = listen_from("");
	assert_true(http_desk_until(&desk, fd, "event: whole"));
	events_tick(events, desk.now_us);
	desk.now_us += 3600 * SECOND;
	http_desk_turn(&desk);
	events_tick(events, desk.now_us);
	assert_true(http_desk_until(&desk, fd, ":\n\n"));
	assert_int_equal(events_streams(events), 1);
	(void)close(fd);
	stop();
}

static void the_end_of_a_session_closes_its_stream(void **state)
{
	(void)state;
	start(0);
	int fd = listen_from("");
	assert_true(http_desk_until(&desk, fd, "event: whole"));
	events_end(events, 7, "logout");
	assert_true(http_desk_until(&desk, fd, "\r\n0\r\n\r\n"));
	assert_true(http_desk_said(&desk, "event: end\ndata: {\"why\":\"logout\"}\n\n"));
	assert_int_equal(events_streams(events), 0);
	(void)close(fd);
	stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stream_has_the_headers_of_one),
		cmocka_unit_test(what_is_said_wakes_the_loop),
		cmocka_unit_test(five_hundred_screens_hear_the_same),
		cmocka_unit_test(a_screen_that_comes_again_misses_nothing),
		cmocka_unit_test(a_screen_that_does_not_read_is_cut_off_alone),
		cmocka_unit_test(a_screen_that_stands_still_is_cut_off),
		cmocka_unit_test(a_quiet_screen_is_not_cut_off),
		cmocka_unit_test(the_end_of_a_session_closes_its_stream),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
