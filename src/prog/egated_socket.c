/*
 * egated_socket: a socket of the lane, for one user beside root and egated's own.
 * Knows paths, modes and who connects, as the kernel vouches. Never knows what is said there.
 */
#include "prog/egated_socket.h"

#include "os/path.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKLOG     8
#define SOCKET_MASK 0177

enum eg_err lane_socket_open(struct lane_socket *s, const char *folder, const char *name,
			     uid_t user)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	if (!path_in(folder, name, s->path, sizeof(s->path)) ||
	    !path_in(folder, name, a.sun_path, sizeof(a.sun_path))) {
		return EG_FAIL(EG_CONFIG, "path of the run folder too long");
	}
	if (unlink(s->path) != 0 && errno != ENOENT) {
		return EG_FAIL(EG_IO, "a former socket cannot be removed");
	}
	s->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mode_t before = umask(SOCKET_MASK);
	bool bound = s->fd >= 0 && bind(s->fd, (const struct sockaddr *)&a, sizeof(a)) == 0 &&
		     listen(s->fd, BACKLOG) == 0;
	(void)umask(before); /* cannot fail */
	if (!bound || (user != geteuid() && chown(s->path, user, (gid_t)-1) != 0)) {
		return EG_FAIL(EG_IO, "the lane's socket cannot be made");
	}
	return EG_OK;
}

int lane_socket_accept(const struct lane_socket *s, struct lane_caller *who)
{
	struct ucred peer = {.uid = (uid_t)-1};
	socklen_t size = sizeof(peer);
	int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
		eg_close(&fd);
	}
	*who = (struct lane_caller){.user = peer.uid, .pid = peer.pid};
	return fd;
}

void lane_socket_close(struct lane_socket *s)
{
	if (s->fd >= 0) {
		(void)unlink(s->path); /* gone already is as good */
	}
	eg_close(&s->fd);
}
