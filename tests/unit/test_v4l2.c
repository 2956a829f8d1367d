/*
 * test_v4l2: the V4L2 camera against a driver made of a file for its buffers and a wrapped ioctl.
 */
#include "hal/camera_sim.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#define PAGE  4096u
#define QUEUE 8u

static char frames_path[64]; /* stands for the device */

struct size {
	uint32_t fourcc;
	uint32_t width;
	uint32_t height;
};

static struct driver {
	uint32_t formats[2]; /* fourcc codes it can do */
	bool queued[4];
	uint32_t full[QUEUE]; /* indexes of full buffers, oldest first */
	uint32_t full_count;
	uint32_t used;
	uint32_t flags;
	struct v4l2_pix_format wished; /* with S_FMT, last */
	const struct size *sizes;      /* that it lists; ends with width 0; NULL: lists none */
	bool stepwise;                 /* what it lists are the largest of a range */
	bool on;
	bool capture;
	bool unplugged;
	uint32_t stamps; /* V4L2_BUF_FLAG_TIMESTAMP_* */
	bool controls;   /* exposure, gain and brightness can be set */
	bool automatic;  /* exposure follows by itself now */
	int32_t exposure;
	int32_t gain;
	int32_t brightness;
} driver;

int __wrap_ioctl(int fd, unsigned long what, void *with);

static int dequeue(struct v4l2_buffer *b)
{
	if (driver.full_count == 0) {
		errno = EAGAIN;
		return -1;
	}
	b->index = driver.full[0];
	b->bytesused = driver.used;
	b->flags = driver.flags | driver.stamps;
	b->timestamp.tv_sec = 5;
	b->timestamp.tv_usec = 250;
	for (uint32_t i = 1; i < driver.full_count; i++) {
		driver.full[i - 1] = driver.full[i];
	}
	driver.full_count--;
	return 0;
}

static int set_format(struct v4l2_format *f)
{
	if (f->fmt.pix.pixelformat != driver.formats[0] &&
	    f->fmt.pix.pixelformat != driver.formats[1]) {
		f->fmt.pix.pixelformat = driver.formats[0]; /* the nearest it can do */
	}
	driver.wished = f->fmt.pix;
	f->fmt.pix.width = 32;
	f->fmt.pix.height = 24;
	f->fmt.pix.bytesperline = 64;
	return 0;
}

static int list_size(struct v4l2_frmsizeenum *e)
{
	uint32_t index = 0;
	for (const struct size *s = driver.sizes; s != NULL && s->width != 0; s++) {
		if (s->fourcc != e->pixel_format || index++ != e->index) {
			continue;
		}
		e->type = driver.stepwise ? V4L2_FRMSIZE_TYPE_STEPWISE : V4L2_FRMSIZE_TYPE_DISCRETE;
		if (driver.stepwise) {
			e->stepwise.max_width = s->width;
			e->stepwise.max_height = s->height;
		} else {
			e->discrete.width = s->width;
			e->discrete.height = s->height;
		}
		return 0;
	}
	errno = EINVAL;
	return -1;
}

static int queue(const struct v4l2_buffer *b)
{
	assert_in_range(b->index, 0, 3);
	assert_false(driver.queued[b->index]);
	driver.queued[b->index] = true;
	return 0;
}

static int query(struct v4l2_buffer *b)
{
	b->length = PAGE;
	b->m.offset = b->index * PAGE;
	return 0;
}

static int32_t *control_of(uint32_t id)
{
	switch (id) {
	case V4L2_CID_EXPOSURE_ABSOLUTE:
		return &driver.exposure;
	case V4L2_CID_GAIN:
		return &driver.gain;
	case V4L2_CID_BRIGHTNESS:
		return &driver.brightness;
	default:
		return NULL;
	}
}

static int refuse(void)
{
	errno = EINVAL;
	return -1;
}

static int query_control(struct v4l2_queryctrl *q)
{
	if (!driver.controls || (q->id != V4L2_CID_EXPOSURE_AUTO && control_of(q->id) == NULL)) {
		return refuse();
	}
	q->minimum = q->id == V4L2_CID_EXPOSURE_ABSOLUTE ? 3 : 0;
	q->maximum = q->id == V4L2_CID_EXPOSURE_ABSOLUTE ? 2047 : 64;
	q->default_value = q->id == V4L2_CID_BRIGHTNESS ? 32 : 4;
	return 0;
}

static int control(struct v4l2_control *c, bool set)
{
	if (!driver.controls) {
		return refuse();
	}
	if (c->id == V4L2_CID_EXPOSURE_AUTO && set) {
		if (c->value == V4L2_EXPOSURE_AUTO) {
			return refuse(); /* as many webcams do */
		}
		driver.automatic = c->value == V4L2_EXPOSURE_APERTURE_PRIORITY;
		return 0;
	}
	int32_t *value = control_of(c->id);
	if (value == NULL || (set && value == &driver.exposure && driver.automatic)) {
		return refuse();
	}
	*(set ? value : &c->value) = set ? c->value : *value;
	return 0;
}

int __wrap_ioctl(int fd, unsigned long what, void *with)
{
	(void)fd;
	int result = 0;
	if (driver.unplugged) {
		errno = ENODEV;
		result = -1;
	} else if (what == VIDIOC_QUERYCAP) {
		struct v4l2_capability *has = with;
		has->capabilities = V4L2_CAP_STREAMING;
		has->capabilities |= driver.capture ? V4L2_CAP_VIDEO_CAPTURE : 0u;
	} else if (what == VIDIOC_S_FMT) {
		result = set_format(with);
	} else if (what == VIDIOC_ENUM_FRAMESIZES) {
		result = list_size(with);
	} else if (what == VIDIOC_QUERYBUF) {
		result = query(with);
	} else if (what == VIDIOC_QBUF) {
		result = queue(with);
	} else if (what == VIDIOC_DQBUF) {
		result = dequeue(with);
		const struct v4l2_buffer *given = with;
		if (result == 0 && given->index < sizeof(driver.queued)) {
			driver.queued[given->index] = false;
		}
	} else if (what == VIDIOC_STREAMON) {
		driver.on = true;
	} else if (what == VIDIOC_STREAMOFF) {
		driver.on = false;
		for (size_t i = 0; i < 4; i++) {
			driver.queued[i] = false;
		}
	} else if (what == VIDIOC_QUERYCTRL) {
		result = query_control(with);
	} else if (what == VIDIOC_G_CTRL || what == VIDIOC_S_CTRL) {
		result = control(with, what == VIDIOC_S_CTRL);
	} else if (what != VIDIOC_REQBUFS) {
		errno = ENOTTY;
		result = -1;
	}
	return result;
}

static int make_driver(void **state)
{
	(void)state;
	driver = (struct driver){
		.formats = {V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_MJPEG}, .used = 5, .capture = true};
	(void)snprintf(frames_path, sizeof(frames_path), "/tmp/test_camera_v4l2.%ld",
		       (long)getpid());
	EG_AUTO(eg_close) int fd = open(frames_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, 4 * PAGE) != 0) {
		return -1;
	}
	for (int i = 0; i < 4; i++) {
		char text[8];
		(void)snprintf(text, sizeof(text), "frame%d", i);
		if (pwrite(fd, text, 6, i * (off_t)PAGE) != 6) {
			return -1;
		}
	}
	return 0;
}

static int drop_driver(void **state)
{
	(void)state;
	return unlink(frames_path);
}

static void fill(uint32_t index)
{
	assert_true(driver.on && driver.queued[index] && driver.full_count < QUEUE);
	driver.full[driver.full_count++] = index;
}

static void the_newest_frame_is_lent_and_older_ones_go_back(void **state)
{
	(void)state;
	struct camera *c = NULL;
	struct camera_frame frame;
	driver.used = 6;
	assert_int_equal(camera_v4l2.open(&c, frames_path, CAMERA_FACES), EG_OK);
	assert_false(driver.on); /* no picture is taken before it is ordered */
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_STATE);
	assert_int_equal(camera_v4l2.start(c), EG_OK);
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_TIMEOUT);
	fill(0);
	fill(1);
	fill(2);
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_OK);
	assert_true(rd_equal(frame.bytes, RD_TEXT("frame2")));
	assert_int_equal(frame.width, 32);
	assert_true(driver.queued[0] && driver.queued[1] && !driver.queued[2]);
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_TIMEOUT);
	assert_true(driver.queued[2]);
	assert_int_equal(camera_v4l2.stop(c), EG_OK);
	assert_false(driver.on);
	assert_int_equal(camera_v4l2.start(c), EG_OK);
	fill(3);
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_OK);
	assert_true(rd_equal(frame.bytes, RD_TEXT("frame3")));
	camera_v4l2.close(&c);
	assert_false(driver.on);
	assert_null(c);
}

static void a_damaged_buffer_is_no_frame(void **state)
{
	(void)state;
	struct camera *c = NULL;
	struct camera_frame frame;
	assert_int_equal(camera_v4l2.open(&c, frames_path, CAMERA_FACES), EG_OK);
	assert_int_equal(camera_v4l2.start(c), EG_OK);
	driver.flags = V4L2_BUF_FLAG_ERROR;
	fill(0);
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_TIMEOUT);
	driver.flags = 0;
	driver.used = PAGE + 1; /* more than the buffer has */
	fill(1);
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_TIMEOUT);
	driver.used = 5;
	fill(2);
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_OK);
	driver.full[driver.full_count++] = 9; /* a buffer there is not */
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_BAD_DATA);
	camera_v4l2.close(&c);
}

static void yuyv_is_taken_where_there_is_no_mjpeg(void **state)
{
	(void)state;
	struct camera *c = NULL;
	struct camera_frame frame;
	driver.formats[0] = V4L2_PIX_FMT_YUYV;
	driver.formats[1] = V4L2_PIX_FMT_YUYV;
	driver.used = 64 * 24;
	assert_int_equal(camera_v4l2.open(&c, frames_path, CAMERA_FACES), EG_OK);
	assert_int_equal(camera_v4l2.start(c), EG_OK);
	fill(0);
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_OK);
	assert_int_equal(frame.format, CAMERA_YUYV);
	assert_int_equal(frame.stride, 64);
	assert_int_equal(frame.bytes.left, 64 * 24);
	camera_v4l2.close(&c);
}

static void a_device_that_cannot_serve_is_refused(void **state)
{
	(void)state;
	struct camera *c = NULL;
	driver.formats[0] = V4L2_PIX_FMT_NV12;
	driver.formats[1] = V4L2_PIX_FMT_NV12;
	assert_int_equal(camera_v4l2.open(&c, frames_path, CAMERA_FACES), EG_UNSUPPORTED);
	driver.capture = false;
	assert_int_equal(camera_v4l2.open(&c, frames_path, CAMERA_FACES), EG_CONFIG);
	assert_int_equal(camera_v4l2.open(&c, "/nonexistent/video0", CAMERA_FACES), EG_NOT_FOUND);
	assert_null(c);
}

static void a_camera_that_was_unplugged_is_told_so_while_off(void **state)
{
	(void)state;
	struct camera *c = NULL;
	assert_int_equal(camera_v4l2.open(&c, frames_path, CAMERA_FACES), EG_OK);
	assert_true(camera_v4l2.there(c));
	driver.unplugged = true;
	assert_false(camera_v4l2.there(c));
	camera_v4l2.close(&c);
}

static void a_frame_says_when_it_was_taken_if_the_driver_reads_that_clock(void **state)
{
	(void)state;
	struct camera *c = NULL;
	struct camera_frame frame;
	assert_int_equal(camera_v4l2.open(&c, frames_path, CAMERA_FACES), EG_OK);
	assert_int_equal(camera_v4l2.start(c), EG_OK);
	fill(0);
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_OK);
	assert_int_equal(frame.taken_us, 0);
	driver.stamps = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
	fill(1);
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_OK);
	assert_int_equal(frame.taken_us, 5000250);
	driver.stamps = V4L2_BUF_FLAG_TIMESTAMP_COPY; /* whoever wrote the frame wrote it, too */
	fill(2);
	assert_int_equal(camera_v4l2.next(c, 0, &frame), EG_OK);
	assert_int_equal(frame.taken_us, 0);
	camera_v4l2.close(&c);
}

static void brighter_is_exposure_then_gain_and_darker_undoes_it(void **state)
{
	(void)state;
	struct camera *c = NULL;
	driver.controls = true;
	driver.automatic = true;
	driver.exposure = 100;
	driver.gain = 4;
	driver.brightness = 32;
	assert_int_equal(camera_v4l2.open(&c, frames_path, CAMERA_FACES), EG_OK);
	assert_int_equal(camera_v4l2.adjust(c, 1), EG_STATE); /* it is off */
	assert_int_equal(camera_v4l2.start(c), EG_OK);
	assert_true(driver.automatic);
	assert_int_equal(camera_v4l2.adjust(c, 1), EG_OK);
	assert_false(driver.automatic);
	assert_int_equal(driver.exposure, 150);
	assert_int_equal(camera_v4l2.adjust(c, -1), EG_OK);
	assert_int_equal(driver.exposure, 100);
	int steps = 0;
	while (camera_v4l2.adjust(c, 1) == EG_OK) {
		assert_true(++steps < 100);
		assert_true(driver.gain == 4 || driver.exposure == 333); /* frames stay quick */
		assert_true(driver.brightness == 32 || driver.gain == 64);
	}
	assert_int_equal(driver.brightness, 64);
	assert_int_equal(camera_v4l2.adjust(c, -1), EG_OK);
	assert_int_equal(driver.brightness, 60);
	while (camera_v4l2.adjust(c, -1) == EG_OK) {
		assert_true(++steps < 200);
		assert_true(driver.gain >= 4 || driver.exposure == 3);
	}
	assert_int_equal(driver.exposure, 3);
	assert_int_equal(driver.brightness, 0);
	assert_int_equal(camera_v4l2.stop(c), EG_OK);
	assert_int_equal(camera_v4l2.start(c), EG_OK); /* the next traveller stands elsewhere */
	assert_true(driver.automatic);
	assert_int_equal(driver.gain, 4);
	assert_int_equal(driver.brightness, 32);
	camera_v4l2.close(&c);
}

static void a_camera_without_controls_serves_as_it_is(void **state)
{
	(void)state;
	struct camera *c = NULL;
	assert_int_equal(camera_v4l2.open(&c, frames_path, CAMERA_FACES), EG_OK);
	assert_int_equal(camera_v4l2.start(c), EG_OK);
	assert_int_equal(camera_v4l2.adjust(c, 1), EG_UNSUPPORTED);
	assert_int_equal(camera_v4l2.adjust(c, -1), EG_UNSUPPORTED);
	camera_v4l2.close(&c);
}

static void expect_wish(enum camera_wish wish, uint32_t fourcc, uint32_t width, uint32_t height)
{
	struct camera *c = NULL;
	assert_int_equal(camera_v4l2.open(&c, frames_path, wish), EG_OK);
	assert_int_equal(driver.wished.pixelformat, fourcc);
	assert_int_equal(driver.wished.width, width);
	assert_int_equal(driver.wished.height, height);
	camera_v4l2.close(&c);
}

static void pages_get_the_largest_picture_and_faces_a_quick_one(void **state)
{
	static const struct size some[] = {
		{V4L2_PIX_FMT_MJPEG, 1280, 720},  {V4L2_PIX_FMT_MJPEG, 4000, 3000},
		{V4L2_PIX_FMT_MJPEG, 4608, 2592}, /* wider than is taken */
		{V4L2_PIX_FMT_MJPEG, 4096, 4096}, /* more than is taken */
		{V4L2_PIX_FMT_MJPEG, 1920, 1080}, {V4L2_PIX_FMT_YUYV, 4000, 3000},
		{V4L2_PIX_FMT_YUYV, 640, 480},    {0, 0, 0},
	};
	static const struct size raw_is_larger[] = {
		{V4L2_PIX_FMT_MJPEG, 1920, 1080}, {V4L2_PIX_FMT_YUYV, 2592, 1944}, {0, 0, 0}};
	static const struct size huge[] = {{V4L2_PIX_FMT_MJPEG, 8000, 6000}, {0, 0, 0}};
	(void)state;
	driver.formats[1] = V4L2_PIX_FMT_YUYV;
	driver.sizes = some;
	expect_wish(CAMERA_PAGES, V4L2_PIX_FMT_MJPEG, 4000, 3000);
	expect_wish(CAMERA_FACES, V4L2_PIX_FMT_MJPEG, 1280, 720);
	driver.sizes = raw_is_larger;
	expect_wish(CAMERA_PAGES, V4L2_PIX_FMT_YUYV, 2592, 1944);
	expect_wish(CAMERA_FACES, V4L2_PIX_FMT_MJPEG, 1280, 720);
	driver.formats[1] = V4L2_PIX_FMT_MJPEG; /* what it lists is not what it does */
	expect_wish(CAMERA_PAGES, V4L2_PIX_FMT_MJPEG, 1920, 1080);
	driver.sizes = huge;
	driver.stepwise = true;
	expect_wish(CAMERA_PAGES, V4L2_PIX_FMT_MJPEG, 4096, 3072);
	driver.sizes = NULL;
	expect_wish(CAMERA_PAGES, V4L2_PIX_FMT_MJPEG, 4096, 3072);
}

#define WITH_DRIVER(test) cmocka_unit_test_setup_teardown((test), make_driver, drop_driver)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DRIVER(the_newest_frame_is_lent_and_older_ones_go_back),
		WITH_DRIVER(a_damaged_buffer_is_no_frame),
		WITH_DRIVER(pages_get_the_largest_picture_and_faces_a_quick_one),
		WITH_DRIVER(yuyv_is_taken_where_there_is_no_mjpeg),
		WITH_DRIVER(a_device_that_cannot_serve_is_refused),
		WITH_DRIVER(a_frame_says_when_it_was_taken_if_the_driver_reads_that_clock),
		WITH_DRIVER(brighter_is_exposure_then_gain_and_darker_undoes_it),
		WITH_DRIVER(a_camera_without_controls_serves_as_it_is),
		WITH_DRIVER(a_camera_that_was_unplugged_is_told_so_while_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
