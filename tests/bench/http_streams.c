/*
 * http_streams: how long an event takes to the sockets of 500 screens, with 20 events a second.
 *
 *   http_streams [SECONDS]   ten, if not told; fails where the 99th percentile is 100 ms or more
 *
 * The server is this process; the screens are another one, which shares the processor with it.
 */
#include "console/events.h"
#include "measure.h"
#include "os/now.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SCREENS  500
#define EVERY_US INT64_C(50000)
#define LIMIT_US INT64_C(100000)
#define ROOM     16384
/* A lane's JSON is about as long. */
#define PADDING \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"

static struct events *events;
static struct measure_times times;

static enum eg_err whole(void *context, uint32_t audience, struct rd *json)
{
	(void)context;
	(void)audience;
	*json = RD_TEXT("{}");
	return EG_OK;
}

static void serve(void *context, const struct http_request *r, struct http_answer *a)
{
	(void)context;
	(void)r;
	if (events_stream(events, EVENTS_EVERYBODY, 0, NULL, &a->feed) != EG_OK) {
		http_refuse(a, 503, "busy", "too many");
	}
}

static int connect_screen(uint16_t port)
{
	char request[128];
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				.sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int size = snprintf(request, sizeof(request),
			    "GET /api/events HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", port);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&a, sizeof(a)) != 0 ||
	    send(fd, request, (size_t)size, MSG_NOSIGNAL) != size) {
		return -1;
	}
	return fd;
}

/* Every stamp that came with this read. */
static void take(char *text)
{
	int64_t now = now_mono_us();
	for (char *at = strstr(text, "\"us\":"); at != NULL; at = strstr(at + 1, "\"us\":")) {
		measure_add(&times, now - strtoll(at + 5, NULL, 10));
	}
}

/* The screens: until the server ends their streams; tells how it was. */
static int be_screens(uint16_t port)
{
	static char text[ROOM];
	int left = 0;
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	for (int i = 0; i < SCREENS; i++) {
		int fd = connect_screen(port);
		struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
		if (fd < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) != 0) {
			return 2;
		}
		left++;
	}
	while (left > 0) {
		struct epoll_event ready[64];
		int count = epoll_wait(epoll, ready, 64, -1);
		for (int i = 0; i < count; i++) {
			ssize_t got = read(ready[i].data.fd, text, sizeof(text) - 1);
			if (got <= 0) {
				(void)close(ready[i].data.fd); /* it is at its end */
				left--;
				continue;
			}
			text[got] = '\0';
			take(text);
		}
	}
	measure_print("http_streams", "event to 500 sockets", &times);
	printf("times %zu, 99th percentile %lld us, longest %lld us\n", times.count,
	       (long long)measure_at(&times, 99), (long long)measure_at(&times, 100));
	return times.count > 0 && measure_at(&times, 99) < LIMIT_US ? 0 : 1;
}

static enum eg_err say(unsigned n)
{
	char json[256];
	int size = snprintf(json, sizeof(json), "{\"n\":%u,\"padding\":\"%s\",\"us\":%lld}", n,
			    PADDING, (long long)now_mono_us());
	return events_publish(events, "lane", EVENTS_EVERYBODY, rd_of(json, (size_t)size));
}

static enum eg_err run(struct http *h, int64_t seconds)
{
	int64_t due = 0;
	int64_t until = 0;
	unsigned n = 0;
	while (until == 0 || now_mono_us() < until) {
		struct pollfd p = {.fd = http_fd(h), .events = POLLIN};
		int64_t now = now_mono_us();
		bool all = events_streams(events) == SCREENS;
		if (all && until == 0) {
			until = now + seconds * 1000000;
			due = now + EVERY_US;
		}
		if (all && now >= due) {
			EG_TRY(say(n++));
			due += EVERY_US;
		}
		int http = http_wait_ms(h);
		int own = all ? (int)((due - now + 999) / 1000) : 10;
		own = own < 0 ? 0 : own;
		(void)poll(&p, 1, http >= 0 && http < own ? http : own); /* asked below */
		EG_TRY(http_run(h, now_mono_us()));
	}
	printf("events %u, own processor time %lld ms of %lld s\n", n,
	       (long long)(now_cpu_us() / 1000), (long long)seconds);
	return EG_OK;
}

int main(int argc, char *argv[])
{
	struct http *h = NULL;
	struct rlimit files;
	int status = 0;
	int64_t seconds = argc > 1 ? strtoll(argv[1], NULL, 10) : 10;
	const struct events_config kept = {.whole_kind = "whole", .whole = whole};
	const struct http_config config = {.listen = "loopback:0", .handler = serve};
	if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
		return 2;
	}
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) != 0 || events_open(&kept, &events) != EG_OK ||
	    http_open(&config, &h) != EG_OK) {
		return 2;
	}
	pid_t screens = fork();
	if (screens == 0) {
		exit(be_screens(http_port(h)));
	}
	bool ran = screens > 0 && run(h, seconds) == EG_OK;
	http_close(&h); /* ends the streams, and so the screens */
	events_close(&events);
	if (screens <= 0 || waitpid(screens, &status, 0) != screens || !WIFEXITED(status)) {
		return 2;
	}
	return ran ? WEXITSTATUS(status) : 2;
}
