/*
 * sandbox_deeds: what a sandboxed process should die of, and the child that does it.
 */
#include "sandbox_deeds.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

int in_sandbox(const struct sandbox_need *need, int (*deed)(void))
{
	int status = 0;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (sandbox_enter(need) != EG_OK) {
			_exit(EXIT_DONE + 1);
		}
		_exit(deed());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

void expect_killed(const struct sandbox_need *need, int (*deed)(void))
{
	int status = in_sandbox(need, deed);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

int deed_open(void)
{
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	return fd >= 0 ? EXIT_DONE : EXIT_DONE + 2;
}

int deed_socket(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0 ? EXIT_DONE : EXIT_DONE + 2;
}

int deed_connect(void)
{
	struct sockaddr a = {.sa_family = AF_UNIX};
	return connect(0, &a, sizeof(a)) == 0 ? EXIT_DONE : EXIT_DONE + 2;
}

/* Connects without connect(2), where the kernel has TCP Fast Open: RFC 7413. */
int deed_connect_by_sending(void)
{
	const struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = INADDR_ANY};
	return sendto(0, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL, (const struct sockaddr *)&a,
		      sizeof(a)) == 1
		       ? EXIT_DONE
		       : EXIT_DONE + 2;
}

int deed_connect_by_a_message(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = INADDR_ANY};
	const struct msghdr h = {.msg_name = &a, .msg_namelen = sizeof(a)};
	return sendmsg(0, &h, MSG_FASTOPEN | MSG_NOSIGNAL) == 0 ? EXIT_DONE : EXIT_DONE + 2;
}

int deed_exec(void)
{
	char *const none[] = {NULL};
	(void)execve("/bin/true", none, none); /* returns only on failure */
	return EXIT_DONE + 2;
}

int deed_fork(void)
{
	return fork() >= 0 ? EXIT_DONE : EXIT_DONE + 2;
}

int deed_ioctl(void)
{
	int left = 0;
	return ioctl(0, FIONREAD, &left) == 0 ? EXIT_DONE : EXIT_DONE + 2;
}

int deed_kill(void)
{
	return kill(1, 0) == 0 ? EXIT_DONE : EXIT_DONE + 2;
}

int deed_limits(void)
{
	struct rlimit l = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
	return setrlimit(RLIMIT_AS, &l) == 0 ? EXIT_DONE : EXIT_DONE + 2;
}
