/*
 * test_page_sandboxed: each page reader serves from within the sandbox of the worker that holds it,
 * which kills whoever asks the kernel for more.
 */
#include "hal/camera_sim.h"
#include "hal/page.h"
#include "hal/page_sim.h"

#include "os/sandbox.h"
#include "simulator/serve.h"

#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PATH_SIZE 96
#define SEALS     (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)
#define DRIVER    4321 /* a user that is neither root nor nobody */
#define TD3_1     "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
#define TD3_2     "L898902C36UTO7408122F1204159ZE184226B<<<<<10\n"

struct desk {
	char folder[32];
	char path[48]; /* of a device in it */
	struct serve world;
	pid_t worker;
	int said; /* by the worker: 'r' when it is in its sandbox, then 's' for each shot */
};

static int make_desk(void **state)
{
	static struct desk d;
	d = (struct desk){.world = SERVE_CLOSED, .said = -1};
	(void)snprintf(d.folder, sizeof(d.folder), "/tmp/egate-test-XXXXXX");
	assert_non_null(mkdtemp(d.folder));
	(void)snprintf(d.path, sizeof(d.path), "%s/device", d.folder);
	*state = &d;
	return 0;
}

static int clear_desk(void **state)
{
	struct desk *d = *state;
	eg_close(&d->said);
	serve_close(&d->world);
	(void)unlink(d->path);
	return rmdir(d->folder);
}

static enum eg_err say(int to, char word)
{
	return write(to, &word, 1) == 1 ? EG_OK : EG_FAIL(EG_GONE, "nobody listens");
}

/* A page worker: opens its reader, enters its sandbox, tells of so many shots. */
static enum eg_err serve_page(const char *spec, unsigned shots, int to)
{
	const struct page_backend *backend = NULL;
	const char *where = NULL;
	struct page *page = NULL;
	struct page_shot shot;
	EG_TRY(page_find(spec, &backend, &where));
	EG_TRY(backend->open(&page, where));
	const struct sandbox_need need = {
		.ioctl_video = backend->needs_video, .memory_mb = 256, .cpu_seconds = 60};
	EG_TRY(sandbox_enter(&need));
	EG_TRY(say(to, 'r'));
	while (shots > 0) {
		struct pollfd wake = {.fd = backend->wake_fd(page), .events = POLLIN};
		(void)poll(&wake, 1, -1); /* read tells */
		enum eg_err err = backend->read(page, &shot);
		if (err == EG_TIMEOUT) {
			continue;
		}
		EG_TRY(err);
		EG_TRY(say(to, 's'));
		shots--;
	}
	backend->close(&page);
	return EG_OK;
}

static void expect_word(const struct desk *d, char word)
{
	char is = 0;
	assert_int_equal(read(d->said, &is, 1), 1);
	assert_int_equal(is, word);
}

static void start_worker(struct desk *d, const char *backend, const char *path, unsigned shots)
{
	char spec[PATH_SIZE];
	int ends[2];
	(void)snprintf(spec, sizeof(spec), "%s:%s", backend, path);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	d->worker = fork();
	assert_true(d->worker >= 0);
	if (d->worker == 0) {
		_exit(serve_page(spec, shots, ends[1]) == EG_OK ? 0 : 1);
	}
	eg_close(&ends[1]);
	d->said = ends[0];
	expect_word(d, 'r');
}

static void expect_good_end(const struct desk *d)
{
	int status = 0;
	assert_int_equal(waitpid(d->worker, &status, 0), d->worker);
	assert_true(WIFEXITED(status)); /* not killed for a call */
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void put_file(const struct desk *d, const char *name, off_t size)
{
	char path[PATH_SIZE];
	(void)snprintf(path, sizeof(path), "%s/%s", d->folder, name);
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, size), 0);
	if (geteuid() == 0) {
		assert_int_equal(fchown(fd, DRIVER, DRIVER), 0);
	}
}

static void a_folder_is_read_there(void **state)
{
	struct desk *d = *state;
	if (geteuid() == 0) {
		assert_int_equal(chown(d->folder, DRIVER, DRIVER), 0);
	}
	start_worker(d, "folder", d->folder, 4);
	put_file(d, "1.ir.png", 1);
	put_file(d, "1.png", PAGE_PICTURE_MAX);
	put_file(d, "2.png", PAGE_PICTURE_MAX);
	put_file(d, "removed", 0);
	for (int i = 0; i < 4; i++) {
		expect_word(d, 's');
	}
	expect_good_end(d);
}

static void lines_are_read_there(void **state)
{
	struct desk *d = *state;
	assert_int_equal(mkfifo(d->path, 0600), 0);
	start_worker(d, "swipe", d->path, 1);
	EG_AUTO(eg_close) int tty = open(d->path, O_WRONLY | O_CLOEXEC);
	assert_int_equal(write(tty, TD3_1 TD3_2, sizeof(TD3_1 TD3_2) - 1), sizeof(TD3_1 TD3_2) - 1);
	expect_word(d, 's');
	expect_good_end(d);
}

static void keys_are_read_there(void **state)
{
	struct desk *d = *state;
	assert_int_equal(mkfifo(d->path, 0600), 0);
	start_worker(d, "wedge", d->path, 1);
	EG_AUTO(eg_close) int keyboard = open(d->path, O_WRONLY | O_CLOEXEC);
	for (int line = 0; line < 2; line++) {
		for (int i = 0; i < 45; i++) {
			uint16_t code = i == 44 ? KEY_ENTER : line == 0 ? KEY_A : KEY_1;
			const struct input_event e = {.type = EV_KEY, .code = code, .value = 1};
			assert_int_equal(write(keyboard, &e, sizeof(e)), sizeof(e));
		}
	}
	expect_word(d, 's');
	expect_good_end(d);
}

static int sealed(void)
{
	int fd = memfd_create("page", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "page", 4), 4);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, SEALS), 0);
	return fd;
}

static void a_simulated_page_is_read_there(void **state)
{
	struct desk *d = *state;
	const struct page_sim_header header = {.magic = PAGE_SIM_MAGIC, .size = 4};
	assert_int_equal(serve_open(&d->world, d->path), EG_OK);
	start_worker(d, "sim", d->path, 2);
	assert_int_equal(serve_accept(&d->world), 0);
	EG_AUTO(eg_close) int fd = sealed();
	serve_send(&d->world, 0, rd_of(&header, sizeof(header)), fd);
	serve_send(&d->world, 0, RD_TEXT("\n"), -1);
	expect_word(d, 's');
	expect_word(d, 's');
	expect_good_end(d);
}

static void a_camera_is_read_there(void **state)
{
	struct desk *d = *state;
	const struct camera_sim_header header = {CAMERA_SIM_MAGIC, 4, 1, 1, 1};
	assert_int_equal(serve_open(&d->world, d->path), EG_OK);
	start_worker(d, "camera:sim", d->path, 3);
	assert_int_equal(serve_accept(&d->world), 0);
	for (int i = 0; i < 3; i++) {
		struct pollfd asked = {.fd = d->world.peer[0], .events = POLLIN};
		uint8_t byte = 0;
		size_t got = 0;
		assert_int_equal(poll(&asked, 1, -1), 1);
		assert_true(serve_recv(&d->world, 0, &byte, sizeof(byte), &got));
		EG_AUTO(eg_close) int fd = sealed();
		serve_send(&d->world, 0, rd_of(&header, sizeof(header)), fd);
		expect_word(d, 's');
	}
	expect_good_end(d);
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown((test), make_desk, clear_desk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_DESK(a_folder_is_read_there), AT_DESK(lines_are_read_there),
		AT_DESK(keys_are_read_there),    AT_DESK(a_simulated_page_is_read_there),
		AT_DESK(a_camera_is_read_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
