/*
 * test_glass: the page reader of a lane in a play gives lines, still pictures or what a camera
 * sees, as the protocols of hal/page_sim.h and hal/camera_sim.h have it. Time is the test's.
 */
#include "simulator/glass.h"

#include "biometrics/picture.h"
#include "biometrics/picture_png.h"
#include "hal/camera_sim.h"
#include "hal/unix_client.h"
#include "os/fds.h"
#include "simulator/file.h"
#include "simulator/page_shelf.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define PATH 128
#define CARD                               \
	"I<UTOD231458907<<<<<<<<<<<<<<<\n" \
	"7408122F1204159UTO<<<<<<<<<<<6\n" \
	"ERIKSSON<<ANNA<MARIA<<<<<<<<<<\n"
#define OTHER_NAME "ERIKSEN<<ANNA<<<<<<<<<<<<<<<<<\n"

struct stage {
	char folder[PATH];
	char documents[PATH + 16];
	char people[PATH + 16];
	char kept[PATH + 16];
	struct glass_folders folders;
	struct scenario scenario;
	struct play play;
	struct glass glass;
	int lane; /* the lane's end of the reader; -1 */
	int64_t now_us;
};

static struct stage stage;

static void put(const char *folder, const char *name, const char *text)
{
	char path[2 * PATH];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(file_write(path, rd_cstr(text)), EG_OK);
}

static void make(char out[PATH + 16], const char *name)
{
	char path[2 * PATH];
	(void)snprintf(out, PATH + 16, "%s/%s", stage.folder, name);
	assert_int_equal(mkdir(out, 0700), 0);
	(void)snprintf(path, sizeof(path), "%s/anna", out);
	assert_int_equal(mkdir(path, 0700), 0);
}

static int set_up(void **state)
{
	(void)state;
	stage = (struct stage){.glass = GLASS_CLOSED, .lane = -1};
	(void)snprintf(stage.folder, sizeof(stage.folder), "/tmp/test_glass.XXXXXX");
	assert_non_null(mkdtemp(stage.folder));
	make(stage.documents, "documents");
	make(stage.people, "people");
	make(stage.kept, "kept");
	put(stage.documents, "anna/mrz.txt", CARD);
	put(stage.documents, "anna/portrait.pgm", "P5\n1 1\n255\n ");
	put(stage.people, "anna/portrait.pgm", "P5\n1 1\n255\nz");
	stage.folders = (struct glass_folders){stage.documents, stage.people, stage.kept};
	return 0;
}

static int drop(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about; /* all of it goes, whatever it is */
	(void)kind;
	(void)place;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	return nftw(stage.folder, drop, 8, FTW_DEPTH | FTW_PHYS);
}

static void plug(void)
{
	if (stage.lane >= 0) {
		assert_int_equal(close(stage.lane), 0);
	}
	assert_int_equal(unix_client_connect(stage.glass.path, &stage.lane), EG_OK);
}

static void open_glass(const char *page, const char *person)
{
	char text[2 * PATH];
	unsigned line;
	(void)snprintf(text, sizeof(text),
		       "title t\npage %s\nperson anna passport=anna %s\nlays document\n"
		       "expect admitted\n",
		       page, person);
	assert_int_equal(scenario_parse(rd_cstr(text), &stage.scenario, &line), EG_OK);
	stage.play = play_start(&stage.scenario, metal_start(300));
	stage.now_us = 1000000;
	assert_int_equal(glass_open(&stage.glass, stage.folder, &stage.folders, &stage.scenario),
			 EG_OK);
	plug();
}

static void close_glass(void)
{
	assert_int_equal(close(stage.lane), 0);
	stage.lane = -1;
	glass_close(&stage.glass);
}

static void pass(int64_t us)
{
	stage.now_us += us;
	assert_int_equal(glass_pass(&stage.glass, stage.now_us, &stage.play), EG_OK);
}

static void lay(enum scenario_laid laid)
{
	stage.play.document_of = 0;
	stage.play.page = (struct play_page){.laid = (uint8_t)laid};
	assert_int_equal(glass_follow(&stage.glass, stage.now_us, &stage.play), EG_OK);
	pass(0);
}

static void take(void)
{
	stage.play.document_of = PLAY_NOBODY;
	assert_int_equal(glass_follow(&stage.glass, stage.now_us, &stage.play), EG_OK);
	pass(0);
}

/* The next datagram; its size, -1 where none is there. *fd: what came with it. */
static ssize_t hear(void *out, size_t cap, int *fd)
{
	union fds_room room;
	struct iovec piece = {.iov_base = out, .iov_len = cap};
	struct msghdr m = {.msg_iov = &piece,
			   .msg_iovlen = 1,
			   .msg_control = &room,
			   .msg_controllen = sizeof(room)};
	*fd = -1;
	const ssize_t size = recvmsg(stage.lane, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	const struct cmsghdr *c = size < 0 ? NULL : CMSG_FIRSTHDR(&m);
	if (c != NULL) {
		*fd = *(const int *)(const void *)CMSG_DATA(c);
	}
	return size;
}

static void expect_text(const char *wanted)
{
	char text[PAGE_SIM_TEXT_MAX + 1] = "";
	int fd;
	assert_int_equal(hear(text, PAGE_SIM_TEXT_MAX, &fd), strlen(wanted));
	assert_string_equal(text, wanted);
	assert_int_equal(fd, -1);
}

static void expect_nothing(void)
{
	char text[PAGE_SIM_TEXT_MAX];
	int fd;
	assert_int_equal(hear(text, sizeof(text), &fd), -1);
}

static void expect_picture(enum page_light light, unsigned dpi)
{
	struct page_sim_header h;
	struct picture_png_head head;
	EG_AUTO(eg_close) int fd = -1;
	assert_int_equal(hear(&h, sizeof(h), &fd), sizeof(h));
	assert_int_equal(h.magic, PAGE_SIM_MAGIC);
	assert_int_equal(h.light, light);
	assert_int_equal(h.dpi, dpi);
	assert_int_equal(lseek(fd, 0, SEEK_END), h.size);
	assert_int_equal(fcntl(fd, F_GET_SEALS) & (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW),
			 F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
	void *at = mmap(NULL, h.size, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_true(at != MAP_FAILED);
	assert_int_equal(picture_png_look(rd_of(at, h.size), PAGE_SIDE_MAX / 2, &head), EG_OK);
	assert_int_equal(head.kind, light == PAGE_VISIBLE ? 2 : 0); /* in colour; in grey */
	assert_int_equal(head.width, (unsigned)(135 * dpi / 25.4));
	assert_int_equal(munmap(at, h.size), 0);
}

static void a_reader_of_lines_gives_lines(void **state)
{
	(void)state;
	open_glass("lines", "");
	pass(0);
	expect_nothing();
	lay(LAID_AS_ASKED);
	expect_text(CARD);
	plug();
	pass(0);
	expect_text("+"); /* it still lies there */
	expect_text(CARD);
	take();
	expect_text("\n");
	lay(LAID_FRONT);
	expect_nothing();
	close_glass();
}

static void an_altered_name_is_in_the_lines(void **state)
{
	(void)state;
	char text[PAGE_SIM_TEXT_MAX + 1] = "";
	int fd;
	open_glass("lines", "page-name=ERIKSEN<<ANNA");
	pass(0);
	lay(LAID_AS_ASKED);
	assert_int_equal(hear(text, PAGE_SIM_TEXT_MAX, &fd), strlen(CARD));
	assert_string_equal(text + 62, OTHER_NAME);
	close_glass();
}

static void a_reader_of_pictures_gives_infrared_then_visible_light(void **state)
{
	(void)state;
	open_glass("pictures", "");
	pass(0);
	lay(LAID_AS_ASKED);
	expect_picture(PAGE_INFRARED, PAGE_SHELF_INFRARED);
	pass(GLASS_TAKE_US - 1);
	expect_nothing();
	pass(1);
	expect_picture(PAGE_VISIBLE, PAGE_SHELF_DPI);
	pass(GLASS_TAKE_US);
	expect_nothing();
	plug();
	pass(0);
	expect_text("+");
	expect_picture(PAGE_INFRARED, PAGE_SHELF_INFRARED);
	expect_picture(PAGE_VISIBLE, PAGE_SHELF_DPI);
	take();
	expect_text("\n");
	close_glass();
}

static void what_is_taken_too_early_was_not_seen_in_visible_light(void **state)
{
	(void)state;
	open_glass("pictures", "");
	pass(0);
	lay(LAID_AS_ASKED);
	take();
	expect_picture(PAGE_INFRARED, PAGE_SHELF_INFRARED);
	expect_text("\n");
	pass(GLASS_TAKE_US);
	expect_nothing();
	close_glass();
}

/* How much of the last picture is of a colour, in percent. */
static unsigned colourful;

static unsigned colourful_of(const struct picture *p)
{
	size_t count = 0;
	for (size_t i = 0; i < picture_size(p); i += 3) {
		const int green = p->bgr[i + 1];
		count += abs(p->bgr[i] - green) > 8 || abs(p->bgr[i + 2] - green) > 8;
	}
	return (unsigned)(count * 300 / picture_size(p));
}

/* Asks for the picture that is due after a time; gives the mean of its middle. */
static unsigned see(int64_t us)
{
	const uint8_t want = CAMERA_SIM_WANT;
	struct camera_sim_header h;
	EG_AUTO(picture_free) struct picture p = {0};
	EG_AUTO(eg_close) int fd = -1;
	unsigned sum = 0;
	assert_int_equal(send(stage.lane, &want, 1, 0), 1);
	pass(us);
	assert_int_equal(hear(&h, sizeof(h), &fd), sizeof(h));
	assert_int_equal(h.magic, CAMERA_SIM_MAGIC);
	assert_int_equal(h.width, PAGE_SHELF_WIDTH);
	void *at = mmap(NULL, h.size, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_true(at != MAP_FAILED);
	assert_int_equal(picture_decode(rd_of(at, h.size), CAMERA_SIM_SIDE_MAX, &p), EG_OK);
	assert_int_equal(munmap(at, h.size), 0);
	assert_int_equal(p.height, PAGE_SHELF_HEIGHT);
	colourful = colourful_of(&p);
	for (size_t i = 0; i < 1000; i++) {
		sum += p.bgr[3 * ((p.height / 2 - 50 + i / 20) * (size_t)p.width + p.width / 2 +
				  i % 20)];
	}
	return sum / 1000;
}

static void a_camera_sees_how_a_document_comes_and_goes(void **state)
{
	(void)state;
	open_glass("camera", "");
	pass(0);
	assert_true(see(GLASS_CAMERA_PERIOD_US) < 50);
	assert_int_equal(colourful, 0);
	lay(LAID_AS_ASKED);
	assert_true(see(GLASS_CAMERA_PERIOD_US) < 50); /* a hand has only begun to lay it */
	assert_true(see(2 * GLASS_CAMERA_LAY_US) > 140);
	assert_in_range(colourful, 25, 60); /* a card on a glass for passports */
	take();
	assert_true(see(GLASS_CAMERA_PERIOD_US) > 50); /* it is on its way */
	assert_true(see(2 * GLASS_CAMERA_LAY_US) < 50);
	lay(LAID_AS_ASKED);
	take(); /* at once: it lies there for a moment all the same */
	assert_true(see(GLASS_CAMERA_LAY_US + GLASS_CAMERA_PERIOD_US) > 140);
	assert_true(see(2 * GLASS_CAMERA_LAY_US) < 50);
	close_glass();
}

static void a_camera_gives_nothing_unasked(void **state)
{
	(void)state;
	open_glass("camera", "");
	for (int i = 0; i < 5; i++) {
		pass(GLASS_CAMERA_PERIOD_US);
	}
	expect_nothing();
	close_glass();
}

static void an_unplugged_reader_is_not_found_until_it_works_again(void **state)
{
	(void)state;
	int fd = -1;
	uint8_t unused;
	open_glass("camera", "");
	pass(0);
	stage.play.page.unplugged = true;
	pass(0);
	assert_int_equal(recv(stage.lane, &unused, 1, MSG_DONTWAIT), 0); /* it has ended */
	assert_int_not_equal(unix_client_connect(stage.glass.path, &fd), EG_OK);
	stage.play.page.unplugged = false;
	pass(0);
	plug();
	assert_true(see(GLASS_CAMERA_PERIOD_US) < 50);
	close_glass();
}

/* What a scenario will lay is there before it is played, with the portrait that it asks for. */
static void a_document_that_is_missing_stops_the_play(void **state)
{
	(void)state;
	unsigned line;
	const char *text = "title t\npage pictures\nperson b passport=nobodys\nlays document\n"
			   "expect admitted\n";
	assert_int_equal(scenario_parse(rd_cstr(text), &stage.scenario, &line), EG_OK);
	assert_int_equal(glass_open(&stage.glass, stage.folder, &stage.folders, &stage.scenario),
			 EG_NOT_FOUND);
	glass_close(&stage.glass);
	text = "title t\npage pictures\nperson b passport=anna page-face=nobody\nlays document\n"
	       "expect admitted\n";
	assert_int_equal(scenario_parse(rd_cstr(text), &stage.scenario, &line), EG_OK);
	assert_int_equal(glass_open(&stage.glass, stage.folder, &stage.folders, &stage.scenario),
			 EG_NOT_FOUND);
	glass_close(&stage.glass);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reader_of_lines_gives_lines),
		cmocka_unit_test(an_altered_name_is_in_the_lines),
		cmocka_unit_test(a_reader_of_pictures_gives_infrared_then_visible_light),
		cmocka_unit_test(what_is_taken_too_early_was_not_seen_in_visible_light),
		cmocka_unit_test(a_camera_sees_how_a_document_comes_and_goes),
		cmocka_unit_test(a_camera_gives_nothing_unasked),
		cmocka_unit_test(an_unplugged_reader_is_not_found_until_it_works_again),
		cmocka_unit_test(a_document_that_is_missing_stops_the_play),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
