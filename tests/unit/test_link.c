/*
 * test_link: messages and sealed bytes over a real socketpair.
 */
#include "os/link.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct pair {
	int fd[2];
};

static struct pair pair_open(void)
{
	struct pair p;
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, p.fd), 0);
	return p;
}

static void pair_close(struct pair *p)
{
	eg_close(&p->fd[0]);
	eg_close(&p->fd[1]);
}

static unsigned open_fds(void)
{
	unsigned count = 0;
	for (int fd = 0; fd < 256; fd++) {
		count += fcntl(fd, F_GETFD) >= 0;
	}
	return count;
}

/* Sends bytes with some copies of a descriptor, as a hostile worker could. */
static void send_raw(int fd, const void *bytes, size_t size, int passed, size_t copies)
{
	union {
		struct cmsghdr align;
		uint8_t room[CMSG_SPACE(8 * sizeof(int))];
	} control = {.room = {0}};
	struct msg copy = msg_make(MSG_NOTHING, 0);
	uint8_t block[2 * sizeof(copy)] = {0};
	size_t used;
	assert_true(rd_dump(rd_of(bytes, size), block, sizeof(block), &used));
	struct iovec piece = {.iov_base = block, .iov_len = used};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	if (copies > 0) {
		h.msg_control = control.room;
		h.msg_controllen = CMSG_SPACE(copies * sizeof(int));
		struct cmsghdr *c = CMSG_FIRSTHDR(&h);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(copies * sizeof(int));
		struct wr w = wr_of(CMSG_DATA(c), copies * sizeof(int));
		for (size_t i = 0; i < copies; i++) {
			wr_put(&w, rd_of(&passed, sizeof(passed)));
		}
	}
	assert_int_equal(sendmsg(fd, &h, MSG_NOSIGNAL), (ssize_t)used);
}

static void a_file_arrives_with_its_bytes(void **state)
{
	(void)state;
	EG_AUTO(pair_close) struct pair p = pair_open();
	EG_AUTO(eg_close) int sent = -1;
	EG_AUTO(eg_close) int got = -1;
	EG_AUTO(bulk_unmap) struct bulk bulk = {0};
	struct rd bytes = RD_TEXT("sixteen bytes ok");
	struct msg m = msg_make(MSG_FILE, 9);
	struct msg in;
	m.body.file = (struct msg_file){.size = 16, .file = CHIP_FILE_DG1};
	assert_int_equal(bulk_make(bytes, &sent), EG_OK);
	assert_int_equal(link_send(p.fd[0], &m, sent), EG_OK);
	assert_int_equal(link_recv(p.fd[1], &in, &got), EG_OK);
	assert_int_equal(in.kind, MSG_FILE);
	assert_int_equal(in.epoch, 9);
	assert_true((fcntl(got, F_GETFD) & FD_CLOEXEC) != 0);
	assert_int_equal(bulk_map(got, 16, BULK_LIMIT, &bulk), EG_OK);
	assert_true(rd_equal(bulk_rd(&bulk), bytes));
	assert_true(write(got, "x", 1) < 0);
	assert_true(ftruncate(got, 4) < 0);
}

static void an_empty_file_maps_to_nothing(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int fd = -1;
	EG_AUTO(bulk_unmap) struct bulk bulk = {0};
	assert_int_equal(bulk_make(RD_TEXT(""), &fd), EG_OK);
	assert_int_equal(bulk_map(fd, 0, BULK_LIMIT, &bulk), EG_OK);
	struct rd r = bulk_rd(&bulk);
	assert_true(rd_end(&r));
}

static void bytes_that_could_still_change_are_refused(void **state)
{
	static const int seals[] = {
		0,
		F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL,
		F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SEAL,
		F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_SEAL,
		F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL | F_SEAL_FUTURE_WRITE,
	};
	(void)state;
	for (size_t i = 0; i < sizeof(seals) / sizeof(seals[0]); i++) {
		EG_AUTO(eg_close) int fd = memfd_create("t", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		struct bulk bulk;
		assert_int_equal(write(fd, "1234", 4), 4);
		assert_int_equal(fcntl(fd, F_ADD_SEALS, seals[i]), 0);
		assert_int_equal(bulk_map(fd, 4, BULK_LIMIT, &bulk), EG_BAD_DATA);
		assert_null(bulk.map);
	}
}

static void bytes_of_another_size_are_refused(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int fd = -1;
	struct bulk bulk;
	assert_int_equal(bulk_make(RD_TEXT("1234"), &fd), EG_OK);
	assert_int_equal(bulk_map(fd, 3, BULK_LIMIT, &bulk), EG_BAD_DATA);
	assert_int_equal(bulk_map(fd, 5, BULK_LIMIT, &bulk), EG_BAD_DATA);
	assert_int_equal(bulk_map(fd, 4, 3, &bulk), EG_TOO_BIG);
}

static void what_is_no_memfd_is_refused(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	struct bulk bulk;
	assert_int_equal(bulk_map(fd, 0, BULK_LIMIT, &bulk), EG_BAD_DATA);
	assert_int_equal(bulk_map(-1, 0, BULK_LIMIT, &bulk), EG_BAD_DATA);
}

static void descriptors_that_nobody_asked_for_are_closed(void **state)
{
	(void)state;
	EG_AUTO(pair_close) struct pair p = pair_open();
	struct msg gone = msg_make(MSG_DOCUMENT_GONE, 1);
	struct msg file = msg_make(MSG_FILE, 1);
	struct msg in;
	int got;
	file.body.file.file = CHIP_FILE_DG1;
	unsigned before = open_fds();
	send_raw(p.fd[0], &gone, msg_length(&gone), 0, 1);
	assert_int_equal(link_recv(p.fd[1], &in, &got), EG_BAD_DATA);
	for (size_t copies = 2; copies <= 8; copies++) {
		send_raw(p.fd[0], &file, msg_length(&file), 0, copies);
		assert_int_equal(link_recv(p.fd[1], &in, &got), EG_BAD_DATA);
		assert_int_equal(got, -1);
	}
	assert_int_equal(open_fds(), before);
}

static void a_message_longer_than_any_is_refused(void **state)
{
	(void)state;
	EG_AUTO(pair_close) struct pair p = pair_open();
	uint8_t block[MSG_SIZE + 1] = {0};
	struct msg in;
	int got;
	send_raw(p.fd[0], block, sizeof(block), -1, 0);
	assert_int_equal(link_recv(p.fd[1], &in, &got), EG_BAD_DATA);
	assert_int_equal(link_recv(p.fd[1], &in, &got), EG_TIMEOUT);
}

static void the_end_of_a_peer_is_told(void **state)
{
	(void)state;
	EG_AUTO(pair_close) struct pair p = pair_open();
	struct msg m = msg_make(MSG_WATCH, 0);
	struct msg in;
	int got;
	assert_int_equal(link_send(p.fd[1], &m, -1), EG_OK);
	eg_close(&p.fd[1]);
	assert_int_equal(link_recv(p.fd[0], &in, &got), EG_OK); /* sent before the end */
	assert_int_equal(link_recv(p.fd[0], &in, &got), EG_GONE);
	assert_int_equal(link_send(p.fd[0], &m, -1), EG_GONE);
}

static void what_a_peer_said_before_it_ended_arrives_though_it_left_things_unread(void **state)
{
	struct pair p = pair_open();
	struct msg ready = msg_make(MSG_READY, 0);
	struct msg m;
	int bulk;
	(void)state;
	assert_int_equal(link_send(p.fd[0], &ready, -1), EG_OK);
	assert_int_equal(link_send(p.fd[1], &ready, -1), EG_OK);
	eg_close(&p.fd[1]); /* with a message that it has not read */
	assert_int_equal(link_recv(p.fd[0], &m, &bulk), EG_OK);
	assert_int_equal(link_recv(p.fd[0], &m, &bulk), EG_GONE);
	pair_close(&p);
}

static void a_full_connection_does_not_block(void **state)
{
	(void)state;
	EG_AUTO(pair_close) struct pair p = pair_open();
	struct msg m = msg_make(MSG_STATUS, 0);
	enum eg_err err = EG_OK;
	for (unsigned i = 0; i < 100000 && err == EG_OK; i++) {
		err = link_send(p.fd[0], &m, -1);
	}
	assert_int_equal(err, EG_TIMEOUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_arrives_with_its_bytes),
		cmocka_unit_test(an_empty_file_maps_to_nothing),
		cmocka_unit_test(bytes_that_could_still_change_are_refused),
		cmocka_unit_test(bytes_of_another_size_are_refused),
		cmocka_unit_test(what_is_no_memfd_is_refused),
		cmocka_unit_test(descriptors_that_nobody_asked_for_are_closed),
		cmocka_unit_test(a_message_longer_than_any_is_refused),
		cmocka_unit_test(the_end_of_a_peer_is_told),
		cmocka_unit_test(
			what_a_peer_said_before_it_ended_arrives_though_it_left_things_unread),
		cmocka_unit_test(a_full_connection_does_not_block),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
