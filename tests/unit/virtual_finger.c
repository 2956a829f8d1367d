/*
 * virtual_finger: what a test lays on libfprint's virtual image device, message by message.
 */
#include "virtual_finger.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cmocka.h>

static void send_all(int fd, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;
	while (size > 0) {
		ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);
		assert_true(sent > 0);
		at += sent;
		size -= (size_t)sent;
	}
}

int virtual_finger_connect(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	EG_AUTO(eg_close) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		return -1;
	}
	virtual_finger_say(fd, VIRTUAL_AUTOMATIC, 0);
	int made = fd;
	fd = -1;
	return made;
}

void virtual_finger_say(int fd, enum virtual_word word, int32_t number)
{
	const int32_t head[2] = {word, number};
	send_all(fd, head, sizeof(head));
}

void virtual_finger_image(int fd, uint16_t width, uint16_t height, const uint8_t *grey)
{
	const int32_t head[2] = {width, height};
	send_all(fd, head, sizeof(head));
	send_all(fd, grey, (size_t)width * height);
}
