/*
 * test_lane_faces: the officer's folder holds the pictures of whoever is referred, whole and for
 * nobody else to read, and of nobody else.
 */
#include "prog/lane_faces.h"

#include "os/link.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define BYTES "bytes of a picture"

struct desk {
	char folder[32];
	struct lane_faces faces;
};

static int set(void **state)
{
	static struct desk d;
	d = (struct desk){.folder = "/tmp/lane-faces-XXXXXX", .faces = {.folder = -1}};
	*state = &d;
	return mkdtemp(d.folder) == NULL ? -1 : 0;
}

static unsigned count_files(const struct desk *d)
{
	unsigned count = 0;
	DIR *all = opendir(d->folder);
	assert_non_null(all);
	for (const struct dirent *one = readdir(all); one != NULL; one = readdir(all)) {
		count += one->d_name[0] != '.';
	}
	assert_int_equal(closedir(all), 0);
	return count;
}

static const char *path_of(const struct desk *d, const char *name)
{
	static char path[128];
	assert_true(snprintf(path, sizeof(path), "%s/%s", d->folder, name) > 0);
	return path;
}

static void lay(const struct desk *d, const char *name)
{
	int fd = open(path_of(d, name), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
}

static int clear(void **state)
{
	struct desk *d = *state;
	lane_faces_close(&d->faces);
	(void)unlink(path_of(d, "notes.txt")); /* may not be there */
	(void)unlink(path_of(d, "x7-live.jpg"));
	(void)unlink(path_of(d, "-live.jpg"));
	return rmdir(d->folder);
}

static bool tell(struct desk *d, uint32_t traveller, enum gate_state state)
{
	struct msg m = msg_make(MSG_STATUS, traveller);
	m.body.status.state = (uint8_t)state;
	return lane_faces_follow(&d->faces, &m);
}

static enum eg_err show(struct desk *d, uint32_t traveller, enum face_picture which)
{
	EG_AUTO(eg_close) int fd = -1;
	struct msg m = msg_make(MSG_FACE_PICTURE, traveller);
	m.body.face_picture = (struct msg_face_picture){
		.size = sizeof(BYTES) - 1, .width = 3, .height = 4, .which = (uint8_t)which};
	assert_int_equal(bulk_make(RD_TEXT(BYTES), &fd), EG_OK);
	return lane_faces_take(&d->faces, &m, fd);
}

static void assert_written(const struct desk *d, const char *name)
{
	struct stat st;
	char bytes[64] = {0};
	int fd = open(path_of(d, name), O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(read(fd, bytes, sizeof(bytes)), sizeof(BYTES) - 1);
	assert_string_equal(bytes, BYTES);
	assert_int_equal(close(fd), 0);
}

static void all_pictures_are_there_while_the_traveller_is_referred(void **state)
{
	struct desk *d = *state;
	assert_int_equal(lane_faces_open(&d->faces, d->folder), EG_OK);
	assert_false(tell(d, 7, GATE_FACE));
	assert_false(tell(d, 7, GATE_REFERRED_INSIDE));
	assert_int_equal(show(d, 7, FACE_PICTURE_PORTRAIT), EG_OK);
	assert_int_equal(show(d, 7, FACE_PICTURE_LIVE), EG_OK);
	assert_written(d, "7-portrait.jpg");
	assert_written(d, "7-live.jpg");
	assert_int_equal(count_files(d), 2);
	assert_false(tell(d, 7, GATE_REFERRED_INSIDE));
	assert_int_equal(count_files(d), 2);
	assert_int_equal(show(d, 7, FACE_PICTURE_LIVE), EG_OK); /* a retry's takes its place */
	assert_int_equal(show(d, 7, FACE_PICTURE_PAGE), EG_OK);
	assert_written(d, "7-page.jpg");
	assert_int_equal(count_files(d), 3);
	assert_true(tell(d, 7, GATE_RECORDING));
	assert_int_equal(count_files(d), 0);
	assert_false(tell(d, 0, GATE_IDLE));
}

static void the_next_traveller_begins_with_none(void **state)
{
	struct desk *d = *state;
	assert_int_equal(lane_faces_open(&d->faces, d->folder), EG_OK);
	(void)tell(d, 7, GATE_REFERRED_OUTSIDE);
	assert_int_equal(show(d, 7, FACE_PICTURE_PORTRAIT), EG_OK);
	assert_true(tell(d, 8, GATE_REFERRED_OUTSIDE));
	assert_int_equal(count_files(d), 0);
	assert_int_equal(show(d, 8, FACE_PICTURE_PORTRAIT), EG_OK);
	assert_written(d, "8-portrait.jpg");
}

static void a_picture_of_nobody_who_is_referred_is_not_written(void **state)
{
	struct desk *d = *state;
	assert_int_equal(lane_faces_open(&d->faces, d->folder), EG_OK);
	assert_int_equal(show(d, 0, FACE_PICTURE_LIVE), EG_STATE);
	assert_int_equal(show(d, 7, FACE_PICTURE_LIVE), EG_STATE);
	(void)tell(d, 7, GATE_REFERRED_INSIDE);
	assert_int_equal(show(d, 6, FACE_PICTURE_LIVE), EG_STATE);
	(void)tell(d, 7, GATE_FACE);
	assert_int_equal(show(d, 7, FACE_PICTURE_LIVE), EG_STATE);
	assert_int_equal(count_files(d), 0);
}

static void a_picture_that_can_still_change_is_not_written(void **state)
{
	struct desk *d = *state;
	struct msg m = msg_make(MSG_FACE_PICTURE, 7);
	EG_AUTO(eg_close) int fd = memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	m.body.face_picture = (struct msg_face_picture){.size = 5, .width = 3, .height = 4};
	assert_int_equal(write(fd, "bytes", 5), 5);
	assert_int_equal(lane_faces_open(&d->faces, d->folder), EG_OK);
	(void)tell(d, 7, GATE_REFERRED_INSIDE);
	assert_int_equal(lane_faces_take(&d->faces, &m, fd), EG_BAD_DATA);
	assert_int_equal(count_files(d), 0);
}

static void what_a_killed_watcher_has_left_is_removed_and_nothing_else(void **state)
{
	struct desk *d = *state;
	lay(d, "12-portrait.jpg");
	lay(d, "12-live.jpg");
	lay(d, "12-page.jpg");
	lay(d, "egate-picture.part");
	lay(d, "notes.txt");
	lay(d, "x7-live.jpg");
	lay(d, "-live.jpg");
	lay(d, "13-live.jpg");
	assert_int_equal(chmod(path_of(d, "13-live.jpg"), 0644), 0); /* no watcher's */
	assert_int_equal(symlink("notes.txt", path_of(d, "14-live.jpg")), 0);
	assert_int_equal(count_files(d), 9);
	assert_int_equal(lane_faces_open(&d->faces, d->folder), EG_OK);
	assert_int_equal(count_files(d), 9); /* the lane may not take us */
	assert_int_equal(lane_faces_begin(&d->faces), EG_OK);
	assert_int_equal(count_files(d), 5);
	assert_int_equal(access(path_of(d, "notes.txt"), F_OK), 0);
	assert_int_equal(unlink(path_of(d, "13-live.jpg")), 0);
	assert_int_equal(unlink(path_of(d, "14-live.jpg")), 0);
}

static void the_end_of_the_watcher_removes_the_pictures(void **state)
{
	struct desk *d = *state;
	assert_int_equal(lane_faces_open(&d->faces, d->folder), EG_OK);
	(void)tell(d, 7, GATE_REFERRED_INSIDE);
	assert_int_equal(show(d, 7, FACE_PICTURE_LIVE), EG_OK);
	lane_faces_close(&d->faces);
	assert_int_equal(count_files(d), 0);
}

static void a_folder_that_others_write_into_is_refused(void **state)
{
	struct desk *d = *state;
	assert_int_equal(chmod(d->folder, 0770), 0);
	assert_int_equal(lane_faces_open(&d->faces, d->folder), EG_CONFIG);
	assert_int_equal(chmod(d->folder, 0702), 0);
	assert_int_equal(lane_faces_open(&d->faces, d->folder), EG_CONFIG);
	assert_int_equal(lane_faces_open(&d->faces, path_of(d, "none")), EG_CONFIG);
	assert_int_equal(d->faces.folder, -1);
}

/* A link in the place of the part that is written would be followed to somebody's file. */
static void a_link_in_the_way_is_not_followed(void **state)
{
	struct desk *d = *state;
	assert_int_equal(lane_faces_open(&d->faces, d->folder), EG_OK);
	(void)tell(d, 7, GATE_REFERRED_INSIDE);
	lay(d, "notes.txt");
	char target[128];
	assert_true(snprintf(target, sizeof(target), "%s/notes.txt", d->folder) > 0);
	assert_int_equal(symlink(target, path_of(d, "egate-picture.part")), 0);
	assert_int_equal(show(d, 7, FACE_PICTURE_LIVE), EG_IO);
	struct stat st;
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(show(d, 7, FACE_PICTURE_LIVE), EG_OK); /* it is out of the way now */
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown((test), set, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_DESK(all_pictures_are_there_while_the_traveller_is_referred),
		AT_DESK(the_next_traveller_begins_with_none),
		AT_DESK(a_picture_of_nobody_who_is_referred_is_not_written),
		AT_DESK(a_picture_that_can_still_change_is_not_written),
		AT_DESK(what_a_killed_watcher_has_left_is_removed_and_nothing_else),
		AT_DESK(the_end_of_the_watcher_removes_the_pictures),
		AT_DESK(a_folder_that_others_write_into_is_refused),
		AT_DESK(a_link_in_the_way_is_not_followed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
