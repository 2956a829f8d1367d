/*
 * look_link: one question and one answer between look and a process behind the sandbox.
 * Knows sockets and how an answer belongs to its question. Never knows when to ask, or whom.
 */
#include "prog/look_link.h"

#include "os/fds.h"

#include <errno.h>
#include <sys/stat.h>

#define ANSWER_SIZE (4 + LOOK_WIRE_SIZE)

enum eg_err look_link_open(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "connection to a process behind the sandbox");
}

enum eg_err look_ask(int link, uint32_t number, struct rd picture)
{
	EG_AUTO(eg_close) int bulk = -1;
	union fds_room room;
	struct iovec part = {.iov_base = &number, .iov_len = sizeof(number)};
	struct msghdr h = {.msg_iov = &part, .msg_iovlen = 1};
	EG_TRY(bulk_make(picture, &bulk));
	fds_put(&h, &room, &bulk, 1);
	while (sendmsg(link, &h, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)sizeof(number)) {
		if (errno != EINTR) {
			return EG_FAIL(EG_GONE, "the process behind the sandbox is asked no more");
		}
	}
	return EG_OK;
}

bool look_spoke(int link)
{
	uint8_t octet;
	return recv(link, &octet, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* Descriptors that come beside it nobody takes: the kernel closes them. */
static enum eg_err take_answer(int link, uint8_t octets[ANSWER_SIZE])
{
	ssize_t got = recv(link, octets, ANSWER_SIZE, MSG_DONTWAIT | MSG_TRUNC);
	if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
		return EG_FAIL(EG_TIMEOUT, "no answer yet");
	}
	if (got <= 0) {
		return EG_FAIL(EG_GONE, "the process that decoded it died");
	}
	return got == ANSWER_SIZE ? EG_OK : EG_FAIL(EG_BAD_DATA, "answer of another size");
}

/* One that no score comes of, or none with others', would end the whole evaluation. */
static bool made_by(const struct face_embedder *model, const struct face_template *t)
{
	int16_t own;
	return t->model == face_embedder_model(model) && t->size == model->size &&
	       face_compare(t, t, &own) == EG_OK;
}

enum eg_err look_hear(int link, uint32_t number, const struct face_embedder *model,
		      struct look_answer *out)
{
	uint8_t octets[ANSWER_SIZE] = {0};
	struct rd r = RD_ARRAY(octets);
	uint32_t to;
	*out = (struct look_answer){0};
	EG_TRY(take_answer(link, octets));
	if (!rd_be32(&r, &to) || to != number || look_spoke(link)) {
		return EG_FAIL(EG_BAD_DATA, "answer to what was not asked");
	}
	EG_TRY(look_read(r, out));
	if (out->err == EG_OK && !made_by(model, &out->seen.face)) {
		*out = (struct look_answer){0};
		return EG_FAIL(EG_BAD_DATA, "answer of another model");
	}
	return EG_OK;
}

enum eg_err look_asked(int link, uint32_t *number, struct bulk *picture)
{
	int fds[FDS_MAX];
	union fds_room room;
	struct stat st;
	struct iovec part = {.iov_base = number, .iov_len = sizeof(*number)};
	struct msghdr h = {.msg_iov = &part, .msg_iovlen = 1};
	ssize_t got;
	do {
		fds_expect(&h, &room);
		got = recvmsg(link, &h, MSG_CMSG_CLOEXEC);
	} while (got < 0 && errno == EINTR);
	size_t count = got < 0 ? 0 : fds_take(&h, fds);
	enum eg_err err = EG_OK;
	if (got != (ssize_t)sizeof(*number) || count != 1 || fstat(fds[0], &st) != 0) {
		err = EG_FAIL(EG_GONE, "nothing more is asked");
	} else {
		err = bulk_map(fds[0], (size_t)st.st_size, LOOK_FILE_MAX, picture);
	}
	fds_close(fds, count);
	return err;
}

enum eg_err look_tell(int link, uint32_t number, const struct look_answer *a)
{
	uint8_t octets[ANSWER_SIZE];
	struct wr w = WR_ARRAY(octets);
	struct rd made;
	wr_be32(&w, number);
	look_write(&w, a);
	EG_TRY(wr_done(&w, &made));
	while (send(link, made.at, made.left, MSG_NOSIGNAL) != (ssize_t)made.left) {
		if (errno != EINTR) {
			return EG_FAIL(EG_GONE, "nobody hears the answer");
		}
	}
	return EG_OK;
}
