/*
 * lane_link: a lane's socket, as consoles use it.
 * Knows the socket. Never knows what is told over it.
 */
#include "prog/lane_link.h"

#include "os/link.h"

#include <sys/socket.h>
#include <sys/un.h>

enum eg_err lane_connect(const char *path, int *out)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct wr w = wr_of(a.sun_path, sizeof(a.sun_path));
	wr_put(&w, rd_cstr(path));
	wr_u8(&w, '\0');
	EG_AUTO(eg_close) int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (w.bad || fd < 0 || connect(fd, (const struct sockaddr *)&a, sizeof(a)) != 0) {
		return EG_FAIL(EG_GONE, "no lane at this socket");
	}
	*out = fd;
	fd = -1;
	return EG_OK;
}

enum eg_err lane_watch(int fd, bool pictures)
{
	struct msg ask = msg_make(MSG_WATCH, 0);
	ask.body.watch.as = pictures ? WATCH_OFFICER : WATCH_LANE;
	ask.body.watch.attends = 1;
	return link_send(fd, &ask, -1);
}
