/*
 * v4l2_ask: requests to a video device, and the largest picture that it offers.
 * Knows the kernel's interface. Never knows a frame.
 */
#ifndef EG_HAL_V4L2_ASK_H
#define EG_HAL_V4L2_ASK_H

#include "base/err.h"

#define V4L2_SIDE_MAX   4096
#define V4L2_PIXELS_MAX (4096u * 3072u) /* what is sold as 12 megapixels */

/* An ioctl, made again when it was interrupted; false and errno if the device refuses. */
bool v4l2_ask(int fd, unsigned long what, void *with);

struct v4l2_size {
	uint32_t width; /* pixels; 0: none */
	uint32_t height;
};

uint32_t v4l2_pixels(struct v4l2_size s); /* of one with sides up to V4L2_SIDE_MAX */
/*
 * The largest picture within these bounds that the device offers in a format. Of a device that
 * lists none that is the bound itself: it answers a wish with the nearest it can do.
 */
struct v4l2_size v4l2_largest(int fd, uint32_t fourcc);

#endif
