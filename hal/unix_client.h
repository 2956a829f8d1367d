/*
 * unix_client: a connection to a simulated device.
 * Knows Unix sockets. Never knows what is said.
 */
#ifndef EG_HAL_UNIX_CLIENT_H
#define EG_HAL_UNIX_CLIENT_H

#include "base/err.h"

/*
 * Connects a non-blocking SOCK_SEQPACKET socket to path, close-on-exec; the caller closes *fd.
 * EG_CONFIG: path longer than a socket address. EG_GONE: nobody listens there.
 */
EG_CHECK enum eg_err unix_client_connect(const char *path, int *fd);

#endif
