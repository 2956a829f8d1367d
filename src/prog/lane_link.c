/*
 * lane_link: a lane's socket, as consoles and screens use it.
 * Knows the socket and how to ask. Never knows what is told over it.
 */
#include "prog/lane_link.h"

#include "os/link.h"
#include "wire/msg_case.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

static enum eg_err connect_to(const char *path, int flags, int *out)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct wr w = wr_of(a.sun_path, sizeof(a.sun_path));
	wr_put(&w, rd_cstr(path));
	wr_u8(&w, '\0');
	EG_AUTO(eg_close) int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | flags, 0);
	if (w.bad || fd < 0) {
		return EG_FAIL(EG_GONE, "no lane at this socket");
	}
	if (connect(fd, (const struct sockaddr *)&a, sizeof(a)) != 0) {
		return errno == EAGAIN ? EG_FAIL(EG_TIMEOUT, "too many wait for this lane")
				       : EG_FAIL(EG_GONE, "no lane at this socket");
	}
	*out = fd;
	fd = -1;
	return EG_OK;
}

enum eg_err lane_connect(const char *path, int *out)
{
	return connect_to(path, 0, out);
}

enum eg_err lane_connect_now(const char *path, int *out)
{
	return connect_to(path, SOCK_NONBLOCK, out);
}

enum eg_err lane_watch(int fd, enum watch_as as, bool attends)
{
	struct msg ask = msg_make(MSG_WATCH, 0);
	ask.body.watch.as = (uint8_t)as;
	ask.body.watch.attends = attends ? 1 : 0;
	return link_send(fd, &ask, -1);
}

/* Only what the lane will take for a message; else it would end the connection. */
static enum eg_err say(int fd, struct msg *m, struct rd note, char room[CASE_NOTE_SIZE])
{
	size_t size;
	if (!rd_dump(note, room, CASE_NOTE_SIZE - 1, &size) || !msg_case_ok(m)) {
		return EG_FAIL(EG_BAD_DATA, "an officer's word that a lane does not take");
	}
	return link_send(fd, m, -1);
}

enum eg_err lane_send_order(int fd, uint32_t traveller, enum gate_event_kind order,
			    const struct lane_why *why)
{
	struct msg m = msg_make(MSG_ORDER, traveller);
	m.body.order.order = (uint8_t)order;
	m.body.order.code = (uint8_t)why->code;
	m.body.order.officer = why->officer;
	m.body.order.from = why->from;
	return say(fd, &m, why->note, m.body.order.note);
}
