/*
 * test_lane_dial: who connects to lanes hands their connections over, and nothing else.
 */
#include "prog/lane_dial.h"

#include "os/link.h"
#include "prog/become.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define WAIT_MS 10000 /* until a test has failed */

#define LANES 2

static char places[LANES][100];
static const char *paths[LANES + 1];
static uint32_t user;

static int listen_at(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_true(snprintf(a.sun_path, sizeof(a.sun_path), "%s", path) > 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 4), 0);
	return fd;
}

static int make(void **state)
{
	static char folder[] = "/tmp/egate-dial-XXXXXX";
	snprintf(folder, sizeof(folder), "/tmp/egate-dial-XXXXXX");
	*state = mkdtemp(folder);
	user = BECOME_NOBODY_ELSE;
	for (unsigned i = 0; i < LANES; i++) {
		assert_true(snprintf(places[i], sizeof(places[i]), "%s/%u", folder, i + 1) > 0);
		paths[i] = places[i];
	}
	return *state == NULL;
}

static int clear(void **state)
{
	(void)unlink(places[0]); /* may not be there */
	(void)unlink(places[1]);
	return rmdir(*state);
}

static void await(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	assert_int_equal(poll(&p, 1, WAIT_MS), 1);
}

static void a_lane_that_is_there_is_handed_over(void **state)
{
	unsigned lane = 0;
	int dial = -1;
	struct msg m = msg_make(MSG_WATCH, 0);
	struct msg got;
	int bulk = -1;
	EG_AUTO(eg_close) int connection = -1;
	EG_AUTO(eg_close) int listener = listen_at(places[1]);
	(void)state;
	assert_int_equal(lane_dial_start(paths, LANES + 1, user, &dial), EG_OK);
	assert_int_equal(lane_dial_take(dial, &lane, &connection), EG_TIMEOUT);
	assert_int_equal(lane_dial_ask(dial, 2), EG_OK);
	await(dial);
	assert_int_equal(lane_dial_take(dial, &lane, &connection), EG_OK);
	assert_int_equal(lane, 2);
	assert_true(connection >= 0);
	EG_AUTO(eg_close) int there = accept(listener, NULL, NULL);
	assert_true(there >= 0);
	assert_int_equal(link_send(connection, &m, -1), EG_OK);
	assert_int_equal(link_recv(there, &got, &bulk), EG_OK);
	assert_int_equal(got.kind, MSG_WATCH);
	eg_close(&dial);
	assert_true(wait(NULL) > 0); /* ends with who asks */
}

static void a_lane_that_is_not_there_is_told(void **state)
{
	unsigned lane = 0;
	int connection = 5;
	int dial = -1;
	(void)state;
	assert_int_equal(lane_dial_start(paths, LANES + 1, user, &dial), EG_OK);
	assert_int_equal(lane_dial_ask(dial, 1), EG_OK);
	await(dial);
	assert_int_equal(lane_dial_take(dial, &lane, &connection), EG_OK);
	assert_int_equal(lane, 1);
	assert_int_equal(connection, -1);
	assert_int_equal(lane_dial_ask(dial, 3), EG_OK); /* not in the file */
	await(dial);
	assert_int_equal(lane_dial_take(dial, &lane, &connection), EG_OK);
	assert_int_equal(lane, 3);
	assert_int_equal(connection, -1);
	eg_close(&dial);
	assert_true(wait(NULL) > 0);
}

static void lanes_see_the_user_that_is_configured(void **state)
{
	struct ucred who = {.uid = 0};
	socklen_t size = sizeof(who);
	unsigned lane = 0;
	int dial = -1;
	EG_AUTO(eg_close) int connection = -1;
	if (geteuid() != 0) {
		skip();
	}
	EG_AUTO(eg_close) int listener = listen_at(places[0]);
	assert_int_equal(chown(*state, 4321, (gid_t)-1), 0);
	assert_int_equal(chown(places[0], 4321, (gid_t)-1), 0);
	user = 4321;
	assert_int_equal(lane_dial_start(paths, LANES + 1, user, &dial), EG_OK);
	assert_int_equal(lane_dial_ask(dial, 1), EG_OK);
	await(dial);
	assert_int_equal(lane_dial_take(dial, &lane, &connection), EG_OK);
	assert_true(connection >= 0);
	EG_AUTO(eg_close) int there = accept(listener, NULL, NULL);
	assert_int_equal(getsockopt(there, SOL_SOCKET, SO_PEERCRED, &who, &size), 0);
	assert_int_equal(who.uid, 4321);
	eg_close(&dial);
	assert_true(wait(NULL) > 0);
}

/* A console of `egate desk` ends with it, whoever the console has become. */
static void who_becomes_another_still_ends_with_their_parent(void **state)
{
	int status = 0;
	(void)state;
	if (geteuid() != 0) {
		skip();
	}
	pid_t child = fork();
	if (child == 0) {
		int kept = 0;
		bool ok = prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && become_user(4321) == EG_OK &&
			  geteuid() == 4321 && prctl(PR_GET_PDEATHSIG, &kept) == 0;
		_exit(ok && kept == SIGTERM ? 0 : 1);
	}
	assert_true(child > 0 && waitpid(child, &status, 0) == child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void its_end_is_seen(void **state)
{
	unsigned lane = 0;
	int connection = -1;
	int dial = -1;
	(void)state;
	assert_int_equal(lane_dial_start(paths, LANES + 1, user, &dial), EG_OK);
	assert_int_equal(shutdown(dial, SHUT_WR), 0); /* as if we were gone: it ends */
	assert_true(wait(NULL) > 0);
	await(dial);
	assert_int_equal(lane_dial_take(dial, &lane, &connection), EG_GONE);
	assert_int_equal(lane_dial_ask(dial, 1), EG_GONE);
	eg_close(&dial);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_lane_that_is_there_is_handed_over, make, clear),
		cmocka_unit_test_setup_teardown(a_lane_that_is_not_there_is_told, make, clear),
		cmocka_unit_test_setup_teardown(lanes_see_the_user_that_is_configured, make, clear),
		cmocka_unit_test(who_becomes_another_still_ends_with_their_parent),
		cmocka_unit_test_setup_teardown(its_end_is_seen, make, clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
