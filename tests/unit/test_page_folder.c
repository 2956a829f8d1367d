/*
 * test_page_folder: still pictures in a folder, through the process that feeds them: what is taken
 * and deleted, what is refused, and what that process may still do.
 */
#include "hal/page.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PATH_SIZE 512
#define WAIT_MS   10000

struct desk {
	char folder[32];  /* that is watched */
	char outside[32]; /* where files are made before they are moved in */
	const struct page_backend *backend;
	struct page *page;
};

static void path_of(char path[PATH_SIZE], const char *folder, const char *name)
{
	(void)snprintf(path, PATH_SIZE, "%s/%s", folder, name);
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[PATH_SIZE];
	path_of(path, folder, name);
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

static void move_in(const struct desk *d, const char *name)
{
	char from[PATH_SIZE];
	char to[PATH_SIZE];
	path_of(from, d->outside, name);
	path_of(to, d->folder, name);
	assert_int_equal(rename(from, to), 0);
}

static bool there(const struct desk *d, const char *name)
{
	struct stat st;
	char path[PATH_SIZE];
	path_of(path, d->folder, name);
	return lstat(path, &st) == 0;
}

/* That a file of the kernel's begins with. */
static long number_in(const char *path)
{
	char text[32] = "";
	EG_AUTO(eg_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_true(read(fd, text, sizeof(text) - 1) > 0);
	long number = strtol(text, NULL, 10);
	assert_true(number > 0);
	return number;
}

static int make_desk(void **state)
{
	static struct desk d;
	d = (struct desk){.page = NULL};
	(void)snprintf(d.folder, sizeof(d.folder), "/tmp/egate-test-XXXXXX");
	(void)snprintf(d.outside, sizeof(d.outside), "/tmp/egate-test-XXXXXX");
	assert_non_null(mkdtemp(d.folder));
	assert_non_null(mkdtemp(d.outside));
	*state = &d;
	return 0;
}

static void empty(const char *folder)
{
	char path[PATH_SIZE];
	DIR *list = opendir(folder);
	const struct dirent *e;
	assert_non_null(list);
	while ((e = readdir(list)) != NULL) {
		path_of(path, folder, e->d_name);
		(void)remove(path); /* "." and ".." stay */
	}
	(void)closedir(list);
	assert_int_equal(rmdir(folder), 0);
}

static int clear_desk(void **state)
{
	struct desk *d = *state;
	int status;
	if (d->page != NULL) {
		d->backend->close(&d->page);
		/* A feeder ends with its reader, in peace. */
		assert_true(waitpid(-1, &status, 0) > 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	empty(d->folder);
	empty(d->outside);
	return 0;
}

static enum eg_err open_folder(struct desk *d, const char *before)
{
	char spec[PATH_SIZE];
	const char *where = NULL;
	(void)snprintf(spec, sizeof(spec), "folder:%s%s", before, d->folder);
	assert_int_equal(page_find(spec, &d->backend, &where), EG_OK);
	return d->backend->open(&d->page, where);
}

static enum eg_err next(struct desk *d, struct page_shot *shot)
{
	struct pollfd wake = {.fd = d->backend->wake_fd(d->page), .events = POLLIN};
	assert_int_equal(poll(&wake, 1, WAIT_MS), 1);
	return d->backend->read(d->page, shot);
}

static void expect_picture(struct desk *d, const char *text, enum page_format format,
			   enum page_light light)
{
	struct page_shot shot;
	assert_int_equal(next(d, &shot), EG_OK);
	assert_int_equal(shot.came, PAGE_CAME_PICTURE);
	assert_int_equal(shot.format, format);
	assert_int_equal(shot.light, light);
	assert_true(rd_equal(shot.bytes, rd_cstr(text)));
}

static void expect_refused(struct desk *d, enum eg_err err, const char *reason)
{
	struct page_shot shot;
	assert_int_equal(next(d, &shot), err);
	assert_int_equal(shot.bytes.left, 0);
	assert_non_null(strstr(eg_fault_last().reason, reason));
}

static void a_picture_is_taken_and_deleted_at_once(void **state)
{
	struct desk *d = *state;
	struct page_shot shot;
	assert_int_equal(open_folder(d, "400:"), EG_OK);
	assert_int_equal(d->backend->read(d->page, &shot), EG_TIMEOUT);
	write_file(d->outside, "1.ir.png", "infrared");
	write_file(d->outside, "1.png", "visible");
	move_in(d, "1.ir.png");
	move_in(d, "1.png");
	expect_picture(d, "infrared", PAGE_PNG, PAGE_INFRARED);
	expect_picture(d, "visible", PAGE_PNG, PAGE_VISIBLE);
	assert_false(there(d, "1.ir.png") || there(d, "1.png"));
	write_file(d->folder, "removed", ""); /* written in place: counts when it is closed */
	assert_int_equal(next(d, &shot), EG_OK);
	assert_int_equal(shot.came, PAGE_CAME_GONE);
	assert_false(there(d, "removed"));
	write_file(d->folder, "2.jpg", "in place");
	assert_int_equal(next(d, &shot), EG_OK);
	assert_int_equal(shot.dpi, 400);
	assert_true(rd_equal(shot.bytes, RD_TEXT("in place")));
}

static void a_name_says_format_and_light(void **state)
{
	static const struct {
		const char *name;
		enum page_format format;
		enum page_light light;
	} names[] = {
		{"a.jpeg", PAGE_JPEG, PAGE_VISIBLE},     {"B.JPG", PAGE_JPEG, PAGE_VISIBLE},
		{"c.IR.Pgm", PAGE_PNM, PAGE_INFRARED},   {"d.ppm", PAGE_PNM, PAGE_VISIBLE},
		{"e.ir.jpeg", PAGE_JPEG, PAGE_INFRARED}, {"ir.png", PAGE_PNG, PAGE_VISIBLE},
	};
	struct desk *d = *state;
	assert_int_equal(open_folder(d, ""), EG_OK);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		write_file(d->folder, names[i].name, names[i].name);
		expect_picture(d, names[i].name, names[i].format, names[i].light);
	}
}

/* More than may be on their way at once: the rest waits in the folder, in order. */
static void a_worker_that_is_slow_misses_nothing(void **state)
{
	struct desk *d = *state;
	char name[16];
	assert_int_equal(open_folder(d, ""), EG_OK);
	for (int i = 0; i < 40; i++) {
		(void)snprintf(name, sizeof(name), "%d.png", i);
		write_file(d->folder, name, name);
	}
	assert_true(there(d, "39.png"));
	for (int i = 0; i < 40; i++) {
		(void)snprintf(name, sizeof(name), "%d.png", i);
		expect_picture(d, name, PAGE_PNG, PAGE_VISIBLE);
	}
	assert_false(there(d, "39.png"));
}

static void what_lay_there_before_is_deleted_unread(void **state)
{
	struct desk *d = *state;
	struct page_shot shot;
	write_file(d->folder, "old.png", "old");
	write_file(d->folder, "removed", "");
	write_file(d->folder, ".half.png", "half");
	write_file(d->folder, "driver.log", "mine");
	assert_int_equal(open_folder(d, ""), EG_OK);
	assert_false(there(d, "old.png") || there(d, "removed"));
	assert_true(there(d, ".half.png") && there(d, "driver.log"));
	assert_int_equal(d->backend->read(d->page, &shot), EG_TIMEOUT);
}

static void others_files_are_left_and_told_once(void **state)
{
	struct desk *d = *state;
	assert_int_equal(open_folder(d, ""), EG_OK);
	write_file(d->folder, ".1.png", "half-written"); /* no word of this one */
	write_file(d->folder, "driver.log", "mine");
	write_file(d->folder, "png", "mine");
	write_file(d->folder, "1.png", "page");
	expect_refused(d, EG_DENIED, "no picture");
	expect_picture(d, "page", PAGE_PNG, PAGE_VISIBLE);
	assert_true(there(d, ".1.png") && there(d, "driver.log") && there(d, "png"));
}

static void what_is_no_plain_file_is_refused(void **state)
{
	struct desk *d = *state;
	char path[PATH_SIZE];
	char other[PATH_SIZE];
	assert_int_equal(open_folder(d, ""), EG_OK);
	path_of(path, d->outside, "link.png");
	assert_int_equal(symlink("/etc/hostname", path), 0);
	move_in(d, "link.png");
	expect_refused(d, EG_DENIED, "link");
	path_of(path, d->outside, "pipe.png");
	assert_int_equal(mkfifo(path, 0600), 0);
	move_in(d, "pipe.png");
	expect_refused(d, EG_DENIED, "pipe");
	path_of(path, d->outside, "folder.png");
	assert_int_equal(mkdir(path, 0700), 0);
	move_in(d, "folder.png");
	expect_refused(d, EG_DENIED, "folder named");
	write_file(d->outside, "two.png", "kept elsewhere");
	path_of(path, d->outside, "two.png");
	path_of(other, d->outside, "names.png");
	assert_int_equal(link(path, other), 0);
	move_in(d, "two.png");
	expect_refused(d, EG_DENIED, "link");
	path_of(path, d->outside, "removed");
	assert_int_equal(symlink("link.png", path), 0);
	move_in(d, "removed");
	expect_refused(d, EG_DENIED, "link");
	assert_true(there(d, "link.png") && there(d, "pipe.png") && there(d, "folder.png") &&
		    there(d, "two.png"));
	write_file(d->folder, "1.png", "page");
	expect_picture(d, "page", PAGE_PNG, PAGE_VISIBLE);
}

static void the_largest_picture_is_taken_and_a_larger_one_deleted(void **state)
{
	struct desk *d = *state;
	struct page_shot shot;
	char path[PATH_SIZE];
	assert_int_equal(open_folder(d, ""), EG_OK);
	write_file(d->outside, "large.pgm", "");
	path_of(path, d->outside, "large.pgm");
	assert_int_equal(truncate(path, PAGE_PICTURE_MAX), 0); /* with a hole: costs no disk */
	move_in(d, "large.pgm");
	assert_int_equal(next(d, &shot), EG_OK);
	assert_int_equal(shot.bytes.left, PAGE_PICTURE_MAX);
	write_file(d->outside, "larger.pgm", "");
	path_of(path, d->outside, "larger.pgm");
	assert_int_equal(truncate(path, (off_t)PAGE_PICTURE_MAX + 1), 0);
	move_in(d, "larger.pgm");
	expect_refused(d, EG_TOO_BIG, "too large");
	write_file(d->folder, "empty.pgm", "");
	expect_refused(d, EG_TOO_BIG, "empty");
	assert_false(there(d, "larger.pgm") || there(d, "empty.pgm"));
}

/* Written and closed, as the kernel tells it. */
static void touch(const struct desk *d, const char *name)
{
	char path[PATH_SIZE];
	path_of(path, d->folder, name);
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
}

/* More events than the kernel keeps: what they were of is nobody's any more. */
static void a_flood_of_files_is_deleted_and_told(void **state)
{
	struct desk *d = *state;
	long most = number_in("/proc/sys/fs/inotify/max_queued_events");
	assert_int_equal(open_folder(d, ""), EG_OK);
	write_file(d->folder, "1.png", "first");
	write_file(d->folder, "2.png", "second");
	write_file(d->folder, "3.png", "3");
	write_file(d->folder, "4.png", "4");
	/* Some hundreds may be read already when the feeder has to wait. */
	for (long i = 0; i <= most / 2 + 500; i++) {
		touch(d, "3.png"); /* two names: events alike are one event */
		touch(d, "4.png");
	}
	write_file(d->folder, "5.png", "lost as well");
	expect_picture(d, "first", PAGE_PNG, PAGE_VISIBLE);
	expect_picture(d, "second", PAGE_PNG, PAGE_VISIBLE);
	expect_picture(d, "3", PAGE_PNG, PAGE_VISIBLE);
	expect_picture(d, "4", PAGE_PNG, PAGE_VISIBLE);
	expect_refused(d, EG_TOO_BIG, "more files");
	assert_false(there(d, "5.png"));
	write_file(d->folder, "6.png", "page");
	expect_picture(d, "page", PAGE_PNG, PAGE_VISIBLE);
}

static void a_folder_that_is_lost_is_gone(void **state)
{
	struct desk *d = *state;
	struct page_shot shot;
	char elsewhere[PATH_SIZE];
	assert_int_equal(open_folder(d, ""), EG_OK);
	path_of(elsewhere, d->outside, "moved");
	assert_int_equal(rename(d->folder, elsewhere), 0);
	assert_int_equal(next(d, &shot), EG_GONE);
	assert_int_equal(rename(elsewhere, d->folder), 0);
}

/* Whose pages would these be, and whose files are deleted? */
static void a_folder_that_everybody_may_write_to_is_refused(void **state)
{
	struct desk *d = *state;
	write_file(d->folder, "mine.png", "of a user");
	assert_int_equal(chmod(d->folder, 01777), 0);
	assert_int_equal(open_folder(d, ""), EG_CONFIG);
	assert_true(there(d, "mine.png"));
	assert_int_equal(chmod(d->folder, 0770), 0);
	assert_int_equal(open_folder(d, ""), EG_OK);
}

static void what_is_no_folder_is_refused(void **state)
{
	struct desk *d = *state;
	const struct page_backend *backend = NULL;
	const char *where = NULL;
	struct page *page = NULL;
	char path[PATH_SIZE];
	assert_int_equal(page_find("folder:/nonexistent/egate", &backend, &where), EG_OK);
	assert_int_equal(backend->open(&page, where), EG_CONFIG);
	write_file(d->outside, "file", "");
	path_of(path, d->outside, "file");
	assert_int_equal(backend->open(&page, path), EG_CONFIG);
	path_of(path, d->outside, "link");
	assert_int_equal(symlink(d->folder, path), 0);
	assert_int_equal(backend->open(&page, path), EG_CONFIG);
	assert_null(page);
}

/* The only child of a process. */
static pid_t child_of(pid_t parent)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children", parent, parent);
	return (pid_t)number_in(path);
}

static void status_of_feeder(char text[4096], char *folder, size_t size)
{
	char path[64];
	pid_t pid = child_of(getpid());
	(void)snprintf(path, sizeof(path), "/proc/%d/status", pid);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	text[fread(text, 1, 4095, f)] = '\0';
	(void)fclose(f);
	(void)snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	(void)snprintf(folder, size, "%s", path);
}

static void the_feeder_holds_no_privilege_and_no_descriptor_of_others(void **state)
{
	struct desk *d = *state;
	char text[4096];
	char fds[64];
	EG_AUTO(eg_close) int secret = open("/etc/hostname", O_RDONLY); /* not close-on-exec */
	assert_true(secret >= 0);
	if (geteuid() == 0) {
		assert_int_equal(chown(d->folder, 65534, 65534), 0);
	}
	assert_int_equal(open_folder(d, ""), EG_OK);
	status_of_feeder(text, fds, sizeof(fds));
	assert_non_null(strstr(text, "\nNoNewPrivs:\t1"));
	assert_non_null(strstr(text, "\nCapPrm:\t0000000000000000"));
	assert_non_null(strstr(text, "\nCapEff:\t0000000000000000"));
	if (geteuid() == 0) {
		assert_non_null(strstr(text, "\nUid:\t65534\t65534\t65534\t65534"));
		assert_non_null(strstr(text, "\nGid:\t65534\t65534\t65534\t65534"));
	}
	DIR *list = opendir(fds);
	if (list != NULL) { /* only root sees it: the feeder is not to be looked into */
		size_t count = 0;
		while (readdir(list) != NULL) {
			count++;
		}
		(void)closedir(list);
		assert_int_equal(count, 2 + 3);
	} else {
		assert_true(geteuid() != 0);
	}
}

static void a_feeder_does_not_outlive_a_worker_that_is_killed(void **state)
{
	struct desk *d = *state;
	int ready[2];
	char byte;
	int status;
	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	pid_t worker = fork();
	if (worker == 0) {
		bool open = open_folder(d, "") == EG_OK;
		(void)!write(ready[1], open ? "r" : "x", 1);
		for (;;) {
			(void)pause();
		}
	}
	assert_true(worker > 0);
	eg_close(&ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(byte, 'r');
	eg_close(&ready[0]);
	EG_AUTO(eg_close) int feeder = (int)syscall(SYS_pidfd_open, child_of(worker), 0);
	struct pollfd end = {.fd = feeder, .events = POLLIN};
	assert_true(feeder >= 0);
	assert_int_equal(poll(&end, 1, 0), 0);
	assert_int_equal(kill(worker, SIGKILL), 0);
	assert_int_equal(waitpid(worker, &status, 0), worker);
	assert_int_equal(poll(&end, 1, WAIT_MS), 1);
	/* Another one may be started at once. */
	assert_int_equal(open_folder(d, ""), EG_OK);
	write_file(d->folder, "1.png", "page");
	expect_picture(d, "page", PAGE_PNG, PAGE_VISIBLE);
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown((test), make_desk, clear_desk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_DESK(a_picture_is_taken_and_deleted_at_once),
		AT_DESK(a_name_says_format_and_light),
		AT_DESK(a_worker_that_is_slow_misses_nothing),
		AT_DESK(what_lay_there_before_is_deleted_unread),
		AT_DESK(others_files_are_left_and_told_once),
		AT_DESK(what_is_no_plain_file_is_refused),
		AT_DESK(the_largest_picture_is_taken_and_a_larger_one_deleted),
		AT_DESK(a_flood_of_files_is_deleted_and_told),
		AT_DESK(a_folder_that_is_lost_is_gone),
		AT_DESK(a_folder_that_everybody_may_write_to_is_refused),
		AT_DESK(what_is_no_folder_is_refused),
		AT_DESK(the_feeder_holds_no_privilege_and_no_descriptor_of_others),
		AT_DESK(a_feeder_does_not_outlive_a_worker_that_is_killed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
