/*
 * sealed_frame: a datagram of a simulated device, with at most one sealed memfd beside it.
 * Knows descriptors, seals and sizes. Never knows what the datagram or the bytes say.
 */
#ifndef EG_HAL_SEALED_FRAME_H
#define EG_HAL_SEALED_FRAME_H

#include "base/rd.h"

/*
 * Takes the next datagram of exactly size bytes into head, without waiting; *memfd is -1 or what
 * came beside it (the caller closes it). EG_TIMEOUT: there is none. EG_GONE: the world ended.
 * EG_BAD_DATA: another size, or more than one descriptor.
 */
EG_CHECK enum eg_err sealed_frame_receive(int fd, void *head, size_t size, int *memfd);
/*
 * The same for a datagram of any size up to cap, which is lent in room. EG_TOO_BIG: a longer one,
 * which is dropped.
 */
EG_CHECK enum eg_err sealed_frame_receive_any(int fd, void *room, size_t cap, struct rd *datagram,
					      int *memfd);

struct sealed_frame {
	void *map; /* owned, or NULL */
	size_t size;
};
/* Maps a memfd read-only. EG_BAD_DATA: it could change under the reader, or has another size. */
EG_CHECK enum eg_err sealed_frame_map(int memfd, size_t size, struct sealed_frame *out);
struct rd sealed_frame_rd(const struct sealed_frame *f);
void sealed_frame_unmap(struct sealed_frame *f); /* cleanup; accepts an empty one */

#endif
