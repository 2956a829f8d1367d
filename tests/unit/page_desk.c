/*
 * page_desk: the real egate-page process before a test that plays its core and its reader's world.
 * Knows sockets. Never knows what is shown.
 */
#include "page_desk.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

void page_desk_open(struct page_desk *d)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	*d = (struct page_desk){.listener = -1, .peer = -1};
	(void)snprintf(d->path, sizeof(d->path), "/tmp/egate-page-%ld", (long)getpid());
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", d->path);
	d->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	assert_true(d->listener >= 0);
	assert_int_equal(bind(d->listener, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(d->listener, 4), 0);
}

void page_desk_start(struct page_desk *d, const char *worker, const char *reader,
		     const char *setting)
{
	char spec[128];
	struct pollfd p = {.fd = d->listener, .events = POLLIN};
	(void)snprintf(spec, sizeof(spec), "page=%s:%s", reader, d->path);
	touch_desk_start(&d->core, worker, (const char *const[]){spec, setting, NULL});
	assert_int_equal(poll(&p, 1, TOUCH_DESK_WAIT_MS), 1);
	d->peer = accept4(d->listener, NULL, NULL, SOCK_CLOEXEC);
	assert_true(d->peer >= 0);
}

void page_desk_is_ready(const struct page_desk *d, const struct msg *m)
{
	char where[64];
	char lines[4096];
	assert_int_equal(m->kind, MSG_READY);
	assert_int_equal(m->body.ready.role, ROLE_PAGE);
	(void)snprintf(where, sizeof(where), "/proc/%ld/status", (long)d->core.pid);
	FILE *f = fopen(where, "r");
	assert_non_null(f);
	size_t size = fread(lines, 1, sizeof(lines) - 1, f);
	(void)fclose(f); /* it was only read */
	lines[size] = '\0';
	assert_non_null(strstr(lines, "\nSeccomp:\t2\n"));
	assert_non_null(strstr(lines, "\nNoNewPrivs:\t1\n"));
}

void page_desk_give(const struct page_desk *d, struct rd datagram, struct rd bulk)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	uint8_t copy[64];
	size_t size;
	EG_AUTO(eg_close) int fd = -1;
	assert_int_equal(bulk_make(bulk, &fd), EG_OK);
	assert_true(rd_dump(datagram, copy, sizeof(copy), &size));
	struct iovec part = {copy, size};
	struct msghdr m = {.msg_iov = &part,
			   .msg_iovlen = 1,
			   .msg_control = control.bytes,
			   .msg_controllen = sizeof(control.bytes)};
	control.align.cmsg_len = CMSG_LEN(sizeof(int));
	control.align.cmsg_level = SOL_SOCKET;
	control.align.cmsg_type = SCM_RIGHTS;
	*(int *)(void *)CMSG_DATA(&control.align) = fd;
	assert_int_equal(sendmsg(d->peer, &m, MSG_NOSIGNAL), size);
}

void page_desk_close(struct page_desk *d)
{
	if (d->core.pid > 0) {
		touch_desk_kill(&d->core);
	}
	eg_close(&d->peer);
	eg_close(&d->listener);
	(void)unlink(d->path); /* where there was a world */
}
