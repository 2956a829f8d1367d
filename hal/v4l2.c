/*
 * v4l2: a USB or built-in camera through Video4Linux 2, MJPEG or YUYV, buffers shared by mmap.
 * Knows the kernel's interface. Never decodes a frame.
 *
 * open    configures the device and maps its buffers: before the sandbox
 * start   gives all buffers to the device and switches it on: the lamp of the camera is lit
 * adjust  brighter or darker: exposure first, then gain, then brightness; by hand from then on
 * next    lends the newest full buffer; older ones go back unread, so that what is judged is now
 * stop    switches it off
 */
#include "hal/camera_sim.h"
#include "hal/v4l2_ask.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>

#define BUFFERS         4                   /* one filled, one lent, two on their way */
#define BUFFER_SIZE_MAX (64U * 1024 * 1024) /* 4096 * 4096 in YUYV is half of it */
#define NONE_LENT       UINT32_MAX
#define EXPOSURE_MAX    333 /* of 100 us: longer ones would slow the frames down */
#define STEPS_OF_RANGE  16  /* a step of gain or brightness, of what the device can do */

struct camera_buffer {
	void *map; /* owned */
	size_t size;
};

/* What can be turned, in this order; exposure is by factors, the others by equal steps. */
enum knob { KNOB_EXPOSURE, KNOB_GAIN, KNOB_BRIGHTNESS, KNOBS };

struct camera_knob {
	bool there;
	int32_t least;
	int32_t most;
	int32_t start; /* the device's own choice; not used of exposure */
};

struct camera {
	int fd; /* owned */
	struct camera_knob knobs[KNOBS];
	bool automatic; /* the device can choose its exposure by itself */
	bool by_hand;   /* and was told not to */
	struct camera_buffer buffers[BUFFERS];
	uint32_t count;
	uint32_t lent; /* index of the buffer the caller reads, or NONE_LENT */
	bool on;
	enum camera_format format;
	uint32_t width;
	uint32_t height;
	uint32_t stride;
	int64_t taken_us; /* of the lent buffer */
};

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
	return v4l2_ask(c->fd, VIDIOC_STREAMOFF, &type)
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
	if (!v4l2_ask(fd, VIDIOC_QUERYCAP, &has)) {
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
static bool set_format(struct camera *c, uint32_t fourcc, enum camera_format format,
		       struct v4l2_size wish)
{
	struct v4l2_format f = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
	f.fmt.pix.width = wish.width;
	f.fmt.pix.height = wish.height;
	f.fmt.pix.pixelformat = fourcc;
	f.fmt.pix.field = V4L2_FIELD_NONE;
	if (!v4l2_ask(c->fd, VIDIOC_S_FMT, &f) || f.fmt.pix.pixelformat != fourcc ||
	    f.fmt.pix.width == 0 || f.fmt.pix.height == 0 || f.fmt.pix.width > V4L2_SIDE_MAX ||
	    f.fmt.pix.height > V4L2_SIDE_MAX || f.fmt.pix.bytesperline > V4L2_SIDE_MAX * 4) {
		return false;
	}
	c->format = format;
	c->width = f.fmt.pix.width;
	c->height = f.fmt.pix.height;
	c->stride = f.fmt.pix.bytesperline;
	return format == CAMERA_MJPEG || c->stride >= c->width * 2;
}

/*
 * MJPEG first: uncompressed HD does not fit through USB 2 at camera speed. Of pages a larger
 * picture is worth waiting for.
 */
static enum eg_err choose_format(struct camera *c, enum camera_wish wish)
{
	struct v4l2_size mjpeg = {1280, 720};
	struct v4l2_size yuyv = mjpeg;
	bool done = false;
	if (wish == CAMERA_PAGES) {
		mjpeg = v4l2_largest(c->fd, V4L2_PIX_FMT_MJPEG);
		yuyv = v4l2_largest(c->fd, V4L2_PIX_FMT_YUYV);
		done = v4l2_pixels(yuyv) > v4l2_pixels(mjpeg) &&
		       set_format(c, V4L2_PIX_FMT_YUYV, CAMERA_YUYV, yuyv);
	}
	done = done || set_format(c, V4L2_PIX_FMT_MJPEG, CAMERA_MJPEG, mjpeg) ||
	       set_format(c, V4L2_PIX_FMT_YUYV, CAMERA_YUYV, yuyv);
	return done ? EG_OK : EG_FAIL(EG_UNSUPPORTED, "camera gives neither MJPEG nor YUYV");
}

static enum eg_err map_buffers(struct camera *c)
{
	struct v4l2_requestbuffers wish = {
		.count = BUFFERS,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	if (!v4l2_ask(c->fd, VIDIOC_REQBUFS, &wish) || wish.count < 2) {
		return EG_FAIL(EG_CONFIG, "camera has too few buffers");
	}
	c->count = wish.count < BUFFERS ? wish.count : BUFFERS;
	for (uint32_t i = 0; i < c->count; i++) {
		struct v4l2_buffer b = buffer_of(i);
		if (!v4l2_ask(c->fd, VIDIOC_QUERYBUF, &b) || b.length == 0 ||
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

static const uint32_t knob_ids[KNOBS] = {
	[KNOB_EXPOSURE] = V4L2_CID_EXPOSURE_ABSOLUTE,
	[KNOB_GAIN] = V4L2_CID_GAIN,
	[KNOB_BRIGHTNESS] = V4L2_CID_BRIGHTNESS,
};

static bool set_control(const struct camera *c, uint32_t id, int32_t value)
{
	struct v4l2_control now = {.id = id, .value = value};
	return v4l2_ask(c->fd, VIDIOC_S_CTRL, &now);
}

static bool get_control(const struct camera *c, uint32_t id, int32_t *value)
{
	struct v4l2_control now = {.id = id};
	bool told = v4l2_ask(c->fd, VIDIOC_G_CTRL, &now);
	*value = now.value;
	return told;
}

/* What there is to turn: a device without any control is a camera all the same. */
static void find_knobs(struct camera *c)
{
	struct v4l2_queryctrl q = {.id = V4L2_CID_EXPOSURE_AUTO};
	c->automatic =
		v4l2_ask(c->fd, VIDIOC_QUERYCTRL, &q) && (q.flags & V4L2_CTRL_FLAG_DISABLED) == 0;
	for (size_t k = 0; k < KNOBS; k++) {
		q = (struct v4l2_queryctrl){.id = knob_ids[k]};
		c->knobs[k] = (struct camera_knob){0};
		if (v4l2_ask(c->fd, VIDIOC_QUERYCTRL, &q) &&
		    (q.flags & (V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY)) == 0 &&
		    q.minimum < q.maximum) {
			c->knobs[k] =
				(struct camera_knob){true, q.minimum, q.maximum, q.default_value};
		}
	}
	if (c->knobs[KNOB_EXPOSURE].most > EXPOSURE_MAX) {
		c->knobs[KNOB_EXPOSURE].most = EXPOSURE_MAX;
	}
}

/* Back to the device's own choice; what it does not take stays as it is. */
static void let_go(struct camera *c)
{
	if (!c->by_hand) {
		return;
	}
	for (size_t k = KNOB_GAIN; k < KNOBS; k++) {
		if (c->knobs[k].there) {
			(void)set_control(c, knob_ids[k], c->knobs[k].start); /* as said above */
		}
	}
	/* Aperture priority is what webcams call their automatics; others know only the full one.
	 */
	if (!c->automatic ||
	    set_control(c, V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_APERTURE_PRIORITY) ||
	    set_control(c, V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_AUTO)) {
		c->by_hand = false;
	}
}

/* The value one step on, not beyond an end. */
static int32_t next_value(enum knob k, int32_t now, int32_t end, int32_t range, int step)
{
	/* Exposure by half of it more or a third less: up and down again is where one was. */
	int64_t share = step > 0 ? now / 2 : (now + 2) / 3;
	int64_t by = k == KNOB_EXPOSURE ? share : range / STEPS_OF_RANGE;
	int64_t to = now + (by < 1 ? 1 : by) * step;
	return (int32_t)(step > 0 ? (to < end ? to : end) : (to > end ? to : end));
}

/* One step towards an end; false where the end is reached, or the device does not take it. */
static bool turn_knob(const struct camera *c, enum knob k, int step, bool to_start)
{
	const struct camera_knob *knob = &c->knobs[k];
	int32_t now;
	if (!knob->there || !get_control(c, knob_ids[k], &now)) {
		return false;
	}
	int32_t end = to_start ? knob->start : step > 0 ? knob->most : knob->least;
	bool beyond = step > 0 ? now >= end : now <= end;
	return !beyond &&
	       set_control(c, knob_ids[k], next_value(k, now, end, knob->most - knob->least, step));
}

static enum eg_err v4l2_adjust(struct camera *c, int step)
{
	if (!c->on) {
		return EG_FAIL(EG_STATE, "camera is off");
	}
	if (c->automatic && !c->by_hand) {
		/* Without leave to be set, exposure stays automatic; gain may still be turned. */
		c->knobs[KNOB_EXPOSURE].there =
			c->knobs[KNOB_EXPOSURE].there &&
			set_control(c, V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL);
	}
	c->by_hand = true;
	/* What was turned the other way is undone first; gain and brightness cost quality. */
	if (turn_knob(c, KNOB_BRIGHTNESS, step, true) || turn_knob(c, KNOB_GAIN, step, true) ||
	    turn_knob(c, KNOB_EXPOSURE, step, false) || turn_knob(c, KNOB_GAIN, step, false) ||
	    turn_knob(c, KNOB_BRIGHTNESS, step, false)) {
		return EG_OK;
	}
	return EG_FAIL(EG_UNSUPPORTED, "camera cannot be set any further");
}

static enum eg_err v4l2_open(struct camera **out, const char *where, enum camera_wish wish)
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
	EG_TRY(choose_format(c, wish));
	EG_TRY(map_buffers(c));
	find_knobs(c);
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
	let_go(c);
	for (uint32_t i = 0; i < c->count; i++) {
		struct v4l2_buffer b = buffer_of(i);
		if (!v4l2_ask(c->fd, VIDIOC_QBUF, &b)) {
			return EG_FAIL(EG_GONE, "camera takes no buffer");
		}
	}
	if (!v4l2_ask(c->fd, VIDIOC_STREAMON, &type)) {
		return EG_FAIL(EG_GONE, "camera does not switch on");
	}
	c->on = true;
	return EG_OK;
}

static int v4l2_wake_fd(const struct camera *c)
{
	return c->fd;
}

static enum eg_err give_back(struct camera *c)
{
	if (c->lent == NONE_LENT) {
		return EG_OK;
	}
	struct v4l2_buffer b = buffer_of(c->lent);
	c->lent = NONE_LENT;
	return v4l2_ask(c->fd, VIDIOC_QBUF, &b) ? EG_OK
						: EG_FAIL(EG_GONE, "camera takes no buffer");
}

/* Takes one full buffer; EG_TIMEOUT: none is full, or the one taken was damaged. */
static enum eg_err take(struct camera *c, uint32_t *used)
{
	struct v4l2_buffer b = buffer_of(0);
	if (!v4l2_ask(c->fd, VIDIOC_DQBUF, &b)) {
		return errno == EAGAIN ? EG_TIMEOUT : EG_FAIL(EG_GONE, "camera gives no buffer");
	}
	if (b.index >= c->count) {
		return EG_FAIL(EG_BAD_DATA, "buffer that the camera does not have");
	}
	EG_TRY(give_back(c));
	c->lent = b.index;
	bool mono = (b.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
	c->taken_us = mono ? (int64_t)b.timestamp.tv_sec * 1000000 + b.timestamp.tv_usec : 0;
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
		.taken_us = c->taken_us,
		.bytes = rd_of(c->buffers[c->lent].map, used),
	};
	return EG_OK;
}

static bool v4l2_there(struct camera *c)
{
	struct v4l2_capability has = {0};
	return v4l2_ask(c->fd, VIDIOC_QUERYCAP, &has); /* of an unplugged device: ENODEV */
}

const struct camera_backend camera_v4l2 = {
	.name = "v4l2",
	.open = v4l2_open,
	.start = v4l2_start,
	.wake_fd = v4l2_wake_fd,
	.next = v4l2_next,
	.there = v4l2_there,
	.adjust = v4l2_adjust,
	.stop = v4l2_stop,
	.close = v4l2_close,
};
