/*
 * test_lane_hand: connections to lanes for a process that cannot connect: one that is there, one
 * that is not; how both processes end.
 */
#include "prog/lane_hand.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE_MS 20000
#define DONE        7 /* status of a child that was content */

static char folder[] = "/tmp/egate-hand-XXXXXX";
static char there[64];
static char nowhere[64];
static int listener = -1;

static int make(void **state)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	(void)state;
	if (mkdtemp(folder) == NULL) {
		return -1;
	}
	(void)snprintf(there, sizeof(there), "%s/lane", folder);
	(void)snprintf(nowhere, sizeof(nowhere), "%s/none", folder);
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", there);
	listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	return listener < 0 || bind(listener, (const struct sockaddr *)&a, sizeof(a)) != 0 ||
	       listen(listener, 4) != 0;
}

static int clean(void **state)
{
	(void)state;
	eg_close(&listener);
	return unlink(there) | rmdir(folder);
}

static enum eg_err take(int hand, size_t *lane, int *fd)
{
	struct pollfd p = {.fd = hand, .events = POLLIN};
	return poll(&p, 1, PATIENCE_MS) == 1 ? lane_hand_take(hand, lane, fd) : EG_TIMEOUT;
}

/* The process that the hand serves; its status is what the test sees. */
static int be_served(int hand)
{
	size_t lane = 9;
	int fd = -1;
	if (lane_hand_take(hand, &lane, &fd) != EG_TIMEOUT ||
	    lane_hand_ask(hand, LANE_HAND_MAX) != EG_STATE || lane_hand_ask(hand, 1) != EG_OK ||
	    take(hand, &lane, &fd) != EG_OK || lane != 1 || fd != -1) {
		return 1;
	}
	if (lane_hand_ask(hand, 0) != EG_OK || take(hand, &lane, &fd) != EG_OK || lane != 0 ||
	    fd < 0 || send(fd, "x", 1, MSG_NOSIGNAL) != 1) {
		return 2;
	}
	/* One that the hand does not have: it takes that for the end. */
	return lane_hand_ask(hand, 5) == EG_OK && take(hand, &lane, &fd) == EG_GONE ? DONE : 3;
}

static void a_hand_connects_and_ends_as_its_process_does(void **state)
{
	const char *const paths[] = {there, nowhere};
	int status = 0;
	char c = '\0';
	(void)state;
	pid_t hand = fork();
	assert_true(hand >= 0);
	if (hand == 0) {
		int fd = -1;
		_exit(lane_hand_split(paths, 2, &fd) == EG_OK ? be_served(fd) : 4);
	}
	EG_AUTO(eg_close) int lane = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	assert_int_equal(read(lane, &c, 1), 1);
	assert_int_equal(c, 'x');
	assert_int_equal(read(lane, &c, 1), 0); /* and it is held by nobody else */
	assert_int_equal(waitpid(hand, &status, 0), hand);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), DONE);
}

static void a_process_ends_with_its_hand(void **state)
{
	const char *const paths[] = {there};
	int status = 0;
	int told[2];
	char c = '\0';
	(void)state;
	assert_int_equal(pipe2(told, O_CLOEXEC), 0);
	pid_t hand = fork();
	assert_true(hand >= 0);
	if (hand == 0) {
		int fd = -1;
		if (lane_hand_split(paths, 1, &fd) == EG_OK && write(told[1], "r", 1) == 1) {
			(void)poll(NULL, 0, PATIENCE_MS); /* a bound for a broken promise */
			(void)!write(told[1], "x", 1);
		}
		_exit(1);
	}
	eg_close(&told[1]);
	assert_int_equal(read(told[0], &c, 1), 1);
	assert_int_equal(c, 'r');
	assert_int_equal(kill(hand, SIGKILL), 0);
	assert_int_equal(read(told[0], &c, 1), 0); /* its end, not its word */
	assert_int_equal(waitpid(hand, &status, 0), hand);
	eg_close(&told[0]);
}

static void a_hand_has_a_lane_at_least(void **state)
{
	const char *const paths[] = {there};
	int fd = -1;
	(void)state;
	assert_int_equal(lane_hand_split(paths, 0, &fd), EG_CONFIG);
	assert_int_equal(lane_hand_split(paths, LANE_HAND_MAX + 1, &fd), EG_CONFIG);
	assert_int_equal(fd, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hand_connects_and_ends_as_its_process_does),
		cmocka_unit_test(a_process_ends_with_its_hand),
		cmocka_unit_test(a_hand_has_a_lane_at_least),
	};
	return cmocka_run_group_tests(tests, make, clean);
}
