/*
 * link: one SOCK_SEQPACKET connection, messages with at most one sealed memfd beside each.
 * Knows sockets, descriptors and seals. Never knows what a message means.
 */
#ifndef EG_OS_LINK_H
#define EG_OS_LINK_H

#include "base/secret.h"
#include "wire/msg.h"

/* Descriptor on which every worker finds its connection to the core. */
#define LINK_FD 3

/* Sends one message; bulk_fd -1 for none (kept by the caller). EG_GONE when the peer is away. */
EG_CHECK enum eg_err link_send(int fd, const struct msg *m, int bulk_fd);
/*
 * Receives one message; blocks unless fd is non-blocking (then EG_TIMEOUT: nothing there).
 * *bulk_fd is -1 or a descriptor that the caller closes. EG_GONE at the end of the connection,
 * EG_BAD_DATA for anything msg_parse refuses.
 */
EG_CHECK enum eg_err link_recv(int fd, struct msg *m, int *bulk_fd);

/* A sealed memfd (no write, grow, shrink) with these bytes; caller closes it. */
EG_CHECK enum eg_err bulk_make(struct rd bytes, int *fd);
/* Whether a received memfd is sealed and of this size; no byte of it is looked at. */
EG_CHECK enum eg_err bulk_check(int fd, size_t size, size_t limit);
/* Maps a received memfd read-only: refuses one that is not sealed, or of another or too large size.
 */
struct bulk {
	void *map;
	size_t size;
};
EG_CHECK enum eg_err bulk_map(int fd, size_t size, size_t limit, struct bulk *out);
struct rd bulk_rd(const struct bulk *b);
void bulk_unmap(struct bulk *b); /* cleanup; accepts an empty one */

#define BULK_LIMIT \
	(256u * 1024u) /* largest file of a chip that a gate reads (DG2 is 12 to 60 kB) */

#endif
