/*
 * test_touch_worker: egate-touch as a process, behind its sandbox, before a test that plays its
 * core and a simulated sensor's world.
 */
#include "hal/finger_sensor_sim.h"

#include "touch_desk.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define WIDTH  300
#define HEIGHT 400

struct scene {
	struct touch_desk desk;
	int listener; /* owned; -1: the world is not there */
	int peer;     /* owned: the sensor's connection to the world; -1 */
	uint8_t grey[WIDTH * HEIGHT];
};

static char path[64];
static char spec[128];
static struct scene scene;

/* ---- the world ---- */

static void open_world(struct scene *s)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	s->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	assert_true(s->listener >= 0);
	assert_int_equal(bind(s->listener, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(s->listener, 4), 0);
}

static void take_peer(struct scene *s)
{
	struct pollfd p = {.fd = s->listener, .events = POLLIN};
	assert_int_equal(poll(&p, 1, TOUCH_DESK_WAIT_MS), 1);
	s->peer = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);
	assert_true(s->peer >= 0);
}

static void expect_ask(const struct scene *s, uint8_t what, uint32_t press)
{
	struct finger_sim_ask a = {0};
	struct pollfd p = {.fd = s->peer, .events = POLLIN};
	assert_int_equal(poll(&p, 1, TOUCH_DESK_WAIT_MS), 1);
	assert_int_equal(recv(s->peer, &a, sizeof(a), 0), sizeof(a));
	assert_int_equal(a.magic, FINGER_SIM_MAGIC);
	assert_int_equal(a.what, what);
	assert_int_equal(a.press, press);
}

static struct finger_sim_tell tell_of(uint32_t press, uint8_t event)
{
	return (struct finger_sim_tell){.magic = FINGER_SIM_MAGIC, .press = press, .event = event};
}

static void tell(const struct scene *s, uint32_t press, uint8_t event)
{
	struct finger_sim_tell t = tell_of(press, event);
	assert_int_equal(send(s->peer, &t, sizeof(t), MSG_NOSIGNAL), sizeof(t));
}

static void give(const struct scene *s, uint32_t press, uint16_t width, uint16_t height)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	EG_AUTO(eg_close) int fd = -1;
	struct finger_sim_tell t = tell_of(press, FINGER_EVENT_CAPTURED);
	t.width = width;
	t.height = height;
	t.dpi = 500;
	assert_int_equal(bulk_make(rd_of(s->grey, (size_t)width * height), &fd), EG_OK);
	struct iovec part = {&t, sizeof(t)};
	struct msghdr m = {.msg_iov = &part,
			   .msg_iovlen = 1,
			   .msg_control = control.bytes,
			   .msg_controllen = sizeof(control.bytes)};
	control.align.cmsg_len = CMSG_LEN(sizeof(int));
	control.align.cmsg_level = SOL_SOCKET;
	control.align.cmsg_type = SCM_RIGHTS;
	*(int *)(void *)CMSG_DATA(&control.align) = fd;
	assert_int_equal(sendmsg(s->peer, &m, MSG_NOSIGNAL), sizeof(t));
}

/* ---- process and world ---- */

static int empty_scene(void **state)
{
	scene.listener = scene.peer = -1;
	for (size_t i = 0; i < sizeof(scene.grey); i++) {
		scene.grey[i] = (uint8_t)(i * 7 + i / WIDTH);
	}
	*state = &scene;
	return 0;
}

static void start_ready(struct scene *s, const char *setting)
{
	touch_desk_start(&s->desk, WORKER, (const char *const[]){spec, setting, NULL});
	take_peer(s);
	touch_desk_ready(&s->desk);
}

static int start(void **state)
{
	(void)empty_scene(state); /* cannot fail */
	open_world(&scene);
	start_ready(&scene, NULL);
	return 0;
}

static int stop(void **state)
{
	struct scene *s = *state;
	if (s->desk.pid > 0) {
		touch_desk_kill(&s->desk); /* of a test that failed half-way */
	}
	eg_close(&s->peer);
	eg_close(&s->listener);
	(void)unlink(path); /* where there was a world */
	return 0;
}

static void want(struct scene *s, uint32_t press)
{
	touch_desk_press(&s->desk, TOUCH_DESK_EPOCH, press, TOUCH_DESK_PRESS_MS);
}

/* A press is wanted, the asked-th of this sensor, and it is ready for it. */
static void begin(struct scene *s, uint32_t press, uint32_t asked)
{
	want(s, press);
	expect_ask(s, FINGER_SIM_START, asked);
	tell(s, asked, FINGER_EVENT_NEEDED);
	(void)touch_desk_event(&s->desk, press, PRESS_NEEDED);
}

static void expect_picture(struct scene *s, uint32_t press, uint32_t asked)
{
	give(s, asked, WIDTH, HEIGHT);
	touch_desk_image(&s->desk, press, WIDTH, HEIGHT, RD_ARRAY(s->grey));
}

/* ---- presses ---- */

static void a_press_is_told_as_it_happens_and_its_picture_is_the_sensors(void **state)
{
	struct scene *s = *state;
	for (uint32_t i = 1; i <= 3; i++) {
		begin(s, 10 + i, i);
		tell(s, i, FINGER_EVENT_PRESENT);
		tell(s, i, FINGER_EVENT_TAKEN);
		tell(s, i, FINGER_EVENT_LIFTED);
		(void)touch_desk_event(&s->desk, 10 + i, PRESS_PRESENT);
		(void)touch_desk_event(&s->desk, 10 + i, PRESS_TAKEN);
		(void)touch_desk_event(&s->desk, 10 + i, PRESS_LIFTED);
		expect_picture(s, 10 + i, i);
	}
	assert_int_equal(touch_desk_close(&s->desk), EXIT_SUCCESS);
}

static void each_retry_says_why(void **state)
{
	struct scene *s = *state;
	begin(s, 1, 1);
	for (int why = PRESS_RETRY_GENERAL; why < PRESS_RETRY_COUNT; why++) {
		struct finger_sim_tell t = tell_of(1, FINGER_EVENT_RETRY);
		t.retry = (uint8_t)why;
		assert_int_equal(send(s->peer, &t, sizeof(t), MSG_NOSIGNAL), sizeof(t));
		assert_int_equal(touch_desk_event(&s->desk, 1, PRESS_RETRY).retry, why);
	}
	expect_picture(s, 1, 1);
	assert_int_equal(touch_desk_close(&s->desk), EXIT_SUCCESS);
}

static void a_press_is_over_in_its_time_and_the_sensor_is_off_then(void **state)
{
	struct scene *s = *state;
	touch_desk_press(&s->desk, TOUCH_DESK_EPOCH, 1, 200);
	expect_ask(s, FINGER_SIM_START, 1);
	tell(s, 1, FINGER_EVENT_NEEDED);
	touch_desk_over(&s->desk, 1);
	expect_ask(s, FINGER_SIM_STOP, 1);
	begin(s, 2, 2);
	expect_picture(s, 2, 2);
	assert_int_equal(touch_desk_close(&s->desk), EXIT_SUCCESS);
}

static void nothing_of_a_stopped_press_comes_and_the_next_one_is_its_own(void **state)
{
	struct scene *s = *state;
	begin(s, 1, 1);
	touch_desk_press(&s->desk, TOUCH_DESK_EPOCH, 1, 0);
	expect_ask(s, FINGER_SIM_STOP, 1);
	tell(s, 1, FINGER_EVENT_PRESENT); /* it was on its way */
	give(s, 1, WIDTH, HEIGHT);
	begin(s, 2, 2);
	touch_desk_press(&s->desk, TOUCH_DESK_EPOCH, 2, 0); /* both at once */
	want(s, 3);
	expect_ask(s, FINGER_SIM_STOP, 2);
	expect_ask(s, FINGER_SIM_START, 3);
	tell(s, 3, FINGER_EVENT_NEEDED);
	(void)touch_desk_event(&s->desk, 3, PRESS_NEEDED);
	expect_picture(s, 3, 3);
	touch_desk_press(&s->desk, TOUCH_DESK_EPOCH, 3, 0); /* the picture was first */
	begin(s, 4, 4);
	expect_picture(s, 4, 4);
	assert_int_equal(touch_desk_close(&s->desk), EXIT_SUCCESS);
}

/* ---- what must end it ---- */

static void a_message_of_another_traveller_ends_it(void **state)
{
	struct scene *s = *state;
	begin(s, 1, 1);
	expect_picture(s, 1, 1);
	touch_desk_press(&s->desk, TOUCH_DESK_EPOCH + 1, 2, TOUCH_DESK_PRESS_MS);
	touch_desk_ends(&s->desk, EXIT_FAILURE);
}

static void a_press_during_another_ends_it(void **state)
{
	struct scene *s = *state;
	begin(s, 1, 1);
	want(s, 2);
	touch_desk_ends(&s->desk, EXIT_FAILURE);
}

static void a_number_that_was_there_before_ends_it(void **state)
{
	struct scene *s = *state;
	begin(s, 2, 1);
	expect_picture(s, 2, 1);
	want(s, 2);
	touch_desk_ends(&s->desk, EXIT_FAILURE);
}

static void a_message_that_is_for_another_worker_ends_it(void **state)
{
	struct scene *s = *state;
	struct msg m = msg_make(MSG_FINGER_STOP, TOUCH_DESK_EPOCH);
	assert_int_equal(link_send(s->desk.link, &m, -1), EG_OK);
	touch_desk_ends(&s->desk, EXIT_FAILURE);
}

/* ---- a sensor that is lost, stuck, or none for a gate ---- */

static void a_sensor_lost_while_nobody_is_there_is_told(void **state)
{
	struct scene *s = *state;
	eg_close(&s->peer);
	touch_desk_unfit(&s->desk, 0);
}

static void a_sensor_lost_between_two_presses_is_told(void **state)
{
	struct scene *s = *state;
	begin(s, 1, 1);
	expect_picture(s, 1, 1);
	eg_close(&s->peer);
	touch_desk_unfit(&s->desk, TOUCH_DESK_EPOCH);
}

static void a_sensor_lost_in_a_press_is_told(void **state)
{
	struct scene *s = *state;
	begin(s, 1, 1);
	eg_close(&s->peer);
	touch_desk_unfit(&s->desk, TOUCH_DESK_EPOCH);
}

static void a_sensor_that_fails_is_told(void **state)
{
	struct scene *s = *state;
	begin(s, 1, 1);
	tell(s, 1, FINGER_SIM_FAILED);
	touch_desk_unfit(&s->desk, TOUCH_DESK_EPOCH);
}

/* The backend's patience, which is 3 s. */
static void a_sensor_that_does_not_become_ready_is_stuck(void **state)
{
	struct scene *s = *state;
	want(s, 1);
	expect_ask(s, FINGER_SIM_START, 1);
	touch_desk_unfit(&s->desk, TOUCH_DESK_EPOCH);
}

static void a_picture_too_small_for_a_gate_never_gets_through(void **state)
{
	struct scene *s = *state;
	begin(s, 1, 1);
	give(s, 1, 299, 300);
	touch_desk_unfit(&s->desk, TOUCH_DESK_EPOCH);
}

/* ---- start and end ---- */

static void a_sensor_that_is_not_there_yet_is_tried_again(void **state)
{
	struct scene *s = *state;
	touch_desk_start(&s->desk, WORKER, (const char *const[]){spec, "open_ms=600000", NULL});
	touch_desk_log(&s->desk, "open-again");
	open_world(s);
	take_peer(s);
	touch_desk_ready(&s->desk);
	begin(s, 1, 1);
	expect_picture(s, 1, 1);
	assert_int_equal(touch_desk_close(&s->desk), EXIT_SUCCESS);
}

static void a_sensor_that_is_never_there_is_told_instead_of_ready(void **state)
{
	struct scene *s = *state;
	touch_desk_start(&s->desk, WORKER, (const char *const[]){spec, "open_ms=0", NULL});
	touch_desk_unfit(&s->desk, 0);
}

static void a_core_that_ends_is_not_waited_for_while_the_sensor_is(void **state)
{
	struct scene *s = *state;
	touch_desk_start(&s->desk, WORKER, (const char *const[]){spec, "open_ms=600000", NULL});
	touch_desk_log(&s->desk, "open-again");
	assert_int_equal(touch_desk_close(&s->desk), EXIT_SUCCESS);
}

static void one_that_was_warm_for_long_makes_room_for_a_fresh_one(void **state)
{
	struct scene *s = *state;
	open_world(s);
	start_ready(s, "renew_ms=1"); /* of the processor: its start took more */
	touch_desk_ends(&s->desk, EXIT_SUCCESS);
}

static void one_that_serves_somebody_stays(void **state)
{
	struct scene *s = *state;
	open_world(s);
	touch_desk_start(&s->desk, WORKER, (const char *const[]){spec, "renew_ms=1", NULL});
	want(s, 1); /* before it looks at its time */
	take_peer(s);
	touch_desk_ready(&s->desk);
	expect_ask(s, FINGER_SIM_START, 1);
	tell(s, 1, FINGER_EVENT_NEEDED);
	(void)touch_desk_event(&s->desk, 1, PRESS_NEEDED);
	expect_picture(s, 1, 1);
	begin(s, 2, 2);
	expect_picture(s, 2, 2);
	assert_int_equal(touch_desk_close(&s->desk), EXIT_SUCCESS);
}

static void without_a_sensor_or_with_settings_out_of_range_it_is_never_ready(void **state)
{
	struct scene *s = *state;
	static const char *const settings[] = {"open_ms=-1", "renew_ms=0", "sensor=/dev/finger",
					       "camera=sim:/tmp/x"};
	open_world(s);
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		const char *first = i < 2 ? spec : settings[i];
		touch_desk_start(&s->desk, WORKER, (const char *const[]){first, settings[i], NULL});
		touch_desk_ends(&s->desk, EXIT_FAILURE);
	}
}

#define READY(test) cmocka_unit_test_setup_teardown((test), start, stop)
#define EMPTY(test) cmocka_unit_test_setup_teardown((test), empty_scene, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		READY(a_press_is_told_as_it_happens_and_its_picture_is_the_sensors),
		READY(each_retry_says_why),
		READY(a_press_is_over_in_its_time_and_the_sensor_is_off_then),
		READY(nothing_of_a_stopped_press_comes_and_the_next_one_is_its_own),
		READY(a_message_of_another_traveller_ends_it),
		READY(a_press_during_another_ends_it),
		READY(a_number_that_was_there_before_ends_it),
		READY(a_message_that_is_for_another_worker_ends_it),
		READY(a_sensor_lost_while_nobody_is_there_is_told),
		READY(a_sensor_lost_between_two_presses_is_told),
		READY(a_sensor_lost_in_a_press_is_told),
		READY(a_sensor_that_fails_is_told),
		READY(a_sensor_that_does_not_become_ready_is_stuck),
		READY(a_picture_too_small_for_a_gate_never_gets_through),
		EMPTY(a_sensor_that_is_not_there_yet_is_tried_again),
		EMPTY(a_sensor_that_is_never_there_is_told_instead_of_ready),
		EMPTY(a_core_that_ends_is_not_waited_for_while_the_sensor_is),
		EMPTY(one_that_was_warm_for_long_makes_room_for_a_fresh_one),
		EMPTY(one_that_serves_somebody_stays),
		EMPTY(without_a_sensor_or_with_settings_out_of_range_it_is_never_ready),
	};
	(void)snprintf(path, sizeof(path), "/tmp/test_touch_worker.%ld", (long)getpid());
	(void)snprintf(spec, sizeof(spec), "sensor=sim:%s", path);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
