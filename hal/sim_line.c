/*
 * sim_line: the connection of a device whose world lends it bytes in sealed memfds.
 * Knows the socket, and what is lent. Never knows what is said.
 */
#include "hal/sim_line.h"

#include "hal/unix_client.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

enum eg_err sim_line_open(struct sim_line *l, const char *path)
{
	*l = (struct sim_line){.fd = -1};
	return unix_client_connect(path, &l->fd);
}

void sim_line_close(struct sim_line *l)
{
	sealed_frame_unmap(&l->lent);
	eg_close(&l->fd);
}

enum eg_err sim_line_say(const struct sim_line *l, struct rd datagram)
{
	return send(l->fd, datagram.at, datagram.left, MSG_NOSIGNAL) == (ssize_t)datagram.left
		       ? EG_OK
		       : EG_FAIL(EG_GONE, "the simulated world takes no request");
}

enum eg_err sim_line_wait(const struct sim_line *l, uint32_t ms)
{
	struct pollfd p = {.fd = l->fd, .events = POLLIN};
	int ready = poll(&p, 1, ms > INT32_MAX ? INT32_MAX : (int)ms);
	if (ready < 0 && errno != EINTR) {
		return EG_FAIL(EG_IO, "waiting for the simulated world");
	}
	return ready > 0 ? EG_OK : EG_TIMEOUT;
}

bool sim_line_there(const struct sim_line *l)
{
	struct pollfd p = {.fd = l->fd};
	return poll(&p, 1, 0) == 0; /* nothing asked: it tells the end of the connection alone */
}
