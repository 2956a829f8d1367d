/*
 * finger_virtual: fingers laid on libfprint's virtual image device, which a lane's worker has open.
 * Knows that device's protocol. Never knows what is done at it, nor whose finger it is.
 */
#include "simulator/finger_virtual.h"

#include <errno.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

/* An image, and some words beside it. */
#define ROOM ((size_t)FINGER_SENSOR_SIDE_MAX * FINGER_SENSOR_SIDE_MAX + 256)

enum word {
	WORD_RETRY = -1,
	WORD_ERROR = -2,
	WORD_AUTOMATIC = -3,
	WORD_FINGER = -4,
	WORD_REMOVE = -5,
};

enum eg_err finger_virtual_open(struct finger_virtual *v, const char *path)
{
	*v = FINGER_VIRTUAL_CLOSED;
	int printed = snprintf(v->path, sizeof(v->path), "%s", path);
	return printed < 0 || (size_t)printed >= sizeof(v->path)
		       ? EG_FAIL(EG_CONFIG, "path longer than a socket address")
		       : EG_OK;
}

static void let_go(struct finger_virtual *v)
{
	eg_close(&v->fd);
	bytes_free(&v->rest);
	v->sent = 0;
}

void finger_virtual_close(struct finger_virtual *v)
{
	let_go(v);
}

static bool all_sent(const struct finger_virtual *v)
{
	return v->sent == v->rest.size;
}

bool finger_virtual_heard(const struct finger_virtual *v)
{
	int unread = 0;
	return v->fd < 0 || (all_sent(v) && ioctl(v->fd, SIOCOUTQ, &unread) == 0 && unread == 0);
}

static enum eg_err put(struct finger_virtual *v, int32_t first, int32_t second, struct rd rows)
{
	const int32_t head[2] = {first, second};
	if (all_sent(v)) {
		v->sent = 0;
		EG_TRY(bytes_reserve(&v->rest, ROOM, ROOM));
	}
	EG_TRY(bytes_append(&v->rest, rd_of(head, sizeof(head))));
	return rows.left > 0 ? bytes_append(&v->rest, rows) : EG_OK;
}

static enum eg_err say(struct finger_virtual *v, enum word word, int32_t number)
{
	return put(v, word, number, RD_EMPTY);
}

static int32_t code_of(enum finger_retry why)
{
	switch (why) {
	case FINGER_RETRY_SHORT:
		return 1;
	case FINGER_RETRY_CENTRE:
		return 2;
	case FINGER_RETRY_REMOVE:
		return 3;
	case FINGER_RETRY_GENERAL:
	case FINGER_RETRY_TOO_LIGHT: /* libfprint has no word for it */
		break;
	}
	return 0;
}

static enum eg_err feel(void *of, enum finger_felt what, const struct finger_do *act,
			int64_t now_us)
{
	struct finger_virtual *v = of;
	(void)now_us;
	switch (what) {
	case FINGER_FELT_ON:
		return say(v, WORD_FINGER, 1);
	case FINGER_FELT_PICTURE:
		return put(v, act->picture.width, act->picture.height, act->picture.grey);
	case FINGER_FELT_OFF:
		return say(v, WORD_FINGER, 0);
	case FINGER_FELT_REFUSED:
		return say(v, WORD_RETRY, code_of(act->why));
	case FINGER_FELT_FAILED:
		return say(v, WORD_ERROR, 0);
	case FINGER_FELT_UNPLUGGED:
		v->unplugged = true;
		return v->fd < 0 ? EG_OK : say(v, WORD_REMOVE, 0);
	case FINGER_FELT_PLUGGED:
		v->unplugged = false;
		return EG_OK;
	}
	return EG_FAIL(EG_STATE, "nothing that a sensor feels");
}

/* A worker that ended takes its device along; the next one has one of its own. */
static enum eg_err find_device(struct finger_virtual *v)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char byte;
	if (v->fd >= 0 && recv(v->fd, &byte, 1, MSG_DONTWAIT) < 0 &&
	    (errno == EAGAIN || errno == EINTR)) {
		return EG_OK; /* it never says anything */
	}
	let_go(v);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", v->path); /* it fits */
	EG_AUTO(eg_close) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return EG_FAIL(EG_IO, "no socket for a virtual finger sensor");
	}
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		return EG_OK; /* nobody has it open */
	}
	v->fd = fd;
	fd = -1;
	return v->unplugged ? say(v, WORD_REMOVE, 0) : say(v, WORD_AUTOMATIC, 0);
}

static void send_rest(struct finger_virtual *v)
{
	struct rd rest = bytes_rd(&v->rest);
	while (v->fd >= 0 && !all_sent(v)) {
		ssize_t sent = send(v->fd, rest.at + v->sent, rest.left - v->sent,
				    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
			return;
		}
		if (sent <= 0) {
			let_go(v);
			return;
		}
		v->sent += (size_t)sent;
	}
}

enum eg_err finger_virtual_pass(struct finger_virtual *v, int64_t now_us, struct finger_play *p)
{
	const struct finger_end end = {.of = v, .feel = feel};
	EG_TRY(find_device(v));
	/* One thing at a time, and nothing while nobody would feel it: the next act waits. A cable
	 * is there without a worker. */
	bool cable = p->count > 0 && (p->act[p->first].act == FINGER_ACT_UNPLUG ||
				      p->act[p->first].act == FINGER_ACT_PLUG);
	if ((v->fd >= 0 && all_sent(v)) || (v->fd < 0 && cable)) {
		EG_TRY(finger_play_pass(p, now_us, &end));
	}
	send_rest(v);
	return EG_OK;
}
