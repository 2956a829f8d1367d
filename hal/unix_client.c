/*
 * unix_client: a connection to a simulated device.
 * Knows Unix sockets. Never knows what is said.
 */
#include "hal/unix_client.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

enum eg_err unix_client_connect(const char *path, int *fd)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int printed = snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (printed < 0 || (size_t)printed >= sizeof(address.sun_path)) {
		return EG_FAIL(EG_CONFIG, "path longer than a socket address");
	}
	EG_AUTO(eg_close) int made = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (made < 0) {
		return EG_FAIL(EG_IO, "no socket for a simulated device");
	}
	if (connect(made, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		return EG_FAIL(EG_GONE, "no world listens for this device");
	}
	/* Only now: connecting to a full backlog would give up at once. */
	if (fcntl(made, F_SETFL, O_NONBLOCK) != 0) {
		return EG_FAIL(EG_IO, "socket stays blocking");
	}
	*fd = made;
	made = -1;
	return EG_OK;
}
