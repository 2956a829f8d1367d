/*
 * test_gate_io_sim: promises of the simulated wires and of both page readers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hal/gate_io_sim.h"
#include "hal/page.h"

#include "simulator/serve.h"

#include "base/wr.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 128
#define FIRST     UINT32_C(0x2B) /* any levels */

static const struct gate_fitting fitting = {.direction = 0};

struct fixture {
	char folder[PATH_SIZE];
	char path[PATH_SIZE];
	struct serve world;
	pthread_t thread;
};

static int make_world(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	(void)snprintf(f->folder, sizeof(f->folder), "/tmp/egate-test-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	(void)snprintf(f->path, sizeof(f->path), "%.100s/device", f->folder);
	assert_int_equal(serve_open(&f->world, f->path), EG_OK);
	*state = f;
	return 0;
}

static int end_world(void **state)
{
	struct fixture *f = *state;
	serve_close(&f->world);
	(void)unlink(f->path);
	(void)rmdir(f->folder);
	free(f);
	return 0;
}

/* The world's side of an opening: accepts one and tells these levels. */
static void *welcome(void *given)
{
	struct fixture *f = given;
	struct gate_lines levels = {.levels = WIRE_FIRE_OK};
	int peer = -1;
	(void)fcntl(f->world.listener, F_SETFL, 0); /* waits in accept */
	peer = serve_accept(&f->world);
	assert_int_equal(peer, 0);
	serve_send(&f->world, 0, rd_of(&levels, sizeof(levels)), -1);
	return NULL;
}

static struct gate_io *open_by(struct fixture *f, const struct gate_io_backend *backend)
{
	struct gate_io *io = NULL;
	assert_int_equal(pthread_create(&f->thread, NULL, welcome, f), 0);
	assert_int_equal(backend->open(&io, f->path, &fitting, FIRST), EG_OK);
	assert_int_equal(pthread_join(f->thread, NULL), 0);
	return io;
}

static struct gate_io *open_gate(struct fixture *f)
{
	return open_by(f, &gate_io_sim);
}

static uint32_t heard(struct fixture *f)
{
	uint32_t outputs = 0;
	size_t got = 0;
	assert_true(serve_recv(&f->world, 0, &outputs, sizeof(outputs), &got));
	assert_int_equal(got, sizeof(outputs));
	return outputs;
}

static void opening_drives_the_first_levels_and_knows_the_first_inputs(void **state)
{
	struct fixture *f = *state;
	struct gate_lines lines = {0};
	struct gate_io *io = open_gate(f);
	assert_int_equal(heard(f), FIRST);
	assert_int_equal(gate_io_sim.read(io, &lines), EG_OK);
	assert_int_equal(lines.levels, WIRE_FIRE_OK);
	gate_io_sim.close(&io);
}

static void the_newest_levels_count(void **state)
{
	struct fixture *f = *state;
	struct gate_lines lines = {0};
	struct gate_lines levels[] = {{.levels = WIRE_PRESENT},
				      {.levels = WIRE_PRESENT | WIRE_SEVERAL},
				      {.levels = WIRE_MAINS_OK}};
	struct gate_io *io = open_gate(f);
	for (size_t i = 0; i < 3; i++) {
		serve_send_all(&f->world, rd_of(&levels[i], sizeof(levels[i])));
	}
	assert_int_equal(gate_io_sim.read(io, &lines), EG_OK);
	assert_int_equal(lines.levels, WIRE_MAINS_OK);
	gate_io_sim.close(&io);
}

/* Turns of the watchdog's level, with as many other drives between them as there may be. */
static enum eg_err tick(struct gate_io *io, const struct gate_io_backend *backend,
			uint32_t *outputs)
{
	*outputs ^= (uint32_t)GATE_OUT_WATCHDOG;
	EG_TRY(backend->drive(io, *outputs));
	return backend->drive(io, *outputs);
}

static void remote_wires_that_are_silent_are_gone(void **state)
{
	struct fixture *f = *state;
	struct gate_lines lines = {0};
	struct gate_lines levels = {.levels = WIRE_MAINS_OK};
	uint32_t outputs = 0;
	struct gate_io *io = open_by(f, &gate_io_remote);
	for (int i = 0; i < 5; i++) { /* a pulse that says nothing new is enough */
		assert_int_equal(tick(io, &gate_io_remote, &outputs), EG_OK);
		assert_int_equal(tick(io, &gate_io_remote, &outputs), EG_OK);
		serve_send_all(&f->world, rd_of(&levels, sizeof(levels)));
		assert_int_equal(gate_io_remote.read(io, &lines), EG_OK);
	}
	assert_int_equal(tick(io, &gate_io_remote, &outputs), EG_OK);
	assert_int_equal(tick(io, &gate_io_remote, &outputs), EG_OK);
	assert_int_equal(tick(io, &gate_io_remote, &outputs), EG_GONE);
	gate_io_remote.close(&io);
}

static void a_world_may_be_silent(void **state)
{
	uint32_t outputs = 0;
	struct gate_io *io = open_gate(*state);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(tick(io, &gate_io_sim, &outputs), EG_OK);
	}
	gate_io_sim.close(&io);
}

static void closing_leaves_the_levels(void **state)
{
	struct fixture *f = *state;
	struct gate_io *io = open_gate(f);
	assert_int_equal(gate_io_sim.drive(io, 0), EG_OK);
	gate_io_sim.close(&io);
	assert_null(io);
	assert_int_equal(heard(f), FIRST);
	assert_int_equal(heard(f), 0);
}

static void a_world_that_ended_is_gone(void **state)
{
	struct fixture *f = *state;
	struct gate_lines lines = {0};
	struct gate_io *io = open_gate(f);
	serve_close(&f->world);
	assert_int_equal(gate_io_sim.read(io, &lines), EG_GONE);
	assert_int_equal(gate_io_sim.drive(io, 0), EG_GONE);
	gate_io_sim.close(&io);
	assert_int_equal(gate_io_sim.open(&io, f->path, &fitting, FIRST), EG_GONE);
}

static void levels_of_another_size_are_refused(void **state)
{
	struct fixture *f = *state;
	struct gate_lines lines = {0};
	struct gate_io *io = open_gate(f);
	serve_send_all(&f->world, RD_TEXT("12345"));
	assert_int_equal(gate_io_sim.read(io, &lines), EG_BAD_DATA);
	gate_io_sim.close(&io);
}

static struct page *open_page(const struct page_backend **backend, const char *name,
			      const char *path)
{
	char spec[PATH_SIZE + 16];
	const char *where = NULL;
	struct page *p = NULL;
	(void)snprintf(spec, sizeof(spec), "%s:%s", name, path);
	assert_int_equal(page_find(spec, backend, &where), EG_OK);
	assert_int_equal((*backend)->open(&p, where), EG_OK);
	return p;
}

static void a_page_is_laid_and_taken(void **state)
{
	struct fixture *f = *state;
	struct page_shot shot;
	const struct page_backend *backend = NULL;
	struct page *p = open_page(&backend, "sim", f->path);
	assert_int_equal(serve_accept(&f->world), 0);
	assert_int_equal(backend->read(p, &shot), EG_TIMEOUT);
	serve_send(&f->world, 0, RD_TEXT("P<UTO\nL898\n"), -1);
	assert_int_equal(backend->read(p, &shot), EG_OK);
	assert_int_equal(shot.came, PAGE_CAME_LINES);
	assert_true(rd_equal(shot.bytes, RD_TEXT("P<UTO\nL898\n")));
	serve_send(&f->world, 0, RD_TEXT("\n"), -1);
	assert_int_equal(backend->read(p, &shot), EG_OK);
	assert_int_equal(shot.came, PAGE_CAME_GONE);
	serve_close(&f->world);
	assert_int_equal(backend->read(p, &shot), EG_GONE);
	backend->close(&p);
	assert_null(p);
}

#define TD3_LINE_1 "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
#define TD3_LINE_2 "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
#define TD1_LINE   "I<UTOD231458907<<<<<<<<<<<<<<<"

/* A serial port is stood in for by a FIFO: what is written comes out of the backend. */
static enum eg_err swipe(const char *bytes, uint8_t room[128], struct rd *out)
{
	char folder[] = "/tmp/egate-test-XXXXXX";
	char path[PATH_SIZE];
	struct wr text = wr_of(room, 128);
	struct page_shot shot;
	const struct page_backend *backend = NULL;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/tty", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	struct page *p = open_page(&backend, "swipe", path);
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	enum eg_err err = backend->read(p, &shot);
	wr_put(&text, shot.bytes);
	*out = wr_view(&text);
	backend->close(&p);
	(void)unlink(path);
	(void)rmdir(folder);
	return err;
}

static void a_swipe_of_two_long_lines_is_a_passport(void **state)
{
	(void)state;
	uint8_t room[128];
	struct rd text;
	assert_int_equal(swipe(TD3_LINE_1 "\r\n" TD3_LINE_2 "\r\n", room, &text), EG_OK);
	assert_true(rd_equal(text, RD_TEXT(TD3_LINE_1 "\n" TD3_LINE_2 "\n")));
}

static void a_swipe_of_three_short_lines_is_a_card(void **state)
{
	(void)state;
	uint8_t room[128];
	struct rd text;
	assert_int_equal(swipe(TD1_LINE "\r" TD1_LINE "\r" TD1_LINE "\r", room, &text), EG_OK);
	assert_int_equal(text.left, 93);
}

static void half_a_swipe_waits_for_the_rest(void **state)
{
	(void)state;
	uint8_t room[128];
	struct rd text;
	assert_int_equal(swipe(TD3_LINE_1 "\r\n" TD3_LINE_2, room, &text), EG_TIMEOUT);
	assert_int_equal(text.left, 0);
}

static void noise_and_half_swipes_are_dropped(void **state)
{
	(void)state;
	uint8_t room[128];
	struct rd text;
	assert_int_equal(
		swipe("noise\n" TD1_LINE "\n" TD3_LINE_1 "\n" TD3_LINE_2 "\n", room, &text), EG_OK);
	assert_true(rd_equal(text, RD_TEXT(TD3_LINE_1 "\n" TD3_LINE_2 "\n")));
	assert_int_equal(
		swipe(TD3_LINE_1 TD3_LINE_2 "\n" TD3_LINE_1 "\n" TD3_LINE_2 "\n", room, &text),
		EG_OK);
	assert_int_equal(text.left, 90);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			opening_drives_the_first_levels_and_knows_the_first_inputs, make_world,
			end_world),
		cmocka_unit_test_setup_teardown(the_newest_levels_count, make_world, end_world),
		cmocka_unit_test_setup_teardown(remote_wires_that_are_silent_are_gone, make_world,
						end_world),
		cmocka_unit_test_setup_teardown(a_world_may_be_silent, make_world, end_world),
		cmocka_unit_test_setup_teardown(closing_leaves_the_levels, make_world, end_world),
		cmocka_unit_test_setup_teardown(a_world_that_ended_is_gone, make_world, end_world),
		cmocka_unit_test_setup_teardown(levels_of_another_size_are_refused, make_world,
						end_world),
		cmocka_unit_test_setup_teardown(a_page_is_laid_and_taken, make_world, end_world),
		cmocka_unit_test(a_swipe_of_two_long_lines_is_a_passport),
		cmocka_unit_test(a_swipe_of_three_short_lines_is_a_card),
		cmocka_unit_test(half_a_swipe_waits_for_the_rest),
		cmocka_unit_test(noise_and_half_swipes_are_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
