/*
 * no_alloc: a library that is preloaded into a program and ends it at the first allocation after
 * its first epoll_wait: from then on a real-time process asks nobody for memory.
 * Knows the C library's names. Never knows the program.
 *
 * NO_ALLOC_TRIP=N in the environment: the Nth epoll_wait allocates itself, so that a test can show
 * that the library is awake.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The real ones, by their other names in glibc. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *old);

static bool started;
static unsigned waits;

static void hook(const char *what)
{
	if (started) {
		static const char after[] = " after the start\n";
		ssize_t written = write(STDERR_FILENO, what, strlen(what));
		written = write(STDERR_FILENO, after, sizeof(after) - 1);
		(void)written; /* it ends either way */
		abort();
	}
}

void *malloc(size_t size)
{
	hook("malloc");
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	hook("calloc");
	return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	hook("realloc");
	return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	hook("aligned_alloc");
	return __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	hook("posix_memalign");
	*out = __libc_memalign(alignment, size);
	return *out == NULL;
}

void free(void *old)
{
	if (old != NULL) {
		hook("free");
	}
	__libc_free(old);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	hook("mmap");
	return (void *)syscall(SYS_mmap, at, size, protection, flags, fd, offset);
}

int munmap(void *at, size_t size)
{
	hook("munmap");
	return (int)syscall(SYS_munmap, at, size);
}

void *sbrk(intptr_t more)
{
	(void)more;
	hook("sbrk");
	return (void *)-1;
}

int epoll_wait(int fd, struct epoll_event *events, int most, int timeout)
{
	const char *trip = getenv("NO_ALLOC_TRIP");
	started = true;
	if (trip != NULL && ++waits == strtoul(trip, NULL, 10)) {
		void *volatile lost = malloc(1);
		free(lost);
	}
	return (int)syscall(SYS_epoll_pwait, fd, events, most, timeout, NULL, 0);
}
