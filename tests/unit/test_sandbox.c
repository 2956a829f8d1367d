/*
 * test_sandbox: what a worker must die of, and what it may still do. Each case is a process.
 */
#include "os/cpu_limit.h"
#include "os/link.h"
#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "sandbox_deeds.h"

static int deed_exec_memory(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return p != MAP_FAILED ? EXIT_DONE : EXIT_DONE + 2;
}

static int deed_make_memory_exec(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0 ? EXIT_DONE : EXIT_DONE + 2;
}

/* A number of the kind that V4L2 has; standard input is no such device. */
static int deed_ask_video(void)
{
	return ioctl(0, 'V' << 8) == 0 || errno == ENOTTY ? EXIT_DONE : EXIT_DONE + 2;
}

static int deed_memfd(void)
{
	return memfd_create("t", MFD_CLOEXEC) >= 0 ? EXIT_DONE : EXIT_DONE + 2;
}

/* A signal of one's choice for another process of the same user, without kill(2). */
static int deed_own_a_descriptor(void)
{
	return fcntl(0, F_SETOWN, getppid()) == 0 ? EXIT_DONE : EXIT_DONE + 2;
}

static int deed_choose_a_signal(void)
{
	return fcntl(0, F_SETSIG, SIGKILL) == 0 ? EXIT_DONE : EXIT_DONE + 2;
}

static int deed_timer(void)
{
	return cpu_limit_start(1000, NULL) == EG_OK ? EXIT_DONE : EXIT_DONE + 2;
}

static void a_worker_dies_of_what_it_has_no_business_with(void **state)
{
	static int (*const deeds[])(void) = {
		deed_open,
		deed_socket,
		deed_connect,
		deed_exec,
		deed_fork,
		deed_exec_memory,
		deed_make_memory_exec,
		deed_ioctl,
		deed_kill,
		deed_memfd,
		deed_own_a_descriptor,
		deed_choose_a_signal,
		deed_limits,
		deed_timer,
		deed_connect_by_sending,
		deed_connect_by_a_message,
	};
	const struct sandbox_need need = {.memory_mb = 512, .cpu_seconds = 10};
	(void)state;
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		int status = in_sandbox(&need, deeds[i]);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGSYS);
	}
}

/* A page worker has a timer and memfds, and asks a device only where its reader is a camera. */
static void a_page_worker_asks_a_video_device_only_where_it_has_one(void **state)
{
	static int (*const deeds[])(void) = {deed_open, deed_socket, deed_connect, deed_exec,
					     deed_fork, deed_ioctl,  deed_kill,    deed_limits};
	struct sandbox_need need = {
		.own_timer = true, .make_memfd = true, .memory_mb = 512, .cpu_seconds = 10};
	(void)state;
	expect_killed(&need, deed_ask_video);
	for (int video = 0; video < 2; video++) {
		need.ioctl_video = video == 1;
		for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
			expect_killed(&need, deeds[i]);
		}
	}
	int status = in_sandbox(&need, deed_ask_video);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_DONE);
}

#define LOCKED (4u << 20)

static int deed_lock(void)
{
	void *at = mmap(NULL, LOCKED, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return at != MAP_FAILED && mlock(at, LOCKED) == 0 ? 0 : EXIT_DONE;
}

static int deed_lock_more(void)
{
	return deed_lock() == 0 && deed_lock() != 0 ? 0 : EXIT_DONE;
}

static void memory_is_kept_from_the_disk_as_far_as_is_told(void **state)
{
	const struct sandbox_need none = {.memory_mb = 512, .cpu_seconds = 10};
	const struct sandbox_need need = {.lock_mb = 6, .memory_mb = 512, .cpu_seconds = 10};
	(void)state;
	expect_killed(&none, deed_lock);
	if (geteuid() != 0) {
		print_message("not root: the limit of locked memory is not tested\n");
		skip();
	}
	int status = in_sandbox(&need, deed_lock_more);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* A whole file handed on, as chip and verify do it. */
static int deed_hand_on(void)
{
	EG_AUTO(eg_close) int fd = -1;
	EG_AUTO(bulk_unmap) struct bulk bulk = {0};
	EG_AUTO(eg_free) uint8_t *big = calloc(1, 1024 * 1024);
	if (big == NULL || bulk_make(rd_of(big, BULK_LIMIT), &fd) != EG_OK ||
	    bulk_map(fd, BULK_LIMIT, BULK_LIMIT, &bulk) != EG_OK) {
		return EXIT_DONE;
	}
	return getuid() == 0 || getgid() == 0 ? EXIT_DONE : 0;
}

static void a_worker_may_hand_bytes_on(void **state)
{
	const struct sandbox_need need = {.make_memfd = true, .memory_mb = 512, .cpu_seconds = 10};
	(void)state;
	if (geteuid() != 0) {
		print_message("not root: the change of the user is not tested\n");
		skip();
	}
	int status = in_sandbox(&need, deed_hand_on);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void leave_a_word(void)
{
	(void)!write(STDERR_FILENO, "cut\n", 4); /* nothing is to be done about a lost line */
}

/* Work without end, as a hostile picture can make a decoder do. */
static int deed_spin(void)
{
	if (cpu_limit_start(20, leave_a_word) != EG_OK) {
		return EXIT_DONE;
	}
	for (volatile unsigned i = 0;; i++) {
	}
}

static int deed_be_quick(void)
{
	bool bad = cpu_limit_start(0, NULL) == EG_OK || cpu_limit_start(1, NULL) != EG_OK ||
		   cpu_limit_stop() != EG_OK;
	for (volatile unsigned i = 0; i < 100000000; i++) { /* far more than 1 ms */
	}
	return bad ? EXIT_DONE : 0;
}

static void work_without_end_is_cut_and_its_last_word_heard(void **state)
{
	const struct sandbox_need need = {.own_timer = true, .memory_mb = 512, .cpu_seconds = 10};
	char word[8] = {0};
	int pair[2];
	(void)state;
	EG_AUTO(eg_close) int kept = dup(STDERR_FILENO);
	assert_int_equal(pipe2(pair, O_CLOEXEC), 0);
	assert_true(kept >= 0 && dup2(pair[1], STDERR_FILENO) >= 0);
	int cut = in_sandbox(&need, deed_spin);
	int quick = in_sandbox(&need, deed_be_quick);
	assert_true(dup2(kept, STDERR_FILENO) >= 0);
	assert_true(WIFEXITED(cut));
	assert_int_equal(WEXITSTATUS(cut), CPU_LIMIT_EXIT);
	assert_int_equal(read(pair[0], word, sizeof(word)), 4);
	assert_true(WIFEXITED(quick));
	assert_int_equal(WEXITSTATUS(quick), 0);
	eg_close(&pair[0]);
	eg_close(&pair[1]);
}

/* A log line into a file that is long already, as standard error may be one. */
static int deed_write_a_line(void)
{
	return write(STDERR_FILENO, "line\n", 5) == -1 && errno != EFBIG ? EXIT_DONE : 0;
}

static void a_long_log_file_does_not_end_a_worker(void **state)
{
	const struct sandbox_need needs[] = {
		{.memory_mb = 512, .cpu_seconds = 10},
		{.make_memfd = true, .memory_mb = 512, .cpu_seconds = 10},
	};
	(void)state;
	EG_AUTO(eg_close) int kept = dup(STDERR_FILENO);
	EG_AUTO(eg_close) int file = memfd_create("log", MFD_CLOEXEC);
	assert_true(kept >= 0 && file >= 0);
	assert_int_equal(ftruncate(file, 64 << 20), 0);
	assert_int_equal(lseek(file, 0, SEEK_END), 64 << 20);
	assert_true(dup2(file, STDERR_FILENO) >= 0);
	int status[2];
	for (size_t i = 0; i < 2; i++) {
		status[i] = in_sandbox(&needs[i], deed_write_a_line);
	}
	assert_true(dup2(kept, STDERR_FILENO) >= 0);
	for (size_t i = 0; i < 2; i++) {
		assert_true(WIFEXITED(status[i]));
		assert_int_equal(WEXITSTATUS(status[i]), 0);
	}
	/* One that makes no files has no need of a limit that costs it its log. */
	assert_int_equal(lseek(file, 0, SEEK_END), (64 << 20) + 5);
}

static void *thread_answers(void *arg)
{
	return arg;
}

static int deed_thread(void)
{
	pthread_t t;
	(void)pthread_create(&t, NULL, thread_answers, NULL); /* does not return */
	return EXIT_DONE;
}

static void no_thread_starts_inside(void **state)
{
	const struct sandbox_need need = {.memory_mb = 512, .cpu_seconds = 10};
	(void)state;
	int status = in_sandbox(&need, deed_thread);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

static volatile uint64_t looked_at;

/* Memory of our parent, a process of the same user that may be dumped. */
static bool sees_parent(void)
{
	char path[64];
	uint64_t seen = 0;
	(void)snprintf(path, sizeof(path), "/proc/%d/mem", (int)getppid());
	EG_AUTO(eg_close) int fd = open(path, O_RDWR | O_CLOEXEC);
	return fd >= 0 && pread(fd, &seen, sizeof(seen), (off_t)(uintptr_t)&looked_at) > 0;
}

/* What a vendor's library may do, and must not. */
static int deed_as_foreign(void)
{
	char *const none[] = {NULL};
	EG_AUTO(eg_close) int file = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	EG_AUTO(eg_close) int link = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pthread_t t;
	if (file < 0 || link < 0 || pthread_create(&t, NULL, thread_answers, NULL) != 0 ||
	    pthread_join(t, NULL) != 0) {
		return EXIT_DONE;
	}
	if (execve("/bin/true", none, none) == 0 || errno != EPERM) {
		return EXIT_DONE + 1;
	}
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 || errno != EPERM) {
		return EXIT_DONE + 2;
	}
	if (chroot("/") == 0 || errno != EPERM || unshare(CLONE_NEWNS) == 0 || errno != EPERM) {
		return EXIT_DONE + 3;
	}
	if (sees_parent()) {
		return EXIT_DONE + 6;
	}
	return prctl(PR_GET_DUMPABLE) == 0 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1
		       ? 0
		       : EXIT_DONE + 4;
}

static void foreign_code_reaches_its_device_and_no_other_process(void **state)
{
	int status = 0;
	(void)state;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (sandbox_enter_foreign() != EG_OK) {
			_exit(EXIT_DONE + 5);
		}
		_exit(deed_as_foreign());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static volatile int thread_go;

static void *thread_opens(void *arg)
{
	(void)arg;
	while (thread_go == 0) {
		(void)sched_yield(); /* waits for the filter of the main thread */
	}
	(void)open("/etc/passwd", O_RDONLY | O_CLOEXEC); /* must kill the process */
	return NULL;
}

static void a_thread_started_before_is_held_too(void **state)
{
	const struct sandbox_need need = {.memory_mb = 512, .cpu_seconds = 10};
	int status = 0;
	(void)state;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		pthread_t t;
		if (pthread_create(&t, NULL, thread_opens, NULL) != 0 ||
		    sandbox_enter(&need) != EG_OK) {
			_exit(EXIT_DONE + 1);
		}
		thread_go = 1;
		(void)pthread_join(t, NULL); /* does not return: the thread kills the process */
		_exit(EXIT_DONE);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

static int deed_eat_memory(void)
{
	EG_AUTO(eg_free) uint8_t *p = malloc((size_t)600 << 20);
	return p == NULL ? 0 : EXIT_DONE;
}

static void memory_is_limited(void **state)
{
	const struct sandbox_need need = {.memory_mb = 512, .cpu_seconds = 10};
	(void)state;
	int status = in_sandbox(&need, deed_eat_memory);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* A worker that waits in its sandbox; says 'r' when it is there, 'x' if nobody ended it. */
static void wait_in_sandbox(int told)
{
	const struct sandbox_need need = {.file_write = true, .cpu_seconds = 10};
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || sandbox_enter(&need) != EG_OK ||
	    write(told, "r", 1) != 1) {
		_exit(EXIT_DONE);
	}
	(void)poll(NULL, 0, 10000); /* a bound, so that a broken promise does not hang the test */
	_exit(write(told, "x", 1) == 1 ? EXIT_DONE : EXIT_DONE + 1);
}

static void the_death_of_the_parent_still_ends_a_worker(void **state)
{
	int told[2];
	int go[2];
	char c = '\0';
	(void)state;
	assert_int_equal(pipe2(told, O_CLOEXEC), 0);
	assert_int_equal(pipe2(go, O_CLOEXEC), 0);
	pid_t parent = fork();
	assert_true(parent >= 0);
	if (parent == 0) {
		(void)close(go[1]); /* so that the read below ends */
		if (fork() == 0) {
			wait_in_sandbox(told[1]);
		}
		_exit(read(go[0], &c, 1) == 1 ? 0 : EXIT_DONE);
	}
	assert_int_equal(close(told[1]), 0);
	assert_int_equal(read(told[0], &c, 1), 1);
	assert_int_equal(c, 'r');
	assert_int_equal(write(go[1], "g", 1), 1);
	assert_int_equal(read(told[0], &c, 1), 0); /* the end of the worker, not its word */
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	assert_int_equal(close(told[0]) | close(go[0]) | close(go[1]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_worker_dies_of_what_it_has_no_business_with),
		cmocka_unit_test(a_page_worker_asks_a_video_device_only_where_it_has_one),
		cmocka_unit_test(memory_is_kept_from_the_disk_as_far_as_is_told),
		cmocka_unit_test(a_worker_may_hand_bytes_on),
		cmocka_unit_test(a_long_log_file_does_not_end_a_worker),
		cmocka_unit_test(work_without_end_is_cut_and_its_last_word_heard),
		cmocka_unit_test(no_thread_starts_inside),
		cmocka_unit_test(foreign_code_reaches_its_device_and_no_other_process),
		cmocka_unit_test(a_thread_started_before_is_held_too),
		cmocka_unit_test(memory_is_limited),
		cmocka_unit_test(the_death_of_the_parent_still_ends_a_worker),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
