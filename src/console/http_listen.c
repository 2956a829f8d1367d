/*
 * http_listen: where browsers, or what stands before them, connect.
 * Knows addresses and modes. Never knows who connects, nor HTTP.
 */
#include "base/wr.h"
#include "console/http_impl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 128
#define MODE    0660 /* the group is the folder's: set its setgid bit */

/* What a run before has left; nothing but a socket is removed. */
static enum eg_err remove_former(const char *path)
{
	struct stat s;
	if (lstat(path, &s) != 0) {
		return errno == ENOENT ? EG_OK : EG_FAIL(EG_IO, "folder of the socket");
	}
	if (!S_ISSOCK(s.st_mode)) {
		return EG_FAIL(EG_CONFIG, "what is at the socket's path is no socket");
	}
	return unlink(path) == 0 ? EG_OK : EG_FAIL(EG_IO, "a former socket cannot be removed");
}

static enum eg_err listen_on_path(const char *path, int *out)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct wr w = wr_of(a.sun_path, sizeof(a.sun_path));
	wr_put(&w, rd_cstr(path));
	wr_u8(&w, '\0');
	if (w.bad || path[0] != '/') {
		return EG_FAIL(EG_CONFIG, "socket's path is not absolute, or too long");
	}
	EG_TRY(remove_former(path));
	EG_AUTO(eg_close)
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mode_t before = umask(0777 & ~MODE); /* no moment in which others could connect */
	bool bound = fd >= 0 && bind(fd, (const struct sockaddr *)&a, sizeof(a)) == 0;
	(void)umask(before); /* cannot fail */
	if (!bound || listen(fd, BACKLOG) != 0) {
		return EG_FAIL(EG_IO, "no socket can be made at this path");
	}
	*out = fd;
	fd = -1;
	return EG_OK;
}

static enum eg_err listen_on_port(struct rd text, int *out, uint16_t *port)
{
	uint32_t number = 0;
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(a);
	const int on = 1;
	if (!http_path_number(text, UINT16_MAX, &number)) {
		return EG_FAIL(EG_CONFIG, "port is no number");
	}
	a.sin_port = htons((uint16_t)number);
	EG_AUTO(eg_close)
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(fd, (const struct sockaddr *)&a, sizeof(a)) != 0 || listen(fd, BACKLOG) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &size) != 0) {
		return EG_FAIL(EG_IO, "nobody can listen on this port");
	}
	*port = ntohs(a.sin_port);
	*out = fd;
	fd = -1;
	return EG_OK;
}

enum eg_err http_listen(const char *listen_on, int *out, uint16_t *port)
{
	const struct rd path = RD_TEXT("unix:");
	const struct rd loopback = RD_TEXT("loopback:");
	struct rd text = rd_cstr(listen_on);
	*port = 0;
	if (rd_begins(text, path)) {
		return listen_on_path(listen_on + path.left, out);
	}
	if (rd_begins(text, loopback) && rd_skip(&text, loopback.left)) {
		return listen_on_port(text, out, port);
	}
	return EG_FAIL(EG_CONFIG, "where to listen: unix:PATH or loopback:PORT");
}
