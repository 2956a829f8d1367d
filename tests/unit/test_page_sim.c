/*
 * test_page_sim: the simulated page reader against a world that keeps or breaks its protocol.
 */
#include "hal/page_sim.h"

#include "simulator/serve.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)

struct stage {
	char folder[32];
	char path[48];
	struct serve world;
	struct page *page;
};

static int open_world(void **state)
{
	static struct stage s;
	s = (struct stage){.world = SERVE_CLOSED};
	(void)snprintf(s.folder, sizeof(s.folder), "/tmp/egate-test-XXXXXX");
	assert_non_null(mkdtemp(s.folder));
	(void)snprintf(s.path, sizeof(s.path), "%s/page", s.folder);
	assert_int_equal(serve_open(&s.world, s.path), EG_OK);
	assert_int_equal(page_sim.open(&s.page, s.path), EG_OK);
	assert_int_equal(serve_accept(&s.world), 0);
	*state = &s;
	return 0;
}

static int close_world(void **state)
{
	struct stage *s = *state;
	page_sim.close(&s->page);
	serve_close(&s->world);
	(void)unlink(s->path);
	return rmdir(s->folder);
}

static struct page_sim_header header_of(uint32_t size)
{
	return (struct page_sim_header){.magic = PAGE_SIM_MAGIC, .size = size, .dpi = 400};
}

/* Sends a header, and beside it a memfd that holds the text under these seals. */
static void give(struct stage *s, struct page_sim_header header, const char *text, int seals)
{
	struct rd bytes = rd_cstr(text);
	EG_AUTO(eg_close) int fd = memfd_create("page", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.at, bytes.left), bytes.left);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, seals), 0);
	serve_send(&s->world, 0, rd_of(&header, sizeof(header)), fd);
}

static void expect_picture(struct stage *s, const char *text, enum page_light light)
{
	struct page_shot shot;
	struct pollfd wake = {.fd = page_sim.wake_fd(s->page), .events = POLLIN};
	assert_int_equal(poll(&wake, 1, 0), 1);
	assert_int_equal(page_sim.read(s->page, &shot), EG_OK);
	assert_int_equal(shot.came, PAGE_CAME_PICTURE);
	assert_int_equal(shot.format, PAGE_PNG);
	assert_int_equal(shot.light, light);
	assert_int_equal(shot.dpi, 400);
	assert_true(rd_equal(shot.bytes, rd_cstr(text)));
}

static void expect(struct stage *s, enum eg_err err)
{
	struct page_shot shot;
	assert_int_equal(page_sim.read(s->page, &shot), err);
	assert_int_equal(shot.bytes.left, 0);
}

static void pictures_come_in_their_light_and_order(void **state)
{
	struct stage *s = *state;
	struct page_sim_header infrared = header_of(4);
	struct page_shot shot;
	infrared.light = PAGE_INFRARED;
	expect(s, EG_TIMEOUT);
	give(s, infrared, "dark", SEALS);
	give(s, header_of(5), "light", SEALS);
	serve_send(&s->world, 0, RD_TEXT("\n"), -1);
	expect_picture(s, "dark", PAGE_INFRARED);
	expect_picture(s, "light", PAGE_VISIBLE);
	assert_int_equal(page_sim.read(s->page, &shot), EG_OK);
	assert_int_equal(shot.came, PAGE_CAME_GONE);
	assert_int_equal(shot.bytes.left, 0);
	expect(s, EG_TIMEOUT);
}

static void lines_and_pictures_may_follow_each_other(void **state)
{
	struct stage *s = *state;
	struct page_shot shot;
	serve_send(&s->world, 0, RD_TEXT("P<UTO\nL898\n"), -1);
	give(s, header_of(5), "light", SEALS);
	assert_int_equal(page_sim.read(s->page, &shot), EG_OK);
	assert_int_equal(shot.came, PAGE_CAME_LINES);
	assert_true(rd_equal(shot.bytes, RD_TEXT("P<UTO\nL898\n")));
	expect_picture(s, "light", PAGE_VISIBLE);
}

static bool lay(struct stage *s, const char *text)
{
	struct page_shot shot;
	serve_send(&s->world, 0, rd_cstr(text), -1);
	assert_int_equal(page_sim.read(s->page, &shot), EG_OK);
	return shot.lay;
}

static void what_lay_there_before_is_told_so_until_it_is_taken_away(void **state)
{
	struct stage *s = *state;
	assert_false(lay(s, "P<UTO\nL898\n"));
	serve_send(&s->world, 0, RD_TEXT("+"), -1);
	expect(s, EG_TIMEOUT);
	assert_true(lay(s, "P<UTO\nL898\n"));
	assert_true(lay(s, "P<UTO\nL898\n"));
	assert_false(lay(s, "\n"));
	assert_false(lay(s, "P<UTO\nL898\n"));
}

static void a_picture_that_could_change_is_refused(void **state)
{
	struct stage *s = *state;
	give(s, header_of(5), "light", F_SEAL_SHRINK | F_SEAL_GROW);
	give(s, header_of(5), "light", F_SEAL_WRITE | F_SEAL_GROW);
	give(s, header_of(5), "light", F_SEAL_WRITE | F_SEAL_SHRINK);
	give(s, header_of(5), "light", SEALS);
	expect(s, EG_BAD_DATA);
	expect(s, EG_BAD_DATA);
	expect(s, EG_BAD_DATA);
	expect_picture(s, "light", PAGE_VISIBLE); /* the next one is taken all the same */
}

static void a_header_that_lies_is_refused(void **state)
{
	struct stage *s = *state;
	struct page_sim_header unlit = header_of(5);
	struct page_sim_header padded = header_of(5);
	unlit.light = PAGE_INFRARED + 1;
	padded.pad = 1;
	give(s, unlit, "light", SEALS);
	expect(s, EG_BAD_DATA);
	give(s, padded, "light", SEALS);
	expect(s, EG_BAD_DATA);
	give(s, header_of(6), "light", SEALS);
	expect(s, EG_BAD_DATA);
	give(s, header_of(4), "light", SEALS);
	expect(s, EG_BAD_DATA);
	give(s, header_of(0), "", SEALS);
	expect(s, EG_TOO_BIG);
	give(s, header_of(PAGE_PICTURE_MAX + 1), "light", SEALS);
	expect(s, EG_TOO_BIG);
}

static size_t open_descriptors(void)
{
	size_t count = 0;
	for (int fd = 0; fd < 64; fd++) {
		count += fcntl(fd, F_GETFD) >= 0;
	}
	return count;
}

static void no_descriptor_where_there_should_be_one_and_none_leaks(void **state)
{
	struct stage *s = *state;
	struct page_sim_header header = header_of(5);
	struct page_sim_header other = {.magic = PAGE_SIM_MAGIC + 1};
	static const char longer[PAGE_SIM_TEXT_MAX + 1] = "";
	size_t before = open_descriptors();
	serve_send(&s->world, 0, rd_of(&header, sizeof(header)), -1);
	expect(s, EG_BAD_DATA);
	give(s, other, "light", SEALS); /* no header: text with a descriptor beside it */
	expect(s, EG_BAD_DATA);
	serve_send(&s->world, 0, rd_of(longer, sizeof(longer)), s->world.listener);
	expect(s, EG_TOO_BIG);
	assert_int_equal(open_descriptors(), before);
}

static void a_world_that_ends_is_gone(void **state)
{
	struct stage *s = *state;
	serve_drop(&s->world, 0);
	expect(s, EG_GONE);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown((test), open_world, close_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_WORLD(pictures_come_in_their_light_and_order),
		IN_WORLD(lines_and_pictures_may_follow_each_other),
		IN_WORLD(what_lay_there_before_is_told_so_until_it_is_taken_away),
		IN_WORLD(a_picture_that_could_change_is_refused),
		IN_WORLD(a_header_that_lies_is_refused),
		IN_WORLD(no_descriptor_where_there_should_be_one_and_none_leaks),
		IN_WORLD(a_world_that_ends_is_gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
