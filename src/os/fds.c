/*
 * fds: descriptors that travel beside a datagram (SCM_RIGHTS).
 * Knows control blocks. Never knows the datagram, nor how many descriptors it should have.
 */
#include "os/fds.h"

#include "base/rd.h"
#include "base/wr.h"

void fds_put(struct msghdr *h, union fds_room *room, const int *fds, size_t count)
{
	size_t size = count * sizeof(*fds);
	*room = (union fds_room){.room = {0}};
	h->msg_control = room->room;
	h->msg_controllen = CMSG_SPACE(size);
	struct cmsghdr *c = CMSG_FIRSTHDR(h);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(size);
	struct wr w = wr_of(CMSG_DATA(c), size);
	wr_put(&w, rd_of(fds, size));
}

void fds_expect(struct msghdr *h, union fds_room *room)
{
	*room = (union fds_room){.room = {0}};
	h->msg_control = room->room;
	h->msg_controllen = sizeof(room->room);
}

size_t fds_take(struct msghdr *h, int fds[FDS_MAX])
{
	size_t count = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c != NULL; c = CMSG_NXTHDR(h, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) {
			continue;
		}
		struct rd r = rd_of(CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0));
		while (count < FDS_MAX && r.left >= sizeof(int) &&
		       rd_copy(&r, &fds[count], sizeof(int))) {
			count++;
		}
	}
	return count;
}

void fds_close(int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		eg_close(&fds[i]);
	}
}
