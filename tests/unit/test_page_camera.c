/*
 * test_page_camera: a page reader that is a camera, with the simulated one and a timer that this
 * test turns: how often it is asked, what is handed on, how it ends.
 */
#include "hal/camera_sim.h"
#include "hal/page.h"

#include "simulator/serve.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cmocka.h>

#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)

struct stage {
	char folder[32];
	char path[48];
	struct serve world;
	const struct page_backend *backend;
	struct page *page;
};

static int timer = -1; /* of the page under test */
static long period_ns;

int __wrap_timerfd_create(int clock, int flags);
int __wrap_timerfd_settime(int fd, int flags, const struct itimerspec *new_value,
			   struct itimerspec *old_value);

int __wrap_timerfd_create(int clock, int flags)
{
	(void)clock;
	assert_int_equal(flags, TFD_CLOEXEC | TFD_NONBLOCK);
	timer = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return timer;
}

int __wrap_timerfd_settime(int fd, int flags, const struct itimerspec *new_value,
			   struct itimerspec *old_value)
{
	(void)old_value;
	assert_int_equal(fd, timer);
	assert_int_equal(flags, 0);
	period_ns = new_value->it_interval.tv_nsec;
	return 0;
}

/* A period is over. */
static void tick(void)
{
	assert_int_equal(eventfd_write(timer, 1), 0);
}

static int open_world(void **state)
{
	static struct stage s;
	char spec[80];
	const char *where = NULL;
	s = (struct stage){.world = SERVE_CLOSED};
	(void)snprintf(s.folder, sizeof(s.folder), "/tmp/egate-test-XXXXXX");
	assert_non_null(mkdtemp(s.folder));
	(void)snprintf(s.path, sizeof(s.path), "%s/camera", s.folder);
	assert_int_equal(serve_open(&s.world, s.path), EG_OK);
	(void)snprintf(spec, sizeof(spec), "camera:300:sim:%s", s.path);
	assert_int_equal(page_find(spec, &s.backend, &where), EG_OK);
	assert_int_equal(s.backend->open(&s.page, where), EG_OK);
	assert_int_equal(serve_accept(&s.world), 0);
	*state = &s;
	return 0;
}

static int close_world(void **state)
{
	struct stage *s = *state;
	s->backend->close(&s->page);
	serve_close(&s->world);
	(void)unlink(s->path);
	return rmdir(s->folder);
}

static bool awake(const struct stage *s)
{
	struct pollfd wake = {.fd = s->backend->wake_fd(s->page), .events = POLLIN};
	return poll(&wake, 1, 0) == 1;
}

static bool asked(struct stage *s)
{
	uint8_t byte = 0;
	size_t got = 0;
	return serve_recv(&s->world, 0, &byte, sizeof(byte), &got) && byte == CAMERA_SIM_WANT;
}

static void give(struct stage *s, const char *text, uint32_t magic)
{
	struct rd bytes = rd_cstr(text);
	struct camera_sim_header header = {magic, (uint32_t)bytes.left, 2000, 1500, 1};
	EG_AUTO(eg_close) int fd = memfd_create("frame", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.at, bytes.left), bytes.left);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, SEALS), 0);
	serve_send(&s->world, 0, rd_of(&header, sizeof(header)), fd);
}

static void expect(struct stage *s, enum eg_err err)
{
	struct page_shot shot;
	assert_int_equal(s->backend->read(s->page, &shot), err);
	assert_int_equal(shot.bytes.left, 0);
}

static void expect_picture(struct stage *s, const char *text)
{
	struct page_shot shot;
	assert_int_equal(s->backend->read(s->page, &shot), EG_OK);
	assert_int_equal(shot.came, PAGE_CAME_PICTURE);
	assert_int_equal(shot.format, PAGE_JPEG);
	assert_int_equal(shot.light, PAGE_VISIBLE);
	assert_int_equal(shot.dpi, 300);
	assert_true(rd_equal(shot.bytes, rd_cstr(text)));
}

static void a_picture_a_period_and_no_more(void **state)
{
	struct stage *s = *state;
	assert_true(s->backend->live);
	assert_true(s->backend->needs_video);
	assert_int_equal(period_ns, 100000000);
	expect(s, EG_TIMEOUT);
	assert_false(awake(s) || asked(s));
	tick();
	assert_true(awake(s));
	expect(s, EG_TIMEOUT); /* asked for now, and not there yet */
	assert_true(asked(s));
	assert_false(awake(s));
	tick(); /* a slow camera: time alone wakes nobody */
	assert_false(awake(s));
	give(s, "page", CAMERA_SIM_MAGIC);
	assert_true(awake(s));
	expect_picture(s, "page");
	assert_true(awake(s)); /* that tick */
	expect(s, EG_TIMEOUT);
	assert_true(asked(s));
	give(s, "next", CAMERA_SIM_MAGIC);
	expect_picture(s, "next");
	assert_false(awake(s));
	give(s, "unasked", CAMERA_SIM_MAGIC); /* a camera quicker than it should be */
	assert_false(awake(s));
	expect(s, EG_TIMEOUT);
}

static void rubbish_is_refused_at_the_same_pace(void **state)
{
	struct stage *s = *state;
	tick();
	expect(s, EG_TIMEOUT);
	give(s, "page", CAMERA_SIM_MAGIC + 1);
	expect(s, EG_BAD_DATA);
	assert_true(asked(s));
	expect(s, EG_TIMEOUT);
	assert_false(awake(s) || asked(s));
	tick();
	expect(s, EG_TIMEOUT);
	give(s, "page", CAMERA_SIM_MAGIC);
	expect_picture(s, "page");
}

static void a_camera_that_ends_is_gone(void **state)
{
	struct stage *s = *state;
	tick();
	expect(s, EG_TIMEOUT);
	serve_drop(&s->world, 0);
	assert_true(awake(s));
	expect(s, EG_GONE);
}

static void a_camera_that_is_not_there_is_refused(void **state)
{
	const struct page_backend *backend = NULL;
	const char *where = NULL;
	struct page *page = NULL;
	(void)state;
	assert_int_equal(page_find("camera:v4l2:/nonexistent/video0", &backend, &where), EG_OK);
	assert_int_equal(backend->open(&page, where), EG_NOT_FOUND);
	assert_int_equal(backend->open(&page, "10:sim:/nonexistent"), EG_CONFIG);
	assert_int_equal(backend->open(&page, "sim:/nonexistent"), EG_GONE);
	assert_null(page);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown((test), open_world, close_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_WORLD(a_picture_a_period_and_no_more),
		IN_WORLD(rubbish_is_refused_at_the_same_pace),
		IN_WORLD(a_camera_that_ends_is_gone),
		cmocka_unit_test(a_camera_that_is_not_there_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
