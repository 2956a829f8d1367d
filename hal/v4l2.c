/*
 * v4l2: a USB or built-in camera through Video4Linux 2, MJPEG or YUYV, buffers shared by mmap.
 * Knows the kernel's interface. Never decodes a frame.
 *
 * open    configures the device and maps its buffers: before the sandbox
 * start   gives all buffers to the device and switches it on: the lamp of the camera is lit
 * next    lends the newest full buffer; older ones go back unread, so that what is judged is now
 * stop    switches it off
 */
#include "hal/camera_sim.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define BUFFERS         4 /* one filled, one lent, two on their way */
#define WISH_WIDTH      1280
#define WISH_HEIGHT     720
#define SIDE_MAX        4096
#define BUFFER_SIZE_MAX (64U * 1024 * 1024) /* 4096 * 4096 in YUYV is half of it */
#define NONE_LENT       UINT32_MAX

struct camera_buffer {
	void *map; /* owned */
	size_t size;
};

struct camera {
	int fd; /* owned */
	struct camera_buffer buffers[BUFFERS];
	uint32_t count;
	uint32_t lent; /* index of the buffer the caller reads, or NONE_LENT */
	bool on;
	enum camera_format format;
	uint32_t width;
	uint32_t height;
	uint32_t stride;
};

/* Drivers may be interrupted; a request is then made again. */
static bool request(int fd, unsigned long what, void *with)
{
	int result;
	do {
		result = ioctl(fd, what, with);
	} while (result < 0 && errno == EINTR);
	return result == 0;
}

static struct v4l2_buffer buffer_of(uint32_t index)
{
	return (struct v4l2_buffer){
		.index = index,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
}

static enum eg_err v4l2_stop(struct camera *c)
{
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	c->lent = NONE_LENT;
	if (!c->on) {
		return EG_OK;
	}
	c->on = false;
	/* Takes all buffers back from the device as well. */
	return request(c->fd, VIDIOC_STREAMOFF, &type)
		       ? EG_OK
		       : EG_FAIL(EG_GONE, "camera does not switch off");
}

static void v4l2_close(struct camera **c)
{
	if (*c == NULL) {
		return;
	}
	(void)v4l2_stop(*c); /* closing the descriptor stops it anyway */
	for (uint32_t i = 0; i < BUFFERS; i++) {
		struct camera_buffer *b = &(*c)->buffers[i];
		if (b->map != NULL) {
			(void)munmap(b->map, b->size); /* cannot fail for a map of our own */
		}
	}
	eg_close(&(*c)->fd);
	free(*c);
	*c = NULL;
}

static enum eg_err check_device(int fd)
{
	struct v4l2_capability has = {0};
	if (!request(fd, VIDIOC_QUERYCAP, &has)) {
		return EG_FAIL(EG_CONFIG, "not a video device");
	}
	uint32_t can =
		(has.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? has.device_caps : has.capabilities;
	if ((can & V4L2_CAP_VIDEO_CAPTURE) == 0 || (can & V4L2_CAP_STREAMING) == 0) {
		return EG_FAIL(EG_CONFIG, "video device that does not capture by streaming");
	}
	return EG_OK;
}

/* The driver answers with the nearest it can do; only another pixel format is a refusal. */
static bool set_format(struct camera *c, uint32_t fourcc, enum camera_format format)
{
	struct v4l2_format f = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
	f.fmt.pix.width = WISH_WIDTH;
	f.fmt.pix.height = WISH_HEIGHT;
	f.fmt.pix.pixelformat = fourcc;
	f.fmt.pix.field = V4L2_FIELD_NONE;
	if (!request(c->fd, VIDIOC_S_FMT, &f) || f.fmt.pix.pixelformat != fourcc ||
	    f.fmt.pix.width == 0 || f.fmt.pix.height == 0 || f.fmt.pix.width > SIDE_MAX ||
	    f.fmt.pix.height > SIDE_MAX || f.fmt.pix.bytesperline > SIDE_MAX * 4) {
		return false;
	}
	c->format = format;
	c->width = f.fmt.pix.width;
	c->height = f.fmt.pix.height;
	c->stride = f.fmt.pix.bytesperline;
	return format == CAMERA_MJPEG || c->stride >= c->width * 2;
}

static enum eg_err map_buffers(struct camera *c)
{
	struct v4l2_requestbuffers wish = {
		.count = BUFFERS,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	if (!request(c->fd, VIDIOC_REQBUFS, &wish) || wish.count < 2) {
		return EG_FAIL(EG_CONFIG, "camera has too few buffers");
	}
	c->count = wish.count < BUFFERS ? wish.count : BUFFERS;
	for (uint32_t i = 0; i < c->count; i++) {
		struct v4l2_buffer b = buffer_of(i);
		if (!request(c->fd, VIDIOC_QUERYBUF, &b) || b.length == 0 ||
		    b.length > BUFFER_SIZE_MAX) {
			return EG_FAIL(EG_CONFIG, "size of the camera's buffers");
		}
		void *map = mmap(NULL, b.length, PROT_READ, MAP_SHARED, c->fd, b.m.offset);
		if (map == MAP_FAILED) {
			return EG_FAIL(EG_NO_MEMORY, "buffers of the camera");
		}
		c->buffers[i] = (struct camera_buffer){map, b.length};
	}
	return EG_OK;
}

static enum eg_err v4l2_open(struct camera **out, const char *where)
{
	EG_AUTO(v4l2_close) struct camera *c = calloc(1, sizeof(*c));
	if (c == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "camera");
	}
	c->lent = NONE_LENT;
	c->fd = open(where, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (c->fd < 0) {
		return EG_FAIL(EG_NOT_FOUND, "camera device");
	}
	EG_TRY(check_device(c->fd));
	/* MJPEG first: uncompressed HD does not fit through USB 2 at camera speed. */
	if (!set_format(c, V4L2_PIX_FMT_MJPEG, CAMERA_MJPEG) &&
	    !set_format(c, V4L2_PIX_FMT_YUYV, CAMERA_YUYV)) {
		return EG_FAIL(EG_UNSUPPORTED, "camera gives neither MJPEG nor YUYV");
	}
	EG_TRY(map_buffers(c));
	*out = c;
	c = NULL;
	return EG_OK;
}

static enum eg_err v4l2_start(struct camera *c)
{
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	if (c->on) {
		return EG_FAIL(EG_STATE, "camera is on already");
	}
	for (uint32_t i = 0; i < c->count; i++) {
		struct v4l2_buffer b = buffer_of(i);
		if (!request(c->fd, VIDIOC_QBUF, &b)) {
			return EG_FAIL(EG_GONE, "camera takes no buffer");
		}
	}
	if (!request(c->fd, VIDIOC_STREAMON, &type)) {
		return EG_FAIL(EG_GONE, "camera does not switch on");
	}
	c->on = true;
	return EG_OK;
}

static enum eg_err give_back(struct camera *c)
{
	if (c->lent == NONE_LENT) {
		return EG_OK;
	}
	struct v4l2_buffer b = buffer_of(c->lent);
	c->lent = NONE_LENT;
	return request(c->fd, VIDIOC_QBUF, &b) ? EG_OK : EG_FAIL(EG_GONE, "camera takes no buffer");
}

/* Takes one full buffer; EG_TIMEOUT: none is full, or the one taken was damaged. */
static enum eg_err take(struct camera *c, uint32_t *used)
{
	struct v4l2_buffer b = buffer_of(0);
	if (!request(c->fd, VIDIOC_DQBUF, &b)) {
		return errno == EAGAIN ? EG_TIMEOUT : EG_FAIL(EG_GONE, "camera gives no buffer");
	}
	if (b.index >= c->count) {
		return EG_FAIL(EG_BAD_DATA, "buffer that the camera does not have");
	}
	EG_TRY(give_back(c));
	c->lent = b.index;
	*used = b.bytesused;
	if ((b.flags & V4L2_BUF_FLAG_ERROR) != 0 || b.bytesused == 0 ||
	    b.bytesused > c->buffers[b.index].size) {
		*used = 0;
	}
	return EG_OK;
}

static enum eg_err v4l2_next(struct camera *c, uint32_t ms, struct camera_frame *frame)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};
	uint32_t used = 0;
	*frame = (struct camera_frame){0};
	if (!c->on) {
		return EG_FAIL(EG_STATE, "camera is off");
	}
	EG_TRY(give_back(c));
	int ready = poll(&p, 1, ms > INT32_MAX ? INT32_MAX : (int)ms);
	if (ready <= 0) {
		return EG_TIMEOUT;
	}
	if ((p.revents & POLLIN) == 0) {
		return EG_FAIL(EG_GONE, "camera was unplugged");
	}
	/* As many turns as there are buffers: a fast device cannot keep us here. */
	enum eg_err err = EG_OK;
	for (uint32_t i = 0; i < c->count && err == EG_OK; i++) {
		err = take(c, &used);
	}
	if (err != EG_OK && err != EG_TIMEOUT) {
		return err;
	}
	if (c->lent == NONE_LENT || used == 0) {
		return EG_TIMEOUT;
	}
	*frame = (struct camera_frame){
		.format = c->format,
		.width = c->width,
		.height = c->height,
		.stride = c->stride,
		.bytes = rd_of(c->buffers[c->lent].map, used),
	};
	return EG_OK;
}

static bool v4l2_there(struct camera *c)
{
	struct v4l2_capability has = {0};
	return request(c->fd, VIDIOC_QUERYCAP, &has); /* of an unplugged device: ENODEV */
}

const struct camera_backend camera_v4l2 = {
	.name = "v4l2",
	.open = v4l2_open,
	.start = v4l2_start,
	.next = v4l2_next,
	.there = v4l2_there,
	.stop = v4l2_stop,
	.close = v4l2_close,
};
