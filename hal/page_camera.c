/*
 * page_camera: the page reader as a camera below the glass: pictures without end.
 * Knows hal/camera.h, and how often a picture is worth looking at. Never decodes one.
 *
 * What wakes is one of two at a time: the timer, until the next picture is due, then the camera,
 * until it has one. So a camera of 30 pictures a second wakes nobody 30 times.
 */
#include "hal/page_camera.h"

#include "hal/camera.h"
#include "hal/spec.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct page {
	const struct camera_backend *backend;
	struct camera *camera; /* owned */
	int wake;              /* owned: epoll, with exactly one of the other two in it */
	int timer;             /* owned: runs for ever, so that nothing need set it in a sandbox */
	uint16_t dpi;
	bool due;
};

static void camera_close(struct page **p)
{
	if (*p == NULL) {
		return;
	}
	if ((*p)->backend != NULL) {
		(*p)->backend->close(&(*p)->camera);
	}
	eg_close(&(*p)->wake);
	eg_close(&(*p)->timer);
	free(*p);
	*p = NULL;
}

static enum eg_err watch(const struct page *p, int fd)
{
	struct epoll_event readable = {.events = EPOLLIN};
	return epoll_ctl(p->wake, EPOLL_CTL_ADD, fd, &readable) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "page reader's camera cannot be waited for");
}

static enum eg_err watch_other(const struct page *p, int before, int after)
{
	if (epoll_ctl(p->wake, EPOLL_CTL_DEL, before, NULL) != 0) {
		return EG_FAIL(EG_IO, "page reader's camera cannot be waited for");
	}
	return watch(p, after);
}

static enum eg_err start_timer(struct page *p)
{
	const struct timespec period = {.tv_nsec = PAGE_CAMERA_PERIOD_MS * 1000000L};
	const struct itimerspec times = {.it_interval = period, .it_value = period};
	p->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	p->wake = epoll_create1(EPOLL_CLOEXEC);
	if (p->timer < 0 || p->wake < 0 || timerfd_settime(p->timer, 0, &times, NULL) != 0) {
		return EG_FAIL(EG_IO, "no timer for a page reader's camera");
	}
	return watch(p, p->timer);
}

static enum eg_err camera_open(struct page **out, const char *where)
{
	struct rd rest = rd_cstr(where);
	const char *device = NULL;
	EG_AUTO(camera_close) struct page *p = calloc(1, sizeof(*p));
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "page reader");
	}
	p->wake = -1;
	p->timer = -1;
	EG_TRY(spec_dpi(&rest, &p->dpi));
	/* What is left still ends with where's NUL. */
	EG_TRY(camera_find((const char *)rest.at, &p->backend, &device));
	EG_TRY(p->backend->open(&p->camera, device, CAMERA_PAGES));
	EG_TRY(p->backend->start(p->camera));
	EG_TRY(start_timer(p));
	*out = p;
	p = NULL;
	return EG_OK;
}

static int camera_wake_fd(const struct page *p)
{
	return p->wake;
}

/* EG_TIMEOUT while no picture is due. */
static enum eg_err await_due(struct page *p)
{
	uint64_t periods = 0;
	if (p->due) {
		return EG_OK;
	}
	if (read(p->timer, &periods, sizeof(periods)) != (ssize_t)sizeof(periods)) {
		return errno == EAGAIN || errno == EINTR
			       ? EG_TIMEOUT
			       : EG_FAIL(EG_IO, "timer of a page reader's camera");
	}
	EG_TRY(watch_other(p, p->timer, p->backend->wake_fd(p->camera)));
	p->due = true;
	return EG_OK;
}

static enum eg_err camera_read(struct page *p, struct page_shot *shot)
{
	struct camera_frame frame;
	*shot = (struct page_shot){.came = PAGE_CAME_PICTURE};
	EG_TRY(await_due(p));
	enum eg_err err = p->backend->next(p->camera, 0, &frame);
	if (err == EG_TIMEOUT) {
		return err;
	}
	/* Also after one that was refused: a camera that gives rubbish is not asked faster. */
	p->due = false;
	EG_TRY(watch_other(p, p->backend->wake_fd(p->camera), p->timer));
	EG_TRY(err);
	*shot = (struct page_shot){
		.came = PAGE_CAME_PICTURE,
		.format = frame.format == CAMERA_YUYV ? PAGE_YUYV : PAGE_JPEG,
		.light = PAGE_VISIBLE,
		.width = frame.width,
		.height = frame.height,
		.stride = frame.stride,
		.dpi = p->dpi,
		.taken_us = frame.taken_us,
		.bytes = frame.bytes,
	};
	return EG_OK;
}

const struct page_backend page_camera = {
	.name = "camera",
	.live = true,
	.needs_video = true,
	.open = camera_open,
	.wake_fd = camera_wake_fd,
	.read = camera_read,
	.close = camera_close,
};
