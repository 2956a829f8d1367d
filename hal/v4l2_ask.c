/*
 * v4l2_ask: requests to a video device, and the largest picture that it offers.
 * Knows the kernel's interface. Never knows a frame.
 */
#include "hal/v4l2_ask.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>

#define SIZES_MAX 64 /* of one format; webcams list some ten */

bool v4l2_ask(int fd, unsigned long what, void *with)
{
	int result;
	do {
		result = ioctl(fd, what, with);
	} while (result < 0 && errno == EINTR);
	return result == 0;
}

uint32_t v4l2_pixels(struct v4l2_size s)
{
	return s.width * s.height;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* One entry of the device's list; none if it is out of bounds. */
static struct v4l2_size size_of(const struct v4l2_frmsizeenum *e)
{
	struct v4l2_size s = {e->discrete.width, e->discrete.height};
	if (e->type != V4L2_FRMSIZE_TYPE_DISCRETE) {
		/* Any size up to a largest one: as wide as may be, and as high as is left then. */
		s.width = least(e->stepwise.max_width, V4L2_SIDE_MAX);
		s.height = s.width == 0 ? 0
					: least(least(e->stepwise.max_height, V4L2_SIDE_MAX),
						V4L2_PIXELS_MAX / s.width);
	}
	return s.width <= V4L2_SIDE_MAX && s.height <= V4L2_SIDE_MAX &&
			       v4l2_pixels(s) <= V4L2_PIXELS_MAX
		       ? s
		       : (struct v4l2_size){0};
}

struct v4l2_size v4l2_largest(int fd, uint32_t fourcc)
{
	struct v4l2_size best = {0};
	for (uint32_t i = 0; i < SIZES_MAX; i++) {
		struct v4l2_frmsizeenum e = {.index = i, .pixel_format = fourcc};
		if (!v4l2_ask(fd, VIDIOC_ENUM_FRAMESIZES, &e)) {
			break;
		}
		struct v4l2_size s = size_of(&e);
		if (v4l2_pixels(s) > v4l2_pixels(best)) {
			best = s;
		}
	}
	return v4l2_pixels(best) > 0
		       ? best
		       : (struct v4l2_size){V4L2_SIDE_MAX, V4L2_PIXELS_MAX / V4L2_SIDE_MAX};
}
