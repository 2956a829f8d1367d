/*
 * virtual_finger: what a test lays on libfprint's virtual image device, message by message.
 *
 * A stream socket, native integers: width, height and the rows of an image; or two numbers, the
 * first of them negative. As libfprint 1.94.5 has it; the last one is nowhere told, but there.
 */
#ifndef EG_TESTS_UNIT_VIRTUAL_FINGER_H
#define EG_TESTS_UNIT_VIRTUAL_FINGER_H

#include <stdint.h>

enum virtual_word {
	VIRTUAL_RETRY = -1,     /* a code of FpDeviceRetry */
	VIRTUAL_ERROR = -2,     /* a code of FpDeviceError */
	VIRTUAL_AUTOMATIC = -3, /* 1: each image comes with its finger, 0: not */
	VIRTUAL_FINGER = -4,    /* 1: on, 0: off */
	VIRTUAL_REMOVE = -5,    /* the device is unplugged */
};

/* Connects to the device, which is open; fingers are laid on by hand. -1: it cannot. */
int virtual_finger_connect(const char *path);
void virtual_finger_say(int fd, enum virtual_word word, int32_t number);
void virtual_finger_image(int fd, uint16_t width, uint16_t height, const uint8_t *grey);

#endif
