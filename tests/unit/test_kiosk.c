/*
 * test_kiosk: the real egate-kiosk in its sandbox between a played lane and a played browser: what
 * the page is told, again and again, that nothing can be ordered, that a lane which goes away is
 * found again, and who was served is helped meanwhile.
 */
#include "os/link.h"
#include "prog/kiosk_guide.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE_MS 20000

static char folder[] = "/tmp/egate-kiosk-XXXXXX";
static char page[64];
static char lane_path[64];
static int listener = -1;
static pid_t kiosk;
static int log_fd = -1;
static unsigned port;
static char text[16384];

static void wait_for(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
}

/* Reads on until this is there; false at the end. */
static bool read_until(int fd, const char *needle)
{
	size_t size = 0;
	text[0] = '\0';
	while (strstr(text, needle) == NULL) {
		assert_true(size + 1 < sizeof(text));
		wait_for(fd);
		ssize_t got = read(fd, text + size, sizeof(text) - 1 - size);
		if (got <= 0) {
			return false;
		}
		size += (size_t)got;
		text[size] = '\0';
	}
	return true;
}

static void start_kiosk(void)
{
	char lane[80];
	char web[80];
	int pipe_fds[2];
	(void)snprintf(lane, sizeof(lane), "lane=%s", lane_path);
	(void)snprintf(web, sizeof(web), "web=%s", folder);
	assert_int_equal(pipe2(pipe_fds, O_CLOEXEC), 0);
	kiosk = fork();
	assert_true(kiosk >= 0);
	if (kiosk == 0) {
		if (dup2(pipe_fds[1], STDERR_FILENO) >= 0) {
			(void)execl(KIOSK, "egate-kiosk", lane, web, "listen=loopback:0",
				    (char *)NULL);
		}
		_exit(1);
	}
	assert_int_equal(close(pipe_fds[1]), 0);
	log_fd = pipe_fds[0];
	assert_true(read_until(log_fd, "event=ready port="));
	port = (unsigned)strtoul(strstr(text, "port=") + strlen("port="), NULL, 10);
	assert_true(port > 0);
}

static int make(void **state)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	(void)state;
	if (mkdtemp(folder) == NULL) {
		return -1;
	}
	(void)snprintf(page, sizeof(page), "%s/kiosk.html", folder);
	(void)snprintf(lane_path, sizeof(lane_path), "%s/kiosk.sock", folder);
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", lane_path);
	int fd = open(page, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
	listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0 || write(fd, "<p>page\n", 8) != 8 || close(fd) != 0 || listener < 0 ||
	    bind(listener, (const struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(listener, 4) != 0) {
		return -1;
	}
	start_kiosk();
	return 0;
}

static int clean(void **state)
{
	int status = 0;
	(void)state;
	/* One signal to the process that was started ends both. */
	if (kill(kiosk, SIGTERM) != 0 || waitpid(kiosk, &status, 0) != kiosk) {
		return -1;
	}
	while (read_until(log_fd, "no such line")) {
	}
	eg_close(&log_fd);
	eg_close(&listener);
	return unlink(page) | unlink(lane_path) | rmdir(folder);
}

/* The kiosk as the lane sees it: it has asked as a travellers' screen. */
static int meet(void)
{
	struct msg m;
	int bulk = -1;
	wait_for(listener);
	int lane = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	assert_true(lane >= 0);
	wait_for(lane);
	assert_int_equal(link_recv(lane, &m, &bulk), EG_OK);
	assert_int_equal(m.kind, MSG_WATCH);
	assert_int_equal(m.body.watch.as, WATCH_TRAVELLER);
	assert_int_equal(m.body.watch.attends, 0);
	return lane;
}

static int ask(const char *method, const char *path, const char *more)
{
	char request[512];
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				.sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0 && connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0);
	int size = snprintf(request, sizeof(request), "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s",
			    method, path, port, more);
	assert_int_equal(send(fd, request, (size_t)size, MSG_NOSIGNAL), size);
	return fd;
}

static void tell(int lane, const struct msg_guide *guide)
{
	struct msg m = msg_make(MSG_GUIDE, 7);
	m.body.guide = *guide;
	assert_int_equal(link_send(lane, &m, -1), EG_OK);
}

static void the_page_hears_what_the_lane_says(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int lane = meet();
	EG_AUTO(eg_close) int fd = ask("GET", "/api/guide", "\r\n");
	assert_true(
		read_until(fd, "\"state\":\"closed\",\"reason\":\"none\",\"service\":\"closed\""));
	tell(lane, &(struct msg_guide){.state = GATE_ENTRY_OPEN,
				       .page_prompt = 5,
				       .progress = 100,
				       .whole_ms = 5000,
				       .left_ms = 5000,
				       .nationality = "UTO"});
	assert_true(read_until(fd, "}\n\n"));
	assert_non_null(strstr(text, "event: guide\ndata: {\"state\":\"entry-open\",\"reason\":"
				     "\"none\",\"service\":\"open\",\"reversed\":false,"
				     "\"face\":\"\",\"finger\":\"\",\"position\":0,"
				     "\"page\":\"photo-page\",\"progress\":100,\"left_ms\":"));
	assert_non_null(
		strstr(text, "\"whole_ms\":5000,\"nationality\":\"UTO\",\"again_ms\":2000}"));
	/* Whoever comes later is told it, too. */
	EG_AUTO(eg_close) int late = ask("GET", "/api/guide", "Last-Event-ID: 1\r\n\r\n");
	assert_true(read_until(late, "\"state\":\"entry-open\""));
	/* The lane goes away, and comes back. */
	eg_close(&lane);
	assert_true(read_until(fd, "\"service\":\"closed\",\"reversed\":false"));
	lane = meet();
	tell(lane, &(struct msg_guide){.state = GATE_IDLE});
	assert_true(read_until(fd, "\"state\":\"idle\""));
	/* What is not for a travellers' screen ends the connection: it is asked anew. */
	struct msg m = msg_make(MSG_STATUS, 0);
	assert_int_equal(link_send(lane, &m, -1), EG_OK);
	assert_true(read_until(fd, "\"service\":\"closed\""));
	eg_close(&lane);
	lane = meet();
	assert_true(read_until(fd, "}\n\n"));
}

/* Whoever is inside is not told that the lane is closed: they could go nowhere. */
static void who_is_inside_when_the_lane_goes_away_hears_of_the_officer(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int lane = meet();
	EG_AUTO(eg_close) int fd = ask("GET", "/api/guide", "\r\n");
	tell(lane, &(struct msg_guide){.state = GATE_FACE, .nationality = "UTO"});
	assert_true(read_until(fd, "\"nationality\":\"UTO\""));
	eg_close(&lane);
	assert_true(read_until(fd, "\"state\":\"referred-inside\",\"reason\":\"fault\","
				   "\"service\":\"closed\""));
}

static void each_state_sends_whoever_is_in_it_where_they_can_go(void **state)
{
	static const uint8_t told[GATE_STATE_COUNT] = {
		[GATE_INIT] = GATE_CLOSED,
		[GATE_CLOSED] = GATE_CLOSED,
		[GATE_IDLE] = GATE_CLOSED,
		[GATE_READING] = GATE_REFERRED_OUTSIDE,
		[GATE_WALKING] = GATE_REFERRED_OUTSIDE,
		[GATE_ENTRY_OPEN] = GATE_REFERRED_OUTSIDE,
		[GATE_ENTRY_CLOSING] = GATE_REFERRED_INSIDE,
		[GATE_FACE] = GATE_REFERRED_INSIDE,
		[GATE_FINGER] = GATE_REFERRED_INSIDE,
		[GATE_RECORDING] = GATE_REFERRED_INSIDE,
		[GATE_EXIT_OPEN] = GATE_REFERRED_INSIDE,
		[GATE_EXIT_CLOSING] = GATE_REFERRED_INSIDE,
		[GATE_REFERRED_OUTSIDE] = GATE_REFERRED_OUTSIDE,
		[GATE_REFERRED_INSIDE] = GATE_REFERRED_INSIDE,
		[GATE_BACK_OPEN] = GATE_REFERRED_INSIDE,
		[GATE_BACK_CLOSING] = GATE_REFERRED_INSIDE,
		[GATE_ALARM] = GATE_REFERRED_INSIDE,
		[GATE_EVACUATE] = GATE_EVACUATE,
		[GATE_CLEARING] = GATE_CLOSED,
	};
	(void)state;
	for (unsigned i = 0; i < GATE_STATE_COUNT; i++) {
		const struct msg_guide last = {.state = (uint8_t)i,
					       .reason = GUIDE_FACE,
					       .face_prompt = 3,
					       .reversed = 1,
					       .progress = 40,
					       .left_ms = 9000,
					       .whole_ms = 20000,
					       .nationality = "UTO"};
		const struct msg_guide lost = kiosk_guide_lost(&last);
		const struct msg_guide again = kiosk_guide_lost(&lost);
		const uint8_t why = gate_refers(told[i]) ? GUIDE_FAULT : GUIDE_NONE;
		assert_int_equal(lost.state, told[i]);
		assert_int_equal(lost.reason, why);
		assert_int_equal(lost.service, GUIDE_CLOSED);
		assert_int_equal(lost.reversed, 1);
		assert_int_equal(lost.face_prompt, 0);
		assert_int_equal(lost.progress, 0);
		assert_int_equal(lost.left_ms, 0);
		assert_int_equal(lost.whole_ms, 0);
		assert_int_equal(lost.nationality[0], '\0');
		assert_memory_equal(&again, &lost, sizeof(lost)); /* it does not fade */
	}
}

/* So that a page knows a server that is frozen from one that has nothing new. */
static void what_is_told_is_told_again(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int lane = meet();
	EG_AUTO(eg_close) int fd = ask("GET", "/api/guide", "\r\n");
	tell(lane, &(struct msg_guide){.state = GATE_FACE, .whole_ms = 20000, .left_ms = 20000});
	assert_true(read_until(fd, "\"state\":\"face\""));
	assert_true(read_until(fd, "\"state\":\"face\"")); /* nothing has happened */
	assert_null(strstr(text, "\"left_ms\":20000"));    /* but time has passed */
}

static void the_page_is_served_and_nothing_else(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int root = ask("GET", "/", "Connection: close\r\n\r\n");
	assert_true(read_until(root, "<p>page"));
	assert_non_null(strstr(text, "HTTP/1.1 200 "));
	EG_AUTO(eg_close) int other = ask("GET", "/web/kiosk.sock", "Connection: close\r\n\r\n");
	assert_true(read_until(other, "HTTP/1.1 404 "));
	EG_AUTO(eg_close)
	int post = ask("POST", "/api/guide",
		       "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
	assert_true(read_until(post, "HTTP/1.1 403 "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_hears_what_the_lane_says),
		cmocka_unit_test(who_is_inside_when_the_lane_goes_away_hears_of_the_officer),
		cmocka_unit_test(each_state_sends_whoever_is_in_it_where_they_can_go),
		cmocka_unit_test(what_is_told_is_told_again),
		cmocka_unit_test(the_page_is_served_and_nothing_else),
	};
	return cmocka_run_group_tests(tests, make, clean);
}
