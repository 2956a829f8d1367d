/*
 * test_camera: the simulated camera against a world that keeps or breaks its protocol.
 */
#include "hal/camera_sim.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)

/* ---- which backend ---- */

static void a_spec_chooses_the_backend(void **state)
{
	(void)state;
	const struct camera_backend *backend = NULL;
	const char *where = NULL;
	assert_int_equal(camera_find("v4l2:/dev/video0", &backend, &where), EG_OK);
	assert_string_equal(backend->name, "v4l2");
	assert_string_equal(where, "/dev/video0");
	assert_int_equal(camera_find("sim:/run/world", &backend, &where), EG_OK);
	assert_string_equal(backend->name, "sim");
	assert_string_equal(where, "/run/world");
	assert_int_equal(camera_find("/dev/video0", &backend, &where), EG_CONFIG);
	assert_int_equal(camera_find("rtsp:host", &backend, &where), EG_CONFIG);
}

/* ---- the simulated world, played in this process ---- */

struct world {
	char path[64];
	int listener;
	int peer;
	struct camera *camera;
};

static int open_world(void **state)
{
	static struct world w;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	w = (struct world){.listener = -1, .peer = -1};
	(void)snprintf(w.path, sizeof(w.path), "/tmp/test_camera.%ld", (long)getpid());
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", w.path);
	w.listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (w.listener < 0 ||
	    bind(w.listener, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(w.listener, 1) != 0 ||
	    camera_sim.open(&w.camera, w.path, CAMERA_FACES) != EG_OK) {
		return -1;
	}
	w.peer = accept4(w.listener, NULL, NULL, SOCK_CLOEXEC);
	*state = &w;
	return w.peer < 0 || camera_sim.start(w.camera) != EG_OK ? -1 : 0;
}

static int close_world(void **state)
{
	struct world *w = *state;
	camera_sim.close(&w->camera);
	eg_close(&w->peer);
	eg_close(&w->listener);
	return unlink(w->path);
}

static struct camera_sim_header header_of(uint32_t size)
{
	return (struct camera_sim_header){CAMERA_SIM_MAGIC, size, 900, 720, 1};
}

/* Sends a header with count copies of a memfd that holds text under these seals. */
static void give(const struct world *w, struct camera_sim_header header, struct rd text,
		 unsigned seals, int count)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * 2)];
		struct cmsghdr align;
	} control = {0};
	EG_AUTO(eg_close) int fd = memfd_create("frame", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text.at, text.left), text.left);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, seals), 0);
	struct iovec part = {&header, sizeof(header)};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
	int *fds = (int *)(void *)CMSG_DATA(&control.align);
	for (int i = 0; i < count; i++) {
		fds[i] = fd;
	}
	if (count > 0) {
		control.align.cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
		control.align.cmsg_level = SOL_SOCKET;
		control.align.cmsg_type = SCM_RIGHTS;
		m.msg_control = control.bytes;
		m.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
	}
	assert_int_equal(sendmsg(w->peer, &m, MSG_NOSIGNAL), sizeof(header));
}

static size_t asked(const struct world *w)
{
	uint8_t byte;
	size_t count = 0;
	while (recv(w->peer, &byte, 1, MSG_DONTWAIT) == 1) {
		assert_int_equal(byte, CAMERA_SIM_WANT);
		count++;
	}
	return count;
}

static void a_frame_arrives_as_it_was_given(void **state)
{
	struct world *w = *state;
	struct camera_frame frame;
	for (int i = 0; i < 3; i++) {
		give(w, header_of(5), RD_TEXT("frame"), SEALS, 1);
		assert_int_equal(camera_sim.next(w->camera, 0, &frame), EG_OK);
		assert_true(rd_equal(frame.bytes, RD_TEXT("frame")));
		assert_int_equal(frame.format, CAMERA_MJPEG);
		assert_int_equal(frame.width, 900);
		assert_int_equal(frame.height, 720);
		assert_int_equal(asked(w), 1);
	}
	assert_int_equal(camera_sim.stop(w->camera), EG_OK);
}

static void a_late_frame_is_not_asked_for_twice(void **state)
{
	struct world *w = *state;
	struct camera_frame frame;
	assert_int_equal(camera_sim.next(w->camera, 0, &frame), EG_TIMEOUT);
	assert_int_equal(camera_sim.next(w->camera, 0, &frame), EG_TIMEOUT);
	assert_int_equal(asked(w), 1);
	give(w, header_of(4), RD_TEXT("late"), SEALS, 1);
	assert_int_equal(camera_sim.next(w->camera, 0, &frame), EG_OK);
	assert_true(rd_equal(frame.bytes, RD_TEXT("late")));
}

static void expect_break(struct world *w, enum eg_err expected)
{
	struct camera_frame frame;
	assert_int_equal(camera_sim.next(w->camera, 0, &frame), expected);
	assert_int_equal(frame.bytes.left, 0);
}

static void a_frame_that_could_change_is_refused(void **state)
{
	struct world *w = *state;
	give(w, header_of(5), RD_TEXT("frame"), F_SEAL_SHRINK | F_SEAL_GROW, 1);
	expect_break(w, EG_BAD_DATA);
	give(w, header_of(5), RD_TEXT("frame"), F_SEAL_WRITE | F_SEAL_GROW, 1);
	expect_break(w, EG_BAD_DATA);
}

static void a_header_that_lies_is_refused(void **state)
{
	struct world *w = *state;
	give(w, header_of(6), RD_TEXT("frame"), SEALS, 1);
	expect_break(w, EG_BAD_DATA);
	give(w, header_of(4), RD_TEXT("frame"), SEALS, 1);
	expect_break(w, EG_BAD_DATA);
	struct camera_sim_header h = header_of(5);
	h.magic++;
	give(w, h, RD_TEXT("frame"), SEALS, 1);
	expect_break(w, EG_BAD_DATA);
	give(w, header_of(0), RD_EMPTY, SEALS, 1);
	expect_break(w, EG_TOO_BIG);
	give(w, header_of(CAMERA_SIM_SIZE_MAX + 1), RD_TEXT("frame"), SEALS, 1);
	expect_break(w, EG_TOO_BIG);
	h = header_of(5);
	h.width = CAMERA_SIM_SIDE_MAX + 1;
	give(w, h, RD_TEXT("frame"), SEALS, 1);
	expect_break(w, EG_TOO_BIG);
}

static size_t open_descriptors(void)
{
	size_t count = 0;
	for (int fd = 0; fd < 64; fd++) {
		count += fcntl(fd, F_GETFD) >= 0;
	}
	return count;
}

static void one_descriptor_a_frame_and_none_leaks(void **state)
{
	struct world *w = *state;
	size_t before = open_descriptors();
	give(w, header_of(5), RD_TEXT("frame"), SEALS, 0);
	expect_break(w, EG_BAD_DATA);
	give(w, header_of(5), RD_TEXT("frame"), SEALS, 2);
	expect_break(w, EG_BAD_DATA);
	assert_int_equal(open_descriptors(), before);
}

static void a_world_that_ends_is_gone(void **state)
{
	struct world *w = *state;
	eg_close(&w->peer);
	expect_break(w, EG_GONE);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown((test), open_world, close_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_spec_chooses_the_backend),
		IN_WORLD(a_frame_arrives_as_it_was_given),
		IN_WORLD(a_late_frame_is_not_asked_for_twice),
		IN_WORLD(a_frame_that_could_change_is_refused),
		IN_WORLD(a_header_that_lies_is_refused),
		IN_WORLD(one_descriptor_a_frame_and_none_leaks),
		IN_WORLD(a_world_that_ends_is_gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
