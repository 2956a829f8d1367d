/*
 * sandbox of a server: the connections that come to it, and no others.
 */
#include "os/link.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "sandbox_deeds.h"

static int deed_listen(void)
{
	return listen(0, 1) == 0 ? EXIT_DONE : EXIT_DONE + 2;
}

/* A program in the kernel, of whoever sends. */
static int deed_own_option(void)
{
	int on = 1;
	return setsockopt(0, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on)) == 0 ? EXIT_DONE
									     : EXIT_DONE + 2;
}

static int deed_ask_option(void)
{
	int type = 0;
	socklen_t size = sizeof(type);
	return getsockopt(0, SOL_SOCKET, SO_TYPE, &type, &size) == 0 ? EXIT_DONE : EXIT_DONE + 2;
}

/* Another protocol of the kernel's on a connection. */
static int deed_own_protocol(void)
{
	return setsockopt(0, IPPROTO_TCP, TCP_ULP, "tls", 3) == 0 ? EXIT_DONE : EXIT_DONE + 2;
}

static int served; /* a listening socket that was opened before */

/* One connection, as HTTP has it: who it is, its octets, its end. */
static int deed_serve(void)
{
	struct ucred who;
	socklen_t size = sizeof(who);
	char c = '\0';
	int on = 1;
	struct iovec piece = {.iov_base = &c, .iov_len = 1};
	int fd = accept4(served, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) {
		return EXIT_DONE;
	}
	/* Refused by a socket that is no TCP, not by the sandbox. */
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0 || errno == EPERM ||
	    setsockopt(fd, IPPROTO_TCP, TCP_CORK, &on, sizeof(on)) == 0 || errno == EPERM) {
		return EXIT_DONE + 1;
	}
	if (recv(fd, &c, 1, 0) != 1 || writev(fd, &piece, 1) != 1 || shutdown(fd, SHUT_RDWR) != 0) {
		return EXIT_DONE + 2;
	}
	return dup(fd) >= 0 && fcntl(fd, F_DUPFD_CLOEXEC, 80) >= 80 ? 0 : EXIT_DONE + 3;
}

static void a_server_has_the_connections_that_come_to_it_and_no_others(void **state)
{
	static int (*const deeds[])(void) = {deed_open,
					     deed_socket,
					     deed_connect,
					     deed_exec,
					     deed_fork,
					     deed_ioctl,
					     deed_kill,
					     deed_listen,
					     deed_own_option,
					     deed_ask_option,
					     deed_limits,
					     deed_own_protocol,
					     deed_connect_by_sending,
					     deed_connect_by_a_message};
	const struct sandbox_need need = {
		.serve_sockets = true, .files = 100, .memory_mb = 512, .cpu_seconds = 10};
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	socklen_t size = sizeof(a);
	char c = 'x';
	(void)state;
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		expect_killed(&need, deeds[i]);
	}
	served = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	EG_AUTO(eg_close) int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(served >= 0 && peer >= 0);
	/* A name that the kernel chooses, in no folder. */
	assert_int_equal(bind(served, (const struct sockaddr *)&a, sizeof(a.sun_family)), 0);
	assert_int_equal(getsockname(served, (struct sockaddr *)&a, &size), 0);
	assert_int_equal(listen(served, 1), 0);
	assert_int_equal(connect(peer, (const struct sockaddr *)&a, size), 0);
	assert_int_equal(send(peer, &c, 1, MSG_NOSIGNAL), 1);
	int status = in_sandbox(&need, deed_serve);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(recv(peer, &c, 1, 0), 1);
	eg_close(&served);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_has_the_connections_that_come_to_it_and_no_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
