/*
 * test_finger_sensor_sim: the simulated finger sensor against a world that keeps or breaks its
 * protocol.
 */
#include "hal/finger_sensor_sim.h"

#include <fcntl.h>
#include <poll.h>
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

#define SEALS  (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)
#define WIDTH  300
#define HEIGHT 400

/* A wait that ends at once: so a sensor's patience is over without any time passing. */
int __real_poll(struct pollfd *fds, nfds_t count, int ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int ms);

int __wrap_poll(struct pollfd *fds, nfds_t count, int ms)
{
	(void)ms;
	return __real_poll(fds, count, 0);
}

/* ---- the simulated world, played in this process ---- */

struct world {
	char path[64];
	int listener;
	int peer;
	struct finger_sensor *sensor;
	uint8_t grey[WIDTH * HEIGHT];
};

static int open_world(void **state)
{
	static struct world w;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	w = (struct world){.listener = -1, .peer = -1};
	for (size_t i = 0; i < sizeof(w.grey); i++) {
		w.grey[i] = (uint8_t)(i * 7 + i / WIDTH);
	}
	(void)snprintf(w.path, sizeof(w.path), "/tmp/test_finger_sim.%ld", (long)getpid());
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", w.path);
	w.listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (w.listener < 0 ||
	    bind(w.listener, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(w.listener, 1) != 0 || finger_sensor_sim.open(&w.sensor, w.path) != EG_OK) {
		return -1;
	}
	w.peer = accept4(w.listener, NULL, NULL, SOCK_CLOEXEC);
	*state = &w;
	return w.peer < 0 ? -1 : 0;
}

static int close_world(void **state)
{
	struct world *w = *state;
	finger_sensor_sim.close(&w->sensor);
	assert_null(w->sensor);
	eg_close(&w->peer);
	eg_close(&w->listener);
	return unlink(w->path);
}

static struct finger_sim_tell tell_of(uint32_t press, uint8_t event)
{
	bool image = event == FINGER_EVENT_CAPTURED;
	return (struct finger_sim_tell){
		.magic = FINGER_SIM_MAGIC,
		.press = press,
		.event = event,
		.width = image ? WIDTH : 0,
		.height = image ? HEIGHT : 0,
		.dpi = image ? 500 : 0,
		.came_us = 1000 + event,
	};
}

/* Sends a tell with count copies of a memfd that holds these bytes under these seals. */
static void tell_with(const struct world *w, struct finger_sim_tell tell, struct rd bytes,
		      unsigned seals, int count)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * 2)];
		struct cmsghdr align;
	} control = {0};
	EG_AUTO(eg_close) int fd = memfd_create("finger", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.at, bytes.left), bytes.left);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, seals), 0);
	struct iovec part = {&tell, sizeof(tell)};
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
	assert_int_equal(sendmsg(w->peer, &m, MSG_NOSIGNAL), sizeof(tell));
}

static void tell(const struct world *w, uint32_t press, uint8_t event)
{
	tell_with(w, tell_of(press, event), RD_EMPTY, 0, 0);
}

static void give(const struct world *w, uint32_t press)
{
	tell_with(w, tell_of(press, FINGER_EVENT_CAPTURED), RD_ARRAY(w->grey), SEALS, 1);
}

static void expect_ask(const struct world *w, uint8_t what, uint32_t press)
{
	struct finger_sim_ask a = {0};
	assert_int_equal(recv(w->peer, &a, sizeof(a), MSG_DONTWAIT), sizeof(a));
	assert_int_equal(a.magic, FINGER_SIM_MAGIC);
	assert_int_equal(a.what, what);
	assert_int_equal(a.press, press);
}

static void expect_silence(const struct world *w)
{
	struct finger_sim_ask a;
	assert_int_equal(recv(w->peer, &a, sizeof(a), MSG_DONTWAIT), -1);
}

static void start(const struct world *w, uint32_t press)
{
	assert_int_equal(finger_sensor_sim.start(w->sensor), EG_OK);
	expect_ask(w, FINGER_SIM_START, press);
}

static struct finger_shot expect(const struct world *w, enum finger_event event)
{
	struct finger_shot shot;
	assert_int_equal(finger_sensor_sim.next(w->sensor, 0, &shot), EG_OK);
	assert_int_equal(shot.event, event);
	return shot;
}

static void expect_err(const struct world *w, enum eg_err expected)
{
	struct finger_shot shot;
	assert_int_equal(finger_sensor_sim.next(w->sensor, 0, &shot), expected);
	assert_int_equal(shot.event, FINGER_EVENT_NONE);
	assert_int_equal(shot.grey.left, 0);
}

/* ---- what it gives ---- */

static void a_press_is_told_as_it_happens_and_its_image_as_it_was_given(void **state)
{
	struct world *w = *state;
	for (uint32_t press = 1; press <= 3; press++) {
		start(w, press);
		expect_err(w, EG_TIMEOUT);
		tell(w, press, FINGER_EVENT_NEEDED);
		tell(w, press, FINGER_EVENT_PRESENT);
		tell(w, press, FINGER_EVENT_TAKEN);
		tell(w, press, FINGER_EVENT_LIFTED);
		give(w, press);
		(void)expect(w, FINGER_EVENT_NEEDED); /* the event alone */
		(void)expect(w, FINGER_EVENT_PRESENT);
		(void)expect(w, FINGER_EVENT_TAKEN);
		(void)expect(w, FINGER_EVENT_LIFTED);
		struct finger_shot shot = expect(w, FINGER_EVENT_CAPTURED);
		assert_int_equal(shot.width, WIDTH);
		assert_int_equal(shot.height, HEIGHT);
		assert_int_equal(shot.dpi, 500);
		assert_int_equal(shot.came_us, 1000 + FINGER_EVENT_CAPTURED);
		assert_true(rd_equal(shot.grey, RD_ARRAY(w->grey)));
		expect_err(w, EG_STATE); /* off, until the next start */
		expect_silence(w);
	}
}

static void each_retry_says_why_and_the_press_is_still_wanted(void **state)
{
	struct world *w = *state;
	start(w, 1);
	tell(w, 1, FINGER_EVENT_NEEDED);
	(void)expect(w, FINGER_EVENT_NEEDED);
	for (int why = FINGER_RETRY_GENERAL; why <= FINGER_RETRY_TOO_LIGHT; why++) {
		struct finger_sim_tell t = tell_of(1, FINGER_EVENT_RETRY);
		t.retry = (uint8_t)why;
		tell_with(w, t, RD_EMPTY, 0, 0);
		assert_int_equal(expect(w, FINGER_EVENT_RETRY).retry, why);
		tell(w, 1, FINGER_EVENT_NEEDED);
		(void)expect(w, FINGER_EVENT_NEEDED);
	}
	give(w, 1);
	(void)expect(w, FINGER_EVENT_CAPTURED);
}

static void nothing_of_a_press_that_was_stopped_is_taken_for_the_next(void **state)
{
	struct world *w = *state;
	start(w, 1);
	tell(w, 1, FINGER_EVENT_NEEDED);
	(void)expect(w, FINGER_EVENT_NEEDED);
	tell(w, 1, FINGER_EVENT_PRESENT); /* on its way when the lane stops it */
	give(w, 1);
	assert_int_equal(finger_sensor_sim.stop(w->sensor), EG_OK);
	expect_ask(w, FINGER_SIM_STOP, 1);
	expect_err(w, EG_STATE);
	assert_int_equal(finger_sensor_sim.stop(w->sensor), EG_OK); /* nothing to end */
	expect_silence(w);
	start(w, 2);
	give(w, 1); /* and what comes later still */
	expect_err(w, EG_TIMEOUT);
	tell(w, 2, FINGER_EVENT_NEEDED);
	(void)expect(w, FINGER_EVENT_NEEDED);
}

static void a_press_cannot_be_wanted_twice(void **state)
{
	struct world *w = *state;
	start(w, 1);
	assert_int_equal(finger_sensor_sim.start(w->sensor), EG_STATE);
	expect_silence(w);
}

/* ---- a sensor that fails ---- */

static void a_sensor_that_does_not_become_ready_is_stuck(void **state)
{
	struct world *w = *state;
	struct finger_shot shot;
	start(w, 1);
	assert_int_equal(finger_sensor_sim.next(w->sensor, FINGER_SIM_START_MS - 1, &shot),
			 EG_TIMEOUT);
	assert_int_equal(finger_sensor_sim.next(w->sensor, UINT32_MAX, &shot), EG_IO);
	expect_err(w, EG_STATE);
	start(w, 2);
	tell(w, 2, FINGER_EVENT_NEEDED);
	(void)expect(w, FINGER_EVENT_NEEDED);
	for (int i = 0; i < 3; i++) { /* a traveller may take long */
		assert_int_equal(finger_sensor_sim.next(w->sensor, 10 * FINGER_SIM_START_MS, &shot),
				 EG_TIMEOUT);
	}
}

static void a_device_error_ends_the_press(void **state)
{
	struct world *w = *state;
	start(w, 1);
	tell(w, 1, FINGER_EVENT_NEEDED);
	tell(w, 1, FINGER_SIM_FAILED);
	(void)expect(w, FINGER_EVENT_NEEDED);
	expect_err(w, EG_IO);
	expect_err(w, EG_STATE);
	assert_true(finger_sensor_sim.there(w->sensor));
	start(w, 2);
}

static void a_sensor_that_was_unplugged_is_gone(void **state)
{
	struct world *w = *state;
	assert_true(finger_sensor_sim.there(w->sensor)); /* while it is off */
	start(w, 1);
	tell(w, 1, FINGER_EVENT_NEEDED);
	assert_true(finger_sensor_sim.there(w->sensor)); /* with something told and not yet heard */
	eg_close(&w->peer);
	assert_false(finger_sensor_sim.there(w->sensor));
	(void)expect(w, FINGER_EVENT_NEEDED);
	expect_err(w, EG_GONE);
	assert_int_equal(finger_sensor_sim.start(w->sensor), EG_GONE);
}

/* ---- a world that lies ---- */

static size_t open_descriptors(void)
{
	size_t count = 0;
	for (int fd = 0; fd < 64; fd++) {
		count += fcntl(fd, F_GETFD) >= 0;
	}
	return count;
}

/* After NEEDED, a tell that must be refused; the press is over then. */
static void expect_refused(struct world *w, uint32_t press, const struct finger_sim_tell *t,
			   struct rd bytes, unsigned seals, int count, enum eg_err expected)
{
	size_t before = open_descriptors();
	start(w, press);
	tell(w, press, FINGER_EVENT_NEEDED);
	(void)expect(w, FINGER_EVENT_NEEDED);
	tell_with(w, *t, bytes, seals, count);
	expect_err(w, expected);
	expect_err(w, EG_STATE);
	assert_int_equal(open_descriptors(), before);
}

static void an_image_that_lies_about_itself_is_refused(void **state)
{
	struct world *w = *state;
	struct rd grey = RD_ARRAY(w->grey);
	struct rd less = rd_of(w->grey, sizeof(w->grey) - 1);
	uint32_t n = 0;
	struct finger_sim_tell t = tell_of(++n, FINGER_EVENT_CAPTURED);
	expect_refused(w, n, &t, less, SEALS, 1, EG_BAD_DATA);
	t = tell_of(++n, FINGER_EVENT_CAPTURED);
	expect_refused(w, n, &t, grey, F_SEAL_SHRINK | F_SEAL_GROW, 1, EG_BAD_DATA);
	t = tell_of(++n, FINGER_EVENT_CAPTURED);
	expect_refused(w, n, &t, grey, SEALS, 0, EG_BAD_DATA);
	t = tell_of(++n, FINGER_EVENT_CAPTURED);
	expect_refused(w, n, &t, grey, SEALS, 2, EG_BAD_DATA);
	t = tell_of(++n, FINGER_EVENT_PRESENT);
	expect_refused(w, n, &t, grey, SEALS, 1, EG_BAD_DATA);
	t = tell_of(++n, FINGER_EVENT_CAPTURED);
	t.width = FINGER_SENSOR_SIDE_MAX + 1;
	expect_refused(w, n, &t, grey, SEALS, 1, EG_TOO_BIG);
	t = tell_of(++n, FINGER_EVENT_CAPTURED);
	t.height = 0;
	expect_refused(w, n, &t, grey, SEALS, 1, EG_TOO_BIG);
	t = tell_of(++n, FINGER_EVENT_CAPTURED);
	t.dpi = FINGER_SENSOR_DPI_MAX + 1;
	expect_refused(w, n, &t, grey, SEALS, 1, EG_BAD_DATA);
}

static void a_tell_out_of_turn_is_refused(void **state)
{
	struct world *w = *state;
	uint32_t n = 0;
	struct finger_sim_tell t = tell_of(++n, FINGER_EVENT_NONE);
	expect_refused(w, n, &t, RD_EMPTY, 0, 0, EG_BAD_DATA);
	t = tell_of(++n, FINGER_EVENT_CAPTURED + 1);
	expect_refused(w, n, &t, RD_EMPTY, 0, 0, EG_BAD_DATA);
	t = tell_of(++n, FINGER_EVENT_RETRY);
	t.retry = FINGER_RETRY_TOO_LIGHT + 1;
	expect_refused(w, n, &t, RD_EMPTY, 0, 0, EG_BAD_DATA);
	t = tell_of(++n, FINGER_EVENT_LIFTED);
	t.magic++;
	expect_refused(w, n, &t, RD_EMPTY, 0, 0, EG_BAD_DATA);
	t = tell_of(++n + 1, FINGER_EVENT_PRESENT); /* of a press that nobody asked for yet */
	expect_refused(w, n, &t, RD_EMPTY, 0, 0, EG_BAD_DATA);
	start(w, ++n);
	tell(w, n, FINGER_EVENT_PRESENT); /* before NEEDED */
	expect_err(w, EG_BAD_DATA);
}

static void a_sensor_smaller_than_a_gate_needs_is_refused(void **state)
{
	struct world *w = *state;
	struct finger_sim_tell t = tell_of(1, FINGER_EVENT_CAPTURED);
	t.dpi = 601; /* the same pixels on less of a finger */
	expect_refused(w, 1, &t, RD_ARRAY(w->grey), SEALS, 1, EG_CONFIG);
	assert_true(finger_sensor_big_enough(300, 300, 500));
	assert_false(finger_sensor_big_enough(299, 300, 500));
	assert_false(finger_sensor_big_enough(300, 300, 501));
	assert_true(finger_sensor_big_enough(250, 360, 500)); /* slim */
	assert_false(finger_sensor_big_enough(249, 2000, 500));
	assert_false(finger_sensor_big_enough(2000, 249, 500));
	assert_true(finger_sensor_big_enough(384, 290, 512)); /* U.are.U 4000, by libfprint */
	assert_true(finger_sensor_big_enough(150, 150, 250));
	assert_true(finger_sensor_big_enough(600, 600, 1000));
	assert_false(finger_sensor_big_enough(599, 600, 1000));
	assert_false(finger_sensor_big_enough(300, 400, 1000));
}

/* ---- which backend ---- */

static void a_spec_chooses_the_backend(void **state)
{
	(void)state;
	const struct finger_sensor_backend *backend = NULL;
	const char *where = NULL;
	assert_int_equal(finger_sensor_find("sim:/run/world", &backend, &where), EG_OK);
	assert_string_equal(backend->name, "sim");
	assert_string_equal(where, "/run/world");
	assert_int_equal(finger_sensor_find("sim:", &backend, &where), EG_CONFIG);
	assert_int_equal(finger_sensor_find("/dev/finger", &backend, &where), EG_CONFIG);
}

static void a_world_that_is_not_there_is_gone(void **state)
{
	(void)state;
	struct finger_sensor *s = NULL;
	assert_int_equal(finger_sensor_sim.open(&s, "/nonexistent/world"), EG_GONE);
	assert_null(s);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown((test), open_world, close_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_WORLD(a_press_is_told_as_it_happens_and_its_image_as_it_was_given),
		IN_WORLD(each_retry_says_why_and_the_press_is_still_wanted),
		IN_WORLD(nothing_of_a_press_that_was_stopped_is_taken_for_the_next),
		IN_WORLD(a_press_cannot_be_wanted_twice),
		IN_WORLD(a_sensor_that_does_not_become_ready_is_stuck),
		IN_WORLD(a_device_error_ends_the_press),
		IN_WORLD(a_sensor_that_was_unplugged_is_gone),
		IN_WORLD(an_image_that_lies_about_itself_is_refused),
		IN_WORLD(a_tell_out_of_turn_is_refused),
		IN_WORLD(a_sensor_smaller_than_a_gate_needs_is_refused),
		cmocka_unit_test(a_spec_chooses_the_backend),
		cmocka_unit_test(a_world_that_is_not_there_is_gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
